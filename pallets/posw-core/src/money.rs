//! What is owed to whom. Every division names who owns its rest.

use crate::{params::Parameters, Balance};
use labscape_primitives::WorkShares;

/// The audit fee of one sample, in quarters of an average item's price: 1.25 times.
const FEE_QUARTERS: u128 = 5;

/// A requester pays an eighth of each item's price for audits, on top of it. That covers samples of
/// a tenth of all items at 1.25 times their price; commits of fewer items than 80 cost more, and the
/// executor, who chose to commit so few, pays what is missing. Not a parameter: what goes into the
/// pot with a lease must come out of it when the lease is void, whenever that is.
const AUDIT_SHARE: u128 = 8;

/// What the requester pays for the audits of one item, on top of its price.
pub fn audit_price(item_price: Balance) -> Balance {
	item_price / AUDIT_SHARE
}

/// How many samples are drawn of `count` items.
pub fn samples(count: u32, params: &Parameters) -> u16 {
	let wanted = u64::from(count).saturating_mul(params.samples_per_4096.into());
	let proportional = wanted.div_ceil(4_096) as u32;
	let least = count.min(u32::from(params.min_samples));
	proportional.max(least).min(count).min(crate::MAX_SAMPLES) as u16
}

/// How the price of settled work is split. The provider owns the rest of the divisions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Split {
	/// To the provider's pool.
	pub provider: Balance,
	/// Destroyed.
	pub burn: Balance,
	/// To the treasury.
	pub treasury: Balance,
}

/// Split `value` by `shares`.
pub fn split(value: Balance, shares: &WorkShares) -> Split {
	let burn = shares.burn.mul_floor(value);
	let treasury = shares.treasury.mul_floor(value).min(value.saturating_sub(burn));
	let provider = value.saturating_sub(burn).saturating_sub(treasury);
	Split { provider, burn, treasury }
}

/// What one judged sample pays its auditor: 1.25 times the average price of the commit's items, as
/// far as the audit budget and half of the provider's share reach.
pub fn sample_fee(
	value: Balance,
	count: u32,
	samples: u16,
	budget: Balance,
	shares: &WorkShares,
) -> Balance {
	let divisor = u128::from(count).saturating_mul(4);
	let wanted = value.saturating_mul(FEE_QUARTERS).checked_div(divisor).unwrap_or(0);
	let means = budget.saturating_add(split(value, shares).provider / 2);
	wanted.min(means.checked_div(u128::from(samples)).unwrap_or(0))
}

/// The stake behind one node and epoch: `max(2·V, 8192·r_ref)`.
pub fn stake(value: Balance, params: &Parameters) -> Balance {
	value.saturating_mul(2).max(stake_floor(params))
}

/// What an epoch costs a liar at least.
pub fn stake_floor(params: &Parameters) -> Balance {
	params.reference_price.saturating_mul(8_192)
}

/// What an auditor loses that agreed with a leaf proven wrong: `8·m·c`, where `fees` is what its `m`
/// samples of that draw pay, 1.25 times their price.
pub fn auditor_stake(fees: Balance, opens_for: u32) -> Balance {
	(fees / FEE_QUARTERS).saturating_mul(4 * 8).saturating_mul(u128::from(opens_for))
}

/// The emission on work that burned `burned`, when `bound` is κ times it, `scheduled` is what the
/// schedule allots to all work of the epoch, and `epoch_burn` is what all of it burns: each burned
/// planck gets the same share of the schedule, and never more than κ.
pub fn emission(
	burned: Balance,
	bound: Balance,
	scheduled: Balance,
	epoch_burn: Balance,
) -> Balance {
	let share = scheduled.saturating_mul(burned).checked_div(epoch_burn).unwrap_or(0);
	share.min(bound).min(burned)
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn samples_follow_the_count() {
		let params = Parameters::default();
		assert_eq!(samples(4_096, &params), 192);
		assert_eq!(samples(16_384, &params), 768);
		assert_eq!(samples(64, &params), 8);
		assert_eq!(samples(170, &params), 8);
		assert_eq!(samples(5, &params), 5);
		assert_eq!(samples(1, &params), 1);
		assert_eq!(samples(0, &params), 0);
	}

	#[test]
	fn the_default_split_is_85_10_5() {
		let split = split(1_000, &Parameters::default().shares);
		assert_eq!((split.provider, split.burn, split.treasury), (850, 100, 50));
	}

	#[test]
	fn a_sample_pays_a_quarter_more_than_its_item() {
		let params = Parameters::default();
		// 4,096 items at 100: budget an eighth, 192 samples at 125.
		let fee = sample_fee(409_600, 4_096, 192, 51_200, &params.shares);
		assert_eq!(fee, 125);
		// One item, one sample: the budget has 12, half of the provider's 85 is 42.
		assert_eq!(sample_fee(100, 1, 1, 12, &params.shares), 54);
		assert_eq!(sample_fee(0, 0, 0, 0, &params.shares), 0);
	}

	proptest! {
		#[test]
		fn nothing_is_split_into_more_or_less(value in 0..u128::MAX / 2) {
			let split = split(value, &Parameters::default().shares);
			prop_assert_eq!(split.provider + split.burn + split.treasury, value);
		}

		#[test]
		fn fees_never_exceed_their_means(
			price in 0u128..1 << 80,
			count in 1u32..16_384,
		) {
			let params = Parameters::default();
			let value = price * u128::from(count);
			let budget = audit_price(price) * u128::from(count);
			let samples = samples(count, &params);
			let fees = sample_fee(value, count, samples, budget, &params.shares)
				* u128::from(samples);
			prop_assert!(fees <= budget + split(value, &params.shares).provider / 2);
		}

		#[test]
		fn emission_stays_below_the_burn(
			burned in 0u128..1 << 60, others in 0u128..1 << 60, scheduled in 0u128..1 << 66,
		) {
			let bound = burned / 2;
			let minted = emission(burned, bound, scheduled, burned + others);
			prop_assert!(minted <= bound && minted <= scheduled.max(1));
		}
	}
}
