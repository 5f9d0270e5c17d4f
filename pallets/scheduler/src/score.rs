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
//! The usefulness of a node is Σ frequency × √demand × (fluid + packed) over the typical shapes its
//! GPU model may run; the loss of a placement is the usefulness before minus after. Free capacity
//! that serves nobody is a fragment: taking it costs nothing, so it is taken first. The square root
//! stands between counting members, which lets crowds of small ones push out the large, and
//! counting thousandths, which does the reverse; README.md has the figures.
//!
//! Everything is integer: frequencies in parts per million, counts in 1/256 (`fluid`) and 1/16
//! (`packed`), free CPU rounded down to one of 512 steps.

use alloc::{vec, vec::Vec};

use labscape_primitives::{GpuDemand, GpuModel, GPU_MILLI, MAX_GPUS};

use crate::{
	table::{hash, Table},
	Typical,
};

/// How many values free CPU is rounded to.
const CPU_STEPS: usize = 512;
/// The most GPU demands told apart; with more of them, shares are rounded up to [`COARSE_SHARE`].
const MAX_GROUPS: usize = 64;
const COARSE_SHARE: u16 = 25;
/// Smaller shares count as this one, so that a node serves at most 160 of them.
const LEAST_SHARE: u16 = 50;
/// The most values that `packed` is tabled for, per demand.
const MAX_LEVELS: u32 = 32;
/// Tables are emptied when they hold that many numbers.
const MAX_TABLED: usize = 1 << 22;
/// GPU vectors are forgotten when there are that many.
const MAX_VECTORS: usize = 1 << 14;
/// Entries of the cache of usefulness; a power of two.
const CACHE: usize = 1 << 15;

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
	/// Where its table starts within a row; the first number is the frequency that the CPU serves.
	offset: u32,
	/// `packed` is tabled in steps of that many members.
	bundle: u32,
	/// The highest step.
	top: u32,
}

impl Group {
	/// How many members those GPUs hold, if the CPU does not matter.
	fn count(&self, vector: &GpuVector) -> u32 {
		let whole = |free: &u16| u32::from(*free / self.milli);
		let count: u32 = vector.iter().map(whole).sum();
		count / self.gpus
	}

	/// `fluid` of those GPUs in 1/256, if the CPU does not matter.
	fn fluid(&self, vector: &GpuVector) -> u32 {
		if self.count(vector) == 0 {
			return 0;
		}
		let usable = vector.iter().filter(|free| **free >= self.milli);
		let sum: u32 = usable.map(|free| u32::from(*free)).sum();
		// At most 8,000 thousandths: 2^21 before the division.
		sum * 256 / (u32::from(self.milli) * self.gpus)
	}
}

/// One GPU vector as the groups see it.
struct Vector {
	gpus: GpuVector,
	/// Free thousandths in all.
	free: u32,
}

/// The typical workload, turned into tables.
#[derive(Default)]
pub(crate) struct Score {
	workload: Vec<Typical>,
	/// For each typical shape that asks for GPU: its group, CPU, weight and index.
	members: Vec<(usize, u32, u32, usize)>,
	groups: Vec<Group>,
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
	vectors: Vec<Vector>,
	vector_ids: Table,
	/// `fluid` of (vector, group).
	fluid: Vec<u32>,
	/// Offset in the row of `packed` of (vector, group), or `u32::MAX` where it is zero.
	packed: Vec<u32>,
	/// (kind, CPU step, vector) plus one, and its usefulness.
	cache: Vec<(u64, u64)>,
}

impl Score {
	/// Take over a workload for nodes of at most `max_cpu` thousandths; returns whether anything
	/// changed, so that older scores are void.
	pub(crate) fn set(&mut self, workload: &[Typical], max_cpu: u32) -> bool {
		let step = (max_cpu / CPU_STEPS as u32 + 1).next_power_of_two();
		if self.step == step && self.workload == workload {
			return false;
		}
		let cache = core::mem::take(&mut self.cache);
		*self = Self { step, workload: workload.to_vec(), cache, ..Self::default() };
		self.cache.clear();
		self.cache.resize(CACHE, (0, 0));
		self.kind_of = vec![None; usize::from(u8::MAX) + 1];
		self.group();
		true
	}

	/// Whether the interned vectors are so many that they had better be forgotten.
	pub(crate) fn is_full(&self) -> bool {
		self.vectors.len() >= MAX_VECTORS
	}

	/// Forget the interned vectors; their numbers are void.
	pub(crate) fn forget(&mut self) {
		self.vectors.clear();
		self.vector_ids.clear();
		self.fluid.clear();
		self.packed.clear();
		self.cache.fill((0, 0));
	}

	/// Find the distinct GPU demands and lay out the rows.
	fn group(&mut self) {
		let demand = |typical: &Typical, coarse: bool| match typical.shape.gpu {
			GpuDemand::None => None,
			GpuDemand::Share(milli) if coarse => {
				Some((1, milli.max(LEAST_SHARE).div_ceil(COARSE_SHARE) * COARSE_SHARE))
			}
			GpuDemand::Share(milli) => Some((1, milli.max(LEAST_SHARE))),
			GpuDemand::Whole(count) => Some((u32::from(count), GPU_MILLI)),
		};
		let distinct = |coarse: bool| {
			let mut all: Vec<_> = self.workload.iter().filter_map(|t| demand(t, coarse)).collect();
			all.sort_unstable();
			all.dedup();
			all
		};
		let coarse = distinct(false).len() > MAX_GROUPS;
		let mut offset = 0;
		let mut groups = Vec::new();
		for (gpus, milli) in distinct(coarse) {
			let most = MAX_GPUS as u32 * u32::from(GPU_MILLI / milli) / gpus;
			let bundle = most.div_ceil(MAX_LEVELS).max(1);
			let top = most / bundle;
			groups.push(Group { gpus, milli, offset, bundle, top });
			offset += top + 1;
		}
		self.row_len = offset as usize;
		let found = |wanted: (u32, u16)| groups.iter().position(|g| (g.gpus, g.milli) == wanted);
		self.members = self
			.workload
			.iter()
			.enumerate()
			.filter_map(|(index, typical)| {
				let group = found(demand(typical, coarse)?)?;
				// √demand in 1/32: at most 5.6 for eight GPUs. 10^6 × 358 fits.
				let root = (typical.shape.gpu.milli() * 16).isqrt();
				Some((group, typical.shape.cpu_milli.max(1), typical.ppm * root / 64, index))
			})
			.collect();
		self.groups = groups;
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
		gpus.sort_unstable_by(|a, b| b.cmp(a));
		let half =
			|four: &[u16]| four.iter().fold(0u64, |word, free| word << 16 | u64::from(*free));
		let (low, high) = gpus.split_at(MAX_GPUS / 2);
		let hash = hash(&[half(low), half(high)]);
		if let Some(id) = self.vector_ids.find(hash, |id| self.vectors[id as usize].gpus == gpus) {
			return id;
		}
		let id = self.vectors.len() as VectorId;
		self.vector_ids.insert(hash, id);
		for group in &self.groups {
			let step = (group.count(&gpus) / group.bundle).min(group.top);
			self.fluid.push(group.fluid(&gpus));
			self.packed.push(if step == 0 { u32::MAX } else { group.offset + step });
		}
		let free = gpus.iter().map(|free| u32::from(*free)).sum();
		self.vectors.push(Vector { gpus, free });
		id
	}

	/// The GPUs of an interned vector, from high to low.
	pub(crate) fn gpus(&self, vector: VectorId) -> &GpuVector {
		&self.vectors[vector as usize].gpus
	}

	/// Free thousandths of an interned vector.
	pub(crate) fn free_milli(&self, vector: VectorId) -> u32 {
		self.vectors[vector as usize].free
	}

	/// The usefulness of a node: in 10^-6 / 256 members of the typical workload.
	pub(crate) fn usefulness(&mut self, kind: KindId, cpu_milli: u32, vector: VectorId) -> u64 {
		// A node of more CPU than `set` was told of would only be rounded down further.
		let step = ((cpu_milli / self.step) as usize).min(CPU_STEPS - 1);
		let key = (u64::from(vector) << 20 | (step as u64) << 8 | u64::from(kind)) + 1;
		let at = hash(&[key]) as usize & (CACHE - 1);
		let (held, value) = self.cache[at];
		if held == key {
			return value;
		}
		let row = self.row(kind, step);
		let row = &self.tabled[row..row + self.row_len];
		let first = vector as usize * self.groups.len();
		let seen = self.fluid[first..].iter().zip(&self.packed[first..]);
		let mut sum = 0u64;
		for (group, (fluid, packed)) in self.groups.iter().zip(seen) {
			sum += u64::from(row[group.offset as usize]) * u64::from(*fluid);
			if *packed != u32::MAX {
				sum += u64::from(row[*packed as usize]) << 4;
			}
		}
		self.cache[at] = (key, sum);
		sum
	}

	/// Where the row of (kind, CPU step) starts. Each group has `[w, p1, p2, …]`: `w` the weight of
	/// its shapes that the CPU serves at least once, `pn` the sum of weight × 16 members, where GPUs
	/// hold `n` bundles and the CPU what it holds.
	fn row(&mut self, kind: KindId, step: usize) -> usize {
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
		let row = &mut self.tabled[start..];
		// `step` is below 512, the step of at most 2^15.
		let cpu = step as u32 * self.step;
		for (group, cpu_each, weight, index) in &self.members {
			if !self.kinds[usize::from(kind)][*index] {
				continue;
			}
			let group = &self.groups[*group];
			// At most 2^24 thousandths.
			let by_cpu = (cpu << 4) / cpu_each;
			let numbers = &mut row[group.offset as usize..=(group.offset + group.top) as usize];
			if by_cpu >= 16 {
				numbers[0] += weight;
			}
			for (bundles, sum) in numbers.iter_mut().enumerate().skip(1) {
				// Weight × members is at most 10^6 × 8,000 / 16√demand with demands of 50 and more;
				// 16 times that is 1.2 × 10^9, which 32 bits hold.
				*sum += weight * by_cpu.min(bundles as u32 * group.bundle << 4);
			}
		}
		self.rows[at] = start as u32 + 1;
		start
	}
}
