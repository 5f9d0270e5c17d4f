//! Random sequences of everything that touches the issuance; all invariants after each step.

use frame_support::traits::{
	fungible::Balanced,
	tokens::{Fortitude, Precision, Preservation},
	Hooks, OnUnbalanced,
};
use labscape_primitives::{BurnLedger, BurnSource, MintSource};
use proptest::prelude::*;

use crate::{mock::*, BurnSlash, DealWithFees, TreasuryRemainder, ValidatorRewards};

#[derive(Clone, Debug)]
enum Step {
	Fee(u128, u128),
	Transfer(u64, u64, u128),
	Voluntary(u64, u128, bool),
	Settle(u128),
	Emit(u128),
	Slash(u128),
	Payout(u64, u128),
	Remainder(u128),
	NextEpoch(u32),
	Kappa(u32),
	NoAuthor(bool),
	EndOfBlock,
}

fn step() -> impl Strategy<Value = Step> {
	let amount = || prop_oneof![0..30u128, 0..100_000u128, Just(u128::MAX)];
	let minted = || prop_oneof![0..30u128, 0..100_000u128];
	let who = || 1..6u64;
	prop_oneof![
		(amount(), 0..50u128).prop_map(|(fee, tip)| Step::Fee(fee, tip)),
		(who(), who(), amount()).prop_map(|(from, to, amount)| Step::Transfer(from, to, amount)),
		(who(), amount(), any::<bool>()).prop_map(|(who, a, keep)| Step::Voluntary(who, a, keep)),
		amount().prop_map(Step::Settle),
		amount().prop_map(Step::Emit),
		amount().prop_map(Step::Slash),
		(who(), minted()).prop_map(|(who, amount)| Step::Payout(who, amount)),
		minted().prop_map(Step::Remainder),
		(1..3u32).prop_map(Step::NextEpoch),
		(0..1_000_000_001u32).prop_map(Step::Kappa),
		any::<bool>().prop_map(Step::NoAuthor),
		Just(Step::EndOfBlock),
	]
}

fn withdraw(amount: u128) -> Option<crate::CreditOf<Test>> {
	<Balances as Balanced<AccountId>>::withdraw(
		&ALICE,
		amount,
		Precision::Exact,
		Preservation::Preserve,
		Fortitude::Polite,
	)
	.ok()
}

fn apply(step: Step) {
	match step {
		Step::Fee(fee, tip) => {
			if let Some(fee) = withdraw(fee) {
				let tip = withdraw(tip).unwrap_or_default();
				DealWithFees::<Test>::on_unbalanceds([fee, tip].into_iter());
			}
		}
		Step::Transfer(from, to, amount) => {
			let _ = Balances::transfer_allow_death(RuntimeOrigin::signed(from), to, amount);
		}
		Step::Voluntary(who, amount, keep) => {
			let _ = Burning::burn(RuntimeOrigin::signed(who), amount, keep, Default::default());
		}
		Step::Settle(amount) => {
			let _ = Burning::burn_from(&ALICE, amount, BurnSource::Settlement);
		}
		Step::Emit(amount) => {
			let allowed = Burning::work_allowance();
			let minted = Burning::mint_into(&AUTHOR, amount, MintSource::Work);
			assert!(amount <= allowed || minted.is_err());
		}
		Step::Slash(amount) => {
			if let Some(credit) = withdraw(amount) {
				BurnSlash::<Test>::on_unbalanced(credit);
			}
		}
		Step::Payout(who, amount) => {
			let debt =
				<Balances as Balanced<AccountId>>::deposit(&who, amount, Precision::BestEffort);
			ValidatorRewards::<Test>::on_unbalanced(debt.unwrap_or_default());
		}
		Step::Remainder(amount) => TreasuryRemainder::<Test>::on_unbalanced(
			<Balances as Balanced<AccountId>>::issue(amount),
		),
		Step::NextEpoch(by) => Epoch::mutate(|epoch| *epoch += by),
		Step::Kappa(parts) => {
			let kappa = sp_runtime::Perbill::from_parts(parts);
			let parameters = crate::Parameters { kappa, ..PARAMETERS };
			let _ = Burning::set_parameters(RuntimeOrigin::root(), parameters);
		}
		Step::EndOfBlock => Burning::on_finalize(System::block_number()),
		Step::NoAuthor(none) => BlockAuthor::set(if none { None } else { Some(AUTHOR) }),
	}
}

/// Steps to run: 100,000, or a million with `LABSCAPE_FULL=1`.
fn cases() -> u32 {
	if std::env::var_os("LABSCAPE_FULL").is_some() {
		5_000
	} else {
		500
	}
}

proptest! {
	#![proptest_config(ProptestConfig {
		cases: cases(),
		failure_persistence: None,
		..Default::default()
	})]

	#[test]
	fn issuance_adds_up_after_every_step(steps in prop::collection::vec(step(), 200)) {
		build_and_execute(|| {
			for step in steps {
				apply(step);
				System::reset_events();
				Burning::do_try_state().unwrap();
			}
		});
	}
}
