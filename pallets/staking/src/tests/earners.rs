//! Paying many earners: one reward, beside the loop that pushes to each of them.

use std::time::{Duration, Instant};

use frame_support::{assert_ok, traits::fungible::Mutate};
use labscape_primitives::ProviderStake;
use sp_runtime::Perbill;

use pallet_balances::WeightInfo as BalancesWeights;

use super::*;
use crate::{weights::SubstrateWeight, WeightInfo};

type TransferWeight = pallet_balances::weights::SubstrateWeight<Test>;

/// Earners: 10,000, or a million with `LABSCAPE_FULL=1`.
fn earners() -> u64 {
	if std::env::var_os("LABSCAPE_FULL").is_some() {
		1_000_000
	} else {
		10_000
	}
}

/// Rewards whose mean time is taken.
const REPEATS: u32 = 1_000;
/// Earners between two resets of the events. A reset looks at all that was written so far, so one for each
/// earner would take the square of their number.
const RESET_EVERY: usize = 50_000;

/// Do something for each earner.
fn for_each(earners: core::ops::Range<AccountId>, act: impl Fn(AccountId)) {
	for (count, who) in earners.enumerate() {
		act(who);
		if count % RESET_EVERY == RESET_EVERY - 1 {
			System::reset_events();
		}
	}
	System::reset_events();
}

fn ratio(slow: Duration, fast: Duration) -> u128 {
	slow.as_nanos() / fast.as_nanos().max(1)
}

/// Prints a table and a line of JSON; fails if a reward is not far cheaper than the loop, or if the
/// two ways do not pay the same.
#[test]
fn paying_all_earners_at_once_beats_the_push_loop() {
	new_test_ext().execute_with(|| {
		let count = earners();
		let stake: Balance = 1_000;
		let delegators = 1_000..1_000 + count;
		let whole = Balance::from(count) * stake;
		Balances::mint_into(&ALICE, whole).unwrap();
		assert_ok!(Staking::register(signed(ALICE), whole, Perbill::zero()));
		for_each(delegators.clone(), |who| {
			Balances::mint_into(&who, stake + EXISTENTIAL_DEPOSIT).unwrap();
			assert_ok!(Staking::delegate(signed(who), ALICE, stake));
		});
		pass(Waiting::get());

		let income = 2 * whole; // every delegator gets its stake once
		Balances::mint_into(&POT, income * Balance::from(REPEATS + 2)).unwrap();
		Staking::reward(&ALICE, income); // the waiting list matures here
		let start = Instant::now();
		for _ in 0..REPEATS {
			Staking::reward(&ALICE, income);
		}
		let pulled = start.elapsed() / REPEATS;

		let start = Instant::now();
		let share = stake * (income / 2) / whole;
		for_each(delegators.clone(), |who| {
			let keep = frame_support::traits::tokens::Preservation::Preserve;
			<Balances as Mutate<AccountId>>::transfer(&POT, &who, share, keep).unwrap();
		});
		let pushed = start.elapsed();

		let first = delegators.start;
		assert_eq!(claimable(first), stake * Balance::from(REPEATS + 1));
		let start = Instant::now();
		assert_ok!(Staking::claim(signed(first), ALICE, first));
		let claimed = start.elapsed();

		// Declared weights, at the SDK's default prices of the database.
		let reward_weight = <SubstrateWeight<Test> as WeightInfo>::reward().ref_time() / 1_000;
		let transfer = TransferWeight::transfer_keep_alive().ref_time() / 1_000;
		let push_weight = transfer * count;

		println!("earners                {count:>12}");
		println!("one reward             {pulled:>12.2?}   weight {reward_weight:>15} ns");
		println!("push loop              {pushed:>12.2?}   weight {push_weight:>15} ns");
		println!("one claim              {claimed:>12.2?}");
		println!(
			"push loop / reward     {:>12}   weight {:>15}",
			ratio(pushed, pulled),
			push_weight / reward_weight
		);
		println!(
			"{{\"earners\":{count},\"reward_ns\":{},\"push_ns\":{},\"claim_ns\":{},\"ratio\":{},\
			\"reward_weight_ns\":{reward_weight},\"push_weight_ns\":{push_weight},\
			\"weight_ratio\":{}}}",
			pulled.as_nanos(),
			pushed.as_nanos(),
			claimed.as_nanos(),
			ratio(pushed, pulled),
			push_weight / reward_weight
		);
		assert!(ratio(pushed, pulled) > u128::from(count) / 100, "a reward must be O(1)");
	});
}
