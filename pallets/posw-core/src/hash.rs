//! Every hash of the protocol, each under a prefix of its own.
//!
//! All are blake2-256 over a prefix byte and fixed-width fields, little-endian, without lengths in
//! between: no two inputs share an encoding, and no hash of one kind can be shown as another.

use codec::Encode;
use labscape_primitives::{Hash, ItemIndex, JobId, LabscapeId, NodeId, WorkEpoch};
use sp_core::H256;
use sp_crypto_hashing::blake2_256;

const LEAF: u8 = 0x00;
const INNER: u8 = 0x01;
const CHAIN: u8 = 0x02;
const ATTESTATION: u8 = 0x03;
const ITEM: u8 = 0x04;
const BEACON: u8 = 0x05;
const SLICES: u8 = 0x06;
const SAMPLES: u8 = 0x07;
const OPENINGS: u8 = 0x08;
const INPUT: u8 = 0x09;
const FALLBACK: u8 = 0x0a;

fn tagged<T: Encode>(prefix: u8, fields: T) -> Hash {
	H256((prefix, fields).using_encoded(blake2_256))
}

/// A work item's leaf. `result` is `H(output ‖ fuel used)` as the referee computes it
/// (`labscape_referee::result_hash`). The node's id stops the copying of roots; the fuel in the
/// result stops the guessing of likely outputs.
pub fn leaf(
	genesis: &Hash,
	node: NodeId,
	epoch: WorkEpoch,
	job: JobId,
	item: ItemIndex,
	result: &Hash,
) -> Hash {
	tagged(LEAF, (genesis, node, epoch, job, item, result))
}

/// The leaf of an input in a job's tree of inputs, from the blake2-256 hash of its bytes.
pub fn input_leaf(input: &Hash) -> Hash {
	tagged(INPUT, input)
}

/// An inner node of any tree.
pub fn inner(left: &Hash, right: &Hash) -> Hash {
	tagged(INNER, (left, right))
}

/// One step along a hash chain, from a secret towards the registered head.
pub fn chain_step(preimage: &Hash) -> Hash {
	tagged(CHAIN, preimage)
}

/// What an auditor commits to before anybody may publish results: that it knows the leaf of sample
/// `sample` of `node`. The salt keeps others from testing guesses against it.
pub fn attestation(
	leaf: &Hash,
	auditor: NodeId,
	epoch: WorkEpoch,
	node: NodeId,
	sample: u16,
	salt: &Hash,
) -> Hash {
	tagged(ATTESTATION, (leaf, auditor, epoch, node, sample, salt))
}

/// Where the item of sample `sample` lies: known to nobody but the auditor before it reveals
/// `preimage`.
pub fn item(beacon: &Hash, epoch: WorkEpoch, node: NodeId, sample: u16, preimage: &Hash) -> Hash {
	tagged(ITEM, (beacon, epoch, node, sample, preimage))
}

/// Fold one block author's VRF output into the beacon.
pub fn beacon(folded: &Hash, output: &[u8; 32]) -> Hash {
	tagged(BEACON, (folded, output))
}

/// The seed of a labscape's slices.
pub fn slices(beacon: &Hash, labscape: LabscapeId) -> Hash {
	tagged(SLICES, (beacon, labscape))
}

/// The seed of a node's samples.
pub fn samples(beacon: &Hash, epoch: WorkEpoch, node: NodeId) -> Hash {
	tagged(SAMPLES, (beacon, epoch, node))
}

/// The seed of the attestations that an auditor must open.
pub fn openings(beacon: &Hash, auditor: NodeId) -> Hash {
	tagged(OPENINGS, (beacon, auditor))
}

/// The seed of the items that an executor without auditors must have refereed.
pub fn fallback(beacon: &Hash, epoch: WorkEpoch, node: NodeId) -> Hash {
	tagged(FALLBACK, (beacon, epoch, node))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn kinds_of_hashes_never_meet() {
		let (a, b) = (Hash::repeat_byte(1), Hash::repeat_byte(2));
		let all = [
			inner(&a, &b),
			beacon(&a, &b.0),
			chain_step(&a),
			input_leaf(&a),
			leaf(&a, 1, 2, 3, 4, &b),
			attestation(&a, 1, 2, 3, 4, &b),
			item(&a, 1, 2, 3, &b),
			samples(&a, 1, 2),
			fallback(&a, 1, 2),
			openings(&a, 1),
			slices(&a, 1),
		];
		for (i, x) in all.iter().enumerate() {
			assert!(all.iter().skip(i + 1).all(|y| x != y), "{i}");
		}
	}

	#[test]
	fn a_leaf_binds_each_of_its_fields() {
		let (g, r) = (Hash::repeat_byte(1), Hash::repeat_byte(2));
		let base = leaf(&g, 1, 2, 3, 4, &r);
		for other in [
			leaf(&r, 1, 2, 3, 4, &r),
			leaf(&g, 9, 2, 3, 4, &r),
			leaf(&g, 1, 9, 3, 4, &r),
			leaf(&g, 1, 2, 9, 4, &r),
			leaf(&g, 1, 2, 3, 9, &r),
			leaf(&g, 1, 2, 3, 4, &g),
		] {
			assert_ne!(base, other);
		}
	}
}
