//! The invariants of the module's documentation, one function each.

use frame_support::{
	ensure,
	traits::{Get, QueryPreimage},
};
use sp_runtime::TryRuntimeError;

use crate::{pallet::*, Power, Tally};

impl<T: Config> Pallet<T> {
	/// Check every invariant of this pallet.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_i1()?;
		Self::check_i2()?;
		Self::check_i3()?;
		Self::check_i4()?;
		Self::check_i5()
	}

	/// I1: the queue lists exactly the open acts, in the order of their blocks.
	fn check_i1() -> Result<(), TryRuntimeError> {
		let queue = Queue::<T>::get();
		ensure!(
			queue.windows(2).all(|pair| matches!(pair, [a, b] if a.0 <= b.0)),
			"I1: the queue is out of order"
		);
		for (due, id) in &queue {
			ensure!(
				Acts::<T>::get(id).is_some_and(|act| act.due == *due),
				"I1: the queue names an act that is not open"
			);
		}
		ensure!(
			Acts::<T>::iter_keys().count() == queue.len(),
			"I1: an open act is not in the queue"
		);
		Ok(())
	}

	/// I2: the preimage of each open act is there.
	fn check_i2() -> Result<(), TryRuntimeError> {
		for act in Acts::<T>::iter_values() {
			ensure!(T::Preimages::have(&act.call), "I2: the preimage of an act is gone");
		}
		Ok(())
	}

	/// I3: the power of all members is at most the total.
	fn check_i3() -> Result<(), TryRuntimeError> {
		let sum = Members::<T>::iter_values()
			.try_fold(0, |sum: Power, member| sum.checked_add(Self::decayed(member.earned).power));
		ensure!(
			sum.is_some_and(|sum| sum <= Self::total_now()),
			"I3: members have more power than there is"
		);
		Ok(())
	}

	/// I4: the tally of an open act is the sum of the members' votes on it.
	fn check_i4() -> Result<(), TryRuntimeError> {
		for (id, act) in Acts::<T>::iter() {
			let mut tally = Tally::default();
			for member in Members::<T>::iter_values() {
				member.votes.iter().filter(|vote| vote.act == id).for_each(|vote| tally.add(vote));
			}
			ensure!(tally == act.tally, "I4: a tally is not the sum of its votes");
		}
		Ok(())
	}

	/// I5: records lie in their slots, and are of acts that are not open.
	fn check_i5() -> Result<(), TryRuntimeError> {
		for (slot, record) in Records::<T>::iter() {
			ensure!(slot == Self::slot(record.act), "I5: a record lies in the wrong slot");
			ensure!(!Acts::<T>::contains_key(record.act), "I5: a recorded act is open");
		}
		ensure!(
			Records::<T>::iter_keys().count() <= T::MaxRecords::get() as usize,
			"I5: more records than slots"
		);
		Ok(())
	}
}
