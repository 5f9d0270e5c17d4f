use frame_support::{assert_noop, assert_ok};
use sp_runtime::{traits::BadOrigin, Perbill};

use super::*;
use crate::{Acts, Error, Event, Outcome, Tally};

fn outcome(act: ActId) -> Outcome {
	Governance::record(act).unwrap().outcome
}

#[test]
fn a_vote_counts_the_power_of_its_moment() {
	build_and_execute(|| {
		work(ALICE, 1_000);
		let act = queue(b"x");
		events();
		assert_ok!(Governance::vote(signed(ALICE), act, true));
		assert_eq!(events(), vec![Event::Voted { act, who: ALICE, veto: true, power: 1_000 }]);
		Epoch::set(10);
		assert_eq!(Acts::<Test>::get(act).unwrap().tally, Tally { veto: 1_000, support: 0 });
		// Voting again replaces the old vote, with the power of now.
		assert_ok!(Governance::vote(signed(ALICE), act, false));
		assert_eq!(Acts::<Test>::get(act).unwrap().tally, Tally { veto: 0, support: 500 });
		assert_eq!(Governance::votes(ALICE).len(), 1);
	});
}

#[test]
fn vote_fails_without_act_power_or_time() {
	build_and_execute(|| {
		work(ALICE, 1_000);
		assert_noop!(Governance::vote(signed(ALICE), 0, true), Error::<Test>::UnknownAct);
		let act = queue(b"x");
		assert_noop!(Governance::vote(RuntimeOrigin::root(), act, true), BadOrigin);
		assert_noop!(Governance::vote(signed(BOB), act, true), Error::<Test>::NoPower);
		stake(ALICE, 0);
		assert_noop!(Governance::vote(signed(ALICE), act, true), Error::<Test>::NoPower);
		stake(ALICE, 1_000);
		System::set_block_number(10);
		assert_ok!(Governance::vote(signed(ALICE), act, true));
		System::set_block_number(11);
		assert_noop!(Governance::vote(signed(ALICE), act, true), Error::<Test>::VotingOver);
	});
}

#[test]
fn the_swarm_vetoes_with_quorum_and_threshold() {
	build_and_execute(|| {
		work(ALICE, 240);
		work(BOB, 160);
		work(CAROL, 600);
		let act = queue(b"x");
		// 400 of 1,000 voted: 40 %. 240 of 400 against: 60 %.
		assert_ok!(Governance::vote(signed(ALICE), act, true));
		assert!(!Governance::open_act(act).unwrap().vetoed);
		assert_ok!(Governance::vote(signed(BOB), act, false));
		assert!(Governance::open_act(act).unwrap().vetoed);
		run_to(11);
		assert_eq!((outcome(act), written()), (Outcome::Vetoed, None));
		assert_eq!(Governance::record(act).unwrap().tally, Tally { veto: 240, support: 160 });
	});
}

#[test]
fn below_the_quorum_there_is_no_veto() {
	build_and_execute(|| {
		work(ALICE, 399);
		work(BOB, 601);
		let act = queue(b"x");
		assert_ok!(Governance::vote(signed(ALICE), act, true));
		run_to(11);
		assert_eq!(outcome(act), Outcome::Enacted);
	});
}

#[test]
fn below_the_threshold_there_is_no_veto() {
	build_and_execute(|| {
		work(ALICE, 599);
		work(BOB, 401);
		let act = queue(b"x");
		assert_ok!(Governance::vote(signed(ALICE), act, true));
		assert_ok!(Governance::vote(signed(BOB), act, false));
		run_to(11);
		assert_eq!(outcome(act), Outcome::Enacted);
	});
}

#[test]
fn nobody_vetoes_nothing() {
	build_and_execute(|| {
		let act = queue(b"x");
		run_to(11);
		assert_eq!(outcome(act), Outcome::Enacted);
	});
	let none = Tally::default();
	assert!(!none.vetoes(0, Perbill::zero(), Perbill::zero()));
	let one = Tally { veto: 1, support: 0 };
	assert!(one.vetoes(1, Perbill::one(), Perbill::one()));
	assert!(!one.vetoes(2, Perbill::from_parts(500_000_001), Perbill::one()));
}

#[test]
fn votes_on_closed_acts_make_room() {
	build_and_execute(|| {
		work(ALICE, 1_000);
		for _ in 0..3 {
			let acts: Vec<_> = (0..4).map(|_| queue(b"x")).collect();
			for act in &acts {
				assert_ok!(Governance::vote(signed(ALICE), *act, false));
			}
			assert_eq!(Governance::votes(ALICE).len(), 4);
			for act in acts {
				assert_ok!(Governance::cancel_act(signed(COMMITTEE), act));
			}
			assert_eq!(Governance::votes(ALICE).len(), 0);
		}
	});
}
