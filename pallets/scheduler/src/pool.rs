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
//! where that is above the best so far, nothing is computed.
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

/// A loss that says: the shape does not fit.
const UNFIT: u32 = u32::MAX;
/// How many classes are kept that have no nodes. A choice looks up losses all over the numbers of
/// classes: with many more of them than have nodes, each would be a cache line of its own.
const SPARE_CLASSES: usize = 256;
/// How many losses a choice computes before it looks for floors below the others: looking costs more.
const FEW_LOSSES: u32 = 6;
/// The CPU that a shape asks for counts rounded up to 1, 2, 3, 4, 6, 8, 12, 16, … times this, in
/// thousandths: a multiple of every step that free CPU is rounded to, so that the loss depends on that
/// step alone.
const CPU_GRAIN: u32 = 1_024;
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
	/// The serial of the state it is about, and the loss.
	known: Vec<(u32, u32)>,
	/// The free thousandths of the GPU that makes it least, where the loss is known.
	levels: Vec<u16>,
}

/// Nodes by class, classes by score.
#[derive(Default)]
pub(crate) struct Pool {
	score: Score,
	states: Vec<State>,
	state_ids: Table,
	/// States without classes, the earliest first; some may have classes again, or another number.
	vacant: VecDeque<StateId>,
	/// Interned shapes, each with its row of losses.
	shapes: Vec<(Shape, usize)>,
	shape_ids: Table,
	rows: Vec<Row>,
	row_ids: Table,
	classes: Vec<Class>,
	class_ids: Table,
	/// How many classes have no nodes.
	empty: usize,
	/// Classes that lost their last node, the earliest first; some may have nodes again.
	spare: VecDeque<ClassId>,
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
	/// kept if it is still true.
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
				self.spare.push_back(class);
				let first = class as usize * self.words;
				self.members[first..first + self.words].fill(0);
			}
		}
		self.class_of.clear();
		self.class_of.resize(nodes, NOWHERE);
		if self.shapes.len() >= MAX_SHAPES {
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
		let key = scored(shape);
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
			self.spare.push_back(class);
			if self.spare.len() > 4 * self.classes.len() {
				self.recount_spare();
			}
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
				self.vacant.push_back(state);
				if self.vacant.len() > 4 * self.states.len() {
					self.vacant.clear();
					let vacant =
						self.states.iter().zip(0..).filter(|(state, _)| state.classes == 0);
					self.vacant.extend(vacant.map(|(_, id)| id));
				}
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
		let mut vacant = core::iter::from_fn(|| self.vacant.pop_front());
		let vacant = vacant.find(|id| self.states[*id as usize].classes == 0);
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
		if self.empty >= SPARE_CLASSES {
			while let Some(class) = self.spare.pop_front() {
				if self.classes[class as usize].count == 0 {
					return class;
				}
			}
		}
		self.classes.len() as ClassId
	}

	/// List the classes without nodes anew, each once.
	fn recount_spare(&mut self) {
		self.spare.clear();
		let empty = self.classes.iter().zip(0..).filter(|(class, _)| class.count == 0);
		self.spare.extend(empty.map(|(_, id)| id));
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
			let len = self.states.len().next_multiple_of(64);
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
		Some((node, self.evaluate(&active, &scored(shape)).1))
	}

	/// As [`Self::choose`] by looking at every node; for when the best one is not accepted.
	fn choose_slowly(
		&mut self,
		shape: &Shape,
		mut accept: impl FnMut(usize) -> bool,
	) -> Option<(usize, ClassId)> {
		let mut all = Vec::new();
		let key = scored(shape);
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
		let key = scored(shape);
		let mut best = Best { class: None, loss: UNFIT, tie: 0 };
		let mut unknown = 0;
		let mut smaller = [None; 2];
		let mut waiting = core::mem::take(&mut self.waiting);
		waiting.clear();
		for list in list_of(level)..LISTS {
			if list == 1 && best.loss == 0 {
				// Nodes without free GPU go first among those that lose nothing.
				break;
			}
			for at in 0..self.active[list].len() {
				let active = &self.active[list][at];
				let (known, loss) = losses.known[active.state as usize];
				let known = known == active.serial;
				// Most classes are known to be worse than the best so far.
				if known && loss > best.loss || !active.fits(shape) {
					continue;
				}
				let active = *active;
				if known {
					self.compare(&mut best, active.class, loss);
					continue;
				}
				if unknown == FEW_LOSSES {
					smaller = kept.map_or([None; 2], |row| self.smaller(row));
				}
				unknown += 1;
				let floors = smaller.iter().flatten().map(|row| self.floor(*row, &active));
				match floors.max().unwrap_or(0) {
					0 => self.compute(&mut best, losses, active, &key),
					floor if floor > best.loss => continue,
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
			if *floor <= best.loss {
				let active = self.active[usize::from(*list)][*at as usize];
				self.compute(&mut best, losses, active, &key);
			}
		}
		self.waiting = waiting;
		best.class
	}

	/// Compute the loss on a class, keep it, and compare it with the best.
	fn compute(&mut self, best: &mut Best, losses: &mut Losses, active: Active, key: &Shape) {
		let state = active.state as usize;
		// Another class in the same state may have come first.
		let (known, loss) = losses.known[state];
		if known == active.serial {
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
		[largest, frequent]
	}

	/// What is known to be lost at least on that class, by the loss of the shape of another row.
	fn floor(&self, row: usize, class: &Active) -> u32 {
		match self.rows[row].losses.known.get(class.state as usize) {
			Some((serial, loss)) if *serial == class.serial => *loss,
			_ => 0,
		}
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
}

/// What the loss of placing a shape depends on.
fn scored(shape: &Shape) -> Shape {
	let Shape { cpu_milli, gpu, .. } = *shape;
	let grains = cpu_milli.div_ceil(CPU_GRAIN);
	// 1, 2, 3, 4, 6, 8, 12, 16, …
	let step = (grains.next_power_of_two() / 4).max(1);
	let grains = grains.next_multiple_of(step);
	Shape { cpu_milli: grains.saturating_mul(CPU_GRAIN), gpu, ..Shape::default() }
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
