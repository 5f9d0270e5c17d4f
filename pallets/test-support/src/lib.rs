//! Shared test doubles.
