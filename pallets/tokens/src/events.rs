//! What this pallet announces, and why it refuses.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod events {
	/// Transfers, mints and burns are pallet-assets' events.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A token was created.
		Created { token: TokenId, admin: T::AccountId, features: Features, cap: Option<Amount> },
		/// `spender` may now take `amount` of `owner`, in all.
		Approval { token: TokenId, owner: T::AccountId, spender: T::AccountId, amount: Amount },
		/// An account joined a role.
		RoleGranted { token: TokenId, role: Role, who: T::AccountId },
		/// An account left a role.
		RoleRevoked { token: TokenId, role: Role, who: T::AccountId },
		/// The admin wants `to` to take its place; it may accept until a block.
		AdminTransferBegun { token: TokenId, to: T::AccountId, until: BlockNumberFor<T> },
		/// The admin changed its mind.
		AdminTransferCancelled { token: TokenId },
		/// The token has another admin, or none for ever.
		AdminChanged { token: TokenId, admin: Option<T::AccountId> },
		/// All movement has stopped.
		Paused { token: TokenId },
		/// Movement has resumed.
		Unpaused { token: TokenId },
		/// Nothing leaves the account any more.
		AccountFrozen { token: TokenId, account: T::AccountId },
		/// The account can spend again.
		AccountThawed { token: TokenId, account: T::AccountId },
		/// The token has another name.
		Renamed { token: TokenId, name: Vec<u8> },
		/// A nonce was used, by a signed message or to void one.
		NonceUsed { token: TokenId, owner: T::AccountId, nonce: u64 },
		/// Another account votes with the balance of `who`.
		DelegateChanged { token: TokenId, who: T::AccountId, from: T::AccountId, to: T::AccountId },
		/// Old checkpoints were removed.
		Pruned { token: TokenId, account: Option<T::AccountId>, items: u32 },
		/// The token is being removed.
		Retiring { token: TokenId },
		/// The token is gone.
		Retired { token: TokenId },
	}

	#[pallet::error]
	pub enum Error<T> {
		/// No token of this pallet has this id.
		UnknownToken,
		/// The amount must not be zero.
		ZeroAmount,
		/// The accounts must differ.
		SelfTransfer,
		/// The token is paused: wait for its pauser.
		TokenPaused,
		/// The account is frozen: ask the token's freezer.
		AccountIsFrozen,
		/// The token is being removed.
		TokenRetiring,
		/// More than the spender is allowed: ask the owner for more.
		AllowanceTooLow,
		/// An amount left the range of numbers.
		Overflow,
		/// The supply would exceed the cap.
		CapExceeded,
		/// A cap of nothing is no token.
		ZeroCap,
		/// Name or symbol is empty or unreadable, or there are more than 38 decimals.
		BadMetadata,
		/// No id is free; root has taken all that come next.
		NoFreeId,
		/// The token was created without this feature.
		FeatureMissing,
		/// The account is not a member of the role.
		MissingRole,
		/// Only the token's admin may do this.
		NotAdmin,
		/// Only the account that the admin named may accept.
		NotPendingAdmin,
		/// No transfer of the admin's place is under way.
		NoTransfer,
		/// The time to accept is over: ask the admin to begin anew.
		TransferExpired,
		/// The account has this place already.
		AlreadyMember,
		/// The role has no room for more members.
		TooManyMembers,
		/// Nobody could lift the pause or the freezes that are in force: lift them first.
		LastGuardian,
		/// It is so already.
		NothingToChange,
		/// The batch has no entries.
		EmptyBatch,
		/// The signed message is no longer valid: ask for a new one.
		PermitExpired,
		/// The signed message is for another nonce: it was used, voided, or comes too early.
		WrongNonce,
		/// The signature is not the owner's, or is for another chain, token, or content.
		BadSignature,
		/// Nothing here can be pruned yet.
		NothingToPrune,
		/// Somebody still holds some of it.
		SupplyLeft,
	}
}
