//! Simulator of Proof-of-Swarm-Work: every attack as a strategy, on the code that the chain runs.
//!
//! ```text
//! posw-sim                                   the table, in a few seconds
//! posw-sim --epochs 10000 --deep 100000      the figures of the protocol, in a few minutes
//! posw-sim --nodes 50 --wrong 0.02 --hostile 0.25 --items 1000
//! posw-sim --json --out target/bench/audit.json --details target/bench/audit-details.json
//! ```
//!
//! It exits with an error if an honest party lost stake, or if an attack paid.

mod figures;
mod items;
mod ledger;
mod network;
mod report;
mod rules;
mod simulate;
mod strategies;
#[cfg(test)]
mod tests;
mod work;

use clap::Parser;
use labscape_posw::MAX_COMMIT_ITEMS;
use network::MAX_NODES;
use serde::Serialize;
use std::{
	path::{Path, PathBuf},
	process::ExitCode,
};
use strategies::{LIMITS, STRATEGIES};

/// Simulate Proof-of-Swarm-Work under every attack that the protocol names.
#[derive(Parser)]
#[command(version)]
pub struct Args {
	/// Sizes of the networks.
	#[arg(long, value_delimiter = ',', default_values_t = [3, 50, 1_000])]
	nodes: Vec<u32>,
	/// Epochs of each strategy.
	#[arg(long, default_value_t = 2_000)]
	epochs: u32,
	/// Epochs of the two strategies that the protocol's figures come from, `honest` and `colluding`;
	/// as many as of the others without it.
	#[arg(long)]
	deep: Option<u32>,
	/// Seeds; each runs all epochs.
	#[arg(long, value_delimiter = ',', default_values_t = [1])]
	seed: Vec<u64>,
	/// Items of one commit.
	#[arg(long, default_value_t = 4_096)]
	items: u32,
	/// q: the share of its items that a liar makes up.
	#[arg(long, default_value_t = 0.05)]
	wrong: f64,
	/// f: the share of backed units that colludes.
	#[arg(long, default_value_t = 1.0 / 3.0)]
	hostile: f64,
	/// κ: what is minted at most, of what is burned.
	#[arg(long, default_value_t = 0.8)]
	kappa: f64,
	/// Threads; one for each core without it.
	#[arg(long)]
	threads: Option<usize>,
	/// Only strategies whose name contains this.
	#[arg(long)]
	strategy: Option<String>,
	/// Print the figures as JSON instead of tables.
	#[arg(long)]
	json: bool,
	/// Write the figures to this file, as JSON.
	#[arg(long)]
	out: Option<PathBuf>,
	/// Write everything that was simulated to this file, as JSON.
	#[arg(long)]
	details: Option<PathBuf>,
}

fn main() -> ExitCode {
	let args = Args::parse();
	if let Err(cause) = check(&args) {
		eprintln!("posw-sim: {cause}");
		return ExitCode::from(2);
	}
	let report = simulate::simulate(&args);
	let figures = figures::of(&report);
	if args.json {
		match serde_json::to_string_pretty(&figures) {
			Ok(json) => println!("{json}"),
			Err(error) => eprintln!("posw-sim: the figures cannot be written as JSON: {error}"),
		}
	} else {
		report.print();
		figures::print(&figures);
	}
	let written =
		write(args.out.as_deref(), &figures).and_then(|()| write(args.details.as_deref(), &report));
	if let Err(cause) = written {
		eprintln!("posw-sim: {cause}");
		return ExitCode::FAILURE;
	}
	let faults = report.faults();
	faults.iter().for_each(|fault| eprintln!("posw-sim: {fault}"));
	if faults.is_empty() {
		ExitCode::SUCCESS
	} else {
		ExitCode::FAILURE
	}
}

/// Write `content` as JSON, if a path is given.
fn write(path: Option<&Path>, content: &impl Serialize) -> Result<(), String> {
	let Some(path) = path else { return Ok(()) };
	let json = serde_json::to_string_pretty(content).map_err(|error| error.to_string())?;
	std::fs::write(path, json + "\n")
		.map_err(|error| format!("{} cannot be written: {error}", path.display()))
}

/// Refuse what makes no sense, before anything is computed.
fn check(args: &Args) -> Result<(), String> {
	let share = |name: &str, share: f64| {
		let given = format!("--{name} {share}: must lie in 0..=1");
		(0.0..=1.0).contains(&share).then_some(()).ok_or(given)
	};
	share("wrong", args.wrong)?;
	share("hostile", args.hostile)?;
	share("kappa", args.kappa)?;
	if args.epochs == 0 || args.deep == Some(0) {
		return Err("--epochs and --deep: at least one epoch".into());
	}
	if args.threads == Some(0) {
		return Err("--threads 0: at least one".into());
	}
	if args.seed.is_empty() || args.nodes.is_empty() {
		return Err("--seed and --nodes: at least one of each".into());
	}
	if !(1..=MAX_COMMIT_ITEMS).contains(&args.items) {
		return Err(format!("--items {}: must lie in 1..={MAX_COMMIT_ITEMS}", args.items));
	}
	if let Some(nodes) = args.nodes.iter().find(|nodes| !(2..=MAX_NODES).contains(*nodes)) {
		return Err(format!("--nodes {nodes}: networks have 2 to {MAX_NODES} nodes"));
	}
	let all = STRATEGIES.iter().chain(LIMITS);
	let names: Vec<&str> = all.map(|strategy| strategy.name).collect();
	match &args.strategy {
		Some(part) if !names.iter().any(|name| name.contains(part.as_str())) => {
			Err(format!("--strategy {part}: no such strategy; there are: {}", names.join(", ")))
		}
		_ => Ok(()),
	}
}
