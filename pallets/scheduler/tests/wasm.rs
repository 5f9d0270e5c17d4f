//! The same bytes in Wasm as natively: the crate is built for the runtime's target and run in an
//! interpreter.
//!
//! Skipped where `SKIP_WASM_BUILD` is set, as the build of the runtime is.

use std::{
	path::{Path, PathBuf},
	process::Command,
};

use codec::Encode;
use labscape_scheduler::{
	baselines::{synthetic::busy_labscape, Prng},
	plan, verify,
};
use wasmi::{Caller, Engine, Extern, Func, Instance, Linker, Memory, Module, Store, Val};

/// Build the module; returns where it is.
fn build() -> PathBuf {
	let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("wasm");
	let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("scheduler-wasm");
	let status = Command::new(env!("CARGO"))
		.args(["build", "--release", "--target", "wasm32v1-none", "--manifest-path"])
		.arg(folder.join("Cargo.toml"))
		.arg("--target-dir")
		.arg(&target)
		.env_remove("CARGO_ENCODED_RUSTFLAGS")
		.env_remove("RUSTFLAGS")
		.status()
		.expect("cargo is there: it runs this test");
	assert!(status.success(), "the module builds");
	target.join("wasm32v1-none/release/labscape_scheduler_wasm.wasm")
}

/// A running module. The store's number is how far its memory is given away.
struct Guest {
	store: Store<u32>,
	instance: Instance,
	memory: Memory,
}

impl Guest {
	fn new(module: &[u8]) -> Self {
		let engine = Engine::default();
		let module = Module::new(&engine, module).expect("the module is valid");
		let mut store = Store::new(&engine, 0);
		let mut linker = Linker::new(&engine);
		for import in module.imports() {
			let ty = import.ty().func().expect("only functions are imported").clone();
			let allocates = import.name().contains("malloc");
			let frees = import.name().contains("free");
			let name = import.name().to_string();
			// The runtime's environment hands out memory; nothing else of it may be called.
			let host = move |mut caller: Caller<u32>, given: &[Val], result: &mut [Val]| {
				if allocates {
					let size = given[0].i32().expect("a size") as u32;
					result[0] = Val::I32(allocate(&mut caller, size) as i32);
				} else if !frees {
					return Err(wasmi::Error::new(format!("{name} is called")));
				}
				Ok(())
			};
			let func = Func::new(&mut store, ty, host);
			linker.define(import.module(), import.name(), func).expect("it is defined once");
		}
		let instance = linker.instantiate_and_start(&mut store, &module).expect("it starts");
		let memory = instance.get_memory(&store, "memory").expect("it has memory");
		*store.data_mut() = memory.data_size(&store) as u32;
		Self { store, instance, memory }
	}

	/// Call `name` with these bytes and return its answer.
	fn call(&mut self, name: &str, input: &[u8]) -> Vec<u8> {
		let room = self.instance.get_typed_func::<u32, u32>(&self.store, "room").expect("exported");
		let at = room.call(&mut self.store, input.len() as u32).expect("there is room");
		self.memory.write(&mut self.store, at as usize, input).expect("the room is there");
		let func = self.instance.get_typed_func::<(u32, u32), u64>(&self.store, name);
		let answer = func
			.expect("exported")
			.call(&mut self.store, (at, input.len() as u32))
			.expect("it does not trap");
		let (at, len) = (answer as u32 as usize, (answer >> 32) as usize);
		self.memory.data(&self.store)[at..at + len].to_vec()
	}
}

/// Hand out memory from the end of what there is; it is never given back.
fn allocate(caller: &mut Caller<u32>, size: u32) -> u32 {
	let memory = caller.get_export("memory").and_then(Extern::into_memory).expect("it has memory");
	let at = caller.data().next_multiple_of(16);
	*caller.data_mut() = at + size;
	let short = u64::from(at + size).saturating_sub(memory.data_size(&caller) as u64);
	memory.grow(&mut *caller, short.div_ceil(65_536)).expect("memory is unlimited");
	at
}

#[test]
fn plans_and_verdicts_are_the_same_bytes_when_run_in_wasm() {
	if std::env::var_os("SKIP_WASM_BUILD").is_some() {
		eprintln!("skipped: SKIP_WASM_BUILD is set");
		return;
	}
	let module = std::fs::read(build()).expect("the build made it");
	for seed in 0..24 {
		let mut guest = Guest::new(&module);
		let snapshot = busy_labscape(&mut Prng::new(seed), 20, 50);
		let native = plan(&snapshot);
		assert_eq!(guest.call("make", &snapshot.encode()), native.encode(), "seed {seed}");
		let mut made = native.expect("the snapshot is right");
		let verdict = verify(&snapshot, &made).encode();
		assert_eq!(guest.call("check", &(&snapshot, &made).encode()), verdict, "seed {seed}");
		// A plan that is wrong is wrong in the same way.
		made.placements.reverse();
		let verdict = verify(&snapshot, &made).encode();
		assert_eq!(guest.call("check", &(&snapshot, &made).encode()), verdict, "seed {seed}");
	}
}
