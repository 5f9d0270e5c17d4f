//! What this pallet offers others.

use frame_system::pallet_prelude::BlockNumberFor;
use labscape_primitives::{Amount, PastVotes, TokenCreation, TokenId, TokenRules, TokenSpec};
use sp_runtime::{DispatchError, DispatchResult};

use crate::{moves::Moves, registry::Registry, votes::Votes, AccountIdOf, Config, Pallet, Tokens};

impl<T: Config> TokenCreation<AccountIdOf<T>> for Pallet<T> {
	fn create(spec: TokenSpec<AccountIdOf<T>>) -> Result<TokenId, DispatchError> {
		Registry::<T>::create(spec)
	}

	fn mint_initial(token: TokenId, to: &AccountIdOf<T>, amount: Amount) -> DispatchResult {
		let info = Registry::<T>::get(token)?;
		Moves::<T>::mint_checked(token, &info, to, amount).map(|_| ())
	}
}

/// Assets that are not this pallet's have no rules.
impl<T: Config> TokenRules<AccountIdOf<T>> for Pallet<T> {
	fn ensure_movable(token: TokenId, from: &AccountIdOf<T>) -> DispatchResult {
		match Tokens::<T>::get(token) {
			Some(info) => Registry::<T>::ensure_movable(token, &info, from),
			None => Ok(()),
		}
	}

	fn moved(token: TokenId, from: &AccountIdOf<T>, to: &AccountIdOf<T>) -> DispatchResult {
		if Tokens::<T>::get(token).is_some_and(|info| info.features.votes) {
			Votes::<T>::sync(token, from)?;
			Votes::<T>::sync(token, to)?;
		}
		Ok(())
	}
}

impl<T: Config> PastVotes<AccountIdOf<T>, BlockNumberFor<T>> for Pallet<T> {
	fn past_votes(token: TokenId, who: &AccountIdOf<T>, at: BlockNumberFor<T>) -> Option<Amount> {
		Votes::<T>::look_up(token, Some(who.clone()), at).map(|checkpoint| checkpoint.votes)
	}

	fn past_supply(token: TokenId, at: BlockNumberFor<T>) -> Option<Amount> {
		Votes::<T>::look_up(token, None, at).map(|checkpoint| checkpoint.balance)
	}
}
