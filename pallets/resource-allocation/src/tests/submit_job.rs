use frame_support::{assert_noop, assert_ok, traits::fungible::InspectHold};
use labscape_primitives::{GpuDemand, GpuModel, GpuModels, Hash, Request, ServiceClass};
use labscape_scheduler::PartKey;
use sp_runtime::DispatchError;

use crate::{mock::*, queues::Queues, *};

fn send(spec: JobSpec) -> frame_support::dispatch::DispatchResult {
	Resources::submit_job(RuntimeOrigin::signed(ALICE), spec)
}

fn held() -> Balance {
	Balances::balance_on_hold(&HoldReason::JobBudget.into(), &ALICE)
}

#[test]
fn the_whole_budget_is_held_when_a_job_is_submitted() {
	build_and_execute(|| {
		let spec = JobSpec { parts: 3, ..job_spec() };
		let budget = 64 * unit_budget(&spec);
		assert_ok!(send(spec));
		assert_eq!(held(), budget);
		System::assert_last_event(
			Event::JobSubmitted { job: 0, requester: ALICE, items: 64, held: budget }.into(),
		);
		let entries = Queues::<Test>::head(0, 10);
		let items: Vec<_> = entries.iter().map(|entry| (entry.first, entry.len)).collect();
		assert_eq!(items, [(0, 22), (22, 21), (43, 21)]);
		assert_eq!(Usages::<Test>::get(ALICE).open_jobs, 1);
	});
}

#[test]
fn reserved_work_holds_what_evictions_may_cost() {
	build_and_execute(|| {
		let spec = JobSpec { class: ServiceClass::Reserved, ..job_spec() };
		let budget = 64 * unit_budget(&spec);
		assert_ok!(send(spec));
		assert_eq!(held(), budget + compensation() * budget);
	});
}

#[test]
fn a_job_is_refused_when_it_can_never_run() {
	build_and_execute(|| {
		let with = |change: fn(&mut JobSpec)| {
			let mut spec = job_spec();
			change(&mut spec);
			spec
		};
		let cases: Vec<(JobSpec, Error<Test>)> = vec![
			(with(|s| s.items = 0), Error::NoItems),
			(with(|s| s.items = (1 << 20) + 1), Error::TooManyItems),
			(with(|s| s.parts = 0), Error::NoParts),
			(with(|s| s.parts = MAX_PARTS + 1), Error::TooManyParts),
			(with(|s| s.program = Hash::zero()), Error::UnknownProgram),
			(with(|s| s.inputs_root = Hash::zero()), Error::NoInputs),
			(with(|s| s.item_fuel = 0), Error::NoFuel),
			(with(|s| s.item_fuel = 100_000_001), Error::TooMuchFuel),
			(with(|s| s.deadline = System::block_number()), Error::DeadlinePassed),
			(with(|s| s.deadline = 0), Error::DeadlinePassed),
			(with(|s| s.deadline = System::block_number() + 201_601), Error::DeadlineTooFar),
			(with(|s| s.request.gang = 0), Error::EmptyGang),
			(with(|s| s.request.gang = 65), Error::TooFewItems),
			(
				with(|s| {
					s.request.gang = 257;
					s.items = 1_000;
				}),
				Error::GangTooLarge,
			),
			(with(|s| s.request.gang = 1_025), Error::TooManyUnits),
			(with(|s| s.request.shape.units = 0), Error::NoUnits),
			(with(|s| s.request.shape.units = 4_097), Error::TooManyUnits),
			(with(|s| s.request.shape.cpu_milli = 0), Error::NoCpu),
			(with(|s| s.request.shape.memory_mib = 0), Error::NoMemory),
			(with(|s| s.request.shape.gpu = GpuDemand::Whole(1)), Error::NoGpuModelAccepted),
			(
				with(|s| {
					s.request.shape.gpu = GpuDemand::Whole(1);
					// A known model and one that nobody knows.
					s.request.shape.models = GpuModels::only(GpuModel(0)).with(GpuModel(31));
				}),
				Error::UnknownGpuModel,
			),
			(
				with(|s| {
					s.request.shape.gpu = GpuDemand::Share(500);
					s.request.shape.models = GpuModels::only(GpuModel(31));
				}),
				Error::NoGpuModelAccepted,
			),
			(with(|s| s.request.shape.gpu = GpuDemand::Share(0)), Error::BadGpuShare),
			(with(|s| s.request.shape.cpu_milli = u32::MAX), Error::TooMuch),
			(with(|s| s.request.shape.gpu = GpuDemand::Whole(9)), Error::BadGpuCount),
			(with(|s| s.request.shape.gpu = GpuDemand::Share(1_000)), Error::BadGpuShare),
			(with(|s| s.request.shape.models = GpuModels::ANY), Error::GpuModelWithoutGpu),
			(with(|s| s.max_price = PRICE_FLOOR - 1), Error::PriceTooLow),
			(with(|s| s.max_price = 0), Error::PriceTooLow),
			(with(|s| s.max_price = u128::MAX), Error::BudgetTooLarge),
			(
				with(|s| {
					s.max_price = u128::MAX / 1_000_000;
					s.items = 1 << 20;
				}),
				Error::BudgetTooLarge,
			),
			(with(|s| s.max_price = 100_000_000_000_000_000), Error::FundsTooLow),
			// 64 items of 100 M fuel on four units at 100,000 per block: 16,000 blocks.
			(with(|s| s.item_fuel = 100_000_000), Error::LeaseTooLong),
			(with(|s| s.home = None), Error::NoNodes),
		];
		for (spec, error) in cases {
			assert_noop!(send(spec), error);
		}
		assert_eq!(held(), 0);
		assert_noop!(
			Resources::submit_job(RuntimeOrigin::none(), job_spec()),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn bounds_are_exact() {
	build_and_execute(|| {
		assert_ok!(send(JobSpec { max_price: PRICE_FLOOR, ..job_spec() }));
		assert_ok!(send(JobSpec { deadline: System::block_number() + 1, ..job_spec() }));
		assert_ok!(send(JobSpec { deadline: System::block_number() + 201_600, ..job_spec() }));
		assert_ok!(send(JobSpec { parts: MAX_PARTS, ..job_spec() }));
		let gang = Request { shape: shape(1), gang: 64 };
		assert_ok!(send(JobSpec { request: gang, ..job_spec() }));
		let wide = Request { shape: shape(4_096), gang: 1 };
		assert_ok!(send(JobSpec { items: 1 << 20, request: wide, item_fuel: 100, ..job_spec() }));
		// 64 items of 7.5 M fuel on four units: exactly 1,200 blocks.
		assert_ok!(send(JobSpec { item_fuel: 7_500_000, ..job_spec() }));
		assert_noop!(
			send(JobSpec { item_fuel: 7_500_001, ..job_spec() }),
			Error::<Test>::LeaseTooLong
		);
	});
}

#[test]
fn quotas_count_unfinished_jobs() {
	build_and_execute(|| {
		assert_ok!(Resources::set_quota(RuntimeOrigin::root(), ALICE, Some(2)));
		assert_ok!(send(job_spec()));
		assert_ok!(send(job_spec()));
		assert_noop!(send(job_spec()), Error::<Test>::QuotaExceeded);
		assert_ok!(Resources::cancel_job(RuntimeOrigin::signed(ALICE), 0));
		assert_ok!(send(job_spec()));
	});
}

#[test]
fn parts_are_homed_where_they_fit() {
	build_and_execute(|| {
		// Labscape 9 is too small for the shape, 200 fits it.
		add_node(PROVIDER, 9, 16);
		add_node(PROVIDER, 200, 256);
		let request = Request { shape: shape(128), gang: 1 };
		// Four draws out of two labscapes: the odds that none is the fitting one are 1 in 16.
		let spec = JobSpec { home: None, request, ..job_spec() };
		let homes: Vec<u8> = (0..32)
			.map(|_| {
				let job = submit(spec.clone());
				EntriesByJob::<Test>::get(job, 0).unwrap().0
			})
			.collect();
		let fitting = homes.iter().filter(|home| **home == 200).count();
		assert!(fitting >= 24, "{fitting} of 32 where they fit");
		assert!(homes.iter().all(|home| [9, 200].contains(home)));
	});
}

#[test]
fn accounts_that_asked_for_less_go_first() {
	build_and_execute(|| {
		add_node(PROVIDER, 0, 256);
		for _ in 0..3 {
			submit(job_spec());
		}
		assert_ok!(Resources::submit_job(RuntimeOrigin::signed(BOB), job_spec()));
		let order: Vec<u64> =
			Queues::<Test>::head(0, 4).iter().map(|entry| entry.key.part.job).collect();
		// The first of either, then what the busy account asked for later.
		assert_eq!(order, [0, 3, 1, 2]);
	});
}

#[test]
fn classes_priority_and_deadline_order_the_queue() {
	build_and_execute(|| {
		let base = job_spec();
		submit(JobSpec { class: ServiceClass::Spot, priority: 255, ..base.clone() });
		submit(base.clone());
		submit(JobSpec { deadline: 500, ..base.clone() });
		submit(JobSpec { priority: 2, ..base.clone() });
		submit(JobSpec { class: ServiceClass::Reserved, ..base.clone() });
		// Two rounds later a new part of priority 2 is as urgent as the first; one of 3 goes ahead.
		run_blocks(4);
		submit(JobSpec { priority: 3, ..base.clone() });
		submit(JobSpec { priority: 1, ..base });
		let order: Vec<PartKey> =
			Queues::<Test>::head(0, 10).iter().map(|entry| entry.key.part).collect();
		let jobs: Vec<u64> = order.iter().map(|part| part.job).collect();
		assert_eq!(jobs, [4, 3, 5, 2, 1, 6, 0]);
	});
}
