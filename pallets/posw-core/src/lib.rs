//! Proof-of-Swarm-Work without FRAME: trees, draws, payloads and settlement arithmetic
#![cfg_attr(not(feature = "std"), no_std)]
