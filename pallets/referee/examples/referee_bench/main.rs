//! How long the referee takes for a unit of fuel, at worst.
//!
//! `cargo run --release -p labscape-referee --example referee_bench -- [--out FILE] [--fuel N]
//! [--repeat N]`
//!
//! Every class of instruction runs alone until its fuel ends, in the referee as the chain runs it
//! (compiled to Wasm, under `wasmtime`) and as the agents run it (machine code). The figure to reach
//! is P4: 100 million fuel of the worst class within 0.2 seconds. Times are processor time of the
//! thread where the system tells it, the least of the repetitions.

mod corpus;
mod runtime;

use std::{cell::Cell, fs, time::Instant};

use labscape_referee::{limits::*, native, register, weight, SEMANTICS};

/// The processor time of this thread in nanoseconds, or `None` where nobody says.
fn processor_nanos() -> Option<u64> {
	fs::read_to_string("/proc/thread-self/schedstat").ok()?.split(' ').next()?.parse().ok()
}

/// Seconds that `work` takes.
fn seconds(work: &mut dyn FnMut()) -> f64 {
	let (start, wall) = (processor_nanos(), Instant::now());
	work();
	match (start, processor_nanos()) {
		(Some(start), Some(end)) if end > start => (end - start) as f64 / 1e9,
		_ => wall.elapsed().as_secs_f64(),
	}
}

struct Options {
	out: Option<String>,
	fuel: u64,
	repeat: u32,
	only: Option<String>,
}

fn options() -> Result<Options, String> {
	let mut options = Options { out: None, fuel: 100_000_000, repeat: 3, only: None };
	let mut arguments = std::env::args().skip(1);
	while let Some(argument) = arguments.next() {
		let mut value = || arguments.next().ok_or(format!("{argument} needs a value"));
		let number = |text: String| text.parse::<u64>().map_err(|error| format!("{text}: {error}"));
		match argument.as_str() {
			"--out" => options.out = Some(value()?),
			"--fuel" => options.fuel = number(value()?)?.max(1),
			"--repeat" => options.repeat = number(value()?)?.max(1) as u32,
			"--only" => options.only = Some(value()?),
			other => return Err(format!("unknown option {other}")),
		}
	}
	Ok(options)
}

fn request(fuel: u64, module: &[u8], input: &[u8]) -> Vec<u8> {
	let mut data = fuel.to_le_bytes().to_vec();
	data.extend((module.len() as u32).to_le_bytes());
	data.extend(module);
	data.extend(input);
	data
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
	let options = options()?;
	let runtime = runtime::Runtime::build()?;
	let engine = native::Engine::new(2)?;
	let least = |work: &mut dyn FnMut() -> Result<f64, Box<dyn std::error::Error>>| {
		(0..options.repeat).try_fold(f64::INFINITY, |best, _| Ok(work()?.min(best)))
			as Result<f64, Box<dyn std::error::Error>>
	};

	let scale = 100_000_000.0 / options.fuel as f64;
	println!(
		"Seconds for 100 million fuel, referee in the runtime's configuration and machine code:"
	);
	println!("{:<42} {:>9} {:>9} {:>7}", "class", "referee", "native", "ratio");
	let mut worst = ("", 0.0, 0.0);
	for program in corpus::corpus() {
		if options.only.as_ref().is_some_and(|only| !program.name.contains(only.as_str())) {
			continue;
		}
		let registered = register(&wat::parse_str(&program.text)?)?;
		let data = request(options.fuel, &registered.module, b"");
		let mut referee_says = Vec::new();
		let referee = least(&mut || {
			let answer = runtime.call("execute", &data, seconds)?;
			referee_says = answer.bytes;
			Ok(answer.seen)
		})? * scale;
		let machine = engine.compile(SEMANTICS, &registered.module)?;
		let mut outcome = None;
		let native = least(&mut || {
			let time = seconds(&mut || outcome = Some(machine.execute(b"", options.fuel)));
			Ok(time)
		})? * scale;
		let outcome = outcome.ok_or("no outcome")??;
		if codec::Encode::encode(&outcome) != referee_says {
			return Err(format!("the engines disagree on {}", program.name).into());
		}
		println!("{:<42} {referee:>9.4} {native:>9.4} {:>7.1}", program.name, referee / native);
		if referee > worst.1 {
			worst = (program.name, referee, native);
		}
	}
	println!("worst: {} with {:.4} s; to reach: at most 0.2 s", worst.0, worst.1);

	println!("\nWeights: picoseconds measured, and what is charged:");
	let weights = measure_weights(&runtime, &least)?;
	for (name, measured, charged) in &weights {
		println!("{name:<42} {measured:>12.0} {charged:>12}");
	}

	if let Some(path) = options.out {
		let mut list = vec![serde_json::json!({
			"name": "P4: referee, 100 million fuel of the worst class",
			"value": worst.1,
			"unit": "s",
			"target": "<= 0.2",
			"comparison": format!("wasmtime native, same program ({}): {:.4} s", worst.0, worst.2),
		})];
		for (name, measured, charged) in weights {
			list.push(serde_json::json!({
				"name": format!("referee weight: {name}"),
				"value": measured,
				"unit": "ps",
				"target": format!("<= {charged}"),
				"comparison": "the constant that is charged",
			}));
		}
		fs::write(path, serde_json::to_string_pretty(&list)?)?;
	}
	Ok(())
}

type Least<'a> = &'a dyn Fn(
	&mut dyn FnMut() -> Result<f64, Box<dyn std::error::Error>>,
) -> Result<f64, Box<dyn std::error::Error>>;

/// What an execution and a registration take besides their fuel: name, measured, charged.
fn measure_weights(
	runtime: &runtime::Runtime,
	least: Least<'_>,
) -> Result<Vec<(&'static str, f64, u64)>, Box<dyn std::error::Error>> {
	let heap = Cell::new(0);
	let time = |function: &str, data: &[u8]| {
		let one = &mut || {
			let answer = runtime.call(function, data, seconds)?;
			heap.set(heap.get().max(answer.heap_bytes));
			Ok(answer.seen)
		};
		least(one).map(|seconds| seconds * 1e12)
	};
	let interface = |run: &str, rest: &str| {
		wat::parse_str(format!(
			r#"(module (memory (export "memory") 256 256)
				(func (export "labscape_input") (param i32) (result i32) (i32.const 0))
				(func (export "labscape_run") (param i32 i32) (result i64) {run} (i64.const {MAX_OUTPUT_BYTES}))
				{rest})"#
		))
	};
	let base = register(&interface("", "")?)?.module;
	let per_execution = time("execute", &request(1_000_000, &base, b""))?;
	let input = vec![7; MAX_INPUT_BYTES];
	let with_input = time("execute", &request(1_000_000, &base, &input))?;
	let per_input = (with_input - per_execution).max(0.0) / input.len() as f64;

	// Modules that are dear to read: every function is called once, so that every one is translated.
	let mut per_module: f64 = 0.0;
	let mut per_registered: f64 = 0.0;
	for (count, one) in [
		(1_500, "(func (param i32) (result i32) (i32.add (i32.mul (local.get 0) (i32.const 77777)) (i32.load (local.get 0))))".to_string()),
		(16_000, "(func)".to_string()),
		(2_000, format!("(func {})", "i32.const 1 drop ".repeat(50))),
		(60, format!("(func (local i32) {})", "(if (local.get 0) (then (return)))".repeat(150))),
		(60, format!("(func (local i64) {})", (0..400).map(|n| format!("(local.set 0 (i64.mul (local.get 0) (i64.const {})))", 1_000_000 + n)).collect::<String>())),
		(3, format!("(func (local i32) block {} end)", format!("(block (br_table {} (local.get 0)))", "0 1 ".repeat(2_000)).repeat(8))),
		(60, format!("(func (param i32) (result i32) local.get 0 {})", "local.get 0 i32.add ".repeat(1_500))),
		(40, format!("(func (local i32) {} {})", "local.get 0 ".repeat(1_500), "drop ".repeat(1_500))),
		(40, format!("(func (local i32) {} {})", "local.get 0 ".repeat(1_500), "local.set 0 ".repeat(1_500))),
	] {
		let takes = one.starts_with("(func (param");
		let calls: String = (0..count)
			.map(|n| match takes {
				true => format!("(drop (call {} (i32.const 0)))", n + 2),
				false => format!("(call {})", n + 2),
			})
			.collect();
		let module = interface(&calls, &one.repeat(count))?;
		let registered = register(&module)?.module;
		let data = request(100_000_000, &registered, b"");
		let whole = time("execute", &data)?;
		let fuel = labscape_referee::execute(SEMANTICS, &registered, b"", 100_000_000)?.fuel_used;
		// The fuel's own time is charged as fuel; count here what goes beyond half of that.
		let rest = whole - per_execution - fuel as f64 * weight::PER_FUEL as f64 / 2.0;
		per_module = per_module.max(rest / registered.len() as f64);
		let registering = time("register", &module)?;
		per_registered = per_registered.max(registering / module.len() as f64);
		println!(
			"{:>8} bytes, {:>8} instrumented: {:.1} ms to execute, {:.1} ms to register",
			module.len(),
			registered.len(),
			rest / 1e9,
			registering / 1e9,
		);
	}
	// The largest memory, reached page by page: the heap sees every size on the way.
	let growing = register(&wat::parse_str(
		r#"(module (memory (export "memory") 1 256)
			(func (export "labscape_input") (param i32) (result i32) (i32.const 0))
			(func (export "labscape_run") (param i32 i32) (result i64)
				(loop (br_if 0 (i32.ne (memory.grow (i32.const 1)) (i32.const -1))))
				(i64.store (i32.const 16777208) (i64.extend_i32_u (memory.size)))
				(i64.const 0x00fffff800000008)))"#,
	)?)?
	.module;
	let answer = runtime.call("execute", &request(100_000_000, &growing, b""), |call| call())?;
	let expected = labscape_referee::execute(SEMANTICS, &growing, b"", 100_000_000)?;
	if expected.output() != Some(&256u64.to_le_bytes()) {
		return Err("memory does not grow to its maximum".into());
	}
	if answer.bytes != codec::Encode::encode(&expected) {
		return Err("memory grows differently inside the runtime".into());
	}
	heap.set(heap.get().max(answer.heap_bytes));

	let smallest = interface("", "")?;
	let per_registration = time("register", &smallest)?;
	println!("the heap reached {} MiB of 128", heap.get() >> 20);
	Ok(vec![
		("one execution", per_execution, weight::PER_EXECUTION),
		("one byte of input", per_input, weight::PER_INPUT_BYTE),
		("one byte of an instrumented module", per_module, weight::PER_MODULE_BYTE),
		("one registration", per_registration, weight::PER_REGISTRATION),
		("one byte of a registered module", per_registered, weight::PER_REGISTERED_BYTE),
	])
}
