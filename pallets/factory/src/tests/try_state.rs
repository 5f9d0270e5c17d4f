//! Each invariant is broken on purpose, and noticed.

use frame_support::{assert_ok, traits::fungible::MutateHold};

use crate::{fold, mock::*, HoldReason, Records, Symbols, TokensCreated};

fn broken(number: &str, break_it: impl FnOnce(u32)) {
	new_test_ext().execute_with(|| {
		let token = created(blueprint(b"ABC"));
		assert_ok!(Factory::do_try_state());
		break_it(token);
		let error = Factory::do_try_state().expect_err("it is broken");
		let text: &'static str = error.into();
		assert!(text.starts_with(number), "{text}");
	})
}

#[test]
fn i1_notices_wrong_deposits() {
	broken("I1", |_| {
		assert_ok!(Balances::hold(&HoldReason::Metadata.into(), &bob(), 1));
	});
	broken("I1", |token| {
		Records::<Test>::mutate_extant(token, |record| record.deposit += 1);
	});
	broken("I1", |token| {
		Records::<Test>::mutate_extant(token, |record| record.creator = ghost());
	});
}

#[test]
fn i2_notices_wrong_symbols() {
	broken("I2", |token| Symbols::<Test>::insert(fold(b"XYZ"), token));
	broken("I2", |_| Symbols::<Test>::remove(fold(b"ABC")));
}

#[test]
fn i3_notices_wrong_counts() {
	broken("I3", |_| TokensCreated::<Test>::insert(alice(), 2));
	broken("I3", |_| TokensCreated::<Test>::insert(bob(), 0));
}
