//! Audit commits and verdicts: what a report says of others.

use crate::*;
use alloc::{collections::BTreeMap, vec::Vec};
use codec::{Decode, Encode};
use core::ops::Range;
use frame_support::{
	ensure,
	traits::{fungible::Mutate, tokens::Preservation::Expendable, Get},
	BoundedVec,
};
use labscape_posw::{
	draw::{self, Slices},
	epoch, hash, merkle,
	payload::{AuditCommit, Finding, Opening, Report, Verdicts, MAX_ATTESTATIONS},
	Balance,
};
use labscape_primitives::{
	account_tag, Hash, LabscapeId, NodeId, NodeView, ProviderStake, WorkEpoch,
};
use scale_info::TypeInfo;
use sp_runtime::DispatchError;

/// Beyond so many judged samples older ones count half.
const JUDGED_REMEMBERED: u16 = 8_192;

/// What verdicts come to.
#[derive(Clone, PartialEq, Eq, Encode, Decode, TypeInfo, Debug)]
pub struct Judgement {
	/// The draw that is judged.
	pub draw: WorkEpoch,
	/// How many samples of it.
	pub samples: u32,
	/// What was looked at for it.
	pub read: Read,
	/// The verdicts, in the order of the report's entries.
	pub seats: Vec<JudgedSeat>,
}

/// What was looked at to check verdicts.
#[derive(Clone, Copy, Default, PartialEq, Eq, Encode, Decode, TypeInfo, Debug)]
pub struct Read {
	/// Seats of all pages, each page once.
	pub seats: u32,
	/// Samples of the works that were judged, whoever they fell to.
	pub samples: u32,
}

/// The verdict on one node.
#[derive(Clone, PartialEq, Eq, Encode, Decode, TypeInfo, Debug)]
pub struct JudgedSeat {
	/// The epoch of its work.
	pub work: WorkEpoch,
	/// Its page.
	pub labscape: LabscapeId,
	/// Its seat there.
	pub seat: u16,
	/// The node.
	pub node: NodeId,
	/// The samples that are judged.
	pub judged: Vec<u16>,
	/// On how many of them the auditor agrees.
	pub agreed: u16,
	/// Leaves that were not to be had.
	pub claimed: Vec<u32>,
	/// Whether nothing at all was to be had.
	pub all_claimed: bool,
	/// Leaf, what was committed, what was attested instead.
	pub wrong: Option<(u32, Hash, Hash)>,
}

/// Everything that is the same for all entries of a report.
struct Bench<'a> {
	draw: WorkEpoch,
	beacon: Hash,
	own: Range<u32>,
	provider: u64,
	auditor: NodeId,
	audit: &'a Audit,
	preimage: &'a Hash,
}

/// A page while verdicts on its seats are looked at, one after the other.
struct OpenPage<T: Config> {
	at: (WorkEpoch, LabscapeId),
	seats: BoundedVec<Seat, T::MaxSeats>,
	changed: bool,
}

impl<T: Config> OpenPage<T> {
	fn get(work: WorkEpoch, labscape: LabscapeId) -> Self {
		let seats = Pages::<T>::get(work, labscape);
		Self { at: (work, labscape), seats, changed: false }
	}

	fn put(&self) {
		if self.changed {
			let (work, labscape) = self.at;
			Pages::<T>::insert(work, labscape, &self.seats);
		}
	}
}

impl Bench<'_> {
	fn check_attestation<T: Config>(
		&self,
		work: WorkEpoch,
		node: NodeId,
		sample: u16,
		opening: &Opening,
	) -> Result<(), Error<T>> {
		self.audit.check_attestation(self.auditor, work, node, sample, opening)
	}
}

impl Audit {
	/// Whether an attestation of `auditor` opens to a leaf for this very sample.
	pub(crate) fn check_attestation<T: Config>(
		&self,
		auditor: NodeId,
		work: WorkEpoch,
		node: NodeId,
		sample: u16,
		opening: &Opening,
	) -> Result<(), Error<T>> {
		let attestation =
			hash::attestation(&opening.leaf, auditor, work, node, sample, &opening.salt);
		let opens =
			merkle::verify(&self.root, self.count, opening.index, &attestation, &opening.proof);
		ensure!(opens, Error::BadOpening);
		Ok(())
	}
}

impl<T: Config> Pallet<T> {
	/// Check that a node may commit audits of the draw that is due.
	pub(crate) fn check_audit(
		report: &Report,
		view: &NodeView<T::AccountId>,
		standing: &Standing,
	) -> Result<(), Error<T>> {
		let Some(audit) = &report.audit else { return Ok(()) };
		let draw = epoch::audited_in(report.epoch).ok_or(Error::WrongBeacon)?;
		let beacon = Epochs::<T>::get(draw).and_then(|record| record.beacon);
		ensure!(beacon == Some(audit.beacon), Error::WrongBeacon);
		ensure!(standing.chain.is_some_and(|chain| chain.from <= report.epoch), Error::NoChain);
		ensure!(audit.count > 0, Error::BadEntries);
		ensure!(audit.count <= MAX_ATTESTATIONS, Error::TooManySamples);
		// Only who can be drawn: its record is removed with its seat.
		let page = Pages::<T>::get(draw, view.labscape);
		let seated = page.iter().any(|seat| seat.node == report.node && seat.units > 0);
		ensure!(seated, Error::NotSeated);
		Ok(())
	}

	pub(crate) fn apply_audit(
		report: &Report,
		view: &NodeView<T::AccountId>,
		audit: &AuditCommit,
		standing: &mut Standing,
	) -> Result<(), DispatchError> {
		let draw = epoch::audited_in(report.epoch).ok_or(Error::<T>::WrongBeacon)?;
		let head = standing.chain.ok_or(Error::<T>::NoChain)?.head;
		let own =
			Self::seat_range(draw, view.labscape, report.node).ok_or(Error::<T>::NotSeated)?;
		if let Some(known) = standing.audit_mut(draw) {
			let (root, count) = (audit.root, audit.count);
			*known = Audit { root, count, head, own, faults: known.faults, ..Audit::default() };
		}
		Ok(())
	}

	/// Check verdicts whole: that the secret is the registered one, that the entries are exactly the
	/// samples that were committed to, that what the next beacon chose opens, that claims of a wrong
	/// leaf are proven and can be paid for.
	pub(crate) fn judge(
		report: &Report,
		view: &NodeView<T::AccountId>,
		verdicts: &Verdicts,
		standing: &Standing,
	) -> Result<Judgement, Error<T>> {
		let draw = epoch::judged_in(report.epoch).ok_or(Error::NothingToJudge)?;
		let audit = standing
			.audit(draw)
			.filter(|audit| audit.preimage.is_none() && audit.count > 0)
			.ok_or(Error::NothingToJudge)?;
		ensure!(hash::chain_step(&verdicts.preimage) == audit.head, Error::WrongPreimage);
		let record = Epochs::<T>::get(draw).ok_or(Error::WrongBeacon)?;
		let next = Epochs::<T>::get(draw.saturating_add(1)).ok_or(Error::WrongBeacon)?;
		let next_beacon = next.beacon.ok_or(Error::WrongBeacon)?;
		let table = Tables::<T>::get(draw);
		let units = table.total();
		let bench = Bench {
			draw,
			beacon: record.beacon.ok_or(Error::WrongBeacon)?,
			own: audit.own.0..audit.own.1,
			provider: account_tag(&view.provider),
			auditor: report.node,
			audit,
			preimage: &verdicts.preimage,
		};
		// *(A4)* The next beacon chose what must be opened after the audits were committed.
		let chosen = if draw::must_open(&next_beacon, report.node, next.reporters) {
			draw::openings(&next_beacon, report.node, audit.count, next.params.openings)
		} else {
			Vec::new()
		};
		ensure!(verdicts.openings.len() == chosen.len(), Error::BadOpening);
		let mut openings = chosen.into_iter().zip(verdicts.openings.iter()).peekable();
		let mut judgement =
			Judgement { draw, samples: 0, read: Read::default(), seats: Vec::new() };
		let mut slices = BTreeMap::<LabscapeId, (Slices, u32)>::new();
		// Entries of one page follow each other.
		let mut page: Option<OpenPage<T>> = None;
		let mut last = None;
		for entry in &verdicts.entries {
			let key = Some((entry.age, entry.labscape, entry.seat));
			ensure!(last < key, Error::BadEntries);
			last = key;
			let drawn = match slices.entry(entry.labscape) {
				alloc::collections::btree_map::Entry::Occupied(known) => known.into_mut(),
				alloc::collections::btree_map::Entry::Vacant(new) => {
					let slices = Slices::of(&bench.beacon, entry.labscape, units);
					let slices = slices.ok_or(Error::NotDrawn)?;
					new.insert((slices, table.start(entry.labscape)))
				}
			};
			let work = draw.checked_sub(WorkEpoch::from(entry.age)).ok_or(Error::NotDrawn)?;
			if page.as_ref().is_none_or(|page| page.at != (work, entry.labscape)) {
				let opened = OpenPage::<T>::get(work, entry.labscape);
				judgement.read.seats =
					judgement.read.seats.saturating_add(opened.seats.len() as u32);
				page = Some(opened);
			}
			let place = page.as_ref().and_then(|page| page.seats.get(usize::from(entry.seat)));
			let place = (work, place.ok_or(Error::NotDrawn)?);
			let from = judgement.samples;
			let mut due = Vec::new();
			let judged = Self::judge_entry(&bench, drawn, place, entry, |samples| {
				let until = from.saturating_add(samples.len() as u32);
				while let Some((at, opening)) = openings.next_if(|(at, _)| *at < until) {
					let place = at.saturating_sub(from) as usize;
					due.extend(samples.get(place).map(|sample| (*sample, opening.clone())));
				}
				core::mem::take(&mut due)
			})?;
			judgement.samples = from.saturating_add(judged.judged.len() as u32);
			let samples = place.1.tally.as_ref().map_or(0, |tally| tally.samples);
			judgement.read.samples = judgement.read.samples.saturating_add(samples.into());
			judgement.seats.push(judged);
		}
		ensure!(judgement.samples == audit.count, Error::BadEntries);
		Self::check_bonds(view, &judgement)?;
		Ok(judgement)
	}

	/// Check one entry, on the work of an epoch and its seat, by the slices of its labscape and where that
	/// begins. `due` says which of its samples must be opened, and how they are.
	fn judge_entry(
		bench: &Bench,
		(slices, labscape): &(Slices, u32),
		(work, seat): (WorkEpoch, &Seat),
		entry: &labscape_posw::payload::Entry,
		due: impl FnOnce(&[u16]) -> Vec<(u16, Opening)>,
	) -> Result<JudgedSeat, Error<T>> {
		let tally = seat.tally.as_ref().ok_or(Error::NotDrawn)?;
		// *(A8)* Nobody audits its own.
		ensure!(seat.provider != bench.provider, Error::NotDrawn);
		ensure!(tally.draw() == bench.draw, Error::NotDrawn);
		let executor = own_units(*labscape, bench.draw, work, (seat.start, seat.units));
		let samples = draw::Samples::of(&bench.beacon, slices, work, seat.node, &executor);
		let mine: Vec<u16> = samples
			.within(bench.own.clone(), tally.samples)
			.filter(|sample| !tally.judged.contains(*sample))
			.collect();
		ensure!(!mine.is_empty(), Error::NotDrawn);
		let mut judged = JudgedSeat {
			work,
			labscape: entry.labscape,
			seat: entry.seat,
			node: seat.node,
			agreed: 0,
			claimed: Vec::new(),
			all_claimed: entry.finding == Finding::Unavailable,
			wrong: None,
			judged: mine,
		};
		let open = due(&judged.judged);
		if tally.stage != Stage::Open {
			// Decided meanwhile: the verdict changes nothing, but what was chosen must still open.
			for (sample, opening) in &open {
				bench.check_attestation(work, seat.node, *sample, opening)?;
			}
			return Ok(judged);
		}
		if entry.finding == Finding::Agree && open.is_empty() {
			judged.agreed = judged.judged.len() as u16;
			return Ok(judged);
		}
		let record = Works::<T>::get(work, seat.node).ok_or(Error::UnknownWork)?;
		let item = |sample: u16| {
			draw::sampled_item(
				&record.segments,
				&bench.beacon,
				work,
				seat.node,
				sample,
				bench.preimage,
			)
			.ok_or(Error::<T>::BadProof)
		};
		let excepted: &[u16] = match &entry.finding {
			Finding::Except(list) => list,
			_ => &[],
		};
		let ascending = excepted.windows(2).all(|pair| matches!(pair, [a, b] if a < b));
		let mine = excepted.iter().all(|sample| judged.judged.binary_search(sample).is_ok());
		ensure!(ascending && mine, Error::BadEntries);
		let agrees = |sample: &u16| match &entry.finding {
			Finding::Agree => true,
			Finding::Except(list) => list.binary_search(sample).is_err(),
			Finding::Unavailable | Finding::Wrong(_) => false,
		};
		if let Finding::Wrong(wrong) = &entry.finding {
			ensure!(judged.judged.binary_search(&wrong.sample).is_ok(), Error::NotDrawn);
			let leaf = item(wrong.sample)?.leaf;
			let (committed, proof) = (&wrong.committed, &wrong.work_proof);
			let proven = merkle::verify(&record.root, record.count, leaf, committed, proof);
			ensure!(proven && wrong.attested.leaf != *committed, Error::BadProof);
			bench.check_attestation(work, seat.node, wrong.sample, &wrong.attested)?;
			judged.wrong = Some((leaf, *committed, wrong.attested.leaf));
		} else {
			for sample in judged.judged.iter().copied() {
				if agrees(&sample) {
					judged.agreed = judged.agreed.saturating_add(1);
				} else {
					judged.claimed.push(item(sample)?.leaf);
				}
			}
		}
		for (sample, opening) in &open {
			bench.check_attestation(work, seat.node, *sample, opening)?;
			if agrees(sample) {
				let (leaf, count) = (item(*sample)?.leaf, record.count);
				let proof = &opening.work_proof;
				let known = merkle::verify(&record.root, count, leaf, &opening.leaf, proof);
				ensure!(known, Error::BadOpening);
			}
		}
		Ok(judged)
	}

	/// Whether the auditor can secure the disputes that its verdicts file.
	fn check_bonds(view: &NodeView<T::AccountId>, judgement: &Judgement) -> Result<(), Error<T>> {
		let mut needed: Balance = 0;
		for seat in &judgement.seats {
			let Some((leaf, ..)) = seat.wrong else { continue };
			let Some(record) = Works::<T>::get(seat.work, seat.node) else { continue };
			let item = draw::item_at_leaf(&record.segments, leaf).ok_or(Error::BadProof)?;
			needed = needed.saturating_add(Self::dispute_bond(item.job));
		}
		ensure!(
			needed == 0 || T::Stake::free_own_bond(&view.provider) >= needed,
			Error::InsufficientBond
		);
		Ok(())
	}

	/// Write verdicts into the pages, file the disputes, pay the auditor.
	pub(crate) fn apply_judgement(
		report: &Report,
		view: &NodeView<T::AccountId>,
		judgement: Judgement,
		preimage: Hash,
		standing: &mut Standing,
	) -> Result<(), DispatchError> {
		let mut fees: Balance = 0;
		let (draw, samples) = (judgement.draw, judgement.samples);
		if standing.judged > JUDGED_REMEMBERED {
			standing.judged /= 2;
			standing.answered /= 2;
		}
		standing.judged = standing.judged.saturating_add(samples.min(u16::MAX.into()) as u16);
		let mut page: Option<OpenPage<T>> = None;
		for verdict in &judgement.seats {
			let (work, node) = (verdict.work, verdict.node);
			let at = (work, verdict.labscape);
			if page.as_ref().is_none_or(|page| page.at != at) {
				page.replace(OpenPage::get(work, verdict.labscape)).inspect(OpenPage::put);
			}
			let Some(page) = page.as_mut() else { continue };
			fees = fees.saturating_add(Self::write_verdict(report.node, verdict, page));
			let leaves = verdict.claimed.len() as u32;
			if leaves > 0 {
				let auditor = report.node;
				Self::deposit_event(Event::Claimed { work, node, auditor, leaves });
			}
		}
		page.inspect(OpenPage::put);
		for verdict in &judgement.seats {
			let Some((leaf, committed, attested)) = verdict.wrong else { continue };
			let attester = Some((report.node, attested));
			let (provider, work, node) = (&view.provider, verdict.work, verdict.node);
			Self::file_or_join(provider, work, node, leaf, committed, attester)?;
		}
		if let Some(audit) = standing.audit_mut(draw) {
			audit.preimage = Some(preimage);
			audit.fees = fees;
		}
		if fees > 0 {
			T::Currency::transfer(&Self::pot_account(), &T::StakePot::get(), fees, Expendable)?;
			T::Stake::reward(&view.provider, fees);
		}
		Self::deposit_event(Event::Judged { auditor: report.node, draw, samples, fees });
		Ok(())
	}

	/// Count one verdict and return what it earned.
	fn write_verdict(auditor: NodeId, verdict: &JudgedSeat, page: &mut OpenPage<T>) -> Balance {
		let Some(tally) = page
			.seats
			.get_mut(usize::from(verdict.seat))
			.and_then(|seat| seat.tally.as_mut())
			.filter(|tally| tally.stage == Stage::Open)
		else {
			return 0;
		};
		page.changed = true;
		for sample in &verdict.judged {
			tally.judged.insert(*sample);
		}
		tally.agreed = tally.agreed.saturating_add(verdict.agreed);
		let claimed = verdict.claimed.len() as u16;
		tally.claimed = tally.claimed.saturating_add(claimed);
		let fees = tally.fee.saturating_mul(Balance::from(verdict.agreed));
		tally.fees = tally.fees.saturating_add(fees);
		if claimed > 0 || verdict.wrong.is_some() {
			Works::<T>::mutate(verdict.work, verdict.node, |record| {
				let Some(record) = record else { return };
				for leaf in &verdict.claimed {
					// Beyond the bound the same answer shows enough.
					let _ = record.claims.try_push((*leaf, auditor));
				}
				let all = [ALL_LEAVES];
				let everything = verdict.all_claimed || verdict.wrong.is_some();
				let dissent = if everything { &all[..] } else { &verdict.claimed[..] };
				for leaf in dissent {
					// Beyond the bound nobody is charged.
					let _ = record.dissent.try_push((*leaf, auditor));
				}
			});
		}
		fees
	}

	/// The dense indices of a node's units in a draw, the first and the one behind the last; `None` if
	/// it has no seat in it.
	pub(crate) fn seat_range(
		draw: WorkEpoch,
		labscape: LabscapeId,
		node: NodeId,
	) -> Option<(u32, u32)> {
		let page = Pages::<T>::get(draw, labscape);
		let seat = page.iter().find(|seat| seat.node == node && seat.units > 0)?;
		let start = Tables::<T>::get(draw).start(labscape).checked_add(u32::from(seat.start))?;
		Some((start, start.checked_add(u32::from(seat.units))?))
	}

	/// The seat that holds the `dense`-th unit of a draw.
	pub(crate) fn seat_at(
		table: &Table,
		pages: &mut BTreeMap<LabscapeId, Vec<Seat>>,
		draw: WorkEpoch,
		dense: u32,
	) -> Option<(NodeId, u64)> {
		let (labscape, unit) = table.locate(dense)?;
		let page =
			pages.entry(labscape).or_insert_with(|| Pages::<T>::get(draw, labscape).into_inner());
		page.iter()
			.find(|seat| {
				let end = seat.start.saturating_add(seat.units);
				seat.start <= unit && unit < end
			})
			.map(|seat| (seat.node, seat.provider))
	}
}
