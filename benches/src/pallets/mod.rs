//! Weights of the pallets: runs their benchmarks in the Wasm runtime and writes what they cost.
//!
//! The runtime is one that was built with `runtime-benchmarks`; it is given as a file, so that this
//! program needs no such build of its own. Each benchmark runs over the range of each of its
//! components, with the others at their highest and at their lowest. Once its reads and writes are counted; then it is
//! timed, and of the repetitions the fastest counts, because a shared machine only ever adds time.

mod lines;
mod state;
mod write;

use std::{
	collections::BTreeMap,
	path::{Path, PathBuf},
};

use anyhow::{anyhow, bail, ensure, Context, Result};
use codec::{Decode, Encode};
use frame_benchmarking::{
	BenchmarkBatch, BenchmarkConfig, BenchmarkList, BenchmarkMetadata, BenchmarkParameter,
	BenchmarkResult,
};
use frame_support::traits::StorageInfo;
use labscape_runtime::genesis_config_presets;
use sc_executor::WasmExecutor;
use sp_core::traits::{CallContext, RuntimeCode, WrappedRuntimeCode};
use sp_externalities::Extensions;
use sp_keystore::{testing::MemoryKeystore, KeystoreExt};
use sp_state_machine::{OverlayedChanges, StateMachine};

use lines::Line;
use state::State;

use crate::chain::funded;

/// What is measured and where it goes.
#[derive(Debug, clap::Args)]
pub struct Options {
	/// The runtime, built with `runtime-benchmarks`.
	#[arg(long)]
	wasm: PathBuf,
	/// Names of pallets as in `pallets/`; all of them without any.
	pallets: Vec<String>,
	/// Only benchmarks with this name; then nothing can be written.
	#[arg(long, conflicts_with = "write")]
	only: Option<String>,
	/// How many values of each component are measured.
	#[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(2..=200))]
	steps: u32,
	/// How often each of them is timed.
	#[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1_000))]
	repeat: u32,
	/// The folder of the pallets, into which `NAME/src/weights.rs` is written.
	#[arg(long)]
	write: Option<PathBuf>,
}

type Host = (sp_io::SubstrateHostFunctions, frame_benchmarking::benchmarking::HostFunctions);

/// The runtime and the state it runs on.
struct Bench {
	code: Vec<u8>,
	hash: Vec<u8>,
	executor: WasmExecutor<Host>,
	state: State,
}

/// One benchmark, measured.
pub struct Measured {
	/// The name, which is that of the function in `WeightInfo`.
	pub name: String,
	/// Names of the components, with their ranges.
	pub components: Vec<(String, u32, u32)>,
	/// Execution in picoseconds.
	pub time: Line,
	/// Entries read.
	pub reads: Line,
	/// Entries written.
	pub writes: Line,
	/// Items of storage, with entries read and written, where the components are highest.
	pub access: Vec<(String, u32, u32)>,
	/// The shortest and the longest time of all points, in nanoseconds.
	pub span: (u128, u128),
}

impl Bench {
	fn new(wasm: &Path) -> Result<Self> {
		let code = std::fs::read(wasm)
			.with_context(|| format!("{}: build it with `./scripts/weights`", wasm.display()))?;
		let genesis = genesis_config_presets::build_patch(funded("development", &[], 0)?)
			.map_err(|error| anyhow!("genesis: {error}"))?;
		Ok(Self {
			hash: sp_io::hashing::blake2_256(&code).to_vec(),
			code,
			executor: WasmExecutor::builder().with_max_runtime_instances(1).build(),
			state: State::new(genesis.top),
		})
	}

	fn call<R: Decode>(&self, method: &str, data: &[u8]) -> Result<R> {
		let code = WrappedRuntimeCode(self.code.as_slice().into());
		let runtime =
			RuntimeCode { code_fetcher: &code, hash: self.hash.clone(), heap_pages: None };
		let mut overlay = OverlayedChanges::default();
		let mut extensions = Extensions::new();
		extensions.register(KeystoreExt::new(MemoryKeystore::new()));
		let encoded = StateMachine::new(
			&self.state,
			&mut overlay,
			&self.executor,
			method,
			data,
			&mut extensions,
			&runtime,
			CallContext::Offchain,
		)
		.execute()
		.map_err(|error| anyhow!("{method}: {error}"))?;
		Ok(R::decode(&mut &encoded[..])?)
	}

	fn metadata(&self) -> Result<(Vec<BenchmarkList>, Vec<StorageInfo>)> {
		self.call("Benchmark_benchmark_metadata", &false.encode())
	}

	/// Run one benchmark `repeat` times with these components.
	fn run(
		&self,
		list: &BenchmarkList,
		benchmark: &BenchmarkMetadata,
		components: &[(BenchmarkParameter, u32)],
		verify: bool,
		repeat: u32,
	) -> Result<Vec<BenchmarkResult>> {
		let config = BenchmarkConfig {
			pallet: list.pallet.clone(),
			instance: list.instance.clone(),
			benchmark: benchmark.name.clone(),
			selected_components: components.to_vec(),
			verify,
			internal_repeats: repeat,
		};
		let batches: Result<Vec<BenchmarkBatch>, String> =
			self.call("Benchmark_dispatch_benchmark", &config.encode())?;
		let results: Vec<_> = batches
			.map_err(|error| anyhow!("{error}"))?
			.into_iter()
			.flat_map(|batch| batch.results)
			.collect();
		ensure!(!results.is_empty(), "no result: the benchmark was skipped");
		Ok(results)
	}

	/// Measure one benchmark over the ranges of its components.
	fn measure(
		&self,
		list: &BenchmarkList,
		benchmark: &BenchmarkMetadata,
		items: &BTreeMap<Vec<u8>, String>,
		options: &Options,
	) -> Result<Measured> {
		let mut counted = Vec::new();
		let mut timed = Vec::new();
		for components in points(&benchmark.components, options.steps) {
			self.state.count(true);
			counted.extend(self.run(list, benchmark, &components, true, 1)?);
			self.state.count(false);
			let results = self.run(list, benchmark, &components, false, options.repeat)?;
			timed.extend(results.into_iter().min_by_key(|result| result.extrinsic_time));
		}
		let times = || timed.iter().map(|result| result.extrinsic_time);
		let access = counted
			.iter()
			.max_by_key(|result| result.components.iter().map(|(_, at)| *at).sum::<u32>())
			.map(|result| accesses(&result.keys, items))
			.unwrap_or_default();
		Ok(Measured {
			name: String::from_utf8(benchmark.name.clone())?,
			components: benchmark
				.components
				.iter()
				.map(|(name, low, high)| (name.to_string(), *low, *high))
				.collect(),
			time: Line::of_time(&timed)?,
			reads: Line::of_reads(&counted)?,
			writes: Line::of_writes(&counted)?,
			access,
			span: (times().min().unwrap_or_default(), times().max().unwrap_or_default()),
		})
	}
}

/// The values of the components at which a benchmark runs.
fn points(
	components: &[(BenchmarkParameter, u32, u32)],
	steps: u32,
) -> Vec<Vec<(BenchmarkParameter, u32)>> {
	let all = |end: fn(u32, u32) -> u32| -> Vec<_> {
		components.iter().map(|(name, low, high)| (*name, end(*low, *high))).collect()
	};
	let (lowest, highest) = (all(|low, _| low), all(|_, high| high));
	let mut points = vec![highest.clone()];
	for others in [highest, lowest] {
		for (index, (name, low, high)) in components.iter().enumerate() {
			let width = u64::from(high.saturating_sub(*low));
			for step in 0..steps {
				let offset = width * u64::from(step) / u64::from(steps.saturating_sub(1).max(1));
				let mut point = others.clone();
				point[index] = (*name, low + offset as u32);
				if !points.contains(&point) {
					points.push(point);
				}
			}
		}
	}
	points
}

/// Name the items of storage that were used.
fn accesses(
	keys: &[(Vec<u8>, u32, u32, bool)],
	items: &BTreeMap<Vec<u8>, String>,
) -> Vec<(String, u32, u32)> {
	let mut named = BTreeMap::<String, (u32, u32)>::new();
	for (key, reads, writes, _) in keys {
		let name = items
			.iter()
			.find(|(prefix, _)| key.starts_with(prefix))
			.map_or_else(|| "other".to_owned(), |(_, name)| name.clone());
		let item = named.entry(name).or_default();
		item.0 += reads;
		item.1 += writes;
	}
	named.into_iter().map(|(name, (reads, writes))| (name, reads, writes)).collect()
}

/// The name in `pallets/` of what the runtime calls `pallet_labscape_x`.
fn folder(pallet: &[u8]) -> String {
	let name = String::from_utf8_lossy(pallet);
	name.strip_prefix("pallet_labscape_").unwrap_or(&name).replace('_', "-")
}

/// Measure and write.
///
/// # Errors
/// A pallet without benchmarks, a benchmark that fails, a folder that cannot be written.
pub fn run(options: &Options) -> Result<()> {
	let bench = Bench::new(&options.wasm)?;
	let (lists, storage) = bench.metadata()?;
	let known: Vec<String> = lists.iter().map(|list| folder(&list.pallet)).collect();
	if let Some(unknown) = options.pallets.iter().find(|name| !known.contains(name)) {
		bail!("no benchmarks of '{unknown}'; there are: {}", known.join(" "));
	}
	let items = storage
		.into_iter()
		.map(|info| {
			let name = [&info.pallet_name[..], &info.storage_name[..]].map(String::from_utf8_lossy);
			(info.prefix, name.join("::"))
		})
		.collect();
	for list in &lists {
		let name = folder(&list.pallet);
		if !options.pallets.is_empty() && !options.pallets.contains(&name) {
			continue;
		}
		let mut measured = Vec::new();
		for benchmark in &list.benchmarks {
			let label = String::from_utf8_lossy(&benchmark.name).into_owned();
			if options.only.as_ref().is_some_and(|only| *only != label) {
				continue;
			}
			let one = bench
				.measure(list, benchmark, &items, options)
				.with_context(|| format!("{name}: {label}"))?;
			println!("{name:<20} {}", write::summary(&one));
			measured.push(one);
		}
		if let Some(pallets) = &options.write {
			let path = pallets.join(&name).join("src/weights.rs");
			let old = std::fs::read_to_string(&path).unwrap_or_default();
			let text =
				write::file(&name, &measured, &write::docs(&old), options.steps, options.repeat);
			std::fs::write(&path, text).with_context(|| format!("{}", path.display()))?;
			println!("{name:<20} written to {}", path.display());
		}
	}
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn points_span_each_component_with_the_others_highest_and_lowest() {
		use BenchmarkParameter::{a, b};
		assert_eq!(points(&[], 5), vec![vec![]]);
		let all = points(&[(a, 0, 10), (b, 1, 2)], 3);
		let expected = [(10, 2), (0, 2), (5, 2), (10, 1), (0, 1), (5, 1)];
		assert_eq!(all, expected.map(|(x, y)| vec![(a, x), (b, y)]).to_vec());
	}

	#[test]
	fn uses_are_named_by_the_prefix_of_their_item() {
		let items = BTreeMap::from([(vec![1; 32], "System::Account".to_owned())]);
		let keys = [(vec![1; 32], 2, 1, false), (vec![9; 5], 1, 0, false)];
		let named = accesses(&keys, &items);
		assert_eq!(named, [("System::Account".into(), 2, 1), ("other".into(), 1, 0)]);
	}

	#[test]
	fn a_pallet_is_called_by_its_folder() {
		assert_eq!(folder(b"pallet_labscape_posw_rewards"), "posw-rewards");
	}
}
