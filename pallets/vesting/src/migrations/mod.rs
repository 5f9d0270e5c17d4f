//! Migrations of [`crate::Schedules`] between layouts.
//!
//! Every layout stays readable ([`crate::Versioned`]), so a migration is housekeeping: it may take
//! many blocks, and claims work before, during and after it.

pub mod v2;
