//! Seats, chains and commits: what a report says of its own node.

use crate::*;
use alloc::vec::Vec;
use frame_support::{ensure, BoundedVec};
use labscape_posw::{
	epoch, money,
	params::Parameters,
	payload::{Commit, Report},
	Balance, MAX_COMMIT_ITEMS,
};
use labscape_primitives::{
	account_tag, Hash, NodeView, ProviderStake, Segment, Segments, WorkEpoch, WorkSource,
};
use sp_runtime::DispatchError;

/// A chain registered in epoch `e` counts from `e + CHAIN_DELAY`: audits of draw `b` are committed
/// in `b + 2`, so its head was fixed two epochs before the beacon of `b` was. *(A20)*
pub const CHAIN_DELAY: WorkEpoch = 3;

/// A commit that was checked against the leases of its node.
pub(crate) struct PreparedCommit {
	pub root: Hash,
	pub finished: Vec<(u64, u32)>,
	pub segments: Segments<Balance>,
	pub count: u32,
	pub value: Balance,
	pub budget: Balance,
}

impl<T: Config> Pallet<T> {
	/// Bring the chain of a node up to the epoch of its report.
	pub(crate) fn advance_chain(standing: &mut Standing, report: &Report) {
		if let Some(next) = standing.next_chain.filter(|next| next.from <= report.epoch) {
			standing.chain = Some(next);
			standing.next_chain = None;
		}
		if let Some(head) = report.next_chain {
			let from = report.epoch.saturating_add(CHAIN_DELAY);
			standing.next_chain = Some(ChainHead { head, from });
		}
	}

	/// Check a commit against the leases of its node: in their order, growing, within them.
	pub(crate) fn prepare_commit(
		report: &Report,
		commit: &Commit,
		standing: &Standing,
	) -> Result<PreparedCommit, Error<T>> {
		ensure!(!standing.open.is_full(), Error::TooManyOpenEpochs);
		let leases = T::Work::leases(report.node);
		let mut leases = leases.iter();
		let mut prepared = PreparedCommit {
			root: commit.root,
			finished: commit.finished.to_vec(),
			segments: Segments::new(),
			count: 0,
			value: 0,
			budget: 0,
		};
		for (lease, finished) in &commit.finished {
			// Each is looked for behind the one before: leases in another order are not found.
			let lease = leases.find(|open| open.id == *lease).ok_or(Error::BadPrefix)?;
			ensure!(*finished > lease.committed && *finished <= lease.len, Error::BadPrefix);
			let len = finished.saturating_sub(lease.committed);
			let first = lease.first.checked_add(lease.committed).ok_or(Error::BadPrefix)?;
			let items = Balance::from(len);
			let value = lease.item_price.checked_mul(items).ok_or(Error::BadPrefix)?;
			prepared.count = prepared.count.saturating_add(len);
			prepared.value = prepared.value.checked_add(value).ok_or(Error::BadPrefix)?;
			prepared.budget = prepared
				.budget
				.saturating_add(money::audit_price(lease.item_price).saturating_mul(items));
			let segment = Segment {
				lease: lease.id,
				job: lease.job,
				first,
				len,
				item_price: lease.item_price,
			};
			prepared.segments.try_push(segment).map_err(|_| Error::BadPrefix)?;
		}
		ensure!((1..=MAX_COMMIT_ITEMS).contains(&prepared.count), Error::BadItemCount);
		Ok(prepared)
	}

	/// Give the node its seat in this epoch's page, with its work if it committed any.
	pub(crate) fn take_seat(
		report: &Report,
		view: &NodeView<T::AccountId>,
		standing: &mut Standing,
		commit: Option<PreparedCommit>,
	) -> Result<(), DispatchError> {
		let work = epoch::committed_in(report.epoch).ok_or(Error::<T>::WrongEpoch)?;
		let mut record = Epochs::<T>::get(work).ok_or(Error::<T>::WrongEpoch)?;
		let mut page = Pages::<T>::get(work, view.labscape);
		if page.is_empty() {
			let due = epoch::decided_from(work);
			Agenda::<T>::mutate(due, work, |pages| pages.insert(view.labscape));
			record.pages = record.pages.saturating_add(1);
		}
		let index = page.len() as u16;
		let units = Self::eligible_units(report, view, standing);
		let start = Tables::<T>::mutate(work, |table| table.add(view.labscape, units));
		let tally = match commit {
			Some(commit) => {
				record.burn = record
					.burn
					.saturating_add(money::split(commit.value, &record.params.shares).burn);
				let params = &record.params;
				let seat = (index, (start, units));
				let tally = Self::put_work(report, view, standing, commit, params, work, seat)?;
				let fees = tally.fee.saturating_mul(Balance::from(tally.samples));
				record.samples = record.samples.saturating_add(u32::from(tally.samples));
				record.fees = record.fees.saturating_add(fees);
				Some(tally)
			}
			None => None,
		};
		Epochs::<T>::insert(work, record);
		page.try_push(Seat {
			node: report.node,
			provider: account_tag(&view.provider),
			start,
			units,
			tally,
		})
		.map_err(|_| Error::<T>::LabscapeFull)?;
		Pages::<T>::insert(work, view.labscape, page);
		Ok(())
	}

	/// The units with which a node may be drawn: those that count, of an active provider, with a
	/// chain that will count when the audits are committed. *(A6, A20)*
	fn eligible_units(report: &Report, view: &NodeView<T::AccountId>, standing: &Standing) -> u16 {
		let audited_in = report.epoch.saturating_add(1);
		let chained = [standing.chain, standing.next_chain]
			.into_iter()
			.flatten()
			.any(|chain| chain.from <= audited_in);
		let eligible = view.counts_from <= report.epoch
			&& !view.draining
			&& chained
			&& standing.no_audits_before <= report.epoch
			&& T::Stake::is_active(&view.provider);
		if eligible {
			view.units
		} else {
			0
		}
	}

	/// Write the commit down and move the leases' prefixes.
	fn put_work(
		report: &Report,
		view: &NodeView<T::AccountId>,
		standing: &mut Standing,
		commit: PreparedCommit,
		params: &Parameters,
		work: WorkEpoch,
		(seat, own): (u16, (u16, u16)),
	) -> Result<Tally, DispatchError> {
		for (lease, finished) in &commit.finished {
			T::Work::commit_prefix(report.node, *lease, *finished)?;
		}
		let samples = money::samples(commit.count, params);
		let fee =
			money::sample_fee(commit.value, commit.count, samples, commit.budget, &params.shares);
		let leases = commit.segments.len() as u8;
		standing.leased = standing.leased.saturating_sub(commit.value);
		standing.open.try_push(work).map_err(|_| Error::<T>::TooManyOpenEpochs)?;
		Self::deposit_event(Event::Committed {
			node: report.node,
			work,
			root: commit.root,
			items: commit.count,
			value: commit.value,
		});
		Works::<T>::insert(
			work,
			report.node,
			Work {
				provider: view.provider.clone(),
				labscape: view.labscape,
				seat,
				own,
				root: commit.root,
				count: commit.count,
				value: commit.value,
				budget: commit.budget,
				charges: 0,
				accepted_value: 0,
				kept_back: 0,
				accepted: 0,
				segments: commit.segments,
				claims: Default::default(),
				dissent: Default::default(),
				asked: Default::default(),
				disputes: Default::default(),
			},
		);
		Ok(Tally {
			samples,
			fee,
			draws: BoundedVec::truncate_from(alloc::vec![work]),
			stage: Stage::Open,
			leases,
			fees: 0,
			agreed: 0,
			claimed: 0,
			answered: None,
			disputes: 0,
			asked: false,
			judged: SampleSet::default(),
		})
	}

	/// A tally and its work, if the work is not decided.
	pub(crate) fn open_tally<R>(
		work: WorkEpoch,
		node: labscape_primitives::NodeId,
		change: impl FnOnce(&mut Work<T::AccountId>, &mut Tally) -> Result<R, Error<T>>,
	) -> Result<R, Error<T>> {
		let mut record = Works::<T>::get(work, node).ok_or(Error::UnknownWork)?;
		let mut page = Pages::<T>::get(work, record.labscape);
		let tally = page
			.get_mut(usize::from(record.seat))
			.and_then(|seat| seat.tally.as_mut())
			.ok_or(Error::UnknownWork)?;
		let result = change(&mut record, tally)?;
		Pages::<T>::insert(work, record.labscape, page);
		Works::<T>::insert(work, node, record);
		Ok(result)
	}
}
