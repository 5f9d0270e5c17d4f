//! Weights of `pallet-labscape-vesting`.
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
	fn grant_batch(n: u32, ) -> Weight;
	fn claim_batch(n: u32, ) -> Weight;
	fn revoke() -> Weight;
	fn transfer() -> Weight;
	fn merge() -> Weight;
	fn release_milestone() -> Weight;
	fn pause() -> Weight;
	fn rewrite_schedule() -> Weight;
}

/// Weights for a runtime, with its database weights.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Fixed: pause, counter, granter's account and hold, source's asset account, asset, rules, freezes, its trace and delegate's with pages. Each: beneficiary's system account, asset account, two holds, schedule and index, trace and delegate's with pages.
	fn grant_batch(n: u32, ) -> Weight {
		Weight::from_parts(168_000_000, 51600)
			.saturating_add(Weight::from_parts(103_000_000, 24300).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(18_u64))
			.saturating_add(T::DbWeight::get().reads((9_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(14_u64))
			.saturating_add(T::DbWeight::get().writes((11_u64).saturating_mul(n.into())))
	}
	/// Each: schedule, asset, asset account, two holds, system account; index, granter's account and hold when it ends.
	fn claim_batch(n: u32, ) -> Weight {
		Weight::from_parts(23_000_000, 8400)
			.saturating_add(Weight::from_parts(83_000_000, 21600).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().reads((8_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(T::DbWeight::get().writes((8_u64).saturating_mul(n.into())))
	}
	/// Pause, schedule, index, granter's accounts, two holds, asset, rules, freeze, four traces with pages, deposit.
	fn revoke() -> Weight {
		Weight::from_parts(213_000_000, 57000)
			.saturating_add(T::DbWeight::get().reads(20_u64))
			.saturating_add(T::DbWeight::get().writes(21_u64))
	}
	/// As a claim, and holds on two accounts, indices, four traces with pages.
	fn transfer() -> Weight {
		Weight::from_parts(253_000_000, 67800)
			.saturating_add(T::DbWeight::get().reads(24_u64))
			.saturating_add(T::DbWeight::get().writes(25_u64))
	}
	/// Pause, two schedules, index, granter's account and hold.
	fn merge() -> Weight {
		Weight::from_parts(68_000_000, 19200)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// Pause and schedule.
	fn release_milestone() -> Weight {
		Weight::from_parts(23_000_000, 8400)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// The pause.
	fn pause() -> Weight {
		Weight::from_parts(18_000_000, 5700)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// One schedule and the storage version.
	fn rewrite_schedule() -> Weight {
		Weight::from_parts(23_000_000, 8400)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
}

// For tests.
impl WeightInfo for () {
	/// Fixed: pause, counter, granter's account and hold, source's asset account, asset, rules, freezes, its trace and delegate's with pages. Each: beneficiary's system account, asset account, two holds, schedule and index, trace and delegate's with pages.
	fn grant_batch(n: u32, ) -> Weight {
		Weight::from_parts(168_000_000, 51600)
			.saturating_add(Weight::from_parts(103_000_000, 24300).saturating_mul(n.into()))
			.saturating_add(RocksDbWeight::get().reads(18_u64))
			.saturating_add(RocksDbWeight::get().reads((9_u64).saturating_mul(n.into())))
			.saturating_add(RocksDbWeight::get().writes(14_u64))
			.saturating_add(RocksDbWeight::get().writes((11_u64).saturating_mul(n.into())))
	}
	/// Each: schedule, asset, asset account, two holds, system account; index, granter's account and hold when it ends.
	fn claim_batch(n: u32, ) -> Weight {
		Weight::from_parts(23_000_000, 8400)
			.saturating_add(Weight::from_parts(83_000_000, 21600).saturating_mul(n.into()))
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().reads((8_u64).saturating_mul(n.into())))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
			.saturating_add(RocksDbWeight::get().writes((8_u64).saturating_mul(n.into())))
	}
	/// Pause, schedule, index, granter's accounts, two holds, asset, rules, freeze, four traces with pages, deposit.
	fn revoke() -> Weight {
		Weight::from_parts(213_000_000, 57000)
			.saturating_add(RocksDbWeight::get().reads(20_u64))
			.saturating_add(RocksDbWeight::get().writes(21_u64))
	}
	/// As a claim, and holds on two accounts, indices, four traces with pages.
	fn transfer() -> Weight {
		Weight::from_parts(253_000_000, 67800)
			.saturating_add(RocksDbWeight::get().reads(24_u64))
			.saturating_add(RocksDbWeight::get().writes(25_u64))
	}
	/// Pause, two schedules, index, granter's account and hold.
	fn merge() -> Weight {
		Weight::from_parts(68_000_000, 19200)
			.saturating_add(RocksDbWeight::get().reads(6_u64))
			.saturating_add(RocksDbWeight::get().writes(6_u64))
	}
	/// Pause and schedule.
	fn release_milestone() -> Weight {
		Weight::from_parts(23_000_000, 8400)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	/// The pause.
	fn pause() -> Weight {
		Weight::from_parts(18_000_000, 5700)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	/// One schedule and the storage version.
	fn rewrite_schedule() -> Weight {
		Weight::from_parts(23_000_000, 8400)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
}
