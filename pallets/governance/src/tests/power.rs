use frame_support::{assert_noop, assert_ok};
use proptest::prelude::*;
use sp_runtime::{traits::BadOrigin, Perbill};

use super::*;
use crate::{Decaying, Error, Event, Members, MAX_DECAY_STEPS};

fn power(who: AccountId) -> Power {
	<Governance as WorkPower<AccountId, Power>>::power(&who)
}

#[test]
fn work_earns_power_up_to_the_own_stake() {
	build_and_execute(|| {
		stake(ALICE, 1_000);
		Governance::credit(&ALICE, 600);
		assert_eq!(power(ALICE), 600);
		Governance::credit(&ALICE, 600);
		assert_eq!((power(ALICE), Governance::total_power()), (1_000, 1_000));
		Governance::credit(&ALICE, Power::MAX);
		assert_eq!((power(ALICE), Governance::total_power()), (1_000, 1_000));
	});
}

#[test]
fn work_without_stake_earns_nothing_and_leaves_no_trace() {
	build_and_execute(|| {
		Governance::credit(&ALICE, 600);
		stake(BOB, 100);
		Governance::credit(&BOB, 0);
		assert_eq!(Members::<Test>::iter().count(), 0);
		assert_eq!(Governance::total_power(), 0);
	});
}

#[test]
fn stake_that_left_caps_what_votes_and_returns_with_it() {
	build_and_execute(|| {
		work(ALICE, 1_000);
		stake(ALICE, 300);
		assert_eq!(Governance::power(ALICE), (1_000, 300));
		Governance::credit(&ALICE, 50);
		assert_eq!(Governance::power(ALICE), (1_000, 300));
		stake(ALICE, 2_000);
		assert_eq!(power(ALICE), 1_000);
	});
}

#[test]
fn power_decays_step_by_step() {
	build_and_execute(|| {
		work(ALICE, 1_000);
		Epoch::set(9);
		assert_eq!(power(ALICE), 1_000);
		Epoch::set(10);
		assert_eq!((power(ALICE), Governance::total_power()), (500, 500));
		Epoch::set(35);
		assert_eq!((power(ALICE), Governance::total_power()), (125, 125));
		Governance::credit(&ALICE, 75);
		assert_eq!((power(ALICE), Governance::total_power()), (200, 200));
		Epoch::set(1_000);
		assert_eq!((power(ALICE), Governance::total_power()), (0, 0));
	});
}

#[test]
fn power_ends_after_the_last_step_whatever_the_rate() {
	let kept = Perbill::from_parts(999_999_999);
	let mut decaying = Decaying { power: 1_000_000_000_000, step: 5 };
	decaying.advance(5 + MAX_DECAY_STEPS, kept);
	assert!(decaying.power > 999_999_000_000);
	decaying = Decaying { power: 1_000_000_000_000, step: 5 };
	decaying.advance(6 + MAX_DECAY_STEPS, kept);
	assert_eq!(decaying, Decaying { power: 0, step: 6 + MAX_DECAY_STEPS });
	// Time does not run backwards.
	decaying.advance(3, kept);
	assert_eq!(decaying.step, 6 + MAX_DECAY_STEPS);
}

#[test]
fn members_without_power_can_be_forgotten_by_anyone() {
	build_and_execute(|| {
		work(ALICE, 1_000);
		assert_noop!(Governance::prune_member(RuntimeOrigin::root(), ALICE), BadOrigin);
		assert_noop!(Governance::prune_member(signed(BOB), CAROL), Error::<Test>::NotMember);
		Epoch::set(90);
		assert_eq!(power(ALICE), 1);
		assert_noop!(Governance::prune_member(signed(BOB), ALICE), Error::<Test>::StillCounts);
		Epoch::set(100);
		assert_ok!(Governance::prune_member(signed(BOB), ALICE));
		assert_eq!(Members::<Test>::iter().count(), 0);
		assert_eq!(events(), vec![Event::MemberPruned { who: ALICE }]);
	});
}

#[test]
fn a_member_with_an_open_vote_is_not_forgotten() {
	build_and_execute(|| {
		work(ALICE, 1_000);
		let act = queue(b"x");
		assert_ok!(Governance::vote(signed(ALICE), act, true));
		Epoch::set(1_000);
		assert_noop!(Governance::prune_member(signed(BOB), ALICE), Error::<Test>::StillCounts);
		assert_ok!(Governance::cancel_act(signed(COMMITTEE), act));
		assert_ok!(Governance::prune_member(signed(BOB), ALICE));
	});
}

proptest! {
	#![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

	/// It does not matter how often decay is counted, and parts never exceed their sum.
	#[test]
	fn decay_does_not_depend_on_who_looks(
		a in any::<u64>(),
		b in any::<u64>(),
		parts in 0..1_000_000_000u32,
		stops in prop::collection::vec(0..20u32, 1..10),
	) {
		let kept = Perbill::from_parts(parts);
		let start = |power: u64| Decaying { power: power.into(), step: 0 };
		let (mut one, mut other, mut sum) =
			(start(a), start(b), Decaying { power: Power::from(a) + Power::from(b), step: 0 });
		let mut step = 0;
		for stop in stops {
			step += stop;
			one.advance(step, kept);
			sum.advance(step, kept);
		}
		other.advance(step, kept);
		let mut at_once = start(a);
		at_once.advance(step, kept);
		prop_assert_eq!(one, at_once);
		prop_assert!(one.power + other.power <= sum.power);
	}
}
