//! Every call of pallet-assets, by everyone, against a paused token, a frozen account, and a token
//! with votes. None moves, creates or destroys anything, or changes a rule.

use frame_support::{
	assert_ok,
	dispatch::GetDispatchInfo,
	traits::{fungibles::MutateFreeze, GetCallName},
	BoundedVec,
};
use labscape_primitives::TokenId;
use pallet_assets::{Call as Assets_, FrozenBalance};
use sp_runtime::AccountId32;

use crate::{mock::*, Call, Guard};

/// Every call of pallet-assets on `id`, aimed at what `alice` has.
fn all_calls(id: TokenId) -> Vec<Assets_<Test>> {
	let (owner, who, amount) = (alice(), alice(), 1);
	vec![
		Assets_::create { id, admin: bob(), min_balance: 1 },
		Assets_::force_create { id, owner: bob(), is_sufficient: true, min_balance: 1 },
		Assets_::start_destroy { id },
		Assets_::destroy_accounts { id },
		Assets_::destroy_approvals { id },
		Assets_::finish_destroy { id },
		Assets_::mint { id, beneficiary: bob(), amount },
		Assets_::burn { id, who: who.clone(), amount },
		Assets_::transfer { id, target: bob(), amount },
		Assets_::transfer_keep_alive { id, target: bob(), amount },
		Assets_::force_transfer { id, source: who.clone(), dest: bob(), amount },
		Assets_::freeze { id, who: who.clone() },
		Assets_::thaw { id, who: who.clone() },
		Assets_::freeze_asset { id },
		Assets_::thaw_asset { id },
		Assets_::transfer_ownership { id, owner: bob() },
		Assets_::set_team { id, issuer: bob(), admin: bob(), freezer: bob() },
		Assets_::set_metadata { id, name: b"UBC".to_vec(), symbol: b"UBC".to_vec(), decimals: 12 },
		Assets_::clear_metadata { id },
		Assets_::force_set_metadata {
			id,
			name: b"UBC".to_vec(),
			symbol: b"UBC".to_vec(),
			decimals: 12,
			is_frozen: false,
		},
		Assets_::force_clear_metadata { id },
		Assets_::force_asset_status {
			id,
			owner: bob(),
			issuer: bob(),
			admin: bob(),
			freezer: bob(),
			min_balance: 1,
			is_sufficient: true,
			is_frozen: false,
		},
		Assets_::approve_transfer { id, delegate: bob(), amount },
		Assets_::cancel_approval { id, delegate: charlie() },
		Assets_::force_cancel_approval { id, owner: owner.clone(), delegate: charlie() },
		Assets_::transfer_approved { id, owner, destination: bob(), amount },
		Assets_::touch { id },
		Assets_::refund { id, allow_burn: true },
		Assets_::set_min_balance { id, min_balance: 1_000_000 },
		Assets_::touch_other { id, who: account(12) },
		Assets_::refund_other { id, who: who.clone() },
		Assets_::block { id, who },
		Assets_::transfer_all { id, dest: bob(), keep_alive: false },
		Assets_::set_reserves { id, reserves: BoundedVec::new() },
	]
}

/// All that must not change: balances, supply, rules, ownership, metadata.
fn state(token: TokenId) -> impl PartialEq + std::fmt::Debug {
	let balances: Vec<_> = (1..=12).map(|index| balance(token, account(index))).collect();
	let details = pallet_assets::Asset::<Test>::get(token).map(|details| {
		(details.owner, details.issuer, details.admin, details.freezer, details.status)
	});
	let numbers = (
		Tokens::total_supply(token),
		pallet_assets::Asset::<Test>::get(token)
			.map(|details| (details.min_balance, details.is_sufficient)),
	);
	(
		balances,
		details,
		numbers,
		Tokens::token(token),
		Tokens::name_of(token),
		Tokens::symbol_of(token),
	)
}

fn attack(token: TokenId) {
	let attackers: Vec<AccountId32> = vec![alice(), bob(), charlie(), admin(), account(12)];
	let mut names: Vec<_> = Assets_::<Test>::get_call_names().to_vec();
	for call in all_calls(token) {
		names.retain(|name| *name != call.get_call_name());
		for who in &attackers {
			let before = state(token);
			let result = sign(who.clone(), call.clone());
			assert_eq!(state(token), before, "{call:?} by {who:?} gave {result:?}");
		}
	}
	assert!(names.is_empty(), "pallet-assets has calls that this test does not know: {names:?}");
	assert_ok!(Tokens::do_try_state());
}

fn prepared(features: labscape_primitives::Features) -> TokenId {
	let token = token(features);
	// A spender with an allowance of the kind that pallet-assets knows.
	assert_ok!(sign(alice(), Call::approve { token, spender: bob(), amount: 1_000 }));
	assert_ok!(sign(alice(), Call::approve { token, spender: charlie(), amount: 1_000 }));
	token
}

#[test]
fn nothing_gets_past_a_pause() {
	for features in [PLAIN, VOTES] {
		build_and_execute(|| {
			let token = prepared(features);
			assert_ok!(sign(alice(), Call::transfer { token, to: account(12), amount: 100 }));
			assert_ok!(sign(admin(), Call::pause { token }));
			attack(token);
		})
	}
}

#[test]
fn nothing_gets_past_a_freeze() {
	for features in [PLAIN, VOTES] {
		build_and_execute(|| {
			let token = prepared(features);
			for index in [2, 12] {
				let account = account(index);
				assert_ok!(sign(admin(), Call::freeze { token, account }));
			}
			attack(token);
		})
	}
}

#[test]
fn nothing_moves_a_token_with_votes() {
	build_and_execute(|| {
		let token = prepared(VOTES);
		assert_ok!(sign(alice(), Call::transfer { token, to: account(12), amount: 100 }));
		attack(token);
	})
}

#[test]
fn refund_that_burns_works_on_none_but_free_holdings() {
	build_and_execute(|| {
		let refund = |token| pallet_assets::Call::refund { id: token, allow_burn: true };
		// Frozen, and paused: pallet-assets itself refuses, not only the filter.
		let frozen = prepared(PLAIN);
		assert_ok!(sign(admin(), Call::freeze { token: frozen, account: alice() }));
		let paused = prepared(PLAIN);
		assert_ok!(sign(admin(), Call::pause { token: paused }));
		for token in [frozen, paused] {
			assert!(Tokens::allows(&refund(token)));
			let result = sign(alice(), refund(token));
			assert_eq!(result, Err(pallet_assets::Error::<Test>::ContainsFreezes.into()));
			assert_eq!(Tokens::total_supply(token), SUPPLY);
		}
		// With votes, the filter refuses; what is free and without votes may be burned.
		let votes = prepared(VOTES);
		let result = sign(alice(), refund(votes));
		assert_eq!(result, Err(frame_system::Error::<Test>::CallFiltered.into()));
		let free = prepared(PLAIN);
		assert_ok!(sign(alice(), refund(free)));
		assert_eq!(Tokens::total_supply(free), 0);
	})
}

#[test]
fn ordinary_tokens_stay_ordinary_assets() {
	build_and_execute(|| {
		let id = prepared(PLAIN);
		assert_ok!(sign(alice(), Assets_::transfer { id, target: bob(), amount: 10 }));
		assert_ok!(sign(alice(), Assets_::transfer_keep_alive { id, target: bob(), amount: 10 }));
		assert_ok!(sign(alice(), Assets_::approve_transfer { id, delegate: bob(), amount: 5 }));
		assert_eq!(Tokens::allowance_of(id, alice(), bob()), 1_005);
		let call =
			Assets_::transfer_approved { id, owner: alice(), destination: charlie(), amount: 5 };
		assert_ok!(sign(bob(), call));
		assert_ok!(sign(alice(), Assets_::cancel_approval { id, delegate: bob() }));
		let call = Assets_::transfer_all { id, dest: charlie(), keep_alive: false };
		assert_ok!(sign(alice(), call));
		assert_eq!(balance(id, charlie()), SUPPLY - 20);
	})
}

#[test]
fn assets_of_others_are_none_of_our_business() {
	build_and_execute(|| {
		let id = 5;
		let call =
			Assets_::force_create { id, owner: bob(), is_sufficient: false, min_balance: 10 };
		assert_ok!(run(RuntimeOrigin::root(), call));
		assert_ok!(sign(bob(), Assets_::mint { id, beneficiary: alice(), amount: 100 }));
		assert_ok!(sign(bob(), Assets_::freeze { id, who: alice() }));
		assert_ok!(sign(bob(), Assets_::thaw { id, who: alice() }));
		assert_ok!(sign(alice(), Assets_::transfer { id, target: bob(), amount: 50 }));
		assert!(sign(bob(), Assets_::create { id: 6, admin: bob(), min_balance: 1 }).is_err());
	})
}

#[test]
fn guard_passes_the_freezes_of_others_on() {
	build_and_execute(|| {
		type Guarded = Guard<Test, AssetsFreezer>;
		let token = token(PLAIN);
		assert_eq!(Guarded::frozen_balance(token, &alice()), None);
		assert!(!Guarded::contains_freezes(token));
		assert_ok!(AssetsFreezer::set_freeze(token, &Elsewhere::Anything, &alice(), 9_000));
		assert_eq!(Guarded::frozen_balance(token, &alice()), Some(9_000));
		assert!(Guarded::contains_freezes(token));
		assert!(sign(alice(), Call::transfer { token, to: bob(), amount: 1_001 }).is_err());
		assert_ok!(sign(alice(), Call::transfer { token, to: bob(), amount: 1_000 }));
		assert_ok!(sign(admin(), Call::pause { token }));
		assert_eq!(Guarded::frozen_balance(token, &alice()), Some(u128::MAX));
		assert_ok!(sign(admin(), Call::unpause { token }));
		assert_ok!(AssetsFreezer::thaw(token, &Elsewhere::Anything, &alice()));
		assert_ok!(sign(alice(), Call::transfer { token, to: bob(), amount: 9_000 }));
		// Root cannot begin to destroy what is paused or frozen.
		assert_ok!(sign(admin(), Call::freeze { token, account: charlie() }));
		let destroy = Assets_::start_destroy { id: token };
		assert!(run(RuntimeOrigin::root(), destroy.clone()).is_err());
		assert!(destroy.get_dispatch_info().call_weight.ref_time() > 0);
	})
}
