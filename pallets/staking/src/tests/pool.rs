//! The arithmetic alone.

use proptest::prelude::*;
use sp_runtime::ArithmeticError;

use crate::{Accumulator, Cohort, SharePool, INCOME_SCALE, MAX_SHARES_PER_PLANCK};

#[test]
fn the_first_deposit_sets_the_price_to_one() {
	let mut pool = SharePool::default();
	assert_eq!(pool.issue(500), Ok(500));
	assert_eq!(pool.issue(250), Ok(250));
	assert_eq!(pool.worth(250), 250);
}

#[test]
fn a_slash_lowers_all_shares_and_later_deposits_get_more() {
	let mut pool = SharePool::default();
	pool.issue(1_000).unwrap();
	assert_eq!(pool.slash(500), 500);
	assert_eq!(pool.worth(1_000), 500);
	assert_eq!(pool.issue(500), Ok(1_000));
	assert_eq!(pool.redeem(1_000), 500);
	assert_eq!(pool.redeem(1_000), 500);
	assert_eq!(pool, SharePool::default());
}

#[test]
fn a_slash_leaves_shares_a_price() {
	let mut pool = SharePool::default();
	pool.issue(3_000_001).unwrap();
	assert_eq!(pool.slash(u128::MAX), 3_000_001 - 4);
	assert_eq!(pool.slash(u128::MAX), 0);
	assert_eq!(pool.value, 4);
	assert_eq!(pool.issue(1), Ok(750_000));
}

#[test]
fn an_empty_pool_is_worth_nothing() {
	let mut pool = SharePool::default();
	assert_eq!((pool.worth(0), pool.worth(5), pool.slash(5)), (0, 0, 0));
	assert_eq!((pool.redeem(5), pool.shares_for(5)), (0, 0));
	assert_eq!(pool.issue(0), Ok(0));
}

#[test]
fn a_deposit_that_overflows_changes_nothing() {
	let mut pool = SharePool { value: u128::MAX - 1, shares: u128::MAX - 1 };
	let before = pool;
	assert_eq!(pool.issue(2), Err(ArithmeticError::Overflow));
	assert_eq!(pool, before);
	assert_eq!(pool.issue(1), Ok(1));
}

#[test]
fn income_that_does_not_divide_is_carried() {
	let mut income = Accumulator::default();
	income.distribute(10, 3).unwrap();
	assert_eq!(income.owed(1, 0), 3);
	assert_eq!(income.owed(3, 0), 9);
	assert_eq!(income.carry, 1);
	income.distribute(2, 3).unwrap();
	assert_eq!(income.owed(3, 0), 12);
	assert_eq!(income.carry, 0);
}

#[test]
fn income_without_shares_or_beyond_the_counter_changes_nothing() {
	let mut income = Accumulator { per_share: 7, carry: 0 };
	assert_eq!(income.distribute(1, 0), Err(ArithmeticError::DivisionByZero));
	assert_eq!(income.distribute(u128::MAX, 1), Err(ArithmeticError::Overflow));
	assert_eq!(income.distribute(u128::MAX / INCOME_SCALE + 1, 1), Err(ArithmeticError::Overflow));
	assert_eq!(income, Accumulator { per_share: 7, carry: 0 });
}

#[test]
fn the_last_of_a_cohort_gets_what_is_left() {
	let mut cohort = Cohort { amount: 300, shares: 1_000, since: 0 };
	assert_eq!(cohort.take(100), 333);
	assert_eq!(cohort.take(100), 333);
	assert_eq!(cohort.take(100), 334);
	assert_eq!((cohort.amount, cohort.shares), (0, 0));
}

/// One deposit, withdrawal or slash.
#[derive(Clone, Debug)]
enum Step {
	Issue(u128),
	Redeem(u128),
	Slash(u128),
}

proptest! {
	#![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

	/// No deposit or withdrawal lowers the price of a share for the others, and shares always have a
	/// price.
	#[test]
	fn only_a_slash_lowers_the_price(steps in prop::collection::vec(prop_oneof![
		(1..1_000_000_000_000_000_000_000u128).prop_map(Step::Issue),
		(1..1_000_000_000_000_000_000_000u128).prop_map(Step::Redeem),
		any::<u128>().prop_map(Step::Slash),
	], 1..60)) {
		let mut pool = SharePool::default();
		for step in steps {
			let before = pool;
			match step {
				Step::Issue(value) => prop_assert!(pool.issue(value).is_ok()),
				Step::Redeem(shares) => prop_assert!(pool.redeem(shares) <= before.value),
				Step::Slash(amount) => prop_assert!(pool.slash(amount) <= amount),
			}
			prop_assert_eq!(pool.shares == 0, pool.value == 0);
			prop_assert!(pool.shares <= pool.value * MAX_SHARES_PER_PLANCK);
			if !matches!(step, Step::Slash(_)) && before.shares > 0 && pool.shares > 0 {
				// value / shares did not fall: compare cross products in 256 bits.
				let wide = sp_core::U256::from;
				prop_assert!(
					wide(pool.value) * wide(before.shares) >= wide(before.value) * wide(pool.shares)
				);
			}
		}
	}

	/// Whatever is distributed is owed to the last unit of the scale: Σ owed + carry = Σ given.
	#[test]
	fn income_adds_up(
		amounts in prop::collection::vec(0..1_000_000_000_000_000_000u128, 1..40),
		shares in 1..1_000_000_000_000_000_000_000u128,
	) {
		let mut income = Accumulator::default();
		let mut given = sp_core::U256::zero();
		for amount in amounts {
			income.distribute(amount, shares).unwrap();
			given += sp_core::U256::from(amount) * sp_core::U256::from(INCOME_SCALE);
			let owed = sp_core::U256::from(income.per_share) * sp_core::U256::from(shares);
			prop_assert_eq!(owed + income.carry, given);
			prop_assert!(income.carry < shares);
		}
	}
}
