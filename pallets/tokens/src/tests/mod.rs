//! One file per group of calls; `bypass` for pallet-assets' calls, `properties` for random
//! sequences, `costs` for what a transfer costs.

mod admin;
mod allowance;
mod bypass;
mod costs;
mod create;
mod freeze;
mod mapping;
mod pause;
mod permit;
mod properties;
mod retire;
mod roles;
mod supply;
mod transfer;
mod try_state;
mod votes;
