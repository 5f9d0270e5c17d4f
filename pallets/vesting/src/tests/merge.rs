use frame_support::{assert_noop, assert_ok, traits::fungible::InspectHold};
use labscape_primitives::{AssetKind, Grant, Lapse, Milestones, Release};

use crate::{mock::*, Call, Error, Event, HoldReason};

#[test]
fn adds_up_two_schedules_of_one_curve() {
	build_and_execute(|| {
		let (from, into) =
			(granted(NATIVE, linear(ALICE, 1_001)), granted(NATIVE, linear(ALICE, 2_001)));
		System::set_block_number(155);
		assert_ok!(sign(BOB, Call::claim { schedule: from }));
		let apart = Vesting::claimable(into);
		assert_ok!(sign(ALICE, Call::merge { from, into }));
		System::assert_last_event(Event::Merged { from, into }.into());
		assert!(Vesting::claimable(into) - apart <= 1, "at most what both were rounded down by");
		assert_eq!(Balances::balance_on_hold(&HoldReason::Deposit.into(), &GRANTER), DEPOSIT);
		System::set_block_number(200);
		assert_ok!(sign(BOB, Call::claim { schedule: into }));
		assert_eq!(free(NATIVE, ALICE), FUNDS + 3_002);
	})
}

#[test]
fn fails_when_they_are_not_alike() {
	build_and_execute(|| {
		let into = granted(NATIVE, linear(ALICE, 1_000));
		let other = Release::Linear { start: 100, cliff: 150, end: 201 };
		let parts = Milestones::truncate_from(vec![1_000]);
		let milestone = Release::Milestone {
			authority: AUTHORITY,
			parts,
			released: 0,
			deadline: 90,
			lapse: Lapse::Vests,
		};
		let unlike = [
			granted(NATIVE, Grant { release: other, ..linear(ALICE, 1_000) }),
			granted(NATIVE, Grant { revocable: false, ..linear(ALICE, 1_000) }),
			granted(NATIVE, Grant { transferable: false, ..linear(ALICE, 1_000) }),
			granted(AssetKind::Token(TOKEN), linear(ALICE, 1_000)),
		];
		for from in unlike {
			let call = Call::merge { from, into };
			assert_noop!(sign(ALICE, call), Error::<Test>::CurvesDiffer);
		}
		let first = granted(NATIVE, Grant { release: milestone.clone(), ..linear(ALICE, 1_000) });
		let second = granted(NATIVE, Grant { release: milestone, ..linear(ALICE, 1_000) });
		let call = Call::merge { from: first, into: second };
		assert_noop!(sign(ALICE, call), Error::<Test>::CurvesDiffer);
	})
}

#[test]
fn fails_when_another_granted_or_owns_one() {
	build_and_execute(|| {
		let into = granted(NATIVE, linear(ALICE, 1_000));
		let bobs = granted(NATIVE, linear(BOB, 1_000));
		for who in [ALICE, BOB] {
			let call = Call::merge { from: bobs, into };
			assert_noop!(sign(who, call), Error::<Test>::NotBeneficiary);
		}
		let gift = crate::NextScheduleId::<Test>::get();
		assert_ok!(sign(BOB, Call::grant { asset: NATIVE, grant: linear(ALICE, 1_000) }));
		let call = Call::merge { from: gift, into };
		assert_noop!(sign(ALICE, call), Error::<Test>::CurvesDiffer);
		let call = Call::merge { from: into, into };
		assert_noop!(sign(ALICE, call), Error::<Test>::SelfMerge);
		let call = Call::merge { from: 77, into };
		assert_noop!(sign(ALICE, call), Error::<Test>::UnknownSchedule);
	})
}
