//! What the worker tells the node about itself, through off-chain storage.

use codec::{Decode, Encode};
use sp_runtime::offchain::storage::StorageValueRef;

/// The key of the record in the node's persistent off-chain storage; its value is a SCALE-encoded
/// [`WorkerMetrics`]. A node task reads it at each best block and exports it.
pub const METRICS_KEY: &[u8] = b"labscape/resources/metrics";

/// What the off-chain worker of this node did. Sums since the record was first written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct WorkerMetrics {
	/// The block of the last run.
	pub block: u32,
	/// Runs that were finished.
	pub runs: u64,
	/// Labscapes that the last run could have planned.
	pub last_duties: u32,
	/// Labscapes planned in place of a leader that was late.
	pub fallbacks: u64,
	/// Plans submitted.
	pub plans: u64,
	/// Leases in them.
	pub leases: u64,
	/// Labscapes in which nothing that waits would fit.
	pub idle: u64,
	/// Labscapes whose plan failed, by a broken snapshot or its own check.
	pub failures: u64,
	/// Extrinsics taken by the pool.
	pub submissions: u64,
	/// Extrinsics not signed or not taken by the pool.
	pub rejected: u64,
	/// Runs that did not happen because the one before was not finished.
	pub overlaps: u64,
	/// How long the last run took.
	pub last_millis: u64,
	/// How long the longest run took.
	pub longest_millis: u64,
	/// Plans, of any author, that the blocks before the runs passed over.
	pub skipped_plans: u64,
	/// Placements of applied plans that they passed over, by whoever planned them.
	pub skipped_placements: u64,
}

impl WorkerMetrics {
	/// Read the record of this node.
	pub fn load() -> Self {
		StorageValueRef::persistent(METRICS_KEY).get().ok().flatten().unwrap_or_default()
	}

	/// Change the record of this node.
	pub(crate) fn update(change: impl FnOnce(&mut Self)) {
		let mut metrics = Self::load();
		change(&mut metrics);
		StorageValueRef::persistent(METRICS_KEY).set(&metrics);
	}
}
