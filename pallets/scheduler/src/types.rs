//! Plain data: what the scheduler is told of a labscape, and what it answers.

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use labscape_primitives::{
	GpuModel, GpuSet, ItemIndex, JobId, LabscapeId, LeaseId, NodeId, PartIndex, Request, Resources,
	Round, ServiceClass, Shape, Slot, UNITS_PER_LABSCAPE,
};
use scale_info::TypeInfo;

use crate::SlotMap;

/// How many of the first queue entries a plan must not skip while first-fit could place them.
pub const HEADS: usize = 16;
/// The most shapes of the typical workload; further ones are folded away by frequency.
pub const MAX_SHAPES: usize = 256;
/// The most placements of one plan that may evict Spot leases.
pub const MAX_PREEMPTIONS: usize = 16;
/// The most leases one placement may evict.
pub const MAX_EVICTIONS: usize = 64;
/// The most placements of a plan: each takes at least one unit.
pub const MAX_PLACEMENTS: usize = UNITS_PER_LABSCAPE as usize;
/// A deadline that never comes.
pub const NO_DEADLINE: u32 = u32::MAX;

/// Counts the changes of one labscape: every change of a node or of the queue makes it one higher.
pub type Version = u64;

/// One part of a job.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct PartKey {
	/// The job.
	#[codec(compact)]
	pub job: JobId,
	/// The index of the part within it.
	#[codec(compact)]
	pub part: PartIndex,
}

/// A node as it is now.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct Node {
	/// Its id; only compared with [`Entry::excluded`].
	pub id: NodeId,
	/// First slot of its run.
	pub first_slot: Slot,
	/// Length of the run.
	pub units: u16,
	/// The model of its GPUs.
	pub gpu_model: Option<GpuModel>,
	/// What is free of its capacity. Free units are told by [`Snapshot::used`].
	pub free: Resources,
	/// Whether it may get leases: healthy, not draining, not retired.
	pub open: bool,
	/// How many more leases it may hold (`MAX_LEASES_PER_NODE` or less on probation, minus open
	/// ones).
	pub places: u16,
	/// How much lease value, in planck, its provider's free bond still covers: no reserve, no
	/// lease. `u128::MAX` where bonds do not matter.
	pub backing: u128,
	/// The version at which anything above last changed. A plan made before that is not blamed for
	/// what it could not know.
	pub changed: Version,
}

/// An open Spot lease that Reserved work may evict.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct SpotLease {
	/// Its id. The newest lease of a node, which has the highest id, is evicted first.
	pub id: LeaseId,
	/// First slot of its run; it tells the node, too.
	pub slot: Slot,
	/// What it took.
	pub shape: Shape,
	/// The GPUs it runs on.
	pub gpus: GpuSet,
}

/// A job part that waits, open and funded, its job's highest price not below the labscape's.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct Entry {
	/// Which part.
	pub key: PartKey,
	/// What it needs; `Request::validate` has accepted it.
	pub request: Request,
	/// Orders the queue first.
	pub class: ServiceClass,
	/// Whether its lease was lost without its fault (failover, eviction): it goes to the head of
	/// its class.
	pub returned: bool,
	/// Higher goes first; [`Policy::ageing`] is added for every round waited.
	pub priority: u32,
	/// Rounds it has waited.
	pub waited: u32,
	/// The block by which it should run; earlier goes first. [`NO_DEADLINE`] if there is none.
	pub deadline: u32,
	/// Start tag of its account in dominant-resource fairness; lower goes first. Fixed when the
	/// part is enqueued, see [`crate::dominant_share`].
	pub virtual_time: u64,
	/// The value in planck of one member's lease, to be covered by [`Node::backing`].
	pub value: u128,
	/// Nodes that must not get it; ascending.
	pub excluded: Vec<NodeId>,
	/// The version at which it was enqueued.
	pub since: Version,
}

/// A shape of the typical workload and how often it comes.
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
pub struct Typical {
	/// The shape.
	pub shape: Shape,
	/// Its share of the members asked for, in parts per million.
	pub ppm: u32,
}

/// The knobs of one labscape.
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
pub struct Policy {
	/// Priority gained for every round waited.
	pub ageing: u32,
	/// The most leases one plan may make; bounds the weight of checking and applying it.
	pub max_runs: u16,
	/// Whether Reserved work may evict Spot leases.
	pub preemption: bool,
}

impl Default for Policy {
	fn default() -> Self {
		Self { ageing: 1, max_runs: UNITS_PER_LABSCAPE, preemption: true }
	}
}

/// Everything that planning and checking need of one labscape.
///
/// To check a plan, the queue need only hold the first [`HEADS`] entries and the parts the plan
/// places, `workload` may be empty, and `spot` need only hold the leases the plan evicts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct Snapshot {
	/// Which labscape.
	pub labscape: LabscapeId,
	/// The round that is planned.
	pub round: Round,
	/// The labscape's version now.
	pub version: Version,
	/// Nodes, by ascending first slot, their runs disjoint.
	pub nodes: Vec<Node>,
	/// Slots that are leased. Slots of no node need not be marked.
	pub used: SlotMap,
	/// Spot leases that may be evicted, in any order.
	pub spot: Vec<SpotLease>,
	/// Parts that wait. Any order is right; the queue's own order ([`crate::sort_queue`]) is
	/// fastest.
	pub queue: Vec<Entry>,
	/// The shapes of the last epoch with their frequencies, at most [`MAX_SHAPES`]. If empty, the
	/// queue's own frequencies stand in.
	pub workload: Vec<Typical>,
	/// The labscape's knobs.
	pub policy: Policy,
}

/// Why a snapshot is not the picture of a labscape.
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
pub enum SnapshotError {
	/// A node has no units.
	EmptyNode,
	/// More is free on a node than a node can have, or its GPU model cannot be.
	ImpossibleNode,
	/// A node's run leaves the labscape.
	NodeOutside,
	/// Nodes are not sorted by first slot, or their runs overlap.
	OverlappingNodes,
	/// Two nodes have the same id.
	DuplicateNode,
	/// Two entries have the same key.
	DuplicateEntry,
	/// A request or a typical shape that can never be placed; validate it when it is submitted.
	ImpossibleRequest,
	/// A Spot lease lies on no node, outside the node it starts on, or on slots that are not leased.
	StrayLease,
	/// Two Spot leases have the same id.
	DuplicateLease,
	/// More than [`MAX_SHAPES`] typical shapes.
	TooManyShapes,
	/// The frequencies of the typical shapes add up to more than a million.
	BadFrequencies,
	/// Two Spot leases share a slot.
	OverlappingLeases,
	/// Without its Spot leases a node would have more free than it can have.
	ImpossibleLease,
}

/// One member's lease: the run of slots that starts at `slot`, as long as the part's shape asks,
/// on the node that owns it.
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
pub struct Run {
	/// First slot.
	pub slot: Slot,
	/// The GPUs of the node it runs on.
	pub gpus: GpuSet,
}

/// A whole gang: one run per member, in member order.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct Placement {
	/// The part that starts.
	pub part: PartKey,
	/// Spot leases that end first, so that it fits. Only for Reserved work.
	pub evict: Vec<LeaseId>,
	/// Where its members run.
	pub runs: Vec<Run>,
}

/// What is to happen in one labscape in one round, in the order of the queue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct Plan {
	/// Which labscape.
	pub labscape: LabscapeId,
	/// Which round.
	pub round: Round,
	/// The version of the snapshot it was made from.
	pub version: Version,
	/// What starts, in the order of the queue.
	pub placements: Vec<Placement>,
}

impl Plan {
	/// How many leases the plan makes.
	pub fn runs(&self) -> usize {
		self.placements.iter().fold(0, |sum, placement| sum.saturating_add(placement.runs.len()))
	}
}

/// Why a plan is refused as a whole. Its author could have known better.
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
pub enum Refusal {
	/// The snapshot given to the checker is broken.
	BadSnapshot(SnapshotError),
	/// The plan is for another labscape.
	WrongLabscape,
	/// The plan is for another round.
	WrongRound,
	/// The plan claims a version that has not been yet.
	FutureVersion,
	/// More than [`MAX_PLACEMENTS`] placements, more runs than [`Policy::max_runs`], more than
	/// [`MAX_PREEMPTIONS`] evicting placements or more than [`MAX_EVICTIONS`] evictions in one.
	TooLarge,
	/// One of the first [`HEADS`] parts is skipped although first-fit could place it.
	SkippedHead(PartKey),
}

/// Why one placement does not happen while the rest of the plan does.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum SkipReason {
	/// The part is not in the queue (any more).
	NotQueued,
	/// The part stands in the queue before the part placed just before it, or is that part.
	OutOfOrder,
	/// Not as many runs as the gang has members.
	GangIncomplete,
	/// A run lies outside the labscape, on no node, or crosses the end of a node.
	OutsideNode,
	/// The node is closed to new leases.
	NodeClosed,
	/// The node has the wrong GPU model, or none.
	WrongModel,
	/// The part must not run on this node.
	NodeExcluded,
	/// A slot of the run is leased already.
	SlotTaken,
	/// Not enough of a resource is free, or the GPUs named do not suit.
	NoCapacity,
	/// The node holds as many leases as it may.
	NoPlace,
	/// The provider's bond does not cover the lease.
	NoBacking,
	/// Only Reserved work may evict, only where the policy says so.
	MayNotEvict,
	/// The lease to be evicted is not an open Spot lease.
	NotEvictable,
	/// The part would fit without this eviction.
	NeedlessEviction,
}

/// A member that gets its lease.
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
pub struct Grant {
	/// Index of the placement in the plan.
	pub placement: u16,
	/// Index of the entry in the snapshot's queue as it was given.
	pub entry: u32,
	/// Index of the node in the snapshot.
	pub node: u16,
	/// Which member of the gang.
	pub member: u16,
	/// First slot of its run.
	pub slot: Slot,
	/// The GPUs it gets.
	pub gpus: GpuSet,
}

/// What comes of a plan that is not refused.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct Verdict {
	/// The leases to be made, in the plan's order, gangs whole. The evictions of a granted
	/// placement come before its leases.
	pub grants: Vec<Grant>,
	/// Placements that do not happen, by index in the plan, ascending, with the reason.
	pub skipped: Vec<(u16, SkipReason)>,
}

/// The items of member `member` when a part of `len` items from `first` on is shared evenly by a
/// gang of `gang`: `(first, len)`. Earlier members take the odd ones; `len` is zero for members
/// beyond the items or beyond the gang.
pub fn member_items(first: ItemIndex, len: u32, gang: u16, member: u16) -> (ItemIndex, u32) {
	if member >= gang {
		return (first.saturating_add(len), 0);
	}
	let (gang, member) = (u32::from(gang), u32::from(member));
	let (each, odd) = (len.checked_div(gang).unwrap_or(0), len.checked_rem(gang).unwrap_or(0));
	// Both are at most `len`: `member < gang`.
	let before = each.saturating_mul(member).saturating_add(odd.min(member));
	(first.saturating_add(before), each.saturating_add(u32::from(member < odd)))
}
