use codec::{Decode, Encode};
use sp_core::offchain::{
	testing::{TestOffchainExt, TestTransactionPoolExt},
	OffchainDbExt, OffchainWorkerExt, TransactionPoolExt,
};
use sp_keystore::{testing::MemoryKeystore, Keystore, KeystoreExt};
use sp_runtime::offchain::{storage::StorageValueRef, Timestamp};

use labscape_primitives::ServiceClass;

use crate::{crypto::KEY_TYPE, mock::*, *};

type Signed = (Submission, crypto::AuthoritySignature);

/// Run a test as a validator that has the keys of `validators`.
fn as_validator(validators: &[u32], test: impl FnOnce(&dyn Fn() -> Vec<Signed>)) {
	let mut ext = new_test_ext();
	let (offchain, _) = TestOffchainExt::new();
	let (pool, state) = TestTransactionPoolExt::new();
	let keystore = MemoryKeystore::new();
	for index in validators {
		keystore.sr25519_generate_new(KEY_TYPE, Some(&format!("//validator{index}"))).unwrap();
	}
	ext.register_extension(OffchainDbExt::new(offchain.clone()));
	ext.register_extension(OffchainWorkerExt::new(offchain));
	ext.register_extension(TransactionPoolExt::new(pool));
	ext.register_extension(KeystoreExt::new(keystore));
	ext.execute_with(|| {
		test(&|| decode(core::mem::take(&mut state.write().transactions)));
		Resources::do_try_state().unwrap();
	});
}

fn work() {
	crate::offchain::run::<Test>(System::block_number());
}

fn decode(transactions: Vec<Vec<u8>>) -> Vec<Signed> {
	transactions
		.into_iter()
		.map(|bytes| match Extrinsic::decode(&mut &*bytes).unwrap().function {
			RuntimeCall::Resources(Call::commit_plan { submission, signature }) => {
				(submission, signature)
			}
			_ => panic!("the worker submits plans only"),
		})
		.collect()
}

#[test]
fn plans_of_many_labscapes_go_into_one_extrinsic() {
	as_validator(&[0, 1, 2, 3], |submissions| {
		for labscape in 0..40 {
			add_node(PROVIDER, labscape, 64);
			submit(JobSpec { home: Some(labscape), ..job_spec() });
		}
		work();
		let sent = submissions();
		// One for each of this node's four authorities.
		assert_eq!(sent.len(), 4);
		run_blocks(1);
		for (submission, signature) in sent {
			let valid = authorize(&submission, &signature).unwrap();
			assert_eq!(valid.provides.len(), submission.plans.len());
			Resources::apply_submission(submission);
		}
		assert_eq!(NextLease::<Test>::get(), 40);
		let metrics = WorkerMetrics::load();
		assert_eq!((metrics.plans, metrics.leases, metrics.submissions), (40, 40, 4));
		assert_eq!((metrics.runs, metrics.failures, metrics.fallbacks), (1, 0, 0));
	});
}

#[test]
fn nothing_is_sent_without_keys_or_work() {
	as_validator(&[], |submissions| {
		add_node(PROVIDER, 0, 64);
		submit(job_spec());
		work();
		assert!(submissions().is_empty());
	});
	as_validator(&[0, 1, 2, 3], |submissions| {
		add_node(PROVIDER, 0, 16);
		work();
		// Something waits but does not fit.
		let request = labscape_primitives::Request { shape: shape(64), gang: 1 };
		submit(JobSpec { request, ..job_spec() });
		work();
		assert!(submissions().is_empty());
		assert!(WorkerMetrics::load().idle > 0);
	});
}

#[test]
fn a_plan_is_submitted_once() {
	as_validator(&[0, 1, 2, 3], |submissions| {
		add_node(PROVIDER, 0, 64);
		submit(job_spec());
		run_to(3);
		work();
		assert_eq!(submissions().len(), 1);
		// The block comes without it: the pool still has it, the worker keeps quiet.
		run_to(4);
		work();
		assert!(submissions().is_empty());
		// The next round has another leader.
		run_to(5);
		work();
		assert_eq!(submissions().len(), 1);
	});
}

#[test]
fn a_crashed_run_holds_up_the_next_ones_for_a_while_only() {
	as_validator(&[0, 1, 2, 3], |submissions| {
		add_node(PROVIDER, 0, 64);
		submit(job_spec());
		// A run took its lease and never came back.
		let key = b"labscape/resources/worker-lease";
		StorageValueRef::persistent(key).set(&Timestamp::from_unix_millis(6_000));
		work();
		assert!(submissions().is_empty());
		assert_eq!(WorkerMetrics::load().overlaps, 1);
		sp_io::offchain::sleep_until(Timestamp::from_unix_millis(6_000));
		work();
		assert_eq!(submissions().len(), 1);
		// Rubbish in the place of the lease does not stop the worker for ever.
		sp_io::offchain::local_storage_set(
			sp_core::offchain::StorageKind::PERSISTENT,
			key,
			&[1, 2, 3].encode()[..2],
		);
		run_blocks(2);
		work();
		assert_eq!(submissions().len(), 1);
	});
}

#[test]
fn a_late_run_leaves_the_lease_of_the_next_one() {
	as_validator(&[], |_| {
		use crate::offchain::{end_lease, take_lease, LEASE_MILLIS};
		let at = Timestamp::from_unix_millis;
		let late = take_lease(at(1)).unwrap();
		assert_eq!(late, at(1 + LEASE_MILLIS));
		assert_eq!(take_lease(at(LEASE_MILLIS)), None);
		let next = take_lease(late).unwrap();
		// The late one ends at last: the lease is not its own any more.
		end_lease(late);
		assert_eq!(take_lease(at(LEASE_MILLIS + 2)), None);
		// The holder ends it, and the next run need not wait.
		end_lease(next);
		let third = take_lease(at(LEASE_MILLIS + 2)).unwrap();
		end_lease(next);
		assert_eq!(take_lease(at(LEASE_MILLIS + 3)), None);
		end_lease(third);
	});
}

#[test]
fn what_blocks_pass_over_is_counted() {
	as_validator(&[0, 1, 2, 3], |submissions| {
		add_node(PROVIDER, 0, 64);
		submit(job_spec());
		run_to(3);
		work();
		let metrics = WorkerMetrics::load();
		assert_eq!((metrics.skipped_plans, metrics.skipped_placements), (0, 0));
		let (submission, _) = submissions().remove(0);
		run_to(4);
		System::reset_events();
		Resources::apply_submission(submission.clone());
		// The same once more: the round is planned.
		Resources::apply_submission(submission);
		let round = Resources::round();
		System::deposit_event(Event::<Test>::PlacementSkipped {
			labscape: 0,
			part: labscape_scheduler::PartKey { job: 0, part: 0 },
			reason: Skip::JobClosed,
		});
		assert!(System::events().iter().any(|record| matches!(
			record.event,
			RuntimeEvent::Resources(Event::PlanSkipped { round: of, .. }) if of == round
		)));
		work();
		let metrics = WorkerMetrics::load();
		assert_eq!((metrics.skipped_plans, metrics.skipped_placements), (1, 1));
	});
}

/// Nine Reserved parts that evict 64 leases each are more than fits into an extrinsic, and what is cut
/// off is a head that needs no eviction.
#[test]
fn a_labscape_is_planned_when_its_plan_is_too_large_for_an_extrinsic() {
	as_validator(&[0, 1, 2, 3], |submissions| {
		let settle = |submissions: &dyn Fn() -> Vec<Signed>| {
			work();
			run_blocks(1);
			for (submission, _) in submissions() {
				Resources::apply_submission(submission);
			}
			run_blocks(1);
		};
		Resources::set_quota(RuntimeOrigin::root(), ALICE, Some(10_000)).unwrap();
		for _ in 0..9 {
			add_node(PROVIDER, 0, 64);
		}
		let single = labscape_primitives::Request { shape: shape(1), gang: 64 };
		let spot = JobSpec { class: ServiceClass::Spot, request: single, ..job_spec() };
		for _ in 0..9 {
			submit(JobSpec { items: 6_400, ..spot.clone() });
		}
		for _ in 0..8 {
			settle(submissions);
		}
		assert_eq!(NextLease::<Test>::get(), 576);
		let whole = labscape_primitives::Request { shape: shape(64), gang: 1 };
		for _ in 0..9 {
			// So many items that the compensation of all 64 leases is held.
			let class = ServiceClass::Reserved;
			submit(JobSpec { class, request: whole, items: 6_600, ..job_spec() });
		}
		// One node is free for the last of the heads.
		add_node(PROVIDER, 0, 16);
		let last = submit(job_spec());
		let snapshot = Resources::planning_snapshot(0, Resources::round());
		let plan = labscape_scheduler::plan(&snapshot).unwrap();
		assert!(plan_size(&plan) > MAX_SUBMISSION_RUNS as usize, "{}", plan_size(&plan));
		assert_eq!(plan.placements.last().map(|placement| placement.part.job), Some(last));
		settle(submissions);
		settle(submissions);
		assert_eq!(WorkerMetrics::load().failures, 0);
		assert!(Leases::<Test>::iter_values().any(|lease| lease.job == last));
		// Nothing that fits without eviction waits any more: now the Reserved parts are served.
		let reserved = |lease: &Lease| lease.class == ServiceClass::Reserved;
		settle(submissions);
		settle(submissions);
		assert!(Leases::<Test>::iter_values().filter(reserved).count() >= 7);
	});
}

#[test]
fn a_broken_labscape_does_not_stop_the_others() {
	as_validator(&[0, 1, 2, 3], |submissions| {
		for labscape in 0..3 {
			add_node(PROVIDER, labscape, 64);
			submit(JobSpec { home: Some(labscape), ..job_spec() });
		}
		let board = Boards::<Test>::get(1);
		let mut broken = board.clone();
		let twin = broken.nodes[0];
		broken.nodes.try_push(twin).unwrap();
		Boards::<Test>::insert(1, broken);
		work();
		let planned: Vec<u8> = submissions()
			.into_iter()
			.flat_map(|(submission, _)| submission.plans)
			.map(|plan| plan.labscape)
			.collect();
		assert_eq!(planned.len(), 2);
		assert!(!planned.contains(&1));
		assert_eq!(WorkerMetrics::load().failures, 1);
		Boards::<Test>::insert(1, board);
	});
}

#[test]
fn the_worker_rests_while_the_chain_is_paused() {
	as_validator(&[0, 1, 2, 3], |submissions| {
		add_node(PROVIDER, 0, 64);
		submit(job_spec());
		set_paused(true);
		work();
		assert!(submissions().is_empty());
		set_paused(false);
	});
}

/// Figure S5, natively: 256 labscapes, each with 16 queued parts and a tenth of its units free.
/// `cargo test --release -p pallet-labscape-resource-allocation --lib -- --ignored --nocapture busy`
#[test]
#[ignore = "a figure, not a condition of the build"]
fn planning_256_busy_labscapes_takes_one_run() {
	as_validator(&[0], |submissions| {
		set_authorities(1);
		Resources::set_quota(RuntimeOrigin::root(), ALICE, Some(10_000)).unwrap();
		for labscape in 0..=u8::MAX {
			for _ in 0..16 {
				add_node(PROVIDER, labscape, 256);
			}
			// Nine tenths of each node are taken by leases of one wide job.
			let shape = labscape_primitives::Shape { cpu_milli: 1, memory_mib: 1, ..shape(230) };
			let request = labscape_primitives::Request { shape, gang: 16 };
			submit(JobSpec { home: Some(labscape), request, ..job_spec() });
		}
		run_to(3);
		work();
		let sent = submissions();
		run_blocks(1);
		sent.into_iter().for_each(|(submission, _)| Resources::apply_submission(submission));
		assert_eq!(NextLease::<Test>::get(), 4_096);
		for labscape in 0..=u8::MAX {
			for _ in 0..16 {
				submit(JobSpec { home: Some(labscape), ..job_spec() });
			}
		}
		run_blocks(1);
		let started = std::time::Instant::now();
		work();
		let took = started.elapsed();
		let sent = submissions();
		let plans: usize = sent.iter().map(|(submission, _)| submission.plans.len()).sum();
		println!("planned {plans} busy labscapes in {took:?}, {} extrinsics", sent.len());
		assert_eq!((plans, sent.len()), (256, 4));
	});
}
