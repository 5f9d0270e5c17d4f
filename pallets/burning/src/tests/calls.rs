use frame_support::{assert_noop, assert_ok};
use sp_runtime::{traits::BadOrigin, Perbill, TokenError};

use crate::{mock::*, CurrentParameters, Error, Event, MemoOf, OpenBook, Parameters};

fn memo(text: &str) -> MemoOf<Test> {
	text.as_bytes().to_vec().try_into().unwrap()
}

#[test]
fn burn_destroys_and_announces() {
	build_and_execute(|| {
		let before = Balances::total_issuance();

		assert_ok!(Burning::burn(RuntimeOrigin::signed(ALICE), 400, true, memo("thanks")));

		assert_eq!(Balances::free_balance(ALICE), 999_600);
		assert_eq!(Balances::total_issuance(), before - 400);
		assert_eq!(OpenBook::<Test>::get().total.burned.voluntary, 400);
		assert_eq!(
			events(),
			vec![Event::BurnedVoluntarily { who: ALICE, amount: 400, memo: memo("thanks") }]
		);
	});
}

#[test]
fn burn_of_everything_closes_the_account_when_asked_to() {
	build_and_execute(|| {
		assert_noop!(
			Burning::burn(RuntimeOrigin::signed(ALICE), 1_000_000, true, memo("")),
			TokenError::FundsUnavailable
		);
		assert_ok!(Burning::burn(RuntimeOrigin::signed(ALICE), 1_000_000, false, memo("")));
		assert_eq!(Balances::free_balance(ALICE), 0);
	});
}

#[test]
fn burn_counts_the_dust_it_leaves_as_dust() {
	build_and_execute(|| {
		assert_ok!(Burning::burn(
			RuntimeOrigin::signed(ALICE),
			1_000_000 - EXISTENTIAL_DEPOSIT + 1,
			false,
			memo("")
		));
		let burned = OpenBook::<Test>::get().total.burned;
		assert_eq!(burned.voluntary, 1_000_000 - EXISTENTIAL_DEPOSIT + 1);
		assert_eq!(burned.dust, EXISTENTIAL_DEPOSIT - 1);
	});
}

#[test]
fn burn_keeps_the_existential_deposit_on_both_sides_of_the_bound() {
	build_and_execute(|| {
		let most = 1_000_000 - EXISTENTIAL_DEPOSIT;
		assert_noop!(
			Burning::burn(RuntimeOrigin::signed(ALICE), most + 1, true, memo("")),
			TokenError::FundsUnavailable
		);
		assert_ok!(Burning::burn(RuntimeOrigin::signed(ALICE), most, true, memo("")));
	});
}

#[test]
fn burn_fails_when_the_amount_is_zero() {
	build_and_execute(|| {
		assert_noop!(
			Burning::burn(RuntimeOrigin::signed(ALICE), 0, true, memo("")),
			Error::<Test>::ZeroAmount
		);
	});
}

#[test]
fn burn_fails_when_the_balance_does_not_suffice() {
	build_and_execute(|| {
		assert_noop!(
			Burning::burn(RuntimeOrigin::signed(BOB), 1, false, memo("")),
			TokenError::FundsUnavailable
		);
		assert_noop!(
			Burning::burn(RuntimeOrigin::signed(ALICE), u128::MAX, false, memo("")),
			TokenError::FundsUnavailable
		);
	});
}

#[test]
fn burn_fails_when_not_signed() {
	build_and_execute(|| {
		assert_noop!(Burning::burn(RuntimeOrigin::root(), 1, true, memo("")), BadOrigin);
		assert_noop!(Burning::burn(RuntimeOrigin::none(), 1, true, memo("")), BadOrigin);
	});
}

#[test]
fn the_memo_is_bounded() {
	assert!(MemoOf::<Test>::try_from(vec![0; 8]).is_ok());
	assert!(MemoOf::<Test>::try_from(vec![0; 9]).is_err());
}

#[test]
fn set_parameters_holds_from_now_on() {
	build_and_execute(|| {
		let parameters = Parameters { kappa: Perbill::from_percent(10), ..PARAMETERS };

		assert_ok!(Burning::set_parameters(RuntimeOrigin::root(), parameters));

		assert_eq!(CurrentParameters::<Test>::get(), parameters);
		assert_eq!(events(), vec![Event::ParametersSet { parameters }]);
	});
}

#[test]
fn set_parameters_fails_when_not_the_admin() {
	build_and_execute(|| {
		assert_noop!(Burning::set_parameters(RuntimeOrigin::signed(ALICE), PARAMETERS), BadOrigin);
	});
}

#[test]
fn set_parameters_fails_beyond_each_bound() {
	build_and_execute(|| {
		let one_part = Perbill::from_parts(1);
		let refused = [
			Parameters { fee_burn: Perbill::from_percent(70) + one_part, ..PARAMETERS },
			Parameters { validators: Perbill::from_percent(60) + one_part, ..PARAMETERS },
			Parameters { kappa: Perbill::one(), ..PARAMETERS },
		];
		for parameters in refused {
			assert_noop!(
				Burning::set_parameters(RuntimeOrigin::root(), parameters),
				Error::<Test>::UnsoundParameters
			);
		}
		let accepted = [
			Parameters { fee_burn: Perbill::from_percent(70), ..PARAMETERS },
			Parameters { validators: Perbill::from_percent(60), ..PARAMETERS },
			Parameters { kappa: Perbill::from_parts(999_999_999), ..PARAMETERS },
		];
		for parameters in accepted {
			assert_ok!(Burning::set_parameters(RuntimeOrigin::root(), parameters));
		}
	});
}

#[test]
fn set_parameters_fails_when_rebates_would_make_washing_pay() {
	build_and_execute(|| {
		// 5 % + 10 % · (1 − 80 %) = 7 % is lost on what is washed.
		let mut shares = Shares::get();
		shares.rebates = Perbill::from_percent(7);
		Shares::set(shares);
		assert_noop!(
			Burning::set_parameters(RuntimeOrigin::root(), PARAMETERS),
			Error::<Test>::UnsoundParameters
		);
		shares.rebates = Perbill::from_parts(69_999_999);
		Shares::set(shares);
		assert_ok!(Burning::set_parameters(RuntimeOrigin::root(), PARAMETERS));
	});
}
