//! Weights of `pallet-labscape-governance`.
//!
//! Measured by `./scripts/weights governance`; do not edit by hand, but for the comments of the trait.
//! 8 values of each component, each timed 10 times, of which the fastest counts; the lowest line
//! above all of them. Execution is that of the Wasm runtime with its state in
//! memory; entries read and written are counted, and weighed by `DbWeight`. Proof sizes are zero: blocks
//! of a solo chain are not proven to anybody.
#![cfg_attr(rustfmt, rustfmt_skip)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::{constants::RocksDbWeight, Weight}};

/// What the calls and steps of this pallet cost.
pub trait WeightInfo {
	/// [`crate::Call::queue_act`] of a preimage of `l` bytes.
	fn queue_act(l: u32) -> Weight;
	/// [`crate::Call::vote`].
	fn vote() -> Weight;
	/// [`crate::Call::cancel_act`].
	fn cancel_act() -> Weight;
	/// [`crate::Call::prune_member`].
	fn prune_member() -> Weight;
	/// Looking at the queue once a block.
	fn poll() -> Weight;
	/// Deciding and closing one act that is due, without the weight of its call.
	fn enact() -> Weight;
	/// `WorkPower::credit`.
	fn credit() -> Weight;
}

/// Weights with the database of runtime `T`.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// `Governance::Acts` (r:0 w:1)
	/// `Governance::NextAct` (r:1 w:1)
	/// `Governance::Queue` (r:1 w:1)
	/// `Preimage::PreimageFor` (r:1 w:0)
	/// `Preimage::RequestStatusFor` (r:1 w:1)
	/// `Preimage::StatusFor` (r:1 w:0)
	fn queue_act(l: u32) -> Weight {
		Weight::from_parts(10_145_568, 0)
			.saturating_add(Weight::from_parts(644, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// `Governance::Acts` (r:1 w:1)
	/// `Governance::Members` (r:1 w:1)
	/// `Governance::Queue` (r:1 w:0)
	/// `Posw::Current` (r:1 w:0)
	/// `SwarmStaking::Providers` (r:1 w:0)
	fn vote() -> Weight {
		Weight::from_parts(10_101_000, 0)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// `Governance::Acts` (r:1 w:1)
	/// `Governance::Queue` (r:1 w:1)
	/// `Governance::Records` (r:0 w:1)
	/// `Preimage::RequestStatusFor` (r:1 w:1)
	/// `Preimage::StatusFor` (r:1 w:0)
	fn cancel_act() -> Weight {
		Weight::from_parts(8_684_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// `Governance::Members` (r:1 w:1)
	/// `Governance::Queue` (r:1 w:0)
	/// `Posw::Current` (r:1 w:0)
	fn prune_member() -> Weight {
		Weight::from_parts(5_108_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// `Governance::Queue` (r:1 w:0)
	fn poll() -> Weight {
		Weight::from_parts(649_000, 0)
			.saturating_add(T::DbWeight::get().reads(1_u64))
	}
	/// `Governance::Acts` (r:1 w:1)
	/// `Governance::Queue` (r:1 w:1)
	/// `Governance::Records` (r:0 w:1)
	/// `Governance::TotalPower` (r:1 w:0)
	/// `Posw::Current` (r:1 w:0)
	/// `Preimage::PreimageFor` (r:1 w:0)
	/// `Preimage::RequestStatusFor` (r:1 w:1)
	/// `Preimage::StatusFor` (r:1 w:0)
	fn enact() -> Weight {
		Weight::from_parts(3_462_181_000, 0)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// `Governance::Members` (r:1 w:1)
	/// `Governance::TotalPower` (r:1 w:1)
	/// `Posw::Current` (r:1 w:0)
	/// `SwarmStaking::Providers` (r:1 w:0)
	fn credit() -> Weight {
		Weight::from_parts(4_253_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
}

/// For tests.
impl WeightInfo for () {
	fn queue_act(l: u32) -> Weight {
		Weight::from_parts(10_145_568, 0)
			.saturating_add(Weight::from_parts(644, 0).saturating_mul(l.into()))
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	fn vote() -> Weight {
		Weight::from_parts(10_101_000, 0)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn cancel_act() -> Weight {
		Weight::from_parts(8_684_000, 0)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	fn prune_member() -> Weight {
		Weight::from_parts(5_108_000, 0)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn poll() -> Weight {
		Weight::from_parts(649_000, 0)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
	}
	fn enact() -> Weight {
		Weight::from_parts(3_462_181_000, 0)
			.saturating_add(RocksDbWeight::get().reads(7_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	fn credit() -> Weight {
		Weight::from_parts(4_253_000, 0)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
}
