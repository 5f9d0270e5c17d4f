//! The weight of an empty block, of an empty transaction and of its signature.
//!
//! Measured by `./scripts/weights base`; do not edit by hand.
//! The median, of 7 rounds the fastest.
//! These values: the least of seven runs of the command when it measured one round each, put together by
//! hand; the command of seven rounds has not been run since.

use frame_support::{
	parameter_types,
	weights::{constants::WEIGHT_REF_TIME_PER_NANOS, Weight},
};

parameter_types! {
	/// Executing a block without transactions.
	pub const BlockExecutionWeight: Weight =
		Weight::from_parts(WEIGHT_REF_TIME_PER_NANOS.saturating_mul(751551), 0);
	/// Executing a transaction that does nothing: all of its extensions, without a signature.
	pub const ExtrinsicBaseWeight: Weight =
		Weight::from_parts(WEIGHT_REF_TIME_PER_NANOS.saturating_mul(56252), 0);
	/// Verifying the signature of a signed transaction.
	pub const SignatureWeight: Weight =
		Weight::from_parts(WEIGHT_REF_TIME_PER_NANOS.saturating_mul(47830), 0);
}
