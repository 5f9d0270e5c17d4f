//! Vesting schedules of tokens under the tokens' own rules: the real pallets together.

use frame_support::{assert_noop, assert_ok, BoundedVec};
use labscape_primitives::{Features, Role};
use pallet_labscape_tokens::{Call as Tokens_, Error as TokensError};
use pallet_labscape_vesting::Call as Vesting_;

use crate::{mock::*, Blueprint, Template};

/// A token with votes of which bob has 400, and 1,000 vest for him from block 10 to 110.
fn launched() -> u32 {
	let roles = vec![(Role::Pauser, alice()), (Role::Freezer, alice())];
	let mut vested = grant(bob(), 1_000);
	vested.transferable = true;
	created(Blueprint {
		template: Template::Governance { cap: None },
		features: Features { pausable: true, freezable: true, ..Default::default() },
		roles: BoundedVec::truncate_from(roles),
		vested: BoundedVec::truncate_from(vec![vested]),
		..blueprint(b"GOV")
	})
}

#[test]
fn votes_follow_schedules_to_whom_they_go() {
	build_and_execute(|| {
		let token = launched();
		let votes = |who| Tokens::votes_of(token, who);
		assert_eq!(votes(bob()), 1_400);
		System::set_block_number(60);
		assert_ok!(sign(bob(), Vesting_::transfer { schedule: 0, to: account(9) }));
		assert_eq!((votes(bob()), votes(account(9))), (900, 500));
		System::set_block_number(80);
		assert_ok!(sign(alice(), Vesting_::revoke { schedule: 0 }));
		assert_eq!((votes(account(9)), votes(alice())), (200, 300));
		assert_ok!(sign(bob(), Vesting_::claim { schedule: 0 }));
		assert_eq!((votes(account(9)), Tokens::spendable(token, account(9))), (200, 200));
		System::set_block_number(81);
		assert_eq!(Tokens::past_votes_of(token, bob(), 60), Some(900));
	})
}

#[test]
fn schedules_do_not_carry_tokens_past_a_freeze_or_a_pause() {
	build_and_execute(|| {
		let token = launched();
		System::set_block_number(60);
		let transfer = || sign(bob(), Vesting_::transfer { schedule: 0, to: account(9) });
		let revoke = || sign(alice(), Vesting_::revoke { schedule: 0 });
		assert_ok!(sign(alice(), Tokens_::freeze { token, account: bob() }));
		assert_noop!(transfer(), TokensError::<Test>::AccountIsFrozen);
		assert_noop!(revoke(), TokensError::<Test>::AccountIsFrozen);
		assert_ok!(sign(alice(), Tokens_::thaw { token, account: bob() }));
		assert_ok!(sign(alice(), Tokens_::pause { token }));
		assert_noop!(transfer(), TokensError::<Test>::TokenPaused);
		assert_noop!(revoke(), TokensError::<Test>::TokenPaused);
		// A claim is no move; what it frees cannot leave.
		assert_ok!(sign(alice(), Vesting_::claim { schedule: 0 }));
		assert_eq!(Tokens::spendable(token, bob()), 0);
		assert_ok!(sign(alice(), Tokens_::unpause { token }));
		assert_eq!(Tokens::spendable(token, bob()), 899);
		assert_ok!(transfer());
	})
}

#[test]
fn granting_a_token_respects_its_rules() {
	build_and_execute(|| {
		let token = launched();
		let asset = labscape_primitives::AssetKind::Token(token);
		let give = || sign(bob(), Vesting_::grant { asset, grant: grant(account(9), 100) });
		assert_ok!(sign(alice(), Tokens_::freeze { token, account: bob() }));
		assert_noop!(give(), TokensError::<Test>::AccountIsFrozen);
		assert_ok!(sign(alice(), Tokens_::thaw { token, account: bob() }));
		assert_ok!(give());
		assert_eq!(Tokens::votes_of(token, account(9)), 100);
		assert_eq!(Tokens::votes_of(token, bob()), 1_300);
	})
}
