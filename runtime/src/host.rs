//! Host functions that the Wasm answers itself.
//!
//! A call out of the Wasm costs more than what many host functions do. Two kinds are spared, by the
//! SDK's own means for it, [`ExchangeableFunction`](sp_runtime_interface::wasm::ExchangeableFunction):
//! - the names of pallets and maps, which frame-support hashes anew for each access: the XX hash is
//!   computed here;
//! - values that are read again: a transfer reads each of its accounts a dozen times. What was last read
//!   or written is kept; every write goes through to the host, which alone holds the state.
//!
//! The memory of a runtime begins anew with each call of it, and what is kept with it.

/// Run what is called often: a block, a transaction, or the check of one.
pub fn spared<R>(call: impl FnOnce() -> R) -> R {
	#[cfg(all(target_family = "wasm", substrate_runtime))]
	let _replaced = (wasm::hash_here(), wasm::keep_values());
	call()
}

/// Run a benchmark: its state may change behind the runtime's back, so values are not kept.
#[cfg(feature = "runtime-benchmarks")]
pub fn spared_hashes<R>(call: impl FnOnce() -> R) -> R {
	#[cfg(all(target_family = "wasm", substrate_runtime))]
	let _replaced = wasm::hash_here();
	call()
}

#[cfg(any(test, all(target_family = "wasm", substrate_runtime)))]
mod kept {
	use alloc::vec::Vec;

	/// How many values are kept. A power of two.
	const SLOTS: usize = 64;
	/// A place is the highest bits of a product.
	const SHIFT: u32 = u64::BITS - SLOTS.ilog2();
	/// Longer values are not.
	const LONGEST: usize = 1_024;

	/// A key, and its value if it has one.
	struct Slot {
		key: Vec<u8>,
		value: Option<Vec<u8>>,
	}

	/// Some values of the state, by key: each key has one place, which the last one takes.
	pub struct Values([Option<Slot>; SLOTS]);

	impl Values {
		pub const fn new() -> Self {
			Self([const { None }; SLOTS])
		}

		fn place(key: &[u8]) -> usize {
			let tail = key.last_chunk::<8>().map_or(0, |tail| u64::from_le_bytes(*tail));
			(tail.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> SHIFT) as usize
		}

		/// What is known of a key: whether it has a value, and which.
		pub fn get(&self, key: &[u8]) -> Option<Option<&[u8]>> {
			let slot = self.0.get(Self::place(key))?.as_ref()?;
			(slot.key == key).then_some(slot.value.as_deref())
		}

		/// Note that a key has that value, or none.
		pub fn put(&mut self, key: &[u8], value: Option<&[u8]>) {
			if value.is_some_and(|value| value.len() > LONGEST) {
				return self.forget(key);
			}
			let Some(slot) = self.0.get_mut(Self::place(key)) else { return };
			match slot {
				Some(held) if held.key == key => match (&mut held.value, value) {
					(Some(old), Some(new)) => {
						old.clear();
						old.extend_from_slice(new);
					}
					(old, new) => *old = new.map(<[u8]>::to_vec),
				},
				_ => *slot = Some(Slot { key: key.to_vec(), value: value.map(<[u8]>::to_vec) }),
			}
		}

		/// Forget what is known of a key.
		pub fn forget(&mut self, key: &[u8]) {
			if let Some(slot) = self.0.get_mut(Self::place(key)) {
				if slot.as_ref().is_some_and(|held| held.key == key) {
					*slot = None;
				}
			}
		}

		/// Forget everything.
		pub fn clear(&mut self) {
			self.0.fill_with(|| None);
		}
	}
}

#[cfg(all(target_family = "wasm", substrate_runtime))]
mod wasm {
	use super::kept::Values;
	use alloc::vec::Vec;
	use bytes::Bytes;
	use sp_io::{hashing, storage, KillStorageResult};
	use spin::Mutex;

	/// The functions of the host behind those that are replaced.
	#[derive(Clone, Copy)]
	struct Host {
		get: fn(&[u8]) -> Option<Bytes>,
		set: fn(&[u8], &[u8]),
		clear: fn(&[u8]),
		clear_prefix: fn(&[u8], Option<u32>) -> KillStorageResult,
		append: fn(&[u8], Vec<u8>),
		rollback: fn(),
	}

	// A runtime has one thread: no lock is ever waited for.
	static KEPT: Mutex<Values> = Mutex::new(Values::new());
	static HOST: Mutex<Option<Host>> = Mutex::new(None);

	/// The host, while values are kept.
	fn host() -> Host {
		HOST.lock().expect("it is set before any function is replaced")
	}

	/// Compute XX hashes here until what is returned is dropped.
	pub fn hash_here() -> impl Sized {
		(
			hashing::host_twox_64.replace_implementation(sp_crypto_hashing::twox_64),
			hashing::host_twox_128.replace_implementation(sp_crypto_hashing::twox_128),
		)
	}

	/// Keep values until what is returned is dropped.
	pub fn keep_values() -> impl Sized {
		*HOST.lock() = Some(Host {
			get: storage::host_get.get(),
			set: storage::host_set.get(),
			clear: storage::host_clear.get(),
			clear_prefix: storage::host_clear_prefix.get(),
			append: storage::host_append.get(),
			rollback: storage::host_rollback_transaction.get(),
		});
		KEPT.lock().clear();
		(
			storage::host_get.replace_implementation(get),
			storage::host_set.replace_implementation(set),
			storage::host_clear.replace_implementation(clear),
			storage::host_clear_prefix.replace_implementation(clear_prefix),
			storage::host_append.replace_implementation(append),
			storage::host_rollback_transaction.replace_implementation(rollback),
		)
	}

	fn get(key: &[u8]) -> Option<Bytes> {
		if let Some(known) = KEPT.lock().get(key) {
			return known.map(Bytes::copy_from_slice);
		}
		let value = (host().get)(key);
		KEPT.lock().put(key, value.as_deref());
		value
	}

	fn set(key: &[u8], value: &[u8]) {
		(host().set)(key, value);
		KEPT.lock().put(key, Some(value));
	}

	fn clear(key: &[u8]) {
		(host().clear)(key);
		KEPT.lock().put(key, None);
	}

	fn clear_prefix(prefix: &[u8], limit: Option<u32>) -> KillStorageResult {
		KEPT.lock().clear();
		(host().clear_prefix)(prefix, limit)
	}

	fn append(key: &[u8], value: Vec<u8>) {
		KEPT.lock().forget(key);
		(host().append)(key, value);
	}

	fn rollback() {
		KEPT.lock().clear();
		(host().rollback)();
	}
}

#[cfg(test)]
mod tests {
	use super::kept::Values;
	use std::collections::BTreeMap;

	#[test]
	fn what_is_known_is_what_was_put_last() {
		let mut values = Values::new();
		assert_eq!(values.get(b"key"), None);
		values.put(b"key", Some(b"one"));
		assert_eq!(values.get(b"key"), Some(Some(&b"one"[..])));
		values.put(b"key", Some(b"another"));
		assert_eq!(values.get(b"key"), Some(Some(&b"another"[..])));
		values.put(b"key", None);
		assert_eq!(values.get(b"key"), Some(None));
		values.forget(b"other");
		assert_eq!(values.get(b"key"), Some(None));
		values.forget(b"key");
		assert_eq!(values.get(b"key"), None);
		// Too long to be kept: and what was known before is not true any more.
		values.put(b"key", Some(b"one"));
		values.put(b"key", Some(&[0; 1_025]));
		assert_eq!(values.get(b"key"), None);
		values.put(b"key", Some(b"one"));
		values.clear();
		assert_eq!(values.get(b"key"), None);
	}

	/// Keys that share a place push each other out, and are never taken for each other.
	#[test]
	fn nothing_that_is_known_is_wrong() {
		let (mut values, mut state) = (Values::new(), BTreeMap::<Vec<u8>, Option<Vec<u8>>>::new());
		let mut random = 1u64;
		let mut next = |below: u64| {
			random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
			(random >> 33) % below
		};
		let (mut known, mut asked) = (0, 0);
		for _ in 0..100_000 {
			// With the same tail, and with different ones.
			let key = [&next(4).to_le_bytes()[..], &next(40).to_le_bytes()].concat();
			match next(8) {
				0 => {
					let value = vec![next(256) as u8; next(1_100) as usize];
					values.put(&key, Some(&value));
					state.insert(key, Some(value));
				}
				1 => {
					values.put(&key, None);
					state.insert(key, None);
				}
				2 if next(100) == 0 => values.clear(),
				2 => values.forget(&key),
				_ => {
					asked += 1;
					if let Some(value) = values.get(&key) {
						known += 1;
						assert_eq!(Some(value.map(<[u8]>::to_vec)), state.get(&key).cloned());
					}
				}
			}
		}
		assert!(known * 20 > asked, "{known} of {asked}");
	}
}
