use frame_support::{assert_noop, assert_ok};
use labscape_primitives::{BurnLedger, BurnSource, MintSource, WorkEmission, WorkShares};
use sp_runtime::{Perbill, TokenError};

use crate::{mock::*, CurrentParameters, Error, Event, History, OpenBook, Parameters};

const SOURCES: [BurnSource; 7] = [
	BurnSource::Fees,
	BurnSource::Settlement,
	BurnSource::Factory,
	BurnSource::Slash,
	BurnSource::Voluntary,
	BurnSource::Dust,
	BurnSource::AuditResidue,
];

#[test]
fn burn_from_counts_each_source_by_itself() {
	build_and_execute(|| {
		for (step, source) in SOURCES.into_iter().enumerate() {
			assert_ok!(Burning::burn_from(&ALICE, step as u128 + 1, source));
		}
		assert_eq!(OpenBook::<Test>::get().total.burned.parts(), [1, 2, 3, 4, 5, 6, 7]);
		assert_eq!(Balances::free_balance(ALICE), 1_000_000 - 28);
		assert_eq!(events().len(), 7);
	});
}

#[test]
fn burn_from_changes_nothing_when_the_balance_does_not_suffice() {
	build_and_execute(|| {
		assert_noop!(
			Burning::burn_from(&BOB, 1, BurnSource::Factory),
			TokenError::FundsUnavailable
		);
		assert_noop!(
			Burning::burn_from(&ALICE, 1_000_000, BurnSource::Factory),
			TokenError::FundsUnavailable
		);
	});
}

#[test]
fn zero_amounts_leave_no_trace() {
	build_and_execute(|| {
		let before = OpenBook::<Test>::get();
		assert_ok!(Burning::burn_from(&ALICE, 0, BurnSource::Slash));
		assert_ok!(Burning::mint_into(&BOB, 0, MintSource::Work));
		Burning::note_burned(0, BurnSource::Dust);
		Burning::note_minted(0, MintSource::Validators);
		assert_eq!(OpenBook::<Test>::get(), before);
		assert!(events().is_empty());
	});
}

#[test]
fn mint_into_creates_and_announces() {
	build_and_execute(|| {
		let before = Balances::total_issuance();
		assert_ok!(Burning::mint_into(&BOB, 500, MintSource::Treasury));
		assert_eq!(Balances::free_balance(BOB), 500);
		assert_eq!(Balances::total_issuance(), before + 500);
		assert_eq!(events(), vec![Event::Minted { source: MintSource::Treasury, amount: 500 }]);
	});
}

#[test]
fn mint_into_changes_nothing_when_the_account_cannot_take_it() {
	build_and_execute(|| {
		assert_noop!(
			Burning::mint_into(&BOB, EXISTENTIAL_DEPOSIT - 1, MintSource::Treasury),
			TokenError::BelowMinimum
		);
	});
}

#[test]
fn work_is_minted_up_to_the_bound_and_not_a_planck_further() {
	build_and_execute(|| {
		assert_noop!(
			Burning::mint_into(&ALICE, 1, MintSource::Work),
			Error::<Test>::EmissionAboveBurn
		);

		assert_ok!(Burning::burn_from(&ALICE, 101, BurnSource::Settlement));

		// κ = 80 %, rounded down.
		assert_eq!(<Burning as WorkEmission<u128>>::bound(101), 80);
		assert_noop!(
			Burning::mint_into(&ALICE, 81, MintSource::Work),
			Error::<Test>::EmissionAboveBurn
		);
		assert_ok!(Burning::mint_into(&ALICE, 80, MintSource::Work));
		assert_noop!(
			Burning::mint_into(&ALICE, 1, MintSource::Work),
			Error::<Test>::EmissionAboveBurn
		);
	});
}

#[test]
fn only_settlement_burns_allow_emission() {
	build_and_execute(|| {
		for source in SOURCES.into_iter().filter(|source| *source != BurnSource::Settlement) {
			assert_ok!(Burning::burn_from(&ALICE, 100, source));
		}
		assert_eq!(Burning::work_allowance(), 0);
	});
}

#[test]
fn a_lower_kappa_leaves_what_was_allowed_before() {
	build_and_execute(|| {
		assert_ok!(Burning::burn_from(&ALICE, 100, BurnSource::Settlement));
		CurrentParameters::<Test>::put(Parameters { kappa: Perbill::zero(), ..PARAMETERS });
		assert_ok!(Burning::burn_from(&ALICE, 100, BurnSource::Settlement));
		assert_eq!(Burning::work_allowance(), 80);
	});
}

#[test]
#[should_panic(expected = "minted for work beyond the bound")]
fn noting_work_beyond_the_bound_is_a_defect() {
	new_test_ext().execute_with(|| Burning::note_minted(1, MintSource::Work));
}

#[test]
fn a_new_epoch_closes_the_page() {
	build_and_execute(|| {
		assert_ok!(Burning::burn_from(&ALICE, 5, BurnSource::Slash));
		events();
		Epoch::set(3);
		assert!(Burning::flows(1).is_some());
		assert_eq!(Burning::flows(3), None);

		assert_ok!(Burning::mint_into(&ALICE, 7, MintSource::Validators));

		let closed = Burning::flows(1).unwrap();
		assert_eq!(closed.burned.slash, 5);
		assert_eq!(
			events(),
			vec![
				Event::PageClosed { epoch: 1, flows: closed },
				Event::Minted { source: MintSource::Validators, amount: 7 },
			]
		);
		assert_eq!(Burning::flows(2), None);
		assert_eq!(Burning::flows(3).unwrap().minted.validators, 7);
		assert_eq!(Burning::net_issuance(1), (7, 0));
		assert_eq!(Burning::net_issuance(3), (7, 5));
		assert_eq!(Burning::net_issuance(u32::MAX), (7, 5));
	});
}

#[test]
fn the_ring_keeps_as_many_pages_as_configured() {
	build_and_execute(|| {
		for epoch in 1..=20 {
			Epoch::set(epoch);
			Burning::note_minted(0, MintSource::Validators);
			assert_ok!(Burning::burn_from(&ALICE, epoch.into(), BurnSource::Factory));
		}
		assert_eq!(History::<Test>::iter().count(), 4);
		assert_eq!(Burning::flows(15), None);
		assert_eq!(Burning::flows(16).unwrap().burned.factory, 16);
		assert_eq!(Burning::net_issuance(u32::MAX), (0, 16 + 17 + 18 + 19 + 20));
		assert_eq!(Burning::totals().burned.factory, 210);
	});
}

#[test]
fn the_issuance_view_adds_up() {
	build_and_execute(|| {
		assert_ok!(Burning::burn_from(&ALICE, 100, BurnSource::Settlement));
		assert_ok!(Burning::mint_into(&ALICE, 80, MintSource::Work));
		let issuance = Burning::issuance();
		assert_eq!((issuance.genesis, issuance.minted, issuance.burned), (1_002_000, 80, 100));
		assert_eq!(issuance.total, 1_001_980);
	});
}

#[test]
fn allows_asks_whether_washing_would_lose() {
	build_and_execute(|| {
		let shares = WorkShares { burn: Perbill::from_percent(10), ..Default::default() };
		assert!(<Burning as WorkEmission<u128>>::allows(&shares));
		assert!(!<Burning as WorkEmission<u128>>::allows(&WorkShares {
			rebates: Perbill::from_percent(2),
			..shares
		}));
	});
}
