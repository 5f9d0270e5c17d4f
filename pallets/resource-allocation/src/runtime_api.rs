//! What a node asks the runtime: the views, and all that a native planner needs to take the place
//! of the off-chain worker.

use alloc::vec::Vec;

use codec::Codec;
use labscape_primitives::{JobId, LabscapeId, LeaseId, NodeId, Request, Round};
use labscape_scheduler::{Plan, Snapshot};

use crate::{
	crypto::{AuthorityId, AuthoritySignature},
	views::{JobStatus, Offer, UnitMap, Utilisation},
	HardwareClass, Lease, Submission,
};

sp_api::decl_runtime_apis! {
	/// Labscapes, jobs, leases, and planning.
	pub trait ResourcesApi<AccountId> where AccountId: Codec {
		/// Every labscape at a glance, in one call.
		fn utilisation() -> Vec<Utilisation>;
		/// The units of one labscape.
		fn unit_map(labscape: LabscapeId) -> UnitMap;
		/// Where a job stands, with the positions of its parts in their queues.
		fn job_status(job: JobId) -> Option<JobStatus<AccountId>>;
		/// The open leases of a node; `expires` is the block in which the time to commit ends, if the
		/// chain is not paused before.
		fn node_leases(node: NodeId) -> Vec<(LeaseId, Lease)>;
		/// Who leads a round of a labscape, then who steps in, in order.
		fn leaders(round: Round, labscape: LabscapeId) -> Vec<AuthorityId>;
		/// Where a request would fit now, and at what price.
		fn dry_run(
			request: Request,
			hardware: HardwareClass,
			home: Option<LabscapeId>,
		) -> Vec<Offer>;
		/// What the authority with that index may plan in the next block.
		fn duties(authority: u32) -> Vec<(LabscapeId, Round)>;
		/// The snapshot from which a labscape is planned.
		fn planning_snapshot(labscape: LabscapeId, round: Round) -> Snapshot;
		/// The plan that the runtime's own scheduler makes.
		fn plan(labscape: LabscapeId, round: Round) -> Option<Plan>;
		/// The bytes that the scheduler key signs for a submission.
		fn signed_bytes(submission: Submission) -> Vec<u8>;
		/// The encoded extrinsic of a signed submission, ready for the pool.
		fn submission_extrinsic(submission: Submission, signature: AuthoritySignature) -> Vec<u8>;
	}
}
