//! Origins that referenda on their own track can act with, each with the power of its name only.

#[frame_support::pallet]
pub mod pallet_custom_origins {
	use crate::{Balance, UBC};
	use frame_support::pallet_prelude::*;

	#[pallet::config]
	pub trait Config: frame_system::Config {}

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// What a referendum may act as.
	#[derive(
		PartialEq, Eq, Clone, MaxEncodedLen, Encode, Decode, DecodeWithMemTracking, TypeInfo, Debug,
	)]
	#[pallet::origin]
	pub enum Origin {
		/// Queues calls that the technical committee has whitelisted for the timelock.
		WhitelistedCaller,
		/// What a whitelisted caller's act becomes after the timelock: it may dispatch the call that
		/// was whitelisted, and nothing else. No track leads to it.
		WhitelistedAct,
		/// Administers validators' staking.
		StakingAdmin,
		/// Changes parameters within their types.
		ParameterAdmin,
		/// Cancels a referendum and returns its deposit.
		ReferendumCanceller,
		/// Kills a referendum and slashes its deposit.
		ReferendumKiller,
		/// Spends up to 10 UBC.
		SmallTipper,
		/// Spends up to 250 UBC.
		BigTipper,
		/// Spends up to 10,000 UBC.
		SmallSpender,
		/// Spends up to 100,000 UBC.
		MediumSpender,
		/// Spends up to 1,000,000 UBC.
		BigSpender,
	}

	macro_rules! unit_origin {
		($(#[$doc:meta])* $name:ident) => {
			$(#[$doc])*
			#[derive(Debug)]
			pub struct $name;
			impl<O: OriginTrait + From<Origin>> EnsureOrigin<O> for $name
			where
				for<'a> &'a O::PalletsOrigin: TryInto<&'a Origin>,
			{
				type Success = ();
				fn try_origin(o: O) -> Result<(), O> {
					let ours = matches!(o.caller().try_into(), Ok(Origin::$name));
					if ours {
						Ok(())
					} else {
						Err(o)
					}
				}
				#[cfg(feature = "runtime-benchmarks")]
				fn try_successful_origin() -> Result<O, ()> {
					Ok(O::from(Origin::$name))
				}
			}
		};
	}
	use frame_support::traits::{EnsureOrigin, OriginTrait};

	unit_origin!(
		/// [`Origin::WhitelistedCaller`].
		WhitelistedCaller
	);
	unit_origin!(
		/// [`Origin::WhitelistedAct`].
		WhitelistedAct
	);
	unit_origin!(
		/// [`Origin::StakingAdmin`].
		StakingAdmin
	);
	unit_origin!(
		/// [`Origin::ParameterAdmin`].
		ParameterAdmin
	);
	unit_origin!(
		/// [`Origin::ReferendumCanceller`].
		ReferendumCanceller
	);
	unit_origin!(
		/// [`Origin::ReferendumKiller`].
		ReferendumKiller
	);

	/// Any of the spending origins; yields how much it may spend at once.
	#[derive(Debug)]
	pub struct Spender;
	impl<O: OriginTrait + From<Origin>> EnsureOrigin<O> for Spender
	where
		for<'a> &'a O::PalletsOrigin: TryInto<&'a Origin>,
	{
		type Success = Balance;
		fn try_origin(o: O) -> Result<Balance, O> {
			let limit = match o.caller().try_into() {
				Ok(Origin::SmallTipper) => Some(10 * UBC),
				Ok(Origin::BigTipper) => Some(250 * UBC),
				Ok(Origin::SmallSpender) => Some(10_000 * UBC),
				Ok(Origin::MediumSpender) => Some(100_000 * UBC),
				Ok(Origin::BigSpender) => Some(1_000_000 * UBC),
				_ => None,
			};
			limit.ok_or(o)
		}
		#[cfg(feature = "runtime-benchmarks")]
		fn try_successful_origin() -> Result<O, ()> {
			Ok(O::from(Origin::BigSpender))
		}
	}
}
