//! The referee and machine code agree on every outcome: random programs, with every kind of trap,
//! deep recursion and growing memory, under many inputs and fuel limits. And what the programs compute
//! is what they computed before they were instrumented.
//!
//! A case is one execution in both engines. The default run has some thousand cases; with
//! `LABSCAPE_FULL=1` it has at least 100,000 (`LABSCAPE_CASES=N` sets another number,
//! `LABSCAPE_SEED=N` another seed).

mod common;
use common::*;

use std::{
	collections::BTreeMap,
	io::Read,
	path::Path,
	process::{Child, Command, Stdio},
};

use labscape_referee::{register, Failure, RefusedBecause, Verdict};
use wasmparser::{Parser, Payload, ValType};

/// The folder of this package as cargo names it when it runs the test: a test that was compiled for another
/// checkout is not compiled again for this one.
fn package() -> String {
	std::env::var("CARGO_MANIFEST_DIR").expect("cargo runs the test")
}

fn number(variable: &str) -> Option<u64> {
	std::env::var(variable).ok()?.parse().ok()
}

fn cases(reduced: u64, full: u64) -> u64 {
	let wanted = if number("LABSCAPE_FULL") == Some(1) { full } else { reduced };
	number("LABSCAPE_CASES").unwrap_or(wanted)
}

fn seed() -> u64 {
	number("LABSCAPE_SEED").unwrap_or(0x1ab5_ca9e)
}

fn leb(out: &mut Vec<u8>, mut value: u64) {
	while value >= 0x80 {
		out.push(value as u8 | 0x80);
		value >>= 7;
	}
	out.push(value as u8);
}

fn section(out: &mut Vec<u8>, id: u8, content: &[u8]) {
	out.push(id);
	leb(out, content.len() as u64);
	out.extend(content);
}

/// What [`dress`] needs to know of a module.
#[derive(Default)]
struct Shape {
	types: Vec<(Vec<ValType>, Vec<ValType>)>,
	functions: Vec<u32>,
	/// Each section's id and content.
	sections: Vec<(u8, Vec<u8>)>,
	code: Vec<u8>,
}

fn shape(module: &[u8]) -> Shape {
	let mut shape = Shape::default();
	for payload in Parser::new(0).parse_all(module) {
		let payload = payload.expect("the generator makes valid modules");
		match &payload {
			Payload::TypeSection(reader) => {
				for ty in reader.clone().into_iter_err_on_gc_types() {
					let ty = ty.expect("a function type");
					shape.types.push((ty.params().to_vec(), ty.results().to_vec()));
				}
			}
			Payload::FunctionSection(reader) => {
				shape.functions = reader.clone().into_iter().map(|ty| ty.expect("a type")).collect()
			}
			Payload::CodeSectionEntry(body) => {
				leb(&mut shape.code, body.as_bytes().len() as u64);
				shape.code.extend(body.as_bytes());
			}
			_ => {}
		}
		if let Some((id, range)) = payload.as_section() {
			shape.sections.push((id, module[range].to_vec()));
		}
	}
	shape
}

/// Give a random module the interface of a program: its input lies at address 0, and its run calls
/// every function with arguments from the input, mixes what they return, and puts out the start of
/// the memory, so that everything they did can be seen.
fn dress(module: &[u8]) -> Vec<u8> {
	let shape = shape(module);
	let (types, functions) = (shape.types.len() as u64, shape.functions.len() as u64);
	// Drop what a counted section starts with: its count.
	let items = |content: &[u8]| {
		let count = content.iter().position(|byte| byte & 0x80 == 0).map_or(0, |at| at + 1);
		content[count..].to_vec()
	};
	let find = |id| shape.sections.iter().find(|(of, _)| *of == id).map(|(_, content)| content);
	let mut out = b"\0asm\x01\0\0\0".to_vec();

	let mut content = Vec::new();
	leb(&mut content, types + 2);
	content.extend(find(1).map(|content| items(content)).unwrap_or_default());
	content.extend([0x60, 1, 0x7f, 1, 0x7f, 0x60, 2, 0x7f, 0x7f, 1, 0x7e]);
	section(&mut out, 1, &content);

	content.clear();
	leb(&mut content, functions + 2);
	content.extend(find(3).map(|content| items(content)).unwrap_or_default());
	leb(&mut content, types);
	leb(&mut content, types + 1);
	section(&mut out, 3, &content);

	for id in [4, 5, 6] {
		if let Some(content) = find(id) {
			section(&mut out, id, content);
		}
	}
	content = vec![3];
	for (name, kind, index) in
		[("memory", 2, 0), ("labscape_input", 0, functions), ("labscape_run", 0, functions + 1)]
	{
		leb(&mut content, name.len() as u64);
		content.extend(name.bytes());
		content.push(kind);
		leb(&mut content, index);
	}
	section(&mut out, 7, &content);
	if let Some(content) = find(9) {
		section(&mut out, 9, content);
	}

	content = Vec::new();
	leb(&mut content, functions + 2);
	content.extend(shape.code);
	content.extend([4, 0, 0x41, 0, 0x0b]);
	let mut run = vec![1, 1, 0x7e];
	for (index, ty) in shape.functions.iter().enumerate().take(12) {
		let (parameters, results) = &shape.types[*ty as usize];
		for (at, parameter) in parameters.iter().enumerate() {
			run.extend([0x41, 0]);
			run.push(if *parameter == ValType::I64 { 0x29 } else { 0x28 });
			run.push(0);
			leb(&mut run, (at * 8 % 64) as u64);
		}
		run.push(0x10);
		leb(&mut run, index as u64);
		if let Some(result) = results.first() {
			if *result == ValType::I32 {
				run.push(0xad);
			}
			// accumulator = (accumulator rotl 9) + result
			run.extend([0x20, 2, 0x42, 9, 0x89, 0x7c, 0x21, 2]);
		}
	}
	// memory[8..16] = accumulator; output = memory[0..4096]
	run.extend([0x41, 8, 0x20, 2, 0x37, 0, 0, 0x42, 0x80, 0x20, 0x0b]);
	leb(&mut content, run.len() as u64);
	content.extend(run);
	section(&mut out, 10, &content);
	if let Some(content) = find(11) {
		section(&mut out, 11, content);
	}
	out
}

/// Random modules, from the generator beside this crate.
struct Corpus {
	generator: Child,
}

impl Corpus {
	fn start(seed: u64, count: u64) -> Self {
		let folder = Path::new(&package()).join("corpus-generator");
		let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("corpus-generator");
		let generator = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
			.args(["run", "--release", "--quiet", "--manifest-path"])
			.arg(folder.join("Cargo.toml"))
			.arg("--target-dir")
			.arg(target)
			.args(["--", &seed.to_string(), &count.to_string()])
			.stdout(Stdio::piped())
			.spawn()
			.expect("cargo starts");
		Self { generator }
	}
}

impl Iterator for Corpus {
	type Item = Vec<u8>;

	fn next(&mut self) -> Option<Vec<u8>> {
		let out = self.generator.stdout.as_mut()?;
		let mut len = [0; 4];
		if out.read_exact(&mut len).is_err() {
			assert!(self.generator.wait().expect("it ends").success(), "the generator failed");
			return None;
		}
		let mut module = vec![0; u32::from_le_bytes(len) as usize];
		out.read_exact(&mut module).expect("a whole module");
		Some(module)
	}
}

/// A sequence of numbers that look random (SplitMix64).
struct Random(u64);

impl Random {
	fn next(&mut self) -> u64 {
		self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
		let mut mixed = self.0;
		mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
		mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
		mixed ^ mixed >> 31
	}

	/// A number below `bound`.
	fn below(&mut self, bound: u64) -> u64 {
		self.next() % bound
	}

	fn bytes(&mut self, len: u64) -> Vec<u8> {
		(0..len).map(|_| self.next() as u8).collect()
	}

	fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
		choices[self.below(choices.len() as u64) as usize]
	}
}

/// A module as it was before its instrumentation, in an engine with nothing but its own limits.
struct Raw {
	engine: wasmtime::Engine,
	module: wasmtime::Module,
}

/// What a module comes to without instrumentation.
#[derive(Debug)]
enum RawOutcome {
	Output(Vec<u8>),
	Trap,
	/// It did not end within the engine's own limits, which are not the program's.
	Unknown,
}

impl Raw {
	fn engine() -> wasmtime::Engine {
		let mut config = wasmtime::Config::new();
		config.consume_fuel(true);
		wasmtime::Engine::new(&config).expect("the engine starts")
	}

	fn new(engine: &wasmtime::Engine, module: &[u8]) -> Self {
		let module = wasmtime::Module::new(engine, module).expect("it is valid");
		Self { engine: engine.clone(), module }
	}

	fn execute(&self, input: &[u8]) -> RawOutcome {
		self.call(input).unwrap_or_else(|error| match error.downcast_ref() {
			Some(wasmtime::Trap::StackOverflow | wasmtime::Trap::OutOfFuel) => RawOutcome::Unknown,
			_ => RawOutcome::Trap,
		})
	}

	fn call(&self, input: &[u8]) -> wasmtime::Result<RawOutcome> {
		let mut store = wasmtime::Store::new(&self.engine, ());
		// No instruction costs less in the program's own count.
		store.set_fuel(3_000_000)?;
		let instance = wasmtime::Instance::new(&mut store, &self.module, &[])?;
		let memory = instance.get_memory(&mut store, "memory").expect("it is exported");
		let reserve = instance.get_typed_func::<u32, u32>(&mut store, "labscape_input")?;
		let run = instance.get_typed_func::<(u32, u32), u64>(&mut store, "labscape_run")?;
		let at = reserve.call(&mut store, input.len() as u32)?;
		memory.write(&mut store, at as usize, input)?;
		let packed = run.call(&mut store, (at, input.len() as u32))?;
		let mut output = vec![0; packed as u32 as usize];
		memory.read(&store, (packed >> 32) as usize, &mut output)?;
		Ok(RawOutcome::Output(output))
	}
}

/// The instrumentation changes nothing that a program computes.
fn means_the_same(verdict: &Verdict, raw: &RawOutcome) -> bool {
	match (verdict, raw) {
		(Verdict::Output(output), RawOutcome::Output(expected)) => output == expected,
		(Verdict::Output(_), RawOutcome::Trap) => false,
		(Verdict::Failed(Failure::Trap), RawOutcome::Output(_)) => false,
		_ => true,
	}
}

#[test]
fn random_programs_agree() {
	const EACH: u64 = 4;
	let wanted = cases(2_000, 100_000);
	let mut random = Random(seed());
	let mut seen: BTreeMap<&str, u64> = BTreeMap::new();
	let engine = Raw::engine();
	let (mut done, mut compared) = (0, 0);
	// A few more than needed, because some are refused.
	for module in Corpus::start(seed(), wanted.div_ceil(EACH) * 21 / 20 + 10) {
		if done >= wanted {
			continue;
		}
		let module = dress(&module);
		let registered = match register(&module) {
			Ok(registered) => registered,
			// The generator places segments without regard to the initial size.
			Err(RefusedBecause::SegmentOutOfBounds { .. }) => {
				*seen.entry("refused").or_default() += 1;
				continue;
			}
			Err(other) => panic!("refused because {other}"),
		};
		let raw = Raw::new(&engine, &module);
		for _ in 0..EACH {
			let len = random.below(300);
			let mut input = random.bytes(len);
			// Small numbers lead further than large ones.
			for byte in &mut input {
				*byte &= random.one_of(&[0, 0x3f]);
			}
			let fuel = random.one_of(&[300, 3_000, 100_000, 2_000_000]);
			let verdict = both(&registered, &input, fuel).verdict;
			// What did not end here need not end there.
			if matches!(verdict, Verdict::Output(_) | Verdict::Failed(Failure::Trap)) {
				let expected = raw.execute(&input);
				assert!(means_the_same(&verdict, &expected), "{verdict:?}, but raw {expected:?}");
				compared += 1;
			}
			let kind = match verdict {
				Verdict::Output(_) => "output",
				Verdict::Failed(Failure::Trap) => "trap",
				Verdict::Failed(Failure::OutOfFuel) => "out of fuel",
				Verdict::Failed(Failure::StackOverflow) => "stack overflow",
			};
			*seen.entry(kind).or_default() += 1;
			done += 1;
		}
	}
	assert!(done >= wanted, "only {done} cases");
	println!("{done} cases: {seen:?}; {compared} compared with the module as it was");
	assert!(compared > done / 4);
	for kind in ["output", "trap", "out of fuel", "stack overflow"] {
		let share = seen.get(kind).copied().unwrap_or(0) as f64 / done as f64;
		assert!(share > 0.005, "{kind} is too rare to say anything: {seen:?}");
	}
}

#[test]
fn deep_recursion_agrees_at_every_depth_and_fuel() {
	let mut random = Random(seed() ^ 1);
	for _ in 0..cases(60, 2_000) {
		let locals = random.below(40) as usize;
		let constants: String = (0..random.below(30))
			.map(|_| {
				format!(
					"(local.set $x (i64.add (local.get $x) (i64.const {})))",
					random.next() as i64
				)
			})
			.collect();
		let indirect = random.below(2) == 0;
		let call = if indirect { "call_indirect (type $t)" } else { "call $f" };
		let entry = if indirect { "(i32.const 0)" } else { "" };
		let module = with_run(
			"(i64.store (i32.const 0) (call $f (i64.load (local.get $at)))) (i64.const 8)",
			&format!(
				"(type $t (func (param i64) (result i64))) (table 1 funcref) (elem (i32.const 0) $f)
				(func $f (type $t) (local $x i64) (local {}) {constants}
					(if (result i64) (i64.eqz (local.get 0))
						(then (local.get $x))
						(else (i64.xor (local.get $x)
							({call} (i64.sub (local.get 0) (i64.const 1)) {entry})))))",
				"i32 ".repeat(locals)
			),
		);
		let registered = registered(&module);
		for _ in 0..4 {
			let depth = random.below(8_000);
			let fuel = 100 + random.below(2_000_000);
			both(&registered, &depth.to_le_bytes(), fuel);
		}
	}
}

#[test]
fn growing_memory_agrees_at_every_size() {
	let mut random = Random(seed() ^ 2);
	for _ in 0..cases(60, 2_000) {
		let initial = 1 + random.below(20);
		let maximum = initial + random.below(257 - initial);
		let steps: String = (0..1 + random.below(11))
			.map(|_| {
				let pages = [random.below(40) as i64, random.below(300) as i64, -1]
					[random.below(3) as usize];
				let probe = random.below(maximum + 2) * 65_536 + random.below(65_536);
				format!(
					"(local.set $sum (i64.add (i64.mul (local.get $sum) (i64.const 31))
						(i64.extend_i32_s (memory.grow (i32.const {pages})))))
					(if (i32.lt_u (i32.const {}) (i32.mul (memory.size) (i32.const 65536)))
						(then (i64.store (i32.const {probe}) (local.get $sum))))",
					probe + random.one_of(&[0, 7, 7, 7, 7])
				)
			})
			.collect();
		let module = module(&format!(
			r#"(module (memory (export "memory") {initial} {maximum})
				(func (export "labscape_input") (param i32) (result i32) (i32.const 64))
				(func (export "labscape_run") (param i32 i32) (result i64) (local $sum i64)
					{steps} (i64.store (i32.const 0) (local.get $sum)) (i64.const 8)))"#
		));
		let registered = registered(&module);
		for fuel in [50_000, 1_000_000, 20_000_000] {
			both(&registered, b"", fuel);
		}
	}
}

/// Programs built from `programs/`, when `LABSCAPE_PROGRAMS` names the folder with their modules.
#[test]
fn real_programs_agree() {
	let Ok(folder) = std::env::var("LABSCAPE_PROGRAMS") else { return };
	let mut random = Random(seed() ^ 3);
	let mut found = 0;
	for entry in std::fs::read_dir(folder).expect("the folder can be read") {
		let path = entry.expect("the folder can be read").path();
		if path.extension().is_none_or(|extension| extension != "wasm") {
			continue;
		}
		found += 1;
		let registered = registered(&std::fs::read(&path).expect("the module can be read"));
		for _ in 0..cases(10, 300) {
			let len = random.below(2_000);
			let input = random.bytes(len);
			for fuel in [0, 1_000, 100_000, random.below(20_000_000)] {
				both(&registered, &input, fuel);
			}
		}
	}
	assert!(found > 0, "no programs there");
}
