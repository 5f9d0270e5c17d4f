//! Weights of `pallet-labscape-burning`.
//!
//! Estimates in the layout of generated weights, until the benchmarks have run on the reference
//! machine: storage accesses are counted by hand, execution is reasoned from calls of the same shape
//! in pallet-balances. Each item's access list stands above it.

#![allow(clippy::unnecessary_cast)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Weights of the calls, and of one note in the ledger for those who call it from other pallets.
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

/// Weights counted for this runtime's database.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `System::Account` (r:1 w:1), `Balances::TotalIssuance` (r:1 w:1),
	/// `Burning::OpenBook` (r:1 w:1), `Burning::History` (r:0 w:1), the epoch of work (r:1 w:0).
	fn burn(m: u32) -> Weight {
		Weight::from_parts(45_000_000, 3_593)
			.saturating_add(Weight::from_parts(1_000, 0).saturating_mul(m.into()))
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Burning::CurrentParameters` (r:0 w:1), the shares of work (r:1 w:0).
	fn set_parameters() -> Weight {
		Weight::from_parts(8_000_000, 1_500)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Burning::OpenBook` (r:1 w:1), `Burning::History` (r:0 w:1),
	/// `Burning::CurrentParameters` (r:1 w:0), the epoch of work (r:1 w:0).
	fn note() -> Weight {
		Weight::from_parts(8_000_000, 1_830)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: as [`WeightInfo::note`], `System::Account` of treasury and author (r:2 w:2),
	/// `Balances::TotalIssuance` (r:1 w:1).
	fn on_finalize() -> Weight {
		Weight::from_parts(40_000_000, 7_000)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
}

impl WeightInfo for () {
	fn burn(m: u32) -> Weight {
		Weight::from_parts(50_000_000, 3_593)
			.saturating_add(Weight::from_parts(1_000, 0).saturating_mul(m.into()))
	}
	fn set_parameters() -> Weight {
		Weight::from_parts(10_000_000, 1_500)
	}
	fn note() -> Weight {
		Weight::from_parts(10_000_000, 1_830)
	}
	fn on_finalize() -> Weight {
		Weight::from_parts(40_000_000, 7_000)
	}
}
