//! The working copy of one labscape: loaded once, changed in memory, written once.

use core::marker::PhantomData;

use frame_support::defensive;
use labscape_primitives::{GpuSet, LabscapeId, NodeId, Round, Shape, Slot};

use crate::{
	Board, BoardNode, Boards, Config, CurrentParameters, LabscapeState, Market, Pallet, Policies,
	Policy, States, Timeline,
};

/// One labscape in memory. The only writer of [`Boards`]; the timeline
/// in [`States`] is also touched where a queue changes.
pub(crate) struct Site<T> {
	pub labscape: LabscapeId,
	pub policy: Policy,
	pub board: Board,
	pub timeline: Timeline,
	pub market: Market,
	pub round: Round,
	_config: PhantomData<T>,
}

// Not derived, because that would ask the same of `T`.
impl<T> Clone for Site<T> {
	fn clone(&self) -> Self {
		Self {
			labscape: self.labscape,
			policy: self.policy,
			board: self.board.clone(),
			timeline: self.timeline,
			market: self.market,
			round: self.round,
			_config: PhantomData,
		}
	}
}

impl<T: Config> Site<T> {
	/// Load `labscape` with the price of today.
	pub fn load(labscape: LabscapeId) -> Self {
		let LabscapeState { timeline, market } = States::<T>::get(labscape);
		let mut site = Self {
			labscape,
			policy: Policies::<T>::get(labscape),
			board: Boards::<T>::get(labscape),
			timeline,
			market,
			round: Pallet::<T>::round(),
			_config: PhantomData,
		};
		let target = CurrentParameters::<T>::get().target_utilisation;
		let units = site.board.units();
		Pallet::<T>::roll_market(&mut site.market, units, &site.policy, target);
		site
	}

	/// Write it back.
	pub fn store(self) {
		if self.board.nodes.is_empty() {
			Boards::<T>::remove(self.labscape);
		} else {
			Boards::<T>::insert(self.labscape, self.board);
		}
		let state = LabscapeState { timeline: self.timeline, market: self.market };
		States::<T>::insert(self.labscape, state);
	}

	/// Change the entry of a node and note the change.
	pub fn change_node(&mut self, id: NodeId, change: impl FnOnce(&mut BoardNode)) {
		let version = self.timeline.touch(self.round);
		match self.board.node_mut(id) {
			Some(node) => {
				change(node);
				node.changed = version;
			}
			None => {
				defensive!("every node has an entry on its labscape's board");
			}
		}
	}

	/// Give slots and resources of a node to a lease, if they are free.
	pub fn take(&mut self, id: NodeId, slot: Slot, shape: &Shape, gpus: GpuSet) -> bool {
		let version = self.timeline.touch(self.round);
		let taken = self.board.used.contains_any(slot, shape.units);
		let Some(node) = self.board.node_mut(id) else { return false };
		if taken || node.free.take(shape, gpus).is_err() {
			return false;
		}
		node.leases = node.leases.saturating_add(1);
		node.changed = version;
		self.board.used.mark(slot, shape.units);
		self.market.busy = self.market.busy.saturating_add(shape.units);
		true
	}

	/// Take slots and resources back.
	pub fn give_back(&mut self, id: NodeId, slot: Slot, shape: &Shape, gpus: GpuSet) {
		self.change_node(id, |node| {
			if node.free.give_back(shape, gpus, &node.capacity).is_err() {
				defensive!("a lease gives back what it took");
			}
		});
		self.board.used.clear(slot, shape.units);
		self.market.busy = self.market.busy.saturating_sub(shape.units);
	}
}
