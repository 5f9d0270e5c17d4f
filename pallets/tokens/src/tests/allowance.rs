use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{mock::*, Call, Error, Event};

fn allowance(token: u32) -> u128 {
	Tokens::allowance_of(token, alice(), bob())
}

#[test]
fn approve_sets_and_does_not_add() {
	build_and_execute(|| {
		let token = token(PLAIN);
		let approve = |amount| sign(alice(), Call::approve { token, spender: bob(), amount });
		for amount in [500, 800, 300, 300, u128::MAX, 1, 0, 0, 7] {
			assert_ok!(approve(amount));
			assert_eq!(allowance(token), amount);
			System::assert_last_event(
				Event::Approval { token, owner: alice(), spender: bob(), amount }.into(),
			);
			// The deposit of pallet-assets stands while there is an approval.
			let reserved = Balances::reserved_balance(alice());
			assert_eq!(reserved, u128::from(amount > 0));
		}
		let unknown = Call::approve { token: token + 1, spender: bob(), amount: 1 };
		assert_noop!(sign(alice(), unknown), Error::<Test>::UnknownToken);
	})
}

#[test]
fn approve_fails_when_the_deposit_cannot_be_paid() {
	build_and_execute(|| {
		let token = token(PLAIN);
		let rest = pallet_balances::Call::transfer_keep_alive { dest: bob(), value: FUNDS - 10 };
		assert_ok!(sign(alice(), rest));
		let call = Call::approve { token, spender: bob(), amount: 1 };
		assert!(sign(alice(), call).is_err());
		assert_eq!(allowance(token), 0);
	})
}

#[test]
fn increase_and_decrease_change_by_the_difference() {
	build_and_execute(|| {
		let token = token(PLAIN);
		let more = |by| sign(alice(), Call::increase_allowance { token, spender: bob(), by });
		let less = |by| sign(alice(), Call::decrease_allowance { token, spender: bob(), by });
		assert_ok!(more(500));
		assert_ok!(more(100));
		assert_eq!(allowance(token), 600);
		assert_ok!(less(250));
		assert_eq!(allowance(token), 350);
		assert_noop!(less(351), Error::<Test>::AllowanceTooLow);
		assert_noop!(more(u128::MAX), Error::<Test>::Overflow);
		assert_noop!(more(0), Error::<Test>::ZeroAmount);
		assert_noop!(less(0), Error::<Test>::ZeroAmount);
		assert_ok!(less(350));
		assert_eq!(allowance(token), 0);
	})
}

#[test]
fn transfer_from_uses_the_allowance_up() {
	build_and_execute(|| {
		for features in [PLAIN, VOTES] {
			let token = token(features);
			assert_ok!(sign(alice(), Call::approve { token, spender: bob(), amount: 500 }));
			let take = |amount| {
				sign(bob(), Call::transfer_from { token, owner: alice(), to: charlie(), amount })
			};
			assert_ok!(take(200));
			assert_eq!((allowance(token), balance(token, charlie())), (300, 200));
			assert_noop!(take(301), Error::<Test>::AllowanceTooLow);
			assert_noop!(take(0), Error::<Test>::ZeroAmount);
			assert_ok!(take(300));
			assert_eq!((allowance(token), balance(token, charlie())), (0, 500));
			assert_noop!(take(1), Error::<Test>::AllowanceTooLow);
		}
	})
}

#[test]
fn transfer_from_treats_the_largest_allowance_as_a_number() {
	build_and_execute(|| {
		let token = token(PLAIN);
		assert_ok!(sign(alice(), Call::approve { token, spender: bob(), amount: u128::MAX }));
		let call = Call::transfer_from { token, owner: alice(), to: bob(), amount: 1 };
		assert_ok!(sign(bob(), call));
		assert_eq!(allowance(token), u128::MAX - 1);
	})
}

#[test]
fn transfer_from_fails_when_it_goes_nowhere_or_is_not_covered() {
	build_and_execute(|| {
		let token = token(PLAIN);
		assert_ok!(sign(alice(), Call::approve { token, spender: bob(), amount: u128::MAX }));
		let take =
			|to, amount| sign(bob(), Call::transfer_from { token, owner: alice(), to, amount });
		assert_noop!(take(alice(), 1), Error::<Test>::SelfTransfer);
		assert_noop!(take(bob(), SUPPLY + 1), pallet_assets::Error::<Test>::BalanceLow);
		let call = Call::transfer_from { token, owner: alice(), to: bob(), amount: 1 };
		assert_noop!(sign(charlie(), call.clone()), Error::<Test>::AllowanceTooLow);
		assert_noop!(run(RuntimeOrigin::root(), call), DispatchError::BadOrigin);
	})
}
