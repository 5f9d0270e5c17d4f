//! # Factory
//!
//! Creates a token in one act: metadata, roles, cap, initial allocations and vesting schedules, from
//! a template. Whatever fails, nothing has happened.
//!
//! ## The life of a creation
//! The creator describes the token in a [`Blueprint`] and pays a fee by its features and
//! allocations: a share is burned, the treasury gets the rest. A deposit stays on hold while the
//! token exists. When the token is retired (`pallet-labscape-tokens`), the deposit returns, the
//! symbol is free again, and the creator's count falls.
//!
//! ## Who is trusted with what
//! [`Config::GovernanceOrigin`] sets every price, the reserved symbols, who may create and how much,
//! and may pause creation; it has no power over tokens that exist. Creators have none beyond the
//! roles they give themselves.
//!
//! ## Symbols
//! Unique among existing tokens, by what they look like; see `symbols`. Names are not unique.
//!
//! ## Invariants
//! - **I1** For each account, what is on hold for [`HoldReason::Metadata`] is the sum of the
//!   deposits of its [`Records`].
//! - **I2** [`Symbols`] names exactly the tokens of [`Records`], each under its own key.
//! - **I3** [`TokensCreated`] counts the records of each creator and has no entries of zero.
//!
//! ## Bounds
//! A blueprint by [`Config::MaxAllocations`] allocations, as many grants, and
//! [`Config::MaxRoles`] members of roles; tokens of one creator by its limit.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod creation;
#[cfg(test)]
mod mock;
mod symbols;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "std", feature = "try-runtime"))]
mod try_state;
mod types;
pub mod weights;

use alloc::vec::Vec;
use codec::DecodeWithMemTracking;
use frame_support::{pallet_prelude::*, traits::fungible, PalletId};
use frame_system::pallet_prelude::*;
use labscape_primitives::{
	Amount, BurnLedger, Features, Grant, Role, TokenCreation, TokenId, VestedGrants,
};
use sp_runtime::traits::AccountIdConversion;

pub use pallet::*;
pub use symbols::*;
pub use types::*;
pub use weights::WeightInfo;

/// Log target of this pallet.
pub const LOG_TARGET: &str = "runtime::factory";
/// The most bytes of a name.
pub const MAX_NAME_LENGTH: u32 = 50;
/// The most symbols that one call reserves or releases.
pub const MAX_RESERVED_AT_ONCE: u32 = 100;

type AccountIdOf<T> = <T as frame_system::Config>::AccountId;
/// A grant of runtime `T`.
pub type GrantOf<T> = Grant<AccountIdOf<T>, BlockNumberFor<T>>;

/// A token to be created.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	frame_support::CloneNoBound,
	frame_support::DebugNoBound,
	frame_support::PartialEqNoBound,
	frame_support::EqNoBound,
)]
#[scale_info(skip_type_params(T))]
pub struct Blueprint<T: Config> {
	/// Its name, UTF-8.
	pub name: BoundedVec<u8, ConstU32<MAX_NAME_LENGTH>>,
	/// Its symbol; see [`crate::symbols`](index.html#symbols).
	pub symbol: Symbol,
	/// How many decimals a wallet shows.
	pub decimals: u8,
	/// What kind of token.
	pub template: Template,
	/// The features that the template leaves open.
	pub features: Features,
	/// Who grants and revokes its roles.
	pub admin: T::AccountId,
	/// The first members of its roles.
	pub roles: BoundedVec<(Role, T::AccountId), T::MaxRoles>,
	/// What is minted to whom.
	pub allocations: BoundedVec<(T::AccountId, Amount), T::MaxAllocations>,
	/// What is minted and vests; the creator is the granter.
	pub vested: BoundedVec<GrantOf<T>, T::MaxAllocations>,
}

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use crate::creation::{paused_until, Creation};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// UBC.
		type Currency: fungible::Mutate<Self::AccountId, Balance = Amount>
			+ fungible::hold::Mutate<
				Self::AccountId,
				Reason = Self::RuntimeHoldReason,
				Balance = Amount,
			>;

		/// The runtime's hold reasons.
		type RuntimeHoldReason: From<HoldReason>;

		/// Makes the tokens.
		type Tokens: TokenCreation<Self::AccountId>;

		/// Makes the vesting schedules.
		type Vesting: VestedGrants<Self::AccountId, BlockNumberFor<Self>>;

		/// Burns the burned share of fees.
		type BurnLedger: BurnLedger<Self::AccountId, Amount>;

		/// Gets the rest of fees.
		type Treasury: Get<Self::AccountId>;

		/// Sets terms, symbols, lists, limits and the pause.
		type GovernanceOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// The pot through which vested amounts pass within a creation.
		#[pallet::constant]
		type PalletId: Get<PalletId>;

		/// The symbol of UBC, which no token may imitate.
		#[pallet::constant]
		type NativeSymbol: Get<&'static [u8]>;

		/// The terms until governance sets others.
		#[pallet::constant]
		type DefaultTerms: Get<Terms>;

		/// The most allocations, and the most grants, of one creation.
		#[pallet::constant]
		type MaxAllocations: Get<u32>;

		/// The most members of roles at creation.
		#[pallet::constant]
		type MaxRoles: Get<u32>;

		/// Measured costs.
		type WeightInfo: WeightInfo;
	}

	/// Why this pallet holds balances.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// Deposit for a token's metadata and rules; on the account of its creator.
		#[codec(index = 0)]
		Metadata,
	}

	/// What is remembered of each token that exists. Goes when the token is retired.
	#[pallet::storage]
	pub type Records<T: Config> = StorageMap<_, Twox64Concat, TokenId, Record<AccountIdOf<T>>>;

	/// The token that occupies each folded symbol. Written beside [`Records`].
	#[pallet::storage]
	pub type Symbols<T> = StorageMap<_, Blake2_128Concat, SymbolKey, TokenId>;

	/// How many tokens of each creator exist. Written beside [`Records`].
	#[pallet::storage]
	pub type TokensCreated<T: Config> =
		StorageMap<_, Blake2_128Concat, AccountIdOf<T>, u32, ValueQuery>;

	/// The folded symbols that nobody may use. Written by governance.
	#[pallet::storage]
	pub type ReservedSymbols<T> = StorageMap<_, Blake2_128Concat, SymbolKey, ()>;

	/// The terms in force. Written by governance.
	#[pallet::storage]
	pub type CurrentTerms<T: Config> = StorageValue<_, Terms, ValueQuery, T::DefaultTerms>;

	/// Who may create. Written by governance.
	#[pallet::storage]
	pub type AccessMode<T> = StorageValue<_, Access, ValueQuery>;

	/// Creators that governance has singled out.
	#[pallet::storage]
	pub type Listings<T: Config> = StorageMap<_, Blake2_128Concat, AccountIdOf<T>, Listing>;

	/// Creators with limits of their own. Written by governance.
	#[pallet::storage]
	pub type AccountLimits<T: Config> = StorageMap<_, Blake2_128Concat, AccountIdOf<T>, u32>;

	/// Until which block nothing is created. Written by governance.
	#[pallet::storage]
	pub type PausedUntil<T: Config> = StorageValue<_, BlockNumberFor<T>>;

	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// Symbols that are reserved from the start, beside UBC's own.
		pub reserved_symbols: Vec<Vec<u8>>,
		/// For the type parameter.
		#[serde(skip)]
		pub _config: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			for symbol in &self.reserved_symbols {
				assert!(is_readable(symbol), "a reserved symbol is no symbol");
				ReservedSymbols::<T>::insert(fold(symbol), ());
			}
			Pallet::<T>::ensure_pot_exists();
		}
	}

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A token was created; of the fee, `burned` was burned.
		TokenCreated {
			token: TokenId,
			creator: T::AccountId,
			symbol: Vec<u8>,
			fee: Amount,
			burned: Amount,
		},
		/// A token is gone and its deposit back.
		DepositReturned { token: TokenId, creator: T::AccountId, amount: Amount },
		/// Governance has set other terms.
		TermsSet { terms: Terms },
		/// Nobody may use these symbols any more.
		SymbolsReserved { keys: Vec<SymbolKey> },
		/// These symbols may be used again.
		SymbolsReleased { keys: Vec<SymbolKey> },
		/// Governance has singled out an account, or no longer does.
		ListingSet { who: T::AccountId, listing: Option<Listing> },
		/// Governance has opened or restricted creation.
		AccessSet { access: Access },
		/// An account has a limit of its own, or no longer has.
		LimitSet { who: T::AccountId, limit: Option<u32> },
		/// Nothing is created before block `until`.
		Paused { until: BlockNumberFor<T> },
		/// Creation is possible again.
		Resumed,
	}

	#[pallet::error]
	pub enum Error<T> {
		/// Creation is paused; it ends by itself.
		FactoryPaused,
		/// The account is denied, or only listed accounts may create.
		NotAllowed,
		/// The account has as many tokens as it may: retire one, or ask governance.
		LimitReached,
		/// A symbol has 2 to 12 ASCII letters and digits, with at least one letter.
		BadSymbol,
		/// The symbol looks like one that is reserved, or contains what looks like UBC's.
		SymbolReserved,
		/// A token with a symbol that looks like it exists.
		SymbolTaken,
		/// The template does not allow one of the features.
		FeatureUnfit,
		/// Without minters there must be a supply from the start.
		NoSupply,
		/// A vested launch must vest something.
		NothingVested,
		/// The initial supply is above the cap.
		CapBelowSupply,
		/// Fee, deposit and existential deposit are more than the account can spend.
		CannotPay,
		/// An amount left the range of numbers.
		Overflow,
		/// The list of symbols is empty.
		EmptyList,
		/// The pause must end in the future.
		BadPause,
		/// Nothing is paused.
		NotPaused,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(is_readable(T::NativeSymbol::get()), "UBC needs a symbol");
			assert!(T::MaxAllocations::get() > 0, "nobody could get anything");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Create a token with metadata, roles, cap, allocations and vesting schedules.
		///
		/// ## Origin
		/// Signed by the creator.
		/// ## Effects
		/// Burns and pays the fee, holds the deposit, creates the token, mints and grants. All of it
		/// or nothing. Emits [`Event::TokenCreated`].
		/// ## Errors
		/// [`Error::FactoryPaused`], [`Error::NotAllowed`], [`Error::LimitReached`]: not here or not
		/// now. [`Error::BadSymbol`], [`Error::SymbolReserved`], [`Error::SymbolTaken`],
		/// [`Error::FeatureUnfit`], [`Error::NoSupply`], [`Error::NothingVested`],
		/// [`Error::CapBelowSupply`]: correct the blueprint. [`Error::CannotPay`]. The errors of the
		/// tokens and vesting pallets.
		/// ## Cost
		/// O(allocations and grants).
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::create(
			blueprint.allocations.len() as u32,
			blueprint.vested.len() as u32,
		))]
		pub fn create(
			origin: OriginFor<T>,
			blueprint: alloc::boxed::Box<Blueprint<T>>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Creation::<T>::create(who, *blueprint)
		}

		/// Set fees, deposit, the burned share, and the limit of tokens per account.
		///
		/// ## Origin
		/// [`Config::GovernanceOrigin`].
		/// ## Effects
		/// Holds for later creations; deposits that are on hold stay as they are. Emits
		/// [`Event::TermsSet`].
		/// ## Errors
		/// None.
		/// ## Cost
		/// O(1).
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::set_terms())]
		pub fn set_terms(origin: OriginFor<T>, terms: Terms) -> DispatchResult {
			T::GovernanceOrigin::ensure_origin(origin)?;
			CurrentTerms::<T>::put(terms);
			Self::deposit_event(Event::TermsSet { terms });
			Ok(())
		}

		/// Reserve symbols, and with each all that look like it. Tokens that exist keep theirs.
		///
		/// ## Origin
		/// [`Config::GovernanceOrigin`].
		/// ## Effects
		/// Emits [`Event::SymbolsReserved`].
		/// ## Errors
		/// [`Error::BadSymbol`], [`Error::EmptyList`].
		/// ## Cost
		/// O(symbols), at most [`MAX_RESERVED_AT_ONCE`].
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::reserve_symbols(symbols.len() as u32))]
		pub fn reserve_symbols(
			origin: OriginFor<T>,
			symbols: BoundedVec<Symbol, ConstU32<MAX_RESERVED_AT_ONCE>>,
		) -> DispatchResult {
			T::GovernanceOrigin::ensure_origin(origin)?;
			let keys = Self::keys_of(&symbols)?;
			keys.iter().for_each(|key| ReservedSymbols::<T>::insert(key, ()));
			Self::deposit_event(Event::SymbolsReserved { keys });
			Ok(())
		}

		/// Release reserved symbols.
		///
		/// ## Origin
		/// [`Config::GovernanceOrigin`].
		/// ## Effects
		/// Emits [`Event::SymbolsReleased`]. UBC's own symbol stays reserved.
		/// ## Errors
		/// [`Error::BadSymbol`], [`Error::EmptyList`].
		/// ## Cost
		/// O(symbols), at most [`MAX_RESERVED_AT_ONCE`].
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::reserve_symbols(symbols.len() as u32))]
		pub fn release_symbols(
			origin: OriginFor<T>,
			symbols: BoundedVec<Symbol, ConstU32<MAX_RESERVED_AT_ONCE>>,
		) -> DispatchResult {
			T::GovernanceOrigin::ensure_origin(origin)?;
			let keys = Self::keys_of(&symbols)?;
			keys.iter().for_each(ReservedSymbols::<T>::remove);
			Self::deposit_event(Event::SymbolsReleased { keys });
			Ok(())
		}

		/// Allow or deny an account by name, or neither.
		///
		/// ## Origin
		/// [`Config::GovernanceOrigin`].
		/// ## Effects
		/// Emits [`Event::ListingSet`]. Tokens that exist are not touched.
		/// ## Errors
		/// None.
		/// ## Cost
		/// O(1).
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::set_terms())]
		pub fn set_listing(
			origin: OriginFor<T>,
			who: T::AccountId,
			listing: Option<Listing>,
		) -> DispatchResult {
			T::GovernanceOrigin::ensure_origin(origin)?;
			Listings::<T>::set(&who, listing);
			Self::deposit_event(Event::ListingSet { who, listing });
			Ok(())
		}

		/// Let everyone create, or those only who are allowed by name.
		///
		/// ## Origin
		/// [`Config::GovernanceOrigin`].
		/// ## Effects
		/// Emits [`Event::AccessSet`].
		/// ## Errors
		/// None.
		/// ## Cost
		/// O(1).
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::set_terms())]
		pub fn set_access(origin: OriginFor<T>, access: Access) -> DispatchResult {
			T::GovernanceOrigin::ensure_origin(origin)?;
			AccessMode::<T>::put(access);
			Self::deposit_event(Event::AccessSet { access });
			Ok(())
		}

		/// Give an account a limit of its own, or the common one.
		///
		/// ## Origin
		/// [`Config::GovernanceOrigin`].
		/// ## Effects
		/// Emits [`Event::LimitSet`]. Tokens above it stay.
		/// ## Errors
		/// None.
		/// ## Cost
		/// O(1).
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::set_terms())]
		pub fn set_limit(
			origin: OriginFor<T>,
			who: T::AccountId,
			limit: Option<u32>,
		) -> DispatchResult {
			T::GovernanceOrigin::ensure_origin(origin)?;
			AccountLimits::<T>::set(&who, limit);
			Self::deposit_event(Event::LimitSet { who, limit });
			Ok(())
		}

		/// Create nothing before block `until`.
		///
		/// ## Origin
		/// [`Config::GovernanceOrigin`].
		/// ## Effects
		/// Ends by itself. Emits [`Event::Paused`].
		/// ## Errors
		/// [`Error::BadPause`].
		/// ## Cost
		/// O(1).
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::set_terms())]
		pub fn pause(origin: OriginFor<T>, until: BlockNumberFor<T>) -> DispatchResult {
			T::GovernanceOrigin::ensure_origin(origin)?;
			let now = frame_system::Pallet::<T>::block_number();
			ensure!(until > now, Error::<T>::BadPause);
			PausedUntil::<T>::put(until);
			Self::deposit_event(Event::Paused { until });
			Ok(())
		}

		/// End the pause early.
		///
		/// ## Origin
		/// [`Config::GovernanceOrigin`].
		/// ## Effects
		/// Emits [`Event::Resumed`].
		/// ## Errors
		/// [`Error::NotPaused`].
		/// ## Cost
		/// O(1).
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::set_terms())]
		pub fn resume(origin: OriginFor<T>) -> DispatchResult {
			T::GovernanceOrigin::ensure_origin(origin)?;
			ensure!(paused_until::<T>().is_some(), Error::<T>::NotPaused);
			PausedUntil::<T>::kill();
			Self::deposit_event(Event::Resumed);
			Ok(())
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// Fee and deposit of a token with these features, a cap or none, and so many allocations
		/// and grants; `None` beyond all numbers.
		pub fn quote(
			features: Features,
			capped: bool,
			allocations: u32,
		) -> Option<(Amount, Amount)> {
			let terms = CurrentTerms::<T>::get();
			Some((terms.fee(&features, capped, allocations)?, terms.metadata_deposit))
		}

		/// The terms in force.
		pub fn terms() -> Terms {
			CurrentTerms::<T>::get()
		}

		/// Whether a token could have this symbol.
		pub fn is_symbol_free(symbol: Vec<u8>) -> bool {
			Creation::<T>::ensure_free(&symbol).is_ok()
		}

		/// The token whose symbol looks like this one.
		pub fn token_by_symbol(symbol: Vec<u8>) -> Option<TokenId> {
			is_readable(&symbol).then(|| Symbols::<T>::get(fold(&symbol)))?
		}

		/// Who created a token, and with what deposit.
		pub fn record_of(token: TokenId) -> Option<(T::AccountId, Amount)> {
			Records::<T>::get(token).map(|record| (record.creator, record.deposit))
		}

		/// Whether the account could create a token now, if it can pay.
		pub fn may_create(who: T::AccountId) -> bool {
			Creation::<T>::ensure_may_create(&who).is_ok()
		}

		/// How many tokens of the account exist.
		pub fn created_by(who: T::AccountId) -> u32 {
			TokensCreated::<T>::get(who)
		}

		/// Until which block nothing is created; `None` if creation is possible.
		pub fn closed_until() -> Option<BlockNumberFor<T>> {
			paused_until::<T>()
		}
	}
}

impl<T: Config> Pallet<T> {
	/// The pot through which vested amounts pass within a creation.
	pub fn account_id() -> T::AccountId {
		T::PalletId::get().into_account_truncating()
	}

	/// The pot holds no UBC; a provider of its own lets it hold tokens for a moment.
	pub(crate) fn ensure_pot_exists() {
		let pot = Self::account_id();
		if frame_system::Pallet::<T>::providers(&pot) == 0 {
			frame_system::Pallet::<T>::inc_providers(&pot);
		}
	}

	fn keys_of(symbols: &[Symbol]) -> Result<Vec<SymbolKey>, DispatchError> {
		ensure!(!symbols.is_empty(), Error::<T>::EmptyList);
		ensure!(symbols.iter().all(|symbol| is_readable(symbol)), Error::<T>::BadSymbol);
		Ok(symbols.iter().map(|symbol| fold(symbol)).collect())
	}
}
