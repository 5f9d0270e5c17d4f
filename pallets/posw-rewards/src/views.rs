//! What clients and agents ask.

use crate::*;
use alloc::vec::Vec;
use codec::{Decode, Encode};
use frame_support::traits::Get;
use frame_system::pallet_prelude::BlockNumberFor;
use labscape_posw::{
	draw::{self, Slices},
	epoch,
	payload::MAX_ENTRIES,
	Balance,
};
use labscape_primitives::{account_tag, Hash, LabscapeId, NodeId, Segment, WorkEpoch, WorkSource};
use scale_info::TypeInfo;
use sp_runtime::traits::Saturating;

/// Where the current epoch stands.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct EpochStatus<BlockNumber> {
	/// Its index.
	pub epoch: WorkEpoch,
	/// Its first block.
	pub start: BlockNumber,
	/// The first block that accepts no reports any more, unless too few came.
	pub reports_close: BlockNumber,
	/// The first block of the next epoch, unless this one is extended.
	pub ends: BlockNumber,
	/// Whether the next block accepts reports.
	pub reports_open: bool,
	/// Nodes that reported.
	pub reports: u32,
	/// The last draw with a beacon, which is to be audited now, and its beacon.
	pub draw: Option<(WorkEpoch, Hash)>,
	/// Whether the protocol is paused.
	pub paused: bool,
}

/// A node's work of one epoch.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct WorkView<AccountId> {
	/// The commit.
	pub record: Work<AccountId>,
	/// Its tallies.
	pub tally: Tally,
}

/// Samples of one node that fell to an auditor.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Assignment {
	/// How many epochs older than the draw the work is.
	pub age: u8,
	/// The epoch of the work.
	pub work: WorkEpoch,
	/// The labscape of the executor.
	pub labscape: LabscapeId,
	/// Its seat in the page.
	pub seat: u16,
	/// The executor.
	pub node: NodeId,
	/// The samples.
	pub samples: Vec<u16>,
	/// What the executor committed: which items there are, in the order of leaves.
	pub segments: Vec<Segment<Balance>>,
	/// The root over its leaves.
	pub root: Hash,
	/// How many leaves.
	pub count: u32,
}

/// The audits of one draw that fell to a node.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Audits {
	/// The draw.
	pub draw: WorkEpoch,
	/// Its beacon.
	pub beacon: Hash,
	/// What fell to the node, in the order of verdicts.
	pub assignments: Vec<Assignment>,
}

/// Work of a node that it must show on chain.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Demand {
	/// The epoch of the work.
	pub work: WorkEpoch,
	/// Leaves to be shown with one multiproof, ascending, without repetition.
	pub claimed: Vec<u32>,
	/// Leaves whose output bytes are asked for.
	pub asked: Vec<u32>,
	/// Slots to be refereed, each with its leaf.
	pub refereed: Vec<(u8, u32)>,
	/// Disputes against it.
	pub disputes: Vec<DisputeId>,
	/// Where it stands.
	pub stage: Stage,
}

/// What a node has to do now.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Duties {
	/// The current epoch.
	pub epoch: WorkEpoch,
	/// Whether the node reported in it.
	pub reported: bool,
	/// Whether a report is accepted in the next block.
	pub reports_open: bool,
	/// The head that the next revealed secret must hash to, and the one that follows.
	pub chain: Option<ChainHead>,
	/// See `chain`.
	pub next_chain: Option<ChainHead>,
	/// Leases with items that are not committed: lease, committed, length.
	pub leases: Vec<(u64, u32, u32)>,
	/// To be executed now, and committed in this epoch's report.
	pub audit: Option<Audits>,
	/// To be judged in this epoch's report, with the samples to open: position among all samples.
	pub judge: Option<(Audits, Vec<u32>)>,
	/// Own work that must be shown.
	pub demands: Vec<Demand>,
}

impl<T: Config> Pallet<T> {
	pub(crate) fn view_epoch() -> EpochStatus<BlockNumberFor<T>> {
		let state = Current::<T>::get();
		let next = frame_system::Pallet::<T>::block_number().saturating_add(1u32.into());
		let paused = state.paused_blocks;
		let closes = Self::report_blocks(state.index).saturating_add(paused);
		let draw = epoch::audited_in(state.index);
		EpochStatus {
			epoch: state.index,
			start: state.start,
			reports_close: state.start.saturating_add(closes.into()),
			ends: state.start.saturating_add(T::EpochPeriod::get().saturating_add(paused).into()),
			reports_open: Self::reports_open(&state, next) && !T::Paused::get(),
			reports: state.reports,
			draw: draw.and_then(|draw| Self::drawn_by(draw).map(|(beacon, _)| (draw, beacon))),
			paused: T::Paused::get(),
		}
	}

	pub(crate) fn view_work(work: WorkEpoch, node: NodeId) -> Option<WorkView<T::AccountId>> {
		let record = Works::<T>::get(work, node)?;
		let tally = Self::tally_of(work, &record)?;
		Some(WorkView { record, tally })
	}

	/// The audits of a draw that fell to a node. Reads every page that may hold any: for clients, not
	/// for dispatch.
	pub fn audits_of(node: NodeId, draw: WorkEpoch) -> Option<Audits> {
		let view = T::Work::node(node)?;
		let (beacon, _) = Self::drawn_by(draw)?;
		let table = Tables::<T>::get(draw);
		let (first, end) = Self::seat_range(draw, view.labscape, node)?;
		let own = first..end;
		let units = table.total();
		let tag = account_tag(&view.provider);
		let mut assignments = Vec::new();
		// Youngest first: ages ascend.
		let oldest = OldestEpoch::<T>::get().max(draw.saturating_sub(255));
		for work in (oldest..=draw).rev() {
			let Some(record) = Epochs::<T>::get(work) else { continue };
			if record.pages == 0 {
				continue;
			}
			for labscape in 0..=LabscapeId::MAX {
				let Some(slices) = Slices::of(&beacon, labscape, units) else { continue };
				if !slices.touch(&own) {
					continue;
				}
				let page = Pages::<T>::get(work, labscape);
				for (seat, entry) in (0u16..).zip(page.iter()) {
					let Some(tally) = entry.tally.as_ref() else { continue };
					if entry.provider == tag || tally.draw() != draw {
						continue;
					}
					let units = (entry.start, entry.units);
					let executor = own_units(table.start(labscape), draw, work, units);
					let samples = draw::Samples::of(&beacon, &slices, work, entry.node, &executor)
						.within(own.clone(), tally.samples)
						.filter(|sample| !tally.judged.contains(*sample))
						.collect::<Vec<_>>();
					if samples.is_empty() {
						continue;
					}
					let commit = Works::<T>::get(work, entry.node);
					assignments.push(Assignment {
						age: draw.saturating_sub(work) as u8,
						work,
						labscape,
						seat,
						node: entry.node,
						samples,
						segments: commit
							.as_ref()
							.map(|commit| commit.segments.to_vec())
							.unwrap_or_default(),
						root: commit.as_ref().map(|commit| commit.root).unwrap_or_default(),
						count: commit.as_ref().map_or(0, |commit| commit.count),
					});
				}
			}
		}
		(assignments.len() <= MAX_ENTRIES as usize).then_some(Audits { draw, beacon, assignments })
	}

	pub(crate) fn view_duties(node: NodeId) -> Option<Duties> {
		T::Work::node(node)?;
		let state = Current::<T>::get();
		let next = frame_system::Pallet::<T>::block_number().saturating_add(1u32.into());
		let standing = Standings::<T>::get(node);
		let audit = epoch::audited_in(state.index)
			.and_then(|draw| Self::audits_of(node, draw))
			.filter(|audits| !audits.assignments.is_empty());
		Some(Duties {
			epoch: state.index,
			reported: standing.last_report == Some(state.index),
			reports_open: Self::reports_open(&state, next) && !T::Paused::get(),
			chain: standing.chain,
			next_chain: standing.next_chain,
			leases: T::Work::leases(node)
				.into_iter()
				.map(|lease| (lease.id, lease.committed, lease.len))
				.collect(),
			audit,
			judge: epoch::judged_in(state.index)
				.and_then(|draw| Self::view_judge(node, draw, &standing)),
			demands: standing
				.open
				.iter()
				.filter_map(|work| Self::view_demand(*work, node))
				.collect(),
		})
	}

	fn view_judge(
		node: NodeId,
		draw: WorkEpoch,
		standing: &Standing,
	) -> Option<(Audits, Vec<u32>)> {
		let audit = standing.audit(draw)?;
		if audit.preimage.is_some() || audit.count == 0 {
			return None;
		}
		let audits = Self::audits_of(node, draw)?;
		let next = Epochs::<T>::get(draw.saturating_add(1))?;
		let beacon = next.beacon?;
		let openings = if draw::must_open(&beacon, node, next.reporters) {
			draw::openings(&beacon, node, audit.count, next.params.openings)
		} else {
			Vec::new()
		};
		Some((audits, openings))
	}

	fn view_demand(work: WorkEpoch, node: NodeId) -> Option<Demand> {
		let WorkView { record, tally } = Self::view_work(work, node)?;
		let mut claimed: Vec<u32> = record.claims.iter().map(|(leaf, _)| *leaf).collect();
		claimed.sort_unstable();
		claimed.dedup();
		let refereed = (0..16)
			.filter_map(|slot| {
				let item = Self::slot_item(&record, &tally.stage, work, node, slot)?;
				Some((slot, item.leaf))
			})
			.collect::<Vec<_>>();
		let asked = record.asked.to_vec();
		let disputes = record.disputes.to_vec();
		let nothing =
			claimed.is_empty() && asked.is_empty() && refereed.is_empty() && disputes.is_empty();
		(!nothing).then_some(Demand {
			work,
			claimed,
			asked,
			refereed,
			disputes,
			stage: tally.stage,
		})
	}
}
