//! Weights of `pallet-labscape-burning`.
//!
//! Measured by `./scripts/weights burning`; do not edit by hand, but for the comments of the trait.
//! 8 values of each component, each timed 10 times, of which the fastest counts; the lowest line
//! above all of them. Execution is that of the Wasm runtime with its state in
//! memory; entries read and written are counted, and weighed by `DbWeight`. Proof sizes are zero: blocks
//! of a solo chain are not proven to anybody.
#![cfg_attr(rustfmt, rustfmt_skip)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::{constants::RocksDbWeight, Weight}};

/// What the calls and steps of this pallet cost.
pub trait WeightInfo {
	/// [`crate::Call::burn`] with a memo of `m` bytes.
	fn burn(m: u32) -> Weight;
	/// [`crate::Call::set_parameters`].
	fn set_parameters() -> Weight;
	/// One note that closes a page.
	fn note() -> Weight;
	/// The end of a block: its fees are divided, and a page is closed.
	fn on_finalize() -> Weight;
}

/// Weights with the database of runtime `T`.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// `Burning::History` (r:0 w:1)
	/// `Burning::OpenBook` (r:1 w:1)
	/// `Posw::Current` (r:1 w:0)
	fn burn(m: u32) -> Weight {
		Weight::from_parts(17_474_004, 0)
			.saturating_add(Weight::from_parts(19_452, 0).saturating_mul(m.into()))
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// `Burning::CurrentParameters` (r:0 w:1)
	/// `Posw::Current` (r:1 w:0)
	/// `Posw::Epochs` (r:1 w:0)
	fn set_parameters() -> Weight {
		Weight::from_parts(3_652_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// `Burning::CurrentParameters` (r:1 w:0)
	/// `Burning::History` (r:1 w:1)
	/// `Burning::OpenBook` (r:1 w:1)
	/// `Posw::Current` (r:1 w:0)
	fn note() -> Weight {
		Weight::from_parts(4_425_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// `Burning::CurrentParameters` (r:1 w:0)
	/// `Burning::History` (r:0 w:1)
	/// `Burning::OpenBook` (r:1 w:1)
	/// `Posw::Current` (r:1 w:0)
	/// `System::Account` (r:2 w:2)
	fn on_finalize() -> Weight {
		Weight::from_parts(22_651_000, 0)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
}

/// For tests.
impl WeightInfo for () {
	fn burn(m: u32) -> Weight {
		Weight::from_parts(17_474_004, 0)
			.saturating_add(Weight::from_parts(19_452, 0).saturating_mul(m.into()))
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn set_parameters() -> Weight {
		Weight::from_parts(3_652_000, 0)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn note() -> Weight {
		Weight::from_parts(4_425_000, 0)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn on_finalize() -> Weight {
		Weight::from_parts(22_651_000, 0)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
}
