//! Blocks full of signed transfers.

use std::{path::Path, time::Duration};

use anyhow::{ensure, Context, Result};
use frame_support::dispatch::PerDispatchClass;
use labscape_runtime::{opaque, AccountId, BlockWeights, Runtime, RuntimeCall, UBC};
use sp_core::{sr25519, Pair};

use crate::{
	chain::{funded, Built, Chain},
	report::{report, Figure},
};

/// Senders, each with one transfer a block: no two transactions of a block share one.
const SENDERS: u32 = 20_000;

/// An account of the benchmarks.
pub fn sender(index: u32) -> sr25519::Pair {
	let mut seed = [0u8; 32];
	seed[..4].copy_from_slice(&index.to_le_bytes());
	seed[31] = 7;
	sr25519::Pair::from_seed(&seed)
}

/// Build a block one by one, as the SDK's author does, and by batches, as the node does: both must be
/// the same. Returns how long the former took, and the latter. What comes second finds warmer caches.
fn built_both_ways(
	chain: &Chain,
	signed: &[opaque::UncheckedExtrinsic],
	batches_first: bool,
) -> Result<(Duration, Built)> {
	let (single, built);
	if batches_first {
		built = chain.build_in_batches(signed)?;
		single = chain.build(signed)?;
	} else {
		single = chain.build(signed)?;
		built = chain.build_in_batches(signed)?;
	}
	ensure!(single.block == built.block, "another block is built by batches");
	Ok((single.time, built))
}

pub fn run(handle: tokio::runtime::Handle, blocks: u32, out: Option<&Path>) -> Result<()> {
	let senders: Vec<_> = (0..SENDERS).map(sender).collect();
	let patch = funded("development", &senders, (10_000 * UBC) as u64)?;
	let mut author = Chain::new(handle.clone(), patch.clone())?;
	let mut importer = Chain::new(handle, patch)?;
	// The first block sets the chain up.
	let first = author.build(&[])?;
	author.import(first.block.clone())?;
	importer.import(first.block)?;

	let mut nonces = vec![0; senders.len()];
	let (mut building, mut singly, mut importing) =
		(Duration::ZERO, Duration::ZERO, Duration::ZERO);
	let (mut transactions, mut declared) = (0usize, 0u64);
	let mut block = 0;
	while block < blocks {
		let mut signed = Vec::with_capacity(senders.len());
		for (index, pair) in senders.iter().enumerate() {
			let to = &senders[(index + 1 + block as usize) % senders.len()];
			let call = RuntimeCall::Balances(pallet_balances::Call::transfer_keep_alive {
				dest: AccountId::from(to.public()).into(),
				value: UBC / 1_000,
			});
			signed.push(author.sign(pair, nonces[index], call)?);
		}
		let (single, built) = built_both_ways(&author, &signed, block % 2 == 0)?;
		// A block that ends a session has no room for transactions.
		if built.transactions == 0 {
			ensure!(author.import(built.block.clone()).is_ok(), "an empty block");
			importer.import(built.block)?;
			continue;
		}
		block += 1;
		for nonce in nonces.iter_mut().take(built.transactions) {
			*nonce += 1;
		}
		transactions += built.transactions;
		building += built.time;
		singly += single;
		importing += importer.import(built.block.clone())?;
		author.import(built.block)?;
		let weights: PerDispatchClass<frame_support::weights::Weight> = author
			.storage(&frame_system::BlockWeight::<Runtime>::hashed_key())?
			.context("the block's weight")?;
		declared += weights.total().ref_time();
	}

	let per_second = |time: Duration| transactions as f64 / time.as_secs_f64();
	let per_block = transactions as f64 / f64::from(blocks);
	let declared = Duration::from_nanos(declared / 1_000);
	let slots = 3.0 * f64::from(blocks);
	report(
		&[
			Figure {
				name: "transfers in a full block",
				value: per_block,
				unit: "transfers",
				target: "",
				comparison: "the SDK's template: 1,975 in six seconds".into(),
			},
			Figure {
				name: "what full blocks carry",
				value: transactions as f64 / slots,
				unit: "per second",
				target: "≥ 1500",
				comparison: "the SDK's template: 329 a second".into(),
			},
			Figure {
				name: "building, one core",
				value: per_second(building),
				unit: "per second",
				target: "≥ 6000",
				comparison: format!(
					"the same blocks one by one: {:.0} a second; the SDK's template: about 6,000",
					per_second(singly)
				),
			},
			Figure {
				name: "building one by one, one core",
				value: per_second(singly),
				unit: "per second",
				target: "",
				comparison: "by the SDK's block builder, which the node does not use".into(),
			},
			Figure {
				name: "importing, one core",
				value: per_second(importing),
				unit: "per second",
				target: "≥ 6000",
				comparison: format!("building: {:.0} a second", per_second(building)),
			},
			Figure {
				name: "declared weight of a full block",
				value: declared.as_secs_f64() * 1_000.0 / f64::from(blocks),
				unit: "ms",
				target: "",
				comparison: format!(
					"measured: {:.0} ms; limit of a block: {} ms",
					importing.as_secs_f64() * 1_000.0 / f64::from(blocks),
					BlockWeights::get().max_block.ref_time() / 1_000_000_000,
				),
			},
		],
		out,
	)
}
