use frame_support::{assert_noop, assert_ok, traits::fungible::InspectHold, BoundedVec};
use labscape_primitives::{AssetKind, Grant, Release};
use sp_runtime::DispatchError;

use crate::{mock::*, Call, Error, Event, HoldReason, Schedules};

#[test]
fn releases_exactly_what_is_vested() {
	build_and_execute(|| {
		for asset in [NATIVE, AssetKind::Token(TOKEN)] {
			System::set_block_number(1);
			let id = granted(asset, linear(ALICE, 1_001));
			let before = free(asset, ALICE);
			let claim = || sign(BOB, Call::claim { schedule: id });
			for (block, vested) in [(150, 500), (151, 510), (199, 990)] {
				System::set_block_number(block);
				assert_ok!(claim());
				assert_eq!(free(asset, ALICE) - before, vested);
				assert_eq!(held(asset, ALICE), 1_001 - vested);
			}
		}
	})
}

#[test]
fn releases_nothing_when_before_the_cliff_or_twice() {
	build_and_execute(|| {
		let id = granted(NATIVE, linear(ALICE, 1_000));
		for block in [1, 100, 149] {
			System::set_block_number(block);
			let call = Call::claim { schedule: id };
			assert_noop!(sign(ALICE, call), Error::<Test>::NothingToClaim);
		}
		System::set_block_number(150);
		assert_ok!(sign(ALICE, Call::claim { schedule: id }));
		let call = Call::claim { schedule: id };
		assert_noop!(sign(ALICE, call), Error::<Test>::NothingToClaim);
	})
}

#[test]
fn ends_the_schedule_when_it_was_the_last_of_it() {
	build_and_execute(|| {
		let id = granted(NATIVE, linear(ALICE, 1_000));
		System::set_block_number(200);
		assert_ok!(sign(BOB, Call::claim { schedule: id }));
		System::assert_has_event(
			Event::Claimed { schedule: id, beneficiary: ALICE, amount: 1_000 }.into(),
		);
		System::assert_last_event(Event::Ended { schedule: id }.into());
		assert_eq!(free(NATIVE, ALICE), FUNDS + 1_000);
		assert_eq!(Schedules::<Test>::get(id), None);
		assert_eq!(Balances::balance_on_hold(&HoldReason::Deposit.into(), &GRANTER), 0);
		let call = Call::claim { schedule: id };
		assert_noop!(sign(BOB, call), Error::<Test>::UnknownSchedule);
	})
}

#[test]
fn follows_steps() {
	build_and_execute(|| {
		let release = Release::Stepped { first: 10, period: 5, steps: 3 };
		let grant = Grant {
			beneficiary: ALICE,
			amount: 100,
			release,
			revocable: false,
			transferable: false,
		};
		let id = granted(NATIVE, grant);
		for (block, vested) in
			[(9, 0), (10, 33), (14, 33), (15, 66), (19, 66), (20, 100), (99, 100)]
		{
			assert_eq!(Vesting::vested_at(id, block), vested, "at block {block}");
		}
		System::set_block_number(20);
		assert_ok!(sign(ALICE, Call::claim { schedule: id }));
		assert_eq!(free(NATIVE, ALICE), FUNDS + 100);
	})
}

#[test]
fn works_when_the_beneficiary_spent_everything_else() {
	build_and_execute(|| {
		let token = AssetKind::Token(TOKEN);
		let id = granted(token, linear(ALICE, 1_000));
		// The last unit has to stay while something is held.
		let all = pallet_assets::Call::transfer { id: TOKEN, target: BOB, amount: FUNDS };
		use sp_runtime::traits::Dispatchable;
		assert!(RuntimeCall::from(all).dispatch(RuntimeOrigin::signed(ALICE)).is_err());
		let most = pallet_assets::Call::transfer { id: TOKEN, target: BOB, amount: FUNDS - 1 };
		assert_ok!(RuntimeCall::from(most).dispatch(RuntimeOrigin::signed(ALICE)));
		System::set_block_number(200);
		assert_ok!(sign(ALICE, Call::claim { schedule: id }));
		assert_eq!(free(token, ALICE), 1_001);
	})
}

#[test]
fn works_when_the_token_is_paused() {
	build_and_execute(|| {
		let id = granted(AssetKind::Token(TOKEN), linear(ALICE, 1_000));
		PausedToken::set(Some(TOKEN));
		System::set_block_number(200);
		assert_ok!(sign(ALICE, Call::claim { schedule: id }));
	})
}

#[test]
fn batch_claims_all_or_none() {
	build_and_execute(|| {
		let first = granted(NATIVE, linear(ALICE, 1_000));
		let second = granted(AssetKind::Token(TOKEN), linear(BOB, 2_000));
		let batch = |ids: Vec<u64>| Call::claim_batch { schedules: BoundedVec::truncate_from(ids) };
		System::set_block_number(200);
		let twice = batch(vec![first, second, first]);
		assert_noop!(sign(BOB, twice), Error::<Test>::UnknownSchedule);
		assert_noop!(sign(BOB, batch(vec![])), Error::<Test>::EmptyBatch);
		assert_ok!(sign(BOB, batch(vec![first, second])));
		assert_eq!(free(NATIVE, ALICE), FUNDS + 1_000);
		assert_eq!(free(AssetKind::Token(TOKEN), BOB), FUNDS + 2_000);
	})
}

#[test]
fn fails_when_not_signed() {
	build_and_execute(|| {
		let id = granted(NATIVE, linear(ALICE, 1_000));
		System::set_block_number(200);
		let call = Call::claim { schedule: id };
		assert_noop!(run(RuntimeOrigin::none(), call), DispatchError::BadOrigin);
	})
}

/// How many bytes of the state's tree a claim touches among `others` schedules of a stranger and
/// `own` further ones of the beneficiary: what grows with the tree, and nothing else.
fn touched(others: u64, own: u64) -> usize {
	let mut ext = new_test_ext();
	let id = ext.execute_with(|| {
		let id = granted(NATIVE, linear(ALICE, 1_000));
		(0..others).for_each(|_| _ = granted(NATIVE, linear(BOB, 1_000)));
		(0..own).for_each(|_| _ = granted(NATIVE, linear(ALICE, 1_000)));
		System::set_block_number(150);
		System::reset_events();
		id
	});
	ext.commit_all().expect("it can be written");
	let claim = || sign(BOB, Call::claim { schedule: id });
	let (done, proof) = ext.execute_and_prove(claim);
	assert_ok!(done);
	proof.iter_nodes().map(Vec::len).sum()
}

#[test]
fn touches_no_more_among_many_schedules() {
	let few = touched(4, 4);
	for many in [touched(2_000, 4), touched(4, 2_000), touched(2_000, 2_000)] {
		println!("bytes touched: {few} among 8 schedules, {many} among thousands");
		// A thousand times as many would be linear; the tree is a few levels deeper.
		assert!(many < 4 * few, "{many} against {few}");
	}
}
