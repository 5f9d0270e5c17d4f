//! Epochs: when they begin, how long they are extended, what is kept of them.

use crate::*;
use frame_support::{
	traits::{Defensive, Get},
	weights::{Weight, WeightMeter},
};
use frame_system::pallet_prelude::BlockNumberFor;
use labscape_posw::{epoch, params::Parameters};
use labscape_primitives::{WorkEmission, WorkEpoch};
use sp_runtime::traits::{SaturatedConversion, Saturating, Zero};

impl<T: Config> Pallet<T> {
	/// The one hook of a block: fold the beacon, extend the epoch or begin the next.
	pub(crate) fn on_block(now: BlockNumberFor<T>) -> Weight {
		let before = Current::<T>::get();
		let mut state = before.clone();
		if !Epochs::<T>::contains_key(state.index) {
			// The pallet came with an upgrade: the first epoch begins here.
			state.start = now;
			Self::open_record(state.index);
		}
		Self::fold_beacon(&mut state, now);
		if T::Paused::get() {
			state.paused_blocks = state.paused_blocks.saturating_add(1);
		} else if Self::ends(&state, now) {
			state = Self::next_epoch(state, now);
			Current::<T>::put(state);
			return T::WeightInfo::next_epoch().saturating_add(Self::reporting_weight());
		}
		let open = Self::reports_open(&state, now);
		if state != before {
			Current::<T>::put(state);
		}
		let reporting = if open { Self::reporting_weight() } else { Weight::zero() };
		T::WeightInfo::on_initialize().saturating_add(reporting)
	}

	/// What all reports of a block share, and the database pays for once a block: [`Current`], the
	/// records of four epochs, the tables of three, the agenda, the genesis hash, the accounts of the
	/// pot and of the pools, the two brakes, the oldest epoch, the verdicts under way; the parameters of
	/// Resources, its paused blocks, the length of an epoch. The weight of [`Call::report`] leaves them
	/// out.
	pub(crate) fn reporting_weight() -> Weight {
		T::DbWeight::get().reads_writes(19, 7)
	}

	/// Whether the epoch ends with the block before `now`.
	///
	/// It lasts a period, the blocks in which the protocol was paused, and until its beacon is
	/// complete; while fewer than half of those who reported in the last epoch did, it is extended by
	/// `MaxExtension` periods at most. *(A19)* Everything else is measured in epochs, so every
	/// deadline is extended with it.
	pub(crate) fn ends(state: &EpochState<BlockNumberFor<T>>, now: BlockNumberFor<T>) -> bool {
		let period = T::EpochPeriod::get();
		let nominal = period.saturating_add(state.paused_blocks);
		let length: u32 = now.saturating_sub(state.start).saturated_into();
		let longest = nominal.saturating_add(period.saturating_mul(T::MaxExtension::get()));
		let enough = state.reports.saturating_mul(2) >= state.expected || length >= longest;
		length >= nominal && state.outputs >= Self::wanted_outputs(state.index) && enough
	}

	/// Whether a block at `now` accepts reports: before the beacon's window, or while the epoch is
	/// extended because too few came.
	pub(crate) fn reports_open(
		state: &EpochState<BlockNumberFor<T>>,
		now: BlockNumberFor<T>,
	) -> bool {
		let period = T::EpochPeriod::get();
		let offset: u32 = now.saturating_sub(state.start).saturated_into();
		let closes = Self::report_blocks(state.index).saturating_add(state.paused_blocks);
		let nominal = period.saturating_add(state.paused_blocks);
		offset < closes || offset >= nominal
	}

	/// How many blocks of an epoch accept reports.
	pub(crate) fn report_blocks(epoch: WorkEpoch) -> u32 {
		epoch::report_blocks(T::EpochPeriod::get(), Self::parameters(epoch).beacon_outputs)
	}

	fn next_epoch(
		state: EpochState<BlockNumberFor<T>>,
		now: BlockNumberFor<T>,
	) -> EpochState<BlockNumberFor<T>> {
		let index = state.index.saturating_add(1);
		let blocks: u32 = now.saturating_sub(state.start).saturated_into();
		let drawn = epoch::committed_in(state.index);
		if let Some(drawn) = drawn {
			Epochs::<T>::mutate(drawn, |record| {
				if let Some(record) = record.as_mut().defensive() {
					record.beacon = Some(state.beacon);
					record.reporters = state.reports;
					record.scheduled = T::Emission::scheduled(blocks);
				}
			});
		}
		Self::open_record(index);
		Self::deposit_event(Event::EpochStarted { epoch: index, drawn, beacon: state.beacon });
		EpochState {
			index,
			start: now,
			beacon: state.beacon,
			outputs: 0,
			reports: 0,
			expected: state.reports,
			paused_blocks: 0,
			referee_full: state.referee_full,
			judged_pages: state.judged_pages,
		}
	}

	/// Open the record of the work of `epoch`, with the parameters as they are now.
	pub(crate) fn open_record(epoch: WorkEpoch) {
		let params = NextParameters::<T>::get().unwrap_or_else(T::DefaultParameters::get);
		Epochs::<T>::insert(
			epoch,
			EpochRecord {
				params,
				beacon: None,
				reporters: 0,
				burn: Zero::zero(),
				scheduled: Zero::zero(),
				pages: 0,
				samples: 0,
				fees: Zero::zero(),
			},
		);
	}

	/// The parameters of an epoch: those it began with.
	pub(crate) fn parameters(epoch: WorkEpoch) -> Parameters {
		Epochs::<T>::get(epoch).map_or_else(T::DefaultParameters::get, |record| record.params)
	}

	/// Remove the oldest records of which nothing is open. A record is needed until everything that
	/// was drawn by its beacon is decided, that is as long as an older one is.
	pub(crate) fn prune(meter: &mut WeightMeter) {
		let current = Current::<T>::get().index;
		while meter.try_consume(T::WeightInfo::prune()).is_ok() {
			let oldest = OldestEpoch::<T>::get();
			let young = oldest.saturating_add(epoch::DECIDED_AFTER) >= current;
			let open = Epochs::<T>::get(oldest).is_some_and(|record| record.pages > 0);
			if young || open {
				break;
			}
			Epochs::<T>::remove(oldest);
			Tables::<T>::remove(oldest);
			OldestEpoch::<T>::put(oldest.saturating_add(1));
		}
	}
}
