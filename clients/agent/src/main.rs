//! The agent: runs, proves and audits work on one machine.
fn main() {}
