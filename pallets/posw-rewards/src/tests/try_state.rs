//! Every invariant, broken on purpose.

use super::{agent::*, report::settled_in};
use crate::{mock::*, *};
use frame_support::traits::{fungible::Mutate, tokens::Preservation};
use labscape_primitives::*;

fn broken(name: &str, nodes: u32, break_it: impl FnOnce(&mut Net, WorkEpoch)) {
	new_test_ext(nodes).execute_with(|| {
		let mut net = settled_in(nodes);
		let job = new_job(40);
		lease(1, job, 0, 40, 1_000_000);
		net.epoch();
		Posw::do_try_state().expect("nothing is broken yet");
		let work = Posw::epoch() - 2;
		break_it(&mut net, work);
		let error = format!("{:?}", Posw::do_try_state().expect_err("it is broken"));
		assert!(error.contains(name), "{error}");
	});
}

#[test]
fn i1_breaks_when_the_pot_is_short() {
	broken("I1", 3, |_, _| {
		Balances::transfer(&Posw::pot_account(), &9, 2_000, Preservation::Expendable).unwrap();
	});
}

#[test]
fn i2_breaks_when_a_work_has_no_seat() {
	broken("I2", 3, |_, work| {
		Works::<Test>::mutate(work, 1, |record| record.as_mut().unwrap().seat = 9);
	});
	broken("I2", 3, |_, work| {
		Works::<Test>::remove(work, 1);
		Standings::<Test>::mutate(1, |standing| standing.open.clear());
	});
}

#[test]
fn i3_breaks_when_open_epochs_differ() {
	broken("I3", 3, |_, _| {
		Standings::<Test>::mutate(1, |standing| standing.open.clear());
	});
}

#[test]
fn i4_breaks_when_a_dispute_is_not_listed() {
	broken("I4", 3, |_, work| {
		Works::<Test>::mutate(work, 1, |record| {
			record.as_mut().unwrap().disputes.try_push(3).unwrap();
		});
	});
}

#[test]
fn i5_breaks_when_a_page_is_forgotten() {
	broken("I5", 3, |_, work| {
		Agenda::<Test>::remove(work + 5, work);
	});
}

#[test]
fn i6_breaks_when_the_table_differs() {
	broken("I6", 3, |_, work| {
		Tables::<Test>::mutate(work, |table| {
			table.add(0, 1);
		});
	});
}

#[test]
fn i7_breaks_when_auditors_are_paid_too_much() {
	broken("I7", 3, |_, work| {
		// More in the pot, so that I1 holds; more paid than budget and half the share.
		Balances::mint_into(&Posw::pot_account(), 1_000_000_000).unwrap();
		Pages::<Test>::mutate(work, 0, |page| {
			for seat in page.iter_mut() {
				if let Some(tally) = seat.tally.as_mut() {
					tally.fees = 40_000_000;
				}
			}
		});
	});
}

#[test]
fn i8_breaks_when_a_draw_is_listed_twice() {
	broken("I8", 3, |_, work| {
		Standings::<Test>::mutate(2, |standing| {
			for _ in 0..2 {
				standing.audits.try_push((work, Audit::default())).unwrap();
			}
		});
	});
}
