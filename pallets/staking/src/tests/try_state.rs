//! Every invariant, broken on purpose; and the relations between config items.

use frame_support::{
	assert_err, assert_ok,
	traits::{
		fungible::{Mutate, MutateHold},
		tokens::Precision,
		Hooks,
	},
};
use labscape_primitives::ProviderStake;
use sp_runtime::{Perbill, TryRuntimeError};

use super::*;
use crate::{Backings, Cohort, Cohorts, Delegation, HoldReason, OwnChunk, Pending};

/// A provider with everything: cohorts, waiting and leaving stake, chunks, a node, income.
fn broken(message: &'static str, harm: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		register(ALICE);
		delegate_and_wait(ALICE, DAVE, 1_000);
		delegate_and_wait(ALICE, EVE, 1_000);
		earn(ALICE, 1_000);
		assert_ok!(Staking::undelegate(signed(DAVE), ALICE, 300));
		assert_ok!(Staking::unbond(signed(ALICE), 300));
		pass(1);
		assert_ok!(Staking::undelegate(signed(DAVE), ALICE, 300));
		assert_ok!(Staking::unbond(signed(ALICE), 300));
		assert_ok!(Staking::delegate(signed(DAVE), ALICE, 500));
		pass(1);
		assert_ok!(Staking::delegate(signed(DAVE), ALICE, 500));
		assert_ok!(Staking::back(&ALICE, 1, 10));
		assert_ok!(Staking::do_try_state());
		harm();
		assert_err!(Staking::do_try_state(), TryRuntimeError::Other(message));
	});
}

fn with_alice(harm: impl FnOnce(&mut Provider)) {
	Providers::<Test>::mutate(ALICE, |provider| harm(provider.as_mut().unwrap()));
}

fn with_dave(harm: impl FnOnce(&mut Delegation<AccountId>)) {
	Delegations::<Test>::mutate(ALICE, DAVE, |delegation| harm(delegation.as_mut().unwrap()));
}

#[test]
fn i1_sees_a_bond_that_is_not_held() {
	broken("I1: a bond is not what is held", || {
		Balances::release(&HoldReason::Bond.into(), &ALICE, 1, Precision::Exact).unwrap();
	});
}

#[test]
fn i2_sees_delegations_that_are_not_held() {
	broken("I2: delegations are not what is held", || with_alice(|p| p.delegated.value += 1));
}

#[test]
fn i3_sees_an_empty_delegation() {
	broken("I3: a delegation is empty", || {
		Delegations::<Test>::insert(ALICE, STRANGER, Delegation::default());
	});
}

#[test]
fn i3_sees_an_empty_cohort() {
	broken("I3: a cohort is empty", || {
		Cohorts::<Test>::insert(ALICE, 99, Cohort { amount: 0, shares: 0, since: 0 });
	});
}

#[test]
fn i3_sees_a_cohort_without_owners() {
	broken("I3: a cohort is not owned", || {
		Cohorts::<Test>::insert(ALICE, 99, Cohort { amount: 5, shares: 5, since: 0 });
	});
}

#[test]
fn i3_sees_waiting_stake_without_owners() {
	broken("I3: waiting stake is not owned", || {
		with_alice(|p| {
			p.pending[0].amount -= 1;
			p.pending[1].amount += 1;
		})
	});
}

#[test]
fn i3_sees_waiting_stake_that_the_provider_does_not_know() {
	broken("I3: waiting stake is not known to the provider", || {
		with_dave(|d| d.pending.try_push(Pending { from: 99, amount: 5 }).unwrap())
	});
}

#[test]
fn i3_sees_shares_without_owners() {
	broken("I3: shares are not owned", || with_dave(|d| d.shares += 1));
	broken("I3: leaving shares are not owned", || with_dave(|d| d.unbonding[0].shares += 1));
}

#[test]
fn i3_sees_miscounted_delegations() {
	broken("I3: delegations are miscounted", || with_alice(|p| p.delegators += 1));
}

#[test]
fn i3_sees_records_without_provider() {
	broken("I3: a delegation has no provider", || {
		let dave = Delegations::<Test>::get(ALICE, DAVE).unwrap();
		Delegations::<Test>::insert(BOB, DAVE, dave);
	});
	broken("I3: a cohort has no provider", || {
		Cohorts::<Test>::insert(BOB, 99, Cohort { amount: 5, shares: 5, since: 0 });
	});
}

#[test]
fn i3_sees_a_provider_that_should_be_forgotten() {
	broken("I3: a provider is spent", || {
		let mut spent = Provider::new(0, Perbill::zero(), 0);
		spent.status = crate::Status::Leaving;
		Providers::<Test>::insert(BOB, spent);
	});
}

#[test]
fn i4_sees_backing_that_is_not_the_sum() {
	broken("I4: backing is not the sum over the nodes", || with_alice(|p| p.backing += 1));
	broken("I4: backing is not the sum over the nodes", || with_alice(|p| p.nodes += 1));
	broken("I4: a node is backed by no provider", || {
		Backings::<Test>::insert(2, crate::Backing { provider: STRANGER, amount: 5 });
	});
}

#[test]
fn i5_sees_shares_without_a_price() {
	// Value without shares, at a provider of its own so that nothing else breaks before.
	let empty_handed = |harm: fn(&mut Provider)| {
		move || {
			register(BOB);
			Providers::<Test>::mutate(BOB, |provider| harm(provider.as_mut().unwrap()));
			let account = Staking::account();
			Balances::mint_into(&account, 10).unwrap();
			Balances::hold(&HoldReason::Delegation.into(), &account, 10).unwrap();
		}
	};
	broken("I5: delegations have no price", empty_handed(|p| p.delegated.value = 10));
	broken("I5: leaving delegations have no price", empty_handed(|p| p.unbonding.value = 10));
}

#[test]
fn i6_sees_income_that_is_not_there() {
	broken("I6: delegators are owed more than was given", || with_dave(|d| d.owed += 1_000));
	broken("I6: the pot does not hold all income", || with_alice(|p| p.earned += 1_000));
}

#[test]
fn i7_sees_lists_out_of_order() {
	broken("I7: waiting stake is out of order", || with_alice(|p| p.pending[..].reverse()));
	broken("I7: waiting stake is out of order", || {
		with_alice(|p| p.pending.try_push(Pending { from: 99, amount: 0 }).unwrap())
	});
	broken("I7: the bond's chunks are out of order", || {
		with_alice(|p| p.own_unbonding[..].reverse())
	});
	broken("I7: the bond's chunks are out of order", || {
		with_alice(|p| p.own_unbonding.try_push(OwnChunk { release: 99, amount: 0 }).unwrap())
	});
	broken("I7: a commission is above its bound", || with_alice(|p| p.commission = Perbill::one()));
	broken("I7: a delegation is out of order", || with_dave(|d| d.pending[..].reverse()));
	broken("I7: a delegation's chunks are out of order", || {
		with_dave(|d| d.unbonding[..].reverse())
	});
}

#[test]
#[should_panic(expected = "delegations wait at least one epoch")]
fn the_integrity_test_refuses_a_list_too_short_for_the_waiting_time() {
	Waiting::set(9);
	<Staking as Hooks<u64>>::integrity_test();
}

#[test]
#[should_panic(expected = "a move must not be faster than a new delegation")]
fn the_integrity_test_refuses_fast_moves() {
	Moving::set(5);
	<Staking as Hooks<u64>>::integrity_test();
}

#[test]
#[should_panic(expected = "moving must not be slower than leaving")]
fn the_integrity_test_refuses_fast_exits() {
	Unbonding::set(9);
	<Staking as Hooks<u64>>::integrity_test();
}
