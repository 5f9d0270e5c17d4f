//! Blocks of numbers: which get in, in what calls, and what the pool hears.
//!
//! `one_by_one` is the loop as the SDK's author has it, without batches. What is built in batches must be
//! what it builds.

use std::{cell::Cell, rc::Rc};

use sp_runtime::transaction_validity::InvalidTransaction;

use super::*;
use crate::listed::Listed;

/// What the runtime does with a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Encode)]
enum Tx {
	/// It weighs so many milliseconds and belongs to a sender, who must not have a gap.
	Pay { sender: u8, nonce: u8, ms: u8 },
	/// It is not valid.
	Bad,
	/// The runtime panics.
	Panic,
}
use Tx::{Bad, Panic, Pay};

/// A block of at most `room` milliseconds.
struct Block {
	room: u64,
	nonces: [u8; 4],
	got: Vec<Tx>,
	calls: Vec<usize>,
	batches: bool,
	clock: Rc<Cell<Instant>>,
}

impl Block {
	fn new(room: u64) -> Self {
		Self {
			room,
			nonces: [0; 4],
			got: vec![],
			calls: vec![],
			batches: true,
			clock: Rc::new(Cell::new(Instant::now())),
		}
	}

	fn apply(&mut self, tx: Tx) -> ApplyExtrinsicResult {
		let Pay { sender, nonce, ms } = tx else { return Err(InvalidTransaction::Payment.into()) };
		if u64::from(ms) > self.room {
			return Err(InvalidTransaction::ExhaustsResources.into());
		}
		let expected = &mut self.nonces[usize::from(sender)];
		if nonce != *expected {
			return Err(InvalidTransaction::Future.into());
		}
		*expected += 1;
		self.room -= u64::from(ms);
		self.got.push(tx);
		self.clock.set(self.clock.get() + Duration::from_millis(ms.into()));
		Ok(Ok(()))
	}
}

impl Target<Tx> for Block {
	type Error = &'static str;

	fn batches(&self) -> bool {
		self.batches
	}

	fn bytes(&self) -> usize {
		self.got.encoded_size()
	}

	fn push(
		&mut self,
		extrinsics: Vec<Tx>,
		ref_time: u64,
	) -> Result<Vec<ApplyExtrinsicResult>, &'static str> {
		self.calls.push(extrinsics.len());
		let end = self.clock.get() + Duration::from_nanos(ref_time / REF_TIME_PER_NANOSECOND);
		let before = (self.room, self.nonces, self.got.len(), self.clock.get());
		let mut results = vec![];
		for tx in extrinsics {
			if tx == Panic {
				self.got.truncate(before.2);
				(self.room, self.nonces) = (before.0, before.1);
				self.clock.set(before.3);
				return Err("a panic");
			}
			results.push(self.apply(tx));
			if results.last().is_some_and(Result::is_err) || self.clock.get() >= end {
				break;
			}
		}
		Ok(results)
	}
}

fn pay(sender: u8, nonce: u8, ms: u8) -> Tx {
	Pay { sender, nonce, ms }
}

/// The list, with the tags that a pool gives to nonces.
fn listed(list: &[Tx]) -> Listed<Tx> {
	Listed::with_tags(list.iter().enumerate().map(|(place, &tx)| match tx {
		Pay { sender, nonce: 0, .. } => (tx, vec![], vec![vec![sender, 0]]),
		Pay { sender, nonce, .. } => (tx, vec![vec![sender, nonce - 1]], vec![vec![sender, nonce]]),
		_ => (tx, vec![], vec![vec![place as u8; 3]]),
	}))
}

fn fill_within(block: &mut Block, list: &[Tx], time: Duration, bytes: usize) -> Filled<usize> {
	let clock = block.clock.clone();
	let limits = Limits { deadline: clock.get() + time, bytes, now: &|| clock.get() };
	fill(block, &mut listed(list), &limits)
}

fn fill_all(block: &mut Block, list: &[Tx]) -> Filled<usize> {
	fill_within(block, list, Duration::from_secs(10), usize::MAX)
}

fn invalid(filled: &Filled<usize>) -> Vec<usize> {
	filled.invalid.keys().copied().collect()
}

/// The SDK's loop while there is time: push one, skip what depends on one that failed.
fn one_by_one(block: &mut Block, list: &[Tx]) -> Vec<usize> {
	let mut pending = listed(list);
	let mut invalid = vec![];
	while let Some(tx) = pending.next() {
		let fits = match block.push(vec![**tx.data()], 0).as_deref() {
			Ok([Ok(_)]) => continue,
			Ok([Err(error)]) => !error.exhausted_resources(),
			_ => true,
		};
		pending.report_invalid(&tx);
		if fits {
			invalid.push(*tx.hash());
		}
	}
	invalid
}

#[test]
fn all_get_in_by_few_calls() {
	let list: Vec<_> = (0..150).map(|nonce| pay(0, nonce, 0)).collect();
	let mut block = Block::new(1_000);
	let filled = fill_all(&mut block, &list);
	assert_eq!((block.got, block.calls), (list, vec![128, 22]));
	assert_eq!(filled.end, EndProposingReason::NoMoreTransactions);
	assert_eq!((filled.pushed, filled.invalid.len()), (150, 0));
}

#[test]
fn one_by_one_when_the_runtime_knows_no_batches() {
	let list: Vec<_> = (0..5).map(|nonce| pay(0, nonce, 1)).collect();
	let mut block = Block::new(1_000);
	block.batches = false;
	fill_all(&mut block, &list);
	assert_eq!((block.got, block.calls), (list, vec![1; 5]));
}

#[test]
fn only_the_invalid_one_is_reported_when_others_depend_on_it() {
	// Sender 0 has a gap; what follows it was handed out in the same batch.
	let list = [pay(0, 1, 1), pay(0, 2, 1), pay(1, 0, 1), Bad, pay(1, 1, 1), pay(0, 3, 1)];
	let mut block = Block::new(1_000);
	let filled = fill_all(&mut block, &list);
	assert_eq!(block.got, [pay(1, 0, 1), pay(1, 1, 1)]);
	assert_eq!(invalid(&filled), [0, 3]);
	assert_eq!(filled.end, EndProposingReason::NoMoreTransactions);
}

#[test]
fn none_is_reported_when_it_does_not_fit() {
	let list = [pay(0, 0, 90), pay(1, 0, 20), pay(1, 1, 1), pay(2, 0, 10), pay(2, 1, 1)];
	let mut block = Block::new(100);
	let filled = fill_all(&mut block, &list);
	assert_eq!(block.got, [pay(0, 0, 90), pay(2, 0, 10)]);
	assert_eq!(invalid(&filled), [0; 0]);
	assert_eq!(filled.end, EndProposingReason::HitBlockWeightLimit);
}

#[test]
fn a_full_block_ends_after_some_more_when_half_of_the_time_is_over() {
	let mut list = vec![pay(0, 0, 100)];
	list.extend((0..50).map(|_| pay(1, 0, 2)));
	let mut block = Block::new(101);
	let filled = fill_within(&mut block, &list, Duration::from_millis(200), usize::MAX);
	// Eight more, and one that ends it.
	assert_eq!(block.calls.len(), 1 + MOST_SKIPPED + 1);
	assert_eq!(filled.end, EndProposingReason::HitBlockWeightLimit);
	// Before half of the time is over, all are tried.
	let mut block = Block::new(101);
	fill_within(&mut block, &list, Duration::from_millis(300), usize::MAX);
	assert_eq!(block.calls.len(), 51);
}

#[test]
fn a_panic_costs_the_guilty_one_its_place() {
	let list = [pay(0, 0, 1), Panic, pay(1, 0, 1), pay(0, 1, 1)];
	let mut block = Block::new(1_000);
	let filled = fill_all(&mut block, &list);
	assert_eq!(block.got, [pay(0, 0, 1), pay(1, 0, 1), pay(0, 1, 1)]);
	assert_eq!(block.calls, [4, 1, 1, 1, 1]);
	assert_eq!(filled.invalid.into_iter().collect::<Vec<_>>(), [(1, None)]);
}

#[test]
fn batches_grow_again_after_a_failure() {
	let mut list = vec![Bad];
	list.extend((0..40).map(|nonce| pay(0, nonce, 0)));
	let mut block = Block::new(1_000);
	fill_all(&mut block, &list);
	assert_eq!(block.calls[..3], [41, 1, 2]);
	assert!(block.calls.len() < 9, "{:?}", block.calls);
}

#[test]
fn nothing_is_begun_after_the_deadline() {
	let list: Vec<_> = (0..100).map(|nonce| pay(0, nonce, 10)).collect();
	let mut block = Block::new(10_000);
	let filled = fill_within(&mut block, &list, Duration::from_millis(200), usize::MAX);
	assert_eq!(filled.end, EndProposingReason::HitDeadline);
	// At most the one that was begun before it.
	assert!((20..=21).contains(&block.got.len()), "{}", block.got.len());
}

#[test]
fn a_batch_ends_with_its_time() {
	let list: Vec<_> = (0..100).map(|nonce| pay(0, nonce, 10)).collect();
	let mut block = Block::new(10_000);
	let filled = fill_all(&mut block, &list);
	assert_eq!(filled.pushed, 100);
	assert_eq!(block.calls.len(), 20);
}

#[test]
fn bytes_are_not_exceeded() {
	let list: Vec<_> = (0..100).map(|nonce| pay(0, nonce, 0)).collect();
	let each = list[0].encoded_size();
	let mut block = Block::new(1_000);
	let filled = fill_within(&mut block, &list, Duration::from_secs(10), 30 * each + 3);
	assert_eq!((filled.pushed, block.bytes()), (30, 30 * each + 1));
	assert_eq!(filled.end, EndProposingReason::HitBlockSizeLimit);
	assert!(filled.invalid.is_empty());
	let filled = fill_within(&mut Block::new(1_000), &list, Duration::from_secs(10), each);
	assert_eq!((filled.pushed, filled.end), (0, EndProposingReason::HitBlockSizeLimit));
}

#[test]
fn batches_build_what_is_built_one_by_one() {
	let mut random = 7u64;
	let mut next = |below: u64| {
		random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
		(random >> 33) % below
	};
	let (mut reported, mut left) = (0, 0);
	for _ in 0..500 {
		let mut nonces = [0; 4];
		let list: Vec<_> = (0..next(200))
			.map(|_| match next(20) {
				0 => Bad,
				1 if next(3) == 0 => Panic,
				n => {
					let sender = next(4) as u8;
					let nonce = &mut nonces[usize::from(sender)];
					// Now and then a gap.
					*nonce += u8::from(n == 2);
					*nonce += 1;
					pay(sender, *nonce - 1, next(12) as u8)
				}
			})
			.collect();
		let room = next(1_500);
		let (mut batched, mut single) = (Block::new(room), Block::new(room));
		let filled = fill_all(&mut batched, &list);
		let expected = one_by_one(&mut single, &list);
		assert_eq!(batched.got, single.got);
		assert_eq!(invalid(&filled), expected);
		assert_eq!(filled.pushed, batched.got.len());
		reported += expected.len();
		left += list.len() - batched.got.len() - expected.len();
	}
	assert!(reported > 500 && left > 5_000, "{reported} {left}");
}
