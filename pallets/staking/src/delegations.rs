//! The delegators' side: entering, earning, leaving.

use alloc::vec::Vec;

use frame_support::{
	ensure,
	pallet_prelude::{DispatchError, DispatchResult},
	storage::{with_storage_layer, with_transaction, TransactionOutcome},
	traits::{
		fungible::{Mutate, MutateHold},
		tokens::{Fortitude, Precision, Preservation, Restriction},
		Get,
	},
};
use labscape_primitives::WorkEpoch;
use sp_runtime::ArithmeticError;

use crate::{
	pallet::*,
	types::{add_pending, sub_pending, total},
	Balance, Chunk, Delegation, DelegationView, Provider, Shares, Status,
};

impl<T: Config> Pallet<T> {
	/// Provider and delegation, with the delegation's shares and income counted up to now.
	fn load_delegation(
		provider_id: &T::AccountId,
		delegator: &T::AccountId,
	) -> Result<(Provider, Delegation<T::AccountId>), DispatchError> {
		let provider = Self::load_provider(provider_id)?;
		let mut delegation =
			Delegations::<T>::get(provider_id, delegator).ok_or(Error::<T>::NoDelegation)?;
		Self::settle(provider_id, &provider, &mut delegation)?;
		Ok((provider, delegation))
	}

	/// Count income up to now, and take the shares of stake that began to count since the last time.
	fn settle(
		provider_id: &T::AccountId,
		provider: &Provider,
		delegation: &mut Delegation<T::AccountId>,
	) -> Result<(), DispatchError> {
		let income = &provider.income;
		let mut owed = income.owed(delegation.shares, delegation.since);
		let mut shares = delegation.shares;
		while let Some(due) = delegation.pending.first().copied() {
			let Some(mut cohort) = Cohorts::<T>::get(provider_id, due.from) else { break };
			let part = cohort.take(due.amount);
			Cohorts::<T>::set(provider_id, due.from, (cohort.amount > 0).then_some(cohort));
			owed = owed.saturating_add(income.owed(part, cohort.since));
			shares = shares.checked_add(part).ok_or(ArithmeticError::Overflow)?;
			delegation.pending.remove(0);
		}
		delegation.shares = shares;
		delegation.since = income.per_share;
		delegation.owed = delegation.owed.checked_add(owed).ok_or(ArithmeticError::Overflow)?;
		Ok(())
	}

	/// Write a delegation down, or forget it if it is empty. When the last is gone, what never
	/// divided among the delegators is the operator's.
	fn save_delegation(
		provider_id: &T::AccountId,
		mut provider: Provider,
		delegator: &T::AccountId,
		delegation: Delegation<T::AccountId>,
	) {
		if delegation.is_empty() {
			Delegations::<T>::remove(provider_id, delegator);
			provider.delegators = provider.delegators.saturating_sub(1);
			if provider.delegators == 0 {
				provider.earned = provider.earned.saturating_add(provider.unclaimed);
				provider.unclaimed = 0;
				provider.income.carry = 0;
			}
		} else {
			Delegations::<T>::insert(provider_id, delegator, delegation);
		}
		Self::save_provider(provider_id, provider);
	}

	/// Enter `amount`, which is held on the pallet's account or about to be, as a new delegation.
	/// Belongs into a storage layer of its own if the caller goes on after a failure.
	fn enter(
		provider_id: &T::AccountId,
		delegator: &T::AccountId,
		amount: Balance,
	) -> DispatchResult {
		ensure!(provider_id != delegator, Error::<T>::SelfDelegation);
		let mut provider = Self::load_provider(provider_id)?;
		ensure!(Self::may_work(&provider), Error::<T>::NotActive);
		ensure!(amount >= T::MinDelegation::get(), Error::<T>::BelowMinimumDelegation);
		ensure!(amount <= provider.room(T::MaxLeverage::get()), Error::<T>::LeverageExceeded);

		let known = Delegations::<T>::get(provider_id, delegator);
		let is_new = known.is_none();
		let mut delegation = known.unwrap_or_default();
		Self::settle(provider_id, &provider, &mut delegation)?;

		let from = Self::release_after(T::PendingEpochs::get());
		add_pending(&mut provider.pending, from, amount).map_err(|_| ArithmeticError::Overflow)?;
		add_pending(&mut delegation.pending, from, amount)
			.map_err(|_| ArithmeticError::Overflow)?;
		if is_new {
			provider.delegators =
				provider.delegators.checked_add(1).ok_or(ArithmeticError::Overflow)?;
		}
		Self::save_delegation(provider_id, provider, delegator, delegation);
		Self::deposit_event(Event::Delegated {
			provider: provider_id.clone(),
			delegator: delegator.clone(),
			amount,
			from,
		});
		Ok(())
	}

	pub(crate) fn do_delegate(
		provider_id: T::AccountId,
		delegator: T::AccountId,
		amount: Balance,
	) -> DispatchResult {
		Self::enter(&provider_id, &delegator, amount)?;
		T::Currency::transfer_and_hold(
			&HoldReason::Delegation.into(),
			&delegator,
			&Self::account(),
			amount,
			Precision::Exact,
			Preservation::Preserve,
			Fortitude::Polite,
		)?;
		Ok(())
	}

	pub(crate) fn do_undelegate(
		provider_id: T::AccountId,
		delegator: T::AccountId,
		amount: Balance,
	) -> DispatchResult {
		ensure!(amount > 0, Error::<T>::ZeroAmount);
		let (mut provider, mut delegation) = Self::load_delegation(&provider_id, &delegator)?;
		let active = provider.delegated.worth(delegation.shares);
		let pending = total(&delegation.pending);
		let whole = active.saturating_add(pending);
		// Shares may be worth nothing after a slash: they too must be able to leave.
		ensure!(delegation.shares > 0 || pending > 0, Error::<T>::NoDelegation);

		let all = whole.saturating_sub(amount) < T::MinDelegation::get();
		let amount = if all { whole } else { amount };
		let returned = Self::take_pending(&mut provider, &mut delegation, amount);
		let leaving = amount.saturating_sub(returned);
		if leaving > 0 || (all && delegation.shares > 0) {
			let who = (&provider_id, &delegator);
			let period = T::UnbondingPeriod::get();
			Self::take_active(&mut provider, &mut delegation, who, leaving, period, None)?;
		}
		Self::save_delegation(&provider_id, provider, &delegator, delegation);
		if returned > 0 {
			Self::pay_stake(&delegator, returned)?;
			Self::deposit_event(Event::PendingReturned {
				provider: provider_id,
				delegator,
				amount: returned,
			});
		}
		Ok(())
	}

	pub(crate) fn do_move_delegation(
		from: T::AccountId,
		to: T::AccountId,
		delegator: T::AccountId,
		amount: Balance,
	) -> DispatchResult {
		ensure!(amount > 0, Error::<T>::ZeroAmount);
		ensure!(from != to, Error::<T>::SameProvider);
		ensure!(to != delegator, Error::<T>::SelfDelegation);
		let target = Self::peek_provider(&to).ok_or(Error::<T>::NotProvider)?;
		ensure!(Self::may_work(&target), Error::<T>::NotActive);
		let (mut provider, mut delegation) = Self::load_delegation(&from, &delegator)?;
		let active = provider.delegated.worth(delegation.shares);
		ensure!(active > 0, Error::<T>::NoDelegation);

		let left = active.saturating_sub(amount).saturating_add(total(&delegation.pending));
		let amount = if left < T::MinDelegation::get() { active } else { amount.min(active) };
		let who = (&from, &delegator);
		let period = T::MovePeriod::get();
		Self::take_active(&mut provider, &mut delegation, who, amount, period, Some(to))?;
		Self::save_delegation(&from, provider, &delegator, delegation);
		Ok(())
	}

	/// Take up to `amount` of what is waiting, latest first, and return how much it was.
	fn take_pending(
		provider: &mut Provider,
		delegation: &mut Delegation<T::AccountId>,
		amount: Balance,
	) -> Balance {
		let mut left = amount;
		for entry in delegation.pending.clone().into_iter().rev() {
			let taken = left.min(entry.amount);
			sub_pending(&mut delegation.pending, entry.from, taken);
			sub_pending(&mut provider.pending, entry.from, taken);
			left = left.saturating_sub(taken);
		}
		amount.saturating_sub(left)
	}

	/// Send stake that counts on its way out: at least `amount`, rounded up to whole shares.
	fn take_active(
		provider: &mut Provider,
		delegation: &mut Delegation<T::AccountId>,
		(provider_id, delegator): (&T::AccountId, &T::AccountId),
		amount: Balance,
		period: WorkEpoch,
		to: Option<T::AccountId>,
	) -> DispatchResult {
		let shares = if amount >= provider.delegated.worth(delegation.shares) {
			delegation.shares
		} else {
			provider.delegated.shares_for(amount).min(delegation.shares)
		};
		let value = provider.delegated.redeem(shares);
		delegation.shares = delegation.shares.saturating_sub(shares);
		let release = Self::release_after(period);
		let shares = provider.unbonding.issue(value)?;
		Self::push_chunk(delegation, Chunk { release, shares, to: to.clone() })?;
		Self::deposit_event(Event::DelegationUnbonding {
			provider: provider_id.clone(),
			delegator: delegator.clone(),
			amount: value,
			release,
			to,
		});
		Ok(())
	}

	/// Queue a chunk, in order of release; one for the same epoch and target is merged.
	fn push_chunk(
		delegation: &mut Delegation<T::AccountId>,
		chunk: Chunk<T::AccountId>,
	) -> DispatchResult {
		if chunk.shares == 0 {
			return Ok(());
		}
		let same = |other: &&mut Chunk<T::AccountId>| {
			other.release == chunk.release && other.to == chunk.to
		};
		if let Some(other) = delegation.unbonding.iter_mut().find(same) {
			other.shares =
				other.shares.checked_add(chunk.shares).ok_or(ArithmeticError::Overflow)?;
			return Ok(());
		}
		let at = delegation.unbonding.partition_point(|other| other.release <= chunk.release);
		delegation.unbonding.try_insert(at, chunk).map_err(|_| Error::<T>::TooManyChunks)?;
		Ok(())
	}

	/// Returns how many chunks were to move.
	pub(crate) fn do_withdraw_delegation(
		provider_id: T::AccountId,
		delegator: T::AccountId,
	) -> Result<u32, DispatchError> {
		let (mut provider, mut delegation) = Self::load_delegation(&provider_id, &delegator)?;
		let now = T::WorkEpoch::get();
		let due = delegation.unbonding.partition_point(|chunk| chunk.release <= now);
		ensure!(due > 0, Error::<T>::NothingToWithdraw);

		let mut home: Balance = 0;
		let mut moving: Vec<(T::AccountId, Balance)> = Vec::new();
		for chunk in delegation.unbonding.iter().take(due) {
			let value = provider.unbonding.redeem(chunk.shares);
			match &chunk.to {
				Some(to) => moving.push((to.clone(), value)),
				None => home = home.saturating_add(value),
			}
		}
		delegation.unbonding.retain(|chunk| chunk.release > now);
		Self::save_delegation(&provider_id, provider, &delegator, delegation);

		let moves = moving.len() as u32;
		for (to, value) in moving {
			// The layer undoes what a refusal leaves half done; the funds then go home.
			if with_storage_layer(|| Self::enter(&to, &delegator, value)).is_err() {
				home = home.saturating_add(value);
			}
		}
		if home > 0 {
			Self::pay_stake(&delegator, home)?;
			Self::deposit_event(Event::DelegationWithdrawn {
				provider: provider_id,
				delegator,
				amount: home,
			});
		}
		Ok(moves)
	}

	pub(crate) fn do_claim(provider_id: T::AccountId, who: T::AccountId) -> DispatchResult {
		let amount = if provider_id == who {
			let mut provider = Self::load_provider(&provider_id)?;
			let earned = core::mem::take(&mut provider.earned);
			Self::save_provider(&provider_id, provider);
			earned
		} else {
			let (mut provider, mut delegation) = Self::load_delegation(&provider_id, &who)?;
			let owed = core::mem::take(&mut delegation.owed);
			provider.unclaimed =
				provider.unclaimed.checked_sub(owed).ok_or(ArithmeticError::Underflow)?;
			Self::save_delegation(&provider_id, provider, &who, delegation);
			owed
		};
		ensure!(amount > 0, Error::<T>::NothingToClaim);
		T::Currency::transfer(&T::Pot::get(), &who, amount, Preservation::Preserve)?;
		Self::deposit_event(Event::Claimed { provider: provider_id, who, amount });
		Ok(())
	}

	pub(crate) fn do_kick(
		who: T::AccountId,
		provider_id: T::AccountId,
		delegator: T::AccountId,
	) -> DispatchResult {
		let provider = Self::peek_provider(&provider_id).ok_or(Error::<T>::NotProvider)?;
		ensure!(who == provider_id || provider.status == Status::Leaving, Error::<T>::NotOperator);
		Self::do_undelegate(provider_id, delegator, Balance::MAX)
	}

	/// Send `amount` of the stake on the pallet's account home.
	fn pay_stake(delegator: &T::AccountId, amount: Balance) -> DispatchResult {
		T::Currency::transfer_on_hold(
			&HoldReason::Delegation.into(),
			&Self::account(),
			delegator,
			amount,
			Precision::Exact,
			Restriction::Free,
			Fortitude::Force,
		)?;
		Ok(())
	}

	pub(crate) fn delegation_view(
		provider_id: &T::AccountId,
		delegator: &T::AccountId,
	) -> Option<DelegationView<T::AccountId>> {
		Self::without_trace(|| {
			let (provider, delegation) = Self::load_delegation(provider_id, delegator).ok()?;
			let worth = |shares: Shares| provider.unbonding.worth(shares);
			let unbonding = delegation.unbonding.iter();
			Some(DelegationView {
				active: provider.delegated.worth(delegation.shares),
				claimable: delegation.owed,
				unbonding: unbonding.map(|c| (c.release, worth(c.shares), c.to.clone())).collect(),
				pending: delegation.pending,
			})
		})
	}

	/// Run `look` and undo whatever it wrote: counting up to now writes cohorts.
	fn without_trace<R>(look: impl FnOnce() -> Option<R>) -> Option<R> {
		let mut seen = None;
		let _ = with_transaction(|| -> TransactionOutcome<Result<(), DispatchError>> {
			seen = look();
			TransactionOutcome::Rollback(Ok(()))
		});
		seen
	}
}
