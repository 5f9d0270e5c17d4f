//! The invariants of the module's documentation, one function each.

use alloc::collections::BTreeMap;

use frame_support::{
	ensure,
	traits::{
		fungible::{Inspect, InspectHold},
		Get,
	},
};
use labscape_primitives::WorkEpoch;
use sp_runtime::TryRuntimeError;

use crate::{pallet::*, Balance, Pending, SharePool, Shares, MAX_SHARES_PER_PLANCK};

impl<T: Config> Pallet<T> {
	/// Check every invariant of this pallet.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_i1()?;
		Self::check_i2()?;
		Self::check_i3()?;
		Self::check_i4()?;
		Self::check_i5()?;
		Self::check_i6()?;
		Self::check_i7()
	}

	/// I1: the bond held is the own bond and what of it is on its way out.
	fn check_i1() -> Result<(), TryRuntimeError> {
		for (who, provider) in Providers::<T>::iter() {
			let held = T::Currency::balance_on_hold(&HoldReason::Bond.into(), &who);
			ensure!(
				provider.own.checked_add(provider.own_unbonding_total()) == Some(held),
				"I1: a bond is not what is held"
			);
		}
		Ok(())
	}

	/// I2: the pallet's account holds all delegations.
	fn check_i2() -> Result<(), TryRuntimeError> {
		let mut all: Balance = 0;
		for provider in Providers::<T>::iter_values() {
			for part in
				[provider.delegated.value, provider.pending_total(), provider.unbonding.value]
			{
				all = all.checked_add(part).ok_or("I2: delegations overflow")?;
			}
		}
		let held = T::Currency::balance_on_hold(&HoldReason::Delegation.into(), &Self::account());
		ensure!(held == all, "I2: delegations are not what is held");
		Ok(())
	}

	/// I3: every share and every waiting planck has an owner; delegations are counted.
	fn check_i3() -> Result<(), TryRuntimeError> {
		for (who, provider) in Providers::<T>::iter() {
			let (mut shares, mut leaving, mut count): (Shares, Shares, u32) = (0, 0, 0);
			let mut waiting = BTreeMap::<WorkEpoch, Balance>::new();
			for delegation in Delegations::<T>::iter_prefix_values(&who) {
				ensure!(!delegation.is_empty(), "I3: a delegation is empty");
				shares = shares.saturating_add(delegation.shares);
				for chunk in &delegation.unbonding {
					leaving = leaving.saturating_add(chunk.shares);
				}
				for entry in &delegation.pending {
					let sum = waiting.entry(entry.from).or_default();
					*sum = sum.saturating_add(entry.amount);
				}
				count = count.saturating_add(1);
			}
			for (epoch, cohort) in Cohorts::<T>::iter_prefix(&who) {
				shares = shares.saturating_add(cohort.shares);
				ensure!(cohort.amount > 0, "I3: a cohort is empty");
				ensure!(waiting.remove(&epoch) == Some(cohort.amount), "I3: a cohort is not owned");
			}
			for entry in &provider.pending {
				ensure!(
					waiting.remove(&entry.from).unwrap_or_default() == entry.amount,
					"I3: waiting stake is not owned"
				);
			}
			ensure!(waiting.is_empty(), "I3: waiting stake is not known to the provider");
			ensure!(shares == provider.delegated.shares, "I3: shares are not owned");
			ensure!(leaving == provider.unbonding.shares, "I3: leaving shares are not owned");
			ensure!(count == provider.delegators, "I3: delegations are miscounted");
			ensure!(!provider.is_spent(), "I3: a provider is spent");
		}
		for who in Delegations::<T>::iter_keys().map(|(who, _)| who) {
			ensure!(Providers::<T>::contains_key(who), "I3: a delegation has no provider");
		}
		for who in Cohorts::<T>::iter_keys().map(|(who, _)| who) {
			ensure!(Providers::<T>::contains_key(who), "I3: a cohort has no provider");
		}
		Ok(())
	}

	/// I4: what a provider stands behind is the sum over its nodes.
	fn check_i4() -> Result<(), TryRuntimeError> {
		let mut backings = BTreeMap::<T::AccountId, (Balance, u32)>::new();
		for backing in Backings::<T>::iter_values() {
			let (sum, count) = backings.entry(backing.provider).or_default();
			*sum = sum.saturating_add(backing.amount);
			*count = count.saturating_add(1);
		}
		for (who, provider) in Providers::<T>::iter() {
			ensure!(
				backings.remove(&who).unwrap_or_default() == (provider.backing, provider.nodes),
				"I4: backing is not the sum over the nodes"
			);
		}
		ensure!(backings.is_empty(), "I4: a node is backed by no provider");
		Ok(())
	}

	/// I5: a pool has shares exactly if it has value, and at most a million for each planck.
	fn check_i5() -> Result<(), TryRuntimeError> {
		let sound = |pool: &SharePool| {
			(pool.shares == 0) == (pool.value == 0)
				&& pool.shares <= pool.value.saturating_mul(MAX_SHARES_PER_PLANCK)
		};
		for provider in Providers::<T>::iter_values() {
			ensure!(sound(&provider.delegated), "I5: delegations have no price");
			ensure!(sound(&provider.unbonding), "I5: leaving delegations have no price");
		}
		Ok(())
	}

	/// I6: the pot holds all income, and no delegators may claim more than their pool was given.
	fn check_i6() -> Result<(), TryRuntimeError> {
		let mut all: Balance = 0;
		for (who, provider) in Providers::<T>::iter() {
			let mut owed: Balance = 0;
			let income = provider.income;
			for delegation in Delegations::<T>::iter_prefix_values(&who) {
				let since = income.owed(delegation.shares, delegation.since);
				owed = owed.saturating_add(delegation.owed).saturating_add(since);
			}
			for cohort in Cohorts::<T>::iter_prefix_values(&who) {
				owed = owed.saturating_add(income.owed(cohort.shares, cohort.since));
			}
			ensure!(owed <= provider.unclaimed, "I6: delegators are owed more than was given");
			all = all
				.checked_add(provider.unclaimed)
				.and_then(|all| all.checked_add(provider.earned))
				.ok_or("I6: income overflows")?;
		}
		let pot = T::Currency::balance(&T::Pot::get());
		ensure!(all <= pot, "I6: the pot does not hold all income");
		Ok(())
	}

	/// I7: lists are in order and without empty entries, commissions within their bound.
	fn check_i7() -> Result<(), TryRuntimeError> {
		let ordered = |list: &[Pending]| {
			list.windows(2).all(|pair| matches!(pair, [a, b] if a.from < b.from))
				&& list.iter().all(|entry| entry.amount > 0)
		};
		for provider in Providers::<T>::iter_values() {
			ensure!(ordered(&provider.pending), "I7: waiting stake is out of order");
			let chunks = &provider.own_unbonding;
			ensure!(
				chunks.windows(2).all(|pair| matches!(pair, [a, b] if a.release < b.release))
					&& chunks.iter().all(|chunk| chunk.amount > 0),
				"I7: the bond's chunks are out of order"
			);
			ensure!(
				provider.commission <= T::MaxCommission::get(),
				"I7: a commission is above its bound"
			);
		}
		for delegation in Delegations::<T>::iter_values() {
			ensure!(ordered(&delegation.pending), "I7: a delegation is out of order");
			let chunks = &delegation.unbonding;
			ensure!(
				chunks.windows(2).all(|pair| matches!(pair, [a, b] if a.release <= b.release))
					&& chunks.iter().all(|chunk| chunk.shares > 0),
				"I7: a delegation's chunks are out of order"
			);
		}
		Ok(())
	}
}
