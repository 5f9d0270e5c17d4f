//! Nodes, and the boards that show them.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use labscape_primitives::{
	Capacity, Fuel, LabscapeId, NodeId, Resources, Round, Slot, WorkEpoch, MAX_LEASES_PER_NODE,
};
use labscape_scheduler::{SlotMap, Version};
use scale_info::TypeInfo;

use super::{Clock, Endpoint, MAX_NODES_PER_LABSCAPE};

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

/// A node that serves one requester only.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Reservation<AccountId> {
	/// Whom it serves.
	pub holder: AccountId,
	/// Until when, on the pallet's clock.
	pub until: Clock,
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
	/// Whether it may get Reserved work, by its record of proven work.
	pub trusted: bool,
	/// Whether it is leaving.
	pub draining: bool,
	/// No lease before this round: its stake could not be reserved.
	pub blocked_until: Round,
	/// The only requester it serves, by its tag; `None` if it serves everybody.
	pub reserved: Option<u64>,
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
