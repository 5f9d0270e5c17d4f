//! Many transactions in one call of the runtime.
//!
//! The SDK's block builder calls the runtime once for each transaction, and every call has an instance
//! of the Wasm to be made. An author hands over a batch instead. What comes out is the same: each
//! transaction is applied within a storage transaction of its own, as the block builder does on the
//! host, and one that is not valid is undone and ends the batch, so whatever is applied after it is
//! applied by another call. All before it succeeded, as in a block that is imported.

use alloc::vec::Vec;

use sp_io::storage::{commit_transaction, rollback_transaction, start_transaction};
use sp_runtime::ApplyExtrinsicResult;

use crate::{Executive, System, UncheckedExtrinsic};

sp_api::decl_runtime_apis! {
	/// Transactions by batches.
	pub trait BatchApi {
		/// Apply transactions in their order, until one is not valid or what was applied weighs
		/// `ref_time` picoseconds or more.
		///
		/// One result for each that was tried, at least one if there is a transaction. Only the last
		/// can be an error, and then nothing of that transaction is left in the state.
		fn apply_extrinsics(
			extrinsics: Vec<Block::Extrinsic>,
			ref_time: u64,
		) -> Vec<ApplyExtrinsicResult>;
	}
}

/// See [`BatchApi`].
pub fn apply(extrinsics: Vec<UncheckedExtrinsic>, ref_time: u64) -> Vec<ApplyExtrinsicResult> {
	let end = weighed().saturating_add(ref_time);
	let mut results = Vec::with_capacity(extrinsics.len());
	for extrinsic in extrinsics {
		let result = apply_or_undo(extrinsic);
		let invalid = result.is_err();
		results.push(result);
		if invalid || weighed() >= end {
			break;
		}
	}
	results
}

/// Apply a transaction; if it is not valid, leave nothing of it.
///
/// FRAME's own storage layers count how deep they are. This one is the host's in all other ways of
/// building a block, so it must not count: within a batch a call sees what it sees on import.
fn apply_or_undo(extrinsic: UncheckedExtrinsic) -> ApplyExtrinsicResult {
	start_transaction();
	let result = Executive::apply_extrinsic(extrinsic);
	if result.is_ok() {
		commit_transaction();
	} else {
		rollback_transaction();
	}
	result
}

/// Time that the block weighs so far.
fn weighed() -> u64 {
	System::block_weight().total().ref_time()
}
