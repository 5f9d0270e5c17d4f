//! The runner: executes the items of open leases, in order, and writes their results down.
//!
//! It holds no more in memory than a few chunks of inputs, however many items are queued.

use crate::{
	execute::Executor,
	journal::{Journal, LeaseRecord},
	metrics::Metrics,
	Error, Hash, Result,
};
use futures::{stream, StreamExt, TryStreamExt};
use labscape_client::{inputs::InputList, stores::Stores};
use labscape_primitives::LeaseId;
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use tokio::sync::watch;

/// The most items that one thread takes at once.
const CHUNK: u32 = 32;
/// A chunk is made smaller if its fuel exceeds this: some 50 ms.
const CHUNK_FUEL: u64 = 50_000_000;
/// How long to wait before a lease whose bytes were not to be had is tried again.
const RETRY_AFTER: Duration = Duration::from_secs(5);
/// After so many failures in a row a lease is offered back.
const GIVE_UP_AFTER: u32 = 12;

/// A lease to be executed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
	/// The lease.
	pub lease: LeaseId,
	/// The semantics of its program.
	pub semantics: u16,
}

/// What the runner says of leases that it cannot execute.
pub type Failures = Arc<std::sync::Mutex<BTreeMap<LeaseId, u32>>>;

/// Executes what it is told to.
pub struct Runner {
	/// Where results go.
	pub journal: Journal,
	/// What executes.
	pub executor: Executor,
	/// Where bytes come from.
	pub stores: Stores,
	/// What is counted.
	pub metrics: Metrics,
	/// How many chunks are under way at once.
	pub threads: usize,
	/// How often each lease failed in a row.
	pub failures: Failures,
}

/// Whether a lease failed so often that it should be given back.
pub fn is_hopeless(failures: &Failures, lease: LeaseId) -> bool {
	let failures = failures.lock();
	failures.is_ok_and(|failures| failures.get(&lease).is_some_and(|n| *n >= GIVE_UP_AFTER))
}

impl Runner {
	/// Execute the orders, those of the first leases first, until the sender is gone. New orders are
	/// looked at between chunks.
	pub async fn run(self, mut orders: watch::Receiver<Vec<Order>>) {
		let mut lists: BTreeMap<Hash, Arc<InputList>> = BTreeMap::new();
		loop {
			let current = orders.borrow_and_update().clone();
			let mut idle = true;
			for order in &current {
				match self.execute(order, &mut lists, &orders).await {
					Ok(true) => idle = false,
					Ok(false) => continue,
					Err(error) => {
						self.metrics.store_failures.inc();
						tracing::warn!(lease = order.lease, %error, "cannot execute this lease now");
						if let Ok(mut failures) = self.failures.lock() {
							*failures.entry(order.lease).or_default() += 1;
						}
						continue;
					}
				}
				if orders.has_changed().unwrap_or(true) {
					break;
				}
			}
			lists.retain(|root, _| {
				current.iter().any(|order| {
					let lease = self.journal.lease(order.lease).ok().flatten();
					lease.is_some_and(|lease| lease.inputs_root == *root)
				})
			});
			let pause = if current.is_empty() { Duration::from_secs(3_600) } else { RETRY_AFTER };
			if idle {
				tokio::select! {
					changed = orders.changed() => if changed.is_err() { return },
					() = tokio::time::sleep(pause) => {}
				}
			} else if orders.has_changed().is_err() {
				return;
			}
		}
	}

	/// Execute what is left of a lease, or until the orders change. Returns whether there was
	/// anything to do.
	async fn execute(
		&self,
		order: &Order,
		lists: &mut BTreeMap<Hash, Arc<InputList>>,
		orders: &watch::Receiver<Vec<Order>>,
	) -> Result<bool> {
		let Some(lease) = self.journal.lease(order.lease)? else { return Ok(false) };
		if lease.finished >= lease.len {
			return Ok(false);
		}
		let stores = &self.stores;
		let program = self.executor.program(order.semantics, &lease.program, stores).await?;
		let list = match lists.get(&lease.inputs_root) {
			Some(list) => list.clone(),
			None => {
				let list = Arc::new(stores.list(&lease.inputs_root).await?);
				lists.insert(lease.inputs_root, list.clone());
				list
			}
		};
		let size = chunk_size(lease.item_fuel);
		let starts = (lease.finished..lease.len).step_by(size as usize);
		let chunks = stream::iter(starts)
			// New orders may be more urgent: what is under way ends, nothing new begins.
			.take_while(|_| {
				let goes_on = !orders.has_changed().unwrap_or(true);
				async move { goes_on }
			})
			.map(|start| {
				let (list, program) = (list.clone(), program.clone());
				let len = size.min(lease.len.saturating_sub(start));
				let lease = &lease;
				async move {
					let inputs = fetch(&list, stores, lease, start, len).await?;
					self.executor.run(program, inputs, lease.item_fuel).await
				}
			})
			.buffered(self.threads.saturating_mul(2).max(1));
		let mut chunks = std::pin::pin!(chunks);
		let mut finished = lease.finished;
		while let Some(results) = chunks.next().await {
			let results = results?;
			let bytes: Vec<Vec<u8>> = results
				.into_iter()
				.zip(finished..)
				.map(|(result, offset)| {
					let item = lease.first.saturating_add(offset);
					self.executor.own_result(item, result).bytes
				})
				.collect();
			finished = finished.saturating_add(bytes.len() as u32);
			self.metrics.items_executed.inc_by(bytes.len() as u64);
			let journal = self.journal.clone();
			let id = order.lease;
			tokio::task::spawn_blocking(move || journal.add_results(id, &bytes))
				.await
				.map_err(Error::node)??;
			if let Ok(mut failures) = self.failures.lock() {
				failures.remove(&order.lease);
			}
		}
		Ok(true)
	}
}

fn chunk_size(item_fuel: u64) -> u32 {
	let fitting = CHUNK_FUEL.checked_div(item_fuel).unwrap_or(CHUNK_FUEL);
	u32::try_from(fitting).unwrap_or(CHUNK).clamp(1, CHUNK)
}

async fn fetch(
	list: &InputList,
	stores: &Stores,
	lease: &LeaseRecord,
	start: u32,
	len: u32,
) -> Result<Vec<Vec<u8>>> {
	stream::iter(start..start.saturating_add(len))
		.map(|offset| async move {
			let item = lease.first.saturating_add(offset);
			let hash = list
				.hash(item)
				.ok_or_else(|| Error::NotFound(format!("the list of inputs lacks item {item}")))?;
			stores.get(&hash).await.map_err(Error::from)
		})
		.buffered(8)
		.try_collect()
		.await
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn dear_items_go_one_by_one_and_cheap_ones_in_chunks() {
		assert_eq!(chunk_size(100_000_000), 1);
		assert_eq!(chunk_size(10_000_000), 5);
		assert_eq!(chunk_size(1_000), CHUNK);
		assert_eq!(chunk_size(0), CHUNK);
	}
}
