//! Plain data: templates, terms, and what is remembered of a token.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use labscape_primitives::{Amount, Features};
use scale_info::TypeInfo;
use sp_runtime::Permill;

use crate::SymbolKey;

/// The kinds of tokens that can be made. A template fixes some features; the creator chooses the
/// others among those that fit.
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
pub enum Template {
	/// No cap and no votes; mintable, burnable, pausable, freezable as chosen.
	Standard,
	/// As standard, mintable up to a cap.
	Capped {
		/// The most that ever exists.
		cap: Amount,
	},
	/// With votes, and a cap if one is given.
	Governance {
		/// The most that ever exists.
		cap: Option<Amount>,
	},
	/// All of the supply exists from the start and can never grow; at least a part of it vests.
	VestedLaunch,
}

/// Why a template and a choice of features do not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unfit;

impl Template {
	/// The features and the cap of a token of this template, with the creator's choice. The cap of
	/// a vested launch is its supply.
	pub fn resolve(
		self,
		chosen: Features,
		supply: Amount,
	) -> Result<(Features, Option<Amount>), Unfit> {
		match self {
			Template::Standard if chosen.votes => Err(Unfit),
			Template::Standard => Ok((chosen, None)),
			Template::Capped { .. } if chosen.votes => Err(Unfit),
			Template::Capped { cap } => Ok((Features { mintable: true, ..chosen }, Some(cap))),
			Template::Governance { cap } => Ok((Features { votes: true, ..chosen }, cap)),
			Template::VestedLaunch if chosen.mintable => Err(Unfit),
			Template::VestedLaunch => Ok((chosen, Some(supply))),
		}
	}
}

/// What governance asks of creators.
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
pub struct Terms {
	/// Fee for any token, in planck.
	pub base_fee: Amount,
	/// Fee for each feature, a cap counting as one, in planck.
	pub feature_fee: Amount,
	/// Fee for each allocation, vested or not, in planck.
	pub allocation_fee: Amount,
	/// The share of the fee that is burned; the treasury gets the rest.
	pub burned: Permill,
	/// On hold while the token exists, in planck.
	pub metadata_deposit: Amount,
	/// How many tokens of one creator may exist at once, unless it has a limit of its own.
	pub account_limit: u32,
}

impl Terms {
	/// The fee for a token; `None` if it is beyond all numbers.
	pub fn fee(&self, features: &Features, capped: bool, allocations: u32) -> Option<Amount> {
		let count = features.count().checked_add(u32::from(capped))?;
		let features = self.feature_fee.checked_mul(count.into())?;
		let allocations = self.allocation_fee.checked_mul(allocations.into())?;
		self.base_fee.checked_add(features)?.checked_add(allocations)
	}
}

/// What is remembered of a token while it exists.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Record<AccountId> {
	/// Who made it and has the deposit on hold.
	pub creator: AccountId,
	/// The folded symbol that it occupies.
	pub symbol: SymbolKey,
	/// The deposit, in planck.
	pub deposit: Amount,
}

/// A creator that governance has singled out.
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
pub enum Listing {
	/// May create also when only those listed may.
	Allowed,
	/// May never create.
	Denied,
}

/// Who may create.
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
pub enum Access {
	/// Everyone who is not denied.
	#[default]
	Everyone,
	/// Those who are allowed by name.
	AllowedOnly,
}
