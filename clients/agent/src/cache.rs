//! The agent's own store is a cache, and this keeps it within a limit.
//!
//! What was used last goes last. What the leases in the journal need, programs, lists and inputs, never
//! goes: it may have to be shown on chain until the chain forgets their job. Nor does what was used in
//! the last [`KEPT_EPOCHS`]: that covers what open audits and disputes need. Where that together exceeds
//! the limit, the limit gives way, and the log says so.
//!
//! What other agents ask for does not count as used.

use crate::{journal::Journal, metrics::Metrics, Error, Hash, Result};
use labscape_client::stores::{Stores, Uses};
use labscape_primitives::WorkEpoch;
use std::{
	collections::BTreeMap,
	fs::{DirEntry, File, Metadata},
	io,
	path::{Path, PathBuf},
	sync::Arc,
	time::Duration,
};

/// For how many epochs what was used stays, whatever the limit says: longer than the audits and disputes
/// of an epoch are open.
pub const KEPT_EPOCHS: WorkEpoch = 8;
/// How often it is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(10);
/// Room is made for so large a part of the limit at once; so much more than the limit may be there.
const PART: u64 = 16;
/// Its folders.
const KINDS: [&str; 2] = ["blobs", "lists"];

/// The cache.
#[derive(Clone)]
pub struct Cache {
	/// When it was used, in epochs.
	pub uses: Arc<Uses>,
	/// Its folder.
	pub folder: PathBuf,
	/// The most that it should take on disk, in bytes.
	pub limit: u64,
	/// Where the lists of inputs are looked up: local folders.
	pub local: Stores,
	/// What says which leases are open.
	pub journal: Journal,
	/// What is counted.
	pub metrics: Metrics,
}

/// A file in the cache.
struct Entry {
	used: WorkEpoch,
	bytes: u64,
	kind: usize,
	hash: Hash,
}

impl Cache {
	/// Keep it within its limit for ever.
	pub async fn keep(self) {
		// Whatever a run before this one left.
		let mut kept = self.limit;
		loop {
			tokio::time::sleep(LOOK_EVERY).await;
			kept = kept.saturating_add(self.uses.kept());
			// Without an epoch nothing can be said of what is old.
			if kept < self.limit / PART || self.uses.now() == 0 {
				continue;
			}
			match self.prune().await {
				Ok(()) => kept = 0,
				Err(error) => tracing::warn!(%error, "the cache cannot be kept small"),
			}
		}
	}

	/// Make room if it is larger than its limit.
	///
	/// # Errors
	/// If the folder or the journal cannot be read.
	pub async fn prune(&self) -> Result<()> {
		let (folder, uses) = (self.folder.clone(), self.uses.clone());
		let scanned = tokio::task::spawn_blocking(move || scan(&folder, &uses)).await;
		let reading = || format!("reading {}", self.folder.display());
		let mut entries = scanned.map_err(Error::node)?.map_err(Error::io(reading()))?;
		let mut bytes: u64 = entries.iter().map(|entry| entry.bytes).sum();
		if bytes > self.limit {
			let needed = self.needed().await?;
			let now = self.uses.now();
			entries.retain(|entry| {
				let is_old = now.saturating_sub(entry.used) >= KEPT_EPOCHS;
				is_old && needed.binary_search(&entry.hash).is_err()
			});
			entries.sort_unstable_by_key(|entry| entry.used);
			let (folder, target) = (self.folder.clone(), self.limit - self.limit / PART);
			let removed =
				tokio::task::spawn_blocking(move || remove(&folder, &entries, bytes, target)).await;
			let (count, left) = removed.map_err(Error::node)?;
			bytes = left;
			self.metrics.cache_removed.inc_by(count);
		}
		self.metrics.cache_bytes.set(i64::try_from(bytes).unwrap_or(i64::MAX));
		if bytes > self.limit {
			let (holds, limit) = (bytes >> 20, self.limit >> 20);
			tracing::warn!(
				"the cache holds {holds} MiB, more than its limit of {limit}: all of it is needed by \
				 leases, or was used in the last {KEPT_EPOCHS} epochs"
			);
		}
		Ok(())
	}

	/// What the leases in the journal need, sorted.
	async fn needed(&self) -> Result<Vec<Hash>> {
		let mut needed = Vec::new();
		let mut lists = BTreeMap::<Hash, Vec<_>>::new();
		for (_, lease) in self.journal.leases()? {
			needed.push(lease.program);
			let end = lease.first.saturating_add(lease.len);
			lists.entry(lease.inputs_root).or_default().push(lease.first..end);
		}
		for (root, ranges) in lists {
			needed.push(root);
			// A list that is nowhere on this disk was not fetched, and nor were its inputs.
			let Ok(list) = self.local.list(&root).await else { continue };
			needed.extend(ranges.into_iter().flatten().map_while(|item| list.hash(item)));
		}
		needed.sort_unstable();
		Ok(needed)
	}
}

/// What a file takes on disk.
fn bytes_on_disk(metadata: &Metadata) -> u64 {
	#[cfg(unix)]
	return std::os::unix::fs::MetadataExt::blocks(metadata).saturating_mul(512);
	#[cfg(not(unix))]
	return metadata.len();
}

fn path(folder: &Path, kind: usize, name: &str) -> PathBuf {
	folder.join(KINDS.get(kind).copied().unwrap_or_default()).join(name)
}

/// The files of the cache. Halves of writes that were broken off are removed when they are old.
fn scan(folder: &Path, uses: &Uses) -> io::Result<Vec<Entry>> {
	let mut entries = Vec::new();
	for (kind, name) in KINDS.iter().enumerate() {
		let files = match std::fs::read_dir(folder.join(name)) {
			Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
			files => files?,
		};
		for file in files {
			entries.extend(entry(&file?, kind, uses));
		}
	}
	Ok(entries)
}

/// What is to be known of a file, unless it is gone meanwhile or none of the cache. One that does not
/// tell when it was used counts as used now.
fn entry(file: &DirEntry, kind: usize, uses: &Uses) -> Option<Entry> {
	let metadata = file.metadata().ok().filter(Metadata::is_file)?;
	let used = uses.of(&metadata).unwrap_or_else(|| {
		// Next time it does, unless the system refuses.
		let _ = File::open(file.path()).and_then(|file| uses.note(&file));
		uses.now()
	});
	let mut hash = [0u8; 32];
	let name = file.file_name();
	if hex::decode_to_slice(name.to_str().unwrap_or_default(), &mut hash).is_err() {
		if uses.now().saturating_sub(used) >= KEPT_EPOCHS {
			let _ = std::fs::remove_file(file.path());
		}
		return None;
	}
	Some(Entry { used, bytes: bytes_on_disk(&metadata), kind, hash: Hash::from(hash) })
}

/// Remove files in this order until what is left is no more than `target`. Returns how many, and what
/// is left.
fn remove(folder: &Path, entries: &[Entry], mut bytes: u64, target: u64) -> (u64, u64) {
	let mut count = 0u64;
	for entry in entries {
		if bytes <= target {
			break;
		}
		let path = path(folder, entry.kind, &hex::encode(entry.hash));
		match std::fs::remove_file(&path) {
			Ok(()) => {
				count = count.saturating_add(1);
				bytes = bytes.saturating_sub(entry.bytes);
			}
			Err(error) => tracing::warn!(path = %path.display(), %error, "cannot be removed"),
		}
	}
	(count, bytes)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::journal::LeaseRecord;
	use labscape_client::{inputs::InputList, stores::Store};

	/// Each blob takes so much on disk, in whole blocks.
	const BLOB: usize = 16 * 1024;
	const NOW: WorkEpoch = 1_000;

	struct Site {
		cache: Cache,
		store: Stores,
		_dir: tempfile::TempDir,
	}

	impl Site {
		fn new(limit_blobs: u64) -> Self {
			let dir = tempfile::tempdir().unwrap();
			let folder = dir.path().join("store");
			let store = Store::open(folder.to_str().unwrap()).unwrap().as_cache();
			let store = Stores::default().and([store]);
			let cache = Cache {
				uses: store.uses().unwrap(),
				folder,
				limit: limit_blobs * BLOB as u64,
				local: store.local(),
				journal: Journal::open(dir.path()).unwrap(),
				metrics: Metrics::new(),
			};
			Self { cache, store, _dir: dir }
		}

		/// A blob that was used so many epochs ago.
		async fn blob(&self, name: u8, age: WorkEpoch) -> Hash {
			self.cache.uses.set_now(NOW - age);
			self.store.put(&[name; BLOB]).await.unwrap()
		}

		fn has(&self, hash: &Hash) -> bool {
			let mut kinds = 0..KINDS.len();
			kinds.any(|kind| path(&self.cache.folder, kind, &hex::encode(hash)).exists())
		}

		async fn prune(&self) {
			self.cache.uses.set_now(NOW);
			self.cache.prune().await.unwrap();
		}
	}

	#[tokio::test]
	async fn what_was_used_last_goes_last_and_only_until_there_is_room() {
		let site = Site::new(4);
		let mut blobs = Vec::new();
		for name in 0..4 {
			blobs.push(site.blob(name, 10 + u32::from(name)).await);
		}
		site.prune().await;
		assert!(blobs.iter().all(|blob| site.has(blob)), "there was room");
		assert_eq!(site.cache.metrics.cache_bytes.get(), 4 * BLOB as i64);
		blobs.push(site.blob(4, 1).await);
		// The oldest is used again.
		site.store.get(&blobs[3]).await.unwrap();
		site.prune().await;
		// The two oldest: one to be within the limit, one for room to come.
		let left: Vec<bool> = blobs.iter().map(|blob| site.has(blob)).collect();
		assert_eq!(left, [true, false, false, true, true]);
		assert_eq!(site.cache.metrics.cache_removed.get(), 2);
		assert_eq!(site.cache.metrics.cache_bytes.get(), 3 * BLOB as i64);
	}

	#[tokio::test]
	async fn what_a_lease_needs_and_what_was_used_lately_stays_beyond_the_limit() {
		let site = Site::new(1);
		let program = site.blob(1, 90).await;
		let mut inputs = Vec::new();
		for name in 2..6 {
			inputs.push(site.blob(name, 90).await);
		}
		let list = InputList::new(inputs.clone()).unwrap();
		site.store.put_list(&list).await.unwrap();
		let recent = site.blob(6, KEPT_EPOCHS - 1).await;
		let old = site.blob(7, KEPT_EPOCHS).await;
		let lease = LeaseRecord {
			job: 1,
			requester: [1; 32],
			program,
			inputs_root: list.root(),
			item_fuel: 1,
			first: 1,
			len: 2,
			finished: 2,
		};
		site.cache.journal.add_lease(7, &lease).unwrap();
		site.prune().await;
		for kept in [program, inputs[1], inputs[2], list.root(), recent] {
			assert!(site.has(&kept), "{kept:?}");
		}
		for gone in [inputs[0], inputs[3], old] {
			assert!(!site.has(&gone), "{gone:?}");
		}
		// When the chain has forgotten the job, so does the cache.
		site.cache.journal.drop_lease(7).unwrap();
		site.prune().await;
		for gone in [program, inputs[1], inputs[2], list.root()] {
			assert!(!site.has(&gone), "{gone:?}");
		}
		assert!(site.has(&recent));
	}

	#[tokio::test]
	async fn halves_of_writes_and_files_of_unknown_age_go_when_they_are_old() {
		let site = Site::new(1);
		let blob = site.blob(1, NOW).await;
		let other = site.blob(2, NOW).await;
		let half = path(&site.cache.folder, 0, "half#1");
		std::fs::write(&half, b"half").unwrap();
		site.prune().await;
		assert!(half.exists() && site.has(&blob) && site.has(&other), "they count as used now");
		site.cache.uses.set_now(NOW + KEPT_EPOCHS);
		site.cache.prune().await.unwrap();
		assert!(!half.exists());
		assert_eq!(usize::from(site.has(&blob)) + usize::from(site.has(&other)), 0);
	}

	#[tokio::test]
	async fn an_empty_cache_is_small_enough() {
		Site::new(0).prune().await;
	}
}
