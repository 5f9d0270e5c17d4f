//! The delegators' calls.

use frame_support::{assert_noop, assert_ok};
use labscape_primitives::ProviderStake;
use sp_runtime::{traits::BadOrigin, Perbill, TokenError};

use super::*;
use crate::{Cohorts, Error, Event, MAX_CHUNKS};

fn held() -> Balance {
	Balances::reserved_balance(Staking::account())
}

#[test]
fn a_delegation_waits_six_epochs() {
	build_and_execute(|| {
		register(ALICE);
		events();
		assert_ok!(Staking::delegate(signed(DAVE), ALICE, 500));
		assert_eq!(
			events(),
			vec![Event::Delegated { provider: ALICE, delegator: DAVE, amount: 500, from: 7 }]
		);
		assert_eq!((free(DAVE), held()), (WEALTH - 500, 500));
		assert_eq!(Staking::active_stake(&ALICE), 10_000);

		pass(5);
		assert_eq!(active(DAVE), 0);
		pass(1);
		assert_eq!(active(DAVE), 500);
		assert_eq!(Staking::active_stake(&ALICE), 10_500);
	});
}

#[test]
fn waiting_stake_earns_nothing_and_is_not_slashed() {
	build_and_execute(|| {
		register(ALICE);
		assert_ok!(Staking::delegate(signed(DAVE), ALICE, 500));
		pass(5);
		earn(ALICE, 1_000);
		assert_eq!(Staking::slash(&ALICE, 10_300), 10_000);
		pass(1);
		assert_eq!((active(DAVE), claimable(DAVE)), (500, 0));
		assert_eq!(alice().earned, 1_000);
	});
}

#[test]
fn income_and_slash_wait_until_stake_counts_even_if_nobody_touches_it() {
	build_and_execute(|| {
		register(ALICE);
		assert_ok!(Staking::delegate(signed(DAVE), ALICE, 10_000));
		pass(3);
		assert_ok!(Staking::delegate(signed(EVE), ALICE, 20_000));
		pass(3);
		// Dave counts, Eve does not.
		earn(ALICE, 1_000);
		pass(3);
		earn(ALICE, 4_000);
		assert_eq!(claimable(DAVE), 500 + 1_000);
		assert_eq!(claimable(EVE), 2_000);
		assert_eq!(alice().earned, 500 + 1_000);
		assert_eq!(Cohorts::<Test>::iter().count(), 2);

		assert_ok!(Staking::claim(signed(STRANGER), ALICE, EVE));
		assert_ok!(Staking::claim(signed(STRANGER), ALICE, DAVE));
		assert_eq!(Cohorts::<Test>::iter().count(), 0);
		assert_eq!((free(DAVE), free(EVE)), (WEALTH - 8_500, WEALTH - 18_000));
	});
}

#[test]
fn delegate_fails_on_the_wrong_side_of_each_bound() {
	build_and_execute(|| {
		assert_noop!(Staking::delegate(signed(DAVE), ALICE, 100), Error::<Test>::NotProvider);
		register(ALICE);
		assert_noop!(Staking::delegate(RuntimeOrigin::root(), ALICE, 100), BadOrigin);
		assert_noop!(Staking::delegate(signed(ALICE), ALICE, 100), Error::<Test>::SelfDelegation);
		assert_noop!(
			Staking::delegate(signed(DAVE), ALICE, 99),
			Error::<Test>::BelowMinimumDelegation
		);
		assert_ok!(Staking::delegate(signed(DAVE), ALICE, 100));
		assert_noop!(
			Staking::delegate(signed(DAVE), ALICE, 39_901),
			Error::<Test>::LeverageExceeded
		);
		assert_noop!(Staking::delegate(signed(STRANGER), ALICE, 100), TokenError::FundsUnavailable);
		assert_ok!(Staking::delegate(signed(DAVE), ALICE, 39_900));
		assert_ok!(Staking::chill(signed(ALICE)));
		assert_noop!(Staking::delegate(signed(DAVE), ALICE, 100), Error::<Test>::NotActive);
		assert_ok!(Staking::resume(signed(ALICE)));
		assert_ok!(Staking::leave(signed(ALICE)));
		assert_noop!(Staking::delegate(signed(DAVE), ALICE, 100), Error::<Test>::NotActive);
	});
}

#[test]
fn waiting_stake_goes_home_at_once_and_first() {
	build_and_execute(|| {
		register(ALICE);
		delegate_and_wait(ALICE, DAVE, 1_000);
		assert_ok!(Staking::delegate(signed(DAVE), ALICE, 200));
		pass(1);
		assert_ok!(Staking::delegate(signed(DAVE), ALICE, 300));
		events();

		assert_ok!(Staking::undelegate(signed(DAVE), ALICE, 400));

		assert_eq!(
			events(),
			vec![Event::PendingReturned { provider: ALICE, delegator: DAVE, amount: 400 }]
		);
		let view = Staking::delegation(ALICE, DAVE).unwrap();
		assert_eq!((view.active, view.pending[0].amount, view.pending.len()), (1_000, 100, 1));
		assert_eq!(free(DAVE), WEALTH - 1_100);

		assert_ok!(Staking::undelegate(signed(DAVE), ALICE, 600));
		let view = Staking::delegation(ALICE, DAVE).unwrap();
		assert_eq!((view.active, view.pending.len()), (500, 0));
		assert_eq!(view.unbonding, vec![(28, 500, None)]);
	});
}

#[test]
fn undelegated_stake_goes_home_after_the_period() {
	build_and_execute(|| {
		register(ALICE);
		delegate_and_wait(ALICE, DAVE, 1_000);
		events();
		assert_ok!(Staking::undelegate(signed(DAVE), ALICE, 400));
		assert_eq!(
			events(),
			vec![Event::DelegationUnbonding {
				provider: ALICE,
				delegator: DAVE,
				amount: 400,
				release: 27,
				to: None
			}]
		);
		earn(ALICE, 10_600);
		assert_eq!(claimable(DAVE), 600);
		pass(19);
		assert_noop!(
			Staking::withdraw_delegation(signed(DAVE), ALICE, DAVE),
			Error::<Test>::NothingToWithdraw
		);
		pass(1);
		events();
		assert_ok!(Staking::withdraw_delegation(signed(STRANGER), ALICE, DAVE));
		assert_eq!(free(DAVE), WEALTH - 600);
		assert_eq!(
			events(),
			vec![Event::DelegationWithdrawn { provider: ALICE, delegator: DAVE, amount: 400 }]
		);
	});
}

#[test]
fn a_rest_below_the_minimum_is_taken_along() {
	build_and_execute(|| {
		register(ALICE);
		delegate_and_wait(ALICE, DAVE, 1_000);
		delegate_and_wait(ALICE, EVE, 1_000);
		assert_ok!(Staking::undelegate(signed(DAVE), ALICE, 900));
		assert_eq!(active(DAVE), 100);
		assert_ok!(Staking::undelegate(signed(EVE), ALICE, 901));
		assert_eq!(active(EVE), 0);
		assert_eq!(alice().unbonding.value, 1_900);
	});
}

#[test]
fn undelegate_fails_without_amount_delegation_or_room() {
	build_and_execute(|| {
		assert_noop!(Staking::undelegate(RuntimeOrigin::root(), ALICE, 1), BadOrigin);
		assert_noop!(Staking::undelegate(signed(DAVE), ALICE, 1), Error::<Test>::NotProvider);
		register(ALICE);
		assert_noop!(Staking::undelegate(signed(DAVE), ALICE, 1), Error::<Test>::NoDelegation);
		delegate_and_wait(ALICE, DAVE, 5_000);
		assert_noop!(Staking::undelegate(signed(DAVE), ALICE, 0), Error::<Test>::ZeroAmount);
		for _ in 0..MAX_CHUNKS {
			assert_ok!(Staking::undelegate(signed(DAVE), ALICE, 10));
			assert_ok!(Staking::undelegate(signed(DAVE), ALICE, 10));
			pass(1);
		}
		assert_noop!(Staking::undelegate(signed(DAVE), ALICE, 10), Error::<Test>::TooManyChunks);
		pass(20);
		assert_ok!(Staking::withdraw_delegation(signed(DAVE), ALICE, DAVE));
		assert_ok!(Staking::undelegate(signed(DAVE), ALICE, u128::MAX));
		assert_eq!(free(DAVE), WEALTH - 5_000 + 160);
	});
}

#[test]
fn a_moved_delegation_stays_at_risk_and_then_waits_at_the_new_provider() {
	build_and_execute(|| {
		register(ALICE);
		register(BOB);
		delegate_and_wait(ALICE, DAVE, 1_000);
		events();
		assert_ok!(Staking::move_delegation(signed(DAVE), ALICE, BOB, 400));
		assert_eq!(
			events(),
			vec![Event::DelegationUnbonding {
				provider: ALICE,
				delegator: DAVE,
				amount: 400,
				release: 17,
				to: Some(BOB)
			}]
		);
		// Half of the delegators' stake goes, leaving stake included.
		assert_eq!(Staking::slash(&ALICE, 10_500), 10_500);
		pass(10);
		assert_ok!(Staking::withdraw_delegation(signed(STRANGER), ALICE, DAVE));
		let moved = Staking::delegation(BOB, DAVE).unwrap();
		assert_eq!((moved.active, moved.pending[0].amount, moved.pending[0].from), (0, 200, 23));
		assert_eq!(active(DAVE), 300);
		assert_eq!(held(), 500);
	});
}

#[test]
fn a_move_goes_home_when_the_new_provider_does_not_take_it() {
	build_and_execute(|| {
		register(ALICE);
		register(BOB);
		delegate_and_wait(ALICE, DAVE, 1_000);
		assert_ok!(Staking::move_delegation(signed(DAVE), ALICE, BOB, u128::MAX));
		assert_ok!(Staking::chill(signed(BOB)));
		pass(10);
		assert_ok!(Staking::withdraw_delegation(signed(DAVE), ALICE, DAVE));
		assert_eq!(free(DAVE), WEALTH);
		assert!(!exists(ALICE, DAVE) && !exists(BOB, DAVE));
		assert_eq!((alice().delegators, held()), (0, 0));
	});
}

#[test]
fn a_refused_move_leaves_no_trace_at_the_new_provider() {
	build_and_execute(|| {
		register(ALICE);
		register(BOB);
		delegate_and_wait(ALICE, DAVE, 1_000);
		// Stake of Dave and Eve at Bob will have come to count when the move is refused.
		assert_ok!(Staking::delegate(signed(DAVE), BOB, 39_500));
		assert_ok!(Staking::delegate(signed(EVE), BOB, 500));
		assert_ok!(Staking::move_delegation(signed(DAVE), ALICE, BOB, 600));
		pass(10);
		assert_ok!(Staking::withdraw_delegation(signed(DAVE), ALICE, DAVE));
		Staking::do_try_state().unwrap();
		assert_eq!(free(DAVE), WEALTH - 400 - 39_500);
		assert_eq!(Staking::delegation(BOB, DAVE).unwrap().active, 39_500);
	});
}

#[test]
fn move_fails_without_amount_delegation_or_target() {
	build_and_execute(|| {
		register(ALICE);
		register(BOB);
		let moving = |who, to, amount| Staking::move_delegation(signed(who), ALICE, to, amount);
		assert_noop!(Staking::move_delegation(RuntimeOrigin::root(), ALICE, BOB, 1), BadOrigin);
		assert_noop!(moving(DAVE, BOB, 1), Error::<Test>::NoDelegation);
		assert_ok!(Staking::delegate(signed(DAVE), ALICE, 500));
		assert_noop!(moving(DAVE, BOB, 1), Error::<Test>::NoDelegation);
		pass(6);
		assert_noop!(moving(DAVE, BOB, 0), Error::<Test>::ZeroAmount);
		assert_noop!(moving(DAVE, ALICE, 1), Error::<Test>::SameProvider);
		assert_noop!(moving(BOB, BOB, 1), Error::<Test>::SelfDelegation);
		assert_noop!(moving(DAVE, STRANGER, 1), Error::<Test>::NotProvider);
		assert_noop!(
			Staking::move_delegation(signed(DAVE), STRANGER, BOB, 1),
			Error::<Test>::NotProvider
		);
		assert_ok!(Staking::chill(signed(BOB)));
		assert_noop!(moving(DAVE, BOB, 1), Error::<Test>::NotActive);
		assert_ok!(Staking::resume(signed(BOB)));
		for _ in 0..MAX_CHUNKS {
			assert_ok!(moving(DAVE, BOB, 10));
			pass(1);
		}
		assert_noop!(moving(DAVE, BOB, 10), Error::<Test>::TooManyChunks);
	});
}

#[test]
fn withdraw_fails_without_signature_provider_or_delegation() {
	build_and_execute(|| {
		assert_noop!(Staking::withdraw_delegation(RuntimeOrigin::root(), ALICE, DAVE), BadOrigin);
		assert_noop!(
			Staking::withdraw_delegation(signed(DAVE), ALICE, DAVE),
			Error::<Test>::NotProvider
		);
		register(ALICE);
		assert_noop!(
			Staking::withdraw_delegation(signed(DAVE), ALICE, DAVE),
			Error::<Test>::NoDelegation
		);
	});
}

#[test]
fn stake_below_the_existential_deposit_waits_for_an_account() {
	build_and_execute(|| {
		register(ALICE);
		delegate_and_wait(ALICE, DAVE, 100);
		assert_ok!(Staking::undelegate(signed(DAVE), ALICE, 100));
		assert_eq!(Staking::slash(&ALICE, 10_095), 10_095);
		assert_ok!(Balances::transfer_allow_death(signed(DAVE), EVE, WEALTH - 100));
		pass(20);
		assert_noop!(
			Staking::withdraw_delegation(signed(DAVE), ALICE, DAVE),
			TokenError::CannotCreate
		);
		assert_ok!(Balances::transfer_allow_death(signed(EVE), DAVE, 10));
		assert_ok!(Staking::withdraw_delegation(signed(DAVE), ALICE, DAVE));
		assert_eq!(free(DAVE), 15);
	});
}

#[test]
fn claim_pays_delegators_and_operator_from_the_pot() {
	build_and_execute(|| {
		assert_ok!(Staking::register(signed(ALICE), 10_000, Perbill::from_percent(10)));
		delegate_and_wait(ALICE, DAVE, 30_000);
		earn(ALICE, 1_000);
		// 900 by stake, three quarters of it Dave's.
		assert_eq!(claimable(DAVE), 675);
		assert_eq!(Staking::provider(ALICE).unwrap().earned, 325);
		events();
		assert_ok!(Staking::claim(signed(STRANGER), ALICE, DAVE));
		assert_ok!(Staking::claim(signed(STRANGER), ALICE, ALICE));
		assert_eq!((free(DAVE), free(ALICE)), (WEALTH - 29_325, WEALTH - 9_675));
		assert_eq!(free(POT), EXISTENTIAL_DEPOSIT);
		assert_eq!(
			events(),
			vec![
				Event::Claimed { provider: ALICE, who: DAVE, amount: 675 },
				Event::Claimed { provider: ALICE, who: ALICE, amount: 325 },
			]
		);
		for who in [ALICE, DAVE] {
			assert_noop!(Staking::claim(signed(DAVE), ALICE, who), Error::<Test>::NothingToClaim);
		}
	});
}

#[test]
fn claim_fails_without_signature_provider_delegation_or_account() {
	build_and_execute(|| {
		assert_noop!(Staking::claim(RuntimeOrigin::root(), ALICE, DAVE), BadOrigin);
		assert_noop!(Staking::claim(signed(DAVE), ALICE, DAVE), Error::<Test>::NotProvider);
		register(ALICE);
		assert_noop!(Staking::claim(signed(DAVE), ALICE, DAVE), Error::<Test>::NoDelegation);
		delegate_and_wait(ALICE, DAVE, 10_000);
		earn(ALICE, 18);
		assert_ok!(Balances::transfer_allow_death(signed(DAVE), EVE, WEALTH - 10_000));
		assert_noop!(Staking::claim(signed(EVE), ALICE, DAVE), TokenError::BelowMinimum);
		earn(ALICE, 2);
		assert_ok!(Staking::claim(signed(EVE), ALICE, DAVE));
		assert_eq!(free(DAVE), 10);
	});
}

#[test]
fn what_did_not_divide_is_the_operators_when_the_last_delegator_has_gone() {
	build_and_execute(|| {
		assert_ok!(Staking::register(signed(ALICE), 1_000, Perbill::zero()));
		assert_ok!(Staking::delegate(signed(DAVE), ALICE, 300));
		assert_ok!(Staking::delegate(signed(EVE), ALICE, 400));
		pass(6);
		for _ in 0..10 {
			earn(ALICE, 17); // 7 for 700 shares
			earn(ALICE, 20); // 8 for 700 shares: does not divide
		}
		assert_eq!(alice().unclaimed, 150);
		assert_eq!((claimable(DAVE), claimable(EVE)), (64, 85));
		for who in [DAVE, EVE] {
			assert_ok!(Staking::undelegate(signed(who), ALICE, 1_000));
			assert_ok!(Staking::claim(signed(who), ALICE, who));
		}
		pass(20);
		let earned = alice().earned;
		for who in [DAVE, EVE] {
			assert_ok!(Staking::withdraw_delegation(signed(who), ALICE, who));
		}
		assert_eq!((alice().earned, alice().unclaimed), (earned + 1, 0));
		assert_ok!(Staking::claim(signed(ALICE), ALICE, ALICE));
		assert_eq!(free(POT), EXISTENTIAL_DEPOSIT);
	});
}

#[test]
fn shares_that_a_slash_made_worthless_can_leave() {
	build_and_execute(|| {
		register(ALICE);
		delegate_and_wait(ALICE, DAVE, 500);
		delegate_and_wait(ALICE, EVE, 500);
		Staking::slash(&ALICE, u128::MAX);
		assert_eq!((active(DAVE), active(EVE), alice().delegated.value), (0, 0, 1));
		assert_noop!(
			Staking::move_delegation(signed(DAVE), ALICE, BOB, 1),
			Error::<Test>::NotProvider
		);
		assert_ok!(Staking::undelegate(signed(DAVE), ALICE, 1));
		assert!(!exists(ALICE, DAVE));
		// The last one gets what is left.
		assert_ok!(Staking::undelegate(signed(EVE), ALICE, 1));
		assert_eq!(alice().unbonding.value, 1);
	});
}

#[test]
fn withdrawing_is_charged_by_what_moves() {
	build_and_execute(|| {
		register(ALICE);
		register(BOB);
		delegate_and_wait(ALICE, DAVE, 1_000);
		let withdraw = || Staking::withdraw_delegation(signed(DAVE), ALICE, DAVE).unwrap();
		let weight = |moves| Some(<() as crate::WeightInfo>::withdraw_delegation(moves));
		assert_ok!(Staking::undelegate(signed(DAVE), ALICE, 100));
		pass(20);
		assert_eq!(withdraw().actual_weight, weight(0));
		assert_ok!(Staking::move_delegation(signed(DAVE), ALICE, BOB, 100));
		pass(20);
		assert_eq!(withdraw().actual_weight, weight(1));
	});
}
