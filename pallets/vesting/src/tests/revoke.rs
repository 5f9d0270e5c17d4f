use frame_support::{assert_noop, assert_ok};
use labscape_primitives::{AssetKind, Grant};
use sp_runtime::DispatchError;

use crate::{mock::*, Call, Error, Event, Schedules};

#[test]
fn returns_what_is_not_vested_and_keeps_the_rest_claimable() {
	build_and_execute(|| {
		for asset in [NATIVE, AssetKind::Token(TOKEN)] {
			System::set_block_number(1);
			let id = granted(asset, linear(ALICE, 1_001));
			let (granter, alice) = (free(asset, GRANTER), free(asset, ALICE));
			System::set_block_number(150);
			assert_ok!(sign(BOB, Call::claim { schedule: id }));
			System::set_block_number(175);
			assert_ok!(sign(GRANTER, Call::revoke { schedule: id }));
			System::assert_last_event(Event::Cut { schedule: id, returned: 251 }.into());
			assert_eq!(free(asset, GRANTER), granter + 251);
			assert_eq!(Vesting::claimable(id), 250);
			assert_ok!(sign(BOB, Call::claim { schedule: id }));
			assert_eq!(free(asset, ALICE), alice + 750);
			assert_eq!(Schedules::<Test>::get(id), None);
		}
	})
}

#[test]
fn ends_the_schedule_when_nothing_is_left() {
	build_and_execute(|| {
		let id = granted(NATIVE, linear(ALICE, 1_000));
		assert_ok!(sign(GRANTER, Call::revoke { schedule: id }));
		System::assert_last_event(Event::Ended { schedule: id }.into());
		assert_eq!(free(NATIVE, GRANTER), FUNDS);
	})
}

#[test]
fn fails_when_everything_is_vested() {
	build_and_execute(|| {
		let id = granted(NATIVE, linear(ALICE, 1_000));
		System::set_block_number(200);
		let call = Call::revoke { schedule: id };
		assert_noop!(sign(GRANTER, call), Error::<Test>::FullyVested);
	})
}

#[test]
fn fails_when_twice() {
	build_and_execute(|| {
		let id = granted(NATIVE, linear(ALICE, 1_000));
		System::set_block_number(150);
		assert_ok!(sign(GRANTER, Call::revoke { schedule: id }));
		let call = Call::revoke { schedule: id };
		assert_noop!(sign(GRANTER, call), Error::<Test>::FullyVested);
	})
}

#[test]
fn fails_when_not_the_granter_or_not_revocable() {
	build_and_execute(|| {
		let id = granted(NATIVE, linear(ALICE, 1_000));
		for who in [ALICE, BOB] {
			let call = Call::revoke { schedule: id };
			assert_noop!(sign(who, call), Error::<Test>::NotGranter);
		}
		let call = Call::revoke { schedule: id };
		assert_noop!(run(RuntimeOrigin::root(), call), DispatchError::BadOrigin);
		let firm = granted(NATIVE, Grant { revocable: false, ..linear(ALICE, 1_000) });
		let call = Call::revoke { schedule: firm };
		assert_noop!(sign(GRANTER, call), Error::<Test>::NotRevocable);
		let call = Call::revoke { schedule: 77 };
		assert_noop!(sign(GRANTER, call), Error::<Test>::UnknownSchedule);
	})
}

#[test]
fn fails_when_the_token_is_paused() {
	build_and_execute(|| {
		let id = granted(AssetKind::Token(TOKEN), linear(ALICE, 1_000));
		PausedToken::set(Some(TOKEN));
		let call = Call::revoke { schedule: id };
		assert_noop!(sign(GRANTER, call), DispatchError::Other("token paused"));
	})
}
