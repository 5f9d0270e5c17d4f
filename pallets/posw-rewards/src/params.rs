//! Parameters: who sets them, and what nobody can set.

use crate::*;
use frame_support::{ensure, traits::Get};
use labscape_posw::params::Parameters;
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_set_parameters(parameters: Parameters) -> DispatchResult {
		ensure!(parameters.within_bounds(), Error::<T>::OutOfBounds);
		ensure!(Self::washing_loses(&parameters), Error::<T>::OutOfBounds);
		NextParameters::<T>::put(parameters);
		Self::deposit_event(Event::ParametersSet);
		Ok(())
	}

	/// Relations between config items.
	pub(crate) fn check_config() {
		assert!(T::EpochPeriod::get() >= 5, "an epoch has at least five blocks");
		assert!(T::MaxExtension::get() >= 1, "epochs must be able to wait for reports");
		assert!(
			T::MaxSeats::get() >= 1 && T::MaxSeats::get() <= 4_096,
			"a labscape has 4,096 units"
		);
		assert!(T::DefaultParameters::get().within_bounds(), "the defaults lie within the bounds");
		Self::check_referee();
	}
}
