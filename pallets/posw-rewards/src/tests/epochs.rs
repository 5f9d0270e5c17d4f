//! Epochs: their length, their windows, their beacon, and when they wait.

use super::{agent::*, report::settled_in};
use crate::{mock::*, *};
use frame_support::assert_ok;
use labscape_primitives::WorkProof as _;

#[test]
fn an_epoch_lasts_its_period() {
	build_and_execute(3, || {
		next_epoch();
		let start = Current::<Test>::get().start;
		next_epoch();
		assert_eq!(Current::<Test>::get().start, start + u64::from(PERIOD));
	});
}

#[test]
fn each_draw_has_a_beacon_of_its_own() {
	build_and_execute(3, || {
		settled_in(3);
		let drawn: Vec<_> = (0..4).map(|draw| Posw::drawn_by(draw).unwrap().0).collect();
		for (i, beacon) in drawn.iter().enumerate() {
			assert!(drawn.iter().skip(i + 1).all(|other| other != beacon));
		}
	});
}

#[test]
fn an_epoch_waits_for_its_beacon() {
	build_and_execute(3, || {
		next_epoch();
		Outputs::set(false);
		let epoch = Posw::epoch();
		(0..50).for_each(|_| next_block());
		assert_eq!(Posw::epoch(), epoch);
		Outputs::set(true);
		(0..3).for_each(|_| next_block());
		assert_eq!(Posw::epoch(), epoch + 1);
	});
}

#[test]
fn an_epoch_is_as_much_longer_as_it_was_paused() {
	build_and_execute(3, || {
		settled_in(3);
		let (epoch, start) = (Posw::epoch(), Current::<Test>::get().start);
		PausedNow::set(true);
		(0..7).for_each(|_| next_block());
		PausedNow::set(false);
		let mut net = Net::new(3);
		next_block();
		// Reports are still taken, though more than a period has passed.
		assert_eq!(Posw::epoch(), epoch);
		let lists = net.lists();
		for agent in net.agents.iter_mut() {
			let report = agent.report(&lists);
			assert_ok!(send(signed(report)));
		}
		next_epoch();
		assert_eq!(Current::<Test>::get().start, start + u64::from(PERIOD) + 7);
	});
}

#[test]
fn an_epoch_waits_while_half_is_missing_but_not_for_ever() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		let start = Current::<Test>::get().start;
		for agent in net.agents.iter_mut().skip(1) {
			agent.behaviour.offline = true;
		}
		net.epoch();
		// One of three reported: extended by three periods.
		let extended = u64::from(PERIOD) * 4;
		assert_eq!(Current::<Test>::get().start, start + extended);
		// One of one is enough.
		net.epoch();
		assert_eq!(Current::<Test>::get().start, start + extended + u64::from(PERIOD));
	});
}

#[test]
fn records_are_forgotten_when_nothing_is_open() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		net.epochs(20);
		assert!(Epochs::<Test>::iter().count() < 10);
		assert!(Pages::<Test>::iter().count() < 10);
		for (_, standing) in Standings::<Test>::iter() {
			assert!(standing.audits.len() < 10);
		}
		assert!(Tables::<Test>::iter().count() < 10);
	});
}
