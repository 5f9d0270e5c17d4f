use frame_support::{assert_noop, assert_ok};
use labscape_primitives::Role;

use crate::{mock::*, Call, Error, Event, Nonces, Roles, Tokens as Infos, Traces};

fn empty(features: labscape_primitives::Features) -> u32 {
	let token = token(features);
	assert_ok!(sign(alice(), Call::burn { token, amount: SUPPLY }));
	token
}

#[test]
fn removes_a_token_that_nobody_holds() {
	build_and_execute(|| {
		let token = empty(VOTES);
		assert_ok!(sign(alice(), Call::approve { token, spender: bob(), amount: 5 }));
		assert_ok!(sign(alice(), Call::cancel_permits { token }));
		assert_ok!(sign(admin(), Call::retire { token }));
		System::assert_has_event(Event::Retiring { token }.into());
		System::assert_has_event(Event::Retired { token }.into());
		assert_eq!(Gone::get(), vec![token]);
		assert!(!Infos::<Test>::contains_key(token));
		assert_eq!(Roles::<Test>::iter_prefix(token).count(), 0);
		assert_eq!(pallet_assets::Asset::<Test>::get(token), None);
		assert_eq!(Balances::reserved_balance(alice()), 0);
		// What accounts left behind anyone can clear.
		for account in [Some(alice()), None] {
			assert_ok!(sign(bob(), Call::prune { token, account, limit: 10 }));
		}
		assert_eq!(Traces::<Test>::iter().count(), 0);
		assert_eq!(Nonces::<Test>::iter().count(), 0);
		let call = Call::prune { token, account: Some(alice()), limit: 10 };
		assert_noop!(sign(bob(), call), Error::<Test>::NothingToPrune);
	})
}

#[test]
fn leaves_the_rest_to_anyone_when_there_is_much() {
	build_and_execute(|| {
		let token = empty(PLAIN);
		for index in 2..=12 {
			assert_ok!(sign(account(index), pallet_assets::Call::touch { id: token }));
		}
		assert_ok!(sign(admin(), Call::retire { token }));
		assert!(Infos::<Test>::contains_key(token));
		let calls =
			[Call::pause { token }, Call::freeze { token, account: bob() }, Call::retire { token }];
		for call in calls {
			assert_noop!(sign(admin(), call), Error::<Test>::TokenRetiring);
		}
		assert!(sign(admin(), Call::mint { token, to: bob(), amount: 1 }).is_err());
		for _ in 0..2 {
			assert_ok!(sign(bob(), pallet_assets::Call::destroy_accounts { id: token }));
		}
		assert_ok!(sign(bob(), pallet_assets::Call::finish_destroy { id: token }));
		assert_eq!(Gone::get(), vec![token]);
		assert!(!Infos::<Test>::contains_key(token));
	})
}

#[test]
fn fails_when_it_is_still_in_use() {
	build_and_execute(|| {
		let used = token(PLAIN);
		assert_noop!(sign(admin(), Call::retire { token: used }), Error::<Test>::SupplyLeft);
		let token = empty(PLAIN);
		assert_noop!(sign(alice(), Call::retire { token }), Error::<Test>::NotAdmin);
		assert_ok!(sign(admin(), Call::pause { token }));
		assert_noop!(sign(admin(), Call::retire { token }), Error::<Test>::TokenPaused);
		assert_ok!(sign(admin(), Call::unpause { token }));
		assert_ok!(sign(admin(), Call::freeze { token, account: bob() }));
		assert_noop!(sign(admin(), Call::retire { token }), Error::<Test>::AccountIsFrozen);
		assert_ok!(sign(admin(), Call::thaw { token, account: bob() }));
		assert_ok!(sign(admin(), Call::retire { token }));
		assert!(!Tokens::has_role(token, Role::Minter, admin()));
	})
}
