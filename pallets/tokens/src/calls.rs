//! The calls: each checks its origin and hands over to the owner of what it changes.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod calls {
	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Move tokens to another account.
		///
		/// ## Origin
		/// Signed by the holder.
		/// ## Effects
		/// Moves exactly `amount`; pallet-assets emits `Transferred`. Checkpoints follow if the
		/// token has votes.
		/// ## Errors
		/// [`Error::ZeroAmount`], [`Error::SelfTransfer`], [`Error::TokenPaused`],
		/// [`Error::AccountIsFrozen`]; pallet-assets' `BalanceLow`, and `CannotCreate` if the
		/// recipient does not exist on the chain.
		/// ## Cost
		/// O(1); what was charged for votes, delegates and full pages and not used is returned.
		#[pallet::call_index(0)]
		#[pallet::weight(WeightOf::<T>::transfer_pages())]
		pub fn transfer(
			origin: OriginFor<T>,
			token: TokenId,
			to: T::AccountId,
			amount: Amount,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let trail = Moves::<T>::transfer(token, &who, &to, amount)?;
			Ok(Self::cost(trail, WeightOf::<T>::transfer(), WeightOf::<T>::transfer_votes()))
		}

		/// Set how much `spender` may take, instead of what it might take before.
		///
		/// ## Origin
		/// Signed by the owner of tokens.
		/// ## Effects
		/// Writes pallet-assets' approval with its deposit, or removes both if `amount` is zero;
		/// emits [`Event::Approval`].
		/// ## Errors
		/// [`Error::UnknownToken`]; pallet-balances' `InsufficientBalance` for the deposit.
		/// ## Cost
		/// O(1).
		#[pallet::call_index(1)]
		#[pallet::weight(WeightOf::<T>::approve())]
		pub fn approve(
			origin: OriginFor<T>,
			token: TokenId,
			spender: T::AccountId,
			amount: Amount,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Moves::<T>::set_allowance(token, &who, &spender, amount)
		}

		/// Move tokens of an owner who allowed it.
		///
		/// ## Origin
		/// Signed by the spender.
		/// ## Effects
		/// As [`Pallet::transfer`]; the allowance falls by `amount`, also if it is the largest
		/// number.
		/// ## Errors
		/// [`Error::AllowanceTooLow`], and those of [`Pallet::transfer`].
		/// ## Cost
		/// O(1).
		#[pallet::call_index(2)]
		#[pallet::weight(WeightOf::<T>::transfer_from())]
		pub fn transfer_from(
			origin: OriginFor<T>,
			token: TokenId,
			owner: T::AccountId,
			to: T::AccountId,
			amount: Amount,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Moves::<T>::transfer_from(token, &who, &owner, &to, amount).map(|_| ())
		}

		/// Allow `spender` more.
		///
		/// ## Origin
		/// Signed by the owner of tokens.
		/// ## Effects
		/// As [`Pallet::approve`] with the sum.
		/// ## Errors
		/// [`Error::ZeroAmount`], [`Error::Overflow`], [`Error::UnknownToken`].
		/// ## Cost
		/// O(1).
		#[pallet::call_index(3)]
		#[pallet::weight(WeightOf::<T>::approve())]
		pub fn increase_allowance(
			origin: OriginFor<T>,
			token: TokenId,
			spender: T::AccountId,
			by: Amount,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Moves::<T>::increase_allowance(token, &who, &spender, by)
		}

		/// Allow `spender` less.
		///
		/// ## Origin
		/// Signed by the owner of tokens.
		/// ## Effects
		/// As [`Pallet::approve`] with the difference.
		/// ## Errors
		/// [`Error::ZeroAmount`], [`Error::AllowanceTooLow`].
		/// ## Cost
		/// O(1).
		#[pallet::call_index(4)]
		#[pallet::weight(WeightOf::<T>::approve())]
		pub fn decrease_allowance(
			origin: OriginFor<T>,
			token: TokenId,
			spender: T::AccountId,
			by: Amount,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Moves::<T>::decrease_allowance(token, &who, &spender, by)
		}

		/// Destroy tokens of one's own.
		///
		/// ## Origin
		/// Signed by the holder.
		/// ## Effects
		/// The supply falls; pallet-assets emits `Burned`.
		/// ## Errors
		/// [`Error::ZeroAmount`], [`Error::TokenPaused`], [`Error::AccountIsFrozen`],
		/// `FundsUnavailable`.
		/// ## Cost
		/// O(1); what was charged for votes, delegates and full pages and not used is returned.
		#[pallet::call_index(5)]
		#[pallet::weight(WeightOf::<T>::burn_pages())]
		pub fn burn(
			origin: OriginFor<T>,
			token: TokenId,
			amount: Amount,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let trail = Moves::<T>::burn(token, &who, amount)?;
			Ok(Self::cost(trail, WeightOf::<T>::burn(), WeightOf::<T>::burn_votes()))
		}

		/// Destroy tokens of an owner who allowed it.
		///
		/// ## Origin
		/// Signed by the spender.
		/// ## Effects
		/// The allowance and the supply fall.
		/// ## Errors
		/// [`Error::AllowanceTooLow`], and those of [`Pallet::burn`].
		/// ## Cost
		/// O(1).
		#[pallet::call_index(6)]
		#[pallet::weight(WeightOf::<T>::burn_from())]
		pub fn burn_from(
			origin: OriginFor<T>,
			token: TokenId,
			owner: T::AccountId,
			amount: Amount,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Moves::<T>::burn_from(token, &who, &owner, amount)
		}

		/// Destroy tokens of anyone, by the burner's power.
		///
		/// ## Origin
		/// Signed by a [`Role::Burner`].
		/// ## Effects
		/// The supply falls. A frozen account must be thawed first.
		/// ## Errors
		/// [`Error::FeatureMissing`], [`Error::MissingRole`], and those of [`Pallet::burn`].
		/// ## Cost
		/// O(1).
		#[pallet::call_index(7)]
		#[pallet::weight(WeightOf::<T>::force_burn())]
		pub fn force_burn(
			origin: OriginFor<T>,
			token: TokenId,
			who: T::AccountId,
			amount: Amount,
		) -> DispatchResult {
			let burner = ensure_signed(origin)?;
			Moves::<T>::force_burn(token, &burner, &who, amount)
		}

		/// Create tokens.
		///
		/// ## Origin
		/// Signed by a [`Role::Minter`].
		/// ## Effects
		/// The supply rises, at most to the cap; pallet-assets emits `Issued`.
		/// ## Errors
		/// [`Error::FeatureMissing`], [`Error::MissingRole`], [`Error::CapExceeded`],
		/// [`Error::Overflow`], [`Error::TokenPaused`], [`Error::ZeroAmount`].
		/// ## Cost
		/// O(1); what was charged for votes, delegates and full pages and not used is returned.
		#[pallet::call_index(8)]
		#[pallet::weight(WeightOf::<T>::mint_pages())]
		pub fn mint(
			origin: OriginFor<T>,
			token: TokenId,
			to: T::AccountId,
			amount: Amount,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let trail = Moves::<T>::mint(token, &who, &to, amount)?;
			Ok(Self::cost(trail, WeightOf::<T>::mint(), WeightOf::<T>::mint_votes()))
		}

		/// Move tokens to several accounts, all or none.
		///
		/// ## Origin
		/// Signed by the holder.
		/// ## Effects
		/// As [`Pallet::transfer`], for each.
		/// ## Errors
		/// [`Error::EmptyBatch`], and those of [`Pallet::transfer`].
		/// ## Cost
		/// O(recipients), at most [`Config::MaxBatch`].
		#[pallet::call_index(9)]
		#[pallet::weight(WeightOf::<T>::transfer_batch(to.len() as u32))]
		pub fn transfer_batch(
			origin: OriginFor<T>,
			token: TokenId,
			to: BoundedVec<(T::AccountId, Amount), T::MaxBatch>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Moves::<T>::transfer_batch(token, &who, &to)
		}

		/// Set an allowance that the owner signed off chain. The bytes to sign:
		/// [`Pallet::permit_payload`].
		///
		/// ## Origin
		/// Signed by anyone: a relayer, who pays the fee.
		/// ## Effects
		/// As [`Pallet::approve`] by the owner, whose deposit it is; the nonce is used up.
		/// ## Errors
		/// [`Error::PermitExpired`], [`Error::WrongNonce`], [`Error::BadSignature`].
		/// ## Cost
		/// O(1), and verifying a signature.
		#[pallet::call_index(10)]
		#[pallet::weight(WeightOf::<T>::permit())]
		pub fn permit(
			origin: OriginFor<T>,
			token: TokenId,
			owner: T::AccountId,
			spender: T::AccountId,
			amount: Amount,
			nonce: u64,
			deadline: BlockNumberFor<T>,
			signature: T::OffchainSignature,
		) -> DispatchResult {
			ensure_signed(origin)?;
			let intent = Intent::Approve { spender: spender.clone(), amount };
			Permits::<T>::spend(token, &owner, nonce, deadline, intent, &signature)?;
			Moves::<T>::set_allowance(token, &owner, &spender, amount)
		}

		/// Void what one has signed with the current nonce.
		///
		/// ## Origin
		/// Signed by the owner of tokens.
		/// ## Effects
		/// The nonce is used up; emits [`Event::NonceUsed`].
		/// ## Errors
		/// [`Error::UnknownToken`].
		/// ## Cost
		/// O(1).
		#[pallet::call_index(11)]
		#[pallet::weight(WeightOf::<T>::cancel_permits())]
		pub fn cancel_permits(origin: OriginFor<T>, token: TokenId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Registry::<T>::get(token)?;
			Permits::<T>::cancel(token, who)
		}

		/// Make an account a member of a role.
		///
		/// ## Origin
		/// Signed by the token's admin.
		/// ## Effects
		/// Emits [`Event::RoleGranted`].
		/// ## Errors
		/// [`Error::NotAdmin`], [`Error::FeatureMissing`], [`Error::AlreadyMember`],
		/// [`Error::TooManyMembers`].
		/// ## Cost
		/// O(log members).
		#[pallet::call_index(12)]
		#[pallet::weight(WeightOf::<T>::set_role())]
		pub fn grant_role(
			origin: OriginFor<T>,
			token: TokenId,
			role: Role,
			who: T::AccountId,
		) -> DispatchResult {
			let admin = ensure_signed(origin)?;
			Registry::<T>::grant_role(&admin, token, role, who)
		}

		/// Take a role from an account.
		///
		/// ## Origin
		/// Signed by the token's admin.
		/// ## Effects
		/// Emits [`Event::RoleRevoked`].
		/// ## Errors
		/// [`Error::NotAdmin`], [`Error::MissingRole`].
		/// ## Cost
		/// O(log members).
		#[pallet::call_index(13)]
		#[pallet::weight(WeightOf::<T>::set_role())]
		pub fn revoke_role(
			origin: OriginFor<T>,
			token: TokenId,
			role: Role,
			who: T::AccountId,
		) -> DispatchResult {
			let admin = ensure_signed(origin)?;
			Registry::<T>::revoke_role(&admin, token, role, who)
		}

		/// Give up one's role.
		///
		/// ## Origin
		/// Signed by the member.
		/// ## Effects
		/// Emits [`Event::RoleRevoked`].
		/// ## Errors
		/// [`Error::MissingRole`]; [`Error::LastGuardian`].
		/// ## Cost
		/// O(log members).
		#[pallet::call_index(14)]
		#[pallet::weight(WeightOf::<T>::set_role())]
		pub fn renounce_role(origin: OriginFor<T>, token: TokenId, role: Role) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Registry::<T>::renounce_role(who, token, role)
		}

		/// Offer the admin's place to another account, which must accept it.
		///
		/// ## Origin
		/// Signed by the token's admin.
		/// ## Effects
		/// Replaces an earlier offer; emits [`Event::AdminTransferBegun`].
		/// ## Errors
		/// [`Error::NotAdmin`], [`Error::AlreadyMember`].
		/// ## Cost
		/// O(1).
		#[pallet::call_index(15)]
		#[pallet::weight(WeightOf::<T>::set_admin())]
		pub fn begin_admin_transfer(
			origin: OriginFor<T>,
			token: TokenId,
			to: T::AccountId,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Registry::<T>::begin_admin_transfer(&who, token, to)
		}

		/// Take back the offer of the admin's place.
		///
		/// ## Origin
		/// Signed by the token's admin.
		/// ## Effects
		/// Emits [`Event::AdminTransferCancelled`].
		/// ## Errors
		/// [`Error::NotAdmin`], [`Error::NoTransfer`].
		/// ## Cost
		/// O(1).
		#[pallet::call_index(16)]
		#[pallet::weight(WeightOf::<T>::set_admin())]
		pub fn cancel_admin_transfer(origin: OriginFor<T>, token: TokenId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Registry::<T>::cancel_admin_transfer(&who, token)
		}

		/// Take the admin's place.
		///
		/// ## Origin
		/// Signed by the account that the admin named.
		/// ## Effects
		/// Emits [`Event::AdminChanged`].
		/// ## Errors
		/// [`Error::NoTransfer`], [`Error::NotPendingAdmin`], [`Error::TransferExpired`].
		/// ## Cost
		/// O(1).
		#[pallet::call_index(17)]
		#[pallet::weight(WeightOf::<T>::set_admin())]
		pub fn accept_admin(origin: OriginFor<T>, token: TokenId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Registry::<T>::accept_admin(who, token)
		}

		/// Give up the admin's place, for ever: roles then stay as they are.
		///
		/// ## Origin
		/// Signed by the token's admin.
		/// ## Effects
		/// Emits [`Event::AdminChanged`].
		/// ## Errors
		/// [`Error::NotAdmin`]; [`Error::LastGuardian`].
		/// ## Cost
		/// O(1).
		#[pallet::call_index(18)]
		#[pallet::weight(WeightOf::<T>::set_admin())]
		pub fn renounce_admin(origin: OriginFor<T>, token: TokenId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Registry::<T>::renounce_admin(&who, token)
		}

		/// Stop all movement of a token.
		///
		/// ## Origin
		/// Signed by a [`Role::Pauser`].
		/// ## Effects
		/// Emits [`Event::Paused`].
		/// ## Errors
		/// [`Error::FeatureMissing`], [`Error::MissingRole`], [`Error::NothingToChange`],
		/// [`Error::TokenRetiring`].
		/// ## Cost
		/// O(1).
		#[pallet::call_index(19)]
		#[pallet::weight(WeightOf::<T>::set_paused())]
		pub fn pause(origin: OriginFor<T>, token: TokenId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Registry::<T>::set_paused(&who, token, true)
		}

		/// Let a token move again.
		///
		/// ## Origin
		/// Signed by a [`Role::Pauser`].
		/// ## Effects
		/// Emits [`Event::Unpaused`].
		/// ## Errors
		/// As [`Pallet::pause`].
		/// ## Cost
		/// O(1).
		#[pallet::call_index(20)]
		#[pallet::weight(WeightOf::<T>::set_paused())]
		pub fn unpause(origin: OriginFor<T>, token: TokenId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Registry::<T>::set_paused(&who, token, false)
		}

		/// Let nothing leave an account.
		///
		/// ## Origin
		/// Signed by a [`Role::Freezer`].
		/// ## Effects
		/// Emits [`Event::AccountFrozen`].
		/// ## Errors
		/// [`Error::FeatureMissing`], [`Error::MissingRole`], [`Error::NothingToChange`],
		/// [`Error::TokenRetiring`].
		/// ## Cost
		/// O(1).
		#[pallet::call_index(21)]
		#[pallet::weight(WeightOf::<T>::set_frozen())]
		pub fn freeze(
			origin: OriginFor<T>,
			token: TokenId,
			account: T::AccountId,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Registry::<T>::set_frozen(&who, token, account, true)
		}

		/// Let a frozen account spend again.
		///
		/// ## Origin
		/// Signed by a [`Role::Freezer`].
		/// ## Effects
		/// Emits [`Event::AccountThawed`].
		/// ## Errors
		/// As [`Pallet::freeze`].
		/// ## Cost
		/// O(1).
		#[pallet::call_index(22)]
		#[pallet::weight(WeightOf::<T>::set_frozen())]
		pub fn thaw(origin: OriginFor<T>, token: TokenId, account: T::AccountId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Registry::<T>::set_frozen(&who, token, account, false)
		}

		/// Give a token another name. Symbol and decimals stay for ever.
		///
		/// ## Origin
		/// Signed by a [`Role::Metadata`].
		/// ## Effects
		/// pallet-assets' metadata change; emits [`Event::Renamed`].
		/// ## Errors
		/// [`Error::MissingRole`], [`Error::BadMetadata`].
		/// ## Cost
		/// O(1).
		#[pallet::call_index(23)]
		#[pallet::weight(WeightOf::<T>::rename())]
		pub fn rename(origin: OriginFor<T>, token: TokenId, name: Vec<u8>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Registry::<T>::rename(&who, token, name.clone())?;
			Self::deposit_event(Event::Renamed { token, name });
			Ok(())
		}

		/// Let another account vote with one's balance, now and later; oneself to end that.
		///
		/// ## Origin
		/// Signed by the holder.
		/// ## Effects
		/// Votes move; balances do not. Emits [`Event::DelegateChanged`].
		/// ## Errors
		/// [`Error::FeatureMissing`], [`Error::NothingToChange`].
		/// ## Cost
		/// O(1).
		#[pallet::call_index(24)]
		#[pallet::weight(WeightOf::<T>::delegate())]
		pub fn delegate(origin: OriginFor<T>, token: TokenId, to: T::AccountId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Votes::<T>::delegate(token, who, to)
		}

		/// As [`Pallet::delegate`], signed off chain by the holder. The bytes to sign:
		/// [`Pallet::delegation_payload`].
		///
		/// ## Origin
		/// Signed by anyone: a relayer, who pays the fee.
		/// ## Effects
		/// As [`Pallet::delegate`] by `who`; the nonce is used up.
		/// ## Errors
		/// [`Error::PermitExpired`], [`Error::WrongNonce`], [`Error::BadSignature`], and those of
		/// [`Pallet::delegate`].
		/// ## Cost
		/// O(1), and verifying a signature.
		#[pallet::call_index(25)]
		#[pallet::weight(WeightOf::<T>::delegate_by_signature())]
		pub fn delegate_by_signature(
			origin: OriginFor<T>,
			token: TokenId,
			who: T::AccountId,
			to: T::AccountId,
			nonce: u64,
			deadline: BlockNumberFor<T>,
			signature: T::OffchainSignature,
		) -> DispatchResult {
			ensure_signed(origin)?;
			let intent = Intent::Delegate { to: to.clone() };
			Permits::<T>::spend(token, &who, nonce, deadline, intent, &signature)?;
			Votes::<T>::delegate(token, who, to)
		}

		/// Remove checkpoints of an account, or of the supply, that nothing can ask for any more, and what
		/// a retired token has left.
		///
		/// ## Origin
		/// Signed by anyone.
		/// ## Effects
		/// Emits [`Event::Pruned`].
		/// ## Errors
		/// [`Error::NothingToPrune`].
		/// ## Cost
		/// O(pages), at most `limit` and 100.
		#[pallet::call_index(26)]
		#[pallet::weight(WeightOf::<T>::prune((*limit).min(MAX_PRUNED)))]
		pub fn prune(
			origin: OriginFor<T>,
			token: TokenId,
			account: Option<T::AccountId>,
			limit: u32,
		) -> DispatchResult {
			ensure_signed(origin)?;
			Votes::<T>::prune(token, account, limit.min(MAX_PRUNED))
		}

		/// Remove a token that nobody holds.
		///
		/// What does not fit into this call, accounts without balance and approvals, anyone removes with
		/// pallet-assets' `destroy_accounts`, `destroy_approvals` and `finish_destroy`.
		///
		/// ## Origin
		/// Signed by the token's admin.
		/// ## Effects
		/// The asset goes; emits [`Event::Retiring`] and, at the end, [`Event::Retired`].
		/// ## Errors
		/// [`Error::NotAdmin`], [`Error::SupplyLeft`], [`Error::TokenPaused`],
		/// [`Error::AccountIsFrozen`], [`Error::TokenRetiring`].
		/// ## Cost
		/// O(accounts and approvals), bounded by pallet-assets' limit.
		#[pallet::call_index(27)]
		#[pallet::weight(WeightOf::<T>::retire(T::RemoveItemsLimit::get()))]
		pub fn retire(origin: OriginFor<T>, token: TokenId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Registry::<T>::retire(&who, token)
		}
	}
}
