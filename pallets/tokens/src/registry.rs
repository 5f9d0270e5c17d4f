//! The registry: the only writer of [`Tokens`], [`Roles`], [`FrozenAccounts`] and the id counter.

use frame_support::{
	ensure,
	traits::{
		fungibles::{Create, Destroy, Inspect},
		Get,
	},
};
use frame_system::{pallet_prelude::BlockNumberFor, RawOrigin};
use labscape_primitives::{OnTokenRetired, Role, TokenId, TokenSpec};
use pallet_assets::AssetStatus;
use sp_runtime::{
	traits::{Saturating, Zero},
	DispatchError, DispatchResult,
};

use crate::{
	AccountIdOf, Assets, Config, Error, Event, FrozenAccounts, InfoOf, NextTokenId, Pallet, Roles,
	TokenInfo, Tokens, MAX_DECIMALS,
};

/// How many ids that something else took are skipped at once.
const MAX_SKIPPED_IDS: u32 = 16;

/// Owner of tokens, roles and freezes.
pub(crate) struct Registry<T>(core::marker::PhantomData<T>);

impl<T: Config> Registry<T> {
	pub(crate) fn get(token: TokenId) -> Result<InfoOf<T>, DispatchError> {
		Ok(Tokens::<T>::get(token).ok_or(Error::<T>::UnknownToken)?)
	}

	/// Whether nothing may leave `who`.
	pub(crate) fn is_immovable(token: TokenId, info: &InfoOf<T>, who: &AccountIdOf<T>) -> bool {
		info.paused || Self::is_frozen(token, info, who)
	}

	pub(crate) fn is_frozen(token: TokenId, info: &InfoOf<T>, who: &AccountIdOf<T>) -> bool {
		info.frozen_accounts > 0 && FrozenAccounts::<T>::contains_key(token, who)
	}

	/// As [`Self::is_immovable`], with the error that says why.
	pub(crate) fn ensure_movable(
		token: TokenId,
		info: &InfoOf<T>,
		who: &AccountIdOf<T>,
	) -> DispatchResult {
		ensure!(!info.paused, Error::<T>::TokenPaused);
		ensure!(!Self::is_frozen(token, info, who), Error::<T>::AccountIsFrozen);
		Ok(())
	}

	pub(crate) fn has_role(token: TokenId, role: Role, who: &AccountIdOf<T>) -> bool {
		Roles::<T>::get(token, role).binary_search(who).is_ok()
	}

	pub(crate) fn ensure_role(
		token: TokenId,
		info: &InfoOf<T>,
		role: Role,
		who: &AccountIdOf<T>,
	) -> DispatchResult {
		ensure!(role.is_enabled(&info.features), Error::<T>::FeatureMissing);
		ensure!(Self::has_role(token, role, who), Error::<T>::MissingRole);
		Ok(())
	}

	fn ensure_admin(info: &InfoOf<T>, who: &AccountIdOf<T>) -> DispatchResult {
		ensure!(info.admin.as_ref() == Some(who), Error::<T>::NotAdmin);
		Ok(())
	}

	fn ensure_live(token: TokenId) -> DispatchResult {
		let details = pallet_assets::Asset::<T>::get(token).ok_or(Error::<T>::UnknownToken)?;
		ensure!(details.status == AssetStatus::Live, Error::<T>::TokenRetiring);
		Ok(())
	}

	/// Create a token without supply.
	pub(crate) fn create(spec: TokenSpec<AccountIdOf<T>>) -> Result<TokenId, DispatchError> {
		let TokenSpec { name, symbol, decimals, features, cap, admin, roles } = spec;
		ensure!(cap != Some(0), Error::<T>::ZeroCap);
		ensure!(decimals <= MAX_DECIMALS, Error::<T>::BadMetadata);
		ensure!(!symbol.is_empty(), Error::<T>::BadMetadata);
		let token = Self::take_id()?;
		// pallet-assets knows one owner, who is asked for nothing: this pallet. It has no key.
		<Assets<T> as Create<_>>::create(token, Pallet::<T>::account_id(), false, 1)?;
		Self::write_metadata(token, name, symbol, decimals)?;
		let info = TokenInfo {
			features,
			cap,
			admin: Some(admin.clone()),
			pending_admin: None,
			paused: false,
			frozen_accounts: 0,
		};
		Tokens::<T>::insert(token, &info);
		Pallet::<T>::deposit_event(Event::Created { token, admin, features, cap });
		for (role, who) in roles {
			Self::add_member(token, &info, role, who)?;
		}
		Ok(token)
	}

	fn take_id() -> Result<TokenId, DispatchError> {
		let next = NextTokenId::<T>::get().max(T::FirstTokenId::get());
		let free = (0..MAX_SKIPPED_IDS)
			.filter_map(|skipped| next.checked_add(skipped))
			.find(|id| !Assets::<T>::asset_exists(*id))
			.ok_or(Error::<T>::NoFreeId)?;
		NextTokenId::<T>::put(free.checked_add(1).ok_or(Error::<T>::NoFreeId)?);
		Ok(free)
	}

	fn write_metadata(
		token: TokenId,
		name: alloc::vec::Vec<u8>,
		symbol: alloc::vec::Vec<u8>,
		decimals: u8,
	) -> DispatchResult {
		let readable = |c: char| !c.is_control();
		let valid = core::str::from_utf8(&name)
			.is_ok_and(|text| !text.trim().is_empty() && text.chars().all(readable));
		ensure!(valid, Error::<T>::BadMetadata);
		// As root, because the owner, this pallet, has nothing to place a deposit with; whoever
		// creates tokens takes one from the creator.
		let root = RawOrigin::Root.into();
		let id = token.into();
		Assets::<T>::force_set_metadata(root, id, name, symbol, decimals, false)
	}

	/// Give the token another name. Symbol and decimals are what it is known by and stay.
	pub(crate) fn rename(
		who: &AccountIdOf<T>,
		token: TokenId,
		name: alloc::vec::Vec<u8>,
	) -> DispatchResult {
		let info = Self::get(token)?;
		Self::ensure_role(token, &info, Role::Metadata, who)?;
		let old = pallet_assets::Metadata::<T>::get(token);
		Self::write_metadata(token, name, old.symbol.into_inner(), old.decimals)
	}

	fn add_member(
		token: TokenId,
		info: &InfoOf<T>,
		role: Role,
		who: AccountIdOf<T>,
	) -> DispatchResult {
		ensure!(role.is_enabled(&info.features), Error::<T>::FeatureMissing);
		Roles::<T>::try_mutate(token, role, |members| {
			let Err(at) = members.binary_search(&who) else {
				return Err(Error::<T>::AlreadyMember);
			};
			members.try_insert(at, who.clone()).map_err(|_| Error::<T>::TooManyMembers)
		})?;
		Pallet::<T>::deposit_event(Event::RoleGranted { token, role, who });
		Ok(())
	}

	fn remove_member(
		token: TokenId,
		info: &InfoOf<T>,
		role: Role,
		who: AccountIdOf<T>,
	) -> DispatchResult {
		Roles::<T>::try_mutate_exists(token, role, |stored| -> DispatchResult {
			let members = stored.as_mut().ok_or(Error::<T>::MissingRole)?;
			let at = members.binary_search(&who).map_err(|_| Error::<T>::MissingRole)?;
			members.remove(at);
			if members.is_empty() {
				*stored = None;
			}
			Ok(())
		})?;
		Self::ensure_not_stuck(token, info)?;
		Pallet::<T>::deposit_event(Event::RoleRevoked { token, role, who });
		Ok(())
	}

	/// Somebody must be able to lift what is in force.
	fn ensure_not_stuck(token: TokenId, info: &InfoOf<T>) -> DispatchResult {
		let nobody = |role| info.admin.is_none() && Roles::<T>::get(token, role).is_empty();
		let stuck = (info.paused && nobody(Role::Pauser))
			|| (info.frozen_accounts > 0 && nobody(Role::Freezer));
		ensure!(!stuck, Error::<T>::LastGuardian);
		Ok(())
	}

	pub(crate) fn grant_role(
		who: &AccountIdOf<T>,
		token: TokenId,
		role: Role,
		member: AccountIdOf<T>,
	) -> DispatchResult {
		let info = Self::get(token)?;
		Self::ensure_admin(&info, who)?;
		Self::add_member(token, &info, role, member)
	}

	pub(crate) fn revoke_role(
		who: &AccountIdOf<T>,
		token: TokenId,
		role: Role,
		member: AccountIdOf<T>,
	) -> DispatchResult {
		let info = Self::get(token)?;
		Self::ensure_admin(&info, who)?;
		Self::remove_member(token, &info, role, member)
	}

	pub(crate) fn renounce_role(who: AccountIdOf<T>, token: TokenId, role: Role) -> DispatchResult {
		Self::remove_member(token, &Self::get(token)?, role, who)
	}

	pub(crate) fn begin_admin_transfer(
		who: &AccountIdOf<T>,
		token: TokenId,
		to: AccountIdOf<T>,
	) -> DispatchResult {
		let mut info = Self::get(token)?;
		Self::ensure_admin(&info, who)?;
		ensure!(to != *who, Error::<T>::AlreadyMember);
		let until =
			frame_system::Pallet::<T>::block_number().saturating_add(T::AdminTransferPeriod::get());
		info.pending_admin = Some((to.clone(), until));
		Tokens::<T>::insert(token, info);
		Pallet::<T>::deposit_event(Event::AdminTransferBegun { token, to, until });
		Ok(())
	}

	pub(crate) fn cancel_admin_transfer(who: &AccountIdOf<T>, token: TokenId) -> DispatchResult {
		let mut info = Self::get(token)?;
		Self::ensure_admin(&info, who)?;
		ensure!(info.pending_admin.take().is_some(), Error::<T>::NoTransfer);
		Tokens::<T>::insert(token, info);
		Pallet::<T>::deposit_event(Event::AdminTransferCancelled { token });
		Ok(())
	}

	pub(crate) fn accept_admin(who: AccountIdOf<T>, token: TokenId) -> DispatchResult {
		let mut info = Self::get(token)?;
		let (to, until) = info.pending_admin.take().ok_or(Error::<T>::NoTransfer)?;
		ensure!(to == who, Error::<T>::NotPendingAdmin);
		let now: BlockNumberFor<T> = frame_system::Pallet::<T>::block_number();
		ensure!(now <= until, Error::<T>::TransferExpired);
		info.admin = Some(to);
		Tokens::<T>::insert(token, info);
		Pallet::<T>::deposit_event(Event::AdminChanged { token, admin: Some(who) });
		Ok(())
	}

	pub(crate) fn renounce_admin(who: &AccountIdOf<T>, token: TokenId) -> DispatchResult {
		let mut info = Self::get(token)?;
		Self::ensure_admin(&info, who)?;
		info.admin = None;
		info.pending_admin = None;
		Self::ensure_not_stuck(token, &info)?;
		Tokens::<T>::insert(token, info);
		Pallet::<T>::deposit_event(Event::AdminChanged { token, admin: None });
		Ok(())
	}

	pub(crate) fn set_paused(who: &AccountIdOf<T>, token: TokenId, paused: bool) -> DispatchResult {
		let mut info = Self::get(token)?;
		Self::ensure_role(token, &info, Role::Pauser, who)?;
		Self::ensure_live(token)?;
		ensure!(info.paused != paused, Error::<T>::NothingToChange);
		info.paused = paused;
		Tokens::<T>::insert(token, info);
		Pallet::<T>::deposit_event(if paused {
			Event::Paused { token }
		} else {
			Event::Unpaused { token }
		});
		Ok(())
	}

	pub(crate) fn set_frozen(
		who: &AccountIdOf<T>,
		token: TokenId,
		account: AccountIdOf<T>,
		frozen: bool,
	) -> DispatchResult {
		let mut info = Self::get(token)?;
		Self::ensure_role(token, &info, Role::Freezer, who)?;
		Self::ensure_live(token)?;
		let is_frozen = FrozenAccounts::<T>::contains_key(token, &account);
		ensure!(is_frozen != frozen, Error::<T>::NothingToChange);
		let count = info.frozen_accounts;
		let changed = if frozen { count.checked_add(1) } else { count.checked_sub(1) };
		info.frozen_accounts = changed.ok_or(Error::<T>::Overflow)?;
		Tokens::<T>::insert(token, info);
		Pallet::<T>::deposit_event(if frozen {
			FrozenAccounts::<T>::insert(token, &account, ());
			Event::AccountFrozen { token, account }
		} else {
			FrozenAccounts::<T>::remove(token, &account);
			Event::AccountThawed { token, account }
		});
		Ok(())
	}

	/// Begin to remove a token that nobody holds, and finish at once if little is left of it.
	pub(crate) fn retire(who: &AccountIdOf<T>, token: TokenId) -> DispatchResult {
		let info = Self::get(token)?;
		Self::ensure_admin(&info, who)?;
		Self::ensure_live(token)?;
		ensure!(Assets::<T>::total_issuance(token).is_zero(), Error::<T>::SupplyLeft);
		ensure!(!info.paused, Error::<T>::TokenPaused);
		ensure!(info.frozen_accounts == 0, Error::<T>::AccountIsFrozen);
		<Assets<T> as Destroy<_>>::start_destroy(token, None)?;
		Pallet::<T>::deposit_event(Event::Retiring { token });
		let limit = T::RemoveItemsLimit::get();
		<Assets<T> as Destroy<_>>::destroy_accounts(token, limit)?;
		<Assets<T> as Destroy<_>>::destroy_approvals(token, limit)?;
		let empty = pallet_assets::Asset::<T>::get(token)
			.is_some_and(|details| details.accounts == 0 && details.approvals == 0);
		if empty {
			<Assets<T> as Destroy<_>>::finish_destroy(token)?;
		}
		Ok(())
	}

	/// pallet-assets has removed the asset: forget the rules.
	pub(crate) fn forget(token: TokenId) {
		if Tokens::<T>::take(token).is_some() {
			Role::ALL.iter().for_each(|role| Roles::<T>::remove(token, role));
			Pallet::<T>::deposit_event(Event::Retired { token });
			T::OnRetired::on_token_retired(token);
		}
	}
}
