//! Checkpoints of balances and votes: the only writer of [`Traces`] and [`Pages`].
//!
//! After a transfer both checkpoints follow what the ledger says has moved ([`Votes::debit`],
//! [`Votes::credit`]): reading balances and holds again would cost database accesses for nothing. Where
//! the ledger does not say it, and where other pallets move by holds, the total balance is read and
//! compared with the newest checkpoint ([`Votes::sync`]). The difference moves votes.
//!
//! The newest [`crate::PAGE_LENGTH`] checkpoints of an account lie in one value, so a move writes
//! one value for each account; every eighth change moves a page away, which is never written again.
//! A look-up searches the pages by halving. What no look-up within [`Config::CheckpointRetention`]
//! can ask for is pruned: one page with each page written, and by anyone ([`Pallet::prune`]). A
//! history cannot be pushed out by flooding an account with dust.

use frame_support::{
	defensive, ensure,
	traits::{fungibles::Inspect, Get},
};
use frame_system::pallet_prelude::BlockNumberFor;
use labscape_primitives::{Amount, TokenId};
use sp_runtime::{
	traits::{Saturating, Zero},
	DispatchError, DispatchResult,
};

use crate::{
	in_force, AccountIdOf, Assets, Checkpoint, Config, Error, Event, Nonces, Pages, Pallet, Tokens,
	TraceOf, Traces,
};

type Key<T> = Option<AccountIdOf<T>>;

/// Whether more was written than one checkpoint of the account itself: that of a delegate, or a full
/// page that was moved away.
pub(crate) type Extra = bool;

/// Owner of the checkpoints.
pub(crate) struct Votes<T>(core::marker::PhantomData<T>);

impl<T: Config> Votes<T> {
	/// Follow the balance of `who`.
	pub(crate) fn sync(token: TokenId, who: &AccountIdOf<T>) -> Result<Extra, DispatchError> {
		let balance = Assets::<T>::total_balance(token, who);
		let trace = Traces::<T>::get(token, Some(who));
		Self::set_balance(token, who, trace, balance)
	}

	/// Follow `amount`, which the ledger says has arrived at `who`.
	pub(crate) fn credit(
		token: TokenId,
		who: &AccountIdOf<T>,
		amount: Amount,
	) -> Result<Extra, DispatchError> {
		let trace = Traces::<T>::get(token, Some(who));
		let balance = trace.latest().balance.checked_add(amount).ok_or(Error::<T>::Overflow)?;
		Self::set_balance(token, who, trace, balance)
	}

	/// Follow `amount`, which the ledger says has left `who`.
	pub(crate) fn debit(
		token: TokenId,
		who: &AccountIdOf<T>,
		amount: Amount,
	) -> Result<Extra, DispatchError> {
		let trace = Traces::<T>::get(token, Some(who));
		let Some(balance) = trace.latest().balance.checked_sub(amount) else {
			defensive!("a checkpoint has not followed the ledger");
			return Self::sync(token, who);
		};
		Self::set_balance(token, who, trace, balance)
	}

	fn set_balance(
		token: TokenId,
		who: &AccountIdOf<T>,
		trace: TraceOf<T>,
		balance: Amount,
	) -> Result<Extra, DispatchError> {
		let before = trace.latest().balance;
		if balance == before {
			return Ok(false);
		}
		match trace.delegate.clone() {
			None => Self::write(token, Some(who.clone()), trace, |checkpoint| {
				checkpoint.balance = balance;
				Self::shift(checkpoint, before, balance)
			}),
			Some(delegate) => {
				Self::write(token, Some(who.clone()), trace, |checkpoint| {
					checkpoint.balance = balance;
					Ok(())
				})?;
				Self::shift_of(token, delegate, before, balance)?;
				Ok(true)
			}
		}
	}

	/// Follow the supply.
	pub(crate) fn sync_supply(token: TokenId) -> Result<Extra, DispatchError> {
		let supply = Assets::<T>::total_issuance(token);
		let trace = Traces::<T>::get(token, Key::<T>::None);
		if trace.latest().balance == supply {
			return Ok(false);
		}
		Self::write(token, None, trace, |checkpoint| {
			checkpoint.balance = supply;
			checkpoint.votes = supply;
			Ok(())
		})
	}

	/// Let `to` vote with the balance of `who`; `who` itself if they are the same.
	pub(crate) fn delegate(
		token: TokenId,
		who: AccountIdOf<T>,
		to: AccountIdOf<T>,
	) -> DispatchResult {
		let has_votes = Tokens::<T>::get(token).is_some_and(|info| info.features.votes);
		ensure!(has_votes, Error::<T>::FeatureMissing);
		Self::sync(token, &who)?;
		let chosen = (to != who).then_some(to.clone());
		let mut trace = Traces::<T>::get(token, Some(&who));
		ensure!(trace.delegate != chosen, Error::<T>::NothingToChange);
		let from = core::mem::replace(&mut trace.delegate, chosen).unwrap_or(who.clone());
		let balance = trace.latest().balance;
		Traces::<T>::insert(token, Some(&who), trace);
		Self::shift_of(token, from.clone(), balance, 0)?;
		Self::shift_of(token, to.clone(), 0, balance)?;
		Pallet::<T>::deposit_event(Event::DelegateChanged { token, who, from, to });
		Ok(())
	}

	fn shift_of(
		token: TokenId,
		who: AccountIdOf<T>,
		less: Amount,
		more: Amount,
	) -> Result<Extra, DispatchError> {
		if less == more {
			return Ok(false);
		}
		let trace = Traces::<T>::get(token, Some(&who));
		Self::write(token, Some(who), trace, |checkpoint| Self::shift(checkpoint, less, more))
	}

	fn shift(
		checkpoint: &mut Checkpoint<BlockNumberFor<T>>,
		less: Amount,
		more: Amount,
	) -> DispatchResult {
		let votes = checkpoint.votes.checked_sub(less).and_then(|rest| rest.checked_add(more));
		checkpoint.votes = votes.ok_or(Error::<T>::Overflow)?;
		Ok(())
	}

	fn write(
		token: TokenId,
		key: Key<T>,
		mut trace: TraceOf<T>,
		change: impl FnOnce(&mut Checkpoint<BlockNumberFor<T>>) -> DispatchResult,
	) -> Result<Extra, DispatchError> {
		let mut checkpoint = trace.latest();
		change(&mut checkpoint)?;
		checkpoint.block = frame_system::Pallet::<T>::block_number();
		let spilled = trace.record(checkpoint);
		let has_spilled = spilled.is_some();
		if let Some(page) = spilled {
			Pages::<T>::insert((token, &key, trace.next_page), page);
			trace.next_page = trace.next_page.checked_add(1).ok_or(Error::<T>::Overflow)?;
			Self::drop_pages(token, &key, &mut trace, 1);
		}
		Traces::<T>::insert(token, &key, trace);
		Ok(has_spilled)
	}

	/// The oldest block that can be asked for.
	pub(crate) fn horizon() -> BlockNumberFor<T> {
		let now = frame_system::Pallet::<T>::block_number();
		now.saturating_sub(T::CheckpointRetention::get())
	}

	/// Remove up to `limit` of the oldest pages that no look-up reaches any more; returns how many.
	fn drop_pages(token: TokenId, key: &Key<T>, trace: &mut TraceOf<T>, limit: u32) -> u32 {
		let mut dropped = 0u32;
		while dropped < limit && trace.first_page < trace.next_page {
			let next = trace.first_page.saturating_add(1);
			// The first block after the oldest page: of the page that follows, or of the newest.
			let follows = if next < trace.next_page {
				Pages::<T>::get((token, key, next)).first().map(|checkpoint| checkpoint.block)
			} else {
				trace.recent.first().map(|checkpoint| checkpoint.block)
			};
			if follows.is_none_or(|block| block > Self::horizon()) {
				break;
			}
			Pages::<T>::remove((token, key, trace.first_page));
			trace.first_page = next;
			dropped = dropped.saturating_add(1);
		}
		dropped
	}

	/// Remove what nothing asks for any more: old pages, the trace of an account that has long had
	/// nothing, and all that a retired token left.
	pub(crate) fn prune(token: TokenId, key: Key<T>, limit: u32) -> DispatchResult {
		let mut trace = Traces::<T>::get(token, &key);
		let dropped = if Tokens::<T>::contains_key(token) {
			let dropped = Self::drop_pages(token, &key, &mut trace, limit);
			let last = trace.latest();
			let done = last.balance.is_zero() && last.votes.is_zero() && trace.delegate.is_none();
			let over = trace.first_page == trace.next_page && last.block <= Self::horizon();
			if done && over && Traces::<T>::contains_key(token, &key) {
				Traces::<T>::remove(token, &key);
				dropped.saturating_add(1)
			} else {
				if dropped > 0 {
					Traces::<T>::insert(token, &key, trace);
				}
				dropped
			}
		} else {
			Self::clear_retired(token, &key, trace, limit)
		};
		ensure!(dropped > 0, Error::<T>::NothingToPrune);
		Pallet::<T>::deposit_event(Event::Pruned { token, account: key, items: dropped });
		Ok(())
	}

	fn clear_retired(token: TokenId, key: &Key<T>, mut trace: TraceOf<T>, limit: u32) -> u32 {
		let mut dropped = 0u32;
		while dropped < limit && trace.first_page < trace.next_page {
			Pages::<T>::remove((token, key, trace.first_page));
			trace.first_page = trace.first_page.saturating_add(1);
			dropped = dropped.saturating_add(1);
		}
		if trace.first_page < trace.next_page {
			Traces::<T>::insert(token, key, trace);
			return dropped;
		}
		if Traces::<T>::contains_key(token, key) {
			Traces::<T>::remove(token, key);
			dropped = dropped.saturating_add(1);
		}
		if let Some(who) = key {
			if Nonces::<T>::contains_key(token, who) {
				Nonces::<T>::remove(token, who);
				dropped = dropped.saturating_add(1);
			}
		}
		dropped
	}

	/// The checkpoint in force at the end of block `at`; `None` if `at` is not over, is beyond the
	/// retention, or the token has no votes. O(log n) reads.
	pub(crate) fn look_up(
		token: TokenId,
		key: Key<T>,
		at: BlockNumberFor<T>,
	) -> Option<Checkpoint<BlockNumberFor<T>>> {
		let has_votes = Tokens::<T>::get(token).is_some_and(|info| info.features.votes);
		let now = frame_system::Pallet::<T>::block_number();
		if !has_votes || at >= now || at < Self::horizon() {
			return None;
		}
		let trace = Traces::<T>::get(token, &key);
		if let Some(found) = in_force(&trace.recent, at) {
			return Some(found);
		}
		let (mut low, mut high) = (trace.first_page, trace.next_page);
		let mut found = Checkpoint::default();
		while low < high {
			let middle = low.saturating_add(high.saturating_sub(low) / 2);
			match in_force(&Pages::<T>::get((token, &key, middle)), at) {
				Some(better) => {
					found = better;
					low = middle.saturating_add(1);
				}
				None => high = middle,
			}
		}
		Some(found)
	}
}
