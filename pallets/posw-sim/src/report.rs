//! What was simulated, as a table, and what of it must not be.

use crate::strategies::{Outcome, HONEST};
use comfy_table::{presets::UTF8_FULL_CONDENSED, CellAlignment, Table};
use serde::Serialize;

/// Everything that was simulated.
#[derive(Serialize)]
pub struct Report {
	/// Items of one commit.
	pub items: u32,
	/// q.
	pub wrong: f64,
	/// f.
	pub hostile: f64,
	/// κ.
	pub kappa: f64,
	/// Epochs of each strategy that was not played longer.
	pub epochs: u32,
	/// Seeds.
	pub seeds: Vec<u64>,
	/// By formula.
	pub formula: Formula,
	/// By network.
	pub networks: Vec<NetworkReport>,
	/// Seconds that it took.
	pub seconds: f64,
}

/// What the formulas of the protocol say, beside what was simulated.
#[derive(Serialize)]
pub struct Formula {
	/// `1 − (1 − q(1 − f))^M`.
	pub detection: f64,
	/// `1 + M / count`.
	pub executions: f64,
	/// `P(q)(V + S) / (u · V · c/r)`.
	pub deterrence: f64,
	/// `t(1 − g) + b(1 − κ)`.
	pub washing_loss: f64,
}

/// What one network came to.
#[derive(Serialize)]
pub struct NetworkReport {
	/// How many nodes.
	pub nodes: u32,
	/// The share of units that collude.
	pub hostile_share: f64,
	/// The strategies.
	pub outcomes: Vec<Outcome>,
	/// What the protocol does not stop.
	pub limits: Vec<Outcome>,
	/// Two-of-three voting.
	pub voting: Voting,
}

/// Two-of-three voting in the same network.
#[derive(Serialize)]
pub struct Voting {
	/// Executions for a result.
	pub executions: f64,
	/// How often two of three collude.
	pub captured: f64,
}

impl NetworkReport {
	/// The attacks, without honest work.
	pub fn attacks(&self) -> impl Iterator<Item = &Outcome> {
		self.outcomes.iter().filter(|outcome| outcome.strategy != HONEST)
	}
}

impl Report {
	/// An honest party that lost stake, and an attack that did not lose.
	pub fn faults(&self) -> Vec<String> {
		let mut faults = Vec::new();
		for network in &self.networks {
			let nodes = network.nodes;
			for outcome in network.outcomes.iter().chain(&network.limits) {
				if outcome.false_slashes > 0 {
					let name = outcome.strategy;
					faults.push(format!("{nodes} nodes, {name}: an honest party lost stake"));
				}
			}
			for outcome in network.attacks().filter(|outcome| !outcome.loses) {
				faults.push(format!("{nodes} nodes, {}: the attack pays", outcome.strategy));
			}
		}
		faults
	}

	/// Print it as tables.
	pub fn print(&self) {
		println!(
			"{} items a commit, q = {:.1} %, f = {:.1} %, kappa = {:.2}; by formula: detection \
			 {:.2} %, {:.4} executions a result, deterrence x{:.1}, washing loses {:.1} %",
			self.items,
			self.wrong * 100.0,
			self.hostile * 100.0,
			self.kappa,
			self.formula.detection * 100.0,
			self.formula.executions,
			self.formula.deterrence,
			self.formula.washing_loss * 100.0,
		);
		self.networks.iter().for_each(NetworkReport::print);
	}
}

fn row(outcome: &Outcome) -> [String; 7] {
	[
		outcome.strategy.to_string(),
		outcome.attack.to_string(),
		outcome.epochs.to_string(),
		outcome.detection.map_or("-".into(), |share| format!("{:.2} %", share * 100.0)),
		if outcome.executions > 0.0 { format!("{:.4}", outcome.executions) } else { "-".into() },
		outcome.false_slashes.to_string(),
		format!("{:.1} ± {:.1}", outcome.advantage, outcome.error),
	]
}

impl NetworkReport {
	fn print(&self) {
		let (nodes, share) = (self.nodes, self.hostile_share * 100.0);
		println!("\n{nodes} nodes, {share:.1} % of the units collude");
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
		table.add_rows(self.outcomes.iter().map(row));
		table.add_rows(self.limits.iter().map(|outcome| {
			let mut row = row(outcome);
			row[0] = format!("not stopped: {}", row[0]);
			row
		}));
		table.add_row([
			"2-of-3 voting".to_string(),
			"for comparison: hostile majority".to_string(),
			"-".to_string(),
			format!("captured {:.1} %", self.voting.captured * 100.0),
			format!("{:.4}", self.voting.executions),
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
