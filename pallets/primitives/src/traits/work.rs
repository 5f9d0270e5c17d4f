//! Work between `pallet-labscape-resource-allocation` (Resources), which leases it, and
//! `pallet-labscape-posw-rewards` (Posw), which proves and pays it.

use alloc::vec::Vec;
use sp_runtime::DispatchError;

use crate::{
	Fuel, Hash, ItemIndex, JobId, LabscapeId, LeaseId, NodeId, Segment, Segments, Slot, WorkEpoch,
};

/// A node as Posw sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeView<AccountId> {
	/// The account whose bond stands behind the node.
	pub provider: AccountId,
	/// The key that signs the node's duties; it can move no funds.
	pub hot_key: AccountId,
	/// Where the node's units lie.
	pub labscape: LabscapeId,
	/// First slot of the node's run.
	pub first_slot: Slot,
	/// Length of the run, in units.
	pub units: u16,
	/// The epoch from which on the node's units count for draws.
	pub counts_from: WorkEpoch,
	/// Whether the node is leaving: it gets no new leases and draws no audits.
	pub draining: bool,
}

/// What a node may get by its record of proven work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Repute {
	/// Whether it may hold only half of the leases, until after a clean epoch.
	pub on_probation: bool,
	/// Whether it may take Reserved work.
	pub trusted: bool,
}

/// A lease as Posw sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeaseView<Balance> {
	/// Its id.
	pub id: LeaseId,
	/// The job it serves.
	pub job: JobId,
	/// First item, an index of the job.
	pub first: ItemIndex,
	/// How many items it covers.
	pub len: u32,
	/// How many of them are committed already, from the first on.
	pub committed: u32,
	/// What one item costs, in planck.
	pub item_price: Balance,
}

/// A job as Posw sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobView<AccountId> {
	/// Who pays.
	pub requester: AccountId,
	/// The id of the instrumented program.
	pub program: Hash,
	/// Merkle root over the blake2-256 hashes of the inputs, in item order.
	pub inputs_root: Hash,
	/// How many items the job has.
	pub items: u32,
	/// Fuel after which an item's result is "out of fuel".
	pub item_fuel: Fuel,
}

/// What Posw needs of Resources.
///
/// ## The way of the money
/// When a lease is made, its price and its audit budget, both linear in its items, move from the
/// requester's hold into the pot. Every item of a lease then ends in exactly one of three ways:
/// - **settled** ([`Self::settle`]): nothing moves here, Posw owns price and audit budget;
/// - **void** ([`Self::void`]): Resources takes price and audit budget of the items out of the pot,
///   back into the hold, and queues the items again;
/// - **undelivered** (the lease expires, is preempted, or is given back, before a commit covered
///   the item): the same as void, and Posw hears of it through [`WorkProof::unreserve`].
///
/// The pot must be able to pay what is taken back: audits of a void epoch are paid from what was
/// slashed.
///
/// ## Calling back
/// While [`WorkProof::reserve`] and [`WorkProof::unreserve`] run, a labscape may be half-way through
/// a plan: they may call the reading methods of this trait, none of those that change anything.
/// [`WorkProof::fault_undelivered`] may call all of them.
pub trait WorkSource<AccountId, Balance> {
	/// The node, if it exists.
	fn node(node: NodeId) -> Option<NodeView<AccountId>>;
	/// The node whose run covers `slot` of `labscape`.
	fn node_at(labscape: LabscapeId, slot: Slot) -> Option<NodeId>;
	/// How many units of `labscape` belong to registered nodes.
	fn registered_units(labscape: LabscapeId) -> u16;
	/// The `index`-th registered unit of `labscape`, counting from its lowest slot.
	fn nth_registered_unit(labscape: LabscapeId, index: u16) -> Option<NodeId>;
	/// The job, if it exists and is not cleaned up.
	fn job(job: JobId) -> Option<JobView<AccountId>>;
	/// The open leases of `node` in the order they were made, at most `MAX_LEASES_PER_NODE`. A lease
	/// is open until a commit covers all of it, or until it expires; what was committed before
	/// stays to be settled or voided.
	fn leases(node: NodeId) -> Vec<LeaseView<Balance>>;
	/// Move a lease's committed prefix to `committed` items and return what it gained; `None` if it
	/// gained nothing. Fails if the prefix would shrink or exceed the lease.
	fn commit_prefix(
		node: NodeId,
		lease: LeaseId,
		committed: u32,
	) -> Result<Option<Segment<Balance>>, DispatchError>;
	/// The segments are proven: count them for their jobs and close leases that are complete. Returns
	/// how many jobs that finished, which is what costs most of it.
	fn settle(node: NodeId, segments: &Segments<Balance>) -> u32;
	/// The segments are void: their items return to the head of their queue, their price to the
	/// requester's hold.
	fn void(node: NodeId, segments: &Segments<Balance>);
	/// Never lease `job` to `node` again.
	fn exclude(node: NodeId, job: JobId);
	/// What `node` may get has changed. Called for each change, and only then: a new node begins with
	/// [`Repute::default`].
	fn set_repute(node: NodeId, repute: Repute);
}

/// What Resources needs of Posw.
///
/// Money: when a lease is made, Resources moves its price **and** its audit budget from the
/// requester's hold into [`Self::pot`], after [`Self::reserve`] succeeded. Both are linear in the
/// number of items, so each item of a lease carries `item_price + audit_budget(1, item_price)` with
/// it: that much goes back from the pot for each item that is voided ([`WorkSource::void`]) or never
/// committed (an expired or cancelled lease). What is settled belongs to Posw.
pub trait WorkProof<AccountId, Balance> {
	/// The account into which lease prices and audit budgets are paid.
	fn pot() -> AccountId;
	/// The current epoch of work.
	fn epoch() -> WorkEpoch;
	/// Whether the program is registered and still refereed, and the largest fuel it may be given.
	fn max_item_fuel(program: &Hash) -> Option<Fuel>;
	/// What audits of `items` items at `item_price` cost the requester, on top of the price: always
	/// `items` times `audit_budget(1, item_price)`, and the same for the same price at any time.
	fn audit_budget(items: u32, item_price: Balance) -> Balance;
	/// Reserve the operator's stake for a new lease of value `price` (items times item price,
	/// without the audit budget); no reserve, no lease.
	fn reserve(node: NodeId, price: Balance) -> Result<(), DispatchError>;
	/// A lease ended without (all of) its work being committed; `price` is the value of what was
	/// not committed.
	fn unreserve(node: NodeId, price: Balance);
	/// The node let a lease expire; `undelivered` is the price of what it did not commit.
	/// [`Self::unreserve`] is called beside it, for the same amount.
	fn fault_undelivered(node: NodeId, undelivered: Balance);
	/// Whether `node` takes part in an epoch that has not settled; it then keeps its slots.
	fn has_open_work(node: NodeId) -> bool;
	/// What `node` may get: its record of proven work decides. One read.
	fn repute(node: NodeId) -> Repute;
	/// The node was removed, which is possible only without open work: forget it.
	fn on_node_removed(_node: NodeId) {}
}
