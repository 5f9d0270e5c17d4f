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
	sync::{
		atomic::{AtomicU32, AtomicU64, Ordering},
		Arc, Mutex,
	},
	time::Duration,
};
use tokio::sync::watch;

/// The most items that one thread takes at once. Their results are written together.
const CHUNK: u32 = 256;
/// The most of them while nothing is known of a lease's items but their limit.
const FIRST_CHUNK: u32 = 32;
/// A chunk is made smaller if its fuel exceeds this: some 50 ms.
const CHUNK_FUEL: u64 = 50_000_000;
/// Or if its inputs or results together exceed this, in bytes.
const CHUNK_BYTES: u64 = 2 << 20;
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
	pace: Pace,
}

impl Ready {
	/// What is left of it: each chunk's first offset and length, as large as what was seen of the
	/// lease's items until then allows.
	fn chunks(self: Arc<Self>) -> impl Iterator<Item = (Arc<Self>, u32, u32)> {
		let mut next = self.lease.finished;
		std::iter::from_fn(move || {
			let (start, left) = (next, self.lease.len.saturating_sub(next));
			let size = self.pace.next(self.lease.item_fuel).min(left);
			next = next.saturating_add(size);
			(size > 0).then(|| (self.clone(), start, size))
		})
	}
}

/// What was seen of a lease's items. Their fuel limit alone says little: most items take a small part
/// of it, and a chunk costs a write to the journal.
#[derive(Default)]
struct Pace {
	size: AtomicU32,
	fuel: AtomicU64,
	bytes: AtomicU64,
}

impl Pace {
	/// The size of the next chunk: at most twice the last one.
	fn next(&self, item_fuel: u64) -> u32 {
		let (last, fuel) = (self.size.load(Ordering::Relaxed), self.fuel.load(Ordering::Relaxed));
		let bytes = self.bytes.load(Ordering::Relaxed).max(1);
		let size = match fuel {
			0 => chunk_size(item_fuel),
			fuel => {
				let fitting = (CHUNK_FUEL / fuel).min(CHUNK_BYTES / bytes);
				let fitting = u32::try_from(fitting).unwrap_or(CHUNK).min(last.saturating_mul(2));
				fitting.clamp(1, CHUNK)
			}
		};
		self.size.store(size, Ordering::Relaxed);
		size
	}

	/// Note what was read for an item, or what it resulted in.
	fn saw_bytes(&self, bytes: &[u8]) {
		self.bytes.fetch_max(bytes.len() as u64, Ordering::Relaxed);
	}

	/// Note a result: kind, output, fuel used.
	fn saw_result(&self, result: &[u8]) {
		self.saw_bytes(result);
		if let Some(fuel) = result.last_chunk::<8>() {
			self.fuel.fetch_max(u64::from_le_bytes(*fuel).max(1), Ordering::Relaxed);
		}
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
		let queue = ready.into_iter().flatten().flat_map(|ready| Arc::new(ready).chunks());
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
		Ok(Some(Ready { id: order.lease, lease, program, list, pace: Pace::default() }))
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
	async fn chunk(&self, ready: &Arc<Ready>, start: u32, len: u32) -> Result<Vec<ItemResult>> {
		let results = self.results(ready, start, len).await?;
		results.iter().for_each(|result| ready.pace.saw_result(&result.bytes));
		Ok(results)
	}

	async fn results(&self, ready: &Arc<Ready>, start: u32, len: u32) -> Result<Vec<ItemResult>> {
		let lease = &ready.lease;
		let hashes = (start..start.saturating_add(len))
			.map(|offset| {
				let item = lease.first.saturating_add(offset);
				let missing = || Error::NotFound(format!("the list of inputs lacks item {item}"));
				ready.list.hash(item).ok_or_else(missing)
			})
			.collect::<Result<Vec<_>>>()?;
		let (stores, wanted, seen) = (self.stores.clone(), hashes.clone(), ready.clone());
		let read = move || {
			let input = |hash| stores.get_local(hash).inspect(|input| seen.pace.saw_bytes(input));
			wanted.iter().map(input).collect()
		};
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
	u32::try_from(fitting).unwrap_or(FIRST_CHUNK).clamp(1, FIRST_CHUNK)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn dear_items_go_one_by_one_and_cheap_ones_in_chunks() {
		assert_eq!(chunk_size(100_000_000), 1);
		assert_eq!(chunk_size(10_000_000), 5);
		assert_eq!(chunk_size(1_000), FIRST_CHUNK);
		assert_eq!(chunk_size(0), FIRST_CHUNK);
	}

	#[test]
	fn chunks_grow_with_what_items_really_take_and_stay_within_time_and_memory() {
		let result = |fuel: u64| [&[0u8, 7][..], &fuel.to_le_bytes()].concat();
		let pace = Pace::default();
		assert_eq!(pace.next(20_000_000), 2);
		pace.saw_result(&result(100_000));
		let sizes: Vec<u32> = (0..9).map(|_| pace.next(20_000_000)).collect();
		assert_eq!(sizes, [4, 8, 16, 32, 64, 128, CHUNK, CHUNK, CHUNK]);
		pace.saw_result(&result(10_000_000));
		assert_eq!(pace.next(20_000_000), 5);
		let large = Pace::default();
		large.saw_result(&result(1_000));
		large.saw_bytes(&vec![0; 256 * 1024]);
		let largest = (0..20).map(|_| large.next(1_000)).max();
		assert!(largest.unwrap() <= 8, "{largest:?}");
	}
}
