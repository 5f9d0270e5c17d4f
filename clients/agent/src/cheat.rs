//! A lying agent, for demonstrations. Compiled in by the cargo feature `cheater` only, and refused on
//! every chain that is not for development.

use crate::{execute::ItemResult, Error, Result};
use std::str::FromStr;

/// How to lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cheat {
	/// How many of a thousand results are wrong.
	permille: u32,
}

impl FromStr for Cheat {
	type Err = Error;

	/// `wrong:PERMILLE`.
	fn from_str(text: &str) -> Result<Self> {
		text.strip_prefix("wrong:")
			.and_then(|permille| permille.parse().ok())
			.filter(|permille| (1..=1_000).contains(permille))
			.map(|permille| Self { permille })
			.ok_or_else(|| Error::Usage(format!("`{text}` is not wrong:PERMILLE, 1 to 1000")))
	}
}

impl Cheat {
	/// The result, or a lie about it. The same item is always treated the same way.
	pub fn result(&self, item: u32, result: ItemResult) -> ItemResult {
		if item.wrapping_mul(2_654_435_761) % 1_000 >= self.permille {
			return result;
		}
		let mut bytes = result.bytes;
		match bytes.get_mut(1) {
			Some(byte) => *byte ^= 1,
			None => bytes.push(1),
		}
		ItemResult { bytes }
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn about_as_many_results_are_wrong_as_was_asked() {
		let cheat: Cheat = "wrong:100".parse().unwrap();
		let honest = ItemResult { bytes: vec![0, 1, 2] };
		let wrong = (0..1_000).filter(|item| cheat.result(*item, honest.clone()) != honest).count();
		assert!((80..120).contains(&wrong), "{wrong}");
		assert!("wrong:0".parse::<Cheat>().is_err());
		assert!("late".parse::<Cheat>().is_err());
	}
}
