//! Replay a node and a pod list, as published for the openb trace, and print how much of the GPUs
//! gets allocated.
//!
//! ```text
//! cargo run --release -p labscape-scheduler --example replay -- \
//!     --nodes FILE --pods FILE --inflation 1.3 --seeds 10 --policy labscape \
//!     [--variant NAME] [--timed 3] [--json]
//! ```
//! Policies: labscape, fgd, bestfit, dotprod, random, or `all`. Without files, a synthetic cluster
//! of 1,000 machines and 8,000 pods is used. A variant changes what the list asks for (a wrong name
//! lists them); `--timed 0` leaves out the times of decisions, which take three more runs.

use std::process::ExitCode;

use labscape_scheduler::baselines::PolicyName;

mod support;

use support::{arguments, replay, Trace};

fn main() -> ExitCode {
	match run() {
		Ok(()) => ExitCode::SUCCESS,
		Err(message) => {
			eprintln!("error: {message}");
			ExitCode::FAILURE
		}
	}
}

fn run() -> Result<(), String> {
	let known = ["--nodes", "--pods", "--inflation", "--seeds", "--policy", "--variant", "--timed"];
	let given = arguments(&known, &["--json"])?;
	let trace = match (given.get("--nodes"), given.get("--pods")) {
		(Some(nodes), Some(pods)) => Trace::read(nodes, pods)?,
		(None, None) => Trace::synthetic(),
		_ => return Err("--nodes and --pods go together".into()),
	};
	let trace = match given.get("--variant") {
		Some(name) => trace.varied(name)?,
		None => trace,
	};
	let timed = given.get("--timed").map_or("3", String::as_str);
	let timed: u32 = timed.parse().map_err(|_| format!("--timed: {timed:?} is not a number"))?;
	let inflation = percent(given.get("--inflation").map_or("1.3", String::as_str))?;
	let seeds = given.get("--seeds").map_or("10", String::as_str);
	let seeds: u64 = seeds.parse().map_err(|_| format!("--seeds: {seeds:?} is not a number"))?;
	let name = given.get("--policy").map_or("labscape", String::as_str);
	let policies: Vec<(&str, PolicyName)> = match name {
		"all" => PolicyName::ALL.to_vec(),
		_ => vec![(
			name,
			PolicyName::from_name(name).ok_or_else(|| format!("--policy: no {name:?}"))?,
		)],
	};
	let json = given.contains_key("--json");
	if !json {
		println!(
			"{} machines with {} GPUs, {} pods, inflation {}.{:02}, {seeds} seeds",
			trace.machines.len(),
			trace.capacity_milli / 1_000,
			trace.pods.len(),
			inflation / 100,
			inflation % 100
		);
		println!(
			"{:<10} {:>14} {:>8} {:>15} {:>14} {:>10}",
			"policy", "allocated %", "± s.d.", "fragmented %", "placements/s", "p99 µs"
		);
	}
	for (name, policy) in policies {
		let figures = replay(&trace, policy, inflation, seeds, timed);
		if json {
			println!("{}", figures.json(name));
		} else {
			println!(
				"{name:<10} {:>14.3} {:>8.3} {:>15.3} {:>14.0} {:>10.2}",
				figures.mean(),
				figures.deviation(),
				figures.fragmented,
				figures.per_second(),
				figures.p99_micros()
			);
		}
	}
	Ok(())
}

/// A decimal number of at most two places, in hundredths.
fn percent(text: &str) -> Result<u64, String> {
	let error = || format!("--inflation: {text:?} is not a number like 1.3");
	let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
	let places = [10, 1].iter().zip(part.bytes());
	if part.len() > 2 || !part.bytes().all(|byte| byte.is_ascii_digit()) || part.is_empty() {
		return Err(error());
	}
	let part: u64 = places.map(|(place, byte)| place * u64::from(byte - b'0')).sum();
	let whole: u64 = whole.parse().map_err(|_| error())?;
	whole.checked_mul(100).and_then(|whole| whole.checked_add(part)).ok_or_else(error)
}
