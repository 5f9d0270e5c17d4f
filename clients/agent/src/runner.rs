//! The runner: executes the items of open leases, in order, and writes their results down.
//!
//! It holds no more in memory than a few chunks of inputs, however many items are queued.

use crate::{
	execute::{Executor, ItemResult},
	journal::{Journal, LeaseRecord},
	metrics::Metrics,
	Error, Hash, Result,
};
use futures::{stream, StreamExt, TryStreamExt};
use labscape_client::{inputs::InputList, stores::Stores};
use labscape_primitives::LeaseId;
use labscape_referee::native::Program;
use std::{
	collections::{BTreeMap, BTreeSet},
	sync::{Arc, Mutex},
	time::Duration,
};
use tokio::sync::watch;

/// The most items that one thread takes at once.
const CHUNK: u32 = 32;
/// A chunk is made smaller if its fuel exceeds this: some 50 ms.
const CHUNK_FUEL: u64 = 50_000_000;
/// How many inputs of a chunk are fetched at once.
const FETCHES: usize = 8;
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

/// The lists of inputs that are at hand.
type Lists = Mutex<BTreeMap<Hash, Arc<InputList>>>;

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

/// A lease that is ready to be executed.
struct Ready {
	id: LeaseId,
	lease: LeaseRecord,
	program: Program,
	list: Arc<InputList>,
}

impl Ready {
	/// What is left of it: each chunk's first offset and length.
	fn chunks(&self) -> impl Iterator<Item = (u32, u32)> {
		let (size, len) = (chunk_size(self.lease.item_fuel), self.lease.len);
		let starts = (self.lease.finished..len).step_by(size as usize);
		starts.map(move |start| (start, size.min(len.saturating_sub(start))))
	}
}

impl Runner {
	/// Execute the orders, those of the first leases first, until the sender is gone. New orders are
	/// looked at between chunks.
	pub async fn run(self, mut orders: watch::Receiver<Vec<Order>>) {
		let lists = Lists::default();
		loop {
			let current = orders.borrow_and_update().clone();
			let idle = !self.execute(&current, &lists, &orders).await;
			let is_used = |root: &Hash| {
				current.iter().any(|order| {
					let lease = self.journal.lease(order.lease).ok().flatten();
					lease.is_some_and(|lease| lease.inputs_root == *root)
				})
			};
			if let Ok(mut lists) = lists.lock() {
				lists.retain(|root, _| is_used(root));
			}
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

	/// Execute what is left of all leases, or until the orders change. While the last chunks of one
	/// lease are under way, the first of the next begin: short leases keep every thread busy too.
	/// Returns whether anything was executed.
	async fn execute(
		&self,
		current: &[Order],
		lists: &Lists,
		orders: &watch::Receiver<Vec<Order>>,
	) -> bool {
		let ready = current.iter().map(|order| self.ready(order, lists));
		let ready = futures::future::join_all(ready).await;
		let mut queue = Vec::new();
		for ready in ready.into_iter().flatten() {
			let ready = Arc::new(ready);
			queue.extend(ready.chunks().map(|(start, len)| (ready.clone(), start, len)));
		}
		let chunks = stream::iter(queue)
			// New orders may be more urgent: what is under way ends, nothing new begins.
			.take_while(|_| std::future::ready(!orders.has_changed().unwrap_or(true)))
			.map(|(ready, start, len)| async move {
				let results = self.chunk(&ready, start, len).await;
				(ready, start, results)
			})
			.buffered(self.threads.saturating_mul(2).max(1));
		let mut chunks = std::pin::pin!(chunks);
		let (mut any, mut failed) = (false, BTreeSet::new());
		while let Some((ready, start, results)) = chunks.next().await {
			// A prefix has no holes: what follows a failure waits.
			if failed.contains(&ready.id) {
				continue;
			}
			let kept = match results {
				Ok(results) => self.keep(&ready, start, results).await,
				Err(error) => Err(error),
			};
			match kept {
				Ok(()) => any = true,
				Err(error) => {
					failed.insert(ready.id);
					self.failed(ready.id, &error);
				}
			}
		}
		any
	}

	/// Program and list of a lease, if anything of it is left and they are to be had.
	async fn ready(&self, order: &Order, lists: &Lists) -> Option<Ready> {
		match self.prepare(order, lists).await {
			Ok(ready) => ready,
			Err(error) => {
				self.failed(order.lease, &error);
				None
			}
		}
	}

	async fn prepare(&self, order: &Order, lists: &Lists) -> Result<Option<Ready>> {
		let lease = self.journal.lease(order.lease)?;
		let Some(lease) = lease.filter(|lease| lease.finished < lease.len) else { return Ok(None) };
		let stores = &self.stores;
		let program = self.executor.program(order.semantics, &lease.program, stores).await?;
		let root = lease.inputs_root;
		let known = lists.lock().ok().and_then(|lists| lists.get(&root).cloned());
		let list = match known {
			Some(list) => list,
			None => Arc::new(stores.list(&root).await?),
		};
		if let Ok(mut lists) = lists.lock() {
			lists.insert(root, list.clone());
		}
		Ok(Some(Ready { id: order.lease, lease, program, list }))
	}

	fn failed(&self, lease: LeaseId, error: &Error) {
		self.metrics.store_failures.inc();
		tracing::warn!(lease, %error, "cannot execute this lease now");
		if let Ok(mut failures) = self.failures.lock() {
			let failures = failures.entry(lease).or_default();
			*failures = failures.saturating_add(1);
		}
	}

	/// Write the results of a chunk down.
	async fn keep(&self, ready: &Ready, start: u32, results: Vec<ItemResult>) -> Result<()> {
		let bytes: Vec<Vec<u8>> = results
			.into_iter()
			.zip(start..)
			.map(|(result, offset)| {
				let item = ready.lease.first.saturating_add(offset);
				self.executor.own_result(item, result).bytes
			})
			.collect();
		let count = bytes.len() as u64;
		let (journal, id) = (self.journal.clone(), ready.id);
		tokio::task::spawn_blocking(move || journal.add_results(id, start, &bytes))
			.await
			.map_err(Error::node)??;
		self.metrics.items_executed.inc_by(count);
		if let Ok(mut failures) = self.failures.lock() {
			failures.remove(&ready.id);
		}
		Ok(())
	}

	/// Execute some items of a lease. Inputs that are all in local folders are read by the thread that
	/// executes them; else they are fetched first.
	async fn chunk(&self, ready: &Ready, start: u32, len: u32) -> Result<Vec<ItemResult>> {
		let lease = &ready.lease;
		let hashes = (start..start.saturating_add(len))
			.map(|offset| {
				let item = lease.first.saturating_add(offset);
				let missing = || Error::NotFound(format!("the list of inputs lacks item {item}"));
				ready.list.hash(item).ok_or_else(missing)
			})
			.collect::<Result<Vec<_>>>()?;
		let (stores, wanted) = (self.stores.clone(), hashes.clone());
		let read = move || wanted.iter().map(|hash| stores.get_local(hash)).collect();
		let (program, fuel) = (ready.program.clone(), lease.item_fuel);
		if let Some(results) = self.executor.run_read(program.clone(), read, fuel).await? {
			return Ok(results);
		}
		let inputs: Vec<Vec<u8>> = stream::iter(hashes)
			.map(|hash| async move { self.stores.get(&hash).await })
			.buffered(FETCHES)
			.try_collect()
			.await?;
		self.executor.run(program, inputs, fuel).await
	}
}

fn chunk_size(item_fuel: u64) -> u32 {
	let fitting = CHUNK_FUEL.checked_div(item_fuel).unwrap_or(CHUNK_FUEL);
	u32::try_from(fitting).unwrap_or(CHUNK).clamp(1, CHUNK)
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
