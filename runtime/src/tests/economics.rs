//! What money does: fees, rewards, conservation.

use frame_support::{
	assert_ok,
	traits::{fungible::Inspect, Hooks},
};
use sp_keyring::Sr25519Keyring::{Alice, AliceStash, Bob};

use super::chain::*;
use crate::*;

fn treasury() -> AccountId {
	Treasury::account_id()
}

#[test]
fn fees_are_burned_given_to_the_treasury_and_to_the_author() {
	use frame_support::traits::tokens::{Fortitude, Precision, Preservation};
	use frame_support::traits::{fungible::Balanced, OnUnbalanced};
	with_chain("development", || {
		let issuance = Balances::total_issuance();
		let author = Authorship::author().expect("blocks have an author");
		let (treasury_before, author_before) =
			(Balances::balance(&treasury()), Balances::balance(&author));
		let take = |amount| {
			Balances::withdraw(
				&account(Bob),
				amount,
				Precision::Exact,
				Preservation::Preserve,
				Fortitude::Polite,
			)
			.expect("Bob is rich")
		};
		let credits = [take(1_000 * UBC), take(50 * UBC)];
		pallet_labscape_burning::DealWithFees::<Runtime>::on_unbalanceds(credits.into_iter());
		assert_eq!(issuance, Balances::total_issuance(), "kept until the end of the block");
		Burning::on_finalize(System::block_number());
		assert_eq!(issuance - Balances::total_issuance(), 500 * UBC, "half of the fee is burned");
		assert_eq!(Balances::balance(&treasury()) - treasury_before, 200 * UBC);
		assert_eq!(Balances::balance(&author) - author_before, 350 * UBC, "the rest, and the tip");
	});
}

#[test]
fn validators_are_paid_for_their_era() {
	with_chain("development", || {
		run_until(200, || {
			pallet_staking::ActiveEra::<Runtime>::get().is_some_and(|e| e.index >= 2)
		});
		let before = Balances::total_balance(&account(AliceStash));
		assert_ok!(Staking::payout_stakers(signed(Bob), account(AliceStash), 1));
		assert!(Balances::total_balance(&account(AliceStash)) > before);
		assert!(
			Staking::payout_stakers(signed(Bob), account(AliceStash), 1).is_err(),
			"paid twice"
		);
	});
}

#[test]
fn issuance_is_the_sum_of_all_balances() {
	with_chain("local_testnet", || {
		run_until(200, || {
			pallet_staking::ActiveEra::<Runtime>::get().is_some_and(|e| e.index >= 3)
		});
		let sum: Balance = frame_system::Account::<Runtime>::iter()
			.map(|(_, info)| info.data.free + info.data.reserved)
			.sum();
		assert_eq!(sum, Balances::total_issuance());
	});
}

#[test]
fn a_transfer_costs_about_a_milli_ubc() {
	use frame_support::dispatch::GetDispatchInfo;
	with_chain("development", || {
		let call = RuntimeCall::Balances(pallet_balances::Call::transfer_keep_alive {
			dest: account(Alice).into(),
			value: UBC,
		});
		let fee = TransactionPayment::compute_fee(140, &call.get_dispatch_info(), 0);
		assert!((MILLI_UBC / 10..20 * MILLI_UBC).contains(&fee), "{fee}");
		assert!(fee < <Runtime as pallet_balances::Config>::ExistentialDeposit::get());
	});
}
