//! Weights of `pallet-labscape-factory`.
//!
//! In the layout of the benchmark generator, but derived by hand until the first benchmark run: the
//! database accesses of the longest path are counted (a key once, as the overlay does), and the
//! execution part is 8 µs for a call plus 5 µs for each access, the rate of pallet-assets' measured
//! `transfer` (49 µs for 8 accesses) rounded to the safe side.
#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::{constants::RocksDbWeight, Weight}};

/// Weight functions needed for the calls of this pallet.
pub trait WeightInfo {
	fn create(a: u32, v: u32, ) -> Weight;
	fn set_terms() -> Weight;
	fn reserve_symbols(n: u32, ) -> Weight;
}

/// Weights for a runtime, with its database weights.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Fixed: pause, access, listing, limits, count, terms, symbol, reserved symbol, accounts of
	/// creator and treasury, holds, burn ledger (3), asset, metadata, rules, id, five roles, record,
	/// pot and its asset account, supply's and pot's traces, schedule counter, vesting's pause.
	/// Each allocation: system account, asset account, trace. Each grant: system account, asset
	/// account, two holds, trace; schedule and index.
	fn create(a: u32, v: u32, ) -> Weight {
		Weight::from_parts(293_000_000, 90_000)
			.saturating_add(Weight::from_parts(33_000_000, 8_100).saturating_mul(a.into()))
			.saturating_add(Weight::from_parts(63_000_000, 16_200).saturating_mul(v.into()))
			.saturating_add(T::DbWeight::get().reads(32_u64))
			.saturating_add(T::DbWeight::get().reads((3_u64).saturating_mul(a.into())))
			.saturating_add(T::DbWeight::get().reads((6_u64).saturating_mul(v.into())))
			.saturating_add(T::DbWeight::get().writes(25_u64))
			.saturating_add(T::DbWeight::get().writes((3_u64).saturating_mul(a.into())))
			.saturating_add(T::DbWeight::get().writes((6_u64).saturating_mul(v.into())))
	}
	/// One value.
	fn set_terms() -> Weight {
		Weight::from_parts(18_000_000, 5_700)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Each: a symbol.
	fn reserve_symbols(n: u32, ) -> Weight {
		Weight::from_parts(8_000_000, 3_000)
			.saturating_add(Weight::from_parts(8_000_000, 2_700).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(n.into())))
	}
}

// For tests.
impl WeightInfo for () {
	/// See above.
	fn create(a: u32, v: u32, ) -> Weight {
		Weight::from_parts(293_000_000, 90_000)
			.saturating_add(Weight::from_parts(33_000_000, 8_100).saturating_mul(a.into()))
			.saturating_add(Weight::from_parts(63_000_000, 16_200).saturating_mul(v.into()))
			.saturating_add(RocksDbWeight::get().reads(32_u64))
			.saturating_add(RocksDbWeight::get().reads((3_u64).saturating_mul(a.into())))
			.saturating_add(RocksDbWeight::get().reads((6_u64).saturating_mul(v.into())))
			.saturating_add(RocksDbWeight::get().writes(25_u64))
			.saturating_add(RocksDbWeight::get().writes((3_u64).saturating_mul(a.into())))
			.saturating_add(RocksDbWeight::get().writes((6_u64).saturating_mul(v.into())))
	}
	/// See above.
	fn set_terms() -> Weight {
		Weight::from_parts(18_000_000, 5_700)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	/// See above.
	fn reserve_symbols(n: u32, ) -> Weight {
		Weight::from_parts(8_000_000, 3_000)
			.saturating_add(Weight::from_parts(8_000_000, 2_700).saturating_mul(n.into()))
			.saturating_add(RocksDbWeight::get().writes((1_u64).saturating_mul(n.into())))
	}
}
