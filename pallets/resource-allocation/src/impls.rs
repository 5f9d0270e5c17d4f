//! What this pallet offers to the one that proves the work.

use alloc::vec::Vec;

use labscape_primitives::{
	JobId, JobView, LabscapeId, LeaseId, LeaseView, NodeId, NodeView, Repute, Segment, Segments,
	Slot, WorkSource,
};
use sp_runtime::DispatchError;

use crate::{Balance, Boards, Config, Jobs, Leases, NodeLeases, NodeState, Nodes, Pallet, Site};

impl<T: Config> WorkSource<T::AccountId, Balance> for Pallet<T> {
	fn node(node: NodeId) -> Option<NodeView<T::AccountId>> {
		Nodes::<T>::get(node).map(|node| NodeView {
			provider: node.provider,
			hot_key: node.hot_key,
			labscape: node.labscape,
			first_slot: node.first_slot,
			units: node.units,
			counts_from: node.counts_from,
			draining: node.state == NodeState::Draining,
		})
	}

	fn node_at(labscape: LabscapeId, slot: Slot) -> Option<NodeId> {
		let board = Boards::<T>::get(labscape);
		let after = board.nodes.partition_point(|node| node.first_slot <= slot);
		let node = board.nodes.get(after.checked_sub(1)?)?;
		(slot.checked_sub(node.first_slot)? < node.units).then_some(node.id)
	}

	fn registered_units(labscape: LabscapeId) -> u16 {
		Boards::<T>::get(labscape).units()
	}

	fn nth_registered_unit(labscape: LabscapeId, index: u16) -> Option<NodeId> {
		let mut left = index;
		for node in &Boards::<T>::get(labscape).nodes {
			match left.checked_sub(node.units) {
				None => return Some(node.id),
				Some(rest) => left = rest,
			}
		}
		None
	}

	fn job(job: JobId) -> Option<JobView<T::AccountId>> {
		Jobs::<T>::get(job).map(|job| JobView {
			requester: job.requester,
			program: job.program,
			inputs_root: job.inputs_root,
			items: job.items,
			item_fuel: job.item_fuel,
		})
	}

	fn leases(node: NodeId) -> Vec<LeaseView<Balance>> {
		let ids = NodeLeases::<T>::get(node);
		ids.iter()
			.filter_map(|id| {
				let lease = Leases::<T>::get(id)?;
				Some(LeaseView {
					id: *id,
					job: lease.job,
					first: lease.first,
					len: lease.len,
					committed: lease.committed,
					item_price: lease.item_price,
				})
			})
			.collect()
	}

	fn commit_prefix(
		node: NodeId,
		lease: LeaseId,
		committed: u32,
	) -> Result<Option<Segment<Balance>>, DispatchError> {
		let (record, gained) = Self::commit_lease(node, lease, committed)?;
		let before = committed.saturating_sub(gained);
		Ok((gained > 0).then(|| Segment {
			lease,
			job: record.job,
			first: record.first.saturating_add(before),
			len: gained,
			item_price: record.item_price,
		}))
	}

	fn settle(node: NodeId, segments: &Segments<Balance>) -> u32 {
		let (mut proven, mut finished) = (0u64, 0u32);
		for segment in segments {
			let Some(lease) = Self::finish_items(segment.lease, segment.len) else { continue };
			let Some(mut job) = Jobs::<T>::get(lease.job) else { continue };
			let slack = Self::budget(&job, segment.len).saturating_sub(lease.paid(segment.len));
			job.leased = job.leased.saturating_sub(segment.len);
			job.settled = job.settled.saturating_add(segment.len);
			job.surplus = job.surplus.saturating_add(slack);
			proven = proven.saturating_add(segment.len.into());
			finished = finished.saturating_add(Self::keep_job(lease.job, job).into());
		}
		if proven > 0 {
			Nodes::<T>::mutate_extant(node, |node| {
				node.proven_items = node.proven_items.saturating_add(proven);
				node.strikes = 0;
			});
		}
		finished
	}

	fn void(_node: NodeId, segments: &Segments<Balance>) {
		for segment in segments {
			let Some(lease) = Self::finish_items(segment.lease, segment.len) else { continue };
			let mut site = Site::<T>::load(lease.labscape);
			Self::return_items(&mut site, &lease, segment.first, segment.len, None);
			site.store();
		}
	}

	fn exclude(node: NodeId, job: JobId) {
		Self::do_exclude(node, job);
	}

	fn set_repute(node: NodeId, repute: Repute) {
		let Some(mut record) = Nodes::<T>::get(node) else { return };
		let Repute { on_probation, trusted } = repute;
		let mut site = Site::<T>::load(record.labscape);
		site.change_node(node, |entry| {
			entry.on_probation = on_probation;
			entry.trusted = trusted;
		});
		site.store();
		if record.on_probation != on_probation {
			record.on_probation = on_probation;
			Nodes::<T>::insert(node, record);
		}
	}
}
