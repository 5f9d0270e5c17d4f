//! The one ledger of minting and burning, implemented by `pallet-labscape-burning`.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::{DispatchError, Perbill};

/// Why UBC was destroyed.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum BurnSource {
	/// The burned share of transaction fees.
	Fees,
	/// The burned share of settled work.
	Settlement,
	/// The burned share of the factory's fees.
	Factory,
	/// A slash.
	Slash,
	/// A holder's own wish.
	Voluntary,
	/// Balances that fell below the existential deposit.
	Dust,
	/// The unspent part of what requesters pay for audits.
	AuditResidue,
}

/// Why UBC was created.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum MintSource {
	/// Rewards of validators and nominators, paid by pallet-staking.
	Validators,
	/// Emission on verified work, bounded by its burn.
	Work,
	/// The treasury's share of the emission.
	Treasury,
}

/// Destroy and create UBC through the ledger, so that issuance always adds up.
pub trait BurnLedger<AccountId, Balance> {
	/// Burn `amount` of the free balance of `who`, who keeps the existential deposit.
	fn burn_from(who: &AccountId, amount: Balance, source: BurnSource)
		-> Result<(), DispatchError>;
	/// Write down that `amount` was destroyed by other means, such as a dropped imbalance.
	fn note_burned(amount: Balance, source: BurnSource);
	/// Mint `amount` into the account of `who`.
	///
	/// [`MintSource::Work`] is refused beyond what settlement burns have allowed so far: burn
	/// first, then mint.
	fn mint_into(who: &AccountId, amount: Balance, source: MintSource)
		-> Result<(), DispatchError>;
	/// Write down that `amount` was created by other means, such as pallet-staking's payout.
	fn note_minted(amount: Balance, source: MintSource);
}

/// The two bounds on emission for work, implemented by `pallet-labscape-burning`.
///
/// Whoever settles work mints, for each item, at most [`Self::bound`] of what that very item burned,
/// and in one epoch at most [`Self::scheduled`]. What the bounds withhold is not minted.
pub trait WorkEmission<Balance> {
	/// κ times `burned`, rounded down: the most that may be minted on what burned it.
	fn bound(burned: Balance) -> Balance;
	/// What the schedule allots to work for `blocks` blocks from now.
	fn scheduled(blocks: u32) -> Balance;
	/// Whether κ as it stands keeps washing a loss under `shares`. Whoever changes them asks first.
	fn allows(shares: &WorkShares) -> bool;
}

/// How the price of settled work is divided, as far as the wash-trade bound needs it.
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
pub struct WorkShares {
	/// b: the burned share.
	pub burn: Perbill,
	/// t: the treasury's share.
	pub treasury: Perbill,
	/// g: the part of the treasury's share that one party could win back.
	pub recaptured: Perbill,
	/// The sum of all rebates on the price.
	pub rebates: Perbill,
}

impl WorkShares {
	/// Whether every union of requester, provider, auditor and delegator loses on work that it buys
	/// from itself: `t(1 − g) + b(1 − κ) > rebates`, and κ below one.
	pub fn washing_loses(&self, kappa: Perbill) -> bool {
		let part = |perbill: Perbill| u64::from(perbill.deconstruct());
		let one = part(Perbill::one());
		// Each product is at most 10^18, so that no sum comes near 2^64.
		let lost = part(self.treasury)
			.saturating_mul(one.saturating_sub(part(self.recaptured)))
			.saturating_add(part(self.burn).saturating_mul(one.saturating_sub(part(kappa))));
		kappa < Perbill::one() && lost > part(self.rebates).saturating_mul(one)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn shares(burn: u32, treasury: u32, recaptured: u32, rebates: u32) -> WorkShares {
		WorkShares {
			burn: Perbill::from_percent(burn),
			treasury: Perbill::from_percent(treasury),
			recaptured: Perbill::from_percent(recaptured),
			rebates: Perbill::from_percent(rebates),
		}
	}

	#[test]
	fn washing_loses_only_strictly_above_the_rebates() {
		// 5 % · 1 + 10 % · (1 − 50 %) = 10 %.
		let kappa = Perbill::from_percent(50);
		assert!(shares(10, 5, 0, 9).washing_loses(kappa));
		assert!(!shares(10, 5, 0, 10).washing_loses(kappa));
	}

	#[test]
	fn a_recaptured_treasury_share_does_not_count() {
		let kappa = Perbill::from_percent(50);
		assert!(shares(10, 5, 100, 4).washing_loses(kappa));
		assert!(!shares(10, 5, 100, 5).washing_loses(kappa));
	}

	#[test]
	fn kappa_of_one_is_never_allowed() {
		assert!(shares(10, 5, 0, 0).washing_loses(Perbill::from_parts(999_999_999)));
		assert!(!shares(10, 5, 0, 0).washing_loses(Perbill::one()));
		assert!(!shares(0, 0, 0, 0).washing_loses(Perbill::zero()));
	}
}
