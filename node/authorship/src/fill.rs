//! Which transactions a block gets.
//!
//! They are taken from the pool in its order and handed to the block by batches. A batch ends with the
//! first transaction that is not valid or does not fit, so that it is dealt with before any after it, as
//! if there were no batches: those that depend on it are left out, and only it is reported.
//!
//! The clock is looked at between batches. None is asked to take more than half of the time that is left,
//! by the weights that its transactions declare, so the last ones before the deadline are short.

use std::{
	collections::{HashSet, VecDeque},
	fmt::Display,
	hash::Hash,
	sync::Arc,
	time::{Duration, Instant},
};

use codec::Encode;
use log::{debug, trace, warn};
use sc_proposer_metrics::EndProposingReason;
use sc_transaction_pool_api::{InPoolTransaction, ReadyTransactions, TxInvalidityReportMap};
use sp_runtime::{
	transaction_validity::{TransactionTag, TransactionValidityError},
	ApplyExtrinsicResult,
};

use crate::LOG_TARGET;

/// Most transactions of a batch: then the call costs each of them little.
const MOST_TRANSACTIONS: usize = 128;
/// A batch takes no further transaction once it has so many bytes: they are copied into the Wasm.
const MOST_BYTES: usize = 256 * 1024;
/// Most time of a batch, by weight.
const LONGEST: Duration = Duration::from_millis(50);
/// How many transactions that do not fit are skipped, after half of the time, before the block is taken
/// to be full.
const MOST_SKIPPED: usize = 8;
/// Weights are in picoseconds.
const REF_TIME_PER_NANOSECOND: u64 = 1_000;

/// Where transactions go.
pub trait Target<Extrinsic> {
	/// Why a push failed as a whole.
	type Error: Display;

	/// Whether it takes more than one at a time.
	fn batches(&self) -> bool;

	/// Size of the block so far.
	fn bytes(&self) -> usize;

	/// Apply transactions in their order until one is not valid, or until they weigh `ref_time`
	/// picoseconds.
	///
	/// # Errors
	/// If nothing was applied, and it cannot be said which of them is to blame.
	fn push(
		&mut self,
		extrinsics: Vec<Extrinsic>,
		ref_time: u64,
	) -> Result<Vec<ApplyExtrinsicResult>, Self::Error>;
}

/// When a block is full.
pub struct Limits<'a> {
	/// Nothing is begun after this.
	pub deadline: Instant,
	/// Most bytes.
	pub bytes: usize,
	/// The clock.
	pub now: &'a dyn Fn() -> Instant,
}

/// What came of it.
#[derive(Debug)]
pub struct Filled<TxHash> {
	/// Why it ended.
	pub end: EndProposingReason,
	/// What the pool is told of, and why.
	pub invalid: TxInvalidityReportMap<TxHash>,
	/// How many transactions the block got.
	pub pushed: usize,
}

/// Fill a block with transactions.
pub fn fill<Extrinsic, Tx, Pool, T>(
	target: &mut T,
	pending: &mut Pool,
	limits: &Limits,
) -> Filled<Tx::Hash>
where
	Extrinsic: Clone + Encode,
	Tx: InPoolTransaction<Transaction = Arc<Extrinsic>>,
	Tx::Hash: Clone + Eq + Hash + std::fmt::Debug,
	Pool: ReadyTransactions<Item = Arc<Tx>> + ?Sized,
	T: Target<Extrinsic>,
{
	let begin = (limits.now)();
	let mut run = Run {
		pending,
		returned: VecDeque::new(),
		left_out: HashSet::new(),
		limits,
		soft_deadline: begin + limits.deadline.saturating_duration_since(begin) / 2,
		most: MOST_TRANSACTIONS,
		alone: 0,
		skipped: 0,
		full: None,
		filled: Filled {
			end: EndProposingReason::NoMoreTransactions,
			invalid: TxInvalidityReportMap::new(),
			pushed: 0,
		},
	};
	run.filled.end = loop {
		if let Some(end) = run.step(target) {
			break end;
		}
	};
	if run.filled.end == EndProposingReason::HitBlockSizeLimit && run.filled.pushed == 0 {
		warn!(target: LOG_TARGET, "no transaction fits into a block of {} bytes", limits.bytes);
	}
	run.filled
}

/// A block that is being filled.
struct Run<'a, Tx: InPoolTransaction, Pool: ?Sized> {
	pending: &'a mut Pool,
	/// Taken from the pool, not tried yet.
	returned: VecDeque<Arc<Tx>>,
	/// Tags that only transactions provide which the block does not get.
	left_out: HashSet<TransactionTag>,
	limits: &'a Limits<'a>,
	soft_deadline: Instant,
	/// How many transactions the next batch may have.
	most: usize,
	/// So many are to be tried one by one.
	alone: usize,
	/// So many did not fit.
	skipped: usize,
	/// Why the last one did not fit.
	full: Option<EndProposingReason>,
	filled: Filled<Tx::Hash>,
}

impl<Extrinsic, Tx, Pool> Run<'_, Tx, Pool>
where
	Extrinsic: Clone + Encode,
	Tx: InPoolTransaction<Transaction = Arc<Extrinsic>>,
	Tx::Hash: Clone + Eq + Hash + std::fmt::Debug,
	Pool: ReadyTransactions<Item = Arc<Tx>> + ?Sized,
{
	/// Try one batch. Returns the reason if it was the last one.
	fn step<T: Target<Extrinsic>>(&mut self, target: &mut T) -> Option<EndProposingReason> {
		let Some(first) = self.next() else {
			debug!(target: LOG_TARGET, "no more transactions");
			return Some(self.full.unwrap_or(EndProposingReason::NoMoreTransactions));
		};
		let now = (self.limits.now)();
		if now > self.limits.deadline {
			debug!(target: LOG_TARGET, "no more time for transactions");
			return Some(self.full.unwrap_or(EndProposingReason::HitDeadline));
		}
		let room = self.limits.bytes.saturating_sub(target.bytes());
		if first.data().encoded_size() > room {
			return self.skip(&first, EndProposingReason::HitBlockSizeLimit);
		}
		let most = if target.batches() && self.alone == 0 { self.most } else { 1 };
		let batch = self.batch(first, most, room);
		let time = self.limits.deadline.saturating_duration_since(now) / 2;
		let ref_time =
			(time.min(LONGEST).as_nanos() as u64).saturating_mul(REF_TIME_PER_NANOSECOND);
		let extrinsics = batch.iter().map(|tx| Extrinsic::clone(tx.data())).collect();
		match target.push(extrinsics, ref_time) {
			Ok(results) => {
				self.alone = self.alone.saturating_sub(results.len());
				self.give_back(&batch[results.len().min(batch.len())..]);
				batch.iter().zip(results).find_map(|(tx, result)| self.note(tx, result))
			}
			Err(error) => {
				self.blame(&batch, &error);
				None
			}
		}
	}

	/// `first` and what may follow it in one batch.
	fn batch(&mut self, first: Arc<Tx>, most: usize, room: usize) -> Vec<Arc<Tx>> {
		let mut bytes = first.data().encoded_size();
		let mut batch = vec![first];
		while batch.len() < most && bytes < MOST_BYTES {
			let Some(tx) = self.next() else { break };
			bytes += tx.data().encoded_size();
			if bytes > room {
				// Perhaps it fits once it is known what is left of this batch.
				self.give_back(&[tx]);
				break;
			}
			batch.push(tx);
		}
		batch
	}

	/// The next transaction that does not depend on one that was left out.
	fn next(&mut self) -> Option<Arc<Tx>> {
		loop {
			let tx = self.returned.pop_front().or_else(|| self.pending.next())?;
			if !tx.requires().iter().any(|tag| self.left_out.contains(tag)) {
				return Some(tx);
			}
			self.leave_out(&tx);
		}
	}

	fn give_back(&mut self, transactions: &[Arc<Tx>]) {
		for tx in transactions.iter().rev() {
			self.returned.push_front(tx.clone());
		}
	}

	/// Leave a transaction out, and with it all that depend on it: those that the pool has not handed
	/// out yet, and those it has.
	fn leave_out(&mut self, tx: &Arc<Tx>) {
		self.pending.report_invalid(tx);
		self.left_out.extend(tx.provides().iter().cloned());
	}

	/// Note what came of a transaction. Returns the reason if it is the last one.
	fn note(&mut self, tx: &Arc<Tx>, result: ApplyExtrinsicResult) -> Option<EndProposingReason> {
		match result {
			Ok(_) => {
				trace!(target: LOG_TARGET, "[{:?}] is in the block", tx.hash());
				self.filled.pushed += 1;
				self.full = None;
				self.most = (self.most * 2).min(MOST_TRANSACTIONS);
				None
			}
			Err(error) if error.exhausted_resources() => {
				self.most = 1;
				self.skip(tx, EndProposingReason::HitBlockWeightLimit)
			}
			Err(error) => {
				self.most = 1;
				self.drop(tx, Some(error));
				None
			}
		}
	}

	/// Leave out a transaction that does not fit. Returns the reason if no other is to be tried.
	fn skip(&mut self, tx: &Arc<Tx>, reason: EndProposingReason) -> Option<EndProposingReason> {
		self.leave_out(tx);
		self.full = Some(reason);
		if self.skipped < MOST_SKIPPED {
			self.skipped += 1;
		} else if (self.limits.now)() >= self.soft_deadline {
			debug!(target: LOG_TARGET, "the block is full: {reason:?}");
			return Some(reason);
		}
		trace!(target: LOG_TARGET, "[{:?}] does not fit: {reason:?}", tx.hash());
		None
	}

	/// Leave out a transaction that is not valid, and report it.
	fn drop(&mut self, tx: &Arc<Tx>, error: Option<TransactionValidityError>) {
		debug!(target: LOG_TARGET, "[{:?}] is not valid: {error:?}", tx.hash());
		self.leave_out(tx);
		self.filled.invalid.insert(tx.hash().clone(), error);
	}

	/// Nothing was applied: several are tried one by one, a single one is to blame.
	fn blame(&mut self, batch: &[Arc<Tx>], error: &impl Display) {
		self.alone = self.alone.saturating_sub(1);
		if let [tx] = batch {
			warn!(target: LOG_TARGET, "[{:?}] cannot be applied: {error}", tx.hash());
			self.drop(tx, None);
		} else {
			warn!(
				target: LOG_TARGET,
				"one of {} transactions cannot be applied, trying them one by one: {error}",
				batch.len()
			);
			self.alone = batch.len();
			self.give_back(batch);
		}
	}
}

#[cfg(test)]
mod tests;
