//! A hash table from values to small numbers, for interning. Its order is never looked at.

use alloc::{vec, vec::Vec};

/// Numbers by hash, open addressing, at most half full.
#[derive(Default)]
pub(crate) struct Table {
	/// Hash and number plus one; zero is an empty slot. A power of two of them.
	slots: Vec<(u32, u32)>,
	len: usize,
}

impl Table {
	/// The number whose value has that hash and is `same`.
	pub(crate) fn find(&self, hash: u32, same: impl Fn(u32) -> bool) -> Option<u32> {
		let mask = self.slots.len().checked_sub(1)?;
		let mut at = hash as usize & mask;
		loop {
			let (held, number) = *self.slots.get(at)?;
			let number = number.checked_sub(1)?;
			if held == hash && same(number) {
				return Some(number);
			}
			at = at.wrapping_add(1) & mask;
		}
	}

	/// Note the number of a value that was not found.
	pub(crate) fn insert(&mut self, hash: u32, number: u32) {
		if self.len.saturating_add(1).saturating_mul(2) > self.slots.len() {
			let slots = vec![(0, 0); self.slots.len().saturating_mul(2).max(64)];
			for (hash, number) in core::mem::replace(&mut self.slots, slots) {
				if number != 0 {
					self.put(hash, number);
				}
			}
		}
		self.put(hash, number.saturating_add(1));
		self.len = self.len.saturating_add(1);
	}

	fn put(&mut self, hash: u32, number: u32) {
		let mask = self.slots.len().saturating_sub(1);
		let mut at = hash as usize & mask;
		while self.slots.get(at).is_some_and(|(_, number)| *number != 0) {
			at = at.wrapping_add(1) & mask;
		}
		if let Some(slot) = self.slots.get_mut(at) {
			*slot = (hash, number);
		}
	}

	/// How many numbers are noted.
	pub(crate) fn len(&self) -> usize {
		self.len
	}

	/// Forget everything, keep the room.
	pub(crate) fn clear(&mut self) {
		self.slots.fill((0, 0));
		self.len = 0;
	}
}

/// Hash some words. Anybody may choose what is hashed, so a bad case only costs time: tables are
/// small, and emptied when they are full.
pub(crate) fn hash(words: &[u64]) -> u32 {
	let mut state = 0x9e37_79b9_7f4a_7c15u64;
	for word in words {
		state = (state ^ word).wrapping_mul(0xd6e8_feb8_6659_fd93);
		state ^= state >> 32;
	}
	state.wrapping_mul(0xd6e8_feb8_6659_fd93).wrapping_shr(32) as u32
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn values_are_found_when_hashes_collide_and_the_table_grows() {
		let mut table = Table::default();
		let values: Vec<u64> = (0..1_000).map(|n| n * n).collect();
		let weak = |value: u64| (value % 7) as u32;
		for (number, value) in values.iter().enumerate() {
			assert_eq!(table.find(weak(*value), |n| values[n as usize] == *value), None);
			table.insert(weak(*value), number as u32);
		}
		for (number, value) in values.iter().enumerate() {
			let found = table.find(weak(*value), |n| values[n as usize] == *value);
			assert_eq!(found, Some(number as u32));
		}
		table.clear();
		assert_eq!(table.find(0, |_| true), None);
	}
}
