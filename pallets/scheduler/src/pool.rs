//! The nodes of a labscape, ordered for the choice of the best one.
//!
//! Nodes in the same state — model, free amounts, free GPU vector, longest free run — form a
//! *class*. The loss of placing a shape is the same on all nodes of a class, so it is computed once
//! for each (class, shape) that is asked for and kept; when a lease changes a node, only that node
//! changes its class, and no score of any other node is touched. A choice looks at each class that
//! has nodes once.
//!
//! Classes are kept when their last node leaves: nodes that fill up in the same way pass through
//! the same states again and again, in this labscape and in the next.
//!
//! Numbers of nodes, shapes and classes are made here and never come from outside.

use alloc::vec::Vec;

use labscape_primitives::{GpuDemand, GpuModel, Resources, Shape, GPU_MILLI};

use crate::{
	score::{GpuVector, KindId, Score, VectorId},
	table::{hash, Table},
	Typical, MAX_SHAPES,
};

/// The number of an interned shape.
pub(crate) type ShapeId = u16;
type ClassId = u32;

/// The shape is not in the table of scores yet.
const UNKNOWN: u64 = u64::MAX - 1;
/// The shape does not fit.
const UNFIT: u64 = u64::MAX;
/// Bits of a score that tell the chosen GPU; the loss is above them.
const LEVEL_BITS: u32 = 10;
/// The node is in no class: closed, or with no place for a lease.
const NOWHERE: ClassId = ClassId::MAX;

/// The state that the nodes of a class share.
struct Class {
	model: Option<GpuModel>,
	kind: KindId,
	cpu_milli: u32,
	memory_mib: u32,
	storage_gib: u32,
	bandwidth_mbit: u32,
	vector: VectorId,
	/// Longest run of free slots.
	run: u16,
	usefulness: u64,
	/// Free GPU thousandths above free CPU: less is taken first among equal losses.
	tie: u64,
	/// How many nodes are in it.
	count: u32,
	/// Its place in `active`, if it has nodes.
	place: u32,
}

/// GPU vectors that taking a demand from a vector can lead to.
#[derive(Clone, Copy)]
struct Step {
	/// Free thousandths, before, of the GPU that is taken from.
	level: u16,
	vector: VectorId,
}

/// Nodes by class, classes by score.
#[derive(Default)]
pub(crate) struct Pool {
	score: Score,
	shapes: Vec<Shape>,
	shape_ids: Table,
	/// The shape that stands in the last row because the table is full.
	guest: Option<Shape>,
	/// Loss and GPU level by shape, then class.
	scores: Vec<Vec<u64>>,
	classes: Vec<Class>,
	class_ids: Table,
	/// Classes that have nodes: those with free GPU, and the others.
	active: [Vec<ClassId>; 2],
	class_of: Vec<ClassId>,
	/// Nodes of each class, one bit each, `words` for a class.
	members: Vec<u64>,
	words: usize,
	/// (vector, demand) and where the steps stand: first and one past the last.
	step_ids: Table,
	step_keys: Vec<(u64, u32, u32)>,
	steps: Vec<Step>,
}

impl Pool {
	/// Start over with `nodes` nodes that are in no class. What is known of shapes and classes is
	/// kept if it is still true.
	pub(crate) fn reset(&mut self, nodes: usize, workload: &[Typical], max_cpu: u32) {
		let words = nodes.div_ceil(64);
		let stale = self.score.set(workload, max_cpu);
		if stale || words > self.words {
			self.words = words.max(self.words);
			self.forget(stale);
		}
		for list in &mut self.active {
			for class in core::mem::take(list) {
				self.classes[class as usize].count = 0;
				let first = class as usize * self.words;
				self.members[first..first + self.words].fill(0);
			}
		}
		self.class_of.clear();
		self.class_of.resize(nodes, NOWHERE);
		if self.shapes.len() >= MAX_SHAPES {
			self.shapes.clear();
			self.shape_ids.clear();
			self.scores.clear();
		}
	}

	/// Forget all classes, and the steps between GPU vectors if these have lost their numbers.
	fn forget(&mut self, vectors: bool) {
		if vectors {
			self.step_ids.clear();
			self.step_keys.clear();
			self.steps.clear();
		}
		self.classes.clear();
		self.class_ids.clear();
		self.members.clear();
		self.active = Default::default();
		self.scores.iter_mut().for_each(Vec::clear);
	}

	/// The number of a shape. When there are [`MAX_SHAPES`] already, further ones share one number
	/// and their scores are not kept.
	pub(crate) fn shape(&mut self, shape: &Shape) -> ShapeId {
		let gpu = u64::from(shape.gpu.count()) << 16 | u64::from(shape.gpu.milli_each());
		let hash = hash(&[
			u64::from(shape.cpu_milli) << 32 | u64::from(shape.memory_mib),
			u64::from(shape.storage_gib) << 32 | u64::from(shape.bandwidth_mbit),
			gpu << 16 | u64::from(shape.units),
			shape.models.0.into(),
		]);
		if let Some(id) = self.shape_ids.find(hash, |id| self.shapes[id as usize] == *shape) {
			return id as ShapeId;
		}
		let id = self.shapes.len();
		if id >= MAX_SHAPES {
			return MAX_SHAPES as ShapeId;
		}
		self.shapes.push(*shape);
		self.shape_ids.insert(hash, id as u32);
		if self.scores.len() <= id {
			self.scores.resize_with(id + 1, Vec::new);
		}
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
		if self.classes.len() >= self.class_of.len() * 2 + 2_048 || self.score.is_full() {
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
			let (list, place) = (usize::from(left.tie >> 32 == 0), left.place as usize);
			self.active[list].swap_remove(place);
			if let Some(moved) = self.active[list].get(place) {
				self.classes[*moved as usize].place = place as u32;
			}
		}
	}

	fn enter(&mut self, node: usize, class: ClassId) {
		self.class_of[node] = class;
		self.members[class as usize * self.words + node / 64] |= 1 << (node % 64);
		let entered = &mut self.classes[class as usize];
		entered.count += 1;
		if entered.count == 1 {
			let list = &mut self.active[usize::from(entered.tie >> 32 == 0)];
			entered.place = list.len() as u32;
			list.push(class);
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
		let hash = hash(&[
			u64::from(cpu_milli) << 32 | u64::from(memory_mib),
			u64::from(storage_gib) << 32 | u64::from(bandwidth_mbit),
			u64::from(vector) << 32 | u64::from(run) << 8 | model.map_or(255, |m| m.0.into()),
		]);
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
		let kind = self.score.kind(model);
		let id = self.classes.len() as ClassId;
		self.class_ids.insert(hash, id);
		self.classes.push(Class {
			model,
			kind,
			cpu_milli,
			memory_mib,
			storage_gib,
			bandwidth_mbit,
			vector,
			run,
			usefulness: self.score.usefulness(kind, cpu_milli, vector),
			tie: u64::from(self.score.free_milli(vector)) << 32 | u64::from(cpu_milli),
			count: 0,
			place: 0,
		});
		self.members.resize(self.classes.len() * self.words, 0);
		id
	}

	/// Forget classes without nodes and vectors, and number the rest anew.
	fn rebuild(&mut self) {
		let states: Vec<Option<(Option<GpuModel>, Resources, u16)>> = self
			.class_of
			.iter()
			.map(|id| {
				let class = self.classes.get(*id as usize)?;
				let free = Resources {
					cpu_milli: class.cpu_milli,
					memory_mib: class.memory_mib,
					storage_gib: class.storage_gib,
					bandwidth_mbit: class.bandwidth_mbit,
					gpu_milli: *self.score.gpus(class.vector),
				};
				Some((class.model, free, class.run))
			})
			.collect();
		self.score.forget();
		self.forget(true);
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
		let mut row = self.row(id, shape);
		let (class, score) = self.best(&mut row, shape)?;
		let node = self.first_member(class);
		let level = |score: u64| (score & ((1 << LEVEL_BITS) - 1)) as u16;
		let chosen = if accept(node) {
			Some((node, level(score)))
		} else {
			// Rare: look at every node in order.
			let mut all = Vec::new();
			for (node, class) in self.class_of.iter().enumerate() {
				let score = row.get(*class as usize).copied().unwrap_or(UNFIT);
				if score < UNKNOWN {
					let tie = self.classes[*class as usize].tie;
					all.push((score >> LEVEL_BITS, tie, node, level(score)));
				}
			}
			all.sort_unstable();
			all.into_iter()
				.find(|(.., node, _)| accept(*node))
				.map(|(.., node, level)| (node, level))
		};
		if let Some(kept) = self.scores.get_mut(usize::from(id)) {
			*kept = row;
		}
		chosen
	}

	/// Take the scores of a shape out of the table, one for every class.
	fn row(&mut self, id: ShapeId, shape: &Shape) -> Vec<u64> {
		let id = usize::from(id);
		if id >= MAX_SHAPES {
			self.scores.resize_with(MAX_SHAPES + 1, Vec::new);
			if self.guest != Some(*shape) {
				self.guest = Some(*shape);
				self.scores[id].clear();
			}
		}
		let mut row = core::mem::take(&mut self.scores[id]);
		if row.len() < self.classes.len() {
			row.resize(self.classes.len().next_power_of_two(), UNKNOWN);
		}
		row
	}

	/// The best class with its score. All classes with nodes are known in `row` afterwards.
	fn best(&mut self, row: &mut [u64], shape: &Shape) -> Option<(ClassId, u64)> {
		let mut best: Option<(ClassId, u64)> = None;
		let lists = if shape.gpu == GpuDemand::None { 2 } else { 1 };
		for list in 0..lists {
			for at in 0..self.active[list].len() {
				let class = self.active[list][at];
				let mut score = row[class as usize];
				if score == UNKNOWN {
					score = self.evaluate(class, shape);
					row[class as usize] = score;
				}
				if score == UNFIT {
					continue;
				}
				let better = match best {
					None => true,
					Some((held, least)) => {
						score >> LEVEL_BITS < least >> LEVEL_BITS
							|| score >> LEVEL_BITS == least >> LEVEL_BITS
								&& self.goes_before(class, held)
					}
				};
				if better {
					best = Some((class, score));
				}
			}
		}
		best
	}

	/// Whether, at equal loss, nodes of class `a` are taken before those of class `b`.
	fn goes_before(&self, a: ClassId, b: ClassId) -> bool {
		let tie = |class: ClassId| self.classes[class as usize].tie;
		tie(a) < tie(b) || tie(a) == tie(b) && self.first_member(a) < self.first_member(b)
	}

	/// The lowest node of a class that has nodes.
	fn first_member(&self, class: ClassId) -> usize {
		let first = class as usize * self.words;
		let words = &self.members[first..first + self.words];
		let word = words.iter().position(|word| *word != 0).unwrap_or(0);
		word * 64 + words[word].trailing_zeros() as usize
	}

	/// The loss of placing `shape` on a node of the class, with the GPU that makes it least.
	fn evaluate(&mut self, class: ClassId, shape: &Shape) -> u64 {
		let class = &self.classes[class as usize];
		let fits = class.cpu_milli >= shape.cpu_milli
			&& class.run >= shape.units
			&& class.memory_mib >= shape.memory_mib
			&& class.storage_gib >= shape.storage_gib
			&& class.bandwidth_mbit >= shape.bandwidth_mbit
			&& shape.accepts(class.model);
		if !fits {
			return UNFIT;
		}
		let (kind, vector, before) = (class.kind, class.vector, class.usefulness);
		let cpu_milli = class.cpu_milli - shape.cpu_milli;
		if shape.gpu == GpuDemand::None {
			let after = self.score.usefulness(kind, cpu_milli, vector);
			return before.saturating_sub(after) << LEVEL_BITS;
		}
		let mut best = UNFIT;
		let (first, end) = self.steps_of(vector, shape.gpu);
		for at in first..end {
			let step = self.steps[at as usize];
			let after = self.score.usefulness(kind, cpu_milli, step.vector);
			let loss = before.saturating_sub(after);
			// At equal loss the lower level: it is in the low bits.
			best = best.min(loss << LEVEL_BITS | u64::from(step.level));
		}
		best
	}

	/// Where the steps from `vector` by `demand` stand.
	fn steps_of(&mut self, vector: VectorId, demand: GpuDemand) -> (u32, u32) {
		let key = u64::from(vector) << 32
			| u64::from(demand.count()) << 16
			| u64::from(demand.milli_each());
		let hash = hash(&[key]);
		if let Some(id) = self.step_ids.find(hash, |id| self.step_keys[id as usize].0 == key) {
			let (_, first, end) = self.step_keys[id as usize];
			return (first, end);
		}
		let gpus = *self.score.gpus(vector);
		let first = self.steps.len() as u32;
		match demand {
			GpuDemand::None => (),
			GpuDemand::Share(milli) => {
				for (index, level) in gpus.iter().enumerate() {
					let last_of_equals = gpus.get(index + 1) != Some(level);
					if *level >= milli && last_of_equals {
						let mut after: GpuVector = gpus;
						after[index] -= milli;
						let vector = self.score.vector(after);
						self.steps.push(Step { level: *level, vector });
					}
				}
			}
			GpuDemand::Whole(count) => {
				let count = usize::from(count);
				if gpus.get(count.wrapping_sub(1)).is_some_and(|level| *level >= GPU_MILLI) {
					let mut after: GpuVector = gpus;
					after[..count].fill(0);
					let vector = self.score.vector(after);
					self.steps.push(Step { level: GPU_MILLI, vector });
				}
			}
		}
		let end = self.steps.len() as u32;
		self.step_ids.insert(hash, self.step_keys.len() as u32);
		self.step_keys.push((key, first, end));
		(first, end)
	}
}
