//! Symbols: which are readable, and which look alike.
//!
//! A symbol consists of ASCII letters and digits, so letters of other scripts that look like Latin
//! ones cannot occur at all. Two symbols are alike if they fold to the same key: case does not
//! count, digits count as the letters they look like (0 O, 1 I, 2 Z, 5 S, 6 G, 8 B, 9 G), L as I,
//! and the pairs VV and RN as W and M. The currency's own symbol may not occur within another one
//! either: `wUBC` and `U8C2` are refused.

use sp_runtime::{traits::ConstU32, BoundedVec};

/// The most letters of a symbol.
pub const MAX_SYMBOL_LENGTH: u32 = 12;
/// The fewest letters of a symbol.
pub const MIN_SYMBOL_LENGTH: u32 = 2;

/// A symbol as it is written.
pub type Symbol = BoundedVec<u8, ConstU32<MAX_SYMBOL_LENGTH>>;
/// A folded symbol: equal for symbols that look alike.
pub type SymbolKey = BoundedVec<u8, ConstU32<MAX_SYMBOL_LENGTH>>;

/// Whether a symbol has a proper length, consists of letters and digits, and not of digits alone.
pub fn is_readable(symbol: &[u8]) -> bool {
	let length = symbol.len();
	(MIN_SYMBOL_LENGTH as usize..=MAX_SYMBOL_LENGTH as usize).contains(&length)
		&& symbol.iter().all(u8::is_ascii_alphanumeric)
		&& symbol.iter().any(u8::is_ascii_alphabetic)
}

/// The key under which look-alikes meet.
pub fn fold(symbol: &[u8]) -> SymbolKey {
	let mut key = SymbolKey::default();
	for letter in symbol.iter().map(|letter| fold_letter(*letter)) {
		let merged = match (key.last(), letter) {
			(Some(b'V'), b'V') => Some(b'W'),
			(Some(b'R'), b'N') => Some(b'M'),
			_ => None,
		};
		match (merged, key.last_mut()) {
			(Some(one), Some(last)) => *last = one,
			// Never longer than the symbol; what is longer than a symbol may be is cut.
			_ => {
				let _ = key.try_push(letter);
			}
		}
	}
	key
}

fn fold_letter(letter: u8) -> u8 {
	match letter.to_ascii_uppercase() {
		b'0' => b'O',
		b'1' | b'L' => b'I',
		b'2' => b'Z',
		b'5' => b'S',
		b'6' | b'9' => b'G',
		b'8' => b'B',
		other => other,
	}
}

/// Whether `symbol` is or contains something that looks like `native`.
pub fn imitates(symbol: &[u8], native: &[u8]) -> bool {
	let (key, native) = (fold(symbol), fold(native));
	!native.is_empty() && key.windows(native.len()).any(|part| part == &native[..])
}
