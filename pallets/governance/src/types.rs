//! Plain data: acts, votes, records, and power that decays.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::Get, BoundedVec, CloneNoBound, DebugNoBound, PartialEqNoBound};
use scale_info::TypeInfo;
use sp_runtime::{DispatchError, Perbill};

/// Voting power, in planck of verified work.
pub type Power = u128;
/// An act. Never reused.
pub type ActId = u32;

/// After so many steps without work no power is left, whatever the rate: bounds the loop below.
pub const MAX_DECAY_STEPS: u32 = 256;

/// Power as it was at some step of the decay.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Decaying {
	/// The power at `step`.
	pub power: Power,
	/// The step up to which decay is counted.
	pub step: u32,
}

impl Decaying {
	/// Count decay up to `step`; each step keeps the share `kept`, rounded down.
	///
	/// Step by step, so that it does not matter how often it is called, and so that a sum of powers
	/// never decays faster than its parts.
	pub fn advance(&mut self, step: u32, kept: Perbill) {
		let steps = step.saturating_sub(self.step);
		if steps > MAX_DECAY_STEPS {
			self.power = 0;
		}
		for _ in 0..steps.min(MAX_DECAY_STEPS) {
			if self.power == 0 {
				break;
			}
			self.power = kept.mul_floor(self.power);
		}
		self.step = self.step.max(step);
	}
}

/// One account's vote on an open act.
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
pub struct Vote {
	/// The act.
	pub act: ActId,
	/// Against it, or for it.
	pub veto: bool,
	/// The power it was cast with.
	pub power: Power,
}

/// A worker with voting power.
#[derive(CloneNoBound, DebugNoBound, PartialEqNoBound, Encode, Decode, MaxEncodedLen, TypeInfo)]
#[scale_info(skip_type_params(MaxActs))]
pub struct Member<MaxActs: Get<u32>> {
	/// What its work earned, before the cap by its stake.
	pub earned: Decaying,
	/// Its votes on open acts. Votes on closed ones are dropped when it votes again.
	pub votes: BoundedVec<Vote, MaxActs>,
}

impl<MaxActs: Get<u32>> Default for Member<MaxActs> {
	fn default() -> Self {
		Self { earned: Default::default(), votes: Default::default() }
	}
}

/// The swarm's votes on one act.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Tally {
	/// Power against the act.
	pub veto: Power,
	/// Power for it.
	pub support: Power,
}

impl Tally {
	/// Count a vote.
	pub fn add(&mut self, vote: &Vote) {
		let side = if vote.veto { &mut self.veto } else { &mut self.support };
		*side = side.saturating_add(vote.power);
	}

	/// Take a counted vote back.
	pub fn sub(&mut self, vote: &Vote) {
		let side = if vote.veto { &mut self.veto } else { &mut self.support };
		*side = side.saturating_sub(vote.power);
	}

	/// Whether the swarm vetoes: at least `quorum` of all power voted, and at least `threshold` of
	/// what voted is against. Both rounded up; nobody's vote vetoes nothing.
	pub fn vetoes(&self, total: Power, quorum: Perbill, threshold: Perbill) -> bool {
		let voted = self.veto.saturating_add(self.support);
		self.veto > 0 && voted >= quorum.mul_ceil(total) && self.veto >= threshold.mul_ceil(voted)
	}
}

/// An act in the timelock.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Act<Call, Origin, BlockNumber> {
	/// What it does. Its preimage is requested as long as the act is open.
	pub call: Call,
	/// With whose authority.
	pub origin: Origin,
	/// The block in which it was queued.
	pub queued_at: BlockNumber,
	/// The first block in which it takes effect, and the end of the vote.
	pub due: BlockNumber,
	/// The last block in which it may take effect.
	pub expires: BlockNumber,
	/// The swarm's votes.
	pub tally: Tally,
}

/// How an act ended.
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
pub enum Outcome {
	/// It took effect.
	Enacted,
	/// It was dispatched and failed, without effect.
	Failed(DispatchError),
	/// The swarm vetoed it.
	Vetoed,
	/// It was cancelled.
	Cancelled,
	/// It did not fit into any block in time, or its preimage was gone.
	Expired,
}

/// What is kept of an act that ended.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Record<Hash, BlockNumber> {
	/// The act.
	pub act: ActId,
	/// The hash of its call.
	pub call_hash: Hash,
	/// The block in which it was queued.
	pub queued_at: BlockNumber,
	/// The block in which it ended.
	pub closed_at: BlockNumber,
	/// The swarm's votes.
	pub tally: Tally,
	/// How it ended.
	pub outcome: Outcome,
}

/// An open act as clients see it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct ActView<Hash, Origin, BlockNumber> {
	/// The act.
	pub act: ActId,
	/// The hash of its call, and of its preimage.
	pub call_hash: Hash,
	/// With whose authority.
	pub origin: Origin,
	/// The block in which it was queued.
	pub queued_at: BlockNumber,
	/// The first block in which it takes effect, and the end of the vote.
	pub due: BlockNumber,
	/// The last block in which it may take effect.
	pub expires: BlockNumber,
	/// The swarm's votes.
	pub tally: Tally,
	/// Whether the swarm would veto it if the vote ended now.
	pub vetoed: bool,
}
