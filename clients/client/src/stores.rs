//! Byte stores: whatever returns bytes with the right hash will do.
//!
//! | name | what it is |
//! |---|---|
//! | a path, `file:///path` | a local folder |
//! | `http://…`, `https://…` | a web server; agents are such servers too |
//! | `s3://bucket/prefix` | an S3 bucket, with credentials and endpoint from the usual `AWS_…` variables |
//!
//! The layout is the same everywhere: `blobs/<blake2-256 in hex>` and, for a job's list of inputs,
//! `lists/<root in hex>`. Every byte that is read is compared with its hash before it is used; an
//! error names the store. Several stores are asked in order, and the first right answer wins; what is
//! fetched from far away is kept in the first local folder that takes it. That folder may be a cache,
//! whose files tell when they were used last, for whoever makes room in it.

use crate::{blake2_256, inputs::InputList, told::Told, Hash};
use futures::StreamExt;
use object_store::{
	aws::AmazonS3Builder, http::HttpBuilder, local::LocalFileSystem, path::Path, ClientOptions,
	ObjectStore, PutPayload, RetryConfig,
};
use std::{
	fmt,
	fs::{File, Metadata},
	io::{self, Read},
	path::PathBuf,
	sync::{
		atomic::{AtomicU32, AtomicU64, Ordering},
		Arc,
	},
	time::{Duration, SystemTime},
};

/// The largest blob: an instrumented program.
pub const MAX_BLOB: u64 = 1 << 20;
/// The largest list of inputs: 2^20 hashes.
pub const MAX_LIST: u64 = 32 << 20;

/// Why bytes could not be had or kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreError {
	/// The name is none of a store.
	BadName {
		/// The name.
		store: String,
		/// Why.
		reason: String,
	},
	/// The store does not have them.
	Missing {
		/// Its name.
		store: String,
		/// Their hash.
		wanted: Hash,
	},
	/// The store returned other bytes, or not all of them.
	Corrupt {
		/// Its name.
		store: String,
		/// The hash they should have.
		wanted: Hash,
		/// How many it returned.
		bytes: u64,
	},
	/// The store returned more than can be right.
	TooLarge {
		/// Its name.
		store: String,
		/// The hash they should have.
		wanted: Hash,
		/// The most that can be right.
		limit: u64,
	},
	/// The store does not answer.
	Unreachable {
		/// Its name.
		store: String,
		/// What happened.
		reason: String,
	},
	/// The store does not let one in.
	Forbidden {
		/// Its name.
		store: String,
		/// What it said.
		reason: String,
	},
	/// The store of a node returned a result that is not what the node committed to.
	NotCommitted {
		/// Its name.
		store: String,
		/// The node.
		node: u32,
		/// The item, if it is about one.
		item: Option<u32>,
		/// In what they differ.
		reason: String,
	},
	/// The store of a node returned a result that is wrong, although the node committed to it.
	WrongResult {
		/// Its name.
		store: String,
		/// The item.
		item: u32,
	},
	/// The store has no room.
	Full {
		/// Its name.
		store: String,
	},
	/// No store is configured.
	NoStore,
}

impl fmt::Display for StoreError {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::BadName { store, reason } => write!(f, "`{store}` is no byte store: {reason}"),
			Self::Missing { store, wanted } => write!(f, "{store} does not have {wanted:?}"),
			Self::Corrupt { store, wanted, bytes } => write!(
				f,
				"{store} returned {bytes} bytes for {wanted:?} that do not have this hash: \
				 the copy is corrupt or truncated"
			),
			Self::TooLarge { store, wanted, limit } => {
				write!(f, "{store} returned more than {limit} bytes for {wanted:?}")
			}
			Self::Unreachable { store, reason } => write!(f, "{store} does not answer: {reason}"),
			Self::Forbidden { store, reason } => {
				write!(f, "{store} refuses access: {reason}. Are the credentials right, and this machine's clock?")
			}
			Self::NotCommitted { store, node, item, reason } => {
				write!(f, "{store} returned ")?;
				match item {
					Some(item) => write!(f, "a result of item {item} that")?,
					None => f.write_str("results that")?,
				}
				write!(f, " node {node} did not commit to: {reason}")
			}
			Self::WrongResult { store, item } => write!(
				f,
				"{store} returned a result of item {item} that is wrong: executed here, the program \
				 says something else"
			),
			Self::Full { store } => write!(f, "{store} is full: free some space"),
			Self::NoStore => f.write_str("no byte store is configured: name one with --store"),
		}
	}
}

impl std::error::Error for StoreError {}

/// One place that keeps bytes.
#[derive(Clone, Debug)]
pub struct Store {
	name: String,
	backend: Arc<dyn ObjectStore>,
	/// Where it is, if it is a local folder.
	folder: Option<PathBuf>,
	/// If it is a cache, what is noted of its use.
	uses: Option<Arc<Uses>>,
	/// What of it was reported.
	told: Arc<Told>,
}

/// The use of a cache. Clocks jump: its time is what its keeper counts, an agent the epochs of its
/// chain, and stands where a file's time of change does, as seconds.
#[derive(Debug, Default)]
pub struct Uses {
	now: AtomicU32,
	kept: AtomicU64,
}

impl Uses {
	/// The time now; nothing is noted before it was set.
	pub fn now(&self) -> u32 {
		self.now.load(Ordering::Relaxed)
	}

	/// Set the time.
	pub fn set_now(&self, now: u32) {
		self.now.store(now, Ordering::Relaxed);
	}

	/// How many bytes were kept since this was asked last.
	pub fn kept(&self) -> u64 {
		self.kept.swap(0, Ordering::Relaxed)
	}

	/// When a file was used last; `None` if that is not known.
	pub fn of(&self, metadata: &Metadata) -> Option<u32> {
		let changed = metadata.modified().ok()?.duration_since(SystemTime::UNIX_EPOCH).ok()?;
		u32::try_from(changed.as_secs()).ok().filter(|used| *used <= self.now())
	}

	/// Note that a file is used now.
	///
	/// # Errors
	/// If the system refuses.
	pub fn note(&self, file: &File) -> io::Result<()> {
		let now = self.now();
		if now == 0 || self.of(&file.metadata()?) == Some(now) {
			return Ok(());
		}
		file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(now.into()))
	}
}

/// Network stores: give up soon, since others are asked next.
fn patience() -> (RetryConfig, ClientOptions) {
	let retry = RetryConfig {
		max_retries: 1,
		retry_timeout: Duration::from_secs(10),
		..Default::default()
	};
	let options = ClientOptions::new()
		.with_allow_http(true)
		.with_connect_timeout(Duration::from_secs(3))
		.with_timeout(Duration::from_secs(20));
	(retry, options)
}

impl Store {
	/// The store of that name. Nothing is contacted; a local folder is made.
	///
	/// # Errors
	/// [`StoreError::BadName`], [`StoreError::Full`].
	pub fn open(name: &str) -> Result<Self, StoreError> {
		let bad = |reason: String| StoreError::BadName { store: name.into(), reason };
		let failed = |error: object_store::Error| bad(error.to_string());
		let (retry, options) = patience();
		let (backend, folder): (Arc<dyn ObjectStore>, Option<PathBuf>) =
			if name.starts_with("s3://") {
				let builder = AmazonS3Builder::from_env()
					.with_url(name)
					.with_retry(retry)
					.with_client_options(options);
				let prefix = name.trim_start_matches("s3://").split_once('/').map(|(_, path)| path);
				let store = builder.build().map_err(failed)?;
				let prefix =
					Path::parse(prefix.unwrap_or("")).map_err(|error| bad(error.to_string()))?;
				(Arc::new(object_store::prefix::PrefixStore::new(store, prefix)), None)
			} else if name.starts_with("http://") || name.starts_with("https://") {
				let url = name.trim_end_matches('/');
				let builder =
					HttpBuilder::new().with_url(url).with_retry(retry).with_client_options(options);
				(Arc::new(builder.build().map_err(failed)?), None)
			} else if name.contains("://") && !name.starts_with("file://") {
				return Err(bad("use a path, http(s):// or s3://".into()));
			} else {
				let path = name.trim_start_matches("file://");
				std::fs::create_dir_all(path).map_err(|error| match error.kind() {
					std::io::ErrorKind::StorageFull => StoreError::Full { store: name.into() },
					_ => bad(error.to_string()),
				})?;
				let store = LocalFileSystem::new_with_prefix(path).map_err(failed)?;
				(Arc::new(store), Some(PathBuf::from(path)))
			};
		Ok(Self { name: name.to_owned(), backend, folder, uses: None, told: Arc::default() })
	}

	/// The same as a cache.
	pub fn as_cache(mut self) -> Self {
		self.uses = Some(Arc::default());
		self
	}

	/// Note that a file of a cache is used. Without the note it may have to be fetched again: failures
	/// are of no account.
	fn note(&self, place: &str) {
		if let (Some(folder), Some(uses)) = (&self.folder, &self.uses) {
			let _ = File::open(folder.join(place)).and_then(|file| uses.note(&file));
		}
	}

	/// Its name, as it was configured.
	pub fn name(&self) -> &str {
		&self.name
	}

	/// The blob with that hash.
	///
	/// # Errors
	/// Any but [`StoreError::NoStore`].
	pub async fn get(&self, wanted: &Hash) -> Result<Vec<u8>, StoreError> {
		let bytes = self.read("blobs", wanted, MAX_BLOB).await?;
		if blake2_256(&bytes) != *wanted {
			let store = self.name.clone();
			return Err(StoreError::Corrupt { store, wanted: *wanted, bytes: bytes.len() as u64 });
		}
		Ok(bytes)
	}

	/// The list of inputs with that root.
	///
	/// # Errors
	/// Any but [`StoreError::NoStore`].
	pub async fn list(&self, root: &Hash) -> Result<InputList, StoreError> {
		let bytes = self.read("lists", root, MAX_LIST).await?;
		InputList::decode(&self.name, root, &bytes)
	}

	/// Keep a blob; returns its hash.
	///
	/// # Errors
	/// [`StoreError::Full`], [`StoreError::Unreachable`].
	pub async fn put(&self, bytes: &[u8]) -> Result<Hash, StoreError> {
		let hash = blake2_256(bytes);
		self.write("blobs", &hash, bytes).await?;
		Ok(hash)
	}

	/// Keep a list of inputs.
	///
	/// # Errors
	/// As [`Store::put`].
	pub async fn put_list(&self, list: &InputList) -> Result<(), StoreError> {
		self.write("lists", &list.root(), &list.encode()).await
	}

	async fn read(&self, kind: &str, wanted: &Hash, limit: u64) -> Result<Vec<u8>, StoreError> {
		let place = format!("{kind}/{}", hex::encode(wanted));
		let path = Path::from(place.as_str());
		let found = self.backend.get(&path).await.map_err(|error| self.explain(error, wanted))?;
		let too_large =
			|| StoreError::TooLarge { store: self.name.clone(), wanted: *wanted, limit };
		if found.meta.size > limit {
			return Err(too_large());
		}
		let mut bytes = Vec::with_capacity(found.meta.size as usize);
		let mut stream = found.into_stream();
		while let Some(chunk) = stream.next().await {
			let chunk = chunk.map_err(|error| self.explain(error, wanted))?;
			if (bytes.len() + chunk.len()) as u64 > limit {
				return Err(too_large());
			}
			bytes.extend_from_slice(&chunk);
		}
		self.note(&place);
		Ok(bytes)
	}

	async fn write(&self, kind: &str, hash: &Hash, bytes: &[u8]) -> Result<(), StoreError> {
		let place = format!("{kind}/{}", hex::encode(hash));
		let path = Path::from(place.as_str());
		self.backend
			.put(&path, PutPayload::from(bytes.to_vec()))
			.await
			.map_err(|error| self.explain(error, hash))?;
		if let Some(uses) = &self.uses {
			uses.kept.fetch_add(bytes.len() as u64, Ordering::Relaxed);
		}
		self.note(&place);
		Ok(())
	}

	fn explain(&self, error: object_store::Error, wanted: &Hash) -> StoreError {
		let store = self.name.clone();
		if matches!(error, object_store::Error::NotFound { .. }) {
			return StoreError::Missing { store, wanted: *wanted };
		}
		let is_forbidden = matches!(
			error,
			object_store::Error::PermissionDenied { .. }
				| object_store::Error::Unauthenticated { .. }
		);
		let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(&error);
		let mut reason = String::new();
		while let Some(error) = cause {
			let full = error
				.downcast_ref::<std::io::Error>()
				.is_some_and(|error| error.kind() == std::io::ErrorKind::StorageFull);
			if full {
				return StoreError::Full { store };
			}
			reason = error.to_string();
			cause = error.source();
		}
		if is_forbidden {
			StoreError::Forbidden { store, reason }
		} else {
			StoreError::Unreachable { store, reason }
		}
	}
}

/// Several stores, asked in order.
#[derive(Clone, Debug, Default)]
pub struct Stores(Vec<Store>);

impl Stores {
	/// The stores of these names.
	///
	/// # Errors
	/// As [`Store::open`].
	pub fn open<S: AsRef<str>>(names: &[S]) -> Result<Self, StoreError> {
		names.iter().map(|name| Store::open(name.as_ref())).collect::<Result<_, _>>().map(Self)
	}

	/// These stores, and behind them others that are asked last.
	pub fn and(&self, others: impl IntoIterator<Item = Store>) -> Self {
		Self(self.0.iter().cloned().chain(others).collect())
	}

	/// Those of them that are local folders, for others: what these ask for does not count as used.
	pub fn local(&self) -> Self {
		let local = self.0.iter().filter(|store| store.folder.is_some());
		Self(local.map(|store| Store { uses: None, ..store.clone() }).collect())
	}

	/// What is noted of the use of the first cache among them.
	pub fn uses(&self) -> Option<Arc<Uses>> {
		self.0.iter().find_map(|store| store.uses.clone())
	}

	/// How many there are.
	pub fn len(&self) -> usize {
		self.0.len()
	}

	/// Whether there are none.
	pub fn is_empty(&self) -> bool {
		self.0.is_empty()
	}

	/// The blob with that hash, from the first store that has it. What came from afar is kept in the
	/// first local folder.
	///
	/// # Errors
	/// The gravest of what the stores said: corrupt before unreachable before missing.
	pub async fn get(&self, wanted: &Hash) -> Result<Vec<u8>, StoreError> {
		let mut failures = Vec::new();
		for store in &self.0 {
			match store.get(wanted).await {
				Ok(bytes) => {
					self.report(wanted, &failures);
					if let Some(cache) = self.cache().filter(|_| store.folder.is_none()) {
						// The bytes are here; that a cache has no room is no failure.
						let _ = cache.put(&bytes).await;
					}
					return Ok(bytes);
				}
				Err(error) => failures.push(error),
			}
		}
		Err(gravest(failures))
	}

	/// The list of inputs with that root, likewise.
	///
	/// # Errors
	/// As [`Stores::get`].
	pub async fn list(&self, root: &Hash) -> Result<InputList, StoreError> {
		let mut failures = Vec::new();
		for store in &self.0 {
			match store.list(root).await {
				Ok(list) => {
					self.report(root, &failures);
					if let Some(cache) = self.cache().filter(|_| store.folder.is_none()) {
						let _ = cache.put_list(&list).await;
					}
					return Ok(list);
				}
				Err(error) => failures.push(error),
			}
		}
		Err(gravest(failures))
	}

	/// Keep a blob in every store.
	///
	/// # Errors
	/// The first failure; [`StoreError::NoStore`] without any.
	pub async fn put(&self, bytes: &[u8]) -> Result<Hash, StoreError> {
		let mut hash = Err(StoreError::NoStore);
		for store in &self.0 {
			hash = Ok(store.put(bytes).await?);
		}
		hash
	}

	/// Keep a list in every store.
	///
	/// # Errors
	/// As [`Stores::put`].
	pub async fn put_list(&self, list: &InputList) -> Result<(), StoreError> {
		if self.0.is_empty() {
			return Err(StoreError::NoStore);
		}
		for store in &self.0 {
			store.put_list(list).await?;
		}
		Ok(())
	}

	/// The blob with that hash if a local folder has it, read on the calling thread: cheaper than
	/// [`Stores::get`] where many small blobs are read, and no error if it is not there.
	pub fn get_local(&self, wanted: &Hash) -> Option<Vec<u8>> {
		let name = hex::encode(wanted);
		let folders = self.0.iter().filter_map(|store| Some((store, store.folder.as_ref()?)));
		folders
			.filter_map(|(store, folder)| {
				let file = File::open(folder.join("blobs").join(&name)).ok()?;
				if let Some(uses) = &store.uses {
					let _ = uses.note(&file);
				}
				let size = file.metadata().ok()?.len().min(MAX_BLOB);
				// One byte more, so that the end is found without growing.
				let mut bytes = Vec::with_capacity(size as usize + 1);
				file.take(MAX_BLOB + 1).read_to_end(&mut bytes).ok()?;
				Some(bytes)
			})
			.find(|bytes| blake2_256(bytes) == *wanted)
	}

	fn cache(&self) -> Option<&Store> {
		self.0.iter().find(|store| store.folder.is_some())
	}

	/// Say what the first stores said, although a later one had the bytes: nothing of one that lacks
	/// them, which is no news, and the rest not with every request.
	fn report(&self, wanted: &Hash, failures: &[StoreError]) {
		for (store, error) in self.0.iter().zip(failures) {
			let about = match error {
				StoreError::Missing { .. } => continue,
				StoreError::Corrupt { .. } | StoreError::TooLarge { .. } => *wanted,
				_ => Hash::zero(),
			};
			if store.told.is_news(about) {
				tracing::warn!(%error, "another store had the bytes");
			}
		}
	}
}

fn gravest(failures: Vec<StoreError>) -> StoreError {
	let rank = |error: &StoreError| match error {
		StoreError::Corrupt { .. } | StoreError::TooLarge { .. } => 0,
		StoreError::Full { .. } => 1,
		StoreError::Unreachable { .. } | StoreError::Forbidden { .. } => 2,
		_ => 3,
	};
	// Of equals the last: a cache that lacks something is no news.
	failures.into_iter().rev().min_by_key(rank).unwrap_or(StoreError::NoStore)
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::io::Write;

	fn local(dir: &tempfile::TempDir) -> Store {
		Store::open(dir.path().to_str().unwrap()).unwrap()
	}

	fn blob_path(dir: &tempfile::TempDir, hash: &Hash) -> std::path::PathBuf {
		dir.path().join("blobs").join(hex::encode(hash))
	}

	/// A web server that answers every request with `response` as it stands, and hangs up.
	fn server(response: Vec<u8>) -> String {
		let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
		let address = listener.local_addr().unwrap();
		std::thread::spawn(move || {
			for connection in listener.incoming() {
				let mut connection = connection.unwrap();
				let _ = connection.read(&mut [0; 4_096]);
				let _ = connection.write_all(&response);
			}
		});
		format!("http://{address}")
	}

	fn http(bytes: &[u8], declared: usize) -> Vec<u8> {
		let mut response = format!(
			"HTTP/1.1 200 OK\r\nContent-Length: {declared}\r\nLast-Modified: Thu, 01 Jan 2026 \
			 00:00:00 GMT\r\nETag: x\r\nConnection: close\r\n\r\n"
		)
		.into_bytes();
		response.extend_from_slice(bytes);
		response
	}

	#[tokio::test]
	async fn what_is_put_is_got() {
		let dir = tempfile::tempdir().unwrap();
		let store = local(&dir);
		let hash = store.put(b"bytes").await.unwrap();
		assert_eq!(store.get(&hash).await.unwrap(), b"bytes");
		let list = InputList::new(vec![hash]).unwrap();
		store.put_list(&list).await.unwrap();
		assert_eq!(store.list(&list.root()).await.unwrap(), list);
	}

	#[tokio::test]
	async fn corrupt_truncated_and_missing_bytes_are_told_apart_by_the_store_s_name() {
		let dir = tempfile::tempdir().unwrap();
		let store = local(&dir);
		let hash = store.put(b"some bytes").await.unwrap();
		for damaged in [&b"some bytez"[..], b"some", b""] {
			std::fs::write(blob_path(&dir, &hash), damaged).unwrap();
			let error = store.get(&hash).await.unwrap_err();
			let bytes = damaged.len() as u64;
			let name = store.name().to_owned();
			assert_eq!(error, StoreError::Corrupt { store: name, wanted: hash, bytes });
			assert!(error.to_string().contains(store.name()));
		}
		std::fs::remove_file(blob_path(&dir, &hash)).unwrap();
		assert!(matches!(store.get(&hash).await, Err(StoreError::Missing { .. })));
	}

	#[tokio::test]
	async fn a_blob_beyond_the_limit_is_refused_before_it_is_read() {
		let dir = tempfile::tempdir().unwrap();
		let store = local(&dir);
		let wanted = Hash::repeat_byte(1);
		std::fs::create_dir_all(dir.path().join("blobs")).unwrap();
		let file = std::fs::File::create(blob_path(&dir, &wanted)).unwrap();
		file.set_len(MAX_BLOB + 1).unwrap();
		assert!(matches!(store.get(&wanted).await, Err(StoreError::TooLarge { .. })));
	}

	#[tokio::test]
	async fn another_store_helps_out_and_the_folder_keeps_a_copy() {
		let (near, far) = (tempfile::tempdir().unwrap(), b"from afar");
		let hash = blake2_256(far);
		let name = server(http(far, far.len()));
		let stores = Stores::open(&[near.path().to_str().unwrap(), &name]).unwrap();
		assert_eq!(stores.get(&hash).await.unwrap(), far);
		assert_eq!(std::fs::read(blob_path(&near, &hash)).unwrap(), far);
	}

	#[tokio::test]
	async fn a_folder_is_read_at_once_and_only_right_bytes_count() {
		let (near, next) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
		let store = local(&near);
		let hash = store.put(b"some bytes").await.unwrap();
		let stores = Stores::default().and([store, local(&next)]);
		assert_eq!(stores.get_local(&hash).unwrap(), b"some bytes");
		std::fs::write(blob_path(&near, &hash), b"some bytez").unwrap();
		assert_eq!(stores.get_local(&hash), None);
		local(&next).put(b"some bytes").await.unwrap();
		assert_eq!(stores.get_local(&hash).unwrap(), b"some bytes");
		assert_eq!(stores.get_local(&Hash::zero()), None);
	}

	#[tokio::test]
	async fn a_truncated_download_is_no_answer() {
		let hash = blake2_256(b"all of it");
		let cut = Store::open(&server(http(b"all of", 9))).unwrap();
		assert!(matches!(cut.get(&hash).await, Err(StoreError::Unreachable { .. })));
		let short = Store::open(&server(http(b"all of", 6))).unwrap();
		assert!(matches!(short.get(&hash).await, Err(StoreError::Corrupt { bytes: 6, .. })));
	}

	#[tokio::test]
	async fn a_store_that_is_down_is_named() {
		let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
		let store = Store::open(&format!("http://{free}")).unwrap();
		let error = store.get(&Hash::zero()).await.unwrap_err();
		assert!(matches!(error, StoreError::Unreachable { .. }), "{error}");
		assert!(error.to_string().contains(&free.to_string()), "{error}");
	}

	#[tokio::test]
	async fn the_gravest_failure_is_reported() {
		let (empty, broken) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
		let store = local(&broken);
		let hash = store.put(b"bytes").await.unwrap();
		std::fs::write(blob_path(&broken, &hash), b"other").unwrap();
		let stores = Stores::default().and([local(&empty), store]);
		assert!(matches!(stores.get(&hash).await, Err(StoreError::Corrupt { .. })));
		assert_eq!(Stores::default().get(&hash).await, Err(StoreError::NoStore));
	}

	#[tokio::test]
	async fn a_cache_notes_what_is_used_but_not_what_others_ask_for() {
		let dir = tempfile::tempdir().unwrap();
		let stores = Stores::default().and([local(&dir).as_cache()]);
		let uses = stores.uses().unwrap();
		let used = |hash: &Hash| uses.of(&std::fs::metadata(blob_path(&dir, hash)).unwrap());
		let early = stores.put(b"early").await.unwrap();
		assert_eq!(used(&early), None, "there is no time yet");
		uses.set_now(5);
		let hash = stores.put(b"bytes").await.unwrap();
		assert_eq!((used(&hash), used(&early)), (Some(5), None));
		assert_eq!((uses.kept(), uses.kept()), (10, 0));
		uses.set_now(6);
		let others = stores.local();
		assert!(others.uses().is_none());
		others.get(&hash).await.unwrap();
		others.get_local(&hash).unwrap();
		assert_eq!(used(&hash), Some(5));
		stores.get(&hash).await.unwrap();
		stores.get(&early).await.unwrap();
		assert_eq!((used(&hash), used(&early)), (Some(6), Some(6)));
		uses.set_now(7);
		stores.get_local(&hash).unwrap();
		assert_eq!(used(&hash), Some(7));
	}

	/// `/dev/full` refuses every write as a full disk does.
	#[cfg(target_os = "linux")]
	#[test]
	fn a_full_disk_is_reported_as_such() {
		use std::error::Error as _;
		let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
		let source = (&full).write_all(b"x").unwrap_err();
		assert_eq!(source.kind(), std::io::ErrorKind::StorageFull);
		let error =
			object_store::Error::Generic { store: "LocalFileSystem", source: source.into() };
		assert!(error.source().is_some());
		let dir = tempfile::tempdir().unwrap();
		let explained = local(&dir).explain(error, &Hash::zero());
		assert!(matches!(explained, StoreError::Full { .. }), "{explained}");
	}

	#[test]
	fn names_of_no_store_are_refused() {
		assert!(matches!(Store::open("ftp://host/x"), Err(StoreError::BadName { .. })));
		assert!(matches!(Store::open("/proc/none/x"), Err(StoreError::BadName { .. })));
	}
}
