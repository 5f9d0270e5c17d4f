//! Why a call is refused.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod errors {
	#[pallet::error]
	pub enum Error<T> {
		/// There is no such node. Look for its id in the event of its registration.
		NoSuchNode,
		/// Only the provider of the node may do this.
		NotProvider,
		/// The node is active. Drain it first.
		NodeActive,
		/// The node is draining already.
		NodeDraining,
		/// The node has leases or unsettled work. Wait until they have ended.
		NodeBusy,
		/// The node brings fewer units than the labscape's policy asks for.
		NodeTooSmall,
		/// The labscape's policy asks for a higher hardware class.
		ClassTooLow,
		/// The claim is below the labscape's lowest rate.
		ClaimTooLow,
		/// A claim may at most double, and a first one has a bound. Claim less.
		ClaimTooHigh,
		/// A claim is raised only after enough items were proven under the last one.
		ClaimNotProven,
		/// The hot key signs for another node. Use one key per node.
		HotKeyTaken,
		/// The slots belong to other nodes, or no free run is long enough.
		SlotsTaken,
		/// The labscape has `MAX_NODES_PER_LABSCAPE` nodes, as many as it can. Choose another.
		LabscapeFull,
		/// The labscape's policy admits no nodes or no jobs. Choose another.
		LabscapeClosed,
		/// The provider has no bond, or is chilled. Bond first.
		ProviderNotActive,
		/// The shape asks for no AI unit. Ask for at least one.
		NoUnits,
		/// The gang needs more units than a labscape has. Use more parts.
		TooManyUnits,
		/// The gang has no members. Ask for at least one.
		EmptyGang,
		/// No CPU is named. Every machine and every program has some.
		NoCpu,
		/// No memory is named. Every machine and every program has some.
		NoMemory,
		/// More CPU, memory, storage or bandwidth than any machine has.
		TooMuch,
		/// A share of a GPU is 1 to 999 thousandths. Ask for whole GPUs above that.
		BadGpuShare,
		/// Between 1 and 8 whole GPUs can be asked of one node.
		BadGpuCount,
		/// A node has at most 8 GPUs. Register the machine as several nodes.
		TooManyGpus,
		/// The GPU model is not a known one.
		UnknownGpuModel,
		/// GPUs are asked for, but no known model is accepted.
		NoGpuModelAccepted,
		/// A GPU model is named where there is no GPU.
		GpuModelWithoutGpu,
		/// The node brings no units.
		NodeWithoutUnits,
		/// The node brings more units than a labscape has.
		NodeTooLarge,
		/// A gang has at most `MAX_RUNS` members. Use more parts.
		GangTooLarge,
		/// The job has no items.
		NoItems,
		/// A job has at most 2^20 items. Split it.
		TooManyItems,
		/// Fewer items than gang members. Ask for fewer members or parts.
		TooFewItems,
		/// The job has no parts.
		NoParts,
		/// A job has at most `MAX_PARTS` parts.
		TooManyParts,
		/// The program is not registered. Register it first.
		UnknownProgram,
		/// Items need fuel.
		NoFuel,
		/// More fuel per item than the program may have.
		TooMuchFuel,
		/// The root of the inputs is empty.
		NoInputs,
		/// The deadline has passed.
		DeadlinePassed,
		/// The deadline is further away than the parameters allow.
		DeadlineTooFar,
		/// One lease would run too long. Ask for more units, members or parts.
		LeaseTooLong,
		/// The budget is larger than any balance.
		BudgetTooLarge,
		/// The requester's free balance does not cover the budget.
		FundsTooLow,
		/// The highest price is below the labscape's price. Offer more or go elsewhere.
		PriceTooLow,
		/// The account has as many unfinished jobs as its quota allows.
		QuotaExceeded,
		/// The queue is full. Choose another labscape or wait.
		QueueFull,
		/// No labscape has nodes.
		NoNodes,
		/// There is no such job, or it was forgotten after its retention.
		NoSuchJob,
		/// Only the requester of the job may do this.
		NotRequester,
		/// The job is closing or finished.
		JobNotOpen,
		/// The part does not wait in a queue.
		NotQueued,
		/// The part has not waited long enough to be re-homed.
		NotStarving,
		/// There is no such open lease of this node.
		NoSuchLease,
		/// More items than the lease has.
		PrefixTooLong,
		/// A committed prefix cannot shrink.
		PrefixShrinks,
		/// The job's hold does not cover the lease.
		BudgetSpent,
		/// The labscape was planned a short while ago. Only an idle one may be poked.
		NotIdle,
		/// The labscape was poked in this round already.
		AlreadyPoked,
		/// Nothing waits in the labscape's queue.
		QueueEmpty,
		/// The labscape's board is inconsistent; report this.
		BrokenBoard,
		/// A parameter lies outside its bounds.
		OutOfBounds,
		/// Ids are used up.
		IdsExhausted,
	}
}
