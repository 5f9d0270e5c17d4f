//! What keeps pallet-assets' own calls within the rules of tokens.
//!
//! Tokens are ordinary assets, and their holders may use pallet-assets' calls on them. Three things
//! keep the rules whole:
//! - The owner and team of every token is this pallet's account, which has no key: no call reserved
//!   to them succeeds.
//! - [`Guard`] reports everything as frozen for paused tokens and frozen accounts, which stops every
//!   outflow and also the burning `refund`, which pallet-assets allows on its own frozen accounts.
//! - [`Pallet::allows`], for the runtime's call filter: holders of tokens with votes move them
//!   through this pallet only, so that checkpoints follow.

use core::marker::PhantomData;
use labscape_primitives::{Amount, TokenId};
use pallet_assets::{AssetsCallback, FrozenBalance};

use crate::{registry::Registry, AccountIdOf, Config, Pallet, Tokens};

/// For `pallet_assets::Config::Freezer`, around the freezer that would stand there otherwise.
pub struct Guard<T, Inner>(PhantomData<(T, Inner)>);

impl<T, Inner> FrozenBalance<TokenId, AccountIdOf<T>, Amount> for Guard<T, Inner>
where
	T: Config,
	Inner: FrozenBalance<TokenId, AccountIdOf<T>, Amount>,
{
	fn frozen_balance(asset: TokenId, who: &AccountIdOf<T>) -> Option<Amount> {
		match Tokens::<T>::get(asset) {
			Some(info) if Registry::<T>::is_immovable(asset, &info, who) => Some(Amount::MAX),
			_ => Inner::frozen_balance(asset, who),
		}
	}

	fn died(asset: TokenId, who: &AccountIdOf<T>) {
		Inner::died(asset, who)
	}

	fn contains_freezes(asset: TokenId) -> bool {
		let ours =
			Tokens::<T>::get(asset).is_some_and(|info| info.paused || info.frozen_accounts > 0);
		ours || Inner::contains_freezes(asset)
	}
}

/// For `pallet_assets::Config::CallbackHandle`: forgets the rules of an asset that is gone.
impl<T: Config> AssetsCallback<TokenId, AccountIdOf<T>> for Pallet<T> {
	fn destroyed(id: &TokenId) -> Result<(), ()> {
		Registry::<T>::forget(*id);
		Ok(())
	}
}

impl<T: Config> Pallet<T> {
	/// Whether the runtime's call filter may let `call` of pallet-assets pass. An allow-list: calls
	/// it does not know are refused.
	pub fn allows(call: &pallet_assets::Call<T>) -> bool {
		use pallet_assets::Call;
		let token = |id: &T::AssetIdParameter| -> TokenId { id.clone().into() };
		let has_votes = |id: &T::AssetIdParameter| {
			Tokens::<T>::get(token(id)).is_some_and(|info| info.features.votes)
		};
		let is_ours = |id: &T::AssetIdParameter| Tokens::<T>::contains_key(token(id));
		match call {
			// Holders' calls that move balances.
			Call::transfer { id, .. }
			| Call::transfer_keep_alive { id, .. }
			| Call::transfer_approved { id, .. }
			| Call::transfer_all { id, .. }
			| Call::refund { id, allow_burn: true } => !has_votes(id),
			// Holders' calls that do not, and the removal of assets that are being destroyed.
			Call::approve_transfer { .. }
			| Call::cancel_approval { .. }
			| Call::touch { .. }
			| Call::refund { .. }
			| Call::refund_other { .. }
			| Call::destroy_accounts { .. }
			| Call::destroy_approvals { .. }
			| Call::finish_destroy { .. } => true,
			// Calls of owner and team, whom tokens of this pallet do not have.
			Call::start_destroy { id }
			| Call::mint { id, .. }
			| Call::burn { id, .. }
			| Call::force_transfer { id, .. }
			| Call::freeze { id, .. }
			| Call::thaw { id, .. }
			| Call::freeze_asset { id }
			| Call::thaw_asset { id }
			| Call::transfer_ownership { id, .. }
			| Call::set_team { id, .. }
			| Call::set_metadata { id, .. }
			| Call::clear_metadata { id }
			| Call::force_cancel_approval { id, .. }
			| Call::set_min_balance { id, .. }
			| Call::touch_other { id, .. }
			| Call::block { id, .. }
			| Call::set_reserves { id, .. } => !is_ours(id),
			// Assets come into being through the factory; `force_` calls are root's, whom no call
			// filter concerns.
			_ => false,
		}
	}
}
