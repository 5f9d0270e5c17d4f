//! Outputs that no agent hands out: the requester asks, and the executor must show them on chain.

use crate::{
	jobs,
	results::{outcome, Outcome},
	session::Session,
};
use clap::Args;
use codec::Decode;
use labscape_client::{tx::Call, value::number, At, Chain, Error, Result};
use labscape_primitives::{JobId, NodeId, WorkEpoch};
use std::{
	path::PathBuf,
	time::{Duration, Instant},
};

/// How often new blocks are looked at.
const POLL: Duration = Duration::from_secs(1);

/// Which output.
#[derive(Args)]
pub struct Ask {
	/// The job.
	job: JobId,
	/// The item.
	item: u32,
	/// Wait until it is shown and write it to this file.
	#[arg(long, value_name = "FILE")]
	out: Option<PathBuf>,
	/// Give up after so many seconds.
	#[arg(long, default_value_t = 300)]
	timeout: u64,
}

/// Where an item stands in a commit that is not decided.
struct Place {
	work: WorkEpoch,
	node: NodeId,
	leaf: u32,
}

async fn place(at: &At, job: JobId, item: u32) -> Result<Option<Place>> {
	for (node, _) in at.nodes().await? {
		for work in at.standing(node).await?.open {
			let Some(record) = at.work(work, node).await? else { continue };
			let mut before = 0u32;
			for segment in &record.segments {
				let within = item.checked_sub(segment.first).filter(|at| *at < segment.len);
				if let Some(within) = within.filter(|_| segment.job == job) {
					return Ok(Some(Place { work, node, leaf: before.saturating_add(within) }));
				}
				before = before.saturating_add(segment.len);
			}
		}
	}
	Ok(None)
}

/// Ask for an output, and wait for it if it has somewhere to go.
pub async fn ask(session: &Session, args: &Ask) -> Result<()> {
	let chain = session.chain().await?;
	let at = chain.best().await?;
	let job = jobs::job(&at, args.job).await?;
	if args.item >= job.items {
		return Err(Error::NotFound(format!("job {} has {} items", args.job, job.items)));
	}
	let place = place(&at, args.job, args.item).await?.ok_or_else(|| {
		Error::NotFound(format!(
			"item {} of job {} is in no commit that waits for its proof: it can be asked for between \
			 commit and settlement",
			args.item, args.job
		))
	})?;
	let fields =
		[("work", number(place.work)), ("node", number(place.node)), ("leaf", number(place.leaf))];
	let receipt = session.submit(&chain, &Call::new("Posw", "ask_output", fields)).await?;
	let text = format!("node {} must show item {} on chain", place.node, args.item);
	let facts = vec![("node", place.node.to_string()), ("item", args.item.to_string())];
	session.done_with(&text, facts, receipt.as_ref());
	let (Some(_), Some(path)) = (&receipt, &args.out) else { return Ok(()) };
	let bytes = shown(&chain, &place, at.number() as u32, args.timeout).await?;
	match outcome(&bytes) {
		Some(Outcome::Output(output)) => {
			let what = format!("writing {}", path.display());
			std::fs::write(path, output).map_err(Error::io(what))
		}
		Some(Outcome::Failed(why)) => {
			Err(Error::NotFound(format!("item {} has no output: {why}", args.item)))
		}
		None => Err(Error::Node(format!("the result of item {} is malformed", args.item))),
	}
}

/// Wait until an output is shown: the bytes behind its leaf, from the block that holds them.
async fn shown(chain: &Chain, place: &Place, from: u32, timeout: u64) -> Result<Vec<u8>> {
	let begin = Instant::now();
	let mut next = from;
	loop {
		let best = chain.best().await?;
		while next <= best.number() as u32 {
			for call in chain.calls(&best, next, "Posw", "show_output").await? {
				let shown = <(WorkEpoch, NodeId, u32, Vec<u8>)>::decode(&mut &call[..]);
				let Ok((work, node, leaf, bytes)) = shown else { continue };
				if (work, node, leaf) == (place.work, place.node, place.leaf) {
					return Ok(bytes);
				}
			}
			next = next.saturating_add(1);
		}
		if begin.elapsed() > Duration::from_secs(timeout) {
			return Err(Error::Timeout(format!(
				"node {} has not shown it within {timeout} s: without it its work does not settle",
				place.node
			)));
		}
		tokio::time::sleep(POLL).await;
	}
}
