//! A block that is being built.

use codec::Encode;
use labscape_runtime::batches::BatchApi;
use sp_api::{
	ApiError, ApiExt, ApiRef, CallApiAt, CallContext, Core, ProvideRuntimeApi, TransactionOutcome,
};
use sp_block_builder::BlockBuilder;
use sp_consensus::Proposal;
use sp_externalities::Extensions;
use sp_inherents::InherentData;
use sp_runtime::{
	traits::{Block as BlockT, Header as HeaderT, NumberFor, One},
	ApplyExtrinsicResult, Digest, ExtrinsicInclusionMode,
};

/// The version of [`BatchApi`] that is known here.
const BATCHES: u32 = 1;
/// Most bytes of a number of transactions.
const COUNT_BYTES: usize = 4;

/// A block that is being built: the runtime's state after all that is in it.
pub struct Draft<'a, Block: BlockT, C: ProvideRuntimeApi<Block>> {
	client: &'a C,
	api: ApiRef<'a, C::Api>,
	parent: Block::Hash,
	mode: ExtrinsicInclusionMode,
	batches: bool,
	extrinsics: Vec<Block::Extrinsic>,
	bytes: usize,
}

impl<'a, Block, C> Draft<'a, Block, C>
where
	Block: BlockT,
	C: CallApiAt<Block> + ProvideRuntimeApi<Block>,
	C::Api: ApiExt<Block> + BlockBuilder<Block> + BatchApi<Block>,
{
	/// Begin the block after `parent`.
	///
	/// # Errors
	/// If the parent's state is not there, or its runtime does not answer.
	pub fn new(
		client: &'a C,
		parent: Block::Hash,
		parent_number: NumberFor<Block>,
		digest: Digest,
		extensions: Extensions,
	) -> Result<Self, ApiError> {
		let number = parent_number + One::one();
		let header =
			Block::Header::new(number, Default::default(), Default::default(), parent, digest);
		let mut api = client.runtime_api();
		api.set_call_context(CallContext::Onchain { import: false });
		for extension in extensions.into_extensions() {
			api.register_extension(extension);
		}
		let mode = api.initialize_block(parent, &header)?;
		// A chain whose runtime is older or newer is built one by one.
		let batches = api.api_version::<dyn BatchApi<Block>>(parent)? == Some(BATCHES);
		let bytes = header.encoded_size() + COUNT_BYTES;
		Ok(Self { client, api, parent, mode, batches, extrinsics: Vec::new(), bytes })
	}

	/// Whether this block may hold more than inherents.
	pub fn mode(&self) -> ExtrinsicInclusionMode {
		self.mode
	}

	/// The inherents that the runtime makes of `data`.
	///
	/// # Errors
	/// If the runtime does not answer.
	pub fn inherents(&self, data: InherentData) -> Result<Vec<Block::Extrinsic>, ApiError> {
		self.api.execute_in_transaction(|api| {
			TransactionOutcome::Rollback(api.inherent_extrinsics(self.parent, data))
		})
	}

	/// Apply extrinsics in their order and take what is valid into the block: at most until one is not
	/// valid, or until they weigh `ref_time` picoseconds. One result for each that was tried, of which
	/// only the last can be an error.
	///
	/// # Errors
	/// If the runtime panics or answers nonsense; then nothing was applied. Several extrinsics have to
	/// be tried one by one, one does not belong into a block.
	pub fn push(
		&mut self,
		mut extrinsics: Vec<Block::Extrinsic>,
		ref_time: u64,
	) -> Result<Vec<ApplyExtrinsicResult>, ApiError> {
		let results = self.api.execute_in_transaction(|api| {
			let results = match &extrinsics[..] {
				[one] => api.apply_extrinsic(self.parent, one.clone()).map(|result| vec![result]),
				_ => api
					.apply_extrinsics(self.parent, extrinsics.clone(), ref_time)
					.and_then(|results| sound(results, extrinsics.len())),
			};
			match results {
				// A single one that is not valid is undone here; in a batch the runtime did it.
				Ok(results) if matches!(results[..], [Err(_)]) => {
					TransactionOutcome::Rollback(Ok(results))
				}
				Ok(results) => TransactionOutcome::Commit(Ok(results)),
				Err(error) => TransactionOutcome::Rollback(Err(error)),
			}
		})?;
		extrinsics.truncate(results.iter().filter(|result| result.is_ok()).count());
		self.bytes += extrinsics.iter().map(Encode::encoded_size).sum::<usize>();
		self.extrinsics.append(&mut extrinsics);
		Ok(results)
	}

	/// End the block.
	///
	/// # Errors
	/// If the runtime does not answer, or the changes cannot be computed.
	pub fn finish(self) -> Result<Proposal<Block>, sp_blockchain::Error> {
		let header = self.api.finalize_block(self.parent)?;
		let state = self.client.state_at(self.parent)?;
		let storage_changes = self
			.api
			.into_storage_changes(&state, self.parent)
			.map_err(sp_blockchain::Error::StorageChanges)?;
		Ok(Proposal { block: Block::new(header, self.extrinsics), storage_changes })
	}
}

/// Refuse what a runtime must not answer: a block would be built of what was not applied.
fn sound(
	results: Vec<ApplyExtrinsicResult>,
	tried: usize,
) -> Result<Vec<ApplyExtrinsicResult>, ApiError> {
	let valid = results.iter().take_while(|result| result.is_ok()).count();
	if results.is_empty() || results.len() > tried || valid + 1 < results.len() {
		return Err(ApiError::Application("a batch with results that cannot be".into()));
	}
	Ok(results)
}

impl<Block, C> crate::fill::Target<Block::Extrinsic> for Draft<'_, Block, C>
where
	Block: BlockT,
	C: CallApiAt<Block> + ProvideRuntimeApi<Block>,
	C::Api: ApiExt<Block> + BlockBuilder<Block> + BatchApi<Block>,
{
	type Error = ApiError;

	fn batches(&self) -> bool {
		self.batches
	}

	fn bytes(&self) -> usize {
		self.bytes
	}

	fn push(
		&mut self,
		extrinsics: Vec<Block::Extrinsic>,
		ref_time: u64,
	) -> Result<Vec<ApplyExtrinsicResult>, ApiError> {
		self.push(extrinsics, ref_time)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use sp_runtime::transaction_validity::InvalidTransaction::{ExhaustsResources, Stale};

	#[test]
	fn results_that_cannot_be_are_refused() {
		let (ok, stale) = (Ok(Ok(())), Err(Stale.into()));
		assert!(sound(vec![ok, ok], 2).is_ok());
		assert!(sound(vec![ok], 2).is_ok());
		assert!(sound(vec![ok, stale], 3).is_ok());
		assert!(sound(vec![Err(ExhaustsResources.into())], 2).is_ok());
		assert!(sound(vec![], 2).is_err());
		assert!(sound(vec![ok, ok, ok], 2).is_err());
		assert!(sound(vec![stale, ok], 2).is_err());
		assert!(sound(vec![stale, stale], 2).is_err());
	}
}
