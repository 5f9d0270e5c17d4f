//! Execution: programs compiled once, items run on a set number of threads.

use crate::{metrics::Metrics, Error, Hash, Result};
use labscape_client::{blake2_256, stores::Stores};
use labscape_referee::{native, Outcome};
use std::{
	collections::HashMap,
	sync::{Arc, Mutex},
	time::{Duration, Instant},
};
use tokio::sync::Semaphore;

/// How many compiled programs are kept.
const KEPT_PROGRAMS: usize = 32;

/// One item's result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemResult {
	/// The bytes whose hash stands in the leaf: kind, output, fuel used.
	pub bytes: Vec<u8>,
}

impl ItemResult {
	/// The hash of its bytes.
	pub fn hash(&self) -> Hash {
		blake2_256(&self.bytes)
	}
}

impl From<&Outcome> for ItemResult {
	fn from(outcome: &Outcome) -> Self {
		Self { bytes: outcome.leaf_bytes() }
	}
}

/// Compiles and runs programs. Cheap to clone.
#[derive(Clone)]
pub struct Executor {
	engine: native::Engine,
	programs: Arc<Mutex<HashMap<Hash, native::Program>>>,
	permits: Arc<Semaphore>,
	metrics: Metrics,
	#[cfg(feature = "cheater")]
	cheat: Option<crate::cheat::Cheat>,
}

impl Executor {
	/// An executor that runs `threads` items at the same time.
	///
	/// # Errors
	/// If this machine has no room for as many.
	pub fn new(threads: u32, metrics: Metrics) -> Result<Self> {
		let engine = native::Engine::new(threads.saturating_add(2)).map_err(|error| {
			Error::Usage(format!("{error}: use fewer --threads, or allow more address space"))
		})?;
		Ok(Self {
			engine,
			programs: Arc::default(),
			permits: Arc::new(Semaphore::new(threads as usize)),
			metrics,
			#[cfg(feature = "cheater")]
			cheat: None,
		})
	}

	/// Lie from now on.
	#[cfg(feature = "cheater")]
	pub fn cheat(&mut self, cheat: crate::cheat::Cheat) {
		self.cheat = Some(cheat);
	}

	/// The program with that id, fetched and compiled if it is not at hand.
	///
	/// # Errors
	/// [`Error::Store`] if its bytes cannot be had; [`Error::Node`] if they cannot be run.
	pub async fn program(
		&self,
		semantics: u16,
		id: &Hash,
		stores: &Stores,
	) -> Result<native::Program> {
		if let Some(program) = self.known(id) {
			return Ok(program);
		}
		let bytes = stores.get(id).await?;
		let engine = self.engine.clone();
		let program = tokio::task::spawn_blocking(move || engine.compile(semantics, &bytes))
			.await
			.map_err(Error::node)?
			.map_err(|error| Error::Node(format!("program {id:?} does not compile: {error}")))?;
		if let Ok(mut programs) = self.programs.lock() {
			if programs.len() >= KEPT_PROGRAMS {
				programs.clear();
			}
			programs.insert(*id, program.clone());
		}
		Ok(program)
	}

	fn known(&self, id: &Hash) -> Option<native::Program> {
		self.programs.lock().ok()?.get(id).cloned()
	}

	/// Run items one after the other on one thread, as soon as one is free. Returns their results and
	/// how long that thread was busy with them. Each input is taken when its turn comes, on the thread
	/// that runs it: reading it from a disk may be a part of that.
	///
	/// # Errors
	/// [`Error::Node`] if the engine cannot say what the outcome is. Whatever a program does, trap,
	/// loop or exhaust its stack, is an outcome.
	pub async fn run<I>(
		&self,
		program: native::Program,
		inputs: I,
		fuel: u64,
	) -> Result<(Vec<ItemResult>, Duration)>
	where
		I: IntoIterator<Item = Vec<u8>> + Send + 'static,
	{
		let permit = self.permits.clone().acquire_owned().await.map_err(Error::node)?;
		let metrics = self.metrics.clone();
		tokio::task::spawn_blocking(move || {
			let begin = Instant::now();
			let results = inputs
				.into_iter()
				.map(|input| {
					let outcome = program.execute(&input, fuel).map_err(Error::node)?;
					Ok(ItemResult::from(&outcome))
				})
				.collect::<Result<Vec<_>>>();
			let took = begin.elapsed();
			metrics.execution_seconds.inc_by(took.as_secs_f64());
			drop(permit);
			results.map(|results| (results, took))
		})
		.await
		.map_err(Error::node)?
	}

	/// What is handed on as the result of an own item: the result, unless this agent was built and
	/// started to lie.
	pub fn own_result(&self, _item: u32, result: ItemResult) -> ItemResult {
		#[cfg(feature = "cheater")]
		if let Some(cheat) = &self.cheat {
			return cheat.result(_item, result);
		}
		result
	}
}
