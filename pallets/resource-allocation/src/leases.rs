//! Leases: from the grant of a plan to the last item that is settled or returned.
//!
//! A lease holds slots and resources while it *runs*, which is as long as the node claimed to need;
//! it is *open* until all of it is committed or its time to commit is over; it is forgotten when
//! nothing of it is *outstanding*.

use frame_support::{
	defensive,
	traits::{
		fungible::{hold::Mutate as _, Mutate as _},
		tokens::{Fortitude, Precision, Preservation, Restriction},
	},
};
use labscape_primitives::{
	account_tag, GpuSet, ItemIndex, LeaseId, NodeId, ProviderStake, Request, Slot, WorkProof,
};
use labscape_scheduler::{PartKey, SkipReason};
use sp_runtime::{DispatchError, DispatchResult};

use crate::{
	Abandoned, Config, Due, Error, Event, HoldReason, Job, JobState, Jobs, Lease, LeaseEnd, Leases,
	NextLease, NodeLeases, Nodes, Pallet, QueueEntry, Site, Skip,
};

/// Where one member of a gang is to run, as the scheduler granted it.
pub(crate) struct Berth {
	pub node: NodeId,
	pub slot: Slot,
	pub gpus: GpuSet,
	pub first: ItemIndex,
	pub len: u32,
}

impl<T: Config> Pallet<T> {
	/// Make the lease of one gang member. The caller runs this in a storage layer and drops `site`
	/// and `job` if any member fails.
	pub(crate) fn make_lease(
		site: &mut Site<T>,
		entry: &QueueEntry,
		job: &mut Job<T::AccountId>,
		berth: &Berth,
	) -> Result<(), Skip> {
		let node = Nodes::<T>::get(berth.node).ok_or(Skip::NoStake(berth.node))?;
		let (item_price, unit) =
			Self::unit_price(site.market.price, job.item_fuel).ok_or(Skip::NotPaid)?;
		if unit > job.unit_budget {
			return Err(Skip::NotPaid);
		}
		let no_stake = Skip::NoStake(berth.node);
		if !T::Stake::is_active(&node.provider) {
			return Err(no_stake);
		}
		let lease = Lease {
			node: berth.node,
			labscape: site.labscape,
			job: entry.key.part.job,
			part: entry.key.part.part,
			first: berth.first,
			len: berth.len,
			committed: 0,
			done: 0,
			item_price,
			item_audit: unit.saturating_sub(item_price),
			shape: entry.request.shape,
			gpus: berth.gpus,
			first_slot: berth.slot,
			running: true,
			open: true,
			busy_until: 0,
			expires: 0,
			class: job.class,
		};
		T::WorkProof::reserve(berth.node, lease.price(lease.len)).map_err(|_| no_stake)?;
		Self::pay_for(&lease, job).map_err(|_| Skip::NotPaid)?;
		if !site.take(berth.node, berth.slot, &lease.shape, berth.gpus) {
			// The scheduler counted on an eviction of a placement before this one, which was
			// skipped.
			return Err(Skip::Unfit(SkipReason::SlotTaken));
		}
		Self::record_lease(lease, job, node.rate).map_err(|_| no_stake)
	}

	/// Move price and audit budget of a new lease from the job's hold into the pot.
	fn pay_for(lease: &Lease, job: &mut Job<T::AccountId>) -> DispatchResult {
		let amount = lease.paid(lease.len);
		job.held = job.held.checked_sub(amount).ok_or(Error::<T>::BudgetSpent)?;
		job.queued = job.queued.checked_sub(lease.len).ok_or(Error::<T>::BudgetSpent)?;
		job.leased = job.leased.saturating_add(lease.len);
		T::Currency::transfer_on_hold(
			&HoldReason::JobBudget.into(),
			&job.requester,
			&T::WorkProof::pot(),
			amount,
			Precision::Exact,
			Restriction::Free,
			Fortitude::Force,
		)?;
		Ok(())
	}

	fn record_lease(mut lease: Lease, job: &Job<T::AccountId>, rate: u64) -> DispatchResult {
		let id = NextLease::<T>::get();
		NextLease::<T>::put(id.checked_add(1).ok_or(Error::<T>::IdsExhausted)?);
		let run = run_blocks(lease.len, job.item_fuel, lease.shape.units, rate);
		lease.busy_until = Self::clock().saturating_add(run);
		lease.expires = lease.busy_until.saturating_add(job.terms.grace_blocks.max(1));
		NodeLeases::<T>::try_mutate(lease.node, |ids| ids.try_push(id))
			.map_err(|_| Error::<T>::NodeBusy)?;
		// Its expiry follows when that has come: most leases are committed before.
		Self::schedule(lease.busy_until, Due::Release(id));
		Self::deposit_event(Event::LeaseMade {
			lease: id,
			node: lease.node,
			job: lease.job,
			first: lease.first,
			len: lease.len,
			item_price: lease.item_price,
			expires: lease.expires,
		});
		Leases::<T>::insert(id, lease);
		Ok(())
	}

	/// A lease's slots become free because its time to run is over.
	pub(crate) fn release_lease(id: LeaseId) {
		let Some(mut lease) = Leases::<T>::get(id) else { return };
		let mut site = Site::<T>::load(lease.labscape);
		Self::stop_running(&mut site, id, &mut lease);
		site.store();
		if lease.open {
			Self::schedule(lease.expires, Due::Expiry(id));
		}
		Leases::<T>::insert(id, lease);
	}

	/// Give slots and resources back, once.
	fn stop_running(site: &mut Site<T>, id: LeaseId, lease: &mut Lease) {
		if !lease.running {
			return;
		}
		lease.running = false;
		site.give_back(lease.node, lease.first_slot, &lease.shape, lease.gpus);
		Self::unschedule(lease.busy_until, Due::Release(id));
	}

	/// Close a lease: nothing more can be committed. Does not store it.
	fn close_lease(site: &mut Site<T>, id: LeaseId, lease: &mut Lease) {
		if !lease.running {
			Self::unschedule(lease.expires, Due::Expiry(id));
		}
		Self::stop_running(site, id, lease);
		lease.open = false;
		site.change_node(lease.node, |node| node.leases = node.leases.saturating_sub(1));
		NodeLeases::<T>::mutate(lease.node, |ids| ids.retain(|other| *other != id));
	}

	/// Write a lease back, or forget it if nothing of it is outstanding.
	fn keep_lease(id: LeaseId, lease: Lease) {
		if lease.outstanding() == 0 && !lease.open {
			Leases::<T>::remove(id);
		} else {
			Leases::<T>::insert(id, lease);
		}
	}

	/// End a lease that is not committed to its end; what is missing returns to its queue.
	pub(crate) fn end_lease(
		site: &mut Site<T>,
		id: LeaseId,
		mut lease: Lease,
		end: LeaseEnd,
		give_up: Option<Abandoned>,
	) {
		Self::close_lease(site, id, &mut lease);
		let missing = lease.len.saturating_sub(lease.committed);
		let first = lease.first.saturating_add(lease.committed);
		Self::deposit_event(Event::LeaseEnded { lease: id, end, undelivered: missing });
		if missing > 0 {
			T::WorkProof::unreserve(lease.node, lease.price(missing));
			Self::return_items(site, &lease, first, missing, give_up);
		}
		Self::keep_lease(id, lease);
	}

	/// The time to commit is over.
	pub(crate) fn expire_lease(id: LeaseId) {
		let Some(lease) = Leases::<T>::get(id).filter(|lease| lease.open) else { return };
		let (node, job) = (lease.node, lease.job);
		let undelivered = lease.price(lease.len.saturating_sub(lease.committed));
		let mut site = Site::<T>::load(lease.labscape);
		Self::end_lease(&mut site, id, lease, LeaseEnd::Expired, None);
		site.store();
		Self::do_exclude(node, job);
		Self::strike(node);
		T::WorkProof::fault_undelivered(node, undelivered);
	}

	/// A commit covers the first `committed` items of a lease. Returns how many are new.
	pub(crate) fn commit_lease(
		node: NodeId,
		id: LeaseId,
		committed: u32,
	) -> Result<(Lease, u32), DispatchError> {
		let mut lease = Leases::<T>::get(id).ok_or(Error::<T>::NoSuchLease)?;
		frame_support::ensure!(lease.node == node && lease.open, Error::<T>::NoSuchLease);
		frame_support::ensure!(committed <= lease.len, Error::<T>::PrefixTooLong);
		let gained = committed.checked_sub(lease.committed).ok_or(Error::<T>::PrefixShrinks)?;
		if gained > 0 {
			lease.committed = committed;
			if committed == lease.len {
				let mut site = Site::<T>::load(lease.labscape);
				Self::close_lease(&mut site, id, &mut lease);
				site.store();
			}
			Leases::<T>::insert(id, &lease);
		}
		Ok((lease, gained))
	}

	/// `len` committed items of a lease are settled or void.
	pub(crate) fn finish_items(id: LeaseId, len: u32) -> Option<Lease> {
		let mut lease = Leases::<T>::get(id)?;
		let open = lease.committed.checked_sub(lease.done)?;
		if len > open {
			defensive!("Posw settles or voids what was committed, once");
			return None;
		}
		lease.done = lease.done.saturating_add(len);
		Self::keep_lease(id, lease.clone());
		Some(lease)
	}

	/// Items of a lease come back: their price from the pot into the hold, they themselves to the
	/// head of their class. If the job is closing, or the items are given up, the price is the
	/// requester's for good.
	pub(crate) fn return_items(
		site: &mut Site<T>,
		lease: &Lease,
		first: ItemIndex,
		len: u32,
		give_up: Option<Abandoned>,
	) {
		let Some(mut job) = Jobs::<T>::get(lease.job) else {
			defensive!("a job is kept while it has leases");
			return;
		};
		let paid = lease.paid(len);
		job.leased = job.leased.saturating_sub(len);
		let give_up = give_up.or((job.state != JobState::Open).then_some(Abandoned::Closing));
		match give_up {
			None if Self::hold_again(&job.requester, paid).is_ok() => {
				job.held = job.held.saturating_add(paid);
				job.queued = job.queued.saturating_add(len);
				Self::queue_again(site, lease, &mut job, first, len);
			}
			cause => {
				let cause = cause.unwrap_or(Abandoned::NotHeld);
				Self::refund_from_pot(&mut job, paid);
				let slack = Self::budget(&job, len).saturating_sub(paid);
				Self::release(&mut job, slack);
				job.abandoned = job.abandoned.saturating_add(len);
				Self::deposit_event(Event::ItemsAbandoned { job: lease.job, first, len, cause });
			}
		}
		Self::keep_job(lease.job, job);
	}

	fn queue_again(
		site: &mut Site<T>,
		lease: &Lease,
		job: &mut Job<T::AccountId>,
		first: ItemIndex,
		len: u32,
	) {
		let part = PartKey { job: lease.job, part: job.next_part };
		let room = job.next_part.checked_add(1).map(|next| job.next_part = next).is_some();
		let entry = QueueEntry {
			key: QueueEntry::key(part, job.class, true, job.priority, site.round, job.deadline, 0),
			first,
			len,
			request: Request { shape: lease.shape, gang: 1 },
			item_fuel: job.item_fuel,
			max_price: job.max_price,
			priority: job.priority,
			arrived: site.round,
			homed: site.round,
			since: site.timeline.touch(site.round),
			rehomed: 0,
			hardware: job.hardware,
			requester: account_tag(&job.requester),
		};
		if room && Self::enqueue(site.labscape, entry).is_ok() {
			Self::deposit_event(Event::ItemsReturned { part, labscape: site.labscape, first, len });
		} else {
			Self::abandon_queued(job, lease.job, first, len, Abandoned::NoRoom);
		}
	}

	fn hold_again(requester: &T::AccountId, amount: u128) -> DispatchResult {
		T::Currency::transfer_and_hold(
			&HoldReason::JobBudget.into(),
			&T::WorkProof::pot(),
			requester,
			amount,
			Precision::Exact,
			Preservation::Preserve,
			Fortitude::Polite,
		)?;
		Ok(())
	}

	/// Pay back what a lease had moved into the pot; what cannot be paid now is owed.
	pub(crate) fn refund_from_pot(job: &mut Job<T::AccountId>, amount: u128) {
		let pot = T::WorkProof::pot();
		if T::Currency::transfer(&pot, &job.requester, amount, Preservation::Preserve).is_err() {
			job.owed = job.owed.saturating_add(amount);
		}
	}

	/// Take units from a Spot lease for Reserved work, whose requester compensates the provider.
	pub(crate) fn evict(
		site: &mut Site<T>,
		id: LeaseId,
		by: labscape_primitives::JobId,
	) -> Result<(), Skip> {
		let lease = Leases::<T>::get(id)
			.filter(|lease| lease.running && lease.labscape == site.labscape)
			.ok_or(Skip::NotPaid)?;
		let mut job = Jobs::<T>::get(by).ok_or(Skip::NotPaid)?;
		let provider = Nodes::<T>::get(lease.node).ok_or(Skip::NotPaid)?.provider;
		let missing = lease.price(lease.len.saturating_sub(lease.committed));
		let amount = job.terms.compensation.mul_floor(missing);
		job.compensation_left = job.compensation_left.checked_sub(amount).ok_or(Skip::NotPaid)?;
		job.held = job.held.checked_sub(amount).ok_or(Skip::NotPaid)?;
		T::Currency::transfer_on_hold(
			&HoldReason::JobBudget.into(),
			&job.requester,
			&provider,
			amount,
			Precision::Exact,
			Restriction::Free,
			Fortitude::Force,
		)
		.map_err(|_| Skip::NotPaid)?;
		Jobs::<T>::insert(by, job);
		Self::deposit_event(Event::Compensated { lease: id, by, amount });
		if lease.open {
			Self::end_lease(site, id, lease, LeaseEnd::Evicted, None);
		} else {
			defensive!("a lease that runs is open");
		}
		Ok(())
	}
}

/// Blocks that `len` items of `fuel` take on `units` units of `rate` fuel per block each.
pub(crate) fn run_blocks(len: u32, fuel: u64, units: u16, rate: u64) -> u32 {
	let work = u128::from(len).saturating_mul(u128::from(fuel));
	let speed = u128::from(units).saturating_mul(u128::from(rate)).max(1);
	u32::try_from(work.div_ceil(speed)).unwrap_or(u32::MAX).max(1)
}
