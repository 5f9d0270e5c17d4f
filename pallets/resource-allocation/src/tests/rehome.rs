use frame_support::{assert_noop, assert_ok};
use labscape_primitives::Request;
use sp_runtime::DispatchError;

use crate::{mock::*, queues::Queues, *};

#[test]
fn a_starving_part_moves_where_it_fits() {
	build_and_execute(|| {
		add_node(PROVIDER, 0, 16);
		let request = Request { shape: shape(64), gang: 1 };
		let job = submit(JobSpec { request, ..job_spec() });
		let rehome = || Resources::rehome(RuntimeOrigin::signed(BOB), job, 0);
		let after = Parameters::default().rehome_after;
		run_to(2 * after - 1);
		assert_noop!(rehome(), Error::<Test>::NotStarving);
		run_to(2 * after);
		add_node(PROVIDER, 7, 64);
		let arrived = Queues::<Test>::head(0, 1)[0].arrived;
		// The draw may miss the only labscape that fits; the next one then comes as soon.
		let mut moves = 0;
		while EntriesByJob::<Test>::get(job, 0).unwrap().0 == 0 {
			assert_ok!(rehome());
			assert_noop!(rehome(), Error::<Test>::NotStarving);
			moves += 1;
			assert!(moves < 10, "a part finds its home");
			run_blocks(2 * after);
		}
		let entry = &Queues::<Test>::head(7, 1)[0];
		assert_eq!((entry.arrived, u32::from(entry.rehomed)), (arrived, moves));
		plan_and_commit(7);
		assert_eq!(NextLease::<Test>::get(), 1);
		assert_noop!(rehome(), Error::<Test>::NotQueued);
		assert_noop!(Resources::rehome(RuntimeOrigin::none(), job, 0), DispatchError::BadOrigin);
	});
}
