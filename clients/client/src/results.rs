//! How a requester asks agents for the results of its job.
//!
//! `GET /jobs/JOB` lists the leases that an agent has or had of a job, `GET /jobs/JOB/results?lease=L`
//! their results as SCALE `Vec<(item, bytes)>`, in several answers if they are large. Both want the
//! headers of [`ticket_headers`].

use crate::{blake2_256, Hash, Key};
use codec::Encode;
use labscape_primitives::{JobId, LeaseId, NodeId};
use serde::{Deserialize, Serialize};

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
