//! The operator's side: bond, commission, status.

use frame_support::{
	ensure,
	pallet_prelude::DispatchResult,
	traits::{fungible::MutateHold, tokens::Precision, Get},
};
use labscape_primitives::WorkEpoch;
use sp_runtime::{ArithmeticError, Perbill};

use crate::{pallet::*, Balance, Cohort, OwnChunk, Provider, ProviderView, Status};

impl<T: Config> Pallet<T> {
	/// The provider, with all delegations counting whose time has come. What that changes is written
	/// down at once, so that a caller may still fail without leaving half of it behind.
	pub(crate) fn load_provider(who: &T::AccountId) -> Result<Provider, Error<T>> {
		let mut provider = Providers::<T>::get(who).ok_or(Error::<T>::NotProvider)?;
		if Self::mature(&mut provider, |epoch, cohort| Cohorts::<T>::insert(who, epoch, cohort)) {
			Providers::<T>::insert(who, &provider);
		}
		Ok(provider)
	}

	/// As [`Self::load_provider`], without writing.
	pub(crate) fn peek_provider(who: &T::AccountId) -> Option<Provider> {
		let mut provider = Providers::<T>::get(who)?;
		Self::mature(&mut provider, |_, _| ());
		Some(provider)
	}

	/// Let waiting delegations count whose epoch has come, at most [`crate::MAX_PENDING`] entries;
	/// each becomes a cohort. Returns whether any did.
	fn mature(provider: &mut Provider, mut found: impl FnMut(WorkEpoch, Cohort)) -> bool {
		let now = T::WorkEpoch::get();
		let waiting = provider.pending.len();
		while let Some(due) = provider.pending.first().copied().filter(|first| first.from <= now) {
			// Fails only if the pool would hold more than 2^128 shares; then they wait on.
			let Ok(shares) = provider.delegated.issue(due.amount) else { break };
			provider.pending.remove(0);
			let since = provider.income.per_share;
			found(due.from, Cohort { amount: due.amount, shares, since });
		}
		provider.pending.len() < waiting
	}

	/// Write a provider down, or forget it if it has left with everything.
	pub(crate) fn save_provider(who: &T::AccountId, provider: Provider) {
		if provider.is_spent() {
			Providers::<T>::remove(who);
			Self::deposit_event(Event::ProviderRemoved { provider: who.clone() });
		} else {
			Providers::<T>::insert(who, provider);
		}
	}

	pub(crate) fn do_register(
		who: T::AccountId,
		bond: Balance,
		commission: Perbill,
	) -> DispatchResult {
		ensure!(!Providers::<T>::contains_key(&who), Error::<T>::AlreadyProvider);
		ensure!(bond >= T::MinProviderBond::get(), Error::<T>::BelowMinimumBond);
		ensure!(bond > 0, Error::<T>::ZeroAmount);
		ensure!(commission <= T::MaxCommission::get(), Error::<T>::CommissionTooHigh);
		T::Currency::hold(&HoldReason::Bond.into(), &who, bond)?;
		Providers::<T>::insert(&who, Provider::new(bond, commission, T::WorkEpoch::get()));
		Self::deposit_event(Event::ProviderRegistered { provider: who, bond, commission });
		Ok(())
	}

	pub(crate) fn do_bond_extra(who: T::AccountId, amount: Balance) -> DispatchResult {
		let mut provider = Self::load_provider(&who)?;
		ensure!(provider.status != Status::Leaving, Error::<T>::IsLeaving);
		ensure!(amount > 0, Error::<T>::ZeroAmount);
		provider.own = provider.own.checked_add(amount).ok_or(ArithmeticError::Overflow)?;
		T::Currency::hold(&HoldReason::Bond.into(), &who, amount)?;
		Self::save_provider(&who, provider);
		Self::deposit_event(Event::BondIncreased { provider: who, amount });
		Ok(())
	}

	pub(crate) fn do_unbond(who: T::AccountId, amount: Balance) -> DispatchResult {
		let mut provider = Self::load_provider(&who)?;
		ensure!(amount > 0, Error::<T>::ZeroAmount);
		ensure!(amount <= provider.free_own(T::MaxLeverage::get()), Error::<T>::BondInUse);
		provider.own = provider.own.saturating_sub(amount);
		if provider.status != Status::Leaving {
			ensure!(provider.own >= T::MinProviderBond::get(), Error::<T>::BelowMinimumBond);
			let carried = provider.own.saturating_mul(T::MaxLeverage::get().into());
			let delegated = provider.delegated.value.saturating_add(provider.pending_total());
			ensure!(delegated <= carried, Error::<T>::LeverageExceeded);
		}
		let release = Self::release_after(T::UnbondingPeriod::get());
		match provider.own_unbonding.last_mut() {
			Some(last) if last.release == release => {
				last.amount = last.amount.checked_add(amount).ok_or(ArithmeticError::Overflow)?;
			}
			_ => provider
				.own_unbonding
				.try_push(OwnChunk { release, amount })
				.map_err(|_| Error::<T>::TooManyChunks)?,
		}
		Self::save_provider(&who, provider);
		Self::deposit_event(Event::BondUnbonding { provider: who, amount, release });
		Ok(())
	}

	pub(crate) fn do_withdraw_unbonded(who: T::AccountId) -> DispatchResult {
		let mut provider = Self::load_provider(&who)?;
		let now = T::WorkEpoch::get();
		let before = provider.own_unbonding_total();
		provider.own_unbonding.retain(|chunk| chunk.release > now);
		let amount = before.saturating_sub(provider.own_unbonding_total());
		ensure!(amount > 0, Error::<T>::NothingToWithdraw);
		T::Currency::release(&HoldReason::Bond.into(), &who, amount, Precision::Exact)?;
		Self::deposit_event(Event::BondWithdrawn { provider: who.clone(), amount });
		Self::save_provider(&who, provider);
		Ok(())
	}

	pub(crate) fn do_set_commission(who: T::AccountId, commission: Perbill) -> DispatchResult {
		let mut provider = Self::load_provider(&who)?;
		ensure!(commission <= T::MaxCommission::get(), Error::<T>::CommissionTooHigh);
		if commission > provider.commission {
			let rise = commission.deconstruct().saturating_sub(provider.commission.deconstruct());
			ensure!(
				rise <= T::MaxCommissionStep::get().deconstruct(),
				Error::<T>::CommissionStepTooLarge
			);
			let now = T::WorkEpoch::get();
			let next = provider.raised_at.saturating_add(T::CommissionPeriod::get());
			ensure!(now >= next, Error::<T>::CommissionTooSoon);
			provider.raised_at = now;
		}
		provider.commission = commission;
		Self::save_provider(&who, provider);
		Self::deposit_event(Event::CommissionSet { provider: who, commission });
		Ok(())
	}

	pub(crate) fn do_chill(who: T::AccountId) -> DispatchResult {
		let mut provider = Self::load_provider(&who)?;
		ensure!(provider.status == Status::Active, Error::<T>::NotActive);
		provider.status = Status::Chilled;
		Self::save_provider(&who, provider);
		Self::deposit_event(Event::ProviderChilled { provider: who });
		Ok(())
	}

	pub(crate) fn do_chill_other(who: T::AccountId) -> DispatchResult {
		let provider = Self::peek_provider(&who).ok_or(Error::<T>::NotProvider)?;
		ensure!(!Self::may_work(&provider), Error::<T>::InOrder);
		Self::do_chill(who)
	}

	pub(crate) fn do_resume(who: T::AccountId) -> DispatchResult {
		let mut provider = Self::load_provider(&who)?;
		ensure!(provider.status == Status::Chilled, Error::<T>::NotChilled);
		ensure!(provider.own >= T::MinProviderBond::get(), Error::<T>::BelowMinimumBond);
		ensure!(provider.is_covered(), Error::<T>::InsufficientStake);
		provider.status = Status::Active;
		Self::save_provider(&who, provider);
		Self::deposit_event(Event::ProviderResumed { provider: who });
		Ok(())
	}

	pub(crate) fn do_leave(who: T::AccountId) -> DispatchResult {
		let mut provider = Self::load_provider(&who)?;
		ensure!(provider.status != Status::Leaving, Error::<T>::IsLeaving);
		provider.status = Status::Leaving;
		Self::deposit_event(Event::ProviderLeaving { provider: who.clone() });
		Self::save_provider(&who, provider);
		Ok(())
	}

	/// Whether the provider takes work: by its own choice, with the minimum bond, and covering what
	/// it stands behind.
	pub(crate) fn may_work(provider: &Provider) -> bool {
		provider.status == Status::Active
			&& provider.own >= T::MinProviderBond::get()
			&& provider.is_covered()
	}

	/// The first epoch in which what leaves now may be withdrawn after `period`.
	pub(crate) fn release_after(period: WorkEpoch) -> WorkEpoch {
		T::WorkEpoch::get().saturating_add(period)
	}

	pub(crate) fn provider_view(who: &T::AccountId) -> Option<ProviderView> {
		let provider = Self::peek_provider(who)?;
		let leverage = T::MaxLeverage::get();
		Some(ProviderView {
			status: provider.status,
			active: Self::may_work(&provider),
			own: provider.own,
			free_own: provider.free_own(leverage),
			backing: provider.backing,
			nodes: provider.nodes,
			reserved: provider.reserved,
			delegated: provider.delegated.value,
			pending: provider.pending_total(),
			unbonding: provider.unbonding.value,
			room: provider.room(leverage),
			commission: provider.commission,
			earned: provider.earned,
			delegators: provider.delegators,
			own_unbonding: provider.own_unbonding,
		})
	}
}
