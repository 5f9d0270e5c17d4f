//! The arithmetic of shared stake and shared income, without storage.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::traits::Defensive;
use scale_info::TypeInfo;
use sp_core::U256;
use sp_runtime::{ArithmeticError, Rounding};

use crate::{Balance, Shares};

/// The most shares that one planck may stand for.
///
/// A slash leaves a pool at least one planck for as many shares, so that shares always have a price:
/// at most a millionth of the stake survives the worst slash, and no later deposit can overflow.
pub const MAX_SHARES_PER_PLANCK: Shares = 1_000_000;

/// Income of one share is counted in units of `1 / INCOME_SCALE` planck.
pub const INCOME_SCALE: u128 = 1_000_000_000_000_000_000;

/// Stake owned in shares. A slash lowers the value of all shares at once.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct SharePool {
	/// The stake, in planck.
	pub value: Balance,
	/// How many shares own it. Zero exactly if the value is zero.
	pub shares: Shares,
}

impl SharePool {
	/// Put `value` in and return the shares it gets, rounded down: a deposit never costs those who
	/// are in the pool already.
	pub fn issue(&mut self, value: Balance) -> Result<Shares, ArithmeticError> {
		let shares = if self.shares == 0 {
			value
		} else {
			mul_div(value, self.shares, self.value, Rounding::Down)
				.ok_or(ArithmeticError::Overflow)?
		};
		let issued = self.shares.checked_add(shares).ok_or(ArithmeticError::Overflow)?;
		self.value = self.value.checked_add(value).ok_or(ArithmeticError::Overflow)?;
		self.shares = issued;
		Ok(shares)
	}

	/// What `shares` are worth, rounded down; the last shares are worth all that is left.
	pub fn worth(&self, shares: Shares) -> Balance {
		if shares >= self.shares {
			self.value
		} else {
			mul_div(shares, self.value, self.shares, Rounding::Down).unwrap_or(0)
		}
	}

	/// How many shares are worth at least `value`, at most all.
	pub fn shares_for(&self, value: Balance) -> Shares {
		mul_div(value, self.shares, self.value, Rounding::Up)
			.unwrap_or(self.shares)
			.min(self.shares)
	}

	/// Take `shares` out and return what they were worth.
	pub fn redeem(&mut self, shares: Shares) -> Balance {
		let value = self.worth(shares);
		self.shares = self.shares.saturating_sub(shares);
		self.value = self.value.saturating_sub(value);
		value
	}

	/// The most a slash can take.
	pub fn slashable(&self) -> Balance {
		self.value.saturating_sub(self.shares.div_ceil(MAX_SHARES_PER_PLANCK))
	}

	/// Take up to `amount` from all shares alike and return what was taken.
	pub fn slash(&mut self, amount: Balance) -> Balance {
		let taken = amount.min(self.slashable());
		self.value = self.value.saturating_sub(taken);
		taken
	}
}

/// Income per share since the beginning. What does not divide is carried to the next income.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Accumulator {
	/// Income of one share, in `1 / INCOME_SCALE` planck.
	pub per_share: u128,
	/// What did not divide, in `1 / INCOME_SCALE` planck.
	pub carry: u128,
}

impl Accumulator {
	/// Share `amount` among `shares`. Changes nothing if it fails.
	pub fn distribute(&mut self, amount: Balance, shares: Shares) -> Result<(), ArithmeticError> {
		if shares == 0 {
			return Err(ArithmeticError::DivisionByZero);
		}
		// Below 2^128 · 2^60 + 2^128.
		let whole = U256::from(amount)
			.saturating_mul(INCOME_SCALE.into())
			.saturating_add(self.carry.into());
		let (each, carry) = whole.div_mod(shares.into());
		let each = u128::try_from(each).map_err(|_| ArithmeticError::Overflow)?;
		self.per_share = self.per_share.checked_add(each).ok_or(ArithmeticError::Overflow)?;
		self.carry = carry.low_u128();
		Ok(())
	}

	/// What `shares` earned since `since`, rounded down.
	pub fn owed(&self, shares: Shares, since: u128) -> Balance {
		let each = self.per_share.saturating_sub(since);
		mul_div(shares, each, INCOME_SCALE, Rounding::Down).defensive_unwrap_or(0)
	}
}

/// `a · b / c`; `None` if `c` is zero or the result does not fit.
pub(crate) fn mul_div(a: u128, b: u128, c: u128, rounding: Rounding) -> Option<u128> {
	sp_runtime::helpers_128bit::multiply_by_rational_with_rounding(a, b, c, rounding)
}
