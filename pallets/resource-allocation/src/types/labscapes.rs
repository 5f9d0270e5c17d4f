//! What a labscape is governed by and remembers.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use labscape_primitives::{Fuel, JobId, LeaseId, NodeId, Round, Shape, WorkEpoch};
use labscape_scheduler::{Typical, Version};
use scale_info::TypeInfo;
use sp_runtime::Permill;

use super::{Balance, Clock, HardwareClass, LEAST_NODE_UNITS, MAX_TYPICAL};

/// What falls due at a moment of the clock.
#[derive(
	Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, MaxEncodedLen, TypeInfo,
)]
pub enum Due {
	/// A lease's slots become free.
	Release(LeaseId),
	/// A lease can no longer be committed.
	Expiry(LeaseId),
	/// A job closes.
	Deadline(JobId),
	/// A closing job has entries left in queues.
	Closing(JobId),
	/// A finished job is forgotten.
	Cleanup(JobId),
	/// A node serves everybody again.
	ReservationEnd(NodeId),
}

/// The price of a labscape and what moves it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Market {
	/// Planck per million fuel.
	pub price: Balance,
	/// The epoch the price was made for.
	pub epoch: WorkEpoch,
	/// When measuring for the next price began.
	pub since: Clock,
	/// Until when `unit_blocks` is counted.
	pub counted: Clock,
	/// Units leased now.
	pub busy: u16,
	/// Leased units times blocks since `since`.
	pub unit_blocks: u64,
}

/// What governance decides for one labscape.
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
	/// Whether nodes may join.
	pub accepts_nodes: bool,
	/// Whether job parts may be homed here.
	pub accepts_jobs: bool,
	/// The smallest node.
	pub min_node_units: u16,
	/// The lowest hardware class of a node.
	pub min_class: HardwareClass,
	/// The lowest claim: fuel that one unit executes in one block.
	pub min_rate: Fuel,
	/// The price never falls below this, in planck per million fuel.
	pub price_floor: Balance,
	/// Whether Reserved may take units from Spot.
	pub preemption: bool,
}

impl Default for Policy {
	fn default() -> Self {
		Self {
			accepts_nodes: true,
			accepts_jobs: true,
			min_node_units: LEAST_NODE_UNITS,
			min_class: HardwareClass::Edge,
			min_rate: 100_000,
			price_floor: 1_000_000,
			preemption: true,
		}
	}
}

/// What governance decides for all labscapes.
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
pub struct Parameters {
	/// Blocks between the end of a lease's run and the end of the time to commit it.
	pub grace_blocks: u32,
	/// The longest run of a lease, in blocks at the lowest rate of the home labscape.
	pub max_lease_blocks: u32,
	/// Rounds after which a waiting entry may be re-homed.
	pub rehome_after: Round,
	/// The utilisation at which the price stands still.
	pub target_utilisation: Permill,
	/// What a Reserved job pays the provider of a lease it evicts.
	pub compensation: Permill,
	/// Blocks that a finished job is kept.
	pub retention_blocks: u32,
	/// Unfinished jobs that one account may have, unless governance gave it another quota.
	pub open_jobs: u32,
	/// The longest time between submission and deadline, in blocks.
	pub max_deadline_blocks: u32,
	/// Rounds without a plan after which anyone may call `poke`.
	pub max_idle_rounds: Round,
}

impl Default for Parameters {
	fn default() -> Self {
		Self {
			grace_blocks: 60,
			max_lease_blocks: 1_200,
			rehome_after: 20,
			target_utilisation: Permill::from_percent(75),
			compensation: Permill::from_percent(10),
			retention_blocks: 28_800,
			open_jobs: 1_000,
			max_deadline_blocks: 201_600,
			max_idle_rounds: 3,
		}
	}
}

/// What changes in a labscape beside its nodes and its queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct LabscapeState {
	/// What happened when.
	pub timeline: Timeline,
	/// Its price.
	pub market: Market,
}

/// What happened when in a labscape.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Timeline {
	/// Counts the changes of nodes and queue.
	pub version: Version,
	/// The last two rounds in which something changed, each with the version before the change;
	/// the later one first.
	pub marks: [(Round, Version); 2],
	/// The fairness tag of the part leased last.
	pub virtual_now: u64,
	/// The last round for which a plan was applied.
	pub planned: Option<Round>,
	/// The last round in which someone poked.
	pub poked: Option<Round>,
	/// The round in which it got its first node.
	pub opened: Round,
}

impl Timeline {
	/// Note a change and return the version that begins with it.
	pub fn touch(&mut self, round: Round) -> Version {
		let [last, _] = self.marks;
		if last.0 != round {
			self.marks = [(round, self.version), last];
		}
		self.version = self.version.saturating_add(1);
		self.version
	}

	/// Whether no plan for `round` or a later one was applied yet.
	pub fn is_open(&self, round: Round) -> bool {
		self.planned.is_none_or(|last| last < round)
	}

	/// The version at the beginning of `round`, which is the current or the last one.
	pub fn at_start_of(&self, round: Round) -> Version {
		let [last, older] = self.marks;
		if last.0 < round {
			self.version
		} else if older.0 == round && last.0 != round {
			older.1
		} else {
			last.1
		}
	}
}

/// How often shapes are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Workload {
	/// The epoch that is counted.
	pub epoch: WorkEpoch,
	/// Members asked for in this epoch.
	pub counts: BoundedVec<(Shape, u32), ConstU32<MAX_TYPICAL>>,
	/// The frequencies of the last epoch in which there were any.
	pub typical: BoundedVec<Typical, ConstU32<MAX_TYPICAL>>,
}
