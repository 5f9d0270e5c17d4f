//! Who audits which sample, and which item that is.
//!
//! Every node that reports in an epoch takes a seat in its labscape's page for that epoch, in the
//! order of arrival; seats that are eligible bring their units. All units in a row, labscape by
//! labscape and seat by seat, are the *dense index*. The beacon of a draw gives each labscape eight
//! of 256 equal slices of it, and gives each sample of a node in that labscape one unit in one of
//! those slices: the seat that holds the unit is the auditor. *(Stops Sybils in empty labscapes: who
//! audits follows from backed units in the whole network, not from where work lies.)*
//!
//! Slices that hold a unit of the executor's own seat are left out where there are others, so that
//! the single sample of a single item does not fall on the executor in a network of a few nodes. A
//! sample that falls on another unit of the executor's own provider audits nothing. It counts neither
//! for nor against the quorum; the detection formula counts such units as hostile, so the figures
//! hold.

use crate::{hash, SLICES, SLICES_PER_LABSCAPE};
use codec::{Decode, Encode, MaxEncodedLen};
use core::ops::Range;
use labscape_primitives::{Hash, LabscapeId, NodeId, Segment, WorkEpoch, LABSCAPES};
use scale_info::TypeInfo;

/// A word of the sequence that `seed` begins: Steele, Lea and Flood, "Fast splittable pseudorandom
/// number generators" (OOPSLA 2014). The seed is a hash that nobody knows before the beacon, so the
/// mixing needs to be even, not secret.
pub fn word(seed: u64, index: u64) -> u64 {
	let mut z = seed.wrapping_add(index.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
	z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
	z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
	z ^ (z >> 31)
}

/// A number below `bound` from the upper bits of `word`; zero if `bound` is zero: the upper 64 bits of
/// their product, half by half, since Wasm has no product of 128 bits.
fn below(word: u64, bound: u32) -> u32 {
	let bound = u64::from(bound);
	let lower = (word & u64::from(u32::MAX)).wrapping_mul(bound) >> 32;
	((word >> 32).wrapping_mul(bound).wrapping_add(lower) >> 32) as u32
}

fn low_u64(hash: &Hash) -> u64 {
	hash.0.first_chunk::<8>().map_or(0, |bytes| u64::from_le_bytes(*bytes))
}

fn low_u128(hash: &Hash) -> u128 {
	hash.0.first_chunk::<16>().map_or(0, |bytes| u128::from_le_bytes(*bytes))
}

/// How many eligible units each labscape brings to a draw.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct UnitTable([u16; LABSCAPES as usize]);

impl Default for UnitTable {
	fn default() -> Self {
		Self([0; LABSCAPES as usize])
	}
}

impl UnitTable {
	/// The eligible units of `labscape`.
	pub fn units(&self, labscape: LabscapeId) -> u16 {
		self.0.get(usize::from(labscape)).copied().unwrap_or(0)
	}

	/// Add a seat's units and return where they begin within the labscape.
	pub fn add(&mut self, labscape: LabscapeId, units: u16) -> u16 {
		let Some(entry) = self.0.get_mut(usize::from(labscape)) else { return 0 };
		let start = *entry;
		*entry = entry.saturating_add(units);
		start
	}

	/// All eligible units.
	pub fn total(&self) -> u32 {
		self.0.iter().map(|units| u32::from(*units)).sum()
	}

	/// The dense index of the first unit of `labscape`.
	pub fn start(&self, labscape: LabscapeId) -> u32 {
		self.0.iter().take(usize::from(labscape)).map(|units| u32::from(*units)).sum()
	}

	/// The labscape that holds the `dense`-th unit, and the unit's place within it.
	pub fn locate(&self, dense: u32) -> Option<(LabscapeId, u16)> {
		let mut rest = dense;
		for (labscape, units) in (0..=LabscapeId::MAX).zip(self.0.iter()) {
			match rest.checked_sub(u32::from(*units)) {
				Some(left) => rest = left,
				None => return u16::try_from(rest).ok().map(|rest| (labscape, rest)),
			}
		}
		None
	}
}

/// The slices that audit one labscape: `min(8, available)` different ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slices {
	/// First dense index and width of each slice; only the first `len` are set.
	picked: [(u32, u32); SLICES_PER_LABSCAPE],
	len: usize,
}

impl Slices {
	/// Draw the slices of `labscape` among `units` eligible units; `None` if there are none.
	pub fn of(beacon: &Hash, labscape: LabscapeId, units: u32) -> Option<Self> {
		if units == 0 {
			return None;
		}
		let slices = units.min(SLICES);
		let len = (slices as usize).min(SLICES_PER_LABSCAPE);
		let seed = low_u64(&hash::slices(beacon, labscape));
		let mut picked = [u32::MAX; SLICES_PER_LABSCAPE];
		for (place, at) in (0..len).enumerate() {
			// Each in turn: a random one of those left, counted past those that are taken (Knuth,
			// TAOCP 2, 3.4.2, problem 8): no rejection, so no bound on tries is needed.
			let left = slices.saturating_sub(place as u32);
			let mut pick = below(word(seed, place as u64), left);
			let mut taken = [u32::MAX; SLICES_PER_LABSCAPE];
			taken.copy_from_slice(&picked);
			taken.sort_unstable();
			for slice in taken {
				if slice <= pick {
					pick = pick.saturating_add(1);
				}
			}
			if let Some(entry) = picked.get_mut(at) {
				*entry = pick;
			}
		}
		let picked = picked.map(|slice| {
			let range = slice_range(slice, slices, units);
			(range.start, range.end.saturating_sub(range.start))
		});
		Some(Self { picked, len })
	}

	/// The dense indices of each slice.
	pub fn ranges(&self) -> impl Iterator<Item = Range<u32>> + '_ {
		self.picked.iter().take(self.len).map(|(start, width)| *start..start.saturating_add(*width))
	}

	/// Whether a unit of `seat` may be drawn.
	pub fn touch(&self, seat: &Range<u32>) -> bool {
		self.ranges().any(|slice| slice.start < seat.end && seat.start < slice.end)
	}
}

/// The dense indices of the `slice`-th of `slices` equal parts of `units` units. `slice` may be
/// [`u32::MAX`], which stands for none.
fn slice_range(slice: u32, slices: u32, units: u32) -> Range<u32> {
	let bound = |slice: u64| {
		let units = slice.saturating_mul(u64::from(units));
		units.checked_div(u64::from(slices)).unwrap_or(units) as u32
	};
	bound(u64::from(slice))..bound(u64::from(slice).saturating_add(1))
}

/// The samples of one node's work in one draw.
#[derive(Clone, Debug)]
pub struct Samples {
	/// Where they fall: as many as `len` of the labscape's slices.
	slices: [(u32, u32); SLICES_PER_LABSCAPE],
	len: usize,
	seed: u64,
}

impl Samples {
	/// The samples of `node`'s `work`, which lies in the labscape of `slices`. `own` are the dense
	/// indices of its seat: slices that hold any of them are left out, unless all do. Empty where
	/// samples are drawn again: by then another page seats the node, or none.
	pub fn of(
		beacon: &Hash,
		slices: &Slices,
		work: WorkEpoch,
		node: NodeId,
		own: &Range<u32>,
	) -> Self {
		let seed = low_u64(&hash::samples(beacon, work, node));
		let foreign = |(start, width): &(u32, u32)| {
			own.is_empty() || *start >= own.end || start.saturating_add(*width) <= own.start
		};
		let all = slices.picked.iter().take(slices.len);
		let mut samples = Self { slices: slices.picked, len: slices.len, seed };
		let mut len = 0usize;
		for (entry, slice) in samples.slices.iter_mut().zip(all.filter(|slice| foreign(slice))) {
			*entry = *slice;
			len = len.saturating_add(1);
		}
		if len > 0 {
			samples.len = len;
		}
		samples
	}

	/// The dense index of the unit that audits `sample`.
	pub fn unit(&self, sample: u16) -> u32 {
		let slice = self.slices.get(self.slice_of(sample)).copied();
		let (start, width) = slice.unwrap_or((0, 0));
		start.saturating_add(self.place(sample, width))
	}

	/// The slice in which a sample falls.
	fn slice_of(&self, sample: u16) -> usize {
		let index = u64::from(sample).saturating_mul(2);
		below(word(self.seed, index), self.len as u32) as usize
	}

	/// Where in its slice it falls.
	fn place(&self, sample: u16, width: u32) -> u32 {
		let index = u64::from(sample).saturating_mul(2).saturating_add(1);
		below(word(self.seed, index), width)
	}

	/// The samples among the first `count` that fall into `seat`.
	pub fn within(&self, seat: Range<u32>, count: u16) -> impl Iterator<Item = u16> + '_ {
		// Most slices do not meet the seat at all, or lie within it.
		let meets = self.slices.map(|(start, width)| {
			let end = start.saturating_add(width);
			(
				start < seat.end && seat.start < end,
				seat.start <= start && end <= seat.end,
				start,
				width,
			)
		});
		(0..count).filter(move |sample| match meets.get(self.slice_of(*sample)) {
			Some((false, ..)) | None => false,
			Some((true, true, ..)) => true,
			Some((true, false, start, width)) => {
				seat.contains(&start.saturating_add(self.place(*sample, *width)))
			}
		})
	}
}

/// An item of a commit: where its leaf is, and what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
	/// The index of its leaf in the commit's tree.
	pub leaf: u32,
	/// Its job.
	pub job: u64,
	/// Its index within the job.
	pub index: u32,
	/// Its price.
	pub price: u128,
}

/// The item at leaf `leaf` of a commit.
pub fn item_at_leaf(segments: &[Segment<u128>], leaf: u32) -> Option<Item> {
	let mut rest = leaf;
	for segment in segments {
		match rest.checked_sub(segment.len) {
			Some(left) => rest = left,
			None => {
				return Some(Item {
					leaf,
					job: segment.job,
					index: segment.first.checked_add(rest)?,
					price: segment.item_price,
				})
			}
		}
	}
	None
}

/// The item that a seed picks, on the axis of cumulative price: an item twice as dear is twice as
/// likely. Where everything is free, each item is as likely as any other. *(Stops dear items hidden
/// among cheap ones.)*
pub fn item_by_price(segments: &[Segment<u128>], seed: &Hash) -> Option<Item> {
	let value =
		|segment: &Segment<u128>| segment.item_price.saturating_mul(u128::from(segment.len));
	let total = segments.iter().fold(0u128, |sum, segment| sum.saturating_add(value(segment)));
	let count = segments.iter().fold(0u32, |sum, segment| sum.saturating_add(segment.len));
	let seed = low_u128(seed);
	if total == 0 {
		let leaf = seed.checked_rem(u128::from(count))?;
		return item_at_leaf(segments, u32::try_from(leaf).ok()?);
	}
	let mut point = seed.checked_rem(total)?;
	let mut leaf = 0u32;
	for segment in segments {
		match point.checked_sub(value(segment)) {
			Some(left) => {
				point = left;
				leaf = leaf.saturating_add(segment.len);
			}
			None => {
				let offset = u32::try_from(point.checked_div(segment.item_price)?).ok()?;
				return item_at_leaf(segments, leaf.checked_add(offset)?);
			}
		}
	}
	None
}

/// The item of sample `sample`, which only the auditor who knows `preimage` can compute.
pub fn sampled_item(
	segments: &[Segment<u128>],
	beacon: &Hash,
	work: WorkEpoch,
	node: NodeId,
	sample: u16,
	preimage: &Hash,
) -> Option<Item> {
	item_by_price(segments, &hash::item(beacon, work, node, sample, preimage))
}

/// The `slot`-th item that an executor without auditors must have refereed.
pub fn fallback_item(
	segments: &[Segment<u128>],
	beacon: &Hash,
	work: WorkEpoch,
	node: NodeId,
	slot: u8,
) -> Option<Item> {
	let seed = hash::fallback(beacon, work, node);
	item_by_price(segments, &hash::item(&seed, work, node, u16::from(slot), &Hash::zero()))
}

/// Which of the `count` samples that an auditor judges it must open: `wanted` of them, chosen by the
/// beacon after the audit commit, all different as long as there are enough. Ascending.
pub fn openings(beacon: &Hash, auditor: NodeId, count: u32, wanted: u8) -> alloc::vec::Vec<u32> {
	let seed = low_u64(&hash::openings(beacon, auditor));
	let mut picked = alloc::vec::Vec::<u32>::new();
	for place in 0..u32::from(wanted).min(count) {
		let mut pick = below(word(seed, u64::from(place)), count.saturating_sub(place));
		for taken in &picked {
			if *taken <= pick {
				pick = pick.saturating_add(1);
			}
		}
		let at = picked.partition_point(|taken| *taken < pick);
		picked.insert(at, pick);
	}
	picked
}

/// Whether `auditor` opens at all in a network of `nodes`: everybody where there are at most
/// [`ALL_OPEN`], else one in [`OPEN_SHARE`], whose penalty is as many times higher.
pub fn must_open(beacon: &Hash, auditor: NodeId, nodes: u32) -> bool {
	nodes <= ALL_OPEN
		|| word(low_u64(&hash::openings(beacon, auditor)), u64::MAX)
			.is_multiple_of(u64::from(OPEN_SHARE))
}

/// The largest network in which every auditor opens.
pub const ALL_OPEN: u32 = 1_024;
/// Beyond it, one auditor in this many opens.
pub const OPEN_SHARE: u32 = 8;

#[cfg(test)]
mod tests {
	use super::*;
	use alloc::{collections::BTreeSet, vec, vec::Vec};
	use proptest::prelude::*;

	fn segment(first: u32, len: u32, item_price: u128) -> Segment<u128> {
		Segment { lease: 1, job: 7, first, len, item_price }
	}

	#[test]
	fn slices_are_different_and_tile_the_units() {
		for units in [1u32, 3, 7, 8, 9, 255, 256, 257, 4_000, 1 << 20] {
			let slices = Slices::of(&Hash::repeat_byte(3), 5, units).unwrap();
			let ranges: Vec<_> = slices.ranges().collect();
			assert_eq!(ranges.len(), (units.min(256) as usize).min(8));
			let starts: BTreeSet<_> = ranges.iter().map(|range| range.start).collect();
			assert_eq!(starts.len(), ranges.len(), "{units}");
			assert!(ranges.iter().all(|range| range.start < range.end && range.end <= units));
			let parts = units.min(256);
			let all = (0..parts).map(|slice| slice_range(slice, parts, units));
			assert_eq!(all.map(|range| range.end - range.start).sum::<u32>(), units);
		}
		assert_eq!(Slices::of(&Hash::zero(), 0, 0), None);
	}

	#[test]
	fn every_sample_has_exactly_one_auditor_within_the_slices() {
		let beacon = Hash::repeat_byte(8);
		let slices = Slices::of(&beacon, 1, 1_000).unwrap();
		let samples = Samples::of(&beacon, &slices, 4, 9, &(0..0));
		let seats: Vec<_> = (0..10u32).map(|seat| seat * 100..seat * 100 + 100).collect();
		let mut drawn: Vec<u16> = seats
			.iter()
			.flat_map(|seat| samples.within(seat.clone(), 192).collect::<Vec<_>>())
			.collect();
		drawn.sort_unstable();
		assert_eq!(drawn, (0..192).collect::<Vec<_>>());
		for sample in 0..192 {
			let unit = samples.unit(sample);
			assert!(slices.ranges().any(|range| range.contains(&unit)));
		}
	}

	#[test]
	fn no_sample_falls_on_the_executor_where_others_are_drawn() {
		// Four nodes of the same size: each of the eight slices lies within one of them.
		let own = 1_024..2_048;
		for round in 0..=255u8 {
			let beacon = Hash::repeat_byte(round);
			let slices = Slices::of(&beacon, 0, 4_096).unwrap();
			let samples = Samples::of(&beacon, &slices, 1, 7, &own);
			let units: Vec<_> = (0..64).map(|sample| samples.unit(sample)).collect();
			assert!(units.iter().all(|unit| !own.contains(unit)));
			assert!(units.iter().all(|unit| slices.ranges().any(|slice| slice.contains(unit))));
			assert_eq!(samples.within(own.clone(), 64).count(), 0);
			let others =
				samples.within(0..1_024, 64).count() + samples.within(2_048..4_096, 64).count();
			assert_eq!(others, 64);
		}
	}

	#[test]
	fn who_is_alone_draws_itself() {
		let slices = Slices::of(&Hash::zero(), 0, 64).unwrap();
		let alone = Samples::of(&Hash::zero(), &slices, 1, 7, &(0..64));
		assert_eq!(alone.within(0..64, 8).count(), 8);
	}

	#[test]
	fn an_empty_seat_leaves_nothing_out() {
		let beacon = Hash::repeat_byte(1);
		let slices = Slices::of(&beacon, 0, 4_096).unwrap();
		let units = |own: Range<u32>| {
			let samples = Samples::of(&beacon, &slices, 1, 7, &own);
			(0..64).map(|sample| samples.unit(sample)).collect::<Vec<_>>()
		};
		let within = slices.ranges().next().unwrap().start + 1;
		assert_ne!(units(within..within + 1), units(0..0));
		assert_eq!(units(within..within), units(0..0));
	}

	#[test]
	fn draws_are_even_over_the_network() {
		// 40 beacons x 768 samples over 64 seats of 16 units: 480 a seat, sigma about 60 because
		// whole slices are drawn.
		let mut hits = vec![0u32; 64];
		for round in 0..40u8 {
			let beacon = Hash::repeat_byte(round);
			for labscape in 0..4 {
				let slices = Slices::of(&beacon, labscape, 1_024).unwrap();
				let samples = Samples::of(&beacon, &slices, 1, labscape.into(), &(0..0));
				(0..192).for_each(|k| hits[samples.unit(k) as usize / 16] += 1);
			}
		}
		assert!(hits.iter().all(|hits| (150..900).contains(hits)), "{hits:?}");
	}

	#[test]
	fn the_table_finds_every_unit() {
		let mut table = UnitTable::default();
		assert_eq!(table.add(3, 10), 0);
		assert_eq!(table.add(3, 5), 10);
		assert_eq!(table.add(200, 4), 0);
		assert_eq!((table.total(), table.start(3), table.start(200)), (19, 0, 15));
		assert_eq!(table.locate(0), Some((3, 0)));
		assert_eq!(table.locate(14), Some((3, 14)));
		assert_eq!(table.locate(15), Some((200, 0)));
		assert_eq!(table.locate(19), None);
	}

	#[test]
	fn dear_items_are_drawn_by_their_price() {
		// 1,000 items for 1, one for 1,000: half of the samples fall on the dear one.
		let segments = [segment(0, 1_000, 1), segment(5_000, 1, 1_000)];
		let dear = (0..2_000u16)
			.filter(|k| {
				let item = sampled_item(&segments, &Hash::zero(), 1, 1, *k, &Hash::zero());
				item.unwrap().index == 5_000
			})
			.count();
		assert!((900..1_100).contains(&dear), "{dear}");
	}

	#[test]
	fn free_items_are_drawn_evenly() {
		let segments = [segment(10, 4, 0), segment(20, 4, 0)];
		let drawn: BTreeSet<_> = (0..200u16)
			.map(|k| sampled_item(&segments, &Hash::zero(), 1, 1, k, &Hash::zero()).unwrap().index)
			.collect();
		assert_eq!(drawn, BTreeSet::from([10, 11, 12, 13, 20, 21, 22, 23]));
	}

	#[test]
	fn leaves_map_to_items_in_lease_order() {
		let segments = [segment(100, 3, 2), segment(0, 2, 5)];
		let items: Vec<_> = (0..6).map(|leaf| item_at_leaf(&segments, leaf)).collect();
		let indices: Vec<_> = items.iter().flatten().map(|item| item.index).collect();
		assert_eq!(indices, [100, 101, 102, 0, 1]);
		assert_eq!(items[5], None);
	}

	#[test]
	fn without_the_secret_the_item_cannot_be_told() {
		let segments = [segment(0, 4_096, 1)];
		let with = |secret| {
			sampled_item(&segments, &Hash::zero(), 1, 1, 0, &Hash::repeat_byte(secret)).unwrap()
		};
		let items: BTreeSet<_> = (0..64).map(|secret| with(secret).index).collect();
		assert!(items.len() > 55);
	}

	proptest! {
		#[test]
		fn a_number_is_the_upper_half_of_the_product(word: u64, bound: u32) {
			let product = u128::from(word) * u128::from(bound);
			prop_assert_eq!(u128::from(below(word, bound)), product >> 64);
		}

		#[test]
		fn openings_are_different_and_in_range(count in 0u32..500, wanted in 0u8..6, b: u8) {
			let picked = openings(&Hash::repeat_byte(b), 3, count, wanted);
			prop_assert_eq!(picked.len() as u32, count.min(wanted.into()));
			prop_assert!(picked.windows(2).all(|pair| pair[0] < pair[1]));
			prop_assert!(picked.iter().all(|pick| *pick < count));
		}
	}
}
