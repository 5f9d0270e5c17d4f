//! Execution by the referee's own engine, an interpreter that runs inside the chain.

use alloc::{format, string::String, vec::Vec};
use core::fmt;
use wasmi::{
	CompilationMode, Config, Engine, Error, Global, Instance, Module, Store, TypedFunc, Val,
};

use crate::{instrument::*, limits::*, Failure, Outcome, Verdict};

/// Why an execution says nothing about the program. Never an outcome: no leaf may be built on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CannotRun {
	/// The referee does not know these semantics.
	UnknownSemantics(u16),
	/// More than [`MAX_INPUT_BYTES`].
	InputTooLarge,
	/// More than [`MAX_FUEL`].
	TooMuchFuel,
	/// The bytes are no instrumented module.
	NotAProgram(String),
	/// This machine has no room for the execution.
	Engine(String),
}

impl fmt::Display for CannotRun {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::UnknownSemantics(version) => write!(f, "semantics {version} are not known here"),
			Self::InputTooLarge => write!(f, "the input has more than {MAX_INPUT_BYTES} bytes"),
			Self::TooMuchFuel => write!(f, "more fuel than {MAX_FUEL}"),
			Self::NotAProgram(message) => write!(f, "not an instrumented module: {message}"),
			Self::Engine(message) => write!(f, "this machine cannot run it: {message}"),
		}
	}
}

impl core::error::Error for CannotRun {}

fn not_a_program(error: Error) -> CannotRun {
	CannotRun::NotAProgram(format!("{error}"))
}

pub(crate) fn check_limits(input: &[u8], fuel: u64) -> Result<(), CannotRun> {
	if input.len() > MAX_INPUT_BYTES {
		return Err(CannotRun::InputTooLarge);
	}
	if fuel > MAX_FUEL {
		return Err(CannotRun::TooMuchFuel);
	}
	Ok(())
}

fn engine(mode: CompilationMode) -> Engine {
	let mut config = Config::default();
	config
		.floats(false)
		.consume_fuel(false)
		.ignore_custom_sections(true)
		.compilation_mode(mode)
		.wasm_mutable_global(true)
		.wasm_sign_extension(false)
		.wasm_saturating_float_to_int(false)
		.wasm_multi_value(false)
		.wasm_multi_memory(false)
		.wasm_bulk_memory(false)
		.wasm_reference_types(false)
		.wasm_tail_call(false)
		.wasm_extended_const(false)
		.wasm_custom_page_sizes(false)
		.wasm_memory64(false)
		.wasm_wide_arithmetic(false);
	// Far beyond what the instrumentation allows, so that these never come first: a call takes at
	// least `FRAME_CELLS`, and its frame here is no larger than what it takes.
	config.set_max_recursion_depth(STACK_CELLS as usize);
	config.set_max_stack_height((STACK_CELLS as usize).saturating_mul(4));
	config.set_max_cached_stacks(1);
	Engine::new(&config)
}

/// Whether the engine takes the whole of an instrumented module.
pub(crate) fn accepts(module: &[u8]) -> Result<(), String> {
	Module::new(&engine(CompilationMode::Eager), module)
		.map(|_| ())
		.map_err(|error| format!("{error}"))
}

/// Execute version 1 of the semantics.
pub(crate) fn execute_v1(
	module: &[u8],
	input: &[u8],
	fuel_limit: u64,
) -> Result<Outcome, CannotRun> {
	check_limits(input, fuel_limit)?;
	// Lazy: functions that are not called are neither checked again nor translated. The module was
	// checked whole when it was registered.
	let engine = engine(CompilationMode::Lazy);
	let module = Module::new(&engine, module).map_err(not_a_program)?;
	let mut store = Store::new(&engine, ());
	let instance = Instance::new(&mut store, &module, &[]).map_err(not_a_program)?;
	Program::new(store, instance)?.execute(input, fuel_limit)
}

/// An instance with the exports of an instrumented module.
struct Program {
	store: Store<()>,
	memory: wasmi::Memory,
	input: TypedFunc<i32, i32>,
	run: TypedFunc<(i32, i32), i64>,
	fuel: Global,
	stack: Global,
}

/// A call that did not return.
enum Stopped {
	Trap,
	Broken(CannotRun),
}

impl From<Error> for Stopped {
	fn from(error: Error) -> Self {
		match error.as_trap_code() {
			Some(_) => Self::Trap,
			None => Self::Broken(not_a_program(error)),
		}
	}
}

impl Program {
	fn new(store: Store<()>, instance: Instance) -> Result<Self, CannotRun> {
		let missing = |name: &str| CannotRun::NotAProgram(format!("no export `{name}`"));
		let global = |name| instance.get_global(&store, name).ok_or_else(|| missing(name));
		let (fuel, stack) = (global(EXPORT_OF_FUEL)?, global(EXPORT_OF_STACK)?);
		let memory = instance
			.get_memory(&store, EXPORT_OF_MEMORY)
			.ok_or_else(|| missing(EXPORT_OF_MEMORY))?;
		let input = instance.get_typed_func(&store, EXPORT_OF_INPUT).map_err(not_a_program)?;
		let run = instance.get_typed_func(&store, EXPORT_OF_RUN).map_err(not_a_program)?;
		Ok(Self { store, memory, input, run, fuel, stack })
	}

	fn execute(mut self, input: &[u8], fuel_limit: u64) -> Result<Outcome, CannotRun> {
		self.fuel
			.set(&mut self.store, Val::I64(fuel_limit as i64))
			.map_err(|error| CannotRun::NotAProgram(format!("{error}")))?;
		let result = self.call(input);
		let (Val::I64(fuel), Val::I32(stack)) =
			(self.fuel.get(&self.store), self.stack.get(&self.store))
		else {
			return Err(CannotRun::NotAProgram("a counter has another type".into()));
		};
		let verdict = match result {
			Ok(output) => Verdict::Output(output),
			Err(Stopped::Trap) => Verdict::Failed(Failure::of_counters(fuel, stack)),
			Err(Stopped::Broken(reason)) => return Err(reason),
		};
		Ok(Outcome::new(verdict, fuel_limit, fuel))
	}

	fn call(&mut self, input: &[u8]) -> Result<Vec<u8>, Stopped> {
		let len = input.len() as i32;
		let address = self.input.call(&mut self.store, len)?;
		let place = span(address as u32, input.len() as u32, self.memory.data_size(&self.store))
			.ok_or(Stopped::Trap)?;
		self.memory
			.data_mut(&mut self.store)
			.get_mut(place)
			.ok_or(Stopped::Trap)?
			.copy_from_slice(input);
		let packed = self.run.call(&mut self.store, (address, len))?;
		let place = output_span(packed, self.memory.data_size(&self.store)).ok_or(Stopped::Trap)?;
		Ok(self.memory.data(&self.store).get(place).ok_or(Stopped::Trap)?.to_vec())
	}
}

/// The bytes from `address`, if they lie in a memory of `size` bytes.
pub(crate) fn span(address: u32, len: u32, size: usize) -> Option<core::ops::Range<usize>> {
	let start = address as usize;
	let end = start.checked_add(len as usize)?;
	(end <= size).then_some(start..end)
}

/// Where a program says its output is, if that is a place where an output may be.
pub(crate) fn output_span(packed: i64, size: usize) -> Option<core::ops::Range<usize>> {
	let (address, len) = ((packed as u64 >> 32) as u32, packed as u32);
	if len as usize > MAX_OUTPUT_BYTES {
		return None;
	}
	span(address, len, size)
}
