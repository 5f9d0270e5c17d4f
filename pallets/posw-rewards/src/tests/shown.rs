//! What only an answer shows: an auditor that had attested another leaf takes its part, a lie is not
//! paid, and a whole epoch is left to say so.

use super::{agent::*, report::settled_in};
use crate::{mock::*, report::refusal, *};
use frame_support::{
	assert_ok,
	traits::fungible::{Inspect, InspectHold},
};
use labscape_posw::{merkle, payload::Attested};
use labscape_primitives::*;

const PRICE: Balance = 1_000_000;
const STAKE: Balance = 2 * 40 * PRICE;

/// Forty items of node 1, all made up and shown to nobody, until the epoch after its commit.
fn hidden(net: &mut Net) -> (JobId, WorkEpoch) {
	let job = new_job(40);
	lease(1, job, 0, 40, PRICE);
	net.agent(1).behaviour.wrong = (0..40).collect();
	net.agent(1).behaviour.withholds = true;
	net.epoch();
	(job, Posw::epoch() - 2)
}

/// What `node` attested of the work that was answered last: place in its audit commit, proof, leaf.
fn attested(net: &mut Net, node: NodeId, work: WorkEpoch) -> Vec<(usize, Attested, u32)> {
	let shown = net.shown.last().expect("it was answered").clone();
	let agent = net.agent(node);
	let all = agent.attested[&work].iter().enumerate();
	all.filter(|(_, own)| (own.work, own.node) == (work, 1))
		.filter_map(|(at, own)| {
			let Call::file_as_node { attested, .. } = agent.accusation(work, at, &shown) else {
				panic!("it is one")
			};
			Some((at, attested?, own.place?))
		})
		.collect()
}

#[test]
fn a_lie_that_only_an_answer_shows_costs_the_stake() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		let requester = Balances::free_balance(REQUESTER);
		let (job, work) = hidden(&mut net);
		net.epochs(6);
		assert_eq!(net.shown.len(), 1, "it answered once");
		assert!(Works::<Test>::get(work, 1).is_none());
		let (slashed, settled, voided) =
			world(|w| (w.slashed.clone(), w.settled.get(&job).copied(), w.voided[&job]));
		assert_eq!(slashed.into_iter().collect::<Vec<_>>(), [(PROVIDERS + 1, STAKE)]);
		assert_eq!((settled, voided), (None, 40));
		assert_eq!(Balances::free_balance(REQUESTER), requester);
		let found: Balance =
			world(|w| [2, 3].iter().filter_map(|n| w.rewarded.get(&(PROVIDERS + n))).sum());
		assert!(found > 0 && found <= STAKE / 10);
		assert_eq!(world(|w| w.reserved.values().sum::<Balance>()), 0);
	});
}

#[test]
fn it_would_be_paid_if_nobody_compared() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		net.compares = false;
		let (job, _) = hidden(&mut net);
		net.epochs(6);
		assert_eq!(world(|w| w.settled[&job]), 40);
	});
}

/// Whoever sees the answer can compute that it is wrong, and may be faster than the auditor. *(A12)*
#[test]
fn who_files_what_an_answer_shows_does_not_take_the_auditors_bounty() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		(net.compares, net.runs) = (false, false);
		let (_, work) = hidden(&mut net);
		net.epochs(2);
		let shown = net.shown[0].clone();
		let (at, _, place) = attested(&mut net, 2, work).remove(0);
		let leaves = &shown.answer.leaves;
		let proof = merkle::single(40, leaves, &shown.answer.nodes, place).unwrap();
		let (committed, proof) = (shown.leaf(place).unwrap(), proof.try_into().unwrap());
		let signed = RuntimeOrigin::signed(REQUESTER);
		assert_ok!(Posw::file(signed, work, 1, place, committed, proof));
		let early = Err(refusal::<Test>(Error::NotYet));
		assert_eq!(send(run_call(0)), early, "the auditors have this epoch to join");
		let joins = net.agent(2).accusation(work, at, &shown);
		assert_ok!(send(joins.clone()));
		let reserved = world(|w| w.reserved.get(&(PROVIDERS + 2)).copied());
		assert_eq!(reserved.unwrap_or(0), 0, "joining needs no bond");
		assert_eq!(send(joins), Err(refusal::<Test>(Error::AlreadyDisputed)), "it joins once");
		assert_eq!(send(run_call(0)), early);
		next_epoch();
		let before = Balances::total_balance(&REQUESTER);
		assert_ok!(send(run_call(0)));
		assert_eq!(world(|w| w.rewarded[&(PROVIDERS + 2)]), STAKE / 10);
		assert_eq!(Balances::total_balance_on_hold(&REQUESTER), 0, "its bond is free");
		let refund = 40 * PRICE + 40 * PRICE / 8;
		assert_eq!(Balances::total_balance(&REQUESTER), before + refund, "and that is all");
	});
}

#[test]
fn an_attested_leaf_takes_the_place_of_one_that_nobody_attested() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		(net.compares, net.runs) = (false, false);
		let (_, work) = hidden(&mut net);
		net.epochs(2);
		let shown = net.shown[0].clone();
		let (at, _, place) = attested(&mut net, 2, work).remove(0);
		let tree = net.agent(1).trees[&work].clone();
		for leaf in (0..40).filter(|leaf| *leaf != place).take(MAX_DISPUTES as usize) {
			let proof = merkle::proof(&tree, leaf).unwrap().try_into().unwrap();
			let signed = RuntimeOrigin::signed(REQUESTER);
			assert_ok!(Posw::file(signed, work, 1, leaf, tree[leaf as usize], proof));
		}
		let bare = net.agent(2).accuse(&shown, place, None);
		assert_eq!(send(bare), Err(refusal::<Test>(Error::TooManyDisputes)));
		assert_ok!(send(net.agent(2).accusation(work, at, &shown)));
		assert_eq!(Disputes::<Test>::iter().count(), MAX_DISPUTES as usize);
		assert!(Disputes::<Test>::iter_values().any(|open| open.leaf == place));
	});
}

#[test]
fn what_was_not_attested_takes_no_part() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		(net.compares, net.runs) = (false, false);
		let (_, work) = hidden(&mut net);
		net.epochs(2);
		let shown = net.shown[0].clone();
		let (_, right, place) = attested(&mut net, 2, work).remove(0);
		let (_, others, elsewhere) = attested(&mut net, 3, work).remove(0);
		let call =
			|net: &mut Net, leaf, attested| net.agent(2).accuse(&shown, leaf, Some(attested));
		let mut refused = |leaf, attested, error: Error<Test>| {
			let name = format!("{error:?}");
			assert_eq!(send(call(&mut net, leaf, attested)), Err(refusal::<Test>(error)), "{name}");
		};
		refused(place, Attested { draw: work + 1, ..right.clone() }, Error::NotDrawn);
		refused(place, Attested { draw: work - 1, ..right.clone() }, Error::NotDrawn);
		refused(place, Attested { sample: 700, ..right.clone() }, Error::NotDrawn);
		refused(elsewhere, others, Error::NotDrawn);
		let mut salted = right.clone();
		salted.opening.salt = Hash::zero();
		refused(place, salted, Error::BadOpening);
		let mut agreed = right.clone();
		agreed.opening.leaf = shown.leaf(place).unwrap();
		refused(place, agreed, Error::BadOpening);
		let mut nothing = right.clone();
		nothing.opening.leaf = Hash::zero();
		refused(place, nothing, Error::BadOpening);
		let mut moved = right.clone();
		moved.opening.index += 1;
		refused(place, moved, Error::BadOpening);
		// Before its secret is out nobody can tell what fell to it.
		let secret = audit_of(work, 2).preimage;
		let reveal = |secret| {
			Standings::<Test>::mutate(2, |standing| {
				standing.audit_mut(work).unwrap().preimage = secret;
			});
		};
		reveal(None);
		refused(place, right.clone(), Error::NothingToJudge);
		reveal(secret);
		// What nobody owns cannot secure it; what joins another needs no bond.
		world(|w| w.bonds.insert(PROVIDERS + 2, 0));
		refused(place, right.clone(), Error::InsufficientBond);
		world(|w| w.bonds.insert(PROVIDERS + 2, BOND));
		let taken = call(&mut net, place, right);
		assert_ok!(send(taken.clone()));
		assert_eq!(send(taken), Err(refusal::<Test>(Error::AlreadyDisputed)), "replayed");
	});
}

#[test]
fn a_whole_epoch_is_left_to_dispute_the_last_answer() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		net.answers = false;
		let job = new_job(40);
		lease(1, job, 0, 40, PRICE);
		net.agent(1).behaviour.withholds = true;
		net.epoch();
		let work = Posw::epoch() - 2;
		net.epochs(2);
		assert_eq!(Posw::epoch(), work + 4);
		let shown = net.agent(1).answer();
		net.see(shown);
		net.epoch();
		assert_eq!(world(|w| w.settled.get(&job).copied()), None, "it can be disputed still");
		net.epoch();
		next_block();
		assert_eq!(world(|w| w.settled.get(&job).copied()), Some(40));
	});
}

#[test]
fn a_late_answer_that_shows_a_lie_does_not_save_the_stake() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		net.answers = false;
		let before = Balances::free_balance(REQUESTER);
		let (job, work) = hidden(&mut net);
		net.epochs(5);
		let stage = Posw::work_status(work, 1).unwrap().tally.stage;
		assert!(matches!(stage, Stage::Suspended { .. }));
		let shown = net.agent(1).answer();
		net.see(shown);
		net.epochs(3);
		assert!(Works::<Test>::get(work, 1).is_none());
		assert_eq!(
			world(|w| w.slashed.clone()).into_iter().collect::<Vec<_>>(),
			[(PROVIDERS + 1, STAKE)]
		);
		// It was void and given back before: once.
		assert_eq!(world(|w| w.voided[&job]), 40);
		assert_eq!(Balances::free_balance(REQUESTER), before);
		assert_eq!(Balances::free_balance(Posw::pot_account()), 1);
		assert_eq!(world(|w| w.reserved.values().sum::<Balance>()), 0);
	});
}

/// Were there less room for claims than samples, auditors of the executor's side could fill it. *(A10)*
#[test]
fn every_claim_is_kept_and_must_be_answered() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		net.answers = false;
		let job = new_job(4_096);
		lease(1, job, 0, 4_096, 1_000);
		net.agent(1).behaviour.withholds = true;
		net.epochs(3);
		let work = Posw::epoch() - 4;
		let record = Works::<Test>::get(work, 1).unwrap();
		let tally = Posw::tally_of(work, &record).unwrap();
		assert_eq!(record.claims.len(), usize::from(tally.claimed));
		assert!(tally.claimed > 64, "{} claims", tally.claimed);
		let shown = net.agent(1).answer();
		assert_eq!(shown.len(), 1);
		net.epochs(3);
		assert_eq!(world(|w| w.settled[&job]), 4_096);
	});
}
