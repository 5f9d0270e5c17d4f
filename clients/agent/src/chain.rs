//! What the agent wants of a chain, and the live one.
//!
//! The rest of the agent knows the chain by these traits only, so that a test can be the chain.

use crate::{calls::FreeCall, Result};
use codec::Decode;
use labscape_client::{
	chain::Heads,
	tx::{Call, Until},
	value,
	views::{Dispute, Duties, EpochStatus, Job, Lease, Node, Program, Work, WorkStatus},
	At, Hash, Key,
};
use labscape_posw::payload::Answer;
use labscape_primitives::{JobId, LeaseId, NodeId, WorkEpoch};

/// The chain's state at one block.
#[allow(async_fn_in_trait)]
pub trait State {
	/// The block.
	fn number(&self) -> u32;
	/// Where the epoch stands.
	async fn epoch(&self) -> Result<EpochStatus>;
	/// What a node has to do.
	async fn duties(&self, node: NodeId) -> Result<Option<Duties>>;
	/// A node.
	async fn node(&self, node: NodeId) -> Result<Option<Node>>;
	/// The open leases of a node in their order.
	async fn leases(&self, node: NodeId) -> Result<Vec<(LeaseId, Lease)>>;
	/// A job.
	async fn job(&self, job: JobId) -> Result<Option<Job>>;
	/// A program.
	async fn program(&self, program: &Hash) -> Result<Option<Program>>;
	/// A commit that is not decided.
	async fn work(&self, work: WorkEpoch, node: NodeId) -> Result<Option<Work>>;
	/// A commit that is not decided, and where it stands.
	async fn work_status(&self, work: WorkEpoch, node: NodeId) -> Result<Option<WorkStatus>>;
	/// Open disputes.
	async fn disputes(&self) -> Result<Vec<(u32, Dispute)>>;
}

/// A chain that is followed.
#[allow(async_fn_in_trait)]
pub trait Chain {
	/// Its state at a block.
	type State: State;
	/// What tells it from others.
	fn genesis(&self) -> Hash;
	/// Wait for a new block.
	async fn next_block(&mut self);
	/// The best block that was heard of; the state to act on may be older.
	fn best_number(&self) -> u32;
	/// The state to act on.
	async fn state(&self) -> Result<Self::State>;
	/// Ask whether a call would be taken now.
	async fn check(&self, call: &FreeCall) -> Result<()>;
	/// Send a call.
	async fn submit(&self, call: &FreeCall) -> Result<()>;
	/// What nodes showed in a block: epoch of the work, whose, leaves.
	async fn answers(&self, block: u32) -> Result<Vec<(WorkEpoch, NodeId, Answer)>>;
	/// Give a lease back, paid by the hot key.
	async fn return_lease(&self, lease: LeaseId, key: &Key) -> Result<()>;
}

/// The chain behind a node.
pub struct Live {
	chain: labscape_client::Chain,
	heads: Heads,
	best: u32,
}

/// Epochs shorter than this leave no time to wait for finality: the best block is acted on. A report
/// names its beacon, so one made on a block that is abandoned is refused, not wrong.
const PERIOD_FOR_FINALITY: u32 = 12;

impl Live {
	/// Follow a chain.
	///
	/// # Errors
	/// If the node does not let one subscribe to blocks.
	pub async fn follow(chain: labscape_client::Chain) -> Result<Self> {
		let heads = chain.new_heads().await?;
		Ok(Self { chain, heads, best: 0 })
	}

	/// The connection.
	pub fn connection(&self) -> &labscape_client::Chain {
		&self.chain
	}
}

impl Chain for Live {
	type State = At;

	fn genesis(&self) -> Hash {
		self.chain.genesis()
	}

	async fn next_block(&mut self) {
		self.best = self.heads.next().await as u32;
	}

	fn best_number(&self) -> u32 {
		self.best
	}

	async fn state(&self) -> Result<At> {
		// The node may have been replaced by one of another chain while the connection was down. There
		// the journal's leases do not exist: what it holds would be forgotten.
		self.chain.check_genesis().await?;
		let best = self.chain.best().await?;
		let epoch = best.epoch().await?;
		if epoch.ends.saturating_sub(epoch.start) < PERIOD_FOR_FINALITY {
			return Ok(best);
		}
		self.chain.finalized().await
	}

	async fn check(&self, call: &FreeCall) -> Result<()> {
		let best = self.chain.best().await?;
		let call = call.call();
		best.check(&call, &best.free(&call)?).await
	}

	async fn submit(&self, call: &FreeCall) -> Result<()> {
		let best = self.chain.best().await?;
		let call = call.call();
		self.chain.submit_free(&call.title(), best.free(&call)?).await.map(|_| ())
	}

	async fn answers(&self, block: u32) -> Result<Vec<(WorkEpoch, NodeId, Answer)>> {
		let best = self.chain.best().await?;
		let calls = self.chain.calls(&best, block, "Posw", "answer").await?;
		// What the chain took and this agent cannot read is of another runtime.
		Ok(calls.iter().filter_map(|call| Decode::decode(&mut &call[..]).ok()).collect())
	}

	async fn return_lease(&self, lease: LeaseId, key: &Key) -> Result<()> {
		let call = Call::new("Resources", "return_lease", [("lease", value::number(lease))]);
		self.chain.submit(&call, key, Until::InBlock).await.map(|_| ())
	}
}

impl State for At {
	fn number(&self) -> u32 {
		At::number(self) as u32
	}
	async fn epoch(&self) -> Result<EpochStatus> {
		At::epoch(self).await
	}
	async fn duties(&self, node: NodeId) -> Result<Option<Duties>> {
		At::duties(self, node).await
	}
	async fn node(&self, node: NodeId) -> Result<Option<Node>> {
		At::node(self, node).await
	}
	async fn leases(&self, node: NodeId) -> Result<Vec<(LeaseId, Lease)>> {
		self.leases_of(node).await
	}
	async fn job(&self, job: JobId) -> Result<Option<Job>> {
		At::job(self, job).await
	}
	async fn program(&self, program: &Hash) -> Result<Option<Program>> {
		At::program(self, program).await
	}
	async fn work(&self, work: WorkEpoch, node: NodeId) -> Result<Option<Work>> {
		At::work(self, work, node).await
	}
	async fn work_status(&self, work: WorkEpoch, node: NodeId) -> Result<Option<WorkStatus>> {
		At::work_status(self, work, node).await
	}
	async fn disputes(&self) -> Result<Vec<(u32, Dispute)>> {
		At::disputes(self).await
	}
}
