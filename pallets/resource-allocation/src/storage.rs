//! What the pallet remembers, and what it begins with.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod storage {
	/// The scheduler keys of the current session's validators, in the session's order.
	///
	/// Written by the session handler only; as long as the validator set.
	#[pallet::storage]
	pub type Authorities<T: Config> =
		StorageValue<_, WeakBoundedVec<AuthorityId, T::MaxAuthorities>, ValueQuery>;

	/// Blocks in which the chain was paused. Written by the hook only.
	#[pallet::storage]
	pub type PausedBlocks<T> = StorageValue<_, Clock, ValueQuery>;

	/// What governance decided for all labscapes.
	#[pallet::storage]
	pub type CurrentParameters<T> = StorageValue<_, Parameters, ValueQuery>;

	/// What governance decided for single labscapes; the default elsewhere.
	#[pallet::storage]
	pub type Policies<T> = StorageMap<_, Twox64Concat, LabscapeId, Policy, ValueQuery>;

	/// The id of the next node.
	#[pallet::storage]
	pub type NextNode<T> = StorageValue<_, NodeId, ValueQuery>;

	/// The nodes. Removed by `retire_node`; bounded by the slots, as each has at least one.
	#[pallet::storage]
	pub type Nodes<T: Config> = StorageMap<_, Twox64Concat, NodeId, Node<T::AccountId>>;

	/// The node that a hot key signs for. As many as nodes.
	#[pallet::storage]
	pub type NodeByHotKey<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, NodeId>;

	/// The nodes that serve one requester only. Removed by the agenda, or with the node.
	#[pallet::storage]
	pub type Reservations<T: Config> =
		StorageMap<_, Twox64Concat, NodeId, Reservation<T::AccountId>>;

	/// How many nodes a provider has; nothing where it has none.
	#[pallet::storage]
	pub type NodesByProvider<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, u32, ValueQuery>;

	/// The open leases of a node in the order they were made.
	#[pallet::storage]
	pub type NodeLeases<T: Config> = StorageMap<
		_,
		Twox64Concat,
		NodeId,
		BoundedVec<LeaseId, ConstU32<MAX_LEASES_PER_NODE>>,
		ValueQuery,
	>;

	/// Nodes and leased slots of each labscape. Removed with its last node.
	#[pallet::storage]
	pub type Boards<T> = StorageMap<_, Twox64Concat, LabscapeId, Board, ValueQuery>;

	/// What happened when in each labscape, and its price. One small value for each.
	#[pallet::storage]
	pub type States<T> = StorageMap<_, Twox64Concat, LabscapeId, LabscapeState, ValueQuery>;

	/// The typical requests of each labscape. One value of at most some kilobytes for each.
	#[pallet::storage]
	pub type Workloads<T> = StorageMap<_, Twox64Concat, LabscapeId, Workload, ValueQuery>;

	/// Jobs and the nodes of a labscape that must not get them, the oldest pair first.
	#[pallet::storage]
	pub type Exclusions<T> = StorageMap<
		_,
		Twox64Concat,
		LabscapeId,
		BoundedVec<(JobId, NodeId), ConstU32<MAX_EXCLUSIONS>>,
		ValueQuery,
	>;

	/// The labscapes that have nodes, ascending.
	#[pallet::storage]
	pub type ActiveLabscapes<T> =
		StorageValue<_, BoundedVec<LabscapeId, ConstU32<256>>, ValueQuery>;

	/// The id of the next job.
	#[pallet::storage]
	pub type NextJob<T> = StorageValue<_, JobId, ValueQuery>;

	/// The jobs. Removed by the agenda after their retention; bounded by quotas and budgets.
	#[pallet::storage]
	pub type Jobs<T: Config> = StorageMap<_, Twox64Concat, JobId, Job<T::AccountId>>;

	/// In which queue, and where in it, each waiting part of a job is.
	#[pallet::storage]
	pub type EntriesByJob<T> =
		StorageDoubleMap<_, Twox64Concat, JobId, Twox64Concat, PartIndex, (LabscapeId, QueueKey)>;

	/// The pages of each labscape's queue, in order. Nothing where the queue is empty.
	#[pallet::storage]
	pub type QueueIndexes<T> = StorageMap<_, Twox64Concat, LabscapeId, QueueIndex, ValueQuery>;

	/// The pages of the queues. Removed when empty.
	#[pallet::storage]
	pub type QueuePages<T> =
		StorageDoubleMap<_, Twox64Concat, LabscapeId, Twox64Concat, u32, QueuePage, ValueQuery>;

	/// The id of the next lease.
	#[pallet::storage]
	pub type NextLease<T> = StorageValue<_, LeaseId, ValueQuery>;

	/// The leases. Removed when nothing of one is open or outstanding.
	#[pallet::storage]
	pub type Leases<T> = StorageMap<_, Twox64Concat, LeaseId, Lease>;

	/// What falls due at each moment of the clock. Removed when served.
	#[pallet::storage]
	pub type Agenda<T> = StorageDoubleMap<_, Twox64Concat, Clock, Twox64Concat, Due, ()>;

	/// The first moment of the clock that is not served to its end.
	#[pallet::storage]
	pub type AgendaServed<T> = StorageValue<_, Clock, ValueQuery>;

	/// What accounts use of their quotas, and the quotas governance gave them.
	#[pallet::storage]
	pub type Usages<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, Usage, ValueQuery>;

	/// What a chain begins with.
	#[derive(frame_support::DefaultNoBound)]
	#[pallet::genesis_config]
	pub struct GenesisConfig<T: Config> {
		/// Blocks between the end of a lease's run and the end of the time to commit it; zero takes
		/// the default.
		pub grace_blocks: u32,
		/// Blocks that a finished job is kept; zero takes the default.
		pub retention_blocks: u32,
		#[serde(skip)]
		#[allow(missing_docs)]
		pub _config: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			CurrentParameters::<T>::mutate(|parameters| {
				if self.grace_blocks > 0 {
					parameters.grace_blocks = self.grace_blocks;
				}
				if self.retention_blocks > 0 {
					parameters.retention_blocks = self.retention_blocks;
				}
			});
		}
	}
}
