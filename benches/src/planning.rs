//! S5: from a new best block to plans in the pool, on a real node.
//!
//! A state with 256 busy labscapes is made here by the runtime's own calls and becomes the genesis of
//! a chain. A node that starts on it imports its first block, and its worker plans the next one: the
//! time between the node's two log lines is the figure. The same state is planned natively beside it.

use std::{
	collections::BTreeMap,
	io::{BufRead, BufReader},
	path::{Path, PathBuf},
	process::{Child, Command, Stdio},
	sync::mpsc,
	thread,
	time::{Duration, Instant},
};

use anyhow::{anyhow, bail, ensure, Context, Result};
use codec::Decode;
use frame_support::traits::{fungible::Mutate, Hooks};
use frame_system::RawOrigin;
use labscape_primitives::{
	Capacity, GpuDemand, GpuModel, GpuModels, LabscapeId, Request, ServiceClass, Shape,
	UNITS_PER_LABSCAPE,
};
use labscape_runtime::{
	genesis_config_presets, AccountId, Balances, Executive, Posw, Resources, Runtime,
	RuntimeOrigin, SwarmStaking, System, UncheckedExtrinsic, UBC,
};
use pallet_labscape_resource_allocation as resources;
use resources::{crypto, HardwareClass, JobSpec, NodeSpec, Submission};
use sp_core::offchain::{
	testing::{TestOffchainExt, TestTransactionPoolExt},
	OffchainDbExt, OffchainWorkerExt, TransactionPoolExt,
};
use sp_keystore::{testing::MemoryKeystore, Keystore, KeystoreExt};
use sp_runtime::transaction_validity::TransactionSource;

use crate::report::{report, Figure};

const LABSCAPES: u16 = 256;
/// Parts that wait in each labscape.
const QUEUED: u16 = 16;
/// What a node may take from the start to its first plans.
const PATIENCE: Duration = Duration::from_secs(120);
/// Fuel of one item, the most there may be: leases outlast the measurement.
const ITEM_FUEL: u64 = 100_000_000;
const MAX_PRICE: u128 = 2_000_000;

/// The smallest program, in hexadecimal: it answers with nothing, and is never executed here.
const PROGRAM: &str =
	"0x0061736d01000000010c0260017f017f60027f7f017e0303020001050401010101072a03066d65\
	6d6f727902000e6c616273636170655f696e70757400000c6c616273636170655f72756e00010a0b02040041000b0400\
	42000b";

/// What `labscape-bench planning` is told.
#[derive(Debug, clap::Args)]
pub struct Options {
	/// Nodes of each labscape, at most 12.
	#[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=12))]
	nodes: u16,
	/// How often a node is started and measured.
	#[arg(long, default_value_t = 5)]
	runs: usize,
	/// The node's program; by default the one beside this program.
	#[arg(long)]
	node: Option<PathBuf>,
	/// Write the figures here, as JSON.
	#[arg(long)]
	out: Option<PathBuf>,
}

/// One measurement.
struct Planned {
	took: Duration,
	plans: usize,
	leases: usize,
	submissions: usize,
}

/// Measure, print, write.
pub fn run(options: &Options) -> Result<()> {
	ensure!(options.runs > 0, "--runs must be at least 1");
	let node = match &options.node {
		Some(path) => path.clone(),
		None => std::env::current_exe()?.with_file_name("labscape-node"),
	};
	ensure!(node.is_file(), "{} is not there: build it or name it with --node", node.display());
	eprintln!("making 256 busy labscapes of {} nodes …", options.nodes);
	let mut busy = busy_state(options.nodes)?;
	let native = busy.plan()?;
	let folder = tempfile::tempdir()?;
	let spec = folder.path().join("busy.json");
	write_spec(&node, &busy.top()?, folder.path(), &spec)?;
	let mut measured = Vec::new();
	for run in 1..=options.runs {
		let planned = on_a_node(&node, &spec)?;
		eprintln!("run {run}: {} ms", planned.took.as_millis());
		let same = (planned.plans, planned.leases, planned.submissions);
		ensure!(
			same == (native.plans, native.leases, native.submissions),
			"the node submitted {same:?} plans, leases and extrinsics, the native worker {:?}",
			(native.plans, native.leases, native.submissions)
		);
		measured.push(planned.took);
	}
	measured.sort_unstable();
	let millis = |time: Duration| time.as_secs_f64() * 1_000.0;
	let (median, longest) = (measured[measured.len() / 2], measured[measured.len() - 1]);
	report(
		&[Figure {
			name: "new best block to plans in the pool",
			value: millis(median),
			unit: "ms",
			target: "≤ 500",
			comparison: format!(
				"median of {}, longest {:.0}; natively {:.0} (the pallet with overflow checks); \
				 256 labscapes of {} nodes, {} plans, {} leases, {} extrinsics",
				options.runs,
				millis(longest),
				millis(native.took),
				options.nodes,
				native.plans,
				native.leases,
				native.submissions
			),
		}],
		options.out.as_deref(),
	)
}

/// A state in externalities, where calls of the runtime run natively.
struct State(sp_io::TestExternalities);

fn account(kind: u8, index: u32) -> AccountId {
	let mut bytes = [kind; 32];
	bytes[..4].copy_from_slice(&index.to_le_bytes());
	AccountId::from(bytes)
}

fn done(what: &str, result: sp_runtime::DispatchResult) -> Result<()> {
	result.map_err(|error| anyhow!("{what}: {error:?}"))
}

/// 256 labscapes, nine tenths of whose units are leased, with [`QUEUED`] parts waiting in each.
fn busy_state(nodes: u16) -> Result<State> {
	let patch = genesis_config_presets::get_preset(&"development".into())
		.context("there is a development preset")?;
	let genesis = genesis_config_presets::build_patch(serde_json::from_slice(&patch)?)
		.map_err(|error| anyhow!("genesis: {error}"))?;
	let mut state = State(sp_io::TestExternalities::new(genesis));
	state.0.execute_with(|| {
		System::set_block_number(0);
		let requester = account(2, 0);
		Balances::set_balance(&requester, 1_000_000 * UBC);
		let module = sp_core::bytes::from_hex(PROGRAM).map_err(|error| anyhow!("{error}"))?;
		let registered = labscape_referee::register(&module).map_err(|e| anyhow!("{e}"))?;
		let program = sp_io::hashing::blake2_256(&registered.module).into();
		done("the program", Posw::register_program(RuntimeOrigin::signed(requester), module))?;
		for labscape in 0..LABSCAPES {
			let labscape = labscape as LabscapeId;
			add_nodes(labscape, nodes)?;
			fill(labscape, nodes, program)?;
			for part in 0..QUEUED {
				done("a part", submit(u32::from(part), waiting_job(labscape, part, program)))?;
			}
		}
		System::reset_events();
		Ok::<_, anyhow::Error>(())
	})?;
	state.0.commit_all().map_err(|error| anyhow!("{error}"))?;
	Ok(state)
}

/// The nodes of a labscape, all of one provider: together they have every slot.
fn add_nodes(labscape: LabscapeId, nodes: u16) -> Result<()> {
	let provider = account(1, labscape.into());
	Balances::set_balance(&provider, 10_000_000 * UBC);
	let bond = 5_000_000 * UBC;
	let signed = RuntimeOrigin::signed(provider);
	done("a bond", SwarmStaking::register(signed.clone(), bond, Default::default()))?;
	let units = UNITS_PER_LABSCAPE / nodes;
	for index in 0..nodes {
		let capacity = Capacity {
			cpu_milli: 1_000 * u32::from(units),
			memory_mib: 1_024 * u32::from(units),
			storage_gib: 1_000,
			bandwidth_mbit: 10_000,
			gpus: 3,
			gpu_model: Some(GpuModel(0)),
		};
		let spec = NodeSpec {
			labscape,
			units,
			first_slot: None,
			capacity,
			class: HardwareClass::Accelerator,
			rate: resources::Policy::default().min_rate,
			hot_key: account(3, u32::from(labscape) << 16 | u32::from(index)),
			endpoint: Default::default(),
		};
		done("a node", Resources::register_node(signed.clone(), spec))?;
	}
	Ok(())
}

fn shape(units: u16, gpu: GpuDemand) -> Shape {
	let models = if gpu == GpuDemand::None { GpuModels::NONE } else { GpuModels::ANY };
	Shape {
		units,
		cpu_milli: 1_000 * u32::from(units),
		memory_mib: 512 * u32::from(units),
		gpu,
		models,
		..Shape::default()
	}
}

/// A job of one part: `gang` members, each with as many items as it has units.
fn job(labscape: LabscapeId, shape: Shape, gang: u16, program: sp_core::H256) -> JobSpec {
	JobSpec {
		program,
		inputs_root: sp_core::H256::repeat_byte(1),
		items: u32::from(gang) * u32::from(shape.units),
		item_fuel: ITEM_FUEL,
		max_price: MAX_PRICE,
		class: ServiceClass::Standard,
		priority: 0,
		deadline: 100_000,
		parts: 1,
		request: Request { shape, gang },
		home: Some(labscape),
		hardware: HardwareClass::Edge,
	}
}

/// Submit as the requester of that number.
fn submit(index: u32, spec: JobSpec) -> sp_runtime::DispatchResult {
	let requester = account(4, index);
	if Balances::free_balance(&requester) == 0 {
		Balances::set_balance(&requester, 1_000_000 * UBC);
	}
	Resources::submit_job(RuntimeOrigin::signed(requester), spec)
}

/// Lease nine tenths of every node's units, to four jobs that differ in what they need.
fn fill(labscape: LabscapeId, nodes: u16, program: sp_core::H256) -> Result<()> {
	let units = UNITS_PER_LABSCAPE / nodes;
	let tenths = |of: u16| (u32::from(units) * u32::from(of) / 64).max(1) as u16;
	let asked = [
		(tenths(32), GpuDemand::Whole(2)),
		(tenths(16), GpuDemand::Share(600)),
		(tenths(8), GpuDemand::Share(300)),
		(tenths(2), GpuDemand::None),
	];
	for (index, (units, gpu)) in asked.into_iter().enumerate() {
		let spec = job(labscape, shape(units, gpu), nodes, program);
		// Requesters of their own, who were never served before: so the largest comes first, by its id.
		let requester = (u32::from(labscape) + 1) << 16 | index as u32;
		done("a job", submit(requester, spec))?;
	}
	let plan = Resources::plan_of(labscape, 0).context("a plan")?;
	let runs = plan.runs();
	let submission = Submission { authority: 0, plans: vec![plan] };
	// The signature is checked before the dispatch, which never looks at it.
	let signature = crypto::AuthoritySignature::decode(&mut &[0u8; 64][..])?;
	done("a plan", Resources::commit_plan(RawOrigin::Authorized.into(), submission, signature))?;
	let leased = Resources::unit_map(labscape).leased.count();
	ensure!(
		runs == asked.len() * usize::from(nodes)
			&& leased >= u32::from(UNITS_PER_LABSCAPE) * 9 / 10 - 64,
		"labscape {labscape}: {runs} leases of {leased} units"
	);
	Ok(())
}

/// One of the jobs that wait: small, as what is free is scattered.
fn waiting_job(labscape: LabscapeId, part: u16, program: sp_core::H256) -> JobSpec {
	let (units, gang, gpu) = [
		(1, 1, GpuDemand::None),
		(2, 1, GpuDemand::Share(50)),
		(1, 2, GpuDemand::Share(100)),
		(4, 1, GpuDemand::None),
	][usize::from(part % 4)];
	job(labscape, shape(units, gpu), gang, program)
}

impl State {
	/// Run the worker after block 1, natively, with the checks of a pool.
	fn plan(&mut self) -> Result<Planned> {
		let (offchain, _) = TestOffchainExt::new();
		let (pool, taken) = TestTransactionPoolExt::new();
		let keystore = MemoryKeystore::new();
		keystore
			.sr25519_generate_new(crypto::KEY_TYPE, Some("//Alice"))
			.map_err(|error| anyhow!("{error}"))?;
		self.0.register_extension(OffchainDbExt::new(offchain.clone()));
		self.0.register_extension(OffchainWorkerExt::new(offchain));
		self.0.register_extension(TransactionPoolExt::new(pool));
		self.0.register_extension(KeystoreExt::new(keystore));
		// What changes here is dropped: the genesis is block 0.
		self.0
			.execute_with(|| {
				frame_support::storage::with_transaction(|| {
					System::set_block_number(1);
					let result =
						worker_and_pool(|| core::mem::take(&mut taken.write().transactions));
					sp_runtime::TransactionOutcome::Rollback(Ok::<_, sp_runtime::DispatchError>(
						result,
					))
				})
			})
			.map_err(|error| anyhow!("{error:?}"))?
	}

	/// Every key and value.
	fn top(&mut self) -> Result<BTreeMap<Vec<u8>, Vec<u8>>> {
		self.0.execute_with(|| {
			let mut top = BTreeMap::new();
			let mut key = Vec::new();
			while let Some(next) = sp_io::storage::next_key(&key) {
				let value = sp_io::storage::get(&next).context("a key has a value")?;
				top.insert(next.clone(), value.to_vec());
				key = next;
			}
			Ok(top)
		})
	}
}

/// Run the worker, then check what it submitted as a pool does.
fn worker_and_pool(submitted: impl FnOnce() -> Vec<Vec<u8>>) -> Result<Planned> {
	let begin = Instant::now();
	<Resources as Hooks<_>>::offchain_worker(1);
	let transactions = submitted();
	let mut planned =
		Planned { took: Duration::ZERO, plans: 0, leases: 0, submissions: transactions.len() };
	for bytes in transactions {
		let extrinsic = UncheckedExtrinsic::decode(&mut &bytes[..])?;
		if let labscape_runtime::RuntimeCall::Resources(resources::Call::<Runtime>::commit_plan {
			submission,
			..
		}) = &extrinsic.function
		{
			planned.plans += submission.plans.len();
			planned.leases += submission.plans.iter().map(|plan| plan.runs()).sum::<usize>();
		}
		// A validation looks at the next block, and leaves its number behind.
		System::set_block_number(1);
		Executive::validate_transaction(TransactionSource::Local, extrinsic, Default::default())
			.map_err(|error| anyhow!("the pool refuses a plan: {error:?}"))?;
	}
	planned.took = begin.elapsed();
	Ok(planned)
}

/// The node's own development chain with another genesis.
fn write_spec(
	node: &Path,
	top: &BTreeMap<Vec<u8>, Vec<u8>>,
	folder: &Path,
	to: &Path,
) -> Result<()> {
	let plain = folder.join("dev.json");
	let status = Command::new(node)
		.args(["export-chain-spec", "--chain", "dev", "--raw", "--output"])
		.arg(&plain)
		.stderr(Stdio::null())
		.status()?;
	ensure!(status.success(), "{} does not export its chain", node.display());
	let mut spec: serde_json::Value = serde_json::from_slice(&std::fs::read(&plain)?)?;
	let hex = |bytes: &[u8]| sp_core::bytes::to_hex(bytes, false);
	let code = hex(sp_core::storage::well_known_keys::CODE);
	let code_value = spec["genesis"]["raw"]["top"][&code].clone();
	ensure!(code_value.is_string(), "the node's chain has no runtime");
	let mut entries: serde_json::Map<String, serde_json::Value> =
		top.iter().map(|(key, value)| (hex(key), hex(value).into())).collect();
	entries.insert(code, code_value);
	spec["genesis"]["raw"]["top"] = entries.into();
	spec["id"] = "labscape_planning".into();
	std::fs::write(to, spec.to_string())?;
	Ok(())
}

/// A node that ends with its owner.
struct Running(Child);

impl Drop for Running {
	fn drop(&mut self) {
		let _ = self.0.kill();
		let _ = self.0.wait();
	}
}

/// Start a node on that chain, and wait for the plans that follow its first block.
fn on_a_node(node: &Path, spec: &Path) -> Result<Planned> {
	let base = tempfile::tempdir()?;
	let mut child = Command::new(node)
		.arg("--chain")
		.arg(spec)
		.args(["--alice", "--validator", "--force-authoring", "--unsafe-force-node-key-generation"])
		.arg("--base-path")
		.arg(base.path())
		.args(["--no-telemetry", "--no-mdns", "--no-prometheus", "--rpc-port", "0"])
		.args(["--listen-addr", "/ip4/127.0.0.1/tcp/0", "--log", "runtime::resources=debug"])
		.stdin(Stdio::null())
		.stdout(Stdio::null())
		.stderr(Stdio::piped())
		.spawn()?;
	let log = child.stderr.take().context("the log")?;
	let _running = Running(child);
	// The time of a line is when it comes, as the log itself says only seconds.
	let (send, lines) = mpsc::channel();
	thread::spawn(move || {
		for line in BufReader::new(log).lines().map_while(Result::ok) {
			if send.send((Instant::now(), line)).is_err() {
				return;
			}
		}
	});
	let deadline = Instant::now() + PATIENCE;
	let (mut imported, mut seen) = (None, String::new());
	loop {
		let left = deadline.saturating_duration_since(Instant::now());
		let Ok((at, line)) = lines.recv_timeout(left) else {
			bail!("the node planned nothing within {PATIENCE:?}:\n{seen}");
		};
		if line.contains("Imported #1 ") {
			imported.get_or_insert(at);
		}
		if let Some((_, numbers)) = line.split_once("after block 1: ") {
			let numbers: Vec<usize> =
				numbers.split(' ').filter_map(|word| word.parse().ok()).collect();
			let [plans, leases, submissions, millis] = numbers[..] else {
				bail!("the worker's line is not understood: {line}");
			};
			// The line about the block may come late; what the worker says of itself is the least.
			let least = Duration::from_millis(millis as u64);
			let took = imported.map_or(least, |imported| least.max(at - imported));
			return Ok(Planned { took, plans, leases, submissions });
		}
		seen.push_str(&line);
		seen.push('\n');
	}
}
