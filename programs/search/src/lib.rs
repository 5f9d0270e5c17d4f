//! A search whose answers anybody can verify at once: numbers which, written after a given key, have
//! a SHA-256 hash that starts with many zero bits.
//!
//! Input: where to start (eight bytes, lowest first), how many numbers to try (four bytes), how many
//! zero bits to ask for (one byte), and the key (the rest). Output: the numbers found, eight bytes
//! each, lowest first. To verify one: `sha256(key ‖ number)`, the number as eight bytes.
#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;

pub mod sha256;

use alloc::vec::Vec;

labscape_program::program!(search);

/// Search. An input that is too short finds nothing.
pub fn search(input: &[u8]) -> Vec<u8> {
	let Some((start, count, bits, key)) = parse(input) else { return Vec::new() };
	let prefix = sha256::State::new().with(key);
	(0..u64::from(count))
		.map(|offset| start.wrapping_add(offset).to_le_bytes())
		.filter(|number| leading_zeros(&prefix.clone().with(number).finish()) >= u32::from(bits))
		.flatten()
		.collect()
}

/// The input for one item.
pub fn input(start: u64, count: u32, bits: u8, key: &[u8]) -> Vec<u8> {
	let mut input = start.to_le_bytes().to_vec();
	input.extend(count.to_le_bytes());
	input.push(bits);
	input.extend(key);
	input
}

/// Whether `number` is an answer for this key.
pub fn verify(key: &[u8], number: u64, bits: u8) -> bool {
	let hash = sha256::State::new().with(key).with(&number.to_le_bytes()).finish();
	leading_zeros(&hash) >= bits.into()
}

fn parse(input: &[u8]) -> Option<(u64, u32, u8, &[u8])> {
	let (start, rest) = input.split_first_chunk()?;
	let (count, rest) = rest.split_first_chunk()?;
	let (bits, key) = rest.split_first()?;
	Some((u64::from_le_bytes(*start), u32::from_le_bytes(*count), *bits, key))
}

fn leading_zeros(hash: &[u8; 32]) -> u32 {
	match hash.iter().position(|byte| *byte != 0) {
		Some(zeros) => zeros as u32 * 8 + hash[zeros].leading_zeros(),
		None => 256,
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn finds_what_can_be_verified_and_nothing_else() {
		let found = search(&input(1_000, 20_000, 10, b"labscape"));
		let found: Vec<u64> =
			found.chunks(8).map(|number| u64::from_le_bytes(number.try_into().unwrap())).collect();
		let expected: Vec<u64> =
			(1_000..21_000).filter(|number| verify(b"labscape", *number, 10)).collect();
		assert_eq!(found, expected);
		assert!(!found.is_empty());
	}

	#[test]
	fn parts_of_a_search_add_up() {
		let whole = search(&input(u64::MAX - 50, 100, 3, b"k"));
		let parts = [search(&input(u64::MAX - 50, 60, 3, b"k")), search(&input(9, 40, 3, b"k"))];
		assert_eq!(whole, parts.concat());
	}

	#[test]
	fn short_inputs_find_nothing() {
		for len in 0..13 {
			assert!(search(&[0; 13][..len]).is_empty());
		}
		// No zero bits asked for: every number is an answer.
		assert_eq!(search(&input(5, 2, 0, b"")).len(), 16);
	}
}
