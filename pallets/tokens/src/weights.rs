//! Weights of `pallet-labscape-tokens`.
//!
//! Measured by `./scripts/weights tokens`; do not edit by hand, but for the comments of the trait.
//! 8 values of each component, each timed 10 times, of which the fastest counts; the lowest line
//! above all of them. Execution is that of the Wasm runtime with its state in
//! memory; entries read and written are counted, and weighed by `DbWeight`. Proof sizes are zero: blocks
//! of a solo chain are not proven to anybody.
#![cfg_attr(rustfmt, rustfmt_skip)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::{constants::RocksDbWeight, Weight}};

/// What the calls and steps of this pallet cost.
pub trait WeightInfo {
	/// pallet-assets' own transfer of a token without votes, with what this chain reads and removes
	/// beside it: its other transfers are weighed by it, and ours are compared with it.
	fn assets_transfer() -> Weight;
	fn transfer() -> Weight;
	fn transfer_votes() -> Weight;
	fn transfer_pages() -> Weight;
	fn transfer_batch(n: u32) -> Weight;
	fn approve() -> Weight;
	fn transfer_from() -> Weight;
	fn burn() -> Weight;
	fn burn_votes() -> Weight;
	fn burn_pages() -> Weight;
	fn burn_from() -> Weight;
	fn force_burn() -> Weight;
	fn mint() -> Weight;
	fn mint_votes() -> Weight;
	fn mint_pages() -> Weight;
	fn permit() -> Weight;
	fn cancel_permits() -> Weight;
	fn set_role() -> Weight;
	fn set_admin() -> Weight;
	fn set_paused() -> Weight;
	fn set_frozen() -> Weight;
	fn rename() -> Weight;
	fn delegate() -> Weight;
	fn delegate_by_signature() -> Weight;
	fn prune(n: u32) -> Weight;
	fn retire(n: u32) -> Weight;
}

/// Weights with the database of runtime `T`.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// `Assets::Account` (r:2 w:2)
	/// `Assets::Asset` (r:1 w:1)
	/// `AssetsFreezer::Freezes` (r:1 w:1)
	/// `AssetsFreezer::FrozenBalances` (r:1 w:1)
	/// `AssetsHolder::BalancesOnHold` (r:2 w:1)
	/// `AssetsHolder::Holds` (r:1 w:1)
	/// `System::Account` (r:1 w:1)
	/// `Tokens::FrozenAccounts` (r:1 w:0)
	/// `Tokens::Tokens` (r:1 w:0)
	fn assets_transfer() -> Weight {
		Weight::from_parts(37_415_000, 0)
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	/// `Assets::Account` (r:2 w:2)
	/// `Assets::Asset` (r:1 w:1)
	/// `AssetsFreezer::Freezes` (r:1 w:1)
	/// `AssetsFreezer::FrozenBalances` (r:1 w:1)
	/// `AssetsHolder::BalancesOnHold` (r:2 w:1)
	/// `AssetsHolder::Holds` (r:1 w:1)
	/// `System::Account` (r:1 w:1)
	/// `Tokens::FrozenAccounts` (r:1 w:0)
	/// `Tokens::Tokens` (r:1 w:0)
	fn transfer() -> Weight {
		Weight::from_parts(37_976_000, 0)
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	/// `Assets::Account` (r:2 w:2)
	/// `Assets::Asset` (r:1 w:1)
	/// `AssetsFreezer::Freezes` (r:1 w:1)
	/// `AssetsFreezer::FrozenBalances` (r:1 w:1)
	/// `AssetsHolder::BalancesOnHold` (r:1 w:1)
	/// `AssetsHolder::Holds` (r:1 w:1)
	/// `System::Account` (r:1 w:1)
	/// `Tokens::FrozenAccounts` (r:1 w:0)
	/// `Tokens::Tokens` (r:1 w:0)
	/// `Tokens::Traces` (r:2 w:2)
	fn transfer_votes() -> Weight {
		Weight::from_parts(46_653_000, 0)
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().writes(10_u64))
	}
	/// `Assets::Account` (r:2 w:2)
	/// `Assets::Asset` (r:1 w:1)
	/// `AssetsFreezer::Freezes` (r:1 w:1)
	/// `AssetsFreezer::FrozenBalances` (r:1 w:1)
	/// `AssetsHolder::BalancesOnHold` (r:1 w:1)
	/// `AssetsHolder::Holds` (r:1 w:1)
	/// `System::Account` (r:1 w:1)
	/// `Tokens::FrozenAccounts` (r:1 w:0)
	/// `Tokens::Pages` (r:0 w:8)
	/// `Tokens::Tokens` (r:1 w:0)
	/// `Tokens::Traces` (r:4 w:4)
	fn transfer_pages() -> Weight {
		Weight::from_parts(75_520_000, 0)
			.saturating_add(T::DbWeight::get().reads(14_u64))
			.saturating_add(T::DbWeight::get().writes(20_u64))
	}
	/// `Assets::Account` (r:101 w:101)
	/// `Assets::Asset` (r:1 w:1)
	/// `AssetsFreezer::FrozenBalances` (r:1 w:0)
	/// `AssetsHolder::BalancesOnHold` (r:2 w:0)
	/// `System::Account` (r:100 w:100)
	/// `Tokens::FrozenAccounts` (r:1 w:0)
	/// `Tokens::Pages` (r:0 w:404)
	/// `Tokens::Tokens` (r:1 w:0)
	/// `Tokens::Traces` (r:202 w:202)
	fn transfer_batch(n: u32) -> Weight {
		Weight::from_parts(21_801_797, 0)
			.saturating_add(Weight::from_parts(46_708_203, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().reads(4_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(8_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64.saturating_mul(n.into())))
	}
	/// `Assets::Approvals` (r:1 w:1)
	/// `Assets::Asset` (r:1 w:1)
	/// `System::Account` (r:1 w:1)
	/// `Tokens::Tokens` (r:1 w:0)
	fn approve() -> Weight {
		Weight::from_parts(18_094_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// `Assets::Account` (r:2 w:2)
	/// `Assets::Approvals` (r:1 w:1)
	/// `Assets::Asset` (r:1 w:1)
	/// `AssetsFreezer::Freezes` (r:1 w:1)
	/// `AssetsFreezer::FrozenBalances` (r:1 w:1)
	/// `AssetsHolder::BalancesOnHold` (r:2 w:1)
	/// `AssetsHolder::Holds` (r:1 w:1)
	/// `System::Account` (r:2 w:2)
	/// `Tokens::FrozenAccounts` (r:1 w:0)
	/// `Tokens::Pages` (r:0 w:8)
	/// `Tokens::Tokens` (r:1 w:0)
	/// `Tokens::Traces` (r:4 w:4)
	fn transfer_from() -> Weight {
		Weight::from_parts(90_884_000, 0)
			.saturating_add(T::DbWeight::get().reads(17_u64))
			.saturating_add(T::DbWeight::get().writes(22_u64))
	}
	/// `Assets::Account` (r:1 w:1)
	/// `Assets::Asset` (r:1 w:1)
	/// `AssetsFreezer::Freezes` (r:1 w:1)
	/// `AssetsFreezer::FrozenBalances` (r:1 w:1)
	/// `AssetsHolder::BalancesOnHold` (r:1 w:1)
	/// `AssetsHolder::Holds` (r:1 w:1)
	/// `Tokens::FrozenAccounts` (r:1 w:0)
	/// `Tokens::Tokens` (r:1 w:0)
	fn burn() -> Weight {
		Weight::from_parts(38_693_000, 0)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// `Assets::Account` (r:1 w:1)
	/// `Assets::Asset` (r:1 w:1)
	/// `AssetsFreezer::Freezes` (r:1 w:1)
	/// `AssetsFreezer::FrozenBalances` (r:1 w:1)
	/// `AssetsHolder::BalancesOnHold` (r:1 w:1)
	/// `AssetsHolder::Holds` (r:1 w:1)
	/// `Tokens::FrozenAccounts` (r:1 w:0)
	/// `Tokens::Tokens` (r:1 w:0)
	/// `Tokens::Traces` (r:2 w:2)
	fn burn_votes() -> Weight {
		Weight::from_parts(55_364_000, 0)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	/// `Assets::Account` (r:1 w:1)
	/// `Assets::Asset` (r:1 w:1)
	/// `AssetsFreezer::Freezes` (r:1 w:1)
	/// `AssetsFreezer::FrozenBalances` (r:1 w:1)
	/// `AssetsHolder::BalancesOnHold` (r:1 w:1)
	/// `AssetsHolder::Holds` (r:1 w:1)
	/// `Tokens::FrozenAccounts` (r:1 w:0)
	/// `Tokens::Pages` (r:0 w:6)
	/// `Tokens::Tokens` (r:1 w:0)
	/// `Tokens::Traces` (r:3 w:3)
	fn burn_pages() -> Weight {
		Weight::from_parts(69_879_000, 0)
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().writes(15_u64))
	}
	/// `Assets::Account` (r:1 w:1)
	/// `Assets::Approvals` (r:1 w:1)
	/// `Assets::Asset` (r:1 w:1)
	/// `AssetsFreezer::Freezes` (r:1 w:1)
	/// `AssetsFreezer::FrozenBalances` (r:1 w:1)
	/// `AssetsHolder::BalancesOnHold` (r:1 w:1)
	/// `AssetsHolder::Holds` (r:1 w:1)
	/// `System::Account` (r:1 w:1)
	/// `Tokens::FrozenAccounts` (r:1 w:0)
	/// `Tokens::Pages` (r:0 w:6)
	/// `Tokens::Tokens` (r:1 w:0)
	/// `Tokens::Traces` (r:3 w:3)
	fn burn_from() -> Weight {
		Weight::from_parts(96_113_000, 0)
			.saturating_add(T::DbWeight::get().reads(13_u64))
			.saturating_add(T::DbWeight::get().writes(17_u64))
	}
	/// `Assets::Account` (r:1 w:1)
	/// `Assets::Asset` (r:1 w:1)
	/// `AssetsFreezer::Freezes` (r:1 w:1)
	/// `AssetsFreezer::FrozenBalances` (r:1 w:1)
	/// `AssetsHolder::BalancesOnHold` (r:1 w:1)
	/// `AssetsHolder::Holds` (r:1 w:1)
	/// `System::Account` (r:1 w:1)
	/// `Tokens::FrozenAccounts` (r:1 w:0)
	/// `Tokens::Pages` (r:1 w:6)
	/// `Tokens::Roles` (r:1 w:0)
	/// `Tokens::Tokens` (r:1 w:0)
	/// `Tokens::Traces` (r:3 w:3)
	fn force_burn() -> Weight {
		Weight::from_parts(75_060_000, 0)
			.saturating_add(T::DbWeight::get().reads(14_u64))
			.saturating_add(T::DbWeight::get().writes(16_u64))
	}
	/// `Assets::Account` (r:1 w:1)
	/// `Assets::Asset` (r:1 w:1)
	/// `System::Account` (r:1 w:1)
	/// `Tokens::Roles` (r:1 w:0)
	/// `Tokens::Tokens` (r:1 w:0)
	fn mint() -> Weight {
		Weight::from_parts(15_895_000, 0)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// `Assets::Account` (r:1 w:1)
	/// `Assets::Asset` (r:1 w:1)
	/// `System::Account` (r:1 w:1)
	/// `Tokens::Pages` (r:0 w:1)
	/// `Tokens::Roles` (r:1 w:0)
	/// `Tokens::Tokens` (r:1 w:0)
	/// `Tokens::Traces` (r:2 w:2)
	fn mint_votes() -> Weight {
		Weight::from_parts(25_449_000, 0)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// `Assets::Account` (r:1 w:1)
	/// `Assets::Asset` (r:1 w:1)
	/// `System::Account` (r:1 w:1)
	/// `Tokens::Pages` (r:1 w:6)
	/// `Tokens::Roles` (r:1 w:0)
	/// `Tokens::Tokens` (r:1 w:0)
	/// `Tokens::Traces` (r:3 w:3)
	fn mint_pages() -> Weight {
		Weight::from_parts(45_576_000, 0)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(12_u64))
	}
	/// `Assets::Approvals` (r:1 w:1)
	/// `Assets::Asset` (r:1 w:1)
	/// `System::Account` (r:1 w:1)
	/// `System::BlockHash` (r:1 w:0)
	/// `Tokens::Nonces` (r:1 w:1)
	/// `Tokens::Tokens` (r:1 w:0)
	fn permit() -> Weight {
		Weight::from_parts(102_778_000, 0)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// `Tokens::Nonces` (r:1 w:1)
	/// `Tokens::Tokens` (r:1 w:0)
	fn cancel_permits() -> Weight {
		Weight::from_parts(6_512_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// `Tokens::Roles` (r:1 w:1)
	/// `Tokens::Tokens` (r:1 w:0)
	fn set_role() -> Weight {
		Weight::from_parts(5_306_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// `Tokens::Tokens` (r:1 w:1)
	fn set_admin() -> Weight {
		Weight::from_parts(5_244_000, 0)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// `Assets::Asset` (r:1 w:0)
	/// `Tokens::Roles` (r:1 w:0)
	/// `Tokens::Tokens` (r:1 w:1)
	fn set_paused() -> Weight {
		Weight::from_parts(6_509_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// `Assets::Asset` (r:1 w:0)
	/// `Tokens::FrozenAccounts` (r:1 w:1)
	/// `Tokens::Roles` (r:1 w:0)
	/// `Tokens::Tokens` (r:1 w:1)
	fn set_frozen() -> Weight {
		Weight::from_parts(9_352_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// `Assets::Asset` (r:1 w:0)
	/// `Assets::Metadata` (r:1 w:1)
	/// `Tokens::Roles` (r:1 w:0)
	/// `Tokens::Tokens` (r:1 w:0)
	fn rename() -> Weight {
		Weight::from_parts(9_175_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// `Assets::Account` (r:1 w:0)
	/// `AssetsHolder::BalancesOnHold` (r:1 w:0)
	/// `Tokens::Pages` (r:0 w:4)
	/// `Tokens::Tokens` (r:1 w:0)
	/// `Tokens::Traces` (r:2 w:2)
	fn delegate() -> Weight {
		Weight::from_parts(24_576_000, 0)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// `Assets::Account` (r:1 w:0)
	/// `AssetsHolder::BalancesOnHold` (r:1 w:0)
	/// `System::BlockHash` (r:1 w:0)
	/// `Tokens::Nonces` (r:1 w:1)
	/// `Tokens::Pages` (r:0 w:4)
	/// `Tokens::Tokens` (r:1 w:0)
	/// `Tokens::Traces` (r:2 w:2)
	fn delegate_by_signature() -> Weight {
		Weight::from_parts(105_686_000, 0)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	/// `Tokens::Pages` (r:100 w:100)
	/// `Tokens::Tokens` (r:1 w:0)
	/// `Tokens::Traces` (r:1 w:1)
	fn prune(n: u32) -> Weight {
		Weight::from_parts(6_399_000, 0)
			.saturating_add(Weight::from_parts(3_613_000, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
	}
	/// `Assets::Account` (r:6 w:5)
	/// `Assets::Approvals` (r:6 w:5)
	/// `Assets::Asset` (r:1 w:1)
	/// `Assets::Metadata` (r:1 w:1)
	/// `Assets::Reserves` (r:0 w:1)
	/// `AssetsFreezer::Freezes` (r:6 w:5)
	/// `AssetsFreezer::FrozenBalances` (r:5 w:5)
	/// `AssetsHolder::BalancesOnHold` (r:5 w:5)
	/// `AssetsHolder::Holds` (r:6 w:5)
	/// `Factory::Records` (r:1 w:0)
	/// `System::Account` (r:5 w:5)
	/// `Tokens::Roles` (r:0 w:5)
	/// `Tokens::Tokens` (r:1 w:1)
	fn retire(n: u32) -> Weight {
		Weight::from_parts(33_813_500, 0)
			.saturating_add(Weight::from_parts(31_803_500, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().reads(7_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(9_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64.saturating_mul(n.into())))
	}
}

/// For tests.
impl WeightInfo for () {
	fn assets_transfer() -> Weight {
		Weight::from_parts(37_415_000, 0)
			.saturating_add(RocksDbWeight::get().reads(11_u64))
			.saturating_add(RocksDbWeight::get().writes(8_u64))
	}
	fn transfer() -> Weight {
		Weight::from_parts(37_976_000, 0)
			.saturating_add(RocksDbWeight::get().reads(11_u64))
			.saturating_add(RocksDbWeight::get().writes(8_u64))
	}
	fn transfer_votes() -> Weight {
		Weight::from_parts(46_653_000, 0)
			.saturating_add(RocksDbWeight::get().reads(12_u64))
			.saturating_add(RocksDbWeight::get().writes(10_u64))
	}
	fn transfer_pages() -> Weight {
		Weight::from_parts(75_520_000, 0)
			.saturating_add(RocksDbWeight::get().reads(14_u64))
			.saturating_add(RocksDbWeight::get().writes(20_u64))
	}
	fn transfer_batch(n: u32) -> Weight {
		Weight::from_parts(21_801_797, 0)
			.saturating_add(Weight::from_parts(46_708_203, 0).saturating_mul(n.into()))
			.saturating_add(RocksDbWeight::get().reads(9_u64))
			.saturating_add(RocksDbWeight::get().reads(4_u64.saturating_mul(n.into())))
			.saturating_add(RocksDbWeight::get().writes(8_u64))
			.saturating_add(RocksDbWeight::get().writes(8_u64.saturating_mul(n.into())))
	}
	fn approve() -> Weight {
		Weight::from_parts(18_094_000, 0)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn transfer_from() -> Weight {
		Weight::from_parts(90_884_000, 0)
			.saturating_add(RocksDbWeight::get().reads(17_u64))
			.saturating_add(RocksDbWeight::get().writes(22_u64))
	}
	fn burn() -> Weight {
		Weight::from_parts(38_693_000, 0)
			.saturating_add(RocksDbWeight::get().reads(8_u64))
			.saturating_add(RocksDbWeight::get().writes(6_u64))
	}
	fn burn_votes() -> Weight {
		Weight::from_parts(55_364_000, 0)
			.saturating_add(RocksDbWeight::get().reads(10_u64))
			.saturating_add(RocksDbWeight::get().writes(8_u64))
	}
	fn burn_pages() -> Weight {
		Weight::from_parts(69_879_000, 0)
			.saturating_add(RocksDbWeight::get().reads(11_u64))
			.saturating_add(RocksDbWeight::get().writes(15_u64))
	}
	fn burn_from() -> Weight {
		Weight::from_parts(96_113_000, 0)
			.saturating_add(RocksDbWeight::get().reads(13_u64))
			.saturating_add(RocksDbWeight::get().writes(17_u64))
	}
	fn force_burn() -> Weight {
		Weight::from_parts(75_060_000, 0)
			.saturating_add(RocksDbWeight::get().reads(14_u64))
			.saturating_add(RocksDbWeight::get().writes(16_u64))
	}
	fn mint() -> Weight {
		Weight::from_parts(15_895_000, 0)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn mint_votes() -> Weight {
		Weight::from_parts(25_449_000, 0)
			.saturating_add(RocksDbWeight::get().reads(7_u64))
			.saturating_add(RocksDbWeight::get().writes(6_u64))
	}
	fn mint_pages() -> Weight {
		Weight::from_parts(45_576_000, 0)
			.saturating_add(RocksDbWeight::get().reads(9_u64))
			.saturating_add(RocksDbWeight::get().writes(12_u64))
	}
	fn permit() -> Weight {
		Weight::from_parts(102_778_000, 0)
			.saturating_add(RocksDbWeight::get().reads(6_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	fn cancel_permits() -> Weight {
		Weight::from_parts(6_512_000, 0)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn set_role() -> Weight {
		Weight::from_parts(5_306_000, 0)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn set_admin() -> Weight {
		Weight::from_parts(5_244_000, 0)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn set_paused() -> Weight {
		Weight::from_parts(6_509_000, 0)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn set_frozen() -> Weight {
		Weight::from_parts(9_352_000, 0)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn rename() -> Weight {
		Weight::from_parts(9_175_000, 0)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn delegate() -> Weight {
		Weight::from_parts(24_576_000, 0)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(6_u64))
	}
	fn delegate_by_signature() -> Weight {
		Weight::from_parts(105_686_000, 0)
			.saturating_add(RocksDbWeight::get().reads(7_u64))
			.saturating_add(RocksDbWeight::get().writes(7_u64))
	}
	fn prune(n: u32) -> Weight {
		Weight::from_parts(6_399_000, 0)
			.saturating_add(Weight::from_parts(3_613_000, 0).saturating_mul(n.into()))
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().reads(1_u64.saturating_mul(n.into())))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64.saturating_mul(n.into())))
	}
	fn retire(n: u32) -> Weight {
		Weight::from_parts(33_813_500, 0)
			.saturating_add(Weight::from_parts(31_803_500, 0).saturating_mul(n.into()))
			.saturating_add(RocksDbWeight::get().reads(8_u64))
			.saturating_add(RocksDbWeight::get().reads(7_u64.saturating_mul(n.into())))
			.saturating_add(RocksDbWeight::get().writes(9_u64))
			.saturating_add(RocksDbWeight::get().writes(7_u64.saturating_mul(n.into())))
	}
}
