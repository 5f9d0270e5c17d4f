//! The numbered invariants of the pallet, checked against real balances, queues and leases.

use alloc::collections::{BTreeMap, BTreeSet};

use frame_support::{ensure, traits::fungible::InspectHold};
use labscape_primitives::{
	account_tag, JobId, NodeId, Repute, WorkProof, MAX_LEASES_PER_NODE, UNITS_PER_LABSCAPE,
};
use labscape_scheduler::SlotMap;
use sp_runtime::TryRuntimeError;

use crate::{
	queues::PAGE_ENTRIES, ActiveLabscapes, Agenda, Balance, Boards, Config, Due, EntriesByJob,
	HoldReason, Job, JobState, Jobs, Lease, Leases, NodeByHotKey, NodeLeases, NodeState, Nodes,
	NodesByProvider, Pallet, QueueIndexes, QueuePages, Reservations, States, Usages,
};

type Check = Result<(), TryRuntimeError>;

impl<T: Config> Pallet<T> {
	/// Check every invariant of the module's documentation.
	pub fn do_try_state() -> Check {
		Self::check_i1()?;
		Self::check_i2()?;
		Self::check_i3()?;
		Self::check_i4()?;
		Self::check_i5()?;
		Self::check_i6()?;
		Self::check_i7()?;
		Self::check_i8()?;
		Self::check_i9()?;
		Self::check_i10()?;
		Self::check_i11()
	}

	fn running() -> impl Iterator<Item = (u64, Lease)> {
		Leases::<T>::iter().filter(|(_, lease)| lease.running)
	}

	/// Leased slots are exactly those of running leases.
	pub(crate) fn check_i1() -> Check {
		let mut used = BTreeMap::<u8, SlotMap>::new();
		for (_, lease) in Self::running() {
			let map = used.entry(lease.labscape).or_default();
			let units = lease.shape.units;
			ensure!(!map.contains_any(lease.first_slot, units), "I1: a slot is leased twice");
			map.mark(lease.first_slot, units);
			ensure!(map.contains_all(lease.first_slot, units), "I1: a lease leaves its labscape");
		}
		for labscape in 0..=u8::MAX {
			let map = used.get(&labscape).copied().unwrap_or_default();
			ensure!(map.count() <= u32::from(UNITS_PER_LABSCAPE), "I1: more than all units");
			ensure!(Boards::<T>::get(labscape).used == map, "I1: a board shows other slots");
			ensure!(
				u32::from(States::<T>::get(labscape).market.busy) == map.count(),
				"I1: a market counts other units"
			);
		}
		Ok(())
	}

	/// Nodes and boards agree.
	pub(crate) fn check_i2() -> Check {
		let mut seen = BTreeSet::<NodeId>::new();
		for (labscape, board) in Boards::<T>::iter() {
			let mut end = 0u16;
			for entry in &board.nodes {
				ensure!(entry.first_slot >= end, "I2: runs of nodes overlap");
				end = entry.first_slot.saturating_add(entry.units);
				ensure!(end <= UNITS_PER_LABSCAPE, "I2: a run leaves its labscape");
				ensure!(seen.insert(entry.id), "I2: a node is on two boards");
				let node = Nodes::<T>::get(entry.id).ok_or("I2: a node on a board is gone")?;
				let same = node.labscape == labscape
					&& node.first_slot == entry.first_slot
					&& node.units == entry.units
					&& node.capacity == entry.capacity
					&& node.class == entry.class
					&& node.on_probation == entry.on_probation
					&& T::WorkProof::repute(entry.id)
						== (Repute { on_probation: entry.on_probation, trusted: entry.trusted })
					&& (node.state == NodeState::Draining) == entry.draining
					&& Reservations::<T>::get(entry.id).map(|held| account_tag(&held.holder))
						== entry.reserved;
				ensure!(same, "I2: a board shows a node otherwise than it is");
			}
		}
		ensure!(Nodes::<T>::iter_keys().all(|id| seen.contains(&id)), "I2: a node is on no board");
		Ok(())
	}

	/// What is free of a node is its capacity less what its running leases take.
	pub(crate) fn check_i3() -> Check {
		let mut free = BTreeMap::new();
		for (id, lease) in Self::running() {
			let node = Nodes::<T>::get(lease.node).ok_or("I3: the node of a lease is gone")?;
			let end = lease.first_slot.saturating_add(lease.shape.units);
			ensure!(
				lease.first_slot >= node.first_slot
					&& end <= node.first_slot.saturating_add(node.units),
				"I3: a lease lies outside its node"
			);
			let left = free.entry(lease.node).or_insert_with(|| node.capacity.full());
			left.take(&lease.shape, lease.gpus).map_err(|_| {
				log::error!(target: crate::LOG_TARGET, "lease {id} of node {}", lease.node);
				"I3: a node gives more than it has"
			})?;
		}
		for (_, board) in Boards::<T>::iter() {
			for entry in &board.nodes {
				let left = free.get(&entry.id).copied().unwrap_or(entry.capacity.full());
				ensure!(entry.free == left, "I3: a board shows other resources");
			}
		}
		Ok(())
	}

	/// The holds of a requester are the sum of what its jobs say is held.
	pub(crate) fn check_i4() -> Check {
		let mut held = BTreeMap::<T::AccountId, Balance>::new();
		for (_, job) in Jobs::<T>::iter() {
			let sum = held.entry(job.requester).or_default();
			*sum = sum.saturating_add(job.held);
		}
		for (who, sum) in held {
			let on_hold = T::Currency::balance_on_hold(&HoldReason::JobBudget.into(), &who);
			ensure!(on_hold == sum, "I4: a hold is not the sum of its jobs");
		}
		Ok(())
	}

	fn leases_by_job() -> BTreeMap<JobId, (u32, Balance)> {
		let mut sums = BTreeMap::new();
		for (_, lease) in Leases::<T>::iter() {
			let (items, paid) = sums.entry(lease.job).or_insert((0u32, 0 as Balance));
			*items = items.saturating_add(lease.outstanding());
			*paid = paid.saturating_add(lease.paid(lease.outstanding()));
		}
		sums
	}

	/// What a job holds is the budget of what waits, the slack of what is leased, its surplus, and
	/// what is left for compensations.
	pub(crate) fn check_i5() -> Check {
		let leases = Self::leases_by_job();
		for (id, job) in Jobs::<T>::iter() {
			let (items, paid) = leases.get(&id).copied().unwrap_or_default();
			let slack = Self::budget(&job, items).checked_sub(paid);
			let slack = slack.ok_or("I5: a lease costs more than its job's budget")?;
			let expected = Self::budget(&job, job.queued)
				.saturating_add(slack)
				.saturating_add(job.surplus)
				.saturating_add(job.compensation_left);
			ensure!(job.held == expected, "I5: a job holds something else than it needs");
		}
		Ok(())
	}

	/// Each item is queued, leased, settled or abandoned.
	pub(crate) fn check_i6() -> Check {
		let leases = Self::leases_by_job();
		let mut queued = BTreeMap::<JobId, u32>::new();
		for (_, _, page) in QueuePages::<T>::iter() {
			for entry in page {
				let sum = queued.entry(entry.key.part.job).or_default();
				*sum = sum.saturating_add(entry.len);
			}
		}
		for (id, job) in Jobs::<T>::iter() {
			let all = [job.queued, job.leased, job.settled, job.abandoned];
			let sum: u64 = all.into_iter().map(u64::from).sum();
			ensure!(sum == u64::from(job.items), "I6: items are lost or double");
			let waiting = queued.remove(&id).unwrap_or_default();
			ensure!(waiting == job.queued, "I6: queues hold other items than the job says");
			let leased = leases.get(&id).map_or(0, |(items, _)| *items);
			ensure!(leased == job.leased, "I6: leases cover other items than the job says");
			let over = job.queued == 0 && job.leased == 0;
			ensure!(over == (job.state == JobState::Finished), "I6: a job is not finished in time");
		}
		ensure!(queued.is_empty(), "I6: a queue holds items of no job");
		ensure!(leases.keys().all(Jobs::<T>::contains_key), "I6: a lease serves no job");
		Ok(())
	}

	/// Queues are in order, their indices are right, and every entry is found from its job.
	pub(crate) fn check_i7() -> Check {
		let mut pages = 0usize;
		let mut entries = 0usize;
		for (labscape, index) in QueueIndexes::<T>::iter() {
			let mut last = None;
			let mut count = 0u32;
			for page in &index.pages {
				pages = pages.saturating_add(1);
				let content = QueuePages::<T>::get(labscape, page.page);
				ensure!(!content.is_empty(), "I7: a page is empty");
				ensure!(content.len() <= PAGE_ENTRIES as usize, "I7: a page is too full");
				ensure!(content.len() == usize::from(page.len), "I7: an index counts wrong");
				ensure!(
					content.first().map(|entry| entry.key) == Some(page.first),
					"I7: an index shows another first entry"
				);
				for entry in content {
					ensure!(last.is_none_or(|key| key < entry.key), "I7: a queue is not in order");
					last = Some(entry.key);
					count = count.saturating_add(1);
					let part = entry.key.part;
					ensure!(
						EntriesByJob::<T>::get(part.job, part.part) == Some((labscape, entry.key)),
						"I7: an entry is not found from its job"
					);
					let payer = Jobs::<T>::get(part.job).map(|job| account_tag(&job.requester));
					ensure!(payer == Some(entry.requester), "I7: an entry names another payer");
				}
			}
			ensure!(count == index.entries, "I7: an index has another sum");
			entries = entries.saturating_add(count as usize);
		}
		ensure!(QueuePages::<T>::iter_keys().count() == pages, "I7: a page is in no index");
		ensure!(EntriesByJob::<T>::iter_keys().count() == entries, "I7: a job finds what is gone");
		Ok(())
	}

	/// A node's list holds exactly its open leases.
	pub(crate) fn check_i8() -> Check {
		let mut open = BTreeMap::<NodeId, BTreeSet<u64>>::new();
		for (id, lease) in Leases::<T>::iter() {
			ensure!(
				lease.committed <= lease.len && lease.done <= lease.committed,
				"I8: a lease's counts are out of order"
			);
			ensure!(lease.open || !lease.running, "I8: a closed lease runs");
			ensure!(lease.open || lease.outstanding() > 0, "I8: a lease is kept for nothing");
			if lease.open {
				open.entry(lease.node).or_default().insert(id);
			}
		}
		for (node, list) in NodeLeases::<T>::iter() {
			let listed: BTreeSet<u64> = list.iter().copied().collect();
			ensure!(listed.len() == list.len(), "I8: a lease is listed twice");
			let open = open.remove(&node).unwrap_or_default();
			ensure!(listed == open, "I8: a node lists other leases");
			ensure!(listed.len() <= MAX_LEASES_PER_NODE as usize, "I8: too many leases");
		}
		ensure!(open.is_empty(), "I8: an open lease is in no list");
		for (_, board) in Boards::<T>::iter() {
			for entry in &board.nodes {
				let len = NodeLeases::<T>::decode_len(entry.id).unwrap_or(0);
				ensure!(usize::from(entry.leases) == len, "I8: a board counts other leases");
			}
		}
		Ok(())
	}

	/// Everything that must end has its place in the agenda.
	pub(crate) fn check_i9() -> Check {
		for (id, lease) in Leases::<T>::iter() {
			let release = Agenda::<T>::contains_key(lease.busy_until, Due::Release(id));
			ensure!(release == lease.running, "I9: the release of a lease is not in the agenda");
			let expiry = Agenda::<T>::contains_key(lease.expires, Due::Expiry(id));
			let ended = lease.open && !lease.running;
			ensure!(expiry == ended, "I9: the expiry of a lease is not in the agenda");
		}
		let mut others = BTreeSet::new();
		for (_, due) in Agenda::<T>::iter_keys() {
			ensure!(others.insert(due), "I9: something falls due twice");
		}
		for (id, reservation) in Reservations::<T>::iter() {
			ensure!(
				Agenda::<T>::contains_key(reservation.until, Due::ReservationEnd(id)),
				"I9: the end of a reservation is not in the agenda"
			);
		}
		for (id, job) in Jobs::<T>::iter() {
			let deadline = Agenda::<T>::contains_key(job.deadline, Due::Deadline(id));
			ensure!(
				deadline == (job.state == JobState::Open),
				"I9: the deadline of a job is not in the agenda"
			);
			let closing = matches!(job.state, JobState::Closing(_)) && job.queued > 0;
			ensure!(
				others.contains(&Due::Closing(id)) == closing,
				"I9: the rest of a closing job is not in the agenda"
			);
			ensure!(
				others.contains(&Due::Cleanup(id)) == (job.state == JobState::Finished),
				"I9: the end of a job is not in the agenda"
			);
		}
		Ok(())
	}

	/// An account's count of open jobs is right.
	pub(crate) fn check_i10() -> Check {
		let mut open = BTreeMap::<T::AccountId, u32>::new();
		let unfinished = |job: &Job<T::AccountId>| job.state != JobState::Finished;
		for (_, job) in Jobs::<T>::iter().filter(|(_, job)| unfinished(job)) {
			let count = open.entry(job.requester).or_default();
			*count = count.saturating_add(1);
		}
		for (who, usage) in Usages::<T>::iter() {
			let count = open.remove(&who).unwrap_or_default();
			ensure!(usage.open_jobs == count, "I10: an account's open jobs are counted wrong");
		}
		ensure!(open.is_empty(), "I10: an account with open jobs is not counted");
		Ok(())
	}

	/// Hot keys, nodes per provider and the list of labscapes with nodes are right.
	pub(crate) fn check_i11() -> Check {
		let mut nodes = BTreeMap::<T::AccountId, u32>::new();
		let mut count = 0usize;
		for (id, node) in Nodes::<T>::iter() {
			count = count.saturating_add(1);
			ensure!(
				NodeByHotKey::<T>::get(&node.hot_key) == Some(id),
				"I11: a hot key does not lead to its node"
			);
			let sum = nodes.entry(node.provider).or_default();
			*sum = sum.saturating_add(1);
		}
		ensure!(NodeByHotKey::<T>::iter_keys().count() == count, "I11: a hot key of no node");
		let counted: BTreeMap<_, _> = NodesByProvider::<T>::iter().collect();
		ensure!(counted == nodes, "I11: a provider's nodes are counted wrong");
		let active: BTreeSet<u8> = Boards::<T>::iter_keys().collect();
		ensure!(
			ActiveLabscapes::<T>::get().iter().copied().eq(active),
			"I11: the list of labscapes with nodes is wrong"
		);
		Ok(())
	}
}
