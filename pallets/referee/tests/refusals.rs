//! Every reason for which a module is refused, and the bound just inside it.

mod common;
use common::*;
use labscape_referee::{limits::*, register, RefusedBecause};

fn instruction(module: &[u8]) -> String {
	match refusal(module) {
		RefusedBecause::Instruction { name, .. } => name,
		other => panic!("refused because {other:?}"),
	}
}

#[test]
fn registers_the_smallest_program() {
	let registered = registered(&with_run("(i64.const 0)", ""));
	assert_eq!(registered.memory_pages, 16);
	assert_eq!(registered.id(), labscape_referee::program_id(&registered.module));
}

#[test]
fn id_does_not_depend_on_names() {
	let plain = module(
		r#"(module (memory (export "memory") 1 1)
			(func (export "labscape_input") (param i32) (result i32) (i32.const 0))
			(func (export "labscape_run") (param i32 i32) (result i64) (i64.const 0)))"#,
	);
	let named = module(
		r#"(module $n (memory $m (export "memory") 1 1)
			(func $a (export "labscape_input") (param $x i32) (result i32) (i32.const 0))
			(func $b (export "labscape_run") (param $y i32) (param i32) (result i64) (i64.const 0)))"#,
	);
	assert_ne!(plain, named);
	assert_eq!(registered(&plain).id(), registered(&named).id());
}

#[test]
fn refuses_bytes_that_are_no_module() {
	assert!(matches!(refusal(b""), RefusedBecause::Invalid { .. }));
	assert!(matches!(refusal(b"\0asm\x01\0\0"), RefusedBecause::Invalid { .. }));
	assert!(matches!(refusal(&[0xff; 64]), RefusedBecause::Invalid { .. }));
	// A component is not a module.
	assert!(register(b"\0asm\x0d\0\x01\0").is_err());
}

#[test]
fn refuses_truncations_and_never_panics() {
	let whole = with_run(
		"(loop (br_if 0 (local.get $len))) (i64.const 0)",
		r#"(table 2 funcref) (elem (i32.const 0) $run) (data (i32.const 8) "abc") (global i32 (i32.const 1))"#,
	);
	register(&whole).expect("it is a program");
	// Only a cut between two sections can leave a module: here before the data or the names.
	let accepted = (0..whole.len()).filter(|len| register(&whole[..*len]).is_ok()).count();
	assert!(accepted <= 2, "{accepted}");
	for at in 0..whole.len() {
		for value in [0x00, 0x01, 0x0b, 0x41, 0x7c, 0x80, 0xff] {
			let mut broken = whole.clone();
			broken[at] = value;
			if let Ok(program) = register(&broken) {
				let _ = labscape_referee::execute(1, &program.module, b"x", 10_000);
			}
		}
	}
}

#[test]
fn refuses_a_module_that_is_too_large() {
	let padded = |len: usize| {
		let mut module = with_run("(i64.const 0)", "");
		// A custom section of the right length: id, length in five bytes, an empty name.
		let content = len - module.len() - 6;
		module.push(0);
		for shift in 0..5 {
			let byte = (content >> (7 * shift) & 0x7f) as u8;
			module.push(if shift < 4 { byte | 0x80 } else { byte });
		}
		module.resize(len, 0);
		module
	};
	register(&padded(MAX_MODULE_BYTES)).expect("just small enough");
	let bytes = MAX_MODULE_BYTES + 1;
	assert_eq!(refusal(&padded(bytes)), RefusedBecause::TooLarge { bytes });
}

#[test]
fn refuses_floats_wherever_they_are() {
	for module in [
		with_run("(drop (f32.const 1)) (i64.const 0)", ""),
		with_run("(drop (f64.add (f64.const 1) (f64.const 2))) (i64.const 0)", ""),
		with_run("(drop (i32.trunc_f64_s (f64.const 1))) (i64.const 0)", ""),
		with_run("(local f64) (i64.const 0)", ""),
		with_run("(i64.const 0)", "(func (param f32))"),
		with_run("(i64.const 0)", "(func (result f64) (f64.const 0))"),
		with_run("(i64.const 0)", "(global f64 (f64.const 0))"),
		with_run("(i64.const 0)", "(type (func (param f64)))"),
		with_run("(unreachable) (drop (f32.load (i32.const 0)))", ""),
	] {
		let refusal = refusal(&module);
		assert!(matches!(refusal, RefusedBecause::Float { .. }), "{refusal:?}");
	}
}

#[test]
fn refuses_what_came_after_the_first_version_of_wasm() {
	assert_eq!(
		instruction(&with_run("(drop (i32.extend8_s (i32.const 1))) (i64.const 0)", "")),
		"I32Extend8S"
	);
	let fill = "(memory.fill (i32.const 0) (i32.const 0) (i32.const 9)) (i64.const 0)";
	assert_eq!(instruction(&with_run(fill, "")), "MemoryFill");
	let copy = "(memory.copy (i32.const 0) (i32.const 0) (i32.const 9)) (i64.const 0)";
	assert_eq!(instruction(&with_run(copy, "")), "MemoryCopy");
	assert_eq!(instruction(&with_run("(drop (ref.null func)) (i64.const 0)", "")), "RefNull");
	let tail = "(return_call $run (local.get 0) (local.get 1))";
	assert_eq!(instruction(&with_run(tail, "")), "ReturnCall");
	let atomic = "(drop (i32.atomic.load (i32.const 0))) (i64.const 0)";
	assert_eq!(instruction(&with_run(atomic, "")), "I32AtomicLoad");
	for module in [
		// SIMD, several results, a shared memory, a 64-bit memory, two memories, two tables.
		with_run("(drop (v128.const i64x2 0 0)) (i64.const 0)", ""),
		with_run("(i64.const 0)", "(func (result i32 i32) (i32.const 0) (i32.const 0))"),
		module(r#"(module (memory (export "memory") 1 1 shared))"#),
		module(r#"(module (memory (export "memory") i64 1 1))"#),
		with_run("(i64.const 0)", "(memory 1 1)"),
		with_run("(i64.const 0)", "(table 1 funcref) (table 1 funcref)"),
		with_run("(i64.const 0)", r#"(data "passive")"#),
		with_run("(i64.const 0)", "(table 1 externref)"),
		with_run("(i64.const 0)", "(tag)"),
	] {
		let refusal = refusal(&module);
		assert!(matches!(refusal, RefusedBecause::Invalid { .. }), "{refusal:?}");
	}
}

#[test]
fn refuses_imports_and_start_functions() {
	let import = module(r#"(module (import "env" "now" (func)) (memory (export "memory") 1 1))"#);
	assert_eq!(
		refusal(&import),
		RefusedBecause::Import { module: "env".into(), name: "now()".into() }
	);
	let memory = module(r#"(module (import "env" "memory" (memory 1 1)))"#);
	assert!(matches!(refusal(&memory), RefusedBecause::Import { .. }));
	let start = with_run("(i64.const 0)", "(func $go) (start $go)");
	assert_eq!(refusal(&start), RefusedBecause::StartFunction);
}

#[test]
fn refuses_memories_that_cannot_be_reserved() {
	let rest = r#"
		(func (export "labscape_input") (param i32) (result i32) (i32.const 0))
		(func (export "labscape_run") (param i32 i32) (result i64) (i64.const 0))"#;
	let of = |memory: &str| module(&format!("(module {memory} {rest})"));
	register(&of(r#"(memory (export "memory") 0 256)"#)).expect("the largest");
	register(&of(r#"(memory (export "memory") 256 256)"#)).expect("the largest at once");
	assert_eq!(
		refusal(&of(r#"(memory (export "memory") 1 257)"#)),
		RefusedBecause::MemoryTooLarge { pages: 257 }
	);
	assert_eq!(
		refusal(&of(r#"(memory (export "memory") 1 65536)"#)),
		RefusedBecause::MemoryTooLarge { pages: 65_536 }
	);
	assert_eq!(
		refusal(&of(r#"(memory (export "memory") 1)"#)),
		RefusedBecause::MemoryWithoutMaximum
	);
	assert_eq!(refusal(&of("")), RefusedBecause::NoMemory);
	assert_eq!(refusal(&of("(memory 1 1)")), RefusedBecause::MissingExport { name: "memory" });
}

#[test]
fn refuses_another_interface() {
	let of = |exports: &str| {
		module(&format!(
			r#"(module (memory $m (export "memory") 1 1)
				(func $in (param i32) (result i32) (i32.const 0))
				(func $run (param i32 i32) (result i64) (i64.const 0))
				{exports})"#
		))
	};
	let input = r#"(export "labscape_input" (func $in))"#;
	assert_eq!(refusal(&of("")), RefusedBecause::MissingExport { name: "labscape_input" });
	assert_eq!(refusal(&of(input)), RefusedBecause::MissingExport { name: "labscape_run" });
	for (wrong, name) in [
		(
			r#"(export "labscape_input" (func $run)) (export "labscape_run" (func $run))"#,
			"labscape_input",
		),
		(
			r#"(export "labscape_input" (func $in)) (export "labscape_run" (func $in))"#,
			"labscape_run",
		),
		(r#"(export "labscape_input" (memory $m))"#, "labscape_input"),
		(r#"(export "labscape_run" (memory $m))"#, "labscape_run"),
	] {
		assert_eq!(refusal(&of(wrong)), RefusedBecause::WrongExport { name });
	}
	let memory = module(r#"(module (memory 1 1) (func (export "memory")))"#);
	assert_eq!(refusal(&memory), RefusedBecause::WrongExport { name: "memory" });
}

#[test]
fn refuses_segments_outside_the_initial_memory_and_table() {
	let data = |at: u32| with_run("(i64.const 0)", &format!(r#"(data (i32.const {at}) "abcd")"#));
	register(&data(65_532)).expect("the last four bytes");
	assert!(matches!(refusal(&data(65_533)), RefusedBecause::SegmentOutOfBounds { .. }));
	let negative = with_run("(i64.const 0)", r#"(data (i32.const -2) "abcd")"#);
	assert!(matches!(refusal(&negative), RefusedBecause::SegmentOutOfBounds { .. }));
	let elements = |at: u32| {
		with_run(
			"(i64.const 0)",
			&format!("(table 3 funcref) (elem (i32.const {at}) func $run $run)"),
		)
	};
	register(&elements(1)).expect("the last two entries");
	assert!(matches!(refusal(&elements(2)), RefusedBecause::SegmentOutOfBounds { .. }));
}

#[test]
fn refuses_more_than_the_limits() {
	let too_many = |module: &[u8]| match refusal(module) {
		RefusedBecause::TooMany { what, limit } => (what, limit),
		other => panic!("refused because {other:?}"),
	};
	let table = |entries: u64| with_run("(i64.const 0)", &format!("(table {entries} funcref)"));
	register(&table(MAX_TABLE_ENTRIES)).expect("the largest table");
	assert_eq!(too_many(&table(MAX_TABLE_ENTRIES + 1)), ("table entries", MAX_TABLE_ENTRIES));
	let globals =
		|n: u32| with_run("(i64.const 0)", &"(global i32 (i32.const 0))".repeat(n as usize));
	register(&globals(MAX_GLOBALS)).expect("the most globals");
	assert_eq!(too_many(&globals(MAX_GLOBALS + 1)).0, "globals");
	let functions = |n: u32| with_run("(i64.const 0)", &"(func)".repeat(n as usize - 2));
	register(&functions(MAX_FUNCTIONS)).expect("the most functions");
	assert_eq!(too_many(&functions(MAX_FUNCTIONS + 1)).0, "functions");
	let segments =
		|n: u32| with_run("(i64.const 0)", &r#"(data (i32.const 0) "")"#.repeat(n as usize));
	register(&segments(MAX_SEGMENTS)).expect("the most segments");
	assert_eq!(too_many(&segments(MAX_SEGMENTS + 1)).0, "data segments");
	let locals = |n: u32| {
		with_run("(i64.const 0)", &format!("(func (local {}))", "i64 ".repeat(n as usize)))
	};
	register(&locals(MAX_LOCALS)).expect("the most locals");
	assert_eq!(too_many(&locals(MAX_LOCALS + 1)).0, "parameters and locals in one function");
	let types: String = (0..=MAX_TYPES)
		.map(|n| {
			let bits = (0..13).map(|bit| if n >> bit & 1 == 0 { "i32 " } else { "i64 " });
			format!("(type (func (param {})))", bits.collect::<String>())
		})
		.collect();
	assert_eq!(too_many(&with_run("(i64.const 0)", &types)).0, "function types");
}

#[test]
fn refuses_frames_and_functions_that_are_too_large() {
	let constants = |n: u32| {
		let each = (0..n).map(|n| format!("(drop (i32.const {}))", 100_000 + n));
		with_run("(i64.const 0)", &format!("(func {})", each.collect::<String>()))
	};
	register(&constants(4_000)).expect("two cells for each constant");
	assert_eq!(refusal(&constants(4_100)), RefusedBecause::FrameTooLarge { function: 2 });
	let complex = |functions: usize| {
		let labels = "block end ".repeat(1_999);
		let one = format!("(func (local {}) {labels})", "i32 ".repeat(1_000));
		with_run("(i64.const 0)", &one.repeat(functions))
	};
	register(&complex(2)).expect("2,000 labels times 1,032, twice");
	assert_eq!(refusal(&complex(3)), RefusedBecause::TooComplex);
	let tables = |targets: usize| {
		let table = format!("(br_table {} (i32.const 0))", "0 ".repeat(targets + 1));
		with_run("(i64.const 0)", &format!("(func {table})"))
	};
	register(&tables(60_000)).expect("60,000 targets");
	let tables = with_run(
		"(i64.const 0)",
		&format!("(func (br_table {} (i32.const 0)))", "0 ".repeat(60_000)).repeat(3),
	);
	assert_eq!(refusal(&tables), RefusedBecause::TooComplex);
	let nested = |depth: usize| {
		let loops = format!("{}{}", "loop ".repeat(depth), "end ".repeat(depth));
		with_run("(i64.const 0)", &format!("(func {loops} {loops})"))
	};
	register(&nested(MAX_LOOP_DEPTH as usize)).expect("the deepest");
	assert_eq!(
		refusal(&nested(MAX_LOOP_DEPTH as usize + 1)),
		RefusedBecause::LoopsTooDeep { function: 2 }
	);
	// One function that is too large, and a module that the instrumentation swells too much.
	let large = |n: usize| with_run("(i64.const 0)", &format!("(func {})", "nop ".repeat(n)));
	register(&large(MAX_FUNCTION_BYTES as usize - 2)).map(drop).expect("no locals, and the end");
	assert_eq!(
		refusal(&large(MAX_FUNCTION_BYTES as usize - 1)),
		RefusedBecause::TooMany { what: "bytes in one function", limit: MAX_FUNCTION_BYTES }
	);
	let swollen = with_run(
		"(i64.const 0)",
		&format!("(func {})", "i32.const 1 if end ".repeat(3_000)).repeat(20),
	);
	assert!(matches!(refusal(&swollen), RefusedBecause::InstrumentedTooLarge { .. }));
}

#[test]
fn says_every_refusal_in_words() {
	let text = refusal(&with_run("(drop (f32.const 1)) (i64.const 0)", "")).to_string();
	assert!(text.contains("floating point"), "{text}");
	let text = RefusedBecause::MemoryTooLarge { pages: 300 }.to_string();
	assert!(text.contains("300") && text.contains("256"), "{text}");
}
