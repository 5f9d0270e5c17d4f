//! UBC, written and read by people. Twelve decimals; no floats.

use crate::{Balance, Error, Result};

/// One UBC in planck.
pub const UBC: Balance = 1_000_000_000_000;
const DECIMALS: usize = 12;

/// Read `1.5`, `1_000`, `250mUBC`, `7 planck`. Without a unit it is UBC.
///
/// # Errors
/// [`Error::Usage`] if it is no amount, is finer than a planck, or exceeds 128 bits.
pub fn parse(text: &str) -> Result<Balance> {
	let bad = |why: &str| Error::Usage(format!("`{text}` is not an amount: {why}"));
	let trimmed = text.trim();
	let split = trimmed
		.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == '_'))
		.unwrap_or(trimmed.len());
	let (number, unit) = trimmed.split_at(split);
	let decimals = match unit.trim() {
		"" | "UBC" | "ubc" => DECIMALS,
		"mUBC" => 9,
		"uUBC" => 6,
		"planck" => 0,
		_ => return Err(bad("the unit is UBC, mUBC, uUBC or planck")),
	};
	let number = number.replace('_', "");
	let (whole, part) = number.split_once('.').unwrap_or((&number, ""));
	if whole.is_empty() && part.is_empty() || part.contains('.') {
		return Err(bad("write it like 12.5"));
	}
	if part.len() > decimals {
		return Err(bad("it is finer than a planck"));
	}
	let digits = format!("{whole}{part:0<decimals$}");
	digits.parse().map_err(|_| bad("it is too large"))
}

/// Write an amount in UBC with as many decimals as it needs.
pub fn show(planck: Balance) -> String {
	let (whole, part) = (planck / UBC, planck % UBC);
	let digits = whole.to_string();
	let mut grouped = String::new();
	for (at, digit) in digits.chars().enumerate() {
		if at > 0 && (digits.len() - at).is_multiple_of(3) {
			grouped.push('\u{202f}');
		}
		grouped.push(digit);
	}
	if part == 0 {
		return format!("{grouped} UBC");
	}
	let part = format!("{part:012}");
	format!("{grouped}.{} UBC", part.trim_end_matches('0'))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn amounts_are_read_exactly() {
		assert_eq!(parse("1").unwrap(), UBC);
		assert_eq!(parse("1.5 UBC").unwrap(), 3 * UBC / 2);
		assert_eq!(parse("1_000").unwrap(), 1_000 * UBC);
		assert_eq!(parse("2.5mUBC").unwrap(), 2_500_000_000);
		assert_eq!(parse("7 planck").unwrap(), 7);
		assert_eq!(parse("0.000000000001").unwrap(), 1);
		assert_eq!(parse(".5").unwrap(), UBC / 2);
	}

	#[test]
	fn what_is_no_amount_is_refused() {
		for text in ["", ".", "1.2.3", "-1", "1 ETH", "0.0000000000001", "1e3", "0.5 planck"] {
			assert!(parse(text).is_err(), "{text}");
		}
		assert!(parse(&"9".repeat(40)).is_err());
	}

	#[test]
	fn amounts_are_written_as_they_are_read() {
		assert_eq!(show(0), "0 UBC");
		assert_eq!(show(UBC / 4), "0.25 UBC");
		assert_eq!(show(1), "0.000000000001 UBC");
		assert_eq!(show(12_345 * UBC), "12\u{202f}345 UBC");
	}
}
