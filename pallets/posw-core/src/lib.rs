//! Proof-of-Swarm-Work without FRAME: trees, draws, payloads and the arithmetic of settlement.
//!
//! The chain, the agents and the simulator use this crate unchanged, so that there is one answer to
//! every question of the protocol: what is hashed, who audits what, what is owed. Nothing here reads
//! a clock, uses a float in what the chain computes, or depends on the order of a hash map.
//!
//! | module | what it answers |
//! |---|---|
//! | [`hash`] | what exactly is hashed, and under which prefix |
//! | [`merkle`] | roots, proofs and multiproofs over leaf hashes |
//! | [`chain`] | an auditor's hash chain: its secrets, in the order they are revealed |
//! | [`epoch`] | where the windows of an epoch begin and end; folding the beacon |
//! | [`draw`] | which unit audits a sample, and which item it is |
//! | [`payload`] | the one report of a node and epoch, and what its signature covers |
//! | [`money`] | the split of a price, audit fees, stakes |
//! | [`params`] | the parameters and the bounds that no governance can cross |
//! | [`formula`] | detection and deterrence, for the simulator and the documents (`std` only) |
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

pub mod chain;
pub mod draw;
pub mod epoch;
#[cfg(feature = "std")]
pub mod formula;
pub mod hash;
pub mod merkle;
pub mod money;
pub mod params;
pub mod payload;

pub use labscape_primitives::Hash;

/// UBC in planck. The protocol's products need 128 bits.
pub type Balance = u128;

/// The most items one commit may cover; what is left waits for the next epoch.
pub const MAX_COMMIT_ITEMS: u32 = 16_384;
/// The most samples that are drawn of one commit.
pub const MAX_SAMPLES: u32 = 768;
/// The longest Merkle proof: a tree over [`MAX_COMMIT_ITEMS`] leaves.
pub const MAX_PROOF: u32 = 14;
/// The longest proof of one input of a job, which may have 2^20 items.
pub const MAX_INPUT_PROOF: u32 = 20;
/// Slices of the dense index of eligible units.
pub const SLICES: u32 = 256;
/// Slices that audit one labscape.
pub const SLICES_PER_LABSCAPE: usize = 8;
