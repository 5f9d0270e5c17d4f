//! Random numbers that are the same everywhere.

/// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
#[derive(Clone, Debug)]
pub struct Prng(u64);

impl Prng {
	/// A generator for `seed`.
	pub const fn new(seed: u64) -> Self {
		Self(seed)
	}

	/// The next 64 bits.
	pub fn word(&mut self) -> u64 {
		self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
		let mut word = self.0;
		word = (word ^ word >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
		word = (word ^ word >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
		word ^ word >> 31
	}

	/// A number below `bound`, or zero if `bound` is zero.
	pub fn below(&mut self, bound: u64) -> u64 {
		((u128::from(self.word()) * u128::from(bound)) >> 64) as u64
	}

	/// A number of `low..=high`.
	pub fn between(&mut self, low: u64, high: u64) -> u64 {
		low + self.below(high - low + 1)
	}

	/// Whether an event of that chance in a hundred happens.
	pub fn percent(&mut self, chance: u64) -> bool {
		self.below(100) < chance
	}

	/// One of `items`.
	pub fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
		items.get(self.below(items.len() as u64) as usize)
	}

	/// Put `items` into random order (Fisher and Yates).
	pub fn shuffle<T>(&mut self, items: &mut [T]) {
		for last in (1..items.len()).rev() {
			items.swap(last, self.below(last as u64 + 1) as usize);
		}
	}
}
