//! Leases.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use labscape_primitives::{
	GpuSet, ItemIndex, JobId, LabscapeId, NodeId, PartIndex, ServiceClass, Shape, Slot,
};
use scale_info::TypeInfo;

use super::{Balance, Clock};

/// Permission and duty to execute a run of items.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Lease {
	/// Who executes.
	pub node: NodeId,
	/// Where.
	pub labscape: LabscapeId,
	/// For which job.
	pub job: JobId,
	/// For which part.
	pub part: PartIndex,
	/// First item, an index of the job.
	pub first: ItemIndex,
	/// How many items.
	pub len: u32,
	/// How many are committed, from the first on.
	pub committed: u32,
	/// How many of the committed ones are settled or void.
	pub done: u32,
	/// What one item costs.
	pub item_price: Balance,
	/// What was paid into the pot for the audits of one item.
	pub item_audit: Balance,
	/// What of the node's resources it takes.
	pub shape: Shape,
	/// On which GPUs it runs.
	pub gpus: GpuSet,
	/// First slot it takes.
	pub first_slot: Slot,
	/// Whether it still holds its slots and resources.
	pub running: bool,
	/// Whether more can be committed.
	pub open: bool,
	/// Until when it holds its slots, at the rate the node claimed.
	pub busy_until: Clock,
	/// Until when it can be committed, on the clock that stands still while the chain is paused. Views
	/// show the number of the block instead.
	pub expires: Clock,
	/// The class of its job.
	pub class: ServiceClass,
}

impl Lease {
	/// Price of `items` items without their audits.
	pub fn price(&self, items: u32) -> Balance {
		self.item_price.saturating_mul(u128::from(items))
	}

	/// What `items` items moved into the pot.
	pub fn paid(&self, items: u32) -> Balance {
		self.item_price.saturating_add(self.item_audit).saturating_mul(u128::from(items))
	}

	/// Items that are neither settled, nor void, nor returned.
	pub fn outstanding(&self) -> u32 {
		let end = if self.open { self.len } else { self.committed };
		end.saturating_sub(self.done)
	}
}

/// Why a lease ended before all of it was committed.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum LeaseEnd {
	/// The node did not deliver in time.
	Expired,
	/// Reserved work took its units; the provider is compensated.
	Evicted,
	/// The node gave it back because an input was not to be had.
	InputUnavailable,
}
