//! One file for each subject; `agent` holds nodes that do their duties.

pub(crate) mod agent;

mod accept;
mod answer;
mod dispute;
mod epochs;
mod programs;
mod properties;
mod prove;
mod refusals;
mod report;
mod set_parameters;
mod settle;
mod shown;
mod try_state;
mod work_proof;
