//! Programs that do nothing but one class of instruction, as dearly for the referee as that class
//! allows, until their fuel ends.

/// One program of the corpus.
pub struct Program {
	/// What it does.
	pub name: &'static str,
	/// The module as text.
	pub text: String,
}

/// A program that sets up once and then repeats `body` for ever.
fn looping(name: &'static str, locals: &str, setup: &str, body: &str, fields: &str) -> Program {
	let text = format!(
		r#"(module
			(memory (export "memory") 256 256)
			(func (export "labscape_input") (param i32) (result i32) (i32.const 0))
			(func $run (export "labscape_run") (param i32 i32) (result i64)
				(local $a i32) (local $b i32) (local $x i64) (local $y i64) {locals}
				{setup}
				(loop $forever {body} (br $forever))
				(unreachable))
			{fields})"#
	);
	Program { name, text }
}

fn simple(name: &'static str, body: String) -> Program {
	looping(name, "", "(local.set $y (i64.const -3)) (local.set $b (i32.const 7))", &body, "")
}

/// `local` becomes what `times` times the `operator`, each with its `operand`, makes of it.
fn chain(name: &'static str, local: &str, operand: &str, operator: &str) -> Program {
	let step = format!("{operand} {operator} ");
	simple(name, format!("local.get ${local} {} local.set ${local}", step.repeat(400)))
}

/// Set up a random cycle of pointers through the whole memory, one in each cache line.
fn cycle(pages: u32) -> String {
	let mask = pages * 1_024 - 1;
	format!(
		"(loop $fill
		(local.set $b (i32.and (i32.add (i32.mul (local.get $a) (i32.const 1664525)) (i32.const 1013904223)) (i32.const {mask})))
		(i32.store (i32.shl (local.get $a) (i32.const 6)) (i32.shl (local.get $b) (i32.const 6)))
		(local.set $a (local.get $b))
		(br_if $fill (local.get $a)))"
	)
}

/// The next of a sequence of random numbers in `$x`.
const RANDOM: &str =
	"(local.set $x (i64.xor (local.get $x) (i64.shl (local.get $x) (i64.const 13))))
	(local.set $x (i64.xor (local.get $x) (i64.shr_u (local.get $x) (i64.const 7))))
	(local.set $x (i64.xor (local.get $x) (i64.shl (local.get $x) (i64.const 17))))";
const SEED: &str = "(local.set $x (i64.const 88172645463325252))";

/// The whole corpus.
pub fn corpus() -> Vec<Program> {
	let mut all = vec![
		chain("i32.eqz", "a", "", "i32.eqz"),
		chain("i64.eqz and i64.extend_i32_u", "x", "i64.eqz", "i64.extend_i32_u"),
		chain("i32.clz", "a", "", "i32.clz"),
		chain("i64.ctz", "x", "", "i64.ctz"),
		chain("i32.popcnt", "a", "", "i32.popcnt"),
		chain("i64.popcnt", "x", "", "i64.popcnt"),
		chain("i32.add a local", "a", "local.get $b", "i32.add"),
		chain("i64.add a constant", "x", "i64.const 5", "i64.add"),
		chain("i64.add a large constant", "x", "i64.const 123456789123456789", "i64.add"),
		chain("i64.mul", "x", "local.get $y", "i64.mul"),
		chain("i32.rotl", "a", "local.get $b", "i32.rotl"),
		chain("i64.shr_s", "x", "local.get $y", "i64.shr_s"),
		chain("i32.lt_u", "a", "local.get $b", "i32.lt_u"),
		chain("i32.div_u", "a", "local.get $b", "i32.div_u"),
		chain("i64.div_s", "x", "local.get $y", "i64.div_s"),
		chain("i64.rem_s", "x", "local.get $y", "i64.rem_s"),
		chain("i64.rem_u", "x", "local.get $y", "i64.rem_u"),
		chain("select", "a", "local.get $b local.get $a", "select"),
		chain("i32.wrap_i64 and i64.extend_i32_s", "x", "i32.wrap_i64", "i64.extend_i32_s"),
		chain("i32.load, one address", "a", "", "i32.load"),
		chain("i64.load across two cache lines", "a", "", "i64.load offset=61 i32.wrap_i64"),
		chain("i64.load across two pages", "a", "", "i64.load offset=4093 i32.wrap_i64"),
		simple("i32.const and drop", "i32.const 1 drop ".repeat(400)),
		simple("local.get and local.set", "local.get $a local.set $b local.get $b local.set $a ".repeat(200)),
		simple("i64.store, one address", "(i64.store (i32.const 8) (local.get $x))".repeat(400)),
		simple("i64.store across two pages", "(i64.store offset=4093 (i32.const 0) (local.get $x))".repeat(400)),
		simple(
			"i32.store8 and i64.load over it",
			"(i32.store8 offset=3 (local.get $a) (local.get $b)) (local.set $a (i32.wrap_i64 (i64.load (local.get $a)))) (local.set $a (i32.and (local.get $a) (i32.const 0)))".repeat(150),
		),
		simple("global.get and global.set", "global.get $g global.set $g ".repeat(300)),
		simple("memory.size", "memory.size drop ".repeat(300)),
		simple("memory.grow by nothing", "i32.const 0 memory.grow drop ".repeat(200)),
		simple("memory.grow, impossible", "i32.const 257 memory.grow drop ".repeat(200)),
		simple("br_if, not taken", "i32.const 0 br_if 0 ".repeat(200).replace("i32.const 0", "local.get $a")),
		simple("br_if, taken", "block local.get $b br_if 0 end ".repeat(200)),
		simple("br", "block br 0 end ".repeat(300)),
		simple("if and else", "local.get $a if else end ".repeat(200)),
		simple("short loops", "(local.set $a (i32.const 5)) (loop (local.tee $a (i32.sub (local.get $a) (i32.const 1))) (br_if 0))".repeat(30)),
		looping(
			"br_if, random",
			"",
			SEED,
			&format!(
				"{RANDOM} {}",
				(0..48)
					.map(|bit| format!("(block (br_if 0 (i32.and (i32.wrap_i64 (i64.shr_u (local.get $x) (i64.const {bit}))) (i32.const 1))) (local.set $b (i32.add (local.get $b) (i32.const 1))))"))
					.collect::<String>()
			),
			"",
		),
		looping(
			"br_if, random, with nothing else",
			"",
			SEED,
			&format!(
				"{RANDOM} {}",
				(0..60)
					.map(|bit| format!("block local.get $x i64.const {} i64.and i64.eqz br_if 0 end ", 1u64 << bit))
					.collect::<String>()
			),
			"",
		),
		looping(
			"br_table, random among 64",
			"",
			SEED,
			&{
				let targets: String = (0..64).map(|n| format!("{n} ")).collect();
				let opened = "block ".repeat(64);
				let arms = ["i32.add", "i32.sub", "i32.xor", "i32.mul", "i32.or", "i32.shl", "i32.rotl", "i32.shr_u"];
				let closed: String = (0..64)
					.map(|n| format!("end local.get $b local.get $a {} local.set $b br {} ", arms[n % 8], 64 - n))
					.collect();
				format!(
					"(block {RANDOM} {opened} local.get $x i32.wrap_i64 i32.const 63 i32.and br_table {targets} 0 {closed})"
				)
			},
			"",
		),
	];
	for (pages, load, store) in [
		(1, "i32.load, random in 64 KiB", "i64.store, random in 64 KiB"),
		(4, "i32.load, random in 256 KiB", "i64.store, random in 256 KiB"),
		(8, "i32.load, random in 512 KiB", "i64.store, random in 512 KiB"),
		(16, "i32.load, random in 1 MiB", "i64.store, random in 1 MiB"),
		(32, "i32.load, random in 2 MiB", "i64.store, random in 2 MiB"),
		(64, "i32.load, random in 4 MiB", "i64.store, random in 4 MiB"),
		(128, "i32.load, random in 8 MiB", "i64.store, random in 8 MiB"),
		(256, "i32.load, random in 16 MiB", "i64.store, random in 16 MiB"),
	] {
		let chase = format!("local.get $a {} local.set $a", "i32.load ".repeat(400));
		let mask = pages * 65_536 - 8;
		let store_body =
			format!("{RANDOM} (i64.store (i32.and (i32.wrap_i64 (local.get $x)) (i32.const {mask})) (local.get $x))");
		for mut program in [
			looping(load, "", &cycle(pages), &chase, ""),
			looping(store, "", SEED, &store_body.repeat(30), ""),
		] {
			program.text = program.text.replace("256 256", &format!("{pages} {pages}"));
			all.push(program);
		}
	}
	all.push(simple("call", "call $nothing ".repeat(300)));
	all.push(simple("call_indirect", "i32.const 0 call_indirect (type $t) ".repeat(200)));
	all.push(simple(
		"call with 16 parameters",
		format!("{} call $many ", "local.get $x ".repeat(16)).repeat(60),
	));
	all.push(simple("call of a function with 1,000 locals", "call $locals ".repeat(60)));
	all.push(simple("call of a function with 300 constants", "call $constants ".repeat(60)));
	all.push(simple("calls 4,000 deep", "(call $deep (i32.const 4000))".into()));
	all.push(simple("br_table with one target", "block local.get $a br_table 0 end ".repeat(200)));
	for program in &mut all {
		let constants: String = (0..300)
			.map(|n| format!("(local.set 1 (i32.mul (local.get 1) (i32.const {})))", 100_000 + n))
			.collect();
		program.text = program.text.replacen(
			"(memory",
			&format!(
				"(type $t (func)) (table 1 funcref) (elem (i32.const 0) $nothing)
				(global $g (mut i64) (i64.const 1))
				(func $nothing)
				(func $many (param {}))
				(func $locals (local {}))
				(func $constants (local i32 i32) (if (local.get 0) (then {constants})))
				(func $deep (param i32) (if (local.get 0) (then (call $deep (i32.sub (local.get 0) (i32.const 1))))))
				(memory",
				"i64 ".repeat(16),
				"i64 ".repeat(1_000),
			),
			1,
		);
	}
	all
}
