use frame_support::{
	assert_ok,
	traits::{
		fungible::{Balanced, Inspect},
		tokens::{Fortitude, Precision, Preservation},
		Currency, Hooks, OnUnbalanced, WithdrawReasons,
	},
};
use sp_runtime::Perbill;

use crate::{
	mock::*, BurnSlash, CreditOf, CurrentParameters, DealWithFees, FeesOfBlock, OpenBook,
	Parameters, TreasuryRemainder, ValidatorRewards,
};

fn take(amount: u128) -> CreditOf<Test> {
	<Balances as Balanced<AccountId>>::withdraw(
		&ALICE,
		amount,
		Precision::Exact,
		Preservation::Preserve,
		Fortitude::Polite,
	)
	.unwrap()
}

/// The end of the block.
fn finalize() {
	Burning::on_finalize(System::block_number());
}

fn burned() -> crate::Burned {
	OpenBook::<Test>::get().total.burned
}

#[test]
fn fees_are_split_and_tips_go_to_the_author() {
	build_and_execute(|| {
		let before = Balances::total_issuance();

		DealWithFees::<Test>::on_unbalanceds([take(1_001), take(50)].into_iter());
		assert_eq!(burned().fees, 0, "not before the end of the block");
		assert_eq!(Balances::total_issuance(), before, "what is kept is not destroyed");
		finalize();

		// 50 % and 30 % of 1,001, rounded down; the author has the rest and the tip.
		assert_eq!(burned().fees, 500);
		assert_eq!(Balances::free_balance(TREASURY), 1_000 + 300);
		assert_eq!(Balances::free_balance(AUTHOR), 1_000 + 201 + 50);
		assert_eq!(Balances::total_issuance(), before - 500);
		assert!(events().is_empty(), "fees are not announced one by one");
	});
}

#[test]
fn fees_alone_are_split_in_the_same_way() {
	build_and_execute(|| {
		DealWithFees::<Test>::on_unbalanced(take(1_001));
		finalize();
		assert_eq!(burned().fees, 500);
		assert_eq!(Balances::free_balance(AUTHOR), 1_000 + 201);
		DealWithFees::<Test>::on_unbalanceds(core::iter::empty());
		DealWithFees::<Test>::on_unbalanced(CreditOf::<Test>::default());
		finalize();
		assert_eq!(burned().fees, 500);
	});
}

#[test]
fn the_whole_fee_may_be_burned() {
	build_and_execute(|| {
		CurrentParameters::<Test>::put(Parameters {
			fee_burn: Perbill::one(),
			fee_treasury: Perbill::zero(),
			..PARAMETERS
		});
		DealWithFees::<Test>::on_unbalanceds([take(77), take(23)].into_iter());
		finalize();
		assert_eq!(burned().fees, 77);
		assert_eq!(Balances::free_balance(AUTHOR), 1_000 + 23);
	});
}

#[test]
fn the_authors_share_is_burned_when_there_is_no_author() {
	build_and_execute(|| {
		BlockAuthor::set(None);
		DealWithFees::<Test>::on_unbalanceds([take(100), take(10)].into_iter());
		finalize();
		assert_eq!(burned().fees, 50 + 20 + 10);
	});
}

#[test]
fn the_authors_share_is_burned_when_too_small_for_a_new_account() {
	build_and_execute(|| {
		BlockAuthor::set(Some(BOB));
		DealWithFees::<Test>::on_unbalanced(take(40)); // 20 %: 8 < 10
		finalize();
		assert_eq!(burned().fees, 20 + 8);
		assert_eq!(Balances::free_balance(BOB), 0);
		DealWithFees::<Test>::on_unbalanced(take(50)); // 10
		finalize();
		assert_eq!(Balances::free_balance(BOB), 10);
	});
}

#[test]
fn the_fees_of_a_block_are_divided_together() {
	build_and_execute(|| {
		let before = Balances::total_issuance();
		for _ in 0..3 {
			DealWithFees::<Test>::on_unbalanceds([take(1), take(7)].into_iter());
		}
		// The author of the block is who it was when the first fee was paid.
		BlockAuthor::set(Some(BOB));
		assert!(FeesOfBlock::<Test>::exists());
		finalize();

		// 50 % of 3, rounded down once; one by one it would have been none.
		assert_eq!(burned().fees, 1);
		assert_eq!(Balances::free_balance(AUTHOR), 1_000 + 2 + 21);
		assert_eq!(Balances::free_balance(BOB), 0);
		assert_eq!(Balances::total_issuance(), before - 1);
		assert!(!FeesOfBlock::<Test>::exists());
		finalize();
		assert_eq!(burned().fees, 1, "a block without fees changes nothing");
	});
}

#[test]
fn dust_is_written_down() {
	build_and_execute(|| {
		assert_ok!(Balances::transfer_allow_death(
			RuntimeOrigin::signed(ALICE),
			BOB,
			1_000_000 - EXISTENTIAL_DEPOSIT + 1
		));
		assert_eq!(burned().dust, EXISTENTIAL_DEPOSIT - 1);
		assert_eq!(<Balances as Inspect<_>>::total_balance(&ALICE), 0);
	});
}

#[test]
fn slashes_are_written_down_in_both_forms_of_imbalance() {
	build_and_execute(|| {
		BurnSlash::<Test>::on_unbalanced(take(30));
		let old = <Balances as Currency<AccountId>>::withdraw(
			&ALICE,
			12,
			WithdrawReasons::all(),
			frame_support::traits::ExistenceRequirement::KeepAlive,
		)
		.unwrap();
		BurnSlash::<Test>::on_unbalanced(old);
		assert_eq!(burned().slash, 42);
	});
}

#[test]
fn payouts_of_pallet_staking_are_written_down() {
	build_and_execute(|| {
		let before = Balances::total_issuance();
		let debt = <Balances as Balanced<AccountId>>::deposit(&BOB, 600, Precision::Exact).unwrap();
		ValidatorRewards::<Test>::on_unbalanced(debt);
		assert_eq!(Balances::total_issuance(), before + 600);
		assert_eq!(OpenBook::<Test>::get().total.minted.validators, 600);
	});
}

#[test]
fn the_remainder_of_an_era_goes_to_the_treasury() {
	build_and_execute(|| {
		TreasuryRemainder::<Test>::on_unbalanced(<Balances as Balanced<AccountId>>::issue(70));
		assert_eq!(Balances::free_balance(TREASURY), 1_070);
		assert_eq!(OpenBook::<Test>::get().total.minted.treasury, 70);
	});
}

#[test]
fn a_remainder_that_the_treasury_cannot_take_is_burned() {
	build_and_execute(|| {
		assert_ok!(Balances::transfer_allow_death(RuntimeOrigin::signed(TREASURY), ALICE, 1_000));
		TreasuryRemainder::<Test>::on_unbalanced(<Balances as Balanced<AccountId>>::issue(9));
		assert_eq!(<Balances as Inspect<_>>::balance(&TREASURY), 0);
		let total = OpenBook::<Test>::get().total;
		assert_eq!((total.minted.treasury, total.burned.dust), (9, 9));
	});
}
