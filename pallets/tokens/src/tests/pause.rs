use frame_support::{assert_noop, assert_ok, BoundedVec};
use labscape_primitives::{Features, TokenRules};

use crate::{mock::*, Call, Error, Event};

#[test]
fn stops_transfers_mints_and_burns_until_lifted() {
	build_and_execute(|| {
		for features in [PLAIN, VOTES] {
			let token = token(features);
			assert_ok!(sign(alice(), Call::approve { token, spender: bob(), amount: 100 }));
			assert_ok!(sign(admin(), Call::pause { token }));
			System::assert_last_event(Event::Paused { token }.into());
			assert!(Tokens::is_paused(token));
			let to = BoundedVec::truncate_from(vec![(bob(), 1)]);
			let calls = [
				(alice(), Call::transfer { token, to: bob(), amount: 1 }),
				(alice(), Call::transfer_batch { token, to }),
				(bob(), Call::transfer_from { token, owner: alice(), to: bob(), amount: 1 }),
				(alice(), Call::burn { token, amount: 1 }),
				(bob(), Call::burn_from { token, owner: alice(), amount: 1 }),
				(admin(), Call::force_burn { token, who: alice(), amount: 1 }),
				(admin(), Call::mint { token, to: bob(), amount: 1 }),
			];
			for (who, call) in calls.clone() {
				assert_noop!(sign(who, call), Error::<Test>::TokenPaused);
			}
			let rules = <Tokens as TokenRules<_>>::ensure_movable(token, &alice());
			assert_eq!(rules, Err(Error::<Test>::TokenPaused.into()));
			assert_ok!(sign(admin(), Call::unpause { token }));
			System::assert_last_event(Event::Unpaused { token }.into());
			for (who, call) in calls {
				assert_ok!(sign(who, call));
			}
		}
	})
}

#[test]
fn needs_the_role_and_the_feature() {
	build_and_execute(|| {
		let first = token(PLAIN);
		for call in [Call::pause { token: first }, Call::unpause { token: first }] {
			assert_noop!(sign(bob(), call), Error::<Test>::MissingRole);
		}
		assert_noop!(sign(admin(), Call::unpause { token: first }), Error::<Test>::NothingToChange);
		assert_ok!(sign(admin(), Call::pause { token: first }));
		assert_noop!(sign(admin(), Call::pause { token: first }), Error::<Test>::NothingToChange);
		let free = token(Features { pausable: false, ..PLAIN });
		assert_noop!(sign(admin(), Call::pause { token: free }), Error::<Test>::FeatureMissing);
	})
}
