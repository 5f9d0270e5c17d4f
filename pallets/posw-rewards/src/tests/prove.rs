//! `prove`: where there are no auditors, the referee is one.

use super::agent::*;
use crate::{mock::*, *};
use frame_support::assert_ok;
use labscape_posw::draw;
use labscape_primitives::*;

const PRICE: Balance = 100_000_000_000_000;

/// Node 1 alone, with work that nobody can audit, when the referee is asked for.
fn alone(wrong: bool) -> (Net, JobId, WorkEpoch) {
	let mut net = Net::new(1);
	net.answers = false;
	next_epoch();
	net.epochs(4);
	let job = new_job(10);
	world(|w| *w.bonds.get_mut(&(PROVIDERS + 1)).unwrap() *= 100);
	lease(1, job, 0, 1, PRICE);
	lease(1, job, 1, 9, 1);
	if wrong {
		net.agent(1).behaviour.wrong = (0..10).collect();
	}
	net.epoch();
	let work = Posw::epoch() - 2;
	for _ in 0..40 {
		let stage = Posw::work_status(work, 1).unwrap().tally.stage;
		if matches!(stage, Stage::Refereed { .. }) {
			return (net, job, work);
		}
		net.epoch();
	}
	panic!("the referee is never asked for");
}

#[test]
fn work_settles_when_all_items_are_proven() {
	build_and_execute(1, || {
		let (mut net, job, work) = alone(false);
		assert_eq!(Posw::node_duties(1).unwrap().demands[0].refereed.len(), 8);
		net.agent(1).prove();
		net.epochs(2);
		assert!(Works::<Test>::get(work, 1).is_none());
		assert_eq!(world(|w| w.settled[&job]), 10);
		assert!(world(|w| w.rewarded[&(PROVIDERS + 1)]) > 0);
		assert_eq!(world(|w| w.slashed.len()), 0);
	});
}

#[test]
fn a_wrong_item_costs_the_stake() {
	build_and_execute(1, || {
		let (mut net, job, work) = alone(true);
		net.agent(1).prove_one(0);
		assert!(Works::<Test>::get(work, 1).is_none());
		assert_eq!(world(|w| w.voided[&job]), 10);
		assert!(world(|w| w.slashed[&(PROVIDERS + 1)]) >= 2 * PRICE);
	});
}

#[test]
fn work_is_released_without_a_slash_when_nothing_is_proven() {
	build_and_execute(1, || {
		let (mut net, job, work) = alone(false);
		let before = world(|w| w.bonds[&(PROVIDERS + 1)]);
		net.epochs(5);
		assert!(Works::<Test>::get(work, 1).is_none());
		assert_eq!(world(|w| w.voided[&job]), 10);
		assert_eq!(world(|w| w.bonds[&(PROVIDERS + 1)]), before);
		assert_eq!(world(|w| w.reserved[&(PROVIDERS + 1)]), 0);
	});
}

#[test]
fn proving_is_refused_when_the_item_is_not_due() {
	build_and_execute(1, || {
		let (mut net, _, work) = alone(false);
		let tree = net.agent(1).trees[&work].clone();
		let record = Works::<Test>::get(work, 1).unwrap();
		let due = Posw::node_duties(1).unwrap().demands[0].refereed.clone();
		let (slot, leaf) = due[0];
		let item = draw::item_at_leaf(&record.segments, leaf).unwrap();
		let other = draw::item_at_leaf(&record.segments, (leaf + 1) % 10).unwrap();
		assert!(send(prove_call(work, 1, slot, other, &tree)).is_err(), "another item");
		assert!(send(prove_call(work, 1, 8, item, &tree)).is_err(), "no such slot");
		assert!(send(prove_call(work + 1, 1, slot, item, &tree)).is_err(), "no such work");
		assert_ok!(send(prove_call(work, 1, slot, item, &tree)));
		assert!(send(prove_call(work, 1, slot, item, &tree)).is_err(), "replayed");
	});
}
