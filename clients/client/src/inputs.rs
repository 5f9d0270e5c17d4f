//! A job's inputs: the list of their hashes, and the tree whose root the job carries.
//!
//! The list is the concatenation of the blake2-256 hashes of the inputs in item order. Stores keep it
//! under the root it gives, so that whoever knows a job finds its inputs, and can check that the list
//! is the right one.

use crate::{stores::StoreError, Hash};
use labscape_posw::{hash, merkle};

/// The hashes of a job's inputs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputList {
	hashes: Vec<Hash>,
	leaves: Vec<Hash>,
	root: Hash,
}

impl InputList {
	/// The list of these inputs' hashes; `None` without any.
	pub fn new(hashes: Vec<Hash>) -> Option<Self> {
		let leaves: Vec<Hash> = hashes.iter().map(hash::input_leaf).collect();
		let root = merkle::root(&leaves)?;
		Some(Self { hashes, leaves, root })
	}

	/// Read a list that a store returned for `root`.
	///
	/// # Errors
	/// [`StoreError::Corrupt`] if it does not give that root.
	pub fn decode(store: &str, root: &Hash, bytes: &[u8]) -> Result<Self, StoreError> {
		let corrupt = || StoreError::Corrupt {
			store: store.to_owned(),
			wanted: *root,
			bytes: bytes.len() as u64,
		};
		if !bytes.len().is_multiple_of(32) {
			return Err(corrupt());
		}
		let list = Self::new(bytes.chunks_exact(32).map(Hash::from_slice).collect());
		list.filter(|list| list.root == *root).ok_or_else(corrupt)
	}

	/// The bytes that stores keep.
	pub fn encode(&self) -> Vec<u8> {
		self.hashes.iter().flat_map(|hash| hash.0).collect()
	}

	/// The root a job carries.
	pub fn root(&self) -> Hash {
		self.root
	}

	/// How many inputs there are.
	pub fn len(&self) -> u32 {
		self.hashes.len() as u32
	}

	/// Never: a list has at least one input.
	pub fn is_empty(&self) -> bool {
		self.hashes.is_empty()
	}

	/// The hash of input `item`.
	pub fn hash(&self, item: u32) -> Option<Hash> {
		self.hashes.get(item as usize).copied()
	}

	/// The siblings of input `item`, as the referee wants them.
	pub fn proof(&self, item: u32) -> Option<Vec<Hash>> {
		merkle::proof(&self.leaves, item)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_list_is_read_back_and_every_input_is_proven() {
		let hashes: Vec<Hash> = (0..33).map(Hash::from_low_u64_be).collect();
		let list = InputList::new(hashes).unwrap();
		let again = InputList::decode("store", &list.root(), &list.encode()).unwrap();
		assert_eq!(again, list);
		for item in 0..33 {
			let leaf = hash::input_leaf(&list.hash(item).unwrap());
			let proof = list.proof(item).unwrap();
			assert!(merkle::verify(&list.root(), list.len(), item, &leaf, &proof));
		}
		assert_eq!((list.hash(33), list.proof(33)), (None, None));
	}

	#[test]
	fn another_list_is_refused_by_the_name_of_its_store() {
		let list = InputList::new(vec![Hash::repeat_byte(1), Hash::repeat_byte(2)]).unwrap();
		let mut bytes = list.encode();
		for broken in [&bytes[..63].to_vec(), &bytes[..32].to_vec(), &Vec::new()] {
			let error = InputList::decode("shelf", &list.root(), broken).unwrap_err();
			assert!(error.to_string().contains("shelf"), "{error}");
		}
		bytes.swap(0, 32);
		assert!(InputList::decode("shelf", &list.root(), &bytes).is_err());
	}
}
