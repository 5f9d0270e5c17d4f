//! The report: what a node says in one epoch, put together from what is at hand.

use crate::{
	audit::bounded,
	crash,
	journal::{AuditRecord, Journal, Run, WorkRecord},
	Hash, Result,
};
use labscape_client::views::Lease;
use labscape_posw::{
	hash, merkle,
	payload::{Answer, AuditCommit, Commit, Proof, Report, Verdicts},
	MAX_COMMIT_ITEMS,
};
use labscape_primitives::{LeaseId, NodeId, WorkEpoch, MAX_LEASES_PER_NODE};
use sp_runtime::BoundedVec;

/// A commit over all that is finished and not committed, lease by lease in the chain's order; `None`
/// if there is nothing.
///
/// # Errors
/// If the journal fails.
pub fn commit(
	journal: &Journal,
	genesis: &Hash,
	node: NodeId,
	work: WorkEpoch,
	leases: &[(LeaseId, Lease)],
) -> Result<Option<(Commit, WorkRecord)>> {
	let mut record = WorkRecord { root: Hash::zero(), runs: Vec::new(), leaves: Vec::new() };
	let mut finished = Vec::new();
	for (id, lease) in leases.iter().take(MAX_LEASES_PER_NODE as usize) {
		let Some(known) = journal.lease(*id)? else { continue };
		let room = MAX_COMMIT_ITEMS.saturating_sub(record.leaves.len() as u32);
		// The chain's prefix rules (J3).
		let new = known.finished.min(lease.len).saturating_sub(lease.committed).min(room);
		if new == 0 {
			continue;
		}
		let results = journal.result_hashes(*id, lease.committed, new)?;
		if results.len() != new as usize {
			continue;
		}
		for (offset, result) in (lease.committed..).zip(&results) {
			let item = lease.first.saturating_add(offset);
			record.leaves.push(hash::leaf(genesis, node, work, lease.job, item, result));
		}
		record.runs.push(Run { lease: *id, offset: lease.committed, len: new });
		finished.push((*id, lease.committed.saturating_add(new)));
	}
	let Some(root) = merkle::root(&record.leaves) else { return Ok(None) };
	record.root = root;
	let finished = BoundedVec::truncate_from(finished);
	Ok(Some((Commit { root, finished }, record)))
}

/// The audit commit over what was found; `None` if nothing was drawn.
pub fn audit_commit(record: &AuditRecord, auditor: NodeId) -> Option<AuditCommit> {
	let attestations = record.attestations(auditor);
	let root = merkle::root(&attestations)?;
	Some(AuditCommit { beacon: record.beacon, root, count: attestations.len() as u32 })
}

/// The parts of a report.
#[derive(Clone, Debug, Default)]
pub struct Parts {
	/// The head of a new hash chain.
	pub next_chain: Option<Hash>,
	/// Finished work.
	pub commit: Option<(Commit, WorkRecord)>,
	/// What was audited.
	pub audit: Option<AuditRecord>,
	/// What was judged.
	pub verdicts: Option<Verdicts>,
}

impl Parts {
	/// The report of these parts.
	pub fn report(&self, node: NodeId, epoch: WorkEpoch) -> Report {
		let report = Report {
			node,
			epoch,
			next_chain: self.next_chain,
			commit: self.commit.as_ref().map(|(commit, _)| commit.clone()),
			audit: self.audit.as_ref().and_then(|audit| audit_commit(audit, node)),
			verdicts: self.verdicts.clone(),
		};
		crash::point("report-made");
		report
	}

	/// The same with less, should the chain refuse a part: a seat is better than nothing. Audits go
	/// with the verdicts before them, since the secret that chose their items is revealed with those.
	pub fn fallbacks(&self) -> Vec<Self> {
		let judged = self.verdicts.is_some();
		let audit = self.audit.clone().filter(|_| !judged);
		let without_verdicts = Self { verdicts: None, audit, ..self.clone() };
		let without_commit = Self { commit: None, ..self.clone() };
		let only_commit = Self { audit: None, verdicts: None, ..self.clone() };
		let seat = Self { next_chain: self.next_chain, ..Self::default() };
		vec![self.clone(), without_verdicts, without_commit, only_commit, seat]
	}
}

/// The answer to claims: the leaves with one multiproof.
pub fn answer(work: &WorkRecord, claimed: &[u32]) -> Option<Answer> {
	let leaves = claimed
		.iter()
		.map(|index| Some((*index, work.leaves.get(*index as usize).copied()?)))
		.collect::<Option<Vec<_>>>()?;
	let nodes = merkle::multiproof(&work.leaves, claimed)?;
	Some(Answer {
		leaves: BoundedVec::try_from(leaves).ok()?,
		nodes: BoundedVec::try_from(nodes).ok()?,
	})
}

/// The proof of one leaf.
pub fn leaf_proof(work: &WorkRecord, leaf: u32) -> Option<(Hash, Proof)> {
	let proof = merkle::proof(&work.leaves, leaf)?;
	Some((work.leaves.get(leaf as usize).copied()?, bounded(proof)))
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::journal::LeaseRecord;
	use labscape_client::blake2_256;

	fn journal(dir: &tempfile::TempDir) -> Journal {
		Journal::open(dir.path()).unwrap()
	}

	fn executed(journal: &Journal, id: LeaseId, len: u32, finished: u32) {
		let record = LeaseRecord {
			job: 3,
			requester: [1; 32],
			program: Hash::zero(),
			inputs_root: Hash::zero(),
			item_fuel: 1,
			first: 10,
			len,
			finished: 0,
		};
		journal.add_lease(id, &record).unwrap();
		let results: Vec<Vec<u8>> = (0..finished).map(|at| vec![id as u8, at as u8]).collect();
		journal.add_results(id, 0, &results).unwrap();
	}

	fn lease(len: u32, committed: u32) -> Lease {
		Lease {
			node: 1,
			labscape: 0,
			job: 3,
			first: 10,
			len,
			committed,
			done: 0,
			item_price: 5,
			open: true,
			expires: 100,
		}
	}

	#[test]
	fn a_commit_covers_what_is_finished_from_the_chain_s_prefix_on() {
		let dir = tempfile::tempdir().unwrap();
		let journal = journal(&dir);
		executed(&journal, 1, 8, 5);
		executed(&journal, 2, 4, 4);
		executed(&journal, 3, 4, 0);
		let leases = [(1, lease(8, 2)), (2, lease(4, 0)), (3, lease(4, 0)), (4, lease(9, 0))];
		let genesis = Hash::repeat_byte(7);
		let (commit, record) = commit(&journal, &genesis, 1, 6, &leases).unwrap().unwrap();
		assert_eq!(commit.finished.to_vec(), vec![(1, 5), (2, 4)]);
		assert_eq!(record.leaves.len(), 7);
		let first = hash::leaf(&genesis, 1, 6, 3, 12, &blake2_256(&[1, 2]));
		assert_eq!(record.leaves[0], first);
		assert_eq!(merkle::root(&record.leaves), Some(commit.root));
		assert_eq!(record.place(3), Some((2, 0)));
	}

	#[test]
	fn nothing_finished_is_no_commit() {
		let dir = tempfile::tempdir().unwrap();
		let journal = journal(&dir);
		executed(&journal, 1, 8, 5);
		let none = commit(&journal, &Hash::zero(), 1, 6, &[(1, lease(8, 5))]).unwrap();
		assert!(none.is_none());
	}

	#[test]
	fn answers_and_proofs_verify() {
		let leaves: Vec<Hash> = (0..21).map(Hash::from_low_u64_be).collect();
		let root = merkle::root(&leaves).unwrap();
		let work = WorkRecord { root, runs: vec![], leaves };
		let answer = answer(&work, &[0, 7, 8, 20]).unwrap();
		assert!(merkle::verify_multi(&root, 21, &answer.leaves, &answer.nodes));
		let (leaf, proof) = leaf_proof(&work, 20).unwrap();
		assert!(merkle::verify(&root, 21, 20, &leaf, &proof));
		assert!(super::answer(&work, &[21]).is_none());
	}
}
