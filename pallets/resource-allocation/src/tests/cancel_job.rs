use frame_support::{assert_noop, assert_ok, traits::fungible::InspectHold};
use sp_runtime::DispatchError;

use crate::{mock::*, queues::Queues, *};

fn cancel(who: AccountId, job: u64) -> frame_support::dispatch::DispatchResult {
	Resources::cancel_job(RuntimeOrigin::signed(who), job)
}

fn held() -> Balance {
	Balances::balance_on_hold(&HoldReason::JobBudget.into(), &ALICE)
}

#[test]
fn everything_is_released_when_nothing_is_leased() {
	build_and_execute(|| {
		let job = submit(job_spec());
		assert_ok!(cancel(ALICE, job));
		assert_eq!(held(), 0);
		assert_eq!(Queues::<Test>::len(0), 0);
		let record = Jobs::<Test>::get(job).unwrap();
		assert_eq!((record.state, record.abandoned), (JobState::Finished, 64));
		assert_noop!(cancel(ALICE, job), Error::<Test>::JobNotOpen);
		run_blocks(record.terms.retention_blocks);
		System::assert_last_event(Event::JobForgotten { job }.into());
		assert_noop!(cancel(ALICE, job), Error::<Test>::NoSuchJob);
	});
}

#[test]
fn a_leased_part_runs_to_its_end() {
	build_and_execute(|| {
		add_node(PROVIDER, 0, 16);
		let spec = JobSpec { parts: 8, ..job_spec() };
		let unit = unit_budget(&spec);
		let job = submit(spec);
		plan_and_commit(0);
		assert_eq!(NextLease::<Test>::get(), 4);
		assert_ok!(cancel(ALICE, job));
		let record = Jobs::<Test>::get(job).unwrap();
		assert_eq!(record.state, JobState::Closing(CloseReason::Cancelled));
		assert_eq!((record.leased, record.abandoned), (32, 32));
		// Half of the budget is back; the pot has the price of the other half.
		assert_eq!(held(), 32 * unit - Leases::<Test>::get(0).unwrap().paid(32));
		// What is not delivered is refunded, not queued again.
		run_to(Leases::<Test>::get(0).unwrap().expires);
		assert_eq!(Jobs::<Test>::get(job).unwrap().state, JobState::Finished);
		assert_eq!(Balances::free_balance(ALICE), 1_000_000 * UBC);
		assert_eq!(held(), 0);
	});
}

#[test]
fn many_parts_are_drained_by_the_agenda() {
	build_and_execute(|| {
		let job = submit(JobSpec { parts: 64, ..job_spec() });
		assert_ok!(cancel(ALICE, job));
		assert_eq!(Queues::<Test>::len(0), 48);
		Resources::do_try_state().unwrap();
		for left in [32, 16, 0] {
			run_blocks(1);
			assert_eq!(Queues::<Test>::len(0), left);
			Resources::do_try_state().unwrap();
		}
		assert_eq!(Jobs::<Test>::get(job).unwrap().state, JobState::Finished);
		assert_eq!(held(), 0);
	});
}

#[test]
fn nothing_of_a_closing_job_is_leased() {
	build_and_execute(|| {
		add_node(PROVIDER, 0, 64);
		let job = submit(JobSpec { parts: 17, ..job_spec() });
		assert_ok!(cancel(ALICE, job));
		assert_eq!(Queues::<Test>::len(0), 1);
		plan_and_commit(0);
		assert_eq!(Leases::<Test>::iter_keys().count(), 0);
		assert_eq!(Queues::<Test>::len(0), 1);
		Resources::do_try_state().unwrap();
		run_blocks(1);
		assert_eq!(Jobs::<Test>::get(job).unwrap().state, JobState::Finished);
		assert_eq!(held(), 0);
		Resources::do_try_state().unwrap();
	});
}

#[test]
fn a_job_closes_at_its_deadline() {
	build_and_execute(|| {
		let job = submit(JobSpec { deadline: 50, ..job_spec() });
		run_to(49);
		assert_eq!(Jobs::<Test>::get(job).unwrap().state, JobState::Open);
		run_to(50);
		System::assert_has_event(Event::JobClosing { job, reason: CloseReason::Expired }.into());
		assert_eq!(held(), 0);
	});
}

#[test]
fn nobody_else_cancels() {
	build_and_execute(|| {
		let job = submit(job_spec());
		assert_noop!(cancel(BOB, job), Error::<Test>::NotRequester);
		assert_noop!(cancel(ALICE, job + 1), Error::<Test>::NoSuchJob);
		assert_noop!(Resources::cancel_job(RuntimeOrigin::root(), job), DispatchError::BadOrigin);
	});
}
