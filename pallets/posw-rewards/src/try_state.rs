//! The invariants, one function each. See the crate's documentation.

use crate::*;
use alloc::collections::{BTreeMap, BTreeSet};
use frame_support::{ensure, traits::fungible::Inspect};
use labscape_posw::{money, Balance};
use labscape_primitives::NodeId;
use sp_runtime::TryRuntimeError;

type Checked = Result<(), TryRuntimeError>;

impl<T: Config> Pallet<T> {
	/// Check every invariant.
	pub fn do_try_state() -> Checked {
		Self::check_i1()?;
		Self::check_i2()?;
		Self::check_i3()?;
		Self::check_i4()?;
		Self::check_i5()?;
		Self::check_i6()?;
		Self::check_i7()?;
		Self::check_i8()
	}

	/// What a work still owes: what lies in the pot for it.
	fn owed(record: &Work<T::AccountId>, tally: &Tally) -> Balance {
		if matches!(tally.stage, Stage::Suspended { .. }) {
			return 0;
		}
		record
			.value
			.saturating_sub(record.accepted_value)
			.saturating_add(record.budget)
			.saturating_add(record.kept_back)
			.saturating_sub(tally.fees)
	}

	fn check_i1() -> Checked {
		let owed = Works::<T>::iter().fold(0, |sum: Balance, (work, _, record)| {
			let owed = Self::tally_of(work, &record).map_or(0, |tally| Self::owed(&record, &tally));
			sum.saturating_add(owed)
		});
		let pot = T::Currency::balance(&Self::pot_account());
		ensure!(pot >= owed, "I1: the pot does not cover the open works");
		Ok(())
	}

	fn check_i2() -> Checked {
		for (work, node, record) in Works::<T>::iter() {
			let page = Pages::<T>::get(work, record.labscape);
			let seat = page.get(usize::from(record.seat)).ok_or("I2: a work without a seat")?;
			ensure!(seat.node == node, "I2: a work names another node's seat");
			let tally = seat.tally.as_ref().ok_or("I2: a work without a tally")?;
			ensure!(tally.stage != Stage::Done, "I2: a work that is decided");
		}
		for (work, _, page) in Pages::<T>::iter() {
			for seat in page.iter() {
				let Some(tally) = &seat.tally else { continue };
				let open = tally.stage != Stage::Done;
				let known = Works::<T>::contains_key(work, seat.node);
				ensure!(open == known, "I2: a tally without a work");
			}
		}
		Ok(())
	}

	fn check_i3() -> Checked {
		let mut open = BTreeMap::<NodeId, BTreeSet<u32>>::new();
		for (work, node, _) in Works::<T>::iter() {
			open.entry(node).or_default().insert(work);
		}
		for (node, standing) in Standings::<T>::iter() {
			let known = open.remove(&node).unwrap_or_default();
			let listed: BTreeSet<_> = standing.open.iter().copied().collect();
			ensure!(known == listed, "I3: open epochs differ from open works");
			let idle = listed.is_empty() && standing.leased == 0;
			ensure!(!idle || standing.base == 0, "I3: an idle node keeps a reservation");
		}
		ensure!(open.is_empty(), "I3: a work of a node without standing");
		Ok(())
	}

	fn check_i4() -> Checked {
		let mut listed = BTreeSet::new();
		for (work, _, record) in Works::<T>::iter() {
			let tally = Self::tally_of(work, &record).ok_or("I4: a work without a tally")?;
			ensure!(usize::from(tally.disputes) == record.disputes.len(), "I4: numbers differ");
			listed.extend(record.disputes.iter().copied());
		}
		let open: BTreeSet<_> = Disputes::<T>::iter_keys().collect();
		ensure!(open == listed, "I4: disputes differ from those that works list");
		Ok(())
	}

	fn check_i5() -> Checked {
		let mut agenda = BTreeMap::new();
		for (_, work, pages) in Agenda::<T>::iter() {
			ensure!(pages.first().is_some(), "I5: an entry of the agenda without pages");
			for labscape in pages.iter() {
				*agenda.entry((work, labscape)).or_insert(0u32) += 1;
			}
		}
		for (work, labscape, _) in Pages::<T>::iter() {
			let times = agenda.remove(&(work, labscape));
			ensure!(times == Some(1), "I5: a page is not on the agenda exactly once");
		}
		ensure!(agenda.is_empty(), "I5: the agenda names a page that is gone");
		Ok(())
	}

	fn check_i6() -> Checked {
		for (work, labscape, page) in Pages::<T>::iter() {
			let mut end = 0;
			for seat in page.iter() {
				ensure!(seat.start == end, "I6: seats do not lie side by side");
				end = seat.start.saturating_add(seat.units);
			}
			ensure!(Tables::<T>::get(work).units(labscape) == end, "I6: the table differs");
		}
		Ok(())
	}

	fn check_i7() -> Checked {
		for (work, _, record) in Works::<T>::iter() {
			let shares = Self::parameters(work).shares;
			let half = money::split(record.value, &shares).provider / 2;
			let fees = Self::tally_of(work, &record).map_or(0, |tally| tally.fees);
			ensure!(
				fees <= record.budget.saturating_add(half),
				"I7: audit fees exceed their means"
			);
		}
		Ok(())
	}

	fn check_i8() -> Checked {
		for standing in Standings::<T>::iter_values() {
			let pairs = standing.audits.windows(2);
			let mut pairs = pairs.map(|pair| matches!(pair, [(a, _), (b, _)] if a < b));
			ensure!(pairs.all(|ascends| ascends), "I8: audits of a node do not ascend");
		}
		Ok(())
	}
}
