//! Plain data of the pallet.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::ops::Range;
use frame_support::{traits::ConstU32, BoundedVec};
use labscape_posw::{
	draw::UnitTable, epoch, params::Parameters, payload::MAX_CLAIMS, Balance, MAX_SAMPLES,
};
use labscape_primitives::{
	Fuel, Hash, ItemIndex, JobId, LabscapeId, NodeId, Segments, WorkEpoch, LABSCAPES,
};
use scale_info::TypeInfo;

/// A dispute. Never reused.
pub type DisputeId = u32;

/// The most disputes that may be open against one node and epoch.
pub const MAX_DISPUTES: u32 = 4;
/// The most epochs of one node that may be open. Normally five are.
pub const MAX_OPEN_EPOCHS: u32 = 24;
/// The most draws of one work: the first and three more.
pub const MAX_DRAWS: u32 = 4;
/// With more open epochs than this a node gets no leases: what is not decided must be first.
pub const OPEN_EPOCHS_FOR_LEASES: usize = 9;
/// The most auditors that share one bounty.
pub const MAX_ATTESTERS: u32 = 8;
/// The most dissenting verdicts that are remembered: one for each sample, so that all are.
pub const MAX_DISSENT: u32 = MAX_SAMPLES;
/// Stands for every leaf of a work.
pub const ALL_LEAVES: u32 = u32::MAX;
/// The most items whose output bytes a requester may ask for.
pub const MAX_ASKED: u32 = 4;

/// Labscapes, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct LabscapeSet([u64; LABSCAPES as usize / 64]);

impl LabscapeSet {
	/// The word that holds a labscape's bit, and the bit.
	fn place(labscape: LabscapeId) -> (usize, u64) {
		(usize::from(labscape / 64), 1u64 << (labscape % 64))
	}

	/// Whether `labscape` is in the set.
	pub fn contains(&self, labscape: LabscapeId) -> bool {
		let (word, bit) = Self::place(labscape);
		self.0.get(word).is_some_and(|word| word & bit != 0)
	}

	/// Put `labscape` into the set. Returns whether it was not in it.
	pub fn insert(&mut self, labscape: LabscapeId) -> bool {
		let (word, bit) = Self::place(labscape);
		let Some(word) = self.0.get_mut(word) else { return false };
		let new = *word & bit == 0;
		*word |= bit;
		new
	}

	/// Take `labscape` out of the set.
	pub fn remove(&mut self, labscape: LabscapeId) {
		let (word, bit) = Self::place(labscape);
		if let Some(word) = self.0.get_mut(word) {
			*word &= !bit;
		}
	}

	/// The lowest labscape of the set.
	pub fn first(&self) -> Option<LabscapeId> {
		let (at, word) = (0u32..).zip(self.0).find(|(_, word)| *word != 0)?;
		u8::try_from(at.saturating_mul(64).saturating_add(word.trailing_zeros())).ok()
	}

	/// All labscapes of the set, ascending.
	pub fn iter(&self) -> impl Iterator<Item = LabscapeId> + '_ {
		(0..=LabscapeId::MAX).filter(|labscape| self.contains(*labscape))
	}
}

/// Where the current epoch stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct EpochState<BlockNumber> {
	/// Its index.
	pub index: WorkEpoch,
	/// Its first block.
	pub start: BlockNumber,
	/// The beacon so far.
	pub beacon: Hash,
	/// How many authors' outputs it holds.
	pub outputs: u32,
	/// How many nodes reported.
	pub reports: u32,
	/// How many reported in the last epoch.
	pub expected: u32,
	/// Blocks in which the protocol was paused; the epoch is that much longer.
	pub paused_blocks: u32,
	/// The last epoch in which the referee's queue was full in some block.
	pub referee_full: Option<WorkEpoch>,
	/// The last block with verdicts, and the pages of the draw under way that were written in it: the
	/// database pays for each once.
	pub judged_pages: (BlockNumber, LabscapeSet),
}

/// What is kept of an epoch of work while anything of it is open.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct EpochRecord {
	/// The parameters of its work.
	pub params: Parameters,
	/// The beacon of draw `e`, fixed at the end of epoch `e + 1`.
	pub beacon: Option<Hash>,
	/// How many nodes reported in `e + 1`.
	pub reporters: u32,
	/// What all of its work burns when it settles.
	pub burn: Balance,
	/// What the schedule allots to it.
	pub scheduled: Balance,
	/// Pages that are not yet swept to the end.
	pub pages: u16,
	/// Samples of all of its work.
	pub samples: u32,
	/// What verdicts on all of them pay.
	pub fees: Balance,
}

/// Samples that were judged, one bit each.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct SampleSet(BoundedVec<u8, ConstU32<{ MAX_SAMPLES / 8 }>>);

impl SampleSet {
	/// Whether `sample` is in the set.
	pub fn contains(&self, sample: u16) -> bool {
		self.0.get(usize::from(sample / 8)).is_some_and(|byte| byte & (1 << (sample % 8)) != 0)
	}

	/// How many samples are in the set.
	pub fn len(&self) -> u32 {
		self.0.iter().map(|byte| byte.count_ones()).sum()
	}

	/// Whether no sample is in the set.
	pub fn is_empty(&self) -> bool {
		self.len() == 0
	}

	/// Put `sample` into the set. Samples beyond the bound are none, and are ignored.
	pub fn insert(&mut self, sample: u16) {
		let at = usize::from(sample / 8);
		while self.0.len() <= at {
			if self.0.try_push(0).is_err() {
				return;
			}
		}
		if let Some(byte) = self.0.get_mut(at) {
			*byte |= 1 << (sample % 8);
		}
	}
}

/// What becomes of a node's work of one epoch. Every stage but the last has a deadline.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub enum Stage {
	/// Audits are under way; decided at `epoch::decided_from` of the last draw.
	Open,
	/// Claims were not answered in time: the work is void. An answer until this epoch saves the stake,
	/// if what it shows is right.
	Suspended {
		/// The epoch in which the stake is lost.
		until: WorkEpoch,
	},
	/// No quorum: the executor has items refereed. Until this epoch, or the work is released.
	Refereed {
		/// The epoch in which the work is released.
		until: WorkEpoch,
		/// The draw whose beacon picked the items.
		draw: WorkEpoch,
		/// One bit for each item that was proven right.
		proven: u16,
	},
	/// Settled or void.
	Done,
}

/// The tallies of a node's work.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Tally {
	/// Samples drawn.
	pub samples: u16,
	/// What one judged sample pays.
	pub fee: Balance,
	/// The draws that audited it, the last one being under way.
	pub draws: BoundedVec<WorkEpoch, ConstU32<MAX_DRAWS>>,
	/// Where it stands.
	pub stage: Stage,
	/// Leases that it covers: what deciding it costs.
	pub leases: u8,
	/// What auditors were paid for it.
	pub fees: Balance,
	/// Samples that agreed.
	pub agreed: u16,
	/// Samples said to be unavailable and not answered.
	pub claimed: u16,
	/// When claimed leaves were last shown: the epoch, and the block in which they stand.
	pub answered: Option<(WorkEpoch, u32)>,
	/// Open disputes.
	pub disputes: u8,
	/// Whether the requester asks for output bytes.
	pub asked: bool,
	/// Samples with a verdict.
	pub judged: SampleSet,
}

/// A node that reported: an auditor by its units, an executor by its tally.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Seat {
	/// The node.
	pub node: NodeId,
	/// The first bytes of the hash of its provider: nobody audits its own.
	pub provider: u64,
	/// Where its units begin among the eligible ones of the labscape.
	pub start: u16,
	/// How many eligible units it brings; zero if it may not audit.
	pub units: u16,
	/// Its work, if it committed any.
	pub tally: Option<Tally>,
}

/// The dense indices of the units in an executor's own seat, which do not audit its work: so many from
/// the first on, in a labscape that begins at `labscape`. None where `work` is drawn again: by then
/// another page seats the node, or none, and pages are dropped at different times.
pub(crate) fn own_units(
	labscape: u32,
	draw: WorkEpoch,
	work: WorkEpoch,
	(start, units): (u16, u16),
) -> Range<u32> {
	let first = labscape.saturating_add(start.into());
	first..first.saturating_add(if draw == work { units.into() } else { 0 })
}

/// A commit, until it is settled or void.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Work<AccountId> {
	/// Whose bond stands behind it.
	pub provider: AccountId,
	/// The page and seat of its tally.
	pub labscape: LabscapeId,
	/// See `labscape`.
	pub seat: u16,
	/// The first of the seat's units, and how many they are: they do not audit it.
	pub own: (u16, u16),
	/// The root over its leaves.
	pub root: Hash,
	/// How many leaves there are.
	pub count: u32,
	/// Their price.
	pub value: Balance,
	/// What requesters paid for their audits.
	pub budget: Balance,
	/// What the executor owes for answers and for the referee.
	pub charges: Balance,
	/// The price of segments that were accepted, and so are paid.
	pub accepted_value: Balance,
	/// The part of the payment for them that was kept back for audit fees.
	pub kept_back: Balance,
	/// One bit for each segment that was accepted.
	pub accepted: u64,
	/// What it covers, lease by lease.
	pub segments: Segments<Balance>,
	/// Leaves that an auditor could not get, and who said so.
	pub claims: BoundedVec<(u32, NodeId), ConstU32<MAX_CLAIMS>>,
	/// Auditors who did not agree with a leaf, or with [`ALL_LEAVES`]. Kept when claims are answered:
	/// nobody is charged for agreeing who did not.
	pub dissent: BoundedVec<(u32, NodeId), ConstU32<MAX_DISSENT>>,
	/// Leaves whose output bytes the requester asks for.
	pub asked: BoundedVec<u32, ConstU32<MAX_ASKED>>,
	/// Open disputes.
	pub disputes: BoundedVec<DisputeId, ConstU32<MAX_DISPUTES>>,
}

impl Tally {
	/// The draw that is under way.
	pub fn draw(&self) -> WorkEpoch {
		self.draws.last().copied().unwrap_or_default()
	}

	/// The first epoch in which it may be decided, while it is open: when verdicts and answers are in, and
	/// a whole epoch after the last answer.
	pub fn decided_from(&self) -> WorkEpoch {
		let answered = self.answered.map_or(0, |(epoch, _)| epoch.saturating_add(2));
		epoch::decided_from(self.draw()).max(answered)
	}
}

impl<AccountId> Work<AccountId> {
	/// Whether the `index`-th segment was accepted.
	pub fn is_accepted(&self, index: usize) -> bool {
		u32::try_from(index)
			.ok()
			.and_then(|index| 1u64.checked_shl(index))
			.is_some_and(|bit| self.accepted & bit != 0)
	}

	/// The segments that were not accepted.
	pub fn unaccepted(&self) -> Segments<Balance> {
		let open: sp_runtime::Vec<_> = self
			.segments
			.iter()
			.enumerate()
			.filter(|(index, _)| !self.is_accepted(*index))
			.map(|(_, segment)| segment.clone())
			.collect();
		Segments::truncate_from(open)
	}
}

/// A leaf that was proven wrong, and those who judged its work and are still to be looked at: who
/// agreed with the leaf is charged.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Agreed {
	/// The leaf.
	pub leaf: u32,
	/// Where its executor worked.
	pub labscape: LabscapeId,
	/// What tells its provider apart: nobody audits its own.
	pub provider: u64,
	/// The first unit of its own seat, and how many they are.
	pub own: (u16, u16),
	/// Samples that were drawn.
	pub samples: u16,
	/// Those with a verdict.
	pub judged: SampleSet,
	/// Draws that are still to be looked at, the one under way at the end.
	pub draws: BoundedVec<WorkEpoch, ConstU32<MAX_DRAWS>>,
	/// The first sample of that one that was not looked at.
	pub next: u16,
	/// What the work covered.
	pub segments: Segments<Balance>,
	/// Auditors who did not agree with a leaf, or with [`ALL_LEAVES`].
	pub dissent: BoundedVec<(u32, NodeId), ConstU32<MAX_DISSENT>>,
}

impl Agreed {
	/// All who judged a work of which `leaf` was proven wrong.
	pub fn of<AccountId>(work: Work<AccountId>, tally: Tally, provider: u64, leaf: u32) -> Self {
		Self {
			leaf,
			labscape: work.labscape,
			provider,
			own: work.own,
			samples: tally.samples,
			judged: tally.judged,
			draws: tally.draws,
			next: 0,
			segments: work.segments,
			dissent: work.dissent,
		}
	}

	/// Whether an auditor may have said something else than that it agrees with the leaf.
	pub fn dissented(&self, auditor: NodeId) -> bool {
		let names =
			|(at, who): &(u32, NodeId)| *who == auditor && (*at == self.leaf || *at == ALL_LEAVES);
		self.dissent.iter().any(names)
	}
}

/// An auditor's commit to what it found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Audit {
	/// The root over its attestations.
	pub root: Hash,
	/// How many there are.
	pub count: u32,
	/// The head of the auditor's hash chain at that time.
	pub head: Hash,
	/// The dense indices of the auditor's units in the draw: first, and behind the last.
	pub own: (u32, u32),
	/// What was revealed with the verdicts.
	pub preimage: Option<Hash>,
	/// What the verdicts were paid.
	pub fees: Balance,
	/// Faults that were charged already, one bit for each [`FaultKind`].
	pub faults: u8,
}

/// A hash chain's head and the first epoch in which it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct ChainHead {
	/// The last element that was revealed, or the registered one.
	pub head: Hash,
	/// The first epoch in which it counts.
	pub from: WorkEpoch,
}

/// What is known of a node over its life.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Standing {
	/// The value of its leases that is not committed yet.
	pub leased: Balance,
	/// The part of its reservation that does not depend on values.
	pub base: Balance,
	/// Epochs whose work is not decided, ascending.
	pub open: BoundedVec<WorkEpoch, ConstU32<MAX_OPEN_EPOCHS>>,
	/// Its hash chain.
	pub chain: Option<ChainHead>,
	/// The chain that follows.
	pub next_chain: Option<ChainHead>,
	/// The epoch of its last report.
	pub last_report: Option<WorkEpoch>,
	/// Foreign, audited value, decayed.
	pub good: Balance,
	/// Value of what went wrong, decayed.
	pub bad: Balance,
	/// Samples that it judged as an auditor, halved now and then.
	pub judged: u16,
	/// How many of them it said were not to be had, and were shown then.
	pub answered: u16,
	/// It draws no audits before this epoch.
	pub no_audits_before: WorkEpoch,
	/// Whether its lease cap is halved.
	pub probation: bool,
	/// The last epoch in which it was charged for what it did not deliver.
	pub undelivered_in: Option<WorkEpoch>,
	/// What it committed to as an auditor, and what it was charged for as one, by draw, ascending.
	/// Kept while anything of that draw may be open, and until the node reports again.
	pub audits: BoundedVec<(WorkEpoch, Audit), ConstU32<MAX_OPEN_EPOCHS>>,
}

impl Audit {
	/// Whether a unit of the draw is the auditor's.
	pub fn owns(&self, unit: u32) -> bool {
		(self.own.0..self.own.1).contains(&unit)
	}
}

impl Standing {
	/// What the node committed to in a draw, if anything is known of it there.
	pub fn audit(&self, draw: WorkEpoch) -> Option<&Audit> {
		let at = self.audits.binary_search_by_key(&draw, |(draw, _)| *draw).ok()?;
		self.audits.get(at).map(|(_, audit)| audit)
	}

	/// As [`Self::audit`], to be changed; a new one if nothing is known. The oldest makes room: that
	/// many draws are not open at a time.
	pub fn audit_mut(&mut self, draw: WorkEpoch) -> Option<&mut Audit> {
		let at = match self.audits.binary_search_by_key(&draw, |(draw, _)| *draw) {
			Ok(at) => at,
			Err(at) => {
				let full = self.audits.is_full();
				let at = if full { at.checked_sub(1)? } else { at };
				if full {
					self.audits.remove(0);
				}
				self.audits.try_insert(at, (draw, Audit::default())).ok()?;
				at
			}
		};
		self.audits.get_mut(at).map(|(_, audit)| audit)
	}
}

/// Whose money secures a dispute.
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
pub enum Bond {
	/// Held from the filer's balance.
	Held,
	/// Reserved from the own bond of the filer, a provider.
	Reserved,
}

/// A leaf that is said to be wrong.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Dispute<AccountId> {
	/// The epoch of the work.
	pub work: WorkEpoch,
	/// Whose work.
	pub node: NodeId,
	/// The index of the leaf.
	pub leaf: u32,
	/// The leaf that was committed.
	pub committed: Hash,
	/// What is to be executed.
	pub job: JobId,
	/// See `job`.
	pub item: ItemIndex,
	/// Who loses or regains the bond.
	pub filer: AccountId,
	/// What secures it.
	pub bond: Bond,
	/// How much.
	pub amount: Balance,
	/// The epoch in which it was filed.
	pub filed: WorkEpoch,
	/// The epoch in which it lapses if nobody ran it.
	pub due: WorkEpoch,
	/// Auditors who had committed to another leaf.
	pub attested: BoundedVec<(NodeId, Hash), ConstU32<MAX_ATTESTERS>>,
}

/// A registered program. Its bytes live off chain: whoever holds bytes with the right hash holds the
/// program, and the transaction that registered it holds the original.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Program {
	/// The semantics it was registered under.
	pub semantics: u16,
	/// The size of the instrumented module, in bytes.
	pub bytes: u32,
	/// The declared maximum of its memory, in pages of 64 KiB.
	pub memory_pages: u32,
	/// The most fuel that one item may be given.
	pub max_item_fuel: Fuel,
}

/// What a node can be charged for, each once per node and epoch.
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
pub enum FaultKind {
	/// Samples were drawn to it and it gave no verdict.
	Silent,
	/// It agreed with a leaf that was proven wrong.
	AgreedWithWrong,
	/// It committed a wrong leaf.
	WrongLeaf,
	/// It did not show what it had committed.
	Withheld,
	/// It did not deliver what it had leased.
	Undelivered,
	/// It was among the few that the beacon chose to open their attestations, and did not.
	Unopened,
}

impl FaultKind {
	/// The bit of this kind.
	pub fn bit(self) -> u8 {
		1 << (self as u8)
	}
}

/// Why work was void.
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
pub enum VoidCause {
	/// A leaf was proven wrong.
	WrongLeaf,
	/// Claims were not answered in time.
	Withheld,
	/// There was no quorum, and the executor did not have its items refereed.
	NoQuorum,
}

/// The table of an epoch's eligible units.
pub type Table = UnitTable;
