//! An estimate of pi by counting random points of a square that lie within a quarter circle, in
//! integers, so that everybody who counts gets the same number.
//!
//! Input: a seed (eight bytes, lowest first) and how many points (four bytes). Output: how many lie
//! within (eight bytes) and how many there are (eight bytes). The outputs of many items with different
//! seeds add up; pi is four times the first sum divided by the second.
#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;

use alloc::vec::Vec;

labscape_program::program!(count);

/// Count the points. An input of another length counts none.
pub fn count(input: &[u8]) -> Vec<u8> {
	let (within, points) = match parse(input) {
		Some((seed, points)) => (within(seed, points), u64::from(points)),
		None => (0, 0),
	};
	[within.to_le_bytes(), points.to_le_bytes()].concat()
}

/// The input for one item.
pub fn input(seed: u64, points: u32) -> Vec<u8> {
	let mut input = seed.to_le_bytes().to_vec();
	input.extend(points.to_le_bytes());
	input
}

/// What an output says: points within, points in all.
pub fn read(output: &[u8]) -> Option<(u64, u64)> {
	let (within, points) = output.split_first_chunk()?;
	Some((u64::from_le_bytes(*within), u64::from_le_bytes(points.try_into().ok()?)))
}

fn parse(input: &[u8]) -> Option<(u64, u32)> {
	let (seed, points) = input.split_first_chunk()?;
	Some((u64::from_le_bytes(*seed), u32::from_le_bytes(points.try_into().ok()?)))
}

fn within(seed: u64, points: u32) -> u64 {
	let mut random = Random(seed);
	(0..points)
		.filter(|_| {
			let bits = random.next();
			let (x, y) = (bits >> 32, bits & 0xffff_ffff);
			// Coordinates of 32 bits; the sum of two squares needs 65, so both lose their last.
			(x >> 1) * (x >> 1) + (y >> 1) * (y >> 1) < 1 << 62
		})
		.count() as u64
}

/// SplitMix64: a counter and a finaliser (Steele, Lea and Flood, OOPSLA 2014).
struct Random(u64);

impl Random {
	fn next(&mut self) -> u64 {
		self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
		let mut mixed = self.0;
		mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
		mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
		mixed ^ mixed >> 31
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn random_numbers_are_those_of_the_reference() {
		let mut random = Random(1_234_567);
		assert_eq!(random.next(), 6_457_827_717_110_365_317);
		assert_eq!(random.next(), 3_203_168_211_198_807_973);
	}

	#[test]
	fn estimate_is_near_pi() {
		let (within, points) = read(&count(&input(42, 1_000_000))).unwrap();
		assert_eq!(points, 1_000_000);
		let millionths = 4_000_000 * within / points;
		// Four standard deviations.
		assert!(millionths.abs_diff(3_141_593) < 6_600, "{millionths}");
	}

	#[test]
	fn inputs_of_another_length_count_nothing() {
		for len in [0, 11, 13] {
			assert_eq!(read(&count(&[1; 64][..len])), Some((0, 0)));
		}
	}
}
