//! Reserved work that finds no room takes it from Spot.

use alloc::vec::Vec;

use labscape_primitives::LeaseId;

use crate::{state::State, Entry, Run, Snapshot, SpotLease, MAX_EVICTIONS};

/// A Spot lease that may go.
#[derive(Clone, Copy)]
struct Candidate<'a> {
	/// The node it is on.
	node: usize,
	lease: &'a SpotLease,
	/// Whether it is gone already.
	gone: bool,
}

/// The Spot leases that are left.
pub(crate) struct Preemption<'a> {
	/// By node, the newest first; made when needed.
	leases: Option<Vec<Candidate<'a>>>,
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
			evicted.iter().for_each(|at| set_gone(&mut leases, *at, false));
		}
		let ids = evicted.iter().filter_map(|at| Some(leases.get(*at)?.lease.id)).collect();
		self.leases = Some(leases);
		whole.then_some((runs, ids))
	}
}

/// Group the leases by node, newest first within a node.
fn by_node<'a>(snapshot: &'a Snapshot, state: &State) -> Vec<Candidate<'a>> {
	let on_node = |lease: &'a SpotLease| {
		Some(Candidate { node: state.owner(lease.slot)?, lease, gone: false })
	};
	let mut leases: Vec<_> = snapshot.spot.iter().filter_map(on_node).collect();
	leases.sort_unstable_by_key(|held| (held.node, core::cmp::Reverse(held.lease.id)));
	leases
}

fn set_gone(leases: &mut [Candidate], at: usize, gone: bool) {
	if let Some(held) = leases.get_mut(at) {
		held.gone = gone;
	}
}

/// Place one member: without eviction if it fits by first-fit, else on the node where the fewest
/// units must go, the lowest of equals.
fn member(
	state: &mut State,
	entry: &Entry,
	leases: &mut [Candidate],
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
			let units = |at: &usize| Some(u32::from(leases.get(*at)?.lease.shape.units));
			let units = gone.iter().filter_map(units).sum();
			if best.is_none_or(|(least, _)| units < least) {
				best = Some((units, node));
			}
		}
		state.undo(mark, |_| ());
	}
	let (_, node) = best?;
	let (gone, run) = evict_until_fit(state, entry, node, leases, room)?;
	for at in gone {
		set_gone(leases, at, true);
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
	leases: &[Candidate],
	room: usize,
) -> Option<(Vec<usize>, Run)> {
	let first = leases.partition_point(|held| held.node < node);
	let on_node = leases.iter().enumerate().skip(first).take_while(|(_, held)| held.node == node);
	let mut gone = Vec::new();
	for (at, held) in on_node.filter(|(_, held)| !held.gone).take(room) {
		state.evict(held.lease).ok()?;
		gone.push(at);
		if let Some(run) = state.member_on(entry, node) {
			return Some((gone, run));
		}
	}
	None
}

/// Let those leases live whose room was not needed in the end, the oldest first.
fn spare(state: &mut State, leases: &mut [Candidate], evicted: &mut Vec<usize>) {
	evicted.sort_unstable_by_key(|at| leases.get(*at).map(|held| held.lease.id));
	evicted.retain(|at| {
		let Some(held) = leases.get_mut(*at) else { return false };
		held.gone = !state.restore(held.lease);
		held.gone
	});
}
