//! Acts: from the queue to the record.

use frame_support::{
	defensive,
	dispatch::GetDispatchInfo,
	ensure,
	pallet_prelude::DispatchResult,
	traits::{Bounded, Get, QueryPreimage},
	weights::WeightMeter,
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::traits::{Dispatchable, Saturating};

use crate::{pallet::*, Act, ActId, ActView, Outcome, Record, Tally, WeightInfo, LOG_TARGET};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_queue_act(
		origin: T::PalletsOrigin,
		call: BoundedCallOf<T>,
		delay: BlockNumberFor<T>,
	) -> DispatchResult {
		ensure!(delay >= T::MinDelay::get(), Error::<T>::DelayTooShort);
		ensure!(delay <= T::MaxDelay::get(), Error::<T>::DelayTooLong);
		// The old form does not say how long the preimage is, so its cost is not known beforehand.
		ensure!(!matches!(call, Bounded::Legacy { .. }), Error::<T>::NoPreimage);
		let (decoded, _) = T::Preimages::peek(&call).map_err(|_| Error::<T>::NoPreimage)?;
		ensure!(
			decoded.get_dispatch_info().call_weight.all_lte(T::MaxActWeight::get()),
			Error::<T>::ActTooHeavy
		);

		let queued_at = frame_system::Pallet::<T>::block_number();
		let due = queued_at.saturating_add(delay);
		let expires = due.saturating_add(T::GracePeriod::get());
		let act = NextAct::<T>::get();
		Queue::<T>::try_mutate(|queue| {
			let at = queue.partition_point(|(other, _)| *other <= due);
			queue.try_insert(at, (due, act)).map_err(|_| Error::<T>::QueueFull)
		})?;
		NextAct::<T>::put(act.wrapping_add(1));
		T::Preimages::hold(&call);
		let call_hash = call.hash();
		Self::deposit_event(Event::ActQueued { act, call_hash, origin: origin.clone(), due });
		let tally = Tally::default();
		Acts::<T>::insert(act, Act { call, origin, queued_at, due, expires, tally });
		Ok(())
	}

	pub(crate) fn do_cancel_act(id: ActId) -> DispatchResult {
		let act = Acts::<T>::get(id).ok_or(Error::<T>::UnknownAct)?;
		Self::close(id, act, Outcome::Cancelled);
		Ok(())
	}

	/// Decide every act that is due, as far as the weight allows. One too heavy for this block does
	/// not stop those behind it.
	pub(crate) fn enact_due(now: BlockNumberFor<T>, meter: &mut WeightMeter) {
		if meter.try_consume(T::WeightInfo::poll()).is_err() {
			return;
		}
		for (due, id) in Queue::<T>::get() {
			if due > now || meter.try_consume(T::WeightInfo::enact()).is_err() {
				return;
			}
			let Some(act) = Acts::<T>::get(id) else {
				defensive!("the queue names an act that is not open", id);
				continue;
			};
			if let Some(outcome) = Self::decide(&act, now, meter) {
				Self::close(id, act, outcome);
			}
		}
	}

	/// What becomes of an act that is due; `None` if it waits for room in a later block.
	fn decide(act: &ActOf<T>, now: BlockNumberFor<T>, meter: &mut WeightMeter) -> Option<Outcome> {
		if Self::is_vetoed(&act.tally) {
			return Some(Outcome::Vetoed);
		}
		if now > act.expires {
			return Some(Outcome::Expired);
		}
		let Ok((call, _)) = T::Preimages::peek(&act.call) else {
			log::error!(target: LOG_TARGET, "the preimage of an act is gone");
			return Some(Outcome::Expired);
		};
		let weight = call.get_dispatch_info().call_weight;
		meter.try_consume(weight).ok()?;
		let origin = <T as Config>::RuntimeOrigin::from(act.origin.clone());
		Some(match call.dispatch(origin) {
			Ok(_) => Outcome::Enacted,
			Err(error) => Outcome::Failed(error.error),
		})
	}

	/// End an act: let its preimage go, unlist and record it.
	fn close(id: ActId, act: ActOf<T>, outcome: Outcome) {
		Acts::<T>::remove(id);
		Queue::<T>::mutate(|queue| queue.retain(|(_, other)| *other != id));
		T::Preimages::drop(&act.call);
		let call_hash = act.call.hash();
		Records::<T>::insert(
			Self::slot(id),
			Record {
				act: id,
				call_hash,
				queued_at: act.queued_at,
				closed_at: frame_system::Pallet::<T>::block_number(),
				tally: act.tally,
				outcome,
			},
		);
		Self::deposit_event(Event::ActClosed { act: id, call_hash, tally: act.tally, outcome });
	}

	/// The slot of an act in the ring of records.
	pub(crate) fn slot(act: ActId) -> u32 {
		act.checked_rem(T::MaxRecords::get()).unwrap_or_default()
	}

	/// Whether the swarm vetoes as the votes stand.
	fn is_vetoed(tally: &Tally) -> bool {
		tally.vetoes(Self::total_now(), T::VetoQuorum::get(), T::VetoThreshold::get())
	}

	pub(crate) fn act_view(id: ActId) -> Option<ActViewOf<T>> {
		let act = Acts::<T>::get(id)?;
		Some(ActView {
			act: id,
			call_hash: act.call.hash(),
			origin: act.origin,
			queued_at: act.queued_at,
			due: act.due,
			expires: act.expires,
			vetoed: Self::is_vetoed(&act.tally),
			tally: act.tally,
		})
	}
}
