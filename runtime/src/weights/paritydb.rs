//! Reading and writing one entry of the state in ParityDB.
//!
//! Measured by `./scripts/weights base`; do not edit by hand.
//! 250000 entries of 80 bytes, the 75th percentile; writes in commits of 4000; the fastest of 7 rounds.
//! These values: the least of seven runs of the command when it measured one round each, put together by
//! hand; the command of seven rounds has not been run since.

use frame_support::{
	parameter_types,
	weights::{constants::WEIGHT_REF_TIME_PER_NANOS, RuntimeDbWeight},
};

parameter_types! {
	/// One read and one write.
	pub const DbWeight: RuntimeDbWeight = RuntimeDbWeight {
		read: 7724 * WEIGHT_REF_TIME_PER_NANOS,
		write: 24282 * WEIGHT_REF_TIME_PER_NANOS,
	};
}
