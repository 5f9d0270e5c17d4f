//! The deterministic labscape scheduler: planning off chain, checking on chain.
//!
//! A labscape is 4,096 AI units; nodes own runs of them. Whoever leads a round takes a
//! [`Snapshot`], calls [`plan`] and submits the [`Plan`]; the chain calls [`verify`] on its own
//! snapshot and makes the leases of the [`Verdict`]. Without any planner, [`first_fit`] keeps the
//! labscape alive on chain. README.md explains order, score and check with a worked example.
//!
//! ## Who is trusted
//! Nobody who plans. The chain trusts [`verify`] only: a hostile planner can delay a part and
//! choose among nodes it fits on, and cannot place it where it does not fit, break a gang, take a
//! unit twice, or pass over one of the first [`HEADS`] parts that first-fit could place.
//!
//! ## Determinism
//! Integers only; no floats, clock, randomness or hash-map order. The same snapshot gives the same
//! plan bytes in every build, native or Wasm.
//!
//! ## Invariants
//! 1. No unit belongs to two leases.
//! 2. No node gives more than is free of any resource, nor a GPU more than its thousandths.
//! 3. A gang is placed whole or not at all.
//! 4. `verify(s, plan(s))` grants every placement, for every valid snapshot `s`; so does
//!    `verify(s, first_fit(s))`.
//! 5. Only Reserved work evicts, only Spot leases, and only what it needs.
//!
//! ## Bounds
//! At most 4,096 nodes, runs and placements a plan, [`MAX_SHAPES`] typical shapes,
//! [`MAX_PREEMPTIONS`] evicting placements of [`MAX_EVICTIONS`] leases each. Checking costs
//! O(runs + 64 words + skipped heads × nodes) when the queue comes in its own order.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

#[cfg(feature = "std")]
pub mod baselines;
mod order;
mod plan;
mod pool;
mod preempt;
mod score;
mod slots;
mod state;
mod table;
mod types;
mod verify;

pub use order::{dominant_share, sort_queue, Totals};
pub use plan::{frequencies, plan, Planner};
pub use slots::SlotMap;
pub use types::*;
pub use verify::{first_fit, verify};
