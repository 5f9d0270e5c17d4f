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

const FIELDS: [Field; 15] = [
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
	("skipped_plans", "Plans of any author that blocks passed over", |m| m.skipped_plans),
	("skipped_placements", "Placements of plans that blocks passed over", |m| m.skipped_placements),
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

/// The worker's record, if it has written one.
fn record(storage: &impl OffchainStorage) -> Option<WorkerMetrics> {
	let bytes = storage.get(STORAGE_PREFIX, METRICS_KEY)?;
	WorkerMetrics::decode(&mut &bytes[..]).ok()
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
		if let Some(record) = record(&storage) {
			gauges.set(&record);
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use codec::Encode;
	use sp_core::offchain::storage::InMemOffchainStorage;
	use substrate_prometheus_endpoint::prometheus::TextEncoder;

	#[test]
	fn every_field_of_the_record_is_exported() {
		let written = WorkerMetrics {
			block: 101,
			runs: 102,
			last_duties: 103,
			fallbacks: 104,
			plans: 105,
			leases: 106,
			idle: 107,
			failures: 108,
			submissions: 109,
			rejected: 110,
			overlaps: 111,
			last_millis: 112,
			longest_millis: 113,
			skipped_plans: 114,
			skipped_placements: 115,
		};
		let registry = Registry::new();
		let gauges = Gauges::register(&registry).unwrap();
		let mut storage = InMemOffchainStorage::default();
		assert_eq!(record(&storage), None);
		storage.set(STORAGE_PREFIX, METRICS_KEY, &written.encode());
		gauges.set(&record(&storage).unwrap());
		let text = TextEncoder::new().encode_to_string(&registry.gather()).unwrap();
		let names = [
			"block",
			"runs",
			"last_duties",
			"fallbacks",
			"plans",
			"leases",
			"idle",
			"failures",
			"submissions",
			"rejected",
			"overlaps",
			"last_milliseconds",
			"longest_milliseconds",
			"skipped_plans",
			"skipped_placements",
		];
		let mut expected: Vec<String> = names
			.iter()
			.zip(101..)
			.map(|(name, value)| format!("labscape_scheduler_{name} {value}"))
			.collect();
		expected.sort_unstable();
		let found: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
		assert_eq!(found, expected);
	}

	#[test]
	fn a_record_of_another_version_is_not_exported() {
		let mut storage = InMemOffchainStorage::default();
		storage.set(STORAGE_PREFIX, METRICS_KEY, &WorkerMetrics::default().encode()[..9]);
		assert_eq!(record(&storage), None);
	}
}
