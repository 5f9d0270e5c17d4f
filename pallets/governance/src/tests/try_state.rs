//! Every invariant, broken on purpose.

use frame_support::assert_err;
use sp_runtime::TryRuntimeError;

use super::*;
use crate::{Acts, Members, Queue, Records, TotalPower};

/// Two open acts, one of them voted on, and a record.
fn broken(message: &'static str, harm: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		work(ALICE, 1_000);
		let act = queue(b"x");
		assert_ok!(Governance::cancel_act(signed(COMMITTEE), act));
		assert_ok!(Governance::queue_act(constitution(), long(1), 20));
		queue(b"x");
		assert_ok!(Governance::vote(signed(ALICE), 1, true));
		assert_ok!(Governance::do_try_state());
		harm();
		assert_err!(Governance::do_try_state(), TryRuntimeError::Other(message));
	});
}

#[test]
fn i1_sees_a_queue_out_of_order() {
	broken("I1: the queue is out of order", || {
		Queue::<Test>::mutate(|queue| queue[..].reverse());
	});
}

#[test]
fn i1_sees_acts_and_queue_apart() {
	broken("I1: the queue names an act that is not open", || {
		Acts::<Test>::remove(2);
	});
	broken("I1: an open act is not in the queue", || {
		Queue::<Test>::mutate(|queue| queue.pop());
	});
}

#[test]
fn i2_sees_a_preimage_that_is_gone() {
	broken("I2: the preimage of an act is gone", || {
		let hash = Acts::<Test>::get(1).unwrap().call.hash();
		assert_ok!(Preimage::unnote_preimage(signed(ALICE), hash));
		assert_ok!(Preimage::unrequest_preimage(RuntimeOrigin::root(), hash));
	});
}

#[test]
fn i3_sees_power_from_nowhere() {
	broken("I3: members have more power than there is", || {
		TotalPower::<Test>::mutate(|total| total.power -= 1);
	});
}

#[test]
fn i4_sees_a_tally_without_votes() {
	broken("I4: a tally is not the sum of its votes", || {
		Members::<Test>::mutate(ALICE, |member| member.as_mut().unwrap().votes.clear());
	});
}

#[test]
fn i5_sees_records_out_of_place() {
	broken("I5: a record lies in the wrong slot", || {
		let record = Records::<Test>::take(0).unwrap();
		Records::<Test>::insert(2, record);
	});
	broken("I5: a recorded act is open", || {
		let mut record = Records::<Test>::get(0).unwrap();
		record.act = 1;
		Records::<Test>::insert(1, record);
	});
}
