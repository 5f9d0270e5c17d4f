//! `set_policy`, `set_parameters`, `set_quota`.

use frame_support::{assert_noop, assert_ok};
use sp_runtime::{DispatchError, Permill};

use crate::{mock::*, *};

#[test]
fn only_governance_decides() {
	build_and_execute(|| {
		let alice = || RuntimeOrigin::signed(ALICE);
		let bad = DispatchError::BadOrigin;
		assert_noop!(Resources::set_policy(alice(), 0, Policy::default()), bad);
		assert_noop!(Resources::set_parameters(alice(), Parameters::default()), bad);
		assert_noop!(Resources::set_quota(alice(), ALICE, None), bad);
		let policy = Policy { accepts_jobs: false, ..Policy::default() };
		assert_ok!(Resources::set_policy(RuntimeOrigin::root(), 4, policy));
		System::assert_last_event(Event::PolicySet { labscape: 4, policy }.into());
		let job = JobSpec { home: Some(4), ..job_spec() };
		assert_noop!(Resources::submit_job(alice(), job), Error::<Test>::LabscapeClosed);
		assert_ok!(Resources::set_quota(RuntimeOrigin::root(), ALICE, Some(0)));
		assert_noop!(Resources::submit_job(alice(), job_spec()), Error::<Test>::QuotaExceeded);
	});
}

#[test]
fn bounds_cannot_be_crossed() {
	build_and_execute(|| {
		let parameters: Vec<fn(&mut Parameters)> = vec![
			|p| p.grace_blocks = 0,
			|p| p.grace_blocks = 28_801,
			|p| p.max_lease_blocks = 0,
			|p| p.rehome_after = 0,
			|p| p.target_utilisation = Permill::from_percent(9),
			|p| p.target_utilisation = Permill::from_percent(96),
			|p| p.compensation = Permill::from_percent(51),
			|p| p.retention_blocks = 0,
			|p| p.open_jobs = 0,
			|p| p.max_deadline_blocks = 0,
			|p| p.max_idle_rounds = 0,
		];
		for change in parameters {
			let mut bad = Parameters::default();
			change(&mut bad);
			let call = Resources::set_parameters(RuntimeOrigin::root(), bad);
			assert_noop!(call, Error::<Test>::OutOfBounds);
		}
		let policies: Vec<fn(&mut Policy)> = vec![
			|p| p.min_node_units = 15,
			|p| p.min_node_units = 4_097,
			|p| p.min_rate = 0,
			|p| p.price_floor = 7,
			|p| p.price_floor = MAX_PRICE + 1,
		];
		for change in policies {
			let mut bad = Policy::default();
			change(&mut bad);
			let call = Resources::set_policy(RuntimeOrigin::root(), 0, bad);
			assert_noop!(call, Error::<Test>::OutOfBounds);
		}
		let good =
			Parameters { target_utilisation: Permill::from_percent(95), ..Default::default() };
		assert_ok!(Resources::set_parameters(RuntimeOrigin::root(), good));
	});
}

#[test]
fn a_job_keeps_the_parameters_of_its_submission() {
	build_and_execute(|| {
		add_node(PROVIDER, 0, 64);
		let job = submit(job_spec());
		let grace = Jobs::<Test>::get(job).unwrap().terms.grace_blocks;
		let new = Parameters { grace_blocks: 1_000, ..Default::default() };
		assert_ok!(Resources::set_parameters(RuntimeOrigin::root(), new));
		plan_and_commit(0);
		let lease = Leases::<Test>::get(0).unwrap();
		assert_eq!(lease.expires - lease.busy_until, grace);
	});
}
