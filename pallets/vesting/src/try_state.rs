//! The invariants of the module documentation, one function each.

use alloc::collections::{BTreeMap, BTreeSet};
use frame_support::{
	ensure,
	traits::{fungible::hold::Inspect as _, fungibles::hold::Inspect as _},
};
use labscape_primitives::{Amount, AssetKind, Release};
use sp_runtime::{traits::Zero, TryRuntimeError};

use crate::{
	AccountIdOf, Config, HoldReason, NextScheduleId, Pallet, Schedules, SchedulesByBeneficiary,
};

impl<T: Config> Pallet<T> {
	/// Check all invariants.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_i1()?;
		Self::check_i2()?;
		Self::check_i3()?;
		Self::check_i4()?;
		Self::check_i5()
	}

	fn check_i1() -> Result<(), TryRuntimeError> {
		let mut due = BTreeMap::<(AccountIdOf<T>, AssetKind), Amount>::new();
		for stored in Schedules::<T>::iter_values() {
			let schedule = stored.latest();
			let sum = due.entry((schedule.beneficiary.clone(), schedule.asset)).or_default();
			*sum = sum.checked_add(schedule.outstanding()).ok_or("I1: overflow")?;
		}
		let reason = HoldReason::Grant.into();
		for ((who, asset), sum) in &due {
			let held = match asset {
				AssetKind::Native => T::Currency::balance_on_hold(&reason, who),
				AssetKind::Token(token) => T::Fungibles::balance_on_hold(*token, &reason, who),
			};
			ensure!(held == *sum, "I1: what is on hold is not what is outstanding");
		}
		for who in frame_system::Account::<T>::iter_keys() {
			let known = due.contains_key(&(who.clone(), AssetKind::Native));
			let held = T::Currency::balance_on_hold(&reason, &who);
			ensure!(known || held.is_zero(), "I1: a hold without a schedule");
		}
		Ok(())
	}

	fn check_i2() -> Result<(), TryRuntimeError> {
		let now = frame_system::Pallet::<T>::block_number();
		for stored in Schedules::<T>::iter_values() {
			let schedule = stored.latest();
			let vested = schedule.vested(now);
			ensure!(schedule.claimed <= vested, "I2: more claimed than vested");
			ensure!(vested <= schedule.amount, "I2: more vested than granted");
			ensure!(schedule.claimed < schedule.amount, "I2: an ended schedule is stored");
		}
		Ok(())
	}

	fn check_i3() -> Result<(), TryRuntimeError> {
		let next = NextScheduleId::<T>::get();
		let mut stored = BTreeSet::new();
		for (id, schedule) in Schedules::<T>::iter() {
			ensure!(id < next, "I3: an id that was never given");
			stored.insert((schedule.latest().beneficiary, id));
		}
		let indexed: BTreeSet<_> = SchedulesByBeneficiary::<T>::iter_keys().collect();
		ensure!(stored == indexed, "I3: the index does not match the schedules");
		Ok(())
	}

	fn check_i4() -> Result<(), TryRuntimeError> {
		let mut due = BTreeMap::<AccountIdOf<T>, Amount>::new();
		for stored in Schedules::<T>::iter_values() {
			let schedule = stored.latest();
			let sum = due.entry(schedule.granter).or_default();
			*sum = sum.checked_add(schedule.deposit).ok_or("I4: overflow")?;
		}
		for who in frame_system::Account::<T>::iter_keys() {
			let held = T::Currency::balance_on_hold(&HoldReason::Deposit.into(), &who);
			let sum = due.get(&who).copied().unwrap_or_default();
			ensure!(held == sum, "I4: deposits on hold do not match the schedules");
		}
		Ok(())
	}

	fn check_i5() -> Result<(), TryRuntimeError> {
		for stored in Schedules::<T>::iter_values() {
			let schedule = stored.latest();
			let valid = match &schedule.release {
				Release::Linear { start, cliff, end } => {
					start < end && start <= cliff && cliff <= end
				}
				Release::Stepped { period, steps, .. } => !period.is_zero() && *steps > 0,
				Release::Milestone { parts, released, .. } => {
					let sum = parts.iter().try_fold(0, |sum: Amount, part| sum.checked_add(*part));
					sum == Some(schedule.amount) && *released as usize <= parts.len()
				}
				Release::Vested => true,
			};
			ensure!(valid, "I5: a curve that no grant can have");
		}
		Ok(())
	}
}
