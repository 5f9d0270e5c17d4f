//! Plain data of the pallet.

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use labscape_primitives::{
	Capacity, Fuel, GpuSet, Hash, ItemIndex, JobId, LabscapeId, LeaseId, NodeId, PartIndex,
	Request, Resources, Round, ServiceClass, Shape, Slot, WorkEpoch, MAX_LEASES_PER_NODE,
	UNITS_PER_LABSCAPE,
};
use labscape_scheduler::{PartKey, Plan, Refusal, SkipReason, SlotMap, Typical, Version};
use scale_info::TypeInfo;
use sp_runtime::Permill;

/// Amounts of UBC, in planck.
pub type Balance = u128;
/// Blocks since genesis in which the chain was not paused. All deadlines count on it, so that a
/// pause extends every one of them.
pub type Clock = u32;

/// The most parts of one job.
pub const MAX_PARTS: u16 = 64;
/// The most bytes of a node's public address.
pub const MAX_ENDPOINT: u32 = 128;
/// The most pairs of job and node that one labscape keeps apart; the oldest is forgotten first.
pub const MAX_EXCLUSIONS: u32 = 256;
/// The most leases that one plan may make, hence the largest gang.
pub const MAX_RUNS: u16 = 256;
/// The most plans of one extrinsic.
pub const MAX_PLANS: u32 = 64;
/// The most leases that the plans of one extrinsic may make.
pub const MAX_SUBMISSION_RUNS: u32 = 1_024;
/// How many entries of a queue a snapshot shows.
pub const SNAPSHOT_ENTRIES: usize = 256;
/// The most shapes that a labscape counts in an epoch; further ones are not counted.
pub const MAX_TYPICAL: u32 = 64;
/// A first claim may be this many times the labscape's lowest rate.
pub const MAX_FIRST_CLAIM: u64 = 1_000;
/// A claim is raised only after this many items were proven under the last one, and at most doubled.
pub const MIN_PROVEN_ITEMS: u64 = 64;
/// A node that lets so many leases expire, one after the other, is drained.
pub const MAX_STRIKES: u8 = 3;
/// Rounds a node gets no lease after its stake could not be reserved.
pub const BLOCKED_ROUNDS: Round = 8;
/// How much one round of waiting adds to a part's priority.
pub const AGEING: u32 = 1;
/// How many labscapes there are.
pub const LABSCAPE_COUNT: u16 = labscape_primitives::LABSCAPES;
/// The most nodes of one labscape.
pub const MAX_NODES_PER_LABSCAPE: u32 = 256;
/// The unit in which fuel is priced.
pub const MEGA_FUEL: u128 = 1_000_000;

/// Where a node's outputs are served, as the provider writes it (a URL).
pub type Endpoint = BoundedVec<u8, ConstU32<MAX_ENDPOINT>>;

/// What hardware a node claims to be. Gates jobs and labscapes that ask for a class.
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
pub enum HardwareClass {
	/// Phones, single-board computers, home machines.
	Edge,
	/// Servers without GPUs.
	#[default]
	Server,
	/// Machines with GPUs.
	Accelerator,
}

/// What a provider says of a new node.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct NodeSpec<AccountId> {
	/// The labscape it joins.
	pub labscape: LabscapeId,
	/// How many units it brings: a run of that length.
	pub units: u16,
	/// The first slot of the run; `None` takes the first free run.
	pub first_slot: Option<Slot>,
	/// Everything the machine has.
	pub capacity: Capacity,
	/// Its hardware class.
	pub class: HardwareClass,
	/// The benchmark claim: fuel that one unit executes in one block.
	pub rate: Fuel,
	/// The key that signs the node's duties; it can move no funds.
	pub hot_key: AccountId,
	/// Where its outputs are served.
	pub endpoint: Endpoint,
}

/// The life of a node: it is active, then drains, then is retired and gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub enum NodeState {
	/// Gets leases.
	Active,
	/// Gets no new leases; finishes those it has.
	Draining,
}

/// A machine of a provider.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Node<AccountId> {
	/// The account whose bond stands behind it.
	pub provider: AccountId,
	/// The key that signs its duties.
	pub hot_key: AccountId,
	/// Where it lies.
	pub labscape: LabscapeId,
	/// First slot of its run.
	pub first_slot: Slot,
	/// Length of its run.
	pub units: u16,
	/// Everything it has.
	pub capacity: Capacity,
	/// What hardware it claims to be.
	pub class: HardwareClass,
	/// The claim: fuel that one unit executes in one block.
	pub rate: Fuel,
	/// Items settled since the claim was last changed: what the claim is validated by.
	pub proven_items: u64,
	/// The epoch of work from which its units count for draws.
	pub counts_from: WorkEpoch,
	/// Whether it is leaving.
	pub state: NodeState,
	/// Whether it may hold only half of the leases.
	pub on_probation: bool,
	/// Leases it let expire since it last proved anything.
	pub strikes: u8,
	/// Where its outputs are served.
	pub endpoint: Endpoint,
}

/// What a requester asks for.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct JobSpec {
	/// The id of the instrumented program, registered with Posw.
	pub program: Hash,
	/// Merkle root over the hashes of the inputs.
	pub inputs_root: Hash,
	/// How many items there are, at most `MAX_JOB_ITEMS`.
	pub items: u32,
	/// Fuel after which an item's result is "out of fuel"; what is paid for.
	pub item_fuel: Fuel,
	/// The most the requester pays per million fuel, in planck.
	pub max_price: Balance,
	/// How urgent it is.
	pub class: ServiceClass,
	/// Higher goes first within the class.
	pub priority: u8,
	/// The block after which nothing of it is leased any more.
	pub deadline: u32,
	/// Into how many parts the items are split, each homed on its own; at most [`MAX_PARTS`].
	pub parts: u16,
	/// What each part needs: members of one shape that start together.
	pub request: Request,
	/// The labscape of all parts; `None` lets hashing choose.
	pub home: Option<LabscapeId>,
	/// The lowest hardware class that may run it.
	pub hardware: HardwareClass,
}

/// The parameters of a job, as they were at its submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct JobTerms {
	/// Blocks between the end of a lease's run and the end of the time to commit it.
	pub grace_blocks: u32,
	/// Rounds after which a waiting entry may be re-homed.
	pub rehome_after: Round,
	/// What a Reserved job pays the provider of a lease it evicts, as a part of what is undelivered.
	pub compensation: Permill,
	/// Blocks that a finished job is kept for its readers.
	pub retention_blocks: u32,
}

/// Why a job leaves the queue.
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
pub enum CloseReason {
	/// The requester wished so.
	Cancelled,
	/// The deadline passed.
	Expired,
}

/// The life of a job: open, perhaps closing, finished, and gone after its retention.
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
pub enum JobState {
	/// Items wait or are leased.
	Open,
	/// Nothing is leased any more; what is leased runs to its end, what returns is abandoned.
	Closing(CloseReason),
	/// Every item is settled or abandoned, and the rest of the budget is released.
	Finished,
}

/// A job. Every item is counted in exactly one of `queued`, `leased`, `settled`, `abandoned`.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Job<AccountId> {
	/// Who pays.
	pub requester: AccountId,
	/// The id of the instrumented program.
	pub program: Hash,
	/// Merkle root over the hashes of the inputs.
	pub inputs_root: Hash,
	/// How many items it has.
	pub items: u32,
	/// Fuel of one item.
	pub item_fuel: Fuel,
	/// The most the requester pays per million fuel.
	pub max_price: Balance,
	/// How urgent it is.
	pub class: ServiceClass,
	/// Higher goes first within the class.
	pub priority: u8,
	/// When it closes.
	pub deadline: Clock,
	/// The index of the next part: those it was submitted in, then one for each run of items that
	/// returns to a queue.
	pub next_part: PartIndex,
	/// The lowest hardware class that may run it.
	pub hardware: HardwareClass,
	/// Where it is in its life.
	pub state: JobState,
	/// Items that wait in a queue.
	pub queued: u32,
	/// Items of leases that are not settled.
	pub leased: u32,
	/// Items proven and paid.
	pub settled: u32,
	/// Items given up: cancelled, expired, or not payable.
	pub abandoned: u32,
	/// What one item can cost at most, audits included.
	pub unit_budget: Balance,
	/// What of the requester's hold belongs to this job.
	pub held: Balance,
	/// What of `held` is left for compensations of evicted leases.
	pub compensation_left: Balance,
	/// What of `held` settled items did not need.
	pub surplus: Balance,
	/// What should have gone back to the requester and could not; tried again at the end.
	pub owed: Balance,
	/// The first provider that returned a lease because an input was not to be had.
	pub input_missing: Option<AccountId>,
	/// Parameters snapshotted at submission.
	pub terms: JobTerms,
}

/// Where an entry stands in its queue; lower goes first. The scheduler's order, made static.
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
pub struct QueueKey {
	/// Behind all others, because it could not be paid when its turn came.
	pub parked: bool,
	/// Class before everything.
	pub class: ServiceClass,
	/// False for what was leased before and came back without its fault.
	pub fresh: bool,
	/// The round of arrival less the head start that priority gives.
	pub age: u32,
	/// Earliest deadline first.
	pub deadline: Clock,
	/// Dominant-resource-fairness tag of the requester; 2^32 is one labscape.
	pub virtual_time: u64,
	/// What makes the order total.
	pub part: PartKey,
}

/// Items that wait for one gang.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct QueueEntry {
	/// Its place in the order, and which part it is.
	pub key: QueueKey,
	/// First item, an index of the job.
	pub first: ItemIndex,
	/// How many items; never fewer than gang members.
	pub len: u32,
	/// What it needs.
	pub request: Request,
	/// Fuel of one item.
	pub item_fuel: Fuel,
	/// The most the requester pays per million fuel.
	pub max_price: Balance,
	/// Higher goes first within the class.
	pub priority: u8,
	/// The round of its arrival.
	pub arrived: Round,
	/// The round in which it came into this queue.
	pub homed: Round,
	/// The labscape's version when it came into this queue: older plans need not know it.
	pub since: Version,
	/// How often it was re-homed.
	pub rehomed: u8,
	/// The lowest hardware class that may run it.
	pub hardware: HardwareClass,
}

impl QueueEntry {
	/// The key of an entry that arrives in `arrived`.
	pub fn key(
		part: PartKey,
		class: ServiceClass,
		returned: bool,
		priority: u8,
		arrived: Round,
		deadline: Clock,
		virtual_time: u64,
	) -> QueueKey {
		let head_start = u32::from(u8::MAX.saturating_sub(priority));
		QueueKey {
			parked: false,
			class,
			fresh: !returned,
			age: arrived.saturating_mul(AGEING).saturating_add(head_start),
			deadline,
			virtual_time,
			part,
		}
	}
}

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
	/// Until when it can be committed.
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

/// A node that serves one requester only.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Reservation<AccountId> {
	/// Whom it serves.
	pub holder: AccountId,
	/// Until when, on the pallet's clock.
	pub until: Clock,
}

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
			min_node_units: UNITS_PER_LABSCAPE / MAX_NODES_PER_LABSCAPE as u16,
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

/// What an account uses of its quota, and its virtual time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Usage {
	/// Unfinished jobs.
	pub open_jobs: u32,
	/// Its quota, where governance gave it one.
	pub quota: Option<u32>,
	/// Dominant-resource-fairness finish tag; 2^32 is one labscape.
	pub virtual_time: u64,
}

/// A node as its labscape's board shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct BoardNode {
	/// Its id.
	pub id: NodeId,
	/// First slot of its run.
	pub first_slot: Slot,
	/// Length of its run.
	pub units: u16,
	/// Everything it has.
	pub capacity: Capacity,
	/// What is free.
	pub free: Resources,
	/// What hardware it claims to be.
	pub class: HardwareClass,
	/// Open leases.
	pub leases: u8,
	/// Whether it may hold only half of the leases.
	pub on_probation: bool,
	/// Whether it is leaving.
	pub draining: bool,
	/// No lease before this round: its stake could not be reserved.
	pub blocked_until: Round,
	/// Whether it serves one requester only.
	pub reserved: bool,
	/// The labscape's version when anything of it last changed.
	pub changed: Version,
}

impl BoardNode {
	/// How many open leases it may hold.
	pub fn max_leases(&self) -> u8 {
		let most = MAX_LEASES_PER_NODE as u8;
		if self.on_probation {
			most / 2
		} else {
			most
		}
	}
}

/// The nodes of a labscape and which of its slots are leased, in one value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Board {
	/// The nodes, by ascending first slot.
	pub nodes: BoundedVec<BoardNode, ConstU32<MAX_NODES_PER_LABSCAPE>>,
	/// Which slots are leased.
	pub used: SlotMap,
}

impl Board {
	/// How many units belong to nodes.
	pub fn units(&self) -> u16 {
		self.nodes.iter().fold(0, |sum, node| sum.saturating_add(node.units))
	}

	/// The node `id`.
	pub fn node_mut(&mut self, id: NodeId) -> Option<&mut BoardNode> {
		self.nodes.iter_mut().find(|node| node.id == id)
	}
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

/// The plans of one extrinsic.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct Submission {
	/// Which of the current authorities signs.
	pub authority: u32,
	/// At most one for each labscape, at most [`MAX_PLANS`], of at most [`MAX_SUBMISSION_RUNS`]
	/// leases together.
	pub plans: Vec<Plan>,
}

impl Submission {
	/// How many leases the plans make.
	pub fn runs(&self) -> usize {
		self.plans.iter().fold(0, |sum, plan| sum.saturating_add(plan.runs()))
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

/// Why items were given up.
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
pub enum Abandoned {
	/// The job was cancelled or its deadline passed.
	Closing,
	/// Their queue has no room, or the job has used up its part numbers.
	NoRoom,
	/// Two providers could not get an input.
	InputUnavailable,
	/// Their price could not be put back on hold; it is owed.
	NotHeld,
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
