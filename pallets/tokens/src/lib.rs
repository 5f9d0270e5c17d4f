//! # Tokens
//!
//! ERC-20 and its usual extensions over the ledger of pallet-assets, so that wallets and explorers
//! see ordinary assets: allowances, capped supply, roles, pause and freeze, burning, permits signed
//! off chain, and checkpoints for votes.
//!
//! ## The life of a token
//! The factory creates it ([`labscape_primitives::TokenCreation`]) with features that never change:
//! a token without the freezer's feature never freezes anyone. Its admin grants and revokes the
//! roles, may hand its place on in two steps or renounce it for good. When nobody holds anything of
//! it, the admin retires it: pallet-assets removes the asset, and this pallet forgets its rules.
//!
//! ## Who is trusted with what
//! The asset is owned by this pallet's account, which has no key; `guard` says how pallet-assets'
//! own calls are kept within the rules. A member of a role can do what [`Role`] says, to this one
//! token. Root stands above all of it, as everywhere.
//!
//! ## Frozen and paused
//! Nothing leaves a frozen account; it can still receive. Of a paused token nothing moves, and none
//! is minted or burned. Holds of other pallets stay what they are; releasing one to the account that
//! has it is no move.
//!
//! ## Invariants
//! - **I1** Each token's asset is owned, issued, administered and frozen by this pallet's account.
//! - **I2** The supply does not exceed the cap.
//! - **I3** Roles have members only where the features give them a use; members are sorted, unique.
//! - **I4** `frozen_accounts` counts [`FrozenAccounts`]; nothing is frozen or paused without the
//!   feature, nor without somebody who can lift it.
//! - **I5** For a live token with votes: the newest checkpoint of each account is its total balance,
//!   that of the supply the supply; balances and votes both add up to the supply.
//! - **I6** Checkpoints are in the order of their blocks; every page belongs to a trace and is full.
//!
//! ## Bounds
//! Members of a role by [`Config::MaxRoleMembers`], batches by [`Config::MaxBatch`], checkpoints by
//! one for each block within [`Config::CheckpointRetention`]; what is older can be pruned by anyone.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
mod calls;
mod events;
mod guard;
mod impls;
#[cfg(test)]
mod mock;
mod moves;
mod permits;
mod registry;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "std", feature = "try-runtime"))]
mod try_state;
mod types;
mod votes;
pub mod weights;

use alloc::vec::Vec;
use frame_support::{
	dispatch::PostDispatchInfo,
	pallet_macros::import_section,
	pallet_prelude::*,
	traits::fungibles::{approvals::Inspect as _, metadata, Inspect as _},
	PalletId,
};
use frame_system::pallet_prelude::*;
use labscape_primitives::{Amount, Features, OnTokenRetired, Role, TokenId};
use sp_runtime::traits::{AccountIdConversion, IdentifyAccount, Verify};

use moves::Trail;

#[cfg(feature = "runtime-benchmarks")]
pub use benchmarking::BenchmarkHelper;
pub use guard::Guard;
pub use pallet::*;
pub use permits::{Intent, Message, TAG};
pub use types::*;
pub use weights::WeightInfo;

/// Log target of this pallet.
pub const LOG_TARGET: &str = "runtime::tokens";
/// The most decimals: as many as the largest amount has.
pub const MAX_DECIMALS: u8 = 38;

type AccountIdOf<T> = <T as frame_system::Config>::AccountId;
type Assets<T> = pallet_assets::Pallet<T>;
/// The rules of a token of runtime `T`.
pub type InfoOf<T> = TokenInfo<AccountIdOf<T>, BlockNumberFor<T>>;
/// A trace of runtime `T`.
pub type TraceOf<T> = Trace<AccountIdOf<T>, BlockNumberFor<T>>;
type WeightOf<T> = <T as Config>::WeightInfo;

#[import_section(calls::calls)]
#[import_section(events::events)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use crate::{moves::Moves, permits::Permits, registry::Registry, votes::Votes};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config:
		frame_system::Config<RuntimeEvent: From<Event<Self>>>
		+ pallet_assets::Config<AssetId = TokenId, Balance = Amount>
	{
		/// The account that owns every token; it has no key.
		#[pallet::constant]
		type PalletId: Get<PalletId>;

		/// Signatures of permits: sr25519, ed25519 and ecdsa are `MultiSignature`.
		type OffchainSignature: Verify<Signer = Self::OffchainSigner> + Parameter;

		/// Whose signatures they are.
		type OffchainSigner: IdentifyAccount<AccountId = Self::AccountId>;

		/// Told when a token is gone.
		type OnRetired: OnTokenRetired;

		/// The least id of a token; lower ones are root's to use.
		#[pallet::constant]
		type FirstTokenId: Get<TokenId>;

		/// The most members of one role of one token.
		#[pallet::constant]
		type MaxRoleMembers: Get<u32>;

		/// The most recipients of one batch.
		#[pallet::constant]
		type MaxBatch: Get<u32>;

		/// How long the next admin has to accept, in blocks.
		#[pallet::constant]
		type AdminTransferPeriod: Get<BlockNumberFor<Self>>;

		/// How far back votes and balances can be asked for, in blocks.
		#[pallet::constant]
		type CheckpointRetention: Get<BlockNumberFor<Self>>;

		/// Measured costs.
		type WeightInfo: WeightInfo;

		/// Signs for benchmarks.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper<Self::AccountId, Self::OffchainSignature>;
	}

	/// The rules of each token. Written by the registry; goes when pallet-assets removes the asset.
	/// Each costs its creator the factory's fee and deposit.
	#[pallet::storage]
	pub type Tokens<T: Config> = StorageMap<_, Twox64Concat, TokenId, InfoOf<T>>;

	/// The id that the next token gets, if it is free.
	#[pallet::storage]
	pub type NextTokenId<T> = StorageValue<_, TokenId, ValueQuery>;

	/// The members of each role, sorted. Written by the registry, removed with the token.
	#[pallet::storage]
	pub type Roles<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		TokenId,
		Twox64Concat,
		Role,
		BoundedVec<AccountIdOf<T>, T::MaxRoleMembers>,
		ValueQuery,
	>;

	/// The accounts from which nothing may leave. Written by the registry; counted in the token.
	#[pallet::storage]
	pub type FrozenAccounts<T: Config> =
		StorageDoubleMap<_, Twox64Concat, TokenId, Blake2_128Concat, AccountIdOf<T>, ()>;

	/// The nonce of the next signed message of each owner. Never falls while the token exists;
	/// pruned after it.
	#[pallet::storage]
	pub type Nonces<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		TokenId,
		Blake2_128Concat,
		AccountIdOf<T>,
		u64,
		ValueQuery,
	>;

	/// The newest checkpoints of each account that ever held a token with votes, and, at no
	/// account, of its supply. Pruned when nothing is left to ask for.
	#[pallet::storage]
	pub type Traces<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		TokenId,
		Blake2_128Concat,
		Option<AccountIdOf<T>>,
		TraceOf<T>,
		ValueQuery,
	>;

	/// Older checkpoints. Pruned beyond the retention.
	#[pallet::storage]
	pub type Pages<T: Config> = StorageNMap<
		_,
		(
			NMapKey<Twox64Concat, TokenId>,
			NMapKey<Blake2_128Concat, Option<AccountIdOf<T>>>,
			NMapKey<Twox64Concat, u32>,
		),
		Page<BlockNumberFor<T>>,
		ValueQuery,
	>;

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			use sp_runtime::traits::Zero;
			let root = frame_system::RawOrigin::Root.into();
			assert!(
				T::ForceOrigin::try_origin(root).is_ok(),
				"metadata is written as root, without a deposit of pallet-assets",
			);
			assert!(T::MaxRoleMembers::get() > 0 && T::MaxBatch::get() > 0, "bounds of zero");
			assert!(!T::AdminTransferPeriod::get().is_zero(), "nobody could accept");
			assert!(!T::CheckpointRetention::get().is_zero(), "nobody could vote");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The rules of a token.
		pub fn token(token: TokenId) -> Option<InfoOf<T>> {
			Tokens::<T>::get(token)
		}

		/// ERC-20 `name`.
		pub fn name_of(token: TokenId) -> Vec<u8> {
			<Assets<T> as metadata::Inspect<_>>::name(token)
		}

		/// ERC-20 `symbol`.
		pub fn symbol_of(token: TokenId) -> Vec<u8> {
			<Assets<T> as metadata::Inspect<_>>::symbol(token)
		}

		/// ERC-20 `decimals`.
		pub fn decimals_of(token: TokenId) -> u8 {
			<Assets<T> as metadata::Inspect<_>>::decimals(token)
		}

		/// ERC-20 `totalSupply`.
		pub fn total_supply(token: TokenId) -> Amount {
			Assets::<T>::total_issuance(token)
		}

		/// ERC-20 `balanceOf`: all of it, free and held.
		pub fn balance_of(token: TokenId, who: T::AccountId) -> Amount {
			Assets::<T>::total_balance(token, &who)
		}

		/// What `who` could spend now.
		pub fn spendable(token: TokenId, who: T::AccountId) -> Amount {
			use frame_support::traits::tokens::{Fortitude::Polite, Preservation::Expendable};
			Assets::<T>::reducible_balance(token, &who, Expendable, Polite)
		}

		/// ERC-20 `allowance`.
		pub fn allowance_of(token: TokenId, owner: T::AccountId, spender: T::AccountId) -> Amount {
			Assets::<T>::allowance(token, &owner, &spender)
		}

		/// ERC20Capped `cap`.
		pub fn cap(token: TokenId) -> Option<Amount> {
			Tokens::<T>::get(token)?.cap
		}

		/// ERC20Pausable `paused`.
		pub fn is_paused(token: TokenId) -> bool {
			Tokens::<T>::get(token).is_some_and(|info| info.paused)
		}

		/// Whether nothing may leave the account.
		pub fn is_frozen(token: TokenId, who: T::AccountId) -> bool {
			FrozenAccounts::<T>::contains_key(token, who)
		}

		/// AccessControl `hasRole`.
		pub fn has_role(token: TokenId, role: Role, who: T::AccountId) -> bool {
			Registry::<T>::has_role(token, role, &who)
		}

		/// AccessControlEnumerable `getRoleMembers`.
		pub fn role_members(token: TokenId, role: Role) -> Vec<T::AccountId> {
			Roles::<T>::get(token, role).into_inner()
		}

		/// AccessControlEnumerable `getRoleMember`.
		pub fn role_member(token: TokenId, role: Role, index: u32) -> Option<T::AccountId> {
			Roles::<T>::get(token, role).get(index as usize).cloned()
		}

		/// AccessControlEnumerable `getRoleMemberCount`.
		pub fn role_member_count(token: TokenId, role: Role) -> u32 {
			Roles::<T>::decode_len(token, role).unwrap_or_default() as u32
		}

		/// AccessControlDefaultAdminRules `defaultAdmin`, and AccessControl `getRoleAdmin` of every
		/// role.
		pub fn admin(token: TokenId) -> Option<T::AccountId> {
			Tokens::<T>::get(token)?.admin
		}

		/// AccessControlDefaultAdminRules `pendingDefaultAdmin`, and until when it may accept.
		pub fn pending_admin(token: TokenId) -> Option<(T::AccountId, BlockNumberFor<T>)> {
			Tokens::<T>::get(token)?.pending_admin
		}

		/// ERC-2612 `nonces`.
		pub fn nonce_of(token: TokenId, owner: T::AccountId) -> u64 {
			Nonces::<T>::get(token, owner)
		}

		/// The bytes that `owner` signs for [`Pallet::permit`]; they begin with what ERC-2612's
		/// `DOMAIN_SEPARATOR` stands for.
		pub fn permit_payload(
			token: TokenId,
			owner: T::AccountId,
			spender: T::AccountId,
			amount: Amount,
			nonce: u64,
			deadline: BlockNumberFor<T>,
		) -> Vec<u8> {
			let intent = Intent::Approve { spender, amount };
			Permits::<T>::payload(token, owner, nonce, deadline, intent)
		}

		/// The bytes that `who` signs for [`Pallet::delegate_by_signature`].
		pub fn delegation_payload(
			token: TokenId,
			who: T::AccountId,
			to: T::AccountId,
			nonce: u64,
			deadline: BlockNumberFor<T>,
		) -> Vec<u8> {
			Permits::<T>::payload(token, who, nonce, deadline, Intent::Delegate { to })
		}

		/// IERC6372 `clock`: votes are counted in blocks.
		pub fn clock() -> BlockNumberFor<T> {
			frame_system::Pallet::<T>::block_number()
		}

		/// ERC20Votes `getVotes`.
		pub fn votes_of(token: TokenId, who: T::AccountId) -> Amount {
			Traces::<T>::get(token, Some(who)).latest().votes
		}

		/// ERC20Votes `getPastVotes`: at the end of block `at`.
		pub fn past_votes_of(
			token: TokenId,
			who: T::AccountId,
			at: BlockNumberFor<T>,
		) -> Option<Amount> {
			Votes::<T>::look_up(token, Some(who), at).map(|checkpoint| checkpoint.votes)
		}

		/// The total balance at the end of block `at`.
		pub fn past_balance_of(
			token: TokenId,
			who: T::AccountId,
			at: BlockNumberFor<T>,
		) -> Option<Amount> {
			Votes::<T>::look_up(token, Some(who), at).map(|checkpoint| checkpoint.balance)
		}

		/// ERC20Votes `getPastTotalSupply`: at the end of block `at`.
		pub fn past_total_supply(token: TokenId, at: BlockNumberFor<T>) -> Option<Amount> {
			Votes::<T>::look_up(token, None, at).map(|checkpoint| checkpoint.balance)
		}

		/// ERC20Votes `delegates`.
		pub fn delegate_of(token: TokenId, who: T::AccountId) -> T::AccountId {
			Traces::<T>::get(token, Some(&who)).delegate.unwrap_or(who)
		}

		/// ERC20Votes `numCheckpoints`: those that are still stored.
		pub fn checkpoint_count(token: TokenId, who: T::AccountId) -> u32 {
			let trace = Traces::<T>::get(token, Some(who));
			let pages = trace.next_page.saturating_sub(trace.first_page);
			pages.saturating_mul(PAGE_LENGTH).saturating_add(trace.recent.len() as u32)
		}

		/// ERC20Votes `checkpoints`: the one at `index`, counted from the oldest that is stored.
		pub fn checkpoint(
			token: TokenId,
			who: T::AccountId,
			index: u32,
		) -> Option<Checkpoint<BlockNumberFor<T>>> {
			let trace = Traces::<T>::get(token, Some(&who));
			let number = trace.first_page.checked_add(index.checked_div(PAGE_LENGTH)?)?;
			let place = index.checked_rem(PAGE_LENGTH)? as usize;
			if number < trace.next_page {
				return Pages::<T>::get((token, Some(who), number)).get(place).copied();
			}
			let recent = number == trace.next_page;
			recent.then(|| trace.recent.get(place).copied()).flatten()
		}
	}
}

/// The most items that one call prunes.
pub const MAX_PRUNED: u32 = 100;

impl<T: Config> Pallet<T> {
	/// The account that owns every token.
	pub fn account_id() -> T::AccountId {
		<T as Config>::PalletId::get().into_account_truncating()
	}

	/// What a move cost, if less than the longest path.
	fn cost(trail: Trail, plain: Weight, checkpoints: Weight) -> PostDispatchInfo {
		match trail {
			Trail::None => Some(plain).into(),
			Trail::Checkpoints => Some(checkpoints).into(),
			Trail::Pages => None.into(),
		}
	}
}
