//! Proof-of-Swarm-Work: commits, audits, disputes, settlement
#![cfg_attr(not(feature = "std"), no_std)]
