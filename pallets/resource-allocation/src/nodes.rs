//! Nodes: their registration, their claims, how they leave.

use frame_support::{defensive, ensure, traits::EnsureOrigin};
use frame_system::{ensure_signed, pallet_prelude::OriginFor};
use labscape_primitives::{
	account_tag, Fuel, LabscapeId, NodeId, ProviderStake, Slot, WorkProof, UNITS_PER_LABSCAPE,
};
use sp_runtime::{DispatchError, DispatchResult};

use crate::{
	ActiveLabscapes, Board, BoardNode, Config, CurrentParameters, Due, Endpoint, Error, Event,
	Exclusions, NextNode, Node, NodeByHotKey, NodeLeases, NodeSpec, NodeState, Nodes,
	NodesByProvider, Pallet, Policies, Policy, Reservation, Reservations, Site, MAX_FIRST_CLAIM,
	MAX_STRIKES, MIN_PROVEN_ITEMS,
};

/// Epochs of work before a new node's units count for draws.
const EPOCHS_BEFORE_COUNTING: u32 = 2;

/// What a provider may change of a node.
pub(crate) enum Change<AccountId> {
	HotKey(AccountId),
	Endpoint(Endpoint),
	Claim(Fuel),
}

impl Board {
	/// Where a run of `units` slots starts that no node has: at `wanted`, or as low as possible.
	/// With the position of its node among the board's.
	pub(crate) fn vacant(&self, units: u16, wanted: Option<Slot>) -> Option<(usize, Slot)> {
		let mut start: Slot = 0;
		for (position, node) in self.nodes.iter().enumerate() {
			if let Some(slot) = vacant_in(start, node.first_slot, units, wanted) {
				return Some((position, slot));
			}
			start = node.first_slot.saturating_add(node.units);
		}
		vacant_in(start, UNITS_PER_LABSCAPE, units, wanted).map(|slot| (self.nodes.len(), slot))
	}
}

/// The start of a run of `units` slots in the gap `start..end`.
fn vacant_in(start: Slot, end: Slot, units: u16, wanted: Option<Slot>) -> Option<Slot> {
	let slot = wanted.unwrap_or(start);
	(slot >= start && slot.checked_add(units)? <= end).then_some(slot)
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_register_node(
		provider: T::AccountId,
		spec: NodeSpec<T::AccountId>,
	) -> DispatchResult {
		let policy = Policies::<T>::get(spec.labscape);
		Self::check_spec(&provider, &spec, &policy)?;
		let mut site = Site::<T>::load(spec.labscape);
		ensure!(!site.board.nodes.is_full(), Error::<T>::LabscapeFull);
		let (position, first_slot) =
			site.board.vacant(spec.units, spec.first_slot).ok_or(Error::<T>::SlotsTaken)?;
		let id = NextNode::<T>::get();
		NextNode::<T>::put(id.checked_add(1).ok_or(Error::<T>::IdsExhausted)?);
		T::Stake::back(&provider, id, spec.units)?;

		if site.board.nodes.is_empty() {
			site.timeline.opened = site.round;
			ActiveLabscapes::<T>::mutate(|active| {
				if let Err(at) = active.binary_search(&spec.labscape) {
					if active.try_insert(at, spec.labscape).is_err() {
						defensive!("as many labscapes as there are ids");
					}
				}
			});
		}
		let entry = BoardNode {
			id,
			first_slot,
			units: spec.units,
			capacity: spec.capacity,
			free: spec.capacity.full(),
			class: spec.class,
			leases: 0,
			on_probation: false,
			trusted: false,
			draining: false,
			blocked_until: 0,
			reserved: None,
			changed: site.timeline.touch(site.round),
		};
		site.board.nodes.try_insert(position, entry).map_err(|_| Error::<T>::LabscapeFull)?;
		site.store();

		NodeByHotKey::<T>::insert(&spec.hot_key, id);
		NodesByProvider::<T>::mutate(&provider, |nodes| *nodes = nodes.saturating_add(1));
		let node = Node {
			provider: provider.clone(),
			hot_key: spec.hot_key,
			labscape: spec.labscape,
			first_slot,
			units: spec.units,
			capacity: spec.capacity,
			class: spec.class,
			rate: spec.rate,
			proven_items: 0,
			counts_from: T::WorkProof::epoch().saturating_add(EPOCHS_BEFORE_COUNTING),
			state: NodeState::Active,
			on_probation: false,
			strikes: 0,
			endpoint: spec.endpoint,
		};
		Nodes::<T>::insert(id, node);
		Self::deposit_event(Event::NodeRegistered {
			node: id,
			provider,
			labscape: spec.labscape,
			first_slot,
			units: spec.units,
		});
		Ok(())
	}

	fn check_spec(
		provider: &T::AccountId,
		spec: &NodeSpec<T::AccountId>,
		policy: &Policy,
	) -> DispatchResult {
		ensure!(policy.accepts_nodes, Error::<T>::LabscapeClosed);
		spec.capacity.validate(spec.units).map_err(Error::<T>::from)?;
		ensure!(spec.units >= policy.min_node_units, Error::<T>::NodeTooSmall);
		ensure!(spec.class >= policy.min_class, Error::<T>::ClassTooLow);
		ensure!(spec.rate >= policy.min_rate, Error::<T>::ClaimTooLow);
		let most = policy.min_rate.saturating_mul(MAX_FIRST_CLAIM);
		ensure!(spec.rate <= most, Error::<T>::ClaimTooHigh);
		ensure!(!NodeByHotKey::<T>::contains_key(&spec.hot_key), Error::<T>::HotKeyTaken);
		ensure!(T::Stake::is_active(provider), Error::<T>::ProviderNotActive);
		Ok(())
	}

	/// The node, if `provider` stands behind it.
	fn own_node(provider: &T::AccountId, id: NodeId) -> Result<Node<T::AccountId>, DispatchError> {
		let node = Nodes::<T>::get(id).ok_or(Error::<T>::NoSuchNode)?;
		ensure!(node.provider == *provider, Error::<T>::NotProvider);
		Ok(node)
	}

	pub(crate) fn do_change_node(
		provider: T::AccountId,
		id: NodeId,
		change: Change<T::AccountId>,
	) -> DispatchResult {
		let mut node = Self::own_node(&provider, id)?;
		match change {
			Change::HotKey(key) => {
				ensure!(!NodeByHotKey::<T>::contains_key(&key), Error::<T>::HotKeyTaken);
				NodeByHotKey::<T>::remove(&node.hot_key);
				NodeByHotKey::<T>::insert(&key, id);
				node.hot_key = key;
			}
			Change::Endpoint(endpoint) => node.endpoint = endpoint,
			Change::Claim(rate) => {
				let policy = Policies::<T>::get(node.labscape);
				ensure!(rate >= policy.min_rate, Error::<T>::ClaimTooLow);
				if rate > node.rate {
					ensure!(node.proven_items >= MIN_PROVEN_ITEMS, Error::<T>::ClaimNotProven);
					ensure!(rate <= node.rate.saturating_mul(2), Error::<T>::ClaimTooHigh);
				}
				node.rate = rate;
				node.proven_items = 0;
			}
		}
		Nodes::<T>::insert(id, node);
		Self::deposit_event(Event::NodeChanged { node: id });
		Ok(())
	}

	pub(crate) fn do_drain_node(origin: OriginFor<T>, id: NodeId) -> DispatchResult {
		let node = if T::AdminOrigin::ensure_origin(origin.clone()).is_ok() {
			Nodes::<T>::get(id).ok_or(Error::<T>::NoSuchNode)?
		} else {
			Self::own_node(&ensure_signed(origin)?, id)?
		};
		ensure!(node.state == NodeState::Active, Error::<T>::NodeDraining);
		Self::drain(id, node);
		Ok(())
	}

	fn drain(id: NodeId, mut node: Node<T::AccountId>) {
		node.state = NodeState::Draining;
		let mut site = Site::<T>::load(node.labscape);
		site.change_node(id, |entry| entry.draining = true);
		site.store();
		Nodes::<T>::insert(id, node);
		Self::deposit_event(Event::NodeDraining { node: id });
	}

	pub(crate) fn do_resume_node(provider: T::AccountId, id: NodeId) -> DispatchResult {
		let mut node = Self::own_node(&provider, id)?;
		ensure!(node.state == NodeState::Draining, Error::<T>::NodeActive);
		ensure!(T::Stake::is_active(&provider), Error::<T>::ProviderNotActive);
		node.state = NodeState::Active;
		node.strikes = 0;
		let mut site = Site::<T>::load(node.labscape);
		site.change_node(id, |entry| entry.draining = false);
		site.store();
		Nodes::<T>::insert(id, node);
		Self::deposit_event(Event::NodeResumed { node: id });
		Ok(())
	}

	pub(crate) fn do_retire_node(id: NodeId) -> DispatchResult {
		let node = Nodes::<T>::get(id).ok_or(Error::<T>::NoSuchNode)?;
		ensure!(node.state == NodeState::Draining, Error::<T>::NodeActive);
		ensure!(NodeLeases::<T>::decode_len(id).unwrap_or(0) == 0, Error::<T>::NodeBusy);
		ensure!(!T::WorkProof::has_open_work(id), Error::<T>::NodeBusy);

		if let Some(reservation) = Reservations::<T>::take(id) {
			Self::unschedule(reservation.until, Due::ReservationEnd(id));
		}
		let mut site = Site::<T>::load(node.labscape);
		let before = site.board.nodes.len();
		site.board.nodes.retain(|entry| entry.id != id);
		if site.board.nodes.len() == before {
			defensive!("every node has an entry on its labscape's board");
		}
		site.timeline.touch(site.round);
		if site.board.nodes.is_empty() {
			ActiveLabscapes::<T>::mutate(|active| active.retain(|other| *other != node.labscape));
		}
		site.store();
		Self::forget_exclusions(node.labscape, |_, other| other == id);
		NodeByHotKey::<T>::remove(&node.hot_key);
		NodeLeases::<T>::remove(id);
		NodesByProvider::<T>::mutate_exists(&node.provider, |nodes| {
			*nodes = nodes.unwrap_or_default().checked_sub(1).filter(|left| *left > 0);
		});
		Nodes::<T>::remove(id);
		T::Stake::unback(&node.provider, id);
		T::WorkProof::on_node_removed(id);
		Self::deposit_event(Event::NodeRetired { node: id });
		Ok(())
	}

	pub(crate) fn do_reserve_node(
		provider: T::AccountId,
		id: NodeId,
		holder: Option<T::AccountId>,
		blocks: u32,
	) -> DispatchResult {
		let node = Self::own_node(&provider, id)?;
		let longest = CurrentParameters::<T>::get().max_deadline_blocks;
		ensure!(holder.is_none() || (1..=longest).contains(&blocks), Error::<T>::OutOfBounds);
		if let Some(old) = Reservations::<T>::take(id) {
			Self::unschedule(old.until, Due::ReservationEnd(id));
		}
		let mut site = Site::<T>::load(node.labscape);
		site.change_node(id, |entry| entry.reserved = holder.as_ref().map(account_tag));
		site.store();
		let mut until = Self::clock();
		if let Some(holder) = holder.clone() {
			until = until.saturating_add(blocks);
			Reservations::<T>::insert(id, Reservation { holder, until });
			Self::schedule(until, Due::ReservationEnd(id));
		}
		Self::deposit_event(Event::NodeReserved { node: id, holder, until });
		Ok(())
	}

	/// A reservation is over.
	pub(crate) fn end_reservation(id: NodeId) {
		let Some(node) = Nodes::<T>::get(id) else { return };
		Reservations::<T>::remove(id);
		let mut site = Site::<T>::load(node.labscape);
		site.change_node(id, |entry| entry.reserved = None);
		site.store();
		let until = Self::clock();
		Self::deposit_event(Event::NodeReserved { node: id, holder: None, until });
	}

	/// A lease of the node expired undelivered: a lower claim, and after some in a row, no more
	/// leases until the provider says that the node is back.
	pub(crate) fn strike(id: NodeId) {
		let Some(mut node) = Nodes::<T>::get(id) else { return };
		let lowest = Policies::<T>::get(node.labscape).min_rate;
		node.rate = node.rate.saturating_sub(node.rate / 4).max(lowest);
		node.proven_items = 0;
		node.strikes = node.strikes.saturating_add(1);
		if node.strikes >= MAX_STRIKES && node.state == NodeState::Active {
			Self::drain(id, node);
		} else {
			Nodes::<T>::insert(id, node);
		}
	}

	/// Never lease `job` to `node` again, as long as the labscape's list remembers.
	pub(crate) fn do_exclude(id: NodeId, job: labscape_primitives::JobId) {
		let Some(node) = Nodes::<T>::get(id) else { return };
		Exclusions::<T>::mutate(node.labscape, |pairs| {
			if pairs.contains(&(job, id)) {
				return;
			}
			if pairs.is_full() {
				pairs.remove(0);
			}
			if pairs.try_push((job, id)).is_err() {
				defensive!("room was made");
			}
		});
	}

	/// Drop the pairs of a labscape for which `drop` holds.
	pub(crate) fn forget_exclusions(
		labscape: LabscapeId,
		drop: impl Fn(labscape_primitives::JobId, NodeId) -> bool,
	) {
		Exclusions::<T>::mutate_exists(labscape, |pairs| {
			if let Some(list) = pairs {
				list.retain(|(job, node)| !drop(*job, *node));
				if list.is_empty() {
					*pairs = None;
				}
			}
		});
	}
}
