//! What an execution comes to.

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode};
use scale_info::TypeInfo;

/// Why there is no output. Each is one result, the same for every program and engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub enum Failure {
	/// The program trapped: `unreachable`, division by zero, an address out of bounds, a wrong
	/// indirect call, or an answer to the interface that points outside its memory or is too long.
	Trap,
	/// The next metered run costs more fuel than was left.
	OutOfFuel,
	/// The next call takes more stack than was left.
	StackOverflow,
}

impl Failure {
	/// The failure that the two counters show after a trap. At most one is below zero: execution
	/// stops where the first one gets there.
	pub(crate) fn of_counters(fuel: i64, stack: i32) -> Self {
		if fuel < 0 {
			Self::OutOfFuel
		} else if stack < 0 {
			Self::StackOverflow
		} else {
			Self::Trap
		}
	}
}

/// Output or failure.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub enum Verdict {
	/// The program's output, at most [`MAX_OUTPUT_BYTES`](crate::MAX_OUTPUT_BYTES).
	Output(Vec<u8>),
	/// No output.
	Failed(Failure),
}

/// What an execution comes to: a function of semantics, program, input and fuel limit alone.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct Outcome {
	/// Output or failure.
	pub verdict: Verdict,
	/// The fuel that was used. After [`Failure::OutOfFuel`] it includes the run that could not be
	/// paid any more, so it exceeds the limit, and saying it takes the execution.
	pub fuel_used: u64,
}

impl Outcome {
	pub(crate) fn new(verdict: Verdict, fuel_limit: u64, fuel_left: i64) -> Self {
		// The limit is far below the sign bit, and what is left never exceeds it.
		let fuel_used = (fuel_limit as i64).saturating_sub(fuel_left).max(0) as u64;
		Self { verdict, fuel_used }
	}

	/// The output, if there is one.
	pub fn output(&self) -> Option<&[u8]> {
		match &self.verdict {
			Verdict::Output(output) => Some(output),
			Verdict::Failed(_) => None,
		}
	}

	/// The bytes whose hash stands in a leaf: one byte for the kind of result (0 output, 1 trap,
	/// 2 out of fuel, 3 stack overflow), the output, and the fuel used as eight bytes, lowest first.
	///
	/// Two outcomes have the same bytes only if they are equal: the kind comes first and the fuel
	/// has a fixed length at the end.
	pub fn leaf_bytes(&self) -> Vec<u8> {
		let (kind, output): (u8, &[u8]) = match &self.verdict {
			Verdict::Output(output) => (0, output),
			Verdict::Failed(Failure::Trap) => (1, &[]),
			Verdict::Failed(Failure::OutOfFuel) => (2, &[]),
			Verdict::Failed(Failure::StackOverflow) => (3, &[]),
		};
		let mut bytes = Vec::with_capacity(output.len().saturating_add(9));
		bytes.push(kind);
		bytes.extend_from_slice(output);
		bytes.extend_from_slice(&self.fuel_used.to_le_bytes());
		bytes
	}
}

/// `H(output ‖ fuel used)` of the protocol: blake2-256 of [`Outcome::leaf_bytes`].
pub fn result_hash(outcome: &Outcome) -> [u8; 32] {
	sp_crypto_hashing::blake2_256(&outcome.leaf_bytes())
}
