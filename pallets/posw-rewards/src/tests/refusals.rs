//! Refusals by their names, each beside what is taken.

use super::{
	agent::*,
	report::{due, settled_in},
};
use crate::{mock::*, report::refusal, *};
use frame_support::{assert_noop, assert_ok, BoundedVec};
use labscape_posw::{
	merkle,
	payload::{signing_payload, Answer, Attested, Proof, Report},
	MAX_COMMIT_ITEMS,
};
use labscape_primitives::*;
use sp_runtime::{testing::TestSignature, transaction_validity::TransactionValidityError};

const PRICE: Balance = 1_000_000;

fn because(error: Error<Test>) -> Result<(), TransactionValidityError> {
	Err(refusal::<Test>(error))
}

/// A job of 40 items on node 1, at the end of the epoch of its commit.
fn committed(net: &mut Net) -> (JobId, WorkEpoch) {
	let job = new_job(40);
	lease(1, job, 0, 40, PRICE);
	net.epoch();
	(job, Posw::epoch() - 2)
}

fn file(net: &mut Net, work: WorkEpoch, leaf: u32) {
	let tree = net.agent(1).trees[&work].clone();
	let proof = merkle::proof(&tree, leaf).unwrap().try_into().unwrap();
	let signed = RuntimeOrigin::signed(REQUESTER);
	assert_ok!(Posw::file(signed, work, 1, leaf, tree[leaf as usize], proof));
}

#[test]
fn a_run_is_refused_by_name() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		let (_, work) = committed(&mut net);
		file(&mut net, work, 7);
		let right = run_call(0);
		assert_eq!(send(right.clone()), because(Error::NotYet));
		net.until_verdicts_close(work);
		let Call::run { dispute, program, input, input_proof, fuel } = right.clone() else {
			panic!("it is one")
		};
		let run =
			|dispute, program: &Vec<u8>, input: &Vec<u8>, input_proof: &BoundedVec<_, _>, fuel| {
				let (program, input, input_proof) =
					(program.clone(), input.clone(), input_proof.clone());
				send(Call::run { dispute, program, input, input_proof, fuel })
			};
		let unknown = run(dispute + 1, &program, &input, &input_proof, fuel);
		assert_eq!(unknown, because(Error::UnknownDispute));
		let longer = [program.clone(), vec![0]].concat();
		let wrong = because(Error::WrongBytes);
		assert_eq!(run(dispute, &longer, &input, &input_proof, fuel), wrong);
		assert_eq!(run(dispute, &program, &vec![1], &input_proof, fuel), wrong);
		assert_eq!(run(dispute, &program, &input, &Default::default(), fuel), wrong);
		assert_eq!(run(dispute, &program, &input, &input_proof, fuel - 1), wrong);
		PausedNow::set(true);
		assert_eq!(send(right.clone()), because(Error::Paused));
		PausedNow::set(false);
		let limit = Posw::referee_limit();
		RefereeUsed::<Test>::put((System::block_number(), limit));
		assert_eq!(send(right.clone()), because(Error::RefereeFull));
		next_block();
		assert_ok!(send(right.clone()));
		assert_eq!(send(right), because(Error::UnknownDispute), "replayed");
	});
}

#[test]
fn an_answer_is_refused_by_name() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		net.answers = false;
		let job = new_job(40);
		lease(1, job, 0, 40, PRICE);
		net.agent(1).behaviour.withholds = true;
		net.epoch();
		let work = Posw::epoch() - 2;
		let tree = net.agent(1).trees[&work].clone();
		let answer = |work, indices: &[u32]| {
			let leaves: Vec<_> = indices.iter().map(|i| (*i, tree[*i as usize])).collect();
			let nodes = merkle::multiproof(&tree, indices).unwrap();
			let (leaves, nodes) = (leaves.try_into().unwrap(), nodes.try_into().unwrap());
			Call::answer { work, node: 1, answer: Box::new(Answer { leaves, nodes }) }
		};
		assert_eq!(send(answer(work, &[0])), because(Error::NothingClaimed), "early");
		assert_eq!(send(answer(work + 7, &[0])), because(Error::UnknownWork));
		net.epochs(2);
		let claimed = Posw::node_duties(1).unwrap().demands[0].claimed.clone();
		assert_eq!(send(answer(work, &claimed[1..])), because(Error::IncompleteAnswer));
		let Call::answer { node, answer: right, .. } = answer(work, &claimed) else { panic!() };
		let mut wrong = right.clone();
		wrong.leaves[0].1 = Hash::zero();
		assert_eq!(send(Call::answer { work, node, answer: wrong }), because(Error::BadProof));
		PausedNow::set(true);
		assert_eq!(send(answer(work, &claimed)), because(Error::Paused));
		PausedNow::set(false);
		assert_ok!(send(answer(work, &claimed)));
		assert_eq!(send(answer(work, &claimed)), because(Error::NothingClaimed), "repeated");
		net.epochs(3);
		assert_eq!(send(answer(work, &claimed)), because(Error::UnknownWork), "late");
	});
}

#[test]
fn an_output_is_refused_by_name() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		net.answers = false;
		let (_, work) = committed(&mut net);
		let tree = net.agent(1).trees[&work].clone();
		let result = |leaf: u32| {
			let semantics = labscape_referee::SEMANTICS;
			let module = instrumented();
			let outcome = labscape_referee::execute(semantics, &module, &input(leaf), ITEM_FUEL);
			outcome.expect("it runs").leaf_bytes()
		};
		let show = |work, leaf: u32, result: Vec<u8>, at: u32| {
			let proof = merkle::proof(&tree, at).unwrap().try_into().unwrap();
			send(Call::show_output { work, node: 1, leaf, result, proof })
		};
		assert_eq!(show(work, 3, result(3), 3), because(Error::NothingClaimed), "not asked for");
		assert_ok!(Posw::ask_output(RuntimeOrigin::signed(REQUESTER), work, 1, 3));
		assert_eq!(show(work, 4, result(4), 4), because(Error::NothingClaimed));
		assert_eq!(show(work + 7, 3, result(3), 3), because(Error::UnknownWork));
		assert_eq!(show(work, 3, result(4), 3), because(Error::BadProof), "another output");
		assert_eq!(show(work, 3, result(3), 4), because(Error::BadProof), "another proof");
		PausedNow::set(true);
		assert_eq!(show(work, 3, result(3), 3), because(Error::Paused));
		PausedNow::set(false);
		assert_ok!(show(work, 3, result(3), 3));
		assert_eq!(show(work, 3, result(3), 3), because(Error::NothingClaimed), "repeated");
	});
}

#[test]
fn what_a_node_files_is_refused_by_name() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		let (_, work) = committed(&mut net);
		let tree = net.agent(1).trees[&work].clone();
		let call = |work: WorkEpoch, leaf: u32, committed: Hash, at: u32| {
			let proof: Proof = merkle::proof(&tree, at).unwrap().try_into().unwrap();
			let args = (2u32, work, 1u32, leaf, committed, proof.clone(), None::<Attested>);
			let payload = signing_payload(&Posw::genesis(), "file_as_node", &args);
			let signature = TestSignature(HOT_KEYS + 2, payload.0.to_vec());
			let (auditor, node, attested) = (2, 1, None);
			Call::file_as_node { auditor, work, node, leaf, committed, proof, attested, signature }
		};
		let right = call(work, 7, tree[7], 7);
		assert_eq!(send(call(work + 1, 7, tree[7], 7)), because(Error::UnknownWork));
		assert_eq!(send(call(work, 7, tree[8], 7)), because(Error::BadProof));
		assert_eq!(send(call(work, 7, tree[7], 8)), because(Error::BadProof));
		PausedNow::set(true);
		assert_eq!(send(right.clone()), because(Error::Paused));
		PausedNow::set(false);
		let bond = world(|w| w.bonds.insert(PROVIDERS + 2, 0)).unwrap();
		assert_eq!(send(right.clone()), because(Error::InsufficientBond));
		world(|w| w.bonds.insert(PROVIDERS + 2, bond));
		assert_ok!(send(right.clone()));
		assert_eq!(send(right), because(Error::AlreadyDisputed), "replayed");
		(8..11).for_each(|leaf| file(&mut net, work, leaf));
		assert_eq!(send(call(work, 12, tree[12], 12)), because(Error::TooManyDisputes));
		net.until_verdicts_close(work);
		for id in 0..4 {
			assert_ok!(send(run_call(id)));
		}
		net.epochs(2);
		assert_eq!(send(call(work, 12, tree[12], 12)), because(Error::UnknownWork), "late");
	});
}

#[test]
fn an_item_to_be_refereed_is_refused_by_name() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		let (_, work) = committed(&mut net);
		let tree = net.agent(1).trees[&work].clone();
		let record = Works::<Test>::get(work, 1).unwrap();
		let item = labscape_posw::draw::item_at_leaf(&record.segments, 0).unwrap();
		// Auditors are at work.
		assert_eq!(send(prove_call(work, 1, 0, item, &tree)), because(Error::NotRefereed));
		assert_eq!(send(prove_call(work + 7, 1, 0, item, &tree)), because(Error::UnknownWork));
	});
}

/// Not all of these states can come about, so their invariants are not checked.
#[test]
fn a_report_is_refused_by_name() {
	let refused = |error: Error<Test>, change: &dyn Fn(&mut Report)| {
		new_test_ext(3).execute_with(|| assert_eq!(due(change), because(error)));
	};
	refused(Error::Paused, &|_| PausedNow::set(true));
	refused(Error::UnknownNode, &|_| {
		world(|w| w.nodes.remove(&2));
	});
	refused(Error::NoChain, &|_| {
		Standings::<Test>::mutate(2, |standing| standing.chain = None);
	});
	refused(Error::TooManyOpenEpochs, &|_| {
		Standings::<Test>::mutate(2, |standing| {
			let free = MAX_OPEN_EPOCHS as usize - standing.open.len();
			(0..free as u32).for_each(|at| standing.open.try_push(1_000 + at).unwrap());
		});
	});
	refused(Error::LabscapeFull, &|report| {
		let work = report.epoch - 1;
		Pages::<Test>::mutate(work, 0, |page| {
			let seat = Seat { node: 9, provider: 9, start: 0, units: 0, tally: None };
			while page.try_push(seat.clone()).is_ok() {}
		});
	});
}

/// Alone, nobody audits it: each epoch of its work waits as long as the chain waits for auditors.
#[test]
fn a_node_gets_no_lease_while_too_many_of_its_epochs_are_undecided() {
	build_and_execute(1, || {
		let mut net = settled_in(1);
		let job = new_job(1_000);
		net.agent(1).pace = 9;
		lease(1, job, 0, 105, PRICE);
		net.epochs(10);
		let open = || Standings::<Test>::get(1).open.len();
		assert_eq!(open(), OPEN_EPOCHS_FOR_LEASES + 1);
		assert_noop!(Posw::reserve(1, PRICE), Error::<Test>::NoReserve);
		while open() > OPEN_EPOCHS_FOR_LEASES {
			net.epoch();
			assert!(Posw::epoch() < 30, "they are decided in time");
		}
		lease(1, job, 0, 1, PRICE);
	});
}

#[test]
fn a_commit_of_more_items_than_a_tree_may_have_is_refused() {
	new_test_ext(3).execute_with(|| {
		let mut net = settled_in(3);
		let job = new_job(MAX_COMMIT_ITEMS + 1);
		lease(1, job, 0, MAX_COMMIT_ITEMS + 1, 1);
		next_block();
		let lists = net.lists();
		let mut report = net.agent(1).report(&lists);
		let commit = report.commit.as_mut().unwrap();
		assert_eq!(commit.finished[0].1, MAX_COMMIT_ITEMS + 1);
		assert_eq!(send(signed(report.clone())), because(Error::BadItemCount));
		report.commit.as_mut().unwrap().finished[0].1 = MAX_COMMIT_ITEMS;
		assert_ok!(send(signed(report)));
	});
}

/// A leaf holds the epoch in which it was worked, so what a node found once cannot be committed again.
#[test]
fn the_root_of_an_earlier_epoch_of_the_same_node_is_proven_wrong() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		let job = new_job(40);
		lease(1, job, 0, 40, PRICE);
		net.epoch();
		let first = Posw::epoch() - 2;
		let old = net.agent(1).trees[&first].clone();
		lease(1, job, 0, 40, PRICE);
		next_block();
		let lists = net.lists();
		let mut report = net.agent(1).report(&lists);
		report.commit.as_mut().unwrap().root = merkle::root(&old).unwrap();
		assert_ok!(send(signed(report)));
		// It has the leaves of the old root, and shows them.
		net.agent(1).trees.insert(first + 1, old);
		net.agent(1).behaviour.offline = true;
		net.epoch();
		net.agent(1).behaviour.offline = false;
		net.epochs(6);
		assert_eq!(world(|w| (w.settled[&job], w.voided[&job])), (40, 40));
		assert_eq!(world(|w| w.slashed[&(PROVIDERS + 1)]), 2 * 40 * PRICE);
	});
}

/// What was attested for one sample does not open for another.
#[test]
fn an_opening_of_another_index_is_refused() {
	build_and_execute(3, || {
		let refused = due(|report| {
			let openings = &mut report.verdicts.as_mut().unwrap().openings;
			openings[0].index += 1;
		});
		assert_eq!(refused, because(Error::BadOpening));
	});
}

/// The verdicts that were checked for one report are not applied for another.
#[test]
fn checked_verdicts_serve_their_own_report_only() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		let job = new_job(40);
		lease(1, job, 0, 40, PRICE);
		net.epochs(2);
		next_block();
		let lists = net.lists();
		let reports: Vec<_> = [2, 3].map(|node| net.agent(node).report(&lists)).into();
		assert!(reports.iter().all(|report| report.verdicts.is_some()));
		let authorize = |report: &Report| {
			let call = RuntimeCall::Posw(signed(report.clone()));
			let source = frame_support::pallet_prelude::TransactionSource::InBlock;
			frame_support::traits::Authorize::authorize(&call, source)
				.expect("free")
				.expect("right");
		};
		// One is authorised, the other dispatched: that one is judged anew, with its own verdicts.
		authorize(&reports[0]);
		assert!(CheckedVerdicts::<Test>::exists());
		Posw::do_report(reports[1].clone());
		assert!(!CheckedVerdicts::<Test>::exists(), "taken and not used");
		assert!(audit_of(Posw::epoch() - 3, 3).preimage.is_some());
		assert!(audit_of(Posw::epoch() - 3, 2).preimage.is_none());
		// What was authorised in one block and not dispatched is gone in the next.
		authorize(&reports[0]);
		<Posw as frame_support::traits::Hooks<u64>>::on_finalize(System::block_number());
		assert!(!CheckedVerdicts::<Test>::exists());
		assert_ok!(send(signed(reports[0].clone())));
		assert!(audit_of(Posw::epoch() - 3, 2).preimage.is_some());
	});
}

/// A block that is abandoned takes what it changed with it: the same report is due again, and right.
#[test]
fn a_report_of_an_abandoned_block_is_taken_again() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		let job = new_job(40);
		lease(1, job, 0, 40, PRICE);
		net.epoch();
		next_block();
		let lists = net.lists();
		let report = net.agent(1).report(&lists);
		let before = sp_io::storage::root(sp_runtime::StateVersion::V1);
		assert_noop!(
			frame_support::storage::with_storage_layer::<(), sp_runtime::DispatchError, _>(|| {
				assert_ok!(send(signed(report.clone())));
				Err("the block is abandoned".into())
			}),
			"the block is abandoned"
		);
		assert_eq!(sp_io::storage::root(sp_runtime::StateVersion::V1), before);
		assert_ok!(send(signed(report)));
		assert_eq!(Standings::<Test>::get(1).last_report, Some(Posw::epoch()));
	});
}
