//! The beacon: what block authors proved over the end of an epoch, folded.

use crate::*;
use frame_support::traits::Get;
use labscape_posw::{epoch, hash};
use sp_runtime::traits::{One, SaturatedConversion, Saturating};

impl<T: Config> Pallet<T> {
	/// Fold what the author of the last block proved, if that block lies in the window.
	///
	/// The window begins when commits close and lasts until the epoch ends; blocks without an output
	/// do not count, so the epoch waits for as many outputs as there should be. *(A5)*
	pub(crate) fn fold_beacon(
		state: &mut EpochState<frame_system::pallet_prelude::BlockNumberFor<T>>,
		now: frame_system::pallet_prelude::BlockNumberFor<T>,
	) {
		let last = now.saturating_sub(One::one());
		let offset: u32 = last.saturating_sub(state.start).saturated_into();
		let opens = T::EpochPeriod::get().saturating_sub(Self::wanted_outputs(state.index));
		if last < state.start || offset < opens {
			return;
		}
		if let Some(output) = T::AuthorRandomness::get() {
			state.beacon = hash::beacon(&state.beacon, &output);
			state.outputs = state.outputs.saturating_add(1);
		}
	}

	/// How many outputs the beacon of `epoch` needs.
	pub(crate) fn wanted_outputs(epoch: labscape_primitives::WorkEpoch) -> u32 {
		let wanted = Self::parameters(epoch).beacon_outputs;
		epoch::beacon_outputs(T::EpochPeriod::get(), wanted)
	}
}
