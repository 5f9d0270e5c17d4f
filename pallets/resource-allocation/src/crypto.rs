//! The session key with which a validator's off-chain worker signs its plans.

use sp_core::crypto::KeyTypeId;

/// The key type of the scheduler key in every keystore.
pub const KEY_TYPE: KeyTypeId = KeyTypeId(*b"lbsd");

mod app_sr25519 {
	use sp_application_crypto::{app_crypto, sr25519};
	app_crypto!(sr25519, super::KEY_TYPE);
}

sp_application_crypto::with_pair! {
	/// A scheduler key with its secret half.
	pub type AuthorityPair = app_sr25519::Pair;
}

/// The public half: what identifies a validator as a leader of rounds.
pub type AuthorityId = app_sr25519::Public;
/// A signature of a scheduler key.
pub type AuthoritySignature = app_sr25519::Signature;
