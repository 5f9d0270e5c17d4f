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
	/// At most one for each labscape, at most [`MAX_PLANS`](super::MAX_PLANS), of at most [`MAX_SUBMISSION_RUNS`](super::MAX_SUBMISSION_RUNS)
	/// leases together.
	pub plans: Vec<Plan>,
}

impl Submission {
	/// How many leases the plans make.
	pub fn runs(&self) -> usize {
		self.plans.iter().fold(0, |sum, plan| sum.saturating_add(plan.runs()))
	}
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
}
