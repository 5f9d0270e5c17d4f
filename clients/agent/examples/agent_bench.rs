//! A1: items a second of an agent, from the order to the report on disk, beside the same instrumented
//! program called directly in wasmtime, in turns, in the same run.
//!
//! The agent's side is what stands between a lease and its report: inputs found by their hash in the
//! agent's store and compared with it, execution, results in the journal, leaves and root, the report
//! on disk. The other side holds the inputs in memory and calls the program, each time in a fresh
//! instance as the protocol demands, and throws the results away. Its engine keeps instances in a
//! pool and is as wasmtime sets it up by default for the rest. Both use as many threads. A third side
//! shows the agent's own engine without the agent: what is between the two is what an agent must do
//! besides.
//!
//! Prints a table and writes the list `[{name, value, unit, target, comparison}]`. Ends non-zero if a
//! goal is missed.

use clap::Parser;
use labscape_agent::{
	duties,
	execute::Executor,
	journal::{Journal, LeaseRecord, ReportRecord},
	metrics::Metrics,
	runner::{Failures, Order, Runner},
	Hash, Result,
};
use labscape_client::{
	inputs::InputList,
	stores::{Store, Stores},
	views::Lease,
};
use labscape_posw::payload::Report;
use labscape_referee::Verdict;
use std::{
	path::{Path, PathBuf},
	sync::atomic::{AtomicUsize, Ordering},
	time::{Duration, Instant},
};
use tokio::sync::watch;
use wasmtime::{
	Config, Engine, InstanceAllocationStrategy, InstancePre, Linker, Module,
	PoolingAllocationConfig, Val,
};

const LEASE: u64 = 7;
const NODE: u32 = 1;
const FUEL: u64 = 20_000_000;
/// What the agent must reach of the direct calls, in percent.
const GOAL: f64 = 95.0;

#[derive(Parser)]
struct Cli {
	/// The program, as it is before its registration.
	#[arg(long)]
	program: PathBuf,
	/// Its inputs, one after the other.
	#[arg(long)]
	inputs: PathBuf,
	/// The size of a record.
	#[arg(long, default_value_t = 64)]
	record: usize,
	/// How many records make an item; the goal holds for each.
	#[arg(long, value_delimiter = ',', default_value = "1,25,100")]
	per_item: Vec<usize>,
	/// How often the records are taken.
	#[arg(long, default_value_t = 8)]
	copies: usize,
	/// How often each side is measured.
	#[arg(long, default_value_t = 7)]
	rounds: usize,
	/// Threads of both sides; all cores if it is missing.
	#[arg(long)]
	threads: Option<usize>,
	/// Where the figures go.
	#[arg(long)]
	out: Option<PathBuf>,
}

/// The program without the agent.
struct Direct {
	pre: InstancePre<()>,
}

impl Direct {
	fn new(module: &[u8], threads: usize) -> wasmtime::Result<Self> {
		let mut pool = PoolingAllocationConfig::default();
		pool.total_core_instances(threads as u32 + 1)
			.total_memories(threads as u32 + 1)
			.total_tables(threads as u32 + 1)
			.max_memory_size(16 << 20);
		let mut config = Config::new();
		config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool));
		let engine = Engine::new(&config)?;
		let pre = Linker::new(&engine).instantiate_pre(&Module::from_binary(&engine, module)?)?;
		Ok(Self { pre })
	}

	fn call(&self, input: &[u8]) -> wasmtime::Result<Vec<u8>> {
		let mut store = wasmtime::Store::new(self.pre.module().engine(), ());
		let instance = self.pre.instantiate(&mut store)?;
		let missing = || wasmtime::Error::msg("an export is missing");
		let fuel = instance.get_global(&mut store, "fuel").ok_or_else(missing)?;
		fuel.set(&mut store, Val::I64(FUEL as i64))?;
		let reserve = instance.get_typed_func::<i32, i32>(&mut store, "labscape_input")?;
		let run = instance.get_typed_func::<(i32, i32), i64>(&mut store, "labscape_run")?;
		let memory = instance.get_memory(&mut store, "memory").ok_or_else(missing)?;
		let address = reserve.call(&mut store, input.len() as i32)?;
		memory.write(&mut store, address as usize, input)?;
		let packed = run.call(&mut store, (address, input.len() as i32))? as u64;
		let mut output = vec![0; packed as u32 as usize];
		memory.read(&store, (packed >> 32) as usize, &mut output)?;
		Ok(output)
	}
}

/// Why an item cannot be measured, if it cannot.
fn refusal(program: &labscape_referee::native::Program, input: &[u8]) -> Option<String> {
	match program.execute(input, FUEL) {
		Ok(outcome) => match outcome.verdict {
			Verdict::Output(_) => None,
			Verdict::Failed(failure) => Some(format!("within {FUEL} fuel it ends as {failure:?}")),
		},
		Err(error) => Some(error.to_string()),
	}
}

/// Items a second of a call that is made for each input.
fn rate<R>(inputs: &[Vec<u8>], threads: usize, call: impl Fn(&[u8]) -> R + Sync) -> f64 {
	let next = AtomicUsize::new(0);
	let begin = Instant::now();
	std::thread::scope(|scope| {
		for _ in 0..threads {
			scope.spawn(|| {
				while let Some(input) = inputs.get(next.fetch_add(1, Ordering::Relaxed)) {
					std::hint::black_box(call(input));
				}
			});
		}
	});
	inputs.len() as f64 / begin.elapsed().as_secs_f64()
}

/// The agent with everything in its store.
struct Site {
	folder: tempfile::TempDir,
	executor: Executor,
	stores: Stores,
	metrics: Metrics,
	record: LeaseRecord,
	semantics: u16,
	threads: usize,
}

impl Site {
	async fn new(
		registered: &labscape_referee::Registered,
		inputs: &[Vec<u8>],
		threads: usize,
	) -> Result<Self> {
		let folder = tempfile::tempdir().expect("a temporary folder");
		let store = Store::open(&folder.path().join("store").display().to_string())?;
		let program = store.put(&registered.module).await?;
		let mut hashes = Vec::new();
		let mut kept = std::collections::BTreeMap::new();
		for input in inputs {
			let hash = match kept.get(input) {
				Some(hash) => *hash,
				None => *kept.entry(input).or_insert(store.put(input).await?),
			};
			hashes.push(hash);
		}
		let list = InputList::new(hashes).expect("there are inputs");
		store.put_list(&list).await?;
		let metrics = Metrics::new();
		let executor = Executor::new(threads as u32, metrics.clone())?;
		let stores = Stores::default().and([store]);
		executor.program(registered.semantics, &program, &stores).await?;
		let record = LeaseRecord {
			job: 1,
			requester: [1; 32],
			program,
			inputs_root: list.root(),
			item_fuel: FUEL,
			first: 0,
			len: list.len(),
			finished: 0,
		};
		let semantics = registered.semantics;
		Ok(Self { folder, executor, stores, metrics, record, semantics, threads })
	}

	/// Items a second, from the order to the report on disk.
	async fn measure(&self, round: usize) -> Result<f64> {
		let folder = self.folder.path().join(format!("round-{round}"));
		std::fs::create_dir(&folder).expect("a new folder");
		let journal = Journal::open(&folder)?;
		journal.add_lease(LEASE, &self.record)?;
		let (orders, receiver) = watch::channel(Vec::new());
		let runner = Runner {
			journal: journal.clone(),
			executor: self.executor.clone(),
			stores: self.stores.clone(),
			metrics: self.metrics.clone(),
			threads: self.threads,
			failures: Failures::default(),
		};
		let running = tokio::spawn(runner.run(receiver));
		let before = self.metrics.items_executed.get();
		let begin = Instant::now();
		orders.send_replace(vec![Order { lease: LEASE, semantics: self.semantics }]);
		while self.metrics.items_executed.get() < before + u64::from(self.record.len) {
			tokio::time::sleep(Duration::from_millis(1)).await;
		}
		report(&journal, self.record.len)?;
		let rate = f64::from(self.record.len) / begin.elapsed().as_secs_f64();
		drop(orders);
		let _ = running.await;
		Ok(rate)
	}
}

/// Commit to all results, as the engine does once an epoch.
fn report(journal: &Journal, len: u32) -> Result<()> {
	let lease = Lease {
		node: NODE,
		labscape: 0,
		job: 1,
		first: 0,
		len,
		committed: 0,
		done: 0,
		item_price: 1,
		open: true,
		expires: 1_000,
	};
	let made = duties::commit(journal, &Hash::zero(), NODE, 1, &[(LEASE, lease)])?;
	let (commit, work) = made.expect("there are results");
	assert_eq!(work.leaves.len() as u32, len, "results are missing");
	let report = Report {
		node: NODE,
		epoch: 2,
		next_chain: None,
		commit: Some(commit),
		audit: None,
		verdicts: None,
	};
	let record = ReportRecord { report, signature: [0; 64], made_at: 0 };
	journal.write_report(&record, Some(&work), None)
}

fn median(values: &mut [f64]) -> f64 {
	values.sort_by(f64::total_cmp);
	values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

fn inputs(path: &Path, size: usize, copies: usize) -> Vec<Vec<u8>> {
	let data = std::fs::read(path).expect("the inputs can be read");
	let once: Vec<_> = data.chunks(size).map(<[u8]>::to_vec).collect();
	std::iter::repeat_n(once, copies).flatten().collect()
}

fn main() -> std::process::ExitCode {
	let cli = Cli::parse();
	let threads = cli
		.threads
		.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, |cores| cores.get()));
	let module = std::fs::read(&cli.program).expect("the program can be read");
	let registered = labscape_referee::register(&module).expect("it is a program");
	let runtime = tokio::runtime::Runtime::new().expect("threads");
	let direct = Direct::new(&registered.module, threads).expect("wasmtime takes it");
	let engine = labscape_referee::native::Engine::new(threads as u32 + 1).expect("addresses");
	let own = engine.compile(registered.semantics, &registered.module).expect("it is a program");
	let mut figures = Vec::new();
	let mut met = true;
	println!(
		"| records an item | items | direct, items/s | agent, items/s | share | goal | own engine alone, \
		 items/s | share |"
	);
	println!("|---|---|---|---|---|---|---|---|");
	for per_item in cli.per_item {
		// As many items whatever their size: a report waits for the disk once.
		let inputs = inputs(&cli.inputs, cli.record * per_item, cli.copies * per_item);
		if let Some(reason) = inputs.first().and_then(|input| refusal(&own, input)) {
			eprintln!("error: --per-item {per_item}: {reason}");
			return std::process::ExitCode::from(2);
		}
		let site = runtime.block_on(Site::new(&registered, &inputs, threads)).expect("a site");
		let by_hand = |input: &[u8]| direct.call(input).expect("the program runs");
		let by_engine = |input: &[u8]| own.execute(input, FUEL);
		rate(&inputs, threads, by_hand);
		runtime.block_on(site.measure(usize::MAX)).expect("it runs");
		let (mut direct_rates, mut agent_rates, mut shares) = (vec![], vec![], vec![]);
		let (mut engine_rates, mut engine_shares) = (vec![], vec![]);
		for round in 0..cli.rounds {
			let alone = rate(&inputs, threads, by_hand);
			let engine = rate(&inputs, threads, by_engine);
			let agent = runtime.block_on(site.measure(round)).expect("it runs");
			// Before and after, so that a machine that changes its speed favours neither side.
			let alone = (alone + rate(&inputs, threads, by_hand)) / 2.0;
			engine_rates.push(engine);
			engine_shares.push(100.0 * agent / engine);
			direct_rates.push(alone);
			agent_rates.push(agent);
			shares.push(100.0 * agent / alone);
		}
		let (alone, agent) = (median(&mut direct_rates), median(&mut agent_rates));
		let engine_alone = median(&mut engine_rates);
		let share = median(&mut shares);
		let engine_share = median(&mut engine_shares);
		met &= share >= GOAL;
		let verdict = if share >= GOAL { "met" } else { "MISSED" };
		let items = inputs.len();
		println!(
			"| {per_item} | {items} | {alone:.0} | {agent:.0} | {share:.1} % | ≥ {GOAL} %: {verdict} | \
			 {engine_alone:.0} | {engine_share:.1} % |"
		);
		let figure = |name: &str, value: f64, unit: &str, goal: Option<f64>| {
			serde_json::json!({
				"name": format!("{name}, {per_item} records an item"),
				"value": (value * 10.0).round() / 10.0,
				"unit": unit,
				"target": goal,
				"comparison": goal.map(|_| ">="),
			})
		};
		figures.push(figure("A1 agent against direct wasmtime", share, "%", Some(GOAL)));
		figures.push(figure("agent, end to end", agent, "items/s", None));
		figures.push(figure("direct wasmtime", alone, "items/s", None));
		figures.push(figure("own engine alone", engine_alone, "items/s", None));
		figures.push(figure("agent against its own engine alone", engine_share, "%", None));
	}
	println!("{threads} threads each, medians of {} rounds in turns", cli.rounds);
	if let Some(out) = cli.out {
		let text = serde_json::to_string_pretty(&figures).expect("numbers");
		std::fs::write(&out, text + "\n").expect("the figures can be written");
		println!("written to {}", out.display());
	}
	if met {
		std::process::ExitCode::SUCCESS
	} else {
		std::process::ExitCode::FAILURE
	}
}
