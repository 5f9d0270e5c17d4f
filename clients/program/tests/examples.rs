//! The example programs: built, checked, executed in both engines, and compared with themselves as
//! plain functions.

use std::path::{Path, PathBuf};

use labscape_program::{build, check, inputs, referee::Outcome, Harness};

/// The folder of this package as cargo names it when it runs the test: a test that was compiled for another
/// checkout is not compiled again for this one.
fn package() -> String {
	std::env::var("CARGO_MANIFEST_DIR").expect("cargo runs the test")
}

fn folder(name: &str) -> PathBuf {
	Path::new(&package()).join("../../programs").join(name)
}

fn harness(name: &str) -> Harness {
	let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("programs");
	let module = build::program(&folder(name), Some(&target)).expect("it builds");
	Harness::new(&std::fs::read(module).expect("it can be read")).expect("it is a program")
}

fn output(outcome: &Outcome) -> &[u8] {
	outcome.output().expect("it has an output")
}

#[test]
fn digits_reads_the_same_as_a_function_and_as_a_program() {
	let harness = harness("digits");
	let cut = inputs::Cut::Records { bytes: digits::PIXELS, per_item: 25 };
	let items = inputs::split(digits::data::IMAGES, cut).expect("whole images");
	let mut answers = Vec::new();
	let mut dearest = 0;
	for item in &items {
		let outcome = harness.run_proven(item, 20_000_000).expect("it runs");
		dearest = dearest.max(outcome.fuel_used);
		answers.extend_from_slice(output(&outcome));
	}
	assert_eq!(answers, digits::classify(digits::data::IMAGES));
	let right = answers.iter().zip(digits::data::LABELS).filter(|(said, is)| said == is).count();
	println!(
		"digits: {right} of {} right, {} items, at most {dearest} fuel",
		answers.len(),
		items.len()
	);
	assert_eq!(right, 1_766);
}

#[test]
fn search_finds_the_same_as_a_function_and_as_a_program() {
	let harness = harness("search");
	for (start, count, bits) in [(0, 2_000, 8), (u64::MAX - 100, 300, 4), (7, 0, 0)] {
		let input = search::input(start, count, bits, b"labscape");
		let outcome = harness.run_proven(&input, 200_000_000).expect("it runs");
		assert_eq!(output(&outcome), search::search(&input));
		for number in output(&outcome).chunks(8) {
			let number = u64::from_le_bytes(number.try_into().expect("eight bytes"));
			assert!(search::verify(b"labscape", number, bits));
		}
		println!("search: {count} numbers, {} fuel", outcome.fuel_used);
	}
	// More answers than an output may hold is a trap, not a longer output.
	let flood = search::input(0, 40_000, 0, b"");
	assert!(harness.run_proven(&flood, 500_000_000).expect("it runs").output().is_none());
}

#[test]
fn monte_carlo_counts_the_same_as_a_function_and_as_a_program() {
	let harness = harness("monte-carlo");
	let input = monte_carlo::input(42, 100_000);
	let outcome = harness.run_proven(&input, 100_000_000).expect("it runs");
	assert_eq!(output(&outcome), monte_carlo::count(&input));
	println!("monte-carlo: 100,000 points, {} fuel", outcome.fuel_used);
	assert_eq!(output(&harness.run_proven(b"", 1_000_000).expect("it runs")), [0; 16]);
}

#[test]
fn template_works_as_it_is() {
	let harness = harness("template");
	let text = b"to be or not to be ".repeat(10_000);
	let outcome = harness.run_proven(&text, 100_000_000).expect("it runs");
	assert_eq!(output(&outcome), template::count_words(&text));
	assert_eq!(output(&harness.run_proven(b"", 1_000_000).expect("it runs")), [0; 4]);
}

#[test]
fn programs_are_small_and_declare_little_memory() {
	for name in ["digits", "search", "monte-carlo", "template"] {
		let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("programs");
		let module = build::program(&folder(name), Some(&target)).expect("it builds");
		let report = check(&std::fs::read(module).expect("it can be read"));
		let accepted = report.accepted().expect("it is a program");
		assert!(accepted.module_bytes < 32 * 1024, "{name}: {report}");
		assert_eq!(accepted.memory_pages, 8, "{name}: {report}");
		assert!(accepted.advice.is_empty(), "{name}: {report}");
	}
}
