//! The off-chain worker: plans the labscapes that this validator leads.
//!
//! It runs after each new best block, reads one labscape at a time, plans it, checks the plan with
//! the chain's own verifier, and submits the plans of many labscapes in one free extrinsic. Nothing
//! depends on it: if it is off, slow or crashes, backups step in, and at last anyone may poke.
//!
//! Two runs never overlap: a run takes a lease with a deadline in off-chain storage. A run that
//! crashes holds up the next ones for [`LEASE_MILLIS`] at most. One that is late leaves the lease alone
//! that another has taken since.

mod metrics;

use alloc::vec::Vec;

use frame_support::traits::Get;
use frame_system::offchain::{CreateAuthorizedTransaction, SubmitTransaction};
use labscape_primitives::{LabscapeId, Round};
use labscape_scheduler::{Plan, Planner, HEADS};
use sp_runtime::{
	offchain::{storage::StorageValueRef, Duration, Timestamp},
	RuntimeAppPublic,
};

use crate::{
	crypto::{AuthorityId, AuthoritySignature},
	plan_size,
	plans::Shown,
	queues::Queues,
	Authorities, Call, Config, Event, Pallet, Site, Submission, LOG_TARGET, MAX_PLANS, MAX_RUNS,
	MAX_SUBMISSION_RUNS,
};

pub use metrics::{WorkerMetrics, METRICS_KEY};

/// Where the lease of the running worker lies.
const LEASE_KEY: &[u8] = b"labscape/resources/worker-lease";
/// Where the rounds lie that were submitted last.
const SUBMITTED_KEY: &[u8] = b"labscape/resources/submitted";
/// How long one run may take before the next one no longer waits for it.
pub const LEASE_MILLIS: u64 = 6_000;

/// Why a labscape was not planned. The others go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Failure {
	/// The snapshot is broken.
	Snapshot,
	/// The chain's own check refuses the plan.
	SelfCheck,
}

/// Run once, after block `block` was imported.
pub(crate) fn run<T: Config>(block: u32) {
	if T::Paused::get() {
		return;
	}
	let keys = local_keys::<T>();
	if keys.is_empty() {
		return;
	}
	let started = sp_io::offchain::timestamp();
	let Some(lease) = take_lease(started) else {
		log::debug!(target: LOG_TARGET, "another run is not finished yet");
		WorkerMetrics::update(|metrics| metrics.overlaps = metrics.overlaps.saturating_add(1));
		return;
	};
	let mut tally = Tally::default();
	tally.count_skips::<T>();
	for (index, key) in keys {
		plan_as::<T>(index, &key, &mut tally);
	}
	let now = sp_io::offchain::timestamp();
	let took = now.diff(&started).millis();
	let Tally { plans, leases, submissions, .. } = tally;
	log::debug!(
		target: LOG_TARGET,
		"after block {block}: {plans} plans with {leases} leases in {submissions} extrinsics, {took} ms",
	);
	WorkerMetrics::update(|metrics| tally.add_to(metrics, block, took));
	end_lease(lease);
}

/// What one run did.
#[derive(Default)]
struct Tally {
	duties: u32,
	fallbacks: u32,
	plans: u32,
	leases: u32,
	idle: u32,
	failures: u32,
	submissions: u32,
	rejected: u32,
	skipped_plans: u32,
	skipped_placements: u32,
}

impl Tally {
	/// Count what the block after which this run comes passed over, by its events.
	fn count_skips<T: Config>(&mut self) {
		let mut events = frame_system::Pallet::<T>::read_events_no_consensus();
		while let Some(record) = next_event(&mut events) {
			let skipped = match record.event.try_into() {
				Ok(Event::PlanSkipped { .. }) => &mut self.skipped_plans,
				Ok(Event::PlacementSkipped { .. }) => &mut self.skipped_placements,
				_ => continue,
			};
			*skipped = skipped.saturating_add(1);
		}
	}

	fn add_to(&self, metrics: &mut WorkerMetrics, block: u32, took_millis: u64) {
		let add = |total: &mut u64, more: u32| *total = total.saturating_add(more.into());
		metrics.block = block;
		metrics.last_millis = took_millis;
		metrics.longest_millis = metrics.longest_millis.max(took_millis);
		metrics.last_duties = self.duties;
		add(&mut metrics.runs, 1);
		add(&mut metrics.fallbacks, self.fallbacks);
		add(&mut metrics.plans, self.plans);
		add(&mut metrics.leases, self.leases);
		add(&mut metrics.idle, self.idle);
		add(&mut metrics.failures, self.failures);
		add(&mut metrics.submissions, self.submissions);
		add(&mut metrics.rejected, self.rejected);
		add(&mut metrics.skipped_plans, self.skipped_plans);
		add(&mut metrics.skipped_placements, self.skipped_placements);
	}
}

/// The next event. In a function of its own, since what decodes every event there is would else become one
/// function with the loop: a node that compiles the runtime took 0.5 s of its 7 for that alone.
#[inline(never)]
fn next_event<Record>(events: &mut impl Iterator<Item = Record>) -> Option<Record> {
	events.next()
}

/// The scheduler keys in this node's keystore that are current authorities.
fn local_keys<T: Config>() -> Vec<(u32, AuthorityId)> {
	let mut local = AuthorityId::all();
	local.sort();
	let authorities = Authorities::<T>::get();
	let ours = |(key, index): (&AuthorityId, u32)| {
		local.binary_search(key).ok().map(|_| (index, key.clone()))
	};
	authorities.iter().zip(0u32..).filter_map(ours).collect()
}

/// Take the lease, unless another run has it and its deadline has not passed. Returns the deadline, by
/// which the holder is known: each is later than the one before.
pub(crate) fn take_lease(now: Timestamp) -> Option<Timestamp> {
	let until = now.add(Duration::from_millis(LEASE_MILLIS));
	StorageValueRef::persistent(LEASE_KEY)
		.mutate(|held: Result<Option<Timestamp>, _>| match held {
			Ok(Some(until)) if now < until => Err(()),
			// Free, over, or not to be read: nobody else will ever clear it.
			_ => Ok(until),
		})
		.ok()
}

/// End the lease with the deadline `until`, unless another run has taken it since.
pub(crate) fn end_lease(until: Timestamp) {
	let ended =
		StorageValueRef::persistent(LEASE_KEY).mutate(|held: Result<Option<Timestamp>, _>| {
			match held {
				Ok(Some(held)) if held == until => Ok(Timestamp::from_unix_millis(0)),
				_ => Err(()),
			}
		});
	if ended.is_err() {
		log::warn!(target: LOG_TARGET, "a run took longer than its lease");
	}
}

/// Plan everything that authority `index` may plan in the next block.
fn plan_as<T: Config>(index: u32, key: &AuthorityId, tally: &mut Tally) {
	let mut planner = Planner::new();
	let mut submitted = Submitted::load();
	let mut batch = Submission { authority: index, plans: Vec::new() };
	let authorities = Authorities::<T>::decode_len().unwrap_or(0) as u32;
	for (labscape, round) in Pallet::<T>::duties_of(index) {
		if submitted.contains(labscape, round) {
			continue;
		}
		tally.duties = tally.duties.saturating_add(1);
		if Pallet::<T>::rank(round, labscape, index, authorities) != Some(0) {
			tally.fallbacks = tally.fallbacks.saturating_add(1);
		}
		match plan_labscape::<T>(&mut planner, labscape, round) {
			Ok(Some(plan)) => {
				let size = batch.size().saturating_add(plan_size(&plan));
				let full =
					batch.plans.len() >= MAX_PLANS as usize || size > MAX_SUBMISSION_RUNS as usize;
				if full {
					submit::<T>(&mut batch, key, &mut submitted, tally);
				}
				batch.plans.push(plan);
			}
			Ok(None) => tally.idle = tally.idle.saturating_add(1),
			Err(failure) => {
				log::warn!(target: LOG_TARGET, "labscape {labscape} is not planned: {failure:?}");
				tally.failures = tally.failures.saturating_add(1);
			}
		}
	}
	submit::<T>(&mut batch, key, &mut submitted, tally);
	submitted.store();
}

/// Plan one labscape and check the plan as the chain will. `None` if there is nothing to do.
fn plan_labscape<T: Config>(
	planner: &mut Planner,
	labscape: LabscapeId,
	round: Round,
) -> Result<Option<Plan>, Failure> {
	let site = Site::<T>::load(labscape);
	let (mut snapshot, _) = Pallet::<T>::snapshot(&site, round, Shown::Queue, MAX_RUNS);
	let plan = planner.plan(&snapshot).map_err(|_| Failure::Snapshot)?;
	let (mut plan, trimmed) = trim(plan, MAX_SUBMISSION_RUNS as usize);
	if trimmed && Pallet::<T>::check_plan(&site, &plan).is_err() {
		// A head that needs no eviction was cut off, which the check never lets pass: the labscape would
		// get no plan for as long as its queue looks like this. Without evictions nothing is cut off.
		snapshot.policy.preemption = false;
		plan = planner.plan(&snapshot).map_err(|_| Failure::Snapshot)?;
	}
	if plan.placements.is_empty() && !has_unpayable_head(&site) {
		return Ok(None);
	}
	Pallet::<T>::check_plan(&site, &plan).map_err(|_| Failure::SelfCheck)?;
	Ok(Some(plan))
}

/// Cut off the last placements of a plan until its size is at most `most`; says whether any. What
/// evicts more than one extrinsic may waits for the next round.
fn trim(mut plan: Plan, most: usize) -> (Plan, bool) {
	let whole = plan.placements.len();
	while plan_size(&plan) > most {
		plan.placements.pop();
	}
	let trimmed = plan.placements.len() < whole;
	(plan, trimmed)
}

/// Whether a head of the queue is to be parked: applying any plan, even an empty one, does it.
fn has_unpayable_head<T: Config>(site: &Site<T>) -> bool {
	let head = Queues::<T>::head(site.labscape, HEADS);
	head.iter().any(|entry| !entry.key.parked && entry.max_price < site.market.price)
}

/// Sign and submit a batch, and begin a new one.
fn submit<T: Config>(
	batch: &mut Submission,
	key: &AuthorityId,
	submitted: &mut Submitted,
	tally: &mut Tally,
) {
	let plans = core::mem::take(&mut batch.plans);
	if plans.is_empty() {
		return;
	}
	let (count, leases) = (plans.len() as u32, plans.iter().map(Plan::runs).sum::<usize>() as u32);
	let rounds: Vec<_> = plans.iter().map(|plan| (plan.labscape, plan.round)).collect();
	let submission = Submission { authority: batch.authority, plans };
	let sent = key
		.sign(&Pallet::<T>::signed_bytes(&submission))
		.and_then(|signature| {
			let transaction = extrinsic::<T>(submission, signature);
			SubmitTransaction::<T, Call<T>>::submit_transaction(transaction).ok()
		})
		.is_some();
	if sent {
		submitted.note(&rounds);
		tally.submissions = tally.submissions.saturating_add(1);
		tally.plans = tally.plans.saturating_add(count);
		tally.leases = tally.leases.saturating_add(leases);
	} else {
		log::warn!(target: LOG_TARGET, "{count} plans were not taken by the pool");
		tally.rejected = tally.rejected.saturating_add(1);
	}
}

/// The free extrinsic of a signed submission.
pub(crate) fn extrinsic<T: Config>(
	submission: Submission,
	signature: AuthoritySignature,
) -> T::Extrinsic {
	let call = Call::<T>::commit_plan { submission, signature };
	<T as CreateAuthorizedTransaction<Call<T>>>::create_authorized_transaction(call.into())
}

/// The round that was submitted last for each labscape: the pool keeps what it has.
struct Submitted(Vec<(LabscapeId, Round)>);

impl Submitted {
	fn load() -> Self {
		let stored = StorageValueRef::persistent(SUBMITTED_KEY).get().ok().flatten();
		Self(stored.unwrap_or_default())
	}

	fn store(&self) {
		StorageValueRef::persistent(SUBMITTED_KEY).set(&self.0);
	}

	fn contains(&self, labscape: LabscapeId, round: Round) -> bool {
		self.0.contains(&(labscape, round))
	}

	fn note(&mut self, rounds: &[(LabscapeId, Round)]) {
		// One entry for each labscape: the list is as short as there are labscapes.
		self.0.retain(|(labscape, _)| rounds.iter().all(|(other, _)| other != labscape));
		self.0.extend_from_slice(rounds);
	}
}
