//! Results: fetched from the agents that hold them, checked, written down.
//!
//! An agent shows results of a job to its requester at once. Each is compared with what the agent's
//! node committed to on chain: the leaves it hands out must give the root that stands in its report,
//! and the result must have the hash that its leaf holds. What does not fit is refused by the name of
//! the agent. Results are provisional until the job is finished: then every item that the chain
//! counts as settled was proven. Where two agents committed to different results of one item (one of
//! them lied, and its work was void), the item is executed here by the referee's own interpreter,
//! whose answer is the truth by definition.

use crate::{jobs, session::Session, watch::bar};
use clap::Args;
use codec::Decode;
use indicatif::ProgressBar;
use labscape_client::{
	blake2_256,
	results::{commit_of, ticket_headers, Committed, LeaseView, WorkView},
	stores::{Store, StoreError, Stores},
	views::{Job, JobState, Node},
	At, Chain, Error, Hash, Key, Result,
};
use labscape_primitives::{JobId, NodeId};
use labscape_program::referee;
use std::{collections::BTreeMap, path::PathBuf, time::Duration};

/// How long an agent may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);
/// The largest answer of an agent.
const MAX_ANSWER: usize = 16 << 20;

/// Which results, and where they go.
#[derive(Args)]
pub struct Fetch {
	/// The job.
	job: JobId,
	/// A folder for one file per item, named by its index.
	#[arg(long, required_unless_present = "out_file")]
	out: Option<PathBuf>,
	/// One file for all outputs, one after the other.
	#[arg(long)]
	out_file: Option<PathBuf>,
	/// Take what is there, although the job is not finished.
	#[arg(long)]
	provisional: bool,
	/// Execute so many items here and compare.
	#[arg(long, default_value_t = 0)]
	check: u32,
}

/// The bytes behind a leaf, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
	Output(Vec<u8>),
	Failed(&'static str),
}

pub(crate) fn outcome(bytes: &[u8]) -> Option<Outcome> {
	let (kind, rest) = bytes.split_first()?;
	let output = rest.get(..rest.len().checked_sub(8)?)?;
	Some(match kind {
		0 => Outcome::Output(output.to_vec()),
		1 => Outcome::Failed("it trapped"),
		2 => Outcome::Failed("it ran out of fuel"),
		3 => Outcome::Failed("its stack overflowed"),
		_ => return None,
	})
}

/// Fetch the results.
pub async fn fetch(session: &Session, args: &Fetch) -> Result<()> {
	let chain = session.chain().await?;
	let key = session.key()?;
	let at = chain.best().await?;
	let job = jobs::job(&at, args.job).await?;
	if job.requester != key.account().0 {
		return Err(Error::Key(format!(
			"job {} belongs to {}",
			args.job,
			crate::session::address(&job.requester)
		)));
	}
	let finished = job.state == JobState::Finished;
	if !finished && !args.provisional {
		return Err(Error::Usage(format!(
			"job {} is not finished ({} of {} items settled): --provisional takes what is there",
			args.job, job.settled, job.items
		)));
	}
	let nodes = at.nodes().await?;
	let bar = bar(job.items.into(), "results");
	let ticket = Ticket { chain: &chain, at: &at, key: &key, id: args.job, items: job.items, bar };
	let Collected { found, refused, silent } = collect(&ticket, &nodes).await?;
	ticket.bar.finish_and_clear();
	let mut referee = Referee::new(session, &chain, &job, &nodes).await?;
	let mut chosen: BTreeMap<u32, Candidate> = BTreeMap::new();
	let (mut conflicts, mut uncommitted) = (0u32, 0u32);
	for (item, mut candidates) in found {
		// What was committed to counts for more than what was only executed.
		if candidates.iter().any(|candidate| candidate.committed) {
			candidates.retain(|candidate| candidate.committed);
		} else if finished {
			continue;
		} else {
			uncommitted = uncommitted.saturating_add(1);
		}
		if candidates.len() > 1 {
			conflicts = conflicts.saturating_add(1);
			let right = referee.run(item).await?;
			candidates.retain(|candidate| candidate.bytes == right);
		}
		if let Some(candidate) = candidates.pop() {
			chosen.insert(item, candidate);
		}
	}
	for refusal in &refused {
		eprintln!("refused: {refusal}");
	}
	if finished && chosen.len() < job.settled as usize {
		let lacking = format!("{} of {} settled results", chosen.len(), job.settled);
		let ask =
			format!("try again, or have one shown on chain: labscape job ask {} ITEM", args.job);
		return Err(match (refused.into_iter().next(), silent.into_iter().next()) {
			(Some(refusal), _) => Error::Store(refusal),
			(None, Some(silent)) => Error::NotFound(format!("only {lacking}: {silent}; {ask}")),
			(None, None) => Error::NotFound(format!("agents hand out only {lacking}: {ask}")),
		});
	}
	let checked = check(&mut referee, &chosen, args.check).await?;
	let missing = job.items.saturating_sub(chosen.len() as u32);
	let failed = write(args, &chosen)?;
	session.record(vec![
		("job", args.job.to_string()),
		("results", chosen.len().to_string()),
		("missing", missing.to_string()),
		("program failures", failed.to_string()),
		("committed on chain", chosen.len().saturating_sub(uncommitted as usize).to_string()),
		("disagreements settled here", conflicts.to_string()),
		("executed again here", checked.to_string()),
		("proven", if finished { "yes" } else { "not yet" }.to_owned()),
	]);
	match failed {
		0 => Ok(()),
		items => Err(Error::ProgramFailed { items }),
	}
}

/// What a requester shows to agents.
struct Ticket<'a> {
	chain: &'a Chain,
	at: &'a At,
	key: &'a Key,
	id: JobId,
	items: u32,
	/// Grows with what agents hand out.
	bar: ProgressBar,
}

/// A result that an agent handed out.
struct Candidate {
	bytes: Vec<u8>,
	/// The agent that handed it out.
	store: String,
	/// Whether its node committed to it on chain. If not, it is about to.
	committed: bool,
}

/// What all agents handed out.
#[derive(Default)]
struct Collected {
	/// The different results of each item.
	found: BTreeMap<u32, Vec<Candidate>>,
	/// What was not what its node had committed to.
	refused: Vec<StoreError>,
	/// Who said nothing, and why.
	silent: Vec<String>,
}

impl Collected {
	fn add(&mut self, item: u32, new: Candidate) {
		let known = self.found.entry(item).or_default();
		match known.iter_mut().find(|candidate| candidate.bytes == new.bytes) {
			Some(candidate) => candidate.committed |= new.committed,
			None => known.push(new),
		}
	}
}

async fn collect(ticket: &Ticket<'_>, nodes: &[(NodeId, Node)]) -> Result<Collected> {
	let client = reqwest::Client::builder().timeout(PATIENCE).no_proxy().build();
	let client = client.map_err(|error| Error::Machine(format!("no web client: {error}")))?;
	let asked = nodes.iter().map(|(id, node)| ask(&client, ticket, *id, node));
	let mut all = Collected::default();
	for (answer, (id, _)) in futures::future::join_all(asked).await.into_iter().zip(nodes) {
		match answer {
			Ok(some) => {
				for (item, candidates) in some.found {
					for candidate in candidates {
						all.add(item, candidate);
					}
				}
				all.refused.extend(some.refused);
			}
			Err(error) => {
				eprintln!("node {id} hands out nothing: {error}");
				all.silent.push(format!("node {id} hands out nothing: {error}"));
			}
		}
	}
	Ok(all)
}

/// The results that one node holds, each compared with what it committed to.
async fn ask(
	client: &reqwest::Client,
	ticket: &Ticket<'_>,
	id: NodeId,
	node: &Node,
) -> Result<Collected> {
	let store = String::from_utf8_lossy(&node.endpoint).into_owned();
	let base = format!("{}/jobs/{}", store.trim_end_matches('/'), ticket.id);
	let leases: Vec<LeaseView> = json(&get(client, ticket, id, &base).await?)?;
	let mut collected = Collected::default();
	if leases.is_empty() {
		return Ok(collected);
	}
	let refuse = |item: Option<u32>, reason: String| StoreError::NotCommitted {
		store: store.clone(),
		node: id,
		item,
		reason,
	};
	let mut commits = Vec::new();
	for work in json::<Vec<WorkView>>(&get(client, ticket, id, &format!("{base}/works")).await?)? {
		match committed(client, ticket, id, &base, work).await? {
			Some(Ok(commit)) => commits.push(commit),
			Some(Err(reason)) => collected.refused.push(refuse(None, reason)),
			None => {}
		}
	}
	for lease in leases {
		let end = lease.first.checked_add(lease.finished);
		if end.is_none_or(|end| end > ticket.items) {
			collected.refused.push(refuse(None, format!("the job has no lease {}", lease.lease)));
			continue;
		}
		let mut from = 0u32;
		while from < lease.finished {
			let url = format!("{base}/results?lease={}&from={from}", lease.lease);
			let bytes = get(client, ticket, id, &url).await?;
			let some = Vec::<(u32, Vec<u8>)>::decode(&mut &bytes[..])
				.map_err(|error| Error::Node(format!("no results: {error}")))?;
			if some.is_empty() {
				break;
			}
			from = from.saturating_add(some.len() as u32);
			ticket.bar.inc(some.len() as u64);
			for (item, bytes) in some {
				let offset = item.checked_sub(lease.first).unwrap_or(u32::MAX);
				let holds =
					|commit: &Committed| commit.holds(ticket.id, lease.lease, offset, item, &bytes);
				match commits.iter().find_map(holds) {
					_ if item >= ticket.items => {
						collected.refused.push(refuse(Some(item), "the job has none such".into()));
					}
					Some(false) => {
						let reason = "its hash is not the committed one".into();
						collected.refused.push(refuse(Some(item), reason));
					}
					holds => {
						let committed = holds.is_some();
						let store = store.clone();
						collected.add(item, Candidate { bytes, store, committed });
					}
				}
			}
		}
	}
	Ok(collected)
}

/// One commit of a node: its description and leaves from the node, its root from the chain; `None` if
/// the chain does not have it (yet): what it covers counts as executed only. The inner error says
/// what of it does not fit.
async fn committed(
	client: &reqwest::Client,
	ticket: &Ticket<'_>,
	node: NodeId,
	base: &str,
	view: WorkView,
) -> Result<Option<Result<Committed, String>>> {
	let commit = commit_of(ticket.chain, node, view.work, view.made_at).await?;
	let Some(commit) = commit else { return Ok(None) };
	let leaves = get(client, ticket, node, &format!("{base}/works/{}", view.work)).await?;
	let leaves = leaves.chunks_exact(32).map(Hash::from_slice).collect();
	Ok(Some(Committed::new(ticket.chain.genesis(), node, view, leaves, &commit)))
}

fn json<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T> {
	serde_json::from_slice(bytes)
		.map_err(|error| Error::Node(format!("it answered what it should not: {error}")))
}

async fn get(
	client: &reqwest::Client,
	ticket: &Ticket<'_>,
	node: NodeId,
	url: &str,
) -> Result<Vec<u8>> {
	let genesis = ticket.chain.genesis();
	let mut request = client.get(url);
	let block = ticket.at.number() as u32;
	for (name, value) in ticket_headers(ticket.key, &genesis, node, ticket.id, block) {
		request = request.header(name, value);
	}
	let mut response = request.send().await.map_err(|error| Error::Node(error.to_string()))?;
	let status = response.status();
	let mut bytes = Vec::new();
	while let Some(chunk) = response.chunk().await.map_err(Error::node)? {
		if bytes.len().saturating_add(chunk.len()) > MAX_ANSWER {
			return Err(Error::Node("an answer is too large".into()));
		}
		bytes.extend_from_slice(&chunk);
	}
	if !status.is_success() {
		return Err(Error::Node(format!("{status}: {}", String::from_utf8_lossy(&bytes))));
	}
	Ok(bytes)
}

/// Executes items here, as the chain would.
struct Referee<'a> {
	job: &'a Job,
	stores: Stores,
	semantics: u16,
	program: Option<Vec<u8>>,
	list: Option<labscape_client::inputs::InputList>,
}

impl<'a> Referee<'a> {
	async fn new(
		session: &Session,
		chain: &Chain,
		job: &'a Job,
		nodes: &[(NodeId, Node)],
	) -> Result<Referee<'a>> {
		let program = chain.best().await?.program(&Hash::from(job.program)).await?;
		let agents = nodes
			.iter()
			.filter_map(|(_, node)| Store::open(&String::from_utf8_lossy(&node.endpoint)).ok());
		let semantics = program.map_or(referee::SEMANTICS, |program| program.semantics);
		let stores = session.stores()?.and(agents);
		Ok(Self { job, stores, semantics, program: None, list: None })
	}

	async fn run(&mut self, item: u32) -> Result<Vec<u8>> {
		let program = match self.program.take() {
			Some(program) => program,
			None => self.stores.get(&Hash::from(self.job.program)).await?,
		};
		let list = match self.list.take() {
			Some(list) => list,
			None => self.stores.list(&Hash::from(self.job.inputs_root)).await?,
		};
		let missing = || Error::NotFound(format!("the job has no item {item}"));
		let input = self.stores.get(&list.hash(item).ok_or_else(missing)?).await?;
		let outcome = referee::execute(self.semantics, &program, &input, self.job.item_fuel)
			.map_err(Error::node)?;
		self.program = Some(program);
		self.list = Some(list);
		Ok(outcome.leaf_bytes())
	}
}

/// Execute `count` items here, drawn by the results themselves, and compare.
async fn check(
	referee: &mut Referee<'_>,
	chosen: &BTreeMap<u32, Candidate>,
	count: u32,
) -> Result<u32> {
	let mut drawn: Vec<_> = chosen
		.iter()
		.map(|(item, known)| {
			let seed = [known.bytes.as_slice(), &item.to_le_bytes()].concat();
			(blake2_256(&seed), *item, known)
		})
		.collect();
	drawn.sort_by_key(|(drawn, ..)| *drawn);
	let mut checked = 0u32;
	for (_, item, known) in drawn.into_iter().take(count as usize) {
		if known.bytes != referee.run(item).await? {
			let store = known.store.clone();
			return Err(Error::Store(StoreError::WrongResult { store, item }));
		}
		checked = checked.saturating_add(1);
	}
	Ok(checked)
}

/// Write the outputs; returns how many items have none because their program failed.
fn write(args: &Fetch, chosen: &BTreeMap<u32, Candidate>) -> Result<u32> {
	let mut failed = 0u32;
	let mut all = Vec::new();
	if let Some(folder) = &args.out {
		let what = format!("making {}", folder.display());
		std::fs::create_dir_all(folder).map_err(Error::io(what))?;
	}
	for (item, known) in chosen {
		let outcome = outcome(&known.bytes)
			.ok_or_else(|| Error::Node(format!("the result of item {item} is malformed")))?;
		let output = match outcome {
			Outcome::Output(output) => output,
			Outcome::Failed(why) => {
				eprintln!("item {item} has no output: {why}");
				failed = failed.saturating_add(1);
				continue;
			}
		};
		if let Some(folder) = &args.out {
			let path = folder.join(format!("{item:07}"));
			let what = format!("writing {}", path.display());
			std::fs::write(&path, &output).map_err(Error::io(what))?;
		}
		all.extend_from_slice(&output);
	}
	if let Some(path) = &args.out_file {
		std::fs::write(path, all).map_err(Error::io(format!("writing {}", path.display())))?;
	}
	Ok(failed)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn results_are_taken_apart() {
		let mut bytes = vec![0, 7, 8];
		bytes.extend(9u64.to_le_bytes());
		assert_eq!(outcome(&bytes), Some(Outcome::Output(vec![7, 8])));
		bytes[0] = 2;
		assert_eq!(outcome(&bytes), Some(Outcome::Failed("it ran out of fuel")));
		bytes[0] = 4;
		assert_eq!(outcome(&bytes), None);
		assert_eq!(outcome(&[0, 1]), None);
	}
}
