//! Straight lines through what was measured.

use anyhow::Result;
use frame_benchmarking::{Analysis, BenchmarkResult, BenchmarkSelector};

/// A base, and for each component what one more of it adds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
	/// What is there without any.
	pub base: u128,
	/// What one more of each component adds.
	pub slopes: Vec<u128>,
}

impl Line {
	/// Execution, in picoseconds.
	///
	/// # Errors
	/// No results, or too few to tell the components apart.
	pub fn of_time(results: &[BenchmarkResult]) -> Result<Self> {
		let picoseconds = |result: &BenchmarkResult| result.extrinsic_time.saturating_mul(1_000);
		Self::fit(results, BenchmarkSelector::ExtrinsicTime, picoseconds)
	}

	/// Entries read.
	///
	/// # Errors
	/// As [`Self::of_time`].
	pub fn of_reads(results: &[BenchmarkResult]) -> Result<Self> {
		Self::fit(results, BenchmarkSelector::Reads, |result| result.reads.into())
	}

	/// Entries written.
	///
	/// # Errors
	/// As [`Self::of_time`].
	pub fn of_writes(results: &[BenchmarkResult]) -> Result<Self> {
		Self::fit(results, BenchmarkSelector::Writes, |result| result.writes.into())
	}

	/// Least squares, then lifted until no result lies above the line.
	fn fit(
		results: &[BenchmarkResult],
		selector: BenchmarkSelector,
		value: impl Fn(&BenchmarkResult) -> u128,
	) -> Result<Self> {
		let fitted = Analysis::min_squares_iqr(&results.to_vec(), selector)?;
		let mut line = Self { base: fitted.base, slopes: fitted.slopes };
		let missing = |result: &BenchmarkResult| value(result).saturating_sub(line.at(result));
		line.base += results.iter().map(missing).max().unwrap_or_default();
		Ok(line)
	}

	/// The value for the components of `result`.
	fn at(&self, result: &BenchmarkResult) -> u128 {
		let parts = self.slopes.iter().zip(&result.components);
		self.base + parts.map(|(slope, (_, at))| slope * u128::from(*at)).sum::<u128>()
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use frame_benchmarking::BenchmarkParameter::{a, b};

	fn result(components: &[u32], time: u128, reads: u32) -> BenchmarkResult {
		BenchmarkResult {
			components: [a, b].into_iter().zip(components.iter().copied()).collect(),
			extrinsic_time: time,
			reads,
			..Default::default()
		}
	}

	#[test]
	fn a_straight_line_is_found() {
		let results: Vec<_> = (0..10).map(|x| result(&[x], 5 + 3 * u128::from(x), 2 + x)).collect();
		let time = Line::of_time(&results).unwrap();
		// Rounding may add a picosecond.
		assert!(time.base.abs_diff(5_000) <= 1 && time.slopes[0].abs_diff(3_000) <= 1, "{time:?}");
		assert_eq!(Line::of_reads(&results).unwrap(), Line { base: 2, slopes: vec![1] });
	}

	#[test]
	fn no_result_lies_above_the_line() {
		let results: Vec<_> =
			(0..=8).map(|x| result(&[x, 8 - x], u128::from(x * x * 7 + 1), x * x)).collect();
		for line in [Line::of_time(&results).unwrap(), Line::of_reads(&results).unwrap()] {
			let value = |r: &BenchmarkResult| {
				if line.slopes.iter().any(|slope| *slope > 100) {
					r.extrinsic_time * 1_000
				} else {
					r.reads.into()
				}
			};
			assert!(results.iter().all(|r| line.at(r) >= value(r)), "{line:?}");
		}
	}

	#[test]
	fn without_components_the_value_itself_counts() {
		let line = Line::of_time(&[result(&[], 7, 0)]).unwrap();
		assert_eq!(line, Line { base: 7_000, slopes: vec![] });
	}
}
