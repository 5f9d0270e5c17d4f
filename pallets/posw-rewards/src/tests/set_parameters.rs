//! `set_parameters`: for epochs to come, within bounds that nobody crosses.

use super::report::settled_in;
use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use labscape_posw::params::Parameters;
use labscape_primitives::WorkProof as _;
use sp_runtime::Perbill;

#[test]
fn epochs_keep_the_parameters_they_began_with() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		let old = Posw::current_parameters();
		let new = Parameters { samples_per_4096: 100, ..old.clone() };
		assert_ok!(Posw::set_parameters(RuntimeOrigin::root(), new.clone()));
		assert_eq!(Posw::current_parameters(), old);
		net.epoch();
		assert_eq!(Posw::current_parameters(), new);
		assert_eq!(Posw::parameters(Posw::epoch() - 1), old);
	});
}

#[test]
fn what_crosses_a_bound_is_refused() {
	build_and_execute(1, || {
		let set = |change: fn(&mut Parameters)| {
			let mut params = Defaults::get();
			change(&mut params);
			Posw::set_parameters(RuntimeOrigin::root(), params)
		};
		assert_noop!(set(|p| p.samples_per_4096 = 63), Error::<Test>::OutOfBounds);
		assert_ok!(set(|p| p.samples_per_4096 = 64));
		assert_noop!(set(|p| p.openings = 1), Error::<Test>::OutOfBounds);
		assert_noop!(set(|p| p.reply_epochs = 0), Error::<Test>::OutOfBounds);
		assert_noop!(set(|p| p.shares.burn = Perbill::zero()), Error::<Test>::OutOfBounds);
		// Rebates that would make washing pay: 5 % + 10 % · (1 − κ) with κ = 50 %.
		assert_noop!(
			set(|p| p.shares.rebates = Perbill::from_percent(10)),
			Error::<Test>::OutOfBounds
		);
		assert_ok!(set(|p| p.shares.rebates = Perbill::from_percent(9)));
		assert_noop!(
			Posw::set_parameters(RuntimeOrigin::signed(1), Defaults::get()),
			sp_runtime::DispatchError::BadOrigin
		);
	});
}
