//! What work costs: one price per labscape, moved once an epoch towards a target utilisation.
//!
//! The update is lazy: whoever touches a labscape first in a new epoch makes the steps that are
//! missing, so no hook walks 256 labscapes.

use labscape_primitives::{Fuel, LabscapeId, WorkProof};
use sp_runtime::{PerThing, Permill};

use crate::{
	Balance, Boards, Config, CurrentParameters, Market, Pallet, Policies, Policy, States, MEGA_FUEL,
};

/// A price changes by at most one part in so many per epoch.
const MAX_STEP: u128 = 8;
/// No price is higher: keeps the price of the largest job far below overflow.
pub const MAX_PRICE: Balance = 1_000_000_000_000_000_000;
/// Epochs of silence that are made up for; more would not move a price that has fallen to its
/// floor, or risen as far as one busy time can justify.
const MAX_STEPS: u32 = 64;

/// The next price after an epoch of `utilisation`: one eighth up at full use, one eighth down when
/// idle, in proportion between.
pub fn next_price(
	price: Balance,
	utilisation: Permill,
	target: Permill,
	floor: Balance,
) -> Balance {
	let (used, target) = (utilisation.deconstruct(), target.deconstruct());
	let step = price / MAX_STEP;
	let next = if used >= target {
		let room = Permill::ACCURACY.saturating_sub(target).max(1);
		let share = Permill::from_rational(used.saturating_sub(target), room);
		price.saturating_add(share.mul_floor(step))
	} else {
		let share = Permill::from_rational(target.saturating_sub(used), target);
		price.saturating_sub(share.mul_floor(step))
	};
	next.clamp(floor.min(MAX_PRICE), MAX_PRICE)
}

/// The price of one item of `fuel` at `price` per million, rounded up.
pub fn item_price(price: Balance, fuel: Fuel) -> Option<Balance> {
	Some(price.checked_mul(u128::from(fuel))?.div_ceil(MEGA_FUEL))
}

impl<T: Config> Pallet<T> {
	/// Count use up to now, and make the price of the current epoch if it is not made yet.
	pub(crate) fn roll_market(market: &mut Market, units: u16, policy: &Policy, target: Permill) {
		let now = Self::clock();
		let blocks = u64::from(now.saturating_sub(market.counted));
		market.unit_blocks =
			market.unit_blocks.saturating_add(u64::from(market.busy).saturating_mul(blocks));
		market.counted = now;
		let epoch = T::WorkProof::epoch();
		let passed = epoch.saturating_sub(market.epoch);
		if market.price == 0 {
			market.price = policy.price_floor;
		} else if passed > 0 {
			let blocks = u64::from(now.saturating_sub(market.since)).max(1);
			let all = u64::from(units).saturating_mul(blocks).max(1);
			let utilisation = Permill::from_rational(market.unit_blocks.min(all), all);
			for _ in 0..passed.min(MAX_STEPS) {
				market.price = next_price(market.price, utilisation, target, policy.price_floor);
			}
		} else {
			return;
		}
		market.epoch = epoch;
		market.since = now;
		market.unit_blocks = 0;
	}

	/// What a million fuel costs in `labscape` now, in planck.
	pub fn price(labscape: LabscapeId) -> Balance {
		let mut market = States::<T>::get(labscape).market;
		let units = Boards::<T>::get(labscape).units();
		let target = CurrentParameters::<T>::get().target_utilisation;
		Self::roll_market(&mut market, units, &Policies::<T>::get(labscape), target);
		market.price
	}

	/// What one item costs with its audits, at `price` per million fuel: the price, and both
	/// together.
	pub(crate) fn unit_price(price: Balance, fuel: Fuel) -> Option<(Balance, Balance)> {
		let item = item_price(price, fuel)?;
		Some((item, item.checked_add(T::WorkProof::audit_budget(1, item))?))
	}
}
