//! Making a plan.

use alloc::{vec, vec::Vec};

use labscape_primitives::{
	GpuDemand, GpuSet, Resources, ServiceClass, Shape, Slot, GPU_MILLI, UNITS_PER_LABSCAPE,
};

use crate::{
	order::queue_order,
	pool::{Pool, ShapeId},
	preempt::Preemption,
	state::State,
	verify::empty_plan,
	Entry, Placement, Plan, Run, Snapshot, SnapshotError, Typical, MAX_PREEMPTIONS, MAX_SHAPES,
};

/// Plan one round of a labscape: whatever of the queue fits, in the queue's order, each member
/// where it leaves most of the free capacity useful to the typical workload.
///
/// [`verify`](crate::verify) grants every placement of the result on the same snapshot.
///
/// ## Errors
/// [`SnapshotError`] if the snapshot cannot be the picture of a labscape.
pub fn plan(snapshot: &Snapshot) -> Result<Plan, SnapshotError> {
	Planner::new().plan(snapshot)
}

/// How often a plan looks for leases to evict; each time it looks at all of them.
const PREEMPTION_ATTEMPTS: usize = 4 * MAX_PREEMPTIONS;

/// A planner that keeps its tables and caches from one labscape to the next.
///
/// What it keeps only saves time: a plan is the same, to the byte, with a new planner.
#[derive(Default)]
pub struct Planner {
	pool: Pool,
	/// By shape: the size of the smallest gang that did not fit. Until something is given back,
	/// no gang of that size or more can fit.
	failed: Vec<u16>,
}

impl Planner {
	/// A planner that knows nothing yet.
	pub fn new() -> Self {
		Self::default()
	}

	/// As [`plan`].
	///
	/// ## Errors
	/// [`SnapshotError`] if the snapshot cannot be the picture of a labscape.
	pub fn plan(&mut self, snapshot: &Snapshot) -> Result<Plan, SnapshotError> {
		snapshot.check()?;
		let mut state = State::new(snapshot)?;
		self.open(snapshot, &state);
		let mut plan = empty_plan(snapshot);
		let mut left = usize::from(snapshot.policy.max_runs);
		plan.placements.reserve(snapshot.queue.len().min(left));
		let (mut preemptions, mut attempts) = (0usize, 0usize);
		let mut preemption = Preemption::new(snapshot);
		for index in queue_order(&snapshot.queue, &snapshot.policy) {
			let Some(entry) = snapshot.queue.get(index as usize) else { continue };
			let Some(rest) = left.checked_sub(entry.request.gang.into()) else { continue };
			let mut evict = Vec::new();
			let mut runs = self.place(&mut state, entry);
			let may_evict = entry.class == ServiceClass::Reserved
				&& snapshot.policy.preemption
				&& preemptions < MAX_PREEMPTIONS
				&& attempts < PREEMPTION_ATTEMPTS;
			if runs.is_none() && may_evict {
				attempts = attempts.saturating_add(1);
				if let Some((won, evicted)) = preemption.place(&mut state, entry) {
					(runs, evict) = (Some(won), evicted);
					preemptions = preemptions.saturating_add(1);
					self.reopen(&state);
				}
			}
			if let Some(runs) = runs {
				plan.placements.push(Placement { part: entry.key, evict, runs });
				left = rest;
			}
			state.settle();
		}
		Ok(plan)
	}

	/// Fill the pool with the nodes of a snapshot.
	fn open(&mut self, snapshot: &Snapshot, state: &State) {
		let of_queue;
		let workload = if snapshot.workload.is_empty() {
			let asked = |entry: &Entry| (entry.request.shape, u64::from(entry.request.gang));
			of_queue = frequencies(snapshot.queue.iter().map(asked));
			&of_queue
		} else {
			&snapshot.workload
		};
		let max_cpu = snapshot.nodes.iter().map(|node| node.free.cpu_milli).max().unwrap_or(0);
		self.pool.reset(snapshot.nodes.len(), workload, max_cpu);
		self.reopen(state);
	}

	/// Take every node as it is in `state`, some of which may have got something back.
	fn reopen(&mut self, state: &State) {
		self.failed.clear();
		self.failed.resize(MAX_SHAPES, u16::MAX);
		for node in 0..state.nodes.len() {
			update(&mut self.pool, state, node);
		}
	}

	/// Place a whole gang, or take nothing.
	fn place(&mut self, state: &mut State, entry: &Entry) -> Option<Vec<Run>> {
		let (shape, gang) = (&entry.request.shape, entry.request.gang);
		let id = self.pool.shape(shape);
		if self.failed.get(usize::from(id)).is_some_and(|size| gang >= *size) {
			return None;
		}
		let mark = state.mark();
		let mut runs = Vec::with_capacity(usize::from(gang.min(UNITS_PER_LABSCAPE)));
		let mut picky = false;
		while runs.len() < usize::from(gang) {
			let Some(run) = self.member(state, entry, id, &mut picky) else {
				let pool = &mut self.pool;
				let mut touched = vec![];
				state.undo(mark, |node| touched.push(node));
				touched.sort_unstable();
				touched.dedup();
				touched.into_iter().for_each(|node| update(pool, state, node));
				if let Some(size) = self.failed.get_mut(usize::from(id)).filter(|_| !picky) {
					*size = gang;
				}
				return None;
			};
			runs.push(run);
		}
		Some(runs)
	}

	/// Place one member. `picky` is set if a node was refused for a reason of this entry alone.
	fn member(
		&mut self,
		state: &mut State,
		entry: &Entry,
		id: ShapeId,
		picky: &mut bool,
	) -> Option<Run> {
		let shape = &entry.request.shape;
		let (node, level) = self.pool.choose(id, shape, |node| {
			let backed = state.now.get(node).is_some_and(|now| now.backing >= entry.value);
			let accepted = backed && state.suits(node, entry).is_ok();
			*picky |= !accepted;
			accepted
		})?;
		let run = run_on(state, node, shape, level)?;
		state.take(node, run, shape, entry.value).ok()?;
		update(&mut self.pool, state, node);
		Some(run)
	}
}

/// Tell the pool how a node is now.
fn update(pool: &mut Pool, state: &State, index: usize) {
	let (Some(node), Some(now)) = (state.nodes.get(index), state.now.get(index)) else { return };
	let run = state.slots.longest_run(node.first_slot.into(), node.units.into()) as u16;
	let eligible = node.open && now.places > 0 && run > 0;
	pool.update(index, node.gpu_model, eligible.then_some((&now.free, run)));
}

/// The run on a chosen node: the shortest one that is long enough, on the lowest GPUs with exactly
/// `level` free.
pub(crate) fn run_on(state: &State, index: usize, shape: &Shape, level: u16) -> Option<Run> {
	let (node, now) = (state.nodes.get(index)?, state.now.get(index)?);
	let slot =
		state.slots.best_run(node.first_slot.into(), node.units.into(), shape.units.into())?;
	Some(Run { slot: slot as Slot, gpus: gpus_at(&now.free, shape.gpu, level)? })
}

/// The lowest GPUs that have exactly `level` free, as many as the demand needs; whole GPUs are
/// taken where all of them is free.
pub(crate) fn gpus_at(free: &Resources, demand: GpuDemand, level: u16) -> Option<GpuSet> {
	let level = if matches!(demand, GpuDemand::Whole(_)) { GPU_MILLI } else { level };
	let mut set = GpuSet::NONE;
	for (index, milli) in free.gpu_milli.iter().enumerate() {
		if *milli == level && set.len() < demand.count() {
			set = set.with(index);
		}
	}
	(set.len() == demand.count()).then_some(set)
}

/// In what steps shapes are told apart, finest first: thousandths of a GPU, thousandths of a core.
const GRAINS: [(u16, u32); 7] =
	[(1, 1), (10, 500), (50, 1_000), (100, 2_000), (100, 4_000), (100, 16_000), (100, 64_000)];

/// The typical workload from counts of members by shape, such as an epoch's statistics: shapes, each
/// with its parts per million of all members counted.
///
/// Where there are more than [`MAX_SHAPES`], the most frequent stand for half of them as they are. The
/// others are folded, so that crowds of different shapes are not left out for a few that come twice: to
/// what the score looks at (GPU, models, CPU), in steps as fine as leave few enough. If none does, the
/// most frequent of those are taken.
///
/// The order is by frequency, then by shape, so that equal counts give equal bytes.
pub fn frequencies(counts: impl IntoIterator<Item = (Shape, u64)>) -> Vec<Typical> {
	let mut by_shape: Vec<(Shape, u64)> = counts.into_iter().collect();
	merge(&mut by_shape);
	if by_shape.len() > MAX_SHAPES {
		by_shape.sort_by_key(|(_, count)| core::cmp::Reverse(*count));
		let mut rare = by_shape.split_off(MAX_SHAPES / 2);
		for grain in GRAINS {
			if rare.len() <= MAX_SHAPES / 2 {
				break;
			}
			rare.iter_mut().for_each(|(shape, _)| *shape = folded(shape, grain));
			merge(&mut rare);
		}
		by_shape.append(&mut rare);
		merge(&mut by_shape);
	}
	let total = by_shape.iter().fold(0u64, |sum, (_, count)| sum.saturating_add(*count));
	by_shape.sort_by_key(|(_, count)| core::cmp::Reverse(*count));
	by_shape.truncate(MAX_SHAPES);
	let ppm = |count: u64| {
		let share = u128::from(count).saturating_mul(1_000_000).checked_div(total.into());
		share.and_then(|share| u32::try_from(share).ok()).unwrap_or(0)
	};
	let typical = |(shape, count)| Typical { shape, ppm: ppm(count) };
	by_shape.into_iter().map(typical).filter(|typical| typical.ppm > 0).collect()
}

/// Add up the counts of equal shapes; the order is that of the shapes.
fn merge(by_shape: &mut Vec<(Shape, u64)>) {
	by_shape.sort_unstable_by_key(|(shape, _)| *shape);
	by_shape.dedup_by(|later, kept| {
		let same = later.0 == kept.0;
		if same {
			kept.1 = kept.1.saturating_add(later.1);
		}
		same
	});
}

/// What the score looks at, rounded up to steps.
fn folded(shape: &Shape, (milli, cpu): (u16, u32)) -> Shape {
	let gpu = match shape.gpu {
		GpuDemand::Share(share) => {
			let share = share.div_ceil(milli).saturating_mul(milli);
			GpuDemand::Share(share.min(GPU_MILLI.saturating_sub(1)))
		}
		other => other,
	};
	let cpu_milli = shape.cpu_milli.div_ceil(cpu).saturating_mul(cpu);
	Shape { units: 1, cpu_milli, memory_mib: 1, gpu, models: shape.models, ..Shape::default() }
}

#[cfg(test)]
mod tests {
	use super::*;
	use labscape_primitives::GpuModels;

	fn shape(cpu_milli: u32, memory_mib: u32, gpu: GpuDemand) -> Shape {
		Shape { units: 1, cpu_milli, memory_mib, gpu, models: GpuModels::ANY, ..Shape::default() }
	}

	#[test]
	fn crowds_of_different_shapes_are_typical_too() {
		// A hundred shapes come three times, two thousand once.
		let whole = (1..=100).map(|at| (shape(500 * at, at, GpuDemand::Whole(1)), 3));
		let share = |at: u32| (shape(at, at, GpuDemand::Share(1 + (at % 999) as u16)), 1);
		let typical = frequencies(whole.chain((1..=2_000).map(share)));
		assert!(typical.len() <= MAX_SHAPES);
		let of = |share: bool| -> u32 {
			let asks = |gpu| matches!(gpu, GpuDemand::Share(_)) == share;
			typical.iter().filter(|one| asks(one.shape.gpu)).map(|one| one.ppm).sum()
		};
		assert!((869_000..=869_565).contains(&of(true)), "{}", of(true));
		assert!((130_000..=130_435).contains(&of(false)), "{}", of(false));
		assert!(typical.is_sorted_by(|a, b| a.ppm >= b.ppm));
		assert!(typical.iter().all(|one| one.shape.gpu.milli() <= 1_000));
	}

	#[test]
	fn few_shapes_stay_as_they_are() {
		let exact = |at: u32| (shape(at, 7 * at, GpuDemand::Share(at as u16)), u64::from(at));
		let typical = frequencies((1..=256).map(exact));
		assert_eq!(typical.len(), 256);
		assert_eq!(typical[0].shape, exact(256).0);
	}
}
