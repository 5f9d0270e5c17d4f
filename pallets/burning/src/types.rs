//! Plain data of the ledger.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::traits::NoDrop;
use labscape_primitives::{BurnSource, MintSource, WorkEpoch, WorkShares};
use scale_info::TypeInfo;
use sp_runtime::{traits::Zero, Perbill, Saturating};

/// UBC, in planck.
pub type Balance = u128;

/// What was destroyed, by source.
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
pub struct Burned {
	/// [`BurnSource::Fees`].
	pub fees: Balance,
	/// [`BurnSource::Settlement`].
	pub settlement: Balance,
	/// [`BurnSource::Factory`].
	pub factory: Balance,
	/// [`BurnSource::Slash`].
	pub slash: Balance,
	/// [`BurnSource::Voluntary`].
	pub voluntary: Balance,
	/// [`BurnSource::Dust`].
	pub dust: Balance,
	/// [`BurnSource::AuditResidue`].
	pub audit_residue: Balance,
}

impl Burned {
	/// The counter of one source.
	pub fn of(&mut self, source: BurnSource) -> &mut Balance {
		match source {
			BurnSource::Fees => &mut self.fees,
			BurnSource::Settlement => &mut self.settlement,
			BurnSource::Factory => &mut self.factory,
			BurnSource::Slash => &mut self.slash,
			BurnSource::Voluntary => &mut self.voluntary,
			BurnSource::Dust => &mut self.dust,
			BurnSource::AuditResidue => &mut self.audit_residue,
		}
	}

	/// All counters, in the order of their declaration.
	pub fn parts(&self) -> [Balance; 7] {
		[
			self.fees,
			self.settlement,
			self.factory,
			self.slash,
			self.voluntary,
			self.dust,
			self.audit_residue,
		]
	}

	/// The sum over all sources; `None` if it overflows.
	pub fn total(&self) -> Option<Balance> {
		self.parts().into_iter().try_fold(Balance::zero(), |sum, part| sum.checked_add(part))
	}
}

/// What was created, by source.
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
pub struct Minted {
	/// [`MintSource::Validators`].
	pub validators: Balance,
	/// [`MintSource::Work`].
	pub work: Balance,
	/// [`MintSource::Treasury`].
	pub treasury: Balance,
}

impl Minted {
	/// The counter of one source.
	pub fn of(&mut self, source: MintSource) -> &mut Balance {
		match source {
			MintSource::Validators => &mut self.validators,
			MintSource::Work => &mut self.work,
			MintSource::Treasury => &mut self.treasury,
		}
	}

	/// All counters, in the order of their declaration.
	pub fn parts(&self) -> [Balance; 3] {
		[self.validators, self.work, self.treasury]
	}

	/// The sum over all sources; `None` if it overflows.
	pub fn total(&self) -> Option<Balance> {
		self.parts().into_iter().try_fold(Balance::zero(), |sum, part| sum.checked_add(part))
	}
}

/// What was destroyed and created in some stretch of time.
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
pub struct Flows {
	/// Destroyed, by source.
	pub burned: Burned,
	/// Created, by source.
	pub minted: Minted,
}

/// The flows of one epoch of work.
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
pub struct EpochFlows {
	/// The epoch.
	pub epoch: WorkEpoch,
	/// What flowed in it.
	pub flows: Flows,
}

/// The open page of the ledger. One value, so that a note costs one read and one write.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Book {
	/// What flowed in the epoch of the last note.
	pub current: EpochFlows,
	/// What flowed since genesis.
	pub total: Flows,
	/// What may still be minted for work: κ times every settlement burn, less what was minted.
	pub work_allowance: Balance,
}

/// What governance may set.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Parameters {
	/// The share of a transaction fee that is burned.
	pub fee_burn: Perbill,
	/// The share of a transaction fee that goes to the treasury. The author has the rest and tips.
	pub fee_treasury: Perbill,
	/// κ: how much of what an item burns may be minted for it. Below one.
	pub kappa: Perbill,
	/// The share of the emission for validators and nominators.
	pub validators: Perbill,
	/// The share of the emission for work. The treasury has the rest.
	pub work: Perbill,
}

impl Parameters {
	/// Whether all shares are shares of one whole, and washing loses under `shares`.
	pub fn are_sound(&self, shares: &WorkShares) -> bool {
		let fits = |a: Perbill, b: Perbill| a <= Perbill::one().saturating_sub(b);
		fits(self.fee_burn, self.fee_treasury)
			&& fits(self.validators, self.work)
			&& shares.washing_loses(self.kappa)
	}
}

/// The emission of some stretch of time, divided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Emission {
	/// For validators and nominators.
	pub validators: Balance,
	/// For work, bounded further by κ for each item.
	pub work: Balance,
	/// For the treasury.
	pub treasury: Balance,
}

/// How the issuance came about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Issuance {
	/// What the genesis block created.
	pub genesis: Balance,
	/// What was created since.
	pub minted: Balance,
	/// What was destroyed since.
	pub burned: Balance,
	/// What exists.
	pub total: Balance,
}

/// Fees and tips of a block, until its end divides them. Neither is destroyed by leaving memory: both
/// lie in storage in between.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct BlockFees<AccountId, Credit: Default> {
	/// Who builds the block, if known.
	pub author: Option<AccountId>,
	/// Paid for inclusion and weight.
	pub fees: NoDrop<Credit>,
	/// Paid for priority.
	pub tips: NoDrop<Credit>,
}
