//! Cutting data into the inputs of a job's items.

use std::fmt;

use labscape_referee::limits::MAX_INPUT_BYTES;

/// How data is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
	/// Records of a fixed length, so many to an item. The last item may have fewer.
	Records {
		/// The length of one record in bytes.
		bytes: usize,
		/// Records in an item.
		per_item: usize,
	},
	/// Lines, so many to an item, each with its line feed as in the data.
	Lines {
		/// Lines in an item.
		per_item: usize,
	},
}

/// Why data cannot be cut so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CannotCut {
	/// There is nothing to cut.
	Empty,
	/// A record, or the number of them in an item, is zero.
	Zero,
	/// The data is no whole number of records.
	Remainder {
		/// Bytes after the last whole record.
		bytes: usize,
	},
	/// An item's input would exceed what the chain allows.
	TooLarge {
		/// The item.
		item: usize,
		/// Its input's size in bytes.
		bytes: usize,
	},
}

impl fmt::Display for CannotCut {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Empty => write!(f, "there is no data"),
			Self::Zero => write!(f, "an item needs at least one record of at least one byte"),
			Self::Remainder { bytes } => {
				write!(f, "{bytes} bytes are left over after the last whole record")
			}
			Self::TooLarge { item, bytes } => write!(
				f,
				"the input of item {item} has {bytes} bytes; at most {MAX_INPUT_BYTES} are allowed"
			),
		}
	}
}

impl std::error::Error for CannotCut {}

/// Cut `data` into inputs. Their concatenation is the data again.
///
/// # Errors
/// [`CannotCut`].
pub fn split(data: &[u8], cut: Cut) -> Result<Vec<&[u8]>, CannotCut> {
	if data.is_empty() {
		return Err(CannotCut::Empty);
	}
	let inputs: Vec<&[u8]> = match cut {
		Cut::Records { bytes: 0, .. } | Cut::Records { per_item: 0, .. } => {
			return Err(CannotCut::Zero)
		}
		Cut::Lines { per_item: 0 } => return Err(CannotCut::Zero),
		Cut::Records { bytes, per_item } => {
			if !data.len().is_multiple_of(bytes) {
				return Err(CannotCut::Remainder { bytes: data.len() % bytes });
			}
			data.chunks(bytes.saturating_mul(per_item)).collect()
		}
		Cut::Lines { per_item } => lines(data, per_item),
	};
	match inputs.iter().enumerate().find(|(_, input)| input.len() > MAX_INPUT_BYTES) {
		Some((item, input)) => Err(CannotCut::TooLarge { item, bytes: input.len() }),
		None => Ok(inputs),
	}
}

fn lines(data: &[u8], per_item: usize) -> Vec<&[u8]> {
	let mut inputs = Vec::new();
	let (mut rest, mut end, mut seen) = (data, 0, 0);
	for line in data.split_inclusive(|byte| *byte == b'\n') {
		end += line.len();
		seen += 1;
		if seen == per_item {
			let (input, after) = rest.split_at(end);
			inputs.push(input);
			(rest, end, seen) = (after, 0, 0);
		}
	}
	if !rest.is_empty() {
		inputs.push(rest);
	}
	inputs
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn records_are_cut_and_the_last_item_may_be_shorter() {
		let data: Vec<u8> = (0..70).collect();
		let inputs = split(&data, Cut::Records { bytes: 10, per_item: 3 }).unwrap();
		assert_eq!(inputs.iter().map(|input| input.len()).collect::<Vec<_>>(), [30, 30, 10]);
		assert_eq!(inputs.concat(), data);
	}

	#[test]
	fn lines_are_cut_with_or_without_a_line_feed_at_the_end() {
		for data in [&b"a\nbb\nccc\n"[..], b"a\nbb\nccc"] {
			let inputs = split(data, Cut::Lines { per_item: 2 }).unwrap();
			assert_eq!(inputs[0], b"a\nbb\n");
			assert_eq!(inputs.len(), 2);
			assert_eq!(inputs.concat(), data);
		}
	}

	#[test]
	fn refuses_what_cannot_be_cut() {
		let records = |bytes, per_item| Cut::Records { bytes, per_item };
		assert_eq!(split(b"", records(1, 1)), Err(CannotCut::Empty));
		assert_eq!(split(b"abc", records(0, 1)), Err(CannotCut::Zero));
		assert_eq!(split(b"abc", records(1, 0)), Err(CannotCut::Zero));
		assert_eq!(split(b"abc", Cut::Lines { per_item: 0 }), Err(CannotCut::Zero));
		assert_eq!(split(b"abc", records(2, 1)), Err(CannotCut::Remainder { bytes: 1 }));
		let data = vec![0; 2 * MAX_INPUT_BYTES];
		assert!(split(&data, records(MAX_INPUT_BYTES, 1)).is_ok());
		assert_eq!(
			split(&data, records(MAX_INPUT_BYTES, 2)),
			Err(CannotCut::TooLarge { item: 0, bytes: data.len() })
		);
	}
}
