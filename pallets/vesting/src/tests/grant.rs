use frame_support::{assert_noop, assert_ok, traits::fungible::InspectHold, BoundedVec};
use labscape_primitives::{AssetKind, Grant, Lapse, Milestones, Release, VestedGrants};
use sp_runtime::{DispatchError, TokenError};

use crate::{mock::*, Call, Error, Event, GrantOf, HoldReason};

fn grant_of(release: Release<u64, u64>) -> GrantOf<Test> {
	Grant { beneficiary: ALICE, amount: 1_000, release, revocable: false, transferable: false }
}

fn refused(grant: GrantOf<Test>, error: Error<Test>) {
	assert_noop!(sign(GRANTER, Call::grant { asset: NATIVE, grant }), error);
}

#[test]
fn holds_the_amount_on_the_beneficiary() {
	build_and_execute(|| {
		for asset in [NATIVE, AssetKind::Token(TOKEN)] {
			let before = free(asset, GRANTER);
			let id = granted(asset, linear(ALICE, 1_000));
			assert_eq!(held(asset, ALICE), 1_000);
			assert_eq!(free(asset, ALICE), FUNDS);
			let deposit = if asset == NATIVE { DEPOSIT } else { 0 };
			assert_eq!(free(asset, GRANTER), before - 1_000 - deposit);
			System::assert_last_event(
				Event::Granted {
					schedule: id,
					asset,
					granter: GRANTER,
					beneficiary: ALICE,
					amount: 1_000,
				}
				.into(),
			);
		}
		assert_eq!(Balances::balance_on_hold(&HoldReason::Deposit.into(), &GRANTER), 2 * DEPOSIT);
	})
}

#[test]
fn works_when_one_grants_to_oneself() {
	build_and_execute(|| {
		granted(NATIVE, linear(GRANTER, 1_000));
		granted(AssetKind::Token(TOKEN), linear(GRANTER, FUNDS));
		assert_eq!(held(AssetKind::Token(TOKEN), GRANTER), FUNDS);
	})
}

#[test]
fn tells_the_rules_of_a_token() {
	build_and_execute(|| {
		granted(AssetKind::Token(TOKEN), linear(ALICE, 1_000));
		assert_eq!(Moves::get(), vec![(TOKEN, GRANTER, ALICE)]);
	})
}

#[test]
fn fails_when_the_token_is_paused() {
	build_and_execute(|| {
		PausedToken::set(Some(TOKEN));
		let call = Call::grant { asset: AssetKind::Token(TOKEN), grant: linear(ALICE, 1_000) };
		assert_noop!(sign(GRANTER, call), DispatchError::Other("token paused"));
	})
}

#[test]
fn fails_when_the_amount_is_zero_or_too_much() {
	build_and_execute(|| {
		refused(linear(ALICE, 0), Error::ZeroAmount);
		let all = linear(ALICE, FUNDS);
		let call = Call::grant { asset: NATIVE, grant: all };
		assert_noop!(sign(GRANTER, call), TokenError::FundsUnavailable);
		let most = linear(ALICE, u128::MAX);
		assert!(sign(GRANTER, Call::grant { asset: NATIVE, grant: most.clone() }).is_err());
		let call = Call::grant { asset: AssetKind::Token(TOKEN), grant: most };
		assert!(sign(GRANTER, call).is_err());
	})
}

#[test]
fn keeps_the_granter_alive_at_the_existential_deposit() {
	build_and_execute(|| {
		let most = FUNDS - EXISTENTIAL - DEPOSIT;
		let call = Call::grant { asset: NATIVE, grant: linear(ALICE, most + 1) };
		assert!(sign(GRANTER, call).is_err());
		granted(NATIVE, linear(ALICE, most));
		assert_eq!(free(NATIVE, GRANTER), EXISTENTIAL);
	})
}

#[test]
fn fails_when_the_beneficiary_does_not_exist() {
	build_and_execute(|| {
		refused(linear(GHOST, 1_000), Error::AccountMissing);
		let call = Call::grant { asset: AssetKind::Token(TOKEN), grant: linear(GHOST, 1_000) };
		assert_noop!(sign(GRANTER, call), Error::<Test>::AccountMissing);
	})
}

#[test]
fn fails_when_dust_would_be_left_or_given() {
	build_and_execute(|| {
		let coarse = AssetKind::Token(COARSE);
		let call = Call::grant { asset: coarse, grant: linear(ALICE, FUNDS - 99) };
		assert_noop!(sign(GRANTER, call), Error::<Test>::WouldLeaveDust);
		granted(coarse, linear(ALICE, FUNDS - 100));
	})
}

#[test]
fn fails_when_the_curve_has_no_length() {
	build_and_execute(|| {
		let zero = Release::Linear { start: 100, cliff: 100, end: 100 };
		refused(grant_of(zero), Error::ZeroLength);
		let backwards = Release::Linear { start: 101, cliff: 101, end: 100 };
		refused(grant_of(backwards), Error::ZeroLength);
		refused(grant_of(Release::Stepped { first: 9, period: 0, steps: 4 }), Error::ZeroLength);
		refused(grant_of(Release::Stepped { first: 9, period: 5, steps: 0 }), Error::ZeroLength);
		refused(grant_of(Release::Vested), Error::ZeroLength);
	})
}

#[test]
fn fails_when_the_cliff_lies_outside() {
	build_and_execute(|| {
		let early = Release::Linear { start: 100, cliff: 99, end: 200 };
		refused(grant_of(early), Error::CliffOutside);
		let late = Release::Linear { start: 100, cliff: 201, end: 200 };
		refused(grant_of(late), Error::CliffOutside);
		for cliff in [100, 200] {
			granted(NATIVE, grant_of(Release::Linear { start: 100, cliff, end: 200 }));
		}
	})
}

#[test]
fn fails_when_it_lies_in_the_past() {
	build_and_execute(|| {
		System::set_block_number(200);
		refused(linear(ALICE, 1_000), Error::InThePast);
		refused(grant_of(Release::Stepped { first: 100, period: 10, steps: 11 }), Error::InThePast);
		granted(NATIVE, grant_of(Release::Stepped { first: 100, period: 10, steps: 12 }));
		granted(NATIVE, grant_of(Release::Linear { start: 0, cliff: 0, end: 201 }));
	})
}

#[test]
fn fails_when_it_is_too_long() {
	build_and_execute(|| {
		let of = |end| grant_of(Release::Linear { start: 1, cliff: 1, end });
		refused(of(10_002), Error::TooLong);
		refused(of(u64::MAX), Error::TooLong);
		granted(NATIVE, of(10_001));
		let huge = Release::Stepped { first: 1, period: u64::MAX, steps: u32::MAX };
		refused(grant_of(huge), Error::TooLong);
		let late = Release::Stepped { first: u64::MAX, period: 1, steps: 2 };
		refused(grant_of(late), Error::TooLong);
	})
}

#[test]
fn fails_when_milestones_do_not_add_up() {
	build_and_execute(|| {
		let of = |parts: Vec<u128>, released| {
			grant_of(Release::Milestone {
				authority: AUTHORITY,
				parts: Milestones::truncate_from(parts),
				released,
				deadline: 100,
				lapse: Lapse::Vests,
			})
		};
		refused(of(vec![], 0), Error::BadMilestones);
		refused(of(vec![500, 499], 0), Error::BadMilestones);
		refused(of(vec![1_000, 0], 0), Error::BadMilestones);
		refused(of(vec![500, 500], 1), Error::BadMilestones);
		refused(of(vec![u128::MAX, 1_001], 0), Error::BadMilestones);
		granted(NATIVE, of(vec![500, 500], 0));
	})
}

#[test]
fn batch_makes_all_or_none() {
	build_and_execute(|| {
		let batch = |grants: Vec<_>| Call::grant_batch {
			asset: NATIVE,
			grants: BoundedVec::truncate_from(grants),
		};
		let bad = batch(vec![linear(ALICE, 1_000), linear(GHOST, 1_000)]);
		assert_noop!(sign(GRANTER, bad), Error::<Test>::AccountMissing);
		assert_noop!(sign(GRANTER, batch(vec![])), Error::<Test>::EmptyBatch);
		assert_ok!(sign(GRANTER, batch(vec![linear(ALICE, 1_000); 100])));
		assert_eq!(held(NATIVE, ALICE), 100_000);
	})
}

#[test]
fn batch_of_another_pallet_is_bounded_too() {
	build_and_execute(|| {
		let grants = vec![linear(ALICE, 1); 101];
		assert_noop!(
			Vesting::grant_from(&GRANTER, &GRANTER, NATIVE, grants),
			Error::<Test>::BatchTooLarge
		);
	})
}

#[test]
fn fails_when_no_id_is_left() {
	build_and_execute(|| {
		crate::NextScheduleId::<Test>::put(u64::MAX);
		let call = Call::grant { asset: NATIVE, grant: linear(ALICE, 1_000) };
		assert_noop!(sign(GRANTER, call), Error::<Test>::Overflow);
	})
}

#[test]
fn fails_when_not_signed() {
	build_and_execute(|| {
		let call = Call::grant { asset: NATIVE, grant: linear(ALICE, 1_000) };
		assert_noop!(run(RuntimeOrigin::root(), call.clone()), DispatchError::BadOrigin);
		assert_noop!(run(RuntimeOrigin::none(), call), DispatchError::BadOrigin);
	})
}
