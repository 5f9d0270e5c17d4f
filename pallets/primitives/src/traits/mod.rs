//! What the pallets offer each other. Each trait is implemented by one pallet and used by others;
//! `()` implements those that a runtime may do without.

mod burn;
mod governance;
mod stake;
mod tokens;
mod work;

pub use burn::*;
pub use governance::*;
pub use stake::*;
pub use tokens::*;
pub use work::*;
