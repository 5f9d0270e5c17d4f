//! Leaders that are off, slow or crash; conflicts; a changing validator set; reorganisations.
//!
//! Four validators with a worker each share a chain; a test says whose worker runs in which block.

use std::sync::Arc;

use codec::Decode;
use frame_support::{assert_ok, traits::Hooks};
use sp_core::offchain::{
	testing::{TestOffchainExt, TestTransactionPoolExt},
	OffchainDbExt, OffchainWorkerExt, TransactionPoolExt,
};
use sp_keystore::{testing::MemoryKeystore, Keystore, KeystoreExt};

use crate::{crypto::KEY_TYPE, mock::*, queues::Queues, *};

const ALL: [u32; 4] = [0, 1, 2, 3];

struct Chain {
	ext: sp_io::TestExternalities,
	workers: Vec<(TestOffchainExt, Arc<MemoryKeystore>)>,
	/// Extrinsics on their way into the next block.
	pool: Vec<Vec<u8>>,
}

impl Chain {
	fn new() -> Self {
		let workers = ALL
			.into_iter()
			.map(|index| {
				let keystore = MemoryKeystore::new();
				let seed = format!("//validator{index}");
				keystore.sr25519_generate_new(KEY_TYPE, Some(&seed)).unwrap();
				(TestOffchainExt::new().0, Arc::new(keystore))
			})
			.collect();
		Self { ext: new_test_ext(), workers, pool: Vec::new() }
	}

	/// Author a block with what is in the pool, then run the workers of `online`.
	fn block(&mut self, online: &[u32]) {
		let pool = core::mem::take(&mut self.pool);
		self.ext.execute_with(|| {
			System::set_block_number(System::block_number() + 1);
			Resources::on_initialize(System::block_number());
			for bytes in pool {
				include(&bytes);
			}
			Resources::do_try_state().unwrap();
		});
		for index in online {
			self.work(*index);
		}
	}

	/// Run one validator's worker.
	fn work(&mut self, index: u32) {
		let (offchain, keystore) = self.workers[index as usize].clone();
		let (pool, state) = TestTransactionPoolExt::new();
		self.ext.register_extension(OffchainDbExt::new(offchain.clone()));
		self.ext.register_extension(OffchainWorkerExt::new(offchain));
		self.ext.register_extension(TransactionPoolExt::new(pool));
		self.ext.register_extension(KeystoreExt(keystore));
		self.ext.execute_with(|| crate::offchain::run::<Test>(System::block_number()));
		self.pool.append(&mut state.write().transactions);
	}

	fn run<R>(&mut self, test: impl FnOnce() -> R) -> R {
		self.ext.execute_with(test)
	}

	fn leases(&mut self) -> u64 {
		self.run(NextLease::<Test>::get)
	}
}

/// Check and apply an extrinsic as a block author would. Whether it was valid.
fn include(bytes: &[u8]) -> bool {
	let RuntimeCall::Resources(Call::commit_plan { submission, signature }) =
		Extrinsic::decode(&mut &*bytes).unwrap().function
	else {
		panic!("workers submit plans only");
	};
	let valid = authorize(&submission, &signature).is_ok();
	if valid {
		let origin = frame_system::RawOrigin::Authorized.into();
		assert_ok!(Resources::commit_plan(origin, submission, signature));
	}
	valid
}

/// A chain with one node, at the last block of round 4.
fn chain_with_node() -> Chain {
	let mut chain = Chain::new();
	chain.run(|| {
		add_node(PROVIDER, 0, 64);
		run_to(9);
	});
	chain
}

fn leader(chain: &mut Chain, round: u32) -> u32 {
	chain.run(|| Resources::leader(round, 0).unwrap())
}

#[test]
fn a_job_is_leased_within_two_rounds_when_all_is_well() {
	for start in 0..8 {
		let mut chain = chain_with_node();
		for _ in 0..start {
			chain.block(&ALL);
		}
		chain.run(|| submit(job_spec()));
		let submitted = chain.run(System::block_number);
		while chain.leases() == 0 {
			chain.block(&ALL);
			assert!(chain.run(System::block_number) <= submitted + 4, "two rounds of two blocks");
		}
	}
}

#[test]
fn a_backup_steps_in_when_the_leader_is_off() {
	let mut chain = chain_with_node();
	chain.run(|| submit(job_spec()));
	let off = leader(&mut chain, 5);
	let on: Vec<u32> = ALL.into_iter().filter(|index| *index != off).collect();
	// Block 10, the first of round 5, comes without a plan; the first backup plans block 11.
	chain.work(off.wrapping_add(1) % 4);
	assert!(chain.pool.is_empty(), "it is not the backup's turn yet");
	chain.block(&on);
	assert_eq!(chain.leases(), 0);
	chain.block(&on);
	assert_eq!(chain.leases(), 1);
	let fallbacks: u64 = on
		.iter()
		.map(|index| {
			let (offchain, _) = chain.workers[*index as usize].clone();
			chain.ext.register_extension(OffchainDbExt::new(offchain));
			chain.run(|| WorkerMetrics::load().fallbacks)
		})
		.sum();
	assert!(fallbacks >= 1);
}

#[test]
fn jobs_are_leased_while_one_worker_is_off_for_ever() {
	for off in ALL {
		let on: Vec<u32> = ALL.into_iter().filter(|index| *index != off).collect();
		let mut chain = chain_with_node();
		for _ in 0..12 {
			chain.run(|| submit(JobSpec { item_fuel: 100, ..job_spec() }));
			let before = chain.leases();
			for _ in 0..4 {
				chain.block(&on);
			}
			assert!(chain.leases() > before, "leased within two rounds");
		}
	}
}

#[test]
fn a_slow_leaders_plan_and_a_backups_plan_do_not_both_count() {
	let mut chain = chain_with_node();
	chain.run(|| {
		for _ in 0..20 {
			submit(job_spec());
		}
	});
	let slow = leader(&mut chain, 5);
	chain.work(slow);
	let late = core::mem::take(&mut chain.pool);
	assert_eq!(late.len(), 1);
	chain.block(&[(slow + 1) % 4]);
	chain.block(&[]);
	let leases = chain.leases();
	assert_eq!(leases, 16);
	// The leader's plan arrives at last: round 5 is planned, it is refused.
	chain.run(|| assert!(!include(&late[0])));
	assert_eq!(chain.leases(), leases);
}

#[test]
fn of_two_conflicting_plans_in_one_block_the_first_counts() {
	let mut chain = chain_with_node();
	chain.run(|| submit(job_spec()));
	let first = leader(&mut chain, 5);
	chain.block(&[]);
	// Both see the same state: the leader is late, its backup on time.
	chain.work(first);
	chain.work((first + 1) % 4);
	assert_eq!(chain.pool.len(), 2);
	chain.block(&[]);
	assert_eq!(chain.leases(), 1);
}

#[test]
fn a_worker_that_crashed_half_way_starts_again() {
	let mut chain = chain_with_node();
	chain.run(|| submit(job_spec()));
	let leader = leader(&mut chain, 5);
	let (offchain, _) = chain.workers[leader as usize].clone();
	// It crashed after taking its lease: what is left is a deadline.
	chain.ext.register_extension(OffchainDbExt::new(offchain.clone()));
	chain.ext.register_extension(OffchainWorkerExt::new(offchain));
	chain.run(|| {
		let lease = sp_runtime::offchain::storage::StorageValueRef::persistent(
			b"labscape/resources/worker-lease",
		);
		lease.set(&sp_core::offchain::Timestamp::from_unix_millis(6_000));
	});
	chain.work(leader);
	assert!(chain.pool.is_empty());
	let later = sp_core::offchain::Timestamp::from_unix_millis(6_001);
	chain.run(|| sp_io::offchain::sleep_until(later));
	chain.work(leader);
	assert_eq!(chain.pool.len(), 1);
}

#[test]
fn poking_keeps_a_labscape_alive_when_all_workers_are_off() {
	let mut chain = chain_with_node();
	chain.run(|| {
		for _ in 0..6 {
			submit(JobSpec { item_fuel: 100, ..job_spec() });
		}
	});
	let mut pokes = 0;
	for _ in 0..20 {
		chain.block(&[]);
		chain.run(|| pokes += u32::from(Resources::poke(RuntimeOrigin::signed(BOB), 0).is_ok()));
	}
	assert!(pokes >= 1);
	assert_eq!(chain.run(|| Queues::<Test>::len(0)), 0);
	assert_eq!(chain.leases(), 6);
}

#[test]
fn a_plan_from_before_its_round_is_refused() {
	let mut chain = chain_with_node();
	let stale = chain.run(|| {
		submit(job_spec());
		let round = Resources::round_of(System::block_number() + 1);
		Resources::plan_of(0, round).unwrap()
	});
	chain.block(&[]);
	chain.run(|| {
		// Something changed in round 4, and a plan for round 6 must know of it.
		submit(job_spec());
		run_to(12);
		let plan = labscape_scheduler::Plan { round: 6, ..stale };
		let authority = Resources::leader(6, 0).unwrap();
		let submission = Submission { authority, plans: vec![plan] };
		Resources::apply_submission(submission.clone());
		System::assert_last_event(
			Event::PlanSkipped { labscape: 0, round: 6, cause: PlanError::OldVersion }.into(),
		);
		assert_eq!(
			authorize(&submission, &sign(&submission)).unwrap_err(),
			Invalid::NothingToDo.into()
		);
	});
}

#[test]
fn a_planner_is_not_blamed_for_what_came_after_its_snapshot() {
	let mut chain = chain_with_node();
	chain.run(|| submit(job_spec()));
	let first = leader(&mut chain, 5);
	chain.work(first);
	// A more urgent job stands before the plan in the next block.
	let plan = chain.pool.remove(0);
	chain.run(|| {
		run_blocks(1);
		submit(JobSpec { priority: 250, ..job_spec() });
		assert!(include(&plan));
		Resources::do_try_state().unwrap();
	});
	assert_eq!(chain.run(|| Leases::<Test>::get(0).unwrap().job), 0);
}

#[test]
fn a_node_that_vanishes_loses_its_leases_and_the_work_goes_on() {
	let mut chain = chain_with_node();
	let job = chain.run(|| submit(job_spec()));
	for _ in 0..4 {
		chain.block(&ALL);
	}
	assert_eq!(chain.leases(), 1);
	chain.run(|| add_node(OTHER_PROVIDER, 0, 64));
	let expires = chain.run(|| Leases::<Test>::get(0).unwrap().expires);
	while chain.run(System::block_number) < expires + 4 {
		chain.block(&ALL);
	}
	// Failed over in the round after the expiry.
	let lease = chain.run(|| Leases::<Test>::get(1).unwrap());
	assert_eq!((lease.job, lease.node, lease.len), (job, 1, 64));
	chain.run(|| PROOF.with_borrow(|proof| assert_eq!(proof.faults.len(), 1)));
}

#[test]
fn a_new_validator_set_takes_over_in_mid_round() {
	let mut chain = chain_with_node();
	chain.run(|| submit(job_spec()));
	let old = leader(&mut chain, 5);
	chain.work(old);
	let orphan = core::mem::take(&mut chain.pool);
	chain.block(&[]);
	// The set shrinks to two, whatever the old leader has signed.
	chain.run(|| {
		set_authorities(2);
		let valid = include(&orphan[0]);
		let still = old < 2 && Resources::may_plan(5, 0, old, 2, System::block_number());
		assert_eq!(valid, still);
	});
	for _ in 0..4 {
		chain.block(&[0, 1]);
	}
	assert_eq!(chain.leases(), 1);
}

#[test]
fn a_reorganisation_puts_a_plan_back_and_it_counts_once() {
	let mut chain = chain_with_node();
	chain.run(|| submit(job_spec()));
	let first = leader(&mut chain, 5);
	chain.work(first);
	let plan = chain.pool[0].clone();
	// Included in a block that is abandoned, and again in the one that replaces it.
	chain.run(|| {
		let undone: Result<(), sp_runtime::DispatchError> =
			frame_support::storage::with_transaction(|| {
				run_blocks(1);
				assert!(include(&plan));
				let abandoned = sp_runtime::DispatchError::Other("abandoned");
				sp_runtime::TransactionOutcome::Rollback(Err(abandoned))
			});
		assert!(undone.is_err());
	});
	assert_eq!(chain.leases(), 0);
	chain.block(&[]);
	assert_eq!(chain.leases(), 1);
	chain.run(|| assert!(!include(&plan)));
}

#[test]
fn ten_thousand_jobs_are_worked_off_in_order() {
	let mut chain = chain_with_node();
	chain.run(|| {
		Resources::set_quota(RuntimeOrigin::root(), ALICE, Some(20_000)).unwrap();
		for _ in 0..10_000 {
			submit(job_spec());
		}
	});
	for _ in 0..6 {
		chain.block(&ALL);
	}
	let leased: Vec<u64> = chain.run(|| {
		let mut jobs: Vec<u64> = Leases::<Test>::iter().map(|(_, lease)| lease.job).collect();
		jobs.sort_unstable();
		jobs
	});
	assert_eq!(leased, (0..16).collect::<Vec<u64>>());
}
