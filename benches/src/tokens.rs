//! Token transfers: what the rules of tokens and the checkpoints of votes cost on top of
//! pallet-assets' own transfer.
//!
//! The same accounts send the same amounts to the same recipients, block by block in turn, so that
//! what disturbs the machine disturbs all kinds alike. The empty transaction is measured beside: what
//! a transfer costs without its signature and its fee is the difference.

use std::{path::Path, time::Duration};

use anyhow::{ensure, Context, Result};
use labscape_primitives::{Amount, Features, TokenId};
use labscape_runtime::{opaque, AccountId, Runtime, RuntimeCall, UBC};
use pallet_labscape_factory::{Blueprint, Template};
use sp_core::{sr25519, Pair};

use crate::{
	chain::{funded, Chain},
	report::{report, Figure},
	transfers::sender,
};

/// Holders, each with one transfer a block.
const HOLDERS: u32 = 1_000;
/// How many recipients one call distributes to.
const BATCH: usize = 100;
/// What each holder has at first.
const SHARE: Amount = 1_000_000;

/// What is measured, in this order in every round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
	/// A transaction that does nothing.
	Nothing,
	/// pallet-assets' transfer of a token without votes.
	Assets,
	/// Ours, of the same token.
	Plain,
	/// Ours, of a token with votes.
	Votes,
}

const KINDS: [Kind; 4] = [Kind::Nothing, Kind::Assets, Kind::Plain, Kind::Votes];

/// A chain with two tokens that all holders have.
struct Bench {
	chain: Chain,
	holders: Vec<sr25519::Pair>,
	nonces: Vec<u32>,
	plain: TokenId,
	votes: TokenId,
}

impl Bench {
	fn new(handle: tokio::runtime::Handle) -> Result<Self> {
		let holders: Vec<_> = (0..HOLDERS).map(sender).collect();
		let patch = funded("development", &holders, (10_000 * UBC) as u64)?;
		let chain = Chain::new(handle, patch)?;
		let nonces = vec![0; holders.len()];
		let mut bench = Self { chain, holders, nonces, plain: 0, votes: 0 };
		bench.plain = bench.create(b"PLAIN", Template::Standard)?;
		bench.votes = bench.create(b"VOTES", Template::Governance { cap: None })?;
		for token in [bench.plain, bench.votes] {
			bench.distribute(token)?;
		}
		Ok(bench)
	}

	fn account(&self, index: usize) -> AccountId {
		AccountId::from(self.holders[index % self.holders.len()].public())
	}

	fn sign(&mut self, index: usize, call: RuntimeCall) -> Result<opaque::UncheckedExtrinsic> {
		let signed = self.chain.sign(&self.holders[index], self.nonces[index], call)?;
		self.nonces[index] += 1;
		Ok(signed)
	}

	/// A block with all of `signed`, built and imported; the time of both.
	fn block(&mut self, signed: &[opaque::UncheckedExtrinsic]) -> Result<(Duration, Duration)> {
		loop {
			let built = self.chain.build(signed)?;
			let importing = self.chain.import(built.block)?;
			// A block that ends a session has no room for transactions.
			if built.transactions > 0 || signed.is_empty() {
				ensure!(built.transactions == signed.len(), "a block has no room for all");
				return Ok((built.time, importing));
			}
		}
	}

	fn create(&mut self, symbol: &[u8], template: Template) -> Result<TokenId> {
		let owner = self.account(0);
		let blueprint = Blueprint::<Runtime> {
			name: symbol.to_vec().try_into().ok().context("a short name")?,
			symbol: symbol.to_vec().try_into().ok().context("a short symbol")?,
			decimals: 0,
			template,
			features: Features { mintable: true, ..Features::default() },
			admin: owner.clone(),
			roles: Default::default(),
			allocations: vec![(owner, Amount::from(HOLDERS) * SHARE * 2)]
				.try_into()
				.ok()
				.context("one allocation")?,
			vested: Default::default(),
		};
		let call = pallet_labscape_factory::Call::create { blueprint: Box::new(blueprint) };
		let signed = self.sign(0, RuntimeCall::Factory(call))?;
		self.block(&[signed])?;
		let key = pallet_labscape_tokens::NextTokenId::<Runtime>::hashed_key();
		let next: TokenId = self.chain.storage(&key)?.context("a token was created")?;
		Ok(next - 1)
	}

	fn distribute(&mut self, token: TokenId) -> Result<()> {
		let all: Vec<_> = (1..self.holders.len()).map(|i| (self.account(i), SHARE)).collect();
		for part in all.chunks(BATCH) {
			let to = part.to_vec().try_into().ok().context("a batch")?;
			let call = pallet_labscape_tokens::Call::transfer_batch { token, to };
			let signed = self.sign(0, RuntimeCall::Tokens(call))?;
			self.block(&[signed])?;
		}
		let key = pallet_assets::Account::<Runtime>::hashed_key_for(token, self.account(999));
		let last: Option<pallet_assets::AssetAccountOf<Runtime, ()>> = self.chain.storage(&key)?;
		ensure!(last.is_some(), "the last holder has nothing");
		Ok(())
	}

	fn call(&self, kind: Kind, to: AccountId) -> RuntimeCall {
		let (plain, votes, amount) = (self.plain, self.votes, 7);
		let ours = |token| {
			RuntimeCall::Tokens(pallet_labscape_tokens::Call::transfer {
				token,
				to: to.clone(),
				amount,
			})
		};
		match kind {
			Kind::Nothing => RuntimeCall::System(frame_system::Call::remark { remark: vec![] }),
			Kind::Assets => RuntimeCall::Assets(pallet_assets::Call::transfer {
				id: plain.into(),
				target: to.clone().into(),
				amount,
			}),
			Kind::Plain => ours(plain),
			Kind::Votes => ours(votes),
		}
	}

	fn round(&mut self, kind: Kind, round: usize) -> Result<(Duration, Duration)> {
		let mut signed = Vec::with_capacity(self.holders.len());
		for index in 0..self.holders.len() {
			let call = self.call(kind, self.account(index + 1 + round));
			signed.push(self.sign(index, call)?);
		}
		self.block(&signed)
	}
}

/// Declared weights, with the database's share: pallet-assets', ours, ours with votes. The runtime
/// declares for pallet-assets' transfer what was measured beside ours.
fn declared() -> [f64; 3] {
	use pallet_labscape_tokens::WeightInfo;
	type Ours = <Runtime as pallet_labscape_tokens::Config>::WeightInfo;
	type Theirs = <Runtime as pallet_assets::Config>::WeightInfo;
	[<Theirs as pallet_assets::WeightInfo>::transfer(), Ours::transfer(), Ours::transfer_votes()]
		.map(|weight| weight.ref_time() as f64 / 1e6)
}

pub fn run(handle: tokio::runtime::Handle, blocks: u32, out: Option<&Path>) -> Result<()> {
	ensure!(blocks > 0, "measure at least one block of each kind");
	let mut bench = Bench::new(handle)?;
	// Once without a clock: caches, and accounts that exist from here on.
	for kind in KINDS {
		bench.round(kind, 0)?;
	}
	let mut times = [(Duration::ZERO, Duration::ZERO); KINDS.len()];
	for round in 1..=blocks as usize {
		for (kind, (building, importing)) in KINDS.into_iter().zip(&mut times) {
			let (built, imported) = bench.round(kind, round)?;
			*building += built;
			*importing += imported;
		}
	}
	let each = f64::from(blocks) * f64::from(HOLDERS) / 1e6;
	let building = times.map(|(time, _)| time.as_secs_f64() / each);
	let importing = times.map(|(_, time)| time.as_secs_f64() / each);
	let net = |of: &[f64; 4], kind: usize| (of[kind] - of[0]) / (of[1] - of[0]);
	let [theirs, plain, votes] = declared();
	let ratio =
		|name, value, target, comparison| Figure { name, value, unit: "times", target, comparison };
	let micros =
		|name, value, comparison| Figure { name, value, unit: "µs", target: "", comparison };
	report(
		&[
			ratio(
				"token transfer, declared",
				plain / theirs,
				"≤ 1.5",
				format!("{plain:.0} µs; pallet-assets' transfer {theirs:.0} µs"),
			),
			ratio(
				"token transfer with votes, declared",
				votes / theirs,
				"≤ 1.5",
				format!("{votes:.0} µs; pallet-assets' transfer {theirs:.0} µs"),
			),
			ratio(
				"token transfer, building blocks",
				building[2] / building[1],
				"≤ 1.5",
				format!("pallet-assets' transfer {:.1} µs", building[1]),
			),
			ratio(
				"token transfer with votes, building blocks",
				building[3] / building[1],
				"≤ 1.5",
				format!("pallet-assets' transfer {:.1} µs", building[1]),
			),
			ratio(
				"the same without signature and fee",
				net(&building, 3),
				"",
				format!("without votes {:.2}", net(&building, 2)),
			),
			ratio(
				"token transfer with votes, importing",
				importing[3] / importing[1],
				"≤ 1.5",
				format!("without signature and fee {:.2}", net(&importing, 3)),
			),
			micros(
				"building: empty transaction",
				building[0],
				format!("importing {:.1}", importing[0]),
			),
			micros(
				"building: pallet-assets' transfer",
				building[1],
				format!("importing {:.1}", importing[1]),
			),
			micros(
				"building: token transfer",
				building[2],
				format!("importing {:.1}", importing[2]),
			),
			micros("building: with votes", building[3], format!("importing {:.1}", importing[3])),
		],
		out,
	)
}
