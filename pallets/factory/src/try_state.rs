//! The invariants of the module documentation, one function each.

use alloc::collections::BTreeMap;
use frame_support::{ensure, traits::fungible::InspectHold};
use labscape_primitives::Amount;
use sp_runtime::TryRuntimeError;

use crate::{AccountIdOf, Config, HoldReason, Pallet, Records, Symbols, TokensCreated};

impl<T: Config> Pallet<T> {
	/// Check all invariants.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_i1()?;
		Self::check_i2()?;
		Self::check_i3()
	}

	fn check_i1() -> Result<(), TryRuntimeError> {
		let mut due = BTreeMap::<AccountIdOf<T>, Amount>::new();
		for record in Records::<T>::iter_values() {
			let sum = due.entry(record.creator).or_default();
			*sum = sum.checked_add(record.deposit).ok_or("I1: overflow")?;
		}
		for who in frame_system::Account::<T>::iter_keys() {
			let held = T::Currency::balance_on_hold(&HoldReason::Metadata.into(), &who);
			let sum = due.remove(&who).unwrap_or_default();
			ensure!(held == sum, "I1: deposits on hold do not match the records");
		}
		ensure!(due.values().all(|sum| *sum == 0), "I1: a creator does not exist");
		Ok(())
	}

	fn check_i2() -> Result<(), TryRuntimeError> {
		let records: BTreeMap<_, _> =
			Records::<T>::iter().map(|(token, record)| (token, record.symbol)).collect();
		let symbols: BTreeMap<_, _> =
			Symbols::<T>::iter().map(|(symbol, token)| (token, symbol)).collect();
		ensure!(records == symbols, "I2: symbols do not match the records");
		let keys = Symbols::<T>::iter_keys().count();
		ensure!(keys == records.len(), "I2: a token occupies two symbols");
		Ok(())
	}

	fn check_i3() -> Result<(), TryRuntimeError> {
		let mut counts = BTreeMap::<AccountIdOf<T>, u32>::new();
		for record in Records::<T>::iter_values() {
			let count = counts.entry(record.creator).or_default();
			*count = count.saturating_add(1);
		}
		let stored: BTreeMap<_, _> = TokensCreated::<T>::iter().collect();
		ensure!(counts == stored, "I3: the counts do not match the records");
		Ok(())
	}
}
