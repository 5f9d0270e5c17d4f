//! Blocks built by batches, on the built Wasm, against those of the SDK's block builder.

use std::{sync::Arc, time::Duration};

use anyhow::{ensure, Context, Result};
use futures::executor::block_on;
use labscape_authorship::ProposerFactory;
use labscape_runtime::{
	opaque::UncheckedExtrinsic, AccountId, RuntimeCall, MILLISECS_PER_BLOCK, WASM_BINARY,
};
use sc_client_api::HeaderBackend;
use sc_transaction_pool::BasicPool;
use sc_transaction_pool_api::{TransactionPool, TransactionSource};
use sp_consensus::{Environment, ProposeArgs, Proposer};
use sp_core::testing::TaskExecutor;
use sp_inherents::InherentData;
use sp_keyring::Sr25519Keyring::{self as Keyring, Alice, Bob, Charlie, Dave};
use sp_runtime::{
	traits::Block,
	transaction_validity::{InvalidTransaction, TransactionValidityError},
	ApplyExtrinsicResult, DispatchError,
};
use sp_timestamp::Timestamp;

use crate::chain::{funded, opaque_extrinsic, Chain};

/// More than any batch here weighs.
const NO_LIMIT: u64 = u64::MAX;

/// Run a test with a chain, unless there is no Wasm.
fn with_chain(test: impl FnOnce(Chain) -> Result<()> + Send + 'static) -> Result<()> {
	if WASM_BINARY.is_none() {
		eprintln!("not tested: built without the Wasm runtime");
		return Ok(());
	}
	let runtime = tokio::runtime::Runtime::new()?;
	let handle = runtime.handle().clone();
	runtime.block_on(async {
		tokio::task::spawn_blocking(move || {
			let mut chain = Chain::new(handle, funded("development", &[], 0)?)?;
			let first = chain.build(&[])?;
			chain.import(first.block)?;
			test(chain)
		})
		.await?
	})
}

fn transfer(chain: &Chain, from: Keyring, nonce: u32, value: u128) -> Result<UncheckedExtrinsic> {
	let dest = AccountId::from(Keyring::Eve.public()).into();
	let call = pallet_balances::Call::transfer_keep_alive { dest, value };
	chain.sign(&from.pair(), nonce, RuntimeCall::Balances(call))
}

/// A transfer with the signature of another one.
fn forged(chain: &Chain, nonce: u32) -> Result<UncheckedExtrinsic> {
	use codec::{Decode, Encode};
	let decode = |extrinsic: UncheckedExtrinsic| {
		let bytes = extrinsic.encode();
		labscape_runtime::UncheckedExtrinsic::decode(&mut &bytes[..]).context("an extrinsic")
	};
	let mut extrinsic = decode(transfer(chain, Alice, nonce, 1)?)?;
	extrinsic.preamble = decode(transfer(chain, Alice, nonce, 2)?)?.preamble;
	opaque_extrinsic(&extrinsic)
}

fn remark(chain: &Chain, from: Keyring, nonce: u32, bytes: usize) -> Result<UncheckedExtrinsic> {
	let call = frame_system::Call::remark { remark: vec![1; bytes] };
	chain.sign(&from.pair(), nonce, RuntimeCall::System(call))
}

/// Push transactions as the author does, what is not valid left out: the block and the results.
fn pushed(
	chain: &Chain,
	transactions: &[UncheckedExtrinsic],
) -> Result<(labscape_runtime::opaque::Block, Vec<ApplyExtrinsicResult>)> {
	let mut draft = chain.draft()?;
	let (mut rest, mut all) = (transactions, Vec::new());
	while !rest.is_empty() {
		let results = draft.push(rest.to_vec(), NO_LIMIT)?;
		rest = &rest[results.len()..];
		all.extend(results);
	}
	Ok((draft.finish()?.block, all))
}

fn invalid(error: InvalidTransaction) -> ApplyExtrinsicResult {
	Err(TransactionValidityError::Invalid(error))
}

#[test]
fn what_is_not_valid_leaves_nothing_behind() -> Result<()> {
	with_chain(|mut chain| {
		let good = [
			transfer(&chain, Alice, 0, 1_000_000_000)?,
			transfer(&chain, Alice, 1, 1_000_000_000)?,
			transfer(&chain, Bob, 0, 1_000_000_000)?,
			// More than there is: it fails, and pays for that.
			transfer(&chain, Charlie, 0, u128::MAX / 2)?,
			transfer(&chain, Charlie, 1, 1_000_000_000)?,
		];
		let [a, b, c, fails, after] = good.clone();
		let stale = transfer(&chain, Alice, 0, 5)?;
		let future = transfer(&chain, Dave, 7, 5)?;
		let mixed = [a, stale, b, forged(&chain, 2)?, future, c, fails, after];

		let (block, results) = pushed(&chain, &mixed)?;
		assert_eq!(
			[results[1], results[3], results[4]],
			[
				invalid(InvalidTransaction::Stale),
				invalid(InvalidTransaction::BadProof),
				invalid(InvalidTransaction::Future)
			]
		);
		ensure!(matches!(
			results[6],
			Ok(Err(DispatchError::Token(_) | DispatchError::Arithmetic(_)))
		));
		ensure!([0, 2, 5, 7].iter().all(|&index| results[index] == Ok(Ok(()))));
		assert_eq!(block, chain.build(&good)?.block);
		chain.import(block)?;
		Ok(())
	})
}

#[test]
fn a_batch_ends_with_what_does_not_fit() -> Result<()> {
	with_chain(|mut chain| {
		let mut transactions = (0..40u32)
			.map(|nonce| remark(&chain, Alice, nonce, 150_000))
			.collect::<Result<Vec<_>>>()?;
		transactions.push(transfer(&chain, Bob, 0, 1_000_000_000)?);
		let mut draft = chain.draft()?;
		let results = draft.push(transactions.clone(), NO_LIMIT)?;
		let fit = results.len() - 1;
		ensure!(fit > 5 && fit < 40, "{fit}");
		assert_eq!(results[fit], invalid(InvalidTransaction::ExhaustsResources));
		// What is shorter still fits.
		let last = transactions.split_off(40);
		assert_eq!(draft.push([last.clone(), last.clone()].concat(), NO_LIMIT)?[0], Ok(Ok(())));
		transactions.truncate(fit);
		transactions.extend(last);
		let block = draft.finish()?.block;
		assert_eq!(block, chain.build(&transactions)?.block);
		chain.import(block)?;
		Ok(())
	})
}

#[test]
fn a_batch_with_a_panic_leaves_nothing_behind() -> Result<()> {
	with_chain(|mut chain| {
		let (first, second) = (transfer(&chain, Alice, 0, 1)?, transfer(&chain, Alice, 1, 1)?);
		// A second timestamp is an inherent's assertion that fails.
		let panics = chain.timestamp()?;
		let mut draft = chain.draft()?;
		let batch = vec![first.clone(), panics.clone(), second.clone()];
		ensure!(draft.push(batch, NO_LIMIT).is_err());
		assert_eq!(draft.push(vec![first.clone()], NO_LIMIT)?, [Ok(Ok(()))]);
		ensure!(draft.push(vec![panics], NO_LIMIT).is_err());
		assert_eq!(draft.push(vec![second.clone()], NO_LIMIT)?, [Ok(Ok(()))]);
		let block = draft.finish()?.block;
		assert_eq!(block, chain.build(&[first, second])?.block);
		chain.import(block)?;
		Ok(())
	})
}

#[test]
fn a_batch_ends_with_its_weight() -> Result<()> {
	with_chain(|chain| {
		let transactions = (0..20u32)
			.map(|nonce| transfer(&chain, Alice, nonce, 1))
			.collect::<Result<Vec<_>>>()?;
		let mut draft = chain.draft()?;
		assert_eq!(draft.push(transactions[..5].to_vec(), 0)?.len(), 1);
		let some = draft.push(transactions[1..].to_vec(), 1_000_000_000)?.len();
		ensure!(some > 1 && some < 19, "{some}");
		Ok(())
	})
}

/// The author as consensus asks it, with a pool that does not know the newest block.
#[test]
fn a_proposer_builds_the_block_and_tells_the_pool() -> Result<()> {
	with_chain(|mut chain| {
		let pool = Arc::new(BasicPool::new_full(
			Default::default(),
			true.into(),
			None,
			TaskExecutor::new(),
			chain.client.clone(),
		));
		let good = [transfer(&chain, Bob, 0, 1)?, transfer(&chain, Bob, 1, 1)?];
		// The first of these is overtaken by another one of its sender, and the second depends on it.
		let bad = [transfer(&chain, Alice, 0, 1)?, transfer(&chain, Alice, 1, 1)?];
		let overtakes = transfer(&chain, Alice, 0, 2)?;
		let best = chain.client.info().best_hash;
		let all = bad.iter().chain(&good).cloned().collect();
		for submitted in block_on(pool.submit_at(best, TransactionSource::External, all))? {
			submitted?;
		}
		assert_eq!(pool.status().ready, 4);
		let block = chain.build(&[overtakes])?.block;
		chain.import(block)?;

		let mut factory = ProposerFactory::new(
			TaskExecutor::new(),
			chain.client.clone(),
			pool.clone(),
			None,
			None,
		);
		let best = chain.client.info().best_hash;
		let parent = chain.client.header(best)?.context("the best block")?;
		let mut inherent_data = InherentData::new();
		let now = Timestamp::new(chain.next_slot() * MILLISECS_PER_BLOCK);
		inherent_data.put_data(sp_timestamp::INHERENT_IDENTIFIER, &now)?;
		let proposal = block_on(block_on(factory.init(&parent))?.propose(ProposeArgs {
			inherent_data,
			inherent_digests: chain.pre_digest()?,
			max_duration: Duration::from_secs(2),
			..Default::default()
		}))?;
		assert_eq!(proposal.block, chain.build(&good)?.block);
		assert_eq!(pool.status().ready, 2);
		chain.import(proposal.block)?;
		Ok(())
	})
}

/// Random senders, kinds and faults, over several blocks of batches of every size.
#[test]
fn blocks_are_the_same_one_by_one_and_by_batches() -> Result<()> {
	with_chain(|mut chain| {
		let mut random = 3u64;
		let mut next = |below: u64| {
			random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
			(random >> 33) % below
		};
		let senders = [Alice, Bob, Charlie, Dave];
		let mut nonces = [0u32; 4];
		for _ in 0..6 {
			let (mut all, mut good) = (Vec::new(), Vec::new());
			for _ in 0..60 {
				let index = next(4) as usize;
				let (from, nonce) = (senders[index], nonces[index]);
				let made = match next(6) {
					0 => {
						all.push(transfer(&chain, from, nonce + 3, 1)?);
						continue;
					}
					1 => {
						all.push(forged(&chain, nonce)?);
						continue;
					}
					2 => remark(&chain, from, nonce, next(2_000) as usize)?,
					3 => transfer(&chain, from, nonce, u128::MAX / 2)?,
					4 => {
						// A batch of calls of which the last fails: its layer is rolled back, it stays.
						let dest = AccountId::from(Keyring::Ferdie.public()).into();
						let pay = |value| {
							RuntimeCall::Balances(pallet_balances::Call::transfer_keep_alive {
								dest: sp_runtime::MultiAddress::clone(&dest),
								value,
							})
						};
						let calls = vec![pay(1_000_000), pay(u128::MAX / 2)];
						let call = RuntimeCall::Utility(pallet_utility::Call::batch_all { calls });
						chain.sign(&from.pair(), nonce, call)?
					}
					_ => transfer(&chain, from, nonce, 1_000_000_000)?,
				};
				nonces[index] += 1;
				all.push(made.clone());
				good.push(made);
			}
			let expected = chain.build(&good)?;
			// A block that ends a session has no room for transactions.
			if expected.transactions == 0 {
				chain.import(expected.block)?;
				nonces = std::array::from_fn(|index| {
					let account = AccountId::from(senders[index].public());
					let key =
						frame_system::Account::<labscape_runtime::Runtime>::hashed_key_for(account);
					type Info = frame_system::AccountInfo<u32, pallet_balances::AccountData<u128>>;
					chain.storage::<Info>(&key).ok().flatten().map_or(0, |info| info.nonce)
				});
				continue;
			}
			let mut draft = chain.draft()?;
			let mut rest = &all[..];
			while !rest.is_empty() {
				let size = (1 + next(20) as usize).min(rest.len());
				rest = &rest[draft.push(rest[..size].to_vec(), NO_LIMIT)?.len()..];
			}
			let block = draft.finish()?.block;
			assert_eq!(block.header().hash(), expected.block.header().hash());
			assert_eq!(block, expected.block);
			assert_eq!(block.extrinsics().len(), good.len() + 1);
			chain.import(block)?;
		}
		Ok(())
	})
}
