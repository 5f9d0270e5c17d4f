//! The chain seen from a client: connection, keys, calls, byte stores.
