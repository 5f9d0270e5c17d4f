//! The heap that a full plan takes: 1,048,576 units, as the off-chain worker plans them, one labscape
//! after the other, each plan encoded and kept until it is submitted.

use codec::Encode;
use labscape_scheduler::{baselines::synthetic::full_labscape, verify, Planner};

#[path = "../examples/support/mod.rs"]
mod support;

/// Allocations are counted; this file has one test, so that no other one adds to them.
#[global_allocator]
static MEMORY: support::Counting = support::Counting;

/// What a full plan may take at most, in bytes.
const MOST: usize = 64 << 20;

#[test]
fn a_full_plan_takes_less_than_64_mib() {
	for single in [true, false] {
		let before = support::reset_peak();
		let mut planner = Planner::new();
		let mut encoded = Vec::new();
		let mut units = 0;
		for labscape in 0..=u8::MAX {
			let snapshot = full_labscape(labscape, single);
			let plan = planner.plan(&snapshot).expect("the snapshot is right");
			let verdict = verify(&snapshot, &plan).expect("the plan is right");
			let shape = |entry: u32| snapshot.queue[entry as usize].request.shape;
			let leased = verdict.grants.iter().map(|grant| u32::from(shape(grant.entry).units));
			units += leased.sum::<u32>();
			encoded.push(plan.encode().into_boxed_slice());
		}
		assert_eq!(units, 1 << 20);
		let took = support::peak() - before;
		println!("{:.1} MiB with single {single}", took as f64 / 1_048_576.0);
		assert!(took < MOST, "{took} bytes");
	}
}
