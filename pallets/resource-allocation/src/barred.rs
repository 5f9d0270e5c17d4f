//! Which nodes must not get which work: pairs kept apart, hardware, reputation, reservations.

use alloc::{vec, vec::Vec};

use labscape_primitives::{JobId, NodeId, ServiceClass};

use crate::{Config, Exclusions, HardwareClass, QueueEntry, Site};

/// Who must not get what in a labscape.
pub(crate) struct Barred {
	/// Pairs of a job and a node kept apart, ascending.
	exclusions: Vec<(JobId, NodeId)>,
	/// The nodes that serve one requester only, with whom.
	reserved: Vec<(NodeId, u64)>,
	/// The nodes that must not get Reserved work: those whose reputation does not suffice.
	untrusted: Vec<NodeId>,
	/// Of the board's nodes.
	lowest_class: HardwareClass,
}

impl Barred {
	/// What is barred in `site`.
	pub fn new<T: Config>(site: &Site<T>) -> Self {
		let nodes = site.board.nodes.iter();
		let mut exclusions = Exclusions::<T>::get(site.labscape).into_inner();
		exclusions.sort_unstable();
		let reserved = nodes.clone().filter_map(|node| Some((node.id, node.reserved?)));
		let untrusted = nodes.clone().filter(|node| !node.trusted).map(|node| node.id);
		Self {
			exclusions,
			reserved: reserved.collect(),
			untrusted: untrusted.collect(),
			lowest_class: nodes.map(|node| node.class).min().unwrap_or_default(),
		}
	}

	/// The nodes of the board that must not get an entry, ascending.
	pub fn for_entry<T>(&self, site: &Site<T>, entry: &QueueEntry) -> Vec<NodeId> {
		let job = entry.key.part.job;
		let mut nodes = vec![];
		let first = self.exclusions.partition_point(|(other, _)| *other < job);
		let own = self.exclusions.iter().skip(first).take_while(|(other, _)| *other == job);
		nodes.extend(own.map(|(_, node)| *node));
		if self.lowest_class < entry.hardware {
			let low = site.board.nodes.iter().filter(|node| node.class < entry.hardware);
			nodes.extend(low.map(|node| node.id));
		}
		if entry.key.class == ServiceClass::Reserved {
			nodes.extend_from_slice(&self.untrusted);
		}
		let others = self.reserved.iter().filter(|(_, holder)| *holder != entry.requester);
		nodes.extend(others.map(|(node, _)| *node));
		nodes.sort_unstable();
		nodes.dedup();
		nodes
	}
}
