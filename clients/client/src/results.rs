//! How a requester asks agents for the results of its job.
//!
//! `GET /jobs/JOB` lists the leases that an agent has or had of a job, `GET /jobs/JOB/results?lease=L`
//! their results as SCALE `Vec<(item, bytes)>`, in several answers if they are large;
//! `GET /jobs/JOB/works` lists the commits that cover them, `GET /jobs/JOB/works/EPOCH` the leaves of
//! one. All want the headers of [`ticket_headers`].
//!
//! # No agent is trusted
//!
//! The report that commits to results stands in a block. Its root is read there ([`commit_of`]), the
//! leaves must give that root, and a result must have the hash that its leaf holds ([`Committed`]).
//! What an agent hands out is therefore what it is paid or slashed for, or it is refused.

use crate::{blake2_256, Chain, Hash, Key, Result};
use codec::{Decode, Encode};
use labscape_posw::{
	hash, merkle,
	payload::{Commit, Report},
};
use labscape_primitives::{ItemIndex, JobId, LeaseId, NodeId, WorkEpoch};
use serde::{Deserialize, Serialize};

/// A report is included within so many blocks after it was made: the longest epoch and its extension.
const INCLUDED_WITHIN: u32 = 256;

/// What a requester signs to be shown the results of its job: it holds for one chain, node, job and
/// a number of blocks that the agent chooses. No clocks are involved.
pub fn ticket(genesis: &Hash, node: NodeId, job: JobId, block: u32) -> Hash {
	blake2_256(&(b"labscape/results", genesis, node, job, block).encode())
}

/// The headers that a requester sends.
pub fn ticket_headers(
	key: &Key,
	genesis: &Hash,
	node: NodeId,
	job: JobId,
	block: u32,
) -> [(&'static str, String); 3] {
	let signature = key.sign(&ticket(genesis, node, job, block).0);
	[
		("x-labscape-account", key.address()),
		("x-labscape-block", block.to_string()),
		("x-labscape-signature", hex::encode(signature)),
	]
}

/// A lease of a job, as its requester sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeaseView {
	/// The lease.
	pub lease: LeaseId,
	/// First item.
	pub first: u32,
	/// How many items.
	pub len: u32,
	/// How many are executed.
	pub finished: u32,
}

/// Consecutive results of one lease, as a commit covers them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunView {
	/// The lease.
	pub lease: LeaseId,
	/// The first of its offsets.
	pub offset: u32,
	/// How many.
	pub len: u32,
}

/// A commit, as the executor describes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkView {
	/// The epoch of the work.
	pub work: WorkEpoch,
	/// The block on which its report was made: it is included in one of the next.
	pub made_at: u32,
	/// What its leaves stand for, in their order.
	pub runs: Vec<RunView>,
}

/// Find what a node committed for an epoch of work: the chain's own record, from the bodies of the
/// blocks in which the report can be. `None` if there is no such report in them.
///
/// # Errors
/// [`crate::Error::NotFound`] if the node one asks does not keep these blocks; [`crate::Error::Node`].
pub async fn commit_of(
	chain: &Chain,
	node: NodeId,
	work: WorkEpoch,
	made_at: u32,
) -> Result<Option<Commit>> {
	let best = chain.best().await?;
	let last = made_at.saturating_add(INCLUDED_WITHIN).min(best.number() as u32);
	for number in made_at..=last {
		for call in chain.calls(&best, number, "Posw", "report").await? {
			let Ok(report) = Report::decode(&mut &call[..]) else { continue };
			if report.node == node && report.epoch == work.saturating_add(1) {
				return Ok(report.commit);
			}
		}
	}
	Ok(None)
}

/// A commit whose leaves are known and give the root that stands on chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Committed {
	genesis: Hash,
	node: NodeId,
	view: WorkView,
	leaves: Vec<Hash>,
}

impl Committed {
	/// Put an executor's description and its leaves beside what it committed on chain.
	///
	/// # Errors
	/// In words, in what they differ.
	pub fn new(
		genesis: Hash,
		node: NodeId,
		view: WorkView,
		leaves: Vec<Hash>,
		commit: &Commit,
	) -> Result<Self, String> {
		if merkle::root(&leaves) != Some(commit.root) {
			return Err(format!("its {} leaves do not give the committed root", leaves.len()));
		}
		let ends = view.runs.iter().map(|run| (run.lease, run.offset.saturating_add(run.len)));
		let covered: u64 = view.runs.iter().map(|run| u64::from(run.len)).sum();
		if !ends.eq(commit.finished.iter().copied()) || covered != leaves.len() as u64 {
			return Err("its description does not fit what it committed".into());
		}
		Ok(Self { genesis, node, view, leaves })
	}

	/// Whether `result` is what was committed for an item, the `offset`-th of its lease; `None` if the
	/// commit does not cover it.
	pub fn holds(
		&self,
		job: JobId,
		lease: LeaseId,
		offset: u32,
		item: ItemIndex,
		result: &[u8],
	) -> Option<bool> {
		let mut before = 0u32;
		for run in &self.view.runs {
			let within = offset.checked_sub(run.offset).filter(|within| *within < run.len);
			if let Some(within) = within.filter(|_| run.lease == lease) {
				let leaf = self.leaves.get(before.saturating_add(within) as usize)?;
				let (work, result) = (self.view.work, blake2_256(result));
				return Some(
					*leaf == hash::leaf(&self.genesis, self.node, work, job, item, &result),
				);
			}
			before = before.saturating_add(run.len);
		}
		None
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const GENESIS: Hash = Hash::repeat_byte(9);
	const NODE: NodeId = 4;
	const WORK: WorkEpoch = 6;
	const JOB: JobId = 3;

	fn run(lease: LeaseId, offset: u32, len: u32) -> RunView {
		RunView { lease, offset, len }
	}

	fn result(item: u32) -> Vec<u8> {
		vec![0, item as u8]
	}

	/// Lease 7 holds items from 100 on and was committed up to its second before; lease 8 from 200 on.
	fn work() -> (WorkView, Vec<Hash>, Commit) {
		let view = WorkView { work: WORK, made_at: 30, runs: vec![run(7, 2, 3), run(8, 0, 2)] };
		let items = [102, 103, 104, 200, 201];
		let leaves: Vec<Hash> = items
			.iter()
			.map(|item| hash::leaf(&GENESIS, NODE, WORK, JOB, *item, &blake2_256(&result(*item))))
			.collect();
		let root = merkle::root(&leaves).unwrap();
		let finished = vec![(7, 5), (8, 2)].try_into().unwrap();
		(view, leaves, Commit { root, finished })
	}

	#[test]
	fn committed_results_are_told_from_others() {
		let (view, leaves, commit) = work();
		let work = Committed::new(GENESIS, NODE, view, leaves, &commit).unwrap();
		assert_eq!(work.holds(JOB, 7, 2, 102, &result(102)), Some(true));
		assert_eq!(work.holds(JOB, 8, 1, 201, &result(201)), Some(true));
		// Another output, another item, another job.
		assert_eq!(work.holds(JOB, 8, 1, 201, &result(200)), Some(false));
		assert_eq!(work.holds(JOB, 8, 1, 202, &result(201)), Some(false));
		assert_eq!(work.holds(JOB + 1, 8, 1, 201, &result(201)), Some(false));
		// Not covered.
		assert_eq!(work.holds(JOB, 7, 1, 101, &result(101)), None);
		assert_eq!(work.holds(JOB, 7, 5, 105, &result(105)), None);
		assert_eq!(work.holds(JOB, 9, 0, 201, &result(201)), None);
	}

	#[test]
	fn leaves_and_descriptions_that_do_not_fit_the_commit_are_refused() {
		let (view, leaves, commit) = work();
		let new = |view: &WorkView, leaves: &[Hash], commit: &Commit| {
			Committed::new(GENESIS, NODE, view.clone(), leaves.to_vec(), commit)
		};
		assert!(new(&view, &leaves[..4], &commit).unwrap_err().contains("root"));
		let mut other = leaves.clone();
		other.swap(0, 1);
		assert!(new(&view, &other, &commit).is_err());
		// Shifted: the same number of leaves, other items.
		let mut shifted = view.clone();
		shifted.runs = vec![run(7, 3, 2), run(8, 0, 3)];
		assert!(new(&shifted, &leaves, &commit).unwrap_err().contains("description"));
		let mut fewer = view.clone();
		fewer.runs.pop();
		assert!(new(&fewer, &leaves, &commit).is_err());
	}
}
