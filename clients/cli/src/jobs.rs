//! Jobs: submit, watch, list, fetch, accept, cancel.

use crate::{
	ask, examples, results,
	session::{address, short, Session},
	watch::{bar, watch},
};
use clap::{Args, Subcommand, ValueEnum};
use labscape_client::{
	amount, blake2_256,
	inputs::InputList,
	parse_hash,
	tx::{Call, Receipt},
	value::{hash, number, option, record, unit},
	views::{Job, JobState},
	At, Balance, Error, Hash, Result,
};
use labscape_primitives::{JobId, MAX_JOB_ITEMS};
use labscape_program::{
	inputs::{split, Cut},
	referee::limits::MAX_INPUT_BYTES,
};
use std::{
	path::{Path, PathBuf},
	time::Duration,
};

/// Fuel that one unit executes in one block at least, unless a labscape asks for more.
const LOWEST_RATE: u64 = 100_000;
/// A lease is planned to run for at most so many blocks at that rate; the chain refuses 1,200.
const LEASE_BLOCKS: u64 = 1_000;
/// The unit in which fuel is priced.
const MEGA_FUEL: u128 = 1_000_000;
/// Audits cost an eighth of the price on top.
const AUDIT_SHARE: u128 = 8;

/// What can be done with jobs.
#[derive(Subcommand)]
pub enum JobCommand {
	/// Put inputs into the stores and submit a job over them.
	#[command(after_help = examples::SUBMIT)]
	Submit(Box<Submit>),
	/// List jobs.
	List {
		/// Of everybody, not only of the signing key.
		#[arg(long)]
		all: bool,
	},
	/// Show one job.
	Show {
		/// Its id.
		job: JobId,
	},
	/// Show the progress of a job until it is finished.
	Watch {
		/// Its id.
		job: JobId,
		/// Give up after so many seconds.
		#[arg(long)]
		timeout: Option<u64>,
	},
	/// Fetch the results of an own job from the agents that hold them.
	#[command(after_help = examples::FETCH)]
	Fetch(results::Fetch),
	/// Have an output of an own job shown on chain that no agent hands out.
	Ask(ask::Ask),
	/// Accept what is executed of an own job without waiting for its proof, irrevocably.
	Accept {
		/// Its id.
		job: JobId,
	},
	/// Cancel what is not leased of an own job.
	Cancel {
		/// Its id.
		job: JobId,
	},
}

/// How urgent a job is.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Class {
	/// May evict Spot.
	Reserved,
	/// The usual.
	Standard,
	/// May be evicted.
	Spot,
}

/// A job to be submitted.
#[derive(Args)]
pub struct Submit {
	/// The program's id, as `program add` printed it.
	#[arg(long)]
	program: String,
	/// A folder with one file for each input, or one file that is cut into inputs.
	#[arg(long)]
	inputs: PathBuf,
	/// Cut the file into records of so many bytes.
	#[arg(long, value_name = "BYTES", conflicts_with = "lines")]
	record: Option<usize>,
	/// Cut the file into lines.
	#[arg(long)]
	lines: bool,
	/// So many records or lines make one input.
	#[arg(long, default_value_t = 1)]
	per_item: usize,
	/// Fuel after which an item's result is "out of fuel".
	#[arg(long)]
	fuel: u64,
	/// The most to pay per million fuel; one and a half times the highest price now if it is missing.
	#[arg(long)]
	max_price: Option<String>,
	/// Into how many parts the items are split; as many as needed if it is missing.
	#[arg(long)]
	parts: Option<u16>,
	/// AI units of each part.
	#[arg(long, default_value_t = 16)]
	units: u16,
	/// CPU of each part, in thousandths of a core.
	#[arg(long, default_value_t = 100)]
	cpu_milli: u32,
	/// Memory of each part, in MiB.
	#[arg(long, default_value_t = 32)]
	memory_mib: u32,
	/// The labscape of all parts; chosen by hashing if it is missing.
	#[arg(long)]
	home: Option<u8>,
	/// How urgent it is.
	#[arg(long, value_enum, default_value = "standard")]
	class: Class,
	/// Higher goes first within the class.
	#[arg(long, default_value_t = 0)]
	priority: u8,
	/// After so many blocks nothing of it is leased any more.
	#[arg(long, default_value_t = 2_400)]
	deadline_blocks: u32,
	/// Show the progress until it is finished.
	#[arg(long)]
	watch: bool,
}

/// Do it.
pub async fn run(session: &Session, command: JobCommand) -> Result<()> {
	match command {
		JobCommand::Submit(args) => submit(session, &args).await,
		JobCommand::List { all } => list(session, all).await,
		JobCommand::Show { job } => show(session, job).await,
		JobCommand::Watch { job, timeout } => {
			let chain = session.chain().await?;
			watch(session, &chain, job, timeout.map(Duration::from_secs)).await
		}
		JobCommand::Fetch(args) => results::fetch(session, &args).await,
		JobCommand::Ask(args) => ask::ask(session, &args).await,
		JobCommand::Accept { job } => accept(session, job).await,
		JobCommand::Cancel { job } => {
			let chain = session.chain().await?;
			let call = Call::new("Resources", "cancel_job", [("job", number(job))]);
			let receipt = session.submit(&chain, &call).await?;
			session.done(&format!("job {job}: nothing more is leased"), receipt.as_ref());
			Ok(())
		}
	}
}

/// The inputs as they stand in a folder or a file, if the chain takes as many and as large ones.
fn read_inputs(args: &Submit) -> Result<Vec<Vec<u8>>> {
	let inputs = cut_inputs(args)?;
	if inputs.len() > MAX_JOB_ITEMS as usize {
		return Err(Error::Usage(format!(
			"{} items, and a job has at most {MAX_JOB_ITEMS}: put more into one with --per-item, or \
			 submit several jobs",
			inputs.len()
		)));
	}
	let large = inputs.iter().enumerate().find(|(_, input)| input.len() > MAX_INPUT_BYTES);
	if let Some((item, input)) = large {
		return Err(Error::Usage(format!(
			"the input of item {item} has {} bytes; at most {MAX_INPUT_BYTES} are allowed: cut it with \
			 --record or --lines",
			input.len()
		)));
	}
	Ok(inputs)
}

fn cut_inputs(args: &Submit) -> Result<Vec<Vec<u8>>> {
	let what = |path: &Path| format!("reading {}", path.display());
	if args.inputs.is_dir() {
		let entries = std::fs::read_dir(&args.inputs).map_err(Error::io(what(&args.inputs)))?;
		let mut files = entries
			.map(|entry| entry.map(|entry| entry.path()).map_err(Error::io(what(&args.inputs))))
			.collect::<Result<Vec<_>>>()?;
		files.retain(|path| path.is_file());
		files.sort();
		return files
			.iter()
			.map(|path| std::fs::read(path).map_err(Error::io(what(path))))
			.collect();
	}
	let data = std::fs::read(&args.inputs).map_err(Error::io(what(&args.inputs)))?;
	let cut = match args.record {
		Some(bytes) => Cut::Records { bytes, per_item: args.per_item },
		None if args.lines => Cut::Lines { per_item: args.per_item },
		None => return Ok(vec![data]),
	};
	let inputs = split(&data, cut)
		.map_err(|error| Error::Usage(format!("{}: {error}", args.inputs.display())))?;
	Ok(inputs.into_iter().map(<[u8]>::to_vec).collect())
}

/// How many parts keep a lease short enough.
fn parts_needed(items: u32, fuel: u64, units: u16) -> Result<u16> {
	let per_part = LOWEST_RATE.saturating_mul(units.max(1).into()).saturating_mul(LEASE_BLOCKS);
	let total = u128::from(items).saturating_mul(fuel.into());
	let parts = total.div_ceil(per_part.into()).max(1);
	u16::try_from(parts).ok().filter(|parts| *parts <= 64).ok_or_else(|| {
		Error::Usage(format!(
			"{parts} parts would be needed and 64 are allowed: ask for more --units, or split the job"
		))
	})
}

async fn submit(session: &Session, args: &Submit) -> Result<()> {
	let program = parse_hash(&args.program)?;
	let chain = session.chain().await?;
	let at = chain.best().await?;
	let known = at.program(&program).await?;
	let known = known.ok_or_else(|| {
		Error::NotFound(format!("no program {program:?} is registered: `labscape program add` it"))
	})?;
	if args.fuel > known.max_item_fuel {
		return Err(Error::Usage(format!("at most {} fuel per item", known.max_item_fuel)));
	}
	let inputs = read_inputs(args)?;
	let (list, items) = keep_inputs(session, &inputs).await?;
	let parts = match args.parts {
		Some(parts) => parts,
		None => parts_needed(items, args.fuel, args.units)?,
	};
	let max_price = match &args.max_price {
		Some(text) => amount::parse(text)?,
		None => price_now(&at, args.home).await?.saturating_mul(3) / 2,
	};
	let call = job_call(args, &program, &list, items, parts, max_price, at.number() as u32);
	let item = Balance::from(args.fuel).saturating_mul(max_price) / MEGA_FUEL;
	let most = item.saturating_add(item / AUDIT_SHARE).saturating_mul(items.into());
	let most = session.amount(most);
	if !session.json() {
		eprintln!("{items} items in {parts} parts, at most {most}");
	}
	let Some(receipt) = session.submit(&chain, &call).await? else { return Ok(()) };
	let job = job_of(&receipt)?;
	let facts = vec![
		("job", job.to_string()),
		("items", items.to_string()),
		("parts", parts.to_string()),
		("at most", most),
	];
	session.done_with(&format!("job {job}"), facts, Some(&receipt));
	if args.watch {
		watch(session, &chain, job, None).await?;
	}
	Ok(())
}

fn job_of(receipt: &Receipt) -> Result<JobId> {
	receipt
		.find("Resources", "JobSubmitted")
		.and_then(|event| event.number("job"))
		.and_then(|job| JobId::try_from(job).ok())
		.ok_or_else(|| Error::Node("the submission left no event".into()))
}

async fn keep_inputs(session: &Session, inputs: &[Vec<u8>]) -> Result<(Hash, u32)> {
	use futures::{stream, StreamExt, TryStreamExt};
	let hashes = inputs.iter().map(|input| blake2_256(input)).collect();
	let list = InputList::new(hashes)
		.ok_or_else(|| Error::Usage("a job needs at least one input".into()))?;
	let stores = session.stores()?;
	let bar = bar(inputs.len() as u64, "inputs");
	stream::iter(inputs)
		.map(|input| stores.put(input))
		.buffer_unordered(16)
		.try_for_each(|_| {
			bar.inc(1);
			std::future::ready(Ok(()))
		})
		.await?;
	bar.finish_and_clear();
	stores.put_list(&list).await?;
	Ok((list.root(), list.len()))
}

/// The highest price that a part could meet now.
async fn price_now(at: &At, home: Option<u8>) -> Result<Balance> {
	let all = at.utilisation().await?;
	let prices = all
		.iter()
		.filter(|labscape| labscape.nodes > 0 && home.is_none_or(|home| home == labscape.labscape))
		.map(|labscape| labscape.price);
	prices.max().ok_or_else(|| Error::NotFound("no labscape has nodes that could run it".into()))
}

fn job_call(
	args: &Submit,
	program: &Hash,
	inputs_root: &Hash,
	items: u32,
	parts: u16,
	max_price: Balance,
	now: u32,
) -> Call {
	let shape = record([
		("units", number(args.units)),
		("cpu_milli", number(args.cpu_milli)),
		("memory_mib", number(args.memory_mib)),
		("storage_gib", number(0u32)),
		("bandwidth_mbit", number(0u32)),
		("gpu", unit("None")),
		("models", number(0u32)),
	]);
	let class = match args.class {
		Class::Reserved => "Reserved",
		Class::Standard => "Standard",
		Class::Spot => "Spot",
	};
	let spec = record([
		("program", hash(program)),
		("inputs_root", hash(inputs_root)),
		("items", number(items)),
		("item_fuel", number(args.fuel)),
		("max_price", number(max_price)),
		("class", unit(class)),
		("priority", number(args.priority)),
		("deadline", number(now.saturating_add(args.deadline_blocks))),
		("parts", number(parts)),
		("request", record([("shape", shape), ("gang", number(1u16))])),
		("home", option(args.home.map(number))),
		("hardware", unit("Edge")),
	]);
	Call::new("Resources", "submit_job", [("spec", spec)])
}

fn state(job: &Job) -> String {
	match &job.state {
		JobState::Open => "open".into(),
		JobState::Closing(reason) => format!("closing: {reason:?}").to_lowercase(),
		JobState::Finished => "finished".into(),
	}
}

async fn list(session: &Session, all: bool) -> Result<()> {
	let own = if all { None } else { Some(session.signer()?.0) };
	let jobs = session.chain().await?.best().await?.jobs().await?;
	let rows = jobs
		.iter()
		.filter(|(_, job)| own.is_none_or(|own| own == job.requester))
		.map(|(id, job)| {
			vec![
				id.to_string(),
				short(&job.program),
				state(job),
				job.items.to_string(),
				job.queued.to_string(),
				job.leased.to_string(),
				job.settled.to_string(),
				job.abandoned.to_string(),
				session.amount(job.held),
			]
		})
		.collect();
	let columns =
		["job", "program", "state", "items", "waiting", "leased", "settled", "given up", "on hold"];
	session.table(&columns, rows);
	Ok(())
}

pub(crate) async fn job(at: &At, id: JobId) -> Result<Job> {
	let job = at.job(id).await?;
	job.ok_or_else(|| Error::NotFound(format!("there is no job {id}, or it was forgotten")))
}

async fn show(session: &Session, id: JobId) -> Result<()> {
	let at = session.chain().await?.best().await?;
	let job = job(&at, id).await?;
	let leases = at.leases().await?;
	let leases: Vec<_> = leases.iter().filter(|(_, lease)| lease.job == id).collect();
	let fields = vec![
		("job", id.to_string()),
		("requester", address(&job.requester)),
		("program", format!("0x{}", hex::encode(job.program))),
		("inputs", format!("0x{}", hex::encode(job.inputs_root))),
		("state", state(&job)),
		("items", job.items.to_string()),
		("waiting", job.queued.to_string()),
		("leased", job.leased.to_string()),
		("settled", job.settled.to_string()),
		("given up", job.abandoned.to_string()),
		("on hold", session.amount(job.held)),
	];
	let rows = leases
		.iter()
		.map(|(id, lease)| {
			vec![
				id.to_string(),
				lease.node.to_string(),
				format!("{} from {}", lease.len, lease.first),
				lease.committed.to_string(),
				lease.done.to_string(),
				session.amount(lease.item_price),
			]
		})
		.collect();
	let columns = ["lease", "node", "items", "committed", "decided", "per item"];
	session.record_with(fields, "leases", &columns, rows);
	Ok(())
}

async fn accept(session: &Session, id: JobId) -> Result<()> {
	let chain = session.chain().await?;
	let at = chain.best().await?;
	job(&at, id).await?;
	let mut accepted = 0u32;
	for (node, _) in at.nodes().await? {
		for work in at.standing(node).await?.open {
			let Some(record) = at.work(work, node).await? else { continue };
			for segment in record.segments.iter().filter(|segment| segment.job == id) {
				let fields = [
					("work", number(work)),
					("node", number(node)),
					("lease", number(segment.lease)),
				];
				let receipt = session.submit(&chain, &Call::new("Posw", "accept", fields)).await?;
				let text = format!("{} items of node {node} accepted", segment.len);
				let facts = vec![
					("node", node.to_string()),
					("lease", segment.lease.to_string()),
					("items", segment.len.to_string()),
				];
				session.done_with(&text, facts, receipt.as_ref());
				accepted = accepted.saturating_add(segment.len);
			}
		}
	}
	if accepted == 0 {
		return Err(Error::NotFound(format!("nothing of job {id} is committed and undecided")));
	}
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn parts_keep_leases_short() {
		assert_eq!(parts_needed(1, 1, 1).unwrap(), 1);
		assert_eq!(parts_needed(1_797, 3_000_000, 16).unwrap(), 4);
		assert_eq!(parts_needed(1_797, 3_000_000, 64).unwrap(), 1);
		assert!(parts_needed(1 << 20, 100_000_000, 16).is_err());
	}
}
