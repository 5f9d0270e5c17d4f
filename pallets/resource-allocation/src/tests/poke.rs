use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{mock::*, queues::Queues, *};

fn poke(labscape: u8) -> frame_support::dispatch::DispatchResultWithPostInfo {
	Resources::poke(RuntimeOrigin::signed(BOB), labscape)
}

#[test]
fn the_chain_plans_for_itself_when_nobody_has_for_some_rounds() {
	build_and_execute(|| {
		add_node(PROVIDER, 0, 64);
		for _ in 0..20 {
			submit(job_spec());
		}
		let patience = Parameters::default().max_idle_rounds;
		run_to(2 * patience - 1);
		assert_noop!(poke(0), Error::<Test>::NotIdle);
		run_to(2 * patience);
		let paid = poke(0).unwrap();
		System::assert_last_event(Event::Poked { labscape: 0, round: patience, leases: 16 }.into());
		assert_eq!(paid.actual_weight, Some(<Test as Config>::WeightInfo::poke(16)));
		assert_noop!(poke(0), Error::<Test>::AlreadyPoked);
		assert_eq!(Queues::<Test>::len(0), 4);
		// It goes on in the next round: a poke is not a plan that would make the labscape busy.
		run_to(2 * patience + 40);
		assert_ok!(poke(0));
		assert_eq!(Queues::<Test>::len(0), 0);
	});
}

#[test]
fn a_busy_or_empty_labscape_is_not_poked() {
	build_and_execute(|| {
		add_node(PROVIDER, 0, 64);
		run_to(40);
		assert_noop!(poke(0), Error::<Test>::QueueEmpty);
		// What has just arrived has not waited yet.
		submit(job_spec());
		assert_noop!(poke(0), Error::<Test>::NotIdle);
		plan_and_commit(0);
		run_blocks(4);
		submit(job_spec());
		assert_noop!(poke(0), Error::<Test>::NotIdle);
		assert_noop!(Resources::poke(RuntimeOrigin::none(), 0), DispatchError::BadOrigin);
	});
}
