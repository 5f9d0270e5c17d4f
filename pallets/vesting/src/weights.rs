//! Weights of `pallet-labscape-vesting`.
//!
//! Measured by `./scripts/weights vesting`; do not edit by hand, but for the comments of the trait.
//! 8 values of each component, each timed 10 times, of which the fastest counts; the lowest line
//! above all of them. Execution is that of the Wasm runtime with its state in
//! memory; entries read and written are counted, and weighed by `DbWeight`. Proof sizes are zero: blocks
//! of a solo chain are not proven to anybody.
#![cfg_attr(rustfmt, rustfmt_skip)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::{constants::RocksDbWeight, Weight}};

/// What the calls and steps of this pallet cost.
pub trait WeightInfo {
	fn grant_batch(n: u32) -> Weight;
	fn claim_batch(n: u32) -> Weight;
	fn revoke() -> Weight;
	fn transfer() -> Weight;
	fn merge() -> Weight;
	fn release_milestone() -> Weight;
	fn pause() -> Weight;
	fn rewrite_schedule() -> Weight;
}

/// Weights with the database of runtime `T`.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// `Assets::Account` (r:101 w:1)
	/// `Assets::Asset` (r:1 w:1)
	/// `AssetsFreezer::FrozenBalances` (r:1 w:0)
	/// `AssetsHolder::BalancesOnHold` (r:101 w:100)
	/// `AssetsHolder::Holds` (r:100 w:100)
	/// `Balances::Holds` (r:1 w:1)
	/// `System::Account` (r:101 w:1)
	/// `Tokens::Pages` (r:0 w:404)
	/// `Tokens::Tokens` (r:1 w:0)
	/// `Tokens::Traces` (r:202 w:202)
	/// `Vesting::EmergencyPause` (r:1 w:0)
	/// `Vesting::NextScheduleId` (r:1 w:1)
	/// `Vesting::Schedules` (r:0 w:100)
	/// `Vesting::SchedulesByBeneficiary` (r:0 w:100)
	fn grant_batch(n: u32) -> Weight {
		Weight::from_parts(37_649_595, 0)
			.saturating_add(Weight::from_parts(65_888_405, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().reads(6_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(11_u64))
			.saturating_add(T::DbWeight::get().writes(10_u64.saturating_mul(n.into())))
	}
	/// `Assets::Account` (r:100 w:100)
	/// `Assets::Asset` (r:1 w:1)
	/// `AssetsHolder::BalancesOnHold` (r:100 w:100)
	/// `AssetsHolder::Holds` (r:100 w:100)
	/// `Balances::Holds` (r:1 w:1)
	/// `System::Account` (r:1 w:1)
	/// `Vesting::EmergencyPause` (r:1 w:0)
	/// `Vesting::Schedules` (r:100 w:100)
	/// `Vesting::SchedulesByBeneficiary` (r:0 w:100)
	fn claim_batch(n: u32) -> Weight {
		Weight::from_parts(367_607, 0)
			.saturating_add(Weight::from_parts(45_787_393, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().reads(4_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(3_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64.saturating_mul(n.into())))
	}
	/// `Assets::Account` (r:2 w:1)
	/// `Assets::Asset` (r:1 w:1)
	/// `AssetsHolder::BalancesOnHold` (r:2 w:1)
	/// `AssetsHolder::Holds` (r:1 w:1)
	/// `Balances::Holds` (r:1 w:1)
	/// `System::Account` (r:1 w:1)
	/// `Tokens::Pages` (r:2 w:8)
	/// `Tokens::Tokens` (r:1 w:0)
	/// `Tokens::Traces` (r:4 w:4)
	/// `Vesting::EmergencyPause` (r:1 w:0)
	/// `Vesting::Schedules` (r:1 w:1)
	/// `Vesting::SchedulesByBeneficiary` (r:0 w:1)
	fn revoke() -> Weight {
		Weight::from_parts(86_179_000, 0)
			.saturating_add(T::DbWeight::get().reads(17_u64))
			.saturating_add(T::DbWeight::get().writes(20_u64))
	}
	/// `Assets::Account` (r:2 w:1)
	/// `Assets::Asset` (r:1 w:1)
	/// `AssetsHolder::BalancesOnHold` (r:2 w:2)
	/// `AssetsHolder::Holds` (r:2 w:2)
	/// `System::Account` (r:1 w:0)
	/// `Tokens::Pages` (r:0 w:8)
	/// `Tokens::Tokens` (r:1 w:0)
	/// `Tokens::Traces` (r:4 w:4)
	/// `Vesting::EmergencyPause` (r:1 w:0)
	/// `Vesting::Schedules` (r:1 w:1)
	/// `Vesting::SchedulesByBeneficiary` (r:0 w:2)
	fn transfer() -> Weight {
		Weight::from_parts(81_016_000, 0)
			.saturating_add(T::DbWeight::get().reads(15_u64))
			.saturating_add(T::DbWeight::get().writes(21_u64))
	}
	/// `Balances::Holds` (r:1 w:1)
	/// `System::Account` (r:1 w:1)
	/// `Vesting::EmergencyPause` (r:1 w:0)
	/// `Vesting::Schedules` (r:2 w:2)
	/// `Vesting::SchedulesByBeneficiary` (r:0 w:1)
	fn merge() -> Weight {
		Weight::from_parts(30_062_000, 0)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// `Vesting::EmergencyPause` (r:1 w:0)
	/// `Vesting::Schedules` (r:1 w:1)
	fn release_milestone() -> Weight {
		Weight::from_parts(6_608_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// `Vesting::EmergencyPause` (r:1 w:1)
	fn pause() -> Weight {
		Weight::from_parts(2_923_000, 0)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// `Vesting::Schedules` (r:2 w:1)
	/// `other` (r:1 w:0)
	fn rewrite_schedule() -> Weight {
		Weight::from_parts(2_053_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
}

/// For tests.
impl WeightInfo for () {
	fn grant_batch(n: u32) -> Weight {
		Weight::from_parts(37_649_595, 0)
			.saturating_add(Weight::from_parts(65_888_405, 0).saturating_mul(n.into()))
			.saturating_add(RocksDbWeight::get().reads(11_u64))
			.saturating_add(RocksDbWeight::get().reads(6_u64.saturating_mul(n.into())))
			.saturating_add(RocksDbWeight::get().writes(11_u64))
			.saturating_add(RocksDbWeight::get().writes(10_u64.saturating_mul(n.into())))
	}
	fn claim_batch(n: u32) -> Weight {
		Weight::from_parts(367_607, 0)
			.saturating_add(Weight::from_parts(45_787_393, 0).saturating_mul(n.into()))
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().reads(4_u64.saturating_mul(n.into())))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64.saturating_mul(n.into())))
	}
	fn revoke() -> Weight {
		Weight::from_parts(86_179_000, 0)
			.saturating_add(RocksDbWeight::get().reads(17_u64))
			.saturating_add(RocksDbWeight::get().writes(20_u64))
	}
	fn transfer() -> Weight {
		Weight::from_parts(81_016_000, 0)
			.saturating_add(RocksDbWeight::get().reads(15_u64))
			.saturating_add(RocksDbWeight::get().writes(21_u64))
	}
	fn merge() -> Weight {
		Weight::from_parts(30_062_000, 0)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
	fn release_milestone() -> Weight {
		Weight::from_parts(6_608_000, 0)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn pause() -> Weight {
		Weight::from_parts(2_923_000, 0)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn rewrite_schedule() -> Weight {
		Weight::from_parts(2_053_000, 0)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
}
