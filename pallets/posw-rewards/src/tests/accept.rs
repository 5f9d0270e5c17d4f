//! `accept`: paid at once, at one's own risk.

use super::{agent::*, report::settled_in};
use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use labscape_primitives::*;

const PRICE: Balance = 1_000_000;

fn two_leases() -> (Net, JobId, WorkEpoch, LeaseId, LeaseId) {
	let mut net = settled_in(3);
	let job = new_job(100);
	let first = lease(1, job, 0, 80, PRICE);
	let second = lease(1, job, 80, 20, PRICE);
	net.epoch();
	(net, job, Posw::epoch() - 2, first, second)
}

#[test]
fn the_rest_settles_when_one_lease_is_accepted() {
	build_and_execute(3, || {
		let (mut net, job, work, first, _) = two_leases();
		assert_ok!(Posw::accept(RuntimeOrigin::signed(REQUESTER), work, 1, first));
		assert_eq!(world(|w| w.rewarded[&(PROVIDERS + 1)]), 80 * PRICE * 85 / 100);
		assert_eq!(world(|w| w.minted), 0);
		net.epochs(5);
		assert_eq!(world(|w| w.settled[&job]), 100);
		// Emission on what was proven only.
		assert_eq!(world(|w| w.minted), 20 * PRICE / 20);
		let expected = 100 * PRICE * 85 / 100 + 20 * PRICE / 20;
		assert_eq!(world(|w| w.rewarded[&(PROVIDERS + 1)]), expected);
		assert_eq!(Balances::free_balance(Posw::pot_account()), 1);
	});
}

#[test]
fn what_audits_may_cost_is_kept_back_when_the_budget_is_short() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		let job = new_job(40);
		let first = lease(1, job, 0, 30, PRICE);
		lease(1, job, 30, 10, PRICE);
		net.epoch();
		let work = Posw::epoch() - 2;
		assert_ok!(Posw::accept(RuntimeOrigin::signed(REQUESTER), work, 1, first));
		// Eight samples at 1.25 times the price, of which an eighth of 40 is paid: 5 are missing, and
		// three quarters of them are kept.
		let kept = 5 * PRICE * 3 / 4;
		assert_eq!(world(|w| w.rewarded[&(PROVIDERS + 1)]), 30 * PRICE * 85 / 100 - kept);
		net.epochs(5);
		let paid = world(|w| w.rewarded[&(PROVIDERS + 1)]);
		assert!(paid >= 40 * PRICE * 85 / 100 - 5 * PRICE);
		assert_eq!(Balances::free_balance(Posw::pot_account()), 1);
	});
}

#[test]
fn acceptance_is_final_when_a_leaf_is_proven_wrong_later() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		let job = new_job(40);
		let first = lease(1, job, 0, 30, PRICE);
		lease(1, job, 30, 10, PRICE);
		net.agent(1).behaviour.wrong = (0..40).collect();
		net.epoch();
		let work = Posw::epoch() - 2;
		assert_ok!(Posw::accept(RuntimeOrigin::signed(REQUESTER), work, 1, first));
		net.epochs(6);
		assert_eq!(world(|w| w.settled[&job]), 30);
		assert_eq!(world(|w| w.voided[&job]), 10);
		assert_eq!(world(|w| w.slashed[&(PROVIDERS + 1)]), 80 * PRICE);
		assert_eq!(Balances::free_balance(Posw::pot_account()), 1);
	});
}

#[test]
fn acceptance_is_refused_when_it_is_not_the_requesters_or_repeated() {
	build_and_execute(3, || {
		let (_, _, work, first, _) = two_leases();
		let accept = |who, lease| Posw::accept(RuntimeOrigin::signed(who), work, 1, lease);
		assert_noop!(accept(9, first), Error::<Test>::NotRequester);
		assert_noop!(accept(REQUESTER, 99), Error::<Test>::NothingToAccept);
		assert_ok!(accept(REQUESTER, first));
		assert_noop!(accept(REQUESTER, first), Error::<Test>::NothingToAccept);
		assert_noop!(
			Posw::accept(RuntimeOrigin::signed(REQUESTER), work + 3, 1, first),
			Error::<Test>::UnknownWork
		);
		assert_noop!(
			Posw::accept(RuntimeOrigin::none(), work, 1, first),
			sp_runtime::DispatchError::BadOrigin
		);
	});
}
