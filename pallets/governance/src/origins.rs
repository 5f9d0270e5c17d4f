//! The origin of constitutional referenda.

use core::marker::PhantomData;

use frame_support::{pallet_prelude::EnsureOrigin, traits::OriginTrait};

use crate::pallet::*;

/// The authority that `Origin::Constitution` leads to. For [`Config::ActOrigin`]: a referendum on a
/// constitutional track, and root itself, queue acts that are dispatched as root. Without a track
/// that grants root directly, root is reached through the timelock alone.
pub struct ConstitutionToRoot<T>(PhantomData<T>);

impl<T: Config> EnsureOrigin<OriginOf<T>> for ConstitutionToRoot<T>
where
	OriginOf<T>: Into<Result<Origin, OriginOf<T>>> + From<Origin>,
{
	type Success = T::PalletsOrigin;

	fn try_origin(origin: OriginOf<T>) -> Result<Self::Success, OriginOf<T>> {
		let root = || T::PalletsOrigin::from(frame_system::RawOrigin::Root);
		let origin = match origin.into() {
			Ok(Origin::Constitution) => return Ok(root()),
			Err(origin) => origin,
		};
		match origin.as_system_ref() {
			Some(frame_system::RawOrigin::Root) => Ok(root()),
			_ => Err(origin),
		}
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn try_successful_origin() -> Result<OriginOf<T>, ()> {
		Ok(OriginOf::<T>::from(Origin::Constitution))
	}
}
