//! What an executor shows only when the chain asks: compared with what was found here, in the epoch that
//! is left before it is paid.
//!
//! Who hides its list from auditors and answers their claims on chain is paid for what it shows. If that
//! is a lie, only those who executed the same items can tell.

use crate::{calls::FreeCall, journal::AuditRecord, Hash};
use codec::{Decode, Encode};
use labscape_client::Key;
use labscape_posw::{
	merkle,
	payload::{Answer, Attested, Finding, Opening, Report},
};
use labscape_primitives::{NodeId, WorkEpoch};
use sp_runtime::BoundedVec;

/// A work of which this node said that some of it was not to be had.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Claimed {
	/// The epoch of the work.
	pub work: WorkEpoch,
	/// Whose work.
	pub node: NodeId,
	/// The draw in which it was audited.
	pub draw: WorkEpoch,
	/// The block of the last answer that was looked at.
	pub seen: Option<u32>,
	/// What that showed to be wrong.
	pub lie: Option<Lie>,
}

/// A leaf that an answer shows and that is not what was found here.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Lie {
	/// Its index.
	pub leaf: u32,
	/// What was committed.
	pub committed: Hash,
	/// Its siblings in the executor's tree.
	pub proof: Vec<Hash>,
	/// What was attested here.
	pub attested: Attested,
}

/// The works that a report says are not to be had, wholly or in part.
pub fn claimed(report: &Report, record: &AuditRecord, draw: WorkEpoch) -> Vec<Claimed> {
	let entries = report.verdicts.iter().flat_map(|verdicts| verdicts.entries.iter());
	let hidden = |finding: &Finding| matches!(finding, Finding::Unavailable | Finding::Except(_));
	record
		.works
		.iter()
		.zip(entries)
		.filter(|(_, entry)| hidden(&entry.finding))
		.map(|(work, _)| Claimed { work: work.work, node: work.node, draw, seen: None, lie: None })
		.collect()
}

/// The first leaf of an answer that is not what `auditor` found.
pub fn lie(
	record: &AuditRecord,
	auditor: NodeId,
	claimed: &Claimed,
	answer: &Answer,
) -> Option<Lie> {
	let mut index = 0u32;
	for work in &record.works {
		for sample in &work.samples {
			let at = index;
			index = index.saturating_add(1);
			let own = (work.work, work.node) == (claimed.work, claimed.node);
			if !own || sample.attested.is_zero() {
				continue;
			}
			let known = answer.leaves.binary_search_by_key(&sample.leaf, |(leaf, _)| *leaf);
			let committed =
				known.ok().and_then(|place| answer.leaves.get(place)).map(|(_, leaf)| *leaf);
			let Some(committed) = committed.filter(|leaf| *leaf != sample.attested) else {
				continue;
			};
			let (leaves, nodes) = (&answer.leaves, &answer.nodes);
			let proof = merkle::single(work.count, leaves, nodes, sample.leaf)?;
			let opening = Opening {
				index: at,
				leaf: sample.attested,
				salt: sample.salt,
				proof: BoundedVec::truncate_from(merkle::proof(&record.attestations(auditor), at)?),
				work_proof: BoundedVec::default(),
			};
			let attested = Attested { draw: claimed.draw, sample: sample.sample, opening };
			return Some(Lie { leaf: sample.leaf, committed, proof, attested });
		}
	}
	None
}

/// Of `claimed`, with what was noted of the same works before: a lie once seen is not seen again, since
/// the chain names the last answer alone.
pub fn with_noted(mut claimed: Vec<Claimed>, noted: Vec<Claimed>) -> Vec<Claimed> {
	for known in noted {
		let is_same = |claimed: &&mut Claimed| {
			let key = |of: &Claimed| (of.work, of.node, of.draw);
			key(claimed) == key(&known)
		};
		if let Some(claimed) = claimed.iter_mut().find(is_same) {
			*claimed = known;
		}
	}
	claimed
}

impl Lie {
	/// The calls that dispute it, the better one first: with what was attested, which takes part in the
	/// bounty whoever filed; and without, should the chain remember the audit no more.
	pub fn calls(&self, genesis: &Hash, auditor: NodeId, of: &Claimed, key: &Key) -> [FreeCall; 2] {
		let proof = BoundedVec::truncate_from(self.proof.clone());
		[Some(self.attested.clone()), None].map(|attested| {
			let accused = (of.work, of.node, self.leaf);
			FreeCall::file(genesis, auditor, accused, self.committed, proof.clone(), attested, key)
		})
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::journal::{AuditedWork, SampleRecord};
	use labscape_posw::{
		hash,
		payload::{Entry, Verdicts},
	};

	const AUDITOR: NodeId = 9;

	fn leaves() -> Vec<Hash> {
		(0..20).map(|at| Hash::from_low_u64_be(at + 100)).collect()
	}

	/// Samples on leaves 0, 3, 6 and so on of node 1, of which the one on `wrong` was found otherwise.
	fn record(wrong: Option<u32>) -> AuditRecord {
		let leaves = leaves();
		let found = |leaf: u32| match Some(leaf) == wrong {
			true => Hash::repeat_byte(0xee),
			false => leaves[leaf as usize],
		};
		let sample = |sample: u16| SampleRecord {
			sample,
			leaf: u32::from(sample) * 3,
			attested: found(u32::from(sample) * 3),
			result: Hash::zero(),
			salt: Hash::repeat_byte(sample as u8 + 1),
		};
		let work = |node, samples: Vec<u16>| AuditedWork {
			age: 0,
			work: 4,
			labscape: 2,
			seat: 0,
			node,
			root: merkle::root(&leaves).unwrap(),
			count: 20,
			samples: samples.into_iter().map(sample).collect(),
		};
		// Samples of another node come first in the audit commit's tree.
		let works = vec![work(7, vec![1, 2]), work(1, vec![0, 1, 2, 3])];
		AuditRecord { beacon: Hash::zero(), preimage: Hash::zero(), works }
	}

	fn of_node_one() -> Claimed {
		Claimed { work: 4, node: 1, draw: 4, seen: None, lie: None }
	}

	fn answer(indices: &[u32]) -> Answer {
		let leaves = leaves();
		let shown: Vec<_> = indices.iter().map(|at| (*at, leaves[*at as usize])).collect();
		let nodes = merkle::multiproof(&leaves, indices).unwrap();
		Answer { leaves: shown.try_into().unwrap(), nodes: nodes.try_into().unwrap() }
	}

	#[test]
	fn a_lie_in_an_answer_is_proven_with_what_was_attested() {
		let record = record(Some(6));
		let lie = lie(&record, AUDITOR, &of_node_one(), &answer(&[0, 3, 6, 9])).unwrap();
		assert_eq!((lie.leaf, lie.committed), (6, leaves()[6]));
		let root = record.works[1].root;
		assert!(merkle::verify(&root, 20, 6, &lie.committed, &lie.proof));
		let opening = &lie.attested.opening;
		assert_eq!(opening.leaf, Hash::repeat_byte(0xee));
		let attestation =
			hash::attestation(&opening.leaf, AUDITOR, 4, 1, lie.attested.sample, &opening.salt);
		let tree = record.attestations(AUDITOR);
		let root = merkle::root(&tree).unwrap();
		assert!(merkle::verify(&root, 6, opening.index, &attestation, &opening.proof));
		let key = Key::development("//Bob//hot").unwrap();
		let [with, without] = lie.calls(&Hash::zero(), AUDITOR, &of_node_one(), &key);
		assert_ne!(with, without);
		assert_eq!(with.subject(), without.subject());
	}

	#[test]
	fn what_is_right_or_not_shown_or_another_nodes_is_no_lie() {
		let of = of_node_one();
		assert_eq!(lie(&record(None), AUDITOR, &of, &answer(&[0, 3, 6, 9])), None);
		assert_eq!(lie(&record(Some(6)), AUDITOR, &of, &answer(&[0, 3, 9])), None);
		let other = Claimed { node: 8, ..of };
		assert_eq!(lie(&record(Some(6)), AUDITOR, &other, &answer(&[0, 3, 6, 9])), None);
		let mut unfetched = record(Some(6));
		unfetched.works[1].samples[2].attested = Hash::zero();
		assert_eq!(lie(&unfetched, AUDITOR, &of_node_one(), &answer(&[6])), None);
	}

	#[test]
	fn a_lie_that_was_noted_is_known_after_a_restart() {
		let lie = lie(&record(Some(6)), AUDITOR, &of_node_one(), &answer(&[6]));
		let known = Claimed { seen: Some(9), lie, ..of_node_one() };
		let decided = Claimed { work: 3, ..known.clone() };
		let other = Claimed { node: 7, ..of_node_one() };
		let fresh = vec![other.clone(), of_node_one()];
		assert_eq!(with_noted(fresh, vec![decided, known.clone()]), [other, known]);
	}

	#[test]
	fn works_are_watched_of_which_something_was_not_to_be_had() {
		let entry = |finding| Entry { age: 0, labscape: 2, seat: 0, finding };
		let verdicts = |first, second| Verdicts {
			preimage: Hash::zero(),
			entries: vec![entry(first), entry(second)].try_into().unwrap(),
			openings: Default::default(),
		};
		let report = |verdicts| Report {
			node: AUDITOR,
			epoch: 7,
			next_chain: None,
			commit: None,
			audit: None,
			verdicts,
		};
		let excepted = Finding::Except(vec![2].try_into().unwrap());
		let some = report(Some(verdicts(Finding::Agree, Finding::Unavailable)));
		assert_eq!(claimed(&some, &record(None), 4), [of_node_one()]);
		let both = report(Some(verdicts(excepted, Finding::Unavailable)));
		assert_eq!(claimed(&both, &record(None), 4).len(), 2);
		assert!(claimed(&report(None), &record(None), 4).is_empty());
	}
}
