//! Each invariant is broken on purpose, and noticed.

use frame_support::{
	assert_ok,
	traits::fungible::{InspectHold, MutateHold},
};
use labscape_primitives::Release;

use crate::{mock::*, HoldReason, NextScheduleId, Schedules, SchedulesByBeneficiary, Versioned};

fn broken(number: &str, break_it: impl FnOnce(u64)) {
	new_test_ext().execute_with(|| {
		let id = granted(NATIVE, linear(ALICE, 1_000));
		assert_ok!(Vesting::do_try_state());
		break_it(id);
		let error = Vesting::do_try_state().expect_err("it is broken");
		let text: &'static str = error.into();
		assert!(text.starts_with(number), "{text}");
	})
}

fn change(id: u64, with: impl FnOnce(&mut crate::ScheduleOf<Test>)) {
	let mut schedule = Vesting::schedule(id).expect("it exists");
	with(&mut schedule);
	Schedules::<Test>::insert(id, Versioned::V2(schedule));
}

#[test]
fn i1_notices_a_hold_without_a_schedule() {
	broken("I1", |_| {
		assert_ok!(Balances::hold(&HoldReason::Grant.into(), &ALICE, 1));
	});
	broken("I1", |_| {
		assert_ok!(Balances::hold(&HoldReason::Grant.into(), &BOB, 1));
	});
	broken("I1", |id| change(id, |schedule| schedule.amount += 1));
}

#[test]
fn i2_notices_more_claimed_than_vested() {
	broken("I2", |id| {
		use frame_support::traits::tokens::Precision;
		change(id, |schedule| schedule.claimed = 1);
		let reason = HoldReason::Grant.into();
		assert_ok!(Balances::release(&reason, &ALICE, 1, Precision::Exact));
		assert_eq!(Balances::balance_on_hold(&reason, &ALICE), 999);
	});
}

#[test]
fn i3_notices_a_broken_index() {
	broken("I3", |id| SchedulesByBeneficiary::<Test>::remove(ALICE, id));
	broken("I3", |id| SchedulesByBeneficiary::<Test>::insert(BOB, id, ()));
	broken("I3", |_| NextScheduleId::<Test>::put(0));
}

#[test]
fn i4_notices_a_wrong_deposit() {
	broken("I4", |id| change(id, |schedule| schedule.deposit += 1));
}

#[test]
fn i5_notices_an_impossible_curve() {
	broken("I5", |id| {
		change(id, |schedule| {
			schedule.release = Release::Linear { start: 200, cliff: 150, end: 100 }
		})
	});
}
