//! A whole epoch of 256 nodes with 4,096 results each in one block: commits, audit commits, verdicts
//! and settlement; beside it one transaction for each result.

use std::path::Path;

use anyhow::{ensure, Result};
use frame_support::weights::Weight;
use labscape_runtime::RuntimeCall;
use sp_core::Pair;

use crate::{
	chain::Chain,
	report::{report, Figure},
	swarm::{genesis, provider, Duty, Swarm, ITEMS},
};

/// Epochs in which nodes only report: their hash chains count from the fourth on.
const PRESENCE: u32 = 2;
/// Epochs of work before the one that is measured: the first of it settles then.
const WORK: u32 = 5;
/// Transactions of the plainest way that are measured.
const REMARKS: u32 = 4_000;

fn seconds(weight: Weight) -> f64 {
	weight.ref_time() as f64 / 1e12
}

pub fn run(handle: tokio::runtime::Handle, nodes: u32, out: Option<&Path>) -> Result<()> {
	ensure!((4..=256).contains(&nodes), "--nodes: 4 to 256, each in a labscape of its own");
	let chain = Chain::new(handle, genesis(nodes)?)?;
	let mut swarm = Swarm::new(chain, nodes, 0)?;
	for _ in 0..PRESENCE {
		swarm.epoch(Duty::Presence)?;
	}
	for _ in 0..WORK {
		swarm.epoch(Duty::Everything)?;
	}
	let epoch = swarm.epoch(Duty::Everything)?;
	ensure!(epoch.settled == nodes, "{} of {nodes} works settled", epoch.settled);
	let results = f64::from(nodes * ITEMS);
	let reports = epoch.transactions.iter().fold(Weight::zero(), |sum, w| sum.saturating_add(*w));

	// The plain way: a commit of one result for each transaction; and what only writes it down.
	let single = swarm.epoch(Duty::OneItem)?;
	let commits = single.transactions.iter().fold(Weight::zero(), |sum, w| sum.saturating_add(*w));
	let commit = seconds(commits) / single.transactions.len() as f64;
	let signer = provider(0);
	let account = labscape_runtime::AccountId::from(signer.public());
	let nonce: u32 = swarm
		.chain
		.storage::<frame_system::AccountInfo<u32, pallet_balances::AccountData<u128>>>(
			&frame_system::Account::<labscape_runtime::Runtime>::hashed_key_for(&account),
		)?
		.map_or(0, |info| info.nonce);
	let remarks: Vec<_> = (0..REMARKS)
		.map(|index| {
			let leaf = sp_io::hashing::blake2_256(&index.to_le_bytes()).to_vec();
			let call = frame_system::Call::remark_with_event { remark: leaf };
			swarm.chain.sign(&signer, nonce + index, RuntimeCall::System(call))
		})
		.collect::<Result<_>>()?;
	let noted = swarm.block(&remarks)?;
	let remarks = noted.transactions.iter().fold(Weight::zero(), |sum, w| sum.saturating_add(*w));
	let remark = seconds(remarks) / noted.transactions.len() as f64;

	let each = seconds(epoch.weight) / results;
	let millis = |weight: Weight| seconds(weight) * 1e3;
	report(
		&[
			Figure {
				name: "results settled",
				value: f64::from(epoch.settled * ITEMS),
				unit: "results",
				target: "1048576 in one block",
				comparison: format!("{} reports in the same block", epoch.reported),
			},
			Figure {
				name: "weight of the block",
				value: millis(epoch.weight),
				unit: "ms",
				target: "≤ 300",
				comparison: format!(
					"a commit for each result: {:.0} s of weight",
					commit * results
				),
			},
			Figure {
				name: "of it the reports",
				value: millis(reports),
				unit: "ms",
				target: "",
				comparison: format!(
					"{:.0} µs each: commit, audit commit and verdicts",
					millis(reports) * 1e3 / f64::from(epoch.reported)
				),
			},
			Figure {
				name: "of it settlement and hooks",
				value: millis(epoch.weight.saturating_sub(reports)),
				unit: "ms",
				target: "",
				comparison: format!(
					"{:.0} µs a node",
					millis(epoch.weight.saturating_sub(reports)) * 1e3 / f64::from(nodes)
				),
			},
			Figure {
				name: "building the block",
				value: epoch.built.time.as_secs_f64() * 1e3,
				unit: "ms",
				target: "",
				comparison: format!("its weight: {:.0} ms", millis(epoch.weight)),
			},
			Figure {
				name: "importing the block",
				value: epoch.import.as_secs_f64() * 1e3,
				unit: "ms",
				target: "",
				comparison: format!("its weight: {:.0} ms", millis(epoch.weight)),
			},
			Figure {
				name: "size of the block",
				value: epoch.bytes as f64 / 1_024.0,
				unit: "KiB",
				target: "",
				comparison: format!("{:.2} bytes a result", epoch.bytes as f64 / results),
			},
			Figure {
				name: "weight of a result",
				value: each * 1e9,
				unit: "ns",
				target: "",
				comparison: format!("committed alone: {:.0} µs, without settling it", commit * 1e6),
			},
			Figure {
				name: "a commit for each result / this",
				value: commit / each,
				unit: "times",
				target: "≥ 1000",
				comparison: format!(
					"report with one item, {} in a block of the same run",
					single.transactions.len()
				),
			},
			Figure {
				name: "a remark for each result / this",
				value: remark / each,
				unit: "times",
				target: "",
				comparison: format!(
					"remark_with_event of a leaf, {} in a block; proves and pays nothing",
					noted.transactions.len()
				),
			},
		],
		out,
	)
}
