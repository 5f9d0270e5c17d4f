//! Bitmaps over the 4,096 slots of a labscape.
//!
//! [`SlotMap`] is the stored form: 64 words, a set bit is a leased slot. [`FreeSlots`] is the
//! working form, three levels of u64: the words, one word that tells which of them have any free
//! slot, and one that tells which are free entirely. The next free slot and the end of a run of
//! free slots are each found with at most two `trailing_zeros`, wherever they lie.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use labscape_primitives::{Slot, UNITS_PER_LABSCAPE};
use scale_info::TypeInfo;

const SLOTS: usize = UNITS_PER_LABSCAPE as usize;
const WORDS: usize = SLOTS / 64;

/// One bit per slot of a labscape; set means leased.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct SlotMap([u64; WORDS]);

impl Default for SlotMap {
	fn default() -> Self {
		Self([0; WORDS])
	}
}

impl SlotMap {
	/// Mark `len` slots from `first` on; what lies beyond the labscape is ignored.
	pub fn mark(&mut self, first: Slot, len: u16) {
		for_each_word(first.into(), len.into(), |index, mask| {
			if let Some(word) = self.0.get_mut(index) {
				*word |= mask;
			}
		});
	}

	/// Clear `len` slots from `first` on; what lies beyond the labscape is ignored.
	pub fn clear(&mut self, first: Slot, len: u16) {
		for_each_word(first.into(), len.into(), |index, mask| {
			if let Some(word) = self.0.get_mut(index) {
				*word &= !mask;
			}
		});
	}

	/// Whether `slot` is leased.
	pub fn contains(&self, slot: Slot) -> bool {
		let slot = usize::from(slot);
		slot < SLOTS && word_at(&self.0, slot / 64).wrapping_shr((slot % 64) as u32) & 1 == 1
	}

	/// Whether all `len` slots from `first` on lie in the labscape and are leased.
	pub fn contains_all(&self, first: Slot, len: u16) -> bool {
		let mut all = ends_inside(first.into(), len.into());
		for_each_word(first.into(), len.into(), |index, mask| {
			all &= word_at(&self.0, index) & mask == mask;
		});
		all
	}

	/// Whether any of the `len` slots from `first` on is leased.
	pub fn contains_any(&self, first: Slot, len: u16) -> bool {
		let mut any = false;
		for_each_word(first.into(), len.into(), |index, mask| {
			any |= word_at(&self.0, index) & mask != 0;
		});
		any
	}

	/// How many slots are leased.
	pub fn count(&self) -> u32 {
		self.0.iter().map(|word| word.count_ones()).sum()
	}

	/// The words, lowest slots first.
	pub fn words(&self) -> &[u64; WORDS] {
		&self.0
	}
}

/// The free slots of a labscape on three levels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FreeSlots {
	/// Set bits are free slots.
	words: [u64; WORDS],
	/// Which words have a free slot.
	any: u64,
	/// Which words are free entirely.
	full: u64,
}

impl FreeSlots {
	/// No slot is free.
	pub(crate) const fn none() -> Self {
		Self { words: [0; WORDS], any: 0, full: 0 }
	}

	/// Free the slots from `first` on that are not in `used`.
	pub(crate) fn open(&mut self, first: usize, len: usize, used: &SlotMap) {
		for_each_word(first, len, |index, mask| {
			self.change(index, |word| word | mask & !word_at(&used.0, index));
		});
	}

	/// Take a run.
	pub(crate) fn take(&mut self, first: usize, len: usize) {
		for_each_word(first, len, |index, mask| {
			self.change(index, |word| word & !mask);
		});
	}

	/// Give a run back.
	pub(crate) fn give(&mut self, first: usize, len: usize) {
		for_each_word(first, len, |index, mask| {
			self.change(index, |word| word | mask);
		});
	}

	/// Change one word, and what the upper levels say of it.
	fn change(&mut self, index: usize, change: impl FnOnce(u64) -> u64) {
		let Some(word) = self.words.get_mut(index) else { return };
		*word = change(*word);
		let (word, bit) = (*word, 1u64.wrapping_shl(index as u32));
		self.any = if word != 0 { self.any | bit } else { self.any & !bit };
		self.full = if word == u64::MAX { self.full | bit } else { self.full & !bit };
	}

	/// Whether all `len` slots from `first` on are free. Slots beyond the labscape never are.
	pub(crate) fn is_free(&self, first: usize, len: usize) -> bool {
		let mut free = ends_inside(first, len);
		for_each_word(first, len, |index, mask| {
			free &= word_at(&self.words, index) & mask == mask;
		});
		free
	}

	/// The first free slot from `from` on, or the end of the labscape.
	fn next_free(&self, from: usize) -> usize {
		next_set(from, |index| word_at(&self.words, index), self.any)
	}

	/// The first slot from `from` on that is not free, or the end of the labscape.
	fn next_taken(&self, from: usize) -> usize {
		next_set(from, |index| !word_at(&self.words, index), !self.full)
	}

	/// The maximal runs of free slots within `first..first + len`, ascending: `(first, length)`.
	pub(crate) fn runs(
		&self,
		first: usize,
		len: usize,
	) -> impl Iterator<Item = (usize, usize)> + '_ {
		let end = first.saturating_add(len).min(SLOTS);
		let mut at = first;
		core::iter::from_fn(move || {
			let start = self.next_free(at);
			if start >= end {
				return None;
			}
			at = self.next_taken(start).min(end);
			Some((start, at.saturating_sub(start)))
		})
	}

	/// The lowest run of at least `units` slots.
	pub(crate) fn first_run(&self, first: usize, len: usize, units: usize) -> Option<usize> {
		self.runs(first, len).find(|(_, free)| *free >= units).map(|(start, _)| start)
	}

	/// The shortest run of at least `units` slots, the lowest of equals: it leaves long runs whole.
	pub(crate) fn best_run(&self, first: usize, len: usize, units: usize) -> Option<usize> {
		let mut best: Option<(usize, usize)> = None;
		for (start, free) in self.runs(first, len) {
			if free == units {
				return Some(start);
			}
			if free > units && best.is_none_or(|(_, shortest)| free < shortest) {
				best = Some((start, free));
			}
		}
		best.map(|(start, _)| start)
	}

	/// The length of the longest run.
	pub(crate) fn longest_run(&self, first: usize, len: usize) -> usize {
		self.runs(first, len).map(|(_, free)| free).max().unwrap_or(0)
	}
}

/// The word at `index`; there is none beyond the labscape.
fn word_at(words: &[u64; WORDS], index: usize) -> u64 {
	words.get(index).copied().unwrap_or(0)
}

/// Whether `len` slots from `first` on lie in the labscape.
fn ends_inside(first: usize, len: usize) -> bool {
	first.saturating_add(len) <= SLOTS
}

/// The first set bit from `from` on, where `summary` tells which words have one.
fn next_set(from: usize, word: impl Fn(usize) -> u64, summary: u64) -> usize {
	if from >= SLOTS {
		return SLOTS;
	}
	let slot = |index: usize, word: u64| {
		index.saturating_mul(64).saturating_add(word.trailing_zeros() as usize)
	};
	let (index, bit) = (from / 64, from % 64);
	let here = word(index) & u64::MAX.wrapping_shl(bit as u32);
	if here != 0 {
		return slot(index, here);
	}
	// Two shifts: a shift by 64 is not defined.
	let after = summary & u64::MAX.wrapping_shl(index as u32) << 1;
	if after == 0 {
		return SLOTS;
	}
	let index = after.trailing_zeros() as usize;
	slot(index, word(index))
}

/// Call `each` with every word that `first..first + len` touches and the mask of the bits in it.
/// Slots beyond the labscape are left out.
fn for_each_word(first: usize, len: usize, mut each: impl FnMut(usize, u64)) {
	let end = first.saturating_add(len).min(SLOTS);
	let mut at = first;
	while at < end {
		let bit = at % 64;
		let next = at.saturating_sub(bit).saturating_add(64).min(end);
		// Between 1 and 64.
		let count = next.saturating_sub(at) as u32;
		let ones = u64::MAX.wrapping_shr(64u32.saturating_sub(count));
		each(at / 64, ones.wrapping_shl(bit as u32));
		at = next;
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	/// The same by looking at every slot.
	fn naive_runs(free: &[bool], first: usize, len: usize) -> Vec<(usize, usize)> {
		let mut runs = Vec::new();
		let mut at = first;
		while at < first + len {
			let start = at;
			while at < first + len && free[at] {
				at += 1;
			}
			if at > start {
				runs.push((start, at - start));
			}
			at += 1;
		}
		runs
	}

	#[test]
	fn runs_are_those_of_a_slow_scan_when_slots_come_and_go() {
		let mut slots = FreeSlots::none();
		slots.open(0, SLOTS, &SlotMap::default());
		let mut free = [true; SLOTS];
		let mut seed = 7u64;
		let mut next = |below: usize| {
			seed = seed
				.wrapping_mul(6_364_136_223_846_793_005)
				.wrapping_add(1_442_695_040_888_963_407);
			(seed >> 33) as usize % below
		};
		for step in 0..2_000 {
			let first = next(SLOTS);
			let len = (1 + next(if step % 3 == 0 { 700 } else { 40 })).min(SLOTS - first);
			let give = next(3) == 0;
			if give {
				slots.give(first, len);
			} else {
				slots.take(first, len);
			}
			free[first..first + len].fill(give);
			let (from, width) = (next(SLOTS), 1 + next(600));
			let width = width.min(SLOTS - from);
			let runs = naive_runs(&free, from, width);
			assert_eq!(slots.runs(from, width).collect::<Vec<_>>(), runs);
			let longest = runs.iter().map(|run| run.1).max().unwrap_or(0);
			assert_eq!(slots.longest_run(from, width), longest);
			let units = 1 + next(9);
			let fitting = || runs.iter().filter(|run| run.1 >= units);
			assert_eq!(slots.first_run(from, width, units), fitting().next().map(|run| run.0));
			assert_eq!(
				slots.best_run(from, width, units),
				fitting().min_by_key(|run| run.1).map(|run| run.0)
			);
			assert_eq!(slots.is_free(from, width), free[from..from + width].iter().all(|f| *f));
		}
	}

	#[test]
	fn a_slot_map_ignores_what_lies_outside() {
		let mut map = SlotMap::default();
		map.mark(4_090, 100);
		assert_eq!(map.count(), 6);
		assert!(map.contains(4_095) && !map.contains(4_096) && !map.contains(u16::MAX));
		assert!(map.contains_all(4_090, 6) && !map.contains_all(4_090, 7));
		assert!(map.contains_any(4_000, 91) && !map.contains_any(4_000, 90));
		map.clear(4_091, u16::MAX);
		assert_eq!(map.count(), 1);
		map.mark(60, 70);
		assert!(map.contains_all(60, 70) && !map.contains_all(59, 2) && !map.contains(130));
		assert_eq!(map.words()[1], u64::MAX);
	}
}
