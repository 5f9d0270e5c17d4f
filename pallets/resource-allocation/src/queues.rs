//! The queues: one ordered sequence of entries per labscape, kept in pages.
//!
//! An index of pages (first key, length) makes every operation one index and one or two pages: the
//! first sixteen heads of a queue of ten thousand cost two reads, an insertion two writes.
//!
//! The order never changes while an entry waits. Ageing is linear in time, so "priority grows by
//! one step every so many rounds" is the same as "enqueued that much earlier per step of priority",
//! and the key can be fixed at insertion.

use alloc::vec::Vec;
use codec::{Decode, Encode, MaxEncodedLen};
use core::marker::PhantomData;
use frame_support::{traits::ConstU32, BoundedVec};
use labscape_primitives::LabscapeId;
use scale_info::TypeInfo;

use crate::{Config, QueueEntry, QueueIndexes, QueueKey, QueuePages};

/// The most entries of one page.
pub const PAGE_ENTRIES: u32 = 64;
/// Two neighbours that fit into this together become one page.
const MERGE_BELOW: usize = 32;
/// The most pages of one queue. Neighbours hold more than [`MERGE_BELOW`] entries together, so a
/// full index means at least sixteen entries a page: [`MAX_ENTRIES`].
pub const MAX_PAGES: u32 = 1_024;
/// How many entries a queue can hold whatever their order.
pub const MAX_ENTRIES: u32 = MAX_PAGES * MERGE_BELOW as u32 / 2;

/// One page: entries in the order of their keys, never empty.
pub type QueuePage = BoundedVec<QueueEntry, ConstU32<PAGE_ENTRIES>>;

/// Where a page is and what it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct PageRef {
	/// The key of the page's first entry.
	pub first: QueueKey,
	/// The number of the page among the labscape's.
	pub page: u32,
	/// How many entries it holds.
	pub len: u8,
}

/// The pages of one labscape's queue, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct QueueIndex {
	/// The pages; their first keys ascend.
	pub pages: BoundedVec<PageRef, ConstU32<MAX_PAGES>>,
	/// How many entries all pages hold together.
	pub entries: u32,
	/// The number of the next new page.
	pub next_page: u32,
}

impl QueueIndex {
	/// The position of the page that holds `key` or would.
	fn locate(&self, key: &QueueKey) -> Option<usize> {
		let after = self.pages.partition_point(|page| page.first <= *key);
		(!self.pages.is_empty()).then(|| after.saturating_sub(1))
	}
}

/// The queue has no room for another entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueueFull;

/// The only writer of [`QueueIndexes`] and [`QueuePages`].
pub struct Queues<T>(PhantomData<T>);

impl<T: Config> Queues<T> {
	/// How many entries wait in `labscape`.
	pub fn len(labscape: LabscapeId) -> u32 {
		QueueIndexes::<T>::get(labscape).entries
	}

	/// Put `entry` at its place. Keys are unique, because the part is in them.
	pub fn insert(labscape: LabscapeId, entry: QueueEntry) -> Result<(), QueueFull> {
		let mut index = QueueIndexes::<T>::get(labscape);
		let entries =
			index.entries.checked_add(1).filter(|n| *n <= MAX_ENTRIES).ok_or(QueueFull)?;
		match index.locate(&entry.key) {
			None => Self::add_page(labscape, &mut index, 0, Vec::from([entry]))?,
			Some(at) => Self::insert_at(labscape, &mut index, at, entry)?,
		}
		index.entries = entries;
		QueueIndexes::<T>::insert(labscape, index);
		Ok(())
	}

	fn insert_at(
		labscape: LabscapeId,
		index: &mut QueueIndex,
		at: usize,
		entry: QueueEntry,
	) -> Result<(), QueueFull> {
		let number = index.pages.get(at).ok_or(QueueFull)?.page;
		let mut page = QueuePages::<T>::get(labscape, number).into_inner();
		let place = page.partition_point(|other| other.key < entry.key);
		let last_page = at.saturating_add(1) == index.pages.len();
		if page.len() < PAGE_ENTRIES as usize {
			page.insert(place, entry);
		} else if last_page && place == page.len() {
			// Work mostly arrives at the end: leave full pages behind, not halves.
			return Self::add_page(labscape, index, index.pages.len(), Vec::from([entry]));
		} else {
			page.insert(place, entry);
			let upper = page.split_off(page.len() / 2);
			Self::add_page(labscape, index, at.saturating_add(1), upper)?;
		}
		Self::write_page(labscape, index, at, page);
		Ok(())
	}

	/// Take the entry with `key` out.
	pub fn remove(labscape: LabscapeId, key: &QueueKey) -> Option<QueueEntry> {
		let mut index = QueueIndexes::<T>::get(labscape);
		let at = index.locate(key)?;
		let number = index.pages.get(at)?.page;
		let mut page = QueuePages::<T>::get(labscape, number).into_inner();
		let place = page.binary_search_by(|other| other.key.cmp(key)).ok()?;
		let entry = page.remove(place);
		Self::write_page(labscape, &mut index, at, page);
		Self::merge(labscape, &mut index, at);
		index.entries = index.entries.saturating_sub(1);
		if index.entries == 0 {
			QueueIndexes::<T>::remove(labscape);
		} else {
			QueueIndexes::<T>::insert(labscape, index);
		}
		Some(entry)
	}

	/// The entry with `key`.
	pub fn get(labscape: LabscapeId, key: &QueueKey) -> Option<QueueEntry> {
		let index = QueueIndexes::<T>::get(labscape);
		let number = index.pages.get(index.locate(key)?)?.page;
		let page = QueuePages::<T>::get(labscape, number);
		let place = page.binary_search_by(|other| other.key.cmp(key)).ok()?;
		page.get(place).cloned()
	}

	/// The first entries, at most `count`, in order.
	pub fn head(labscape: LabscapeId, count: usize) -> Vec<QueueEntry> {
		let index = QueueIndexes::<T>::get(labscape);
		let mut head = Vec::new();
		for page in &index.pages {
			if head.len() >= count {
				break;
			}
			head.extend(QueuePages::<T>::get(labscape, page.page));
		}
		head.truncate(count);
		head
	}

	/// How many entries stand before `key`.
	pub fn position(labscape: LabscapeId, key: &QueueKey) -> Option<u32> {
		let index = QueueIndexes::<T>::get(labscape);
		let at = index.locate(key)?;
		let before: u32 = index.pages.iter().take(at).map(|page| u32::from(page.len)).sum();
		let page = QueuePages::<T>::get(labscape, index.pages.get(at)?.page);
		let place = page.binary_search_by(|other| other.key.cmp(key)).ok()?;
		Some(before.saturating_add(place as u32))
	}

	fn add_page(
		labscape: LabscapeId,
		index: &mut QueueIndex,
		at: usize,
		entries: Vec<QueueEntry>,
	) -> Result<(), QueueFull> {
		let first = entries.first().ok_or(QueueFull)?.key;
		let page = PageRef { first, page: index.next_page, len: entries.len() as u8 };
		index.pages.try_insert(at, page).map_err(|_| QueueFull)?;
		QueuePages::<T>::insert(labscape, page.page, QueuePage::truncate_from(entries));
		index.next_page = index.next_page.wrapping_add(1);
		Ok(())
	}

	/// Write back what is left of the page at `at`, or drop it if nothing is.
	fn write_page(
		labscape: LabscapeId,
		index: &mut QueueIndex,
		at: usize,
		entries: Vec<QueueEntry>,
	) {
		let Some(page) = index.pages.get_mut(at) else { return };
		match entries.first() {
			Some(first) => {
				page.first = first.key;
				page.len = entries.len() as u8;
				QueuePages::<T>::insert(labscape, page.page, QueuePage::truncate_from(entries));
			}
			None => {
				QueuePages::<T>::remove(labscape, page.page);
				index.pages.remove(at);
			}
		}
	}

	/// Join the page at `at` with a neighbour if both are small.
	fn merge(labscape: LabscapeId, index: &mut QueueIndex, at: usize) {
		let len = |at: usize| index.pages.get(at).map(|page| usize::from(page.len));
		let fits = |a: usize, b: usize| {
			len(a).zip(len(b)).is_some_and(|(a, b)| a.saturating_add(b) <= MERGE_BELOW)
		};
		let left = match at.checked_sub(1) {
			Some(before) if fits(before, at) => before,
			_ if fits(at, at.saturating_add(1)) => at,
			_ => return,
		};
		let right = left.saturating_add(1);
		let Some((a, b)) = index.pages.get(left).zip(index.pages.get(right)) else { return };
		let mut entries = QueuePages::<T>::get(labscape, a.page).into_inner();
		entries.extend(QueuePages::<T>::take(labscape, b.page));
		index.pages.remove(right);
		Self::write_page(labscape, index, left, entries);
	}
}
