//! Weights of `pallet-labscape-governance`.
//!
//! Estimates in the layout of generated weights, until the benchmarks have run on the reference
//! machine: storage accesses are counted by hand, execution is reasoned from calls of the same shape
//! in pallet-referenda and pallet-scheduler.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Weights of the calls and of the hook's steps.
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

/// Weights counted for this runtime's database.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Preimage::PreimageFor` (r:1 w:0), `Preimage::RequestStatusFor` (r:1 w:1),
	/// `Governance::Queue` (r:1 w:1), `Governance::NextAct` (r:1 w:1), `Governance::Acts` (r:0 w:1).
	fn queue_act(l: u32) -> Weight {
		Weight::from_parts(35_000_000, 7_000)
			.saturating_add(Weight::from_parts(2_000, 1).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Governance::Acts` (r:1 w:1), `Governance::Members` (r:1 w:1), `Governance::Queue`
	/// (r:1 w:0), the epoch (r:1 w:0), the stake (r:1 w:0). Up to 256 steps of decay.
	fn vote() -> Weight {
		Weight::from_parts(40_000_000, 7_000)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Governance::Acts` (r:1 w:1), `Governance::Queue` (r:1 w:1), `Governance::Records`
	/// (r:0 w:1), `Preimage::RequestStatusFor` (r:1 w:1), `Preimage::PreimageFor` (r:0 w:1).
	fn cancel_act() -> Weight {
		Weight::from_parts(35_000_000, 7_000)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Governance::Members` (r:1 w:1), `Governance::Queue` (r:1 w:0), the epoch (r:1 w:0).
	fn prune_member() -> Weight {
		Weight::from_parts(25_000_000, 5_000)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Governance::Queue` (r:1 w:0).
	fn poll() -> Weight {
		Weight::from_parts(2_000_000, 2_000).saturating_add(T::DbWeight::get().reads(1_u64))
	}
	/// Storage: as [`Self::cancel_act`], with `Governance::TotalPower` (r:1 w:0), the epoch (r:1 w:0)
	/// and the preimage (r:1 w:0), of at most 4 MiB.
	fn enact() -> Weight {
		Weight::from_parts(8_500_000_000, 4_200_000)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Governance::Members` (r:1 w:1), `Governance::TotalPower` (r:1 w:1), the epoch
	/// (r:1 w:0), the stake (r:1 w:0). An ordinary epoch counts one step of decay at most.
	fn credit() -> Weight {
		Weight::from_parts(8_000_000, 5_000)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
}

impl WeightInfo for () {
	fn queue_act(l: u32) -> Weight {
		Weight::from_parts(40_000_000, 7_000)
			.saturating_add(Weight::from_parts(2_000, 1).saturating_mul(l.into()))
	}
	fn vote() -> Weight {
		Weight::from_parts(40_000_000, 7_000)
	}
	fn cancel_act() -> Weight {
		Weight::from_parts(35_000_000, 7_000)
	}
	fn prune_member() -> Weight {
		Weight::from_parts(25_000_000, 5_000)
	}
	fn poll() -> Weight {
		Weight::from_parts(2_000_000, 2_000)
	}
	fn enact() -> Weight {
		Weight::from_parts(50_000_000, 10_000)
	}
	fn credit() -> Weight {
		Weight::from_parts(8_000_000, 5_000)
	}
}
