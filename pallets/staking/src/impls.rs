//! What other pallets may do with a provider's stake.

use frame_support::{
	defensive, ensure,
	pallet_prelude::DispatchError,
	storage::with_storage_layer,
	traits::{
		fungible::{Mutate, MutateHold},
		tokens::{Fortitude, Precision, Preservation, Restriction},
		Get,
	},
};
use labscape_primitives::{NodeId, OwnStake, ProviderStake};
use sp_runtime::ArithmeticError;

use crate::{pallet::*, Backing, Balance, Provider, LOG_TARGET};

impl<T: Config> ProviderStake<T::AccountId, Balance> for Pallet<T> {
	fn is_active(provider: &T::AccountId) -> bool {
		Self::peek_provider(provider).is_some_and(|provider| Self::may_work(&provider))
	}

	fn free_own_bond(provider: &T::AccountId) -> Balance {
		Self::peek_provider(provider).map_or(0, |provider| provider.free_own(T::MaxLeverage::get()))
	}

	fn active_stake(provider: &T::AccountId) -> Balance {
		Self::peek_provider(provider).map_or(0, |provider| provider.active_stake())
	}

	fn back(provider_id: &T::AccountId, node: NodeId, units: u16) -> Result<(), DispatchError> {
		with_storage_layer(|| Self::do_back(provider_id, node, units))
	}

	fn unback(provider_id: &T::AccountId, node: NodeId) {
		let Some(backing) = Backings::<T>::get(node).filter(|b| &b.provider == provider_id) else {
			return;
		};
		let Ok(mut provider) = Self::load_provider(provider_id) else {
			defensive!("a node is backed by no provider");
			return;
		};
		Backings::<T>::remove(node);
		provider.backing = provider.backing.saturating_sub(backing.amount);
		provider.nodes = provider.nodes.saturating_sub(1);
		Self::save_provider(provider_id, provider);
		Self::deposit_event(Event::NodeUnbacked {
			provider: provider_id.clone(),
			node,
			amount: backing.amount,
		});
	}

	fn reserve(provider_id: &T::AccountId, amount: Balance) -> Result<(), DispatchError> {
		with_storage_layer(|| Self::do_reserve(provider_id, amount))
	}

	fn unreserve(provider_id: &T::AccountId, amount: Balance) {
		let Ok(mut provider) = Self::load_provider(provider_id) else { return };
		provider.reserved = provider.reserved.saturating_sub(amount);
		Self::save_provider(provider_id, provider);
	}

	fn slash(provider_id: &T::AccountId, amount: Balance) -> Balance {
		let Ok(mut provider) = Self::load_provider(provider_id) else { return 0 };
		let taken = with_storage_layer(|| {
			let (own, delegated) = Self::take_stake(&mut provider, amount);
			Self::move_to_pot(HoldReason::Bond, provider_id, own)?;
			Self::move_to_pot(HoldReason::Delegation, &Self::account(), delegated)?;
			Self::save_provider(provider_id, provider);
			let provider = provider_id.clone();
			Self::deposit_event(Event::Slashed { provider, own, delegated });
			Ok::<_, DispatchError>(own.saturating_add(delegated))
		});
		taken.unwrap_or_else(|error| {
			log::error!(target: LOG_TARGET, "slash of {provider_id:?} failed: {error:?}");
			defensive!("held stake could not be moved to the pot");
			0
		})
	}

	fn reward(provider_id: &T::AccountId, amount: Balance) {
		if amount == 0 {
			return;
		}
		match Self::load_provider(provider_id) {
			Ok(mut provider) => {
				Self::share_income(&mut provider, amount);
				Self::save_provider(provider_id, provider);
			}
			Err(_) => Self::pay_residue(provider_id, amount),
		}
	}
}

impl<T: Config> OwnStake<T::AccountId, Balance> for Pallet<T> {
	fn own_stake(who: &T::AccountId) -> Balance {
		Providers::<T>::get(who).map_or(0, |provider| provider.own)
	}
}

impl<T: Config> Pallet<T> {
	fn do_back(provider_id: &T::AccountId, node: NodeId, units: u16) -> Result<(), DispatchError> {
		let mut provider = Self::load_provider(provider_id)?;
		ensure!(units > 0, Error::<T>::NoUnits);
		ensure!(Self::may_work(&provider), Error::<T>::NotActive);
		ensure!(!Backings::<T>::contains_key(node), Error::<T>::NodeAlreadyBacked);

		let amount = Self::node_bond(units);
		let backing = provider.backing.checked_add(amount).ok_or(ArithmeticError::Overflow)?;
		let needed = provider
			.own_part(backing, T::MaxLeverage::get())
			.checked_add(provider.reserved)
			.ok_or(ArithmeticError::Overflow)?;
		ensure!(needed <= provider.own, Error::<T>::InsufficientStake);

		provider.backing = backing;
		provider.nodes = provider.nodes.checked_add(1).ok_or(ArithmeticError::Overflow)?;
		Backings::<T>::insert(node, Backing { provider: provider_id.clone(), amount });
		Self::save_provider(provider_id, provider);
		Self::deposit_event(Event::NodeBacked { provider: provider_id.clone(), node, amount });
		Ok(())
	}

	fn do_reserve(provider_id: &T::AccountId, amount: Balance) -> Result<(), DispatchError> {
		let mut provider = Self::load_provider(provider_id)?;
		ensure!(Self::may_work(&provider), Error::<T>::NotActive);
		ensure!(amount <= provider.free_own(T::MaxLeverage::get()), Error::<T>::InsufficientStake);
		provider.reserved =
			provider.reserved.checked_add(amount).ok_or(ArithmeticError::Overflow)?;
		Self::save_provider(provider_id, provider);
		Ok(())
	}

	/// Take up to `amount` of the stake: own bond, own unbonding, delegators. Returns what is
	/// missing now from the operator's account and from the pallet's.
	fn take_stake(provider: &mut Provider, amount: Balance) -> (Balance, Balance) {
		let bonded = amount.min(provider.own);
		provider.own = provider.own.saturating_sub(bonded);
		let unbonding = provider.slash_own_unbonding(amount.saturating_sub(bonded));
		let own = bonded.saturating_add(unbonding);
		let delegated = provider.slash_delegators(amount.saturating_sub(own));
		(own, delegated)
	}

	fn move_to_pot(
		reason: HoldReason,
		from: &T::AccountId,
		amount: Balance,
	) -> Result<(), DispatchError> {
		if amount > 0 {
			T::Currency::transfer_on_hold(
				&reason.into(),
				from,
				&T::Pot::get(),
				amount,
				Precision::Exact,
				Restriction::Free,
				Fortitude::Force,
			)?;
		}
		Ok(())
	}

	/// Write an income down: commission and the own bond's part for the operator, the rest for the
	/// delegators, share by share.
	fn share_income(provider: &mut Provider, amount: Balance) {
		let part = provider.delegators_part(amount);
		let shared =
			part > 0 && provider.income.distribute(part, provider.delegated.shares).is_ok();
		let part = if shared { part } else { 0 };
		provider.unclaimed = provider.unclaimed.saturating_add(part);
		provider.earned = provider.earned.saturating_add(amount.saturating_sub(part));
	}

	/// Income for a provider that no longer exists.
	fn pay_residue(provider_id: &T::AccountId, amount: Balance) {
		let residue = T::Residue::get();
		match T::Currency::transfer(&T::Pot::get(), &residue, amount, Preservation::Preserve) {
			Ok(_) => {
				Self::deposit_event(Event::ResiduePaid { provider: provider_id.clone(), amount })
			}
			Err(error) => log::error!(
				target: LOG_TARGET,
				"{amount} planck for {provider_id:?} stay in the pot: {error:?}"
			),
		}
	}
}
