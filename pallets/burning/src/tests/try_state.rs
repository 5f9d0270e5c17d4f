//! Every invariant, broken on purpose.

use frame_support::{assert_err, assert_ok, traits::fungible::Mutate};
use labscape_primitives::{BurnLedger, BurnSource};
use sp_runtime::Perbill;

use crate::{mock::*, CurrentParameters, History, OpenBook, Parameters};

fn broken(message: &'static str, harm: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		assert_ok!(Burning::burn_from(&ALICE, 100, BurnSource::Settlement));
		Epoch::set(2);
		assert_ok!(Burning::burn_from(&ALICE, 100, BurnSource::Settlement));
		assert_ok!(Burning::do_try_state());
		harm();
		assert_err!(Burning::do_try_state(), sp_runtime::TryRuntimeError::Other(message));
	});
}

#[test]
fn i1_sees_ubc_minted_beside_the_ledger() {
	broken("I1: issuance is not genesis + minted - burned", || {
		Balances::mint_into(&ALICE, 1).unwrap();
	});
}

#[test]
fn i1_sees_ubc_burned_beside_the_ledger() {
	broken("I1: issuance is not genesis + minted - burned", || {
		assert_ok!(Balances::burn(RuntimeOrigin::signed(ALICE), 1, true));
	});
}

#[test]
fn i2_sees_an_allowance_above_the_burns() {
	broken("I2: emission on work exceeds what work burned", || {
		OpenBook::<Test>::mutate(|book| book.work_allowance = 201);
	});
}

#[test]
fn i3_sees_an_open_page_above_the_totals() {
	broken("I3: the open page exceeds the totals", || {
		OpenBook::<Test>::mutate(|book| book.current.flows.burned.fees = 1);
	});
}

#[test]
fn i3_sees_a_page_in_the_wrong_slot() {
	broken("I3: a page lies in the wrong slot", || {
		let page = History::<Test>::take(1).unwrap();
		History::<Test>::insert(0, page);
	});
}

#[test]
fn i3_sees_a_page_that_is_not_past() {
	broken("I3: a closed page is not past", || {
		History::<Test>::insert(2, OpenBook::<Test>::get().current);
	});
}

#[test]
fn i3_sees_a_page_above_the_totals() {
	broken("I3: a page exceeds the totals", || {
		History::<Test>::mutate(1, |page| page.as_mut().unwrap().flows.minted.work = 1);
	});
}

#[test]
fn i4_sees_unsound_parameters() {
	broken("I4: unsound parameters", || {
		CurrentParameters::<Test>::put(Parameters { kappa: Perbill::one(), ..PARAMETERS });
	});
}
