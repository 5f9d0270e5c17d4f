//! Plans: who may make one, what is checked, how it becomes leases; and `poke`, for when none comes.
//!
//! A plan is free for its author, so everything that could make it fail is checked in
//! [`Pallet::authorize_plan`], before it enters the pool and again before it enters a block. The
//! dispatch checks once more and skips with an event what does not hold any more; it never fails.
//! A plan cannot be replayed: applying one for a round closes that round for its labscape.
//!
//! A plan is made as soon as its author has a block, and is small: it reaches many validators before that
//! block does. A pool that refused it then would never see it again, so it keeps a plan that may be for the
//! next state, and asks again when that is there. A block takes none that does not hold in it.

use alloc::{vec, vec::Vec};

use codec::Encode;
use frame_support::{
	ensure,
	storage::with_storage_layer,
	traits::{Contains, Get},
};
use labscape_primitives::{LabscapeId, LeaseId, NodeId, Round, ServiceClass};
use labscape_scheduler::{
	first_fit, verify, Entry, Grant, Node as PlanNode, PartKey, Placement, Plan,
	Policy as PlanPolicy, Snapshot, SpotLease, Verdict, HEADS,
};
use sp_io::hashing::{blake2_128, blake2_256};
use sp_runtime::{
	traits::Zero,
	transaction_validity::{
		InvalidTransaction, TransactionSource, TransactionValidityError,
		TransactionValidityWithRefund, ValidTransaction,
	},
	DispatchError, DispatchResult, RuntimeAppPublic,
};

use crate::{
	barred::Barred, crypto::AuthoritySignature, leases::Berth, queues::Queues, Authorities, Call,
	Config, CurrentParameters, Error, Event, JobState, Jobs, Leases, NodeLeases, Pallet, PlanError,
	QueueEntry, Site, Skip, Submission, Workloads, AGEING, BLOCKED_ROUNDS, MAX_PLANS, MAX_RUNS,
	MAX_SUBMISSION_RUNS, SNAPSHOT_ENTRIES,
};

/// Blocks that a plan stays in the pool.
const LONGEVITY: u64 = 4;
/// Plans go before other free work, so that no one's transactions delay the scheduler.
const PRIORITY: u64 = u64::MAX / 2;
/// What holds goes before what may hold with the next block.
const EARLY_PRIORITY: u64 = PRIORITY - 1;

/// Why an extrinsic with plans is refused, as the pool reports it.
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Invalid {
	/// No plans, too many, or too many leases.
	BadSize = 1,
	/// Two plans for one labscape.
	DuplicateLabscape = 2,
	/// There is no such authority.
	UnknownAuthority = 3,
	/// The authority may not plan one of the labscapes (yet) in that round.
	NotLeader = 4,
	/// The round is over, or has not begun.
	WrongRound = 5,
	/// None of the plans can be applied.
	NothingToDo = 6,
}

impl From<PlanError> for Invalid {
	fn from(error: PlanError) -> Self {
		match error {
			PlanError::NotLeader => Self::NotLeader,
			PlanError::WrongRound => Self::WrongRound,
			_ => Self::NothingToDo,
		}
	}
}

impl From<Invalid> for TransactionValidityError {
	fn from(invalid: Invalid) -> Self {
		InvalidTransaction::Custom(invalid as u8).into()
	}
}

/// What of a labscape's queue a snapshot shows.
pub(crate) enum Shown<'a> {
	/// The first entries, for planning.
	Queue,
	/// Of these the heads and the parts that a plan places, for checking. What newer entries have pushed
	/// behind them since is planned again.
	Plan(&'a Plan),
}

impl<T: Config> Pallet<T> {
	/// The bytes that a scheduler key signs: chain, call, and all arguments.
	pub fn signed_bytes(submission: &Submission) -> Vec<u8> {
		let genesis = frame_system::Pallet::<T>::block_hash(
			frame_system::pallet_prelude::BlockNumberFor::<T>::zero(),
		);
		(genesis, b"Resources::commit_plan", submission).using_encoded(blake2_256).to_vec()
	}

	/// The rank of authority `index` for planning `labscape` in `round`: zero leads, the others
	/// stand by in that order.
	pub fn rank(round: Round, labscape: LabscapeId, index: u32, authorities: u32) -> Option<u32> {
		if index >= authorities {
			return None;
		}
		let draw = u128::from_le_bytes((b"lead", round, labscape).using_encoded(blake2_128));
		let leader = draw.checked_rem(u128::from(authorities))? as u32;
		let ahead = u64::from(index).saturating_add(u64::from(authorities.saturating_sub(leader)));
		Some(ahead.checked_rem(u64::from(authorities))? as u32)
	}

	/// Who leads `round` of `labscape`, as an index of the current authorities.
	pub fn leader(round: Round, labscape: LabscapeId) -> Option<u32> {
		let authorities = Authorities::<T>::decode_len().unwrap_or(0) as u32;
		(0..authorities).find(|i| Self::rank(round, labscape, *i, authorities) == Some(0))
	}

	/// Whether an authority may plan `labscape` for `round` in block `block`: the leader from the
	/// round's first block on, each backup [`Config::BackupDelay`] later than the one before.
	pub fn may_plan(
		round: Round,
		labscape: LabscapeId,
		index: u32,
		authorities: u32,
		block: u32,
	) -> bool {
		let Some(rank) = Self::rank(round, labscape, index, authorities) else { return false };
		let start = round.saturating_mul(T::RoundPeriod::get());
		block >= start.saturating_add(rank.saturating_mul(T::BackupDelay::get()))
	}

	/// In block `block` a plan is for the current round or the one before, in which a backup may still step
	/// in, by the leader or a backup whose turn has come.
	fn check_turn(plan: &Plan, index: u32, authorities: u32, block: u32) -> Result<(), PlanError> {
		let late = Self::round_of(block).checked_sub(plan.round).ok_or(PlanError::WrongRound)?;
		ensure!(late <= 1, PlanError::WrongRound);
		let turn = Self::may_plan(plan.round, plan.labscape, index, authorities, block);
		ensure!(turn, PlanError::NotLeader);
		Ok(())
	}

	/// Everything about a plan but its author and whether its round is now.
	pub(crate) fn check_plan(
		site: &Site<T>,
		plan: &Plan,
	) -> Result<(Snapshot, Vec<QueueEntry>, Verdict), PlanError> {
		ensure!(site.timeline.is_open(plan.round), PlanError::AlreadyPlanned);
		ensure!(plan.version >= site.timeline.at_start_of(plan.round), PlanError::OldVersion);
		let (snapshot, entries) = Self::snapshot(site, plan.round, Shown::Plan(plan), MAX_RUNS);
		let verdict = verify(&snapshot, plan).map_err(PlanError::Refused)?;
		Ok((snapshot, entries, verdict))
	}

	/// The check before the pool and before the block. See [`Pallet::commit_plan`].
	///
	/// The pool also takes what may hold in the block after the next one: a turn that begins with it, or
	/// plans of a state that is not here yet. Such a submission has tags of its author's own, one for each
	/// plan, so that it keeps out nobody else's.
	pub(crate) fn authorize_plan(
		source: TransactionSource,
		submission: &Submission,
		signature: &AuthoritySignature,
	) -> TransactionValidityWithRefund {
		// Filters go by pallet and call: the plans need not be copied for them.
		let hollow = Submission { authority: submission.authority, plans: vec![] };
		let call = Call::commit_plan { submission: hollow, signature: signature.clone() };
		ensure!(T::BaseCallFilter::contains(&call.into()), InvalidTransaction::Call);
		ensure!(!T::Paused::get(), InvalidTransaction::Call);
		let plans = &submission.plans;
		ensure!(
			!plans.is_empty()
				&& plans.len() <= MAX_PLANS as usize
				&& submission.size() <= MAX_SUBMISSION_RUNS as usize,
			Invalid::BadSize
		);
		let mut labscapes: Vec<_> = plans.iter().map(|plan| plan.labscape).collect();
		labscapes.sort_unstable();
		labscapes.dedup();
		ensure!(labscapes.len() == plans.len(), Invalid::DuplicateLabscape);

		let author = submission.authority;
		let authorities = Authorities::<T>::get();
		let key = authorities.get(author as usize).ok_or(Invalid::UnknownAuthority)?;
		let count = authorities.len() as u32;
		let in_turn = |block: u32| {
			plans.iter().try_for_each(|plan| Self::check_turn(plan, author, count, block))
		};
		let pooled = source != TransactionSource::InBlock;
		let (now, next) = (Self::block(), Self::block().saturating_add(1));
		let turn = in_turn(now);
		if let Err(refusal) = turn {
			ensure!(pooled && in_turn(next).is_ok(), Invalid::from(refusal));
		}
		ensure!(
			key.verify(&Self::signed_bytes(submission), signature),
			InvalidTransaction::BadProof
		);
		let (mut holding, mut early) = (vec![], vec![]);
		for plan in plans {
			let site = Site::load(plan.labscape);
			if turn.is_ok() && Self::check_plan(&site, plan).is_ok() {
				holding.push(("resources-plan", plan.round, plan.labscape).encode());
			} else if pooled
				&& site.timeline.is_open(plan.round)
				&& (turn.is_err() || plan.version > site.timeline.version)
			{
				early.push(("resources-plan", plan.round, plan.labscape, author).encode());
			}
		}
		let (priority, provides) =
			if holding.is_empty() { (EARLY_PRIORITY, early) } else { (PRIORITY, holding) };
		ensure!(!provides.is_empty(), Invalid::NothingToDo);
		let valid = ValidTransaction {
			priority,
			requires: vec![],
			provides,
			longevity: LONGEVITY,
			propagate: true,
		};
		Ok((valid, frame_support::weights::Weight::zero()))
	}

	/// Apply the plans of an authorised extrinsic, each on its own.
	pub(crate) fn apply_submission(submission: Submission) {
		let authorities = Authorities::<T>::decode_len().unwrap_or(0) as u32;
		for plan in submission.plans {
			let (labscape, round) = (plan.labscape, plan.round);
			// The same conditions as in authorisation, because the state may have moved on.
			let author = submission.authority;
			let result = Self::check_turn(&plan, author, authorities, Self::block())
				.and_then(|()| Self::apply_plan(plan));
			if let Err(cause) = result {
				Self::deposit_event(Event::PlanSkipped { labscape, round, cause });
			}
		}
	}

	fn apply_plan(plan: Plan) -> Result<(), PlanError> {
		let mut site = Site::<T>::load(plan.labscape);
		let (snapshot, entries, verdict) = Self::check_plan(&site, &plan)?;
		site.timeline.planned = Some(plan.round);
		let leases = Self::apply_verdict(&mut site, &snapshot, &entries, &plan, verdict);
		Self::park_unpayable(&mut site);
		site.store();
		Self::deposit_event(Event::PlanApplied {
			labscape: plan.labscape,
			round: plan.round,
			leases,
		});
		Ok(())
	}

	/// Make the leases that the scheduler granted, gang by gang. Returns how many.
	fn apply_verdict(
		site: &mut Site<T>,
		snapshot: &Snapshot,
		entries: &[QueueEntry],
		plan: &Plan,
		verdict: Verdict,
	) -> u32 {
		let labscape = site.labscape;
		for (index, reason) in verdict.skipped {
			if let Some(placement) = plan.placements.get(usize::from(index)) {
				let (part, reason) = (placement.part, Skip::Unfit(reason));
				Self::deposit_event(Event::PlacementSkipped { labscape, part, reason });
			}
		}
		let mut made = 0u32;
		for gang in verdict.grants.chunk_by(|a, b| a.placement == b.placement) {
			let Some(first) = gang.first() else { continue };
			let placement = plan.placements.get(usize::from(first.placement));
			let entry = entries.get(first.entry as usize);
			let Some((placement, entry)) = placement.zip(entry) else { continue };
			match Self::place_gang(site, snapshot, entry, placement, gang) {
				Ok(()) => made = made.saturating_add(gang.len() as u32),
				Err(reason) => {
					if let Skip::NoStake(node) = reason {
						Self::block_node(site, node);
					}
					let part = placement.part;
					Self::deposit_event(Event::PlacementSkipped { labscape, part, reason });
				}
			}
		}
		made
	}

	/// Place a gang whole, or leave no trace of it.
	fn place_gang(
		site: &mut Site<T>,
		snapshot: &Snapshot,
		entry: &QueueEntry,
		placement: &Placement,
		gang: &[Grant],
	) -> Result<(), Skip> {
		let before = site.clone();
		let mut skip = None;
		let result: DispatchResult = with_storage_layer(|| {
			Self::try_place(site, snapshot, entry, placement, gang).map_err(|reason| {
				skip = Some(reason);
				DispatchError::Other("")
			})
		});
		if result.is_err() {
			*site = before;
		}
		skip.map_or(Ok(()), Err)
	}

	fn try_place(
		site: &mut Site<T>,
		snapshot: &Snapshot,
		entry: &QueueEntry,
		placement: &Placement,
		gang: &[Grant],
	) -> Result<(), Skip> {
		let part = entry.key.part;
		let open = Jobs::<T>::get(part.job).is_some_and(|job| job.state == JobState::Open);
		ensure!(open, Skip::JobClosed);
		for lease in &placement.evict {
			Self::evict(site, *lease, part.job)?;
		}
		Self::dequeue(part).ok_or(Skip::NotPaid)?;
		let mut job = Jobs::<T>::get(part.job).ok_or(Skip::NotPaid)?;
		for grant in gang {
			let node = snapshot.nodes.get(usize::from(grant.node)).ok_or(Skip::NotPaid)?;
			let (first, len) = labscape_scheduler::member_items(
				entry.first,
				entry.len,
				entry.request.gang,
				grant.member,
			);
			let berth = Berth { node: node.id, slot: grant.slot, gpus: grant.gpus, first, len };
			Self::make_lease(site, entry, &mut job, &berth)?;
		}
		Jobs::<T>::insert(part.job, job);
		site.timeline.virtual_now = site.timeline.virtual_now.max(entry.key.virtual_time);
		Ok(())
	}

	fn block_node(site: &mut Site<T>, node: NodeId) {
		let until = site.round.saturating_add(BLOCKED_ROUNDS);
		site.change_node(node, |entry| entry.blocked_until = until);
	}

	/// Send heads that the price has left behind to the end of the queue, so that they hide no one.
	fn park_unpayable(site: &mut Site<T>) {
		for entry in Queues::<T>::head(site.labscape, HEADS) {
			if entry.key.parked || entry.max_price >= site.market.price {
				continue;
			}
			if let Some((labscape, mut entry)) = Self::dequeue(entry.key.part) {
				entry.key.parked = true;
				entry.since = site.timeline.touch(site.round);
				// Its own place has just become free.
				if Self::enqueue(labscape, entry).is_err() {
					frame_support::defensive!("a queue takes back what it gave");
				}
			}
		}
	}

	/// The labscape as the scheduler sees it, and the queue entries behind it, index by index.
	pub(crate) fn snapshot(
		site: &Site<T>,
		round: Round,
		shown: Shown,
		max_runs: u16,
	) -> (Snapshot, Vec<QueueEntry>) {
		let entries = Self::shown_entries(site, &shown);
		(Self::snapshot_of(site, round, &shown, &entries, max_runs), entries)
	}

	/// The labscape as the scheduler sees it, with these entries in its queue.
	pub(crate) fn snapshot_of(
		site: &Site<T>,
		round: Round,
		shown: &Shown,
		entries: &[QueueEntry],
		max_runs: u16,
	) -> Snapshot {
		let labscape = site.labscape;
		let nodes = site.board.nodes.iter().map(|node| PlanNode {
			id: node.id,
			first_slot: node.first_slot,
			units: node.units,
			gpu_model: node.capacity.gpu_model,
			free: node.free,
			open: !node.draining && node.blocked_until <= round,
			places: u16::from(node.max_leases().saturating_sub(node.leases)),
			backing: u128::MAX,
			changed: node.changed,
		});
		let barred = Barred::new(site);
		let queue = entries.iter().map(|entry| Entry {
			key: entry.key.part,
			request: entry.request,
			class: entry.key.class,
			returned: !entry.key.fresh,
			priority: entry.priority.into(),
			waited: round.saturating_sub(entry.arrived),
			deadline: entry.key.deadline,
			virtual_time: entry.key.virtual_time,
			// Compared with what backs a node, which is checked where the stake is reserved.
			value: 0,
			excluded: barred.for_entry(site, entry),
			since: entry.since,
		});
		Snapshot {
			labscape,
			round,
			version: site.timeline.version,
			nodes: nodes.collect(),
			used: site.board.used,
			queue: queue.collect(),
			spot: Self::shown_spot(site, shown, entries),
			workload: match shown {
				Shown::Queue => Workloads::<T>::get(labscape).typical.into_inner(),
				Shown::Plan(_) => vec![],
			},
			policy: PlanPolicy { ageing: AGEING, max_runs, preemption: site.policy.preemption },
		}
	}

	fn shown_entries(site: &Site<T>, shown: &Shown) -> Vec<QueueEntry> {
		let payable = |entry: &QueueEntry| entry.max_price >= site.market.price;
		let mut entries = Queues::<T>::head(site.labscape, SNAPSHOT_ENTRIES);
		entries.retain(payable);
		let Shown::Plan(plan) = shown else { return entries };
		let mut placed: Vec<PartKey> = plan.placements.iter().map(|p| p.part).collect();
		placed.sort_unstable();
		let mut at = 0usize;
		entries.retain(|entry| {
			at = at.saturating_add(1);
			at <= HEADS || placed.binary_search(&entry.key.part).is_ok()
		});
		entries
	}

	fn shown_spot(site: &Site<T>, shown: &Shown, entries: &[QueueEntry]) -> Vec<SpotLease> {
		let mut ids: Vec<LeaseId> = match shown {
			Shown::Plan(plan) => {
				plan.placements.iter().flat_map(|placement| placement.evict.clone()).collect()
			}
			Shown::Queue => {
				let wanted = site.policy.preemption
					&& entries.iter().any(|entry| entry.key.class == ServiceClass::Reserved);
				if !wanted {
					return vec![];
				}
				// What runs is open.
				let nodes = site.board.nodes.iter().filter(|node| node.leases > 0);
				nodes.flat_map(|node| NodeLeases::<T>::get(node.id)).collect()
			}
		};
		ids.sort_unstable();
		ids.dedup();
		let running = ids.into_iter().filter_map(|id| {
			let lease = Leases::<T>::get(id)?;
			let here = lease.running && lease.labscape == site.labscape;
			(here && lease.class == ServiceClass::Spot).then_some(SpotLease {
				id,
				slot: lease.first_slot,
				shape: lease.shape,
				gpus: lease.gpus,
			})
		});
		running.collect()
	}

	/// Plan on chain, because nobody else did. Returns how many leases were made.
	pub(crate) fn do_poke(labscape: LabscapeId) -> Result<u32, DispatchError> {
		let mut site = Site::<T>::load(labscape);
		let round = site.round;
		let heads = Queues::<T>::head(labscape, HEADS);
		let oldest = heads.iter().map(|entry| entry.homed).min().ok_or(Error::<T>::QueueEmpty)?;
		let last = site.timeline.planned.unwrap_or(0).max(site.timeline.opened).max(oldest);
		let patience = CurrentParameters::<T>::get().max_idle_rounds;
		ensure!(round.saturating_sub(last) >= patience, Error::<T>::NotIdle);
		ensure!(site.timeline.poked != Some(round), Error::<T>::AlreadyPoked);
		let nothing = Plan { labscape, round, version: site.timeline.version, placements: vec![] };
		let shown = Shown::Plan(&nothing);
		let (snapshot, entries) = Self::snapshot(&site, round, shown, MAX_RUNS);
		let plan = first_fit(&snapshot, HEADS as u32).map_err(|_| Error::<T>::BrokenBoard)?;
		let verdict = verify(&snapshot, &plan).map_err(|_| Error::<T>::BrokenBoard)?;
		site.timeline.poked = Some(round);
		let leases = Self::apply_verdict(&mut site, &snapshot, &entries, &plan, verdict);
		Self::park_unpayable(&mut site);
		site.store();
		Self::deposit_event(Event::Poked { labscape, round, leases });
		Ok(leases)
	}
}
