//! Whether a module is a program, and if not, why, in plain words.

use std::fmt;

use labscape_referee::{costs, limits::*, register, RefusedBecause, Registered};
use serde::Serialize;

/// What [`check`] found.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum Report {
	/// It is a program.
	Accepted(Accepted),
	/// It is none.
	Refused(Refused),
}

/// A module that is a program.
#[derive(Clone, Debug, Serialize)]
pub struct Accepted {
	/// The program's id, in hexadecimal: the hash of the instrumented module.
	pub id: String,
	/// The semantics it runs under.
	pub semantics: u16,
	/// The module's size in bytes.
	pub module_bytes: usize,
	/// The instrumented module's size in bytes.
	pub instrumented_bytes: usize,
	/// The most memory it can have, in pages of 64 KiB.
	pub memory_pages: u32,
	/// What one load or store costs in a memory of that size, in fuel.
	pub access_fuel: u32,
	/// What would make it cheaper.
	pub advice: Vec<String>,
	/// The instrumented module.
	#[serde(skip)]
	pub program: Registered,
}

/// A module that is no program.
#[derive(Clone, Debug, Serialize)]
pub struct Refused {
	/// What is wrong.
	pub what: String,
	/// Why it matters.
	pub why: String,
	/// What to do about it.
	pub remedy: String,
	/// The referee's own cause.
	#[serde(skip)]
	pub cause: RefusedBecause,
}

impl Report {
	/// The program, if it is one.
	pub fn accepted(&self) -> Option<&Accepted> {
		match self {
			Self::Accepted(accepted) => Some(accepted),
			Self::Refused(_) => None,
		}
	}
}

impl fmt::Display for Report {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Accepted(program) => {
				writeln!(f, "program {}", program.id)?;
				writeln!(
					f,
					"  {} bytes, {} instrumented; at most {} KiB of memory; {} fuel for each load or store",
					program.module_bytes,
					program.instrumented_bytes,
					program.memory_pages * 64,
					program.access_fuel,
				)?;
				for advice in &program.advice {
					writeln!(f, "  advice: {advice}")?;
				}
				Ok(())
			}
			Self::Refused(refused) => {
				writeln!(f, "refused: {}", refused.what)?;
				writeln!(f, "  why: {}", refused.why)?;
				writeln!(f, "  what to do: {}", refused.remedy)
			}
		}
	}
}

/// Check a module as its registration on the chain would, and explain the result.
pub fn check(module: &[u8]) -> Report {
	match register(module) {
		Ok(program) => Report::Accepted(Accepted {
			id: hex::encode(program.id()),
			semantics: program.semantics,
			module_bytes: module.len(),
			instrumented_bytes: program.module.len(),
			memory_pages: program.memory_pages,
			access_fuel: costs::memory_access(program.memory_pages),
			advice: advice(&program),
			program,
		}),
		Err(cause) => {
			let (why, remedy) = explain(&cause);
			Report::Refused(Refused { what: cause.to_string(), why, remedy, cause })
		}
	}
}

fn advice(program: &Registered) -> Vec<String> {
	let access = costs::memory_access(program.memory_pages);
	let cheaper = costs::MEMORY.iter().rev().find(|(_, cost)| *cost < access);
	cheaper
		.map(|(pages, cost)| {
			format!(
				"if {} KiB of memory are enough, declare no more (link with --max-memory={}): loads and stores then cost {cost} fuel instead of {access}",
				pages * 64,
				pages * 65_536,
			)
		})
		.into_iter()
		.collect()
}

/// Why a module is refused, and what to do about it.
fn explain(cause: &RefusedBecause) -> (String, String) {
	let (why, remedy) = match cause {
		RefusedBecause::TooLarge { .. } => (
			"programs travel to every node and, in a dispute, into a block",
			"build with opt-level = \"s\", lto = true and strip = true; move tables into the input",
		),
		RefusedBecause::Invalid { message, .. } if message.contains("unexpected end") => (
			"the file ends before the module does, or is no WebAssembly module",
			"build again for wasm32v1-none and check the whole .wasm file",
		),
		RefusedBecause::Invalid { message, .. } if message.contains("multi-value") => (
			"a function or block returns several values, which came after WebAssembly 1.0",
			"build for wasm32v1-none instead of wasm32-unknown-unknown",
		),
		RefusedBecause::Invalid { .. } => (
			"only valid modules of WebAssembly 1.0 mean the same in every engine",
			"build for wasm32v1-none; newer targets use what came later: bulk memory, several results, reference types, SIMD, threads",
		),
		RefusedBecause::Float { .. } => (
			"floating point may differ between machines, so results could not be proven",
			"compute in integers or fixed point; look for f32, f64, and for library code that uses them (formatting of numbers does)",
		),
		RefusedBecause::Instruction { name, .. } => (
			feature_of(name),
			"build for wasm32v1-none, without -C target-feature flags",
		),
		RefusedBecause::Import { .. } => (
			"a program has nothing but its input: no clock, no files, no network, no randomness",
			"remove what needs the import; take what you need from the input; do not build for a wasi or web target",
		),
		RefusedBecause::StartFunction => (
			"everything has to run inside the two calls of the interface, on their fuel",
			"remove the start function; initialise at the beginning of the program's function",
		),
		RefusedBecause::NoMemory => (
			"the input is written into the program's memory",
			"declare and export a memory; labscape_program::program! does",
		),
		RefusedBecause::MemoryWithoutMaximum => (
			"the memory is reserved before the program runs, so its size must be known",
			"link with --max-memory=N, N a multiple of 65536 up to 16777216; in build.rs: println!(\"cargo::rustc-link-arg=--max-memory=524288\")",
		),
		RefusedBecause::MemoryTooLarge { .. } => (
			"the chain's referee must be able to reserve the memory inside a block",
			"link with --max-memory=16777216 or less, and with -zstack-size=65536 if the stack is what takes the room",
		),
		RefusedBecause::MissingExport { .. } | RefusedBecause::WrongExport { .. } => (
			"a program is called through the exports memory, labscape_input and labscape_run",
			"put labscape_program::program!(your_function) into the crate, with crate-type = [\"cdylib\", \"rlib\"]",
		),
		RefusedBecause::TooMany { .. }
		| RefusedBecause::LoopsTooDeep { .. }
		| RefusedBecause::TooComplex => (
			"the work of reading and compiling a program is bounded for everybody who runs it",
			"build with opt-level = \"s\", which inlines less; split what is very large",
		),
		RefusedBecause::SegmentOutOfBounds { .. } => (
			"data outside the initial memory would make every instance fail",
			"link with a larger initial memory, or do not place data by hand",
		),
		RefusedBecause::FrameTooLarge { .. } => (
			"the call stack is bounded, and one call of this function would take an eighth of it",
			"split the function, or put its tables of constants into a static",
		),
		RefusedBecause::InstrumentedTooLarge { .. } => (
			"counting fuel adds about a third to most modules, and more where branches are dense",
			"build with opt-level = \"s\"; fewer branches swell less",
		),
		RefusedBecause::Engine { .. } => (
			"the engine inside the chain has limits of its own",
			"simplify the function it names; this is rare, so please report it",
		),
	};
	(why.into(), remedy.into())
}

/// Which later addition to WebAssembly an instruction belongs to.
fn feature_of(name: &str) -> &'static str {
	if name.contains("Atomic") {
		"it belongs to threads; a program has one"
	} else if name.contains("Extend8") || name.contains("Extend16") || name.contains("64Extend32S")
	{
		"it belongs to the sign-extension operators, which came after WebAssembly 1.0"
	} else if name.starts_with("Memory") || name.starts_with("Data") || name.starts_with("Elem") {
		"it belongs to bulk memory, whose cost depends on a length and not on the instruction"
	} else if name.starts_with("Table")
		|| name.starts_with("Ref")
		|| name.starts_with("TypedSelect")
	{
		"it belongs to reference types, which came after WebAssembly 1.0"
	} else if name.starts_with("ReturnCall") {
		"it belongs to tail calls, which came after WebAssembly 1.0"
	} else if name.contains('x') || name.starts_with("V128") {
		"it belongs to SIMD, which not every machine has"
	} else {
		"it came after WebAssembly 1.0"
	}
}

/// The limits in words, for help texts.
pub fn limits_in_words() -> String {
	format!(
		"at most {} KiB of module, {} MiB of memory, {} KiB of input and {} KiB of output",
		MAX_MODULE_BYTES / 1024,
		MAX_MEMORY_PAGES / 16,
		MAX_INPUT_BYTES / 1024,
		MAX_OUTPUT_BYTES / 1024,
	)
}
