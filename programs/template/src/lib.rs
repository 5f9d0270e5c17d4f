//! Copy this folder to start a program: change the function, its test, and the name in `Cargo.toml`.
//!
//! Input: text. Output: how many words it has, as four bytes, lowest first.
#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;

use alloc::vec::Vec;

labscape_program::program!(count_words);

/// How many words the text has.
pub fn count_words(input: &[u8]) -> Vec<u8> {
	let words = input.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).count();
	(words as u32).to_le_bytes().to_vec()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn counts_words() {
		assert_eq!(count_words(b"one two\n three "), [3, 0, 0, 0]);
		assert_eq!(count_words(b""), [0; 4]);
	}
}
