//! Whatever fails, nothing has happened: the state's root is the same.

use frame_support::{assert_noop, BoundedVec};
use labscape_primitives::{Features, Release, Role};
use sp_runtime::TokenError;

use crate::{mock::*, Blueprint, Template};

#[test]
fn leaves_no_trace_when_the_last_step_fails() {
	build_and_execute(|| {
		let mut vested: Vec<_> = (1..=99).map(|index| grant(account(index), 10)).collect();
		vested.push(grant(ghost(), 10));
		let bad = Blueprint {
			template: Template::Governance { cap: None },
			vested: BoundedVec::truncate_from(vested),
			..blueprint(b"ABC")
		};
		let error = pallet_labscape_vesting::Error::<Test>::AccountMissing;
		assert_noop!(create(alice(), bad), error);
		assert_eq!(Balances::free_balance(alice()), FUNDS);
		assert_eq!(pallet_assets::Asset::<Test>::iter_keys().count(), 0);
	})
}

#[test]
fn leaves_no_trace_when_called_without_a_dispatch() {
	build_and_execute(|| {
		let bad = Blueprint {
			vested: BoundedVec::truncate_from(vec![grant(ghost(), 10)]),
			..blueprint(b"ABC")
		};
		let result = Factory::create(RuntimeOrigin::signed(alice()), Box::new(bad));
		assert_noop!(result, pallet_labscape_vesting::Error::<Test>::AccountMissing);
		assert_eq!(Factory::created_by(alice()), 0);
		assert_eq!(Balances::free_balance(alice()), FUNDS);
	})
}

#[test]
fn leaves_no_trace_when_any_part_is_bad() {
	build_and_execute(|| {
		let allocations = |to: Vec<_>| Blueprint {
			allocations: BoundedVec::truncate_from(to),
			..blueprint(b"ABC")
		};
		let missing = allocations(vec![(bob(), 1), (ghost(), 1)]);
		assert_noop!(create(alice(), missing), TokenError::CannotCreate);
		let zero = allocations(vec![(bob(), 1), (alice(), 0)]);
		assert_noop!(create(alice(), zero), pallet_labscape_tokens::Error::<Test>::ZeroAmount);
		let role = Blueprint {
			roles: BoundedVec::truncate_from(vec![(Role::Pauser, alice())]),
			..blueprint(b"ABC")
		};
		assert_noop!(create(alice(), role), pallet_labscape_tokens::Error::<Test>::FeatureMissing);
		let name = Blueprint { name: BoundedVec::new(), ..blueprint(b"ABC") };
		assert_noop!(create(alice(), name), pallet_labscape_tokens::Error::<Test>::BadMetadata);
		let mut past = grant(bob(), 10);
		past.release = Release::Linear { start: 0, cliff: 0, end: 1 };
		let past = Blueprint {
			features: Features { mintable: true, ..Default::default() },
			vested: BoundedVec::truncate_from(vec![past]),
			..blueprint(b"ABC")
		};
		assert_noop!(create(alice(), past), pallet_labscape_vesting::Error::<Test>::InThePast);
	})
}
