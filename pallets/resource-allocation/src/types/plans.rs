//! Plans as they are submitted, and why they are passed over.

use alloc::vec::Vec;

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use labscape_primitives::NodeId;
use labscape_scheduler::{Plan, Refusal, SkipReason};
use scale_info::TypeInfo;

/// The plans of one extrinsic.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct Submission {
	/// Which of the current authorities signs.
	pub authority: u32,
	/// At most one for each labscape, at most [`MAX_PLANS`](super::MAX_PLANS), together of a
	/// [`size`](Self::size) of at most [`MAX_SUBMISSION_RUNS`](super::MAX_SUBMISSION_RUNS).
	pub plans: Vec<Plan>,
}

impl Submission {
	/// What checking and applying the plans costs, in leases. See [`plan_size`].
	pub fn size(&self) -> usize {
		self.plans.iter().fold(0, |sum, plan| sum.saturating_add(plan_size(plan)))
	}

	/// How many leases end for the plans.
	pub fn evictions(&self) -> usize {
		self.plans.iter().fold(0, |sum, plan| sum.saturating_add(evictions(plan)))
	}

	/// Its size without evictions.
	pub fn places(&self) -> usize {
		self.size().saturating_sub(self.evictions().saturating_mul(EVICTION_SIZE as usize))
	}
}

/// The size of an eviction, in leases.
pub(crate) const EVICTION_SIZE: u32 = 2;

fn evictions(plan: &Plan) -> usize {
	plan.placements.iter().fold(0, |sum, placement| sum.saturating_add(placement.evict.len()))
}

/// What checking and applying a plan costs, in leases: a placement at least one, an eviction two, since
/// it ends a lease, compensates its provider and puts its items back into a queue.
pub fn plan_size(plan: &Plan) -> usize {
	let places = plan
		.placements
		.iter()
		.fold(0usize, |sum, placement| sum.saturating_add(placement.runs.len().max(1)));
	places.saturating_add(evictions(plan).saturating_mul(EVICTION_SIZE as usize))
}

/// Why a plan, or a part of one, was passed over.
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
pub enum PlanError {
	/// There is no such authority, or it may not plan this labscape (yet) in this round.
	NotLeader,
	/// The round is over, or has not begun.
	WrongRound,
	/// A plan for this round or a later one was applied.
	AlreadyPlanned,
	/// The plan was made before its round began.
	OldVersion,
	/// The scheduler refuses it.
	Refused(Refusal),
}

/// Why a placement that the scheduler granted does not become leases.
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
pub enum Skip {
	/// The scheduler says why it does not fit.
	Unfit(SkipReason),
	/// The node's provider is not active, or its stake cannot be reserved.
	NoStake(NodeId),
	/// The price could not be paid, or the compensation of what it evicts.
	NotPaid,
	/// The job is closing: nothing of it is leased any more.
	JobClosed,
}
