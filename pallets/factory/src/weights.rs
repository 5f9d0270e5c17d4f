//! Weights of `pallet-labscape-factory`.
//!
//! Measured by `./scripts/weights factory`; do not edit by hand, but for the comments of the trait.
//! 8 values of each component, each timed 10 times, of which the fastest counts; the lowest line
//! above all of them. Execution is that of the Wasm runtime with its state in
//! memory; entries read and written are counted, and weighed by `DbWeight`. Proof sizes are zero: blocks
//! of a solo chain are not proven to anybody.
#![cfg_attr(rustfmt, rustfmt_skip)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::{constants::RocksDbWeight, Weight}};

/// What the calls and steps of this pallet cost.
pub trait WeightInfo {
	fn create(a: u32, v: u32) -> Weight;
	fn set_terms() -> Weight;
	fn reserve_symbols(n: u32) -> Weight;
}

/// Weights with the database of runtime `T`.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// `Assets::Account` (r:201 w:101)
	/// `Assets::Asset` (r:1 w:1)
	/// `Assets::Metadata` (r:1 w:1)
	/// `AssetsFreezer::Freezes` (r:1 w:1)
	/// `AssetsFreezer::FrozenBalances` (r:1 w:1)
	/// `AssetsHolder::BalancesOnHold` (r:101 w:101)
	/// `AssetsHolder::Holds` (r:101 w:101)
	/// `Balances::Holds` (r:1 w:1)
	/// `Burning::OpenBook` (r:1 w:1)
	/// `Factory::AccessMode` (r:1 w:0)
	/// `Factory::AccountLimits` (r:1 w:0)
	/// `Factory::CurrentTerms` (r:1 w:0)
	/// `Factory::Listings` (r:1 w:0)
	/// `Factory::PausedUntil` (r:1 w:0)
	/// `Factory::Records` (r:0 w:1)
	/// `Factory::ReservedSymbols` (r:1 w:0)
	/// `Factory::Symbols` (r:1 w:1)
	/// `Factory::TokensCreated` (r:1 w:1)
	/// `Posw::Current` (r:1 w:0)
	/// `System::Account` (r:203 w:103)
	/// `Tokens::NextTokenId` (r:1 w:1)
	/// `Tokens::Roles` (r:5 w:5)
	/// `Tokens::Tokens` (r:0 w:1)
	/// `Tokens::Traces` (r:202 w:202)
	/// `Vesting::EmergencyPause` (r:1 w:0)
	/// `Vesting::NextScheduleId` (r:1 w:1)
	/// `Vesting::Schedules` (r:0 w:100)
	/// `Vesting::SchedulesByBeneficiary` (r:0 w:100)
	fn create(a: u32, v: u32) -> Weight {
		Weight::from_parts(144_905_576, 0)
			.saturating_add(Weight::from_parts(21_649_958, 0).saturating_mul(a.into()))
			.saturating_add(Weight::from_parts(44_712_316, 0).saturating_mul(v.into()))
			.saturating_add(T::DbWeight::get().reads(31_u64))
			.saturating_add(T::DbWeight::get().reads(3_u64.saturating_mul(a.into())))
			.saturating_add(T::DbWeight::get().reads(5_u64.saturating_mul(v.into())))
			.saturating_add(T::DbWeight::get().writes(25_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64.saturating_mul(a.into())))
			.saturating_add(T::DbWeight::get().writes(5_u64.saturating_mul(v.into())))
	}
	/// `Factory::CurrentTerms` (r:0 w:1)
	fn set_terms() -> Weight {
		Weight::from_parts(2_788_000, 0)
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// `Factory::ReservedSymbols` (r:0 w:96)
	fn reserve_symbols(n: u32) -> Weight {
		Weight::from_parts(2_433_071, 0)
			.saturating_add(Weight::from_parts(985_929, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
	}
}

/// For tests.
impl WeightInfo for () {
	fn create(a: u32, v: u32) -> Weight {
		Weight::from_parts(144_905_576, 0)
			.saturating_add(Weight::from_parts(21_649_958, 0).saturating_mul(a.into()))
			.saturating_add(Weight::from_parts(44_712_316, 0).saturating_mul(v.into()))
			.saturating_add(RocksDbWeight::get().reads(31_u64))
			.saturating_add(RocksDbWeight::get().reads(3_u64.saturating_mul(a.into())))
			.saturating_add(RocksDbWeight::get().reads(5_u64.saturating_mul(v.into())))
			.saturating_add(RocksDbWeight::get().writes(25_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64.saturating_mul(a.into())))
			.saturating_add(RocksDbWeight::get().writes(5_u64.saturating_mul(v.into())))
	}
	fn set_terms() -> Weight {
		Weight::from_parts(2_788_000, 0)
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn reserve_symbols(n: u32) -> Weight {
		Weight::from_parts(2_433_071, 0)
			.saturating_add(Weight::from_parts(985_929, 0).saturating_mul(n.into()))
			.saturating_add(RocksDbWeight::get().writes(1_u64.saturating_mul(n.into())))
	}
}
