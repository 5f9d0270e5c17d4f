//! `answer`, `ask_output`, `show_output`: what is withheld is void, what is shown is paid.

use super::{agent::*, report::settled_in};
use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use labscape_posw::{merkle, payload::Answer};
use labscape_primitives::*;

const PRICE: Balance = 1_000_000;

#[test]
fn work_is_paid_when_claims_are_answered() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		let job = new_job(40);
		lease(1, job, 0, 40, PRICE);
		net.agent(1).behaviour.withholds = true;
		net.epochs(7);
		assert_eq!(world(|w| w.settled.get(&job).copied()), Some(40));
		assert_eq!(world(|w| w.slashed.len()), 0);
		// Auditors got nothing for what they could not see, and are believed less.
		assert_eq!(world(|w| w.rewarded.get(&(PROVIDERS + 2)).copied()), None);
		let answered: u16 = [2, 3].iter().map(|n| Standings::<Test>::get(n).answered).sum();
		assert!(answered > 0);
	});
}

#[test]
fn false_claims_void_nothing_and_end_the_claimers_draws() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		net.agent(2).behaviour.stonewalls = true;
		let job = new_job(2_000);
		lease(1, job, 0, 2_000, PRICE);
		net.epochs(7);
		assert_eq!(world(|w| w.settled.get(&job).copied()), Some(2_000));
		let standing = Standings::<Test>::get(2);
		assert!(standing.answered > 0 && standing.no_audits_before > Posw::epoch());
		assert_eq!(world(|w| w.slashed.len()), 0);
	});
}

/// Else lying would be free: who hides its work from honest auditors would keep them from all draws.
#[test]
fn who_hides_its_work_does_not_bar_the_auditors_of_others() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		let (hidden, shown) = (new_job(1_000), new_job(4_000));
		lease(1, hidden, 0, 1_000, PRICE);
		lease(2, shown, 0, 4_000, PRICE);
		net.agent(1).behaviour.withholds = true;
		net.epochs(7);
		let standing = Standings::<Test>::get(3);
		assert!(standing.answered >= 4, "{} claims were answered", standing.answered);
		assert!(standing.judged > 2 * standing.answered, "{} judged", standing.judged);
		assert_eq!(standing.no_audits_before, 0);
	});
}

#[test]
fn work_is_void_and_the_stake_lost_when_nothing_is_answered() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		net.answers = false;
		let before = Balances::free_balance(REQUESTER);
		let job = new_job(40);
		lease(1, job, 0, 40, PRICE);
		net.agent(1).behaviour.withholds = true;
		net.epochs(6);
		// Void at once: the money is back, the items are queued again.
		assert_eq!(world(|w| w.voided.get(&job).copied()), Some(40));
		assert_eq!(Balances::free_balance(REQUESTER), before);
		assert_eq!(world(|w| w.slashed.len()), 0);
		net.epochs(5);
		assert_eq!(world(|w| w.slashed[&(PROVIDERS + 1)]), 2 * 40 * PRICE);
		assert!(Works::<Test>::iter().next().is_none());
	});
}

#[test]
fn a_late_answer_saves_the_stake_but_not_the_payment() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		net.answers = false;
		let job = new_job(40);
		lease(1, job, 0, 40, PRICE);
		net.agent(1).behaviour.withholds = true;
		net.epochs(6);
		assert_eq!(world(|w| w.voided.get(&job).copied()), Some(40));
		net.agent(1).answer();
		net.epochs(5);
		assert_eq!(world(|w| w.slashed.len()), 0);
		assert_eq!(world(|w| w.settled.get(&job).copied()), None);
		assert_eq!(world(|w| w.reserved[&(PROVIDERS + 1)]), 0);
	});
}

#[test]
fn an_answer_is_refused_when_it_is_incomplete_or_not_asked_for() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		net.answers = false;
		let job = new_job(40);
		lease(1, job, 0, 40, PRICE);
		net.agent(1).behaviour.withholds = true;
		net.epoch();
		let work = Posw::epoch() - 2;
		let tree = net.agent(1).trees[&work].clone();
		let answer = |indices: &[u32]| {
			let leaves: Vec<_> = indices.iter().map(|i| (*i, tree[*i as usize])).collect();
			let nodes = merkle::multiproof(&tree, indices).unwrap();
			Box::new(Answer {
				leaves: leaves.try_into().unwrap(),
				nodes: nodes.try_into().unwrap(),
			})
		};
		let call = |answer| Call::answer { work, node: 1, answer };
		assert!(send(call(answer(&[0]))).is_err(), "nothing is claimed yet");
		net.epochs(2);
		let claimed = Posw::node_duties(1).unwrap().demands[0].claimed.clone();
		assert!(send(call(answer(&claimed[1..]))).is_err(), "incomplete");
		let mut wrong = answer(&claimed);
		wrong.leaves[0].1 = Hash::zero();
		assert!(send(call(wrong)).is_err(), "a leaf that was not committed");
		let mut longer = answer(&claimed);
		longer.nodes.try_push(Hash::zero()).unwrap();
		assert!(send(call(longer)).is_err(), "more than the proof");
		assert_ok!(send(call(answer(&claimed))));
		assert!(send(call(answer(&claimed))).is_err(), "replayed");
	});
}

#[test]
fn an_output_that_was_asked_for_must_be_shown() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		net.answers = false;
		let job = new_job(40);
		lease(1, job, 0, 40, PRICE);
		net.epoch();
		let work = Posw::epoch() - 2;
		let asked = |who| Posw::ask_output(RuntimeOrigin::signed(who), work, 1, 3);
		assert_noop!(asked(9), Error::<Test>::NotRequester);
		assert_ok!(asked(REQUESTER));
		assert_noop!(asked(REQUESTER), Error::<Test>::TooManyAsked);
		net.epochs(4);
		// All agree, and still it does not settle.
		assert_eq!(world(|w| w.settled.get(&job).copied()), None);
		let tree = net.agent(1).trees[&work].clone();
		let outcome = labscape_referee::execute(
			labscape_referee::SEMANTICS,
			&instrumented(),
			&input(3),
			ITEM_FUEL,
		)
		.unwrap();
		let call = |result: Vec<u8>| Call::show_output {
			work,
			node: 1,
			leaf: 3,
			result,
			proof: merkle::proof(&tree, 3).unwrap().try_into().unwrap(),
		};
		assert!(send(call(vec![1, 2, 3])).is_err());
		assert_ok!(send(call(outcome.leaf_bytes())));
		net.epochs(5);
		assert!(Works::<Test>::get(work, 1).is_none());
	});
}

#[test]
fn work_is_paid_when_an_output_that_was_asked_for_is_shown() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		let job = new_job(40);
		lease(1, job, 0, 40, PRICE);
		net.epoch();
		let work = Posw::epoch() - 2;
		assert_ok!(Posw::ask_output(RuntimeOrigin::signed(REQUESTER), work, 1, 3));
		net.epochs(5);
		assert_eq!(world(|w| w.settled.get(&job).copied()), Some(40));
		assert_eq!(world(|w| w.slashed.len()), 0);
	});
}

#[test]
fn outputs_are_not_asked_for_when_no_whole_epoch_is_left_to_show_them() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		let job = new_job(40);
		lease(1, job, 0, 40, PRICE);
		net.epoch();
		let work = Posw::epoch() - 2;
		let asked = |leaf| Posw::ask_output(RuntimeOrigin::signed(REQUESTER), work, 1, leaf);
		net.epoch();
		assert_eq!(Posw::epoch(), work + 3);
		assert_ok!(asked(3));
		net.epoch();
		assert_noop!(asked(4), Error::<Test>::TooLateToAsk);
		net.epochs(3);
		assert_eq!(world(|w| w.settled.get(&job).copied()), Some(40));
	});
}
