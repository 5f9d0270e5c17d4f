//! What an upgrade runs once, oldest first. An entry is removed one release after every live
//! network has run it.

/// Migrations that fit one block.
pub type SingleBlock = ();

/// Migrations that take as many blocks as they need, a few steps in each.
#[cfg(not(feature = "runtime-benchmarks"))]
pub type MultiBlock = (pallet_labscape_vesting::migrations::v2::RewriteSchedules<crate::Runtime>,);
