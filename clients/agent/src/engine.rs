//! The main loop: with each block, whatever is due.

use crate::{
	answers::{self, Claimed},
	audit::{self, Peers, Shown},
	calls::FreeCall,
	chain::{Chain, State},
	crash,
	duties::{self, Parts},
	execute::Executor,
	journal::{AuditRecord, Journal, LeaseRecord, ReportRecord, KEPT_EPOCHS},
	metrics::Metrics,
	runner::{is_hopeless, Failures, Order, Runner},
	secrets::Secrets,
	serve::Shared,
	upkeep, Error, Hash, Result,
};
use labscape_client::{
	advice::{IN_POOL, NOT_NOW, STALE},
	stores::Stores,
	views::{Audits, Dispute, Duties, EpochStatus, Lease},
	Key,
};
use labscape_posw::{
	epoch,
	payload::{Finding, Report},
};
use labscape_primitives::{LeaseId, NodeId, WorkEpoch};
use std::{
	collections::{BTreeMap, BTreeSet},
	future::Future,
	pin::Pin,
	sync::Arc,
	time::Duration,
};
use tokio::sync::watch;

/// A report is sent at the latest when so many blocks still accept it: the next, and one to spare.
const SPARE_BLOCKS: u32 = 2;
/// A free call that the chain has not taken is sent again after so many blocks.
const REPEAT_AFTER: u32 = 4;
/// Leases whose job may be forgotten that are looked at in one epoch.
const LEASES_SWEPT: usize = 64;

/// Where the journal has what answers showed.
const ANSWERS_SEEN: &str = "answers-seen";
/// How many programs' semantics are remembered.
const KNOWN_PROGRAMS: usize = 256;
/// How long what is under way may take when the agent is to stop.
const STOP_WITHIN: Duration = Duration::from_secs(5);

type Auditing = Pin<Box<dyn Future<Output = (WorkEpoch, Result<AuditRecord>)>>>;

/// Comes a while after `stop` was said.
async fn overdue(mut stop: watch::Receiver<bool>) {
	// Without a sender nobody can say it any more: it counts as said.
	let _ = stop.wait_for(|stop| *stop).await;
	tokio::time::sleep(STOP_WITHIN).await;
}

/// The agent of one node.
pub struct Engine<C: Chain> {
	chain: C,
	node: NodeId,
	key: Key,
	journal: Journal,
	executor: Executor,
	stores: Stores,
	secrets: Secrets,
	metrics: Metrics,
	shared: Arc<Shared>,
	peers: Peers,
	orders: watch::Sender<Vec<Order>>,
	failures: Failures,
	given_back: BTreeSet<LeaseId>,
	programs: BTreeMap<Hash, u16>,
	auditing: Option<(WorkEpoch, Auditing)>,
	audited: Option<(WorkEpoch, AuditRecord)>,
	shown: (WorkEpoch, Shown),
	claimed: Vec<Claimed>,
	sent: BTreeMap<Vec<u8>, u32>,
	epoch: WorkEpoch,
}

/// What an engine is made of.
pub struct Setup<C: Chain> {
	/// The chain it follows.
	pub chain: C,
	/// Its node.
	pub node: NodeId,
	/// Its hot key.
	pub key: Key,
	/// Its journal, bound to chain and node.
	pub journal: Journal,
	/// What executes.
	pub executor: Executor,
	/// Where bytes come from.
	pub stores: Stores,
	/// What is counted.
	pub metrics: Metrics,
	/// What the server shows.
	pub shared: Arc<Shared>,
	/// How many items run at once.
	pub threads: usize,
}

impl<C: Chain> Engine<C>
where
	C::State: Clone + 'static,
{
	/// An engine and the runner that belongs to it, which the caller spawns.
	///
	/// # Errors
	/// If the journal fails.
	pub fn new(setup: Setup<C>) -> Result<(Self, impl Future<Output = ()>)> {
		let generation = setup.journal.meta("chain-generation")?.unwrap_or(0u32);
		let (orders, receiver) = watch::channel(Vec::new());
		let failures = Failures::default();
		let runner = Runner {
			journal: setup.journal.clone(),
			executor: setup.executor.clone(),
			stores: setup.stores.clone(),
			metrics: setup.metrics.clone(),
			threads: setup.threads,
			failures: failures.clone(),
		};
		let engine = Self {
			secrets: Secrets::new(&setup.key, generation),
			chain: setup.chain,
			node: setup.node,
			key: setup.key,
			journal: setup.journal,
			executor: setup.executor,
			stores: setup.stores,
			metrics: setup.metrics,
			shared: setup.shared,
			peers: Peers::default(),
			orders,
			failures,
			given_back: BTreeSet::new(),
			programs: BTreeMap::new(),
			auditing: None,
			audited: None,
			shown: (0, Shown::new()),
			claimed: Vec::new(),
			sent: BTreeMap::new(),
			epoch: 0,
		};
		Ok((engine, runner.run_supervised(receiver)))
	}

	/// Go on until `stop` says so. Nothing that a block brings ends the loop. What is under way when
	/// it is to stop is finished, if the node answers in time.
	pub async fn run(mut self, mut stop: watch::Receiver<bool>) {
		loop {
			let step = tokio::select! {
				step = self.step() => step,
				() = overdue(stop.clone()) => {
					tracing::warn!("the node does not answer: what is due waits for the next start");
					return;
				}
			};
			if let Err(error) = step {
				self.metrics.errors.inc();
				tracing::warn!(%error, "this block could not be acted on; going on with the next");
			}
			let auditing = async {
				match &mut self.auditing {
					Some((_, auditing)) => auditing.await,
					None => std::future::pending().await,
				}
			};
			tokio::select! {
				_ = stop.wait_for(|stop| *stop) => return,
				() = self.chain.next_block() => {}
				(draw, result) = auditing => {
					self.auditing = None;
					match result {
						Ok(record) => {
							crash::point("audit-computed");
							self.audited = Some((draw, record));
						}
						Err(error) => tracing::warn!(%error, draw, "the audits are tried again"),
					}
				}
			}
		}
	}

	/// Do what is due at the current block.
	///
	/// # Errors
	/// If chain or journal cannot be read. Everything is tried again with the next block.
	pub async fn step(&mut self) -> Result<()> {
		let state = self.chain.state().await?;
		let epoch = state.epoch().await?;
		let Some(duties) = state.duties(self.node).await? else {
			tracing::error!(node = self.node, "the chain does not know this node any more");
			return Ok(());
		};
		let leases = state.leases(self.node).await?;
		self.metrics.block.set(state.number().into());
		self.metrics.epoch.set(epoch.epoch.into());
		self.shared.moved_on(epoch.epoch, state.number());
		if epoch.epoch != self.epoch {
			if self.epoch == 0 {
				self.claimed = self.claimed_before(epoch.epoch)?;
			}
			self.epoch = epoch.epoch;
			self.tidy(&state).await?;
		}
		self.take_leases(&state, &leases).await?;
		self.begin_audit(&state, &duties);
		self.ask_executors(&state, &duties).await?;
		if duties.reports_open && !duties.reported {
			self.report(&state, &epoch, &duties, &leases).await?;
		}
		let shown = self.show(&state, &duties).await;
		self.see_answers(&state).await;
		shown
	}

	/// What reports of earlier runs said was not to be had, and what answers had shown of it.
	fn claimed_before(&self, epoch: WorkEpoch) -> Result<Vec<Claimed>> {
		let mut claimed = Vec::new();
		for epoch in epoch.saturating_sub(KEPT_EPOCHS)..=epoch {
			if let Some(record) = self.journal.report(epoch)? {
				claimed.extend(self.claimed_in(&record.report)?);
			}
		}
		let noted = self.journal.meta(ANSWERS_SEEN)?.unwrap_or_default();
		Ok(answers::with_noted(claimed, noted))
	}

	/// What a report says was not to be had.
	fn claimed_in(&self, report: &Report) -> Result<Vec<Claimed>> {
		let Some(draw) = epoch::judged_in(report.epoch) else { return Ok(Vec::new()) };
		let record = self.journal.audit(draw)?;
		Ok(record.map_or_else(Vec::new, |record| answers::claimed(report, &record, draw)))
	}

	/// Look at what was said not to be had and has been shown on chain since, and dispute what is wrong.
	async fn see_answers(&mut self, state: &C::State) {
		let mut open = Vec::new();
		let mut news = false;
		for mut claimed in core::mem::take(&mut self.claimed) {
			let status = match state.work_status(claimed.work, claimed.node).await {
				Ok(Some(status)) => status,
				Ok(None) => continue,
				Err(error) => {
					tracing::warn!(%error, "an answer is looked at with the next block");
					open.push(claimed);
					continue;
				}
			};
			let block = status.tally.answered.map(|(_, block)| block);
			if let Some(block) = block.filter(|_| claimed.seen != block) {
				match self.look_at_answer(&claimed, block).await {
					// What one answer showed, a later one does not take back.
					Ok(lie) => {
						news |= lie.is_some();
						claimed.seen = Some(block);
						claimed.lie = claimed.lie.take().or(lie);
					}
					Err(error) => tracing::warn!(block, %error, "cannot read an answer"),
				}
			}
			open.push(claimed);
		}
		if news {
			// Before it is disputed: the next answer may come first.
			if let Err(error) = self.journal.set_meta(ANSWERS_SEEN, &open) {
				tracing::error!(%error, "a lie is known until the agent stops");
			}
			crash::point("answer-noted");
		}
		for claimed in &open {
			if let Err(error) = self.dispute(state, claimed).await {
				tracing::warn!(%error, "a lie is disputed with the next block");
			}
		}
		self.claimed = open;
	}

	/// Compare an answer with what was found.
	async fn look_at_answer(&self, claimed: &Claimed, block: u32) -> Result<Option<answers::Lie>> {
		let Some(record) = self.journal.audit(claimed.draw)? else { return Ok(None) };
		let shown = self.chain.answers(block).await?;
		let own =
			shown.iter().filter(|(work, node, _)| (*work, *node) == (claimed.work, claimed.node));
		let lie =
			own.filter_map(|(.., shown)| answers::lie(&record, self.node, claimed, shown)).next();
		if let Some(lie) = &lie {
			self.metrics.wrong_leaves.inc();
			let (work, node, leaf) = (claimed.work, claimed.node, lie.leaf);
			tracing::warn!(work, node, leaf, "an answer shows a lie");
		}
		Ok(lie)
	}

	/// Have a lie judged that an answer showed, until this node takes part in a dispute about it.
	async fn dispute(&mut self, state: &C::State, claimed: &Claimed) -> Result<()> {
		let Some(lie) = &claimed.lie else { return Ok(()) };
		let own = |open: &Dispute| {
			let about = (open.work, open.node, open.leaf) == (claimed.work, claimed.node, lie.leaf);
			about && open.attested.iter().any(|(attester, _)| *attester == self.node)
		};
		if state.disputes().await?.iter().any(|(_, open)| own(open)) {
			return Ok(());
		}
		let genesis = self.chain.genesis();
		for call in lie.calls(&genesis, self.node, claimed, &self.key) {
			if self.chain.check(&call).await.is_ok() {
				self.send(state, call).await;
				break;
			}
		}
		Ok(())
	}

	/// Note new leases and tell the runner what is open.
	async fn take_leases(&mut self, state: &C::State, leases: &[(LeaseId, Lease)]) -> Result<()> {
		let mut orders = Vec::new();
		let mut queued = 0u32;
		for (id, lease) in leases.iter().filter(|(_, lease)| lease.open) {
			let known = match self.journal.lease(*id)? {
				Some(known) => known,
				None => {
					let Some(job) = state.job(lease.job).await? else { continue };
					let record = LeaseRecord {
						job: lease.job,
						requester: job.requester,
						program: Hash::from(job.program),
						inputs_root: Hash::from(job.inputs_root),
						item_fuel: job.item_fuel,
						first: lease.first,
						len: lease.len,
						finished: 0,
					};
					self.journal.add_lease(*id, &record)?;
					tracing::info!(lease = id, job = lease.job, items = lease.len, "new lease");
					record
				}
			};
			queued = queued.saturating_add(known.len.saturating_sub(known.finished));
			if known.finished >= known.len {
				continue;
			}
			if is_hopeless(&self.failures, *id) {
				self.give_back(*id).await;
				continue;
			}
			let Some(semantics) = self.semantics(state, &known.program).await? else { continue };
			orders.push(Order { lease: *id, semantics });
		}
		self.metrics.leases.set(leases.len() as i64);
		self.metrics.items_queued.set(queued.into());
		self.orders.send_if_modified(|current| {
			let changed = *current != orders;
			if changed {
				*current = orders;
			}
			changed
		});
		Ok(())
	}

	/// The semantics of a program, which never change: the chain is asked once, not with each block.
	async fn semantics(&mut self, state: &C::State, program: &Hash) -> Result<Option<u16>> {
		if let Some(known) = self.programs.get(program) {
			return Ok(Some(*known));
		}
		let Some(found) = state.program(program).await? else { return Ok(None) };
		if self.programs.len() >= KNOWN_PROGRAMS {
			self.programs.clear();
		}
		self.programs.insert(*program, found.semantics);
		Ok(Some(found.semantics))
	}

	/// Give a lease back whose bytes are not to be had. The call has a fee, which the hot key pays if
	/// it can; without it the lease expires, at the provider's cost.
	async fn give_back(&mut self, lease: LeaseId) {
		if !self.given_back.insert(lease) {
			return;
		}
		crash::point("lease-hopeless");
		let returned = self.chain.return_lease(lease, &self.key).await;
		crash::point("lease-returned");
		match returned {
			Ok(()) => tracing::warn!(lease, "given back: program or inputs are not to be had"),
			Err(error) => tracing::error!(
				lease,
				%error,
				"program or inputs are not to be had, and the lease cannot be given back: fund the \
				 hot key with a little, or call Resources.return_lease as the provider"
			),
		}
	}

	/// Start to execute what was drawn, once.
	fn begin_audit(&mut self, state: &C::State, duties: &Duties) {
		let Some(audits) = &duties.audit else { return };
		let under_way = self.auditing.as_ref().is_some_and(|(draw, _)| *draw == audits.draw);
		let done = self.audited.as_ref().is_some_and(|(draw, _)| *draw == audits.draw);
		if under_way || done || duties.reported {
			return;
		}
		let Some(preimage) = self.next_secret(duties) else { return };
		let salts = self.secrets.salts();
		let (state, audits, genesis) = (state.clone(), audits.clone(), self.chain.genesis());
		let (stores, executor) = (self.stores.clone(), self.executor.clone());
		let metrics = self.metrics.clone();
		let draw = audits.draw;
		let auditing = Box::pin(async move {
			let record = audit::execute(
				&state, &genesis, &audits, preimage, salts, &stores, &executor, &metrics,
			);
			(draw, record.await)
		});
		self.auditing = Some((draw, auditing));
	}

	/// The secret that chooses the items of the audits committed in this epoch: the first one of a
	/// chain that counts from this epoch on, else the one behind what the verdicts of the same report
	/// reveal, or behind the chain's head if there are none.
	fn next_secret(&self, duties: &Duties) -> Option<Hash> {
		let next = duties.next_chain.as_ref().filter(|next| next.from <= duties.epoch);
		if let Some(next) = next {
			return self.secrets.behind(&next.head);
		}
		if let Some((judge, _)) = &duties.judge {
			let revealed = self.journal.audit(judge.draw).ok().flatten()?.preimage;
			return self.secrets.behind(&revealed.0);
		}
		let chain = duties.chain.as_ref()?;
		if chain.from > duties.epoch {
			return None;
		}
		self.secrets.behind(&chain.head)
	}

	/// Ask those whose work is to be judged for what they committed.
	async fn ask_executors(&mut self, state: &C::State, duties: &Duties) -> Result<()> {
		let Some((judge, _)) = &duties.judge else { return Ok(()) };
		if duties.reported {
			return Ok(());
		}
		if self.shown.0 != judge.draw {
			self.shown = (judge.draw, Shown::new());
		}
		if let Some(record) = self.journal.audit(judge.draw)? {
			audit::ask_executors(state, &self.peers, &record, &mut self.shown.1).await;
		}
		Ok(())
	}

	/// Make and send the epoch's report, when everything is ready or the time has come.
	async fn report(
		&mut self,
		state: &C::State,
		epoch: &EpochStatus,
		duties: &Duties,
		leases: &[(LeaseId, Lease)],
	) -> Result<()> {
		if let Some(record) = self.journal.report(epoch.epoch)? {
			return self.repeat(state, record).await;
		}
		let now = state.number().max(self.chain.best_number());
		let left = epoch.reports_close.saturating_sub(now.saturating_add(1));
		if left > SPARE_BLOCKS && !self.is_ready(duties)? {
			return Ok(());
		}
		let genesis = self.chain.genesis();
		let work = epoch.epoch.saturating_sub(1);
		let register = self.secrets.to_register(duties.chain.as_ref(), duties.next_chain.as_ref());
		let parts = Parts {
			next_chain: register.map(|(_, head)| head),
			commit: duties::commit(&self.journal, &genesis, self.node, work, leases)?,
			audit: self.audit_of(duties),
			verdicts: None,
		};
		for parts in self.candidates(duties, parts)? {
			let report = parts.report(self.node, epoch.epoch);
			let call = FreeCall::report(&genesis, report.clone(), &self.key);
			match self.chain.check(&call).await {
				Ok(()) => {
					if let Some((generation, _)) = register {
						self.journal.set_meta("chain-generation", &generation)?;
						crash::point("generation-noted");
					}
					return self.send_first(state, parts, call).await;
				}
				Err(Error::Refused { cause, .. }) if cause == NOT_NOW || cause == STALE => {
					return Ok(());
				}
				// Also where the runtime knows another shape of a part: the rest may still fit.
				Err(error @ (Error::Refused { .. } | Error::Incompatible(_))) => {
					tracing::warn!(%error, epoch = epoch.epoch, "a report with less is tried");
				}
				Err(other) => return Err(other),
			}
		}
		Err(Error::Node(format!("no report of epoch {} is accepted", epoch.epoch)))
	}

	/// Whether nothing is expected any more that belongs into this epoch's report.
	fn is_ready(&self, duties: &Duties) -> Result<bool> {
		let audited = match &duties.audit {
			Some(audits) => self.audit_of(duties).is_some() || self.auditing_of(audits).is_none(),
			None => true,
		};
		let judged = match &duties.judge {
			Some((judge, _)) => {
				let works = self.journal.audit(judge.draw)?.map_or(0, |record| record.works.len());
				let shown = |known: &audit::Published| known.leaves.is_some() || known.decided;
				self.shown.0 == judge.draw
					&& self.shown.1.values().filter(|known| shown(known)).count() >= works
			}
			None => true,
		};
		let executed = self.orders.borrow().iter().all(|order| {
			let lease = self.journal.lease(order.lease).ok().flatten();
			lease.is_none_or(|lease| lease.finished >= lease.len)
		});
		Ok(audited && judged && executed)
	}

	fn auditing_of(&self, audits: &Audits) -> Option<&Auditing> {
		let (draw, auditing) = self.auditing.as_ref()?;
		(*draw == audits.draw).then_some(auditing)
	}

	fn audit_of(&self, duties: &Duties) -> Option<AuditRecord> {
		let draw = duties.audit.as_ref()?.draw;
		let (known, record) = self.audited.as_ref()?;
		(*known == draw).then(|| record.clone())
	}

	/// The report as it should be, then with ever less.
	fn candidates(&self, duties: &Duties, parts: Parts) -> Result<Vec<Parts>> {
		let mut candidates = Vec::new();
		if let Some((judge, openings)) = &duties.judge {
			if let Some(record) = self.journal.audit(judge.draw)? {
				let published: Vec<_> = record
					.works
					.iter()
					.map(|work| self.shown.1.get(&(work.work, work.node)).cloned())
					.map(Option::unwrap_or_default)
					.collect();
				for may_dispute in [true, false] {
					let verdicts =
						audit::verdicts(&record, self.node, &published, openings, may_dispute);
					candidates.push(Parts { verdicts, ..parts.clone() });
				}
			}
		}
		let least = candidates.pop().unwrap_or(parts);
		candidates.extend(least.fallbacks());
		Ok(candidates)
	}

	/// Write a report down, then send it for the first time.
	async fn send_first(&mut self, state: &C::State, parts: Parts, call: FreeCall) -> Result<()> {
		let FreeCall::Report(report, signature) = &call else { return Ok(()) };
		let record = ReportRecord {
			report: (**report).clone(),
			signature: *signature,
			made_at: state.number(),
		};
		let work = parts.commit.as_ref().map(|(_, work)| work);
		// J1: on disk before it leaves the machine.
		self.journal.write_report(&record, work, parts.audit.as_ref())?;
		let claimed = self.claimed_in(report)?;
		self.claimed.extend(claimed);
		tracing::info!(
			epoch = report.epoch,
			items = work.map_or(0, |work| work.leaves.len()),
			audits = report.audit.as_ref().map_or(0, |audit| audit.count),
			verdicts = report.verdicts.as_ref().map_or(0, |verdicts| verdicts.entries.len()),
			"report"
		);
		let mut lies = false;
		for entry in report.verdicts.iter().flat_map(|verdicts| verdicts.entries.iter()) {
			if let Finding::Wrong(wrong) = &entry.finding {
				self.metrics.wrong_leaves.inc();
				let (labscape, seat, sample) = (entry.labscape, entry.seat, wrong.sample);
				tracing::warn!(labscape, seat, sample, "found a lie");
				lies = true;
			}
		}
		if lies {
			crash::point("lie-written");
		}
		self.metrics.reports_sent.inc();
		if work.is_some() {
			self.metrics.commits.inc();
		}
		self.sent.insert(call.subject(), state.number());
		let sent = self.chain.submit(&call).await;
		crash::point("report-sent");
		if lies {
			crash::point("lie-sent");
		}
		sent
	}

	/// Send the epoch's report again: the very same bytes (J2).
	async fn repeat(&mut self, state: &C::State, record: ReportRecord) -> Result<()> {
		let call = FreeCall::Report(Box::new(record.report), record.signature);
		let last = self.sent.get(&call.subject()).copied();
		if last.is_some_and(|last| state.number() < last.saturating_add(1)) {
			return Ok(());
		}
		self.sent.insert(call.subject(), state.number());
		match self.chain.check(&call).await {
			Ok(()) => {
				self.metrics.reports_repeated.inc();
				match self.chain.submit(&call).await {
					// It waits in the pool.
					Err(Error::Refused { .. }) | Ok(()) => Ok(()),
					Err(other) => Err(other),
				}
			}
			Err(Error::Refused { .. }) => Ok(()),
			Err(other) => Err(other),
		}
	}

	/// Show on chain what own work must show, and have disputes judged.
	async fn show(&mut self, state: &C::State, duties: &Duties) -> Result<()> {
		let mut calls = Vec::new();
		for demand in &duties.demands {
			match upkeep::shows(state, &self.journal, self.node, demand, &self.stores).await {
				Ok(found) => calls.extend(found),
				Err(error) => {
					tracing::error!(work = demand.work, %error, "cannot show what is asked for")
				}
			}
		}
		let disputes = state.disputes().await?;
		if !disputes.is_empty() {
			let provider = state.node(self.node).await?.map(|node| node.provider);
			let provider = provider.unwrap_or_default();
			let concerned =
				disputes.iter().filter(|(_, open)| upkeep::concerns(open, self.node, &provider));
			for (id, dispute) in concerned {
				match upkeep::run(state, *id, dispute, &self.stores).await {
					Ok(call) => calls.push(call),
					Err(error) => tracing::warn!(dispute = id, %error, "cannot be run"),
				}
			}
		}
		for call in calls {
			self.send(state, call).await;
		}
		Ok(())
	}

	/// Send a call that may be repeated, now and then until the chain asks no more.
	async fn send(&mut self, state: &C::State, call: FreeCall) {
		let subject = call.subject();
		let now = state.number();
		if self.sent.get(&subject).is_some_and(|last| now < last.saturating_add(REPEAT_AFTER)) {
			return;
		}
		self.sent.insert(subject, now);
		let title = call.call().title();
		if let Err(error) = self.chain.check(&call).await {
			tracing::warn!(%error, "{title} is not taken now");
			return;
		}
		let (before, after) = match &call {
			FreeCall::Run(..) => ("dispute-made", "dispute-sent"),
			_ => ("show-made", "show-sent"),
		};
		crash::point(before);
		let sent = self.chain.submit(&call).await;
		crash::point(after);
		match sent {
			Ok(()) => {
				match call {
					FreeCall::Run(..) => self.metrics.disputes_run.inc(),
					FreeCall::File(..) => {}
					_ => self.metrics.answers.inc(),
				}
				tracing::info!("sent {title}");
			}
			// Whoever was faster: it does what was to be done.
			Err(Error::Refused { cause, .. }) if cause == IN_POOL => {}
			Err(error) => tracing::warn!(%error, "{title} could not be sent"),
		}
	}

	/// Once an epoch: forget what nobody asks for any more.
	async fn tidy(&mut self, state: &C::State) -> Result<()> {
		self.journal.prune(self.epoch)?;
		crash::point("journal-pruned");
		let oldest = state.number().saturating_sub(64);
		self.sent.retain(|_, block| *block >= oldest);
		for (id, lease) in self.journal.leases()?.into_iter().take(LEASES_SWEPT) {
			if state.job(lease.job).await?.is_none() {
				self.journal.drop_lease(id)?;
				crash::point("lease-dropped");
			}
		}
		Ok(())
	}
}
