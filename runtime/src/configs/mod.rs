//! Configuration of the pallets, one file a subject. Each value has its reason beside it.

// Configuration is made of constants: what goes too far does so in the first test, and in each.
#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing)]

mod accounts;
mod assets;
mod consensus;
pub(crate) mod fees;
pub mod governance;
mod staking;
pub(crate) mod swarm;
mod system;

pub use accounts::ProxyType;
pub use fees::{dynamic_params, RuntimeParameters};
pub use governance::pallet_custom_origins;
pub use system::{BlockLength, BlockWeights};
