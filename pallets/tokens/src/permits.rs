//! Signed messages that a relayer submits and pays for: EIP-2612's permit, and ERC20Votes'
//! delegation by signature.
//!
//! A message binds what EIP-712's domain binds: a tag with a version, the genesis hash of this
//! chain, and the token; then the owner, its nonce, a deadline, and what is permitted. Permits and
//! delegations share the owner's nonce, as OpenZeppelin's do. The bytes to sign are the SCALE
//! encoding of [`Message`]; wallets that wrap what they sign in `<Bytes>` are understood.

use alloc::vec::Vec;
use codec::Encode;
use frame_support::ensure;
use frame_system::pallet_prelude::BlockNumberFor;
use labscape_primitives::{Amount, TokenId};
use sp_runtime::{
	traits::{Verify, Zero},
	DispatchResult,
};

use crate::{AccountIdOf, Config, Error, Event, Nonces, Pallet};

/// The first bytes of every message.
pub const TAG: &[u8; 26] = b"labscape/tokens/signed/v1\n";

/// What the owner of tokens permits.
#[derive(Clone, Debug, PartialEq, Eq, Encode)]
pub enum Intent<AccountId> {
	/// `spender` may take `amount`, instead of what it might take before.
	#[codec(index = 0)]
	Approve {
		/// Who may take it.
		spender: AccountId,
		/// How much, in all.
		amount: Amount,
	},
	/// `to` votes with the owner's balance.
	#[codec(index = 1)]
	Delegate {
		/// Who votes.
		to: AccountId,
	},
}

/// What is signed.
#[derive(Clone, Debug, PartialEq, Eq, Encode)]
pub struct Message<Hash, AccountId, BlockNumber> {
	/// [`TAG`].
	pub tag: [u8; 26],
	/// The genesis hash of the chain.
	pub genesis: Hash,
	/// The token.
	pub token: TokenId,
	/// Whose tokens.
	pub owner: AccountId,
	/// The owner's nonce for this token.
	pub nonce: u64,
	/// The last block in which it is valid.
	pub deadline: BlockNumber,
	/// What is permitted.
	pub intent: Intent<AccountId>,
}

/// Owner of the nonces.
pub(crate) struct Permits<T>(core::marker::PhantomData<T>);

impl<T: Config> Permits<T> {
	/// The bytes to sign.
	pub(crate) fn payload(
		token: TokenId,
		owner: AccountIdOf<T>,
		nonce: u64,
		deadline: BlockNumberFor<T>,
		intent: Intent<AccountIdOf<T>>,
	) -> Vec<u8> {
		let genesis = frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero());
		Message { tag: *TAG, genesis, token, owner, nonce, deadline, intent }.encode()
	}

	/// Check a signed message and use its nonce up.
	pub(crate) fn spend(
		token: TokenId,
		owner: &AccountIdOf<T>,
		nonce: u64,
		deadline: BlockNumberFor<T>,
		intent: Intent<AccountIdOf<T>>,
		signature: &T::OffchainSignature,
	) -> DispatchResult {
		let now = frame_system::Pallet::<T>::block_number();
		ensure!(now <= deadline, Error::<T>::PermitExpired);
		ensure!(Nonces::<T>::get(token, owner) == nonce, Error::<T>::WrongNonce);
		let payload = Self::payload(token, owner.clone(), nonce, deadline, intent);
		let wrapped = [b"<Bytes>", &payload[..], b"</Bytes>"].concat();
		let valid = signature.verify(&payload[..], owner) || signature.verify(&wrapped[..], owner);
		ensure!(valid, Error::<T>::BadSignature);
		Self::advance(token, owner.clone(), nonce)
	}

	/// Use the nonce up without a message: what was signed with it is void.
	pub(crate) fn cancel(token: TokenId, owner: AccountIdOf<T>) -> DispatchResult {
		let nonce = Nonces::<T>::get(token, &owner);
		Self::advance(token, owner, nonce)
	}

	fn advance(token: TokenId, owner: AccountIdOf<T>, nonce: u64) -> DispatchResult {
		let next = nonce.checked_add(1).ok_or(Error::<T>::Overflow)?;
		Nonces::<T>::insert(token, &owner, next);
		Pallet::<T>::deposit_event(Event::NonceUsed { token, owner, nonce });
		Ok(())
	}
}
