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
use wasmi::{Engine, Instance, Linker, Memory, Module, Store};

/// The folder of this package as cargo names it when it runs the test: a test that was compiled for another
/// checkout is not compiled again for this one.
fn package() -> String {
	std::env::var("CARGO_MANIFEST_DIR").expect("cargo runs the test")
}

/// Build the module; returns where it is.
fn build() -> PathBuf {
	let folder = Path::new(&package()).join("wasm");
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

/// A running module.
struct Guest {
	store: Store<()>,
	instance: Instance,
	memory: Memory,
}

impl Guest {
	fn new(module: &[u8]) -> Self {
		let engine = Engine::default();
		let module = Module::new(&engine, module).expect("the module is valid");
		let mut store = Store::new(&engine, ());
		let linker = Linker::new(&engine);
		let instance = linker
			.instantiate_and_start(&mut store, &module)
			.expect("it needs no imports and starts");
		let memory = instance.get_memory(&store, "memory").expect("it has memory");
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
