//! Executors: honest, lying, copying, hiding.

use super::{beacon, duel, Play, Setting};
use crate::{
	items::{equal_items, Claim, Items},
	ledger::Purse,
	network::Network,
	rules::{Rules, PRICE},
	work::{Answers, Case, Outsider, Serve, Stance},
};
use labscape_posw::{draw, epoch, hash, money, Balance, Hash};
use labscape_primitives::Segment;
use rand::Rng;
use std::collections::BTreeSet;

/// Executor and auditors of one mind.
const GROUP: &[Purse] = &[Purse::Operator, Purse::Insiders, Purse::Outsider];
/// Blocks of an epoch.
const PERIOD: u32 = 20;
/// How likely the likely output is, and the fuel that goes with it, in permille.
const LIKELY_OUTPUT: u64 = 999;
/// See [`LIKELY_OUTPUT`].
const LIKELY_FUEL: u64 = 10;

/// Everybody does its duty.
pub fn honest(s: &Setting) -> Play<'_> {
	let items = Items::honest(&s.rules, s.network.an_honest(), s.items);
	Box::new(move |rng| {
		let case = Case::honest(&items);
		let beacon = beacon(rng);
		duel((&s.network, &s.rules), &case, Some(&case), &[Purse::Operator], beacon, rng).0
	})
}

/// The same items, executed.
fn executed(rules: &Rules, lies: &Items) -> Items {
	let right = |_: &draw::Item| (Claim::RIGHT, true);
	Items::new(rules, lies.executor, lies.executor, lies.segments.clone(), right)
}

/// Commit `lies` where honesty would have executed them; `plan` says what else is done.
fn liar<'a>(
	s: &'a Setting,
	network: &'a Network,
	lies: Items,
	plan: impl for<'i> Fn(Case<'i>) -> Case<'i> + 'a,
) -> Play<'a> {
	let truth = executed(&s.rules, &lies);
	Box::new(move |rng| {
		let (attack, instead) = (plan(Case::honest(&lies)), Case::honest(&truth));
		let beacon = beacon(rng);
		duel((network, &s.rules), &attack, Some(&instead), GROUP, beacon, rng).0
	})
}

fn covered(case: Case) -> Case {
	Case { insiders: Stance::Cover, ..case }
}

fn made_up(s: &Setting, network: &Network) -> Items {
	Items::made_up(&s.rules, network.a_hostile(), s.items, s.lies())
}

/// Makes up q of its items; nobody covers.
pub fn lazy(s: &Setting) -> Play<'_> {
	liar(s, &s.network, made_up(s, &s.network), |case| case)
}

/// Makes up q of its items; hostile auditors cover and sit where they fill slices.
pub fn colluding(s: &Setting) -> Play<'_> {
	liar(s, &s.network, made_up(s, &s.network), covered)
}

/// As [`colluding`], with hostile nodes all over the network.
pub fn scattered(s: &Setting) -> Play<'_> {
	liar(s, &s.scattered, made_up(s, &s.scattered), covered)
}

/// Makes up one item.
pub fn one_wrong(s: &Setting) -> Play<'_> {
	let lies = Items::made_up(&s.rules, s.network.a_hostile(), s.items, 1);
	liar(s, &s.network, lies, covered)
}

/// Commits what another node had found for the same items before, without executing anything.
pub fn copying(s: &Setting) -> Play<'_> {
	let (executor, victim) = (s.network.a_hostile(), s.network.an_honest());
	let copied = |_: &draw::Item| (Claim::RIGHT, false);
	let lies = Items::new(&s.rules, executor, victim, equal_items(s.items), copied);
	liar(s, &s.network, lies, covered)
}

/// Executes nothing. Nearly all items have the same output, but not the same fuel.
pub fn guessing(s: &Setting) -> Play<'_> {
	let executor = s.network.a_hostile();
	let guess = |item: &draw::Item| {
		let chance = |salt: u64| draw::word(salt, u64::from(item.leaf)) % 1_000;
		let output = u8::from(chance(1) >= LIKELY_OUTPUT);
		(Claim { output, fuel: u8::from(chance(2) >= LIKELY_FUEL) }, false)
	};
	let lies = Items::new(&s.rules, executor, executor, equal_items(s.items), guess);
	liar(s, &s.network, lies, covered)
}

/// Half of the value is one item, and that one is made up.
pub fn dear_item(s: &Setting) -> Play<'_> {
	let executor = s.network.a_hostile();
	let cheap = (s.items - 1).max(1);
	let segments = vec![
		Segment { lease: 1, job: 1, first: 0, len: cheap, item_price: PRICE },
		Segment { lease: 2, job: 2, first: 0, len: 1, item_price: PRICE * Balance::from(cheap) },
	];
	let lie = |item: &draw::Item| match item.job {
		2 => (Claim::MADE_UP, false),
		_ => (Claim::RIGHT, true),
	};
	let lies = Items::new(&s.rules, executor, executor, segments, lie);
	liar(s, &s.network, lies, covered)
}

/// Splits a node into many that have a labscape for themselves, so that they audit each other.
pub fn sybils(s: &Setting) -> Play<'_> {
	liar(s, &s.sybils, made_up(s, &s.sybils), covered)
}

/// All hostile nodes have one provider: samples that fall on them are its own.
pub fn self_audit(s: &Setting) -> Play<'_> {
	liar(s, &s.one_provider, made_up(s, &s.one_provider), covered)
}

/// Hostile auditors reveal secrets by which the wrong items were never theirs, so that agreeing costs
/// nothing.
pub fn late_secret(s: &Setting) -> Play<'_> {
	liar(s, &s.network, made_up(s, &s.network), |case| Case {
		insiders: Stance::LateSecret,
		..case
	})
}

/// Serves nobody. If all that is claimed is right it shows that; else it is silent to the end.
pub fn stonewalling(s: &Setting) -> Play<'_> {
	liar(s, &s.network, made_up(s, &s.network), |case| Case {
		serve: Serve::Nobody,
		answers: Answers::IfRight,
		..covered(case)
	})
}

/// Serves nobody, and shows in answers whatever it committed: who pays for what an answer shows must
/// look at it.
pub fn hiding(s: &Setting) -> Play<'_> {
	liar(s, &s.network, made_up(s, &s.network), |case| Case {
		serve: Serve::Nobody,
		answers: Answers::Always,
		..covered(case)
	})
}

/// As [`stonewalling`], and its auditors claim what is right until no other claim has room.
pub fn crowding(s: &Setting) -> Play<'_> {
	liar(s, &s.scattered, made_up(s, &s.scattered), |case| Case {
		serve: Serve::Nobody,
		answers: Answers::IfRight,
		insiders: Stance::Crowd,
		..case
	})
}

/// Serves every second auditor. It would rather serve those whose samples are right, but cannot tell.
pub fn serving(s: &Setting) -> Play<'_> {
	liar(s, &s.network, made_up(s, &s.network), |case| Case {
		serve: Serve::Half,
		answers: Answers::IfRight,
		..covered(case)
	})
}

/// Works honestly and keeps the outputs, which the requester would buy once more.
pub fn withholding(s: &Setting) -> Play<'_> {
	let work = Items::honest(&s.rules, s.network.a_hostile(), s.items);
	liar(s, &s.network, work, |case| Case { keeps_outputs: true, ..case })
}

/// Makes up everything, proves that itself before an auditor can, and takes the bounty.
pub fn self_challenge(s: &Setting) -> Play<'_> {
	let lies = Items::made_up(&s.rules, s.network.a_hostile(), s.items, s.items);
	liar(s, &s.network, lies, |case| Case {
		outsider: Outsider::FilesAtOnce,
		delegated_percent: 50,
		..covered(case)
	})
}

/// Works honestly; the group's auditors trust it and execute nothing.
pub fn trusting(s: &Setting) -> Play<'_> {
	let work = Items::honest(&s.rules, s.network.a_hostile(), s.items);
	liar(s, &s.network, work, covered)
}

/// How many samples honest auditors would be drawn under a beacon.
fn honest_samples(s: &Setting, lies: &Items, beacon: &Hash) -> usize {
	let samples = money::samples(lies.count, &s.network.params);
	let drawn = s.network.drawn(&s.rules, beacon, lies.executor, samples);
	drawn.iter().filter(|(who, _)| !s.network.is_hostile(**who)).map(|(_, own)| own.len()).sum()
}

/// Lies at q. When the last authors of the window are its own, it tries every way to publish or
/// withhold their blocks (others follow instead) and takes the beacon that draws the fewest honest
/// auditors.
pub fn choosing(s: &Setting) -> Play<'_> {
	let lies = made_up(s, &s.network);
	let truth = executed(&s.rules, &lies);
	let outputs = epoch::beacon_outputs(PERIOD, s.network.params.beacon_outputs);
	Box::new(move |rng| {
		let authors: Vec<_> =
			(0..outputs).map(|_| rng.gen_bool(s.network.hostile_share())).collect();
		let own = authors.iter().rev().take_while(|hostile| **hostile).count() as u32;
		let mut output = || rng.gen::<[u8; 32]>();
		let begun = (own..outputs).fold(Hash::zero(), |b, _| hash::beacon(&b, &output()));
		let choices: Vec<_> = (0..own).map(|_| [output(), output()]).collect();
		let beacons = (0..1u32 << own).map(|way| {
			let pick = |at: usize, pair: &[[u8; 32]; 2]| pair[(way >> at & 1) as usize];
			let picked = choices.iter().enumerate().map(|(at, pair)| pick(at, pair));
			picked.fold(begun, |beacon, output| hash::beacon(&beacon, &output))
		});
		let best = beacons.min_by_key(|beacon| honest_samples(s, &lies, beacon));
		let (attack, instead) = (covered(Case::honest(&lies)), Case::honest(&truth));
		let beacon = best.unwrap_or(begun);
		duel((&s.network, &s.rules), &attack, Some(&instead), GROUP, beacon, rng).0
	})
}

/// All authors of the window are its own: the group knows the beacon before it commits, and puts its
/// lies where, as far as it can compute, no honest auditor looks. Played only in such epochs: they are
/// one in `f^-8`.
pub fn foreseeing(s: &Setting) -> Play<'_> {
	let executor = s.network.a_hostile();
	let truth = Items::honest(&s.rules, executor, s.items);
	Box::new(move |rng| {
		let beacon = beacon(rng);
		let seen = looked_at(s, &truth, &beacon);
		let free = (0..s.items).filter(|leaf| !seen.contains(leaf));
		let places: Vec<u32> = free.take(s.lies() as usize).collect();
		let lies = truth.lying_at(&s.rules, &places);
		let (attack, instead) = (covered(Case::honest(&lies)), Case::honest(&truth));
		duel((&s.network, &s.rules), &attack, Some(&instead), GROUP, beacon, rng).0
	})
}

/// The leaves at which honest auditors look, as far as that follows from the beacon alone.
fn looked_at(s: &Setting, items: &Items, beacon: &Hash) -> BTreeSet<u32> {
	let samples = money::samples(items.count, &s.network.params);
	let drawn = s.network.drawn(&s.rules, beacon, items.executor, samples);
	let honest = drawn.into_iter().filter(|(auditor, _)| !s.network.is_hostile(*auditor));
	let guess = |sample: u16| items.sampled(&s.rules, beacon, sample, &Hash::zero());
	honest.flat_map(|(_, samples)| samples).map(guess).collect()
}
