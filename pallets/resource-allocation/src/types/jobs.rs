//! Jobs and what waits of them.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use labscape_primitives::{
	Fuel, Hash, ItemIndex, LabscapeId, PartIndex, Request, Round, ServiceClass,
};
use labscape_scheduler::{PartKey, Version};
use scale_info::TypeInfo;
use sp_runtime::Permill;

use super::{Balance, Clock, HardwareClass, AGEING};

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
	/// Into how many parts the items are split, each homed on its own; at most [`MAX_PARTS`](super::MAX_PARTS).
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
	/// Who pays, by its tag: for nodes that serve one requester only.
	pub requester: u64,
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
