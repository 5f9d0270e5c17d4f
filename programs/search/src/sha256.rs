//! SHA-256 as FIPS 180-4 describes it.

/// The first 32 bits of the fractional parts of the cube roots of the first 64 primes (section 4.2.2).
const ROUNDS: [u32; 64] = [
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
	0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
	0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
	0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
];

/// A hash that is being computed.
#[derive(Clone)]
pub struct State {
	words: [u32; 8],
	block: [u8; 64],
	/// Bytes of `block` that are filled, below 64.
	filled: usize,
	/// Bytes taken in all.
	len: u64,
}

impl State {
	/// Nothing taken yet (section 5.3.3).
	#[allow(clippy::new_without_default)] // A default hash means nothing.
	pub fn new() -> Self {
		Self {
			words: [
				0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab,
				0x5be0cd19,
			],
			block: [0; 64],
			filled: 0,
			len: 0,
		}
	}

	/// Take more bytes.
	pub fn with(mut self, bytes: &[u8]) -> Self {
		for byte in bytes {
			self.push(*byte);
		}
		self.len += bytes.len() as u64;
		self
	}

	/// The hash of all bytes taken (section 5.1.1).
	pub fn finish(mut self) -> [u8; 32] {
		self.push(0x80);
		while self.filled != 56 {
			self.push(0);
		}
		for byte in (self.len * 8).to_be_bytes() {
			self.push(byte);
		}
		let mut hash = [0; 32];
		for (bytes, word) in hash.chunks_exact_mut(4).zip(self.words) {
			bytes.copy_from_slice(&word.to_be_bytes());
		}
		hash
	}

	fn push(&mut self, byte: u8) {
		self.block[self.filled] = byte;
		self.filled += 1;
		if self.filled == 64 {
			self.compress();
			self.filled = 0;
		}
	}

	/// Section 6.2.2.
	fn compress(&mut self) {
		let mut schedule = [0u32; 64];
		for (word, bytes) in schedule.iter_mut().zip(self.block.chunks_exact(4)) {
			*word = u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
		}
		for t in 16..64 {
			let (w2, w15) = (schedule[t - 2], schedule[t - 15]);
			let s1 = w2.rotate_right(17) ^ w2.rotate_right(19) ^ w2 >> 10;
			let s0 = w15.rotate_right(7) ^ w15.rotate_right(18) ^ w15 >> 3;
			schedule[t] =
				s1.wrapping_add(schedule[t - 7]).wrapping_add(s0).wrapping_add(schedule[t - 16]);
		}
		let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = self.words;
		for (round, word) in ROUNDS.iter().zip(schedule) {
			let s1 = e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25);
			let choose = e & f ^ !e & g;
			let first =
				h.wrapping_add(s1).wrapping_add(choose).wrapping_add(*round).wrapping_add(word);
			let s0 = a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22);
			let majority = a & b ^ a & c ^ b & c;
			let second = s0.wrapping_add(majority);
			(h, g, f, e) = (g, f, e, d.wrapping_add(first));
			(d, c, b, a) = (c, b, a, first.wrapping_add(second));
		}
		for (word, add) in self.words.iter_mut().zip([a, b, c, d, e, f, g, h]) {
			*word = word.wrapping_add(add);
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn hex(bytes: &[u8]) -> String {
		State::new().with(bytes).finish().iter().map(|byte| format!("{byte:02x}")).collect()
	}

	#[test]
	fn hashes_are_those_of_the_standard() {
		assert_eq!(hex(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
		assert_eq!(hex(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
		assert_eq!(
			hex(b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
			"248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
		);
	}
}
