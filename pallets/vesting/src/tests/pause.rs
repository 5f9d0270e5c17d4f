use frame_support::{assert_noop, assert_ok, BoundedVec};
use sp_runtime::DispatchError;

use crate::{mock::*, Call, Error, Event};

fn root(call: Call<Test>) -> sp_runtime::DispatchResult {
	run(RuntimeOrigin::root(), call)
}

#[test]
fn stops_every_call_and_ends_by_itself() {
	build_and_execute(|| {
		let id = granted(NATIVE, linear(ALICE, 1_000));
		System::set_block_number(160);
		assert_ok!(root(Call::pause { duration: 10 }));
		System::assert_last_event(Event::Paused { until: 170 }.into());
		let calls = [
			Call::grant { asset: NATIVE, grant: linear(ALICE, 1) },
			Call::grant_batch {
				asset: NATIVE,
				grants: BoundedVec::truncate_from(vec![linear(ALICE, 1)]),
			},
			Call::claim { schedule: id },
			Call::claim_batch { schedules: BoundedVec::truncate_from(vec![id]) },
			Call::revoke { schedule: id },
			Call::transfer { schedule: id, to: BOB },
			Call::merge { from: id, into: id },
			Call::release_milestone { schedule: id },
			Call::lapse { schedule: id },
		];
		System::set_block_number(169);
		for call in calls {
			assert_noop!(sign(GRANTER, call), Error::<Test>::VestingPaused);
		}
		System::set_block_number(170);
		assert_ok!(sign(ALICE, Call::claim { schedule: id }));
		assert_eq!(free(NATIVE, ALICE), FUNDS + 700);
	})
}

#[test]
fn cannot_follow_on_another() {
	build_and_execute(|| {
		assert_ok!(root(Call::pause { duration: 20 }));
		for block in [1, 20, 21, 40] {
			System::set_block_number(block);
			assert_noop!(root(Call::pause { duration: 1 }), Error::<Test>::PauseTooSoon);
		}
		System::set_block_number(41);
		assert_ok!(root(Call::pause { duration: 1 }));
	})
}

#[test]
fn ends_early_when_resumed() {
	build_and_execute(|| {
		assert_noop!(root(Call::resume {}), Error::<Test>::NotPaused);
		assert_ok!(root(Call::pause { duration: 20 }));
		assert_ok!(root(Call::resume {}));
		System::assert_last_event(Event::Resumed.into());
		assert_eq!(Vesting::paused_until(), None);
		granted(NATIVE, linear(ALICE, 1_000));
		// The cooldown counts from the end that was announced.
		assert_noop!(root(Call::pause { duration: 1 }), Error::<Test>::PauseTooSoon);
	})
}

#[test]
fn is_bounded_and_privileged() {
	build_and_execute(|| {
		for duration in [0, 21, u64::MAX] {
			assert_noop!(root(Call::pause { duration }), Error::<Test>::BadPause);
		}
		assert_noop!(sign(ALICE, Call::pause { duration: 1 }), DispatchError::BadOrigin);
		assert_ok!(root(Call::pause { duration: 1 }));
		assert_noop!(sign(ALICE, Call::resume {}), DispatchError::BadOrigin);
	})
}
