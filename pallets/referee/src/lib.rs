//! The referee: validates programs, instruments them, executes them, and says what one execution
//! comes to, the same on every machine.
//!
//! # A program's life
//!
//! 1. [`register`] takes a WebAssembly module, refuses what is not a deterministic pure function of
//!    its input ([`RefusedBecause`]), and instruments the rest for fuel and for the height of the
//!    stack. The blake2-256 hash of the *instrumented* module is the program's id: whoever holds
//!    bytes with that hash holds a module that was checked.
//! 2. [`execute`] runs an instrumented module on one input in an interpreter. This is what the chain
//!    does in a dispute, and its result is the truth by definition.
//! 3. [`native`] (feature `wasmtime`) runs the same module as machine code, for those who do the
//!    work. It agrees with [`execute`] in output and fuel.
//!
//! # The interface of a program
//!
//! | export | type | meaning |
//! |---|---|---|
//! | `memory` | memory | at most 16 MiB, with a declared maximum; `memory.grow` up to it succeeds |
//! | `labscape_input` | `(i32) -> i32` | reserve that many bytes for the input, say where |
//! | `labscape_run` | `(i32, i32) -> i64` | compute on the input at that address and of that length; say the output's address (upper half) and length (lower half) |
//!
//! No imports, no start function, integer instructions of WebAssembly 1.0 only. Each item gets a
//! fresh instance; `labscape_input` and `labscape_run` are each called once, on one budget of fuel.
//!
//! # Who is trusted with what
//!
//! Modules, inputs and limits come from outside, and neither function panics on any of them. The
//! caller of [`execute`] is trusted with one thing: that the bytes are those of a registered program.
//!
//! # Invariants
//!
//! - **R1** An outcome is a function of (semantics, instrumented module, input, fuel limit).
//! - **R2** Every trap, the end of fuel and the overflow of the stack are one defined result each,
//!   reached at the same instruction in every engine, because the module itself checks.
//! - **R3** The referee's time is bounded by [`weight::execution`]: a unit of fuel takes at most two
//!   nanoseconds, whatever the instructions.
//! - **R4** The engine's own limits lie beyond those of the instrumentation and are never met.
//! - **R5** A module that passed [`register`] is taken by the engine whole.
//!
//! # Bounds
//!
//! See [`limits`]: bytes, memory, functions, locals, frames, stack, output.
#![cfg_attr(not(feature = "std"), no_std)]
#![warn(missing_docs)]

extern crate alloc;

pub mod costs;
mod encode;
mod instrument;
pub mod limits;
#[cfg(feature = "wasmtime")]
pub mod native;
mod outcome;
mod refusal;
mod run;
pub mod weight;

use alloc::vec::Vec;

pub use instrument::{EXPORT_OF_INPUT, EXPORT_OF_MEMORY, EXPORT_OF_RUN};
pub use limits::*;
pub use outcome::{result_hash, Failure, Outcome, Verdict};
pub use refusal::RefusedBecause;
pub use run::CannotRun;

/// The semantics under which programs are registered now.
///
/// A version covers the instrumentation, the costs, the limits, the interface and the engine. A job
/// pins the version it was made under; [`execute`] keeps each version for as long as a job needs it.
pub const SEMANTICS: u16 = 1;

/// The smallest program: it returns nothing, for any input.
pub const SMALLEST_PROGRAM: &[u8] = &[
	0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, // magic, version
	0x01, 0x0c, 0x02, 0x60, 0x01, 0x7f, 0x01, 0x7f, 0x60, 0x02, 0x7f, 0x7f, 0x01,
	0x7e, // types
	0x03, 0x03, 0x02, 0x00, 0x01, // functions
	0x05, 0x04, 0x01, 0x01, 0x01, 0x01, // memory: one page at most
	0x07, 0x2a, 0x03, // exports
	0x06, b'm', b'e', b'm', b'o', b'r', b'y', 0x02, 0x00, //
	0x0e, b'l', b'a', b'b', b's', b'c', b'a', b'p', b'e', b'_', b'i', b'n', b'p', b'u', b't', 0x00,
	0x00, //
	0x0c, b'l', b'a', b'b', b's', b'c', b'a', b'p', b'e', b'_', b'r', b'u', b'n', 0x00,
	0x01, //
	0x0a, 0x0b, 0x02, // code
	0x04, 0x00, 0x41, 0x00, 0x0b, //
	0x04, 0x00, 0x42, 0x00, 0x0b,
];

/// A module that is a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
	/// The instrumented module: what is stored, hashed, sent around and executed.
	pub module: Vec<u8>,
	/// The declared maximum of its memory, in pages of 64 KiB.
	pub memory_pages: u32,
	/// The semantics it was instrumented under.
	pub semantics: u16,
}

impl Registered {
	/// The program's id: blake2-256 of the instrumented module.
	pub fn id(&self) -> [u8; 32] {
		program_id(&self.module)
	}
}

/// The id of an instrumented module: its blake2-256 hash. (Inside the chain, hash with the host.)
pub fn program_id(instrumented: &[u8]) -> [u8; 32] {
	sp_crypto_hashing::blake2_256(instrumented)
}

/// Validate and instrument a module under [`SEMANTICS`].
///
/// Takes time linear in the size of the module ([`weight::registration`]). Equal modules give equal
/// instrumented modules, and custom sections make no difference.
///
/// # Errors
/// The first cause that is met; [`RefusedBecause`] lists them.
pub fn register(module: &[u8]) -> Result<Registered, RefusedBecause> {
	let instrument::Instrumented { module, memory_pages } = instrument::instrument(module)?;
	run::accepts(&module).map_err(|message| RefusedBecause::Engine { message })?;
	Ok(Registered { module, memory_pages, semantics: SEMANTICS })
}

/// Execute an instrumented module on one input under the given semantics.
///
/// `instrumented` must be the bytes of a registered program: the caller has compared their hash with
/// its id. Other bytes cause no panic, but nothing bounds their time, and what comes of them means
/// nothing.
///
/// Takes at most [`weight::execution`].
///
/// # Errors
/// [`CannotRun`], if there is no execution to speak of. A program's own failure is an outcome.
pub fn execute(
	semantics: u16,
	instrumented: &[u8],
	input: &[u8],
	fuel_limit: u64,
) -> Result<Outcome, CannotRun> {
	match semantics {
		1 => run::execute_v1(instrumented, input, fuel_limit),
		unknown => Err(CannotRun::UnknownSemantics(unknown)),
	}
}
