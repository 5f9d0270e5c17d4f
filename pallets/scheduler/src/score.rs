//! How useful a node's free capacity is to the typical workload.
//!
//! The idea is fragmentation gradient descent (Weng et al., "Beware of Fragmentation", USENIX ATC
//! 2023): place a member where it takes least from what typical work could still use. There, use is
//! measured in GPU thousandths; here it is measured in *members*. For a typical shape that asks
//! for GPU, two numbers say how many more members a node could run:
//!
//! - `fluid`: the GPUs that could serve the shape, as if all of their free part could be used:
//!   Σ free over GPUs with at least the demand, divided by the demand; zero if the CPU is short of
//!   one member. This is what the original counts, and it tells apart what packs alike.
//! - `packed`: how many really fit: Σ ⌊free / demand⌋ over the GPUs, but not more than the free CPU
//!   serves. This sees thousandths that no member will ever fill, and CPU that runs out first.
//!
//! The usefulness of a node is Σ frequency × demand^¾ × (fluid + packed) over the typical shapes its
//! GPU model may run; the loss of a placement is the usefulness before minus after. Free capacity
//! that serves nobody is a fragment: taking it costs nothing, so it is taken first. The power
//! stands between counting members, which lets crowds of small ones push out the large, and
//! counting thousandths, which does the reverse; README.md has the figures.
//!
//! Everything is integer: frequencies in parts per million, counts in 1/256 (`fluid`) and 1/16
//! (`packed`), free CPU rounded down to one of 256 steps.

// Numbers of groups, vectors and rows index tables of this module that are as long as they say; the
// comments give the bounds of the sums. A loss is two sums over every demand, computed millions of
// times a second: a check that cannot fail would be paid at each step. Only planning runs through
// here, never a dispatch.
#![allow(clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use alloc::{vec, vec::Vec};

use labscape_primitives::{GpuDemand, GpuModel, GpuModels, GPU_MILLI, MAX_GPUS};

use crate::{
	table::{hash, Table},
	Typical,
};

/// How many values free CPU is rounded to.
const CPU_STEPS: usize = 256;
/// More CPU than this, in thousandths, makes no node more useful. Steps are 1,024 at most.
const MOST_CPU: u32 = 255_000;
/// Shares count rounded up to a multiple of this, in thousandths: there are at most 18 demands then, and
/// finer ones make no better choice. A node serves at most 80 of the least.
const SHARE_STEP: u16 = 100;
/// Rows are forgotten when they hold that many numbers.
const MAX_TABLED: usize = 1 << 22;
/// GPU vectors are forgotten when there are that many.
const MAX_VECTORS: usize = 1 << 14;
/// Numbers of groups stand in rows of a multiple of this, so that loops over them need no rest; what
/// is beyond the groups counts nothing.
const LANES: usize = 4;
/// How many levels a GPU's free part can have.
const LEVELS: usize = GPU_MILLI as usize + 1;

/// Free thousandths of a node's GPUs, from high to low: GPUs of one node are interchangeable.
pub(crate) type GpuVector = [u16; MAX_GPUS];
/// The number of an interned [`GpuVector`].
pub(crate) type VectorId = u32;
/// The number of a set of typical shapes that a GPU model may run.
pub(crate) type KindId = u8;

/// Typical shapes with the same GPU demand.
#[derive(Clone, Copy)]
struct Group {
	/// GPUs of one member.
	gpus: u32,
	/// Thousandths of each.
	milli: u16,
	/// Where its table stands within a row: a number for each count from zero to `most`, `stride`
	/// apart. Groups with the same `most` have their tables interleaved: their counts on a node are
	/// much the same, so what is looked up together stands together.
	offset: u32,
	stride: u32,
	/// What is counted: members where they take a share, else entirely free GPUs.
	most: u32,
}

impl Group {
	/// Where a row has the number for that count.
	fn place(&self, counted: u32) -> usize {
		(self.offset + counted * self.stride) as usize
	}

	/// What one GPU with `level` free adds: to `fluid` in 1/256, and to the place of what is counted.
	///
	/// For several GPUs at once `fluid` is not a sum over GPUs; it stands in the table then.
	fn adds(&self, level: u16) -> (u16, u16) {
		if level < self.milli {
			return (0, 0);
		}
		// At most 1,000 × 256 / 100: with eight GPUs 16 bits hold the sum.
		let fluid = u32::from(level) * 256 / u32::from(self.milli);
		(if self.gpus == 1 { fluid as u16 } else { 0 }, level / self.milli * self.stride as u16)
	}
}

/// A typical shape that asks for GPU; or several that differ in nothing that counts here.
struct Member {
	group: usize,
	cpu_milli: u32,
	models: GpuModels,
	/// Of all of them.
	weight: u32,
	/// The index of the first in the workload.
	index: usize,
}

/// One GPU vector.
struct Vector {
	gpus: GpuVector,
	/// Free thousandths in all.
	free: u32,
}

/// Taking some GPUs from one level to a lower one.
#[derive(Clone, Copy)]
struct Step {
	from: usize,
	to: usize,
	gpus: u16,
}

/// Taking nothing.
const STAY: Step = Step { from: 0, to: 0, gpus: 0 };

/// The typical workload, turned into tables.
///
/// For each (kind, CPU step) there is a row. First comes a number for each group: the weight of its
/// shapes that the CPU serves at least once, to be multiplied with `fluid`. Then a table for each:
/// what a count of GPUs or members is worth, where the CPU limits it.
#[derive(Default)]
pub(crate) struct Score {
	workload: Vec<Typical>,
	members: Vec<Member>,
	groups: Vec<Group>,
	/// How many numbers of groups stand in a row: see [`LANES`].
	width: usize,
	row_len: usize,
	/// CPU of one step.
	step: u32,
	/// Which typical shapes each kind may run.
	kinds: Vec<Vec<bool>>,
	/// The kind of each model; the last is for nodes without GPU.
	kind_of: Vec<Option<KindId>>,
	/// Where the row of (kind, CPU step) starts in `tabled`, plus one.
	rows: Vec<u32>,
	tabled: Vec<u32>,
	/// Where a level's numbers start in `adds`, plus one.
	level_rows: Vec<u32>,
	/// What a GPU of that level adds to each group: to `fluid`, and to the place of what is counted.
	/// Numbers of one kind stand together, so that many are added at once.
	adds: [Vec<u16>; 2],
	vectors: Vec<Vector>,
	vector_ids: Table,
	/// Of (vector, group): `fluid`, and the place in a row for what is counted.
	seen: [Vec<u16>; 2],
}

impl Score {
	/// Take over a workload for nodes of at most `max_cpu` thousandths; returns whether anything
	/// changed, so that older scores are void.
	pub(crate) fn set(&mut self, workload: &[Typical], max_cpu: u32) -> bool {
		let step = (max_cpu.min(MOST_CPU) / CPU_STEPS as u32 + 1).next_power_of_two();
		if self.step == step && self.workload == workload {
			return false;
		}
		*self = Self { step, workload: workload.to_vec(), ..Self::default() };
		self.kind_of = vec![None; usize::from(u8::MAX) + 1];
		self.level_rows = vec![0; LEVELS];
		self.group();
		// Taking nothing is a step within this level, whose numbers come first.
		self.level(0);
		true
	}

	/// The CPU of one step, in thousandths.
	pub(crate) fn step(&self) -> u32 {
		self.step
	}

	/// Free CPU as it counts: rounded down to a step.
	pub(crate) fn rounded(&self, cpu_milli: u32) -> u32 {
		cpu_milli / self.step * self.step
	}

	/// Whether the interned vectors are so many that they had better be forgotten.
	pub(crate) fn is_full(&self) -> bool {
		self.vectors.len() >= MAX_VECTORS
	}

	/// Forget the interned vectors; their numbers are void.
	pub(crate) fn forget(&mut self) {
		self.vectors.clear();
		self.vector_ids.clear();
		self.seen.iter_mut().for_each(Vec::clear);
	}

	/// Find the distinct GPU demands and lay out the rows.
	fn group(&mut self) {
		let (groups, width, row_len) = layout(&self.workload);
		self.members.clear();
		for (index, typical) in self.workload.iter().enumerate() {
			let Some(wanted) = demand(typical) else { continue };
			let at = groups.iter().position(|group| (group.gpus, group.milli) == wanted);
			let Some(group) = at else { continue };
			let (cpu_milli, models) = (typical.shape.cpu_milli.max(1), typical.shape.models);
			let alike = self.members.iter_mut().find(|member| {
				member.group == group && member.cpu_milli == cpu_milli && member.models == models
			});
			match alike {
				Some(member) => member.weight += weight(typical),
				None => {
					let weight = weight(typical);
					self.members.push(Member { group, cpu_milli, models, weight, index });
				}
			}
		}
		(self.groups, self.width, self.row_len) = (groups, width, row_len);
	}

	/// The kind of nodes with GPUs of `model`.
	pub(crate) fn kind(&mut self, model: Option<GpuModel>) -> KindId {
		let at = model.map_or(usize::from(u8::MAX), |model| usize::from(model.0));
		if let Some(kind) = self.kind_of[at] {
			return kind;
		}
		let runs: Vec<bool> = self.workload.iter().map(|t| t.shape.accepts(model)).collect();
		let kind = self.kinds.iter().position(|kind| *kind == runs).unwrap_or_else(|| {
			self.kinds.push(runs);
			self.rows.resize(self.kinds.len() * CPU_STEPS, 0);
			self.kinds.len() - 1
		}) as KindId;
		self.kind_of[at] = Some(kind);
		kind
	}

	/// The number of a GPU vector, which comes in any order.
	pub(crate) fn vector(&mut self, mut gpus: GpuVector) -> VectorId {
		gpus.sort_unstable_by_key(|free| core::cmp::Reverse(*free));
		let half =
			|four: &[u16]| four.iter().fold(0u64, |word, free| word << 16 | u64::from(*free));
		let (low, high) = gpus.split_at(MAX_GPUS / 2);
		let hash = hash(&[half(low), half(high)]);
		if let Some(id) = self.vector_ids.find(hash, |id| self.vectors[id as usize].gpus == gpus) {
			return id;
		}
		let id = self.vectors.len() as VectorId;
		self.vector_ids.insert(hash, id);
		let start = self.seen[0].len();
		self.seen[0].resize(start + self.width, 0);
		self.seen[1].extend(self.groups.iter().map(|group| group.offset as u16));
		// The number at this place of a row is zero.
		self.seen[1].resize(start + self.width, self.groups.len() as u16);
		for level in gpus.iter().take_while(|level| **level > 0) {
			let from = self.level(*level);
			for (seen, adds) in self.seen.iter_mut().zip(&self.adds) {
				for (sum, add) in seen[start..].iter_mut().zip(&adds[from..]) {
					*sum += add;
				}
			}
		}
		let free = gpus.iter().map(|free| u32::from(*free)).sum();
		self.vectors.push(Vector { gpus, free });
		id
	}

	/// Where the numbers of a level start in `adds`.
	fn level(&mut self, level: u16) -> usize {
		let row = &mut self.level_rows[usize::from(level.min(GPU_MILLI))];
		if *row == 0 {
			*row = self.adds[0].len() as u32 + 1;
			for group in &self.groups {
				let (fluid, counted) = group.adds(level);
				self.adds[0].push(fluid);
				self.adds[1].push(counted);
			}
			let end = *row as usize - 1 + self.width;
			self.adds.iter_mut().for_each(|adds| adds.resize(end, 0));
		}
		*row as usize - 1
	}

	/// The GPUs of an interned vector, from high to low.
	pub(crate) fn gpus(&self, vector: VectorId) -> &GpuVector {
		&self.vectors[vector as usize].gpus
	}

	/// Free thousandths of an interned vector.
	pub(crate) fn free_milli(&self, vector: VectorId) -> u32 {
		self.vectors[vector as usize].free
	}

	/// The usefulness of a node, in 1/16 of weight × members.
	pub(crate) fn usefulness(&mut self, kind: KindId, cpu_milli: u32, vector: VectorId) -> u32 {
		let row = self.row(kind, cpu_milli);
		self.value(row, vector, STAY)
	}

	/// The highest usefulness of a node after `demand` is taken from those GPUs, when `cpu_milli`
	/// is left; with the level of the GPU that a share is taken from, the lower of equals. `None`
	/// if the GPUs do not suffice.
	pub(crate) fn after(
		&mut self,
		kind: KindId,
		cpu_milli: u32,
		vector: VectorId,
		demand: GpuDemand,
	) -> Option<(u32, u16)> {
		let row = self.row(kind, cpu_milli);
		let gpus = *self.gpus(vector);
		let milli = match demand {
			GpuDemand::None => return Some((self.value(row, vector, STAY), 0)),
			GpuDemand::Whole(count) => {
				gpus.get(usize::from(count).wrapping_sub(1)).filter(|free| **free >= GPU_MILLI)?;
				let (from, to) = (self.level(GPU_MILLI), self.level(0));
				let step = Step { from, to, gpus: count.into() };
				return Some((self.value(row, vector, step), GPU_MILLI));
			}
			GpuDemand::Share(milli) => milli,
		};
		let mut best = None;
		let mut last = 0;
		for level in gpus.iter().rev().copied().filter(|level| *level >= milli) {
			if level == last {
				continue;
			}
			last = level;
			let (from, to) = (self.level(level), self.level(level - milli));
			let value = self.value(row, vector, Step { from, to, gpus: 1 });
			if best.is_none_or(|(most, _)| value > most) {
				best = Some((value, level));
			}
		}
		best
	}

	/// The usefulness, by the row at `row`, of a GPU vector after a step.
	fn value(&self, row: usize, vector: VectorId, step: Step) -> u32 {
		fn lanes<N>(numbers: &[N], from: usize, len: usize) -> &[[N; LANES]] {
			numbers[from..from + len].as_chunks().0
		}
		let Self { width, .. } = *self;
		let row = &self.tabled[row..row + self.row_len];
		let first = vector as usize * width;
		// A lower level adds no more than a higher one, and what is seen now is a sum of such.
		let left = |now: &[u16; LANES], from: &[u16; LANES], to: &[u16; LANES]| {
			core::array::from_fn::<u16, LANES, _>(|at| now[at] - step.gpus * (from[at] - to[at]))
		};
		let numbers = |of: usize| {
			let adds = &self.adds[of];
			let steps = lanes(adds, step.from, width).iter().zip(lanes(adds, step.to, width));
			let numbers = lanes(&self.seen[of], first, width).iter().zip(steps);
			numbers.map(move |(now, (from, to))| left(now, from, to))
		};
		let (mut fluid, mut packed) = (0u64, 0u32);
		for (weights, left) in lanes(row, 0, width).iter().zip(numbers(0)) {
			for (weight, left) in weights.iter().zip(left) {
				fluid += u64::from(*weight) * u64::from(left);
			}
		}
		for places in numbers(1) {
			for place in places {
				packed += row[usize::from(place)];
			}
		}
		// Weight × members is at most 20 × 10^6 for each of the two, see `tabulate`.
		(fluid >> 4) as u32 + packed
	}

	/// Where the row of a kind and that free CPU starts.
	fn row(&mut self, kind: KindId, cpu_milli: u32) -> usize {
		let step = ((cpu_milli / self.step) as usize).min(CPU_STEPS - 1);
		let at = usize::from(kind) * CPU_STEPS + step;
		if let Some(start) = self.rows[at].checked_sub(1) {
			return start as usize;
		}
		if self.tabled.len() + self.row_len > MAX_TABLED {
			self.tabled.clear();
			self.rows.fill(0);
		}
		let start = self.tabled.len();
		self.tabled.resize(start + self.row_len, 0);
		// Below 256 steps of at most 1,024 each.
		self.tabulate(start, kind, step as u32 * self.step);
		self.rows[at] = start as u32 + 1;
		start
	}

	/// Fill the row at `start` for nodes of a kind with so much CPU free.
	///
	/// What a shape's members are worth grows by the same step for each until the CPU is used up, so
	/// a shape only changes the growth of its group's table in three places; the sums over the
	/// changes, done once for each group, are the table. O(shapes + length of the row).
	fn tabulate(&mut self, start: usize, kind: KindId, cpu_milli: u32) {
		let row = &mut self.tabled[start..];
		for member in &self.members {
			if !self.kinds[usize::from(kind)][member.index] {
				continue;
			}
			let (group, weight) = (&self.groups[member.group], member.weight);
			// In 1/16 of members.
			let by_cpu = (cpu_milli << 4) / member.cpu_milli;
			if by_cpu >= 16 {
				row[member.group] += weight;
			}
			let held = group.most / group.gpus;
			let whole = (by_cpu / 16).min(held);
			let part = weight * (by_cpu % 16);
			let mut grow = |at: u32, by: u32| {
				if at <= held {
					let growth = &mut row[group.place(at)];
					*growth = growth.wrapping_add(by);
				}
			};
			grow(1, 16 * weight);
			grow(whole + 1, part.wrapping_sub(16 * weight));
			grow(whole + 2, part.wrapping_neg());
		}
		for (index, group) in self.groups.iter().enumerate() {
			let served = row[index];
			// Weight × members is at most 10^6 × 8,000 / (128 × demand^¼), demands being 100 or more:
			// 20 × 10^6. 16 times that is 0.32 × 10^9, which 32 bits hold twice. On the way there the
			// sums wrap, and back.
			let (mut growth, mut sum) = (0u32, 0u32);
			for members in 0..=group.most / group.gpus {
				let value = &mut row[group.place(members)];
				growth = growth.wrapping_add(*value);
				sum = sum.wrapping_add(growth);
				*value = sum;
			}
			if group.gpus == 1 {
				continue;
			}
			// From counts of members to counts of GPUs; from the end, as members are fewer.
			for counted in (1..=group.most).rev() {
				let members = counted / group.gpus;
				let fluid = if members > 0 { served * (counted * 16 / group.gpus) } else { 0 };
				row[group.place(counted)] = row[group.place(members)] + fluid;
			}
			row[index] = 0;
		}
	}
}

/// GPUs and thousandths of each that a typical shape asks for, as far as they are told apart.
fn demand(typical: &Typical) -> Option<(u32, u16)> {
	match typical.shape.gpu {
		GpuDemand::None => None,
		GpuDemand::Share(milli) => Some((1, milli.max(1).div_ceil(SHARE_STEP) * SHARE_STEP)),
		GpuDemand::Whole(count) => Some((u32::from(count), GPU_MILLI)),
	}
}

/// Frequency × demand^¾, in 1/128 of thousandths^¾: 1.4 for a GPU, 6.6 for eight, so that all weights
/// together are below 2^23.
fn weight(typical: &Typical) -> u32 {
	let cube = u64::from(typical.shape.gpu.milli()).pow(3);
	// Below 2^55; the root is in 1/16.
	let root = (cube << 16).isqrt().isqrt();
	(u64::from(typical.ppm) * root / 2_048) as u32
}

/// The groups of a workload, how many numbers of groups stand in a row, and how long a row of the
/// tables is.
fn layout(workload: &[Typical]) -> (Vec<Group>, usize, usize) {
	let asked = workload.iter().filter_map(demand);
	let mut demands: Vec<_> = asked.collect();
	demands.sort_unstable();
	demands.dedup();
	let most = |(_, milli): &(u32, u16)| MAX_GPUS as u32 * u32::from(GPU_MILLI / milli);
	let mut groups = Vec::with_capacity(demands.len());
	let width = demands.len().next_multiple_of(LANES);
	let mut end = width as u32;
	// Several GPUs are taken whole, so that equal counts are neighbours in the order of demands.
	for alike in demands.chunk_by(|a, b| most(a) == most(b)) {
		let (stride, most) = (alike.len() as u32, most(&alike[0]));
		let group = |((gpus, milli), offset)| Group { gpus, milli, offset, stride, most };
		groups.extend(alike.iter().copied().zip(end..).map(group));
		end += stride * (most + 1);
	}
	(groups, width, end as usize)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::baselines::Prng;
	use core::cmp::Reverse;
	use labscape_primitives::Shape;

	/// The definition, shape by shape. `cpu_milli` is a multiple of the step.
	fn by_definition(
		workload: &[Typical],
		model: GpuModel,
		cpu_milli: u32,
		gpus: &GpuVector,
	) -> u32 {
		let (mut fluid, mut packed) = (0u64, 0u64);
		for typical in workload {
			let shape = &typical.shape;
			let Some((count, milli)) = demand(typical) else { continue };
			let milli = u32::from(milli);
			if !shape.accepts(Some(model)) {
				continue;
			}
			let weight = u64::from(weight(typical));
			let enough = gpus.iter().map(|gpu| u32::from(*gpu)).filter(|gpu| *gpu >= milli);
			let held = enough.clone().map(|gpu| gpu / milli).sum::<u32>() / count;
			let by_cpu = cpu_milli * 16 / shape.cpu_milli;
			packed += weight * u64::from(by_cpu.min(held * 16));
			if held > 0 && by_cpu >= 16 {
				if count == 1 {
					fluid += weight * enough.map(|gpu| u64::from(gpu * 256 / milli)).sum::<u64>();
				} else {
					packed += weight * u64::from(enough.count() as u32 * 16 / count);
				}
			}
		}
		((fluid >> 4) + packed) as u32
	}

	fn workload(prng: &mut Prng, shapes: u64) -> Vec<Typical> {
		let typical = |_| {
			let gpu = match prng.below(4) {
				0 => GpuDemand::None,
				1 => GpuDemand::Whole(prng.between(1, 8) as u8),
				_ => GpuDemand::Share(prng.between(5, 99) as u16 * 10),
			};
			let models = GpuModels(prng.between(1, 7) as u32);
			let cpu_milli = prng.between(1, 20_000) as u32;
			Typical { shape: Shape { cpu_milli, gpu, models, ..Shape::default() }, ppm: 3_000 }
		};
		(0..shapes).map(typical).collect()
	}

	fn gpus(prng: &mut Prng) -> GpuVector {
		let mut gpus = [0; MAX_GPUS];
		let count = prng.below(9) as usize;
		gpus[..count].fill_with(|| *prng.pick(&[1_000, 1_000, 0, 700, 330, 190, 50]).unwrap());
		gpus
	}

	#[test]
	fn usefulness_is_what_the_definition_says() {
		let mut prng = Prng::new(5);
		for _ in 0..40 {
			let workload = workload(&mut prng, 60);
			let mut score = Score::default();
			assert!(score.set(&workload, 100_000));
			assert!(!score.set(&workload, 90_000), "the step is the same");
			for _ in 0..40 {
				let (model, gpus) = (GpuModel(prng.below(3) as u8), gpus(&mut prng));
				let cpu_milli = prng.below(100_000) as u32 / score.step * score.step;
				let (kind, vector) = (score.kind(Some(model)), score.vector(gpus));
				let expected = by_definition(&workload, model, cpu_milli, &gpus);
				assert_eq!(score.usefulness(kind, cpu_milli, vector), expected);
				assert_eq!(score.usefulness(kind, cpu_milli + score.step - 1, vector), expected);
				let empty = score.kind(None);
				assert_eq!(score.usefulness(empty, cpu_milli, vector), 0);
			}
		}
	}

	#[test]
	fn what_is_left_is_the_best_of_all_gpus_that_could_be_taken() {
		let mut prng = Prng::new(6);
		for _ in 0..40 {
			let workload = workload(&mut prng, 30);
			let mut score = Score::default();
			score.set(&workload, 64_000);
			for _ in 0..40 {
				let (cpu_milli, gpus) = (prng.below(64_000) as u32, gpus(&mut prng));
				let (kind, vector) = (score.kind(Some(GpuModel(0))), score.vector(gpus));
				let milli = prng.between(1, 999) as u16;
				let mut best: Option<(u32, Reverse<u16>)> = None;
				for at in 0..MAX_GPUS {
					let mut after = gpus;
					let Some(left) = gpus[at].checked_sub(milli) else { continue };
					after[at] = left;
					let after = score.vector(after);
					let value = score.usefulness(kind, cpu_milli, after);
					best = best.max(Some((value, Reverse(gpus[at]))));
				}
				let found = score.after(kind, cpu_milli, vector, GpuDemand::Share(milli));
				assert_eq!(found, best.map(|(value, Reverse(level))| (value, level)));
				let before = score.usefulness(kind, cpu_milli, vector);
				assert!(found.is_none_or(|(after, _)| after <= before), "nothing is gained");
			}
		}
	}

	#[test]
	fn who_takes_more_never_leaves_more() {
		let mut prng = Prng::new(7);
		let demand = |prng: &mut Prng| match prng.below(4) {
			0 => GpuDemand::Whole(prng.between(1, 4) as u8),
			_ => GpuDemand::Share(prng.between(1, 999) as u16),
		};
		for _ in 0..40 {
			let workload = workload(&mut prng, 60);
			let mut score = Score::default();
			score.set(&workload, 64_000);
			for _ in 0..100 {
				let (kind, vector) = (score.kind(Some(GpuModel(0))), score.vector(gpus(&mut prng)));
				let (less_cpu, more_cpu) = (prng.below(64_000) as u32, prng.below(64_000) as u32);
				let (less_cpu, more_cpu) = (less_cpu.min(more_cpu), less_cpu.max(more_cpu));
				let (a, b) = (demand(&mut prng), demand(&mut prng));
				let (small, large) = if a.milli() < b.milli() { (a, b) } else { (b, a) };
				let small = score.after(kind, more_cpu, vector, small).map(|(value, _)| value);
				let large = score.after(kind, less_cpu, vector, large).map(|(value, _)| value);
				assert!(
					large <= small,
					"{large:?} is left by the larger, {small:?} by the smaller"
				);
				let none = score.after(kind, more_cpu, vector, GpuDemand::None);
				assert!(small <= none.map(|(value, _)| value));
			}
		}
	}

	#[test]
	fn shares_are_told_apart_in_steps() {
		let typical = |milli| {
			let gpu = GpuDemand::Share(milli);
			let shape = Shape { cpu_milli: 1, gpu, models: GpuModels::ANY, ..Shape::default() };
			Typical { shape, ppm: 3_900 }
		};
		let workload: Vec<Typical> = (1..=256).map(typical).collect();
		let mut score = Score::default();
		score.set(&workload, u32::MAX >> 8);
		let demands: Vec<u16> = score.groups.iter().map(|group| group.milli).collect();
		assert_eq!(demands, [100, 200, 300]);
		let (kind, vector) = (score.kind(Some(GpuModel(0))), score.vector([1_000; MAX_GPUS]));
		// The bound that `value` and `tabulate` rely on.
		assert!(score.usefulness(kind, u32::MAX >> 8, vector) > 0);
		let small = vec![Typical { ppm: 1_000_000, ..typical(1) }];
		score.set(&small, 1_000);
		let (kind, vector) = (score.kind(Some(GpuModel(0))), score.vector([1_000; MAX_GPUS]));
		let most = score.usefulness(kind, 1_000, vector);
		assert!(most > 2 << 20 && most < u32::MAX / 2 + (1 << 30));
	}
}
