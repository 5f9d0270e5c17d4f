//! The Labscape node.
fn main() {}
