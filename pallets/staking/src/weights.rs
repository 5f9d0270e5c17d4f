//! Weights of `pallet-labscape-staking`.
//!
//! Measured by `./scripts/weights staking`; do not edit by hand, but for the comments of the trait.
//! 8 values of each component, each timed 10 times, of which the fastest counts; the lowest line
//! above all of them. Execution is that of the Wasm runtime with its state in
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
		Weight::from_parts(27_188_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// `Balances::Holds` (r:1 w:1)
	/// `Posw::Current` (r:1 w:0)
	/// `SwarmStaking::Cohorts` (r:0 w:8)
	/// `SwarmStaking::Providers` (r:1 w:1)
	/// `System::Account` (r:1 w:1)
	fn bond_extra() -> Weight {
		Weight::from_parts(40_412_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(11_u64))
	}
	/// `Posw::Current` (r:1 w:0)
	/// `SwarmStaking::Cohorts` (r:0 w:8)
	/// `SwarmStaking::Providers` (r:1 w:1)
	fn unbond() -> Weight {
		Weight::from_parts(16_218_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	/// `Balances::Holds` (r:1 w:1)
	/// `Posw::Current` (r:1 w:0)
	/// `SwarmStaking::Cohorts` (r:0 w:8)
	/// `SwarmStaking::Providers` (r:1 w:1)
	/// `System::Account` (r:1 w:1)
	fn withdraw_unbonded() -> Weight {
		Weight::from_parts(34_075_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(11_u64))
	}
	/// `Posw::Current` (r:1 w:0)
	/// `SwarmStaking::Cohorts` (r:9 w:8)
	/// `SwarmStaking::Providers` (r:1 w:1)
	fn set_commission() -> Weight {
		Weight::from_parts(15_936_000, 0)
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	/// `Posw::Current` (r:1 w:0)
	/// `SwarmStaking::Cohorts` (r:0 w:8)
	/// `SwarmStaking::Providers` (r:1 w:1)
	fn chill() -> Weight {
		Weight::from_parts(15_070_000, 0)
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
		Weight::from_parts(56_867_000, 0)
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
		Weight::from_parts(58_828_000, 0)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(11_u64))
	}
	/// `Posw::Current` (r:1 w:0)
	/// `SwarmStaking::Cohorts` (r:0 w:72)
	/// `SwarmStaking::Delegations` (r:9 w:9)
	/// `SwarmStaking::Providers` (r:9 w:9)
	fn withdraw_delegation(m: u32) -> Weight {
		Weight::from_parts(60_404_000, 0)
			.saturating_add(Weight::from_parts(34_571_125, 0).saturating_mul(m.into()))
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
		Weight::from_parts(47_180_000, 0)
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().writes(11_u64))
	}
	/// `Posw::Current` (r:1 w:0)
	/// `SwarmStaking::Backings` (r:1 w:1)
	/// `SwarmStaking::Providers` (r:1 w:1)
	fn back() -> Weight {
		Weight::from_parts(7_057_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// `Posw::Current` (r:1 w:0)
	/// `SwarmStaking::Cohorts` (r:0 w:8)
	/// `SwarmStaking::Providers` (r:1 w:1)
	fn reserve() -> Weight {
		Weight::from_parts(12_998_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	/// `Balances::Holds` (r:2 w:2)
	/// `Posw::Current` (r:1 w:0)
	/// `SwarmStaking::Cohorts` (r:0 w:8)
	/// `SwarmStaking::Providers` (r:1 w:1)
	/// `System::Account` (r:3 w:3)
	fn slash() -> Weight {
		Weight::from_parts(60_168_000, 0)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(14_u64))
	}
	/// `Posw::Current` (r:1 w:0)
	/// `SwarmStaking::Cohorts` (r:0 w:1)
	/// `SwarmStaking::Providers` (r:1 w:1)
	fn reward() -> Weight {
		Weight::from_parts(4_156_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
}

/// For tests.
impl WeightInfo for () {
	fn register() -> Weight {
		Weight::from_parts(27_188_000, 0)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn bond_extra() -> Weight {
		Weight::from_parts(40_412_000, 0)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(11_u64))
	}
	fn unbond() -> Weight {
		Weight::from_parts(16_218_000, 0)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(9_u64))
	}
	fn withdraw_unbonded() -> Weight {
		Weight::from_parts(34_075_000, 0)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(11_u64))
	}
	fn set_commission() -> Weight {
		Weight::from_parts(15_936_000, 0)
			.saturating_add(RocksDbWeight::get().reads(11_u64))
			.saturating_add(RocksDbWeight::get().writes(9_u64))
	}
	fn chill() -> Weight {
		Weight::from_parts(15_070_000, 0)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(9_u64))
	}
	fn delegate() -> Weight {
		Weight::from_parts(56_867_000, 0)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(12_u64))
	}
	fn undelegate() -> Weight {
		Weight::from_parts(58_828_000, 0)
			.saturating_add(RocksDbWeight::get().reads(6_u64))
			.saturating_add(RocksDbWeight::get().writes(11_u64))
	}
	fn withdraw_delegation(m: u32) -> Weight {
		Weight::from_parts(60_404_000, 0)
			.saturating_add(Weight::from_parts(34_571_125, 0).saturating_mul(m.into()))
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().reads(2_u64.saturating_mul(m.into())))
			.saturating_add(RocksDbWeight::get().writes(12_u64))
			.saturating_add(RocksDbWeight::get().writes(10_u64.saturating_mul(m.into())))
	}
	fn claim() -> Weight {
		Weight::from_parts(47_180_000, 0)
			.saturating_add(RocksDbWeight::get().reads(12_u64))
			.saturating_add(RocksDbWeight::get().writes(11_u64))
	}
	fn back() -> Weight {
		Weight::from_parts(7_057_000, 0)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn reserve() -> Weight {
		Weight::from_parts(12_998_000, 0)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(9_u64))
	}
	fn slash() -> Weight {
		Weight::from_parts(60_168_000, 0)
			.saturating_add(RocksDbWeight::get().reads(7_u64))
			.saturating_add(RocksDbWeight::get().writes(14_u64))
	}
	fn reward() -> Weight {
		Weight::from_parts(4_156_000, 0)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
}
