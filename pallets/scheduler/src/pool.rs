//! The nodes of a labscape, ordered for the choice of the best one.
//!
//! Nodes with the same free amounts, GPU model, free GPU vector and longest free run form a *class*.
//! A choice looks at each class that has nodes once. The loss of placing a shape depends on less: on
//! the *state* that a class shares with others, which is the shapes that its model may run, its GPU
//! vector and its free CPU in steps. It is computed once for each (state, shape) that is asked for and
//! kept; when a lease changes a node, only that node changes its class, and no loss of any other node
//! is touched. Shapes that differ only in what the loss does not depend on share their losses: the
//! CPU that they ask for counts in two steps for each doubling.
//!
//! Classes are kept for a while when their last node leaves: nodes that fill up in the same way pass
//! through the same states again and again, in this labscape and in the next.
//!
//! A shape that is seldom asked for finds most classes changed since the last time. Who takes less
//! never loses more, so what is known of a smaller, more frequent shape is a floor below its loss:
//! where that is above the best so far, nothing is computed, and the floor is noted for the next time.
//!
//! Classes that have nodes stand in lists by the free part of their freest GPU, with what most
//! often rules a class out beside them: a choice walks over the lists that could serve the demand.
//!
//! Numbers of nodes, shapes and classes are made here and never come from outside.

// Numbers of nodes, classes and rows index tables of this module that are as long as they say, and
// sums are bounded where they are made. A choice passes over hundreds of classes in a microsecond:
// a check that cannot fail would be paid at each. Only planning runs through here, never a dispatch.
#![allow(clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use alloc::{collections::VecDeque, vec::Vec};

use labscape_primitives::{GpuDemand, GpuModel, Resources, Shape, GPU_MILLI};

use crate::{
	score::{KindId, Score, VectorId},
	table::{hash, Table},
	Typical, MAX_SHAPES,
};

/// The number of an interned shape.
pub(crate) type ShapeId = u16;
type ClassId = u32;
type StateId = u32;

/// A loss that says: the shape does not fit. Others are below 2^30.
const UNFIT: u32 = u32::MAX >> 1;
/// Marks a loss that is not known but for a floor below it.
const FLOOR: u32 = 1 << 31;
/// How many classes are kept that have no nodes. A choice looks up losses all over the numbers of
/// classes: with many more of them than have nodes, each would be a cache line of its own.
const SPARE_CLASSES: usize = 256;
/// How many losses a choice computes before it looks for floors below the others: looking costs more.
const FEW_LOSSES: u32 = 6;
/// For how many states there is room in the losses of a shape at least: making room takes longer than
/// most choices.
const FEWEST_LOSSES: usize = 1_024;
/// The CPU that a shape asks for counts rounded up to 1, 2, 3, 4, 6, 8, 12, 16, … times so many of the
/// steps that free CPU is rounded to: the loss depends on steps alone, and shapes share it.
const STEPS_PER_GRAIN: u32 = 2;
/// The node is in no class: closed, or with no place for a lease.
const NOWHERE: ClassId = ClassId::MAX;

/// What the loss of a placement depends on.
struct State {
	/// Tells it from the states that had its number before; never zero.
	serial: u32,
	kind: KindId,
	/// Free CPU, rounded down to a step.
	cpu_milli: u32,
	vector: VectorId,
	usefulness: u32,
	/// How many classes are in it.
	classes: u32,
}

impl State {
	fn hash(kind: KindId, cpu_milli: u32, vector: VectorId) -> u32 {
		hash(&[u64::from(kind) << 32 | u64::from(cpu_milli), vector.into()])
	}
}

/// What the nodes of a class share.
struct Class {
	state: StateId,
	model: Option<GpuModel>,
	cpu_milli: u32,
	memory_mib: u32,
	storage_gib: u32,
	bandwidth_mbit: u32,
	vector: VectorId,
	/// Longest run of free slots.
	run: u16,
	/// Free GPU thousandths above free CPU: less is taken first among equal losses.
	tie: u64,
	/// How many nodes are in it.
	count: u32,
	/// Its list in `active`, and its place there if it has nodes.
	list: u8,
	place: u32,
}

impl Class {
	fn free(&self) -> Resources {
		let Self { cpu_milli, memory_mib, storage_gib, bandwidth_mbit, .. } = *self;
		Resources { cpu_milli, memory_mib, storage_gib, bandwidth_mbit, ..Resources::default() }
	}

	fn hash(&self) -> u32 {
		class_hash(self.model, &self.free(), self.vector, self.run)
	}
}

fn class_hash(model: Option<GpuModel>, free: &Resources, vector: VectorId, run: u16) -> u32 {
	hash(&[
		u64::from(free.cpu_milli) << 32 | u64::from(free.memory_mib),
		u64::from(free.storage_gib) << 32 | u64::from(free.bandwidth_mbit),
		u64::from(vector) << 32 | u64::from(run) << 8 | model.map_or(255, |m| m.0.into()),
	])
}

/// Numbers that may be given again, the earliest first. Some may be in use again, so who adds or takes
/// says which are free.
#[derive(Default)]
struct Freed(VecDeque<u32>);

impl Freed {
	/// Add one of `count` numbers.
	fn add(&mut self, number: u32, count: usize, free: impl Fn(u32) -> bool) {
		self.0.push_back(number);
		if self.0.len() > 4 * count {
			self.0.clear();
			self.0.extend((0..count as u32).filter(|number| free(*number)));
		}
	}

	fn take(&mut self, free: impl Fn(u32) -> bool) -> Option<u32> {
		core::iter::from_fn(|| self.0.pop_front()).find(|number| free(*number))
	}

	fn clear(&mut self) {
		self.0.clear();
	}
}

/// A class that has nodes, with what decides whether a shape fits.
#[derive(Clone, Copy)]
struct Active {
	class: ClassId,
	state: StateId,
	/// Of its state.
	serial: u32,
	model: Option<GpuModel>,
	cpu_milli: u32,
	memory_mib: u32,
	storage_gib: u32,
	bandwidth_mbit: u32,
	/// Longest run of free slots.
	run: u16,
	/// Free thousandths of the freest GPU.
	level: u16,
	/// GPUs that are free entirely.
	whole: u16,
}

impl Active {
	/// Whether a member of `shape` fits on the nodes of the class.
	fn fits(&self, shape: &Shape) -> bool {
		self.cpu_milli >= shape.cpu_milli
			&& shape.accepts(self.model)
			&& match shape.gpu {
				GpuDemand::None => true,
				GpuDemand::Share(milli) => self.level >= milli,
				GpuDemand::Whole(count) => self.whole >= count.into(),
			} && self.memory_mib >= shape.memory_mib
			&& self.run >= shape.units
			&& self.storage_gib >= shape.storage_gib
			&& self.bandwidth_mbit >= shape.bandwidth_mbit
	}
}

/// How many lists of active classes there are: for no free GPU, and for every 64 thousandths.
const LISTS: usize = list_of(GPU_MILLI) + 1;

/// The list of classes whose freest GPU has `level` free.
const fn list_of(level: u16) -> usize {
	match level {
		0 => 0,
		_ => level as usize / 64 + 1,
	}
}

/// The best class so far, and its loss.
struct Best {
	class: Option<ClassId>,
	loss: u32,
	/// Of the class: see [`Class::tie`].
	tie: u64,
}

/// What is known of the losses of a shape.
struct Row {
	/// See [`scored`].
	key: Shape,
	/// How often it was asked for.
	uses: u32,
	losses: Losses,
}

/// The losses of one shape, by state.
#[derive(Default)]
struct Losses {
	/// The serial of the state it is about, and the loss, or a floor below it with [`FLOOR`].
	known: Vec<(u32, u32)>,
	/// The free thousandths of the GPU that makes it least, where the loss is known.
	levels: Vec<u16>,
	/// The class that was best the last time, or any other: it is only where to begin.
	last: ClassId,
}

impl Losses {
	/// Note a floor below the loss on a class, unless the loss is known.
	fn note_floor(&mut self, class: &Active, floor: u32) {
		let (serial, loss) = &mut self.known[class.state as usize];
		if *serial != class.serial || *loss & FLOOR != 0 {
			(*serial, *loss) = (class.serial, floor | FLOOR);
		}
	}
}

/// The losses of up to two other shapes that are floors below those of one shape.
type Floors = [Vec<(u32, u32)>; 2];

/// What is known to be lost at least on that class.
fn floor(floors: &Floors, class: &Active) -> u32 {
	let floor = |known: &Vec<(u32, u32)>| match known.get(class.state as usize) {
		// Without a branch: whether it is known is as good as random.
		Some((serial, loss)) => loss & !FLOOR & 0u32.wrapping_sub((*serial == class.serial).into()),
		None => 0,
	};
	let [one, other] = floors;
	floor(one).max(floor(other))
}

/// Nodes by class, classes by score.
#[derive(Default)]
pub(crate) struct Pool {
	score: Score,
	states: Vec<State>,
	state_ids: Table,
	/// States without classes.
	vacant: Freed,
	/// Interned shapes, each with its row of losses.
	shapes: Vec<(Shape, usize)>,
	shape_ids: Table,
	rows: Vec<Row>,
	row_ids: Table,
	classes: Vec<Class>,
	class_ids: Table,
	/// How many classes have no nodes.
	empty: usize,
	/// Classes without nodes.
	spare: Freed,
	/// The last serial given.
	serial: u32,
	/// Classes that have nodes, by [`list_of`] their freest GPU.
	active: [Vec<Active>; LISTS],
	class_of: Vec<ClassId>,
	/// Room for one choice: classes whose loss is not known, each with a floor below it and its list
	/// and place.
	waiting: Vec<(u32, u8, u32)>,
	/// Nodes of each class, one bit each, `words` for a class.
	members: Vec<u64>,
	words: usize,
}

impl Pool {
	/// Start over with `nodes` nodes that are in no class. What is known of shapes and classes is
	/// kept while it is true: losses are of one workload and one step of CPU.
	pub(crate) fn reset(&mut self, nodes: usize, workload: &[Typical], max_cpu: u32) {
		let words = nodes.div_ceil(64);
		let stale = self.score.set(workload, max_cpu);
		if stale || words > self.words {
			self.words = words.max(self.words);
			self.forget();
		}
		for list in &mut self.active {
			for Active { class, .. } in list.drain(..) {
				self.classes[class as usize].count = 0;
				self.empty += 1;
				self.spare
					.add(class, self.classes.len(), |id| self.classes[id as usize].count == 0);
				let first = class as usize * self.words;
				self.members[first..first + self.words].fill(0);
			}
		}
		self.class_of.clear();
		self.class_of.resize(nodes, NOWHERE);
		if stale || self.shapes.len() >= MAX_SHAPES {
			self.shapes.clear();
			self.shape_ids.clear();
			self.rows.clear();
			self.row_ids.clear();
		}
	}

	/// Forget all classes.
	fn forget(&mut self) {
		self.states.clear();
		self.state_ids.clear();
		self.vacant.clear();
		self.classes.clear();
		self.empty = 0;
		self.class_ids.clear();
		self.spare.clear();
		self.members.clear();
		self.active.iter_mut().for_each(Vec::clear);
	}

	/// The number of a shape. When there are [`MAX_SHAPES`] already, further ones share one number
	/// and their losses are not kept.
	pub(crate) fn shape(&mut self, shape: &Shape) -> ShapeId {
		let hash = shape_hash(shape);
		if let Some(id) = self.shape_ids.find(hash, |id| self.shapes[id as usize].0 == *shape) {
			return id as ShapeId;
		}
		let id = self.shapes.len();
		if id >= MAX_SHAPES {
			return MAX_SHAPES as ShapeId;
		}
		let key = self.scored(shape);
		let row_hash = shape_hash(&key);
		let row = self.row_ids.find(row_hash, |row| self.rows[row as usize].key == key);
		let row = row.unwrap_or_else(|| {
			let row = self.rows.len() as u32;
			self.row_ids.insert(row_hash, row);
			self.rows.push(Row { key, uses: 0, losses: Losses::default() });
			row
		});
		self.shapes.push((*shape, row as usize));
		self.shape_ids.insert(hash, id as u32);
		id as ShapeId
	}

	/// Tell how `node` is now: what is free and its longest free run; `None` if it may get no
	/// lease.
	pub(crate) fn update(
		&mut self,
		node: usize,
		model: Option<GpuModel>,
		state: Option<(&Resources, u16)>,
	) {
		self.leave(node);
		let Some((free, run)) = state else { return };
		if self.score.is_full() {
			self.rebuild();
		}
		let vector = self.score.vector(free.gpu_milli);
		let class = self.class(model, free, vector, run);
		self.enter(node, class);
	}

	fn leave(&mut self, node: usize) {
		let class = core::mem::replace(&mut self.class_of[node], NOWHERE);
		if class == NOWHERE {
			return;
		}
		self.members[class as usize * self.words + node / 64] &= !(1 << (node % 64));
		let left = &mut self.classes[class as usize];
		left.count -= 1;
		if left.count == 0 {
			self.empty += 1;
			self.spare.add(class, self.classes.len(), |id| self.classes[id as usize].count == 0);
			let left = &self.classes[class as usize];
			let (list, place) = (&mut self.active[usize::from(left.list)], left.place as usize);
			list.swap_remove(place);
			if let Some(moved) = list.get(place) {
				self.classes[moved.class as usize].place = place as u32;
			}
		}
	}

	fn enter(&mut self, node: usize, class: ClassId) {
		self.class_of[node] = class;
		self.members[class as usize * self.words + node / 64] |= 1 << (node % 64);
		let entered = &mut self.classes[class as usize];
		entered.count += 1;
		if entered.count == 1 {
			self.empty -= 1;
			let state = entered.state;
			let serial = self.states[state as usize].serial;
			let gpus = self.score.gpus(entered.vector);
			let whole = gpus.iter().filter(|level| **level >= GPU_MILLI).count() as u16;
			let level = gpus[0];
			let Class { model, run, cpu_milli, memory_mib, storage_gib, bandwidth_mbit, .. } =
				*entered;
			let list = &mut self.active[usize::from(entered.list)];
			entered.place = list.len() as u32;
			list.push(Active {
				class,
				state,
				serial,
				model,
				cpu_milli,
				memory_mib,
				storage_gib,
				bandwidth_mbit,
				run,
				level,
				whole,
			});
		}
	}

	/// The class of that state.
	fn class(
		&mut self,
		model: Option<GpuModel>,
		free: &Resources,
		vector: VectorId,
		run: u16,
	) -> ClassId {
		let Resources { cpu_milli, memory_mib, storage_gib, bandwidth_mbit, .. } = *free;
		let hash = class_hash(model, free, vector, run);
		let found = self.class_ids.find(hash, |id| {
			let class = &self.classes[id as usize];
			class.cpu_milli == cpu_milli
				&& class.memory_mib == memory_mib
				&& class.vector == vector
				&& class.run == run
				&& class.storage_gib == storage_gib
				&& class.bandwidth_mbit == bandwidth_mbit
				&& class.model == model
		});
		if let Some(id) = found {
			return id;
		}
		let id = self.vacancy();
		if let Some(old) = self.classes.get(id as usize) {
			let state = old.state;
			let left = &mut self.states[state as usize];
			left.classes -= 1;
			if left.classes == 0 {
				let states = &self.states;
				self.vacant.add(state, states.len(), |id| states[id as usize].classes == 0);
			}
		}
		let class = Class {
			state: self.state(model, cpu_milli, vector),
			model,
			cpu_milli,
			memory_mib,
			storage_gib,
			bandwidth_mbit,
			vector,
			run,
			tie: u64::from(self.score.free_milli(vector)) << 32 | u64::from(cpu_milli),
			count: 0,
			list: list_of(self.score.gpus(vector)[0]) as u8,
			place: 0,
		};
		if self.class_ids.len() > 8 * self.classes.len() + 64 {
			self.index_classes();
		}
		self.class_ids.insert(hash, id);
		if let Some(old) = self.classes.get_mut(id as usize) {
			*old = class;
		} else {
			self.empty += 1;
			self.classes.push(class);
			self.members.resize(self.classes.len() * self.words, 0);
		}
		id
	}

	/// The state of that model, free CPU and vector, for one more class.
	fn state(&mut self, model: Option<GpuModel>, cpu_milli: u32, vector: VectorId) -> StateId {
		let kind = self.score.kind(model);
		let cpu_milli = self.score.rounded(cpu_milli);
		let hash = State::hash(kind, cpu_milli, vector);
		let found = self.state_ids.find(hash, |id| {
			let state = &self.states[id as usize];
			state.kind == kind && state.cpu_milli == cpu_milli && state.vector == vector
		});
		if let Some(id) = found {
			self.states[id as usize].classes += 1;
			return id;
		}
		// Serials last for 4 × 10^9 states, more than any run of a planner makes.
		self.serial = self.serial.wrapping_add(1).max(1);
		let usefulness = self.score.usefulness(kind, cpu_milli, vector);
		let state = State { serial: self.serial, kind, cpu_milli, vector, usefulness, classes: 1 };
		if self.state_ids.len() > 8 * self.states.len() + 64 {
			self.state_ids.clear();
			for (state, id) in self.states.iter().zip(0..) {
				let hash = State::hash(state.kind, state.cpu_milli, state.vector);
				self.state_ids.insert(hash, id);
			}
		}
		let vacant = self.vacant.take(|id| self.states[id as usize].classes == 0);
		let id = vacant.unwrap_or(self.states.len() as StateId);
		match self.states.get_mut(id as usize) {
			Some(old) => *old = state,
			None => self.states.push(state),
		}
		self.state_ids.insert(hash, id);
		id
	}

	/// The number for a new class: one that no class has, or that of a class without nodes.
	fn vacancy(&mut self) -> ClassId {
		let enough = self.empty >= SPARE_CLASSES;
		let spare = enough.then(|| self.spare.take(|id| self.classes[id as usize].count == 0));
		spare.flatten().unwrap_or(self.classes.len() as ClassId)
	}

	/// Index the classes anew, without those whose number has gone to others.
	fn index_classes(&mut self) {
		self.class_ids.clear();
		for (class, id) in self.classes.iter().zip(0..) {
			self.class_ids.insert(class.hash(), id);
		}
	}

	/// Forget classes without nodes and vectors, and number the rest anew.
	fn rebuild(&mut self) {
		let states: Vec<Option<(Option<GpuModel>, Resources, u16)>> = self
			.class_of
			.iter()
			.map(|id| {
				let class = self.classes.get(*id as usize)?;
				let gpu_milli = *self.score.gpus(class.vector);
				let free = Resources { gpu_milli, ..class.free() };
				Some((class.model, free, class.run))
			})
			.collect();
		self.score.forget();
		self.forget();
		self.class_of.fill(NOWHERE);
		for (node, state) in states.into_iter().enumerate() {
			if let Some((model, free, run)) = state {
				let vector = self.score.vector(free.gpu_milli);
				let class = self.class(model, &free, vector, run);
				self.enter(node, class);
			}
		}
	}

	/// The best node for one member of `shape`, whose number is `id`, and the free thousandths of
	/// the GPU to take from: least loss, then least free GPU, then least free CPU, then lowest
	/// index, among the nodes that are accepted.
	pub(crate) fn choose(
		&mut self,
		id: ShapeId,
		shape: &Shape,
		mut accept: impl FnMut(usize) -> bool,
	) -> Option<(usize, u16)> {
		let kept = self.shapes.get(usize::from(id)).map(|(_, row)| *row);
		let mut losses = Losses::default();
		if let Some(row) = kept.and_then(|kept| self.rows.get_mut(kept)) {
			row.uses = row.uses.saturating_add(1);
			losses = core::mem::take(&mut row.losses);
		}
		if losses.known.len() < self.states.len() {
			let len = self.states.len().next_power_of_two().max(FEWEST_LOSSES);
			losses.known.resize(len, (0, UNFIT));
			losses.levels.resize(len, 0);
		}
		let best = self.best(&mut losses, kept, shape);
		let level = best.map_or(0, |class| {
			let state = self.classes[class as usize].state;
			losses.levels[state as usize]
		});
		if let Some(row) = kept.and_then(|kept| self.rows.get_mut(kept)) {
			row.losses = losses;
		}
		let node = self.first_member(best?);
		if accept(node) {
			return Some((node, level));
		}
		let (node, class) = self.choose_slowly(shape, accept)?;
		let Class { list, place, .. } = self.classes[class as usize];
		let active = self.active[usize::from(list)][place as usize];
		let key = self.scored(shape);
		Some((node, self.evaluate(&active, &key).1))
	}

	/// As [`Self::choose`] by looking at every node; for when the best one is not accepted.
	fn choose_slowly(
		&mut self,
		shape: &Shape,
		mut accept: impl FnMut(usize) -> bool,
	) -> Option<(usize, ClassId)> {
		let mut all = Vec::new();
		let key = self.scored(shape);
		for active in self.active.iter().flatten().copied().collect::<Vec<_>>() {
			let class = active.class;
			let loss = if active.fits(shape) { self.evaluate(&active, &key).0 } else { UNFIT };
			if loss != UNFIT {
				all.push((loss, self.classes[class as usize].tie, class));
			}
		}
		all.sort_unstable();
		let mut rest = all.as_slice();
		while let Some((loss, tie, _)) = rest.first() {
			// Nodes of classes with equal loss and tie go by index.
			let equal = rest.partition_point(|(l, t, _)| (l, t) == (loss, tie));
			let classes = &rest[..equal];
			let among = |class: ClassId| classes.iter().any(|(.., of)| *of == class);
			let nodes = (0..self.class_of.len()).filter(|node| among(self.class_of[*node]));
			if let Some(node) = nodes.into_iter().find(|node| accept(*node)) {
				return Some((node, self.class_of[node]));
			}
			rest = &rest[equal..];
		}
		None
	}

	/// The best class: the first by [`Self::compare`]. `losses` are those of row `kept`; each
	/// loss that might be the least is computed unless it is known.
	fn best(&mut self, losses: &mut Losses, kept: Option<usize>, shape: &Shape) -> Option<ClassId> {
		let level = match shape.gpu {
			GpuDemand::None => 0,
			GpuDemand::Share(milli) => milli,
			GpuDemand::Whole(_) => GPU_MILLI,
		};
		let key = self.scored(shape);
		let mut best = Best { class: None, loss: UNFIT, tie: 0 };
		self.try_last(&mut best, losses, shape, &key);
		let mut unknown = 0;
		let (mut smaller, mut floors) = ([None; 2], Floors::default());
		let mut waiting = core::mem::take(&mut self.waiting);
		waiting.clear();
		for list in list_of(level)..LISTS {
			if list == 1 && best.loss == 0 && best.tie >> 32 == 0 {
				// Nodes without free GPU go first among those that lose nothing.
				break;
			}
			for at in 0..self.active[list].len() {
				let active = &self.active[list][at];
				let (serial, loss) = losses.known[active.state as usize];
				let known = serial == active.serial;
				// Most classes are known to be worse than the best so far.
				if known && loss & !FLOOR > best.loss || !active.fits(shape) {
					continue;
				}
				let active = *active;
				if known && loss < FLOOR {
					self.compare(&mut best, active.class, loss);
					continue;
				}
				if unknown == FEW_LOSSES {
					smaller = kept.map_or([None; 2], |row| self.smaller(row));
					self.swap_losses(&smaller, &mut floors);
				}
				unknown += 1;
				let held = if known { loss & !FLOOR } else { 0 };
				match held.max(floor(&floors, &active)) {
					0 => self.compute(&mut best, losses, active, &key),
					floor if floor > best.loss => losses.note_floor(&active, floor),
					floor => waiting.push((floor, list as u8, at as u32)),
				}
			}
		}
		// The lowest floor first: its loss rules out most others.
		let lowest = waiting.iter().zip(0..).min_by_key(|((floor, ..), _)| *floor);
		if let Some((_, at)) = lowest {
			waiting.swap(0, at);
		}
		for (floor, list, at) in &waiting {
			let active = self.active[usize::from(*list)][*at as usize];
			if *floor <= best.loss {
				self.compute(&mut best, losses, active, &key);
			} else {
				losses.note_floor(&active, *floor);
			}
		}
		self.waiting = waiting;
		self.swap_losses(&smaller, &mut floors);
		losses.last = best.class.unwrap_or(NOWHERE);
		best.class
	}

	/// Begin with the class that was best the last time, if it may be again: then most others are
	/// known to be worse from the start.
	fn try_last(&mut self, best: &mut Best, losses: &mut Losses, shape: &Shape, key: &Shape) {
		let last = self.classes.get(losses.last as usize).filter(|class| class.count > 0);
		let Some(Class { list, place, .. }) = last else { return };
		let active = self.active[usize::from(*list)][*place as usize];
		if active.fits(shape) {
			self.compute(best, losses, active, key);
		}
	}

	/// Take the losses of two rows out to look at, or put them back.
	fn swap_losses(&mut self, rows: &[Option<usize>; 2], floors: &mut Floors) {
		for (row, floors) in rows.iter().zip(floors) {
			if let Some(row) = row {
				core::mem::swap(&mut self.rows[*row].losses.known, floors);
			}
		}
	}

	/// Compute the loss on a class, keep it, and compare it with the best.
	fn compute(&mut self, best: &mut Best, losses: &mut Losses, active: Active, key: &Shape) {
		let state = active.state as usize;
		// Another class in the same state may have come first.
		let (known, loss) = losses.known[state];
		if known == active.serial && loss < FLOOR {
			self.compare(best, active.class, loss);
			return;
		}
		let (loss, level) = self.evaluate(&active, key);
		losses.known[state] = (active.serial, loss);
		losses.levels[state] = level;
		self.compare(best, active.class, loss);
	}

	/// Take `class` if it is better than the best so far; at equal loss that with the lower tie, then
	/// that with the lowest node.
	fn compare(&self, best: &mut Best, class: ClassId, loss: u32) {
		if loss > best.loss || loss == UNFIT {
			return;
		}
		let tie = self.classes[class as usize].tie;
		if loss == best.loss {
			let earlier = || {
				best.class.is_some_and(|held| self.first_member(class) < self.first_member(held))
			};
			if tie > best.tie || tie == best.tie && !earlier() {
				return;
			}
		}
		*best = Best { class: Some(class), loss, tie };
	}

	/// Two rows that are asked for more often than `row`, about shapes that take no more of anything:
	/// the largest of those that come much more often, and the most frequent.
	fn smaller(&self, row: usize) -> [Option<usize>; 2] {
		let Row { key, uses, .. } = &self.rows[row];
		let size = |row: usize| {
			let Shape { gpu, cpu_milli, .. } = self.rows[row].key;
			(gpu.milli(), cpu_milli)
		};
		let (mut largest, mut frequent) = (None, None);
		for (at, other) in self.rows.iter().enumerate() {
			let takes_less = other.key.cpu_milli <= key.cpu_milli
				&& other.key.gpu.milli() <= key.gpu.milli()
				&& (other.key.gpu == GpuDemand::None) == (key.gpu == GpuDemand::None);
			if !takes_less || other.uses <= *uses {
				continue;
			}
			if other.uses / 4 > *uses && largest.is_none_or(|held| size(held) < size(at)) {
				largest = Some(at);
			}
			if frequent.is_none_or(|held: usize| self.rows[held].uses < other.uses) {
				frequent = Some(at);
			}
		}
		[largest, frequent.filter(|row| largest != Some(*row))]
	}

	/// The lowest node of a class that has nodes.
	fn first_member(&self, class: ClassId) -> usize {
		let first = class as usize * self.words;
		let words = &self.members[first..first + self.words];
		let word = words.iter().position(|word| *word != 0).unwrap_or(0);
		word * 64 + words[word].trailing_zeros() as usize
	}

	/// The loss of placing a shape, of which [`scored`] is `key`, on a node of the class, and the free
	/// thousandths of the GPU that makes it least, the lower of equals.
	fn evaluate(&mut self, class: &Active, key: &Shape) -> (u32, u16) {
		let State { kind, cpu_milli, vector, usefulness: before, .. } =
			self.states[class.state as usize];
		if before == 0 && key.gpu == GpuDemand::None {
			return (0, 0);
		}
		let cpu_milli = cpu_milli.saturating_sub(key.cpu_milli);
		match self.score.after(kind, cpu_milli, vector, key.gpu) {
			Some((after, level)) => (before.saturating_sub(after), level),
			None => (UNFIT, 0),
		}
	}

	/// What the loss of placing a shape depends on.
	fn scored(&self, shape: &Shape) -> Shape {
		let Shape { cpu_milli, gpu, .. } = *shape;
		let grain = STEPS_PER_GRAIN * self.score.step();
		let grains = cpu_milli.div_ceil(grain);
		// 1, 2, 3, 4, 6, 8, 12, 16, …
		let step = (grains.next_power_of_two() / 4).max(1);
		let grains = grains.next_multiple_of(step);
		Shape { cpu_milli: grains.saturating_mul(grain), gpu, ..Shape::default() }
	}
}

/// Of what a shape asks for.
fn shape_hash(shape: &Shape) -> u32 {
	let gpu = u64::from(shape.gpu.count()) << 16 | u64::from(shape.gpu.milli_each());
	hash(&[
		u64::from(shape.cpu_milli) << 32 | u64::from(shape.memory_mib),
		u64::from(shape.storage_gib) << 32 | u64::from(shape.bandwidth_mbit),
		gpu << 16 | u64::from(shape.units),
		shape.models.0.into(),
	])
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{baselines::Prng, plan::gpus_at};
	use labscape_primitives::GpuModels;

	/// A pool with the nodes it was told of.
	struct Board {
		pool: Pool,
		nodes: Vec<(GpuModel, Resources)>,
	}

	impl Board {
		fn reset(&mut self, nodes: Vec<(GpuModel, Resources)>, workload: &[Typical]) {
			let max_cpu = nodes.iter().map(|(_, free)| free.cpu_milli).max().unwrap_or(0);
			self.nodes = nodes;
			self.pool.reset(self.nodes.len(), workload, max_cpu);
			(0..self.nodes.len()).for_each(|node| self.update(node));
		}

		fn update(&mut self, node: usize) {
			let (model, free) = &self.nodes[node];
			self.pool.update(node, Some(*model), Some((free, 4)));
		}

		/// Choose with all that is kept, and see that it is what a look at every node says.
		fn place(&mut self, shape: &Shape) -> Option<(usize, u16)> {
			let id = self.pool.shape(shape);
			let chosen = self.pool.choose(id, shape, |_| true);
			let slowly = self.pool.choose_slowly(shape, |_| true).map(|(node, class)| {
				let Class { list, place, .. } = self.pool.classes[class as usize];
				let active = self.pool.active[usize::from(list)][place as usize];
				let key = self.pool.scored(shape);
				(node, self.pool.evaluate(&active, &key).1)
			});
			assert_eq!(chosen, slowly);
			let (node, level) = chosen?;
			let free = &mut self.nodes[node].1;
			let gpus = gpus_at(free, shape.gpu, level).expect("the level is one of the node's");
			free.take(shape, gpus).expect("it fits");
			self.update(node);
			chosen
		}
	}

	fn board() -> Board {
		Board { pool: Pool::default(), nodes: Vec::new() }
	}

	fn shape(prng: &mut Prng) -> Shape {
		let gpu = match prng.below(5) {
			0 => GpuDemand::None,
			1 => GpuDemand::Whole(*prng.pick(&[1, 1, 2, 4]).unwrap()),
			_ => GpuDemand::Share(prng.between(1, 99) as u16 * 10),
		};
		let models = if prng.below(4) == 0 { GpuModels(1) } else { GpuModels::ANY };
		let cpu_milli = prng.between(1, 24) as u32 * 1_000;
		let memory_mib = prng.between(1, 8) as u32 * 1_024;
		Shape { units: 1, cpu_milli, memory_mib, gpu, models, ..Shape::default() }
	}

	fn node(prng: &mut Prng) -> (GpuModel, Resources) {
		let cpu_milli = *prng.pick(&[32_000, 64_000, 96_000, 128_000]).unwrap();
		let mut free = Resources { cpu_milli, memory_mib: 1 << 16, ..Resources::default() };
		free.gpu_milli[..*prng.pick(&[0, 1, 2, 4, 8]).unwrap()].fill(GPU_MILLI);
		(GpuModel(prng.below(2) as u8), free)
	}

	fn workload(prng: &mut Prng) -> Vec<Typical> {
		let count = prng.between(1, 30);
		(0..count).map(|_| Typical { shape: shape(prng), ppm: 30_000 }).collect()
	}

	fn many<T>(prng: &mut Prng, count: u64, make: impl Fn(&mut Prng) -> T) -> Vec<T> {
		(0..count).map(|_| make(prng)).collect()
	}

	#[test]
	fn what_is_kept_never_changes_a_choice() {
		let mut prng = Prng::new(8);
		let mut board = board();
		for _ in 0..24 {
			let count = prng.between(1, 150);
			let nodes = many(&mut prng, count, node);
			let full = nodes.clone();
			let typical = workload(&mut prng);
			let count = prng.between(1, 40);
			let shapes = many(&mut prng, count, shape);
			board.reset(nodes, &typical);
			for _ in 0..400 {
				match prng.below(10) {
					// A node gets everything back, or is closed and opened again.
					0 => {
						let node = prng.below(board.nodes.len() as u64) as usize;
						board.nodes[node] = full[node];
						board.update(node);
					}
					1 => {
						let node = prng.below(board.nodes.len() as u64) as usize;
						board.pool.update(node, None, None);
						board.place(&shape(&mut prng));
						board.update(node);
					}
					// Mostly a few shapes, now and then one that was not asked for before.
					2 => {
						board.place(&shape(&mut prng));
					}
					_ => {
						let most = prng.between(1, shapes.len() as u64);
						board.place(&shapes[prng.below(most) as usize]);
					}
				}
			}
		}
	}

	#[test]
	fn a_pool_that_served_another_workload_chooses_like_a_new_one() {
		let mut prng = Prng::new(9);
		let mut used = board();
		for round in 0..12 {
			let nodes = many(&mut prng, 60, node);
			// The CPU alone changes in every other round: the typical shapes are the same then.
			let typical = workload(&mut Prng::new(round / 2));
			let scale = if round % 2 == 0 { 1 } else { 8 };
			let nodes: Vec<_> = nodes
				.into_iter()
				.map(|(model, free)| {
					(model, Resources { cpu_milli: free.cpu_milli / scale, ..free })
				})
				.collect();
			let mut new = board();
			used.reset(nodes.clone(), &typical);
			new.reset(nodes, &typical);
			for _ in 0..200 {
				let shape = shape(&mut prng);
				assert_eq!(used.place(&shape), new.place(&shape));
			}
		}
	}

	#[test]
	fn an_eighth_of_the_cpu_makes_no_difference_where_demands_are_an_eighth() {
		let mut prng = Prng::new(10);
		let eighth = |shape: &Shape| Shape { cpu_milli: shape.cpu_milli / 8, ..*shape };
		let (mut whole, mut small) = (board(), board());
		let mut nodes = many(&mut prng, 80, node);
		nodes[0].1.cpu_milli = 128_000;
		let typical = workload(&mut prng);
		let less = |typical: &Typical| Typical { shape: eighth(&typical.shape), ..*typical };
		let cut = |(model, free): &(GpuModel, Resources)| {
			(*model, Resources { cpu_milli: free.cpu_milli / 8, ..*free })
		};
		small.reset(nodes.iter().map(cut).collect(), &typical.iter().map(less).collect::<Vec<_>>());
		whole.reset(nodes, &typical);
		let mut placed = 0;
		for _ in 0..600 {
			let shape = shape(&mut prng);
			let chosen = whole.place(&shape);
			assert_eq!(chosen, small.place(&eighth(&shape)));
			placed += u32::from(chosen.is_some());
		}
		assert!(placed > 200, "{placed} placed");
	}
}
