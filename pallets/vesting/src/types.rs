//! Plain data: a schedule, its curve, and the layouts it had before.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use labscape_primitives::{Amount, AssetKind, Lapse, Release};
use scale_info::TypeInfo;
use sp_runtime::{
	helpers_128bit::multiply_by_rational_with_rounding,
	traits::{SaturatedConversion, UniqueSaturatedInto},
	Rounding,
};

/// What a curve needs of block numbers.
pub trait Block: Copy + Ord + UniqueSaturatedInto<u128> {}
impl<B: Copy + Ord + UniqueSaturatedInto<u128>> Block for B {}

/// One grant and how far it got. What is outstanding (`amount - claimed`) is on hold on the account
/// of the beneficiary.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Schedule<AccountId, BlockNumber> {
	/// UBC or a token.
	pub asset: AssetKind,
	/// Who gets it.
	pub beneficiary: AccountId,
	/// Who gave it, paid the deposit, and may revoke.
	pub granter: AccountId,
	/// All of it, claimed or not.
	pub amount: Amount,
	/// What was released to the beneficiary already.
	pub claimed: Amount,
	/// When it vests.
	pub release: Release<AccountId, BlockNumber>,
	/// Whether the granter may take back what is not vested.
	pub revocable: bool,
	/// Whether the beneficiary may hand it on.
	pub transferable: bool,
	/// What the granter has on hold for this record, in planck.
	pub deposit: Amount,
}

impl<AccountId, BlockNumber: Block> Schedule<AccountId, BlockNumber> {
	/// What is vested at block `now`, claimed or not. Never falls while `now` grows, never exceeds
	/// the amount, and is the same however often was claimed in between.
	pub fn vested(&self, now: BlockNumber) -> Amount {
		self.release.vested(self.amount, now)
	}

	/// What can be claimed at block `now`.
	pub fn claimable(&self, now: BlockNumber) -> Amount {
		self.vested(now).saturating_sub(self.claimed)
	}

	/// What is not vested at block `now`.
	pub fn unvested(&self, now: BlockNumber) -> Amount {
		self.amount.saturating_sub(self.vested(now))
	}

	/// What is still on hold.
	pub fn outstanding(&self) -> Amount {
		self.amount.saturating_sub(self.claimed)
	}
}

/// The curve of a release.
pub trait Curve<BlockNumber> {
	/// How much of `amount` is vested at block `now`.
	fn vested(&self, amount: Amount, now: BlockNumber) -> Amount;
}

impl<AccountId, BlockNumber: Block> Curve<BlockNumber> for Release<AccountId, BlockNumber> {
	fn vested(&self, amount: Amount, now: BlockNumber) -> Amount {
		match self {
			Release::Linear { cliff, .. } if now < *cliff => 0,
			Release::Linear { end, .. } if now >= *end => amount,
			Release::Linear { start, end, .. } => {
				share(amount, blocks(*start, now), blocks(*start, *end))
			}
			Release::Stepped { first, .. } if now < *first => 0,
			Release::Stepped { first, period, steps } => {
				let period: u128 = (*period).saturated_into();
				let passed = blocks(*first, now)
					.checked_div(period)
					.unwrap_or_default()
					.saturating_add(1)
					.min((*steps).into());
				share(amount, passed, (*steps).into())
			}
			Release::Milestone { deadline, lapse: Lapse::Vests, .. } if now >= *deadline => amount,
			Release::Milestone { parts, released, .. } => parts
				.iter()
				.take(*released as usize)
				.fold(0, |sum: Amount, part| sum.saturating_add(*part)),
			Release::Vested => amount,
		}
	}
}

/// Blocks from `from` to `to`.
fn blocks<BlockNumber: Block>(from: BlockNumber, to: BlockNumber) -> u128 {
	let (from, to): (u128, u128) = (from.saturated_into(), to.saturated_into());
	to.saturating_sub(from)
}

/// `amount * part / whole`, rounded down, without overflow. Nothing if `whole` is zero, which no
/// stored schedule has.
fn share(amount: Amount, part: u128, whole: u128) -> Amount {
	multiply_by_rational_with_rounding(amount, part, whole, Rounding::Down)
		.unwrap_or_default()
		.min(amount)
}

/// The first layout: linear releases only, not transferable, without a deposit.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct ScheduleV1<AccountId, BlockNumber> {
	/// UBC or a token.
	pub asset: AssetKind,
	/// Who gets it.
	pub beneficiary: AccountId,
	/// Who gave it.
	pub granter: AccountId,
	/// All of it.
	pub amount: Amount,
	/// What was released already.
	pub claimed: Amount,
	/// From here time counts.
	pub start: BlockNumber,
	/// Before this block nothing is vested.
	pub cliff: BlockNumber,
	/// From this block on everything is vested.
	pub end: BlockNumber,
	/// Whether the granter may revoke.
	pub revocable: bool,
}

/// A stored schedule. Every layout that was ever written stays readable, so that no grant depends
/// on a migration having run.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub enum Versioned<AccountId, BlockNumber> {
	/// The first layout.
	#[codec(index = 1)]
	V1(ScheduleV1<AccountId, BlockNumber>),
	/// The layout in use.
	#[codec(index = 2)]
	V2(Schedule<AccountId, BlockNumber>),
}

impl<AccountId, BlockNumber> Versioned<AccountId, BlockNumber> {
	/// The schedule in the layout in use. Amounts and curve do not change.
	pub fn latest(self) -> Schedule<AccountId, BlockNumber> {
		match self {
			Versioned::V1(old) => Schedule {
				asset: old.asset,
				beneficiary: old.beneficiary,
				granter: old.granter,
				amount: old.amount,
				claimed: old.claimed,
				release: Release::Linear { start: old.start, cliff: old.cliff, end: old.end },
				revocable: old.revocable,
				transferable: false,
				deposit: 0,
			},
			Versioned::V2(schedule) => schedule,
		}
	}
}

/// The state of the emergency pause.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Emergency<BlockNumber> {
	/// Nothing moves before this block.
	pub until: BlockNumber,
	/// No new pause before this block.
	pub next: BlockNumber,
}
