use frame_support::{assert_noop, assert_ok};
use labscape_primitives::{Features, Role};
use sp_runtime::TokenError;

use crate::{mock::*, Call, Error};

#[test]
fn mint_rises_to_the_cap_and_not_above() {
	build_and_execute(|| {
		for features in [PLAIN, VOTES] {
			let token = token(features);
			let mint = |amount| sign(admin(), Call::mint { token, to: bob(), amount });
			assert_noop!(mint(9 * SUPPLY + 1), Error::<Test>::CapExceeded);
			assert_noop!(mint(u128::MAX), Error::<Test>::Overflow);
			assert_noop!(mint(0), Error::<Test>::ZeroAmount);
			assert_ok!(mint(9 * SUPPLY));
			assert_eq!(Tokens::total_supply(token), 10 * SUPPLY);
			assert_noop!(mint(1), Error::<Test>::CapExceeded);
		}
	})
}

#[test]
fn mint_fails_when_not_a_minter_or_to_nobody() {
	build_and_execute(|| {
		let first = token(PLAIN);
		let call = Call::mint { token: first, to: alice(), amount: 1 };
		assert_noop!(sign(alice(), call), Error::<Test>::MissingRole);
		let call = Call::mint { token: first, to: ghost(), amount: 1 };
		assert_noop!(sign(admin(), call), TokenError::CannotCreate);
		let fixed = token(Features { mintable: false, ..PLAIN });
		let call = Call::mint { token: fixed, to: alice(), amount: 1 };
		assert_noop!(sign(admin(), call), Error::<Test>::FeatureMissing);
		// A minter of one token is none of another.
		assert_ok!(sign(
			admin(),
			Call::revoke_role { token: first, role: Role::Minter, who: admin() }
		));
		let call = Call::mint { token: first, to: alice(), amount: 1 };
		assert_noop!(sign(admin(), call), Error::<Test>::MissingRole);
	})
}

#[test]
fn burn_destroys_ones_own() {
	build_and_execute(|| {
		for features in [PLAIN, VOTES] {
			let token = token(features);
			let burn = |amount| sign(alice(), Call::burn { token, amount });
			assert_noop!(burn(0), Error::<Test>::ZeroAmount);
			assert_noop!(burn(SUPPLY + 1), TokenError::FundsUnavailable);
			assert_noop!(burn(u128::MAX), TokenError::FundsUnavailable);
			assert_ok!(burn(400));
			assert_eq!(Tokens::total_supply(token), SUPPLY - 400);
			assert_ok!(burn(SUPPLY - 400));
			assert_eq!(Tokens::total_supply(token), 0);
		}
	})
}

#[test]
fn burn_from_needs_an_allowance_and_force_burn_the_role() {
	build_and_execute(|| {
		let token = token(VOTES);
		let call = Call::burn_from { token, owner: alice(), amount: 100 };
		assert_noop!(sign(bob(), call.clone()), Error::<Test>::AllowanceTooLow);
		assert_ok!(sign(alice(), Call::approve { token, spender: bob(), amount: 150 }));
		assert_ok!(sign(bob(), call));
		assert_eq!(Tokens::allowance_of(token, alice(), bob()), 50);
		assert_eq!(balance(token, alice()), SUPPLY - 100);
		let call = Call::burn_from { token, owner: alice(), amount: 0 };
		assert_noop!(sign(bob(), call), Error::<Test>::ZeroAmount);

		let call = Call::force_burn { token, who: alice(), amount: 100 };
		assert_noop!(sign(bob(), call.clone()), Error::<Test>::MissingRole);
		assert_ok!(sign(admin(), call));
		assert_eq!(balance(token, alice()), SUPPLY - 200);
	})
}

#[test]
fn force_burn_fails_when_the_token_has_no_burner() {
	build_and_execute(|| {
		let token = token(Features { burnable: false, ..PLAIN });
		let call = Call::force_burn { token, who: alice(), amount: 100 };
		assert_noop!(sign(admin(), call), Error::<Test>::FeatureMissing);
	})
}
