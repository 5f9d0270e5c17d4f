use frame_support::{
	assert_noop, assert_ok,
	traits::{fungibles::MutateHold, tokens::Precision},
};
use labscape_primitives::{PastVotes, TokenRules};
use rand::{rngs::StdRng, Rng, SeedableRng};

use crate::{mock::*, Call, Error, Event, Pages, Traces, PAGE_LENGTH};

fn send(token: u32, from: sp_runtime::AccountId32, to: sp_runtime::AccountId32, amount: u128) {
	assert_ok!(sign(from, Call::transfer { token, to, amount }));
}

#[test]
fn follow_balances_and_supply_block_by_block() {
	build_and_execute(|| {
		let token = token(VOTES);
		System::set_block_number(10);
		send(token, alice(), bob(), 1_000);
		send(token, alice(), bob(), 500);
		System::set_block_number(20);
		send(token, bob(), charlie(), 300);
		assert_ok!(sign(admin(), Call::mint { token, to: charlie(), amount: 50 }));
		System::set_block_number(30);
		assert_ok!(sign(charlie(), Call::burn { token, amount: 350 }));
		System::set_block_number(40);
		let of = |who: sp_runtime::AccountId32| {
			[5, 9, 10, 19, 20, 30, 39]
				.map(|at| Tokens::past_balance_of(token, who.clone(), at).expect("it is over"))
		};
		assert_eq!(of(alice()), [10_000, 10_000, 8_500, 8_500, 8_500, 8_500, 8_500]);
		assert_eq!(of(bob()), [0, 0, 1_500, 1_500, 1_200, 1_200, 1_200]);
		assert_eq!(of(charlie()), [0, 0, 0, 0, 350, 0, 0]);
		assert_eq!(Tokens::past_total_supply(token, 19), Some(SUPPLY));
		assert_eq!(Tokens::past_total_supply(token, 20), Some(SUPPLY + 50));
		assert_eq!(Tokens::past_total_supply(token, 30), Some(SUPPLY - 300));
		assert_eq!(<Tokens as PastVotes<_, _>>::past_votes(token, &bob(), 10), Some(1_500));
		assert_eq!(<Tokens as PastVotes<_, _>>::past_supply(token, 10), Some(SUPPLY));
	})
}

#[test]
fn cannot_be_asked_for_the_present_the_future_or_what_is_forgotten() {
	build_and_execute(|| {
		let token = token(VOTES);
		System::set_block_number(1 + RETENTION + 5);
		let at = |block| Tokens::past_votes_of(token, alice(), block);
		assert_eq!(at(System::block_number()), None);
		assert_eq!(at(u64::MAX), None);
		assert_eq!(at(5), None);
		assert_eq!(at(6), Some(SUPPLY));
	})
}

#[test]
fn are_not_kept_for_tokens_without_the_feature() {
	build_and_execute(|| {
		let token = token(PLAIN);
		send(token, alice(), bob(), 1_000);
		advance(1);
		assert_eq!(Traces::<Test>::iter().count(), 0);
		assert_eq!(Tokens::past_votes_of(token, alice(), 1), None);
		let call = Call::delegate { token, to: bob() };
		assert_noop!(sign(alice(), call), Error::<Test>::FeatureMissing);
	})
}

#[test]
fn count_what_is_on_hold() {
	build_and_execute(|| {
		let token = token(VOTES);
		assert_ok!(AssetsHolder::hold(token, &Elsewhere::Anything, &alice(), 4_000));
		send(token, alice(), bob(), 1_000);
		assert_eq!(Tokens::votes_of(token, alice()), 9_000);
		let reason = Elsewhere::Anything;
		assert_ok!(AssetsHolder::release(token, &reason, &alice(), 4_000, Precision::Exact));
		assert_eq!(Tokens::votes_of(token, alice()), 9_000);
	})
}

#[test]
fn follow_what_other_pallets_report() {
	build_and_execute(|| {
		use frame_support::traits::tokens::{Fortitude, Restriction};
		let token = token(VOTES);
		let reason = Elsewhere::Anything;
		assert_ok!(AssetsHolder::hold(token, &reason, &alice(), 4_000));
		assert_ok!(AssetsHolder::transfer_on_hold(
			token,
			&reason,
			&alice(),
			&bob(),
			4_000,
			Precision::Exact,
			Restriction::OnHold,
			Fortitude::Force,
		));
		assert_ok!(<Tokens as TokenRules<_>>::moved(token, &alice(), &bob()));
		assert_eq!(Tokens::votes_of(token, alice()), 6_000);
		assert_eq!(Tokens::votes_of(token, bob()), 4_000);
	})
}

#[test]
fn move_with_delegation_and_balances_do_not() {
	build_and_execute(|| {
		let token = token(VOTES);
		let votes = || [alice(), bob(), charlie()].map(|who| Tokens::votes_of(token, who));
		let delegate = |who, to| sign(who, Call::delegate { token, to });
		assert_noop!(delegate(alice(), alice()), Error::<Test>::NothingToChange);
		advance(1);
		assert_ok!(delegate(alice(), bob()));
		System::assert_last_event(
			Event::DelegateChanged { token, who: alice(), from: alice(), to: bob() }.into(),
		);
		assert_eq!(votes(), [0, SUPPLY, 0]);
		assert_eq!(balance(token, alice()), SUPPLY);
		assert_noop!(delegate(alice(), bob()), Error::<Test>::NothingToChange);
		// What comes and goes later moves the delegate's votes. Delegation does not chain.
		send(token, alice(), charlie(), 1_000);
		assert_eq!(votes(), [0, 9_000, 1_000]);
		assert_ok!(delegate(bob(), charlie()));
		assert_eq!(votes(), [0, 9_000, 1_000]);
		send(token, charlie(), bob(), 400);
		assert_eq!(votes(), [0, 9_000, 1_000]);
		advance(1);
		assert_ok!(delegate(alice(), alice()));
		assert_eq!(votes(), [9_000, 0, 1_000]);
		assert_eq!(Tokens::past_votes_of(token, alice(), 1), Some(SUPPLY));
		assert_eq!(Tokens::past_votes_of(token, alice(), 2), Some(0));
		assert_eq!(Tokens::past_votes_of(token, bob(), 2), Some(9_000));
		assert_eq!(Tokens::past_balance_of(token, alice(), 2), Some(9_000));
	})
}

#[test]
fn can_be_delegated_before_anything_is_held() {
	build_and_execute(|| {
		let token = token(VOTES);
		assert_ok!(sign(bob(), Call::delegate { token, to: charlie() }));
		send(token, alice(), bob(), 1_000);
		assert_eq!(Tokens::votes_of(token, charlie()), 1_000);
		assert_eq!(Tokens::votes_of(token, bob()), 0);
	})
}

#[test]
fn look_ups_are_right_over_many_pages() {
	build_and_execute(|| {
		let token = token(VOTES);
		let mut rng = StdRng::seed_from_u64(1);
		let mut truth = vec![(1, 0)];
		for _ in 0..20 * PAGE_LENGTH {
			advance(rng.gen_range(0..2));
			let (from, to) = if rng.gen() { (alice(), bob()) } else { (bob(), alice()) };
			let _ = sign(from, Call::transfer { token, to, amount: rng.gen_range(1..100) });
			truth.push((System::block_number(), balance(token, bob())));
		}
		advance(1);
		assert!(Pages::<Test>::iter().count() > 10);
		let now = System::block_number();
		for at in now.saturating_sub(RETENTION).max(1)..now {
			let expected = truth.iter().rev().find(|(block, _)| *block <= at).map(|(_, b)| *b);
			assert_eq!(Tokens::past_balance_of(token, bob(), at), expected, "at block {at}");
			let others = Tokens::past_balance_of(token, alice(), at).expect("it is over");
			assert_eq!(others + expected.unwrap_or(0), SUPPLY);
		}
	})
}

#[test]
fn can_be_enumerated() {
	build_and_execute(|| {
		let token = token(VOTES);
		for block in 2..22 {
			System::set_block_number(block);
			send(token, alice(), bob(), 1);
		}
		assert_eq!(Tokens::checkpoint_count(token, bob()), 20);
		for index in 0..20 {
			let found = Tokens::checkpoint(token, bob(), index).expect("it is there");
			assert_eq!((found.block, found.votes), (2 + u64::from(index), 1 + u128::from(index)));
		}
		assert_eq!(Tokens::checkpoint(token, bob(), 20), None);
		assert_eq!(Tokens::checkpoint(token, bob(), 24), None);
		assert_eq!(Tokens::checkpoint(token, bob(), u32::MAX), None);
	})
}

#[test]
fn are_bounded_by_the_retention_without_anyones_help() {
	build_and_execute(|| {
		let token = token(VOTES);
		for block in 2..2 + 10 * RETENTION {
			System::set_block_number(block);
			send(token, alice(), bob(), 1);
		}
		let kept = Tokens::checkpoint_count(token, bob());
		assert!(u64::from(kept) <= RETENTION + 3 * u64::from(PAGE_LENGTH), "{kept}");
		let oldest = System::block_number() - RETENTION;
		let expected = u128::from(oldest - 1);
		assert_eq!(Tokens::past_balance_of(token, bob(), oldest), Some(expected));
	})
}

#[test]
fn prune_removes_what_cannot_be_asked_for() {
	build_and_execute(|| {
		let token = token(VOTES);
		for block in 2..42 {
			System::set_block_number(block);
			send(token, alice(), bob(), 1);
		}
		let prune = |limit| sign(charlie(), Call::prune { token, account: Some(bob()), limit });
		assert_noop!(prune(10), Error::<Test>::NothingToPrune);
		System::set_block_number(RETENTION + 30);
		let before = Tokens::past_balance_of(token, bob(), 30);
		assert_noop!(prune(0), Error::<Test>::NothingToPrune);
		assert_ok!(prune(1));
		assert_ok!(prune(u32::MAX));
		let kept = Tokens::checkpoint_count(token, bob());
		assert!(kept < 24, "{kept}");
		assert_eq!(Tokens::past_balance_of(token, bob(), 30), before);
		assert_noop!(prune(10), Error::<Test>::NothingToPrune);
		assert_ok!(Tokens::do_try_state());
		// An account that long has nothing leaves no trace.
		send(token, bob(), alice(), 40);
		advance(RETENTION + 1);
		assert_ok!(prune(10));
		assert!(!Traces::<Test>::contains_key(token, Some(bob())));
		assert_eq!(Tokens::past_balance_of(token, bob(), System::block_number() - 1), Some(0));
		assert_noop!(prune(10), Error::<Test>::NothingToPrune);
		let call = Call::prune { token, account: Some(alice()), limit: 100 };
		let _ = sign(charlie(), call);
		assert!(Traces::<Test>::contains_key(token, Some(alice())));
	})
}
