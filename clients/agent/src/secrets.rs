//! The auditor's secrets: its hash chains and its salts, all derived from the hot key, so that
//! nothing but the key must be kept.

use crate::Hash;
use codec::Encode;
use labscape_client::{blake2_256, views::ChainHead, Key};
use labscape_posw::chain::HashChain;
use labscape_primitives::WorkEpoch;

/// Steps of one chain: one is used up in each audited epoch.
const LENGTH: u32 = 16_384;
/// With fewer steps left the next chain is registered; it counts three epochs later.
const SPARE: u32 = 64;

/// The secrets of one node.
pub struct Secrets {
	salts: Salts,
	key: Key,
	chains: Vec<(u32, HashChain)>,
}

impl Secrets {
	/// The secrets of the node with this hot key, from its `generation`-th chain on.
	pub fn new(key: &Key, generation: u32) -> Self {
		let salts = Salts(Hash::from(key.derive_secret("labscape/audit-salt")));
		let mut secrets = Self { salts, key: key.clone(), chains: Vec::new() };
		// The chain before it may still be revealed.
		for known in generation.saturating_sub(1)..=generation {
			secrets.chains.push((known, secrets.chain(known)));
		}
		secrets
	}

	fn chain(&self, generation: u32) -> HashChain {
		let seed = self.key.derive_secret(&format!("labscape/audit-chain/{generation}"));
		HashChain::new(Hash::from(seed), LENGTH)
	}

	/// The secret behind a head that the chain knows of this node.
	pub fn behind(&self, head: &[u8; 32]) -> Option<Hash> {
		self.chains.iter().find_map(|(_, chain)| chain.behind(&Hash::from(*head)))
	}

	/// The head to be registered now, if one is needed: there is none, it is another key's, or it is
	/// nearly used up. With the generation it belongs to.
	pub fn to_register(
		&mut self,
		chain: Option<&ChainHead>,
		next_chain: Option<&ChainHead>,
	) -> Option<(u32, Hash)> {
		if next_chain.is_some_and(|next| self.behind(&next.head).is_some()) {
			return None;
		}
		let current = chain;
		let (newest, chain) = self.chains.last()?;
		let newest = *newest;
		let Some(current) = current else { return Some((newest, chain.head())) };
		let left = self.behind(&current.head).map(|_| self.left(&Hash::from(current.head)));
		match left {
			Some(left) if left > SPARE => None,
			_ if current.head == chain.head().0 => None,
			_ => {
				let next = self.chain(newest.saturating_add(1));
				let head = next.head();
				self.chains.push((newest.saturating_add(1), next));
				Some((newest.saturating_add(1), head))
			}
		}
	}

	/// How many secrets lie behind a head, as far as it matters.
	fn left(&self, head: &Hash) -> u32 {
		let near_the_end = self.chains.iter().any(|(_, chain)| {
			(LENGTH.saturating_sub(SPARE)..LENGTH)
				.filter_map(|index| chain.secret(index))
				.any(|secret| secret == *head)
		});
		if near_the_end {
			0
		} else {
			SPARE + 1
		}
	}

	/// What the salts are made of.
	pub fn salts(&self) -> Salts {
		self.salts
	}
}

/// The salts of attestations.
#[derive(Clone, Copy)]
pub struct Salts(Hash);

impl Salts {
	/// The salt of the `index`-th attestation of a draw.
	pub fn salt(&self, draw: WorkEpoch, index: u32) -> Hash {
		blake2_256(&(self.0, draw, index).encode())
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use labscape_posw::hash::chain_step;

	fn head(head: Hash) -> ChainHead {
		ChainHead { head: head.0, from: 3 }
	}

	#[test]
	fn a_chain_is_registered_once_and_replaced_before_it_ends() {
		let mut secrets = Secrets::new(&Key::development("//Bob//hot").unwrap(), 0);
		let (generation, first) = secrets.to_register(None, None).unwrap();
		assert_eq!(generation, 0);
		assert_eq!(secrets.to_register(Some(&head(first)), None), None);
		let last = secrets.chains[0].1.secret(LENGTH - 2).unwrap();
		let (generation, next) = secrets.to_register(Some(&head(last)), None).unwrap();
		assert_eq!(generation, 1);
		assert_ne!(next, first);
		assert_eq!(secrets.to_register(Some(&head(last)), Some(&head(next))), None);
	}

	#[test]
	fn a_foreign_chain_is_replaced() {
		let mut secrets = Secrets::new(&Key::development("//Bob//hot").unwrap(), 0);
		let foreign = head(Hash::repeat_byte(7));
		assert!(secrets.to_register(Some(&foreign), None).is_some());
	}

	#[test]
	fn the_secret_behind_a_head_is_found_after_a_restart() {
		let key = Key::development("//Bob//hot").unwrap();
		let head = Secrets::new(&key, 0).chains[0].1.secret(5).unwrap();
		let secret = Secrets::new(&key, 1).behind(&head.0).unwrap();
		assert_eq!(chain_step(&secret), head);
	}

	#[test]
	fn salts_differ_by_draw_and_index() {
		let secrets = Secrets::new(&Key::development("//Bob//hot").unwrap(), 0).salts();
		assert_ne!(secrets.salt(1, 0), secrets.salt(1, 1));
		assert_ne!(secrets.salt(1, 0), secrets.salt(2, 0));
	}
}
