//! The `labscape_` namespace: what people ask about labscapes and jobs, as JSON.

use std::sync::Arc;

use futures::StreamExt;
use jsonrpsee::{
	core::{async_trait, SubscriptionResult},
	proc_macros::rpc,
	types::{ErrorObject, ErrorObjectOwned},
	PendingSubscriptionSink, SubscriptionMessage,
};
use labscape_primitives::{GpuSet, JobId, LabscapeId, NodeId, Slot, MAX_GPUS, UNITS_PER_LABSCAPE};
use labscape_runtime::{opaque::Block, AccountId, Hash, SS58_PREFIX};
use pallet_labscape_resource_allocation::{runtime_api::ResourcesApi, views::JobStatus, JobState};
use sc_client_api::BlockchainEvents;
use sc_rpc::SubscriptionTaskExecutor;
use serde_json::{json, Value};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_core::crypto::Ss58Codec;

use crate::{dry_run::DryRun, service::FullClient};

/// A job that does not exist, or one that was cleaned up.
const NO_SUCH_JOB: i32 = 7_001;
/// The runtime did not answer.
const RUNTIME_ERROR: i32 = 7_002;
/// A request that no machine could ever serve.
const IMPOSSIBLE: i32 = 7_003;

/// Labscapes and jobs.
#[rpc(client, server, namespace = "labscape")]
pub trait LabscapeApi {
	/// Every labscape: units, leased units, waiting parts, price.
	#[method(name = "utilisation")]
	fn utilisation(&self, at: Option<Hash>) -> Result<Value, ErrorObjectOwned>;

	/// The units of one labscape: its nodes' runs of slots, and the runs of slots that are leased.
	#[method(name = "unitMap")]
	fn unit_map(&self, labscape: LabscapeId, at: Option<Hash>) -> Result<Value, ErrorObjectOwned>;

	/// Where a request would fit now, and at what price; the best offer first. Nothing is reserved.
	#[method(name = "dryRun")]
	fn dry_run(&self, request: DryRun, at: Option<Hash>) -> Result<Value, ErrorObjectOwned>;

	/// Where a job stands.
	#[method(name = "jobStatus")]
	fn job_status(&self, job: JobId, at: Option<Hash>) -> Result<Value, ErrorObjectOwned>;

	/// The open leases of a node. `expires` is the block in which the time to commit ends, if the chain is
	/// not paused before.
	#[method(name = "nodeLeases")]
	fn node_leases(&self, node: NodeId, at: Option<Hash>) -> Result<Value, ErrorObjectOwned>;

	/// Who leads a round of a labscape, then who steps in, as hex-encoded scheduler keys.
	#[method(name = "leaders")]
	fn leaders(
		&self,
		round: u32,
		labscape: LabscapeId,
		at: Option<Hash>,
	) -> Result<Vec<String>, ErrorObjectOwned>;

	/// A job's status at each best block in which it changed, until the job is gone.
	#[subscription(name = "subscribeJob" => "job", unsubscribe = "unsubscribeJob", item = Value)]
	async fn subscribe_job(&self, job: JobId) -> SubscriptionResult;
}

/// Answers from the chain's state.
pub struct Labscape {
	client: Arc<FullClient>,
	executor: SubscriptionTaskExecutor,
}

impl Labscape {
	/// Answers from `client`; subscriptions run on `executor`.
	pub fn new(client: Arc<FullClient>, executor: SubscriptionTaskExecutor) -> Self {
		Self { client, executor }
	}

	fn at(&self, at: Option<Hash>) -> Hash {
		at.unwrap_or_else(|| self.client.info().best_hash)
	}
}

fn runtime_error(e: sp_api::ApiError) -> ErrorObjectOwned {
	ErrorObject::owned(RUNTIME_ERROR, "the runtime did not answer", Some(e.to_string()))
}

fn status(client: &FullClient, at: Hash, job: JobId) -> Result<Option<Value>, sp_api::ApiError> {
	let status: Option<JobStatus<AccountId>> = client.runtime_api().job_status(at, job)?;
	Ok(status.map(|status| {
		let waiting: Vec<Value> = status
			.waiting
			.iter()
			.map(|part| {
				json!({
					"part": part.part,
					"labscape": part.labscape,
					"position": part.position,
					"firstItem": part.first,
					"items": part.len,
					"parked": part.parked,
				})
			})
			.collect();
		json!({
			"job": job,
			"requester": status.requester.to_ss58check_with_version(SS58_PREFIX.into()),
			"state": match status.state {
				JobState::Open => "open",
				JobState::Closing(_) => "closing",
				JobState::Finished => "finished",
			},
			"items": status.items,
			"queued": status.queued,
			"leased": status.leased,
			"settled": status.settled,
			"abandoned": status.abandoned,
			"held": status.held.to_string(),
			"deadline": status.deadline,
			"waiting": waiting,
		})
	}))
}

/// Consecutive slots as pairs of first slot and length.
fn runs(slots: impl Iterator<Item = Slot>) -> Vec<(Slot, Slot)> {
	let mut runs: Vec<(Slot, Slot)> = Vec::new();
	for slot in slots {
		match runs.last_mut() {
			Some((first, len)) if *first + *len == slot => *len += 1,
			_ => runs.push((slot, 1)),
		}
	}
	runs
}

/// The indices of a set.
fn gpus(set: GpuSet) -> Vec<usize> {
	(0..MAX_GPUS).filter(|index| set.contains(*index)).collect()
}

#[async_trait]
impl LabscapeApiServer for Labscape {
	fn utilisation(&self, at: Option<Hash>) -> Result<Value, ErrorObjectOwned> {
		let all =
			ResourcesApi::<Block, AccountId>::utilisation(&*self.client.runtime_api(), self.at(at))
				.map_err(runtime_error)?;
		Ok(all
			.into_iter()
			.map(|u| {
				json!({
					"labscape": u.labscape,
					"nodes": u.nodes,
					"units": u.units,
					"leased": u.leased,
					"queued": u.queued,
					"price": u.price.to_string(),
					"planned": u.planned,
				})
			})
			.collect())
	}

	fn unit_map(&self, labscape: LabscapeId, at: Option<Hash>) -> Result<Value, ErrorObjectOwned> {
		let map = ResourcesApi::<Block, AccountId>::unit_map(
			&*self.client.runtime_api(),
			self.at(at),
			labscape,
		)
		.map_err(runtime_error)?;
		let nodes: Vec<Value> = map
			.nodes
			.iter()
			.map(|node| {
				json!({
					"node": node.node,
					"firstSlot": node.first_slot,
					"units": node.units,
					"draining": node.draining,
				})
			})
			.collect();
		let leased = runs((0..UNITS_PER_LABSCAPE).filter(|slot| map.leased.contains(*slot)));
		Ok(json!({
			"labscape": labscape,
			"nodes": nodes,
			"leasedUnits": map.leased.count(),
			"leased": leased,
		}))
	}

	fn dry_run(&self, request: DryRun, at: Option<Hash>) -> Result<Value, ErrorObjectOwned> {
		let (request, hardware, home) = request.request().map_err(|impossible| {
			ErrorObject::owned(IMPOSSIBLE, impossible.to_string(), None::<()>)
		})?;
		let offers = ResourcesApi::<Block, AccountId>::dry_run(
			&*self.client.runtime_api(),
			self.at(at),
			request,
			hardware,
			home,
		)
		.map_err(runtime_error)?;
		Ok(offers
			.into_iter()
			.map(|offer| {
				let seats: Vec<Value> = offer
					.seats
					.iter()
					.map(|seat| json!({ "firstSlot": seat.slot, "gpus": gpus(seat.gpus) }))
					.collect();
				json!({
					"labscape": offer.labscape,
					"fits": !offer.seats.is_empty(),
					"price": offer.price.to_string(),
					"queued": offer.queued,
					"seats": seats,
				})
			})
			.collect())
	}

	fn job_status(&self, job: JobId, at: Option<Hash>) -> Result<Value, ErrorObjectOwned> {
		status(&self.client, self.at(at), job).map_err(runtime_error)?.ok_or_else(|| {
			ErrorObject::owned(NO_SUCH_JOB, format!("there is no job {job}"), None::<()>)
		})
	}

	fn node_leases(&self, node: NodeId, at: Option<Hash>) -> Result<Value, ErrorObjectOwned> {
		let leases = ResourcesApi::<Block, AccountId>::node_leases(
			&*self.client.runtime_api(),
			self.at(at),
			node,
		)
		.map_err(runtime_error)?;
		Ok(leases
			.into_iter()
			.map(|(id, lease)| {
				json!({
					"lease": id,
					"job": lease.job,
					"part": lease.part,
					"labscape": lease.labscape,
					"firstSlot": lease.first_slot,
					"firstItem": lease.first,
					"items": lease.len,
					"committed": lease.committed,
					"settled": lease.done,
					"itemPrice": lease.item_price.to_string(),
					"expires": lease.expires,
				})
			})
			.collect())
	}

	fn leaders(
		&self,
		round: u32,
		labscape: LabscapeId,
		at: Option<Hash>,
	) -> Result<Vec<String>, ErrorObjectOwned> {
		let keys = ResourcesApi::<Block, AccountId>::leaders(
			&*self.client.runtime_api(),
			self.at(at),
			round,
			labscape,
		)
		.map_err(runtime_error)?;
		Ok(keys
			.into_iter()
			.map(|key| format!("0x{}", hex::encode(codec::Encode::encode(&key))))
			.collect())
	}

	async fn subscribe_job(
		&self,
		pending: PendingSubscriptionSink,
		job: JobId,
	) -> SubscriptionResult {
		let best = self.client.info().best_hash;
		let first = status(&self.client, best, job).map_err(|e| e.to_string())?;
		let Some(mut last) = first else {
			pending
				.reject(ErrorObject::owned(
					NO_SUCH_JOB,
					format!("there is no job {job}"),
					None::<()>,
				))
				.await;
			return Ok(());
		};
		let sink = pending.accept().await?;
		sink.send(SubscriptionMessage::from_json(&last)?).await?;
		let client = self.client.clone();
		let follow = async move {
			let mut blocks = client.import_notification_stream();
			loop {
				let block = tokio::select! {
					block = blocks.next() => block,
					_ = sink.closed() => return,
				};
				let Some(block) = block else { return };
				if !block.is_new_best {
					continue;
				}
				match status(&client, block.hash, job) {
					Ok(Some(now)) if now != last => {
						let Ok(message) = SubscriptionMessage::from_json(&now) else { return };
						if sink.send(message).await.is_err() {
							return;
						}
						last = now;
					}
					Ok(Some(_)) => {}
					Ok(None) | Err(_) => return,
				}
			}
		};
		self.executor.spawn("labscape-subscription", Some("rpc"), Box::pin(follow));
		Ok(())
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn slots_become_runs() {
		assert_eq!(runs([].into_iter()), []);
		assert_eq!(runs([0, 1, 2, 7, 4_094, 4_095].into_iter()), [(0, 3), (7, 1), (4_094, 2)]);
		assert_eq!(gpus(GpuSet(0b1000_0101)), [0, 2, 7]);
	}
}
