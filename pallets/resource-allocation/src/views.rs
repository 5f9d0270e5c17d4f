//! What people and programs ask: the answers of view functions and of the runtime API.

use alloc::vec::Vec;

use codec::{Decode, Encode};
use labscape_primitives::{
	GpuSet, ItemIndex, JobId, LabscapeId, LeaseId, NodeId, PartIndex, Request, Round, ServiceClass,
	Slot,
};
use labscape_scheduler::{first_fit, PartKey, Plan, SlotMap, Snapshot, HEADS};
use scale_info::TypeInfo;

use crate::{
	crypto::AuthorityId, plans::Shown, queues::Queues, ActiveLabscapes, Authorities, Balance,
	Boards, Clock, Config, EntriesByJob, HardwareClass, JobState, Jobs, Lease, Leases, NodeLeases,
	Pallet, PausedBlocks, Policies, QueueEntry, Site, States, LABSCAPE_COUNT, MAX_PRICE, MAX_RUNS,
};

/// How many waiting parts a job's status lists.
pub const MAX_LISTED_PARTS: usize = 256;
/// How many labscapes a dry run tries.
pub const MAX_TRIED: usize = 256;

/// A labscape at a glance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Utilisation {
	/// Which.
	pub labscape: LabscapeId,
	/// How many nodes it has.
	pub nodes: u16,
	/// How many units they bring.
	pub units: u16,
	/// How many units are leased.
	pub leased: u16,
	/// How many parts wait.
	pub queued: u32,
	/// Planck per million fuel.
	pub price: Balance,
	/// The last round for which a plan was applied.
	pub planned: Option<Round>,
}

/// A node's run of slots.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct NodeRun {
	/// The node.
	pub node: NodeId,
	/// First slot.
	pub first_slot: Slot,
	/// How many units.
	pub units: u16,
	/// Whether it is leaving.
	pub draining: bool,
}

/// The 4,096 units of a labscape.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct UnitMap {
	/// Whose they are, by ascending slot.
	pub nodes: Vec<NodeRun>,
	/// Which are leased: bit `slot % 64` of word `slot / 64`.
	pub leased: SlotMap,
}

/// A part that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct WaitingPart {
	/// Its index.
	pub part: PartIndex,
	/// Its home.
	pub labscape: LabscapeId,
	/// How many parts stand before it in the queue.
	pub position: u32,
	/// First item.
	pub first: ItemIndex,
	/// How many items.
	pub len: u32,
	/// Whether the price of its home is too high for it.
	pub parked: bool,
}

/// Where a job stands.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct JobStatus<AccountId> {
	/// Who pays.
	pub requester: AccountId,
	/// Where it is in its life.
	pub state: JobState,
	/// How many items it has.
	pub items: u32,
	/// Items that wait.
	pub queued: u32,
	/// Items of leases that are not settled.
	pub leased: u32,
	/// Items proven and paid.
	pub settled: u32,
	/// Items given up.
	pub abandoned: u32,
	/// What of the requester's hold belongs to it.
	pub held: Balance,
	/// The block in which it closes, if the chain is not paused before.
	pub deadline: u32,
	/// The parts that wait, at most [`MAX_LISTED_PARTS`].
	pub waiting: Vec<WaitingPart>,
}

/// A member of a gang in a dry run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Seat {
	/// Where its run would start.
	pub slot: Slot,
	/// The GPUs it would get.
	pub gpus: GpuSet,
}

/// Where a request would fit now.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Offer {
	/// The labscape.
	pub labscape: LabscapeId,
	/// Its price, in planck per million fuel.
	pub price: Balance,
	/// Parts that wait there already.
	pub queued: u32,
	/// Where first-fit would place the members; empty if they would have to wait.
	pub seats: Vec<Seat>,
}

impl<T: Config> Pallet<T> {
	/// Every labscape at a glance.
	pub fn all_utilisation() -> Vec<Utilisation> {
		(0..LABSCAPE_COUNT)
			.map(|index| {
				let labscape = index as LabscapeId;
				let board = Boards::<T>::get(labscape);
				let state = States::<T>::get(labscape);
				Utilisation {
					labscape,
					nodes: board.nodes.len() as u16,
					units: board.units(),
					leased: state.market.busy,
					queued: Queues::<T>::len(labscape),
					price: Self::price(labscape),
					planned: state.timeline.planned,
				}
			})
			.collect()
	}

	/// The units of one labscape.
	pub fn unit_map_of(labscape: LabscapeId) -> UnitMap {
		let board = Boards::<T>::get(labscape);
		let nodes = board.nodes.iter().map(|node| NodeRun {
			node: node.id,
			first_slot: node.first_slot,
			units: node.units,
			draining: node.draining,
		});
		UnitMap { nodes: nodes.collect(), leased: board.used }
	}

	/// Where a job stands, with the positions of its parts in their queues.
	pub fn status_of(id: JobId) -> Option<JobStatus<T::AccountId>> {
		let job = Jobs::<T>::get(id)?;
		let waiting = EntriesByJob::<T>::iter_prefix(id).take(MAX_LISTED_PARTS).filter_map(
			|(part, (labscape, key))| {
				let entry = Queues::<T>::get(labscape, &key)?;
				Some(WaitingPart {
					part,
					labscape,
					position: Queues::<T>::position(labscape, &key)?,
					first: entry.first,
					len: entry.len,
					parked: key.parked,
				})
			},
		);
		Some(JobStatus {
			waiting: waiting.collect(),
			requester: job.requester,
			state: job.state,
			items: job.items,
			queued: job.queued,
			leased: job.leased,
			settled: job.settled,
			abandoned: job.abandoned,
			held: job.held,
			deadline: Self::block_at(job.deadline),
		})
	}

	/// The block in which the clock shows `at`, if the chain is not paused before.
	pub fn block_at(at: Clock) -> u32 {
		at.saturating_add(PausedBlocks::<T>::get())
	}

	/// The open leases of a node in the order they were made. `expires` is a number of a block here, as
	/// by [`Self::block_at`]; in storage it is on the clock that stands still while the chain is paused.
	pub fn leases_of(node: NodeId) -> Vec<(LeaseId, Lease)> {
		let ids = NodeLeases::<T>::get(node);
		let shown = |id| {
			let lease = Leases::<T>::get(id)?;
			Some((id, Lease { expires: Self::block_at(lease.expires), ..lease }))
		};
		ids.into_iter().filter_map(shown).collect()
	}

	/// Who leads a round of a labscape, and who may step in, in order.
	pub fn leaders_of(round: Round, labscape: LabscapeId) -> Vec<AuthorityId> {
		let keys = Authorities::<T>::get();
		let count = keys.len() as u32;
		let mut ranked: Vec<(u32, AuthorityId)> = keys
			.iter()
			.zip(0u32..)
			.filter_map(|(key, index)| {
				Some((Self::rank(round, labscape, index, count)?, key.clone()))
			})
			.collect();
		ranked.sort_by_key(|(rank, _)| *rank);
		ranked.into_iter().map(|(_, key)| key).collect()
	}

	/// Where a request would fit now and at what price: the labscape asked for, or all that have
	/// nodes, the cheapest of those where it fits at once first. Nothing is offered that no job may ask
	/// for: labscapes that accept no jobs, gangs that are too large.
	pub fn offers_for(
		request: Request,
		hardware: HardwareClass,
		home: Option<LabscapeId>,
	) -> Vec<Offer> {
		if request.validate().is_err() || request.gang > MAX_RUNS {
			return Vec::new();
		}
		let active = ActiveLabscapes::<T>::get();
		let asked = |id: &LabscapeId| home.is_none_or(|home| home == *id);
		let tried =
			active.iter().copied().filter(asked).filter(|id| Policies::<T>::get(id).accepts_jobs);
		let mut offers: Vec<Offer> = tried
			.take(MAX_TRIED)
			.map(|labscape| Self::offer_of(labscape, request, hardware))
			.collect();
		offers.sort_by_key(|offer| (offer.seats.is_empty(), offer.price, offer.labscape));
		offers
	}

	fn offer_of(labscape: LabscapeId, request: Request, hardware: HardwareClass) -> Offer {
		let site = Site::<T>::load(labscape);
		let part = PartKey { job: JobId::MAX, part: 0 };
		let class = ServiceClass::Standard;
		let key = QueueEntry::key(part, class, false, 0, site.round, Clock::MAX, 0);
		let asked = QueueEntry {
			key,
			first: 0,
			len: request.gang.into(),
			request,
			item_fuel: 0,
			max_price: MAX_PRICE,
			priority: 0,
			arrived: site.round,
			homed: site.round,
			since: site.timeline.version,
			rehomed: 0,
			hardware,
			requester: 0,
		};
		let entries = alloc::vec![asked];
		let snapshot = Self::snapshot_of(&site, site.round, &Shown::Queue, &entries, MAX_RUNS);
		let seats = first_fit(&snapshot, 1)
			.ok()
			.and_then(|plan| plan.placements.into_iter().next())
			.map(|placement| placement.runs)
			.unwrap_or_default();
		Offer {
			labscape,
			price: site.market.price,
			queued: Queues::<T>::len(labscape),
			seats: seats.into_iter().map(|run| Seat { slot: run.slot, gpus: run.gpus }).collect(),
		}
	}

	/// What an authority should plan for the next block: labscapes where something waits and whose
	/// round is not planned yet, each with that round.
	pub fn duties_of(authority: u32) -> Vec<(LabscapeId, Round)> {
		let count = Authorities::<T>::decode_len().unwrap_or(0) as u32;
		let block = Self::block().saturating_add(1);
		let round = Self::round_of(block);
		let due = |labscape: LabscapeId| {
			let heads = Queues::<T>::head(labscape, HEADS);
			let oldest = heads.iter().map(|entry| entry.homed).min()?;
			let timeline = States::<T>::get(labscape).timeline;
			// A backup makes up only for what its leader could have placed.
			let leads = Self::rank(round, labscape, authority, count) == Some(0);
			let due = (leads || oldest < round)
				&& timeline.is_open(round)
				&& Self::may_plan(round, labscape, authority, count, block);
			due.then_some(round)
		};
		let active = ActiveLabscapes::<T>::get();
		active.into_iter().filter_map(|labscape| Some((labscape, due(labscape)?))).collect()
	}

	/// The snapshot from which `labscape` is planned for `round`.
	pub fn planning_snapshot(labscape: LabscapeId, round: Round) -> Snapshot {
		let site = Site::<T>::load(labscape);
		Self::snapshot(&site, round, Shown::Queue, MAX_RUNS).0
	}

	/// The plan that this node's own scheduler would make.
	pub fn plan_of(labscape: LabscapeId, round: Round) -> Option<Plan> {
		labscape_scheduler::plan(&Self::planning_snapshot(labscape, round)).ok()
	}
}
