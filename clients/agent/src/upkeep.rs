//! What must be shown on chain: answers to claims, outputs that a requester asks for, items to be
//! refereed, disputes.
//!
//! All of it is authorised by the bytes themselves and can be sent any number of times; nothing here
//! needs the journal's protection.

use crate::{
	audit,
	calls::{Bytes, FreeCall},
	chain::State,
	duties,
	journal::Journal,
	Error, Hash, Result,
};
use labscape_client::{
	stores::{Store, Stores},
	views::{Demand, Dispute},
};
use labscape_posw::draw;
use labscape_primitives::{ItemIndex, JobId, NodeId};

/// The bytes of one item, for the referee.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Store`].
pub async fn item_bytes<S: State>(
	state: &S,
	job: JobId,
	item: ItemIndex,
	endpoint: Option<&str>,
	stores: &Stores,
) -> Result<Bytes> {
	let gone = || Error::NotFound(format!("item {item} of job {job} is not on chain"));
	let job = state.job(job).await?.ok_or_else(gone)?;
	let stores = stores.and(endpoint.and_then(|endpoint| Store::open(endpoint).ok()));
	let list = stores.list(&Hash::from(job.inputs_root)).await?;
	let hash = list.hash(item).ok_or_else(gone)?;
	Ok(Bytes {
		program: stores.get(&Hash::from(job.program)).await?,
		input: stores.get(&hash).await?,
		input_proof: list.proof(item).ok_or_else(gone)?,
		fuel: job.item_fuel,
	})
}

/// What own work must show.
///
/// # Errors
/// If journal or chain cannot be read.
pub async fn shows<S: State>(
	state: &S,
	journal: &Journal,
	node: NodeId,
	demand: &Demand,
	stores: &Stores,
) -> Result<Vec<FreeCall>> {
	let Some(record) = journal.work(demand.work)? else {
		tracing::error!(work = demand.work, "asked to show work that the journal does not have");
		return Ok(Vec::new());
	};
	let mut calls = Vec::new();
	if !demand.claimed.is_empty() {
		if let Some(answer) = duties::answer(&record, &demand.claimed) {
			calls.push(FreeCall::Answer(demand.work, node, Box::new(answer)));
		}
	}
	for leaf in demand.asked.iter().copied() {
		let Some((lease, offset)) = record.place(leaf) else { continue };
		let Some((_, proof)) = duties::leaf_proof(&record, leaf) else { continue };
		if let Some(result) = journal.result(lease, offset)? {
			calls.push(FreeCall::ShowOutput(demand.work, node, leaf, result, proof));
		}
	}
	if !demand.refereed.is_empty() {
		let Some(work) = state.work(demand.work, node).await? else { return Ok(calls) };
		for (slot, leaf) in demand.refereed.iter().copied() {
			let Some(item) = draw::item_at_leaf(&work.segments(), leaf) else { continue };
			let Some((committed, proof)) = duties::leaf_proof(&record, leaf) else { continue };
			let bytes = item_bytes(state, item.job, item.index, None, stores).await?;
			calls.push(FreeCall::Prove(demand.work, node, slot, bytes, committed, proof));
		}
	}
	Ok(calls)
}

/// Disputes that this node should bring before the referee: those it takes part in on either side.
/// The executor gains as much from a quick judgement as the auditor.
pub fn concerns(dispute: &Dispute, node: NodeId, provider: &[u8; 32]) -> bool {
	dispute.node == node
		|| dispute.filer == *provider
		|| dispute.attested.iter().any(|(attester, _)| *attester == node)
}

/// The call that has a dispute judged.
///
/// # Errors
/// As [`item_bytes`].
pub async fn run<S: State>(
	state: &S,
	id: u32,
	dispute: &Dispute,
	stores: &Stores,
) -> Result<FreeCall> {
	let endpoint = audit::endpoint(state, dispute.node).await;
	let bytes = item_bytes(state, dispute.job, dispute.item, endpoint.as_deref(), stores).await?;
	Ok(FreeCall::Run(id, bytes))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn only_those_concerned_run_a_dispute() {
		let dispute = Dispute {
			work: 4,
			node: 1,
			leaf: 0,
			job: 1,
			item: 0,
			filer: [2; 32],
			attested: vec![(5, [0; 32])],
		};
		assert!(concerns(&dispute, 1, &[9; 32]));
		assert!(concerns(&dispute, 5, &[9; 32]));
		assert!(concerns(&dispute, 8, &[2; 32]));
		assert!(!concerns(&dispute, 8, &[9; 32]));
	}
}
