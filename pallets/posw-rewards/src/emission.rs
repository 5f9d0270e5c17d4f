//! Emission on verified work, bounded by what that very work burns.

use crate::*;
use labscape_posw::{money, params::Parameters, Balance};
use labscape_primitives::WorkEmission;

impl<T: Config> Pallet<T> {
	/// What may be minted on work of an epoch that burns `burned`.
	///
	/// The epoch's schedule is shared by what each work burns; κ times the own burn is never exceeded,
	/// so whoever buys its own work loses. *(A17)*
	pub(crate) fn emission(burned: Balance, record: &EpochRecord) -> Balance {
		money::emission(burned, T::Emission::bound(burned), record.scheduled, record.burn)
	}

	/// Whether parameters keep washing a loss. *(A17)*
	pub(crate) fn washing_loses(params: &Parameters) -> bool {
		T::Emission::allows(&params.shares)
	}
}
