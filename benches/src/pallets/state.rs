//! A state in memory that counts which entries a benchmark reads and writes.
//!
//! It has no trie: what a read or write costs beyond the execution is measured on ParityDB and is
//! declared apart, so it must not be counted here again.

use std::{
	cell::{Cell, RefCell},
	collections::BTreeMap,
	ops::Bound,
};

use sp_core::{
	storage::{ChildInfo, StateVersion, TrackedStorageKey},
	Blake2Hasher, H256,
};
use sp_state_machine::{
	backend::BackendTransaction, Backend, ChildStorageCollection, IterArgs, StateMachineStats,
	StorageCollection, StorageIterator, UsageInfo,
};
use sp_trie::MerkleValue;

type Entries = BTreeMap<Vec<u8>, Vec<u8>>;

/// The length of what names an item of storage: the hashes of pallet and item.
pub const ITEM_PREFIX: usize = 32;

/// How often an entry was read and written since the counters were reset.
#[derive(Clone, Copy, Debug, Default)]
struct Uses {
	reads: u32,
	writes: u32,
}

/// Entries that go back to those of genesis whenever a benchmark begins.
#[derive(Debug, Default)]
pub struct State {
	genesis: Entries,
	entries: RefCell<Entries>,
	uses: RefCell<BTreeMap<Vec<u8>, Uses>>,
	/// Entries that every block touches, so that no call pays for them.
	free: RefCell<Vec<TrackedStorageKey>>,
	counting: Cell<bool>,
}

impl State {
	/// A state that begins with `genesis`.
	pub fn new(genesis: Entries) -> Self {
		Self { entries: RefCell::new(genesis.clone()), genesis, ..Self::default() }
	}

	/// Count reads and writes from now on, or stop it: counting takes time.
	pub fn count(&self, on: bool) {
		self.counting.set(on);
	}

	fn note_read(&self, key: &[u8]) {
		if self.counting.get() {
			self.uses.borrow_mut().entry(key.to_vec()).or_default().reads += 1;
		}
	}

	fn is_free(&self, key: &[u8]) -> bool {
		self.free.borrow().iter().any(|free| free.key == key)
	}

	/// The first entry from `from` on.
	fn next_from(&self, from: Bound<&[u8]>) -> Option<(Vec<u8>, Vec<u8>)> {
		let entries = self.entries.borrow();
		let mut range = entries.range::<[u8], _>((from, Bound::Unbounded));
		range.next().map(|(key, value)| (key.clone(), value.clone()))
	}
}

/// Walks over the entries below a prefix.
#[derive(Debug)]
pub struct Walk {
	prefix: Vec<u8>,
	from: Bound<Vec<u8>>,
}

impl Walk {
	fn step(&mut self, state: &State) -> Option<(Vec<u8>, Vec<u8>)> {
		let from = match &self.from {
			Bound::Included(key) => Bound::Included(key.as_slice()),
			Bound::Excluded(key) => Bound::Excluded(key.as_slice()),
			Bound::Unbounded => Bound::Unbounded,
		};
		let (key, value) =
			state.next_from(from).filter(|(key, _)| key.starts_with(&self.prefix))?;
		state.note_read(&key);
		self.from = Bound::Excluded(key.clone());
		Some((key, value))
	}
}

impl StorageIterator<Blake2Hasher> for Walk {
	type Backend = State;
	type Error = String;

	fn next_key(&mut self, state: &State) -> Option<Result<Vec<u8>, String>> {
		self.step(state).map(|(key, _)| Ok(key))
	}

	fn next_pair(&mut self, state: &State) -> Option<Result<(Vec<u8>, Vec<u8>), String>> {
		self.step(state).map(Ok)
	}

	fn was_complete(&self) -> bool {
		true
	}
}

/// No pallet of the runtime has child tries.
fn no_child<R>() -> Result<R, String> {
	Err("child tries are not counted".into())
}

impl Backend<Blake2Hasher> for State {
	type Error = String;
	type TrieBackendStorage = BackendTransaction<Blake2Hasher>;
	type RawIter = Walk;

	fn storage(&self, key: &[u8]) -> Result<Option<Vec<u8>>, String> {
		self.note_read(key);
		Ok(self.entries.borrow().get(key).cloned())
	}

	fn storage_hash(&self, key: &[u8]) -> Result<Option<H256>, String> {
		self.note_read(key);
		Ok(self.entries.borrow().get(key).map(|value| sp_io::hashing::blake2_256(value).into()))
	}

	fn exists_storage(&self, key: &[u8]) -> Result<bool, String> {
		self.note_read(key);
		Ok(self.entries.borrow().contains_key(key))
	}

	fn next_storage_key(&self, key: &[u8]) -> Result<Option<Vec<u8>>, String> {
		// Finding the neighbour takes one walk down the trie, as a read does.
		self.note_read(key);
		Ok(self.next_from(Bound::Excluded(key)).map(|(key, _)| key))
	}

	fn raw_iter(&self, args: IterArgs) -> Result<Walk, String> {
		if args.child_info.is_some() {
			return no_child();
		}
		let prefix = args.prefix.unwrap_or_default().to_vec();
		let from = match args.start_at {
			Some(key) if args.start_at_exclusive => Bound::Excluded(key.to_vec()),
			Some(key) => Bound::Included(key.to_vec()),
			None => Bound::Included(prefix.clone()),
		};
		Ok(Walk { prefix, from })
	}

	fn storage_root<'a>(
		&self,
		_: impl Iterator<Item = (&'a [u8], Option<&'a [u8]>)>,
		_: StateVersion,
	) -> (H256, BackendTransaction<Blake2Hasher>) {
		Default::default()
	}

	fn commit(
		&self,
		_: H256,
		_: BackendTransaction<Blake2Hasher>,
		changes: StorageCollection,
		child_changes: ChildStorageCollection,
	) -> Result<(), String> {
		if !child_changes.is_empty() {
			return no_child();
		}
		let mut entries = self.entries.borrow_mut();
		for (key, value) in changes {
			if self.counting.get() {
				self.uses.borrow_mut().entry(key.clone()).or_default().writes += 1;
			}
			match value {
				Some(value) => entries.insert(key, value),
				None => entries.remove(&key),
			};
		}
		Ok(())
	}

	fn wipe(&self) -> Result<(), String> {
		self.entries.borrow_mut().clone_from(&self.genesis);
		self.reset_read_write_count();
		Ok(())
	}

	/// Entries read, further reads of them, entries written, further writes.
	fn read_write_count(&self) -> (u32, u32, u32, u32) {
		let mut count = (0, 0, 0, 0);
		for (_, uses) in self.uses.borrow().iter().filter(|(key, _)| !self.is_free(key)) {
			count.0 += uses.reads.min(1);
			count.1 += uses.reads.saturating_sub(1);
			count.2 += uses.writes.min(1);
			count.3 += uses.writes.saturating_sub(1);
		}
		count
	}

	fn reset_read_write_count(&self) {
		self.uses.borrow_mut().clear();
	}

	fn get_whitelist(&self) -> Vec<TrackedStorageKey> {
		self.free.borrow().clone()
	}

	fn set_whitelist(&self, free: Vec<TrackedStorageKey>) {
		*self.free.borrow_mut() = free;
	}

	fn proof_size(&self) -> Option<u32> {
		None
	}

	/// Entries read and written, item by item of storage.
	fn get_read_and_written_keys(&self) -> Vec<(Vec<u8>, u32, u32, bool)> {
		let mut items = BTreeMap::<Vec<u8>, (u32, u32)>::new();
		for (key, uses) in self.uses.borrow().iter().filter(|(key, _)| !self.is_free(key)) {
			let item = items.entry(key[..key.len().min(ITEM_PREFIX)].to_vec()).or_default();
			item.0 += uses.reads.min(1);
			item.1 += uses.writes.min(1);
		}
		items.into_iter().map(|(key, (reads, writes))| (key, reads, writes, false)).collect()
	}

	fn register_overlay_stats(&self, _: &StateMachineStats) {}

	fn usage_info(&self) -> UsageInfo {
		UsageInfo::empty()
	}

	fn closest_merkle_value(&self, _: &[u8]) -> Result<Option<MerkleValue<H256>>, String> {
		Err("there is no trie".into())
	}

	fn child_closest_merkle_value(
		&self,
		_: &ChildInfo,
		_: &[u8],
	) -> Result<Option<MerkleValue<H256>>, String> {
		no_child()
	}

	fn child_storage(&self, _: &ChildInfo, _: &[u8]) -> Result<Option<Vec<u8>>, String> {
		no_child()
	}

	fn child_storage_hash(&self, _: &ChildInfo, _: &[u8]) -> Result<Option<H256>, String> {
		no_child()
	}

	fn next_child_storage_key(&self, _: &ChildInfo, _: &[u8]) -> Result<Option<Vec<u8>>, String> {
		no_child()
	}

	fn child_storage_root<'a>(
		&self,
		_: &ChildInfo,
		_: impl Iterator<Item = (&'a [u8], Option<&'a [u8]>)>,
		_: StateVersion,
	) -> (H256, bool, BackendTransaction<Blake2Hasher>) {
		(H256::default(), true, Default::default())
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn entries(pairs: &[(&[u8], &[u8])]) -> Entries {
		pairs.iter().map(|(key, value)| (key.to_vec(), value.to_vec())).collect()
	}

	fn write(state: &State, key: &[u8], value: Option<&[u8]>) {
		let changes = vec![(key.to_vec(), value.map(<[u8]>::to_vec))];
		state.commit(H256::default(), Default::default(), changes, vec![]).unwrap();
	}

	#[test]
	fn each_entry_counts_once_and_free_ones_never() {
		let state = State::new(entries(&[(b"a", b"1"), (b"b", b"2")]));
		state.count(true);
		state.set_whitelist(vec![TrackedStorageKey::new(b"b".to_vec())]);
		for key in [b"a", b"a", b"b", b"c"] {
			state.storage(key).unwrap();
		}
		write(&state, b"a", Some(b"3"));
		write(&state, b"b", None);
		assert_eq!(state.read_write_count(), (2, 1, 1, 0));
		state.reset_read_write_count();
		assert_eq!(state.read_write_count(), (0, 0, 0, 0));
	}

	#[test]
	fn nothing_is_counted_while_time_is_measured() {
		let state = State::new(entries(&[(b"a", b"1")]));
		state.storage(b"a").unwrap();
		write(&state, b"a", Some(b"2"));
		assert_eq!(state.read_write_count(), (0, 0, 0, 0));
	}

	#[test]
	fn wiping_restores_genesis() {
		let state = State::new(entries(&[(b"a", b"1")]));
		write(&state, b"a", None);
		write(&state, b"b", Some(b"2"));
		assert_eq!(state.storage(b"a").unwrap(), None);
		state.wipe().unwrap();
		assert_eq!(state.storage(b"a").unwrap(), Some(b"1".to_vec()));
		assert_eq!(state.storage(b"b").unwrap(), None);
	}

	#[test]
	fn a_walk_stays_below_its_prefix_and_counts_what_it_meets() {
		let state = State::new(entries(&[(b"a", b""), (b"ba", b""), (b"bb", b""), (b"c", b"")]));
		state.count(true);
		let mut args = IterArgs::default();
		args.prefix = Some(b"b");
		let keys: Vec<_> = state.keys(args).unwrap().map(Result::unwrap).collect();
		assert_eq!(keys, [b"ba".to_vec(), b"bb".to_vec()]);
		assert_eq!(state.read_write_count().0, 2);
		assert_eq!(state.next_storage_key(b"bb").unwrap(), Some(b"c".to_vec()));
	}

	#[test]
	fn items_are_told_apart_by_their_prefix() {
		let key = |item: u8, rest: u8| [vec![item; ITEM_PREFIX], vec![rest]].concat();
		let state = State::default();
		state.count(true);
		state.storage(&key(1, 1)).unwrap();
		state.storage(&key(1, 2)).unwrap();
		write(&state, &key(2, 1), Some(b"x"));
		let items = state.get_read_and_written_keys();
		assert_eq!(items, [(vec![1; 32], 2, 0, false), (vec![2; 32], 0, 1, false)]);
	}
}
