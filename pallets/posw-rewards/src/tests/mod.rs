//! One file for each subject; `agent` holds nodes that do their duties.

pub(crate) mod agent;

mod report;
