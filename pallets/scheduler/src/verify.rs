//! What the chain does with a plan: check every lease, skip what no longer fits, refuse a plan that
//! passes over a head of the queue; and first-fit, for when no plan comes.

use alloc::vec::Vec;

use labscape_primitives::ServiceClass;

use crate::{
	order::queue_order, state::State, Entry, Grant, PartKey, Placement, Plan, Refusal, SkipReason,
	Snapshot, SnapshotError, SpotLease, Verdict, HEADS, MAX_EVICTIONS, MAX_PLACEMENTS,
	MAX_PREEMPTIONS,
};

/// Check `plan` against the labscape as it is now.
///
/// Placements are taken in the plan's order. One that does not fit (any more) is skipped with a
/// reason and changes nothing; the others go on. The plan is refused if it is for something else,
/// is too large, or passes over a part among the first [`HEADS`] that first-fit could place at that
/// point without evicting anybody. A planner is not blamed for what happened after `plan.version`:
/// parts enqueued and nodes changed since then do not count, nor does a part whose placement names
/// a node that changed since.
///
/// The order of the queue: class, lost leases first, aged priority, deadline, virtual time, key.
///
/// ## Errors
/// [`Refusal`]; nothing of the plan may be applied then.
/// ## Cost
/// O(runs + 64 words + nodes + skipped heads × nodes), and the sorting of a queue that does not
/// come in order.
pub fn verify(snapshot: &Snapshot, plan: &Plan) -> Result<Verdict, Refusal> {
	if plan.labscape != snapshot.labscape {
		return Err(Refusal::WrongLabscape);
	}
	if plan.round != snapshot.round {
		return Err(Refusal::WrongRound);
	}
	if plan.version > snapshot.version {
		return Err(Refusal::FutureVersion);
	}
	check_size(snapshot, plan)?;
	let mut checker = Checker::new(snapshot, plan)?;
	for (placement, index) in plan.placements.iter().zip(0u16..) {
		checker.next(placement, index)?;
	}
	checker.pass_over(HEADS)?;
	Ok(checker.verdict)
}

/// Place up to `parts` parts of the queue's head without any plan, by first-fit: each member on the
/// lowest node, run and GPUs that can take it. Parts that do not fit are passed over and count.
///
/// This is what `poke` does on chain. With `parts` of at least [`HEADS`] the result passes
/// [`verify`].
///
/// ## Errors
/// [`SnapshotError`], of the layout only: it is the caller's own snapshot.
/// ## Cost
/// O(parts × nodes + runs), and the sorting of a queue that does not come in order.
pub fn first_fit(snapshot: &Snapshot, parts: u32) -> Result<Plan, SnapshotError> {
	let mut state = State::new(snapshot)?;
	let mut plan = empty_plan(snapshot);
	let mut left = usize::from(snapshot.policy.max_runs);
	let order = queue_order(&snapshot.queue, &snapshot.policy);
	for index in order.iter().take(parts as usize) {
		let Some(entry) = snapshot.queue.get(*index as usize) else { continue };
		let Some(rest) = left.checked_sub(entry.request.gang.into()) else { continue };
		if let Some(runs) = state.first_fit(entry, |_| true) {
			plan.placements.push(Placement { part: entry.key, evict: Vec::new(), runs });
			left = rest;
		}
		state.settle();
	}
	Ok(plan)
}

/// The plan of `snapshot` that does nothing.
pub(crate) fn empty_plan(snapshot: &Snapshot) -> Plan {
	let Snapshot { labscape, round, version, .. } = *snapshot;
	Plan { labscape, round, version, placements: Vec::new() }
}

fn check_size(snapshot: &Snapshot, plan: &Plan) -> Result<(), Refusal> {
	let evicting = plan.placements.iter().filter(|placement| !placement.evict.is_empty());
	let fits = plan.placements.len() <= MAX_PLACEMENTS
		&& plan.runs() <= usize::from(snapshot.policy.max_runs)
		&& evicting.clone().count() <= MAX_PREEMPTIONS
		&& evicting.clone().all(|placement| placement.evict.len() <= MAX_EVICTIONS);
	if fits {
		Ok(())
	} else {
		Err(Refusal::TooLarge)
	}
}

/// How far the search for a part looks ahead before it sorts the queue by key.
const LOOK_AHEAD: usize = 16;

struct Checker<'a> {
	snapshot: &'a Snapshot,
	plan: &'a Plan,
	state: State<'a>,
	/// Indices of the queue in its order; a position is an index into this.
	order: Vec<u32>,
	/// Positions by key; made when it is first needed.
	by_key: Option<Vec<(PartKey, usize)>>,
	/// Spot leases by id, with whether they are still there.
	spot: Vec<(&'a SpotLease, bool)>,
	/// The position after the last part considered.
	next: usize,
	/// Runs of the parts considered that the plan places.
	runs: usize,
	verdict: Verdict,
}

impl<'a> Checker<'a> {
	fn new(snapshot: &'a Snapshot, plan: &'a Plan) -> Result<Self, Refusal> {
		let mut spot = Vec::new();
		if plan.placements.iter().any(|placement| !placement.evict.is_empty()) {
			spot = snapshot.spot.iter().map(|lease| (lease, true)).collect();
			spot.sort_unstable_by_key(|(lease, _)| lease.id);
		}
		let grants = Vec::with_capacity(plan.runs());
		Ok(Self {
			snapshot,
			plan,
			state: State::new(snapshot).map_err(Refusal::BadSnapshot)?,
			order: queue_order(&snapshot.queue, &snapshot.policy),
			by_key: None,
			spot,
			next: 0,
			runs: 0,
			verdict: Verdict { grants, skipped: Vec::new() },
		})
	}

	fn entry(&self, position: usize) -> Option<&'a Entry> {
		self.snapshot.queue.get(*self.order.get(position)? as usize)
	}

	/// The position of a part: near where the last one stood, or else by key.
	fn position(&mut self, part: PartKey) -> Option<usize> {
		let near = self.next..self.next.saturating_add(LOOK_AHEAD);
		if let Some(found) =
			near.into_iter().find(|at| self.entry(*at).is_some_and(|entry| entry.key == part))
		{
			return Some(found);
		}
		if self.by_key.is_none() {
			let keys = (0..self.order.len()).filter_map(|at| Some((self.entry(at)?.key, at)));
			let mut by_key: Vec<_> = keys.collect();
			by_key.sort_unstable();
			self.by_key = Some(by_key);
		}
		let by_key = self.by_key.as_ref()?;
		let found = by_key.binary_search_by_key(&part, |(key, _)| *key).ok()?;
		by_key.get(found).map(|(_, at)| *at)
	}

	/// Take the next placement of the plan.
	fn next(&mut self, placement: &'a Placement, index: u16) -> Result<(), Refusal> {
		let position = match self.position(placement.part) {
			None => {
				self.verdict.skipped.push((index, SkipReason::NotQueued));
				return Ok(());
			}
			Some(position) if position < self.next => {
				self.verdict.skipped.push((index, SkipReason::OutOfOrder));
				return Ok(());
			}
			Some(position) => position,
		};
		self.pass_over(position)?;
		let Some(entry) = self.entry(position) else { return Ok(()) };
		let granted = self.verdict.grants.len();
		let mark = self.state.mark();
		if let Err(reason) = self.place(entry, position, placement, index) {
			self.state.undo(mark, |_| ());
			self.verdict.grants.truncate(granted);
			self.verdict.skipped.push((index, reason));
			if !self.names_changed_node(placement) {
				self.check_head(position)?;
			}
		}
		self.state.settle();
		self.runs = self.runs.saturating_add(placement.runs.len());
		self.next = position.saturating_add(1);
		Ok(())
	}

	/// Whether the planner could not know how a node it chose is now.
	fn names_changed_node(&self, placement: &Placement) -> bool {
		placement.runs.iter().any(|run| {
			let owner = self.state.owner(run.slot).and_then(|node| self.snapshot.nodes.get(node));
			owner.is_some_and(|node| node.changed > self.plan.version)
		})
	}

	/// The plan does not place the parts between the last one and `position`.
	fn pass_over(&mut self, position: usize) -> Result<(), Refusal> {
		for skipped in self.next..position.min(HEADS) {
			self.check_head(skipped)?;
		}
		Ok(())
	}

	/// Refuse the plan if the part at `position` is one of the heads and could be placed now.
	fn check_head(&mut self, position: usize) -> Result<(), Refusal> {
		let Some(entry) = self.entry(position).filter(|_| position < HEADS) else { return Ok(()) };
		let version = self.plan.version;
		let runs = self.runs.saturating_add(entry.request.gang.into());
		if entry.since > version || runs > usize::from(self.snapshot.policy.max_runs) {
			return Ok(());
		}
		let mark = self.state.mark();
		let fits = self.state.first_fit(entry, |node| node.changed <= version).is_some();
		self.state.undo(mark, |_| ());
		if fits {
			return Err(Refusal::SkippedHead(entry.key));
		}
		Ok(())
	}

	/// Make the leases of one placement. The caller undoes what was done before an error.
	fn place(
		&mut self,
		entry: &Entry,
		position: usize,
		placement: &Placement,
		index: u16,
	) -> Result<(), SkipReason> {
		if placement.runs.len() != usize::from(entry.request.gang) {
			return Err(SkipReason::GangIncomplete);
		}
		let evicted = self.evict(entry, placement)?;
		let queued = self.order.get(position).copied().ok_or(SkipReason::NotQueued)?;
		for (run, member) in placement.runs.iter().zip(0u16..) {
			// Nodes are numbered with 16 bits.
			let node = self.state.grant(entry, *run)? as u16;
			let (slot, gpus) = (run.slot, run.gpus);
			let grant = Grant { placement: index, entry: queued, node, member, slot, gpus };
			self.verdict.grants.push(grant);
		}
		for at in &evicted {
			if self.spot.get(*at).is_some_and(|(lease, _)| self.state.restore(lease)) {
				return Err(SkipReason::NeedlessEviction);
			}
		}
		for at in evicted {
			if let Some((_, there)) = self.spot.get_mut(at) {
				*there = false;
			}
		}
		Ok(())
	}

	/// End the leases that the placement evicts; returns where they stand in `spot`.
	fn evict(&mut self, entry: &Entry, placement: &Placement) -> Result<Vec<usize>, SkipReason> {
		let mut evicted = Vec::new();
		if placement.evict.is_empty() {
			return Ok(evicted);
		}
		if entry.class != ServiceClass::Reserved || !self.snapshot.policy.preemption {
			return Err(SkipReason::MayNotEvict);
		}
		let mark = self.state.mark();
		if self.state.first_fit(entry, |_| true).is_some() {
			self.state.undo(mark, |_| ());
			return Err(SkipReason::NeedlessEviction);
		}
		for id in &placement.evict {
			let at = self.spot.binary_search_by_key(id, |(lease, _)| lease.id);
			let at = at.map_err(|_| SkipReason::NotEvictable)?;
			match self.spot.get(at) {
				Some((lease, true)) if !evicted.contains(&at) => self.state.evict(lease)?,
				_ => return Err(SkipReason::NotEvictable),
			};
			evicted.push(at);
		}
		Ok(evicted)
	}
}
