//! Merkle trees over leaf hashes: roots, proofs, multiproofs.
//!
//! Layer by layer, neighbours are joined by [`hash::inner`]; a last one without a neighbour moves up
//! as it is. The shape follows from the number of leaves, which the verifier knows, so a proof has
//! exactly one valid length and index. Leaves carry other prefixes than inner nodes, so an inner
//! node can never be shown as a leaf (RFC 6962, section 2.1, names the attack).

use crate::hash;
use alloc::vec::Vec;
use labscape_primitives::Hash;

/// The root of the tree over `leaves`; `None` without leaves.
pub fn root(leaves: &[Hash]) -> Option<Hash> {
	let mut layer = leaves.to_vec();
	while layer.len() > 1 {
		layer = parents(&layer);
	}
	layer.first().copied()
}

fn parents(layer: &[Hash]) -> Vec<Hash> {
	layer
		.chunks(2)
		.filter_map(|pair| match pair {
			[left, right] => Some(hash::inner(left, right)),
			[lone] => Some(*lone),
			_ => None,
		})
		.collect()
}

/// The siblings on the way from leaf `index` to the root, from below; `None` if there is no such
/// leaf.
pub fn proof(leaves: &[Hash], index: u32) -> Option<Vec<Hash>> {
	let mut at = index as usize;
	if at >= leaves.len() {
		return None;
	}
	let mut layer = leaves.to_vec();
	let mut siblings = Vec::new();
	while layer.len() > 1 {
		siblings.extend(layer.get(at ^ 1));
		layer = parents(&layer);
		at /= 2;
	}
	Some(siblings)
}

/// Whether `leaf` is the `index`-th of `count` leaves under `root`. A proof that is longer or
/// shorter than the path is wrong.
pub fn verify(root: &Hash, count: u32, index: u32, leaf: &Hash, proof: &[Hash]) -> bool {
	if index >= count {
		return false;
	}
	let (mut at, mut width) = (index, count);
	let mut acc = *leaf;
	let mut siblings = proof.iter();
	while width > 1 {
		// The last of an odd layer has no neighbour and moves up.
		if at ^ 1 < width {
			let Some(sibling) = siblings.next() else { return false };
			acc = if at & 1 == 0 { hash::inner(&acc, sibling) } else { hash::inner(sibling, &acc) };
		}
		at /= 2;
		width = width.div_ceil(2);
	}
	siblings.next().is_none() && acc == *root
}

/// The nodes that [`verify_multi`] needs beside the leaves at `indices`, layer by layer, from the
/// left. `None` unless the indices are strictly ascending and all exist.
pub fn multiproof(leaves: &[Hash], indices: &[u32]) -> Option<Vec<Hash>> {
	let ascending = indices.windows(2).all(|pair| matches!(pair, [a, b] if a < b));
	if !ascending || indices.last().is_none_or(|last| *last as usize >= leaves.len()) {
		return None;
	}
	let mut known: Vec<usize> = indices.iter().map(|index| *index as usize).collect();
	let mut layer = leaves.to_vec();
	let mut nodes = Vec::new();
	while layer.len() > 1 {
		let mut above: Vec<usize> = Vec::with_capacity(known.len());
		let mut rest = known.iter().peekable();
		while let Some(&at) = rest.next() {
			if rest.peek() == Some(&&(at ^ 1)) {
				rest.next();
			} else {
				nodes.extend(layer.get(at ^ 1));
			}
			above.push(at / 2);
		}
		known = above;
		layer = parents(&layer);
	}
	Some(nodes)
}

/// Whether each `(index, leaf)` belongs to the tree of `count` leaves under `root`. The indices must
/// be strictly ascending and at least one; `nodes` must be used up exactly.
pub fn verify_multi(root: &Hash, count: u32, leaves: &[(u32, Hash)], nodes: &[Hash]) -> bool {
	climb(count, leaves, nodes, |_, _, _| {}).is_some_and(|top| top == *root)
}

/// The proof of one of the leaves that a multiproof shows: what [`proof`] gives to who knows all leaves.
/// `None` if the leaf is not among them, or the multiproof has the wrong length.
pub fn single(count: u32, leaves: &[(u32, Hash)], nodes: &[Hash], index: u32) -> Option<Vec<Hash>> {
	leaves.binary_search_by_key(&index, |(at, _)| *at).ok()?;
	let (mut own, mut siblings) = (index, Vec::new());
	climb(count, leaves, nodes, |at, node, sibling| {
		if at == own {
			siblings.extend(sibling.copied());
		} else if at ^ 1 == own {
			siblings.push(*node);
		} else {
			return;
		}
		// What comes later in this layer lies further right than this, so it is the next one's.
		own /= 2;
	})?;
	Some(siblings)
}

/// From the leaves of a multiproof to its root. `joined` sees each node that is known, with its index in
/// its layer and its sibling, layer by layer from the left.
fn climb(
	count: u32,
	leaves: &[(u32, Hash)],
	nodes: &[Hash],
	mut joined: impl FnMut(u32, &Hash, Option<&Hash>),
) -> Option<Hash> {
	let ascending = leaves.windows(2).all(|pair| matches!(pair, [a, b] if a.0 < b.0));
	if !ascending || leaves.last().is_none_or(|last| last.0 >= count) {
		return None;
	}
	let mut known = leaves.to_vec();
	let mut nodes = nodes.iter();
	let mut width = count;
	while width > 1 {
		let mut above = Vec::with_capacity(known.len());
		let mut rest = known.iter().peekable();
		while let Some(&(at, node)) = rest.next() {
			let sibling = match rest.peek() {
				Some((next, sibling)) if *next == at ^ 1 => {
					let sibling = *sibling;
					rest.next();
					Some(sibling)
				}
				_ if at ^ 1 < width => Some(*nodes.next()?),
				_ => None,
			};
			joined(at, &node, sibling.as_ref());
			above.push((
				at / 2,
				match sibling {
					None => node,
					Some(sibling) if at & 1 == 0 => hash::inner(&node, &sibling),
					Some(sibling) => hash::inner(&sibling, &node),
				},
			));
		}
		known = above;
		width = width.div_ceil(2);
	}
	match known.as_slice() {
		[(0, top)] if nodes.next().is_none() => Some(*top),
		_ => None,
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn leaves(count: u32) -> Vec<Hash> {
		(0..count).map(|i| hash::input_leaf(&Hash::from_low_u64_be(i as u64))).collect()
	}

	#[test]
	fn every_leaf_is_proven_and_at_no_other_place() {
		for count in 1..=33u32 {
			let leaves = leaves(count);
			let root = root(&leaves).unwrap();
			for index in 0..count {
				let leaf = &leaves[index as usize];
				let proof = proof(&leaves, index).unwrap();
				assert!(verify(&root, count, index, leaf, &proof));
				for other in (0..count + 2).filter(|other| *other != index) {
					assert!(!verify(&root, count, other, leaf, &proof), "{count} {index} {other}");
				}
			}
		}
	}

	#[test]
	fn a_proof_of_another_length_is_wrong() {
		let leaves = leaves(11);
		let root = root(&leaves).unwrap();
		let mut proof = proof(&leaves, 3).unwrap();
		proof.push(Hash::zero());
		assert!(!verify(&root, 11, 3, &leaves[3], &proof));
		proof.truncate(3);
		assert!(!verify(&root, 11, 3, &leaves[3], &proof));
	}

	#[test]
	fn an_inner_node_is_no_leaf() {
		let leaves = leaves(4);
		let top = root(&leaves).unwrap();
		let left = hash::inner(&leaves[0], &leaves[1]);
		let right = hash::inner(&leaves[2], &leaves[3]);
		// The path above the inner node is right, but the tree of four has longer paths.
		assert!(!verify(&top, 4, 0, &left, &[right]));
		// Claimed as a tree of two it verifies, which is why the count is part of the commit.
		assert!(verify(&top, 2, 0, &left, &[right]));
	}

	#[test]
	fn no_leaves_have_no_root() {
		assert_eq!(root(&[]), None);
		assert_eq!(proof(&[], 0), None);
		assert_eq!(multiproof(&[], &[]), None);
		assert!(!verify_multi(&Hash::zero(), 0, &[], &[]));
	}

	proptest! {
		#[test]
		fn multiproofs_prove_what_they_say(
			count in 1u32..300,
			picks in proptest::collection::btree_set(0u32..300, 1..40),
			broken in 0usize..64,
		) {
			let leaves = leaves(count);
			let root = root(&leaves).unwrap();
			let indices: Vec<u32> = picks.into_iter().filter(|i| *i < count).collect();
			prop_assume!(!indices.is_empty());
			let nodes = multiproof(&leaves, &indices).unwrap();
			let mut claimed: Vec<(u32, Hash)> =
				indices.iter().map(|i| (*i, leaves[*i as usize])).collect();
			prop_assert!(verify_multi(&root, count, &claimed, &nodes));
			for index in &indices {
				let own = single(count, &claimed, &nodes, *index);
				prop_assert_eq!(own, proof(&leaves, *index));
			}
			prop_assert_eq!(single(count, &claimed, &nodes, count), None);
			let mut longer = nodes.clone();
			longer.push(Hash::zero());
			prop_assert!(!verify_multi(&root, count, &claimed, &longer));
			let at = broken % claimed.len();
			claimed[at].1 = Hash::repeat_byte(7);
			prop_assert!(!verify_multi(&root, count, &claimed, &nodes));
		}
	}
}
