use frame_support::{assert_noop, assert_ok, BoundedVec};
use labscape_primitives::{BurnSource, Features};
use sp_runtime::{DispatchError, Permill};

use crate::{mock::*, Blueprint, Call, Error, Event, Template, Terms};

#[test]
fn are_split_between_the_fire_and_the_treasury() {
	build_and_execute(|| {
		let issuance = Balances::total_issuance();
		created(blueprint(b"ABC"));
		let fee = BASE + FEATURE + ALLOCATION;
		let burned = fee * 3 / 10;
		assert_eq!(Burned::get(), vec![(burned, BurnSource::Factory)]);
		assert_eq!(Balances::total_issuance(), issuance - burned);
		assert_eq!(Balances::free_balance(treasury()), FUNDS + fee - burned);
		assert_eq!(Balances::free_balance(alice()), FUNDS - fee - DEPOSIT);
	})
}

#[test]
fn rise_with_features_cap_and_allocations() {
	build_and_execute(|| {
		let all = Features {
			mintable: true,
			burnable: true,
			pausable: true,
			freezable: true,
			votes: true,
		};
		assert_eq!(Factory::quote(Features::default(), false, 0), Some((BASE, DEPOSIT)));
		let dear = BASE + 6 * FEATURE + 3 * ALLOCATION;
		assert_eq!(Factory::quote(all, true, 3), Some((dear, DEPOSIT)));
		let token = Blueprint {
			template: Template::Governance { cap: Some(10_000) },
			features: all,
			vested: BoundedVec::truncate_from(vec![grant(bob(), 5), grant(bob(), 5)]),
			..blueprint(b"ABC")
		};
		created(token);
		let paid = dear + DEPOSIT + 2 * SCHEDULE_DEPOSIT;
		assert_eq!(Balances::free_balance(alice()), FUNDS - paid);
	})
}

#[test]
fn are_refused_when_they_would_end_the_account() {
	build_and_execute(|| {
		let price = BASE + FEATURE + ALLOCATION + DEPOSIT;
		let keep = |rest| {
			let value = Balances::free_balance(alice()) - rest;
			let call = pallet_balances::Call::transfer_keep_alive { dest: bob(), value };
			assert_ok!(sign(alice(), call));
		};
		// The existential deposit of 10 must remain.
		keep(price + 10);
		let call = pallet_balances::Call::transfer_keep_alive { dest: alice(), value: 1 };
		let poor = pallet_balances::Call::transfer_keep_alive { dest: bob(), value: 1 };
		assert_ok!(sign(alice(), poor));
		assert_noop!(create(alice(), blueprint(b"ABC")), Error::<Test>::CannotPay);
		assert_ok!(sign(bob(), call));
		assert_ok!(create(alice(), blueprint(b"ABC")));
		assert_eq!(Balances::free_balance(alice()), 10);
	})
}

#[test]
fn are_set_by_governance_only() {
	build_and_execute(|| {
		let terms = Terms {
			base_fee: 5,
			feature_fee: 0,
			allocation_fee: 0,
			burned: Permill::one(),
			metadata_deposit: 0,
			account_limit: 1,
		};
		let call = Call::set_terms { terms };
		assert_noop!(sign(alice(), call.clone()), DispatchError::BadOrigin);
		created(blueprint(b"OLD"));
		assert_ok!(govern(call));
		System::assert_last_event(Event::TermsSet { terms }.into());
		assert_eq!(Factory::terms(), terms);
		let before = Balances::free_balance(treasury());
		assert_ok!(create(bob(), blueprint(b"NEW")));
		assert_eq!(Balances::free_balance(bob()), FUNDS - 5);
		assert_eq!(Balances::free_balance(treasury()), before);
		// The deposit of the old token stands as it was.
		assert_eq!(Factory::record_of(1_000), Some((alice(), DEPOSIT)));
	})
}

#[test]
fn may_be_nothing_at_all_and_never_overflow() {
	build_and_execute(|| {
		let free = Terms {
			base_fee: 0,
			feature_fee: 0,
			allocation_fee: 0,
			burned: Permill::from_percent(50),
			metadata_deposit: 0,
			account_limit: 9,
		};
		assert_ok!(govern(Call::set_terms { terms: free }));
		created(blueprint(b"FREE"));
		assert_eq!(Balances::free_balance(alice()), FUNDS);
		assert_eq!(Burned::get(), vec![]);
		let dear = Terms { base_fee: u128::MAX, feature_fee: 1, ..free };
		assert_ok!(govern(Call::set_terms { terms: dear }));
		assert_noop!(create(alice(), blueprint(b"DEAR")), Error::<Test>::Overflow);
		assert_eq!(Factory::quote(Features::default(), true, 0), None);
		let dear = Terms { base_fee: u128::MAX - 1, metadata_deposit: 1, ..free };
		assert_ok!(govern(Call::set_terms { terms: dear }));
		assert_noop!(create(alice(), blueprint(b"DEAR")), Error::<Test>::CannotPay);
	})
}
