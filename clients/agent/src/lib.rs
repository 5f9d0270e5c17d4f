//! The agent: one machine of a provider that runs, proves and audits work.
//!
//! # What it does with each block
//!
//! It reads its leases and hands them to the [`runner`], which executes their items in order and
//! writes every result into the [`journal`]. Once an epoch it makes one report ([`duties`]): a commit
//! over what is finished, an audit commit over what it was drawn to check ([`audit`]), verdicts on
//! what it checked before. It answers claims against its own work, runs disputes that concern it, and
//! serves programs, inputs, lists and outputs to those who may have them ([`serve`]).
//!
//! # Killed at any moment
//!
//! - **J1** A report is in the journal, on disk, before it leaves the machine, together with the
//!   leaves and attestations it commits to. There is at most one report for each epoch, ever.
//! - **J2** After a restart the same bytes are sent again for as long as the epoch lasts. No other
//!   report of that epoch is ever made.
//! - **J3** What the chain says of a lease's committed prefix rules what the next commit covers.
//! - **J4** Results that were lost with the process are computed again: a program is a pure function.
//!
//! The test `tests/crash.rs` kills a process at every step and checks J1 to J3.
//!
//! # Who is trusted
//!
//! The node that it follows, and nobody else. Its hot key signs duties and moves no funds; the
//! provider's key never comes near this machine.
#![warn(missing_docs)]

pub mod answers;
pub mod audit;
pub mod cache;
pub mod calls;
pub mod chain;
#[cfg(feature = "cheater")]
pub mod cheat;
pub mod config;
pub mod crash;
pub mod duties;
pub mod engine;
pub mod execute;
pub mod journal;
pub mod metrics;
pub mod runner;
pub mod secrets;
pub mod serve;
pub mod upkeep;

/// UBC in planck.
pub type Balance = u128;
pub use labscape_client::{Error, Hash, Result};
