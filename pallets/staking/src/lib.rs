//! # SwarmStaking: stake behind providers of compute
//!
//! A provider bonds UBC of its own, others may delegate to it, and both stand behind its nodes and
//! its open work. Income and slashes are shared through pools: however many delegators a provider
//! has, a reward, a slash and a claim each touch one record. Validators' stake is not here but in
//! pallet-staking.
//!
//! ## Life of a provider
//! [`Call::register`] → backs nodes and reserves for leases (through
//! [`labscape_primitives::ProviderStake`]) → [`Call::chill`], [`Call::resume`] → [`Call::leave`],
//! after which only exits remain. A leaving provider is forgotten when its last planck is gone.
//!
//! ## Life of a delegation
//! [`Call::delegate`] → waits [`Config::PendingEpochs`], earns nothing and is not slashed, may go home
//! at once → counts → [`Call::undelegate`] or [`Call::move_delegation`]: leaves the pool, earns
//! nothing, can still be slashed → [`Call::withdraw_delegation`] after the period, by anyone. What
//! is not withdrawn in time stays at risk.
//!
//! ## Where the money is
//! The operator's bond is held on the operator's account ([`HoldReason::Bond`]). Delegations are
//! held on this pallet's account ([`HoldReason::Delegation`]): a slash of a million delegators is one
//! transfer. Income lies in the pot ([`Config::Pot`]) until it is claimed; slashed funds go there.
//! Slashes use force: no vote or lock can stall them.
//!
//! ## What stands behind what
//! A node is backed by [`Pallet::node_bond`] of its size, taken from delegations first and from the
//! own bond for at least one part in `1 + MaxLeverage`. Open work is reserved from the own bond
//! alone. Nothing backs two things. A slash takes the own bond first. If the stake no longer covers
//! what it stands behind, the provider is inactive until it tops up or retires nodes; anyone may
//! chill it.
//!
//! ## Rounding
//! Always against the one who acts and in favour of the pool. Income that does not divide is carried
//! to the next; what is left when the last delegator has gone is the operator's.
//!
//! ## Who is trusted
//! Whoever holds [`labscape_primitives::ProviderStake`] in the runtime (Resources and Posw) to slash
//! for proven faults only. [`Config::AdminOrigin`] may make a provider leave, and touches no funds.
//!
//! ## Invariants
//! - I1: the bond held on a provider's account is its own bond and what of it is on its way out.
//! - I2: what is held on the pallet's account is the sum of all delegations: counting, waiting, leaving.
//! - I3: each pool's shares are owned: by delegations, by cohorts, by chunks; waiting stake likewise;
//!   and the number of delegations is right. No record is empty.
//! - I4: what a provider stands behind is the sum over its nodes.
//! - I5: a pool has shares exactly if it has value, and at most a million for each planck.
//! - I6: the pot holds all income that may be claimed, and no delegator may claim more than its pool
//!   was given.
//! - I7: lists are in order, without empty entries; no provider is over its commission's bound.
//!
//! ## Bounds
//! Eight waiting epochs, eight unbonding chunks. No call or trait function loops over delegators,
//! nodes or providers.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod delegations;
mod impls;
mod pool;
mod providers;
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

pub use pallet::*;
pub use pool::*;
pub use types::*;
pub use weights::WeightInfo;

const LOG_TARGET: &str = "runtime::swarm-staking";

/// What benchmarks need of the runtime.
#[cfg(feature = "runtime-benchmarks")]
pub trait BenchmarkHelper {
	/// Let [`Config::WorkEpoch`] return `epoch`.
	fn set_epoch(epoch: labscape_primitives::WorkEpoch);
}

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use frame_support::{
		pallet_prelude::*,
		traits::fungible::{hold, Inspect, Mutate},
		DefaultNoBound, PalletId,
	};
	use frame_system::pallet_prelude::*;
	use labscape_primitives::{NodeId, WorkEpoch};
	use sp_runtime::{traits::AccountIdConversion, Perbill};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// UBC.
		type Currency: Mutate<Self::AccountId, Balance = Balance>
			+ hold::Mutate<Self::AccountId, Balance = Balance, Reason = Self::RuntimeHoldReason>;

		/// The runtime's hold reasons.
		type RuntimeHoldReason: From<HoldReason>;

		/// Who may make a provider leave.
		type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// The current epoch of work.
		type WorkEpoch: Get<WorkEpoch>;

		/// Where income lies and slashed funds go. Exists from genesis.
		type Pot: Get<Self::AccountId>;

		/// Who gets income that no provider is left to take.
		type Residue: Get<Self::AccountId>;

		/// The least bond of a provider, in planck.
		type MinProviderBond: Get<Balance>;

		/// What stands behind one unit of a node, in planck. Read when a node is registered.
		type BondPerUnit: Get<Balance>;

		/// The least that stands behind a node, however small, in planck.
		type MinNodeBond: Get<Balance>;

		/// The least that may be delegated at once, and be left, in planck. Not below the existential
		/// deposit.
		type MinDelegation: Get<Balance>;

		/// How many times its own bond a provider may have in delegations.
		#[pallet::constant]
		type MaxLeverage: Get<u32>;

		/// Epochs for which a new delegation waits; at most [`MAX_PENDING`].
		#[pallet::constant]
		type PendingEpochs: Get<WorkEpoch>;

		/// Epochs from unbonding to withdrawal. Longer than any fault stays open.
		#[pallet::constant]
		type UnbondingPeriod: Get<WorkEpoch>;

		/// Epochs for which a delegation that moves stays behind with its old provider. Longer than
		/// any fault stays open.
		#[pallet::constant]
		type MovePeriod: Get<WorkEpoch>;

		/// The highest commission.
		#[pallet::constant]
		type MaxCommission: Get<Perbill>;

		/// The most by which a commission may rise at once.
		#[pallet::constant]
		type MaxCommissionStep: Get<Perbill>;

		/// Epochs between two rises of a commission.
		#[pallet::constant]
		type CommissionPeriod: Get<WorkEpoch>;

		/// Names the account on which delegations are held.
		#[pallet::constant]
		type PalletId: Get<PalletId>;

		/// Weights of the calls and of the trait's functions.
		type WeightInfo: WeightInfo;

		/// Moves the epoch of work, which benchmarks need.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper;
	}

	/// Why this pallet holds UBC.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// The bond of a provider.
		#[codec(index = 0)]
		Bond,
		/// Delegations, on this pallet's account.
		#[codec(index = 1)]
		Delegation,
	}

	/// Providers. Written by `providers.rs`, `delegations.rs` and the trait, through
	/// [`Pallet::save_provider`] alone, which also removes who has left with everything. Bounded by
	/// the minimum bond.
	#[pallet::storage]
	pub type Providers<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, Provider, OptionQuery>;

	/// Delegations, by provider and delegator. Written by `delegations.rs`; removed when empty.
	/// Bounded by the minimum delegation.
	#[pallet::storage]
	pub type Delegations<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		Blake2_128Concat,
		T::AccountId,
		Delegation<T::AccountId>,
		OptionQuery,
	>;

	/// Delegations that began to count together, by provider and epoch. Written when their epoch
	/// comes; removed when the last of their owners has been back. At most one for each delegation.
	#[pallet::storage]
	pub type Cohorts<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		Twox64Concat,
		WorkEpoch,
		Cohort,
		OptionQuery,
	>;

	/// What stands behind each node. Written by `back`, removed by `unback`. Bounded by the stake.
	#[pallet::storage]
	pub type Backings<T: Config> =
		StorageMap<_, Twox64Concat, NodeId, Backing<T::AccountId>, OptionQuery>;

	/// Gives the pallet's account a provider reference, so that it can hold without free balance.
	#[pallet::genesis_config]
	#[derive(DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		#[serde(skip)]
		_marker: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			frame_system::Pallet::<T>::inc_providers(&Pallet::<T>::account());
		}
	}

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A provider bonded for the first time.
		ProviderRegistered { provider: T::AccountId, bond: Balance, commission: Perbill },
		/// A provider added to its bond.
		BondIncreased { provider: T::AccountId, amount: Balance },
		/// A part of a bond is on its way out and may be withdrawn from epoch `release` on.
		BondUnbonding { provider: T::AccountId, amount: Balance, release: WorkEpoch },
		/// A part of a bond went home.
		BondWithdrawn { provider: T::AccountId, amount: Balance },
		/// A provider set its commission.
		CommissionSet { provider: T::AccountId, commission: Perbill },
		/// A provider takes no work until it says otherwise.
		ProviderChilled { provider: T::AccountId },
		/// A provider takes work again.
		ProviderResumed { provider: T::AccountId },
		/// A provider will never take work again.
		ProviderLeaving { provider: T::AccountId },
		/// A provider left with everything and is forgotten.
		ProviderRemoved { provider: T::AccountId },
		/// A delegation was made and counts from epoch `from` on.
		Delegated {
			provider: T::AccountId,
			delegator: T::AccountId,
			amount: Balance,
			from: WorkEpoch,
		},
		/// Stake that was waiting went home at once.
		PendingReturned { provider: T::AccountId, delegator: T::AccountId, amount: Balance },
		/// Stake is on its way out; with `to`, to another provider.
		DelegationUnbonding {
			provider: T::AccountId,
			delegator: T::AccountId,
			amount: Balance,
			release: WorkEpoch,
			to: Option<T::AccountId>,
		},
		/// Stake went home.
		DelegationWithdrawn { provider: T::AccountId, delegator: T::AccountId, amount: Balance },
		/// Income was paid out.
		Claimed { provider: T::AccountId, who: T::AccountId, amount: Balance },
		/// Stake went to the pot for a fault.
		Slashed { provider: T::AccountId, own: Balance, delegated: Balance },
		/// Stake stands behind a node.
		NodeBacked { provider: T::AccountId, node: NodeId, amount: Balance },
		/// Stake no longer stands behind a node.
		NodeUnbacked { provider: T::AccountId, node: NodeId, amount: Balance },
		/// Income came for a provider that no longer exists and went to the owner of residues.
		ResiduePaid { provider: T::AccountId, amount: Balance },
	}

	#[pallet::error]
	pub enum Error<T> {
		/// The account is no provider. Register first, or name another.
		#[codec(index = 0)]
		NotProvider,
		/// The account is a provider already. Add to the bond instead.
		#[codec(index = 1)]
		AlreadyProvider,
		/// The bond would be below the minimum. Bond more, or leave.
		#[codec(index = 2)]
		BelowMinimumBond,
		/// This part of the bond backs nodes or is reserved. Retire nodes or wait for open work.
		#[codec(index = 3)]
		BondInUse,
		/// The amount is zero.
		#[codec(index = 4)]
		ZeroAmount,
		/// Too many parts are on their way out. Withdraw some first.
		#[codec(index = 5)]
		TooManyChunks,
		/// Nothing may be withdrawn yet.
		#[codec(index = 6)]
		NothingToWithdraw,
		/// Nothing is there to be claimed.
		#[codec(index = 7)]
		NothingToClaim,
		/// The commission is above the highest allowed.
		#[codec(index = 8)]
		CommissionTooHigh,
		/// The commission would rise by too much at once.
		#[codec(index = 9)]
		CommissionStepTooLarge,
		/// The commission rose too recently. Wait for the end of the period.
		#[codec(index = 10)]
		CommissionTooSoon,
		/// The provider takes no work: chilled, leaving, short of bond, or not covering what it
		/// stands behind.
		#[codec(index = 11)]
		NotActive,
		/// The provider is not chilled.
		#[codec(index = 12)]
		NotChilled,
		/// The provider is leaving for good.
		#[codec(index = 13)]
		IsLeaving,
		/// The provider is in order; only itself may chill it.
		#[codec(index = 14)]
		InOrder,
		/// The delegation would be below the minimum. Delegate more.
		#[codec(index = 15)]
		BelowMinimumDelegation,
		/// The provider's own bond does not carry so much in delegations.
		#[codec(index = 16)]
		LeverageExceeded,
		/// Operators bond; they do not delegate to themselves.
		#[codec(index = 17)]
		SelfDelegation,
		/// There is no delegation, or nothing of it that the call could move.
		#[codec(index = 18)]
		NoDelegation,
		/// Only the operator may do this while the provider is not leaving.
		#[codec(index = 19)]
		NotOperator,
		/// Something stands behind this node already.
		#[codec(index = 20)]
		NodeAlreadyBacked,
		/// A node has at least one unit.
		#[codec(index = 21)]
		NoUnits,
		/// The stake does not suffice. Bond more.
		#[codec(index = 22)]
		InsufficientStake,
		/// The delegation is at that provider already.
		#[codec(index = 23)]
		SameProvider,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		#[cfg(feature = "std")]
		fn integrity_test() {
			assert!(
				(1..=MAX_PENDING).contains(&T::PendingEpochs::get()),
				"delegations wait at least one epoch, and fit into the list",
			);
			assert!(
				T::MovePeriod::get() >= T::PendingEpochs::get(),
				"a move must not be faster than a new delegation",
			);
			assert!(
				T::UnbondingPeriod::get() >= T::MovePeriod::get(),
				"moving must not be slower than leaving",
			);
			assert!(T::MaxCommission::get() <= Perbill::one(), "commission is a share");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Become a provider.
		///
		/// ## Origin
		/// Signed by the operator.
		/// ## Effects
		/// Holds `bond`; emits [`Event::ProviderRegistered`].
		/// ## Errors
		/// [`Error::AlreadyProvider`]; [`Error::BelowMinimumBond`]; [`Error::CommissionTooHigh`]; an
		/// error of the token if the balance does not suffice.
		/// ## Cost
		/// O(1): three reads, three writes.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::register())]
		pub fn register(
			origin: OriginFor<T>,
			#[pallet::compact] bond: Balance,
			commission: Perbill,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_register(who, bond, commission)
		}

		/// Add to one's bond. It counts at once.
		///
		/// ## Origin
		/// Signed by the operator.
		/// ## Effects
		/// Holds `amount` more; emits [`Event::BondIncreased`].
		/// ## Errors
		/// [`Error::NotProvider`]; [`Error::IsLeaving`]; [`Error::ZeroAmount`]; an error of the token
		/// if the balance does not suffice.
		/// ## Cost
		/// O(1): three reads, three writes.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::bond_extra())]
		pub fn bond_extra(
			origin: OriginFor<T>,
			#[pallet::compact] amount: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_bond_extra(who, amount)
		}

		/// Start to take a part of one's bond out. It can be slashed until it is withdrawn.
		///
		/// ## Origin
		/// Signed by the operator.
		/// ## Effects
		/// Queues `amount` for [`Config::UnbondingPeriod`]; emits [`Event::BondUnbonding`].
		/// ## Errors
		/// [`Error::NotProvider`]; [`Error::ZeroAmount`]; [`Error::BondInUse`];
		/// [`Error::TooManyChunks`]; unless leaving, [`Error::BelowMinimumBond`] and
		/// [`Error::LeverageExceeded`].
		/// ## Cost
		/// O(1): two reads, one write.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::unbond())]
		pub fn unbond(origin: OriginFor<T>, #[pallet::compact] amount: Balance) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_unbond(who, amount)
		}

		/// Release the parts of a provider's bond whose time has come.
		///
		/// ## Origin
		/// Signed by anyone.
		/// ## Effects
		/// Releases to the operator; emits [`Event::BondWithdrawn`], and [`Event::ProviderRemoved`]
		/// if that was all.
		/// ## Errors
		/// [`Error::NotProvider`]; [`Error::NothingToWithdraw`].
		/// ## Cost
		/// O(1): four reads, three writes.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::withdraw_unbonded())]
		pub fn withdraw_unbonded(origin: OriginFor<T>, provider: T::AccountId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_withdraw_unbonded(provider)
		}

		/// Set one's commission on the delegators' income.
		///
		/// ## Origin
		/// Signed by the operator.
		/// ## Effects
		/// Holds for all income from now on; emits [`Event::CommissionSet`].
		/// ## Errors
		/// [`Error::NotProvider`]; [`Error::CommissionTooHigh`]; for a rise also
		/// [`Error::CommissionStepTooLarge`] and [`Error::CommissionTooSoon`].
		/// ## Cost
		/// O(1): two reads, one write.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::set_commission())]
		pub fn set_commission(origin: OriginFor<T>, commission: Perbill) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_commission(who, commission)
		}

		/// Take no new work and no new delegations until told otherwise.
		///
		/// ## Origin
		/// Signed by the operator.
		/// ## Effects
		/// Emits [`Event::ProviderChilled`].
		/// ## Errors
		/// [`Error::NotProvider`]; [`Error::NotActive`] (it is chilled or leaving).
		/// ## Cost
		/// O(1): one read, one write.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::chill())]
		pub fn chill(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_chill(who)
		}

		/// Chill a provider that is short of bond or no longer covers what it stands behind.
		///
		/// ## Origin
		/// Signed by anyone.
		/// ## Effects
		/// Emits [`Event::ProviderChilled`].
		/// ## Errors
		/// [`Error::NotProvider`]; [`Error::NotActive`]; [`Error::InOrder`].
		/// ## Cost
		/// O(1): one read, one write.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::chill())]
		pub fn chill_other(origin: OriginFor<T>, provider: T::AccountId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_chill_other(provider)
		}

		/// Take work again.
		///
		/// ## Origin
		/// Signed by the operator.
		/// ## Effects
		/// Emits [`Event::ProviderResumed`].
		/// ## Errors
		/// [`Error::NotProvider`]; [`Error::NotChilled`]; [`Error::BelowMinimumBond`];
		/// [`Error::InsufficientStake`] (it does not cover what it stands behind).
		/// ## Cost
		/// O(1): one read, one write.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::chill())]
		pub fn resume(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_resume(who)
		}

		/// Leave for good. The bond goes out through [`Call::unbond`] as it becomes free, and anyone
		/// may send the delegators home with [`Call::kick`].
		///
		/// ## Origin
		/// Signed by the operator.
		/// ## Effects
		/// Cannot be undone. Emits [`Event::ProviderLeaving`].
		/// ## Errors
		/// [`Error::NotProvider`]; [`Error::IsLeaving`].
		/// ## Cost
		/// O(1): one read, one write.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::chill())]
		pub fn leave(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_leave(who)
		}

		/// Make a provider leave for good. No funds are taken.
		///
		/// ## Origin
		/// [`Config::AdminOrigin`].
		/// ## Effects
		/// As [`Call::leave`].
		/// ## Errors
		/// [`Error::NotProvider`]; [`Error::IsLeaving`].
		/// ## Cost
		/// O(1): one read, one write.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::chill())]
		pub fn force_leave(origin: OriginFor<T>, provider: T::AccountId) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_leave(provider)
		}

		/// Delegate to a provider.
		///
		/// ## Origin
		/// Signed by the delegator.
		/// ## Effects
		/// Moves `amount` to the pallet's account and holds it there. It counts after
		/// [`Config::PendingEpochs`]. Emits [`Event::Delegated`].
		/// ## Errors
		/// [`Error::NotProvider`]; [`Error::NotActive`]; [`Error::SelfDelegation`];
		/// [`Error::BelowMinimumDelegation`]; [`Error::LeverageExceeded`]; an error of the token if
		/// the balance does not suffice.
		/// ## Cost
		/// O(1): up to sixteen cohorts of earlier delegations.
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::delegate())]
		pub fn delegate(
			origin: OriginFor<T>,
			provider: T::AccountId,
			#[pallet::compact] amount: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_delegate(provider, who, amount)
		}

		/// Take a delegation back, or a part of it. What is waiting goes home first and at once; the
		/// rest can be slashed until it is withdrawn.
		///
		/// ## Origin
		/// Signed by the delegator.
		/// ## Effects
		/// If less than the minimum would be left, everything is taken. Emits
		/// [`Event::PendingReturned`] and [`Event::DelegationUnbonding`].
		/// ## Errors
		/// [`Error::NotProvider`]; [`Error::NoDelegation`]; [`Error::ZeroAmount`];
		/// [`Error::TooManyChunks`].
		/// ## Cost
		/// O(1): up to sixteen cohorts of earlier delegations.
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::undelegate())]
		pub fn undelegate(
			origin: OriginFor<T>,
			provider: T::AccountId,
			#[pallet::compact] amount: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_undelegate(provider, who, amount)
		}

		/// Move a delegation, or a part of it, to another provider. It stays behind for
		/// [`Config::MovePeriod`], can be slashed there, and then waits at the new provider.
		///
		/// ## Origin
		/// Signed by the delegator.
		/// ## Effects
		/// If less than the minimum would be left, everything that counts is moved. Emits
		/// [`Event::DelegationUnbonding`].
		/// ## Errors
		/// [`Error::NotProvider`]; [`Error::SameProvider`]; [`Error::SelfDelegation`];
		/// [`Error::NotActive`] (of the new provider); [`Error::NoDelegation`];
		/// [`Error::ZeroAmount`]; [`Error::TooManyChunks`].
		/// ## Cost
		/// O(1): up to sixteen cohorts of earlier delegations.
		#[pallet::call_index(12)]
		#[pallet::weight(T::WeightInfo::undelegate())]
		pub fn move_delegation(
			origin: OriginFor<T>,
			from: T::AccountId,
			to: T::AccountId,
			#[pallet::compact] amount: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_move_delegation(from, to, who, amount)
		}

		/// Finish what is on its way out and whose time has come. What was to move, but whose new
		/// provider does not take it, goes home.
		///
		/// ## Origin
		/// Signed by anyone.
		/// ## Effects
		/// Pays the delegator, or delegates to the new provider. Emits
		/// [`Event::DelegationWithdrawn`], [`Event::Delegated`].
		/// ## Errors
		/// [`Error::NotProvider`]; [`Error::NoDelegation`]; [`Error::NothingToWithdraw`]; an error of
		/// the token if the delegator's account is gone and the amount below the existential deposit.
		/// ## Cost
		/// O(1): up to eight chunks, each of which may enter another provider. What is charged for
		/// chunks that do not move is returned.
		#[pallet::call_index(13)]
		#[pallet::weight(T::WeightInfo::withdraw_delegation(MAX_CHUNKS))]
		pub fn withdraw_delegation(
			origin: OriginFor<T>,
			provider: T::AccountId,
			delegator: T::AccountId,
		) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			let moves = Self::do_withdraw_delegation(provider, delegator)?;
			Ok(Some(T::WeightInfo::withdraw_delegation(moves)).into())
		}

		/// Pay out the income of a delegator, or of the operator.
		///
		/// ## Origin
		/// Signed by anyone.
		/// ## Effects
		/// Moves the income from the pot to `who`; emits [`Event::Claimed`].
		/// ## Errors
		/// [`Error::NotProvider`]; [`Error::NoDelegation`]; [`Error::NothingToClaim`]; an error of
		/// the token if the account is gone and the income below the existential deposit.
		/// ## Cost
		/// O(1): up to sixteen cohorts of earlier delegations.
		#[pallet::call_index(14)]
		#[pallet::weight(T::WeightInfo::claim())]
		pub fn claim(
			origin: OriginFor<T>,
			provider: T::AccountId,
			who: T::AccountId,
		) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_claim(provider, who)
		}

		/// Send a delegator home: as if it had taken back everything.
		///
		/// ## Origin
		/// Signed by the operator; by anyone if the provider is leaving.
		/// ## Effects
		/// As [`Call::undelegate`] of the whole.
		/// ## Errors
		/// [`Error::NotOperator`], and those of [`Call::undelegate`].
		/// ## Cost
		/// As [`Call::undelegate`].
		#[pallet::call_index(15)]
		#[pallet::weight(T::WeightInfo::undelegate())]
		pub fn kick(
			origin: OriginFor<T>,
			provider: T::AccountId,
			delegator: T::AccountId,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_kick(who, provider, delegator)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// A provider as of now.
		pub fn provider(who: T::AccountId) -> Option<ProviderView> {
			Self::provider_view(&who)
		}

		/// A delegation as of now.
		pub fn delegation(
			provider: T::AccountId,
			delegator: T::AccountId,
		) -> Option<DelegationView<T::AccountId>> {
			Self::delegation_view(&provider, &delegator)
		}

		/// What a node of `units` units needs behind it.
		pub fn bond_of_node(units: u16) -> Balance {
			Self::node_bond(units)
		}

		/// What stands behind `node`.
		pub fn backing_of_node(node: NodeId) -> Option<(T::AccountId, Balance)> {
			Backings::<T>::get(node).map(|backing| (backing.provider, backing.amount))
		}

		/// The account on which delegations are held.
		pub fn stake_account() -> T::AccountId {
			Self::account()
		}
	}

	impl<T: Config> Pallet<T> {
		/// The account on which delegations are held.
		pub fn account() -> T::AccountId {
			T::PalletId::get().into_account_truncating()
		}

		/// What a node of `units` units needs behind it: by its size, and at least
		/// [`Config::MinNodeBond`].
		pub fn node_bond(units: u16) -> Balance {
			T::BondPerUnit::get().saturating_mul(units.into()).max(T::MinNodeBond::get())
		}

		/// The existential deposit.
		pub fn minimum_balance() -> Balance {
			<T::Currency as Inspect<T::AccountId>>::minimum_balance()
		}
	}
}
