//! Whoever else takes part: filers, lessees, requesters, delegators.

use super::{beacon, duel, Epoch, Play, Setting};
use crate::{
	items::Items,
	ledger::Purse,
	rules::{FEE, PRICE},
	work::{play, Case, Outsider},
};
use labscape_posw::Balance;
use labscape_primitives::WorkEpoch;
use pallet_labscape_staking::Provider;
use rand::Rng;
use sp_arithmetic::Perbill;
use std::collections::BTreeMap;

/// A strategy of somebody who would do nothing else.
fn outsider<'a>(s: &'a Setting, work: Items, outsider: Outsider) -> Play<'a> {
	Box::new(move |rng| {
		let attack = Case { outsider, ..Case::honest(&work) };
		let beacon = beacon(rng);
		duel((&s.network, &s.rules), &attack, None, &[Purse::Outsider], beacon, rng).0
	})
}

/// Sees in the pool what an auditor files against somebody else's lie, and files it first.
pub fn front_running(s: &Setting) -> Play<'_> {
	let lies = Items::made_up(&s.rules, s.network.an_honest(), s.items, s.lies());
	outsider(s, lies, Outsider::FrontRuns)
}

/// As many disputes about right leaves as may be open.
pub fn referee_spam(s: &Setting) -> Play<'_> {
	outsider(s, Items::honest(&s.rules, s.network.an_honest(), s.items), Outsider::Spams(4))
}

/// Leases twice what it can execute, so that nobody else has it, and lets half expire. Each expiry
/// costs a share of the price, and lowers the rate at which the node is leased anything by a quarter;
/// what is proven since, six epochs later, lets the provider double it again.
pub fn lease_grabbing(s: &Setting) -> Play<'_> {
	let executor = s.network.a_hostile();
	let full = Items::honest(&s.rules, executor, s.items);
	let mut works = BTreeMap::<u32, Items>::new();
	let (mut rate, mut epoch) = (1.0f64, 0u32);
	Box::new(move |rng| {
		epoch += 1;
		if epoch.is_multiple_of(6) {
			rate = (rate * 2.0).min(1.0);
		}
		let leased = ((f64::from(s.items) * rate) as u32).max(1);
		let work = works.entry(leased).or_insert_with(|| Items::honest(&s.rules, executor, leased));
		let (attack, instead) = (Case::honest(work), Case::honest(&full));
		let beacon = beacon(rng);
		let world = (&s.network, &s.rules);
		let (played, _) = duel(world, &attack, Some(&instead), &[Purse::Operator], beacon, rng);
		let undelivered = PRICE * Balance::from(leased);
		let permille = Balance::from(s.network.params.undelivered_permille);
		let charged = undelivered * permille / 1_000;
		rate = (rate * 0.75).max(1.0 / 16.0);
		let advantage = played.advantage - charged as i128;
		Epoch { advantage, lied: true, detected: true, ..played }
	})
}

/// Keeps its inputs. Two providers give their leases back, which costs 5 %; then it serves the third in
/// private, takes the results, and keeps the inputs from the auditors, so that nobody can agree.
pub fn withholding_requester(s: &Setting) -> Play<'_> {
	let work = Items::honest(&s.rules, s.network.an_honest(), s.items);
	let fine = work.value / 20;
	Box::new(move |rng| {
		let instead = Case::honest(&work);
		let attack = Case { keeps_inputs: true, ..instead.clone() };
		let beacon = beacon(rng);
		let world = (&s.network, &s.rules);
		let (played, _) = duel(world, &attack, Some(&instead), &[Purse::Requester], beacon, rng);
		Epoch { advantage: played.advantage - fine as i128, ..played }
	})
}

/// How many providers there are to choose among.
const POOLS: usize = 4;
/// Epochs from a commit, which everybody sees, to the income that it brings.
const NOTICE: WorkEpoch = 4;
/// Epochs from one dear work of one of the providers to the next.
const CYCLE: WorkEpoch = 8;
/// What the traveller owns. Each pool holds as much of others.
const STAKE: Balance = 1_000 * PRICE;

/// Sees which provider committed dear work, delegates to it before that is settled, and leaves at once
/// for the next, while others stay with one provider. Pools, shares and incomes are SwarmStaking's.
pub fn delegation_timing(s: &Setting) -> Play<'_> {
	let work = Items::honest(&s.rules, s.network.an_honest(), s.items);
	Box::new(move |rng| {
		let course = play(&s.network, &s.rules, &Case::honest(&work), beacon(rng), rng);
		let income = course.ledger.of(Purse::Operator) + work.cost as i128;
		let income = Balance::try_from(income).unwrap_or(0);
		let dear = rng.gen_range(0..POOLS);
		// The traveller sees the commit. Its stake counts if it waits no longer than the income does,
		// and if it is not still on its way out of the pool of the last cycle.
		let free = s.rules.unbonding <= CYCLE - NOTICE;
		let counts = s.rules.pending <= NOTICE && free;
		let travels = if counts { earned(income) } else { 0 };
		// Who stays has the same stake in the first pool, always.
		let stays = if dear == 0 { earned(income) } else { 0 };
		let fees = 2 * FEE as i128;
		Epoch { advantage: travels - stays - fees, ..Default::default() }
	})
}

/// What the traveller's stake gets of one pool's income.
fn earned(income: Balance) -> i128 {
	let mut pool = Provider::new(STAKE, Perbill::zero(), 0);
	let others = pool.delegated.issue(STAKE);
	let own = pool.delegated.issue(STAKE);
	let (Ok(_), Ok(own)) = (others, own) else { return 0 };
	let since = pool.income.per_share;
	let part = pool.delegators_part(income);
	match pool.income.distribute(part, pool.delegated.shares) {
		Ok(()) => pool.income.owed(own, since) as i128,
		Err(_) => 0,
	}
}
