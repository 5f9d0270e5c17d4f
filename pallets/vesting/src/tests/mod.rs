//! One file per call; `properties` for random sequences of all of them.

mod claim;
mod grant;
mod merge;
mod migration;
mod milestones;
mod pause;
mod properties;
mod revoke;
mod transfer;
mod try_state;
mod views;
