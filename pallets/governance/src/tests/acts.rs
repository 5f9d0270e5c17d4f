use frame_support::{
	assert_noop, assert_ok,
	traits::{Bounded, Hooks, QueryPreimage},
	weights::{Weight, WeightMeter},
};
use sp_runtime::{traits::BadOrigin, DispatchError};

use super::*;
use crate::{Acts, Error, Event, Outcome, Queue, Records, Tally};

fn closed(act: ActId, outcome: Outcome) -> Event<Test> {
	let call_hash = Records::<Test>::get(Governance::slot(act)).unwrap().call_hash;
	Event::ActClosed { act, call_hash, tally: Tally::default(), outcome }
}

#[test]
fn an_act_waits_is_listed_takes_effect_and_is_recorded() {
	build_and_execute(|| {
		assert_ok!(Governance::queue_act(constitution(), write(b"x"), 10));
		let view = Governance::open_act(0).unwrap();
		assert_eq!((view.queued_at, view.due, view.expires, view.vetoed), (1, 11, 16, false));
		assert_eq!(view.origin, frame_system::RawOrigin::Root.into());
		assert_eq!(
			events(),
			vec![Event::ActQueued {
				act: 0,
				call_hash: write(b"x").hash(),
				origin: frame_system::RawOrigin::Root.into(),
				due: 11
			}]
		);

		run_to(10);
		assert_eq!((written(), Governance::open_acts().len()), (None, 1));
		run_to(11);
		assert_eq!(written(), Some(b"x".to_vec()));
		assert_eq!(Governance::open_acts(), vec![]);
		assert_eq!(events(), vec![closed(0, Outcome::Enacted)]);
		let record = Governance::record(0).unwrap();
		assert_eq!((record.queued_at, record.closed_at), (1, 11));
		assert_eq!(Governance::record(1), None);
	});
}

#[test]
fn only_the_constitution_and_root_may_queue() {
	build_and_execute(|| {
		assert_noop!(Governance::queue_act(signed(ALICE), write(b"x"), 10), BadOrigin);
		assert_noop!(Governance::queue_act(RuntimeOrigin::none(), write(b"x"), 10), BadOrigin);
		assert_ok!(Governance::queue_act(RuntimeOrigin::root(), write(b"x"), 10));
	});
}

#[test]
fn the_constitution_may_do_nothing_but_queue() {
	build_and_execute(|| {
		assert_noop!(Governance::cancel_act(constitution(), 0), BadOrigin);
		assert_noop!(Governance::vote(constitution(), 0, true), BadOrigin);
		assert_noop!(Governance::prune_member(constitution(), ALICE), BadOrigin);
		assert_noop!(System::set_storage(constitution(), vec![(KEY.to_vec(), vec![1])]), BadOrigin);
	});
}

#[test]
fn delays_are_bounded_on_both_sides() {
	build_and_execute(|| {
		assert_noop!(
			Governance::queue_act(constitution(), write(b"x"), 9),
			Error::<Test>::DelayTooShort
		);
		assert_noop!(
			Governance::queue_act(constitution(), write(b"x"), 101),
			Error::<Test>::DelayTooLong
		);
		assert_ok!(Governance::queue_act(constitution(), write(b"x"), 10));
		assert_ok!(Governance::queue_act(constitution(), write(b"x"), 100));
	});
}

#[test]
fn the_preimage_must_be_there_and_be_a_call() {
	build_and_execute(|| {
		let missing = Bounded::Lookup { hash: sp_core::H256::repeat_byte(7), len: 400 };
		assert_noop!(Governance::queue_act(constitution(), missing, 10), Error::<Test>::NoPreimage);
		let nonsense = Bounded::Inline(vec![255; 20].try_into().unwrap());
		assert_noop!(
			Governance::queue_act(constitution(), nonsense, 10),
			Error::<Test>::NoPreimage
		);
		let Bounded::Lookup { hash, len } = long(1) else { unreachable!("it is long") };
		assert_noop!(
			Governance::queue_act(constitution(), Bounded::Lookup { hash, len: len + 1 }, 10),
			Error::<Test>::NoPreimage
		);
		let legacy = Bounded::Legacy { hash, dummy: Default::default() };
		assert_noop!(Governance::queue_act(constitution(), legacy, 10), Error::<Test>::NoPreimage);
	});
}

#[test]
fn the_preimage_stays_while_the_act_is_open() {
	build_and_execute(|| {
		let call = long(1);
		let hash = call.hash();
		assert_ok!(Governance::queue_act(constitution(), call, 10));
		assert_ok!(Preimage::unnote_preimage(signed(ALICE), hash));
		assert!(<Preimage as QueryPreimage>::len(&hash).is_some());
		run_to(11);
		assert_eq!(written(), Some(vec![1; 300]));
		assert!(<Preimage as QueryPreimage>::len(&hash).is_none());
	});
}

#[test]
fn a_call_too_heavy_for_any_block_is_refused() {
	build_and_execute(|| {
		use frame_support::dispatch::GetDispatchInfo;
		let (call, _) = <Preimage as QueryPreimage>::peek(&write(b"x")).unwrap();
		let call: RuntimeCall = call;
		let weight = call.get_dispatch_info().call_weight;
		HeaviestAct::set(weight - Weight::from_parts(1, 0));
		assert_noop!(
			Governance::queue_act(constitution(), write(b"x"), 10),
			Error::<Test>::ActTooHeavy
		);
		HeaviestAct::set(weight);
		assert_ok!(Governance::queue_act(constitution(), write(b"x"), 10));
	});
}

#[test]
fn the_queue_is_bounded_and_in_order() {
	build_and_execute(|| {
		for delay in [40, 20, 30, 20] {
			assert_ok!(Governance::queue_act(constitution(), write(b"x"), delay));
		}
		assert_eq!(Queue::<Test>::get().into_inner(), vec![(21, 1), (21, 3), (31, 2), (41, 0)]);
		assert_noop!(
			Governance::queue_act(constitution(), write(b"x"), 10),
			Error::<Test>::QueueFull
		);
		run_to(21);
		assert_eq!(Queue::<Test>::get().into_inner(), vec![(31, 2), (41, 0)]);
		assert_ok!(Governance::queue_act(constitution(), write(b"x"), 10));
	});
}

#[test]
fn an_act_that_fails_is_recorded_as_failed() {
	build_and_execute(|| {
		// Not even root may cancel.
		let act = bounded(crate::Call::cancel_act { act: 0 });
		assert_ok!(Governance::queue_act(constitution(), act, 10));
		run_to(11);
		let outcome = Governance::record(0).unwrap().outcome;
		assert_eq!(outcome, Outcome::Failed(DispatchError::BadOrigin));
	});
}

#[test]
fn an_act_waits_for_room_and_does_not_stop_others() {
	build_and_execute(|| {
		assert_ok!(Governance::queue_act(
			constitution(),
			bounded(frame_system::Call::set_code { code: vec![] }),
			10
		));
		queue(b"light");
		let base = <() as crate::WeightInfo>::poll()
			+ <() as crate::WeightInfo>::enact().saturating_mul(2);
		let room = base + Weight::from_parts(1_000_000_000, 100_000);

		System::set_block_number(11);
		Governance::on_poll(11, &mut WeightMeter::with_limit(room));
		assert_eq!(written(), Some(b"light".to_vec()));
		assert_eq!(Queue::<Test>::get().into_inner(), vec![(11, 0)]);

		// No room until it expires: the last block of grace is 16.
		System::set_block_number(16);
		Governance::on_poll(16, &mut WeightMeter::with_limit(room));
		assert_eq!(Queue::<Test>::get().len(), 1);
		System::set_block_number(17);
		Governance::on_poll(17, &mut WeightMeter::with_limit(room));
		assert_eq!(Governance::record(0).unwrap().outcome, Outcome::Expired);
	});
}

#[test]
fn the_hook_respects_its_meter() {
	build_and_execute(|| {
		queue(b"x");
		System::set_block_number(11);
		let poll = <() as crate::WeightInfo>::poll();
		for limit in [Weight::zero(), poll, poll + Weight::from_parts(1, 1)] {
			let mut meter = WeightMeter::with_limit(limit);
			Governance::on_poll(11, &mut meter);
			assert!(meter.consumed().all_lte(limit));
			assert_eq!(written(), None);
		}
		let mut meter = WeightMeter::new();
		Governance::on_poll(11, &mut meter);
		assert!(meter.consumed().all_gte(poll + <() as crate::WeightInfo>::enact()));
		assert_eq!(written(), Some(b"x".to_vec()));
	});
}

#[test]
fn acts_can_be_cancelled_and_only_by_the_committee() {
	build_and_execute(|| {
		queue(b"x");
		assert_noop!(Governance::cancel_act(signed(ALICE), 0), BadOrigin);
		assert_noop!(Governance::cancel_act(RuntimeOrigin::root(), 0), BadOrigin);
		assert_noop!(Governance::cancel_act(signed(COMMITTEE), 1), Error::<Test>::UnknownAct);
		events();
		assert_ok!(Governance::cancel_act(signed(COMMITTEE), 0));
		assert_eq!(events(), vec![closed(0, Outcome::Cancelled)]);
		assert_noop!(Governance::cancel_act(signed(COMMITTEE), 0), Error::<Test>::UnknownAct);
		run_to(20);
		assert_eq!(written(), None);
	});
}

#[test]
fn the_ring_keeps_as_many_records_as_configured() {
	build_and_execute(|| {
		for _ in 0..5 {
			let act = queue(b"x");
			assert_ok!(Governance::cancel_act(signed(COMMITTEE), act));
		}
		assert_eq!(Records::<Test>::iter().count(), 3);
		assert_eq!(Governance::record(1), None);
		assert_eq!(Governance::record(2).unwrap().act, 2);
		assert_eq!(Acts::<Test>::iter().count(), 0);
	});
}

#[test]
#[should_panic(expected = "a timelock without delay is none")]
fn the_integrity_test_refuses_no_delay() {
	LeastDelay::set(0);
	<Governance as Hooks<u64>>::integrity_test();
}

#[test]
#[should_panic(expected = "some delay must be allowed")]
fn the_integrity_test_refuses_contradictory_delays() {
	LeastDelay::set(101);
	<Governance as Hooks<u64>>::integrity_test();
}

#[test]
#[should_panic(expected = "an act needs a block to take effect")]
fn the_integrity_test_refuses_no_grace() {
	Grace::set(0);
	<Governance as Hooks<u64>>::integrity_test();
}

#[test]
#[should_panic(expected = "power must decay")]
fn the_integrity_test_refuses_power_for_ever() {
	Kept::set(sp_runtime::Perbill::one());
	<Governance as Hooks<u64>>::integrity_test();
}

#[test]
#[should_panic(expected = "acts must be recorded")]
fn the_integrity_test_refuses_no_records() {
	RecordsKept::set(0);
	<Governance as Hooks<u64>>::integrity_test();
}

#[test]
#[should_panic(expected = "the heaviest act must fit into an empty block")]
fn the_integrity_test_refuses_acts_heavier_than_a_block() {
	HeaviestAct::set(Weight::MAX);
	<Governance as Hooks<u64>>::integrity_test();
}
