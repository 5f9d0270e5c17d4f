//! A network of nodes: where they sit in the dense index, and whom a beacon draws.
//!
//! Slices, samples and the table of units are those of `labscape-posw`, as on chain.

use crate::rules::Rules;
use labscape_posw::{
	draw::{Samples, Slices, UnitTable},
	params::Parameters,
	Hash,
};
use labscape_primitives::{LabscapeId, NodeId, WorkEpoch, LABSCAPES};
use std::{collections::BTreeMap, ops::Range};

/// The epoch of the work that is watched.
pub const WORK: WorkEpoch = 7;
/// Units of one labscape.
const UNITS: u32 = 4_096;
/// The most nodes of one labscape.
const SEATS: u32 = 64;
/// The most nodes of a network.
pub const MAX_NODES: u32 = LABSCAPES as u32 * SEATS;
/// Into how many nodes a Sybil splits what one node has.
const SYBILS: u32 = 64;

/// Where the hostile nodes sit. They choose their labscapes themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
	/// Side by side, so that they fill whole slices: the worst place for the others.
	Clustered,
	/// Evenly among the others.
	Scattered,
	/// What one node has is split into many, which have a labscape for themselves.
	Sybils,
}

/// A node's seat.
#[derive(Clone, Debug)]
pub struct Seat {
	/// Its labscape.
	pub labscape: LabscapeId,
	/// Its units in the dense index.
	pub units: Range<u32>,
	/// Whether it belongs to the hostile group.
	pub hostile: bool,
	/// Whose it is.
	pub provider: u32,
}

/// All nodes, in the order of the dense index; a node's number is its place.
#[derive(Clone, Debug)]
pub struct Network {
	/// The parameters of the protocol.
	pub params: Parameters,
	/// κ, for emission.
	pub kappa: f64,
	seats: Vec<Seat>,
	table: UnitTable,
}

impl Network {
	/// A network in which at most the share `hostile` of units colludes, but one node at least.
	pub fn new(nodes: u32, hostile: f64, layout: Layout, params: Parameters, kappa: f64) -> Self {
		let each = nodes.div_ceil(LABSCAPES.into()).max(1);
		let units = UNITS / each;
		let hostile = ((f64::from(nodes) * hostile + 1e-9).floor() as u32).clamp(1, nodes);
		let is_hostile = |node: u32| match layout {
			Layout::Clustered => node < hostile,
			Layout::Scattered => {
				let before = |node: u32| u64::from(node) * u64::from(hostile) / u64::from(nodes);
				before(node + 1) > before(node)
			}
			Layout::Sybils => false,
		};
		let mut places: Vec<(LabscapeId, u32, bool)> = Vec::new();
		let honest = if layout == Layout::Sybils { nodes - 1 } else { nodes };
		places.extend((0..honest).map(|node| ((node / each) as u8, units, is_hostile(node))));
		if layout == Layout::Sybils {
			let split = SYBILS.min(units);
			places.extend((0..split).map(|_| (LabscapeId::MAX, units / split, true)));
		}
		let (mut table, mut seats) = (UnitTable::default(), Vec::<Seat>::new());
		for (node, (labscape, units, hostile)) in (0u32..).zip(places) {
			table.add(labscape, units as u16);
			let start = seats.last().map_or(0, |seat| seat.units.end);
			seats.push(Seat { labscape, units: start..start + units, hostile, provider: node });
		}
		Self { params, kappa, seats, table }
	}

	/// The same with all hostile nodes in the hands of one provider.
	pub fn with_one_provider(mut self) -> Self {
		for seat in self.seats.iter_mut().filter(|seat| seat.hostile) {
			seat.provider = u32::MAX;
		}
		self
	}

	/// The same, but the hostile nodes draw no audits: their units do not count.
	pub fn without_hostile(&self) -> Self {
		let (mut table, mut end) = (UnitTable::default(), 0);
		let mut seats = self.seats.clone();
		for seat in &mut seats {
			let units = if seat.hostile { 0 } else { seat.units.len() as u32 };
			table.add(seat.labscape, units as u16);
			seat.units = end..end + units;
			end += units;
		}
		Self { params: self.params.clone(), kappa: self.kappa, seats, table }
	}

	/// How many nodes there are.
	pub fn nodes(&self) -> u32 {
		self.seats.len() as u32
	}

	/// A node of the hostile group.
	pub fn a_hostile(&self) -> NodeId {
		self.seats.iter().position(|seat| seat.hostile).unwrap_or(0) as u32
	}

	/// A node that is not of the hostile group; any, if there is none.
	pub fn an_honest(&self) -> NodeId {
		self.seats.iter().rposition(|seat| !seat.hostile).unwrap_or(0) as u32
	}

	/// Whether a node belongs to the hostile group.
	pub fn is_hostile(&self, node: NodeId) -> bool {
		self.seats[node as usize].hostile
	}

	/// Whether two nodes are of one provider.
	pub fn is_own(&self, a: NodeId, b: NodeId) -> bool {
		self.seats[a as usize].provider == self.seats[b as usize].provider
	}

	/// The share of units that collude.
	pub fn hostile_share(&self) -> f64 {
		let hostile = self.seats.iter().filter(|seat| seat.hostile);
		let units: u32 = hostile.map(|seat| seat.units.len() as u32).sum();
		f64::from(units) / f64::from(self.table.total().max(1))
	}

	/// The node that holds a unit.
	fn holder(&self, unit: u32) -> NodeId {
		self.seats.partition_point(|seat| seat.units.end <= unit) as u32
	}

	/// Slices for work in a labscape, and the unit from which they count.
	fn slices(&self, rules: &Rules, beacon: &Hash, labscape: LabscapeId) -> Option<(Slices, u32)> {
		let (from, units) = if rules.drawn_from_all {
			(0, self.table.total())
		} else {
			(self.table.start(labscape), self.table.units(labscape).into())
		};
		Slices::of(beacon, labscape, units).map(|slices| (slices, from))
	}

	/// The units of an executor that do not audit it, counted from the unit where the slices begin.
	fn own(&self, rules: &Rules, from: u32, executor: NodeId) -> Range<u32> {
		let units = &self.seats[executor as usize].units;
		if rules.own_units_audit_nothing {
			units.start - from..units.end - from
		} else {
			0..0
		}
	}

	/// Who audits which of the samples of `executor`'s work, when it is drawn for the first time.
	pub fn drawn(
		&self,
		rules: &Rules,
		beacon: &Hash,
		executor: NodeId,
		samples: u16,
	) -> BTreeMap<NodeId, Vec<u16>> {
		self.drawn_if(rules, beacon, executor, samples, true, |_| true)
	}

	/// Those of them for which `due` holds, in the first draw or a later one.
	pub fn drawn_if(
		&self,
		rules: &Rules,
		beacon: &Hash,
		executor: NodeId,
		samples: u16,
		first: bool,
		due: impl Fn(u16) -> bool,
	) -> BTreeMap<NodeId, Vec<u16>> {
		let mut drawn = BTreeMap::<NodeId, Vec<u16>>::new();
		let labscape = self.seats[executor as usize].labscape;
		let Some((slices, from)) = self.slices(rules, beacon, labscape) else { return drawn };
		let own = if first { self.own(rules, from, executor) } else { 0..0 };
		let draw = Samples::of(beacon, &slices, WORK, executor, &own);
		for sample in (0..samples).filter(|sample| due(*sample)) {
			let auditor = self.holder(from + draw.unit(sample));
			if !rules.own_units_audit_nothing || !self.is_own(auditor, executor) {
				drawn.entry(auditor).or_default().push(sample);
			}
		}
		drawn
	}

	/// All that is drawn to one auditor, when every node committed work of so many samples.
	pub fn drawn_to(
		&self,
		rules: &Rules,
		beacon: &Hash,
		auditor: NodeId,
		samples: u16,
	) -> Vec<(NodeId, u16)> {
		let mut drawn = Vec::new();
		let seat = &self.seats[auditor as usize].units;
		let mut last: Option<(LabscapeId, Slices, u32)> = None;
		for (node, other) in (0u32..).zip(&self.seats) {
			if self.is_own(auditor, node) {
				continue;
			}
			if last.as_ref().is_none_or(|(labscape, ..)| *labscape != other.labscape) {
				let slices = self.slices(rules, beacon, other.labscape);
				last = slices.map(|(slices, from)| (other.labscape, slices, from));
			}
			let Some((_, slices, from)) = last.as_ref().filter(|(_, slices, _)| slices.touch(seat))
			else {
				continue;
			};
			let draw = Samples::of(beacon, slices, WORK, node, &self.own(rules, *from, node));
			drawn.extend(draw.within(seat.clone(), samples).map(|sample| (node, sample)));
		}
		drawn
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn network(nodes: u32, layout: Layout) -> Network {
		Network::new(nodes, 1.0 / 3.0, layout, Parameters::default(), 0.8)
	}

	#[test]
	fn labscapes_hold_what_they_can_in_every_network() {
		for nodes in [2, 3, 50, 256, 257, 1_000, MAX_NODES] {
			for layout in [Layout::Clustered, Layout::Scattered, Layout::Sybils] {
				let network = network(nodes, layout);
				let last = network.seats.last().unwrap().units.end;
				assert_eq!(network.table.total(), last, "{nodes} {layout:?}");
				assert!((0..=255).all(|l| u32::from(network.table.units(l)) <= UNITS), "{nodes}");
				assert!(network.hostile_share() > 0.0);
			}
		}
	}

	#[test]
	fn at_most_the_share_colludes_however_it_sits() {
		for nodes in [3, 50, 1_000] {
			let clustered = network(nodes, Layout::Clustered).hostile_share();
			assert_eq!(clustered, network(nodes, Layout::Scattered).hostile_share());
			assert!(clustered <= 1.0 / 3.0 && clustered > 0.3);
			let sybils = network(nodes, Layout::Sybils).hostile_share();
			assert!((sybils - 1.0 / f64::from(nodes)).abs() < 0.01, "splitting wins no units");
		}
	}

	#[test]
	fn both_ways_to_ask_who_audits_agree() {
		let (network, rules) = (network(50, Layout::Clustered), Rules::default());
		let beacon = Hash::repeat_byte(3);
		for auditor in [0, 20, 49] {
			let mut expected = Vec::new();
			for node in 0..network.nodes() {
				let drawn = network.drawn(&rules, &beacon, node, 192);
				let samples = drawn.get(&auditor).cloned().unwrap_or_default();
				expected.extend(samples.into_iter().map(|sample| (node, sample)));
			}
			assert_eq!(network.drawn_to(&rules, &beacon, auditor, 192), expected);
		}
	}

	#[test]
	fn nobody_audits_its_own() {
		let rules = Rules::default();
		let network = network(50, Layout::Clustered).with_one_provider();
		let executor = network.a_hostile();
		let drawn = network.drawn(&rules, &Hash::zero(), executor, 192);
		assert!(drawn.keys().all(|auditor| !network.is_hostile(*auditor)));
		let barred = network.without_hostile();
		let honest = barred.an_honest();
		let drawn = barred.drawn(&rules, &Hash::zero(), honest, 192);
		assert!(drawn.keys().all(|auditor| !barred.is_hostile(*auditor)));
	}
}
