//! Every attack that section 3 of the protocol names, as a strategy: it is played beside honest work,
//! under the same beacons, and what it gains beyond that is read from the ledger.

mod auditors;
mod executors;
mod others;
#[cfg(test)]
mod tests;
mod washing;

use crate::{
	ledger::Purse,
	network::{Layout, Network},
	rules::{Rules, PRICE},
	work::{play, Case, Course, End},
};
use labscape_posw::{params::Parameters, Hash};
use rand::{rngs::StdRng, Rng, SeedableRng};
use serde::Serialize;

/// What one epoch of a strategy came to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Epoch {
	/// What the attacker gained beyond what honesty would have given it, in planck.
	pub advantage: i128,
	/// Whether there was something to detect.
	pub lied: bool,
	/// Whether it was.
	pub detected: bool,
	/// Items accepted, and executions that the protocol needed for them.
	pub results: u32,
	/// See `results`.
	pub executions: u32,
	/// Honest parties that lost stake.
	pub false_slashes: u32,
}

impl Epoch {
	/// What there is to say of a work, besides what somebody gained.
	fn of(case: &Case, course: &Course, advantage: i128) -> Self {
		let settled = course.end == End::Settled;
		let count = case.items.count;
		Self {
			advantage,
			lied: !case.items.are_right(),
			detected: !settled,
			results: if settled { count } else { 0 },
			executions: if settled { count + course.audits } else { 0 },
			false_slashes: course.false_slashes,
		}
	}
}

/// What a strategy came to over all epochs.
#[derive(Clone, Debug, Serialize)]
pub struct Outcome {
	/// Its name.
	pub strategy: &'static str,
	/// The attack of the protocol that it is.
	pub attack: &'static str,
	/// Epochs simulated.
	pub epochs: u32,
	/// Share of the epochs with a lie in which it was found; none without lies.
	pub detection: Option<f64>,
	/// Executions for each item.
	pub executions: f64,
	/// Honest parties that lost stake.
	pub false_slashes: u64,
	/// The attacker's mean gain beyond honesty in one epoch, in prices of an item.
	pub advantage: f64,
	/// Its standard error.
	pub error: f64,
	/// Whether the attack loses money.
	pub loses: bool,
	/// Seconds of one core.
	pub seconds: f64,
}

/// A network in the shapes that strategies need, and what is worked in it.
pub struct Setting {
	/// Hostile nodes fill whole slices: the worst place for the others.
	pub network: Network,
	/// Hostile nodes sit evenly among the others.
	pub scattered: Network,
	/// One node's units, split among many nodes of an empty labscape.
	pub sybils: Network,
	/// All hostile nodes have one provider.
	pub one_provider: Network,
	/// Hostile nodes draw no audits.
	pub barred: Network,
	/// The rules.
	pub rules: Rules,
	/// Items of one commit.
	pub items: u32,
	/// The share of them that a lazy executor makes up.
	pub wrong: f64,
}

impl Setting {
	/// A network of `nodes` nodes of which at most the share `hostile` colludes.
	pub fn new(nodes: u32, hostile: f64, params: &Parameters, kappa: f64) -> Self {
		let network = |layout| Network::new(nodes, hostile, layout, params.clone(), kappa);
		Self {
			network: network(Layout::Clustered),
			scattered: network(Layout::Scattered),
			sybils: network(Layout::Sybils),
			one_provider: network(Layout::Clustered).with_one_provider(),
			barred: network(Layout::Clustered).without_hostile(),
			rules: Rules::default(),
			items: 4_096,
			wrong: 0.05,
		}
	}

	/// How many items a liar makes up.
	fn lies(&self) -> u32 {
		((f64::from(self.items) * self.wrong).round() as u32).max(1)
	}
}

/// One epoch after the other, with whatever the strategy remembers.
pub type Play<'a> = Box<dyn FnMut(&mut StdRng) -> Epoch + 'a>;

/// A strategy.
#[derive(Clone, Copy)]
pub struct Strategy {
	/// Its name.
	pub name: &'static str,
	/// The attack that it is, with its number in the pallet's README.
	pub attack: &'static str,
	/// Prepare to play it.
	pub prepare: for<'a> fn(&'a Setting) -> Play<'a>,
}

/// The strategy that everything is compared with.
pub const HONEST: &str = "honest";
/// The strategy that detection is measured by.
pub const COLLUDING: &str = "colluding";

const fn strategy(
	name: &'static str,
	attack: &'static str,
	prepare: for<'a> fn(&'a Setting) -> Play<'a>,
) -> Strategy {
	Strategy { name, attack, prepare }
}

/// All of them.
pub const STRATEGIES: &[Strategy] = &[
	strategy(HONEST, "none", executors::honest),
	strategy("lazy", "wrong at q, alone", executors::lazy),
	strategy(COLLUDING, "wrong at q, f covers and fills whole slices", executors::colluding),
	strategy("colluding, scattered", "wrong at q, f covers from anywhere", executors::scattered),
	strategy("one wrong item", "one wrong item in an epoch, f covers", executors::one_wrong),
	strategy("copying executor", "another node's leaves (A1)", executors::copying),
	strategy("guessing", "the likely output, unknown fuel (A2)", executors::guessing),
	strategy("copying auditor", "waits for lists to copy (A3)", auditors::copying),
	strategy("lazy auditor", "skips a tenth of its samples (A4)", auditors::lazy),
	strategy("choosing the beacon", "authors withhold blocks (A5)", executors::choosing),
	strategy("foreseeing the beacon", "authors of all eight outputs (A5)", executors::foreseeing),
	strategy("late secret", "secrets chosen after the beacon (A20)", executors::late_secret),
	strategy("Sybils", "many nodes in an empty labscape (A6)", executors::sybils),
	strategy("dear item", "half of the value in one wrong item (A7)", executors::dear_item),
	strategy("self-audit", "all hostile nodes are one provider (A8)", executors::self_audit),
	strategy("stonewalling", "serves nobody, answers what is right (A9)", executors::stonewalling),
	strategy("hiding", "shows its lies in answers only (A9)", executors::hiding),
	strategy("crowding out", "its auditors fill the room for claims (A10)", executors::crowding),
	strategy("serving by sample", "serves every second auditor (A9)", executors::serving),
	strategy(
		"withholding executor",
		"keeps outputs from the requester (A9)",
		executors::withholding,
	),
	strategy("false claims", "honest work is unavailable (A10)", auditors::false_claims),
	strategy("blind agreement", "agrees with a stranger's lie", auditors::blind_agreement),
	strategy("self-challenge", "lies and files against itself (A11)", executors::self_challenge),
	strategy("front-running", "files what auditors found (A12)", others::front_running),
	strategy("referee spam", "disputes right leaves (A13)", others::referee_spam),
	strategy("lease grabbing", "leases twice what it delivers (A16)", others::lease_grabbing),
	strategy("withholding requester", "keeps inputs, wants results", others::withholding_requester),
	strategy("wash: R + provider", "buys its own work (A17)", |s| washing::union(s, 0b001)),
	strategy("wash: R + auditors", "audits what it buys (A17)", |s| washing::union(s, 0b010)),
	strategy("wash: R + P + auditors", "buys and audits (A17)", |s| washing::union(s, 0b011)),
	strategy("wash: R + delegators", "delegates to whom it pays (A17)", |s| {
		washing::union(s, 0b100)
	}),
	strategy("wash: R + P + delegators", "all of the pool (A17)", |s| washing::union(s, 0b101)),
	strategy("wash: R + A + delegators", "audits and delegates (A17)", |s| {
		washing::union(s, 0b110)
	}),
	strategy("wash: all roles", "everybody is one (A17)", |s| washing::union(s, 0b111)),
	strategy("delegation timing", "delegates when income is near", others::delegation_timing),
	strategy("silent auditor", "takes seats, says nothing (A18)", auditors::silent),
	strategy("mute auditor", "commits to audits, reveals nothing (A18)", auditors::mute),
];

/// What the protocol does not stop: it pays, and does no more harm than the figures say already.
pub const LIMITS: &[Strategy] = &[strategy(
	"trusting one's own",
	"hostile auditors do not execute what the group's honest executors did",
	executors::trusting,
)];

/// Play a strategy for so many epochs.
pub fn run(setting: &Setting, strategy: Strategy, epochs: u32, seed: u64) -> Outcome {
	let begin = std::time::Instant::now();
	let mut rng = StdRng::seed_from_u64(seed);
	let mut play = (strategy.prepare)(setting);
	let (mut sum, mut squares) = (0f64, 0f64);
	let (mut lied, mut detected, mut results, mut executions, mut slashes) =
		(0u64, 0u64, 0u64, 0u64, 0u64);
	for _ in 0..epochs {
		let epoch = play(&mut rng);
		let advantage = epoch.advantage as f64 / PRICE as f64;
		sum += advantage;
		squares += advantage * advantage;
		lied += u64::from(epoch.lied);
		detected += u64::from(epoch.lied && epoch.detected);
		results += u64::from(epoch.results);
		executions += u64::from(epoch.executions);
		slashes += u64::from(epoch.false_slashes);
	}
	let n = f64::from(epochs.max(1));
	let mean = sum / n;
	let variance = (squares / n - mean * mean).max(0.0);
	Outcome {
		strategy: strategy.name,
		attack: strategy.attack,
		epochs,
		detection: (lied > 0).then(|| detected as f64 / lied as f64),
		executions: if results > 0 { executions as f64 / results as f64 } else { 0.0 },
		false_slashes: slashes,
		advantage: mean,
		error: (variance / n).sqrt(),
		loses: strategy.name != HONEST && mean < 0.0,
		seconds: begin.elapsed().as_secs_f64(),
	}
}

fn beacon(rng: &mut StdRng) -> Hash {
	Hash::from(rng.gen::<[u8; 32]>())
}

/// Play an attack, and beside it, under the same beacon and with the same luck, what it is compared
/// with: nothing, if the attacker would have done nothing.
fn duel(
	(network, rules): (&Network, &Rules),
	attack: &Case,
	instead: Option<&Case>,
	purses: &[Purse],
	beacon: Hash,
	rng: &mut StdRng,
) -> (Epoch, Course) {
	let seed: u64 = rng.gen();
	let course = |case: &Case| play(network, rules, case, beacon, &mut StdRng::seed_from_u64(seed));
	let attacked = course(attack);
	let spared = instead.map_or(0, |case| course(case).ledger.together(purses));
	let advantage = attacked.ledger.together(purses) - spared;
	(Epoch::of(attack, &attacked, advantage), attacked)
}

/// Two of three votes, for comparison: each item executed by three nodes drawn by units. Returns how
/// often two of three collude, and the executions.
pub fn voting(network: &Network, epochs: u32, seed: u64) -> (f64, f64) {
	let mut rng = StdRng::seed_from_u64(seed);
	let (mut captured, mut votes) = (0u64, 0u64);
	let draws = u64::from(epochs).max(1) * 16;
	for _ in 0..draws {
		let drawn = (0..3).filter(|_| network.is_hostile(rng.gen_range(0..network.nodes())));
		captured += u64::from(drawn.count() >= 2);
		votes += 3;
	}
	(captured as f64 / draws as f64, votes as f64 / draws as f64)
}
