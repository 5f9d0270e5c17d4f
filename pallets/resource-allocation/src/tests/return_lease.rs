use frame_support::{assert_noop, assert_ok};
use labscape_primitives::WorkSource;

use crate::{mock::*, queues::Queues, *};

fn give_back(who: AccountId, lease: u64) -> frame_support::dispatch::DispatchResult {
	Resources::return_lease(RuntimeOrigin::signed(who), lease)
}

#[test]
fn a_second_provider_without_inputs_costs_the_requester() {
	build_and_execute(|| {
		let node = add_node(PROVIDER, 0, 16);
		let job = submit(job_spec());
		plan_and_commit(0);
		assert_noop!(give_back(ALICE, 0), Error::<Test>::NotProvider);
		assert_noop!(give_back(1_000, 1), Error::<Test>::NoSuchLease);
		assert_ok!(give_back(1_000, 0));
		assert_noop!(give_back(1_000, 0), Error::<Test>::NoSuchLease);
		// No fault of the node; the items wait again, and never come back to it.
		PROOF.with_borrow(|proof| {
			assert!(proof.faults.is_empty());
			assert_eq!(proof.reserved.get(&node), Some(&0));
		});
		assert_eq!(Queues::<Test>::len(0), 1);
		run_blocks(2);
		plan_and_commit(0);
		assert_eq!(Leases::<Test>::iter().count(), 0);

		let other = add_node(OTHER_PROVIDER, 0, 16);
		run_blocks(2);
		plan_and_commit(0);
		assert_eq!(Leases::<Test>::get(1).unwrap().node, other);
		Resources::commit_prefix(other, 1, 24).unwrap();
		let treasury = Balances::free_balance(TREASURY);
		assert_ok!(give_back(OTHER_PROVIDER, 1));
		let fine = 40 * PRICE_FLOOR / 20;
		assert_eq!(Balances::free_balance(TREASURY), treasury + fine);
		System::assert_last_event(Event::RequesterFined { job, amount: fine }.into());
		let record = Jobs::<Test>::get(job).unwrap();
		assert_eq!((record.abandoned, record.leased, record.queued), (40, 24, 0));
	});
}

#[test]
fn the_same_provider_is_not_believed_twice() {
	build_and_execute(|| {
		add_node(PROVIDER, 0, 16);
		let job = submit(job_spec());
		plan_and_commit(0);
		assert_ok!(give_back(PROVIDER, 0));
		add_node(PROVIDER, 0, 16);
		run_blocks(2);
		plan_and_commit(0);
		assert_ok!(give_back(PROVIDER, 1));
		assert_eq!(Jobs::<Test>::get(job).unwrap().abandoned, 0);
		assert_eq!(Balances::free_balance(TREASURY), 1_000_000 * UBC);
	});
}
