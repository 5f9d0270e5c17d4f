//! Buying one's own work, by every union of roles.

use super::{beacon, duel, Epoch, Play, Setting};
use crate::{
	items::Items,
	ledger::Purse,
	work::{Case, Stance},
};

/// The provider is of the union.
const PROVIDER: u8 = 0b001;
/// The hostile auditors are.
const AUDITORS: u8 = 0b010;
/// The provider's delegators are, who own half of its stake.
const DELEGATORS: u8 = 0b100;

/// The requester is one with those that `roles` names. Execution is free for them: what washes need not
/// compute. Beside what comes back by itself the union wins back as much of the treasury's share, and
/// gets as much in rebates, as the parameters say that one party could.
pub fn union(s: &Setting, roles: u8) -> Play<'_> {
	let is = |role: u8| roles & role != 0;
	let executor = if is(PROVIDER) { s.network.a_hostile() } else { s.network.an_honest() };
	let work = Items::honest(&s.rules, executor, s.items);
	let mut purses = vec![Purse::Requester];
	purses.extend(is(PROVIDER).then_some(Purse::Operator));
	purses.extend(is(AUDITORS).then_some(Purse::Insiders));
	purses.extend(is(DELEGATORS).then_some(Purse::Delegators));
	let insiders = if is(AUDITORS) { Stance::Cover } else { Stance::Honest };
	Box::new(move |rng| {
		let attack =
			Case { insiders, delegated_percent: 50, free_machines: true, ..Case::honest(&work) };
		let beacon = beacon(rng);
		let world = (&s.network, &s.rules);
		let (played, course) = duel(world, &attack, None, &purses, beacon, rng);
		let shares = &s.network.params.shares;
		let taxed = course.ledger.of(Purse::Treasury).max(0) as u128;
		let regained = shares.recaptured.mul_floor(taxed) + shares.rebates.mul_floor(work.value);
		Epoch { advantage: played.advantage + regained as i128, ..played }
	})
}
