//! Programs as text, and the two engines side by side.
#![allow(dead_code)] // Each test file uses its part.

use std::cell::RefCell;

use labscape_referee::{
	execute, native, program_id, register, Outcome, RefusedBecause, Registered, SEMANTICS,
};

/// Enough for every small program here.
pub const FUEL: u64 = 10_000_000;

/// A module from text.
pub fn module(text: &str) -> Vec<u8> {
	wat::parse_str(text).expect("the test's text is a module")
}

/// A module whose `labscape_run` has this body, with room for the input at address 1024, and more
/// fields beside it.
pub fn with_run(body: &str, fields: &str) -> Vec<u8> {
	module(&format!(
		r#"(module
			(memory (export "memory") 1 16)
			(func (export "labscape_input") (param i32) (result i32) (i32.const 1024))
			(func $run (export "labscape_run") (param $at i32) (param $len i32) (result i64)
				{body})
			{fields})"#
	))
}

/// The body of a program whose output is the eight bytes of the `i64` that `value` computes.
pub fn output_of(value: &str) -> String {
	format!("(i64.store (i32.const 0) {value}) (i64.const 8)")
}

pub fn registered(module: &[u8]) -> Registered {
	register(module).expect("the test's module is a program")
}

pub fn refusal(module: &[u8]) -> RefusedBecause {
	match register(module) {
		Ok(_) => panic!("the test's module is a program"),
		Err(refusal) => refusal,
	}
}

thread_local! {
	static ENGINE: native::Engine = native::Engine::new(4).expect("the engine starts");
	/// The program that was compiled last: most tests execute one several times.
	static COMPILED: RefCell<Option<(Vec<u8>, native::Program)>> = const { RefCell::new(None) };
}

fn compiled(module: &[u8]) -> native::Program {
	COMPILED.with_borrow_mut(|last| match last {
		Some((of, program)) if of == module => program.clone(),
		_ => {
			let program = ENGINE
				.with(|engine| engine.compile(SEMANTICS, module))
				.expect("the machine's engine takes it");
			*last = Some((module.to_vec(), program.clone()));
			program
		}
	})
}

/// Execute in both engines and require the same outcome.
pub fn both(registered: &Registered, input: &[u8], fuel: u64) -> Outcome {
	let referee = execute(SEMANTICS, &registered.module, input, fuel).expect("the referee runs it");
	let machine = compiled(&registered.module);
	assert!(machine.is_compiled());
	let native = machine.execute(input, fuel).expect("the machine runs it");
	assert_eq!(referee, native, "the engines disagree on {:02x?}", program_id(&registered.module));
	referee
}

/// Register and execute in both engines.
pub fn outcome(module: &[u8], input: &[u8], fuel: u64) -> Outcome {
	both(&registered(module), input, fuel)
}
