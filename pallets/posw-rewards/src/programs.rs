//! The registry of programs.

use crate::*;
use frame_support::{ensure, traits::Get, weights::Weight};
use labscape_primitives::Hash;
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
	/// What validating and instrumenting a module weighs.
	pub(crate) fn registration_weight(bytes: usize) -> Weight {
		let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
		Weight::from_parts(labscape_referee::weight::registration(bytes), 0)
	}

	pub(crate) fn do_register_program(module: &[u8]) -> DispatchResult {
		let known = module.len() <= labscape_referee::MAX_MODULE_BYTES;
		ensure!(known, Error::<T>::NotAProgram);
		let registered = labscape_referee::register(module).map_err(|cause| {
			log::debug!(target: LOG_TARGET, "a module was refused: {cause}");
			Error::<T>::NotAProgram
		})?;
		let program = Hash::from(sp_io::hashing::blake2_256(&registered.module));
		ensure!(!Programs::<T>::contains_key(program), Error::<T>::ProgramExists);
		let bytes = registered.module.len() as u32;
		Programs::<T>::insert(
			program,
			Program {
				semantics: registered.semantics,
				bytes,
				memory_pages: registered.memory_pages,
				max_item_fuel: T::MaxItemFuel::get(),
			},
		);
		Self::deposit_event(Event::ProgramRegistered { program, bytes });
		Ok(())
	}
}
