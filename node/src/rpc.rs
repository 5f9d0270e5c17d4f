//! The node's RPC: the SDK's methods, and our own namespace.

use std::sync::Arc;

use jsonrpsee::RpcModule;
use labscape_runtime::{opaque::Block, BlockNumber, Hash};
use sc_client_api::Backend;
use sc_consensus_babe::BabeWorkerHandle;
use sc_consensus_grandpa::{
	FinalityProofProvider, GrandpaJustificationStream, SharedAuthoritySet, SharedVoterState,
};
use sc_network_sync::SyncingService;
use sc_rpc::{system::Request, SubscriptionTaskExecutor};
use sc_service::config::Configuration;
use sc_utils::mpsc::TracingUnboundedSender;
use sp_blockchain::HeaderBackend;
use sp_keystore::KeystorePtr;

use crate::{
	heads,
	rpc_labscape::{Labscape, LabscapeApiServer},
	service::{FullBackend, FullClient, Pool, SelectChain},
};

/// What the RPC reads from.
pub struct Deps {
	/// The chain.
	pub client: Arc<FullClient>,
	/// Its database.
	pub backend: Arc<FullBackend>,
	/// What the network says of the system.
	pub system: TracingUnboundedSender<Request<Block>>,
	/// How far the chain is known.
	pub sync: Arc<SyncingService<Block>>,
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

/// How many transactions one connection may have broadcast at a time, as the SDK's service allows.
const BROADCASTS_PER_CONNECTION: usize = 16;

/// Put the modules together.
///
/// # Errors
/// A chain specification without the extension that sync state needs, a genesis that is gone, or a method
/// named twice.
pub fn create(
	deps: &Deps,
	config: &Configuration,
	executor: SubscriptionTaskExecutor,
) -> Result<RpcModule<()>, Error> {
	let mut module = RpcModule::new(());
	merge_general(&mut module, deps, config, executor.clone())?;
	merge_particular(&mut module, deps, executor.clone())?;
	heads::replace(&mut module, deps.client.clone(), executor)?;
	Ok(module)
}

/// What every node of the SDK serves.
fn merge_general(
	module: &mut RpcModule<()>,
	deps: &Deps,
	config: &Configuration,
	executor: SubscriptionTaskExecutor,
) -> Result<(), Error> {
	use sc_rpc::{
		author::{Author, AuthorApiServer},
		chain::{self, ChainApiServer},
		offchain::{Offchain, OffchainApiServer},
		state::{self, ChildStateApiServer, StateApiServer},
		system::{System, SystemApiServer, SystemInfo},
	};
	use sc_rpc_spec_v2::{
		archive::{Archive, ArchiveApiServer},
		bitswap::{Bitswap, BitswapApiServer},
		chain_head::{ChainHead, ChainHeadApiServer, ChainHeadConfig},
		chain_spec::{ChainSpec, ChainSpecApiServer},
		transaction::{
			Transaction, TransactionApiServer, TransactionBroadcast, TransactionBroadcastApiServer,
			TransactionMetrics,
		},
	};

	let (client, backend, pool) = (&deps.client, &deps.backend, &deps.pool);
	let spec = config.chain_spec.as_ref();
	let genesis = client.hash(0)?.ok_or("the database holds no genesis block")?;
	let metrics = config.prometheus_registry().map(TransactionMetrics::new).transpose()?;
	let (state, child_state) = state::new_full(client.clone(), executor.clone(), None);
	let info = SystemInfo {
		chain_name: spec.name().into(),
		impl_name: config.impl_name.clone(),
		impl_version: config.impl_version.clone(),
		properties: spec.properties(),
		chain_type: spec.chain_type(),
	};
	let author = Author::new(client.clone(), pool.clone(), deps.keystore.clone(), executor.clone());
	module.merge(chain::new_full(client.clone(), executor.clone()).into_rpc())?;
	module.merge(author.into_rpc())?;
	module.merge(System::new(info, deps.system.clone()).into_rpc())?;
	module.merge(state.into_rpc())?;
	module.merge(child_state.into_rpc())?;
	if let Some(storage) = backend.offchain_storage() {
		module.merge(Offchain::new(storage).into_rpc())?;
	}

	let broadcast = TransactionBroadcast::new(
		client.clone(),
		pool.clone(),
		executor.clone(),
		BROADCASTS_PER_CONNECTION,
	);
	let head = ChainHead::new(
		client.clone(),
		backend.clone(),
		executor.clone(),
		ChainHeadConfig::default(),
	);
	let transaction = Transaction::new(client.clone(), pool.clone(), executor.clone(), metrics);
	module.merge(transaction.into_rpc())?;
	module.merge(broadcast.into_rpc())?;
	module.merge(head.into_rpc())?;
	module.merge(ChainSpec::new(spec.name().into(), genesis, spec.properties()).into_rpc())?;
	module.merge(Bitswap::new(client.clone(), deps.sync.clone()).into_rpc())?;
	let keeps_states = config.state_pruning.as_ref().is_some_and(|pruning| pruning.is_archive());
	if keeps_states && config.blocks_pruning.is_archive() {
		module
			.merge(Archive::new(client.clone(), backend.clone(), genesis, executor).into_rpc())?;
	}
	Ok(())
}

/// What a node with these pallets and this consensus serves beside, and our own methods.
fn merge_particular(
	module: &mut RpcModule<()>,
	deps: &Deps,
	executor: SubscriptionTaskExecutor,
) -> Result<(), Error> {
	use pallet_transaction_payment_rpc::{TransactionPayment, TransactionPaymentApiServer};
	use sc_consensus_babe_rpc::{Babe, BabeApiServer};
	use sc_consensus_grandpa_rpc::{Grandpa, GrandpaApiServer};
	use sc_sync_state_rpc::{SyncState, SyncStateApiServer};
	use substrate_frame_rpc_system::{System, SystemApiServer};

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
	Ok(())
}
