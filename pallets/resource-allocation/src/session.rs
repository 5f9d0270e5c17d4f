//! The scheduler key as a session key: the authorities are the validators of the current session.

use frame_support::{traits::OneSessionHandler, WeakBoundedVec};
use sp_runtime::BoundToRuntimeAppPublic;

use crate::{crypto::AuthorityId, Authorities, Config, Pallet};

impl<T: Config> BoundToRuntimeAppPublic for Pallet<T> {
	type Public = AuthorityId;
}

impl<T: Config> OneSessionHandler<T::AccountId> for Pallet<T> {
	type Key = AuthorityId;

	fn on_genesis_session<'a, I>(validators: I)
	where
		I: Iterator<Item = (&'a T::AccountId, Self::Key)> + 'a,
	{
		set_authorities::<T>(validators.map(|(_, key)| key));
	}

	fn on_new_session<'a, I>(changed: bool, validators: I, _queued_validators: I)
	where
		I: Iterator<Item = (&'a T::AccountId, Self::Key)> + 'a,
	{
		if changed {
			set_authorities::<T>(validators.map(|(_, key)| key));
		}
	}

	/// A disabled validator may still lead rounds: its plans are checked like any other's, and its
	/// backups step in if it is silent.
	fn on_disabled(_validator_index: u32) {}
}

fn set_authorities<T: Config>(keys: impl Iterator<Item = AuthorityId>) {
	Authorities::<T>::put(WeakBoundedVec::force_from(
		keys.collect(),
		Some("more validators than MaxAuthorities of Resources: raise it"),
	));
}
