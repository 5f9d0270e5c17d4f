//! Weights of `pallet-labscape-staking`.
//!
//! Measured by `./scripts/weights staking`; do not edit by hand, but for the comments of the trait.
//! 10 values of each component, each timed 8 times, of which the fastest counts; least squares,
//! lifted until no measured point lies above. Execution is that of the Wasm runtime with its state in
//! memory; entries read and written are counted, and weighed by `DbWeight`. Proof sizes are zero: blocks
//! of a solo chain are not proven to anybody.
#![cfg_attr(rustfmt, rustfmt_skip)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::{constants::RocksDbWeight, Weight}};

/// What the calls and steps of this pallet cost.
pub trait WeightInfo {
	/// [`crate::Call::register`].
	fn register() -> Weight;
	/// [`crate::Call::bond_extra`].
	fn bond_extra() -> Weight;
	/// [`crate::Call::unbond`].
	fn unbond() -> Weight;
	/// [`crate::Call::withdraw_unbonded`].
	fn withdraw_unbonded() -> Weight;
	/// [`crate::Call::set_commission`].
	fn set_commission() -> Weight;
	/// [`crate::Call::chill`], [`crate::Call::chill_other`], [`crate::Call::resume`],
	/// [`crate::Call::leave`], [`crate::Call::force_leave`].
	fn chill() -> Weight;
	/// [`crate::Call::delegate`].
	fn delegate() -> Weight;
	/// [`crate::Call::undelegate`], [`crate::Call::move_delegation`], [`crate::Call::kick`].
	fn undelegate() -> Weight;
	/// [`crate::Call::withdraw_delegation`] with `m` chunks that move.
	fn withdraw_delegation(m: u32) -> Weight;
	/// [`crate::Call::claim`].
	fn claim() -> Weight;
	/// `ProviderStake::back` and `unback`.
	fn back() -> Weight;
	/// `ProviderStake::reserve` and `unreserve`.
	fn reserve() -> Weight;
	/// `ProviderStake::slash`.
	fn slash() -> Weight;
	/// `ProviderStake::reward`, with one cohort that begins to count.
	fn reward() -> Weight;
}

/// Weights with the database of runtime `T`.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// `Balances::Holds` (r:1 w:1)
	/// `Posw::Current` (r:1 w:0)
	/// `SwarmStaking::Providers` (r:1 w:1)
	fn register() -> Weight {
		Weight::from_parts(88_756_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// `Balances::Holds` (r:1 w:1)
	/// `Posw::Current` (r:1 w:0)
	/// `SwarmStaking::Cohorts` (r:0 w:8)
	/// `SwarmStaking::Providers` (r:1 w:1)
	/// `System::Account` (r:1 w:1)
	fn bond_extra() -> Weight {
		Weight::from_parts(124_974_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(11_u64))
	}
	/// `Posw::Current` (r:1 w:0)
	/// `SwarmStaking::Cohorts` (r:0 w:8)
	/// `SwarmStaking::Providers` (r:1 w:1)
	fn unbond() -> Weight {
		Weight::from_parts(41_127_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	/// `Balances::Holds` (r:1 w:1)
	/// `Posw::Current` (r:1 w:0)
	/// `SwarmStaking::Cohorts` (r:0 w:8)
	/// `SwarmStaking::Providers` (r:1 w:1)
	/// `System::Account` (r:1 w:1)
	fn withdraw_unbonded() -> Weight {
		Weight::from_parts(69_490_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(11_u64))
	}
	/// `Posw::Current` (r:1 w:0)
	/// `SwarmStaking::Cohorts` (r:9 w:8)
	/// `SwarmStaking::Providers` (r:1 w:1)
	fn set_commission() -> Weight {
		Weight::from_parts(31_038_000, 0)
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	/// `Posw::Current` (r:1 w:0)
	/// `SwarmStaking::Cohorts` (r:0 w:8)
	/// `SwarmStaking::Providers` (r:1 w:1)
	fn chill() -> Weight {
		Weight::from_parts(31_298_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	/// `Balances::Holds` (r:1 w:1)
	/// `Posw::Current` (r:1 w:0)
	/// `SwarmStaking::Cohorts` (r:0 w:8)
	/// `SwarmStaking::Delegations` (r:1 w:1)
	/// `SwarmStaking::Providers` (r:1 w:1)
	/// `System::Account` (r:1 w:1)
	fn delegate() -> Weight {
		Weight::from_parts(119_222_000, 0)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(12_u64))
	}
	/// `Balances::Holds` (r:1 w:1)
	/// `Posw::Current` (r:1 w:0)
	/// `SwarmStaking::Cohorts` (r:1 w:7)
	/// `SwarmStaking::Delegations` (r:1 w:1)
	/// `SwarmStaking::Providers` (r:1 w:1)
	/// `System::Account` (r:1 w:1)
	fn undelegate() -> Weight {
		Weight::from_parts(192_740_000, 0)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(11_u64))
	}
	/// `Posw::Current` (r:1 w:0)
	/// `SwarmStaking::Cohorts` (r:0 w:72)
	/// `SwarmStaking::Delegations` (r:9 w:9)
	/// `SwarmStaking::Providers` (r:9 w:9)
	fn withdraw_delegation(m: u32) -> Weight {
		Weight::from_parts(356_712_336, 0)
			.saturating_add(Weight::from_parts(89_805_583, 0).saturating_mul(m.into()))
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(m.into())))
			.saturating_add(T::DbWeight::get().writes(12_u64))
			.saturating_add(T::DbWeight::get().writes(10_u64.saturating_mul(m.into())))
	}
	/// `Posw::Current` (r:1 w:0)
	/// `SwarmStaking::Cohorts` (r:8 w:8)
	/// `SwarmStaking::Delegations` (r:1 w:1)
	/// `SwarmStaking::Providers` (r:1 w:1)
	/// `System::Account` (r:1 w:1)
	fn claim() -> Weight {
		Weight::from_parts(94_106_000, 0)
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().writes(11_u64))
	}
	/// `Posw::Current` (r:1 w:0)
	/// `SwarmStaking::Backings` (r:1 w:1)
	/// `SwarmStaking::Providers` (r:1 w:1)
	fn back() -> Weight {
		Weight::from_parts(11_902_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// `Posw::Current` (r:1 w:0)
	/// `SwarmStaking::Cohorts` (r:0 w:8)
	/// `SwarmStaking::Providers` (r:1 w:1)
	fn reserve() -> Weight {
		Weight::from_parts(27_852_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	/// `Balances::Holds` (r:2 w:2)
	/// `Posw::Current` (r:1 w:0)
	/// `SwarmStaking::Cohorts` (r:0 w:8)
	/// `SwarmStaking::Providers` (r:1 w:1)
	/// `System::Account` (r:3 w:3)
	fn slash() -> Weight {
		Weight::from_parts(111_969_000, 0)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(14_u64))
	}
	/// `Posw::Current` (r:1 w:0)
	/// `SwarmStaking::Cohorts` (r:0 w:1)
	/// `SwarmStaking::Providers` (r:1 w:1)
	fn reward() -> Weight {
		Weight::from_parts(9_218_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
}

/// For tests.
impl WeightInfo for () {
	fn register() -> Weight {
		Weight::from_parts(88_756_000, 0)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn bond_extra() -> Weight {
		Weight::from_parts(124_974_000, 0)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(11_u64))
	}
	fn unbond() -> Weight {
		Weight::from_parts(41_127_000, 0)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(9_u64))
	}
	fn withdraw_unbonded() -> Weight {
		Weight::from_parts(69_490_000, 0)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(11_u64))
	}
	fn set_commission() -> Weight {
		Weight::from_parts(31_038_000, 0)
			.saturating_add(RocksDbWeight::get().reads(11_u64))
			.saturating_add(RocksDbWeight::get().writes(9_u64))
	}
	fn chill() -> Weight {
		Weight::from_parts(31_298_000, 0)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(9_u64))
	}
	fn delegate() -> Weight {
		Weight::from_parts(119_222_000, 0)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(12_u64))
	}
	fn undelegate() -> Weight {
		Weight::from_parts(192_740_000, 0)
			.saturating_add(RocksDbWeight::get().reads(6_u64))
			.saturating_add(RocksDbWeight::get().writes(11_u64))
	}
	fn withdraw_delegation(m: u32) -> Weight {
		Weight::from_parts(356_712_336, 0)
			.saturating_add(Weight::from_parts(89_805_583, 0).saturating_mul(m.into()))
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().reads(2_u64.saturating_mul(m.into())))
			.saturating_add(RocksDbWeight::get().writes(12_u64))
			.saturating_add(RocksDbWeight::get().writes(10_u64.saturating_mul(m.into())))
	}
	fn claim() -> Weight {
		Weight::from_parts(94_106_000, 0)
			.saturating_add(RocksDbWeight::get().reads(12_u64))
			.saturating_add(RocksDbWeight::get().writes(11_u64))
	}
	fn back() -> Weight {
		Weight::from_parts(11_902_000, 0)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn reserve() -> Weight {
		Weight::from_parts(27_852_000, 0)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(9_u64))
	}
	fn slash() -> Weight {
		Weight::from_parts(111_969_000, 0)
			.saturating_add(RocksDbWeight::get().reads(7_u64))
			.saturating_add(RocksDbWeight::get().writes(14_u64))
	}
	fn reward() -> Weight {
		Weight::from_parts(9_218_000, 0)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
}
