//! The hash chain that hides which items an auditor will check.
//!
//! An auditor draws a secret seed and registers the head `H^n(seed)` at least two epochs before it
//! matters. Each audited epoch reveals one element, from the head backwards; the chain of hashes
//! proves that it was fixed long before the beacon, and nobody can compute it from what was revealed
//! before. *(Stops block authors who know the beacon early from corrupting what is not sampled.)*

use crate::hash;
use alloc::vec::Vec;
use labscape_primitives::Hash;

/// A chain's secrets, for the auditor's own use. Every 64th element is kept, so that any element
/// costs at most 64 hashes.
#[derive(Clone)]
pub struct HashChain {
	kept: Vec<Hash>,
	length: u32,
}

const STRIDE: u32 = 64;

impl HashChain {
	/// A chain of `length` steps from a secret seed.
	pub fn new(seed: Hash, length: u32) -> Self {
		let mut kept = Vec::new();
		let mut element = seed;
		for step in 0..=length {
			if step.is_multiple_of(STRIDE) {
				kept.push(element);
			}
			element = hash::chain_step(&element);
		}
		Self { kept, length }
	}

	/// What is registered on chain.
	pub fn head(&self) -> Hash {
		self.at(self.length).unwrap_or_default()
	}

	/// The `index`-th secret to be revealed, from 0; `None` when the chain is used up.
	pub fn secret(&self, index: u32) -> Option<Hash> {
		self.at(self.length.checked_sub(index)?.checked_sub(1)?)
	}

	/// The secret behind `head`, wherever in the chain it lies: what a node reveals next after it
	/// reads its head from the chain.
	pub fn behind(&self, head: &Hash) -> Option<Hash> {
		(0..self.length)
			.filter_map(|index| self.secret(index))
			.find(|secret| hash::chain_step(secret) == *head)
	}

	fn at(&self, step: u32) -> Option<Hash> {
		let mut element = *self.kept.get((step / STRIDE) as usize)?;
		for _ in 0..step % STRIDE {
			element = hash::chain_step(&element);
		}
		Some(element)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn each_secret_hashes_to_the_head_before_it() {
		let chain = HashChain::new(Hash::repeat_byte(9), 200);
		let mut head = chain.head();
		for index in 0..200 {
			let secret = chain.secret(index).unwrap();
			assert_eq!(hash::chain_step(&secret), head);
			assert_eq!(chain.behind(&head), Some(secret));
			head = secret;
		}
		assert_eq!(chain.secret(200), None);
		assert_eq!(head, Hash::repeat_byte(9));
	}
}
