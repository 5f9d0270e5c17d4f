//! `file`, `file_as_node`, `run`: wrong leaves cost the stake, wrong accusations the bond.

use super::{agent::*, report::settled_in};
use crate::{mock::*, *};
use frame_support::{
	assert_noop, assert_ok,
	traits::fungible::InspectHold,
	weights::{Weight, WeightMeter},
	BoundedVec,
};
use labscape_posw::{
	draw, merkle,
	payload::{Attested, Proof},
};
use labscape_primitives::*;
use sp_runtime::{testing::TestSignature, transaction_validity::InvalidTransaction};
use std::collections::BTreeSet;

const PRICE: Balance = 1_000_000;

/// A job of 40 items on node 1, of which `wrong` are made up, at the end of the epoch of its commit.
fn committed(net: &mut Net, wrong: &[ItemIndex]) -> (JobId, WorkEpoch) {
	let job = new_job(40);
	lease(1, job, 0, 40, PRICE);
	net.agent(1).behaviour.wrong = wrong.iter().copied().collect();
	net.epoch();
	(job, Posw::epoch() - 2)
}

fn leaf_of(net: &mut Net, work: WorkEpoch, leaf: u32) -> (Hash, Proof) {
	let tree = net.agent(1).trees[&work].clone();
	(tree[leaf as usize], merkle::proof(&tree, leaf).unwrap().try_into().unwrap())
}

/// How many were charged for agreeing with a wrong leaf.
fn agreed_with_wrong() -> usize {
	let faults = System::events().into_iter().filter(|record| {
		let kind = FaultKind::AgreedWithWrong;
		matches!(&record.event, RuntimeEvent::Posw(Event::Faulted { kind: of, .. }) if *of == kind)
	});
	faults.count()
}

#[test]
fn a_liar_loses_its_stake_once_when_an_auditor_is_honest() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		let requester = Balances::free_balance(REQUESTER);
		let all: Vec<_> = (0..40).collect();
		let (job, _) = committed(&mut net, &all);
		net.epochs(6);
		let stake = 2 * 40 * PRICE;
		let w = world(|w| (w.slashed.clone(), w.voided.clone(), w.excluded.clone()));
		assert_eq!(w.0.get(&(PROVIDERS + 1)), Some(&stake));
		assert_eq!(w.0.len(), 1, "nobody else loses anything: {:?}", w.0);
		assert_eq!(w.1[&job], 40);
		assert!(w.2.contains(&(1, job)));
		// The requester has everything back; the finders share a tenth.
		assert_eq!(Balances::free_balance(REQUESTER), requester);
		let found: Balance =
			world(|w| [2, 3].iter().filter_map(|n| w.rewarded.get(&(PROVIDERS + n))).sum());
		assert!(found > 0 && found <= stake / 10);
		assert_eq!(Disputes::<Test>::count_all(), 0);
		// What auditors had reserved for their disputes is free again.
		assert_eq!(world(|w| w.reserved.values().sum::<Balance>()), 0);
	});
}

#[test]
fn agreeing_with_a_wrong_leaf_costs_the_auditor() {
	build_and_execute(4, || {
		let mut net = settled_in(4);
		let all: Vec<_> = (0..40).collect();
		let (_, work) = committed(&mut net, &all);
		// Node 2 covers for the liar: what it attests opens. The others say nothing, so that nobody
		// finds the lie before it agreed.
		net.agent(2).behaviour.covers = true;
		net.agent(3).behaviour.silent = true;
		net.agent(4).behaviour.silent = true;
		net.runs = false;
		net.epochs(2);
		let audit = audit_of(work, 2);
		let agreed = net.agent(2).attested[&work].clone();
		let fee = 5 * PRICE / 4;
		assert_eq!(audit.fees, fee * agreed.len() as Balance, "it was paid for agreeing");
		assert!(audit.preimage.is_some());

		let place = agreed[0].place.expect("the work is open");
		let (leaf, proof) = leaf_of(&mut net, work, place);
		assert_ok!(Posw::file(RuntimeOrigin::signed(REQUESTER), work, 1, place, leaf, proof));
		next_epoch();
		assert_ok!(send(run_call(0)));
		// Eight times what its samples cost, which is four fifths of the fees; once.
		let stake = audit.fees / 5 * 4 * 8;
		let slashed = world(|w| w.slashed.clone());
		assert_eq!(slashed.get(&(PROVIDERS + 1)), Some(&(2 * 40 * PRICE)));
		assert_eq!(slashed.get(&(PROVIDERS + 2)), Some(&stake));
		assert_eq!(agreed_with_wrong(), 1, "who said nothing did not agree: {slashed:?}");
		let kind = FaultKind::AgreedWithWrong;
		System::assert_has_event(
			Event::Faulted { node: 2, epoch: work, kind, charged: stake }.into(),
		);
		// Its loss is larger than what it was paid, whatever becomes of the liar.
		assert!(stake > audit.fees);
	});
}

#[test]
fn an_auditor_that_was_not_drawn_the_wrong_leaf_is_not_charged() {
	build_and_execute(4, || {
		let mut net = settled_in(4);
		let (_, work) = committed(&mut net, &(0..40).collect::<Vec<_>>());
		net.agent(2).behaviour.covers = true;
		net.agent(3).behaviour.silent = true;
		net.agent(4).behaviour.silent = true;
		net.runs = false;
		net.epochs(2);
		let agreed = net.agent(2).attested[&work].clone();
		let drawn = |leaf: &u32| agreed.iter().any(|attested| attested.place == Some(*leaf));
		let other = (0..40).find(|leaf| !drawn(leaf)).expect("eight samples of forty items");
		let (leaf, proof) = leaf_of(&mut net, work, other);
		assert_ok!(Posw::file(RuntimeOrigin::signed(REQUESTER), work, 1, other, leaf, proof));
		next_epoch();
		assert_ok!(send(run_call(0)));
		assert_eq!(world(|w| w.slashed[&(PROVIDERS + 1)]), 2 * 40 * PRICE);
		assert_eq!(agreed_with_wrong(), 0);
	});
}

#[test]
fn blind_agreement_is_refused_when_it_cannot_be_opened() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		committed(&mut net, &(0..40).collect::<Vec<_>>());
		net.agent(2).behaviour.agrees_blindly = true;
		net.epoch();
		next_block();
		let lists = net.lists();
		let report = net.agent(2).report(&lists);
		assert!(report.verdicts.as_ref().is_some_and(|given| !given.openings.is_empty()));
		let error = crate::report::refusal::<Test>(Error::BadOpening);
		assert_eq!(send(signed(report)), Err(error));
	});
}

#[test]
fn a_copied_root_costs_the_stake() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		let job = new_job(40);
		lease(1, job, 0, 40, PRICE);
		lease(2, job, 0, 40, PRICE);
		net.agent(2).behaviour.copies = Some(1);
		net.epochs(6);
		let slashed = world(|w| w.slashed.clone());
		assert_eq!(slashed.into_iter().collect::<Vec<_>>(), [(PROVIDERS + 2, 2 * 40 * PRICE)]);
		assert_eq!(world(|w| (w.settled[&job], w.voided[&job])), (40, 40));
	});
}

#[test]
fn an_inner_node_is_no_leaf() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		let (_, work) = committed(&mut net, &[]);
		let tree = net.agent(1).trees[&work].clone();
		// The path above the first two leaves is right for the node that joins them.
		let inner = labscape_posw::hash::inner(&tree[0], &tree[1]);
		let above: Proof = merkle::proof(&tree, 0).unwrap()[1..].to_vec().try_into().unwrap();
		let signed = RuntimeOrigin::signed(REQUESTER);
		assert_noop!(Posw::file(signed, work, 1, 0, inner, above), Error::<Test>::BadProof);
	});
}

#[test]
fn an_accusation_of_a_right_leaf_costs_the_bond() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		let (job, work) = committed(&mut net, &[]);
		let (leaf, proof) = leaf_of(&mut net, work, 7);
		let issuance = Balances::total_issuance();
		assert_ok!(Posw::file(RuntimeOrigin::signed(REQUESTER), work, 1, 7, leaf, proof));
		let bond = Balances::total_balance_on_hold(&REQUESTER);
		assert!(bond > 0);
		net.until_verdicts_close(work);
		let issuance = issuance.min(Balances::total_issuance());
		assert_ok!(send(run_call(0)));
		assert_eq!(Balances::total_balance_on_hold(&REQUESTER), 0);
		assert_eq!(Balances::total_issuance(), issuance - bond);
		net.epochs(5);
		assert_eq!(world(|w| w.settled[&job]), 40);
		assert_eq!(world(|w| w.slashed.len()), 0);
	});
}

#[test]
fn a_third_party_that_files_gets_the_tenth_when_no_auditor_attested() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		let (_, work) = committed(&mut net, &[7]);
		net.agent(2).behaviour.silent = true;
		net.agent(3).behaviour.silent = true;
		let (leaf, proof) = leaf_of(&mut net, work, 7);
		let before = Balances::free_balance(REQUESTER);
		assert_ok!(Posw::file(RuntimeOrigin::signed(REQUESTER), work, 1, 7, leaf, proof));
		net.until_verdicts_close(work);
		let run = run_call(0);
		assert_ok!(send(run.clone()));
		let refund = 40 * PRICE + 40 * PRICE / 8;
		assert_eq!(Balances::free_balance(REQUESTER), before + refund + 2 * 40 * PRICE / 10);
		assert!(Works::<Test>::get(work, 1).is_none());
		assert!(send(run).is_err(), "a dispute is run once");
	});
}

/// An author sees the report in its pool, and files before it what it says. *(A12)*
#[test]
fn who_files_before_the_auditors_does_not_take_their_bounty() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		let (_, work) = committed(&mut net, &(0..40).collect::<Vec<_>>());
		net.runs = false;
		net.epoch();
		let drawn: Vec<_> = (0..40).collect();
		for leaf in drawn.iter().take(MAX_DISPUTES as usize).copied() {
			let (committed, proof) = leaf_of(&mut net, work, leaf);
			let signed = RuntimeOrigin::signed(REQUESTER);
			assert_ok!(Posw::file(signed, work, 1, leaf, committed, proof));
		}
		let early = Err(InvalidTransaction::Future.into());
		for id in 0..MAX_DISPUTES {
			assert_eq!(send(run_call(id)), early, "auditors may still attest");
		}
		// The auditors' verdicts join a dispute, or take the place of one.
		net.epoch();
		let attested = |id: &DisputeId| {
			Disputes::<Test>::get(id).is_some_and(|dispute| !dispute.attested.is_empty())
		};
		let open: Vec<_> = Disputes::<Test>::iter_keys().collect();
		assert_eq!(open.len(), MAX_DISPUTES as usize);
		let (first, bare): (Vec<_>, Vec<_>) = open.into_iter().partition(attested);
		assert!(!first.is_empty() && !bare.is_empty());
		for id in bare {
			assert_eq!(send(run_call(id)), early, "what was attested comes first");
		}
		let held = Balances::total_balance_on_hold(&REQUESTER);
		let before = Balances::free_balance(REQUESTER);
		assert_ok!(send(run_call(first[0])));
		let rewarded = |w: &mut World| -> Balance {
			[2, 3].iter().filter_map(|node| w.rewarded.get(&(PROVIDERS + node))).sum()
		};
		assert!(world(rewarded) >= 2 * 40 * PRICE / 10 - 1, "the tenth is the auditors'");
		// It has its bonds back and what the job had paid; no bounty.
		let refund = 40 * PRICE + 40 * PRICE / 8;
		assert_eq!(Balances::free_balance(REQUESTER), before + held + refund);
		assert_eq!(Balances::total_balance_on_hold(&REQUESTER), 0);
	});
}

/// In a network of thousands one auditor in eight opens. *(A4)*
#[test]
fn an_auditor_that_must_open_and_keeps_silent_loses_eight_times_its_stake() {
	charged_for_silence(true);
	charged_for_silence(false);
}

fn charged_for_silence(chosen: bool) {
	build_and_execute(6, || {
		let mut net = settled_in(6);
		let (job, work) = committed(&mut net, &[]);
		// It commits in this epoch, and says nothing in the next.
		net.epoch();
		// The one with the fewest samples: the others are a quorum without it.
		let audits = (2..=6).filter_map(|node| {
			let standing = Standings::<Test>::get(node);
			standing.audit(work).filter(|audit| audit.count > 0).map(|audit| (audit.count, node))
		});
		let (count, auditor) = audits.min().unwrap();
		net.agent(auditor).behaviour.silent = true;
		net.epoch();
		// A beacon of a large network that chooses it.
		let chooses = |beacon: &Hash| draw::must_open(beacon, auditor, 2_000) == chosen;
		let beacon = (0..=u8::MAX).map(Hash::repeat_byte).find(chooses).unwrap();
		Epochs::<Test>::mutate_extant(work + 1, |record| {
			(record.beacon, record.reporters) = (Some(beacon), 2_000);
		});
		net.epochs(4);
		let fee = 5 * PRICE / 4;
		let stake = Balance::from(count) * fee / 5 * 4 * 8 * 8;
		let silence = Posw::parameters(work).silence_charge;
		let provider = PROVIDERS + AccountId::from(auditor);
		let charged = world(|w| w.slashed.get(&provider).copied());
		assert_eq!(charged, Some(if chosen { stake.max(silence) } else { silence }));
		assert_eq!(world(|w| w.settled[&job]), 40);
	});
}

#[test]
fn filing_is_refused_when_its_claim_is_not_proven() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		let (_, work) = committed(&mut net, &[]);
		let (leaf, proof) = leaf_of(&mut net, work, 7);
		let signed = || RuntimeOrigin::signed(REQUESTER);
		assert_noop!(
			Posw::file(signed(), work, 1, 8, leaf, proof.clone()),
			Error::<Test>::BadProof
		);
		assert_noop!(
			Posw::file(signed(), work, 1, 7, Hash::zero(), proof.clone()),
			Error::<Test>::BadProof
		);
		let mut longer = proof.clone();
		longer.try_push(Hash::zero()).unwrap();
		assert_noop!(Posw::file(signed(), work, 1, 7, leaf, longer), Error::<Test>::BadProof);
		assert_noop!(
			Posw::file(signed(), work + 1, 1, 7, leaf, proof.clone()),
			Error::<Test>::UnknownWork
		);
		assert_noop!(
			Posw::file(RuntimeOrigin::signed(5), work, 1, 7, leaf, proof.clone()),
			Error::<Test>::InsufficientBond
		);
		assert_noop!(
			Posw::file(RuntimeOrigin::none(), work, 1, 7, leaf, proof.clone()),
			sp_runtime::DispatchError::BadOrigin
		);
		assert_ok!(Posw::file(signed(), work, 1, 7, leaf, proof.clone()));
		assert_noop!(Posw::file(signed(), work, 1, 7, leaf, proof), Error::<Test>::AlreadyDisputed);
		for other in 8..11 {
			let (leaf, proof) = leaf_of(&mut net, work, other);
			assert_ok!(Posw::file(signed(), work, 1, other, leaf, proof));
		}
		let (leaf, proof) = leaf_of(&mut net, work, 12);
		assert_noop!(
			Posw::file(signed(), work, 1, 12, leaf, proof),
			Error::<Test>::TooManyDisputes
		);
	});
}

#[test]
fn a_node_files_with_its_providers_bond() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		let (_, work) = committed(&mut net, &[7]);
		let (leaf, proof) = leaf_of(&mut net, work, 7);
		let args = (2u32, work, 1u32, 7u32, leaf, proof.clone(), None::<Attested>);
		let payload =
			labscape_posw::payload::signing_payload(&Posw::genesis(), "file_as_node", &args);
		let call = |key, payload: &Hash| Call::file_as_node {
			auditor: 2,
			work,
			node: 1,
			leaf: 7,
			committed: leaf,
			proof: proof.clone(),
			attested: None,
			signature: TestSignature(key, payload.0.to_vec()),
		};
		assert!(send(call(HOT_KEYS + 3, &payload)).is_err());
		assert!(send(call(HOT_KEYS + 2, &Hash::zero())).is_err());
		assert_ok!(send(call(HOT_KEYS + 2, &payload)));
		assert!(world(|w| w.reserved[&(PROVIDERS + 2)]) > 0);
		net.agent(2).behaviour.silent = true;
		net.agent(3).behaviour.silent = true;
		net.until_verdicts_close(work);
		assert_ok!(send(run_call(0)));
		assert_eq!(world(|w| w.reserved[&(PROVIDERS + 2)]), 0);
		assert_eq!(world(|w| w.rewarded[&(PROVIDERS + 2)]), 2 * 40 * PRICE / 10);
	});
}

#[test]
fn a_run_is_refused_when_its_bytes_are_not_the_jobs() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		let (_, work) = committed(&mut net, &[]);
		let (leaf, proof) = leaf_of(&mut net, work, 7);
		assert_ok!(Posw::file(RuntimeOrigin::signed(REQUESTER), work, 1, 7, leaf, proof));
		net.until_verdicts_close(work);
		let right = run_call(0);
		let Call::run { program, input, input_proof, fuel, .. } = right.clone() else { panic!() };
		let mut other = program.clone();
		other.push(0);
		for wrong in [
			Call::run {
				dispute: 1,
				program: program.clone(),
				input: input.clone(),
				input_proof: input_proof.clone(),
				fuel,
			},
			Call::run {
				dispute: 0,
				program: other,
				input: input.clone(),
				input_proof: input_proof.clone(),
				fuel,
			},
			Call::run {
				dispute: 0,
				program: program.clone(),
				input: vec![1],
				input_proof: input_proof.clone(),
				fuel,
			},
			Call::run {
				dispute: 0,
				program: program.clone(),
				input: input.clone(),
				input_proof: Default::default(),
				fuel,
			},
			Call::run { dispute: 0, program, input, input_proof, fuel: fuel - 1 },
		] {
			assert!(send(wrong).is_err());
		}
		assert_ok!(send(right));
	});
}

#[test]
fn the_referee_takes_no_more_than_its_share_of_a_block() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		let (_, work) = committed(&mut net, &[]);
		let (leaf, proof) = leaf_of(&mut net, work, 7);
		assert_ok!(Posw::file(RuntimeOrigin::signed(REQUESTER), work, 1, 7, leaf, proof));
		net.until_verdicts_close(work);
		let limit = Posw::referee_limit();
		RefereeUsed::<Test>::put((System::block_number(), limit - 1));
		assert_eq!(send(run_call(0)), Err(InvalidTransaction::ExhaustsResources.into()));
		// The next block has room again.
		next_block();
		assert_ok!(send(run_call(0)));
	});
}

#[test]
fn a_dispute_that_nobody_runs_lapses_and_costs_the_bond() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		net.runs = false;
		let (job, work) = committed(&mut net, &[]);
		let (leaf, proof) = leaf_of(&mut net, work, 7);
		assert_ok!(Posw::file(RuntimeOrigin::signed(REQUESTER), work, 1, 7, leaf, proof));
		net.epochs(3);
		assert!(Works::<Test>::get(work, 1).is_some());
		net.epochs(4);
		assert!(Works::<Test>::get(work, 1).is_none());
		assert_eq!(Balances::total_balance_on_hold(&REQUESTER), 0);
		assert_eq!(world(|w| w.settled[&job]), 40);
	});
}

#[test]
fn a_dispute_waits_while_the_referee_is_full() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		net.runs = false;
		let (_, work) = committed(&mut net, &[]);
		let (leaf, proof) = leaf_of(&mut net, work, 7);
		assert_ok!(Posw::file(RuntimeOrigin::signed(REQUESTER), work, 1, 7, leaf, proof));
		for _ in 0..8 {
			Current::<Test>::mutate(|state| state.referee_full = Some(state.index));
			net.epoch();
		}
		assert!(Disputes::<Test>::get(0).is_some());
		net.epochs(3);
		assert!(Disputes::<Test>::get(0).is_none());
	});
}

trait CountAll {
	fn count_all() -> usize;
}
impl CountAll for Disputes<Test> {
	fn count_all() -> usize {
		Disputes::<Test>::iter().count()
	}
}

#[test]
fn all_who_agreed_are_charged_when_they_are_more_than_one_call_can_charge() {
	new_test_ext(1).execute_with(|| {
		let (draw, beacon, preimage) = (3, Hash::repeat_byte(7), Hash::repeat_byte(3));
		Current::<Test>::mutate(|state| state.index = draw + 5);
		Pallet::<Test>::open_record(draw);
		Epochs::<Test>::mutate_extant(draw, |record| {
			(record.beacon, record.pages) = (Some(beacon), 1);
		});
		// Every slice is a labscape of sixteen units, each a node's own.
		for labscape in 0..=LabscapeId::MAX {
			Tables::<Test>::mutate(draw, |table| table.add(labscape, 16));
		}
		let slices = draw::Slices::of(&beacon, 0, 16 * 256).expect("there are units");
		for (slice, range) in slices.ranges().enumerate() {
			let seat = |start: u16| {
				let node = 1_000 + slice as NodeId * 16 + NodeId::from(start);
				world(|w| add_node(w, node, PROVIDERS + AccountId::from(node)));
				let preimage = Some(preimage);
				let audit = Audit { preimage, fees: 1_000, count: 1, ..Default::default() };
				Standings::<Test>::mutate(node, |standing| {
					standing.audits.try_push((draw, audit)).expect("there is room");
				});
				Seat { node, provider: node.into(), start, units: 1, tally: None }
			};
			let seats: Vec<_> = (0..16).map(seat).collect();
			Pages::<Test>::insert(
				draw,
				(range.start / 16) as LabscapeId,
				BoundedVec::truncate_from(seats),
			);
		}
		let samples = draw::Samples::of(&beacon, &slices, draw, 1, &(0..0));
		let drawn: BTreeSet<u32> = (0..768).map(|sample| samples.unit(sample)).collect();
		let mut judged = SampleSet::default();
		(0..768).for_each(|sample| judged.insert(sample));
		// One item, so that every sample is the leaf that was proven wrong.
		let segment = Segment { lease: 1, job: 1, first: 0, len: 1, item_price: 1 };
		let mut agreed = Agreed {
			leaf: 0,
			labscape: 0,
			provider: 0,
			own: (0, 0),
			samples: 768,
			judged,
			draws: BoundedVec::truncate_from(vec![draw]),
			next: 0,
			segments: BoundedVec::truncate_from(vec![segment]),
			dissent: Default::default(),
		};
		let charged = || audits_of(draw).into_iter().filter(|audit| audit.faults > 0).count();
		Posw::charge_agreeing(draw, 1, &mut agreed);
		Posw::keep_charges(draw, 1, agreed);
		let first = charged();
		assert!(first > 0 && first <= crate::faults::CHARGED_AT_ONCE && first < drawn.len());
		assert!(Charges::<Test>::contains_key(draw, 1), "the others are not forgotten");

		Posw::charge_rest(&mut WeightMeter::with_limit(Weight::from_parts(1, 0)));
		assert_eq!(charged(), first, "a full block has no time for it");
		Posw::charge_rest(&mut WeightMeter::new());
		assert_eq!(charged(), drawn.len());
		assert!(!Charges::<Test>::contains_key(draw, 1));
		assert_eq!(world(|w| w.slashed.len()), drawn.len(), "each once");
	});
}
