//! One file for each call or group of calls, and for what they do together.

mod adversity;
mod cancel_job;
mod change_node;
mod commit_plan;
mod governance;
mod offchain;
mod poke;
mod price;
mod properties;
mod queues;
mod register_node;
mod rehome;
mod reserve_node;
mod retire_node;
mod return_lease;
mod submit_job;
mod try_state;
mod views;
mod work_source;
