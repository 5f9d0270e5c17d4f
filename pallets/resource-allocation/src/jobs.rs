//! Jobs: submission with the budget held, homing, closing, finishing.

use alloc::{collections::BTreeMap, vec::Vec};

use codec::Encode;
use frame_support::{
	defensive, ensure,
	traits::{
		fungible::{hold::Mutate as _, Mutate as _},
		tokens::{Precision, Preservation},
		Get,
	},
};
use labscape_primitives::{
	account_tag, Hash, ItemIndex, JobId, LabscapeId, LeaseId, PartIndex, Request, ServiceClass,
	WorkProof, MAX_JOB_ITEMS,
};
use labscape_scheduler::{dominant_share, PartKey, Totals, Typical};
use sp_io::hashing::blake2_256;
use sp_runtime::{DispatchError, DispatchResult, Permill};

use crate::{
	leases::run_blocks,
	queues::{QueueFull, Queues},
	Abandoned, ActiveLabscapes, Balance, Board, Boards, CloseReason, Config, CurrentParameters,
	Due, EntriesByJob, Error, Event, HardwareClass, HoldReason, Job, JobSpec, JobState, JobTerms,
	Jobs, LeaseEnd, Leases, NextJob, Nodes, Pallet, Parameters, Policies, QueueEntry, Site, States,
	Usages, Workloads, MAX_PARTS, MAX_RUNS,
};

/// How many candidates homing compares.
const CANDIDATES: usize = 4;
/// Entries of a closing job that one step takes out of the queues.
pub const DRAIN_STEP: u32 = 16;
/// How many entries a queue takes from submissions; what returns from leases finds room above.
pub const MAX_QUEUED: u32 = crate::queues::MAX_ENTRIES - 4_096;
/// What a requester loses of a lease that two providers gave back for want of an input.
const INPUT_FINE: Permill = Permill::from_percent(5);

/// What homing wants to know of a labscape.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Fitness {
	/// Whether the request would fit if the labscape were empty.
	fits: bool,
	/// Units that are not leased.
	free: u16,
}

impl Board {
	/// Whether every member of `request` could run here at once if nothing else did, and how many
	/// units are free.
	fn fitness(&self, request: &Request, hardware: HardwareClass) -> Fitness {
		let shape = &request.shape;
		let mut members = 0u32;
		for node in self.nodes.iter().filter(|node| !node.draining && node.class >= hardware) {
			if node.capacity.could_hold(shape) {
				let held = node.units.checked_div(shape.units).unwrap_or(node.units);
				members = members.saturating_add(held.into());
			}
		}
		let used = self.used.count() as u16;
		Fitness {
			fits: members >= u32::from(request.gang),
			free: self.units().saturating_sub(used),
		}
	}

	fn totals(&self) -> Totals {
		let mut totals = Totals::default();
		for node in &self.nodes {
			totals.add(node.units, &node.capacity.full());
		}
		totals
	}
}

/// The items of part `part` of `parts`: even shares, one after the other.
pub fn part_items(items: u32, parts: u16, part: PartIndex) -> (ItemIndex, u32) {
	labscape_scheduler::member_items(0, items, parts, part)
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_submit_job(requester: T::AccountId, spec: JobSpec) -> DispatchResult {
		let parameters = CurrentParameters::<T>::get();
		let deadline = Self::check_job(&spec, &parameters)?;
		let mut usage = Usages::<T>::get(&requester);
		let quota = usage.quota.unwrap_or(parameters.open_jobs);
		ensure!(usage.open_jobs < quota, Error::<T>::QuotaExceeded);

		let id = NextJob::<T>::get();
		NextJob::<T>::put(id.checked_add(1).ok_or(Error::<T>::IdsExhausted)?);
		let mut job = Self::new_job(&requester, &spec, deadline, &parameters)?;
		Self::hold_budget(&mut job, parameters.compensation)?;

		let mut boards = BTreeMap::new();
		for part in 0..spec.parts {
			Self::queue_part(id, part, &spec, &job, &mut boards, &mut usage.virtual_time)?;
		}
		usage.open_jobs = usage.open_jobs.saturating_add(1);
		Usages::<T>::insert(&requester, usage);
		Self::schedule(deadline, Due::Deadline(id));
		Self::deposit_event(Event::JobSubmitted {
			job: id,
			requester,
			items: job.items,
			held: job.held,
		});
		Jobs::<T>::insert(id, job);
		Ok(())
	}

	/// Refuse what can never run. Returns the deadline on the clock.
	fn check_job(spec: &JobSpec, parameters: &Parameters) -> Result<u32, DispatchError> {
		spec.request.validate().map_err(Error::<T>::from)?;
		ensure!(spec.request.gang <= MAX_RUNS, Error::<T>::GangTooLarge);
		ensure!(spec.items > 0, Error::<T>::NoItems);
		ensure!(spec.items <= MAX_JOB_ITEMS, Error::<T>::TooManyItems);
		ensure!(spec.parts > 0, Error::<T>::NoParts);
		ensure!(spec.parts <= MAX_PARTS, Error::<T>::TooManyParts);
		let members = u32::from(spec.parts).saturating_mul(u32::from(spec.request.gang));
		ensure!(spec.items >= members, Error::<T>::TooFewItems);
		let most = T::WorkProof::max_item_fuel(&spec.program).ok_or(Error::<T>::UnknownProgram)?;
		ensure!(spec.item_fuel > 0, Error::<T>::NoFuel);
		ensure!(spec.item_fuel <= most, Error::<T>::TooMuchFuel);
		ensure!(spec.inputs_root != Hash::zero(), Error::<T>::NoInputs);
		let now = Self::block();
		ensure!(spec.deadline > now, Error::<T>::DeadlinePassed);
		let wait = spec.deadline.saturating_sub(now);
		ensure!(wait <= parameters.max_deadline_blocks, Error::<T>::DeadlineTooFar);
		Ok(Self::clock().saturating_add(wait))
	}

	fn new_job(
		requester: &T::AccountId,
		spec: &JobSpec,
		deadline: u32,
		parameters: &Parameters,
	) -> Result<Job<T::AccountId>, DispatchError> {
		let (_, unit_budget) =
			Self::unit_price(spec.max_price, spec.item_fuel).ok_or(Error::<T>::BudgetTooLarge)?;
		Ok(Job {
			requester: requester.clone(),
			program: spec.program,
			inputs_root: spec.inputs_root,
			items: spec.items,
			item_fuel: spec.item_fuel,
			max_price: spec.max_price,
			class: spec.class,
			priority: spec.priority,
			deadline,
			next_part: spec.parts,
			hardware: spec.hardware,
			state: JobState::Open,
			queued: spec.items,
			leased: 0,
			settled: 0,
			abandoned: 0,
			unit_budget,
			held: 0,
			compensation_left: 0,
			surplus: 0,
			owed: 0,
			input_missing: None,
			terms: JobTerms {
				grace_blocks: parameters.grace_blocks,
				rehome_after: parameters.rehome_after,
				compensation: parameters.compensation,
				retention_blocks: parameters.retention_blocks,
			},
		})
	}

	/// Hold the most that the job can cost: each item with its audits, and for Reserved work the
	/// compensation of what it may evict.
	fn hold_budget(job: &mut Job<T::AccountId>, compensation: Permill) -> DispatchResult {
		let work =
			job.unit_budget.checked_mul(u128::from(job.items)).ok_or(Error::<T>::BudgetTooLarge)?;
		if job.class == ServiceClass::Reserved {
			job.compensation_left = compensation.mul_floor(work);
		}
		job.held = work.checked_add(job.compensation_left).ok_or(Error::<T>::BudgetTooLarge)?;
		T::Currency::hold(&HoldReason::JobBudget.into(), &job.requester, job.held)
			.map_err(|_| Error::<T>::FundsTooLow.into())
	}

	/// Home one part of a new job and queue it there.
	fn queue_part(
		id: JobId,
		part: PartIndex,
		spec: &JobSpec,
		job: &Job<T::AccountId>,
		boards: &mut BTreeMap<LabscapeId, Board>,
		finish: &mut u64,
	) -> DispatchResult {
		let (first, len) = part_items(spec.items, spec.parts, part);
		let key = PartKey { job: id, part };
		let home = match spec.home {
			Some(home) => home,
			None => Self::choose_home(key, 0, &spec.request, spec.hardware, boards)?,
		};
		let policy = Policies::<T>::get(home);
		ensure!(policy.accepts_jobs, Error::<T>::LabscapeClosed);
		ensure!(spec.max_price >= Self::price(home), Error::<T>::PriceTooLow);
		ensure!(Queues::<T>::len(home) < MAX_QUEUED, Error::<T>::QueueFull);
		// The largest share of a gang, at the slowest rate that a node here may claim.
		let share = len.div_ceil(u32::from(spec.request.gang));
		let blocks = run_blocks(share, spec.item_fuel, spec.request.shape.units, policy.min_rate);
		let most = CurrentParameters::<T>::get().max_lease_blocks;
		ensure!(blocks <= most, Error::<T>::LeaseTooLong);

		let round = Self::round();
		let mut state = States::<T>::get(home);
		let totals = boards.entry(home).or_insert_with(|| Boards::<T>::get(home)).totals();
		let tag = state.timeline.virtual_now.max(*finish);
		*finish = tag.saturating_add(dominant_share(&spec.request, &totals));
		let entry = QueueEntry {
			key: QueueEntry::key(key, job.class, false, job.priority, round, job.deadline, tag),
			first,
			len,
			request: spec.request,
			item_fuel: spec.item_fuel,
			max_price: spec.max_price,
			priority: spec.priority,
			arrived: round,
			homed: round,
			since: state.timeline.touch(round),
			rehomed: 0,
			hardware: spec.hardware,
			requester: account_tag(&job.requester),
		};
		States::<T>::insert(home, state);
		Self::note_shape(home, &spec.request);
		Self::enqueue(home, entry).map_err(|_| Error::<T>::QueueFull)?;
		Self::deposit_event(Event::PartQueued { part: key, labscape: home, first, len });
		Ok(())
	}

	/// The best of the candidates drawn by hashing: fits, most units free, lowest id.
	fn choose_home(
		part: PartKey,
		attempt: u8,
		request: &Request,
		hardware: HardwareClass,
		boards: &mut BTreeMap<LabscapeId, Board>,
	) -> Result<LabscapeId, DispatchError> {
		let active = ActiveLabscapes::<T>::get();
		let draws = (b"home", part, attempt).using_encoded(blake2_256);
		let mut best: Option<(Fitness, LabscapeId)> = None;
		for draw in draws.chunks_exact(4).take(CANDIDATES) {
			let draw = u32::from_le_bytes(draw.try_into().unwrap_or_default()) as usize;
			let Some(candidate) =
				draw.checked_rem(active.len()).and_then(|at| active.get(at)).copied()
			else {
				return Err(Error::<T>::NoNodes.into());
			};
			if !Policies::<T>::get(candidate).accepts_jobs {
				continue;
			}
			let board = boards.entry(candidate).or_insert_with(|| Boards::<T>::get(candidate));
			let fitness = board.fitness(request, hardware);
			let better = best
				.is_none_or(|(other, id)| fitness > other || (fitness == other && candidate < id));
			if better {
				best = Some((fitness, candidate));
			}
		}
		best.map(|(_, labscape)| labscape).ok_or_else(|| Error::<T>::LabscapeClosed.into())
	}

	/// Count a request for the typical workload of its labscape.
	fn note_shape(labscape: LabscapeId, request: &Request) {
		Workloads::<T>::mutate(labscape, |workload| {
			let epoch = T::WorkProof::epoch();
			if workload.epoch != epoch {
				let total = workload
					.counts
					.iter()
					.fold(0u64, |sum, (_, count)| sum.saturating_add(u64::from(*count)));
				let typical: Vec<_> = workload
					.counts
					.iter()
					.map(|(shape, count)| {
						let parts = u64::from(*count).saturating_mul(1_000_000);
						let ppm = parts.checked_div(total).unwrap_or(0);
						Typical { shape: *shape, ppm: ppm as u32 }
					})
					.collect();
				workload.typical = typical.try_into().unwrap_or_default();
				workload.counts = Default::default();
				workload.epoch = epoch;
			}
			let members = u32::from(request.gang);
			if let Some((_, count)) = workload.counts.iter_mut().find(|(s, _)| *s == request.shape)
			{
				*count = count.saturating_add(members);
			} else if workload.counts.try_push((request.shape, members)).is_err() {
				// The workload only sharpens the score: rare shapes beyond the bound do not matter.
			}
		});
	}

	/// Put an entry into a queue and remember where it is.
	pub(crate) fn enqueue(labscape: LabscapeId, entry: QueueEntry) -> Result<(), QueueFull> {
		let key = entry.key;
		Queues::<T>::insert(labscape, entry)?;
		EntriesByJob::<T>::insert(key.part.job, key.part.part, (labscape, key));
		Ok(())
	}

	/// Take an entry out of its queue.
	pub(crate) fn dequeue(part: PartKey) -> Option<(LabscapeId, QueueEntry)> {
		let (labscape, key) = EntriesByJob::<T>::take(part.job, part.part)?;
		let entry = Queues::<T>::remove(labscape, &key);
		if entry.is_none() {
			defensive!("every place that is remembered holds an entry");
		}
		Some((labscape, entry?))
	}

	/// The most that `items` items can cost.
	pub(crate) fn budget(job: &Job<T::AccountId>, items: u32) -> Balance {
		job.unit_budget.saturating_mul(u128::from(items))
	}

	/// Release part of a job's hold.
	pub(crate) fn release(job: &mut Job<T::AccountId>, amount: Balance) {
		let reason = HoldReason::JobBudget.into();
		match T::Currency::release(&reason, &job.requester, amount, Precision::Exact) {
			Ok(_) => job.held = job.held.saturating_sub(amount),
			Err(_) => {
				defensive!("what a job says is held is held");
			}
		}
	}

	/// Give up items that wait and release their budget. Does not store the job.
	pub(crate) fn abandon_queued(
		job: &mut Job<T::AccountId>,
		id: JobId,
		first: ItemIndex,
		len: u32,
		cause: Abandoned,
	) {
		job.queued = job.queued.saturating_sub(len);
		job.abandoned = job.abandoned.saturating_add(len);
		let amount = Self::budget(job, len);
		Self::release(job, amount);
		Self::deposit_event(Event::ItemsAbandoned { job: id, first, len, cause });
	}

	/// Write a job back, and finish it if nothing of it is left to do. Returns whether that finished it.
	pub(crate) fn keep_job(id: JobId, mut job: Job<T::AccountId>) -> bool {
		let done = job.queued == 0 && job.leased == 0 && job.state != JobState::Finished;
		if done {
			if matches!(job.state, JobState::Open) {
				Self::unschedule(job.deadline, Due::Deadline(id));
			}
			job.state = JobState::Finished;
			let rest = job.held;
			Self::release(&mut job, rest);
			job.surplus = 0;
			job.compensation_left = 0;
			Usages::<T>::mutate(&job.requester, |usage| {
				usage.open_jobs = usage.open_jobs.saturating_sub(1);
			});
			let retention = job.terms.retention_blocks.max(1);
			Self::schedule(Self::clock().saturating_add(retention), Due::Cleanup(id));
			Self::deposit_event(Event::JobFinished {
				job: id,
				settled: job.settled,
				abandoned: job.abandoned,
				released: rest,
			});
		}
		Jobs::<T>::insert(id, job);
		done
	}

	pub(crate) fn do_cancel_job(requester: T::AccountId, id: JobId) -> DispatchResult {
		let job = Jobs::<T>::get(id).ok_or(Error::<T>::NoSuchJob)?;
		ensure!(job.requester == requester, Error::<T>::NotRequester);
		ensure!(job.state == JobState::Open, Error::<T>::JobNotOpen);
		Self::unschedule(job.deadline, Due::Deadline(id));
		Self::close_job(id, job, CloseReason::Cancelled);
		Ok(())
	}

	/// The deadline of a job has come.
	pub(crate) fn expire_job(id: JobId) {
		if let Some(job) = Jobs::<T>::get(id).filter(|job| job.state == JobState::Open) {
			Self::close_job(id, job, CloseReason::Expired);
		}
	}

	fn close_job(id: JobId, mut job: Job<T::AccountId>, reason: CloseReason) {
		job.state = JobState::Closing(reason);
		Jobs::<T>::insert(id, job);
		Self::deposit_event(Event::JobClosing { job: id, reason });
		Self::drain_closing(id);
	}

	/// Take some entries of a closing job out of their queues; come back for the rest.
	pub(crate) fn drain_closing(id: JobId) {
		let parts: Vec<PartIndex> =
			EntriesByJob::<T>::iter_key_prefix(id).take(DRAIN_STEP as usize).collect();
		let more = parts.len() == DRAIN_STEP as usize;
		let Some(mut job) = Jobs::<T>::get(id) else { return };
		for part in parts {
			if let Some((_, entry)) = Self::dequeue(PartKey { job: id, part }) {
				let (first, len) = (entry.first, entry.len);
				Self::abandon_queued(&mut job, id, first, len, Abandoned::Closing);
			}
		}
		if more && job.queued > 0 {
			Self::schedule(Self::clock().saturating_add(1), Due::Closing(id));
		}
		Self::keep_job(id, job);
	}

	/// The retention of a finished job is over.
	pub(crate) fn forget_job(id: JobId) {
		let Some(job) = Jobs::<T>::get(id) else { return };
		if job.owed > 0 {
			let pot = T::WorkProof::pot();
			let paid =
				T::Currency::transfer(&pot, &job.requester, job.owed, Preservation::Preserve);
			if paid.is_err() {
				Self::deposit_event(Event::RefundFailed { job: id, amount: job.owed });
			}
		}
		Jobs::<T>::remove(id);
		Self::deposit_event(Event::JobForgotten { job: id });
	}

	pub(crate) fn do_rehome(part: PartKey) -> DispatchResult {
		let (home, key) =
			EntriesByJob::<T>::get(part.job, part.part).ok_or(Error::<T>::NotQueued)?;
		let entry = Queues::<T>::get(home, &key).ok_or(Error::<T>::NotQueued)?;
		let job = Jobs::<T>::get(part.job).ok_or(Error::<T>::NoSuchJob)?;
		let round = Self::round();
		let waited = round.saturating_sub(entry.homed);
		ensure!(waited >= job.terms.rehome_after, Error::<T>::NotStarving);
		let rehomed = entry.rehomed.checked_add(1).ok_or(Error::<T>::NotStarving)?;
		let mut boards = BTreeMap::new();
		let new = Self::choose_home(part, rehomed, &entry.request, entry.hardware, &mut boards)?;
		ensure!(new == home || Queues::<T>::len(new) < MAX_QUEUED, Error::<T>::QueueFull);
		let (_, mut entry) = Self::dequeue(part).ok_or(Error::<T>::NotQueued)?;
		let mut state = States::<T>::get(new);
		entry.key.parked = false;
		entry.homed = round;
		entry.rehomed = rehomed;
		entry.since = state.timeline.touch(round);
		States::<T>::insert(new, state);
		Self::enqueue(new, entry).map_err(|_| Error::<T>::QueueFull)?;
		Self::deposit_event(Event::PartRehomed { part, from: home, to: new });
		Ok(())
	}

	/// A node gives a lease back because an input was not to be had.
	pub(crate) fn do_return_lease(who: T::AccountId, id: LeaseId) -> DispatchResult {
		let lease = Leases::<T>::get(id).filter(|l| l.open).ok_or(Error::<T>::NoSuchLease)?;
		let node = Nodes::<T>::get(lease.node).ok_or(Error::<T>::NoSuchNode)?;
		ensure!(who == node.hot_key || who == node.provider, Error::<T>::NotProvider);
		let mut job = Jobs::<T>::get(lease.job).ok_or(Error::<T>::NoSuchJob)?;
		let second = job.input_missing.as_ref().is_some_and(|first| *first != node.provider);
		if !second {
			job.input_missing = Some(node.provider);
			Jobs::<T>::insert(lease.job, job);
		}
		let (node, job) = (lease.node, lease.job);
		let fine = INPUT_FINE.mul_floor(lease.price(lease.len.saturating_sub(lease.committed)));
		let mut site = Site::<T>::load(lease.labscape);
		let give_up = second.then_some(Abandoned::InputUnavailable);
		Self::end_lease(&mut site, id, lease, LeaseEnd::InputUnavailable, give_up);
		site.store();
		Self::do_exclude(node, job);
		if second {
			Self::fine(job, fine);
		}
		Ok(())
	}

	/// Charge a requester whose inputs are not to be had: from what was just paid back.
	fn fine(id: JobId, amount: Balance) {
		let Some(job) = Jobs::<T>::get(id) else { return };
		let treasury = T::Treasury::get();
		let paid = T::Currency::transfer(&job.requester, &treasury, amount, Preservation::Preserve);
		if paid.is_ok() {
			Self::deposit_event(Event::RequesterFined { job: id, amount });
		}
	}
}
