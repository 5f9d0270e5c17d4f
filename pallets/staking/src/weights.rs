//! Weights of `pallet-labscape-staking`.
//!
//! Estimates in the layout of generated weights, until the benchmarks have run on the reference
//! machine: storage accesses are counted by hand for the worst case (every list full and every entry
//! due), execution is reasoned from calls of the same shape in pallet-balances and from about two
//! microseconds for each cohort or chunk.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

use crate::MAX_PENDING;

/// Weights of the calls, and of the functions that other pallets call.
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

/// Weights counted for this runtime's database.
pub struct SubstrateWeight<T>(PhantomData<T>);

/// Bytes of proof for one provider, with room for a trie's path.
const PROVIDER_PROOF: u64 = 3_500;

impl<T: frame_system::Config> SubstrateWeight<T> {
	fn of(micros: u64, reads: u64, writes: u64) -> Weight {
		Weight::from_parts(micros.saturating_mul(1_000_000), PROVIDER_PROOF)
			.saturating_add(T::DbWeight::get().reads_writes(reads, writes))
	}

	/// A provider whose waiting list is full and due, and the epoch: `SwarmStaking::Providers`
	/// (r:1 w:1), `SwarmStaking::Cohorts` (r:0 w:8), the epoch (r:1 w:0).
	fn provider() -> Weight {
		Self::of(20, 2, u64::from(MAX_PENDING).saturating_add(1))
	}

	/// A delegation with eight cohorts: `SwarmStaking::Delegations` (r:1 w:1),
	/// `SwarmStaking::Cohorts` (r:8 w:8).
	fn delegation() -> Weight {
		let cohorts = u64::from(MAX_PENDING);
		Self::of(20, cohorts.saturating_add(1), cohorts.saturating_add(1))
	}

	/// One account and its holds: `System::Account` (r:1 w:1), `Balances::Holds` (r:1 w:1).
	fn held_account() -> Weight {
		Self::of(20, 2, 2)
	}
}

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn register() -> Weight {
		Self::held_account().saturating_add(Self::of(10, 2, 1))
	}
	fn bond_extra() -> Weight {
		Self::held_account().saturating_add(Self::provider())
	}
	fn unbond() -> Weight {
		Self::provider().saturating_add(Self::of(5, 0, 0))
	}
	fn withdraw_unbonded() -> Weight {
		Self::held_account().saturating_add(Self::provider())
	}
	fn set_commission() -> Weight {
		Self::provider()
	}
	fn chill() -> Weight {
		Self::provider()
	}
	fn delegate() -> Weight {
		Self::provider()
			.saturating_add(Self::delegation())
			.saturating_add(Self::held_account().saturating_mul(2))
	}
	fn undelegate() -> Weight {
		// With the target of a move: one provider more, read only.
		Self::provider()
			.saturating_add(Self::delegation())
			.saturating_add(Self::held_account().saturating_mul(2))
			.saturating_add(Self::of(5, 1, 0))
	}
	fn withdraw_delegation(m: u32) -> Weight {
		let entered = Self::provider().saturating_add(Self::delegation());
		Self::provider()
			.saturating_add(Self::delegation())
			.saturating_add(Self::held_account().saturating_mul(2))
			.saturating_add(entered.saturating_mul(m.into()))
	}
	fn claim() -> Weight {
		Self::provider().saturating_add(Self::delegation()).saturating_add(Self::of(35, 2, 2))
	}
	fn back() -> Weight {
		Self::provider().saturating_add(Self::of(5, 1, 1))
	}
	fn reserve() -> Weight {
		Self::provider()
	}
	fn slash() -> Weight {
		Self::provider()
			.saturating_add(Self::held_account().saturating_mul(2))
			.saturating_add(Self::of(5, 1, 1))
	}
	fn reward() -> Weight {
		Self::of(5, 2, 2)
	}
}

impl WeightInfo for () {
	fn register() -> Weight {
		Weight::from_parts(30_000_000, PROVIDER_PROOF)
	}
	fn bond_extra() -> Weight {
		Weight::from_parts(40_000_000, PROVIDER_PROOF)
	}
	fn unbond() -> Weight {
		Weight::from_parts(25_000_000, PROVIDER_PROOF)
	}
	fn withdraw_unbonded() -> Weight {
		Weight::from_parts(40_000_000, PROVIDER_PROOF)
	}
	fn set_commission() -> Weight {
		Weight::from_parts(20_000_000, PROVIDER_PROOF)
	}
	fn chill() -> Weight {
		Weight::from_parts(20_000_000, PROVIDER_PROOF)
	}
	fn delegate() -> Weight {
		Weight::from_parts(80_000_000, PROVIDER_PROOF)
	}
	fn undelegate() -> Weight {
		Weight::from_parts(85_000_000, PROVIDER_PROOF)
	}
	fn withdraw_delegation(m: u32) -> Weight {
		Weight::from_parts(80_000_000, PROVIDER_PROOF)
			.saturating_add(Weight::from_parts(40_000_000, 0).saturating_mul(m.into()))
	}
	fn claim() -> Weight {
		Weight::from_parts(75_000_000, PROVIDER_PROOF)
	}
	fn back() -> Weight {
		Weight::from_parts(25_000_000, PROVIDER_PROOF)
	}
	fn reserve() -> Weight {
		Weight::from_parts(20_000_000, PROVIDER_PROOF)
	}
	fn slash() -> Weight {
		Weight::from_parts(65_000_000, PROVIDER_PROOF)
	}
	fn reward() -> Weight {
		Weight::from_parts(5_000_000, PROVIDER_PROOF)
	}
}
