//! What agents ask a node.

use crate::{
	views::{Audits, Duties, EpochStatus, WorkView},
	Dispute, DisputeId, Program,
};
use codec::Codec;
use labscape_posw::params::Parameters;
use labscape_primitives::{Hash, NodeId, WorkEpoch};

sp_api::decl_runtime_apis! {
	/// Duties and states of Proof-of-Swarm-Work.
	pub trait PoswApi<AccountId, BlockNumber>
	where
		AccountId: Codec,
		BlockNumber: Codec,
	{
		/// Where the current epoch stands.
		fn epoch_status() -> EpochStatus<BlockNumber>;
		/// What a node has to do now; `None` if there is no such node.
		fn duties(node: NodeId) -> Option<Duties>;
		/// The audits of a draw that fell to a node; `None` if it has no seat in it.
		fn audits(node: NodeId, draw: WorkEpoch) -> Option<Audits>;
		/// The beacon of a draw, while the draw is remembered.
		fn beacon(draw: WorkEpoch) -> Option<Hash>;
		/// A node's work of one epoch; `None` when it is decided, or never was.
		fn work(work: WorkEpoch, node: NodeId) -> Option<WorkView<AccountId>>;
		/// The parameters of an epoch.
		fn parameters(epoch: WorkEpoch) -> Parameters;
		/// An open dispute.
		fn dispute(id: DisputeId) -> Option<Dispute<AccountId>>;
		/// A registered program.
		fn program(id: Hash) -> Option<Program>;
		/// A node's reputation in millionths.
		fn reputation(node: NodeId) -> u32;
	}
}
