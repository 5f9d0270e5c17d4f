//! The way of honest work, from lease to payment.

use super::agent::*;
use crate::{mock::*, *};
use frame_support::{
	assert_noop, assert_ok,
	pallet_prelude::{InvalidTransaction, TransactionSource, TransactionValidityError},
	traits::Authorize,
};
use labscape_posw::payload::*;
use labscape_primitives::*;
use sp_runtime::{testing::TestSignature, TransactionOutcome};

/// Nodes report until their chains count.
pub fn settled_in(nodes: u32) -> Net {
	let mut net = Net::new(nodes);
	next_epoch();
	net.epochs(4);
	net
}

#[test]
fn work_settles_when_a_quorum_agrees() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		// As many items as pay for their samples from the audit budget.
		let job = new_job(100);
		let price = 1_000_000;
		lease(1, job, 0, 100, price);
		let paid = 100 * price + 100 * price / 8;
		assert_eq!(Balances::free_balance(Posw::pot_account()), paid + 1);

		net.epochs(6);

		assert_eq!(world(|w| w.settled.get(&job).copied()), Some(100));
		let value = 100 * price;
		let (rewarded, burned) = world(|w| (w.rewarded.clone(), w.burned.clone()));
		// 85 % and the emission, which is half of the tenth that was burned.
		assert_eq!(rewarded[&(PROVIDERS + 1)], value * 85 / 100 + value / 20);
		assert_eq!(burned[&BurnSource::Settlement], value / 10);
		assert_eq!(Balances::free_balance(TREASURY), 1 + value / 20);
		// Auditors got 1.25 times the price for each sample they could judge, the rest was burned.
		let audited: Balance = [2, 3].iter().filter_map(|n| rewarded.get(&(PROVIDERS + n))).sum();
		assert!(audited > 0 && audited <= 8 * price * 5 / 4);
		assert_eq!(audited % (price * 5 / 4), 0);
		assert_eq!(audited + burned[&BurnSource::AuditResidue], value / 8);
		assert_eq!(Balances::free_balance(Posw::pot_account()), 1);
		// Nothing stays reserved, nobody was charged.
		assert_eq!(world(|w| w.reserved.values().sum::<Balance>()), 0);
		assert_eq!(world(|w| w.slashed.values().sum::<Balance>()), 0);
	});
}

/// A network in which node 1 committed in the last epoch, and the report of node 2 that is due.
pub fn due(change: impl FnOnce(&mut Report)) -> Result<(), TransactionValidityError> {
	let mut net = settled_in(3);
	let job = new_job(40);
	lease(1, job, 0, 40, 1_000_000);
	lease(2, job, 0, 40, 1_000_000);
	// Commit, audit; now verdicts are due.
	net.epoch();
	lease(1, job, 0, 40, 1_000_000);
	net.epoch();
	lease(2, job, 0, 4, 1_000_000);
	next_block();
	let lists = net.lists();
	let mut report = net.agent(2).report(&lists);
	change(&mut report);
	send(signed(report))
}

fn refused(expected: Error<Test>, change: impl FnOnce(&mut Report)) {
	build_and_execute(3, || {
		let error = due(change).expect_err("it is refused");
		assert_eq!(error, crate::report::refusal::<Test>(expected));
	});
}

#[test]
fn the_report_that_is_due_is_taken() {
	build_and_execute(3, || {
		due(|report| {
			assert!(report.commit.is_some());
			assert!(report.audit.is_some());
			assert!(report.verdicts.is_some());
		})
		.expect("it is right");
	});
}

#[test]
fn a_report_for_another_epoch_is_refused() {
	refused(Error::WrongEpoch, |report| report.epoch += 1);
	refused(Error::WrongEpoch, |report| report.epoch -= 1);
}

#[test]
fn a_commit_that_exceeds_its_leases_is_refused() {
	let finished = |report: &mut Report, lease: u64, items: u32| {
		let commit = report.commit.as_mut().unwrap();
		commit.finished = vec![(lease, items)].try_into().unwrap();
	};
	refused(Error::BadPrefix, |report| finished(report, 4, 5));
	refused(Error::BadPrefix, |report| finished(report, 4, 0));
	refused(Error::BadPrefix, |report| finished(report, 2, 40));
	refused(Error::BadPrefix, |report| finished(report, 3, 4));
	refused(Error::BadItemCount, |report| {
		report.commit.as_mut().unwrap().finished = Default::default();
	});
	refused(Error::BadPrefix, |report| {
		let commit = report.commit.as_mut().unwrap();
		commit.finished = vec![(4, 2), (4, 4)].try_into().unwrap();
	});
}

#[test]
fn an_audit_of_another_beacon_is_refused() {
	refused(Error::WrongBeacon, |report| {
		report.audit.as_mut().unwrap().beacon = Hash::repeat_byte(7);
	});
	refused(Error::BadEntries, |report| report.audit.as_mut().unwrap().count = 0);
	refused(Error::TooManySamples, |report| {
		report.audit.as_mut().unwrap().count = MAX_ATTESTATIONS + 1;
	});
}

#[test]
fn the_largest_audit_commit_is_taken() {
	build_and_execute(3, || {
		due(|report| report.audit.as_mut().unwrap().count = MAX_ATTESTATIONS)
			.expect("verdicts can name as many");
	});
}

#[test]
fn an_audit_of_who_cannot_be_drawn_is_refused() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		let job = new_job(40);
		lease(1, job, 0, 40, 1_000_000);
		net.epoch();
		// Node 2 is not there when its audits are drawn.
		net.agent(2).behaviour.offline = true;
		lease(1, job, 0, 40, 1_000_000);
		net.epoch();
		next_block();
		let lists = net.lists();
		let mut report = net.agent(2).report(&lists);
		let beacon = Posw::epoch_status().draw.unwrap().1;
		report.audit = Some(AuditCommit { beacon, root: Hash::zero(), count: 1 });
		let error = crate::report::refusal::<Test>(Error::NotSeated);
		assert_eq!(send(signed(report)), Err(error));
	});
}

#[test]
fn verdicts_with_another_secret_are_refused() {
	refused(Error::WrongPreimage, |report| {
		report.verdicts.as_mut().unwrap().preimage = Hash::repeat_byte(7);
	});
}

#[test]
fn verdicts_on_what_was_not_drawn_are_refused() {
	// Its own seat is the second of the page.
	refused(Error::NotDrawn, |report| {
		report.verdicts.as_mut().unwrap().entries[0].seat = 1;
	});
	refused(Error::NotDrawn, |report| {
		report.verdicts.as_mut().unwrap().entries[0].labscape = 200;
	});
	refused(Error::NotDrawn, |report| {
		report.verdicts.as_mut().unwrap().entries[0].age = 1;
	});
	refused(Error::BadEntries, |report| {
		let entries = &mut report.verdicts.as_mut().unwrap().entries;
		let again = entries[0].clone();
		entries.try_push(again).unwrap();
	});
}

#[test]
fn exceptions_that_were_not_drawn_are_refused() {
	refused(Error::BadEntries, |report| {
		let entry = &mut report.verdicts.as_mut().unwrap().entries[0];
		entry.finding = Finding::Except(vec![700].try_into().unwrap());
	});
	refused(Error::BadEntries, |report| {
		let sample = Posw::node_duties(2).unwrap().judge.unwrap().0.assignments[0].samples[0];
		let entry = &mut report.verdicts.as_mut().unwrap().entries[0];
		entry.finding = Finding::Except(vec![sample, sample].try_into().unwrap());
	});
}

#[test]
fn openings_that_were_not_asked_for_or_do_not_verify_are_refused() {
	refused(Error::BadOpening, |report| {
		report.verdicts.as_mut().unwrap().openings.pop();
	});
	refused(Error::BadOpening, |report| {
		let openings = &mut report.verdicts.as_mut().unwrap().openings;
		let again = openings[0].clone();
		openings.try_push(again).unwrap();
	});
	refused(Error::BadOpening, |report| {
		report.verdicts.as_mut().unwrap().openings[0].salt = Hash::zero();
	});
	refused(Error::BadOpening, |report| {
		report.verdicts.as_mut().unwrap().openings[0].leaf = Hash::zero();
	});
	refused(Error::BadOpening, |report| {
		report.verdicts.as_mut().unwrap().openings[0].work_proof = Default::default();
	});
}

#[test]
fn a_false_accusation_without_proof_is_refused() {
	refused(Error::BadProof, |report| {
		let verdicts = report.verdicts.as_mut().unwrap();
		let attested = verdicts.openings[0].clone();
		let entry = verdicts.entries[0].clone();
		let audits = Posw::node_duties(2).unwrap().judge.unwrap().0;
		let sample = audits.assignments[0].samples[0];
		let (committed, work_proof) = (Hash::zero(), Default::default());
		let wrong = WrongLeaf { sample, committed, work_proof, attested };
		verdicts.entries[0] = Entry { finding: Finding::Wrong(wrong), ..entry };
	});
}

#[test]
fn a_report_is_refused_when_it_was_made() {
	build_and_execute(3, || {
		let mut net = Net::new(3);
		next_epoch();
		next_block();
		let report = net.agent(1).report(&Default::default());
		assert_ok!(send(signed(report.clone())));
		let stale: TransactionValidityError = InvalidTransaction::Stale.into();
		assert_eq!(send(signed(report.clone())), Err(stale));
		// A re-encoded copy that gets as far as dispatch is skipped, and changes nothing.
		Posw::do_report(report);
		System::assert_last_event(
			Event::ReportSkipped {
				node: 1,
				epoch: 1,
				reason: Error::<Test>::AlreadyReported.into(),
			}
			.into(),
		);
	});
}

/// What `change` would make of the state, which stays as it is.
fn foresee<R>(change: impl FnOnce() -> R) -> R {
	frame_support::storage::with_transaction(|| {
		TransactionOutcome::Rollback(Ok::<_, sp_runtime::DispatchError>(change()))
	})
	.unwrap()
}

/// The check before the pool: the block after the current one has no hooks yet.
fn pooled(call: &Call<Test>) -> Result<(), TransactionValidityError> {
	foresee(|| {
		System::set_block_number(System::block_number() + 1);
		let call = RuntimeCall::Posw(call.clone());
		call.authorize(TransactionSource::External).expect("is a free call").map(|_| ())
	})
}

#[test]
fn a_report_that_overtakes_the_block_that_begins_its_epoch_waits_in_the_pool() {
	build_and_execute(3, || {
		let mut net = Net::new(3);
		next_epoch();
		let (report, begins) = foresee(|| {
			next_epoch();
			let begins = System::block_number();
			next_block();
			(net.agent(1).report(&Default::default()), begins)
		});
		let call = signed(report.clone());
		let stale: TransactionValidityError = InvalidTransaction::Stale.into();
		while System::block_number() + 2 < begins {
			assert_eq!(pooled(&call), Err(stale));
			next_block();
		}
		assert_eq!(pooled(&call), Err(stale));
		next_block();
		// The block that begins the epoch comes next: the pool takes the report, that block would not.
		assert_ok!(pooled(&call));
		assert_eq!(send(call.clone()), Err(stale));
		let bad: TransactionValidityError = InvalidTransaction::BadProof.into();
		assert_eq!(pooled(&signed_by(report, PROVIDERS)), Err(bad));
		next_block();
		assert_ok!(pooled(&call));
		next_block();
		assert_ok!(send(call.clone()));
		assert_eq!(pooled(&call), Err(stale));
	});
}

#[test]
fn a_report_is_refused_when_the_signature_is_not_its_own() {
	build_and_execute(3, || {
		let mut net = Net::new(3);
		next_epoch();
		next_block();
		let report = net.agent(1).report(&Default::default());
		let bad: TransactionValidityError = InvalidTransaction::BadProof.into();
		let with = |key, report: &Report, call, genesis: &Hash| {
			let payload = signing_payload(genesis, call, report);
			let signature = TestSignature(key, payload.0.to_vec());
			send(Call::report { report: Box::new(report.clone()), signature })
		};
		let genesis = Posw::genesis();
		assert_eq!(with(HOT_KEYS + 2, &report, "report", &genesis), Err(bad));
		assert_eq!(with(PROVIDERS + 1, &report, "report", &genesis), Err(bad));
		assert_eq!(with(HOT_KEYS + 1, &report, "file_as_node", &genesis), Err(bad));
		assert_eq!(with(HOT_KEYS + 1, &report, "report", &Hash::repeat_byte(1)), Err(bad));
		let mut other = report.clone();
		other.next_chain = Some(Hash::zero());
		let payload = signing_payload(&genesis, "report", &report);
		let signature = TestSignature(HOT_KEYS + 1, payload.0.to_vec());
		assert_eq!(send(Call::report { report: Box::new(other), signature }), Err(bad));
		assert_ok!(with(HOT_KEYS + 1, &report, "report", &genesis));
	});
}

#[test]
fn a_report_is_refused_outside_its_window_and_while_paused() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		next_block();
		let lists = net.lists();
		let report = net.agent(1).report(&lists);
		PausedNow::set(true);
		assert!(send(signed(report.clone())).is_err());
		PausedNow::set(false);
		// Four of five blocks accept reports.
		(0..3).for_each(|_| next_block());
		assert_eq!(Current::<Test>::get().start + 4, System::block_number());
		let closed: TransactionValidityError = InvalidTransaction::ExhaustsResources.into();
		assert_eq!(send(signed(report)), Err(closed));
	});
}

#[test]
fn only_the_authorised_origin_reports() {
	build_and_execute(3, || {
		let mut net = Net::new(3);
		next_epoch();
		next_block();
		let report = net.agent(1).report(&Default::default());
		let signature = TestSignature(HOT_KEYS + 1, vec![]);
		for origin in [RuntimeOrigin::signed(HOT_KEYS + 1), RuntimeOrigin::none()] {
			assert_noop!(
				Posw::report(origin, Box::new(report.clone()), signature.clone()),
				sp_runtime::DispatchError::BadOrigin
			);
		}
	});
}

#[test]
fn a_chain_counts_three_epochs_after_its_registration() {
	build_and_execute(3, || {
		let mut net = Net::new(3);
		next_epoch();
		net.epoch();
		let first = Posw::epoch() - 1;
		let standing = Standings::<Test>::get(1);
		assert_eq!(standing.chain, None);
		assert_eq!(standing.next_chain.unwrap().from, first + 3);
		// It may be drawn in the epoch before, as its audits are committed in the one after.
		assert_eq!(Tables::<Test>::get(first - 1).total(), 0);
		net.epochs(2);
		assert_eq!(Tables::<Test>::get(first).total(), 0);
		assert_eq!(Tables::<Test>::get(first + 1).total(), 48);
	});
}

/// The auditor of a draw is bound to the secret that counted when it committed its audits: a chain
/// that is registered later counts three epochs later, and never for audits that are open. *(A20)*
#[test]
fn a_new_chain_counts_for_no_audit_that_is_open() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		let job = new_job(400);
		let old = Standings::<Test>::get(2).chain.unwrap();
		net.agent(2).behaviour.rechains = true;
		let registered = Posw::epoch();
		for part in 0..5 {
			lease(1, job, 40 * part, 40, 1_000_000);
			net.epoch();
			let standing = Standings::<Test>::get(2);
			let new = net.agent(2).chains[1].head();
			if Posw::epoch() <= registered + 3 {
				// The old one goes on, secret by secret.
				assert!(net.agent(2).chains[0].behind(&standing.chain.unwrap().head).is_some());
				assert_eq!(
					standing.next_chain.unwrap(),
					ChainHead { head: new, from: registered + 3 }
				);
			} else {
				assert!(net.agent(2).chains[1].behind(&standing.chain.unwrap().head).is_some());
			}
			if Posw::epoch() == registered + 4 {
				// In the epoch in which the new chain began to count, what had been committed to under
				// the old one was judged with the old one's secret.
				let audit = audit_of(registered, 2);
				let preimage = audit.preimage.expect("it was judged");
				assert!(net.agent(2).chains[0].behind(&preimage).is_some());
			}
		}
		assert!(old.from < registered);
		net.epochs(6);
		assert_eq!(world(|w| (w.settled[&job], w.slashed.len())), (200, 0));
	});
}

#[test]
fn a_secret_of_a_new_chain_opens_no_audit_of_the_old_one() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		let job = new_job(400);
		net.agent(2).behaviour.rechains = true;
		for part in 0..3 {
			lease(1, job, 40 * part, 40, 1_000_000);
			net.epoch();
		}
		// The new chain counts now, and audits under the old one are to be judged.
		next_block();
		let lists = net.lists();
		let mut report = net.agent(2).report(&lists);
		let new = net.agent(2).chains[1].clone();
		assert!(report.audit.is_some());
		report.verdicts.as_mut().unwrap().preimage = new.behind(&new.head()).unwrap();
		let error = crate::report::refusal::<Test>(Error::WrongPreimage);
		assert_eq!(send(signed(report)), Err(error));
	});
}

#[test]
fn who_replaces_its_chain_again_waits_again() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		for _ in 0..5 {
			net.agent(2).behaviour.rechains = true;
			net.epoch();
			let standing = Standings::<Test>::get(2);
			// Whatever it registers, it judges with what it had registered long before.
			assert_eq!(standing.next_chain.unwrap().from, Posw::epoch() + 2);
			assert!(net.agent(2).chains[0].behind(&standing.chain.unwrap().head).is_some());
		}
	});
}

#[test]
fn verdicts_are_refused_when_nothing_was_committed_to() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		let job = new_job(40);
		lease(1, job, 0, 40, 1_000_000);
		net.epoch();
		net.agent(2).behaviour.skips = 2;
		net.epoch();
		let audits = Posw::audits_of(2, Posw::epoch() - 3).expect("it was drawn");
		let preimage = {
			let head = Standings::<Test>::get(2).chain.unwrap().head;
			net.agent(2).behind(&head)
		};
		let a = &audits.assignments[0];
		let entry =
			Entry { age: a.age, labscape: a.labscape, seat: a.seat, finding: Finding::Agree };
		next_block();
		let lists = net.lists();
		let mut report = net.agent(2).report(&lists);
		assert!(report.verdicts.is_none());
		report.verdicts = Some(Verdicts {
			preimage,
			entries: vec![entry].try_into().unwrap(),
			openings: Default::default(),
		});
		let error = crate::report::refusal::<Test>(Error::NothingToJudge);
		assert_eq!(send(signed(report)), Err(error));
	});
}

#[test]
fn units_that_do_not_count_are_not_drawn() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		world(|w| {
			w.nodes.get_mut(&1).unwrap().draining = true;
			w.nodes.get_mut(&2).unwrap().counts_from = 1_000;
			w.bonds.insert(PROVIDERS + 3, 0);
		});
		net.epoch();
		assert_eq!(Tables::<Test>::get(Posw::epoch() - 2).total(), 0);
	});
}
