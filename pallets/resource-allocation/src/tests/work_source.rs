//! From a lease to settled, void or undelivered items, through the trait that Posw uses.

use frame_support::{assert_noop, assert_ok, traits::fungible::InspectHold};
use labscape_primitives::{Segment, Segments, WorkSource};

use crate::{mock::*, queues::Queues, *};

fn held(who: AccountId) -> Balance {
	Balances::balance_on_hold(&HoldReason::JobBudget.into(), &who)
}

fn segments(segment: Segment<Balance>) -> Segments<Balance> {
	Segments::truncate_from(vec![segment])
}

#[test]
fn a_job_is_leased_committed_settled_and_finished() {
	build_and_execute(|| {
		let node = add_node(PROVIDER, 0, 64);
		let spec = job_spec();
		let unit = unit_budget(&spec);
		let job = submit(spec);
		assert_eq!(held(ALICE), 64 * unit);
		let pot = Balances::free_balance(POT);

		plan_and_commit(0);
		let lease = NodeLeases::<Test>::get(node)[0];
		let record = Leases::<Test>::get(lease).unwrap();
		// The price of the labscape is half of the job's highest.
		assert_eq!(record.item_price, PRICE_FLOOR);
		let paid = record.paid(64);
		assert_eq!(Balances::free_balance(POT), pot + paid);
		assert_eq!(held(ALICE), 64 * unit - paid);

		let first = Resources::commit_prefix(node, lease, 40).unwrap().unwrap();
		assert_eq!((first.first, first.len), (0, 40));
		assert_noop!(Resources::commit_prefix(node, lease, 39), Error::<Test>::PrefixShrinks);
		assert_noop!(Resources::commit_prefix(node, lease, 65), Error::<Test>::PrefixTooLong);
		assert_noop!(Resources::commit_prefix(node + 1, lease, 41), Error::<Test>::NoSuchLease);
		assert_eq!(Resources::commit_prefix(node, lease, 40), Ok(None));
		let second = Resources::commit_prefix(node, lease, 64).unwrap().unwrap();
		assert_eq!((second.first, second.len), (40, 24));
		assert!(Resources::leases(node).is_empty());
		assert_ok!(Resources::do_try_state());

		Resources::settle(node, &segments(first));
		assert_eq!(Jobs::<Test>::get(job).unwrap().settled, 40);
		Resources::settle(node, &segments(second));
		assert_eq!(Jobs::<Test>::get(job).unwrap().state, JobState::Finished);
		assert!(Leases::<Test>::get(lease).is_none());
		assert_eq!(held(ALICE), 0);
		assert_eq!(Balances::free_balance(ALICE), 1_000_000 * UBC - paid);
	});
}

#[test]
fn void_items_return_to_the_head_of_their_class_with_their_price() {
	build_and_execute(|| {
		let node = add_node(PROVIDER, 0, 64);
		let job = submit(job_spec());
		let unit = unit_budget(&job_spec());
		plan_and_commit(0);
		submit(JobSpec { priority: 200, ..job_spec() });
		let part = Resources::commit_prefix(node, 0, 16).unwrap().unwrap();
		let rest = Resources::commit_prefix(node, 0, 64).unwrap().unwrap();
		Resources::void(node, &segments(part));
		let head = &Queues::<Test>::head(0, 1)[0];
		assert_eq!((head.key.part.job, head.first, head.len), (job, 0, 16));
		assert!(!head.key.fresh);
		assert_ok!(Resources::do_try_state());
		Resources::settle(node, &segments(rest));
		let record = Jobs::<Test>::get(job).unwrap();
		assert_eq!((record.settled, record.queued, record.leased), (48, 16, 0));
		assert_eq!(record.held, 16 * unit + record.surplus);
		assert_eq!(
			Balances::free_balance(POT),
			1_000_000 * UBC + 48 * (unit - record.surplus / 48)
		);
		// Another node takes it to the end.
		run_blocks(2);
		plan_and_commit(0);
		let again = Resources::commit_prefix(node, 1, 16).unwrap().unwrap();
		Resources::settle(node, &segments(again));
		assert_eq!(Jobs::<Test>::get(job).unwrap().state, JobState::Finished);
	});
}

#[test]
fn slots_are_free_when_the_claimed_time_is_over_and_the_lease_stays_open() {
	build_and_execute(|| {
		let node = add_node(PROVIDER, 0, 16);
		submit(job_spec());
		plan_and_commit(0);
		let lease = Leases::<Test>::get(0).unwrap();
		run_to(lease.busy_until - 1);
		assert_eq!(Boards::<Test>::get(0).used.count(), 4);
		run_to(lease.busy_until);
		assert_eq!(Boards::<Test>::get(0).used.count(), 0);
		assert_ok!(Resources::do_try_state());
		assert_ok!(Resources::commit_prefix(node, 0, 64));
	});
}

#[test]
fn a_lease_that_expires_is_a_fault_and_fails_over() {
	build_and_execute(|| {
		let lazy = add_node(PROVIDER, 0, 16);
		let job = submit(job_spec());
		plan_and_commit(0);
		Resources::commit_prefix(lazy, 0, 24).unwrap();
		let expires = Leases::<Test>::get(0).unwrap().expires;
		run_to(expires - 1);
		assert!(Leases::<Test>::get(0).unwrap().open);
		run_to(expires);
		System::assert_has_event(
			Event::LeaseEnded { lease: 0, end: LeaseEnd::Expired, undelivered: 40 }.into(),
		);
		PROOF.with_borrow(|proof| {
			assert_eq!(proof.faults, [(lazy, 40 * PRICE_FLOOR)]);
			assert_eq!(proof.reserved.get(&lazy), Some(&(24 * PRICE_FLOOR)));
		});
		// Its claim is lowered, and the job never comes back to it.
		assert_eq!(Nodes::<Test>::get(lazy).unwrap().rate, 750_000);
		run_blocks(2);
		plan_and_commit(0);
		assert_eq!(NextLease::<Test>::get(), 1);
		let other = add_node(OTHER_PROVIDER, 0, 16);
		run_blocks(2);
		plan_and_commit(0);
		let lease = Leases::<Test>::get(1).unwrap();
		assert_eq!((lease.node, lease.job, lease.first, lease.len), (other, job, 24, 40));
		// What was committed before is still settled.
		let segment = Segment { lease: 0, job, first: 0, len: 24, item_price: PRICE_FLOOR };
		Resources::settle(lazy, &segments(segment));
		assert_eq!(Jobs::<Test>::get(job).unwrap().settled, 24);
	});
}

#[test]
fn a_node_that_lets_three_leases_expire_is_drained() {
	build_and_execute(|| {
		let node = add_node(PROVIDER, 0, 64);
		submit(JobSpec { parts: 2, ..job_spec() });
		submit(job_spec());
		plan_and_commit(0);
		assert_eq!(NextLease::<Test>::get(), 3);
		run_to(200);
		System::assert_has_event(Event::NodeDraining { node }.into());
		assert_eq!(Nodes::<Test>::get(node).unwrap().strikes, 3);
	});
}

#[test]
fn no_deadline_runs_while_the_chain_is_paused() {
	build_and_execute(|| {
		add_node(PROVIDER, 0, 16);
		let job = submit(JobSpec { deadline: 500, ..job_spec() });
		plan_and_commit(0);
		let expires = Leases::<Test>::get(0).unwrap().expires;
		set_paused(true);
		run_blocks(1_000);
		set_paused(false);
		assert!(Leases::<Test>::get(0).unwrap().running);
		assert_eq!(Jobs::<Test>::get(job).unwrap().state, JobState::Open);
		assert_eq!(Resources::status_of(job).unwrap().deadline, 1_500);
		run_to(expires + 999);
		assert!(Leases::<Test>::get(0).unwrap().open);
		run_to(expires + 1_000);
		assert!(Leases::<Test>::get(0).is_none());
	});
}

#[test]
fn refunds_go_to_the_requester_when_the_job_is_closing() {
	build_and_execute(|| {
		let node = add_node(PROVIDER, 0, 64);
		let job = submit(job_spec());
		plan_and_commit(0);
		let segment = Resources::commit_prefix(node, 0, 64).unwrap().unwrap();
		Resources::cancel_job(RuntimeOrigin::signed(ALICE), job).unwrap();
		assert_eq!(Jobs::<Test>::get(job).unwrap().leased, 64);
		Resources::void(node, &segments(segment));
		assert_eq!(held(ALICE), 0);
		assert_eq!(Balances::free_balance(ALICE), 1_000_000 * UBC);
		assert_eq!(Balances::free_balance(POT), 1_000_000 * UBC);
		assert_eq!(Jobs::<Test>::get(job).unwrap().state, JobState::Finished);
	});
}

#[test]
fn what_cannot_be_refunded_is_owed_and_paid_later() {
	build_and_execute(|| {
		let node = add_node(PROVIDER, 0, 64);
		let job = submit(job_spec());
		plan_and_commit(0);
		let owed = Leases::<Test>::get(0).unwrap().paid(64);
		let segment = Resources::commit_prefix(node, 0, 64).unwrap().unwrap();
		// The pot was emptied.
		let rest = Balances::free_balance(POT) - 1;
		Balances::transfer_allow_death(RuntimeOrigin::signed(POT), BOB, rest).unwrap();
		Resources::void(node, &segments(segment));
		let record = Jobs::<Test>::get(job).unwrap();
		assert_eq!((record.owed, record.abandoned), (owed, 64));
		assert_eq!(record.state, JobState::Finished);
		assert_ok!(Resources::do_try_state());
		Balances::transfer_allow_death(RuntimeOrigin::signed(BOB), POT, owed).unwrap();
		run_blocks(record.terms.retention_blocks);
		assert_eq!(Balances::free_balance(ALICE), 1_000_000 * UBC);
	});
}

#[test]
fn probation_halves_the_leases_of_a_node() {
	build_and_execute(|| {
		let node = add_node(PROVIDER, 0, 512);
		set_repute(node, Repute { on_probation: true, trusted: true });
		let one = labscape_primitives::Request { shape: shape(1), gang: 1 };
		for _ in 0..3 {
			submit(JobSpec { parts: 25, request: one, ..job_spec() });
		}
		plan_and_commit(0);
		assert_eq!(Resources::leases(node).len(), 32);
		set_repute(node, Repute { on_probation: false, trusted: true });
		run_blocks(2);
		plan_and_commit(0);
		assert_eq!(Resources::leases(node).len(), 64);
	});
}

#[test]
fn units_are_found_by_slot_and_by_index() {
	build_and_execute(|| {
		let a = NodeSpec { first_slot: Some(16), ..node_spec(50, 32) };
		let b = NodeSpec { first_slot: Some(100), ..node_spec(51, 16) };
		for spec in [a, b] {
			Resources::register_node(RuntimeOrigin::signed(PROVIDER), spec).unwrap();
		}
		let at = |slot| Resources::node_at(0, slot);
		assert_eq!([at(15), at(16), at(47), at(48)], [None, Some(0), Some(0), None]);
		assert_eq!([at(99), at(100), at(115), at(116)], [None, Some(1), Some(1), None]);
		let nth = |index| Resources::nth_registered_unit(0, index);
		assert_eq!(
			[nth(0), nth(31), nth(32), nth(47), nth(48)],
			[Some(0), Some(0), Some(1), Some(1), None]
		);
		assert_eq!(Resources::registered_units(0), 48);
		let view = Resources::node(1).unwrap();
		assert_eq!((view.provider, view.hot_key, view.first_slot), (PROVIDER, 51, 100));
		let job = submit(job_spec());
		assert_eq!(<Resources as WorkSource<_, _>>::job(job).unwrap().items, 64);
	});
}
