//! Bounds that hold together.

use frame_support::{dispatch::DispatchClass, weights::Weight};

use crate::*;

#[test]
fn operational_calls_fit_a_block_full_of_ordinary_ones() {
	let weights = BlockWeights::get();
	let normal = weights.get(DispatchClass::Normal).max_total.expect("bounded");
	let left = weights.max_block.saturating_sub(normal);
	assert!(left.ref_time() >= weights.max_block.ref_time() / 5);
	let referendum = Weight::from_parts(50_000_000_000, 0);
	assert!(left.all_gte(referendum));
}

#[test]
fn a_block_is_executed_within_half_of_its_slot() {
	let milliseconds = BlockWeights::get().max_block.ref_time() / 1_000_000_000;
	assert_eq!(milliseconds, MILLISECS_PER_BLOCK / 2);
}

/// As many nodes as can report, with four leases each, leave half of the ordinary weight of an epoch of
/// the usual length to others.
#[test]
fn a_full_network_takes_no_more_than_half_of_an_epoch() {
	let normal = BlockWeights::get().get(DispatchClass::Normal).max_total.expect("bounded");
	let blocks = u64::from(pallet_labscape_timing::DEFAULT_WORK_EPOCH_BLOCKS);
	let half = normal.ref_time() * blocks / 2;
	let full = Posw::full_network_weight(4).ref_time();
	assert!(full <= half, "{} of {} ms", full / 1_000_000_000, half / 1_000_000_000);
}

#[test]
fn slashes_can_be_cancelled_before_the_stake_is_free() {
	let bonding = <Runtime as pallet_staking::Config>::BondingDuration::get();
	let deferred = <Runtime as pallet_staking::Config>::SlashDeferDuration::get();
	assert!(deferred < bonding);
}

#[test]
fn a_largest_election_fits_a_block() {
	use frame_election_provider_support::WeightInfo;
	let weight = frame_election_provider_support::weights::SubstrateWeight::<Runtime>::phragmen(
		1_000, 200, 16,
	);
	assert!(
		weight.ref_time() <= BlockWeights::get().max_block.ref_time(),
		"{} ms",
		weight.ref_time() / 1_000_000_000
	);
}

#[test]
fn voter_bags_grow_without_gaps() {
	let bags =
		<Runtime as pallet_bags_list::Config<pallet_bags_list::Instance1>>::BagThresholds::get();
	assert!(bags.windows(2).all(|pair| pair[0] < pair[1]));
	assert_eq!(*bags.last().expect("bags"), u64::MAX);
}
