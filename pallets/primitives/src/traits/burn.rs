//! The one ledger of minting and burning, implemented by `pallet-labscape-burning`.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::DispatchError;

/// Why UBC was destroyed.
#[derive(
	Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, DecodeWithMemTracking,
	MaxEncodedLen, TypeInfo,
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
	Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, DecodeWithMemTracking,
	MaxEncodedLen, TypeInfo,
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
	/// Burn `amount` of the free balance of `who`.
	fn burn_from(who: &AccountId, amount: Balance, source: BurnSource)
		-> Result<(), DispatchError>;
	/// Write down that `amount` was destroyed by other means, such as a dropped imbalance.
	fn note_burned(amount: Balance, source: BurnSource);
	/// Mint `amount` into the account of `who`.
	fn mint_into(who: &AccountId, amount: Balance, source: MintSource)
		-> Result<(), DispatchError>;
	/// Write down that `amount` was created by other means, such as pallet-staking's payout.
	fn note_minted(amount: Balance, source: MintSource);
}
