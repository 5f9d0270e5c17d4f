//! The progress of a job, from the queue to the proof, and what it came to.

use crate::{jobs, session::Session};
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use labscape_client::{
	views::{Job, JobState},
	At, Balance, Chain, Error, Result,
};
use labscape_primitives::{JobId, NodeId, WorkEpoch};
use std::{
	collections::{BTreeMap, BTreeSet},
	io::IsTerminal,
	time::{Duration, Instant},
};

/// How often progress is looked at.
const POLL: Duration = Duration::from_millis(1_500);
/// So often in a row the node may fail to answer.
const FAILURES: u32 = 20;

/// A progress bar.
pub fn bar(len: u64, name: &'static str) -> ProgressBar {
	let style = ProgressStyle::with_template("{prefix:>10} [{bar:40}] {pos}/{len}")
		.unwrap_or_else(|_| ProgressStyle::default_bar())
		.progress_chars("=> ");
	ProgressBar::new(len).with_style(style).with_prefix(name)
}

/// How far a job is: items that came at least as far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Progress {
	items: u32,
	/// On a node.
	leased: u32,
	/// Executed, and committed to on chain.
	executed: u32,
	/// More than half of the samples of their commit agree.
	audited: u32,
	/// Proven and paid.
	settled: u32,
	abandoned: u32,
}

impl Progress {
	/// For scripts.
	fn json(&self, block: u64, seconds: u64) -> String {
		let line = serde_json::json!({
			"block": block,
			"seconds": seconds,
			"items": self.items,
			"leased": self.leased,
			"executed": self.executed,
			"audited": self.audited,
			"settled": self.settled,
			"abandoned": self.abandoned,
		});
		line.to_string()
	}

	/// For people whose terminal takes no bars.
	fn line(&self, block: u64, seconds: u64) -> String {
		let Self { items, leased, executed, audited, settled, abandoned } = self;
		let mut line = format!(
			"{seconds:>4} s  block {block:<5} of {items} items: leased {leased:<5} executed \
			 {executed:<5} audited {audited:<5} settled {settled}"
		);
		if *abandoned > 0 {
			line.push_str(&format!(" given up {abandoned}"));
		}
		line
	}
}

/// The part of a commit that is of the job.
struct Share {
	items: u32,
	value: Balance,
	/// Of the whole commit.
	whole: Balance,
	audited: bool,
}

/// What became of the money, as far as it was seen.
#[derive(Default)]
struct Sums {
	settled: Balance,
	paid: Balance,
	burned: Balance,
	emitted: Balance,
}

/// What is known of a job that is watched.
struct Watched {
	id: JobId,
	nodes: BTreeSet<NodeId>,
	/// Commits that are not decided.
	open: BTreeMap<(WorkEpoch, NodeId), Share>,
	sums: Sums,
	next_block: u32,
}

impl Watched {
	fn new(id: JobId, at: &At) -> Self {
		let next_block = at.number() as u32;
		Self {
			id,
			nodes: BTreeSet::new(),
			open: BTreeMap::new(),
			sums: Sums::default(),
			next_block,
		}
	}

	/// Look at the job at the best block.
	async fn look(&mut self, chain: &Chain) -> Result<(u64, Job, Progress)> {
		let at = chain.best().await?;
		let job = jobs::job(&at, self.id).await?;
		// Decisions first: a commit that is gone from the state is told by its event.
		while self.next_block <= at.number() as u32 {
			self.count(chain, self.next_block).await?;
			self.next_block = self.next_block.saturating_add(1);
		}
		let leases = at.leases().await?;
		let leases = leases.iter().filter(|(_, lease)| lease.job == self.id);
		let mut committed = 0u32;
		for (_, lease) in leases {
			self.nodes.insert(lease.node);
			committed = committed
				.saturating_add(lease.committed.saturating_sub(lease.done.min(lease.committed)));
		}
		for node in self.nodes.clone() {
			for work in at.standing(node).await?.open {
				let Some(status) = at.work_status(work, node).await? else { continue };
				let own = status.record.segments.iter().filter(|segment| segment.job == self.id);
				let (mut items, mut value) = (0u32, 0u128);
				for segment in own {
					items = items.saturating_add(segment.len);
					let price = segment.item_price.saturating_mul(segment.len.into());
					value = value.saturating_add(price);
				}
				if items > 0 {
					let audited = status.tally.agreed.saturating_mul(2) > status.tally.samples;
					let whole = status.record.value;
					self.open.insert((work, node), Share { items, value, whole, audited });
				}
			}
		}
		let audited = self.open.values().filter(|share| share.audited).map(|share| share.items);
		let progress = Progress {
			items: job.items,
			leased: job.leased.saturating_add(job.settled),
			executed: committed.saturating_add(job.settled),
			audited: audited.sum::<u32>().saturating_add(job.settled).min(job.items),
			settled: job.settled,
			abandoned: job.abandoned,
		};
		Ok((at.number(), job, progress))
	}

	/// Count what was decided in a block: this job's share of each commit that was settled.
	async fn count(&mut self, chain: &Chain, block: u32) -> Result<()> {
		for event in chain.events(block).await? {
			if event.pallet != "Posw" || !["Settled", "Voided"].contains(&event.name.as_str()) {
				continue;
			}
			let number = |field: &str| event.number(field).unwrap_or_default();
			let (Ok(work), Ok(node)) = (number("work").try_into(), number("node").try_into())
			else {
				continue;
			};
			let Some(share) = self.open.remove(&(work, node)) else { continue };
			if event.name == "Settled" && share.whole > 0 {
				let of = |sum: Balance| sum.saturating_mul(share.value) / share.whole;
				let sums = &mut self.sums;
				sums.settled = sums.settled.saturating_add(share.value);
				sums.paid = sums.paid.saturating_add(of(number("paid")));
				sums.burned = sums.burned.saturating_add(of(number("burned")));
				sums.emitted = sums.emitted.saturating_add(of(number("emitted")));
			}
		}
		Ok(())
	}
}

/// Show the progress of a job until it is finished.
pub async fn watch(
	session: &Session,
	chain: &Chain,
	id: JobId,
	timeout: Option<Duration>,
) -> Result<()> {
	let begin = Instant::now();
	let at = chain.best().await?;
	let first = jobs::job(&at, id).await?;
	let mut watched = Watched::new(id, &at);
	let bars = MultiProgress::new();
	let items = u64::from(first.items);
	let [leased, executed, audited, settled] =
		["leased", "executed", "audited", "settled"].map(|name| bars.add(bar(items, name)));
	let lines = session.json() || !std::io::stderr().is_terminal();
	let mut last = None;
	let mut executed_after = None;
	let mut failures = 0u32;
	loop {
		let (block, job, now) = match watched.look(chain).await {
			Ok(seen) => seen,
			// The node restarts, or the connection does.
			Err(Error::Node(_)) if failures < FAILURES => {
				failures = failures.saturating_add(1);
				tokio::time::sleep(POLL).await;
				continue;
			}
			Err(error) => return Err(error),
		};
		failures = 0;
		leased.set_position(now.leased.into());
		executed.set_position(now.executed.into());
		audited.set_position(now.audited.into());
		settled.set_position(now.settled.into());
		let seconds = begin.elapsed().as_secs();
		if now.executed >= now.items {
			executed_after.get_or_insert(seconds);
		}
		if lines && last != Some(now) {
			let json = session.json();
			eprintln!("{}", if json { now.json(block, seconds) } else { now.line(block, seconds) });
		}
		last = Some(now);
		if job.state == JobState::Finished {
			for bar in [leased, executed, audited, settled] {
				bar.abandon();
			}
			let sums = &watched.sums;
			session.record(vec![
				("job", id.to_string()),
				("settled", job.settled.to_string()),
				("given up", job.abandoned.to_string()),
				("seconds", seconds.to_string()),
				("seconds until executed", executed_after.unwrap_or(seconds).to_string()),
				("price of settled work", session.amount(sums.settled)),
				("paid to providers", session.amount(sums.paid)),
				("burned", session.amount(sums.burned)),
				("emitted", session.amount(sums.emitted)),
			]);
			return Ok(());
		}
		if timeout.is_some_and(|timeout| begin.elapsed() > timeout) {
			return Err(Error::Timeout(format!(
				"job {id} is not finished: {} of {} items are settled",
				now.settled, now.items
			)));
		}
		tokio::time::sleep(POLL).await;
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_line_says_how_far_every_item_is() {
		let progress =
			Progress { items: 9, leased: 9, executed: 8, audited: 7, settled: 6, abandoned: 0 };
		let line = progress.line(40, 75);
		for part in ["75 s", "block 40", "of 9", "leased 9", "executed 8", "audited 7", "settled 6"]
		{
			assert!(line.contains(part), "{line}");
		}
		assert!(!line.contains("given up"), "{line}");
		let line = Progress { abandoned: 3, ..progress }.line(40, 75);
		assert!(line.ends_with("given up 3"), "{line}");
	}
}
