//! What an executor committed: its items, leaf by leaf, and their tree.

use crate::{
	network::WORK,
	rules::{Rules, COST, PRICE},
};
use labscape_posw::{draw, hash, merkle, Balance, Hash};
use labscape_primitives::{NodeId, Segment};
use std::cell::OnceCell;

const GENESIS: Hash = Hash::repeat_byte(0x47);

/// What an executor says that an item's result is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Claim {
	/// The output; zero is the right one.
	pub output: u8,
	/// The fuel used; zero is the right one.
	pub fuel: u8,
}

impl Claim {
	/// What is right.
	pub const RIGHT: Self = Self { output: 0, fuel: 0 };
	/// Made up.
	pub const MADE_UP: Self = Self { output: 1, fuel: 1 };
}

/// One commit.
pub struct Items {
	/// What it covers, lease by lease.
	pub segments: Vec<Segment<Balance>>,
	/// As `segments`, and all of it free: samples fall on all items alike.
	flat: Vec<Segment<Balance>>,
	/// How many items.
	pub count: u32,
	/// Their price.
	pub value: Balance,
	/// What the executor spent on those that it executed.
	pub cost: Balance,
	/// Who committed them.
	pub executor: NodeId,
	hashed_for: NodeId,
	claims: Vec<Claim>,
	wrong: Vec<bool>,
	all_right: bool,
	layers: OnceCell<Vec<Vec<Hash>>>,
}

/// One lease of equal items.
pub fn equal_items(count: u32) -> Vec<Segment<Balance>> {
	vec![Segment { lease: 1, job: 1, first: 0, len: count, item_price: PRICE }]
}

impl Items {
	/// Equal items, all executed.
	pub fn honest(rules: &Rules, executor: NodeId, count: u32) -> Self {
		Self::made_up(rules, executor, count, 0)
	}

	/// Items of which the first are made up.
	pub fn made_up(rules: &Rules, executor: NodeId, count: u32, first: u32) -> Self {
		Self::new(rules, executor, executor, equal_items(count), |item| {
			if item.leaf < first {
				(Claim::MADE_UP, false)
			} else {
				(Claim::RIGHT, true)
			}
		})
	}

	/// Items that `executor` commits with leaves that were hashed in the name of `hashed_for`. `claim`
	/// says for each what is claimed, and whether it was executed.
	pub fn new(
		rules: &Rules,
		executor: NodeId,
		hashed_for: NodeId,
		segments: Vec<Segment<Balance>>,
		claim: impl Fn(&draw::Item) -> (Claim, bool),
	) -> Self {
		let count = segments.iter().map(|segment| segment.len).sum();
		let (mut value, mut cost) = (0, 0);
		let (mut claims, mut wrong) = (Vec::new(), Vec::new());
		for leaf in 0..count {
			let Some(item) = draw::item_at_leaf(&segments, leaf) else { break };
			let (claim, executed) = claim(&item);
			value += item.price;
			cost += if executed { COST * item.price / PRICE } else { 0 };
			// Only the right leaf is the right leaf; where nothing differs nothing need be hashed.
			let suspicious = claim != Claim::RIGHT || hashed_for != executor;
			let right = || leaf_hash(rules, executor, &item, Claim::RIGHT);
			wrong.push(suspicious && leaf_hash(rules, hashed_for, &item, claim) != right());
			claims.push(claim);
		}
		let mut flat = segments.clone();
		flat.iter_mut().for_each(|segment| segment.item_price = 0);
		let layers = OnceCell::new();
		let all_right = !wrong.contains(&true);
		Self {
			segments,
			flat,
			count,
			value,
			cost,
			executor,
			hashed_for,
			claims,
			wrong,
			all_right,
			layers,
		}
	}

	/// The same with made-up leaves in some places, ascending. The tree is hashed only where it differs.
	pub fn lying_at(&self, rules: &Rules, places: &[u32]) -> Self {
		let mut lies = Self {
			segments: self.segments.clone(),
			flat: self.flat.clone(),
			claims: self.claims.clone(),
			wrong: self.wrong.clone(),
			all_right: self.all_right && places.is_empty(),
			layers: OnceCell::new(),
			..*self
		};
		let mut layers = self.tree(rules).clone();
		for leaf in places.iter().copied() {
			let at = leaf as usize;
			(lies.claims[at], lies.wrong[at]) = (Claim::MADE_UP, true);
			lies.cost -= draw::item_at_leaf(&self.segments, leaf)
				.map_or(0, |item| COST * item.price / PRICE);
			layers[0][at] = lies.leaf(rules, leaf);
		}
		let mut changed: Vec<usize> = places.iter().map(|leaf| *leaf as usize).collect();
		for above in 1..layers.len() {
			changed.iter_mut().for_each(|at| *at /= 2);
			changed.dedup();
			for at in &changed {
				layers[above][*at] = parent(&layers[above - 1][at * 2..]);
			}
		}
		let _ = lies.layers.set(layers);
		lies
	}

	/// Whether the leaf is not what the referee would find.
	pub fn is_wrong(&self, leaf: u32) -> bool {
		self.wrong[leaf as usize]
	}

	/// Whether all leaves are right.
	pub fn are_right(&self) -> bool {
		self.all_right
	}

	/// The first wrong leaf.
	pub fn first_wrong(&self) -> Option<u32> {
		self.wrong.iter().position(|wrong| *wrong).map(|leaf| leaf as u32)
	}

	/// The item at which a sample of the auditor with this secret looks.
	pub fn sampled(&self, rules: &Rules, beacon: &Hash, sample: u16, secret: &Hash) -> u32 {
		let segments = if rules.sampled_by_price { &self.segments } else { &self.flat };
		let secret = if rules.items_hidden { *secret } else { Hash::zero() };
		draw::sampled_item(segments, beacon, WORK, self.executor, sample, &secret)
			.map_or(0, |item| item.leaf)
	}

	/// The committed leaf of an item.
	pub fn leaf(&self, rules: &Rules, leaf: u32) -> Hash {
		let item = draw::item_at_leaf(&self.segments, leaf);
		item.map_or(Hash::zero(), |item| {
			leaf_hash(rules, self.hashed_for, &item, self.claims[leaf as usize])
		})
	}

	/// What the referee does: execute the item of a leaf and say whether the leaf is right. The leaf is
	/// shown with its siblings, as in a dispute, and must belong to the committed root.
	pub fn referee(&self, rules: &Rules, leaf: u32) -> bool {
		let committed = self.leaf(rules, leaf);
		assert!(self.belongs(rules, leaf, &committed), "a committed leaf is proven");
		let item = draw::item_at_leaf(&self.segments, leaf);
		item.is_some_and(|item| leaf_hash(rules, self.executor, &item, Claim::RIGHT) == committed)
	}

	fn tree(&self, rules: &Rules) -> &Vec<Vec<Hash>> {
		let leaves = || (0..self.count).map(|leaf| self.leaf(rules, leaf)).collect();
		self.layers.get_or_init(|| layers(leaves()))
	}

	/// Show something as the `leaf`-th leaf, with the siblings of that one, and return whether the chain
	/// takes it.
	pub fn belongs(&self, rules: &Rules, leaf: u32, shown: &Hash) -> bool {
		let layers = self.tree(rules);
		let Some(root) = layers.last().and_then(|top| top.first()) else { return false };
		let mut at = leaf as usize;
		let mut siblings = Vec::with_capacity(layers.len());
		for layer in &layers[..layers.len() - 1] {
			siblings.extend(layer.get(at ^ 1));
			at /= 2;
		}
		merkle::verify(root, self.count, leaf, shown, &siblings)
	}
}

/// The leaf of an item with a result that is claimed for it.
fn leaf_hash(rules: &Rules, node: NodeId, item: &draw::Item, claim: Claim) -> Hash {
	let (node, epoch) = if rules.leaves_bind_node { (node, WORK) } else { (0, 0) };
	let fuel = if rules.leaves_hold_fuel { claim.fuel } else { 0 };
	// Stands for `H(output ‖ fuel used)`: one word for each pair.
	let mut result = Hash::zero();
	result.0[..2].copy_from_slice(&[claim.output, fuel]);
	hash::leaf(&GENESIS, node, epoch, item.job, item.index, &result)
}

/// All layers of a tree, leaves first. A tree that is shown thousands of times is hashed once.
fn layers(leaves: Vec<Hash>) -> Vec<Vec<Hash>> {
	let mut layers = vec![leaves];
	while let Some(last) = layers.last().filter(|layer| layer.len() > 1) {
		let parents = last.chunks(2).map(parent).collect();
		layers.push(parents);
	}
	layers
}

/// What is above a node and its neighbour, if it has one.
fn parent(pair: &[Hash]) -> Hash {
	match pair {
		[left, right, ..] => hash::inner(left, right),
		lone => lone[0],
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_tree_has_the_root_and_the_proofs_of_the_chain() {
		let rules = Rules::default();
		for count in [1, 2, 3, 7, 64, 100] {
			let items = Items::made_up(&rules, 4, count, count / 3);
			let leaves: Vec<_> = (0..count).map(|leaf| items.leaf(&rules, leaf)).collect();
			assert_eq!(layers(leaves.clone()).last().unwrap()[0], merkle::root(&leaves).unwrap());
			for leaf in 0..count {
				assert!(items.belongs(&rules, leaf, &leaves[leaf as usize]), "{leaf} of {count}");
				assert!(!items.belongs(&rules, leaf, &Hash::zero()));
				assert_eq!(items.referee(&rules, leaf), !items.is_wrong(leaf));
			}
		}
	}

	#[test]
	fn lies_in_some_places_are_the_same_tree_as_made_up_ones() {
		let rules = Rules::default();
		for (count, lies) in [(1, 1), (7, 3), (100, 41), (64, 64)] {
			let made_up = Items::made_up(&rules, 4, count, lies);
			let places: Vec<u32> = (0..lies).collect();
			let lying = Items::honest(&rules, 4, count).lying_at(&rules, &places);
			assert_eq!(lying.tree(&rules), made_up.tree(&rules));
			assert_eq!((lying.cost, lying.are_right()), (made_up.cost, made_up.are_right()));
			assert_eq!(lying.wrong, made_up.wrong);
		}
	}

	#[test]
	fn a_copied_leaf_is_right_only_where_leaves_bind_no_node() {
		for bound in [true, false] {
			let rules = Rules { leaves_bind_node: bound, ..Rules::default() };
			let copied = |_: &draw::Item| (Claim::RIGHT, false);
			let items = Items::new(&rules, 4, 5, equal_items(10), copied);
			assert_eq!(items.are_right(), !bound);
			assert_eq!(items.cost, 0);
		}
	}
}
