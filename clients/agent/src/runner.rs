//! The runner: executes the items of open leases, in order, and writes their results down.
//!
//! Executing and writing go on side by side: results wait in a short queue while the journal waits
//! for the disk. The runner holds no more in memory than a few chunks of inputs and results, however
//! many items are queued.

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
	collections::BTreeMap,
	future::Future,
	sync::{
		atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering},
		Arc, Mutex, PoisonError,
	},
	time::Duration,
};
use tokio::sync::{mpsc, watch};

/// The most items that one thread takes at once. Their results are written together.
const CHUNK: u32 = 1_024;
/// The most of them while nothing is known of a lease's items but their limit.
const FIRST_CHUNK: u32 = 32;
/// While nothing is known, a chunk is made smaller if the limits of its items together exceed this.
const FIRST_CHUNK_FUEL: u64 = 50_000_000;
/// Then if it would take longer than this, as long as its lease's items took until then.
const CHUNK_TIME: Duration = Duration::from_millis(50);
/// Or if its inputs or results together exceed this, in bytes.
const CHUNK_BYTES: u64 = 2 << 20;
/// The last chunks of a lease are at least such a part of a whole one.
const SMALLEST_PART: u32 = 8;
/// How many chunks may wait to be written while others are executed: more than a slow disk takes.
const WRITE_QUEUE: usize = 8;
/// How many inputs of a chunk are fetched at once.
const FETCHES: usize = 8;
/// How long to wait before a lease whose bytes were not to be had is tried again.
const RETRY_AFTER: Duration = Duration::from_secs(5);
/// How long to wait before a task that panicked is begun again.
const AGAIN_AFTER: Duration = Duration::from_secs(1);
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

/// Executes what it is told to. Cheap to clone.
#[derive(Clone)]
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
	/// Whether a chunk of it failed: a prefix has no holes, so what follows waits.
	failed: AtomicBool,
}

impl Ready {
	/// What is left of it: each chunk's first offset and length, as large as what was seen of the
	/// lease's items until then allows. The last chunks are smaller, so that all of `threads` are busy
	/// until the end.
	fn chunks(self: Arc<Self>, threads: usize) -> impl Iterator<Item = (Arc<Self>, u32, u32)> {
		let mut next = self.lease.finished;
		let threads = u32::try_from(threads).unwrap_or(u32::MAX).max(1);
		std::iter::from_fn(move || {
			if self.failed.load(Ordering::Relaxed) {
				return None;
			}
			let (start, left) = (next, self.lease.len.saturating_sub(next));
			let share = left.div_ceil(threads.saturating_mul(2));
			let size = self.pace.next(self.lease.item_fuel);
			let size = size.min(share.max(size / SMALLEST_PART)).min(left);
			next = next.saturating_add(size);
			(size > 0).then(|| (self.clone(), start, size))
		})
	}
}

/// The results of a chunk, to be written down.
struct Executed {
	ready: Arc<Ready>,
	start: u32,
	results: Result<Vec<ItemResult>>,
}

/// What was seen of a lease's items. Their fuel limit alone says little: most items take a small part
/// of it, and a chunk costs a write to the journal.
#[derive(Default)]
struct Pace {
	size: AtomicU32,
	/// What an item of the last chunk took, in nanoseconds; zero before the first.
	time: AtomicU64,
	bytes: AtomicU64,
}

impl Pace {
	/// The size of the next chunk: at most twice the last one.
	fn next(&self, item_fuel: u64) -> u32 {
		let (last, time) = (self.size.load(Ordering::Relaxed), self.time.load(Ordering::Relaxed));
		let bytes = self.bytes.load(Ordering::Relaxed).max(1);
		let size = match u128::from(time) {
			0 => first_chunk(item_fuel),
			time => {
				let fitting = (CHUNK_TIME.as_nanos() / time).min(u128::from(CHUNK_BYTES / bytes));
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

	/// Note a chunk's results and how long they took to execute.
	fn saw(&self, results: &[ItemResult], took: Duration) {
		results.iter().for_each(|result| self.saw_bytes(&result.bytes));
		let each = took.as_nanos().checked_div(results.len() as u128).unwrap_or(1).max(1);
		self.time.store(u64::try_from(each).unwrap_or(u64::MAX), Ordering::Relaxed);
	}
}

/// Run a task to its end. A task that panics is begun again after a while, never lost: it is logged and
/// counted, and `failed` is told.
pub async fn supervised<T>(name: &str, metrics: &Metrics, task: impl Fn() -> T, failed: impl Fn())
where
	T: Future<Output = ()> + Send + 'static,
{
	while let Err(error) = tokio::spawn(task()).await {
		metrics.panics.inc();
		tracing::error!(%error, "{name} failed and is begun again. Please report this");
		failed();
		tokio::time::sleep(AGAIN_AFTER).await;
	}
}

impl Runner {
	/// As [`Runner::run`], begun again should it panic. What was ordered then counts as failed: a lease
	/// that is the cause is offered back in the end.
	pub async fn run_supervised(self, orders: watch::Receiver<Vec<Order>>) {
		let failed = || {
			let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
			for order in orders.borrow().iter() {
				let failures = failures.entry(order.lease).or_default();
				*failures = failures.saturating_add(1);
			}
		};
		let run = || self.clone().run(orders.clone());
		supervised("the runner", &self.metrics, run, failed).await;
	}

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
		let threads = self.threads;
		let queue = ready.into_iter().flatten().flat_map(|one| Arc::new(one).chunks(threads));
		let mut chunks = std::pin::pin!(stream::iter(queue)
			// New orders may be more urgent: what is under way ends, nothing new begins.
			.take_while(|_| std::future::ready(!orders.has_changed().unwrap_or(true)))
			.map(|(ready, start, len)| async move {
				let results = self.chunk(&ready, start, len).await;
				Executed { ready, start, results }
			})
			.buffered(threads.saturating_mul(2).max(1)));
		let (sender, receiver) = mpsc::channel(WRITE_QUEUE);
		let execute = async move {
			while let Some(executed) = chunks.next().await {
				// The other side ends after this one.
				let _ = sender.send(executed).await;
			}
		};
		let ((), any) = tokio::join!(execute, self.write(receiver));
		any
	}

	/// Write down what is executed, in the order of the chunks. Returns whether there was anything.
	async fn write(&self, mut executed: mpsc::Receiver<Executed>) -> bool {
		let mut any = false;
		while let Some(Executed { ready, start, results }) = executed.recv().await {
			if ready.failed.load(Ordering::Relaxed) {
				continue;
			}
			let kept = match results {
				Ok(results) => self.keep(&ready, start, results).await,
				Err(error) => Err(error),
			};
			match kept {
				Ok(()) => any = true,
				Err(error) => {
					ready.failed.store(true, Ordering::Relaxed);
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
		Ok(Some(Ready {
			id: order.lease,
			lease,
			program,
			list,
			pace: Pace::default(),
			failed: AtomicBool::new(false),
		}))
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

	/// Execute some items of a lease. Inputs in local folders are read by the thread that executes
	/// them; from the first on that is not there, the rest is fetched, then executed.
	async fn chunk(&self, ready: &Arc<Ready>, start: u32, len: u32) -> Result<Vec<ItemResult>> {
		let lease = &ready.lease;
		let mut hashes = (start..start.saturating_add(len))
			.map(|offset| {
				let item = lease.first.saturating_add(offset);
				let missing = || Error::NotFound(format!("the list of inputs lacks item {item}"));
				ready.list.hash(item).ok_or_else(missing)
			})
			.collect::<Result<Vec<_>>>()?;
		let (stores, wanted, seen) = (self.stores.clone(), hashes.clone(), ready.clone());
		let local = wanted.into_iter().map_while(move |hash| {
			stores.get_local(&hash).inspect(|input| seen.pace.saw_bytes(input))
		});
		let (program, fuel) = (&ready.program, lease.item_fuel);
		let (mut results, mut took) = self.executor.run(program.clone(), local, fuel).await?;
		let rest = hashes.split_off(results.len().min(hashes.len()));
		if !rest.is_empty() {
			let inputs: Vec<Vec<u8>> = stream::iter(rest)
				.map(|hash| async move { self.stores.get(&hash).await })
				.buffered(FETCHES)
				.inspect_ok(|input| ready.pace.saw_bytes(input))
				.try_collect()
				.await?;
			let (more, longer) = self.executor.run(program.clone(), inputs, fuel).await?;
			results.extend(more);
			took = took.saturating_add(longer);
		}
		ready.pace.saw(&results, took);
		Ok(results)
	}
}

fn first_chunk(item_fuel: u64) -> u32 {
	let fitting = FIRST_CHUNK_FUEL.checked_div(item_fuel).unwrap_or(FIRST_CHUNK_FUEL);
	u32::try_from(fitting).unwrap_or(FIRST_CHUNK).clamp(1, FIRST_CHUNK)
}

#[cfg(test)]
mod tests {
	use super::*;

	/// As if as many items had taken `micros` each.
	fn see(pace: &Pace, items: u32, micros: u64) {
		let results = vec![ItemResult { bytes: vec![0; 10] }; items as usize];
		pace.saw(&results, Duration::from_micros(micros) * items);
	}

	#[tokio::test]
	async fn a_task_that_panics_is_counted_told_of_and_begun_again() {
		let metrics = Metrics::new();
		let (begun, told) = (Arc::new(AtomicU32::new(0)), AtomicU32::new(0));
		let task = || {
			let begun = begun.clone();
			async move {
				let times = begun.fetch_add(1, Ordering::Relaxed);
				assert!(times >= 2, "on purpose");
			}
		};
		let failed = || {
			told.fetch_add(1, Ordering::Relaxed);
		};
		supervised("it", &metrics, task, failed).await;
		assert_eq!(begun.load(Ordering::Relaxed), 3);
		assert_eq!((metrics.panics.get(), told.load(Ordering::Relaxed)), (2, 2));
	}

	#[test]
	fn dear_items_go_one_by_one_and_cheap_ones_in_chunks() {
		assert_eq!(first_chunk(100_000_000), 1);
		assert_eq!(first_chunk(10_000_000), 5);
		assert_eq!(first_chunk(1_000), FIRST_CHUNK);
		assert_eq!(first_chunk(0), FIRST_CHUNK);
	}

	#[test]
	fn chunks_grow_with_what_items_really_take_and_stay_within_time_and_memory() {
		let pace = Pace::default();
		assert_eq!(pace.next(20_000_000), 2);
		see(&pace, 2, 10);
		let sizes: Vec<u32> = (0..9).map(|_| pace.next(20_000_000)).collect();
		assert_eq!(sizes, [4, 8, 16, 32, 64, 128, 256, 512, CHUNK]);
		see(&pace, CHUNK, 10_000);
		assert_eq!(pace.next(20_000_000), 5);
		see(&pace, 5, 1_000_000);
		assert_eq!(pace.next(20_000_000), 1);
		let large = Pace::default();
		see(&large, 1, 1);
		large.saw_bytes(&vec![0; 256 * 1024]);
		let largest = (0..20).map(|_| large.next(1_000)).max();
		assert!(largest.unwrap() <= 8, "{largest:?}");
	}
}
