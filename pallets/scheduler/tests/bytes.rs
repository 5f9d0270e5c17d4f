//! Snapshots and plans whose bytes were changed: nothing panics, and what is taken holds. The same
//! bodies are fuzz targets in the folder `fuzz`, and what a fuzzer starts from or has found stands in
//! `fuzz/seeds`.

use std::{fs, path::Path};

use codec::Encode;
use labscape_scheduler::baselines::{synthetic::busy_labscape, Prng};

#[path = "support/targets.rs"]
mod targets;

/// The folder of this package as cargo names it when it runs the test: a test that was compiled for another
/// checkout is not compiled again for this one.
fn package() -> String {
	std::env::var("CARGO_MANIFEST_DIR").expect("cargo runs the test")
}

const CASES: u32 = 20_000;

#[test]
fn any_bytes_are_refused_or_planned_as_the_check_grants() {
	let mut prng = Prng::new(11);
	let (mut planned, mut refused) = (0, 0);
	for _ in 0..CASES {
		let (nodes, parts) = (prng.between(1, 6) as u16, prng.below(8));
		let mut bytes = busy_labscape(&mut prng, nodes, parts).encode();
		for _ in 0..prng.below(4) {
			let at = prng.below(bytes.len() as u64) as usize;
			match prng.below(4) {
				0 => bytes[at] ^= 1 << prng.below(8),
				1 => bytes[at] = *prng.pick(&[0, 1, 0x7f, 0x80, 0xff]).expect("not empty"),
				2 => bytes.truncate(at),
				_ => bytes.insert(at, prng.below(256) as u8),
			}
			if bytes.is_empty() {
				break;
			}
		}
		match targets::plan_any(&bytes) {
			true => planned += 1,
			false => refused += 1,
		}
	}
	assert!(planned > CASES / 10 && refused > CASES / 10, "{planned} planned, {refused} refused");
}

#[test]
fn any_plan_is_refused_or_can_be_carried_out() {
	let mut prng = Prng::new(12);
	let mut granted = 0;
	for _ in 0..CASES {
		let bytes: Vec<u8> = (0..prng.below(6)).map(|_| prng.below(256) as u8).collect();
		granted += u32::from(targets::verify_any(prng.word(), prng.word(), &bytes));
	}
	assert!(granted > CASES / 10, "{granted} of {CASES} were granted");
}

/// Give every file of `fuzz/seeds/<target>` to the target's body; how many it took.
fn replay(target: &str, body: fn(&[u8]) -> bool) -> usize {
	let folder = Path::new(&package()).join("fuzz/seeds").join(target);
	let files = fs::read_dir(&folder).expect("the folder is part of the project");
	let taken = |file: std::io::Result<fs::DirEntry>| {
		let path = file.expect("a file").path();
		body(&fs::read(&path).expect("it can be read"))
	};
	files.map(taken).filter(|taken| *taken).count()
}

#[test]
fn seeds_and_findings_of_the_fuzzer_hold() {
	assert!(replay("plan", targets::plan_any) >= 8, "seeds are snapshots: see examples/seeds.rs");
	assert!(replay("verify", targets::verify_bytes) >= 1, "some of the plans are granted");
}
