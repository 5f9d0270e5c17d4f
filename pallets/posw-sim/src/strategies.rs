//! Every attack that section 3 of the protocol names, as a strategy whose profit is compared with
//! that of honest work on the same beacons.

use crate::network::{equal_items, Found, Network, BOND, COST, FEE, PRICE};
use labscape_posw::{draw, money, Balance, Hash};
use labscape_primitives::Segment;
use rand::{rngs::StdRng, Rng, SeedableRng};
use serde::Serialize;

/// What one epoch of a strategy came to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Epoch {
	/// What the attacker gained beyond what honesty would have given it, in planck.
	pub advantage: f64,
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
}

/// What every strategy is given.
pub struct Setting<'a> {
	pub network: &'a Network,
	/// Items of one commit.
	pub items: u32,
	/// The share of them that a lazy executor makes up.
	pub wrong: f64,
}

type Play = fn(&Setting, &mut StdRng) -> Epoch;

/// The strategy that everything is compared with.
pub const HONEST: &str = "honest";
/// The strategy that detection is measured by.
pub const COLLUDING: &str = "colluding";

/// Name, attack, and how an epoch of it goes.
pub const STRATEGIES: &[(&str, &str, Play)] = &[
	(HONEST, "none", honest),
	("lazy", "wrong at q, alone", |s, rng| lazy(s, rng, false)),
	(COLLUDING, "wrong at q, hostile share f covers", |s, rng| lazy(s, rng, true)),
	("one wrong item", "one wrong item in an epoch, hostile share f covers", one_wrong),
	("copying executor", "another node's root (A1)", |s, rng| made_up(s, rng, 1.0)),
	("guessing", "likely outputs with unknown fuel (A2)", guessing),
	("copying auditor", "attests nothing, copies lists (A3)", |s, rng| lazy_auditor(s, rng, 1.0)),
	("lazy auditor", "skips a tenth of its samples (A4)", |s, rng| lazy_auditor(s, rng, 0.1)),
	("foreseeing the beacon", "hostile authors pick among beacons (A5)", foreseeing),
	("late secret", "a chain chosen after the beacon (A20)", |s, rng| lazy(s, rng, true)),
	("Sybils", "hostile nodes in an empty labscape (A6)", sybils),
	("dear item", "half of the value in one wrong item (A7)", dear_item),
	("self-audit", "samples on its own units (A8)", |s, rng| lazy(s, rng, false)),
	("stonewalling", "shows nothing, never answers (A9)", stonewalling),
	("serving by sample", "serves nobody, answers on chain (A9)", serving),
	("withholding executor", "keeps outputs from the requester (A9)", stonewalling),
	("false claims", "says that honest work is unavailable (A10)", false_claims),
	("blind agreement", "agrees with a liar for the fee", blind_agreement),
	("self-challenge", "lies and files against itself (A11)", self_challenge),
	("front-running", "files what others found (A12)", front_running),
	("referee spam", "disputes right leaves (A13)", referee_spam),
	("lease grabbing", "leases and does not deliver (A16)", lease_grabbing),
	("withholding requester", "takes results, keeps inputs from auditors", withholding_requester),
	("wash: R + provider", "requester buys its own work (A17)", |s, rng| washing(s, rng, 0b001)),
	("wash: R + auditors", "requester audits what it buys (A17)", |s, rng| washing(s, rng, 0b010)),
	("wash: R + P + auditors", "buys and audits its own work (A17)", |s, rng| {
		washing(s, rng, 0b011)
	}),
	("wash: R + delegators", "delegates to whom it pays (A17)", |s, rng| washing(s, rng, 0b100)),
	("wash: R + P + delegators", "all of the pool is its own (A17)", |s, rng| {
		washing(s, rng, 0b101)
	}),
	("wash: R + A + delegators", "audits and delegates (A17)", |s, rng| washing(s, rng, 0b110)),
	("wash: all roles", "everybody is one (A17)", |s, rng| washing(s, rng, 0b111)),
	("delegation timing", "delegates for the income only", delegation_timing),
	("silent auditor", "takes seats, judges nothing (A18)", silent_auditor),
];

/// Play a strategy for so many epochs.
pub fn run(
	setting: &Setting,
	(strategy, attack, play): (&'static str, &'static str, Play),
	epochs: u32,
	seed: u64,
) -> Outcome {
	let mut rng = StdRng::seed_from_u64(seed);
	let (mut sum, mut squares) = (0f64, 0f64);
	let (mut lied, mut detected, mut results, mut executions, mut slashes) =
		(0u64, 0u64, 0u64, 0u64, 0u64);
	for _ in 0..epochs {
		let epoch = play(setting, &mut rng);
		let advantage = epoch.advantage / PRICE as f64;
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
		strategy,
		attack,
		epochs,
		detection: (lied > 0).then(|| detected as f64 / lied as f64),
		executions: if results > 0 { executions as f64 / results as f64 } else { 0.0 },
		false_slashes: slashes,
		advantage: mean,
		error: (variance / n).sqrt(),
		loses: strategy != HONEST && mean < 0.0,
	}
}

fn beacon(rng: &mut StdRng) -> Hash {
	Hash::from(rng.gen::<[u8; 32]>())
}

fn value(segments: &[Segment<Balance>]) -> Balance {
	segments.iter().map(|segment| segment.item_price * Balance::from(segment.len)).sum()
}

/// The profit of honest work that was audited as found.
fn honest_profit(s: &Setting, value: Balance, found: &Found) -> f64 {
	s.network.income(value, s.items, found.foreign) - COST * value as f64 / PRICE as f64
}

/// An epoch in which the executor made up what `skipped` (a share of the value) would have cost.
fn verdict(s: &Setting, value: Balance, found: &Found, skipped: f64, detected: bool) -> Epoch {
	let network = s.network;
	let full_cost = COST * value as f64 / PRICE as f64;
	let spent = full_cost * (1.0 - skipped);
	// Colluding auditors are paid for samples that they never executed.
	let covered = f64::from(found.colluding);
	let fees = covered * network.fee(value, s.items) as f64;
	let honest_fees = fees - covered * COST;
	let profit = if detected {
		fees - spent - network.stake(value)
	} else {
		network.income(value, s.items, found.foreign) - spent + fees
	};
	Epoch {
		advantage: profit - honest_profit(s, value, found) - honest_fees,
		lied: skipped > 0.0,
		detected,
		results: if detected { 0 } else { s.items },
		executions: if detected { 0 } else { s.items + found.foreign },
		false_slashes: 0,
	}
}

fn honest(s: &Setting, rng: &mut StdRng) -> Epoch {
	let segments = equal_items(s.items);
	let executor = s.network.nodes - 1;
	let beacon = beacon(rng);
	let found = s.network.audit(rng, &beacon, executor, &segments, &|_| false, true);
	Epoch {
		results: s.items,
		executions: s.items + found.foreign,
		false_slashes: u32::from(found.hits > 0),
		..Default::default()
	}
}

fn made_up(s: &Setting, rng: &mut StdRng, share: f64) -> Epoch {
	let segments = equal_items(s.items);
	let limit = (f64::from(s.items) * share).round() as u32;
	let beacon = beacon(rng);
	// Which items are wrong makes no difference: samples fall on all alike.
	let found = s.network.audit(rng, &beacon, 0, &segments, &|item| item.leaf < limit, true);
	let skipped = f64::from(limit) / f64::from(s.items);
	verdict(s, value(&segments), &found, skipped, found.hits > 0)
}

fn lazy(s: &Setting, rng: &mut StdRng, colluding: bool) -> Epoch {
	let segments = equal_items(s.items);
	let limit = ((f64::from(s.items) * s.wrong).round() as u32).max(1);
	let beacon = beacon(rng);
	let found = s.network.audit(rng, &beacon, 0, &segments, &|i| i.leaf < limit, colluding);
	let skipped = f64::from(limit) / f64::from(s.items);
	verdict(s, value(&segments), &found, skipped, found.hits > 0)
}

fn one_wrong(s: &Setting, rng: &mut StdRng) -> Epoch {
	let segments = equal_items(s.items);
	let beacon = beacon(rng);
	let found = s.network.audit(rng, &beacon, 0, &segments, &|item| item.leaf == 0, true);
	verdict(s, value(&segments), &found, 1.0 / f64::from(s.items), found.hits > 0)
}

/// Half of the outputs can be guessed, one in ten of those with the right fuel.
fn guessing(s: &Setting, rng: &mut StdRng) -> Epoch {
	let segments = equal_items(s.items);
	let limit = ((f64::from(s.items) * s.wrong).round() as u32).max(1);
	let lucky: Vec<bool> = (0..limit).map(|_| rng.gen_bool(0.05)).collect();
	let beacon = beacon(rng);
	let wrong = |item: &draw::Item| lucky.get(item.leaf as usize).is_some_and(|lucky| !lucky);
	let found = s.network.audit(rng, &beacon, 0, &segments, &wrong, true);
	let skipped = f64::from(limit) / f64::from(s.items);
	verdict(s, value(&segments), &found, skipped, found.hits > 0)
}

/// Hostile authors of the last blocks choose the beacon that draws the most of their own auditors.
fn foreseeing(s: &Setting, rng: &mut StdRng) -> Epoch {
	let segments = equal_items(s.items);
	let limit = ((f64::from(s.items) * s.wrong).round() as u32).max(1);
	let mut last = 0u32;
	while last < 8 && rng.gen_bool(s.network.hostile_share()) {
		last += 1;
	}
	let wrong = |item: &draw::Item| item.leaf < limit;
	let best = (0..1u32 << last)
		.map(|_| {
			let beacon = beacon(rng);
			s.network.audit(rng, &beacon, 0, &segments, &wrong, true)
		})
		// They see who audits, not what: hits are not theirs to choose by.
		.min_by_key(|found| found.honest)
		.unwrap_or_default();
	let skipped = f64::from(limit) / f64::from(s.items);
	verdict(s, value(&segments), &best, skipped, best.hits > 0)
}

fn sybils(s: &Setting, rng: &mut StdRng) -> Epoch {
	let alone = Network { labscape: 255, params: s.network.params.clone(), ..*s.network };
	lazy(&Setting { network: &alone, ..*s }, rng, true)
}

fn dear_item(s: &Setting, rng: &mut StdRng) -> Epoch {
	// One item as dear as all others together, and wrong.
	let cheap = s.items - 1;
	let segments = vec![
		Segment { lease: 1, job: 1, first: 0, len: cheap, item_price: PRICE },
		Segment { lease: 2, job: 2, first: 0, len: 1, item_price: PRICE * Balance::from(cheap) },
	];
	let beacon = beacon(rng);
	let found = s.network.audit(rng, &beacon, 0, &segments, &|item| item.job == 2, true);
	verdict(s, value(&segments), &found, 0.5, found.hits > 0)
}

/// Nothing is shown, neither to auditors nor on chain: void, and after the reply window S is lost.
fn stonewalling(s: &Setting, rng: &mut StdRng) -> Epoch {
	let segments = equal_items(s.items);
	let beacon = beacon(rng);
	let found = s.network.audit(rng, &beacon, 0, &segments, &|_| true, true);
	verdict(s, value(&segments), &found, s.wrong, found.honest > 0)
}

/// Honest auditors are served nothing and claim; the executor answers on chain. Leaves shown there
/// can be disputed, and those who claimed hold other ones.
fn serving(s: &Setting, rng: &mut StdRng) -> Epoch {
	let mut epoch = lazy(s, rng, true);
	// Half of the cost of an answer, about the price of sixteen items.
	epoch.advantage -= 8.0 * PRICE as f64;
	epoch
}

/// An auditor that attests junk for the share `skipped` of its samples and cannot open it.
fn lazy_auditor(s: &Setting, rng: &mut StdRng, skipped: f64) -> Epoch {
	let samples = u32::from(money::samples(s.items, &s.network.params));
	let junk = ((f64::from(samples) * skipped).ceil() as u32).max(1);
	let value = PRICE * Balance::from(s.items);
	let fee = s.network.fee(value, s.items) as f64;
	let beacon = beacon(rng);
	let chosen = draw::openings(&beacon, 1, samples, s.network.params.openings);
	let caught = chosen.iter().any(|at| *at < junk);
	let honest = f64::from(samples) * (fee - COST);
	let spent = f64::from(samples - junk) * COST;
	// What cannot be opened is not sent: the fees are lost, and the charge for silence comes.
	let charge = s.network.params.silence_charge as f64;
	let profit = if caught { -spent - charge } else { f64::from(samples) * fee - spent };
	Epoch { advantage: profit - honest, lied: true, detected: caught, ..Default::default() }
}

/// Hostile auditors say that nothing can be had; the executor answers, and is paid.
fn false_claims(s: &Setting, rng: &mut StdRng) -> Epoch {
	let segments = equal_items(s.items);
	let executor = s.network.nodes - 1;
	let beacon = beacon(rng);
	let found = s.network.audit(rng, &beacon, executor, &segments, &|_| false, true);
	let fee = s.network.fee(value(&segments), s.items) as f64;
	// No fee for claims; then sixteen epochs without draws, as soon as four were answered.
	let lost = f64::from(found.colluding) * (fee - COST);
	let suspended = if found.colluding >= 4 { 16.0 * lost } else { 0.0 };
	Epoch {
		advantage: -lost - suspended - if found.colluding > 0 { PRICE as f64 } else { 0.0 },
		results: s.items,
		executions: s.items + found.honest,
		..Default::default()
	}
}

/// An auditor agrees with a liar without executing. It must open what it does not know.
fn blind_agreement(s: &Setting, rng: &mut StdRng) -> Epoch {
	let mut epoch = lazy_auditor(s, rng, 1.0);
	let samples = f64::from(money::samples(s.items, &s.network.params));
	let fee = s.network.fee(PRICE * Balance::from(s.items), s.items);
	if !epoch.detected {
		let fees = fee * samples as Balance;
		epoch.advantage -= money::auditor_stake(fees, 1) as f64 * s.wrong;
	}
	epoch
}

fn self_challenge(s: &Setting, rng: &mut StdRng) -> Epoch {
	let mut epoch = lazy(s, rng, true);
	if !epoch.detected {
		// It files itself: the stake is lost all the same, and a tenth comes back.
		let value = PRICE * Balance::from(s.items);
		let income = s.network.income(value, s.items, 0);
		epoch.advantage -= income + s.network.stake(value) * 0.9;
		epoch.detected = true;
	} else {
		// An honest auditor had attested: the tenth is not the filer's.
		epoch.advantage -= PRICE as f64;
	}
	epoch
}

/// Sees in the pool what an auditor files against somebody else's lie, and files first. Where an
/// auditor had attested the right leaf, all of the bounty is the auditors'; the bond comes back, the
/// fee of the transaction does not. Where none had, nobody files anything that could be copied.
fn front_running(s: &Setting, rng: &mut StdRng) -> Epoch {
	let lie = lazy(s, rng, true);
	let fee = if lie.detected { FEE } else { 0.0 };
	Epoch { advantage: -fee, ..lie }
}

/// Four disputes about right leaves, as many as may be open: each costs its bond, and the work settles
/// all the same.
fn referee_spam(s: &Setting, rng: &mut StdRng) -> Epoch {
	let honest = honest(s, rng);
	Epoch { advantage: -4.0 * BOND, ..honest }
}

fn lease_grabbing(s: &Setting, rng: &mut StdRng) -> Epoch {
	let honest = honest(s, rng);
	let value = PRICE * Balance::from(s.items);
	let lost = value as f64 * f64::from(s.network.params.undelivered_permille) / 1_000.0;
	Epoch {
		advantage: -lost - honest_profit(s, value, &Found::default()),
		lied: true,
		detected: true,
		results: 0,
		executions: 0,
		false_slashes: honest.false_slashes,
	}
}

/// Inputs are served by the executor, who has them: the work settles and is paid in full. Two leases
/// that are returned without inputs cost 5 % each.
fn withholding_requester(s: &Setting, rng: &mut StdRng) -> Epoch {
	let settled = honest(s, rng);
	let value = PRICE as f64 * f64::from(s.items);
	Epoch { advantage: -0.05 * value, ..settled }
}

/// The requester is one with the provider (bit 0), with all colluding auditors (bit 1), with the
/// delegators of the provider (bit 2), or with several of them: what is not burned or taxed comes back
/// as far as it reaches them, and what is minted. Operator and delegators share the income half and
/// half here.
fn washing(s: &Setting, rng: &mut StdRng, roles: u8) -> Epoch {
	let is = |bit: u8| roles & (1 << bit) != 0;
	let segments = equal_items(s.items);
	let beacon = beacon(rng);
	let found = s.network.audit(rng, &beacon, 0, &segments, &|_| false, is(1));
	let value = value(&segments);
	let budget = money::audit_price(PRICE) as f64 * f64::from(s.items);
	let own_fees = f64::from(found.colluding) * s.network.fee(value, s.items) as f64;
	let pool = s.network.income(value, s.items, found.foreign);
	let share = f64::from(u8::from(is(0)) + u8::from(is(2))) / 2.0;
	let back = pool * share + own_fees;
	let paid = value as f64 + budget;
	Epoch {
		// Execution may be free to who washes: even so it loses.
		advantage: back - paid,
		results: s.items,
		executions: s.items + found.foreign,
		..Default::default()
	}
}

/// A delegation is pending for six epochs: it brings nothing, and the interest elsewhere is lost.
fn delegation_timing(s: &Setting, _: &mut StdRng) -> Epoch {
	let value = PRICE as f64 * f64::from(s.items);
	Epoch { advantage: -6.0 * 1e-5 * value, ..Default::default() }
}

fn silent_auditor(s: &Setting, rng: &mut StdRng) -> Epoch {
	let segments = equal_items(s.items);
	let executor = s.network.nodes - 1;
	let beacon = beacon(rng);
	let found = s.network.audit(rng, &beacon, executor, &segments, &|_| false, true);
	let fee = s.network.fee(value(&segments), s.items) as f64;
	let lost = f64::from(found.colluding) * (fee - COST);
	let charge = if found.colluding > 0 { s.network.params.silence_charge as f64 } else { 0.0 };
	// More than half of the foreign samples still agree, or the rest is drawn again.
	let redrawn = if found.honest * 2 > found.foreign { 0 } else { found.colluding };
	Epoch {
		advantage: -lost - charge,
		results: s.items,
		executions: s.items + found.honest + redrawn,
		..Default::default()
	}
}

/// Two of three votes, for comparison: each item executed by three nodes drawn by units.
pub fn voting(network: &Network, epochs: u32, seed: u64) -> (f64, f64) {
	let mut rng = StdRng::seed_from_u64(seed);
	let (mut captured, mut votes) = (0u64, 0u64);
	let draws = u64::from(epochs).max(1) * 16;
	for _ in 0..draws {
		let hostile = (0..3).filter(|_| rng.gen_range(0..network.nodes) < network.hostile).count();
		captured += u64::from(hostile >= 2);
		votes += 3;
	}
	(captured as f64 / draws as f64, votes as f64 / draws as f64)
}
