//! # Resources: labscapes, nodes, jobs, queues, leases and plans
//!
//! 256 labscapes hold 4,096 AI units each. Providers register nodes, which bring runs of units;
//! requesters submit jobs, whose parts wait in the queues of labscapes; plans turn waiting parts
//! into leases; another pallet proves and pays what is executed under a lease.
//!
//! ## The life of a job
//! [`Call::submit_job`] holds the whole budget and queues the parts. A lease moves its price from
//! the hold into the pot of [`Config::WorkProof`]. Each item ends settled (paid), or it returns to
//! the head of its class with its price, or it is abandoned and its budget released. When nothing
//! is queued or leased the job is finished, the rest of the hold is released, and after its
//! retention the record goes. A job that is cancelled or passes its deadline is *closing*: nothing
//! of it is leased any more, what is leased runs to its end, what comes back is refunded.
//!
//! ## The life of a node
//! Active, draining, gone. A draining node gets no leases and is retired when it has none and its
//! work is settled. One that lets leases expire is drained by the chain.
//!
//! ## The life of a lease
//! *Running*: it holds slots and resources, as long as the node's claim says it needs. *Open*: it
//! can be committed, some time longer. *Outstanding*: something committed is not settled or void.
//!
//! ## Who is trusted
//! Nobody who plans: see `labscape-scheduler`. Validators' workers sign plans with a session key;
//! if none does, anyone may [`Call::poke`]. Governance sets policies and parameters within bounds;
//! a job keeps the parameters of its submission.
//!
//! ## Invariants (checked by [`Pallet::do_try_state`])
//! 1. Leased slots are exactly those of running leases: none twice, at most 4,096 in a labscape.
//! 2. Nodes and boards agree; runs of nodes are disjoint and lie in their labscape.
//! 3. What is free of a node is its capacity less what its running leases take.
//! 4. The holds of a requester are the sum of what its jobs say is held.
//! 5. What a job holds is the budget of what waits, the slack of what is leased, its surplus, and
//!    what is left for compensations.
//! 6. Each item is queued, leased, settled or abandoned; queues and leases add up to the counts.
//! 7. Queues are in order, their indices are right, and every entry is found from its job.
//! 8. A node's list holds exactly its open leases, at most `MAX_LEASES_PER_NODE`.
//! 9. Everything that must end has its place in the agenda.
//! 10. An account's count of open jobs is right.
//! 11. Hot keys, nodes per provider and the list of labscapes with nodes are right.
//!
//! ## Bounds
//! [`MAX_NODES_PER_LABSCAPE`] nodes a labscape, [`MAX_QUEUED`] submitted parts a queue, [`MAX_PARTS`] parts a job,
//! [`MAX_RUNS`] leases a plan. Hooks serve the agenda within a twentieth of a block.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

pub mod crypto;
pub mod queues;
pub mod runtime_api;
pub mod types;
pub mod views;
pub mod weights;

mod barred;
mod bounds;
mod clock;
mod errors;
mod events;
mod impls;
mod jobs;
mod leases;
mod nodes;
mod offchain;
mod plans;
mod price;
mod refusal;
mod session;
mod site;
mod storage;

#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "std", feature = "try-runtime"))]
mod try_state;

pub use jobs::{part_items, MAX_QUEUED};
pub use offchain::{WorkerMetrics, METRICS_KEY};
pub use pallet::*;
pub use plans::Invalid;
pub use price::{item_price, next_price, MAX_PRICE};
pub(crate) use site::Site;
pub use types::*;
pub use weights::WeightInfo;

use frame_support::pallet_macros::import_section;

/// Where this pallet's log lines go.
pub const LOG_TARGET: &str = "runtime::resources";

#[import_section(storage::storage)]
#[import_section(events::events)]
#[import_section(errors::errors)]
#[frame_support::pallet]
pub mod pallet {
	use alloc::vec::Vec;

	use frame_support::{
		pallet_prelude::*,
		traits::fungible::{hold, Inspect, Mutate},
		weights::WeightMeter,
		WeakBoundedVec,
	};
	use frame_system::{
		ensure_authorized, ensure_signed, offchain::CreateAuthorizedTransaction, pallet_prelude::*,
	};
	use labscape_primitives::{
		Fuel, ItemIndex, JobId, LabscapeId, LeaseId, NodeId, PartIndex, ProviderStake, Request,
		Round, Slot, WorkProof, MAX_LEASES_PER_NODE,
	};
	use labscape_scheduler::PartKey;
	use sp_runtime::traits::SaturatedConversion;

	use crate::{
		crypto::{AuthorityId, AuthoritySignature},
		nodes::Change,
		queues::{QueueIndex, QueuePage},
		types::*,
		views::{JobStatus, Offer, UnitMap, Utilisation},
		WeightInfo,
	};

	/// The version of this pallet's storage.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config:
		frame_system::Config<
			RuntimeEvent: From<Event<Self>> + TryInto<Event<Self>>,
			RuntimeCall: From<Call<Self>>,
		> + CreateAuthorizedTransaction<Call<Self>>
	{
		/// Holds budgets and pays lease prices.
		type Currency: Inspect<Self::AccountId, Balance = Balance>
			+ Mutate<Self::AccountId>
			+ hold::Mutate<Self::AccountId, Reason = Self::RuntimeHoldReason>;
		/// The runtime's reasons to hold, of which [`HoldReason::JobBudget`] is one.
		type RuntimeHoldReason: From<HoldReason>;
		/// Proves and pays the work that is leased here.
		type WorkProof: WorkProof<Self::AccountId, Balance>;
		/// The bonds behind nodes.
		type Stake: ProviderStake<Self::AccountId, Balance>;
		/// Who may change policies, parameters and quotas, and drain any node.
		type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;
		/// Where fines of requesters go.
		type Treasury: Get<Self::AccountId>;
		/// Whether the chain's safe mode, or a pause of the work's calls, is on: no deadline runs.
		type Paused: Get<bool>;
		/// How many blocks a round lasts (2). Permanent: rounds are numbered by it.
		#[pallet::constant]
		type RoundPeriod: Get<u32>;
		/// How many blocks each backup waits longer than the one before it (1).
		#[pallet::constant]
		type BackupDelay: Get<u32>;
		/// How many validators there may be.
		#[pallet::constant]
		type MaxAuthorities: Get<u32>;
		/// What the calls and hooks cost.
		type WeightInfo: WeightInfo;
		/// Providers and programs for the benchmarks.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: crate::benchmarking::BenchmarkHelper<Self::AccountId>;
	}

	/// Why this pallet holds funds.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// The price and the audits of a job that is not finished.
		JobBudget,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			let mut meter = WeightMeter::with_limit(Self::hook_limit());
			meter.consume(T::DbWeight::get().reads_writes(3, 1));
			if T::Paused::get() {
				PausedBlocks::<T>::mutate(|blocks| *blocks = blocks.saturating_add(1));
			} else {
				Self::serve_agenda(&mut meter);
			}
			meter.consumed()
		}

		fn offchain_worker(block: BlockNumberFor<T>) {
			crate::offchain::run::<T>(block.saturated_into());
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}

		fn integrity_test() {
			assert!(T::RoundPeriod::get() > 0, "a round lasts at least one block");
			assert!(T::BackupDelay::get() > 0, "backups come after the leader");
			assert!(
				T::WeightInfo::agenda_moment()
					.saturating_add(T::WeightInfo::agenda_due())
					.saturating_add(T::DbWeight::get().reads_writes(3, 1))
					.all_lte(Self::hook_limit()),
				"the agenda advances in every block",
			);
			assert!(
				T::WeightInfo::commit_plan(MAX_PLANS, MAX_SUBMISSION_RUNS)
					.saturating_add(T::WeightInfo::authorize_plan(MAX_PLANS, MAX_SUBMISSION_RUNS))
					.all_lte(T::BlockWeights::get().max_block.div(2)),
				"the largest submission takes at most half of a block",
			);
			let evictions = T::WeightInfo::commit_plan(MAX_PLANS, 0)
				.saturating_add(T::WeightInfo::evict(MAX_SUBMISSION_RUNS / EVICTION_SIZE));
			assert!(
				evictions
					.saturating_add(T::WeightInfo::authorize_plan(MAX_PLANS, MAX_SUBMISSION_RUNS))
					.all_lte(T::BlockWeights::get().max_block.div(2)),
				"so does the one that evicts most",
			);
			assert!(Self::in_bounds(&Parameters::default()), "defaults obey their own bounds");
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// Every labscape at a glance.
		pub fn utilisation() -> Vec<Utilisation> {
			Self::all_utilisation()
		}

		/// The units of one labscape.
		pub fn unit_map(labscape: LabscapeId) -> UnitMap {
			Self::unit_map_of(labscape)
		}

		/// Where a job stands, with the positions of its parts in their queues.
		pub fn job_status(job: JobId) -> Option<JobStatus<T::AccountId>> {
			Self::status_of(job)
		}

		/// The open leases of a node; `expires` is the block in which the time to commit ends, if the
		/// chain is not paused before.
		pub fn node_leases(node: NodeId) -> Vec<(LeaseId, Lease)> {
			Self::leases_of(node)
		}

		/// Who leads a round of a labscape, then who steps in, in order.
		pub fn leaders(round: Round, labscape: LabscapeId) -> Vec<AuthorityId> {
			Self::leaders_of(round, labscape)
		}

		/// Where a request would fit now, and at what price.
		pub fn dry_run(
			request: Request,
			hardware: HardwareClass,
			home: Option<LabscapeId>,
		) -> Vec<Offer> {
			Self::offers_for(request, hardware, home)
		}

		/// The current round.
		pub fn current_round() -> Round {
			Self::round()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Bring a machine into a labscape.
		///
		/// ## Origin
		/// Signed by the provider, whose bond backs the node from now on.
		/// ## Effects
		/// The node may get leases at once; its units count for audits two epochs later. Emits
		/// [`Event::NodeRegistered`].
		/// ## Errors
		/// A named one for each amount that cannot be; [`Error::LabscapeClosed`], [`Error::NodeTooSmall`],
		/// [`Error::ClassTooLow`], [`Error::ClaimTooLow`], [`Error::ClaimTooHigh`],
		/// [`Error::HotKeyTaken`], [`Error::ProviderNotActive`], [`Error::SlotsTaken`],
		/// [`Error::LabscapeFull`], and what the stake says of the bond.
		/// ## Cost
		/// O(nodes of the labscape) in memory; about ten writes.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::register_node())]
		pub fn register_node(origin: OriginFor<T>, spec: NodeSpec<T::AccountId>) -> DispatchResult {
			let provider = ensure_signed(origin)?;
			Self::do_register_node(provider, spec)
		}

		/// Give a node another hot key.
		///
		/// ## Origin
		/// Signed by the provider.
		/// ## Errors
		/// [`Error::NoSuchNode`], [`Error::NotProvider`], [`Error::HotKeyTaken`].
		/// ## Cost
		/// O(1).
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::change_node())]
		pub fn set_hot_key(
			origin: OriginFor<T>,
			node: NodeId,
			hot_key: T::AccountId,
		) -> DispatchResult {
			let provider = ensure_signed(origin)?;
			Self::do_change_node(provider, node, Change::HotKey(hot_key))
		}

		/// Say where a node's outputs are served now.
		///
		/// ## Origin
		/// Signed by the provider.
		/// ## Errors
		/// [`Error::NoSuchNode`], [`Error::NotProvider`].
		/// ## Cost
		/// O(1).
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::change_node())]
		pub fn set_endpoint(
			origin: OriginFor<T>,
			node: NodeId,
			endpoint: Endpoint,
		) -> DispatchResult {
			let provider = ensure_signed(origin)?;
			Self::do_change_node(provider, node, Change::Endpoint(endpoint))
		}

		/// Change a node's benchmark claim: the fuel that one unit executes in one block.
		///
		/// A claim decides how soon leases must be delivered. It is validated by work: it may be
		/// lowered at any time, and at most doubled once enough items were proven under the last
		/// one. The chain lowers it by a quarter for each lease that is not delivered.
		///
		/// ## Origin
		/// Signed by the provider.
		/// ## Errors
		/// [`Error::NoSuchNode`], [`Error::NotProvider`], [`Error::ClaimTooLow`],
		/// [`Error::ClaimTooHigh`], [`Error::ClaimNotProven`].
		/// ## Cost
		/// O(1).
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::change_node())]
		pub fn set_claim(origin: OriginFor<T>, node: NodeId, rate: Fuel) -> DispatchResult {
			let provider = ensure_signed(origin)?;
			Self::do_change_node(provider, node, Change::Claim(rate))
		}

		/// Give a node no more leases. Those it has run to their end.
		///
		/// ## Origin
		/// Signed by the provider, or [`Config::AdminOrigin`].
		/// ## Errors
		/// [`Error::NoSuchNode`], [`Error::NotProvider`], [`Error::NodeDraining`].
		/// ## Cost
		/// O(nodes of the labscape) in memory.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::drain_node())]
		pub fn drain_node(origin: OriginFor<T>, node: NodeId) -> DispatchResult {
			Self::do_drain_node(origin, node)
		}

		/// Let a draining node get leases again.
		///
		/// ## Origin
		/// Signed by the provider.
		/// ## Errors
		/// [`Error::NoSuchNode`], [`Error::NotProvider`], [`Error::NodeActive`],
		/// [`Error::ProviderNotActive`].
		/// ## Cost
		/// O(nodes of the labscape) in memory.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::drain_node())]
		pub fn resume_node(origin: OriginFor<T>, node: NodeId) -> DispatchResult {
			let provider = ensure_signed(origin)?;
			Self::do_resume_node(provider, node)
		}

		/// Remove a drained node that has no leases and no unsettled work.
		///
		/// ## Origin
		/// Signed by anyone: it only cleans up.
		/// ## Effects
		/// Frees slots, hot key and bond; emits [`Event::NodeRetired`].
		/// ## Errors
		/// [`Error::NoSuchNode`], [`Error::NodeActive`], [`Error::NodeBusy`].
		/// ## Cost
		/// O(nodes of the labscape) in memory; about eight writes.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::retire_node())]
		pub fn retire_node(origin: OriginFor<T>, node: NodeId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_retire_node(node)
		}

		/// Submit a job and hold the most it can cost.
		///
		/// ## Origin
		/// Signed by the requester.
		/// ## Effects
		/// Holds `items` times the price and audits of one item at the highest price, and for
		/// Reserved work the compensation of leases it may evict. Homes and queues each part. Emits
		/// [`Event::PartQueued`] for each and [`Event::JobSubmitted`].
		/// ## Errors
		/// A named one for each field that cannot be; [`Error::FundsTooLow`],
		/// [`Error::QuotaExceeded`], [`Error::QueueFull`], [`Error::PriceTooLow`].
		/// ## Cost
		/// O(parts), each with up to four boards read.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::submit_job(spec.parts.min(MAX_PARTS).into()))]
		pub fn submit_job(origin: OriginFor<T>, spec: JobSpec) -> DispatchResult {
			let requester = ensure_signed(origin)?;
			Self::do_submit_job(requester, spec)
		}

		/// Take what waits of a job out of the queues and release its budget.
		///
		/// What is leased runs to its end: its node has set capacity aside. What comes back from
		/// leases is refunded.
		///
		/// ## Origin
		/// Signed by the requester.
		/// ## Effects
		/// Emits [`Event::JobClosing`], [`Event::ItemsAbandoned`] and perhaps
		/// [`Event::JobFinished`].
		/// ## Errors
		/// [`Error::NoSuchJob`], [`Error::NotRequester`], [`Error::JobNotOpen`].
		/// ## Cost
		/// Up to sixteen entries at once; the agenda takes the rest.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::cancel_job())]
		pub fn cancel_job(origin: OriginFor<T>, job: JobId) -> DispatchResult {
			let requester = ensure_signed(origin)?;
			Self::do_cancel_job(requester, job)
		}

		/// Apply the plans of a round.
		///
		/// Free. Everything is checked before the pool and before the block: size, author, round,
		/// version, signature over chain, call and arguments, and each plan by the scheduler's
		/// verifier; the extrinsic is valid while at least one of its plans is. The pool also keeps
		/// one that may be valid in the block after the next. The dispatch skips what does not hold
		/// any more, with an event.
		///
		/// ## Origin
		/// Authorised: carries the signature of a current authority that leads, or may step in for,
		/// every labscape it plans.
		/// ## Effects
		/// Makes leases; emits [`Event::PlanApplied`] or [`Event::PlanSkipped`] for each plan,
		/// [`Event::LeaseMade`] for each lease, [`Event::PlacementSkipped`] where one does not fit.
		/// ## Errors
		/// None.
		/// ## Cost
		/// O(plans × nodes + leases).
		#[pallet::call_index(9)]
		#[pallet::weight((
			T::WeightInfo::commit_plan(submission.plans.len() as u32, submission.places() as u32)
				.saturating_add(T::WeightInfo::evict(submission.evictions() as u32)),
			DispatchClass::Operational,
			Pays::No
		))]
		#[pallet::authorize(Pallet::<T>::authorize_plan)]
		#[pallet::weight_of_authorize(T::WeightInfo::authorize_plan(
			submission.plans.len() as u32,
			submission.size() as u32
		))]
		pub fn commit_plan(
			origin: OriginFor<T>,
			submission: Submission,
			signature: AuthoritySignature,
		) -> DispatchResult {
			ensure_authorized(origin)?;
			// It was verified when the call was authorised.
			let _ = signature;
			Self::apply_submission(submission);
			Ok(())
		}

		/// Let the chain plan a labscape that nobody has planned for some rounds.
		///
		/// ## Origin
		/// Signed by anyone, who pays the fee; once per labscape and round.
		/// ## Effects
		/// First-fit of the first sixteen parts; emits [`Event::LeaseMade`] for each lease and
		/// [`Event::Poked`].
		/// ## Errors
		/// [`Error::NotIdle`], [`Error::AlreadyPoked`], [`Error::QueueEmpty`].
		/// ## Cost
		/// O(16 × nodes + leases); what was not used is refunded.
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::poke(MAX_RUNS.into()))]
		pub fn poke(origin: OriginFor<T>, labscape: LabscapeId) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			let leases = Self::do_poke(labscape)?;
			Ok(Some(T::WeightInfo::poke(leases)).into())
		}

		/// Give a part that starves another home, drawn by hashing.
		///
		/// ## Origin
		/// Signed by anyone.
		/// ## Errors
		/// [`Error::NotQueued`], [`Error::NotStarving`], [`Error::QueueFull`].
		/// ## Cost
		/// Up to four boards read.
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::rehome())]
		pub fn rehome(origin: OriginFor<T>, job: JobId, part: PartIndex) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_rehome(PartKey { job, part })
		}

		/// Give a lease back because an input of it is not to be had.
		///
		/// No fault of the node. When a second provider says so of the same job, the items are given
		/// up and the requester pays 5 % of their price to the treasury.
		///
		/// ## Origin
		/// Signed by the node's hot key or its provider.
		/// ## Errors
		/// [`Error::NoSuchLease`], [`Error::NotProvider`].
		/// ## Cost
		/// O(nodes of the labscape) in memory; about fifteen writes.
		#[pallet::call_index(12)]
		#[pallet::weight(T::WeightInfo::return_lease())]
		pub fn return_lease(origin: OriginFor<T>, lease: LeaseId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_return_lease(who, lease)
		}

		/// Set the policy of a labscape. Nodes and jobs that are there already stay.
		///
		/// ## Origin
		/// [`Config::AdminOrigin`].
		/// ## Errors
		/// [`Error::OutOfBounds`].
		/// ## Cost
		/// O(1).
		#[pallet::call_index(13)]
		#[pallet::weight(T::WeightInfo::set_policy())]
		pub fn set_policy(
			origin: OriginFor<T>,
			labscape: LabscapeId,
			policy: Policy,
		) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			ensure!(Self::policy_in_bounds(&policy), Error::<T>::OutOfBounds);
			Policies::<T>::insert(labscape, policy);
			Self::deposit_event(Event::PolicySet { labscape, policy });
			Ok(())
		}

		/// Set the parameters of all labscapes. Jobs keep those of their submission.
		///
		/// ## Origin
		/// [`Config::AdminOrigin`].
		/// ## Errors
		/// [`Error::OutOfBounds`].
		/// ## Cost
		/// O(1).
		#[pallet::call_index(14)]
		#[pallet::weight(T::WeightInfo::set_policy())]
		pub fn set_parameters(origin: OriginFor<T>, parameters: Parameters) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			ensure!(Self::in_bounds(&parameters), Error::<T>::OutOfBounds);
			CurrentParameters::<T>::put(parameters);
			Self::deposit_event(Event::ParametersSet { parameters });
			Ok(())
		}

		/// Give an account a quota of unfinished jobs of its own, or the common one.
		///
		/// ## Origin
		/// [`Config::AdminOrigin`].
		/// ## Cost
		/// O(1).
		#[pallet::call_index(15)]
		#[pallet::weight(T::WeightInfo::set_policy())]
		pub fn set_quota(
			origin: OriginFor<T>,
			account: T::AccountId,
			quota: Option<u32>,
		) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Usages::<T>::mutate(&account, |usage| usage.quota = quota);
			Self::deposit_event(Event::QuotaSet { account, quota });
			Ok(())
		}

		/// Reserve a node for one requester's jobs for some blocks, or end its reservation.
		///
		/// What the two pay each other for it is their own affair; work is paid as ever. Leases of
		/// others that run on the node run to their end.
		///
		/// ## Origin
		/// Signed by the provider.
		/// ## Effects
		/// Only jobs of the holder are leased to the node; emits [`Event::NodeReserved`], again when
		/// it ends.
		/// ## Errors
		/// [`Error::NoSuchNode`], [`Error::NotProvider`], [`Error::OutOfBounds`].
		/// ## Cost
		/// O(nodes of the labscape) in memory.
		#[pallet::call_index(16)]
		#[pallet::weight(T::WeightInfo::drain_node())]
		pub fn reserve_node(
			origin: OriginFor<T>,
			node: NodeId,
			holder: Option<T::AccountId>,
			blocks: u32,
		) -> DispatchResult {
			let provider = ensure_signed(origin)?;
			Self::do_reserve_node(provider, node, holder, blocks)
		}
	}
}
