//! Tokens between `pallet-labscape-tokens`, which keeps their rules, `pallet-labscape-factory`,
//! which creates them, and `pallet-labscape-vesting`, which holds them back.

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::{traits::ConstU32, BoundedVec, DispatchError, DispatchResult};

/// The id of a token, an asset of pallet-assets.
pub type TokenId = u32;
/// Amounts of UBC and of tokens, in their smallest unit.
pub type Amount = u128;
/// A vesting schedule. Never reused.
pub type ScheduleId = u64;
/// The most milestones one schedule may have.
pub const MAX_MILESTONES: u32 = 16;

/// UBC or a token.
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
pub enum AssetKind {
	/// The native currency, in planck.
	Native,
	/// A token.
	Token(TokenId),
}

/// What the rules of a token can do; fixed when the token is created, so that its holders know what
/// may ever happen to them.
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
pub struct Features {
	/// Minters may create more of it, up to the cap.
	pub mintable: bool,
	/// Burners may destroy the holdings of others.
	pub burnable: bool,
	/// Pausers may stop all movement.
	pub pausable: bool,
	/// Freezers may stop what leaves single accounts.
	pub freezable: bool,
	/// Balances are written down for votes; moves only through the tokens pallet.
	pub votes: bool,
}

impl Features {
	/// How many of them are chosen; fees are charged by it.
	pub fn count(&self) -> u32 {
		[self.mintable, self.burnable, self.pausable, self.freezable, self.votes]
			.iter()
			.map(|chosen| u32::from(*chosen))
			.sum()
	}
}

/// What a member of a role may do to one token.
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
pub enum Role {
	/// Create more of the token.
	Minter,
	/// Destroy holdings of others.
	Burner,
	/// Stop and resume all movement.
	Pauser,
	/// Stop and resume what leaves single accounts.
	Freezer,
	/// Rename the token.
	Metadata,
}

impl Role {
	/// Every role, in order.
	pub const ALL: [Role; 5] =
		[Role::Minter, Role::Burner, Role::Pauser, Role::Freezer, Role::Metadata];

	/// Whether a token with `features` has any use for this role.
	pub fn is_enabled(self, features: &Features) -> bool {
		match self {
			Role::Minter => features.mintable,
			Role::Burner => features.burnable,
			Role::Pauser => features.pausable,
			Role::Freezer => features.freezable,
			Role::Metadata => true,
		}
	}
}

/// A token to be created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenSpec<AccountId> {
	/// Its name, UTF-8.
	pub name: Vec<u8>,
	/// Its ticker symbol. Whether it may be used is the caller's business.
	pub symbol: Vec<u8>,
	/// How many decimals a wallet shows.
	pub decimals: u8,
	/// What its rules can do.
	pub features: Features,
	/// The supply it never exceeds.
	pub cap: Option<Amount>,
	/// Who grants and revokes its roles.
	pub admin: AccountId,
	/// The first members of its roles.
	pub roles: Vec<(Role, AccountId)>,
}

/// Create tokens; implemented by the tokens pallet. Callers run inside a storage layer and roll
/// back on an error.
pub trait TokenCreation<AccountId> {
	/// Create a token without supply and return its id.
	fn create(spec: TokenSpec<AccountId>) -> Result<TokenId, DispatchError>;
	/// Mint a part of the initial supply. Needs no minter; respects the cap.
	fn mint_initial(token: TokenId, to: &AccountId, amount: Amount) -> DispatchResult;
}

/// The rules of tokens for pallets that move them through `fungibles` and not through the calls of
/// the tokens pallet. `()` knows no rules.
pub trait TokenRules<AccountId> {
	/// Refuse if nothing may leave `from`: the token is paused or the account frozen.
	fn ensure_movable(token: TokenId, from: &AccountId) -> DispatchResult;
	/// The total balances of both (free and held) have changed: follow them.
	fn moved(token: TokenId, from: &AccountId, to: &AccountId) -> DispatchResult;
}

impl<AccountId> TokenRules<AccountId> for () {
	fn ensure_movable(_: TokenId, _: &AccountId) -> DispatchResult {
		Ok(())
	}
	fn moved(_: TokenId, _: &AccountId, _: &AccountId) -> DispatchResult {
		Ok(())
	}
}

/// Told when a token has ceased to exist; implemented by the factory.
pub trait OnTokenRetired {
	/// The token and all its holders are gone.
	fn on_token_retired(token: TokenId);
}

impl OnTokenRetired for () {
	fn on_token_retired(_: TokenId) {}
}

/// What voters held in the past; implemented by the tokens pallet.
pub trait PastVotes<AccountId, BlockNumber> {
	/// The votes of `who` at the end of block `at`; `None` if `at` is not over, is older than the
	/// retention, or the token has no votes.
	fn past_votes(token: TokenId, who: &AccountId, at: BlockNumber) -> Option<Amount>;
	/// The supply at the end of block `at`; `None` as above.
	fn past_supply(token: TokenId, at: BlockNumber) -> Option<Amount>;
}

/// What happens to the milestones that nobody released in time.
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
pub enum Lapse {
	/// They vest at the deadline.
	Vests,
	/// They return to the granter.
	Returns,
}

/// The amounts of a schedule's milestones, in their order.
pub type Milestones = BoundedVec<Amount, ConstU32<MAX_MILESTONES>>;

/// When the amount of a schedule vests.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum Release<AccountId, BlockNumber> {
	/// In proportion to time from `start` to `end`; nothing before `cliff`.
	Linear {
		/// From here time counts.
		start: BlockNumber,
		/// Before this block nothing is vested.
		cliff: BlockNumber,
		/// From this block on everything is vested.
		end: BlockNumber,
	},
	/// In `steps` equal parts.
	Stepped {
		/// The block of the first step.
		first: BlockNumber,
		/// Blocks between two steps.
		period: BlockNumber,
		/// How many steps there are.
		steps: u32,
	},
	/// Part by part, each when `authority` says so.
	Milestone {
		/// Who releases.
		authority: AccountId,
		/// The parts; they add up to the amount.
		parts: Milestones,
		/// How many of them are released.
		released: u32,
		/// Until when parts can be released.
		deadline: BlockNumber,
		/// What happens then to the others.
		lapse: Lapse,
	},
	/// All of it, at once; what is left of a schedule that was revoked.
	Vested,
}

/// One schedule to be made.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct Grant<AccountId, BlockNumber> {
	/// Who gets it.
	pub beneficiary: AccountId,
	/// How much, in all.
	pub amount: Amount,
	/// When it vests.
	pub release: Release<AccountId, BlockNumber>,
	/// Whether the granter may take back what is not vested.
	pub revocable: bool,
	/// Whether the beneficiary may hand it on.
	pub transferable: bool,
}

/// Make vesting schedules; implemented by the vesting pallet. Callers run inside a storage layer
/// and roll back on an error.
pub trait VestedGrants<AccountId, BlockNumber> {
	/// Take the amounts of `grants` out of `source`, held for their beneficiaries. `granter` pays
	/// the deposits and may revoke.
	fn grant_from(
		source: &AccountId,
		granter: &AccountId,
		asset: AssetKind,
		grants: Vec<Grant<AccountId, BlockNumber>>,
	) -> DispatchResult;
}
