//! Simulator of Proof-of-Swarm-Work: every attack as a strategy, on the code that the chain runs.
//!
//! ```text
//! posw-sim                                   the table, in a few seconds
//! posw-sim --epochs 10000 --deep 100000      the figures of the protocol, in half an hour
//! posw-sim --nodes 50 --wrong 0.02 --hostile 0.25 --items 1000
//! posw-sim --json --out target/bench/audit.json --details target/bench/audit-details.json
//! ```
//!
//! It exits with an error if an honest party lost stake, or if an attack paid.

mod figures;
mod network;
mod strategies;

use clap::Parser;
use comfy_table::{presets::UTF8_FULL_CONDENSED, CellAlignment, Table};
use labscape_posw::{formula, params::Parameters, MAX_COMMIT_ITEMS};
use network::Network;
use serde::Serialize;
use std::{
	path::{Path, PathBuf},
	process::ExitCode,
};
use strategies::{Outcome, Setting, COLLUDING, HONEST, STRATEGIES};

/// Simulate Proof-of-Swarm-Work under every attack that the protocol names.
#[derive(Parser)]
#[command(version)]
struct Args {
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

#[derive(Serialize)]
struct Report {
	items: u32,
	wrong: f64,
	hostile: f64,
	kappa: f64,
	epochs: u32,
	seeds: Vec<u64>,
	formula: Formula,
	networks: Vec<NetworkReport>,
}

/// What the formulas of the protocol say, beside what was simulated.
#[derive(Serialize)]
struct Formula {
	detection: f64,
	executions: f64,
	deterrence: f64,
	washing_loss: f64,
}

#[derive(Serialize)]
struct NetworkReport {
	nodes: u32,
	hostile_share: f64,
	outcomes: Vec<Outcome>,
	voting: Voting,
}

/// Two-of-three voting in the same network.
#[derive(Serialize)]
struct Voting {
	executions: f64,
	captured: f64,
}

fn main() -> ExitCode {
	let args = Args::parse();
	if let Err(cause) = check(&args) {
		eprintln!("posw-sim: {cause}");
		return ExitCode::from(2);
	}
	let report = simulate(&args);
	let figures = figures::of(&report);
	if args.json {
		match serde_json::to_string_pretty(&figures) {
			Ok(json) => println!("{json}"),
			Err(error) => eprintln!("posw-sim: the figures cannot be written as JSON: {error}"),
		}
	} else {
		print(&report);
		figures::print(&figures);
	}
	let written =
		write(args.out.as_deref(), &figures).and_then(|()| write(args.details.as_deref(), &report));
	if let Err(cause) = written {
		eprintln!("posw-sim: {cause}");
		return ExitCode::FAILURE;
	}
	judge(&report)
}

/// Write `content` as JSON, if a path is given.
fn write(path: Option<&Path>, content: &impl Serialize) -> Result<(), String> {
	let Some(path) = path else { return Ok(()) };
	let json = serde_json::to_string_pretty(content).map_err(|error| error.to_string())?;
	std::fs::write(path, json + "\n")
		.map_err(|error| format!("{} cannot be written: {error}", path.display()))
}

fn check(args: &Args) -> Result<(), String> {
	let share = |name: &str, share: f64| {
		(0.0..=1.0).contains(&share).then_some(()).ok_or(format!("--{name} must lie in 0..=1"))
	};
	share("wrong", args.wrong)?;
	share("hostile", args.hostile)?;
	share("kappa", args.kappa)?;
	if args.epochs == 0 || args.deep == Some(0) || args.seed.is_empty() {
		return Err("--epochs, --deep and --seed: at least one of each".into());
	}
	if !(1..=MAX_COMMIT_ITEMS).contains(&args.items) {
		return Err(format!("--items must lie in 1..={MAX_COMMIT_ITEMS}"));
	}
	match args.nodes.iter().find(|nodes| !(2..=65_536).contains(*nodes)) {
		Some(nodes) => Err(format!("--nodes {nodes}: networks have 2 to 65,536 nodes")),
		None => Ok(()),
	}
}

fn simulate(args: &Args) -> Report {
	let params = Parameters {
		reference_price: network::PRICE,
		silence_charge: network::PRICE * 10,
		..Parameters::default()
	};
	let networks = args.nodes.iter().map(|nodes| {
		let network = Network::new(*nodes, args.hostile, params.clone(), args.kappa);
		debug_assert!(network.fits());
		let setting = Setting { network: &network, items: args.items, wrong: args.wrong };
		let wanted = |name: &str| args.strategy.as_ref().is_none_or(|part| name.contains(part));
		let outcomes = STRATEGIES
			.iter()
			.filter(|(name, ..)| wanted(name))
			.map(|strategy| {
				let deep = args.deep.filter(|_| matches!(strategy.0, HONEST | COLLUDING));
				let epochs = deep.unwrap_or(args.epochs);
				let runs = args
					.seed
					.iter()
					.map(|seed| strategies::run(&setting, *strategy, epochs, *seed));
				merge(runs.collect())
			})
			.collect();
		let (captured, executions) = strategies::voting(&network, args.epochs, 1);
		NetworkReport {
			nodes: *nodes,
			hostile_share: network.hostile_share(),
			outcomes,
			voting: Voting { executions, captured },
		}
	});
	let samples = labscape_posw::money::samples(args.items, &params);
	Report {
		items: args.items,
		wrong: args.wrong,
		hostile: args.hostile,
		kappa: args.kappa,
		epochs: args.epochs,
		seeds: args.seed.clone(),
		networks: networks.collect(),
		formula: Formula {
			detection: formula::detection(samples.into(), args.wrong, args.hostile),
			executions: formula::executions(args.items, &params),
			deterrence: formula::deterrence(args.items, args.wrong, args.hostile, 0.8, &params),
			washing_loss: formula::washing_loss(&params, args.kappa),
		},
	}
}

/// The mean over seeds.
fn merge(runs: Vec<Outcome>) -> Outcome {
	let n = runs.len().max(1) as f64;
	let mean = |part: fn(&Outcome) -> f64| runs.iter().map(part).sum::<f64>() / n;
	let detections: Vec<f64> = runs.iter().filter_map(|run| run.detection).collect();
	let first = &runs[0];
	let advantage = mean(|run| run.advantage);
	Outcome {
		strategy: first.strategy,
		attack: first.attack,
		epochs: runs.iter().map(|run| run.epochs).sum(),
		detection: (!detections.is_empty())
			.then(|| detections.iter().sum::<f64>() / detections.len() as f64),
		executions: mean(|run| run.executions),
		false_slashes: runs.iter().map(|run| run.false_slashes).sum(),
		advantage,
		error: mean(|run| run.error) / n.sqrt(),
		loses: runs.iter().all(|run| run.loses),
	}
}

fn print(report: &Report) {
	println!(
		"{} items a commit, q = {:.1} %, f = {:.1} %, kappa = {:.2}; by formula: detection {:.2} %, \
		 {:.4} executions a result, deterrence x{:.1}, washing loses {:.1} %",
		report.items,
		report.wrong * 100.0,
		report.hostile * 100.0,
		report.kappa,
		report.formula.detection * 100.0,
		report.formula.executions,
		report.formula.deterrence,
		report.formula.washing_loss * 100.0,
	);
	for network in &report.networks {
		println!(
			"\n{} nodes, {:.1} % of the units collude",
			network.nodes,
			network.hostile_share * 100.0
		);
		let mut table = Table::new();
		table.load_preset(UTF8_FULL_CONDENSED).set_header([
			"strategy",
			"attack",
			"epochs",
			"detected",
			"executions",
			"false slashes",
			"gain over honesty (items)",
		]);
		for outcome in &network.outcomes {
			table.add_row([
				outcome.strategy.to_string(),
				outcome.attack.to_string(),
				outcome.epochs.to_string(),
				outcome.detection.map_or("-".into(), |share| format!("{:.2} %", share * 100.0)),
				if outcome.executions > 0.0 {
					format!("{:.4}", outcome.executions)
				} else {
					"-".into()
				},
				outcome.false_slashes.to_string(),
				format!("{:.1} ± {:.1}", outcome.advantage, outcome.error),
			]);
		}
		table.add_row([
			"2-of-3 voting".to_string(),
			"for comparison: hostile majority".to_string(),
			"-".to_string(),
			format!("captured {:.1} %", network.voting.captured * 100.0),
			format!("{:.4}", network.voting.executions),
			"-".to_string(),
			"-".to_string(),
		]);
		for column in 2..7 {
			if let Some(column) = table.column_mut(column) {
				column.set_cell_alignment(CellAlignment::Right);
			}
		}
		println!("{table}");
	}
}

/// An honest loss or an attack that pays is a failure.
fn judge(report: &Report) -> ExitCode {
	let mut code = ExitCode::SUCCESS;
	for network in &report.networks {
		for outcome in &network.outcomes {
			if outcome.false_slashes > 0 {
				eprintln!(
					"{} nodes, {}: an honest party lost stake",
					network.nodes, outcome.strategy
				);
				code = ExitCode::FAILURE;
			}
			if outcome.strategy != HONEST && outcome.advantage >= 0.0 {
				eprintln!("{} nodes, {}: the attack pays", network.nodes, outcome.strategy);
				code = ExitCode::FAILURE;
			}
		}
	}
	code
}

#[cfg(test)]
mod tests {
	use super::*;

	fn args(epochs: u32) -> Args {
		Args::parse_from(["posw-sim", "--epochs", &epochs.to_string()])
	}

	#[test]
	fn every_attack_loses_and_nobody_honest_does() {
		for network in simulate(&args(60)).networks {
			for outcome in network.outcomes {
				assert_eq!(outcome.false_slashes, 0, "{}", outcome.strategy);
				assert!(outcome.strategy == HONEST || outcome.loses, "{outcome:?}");
			}
		}
	}

	/// `LABSCAPE_FULL=1` runs as many epochs as the protocol's figures are given for.
	#[test]
	fn the_figures_of_the_protocol_are_reached() {
		let full = std::env::var_os("LABSCAPE_FULL").is_some();
		let mut args = args(if full { 10_000 } else { 60 });
		args.deep = Some(if full { 100_000 } else { 4_000 });
		args.nodes = vec![1_000];
		let report = simulate(&args);
		let figures = figures::of(&report);
		let value = |name: &str| figures.iter().find(|f| f.name.contains(name)).unwrap().value;
		assert!(value("executions") <= 1.05, "{}", value("executions"));
		assert!(value("detection") >= 99.3, "{}", value("detection"));
		assert_eq!(value("false slashes"), 0.0);
		assert_eq!(value("attacks that pay"), 0.0);
	}

	#[test]
	fn an_attack_that_pays_is_reported() {
		let mut report = simulate(&args(20));
		let value = |report: &Report, name: &str| {
			figures::of(report).iter().find(|f| f.name.contains(name)).unwrap().value
		};
		let (pay, slashes) = (value(&report, "attacks that pay"), value(&report, "false slashes"));
		let mut attacks = report.networks[0].outcomes.iter_mut().skip(1);
		let losing = attacks.find(|outcome| outcome.advantage < 0.0).unwrap();
		(losing.advantage, losing.false_slashes) = (1.0, 2);
		assert_eq!(value(&report, "attacks that pay"), pay + 1.0);
		assert_eq!(value(&report, "false slashes"), slashes + 2.0);
	}

	#[test]
	fn detection_agrees_with_the_formula() {
		let mut args = args(1_500);
		args.nodes = vec![1_000];
		args.strategy = Some("colluding".into());
		args.wrong = 0.01;
		let report = simulate(&args);
		let detected = report.networks[0].outcomes[0].detection.unwrap();
		assert!((detected - report.formula.detection).abs() < 0.06, "{detected}");
	}

	#[test]
	fn what_makes_no_sense_is_refused() {
		for change in [
			(|args: &mut Args| args.wrong = 1.5) as fn(&mut Args),
			|args| args.epochs = 0,
			|args| args.items = 20_000,
			|args| args.nodes = vec![1],
		] {
			let mut args = args(1);
			change(&mut args);
			assert!(check(&args).is_err());
		}
	}
}
