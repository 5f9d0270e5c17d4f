//! The node's RPC: what the SDK's service does not add by itself, and our own namespace.

use std::sync::Arc;

use jsonrpsee::RpcModule;
use labscape_runtime::{opaque::Block, BlockNumber, Hash};
use sc_consensus_babe::BabeWorkerHandle;
use sc_consensus_grandpa::{
	FinalityProofProvider, GrandpaJustificationStream, SharedAuthoritySet, SharedVoterState,
};
use sc_rpc::SubscriptionTaskExecutor;
use sp_keystore::KeystorePtr;

use crate::rpc_labscape::{Labscape, LabscapeApiServer};
use crate::service::{FullBackend, FullClient, Pool, SelectChain};

/// What the RPC reads from.
pub struct Deps {
	/// The chain.
	pub client: Arc<FullClient>,
	/// Waiting transactions.
	pub pool: Arc<Pool>,
	/// The best chain.
	pub select_chain: SelectChain,
	/// The specification, for `sync_state_genSyncSpec`.
	pub chain_spec: Box<dyn sc_chain_spec::ChainSpec>,
	/// The node's keys.
	pub keystore: KeystorePtr,
	/// BABE's epochs.
	pub babe_worker: BabeWorkerHandle<Block>,
	/// Where GRANDPA's vote stands.
	pub shared_voter_state: SharedVoterState,
	/// Who votes.
	pub shared_authority_set: SharedAuthoritySet<Hash, BlockNumber>,
	/// New justifications.
	pub justification_stream: GrandpaJustificationStream<Block>,
	/// Proofs of finality.
	pub finality_provider: Arc<FinalityProofProvider<FullBackend, Block>>,
}

type Error = Box<dyn std::error::Error + Send + Sync>;

/// Put the modules together.
///
/// # Errors
/// A chain specification without the extension that sync state needs, or a method named twice.
pub fn create(deps: &Deps, executor: SubscriptionTaskExecutor) -> Result<RpcModule<()>, Error> {
	use pallet_transaction_payment_rpc::{TransactionPayment, TransactionPaymentApiServer};
	use sc_consensus_babe_rpc::{Babe, BabeApiServer};
	use sc_consensus_grandpa_rpc::{Grandpa, GrandpaApiServer};
	use sc_sync_state_rpc::{SyncState, SyncStateApiServer};
	use substrate_frame_rpc_system::{System, SystemApiServer};

	let mut module = RpcModule::new(());
	module.merge(System::new(deps.client.clone(), deps.pool.clone()).into_rpc())?;
	module.merge(TransactionPayment::new(deps.client.clone()).into_rpc())?;
	module.merge(
		Babe::new(
			deps.client.clone(),
			deps.babe_worker.clone(),
			deps.keystore.clone(),
			deps.select_chain.clone(),
		)
		.into_rpc(),
	)?;
	module.merge(
		Grandpa::new(
			executor.clone(),
			deps.shared_authority_set.clone(),
			deps.shared_voter_state.clone(),
			deps.justification_stream.clone(),
			deps.finality_provider.clone(),
		)
		.into_rpc(),
	)?;
	module.merge(
		SyncState::new(
			deps.chain_spec.cloned_box(),
			deps.client.clone(),
			deps.shared_authority_set.clone(),
			deps.babe_worker.clone(),
		)?
		.into_rpc(),
	)?;
	module.merge(Labscape::new(deps.client.clone(), executor).into_rpc())?;
	Ok(module)
}
