//! From a lease to settled, void or undelivered items, through the trait that Posw uses.

use frame_support::{assert_noop, assert_ok, traits::fungible::InspectHold};
use labscape_primitives::{Segment, Segments, WorkSource};

use crate::{mock::*, *};

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
