//! The clock on which deadlines count, rounds, and what falls due when.

use frame_support::{
	traits::Get,
	weights::{Weight, WeightMeter},
};
use labscape_primitives::Round;
use sp_runtime::traits::SaturatedConversion;

use crate::{Agenda, AgendaServed, Clock, Config, Due, Pallet, PausedBlocks, WeightInfo};

/// The part of a block that hooks may use: one in so many.
const HOOK_SHARE: u64 = 20;
/// Moments of an empty agenda that one block passes over; it needs more than one only after the
/// agenda was late.
const MAX_EMPTY_MOMENTS: u32 = 256;

impl<T: Config> Pallet<T> {
	/// The number of the current block.
	pub(crate) fn block() -> u32 {
		frame_system::Pallet::<T>::block_number().saturated_into()
	}

	/// Blocks since genesis in which the chain was not paused.
	pub fn clock() -> Clock {
		Self::block().saturating_sub(PausedBlocks::<T>::get())
	}

	/// The round to which block `block` belongs.
	pub fn round_of(block: u32) -> Round {
		block.checked_div(T::RoundPeriod::get()).unwrap_or_default()
	}

	/// The current round.
	pub fn round() -> Round {
		Self::round_of(Self::block())
	}

	/// The weight that hooks may use in one block.
	pub fn hook_limit() -> Weight {
		T::BlockWeights::get().max_block.div(HOOK_SHARE)
	}

	/// Note that something falls due at `at`.
	pub(crate) fn schedule(at: Clock, due: Due) {
		Agenda::<T>::insert(at, due, ());
	}

	/// Forget that something falls due at `at`.
	pub(crate) fn unschedule(at: Clock, due: Due) {
		Agenda::<T>::remove(at, due);
	}

	/// Do what is due, as far as `meter` allows; the rest is done in the next blocks.
	pub(crate) fn serve_agenda(meter: &mut WeightMeter) {
		let now = Self::clock();
		let first = AgendaServed::<T>::get();
		let mut at = first;
		let mut empty = 0;
		while at <= now && empty < MAX_EMPTY_MOMENTS {
			if meter.try_consume(T::WeightInfo::agenda_moment()).is_err() {
				break;
			}
			let Some(due) = Agenda::<T>::iter_key_prefix(at).next() else {
				at = at.saturating_add(1);
				empty = empty.saturating_add(1);
				continue;
			};
			if meter.try_consume(T::WeightInfo::agenda_due()).is_err() {
				break;
			}
			Agenda::<T>::remove(at, due);
			Self::fall_due(due);
		}
		if at != first {
			AgendaServed::<T>::put(at);
		}
	}

	fn fall_due(due: Due) {
		match due {
			Due::Release(lease) => Self::release_lease(lease),
			Due::Expiry(lease) => Self::expire_lease(lease),
			Due::Deadline(job) => Self::expire_job(job),
			Due::Closing(job) => Self::drain_closing(job),
			Due::Cleanup(job) => Self::forget_job(job),
			Due::ReservationEnd(node) => Self::end_reservation(node),
		}
	}
}
