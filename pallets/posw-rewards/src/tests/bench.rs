//! The figures of P1, natively, without a node: `cargo test --release -p pallet-labscape-posw-rewards
//! --lib -- --ignored --nocapture bench`.

use super::agent::*;
use crate::{mock::*, *};
use codec::Encode;
use frame_support::{
	dispatch::GetDispatchInfo,
	traits::Hooks,
	weights::{Weight, WeightMeter},
};
use std::time::{Duration, Instant};

const NODES: u32 = 256;
const ITEMS: u32 = 4_096;

/// A whole epoch of 256 nodes of 4,096 units with 4,096 results each: every report carries a commit,
/// an audit commit and verdicts, and the oldest epoch settles.
#[test]
#[ignore = "takes a minute; prints figures"]
fn bench_an_epoch_of_a_million_results() {
	new_test_ext(0).execute_with(|| {
		world(|w| {
			for node in 1..=NODES {
				add_node(w, node, PROVIDERS + AccountId::from(node));
				let view = w.nodes.get_mut(&node).unwrap();
				(view.labscape, view.first_slot, view.units) = ((node - 1) as u8, 0, 4_096);
				view.hot_key = 1_000_000 + AccountId::from(node);
			}
		});
		let mut net = Net::new(NODES);
		next_epoch();
		let job = new_job(ITEMS);
		let round = |net: &mut Net, work: bool| {
			if work {
				(1..=NODES).for_each(|node| {
					lease(node, job, 0, ITEMS, 1_000_000);
				});
			}
			next_block();
			let lists = net.lists();
			let reports: Vec<_> = net.agents.iter_mut().map(|a| a.report(&lists)).collect();
			let (mut bytes, mut weight, mut time) = (0, Weight::zero(), Duration::ZERO);
			for report in reports {
				let call = signed_by(report, 1_000_000);
				bytes += call.encode().len();
				let info = RuntimeCall::Posw(call.clone()).get_dispatch_info();
				let Call::report { report, .. } = &call else { unreachable!() };
				let l = report.commit.as_ref().map_or(0, |c| c.finished.len()) as u32;
				let e = report.verdicts.as_ref().map_or(0, |v| v.entries.len()) as u32;
				type W = weights::SubstrateWeight<Test>;
				weight += W::report(l, e) + W::authorize_report(l, e);
				let _ = info;
				let start = Instant::now();
				send(call).expect("the report is right");
				time += start.elapsed();
			}
			(bytes, weight, time)
		};
		for _ in 0..3 {
			round(&mut net, false);
			next_epoch();
		}
		let mut last = None;
		for _ in 0..6 {
			last = Some(round(&mut net, true));
			// The epoch ends without idle time, so that what settles can be measured.
			while {
				let next = System::block_number() + 1;
				let epoch = Current::<Test>::get().index;
				System::set_block_number(next);
				Posw::on_initialize(next);
				Current::<Test>::get().index == epoch
			} {}
			let before = world(|w| w.settled.get(&job).copied().unwrap_or(0));
			let start = Instant::now();
			Posw::on_idle(System::block_number(), Weight::MAX);
			let settled = world(|w| w.settled.get(&job).copied().unwrap_or(0)) - before;
			if settled > 0 {
				let (bytes, weight, time) = last.unwrap();
				type W = weights::SubstrateWeight<Test>;
				let mut meter = WeightMeter::new();
				meter.consume(W::pay_out() + W::settle_page(1) * u64::from(NODES));
				let seconds = |weight: Weight| weight.ref_time() as f64 / 1e12;
				println!("results settled      {settled}");
				println!("reports              {NODES}, {bytes} bytes");
				println!(
					"reports, native      {time:?} (checked twice, doubles for other pallets)"
				);
				println!("reports, declared    {:.3} s", seconds(weight));
				println!("settlement, native   {:?}", start.elapsed());
				println!("settlement, declared {:.3} s", seconds(meter.consumed()));
				assert_eq!(settled, NODES * ITEMS);
			}
		}
		assert!(last.is_some());
		Posw::do_try_state().expect("the invariants hold");
	});
}
