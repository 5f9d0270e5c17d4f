use frame_support::assert_noop;
use labscape_primitives::{
	Capacity, GpuDemand, GpuModel, GpuModels, GpuSet, Request, ServiceClass, Shape,
};
use labscape_scheduler::{PartKey, Placement, Refusal, Run, SkipReason};
use sp_runtime::{
	transaction_validity::{InvalidTransaction, TransactionValidityError},
	DispatchError,
};

use crate::{crypto::AuthoritySignature, mock::*, queues::Queues, *};

fn refused(submission: Submission) -> TransactionValidityError {
	let signature = sign(&submission);
	authorize(&submission, &signature).expect_err("the submission is refused")
}

fn skips() -> Vec<Skip> {
	System::events()
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::Resources(Event::PlacementSkipped { reason, .. }) => Some(reason),
			_ => None,
		})
		.collect()
}

/// A labscape with one node and one job that waits.
fn one_job() -> u64 {
	add_node(PROVIDER, 0, 64);
	submit(job_spec())
}

#[test]
fn a_plan_becomes_leases_when_its_leader_signs_it() {
	build_and_execute(|| {
		let job = one_job();
		let submission = leaders_submission(0);
		let valid = authorize(&submission, &sign(&submission)).unwrap();
		assert_eq!(valid.provides.len(), 1);
		assert!(valid.propagate && valid.longevity > 0);
		commit(submission).unwrap();
		let lease = Leases::<Test>::get(0).unwrap();
		assert_eq!(
			(lease.job, lease.first, lease.len, lease.item_price),
			(job, 0, 64, PRICE_FLOOR)
		);
		// 64 items of a million fuel on four units of a million fuel per block.
		assert_eq!(lease.busy_until - Resources::clock(), 16);
		System::assert_has_event(
			Event::LeaseMade {
				lease: 0,
				node: 0,
				job,
				first: 0,
				len: 64,
				item_price: PRICE_FLOOR,
				expires: lease.expires,
			}
			.into(),
		);
		System::assert_last_event(
			Event::PlanApplied { labscape: 0, round: Resources::round(), leases: 1 }.into(),
		);
		assert_eq!(Queues::<Test>::len(0), 0);
		assert_eq!(Boards::<Test>::get(0).used.count(), 4);
		PROOF.with_borrow(|proof| {
			assert_eq!(proof.reserved.get(&0), Some(&(64 * PRICE_FLOOR)));
		});
	});
}

#[test]
fn a_plan_cannot_be_replayed() {
	build_and_execute(|| {
		add_node(PROVIDER, 0, 16);
		submit(JobSpec { parts: 8, ..job_spec() });
		let submission = leaders_submission(0);
		commit(submission.clone()).unwrap();
		let nothing = TransactionValidityError::from(Invalid::NothingToDo);
		assert_eq!(refused(submission.clone()), nothing);
		// Not even if it slips into a block: the dispatch skips it and changes nothing.
		let leases = NextLease::<Test>::get();
		Resources::apply_submission(submission.clone());
		assert_eq!(NextLease::<Test>::get(), leases);
		System::assert_last_event(
			Event::PlanSkipped {
				labscape: 0,
				round: submission.plans[0].round,
				cause: PlanError::AlreadyPlanned,
			}
			.into(),
		);
		// Nor in the next round, when more has become free.
		run_blocks(2);
		assert_eq!(refused(submission.clone()), nothing);
		run_blocks(2);
		assert_eq!(refused(submission), Invalid::WrongRound.into());
	});
}

#[test]
fn only_authorities_in_their_turn_may_plan() {
	build_and_execute(|| {
		one_job();
		run_to(2);
		let good = leaders_submission(0);
		let leader = good.authority;
		let round = good.plans[0].round;
		for rank in 1..4 {
			let backup = Submission { authority: (leader + rank) % 4, ..good.clone() };
			assert_eq!(Resources::rank(round, 0, backup.authority, 4), Some(rank));
			assert_eq!(refused(backup), Invalid::NotLeader.into());
		}
		let stranger = Submission { authority: 4, ..good.clone() };
		assert_eq!(refused(stranger), Invalid::UnknownAuthority.into());
		// One block later the first backup may, the second may not.
		run_to(3);
		let second = Submission { authority: (leader + 2) % 4, ..good.clone() };
		assert_eq!(refused(second), Invalid::NotLeader.into());
		commit(Submission { authority: (leader + 1) % 4, ..good }).unwrap();
	});
}

/// What `change` would make of the state, which stays as it is.
fn foresee<R>(change: impl FnOnce() -> R) -> R {
	frame_support::storage::with_transaction(|| {
		sp_runtime::TransactionOutcome::Rollback(Ok::<_, DispatchError>(change()))
	})
	.unwrap()
}

#[test]
fn a_plan_that_overtakes_its_block_waits_in_the_pool() {
	build_and_execute(|| {
		add_node(PROVIDER, 0, 64);
		run_to(3);
		// A job comes in a block that the pool does not know of yet.
		let ahead = foresee(|| {
			submit(job_spec());
			leaders_submission(0)
		});
		let signature = sign(&ahead);
		let early = pooled(&ahead, &signature).unwrap();
		assert!(early.propagate && early.requires.is_empty());
		assert_eq!(refused(ahead.clone()), Invalid::NothingToDo.into());
		submit(job_spec());
		let valid = pooled(&ahead, &signature).unwrap();
		assert!(early.priority < valid.priority);
		assert!(early.provides.iter().all(|tag| !valid.provides.contains(tag)));
		commit(ahead.clone()).unwrap();
		// Nothing waits for a round that is planned.
		assert_eq!(pooled(&ahead, &signature).unwrap_err(), Invalid::NothingToDo.into());
	});
}

#[test]
fn a_plan_waits_one_block_for_its_turn() {
	build_and_execute(|| {
		one_job();
		let plan = Resources::plan_of(0, 2).unwrap();
		let leader = Resources::leader(2, 0).unwrap();
		let of_rank =
			|rank| Submission { authority: (leader + rank) % 4, plans: vec![plan.clone()] };
		let mut tags = vec![];
		for rank in 0..4 {
			let submission = of_rank(rank);
			let signature = sign(&submission);
			// Round 2 begins with block 4, and each backup may come a block after the one before.
			let cause = |block| if block < 4 { Invalid::WrongRound } else { Invalid::NotLeader };
			run_to(2 + rank);
			let too_early = pooled(&submission, &signature);
			assert_eq!(too_early.unwrap_err(), cause(2 + rank).into());
			run_to(3 + rank);
			tags.extend(pooled(&submission, &signature).unwrap().provides);
			let in_block = authorize(&submission, &signature);
			assert_eq!(in_block.unwrap_err(), cause(3 + rank).into());
			let other = sign(&of_rank(rank + 1));
			let bad = TransactionValidityError::Invalid(InvalidTransaction::BadProof);
			assert_eq!(pooled(&submission, &other).unwrap_err(), bad);
		}
		// None keeps out another.
		tags.sort();
		tags.dedup();
		assert_eq!(tags.len(), 4);
	});
}

#[test]
fn the_signature_binds_everything() {
	build_and_execute(|| {
		one_job();
		let good = leaders_submission(0);
		let signature = sign(&good);
		let bad = TransactionValidityError::Invalid(InvalidTransaction::BadProof);
		let mut changed = good.clone();
		changed.plans[0].placements.clear();
		assert_eq!(authorize(&changed, &signature).unwrap_err(), bad);
		let other = authority((good.authority + 1) % 4);
		let forged: AuthoritySignature =
			sp_core::Pair::sign(&other, &Resources::signed_bytes(&good));
		assert_eq!(authorize(&good, &forged).unwrap_err(), bad);
		// A signature of another chain.
		let bytes = Resources::signed_bytes(&good);
		frame_system::BlockHash::<Test>::insert(0, sp_core::H256::repeat_byte(9));
		assert_ne!(bytes, Resources::signed_bytes(&good));
		assert_eq!(authorize(&good, &signature).unwrap_err(), bad);
	});
}

#[test]
fn nothing_is_authorised_while_the_call_is_filtered_or_the_chain_paused() {
	build_and_execute(|| {
		one_job();
		let good = leaders_submission(0);
		let call = TransactionValidityError::Invalid(InvalidTransaction::Call);
		set_filtered(true);
		assert_eq!(refused(good.clone()), call);
		set_filtered(false);
		set_paused(true);
		assert_eq!(refused(good.clone()), call);
		set_paused(false);
		commit(good).unwrap();
	});
}

#[test]
fn sizes_are_bounded() {
	build_and_execute(|| {
		one_job();
		let good = leaders_submission(0);
		let empty = Submission { plans: vec![], ..good.clone() };
		assert_eq!(refused(empty), Invalid::BadSize.into());
		let plans = vec![good.plans[0].clone(); MAX_PLANS as usize + 1];
		assert_eq!(refused(Submission { plans, ..good.clone() }), Invalid::BadSize.into());
		let plans = vec![good.plans[0].clone(); 2];
		let twice = Submission { plans, ..good.clone() };
		assert_eq!(refused(twice), Invalid::DuplicateLabscape.into());
		let mut long = good.clone();
		let run = Run { slot: 0, gpus: GpuSet::NONE };
		long.plans[0].placements[0].runs = vec![run; MAX_SUBMISSION_RUNS as usize + 1];
		assert_eq!(refused(long), Invalid::BadSize.into());
		// What a plan evicts counts, and so do placements of nothing.
		let mut evicting = good.clone();
		evicting.plans[0].placements[0].evict = (0..u64::from(MAX_SUBMISSION_RUNS)).collect();
		assert_eq!(refused(evicting), Invalid::BadSize.into());
		let mut hollow = good.clone();
		let nothing = Placement { runs: vec![], ..good.plans[0].placements[0].clone() };
		hollow.plans[0].placements = vec![nothing; MAX_SUBMISSION_RUNS as usize + 1];
		assert_eq!(refused(hollow), Invalid::BadSize.into());
		let mut late = good.clone();
		late.plans[0].round += 1;
		assert_eq!(refused(late), Invalid::WrongRound.into());
	});
}

#[test]
fn nobody_dispatches_it_without_authorisation() {
	build_and_execute(|| {
		one_job();
		let good = leaders_submission(0);
		let signature = sign(&good);
		let origins = [RuntimeOrigin::signed(ALICE), RuntimeOrigin::none(), RuntimeOrigin::root()];
		for origin in origins {
			assert_noop!(
				Resources::commit_plan(origin, good.clone(), signature.clone()),
				DispatchError::BadOrigin
			);
		}
	});
}

#[test]
fn a_plan_that_skips_a_head_is_refused() {
	build_and_execute(|| {
		add_node(PROVIDER, 0, 64);
		submit(job_spec());
		submit(job_spec());
		let mut skipping = leaders_submission(0);
		skipping.plans[0].placements.remove(0);
		assert_eq!(refused(skipping.clone()), Invalid::NothingToDo.into());
		let known = pooled(&skipping, &sign(&skipping));
		assert_eq!(known.unwrap_err(), Invalid::NothingToDo.into());
		Resources::apply_submission(skipping);
		System::assert_last_event(
			Event::PlanSkipped {
				labscape: 0,
				round: Resources::round(),
				cause: PlanError::Refused(Refusal::SkippedHead(PartKey { job: 0, part: 0 })),
			}
			.into(),
		);
	});
}

#[test]
fn one_bad_plan_does_not_stop_the_others() {
	build_and_execute(|| {
		// Two labscapes led by the same authority.
		let round = Resources::round();
		let leader = Resources::leader(round, 0).unwrap();
		let other = (1..=255).find(|l| Resources::leader(round, *l) == Some(leader)).unwrap();
		add_node(PROVIDER, 0, 64);
		add_node(PROVIDER, other, 64);
		submit(job_spec());
		submit(JobSpec { home: Some(other), ..job_spec() });
		let mut both = leaders_submission(0);
		both.plans.extend(leaders_submission(other).plans);
		both.plans[0].placements.clear();
		// The tags are only of what can be applied: a bad plan keeps nobody out of the pool.
		assert_eq!(authorize(&both, &sign(&both)).unwrap().provides.len(), 1);
		commit(both).unwrap();
		assert_eq!(Leases::<Test>::get(0).unwrap().labscape, other);
		assert_eq!(States::<Test>::get(0).timeline.planned, None);
		plan_and_commit(0);
	});
}

#[test]
fn gpus_are_leased_by_model_share_and_number() {
	build_and_execute(|| {
		let t4 = GpuModel::from_name("T4").unwrap();
		let l4 = GpuModel::from_name("L4").unwrap();
		let with = |hot_key, gpus, model| NodeSpec {
			capacity: Capacity { gpus, gpu_model: Some(model), ..capacity(64) },
			..node_spec(hot_key, 64)
		};
		for spec in [with(1_000, 2, t4), with(1_001, 4, l4)] {
			Resources::register_node(RuntimeOrigin::signed(PROVIDER), spec).unwrap();
		}
		let ask = |gpu, models, gang| {
			let request = Request { shape: Shape { gpu, models, ..shape(1) }, gang };
			submit(JobSpec { request, ..job_spec() })
		};
		let shares = ask(GpuDemand::Share(400), GpuModels::only(t4), 4);
		let several = ask(GpuDemand::Whole(3), GpuModels::ANY, 1);
		let last = ask(GpuDemand::Whole(1), GpuModels::only(l4), 1);
		let too_many = ask(GpuDemand::Whole(1), GpuModels::ANY, 1);
		plan_and_commit(0);
		let of = |job| {
			let leases = Leases::<Test>::iter().filter(move |(_, lease)| lease.job == job);
			let mut places: Vec<_> = leases.map(|(_, lease)| (lease.node, lease.gpus.0)).collect();
			places.sort_unstable();
			places
		};
		// Two shares of 400 on each T4; three L4 at once, and the one that is left.
		assert_eq!(of(shares), [(0, 0b01), (0, 0b01), (0, 0b10), (0, 0b10)]);
		let [(1, three)] = of(several)[..] else { panic!("one lease on the other node") };
		assert_eq!(three.count_ones(), 3);
		assert_eq!(of(last), [(1, !three & 0b1111)]);
		assert_eq!(of(too_many), []);
		let free = |node: usize| Boards::<Test>::get(0).nodes[node].free.gpu_milli;
		assert_eq!(free(0)[..2], [200, 200]);
		assert_eq!(free(1)[..4], [0; 4]);
		// Everything is given back when the claimed time is over; the last job gets its GPU then.
		let over = Leases::<Test>::iter().map(|(_, lease)| lease.busy_until).max().unwrap();
		run_to(over);
		assert_eq!(free(1)[..4], [1_000; 4]);
		plan_and_commit(0);
		assert_eq!(of(too_many).len(), 1);
	});
}

#[test]
fn what_no_longer_fits_is_skipped() {
	build_and_execute(|| {
		add_node(PROVIDER, 0, 64);
		let job = submit(job_spec());
		submit(job_spec());
		let submission = leaders_submission(0);
		Resources::cancel_job(RuntimeOrigin::signed(ALICE), job).unwrap();
		commit(submission).unwrap();
		assert_eq!(skips(), [Skip::Unfit(SkipReason::NotQueued)]);
		assert_eq!(NextLease::<Test>::get(), 1);
	});
}

#[test]
fn what_newer_entries_push_out_of_sight_is_planned_again() {
	build_and_execute(|| {
		add_node(PROVIDER, 0, 64);
		submit(job_spec());
		let submission = leaders_submission(0);
		let urgent = JobSpec { priority: 200, items: 64, parts: 64, ..job_spec() };
		for _ in 0..SNAPSHOT_ENTRIES / 64 {
			submit(urgent.clone());
		}
		commit(submission).unwrap();
		assert_eq!(skips(), [Skip::Unfit(SkipReason::NotQueued)]);
		assert_eq!(NextLease::<Test>::get(), 0);
		run_blocks(2);
		plan_and_commit(0);
		assert!(NextLease::<Test>::get() > 0);
		Resources::do_try_state().unwrap();
	});
}

#[test]
fn a_gang_leaves_no_trace_when_one_member_has_no_stake() {
	build_and_execute(|| {
		add_node(PROVIDER, 0, 16);
		let poor = add_node(OTHER_PROVIDER, 0, 16);
		let request = Request { shape: shape(8), gang: 4 };
		submit(JobSpec { request, ..job_spec() });
		submit(JobSpec { request: Request { gang: 1, ..request }, ..job_spec() });
		PROOF.with_borrow_mut(|proof| proof.refuse_reserve.push(poor));
		plan_and_commit(0);
		assert_eq!(skips(), [Skip::NoStake(poor)]);
		assert_eq!(Leases::<Test>::iter().count(), 0);
		assert_eq!(Boards::<Test>::get(0).used.count(), 0);
		assert_eq!(Queues::<Test>::len(0), 2);
		Resources::do_try_state().unwrap();
		// The node is left alone for some rounds, so that others get their turn.
		run_blocks(2);
		plan_and_commit(0);
		assert_eq!(NextLease::<Test>::get(), 1);
		run_blocks(2 * BLOCKED_ROUNDS);
		PROOF.with_borrow_mut(|proof| proof.refuse_reserve.clear());
		run_to(Leases::<Test>::get(0).unwrap().busy_until.next_multiple_of(2));
		plan_and_commit(0);
		assert_eq!(NextLease::<Test>::get(), 5);
	});
}

#[test]
fn an_inactive_provider_gets_no_lease() {
	build_and_execute(|| {
		let node = add_node(PROVIDER, 0, 64);
		submit(job_spec());
		STAKE.with_borrow_mut(|stake| stake.inactive.push(PROVIDER));
		plan_and_commit(0);
		assert_eq!(skips(), [Skip::NoStake(node)]);
	});
}

#[test]
fn reserved_work_evicts_spot_and_compensates() {
	build_and_execute(|| {
		add_node(PROVIDER, 0, 16);
		let wide = Request { shape: shape(16), gang: 1 };
		let spot = submit(JobSpec { class: ServiceClass::Spot, request: wide, ..job_spec() });
		plan_and_commit(0);
		let before = Balances::free_balance(PROVIDER);
		run_blocks(2);
		let urgent = JobSpec { class: ServiceClass::Reserved, request: wide, ..job_spec() };
		Resources::submit_job(RuntimeOrigin::signed(BOB), urgent).unwrap();
		let round = Resources::round();
		let part = PartKey { job: 1, part: 0 };
		let submission = leaders_submission(0);
		let plan = Submission {
			plans: vec![labscape_scheduler::Plan {
				placements: vec![Placement {
					part,
					evict: vec![0],
					runs: vec![Run { slot: 0, gpus: GpuSet::NONE }],
				}],
				..submission.plans[0].clone()
			}],
			..submission
		};
		commit(plan).unwrap();
		let lease = Leases::<Test>::get(1).unwrap();
		assert_eq!((lease.job, lease.running), (1, true));
		// The provider is paid for what it lost, the items are at the head of their class again.
		let amount = compensation() * (64 * PRICE_FLOOR);
		assert_eq!(Balances::free_balance(PROVIDER), before + amount);
		System::assert_has_event(Event::Compensated { lease: 0, by: 1, amount }.into());
		let entry = &Queues::<Test>::head(0, 1)[0];
		assert_eq!((entry.key.part.job, entry.key.fresh, entry.len), (spot, false, 64));
		assert_eq!(entry.arrived, round);
		PROOF.with_borrow(|proof| {
			assert!(proof.faults.is_empty());
			assert_eq!(proof.reserved.get(&0), Some(&(64 * PRICE_FLOOR)));
		});
	});
}

#[test]
fn reserved_work_goes_to_trusted_nodes_alone() {
	build_and_execute(|| {
		add_node(PROVIDER, 0, 16);
		set_repute(0, Repute::default());
		let reserved = submit(JobSpec { class: ServiceClass::Reserved, ..job_spec() });
		let standard = submit(job_spec());
		plan_and_commit(0);
		// The scheduler passes it over, and nobody has to place it there.
		assert_eq!(Leases::<Test>::get(0).unwrap().job, standard);
		assert_eq!(NextLease::<Test>::get(), 1);
		// A plan that places it there all the same is not followed.
		run_blocks(2);
		let mut submission = leaders_submission(0);
		submission.plans[0].placements = vec![Placement {
			part: PartKey { job: reserved, part: 0 },
			evict: vec![],
			runs: vec![Run { slot: 8, gpus: GpuSet::NONE }],
		}];
		commit(submission).unwrap();
		assert_eq!(NextLease::<Test>::get(), 1);
		assert_eq!(skips().len(), 1);
		// It waits, and is leased when the node has earned trust.
		set_repute(0, TRUSTED);
		run_blocks(2);
		plan_and_commit(0);
		assert_eq!(Leases::<Test>::get(1).unwrap().job, reserved);
	});
}

#[test]
fn standard_work_evicts_nobody() {
	build_and_execute(|| {
		add_node(PROVIDER, 0, 16);
		let wide = Request { shape: shape(16), gang: 1 };
		submit(JobSpec { class: ServiceClass::Spot, request: wide, ..job_spec() });
		plan_and_commit(0);
		run_blocks(2);
		submit(JobSpec { request: wide, ..job_spec() });
		let mut submission = leaders_submission(0);
		submission.plans[0].placements = vec![Placement {
			part: PartKey { job: 1, part: 0 },
			evict: vec![0],
			runs: vec![Run { slot: 0, gpus: GpuSet::NONE }],
		}];
		commit(submission).unwrap();
		assert_eq!(skips(), [Skip::Unfit(SkipReason::MayNotEvict)]);
		assert!(Leases::<Test>::get(0).unwrap().running);
	});
}

#[test]
fn heads_that_cannot_pay_hide_nobody() {
	build_and_execute(|| {
		add_node(PROVIDER, 0, 64);
		for _ in 0..20 {
			submit(JobSpec { priority: 9, max_price: PRICE_FLOOR, ..job_spec() });
		}
		submit(job_spec());
		States::<Test>::mutate(0, |state| state.market.price = PRICE_FLOOR + 1);
		plan_and_commit(0);
		assert_eq!(Leases::<Test>::get(0).unwrap().job, 20);
		let first = &Queues::<Test>::head(0, 1)[0];
		assert_eq!((first.key.part.job, first.key.parked), (16, false));
		let last = &Queues::<Test>::head(0, 20)[19];
		assert!(last.key.parked);
		// They are served when the price has come down.
		States::<Test>::mutate(0, |state| state.market.price = PRICE_FLOOR);
		run_blocks(2);
		plan_and_commit(0);
		assert!(NextLease::<Test>::get() > 10);
	});
}
