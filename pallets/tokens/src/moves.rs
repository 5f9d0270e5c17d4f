//! Movement: transfers, allowances, minting and burning. Everything ends in pallet-assets' ledger;
//! for tokens with votes, [`Votes`] follows.

use frame_support::{
	ensure,
	traits::{
		fungibles::{approvals::Inspect as _, Inspect, Mutate},
		tokens::{Fortitude, Precision, Preservation},
	},
};
use labscape_primitives::{Amount, Role, TokenId};
use pallet_assets::TransferFlags;
use sp_runtime::{traits::Zero, DispatchError, DispatchResult};

use crate::{
	registry::Registry, votes::Votes, AccountIdOf, Assets, Config, Error, Event, InfoOf, Pallet,
};

/// What checkpoints a call wrote; its cost depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trail {
	/// None: the token has no votes.
	None,
	/// One for each account.
	Checkpoints,
	/// Those, and some of delegates, or full pages were moved away.
	Pages,
}

impl Trail {
	fn of(extra: bool) -> Self {
		if extra {
			Trail::Pages
		} else {
			Trail::Checkpoints
		}
	}
}

const FLAGS: TransferFlags =
	TransferFlags { keep_alive: false, best_effort: false, burn_dust: false };

/// Moves tokens.
pub(crate) struct Moves<T>(core::marker::PhantomData<T>);

impl<T: Config> Moves<T> {
	fn ensure_sendable(
		token: TokenId,
		info: &InfoOf<T>,
		from: &AccountIdOf<T>,
		to: &AccountIdOf<T>,
		amount: Amount,
	) -> DispatchResult {
		ensure!(!amount.is_zero(), Error::<T>::ZeroAmount);
		ensure!(from != to, Error::<T>::SelfTransfer);
		Registry::<T>::ensure_movable(token, info, from)
	}

	/// Follow what moved from one account to another.
	fn follow_transfer(
		token: TokenId,
		info: &InfoOf<T>,
		from: &AccountIdOf<T>,
		to: &AccountIdOf<T>,
		arrived: Amount,
	) -> Result<Trail, DispatchError> {
		if !info.features.votes {
			return Ok(Trail::None);
		}
		let mut extra = Votes::<T>::debit(token, from, arrived)?;
		extra |= Votes::<T>::credit(token, to, arrived)?;
		Ok(Trail::of(extra))
	}

	pub(crate) fn transfer(
		token: TokenId,
		from: &AccountIdOf<T>,
		to: &AccountIdOf<T>,
		amount: Amount,
	) -> Result<Trail, DispatchError> {
		let info = Registry::<T>::get(token)?;
		Self::ensure_sendable(token, &info, from, to, amount)?;
		let arrived = Assets::<T>::do_transfer(token, from, to, amount, None, FLAGS)?;
		Self::follow_transfer(token, &info, from, to, arrived)
	}

	pub(crate) fn transfer_batch(
		token: TokenId,
		from: &AccountIdOf<T>,
		to: &[(AccountIdOf<T>, Amount)],
	) -> DispatchResult {
		let info = Registry::<T>::get(token)?;
		ensure!(!to.is_empty(), Error::<T>::EmptyBatch);
		for (to, amount) in to {
			Self::ensure_sendable(token, &info, from, to, *amount)?;
			let arrived = Assets::<T>::do_transfer(token, from, to, *amount, None, FLAGS)?;
			if info.features.votes {
				Votes::<T>::credit(token, to, arrived)?;
			}
		}
		if info.features.votes {
			Votes::<T>::sync(token, from)?;
		}
		Ok(())
	}

	pub(crate) fn transfer_from(
		token: TokenId,
		spender: &AccountIdOf<T>,
		owner: &AccountIdOf<T>,
		to: &AccountIdOf<T>,
		amount: Amount,
	) -> Result<Trail, DispatchError> {
		let info = Registry::<T>::get(token)?;
		Self::ensure_sendable(token, &info, owner, to, amount)?;
		let allowed = Assets::<T>::allowance(token, owner, spender);
		ensure!(allowed >= amount, Error::<T>::AllowanceTooLow);
		Assets::<T>::do_transfer_approved(token, owner, spender, to, amount)?;
		Self::follow_transfer(token, &info, owner, to, amount)
	}

	/// Set what `spender` may take. pallet-assets adds to an approval and takes a deposit for it;
	/// setting it lower cancels and approves anew.
	pub(crate) fn set_allowance(
		token: TokenId,
		owner: &AccountIdOf<T>,
		spender: &AccountIdOf<T>,
		amount: Amount,
	) -> DispatchResult {
		Registry::<T>::get(token)?;
		let current = Assets::<T>::allowance(token, owner, spender);
		if amount < current {
			Assets::<T>::do_cancel_approval(&token, owner, spender)?;
			if !amount.is_zero() {
				Assets::<T>::do_approve_transfer(token, owner, spender, amount)?;
			}
		} else if let Some(more) = amount.checked_sub(current).filter(|more| !more.is_zero()) {
			Assets::<T>::do_approve_transfer(token, owner, spender, more)?;
		}
		let (owner, spender) = (owner.clone(), spender.clone());
		Pallet::<T>::deposit_event(Event::Approval { token, owner, spender, amount });
		Ok(())
	}

	pub(crate) fn increase_allowance(
		token: TokenId,
		owner: &AccountIdOf<T>,
		spender: &AccountIdOf<T>,
		by: Amount,
	) -> DispatchResult {
		ensure!(!by.is_zero(), Error::<T>::ZeroAmount);
		let current = Assets::<T>::allowance(token, owner, spender);
		let amount = current.checked_add(by).ok_or(Error::<T>::Overflow)?;
		Self::set_allowance(token, owner, spender, amount)
	}

	pub(crate) fn decrease_allowance(
		token: TokenId,
		owner: &AccountIdOf<T>,
		spender: &AccountIdOf<T>,
		by: Amount,
	) -> DispatchResult {
		ensure!(!by.is_zero(), Error::<T>::ZeroAmount);
		let current = Assets::<T>::allowance(token, owner, spender);
		let amount = current.checked_sub(by).ok_or(Error::<T>::AllowanceTooLow)?;
		Self::set_allowance(token, owner, spender, amount)
	}

	pub(crate) fn burn(
		token: TokenId,
		who: &AccountIdOf<T>,
		amount: Amount,
	) -> Result<Trail, DispatchError> {
		let info = Registry::<T>::get(token)?;
		ensure!(!amount.is_zero(), Error::<T>::ZeroAmount);
		Registry::<T>::ensure_movable(token, &info, who)?;
		Assets::<T>::burn_from(
			token,
			who,
			amount,
			Preservation::Expendable,
			Precision::Exact,
			Fortitude::Polite,
		)?;
		if !info.features.votes {
			return Ok(Trail::None);
		}
		let extra = Votes::<T>::sync(token, who)?;
		Ok(Trail::of(extra | Votes::<T>::sync_supply(token)?))
	}

	pub(crate) fn burn_from(
		token: TokenId,
		spender: &AccountIdOf<T>,
		owner: &AccountIdOf<T>,
		amount: Amount,
	) -> DispatchResult {
		ensure!(!amount.is_zero(), Error::<T>::ZeroAmount);
		Self::decrease_allowance(token, owner, spender, amount)?;
		Self::burn(token, owner, amount).map(|_| ())
	}

	pub(crate) fn force_burn(
		token: TokenId,
		burner: &AccountIdOf<T>,
		who: &AccountIdOf<T>,
		amount: Amount,
	) -> DispatchResult {
		let info = Registry::<T>::get(token)?;
		Registry::<T>::ensure_role(token, &info, Role::Burner, burner)?;
		Self::burn(token, who, amount).map(|_| ())
	}

	pub(crate) fn mint(
		token: TokenId,
		minter: &AccountIdOf<T>,
		to: &AccountIdOf<T>,
		amount: Amount,
	) -> Result<Trail, DispatchError> {
		let info = Registry::<T>::get(token)?;
		Registry::<T>::ensure_role(token, &info, Role::Minter, minter)?;
		Self::mint_checked(token, &info, to, amount)
	}

	/// Mint without asking for a role; see [`labscape_primitives::TokenCreation::mint_initial`].
	pub(crate) fn mint_checked(
		token: TokenId,
		info: &InfoOf<T>,
		to: &AccountIdOf<T>,
		amount: Amount,
	) -> Result<Trail, DispatchError> {
		ensure!(!amount.is_zero(), Error::<T>::ZeroAmount);
		ensure!(!info.paused, Error::<T>::TokenPaused);
		let supply = Assets::<T>::total_issuance(token);
		let after = supply.checked_add(amount).ok_or(Error::<T>::Overflow)?;
		ensure!(info.cap.is_none_or(|cap| after <= cap), Error::<T>::CapExceeded);
		Assets::<T>::mint_into(token, to, amount)?;
		if !info.features.votes {
			return Ok(Trail::None);
		}
		let extra = Votes::<T>::credit(token, to, amount)?;
		Ok(Trail::of(extra | Votes::<T>::sync_supply(token)?))
	}
}
