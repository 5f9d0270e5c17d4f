//! Transactions in a given order, as if from a pool: for benchmarks and tests.

use std::{collections::HashSet, sync::Arc, vec};

use sc_transaction_pool_api::{InPoolTransaction, ReadyTransactions};
use sp_runtime::transaction_validity::{TransactionLongevity, TransactionPriority, TransactionTag};

/// A transaction, known by its place in the list.
#[derive(Debug)]
pub struct ListedTransaction<Extrinsic> {
	data: Arc<Extrinsic>,
	place: usize,
	requires: Vec<TransactionTag>,
	provides: Vec<TransactionTag>,
}

impl<Extrinsic> InPoolTransaction for ListedTransaction<Extrinsic> {
	type Transaction = Arc<Extrinsic>;
	type Hash = usize;

	fn data(&self) -> &Arc<Extrinsic> {
		&self.data
	}

	fn hash(&self) -> &usize {
		&self.place
	}

	fn priority(&self) -> &TransactionPriority {
		&0
	}

	fn longevity(&self) -> &TransactionLongevity {
		&TransactionLongevity::MAX
	}

	fn requires(&self) -> &[TransactionTag] {
		&self.requires
	}

	fn provides(&self) -> &[TransactionTag] {
		&self.provides
	}

	fn is_propagable(&self) -> bool {
		false
	}
}

/// The list.
#[derive(Debug)]
pub struct Listed<Extrinsic> {
	transactions: vec::IntoIter<Arc<ListedTransaction<Extrinsic>>>,
	left_out: HashSet<TransactionTag>,
}

impl<Extrinsic> Listed<Extrinsic> {
	/// Transactions, each with the tags it requires and provides.
	pub fn with_tags(
		list: impl IntoIterator<Item = (Extrinsic, Vec<TransactionTag>, Vec<TransactionTag>)>,
	) -> Self {
		let transactions: Vec<_> = list
			.into_iter()
			.enumerate()
			.map(|(place, (data, requires, provides))| {
				Arc::new(ListedTransaction { data: Arc::new(data), place, requires, provides })
			})
			.collect();
		Self { transactions: transactions.into_iter(), left_out: HashSet::new() }
	}

	/// Transactions that do not depend on each other.
	pub fn new(list: impl IntoIterator<Item = Extrinsic>) -> Self {
		Self::with_tags(list.into_iter().map(|data| (data, vec![], vec![])))
	}
}

impl<Extrinsic> Iterator for Listed<Extrinsic> {
	type Item = Arc<ListedTransaction<Extrinsic>>;

	/// As a pool, skip what depends on a transaction that was reported.
	fn next(&mut self) -> Option<Self::Item> {
		loop {
			let next = self.transactions.next()?;
			if !next.requires.iter().any(|tag| self.left_out.contains(tag)) {
				return Some(next);
			}
			self.report_invalid(&next);
		}
	}
}

impl<Extrinsic> ReadyTransactions for Listed<Extrinsic> {
	fn report_invalid(&mut self, transaction: &Self::Item) {
		self.left_out.extend(transaction.provides.iter().cloned());
	}
}
