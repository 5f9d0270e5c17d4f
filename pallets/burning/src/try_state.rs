//! The invariants of the module's documentation, one function each.

use frame_support::{
	ensure,
	traits::{fungible::Inspect, Get},
};
use sp_runtime::TryRuntimeError;

use crate::{pallet::*, Flows};

impl<T: Config> Pallet<T> {
	/// Check every invariant of this pallet.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_i1()?;
		Self::check_i2()?;
		Self::check_i3()?;
		Self::check_i4()
	}

	/// I1: issuance = genesis + minted − burned.
	fn check_i1() -> Result<(), TryRuntimeError> {
		let total = OpenBook::<T>::get().total;
		let expected = total
			.minted
			.total()
			.and_then(|minted| minted.checked_add(GenesisIssuance::<T>::get()))
			.and_then(|created| created.checked_sub(total.burned.total()?));
		ensure!(
			expected == Some(T::Currency::total_issuance()),
			"I1: issuance is not genesis + minted - burned"
		);
		Ok(())
	}

	/// I2: minted for work + allowance ≤ Σ settlement burns.
	fn check_i2() -> Result<(), TryRuntimeError> {
		let book = OpenBook::<T>::get();
		let claimed = book.total.minted.work.checked_add(book.work_allowance);
		ensure!(
			claimed.is_some_and(|claimed| claimed <= book.total.burned.settlement),
			"I2: emission on work exceeds what work burned"
		);
		Ok(())
	}

	/// I3: pages lie within the totals, in their slots, and before the open one.
	fn check_i3() -> Result<(), TryRuntimeError> {
		let book = OpenBook::<T>::get();
		ensure!(within(&book.current.flows, &book.total), "I3: the open page exceeds the totals");
		for (slot, page) in History::<T>::iter() {
			ensure!(slot == Self::slot(page.epoch), "I3: a page lies in the wrong slot");
			ensure!(page.epoch < book.current.epoch, "I3: a closed page is not past");
			ensure!(within(&page.flows, &book.total), "I3: a page exceeds the totals");
		}
		ensure!(
			History::<T>::iter_keys().count() <= T::HistoryEpochs::get() as usize,
			"I3: more pages than slots"
		);
		Ok(())
	}

	/// I4: the parameters are sound.
	fn check_i4() -> Result<(), TryRuntimeError> {
		ensure!(
			CurrentParameters::<T>::get().are_sound(&T::WorkShares::get()),
			"I4: unsound parameters"
		);
		Ok(())
	}
}

/// Whether no counter of `part` exceeds its counter in `whole`.
fn within(part: &Flows, whole: &Flows) -> bool {
	let burned = part.burned.parts().into_iter().zip(whole.burned.parts());
	let minted = part.minted.parts().into_iter().zip(whole.minted.parts());
	burned.chain(minted).all(|(part, whole)| part <= whole)
}
