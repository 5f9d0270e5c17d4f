use frame_support::{
	assert_ok, migrations::SteppedMigration, traits::fungible::MutateHold, traits::StorageVersion,
	weights::WeightMeter,
};

use crate::{
	migrations::v2::RewriteSchedules, mock::*, Call, HoldReason, NextScheduleId, ScheduleV1,
	Schedules, SchedulesByBeneficiary, Versioned, WeightInfo,
};

/// Ten schedules in the first layout, as its code would have written them.
fn old_chain() {
	StorageVersion::new(1).put::<Vesting>();
	for id in 0..10 {
		assert_ok!(Balances::hold(&HoldReason::Grant.into(), &ALICE, 1_000));
		let old = ScheduleV1 {
			asset: NATIVE,
			beneficiary: ALICE,
			granter: GRANTER,
			amount: 1_000,
			claimed: 0,
			start: 100,
			cliff: 150,
			end: 200,
			revocable: true,
		};
		Schedules::<Test>::insert(id, Versioned::V1(old));
		SchedulesByBeneficiary::<Test>::insert(ALICE, id, ());
		NextScheduleId::<Test>::put(id + 1);
	}
}

#[test]
fn keeps_every_amount_over_many_steps() {
	build_and_execute(|| {
		old_chain();
		let vested = |block| (0..10).map(|id| Vesting::vested_at(id, block)).collect::<Vec<_>>();
		let before: Vec<_> = (90..210).map(vested).collect();
		let (mut cursor, mut steps) = (None, 0);
		loop {
			// Room for three schedules in each step.
			let mut meter = WeightMeter::with_limit(<()>::rewrite_schedule() * 3);
			cursor = RewriteSchedules::<Test>::step(cursor, &mut meter).expect("it has room");
			steps += 1;
			assert_ok!(Vesting::do_try_state());
			if cursor.is_none() {
				break;
			}
		}
		assert_eq!(steps, 4);
		assert_eq!((90..210).map(vested).collect::<Vec<_>>(), before);
		assert!(Schedules::<Test>::iter_values().all(|found| matches!(found, Versioned::V2(_))));
		assert_eq!(StorageVersion::get::<Vesting>(), StorageVersion::new(2));
		let mut meter = WeightMeter::new();
		assert!(matches!(RewriteSchedules::<Test>::step(None, &mut meter), Ok(None)));
	})
}

#[test]
fn old_schedules_work_without_it() {
	build_and_execute(|| {
		old_chain();
		System::set_block_number(150);
		assert_ok!(sign(BOB, Call::claim { schedule: 3 }));
		assert_ok!(sign(GRANTER, Call::revoke { schedule: 4 }));
		assert_ok!(sign(ALICE, Call::merge { from: 5, into: 6 }));
		assert_eq!(free(NATIVE, ALICE), FUNDS - 10_000 + 500);
	})
}
