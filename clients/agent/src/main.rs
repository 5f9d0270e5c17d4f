//! `labscape-agent`: runs, proves and audits work on one machine.

use clap::{Args, Parser, Subcommand};
use labscape_agent::{
	cache::Cache,
	chain::Live,
	config::{machine, Config, Folder, CACHE_MIB},
	engine::{Engine, Setup},
	execute::Executor,
	journal::Journal,
	metrics::Metrics,
	runner::supervised,
	serve::{self, Shared},
	Error, Result,
};
use labscape_client::{
	amount, keys, parse_hash,
	stores::{Store, Stores},
	tx::{Call, Until},
	value::{account, number, option, record, unit, Value},
	Chain, Key,
};
use std::{
	io::IsTerminal, net::SocketAddr, path::PathBuf, process::ExitCode, sync::Arc, time::Duration,
};
use tokio::{net::TcpListener, sync::watch};

/// Runs, proves and audits work on one machine of a provider.
///
/// Exit codes: 0 done, 1 failure, 2 usage, 3 no node, 4 another chain or runtime, 5 key, 6 refused by
/// the chain, 7 not found, 8 bytes missing or corrupt, 9 timeout, 10 funds.
#[derive(Parser)]
#[command(version, name = "labscape-agent", after_help = FIRST)]
struct Cli {
	/// The agent's folder.
	#[arg(long, short, global = true, default_value = "labscape-agent", value_name = "FOLDER")]
	dir: PathBuf,
	/// Answer in JSON, for scripts.
	#[arg(long, global = true)]
	json: bool,
	#[command(subcommand)]
	command: Command,
}

const FIRST: &str = "\
Examples, on a development chain:
  labscape provider register --bond 50000 --key //Bob
  labscape-agent init --store ./store --listen 127.0.0.1:7700 --endpoint http://127.0.0.1:7700
  labscape-agent join --labscape 0 --units 64 --provider-key //Bob
  labscape-agent run
  labscape-agent status --json";

const INIT: &str = "\
Examples:
  labscape-agent init --url ws://127.0.0.1:9944 --store ./store --endpoint http://127.0.0.1:7700
  labscape-agent --dir /var/lib/labscape-agent init --url wss://rpc.example --genesis 0x… \
      --store s3://bucket/labscape --endpoint https://worker.example --metrics 127.0.0.1:9700 \
      --threads 8 --cache-mib 65536";

const JOIN: &str = "\
Examples:
  labscape-agent join --labscape 0 --units 64 --provider-key provider.json
  labscape-agent join --labscape 0 --provider 5F…      # writes the call for the wallet to sign
  labscape key sign labscape-agent/join.json --key provider.json
  labscape send labscape-agent/join.signed";

const RUN: &str = "\
Examples:
  labscape-agent run
  labscape-agent --dir /var/lib/labscape-agent run
  RUST_LOG=labscape_agent=debug labscape-agent run";

#[derive(Subcommand)]
enum Command {
	/// Lay out the agent's folder and make its hot key.
	#[command(after_help = INIT)]
	Init(Init),
	/// Register this machine as a node of a provider.
	#[command(after_help = JOIN)]
	Join(Join),
	/// Run until stopped. Send SIGTERM or Ctrl-C to stop, twice to stop at once; kill it any time
	/// without harm.
	#[command(after_help = RUN)]
	Run(Run),
	/// What the chain and the journal say of this node.
	Status,
}

#[derive(Args)]
struct Init {
	/// The node to follow.
	#[arg(long, default_value = "ws://127.0.0.1:9944")]
	url: String,
	/// The chain's genesis hash; without it, that of the chain the node follows now.
	#[arg(long)]
	genesis: Option<String>,
	/// A store to fetch from: a path, http(s)://… or s3://…. Several are asked in order.
	#[arg(long = "store", value_name = "STORE")]
	stores: Vec<String>,
	/// Where to serve programs, inputs and results.
	#[arg(long, default_value = "0.0.0.0:7700")]
	listen: SocketAddr,
	/// Under which address others reach it, http(s)://….
	#[arg(long)]
	endpoint: String,
	/// Where to show Prometheus metrics.
	#[arg(long)]
	metrics: Option<SocketAddr>,
	/// How many items run at once; all cores if it is missing.
	#[arg(long)]
	threads: Option<u32>,
	/// The most that the agent's own store of fetched programs and inputs should take, in MiB. What was
	/// used last goes last; what leases need, or was used in the last eight epochs, stays.
	#[arg(long, default_value_t = CACHE_MIB)]
	cache_mib: u64,
}

#[derive(Args)]
struct Join {
	/// The labscape to join, 0 to 255.
	#[arg(long)]
	labscape: u8,
	/// How many AI units the machine brings.
	#[arg(long, default_value_t = 16)]
	units: u16,
	/// The first slot; the first free run if it is missing.
	#[arg(long)]
	first_slot: Option<u16>,
	/// CPU in thousandths of a core; what this machine has if it is missing.
	#[arg(long)]
	cpu_milli: Option<u32>,
	/// Memory in MiB; what this machine has if it is missing.
	#[arg(long)]
	memory_mib: Option<u32>,
	/// Storage in GiB.
	#[arg(long, default_value_t = 16)]
	storage_gib: u32,
	/// Bandwidth in Mbit/s.
	#[arg(long, default_value_t = 100)]
	bandwidth_mbit: u32,
	/// The claim: fuel that one unit executes in one block.
	#[arg(long, default_value_t = 1_000_000)]
	rate: u64,
	/// The provider's key: a key file, or //Name on a development chain. Without it the call is
	/// written to a file, to be signed by the provider's wallet or by `labscape key sign`.
	#[arg(long)]
	provider_key: Option<String>,
	/// The provider's address, when somebody else signs.
	#[arg(long, required_unless_present = "provider_key")]
	provider: Option<String>,
}

#[derive(Args)]
struct Run {
	/// Lie: `wrong:PERMILLE` makes so many of a thousand results wrong. For demonstrations on
	/// development chains only.
	#[cfg(feature = "cheater")]
	#[arg(long)]
	cheat: Option<String>,
}

fn main() -> ExitCode {
	labscape_client::error::end_when_nobody_reads();
	let cli = Cli::parse();
	let filter = tracing_subscriber::EnvFilter::try_from_default_env()
		.unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn,labscape_agent=info"));
	tracing_subscriber::fmt()
		.with_env_filter(filter)
		.with_ansi(std::io::stderr().is_terminal())
		.with_writer(std::io::stderr)
		.init();
	let runtime = match tokio::runtime::Runtime::new() {
		Ok(runtime) => runtime,
		Err(error) => {
			eprintln!("error: no threads: {error}");
			return ExitCode::FAILURE;
		}
	};
	let (folder, json) = (Folder::new(&cli.dir), cli.json);
	let done = runtime.block_on(async {
		match cli.command {
			Command::Init(args) => init(&folder, args, json).await,
			Command::Join(args) => join(&folder, args, json).await,
			Command::Run(args) => run(&folder, args).await,
			Command::Status => status(&folder, json).await,
		}
	});
	match done {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			eprintln!("error: {error}");
			ExitCode::from(error.exit_code())
		}
	}
}

async fn init(folder: &Folder, args: Init, json: bool) -> Result<()> {
	if !(args.endpoint.starts_with("http://") || args.endpoint.starts_with("https://")) {
		return Err(Error::Usage(format!("--endpoint {} is no http(s) address", args.endpoint)));
	}
	Stores::open(&args.stores)?;
	let genesis = match &args.genesis {
		Some(text) => parse_hash(text)?,
		None => Chain::connect(&args.url, None).await?.genesis(),
	};
	let (cpu_milli, _) = machine();
	let config = Config {
		url: args.url,
		genesis: format!("{genesis:?}"),
		stores: args.stores,
		listen: args.listen,
		endpoint: args.endpoint,
		metrics: args.metrics,
		threads: args.threads.unwrap_or(cpu_milli / 1_000).max(1),
		cache_mib: args.cache_mib,
	};
	let key = folder.init(&config)?;
	if json {
		let path = folder.path().display().to_string();
		println!("{}", serde_json::json!({ "folder": path, "hotKey": key.address() }));
		return Ok(());
	}
	println!("{} is ready. Its hot key is {}.", folder.path().display(), key.address());
	println!("The hot key signs duties and moves no funds. Next: labscape-agent join");
	Ok(())
}

async fn connect(folder: &Folder) -> Result<(Config, Chain)> {
	let config = folder.config()?;
	let chain = Chain::connect(&config.url, Some(parse_hash(&config.genesis)?)).await?;
	Ok((config, chain))
}

fn registration(args: &Join, config: &Config, hot_key: &Key) -> Call {
	let (cpu_milli, memory_mib) = machine();
	let capacity = record([
		("cpu_milli", number(args.cpu_milli.unwrap_or(cpu_milli))),
		("memory_mib", number(args.memory_mib.unwrap_or(memory_mib))),
		("storage_gib", number(args.storage_gib)),
		("bandwidth_mbit", number(args.bandwidth_mbit)),
		("gpus", number(0u8)),
		("gpu_model", option(None)),
	]);
	let spec = record([
		("labscape", number(args.labscape)),
		("units", number(args.units)),
		("first_slot", option(args.first_slot.map(number))),
		("capacity", capacity),
		("class", unit("Server")),
		("rate", number(args.rate)),
		("hot_key", account(&hot_key.account())),
		("endpoint", Value::from_bytes(config.endpoint.as_bytes())),
	]);
	Call::new("Resources", "register_node", [("spec", spec)])
}

async fn join(folder: &Folder, args: Join, json: bool) -> Result<()> {
	let (config, chain) = connect(folder).await?;
	let hot_key = folder.hot_key()?;
	if let Some(node) = chain.best().await?.node_of(&hot_key.account()).await? {
		match json {
			true => println!("{}", serde_json::json!({ "node": node, "joined": false })),
			false => println!("This machine is node {node} already."),
		}
		return Ok(());
	}
	let call = registration(&args, &config, &hot_key);
	let Some(provider) = &args.provider_key else {
		let provider = keys::parse_account(args.provider.as_deref().unwrap_or_default())?;
		let unsigned = chain.unsigned(&call, &provider).await?;
		let path = folder.path().join("join.json");
		let text = serde_json::to_string_pretty(&unsigned).map_err(Error::node)?;
		std::fs::write(&path, text).map_err(Error::io("writing the call"))?;
		if json {
			println!("{}", serde_json::json!({ "unsigned": path.display().to_string() }));
			return Ok(());
		}
		println!("{} waits for the signature of {provider}.", path.display());
		println!("Sign it where the provider's key is:  labscape key sign {}", path.display());
		let signed = path.with_extension("signed");
		println!("Then send it:                         labscape send {}", signed.display());
		return Ok(());
	};
	let receipt = chain.submit(&call, &Key::open(provider)?, Until::InBlock).await?;
	let node = receipt.find("Resources", "NodeRegistered").and_then(|event| event.number("node"));
	let node = node.ok_or_else(|| Error::Node("the registration left no event".into()))?;
	if json {
		let fee = receipt.fee().map(|fee| fee.to_string());
		println!("{}", serde_json::json!({ "node": node, "joined": true, "fee": fee }));
		return Ok(());
	}
	println!("This machine is node {node} in labscape {}.", args.labscape);
	if let Some(fee) = receipt.fee() {
		println!("Fee: {}", amount::show(fee));
	}
	Ok(())
}

/// How long items and requests that are under way may take when the agent stops.
const DRAINED_WITHIN: Duration = Duration::from_secs(8);

async fn run(folder: &Folder, args: Run) -> Result<()> {
	let (config, chain) = connect(folder).await?;
	let key = folder.hot_key()?;
	let node = chain.best().await?.node_of(&key.account()).await?.ok_or_else(|| {
		Error::NotFound("no node has this hot key: register it with `labscape-agent join`".into())
	})?;
	let journal = Journal::open(folder.path())?;
	journal.bind(&chain.genesis(), node)?;
	let metrics = Metrics::new();
	#[allow(unused_mut)]
	let mut executor = Executor::new(config.threads, metrics.clone())?;
	#[cfg(feature = "cheater")]
	if let Some(how) = &args.cheat {
		if !chain.is_development().await? {
			return Err(Error::Usage("lying is for development chains".into()));
		}
		executor.cheat(how.parse()?);
		tracing::warn!("this agent lies: {how}");
	}
	#[cfg(not(feature = "cheater"))]
	let Run {} = args;
	let own = Store::open(&folder.store().display().to_string())?.as_cache();
	let stores = Stores::default().and([own]);
	let uses = stores.uses().unwrap_or_default();
	let far = config.stores.iter().map(|name| Store::open(name)).collect::<Result<Vec<_>, _>>()?;
	let stores = stores.and(far);
	let cache = Cache {
		uses,
		folder: folder.store(),
		limit: config.cache_mib.saturating_mul(1 << 20),
		local: stores.local(),
		journal: journal.clone(),
		metrics: metrics.clone(),
	};
	let counted = metrics.clone();
	tokio::spawn(
		async move { supervised("the cache", &counted, || cache.clone().keep(), || {}).await },
	);
	let genesis = chain.genesis();
	let shared = Arc::new(Shared::new(journal.clone(), &stores, genesis, node, metrics.clone()));

	let (stop, stopping) = watch::channel(false);
	let server = listen(config.listen, serve::router(shared.clone()), stopping.clone()).await?;
	let shown = metrics.clone();
	let router = axum::Router::new()
		.route("/metrics", axum::routing::get(move || std::future::ready(shown.render())));
	let monitor = match config.metrics {
		Some(address) => Some(listen(address, router, stopping.clone()).await?),
		None => None,
	};
	let chain = Live::follow(chain).await?;
	let threads = config.threads as usize;
	let setup = Setup { chain, node, key, journal, executor, stores, metrics, shared, threads };
	let (engine, runner) = Engine::new(setup)?;
	let mut runner = tokio::spawn(runner);
	tokio::spawn(async move {
		wait_for_signal().await;
		tracing::info!("stopping: what is under way is finished first");
		let _ = stop.send(true);
		wait_for_signal().await;
		tracing::warn!("stopping at once: nothing is lost, it goes on at the next start");
		std::process::exit(1);
	});
	tracing::info!(node, threads, listen = %config.listen, "running");
	tokio::select! {
		() = engine.run(stopping) => {}
		// It ends after the engine. Without it this is no agent.
		ended = &mut runner => {
			let why = ended.err().map_or_else(|| "nobody told it to".into(), |why| why.to_string());
			return Err(Error::Machine(format!("the runner ended: {why}. Start the agent again")));
		}
	}
	let drained = async {
		runner.await.map_err(Error::node)?;
		server.await.map_err(Error::node)?;
		match monitor {
			Some(monitor) => monitor.await.map_err(Error::node),
			None => Ok(()),
		}
	};
	match tokio::time::timeout(DRAINED_WITHIN, drained).await {
		Ok(drained) => drained?,
		Err(_) => tracing::warn!("a store or a client does not come to an end: left behind"),
	}
	tracing::info!("stopped");
	Ok(())
}

async fn listen(
	address: SocketAddr,
	router: axum::Router,
	mut stopping: watch::Receiver<bool>,
) -> Result<tokio::task::JoinHandle<()>> {
	let listener =
		TcpListener::bind(address).await.map_err(Error::io(format!("listening on {address}")))?;
	let stop = async move {
		let _ = stopping.wait_for(|stop| *stop).await;
	};
	Ok(tokio::spawn(async move {
		if let Err(error) = axum::serve(listener, router).with_graceful_shutdown(stop).await {
			tracing::error!(%error, "the server ended");
		}
	}))
}

async fn wait_for_signal() {
	use tokio::signal::unix::{signal, SignalKind};
	let Ok(mut terminate) = signal(SignalKind::terminate()) else {
		return std::future::pending().await;
	};
	tokio::select! {
		_ = tokio::signal::ctrl_c() => {}
		_ = terminate.recv() => {}
	}
}

async fn status(folder: &Folder, json: bool) -> Result<()> {
	let (config, chain) = connect(folder).await?;
	let key = folder.hot_key()?;
	let at = chain.best().await?;
	let node = at.node_of(&key.account()).await?.ok_or_else(|| {
		Error::NotFound("no node has this hot key: register it with `labscape-agent join`".into())
	})?;
	let known = at.node(node).await?;
	let epoch = at.epoch().await?;
	let standing = at.standing(node).await?;
	let leases = at.leases_of(node).await?;
	let items: u32 = leases.iter().map(|(_, lease)| lease.len).sum();
	let committed: u32 = leases.iter().map(|(_, lease)| lease.committed).sum();
	if json {
		let status = serde_json::json!({
			"node": node,
			"hotKey": key.address(),
			"labscape": known.as_ref().map(|node| node.labscape),
			"units": known.as_ref().map(|node| node.units),
			"epoch": epoch.epoch,
			"lastReport": standing.last_report,
			"openEpochs": standing.open,
			"leases": leases.len(),
			"items": items,
			"committed": committed,
			"endpoint": config.endpoint,
		});
		println!("{status}");
		return Ok(());
	}
	println!("node           {node}");
	println!("hot key        {}", key.address());
	if let Some(known) = known {
		println!("labscape       {} ({} units, {:?})", known.labscape, known.units, known.state);
	}
	println!("epoch          {}", epoch.epoch);
	match standing.last_report {
		Some(last) => println!("last report    epoch {last}"),
		None => println!("last report    none yet"),
	}
	println!("undecided      {} epochs", standing.open.len());
	println!("leases         {} ({committed} of {items} items committed)", leases.len());
	println!("serves at      {}", config.endpoint);
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;
	use clap::CommandFactory;

	#[test]
	fn the_commands_are_consistent_and_every_example_is_understood() {
		Cli::command().debug_assert();
		let help = [FIRST, INIT, JOIN, RUN].join("\n").replace("\\\n", " ");
		let mut seen = 0;
		for line in help.lines() {
			let words = line.split_whitespace().take_while(|word| *word != "#");
			let words: Vec<_> = words.skip_while(|word| word.contains('=')).collect();
			if words.first() == Some(&"labscape-agent") {
				let parsed = Cli::try_parse_from(&words);
				assert!(parsed.is_ok(), "{line}: {}", parsed.err().unwrap());
				seen += 1;
			}
		}
		assert!(seen >= 10, "{seen}");
	}
}
