//! The one report of a node and epoch, and what its signature covers.

use crate::{Hash, MAX_COMMIT_ITEMS, MAX_PROOF, MAX_SAMPLES};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use labscape_primitives::{LabscapeId, LeaseId, NodeId, WorkEpoch, MAX_LEASES_PER_NODE};
use scale_info::TypeInfo;
use sp_core::H256;
use sp_runtime::{traits::ConstU32, BoundedVec};

/// The siblings of a leaf of a commit or of an audit commit.
pub type Proof = BoundedVec<Hash, ConstU32<MAX_PROOF>>;
/// The most entries of one report's verdicts. A node is drawn about as many samples as are drawn of
/// it; whoever is drawn to more nodes than this commits to no audits in that epoch.
pub const MAX_ENTRIES: u32 = 512;
/// The most attestations of one audit commit: all samples of as many nodes as verdicts can name.
pub const MAX_ATTESTATIONS: u32 = MAX_ENTRIES * MAX_SAMPLES;
/// The longest proof in an audit commit's tree.
pub const MAX_AUDIT_PROOF: u32 = 19;
/// The siblings on the way from an attestation to the root of its audit commit.
pub type AuditProof = BoundedVec<Hash, ConstU32<MAX_AUDIT_PROOF>>;
/// The most exceptions that one entry names.
pub const MAX_EXCEPTIONS: u32 = 64;
/// The most attestations that one report opens.
pub const MAX_OPENINGS: u32 = 4;
/// The most leaves that are claimed and answered for one node and epoch: every sample may be. Were it
/// fewer, hostile auditors could claim what is right until no honest claim has room. *(A10)*
pub const MAX_CLAIMS: u32 = MAX_SAMPLES;

/// What one node says in one epoch.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Report {
	/// Who speaks.
	pub node: NodeId,
	/// The epoch in which it speaks; a report is valid in no other.
	pub epoch: WorkEpoch,
	/// The head of a new hash chain, which counts from three epochs later. A node without a chain
	/// draws no audits.
	pub next_chain: Option<Hash>,
	/// What was executed since the last commit.
	pub commit: Option<Commit>,
	/// What was audited of the draw before the last.
	pub audit: Option<AuditCommit>,
	/// What the audits committed in the last epoch found.
	pub verdicts: Option<Verdicts>,
}

/// The root over the results of all that a node finished since its last commit.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Commit {
	/// The root of the tree over the leaves, lease by lease in the order of the leases, within each
	/// in the order of items.
	pub root: Hash,
	/// For each lease that made progress, in the order of the node's leases: how many of its items
	/// are finished now, from its first on.
	pub finished: BoundedVec<(LeaseId, u32), ConstU32<MAX_LEASES_PER_NODE>>,
}

/// The root over an auditor's attestations, posted before anybody may publish results.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct AuditCommit {
	/// The beacon it acted on. A report that saw another one is refused, so no honest auditor is
	/// ever bound to a draw of a fork.
	pub beacon: Hash,
	/// The root of the tree over [`crate::hash::attestation`]s, one for each sample, in the order of
	/// the verdicts to come. A sample whose program or input could not be fetched is attested with
	/// the zero hash as its leaf.
	pub root: Hash,
	/// How many attestations there are: all samples that were drawn to this auditor.
	pub count: u32,
}

/// An auditor's verdicts on one draw.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Verdicts {
	/// The secret behind the head of the auditor's hash chain.
	pub preimage: Hash,
	/// Strictly ascending by (age, labscape, seat); together exactly the samples that the audit
	/// commit counted.
	pub entries: BoundedVec<Entry, ConstU32<MAX_ENTRIES>>,
	/// The attestations that the next beacon chose, in ascending order of sample.
	pub openings: BoundedVec<Opening, ConstU32<MAX_OPENINGS>>,
}

/// The verdict on all samples of one node that fell to this auditor.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Entry {
	/// How many epochs older than the draw the work is: zero, unless its samples were redrawn.
	pub age: u8,
	/// The labscape of the node.
	pub labscape: LabscapeId,
	/// The seat of the node in the page of that labscape and epoch of work.
	pub seat: u16,
	/// What was found.
	pub finding: Finding,
}

/// What an auditor found in the samples of one node.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum Finding {
	/// All outputs were fetched and have the leaves that the auditor computed.
	Agree,
	/// The node published no list, or nothing could be fetched.
	Unavailable,
	/// Agree, but for these samples, strictly ascending, of which leaf, output, program or input
	/// could not be fetched.
	Except(BoundedVec<u16, ConstU32<MAX_EXCEPTIONS>>),
	/// A committed leaf is not the one that the auditor computed: files a dispute. One is enough, so
	/// nothing is said of the other samples.
	Wrong(WrongLeaf),
}

/// A leaf that an auditor found wrong.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct WrongLeaf {
	/// The sample that fell on it.
	pub sample: u16,
	/// The leaf that the node committed.
	pub committed: Hash,
	/// Its siblings in the node's tree.
	pub work_proof: Proof,
	/// What the auditor had committed to instead.
	pub attested: Opening,
}

/// An attestation, opened.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Opening {
	/// Its index in the audit commit's tree.
	pub index: u32,
	/// The leaf that was attested.
	pub leaf: Hash,
	/// The salt that hid it.
	pub salt: Hash,
	/// Its siblings in the audit commit's tree.
	pub proof: AuditProof,
	/// The siblings of the leaf in the node's own tree; empty where it could not be fetched.
	pub work_proof: Proof,
}

/// What an auditor had attested of a sample, shown beside a leaf that it came to see only after its
/// verdict: in an answer, say.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Attested {
	/// The draw in which it audited.
	pub draw: WorkEpoch,
	/// The sample that fell on the leaf.
	pub sample: u16,
	/// The attestation. Its `work_proof` is not looked at: the call has one.
	pub opening: Opening,
}

/// What a node shows when its work was said to be unavailable: the leaves at the claimed indices,
/// with one multiproof.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Answer {
	/// Index and leaf, strictly ascending; every claimed index must be among them.
	pub leaves: BoundedVec<(u32, Hash), ConstU32<MAX_CLAIMS>>,
	/// The other nodes of the multiproof.
	pub nodes: BoundedVec<Hash, ConstU32<{ MAX_CLAIMS * MAX_PROOF }>>,
}

/// The bytes that a node's hot key signs: a domain, the chain's genesis hash, the name of the call,
/// and all of its arguments. What no signature of the transaction covers is covered here.
pub fn signing_payload<Args: Encode>(genesis: &Hash, call: &'static str, args: &Args) -> Hash {
	H256((b"labscape/posw", genesis, call, args).using_encoded(sp_crypto_hashing::blake2_256))
}

const _: () = assert!(1 << MAX_PROOF == MAX_COMMIT_ITEMS);
const _: () = assert!(1 << MAX_AUDIT_PROOF >= MAX_ATTESTATIONS);

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_signature_binds_chain_call_and_arguments() {
		let (a, b) = (Hash::repeat_byte(1), Hash::repeat_byte(2));
		let base = signing_payload(&a, "report", &1u32);
		assert_ne!(base, signing_payload(&b, "report", &1u32));
		assert_ne!(base, signing_payload(&a, "file", &1u32));
		assert_ne!(base, signing_payload(&a, "report", &2u32));
	}

	#[test]
	fn every_attestation_of_the_largest_audit_commit_can_be_opened() {
		use crate::merkle;
		let leaves: alloc::vec::Vec<Hash> =
			(0..MAX_ATTESTATIONS).map(|at| Hash::from_low_u64_le(at.into())).collect();
		let root = merkle::root(&leaves).unwrap();
		for at in [0, MAX_COMMIT_ITEMS, MAX_ATTESTATIONS - 1] {
			let proof: AuditProof = merkle::proof(&leaves, at).unwrap().try_into().unwrap();
			let leaf = &leaves[at as usize];
			assert!(merkle::verify(&root, MAX_ATTESTATIONS, at, leaf, &proof));
		}
	}
}
