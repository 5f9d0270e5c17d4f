//! What an upgrade runs once, oldest first. An entry is removed one release after every live
//! network has run it.

/// Migrations that fit one block.
pub type SingleBlock = ();
