//! What the off-chain worker did, as Prometheus metrics.
//!
//! The worker runs in the Wasm and has no host function of ours: it writes a small record into the
//! node's off-chain storage, which a task reads at each new best block.

use std::sync::Arc;

use codec::Decode;
use futures::StreamExt;
use labscape_runtime::opaque::Block;
use pallet_labscape_resource_allocation::{WorkerMetrics, METRICS_KEY};
use sc_client_api::{Backend, BlockchainEvents};
use sp_core::offchain::{OffchainStorage, STORAGE_PREFIX};
use substrate_prometheus_endpoint::{register, Gauge, PrometheusError, Registry, U64};

use crate::service::{FullBackend, FullClient};

/// One gauge for each field of the worker's record.
struct Gauges {
	all: Vec<(Gauge<U64>, fn(&WorkerMetrics) -> u64)>,
}

type Field = (&'static str, &'static str, fn(&WorkerMetrics) -> u64);

const FIELDS: [Field; 13] = [
	("block", "Block of the last run", |m| m.block.into()),
	("runs", "Runs that were finished", |m| m.runs),
	("last_duties", "Labscapes that the last run could have planned", |m| m.last_duties.into()),
	("fallbacks", "Labscapes planned in place of a leader that was late", |m| m.fallbacks),
	("plans", "Plans submitted", |m| m.plans),
	("leases", "Leases in submitted plans", |m| m.leases),
	("idle", "Labscapes in which nothing that waits would fit", |m| m.idle),
	("failures", "Labscapes whose plan failed", |m| m.failures),
	("submissions", "Extrinsics taken by the pool", |m| m.submissions),
	("rejected", "Extrinsics not signed or not taken by the pool", |m| m.rejected),
	("overlaps", "Runs left out because the one before was not finished", |m| m.overlaps),
	("last_milliseconds", "How long the last run took", |m| m.last_millis),
	("longest_milliseconds", "How long the longest run took", |m| m.longest_millis),
];

impl Gauges {
	fn register(registry: &Registry) -> Result<Self, PrometheusError> {
		let all = FIELDS
			.iter()
			.map(|(name, help, value)| {
				let gauge = Gauge::new(format!("labscape_scheduler_{name}"), *help)?;
				Ok((register(gauge, registry)?, *value))
			})
			.collect::<Result<Vec<_>, PrometheusError>>()?;
		Ok(Self { all })
	}

	fn set(&self, metrics: &WorkerMetrics) {
		for (gauge, value) in &self.all {
			gauge.set(value(metrics));
		}
	}
}

/// Follow the chain and export the record until the node stops.
pub async fn export(client: Arc<FullClient>, backend: Arc<FullBackend>, registry: Registry) {
	let gauges = match Gauges::register(&registry) {
		Ok(gauges) => gauges,
		Err(e) => {
			log::warn!("metrics of the scheduler are not exported: {e}");
			return;
		}
	};
	let Some(storage) = backend.offchain_storage() else { return };
	let mut blocks = client.import_notification_stream();
	while let Some(block) = blocks.next().await {
		let _: &sc_client_api::BlockImportNotification<Block> = &block;
		if !block.is_new_best {
			continue;
		}
		let record = storage
			.get(STORAGE_PREFIX, METRICS_KEY)
			.and_then(|bytes| WorkerMetrics::decode(&mut &bytes[..]).ok());
		if let Some(record) = record {
			gauges.set(&record);
		}
	}
}
