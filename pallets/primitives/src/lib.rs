//! Ids, resource vectors and the traits through which the pallets speak to each other.
//!
//! Nothing here depends on FRAME: the scheduler, the clients and the simulator use the same types.
//!
//! The sizes that define the chain are constants, not parameters: 256 labscapes of 4,096 AI units,
//! 1,048,576 units in all. [`UnitId`] packs both into 20 bits.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod ids;
mod resources;
mod traits;

pub use ids::*;
pub use resources::*;
pub use traits::*;
