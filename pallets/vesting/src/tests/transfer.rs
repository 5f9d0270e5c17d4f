use frame_support::{assert_noop, assert_ok};
use labscape_primitives::{AssetKind, Grant};
use sp_runtime::DispatchError;

use crate::{mock::*, Call, Error, Event};

#[test]
fn pays_what_is_vested_and_hands_on_the_rest() {
	build_and_execute(|| {
		for asset in [NATIVE, AssetKind::Token(TOKEN)] {
			System::set_block_number(1);
			let id = granted(asset, linear(ALICE, 1_000));
			System::set_block_number(160);
			assert_ok!(sign(ALICE, Call::transfer { schedule: id, to: BOB }));
			System::assert_last_event(
				Event::Transferred { schedule: id, from: ALICE, to: BOB }.into(),
			);
			assert_eq!(free(asset, ALICE), FUNDS + 600);
			assert_eq!((held(asset, ALICE), held(asset, BOB)), (0, 400));
			System::set_block_number(200);
			assert_ok!(sign(ALICE, Call::claim { schedule: id }));
			assert_eq!(free(asset, BOB), FUNDS + 400);
		}
		assert!(Moves::get().contains(&(TOKEN, ALICE, BOB)));
	})
}

#[test]
fn leaves_the_granter_its_right_to_revoke() {
	build_and_execute(|| {
		let id = granted(NATIVE, linear(ALICE, 1_000));
		assert_ok!(sign(ALICE, Call::transfer { schedule: id, to: BOB }));
		assert_ok!(sign(GRANTER, Call::revoke { schedule: id }));
		assert_eq!(free(NATIVE, GRANTER), FUNDS);
	})
}

#[test]
fn fails_when_not_allowed() {
	build_and_execute(|| {
		let id = granted(NATIVE, linear(ALICE, 1_000));
		let to = |to| Call::transfer { schedule: id, to };
		assert_noop!(sign(GRANTER, to(BOB)), Error::<Test>::NotBeneficiary);
		assert_noop!(sign(ALICE, to(ALICE)), Error::<Test>::SelfTransfer);
		assert_noop!(sign(ALICE, to(GHOST)), Error::<Test>::AccountMissing);
		assert_noop!(run(RuntimeOrigin::root(), to(BOB)), DispatchError::BadOrigin);
		System::set_block_number(200);
		assert_noop!(sign(ALICE, to(BOB)), Error::<Test>::FullyVested);
		System::set_block_number(1);
		let firm = granted(NATIVE, Grant { transferable: false, ..linear(ALICE, 1_000) });
		let call = Call::transfer { schedule: firm, to: BOB };
		assert_noop!(sign(ALICE, call), Error::<Test>::NotTransferable);
	})
}

#[test]
fn fails_when_the_token_is_paused() {
	build_and_execute(|| {
		let id = granted(AssetKind::Token(TOKEN), linear(ALICE, 1_000));
		PausedToken::set(Some(TOKEN));
		let call = Call::transfer { schedule: id, to: BOB };
		assert_noop!(sign(ALICE, call), DispatchError::Other("token paused"));
	})
}
