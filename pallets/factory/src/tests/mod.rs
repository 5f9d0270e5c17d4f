//! One file per call or subject; `properties` for random sequences.

mod access;
mod atomicity;
mod create;
mod fees;
mod limits;
mod properties;
mod retire;
mod rules;
mod symbols;
mod try_state;
