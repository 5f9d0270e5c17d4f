//! What the pallet tells the world.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod events {
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A node joined a labscape.
		NodeRegistered {
			/// Its id.
			node: NodeId,
			/// Who stands behind it.
			provider: T::AccountId,
			/// Where it is.
			labscape: LabscapeId,
			/// First slot of its run.
			first_slot: Slot,
			/// Length of its run.
			units: u16,
		},
		/// A node's hot key, endpoint or claim changed.
		NodeChanged {
			/// Its id.
			node: NodeId,
		},
		/// A node gets no leases any more.
		NodeDraining {
			/// Its id.
			node: NodeId,
		},
		/// A draining node gets leases again.
		NodeResumed {
			/// Its id.
			node: NodeId,
		},
		/// A node serves one requester only, or everybody again.
		NodeReserved {
			/// Its id.
			node: NodeId,
			/// Whom it serves; `None` is everybody.
			holder: Option<T::AccountId>,
			/// Until when, on the pallet's clock.
			until: Clock,
		},
		/// A node is gone and its slots are free.
		NodeRetired {
			/// Its id.
			node: NodeId,
		},
		/// A job is in its queues and its budget on hold.
		JobSubmitted {
			/// Its id.
			job: JobId,
			/// Who pays.
			requester: T::AccountId,
			/// How many items it has.
			items: u32,
			/// What is held.
			held: Balance,
		},
		/// A part of a new job got its home.
		PartQueued {
			/// The part.
			part: PartKey,
			/// Its home.
			labscape: LabscapeId,
			/// First item.
			first: ItemIndex,
			/// How many items.
			len: u32,
		},
		/// A starving part got another home.
		PartRehomed {
			/// The part.
			part: PartKey,
			/// Its old home.
			from: LabscapeId,
			/// Its new home.
			to: LabscapeId,
		},
		/// A lease was made and its price paid into the pot.
		LeaseMade {
			/// Its id.
			lease: LeaseId,
			/// Who executes.
			node: NodeId,
			/// The job.
			job: JobId,
			/// First item.
			first: ItemIndex,
			/// How many items.
			len: u32,
			/// The price of one item.
			item_price: Balance,
			/// Until when it can be committed, on the pallet's clock.
			expires: Clock,
		},
		/// A lease ended before all of it was committed.
		LeaseEnded {
			/// Its id.
			lease: LeaseId,
			/// Why.
			end: LeaseEnd,
			/// How many items were missing.
			undelivered: u32,
		},
		/// Items are back in a queue, as a part of their own.
		ItemsReturned {
			/// The new part.
			part: PartKey,
			/// In which labscape.
			labscape: LabscapeId,
			/// First item.
			first: ItemIndex,
			/// How many items.
			len: u32,
		},
		/// Items were given up and what they would have cost was released.
		ItemsAbandoned {
			/// The job.
			job: JobId,
			/// First item.
			first: ItemIndex,
			/// How many items.
			len: u32,
			/// Why.
			cause: Abandoned,
		},
		/// Nothing of a job is leased any more.
		JobClosing {
			/// Its id.
			job: JobId,
			/// Why.
			reason: CloseReason,
		},
		/// Every item of a job is settled or abandoned.
		JobFinished {
			/// Its id.
			job: JobId,
			/// Items proven and paid.
			settled: u32,
			/// Items given up.
			abandoned: u32,
			/// What was released of its hold.
			released: Balance,
		},
		/// The record of a finished job was removed.
		JobForgotten {
			/// Its id.
			job: JobId,
		},
		/// A refund could not be paid and stays in the pot.
		RefundFailed {
			/// The job.
			job: JobId,
			/// How much.
			amount: Balance,
		},
		/// A requester paid because two providers could not get an input.
		RequesterFined {
			/// The job.
			job: JobId,
			/// How much.
			amount: Balance,
		},
		/// The provider of an evicted lease was compensated.
		Compensated {
			/// The evicted lease.
			lease: LeaseId,
			/// The job that took its units, and paid.
			by: JobId,
			/// How much.
			amount: Balance,
		},
		/// A plan was applied.
		PlanApplied {
			/// Where.
			labscape: LabscapeId,
			/// For which round.
			round: Round,
			/// How many leases it made.
			leases: u32,
		},
		/// A plan was passed over as a whole; it changed nothing.
		PlanSkipped {
			/// Where.
			labscape: LabscapeId,
			/// For which round.
			round: Round,
			/// Why.
			cause: PlanError,
		},
		/// A placement of a plan was passed over; it changed nothing.
		PlacementSkipped {
			/// Where.
			labscape: LabscapeId,
			/// The part that still waits.
			part: PartKey,
			/// Why.
			reason: Skip,
		},
		/// The chain planned for itself.
		Poked {
			/// Where.
			labscape: LabscapeId,
			/// In which round.
			round: Round,
			/// How many leases were made.
			leases: u32,
		},
		/// A labscape has a new policy.
		PolicySet {
			/// Which.
			labscape: LabscapeId,
			/// The policy.
			policy: Policy,
		},
		/// There are new parameters, for jobs submitted from now on.
		ParametersSet {
			/// All of them.
			parameters: Parameters,
		},
		/// An account has a new quota.
		QuotaSet {
			/// Whose.
			account: T::AccountId,
			/// How many unfinished jobs; `None` is the common quota.
			quota: Option<u32>,
		},
	}
}
