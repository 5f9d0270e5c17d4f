//! What the chain charges for checking a plan of all units, beside the native time (S4).
//!
//! A labscape takes one plan in a round, of at most [`MAX_RUNS`] runs: runs of sixteen units and more
//! fill all units in one round. The most runs that a plan of all units has are the most leases that
//! all nodes hold, [`MAX_LEASES_PER_NODE`] on each of [`MAX_NODES_PER_LABSCAPE`]; that takes three
//! rounds. The plans of the scheduler's benchmark have more, since it knows no such bounds; what they
//! would cost stands beside, held against the same goal.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;
use frame_support::weights::Weight;
use labscape_primitives::MAX_LEASES_PER_NODE;
use labscape_runtime::Runtime;
use pallet_labscape_resource_allocation::{
	Config, WeightInfo, LABSCAPE_COUNT, MAX_NODES_PER_LABSCAPE, MAX_PLANS, MAX_RUNS,
	MAX_SUBMISSION_RUNS,
};
use serde_json::{json, Value};

/// Print the declared weight of checking a plan of all 1,048,576 units.
#[derive(Debug, Args)]
pub struct Options {
	/// What the scheduler's benchmark wrote; the figures are added to it.
	#[arg(long)]
	native: PathBuf,
}

/// The most that may be charged for a plan of all units.
const GOAL_SECONDS: f64 = 0.4;

/// How many runs a full plan has.
enum Runs {
	/// So many in each labscape, which a chain can have.
	Each(u32),
	/// As many as a plan of the scheduler's benchmark: its rows with the runs and the native check.
	Measured(&'static str, &'static str),
}

/// The full plans that are looked at, with the rows that are added.
const KINDS: [(Runs, &str); 4] = [
	(Runs::Each(MAX_RUNS as u32), "s4_declared_one_round_seconds"),
	(Runs::Each(MAX_NODES_PER_LABSCAPE * MAX_LEASES_PER_NODE), "s4_declared_seconds"),
	(
		Runs::Measured("s4_mixed_runs", "s4_check_mixed_seconds"),
		"s4_declared_unbounded_mixed_seconds",
	),
	(Runs::Measured("s4_runs", "s4_check_seconds"), "s4_declared_unbounded_seconds"),
];

/// Print the table, and add its rows to the file.
///
/// # Errors
/// A file that cannot be read or written, or has no figures of the scheduler.
pub fn run(options: &Options) -> Result<()> {
	let path = options.native.as_path();
	let mut rows = read(path)?;
	for (runs, row) in KINDS {
		let value = |name| value(&rows, name).with_context(|| format!("{name}: not there"));
		let (runs, native) = match runs {
			Runs::Each(runs) => (u64::from(LABSCAPE_COUNT) * u64::from(runs), None),
			Runs::Measured(runs, native) => (value(runs)? as u64, Some(value(native)?)),
		};
		let (submissions, plans) = extrinsics(runs);
		let rounds = plans.div_ceil(LABSCAPE_COUNT.into());
		let seconds = seconds(check(submissions, plans, runs));
		let mut comparison = format!(
			"declared: {submissions} extrinsics with {plans} plans and {runs} runs, checked once; {rounds} \
			 rounds"
		);
		if let Some(native) = native {
			comparison += &format!("; more leases than nodes may hold; natively {native:.3} s");
		}
		let (target, reached) = ("≤ 0.4", seconds <= GOAL_SECONDS);
		let mark = if reached { "ok" } else { "MISS" };
		println!("{row:<36} {seconds:>10.3} {:<6} {target:>8} {mark:<4} {comparison}", "s");
		rows.retain(|known| known["name"] != row);
		rows.push(json!({
			"name": row,
			"value": seconds,
			"unit": "s",
			"target": target,
			"reached": reached,
			"comparison": comparison,
		}));
	}
	let text = Value::from(rows).to_string() + "\n";
	std::fs::write(path, text).with_context(|| path.display().to_string())
}

fn read(path: &Path) -> Result<Vec<Value>> {
	let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
	serde_json::from_str(&text).with_context(|| path.display().to_string())
}

fn value(rows: &[Value], name: &str) -> Option<f64> {
	rows.iter().find(|row| row["name"] == name)?["value"].as_f64()
}

/// In how many extrinsics and plans so many runs come that are spread over all labscapes.
fn extrinsics(runs: u64) -> (u64, u64) {
	let labscapes = u64::from(LABSCAPE_COUNT);
	let plans = labscapes * runs.div_ceil(labscapes).div_ceil(MAX_RUNS.into());
	let submissions = runs.div_ceil(MAX_SUBMISSION_RUNS.into());
	(submissions.max(plans.div_ceil(MAX_PLANS.into())), plans)
}

/// The declared weight of checking them, which grows by the same for each.
fn check(submissions: u64, plans: u64, runs: u64) -> Weight {
	type Weights = <Runtime as Config>::WeightInfo;
	let none = Weights::authorize_plan(0, 0);
	let plan = Weights::authorize_plan(1, 0).saturating_sub(none);
	let run = Weights::authorize_plan(0, 1).saturating_sub(none);
	let of_plans = plan.saturating_mul(plans).saturating_add(run.saturating_mul(runs));
	none.saturating_mul(submissions).saturating_add(of_plans)
}

fn seconds(weight: Weight) -> f64 {
	weight.ref_time() as f64 / 1e12
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn runs_come_in_as_few_extrinsics_as_they_may() {
		assert_eq!(extrinsics(1 << 20), (1_024, 4_096));
		assert_eq!(extrinsics(256), (4, 256));
		// As many as all nodes hold: 768 runs in each labscape are three plans.
		assert_eq!(extrinsics(768 * 256), (192, 768));
	}

	#[test]
	fn the_declared_weight_is_that_of_the_extrinsics() {
		type Weights = <Runtime as Config>::WeightInfo;
		let one = Weights::authorize_plan(4, MAX_SUBMISSION_RUNS);
		assert_eq!(check(3, 12, 3 * u64::from(MAX_SUBMISSION_RUNS)), one.saturating_mul(3));
	}

	#[test]
	fn rows_are_added_once() {
		let folder = tempfile::tempdir().unwrap();
		let native = folder.path().join("scheduler.json");
		let row = |name: &str, value: f64| json!({ "name": name, "value": value });
		let rows = [
			row("s4_runs", 1_048_576.0),
			row("s4_check_seconds", 0.03),
			row("s4_mixed_runs", 415_488.0),
			row("s4_check_mixed_seconds", 0.02),
		];
		std::fs::write(&native, json!(rows).to_string()).unwrap();
		let options = Options { native: native.clone() };
		run(&options).unwrap();
		run(&options).unwrap();
		let rows = read(&native).unwrap();
		assert_eq!(rows.len(), 8);
		assert!(value(&rows, "s4_declared_seconds").unwrap() > 0.0);
		std::fs::write(&native, "[]").unwrap();
		assert!(run(&options).is_err());
	}
}
