//! The scheduler's own choice allocates no less than fragmentation gradient descent, whatever the
//! cluster and the workload.

use labscape_primitives::{GpuDemand, Shape};
use labscape_scheduler::{
	baselines::{synthetic, trace, Cluster, Machine, PolicyName, Prng},
	frequencies,
};

const MACHINES: usize = 120;
const PODS: usize = 900;
const SEEDS: u64 = 4;

/// GPU allocation in parts per million of the capacity, mean over the seeds.
fn allocated(machines: &[Machine], pods: &[Shape], policy: PolicyName) -> u64 {
	let capacity: u64 = machines.iter().map(|m| u64::from(m.full.free_gpu_milli())).sum();
	let workload = frequencies(pods.iter().map(|shape| (*shape, 1)));
	let mut sum = 0;
	for seed in 1..=SEEDS {
		let list = trace::inflate(pods, capacity, 130, &mut Prng::new(seed));
		let mut cluster = Cluster::new(machines.to_vec(), &workload, policy, seed);
		for shape in &list {
			if cluster.place(shape).is_some() {
				sum += u64::from(shape.gpu.milli());
			}
		}
	}
	sum * 1_000_000 / capacity / SEEDS
}

/// Compare on one workload; `change` makes it out of the synthetic one.
fn compare(name: &str, change: impl Fn(&mut Shape, &mut Prng)) -> (u64, u64) {
	let mut prng = Prng::new(11);
	let machines = synthetic::machines(MACHINES, &mut prng);
	let mut pods = synthetic::pods(PODS, &mut prng);
	pods.iter_mut().for_each(|shape| change(shape, &mut prng));
	let of = |policy| allocated(&machines, &pods, policy);
	let (own, fgd) = (of(PolicyName::Labscape), of(PolicyName::Fgd));
	println!("{name:<16} own {own} FGD {fgd} best fit {}", of(PolicyName::BestFit));
	(own, fgd)
}

#[test]
fn allocation_is_never_a_tenth_of_a_point_below_fgd() {
	let several = |shape: &mut Shape, prng: &mut Prng| {
		if shape.gpu == GpuDemand::Whole(1) && prng.percent(50) {
			*shape = Shape { gpu: GpuDemand::Whole(2), cpu_milli: shape.cpu_milli * 2, ..*shape };
		}
	};
	let shares = |shape: &mut Shape, prng: &mut Prng| {
		if matches!(shape.gpu, GpuDemand::Share(_)) {
			shape.gpu = GpuDemand::Share(prng.between(1, 99) as u16 * 10);
		}
	};
	let found = [
		compare("as generated", |_, _| ()),
		compare("CPU scarce", |shape, _| shape.cpu_milli = shape.cpu_milli * 5 / 4),
		compare("CPU plentiful", |shape, _| shape.cpu_milli /= 2),
		compare("several GPUs", several),
		compare("random shares", shares),
	];
	assert!(found.iter().all(|(own, fgd)| own + 1_000 >= *fgd), "{found:?}");
	let gained = |(own, fgd): &(u64, u64)| *own as i64 - *fgd as i64;
	assert!(found.iter().map(gained).sum::<i64>() > 0, "{found:?}");
}
