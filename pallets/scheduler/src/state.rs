//! A labscape while leases are made in it: what is free, with a journal to undo.

use alloc::{vec, vec::Vec};

use labscape_primitives::{
	GpuSet, Resources, Shape, Slot, GPU_MILLI, MAX_BANDWIDTH_MBIT, MAX_CPU_MILLI, MAX_GPU_MODELS,
	MAX_MEMORY_MIB, MAX_STORAGE_GIB, UNITS_PER_LABSCAPE,
};

use crate::{
	slots::FreeSlots, Entry, Node, Run, SkipReason, SlotMap, Snapshot, SnapshotError, SpotLease,
	MAX_SHAPES,
};

const SLOTS: usize = UNITS_PER_LABSCAPE as usize;
/// No node owns the slot.
const NOBODY: u16 = u16::MAX;

/// The parts of a node that leases change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NodeState {
	pub(crate) free: Resources,
	pub(crate) places: u16,
	pub(crate) backing: u128,
}

/// One entry of the journal: how a node was before, and the run that was taken or given back.
#[derive(Clone, Debug)]
struct Undo {
	node: u16,
	before: NodeState,
	slot: u16,
	units: u16,
	taken: bool,
}

/// A labscape in the middle of planning or checking.
pub(crate) struct State<'a> {
	pub(crate) nodes: &'a [Node],
	pub(crate) slots: FreeSlots,
	/// As long as `nodes`.
	pub(crate) now: Vec<NodeState>,
	/// The node of every slot.
	owner: Vec<u16>,
	journal: Vec<Undo>,
}

impl<'a> State<'a> {
	/// The state that `snapshot` describes. O(nodes + slots).
	///
	/// ## Errors
	/// [`SnapshotError::EmptyNode`], [`SnapshotError::NodeOutside`],
	/// [`SnapshotError::OverlappingNodes`].
	pub(crate) fn new(snapshot: &'a Snapshot) -> Result<Self, SnapshotError> {
		let mut slots = FreeSlots::none();
		let mut owner = vec![NOBODY; SLOTS];
		let mut now = Vec::with_capacity(snapshot.nodes.len().min(SLOTS));
		let mut end = 0;
		for (node, index) in snapshot.nodes.iter().zip(0u16..) {
			let (first, units) = (usize::from(node.first_slot), usize::from(node.units));
			if units == 0 {
				return Err(SnapshotError::EmptyNode);
			}
			if first < end {
				return Err(SnapshotError::OverlappingNodes);
			}
			end = first.saturating_add(units);
			let run = owner.get_mut(first..end).ok_or(SnapshotError::NodeOutside)?;
			run.fill(index);
			slots.open(first, units, &snapshot.used);
			let Node { free, places, backing, .. } = *node;
			now.push(NodeState { free, places, backing });
		}
		Ok(Self { nodes: &snapshot.nodes, slots, now, owner, journal: Vec::new() })
	}

	/// The node that owns `slot`.
	pub(crate) fn owner(&self, slot: Slot) -> Option<usize> {
		self.owner.get(usize::from(slot)).filter(|owner| **owner != NOBODY).map(|o| usize::from(*o))
	}

	/// Whether `node` may get a member of `entry` at all, whatever is free on it.
	pub(crate) fn suits(&self, node: usize, entry: &Entry) -> Result<(), SkipReason> {
		let node = self.nodes.get(node).ok_or(SkipReason::OutsideNode)?;
		if !node.open {
			return Err(SkipReason::NodeClosed);
		}
		if !entry.request.shape.accepts(node.gpu_model) {
			return Err(SkipReason::WrongModel);
		}
		if !entry.excluded.is_empty() && entry.excluded.binary_search(&node.id).is_ok() {
			return Err(SkipReason::NodeExcluded);
		}
		Ok(())
	}

	/// Give one member of `entry` the run `run`, after checking everything; returns the node.
	pub(crate) fn grant(&mut self, entry: &Entry, run: Run) -> Result<usize, SkipReason> {
		let shape = &entry.request.shape;
		let node = self.owner(run.slot).ok_or(SkipReason::OutsideNode)?;
		self.suits(node, entry)?;
		let last = run.slot.checked_add(shape.units.saturating_sub(1));
		if last.and_then(|last| self.owner(last)) != Some(node) {
			return Err(SkipReason::OutsideNode);
		}
		if !self.slots.is_free(run.slot.into(), shape.units.into()) {
			return Err(SkipReason::SlotTaken);
		}
		self.take(node, run, shape, entry.value)?;
		Ok(node)
	}

	/// Take free slots and resources of `node`; the slots are known to be its own and free.
	pub(crate) fn take(
		&mut self,
		node: usize,
		run: Run,
		shape: &Shape,
		value: u128,
	) -> Result<(), SkipReason> {
		let now = self.now.get_mut(node).ok_or(SkipReason::OutsideNode)?;
		let mut after = *now;
		after.places = after.places.checked_sub(1).ok_or(SkipReason::NoPlace)?;
		if after.backing != u128::MAX {
			after.backing = after.backing.checked_sub(value).ok_or(SkipReason::NoBacking)?;
		}
		after.free.take(shape, run.gpus).map_err(|_| SkipReason::NoCapacity)?;
		let before = core::mem::replace(now, after);
		self.slots.take(run.slot.into(), shape.units.into());
		self.note(node, before, run.slot, shape.units, true);
		Ok(())
	}

	/// End a Spot lease; returns its node.
	pub(crate) fn evict(&mut self, lease: &SpotLease) -> Result<usize, SkipReason> {
		let node = self.owner(lease.slot).ok_or(SkipReason::NotEvictable)?;
		let now = self.now.get_mut(node).ok_or(SkipReason::NotEvictable)?;
		let mut after = *now;
		after.places = after.places.checked_add(1).ok_or(SkipReason::NotEvictable)?;
		give_back(&mut after.free, &lease.shape, lease.gpus).ok_or(SkipReason::NotEvictable)?;
		let before = core::mem::replace(now, after);
		self.slots.give(lease.slot.into(), lease.shape.units.into());
		self.note(node, before, lease.slot, lease.shape.units, false);
		Ok(node)
	}

	/// Put an evicted lease back where it was, if there is room.
	pub(crate) fn restore(&mut self, lease: &SpotLease) -> bool {
		let Some(node) = self.owner(lease.slot) else { return false };
		let run = Run { slot: lease.slot, gpus: lease.gpus };
		self.slots.is_free(lease.slot.into(), lease.shape.units.into())
			&& self.take(node, run, &lease.shape, 0).is_ok()
	}

	fn note(&mut self, node: usize, before: NodeState, slot: Slot, units: u16, taken: bool) {
		// Nodes are numbered with 16 bits in `new`.
		self.journal.push(Undo { node: node as u16, before, slot, units, taken });
	}

	/// A point to which [`Self::undo`] returns.
	pub(crate) fn mark(&self) -> usize {
		self.journal.len()
	}

	/// Forget how to undo; all that was done stays.
	pub(crate) fn settle(&mut self) {
		self.journal.clear();
	}

	/// Undo everything since `mark`, the latest first; `touched` is told of every node.
	pub(crate) fn undo(&mut self, mark: usize, mut touched: impl FnMut(usize)) {
		while self.journal.len() > mark {
			let Some(undo) = self.journal.pop() else { return };
			let (slot, units) = (undo.slot.into(), undo.units.into());
			if undo.taken {
				self.slots.give(slot, units);
			} else {
				self.slots.take(slot, units);
			}
			if let Some(now) = self.now.get_mut(usize::from(undo.node)) {
				*now = undo.before;
			}
			touched(undo.node.into());
		}
	}

	/// First-fit for one member of `entry` on one node: the lowest run, the lowest GPUs.
	pub(crate) fn member_on(&mut self, entry: &Entry, node: usize) -> Option<Run> {
		let shape = &entry.request.shape;
		let (owner, now) = (self.nodes.get(node)?, self.now.get(node)?);
		if !now.free.fits(shape) {
			return None;
		}
		let (first, len) = (owner.first_slot.into(), owner.units.into());
		let slot = self.slots.first_run(first, len, shape.units.into())? as Slot;
		let run = Run { slot, gpus: now.free.first_gpus(shape)? };
		self.take(node, run, shape, entry.value).ok()?;
		Some(run)
	}

	/// First-fit for a whole gang: members go to the lowest node that can take one more. Since they
	/// are alike, a node that cannot take one member can take no later one, so one pass is enough:
	/// O(nodes + gang).
	///
	/// Considers only nodes that `allowed` names. Returns the runs, or takes nothing.
	pub(crate) fn first_fit(
		&mut self,
		entry: &Entry,
		allowed: impl Fn(&Node) -> bool,
	) -> Option<Vec<Run>> {
		let gang = usize::from(entry.request.gang);
		let mark = self.mark();
		let mut runs = Vec::with_capacity(gang.min(SLOTS));
		for (index, node) in self.nodes.iter().enumerate() {
			if !allowed(node) || self.suits(index, entry).is_err() {
				continue;
			}
			while runs.len() < gang {
				let Some(run) = self.member_on(entry, index) else { break };
				runs.push(run);
			}
			if runs.len() == gang {
				return Some(runs);
			}
		}
		self.undo(mark, |_| ());
		None
	}
}

/// Add what a lease had taken; `None` if a sum is more than can be.
fn give_back(free: &mut Resources, shape: &Shape, gpus: GpuSet) -> Option<()> {
	if gpus.len() != shape.gpu.count() {
		return None;
	}
	free.cpu_milli = free.cpu_milli.checked_add(shape.cpu_milli)?;
	free.memory_mib = free.memory_mib.checked_add(shape.memory_mib)?;
	free.storage_gib = free.storage_gib.checked_add(shape.storage_gib)?;
	free.bandwidth_mbit = free.bandwidth_mbit.checked_add(shape.bandwidth_mbit)?;
	for (index, gpu) in free.gpu_milli.iter_mut().enumerate() {
		if gpus.contains(index) {
			*gpu = gpu.checked_add(shape.gpu.milli_each()).filter(|sum| *sum <= GPU_MILLI)?;
		}
	}
	Some(())
}

impl Snapshot {
	/// Refuse what is not the picture of a labscape. O(n log n) in nodes, entries and Spot leases.
	///
	/// ## Errors
	/// The first of [`SnapshotError`]'s causes that applies.
	pub fn check(&self) -> Result<(), SnapshotError> {
		let mut state = State::new(self)?;
		distinct(self.nodes.iter().map(|node| node.id), SnapshotError::DuplicateNode)?;
		distinct(self.queue.iter().map(|entry| entry.key), SnapshotError::DuplicateEntry)?;
		distinct(self.spot.iter().map(|lease| lease.id), SnapshotError::DuplicateLease)?;
		if !self.nodes.iter().all(is_possible) {
			return Err(SnapshotError::ImpossibleNode);
		}
		let typical = self.workload.iter().map(|typical| &typical.shape);
		if self.queue.iter().any(|entry| entry.request.validate().is_err())
			|| typical
				.chain(self.spot.iter().map(|lease| &lease.shape))
				.any(|s| s.validate().is_err())
		{
			return Err(SnapshotError::ImpossibleRequest);
		}
		let mut held = SlotMap::default();
		for lease in &self.spot {
			let (slot, units) = (lease.slot, lease.shape.units);
			let last = slot.checked_add(units.saturating_sub(1));
			let owner = state.owner(slot);
			let within = owner.is_some() && last.and_then(|last| state.owner(last)) == owner;
			if !within || !self.used.contains_all(slot, units) {
				return Err(SnapshotError::StrayLease);
			}
			if held.contains_any(slot, units) {
				return Err(SnapshotError::OverlappingLeases);
			}
			held.mark(slot, units);
			// All at once, so that they may be evicted in any order, before or after others come.
			state.evict(lease).map_err(|_| SnapshotError::ImpossibleLease)?;
		}
		if self.workload.len() > MAX_SHAPES {
			return Err(SnapshotError::TooManyShapes);
		}
		let ppm = self.workload.iter().fold(0u32, |sum, typical| sum.saturating_add(typical.ppm));
		if ppm > 1_000_000 {
			return Err(SnapshotError::BadFrequencies);
		}
		Ok(())
	}
}

/// Whether a node can have so much free.
fn is_possible(node: &Node) -> bool {
	node.free.cpu_milli <= MAX_CPU_MILLI
		&& node.free.memory_mib <= MAX_MEMORY_MIB
		&& node.free.storage_gib <= MAX_STORAGE_GIB
		&& node.free.bandwidth_mbit <= MAX_BANDWIDTH_MBIT
		&& node.free.gpu_milli.iter().all(|milli| *milli <= GPU_MILLI)
		&& node.gpu_model.is_none_or(|model| model.0 < MAX_GPU_MODELS)
}

fn distinct<T: Ord>(
	items: impl Iterator<Item = T>,
	error: SnapshotError,
) -> Result<(), SnapshotError> {
	let mut items: Vec<T> = items.collect();
	items.sort_unstable();
	if items.windows(2).any(|pair| matches!(pair, [a, b] if a == b)) {
		return Err(error);
	}
	Ok(())
}
