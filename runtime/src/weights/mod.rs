//! What was measured on this code, with ParityDB. The rest comes from the SDK's pallets.

mod base;
mod paritydb;

pub use base::{BlockExecutionWeight, ExtrinsicBaseWeight};
pub use paritydb::DbWeight;
