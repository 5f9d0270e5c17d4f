//! The whole program.

use super::*;
use clap::Parser;
use simulate::simulate;

fn args(epochs: u32) -> Args {
	Args::parse_from(["posw-sim", "--epochs", &epochs.to_string()])
}

#[test]
fn every_attack_loses_and_nobody_honest_does() {
	let report = simulate(&args(400));
	assert_eq!(report.faults(), Vec::<String>::new());
	let attacks: usize = report.networks.iter().map(|network| network.attacks().count()).sum();
	assert_eq!(attacks, 3 * (STRATEGIES.len() - 1));
}

/// `LABSCAPE_FULL=1` runs as many epochs as the protocol's figures are given for.
#[test]
fn the_figures_of_the_protocol_are_reached() {
	let full = std::env::var_os("LABSCAPE_FULL").is_some();
	let mut args = args(if full { 10_000 } else { 400 });
	args.deep = Some(if full { 100_000 } else { 8_000 });
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
	let mut args = args(20);
	args.strategy = Some("wash".into());
	let mut report = simulate(&args);
	let value = |report: &report::Report, name: &str| {
		figures::of(report).iter().find(|f| f.name.contains(name)).unwrap().value
	};
	assert_eq!((report.faults().len(), value(&report, "attacks that pay")), (0, 0.0));
	let outcome = &mut report.networks[0].outcomes[0];
	(outcome.advantage, outcome.loses, outcome.false_slashes) = (0.0, false, 2);
	assert_eq!((report.faults().len(), value(&report, "attacks that pay")), (2, 1.0));
	assert_eq!(value(&report, "false slashes"), 2.0);
}

#[test]
fn detection_agrees_with_the_formula_when_hostile_nodes_are_scattered() {
	let mut args = args(3_000);
	args.nodes = vec![1_000];
	args.strategy = Some("colluding, scattered".into());
	args.wrong = 0.01;
	let report = simulate(&args);
	let detected = report.networks[0].outcomes[0].detection.unwrap();
	assert!((detected - report.formula.detection).abs() < 0.04, "{detected}");
}

#[test]
fn the_same_seed_gives_the_same_figures_on_any_number_of_threads() {
	let outcomes = |threads| {
		let mut args = args(30);
		(args.threads, args.seed) = (Some(threads), vec![1, 2]);
		let networks = simulate(&args).networks;
		let outcomes = networks.into_iter().flat_map(|network| network.outcomes);
		outcomes.map(|o| (o.strategy, o.epochs, o.advantage.to_bits())).collect::<Vec<_>>()
	};
	assert_eq!(outcomes(1), outcomes(3));
}

#[test]
fn what_makes_no_sense_is_refused() {
	for (change, named) in [
		((|args: &mut Args| args.wrong = 1.5) as fn(&mut Args), "--wrong"),
		(|args| args.hostile = -0.1, "--hostile"),
		(|args| args.kappa = f64::NAN, "--kappa"),
		(|args| args.epochs = 0, "--epochs"),
		(|args| args.deep = Some(0), "--deep"),
		(|args| args.items = 20_000, "--items"),
		(|args| args.items = 0, "--items"),
		(|args| args.nodes = vec![1], "--nodes"),
		(|args| args.nodes = vec![3, 16_385], "--nodes"),
		(|args| args.seed = vec![], "--seed"),
		(|args| args.threads = Some(0), "--threads"),
		(|args| args.strategy = Some("bribe".into()), "--strategy"),
	] {
		let mut args = args(1);
		assert_eq!(check(&args), Ok(()));
		change(&mut args);
		let cause = check(&args).unwrap_err();
		assert!(cause.contains(named), "{cause}");
	}
}

#[test]
fn the_smallest_and_the_largest_commits_are_simulated() {
	for items in [1, 2, 9, 16_384] {
		let mut args = args(3);
		args.items = items;
		args.nodes = vec![2, 3];
		for network in simulate(&args).networks {
			assert!(network.outcomes.iter().all(|outcome| outcome.false_slashes == 0), "{items}");
		}
	}
}
