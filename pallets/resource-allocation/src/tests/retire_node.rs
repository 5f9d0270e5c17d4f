use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{mock::*, *};

#[test]
fn a_drained_node_is_gone_when_its_work_is_done() {
	build_and_execute(|| {
		let node = add_node(PROVIDER, 5, 64);
		let retire = || Resources::retire_node(RuntimeOrigin::signed(BOB), node);
		assert_noop!(retire(), Error::<Test>::NodeActive);
		assert_ok!(Resources::drain_node(RuntimeOrigin::signed(PROVIDER), node));
		PROOF.with_borrow_mut(|proof| proof.open_work.push(node));
		assert_noop!(retire(), Error::<Test>::NodeBusy);
		PROOF.with_borrow_mut(|proof| proof.open_work.clear());
		assert_noop!(Resources::retire_node(RuntimeOrigin::none(), node), DispatchError::BadOrigin);
		assert_ok!(retire());
		System::assert_last_event(Event::NodeRetired { node }.into());
		assert_noop!(retire(), Error::<Test>::NoSuchNode);
		assert!(ActiveLabscapes::<Test>::get().is_empty());
		assert!(!Boards::<Test>::contains_key(5));
		assert!(!NodesByProvider::<Test>::contains_key(PROVIDER));
		STAKE.with_borrow(|stake| assert!(stake.backed.is_empty()));
		PROOF.with_borrow(|proof| assert_eq!(proof.removed, [node]));
		// The slots and the key are free again; the id is not used twice.
		let spec = NodeSpec { labscape: 5, ..node_spec(1_000, 64) };
		assert_ok!(Resources::register_node(RuntimeOrigin::signed(PROVIDER), spec));
		assert!(Nodes::<Test>::contains_key(node + 1));
	});
}

#[test]
fn a_node_stays_when_it_has_leases() {
	build_and_execute(|| {
		let node = add_node(PROVIDER, 0, 64);
		submit(job_spec());
		plan_and_commit(0);
		assert_ok!(Resources::drain_node(RuntimeOrigin::signed(PROVIDER), node));
		let retire = || Resources::retire_node(RuntimeOrigin::signed(PROVIDER), node);
		assert_noop!(retire(), Error::<Test>::NodeBusy);
		let expires = Leases::<Test>::get(0).unwrap().expires;
		run_to(expires);
		assert_ok!(retire());
	});
}
