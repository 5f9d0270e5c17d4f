//! Refusals are explained: what is wrong, why it matters, what to do.

use labscape_program::{check, referee::limits::*, Report};

fn program(memory: &str, body: &str, fields: &str) -> Vec<u8> {
	wat::parse_str(format!(
		r#"(module (memory (export "memory") {memory})
			(func (export "labscape_input") (param i32) (result i32) (i32.const 0))
			(func (export "labscape_run") (param i32 i32) (result i64) {body} (i64.const 0))
			{fields})"#
	))
	.expect("the test's text is a module")
}

fn refused(module: &[u8]) -> String {
	match check(module) {
		report @ Report::Refused(_) => report.to_string(),
		report => panic!("{report}"),
	}
}

#[test]
fn a_program_is_described() {
	let report = check(&program("1 256", "", ""));
	let text = report.to_string();
	let accepted = report.accepted().expect("it is a program");
	assert_eq!(accepted.id.len(), 64);
	assert!(text.contains(&accepted.id) && text.contains("16384 KiB"), "{text}");
	// A large memory makes accesses dear: say so, and say what to do.
	assert!(text.contains("--max-memory=4194304"), "{text}");
	assert!(!check(&program("1 8", "", "")).to_string().contains("advice"));
}

#[test]
fn every_refusal_says_what_why_and_what_to_do() {
	let mut large = program("1 1", "", "");
	large.resize(MAX_MODULE_BYTES + 1, 0);
	for (module, word) in [
		(program("1 1", "(drop (f64.const 1))", ""), "fixed point"),
		(
			program("1 1", "(memory.fill (i32.const 0) (i32.const 0) (i32.const 1))", ""),
			"bulk memory",
		),
		(program("1 1", "(drop (i32.extend8_s (i32.const 0)))", ""), "sign-extension"),
		(program("1 1", "(drop (i32.atomic.load (i32.const 0)))", ""), "threads"),
		(program("1 1", "(drop (ref.null func))", ""), "reference types"),
		(program("1", "", ""), "--max-memory"),
		(program("1 300", "", ""), "16777216"),
		(program("1 1", "", "(func $f) (start $f)"), "start function"),
		(
			wat::parse_str(r#"(module (import "wasi_snapshot_preview1" "fd_write" (func)))"#)
				.expect("text"),
			"fd_write",
		),
		(wat::parse_str("(module)").expect("text"), "memory"),
		(wat::parse_str(r#"(module (memory (export "memory") 1 1))"#).expect("text"), "program!"),
		(b"not wasm at all".to_vec(), "wasm32v1-none"),
		(program("1 1", "", "")[..40].to_vec(), "ends before"),
		(large, "strip = true"),
	] {
		let text = refused(&module);
		assert!(text.contains(word), "{word}: {text}");
		assert!(text.contains("why: ") && text.contains("what to do: "), "{text}");
	}
}
