//! What executions come to, in both engines: outputs, every trap, the end of fuel, the stack.

mod common;
use common::*;
use labscape_referee::{
	costs, execute, limits::*, native, result_hash, CannotRun, Failure, Outcome, Verdict, SEMANTICS,
};

fn failure(outcome: &Outcome) -> Failure {
	match &outcome.verdict {
		Verdict::Failed(failure) => *failure,
		Verdict::Output(output) => panic!("it has the output {output:?}"),
	}
}

fn number(outcome: &Outcome) -> i64 {
	let output = outcome.output().expect("it has an output");
	i64::from_le_bytes(output.try_into().expect("eight bytes"))
}

#[test]
fn returns_the_input_when_told_so() {
	let echo = registered(&with_run(
		"(i64.or (i64.shl (i64.extend_i32_u (local.get $at)) (i64.const 32))
			(i64.extend_i32_u (local.get $len)))",
		"",
	));
	for input in [&b""[..], b"a", &[7u8; 60_000]] {
		assert_eq!(both(&echo, input, FUEL).output(), Some(input));
	}
}

#[test]
fn globals_and_their_exports_keep_their_meaning() {
	let module = with_run(
		&output_of("(call $next) (drop (call $next)) (global.set $b (i64.const 5)) (i64.add (global.get $a) (global.get $b))")
			.replace("(i64.store (i32.const 0) (call $next)", "(drop (call $next)) (i64.store (i32.const 0) (i64.const 1)) (i64.store (i32.const 0)")
			.replace("(drop (call $next)) (global.set", "(block (result i64) (drop (call $next)) (global.set")
			.replace("(global.get $b)))", "(global.get $b))))"),
		r#"(global $a (export "a") (mut i64) (i64.const 40))
		(global $b (mut i64) (i64.const 0))
		(func $next (result i64)
			(global.set $a (i64.add (global.get $a) (i64.const 1))) (global.get $a))"#,
	);
	assert_eq!(number(&outcome(&module, b"", FUEL)), 47);
}

#[test]
fn traps_are_one_result() {
	let table = r#"(type $t (func)) (type $u (func (result i32))) (func $f) (table 4 funcref)
		(elem (i32.const 0) $f)"#;
	for (body, fields) in [
		("(unreachable)", ""),
		("(i64.extend_i32_s (i32.div_s (i32.const 1) (i32.const 0)))", ""),
		("(i64.extend_i32_s (i32.rem_u (i32.const 1) (i32.const 0)))", ""),
		("(i64.div_s (i64.const 0x8000000000000000) (i64.const -1))", ""),
		("(i64.extend_i32_s (i32.div_s (i32.const 0x80000000) (i32.const -1)))", ""),
		("(i64.rem_s (i64.const 1) (i64.const 0))", ""),
		("(i64.load (i32.const 65529))", ""),
		("(i64.load offset=4294967295 (i32.const 4294967295))", ""),
		("(i64.store (i32.const -1) (i64.const 0)) (i64.const 0)", ""),
		("(i32.store8 offset=65536 (i32.const 0) (i32.const 0)) (i64.const 0)", ""),
		("(call_indirect (type $t) (i32.const 4)) (i64.const 0)", table),
		("(call_indirect (type $t) (i32.const 1)) (i64.const 0)", table),
		("(drop (call_indirect (type $u) (i32.const 0))) (i64.const 0)", table),
		// Answers that point outside the memory, or are longer than an output may be.
		("(i64.const 65537)", ""),
		("(i64.const 0x0000ffff00000002)", ""),
		("(i64.const -1)", ""),
	] {
		let outcome = outcome(&with_run(body, fields), b"", FUEL);
		assert_eq!(failure(&outcome), Failure::Trap, "{body}");
		assert!(outcome.fuel_used > 0);
	}
	// The last address that does not trap, and remainders that are defined.
	let fine = "(drop (i64.load (i32.const 65528))) (i64.rem_s (i64.const 0x8000000000000000) (i64.const -1))";
	assert!(outcome(&with_run(fine, ""), b"", FUEL).output().is_some());
}

#[test]
fn traps_when_the_place_for_the_input_lies_outside() {
	let at = |address: i64| {
		module(&format!(
			r#"(module (memory (export "memory") 1 1)
				(func (export "labscape_input") (param i32) (result i32) (i32.const {address}))
				(func (export "labscape_run") (param i32 i32) (result i64) (i64.const 0)))"#
		))
	};
	assert!(outcome(&at(65_532), b"abcd", FUEL).output().is_some());
	assert_eq!(failure(&outcome(&at(65_533), b"abcd", FUEL)), Failure::Trap);
	assert_eq!(failure(&outcome(&at(-1), b"abcd", FUEL)), Failure::Trap);
	assert_eq!(failure(&outcome(&at(-1), b"", FUEL)), Failure::Trap);
}

#[test]
fn output_may_be_as_long_as_allowed() {
	let of =
		|len: usize| with_run(&format!("(drop (memory.grow (i32.const 8))) (i64.const {len})"), "");
	let longest = outcome(&of(MAX_OUTPUT_BYTES), b"", FUEL);
	assert_eq!(longest.output(), Some(&[0; MAX_OUTPUT_BYTES][..]));
	assert_eq!(failure(&outcome(&of(MAX_OUTPUT_BYTES + 1), b"", FUEL)), Failure::Trap);
}

#[test]
fn endless_loops_run_out_of_fuel_at_the_same_place() {
	for body in [
		"(loop (br 0)) (i64.const 0)",
		"(loop (br_if 0 (i32.const 1))) (i64.const 0)",
		"(loop (br_table 0 0 0 (local.get $len))) (i64.const 0)",
		"(loop (if (i32.const 1) (then (br 1)))) (i64.const 0)",
		"(loop (block (br_table 0 1 (local.get $at))) (br 0)) (i64.const 0)",
	] {
		let program = registered(&with_run(body, ""));
		let mut seen = 0;
		for fuel in [0, 1, 50, 51, 52, 53, 54, 55, 1_000, 1_000_003] {
			let outcome = both(&program, b"", fuel);
			assert_eq!(failure(&outcome), Failure::OutOfFuel, "{body} with {fuel}");
			assert!(outcome.fuel_used > fuel && outcome.fuel_used < fuel + 200);
			assert!(outcome.fuel_used >= seen);
			seen = outcome.fuel_used;
		}
	}
}

#[test]
fn fuel_is_enough_or_short_by_one() {
	let program = registered(&with_run(
		&output_of("(loop $l (result i64) (local.set $at (i32.add (local.get $at) (i32.const 1))) (br_if $l (i32.lt_u (local.get $at) (i32.const 3000))) (i64.const 9))"),
		"",
	));
	let whole = both(&program, b"", FUEL);
	assert_eq!(number(&whole), 9);
	assert_eq!(both(&program, b"", whole.fuel_used), whole);
	let short = both(&program, b"", whole.fuel_used - 1);
	assert_eq!(failure(&short), Failure::OutOfFuel);
	assert_eq!(short.fuel_used, whole.fuel_used);
}

#[test]
fn every_instruction_executed_is_paid() {
	// Fuel of a loop grows with its rounds by the sum of its instructions and one charge.
	let rounds = |n: u32| {
		let body = format!(
			"(local $i i32) (loop $l
				(local.set $i (i32.add (local.get $i) (i32.const 1)))
				(br_if $l (i32.lt_u (local.get $i) (i32.const {n})))) (i64.const 0)"
		);
		outcome(&with_run(&body, ""), b"", FUEL).fuel_used
	};
	let round = u64::from(7 * costs::SIMPLE + costs::BRANCH + costs::CHARGE);
	assert_eq!(rounds(1_002) - rounds(2), 1_000 * round);
}

#[test]
fn a_branch_out_of_nested_blocks_is_not_charged_for_what_it_skips() {
	let skipping = |skip: u32, filler: usize| {
		let filler = "(drop (i32.div_u (i32.const 7) (i32.const 3)))".repeat(filler);
		let body = format!("(block (block (br_if 1 (i32.const {skip})) {filler})) (i64.const 0)");
		outcome(&with_run(&body, ""), b"", FUEL).fuel_used
	};
	assert_eq!(skipping(1, 1), skipping(1, 100));
	let each = u64::from(3 * costs::SIMPLE + costs::DIVISION);
	assert_eq!(skipping(0, 100) - skipping(0, 1), 99 * each);
}

#[test]
fn every_way_out_of_a_function_gives_its_frame_back() {
	let body = "(local $i i32)
		(loop $l
			(drop (call $f (i32.rem_u (local.get $i) (i32.const 6))))
			(local.set $i (i32.add (local.get $i) (i32.const 1)))
			(br_if $l (i32.lt_u (local.get $i) (i32.const 30000))))
		(i64.const 0)";
	let fields = "(func $f (param i32) (result i32)
		(block (block (block (block
			(br_table 0 1 2 3 4 4 (local.get 0)))
			(return (i32.const 1)))
			(if (local.get 0) (then (return (i32.const 2)))) (unreachable))
			(drop (block (result i32) (return (i32.const 3)))) (unreachable))
		(loop (br_if 1 (i32.const 1) (local.get 0)) (drop)) (i32.const 4))";
	// br_table with a value needs the label's type: the fifth target is the function itself.
	let fields = fields.replace("3 4 4 (local.get 0)", "3 3 3 (local.get 0)");
	let fields = fields.replace(
		"(loop (br_if 1 (i32.const 1) (local.get 0)) (drop)) (i32.const 4)",
		"(drop (br_if 0 (i32.const 5) (i32.gt_u (local.get 0) (i32.const 4)))) (i32.const 4)",
	);
	let outcome = outcome(&with_run(body, &fields), b"", FUEL);
	assert!(outcome.output().is_some(), "{:?}", outcome.verdict);
}

#[test]
fn recursion_ends_at_the_same_depth() {
	// The depth is written to memory on the way down; the output would be the whole memory.
	for (locals, filler) in [
		("", ""),
		("i64 i64 i64", ""),
		("", "(drop (i32.add (i32.const 99999) (i32.const 77777)))"),
	] {
		let depth = |limit: u32| {
			let body = output_of(&format!("(i64.extend_i32_u (call $down (i32.const {limit})))"));
			let fields = format!(
				"(func $down (param i32) (result i32) (local {locals}) {filler}
					(if (result i32) (local.get 0)
						(then (i32.add (i32.const 1) (call $down (i32.sub (local.get 0) (i32.const 1)))))
						(else (i32.const 0))))"
			);
			outcome(&with_run(&body, &fields), b"", 100 * FUEL)
		};
		// The deepest that still returns, by bisection; both engines agree at every step.
		let (mut fits, mut fails) = (0, STACK_CELLS);
		while fits + 1 < fails {
			let middle = (fits + fails) / 2;
			match depth(middle).verdict {
				Verdict::Output(_) => fits = middle,
				Verdict::Failed(Failure::StackOverflow) => fails = middle,
				other => panic!("{other:?}"),
			}
		}
		assert_eq!(number(&depth(fits)), i64::from(fits));
		assert_eq!(failure(&depth(fails)), Failure::StackOverflow);
		assert!(fits > 1_000 && fits < STACK_CELLS / FRAME_CELLS, "{fits}");
	}
}

#[test]
fn endless_recursion_overflows_directly_and_through_the_table() {
	let direct = with_run("(call $f) (i64.const 0)", "(func $f (call $f))");
	assert_eq!(failure(&outcome(&direct, b"", FUEL)), Failure::StackOverflow);
	let indirect = with_run(
		"(call $f) (i64.const 0)",
		"(type $t (func)) (table 1 funcref) (elem (i32.const 0) $f)
		(func $f (call_indirect (type $t) (i32.const 0)))",
	);
	assert_eq!(failure(&outcome(&indirect, b"", FUEL)), Failure::StackOverflow);
	let mutual = with_run("(call $f) (i64.const 0)", "(func $f (call $g)) (func $g (call $f))");
	assert_eq!(failure(&outcome(&mutual, b"", FUEL)), Failure::StackOverflow);
	// With too little fuel to get that deep, fuel ends first.
	assert_eq!(failure(&outcome(&direct, b"", 5_000)), Failure::OutOfFuel);
}

#[test]
fn machine_frames_that_outgrow_the_programs_give_way_to_the_referee() {
	// Many sums that live across the recursive call: few cells of the program's stack at a time
	// are needed to write it down, but a compiler may keep each of them.
	let values: String =
		(0..400)
			.map(|n| {
				format!("(local.set $a (i64.add (local.get $a) (i64.mul (local.get 0) (i64.const {n}))))")
			})
			.collect();
	let fields = format!(
		"(func $f (param i64) (result i64) (local $a i64) {values}
			(drop (call $f (i64.add (local.get 0) (i64.const 1)))) {values} (local.get $a))"
	);
	let module = with_run(&output_of("(call $f (i64.const 0))"), &fields);
	assert_eq!(failure(&outcome(&module, b"", 100 * FUEL)), Failure::StackOverflow);
}

#[test]
fn memory_grows_up_to_its_maximum_and_not_beyond() {
	let grow = |pages: i64| {
		let body = output_of(&format!(
			"(i64.or (i64.shl (i64.extend_i32_u (memory.grow (i32.const {pages}))) (i64.const 32)) (i64.extend_i32_u (memory.size)))"
		));
		outcome(&with_run(&body, ""), b"", FUEL)
	};
	assert_eq!(number(&grow(0)), 1 << 32 | 1);
	assert_eq!(number(&grow(15)), 1 << 32 | 16);
	let refused = -1i64 << 32 | 1;
	for pages in [16, 255, 256, 257, 65_536, -1, i32::MIN.into()] {
		assert_eq!(number(&grow(pages)), refused, "{pages}");
	}
	// What could be granted by no memory costs nothing for its pages.
	assert_eq!(grow(257).fuel_used, grow(-1).fuel_used);
	let pages = u64::from(costs::GROW_PAGE);
	assert_eq!(grow(15).fuel_used - grow(14).fuel_used, pages);
	assert_eq!(grow(256).fuel_used - grow(255).fuel_used, pages);
}

#[test]
fn grown_memory_is_zero_and_usable_to_its_last_byte() {
	let body = "(drop (memory.grow (i32.const 15)))
		(i64.store (i32.const 1048568) (i64.add (i64.load (i32.const 1048568)) (i64.const 3)))
		(i64.or (i64.shl (i64.const 1048568) (i64.const 32)) (i64.const 8))";
	assert_eq!(number(&outcome(&with_run(body, ""), b"", FUEL)), 3);
	let beyond = body.replace("i64.load (i32.const 1048568)", "i64.load (i32.const 1048569)");
	assert_eq!(failure(&outcome(&with_run(&beyond, ""), b"", FUEL)), Failure::Trap);
}

#[test]
fn growing_page_by_page_runs_out_of_fuel_like_everything_else() {
	let body = "(loop (drop (memory.grow (i32.const 1))) (br 0)) (i64.const 0)";
	let outcome = outcome(&with_run(body, ""), b"", FUEL);
	assert_eq!(failure(&outcome), Failure::OutOfFuel);
}

#[test]
fn each_item_gets_a_fresh_instance() {
	let module = with_run(
		&output_of("(i64.load (i32.const 0)) (global.get $n)")
			.replace(
				"(i64.load (i32.const 0)) (global.get $n)",
				"(i64.add (i64.const 1) (i64.add (global.get $n) (i64.load (i32.const 0))))",
			)
			.replace("(i64.const 8)", "(global.set $n (i64.const 9)) (i64.const 8)"),
		"(global $n (mut i64) (i64.const 0))",
	);
	let registered = registered(&module);
	let engine = native::Engine::new(1).unwrap();
	let program = engine.compile(SEMANTICS, &registered.module).unwrap();
	for _ in 0..3 {
		assert_eq!(number(&program.execute(b"", FUEL).unwrap()), 1);
	}
}

#[test]
fn refuses_what_is_no_execution() {
	let program = registered(&with_run("(i64.const 0)", ""));
	let long = vec![0; MAX_INPUT_BYTES + 1];
	assert_eq!(execute(SEMANTICS, &program.module, &long, 1), Err(CannotRun::InputTooLarge));
	assert_eq!(execute(SEMANTICS, &program.module, b"", MAX_FUEL + 1), Err(CannotRun::TooMuchFuel));
	for version in [0, 2, u16::MAX] {
		assert_eq!(
			execute(version, &program.module, b"", 1),
			Err(CannotRun::UnknownSemantics(version))
		);
	}
	assert!(matches!(execute(SEMANTICS, b"junk", b"", 1), Err(CannotRun::NotAProgram(_))));
	// A module that was never instrumented has no counters.
	let raw = with_run("(i64.const 0)", "");
	assert!(matches!(execute(SEMANTICS, &raw, b"", 1), Err(CannotRun::NotAProgram(_))));
	let engine = native::Engine::new(1).unwrap();
	assert!(matches!(engine.compile(SEMANTICS, &raw), Err(CannotRun::NotAProgram(_))));
	assert!(matches!(engine.compile(SEMANTICS, b"junk"), Err(CannotRun::NotAProgram(_))));
	assert!(matches!(engine.compile(7, &program.module), Err(CannotRun::UnknownSemantics(7))));
}

#[test]
fn instrumented_module_never_panics_the_referee_when_broken() {
	let program = registered(&with_run("(loop (br_if 0 (local.get $len))) (i64.const 0)", ""));
	for at in 0..program.module.len() {
		for value in [0x00, 0x0b, 0x41, 0x7c, 0x7f, 0xff] {
			let mut broken = program.module.clone();
			broken[at] = value;
			let _ = execute(SEMANTICS, &broken, b"", 10_000);
		}
	}
}

#[test]
fn leaves_tell_outcomes_apart() {
	let outcomes = [
		Outcome { verdict: Verdict::Output(vec![]), fuel_used: 1 },
		Outcome { verdict: Verdict::Output(vec![]), fuel_used: 2 },
		Outcome { verdict: Verdict::Output(vec![0]), fuel_used: 1 },
		Outcome { verdict: Verdict::Output(vec![1, 0, 0, 0, 0, 0, 0, 0]), fuel_used: 1 },
		Outcome { verdict: Verdict::Failed(Failure::Trap), fuel_used: 1 },
		Outcome { verdict: Verdict::Failed(Failure::OutOfFuel), fuel_used: 1 },
		Outcome { verdict: Verdict::Failed(Failure::StackOverflow), fuel_used: 1 },
	];
	let hashes: std::collections::BTreeSet<_> = outcomes.iter().map(result_hash).collect();
	assert_eq!(hashes.len(), outcomes.len());
	assert_eq!(outcomes[4].leaf_bytes(), [1, 1, 0, 0, 0, 0, 0, 0, 0]);
}
