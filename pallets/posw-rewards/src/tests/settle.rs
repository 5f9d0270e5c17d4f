//! Settlement: quorum, redraws, silence, and the call that does what idle blocks do.

use super::{agent::*, report::settled_in};
use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, traits::Hooks, weights::Weight};
use labscape_primitives::*;

const PRICE: Balance = 1_000_000;

#[test]
fn samples_are_drawn_again_when_auditors_stay_silent() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		let job = new_job(40);
		lease(1, job, 0, 40, PRICE);
		net.agent(2).behaviour.silent = true;
		net.agent(3).behaviour.silent = true;
		net.epochs(6);
		assert_eq!(world(|w| w.settled.get(&job).copied()), None);
		let slashed = world(|w| w.slashed.clone());
		assert!(!slashed.contains_key(&(PROVIDERS + 1)), "the executor is not to blame");
		assert!(slashed.values().all(|taken| taken % 5_000 == 0) && !slashed.is_empty());
		net.agent(2).behaviour.silent = false;
		net.agent(3).behaviour.silent = false;
		net.epochs(8);
		assert_eq!(world(|w| w.settled.get(&job).copied()), Some(40));
	});
}

#[test]
fn the_only_sample_of_an_item_has_an_auditor_in_a_small_network() {
	build_and_execute(4, || {
		let mut net = settled_in(4);
		// One item for each node and epoch: without leaving own units out, a quarter would wait for
		// another draw.
		let job = new_job(48);
		for node in 1..=4 {
			lease(node, job, (node - 1) * 12, 12, PRICE);
		}
		for agent in net.agents.iter_mut() {
			agent.pace = 1;
		}
		net.epochs(18);
		assert_eq!(world(|w| w.settled.get(&job).copied()), Some(48));
		let again = System::events()
			.into_iter()
			.filter(|record| matches!(record.event, RuntimeEvent::Posw(Event::Redrawn { .. })));
		assert_eq!(again.count(), 0);
	});
}

#[test]
fn one_silent_auditor_does_not_stop_the_others() {
	build_and_execute(6, || {
		let mut net = settled_in(6);
		let job = new_job(400);
		lease(1, job, 0, 400, PRICE);
		net.agent(2).behaviour.silent = true;
		net.epochs(6);
		assert_eq!(world(|w| w.settled.get(&job).copied()), Some(400));
	});
}

#[test]
fn anybody_may_settle_when_blocks_are_never_idle() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		let job = new_job(40);
		lease(1, job, 0, 40, PRICE);
		net.epoch();
		let work = Posw::epoch() - 2;
		let due = work + 5;
		let signed = || RuntimeOrigin::signed(9);
		assert_noop!(Posw::settle(signed(), due, work, 0), Error::<Test>::NothingDue);
		net.epochs(2);
		// The epoch in which it is due begins, in a block without idle time.
		let busy = || {
			let next = System::block_number() + 1;
			System::set_block_number(next);
			Posw::on_initialize(next);
			Posw::on_idle(next, Weight::zero());
		};
		next_block();
		let lists = net.lists();
		for agent in net.agents.iter_mut() {
			let report = agent.report(&lists);
			assert_ok!(send(super::agent::signed(report)));
		}
		while Posw::epoch() < due {
			busy();
		}
		assert!(Works::<Test>::get(work, 1).is_some());
		assert_ok!(Posw::settle(signed(), due, work, 0));
		assert_eq!(world(|w| w.settled.get(&job).copied()), Some(40));
		assert_noop!(Posw::settle(signed(), due, work, 0), Error::<Test>::NothingDue);
	});
}

#[test]
fn a_search_for_silent_auditors_weighs_what_it_looked_at() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		let job = new_job(400);
		lease(1, job, 0, 400, PRICE);
		net.agent(2).behaviour.silent = true;
		net.agent(3).behaviour.silent = true;
		net.epoch();
		let work = Posw::epoch() - 2;
		let due = work + 5;
		net.epochs(2);
		while Posw::epoch() < due {
			let next = System::block_number() + 1;
			System::set_block_number(next);
			Posw::on_initialize(next);
		}
		let seats = Pages::<Test>::decode_len(work, 0).unwrap() as u32;
		let samples = Posw::work_status(work, 1).unwrap().tally.samples;
		let call = Posw::settle(RuntimeOrigin::signed(9), due, work, 0);
		let weight = call.unwrap().actual_weight.unwrap();
		// Two auditors and one page, not every sample that has no verdict.
		type Weights = <Test as Config>::WeightInfo;
		let most = Weights::settle_pages()
			.saturating_add(Posw::pay_out_weight())
			.saturating_add(Weights::settle_page(seats))
			.saturating_add(Weights::settle_work(1));
		assert_eq!(weight, most.saturating_add(Weights::survey(2)));
		assert!(samples > 8);
		assert_eq!(world(|w| w.settled.get(&job).copied()), None);
	});
}

#[test]
fn many_leases_and_epochs_settle_side_by_side() {
	build_and_execute(6, || {
		let mut net = settled_in(6);
		let job = new_job(600);
		for node in 1..=6 {
			for part in 0..2 {
				let price = PRICE * Balance::from(part + 1);
				lease(node, job, (node - 1) * 100 + part * 50, 50, price);
			}
		}
		for agent in net.agents.iter_mut() {
			agent.pace = 13;
		}
		net.epochs(14);
		assert_eq!(world(|w| w.settled[&job]), 600);
		assert_eq!(Balances::free_balance(Posw::pot_account()), 1);
		assert_eq!(world(|w| w.reserved.values().sum::<Balance>()), 0);
		assert_eq!(world(|w| w.slashed.len()), 0);
	});
}
