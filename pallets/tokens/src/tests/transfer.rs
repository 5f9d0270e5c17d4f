use frame_support::{assert_noop, assert_ok, traits::fungibles::MutateHold, BoundedVec};
use sp_runtime::{DispatchError, TokenError};

use crate::{mock::*, Call, Error};

#[test]
fn moves_exactly_the_amount() {
	build_and_execute(|| {
		for features in [PLAIN, VOTES] {
			let token = token(features);
			assert_ok!(sign(alice(), Call::transfer { token, to: bob(), amount: 400 }));
			assert_eq!((balance(token, alice()), balance(token, bob())), (SUPPLY - 400, 400));
			System::assert_has_event(
				pallet_assets::Event::Transferred {
					asset_id: token,
					from: alice(),
					to: bob(),
					amount: 400,
				}
				.into(),
			);
		}
	})
}

#[test]
fn can_empty_an_account() {
	build_and_execute(|| {
		let token = token(VOTES);
		assert_ok!(sign(alice(), Call::transfer { token, to: bob(), amount: SUPPLY }));
		assert_eq!((balance(token, alice()), balance(token, bob())), (0, SUPPLY));
		assert_eq!((Tokens::votes_of(token, alice()), Tokens::votes_of(token, bob())), (0, SUPPLY));
	})
}

#[test]
fn fails_when_the_amount_is_zero_or_too_much() {
	build_and_execute(|| {
		for features in [PLAIN, VOTES] {
			let token = token(features);
			let call = |amount| Call::transfer { token, to: bob(), amount };
			assert_noop!(sign(alice(), call(0)), Error::<Test>::ZeroAmount);
			let low = pallet_assets::Error::<Test>::BalanceLow;
			assert_noop!(sign(alice(), call(SUPPLY + 1)), low);
			let low = pallet_assets::Error::<Test>::BalanceLow;
			assert_noop!(sign(alice(), call(u128::MAX)), low);
			let none = pallet_assets::Error::<Test>::NoAccount;
			assert_noop!(sign(charlie(), call(1)), none);
		}
	})
}

#[test]
fn fails_when_it_goes_nowhere() {
	build_and_execute(|| {
		let token = token(VOTES);
		let call = |to| Call::transfer { token, to, amount: 1 };
		assert_noop!(sign(alice(), call(alice())), Error::<Test>::SelfTransfer);
		assert_noop!(sign(alice(), call(ghost())), TokenError::CannotCreate);
		let unknown = Call::transfer { token: token + 1, to: bob(), amount: 1 };
		assert_noop!(sign(alice(), unknown), Error::<Test>::UnknownToken);
		assert_noop!(run(RuntimeOrigin::none(), call(bob())), DispatchError::BadOrigin);
	})
}

#[test]
fn leaves_what_others_hold() {
	build_and_execute(|| {
		let token = token(PLAIN);
		assert_ok!(AssetsHolder::hold(token, &Elsewhere::Anything, &alice(), 9_000));
		assert_eq!(Tokens::spendable(token, alice()), 999);
		let call = |amount| Call::transfer { token, to: bob(), amount };
		assert_noop!(sign(alice(), call(1_000)), pallet_assets::Error::<Test>::BalanceLow);
		assert_ok!(sign(alice(), call(999)));
		assert_eq!(balance(token, alice()), 9_001);
	})
}

#[test]
fn batch_moves_all_or_none() {
	build_and_execute(|| {
		for features in [PLAIN, VOTES] {
			let token = token(features);
			let batch =
				|to: Vec<_>| Call::transfer_batch { token, to: BoundedVec::truncate_from(to) };
			assert_noop!(sign(alice(), batch(vec![])), Error::<Test>::EmptyBatch);
			let bad = batch(vec![(bob(), 5), (alice(), 5)]);
			assert_noop!(sign(alice(), bad), Error::<Test>::SelfTransfer);
			let bad = batch(vec![(bob(), SUPPLY), (charlie(), 1)]);
			assert!(sign(alice(), bad).is_err());
			assert_eq!(balance(token, bob()), 0);
			let to: Vec<_> = (3..=12).map(|index| (account(index), 10)).collect();
			assert_ok!(sign(alice(), batch(to)));
			assert_eq!(balance(token, alice()), SUPPLY - 100);
			assert_eq!(balance(token, account(12)), 10);
			let twice = batch(vec![(bob(), 1), (bob(), 2)]);
			assert_ok!(sign(alice(), twice));
			assert_eq!(balance(token, bob()), 13);
		}
	})
}

#[test]
fn batch_over_the_bound_does_not_even_decode() {
	use codec::{Decode, Encode};
	let to = BoundedVec::truncate_from(vec![(bob(), 1)]);
	let index = Call::<Test>::transfer_batch { token: 1_000, to }.encode()[0];
	let decode = |count: usize| {
		let bytes = (index, 1_000u32, vec![(bob(), 1u128); count]).encode();
		Call::<Test>::decode(&mut &bytes[..])
	};
	assert!(decode(10).is_ok());
	assert!(decode(11).is_err());
}
