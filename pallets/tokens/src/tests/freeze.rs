use frame_support::{assert_noop, assert_ok, BoundedVec};
use labscape_primitives::{Features, TokenRules};

use crate::{mock::*, Call, Error, Event};

#[test]
fn stops_what_leaves_and_not_what_comes() {
	build_and_execute(|| {
		for features in [PLAIN, VOTES] {
			let token = token(features);
			assert_ok!(sign(alice(), Call::approve { token, spender: bob(), amount: 100 }));
			assert_ok!(sign(alice(), Call::transfer { token, to: charlie(), amount: 100 }));
			assert_ok!(sign(admin(), Call::freeze { token, account: alice() }));
			System::assert_last_event(Event::AccountFrozen { token, account: alice() }.into());
			assert!(Tokens::is_frozen(token, alice()));
			assert_eq!(Tokens::spendable(token, alice()), 0);
			let to = BoundedVec::truncate_from(vec![(bob(), 1)]);
			let calls = [
				(alice(), Call::transfer { token, to: bob(), amount: 1 }),
				(alice(), Call::transfer_batch { token, to }),
				(bob(), Call::transfer_from { token, owner: alice(), to: bob(), amount: 1 }),
				(alice(), Call::burn { token, amount: 1 }),
				(bob(), Call::burn_from { token, owner: alice(), amount: 1 }),
				(admin(), Call::force_burn { token, who: alice(), amount: 1 }),
			];
			for (who, call) in calls.clone() {
				assert_noop!(sign(who, call), Error::<Test>::AccountIsFrozen);
			}
			let rules = <Tokens as TokenRules<_>>::ensure_movable(token, &alice());
			assert_eq!(rules, Err(Error::<Test>::AccountIsFrozen.into()));
			// Others are free, and may send to it.
			assert_ok!(sign(charlie(), Call::transfer { token, to: alice(), amount: 50 }));
			assert_ok!(sign(admin(), Call::mint { token, to: alice(), amount: 50 }));
			assert_ok!(sign(admin(), Call::thaw { token, account: alice() }));
			System::assert_last_event(Event::AccountThawed { token, account: alice() }.into());
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
		let freeze = Call::freeze { token: first, account: alice() };
		let thaw = Call::thaw { token: first, account: alice() };
		assert_noop!(sign(bob(), freeze.clone()), Error::<Test>::MissingRole);
		assert_noop!(sign(alice(), thaw.clone()), Error::<Test>::MissingRole);
		assert_noop!(sign(admin(), thaw), Error::<Test>::NothingToChange);
		assert_ok!(sign(admin(), freeze.clone()));
		assert_noop!(sign(admin(), freeze), Error::<Test>::NothingToChange);
		let free = token(Features { freezable: false, ..PLAIN });
		let call = Call::freeze { token: free, account: alice() };
		assert_noop!(sign(admin(), call), Error::<Test>::FeatureMissing);
	})
}

#[test]
fn concerns_one_token_only() {
	build_and_execute(|| {
		let (first, second) = (token(PLAIN), token(PLAIN));
		assert_ok!(sign(admin(), Call::freeze { token: first, account: alice() }));
		assert_ok!(sign(alice(), Call::transfer { token: second, to: bob(), amount: 1 }));
	})
}
