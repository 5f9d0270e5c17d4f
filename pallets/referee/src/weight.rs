//! How long the referee takes, in picoseconds: the unit of a weight's reference time.
//!
//! Worst cases measured by `./scripts/bench referee` with the referee compiled to Wasm and run under
//! `wasmtime` as a runtime is, rounded up by at least a half: a shared machine changes its speed. The
//! benchmark prints each constant beside what it stands for.

/// One unit of fuel.
pub const PER_FUEL: u64 = 2_000;
/// One byte of an instrumented module: parsing it, and translating every function.
pub const PER_MODULE_BYTE: u64 = 120_000;
/// One byte of input: copying it in.
pub const PER_INPUT_BYTE: u64 = 4_000;
/// Building and dropping an engine and an instance with 16 MiB of memory, reading the largest
/// output.
pub const PER_EXECUTION: u64 = 12_000_000_000;
/// One byte of a module that is registered: validating, instrumenting, translating.
pub const PER_REGISTERED_BYTE: u64 = 900_000;
/// Registering, besides the bytes.
pub const PER_REGISTRATION: u64 = 200_000_000;

/// The time one execution takes at most.
pub fn execution(module_bytes: u32, input_bytes: u32, fuel: u64) -> u64 {
	PER_EXECUTION
		.saturating_add(PER_MODULE_BYTE.saturating_mul(module_bytes.into()))
		.saturating_add(PER_INPUT_BYTE.saturating_mul(input_bytes.into()))
		.saturating_add(PER_FUEL.saturating_mul(fuel))
}

/// The time [`register`](crate::register) takes at most.
pub fn registration(module_bytes: u32) -> u64 {
	PER_REGISTRATION.saturating_add(PER_REGISTERED_BYTE.saturating_mul(module_bytes.into()))
}
