//! What planning and checking refuse, each cause by its name.

use labscape_primitives::{Capacity, GpuDemand, GpuModel, GpuModels, GpuSet, ServiceClass, Shape};
use labscape_scheduler::{
	baselines::synthetic::{apply, entry, node},
	first_fit, member_items, plan, verify, Entry, Node, PartKey, Placement, Plan, Refusal, Run,
	SkipReason, Snapshot, SnapshotError, SpotLease, Typical,
};

const CAPACITY: Capacity = Capacity {
	cpu_milli: 8_000,
	memory_mib: 8_192,
	storage_gib: 10,
	bandwidth_mbit: 10,
	gpus: 2,
	gpu_model: Some(GpuModel(1)),
};

fn shape(units: u16) -> Shape {
	Shape { units, cpu_milli: 1_000, memory_mib: 1_024, ..Shape::default() }
}

/// Two nodes of four units; three parts that all fit.
fn small() -> Snapshot {
	Snapshot {
		version: 5,
		nodes: vec![node(1, 0, 4, &CAPACITY), node(2, 8, 4, &CAPACITY)],
		queue: (1..=3).map(|job| entry(job, shape(1), 1)).collect(),
		..Snapshot::default()
	}
}

fn planned(snapshot: &Snapshot) -> Plan {
	plan(snapshot).expect("the snapshot is right")
}

#[test]
fn a_snapshot_is_refused_when_it_is_no_labscape() {
	let with = |change: &dyn Fn(&mut Snapshot)| {
		let mut snapshot = small();
		change(&mut snapshot);
		let error = snapshot.check().expect_err("it is wrong");
		assert_eq!(plan(&snapshot), Err(error));
		error
	};
	assert_eq!(with(&|s| s.nodes[0].units = 0), SnapshotError::EmptyNode);
	assert_eq!(with(&|s| s.nodes[0].units = 9), SnapshotError::OverlappingNodes);
	assert_eq!(with(&|s| s.nodes.swap(0, 1)), SnapshotError::OverlappingNodes);
	assert_eq!(with(&|s| s.nodes[1].first_slot = 4_093), SnapshotError::NodeOutside);
	assert_eq!(with(&|s| s.nodes[1].first_slot = u16::MAX), SnapshotError::NodeOutside);
	assert_eq!(with(&|s| s.nodes[1].id = 1), SnapshotError::DuplicateNode);
	assert_eq!(with(&|s| s.nodes[1].free.gpu_milli[7] = 1_001), SnapshotError::ImpossibleNode);
	assert_eq!(with(&|s| s.nodes[1].free.cpu_milli = u32::MAX), SnapshotError::ImpossibleNode);
	assert_eq!(with(&|s| s.queue[1].key.job = 1), SnapshotError::DuplicateEntry);
	assert_eq!(with(&|s| s.queue[1].request.gang = 0), SnapshotError::ImpossibleRequest);
	assert_eq!(with(&|s| s.queue[1].request.shape.units = 0), SnapshotError::ImpossibleRequest);
	let typical = |ppm| Typical { shape: shape(1), ppm };
	assert_eq!(with(&|s| s.workload = vec![typical(1); 257]), SnapshotError::TooManyShapes);
	assert_eq!(with(&|s| s.workload = vec![typical(600_000); 2]), SnapshotError::BadFrequencies);
	let none = Typical { shape: Shape::default(), ppm: 1 };
	assert_eq!(with(&|s| s.workload = vec![none]), SnapshotError::ImpossibleRequest);
	let lease = |id, slot, units| SpotLease { id, slot, shape: shape(units), gpus: GpuSet::NONE };
	assert_eq!(with(&|s| s.spot = vec![lease(1, 5, 1)]), SnapshotError::StrayLease);
	assert_eq!(with(&|s| s.spot = vec![lease(1, 2, 3)]), SnapshotError::StrayLease);
	assert_eq!(with(&|s| s.spot = vec![lease(1, 0, 1); 2]), SnapshotError::DuplicateLease);
	let leased = |s: &mut Snapshot, spot| {
		s.used = Default::default();
		s.used.mark(0, 2);
		s.spot = spot;
	};
	let free = vec![lease(1, 0, 3)];
	assert_eq!(with(&|s| leased(s, free.clone())), SnapshotError::StrayLease);
	let shared = vec![lease(1, 0, 2), lease(2, 1, 1)];
	assert_eq!(with(&|s| leased(s, shared.clone())), SnapshotError::OverlappingLeases);
	let one = vec![lease(1, 0, 1)];
	let full = |s: &mut Snapshot| {
		leased(s, one.clone());
		s.nodes[0].places = u16::MAX;
	};
	assert_eq!(with(&full), SnapshotError::ImpossibleLease);
	let twice_free = |s: &mut Snapshot| {
		leased(s, one.clone());
		s.nodes[0].free.gpu_milli[0] = 501;
		s.spot[0].shape.gpu = GpuDemand::Share(500);
		s.spot[0].shape.models = GpuModels::ANY;
		s.spot[0].gpus = GpuSet::NONE.with(0);
	};
	assert_eq!(with(&twice_free), SnapshotError::ImpossibleLease);
}

#[test]
fn a_plan_is_refused_when_it_is_for_something_else_or_too_large() {
	let snapshot = small();
	let refused = |change: &dyn Fn(&mut Plan)| {
		let mut plan = planned(&snapshot);
		change(&mut plan);
		verify(&snapshot, &plan).expect_err("it is wrong")
	};
	assert_eq!(refused(&|p| p.labscape = 1), Refusal::WrongLabscape);
	assert_eq!(refused(&|p| p.round = 1), Refusal::WrongRound);
	assert_eq!(refused(&|p| p.version = 6), Refusal::FutureVersion);
	let empty = Placement { part: PartKey::default(), evict: vec![], runs: vec![] };
	assert_eq!(refused(&|p| p.placements = vec![empty.clone(); 4_097]), Refusal::TooLarge);
	let run = Run { slot: 0, gpus: GpuSet::NONE };
	assert_eq!(refused(&|p| p.placements[0].runs = vec![run; 4_097]), Refusal::TooLarge);
	assert_eq!(refused(&|p| p.placements[0].evict = vec![0; 65]), Refusal::TooLarge);
	let evicting = Placement { evict: vec![0], ..empty };
	assert_eq!(refused(&|p| p.placements = vec![evicting.clone(); 17]), Refusal::TooLarge);
	let mut broken = small();
	broken.nodes[0].units = 0;
	let plan = planned(&snapshot);
	let error = Refusal::BadSnapshot(SnapshotError::EmptyNode);
	assert_eq!(verify(&broken, &plan), Err(error));
}

#[test]
fn a_plan_is_refused_when_it_passes_over_a_head_that_fits() {
	let mut snapshot = small();
	let whole = planned(&snapshot);
	let head = |job| Err(Refusal::SkippedHead(PartKey { job, part: 0 }));
	for skipped in 0..3 {
		let mut plan = whole.clone();
		plan.placements.remove(skipped);
		assert_eq!(verify(&snapshot, &plan), head(skipped as u64 + 1));
	}
	// A bad run does not hide it.
	let mut plan = whole.clone();
	plan.placements[1].runs[0].slot = 5;
	assert_eq!(verify(&snapshot, &plan), head(2));
	// The planner could not know of a part that came later, nor of nodes that changed later.
	plan.version = 3;
	snapshot.queue[1].since = 4;
	assert_eq!(verify(&snapshot, &plan).expect("excused").skipped, [(1, SkipReason::OutsideNode)]);
	snapshot.queue[1].since = 0;
	snapshot.nodes.iter_mut().for_each(|node| node.changed = 4);
	assert_eq!(verify(&snapshot, &plan).expect("excused").grants.len(), 2);
	snapshot.nodes[1].changed = 3;
	assert_eq!(verify(&snapshot, &plan), head(2));
	// Only the first 16 count.
	let mut long = small();
	long.queue = (1..=20).map(|job| entry(job, Shape { units: 4, ..shape(4) }, 1)).collect();
	long.queue[16] = entry(17, shape(1), 1);
	long.nodes.iter_mut().for_each(|node| node.units = 3);
	assert_eq!(planned(&long).placements.len(), 1);
	let nothing = Plan { placements: vec![], ..planned(&long) };
	assert_eq!(verify(&long, &nothing).expect("no head fits").grants, []);
	long.queue.swap(15, 16);
	long.queue[15].virtual_time = 16;
	long.queue[16].virtual_time = 17;
	assert_eq!(verify(&long, &nothing), head(17));
}

#[test]
fn a_placement_is_skipped_when_it_does_not_fit_any_more() {
	let snapshot = small();
	let mut plan = planned(&snapshot);
	plan.version = 4;
	// Whatever happens, the first part is placed on node 1 by the plan; the others go on.
	let skipped = |change: &dyn Fn(&mut Snapshot, &mut Plan)| {
		let (mut snapshot, mut plan) = (snapshot.clone(), plan.clone());
		snapshot.nodes.iter_mut().for_each(|node| node.changed = 5);
		change(&mut snapshot, &mut plan);
		let verdict = verify(&snapshot, &plan).expect("it is not refused");
		assert_eq!(verdict.skipped[0].0, 0);
		assert!(verdict.grants.iter().all(|grant| grant.placement != 0));
		verdict.skipped[0].1
	};
	let gpu = Shape { gpu: GpuDemand::Whole(1), models: GpuModels(1), ..shape(1) };
	assert_eq!(skipped(&|s, _| drop(s.queue.remove(0))), SkipReason::NotQueued);
	assert_eq!(skipped(&|_, p| p.placements[0].runs.clear()), SkipReason::GangIncomplete);
	assert_eq!(skipped(&|s, _| s.queue[0].request.gang = 2), SkipReason::GangIncomplete);
	assert_eq!(skipped(&|_, p| p.placements[0].runs[0].slot = 4), SkipReason::OutsideNode);
	assert_eq!(skipped(&|_, p| p.placements[0].runs[0].slot = 65_535), SkipReason::OutsideNode);
	assert_eq!(skipped(&|s, _| s.queue[0].request.shape.units = 5), SkipReason::OutsideNode);
	assert_eq!(skipped(&|s, _| s.nodes[0].open = false), SkipReason::NodeClosed);
	assert_eq!(skipped(&|s, _| s.queue[0].request.shape = gpu), SkipReason::WrongModel);
	assert_eq!(skipped(&|s, _| s.queue[0].excluded = vec![1]), SkipReason::NodeExcluded);
	assert_eq!(skipped(&|s, _| s.used.mark(0, 1)), SkipReason::SlotTaken);
	assert_eq!(skipped(&|s, _| s.nodes[0].free.cpu_milli = 999), SkipReason::NoCapacity);
	assert_eq!(skipped(&|s, _| s.nodes[0].free.memory_mib = 0), SkipReason::NoCapacity);
	assert_eq!(skipped(&|_, p| p.placements[0].runs[0].gpus = GpuSet(1)), SkipReason::NoCapacity);
	assert_eq!(skipped(&|s, _| s.nodes[0].places = 0), SkipReason::NoPlace);
	let backing = |s: &mut Snapshot, _: &mut Plan| {
		(s.nodes[0].backing, s.queue[0].value) = (9, 10);
	};
	assert_eq!(skipped(&backing), SkipReason::NoBacking);
	assert_eq!(skipped(&|_, p| p.placements[0].evict = vec![1]), SkipReason::MayNotEvict);
	// Out of order, or twice.
	let mut twice = plan.clone();
	twice.placements.push(plan.placements[0].clone());
	let verdict = verify(&snapshot, &twice).expect("it is not refused");
	assert_eq!((verdict.grants.len(), verdict.skipped), (3, vec![(3, SkipReason::OutOfOrder)]));
}

/// A full node with a Spot lease on either half, and Reserved work that needs one half.
fn contested() -> Snapshot {
	let half = Shape { cpu_milli: 4_000, memory_mib: 4_096, ..shape(2) };
	let mut snapshot = Snapshot { nodes: vec![node(1, 0, 4, &CAPACITY)], ..Snapshot::default() };
	snapshot.queue = vec![entry(1, half, 2)];
	snapshot.queue[0].class = ServiceClass::Spot;
	let plan = planned(&snapshot);
	let verdict = verify(&snapshot, &plan).expect("it is right");
	apply(&mut snapshot, &plan, &verdict, &mut 10);
	assert_eq!(snapshot.spot.iter().map(|lease| lease.id).collect::<Vec<_>>(), [10, 11]);
	snapshot.queue = vec![Entry { class: ServiceClass::Reserved, ..entry(2, half, 1) }];
	snapshot
}

#[test]
fn reserved_work_evicts_spot_when_nothing_is_free() {
	let snapshot = contested();
	let plan = planned(&snapshot);
	assert_eq!(plan.placements[0].evict, [11], "the newest goes");
	let verdict = verify(&snapshot, &plan).expect("it is right");
	assert_eq!((verdict.grants.len(), verdict.grants[0].slot), (1, 2));
	let with = |change: &dyn Fn(&mut Snapshot, &mut Plan)| {
		let (mut snapshot, mut plan) = (snapshot.clone(), plan.clone());
		change(&mut snapshot, &mut plan);
		verify(&snapshot, &plan).expect("it is not refused").skipped
	};
	let skip = |reason| vec![(0, reason)];
	assert_eq!(with(&|_, p| p.placements[0].evict.push(10)), skip(SkipReason::NeedlessEviction));
	assert_eq!(with(&|_, p| p.placements[0].evict.push(11)), skip(SkipReason::NotEvictable));
	assert_eq!(with(&|_, p| p.placements[0].evict = vec![12]), skip(SkipReason::NotEvictable));
	assert_eq!(with(&|_, p| p.placements[0].evict.clear()), skip(SkipReason::SlotTaken));
	let no_policy = |s: &mut Snapshot, _: &mut Plan| s.policy.preemption = false;
	assert_eq!(with(&no_policy), skip(SkipReason::MayNotEvict));
	let standard = |s: &mut Snapshot, _: &mut Plan| s.queue[0].class = ServiceClass::Standard;
	assert_eq!(with(&standard), skip(SkipReason::MayNotEvict));
	// With room elsewhere nobody need go, and the planner takes that room.
	let mut roomy = snapshot.clone();
	roomy.nodes.push(node(2, 4, 4, &CAPACITY));
	assert!(matches!(verify(&roomy, &plan), Err(Refusal::SkippedHead(_))));
	assert!(planned(&roomy).placements[0].evict.is_empty());
	// Standard work waits.
	let mut waiting = snapshot.clone();
	waiting.queue[0].class = ServiceClass::Standard;
	assert_eq!(planned(&waiting).placements, []);
}

#[test]
fn a_gang_takes_nothing_when_one_member_finds_no_room() {
	let mut snapshot = small();
	snapshot.queue = vec![entry(1, shape(2), 5), entry(2, shape(1), 8)];
	let plan = planned(&snapshot);
	assert_eq!(plan.placements.len(), 1);
	assert_eq!((plan.placements[0].part.job, plan.runs()), (2, 8));
	assert_eq!(first_fit(&snapshot, 2).expect("right").runs(), 8);
	assert_eq!(first_fit(&snapshot, 1).expect("right").runs(), 0, "one part is looked at");
}

#[test]
fn a_plan_stays_within_what_the_policy_allows() {
	let mut snapshot = small();
	snapshot.policy.max_runs = 2;
	let plan = planned(&snapshot);
	assert_eq!(plan.runs(), 2);
	assert_eq!(verify(&snapshot, &plan).expect("the third is excused").grants.len(), 2);
	assert_eq!(first_fit(&snapshot, 9).expect("right").runs(), 2);
}

#[test]
fn a_lease_needs_backing_for_every_member() {
	let mut snapshot = small();
	snapshot.nodes.iter_mut().for_each(|node: &mut Node| node.backing = 25);
	snapshot.queue = vec![Entry { value: 10, ..entry(1, shape(1), 4) }, entry(2, shape(1), 1)];
	let plan = planned(&snapshot);
	assert_eq!(plan.runs(), 5, "two on each node, and one that is worth nothing");
	assert_eq!(verify(&snapshot, &plan).expect("right").skipped, []);
	snapshot.queue[0].request.gang = 5;
	assert_eq!(planned(&snapshot).runs(), 1);
}

#[test]
fn items_are_shared_evenly_by_a_gang() {
	let shares: Vec<_> = (0..4).map(|member| member_items(100, 10, 4, member)).collect();
	assert_eq!(shares, [(100, 3), (103, 3), (106, 2), (108, 2)]);
	assert_eq!(member_items(0, 2, 3, 2), (2, 0));
	assert_eq!(member_items(5, 9, 0, 0), (14, 0));
	assert_eq!(member_items(u32::MAX, u32::MAX, 1, 7), (u32::MAX, 0));
}
