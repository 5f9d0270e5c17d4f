//! The tasks that every node runs beside consensus, as the SDK's `spawn_tasks` starts them: pool, metrics,
//! telemetry, informant, RPC server. That function makes the RPC module itself and lets no method of it be
//! replaced; here it is [`crate::rpc::create`]'s, which tells of new heads in its own way.

use std::sync::Arc;

use futures::{future::BoxFuture, FutureExt};
use labscape_runtime::opaque::Block;
use sc_network::service::traits::NetworkService;
use sc_network_sync::SyncingService;
use sc_rpc::SubscriptionTaskExecutor;
use sc_service::{
	config::{Configuration, PrometheusConfig},
	error::Error as ServiceError,
	MetricsService, SpawnEssentialTaskHandle, TaskManager,
};
use sc_telemetry::{Telemetry, TelemetryHandle};
use sp_blockchain::HeaderBackend;
use sp_core::traits::SpawnEssentialNamed;
use sp_keystore::KeystorePtr;

use crate::service::{FullClient, Pool};

/// Runs the tasks of the pool. One of them holds its thread until the pool is gone, so it does not see that the
/// node was asked to end, and every end of a node would be logged as the failure of an essential task. It
/// yields once before it ends: by then it is told.
#[derive(Clone)]
pub struct PoolTasks(pub SpawnEssentialTaskHandle);

impl SpawnEssentialNamed for PoolTasks {
	fn spawn_essential_blocking(
		&self,
		name: &'static str,
		group: Option<&'static str>,
		future: BoxFuture<'static, ()>,
	) {
		self.0.spawn_blocking(name, group, future.then(|()| tokio::task::yield_now()));
	}

	fn spawn_essential(
		&self,
		name: &'static str,
		group: Option<&'static str>,
		future: BoxFuture<'static, ()>,
	) {
		self.0.spawn(name, group, future);
	}
}

/// What the tasks work with.
pub struct Parts<'a> {
	/// The chain.
	pub client: Arc<FullClient>,
	/// Waiting transactions.
	pub pool: Arc<Pool>,
	/// The node's keys.
	pub keystore: KeystorePtr,
	/// The network.
	pub network: Arc<dyn NetworkService>,
	/// How far the chain is known.
	pub sync: Arc<SyncingService<Block>>,
	/// Where the node is told of, if anywhere.
	pub telemetry: Option<&'a mut Telemetry>,
}

/// Makes the RPC module, whose tasks run where it is told.
pub type MakeRpc = Box<
	dyn FnOnce(
		&Configuration,
		SubscriptionTaskExecutor,
	) -> Result<jsonrpsee::RpcModule<()>, ServiceError>,
>;

/// Start the tasks. Returns where telemetry goes.
///
/// # Errors
/// Session keys that cannot be made; metrics or RPC methods named twice; ports that are taken.
pub fn spawn(
	mut config: Configuration,
	tasks: &mut TaskManager,
	parts: Parts,
	make_rpc: MakeRpc,
) -> Result<Option<TelemetryHandle>, ServiceError> {
	let Parts { client, pool, keystore, network, sync, telemetry } = parts;
	let spawner = tasks.spawn_handle();
	let chain = client.info();
	let seeds = config.dev_key_seed.clone().map(|seed| vec![seed]).unwrap_or_default();
	sp_session::generate_initial_session_keys(client.clone(), chain.best_hash, seeds, keystore)
		.map_err(|error| ServiceError::Application(Box::new(error)))?;

	let machine = sc_sysinfo::gather_sysinfo();
	sc_sysinfo::print_sysinfo(&machine);
	let telemetry = telemetry
		.map(|telemetry| {
			sc_service::init_telemetry(
				config.network.node_name.clone(),
				config.impl_name.clone(),
				config.impl_version.clone(),
				config.chain_spec.name().to_string(),
				config.role.is_authority(),
				network.clone(),
				client.clone(),
				telemetry,
				Some(machine),
			)
		})
		.transpose()?;
	log::info!("📦 Highest known block at #{}", chain.best_number);

	spawner.spawn(
		"txpool-notifications",
		Some("transaction-pool"),
		sc_transaction_pool::notification_future(
			client.clone(),
			pool.clone(),
			config.transaction_pool.use_all_block_notifications(),
		),
	);
	let metrics = match config.prometheus_config.clone() {
		Some(PrometheusConfig { port, registry }) => {
			let metrics = MetricsService::with_prometheus(
				telemetry.clone(),
				&registry,
				config.role,
				&config.network.node_name,
				&config.impl_version,
			)?;
			let endpoint = substrate_prometheus_endpoint::init_prometheus(port, registry);
			spawner.spawn("prometheus-endpoint", None, endpoint.map(drop));
			metrics
		}
		None => MetricsService::new(telemetry.clone()),
	};
	spawner.spawn(
		"telemetry-periodic-send",
		None,
		metrics.run(client.clone(), pool, network.clone(), sync.clone()),
	);

	let runtime = sc_service::create_rpc_runtime(config.rpc.max_connections)
		.map_err(|error| ServiceError::Application(Box::new(error)))?;
	let executor = Arc::new(sc_rpc_server::RpcSpawnHandle::new(runtime.handle().clone()));
	let ids = config.rpc.id_provider.take();
	let endpoints =
		config.rpc.addr.iter().flatten().map(|endpoint| endpoint.listen_addr.to_string());
	let addresses = endpoints.collect::<Vec<_>>().join(", ");
	let server = sc_service::start_rpc_servers(
		&config.rpc,
		config.prometheus_registry(),
		&config.tokio_handle,
		make_rpc(&config, executor)?,
		runtime,
		ids,
	)
	.map_err(|error| match error {
		ServiceError::Application(cause) => {
			ServiceError::Other(format!("the RPC server cannot listen on {addresses}: {cause}"))
		}
		other => other,
	})?;
	spawner.spawn("informant", None, sc_informant::build(client, network, sync));
	tasks.keep_alive((config.base_path, server));
	Ok(telemetry)
}
