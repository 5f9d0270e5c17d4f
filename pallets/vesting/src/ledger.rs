//! Where the money of schedules lies: on hold on the account of the beneficiary, in UBC or in a
//! token. The only place of this pallet that moves balances.

use frame_support::{
	ensure,
	traits::{
		fungible::hold::Mutate as _,
		fungibles::hold::Mutate as _,
		tokens::{Fortitude, Precision, Preservation, Restriction},
		Get,
	},
};
use labscape_primitives::{Amount, AssetKind, TokenRules};
use sp_runtime::DispatchResult;

use crate::{AccountIdOf, Config, Error, HoldReason};

/// Moves the money of schedules.
pub(crate) struct Ledger<T>(core::marker::PhantomData<T>);

impl<T: Config> Ledger<T> {
	/// Take `amount` out of the free balance of `source` and hold it for `beneficiary`.
	pub(crate) fn lock(
		source: &AccountIdOf<T>,
		beneficiary: &AccountIdOf<T>,
		asset: AssetKind,
		amount: Amount,
	) -> DispatchResult {
		Self::ensure_exists(beneficiary)?;
		let reason = HoldReason::Grant.into();
		let (precision, polite) = (Precision::Exact, Fortitude::Polite);
		let held = match asset {
			AssetKind::Native => T::Currency::transfer_and_hold(
				&reason,
				source,
				beneficiary,
				amount,
				precision,
				Preservation::Preserve,
				polite,
			)?,
			AssetKind::Token(token) => {
				T::TokenRules::ensure_movable(token, source)?;
				let held = T::Fungibles::transfer_and_hold(
					token,
					&reason,
					source,
					beneficiary,
					amount,
					precision,
					Preservation::Expendable,
					polite,
				)?;
				T::TokenRules::moved(token, source, beneficiary)?;
				held
			}
		};
		ensure!(held == amount, Error::<T>::WouldLeaveDust);
		Ok(())
	}

	/// Release `amount` to the free balance of `beneficiary`.
	pub(crate) fn unlock(
		beneficiary: &AccountIdOf<T>,
		asset: AssetKind,
		amount: Amount,
	) -> DispatchResult {
		let reason = HoldReason::Grant.into();
		match asset {
			AssetKind::Native => {
				T::Currency::release(&reason, beneficiary, amount, Precision::Exact)?
			}
			AssetKind::Token(token) => {
				T::Fungibles::release(token, &reason, beneficiary, amount, Precision::Exact)?
			}
		};
		Ok(())
	}

	/// Move `amount` that is held for `from` to `to`: held there too, or free.
	pub(crate) fn pass(
		from: &AccountIdOf<T>,
		to: &AccountIdOf<T>,
		asset: AssetKind,
		amount: Amount,
		mode: Restriction,
	) -> DispatchResult {
		Self::ensure_exists(to)?;
		let reason = HoldReason::Grant.into();
		let (precision, force) = (Precision::Exact, Fortitude::Force);
		match asset {
			AssetKind::Native => {
				T::Currency::transfer_on_hold(&reason, from, to, amount, precision, mode, force)?;
			}
			AssetKind::Token(token) => {
				T::TokenRules::ensure_movable(token, from)?;
				T::Fungibles::transfer_on_hold(
					token, &reason, from, to, amount, precision, mode, force,
				)?;
				T::TokenRules::moved(token, from, to)?;
			}
		}
		Ok(())
	}

	/// Hold the deposits of `schedules` new records on `granter`; returns the deposit of one.
	pub(crate) fn take_deposits(
		granter: &AccountIdOf<T>,
		schedules: u32,
	) -> Result<Amount, sp_runtime::DispatchError> {
		let deposit = T::ScheduleDeposit::get();
		let all = deposit.checked_mul(schedules.into()).ok_or(Error::<T>::Overflow)?;
		T::Currency::hold(&HoldReason::Deposit.into(), granter, all)?;
		Ok(deposit)
	}

	/// Give a deposit back.
	pub(crate) fn return_deposit(granter: &AccountIdOf<T>, deposit: Amount) -> DispatchResult {
		let reason = HoldReason::Deposit.into();
		T::Currency::release(&reason, granter, deposit, Precision::BestEffort)?;
		Ok(())
	}

	fn ensure_exists(who: &AccountIdOf<T>) -> DispatchResult {
		let lives = frame_system::Pallet::<T>::providers(who) > 0;
		ensure!(lives, Error::<T>::AccountMissing);
		Ok(())
	}
}
