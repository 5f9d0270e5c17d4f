//! A network of nodes, and one node's work of one epoch going through it.
//!
//! Everything that the protocol decides is decided by `labscape-posw`, as on chain: slices, samples,
//! items, openings, fees, stakes. The simulator adds nodes, chance and money of each side.

use labscape_posw::{
	draw::{self, Item, Samples, Slices, UnitTable},
	money,
	params::Parameters,
	Balance, Hash,
};
use labscape_primitives::Segment;
use rand::{rngs::StdRng, Rng};

/// The price of one item, in planck.
pub const PRICE: Balance = 1_000_000;
/// What executing one item costs, in planck: four fifths of its price.
pub const COST: f64 = 0.8 * PRICE as f64;

/// What a transaction costs, in planck: a tenth of an item's price.
pub const FEE: f64 = 0.1 * PRICE as f64;
/// What secures a dispute, in planck: ten times the referee's cost, which is about that of an item.
pub const BOND: f64 = 10.0 * COST;

/// Nodes of equal size, the first ones hostile and of one mind.
pub struct Network {
	pub nodes: u32,
	pub hostile: u32,
	pub units: u32,
	/// The labscape of the executor that is watched.
	pub labscape: u8,
	pub params: Parameters,
	/// κ, for emission.
	pub kappa: f64,
}

/// What the audits of one work found.
#[derive(Clone, Copy, Debug, Default)]
pub struct Found {
	/// Samples drawn to foreign auditors, each executed once more.
	pub foreign: u32,
	/// Of them, those drawn to auditors of the hostile group.
	pub colluding: u32,
	/// Honest auditors' samples that fell on a wrong item.
	pub hits: u32,
	/// Samples that honest auditors judged.
	pub honest: u32,
}

impl Network {
	/// A network in which at most the share `hostile` of units colludes, but one node at least.
	pub fn new(nodes: u32, hostile: f64, params: Parameters, kappa: f64) -> Self {
		let units = match nodes {
			0..=16 => 16,
			_ => (1 << 20) / nodes.max(256),
		};
		let hostile = ((f64::from(nodes) * hostile + 1e-9).floor() as u32).max(1);
		Self { nodes, hostile, units, labscape: 0, params, kappa }
	}

	/// All units.
	pub fn total(&self) -> u32 {
		self.nodes * self.units
	}

	/// The share of units that collude.
	pub fn hostile_share(&self) -> f64 {
		f64::from(self.hostile) / f64::from(self.nodes)
	}

	/// Whether units and labscapes are as the chain would have them; a check of the simulator.
	pub fn fits(&self) -> bool {
		let mut table = UnitTable::default();
		for node in 0..self.nodes {
			table.add((node % 256) as u8, self.units as u16);
		}
		table.total() == self.total()
	}

	/// The node that holds a unit. Nodes lie in the dense index in an order that the beacon shuffles
	/// here, so that neighbours are not always of one mind.
	fn holder(&self, unit: u32, shift: u32) -> u32 {
		let place = unit / self.units;
		// Coprime steps visit every node once.
		let step = (0..).map(|i| self.nodes / 2 + 1 + i).find(|s| gcd(*s, self.nodes) == 1);
		let step = u64::from(step.unwrap_or(1));
		((u64::from(place) * step + u64::from(shift)) % u64::from(self.nodes)) as u32
	}

	/// Audit one work of `executor` under `beacon`. `wrong` says which items are; `colluding` whether
	/// the hostile group covers for the executor.
	pub fn audit(
		&self,
		rng: &mut StdRng,
		beacon: &Hash,
		executor: u32,
		segments: &[Segment<Balance>],
		wrong: &dyn Fn(&Item) -> bool,
		colluding: bool,
	) -> Found {
		let count: u32 = segments.iter().map(|segment| segment.len).sum();
		let drawn = money::samples(count, &self.params);
		let mut found = Found::default();
		let Some(slices) = Slices::of(beacon, self.labscape, self.total()) else { return found };
		let samples = Samples::of(beacon, &slices, 1, executor);
		let shift: u32 = rng.gen_range(0..self.nodes);
		let secret: [u8; 32] = rng.gen();
		for sample in 0..drawn {
			let auditor = self.holder(samples.unit(sample), shift);
			if auditor == executor {
				continue;
			}
			found.foreign += 1;
			if colluding && auditor < self.hostile {
				found.colluding += 1;
				continue;
			}
			found.honest += 1;
			// Every auditor has a secret of its own.
			let mut preimage = Hash::from(secret);
			preimage.0[..4].copy_from_slice(&auditor.to_le_bytes());
			let item = draw::sampled_item(segments, beacon, 1, executor, sample, &preimage);
			found.hits += u32::from(item.is_some_and(|item| wrong(&item)));
		}
		found
	}

	/// What the executor of settled work gets, emission included, less what its audits cost it.
	pub fn income(&self, value: Balance, count: u32, paid_samples: u32) -> f64 {
		let split = money::split(value, &self.params.shares);
		let budget = money::audit_price(PRICE) * Balance::from(count);
		let fees = self.fee(value, count) * Balance::from(paid_samples);
		let shortfall = fees.saturating_sub(budget);
		(split.provider.saturating_sub(shortfall)) as f64 + self.emission(value)
	}

	/// What is minted on settled work at most: κ times its own burn.
	pub fn emission(&self, value: Balance) -> f64 {
		let burn = money::split(value, &self.params.shares).burn;
		let bound = (burn as f64 * self.kappa) as Balance;
		money::emission(burn, bound, burn, burn) as f64
	}

	/// What one judged sample pays.
	pub fn fee(&self, value: Balance, count: u32) -> Balance {
		let budget = money::audit_price(PRICE) * Balance::from(count);
		let samples = money::samples(count, &self.params);
		money::sample_fee(value, count, samples, budget, &self.params.shares)
	}

	/// What a proven lie costs.
	pub fn stake(&self, value: Balance) -> f64 {
		money::stake(value, &self.params) as f64
	}
}

/// One lease of equal items.
pub fn equal_items(count: u32) -> Vec<Segment<Balance>> {
	vec![Segment { lease: 1, job: 1, first: 0, len: count, item_price: PRICE }]
}

fn gcd(a: u32, b: u32) -> u32 {
	if b == 0 {
		a
	} else {
		gcd(b, a % b)
	}
}
