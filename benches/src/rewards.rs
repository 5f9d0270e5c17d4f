//! Paying a million earners: the settlement of one work, whose income reaches all delegators of a
//! provider through its pool, beside a loop that pushes to each of them, page by page.

use std::path::Path;

use anyhow::{anyhow, ensure, Context, Result};
use frame_support::{traits::fungible::Mutate, weights::Weight};
use labscape_runtime::{
	genesis_config_presets, AccountId, Balances, RuntimeCall, RuntimeOrigin, SwarmStaking, UBC,
};
use sp_core::Pair;
use sp_keyring::Sr25519Keyring::Bob;
use sp_runtime::Perbill;
use sp_state_machine::BasicExternalities;

use crate::{
	chain::Chain,
	report::{report, Figure},
	swarm::{genesis, provider, Duty, Swarm},
};

/// Providers: one with all the earners, the others audit it.
const MACHINES: u32 = 4;
/// What each earner delegates: the least that is taken.
const STAKE: u128 = 10 * UBC;
/// Transfers in one page of the push loop.
const PAGE: u32 = 1_000;

fn earner(index: u32) -> AccountId {
	let mut bytes = [0xeau8; 32];
	bytes[..4].copy_from_slice(&index.to_le_bytes());
	AccountId::from(bytes)
}

fn seconds(weight: Weight) -> f64 {
	weight.ref_time() as f64 / 1e12
}

/// A genesis in which so many earners have delegated to the first provider. Every delegation is made
/// by the pallet's own call, in a state in memory: a million blocks' worth of them is not of interest.
fn with_earners(earners: u32) -> Result<sp_core::storage::Storage> {
	// Enough for the node and its leases, and for as much leverage as providers may have.
	let bond = 200_000 * UBC + STAKE * u128::from(earners) / 8;
	let mut patch = genesis(MACHINES)?;
	let first = AccountId::from(provider(0).public());
	let balances = patch["balances"]["balances"].as_array_mut().context("a list of balances")?;
	for entry in balances.iter_mut() {
		if entry[0] == serde_json::json!(first) {
			entry[1] = serde_json::json!((bond + 1_000_000 * UBC) as u64);
		}
	}
	let storage =
		genesis_config_presets::build_patch(patch).map_err(|cause| anyhow!("genesis: {cause}"))?;
	let mut state = BasicExternalities::new(storage);
	state.execute_with(|| -> Result<()> {
		let failed = |what: &'static str| move |cause| anyhow!("{what}: {cause:?}");
		SwarmStaking::register(RuntimeOrigin::signed(first.clone()), bond, Perbill::zero())
			.map_err(failed("the provider"))?;
		for index in 0..earners {
			let who = earner(index);
			Balances::mint_into(&who, STAKE + UBC).map_err(failed("money"))?;
			SwarmStaking::delegate(RuntimeOrigin::signed(who), first.clone(), STAKE)
				.map_err(failed("a delegation"))?;
		}
		Ok(())
	})?;
	Ok(state.into_storages())
}

pub fn run(
	handle: tokio::runtime::Handle,
	earners: u32,
	pages: u32,
	out: Option<&Path>,
) -> Result<()> {
	ensure!(earners > 0 && pages > 0, "--earners and --pages: at least one of each");
	ensure!(
		earners <= 8_000_000,
		"--earners: the bond behind more than 8,000,000 is not to be had"
	);
	let chain = Chain::with_genesis(handle, with_earners(earners)?)?;
	let mut swarm = Swarm::new(chain, MACHINES, 1)?;
	for _ in 0..2 {
		swarm.epoch(Duty::Presence)?;
	}
	// Delegations count from the sixth epoch on; what is settled after it is shared.
	for _ in 0..5 {
		swarm.epoch(Duty::Everything)?;
	}
	let paying = swarm.epoch(Duty::Everything)?;
	ensure!(paying.settled == MACHINES, "{} of {MACHINES} works settled", paying.settled);
	let reports = paying.transactions.iter().fold(Weight::zero(), |sum, w| sum.saturating_add(*w));
	// With everything that settling a work is besides paying for it.
	let one = seconds(paying.weight.saturating_sub(reports)) / f64::from(MACHINES);

	let claim = swarm.chain.sign(
		&Bob.pair(),
		0,
		RuntimeCall::SwarmStaking(pallet_labscape_staking::Call::claim {
			provider: AccountId::from(provider(0).public()),
			who: earner(earners - 1),
		}),
	)?;
	let claimed = swarm.block(&[claim])?;
	let claim = seconds(*claimed.transactions.first().context("the claim is in the block")?);

	// The loop: pages of transfers, all of them executed, as many as were asked for.
	let (mut weight, mut importing, mut nonce) = (0.0, 0.0, 1);
	let mut left = pages;
	while left > 0 {
		let signed = (0..left.min(8))
			.map(|at| {
				let first = (nonce + at).wrapping_mul(PAGE) % earners;
				let calls = (0..PAGE)
					.map(|index| {
						RuntimeCall::Balances(pallet_balances::Call::transfer_keep_alive {
							dest: earner((first + index) % earners).into(),
							value: 1_000,
						})
					})
					.collect();
				let page = RuntimeCall::Utility(pallet_utility::Call::batch_all { calls });
				swarm.chain.sign(&Bob.pair(), nonce + at, page)
			})
			.collect::<Result<Vec<_>>>()?;
		let block = swarm.block(&signed)?;
		ensure!(block.built.transactions > 0, "a page does not fit a block");
		weight += block.transactions.iter().map(|w| seconds(*w)).sum::<f64>();
		importing += block.import.as_secs_f64();
		nonce += block.built.transactions as u32;
		left -= block.built.transactions as u32;
	}
	let scale = f64::from(earners) / f64::from(pages * PAGE);
	let pushed = weight * scale;
	report(
		&[
			Figure {
				name: "earners paid by one distribution",
				value: f64::from(earners),
				unit: "earners",
				target: "1000000",
				comparison: "each by its share of the provider's pool".into(),
			},
			Figure {
				name: "weight of one distribution",
				value: one * 1e3,
				unit: "ms",
				target: "≤ 40",
				comparison: format!("push loop: {pushed:.1} s of weight"),
			},
			Figure {
				name: "push loop / distribution",
				value: pushed / one,
				unit: "times",
				target: "≥ 10000",
				comparison: format!(
					"{pages} pages of {PAGE} transfers executed, scaled to all earners"
				),
			},
			Figure {
				name: "importing the block that pays",
				value: paying.import.as_secs_f64() * 1e3,
				unit: "ms",
				target: "",
				comparison: format!("push loop: {:.1} s", importing * scale),
			},
			Figure {
				name: "weight of one claim",
				value: claim * 1e6,
				unit: "µs",
				target: "",
				comparison: "paid by who claims, when it wants to".into(),
			},
		],
		out,
	)
}
