//! The order of the queue, and the share that orders accounts among equals.

use alloc::vec::Vec;
use core::cmp::Reverse;

use labscape_primitives::{Request, Resources};

use crate::{Entry, PartKey, Policy};

/// What orders an entry, compared from left to right: class, lost leases first, aged priority from
/// high to low, deadline, virtual time, and the key, so that no two are equal.
type Rank = ((u8, bool), Reverse<u64>, u32, u64, PartKey);

fn rank(entry: &Entry, policy: &Policy) -> Rank {
	// 32-bit factors and summand: nothing is ever cut off in 64 bits.
	let aged = u64::from(entry.waited).saturating_mul(policy.ageing.into());
	let priority = aged.saturating_add(entry.priority.into());
	let class = (entry.class as u8, !entry.returned);
	(class, Reverse(priority), entry.deadline, entry.virtual_time, entry.key)
}

/// Sort a queue into the order in which its parts are placed.
pub fn sort_queue(queue: &mut [Entry], policy: &Policy) {
	queue.sort_by_key(|entry| rank(entry, policy));
}

/// The indices of `queue` in the order of placement. O(n) if it is sorted already.
pub(crate) fn queue_order(queue: &[Entry], policy: &Policy) -> Vec<u32> {
	if queue.is_sorted_by_key(|entry| rank(entry, policy)) {
		return queue.iter().zip(0u32..).map(|(_, index)| index).collect();
	}
	let mut ranks: Vec<(Rank, u32)> =
		queue.iter().zip(0u32..).map(|(entry, index)| (rank(entry, policy), index)).collect();
	ranks.sort_unstable();
	ranks.into_iter().map(|(_, index)| index).collect()
}

/// What a labscape has in all: the sums over its nodes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
	/// AI units.
	pub units: u64,
	/// CPU in thousandths of a core.
	pub cpu_milli: u64,
	/// Memory in MiB.
	pub memory_mib: u64,
	/// Storage in GiB.
	pub storage_gib: u64,
	/// Bandwidth in Mbit/s.
	pub bandwidth_mbit: u64,
	/// Thousandths of GPUs.
	pub gpu_milli: u64,
}

impl Totals {
	/// Count a node of that many units and that (full) vector.
	pub fn add(&mut self, units: u16, full: &Resources) {
		self.units = self.units.saturating_add(units.into());
		self.cpu_milli = self.cpu_milli.saturating_add(full.cpu_milli.into());
		self.memory_mib = self.memory_mib.saturating_add(full.memory_mib.into());
		self.storage_gib = self.storage_gib.saturating_add(full.storage_gib.into());
		self.bandwidth_mbit = self.bandwidth_mbit.saturating_add(full.bandwidth_mbit.into());
		self.gpu_milli = self.gpu_milli.saturating_add(full.free_gpu_milli().into());
	}
}

/// The dominant share of a request: the largest share of any one resource, as a fraction of 2^32.
///
/// Dominant-resource fairness (Ghodsi et al., NSDI 2011) by start-time tags: when an account
/// enqueues a part, its tag is `max(virtual now, the account's last finish)`, which becomes
/// [`Entry::virtual_time`]; its finish is `tag + dominant_share / weight`. Virtual now is the tag
/// of the part leased last. Accounts that ask for much of anything fall behind those that do not.
///
/// A resource of which there is none counts only if it is asked for, and then fully.
pub fn dominant_share(request: &Request, totals: &Totals) -> u64 {
	const ONE: u64 = 1 << 32;
	let gang = u64::from(request.gang);
	let shape = &request.shape;
	let share = |each: u64, total: u64| {
		// `each` is at most 2^27, `gang` 2^12: 2^39 in all; in 128 bits the shift has room.
		let wanted = u128::from(each.saturating_mul(gang)) << 32;
		match wanted.checked_div(total.into()) {
			Some(share) => u64::try_from(share).unwrap_or(u64::MAX),
			None if each == 0 => 0,
			None => ONE,
		}
	};
	[
		share(shape.units.into(), totals.units),
		share(shape.cpu_milli.into(), totals.cpu_milli),
		share(shape.memory_mib.into(), totals.memory_mib),
		share(shape.storage_gib.into(), totals.storage_gib),
		share(shape.bandwidth_mbit.into(), totals.bandwidth_mbit),
		share(shape.gpu.milli().into(), totals.gpu_milli),
	]
	.into_iter()
	.max()
	.unwrap_or(0)
}

#[cfg(test)]
mod tests {
	use super::*;
	use labscape_primitives::{GpuDemand, GpuModels, ServiceClass, Shape};

	fn entry(job: u64) -> Entry {
		Entry {
			key: PartKey { job, part: 0 },
			request: Request::default(),
			class: ServiceClass::Standard,
			returned: false,
			priority: 5,
			waited: 0,
			deadline: 100,
			virtual_time: 9,
			value: 0,
			excluded: Vec::new(),
			since: 0,
		}
	}

	#[test]
	fn each_criterion_decides_when_those_before_it_are_equal() {
		let policy = Policy { ageing: 3, ..Policy::default() };
		let mut queue = vec![
			entry(9),
			Entry { virtual_time: 8, ..entry(8) },
			Entry { deadline: 99, virtual_time: 50, ..entry(7) },
			Entry { priority: 6, deadline: 900, ..entry(6) },
			Entry { waited: 1, deadline: 901, ..entry(5) },
			Entry { returned: true, priority: 0, ..entry(4) },
			Entry { class: ServiceClass::Reserved, priority: 0, ..entry(3) },
			Entry { class: ServiceClass::Spot, priority: u32::MAX, returned: true, ..entry(2) },
			entry(10),
		];
		let order = queue_order(&queue, &policy);
		let jobs = |queue: &[Entry]| queue.iter().map(|entry| entry.key.job).collect::<Vec<_>>();
		let by_order: Vec<_> = order.iter().map(|i| queue[*i as usize].key.job).collect();
		sort_queue(&mut queue, &policy);
		assert_eq!(jobs(&queue), [3, 4, 5, 6, 7, 8, 9, 10, 2]);
		assert_eq!(by_order, jobs(&queue));
		assert_eq!(queue_order(&queue, &policy), (0..9).collect::<Vec<u32>>());
	}

	#[test]
	fn the_dominant_share_is_the_largest_one() {
		let totals = Totals {
			units: 64,
			cpu_milli: 10_000,
			memory_mib: 1_000,
			gpu_milli: 8_000,
			..Totals::default()
		};
		let shape = Shape {
			units: 1,
			cpu_milli: 100,
			memory_mib: 10,
			gpu: GpuDemand::Whole(2),
			models: GpuModels::ANY,
			..Shape::default()
		};
		assert_eq!(dominant_share(&Request { shape, gang: 2 }, &totals), 1 << 31);
		let shape = Shape { storage_gib: 1, ..shape };
		assert_eq!(dominant_share(&Request { shape, gang: 1 }, &totals), 1 << 32);
	}
}
