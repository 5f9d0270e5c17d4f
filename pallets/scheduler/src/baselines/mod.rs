//! Other ways to choose a node, for benchmarks, tests and the replay of traces. None of this is in
//! a runtime.
//!
//! A [`Cluster`] is a list of machines without slots; a [`Placer`] puts members into it one by one.
//! [`Labscape`] is the scheduler's own choice; the others are written as they are published and
//! look at every machine every time.

use alloc::{boxed::Box, vec::Vec};

use labscape_primitives::{GpuDemand, GpuModel, GpuSet, Resources, Shape, MAX_GPUS};

use crate::{plan::gpus_at, pool::Pool, Typical};

mod prng;
pub mod synthetic;
pub mod trace;

pub use prng::Prng;

/// One machine: the model of its GPUs and what is free.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Machine {
	/// The model, if there are GPUs.
	pub model: Option<GpuModel>,
	/// What is free.
	pub free: Resources,
	/// What there was when it was empty.
	pub full: Resources,
}

impl Machine {
	/// An empty machine.
	pub fn new(model: Option<GpuModel>, full: Resources) -> Self {
		Self { model, free: full, full }
	}

	fn fits(&self, shape: &Shape) -> bool {
		shape.accepts(self.model) && self.free.fits(shape)
	}
}

/// Machines and the way to choose among them.
pub struct Cluster {
	machines: Vec<Machine>,
	placer: Box<dyn Placer>,
}

impl Cluster {
	/// A cluster of machines, placed by `policy`, with the typical workload that policies of
	/// fragmentation look at; `seed` is for [`PolicyName::Random`] alone.
	pub fn new(
		machines: Vec<Machine>,
		workload: &[Typical],
		policy: PolicyName,
		seed: u64,
	) -> Self {
		let placer: Box<dyn Placer> = match policy {
			PolicyName::Labscape => Box::new(Labscape::new(&machines, workload)),
			PolicyName::Fgd => Box::new(Fgd { workload: workload.to_vec() }),
			PolicyName::BestFit => Box::new(BestFit { gpu_weight: machines_weight(&machines) }),
			PolicyName::DotProduct => Box::new(DotProduct),
			PolicyName::Random => Box::new(Random { prng: Prng::new(seed) }),
		};
		Self { machines, placer }
	}

	/// Place one member; the machine and its GPUs, or `None` if it fits nowhere.
	pub fn place(&mut self, shape: &Shape) -> Option<(usize, GpuSet)> {
		let (index, level) = self.placer.choose(&self.machines, shape)?;
		let machine = self.machines.get_mut(index)?;
		let gpus = gpus_at(&machine.free, shape.gpu, level)?;
		machine.free.take(shape, gpus).ok()?;
		self.placer.changed(index, machine);
		Some((index, gpus))
	}

	/// The GPU thousandths that are free although typical work cannot use them, in expectation
	/// over the typical shapes that ask for GPU; in parts per million of what the cluster has.
	pub fn fragmentation_ppm(&self, workload: &[Typical]) -> u64 {
		let gpu = |typical: &&Typical| typical.shape.gpu != GpuDemand::None;
		let fgd = Fgd { workload: workload.iter().filter(gpu).copied().collect() };
		let weight: i64 = fgd.workload.iter().map(|typical| i64::from(typical.ppm)).sum();
		let full: u64 = self.machines.iter().map(|m| u64::from(m.full.free_gpu_milli())).sum();
		let lost: i64 = self.machines.iter().map(|machine| fgd.fragmentation(machine)).sum();
		let lost = u64::try_from(lost / weight.max(1)).unwrap_or(0);
		lost.saturating_mul(1_000_000) / full.max(1)
	}

	/// The machines as they are now.
	pub fn machines(&self) -> &[Machine] {
		&self.machines
	}
}

/// The names of the policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyName {
	/// The scheduler's own.
	Labscape,
	/// Fragmentation gradient descent, every score from scratch.
	Fgd,
	/// Least left over.
	BestFit,
	/// Least dot product of demand and free capacity.
	DotProduct,
	/// Any that fits.
	Random,
}

impl PolicyName {
	/// All of them with the names used on command lines.
	pub const ALL: [(&'static str, Self); 5] = [
		("labscape", Self::Labscape),
		("fgd", Self::Fgd),
		("bestfit", Self::BestFit),
		("dotprod", Self::DotProduct),
		("random", Self::Random),
	];

	/// The policy of that name.
	pub fn from_name(name: &str) -> Option<Self> {
		Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, policy)| *policy)
	}
}

/// A way to choose a machine.
pub trait Placer {
	/// The machine for one member, and the free thousandths of the GPU to take a share from.
	fn choose(&mut self, machines: &[Machine], shape: &Shape) -> Option<(usize, u16)>;
	/// `machine` is not as it was.
	fn changed(&mut self, _index: usize, _machine: &Machine) {}
}

/// The scheduler's own choice.
struct Labscape {
	pool: Pool,
}

impl Labscape {
	fn new(machines: &[Machine], workload: &[Typical]) -> Self {
		let mut pool = Pool::default();
		let max_cpu = machines.iter().map(|machine| machine.free.cpu_milli).max().unwrap_or(0);
		pool.reset(machines.len(), workload, max_cpu);
		for (index, machine) in machines.iter().enumerate() {
			pool.update(index, machine.model, Some((&machine.free, u16::MAX)));
		}
		Self { pool }
	}
}

impl Placer for Labscape {
	fn choose(&mut self, _: &[Machine], shape: &Shape) -> Option<(usize, u16)> {
		let id = self.pool.shape(shape);
		self.pool.choose(id, shape, |_| true)
	}

	fn changed(&mut self, index: usize, machine: &Machine) {
		self.pool.update(index, machine.model, Some((&machine.free, u16::MAX)));
	}
}

/// The free amounts of the GPUs that could serve a share; one entry, whatever it says, for other
/// demands.
fn levels(free: &Resources, demand: GpuDemand) -> impl Iterator<Item = u16> + '_ {
	let least = match demand {
		GpuDemand::Share(milli) => milli,
		_ => 0,
	};
	let gpus = if least == 0 { 1 } else { MAX_GPUS };
	free.gpu_milli.iter().copied().take(gpus).filter(move |level| *level >= least)
}

fn after(machine: &Machine, shape: &Shape, level: u16) -> Option<Machine> {
	let mut after = machine.clone();
	after.free.take(shape, gpus_at(&machine.free, shape.gpu, level)?).ok()?;
	Some(after)
}

/// Fragmentation gradient descent as published (USENIX ATC 2023): the growth of the GPU thousandths
/// that typical shapes cannot use, from scratch for every machine that fits.
///
/// Growth is rounded to 30 thousandths, as the published scorer rounds to whole points: with exact
/// growth it does worse. Ties go to the least free GPU, then CPU, then index.
struct Fgd {
	workload: Vec<Typical>,
}

impl Fgd {
	/// Thousandths × parts per million that are of no use.
	fn fragmentation(&self, machine: &Machine) -> i64 {
		let free = &machine.free;
		let total = i64::from(free.free_gpu_milli());
		let mut sum = 0;
		for typical in &self.workload {
			let shape = &typical.shape;
			let milli = shape.gpu.milli_each();
			let enough = free.gpu_milli.iter().filter(|gpu| **gpu >= milli).count() as u32;
			let runs = shape.gpu != GpuDemand::None
				&& free.cpu_milli >= shape.cpu_milli
				&& enough >= shape.gpu.count()
				&& shape.accepts(machine.model);
			let lost = if runs {
				let small = free.gpu_milli.iter().filter(|gpu| **gpu < milli);
				small.map(|gpu| i64::from(*gpu)).sum()
			} else {
				total
			};
			sum += i64::from(typical.ppm) * lost;
		}
		sum
	}
}

impl Placer for Fgd {
	fn choose(&mut self, machines: &[Machine], shape: &Shape) -> Option<(usize, u16)> {
		const ROUND: i64 = 30 * 1_000_000;
		let mut best = None;
		for (index, machine) in machines.iter().enumerate().filter(|(_, m)| m.fits(shape)) {
			let before = self.fragmentation(machine);
			let growth = levels(&machine.free, shape.gpu).filter_map(|level| {
				Some((self.fragmentation(&after(machine, shape, level)?) - before, level))
			});
			let Some((growth, level)) = growth.min() else { continue };
			let rounded = (growth + ROUND / 2).div_euclid(ROUND);
			let free = (machine.free.free_gpu_milli(), machine.free.cpu_milli);
			let key = (rounded, free, index, level);
			if best.is_none_or(|best| key < best) {
				best = Some(key);
			}
		}
		best.map(|(.., index, level)| (index, level))
	}
}

/// Total CPU thousandths for each GPU thousandth, so that the two can be added.
fn machines_weight(machines: &[Machine]) -> (u64, u64) {
	let sum = |of: fn(&Machine) -> u32| machines.iter().map(|m| u64::from(of(m))).sum::<u64>();
	(sum(|m| m.full.cpu_milli).max(1), sum(|m| m.full.free_gpu_milli()).max(1))
}

/// Linear scan for the machine with the least left over, CPU and GPU each as a share of the
/// cluster's.
struct BestFit {
	gpu_weight: (u64, u64),
}

impl Placer for BestFit {
	fn choose(&mut self, machines: &[Machine], shape: &Shape) -> Option<(usize, u16)> {
		let (cpu, gpu) = self.gpu_weight;
		let left = |free: &Resources| {
			u128::from(free.cpu_milli) * u128::from(gpu)
				+ u128::from(free.free_gpu_milli()) * u128::from(cpu)
		};
		let fitting = machines.iter().enumerate().filter(|(_, machine)| machine.fits(shape));
		let (index, machine) = fitting.min_by_key(|(index, m)| (left(&m.free), *index))?;
		Some((index, levels(&machine.free, shape.gpu).min()?))
	}
}

/// Linear scan for the machine whose free capacity points least into the direction of the demand.
struct DotProduct;

impl Placer for DotProduct {
	fn choose(&mut self, machines: &[Machine], shape: &Shape) -> Option<(usize, u16)> {
		let product = |m: &Machine| {
			u128::from(m.free.cpu_milli)
				* u128::from(shape.cpu_milli)
				* u128::from(m.full.free_gpu_milli().max(1)).pow(2)
				+ u128::from(m.free.free_gpu_milli())
					* u128::from(shape.gpu.milli())
					* u128::from(m.full.cpu_milli.max(1)).pow(2)
		};
		// Products are of shares of the machine: a common denominator would not fit all machines.
		let share = |m: &Machine| {
			let whole = u128::from(m.full.free_gpu_milli().max(1)).pow(2)
				* u128::from(m.full.cpu_milli.max(1)).pow(2);
			product(m) * 1_000_000 / whole
		};
		let fitting = machines.iter().enumerate().filter(|(_, machine)| machine.fits(shape));
		let (index, machine) = fitting.min_by_key(|(index, m)| (share(m), *index))?;
		Some((index, levels(&machine.free, shape.gpu).min()?))
	}
}

/// Any machine that fits, then any GPU that does.
struct Random {
	prng: Prng,
}

impl Placer for Random {
	fn choose(&mut self, machines: &[Machine], shape: &Shape) -> Option<(usize, u16)> {
		let fitting: Vec<usize> =
			(0..machines.len()).filter(|i| machines[*i].fits(shape)).collect();
		let index = *self.prng.pick(&fitting)?;
		let levels: Vec<u16> = levels(&machines[index].free, shape.gpu).collect();
		Some((index, *self.prng.pick(&levels)?))
	}
}
