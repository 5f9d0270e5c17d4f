//! Reading and writing one entry of the state in ParityDB.
//!
//! Measured by `./scripts/weights base`; do not edit by hand.
//! 250000 entries of 80 bytes, the 75th percentile; writes in commits of 4000; the fastest of 7 rounds.

use frame_support::{
	parameter_types,
	weights::{constants::WEIGHT_REF_TIME_PER_NANOS, RuntimeDbWeight},
};

parameter_types! {
	/// One read and one write.
	pub const DbWeight: RuntimeDbWeight = RuntimeDbWeight {
		read: 7471 * WEIGHT_REF_TIME_PER_NANOS,
		write: 23509 * WEIGHT_REF_TIME_PER_NANOS,
	};
}
