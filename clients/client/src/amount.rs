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
	let (number, unit) = split(text);
	let decimals = match unit {
		"" | "UBC" | "ubc" => DECIMALS,
		"mUBC" => 9,
		"uUBC" => 6,
		"planck" => 0,
		_ => return Err(bad(text, "the unit is UBC, mUBC, uUBC or planck")),
	};
	digits(text, number, decimals, "a planck")
}

/// Read an amount of a token with `decimals`: `1.5`, `1.5 GOLD`, `7 units` (its smallest).
///
/// # Errors
/// [`Error::Usage`] as [`parse`].
pub fn parse_token(text: &str, decimals: u8, symbol: &str) -> Result<Balance> {
	let (number, unit) = split(text);
	let decimals = match unit {
		"" => decimals,
		"units" => 0,
		unit if unit == symbol => decimals,
		_ => return Err(bad(text, &format!("the unit is {symbol}, or `units` for its smallest"))),
	};
	digits(text, number, decimals.into(), "the token's smallest unit")
}

/// The number and what stands behind it.
fn split(text: &str) -> (&str, &str) {
	let trimmed = text.trim();
	let end = trimmed
		.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == '_'))
		.unwrap_or(trimmed.len());
	let (number, unit) = trimmed.split_at(end);
	(number, unit.trim())
}

fn bad(text: &str, why: &str) -> Error {
	Error::Usage(format!("`{text}` is not an amount: {why}"))
}

fn digits(text: &str, number: &str, decimals: usize, finest: &str) -> Result<Balance> {
	let number = number.replace('_', "");
	let (whole, part) = number.split_once('.').unwrap_or((&number, ""));
	if whole.is_empty() && part.is_empty() || part.contains('.') {
		return Err(bad(text, "write it like 12.5"));
	}
	if part.len() > decimals {
		return Err(bad(text, &format!("it is finer than {finest}")));
	}
	let digits = format!("{whole}{part:0<decimals$}");
	digits.parse().map_err(|_| bad(text, "it is too large"))
}

/// Write an amount in UBC with as many decimals as it needs.
pub fn show(planck: Balance) -> String {
	show_token(planck, DECIMALS as u8, "UBC")
}

/// Write an amount of a token with as many decimals as it needs.
pub fn show_token(units: Balance, decimals: u8, symbol: &str) -> String {
	// More digits than the largest amount has are all behind the point.
	let one = 10u128.checked_pow(decimals.into());
	let (whole, part) = one.map_or((0, units), |one| (units / one, units % one));
	let digits = whole.to_string();
	let mut grouped = String::new();
	for (at, digit) in digits.chars().enumerate() {
		if at > 0 && (digits.len() - at).is_multiple_of(3) {
			grouped.push('\u{202f}');
		}
		grouped.push(digit);
	}
	if part == 0 {
		return format!("{grouped} {symbol}");
	}
	let part = format!("{part:0>width$}", width = usize::from(decimals));
	format!("{grouped}.{} {symbol}", part.trim_end_matches('0'))
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

	#[test]
	fn amounts_of_tokens_follow_their_decimals() {
		assert_eq!(parse_token("1.5", 2, "GOLD").unwrap(), 150);
		assert_eq!(parse_token("1_000 GOLD", 0, "GOLD").unwrap(), 1_000);
		assert_eq!(parse_token("7 units", 18, "GOLD").unwrap(), 7);
		for (text, decimals) in
			[("0.001", 2), ("1 UBC", 2), ("1.5 units", 2), ("1e3", 2), ("9", 38)]
		{
			assert!(parse_token(text, decimals, "GOLD").is_err(), "{text}");
		}
		assert_eq!(show_token(150, 2, "GOLD"), "1.5 GOLD");
		assert_eq!(show_token(7, 0, "GOLD"), "7 GOLD");
		assert_eq!(show_token(1, 38, "X"), format!("0.{}1 X", "0".repeat(37)));
		assert_eq!(show_token(u128::MAX, 38, "X"), format!("3.{} X", &u128::MAX.to_string()[1..]));
	}
}
