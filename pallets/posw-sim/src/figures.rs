//! The figures that the protocol promises, out of what was simulated.

use crate::{
	report::{NetworkReport, Report},
	strategies::{Outcome, COLLUDING, HONEST},
};
use serde::Serialize;

/// One figure, as every benchmark of the project writes it.
#[derive(Debug, Serialize)]
pub struct Figure {
	/// What was measured.
	pub name: String,
	/// How much.
	pub value: f64,
	/// Of what.
	pub unit: &'static str,
	/// What is to be reached; empty if nothing is.
	pub target: String,
	/// What it is to be compared with, of the same run.
	pub comparison: String,
}

fn find<'a>(network: &'a NetworkReport, strategy: &str) -> Option<&'a Outcome> {
	network.outcomes.iter().find(|outcome| outcome.strategy == strategy)
}

/// The figures of a report. Those of a strategy that was left out are left out.
pub fn of(report: &Report) -> Vec<Figure> {
	let mut figures = Vec::new();
	// Targets are given for a large network: in a small one a node's own units count as hostile.
	let largest = report.networks.iter().map(|network| network.nodes).max();
	for network in &report.networks {
		let nodes = network.nodes;
		let target = |target: &str| {
			if Some(nodes) == largest {
				target.to_string()
			} else {
				String::new()
			}
		};
		if let Some(honest) = find(network, HONEST) {
			figures.push(Figure {
				name: format!("executions per accepted result, {nodes} nodes"),
				value: honest.executions,
				unit: "executions",
				target: target("≤ 1.05"),
				comparison: format!(
					"2-of-3 voting: {:.2}; formula: {:.4}; {} epochs",
					network.voting.executions, report.formula.executions, honest.epochs
				),
			});
		}
		if let Some((colluding, detection)) =
			find(network, COLLUDING).and_then(|outcome| Some((outcome, outcome.detection?)))
		{
			figures.push(Figure {
				name: format!("detection at q = {} %, {nodes} nodes", report.wrong * 100.0),
				value: detection * 100.0,
				unit: "%",
				target: target("≥ 99.3"),
				comparison: format!(
					"2-of-3 voting: captured {:.1} %; formula: {:.2} %; f = {:.1} %, {} epochs",
					network.voting.captured * 100.0,
					report.formula.detection * 100.0,
					network.hostile_share * 100.0,
					colluding.epochs
				),
			});
		}
	}
	let all = || report.networks.iter().flat_map(|n| n.outcomes.iter().map(move |o| (n.nodes, o)));
	let attacks = || all().filter(|(_, outcome)| outcome.strategy != HONEST);
	figures.push(Figure {
		name: "false slashes".into(),
		value: all().map(|(_, outcome)| outcome.false_slashes as f64).sum(),
		unit: "slashes",
		target: "0".into(),
		comparison: format!(
			"{} epochs in all",
			all().map(|(_, o)| u64::from(o.epochs)).sum::<u64>()
		),
	});
	let nearest = attacks().max_by(|(_, a), (_, b)| a.advantage.total_cmp(&b.advantage));
	figures.push(Figure {
		name: "attacks that pay".into(),
		value: attacks().filter(|(_, outcome)| !outcome.loses).count() as f64,
		unit: "attacks",
		target: "0".into(),
		comparison: nearest.map_or(String::new(), |(nodes, outcome)| {
			format!(
				"of {}; nearest to paying: {} among {nodes}, {:.2} ± {:.2} items an epoch",
				attacks().count(),
				outcome.strategy,
				outcome.advantage,
				outcome.error
			)
		}),
	});
	figures
}

/// Print the figures as a table.
pub fn print(figures: &[Figure]) {
	println!();
	for f in figures {
		println!(
			"{:<46} {:>12.4} {:<11} {:<8} {}",
			f.name, f.value, f.unit, f.target, f.comparison
		);
	}
}
