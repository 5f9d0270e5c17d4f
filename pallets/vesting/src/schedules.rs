//! The book of schedules: the only writer of [`Schedules`], its index and the id counter.

use alloc::vec::Vec;
use frame_support::{
	ensure,
	traits::{tokens::Restriction, Get},
};
use frame_system::pallet_prelude::BlockNumberFor;
use labscape_primitives::{Amount, AssetKind, Grant, Lapse, Release, ScheduleId};
use sp_runtime::{
	traits::{CheckedAdd, CheckedMul, SaturatedConversion, Saturating, Zero},
	DispatchError, DispatchResult,
};

use crate::{
	ledger::Ledger, AccountIdOf, Config, Error, Event, NextScheduleId, Pallet, ScheduleOf,
	Schedules, SchedulesByBeneficiary, Versioned,
};

/// Owner of the schedules.
pub(crate) struct Book<T>(core::marker::PhantomData<T>);

impl<T: Config> Book<T> {
	pub(crate) fn get(id: ScheduleId) -> Result<ScheduleOf<T>, DispatchError> {
		let stored = Schedules::<T>::get(id).ok_or(Error::<T>::UnknownSchedule)?;
		Ok(stored.latest())
	}

	fn add(schedule: ScheduleOf<T>) -> Result<ScheduleId, DispatchError> {
		let id = NextScheduleId::<T>::get();
		NextScheduleId::<T>::put(id.checked_add(1).ok_or(Error::<T>::Overflow)?);
		SchedulesByBeneficiary::<T>::insert(&schedule.beneficiary, id, ());
		Schedules::<T>::insert(id, Versioned::V2(schedule));
		Ok(id)
	}

	/// Write a changed schedule back; one from which everything was claimed ends.
	fn put(id: ScheduleId, schedule: ScheduleOf<T>) -> DispatchResult {
		if schedule.outstanding().is_zero() {
			Self::remove(id, &schedule)?;
			Pallet::<T>::deposit_event(Event::Ended { schedule: id });
		} else {
			Schedules::<T>::insert(id, Versioned::V2(schedule));
		}
		Ok(())
	}

	fn remove(id: ScheduleId, schedule: &ScheduleOf<T>) -> DispatchResult {
		Schedules::<T>::remove(id);
		SchedulesByBeneficiary::<T>::remove(&schedule.beneficiary, id);
		Ledger::<T>::return_deposit(&schedule.granter, schedule.deposit)
	}

	/// Refuse what can never vest as its granter thinks.
	fn ensure_valid(grant: &Grant<AccountIdOf<T>, BlockNumberFor<T>>) -> DispatchResult {
		let now = frame_system::Pallet::<T>::block_number();
		ensure!(!grant.amount.is_zero(), Error::<T>::ZeroAmount);
		let end = match &grant.release {
			Release::Linear { start, cliff, end } => {
				ensure!(start < end, Error::<T>::ZeroLength);
				ensure!(start <= cliff && cliff <= end, Error::<T>::CliffOutside);
				*end
			}
			Release::Stepped { first, period, steps } => {
				ensure!(!period.is_zero() && *steps > 0, Error::<T>::ZeroLength);
				let last: BlockNumberFor<T> = steps.saturating_sub(1).saturated_into();
				let length = period.checked_mul(&last).ok_or(Error::<T>::TooLong)?;
				first.checked_add(&length).ok_or(Error::<T>::TooLong)?
			}
			Release::Milestone { parts, released, deadline, .. } => {
				ensure!(!parts.is_empty() && *released == 0, Error::<T>::BadMilestones);
				ensure!(parts.iter().all(|part| !part.is_zero()), Error::<T>::BadMilestones);
				let sum = parts.iter().try_fold(0, |sum: Amount, part| sum.checked_add(*part));
				ensure!(sum == Some(grant.amount), Error::<T>::BadMilestones);
				*deadline
			}
			Release::Vested => return Err(Error::<T>::ZeroLength.into()),
		};
		ensure!(end > now, Error::<T>::InThePast);
		ensure!(end <= now.saturating_add(T::MaxDuration::get()), Error::<T>::TooLong);
		Ok(())
	}

	/// Make schedules out of the free balance of `source`; see [`crate::Pallet::grant_batch`].
	pub(crate) fn grant(
		source: &AccountIdOf<T>,
		granter: &AccountIdOf<T>,
		asset: AssetKind,
		grants: Vec<Grant<AccountIdOf<T>, BlockNumberFor<T>>>,
	) -> DispatchResult {
		ensure!(!grants.is_empty(), Error::<T>::EmptyBatch);
		let count = u32::try_from(grants.len()).unwrap_or(u32::MAX);
		ensure!(count <= T::MaxBatch::get(), Error::<T>::BatchTooLarge);
		grants.iter().try_for_each(Self::ensure_valid)?;
		let deposit = Ledger::<T>::take_deposits(granter, count)?;
		for grant in grants {
			let Grant { beneficiary, amount, release, revocable, transferable } = grant;
			Ledger::<T>::lock(source, &beneficiary, asset, amount)?;
			let schedule = Self::add(ScheduleOf::<T> {
				asset,
				beneficiary: beneficiary.clone(),
				granter: granter.clone(),
				amount,
				claimed: 0,
				release,
				revocable,
				transferable,
				deposit,
			})?;
			let granter = granter.clone();
			let event = Event::Granted { schedule, asset, granter, beneficiary, amount };
			Pallet::<T>::deposit_event(event);
		}
		Ok(())
	}

	/// Release what is vested to the beneficiary.
	pub(crate) fn claim(id: ScheduleId) -> DispatchResult {
		let mut schedule = Self::get(id)?;
		let amount = Self::pay_out(id, &mut schedule)?;
		ensure!(!amount.is_zero(), Error::<T>::NothingToClaim);
		Self::put(id, schedule)
	}

	fn pay_out(id: ScheduleId, schedule: &mut ScheduleOf<T>) -> Result<Amount, DispatchError> {
		let amount = schedule.claimable(frame_system::Pallet::<T>::block_number());
		if !amount.is_zero() {
			Ledger::<T>::unlock(&schedule.beneficiary, schedule.asset, amount)?;
			schedule.claimed = schedule.claimed.checked_add(amount).ok_or(Error::<T>::Overflow)?;
			let beneficiary = schedule.beneficiary.clone();
			Pallet::<T>::deposit_event(Event::Claimed { schedule: id, beneficiary, amount });
		}
		Ok(amount)
	}

	/// Return what is not vested to the granter. What is vested stays claimable.
	pub(crate) fn revoke(who: &AccountIdOf<T>, id: ScheduleId) -> DispatchResult {
		let schedule = Self::get(id)?;
		ensure!(schedule.granter == *who, Error::<T>::NotGranter);
		ensure!(schedule.revocable, Error::<T>::NotRevocable);
		Self::cut(id, schedule)
	}

	/// Return the milestones that nobody released in time.
	pub(crate) fn lapse(id: ScheduleId) -> DispatchResult {
		let schedule = Self::get(id)?;
		let now = frame_system::Pallet::<T>::block_number();
		match &schedule.release {
			Release::Milestone { deadline, lapse: Lapse::Returns, .. } => {
				ensure!(now >= *deadline, Error::<T>::BeforeDeadline)
			}
			_ => return Err(Error::<T>::NotAMilestoneSchedule.into()),
		}
		Self::cut(id, schedule)
	}

	fn cut(id: ScheduleId, mut schedule: ScheduleOf<T>) -> DispatchResult {
		let now = frame_system::Pallet::<T>::block_number();
		let returned = schedule.unvested(now);
		ensure!(!returned.is_zero(), Error::<T>::FullyVested);
		let (from, to) = (&schedule.beneficiary, &schedule.granter);
		Ledger::<T>::pass(from, to, schedule.asset, returned, Restriction::Free)?;
		schedule.amount = schedule.vested(now);
		schedule.release = Release::Vested;
		Pallet::<T>::deposit_event(Event::Cut { schedule: id, returned });
		Self::put(id, schedule)
	}

	/// Pay out what is vested and hand the rest on.
	pub(crate) fn transfer(
		who: &AccountIdOf<T>,
		id: ScheduleId,
		to: AccountIdOf<T>,
	) -> DispatchResult {
		let mut schedule = Self::get(id)?;
		ensure!(schedule.beneficiary == *who, Error::<T>::NotBeneficiary);
		ensure!(schedule.transferable, Error::<T>::NotTransferable);
		ensure!(schedule.beneficiary != to, Error::<T>::SelfTransfer);
		Self::pay_out(id, &mut schedule)?;
		let rest = schedule.outstanding();
		ensure!(!rest.is_zero(), Error::<T>::FullyVested);
		Ledger::<T>::pass(who, &to, schedule.asset, rest, Restriction::OnHold)?;
		SchedulesByBeneficiary::<T>::remove(who, id);
		SchedulesByBeneficiary::<T>::insert(&to, id, ());
		schedule.beneficiary = to.clone();
		let from = who.clone();
		Pallet::<T>::deposit_event(Event::Transferred { schedule: id, from, to });
		Self::put(id, schedule)
	}

	/// Add schedule `from` to schedule `into`, if both run on the same curve.
	pub(crate) fn merge(
		who: &AccountIdOf<T>,
		from: ScheduleId,
		into: ScheduleId,
	) -> DispatchResult {
		ensure!(from != into, Error::<T>::SelfMerge);
		let (source, mut target) = (Self::get(from)?, Self::get(into)?);
		let owned = source.beneficiary == *who && target.beneficiary == *who;
		ensure!(owned, Error::<T>::NotBeneficiary);
		let alike = source.asset == target.asset
			&& source.granter == target.granter
			&& source.release == target.release
			&& source.revocable == target.revocable
			&& source.transferable == target.transferable;
		let curve = !matches!(source.release, Release::Milestone { .. });
		ensure!(alike && curve, Error::<T>::CurvesDiffer);
		target.amount = target.amount.checked_add(source.amount).ok_or(Error::<T>::Overflow)?;
		target.claimed = target.claimed.checked_add(source.claimed).ok_or(Error::<T>::Overflow)?;
		Self::remove(from, &source)?;
		Pallet::<T>::deposit_event(Event::Merged { from, into });
		Self::put(into, target)
	}

	/// Release the next milestone.
	pub(crate) fn release_milestone(who: &AccountIdOf<T>, id: ScheduleId) -> DispatchResult {
		let mut schedule = Self::get(id)?;
		let Release::Milestone { authority, parts, released, deadline, .. } = &mut schedule.release
		else {
			return Err(Error::<T>::NotAMilestoneSchedule.into());
		};
		ensure!(authority == who, Error::<T>::NotAuthority);
		let now = frame_system::Pallet::<T>::block_number();
		ensure!(now < *deadline, Error::<T>::AfterDeadline);
		let amount = *parts.get(*released as usize).ok_or(Error::<T>::FullyVested)?;
		let milestone = *released;
		*released = released.checked_add(1).ok_or(Error::<T>::Overflow)?;
		Pallet::<T>::deposit_event(Event::MilestoneReleased { schedule: id, milestone, amount });
		Self::put(id, schedule)
	}
}
