//! Each invariant is broken on purpose, and noticed.

use frame_support::assert_ok;
use labscape_primitives::{Role, TokenId};

use crate::{mock::*, Call, FrozenAccounts, NextTokenId, Pages, Roles, Tokens as Infos, Traces};

fn broken(number: &str, break_it: impl FnOnce(TokenId)) {
	new_test_ext().execute_with(|| {
		let token = token(VOTES);
		assert_ok!(sign(alice(), Call::transfer { token, to: bob(), amount: 1 }));
		assert_ok!(Tokens::do_try_state());
		break_it(token);
		let error = Tokens::do_try_state().expect_err("it is broken");
		let text: &'static str = error.into();
		assert!(text.starts_with(number), "{text}");
	})
}

fn change(token: TokenId, with: impl FnOnce(&mut crate::InfoOf<Test>)) {
	Infos::<Test>::mutate_extant(token, with)
}

#[test]
fn i1_notices_a_foreign_owner() {
	broken("I1", |token| {
		let call = pallet_assets::Call::force_asset_status {
			id: token,
			owner: bob(),
			issuer: bob(),
			admin: bob(),
			freezer: bob(),
			min_balance: 1,
			is_sufficient: false,
			is_frozen: false,
		};
		assert_ok!(run(RuntimeOrigin::root(), call));
	});
	broken("I1", |_| NextTokenId::<Test>::put(0));
}

#[test]
fn i2_notices_too_much_supply() {
	broken("I2", |token| change(token, |info| info.cap = Some(SUPPLY - 1)));
}

#[test]
fn i3_notices_bad_roles() {
	broken("I3", |token| change(token, |info| info.features.mintable = false));
	broken("I3", |token| {
		Roles::<Test>::insert(token, Role::Minter, frame_support::BoundedVec::new())
	});
	broken("I3", |token| {
		let twice = vec![bob(), alice()];
		Roles::<Test>::insert(token, Role::Minter, frame_support::BoundedVec::truncate_from(twice));
	});
}

#[test]
fn i4_notices_freezes_and_pauses_out_of_order() {
	broken("I4", |token| FrozenAccounts::<Test>::insert(token, alice(), ()));
	broken("I4", |token| change(token, |info| info.frozen_accounts = 1));
	broken("I4", |token| {
		change(token, |info| {
			info.paused = true;
			info.admin = None;
		});
		Roles::<Test>::remove(token, Role::Pauser);
	});
	broken("I4", |token| {
		Roles::<Test>::remove(token, Role::Pauser);
		change(token, |info| {
			info.features.pausable = false;
			info.paused = true;
		});
	});
}

#[test]
fn i5_notices_checkpoints_that_are_not_the_balances() {
	broken("I5", |token| {
		use frame_support::traits::fungibles::Mutate;
		assert_ok!(Assets::mint_into(token, &bob(), 1));
	});
	broken("I5", |token| {
		Traces::<Test>::mutate(token, Some(bob()), |trace| {
			if let Some(last) = trace.recent.last_mut() {
				last.votes += 1
			}
		})
	});
	broken("I5", |token| Traces::<Test>::remove(token, None::<sp_runtime::AccountId32>));
}

#[test]
fn i6_notices_pages_out_of_order() {
	broken("I6", |token| Pages::<Test>::insert((token, Some(bob()), 0), crate::Page::default()));
	broken("I6", |token| {
		Traces::<Test>::mutate(token, Some(bob()), |trace| {
			let again = trace.latest();
			let _ = trace.recent.try_push(again);
		})
	});
	broken("I6", |token| Traces::<Test>::mutate(token, Some(bob()), |trace| trace.next_page = 1));
}
