//! Plans that must not change unnoticed: validators of one release must agree with those of the
//! next on what a plan is, to the byte.
//!
//! A change of these numbers is a change of the protocol's behaviour. It is allowed, since the chain
//! checks plans and does not compute them, but it must be meant.

use codec::Encode;
use labscape_primitives::{Capacity, GpuDemand, GpuModel, GpuModels, GpuSet, Shape};
use labscape_scheduler::{
	baselines::{
		synthetic::{busy_labscape, entry, full_labscape, node},
		Prng,
	},
	first_fit, plan, verify, PartKey, Placement, Run, Snapshot,
};

/// FNV-1a, 64 bits.
fn digest(bytes: &[u8]) -> u64 {
	bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
		(hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
	})
}

/// Seed, digest of the snapshot, of its plan, of what first-fit does.
const GOLDEN: [(u64, u64, u64, u64); 8] = [
	(0, 0x3c4e0eb337e8d41d, 0x5eb35711d02471e4, 0x4590a506978f8329),
	(1, 0xd0953183d4e376a3, 0xed918dcfcebb39fb, 0x98ccde04032fc850),
	(2, 0x1d2f006d08955714, 0x1b05c7fb6188ba6c, 0xc83b26061d7ff502),
	(3, 0x52de92fe0924a566, 0x8408ae05dce4be70, 0x92ac082ab9feebfb),
	(4, 0xc145ef50b25e78e7, 0xbbabb9cbc8aad66a, 0x0727a4ab00679533),
	(5, 0x86b56f0d4fe56613, 0x9eec8df186c3ef3f, 0x4ae124bce994fffd),
	(6, 0x40f97c9b573bf95e, 0x5a1e4d0551995080, 0x920b2326dadd4532),
	(7, 0x4778594f9611d77e, 0xab517874456e565e, 0xbfab4960b60e2e33),
];

#[test]
fn plans_of_random_labscapes_are_those_of_old() {
	let found: Vec<_> = (0..8u64)
		.map(|seed| {
			let snapshot = busy_labscape(&mut Prng::new(seed), 20, 50);
			let planned = plan(&snapshot).expect("the snapshot is right");
			let fitted = first_fit(&snapshot, u32::MAX).expect("the snapshot is right");
			assert!(!planned.placements.is_empty());
			(seed, digest(&snapshot.encode()), digest(&planned.encode()), digest(&fitted.encode()))
		})
		.collect();
	assert_eq!(found, GOLDEN, "{found:#x?}");
}

#[test]
fn the_plan_of_a_full_labscape_is_that_of_old() {
	let planned = plan(&full_labscape(7, false)).expect("the snapshot is right");
	assert_eq!((planned.runs(), digest(&planned.encode())), (1_623, 0xbcd457952eda7509));
}

/// The worked example of docs/protocol.md.
fn example() -> Snapshot {
	let capacity = |gpus| Capacity {
		cpu_milli: 16_000,
		memory_mib: 65_536,
		storage_gib: 0,
		bandwidth_mbit: 0,
		gpus,
		gpu_model: GpuModel::from_name("T4"),
	};
	let shape = |cpu_milli, gpu| Shape {
		units: 1,
		cpu_milli,
		memory_mib: 4_096,
		gpu,
		models: GpuModels::ANY,
		..Shape::default()
	};
	let share = shape(2_000, GpuDemand::Share(300));
	let whole = shape(4_000, GpuDemand::Whole(1));
	let mut nodes = vec![node(1, 0, 4, &capacity(2)), node(2, 4, 4, &capacity(2))];
	// Node 1 runs a share of 600 on its first GPU already.
	nodes[0].free.take(&shape(4_000, GpuDemand::Share(600)), GpuSet(1)).expect("it is empty");
	let mut used = labscape_scheduler::SlotMap::default();
	used.mark(0, 1);
	let queue = vec![entry(1, share, 1), entry(2, whole, 2), entry(3, share, 1)];
	let workload = labscape_scheduler::frequencies([(share, 6), (whole, 4)]);
	Snapshot { nodes, used, queue, workload, ..Snapshot::default() }
}

#[test]
fn the_worked_example_is_planned_as_told() {
	let snapshot = example();
	let planned = plan(&snapshot).expect("the snapshot is right");
	let run = |slot, gpus| Run { slot, gpus: GpuSet(gpus) };
	let placement =
		|job, runs| Placement { part: PartKey { job, part: 0 }, evict: Vec::new(), runs };
	assert_eq!(
		planned.placements,
		[
			placement(1, vec![run(1, 0b01)]),
			placement(2, vec![run(2, 0b10), run(4, 0b01)]),
			placement(3, vec![run(5, 0b10)]),
		]
	);
	assert_eq!(verify(&snapshot, &planned).expect("it is right").grants.len(), 4);
}
