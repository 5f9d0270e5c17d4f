//! The chain's records as clients need them, read by the names of their fields.
//!
//! A field that a runtime upgrade adds is ignored; one that it renames is reported with the record's
//! name. Only what clients use is listed.
// The derive macro imports its own crate for every type and uses the import for some.
#![allow(unused_imports)]

use crate::{value, Account, At, Balance, Error, Hash, Result};
use labscape_primitives::{
	Fuel, ItemIndex, JobId, LabscapeId, LeaseId, NodeId, Segment, WorkEpoch,
};
use subxt::ext::scale_decode::DecodeAsType;

const RESOURCES: &str = "Resources";
const POSW: &str = "Posw";
const STAKING: &str = "SwarmStaking";

macro_rules! record {
	($(#[$attribute:meta])* $name:ident { $($(#[$field:meta])* $field_name:ident: $ty:ty,)* }) => {
		$(#[$attribute])*
		#[derive(Clone, Debug, PartialEq, Eq, DecodeAsType)]
		#[decode_as_type(crate_path = "::subxt::ext::scale_decode")]
		pub struct $name {
			$($(#[$field])* pub $field_name: $ty,)*
		}
	};
}

macro_rules! choice {
	($(#[$attribute:meta])* $name:ident { $($variants:tt)* }) => {
		$(#[$attribute])*
		#[derive(Clone, Debug, PartialEq, Eq, DecodeAsType)]
		#[decode_as_type(crate_path = "::subxt::ext::scale_decode")]
		pub enum $name {
			$($variants)*
		}
	};
}

pub(crate) use {choice, record};

record! {
	/// A balance and what of it cannot be spent.
	Funds {
		/// Spendable, unless frozen.
		free: Balance,
		/// On hold: bonds, budgets, deposits.
		reserved: Balance,
		/// Locked by votes and the like.
		frozen: Balance,
	}
}
record! {
	/// An account.
	AccountInfo {
		/// How many transactions it has sent.
		nonce: u32,
		/// Its balance.
		data: Funds,
	}
}
choice! {
	/// Whether a node gets leases.
	NodeState {
		/// It does.
		Active,
		/// It does not any more.
		Draining,
	}
}
record! {
	/// A node.
	Node {
		/// The account whose bond stands behind it.
		provider: [u8; 32],
		/// The key that signs its duties.
		hot_key: [u8; 32],
		/// Where it lies.
		labscape: LabscapeId,
		/// First slot of its run.
		first_slot: u16,
		/// Length of its run.
		units: u16,
		/// Fuel that one unit executes in one block.
		rate: Fuel,
		/// Items settled since the claim was changed.
		proven_items: u64,
		/// The epoch from which its units count for draws.
		counts_from: WorkEpoch,
		/// Whether it is leaving.
		state: NodeState,
		/// Whether it may hold only half of the leases.
		on_probation: bool,
		/// Leases it let expire in a row.
		strikes: u8,
		/// Where it serves, as the provider wrote it.
		endpoint: Vec<u8>,
	}
}
choice! {
	/// Why a job leaves the queue.
	CloseReason {
		/// The requester wished so.
		Cancelled,
		/// The deadline passed.
		Expired,
	}
}
choice! {
	/// The life of a job.
	JobState {
		/// Items wait or are leased.
		Open,
		/// Nothing is leased any more.
		Closing(CloseReason),
		/// Every item is settled or given up.
		Finished,
	}
}
record! {
	/// A job.
	Job {
		/// Who pays.
		requester: [u8; 32],
		/// The id of the instrumented program.
		program: [u8; 32],
		/// The root of its list of inputs.
		inputs_root: [u8; 32],
		/// How many items it has.
		items: u32,
		/// Fuel of one item.
		item_fuel: Fuel,
		/// The most the requester pays per million fuel.
		max_price: Balance,
		/// When it closes.
		deadline: u32,
		/// Where it is in its life.
		state: JobState,
		/// Items that wait in a queue.
		queued: u32,
		/// Items of leases that are not settled.
		leased: u32,
		/// Items proven and paid.
		settled: u32,
		/// Items given up.
		abandoned: u32,
		/// What is on hold for it.
		held: Balance,
	}
}
record! {
	/// A lease.
	Lease {
		/// Who executes.
		node: NodeId,
		/// Where.
		labscape: LabscapeId,
		/// For which job.
		job: JobId,
		/// First item.
		first: ItemIndex,
		/// How many items.
		len: u32,
		/// How many are committed.
		committed: u32,
		/// How many of those are settled or void.
		done: u32,
		/// What one item costs.
		item_price: Balance,
		/// Whether more can be committed.
		open: bool,
		/// Until when it can be committed, on the clock of Resources.
		expires: u32,
	}
}
choice! {
	/// What becomes of a node's work.
	Stage {
		/// Audits are under way.
		Open,
		/// Claims were not answered in time.
		Suspended {
			/// Until when an answer saves the stake.
			until: WorkEpoch,
		},
		/// The executor has items refereed.
		Refereed {
			/// Until when.
			until: WorkEpoch,
			/// The draw whose beacon picked them.
			draw: WorkEpoch,
			/// One bit for each that was proven.
			proven: u16,
		},
		/// Settled or void.
		Done,
	}
}
record! {
	/// The tallies of a node's work.
	Tally {
		/// Samples drawn.
		samples: u16,
		/// Where it stands.
		stage: Stage,
		/// Samples that agreed.
		agreed: u16,
		/// Samples said to be unavailable.
		claimed: u16,
		/// When claimed leaves were last shown: the epoch, and the block.
		answered: Option<(WorkEpoch, u32)>,
		/// Open disputes.
		disputes: u8,
	}
}
record! {
	/// A part of a commit.
	WorkSegment {
		/// The lease.
		lease: LeaseId,
		/// Its job.
		job: JobId,
		/// First item.
		first: ItemIndex,
		/// How many items.
		len: u32,
		/// What one costs.
		item_price: Balance,
	}
}
record! {
	/// A commit that is not decided.
	Work {
		/// Whose bond stands behind it.
		provider: [u8; 32],
		/// The page of its tally.
		labscape: LabscapeId,
		/// The seat of its tally.
		seat: u16,
		/// The root over its leaves.
		root: [u8; 32],
		/// How many leaves there are.
		count: u32,
		/// Their price.
		value: Balance,
		/// What it covers.
		segments: Vec<WorkSegment>,
		/// Leaves that an auditor could not get, and who said so.
		claims: Vec<(u32, NodeId)>,
		/// Leaves whose outputs the requester asks for.
		asked: Vec<u32>,
		/// Open disputes.
		disputes: Vec<u32>,
	}
}

impl Work {
	/// Its segments as the protocol's functions take them.
	pub fn segments(&self) -> Vec<Segment<Balance>> {
		self.segments
			.iter()
			.map(|segment| Segment {
				lease: segment.lease,
				job: segment.job,
				first: segment.first,
				len: segment.len,
				item_price: segment.item_price,
			})
			.collect()
	}
}

record! {
	/// A node's work and where it stands.
	WorkStatus {
		/// The commit.
		record: Work,
		/// Its tallies.
		tally: Tally,
	}
}
record! {
	/// Samples of one node that fell to an auditor.
	Assignment {
		/// How many epochs older than the draw the work is.
		age: u8,
		/// The epoch of the work.
		work: WorkEpoch,
		/// The labscape of the executor.
		labscape: LabscapeId,
		/// Its seat in the page.
		seat: u16,
		/// The executor.
		node: NodeId,
		/// The samples.
		samples: Vec<u16>,
		/// What the executor committed; empty when its work is decided.
		segments: Vec<WorkSegment>,
		/// The root over its leaves.
		root: [u8; 32],
		/// How many leaves.
		count: u32,
	}
}
record! {
	/// The audits of one draw that fell to a node.
	Audits {
		/// The draw.
		draw: WorkEpoch,
		/// Its beacon.
		beacon: [u8; 32],
		/// What fell to the node, in the order of verdicts.
		assignments: Vec<Assignment>,
	}
}
record! {
	/// Work of a node that it must show on chain.
	Demand {
		/// The epoch of the work.
		work: WorkEpoch,
		/// Leaves to be shown with one multiproof.
		claimed: Vec<u32>,
		/// Leaves whose output bytes are asked for.
		asked: Vec<u32>,
		/// Slots to be refereed, each with its leaf.
		refereed: Vec<(u8, u32)>,
		/// Disputes against it.
		disputes: Vec<u32>,
	}
}
record! {
	/// What a node has to do now.
	Duties {
		/// The current epoch.
		epoch: WorkEpoch,
		/// Whether the node reported in it.
		reported: bool,
		/// Whether a report is accepted in the next block.
		reports_open: bool,
		/// The head that the next revealed secret must hash to.
		chain: Option<ChainHead>,
		/// The head that follows.
		next_chain: Option<ChainHead>,
		/// To be executed now, and committed in this epoch's report.
		audit: Option<Audits>,
		/// To be judged in this epoch's report, and which of the samples are to be opened.
		judge: Option<(Audits, Vec<u32>)>,
		/// Own work that must be shown.
		demands: Vec<Demand>,
	}
}
record! {
	/// Where the current epoch stands.
	EpochStatus {
		/// Its index.
		epoch: WorkEpoch,
		/// Its first block.
		start: u32,
		/// The first block that accepts no reports any more.
		reports_close: u32,
		/// The first block of the next epoch, unless this one is extended.
		ends: u32,
		/// Whether the next block accepts reports.
		reports_open: bool,
		/// Nodes that reported.
		reports: u32,
		/// Whether the protocol is paused.
		paused: bool,
	}
}
record! {
	/// A hash chain's head.
	ChainHead {
		/// The head.
		head: [u8; 32],
		/// The first epoch in which it counts.
		from: WorkEpoch,
	}
}
record! {
	/// What is known of a node over its life.
	Standing {
		/// Epochs whose work is not decided.
		open: Vec<WorkEpoch>,
		/// Its hash chain.
		chain: Option<ChainHead>,
		/// The chain that follows.
		next_chain: Option<ChainHead>,
		/// The epoch of its last report.
		last_report: Option<WorkEpoch>,
		/// It draws no audits before this epoch.
		no_audits_before: WorkEpoch,
	}
}
record! {
	/// A leaf that is said to be wrong.
	Dispute {
		/// The epoch of the work.
		work: WorkEpoch,
		/// Whose work.
		node: NodeId,
		/// The index of the leaf.
		leaf: u32,
		/// What is to be executed.
		job: JobId,
		/// See `job`.
		item: ItemIndex,
		/// Who loses or regains the bond.
		filer: [u8; 32],
		/// Auditors who had committed to another leaf.
		attested: Vec<(NodeId, [u8; 32])>,
	}
}
record! {
	/// A registered program.
	Program {
		/// The semantics it was registered under.
		semantics: u16,
		/// The size of the instrumented module.
		bytes: u32,
		/// The most fuel one item may be given.
		max_item_fuel: Fuel,
	}
}
record! {
	/// A node on its labscape's board.
	BoardNode {
		/// Its id.
		id: NodeId,
		/// First slot of its run.
		first_slot: u16,
		/// Length of its run.
		units: u16,
		/// Open leases.
		leases: u8,
		/// Whether it is leaving.
		draining: bool,
	}
}
record! {
	/// The nodes of a labscape.
	Board {
		/// The nodes, by first slot.
		nodes: Vec<BoardNode>,
	}
}
record! {
	/// A labscape at a glance.
	Utilisation {
		/// Which.
		labscape: LabscapeId,
		/// How many nodes it has.
		nodes: u16,
		/// How many units they bring.
		units: u16,
		/// How many units are leased.
		leased: u16,
		/// How many parts wait.
		queued: u32,
		/// Planck per million fuel.
		price: Balance,
	}
}
choice! {
	/// Whether a provider takes work.
	ProviderStatus {
		/// It does.
		Active,
		/// It does not, and may resume.
		Chilled,
		/// It does not, and never will.
		Leaving,
	}
}
record! {
	/// A provider.
	Provider {
		/// Whether it takes work.
		status: ProviderStatus,
		/// The operator's own bond.
		own: Balance,
		/// What stands behind nodes.
		backing: Balance,
		/// How many nodes it stands behind.
		nodes: u32,
		/// What is reserved for open work.
		reserved: Balance,
		/// The operator's income that can be claimed.
		earned: Balance,
		/// Delegators' income that can be claimed.
		unclaimed: Balance,
		/// How many delegations exist.
		delegators: u32,
	}
}

/// The last bytes of a storage key, which are the map's last key.
pub(crate) fn tail<const N: usize>(key: &[u8]) -> Result<[u8; N]> {
	key.last_chunk().copied().ok_or_else(|| Error::Node("a storage key is too short".into()))
}

impl At {
	/// An account; empty if it does not exist.
	///
	/// # Errors
	/// As all readings here: [`Error::Incompatible`], [`Error::Node`].
	pub async fn account(&self, account: &Account) -> Result<AccountInfo> {
		let found = self.get("System", "Account", vec![value::account(account)]).await?;
		Ok(found
			.unwrap_or(AccountInfo { nonce: 0, data: Funds { free: 0, reserved: 0, frozen: 0 } }))
	}

	/// A node.
	///
	/// # Errors
	/// As [`At::account`].
	pub async fn node(&self, node: NodeId) -> Result<Option<Node>> {
		self.get(RESOURCES, "Nodes", vec![value::number(node)]).await
	}

	/// The node that `hot_key` signs for.
	///
	/// # Errors
	/// As [`At::account`].
	pub async fn node_of(&self, hot_key: &Account) -> Result<Option<NodeId>> {
		self.get(RESOURCES, "NodeByHotKey", vec![value::account(hot_key)]).await
	}

	/// All nodes.
	///
	/// # Errors
	/// As [`At::account`].
	pub async fn nodes(&self) -> Result<Vec<(NodeId, Node)>> {
		let found = self.entries(RESOURCES, "Nodes", vec![]).await?;
		found.into_iter().map(|(key, node)| Ok((u32::from_le_bytes(tail(&key)?), node))).collect()
	}

	/// A job.
	///
	/// # Errors
	/// As [`At::account`].
	pub async fn job(&self, job: JobId) -> Result<Option<Job>> {
		self.get(RESOURCES, "Jobs", vec![value::number(job)]).await
	}

	/// All jobs that are not forgotten.
	///
	/// # Errors
	/// As [`At::account`].
	pub async fn jobs(&self) -> Result<Vec<(JobId, Job)>> {
		let found = self.entries(RESOURCES, "Jobs", vec![]).await?;
		let mut jobs = found
			.into_iter()
			.map(|(key, job)| Ok((u64::from_le_bytes(tail(&key)?), job)))
			.collect::<Result<Vec<_>>>()?;
		jobs.sort_by_key(|(id, _)| *id);
		Ok(jobs)
	}

	/// A lease.
	///
	/// # Errors
	/// As [`At::account`].
	pub async fn lease(&self, lease: LeaseId) -> Result<Option<Lease>> {
		self.get(RESOURCES, "Leases", vec![value::number(lease)]).await
	}

	/// All leases of which anything is open or outstanding.
	///
	/// # Errors
	/// As [`At::account`].
	pub async fn leases(&self) -> Result<Vec<(LeaseId, Lease)>> {
		let found = self.entries(RESOURCES, "Leases", vec![]).await?;
		found.into_iter().map(|(key, lease)| Ok((u64::from_le_bytes(tail(&key)?), lease))).collect()
	}

	/// The open leases of a node, in the order they were made.
	///
	/// # Errors
	/// As [`At::account`].
	pub async fn leases_of(&self, node: NodeId) -> Result<Vec<(LeaseId, Lease)>> {
		let ids: Option<Vec<LeaseId>> =
			self.get(RESOURCES, "NodeLeases", vec![value::number(node)]).await?;
		let mut leases = Vec::new();
		for id in ids.unwrap_or_default() {
			if let Some(lease) = self.lease(id).await? {
				leases.push((id, lease));
			}
		}
		Ok(leases)
	}

	/// Every labscape that has nodes, at a glance.
	///
	/// # Errors
	/// As [`At::account`].
	pub async fn utilisation(&self) -> Result<Vec<Utilisation>> {
		self.api("ResourcesApi", "utilisation", vec![]).await
	}

	/// A labscape's nodes.
	///
	/// # Errors
	/// As [`At::account`].
	pub async fn board(&self, labscape: LabscapeId) -> Result<Board> {
		let board = self.get(RESOURCES, "Boards", vec![value::number(labscape)]).await?;
		Ok(board.unwrap_or(Board { nodes: Vec::new() }))
	}

	/// Where the current epoch stands.
	///
	/// # Errors
	/// As [`At::account`].
	pub async fn epoch(&self) -> Result<EpochStatus> {
		self.api("PoswApi", "epoch_status", vec![]).await
	}

	/// What a node has to do now; `None` if there is no such node.
	///
	/// # Errors
	/// As [`At::account`].
	pub async fn duties(&self, node: NodeId) -> Result<Option<Duties>> {
		self.api("PoswApi", "duties", vec![value::number(node)]).await
	}

	/// A node's work of an epoch with its tallies; `None` when it is decided, or never was.
	///
	/// # Errors
	/// As [`At::account`].
	pub async fn work_status(&self, work: WorkEpoch, node: NodeId) -> Result<Option<WorkStatus>> {
		self.api("PoswApi", "work", vec![value::number(work), value::number(node)]).await
	}

	/// A node's work of an epoch, until it is decided.
	///
	/// # Errors
	/// As [`At::account`].
	pub async fn work(&self, work: WorkEpoch, node: NodeId) -> Result<Option<Work>> {
		self.get(POSW, "Works", vec![value::number(work), value::number(node)]).await
	}

	/// All works of an epoch that are not decided.
	///
	/// # Errors
	/// As [`At::account`].
	pub async fn works(&self, work: WorkEpoch) -> Result<Vec<(NodeId, Work)>> {
		let found = self.entries(POSW, "Works", vec![value::number(work)]).await?;
		found.into_iter().map(|(key, work)| Ok((u32::from_le_bytes(tail(&key)?), work))).collect()
	}

	/// What is known of a node.
	///
	/// # Errors
	/// As [`At::account`].
	pub async fn standing(&self, node: NodeId) -> Result<Standing> {
		let standing = self.get(POSW, "Standings", vec![value::number(node)]).await?;
		Ok(standing.unwrap_or(Standing {
			open: Vec::new(),
			chain: None,
			next_chain: None,
			last_report: None,
			no_audits_before: 0,
		}))
	}

	/// An open dispute.
	///
	/// # Errors
	/// As [`At::account`].
	pub async fn dispute(&self, id: u32) -> Result<Option<Dispute>> {
		self.get(POSW, "Disputes", vec![value::number(id)]).await
	}

	/// Open disputes.
	///
	/// # Errors
	/// As [`At::account`].
	pub async fn disputes(&self) -> Result<Vec<(u32, Dispute)>> {
		let found = self.entries(POSW, "Disputes", vec![]).await?;
		found.into_iter().map(|(key, open)| Ok((u32::from_le_bytes(tail(&key)?), open))).collect()
	}

	/// A registered program.
	///
	/// # Errors
	/// As [`At::account`].
	pub async fn program(&self, id: &Hash) -> Result<Option<Program>> {
		self.get(POSW, "Programs", vec![value::hash(id)]).await
	}

	/// A provider.
	///
	/// # Errors
	/// As [`At::account`].
	pub async fn provider(&self, account: &Account) -> Result<Option<Provider>> {
		self.get(STAKING, "Providers", vec![value::account(account)]).await
	}

	/// All providers.
	///
	/// # Errors
	/// As [`At::account`].
	pub async fn providers(&self) -> Result<Vec<(Account, Provider)>> {
		let found = self.entries(STAKING, "Providers", vec![]).await?;
		found
			.into_iter()
			.map(|(key, provider)| Ok((Account::from(tail::<32>(&key)?), provider)))
			.collect()
	}
}
