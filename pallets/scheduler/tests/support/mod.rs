//! A second opinion: the rules of a plan, slot by slot, written without the scheduler's own code.

use std::collections::{BTreeMap, BTreeSet};

use labscape_primitives::{GpuDemand, GpuSet, ServiceClass, Shape, GPU_MILLI};
use labscape_scheduler::{Entry, Placement, Plan, Snapshot, Verdict, HEADS};

/// One node, spelled out.
#[derive(Clone, Debug, PartialEq, Eq)]
struct NaiveNode {
	slots: Vec<bool>,
	amounts: [i64; 4],
	gpus: Vec<i64>,
	places: i64,
	backing: Option<i128>,
}

/// A labscape, spelled out.
#[derive(Clone)]
pub struct Naive<'a> {
	snapshot: &'a Snapshot,
	nodes: Vec<NaiveNode>,
	evicted: BTreeSet<u64>,
}

fn amounts(shape: &Shape) -> [i64; 4] {
	[shape.cpu_milli, shape.memory_mib, shape.storage_gib, shape.bandwidth_mbit].map(i64::from)
}

fn takes(shape: &Shape) -> (u32, i64) {
	match shape.gpu {
		GpuDemand::None => (0, 0),
		GpuDemand::Share(milli) => (1, milli.into()),
		GpuDemand::Whole(count) => (count.into(), GPU_MILLI.into()),
	}
}

impl<'a> Naive<'a> {
	pub fn new(snapshot: &'a Snapshot) -> Self {
		let nodes = snapshot
			.nodes
			.iter()
			.map(|node| NaiveNode {
				slots: (0..node.units)
					.map(|at| !snapshot.used.contains(node.first_slot + at))
					.collect(),
				amounts: [
					node.free.cpu_milli,
					node.free.memory_mib,
					node.free.storage_gib,
					node.free.bandwidth_mbit,
				]
				.map(i64::from),
				gpus: node.free.gpu_milli.iter().map(|milli| i64::from(*milli)).collect(),
				places: node.places.into(),
				backing: (node.backing != u128::MAX).then_some(node.backing as i128),
			})
			.collect();
		Self { snapshot, nodes, evicted: BTreeSet::new() }
	}

	fn owner(&self, slot: u16) -> Option<usize> {
		let owns = |node: &labscape_scheduler::Node| {
			(node.first_slot..node.first_slot + node.units).contains(&slot)
		};
		self.snapshot.nodes.iter().position(owns)
	}

	/// Give (sign 1) or take (sign -1) what a lease has on a node; slots become `free`.
	fn change(&mut self, at: usize, shape: &Shape, slot: u16, gpus: GpuSet, sign: i64) {
		let first = usize::from(slot - self.snapshot.nodes[at].first_slot);
		let node = &mut self.nodes[at];
		for free in &mut node.slots[first..first + usize::from(shape.units)] {
			assert_ne!(*free, sign > 0, "a unit is leased twice, or freed twice");
			*free = sign > 0;
		}
		for (have, amount) in node.amounts.iter_mut().zip(amounts(shape)) {
			*have += sign * amount;
			assert!(*have >= 0, "more taken than free");
		}
		for (gpu, have) in node.gpus.iter_mut().enumerate() {
			if gpus.contains(gpu) {
				*have += sign * takes(shape).1;
				assert!((0..=i64::from(GPU_MILLI)).contains(have), "a GPU is overcommitted");
			}
		}
		node.places += sign;
		assert!(node.places >= 0, "more leases than the node may hold");
	}

	/// Whether one member may run there; if so, it does.
	fn grant(&mut self, entry: &Entry, slot: u16, gpus: GpuSet) -> bool {
		let shape = &entry.request.shape;
		let Some(at) = self.owner(slot) else { return false };
		let (node, now) = (&self.snapshot.nodes[at], &self.nodes[at]);
		let first = usize::from(slot - node.first_slot);
		let (count, milli) = takes(shape);
		let kind = count == 0 || node.gpu_model.is_some_and(|model| shape.models.contains(model));
		let fits = node.open
			&& kind && !entry.excluded.contains(&node.id)
			&& first + usize::from(shape.units) <= now.slots.len()
			&& now.slots[first..first + usize::from(shape.units)].iter().all(|free| *free)
			&& now.amounts.iter().zip(amounts(shape)).all(|(have, amount)| *have >= amount)
			&& gpus.len() == count
			&& (0..8).all(|gpu| !gpus.contains(gpu) || now.gpus[gpu] >= milli)
			&& now.places > 0
			&& now.backing.is_none_or(|backing| backing >= entry.value as i128);
		if fits {
			self.change(at, shape, slot, gpus, -1);
			if let Some(backing) = &mut self.nodes[at].backing {
				*backing -= entry.value as i128;
			}
		}
		fits
	}

	/// Whether first-fit could place the whole gang on nodes not changed after `version`.
	fn could_place(&self, entry: &Entry, version: u64) -> bool {
		let mut trial = self.clone();
		(0..entry.request.gang).all(|_| trial.place_somewhere(entry, version))
	}

	fn place_somewhere(&mut self, entry: &Entry, version: u64) -> bool {
		let (count, milli) = takes(&entry.request.shape);
		for (at, node) in self.snapshot.nodes.iter().enumerate() {
			if node.changed > version {
				continue;
			}
			let mut gpus = GpuSet::NONE;
			for (gpu, have) in self.nodes[at].gpus.iter().enumerate() {
				if gpus.len() < count && *have >= milli {
					gpus = gpus.with(gpu);
				}
			}
			for slot in node.first_slot..node.first_slot + node.units {
				if self.grant(entry, slot, gpus) {
					return true;
				}
			}
		}
		false
	}

	/// Whether a placement is granted; if so, it is carried out.
	fn place(&mut self, entry: &Entry, placement: &Placement) -> bool {
		let mut trial = self.clone();
		let leases: BTreeMap<u64, _> =
			self.snapshot.spot.iter().map(|lease| (lease.id, lease)).collect();
		if placement.runs.len() != usize::from(entry.request.gang) {
			return false;
		}
		if !placement.evict.is_empty() {
			let may = entry.class == ServiceClass::Reserved && self.snapshot.policy.preemption;
			if !may || self.could_place(entry, u64::MAX) {
				return false;
			}
		}
		for id in &placement.evict {
			let Some(lease) = leases.get(id) else { return false };
			let Some(at) = trial.owner(lease.slot) else { return false };
			if !trial.evicted.insert(*id) {
				return false;
			}
			trial.change(at, &lease.shape, lease.slot, lease.gpus, 1);
		}
		if !placement.runs.iter().all(|run| trial.grant(entry, run.slot, run.gpus)) {
			return false;
		}
		// No eviction was needless: none of the leases fits back where it was.
		for id in &placement.evict {
			let lease = leases[id];
			let Some(at) = trial.owner(lease.slot) else { return false };
			let now = &trial.nodes[at];
			let first = usize::from(lease.slot - self.snapshot.nodes[at].first_slot);
			let (_, milli) = takes(&lease.shape);
			let fits = now.places > 0
				&& now.slots[first..first + usize::from(lease.shape.units)].iter().all(|f| *f)
				&& now.amounts.iter().zip(amounts(&lease.shape)).all(|(have, a)| *have >= a)
				&& (0..8).all(|gpu| !lease.gpus.contains(gpu) || now.gpus[gpu] >= milli);
			if fits {
				return false;
			}
		}
		*self = trial;
		true
	}
}

/// What a verdict should be, by the rules: which placements are granted, or `None` if the plan is
/// to be refused for passing over a head. `sorted` is the snapshot's queue in its order.
pub fn judge(snapshot: &Snapshot, sorted: &[Entry], plan: &Plan) -> Option<Vec<bool>> {
	let mut naive = Naive::new(snapshot);
	let mut granted = Vec::new();
	let (mut next, mut runs) = (0, 0);
	let check = |naive: &Naive, position: usize, runs: usize| {
		let entry = &sorted[position];
		position >= HEADS
			|| entry.since > plan.version
			|| runs + usize::from(entry.request.gang) > usize::from(snapshot.policy.max_runs)
			|| !naive.could_place(entry, plan.version)
	};
	for placement in &plan.placements {
		let position = sorted.iter().position(|entry| entry.key == placement.part);
		let Some(position) = position.filter(|position| *position >= next) else {
			granted.push(false);
			continue;
		};
		for skipped in next..position.min(HEADS) {
			if !check(&naive, skipped, runs) {
				return None;
			}
		}
		let done = naive.place(&sorted[position], placement);
		let excused = placement.runs.iter().any(|run| {
			let owner = naive.owner(run.slot);
			owner.is_some_and(|at| snapshot.nodes[at].changed > plan.version)
		});
		if !done && !excused && !check(&naive, position, runs) {
			return None;
		}
		runs += placement.runs.len();
		granted.push(done);
		next = position + 1;
	}
	for skipped in next..sorted.len().min(HEADS) {
		if !check(&naive, skipped, runs) {
			return None;
		}
	}
	Some(granted)
}

/// Which placements a verdict grants; panics if it grants a gang in part, or skips and grants.
pub fn granted(plan: &Plan, verdict: &Verdict) -> Vec<bool> {
	let mut granted = vec![0; plan.placements.len()];
	for grant in &verdict.grants {
		let placement = usize::from(grant.placement);
		assert_eq!(usize::from(grant.member), granted[placement], "members in order");
		let run = plan.placements[placement].runs[granted[placement]];
		assert_eq!((grant.slot, grant.gpus), (run.slot, run.gpus));
		granted[placement] += 1;
	}
	let skipped: BTreeSet<u16> = verdict.skipped.iter().map(|(index, _)| *index).collect();
	let whole = |(index, count): (usize, usize)| {
		let placement = &plan.placements[index];
		let skipped = skipped.contains(&(index as u16));
		assert!(count == 0 || count == placement.runs.len(), "a gang is whole or not there");
		assert!(skipped != (count > 0), "granted or skipped");
		count > 0
	};
	granted.into_iter().enumerate().map(whole).collect()
}
