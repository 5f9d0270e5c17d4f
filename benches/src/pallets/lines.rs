//! Straight lines above what was measured.

use anyhow::{bail, Context, Result};
use frame_benchmarking::BenchmarkResult;
use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOutcome};

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
	/// If no line is found, which cannot be: a high enough base lies above everything.
	pub fn of_time(results: &[BenchmarkResult]) -> Result<Self> {
		Self::above(results, |result| result.extrinsic_time.saturating_mul(1_000))
	}

	/// Entries read.
	///
	/// # Errors
	/// As [`Self::of_time`].
	pub fn of_reads(results: &[BenchmarkResult]) -> Result<Self> {
		Self::above(results, |result| result.reads.into())
	}

	/// Entries written.
	///
	/// # Errors
	/// As [`Self::of_time`].
	pub fn of_writes(results: &[BenchmarkResult]) -> Result<Self> {
		Self::above(results, |result| result.writes.into())
	}

	/// Of the lines above all results, with nothing negative in them, the one with the least sum of
	/// `(line − result) / result`: a linear program. Least squares would let the largest case decide and,
	/// lifted above all results, put what that is off by under the smallest.
	fn above(
		results: &[BenchmarkResult],
		value: impl Fn(&BenchmarkResult) -> u128,
	) -> Result<Self> {
		let components = results.first().map_or(0, |result| result.components.len());
		let largest = results.iter().map(&value).max().unwrap_or_default().max(1) as f64;
		let part = |result: &BenchmarkResult| value(result).max(1) as f64 / largest;
		let at = |result: &BenchmarkResult, index: usize| {
			result.components.get(index).map_or(0.0, |(_, at)| f64::from(*at))
		};
		let mut problem = Problem::new(OptimizationDirection::Minimize);
		let any = (0.0, f64::INFINITY);
		let base = problem.add_var(results.iter().map(|result| 1.0 / part(result)).sum(), any);
		let slopes: Vec<_> = (0..components)
			.map(|index| {
				let cost = results.iter().map(|result| at(result, index) / part(result)).sum();
				problem.add_var(cost, any)
			})
			.collect();
		for result in results {
			let line = slopes.iter().enumerate().map(|(index, slope)| (*slope, at(result, index)));
			let terms: Vec<_> = std::iter::once((base, 1.0)).chain(line).collect();
			let least = value(result) as f64 / largest;
			problem.add_constraint(&terms[..], ComparisonOp::Ge, least);
		}
		let SolveOutcome::Solution(solution) = problem.solve().context("no line")? else {
			bail!("no line was found in time");
		};
		// Whole numbers: every slope rounded down and up, with the least base that then lies above all.
		// A count grows by whole entries, and one too many for each costs more than a higher base.
		let whole = |slope: f64| (slope * largest + 1e-6).floor().max(0.0) as u128;
		let down: Vec<_> = slopes.iter().map(|slope| whole(solution[*slope])).collect();
		let lines = (0u32..1 << components).map(|up| {
			let slopes =
				down.iter().enumerate().map(|(at, slope)| slope + u128::from(up >> at & 1));
			let mut line = Self { base: 0, slopes: slopes.collect() };
			let missing = |result: &BenchmarkResult| value(result).saturating_sub(line.at(result));
			line.base = results.iter().map(missing).max().unwrap_or_default();
			line
		});
		let excess = |line: &Self| -> f64 {
			let above = |result| line.at(result).saturating_sub(value(result)) as f64;
			results.iter().map(|result| above(result) / (part(result) * largest)).sum()
		};
		lines.min_by(|a, b| excess(a).total_cmp(&excess(b))).context("no line")
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
	fn what_the_largest_case_is_off_by_does_not_lie_under_the_smallest() {
		// A bend at the far end.
		let time = |x: u32| 10 + u128::from(x) + if x > 90 { 500 } else { 0 };
		let results: Vec<_> = (0..=100).map(|x| result(&[x], time(x), 0)).collect();
		let line = Line::of_time(&results).unwrap();
		assert!(line.base <= 11_000 && line.slopes[0] > 5_000, "{line:?}");
	}

	#[test]
	fn counts_grow_by_whole_entries() {
		// What comes with the first raises the base, not what every further one adds.
		let results: Vec<_> =
			(0..10).map(|x| result(&[x * 50], 1, 7 + x * 50 + if x > 0 { 6 } else { 0 })).collect();
		assert_eq!(Line::of_reads(&results).unwrap(), Line { base: 13, slopes: vec![1] });
	}

	#[test]
	fn without_components_the_value_itself_counts() {
		let line = Line::of_time(&[result(&[], 7, 0)]).unwrap();
		assert_eq!(line, Line { base: 7_000, slopes: vec![] });
	}
}
