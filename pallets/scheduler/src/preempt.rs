//! Reserved work that finds no room takes it from Spot.

use alloc::vec::Vec;

use labscape_primitives::LeaseId;

use crate::{state::State, Entry, Run, Snapshot, SpotLease, MAX_EVICTIONS};

/// The Spot leases that are left, by node.
pub(crate) struct Preemption<'a> {
	/// Each with its node and whether it is gone. By node, the newest first; made when needed.
	leases: Option<Vec<(usize, &'a SpotLease, bool)>>,
	snapshot: &'a Snapshot,
}

impl<'a> Preemption<'a> {
	pub(crate) fn new(snapshot: &'a Snapshot) -> Self {
		Self { leases: None, snapshot }
	}

	/// Place a whole gang that does not fit otherwise, ending as few units of Spot leases for each
	/// member as will do; or take nothing.
	///
	/// Returns the runs and the leases that end, of which none is needless.
	pub(crate) fn place(
		&mut self,
		state: &mut State,
		entry: &Entry,
	) -> Option<(Vec<Run>, Vec<LeaseId>)> {
		let snapshot = self.snapshot;
		let mut leases = self.leases.take().unwrap_or_else(|| by_node(snapshot, state));
		let mark = state.mark();
		let mut evicted = Vec::new();
		let mut runs = Vec::new();
		while runs.len() < usize::from(entry.request.gang) {
			let Some(run) = member(state, entry, &mut leases, &mut evicted) else { break };
			runs.push(run);
		}
		let whole = runs.len() == usize::from(entry.request.gang);
		if whole {
			spare(state, &mut leases, &mut evicted);
		} else {
			state.undo(mark, |_| ());
			evicted.iter().for_each(|at: &usize| leases[*at].2 = false);
		}
		let ids = evicted.iter().map(|at| leases[*at].1.id).collect();
		self.leases = Some(leases);
		whole.then_some((runs, ids))
	}
}

/// Group the leases by node, newest first within a node.
fn by_node<'a>(snapshot: &'a Snapshot, state: &State) -> Vec<(usize, &'a SpotLease, bool)> {
	let on_node = |lease: &'a SpotLease| Some((state.owner(lease.slot)?, lease, false));
	let mut leases: Vec<_> = snapshot.spot.iter().filter_map(on_node).collect();
	leases.sort_unstable_by_key(|(node, lease, _)| (*node, core::cmp::Reverse(lease.id)));
	leases
}

/// Place one member: without eviction if it fits by first-fit, else on the node where the fewest
/// units must go, the lowest of equals.
fn member(
	state: &mut State,
	entry: &Entry,
	leases: &mut [(usize, &SpotLease, bool)],
	evicted: &mut Vec<usize>,
) -> Option<Run> {
	let suitable = |state: &State, node| state.suits(node, entry).is_ok();
	for node in 0..state.nodes.len() {
		if suitable(state, node) {
			if let Some(run) = state.member_on(entry, node) {
				return Some(run);
			}
		}
	}
	let room = MAX_EVICTIONS.saturating_sub(evicted.len());
	let mut best: Option<(u32, usize)> = None;
	for node in 0..state.nodes.len() {
		if !suitable(state, node) {
			continue;
		}
		let mark = state.mark();
		if let Some((gone, _)) = evict_until_fit(state, entry, node, leases, room) {
			let units = gone.iter().map(|at| u32::from(leases[*at].1.shape.units)).sum();
			if best.is_none_or(|(least, _)| units < least) {
				best = Some((units, node));
			}
		}
		state.undo(mark, |_| ());
	}
	let (_, node) = best?;
	let (gone, run) = evict_until_fit(state, entry, node, leases, room)?;
	for at in gone {
		leases[at].2 = true;
		evicted.push(at);
	}
	Some(run)
}

/// End Spot leases of `node`, newest first, until one member of `entry` fits there, and place it.
/// Returns where the leases stand, and the run.
fn evict_until_fit(
	state: &mut State,
	entry: &Entry,
	node: usize,
	leases: &[(usize, &SpotLease, bool)],
	room: usize,
) -> Option<(Vec<usize>, Run)> {
	let first = leases.partition_point(|(at, ..)| *at < node);
	let on_node = leases.iter().enumerate().skip(first).take_while(|(_, (at, ..))| *at == node);
	let mut gone = Vec::new();
	for (at, (_, lease, _)) in on_node.filter(|(_, (.., gone))| !gone).take(room) {
		state.evict(lease).ok()?;
		gone.push(at);
		if let Some(run) = state.member_on(entry, node) {
			return Some((gone, run));
		}
	}
	None
}

/// Let those leases live whose room was not needed in the end, the oldest first.
fn spare(state: &mut State, leases: &mut [(usize, &SpotLease, bool)], evicted: &mut Vec<usize>) {
	evicted.sort_unstable_by_key(|at| leases[*at].1.id);
	evicted.retain(|at| {
		let spared = state.restore(leases[*at].1);
		leases[*at].2 = !spared;
		!spared
	});
}
