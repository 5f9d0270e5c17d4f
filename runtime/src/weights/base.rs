//! The weight of an empty block, of an empty transaction and of its signature.
//!
//! Measured by `./scripts/weights base`; do not edit by hand.
//! The median, of 7 rounds the fastest.

use frame_support::{
	parameter_types,
	weights::{constants::WEIGHT_REF_TIME_PER_NANOS, Weight},
};

parameter_types! {
	/// Executing a block without transactions.
	pub const BlockExecutionWeight: Weight =
		Weight::from_parts(WEIGHT_REF_TIME_PER_NANOS.saturating_mul(725277), 0);
	/// Executing a transaction that does nothing: all of its extensions, without a signature.
	pub const ExtrinsicBaseWeight: Weight =
		Weight::from_parts(WEIGHT_REF_TIME_PER_NANOS.saturating_mul(57164), 0);
	/// Verifying the signature of a signed transaction.
	pub const SignatureWeight: Weight =
		Weight::from_parts(WEIGHT_REF_TIME_PER_NANOS.saturating_mul(47628), 0);
}
