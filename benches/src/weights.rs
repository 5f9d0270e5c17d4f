//! Base weights: what one read, one write, an empty block, an empty transaction and its signature take on
//! this machine, with ParityDB.
//!
//! Reads go through the state with a cold trie cache, writes through the computation of a new root
//! and the commit to disk; both keys are random. The 75th percentile is taken for the database,
//! the median for block and transaction, like the SDK's own tool; of seven rounds, the fastest.

use std::{
	path::Path,
	time::{Duration, Instant},
};

use anyhow::{ensure, Result};
use labscape_runtime::{constants::UBC, RuntimeCall};
use rand::{rngs::StdRng, Rng, SeedableRng};
use sc_client_api::{Backend as _, BlockImportOperation, HeaderBackend, NewBlockState};
use sp_core::{sr25519, Pair};
use sp_runtime::traits::Header as _;
use sp_state_machine::Backend as _;

use crate::chain::{funded, Chain};

/// Bytes of a value: an account is 80.
const VALUE: usize = 80;
/// Writes of one commit, as many as a full block has.
const BATCH: usize = 4_000;
/// How often everything is measured.
const ROUNDS: usize = 7;

struct Measured {
	name: &'static str,
	nanos: u64,
	samples: usize,
}

fn percentile(mut samples: Vec<u64>, percent: usize) -> Result<u64> {
	ensure!(!samples.is_empty(), "no samples");
	samples.sort_unstable();
	Ok(samples[(samples.len() - 1) * percent / 100])
}

/// The least of each of all rounds: other programs may run beside this one.
fn least<const N: usize>(
	mut measure: impl FnMut() -> Result<[Measured; N]>,
) -> Result<[Measured; N]> {
	let mut least = measure()?;
	for _ in 1..ROUNDS {
		for (held, new) in least.iter_mut().zip(measure()?) {
			held.nanos = held.nanos.min(new.nanos);
			held.samples += new.samples;
		}
	}
	Ok(least)
}

pub fn run(handle: tokio::runtime::Handle, keys: u32, write: Option<&Path>) -> Result<()> {
	let [read, written] = least(|| database(handle.clone(), keys))?;
	let [block, signed] = least(|| execution(handle.clone()))?;
	let [signature] = least(signature)?;
	let unsigned = signed.nanos.saturating_sub(signature.nanos);
	let extrinsic = Measured { name: "of it unsigned", nanos: unsigned, ..signed };
	for m in [&read, &written, &block, &signed, &signature, &extrinsic] {
		println!("{:<22} {:>10} ns   ({} samples)", m.name, m.nanos, m.samples);
	}
	let Some(folder) = write else { return Ok(()) };
	std::fs::write(folder.join("paritydb.rs"), paritydb(&read, &written, keys))?;
	std::fs::write(folder.join("base.rs"), base(&block, &extrinsic, &signature))?;
	println!("written to {}", folder.display());
	Ok(())
}

/// Fill a database with `keys` entries, then read and write single ones.
fn database(handle: tokio::runtime::Handle, keys: u32) -> Result<[Measured; 2]> {
	let chain = Chain::new(handle, funded("development", &[], 0)?)?;
	let mut random = StdRng::seed_from_u64(1);
	let names: Vec<[u8; 48]> = (0..keys)
		.map(|_| {
			let mut key = [0u8; 48];
			random.fill(&mut key[..]);
			key
		})
		.collect();
	let mut parent = chain.client.info().best_hash;
	let mut number = 0u32;
	let commit = |parent: sp_core::H256,
	              number: u32,
	              entries: &[([u8; 48], [u8; VALUE])]|
	 -> Result<(sp_core::H256, Duration)> {
		let state = chain.backend.state_at(parent, sc_client_api::TrieCacheContext::Trusted)?;
		let begin = Instant::now();
		let delta: Vec<(&[u8], Option<&[u8]>)> =
			entries.iter().map(|(k, v)| (k.as_slice(), Some(v.as_slice()))).collect();
		let (root, changes) =
			state.storage_root(delta.into_iter(), sp_core::storage::StateVersion::V1);
		let header = labscape_runtime::Header::new(
			number,
			Default::default(),
			root,
			parent,
			Default::default(),
		);
		let hash = header.hash();
		let mut operation = chain.backend.begin_operation()?;
		chain.backend.begin_state_operation(&mut operation, parent)?;
		operation.update_db_storage(changes)?;
		operation.set_block_data(header, Some(vec![]), None, None, NewBlockState::Best, true)?;
		chain.backend.commit_operation(operation)?;
		Ok((hash, begin.elapsed()))
	};
	for chunk in names.chunks(50_000) {
		let entries: Vec<_> = chunk.iter().map(|key| (*key, [1u8; VALUE])).collect();
		number += 1;
		parent = commit(parent, number, &entries)?.0;
	}

	let mut reads = Vec::new();
	for _ in 0..100_000usize.min(names.len()) {
		let key = &names[random.gen_range(0..names.len())];
		// A fresh state each time: nothing of the last read is at hand.
		let state = chain.backend.state_at(parent, sc_client_api::TrieCacheContext::Untrusted)?;
		let begin = Instant::now();
		let value = state.storage(key).map_err(|e| anyhow::anyhow!("{e}"))?;
		reads.push(begin.elapsed().as_nanos() as u64);
		ensure!(value.is_some(), "a key that was written is there");
	}
	let mut writes = Vec::new();
	for _ in 0..12 {
		let entries: Vec<_> = (0..BATCH)
			.map(|_| {
				let mut value = [0u8; VALUE];
				random.fill(&mut value[..]);
				(names[random.gen_range(0..names.len())], value)
			})
			.collect();
		number += 1;
		let (hash, time) = commit(parent, number, &entries)?;
		parent = hash;
		writes.push(time.as_nanos() as u64 / BATCH as u64);
	}
	Ok([
		Measured { name: "read", nanos: percentile(reads, 75)?, samples: 100_000 },
		Measured { name: "write", nanos: percentile(writes, 75)?, samples: 12 * BATCH },
	])
}

/// Verify signatures.
fn signature() -> Result<[Measured; 1]> {
	let pair = sr25519::Pair::from_seed(&[9; 32]);
	let mut times = Vec::new();
	for index in 0u32..10_000 {
		let message = sp_io::hashing::blake2_256(&index.to_le_bytes());
		let signature = pair.sign(&message);
		let begin = Instant::now();
		let right = sr25519::Pair::verify(&signature, message, &pair.public());
		times.push(begin.elapsed().as_nanos() as u64);
		ensure!(right, "a right signature is accepted");
	}
	Ok([Measured { name: "signature", nanos: percentile(times, 50)?, samples: 10_000 }])
}

/// Execute empty blocks, and blocks of signed transactions that do nothing.
fn execution(handle: tokio::runtime::Handle) -> Result<[Measured; 2]> {
	let senders: Vec<_> = (0u32..2_000)
		.map(|index| {
			let mut seed = [9u8; 32];
			seed[..4].copy_from_slice(&index.to_le_bytes());
			sr25519::Pair::from_seed(&seed)
		})
		.collect();
	let mut chain = Chain::new(handle, funded("development", &senders, (10_000 * UBC) as u64)?)?;
	let first = chain.build(&[])?;
	chain.import(first.block)?;
	let mut empty = Vec::new();
	for _ in 0..50 {
		let built = chain.build(&[])?;
		empty.push(chain.import(built.block)?.as_nanos() as u64);
	}
	let block = percentile(empty, 50)?;
	let mut each = Vec::new();
	let mut nonce = 0;
	while each.len() < 10 {
		let signed = senders
			.iter()
			.map(|pair| {
				chain.sign(
					pair,
					nonce,
					RuntimeCall::System(frame_system::Call::remark { remark: vec![] }),
				)
			})
			.collect::<Result<Vec<_>>>()?;
		let built = chain.build(&signed)?;
		let transactions = built.transactions;
		let time = chain.import(built.block)?.as_nanos() as u64;
		// A block that ends a session has no room for transactions.
		if let Some(nanos) = time.saturating_sub(block).checked_div(transactions as u64) {
			ensure!(transactions == signed.len(), "all transactions fit one block");
			each.push(nanos);
			nonce += 1;
		}
	}
	Ok([
		Measured { name: "empty block", nanos: block, samples: 50 },
		Measured { name: "signed transaction", nanos: percentile(each, 50)?, samples: 20_000 },
	])
}

const HOW: &str = "Measured by `./scripts/weights base`; do not edit by hand.";

fn paritydb(read: &Measured, write: &Measured, keys: u32) -> String {
	format!(
		"//! Reading and writing one entry of the state in ParityDB.\n//!\n//! {HOW}\n//! {keys} entries of \
		 {VALUE} bytes, the 75th percentile; writes in commits of {BATCH}; the fastest of {ROUNDS} rounds.\n\n\
		 use frame_support::{{\n\tparameter_types,\n\tweights::{{constants::WEIGHT_REF_TIME_PER_NANOS, \
		 RuntimeDbWeight}},\n}};\n\nparameter_types! {{\n\t/// One read and one write.\n\t\
		 pub const DbWeight: RuntimeDbWeight = RuntimeDbWeight {{\n\t\t\
		 read: {} * WEIGHT_REF_TIME_PER_NANOS,\n\t\twrite: {} * WEIGHT_REF_TIME_PER_NANOS,\n\t}};\n}}\n",
		read.nanos, write.nanos
	)
}

fn base(block: &Measured, extrinsic: &Measured, signature: &Measured) -> String {
	format!(
		"//! The weight of an empty block, of an empty transaction and of its signature.\n//!\n//! {HOW}\n//! The median, of {ROUNDS} rounds the fastest.\n\n\
		 use frame_support::{{\n\tparameter_types,\n\tweights::{{constants::WEIGHT_REF_TIME_PER_NANOS, \
		 Weight}},\n}};\n\nparameter_types! {{\n\t\
		 /// Executing a block without transactions.\n\tpub const BlockExecutionWeight: Weight =\n\t\t\
		 Weight::from_parts(WEIGHT_REF_TIME_PER_NANOS.saturating_mul({}), 0);\n\t\
		 /// Executing a transaction that does nothing: all of its extensions, without a signature.\n\t\
		 pub const ExtrinsicBaseWeight: Weight =\n\t\t\
		 Weight::from_parts(WEIGHT_REF_TIME_PER_NANOS.saturating_mul({}), 0);\n\t\
		 /// Verifying the signature of a signed transaction.\n\t\
		 pub const SignatureWeight: Weight =\n\t\t\
		 Weight::from_parts(WEIGHT_REF_TIME_PER_NANOS.saturating_mul({}), 0);\n}}\n",
		block.nanos, extrinsic.nanos, signature.nanos
	)
}
