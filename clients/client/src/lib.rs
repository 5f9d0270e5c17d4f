//! The chain seen from a client: connection, keys, calls, typed views, byte stores.
//!
//! The agent and the command line share this crate. It depends on the protocol's own types
//! (`labscape-primitives`, `labscape-posw`) and on the chain's *live* metadata, never on the runtime:
//! a runtime upgrade that keeps names changes nothing here, one that does not is reported by name.
//!
//! | module | what it answers |
//! |---|---|
//! | [`chain`] | one connection to one chain, which is checked to be the right one |
//! | [`tx`] | signed calls, and free calls authorised by a node's hot key |
//! | [`offline`] | calls for a machine without a network to sign, and what it shows of them |
//! | [`advice`] | what a refusal means and what to do about it |
//! | [`views`] | jobs, leases, nodes, works as they stand in the chain's storage |
//! | [`economy`] | tokens, vesting schedules, minted and burned, acts in the timelock |
//! | [`keys`] | development keys, key files, encrypted exports of wallets |
//! | [`stores`] | bytes by their hash: local folders, HTTP, S3 |
//! | [`told`] | what was logged lately |
//! | [`inputs`] | a job's list of inputs and the tree over it |
//! | [`results`] | how a requester asks agents for results |
//! | [`amount`] | UBC, written and read |
//! | [`secret`] | the one way in which keys and settings are written: whole or not at all |
//!
//! Who is trusted: the node one connects to, as in every Substrate client; no store and no other
//! agent ever is, every byte is compared with its hash.
#![warn(missing_docs)]

pub mod advice;
pub mod amount;
pub mod chain;
pub mod economy;
pub mod error;
pub mod inputs;
pub mod keys;
pub mod offline;
pub mod results;
pub mod secret;
pub mod stores;
pub mod told;
pub mod tx;
pub mod value;
pub mod views;

pub use chain::{At, Chain};
pub use error::{Error, Result};
pub use keys::Key;
pub use labscape_primitives::Hash;

/// An account's 32 bytes.
pub type Account = subxt::utils::AccountId32;
/// UBC in planck.
pub type Balance = u128;

/// blake2-256, the hash of every byte string of the protocol.
pub fn blake2_256(bytes: &[u8]) -> Hash {
	Hash::from(sp_crypto_hashing::blake2_256(bytes))
}

/// A hash from its hexadecimal form, with or without `0x`.
///
/// # Errors
/// [`Error::Usage`] unless it is exactly 32 bytes.
pub fn parse_hash(text: &str) -> Result<Hash> {
	let mut bytes = [0u8; 32];
	hex::decode_to_slice(text.trim_start_matches("0x"), &mut bytes)
		.map_err(|error| Error::Usage(format!("`{text}` is not a 32-byte hash: {error}")))?;
	Ok(bytes.into())
}
