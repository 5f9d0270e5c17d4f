//! Identifiers and the constants behind them.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::{
	traits::{BlakeTwo256, ConstU32, Hash as _},
	BoundedVec,
};

/// How many labscapes there are.
pub const LABSCAPES: u16 = 256;
/// How many AI units one labscape holds.
pub const UNITS_PER_LABSCAPE: u16 = 4_096;
/// How many AI units there are in all.
pub const UNITS: u32 = LABSCAPES as u32 * UNITS_PER_LABSCAPE as u32;
/// The most items a job may have.
pub const MAX_JOB_ITEMS: u32 = 1 << 20;
/// The most leases a node may hold at once; bounds everything that is done per node and epoch.
pub const MAX_LEASES_PER_NODE: u32 = 64;

/// One of the 256 labscapes.
pub type LabscapeId = u8;
/// A slot of one labscape, below [`UNITS_PER_LABSCAPE`].
pub type Slot = u16;
/// A machine of a provider. Never reused.
pub type NodeId = u32;
/// A job. Never reused.
pub type JobId = u64;
/// The index of a part within its job.
pub type PartIndex = u16;
/// The index of an item within its job.
pub type ItemIndex = u32;
/// A lease. Never reused.
pub type LeaseId = u64;
/// An epoch of work, counted from genesis. Not a consensus epoch.
pub type WorkEpoch = u32;
/// A scheduling round: block number divided by the round's period.
pub type Round = u32;
/// Instructions, weighted by class (`labscape-referee` says how).
pub type Fuel = u64;
/// A blake2-256 hash.
pub type Hash = sp_core::H256;

/// What tells accounts apart where 32 bytes are too many: the first eight of the account's hash.
pub fn account_tag(who: &impl Encode) -> u64 {
	let hash = BlakeTwo256::hash_of(who);
	hash.0.first_chunk::<8>().map_or(0, |bytes| u64::from_le_bytes(*bytes))
}

/// One AI unit: labscape and slot packed into 20 bits.
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
pub struct UnitId(u32);

impl UnitId {
	/// The unit at `slot` of `labscape`; `None` if the slot lies outside the labscape.
	pub const fn new(labscape: LabscapeId, slot: Slot) -> Option<Self> {
		if slot < UNITS_PER_LABSCAPE {
			Some(Self((labscape as u32) << 12 | slot as u32))
		} else {
			None
		}
	}

	/// The labscape that holds this unit.
	pub const fn labscape(self) -> LabscapeId {
		(self.0 >> 12 & 0xff) as LabscapeId
	}

	/// The slot within its labscape.
	pub const fn slot(self) -> Slot {
		(self.0 & 0xfff) as Slot
	}

	/// The packed number, below [`UNITS`].
	pub const fn index(self) -> u32 {
		self.0
	}
}

/// A run of consecutive items of one lease that one commit covers, in the order of execution.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Segment<Balance> {
	/// The lease whose prefix grew.
	pub lease: LeaseId,
	/// The job of that lease.
	pub job: JobId,
	/// First item of the segment, an index of the job.
	pub first: ItemIndex,
	/// How many items it covers; never zero.
	pub len: u32,
	/// What one item of this lease costs, in planck.
	pub item_price: Balance,
}

/// What one commit covers, at most one segment for each lease of the node.
pub type Segments<Balance> = BoundedVec<Segment<Balance>, ConstU32<MAX_LEASES_PER_NODE>>;
