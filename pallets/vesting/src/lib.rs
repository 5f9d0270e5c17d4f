//! # Vesting
//!
//! Grants of UBC or of a token that become their beneficiary's over time: in proportion to time
//! after a cliff, in steps, or milestone by milestone.
//!
//! ## The life of a schedule
//! Whoever grants moves the amount to the beneficiary **on hold**: wallets show it, nobody can
//! spend it. What is vested at a block is a function of the schedule and the block alone
//! ([`Schedule::vested`]), so it does not matter when, how often or by whom it is claimed. A claim
//! releases what is vested and not yet claimed. If the grant allows it, the granter takes back what
//! is not vested (revocation), and the beneficiary hands the rest to another account. The record
//! goes when everything is claimed, and its deposit returns to the granter.
//!
//! ## Who is trusted with what
//! Anyone may claim for anyone. A granter can take back nothing that is vested, and nothing at all
//! from an irrevocable grant. The authority of a milestone schedule can release milestones and
//! nothing else; if it falls silent, the deadline decides. [`Config::PauseOrigin`] can stop all of
//! it for at most [`Config::MaxPause`] blocks, and not again before as many blocks as
//! [`Config::PauseCooldown`] have passed since.
//!
//! ## Invariants
//! - **I1** For each account and asset, what is on hold for [`HoldReason::Grant`] is the sum of what
//!   is outstanding of its schedules.
//! - **I2** `claimed ≤ vested ≤ amount`, and a stored schedule has something outstanding.
//! - **I3** [`SchedulesByBeneficiary`] holds exactly the ids of [`Schedules`], below
//!   [`NextScheduleId`].
//! - **I4** For each account, what is on hold for [`HoldReason::Deposit`] is the sum of the deposits
//!   of the schedules that it granted.
//! - **I5** Every curve is one that [`Pallet::grant`] accepts, or fully vested.
//!
//! ## Bounds
//! A batch has at most [`Config::MaxBatch`] entries, a schedule at most
//! [`labscape_primitives::MAX_MILESTONES`] milestones and [`Config::MaxDuration`] blocks. An account
//! may have any number of schedules: every call names the one that it is about, so a stranger's
//! grants cost the beneficiary nothing, and their granters a deposit each.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod ledger;
pub mod migrations;
#[cfg(test)]
mod mock;
mod schedules;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "std", feature = "try-runtime"))]
mod try_state;
mod types;
pub mod weights;

use alloc::vec::Vec;
use frame_support::{pallet_prelude::*, traits::fungible, traits::fungibles};
use frame_system::pallet_prelude::*;
use labscape_primitives::{
	Amount, AssetKind, Grant, ScheduleId, TokenId, TokenRules, VestedGrants,
};

pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

/// Log target of this pallet.
pub const LOG_TARGET: &str = "runtime::vesting";

type AccountIdOf<T> = <T as frame_system::Config>::AccountId;
/// A schedule of runtime `T`.
pub type ScheduleOf<T> = Schedule<AccountIdOf<T>, BlockNumberFor<T>>;
/// A grant of runtime `T`.
pub type GrantOf<T> = Grant<AccountIdOf<T>, BlockNumberFor<T>>;

/// Sets benchmarks up.
#[cfg(feature = "runtime-benchmarks")]
pub trait BenchmarkHelper<AccountId> {
	/// An asset of which `who` has `amount`; best a token, which costs more than UBC.
	fn asset(who: &AccountId, amount: Amount) -> AssetKind;
	/// Let whatever moves `asset` to or from `who` cost the most.
	fn burden(asset: AssetKind, who: &AccountId);
}

#[cfg(feature = "runtime-benchmarks")]
impl<AccountId> BenchmarkHelper<AccountId> for () {
	fn asset(_: &AccountId, _: Amount) -> AssetKind {
		AssetKind::Native
	}
	fn burden(_: AssetKind, _: &AccountId) {}
}

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use crate::schedules::Book;

	/// The layout of [`Schedules`]; see [`Versioned`].
	pub(crate) const STORAGE_VERSION: StorageVersion = StorageVersion::new(2);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// UBC.
		type Currency: fungible::hold::Mutate<
				Self::AccountId,
				Reason = Self::RuntimeHoldReason,
				Balance = Amount,
			> + fungible::Mutate<Self::AccountId>;

		/// The tokens, with holds: pallet-assets-holder.
		type Fungibles: fungibles::hold::Mutate<
			Self::AccountId,
			AssetId = TokenId,
			Reason = Self::RuntimeHoldReason,
			Balance = Amount,
		>;

		/// The rules of tokens, which moving them by holds would otherwise pass by.
		type TokenRules: TokenRules<Self::AccountId>;

		/// The runtime's hold reasons.
		type RuntimeHoldReason: From<HoldReason>;

		/// Who may pause and resume in an emergency.
		type PauseOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// What a granter has on hold for each schedule, in planck.
		#[pallet::constant]
		type ScheduleDeposit: Get<Amount>;

		/// The most entries of one batch.
		#[pallet::constant]
		type MaxBatch: Get<u32>;

		/// The latest end of a schedule, in blocks from its creation.
		#[pallet::constant]
		type MaxDuration: Get<BlockNumberFor<Self>>;

		/// The longest pause, in blocks.
		#[pallet::constant]
		type MaxPause: Get<BlockNumberFor<Self>>;

		/// How long no new pause is possible after one has ended, in blocks.
		#[pallet::constant]
		type PauseCooldown: Get<BlockNumberFor<Self>>;

		/// Measured costs.
		type WeightInfo: WeightInfo;

		/// Sets benchmarks up.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper<Self::AccountId>;
	}

	/// Why this pallet holds balances.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// Granted and not claimed; on the account of the beneficiary.
		#[codec(index = 0)]
		Grant,
		/// Deposit for the record of a schedule; on the account of the granter, in UBC.
		#[codec(index = 1)]
		Deposit,
	}

	/// All schedules from which something is outstanding. Written by the book of schedules only;
	/// an entry goes with its last claim. Each has a deposit behind it.
	#[pallet::storage]
	pub type Schedules<T: Config> =
		StorageMap<_, Twox64Concat, ScheduleId, Versioned<AccountIdOf<T>, BlockNumberFor<T>>>;

	/// The schedules of each beneficiary, in no order. Written beside [`Schedules`].
	#[pallet::storage]
	pub type SchedulesByBeneficiary<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, AccountIdOf<T>, Twox64Concat, ScheduleId, ()>;

	/// The id of the next schedule.
	#[pallet::storage]
	pub type NextScheduleId<T> = StorageValue<_, ScheduleId, ValueQuery>;

	/// The emergency pause; long expired in normal times.
	#[pallet::storage]
	pub type EmergencyPause<T: Config> = StorageValue<_, Emergency<BlockNumberFor<T>>, ValueQuery>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A schedule was made; `amount` is on hold for the beneficiary.
		Granted {
			schedule: ScheduleId,
			asset: AssetKind,
			granter: T::AccountId,
			beneficiary: T::AccountId,
			amount: Amount,
		},
		/// `amount` was released to the beneficiary.
		Claimed { schedule: ScheduleId, beneficiary: T::AccountId, amount: Amount },
		/// `returned`, not vested, went back to the granter: a revocation, or milestones that
		/// lapsed. What is vested stays claimable.
		Cut { schedule: ScheduleId, returned: Amount },
		/// The schedule has another beneficiary.
		Transferred { schedule: ScheduleId, from: T::AccountId, to: T::AccountId },
		/// Schedule `from` was added to schedule `into` and is gone.
		Merged { from: ScheduleId, into: ScheduleId },
		/// A milestone, counted from zero, was released.
		MilestoneReleased { schedule: ScheduleId, milestone: u32, amount: Amount },
		/// Everything was claimed; the record is gone.
		Ended { schedule: ScheduleId },
		/// Nothing moves before block `until`.
		Paused { until: BlockNumberFor<T> },
		/// The pause ended early.
		Resumed,
	}

	#[pallet::error]
	pub enum Error<T> {
		/// No such schedule; it may have ended with its last claim.
		UnknownSchedule,
		/// Grant more than nothing.
		ZeroAmount,
		/// The curve has no length: give it an end after its start, or steps with a period.
		ZeroLength,
		/// The cliff must lie between start and end.
		CliffOutside,
		/// The schedule would end before it is made.
		InThePast,
		/// The schedule would end later than the longest duration from now.
		TooLong,
		/// Milestones must be at least one, none zero, none released, and add up to the amount.
		BadMilestones,
		/// The batch has no entries.
		EmptyBatch,
		/// The batch has more entries than allowed: split it.
		BatchTooLarge,
		/// An amount left the range of numbers.
		Overflow,
		/// The account does not exist on this chain: send it the existential deposit first.
		AccountMissing,
		/// The rest on the paying account would be below the asset's minimum: leave more or nothing.
		WouldLeaveDust,
		/// Nothing more is vested yet.
		NothingToClaim,
		/// Only the granter may do this.
		NotGranter,
		/// Only the beneficiary may do this.
		NotBeneficiary,
		/// Only the authority named in the grant may do this.
		NotAuthority,
		/// The grant cannot be revoked.
		NotRevocable,
		/// The grant cannot be handed on.
		NotTransferable,
		/// Everything is vested: there is nothing to take back, hand on or release.
		FullyVested,
		/// The schedule has this beneficiary already.
		SelfTransfer,
		/// A schedule cannot be merged with itself.
		SelfMerge,
		/// Only schedules that agree in asset, granter, curve and flags can be merged, and none with
		/// milestones.
		CurvesDiffer,
		/// The schedule has no milestones that can lapse or be released.
		NotAMilestoneSchedule,
		/// Milestones lapse at their deadline, not before.
		BeforeDeadline,
		/// The deadline for releasing milestones is over.
		AfterDeadline,
		/// Vesting is paused; the pause ends by itself.
		VestingPaused,
		/// The pause must last at least one and at most `MaxPause` blocks.
		BadPause,
		/// The last pause was too recent.
		PauseTooSoon,
		/// Nothing is paused.
		NotPaused,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			use sp_runtime::traits::Zero;
			assert!(T::MaxBatch::get() > 0, "a batch must be able to hold something");
			assert!(!T::MaxDuration::get().is_zero(), "schedules need a length");
			assert!(
				T::PauseCooldown::get() >= T::MaxPause::get(),
				"vesting must be open at least half of the time",
			);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Grant an amount of UBC or of a token that vests over time.
		///
		/// ## Origin
		/// Signed by the granter.
		/// ## Effects
		/// Moves the amount to the beneficiary, on hold; holds the deposit of the granter; emits
		/// [`Event::Granted`].
		/// ## Errors
		/// [`Error::ZeroAmount`], [`Error::ZeroLength`], [`Error::CliffOutside`],
		/// [`Error::InThePast`], [`Error::TooLong`], [`Error::BadMilestones`]: correct the grant.
		/// [`Error::AccountMissing`]: fund the beneficiary first. [`Error::VestingPaused`]. The
		/// errors of the ledger and of the token's rules.
		/// ## Cost
		/// O(1).
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::grant_batch(1))]
		pub fn grant(origin: OriginFor<T>, asset: AssetKind, grant: GrantOf<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::ensure_open()?;
			Book::<T>::grant(&who, &who, asset, alloc::vec![grant])
		}

		/// Make several grants of one asset, all or none.
		///
		/// ## Origin
		/// Signed by the granter.
		/// ## Effects
		/// As [`Pallet::grant`], for each entry.
		/// ## Errors
		/// Those of [`Pallet::grant`]; [`Error::EmptyBatch`].
		/// ## Cost
		/// O(entries), at most [`Config::MaxBatch`].
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::grant_batch(grants.len() as u32))]
		pub fn grant_batch(
			origin: OriginFor<T>,
			asset: AssetKind,
			grants: BoundedVec<GrantOf<T>, T::MaxBatch>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::ensure_open()?;
			Book::<T>::grant(&who, &who, asset, grants.into_inner())
		}

		/// Release what is vested to the beneficiary of a schedule.
		///
		/// ## Origin
		/// Signed by anyone.
		/// ## Effects
		/// Releases the hold of what is vested; the record goes and its deposit returns when that
		/// was the last of it. Emits [`Event::Claimed`], [`Event::Ended`].
		/// ## Errors
		/// [`Error::UnknownSchedule`], [`Error::NothingToClaim`] (wait), [`Error::VestingPaused`].
		/// ## Cost
		/// O(1) in the number of schedules, of others and of one's own; O(milestones).
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::claim_batch(1))]
		pub fn claim(origin: OriginFor<T>, schedule: ScheduleId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::ensure_open()?;
			Book::<T>::claim(schedule)
		}

		/// Claim several schedules, of any beneficiaries, all or none.
		///
		/// ## Origin
		/// Signed by anyone.
		/// ## Effects
		/// As [`Pallet::claim`], for each.
		/// ## Errors
		/// Those of [`Pallet::claim`]; [`Error::EmptyBatch`].
		/// ## Cost
		/// O(entries), at most [`Config::MaxBatch`].
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::claim_batch(schedules.len() as u32))]
		pub fn claim_batch(
			origin: OriginFor<T>,
			schedules: BoundedVec<ScheduleId, T::MaxBatch>,
		) -> DispatchResult {
			ensure_signed(origin)?;
			Self::ensure_open()?;
			ensure!(!schedules.is_empty(), Error::<T>::EmptyBatch);
			schedules.into_iter().try_for_each(Book::<T>::claim)
		}

		/// Take back what is not vested.
		///
		/// ## Origin
		/// Signed by the granter of a revocable schedule.
		/// ## Effects
		/// Moves what is not vested to the granter; what is vested stays claimable. Emits
		/// [`Event::Cut`].
		/// ## Errors
		/// [`Error::NotGranter`], [`Error::NotRevocable`], [`Error::FullyVested`],
		/// [`Error::AccountMissing`], [`Error::VestingPaused`].
		/// ## Cost
		/// O(1).
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::revoke())]
		pub fn revoke(origin: OriginFor<T>, schedule: ScheduleId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::ensure_open()?;
			Book::<T>::revoke(&who, schedule)
		}

		/// Hand what is not vested to another account; what is vested is claimed first.
		///
		/// ## Origin
		/// Signed by the beneficiary of a transferable schedule.
		/// ## Effects
		/// Releases what is vested to the old beneficiary, moves the rest on hold to the new one.
		/// Emits [`Event::Claimed`], [`Event::Transferred`].
		/// ## Errors
		/// [`Error::NotBeneficiary`], [`Error::NotTransferable`], [`Error::SelfTransfer`],
		/// [`Error::FullyVested`] (claim it), [`Error::AccountMissing`], [`Error::VestingPaused`].
		/// ## Cost
		/// O(1).
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::transfer())]
		pub fn transfer(
			origin: OriginFor<T>,
			schedule: ScheduleId,
			to: T::AccountId,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::ensure_open()?;
			Book::<T>::transfer(&who, schedule, to)
		}

		/// Add one of one's schedules to another that runs on the same curve.
		///
		/// The sum vests exactly as the two did, but for the fractions of the smallest unit that
		/// both were rounded down by.
		///
		/// ## Origin
		/// Signed by the beneficiary of both.
		/// ## Effects
		/// Schedule `from` ends in `into`; its deposit returns. Emits [`Event::Merged`].
		/// ## Errors
		/// [`Error::SelfMerge`], [`Error::NotBeneficiary`], [`Error::CurvesDiffer`],
		/// [`Error::VestingPaused`].
		/// ## Cost
		/// O(1).
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::merge())]
		pub fn merge(origin: OriginFor<T>, from: ScheduleId, into: ScheduleId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::ensure_open()?;
			Book::<T>::merge(&who, from, into)
		}

		/// Release the next milestone of a schedule.
		///
		/// ## Origin
		/// Signed by the authority that the grant names.
		/// ## Effects
		/// The milestone's part is vested. Emits [`Event::MilestoneReleased`].
		/// ## Errors
		/// [`Error::NotAMilestoneSchedule`], [`Error::NotAuthority`], [`Error::AfterDeadline`],
		/// [`Error::FullyVested`], [`Error::VestingPaused`].
		/// ## Cost
		/// O(1).
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::release_milestone())]
		pub fn release_milestone(origin: OriginFor<T>, schedule: ScheduleId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::ensure_open()?;
			Book::<T>::release_milestone(&who, schedule)
		}

		/// Return milestones that were not released by their deadline to the granter, where the
		/// grant says so.
		///
		/// ## Origin
		/// Signed by anyone.
		/// ## Effects
		/// As a revocation. Emits [`Event::Cut`].
		/// ## Errors
		/// [`Error::NotAMilestoneSchedule`], [`Error::BeforeDeadline`], [`Error::FullyVested`],
		/// [`Error::VestingPaused`].
		/// ## Cost
		/// O(1).
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::revoke())]
		pub fn lapse(origin: OriginFor<T>, schedule: ScheduleId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::ensure_open()?;
			Book::<T>::lapse(schedule)
		}

		/// Stop everything for `duration` blocks.
		///
		/// ## Origin
		/// [`Config::PauseOrigin`].
		/// ## Effects
		/// No grant, claim or other call until then. Emits [`Event::Paused`].
		/// ## Errors
		/// [`Error::BadPause`], [`Error::PauseTooSoon`].
		/// ## Cost
		/// O(1).
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::pause())]
		pub fn pause(origin: OriginFor<T>, duration: BlockNumberFor<T>) -> DispatchResult {
			T::PauseOrigin::ensure_origin(origin)?;
			Self::do_pause(duration)
		}

		/// End a pause early.
		///
		/// ## Origin
		/// [`Config::PauseOrigin`].
		/// ## Effects
		/// Everything is possible again. Emits [`Event::Resumed`].
		/// ## Errors
		/// [`Error::NotPaused`].
		/// ## Cost
		/// O(1).
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::pause())]
		pub fn resume(origin: OriginFor<T>) -> DispatchResult {
			T::PauseOrigin::ensure_origin(origin)?;
			Self::do_resume()
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The schedule, if something of it is outstanding.
		pub fn schedule(id: ScheduleId) -> Option<ScheduleOf<T>> {
			Schedules::<T>::get(id).map(Versioned::latest)
		}

		/// Up to 100 schedules of `who`, in no order, from the one after `after` on.
		pub fn schedules_of(
			who: T::AccountId,
			after: Option<ScheduleId>,
		) -> Vec<(ScheduleId, ScheduleOf<T>)> {
			let ids = match after {
				Some(id) => {
					let key = SchedulesByBeneficiary::<T>::hashed_key_for(&who, id);
					SchedulesByBeneficiary::<T>::iter_key_prefix_from(&who, key)
				}
				None => SchedulesByBeneficiary::<T>::iter_key_prefix(&who),
			};
			ids.take(100)
				.filter_map(|id| Schedules::<T>::get(id).map(|found| (id, found.latest())))
				.collect()
		}

		/// What a claim would release now.
		pub fn claimable(id: ScheduleId) -> Amount {
			let now = frame_system::Pallet::<T>::block_number();
			Self::schedule(id).map(|schedule| schedule.claimable(now)).unwrap_or_default()
		}

		/// What is vested at block `at`, claimed or not, if nobody revokes and no milestone is
		/// released until then.
		pub fn vested_at(id: ScheduleId, at: BlockNumberFor<T>) -> Amount {
			Self::schedule(id).map(|schedule| schedule.vested(at)).unwrap_or_default()
		}

		/// Until which block everything is paused; `None` if nothing is.
		pub fn paused_until() -> Option<BlockNumberFor<T>> {
			let until = EmergencyPause::<T>::get().until;
			(frame_system::Pallet::<T>::block_number() < until).then_some(until)
		}
	}
}

impl<T: Config> Pallet<T> {
	fn ensure_open() -> DispatchResult {
		ensure!(Self::paused_until().is_none(), Error::<T>::VestingPaused);
		Ok(())
	}

	fn do_pause(duration: BlockNumberFor<T>) -> DispatchResult {
		use sp_runtime::traits::{Saturating, Zero};
		ensure!(!duration.is_zero() && duration <= T::MaxPause::get(), Error::<T>::BadPause);
		let now = frame_system::Pallet::<T>::block_number();
		ensure!(now >= EmergencyPause::<T>::get().next, Error::<T>::PauseTooSoon);
		let until = now.saturating_add(duration);
		let next = until.saturating_add(T::PauseCooldown::get());
		EmergencyPause::<T>::put(Emergency { until, next });
		Self::deposit_event(Event::Paused { until });
		Ok(())
	}

	fn do_resume() -> DispatchResult {
		ensure!(Self::paused_until().is_some(), Error::<T>::NotPaused);
		let until = frame_system::Pallet::<T>::block_number();
		EmergencyPause::<T>::mutate(|pause| pause.until = until);
		Self::deposit_event(Event::Resumed);
		Ok(())
	}
}

impl<T: Config> VestedGrants<T::AccountId, BlockNumberFor<T>> for Pallet<T> {
	fn grant_from(
		source: &T::AccountId,
		granter: &T::AccountId,
		asset: AssetKind,
		grants: Vec<GrantOf<T>>,
	) -> DispatchResult {
		Self::ensure_open()?;
		schedules::Book::<T>::grant(source, granter, asset, grants)
	}
}
