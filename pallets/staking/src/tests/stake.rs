//! What Resources and Posw do with stake.

use frame_support::{assert_noop, assert_ok};
use labscape_primitives::{OwnStake, ProviderStake};
use sp_runtime::Perbill;

use super::*;
use crate::{Error, Event};

#[test]
fn a_node_is_backed_by_its_size() {
	build_and_execute(|| {
		register(ALICE);
		events();
		assert_ok!(Staking::back(&ALICE, 7, 5));
		assert_ok!(Staking::back(&ALICE, 8, 6));
		assert_eq!(
			events(),
			vec![
				Event::NodeBacked { provider: ALICE, node: 7, amount: 50 },
				Event::NodeBacked { provider: ALICE, node: 8, amount: 60 },
			]
		);
		assert_eq!(Staking::free_own_bond(&ALICE), 10_000 - 110);
		assert_eq!(Staking::backing_of_node(8), Some((ALICE, 60)));
		assert_eq!((Staking::bond_of_node(4), Staking::bond_of_node(4_096)), (50, 40_960));

		// A later price does not touch what stands already.
		UnitBond::set(1_000);
		Staking::unback(&ALICE, 8);
		Staking::unback(&ALICE, 8);
		Staking::unback(&BOB, 7);
		assert_eq!(events(), vec![Event::NodeUnbacked { provider: ALICE, node: 8, amount: 60 }]);
		assert_eq!(Staking::free_own_bond(&ALICE), 10_000 - 50);
	});
}

#[test]
fn back_fails_on_the_wrong_side_of_each_bound() {
	build_and_execute(|| {
		assert_noop!(Staking::back(&ALICE, 1, 1), Error::<Test>::NotProvider);
		register(ALICE);
		register(BOB);
		assert_noop!(Staking::back(&ALICE, 1, 0), Error::<Test>::NoUnits);
		assert_noop!(Staking::back(&ALICE, 1, 1_001), Error::<Test>::InsufficientStake);
		assert_ok!(Staking::back(&ALICE, 1, 1_000));
		assert_noop!(Staking::back(&ALICE, 1, 1), Error::<Test>::NodeAlreadyBacked);
		assert_noop!(Staking::back(&BOB, 1, 1), Error::<Test>::NodeAlreadyBacked);
		assert_noop!(Staking::back(&ALICE, 2, 1), Error::<Test>::InsufficientStake);
		assert_ok!(Staking::chill(signed(BOB)));
		assert_noop!(Staking::back(&BOB, 2, 1), Error::<Test>::NotActive);
	});
}

#[test]
fn delegations_back_nodes_up_to_the_leverage() {
	build_and_execute(|| {
		register(ALICE);
		delegate_and_wait(ALICE, DAVE, 40_000);
		assert_noop!(Staking::back(&ALICE, 1, 5_001), Error::<Test>::InsufficientStake);
		assert_ok!(Staking::back(&ALICE, 1, 2_500)); // 25,000, of which 5,000 own
		assert_eq!(Staking::free_own_bond(&ALICE), 5_000);
		assert_ok!(Staking::reserve(&ALICE, 5_000));
		assert_noop!(Staking::back(&ALICE, 2, 1), Error::<Test>::InsufficientStake);
		Staking::unreserve(&ALICE, 5_000);
		assert_ok!(Staking::back(&ALICE, 2, 2_500));
		assert_eq!(Staking::free_own_bond(&ALICE), 0);
	});
}

#[test]
fn waiting_delegations_back_nothing() {
	build_and_execute(|| {
		register(ALICE);
		assert_ok!(Staking::delegate(signed(DAVE), ALICE, 40_000));
		assert_noop!(Staking::back(&ALICE, 1, 1_001), Error::<Test>::InsufficientStake);
	});
}

#[test]
fn stake_that_left_no_longer_covers_and_the_provider_becomes_inactive() {
	build_and_execute(|| {
		register(ALICE);
		delegate_and_wait(ALICE, DAVE, 10_000);
		assert_ok!(Staking::back(&ALICE, 1, 2_000)); // 20,000
		assert_ok!(Staking::undelegate(signed(DAVE), ALICE, 10_000));
		// It can still be slashed, so it still covers; but it backs nothing new.
		assert!(Staking::is_active(&ALICE));
		assert_noop!(Staking::back(&ALICE, 2, 1), Error::<Test>::InsufficientStake);
		pass(20);
		assert_ok!(Staking::withdraw_delegation(signed(DAVE), ALICE, DAVE));
		assert!(!Staking::is_active(&ALICE));
		assert_noop!(Staking::reserve(&ALICE, 0), Error::<Test>::NotActive);
		Staking::unback(&ALICE, 1);
		assert!(Staking::is_active(&ALICE));
	});
}

#[test]
fn no_reserve_beyond_the_free_bond() {
	build_and_execute(|| {
		assert_noop!(Staking::reserve(&ALICE, 1), Error::<Test>::NotProvider);
		register(ALICE);
		assert_ok!(Staking::back(&ALICE, 1, 100));
		assert_noop!(Staking::reserve(&ALICE, 9_001), Error::<Test>::InsufficientStake);
		assert_ok!(Staking::reserve(&ALICE, 9_000));
		assert_noop!(Staking::reserve(&ALICE, 1), Error::<Test>::InsufficientStake);
		Staking::unreserve(&ALICE, 100);
		assert_eq!(Staking::free_own_bond(&ALICE), 100);
		Staking::unreserve(&ALICE, u128::MAX);
		Staking::unreserve(&BOB, 1);
		assert_eq!(Staking::free_own_bond(&ALICE), 9_000);
	});
}

#[test]
fn a_slash_takes_the_operators_bond_first() {
	build_and_execute(|| {
		register(ALICE);
		delegate_and_wait(ALICE, DAVE, 3_000);
		delegate_and_wait(ALICE, EVE, 1_000);
		assert_ok!(Staking::undelegate(signed(EVE), ALICE, 1_000));
		assert_ok!(Staking::unbond(signed(ALICE), 2_000));
		events();

		assert_eq!(Staking::slash(&ALICE, 8_000), 8_000);
		assert_eq!((alice().own, alice().own_unbonding_total()), (0, 2_000));
		assert_eq!(Staking::slash(&ALICE, 500), 500);
		assert_eq!(alice().own_unbonding_total(), 1_500);
		assert_eq!(Staking::slash(&ALICE, 3_500), 3_500);
		assert_eq!(alice().own_unbonding.len(), 0);
		// The delegators lost half, leaving or not.
		assert_eq!((alice().delegated.value, alice().unbonding.value), (1_500, 500));

		assert_eq!(free(POT), EXISTENTIAL_DEPOSIT + 12_000);
		assert_eq!(
			events(),
			vec![
				Event::Slashed { provider: ALICE, own: 8_000, delegated: 0 },
				Event::Slashed { provider: ALICE, own: 500, delegated: 0 },
				Event::Slashed { provider: ALICE, own: 1_500, delegated: 2_000 },
			]
		);
	});
}

#[test]
fn a_slash_takes_what_there_is_and_says_how_much() {
	build_and_execute(|| {
		assert_eq!(Staking::slash(&ALICE, 5), 0);
		register(ALICE);
		assert_eq!(Staking::slash(&ALICE, 0), 0);
		delegate_and_wait(ALICE, DAVE, 3_000);
		// One planck is left, so that shares keep a price.
		assert_eq!(Staking::slash(&ALICE, u128::MAX), 12_999);
		assert_eq!(Staking::slash(&ALICE, u128::MAX), 0);
		assert_eq!(active(DAVE), 1);
		assert_eq!(Staking::own_stake(&ALICE), 0);
	});
}

#[test]
fn a_slash_cannot_be_stalled_by_votes() {
	build_and_execute(|| {
		use frame_support::traits::{LockableCurrency, WithdrawReasons};
		register(ALICE);
		Balances::set_lock(*b"votes   ", &ALICE, WEALTH, WithdrawReasons::all());
		assert_eq!(Staking::slash(&ALICE, 10_000), 10_000);
	});
}

#[test]
fn newcomers_after_a_slash_do_not_pay_for_it() {
	build_and_execute(|| {
		register(ALICE);
		delegate_and_wait(ALICE, DAVE, 1_000);
		assert_eq!(Staking::slash(&ALICE, 10_500), 10_500);
		assert_ok!(Staking::bond_extra(signed(ALICE), 10_000));
		delegate_and_wait(ALICE, EVE, 500);
		assert_eq!((active(DAVE), active(EVE)), (500, 500));
		earn(ALICE, 11_000);
		assert_eq!((claimable(DAVE), claimable(EVE)), (500, 500));
	});
}

#[test]
fn income_goes_to_the_operator_alone_when_nobody_delegates() {
	build_and_execute(|| {
		register(ALICE);
		earn(ALICE, 123);
		assert_eq!((alice().earned, alice().unclaimed), (123, 0));
		earn(ALICE, 0);
		assert_eq!(alice().earned, 123);
	});
}

#[test]
fn income_is_shared_even_if_the_own_bond_is_gone() {
	build_and_execute(|| {
		register(ALICE);
		delegate_and_wait(ALICE, DAVE, 1_000);
		Staking::slash(&ALICE, 10_000);
		earn(ALICE, 50);
		assert_eq!((claimable(DAVE), alice().earned), (50, 0));
	});
}

#[test]
fn income_for_nobody_goes_to_the_owner_of_residues() {
	build_and_execute(|| {
		earn(STRANGER, 70);
		assert_eq!(free(RESIDUE), EXISTENTIAL_DEPOSIT + 70);
		assert_eq!(events(), vec![Event::ResiduePaid { provider: STRANGER, amount: 70 }]);
		// More than the pot has: it stays where it is.
		Staking::reward(&STRANGER, 1_000);
		assert_eq!(free(POT), EXISTENTIAL_DEPOSIT);
	});
}

#[test]
fn commission_takes_its_part_first() {
	build_and_execute(|| {
		assert_ok!(Staking::register(signed(ALICE), 1_000, Perbill::from_percent(50)));
		delegate_and_wait(ALICE, DAVE, 1_000);
		earn(ALICE, 101);
		// 51 commission, rounded up; 25 each.
		assert_eq!((alice().earned, claimable(DAVE)), (76, 25));
	});
}

#[test]
fn own_stake_is_the_bond_that_is_not_leaving() {
	build_and_execute(|| {
		register(ALICE);
		delegate_and_wait(ALICE, DAVE, 1_000);
		assert_ok!(Staking::unbond(signed(ALICE), 4_000));
		assert_eq!(Staking::own_stake(&ALICE), 6_000);
		assert_eq!(Staking::own_stake(&DAVE), 0);
	});
}

#[test]
fn the_minimum_bond_is_asked_of_active_providers_too() {
	build_and_execute(|| {
		assert_ok!(Staking::register(signed(ALICE), 1_000, Perbill::zero()));
		assert!(Staking::is_active(&ALICE));
		MinBond::set(1_001);
		assert!(!Staking::is_active(&ALICE));
		assert_ok!(Staking::chill_other(signed(STRANGER), ALICE));
		MinBond::set(1_000);
	});
}
