//! The agent's folder and its settings.
//!
//! | file | what |
//! |---|---|
//! | `agent.json` | these settings |
//! | `hot-key.json` | the hot key, for its owner alone |
//! | `journal.redb` | the journal |
//! | `store/` | programs, inputs and lists that were fetched |

use crate::{Error, Result};
use labscape_client::{secret, Key};
use serde::{Deserialize, Serialize};
use std::{
	net::SocketAddr,
	path::{Path, PathBuf},
};

/// The settings of an agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
	/// The node to follow, `ws://…`.
	pub url: String,
	/// The genesis hash of the chain it must follow.
	pub genesis: String,
	/// Stores to fetch from, asked in this order after the agent's own.
	pub stores: Vec<String>,
	/// Where to serve.
	pub listen: SocketAddr,
	/// Under which address others reach it.
	pub endpoint: String,
	/// Where to show metrics; nowhere if it is missing.
	pub metrics: Option<SocketAddr>,
	/// How many items run at once.
	pub threads: u32,
	/// The most that the agent's own store should take, in MiB; see [`crate::cache`].
	#[serde(default = "cache_mib")]
	pub cache_mib: u64,
}

/// What the agent's own store may take unless the settings say otherwise.
pub const CACHE_MIB: u64 = 8 * 1024;

/// For settings that were written before there was a limit.
fn cache_mib() -> u64 {
	CACHE_MIB
}

/// An agent's folder.
#[derive(Clone, Debug)]
pub struct Folder(PathBuf);

impl Folder {
	/// The folder at `path`.
	pub fn new(path: &Path) -> Self {
		Self(path.to_owned())
	}

	/// Where it is.
	pub fn path(&self) -> &Path {
		&self.0
	}

	/// Where its own store is.
	pub fn store(&self) -> PathBuf {
		self.0.join("store")
	}

	fn config_path(&self) -> PathBuf {
		self.0.join("agent.json")
	}

	fn key_path(&self) -> PathBuf {
		self.0.join("hot-key.json")
	}

	/// Lay out a new folder: settings and a new hot key.
	///
	/// # Errors
	/// [`Error::Usage`] if there is an agent already; [`Error::Io`].
	pub fn init(&self, config: &Config) -> Result<Key> {
		if self.config_path().exists() {
			return Err(Error::Usage(format!("{} holds an agent already", self.0.display())));
		}
		let what = format!("making {}", self.0.display());
		std::fs::create_dir_all(&self.0).map_err(Error::io(what))?;
		let key =
			if self.key_path().exists() { self.hot_key()? } else { Key::create(&self.key_path())? };
		let text = serde_json::to_string_pretty(config).map_err(Error::node)?;
		secret::replace(&self.config_path(), (text + "\n").as_bytes())?;
		Ok(key)
	}

	/// Read the settings.
	///
	/// # Errors
	/// [`Error::Usage`] with what is wrong with them.
	pub fn config(&self) -> Result<Config> {
		let path = self.config_path();
		let text = std::fs::read_to_string(&path).map_err(|error| match error.kind() {
			std::io::ErrorKind::NotFound => Error::Usage(format!(
				"{} holds no agent: begin with `labscape-agent init`",
				self.0.display()
			)),
			_ => Error::io(format!("reading {}", path.display()))(error),
		})?;
		let wrong =
			|error: &dyn std::fmt::Display| Error::Usage(format!("{}: {error}", path.display()));
		let config: Config = serde_json::from_str(&text).map_err(|error| wrong(&error))?;
		if config.threads == 0 {
			return Err(wrong(&"threads is 0: nothing would ever be executed"));
		}
		Ok(config)
	}

	/// The hot key.
	///
	/// # Errors
	/// [`Error::Key`] if it is damaged or others may read it.
	pub fn hot_key(&self) -> Result<Key> {
		Key::open(&self.key_path().display().to_string())
	}
}

/// What this machine has, as far as it can be told: thousandths of a core, MiB of memory.
pub fn machine() -> (u32, u32) {
	let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
	let memory = std::fs::read_to_string("/proc/meminfo").ok().and_then(|text| {
		let line = text.lines().find(|line| line.starts_with("MemTotal:"))?;
		let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
		u32::try_from(kib / 1024).ok()
	});
	(u32::try_from(cores.saturating_mul(1_000)).unwrap_or(u32::MAX), memory.unwrap_or(1_024))
}

#[cfg(test)]
mod tests {
	use super::*;

	fn config() -> Config {
		Config {
			url: "ws://127.0.0.1:9944".into(),
			genesis: format!("0x{}", "11".repeat(32)),
			stores: vec![],
			listen: "127.0.0.1:0".parse().unwrap(),
			endpoint: "http://127.0.0.1:7700".into(),
			metrics: None,
			threads: 2,
			cache_mib: 100,
		}
	}

	#[test]
	fn settings_without_a_limit_of_the_cache_have_the_usual_one() {
		let dir = tempfile::tempdir().unwrap();
		let folder = Folder::new(dir.path());
		folder.init(&config()).unwrap();
		let path = dir.path().join("agent.json");
		let text = std::fs::read_to_string(&path).unwrap();
		std::fs::write(&path, text.replace(",\n  \"cache_mib\": 100", "")).unwrap();
		assert_eq!(folder.config().unwrap().cache_mib, CACHE_MIB);
	}

	#[test]
	fn a_folder_is_laid_out_once() {
		let dir = tempfile::tempdir().unwrap();
		let folder = Folder::new(&dir.path().join("agent"));
		let key = folder.init(&config()).unwrap();
		assert_eq!(folder.config().unwrap(), config());
		assert_eq!(folder.hot_key().unwrap().account(), key.account());
		assert!(matches!(folder.init(&config()), Err(Error::Usage(_))));
	}

	#[test]
	fn an_empty_folder_says_how_to_begin() {
		let dir = tempfile::tempdir().unwrap();
		let error = Folder::new(dir.path()).config().unwrap_err();
		assert!(error.to_string().contains("labscape-agent init"), "{error}");
	}

	#[test]
	fn an_agent_without_threads_is_refused() {
		let dir = tempfile::tempdir().unwrap();
		let folder = Folder::new(dir.path());
		folder.init(&Config { threads: 0, ..config() }).unwrap();
		assert!(folder.config().unwrap_err().to_string().contains("threads is 0"));
	}

	#[test]
	fn a_misspelt_setting_is_named() {
		let dir = tempfile::tempdir().unwrap();
		let folder = Folder::new(dir.path());
		folder.init(&config()).unwrap();
		let path = dir.path().join("agent.json");
		let text = std::fs::read_to_string(&path).unwrap().replace("threads", "treads");
		std::fs::write(&path, text).unwrap();
		assert!(folder.config().unwrap_err().to_string().contains("treads"));
	}
}
