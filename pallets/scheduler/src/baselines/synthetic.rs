//! Made-up clusters, workloads and labscapes, for when there is no trace and for tests.

use alloc::vec::Vec;

use labscape_primitives::{
	Capacity, GpuDemand, GpuModel, GpuModels, Request, ServiceClass, Shape, GPU_MILLI,
	MAX_LEASES_PER_NODE, UNITS_PER_LABSCAPE,
};

use super::{Machine, Prng};
use crate::{
	frequencies, Entry, Node, PartKey, Plan, Policy, Snapshot, SpotLease, Verdict, NO_DEADLINE,
};

/// A cluster of machines with 0, 1, 2, 4 or 8 GPUs of three models and 8 to 16 cores for each.
pub fn machines(count: usize, prng: &mut Prng) -> Vec<Machine> {
	let machine = |_| {
		let gpus = *prng.pick(&[0u8, 1, 2, 2, 4, 8, 8, 8]).unwrap_or(&8);
		let gpu_model = (gpus > 0).then(|| GpuModel(prng.below(3) as u8));
		let cores = u32::from(gpus.max(4)) * prng.between(8, 16) as u32;
		let capacity = Capacity {
			cpu_milli: cores * 1_000,
			memory_mib: cores * 4_096,
			gpus,
			gpu_model,
			..Capacity::default()
		};
		Machine::new(gpu_model, capacity.full())
	};
	(0..count).map(machine).collect()
}

/// Pods of 64 random shapes, some far more frequent than others.
pub fn pods(count: usize, prng: &mut Prng) -> Vec<Shape> {
	let shapes: Vec<Shape> = (0..64).map(|_| shape(prng)).collect();
	// The smaller of two draws: the first shapes come most often.
	let mut draw = || prng.below(64).min(prng.below(64)) as usize;
	(0..count).map(|_| shapes[draw()]).collect()
}

/// A random shape that most machines of [`machines`] can run.
pub fn shape(prng: &mut Prng) -> Shape {
	let gpu = match prng.below(10) {
		0 | 1 => GpuDemand::None,
		2..=5 => GpuDemand::Share(prng.between(1, 19) as u16 * 50),
		6 | 7 => GpuDemand::Whole(1),
		_ => GpuDemand::Whole(*prng.pick(&[2, 2, 4, 8]).unwrap_or(&2)),
	};
	let models = match gpu {
		GpuDemand::None => GpuModels::NONE,
		_ if prng.percent(30) => GpuModels(prng.between(1, 7) as u32),
		_ => GpuModels::ANY,
	};
	// For each GPU asked for, 4 to 16 cores; without, as for one.
	let cores = gpu.milli().max(500) * prng.between(4, 16) as u32;
	Shape { units: 1, cpu_milli: cores, memory_mib: cores * 3, gpu, models, ..Shape::default() }
}

/// A node without leases.
pub fn node(id: u32, first_slot: u16, units: u16, capacity: &Capacity) -> Node {
	Node {
		id,
		first_slot,
		units,
		gpu_model: capacity.gpu_model,
		free: capacity.full(),
		open: true,
		places: MAX_LEASES_PER_NODE as u16,
		backing: u128::MAX,
		changed: 0,
	}
}

/// A part in the queue with nothing special about it.
pub fn entry(job: u64, shape: Shape, gang: u16) -> Entry {
	Entry {
		key: PartKey { job, part: 0 },
		request: Request { shape, gang },
		class: ServiceClass::Standard,
		returned: false,
		priority: 0,
		waited: 0,
		deadline: NO_DEADLINE,
		virtual_time: job,
		value: 0,
		excluded: Vec::new(),
		since: 0,
	}
}

/// An empty labscape of 64 nodes of 64 units, and a queue that fills it to the last unit: eight
/// GPUs, 64 cores and 256 GiB a node, and requests of those proportions. With `single`, every part
/// takes one unit; else 1 to 16.
pub fn full_labscape(labscape: u8, single: bool) -> Snapshot {
	const NODES: u16 = 64;
	const UNITS: u16 = 64;
	let mut prng = Prng::new(u64::from(labscape) + 1);
	let capacity = |index: u16| Capacity {
		cpu_milli: 64_000,
		memory_mib: 262_144,
		storage_gib: 6_400,
		bandwidth_mbit: 64_000,
		gpus: 8,
		gpu_model: Some(GpuModel((index % 4) as u8)),
	};
	let shape = |units: u16| Shape {
		units,
		cpu_milli: 1_000 * u32::from(units),
		memory_mib: 4_096 * u32::from(units),
		storage_gib: 100 * u32::from(units),
		bandwidth_mbit: 1_000 * u32::from(units),
		gpu: match units {
			0..=7 => GpuDemand::Share(GPU_MILLI / 8 * units),
			_ => GpuDemand::Whole((units / 8) as u8),
		},
		models: GpuModels::ANY,
	};
	let mut queue = Vec::new();
	let mut left = NODES * UNITS;
	while left > 0 {
		let units = if single { 1 } else { *prng.pick(&[1, 1, 2, 2, 4, 8, 16]).unwrap_or(&1) };
		// What is left over is asked for unit by unit, so that everything can be leased.
		let units = if left <= 1_024 { 1 } else { units };
		left -= units;
		queue.push(entry(queue.len() as u64, shape(units), 1));
	}
	let nodes = (0..NODES)
		.map(|index| node(index.into(), index * UNITS, UNITS, &capacity(index)))
		.collect();
	let asked = queue.iter().map(|entry: &Entry| (entry.request.shape, 1));
	let workload = frequencies(asked);
	Snapshot { labscape, nodes, queue, workload, ..Snapshot::default() }
}

/// A labscape with nodes of all kinds, old leases, a queue with gangs, classes and exclusions, and
/// little enough room that not everything fits.
pub fn busy_labscape(prng: &mut Prng, nodes: u16, parts: u64) -> Snapshot {
	let mut snapshot = Snapshot {
		labscape: prng.word() as u8,
		round: prng.below(1_000) as u32,
		version: 10,
		policy: Policy {
			ageing: prng.below(3) as u32,
			max_runs: if prng.percent(20) { prng.between(1, 40) as u16 } else { 4_096 },
			preemption: !prng.percent(10),
		},
		..Snapshot::default()
	};
	let most = u64::from(UNITS_PER_LABSCAPE / nodes.max(1)).min(100);
	let mut first_slot = 0;
	for id in 0..nodes {
		let units = prng.between(1, most) as u16;
		let gap = prng.below(most + 1 - u64::from(units)) as u16;
		let gpus = *prng.pick(&[0u8, 1, 2, 4, 8]).unwrap_or(&8);
		let capacity = Capacity {
			cpu_milli: prng.between(4, 64) as u32 * 1_000,
			memory_mib: prng.between(4, 64) as u32 * 1_024,
			storage_gib: 1_000,
			bandwidth_mbit: 1_000,
			gpus,
			gpu_model: (gpus > 0).then(|| GpuModel(prng.below(3) as u8)),
		};
		let mut node = node(u32::from(id) * 3, first_slot + gap, units, &capacity);
		node.open = !prng.percent(5);
		node.places = prng.between(0, 20) as u16;
		node.changed = prng.below(12);
		if prng.percent(30) {
			node.backing = prng.below(2_000).into();
		}
		first_slot += gap + units;
		snapshot.nodes.push(node);
	}
	// Old leases first: what first-fit makes of another queue, some of it Spot.
	let shapes: Vec<Shape> = (0..12).map(|_| small_shape(prng)).collect();
	snapshot.queue = (0..parts / 2).map(|job| random_entry(prng, job, &shapes, nodes)).collect();
	if let Ok(plan) = crate::first_fit(&snapshot, u32::MAX) {
		if let Ok(verdict) = crate::verify(&snapshot, &plan) {
			apply(&mut snapshot, &plan, &verdict, &mut 1);
		}
	}
	snapshot.queue =
		(0..parts).map(|job| random_entry(prng, 1_000 + job, &shapes, nodes)).collect();
	snapshot.workload = match prng.below(3) {
		0 => Vec::new(),
		_ => frequencies(shapes.iter().map(|shape| (*shape, 1 + prng.below(50)))),
	};
	snapshot
}

fn small_shape(prng: &mut Prng) -> Shape {
	let gpu = match prng.below(4) {
		0 => GpuDemand::None,
		1 => GpuDemand::Whole(prng.between(1, 3) as u8),
		_ => GpuDemand::Share(prng.between(1, 9) as u16 * 100),
	};
	Shape {
		units: if prng.percent(70) { 1 } else { prng.between(1, 9) as u16 },
		cpu_milli: prng.between(1, 8) as u32 * 500,
		memory_mib: prng.between(1, 8) as u32 * 512,
		storage_gib: prng.below(100) as u32,
		bandwidth_mbit: prng.below(100) as u32,
		gpu,
		models: match gpu {
			GpuDemand::None => GpuModels::NONE,
			_ if prng.percent(30) => GpuModels(prng.between(1, 7) as u32),
			_ => GpuModels::ANY,
		},
	}
}

fn random_entry(prng: &mut Prng, job: u64, shapes: &[Shape], nodes: u16) -> Entry {
	let gang = if prng.percent(75) { 1 } else { prng.between(1, 12) as u16 };
	let shape = prng.pick(shapes).copied().unwrap_or_default();
	let classes = [ServiceClass::Reserved, ServiceClass::Standard, ServiceClass::Spot];
	let mut excluded = Vec::new();
	while prng.percent(15) {
		excluded.push(prng.below(u64::from(nodes)) as u32 * 3);
	}
	excluded.sort_unstable();
	excluded.dedup();
	Entry {
		class: *prng.pick(&classes).unwrap_or(&ServiceClass::Spot),
		returned: prng.percent(10),
		priority: prng.below(4) as u32,
		waited: prng.below(5) as u32,
		deadline: if prng.percent(50) { NO_DEADLINE } else { prng.below(50) as u32 },
		virtual_time: prng.below(1_000),
		value: prng.below(300).into(),
		excluded,
		since: prng.below(12),
		..entry(job, shape, gang)
	}
}

/// Carry out what was granted, as the chain does: leases are made, evicted ones end, parts leave
/// the queue. New Spot leases are noted with ids from `next_lease` on.
pub fn apply(snapshot: &mut Snapshot, plan: &Plan, verdict: &Verdict, next_lease: &mut u64) {
	let mut placed = None;
	for grant in &verdict.grants {
		let index = usize::from(grant.placement);
		let Some(placement) = plan.placements.get(index) else { continue };
		if placed.replace(index) != Some(index) {
			placement.evict.iter().for_each(|id| end_spot(snapshot, *id));
		}
		let Some(entry) = snapshot.queue.get(grant.entry as usize) else { continue };
		let (shape, class, value) = (entry.request.shape, entry.class, entry.value);
		let Some(node) = snapshot.nodes.get_mut(usize::from(grant.node)) else { continue };
		// The check has allowed it: a failure shows in the caller's own comparison.
		let _ = node.free.take(&shape, grant.gpus);
		node.places = node.places.saturating_sub(1);
		if node.backing != u128::MAX {
			node.backing = node.backing.saturating_sub(value);
		}
		snapshot.used.mark(grant.slot, shape.units);
		if class == ServiceClass::Spot {
			let (slot, gpus) = (grant.slot, grant.gpus);
			snapshot.spot.push(SpotLease { id: *next_lease, slot, shape, gpus });
		}
		*next_lease += 1;
	}
	let mut granted: Vec<u32> = verdict.grants.iter().map(|grant| grant.entry).collect();
	granted.sort_unstable();
	let mut index = 0;
	snapshot.queue.retain(|_| {
		index += 1;
		granted.binary_search(&(index - 1)).is_err()
	});
	snapshot.version += 1;
}

/// End a Spot lease and free what it had.
fn end_spot(snapshot: &mut Snapshot, id: u64) {
	let Some(at) = snapshot.spot.iter().position(|lease| lease.id == id) else { return };
	let lease = snapshot.spot.swap_remove(at);
	snapshot.used.clear(lease.slot, lease.shape.units);
	let owns = |node: &&mut Node| {
		node.first_slot <= lease.slot && lease.slot - node.first_slot < node.units
	};
	if let Some(node) = snapshot.nodes.iter_mut().find(owns) {
		node.places += 1;
		node.free.cpu_milli += lease.shape.cpu_milli;
		node.free.memory_mib += lease.shape.memory_mib;
		node.free.storage_gib += lease.shape.storage_gib;
		node.free.bandwidth_mbit += lease.shape.bandwidth_mbit;
		for (gpu, free) in node.free.gpu_milli.iter_mut().enumerate() {
			if lease.gpus.contains(gpu) {
				*free += lease.shape.gpu.milli_each();
			}
		}
	}
}
