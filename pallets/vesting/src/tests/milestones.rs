use frame_support::{assert_noop, assert_ok};
use labscape_primitives::{Grant, Lapse, Milestones, Release};

use crate::{mock::*, Call, Error, Event, GrantOf};

fn milestones(lapse: Lapse) -> GrantOf<Test> {
	let parts = Milestones::truncate_from(vec![100, 300, 600]);
	let release =
		Release::Milestone { authority: AUTHORITY, parts, released: 0, deadline: 100, lapse };
	Grant { release, ..linear(ALICE, 1_000) }
}

#[test]
fn vest_when_the_authority_releases_them() {
	build_and_execute(|| {
		let id = granted(NATIVE, milestones(Lapse::Returns));
		let next = || sign(AUTHORITY, Call::release_milestone { schedule: id });
		let claim = || sign(BOB, Call::claim { schedule: id });
		assert_noop!(claim(), Error::<Test>::NothingToClaim);
		assert_ok!(next());
		System::assert_last_event(
			Event::MilestoneReleased { schedule: id, milestone: 0, amount: 100 }.into(),
		);
		assert_ok!(claim());
		assert_ok!(next());
		assert_ok!(next());
		assert_noop!(next(), Error::<Test>::FullyVested);
		assert_ok!(claim());
		assert_eq!(free(NATIVE, ALICE), FUNDS + 1_000);
	})
}

#[test]
fn are_released_by_the_authority_in_time_only() {
	build_and_execute(|| {
		let id = granted(NATIVE, milestones(Lapse::Returns));
		for who in [GRANTER, ALICE, BOB] {
			let call = Call::release_milestone { schedule: id };
			assert_noop!(sign(who, call), Error::<Test>::NotAuthority);
		}
		System::set_block_number(99);
		assert_ok!(sign(AUTHORITY, Call::release_milestone { schedule: id }));
		System::set_block_number(100);
		let call = Call::release_milestone { schedule: id };
		assert_noop!(sign(AUTHORITY, call), Error::<Test>::AfterDeadline);
		System::set_block_number(1);
		let other = granted(NATIVE, linear(ALICE, 1_000));
		let call = Call::release_milestone { schedule: other };
		assert_noop!(sign(AUTHORITY, call), Error::<Test>::NotAMilestoneSchedule);
	})
}

#[test]
fn return_when_they_lapse() {
	build_and_execute(|| {
		let id = granted(NATIVE, milestones(Lapse::Returns));
		assert_ok!(sign(AUTHORITY, Call::release_milestone { schedule: id }));
		System::set_block_number(99);
		let call = Call::lapse { schedule: id };
		assert_noop!(sign(BOB, call), Error::<Test>::BeforeDeadline);
		System::set_block_number(100);
		assert_ok!(sign(BOB, Call::lapse { schedule: id }));
		System::assert_last_event(Event::Cut { schedule: id, returned: 900 }.into());
		assert_ok!(sign(BOB, Call::claim { schedule: id }));
		assert_eq!(free(NATIVE, ALICE), FUNDS + 100);
		assert_eq!(free(NATIVE, GRANTER), FUNDS - 100);
	})
}

#[test]
fn vest_at_the_deadline_where_the_grant_says_so() {
	build_and_execute(|| {
		let id = granted(NATIVE, milestones(Lapse::Vests));
		System::set_block_number(100);
		let call = Call::lapse { schedule: id };
		assert_noop!(sign(BOB, call), Error::<Test>::NotAMilestoneSchedule);
		assert_ok!(sign(BOB, Call::claim { schedule: id }));
		assert_eq!(free(NATIVE, ALICE), FUNDS + 1_000);
	})
}

#[test]
fn can_be_revoked_but_for_those_released() {
	build_and_execute(|| {
		let id = granted(NATIVE, milestones(Lapse::Vests));
		assert_ok!(sign(AUTHORITY, Call::release_milestone { schedule: id }));
		assert_ok!(sign(GRANTER, Call::revoke { schedule: id }));
		assert_eq!(Vesting::claimable(id), 100);
		let call = Call::release_milestone { schedule: id };
		assert_noop!(sign(AUTHORITY, call), Error::<Test>::NotAMilestoneSchedule);
	})
}
