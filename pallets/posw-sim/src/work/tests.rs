//! What a work comes to, planck by planck.

use super::*;
use crate::{network::Layout, rules::PRICE};
use labscape_posw::params::Parameters;
use rand::SeedableRng;

const VALUE: i128 = 4_096 * PRICE as i128;

fn network(nodes: u32) -> Network {
	let params =
		Parameters { reference_price: PRICE, silence_charge: 10 * PRICE, ..Parameters::default() };
	Network::new(nodes, 1.0 / 3.0, Layout::Clustered, params, 0.8)
}

fn course(network: &Network, case: &Case) -> Course {
	let mut rng = StdRng::seed_from_u64(3);
	play(network, &Rules::default(), case, Hash::repeat_byte(5), &mut rng)
}

#[test]
fn honest_work_is_settled_and_pays_what_the_protocol_says() {
	let network = network(50);
	let items = Items::honest(&Rules::default(), network.an_honest(), 4_096);
	let course = course(&network, &Case::honest(&items));
	assert_eq!((course.end, course.draws, course.false_slashes), (End::Settled, 1, 0));
	let of = |purse| course.ledger.of(purse);
	let audits = i128::from(course.audits);
	// Fees are 1.25 of a price, execution costs 0.8 of it.
	assert_eq!(of(Purse::Honest) + of(Purse::Insiders), audits * 450_000);
	assert_eq!(of(Purse::Requester), -VALUE - VALUE / 8);
	assert_eq!(of(Purse::Treasury), VALUE / 20);
	assert_eq!(of(Purse::Minted), -VALUE / 10 / 10 * 8);
	assert_eq!(of(Purse::Operator), VALUE / 100 * 85 + VALUE / 100 * 8 - VALUE / 10 * 8);
	assert_eq!(of(Purse::Burned), VALUE / 10 + VALUE / 8 - audits * 1_250_000);
}

#[test]
fn a_lie_costs_twice_its_value_and_pays_its_finders_a_tenth() {
	let network = network(50);
	let items = Items::made_up(&Rules::default(), network.an_honest(), 4_096, 2_000);
	let course = course(&network, &Case::honest(&items));
	assert_eq!((course.end, course.false_slashes), (End::Wrong, 0));
	let of = |purse| course.ledger.of(purse);
	assert_eq!(of(Purse::Requester), 0);
	assert_eq!(of(Purse::Operator), -2 * VALUE - items.cost as i128);
	let found = of(Purse::Honest) + of(Purse::Insiders);
	let executed = i128::from(course.audits) * COST as i128;
	assert!(found + executed >= 2 * VALUE / 10, "the tenth, and fees of those who agreed");
}

#[test]
fn agreeing_with_a_lie_is_charged_only_to_those_who_drew_it() {
	let network = network(50);
	let items = Items::made_up(&Rules::default(), network.a_hostile(), 64, 64);
	let case = Case { insiders: Stance::Cover, ..Case::honest(&items) };
	let mut charged = 0;
	for byte in 0..60 {
		let mut rng = StdRng::seed_from_u64(byte);
		let beacon = Hash::repeat_byte(byte as u8);
		let course = play(&network, &Rules::default(), &case, beacon, &mut rng);
		charged += course.agreed_wrong;
		assert_eq!(course.false_slashes, 0);
	}
	assert!(charged > 0, "some drew the very leaf that was proven wrong");
}

#[test]
fn silence_is_drawn_again_and_charged_and_then_refereed() {
	// Everybody but the executor is silent.
	let network = network(3);
	let all = Network::new(3, 1.0, Layout::Clustered, network.params.clone(), 0.8);
	let items = Items::honest(&Rules::default(), 2, 4_096);
	let case = Case { insiders: Stance::Silent, ..Case::honest(&items) };
	let course = course(&all, &case);
	assert_eq!((course.end, course.draws), (End::Settled, 4), "three more draws, then the referee");
	assert_eq!(course.audits, 0);
	assert_eq!(course.ledger.of(Purse::Insiders), -4 * 2 * 10 * PRICE as i128);
}

#[test]
fn a_liar_without_auditors_does_not_pass_the_referee() {
	let all = Network::new(3, 1.0, Layout::Clustered, network(3).params, 0.8);
	let items = Items::made_up(&Rules::default(), 0, 4_096, 2_048);
	let case = Case { insiders: Stance::Silent, ..Case::honest(&items) };
	let course = course(&all, &case);
	assert_eq!(course.end, End::NoQuorum);
	assert_eq!(course.ledger.of(Purse::Requester), 0, "it gets everything back");
}

#[test]
fn an_honest_executor_answers_and_is_paid_when_hostile_auditors_claim() {
	let network = network(50);
	let items = Items::honest(&Rules::default(), network.an_honest(), 4_096);
	let case = Case { insiders: Stance::Claim, ..Case::honest(&items) };
	let claimed = course(&network, &case);
	let quiet = course(&network, &Case::honest(&items));
	assert_eq!((claimed.end, claimed.false_slashes), (End::Settled, 0));
	assert!(claimed.claims > 0);
	let cost = quiet.ledger.of(Purse::Operator) - claimed.ledger.of(Purse::Operator);
	assert_eq!(cost, ANSWER as i128, "half of an answer");
}

#[test]
fn a_false_slash_is_counted_when_an_honest_party_loses_stake() {
	// Were a right leaf refereed wrong, or an honest auditor charged, this is what would be seen.
	let network = network(50);
	let items = Items::honest(&Rules::default(), network.an_honest(), 64);
	let rules = Rules { answers_save: false, ..Rules::default() };
	let case = Case { insiders: Stance::Claim, ..Case::honest(&items) };
	let mut rng = StdRng::seed_from_u64(1);
	let slashed = (0..20).map(|byte| {
		let beacon = Hash::repeat_byte(byte);
		play(&network, &rules, &case, beacon, &mut rng).false_slashes
	});
	assert!(slashed.sum::<u32>() > 0, "voided for nothing, it pays for its audits");
}
