//! `doctor`: what is wrong with this machine's node, and what to do about it.

use std::{
	net::{TcpListener, ToSocketAddrs},
	time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use clap::Parser;
use jsonrpsee::{core::client::ClientT, http_client::HttpClientBuilder};
use labscape_runtime::{Runtime, MILLISECS_PER_BLOCK};
use sc_cli::{CliConfiguration, Error, KeystoreParams, Result, SharedParams};
use sc_service::{config::KeystoreConfig, Configuration};
use serde::Serialize;
use serde_json::Value;
use sp_core::storage::Storage;

/// Examine this machine's node: disk, runtime, clock, ports, keys, peers, finality.
///
/// Compiles the chain's runtime and keeps it, so that the next start answers at once.
///
/// Exits with 0 if nothing is broken; warnings do not count.
#[derive(Debug, Clone, Parser)]
#[command(
	after_help = "Example:\n  labscape-node doctor --chain testnet.json --base-path /var/lib/labscape"
)]
pub struct DoctorCmd {
	/// Where the running node answers.
	#[arg(long, value_name = "URL", default_value = "http://127.0.0.1:9944")]
	pub rpc_url: String,

	/// Free disk below which the node is in danger, in MiB.
	#[arg(long, value_name = "MiB", default_value_t = 10_240)]
	pub min_free: u64,

	/// Print JSON.
	#[arg(long)]
	pub json: bool,

	#[allow(missing_docs)]
	#[clap(flatten)]
	pub shared_params: SharedParams,

	#[allow(missing_docs)]
	#[clap(flatten)]
	pub keystore_params: KeystoreParams,
}

impl CliConfiguration for DoctorCmd {
	fn shared_params(&self) -> &SharedParams {
		&self.shared_params
	}

	fn keystore_params(&self) -> Option<&KeystoreParams> {
		Some(&self.keystore_params)
	}
}

/// How a check went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Health {
	Good,
	Warning,
	Broken,
}

/// One check.
#[derive(Debug, Serialize)]
struct Finding {
	check: &'static str,
	health: Health,
	found: String,
	#[serde(skip_serializing_if = "Option::is_none")]
	advice: Option<&'static str>,
}

fn finding(
	check: &'static str,
	health: Health,
	found: impl Into<String>,
	advice: &'static str,
) -> Finding {
	Finding {
		check,
		health,
		found: found.into(),
		advice: (health != Health::Good).then_some(advice),
	}
}

impl DoctorCmd {
	/// Examine and report.
	///
	/// # Errors
	/// If anything is broken.
	pub async fn run(&self, config: &Configuration, native_genesis: Option<Storage>) -> Result<()> {
		let mut findings = vec![self.disk(config), runtime(config, native_genesis), keys(config)];
		match Node::connect(&self.rpc_url).await {
			Ok(node) => {
				findings.push(finding(
					"rpc",
					Health::Good,
					format!("answers at {}", self.rpc_url),
					"",
				));
				findings.extend(node.examine().await);
			}
			Err(cause) => {
				findings.push(finding(
					"rpc",
					Health::Warning,
					format!("no node answers at {}: {cause}", self.rpc_url),
					"start the node, or name its address with --rpc-url",
				));
				findings.extend([30_333, 9_944, 9_615].map(port));
			}
		}
		if self.json {
			println!("{:#}", serde_json::json!(findings));
		} else {
			for f in &findings {
				let mark = match f.health {
					Health::Good => "ok     ",
					Health::Warning => "warning",
					Health::Broken => "BROKEN ",
				};
				println!("{mark} {:<10} {}", f.check, f.found);
				if let Some(advice) = f.advice {
					println!("{:>19} → {advice}", "");
				}
			}
		}
		match findings.iter().filter(|f| f.health == Health::Broken).count() {
			0 => Ok(()),
			n => Err(Error::Input(format!(
				"{n} of {} checks found something broken",
				findings.len()
			))),
		}
	}

	fn disk(&self, config: &Configuration) -> Finding {
		// The folder may not exist yet: look at the nearest parent that does.
		let mut path = config.base_path.path().to_path_buf();
		while !path.exists() && path.pop() {}
		match fs4::available_space(&path) {
			Ok(bytes) => {
				let free = bytes / (1 << 20);
				let health = match free {
					free if free < 1_024 => Health::Broken,
					free if free < self.min_free => Health::Warning,
					_ => Health::Good,
				};
				finding(
					"disk",
					health,
					format!("{free} MiB free at {}", path.display()),
					"free space or move --base-path; the node stops below 1024 MiB",
				)
			}
			Err(e) => finding(
				"disk",
				Health::Broken,
				format!("{}: {e}", path.display()),
				"check the folder and its permissions",
			),
		}
	}
}

/// Compiles it, so that the next start need not.
fn runtime(config: &Configuration, native_genesis: Option<Storage>) -> Finding {
	let begin = Instant::now();
	match crate::service::compile_runtime(config, native_genesis) {
		Ok(version) => finding(
			"runtime",
			Health::Good,
			format!("{version} is compiled, in {:.1} s", begin.elapsed().as_secs_f64()),
			"",
		),
		Err(cause) => finding(
			"runtime",
			Health::Broken,
			cause,
			"take the chain specification from where the chain's others have it",
		),
	}
}

fn keys(config: &Configuration) -> Finding {
	const ADVICE: &str = "run `labscape-node validator init` if this machine is to validate";
	let KeystoreConfig::Path { path, .. } = &config.keystore else {
		return finding("keys", Health::Warning, "the keystore is in memory", ADVICE);
	};
	let missing = crate::validator::missing_session_keys(path);
	if missing.is_empty() {
		finding("keys", Health::Good, format!("all session keys are in {}", path.display()), "")
	} else {
		finding(
			"keys",
			Health::Warning,
			format!("no {} key in {}", missing.join(", no "), path.display()),
			ADVICE,
		)
	}
}

fn port(port: u16) -> Finding {
	match TcpListener::bind(("127.0.0.1", port)) {
		Ok(_) => finding("port", Health::Good, format!("{port} is free"), ""),
		Err(e) => finding(
			"port",
			Health::Warning,
			format!("{port}: {e}"),
			"another program holds it: the node would silently take another port for its RPC",
		),
	}
}

/// A running node.
struct Node(jsonrpsee::http_client::HttpClient);

impl Node {
	async fn connect(url: &str) -> std::result::Result<Self, String> {
		let address = url.trim_start_matches("http://").trim_end_matches('/');
		address.to_socket_addrs().map_err(|e| e.to_string())?;
		let client = HttpClientBuilder::default()
			.request_timeout(Duration::from_secs(5))
			.build(url)
			.map_err(|e| e.to_string())?;
		let node = Self(client);
		node.ask("system_name", vec![]).await?;
		Ok(node)
	}

	async fn ask(&self, method: &str, params: Vec<Value>) -> std::result::Result<Value, String> {
		let mut array = jsonrpsee::core::params::ArrayParams::new();
		for param in params {
			array.insert(param).map_err(|e| e.to_string())?;
		}
		self.0.request(method, array).await.map_err(|e| e.to_string())
	}

	async fn number(&self, hash: Option<Value>) -> std::result::Result<u64, String> {
		let header = self.ask("chain_getHeader", hash.into_iter().collect()).await?;
		let number = header["number"].as_str().unwrap_or_default();
		u64::from_str_radix(number.trim_start_matches("0x"), 16).map_err(|e| e.to_string())
	}

	async fn examine(&self) -> Vec<Finding> {
		let mut findings = Vec::new();
		match self.ask("system_health", vec![]).await {
			Ok(health) => {
				let peers = health["peers"].as_u64().unwrap_or_default();
				let alone = health["shouldHavePeers"].as_bool().unwrap_or(true) && peers == 0;
				findings.push(finding(
					"peers",
					if alone { Health::Broken } else { Health::Good },
					format!("{peers} peers"),
					"open the peer-to-peer port and check the boot nodes of the specification",
				));
				let syncing = health["isSyncing"].as_bool().unwrap_or_default();
				findings.push(finding(
					"sync",
					if syncing { Health::Warning } else { Health::Good },
					if syncing { "still syncing" } else { "in sync" },
					"wait: duties begin when the node is in sync",
				));
			}
			Err(e) => findings.push(finding("peers", Health::Broken, e, "see the node's log")),
		}
		findings.push(
			self.finality()
				.await
				.unwrap_or_else(|e| finding("finality", Health::Broken, e, "see the node's log")),
		);
		findings.push(self.clock().await.unwrap_or_else(|e| {
			finding("clock", Health::Warning, e, "compare the clock with a time server")
		}));
		findings
	}

	async fn finality(&self) -> std::result::Result<Finding, String> {
		let best = self.number(None).await?;
		let hash = self.ask("chain_getFinalizedHead", vec![]).await?;
		let lag = best.saturating_sub(self.number(Some(hash)).await?);
		let health = match lag {
			0..=10 => Health::Good,
			11..=40 => Health::Warning,
			_ => Health::Broken,
		};
		Ok(finding(
			"finality",
			health,
			format!("best block {best}, finality {lag} blocks behind"),
			"more than a third of the validators is silent, or this node is cut off from them",
		))
	}

	/// The best block's timestamp against this machine's clock.
	async fn clock(&self) -> std::result::Result<Finding, String> {
		let key = format!("0x{}", hex::encode(pallet_timestamp::Now::<Runtime>::hashed_key()));
		let value = self.ask("state_getStorage", vec![key.into()]).await?;
		let bytes = hex::decode(value.as_str().unwrap_or_default().trim_start_matches("0x"))
			.map_err(|e| e.to_string())?;
		let bytes: [u8; 8] = bytes.try_into().map_err(|_| "the chain has no timestamp yet")?;
		let chain = u64::from_le_bytes(bytes);
		let here =
			SystemTime::now().duration_since(UNIX_EPOCH).map_err(|e| e.to_string())?.as_millis()
				as u64;
		let ahead = here as i64 - chain as i64;
		let slot = MILLISECS_PER_BLOCK as i64;
		let health = if ahead < -slot / 2 {
			Health::Broken
		} else if ahead > 20 * slot {
			Health::Warning
		} else {
			Health::Good
		};
		Ok(finding(
			"clock",
			health,
			format!("the best block is {:.1} s old by this clock", ahead as f64 / 1_000.0),
			"set the clock by NTP (a negative age), or see why no block came (a great age)",
		))
	}
}
