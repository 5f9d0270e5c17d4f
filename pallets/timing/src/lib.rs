//! # Timing
//!
//! How long a session, an era and an epoch of work last. The values are part of genesis and of
//! nothing else, so that one and the same Wasm runs development chains of minutes and live
//! networks of hours.
//!
//! There is no call, no event and no hook: a changed epoch length would brick BABE, so nothing in
//! this runtime can write these values after genesis. The pallet stands before Session and Staking
//! in the runtime because their genesis reads it.
//!
//! Values that other pallets read outside of externalities (bonding and slash-defer durations, the
//! slot duration) are not here; they stay constants of the runtime.
//!
//! ## Invariants
//! 1. No stored length is zero.
//! 2. An epoch of work is at least [`MIN_WORK_EPOCH_BLOCKS`] blocks, so that its beacon has a window.
#![cfg_attr(not(feature = "std"), no_std)]

pub use pallet::*;

/// The shortest epoch of work that leaves room for a beacon: two blocks for the VRF window's edge
/// and three of its outputs.
pub const MIN_WORK_EPOCH_BLOCKS: u32 = 5;

/// Used where no genesis was built, such as when metadata is evaluated: an hour of 3-second slots.
pub const DEFAULT_SESSION_SLOTS: u64 = 1_200;
/// Used where no genesis was built.
pub const DEFAULT_SESSIONS_PER_ERA: u32 = 6;
/// Used where no genesis was built.
pub const DEFAULT_WORK_EPOCH_BLOCKS: u32 = 20;

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use frame_support::{pallet_prelude::*, traits::Get};
	use frame_system::pallet_prelude::*;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {}

	/// Length of a session (which is a BABE epoch) in slots. Written by genesis only.
	#[pallet::storage]
	pub type SessionSlots<T> =
		StorageValue<_, u64, ValueQuery, frame_support::traits::ConstU64<DEFAULT_SESSION_SLOTS>>;

	/// Sessions in a staking era. Written by genesis only.
	#[pallet::storage]
	pub type SessionsInEra<T> =
		StorageValue<_, u32, ValueQuery, ConstU32<DEFAULT_SESSIONS_PER_ERA>>;

	/// Blocks in an epoch of work. Written by genesis only.
	#[pallet::storage]
	pub type WorkEpochBlocks<T> =
		StorageValue<_, u32, ValueQuery, ConstU32<DEFAULT_WORK_EPOCH_BLOCKS>>;

	/// The lengths, as a chain specification names them.
	#[pallet::genesis_config]
	#[derive(frame_support::DebugNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// Slots in a session.
		pub session_slots: u64,
		/// Sessions in an era.
		pub sessions_per_era: u32,
		/// Blocks in an epoch of work.
		pub work_epoch_blocks: u32,
		#[serde(skip)]
		#[doc(hidden)]
		pub _config: core::marker::PhantomData<T>,
	}

	impl<T: Config> Default for GenesisConfig<T> {
		fn default() -> Self {
			Self {
				session_slots: DEFAULT_SESSION_SLOTS,
				sessions_per_era: DEFAULT_SESSIONS_PER_ERA,
				work_epoch_blocks: DEFAULT_WORK_EPOCH_BLOCKS,
				_config: Default::default(),
			}
		}
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			assert!(self.session_slots > 0, "timing.sessionSlots must not be zero");
			assert!(self.sessions_per_era > 0, "timing.sessionsPerEra must not be zero");
			assert!(
				self.work_epoch_blocks >= MIN_WORK_EPOCH_BLOCKS,
				"timing.workEpochBlocks must be at least {MIN_WORK_EPOCH_BLOCKS}"
			);
			SessionSlots::<T>::put(self.session_slots);
			SessionsInEra::<T>::put(self.sessions_per_era);
			WorkEpochBlocks::<T>::put(self.work_epoch_blocks);
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	impl<T: Config> Pallet<T> {
		/// Check the invariants of the module's documentation.
		#[cfg(any(feature = "std", feature = "try-runtime"))]
		pub fn do_try_state() -> Result<(), sp_runtime::TryRuntimeError> {
			ensure!(SessionSlots::<T>::get() > 0, "timing invariant 1: a session of no slots");
			ensure!(SessionsInEra::<T>::get() > 0, "timing invariant 1: an era of no sessions");
			ensure!(
				WorkEpochBlocks::<T>::get() >= MIN_WORK_EPOCH_BLOCKS,
				"timing invariant 2: an epoch of work too short for its beacon"
			);
			Ok(())
		}
	}

	/// `Get` of the session's length in slots, for BABE.
	#[derive(Debug)]
	pub struct SessionLength<T>(core::marker::PhantomData<T>);
	impl<T: Config> Get<u64> for SessionLength<T> {
		fn get() -> u64 {
			SessionSlots::<T>::get()
		}
	}

	/// `Get` of the era's length in sessions, for staking.
	#[derive(Debug)]
	pub struct SessionsPerEra<T>(core::marker::PhantomData<T>);
	impl<T: Config> Get<u32> for SessionsPerEra<T> {
		fn get() -> u32 {
			SessionsInEra::<T>::get()
		}
	}

	/// `Get` of the work epoch's length in blocks, for Proof-of-Swarm-Work.
	#[derive(Debug)]
	pub struct WorkEpochLength<T>(core::marker::PhantomData<T>);
	impl<T: Config> Get<u32> for WorkEpochLength<T> {
		fn get() -> u32 {
			WorkEpochBlocks::<T>::get()
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use frame_support::{assert_err, assert_ok, derive_impl, traits::Get};
	use sp_runtime::BuildStorage;

	#[frame_support::runtime]
	mod runtime {
		#[runtime::runtime]
		#[runtime::derive(RuntimeCall, RuntimeEvent, RuntimeError, RuntimeOrigin, RuntimeTask)]
		pub struct Test;
		#[runtime::pallet_index(0)]
		pub type System = frame_system::Pallet<Test>;
		#[runtime::pallet_index(1)]
		pub type Timing = crate::Pallet<Test>;
	}

	#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
	impl frame_system::Config for Test {
		type Block = frame_system::mocking::MockBlock<Test>;
	}
	impl Config for Test {}

	fn build(
		session_slots: u64,
		sessions_per_era: u32,
		work_epoch_blocks: u32,
	) -> sp_io::TestExternalities {
		RuntimeGenesisConfig {
			system: Default::default(),
			timing: GenesisConfig {
				session_slots,
				sessions_per_era,
				work_epoch_blocks,
				_config: Default::default(),
			},
		}
		.build_storage()
		.expect("genesis is valid")
		.into()
	}

	#[test]
	fn genesis_values_are_read_back() {
		build(20, 2, 5).execute_with(|| {
			assert_eq!(SessionLength::<Test>::get(), 20);
			assert_eq!(SessionsPerEra::<Test>::get(), 2);
			assert_eq!(WorkEpochLength::<Test>::get(), 5);
			assert_ok!(Timing::do_try_state());
		});
	}

	#[test]
	fn defaults_apply_when_there_is_no_genesis() {
		sp_io::TestExternalities::default().execute_with(|| {
			assert_eq!(SessionLength::<Test>::get(), DEFAULT_SESSION_SLOTS);
			assert_eq!(SessionsPerEra::<Test>::get(), DEFAULT_SESSIONS_PER_ERA);
			assert_eq!(WorkEpochLength::<Test>::get(), DEFAULT_WORK_EPOCH_BLOCKS);
		});
	}

	#[test]
	#[should_panic(expected = "timing.sessionSlots must not be zero")]
	fn genesis_is_refused_when_a_session_has_no_slots() {
		build(0, 2, 5);
	}

	#[test]
	#[should_panic(expected = "timing.sessionsPerEra must not be zero")]
	fn genesis_is_refused_when_an_era_has_no_sessions() {
		build(20, 0, 5);
	}

	#[test]
	#[should_panic(expected = "timing.workEpochBlocks must be at least 5")]
	fn genesis_is_refused_when_a_work_epoch_is_too_short() {
		build(20, 2, 4);
	}

	#[test]
	fn try_state_reports_each_broken_invariant() {
		build(20, 2, 5).execute_with(|| {
			SessionSlots::<Test>::put(0);
			assert_err!(Timing::do_try_state(), "timing invariant 1: a session of no slots");
			SessionSlots::<Test>::put(20);
			SessionsInEra::<Test>::put(0);
			assert_err!(Timing::do_try_state(), "timing invariant 1: an era of no sessions");
			SessionsInEra::<Test>::put(2);
			WorkEpochBlocks::<Test>::put(4);
			assert_err!(
				Timing::do_try_state(),
				"timing invariant 2: an epoch of work too short for its beacon"
			);
		});
	}
}
