//! The referee as the chain runs it: compiled to Wasm, under `wasmtime` with the settings of the
//! node's executor and an allocator of the same kind.

use std::{
	path::{Path, PathBuf},
	process::Command,
};

use wasmtime::{Caller, Config, Engine, InstancePre, Linker, Memory, Module, OptLevel, Store};

/// What the host gives the guest in all, beyond its own data: as the node's default.
const HEAP_PAGES: u64 = 2_048;
const PAGE: u64 = 65_536;

/// Powers of two, each with a list of freed blocks; eight bytes before a block note its order.
#[derive(Default)]
struct Heap {
	next: u32,
	end: u32,
	freed: [Vec<u32>; 32],
}

impl Heap {
	fn allocate(&mut self, memory: &mut [u8], size: u32) -> Option<u32> {
		let size = size.max(8).checked_next_power_of_two()?;
		let order = size.trailing_zeros() as usize;
		let block = match self.freed[order].pop() {
			Some(block) => block,
			None => {
				let block = self.next;
				self.next = block.checked_add(size)?.checked_add(8)?;
				if self.next > self.end {
					return None;
				}
				block
			}
		};
		memory[block as usize] = order as u8;
		Some(block + 8)
	}

	fn free(&mut self, memory: &[u8], pointer: u32) {
		let block = pointer - 8;
		self.freed[memory[block as usize] as usize].push(block);
	}
}

/// What a call comes to.
pub struct Answer<T> {
	/// What the guest answers.
	pub bytes: Vec<u8>,
	/// What was seen of the call.
	pub seen: T,
	/// How far the heap reached, in bytes.
	pub heap_bytes: u32,
}

/// A compiled guest.
pub struct Runtime {
	pre: InstancePre<Heap>,
}

impl Runtime {
	/// Build the guest and compile it.
	pub fn build() -> wasmtime::Result<Self> {
		let wasm = build_guest()?;
		let mut config = Config::new();
		config
			.cranelift_opt_level(OptLevel::SpeedAndSize)
			.max_wasm_stack(1024 * 1024)
			.memory_init_cow(true)
			.wasm_relaxed_simd(false)
			.wasm_simd(false)
			.wasm_bulk_memory(false)
			.wasm_multi_value(false)
			.wasm_multi_memory(false)
			.wasm_memory64(false)
			.wasm_tail_call(false)
			.wasm_extended_const(false);
		let engine = Engine::new(&config)?;
		let module = Module::from_file(&engine, wasm)?;
		let mut linker = Linker::<Heap>::new(&engine);
		linker.func_wrap(
			"env",
			"ext_allocator_malloc_version_1",
			|mut caller: Caller<'_, Heap>, size: u32| -> u32 {
				let memory = memory_of(&mut caller);
				let (bytes, heap) = memory.data_and_store_mut(&mut caller);
				heap.allocate(bytes, size).unwrap_or(0)
			},
		)?;
		linker.func_wrap(
			"env",
			"ext_allocator_free_version_1",
			|mut caller: Caller<'_, Heap>, pointer: u32| {
				let memory = memory_of(&mut caller);
				let (bytes, heap) = memory.data_and_store_mut(&mut caller);
				heap.free(bytes, pointer);
			},
		)?;
		Ok(Self { pre: linker.instantiate_pre(&module)? })
	}

	/// Call `function` with `data` in a fresh instance; `timed` sees the call alone.
	pub fn call<T>(
		&self,
		function: &str,
		data: &[u8],
		timed: impl FnOnce(&mut dyn FnMut()) -> T,
	) -> wasmtime::Result<Answer<T>> {
		let mut store = Store::new(self.pre.module().engine(), Heap::default());
		let instance = self.pre.instantiate(&mut store)?;
		let missing = || wasmtime::Error::msg("the guest lacks an export");
		let memory = instance.get_memory(&mut store, "memory").ok_or_else(missing)?;
		let base = instance
			.get_global(&mut store, "__heap_base")
			.and_then(|global| global.get(&mut store).i32())
			.ok_or_else(missing)? as u32;
		memory.grow(&mut store, HEAP_PAGES)?;
		let end = memory.data_size(&store) as u64;
		let (bytes, heap) = memory.data_and_store_mut(&mut store);
		heap.next = base.next_multiple_of(8);
		heap.end = end.min(u64::from(base) + HEAP_PAGES * PAGE) as u32;
		let at = heap
			.allocate(bytes, data.len() as u32)
			.ok_or_else(|| wasmtime::Error::msg("the data does not fit"))?;
		bytes[at as usize..at as usize + data.len()].copy_from_slice(data);
		let function = instance.get_typed_func::<(u32, u32), u64>(&mut store, function)?;
		let mut answer = None;
		let seen = timed(&mut || answer = Some(function.call(&mut store, (at, data.len() as u32))));
		let packed = answer.ok_or_else(missing)??;
		let (from, len) = (packed as u32 as usize, (packed >> 32) as usize);
		let bytes = memory.data(&store)[from..from + len].to_vec();
		Ok(Answer { bytes, seen, heap_bytes: store.data().next - base })
	}
}

fn memory_of(caller: &mut Caller<'_, Heap>) -> Memory {
	caller.get_export("memory").and_then(|export| export.into_memory()).expect("it has a memory")
}

/// Build the guest for the target of runtimes. Returns the module's path.
fn build_guest() -> wasmtime::Result<PathBuf> {
	let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("bench-guest/Cargo.toml");
	let target = std::env::var_os("CARGO_TARGET_DIR")
		.map(PathBuf::from)
		.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target"))
		.join("referee-guest");
	let status = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
		.args(["build", "--release", "--quiet", "--target", "wasm32v1-none"])
		.arg("--manifest-path")
		.arg(&manifest)
		.arg("--target-dir")
		.arg(&target)
		.env("RUSTFLAGS", "-Clink-arg=--export=__heap_base")
		.env_remove("CARGO_ENCODED_RUSTFLAGS")
		.status()?;
	if !status.success() {
		return Err(wasmtime::Error::msg("the guest does not build"));
	}
	Ok(target.join("wasm32v1-none/release/labscape_referee_guest.wasm"))
}
