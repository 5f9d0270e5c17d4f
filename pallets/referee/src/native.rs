//! The same programs as machine code, for those who do the work.
//!
//! Compile a program once, execute it for each item in a fresh instance. Instances come from a pool
//! whose memories are reset, not allocated. Nothing is linked: a program sees its input and nothing
//! else. Time is bounded by the program's own fuel, memory by its declared maximum.
//!
//! Where this engine differs from the referee, it gives way: should it refuse a registered program,
//! or should its own stack end before the instrumented one (it may keep more values in a frame than
//! the program has), the item is executed by the referee's interpreter instead.

use std::{format, sync::Arc, vec::Vec};

use wasmtime::{
	Config, Instance, InstanceAllocationStrategy, InstancePre, Linker, Module, OptLevel,
	PoolingAllocationConfig, Store, Trap, Val,
};

use crate::{
	execute,
	instrument::*,
	limits::*,
	run::{check_limits, output_span, span},
	CannotRun, Failure, Outcome, Verdict,
};

/// The stack that machine code may take. The calling thread needs twice as much: Rust's default for
/// a new thread, two MiB, is enough.
pub const MACHINE_STACK_BYTES: usize = 1024 * 1024;

/// How much of an instance's memory is cleared by writing instead of by giving pages back. Mapping pages
/// anew costs every item page faults and every core its cached addresses: more than items of a few
/// microseconds take. For the same reason data segments are copied, not mapped.
const KEPT_MEMORY_BYTES: usize = 256 * 1024;
/// The same for its table.
const KEPT_TABLE_BYTES: usize = 64 * 1024;

/// A compiler with a pool of instances.
#[derive(Clone)]
pub struct Engine(wasmtime::Engine);

impl Engine {
	/// An engine that can execute `instances` items at the same time. Each reserves 4 GiB of
	/// addresses, and memory only where it is touched.
	///
	/// # Errors
	/// [`CannotRun::Engine`], if the addresses cannot be reserved.
	pub fn new(instances: u32) -> Result<Self, CannotRun> {
		let mut pool = PoolingAllocationConfig::default();
		pool.total_core_instances(instances)
			.total_memories(instances)
			.total_tables(instances)
			.max_memories_per_module(1)
			.max_tables_per_module(1)
			.max_memory_size(MAX_MEMORY_PAGES as usize * 65_536)
			.table_elements(MAX_TABLE_ENTRIES as usize)
			.max_unused_warm_slots(instances)
			.linear_memory_keep_resident(KEPT_MEMORY_BYTES)
			.table_keep_resident(KEPT_TABLE_BYTES);
		let mut config = Config::new();
		config
			.allocation_strategy(InstanceAllocationStrategy::Pooling(pool))
			.cranelift_opt_level(OptLevel::Speed)
			.max_wasm_stack(MACHINE_STACK_BYTES)
			.memory_init_cow(false)
			.wasm_backtrace(false)
			.consume_fuel(false)
			.epoch_interruption(false)
			.wasm_relaxed_simd(false)
			.wasm_simd(false)
			.wasm_bulk_memory(false)
			.wasm_multi_value(false)
			.wasm_multi_memory(false)
			.wasm_memory64(false)
			.wasm_tail_call(false)
			.wasm_extended_const(false)
			.wasm_custom_page_sizes(false)
			.wasm_wide_arithmetic(false);
		wasmtime::Engine::new(&config).map(Self).map_err(failed)
	}

	/// Compile an instrumented module of the given semantics.
	///
	/// `instrumented` must be the bytes of a registered program; the caller has compared their hash
	/// with its id.
	///
	/// # Errors
	/// [`CannotRun::UnknownSemantics`]; [`CannotRun::NotAProgram`] if the referee would not run it
	/// either.
	pub fn compile(&self, semantics: u16, instrumented: &[u8]) -> Result<Program, CannotRun> {
		if semantics != 1 {
			return Err(CannotRun::UnknownSemantics(semantics));
		}
		if instrumented.len() > MAX_INSTRUMENTED_BYTES {
			return Err(CannotRun::NotAProgram("it is too large".into()));
		}
		let machine = Machine::compile(&self.0, instrumented).ok();
		if machine.is_none() {
			// Without fuel the interpreter stops at once, unless the bytes are no program.
			execute(semantics, instrumented, &[], 0)?;
		}
		Ok(Program { semantics, module: instrumented.into(), machine })
	}
}

fn failed(error: wasmtime::Error) -> CannotRun {
	CannotRun::Engine(format!("{error:#}"))
}

/// A compiled program. Cheap to clone; used by many threads at once.
#[derive(Clone)]
pub struct Program {
	semantics: u16,
	module: Arc<[u8]>,
	machine: Option<Machine>,
}

#[derive(Clone)]
struct Machine {
	pre: InstancePre<()>,
	exports: Exports,
}

/// The exports' places in a module, found once.
#[derive(Clone)]
struct Exports {
	memory: wasmtime::ModuleExport,
	input: wasmtime::ModuleExport,
	run: wasmtime::ModuleExport,
	fuel: wasmtime::ModuleExport,
	stack: wasmtime::ModuleExport,
}

impl Machine {
	fn compile(engine: &wasmtime::Engine, instrumented: &[u8]) -> wasmtime::Result<Self> {
		let module = Module::from_binary(engine, instrumented)?;
		let find = |name: &str| {
			module
				.get_export_index(name)
				.ok_or_else(|| wasmtime::Error::msg(format!("no export `{name}`")))
		};
		let exports = Exports {
			memory: find(EXPORT_OF_MEMORY)?,
			input: find(EXPORT_OF_INPUT)?,
			run: find(EXPORT_OF_RUN)?,
			fuel: find(EXPORT_OF_FUEL)?,
			stack: find(EXPORT_OF_STACK)?,
		};
		Ok(Self { pre: Linker::new(engine).instantiate_pre(&module)?, exports })
	}
}

/// Why machine code did not come to an end.
enum Stopped {
	/// A trap of the program's.
	Trap,
	/// The engine's own stack ended first.
	MachineStack,
	/// The engine failed.
	Broken(wasmtime::Error),
}

impl From<wasmtime::Error> for Stopped {
	fn from(error: wasmtime::Error) -> Self {
		match error.downcast_ref::<Trap>() {
			Some(Trap::StackOverflow) => Self::MachineStack,
			Some(_) => Self::Trap,
			None => Self::Broken(error),
		}
	}
}

impl Program {
	/// Execute the program on one input. Agrees with [`execute`] in every outcome.
	///
	/// # Errors
	/// As [`execute`], and [`CannotRun::Engine`] if no instance is free.
	pub fn execute(&self, input: &[u8], fuel_limit: u64) -> Result<Outcome, CannotRun> {
		check_limits(input, fuel_limit)?;
		let Some(machine) = &self.machine else {
			return execute(self.semantics, &self.module, input, fuel_limit);
		};
		match machine.execute(input, fuel_limit) {
			Ok(outcome) => Ok(outcome),
			Err(Stopped::Broken(error)) => Err(failed(error)),
			// A trap never gets here: it is an outcome.
			Err(Stopped::MachineStack | Stopped::Trap) => {
				execute(self.semantics, &self.module, input, fuel_limit)
			}
		}
	}

	/// Whether the program runs as machine code. If not, the interpreter does its work.
	pub fn is_compiled(&self) -> bool {
		self.machine.is_some()
	}
}

impl Machine {
	fn execute(&self, input: &[u8], fuel_limit: u64) -> Result<Outcome, Stopped> {
		let mut store = Store::new(self.pre.module().engine(), ());
		let instance = self.pre.instantiate(&mut store)?;
		let missing = || Stopped::Broken(wasmtime::Error::msg("an export has another type"));
		let fuel = instance
			.get_module_export(&mut store, &self.exports.fuel)
			.and_then(|export| export.into_global())
			.ok_or_else(missing)?;
		let stack = instance
			.get_module_export(&mut store, &self.exports.stack)
			.and_then(|export| export.into_global())
			.ok_or_else(missing)?;
		fuel.set(&mut store, Val::I64(fuel_limit as i64))?;
		let verdict = match self.call(&mut store, &instance, input) {
			Ok(output) => Verdict::Output(output),
			Err(Stopped::Trap) => {
				let (Val::I64(fuel), Val::I32(stack)) =
					(fuel.get(&mut store), stack.get(&mut store))
				else {
					return Err(missing());
				};
				Verdict::Failed(Failure::of_counters(fuel, stack))
			}
			Err(other) => return Err(other),
		};
		let Val::I64(left) = fuel.get(&mut store) else { return Err(missing()) };
		Ok(Outcome::new(verdict, fuel_limit, left))
	}

	fn call(
		&self,
		store: &mut Store<()>,
		instance: &Instance,
		input: &[u8],
	) -> Result<Vec<u8>, Stopped> {
		let missing = || Stopped::Broken(wasmtime::Error::msg("an export has another type"));
		let memory = instance
			.get_module_export(&mut *store, &self.exports.memory)
			.and_then(|export| export.into_memory())
			.ok_or_else(missing)?;
		let reserve = instance
			.get_module_export(&mut *store, &self.exports.input)
			.and_then(|export| export.into_func())
			.ok_or_else(missing)?
			.typed::<i32, i32>(&*store)
			.map_err(Stopped::Broken)?;
		let run = instance
			.get_module_export(&mut *store, &self.exports.run)
			.and_then(|export| export.into_func())
			.ok_or_else(missing)?
			.typed::<(i32, i32), i64>(&*store)
			.map_err(Stopped::Broken)?;
		let len = input.len() as i32;
		let address = reserve.call(&mut *store, len)?;
		let data = memory.data_mut(&mut *store);
		let place = span(address as u32, len as u32, data.len()).ok_or(Stopped::Trap)?;
		data.get_mut(place).ok_or(Stopped::Trap)?.copy_from_slice(input);
		let packed = run.call(&mut *store, (address, len))?;
		let data = memory.data(&*store);
		let place = output_span(packed, data.len()).ok_or(Stopped::Trap)?;
		Ok(data.get(place).ok_or(Stopped::Trap)?.to_vec())
	}
}
