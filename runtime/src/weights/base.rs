//! The weight of an empty block and of an empty transaction.
//!
//! Measured by `./scripts/weights base`; do not edit by hand.
//! The median.

use frame_support::{
	parameter_types,
	weights::{constants::WEIGHT_REF_TIME_PER_NANOS, Weight},
};

parameter_types! {
	/// Executing a block without transactions.
	pub const BlockExecutionWeight: Weight =
		Weight::from_parts(WEIGHT_REF_TIME_PER_NANOS.saturating_mul(516351), 0);
	/// Executing a transaction that does nothing: its extensions.
	pub const ExtrinsicBaseWeight: Weight =
		Weight::from_parts(WEIGHT_REF_TIME_PER_NANOS.saturating_mul(83217), 0);
	/// Verifying the signature of a signed transaction.
	pub const SignatureWeight: Weight =
		Weight::from_parts(WEIGHT_REF_TIME_PER_NANOS.saturating_mul(60000), 0);
}
