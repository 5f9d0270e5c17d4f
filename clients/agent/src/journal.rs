//! The journal: what must survive the process.
//!
//! One embedded database. Results are written as they come, without waiting for the disk more than
//! once a second: what is lost is computed again. A report is written with everything it commits to,
//! and on disk, before it is sent (J1).
//!
//! A disk that is full, or fails for a while, costs what could not be written and no more: the
//! database is opened again with the next access.
//!
//! | table | key | value | removed |
//! |---|---|---|---|
//! | `leases` | lease | [`LeaseRecord`] | when the chain forgets its job |
//! | `results` | lease, offset | the bytes whose hash stands in the leaf | with its lease |
//! | `reports` | epoch | [`ReportRecord`] | [`KEPT_EPOCHS`] later |
//! | `works` | epoch of work | [`WorkRecord`] | [`KEPT_EPOCHS`] later, but with its last lease |
//! | `audits` | draw | [`AuditRecord`] | [`KEPT_EPOCHS`] later |
//! | `meta` | name | identity of chain and node, generation of the hash chain, lies that answers showed | never |

use crate::{crash, Error, Hash, Result};
use codec::{Decode, Encode};
use labscape_client::blake2_256;
use labscape_posw::payload::Report;
use labscape_primitives::{ItemIndex, JobId, LabscapeId, LeaseId, NodeId, WorkEpoch};
use redb::{
	Database, Durability, ReadTransaction, ReadableTable, StorageError, TableDefinition,
	TransactionError, WriteTransaction,
};
use std::{
	path::{Path, PathBuf},
	sync::{Arc, Mutex, PoisonError},
	time::{Duration, Instant},
};

type Table<K> = TableDefinition<'static, K, &'static [u8]>;

const META: Table<&str> = TableDefinition::new("meta");
const LEASES: Table<u64> = TableDefinition::new("leases");
const RESULTS: Table<(u64, u32)> = TableDefinition::new("results");
const REPORTS: Table<u32> = TableDefinition::new("reports");
const WORKS: Table<u32> = TableDefinition::new("works");
const AUDITS: Table<u32> = TableDefinition::new("audits");

/// For how many epochs reports, works and audits are kept: longer than any of them can be asked for
/// (redraws, and the window in which a right answer still saves the stake). A work stays longer while
/// the results of one of its leases do: it proves them to the requester.
pub const KEPT_EPOCHS: u32 = 256;
/// How often results wait for the disk.
const DURABLE_EVERY: Duration = Duration::from_secs(1);
/// Memory that the database may use as a cache.
const CACHE_BYTES: usize = 16 << 20;

/// A lease and how far it is executed.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct LeaseRecord {
	/// Its job.
	pub job: JobId,
	/// Who pays: the one to whom outputs are handed at once.
	pub requester: [u8; 32],
	/// The program.
	pub program: Hash,
	/// The root of the inputs.
	pub inputs_root: Hash,
	/// The fuel of one item.
	pub item_fuel: u64,
	/// First item.
	pub first: ItemIndex,
	/// How many items.
	pub len: u32,
	/// How many are executed, from the first on.
	pub finished: u32,
}

/// A part of a commit: consecutive results of one lease.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Run {
	/// The lease.
	pub lease: LeaseId,
	/// The first of its offsets.
	pub offset: u32,
	/// How many.
	pub len: u32,
}

/// What a report commits to as finished work.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct WorkRecord {
	/// The root over the leaves.
	pub root: Hash,
	/// What the leaves stand for, in their order.
	pub runs: Vec<Run>,
	/// The leaves.
	pub leaves: Vec<Hash>,
}

impl WorkRecord {
	/// The lease and offset behind a leaf.
	pub fn place(&self, leaf: u32) -> Option<(LeaseId, u32)> {
		let mut rest = leaf;
		for run in &self.runs {
			match rest.checked_sub(run.len) {
				Some(left) => rest = left,
				None => return Some((run.lease, run.offset.checked_add(rest)?)),
			}
		}
		None
	}
}

/// The runs of an encoded [`WorkRecord`], without its leaves.
fn runs(bytes: &[u8]) -> Result<Vec<Run>> {
	decode::<(Hash, Vec<Run>)>(bytes).map(|(_, runs)| runs)
}

/// A sample that was drawn to this node, and what it found.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct SampleRecord {
	/// Which of the audited node's samples.
	pub sample: u16,
	/// The leaf in its tree.
	pub leaf: u32,
	/// The leaf computed here; zero if program or input could not be had.
	pub attested: Hash,
	/// The hash of the result computed here.
	pub result: Hash,
	/// What hides the attestation.
	pub salt: Hash,
}

/// The samples of one node's work that were drawn to this node.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct AuditedWork {
	/// How many epochs older than the draw the work is.
	pub age: u8,
	/// Its epoch.
	pub work: WorkEpoch,
	/// The page of the audited node.
	pub labscape: LabscapeId,
	/// Its seat.
	pub seat: u16,
	/// The audited node.
	pub node: NodeId,
	/// The root over its leaves; zero if it was decided before it was audited.
	pub root: Hash,
	/// How many leaves.
	pub count: u32,
	/// The samples.
	pub samples: Vec<SampleRecord>,
}

/// What an audit commit commits to.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct AuditRecord {
	/// The beacon it acted on.
	pub beacon: Hash,
	/// The secret that chose the items, to be revealed with the verdicts.
	pub preimage: Hash,
	/// The audited works, in the order of verdicts.
	pub works: Vec<AuditedWork>,
}

impl AuditRecord {
	/// The attestations, in the order of the tree.
	pub fn attestations(&self, auditor: NodeId) -> Vec<Hash> {
		self.works
			.iter()
			.flat_map(|work| work.samples.iter().map(move |sample| (work, sample)))
			.map(|(work, sample)| {
				labscape_posw::hash::attestation(
					&sample.attested,
					auditor,
					work.work,
					work.node,
					sample.sample,
					&sample.salt,
				)
			})
			.collect()
	}
}

/// A report as it was or will be sent.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ReportRecord {
	/// The report.
	pub report: Report,
	/// The hot key's signature.
	pub signature: [u8; 64],
	/// The block on which it was made: it is included in one of the next.
	pub made_at: u32,
}

/// The open journal. Cheap to clone.
#[derive(Clone)]
pub struct Journal(Arc<Inner>);

struct Inner {
	folder: PathBuf,
	/// Nothing while the database must be opened again.
	database: Mutex<Option<Arc<Database>>>,
	durable: Mutex<Instant>,
}

impl Inner {
	/// The database, opened again if it failed.
	fn database(&self) -> Result<Arc<Database>> {
		let mut database = self.database.lock().unwrap_or_else(PoisonError::into_inner);
		if let Some(open) = &*database {
			return Ok(open.clone());
		}
		let path = self.folder.join("journal.redb");
		let opened = Database::builder().set_cache_size(CACHE_BYTES).open(&path);
		let open = Arc::new(opened.map_err(|error| match error {
			redb::DatabaseError::DatabaseAlreadyOpen => Error::Usage(format!(
				"another agent runs in {}: two with one key would contradict each other",
				self.folder.display()
			)),
			other => broken(other),
		})?);
		*database = Some(open.clone());
		Ok(open)
	}

	/// Let go of a database that failed.
	fn close(&self) {
		*self.database.lock().unwrap_or_else(PoisonError::into_inner) = None;
	}
}

fn broken(error: impl Into<redb::Error>) -> Error {
	match error.into() {
		redb::Error::Io(error) => Error::Io { what: "writing the journal".into(), error },
		other => Error::Machine(format!("the journal: {other}")),
	}
}

fn decode<T: Decode>(mut bytes: &[u8]) -> Result<T> {
	T::decode(&mut bytes)
		.map_err(|error| Error::Machine(format!("the journal is damaged: {error}")))
}

/// Whether the database refuses everything since an access to the disk failed.
fn has_failed(error: &TransactionError) -> bool {
	matches!(error, TransactionError::Storage(StorageError::PreviousIo))
}

impl Journal {
	/// Open the journal in `folder`, or begin one.
	///
	/// # Errors
	/// [`Error::Usage`] if another agent has it open; [`Error::Io`] if the disk refuses.
	pub fn open(folder: &Path) -> Result<Self> {
		let path = folder.join("journal.redb");
		if !path.exists() {
			Self::lay_out(folder, &path)?;
		}
		let inner = Inner {
			folder: folder.to_owned(),
			database: Mutex::default(),
			durable: Mutex::new(Instant::now()),
		};
		inner.database()?;
		Ok(Self(Arc::new(inner)))
	}

	/// Make an empty journal beside its place and move it there when it is whole: killed in between,
	/// the next start begins again.
	fn lay_out(folder: &Path, path: &Path) -> Result<()> {
		let beside = folder.join(format!("journal.{}.new", std::process::id()));
		let what = || format!("making {}", path.display());
		if beside.exists() {
			std::fs::remove_file(&beside).map_err(Error::io(what()))?;
		}
		let database = Database::create(&beside).map_err(broken)?;
		let begin = database.begin_write().map_err(broken)?;
		for table in [REPORTS, WORKS, AUDITS] {
			begin.open_table(table).map_err(broken)?;
		}
		begin.open_table(META).map_err(broken)?;
		begin.open_table(LEASES).map_err(broken)?;
		begin.open_table(RESULTS).map_err(broken)?;
		begin.commit().map_err(broken)?;
		drop(database);
		// Never replaces a journal: whoever was faster has made it.
		match std::fs::hard_link(&beside, path) {
			Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
				return Err(Error::io(what())(error))
			}
			_ => {}
		}
		std::fs::remove_file(&beside).map_err(Error::io(what()))?;
		std::fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(Error::io(what()))
	}

	fn begin_write(&self) -> Result<WriteTransaction> {
		let begun = self.0.database()?.begin_write();
		match begun {
			Err(error) if has_failed(&error) => {
				self.0.close();
				self.0.database()?.begin_write().map_err(broken)
			}
			begun => begun.map_err(broken),
		}
	}

	fn begin_read(&self) -> Result<ReadTransaction> {
		let begun = self.0.database()?.begin_read();
		match begun {
			Err(error) if has_failed(&error) => {
				self.0.close();
				self.0.database()?.begin_read().map_err(broken)
			}
			begun => begun.map_err(broken),
		}
	}

	/// Whether it is time to wait for the disk.
	fn is_due(&self) -> bool {
		let mut durable = self.0.durable.lock().unwrap_or_else(PoisonError::into_inner);
		let due = durable.elapsed() >= DURABLE_EVERY;
		if due {
			*durable = Instant::now();
		}
		due
	}

	/// Bind the journal to a chain and a node, the first time; afterwards refuse any other.
	///
	/// # Errors
	/// [`Error::WrongChain`]; [`Error::Usage`] for another node.
	pub fn bind(&self, genesis: &Hash, node: NodeId) -> Result<()> {
		if let Some(known) = self.meta::<Hash>("genesis")? {
			if known != *genesis {
				return Err(Error::WrongChain { found: *genesis, expected: known });
			}
		}
		if let Some(known) = self.meta::<NodeId>("node")? {
			if known != node {
				return Err(Error::Usage(format!(
					"this folder belongs to node {known}, the hot key signs for node {node} now: \
					 use a new folder"
				)));
			}
		}
		self.set_meta("genesis", genesis)?;
		self.set_meta("node", &node)
	}

	/// A value by its name.
	///
	/// # Errors
	/// If the database fails.
	pub fn meta<T: Decode>(&self, name: &str) -> Result<Option<T>> {
		let read = self.begin_read()?;
		let table = read.open_table(META).map_err(broken)?;
		let found = table.get(name).map_err(broken)?;
		found.map(|value| decode(value.value())).transpose()
	}

	/// Keep a value by its name.
	///
	/// # Errors
	/// If the database fails.
	pub fn set_meta<T: Encode>(&self, name: &str, value: &T) -> Result<()> {
		let write = self.begin_write()?;
		{
			let mut table = write.open_table(META).map_err(broken)?;
			table.insert(name, value.encode().as_slice()).map_err(broken)?;
		}
		write.commit().map_err(broken)
	}

	fn get<T: Decode>(&self, table: Table<u32>, key: u32) -> Result<Option<T>> {
		let read = self.begin_read()?;
		let table = read.open_table(table).map_err(broken)?;
		let found = table.get(key).map_err(broken)?;
		found.map(|value| decode(value.value())).transpose()
	}

	/// The report of an epoch.
	///
	/// # Errors
	/// If the database fails; likewise for all that follow.
	pub fn report(&self, epoch: WorkEpoch) -> Result<Option<ReportRecord>> {
		self.get(REPORTS, epoch)
	}

	/// The work that was committed, or is about to be.
	///
	/// # Errors
	/// See [`Journal::report`].
	pub fn work(&self, work: WorkEpoch) -> Result<Option<WorkRecord>> {
		self.get(WORKS, work)
	}

	/// The audits of a draw.
	///
	/// # Errors
	/// See [`Journal::report`].
	pub fn audit(&self, draw: WorkEpoch) -> Result<Option<AuditRecord>> {
		self.get(AUDITS, draw)
	}

	/// Write a report and all it commits to, and wait for the disk (J1).
	///
	/// # Errors
	/// [`Error::Usage`] if there is a report of that epoch: there is never a second one (J2).
	pub fn write_report(
		&self,
		record: &ReportRecord,
		work: Option<&WorkRecord>,
		audit: Option<&AuditRecord>,
	) -> Result<()> {
		let epoch = record.report.epoch;
		let mut write = self.begin_write()?;
		write.set_durability(Durability::Immediate);
		{
			let mut reports = write.open_table(REPORTS).map_err(broken)?;
			if reports.get(epoch).map_err(broken)?.is_some() {
				return Err(Error::Usage(format!("epoch {epoch} has a report already")));
			}
			reports.insert(epoch, record.encode().as_slice()).map_err(broken)?;
			if let Some(work) = work {
				let mut works = write.open_table(WORKS).map_err(broken)?;
				works.insert(epoch.saturating_sub(1), work.encode().as_slice()).map_err(broken)?;
			}
			if let Some(audit) = audit {
				let mut audits = write.open_table(AUDITS).map_err(broken)?;
				audits
					.insert(epoch.saturating_sub(2), audit.encode().as_slice())
					.map_err(broken)?;
			}
		}
		write.commit().map_err(broken)?;
		crash::point("report-written");
		Ok(())
	}

	/// The works that cover results of any of these leases, each with the block on which its report
	/// was made.
	///
	/// # Errors
	/// See [`Journal::report`].
	pub fn works_of(
		&self,
		is_wanted: impl Fn(LeaseId) -> bool,
	) -> Result<Vec<(WorkEpoch, u32, Vec<Run>)>> {
		let read = self.begin_read()?;
		let works = read.open_table(WORKS).map_err(broken)?;
		let reports = read.open_table(REPORTS).map_err(broken)?;
		let mut found = Vec::new();
		for entry in works.iter().map_err(broken)? {
			let (work, value) = entry.map_err(broken)?;
			let runs = runs(value.value())?;
			if !runs.iter().any(|run| is_wanted(run.lease)) {
				continue;
			}
			let report = reports.get(work.value().saturating_add(1)).map_err(broken)?;
			let Some(report) = report else { continue };
			let report: ReportRecord = decode(report.value())?;
			found.push((work.value(), report.made_at, runs));
		}
		Ok(found)
	}

	/// Forget what is older than [`KEPT_EPOCHS`], but for works whose results are still here.
	///
	/// # Errors
	/// See [`Journal::report`].
	pub fn prune(&self, now: WorkEpoch) -> Result<()> {
		let oldest = now.saturating_sub(KEPT_EPOCHS);
		let write = self.begin_write()?;
		{
			let leases = write.open_table(LEASES).map_err(broken)?;
			let mut works = write.open_table(WORKS).map_err(broken)?;
			let has_results = |bytes: &[u8]| {
				let runs = runs(bytes).unwrap_or_default();
				runs.iter().any(|run| leases.get(run.lease).is_ok_and(|lease| lease.is_some()))
			};
			works.retain_in(..oldest, |_, work| has_results(work)).map_err(broken)?;
			let mut reports = write.open_table(REPORTS).map_err(broken)?;
			let is_kept =
				|epoch: u32| works.get(epoch.saturating_sub(1)).is_ok_and(|w| w.is_some());
			reports.retain_in(..oldest, |epoch, _| is_kept(epoch)).map_err(broken)?;
			let mut audits = write.open_table(AUDITS).map_err(broken)?;
			audits.retain_in(..oldest, |_, _| false).map_err(broken)?;
		}
		write.commit().map_err(broken)
	}

	/// A lease.
	///
	/// # Errors
	/// See [`Journal::report`].
	pub fn lease(&self, lease: LeaseId) -> Result<Option<LeaseRecord>> {
		let read = self.begin_read()?;
		let table = read.open_table(LEASES).map_err(broken)?;
		let found = table.get(lease).map_err(broken)?;
		found.map(|value| decode(value.value())).transpose()
	}

	/// All leases that are known.
	///
	/// # Errors
	/// See [`Journal::report`].
	pub fn leases(&self) -> Result<Vec<(LeaseId, LeaseRecord)>> {
		let read = self.begin_read()?;
		let table = read.open_table(LEASES).map_err(broken)?;
		let entries = table.iter().map_err(broken)?;
		entries
			.map(|entry| {
				let (key, value) = entry.map_err(broken)?;
				Ok((key.value(), decode(value.value())?))
			})
			.collect()
	}

	/// Note a new lease.
	///
	/// # Errors
	/// See [`Journal::report`].
	pub fn add_lease(&self, lease: LeaseId, record: &LeaseRecord) -> Result<()> {
		let write = self.begin_write()?;
		{
			let mut table = write.open_table(LEASES).map_err(broken)?;
			if table.get(lease).map_err(broken)?.is_none() {
				table.insert(lease, record.encode().as_slice()).map_err(broken)?;
			}
		}
		write.commit().map_err(broken)?;
		crash::point("lease-recorded");
		Ok(())
	}

	/// Write the next results of a lease. Waits for the disk once a second at most (J4).
	///
	/// # Errors
	/// See [`Journal::report`].
	///
	/// `start` must be what is executed already: results are a prefix without holes.
	pub fn add_results(&self, lease: LeaseId, start: u32, results: &[Vec<u8>]) -> Result<()> {
		let mut write = self.begin_write()?;
		write.set_durability(if self.is_due() { Durability::Immediate } else { Durability::None });
		{
			let mut leases = write.open_table(LEASES).map_err(broken)?;
			let record = leases.get(lease).map_err(broken)?;
			let record = record.map(|value| decode::<LeaseRecord>(value.value())).transpose()?;
			let Some(mut record) = record else { return Ok(()) };
			if record.finished != start {
				let finished = record.finished;
				let what = format!("results of lease {lease} go on at {finished}, not at {start}");
				return Err(Error::Machine(what));
			}
			let mut table = write.open_table(RESULTS).map_err(broken)?;
			for result in results {
				table.insert((lease, record.finished), result.as_slice()).map_err(broken)?;
				record.finished = record.finished.saturating_add(1);
			}
			leases.insert(lease, record.encode().as_slice()).map_err(broken)?;
		}
		write.commit().map_err(broken)?;
		crash::point("results-written");
		Ok(())
	}

	/// A result: the bytes whose hash stands in the leaf.
	///
	/// # Errors
	/// See [`Journal::report`].
	pub fn result(&self, lease: LeaseId, offset: u32) -> Result<Option<Vec<u8>>> {
		let read = self.begin_read()?;
		let table = read.open_table(RESULTS).map_err(broken)?;
		let found = table.get((lease, offset)).map_err(broken)?;
		Ok(found.map(|value| value.value().to_vec()))
	}

	/// Results of a lease from `offset` on, at most `len` and about `bytes` together.
	///
	/// # Errors
	/// See [`Journal::report`].
	pub fn results(
		&self,
		lease: LeaseId,
		offset: u32,
		len: u32,
		bytes: usize,
	) -> Result<Vec<Vec<u8>>> {
		let read = self.begin_read()?;
		let table = read.open_table(RESULTS).map_err(broken)?;
		let end = offset.saturating_add(len);
		let mut found = Vec::new();
		let mut size = 0usize;
		for entry in table.range((lease, offset)..(lease, end)).map_err(broken)? {
			let (_, value) = entry.map_err(broken)?;
			size = size.saturating_add(value.value().len());
			if size > bytes && !found.is_empty() {
				break;
			}
			found.push(value.value().to_vec());
		}
		Ok(found)
	}

	/// The hashes of the results of a lease from `offset` on, as leaves hold them. One result at a time
	/// is in memory.
	///
	/// # Errors
	/// See [`Journal::report`].
	pub fn result_hashes(&self, lease: LeaseId, offset: u32, len: u32) -> Result<Vec<Hash>> {
		let read = self.begin_read()?;
		let table = read.open_table(RESULTS).map_err(broken)?;
		let end = offset.saturating_add(len);
		let entries = table.range((lease, offset)..(lease, end)).map_err(broken)?;
		entries
			.map(|entry| entry.map(|(_, value)| blake2_256(value.value())).map_err(broken))
			.collect()
	}

	/// Forget a lease and its results.
	///
	/// # Errors
	/// See [`Journal::report`].
	pub fn drop_lease(&self, lease: LeaseId) -> Result<()> {
		let write = self.begin_write()?;
		{
			let mut leases = write.open_table(LEASES).map_err(broken)?;
			leases.remove(lease).map_err(broken)?;
			let mut table = write.open_table(RESULTS).map_err(broken)?;
			table.retain_in((lease, 0)..=(lease, u32::MAX), |_, _| false).map_err(broken)?;
		}
		write.commit().map_err(broken)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn report(epoch: WorkEpoch) -> ReportRecord {
		let report =
			Report { node: 1, epoch, next_chain: None, commit: None, audit: None, verdicts: None };
		ReportRecord { report, signature: [7; 64], made_at: epoch * 5 }
	}

	fn lease() -> LeaseRecord {
		LeaseRecord {
			job: 3,
			requester: [1; 32],
			program: Hash::repeat_byte(2),
			inputs_root: Hash::repeat_byte(3),
			item_fuel: 1_000,
			first: 10,
			len: 5,
			finished: 0,
		}
	}

	#[test]
	fn there_is_never_a_second_report_of_an_epoch() {
		let dir = tempfile::tempdir().unwrap();
		let journal = Journal::open(dir.path()).unwrap();
		journal.write_report(&report(4), None, None).unwrap();
		let mut other = report(4);
		other.report.next_chain = Some(Hash::repeat_byte(1));
		assert!(journal.write_report(&other, None, None).is_err());
		assert_eq!(journal.report(4).unwrap(), Some(report(4)));
		drop(journal);
		let again = Journal::open(dir.path()).unwrap();
		assert!(again.write_report(&other, None, None).is_err());
	}

	#[test]
	fn a_refused_second_report_writes_nothing_of_what_it_commits_to() {
		let dir = tempfile::tempdir().unwrap();
		let journal = Journal::open(dir.path()).unwrap();
		journal.write_report(&report(4), None, None).unwrap();
		let work = WorkRecord { root: Hash::zero(), runs: vec![], leaves: vec![] };
		assert!(journal.write_report(&report(4), Some(&work), None).is_err());
		assert_eq!(journal.work(3).unwrap(), None);
	}

	#[test]
	fn results_are_a_prefix_and_go_with_their_lease() {
		let dir = tempfile::tempdir().unwrap();
		let journal = Journal::open(dir.path()).unwrap();
		journal.add_lease(9, &lease()).unwrap();
		journal.add_results(9, 0, &[vec![1], vec![2]]).unwrap();
		assert!(journal.add_results(9, 1, &[vec![8]]).is_err());
		assert!(journal.add_results(9, 3, &[vec![8]]).is_err());
		journal.add_results(9, 2, &[vec![3]]).unwrap();
		journal.add_lease(9, &lease()).unwrap();
		assert_eq!(journal.lease(9).unwrap().unwrap().finished, 3);
		assert_eq!(journal.result(9, 2).unwrap(), Some(vec![3]));
		assert_eq!(journal.results(9, 1, 9, 100).unwrap(), vec![vec![2], vec![3]]);
		assert_eq!(journal.results(9, 0, 9, 2).unwrap().len(), 2);
		journal.drop_lease(9).unwrap();
		assert_eq!((journal.lease(9).unwrap(), journal.result(9, 0).unwrap()), (None, None));
	}

	#[test]
	fn a_journal_belongs_to_one_chain_and_one_node() {
		let dir = tempfile::tempdir().unwrap();
		let journal = Journal::open(dir.path()).unwrap();
		let genesis = Hash::repeat_byte(1);
		journal.bind(&genesis, 5).unwrap();
		journal.bind(&genesis, 5).unwrap();
		assert!(matches!(journal.bind(&genesis, 6), Err(Error::Usage(_))));
		let other = journal.bind(&Hash::repeat_byte(2), 5);
		assert!(matches!(other, Err(Error::WrongChain { .. })));
		assert!(matches!(Journal::open(dir.path()), Err(Error::Usage(_))));
	}

	#[test]
	fn old_epochs_are_pruned() {
		let dir = tempfile::tempdir().unwrap();
		let journal = Journal::open(dir.path()).unwrap();
		for epoch in [1, 2, 300] {
			journal.write_report(&report(epoch), None, None).unwrap();
		}
		journal.prune(2 + KEPT_EPOCHS).unwrap();
		assert_eq!(journal.report(1).unwrap(), None);
		assert!(journal.report(2).unwrap().is_some());
		assert!(journal.report(300).unwrap().is_some());
	}

	#[test]
	fn a_work_is_kept_for_as_long_as_its_results() {
		let dir = tempfile::tempdir().unwrap();
		let journal = Journal::open(dir.path()).unwrap();
		journal.add_lease(9, &lease()).unwrap();
		let run = Run { lease: 9, offset: 0, len: 2 };
		let leaves = vec![Hash::zero(); 2];
		let work = WorkRecord { root: Hash::zero(), runs: vec![run.clone()], leaves };
		journal.write_report(&report(2), Some(&work), None).unwrap();
		journal.prune(1_000).unwrap();
		assert_eq!(journal.works_of(|lease| lease == 9).unwrap(), vec![(1, 10, vec![run])]);
		assert_eq!(journal.works_of(|lease| lease == 8).unwrap(), vec![]);
		assert_eq!(journal.work(1).unwrap(), Some(work));
		journal.drop_lease(9).unwrap();
		journal.prune(1_000).unwrap();
		assert_eq!((journal.work(1).unwrap(), journal.report(2).unwrap()), (None, None));
	}

	#[test]
	fn a_leaf_is_found_in_its_lease() {
		let run = |lease, offset, len| Run { lease, offset, len };
		let runs = vec![run(1, 5, 2), run(7, 0, 3)];
		let work = WorkRecord { root: Hash::zero(), runs, leaves: vec![] };
		assert_eq!(work.place(1), Some((1, 6)));
		assert_eq!(work.place(2), Some((7, 0)));
		assert_eq!(work.place(5), None);
	}
}
