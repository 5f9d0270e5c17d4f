//! What Resources asks of Posw.

use super::{agent::*, report::settled_in};
use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use labscape_primitives::*;

#[test]
fn no_reserve_no_lease() {
	build_and_execute(3, || {
		let free = Staking::free_own_bond(&(PROVIDERS + 1));
		let base = 5 * 8_192 * 1_000;
		let most = (free - base) / 2;
		assert!(Posw::reserve(1, most + 1).is_err());
		assert_ok!(Posw::reserve(1, most));
		assert!(Posw::reserve(1, 1).is_err());
		Posw::unreserve(1, most);
		assert_eq!(Staking::free_own_bond(&(PROVIDERS + 1)), free);
		assert_noop!(Posw::reserve(1, 0), Error::<Test>::NoReserve);
		assert_noop!(Posw::reserve(99, 1), Error::<Test>::UnknownNode);
	});
}

#[test]
fn what_is_not_delivered_is_charged_once_an_epoch() {
	build_and_execute(3, || {
		Posw::fault_undelivered(1, 1_000);
		Posw::fault_undelivered(1, 1_000);
		assert_eq!(world(|w| w.slashed[&(PROVIDERS + 1)]), 50);
		assert!(world(|w| w.repute[&1].on_probation));
		next_epoch();
		Posw::fault_undelivered(1, 1_000);
		assert_eq!(world(|w| w.slashed[&(PROVIDERS + 1)]), 100);
		next_epoch();
		PausedNow::set(true);
		Posw::fault_undelivered(1, 1_000);
		assert_eq!(world(|w| w.slashed[&(PROVIDERS + 1)]), 100);
	});
}

#[test]
fn probation_ends_with_a_clean_epoch() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		Posw::fault_undelivered(1, 1_000);
		let job = new_job(40);
		lease(1, job, 0, 40, 1_000_000);
		net.epochs(6);
		assert!(!world(|w| w.repute[&1].on_probation));
		assert!(Posw::node_reputation(1) > 900_000);
	});
}

#[test]
fn a_node_is_needed_until_all_it_took_part_in_is_decided() {
	build_and_execute(3, || {
		let mut net = Net::new(3);
		assert!(!Posw::has_open_work(1));
		next_epoch();
		net.epoch();
		assert!(Posw::has_open_work(1));
		net.agent(1).behaviour.offline = true;
		net.epochs(6);
		assert!(!Posw::has_open_work(1));
		Posw::on_node_removed(1);
		assert!(!Standings::<Test>::contains_key(1));
		Posw::on_node_removed(2);
		assert!(Standings::<Test>::contains_key(2));
	});
}

#[test]
fn the_audit_budget_is_linear() {
	for price in [0, 1, 7, 8, 1_000_003] {
		for items in [0, 1, 5, 4_096] {
			let each = Posw::audit_budget(1, price);
			assert_eq!(Posw::audit_budget(items, price), each * Balance::from(items));
		}
	}
}

/// Whether a node is trusted with Reserved work, which Resources was told.
fn trusted(node: NodeId) -> bool {
	let told = world(|w| w.repute.get(&node).copied()).unwrap_or_default();
	assert_eq!(Posw::repute(node), told);
	told.trusted
}

#[test]
fn trust_is_earned_by_foreign_proven_work_and_lost_by_a_lie() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		assert!(!trusted(1), "nothing is proven yet");
		// What a provider asks of itself earns none.
		let own = new_job(100);
		world(|w| w.jobs.get_mut(&own).unwrap().requester = PROVIDERS + 1);
		lease(1, own, 0, 100, 1_000_000);
		net.epochs(6);
		assert_eq!(world(|w| w.settled[&own]), 100);
		assert_eq!(Posw::node_reputation(1), 0);
		assert!(!trusted(1));

		let job = new_job(100);
		lease(1, job, 0, 100, 1_000_000);
		net.epochs(6);
		assert!(trusted(1));

		lease(1, job, 0, 100, 1_000_000);
		net.agent(1).behaviour.wrong = (0..100).collect();
		net.epochs(6);
		assert!(!trusted(1));
		assert!(!trusted(99), "nobody knows it");
	});
}
