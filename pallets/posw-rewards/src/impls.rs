//! What Resources needs of Posw.

use crate::*;
use frame_support::{ensure, traits::Get};
use labscape_posw::{money, Balance};
use labscape_primitives::{
	Fuel, Hash, NodeId, ProviderStake, Repute, WorkEpoch, WorkProof, WorkSource,
};
use sp_runtime::{traits::AccountIdConversion, DispatchError};

/// Epochs after its last report in which a node may still be needed as an auditor.
const SEATED_EPOCHS: WorkEpoch = 6;

impl<T: Config> Pallet<T> {
	/// The account that holds what is leased.
	pub fn pot_account() -> T::AccountId {
		T::PalletId::get().into_account_truncating()
	}

	/// The part of a node's reservation that does not depend on values: five epochs are open at a
	/// time, and each costs a liar at least the floor.
	pub(crate) fn base_reserve() -> Balance {
		let params = Self::parameters(Current::<T>::get().index);
		money::stake_floor(&params).saturating_mul(5)
	}
}

impl<T: Config> WorkProof<T::AccountId, Balance> for Pallet<T> {
	fn pot() -> T::AccountId {
		Self::pot_account()
	}

	fn epoch() -> WorkEpoch {
		Current::<T>::get().index
	}

	fn max_item_fuel(program: &Hash) -> Option<Fuel> {
		Programs::<T>::get(program).map(|program| program.max_item_fuel)
	}

	fn audit_budget(items: u32, item_price: Balance) -> Balance {
		money::audit_price(item_price).saturating_mul(Balance::from(items))
	}

	fn reserve(node: NodeId, price: Balance) -> Result<(), DispatchError> {
		let view = T::Work::node(node).ok_or(Error::<T>::UnknownNode)?;
		Standings::<T>::try_mutate(node, |standing| {
			// What is free could not be secured.
			ensure!(price > 0, Error::<T>::NoReserve);
			// *(A16)* Who does not get its work decided gets no more.
			ensure!(standing.open.len() <= OPEN_EPOCHS_FOR_LEASES, Error::<T>::NoReserve);
			let base = if standing.base == 0 { Self::base_reserve() } else { 0 };
			let leased = standing.leased.checked_add(price).ok_or(Error::<T>::NoReserve)?;
			let amount = price
				.checked_mul(2)
				.and_then(|stake| stake.checked_add(base))
				.ok_or(Error::<T>::NoReserve)?;
			T::Stake::reserve(&view.provider, amount)?;
			standing.base = standing.base.saturating_add(base);
			standing.leased = leased;
			Ok(())
		})
	}

	fn unreserve(node: NodeId, price: Balance) {
		let Some(view) = T::Work::node(node) else { return };
		Standings::<T>::mutate(node, |standing| {
			let ended = price.min(standing.leased);
			standing.leased = standing.leased.saturating_sub(ended);
			let mut freed = ended.saturating_mul(2);
			if standing.open.is_empty() && standing.leased == 0 {
				freed = freed.saturating_add(core::mem::take(&mut standing.base));
			}
			T::Stake::unreserve(&view.provider, freed);
		});
	}

	fn fault_undelivered(node: NodeId, undelivered: Balance) {
		let Some(view) = T::Work::node(node) else { return };
		let epoch = Current::<T>::get().index;
		// *(A19)* Nobody is blamed for an outage of the chain.
		if T::Paused::get() {
			return;
		}
		let first = Self::change_standing(node, |standing| {
			let first = standing.undelivered_in != Some(epoch);
			standing.undelivered_in = Some(epoch);
			standing.probation = true;
			if first {
				standing.note_bad(undelivered);
			}
			first
		});
		if !first {
			return;
		}
		let share = Balance::from(Self::parameters(epoch).undelivered_permille);
		let amount = undelivered.saturating_mul(share) / 1_000;
		let charged = T::Stake::slash(&view.provider, amount);
		Self::burn_slashed(charged);
		Self::deposit_event(Event::Faulted { node, epoch, kind: FaultKind::Undelivered, charged });
	}

	fn has_open_work(node: NodeId) -> bool {
		let standing = Standings::<T>::get(node);
		let epoch = Current::<T>::get().index;
		let seated =
			standing.last_report.is_some_and(|last| last.saturating_add(SEATED_EPOCHS) > epoch);
		!standing.open.is_empty() || standing.leased > 0 || seated
	}

	fn repute(node: NodeId) -> Repute {
		Standings::<T>::get(node).repute()
	}

	fn on_node_removed(node: NodeId) {
		if !Self::has_open_work(node) {
			Standings::<T>::remove(node);
		}
	}
}
