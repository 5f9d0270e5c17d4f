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
