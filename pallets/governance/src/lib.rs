//! # Governance: the timelock, and the swarm's house beside the token holders'
//!
//! Token holders decide by referenda (SDK). What they decide about the chain's constitution (runtime
//! upgrades, protocol parameters, large payments) does not take effect at once: it waits in this
//! pallet's timelock, where everyone can read it, and where those whose verified work carries the
//! chain may veto it.
//!
//! ## Life of an act
//! [`Call::queue_act`] → waits for its delay, publicly listed, while the swarm votes
//! ([`Call::vote`]) → in its block: vetoed, or dispatched with the authority it was queued with →
//! recorded. A block without room lets it wait until it expires. [`Config::CancelOrigin`] may cancel
//! it at any time before; nobody may hasten it.
//!
//! ## Voting power
//! Work that was audited and settled earns power equal to its price ([`WorkPower::credit`]). Power
//! keeps the share [`Config::KeptPerStep`] in each step of [`Config::DecayPeriod`] epochs, and is
//! capped by the worker's own bonded stake, both when it is earned and when it votes. It cannot be
//! transferred, and a vote counts what it had when it was cast.
//!
//! ## Who is trusted
//! [`Config::ActOrigin`] to queue, [`Config::CancelOrigin`] to cancel and nothing else, Posw to
//! credit settled work only. Emergencies are SafeMode's and TxPause's business.
//!
//! ## Invariants
//! - I1: the queue lists exactly the open acts, in the order of their blocks.
//! - I2: the preimage of each open act is there.
//! - I3: the power of all members is at most the total.
//! - I4: the tally of an open act is the sum of the members' votes on it.
//! - I5: records lie in their slots of the ring, and are of acts that are not open.
//!
//! ## Bounds
//! [`Config::MaxActs`] open acts, [`Config::MaxRecords`] records; each block looks at open acts only
//! as far as the weight it is given allows. Members are bounded by the work that made them;
//! [`Call::prune_member`] forgets them when their power has decayed.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod acts;
mod origins;
mod swarm;
mod types;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "std", feature = "try-runtime"))]
mod try_state;

#[cfg(doc)]
use labscape_primitives::WorkPower;

pub use origins::*;
pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

const LOG_TARGET: &str = "runtime::governance";

/// What benchmarks need of the runtime.
#[cfg(feature = "runtime-benchmarks")]
pub trait BenchmarkHelper<AccountId> {
	/// Let [`Config::OwnStake`] find some stake of `who`.
	fn give_stake(who: &AccountId);
}

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::vec::Vec;
	use codec::DecodeWithMemTracking;
	use frame_support::{
		dispatch::{GetDispatchInfo, PostDispatchInfo},
		pallet_prelude::*,
		traits::{Bounded, CallerTrait, OriginTrait, QueryPreimage},
		weights::WeightMeter,
	};
	use frame_system::{pallet_prelude::*, RawOrigin};
	use labscape_primitives::{OwnStake, WorkEpoch};
	use sp_runtime::{traits::Dispatchable, Perbill};

	/// The runtime's origin, as this pallet dispatches with it.
	pub type OriginOf<T> = <T as frame_system::Config>::RuntimeOrigin;
	/// A call by inline bytes or by preimage.
	pub type BoundedCallOf<T> =
		Bounded<<T as Config>::RuntimeCall, <T as frame_system::Config>::Hashing>;
	/// An open act.
	pub type ActOf<T> = Act<BoundedCallOf<T>, <T as Config>::PalletsOrigin, BlockNumberFor<T>>;
	/// The record of an act.
	pub type RecordOf<T> = Record<<T as frame_system::Config>::Hash, BlockNumberFor<T>>;
	/// An open act as clients see it.
	pub type ActViewOf<T> =
		ActView<<T as frame_system::Config>::Hash, <T as Config>::PalletsOrigin, BlockNumberFor<T>>;
	/// A worker with voting power.
	pub type MemberOf<T> = crate::types::Member<<T as Config>::MaxActs>;

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The runtime's origin.
		type RuntimeOrigin: OriginTrait<PalletsOrigin = Self::PalletsOrigin>
			+ From<Self::PalletsOrigin>
			+ IsType<<Self as frame_system::Config>::RuntimeOrigin>;

		/// The origins of all pallets; with one of them an act is dispatched.
		type PalletsOrigin: From<RawOrigin<Self::AccountId>>
			+ CallerTrait<Self::AccountId>
			+ MaxEncodedLen;

		/// The runtime's call.
		type RuntimeCall: Parameter
			+ Dispatchable<
				RuntimeOrigin = <Self as Config>::RuntimeOrigin,
				PostInfo = PostDispatchInfo,
			> + GetDispatchInfo;

		/// Where the bytes of calls are.
		type Preimages: QueryPreimage<H = Self::Hashing>;

		/// Who may queue an act, and with whose authority it is dispatched.
		type ActOrigin: EnsureOrigin<
			<Self as frame_system::Config>::RuntimeOrigin,
			Success = Self::PalletsOrigin,
		>;

		/// Who may cancel an act.
		type CancelOrigin: EnsureOrigin<<Self as frame_system::Config>::RuntimeOrigin>;

		/// The stake that caps voting power.
		type OwnStake: OwnStake<Self::AccountId, Power>;

		/// The current epoch of work.
		type WorkEpoch: Get<WorkEpoch>;

		/// The shortest delay of an act, in blocks.
		#[pallet::constant]
		type MinDelay: Get<BlockNumberFor<Self>>;

		/// The longest delay of an act, in blocks.
		#[pallet::constant]
		type MaxDelay: Get<BlockNumberFor<Self>>;

		/// How long an act may wait for room in a block once it is due, in blocks.
		#[pallet::constant]
		type GracePeriod: Get<BlockNumberFor<Self>>;

		/// How heavy the call of an act may be.
		#[pallet::constant]
		type MaxActWeight: Get<Weight>;

		/// How many acts may be open at once.
		#[pallet::constant]
		type MaxActs: Get<u32>;

		/// How many records of ended acts are kept.
		#[pallet::constant]
		type MaxRecords: Get<u32>;

		/// The share of all power that must vote for a veto to count.
		type VetoQuorum: Get<Perbill>;

		/// The share of the votes that must be against an act to veto it.
		type VetoThreshold: Get<Perbill>;

		/// Epochs of one step of the decay.
		#[pallet::constant]
		type DecayPeriod: Get<WorkEpoch>;

		/// The share of its power that a member keeps in one step.
		#[pallet::constant]
		type KeptPerStep: Get<Perbill>;

		/// Weights of the calls and hooks.
		type WeightInfo: WeightInfo;

		/// Gives stake, which benchmarks need.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper<Self::AccountId>;
	}

	/// Authorities that this pallet knows.
	#[pallet::origin]
	#[derive(
		Clone,
		Copy,
		Debug,
		PartialEq,
		Eq,
		Encode,
		Decode,
		DecodeWithMemTracking,
		MaxEncodedLen,
		TypeInfo,
	)]
	pub enum Origin {
		/// A referendum on a constitutional track. It may queue acts and nothing else.
		Constitution,
	}

	/// The id of the next act. Written by [`Pallet::queue_act`].
	#[pallet::storage]
	pub type NextAct<T> = StorageValue<_, ActId, ValueQuery>;

	/// Open acts. Written by `acts.rs`; removed when they end. At most [`Config::MaxActs`].
	#[pallet::storage]
	pub type Acts<T: Config> = StorageMap<_, Twox64Concat, ActId, ActOf<T>, OptionQuery>;

	/// Open acts by the block in which they are due. Written with [`Acts`].
	#[pallet::storage]
	pub type Queue<T: Config> =
		StorageValue<_, BoundedVec<(BlockNumberFor<T>, ActId), T::MaxActs>, ValueQuery>;

	/// What is known of acts that ended, at slot `act mod MaxRecords`. Written when an act ends;
	/// overwritten as the ring turns.
	#[pallet::storage]
	pub type Records<T: Config> = StorageMap<_, Twox64Concat, u32, RecordOf<T>, OptionQuery>;

	/// Workers with voting power. Written by `swarm.rs`; removed by [`Pallet::prune_member`].
	#[pallet::storage]
	pub type Members<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, MemberOf<T>, OptionQuery>;

	/// The power of all members, decaying as theirs. Written with [`Members`].
	#[pallet::storage]
	pub type TotalPower<T> = StorageValue<_, Decaying, ValueQuery>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// An act waits in the timelock.
		ActQueued {
			/// The act.
			act: ActId,
			/// The hash of its call, and of its preimage.
			call_hash: T::Hash,
			/// With whose authority it will be dispatched.
			origin: T::PalletsOrigin,
			/// In which block.
			due: BlockNumberFor<T>,
		},
		/// A member voted, or changed its vote.
		Voted {
			/// The act.
			act: ActId,
			/// The member.
			who: T::AccountId,
			/// Against the act, or for it.
			veto: bool,
			/// With how much power.
			power: Power,
		},
		/// An act ended.
		ActClosed {
			/// The act.
			act: ActId,
			/// The hash of its call.
			call_hash: T::Hash,
			/// The swarm's votes.
			tally: Tally,
			/// How it ended.
			outcome: Outcome,
		},
		/// A member without power was forgotten.
		MemberPruned {
			/// The account.
			who: T::AccountId,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// As many acts are open as may be. Wait until one ends.
		#[codec(index = 0)]
		QueueFull,
		/// The delay is shorter than the timelock allows.
		#[codec(index = 1)]
		DelayTooShort,
		/// The delay is longer than the timelock allows.
		#[codec(index = 2)]
		DelayTooLong,
		/// The call's preimage is not on chain, or is no call of this runtime. Note it first.
		#[codec(index = 3)]
		NoPreimage,
		/// The call is too heavy ever to be dispatched. Split it.
		#[codec(index = 4)]
		ActTooHeavy,
		/// No such act is open.
		#[codec(index = 5)]
		UnknownAct,
		/// The act is due; the vote has ended.
		#[codec(index = 6)]
		VotingOver,
		/// The account has no voting power: no recent verified work, or no bonded stake.
		#[codec(index = 7)]
		NoPower,
		/// The account is not a member.
		#[codec(index = 8)]
		NotMember,
		/// The member still has power, or a vote on an open act.
		#[codec(index = 9)]
		StillCounts,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_poll(now: BlockNumberFor<T>, meter: &mut WeightMeter) {
			Self::enact_due(now, meter);
		}

		#[cfg(feature = "std")]
		fn integrity_test() {
			use sp_runtime::traits::Zero;
			assert!(!T::MinDelay::get().is_zero(), "a timelock without delay is none");
			assert!(T::MinDelay::get() <= T::MaxDelay::get(), "some delay must be allowed");
			assert!(!T::GracePeriod::get().is_zero(), "an act needs a block to take effect");
			assert!(T::MaxActs::get() > 0, "some act must be possible");
			assert!(T::MaxRecords::get() > 0, "acts must be recorded");
			assert!(T::DecayPeriod::get() > 0, "power must decay");
			assert!(T::KeptPerStep::get() < Perbill::one(), "power must decay");
			let block = T::BlockWeights::get().max_block;
			assert!(
				T::MaxActWeight::get()
					.saturating_add(T::WeightInfo::enact())
					.saturating_add(T::WeightInfo::poll())
					.all_lte(block),
				"the heaviest act must fit into an empty block",
			);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Put an act into the timelock.
		///
		/// ## Origin
		/// [`Config::ActOrigin`], which also says with whose authority the act will be dispatched.
		/// ## Effects
		/// Requests the preimage of `call` until the act ends; lists the act; emits
		/// [`Event::ActQueued`].
		/// ## Errors
		/// [`Error::DelayTooShort`]; [`Error::DelayTooLong`]; [`Error::NoPreimage`];
		/// [`Error::ActTooHeavy`]; [`Error::QueueFull`].
		/// ## Cost
		/// Linear in the length of the preimage, which is decoded once.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::queue_act(call.lookup_len().unwrap_or(128)))]
		pub fn queue_act(
			origin: OriginFor<T>,
			call: BoundedCallOf<T>,
			delay: BlockNumberFor<T>,
		) -> DispatchResult {
			let authority = T::ActOrigin::ensure_origin(origin)?;
			Self::do_queue_act(authority, call, delay)
		}

		/// Vote on an open act, or change one's vote. It counts with the power of this moment.
		///
		/// ## Origin
		/// Signed by an account with voting power.
		/// ## Effects
		/// Emits [`Event::Voted`].
		/// ## Errors
		/// [`Error::UnknownAct`]; [`Error::VotingOver`]; [`Error::NoPower`].
		/// ## Cost
		/// O(1): five reads, two writes.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::vote())]
		pub fn vote(origin: OriginFor<T>, act: ActId, veto: bool) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_vote(who, act, veto)
		}

		/// Cancel an open act.
		///
		/// ## Origin
		/// [`Config::CancelOrigin`].
		/// ## Effects
		/// Ends the act without effect, records it, emits [`Event::ActClosed`].
		/// ## Errors
		/// [`Error::UnknownAct`].
		/// ## Cost
		/// O(1): three reads, four writes.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::cancel_act())]
		pub fn cancel_act(origin: OriginFor<T>, act: ActId) -> DispatchResult {
			T::CancelOrigin::ensure_origin(origin)?;
			Self::do_cancel_act(act)
		}

		/// Forget a member whose power has decayed to nothing.
		///
		/// ## Origin
		/// Signed by anyone.
		/// ## Effects
		/// Emits [`Event::MemberPruned`].
		/// ## Errors
		/// [`Error::NotMember`]; [`Error::StillCounts`].
		/// ## Cost
		/// O(1): three reads, one write.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::prune_member())]
		pub fn prune_member(origin: OriginFor<T>, who: T::AccountId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_prune_member(who)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// All open acts, in the order of their blocks.
		pub fn open_acts() -> Vec<ActViewOf<T>> {
			Queue::<T>::get().into_iter().filter_map(|(_, act)| Self::act_view(act)).collect()
		}

		/// One open act.
		pub fn open_act(act: ActId) -> Option<ActViewOf<T>> {
			Self::act_view(act)
		}

		/// What is known of an act that ended, if the ring has not turned past it.
		pub fn record(act: ActId) -> Option<RecordOf<T>> {
			Records::<T>::get(Self::slot(act)).filter(|record| record.act == act)
		}

		/// The voting power of `who` now: what it earned and keeps, and that capped by its own stake.
		pub fn power(who: T::AccountId) -> (Power, Power) {
			(Self::earned_power(&who), Self::power_of(&who))
		}

		/// The power of all members now.
		pub fn total_power() -> Power {
			Self::total_now()
		}

		/// The votes of `who` on open acts.
		pub fn votes(who: T::AccountId) -> Vec<Vote> {
			Self::open_votes(&who)
		}
	}
}
