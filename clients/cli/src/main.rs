//! The labscape command.
fn main() {}
