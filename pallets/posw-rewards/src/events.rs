//! What happened, and why something did not.

use frame_support::pallet_macros::pallet_section;

/// Events and errors. Their indices are permanent: new ones come last.
#[pallet_section]
mod events {
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// An epoch began; the draw before it has its beacon.
		EpochStarted { epoch: WorkEpoch, drawn: Option<WorkEpoch>, beacon: Hash },
		/// A node reported.
		Reported { node: NodeId, epoch: WorkEpoch },
		/// A report that had been authorised met a changed state and did nothing.
		ReportSkipped { node: NodeId, epoch: WorkEpoch, reason: DispatchError },
		/// A node committed work.
		Committed { node: NodeId, work: WorkEpoch, root: Hash, items: u32, value: Balance },
		/// An auditor gave verdicts and was paid for them.
		Judged { auditor: NodeId, draw: WorkEpoch, samples: u32, fees: Balance },
		/// Leaves were said to be unavailable: answer before the epoch after next ends.
		Claimed { work: WorkEpoch, node: NodeId, auditor: NodeId, leaves: u32 },
		/// Claimed leaves were shown on chain.
		Answered { work: WorkEpoch, node: NodeId },
		/// The requester asks for the bytes of an output.
		OutputAsked { work: WorkEpoch, node: NodeId, leaf: u32 },
		/// They were shown on chain.
		OutputShown { work: WorkEpoch, node: NodeId, leaf: u32 },
		/// There was no quorum; what has no verdict was drawn again.
		Redrawn { work: WorkEpoch, node: NodeId, attempt: u8 },
		/// There were no auditors: the executor must have items refereed.
		RefereeRequired { work: WorkEpoch, node: NodeId, until: WorkEpoch },
		/// One of them was proven right.
		ItemProven { work: WorkEpoch, node: NodeId, slot: u8 },
		/// Claims were not answered: the work is void, and the stake is lost after `until`.
		Suspended { work: WorkEpoch, node: NodeId, until: WorkEpoch },
		/// Work was proven and paid.
		Settled {
			work: WorkEpoch,
			node: NodeId,
			value: Balance,
			paid: Balance,
			burned: Balance,
			emitted: Balance,
		},
		/// The requester accepted results without proof.
		Accepted { work: WorkEpoch, node: NodeId, lease: LeaseId, value: Balance },
		/// Work is void: its items are queued again, their price is back with the requester.
		Voided { work: WorkEpoch, node: NodeId, cause: VoidCause },
		/// A leaf is said to be wrong.
		DisputeFiled { dispute: DisputeId, work: WorkEpoch, node: NodeId, leaf: u32 },
		/// The chain executed the item.
		DisputeResolved { dispute: DisputeId, wrong: bool },
		/// Nobody ran it in time, or the work is void already.
		DisputeClosed { dispute: DisputeId, bond_lost: bool },
		/// A run that had been authorised met a changed state and did nothing.
		RunSkipped { reason: DispatchError },
		/// A node was charged.
		Faulted { node: NodeId, epoch: WorkEpoch, kind: FaultKind, charged: Balance },
		/// A program was registered.
		ProgramRegistered { program: Hash, bytes: u32 },
		/// Parameters for epochs to come were set.
		ParametersSet,
	}

	#[pallet::error]
	pub enum Error<T> {
		/// There is no such node: register it with Resources.
		UnknownNode,
		/// The report is for another epoch: sign one for the current epoch.
		WrongEpoch,
		/// Reports are not accepted now: wait for the next epoch.
		WindowClosed,
		/// The node has reported in this epoch.
		AlreadyReported,
		/// The signature is not the hot key's over this chain, call and arguments.
		BadSignature,
		/// The protocol is paused.
		Paused,
		/// The labscape's page is full for this epoch.
		LabscapeFull,
		/// The commit covers nothing, or more than 16,384 items.
		BadItemCount,
		/// A lease of the commit is not the node's, not in order, or its prefix does not grow within it.
		BadPrefix,
		/// Too many epochs of this node are not decided.
		TooManyOpenEpochs,
		/// The draw has no beacon yet, or another one.
		WrongBeacon,
		/// The node has no hash chain that counts for this draw.
		NoChain,
		/// The node has no seat in that draw.
		NotSeated,
		/// There is no audit commit to judge, or it was judged.
		NothingToJudge,
		/// The preimage does not lead to the head of the auditor's chain.
		WrongPreimage,
		/// Entries are not in ascending order, or their samples are not those that were committed.
		BadEntries,
		/// An entry names samples that were not drawn to this auditor.
		NotDrawn,
		/// The openings are not those that the beacon chose, or they do not verify.
		BadOpening,
		/// The leaf does not verify against the commit.
		BadProof,
		/// There is no such work, or it is decided.
		UnknownWork,
		/// There is nothing to answer.
		NothingClaimed,
		/// The answer does not hold every claimed leaf.
		IncompleteAnswer,
		/// There is no such dispute.
		UnknownDispute,
		/// Four disputes are open against this work: run them first.
		TooManyDisputes,
		/// The leaf is disputed already.
		AlreadyDisputed,
		/// The bond of the filer does not suffice.
		InsufficientBond,
		/// The program, the input or the fuel is not that of the job.
		WrongBytes,
		/// The referee's share of this block is used up: try in the next.
		RefereeFull,
		/// The work does not have to be refereed, or not this item.
		NotRefereed,
		/// Only the requester of the job may do that.
		NotRequester,
		/// The lease has no segment in this work, or it was accepted.
		NothingToAccept,
		/// The module is not a program; the referee's library says why when asked off chain.
		NotAProgram,
		/// The program is registered.
		ProgramExists,
		/// A parameter lies outside its bounds, or washing would not lose.
		OutOfBounds,
		/// The stake is not sufficient, or too much of the node is undecided.
		NoReserve,
		/// Nothing is due on this page.
		NothingDue,
		/// At most four outputs may be asked for.
		TooManyAsked,
		/// Outputs are asked for until the epoch before the last one of the work.
		TooLateToAsk,
		/// No verdicts can name as many nodes as so many samples were drawn of.
		TooManySamples,
		/// Disputes are run in a later epoch than they were filed, when all verdicts are given; those that
		/// an auditor attested come first.
		NotYet,
	}
}
