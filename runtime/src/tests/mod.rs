//! The runtime as a whole: who may do what, what money does, what users live through.

mod budget;
mod chain;
mod economics;
mod equivocation;
mod limits;
mod origins;
mod presets;
mod tokens;
mod wiring;
