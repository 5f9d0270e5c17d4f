//! The operator's calls.

use frame_support::{assert_noop, assert_ok};
use labscape_primitives::ProviderStake;
use sp_runtime::{traits::BadOrigin, Perbill, TokenError};

use super::*;
use crate::{Error, Event, OwnChunk, Status, MAX_CHUNKS};

fn percent(part: u32) -> Perbill {
	Perbill::from_percent(part)
}

#[test]
fn register_holds_the_bond() {
	build_and_execute(|| {
		assert_ok!(Staking::register(signed(ALICE), 1_000, percent(10)));

		assert_eq!(free(ALICE), WEALTH - 1_000);
		let view = Staking::provider(ALICE).unwrap();
		assert_eq!((view.own, view.free_own, view.active), (1_000, 1_000, true));
		assert_eq!(
			events(),
			vec![Event::ProviderRegistered {
				provider: ALICE,
				bond: 1_000,
				commission: percent(10)
			}]
		);
	});
}

#[test]
fn register_fails_on_the_wrong_side_of_each_bound() {
	build_and_execute(|| {
		assert_noop!(
			Staking::register(signed(ALICE), 999, Perbill::zero()),
			Error::<Test>::BelowMinimumBond
		);
		assert_noop!(
			Staking::register(signed(ALICE), 1_000, percent(50) + Perbill::from_parts(1)),
			Error::<Test>::CommissionTooHigh
		);
		assert_noop!(
			Staking::register(signed(ALICE), WEALTH, Perbill::zero()),
			TokenError::FundsUnavailable
		);
		assert_noop!(
			Staking::register(signed(STRANGER), 1_000, Perbill::zero()),
			TokenError::FundsUnavailable
		);
		assert_ok!(Staking::register(signed(ALICE), WEALTH - EXISTENTIAL_DEPOSIT, percent(50)));
		assert_noop!(
			Staking::register(signed(ALICE), 1_000, Perbill::zero()),
			Error::<Test>::AlreadyProvider
		);
	});
}

#[test]
fn register_fails_when_the_bond_is_zero_even_if_the_minimum_is() {
	build_and_execute(|| {
		MinBond::set(0);
		assert_noop!(
			Staking::register(signed(ALICE), 0, Perbill::zero()),
			Error::<Test>::ZeroAmount
		);
	});
}

#[test]
fn calls_of_the_operator_need_a_signature() {
	build_and_execute(|| {
		let root = RuntimeOrigin::root;
		assert_noop!(Staking::register(root(), 1_000, Perbill::zero()), BadOrigin);
		assert_noop!(Staking::bond_extra(root(), 1), BadOrigin);
		assert_noop!(Staking::unbond(root(), 1), BadOrigin);
		assert_noop!(Staking::withdraw_unbonded(root(), ALICE), BadOrigin);
		assert_noop!(Staking::set_commission(root(), Perbill::zero()), BadOrigin);
		assert_noop!(Staking::chill(root()), BadOrigin);
		assert_noop!(Staking::chill_other(root(), ALICE), BadOrigin);
		assert_noop!(Staking::resume(root()), BadOrigin);
		assert_noop!(Staking::leave(root()), BadOrigin);
		assert_noop!(Staking::kick(root(), ALICE, DAVE), BadOrigin);
	});
}

#[test]
fn calls_of_the_operator_need_a_provider() {
	build_and_execute(|| {
		let eve = || signed(EVE);
		assert_noop!(Staking::bond_extra(eve(), 1), Error::<Test>::NotProvider);
		assert_noop!(Staking::unbond(eve(), 1), Error::<Test>::NotProvider);
		assert_noop!(Staking::withdraw_unbonded(eve(), EVE), Error::<Test>::NotProvider);
		assert_noop!(Staking::set_commission(eve(), Perbill::zero()), Error::<Test>::NotProvider);
		assert_noop!(Staking::chill(eve()), Error::<Test>::NotProvider);
		assert_noop!(Staking::chill_other(eve(), EVE), Error::<Test>::NotProvider);
		assert_noop!(Staking::resume(eve()), Error::<Test>::NotProvider);
		assert_noop!(Staking::leave(eve()), Error::<Test>::NotProvider);
		assert_noop!(Staking::force_leave(RuntimeOrigin::root(), EVE), Error::<Test>::NotProvider);
		assert_noop!(Staking::kick(eve(), EVE, DAVE), Error::<Test>::NotProvider);
	});
}

#[test]
fn bond_extra_counts_at_once() {
	build_and_execute(|| {
		register(ALICE);
		events();
		assert_ok!(Staking::bond_extra(signed(ALICE), 5));
		assert_eq!(Staking::free_own_bond(&ALICE), 10_005);
		assert_eq!(events(), vec![Event::BondIncreased { provider: ALICE, amount: 5 }]);

		assert_noop!(Staking::bond_extra(signed(ALICE), 0), Error::<Test>::ZeroAmount);
		assert_noop!(Staking::bond_extra(signed(ALICE), WEALTH), TokenError::FundsUnavailable);
		assert_ok!(Staking::leave(signed(ALICE)));
		assert_noop!(Staking::bond_extra(signed(ALICE), 5), Error::<Test>::IsLeaving);
	});
}

#[test]
fn unbonded_stake_goes_home_after_the_period() {
	build_and_execute(|| {
		register(ALICE);
		events();
		assert_ok!(Staking::unbond(signed(ALICE), 4_000));
		assert_eq!(
			events(),
			vec![Event::BondUnbonding { provider: ALICE, amount: 4_000, release: 21 }]
		);
		assert_eq!(free(ALICE), WEALTH - 10_000);

		pass(19);
		assert_noop!(
			Staking::withdraw_unbonded(signed(ALICE), ALICE),
			Error::<Test>::NothingToWithdraw
		);
		pass(1);
		assert_ok!(Staking::withdraw_unbonded(signed(STRANGER), ALICE));
		assert_eq!(free(ALICE), WEALTH - 6_000);
		assert_eq!(events(), vec![Event::BondWithdrawn { provider: ALICE, amount: 4_000 }]);
	});
}

#[test]
fn unbond_fails_beyond_what_is_free() {
	build_and_execute(|| {
		register(ALICE);
		assert_noop!(Staking::unbond(signed(ALICE), 0), Error::<Test>::ZeroAmount);
		assert_noop!(Staking::unbond(signed(ALICE), 9_001), Error::<Test>::BelowMinimumBond);
		assert_noop!(Staking::unbond(signed(ALICE), 10_001), Error::<Test>::BondInUse);

		assert_ok!(Staking::back(&ALICE, 1, 100)); // 1,000
		assert_ok!(Staking::reserve(&ALICE, 2_000));
		assert_noop!(Staking::unbond(signed(ALICE), 7_001), Error::<Test>::BondInUse);
		assert_ok!(Staking::unbond(signed(ALICE), 7_000));
	});
}

#[test]
fn unbond_fails_when_delegations_would_lose_their_cover() {
	build_and_execute(|| {
		register(ALICE);
		assert_ok!(Staking::delegate(signed(DAVE), ALICE, 20_000));
		assert_noop!(Staking::unbond(signed(ALICE), 5_001), Error::<Test>::LeverageExceeded);
		assert_ok!(Staking::unbond(signed(ALICE), 5_000));
		// Whoever leaves may take all.
		assert_ok!(Staking::leave(signed(ALICE)));
		assert_ok!(Staking::unbond(signed(ALICE), 5_000));
	});
}

#[test]
fn chunks_of_one_epoch_merge_and_their_number_is_bounded() {
	build_and_execute(|| {
		register(ALICE);
		for _ in 0..MAX_CHUNKS {
			assert_ok!(Staking::unbond(signed(ALICE), 100));
			assert_ok!(Staking::unbond(signed(ALICE), 50));
			pass(1);
		}
		assert_eq!(alice().own_unbonding.len(), MAX_CHUNKS as usize);
		assert_eq!(alice().own_unbonding[0], OwnChunk { release: 21, amount: 150 });
		assert_noop!(Staking::unbond(signed(ALICE), 100), Error::<Test>::TooManyChunks);
		pass(20 - MAX_CHUNKS);
		assert_ok!(Staking::withdraw_unbonded(signed(ALICE), ALICE));
		assert_ok!(Staking::unbond(signed(ALICE), 100));
	});
}

#[test]
fn commission_falls_at_will_and_rises_by_steps() {
	build_and_execute(|| {
		assert_ok!(Staking::register(signed(ALICE), 10_000, percent(10)));
		assert_ok!(Staking::set_commission(signed(ALICE), percent(3)));
		assert_noop!(
			Staking::set_commission(signed(ALICE), percent(4)),
			Error::<Test>::CommissionTooSoon
		);
		pass(29);
		assert_noop!(
			Staking::set_commission(signed(ALICE), percent(4)),
			Error::<Test>::CommissionTooSoon
		);
		pass(1);
		assert_noop!(
			Staking::set_commission(signed(ALICE), percent(8) + Perbill::from_parts(1)),
			Error::<Test>::CommissionStepTooLarge
		);
		events();
		assert_ok!(Staking::set_commission(signed(ALICE), percent(8)));
		assert_eq!(
			events(),
			vec![Event::CommissionSet { provider: ALICE, commission: percent(8) }]
		);
		assert_noop!(
			Staking::set_commission(signed(ALICE), percent(9)),
			Error::<Test>::CommissionTooSoon
		);
		assert_noop!(
			Staking::set_commission(signed(ALICE), percent(51)),
			Error::<Test>::CommissionTooHigh
		);
	});
}

#[test]
fn chill_and_resume() {
	build_and_execute(|| {
		register(ALICE);
		assert_noop!(Staking::resume(signed(ALICE)), Error::<Test>::NotChilled);
		events();
		assert_ok!(Staking::chill(signed(ALICE)));
		assert!(!Staking::is_active(&ALICE));
		assert_noop!(Staking::chill(signed(ALICE)), Error::<Test>::NotActive);
		assert_ok!(Staking::resume(signed(ALICE)));
		assert!(Staking::is_active(&ALICE));
		assert_eq!(
			events(),
			vec![
				Event::ProviderChilled { provider: ALICE },
				Event::ProviderResumed { provider: ALICE },
			]
		);
	});
}

#[test]
fn resume_fails_below_the_minimum_and_without_cover() {
	build_and_execute(|| {
		register(ALICE);
		assert_ok!(Staking::back(&ALICE, 1, 500)); // 5,000
		assert_ok!(Staking::chill(signed(ALICE)));
		assert_eq!(Staking::slash(&ALICE, 9_001), 9_001);
		assert_noop!(Staking::resume(signed(ALICE)), Error::<Test>::BelowMinimumBond);
		assert_ok!(Staking::bond_extra(signed(ALICE), 4_000));
		assert_noop!(Staking::resume(signed(ALICE)), Error::<Test>::InsufficientStake);
		assert_ok!(Staking::bond_extra(signed(ALICE), 1));
		assert_ok!(Staking::resume(signed(ALICE)));
	});
}

#[test]
fn anyone_may_chill_a_provider_out_of_order_and_nobody_one_in_order() {
	build_and_execute(|| {
		register(ALICE);
		assert_ok!(Staking::back(&ALICE, 1, 500)); // 5,000
		assert_noop!(Staking::chill_other(signed(STRANGER), ALICE), Error::<Test>::InOrder);
		Staking::slash(&ALICE, 5_000);
		assert_noop!(Staking::chill_other(signed(STRANGER), ALICE), Error::<Test>::InOrder);
		Staking::slash(&ALICE, 1);
		assert!(!Staking::is_active(&ALICE));
		assert_ok!(Staking::chill_other(signed(STRANGER), ALICE));
		assert_eq!(alice().status, Status::Chilled);
		assert_noop!(Staking::chill_other(signed(STRANGER), ALICE), Error::<Test>::NotActive);
	});
}

#[test]
fn who_leaves_is_forgotten_with_the_last_planck() {
	build_and_execute(|| {
		register(ALICE);
		events();
		assert_ok!(Staking::leave(signed(ALICE)));
		assert_noop!(Staking::leave(signed(ALICE)), Error::<Test>::IsLeaving);
		assert_noop!(Staking::resume(signed(ALICE)), Error::<Test>::NotChilled);
		assert_noop!(Staking::chill(signed(ALICE)), Error::<Test>::NotActive);
		assert!(!Staking::is_active(&ALICE));

		assert_ok!(Staking::unbond(signed(ALICE), 10_000));
		pass(20);
		assert_ok!(Staking::withdraw_unbonded(signed(ALICE), ALICE));

		assert_eq!(Providers::<Test>::get(ALICE), None);
		assert_eq!(free(ALICE), WEALTH);
		assert_eq!(
			events(),
			vec![
				Event::ProviderLeaving { provider: ALICE },
				Event::BondUnbonding { provider: ALICE, amount: 10_000, release: 21 },
				Event::BondWithdrawn { provider: ALICE, amount: 10_000 },
				Event::ProviderRemoved { provider: ALICE },
			]
		);
		register(ALICE);
	});
}

#[test]
fn who_leaves_stays_known_while_something_is_left() {
	build_and_execute(|| {
		register(ALICE);
		assert_ok!(Staking::back(&ALICE, 1, 5));
		assert_ok!(Staking::reserve(&ALICE, 10));
		earn(ALICE, 77);
		assert_ok!(Staking::leave(signed(ALICE)));
		assert_eq!(Staking::slash(&ALICE, u128::MAX), 10_000);
		assert!(Staking::provider(ALICE).is_some());
		Staking::unback(&ALICE, 1);
		assert!(Staking::provider(ALICE).is_some());
		Staking::unreserve(&ALICE, 10);
		assert!(Staking::provider(ALICE).is_some());
		assert_ok!(Staking::claim(signed(ALICE), ALICE, ALICE));
		assert!(Staking::provider(ALICE).is_none());
	});
}

#[test]
fn force_leave_is_for_the_admin() {
	build_and_execute(|| {
		register(ALICE);
		assert_noop!(Staking::force_leave(signed(ALICE), ALICE), BadOrigin);
		assert_ok!(Staking::force_leave(RuntimeOrigin::root(), ALICE));
		assert_eq!(alice().status, Status::Leaving);
		assert_noop!(Staking::force_leave(RuntimeOrigin::root(), ALICE), Error::<Test>::IsLeaving);
	});
}

#[test]
fn the_operator_may_send_a_delegator_home_and_others_only_when_it_leaves() {
	build_and_execute(|| {
		register(ALICE);
		delegate_and_wait(ALICE, DAVE, 500);
		assert_ok!(Staking::delegate(signed(EVE), ALICE, 300));
		assert_noop!(Staking::kick(signed(EVE), ALICE, DAVE), Error::<Test>::NotOperator);
		assert_ok!(Staking::kick(signed(ALICE), ALICE, DAVE));
		assert_eq!(active(DAVE), 0);
		assert_noop!(Staking::kick(signed(ALICE), ALICE, DAVE), Error::<Test>::NoDelegation);

		assert_ok!(Staking::leave(signed(ALICE)));
		assert_ok!(Staking::kick(signed(STRANGER), ALICE, EVE));
		assert_eq!(free(EVE), WEALTH);
		pass(20);
		assert_ok!(Staking::withdraw_delegation(signed(STRANGER), ALICE, DAVE));
		assert_eq!(free(DAVE), WEALTH);
	});
}
