//! Creation and what is remembered of it: the only writer of [`Records`], [`Symbols`] and
//! [`TokensCreated`].

use alloc::vec::Vec;
use frame_support::{
	ensure,
	storage::with_storage_layer,
	traits::{
		fungible::{Inspect, Mutate, MutateHold},
		tokens::{Fortitude, Precision, Preservation},
		Get,
	},
};
use frame_system::pallet_prelude::BlockNumberFor;
use labscape_primitives::{
	Amount, AssetKind, BurnLedger, BurnSource, Features, OnTokenRetired, TokenCreation, TokenId,
	TokenSpec, VestedGrants,
};
use sp_runtime::{traits::Zero, DispatchError, DispatchResult};

use crate::{
	fold, imitates, is_readable, Access, AccessMode, AccountIdOf, AccountLimits, Blueprint, Config,
	CurrentTerms, Error, Event, HoldReason, Listing, Listings, Pallet, PausedUntil, Record,
	Records, ReservedSymbols, SymbolKey, Symbols, TokensCreated,
};

/// Owner of the records.
pub(crate) struct Creation<T>(core::marker::PhantomData<T>);

impl<T: Config> Creation<T> {
	/// Create a token with all that belongs to it, or nothing.
	pub(crate) fn create(who: AccountIdOf<T>, blueprint: Blueprint<T>) -> DispatchResult {
		with_storage_layer(|| Self::create_in_layer(who, blueprint))
	}

	fn create_in_layer(who: AccountIdOf<T>, blueprint: Blueprint<T>) -> DispatchResult {
		Self::ensure_may_create(&who)?;
		let (features, cap) = Self::resolve(&blueprint)?;
		let symbol = Self::ensure_free(&blueprint.symbol)?;
		let terms = CurrentTerms::<T>::get();
		let allocations = blueprint.allocations.len().saturating_add(blueprint.vested.len());
		let allocations = u32::try_from(allocations).unwrap_or(u32::MAX);
		let fee = terms.fee(&features, cap.is_some(), allocations).ok_or(Error::<T>::Overflow)?;
		let burned = Self::pay(&who, fee, terms.metadata_deposit)?;

		let Blueprint {
			name, symbol: written, decimals, admin, roles, allocations, vested, ..
		} = blueprint;
		let token = T::Tokens::create(TokenSpec {
			name: name.into_inner(),
			symbol: written.clone().into_inner(),
			decimals,
			features,
			cap,
			admin,
			roles: roles.into_inner(),
		})?;
		for (to, amount) in &allocations {
			T::Tokens::mint_initial(token, to, *amount)?;
		}
		Self::grant(token, &who, vested.into_inner())?;

		let deposit = terms.metadata_deposit;
		Self::remember(token, Record { creator: who.clone(), symbol, deposit })?;
		let symbol = written.into_inner();
		let event = Event::TokenCreated { token, creator: who, symbol, fee, burned };
		Pallet::<T>::deposit_event(event);
		Ok(())
	}

	/// Mint what vests to the pot and grant it from there: a creator who is among the beneficiaries
	/// could not give all of it away, since accounts with holds keep a minimum.
	fn grant(
		token: TokenId,
		creator: &AccountIdOf<T>,
		vested: Vec<crate::GrantOf<T>>,
	) -> DispatchResult {
		if vested.is_empty() {
			return Ok(());
		}
		let pot = Pallet::<T>::account_id();
		Pallet::<T>::ensure_pot_exists();
		let sum = vested.iter().try_fold(0, |sum: Amount, grant| sum.checked_add(grant.amount));
		T::Tokens::mint_initial(token, &pot, sum.ok_or(Error::<T>::Overflow)?)?;
		T::Vesting::grant_from(&pot, creator, AssetKind::Token(token), vested)
	}

	pub(crate) fn ensure_may_create(who: &AccountIdOf<T>) -> DispatchResult {
		let now = frame_system::Pallet::<T>::block_number();
		let paused = PausedUntil::<T>::get().is_some_and(|until| now < until);
		ensure!(!paused, Error::<T>::FactoryPaused);
		let allowed = match Listings::<T>::get(who) {
			Some(Listing::Allowed) => true,
			Some(Listing::Denied) => false,
			None => AccessMode::<T>::get() == Access::Everyone,
		};
		ensure!(allowed, Error::<T>::NotAllowed);
		let limit = AccountLimits::<T>::get(who).unwrap_or(CurrentTerms::<T>::get().account_limit);
		ensure!(TokensCreated::<T>::get(who) < limit, Error::<T>::LimitReached);
		Ok(())
	}

	fn resolve(blueprint: &Blueprint<T>) -> Result<(Features, Option<Amount>), DispatchError> {
		let amounts = blueprint.allocations.iter().map(|(_, amount)| *amount);
		let mut amounts = amounts.chain(blueprint.vested.iter().map(|grant| grant.amount));
		let supply = amounts.try_fold(0, |sum: Amount, amount| sum.checked_add(amount));
		let supply = supply.ok_or(Error::<T>::Overflow)?;
		let (features, cap) = blueprint
			.template
			.resolve(blueprint.features, supply)
			.map_err(|_| Error::<T>::FeatureUnfit)?;
		ensure!(features.mintable || !supply.is_zero(), Error::<T>::NoSupply);
		let launch = matches!(blueprint.template, crate::Template::VestedLaunch);
		ensure!(!launch || !blueprint.vested.is_empty(), Error::<T>::NothingVested);
		ensure!(cap.is_none_or(|cap| supply <= cap), Error::<T>::CapBelowSupply);
		Ok((features, cap))
	}

	/// Check a symbol and return its key.
	pub(crate) fn ensure_free(symbol: &[u8]) -> Result<SymbolKey, DispatchError> {
		ensure!(is_readable(symbol), Error::<T>::BadSymbol);
		ensure!(!imitates(symbol, T::NativeSymbol::get()), Error::<T>::SymbolReserved);
		let key = fold(symbol);
		ensure!(!ReservedSymbols::<T>::contains_key(&key), Error::<T>::SymbolReserved);
		ensure!(!Symbols::<T>::contains_key(&key), Error::<T>::SymbolTaken);
		Ok(key)
	}

	/// Take fee and deposit; returns the part of the fee that was burned.
	fn pay(who: &AccountIdOf<T>, fee: Amount, deposit: Amount) -> Result<Amount, DispatchError> {
		let all = fee.checked_add(deposit).ok_or(Error::<T>::Overflow)?;
		let free = T::Currency::reducible_balance(who, Preservation::Preserve, Fortitude::Polite);
		ensure!(free >= all, Error::<T>::CannotPay);
		let burned = CurrentTerms::<T>::get().burned.mul_floor(fee);
		if !burned.is_zero() {
			T::BurnLedger::burn_from(who, burned, BurnSource::Factory)?;
		}
		let rest = fee.checked_sub(burned).ok_or(Error::<T>::Overflow)?;
		if !rest.is_zero() {
			T::Currency::transfer(who, &T::Treasury::get(), rest, Preservation::Preserve)?;
		}
		T::Currency::hold(&HoldReason::Metadata.into(), who, deposit)?;
		Ok(burned)
	}

	fn remember(token: TokenId, record: Record<AccountIdOf<T>>) -> DispatchResult {
		TokensCreated::<T>::try_mutate(&record.creator, |count| {
			*count = count.checked_add(1).ok_or(Error::<T>::Overflow)?;
			Ok::<_, DispatchError>(())
		})?;
		Symbols::<T>::insert(&record.symbol, token);
		Records::<T>::insert(token, record);
		Ok(())
	}
}

/// The token is gone: return the deposit and free the symbol.
impl<T: Config> OnTokenRetired for Pallet<T> {
	fn on_token_retired(token: TokenId) {
		let Some(Record { creator, symbol, deposit }) = Records::<T>::take(token) else {
			return;
		};
		Symbols::<T>::remove(symbol);
		TokensCreated::<T>::mutate_exists(&creator, |count| {
			*count = count.and_then(|count| count.checked_sub(1)).filter(|count| *count > 0);
		});
		let reason = HoldReason::Metadata.into();
		let returned = T::Currency::release(&reason, &creator, deposit, Precision::BestEffort);
		match returned {
			Ok(amount) => {
				Pallet::<T>::deposit_event(Event::DepositReturned { token, creator, amount })
			}
			// A release fails only if the account is gone, which a hold prevents.
			Err(error) => {
				frame_support::defensive!("a metadata deposit could not be returned", error);
			}
		}
	}
}

/// Until when nothing is created, if so.
pub(crate) fn paused_until<T: Config>() -> Option<BlockNumberFor<T>> {
	let now = frame_system::Pallet::<T>::block_number();
	PausedUntil::<T>::get().filter(|until| now < *until)
}
