//! Puts a node together: database, executor, pool, consensus, network, RPC.

use std::{sync::Arc, time::Duration};

use futures::prelude::*;
use labscape_runtime::{apis::RuntimeApi, opaque::Block};
use sc_chain_spec::BuildGenesisBlock;
use sc_client_api::{Backend, BlockBackend};
use sc_consensus_babe::{BabeBlockImport, BabeLink, BabeWorkerHandle, SlotProportion};
use sc_consensus_grandpa as grandpa;
use sc_executor::{RuntimeVersion, RuntimeVersionOf};
use sc_network::{
	config::{FullNetworkConfiguration, NodeKeyConfig, Secret},
	event::Event,
	NetworkBackend, NetworkEventStream,
};
use sc_network_sync::strategy::warp::WarpSyncConfig;
use sc_service::{
	config::Configuration, error::Error as ServiceError, PartialComponents, TaskManager,
};
use sc_storage_monitor::{StorageMonitorParams, StorageMonitorService};
use sc_telemetry::{Telemetry, TelemetryWorker};
use sc_transaction_pool::TransactionPoolHandle;
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_blockchain::HeaderBackend;
use sp_consensus_babe::inherents::BabeCreateInherentDataProviders;
use sp_core::{
	storage::well_known_keys,
	traits::{RuntimeCode, WrappedRuntimeCode},
};
use sp_runtime::traits::{BlakeTwo256, Block as BlockT, Hash};

/// What the runtime may call on the node. Nothing of our own: other executors must run it too.
pub type HostFunctions = sp_io::SubstrateHostFunctions;
/// Runs the Wasm runtime.
pub type Executor = sc_executor::WasmExecutor<HostFunctions>;
/// The database.
pub type FullBackend = sc_service::TFullBackend<Block>;
/// The chain as this node sees it.
pub type FullClient = sc_service::TFullClient<Block, RuntimeApi, Executor>;
/// Picks the chain to build on.
pub type SelectChain = sc_consensus::LongestChain<FullBackend, Block>;
/// Transactions that wait.
pub type Pool = TransactionPoolHandle<Block, FullClient>;

type GrandpaBlockImport = grandpa::GrandpaBlockImport<FullBackend, Block, FullClient, SelectChain>;
type BlockImport = BabeBlockImport<
	Block,
	FullClient,
	GrandpaBlockImport,
	BabeCreateInherentDataProviders<Block>,
	SelectChain,
>;

/// Every so many blocks a justification is kept even without a change of authorities.
const GRANDPA_JUSTIFICATION_PERIOD: u32 = 512;

/// What [`new_partial`] hands on beside the usual parts.
pub struct Parts {
	block_import: BlockImport,
	grandpa_link: grandpa::LinkHalf<Block, FullClient, SelectChain>,
	babe_link: BabeLink<Block>,
	babe_worker: BabeWorkerHandle<Block>,
	telemetry: Option<Telemetry>,
}

/// The executor, with compiled runtimes kept on disk: compiling takes seconds, loading does not.
fn new_executor(config: &Configuration) -> Executor {
	let heap = config
		.executor
		.default_heap_pages
		.map_or(sc_executor::DEFAULT_HEAP_ALLOC_STRATEGY, |pages| {
			sc_executor::HeapAllocStrategy::Static { extra_pages: pages as _ }
		});
	let builder = Executor::builder()
		.with_execution_method(config.executor.wasm_method)
		.with_onchain_heap_alloc_strategy(heap)
		.with_offchain_heap_alloc_strategy(heap)
		.with_max_runtime_instances(config.executor.max_runtime_instances)
		.with_runtime_cache_size(config.executor.runtime_cache_size);
	match compiled_runtimes() {
		Some(folder) => builder.with_cache_path(folder).build(),
		None => builder.build(),
	}
}

/// Where compiled runtimes are kept: the user's cache, whatever the chain, so that a chain in a
/// temporary folder finds them too. `None` where no such folder can be made.
fn compiled_runtimes() -> Option<std::path::PathBuf> {
	let cache = match std::env::var_os("XDG_CACHE_HOME") {
		Some(folder) if !folder.is_empty() => std::path::PathBuf::from(folder),
		_ => std::path::PathBuf::from(std::env::var_os("HOME")?).join(".cache"),
	};
	let folder = cache.join("labscape-node");
	std::fs::create_dir_all(&folder).ok()?;
	Some(folder)
}

/// Compile the runtime of the chain's genesis, unless it is kept compiled: a node that starts then finds
/// it, too.
///
/// # Errors
/// A genesis that cannot be built, or whose runtime is missing or does not compile.
pub fn compile_runtime(
	config: &Configuration,
	native_genesis: Option<sp_core::storage::Storage>,
) -> Result<RuntimeVersion, String> {
	let genesis = match native_genesis {
		Some(genesis) => genesis,
		None => config.chain_spec.as_storage_builder().build_storage()?,
	};
	let code = genesis.top.get(well_known_keys::CODE).ok_or("the genesis holds no runtime")?;
	let runtime = RuntimeCode {
		code_fetcher: &WrappedRuntimeCode(code.as_slice().into()),
		heap_pages: None,
		hash: BlakeTwo256::hash(code).as_bytes().to_vec(),
	};
	let mut nothing = sp_state_machine::BasicExternalities::new_empty();
	new_executor(config).runtime_version(&mut nothing, &runtime).map_err(|e| e.to_string())
}

/// Open the database and make what every command needs; nothing is connected yet.
///
/// # Errors
/// A database that cannot be opened (held by another process, of another chain) or a genesis that
/// does not fit it.
pub fn new_partial(
	config: &Configuration,
	native_genesis: Option<sp_core::storage::Storage>,
) -> Result<
	PartialComponents<
		FullClient,
		FullBackend,
		SelectChain,
		sc_consensus::DefaultImportQueue<Block>,
		Pool,
		Parts,
	>,
	ServiceError,
> {
	let telemetry = config
		.telemetry_endpoints
		.clone()
		.filter(|endpoints| !endpoints.is_empty())
		.map(|endpoints| -> Result<_, sc_telemetry::Error> {
			let worker = TelemetryWorker::new(16)?;
			let telemetry = worker.handle().new_telemetry(endpoints);
			Ok((worker, telemetry))
		})
		.transpose()?;
	let executor = new_executor(config);
	let backend = sc_service::new_db_backend(config.db_config())?;
	let genesis = match native_genesis {
		Some(genesis) => genesis,
		None => config.chain_spec.as_storage_builder().build_storage()?,
	};
	refuse_foreign_database(config, &backend, genesis.clone(), executor.clone())?;
	let genesis_builder = sc_service::GenesisBlockBuilder::new_with_storage(
		genesis,
		!config.no_genesis(),
		backend.clone(),
		executor.clone(),
	)?;
	let (client, backend, keystore_container, task_manager) =
		sc_service::new_full_parts_with_genesis_builder::<Block, RuntimeApi, _, _>(
			config,
			telemetry.as_ref().map(|(_, telemetry)| telemetry.handle()),
			executor,
			backend,
			genesis_builder,
			false,
		)?;
	let client = Arc::new(client);
	let telemetry = telemetry.map(|(worker, telemetry)| {
		task_manager.spawn_handle().spawn("telemetry", None, worker.run());
		telemetry
	});
	let select_chain = sc_consensus::LongestChain::new(backend.clone());
	let transaction_pool = Arc::from(
		sc_transaction_pool::Builder::new(
			crate::tasks::PoolTasks(task_manager.spawn_essential_handle()),
			client.clone(),
			config.role.is_authority().into(),
		)
		.with_options(config.transaction_pool.clone())
		.with_prometheus(config.prometheus_registry())
		.build(),
	);
	let (grandpa_block_import, grandpa_link) = grandpa::block_import(
		client.clone(),
		GRANDPA_JUSTIFICATION_PERIOD,
		&(client.clone() as Arc<_>),
		select_chain.clone(),
		telemetry.as_ref().map(|x| x.handle()),
	)?;
	let babe_config = sc_consensus_babe::configuration(&*client)?;
	let slot_duration = babe_config.slot_duration();
	let (block_import, babe_link) = sc_consensus_babe::block_import(
		babe_config,
		grandpa_block_import.clone(),
		client.clone(),
		Arc::new(move |_, ()| async move {
			let timestamp = sp_timestamp::InherentDataProvider::from_system_time();
			let slot =
				sp_consensus_babe::inherents::InherentDataProvider::from_timestamp_and_slot_duration(
					*timestamp,
					slot_duration,
				);
			Ok((slot, timestamp))
		}) as BabeCreateInherentDataProviders<Block>,
		select_chain.clone(),
		OffchainTransactionPoolFactory::new(transaction_pool.clone()),
	)?;
	let (import_queue, babe_worker) =
		sc_consensus_babe::import_queue(sc_consensus_babe::ImportQueueParams {
			link: babe_link.clone(),
			block_import: block_import.clone(),
			justification_import: Some(Box::new(grandpa_block_import)),
			client: client.clone(),
			slot_duration,
			spawner: &task_manager.spawn_essential_handle(),
			registry: config.prometheus_registry(),
			telemetry: telemetry.as_ref().map(|x| x.handle()),
		})?;
	Ok(PartialComponents {
		client,
		backend,
		task_manager,
		keystore_container,
		select_chain,
		import_queue,
		transaction_pool,
		other: Parts { block_import, grandpa_link, babe_link, babe_worker, telemetry },
	})
}

/// Refuse a database whose genesis is not the specification's: the SDK would follow the database's
/// chain without a word.
fn refuse_foreign_database(
	config: &Configuration,
	backend: &Arc<FullBackend>,
	genesis: sp_core::storage::Storage,
	executor: Executor,
) -> Result<(), ServiceError> {
	let found = backend.blockchain().info().genesis_hash;
	if found == Default::default() {
		return Ok(());
	}
	// The operation beside the block is dropped: nothing is written.
	let (block, _) = sc_service::GenesisBlockBuilder::new_with_storage(
		genesis,
		true,
		backend.clone(),
		executor,
	)?
	.build_genesis_block()?;
	let expected = block.header().hash();
	if found == expected {
		return Ok(());
	}
	Err(ServiceError::Other(format!(
		"the data folder {} holds another chain: its genesis is {found:?}, that of '{}' is \
		 {expected:?}. Choose another --base-path, or remove the old chain with purge-chain",
		config.base_path.path().display(),
		config.chain_spec.name(),
	)))
}

/// Say so when a validator has none of the keys it would author with.
fn warn_without_session_keys(config: &Configuration) {
	use sc_service::config::KeystoreConfig;
	let KeystoreConfig::Path { path, .. } = &config.keystore else { return };
	let missing = crate::validator::missing_session_keys(path);
	if config.role.is_authority() && config.dev_key_seed.is_none() && !missing.is_empty() {
		log::warn!(
			"no {} session key in {}: this validator cannot do its duties. Run `labscape-node \
			 validator init`, then sign the call it prints",
			missing.join(", no "),
			path.display()
		);
	}
}

/// Start a node and return what keeps it alive.
///
/// # Errors
/// What [`new_partial`] reports; ports that are taken; too little disk.
pub fn new_full(
	config: Configuration,
	native_genesis: Option<sp_core::storage::Storage>,
	storage_monitor: StorageMonitorParams,
	min_warp_peers: usize,
) -> Result<TaskManager, ServiceError> {
	let database = config.database.path().map(std::path::Path::to_path_buf);
	let task_manager = match config.network.network_backend {
		sc_network::config::NetworkBackendType::Libp2p => start::<
			sc_network::NetworkWorker<Block, <Block as BlockT>::Hash>,
		>(
			config, native_genesis, min_warp_peers
		),
		sc_network::config::NetworkBackendType::Litep2p => {
			start::<sc_network::Litep2pNetworkBackend>(config, native_genesis, min_warp_peers)
		}
	}?;
	if let Some(path) = database {
		StorageMonitorService::try_spawn(
			storage_monitor,
			path,
			&task_manager.spawn_essential_handle(),
		)
		.map_err(|e| ServiceError::Application(e.into()))?;
	}
	Ok(task_manager)
}

/// Make the network's configuration, and refuse what the network would: it is built when other tasks run
/// already, of which some panic where what they listen to is gone again.
///
/// # Errors
/// A node key that is none; addresses of another transport; a boot node of two identities.
fn network_config<N: NetworkBackend<Block, <Block as BlockT>::Hash>>(
	config: &mut Configuration,
) -> Result<FullNetworkConfiguration<Block, <Block as BlockT>::Hash, N>, ServiceError> {
	let network = &mut config.network;
	let key = network.node_key.clone().into_keypair().map_err(sc_network::error::Error::Io)?;
	network.node_key = NodeKeyConfig::Ed25519(Secret::Input(key.secret()));
	let registry = config.prometheus_registry().cloned();
	let network = FullNetworkConfiguration::new(&config.network, registry);
	network.sanity_check_addresses()?;
	network.sanity_check_bootnodes()?;
	Ok(network)
}

fn start<N: NetworkBackend<Block, <Block as BlockT>::Hash>>(
	mut config: Configuration,
	native_genesis: Option<sp_core::storage::Storage>,
	min_warp_peers: usize,
) -> Result<TaskManager, ServiceError> {
	config.network.min_peers_to_start_warp_sync = Some(min_warp_peers);
	warn_without_session_keys(&config);
	let role = config.role;
	let force_authoring = config.force_authoring;
	let name = config.network.node_name.clone();
	let enable_grandpa = !config.disable_grandpa;
	let prometheus_registry = config.prometheus_registry().cloned();
	let mut net_config = network_config::<N>(&mut config)?;
	let PartialComponents {
		client,
		backend,
		task_manager,
		import_queue,
		keystore_container,
		select_chain,
		transaction_pool,
		other: Parts { block_import, grandpa_link, babe_link, babe_worker, mut telemetry },
	} = new_partial(&config, native_genesis)?;

	let metrics = N::register_notification_metrics(config.prometheus_registry());
	let genesis_hash = client
		.block_hash(0)?
		.ok_or_else(|| ServiceError::Other("the database holds no genesis block".into()))?;
	let grandpa_protocol = grandpa::protocol_standard_name(&genesis_hash, &config.chain_spec);
	let (grandpa_config, grandpa_notifications) = grandpa::grandpa_peers_set_config::<_, N>(
		grandpa_protocol.clone(),
		metrics.clone(),
		net_config.peer_store_handle(),
	);
	net_config.add_notification_protocol(grandpa_config);
	let warp_sync = Arc::new(grandpa::warp_proof::NetworkProvider::new(
		backend.clone(),
		grandpa_link.shared_authority_set().clone(),
		Vec::default(),
	));
	let (network, system_rpc_tx, tx_handler_controller, sync_service, _bitswap) =
		sc_service::build_network(sc_service::BuildNetworkParams {
			config: &config,
			net_config,
			client: client.clone(),
			transaction_pool: transaction_pool.clone(),
			spawn_handle: task_manager.spawn_handle(),
			spawn_essential_handle: task_manager.spawn_essential_handle(),
			import_queue,
			block_announce_validator_builder: None,
			warp_sync_config: Some(WarpSyncConfig::WithProvider(warp_sync)),
			block_relay: None,
			metrics,
			gap_sync_body_policy: None,
		})?;
	// Declared after what its tasks listen to, so that on an error below they are told to end before that
	// is gone: some panic when it is.
	let mut task_manager = task_manager;

	let shared_voter_state = grandpa::SharedVoterState::empty();
	let make_rpc: crate::tasks::MakeRpc = {
		let deps = crate::rpc::Deps {
			client: client.clone(),
			backend: backend.clone(),
			system: system_rpc_tx,
			sync: sync_service.clone(),
			pool: transaction_pool.clone(),
			select_chain: select_chain.clone(),
			chain_spec: config.chain_spec.cloned_box(),
			keystore: keystore_container.keystore(),
			babe_worker,
			shared_voter_state: shared_voter_state.clone(),
			shared_authority_set: grandpa_link.shared_authority_set().clone(),
			justification_stream: grandpa_link.justification_stream(),
			finality_provider: grandpa::FinalityProofProvider::new_for_service(
				backend.clone(),
				Some(grandpa_link.shared_authority_set().clone()),
			),
		};
		Box::new(move |config, executor| {
			crate::rpc::create(&deps, config, executor).map_err(Into::into)
		})
	};
	let publish_local_addresses = config.network.allow_non_globals_in_dht;
	let public_addresses = config.network.public_addresses.clone();
	let offchain = config.offchain_worker.clone();
	let net_config_path = config.network.net_config_path.clone();
	let parts = crate::tasks::Parts {
		client: client.clone(),
		pool: transaction_pool.clone(),
		keystore: keystore_container.keystore(),
		network: network.clone(),
		sync: sync_service.clone(),
		telemetry: telemetry.as_mut(),
	};
	let reported = crate::tasks::spawn(config, &mut task_manager, parts, make_rpc)?;
	task_manager.spawn_handle().spawn(
		"on-transaction-imported",
		Some("transaction-pool"),
		sc_service::propagate_transaction_notifications(
			transaction_pool.clone(),
			tx_handler_controller,
			reported,
		),
	);
	crate::nodelay::set_on_listeners();

	if offchain.enabled {
		let workers = sc_offchain::OffchainWorkers::new(sc_offchain::OffchainWorkerOptions {
			runtime_api_provider: client.clone(),
			keystore: Some(keystore_container.keystore()),
			offchain_db: backend.offchain_storage(),
			transaction_pool: Some(OffchainTransactionPoolFactory::new(transaction_pool.clone())),
			network_provider: Arc::new(network.clone()),
			is_validator: role.is_authority(),
			enable_http_requests: false,
			custom_extensions: |_| vec![],
		})?;
		task_manager.spawn_handle().spawn(
			"offchain-workers-runner",
			"offchain-worker",
			workers.run(client.clone(), task_manager.spawn_handle()).boxed(),
		);
	}

	if let Some(registry) = prometheus_registry.clone() {
		task_manager.spawn_handle().spawn(
			"scheduler-metrics",
			Some("metrics"),
			crate::metrics::export(client.clone(), backend.clone(), registry),
		);
	}

	if role.is_authority() {
		let proposer = labscape_authorship::ProposerFactory::new(
			task_manager.spawn_handle(),
			client.clone(),
			transaction_pool.clone(),
			prometheus_registry.as_ref(),
			telemetry.as_ref().map(|x| x.handle()),
		);
		let slot_duration = babe_link.config().slot_duration();
		let babe = sc_consensus_babe::start_babe(sc_consensus_babe::BabeParams {
			keystore: keystore_container.keystore(),
			client: client.clone(),
			select_chain,
			env: proposer,
			block_import,
			sync_oracle: sync_service.clone(),
			justification_sync_link: sync_service.clone(),
			create_inherent_data_providers: move |_, ()| async move {
				let timestamp = sp_timestamp::InherentDataProvider::from_system_time();
				let slot =
					sp_consensus_babe::inherents::InherentDataProvider::from_timestamp_and_slot_duration(
						*timestamp,
						slot_duration,
					);
				Ok((slot, timestamp))
			},
			force_authoring,
			backoff_authoring_blocks: Some(
				sc_consensus_slots::BackoffAuthoringOnFinalizedHeadLagging::default(),
			),
			babe_link,
			// As on six-second chains: two thirds of the slot to build, the rest to travel and be checked.
			block_proposal_slot_portion: SlotProportion::new(2f32 / 3f32),
			max_block_proposal_slot_portion: None,
			telemetry: telemetry.as_ref().map(|x| x.handle()),
		})?;
		task_manager.spawn_essential_handle().spawn_blocking(
			"babe-proposer",
			Some("block-authoring"),
			babe,
		);
	}

	if role.is_authority() {
		let dht_events =
			network.event_stream("authority-discovery").filter_map(|event| async move {
				match event {
					Event::Dht(event) => Some(event),
					_ => None,
				}
			});
		let (worker, _service) = sc_authority_discovery::new_worker_and_service_with_config(
			sc_authority_discovery::WorkerConfig {
				publish_non_global_ips: publish_local_addresses,
				public_addresses,
				persisted_cache_directory: net_config_path,
				..Default::default()
			},
			client.clone(),
			Arc::new(network.clone()),
			Box::pin(dht_events),
			sc_authority_discovery::Role::PublishAndDiscover(keystore_container.keystore()),
			prometheus_registry.clone(),
			task_manager.spawn_handle(),
		);
		task_manager.spawn_handle().spawn(
			"authority-discovery-worker",
			Some("networking"),
			worker.run(),
		);
	}

	if enable_grandpa {
		let grandpa = grandpa::run_grandpa_voter(grandpa::GrandpaParams {
			config: grandpa::Config {
				// Blocks come every three seconds: gossip a few times within one.
				gossip_duration: Duration::from_millis(500),
				justification_generation_period: GRANDPA_JUSTIFICATION_PERIOD,
				name: Some(name),
				observer_enabled: false,
				keystore: role.is_authority().then(|| keystore_container.keystore()),
				local_role: role,
				telemetry: telemetry.as_ref().map(|x| x.handle()),
				protocol_name: grandpa_protocol,
			},
			link: grandpa_link,
			network,
			sync: sync_service,
			notification_service: grandpa_notifications,
			telemetry: telemetry.as_ref().map(|x| x.handle()),
			voting_rule: grandpa::VotingRulesBuilder::default().build(),
			prometheus_registry,
			shared_voter_state,
			offchain_tx_pool_factory: OffchainTransactionPoolFactory::new(transaction_pool),
		})?;
		task_manager.spawn_essential_handle().spawn_blocking("grandpa-voter", None, grandpa);
	}
	Ok(task_manager)
}
