use frame_support::{assert_noop, assert_ok};
use labscape_primitives::WorkSource;

use crate::{mock::*, *};

#[test]
fn a_reserved_node_serves_its_holder_only() {
	build_and_execute(|| {
		let node = add_node(PROVIDER, 0, 64);
		let reserve = |holder, blocks| {
			Resources::reserve_node(RuntimeOrigin::signed(PROVIDER), node, holder, blocks)
		};
		assert_ok!(reserve(Some(BOB), 100));
		let until = Resources::clock() + 100;
		System::assert_last_event(Event::NodeReserved { node, holder: Some(BOB), until }.into());
		submit(job_spec());
		Resources::submit_job(RuntimeOrigin::signed(BOB), job_spec()).unwrap();
		plan_and_commit(0);
		assert_eq!(Leases::<Test>::iter().count(), 1);
		assert_eq!(Leases::<Test>::get(0).unwrap().job, 1);
		Resources::commit_prefix(node, 0, 64).unwrap();
		// The first job is not skipped: it does not fit. It gets its turn when the time is over.
		run_to(until);
		assert!(Reservations::<Test>::get(node).is_none());
		plan_and_commit(0);
		assert_eq!(Leases::<Test>::get(1).unwrap().job, 0);
		Resources::do_try_state().unwrap();
		// Longer, shorter, or ended by the provider.
		assert_ok!(reserve(Some(BOB), 50));
		assert_ok!(reserve(Some(ALICE), 10));
		Resources::do_try_state().unwrap();
		assert_ok!(reserve(None, 0));
		assert_eq!(Boards::<Test>::get(0).nodes[0].reserved, None);
	});
}

#[test]
fn a_reservation_is_the_providers_and_bounded() {
	build_and_execute(|| {
		let node = add_node(PROVIDER, 0, 64);
		let reserve = |who, node, blocks| {
			Resources::reserve_node(RuntimeOrigin::signed(who), node, Some(BOB), blocks)
		};
		assert_noop!(reserve(BOB, node, 5), Error::<Test>::NotProvider);
		assert_noop!(reserve(PROVIDER, node + 1, 5), Error::<Test>::NoSuchNode);
		assert_noop!(reserve(PROVIDER, node, 0), Error::<Test>::OutOfBounds);
		let longest = Parameters::default().max_deadline_blocks;
		assert_noop!(reserve(PROVIDER, node, longest + 1), Error::<Test>::OutOfBounds);
		assert_ok!(reserve(PROVIDER, node, longest));
		// It goes with the node.
		Resources::drain_node(RuntimeOrigin::signed(PROVIDER), node).unwrap();
		Resources::retire_node(RuntimeOrigin::signed(PROVIDER), node).unwrap();
		assert_eq!(Agenda::<Test>::iter().count(), 0);
	});
}
