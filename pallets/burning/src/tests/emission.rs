use frame_support::traits::Hooks;
use labscape_primitives::WorkEmission;
use sp_runtime::Perbill;

use crate::{mock::*, Parameters};

fn at(block: u64) -> u128 {
	System::set_block_number(block);
	let emission = Burning::emission();
	emission.validators + emission.work + emission.treasury
}

#[test]
fn the_emission_halves_on_time_and_ends() {
	build_and_execute(|| {
		assert_eq!(at(0), 1_000);
		assert_eq!(at(99), 1_000);
		assert_eq!(at(100), 500);
		assert_eq!(at(199), 500);
		assert_eq!(at(200), 250);
		assert_eq!(at(1_000), 0);
		assert_eq!(at(12_700), 0);
		assert_eq!(at(12_800), 0);
		assert_eq!(at(u64::MAX), 0);
	});
}

#[test]
fn the_emission_of_all_time_stays_below_its_limit() {
	build_and_execute(|| {
		let all: u128 = (0..2_000).map(at).sum();
		assert!(all < 2 * 1_000 * 100);
		assert!(all > 198_000);
	});
}

#[test]
fn shares_divide_the_whole_and_the_treasury_has_the_rounding() {
	build_and_execute(|| {
		let emission = Burning::emission();
		assert_eq!((emission.validators, emission.work, emission.treasury), (500, 400, 100));

		System::set_block_number(700); // 1,000 >> 7 = 7
		let emission = Burning::emission();
		assert_eq!((emission.validators, emission.work, emission.treasury), (3, 2, 2));
	});
}

#[test]
fn eras_are_paid_by_their_duration_up_to_the_limit() {
	build_and_execute(|| {
		assert_eq!(Burning::validator_emission(0), 0);
		assert_eq!(Burning::validator_emission(3_000), 500);
		assert_eq!(Burning::treasury_emission(3_000), 100);
		assert_eq!(Burning::validator_emission(4_500), 750);
		assert_eq!(Burning::validator_emission(60_000), 10_000);
		assert_eq!(Burning::validator_emission(60_001), 10_000);
		assert_eq!(Burning::validator_emission(u64::MAX), 10_000);
	});
}

#[test]
fn work_is_scheduled_by_blocks() {
	build_and_execute(|| {
		assert_eq!(<Burning as WorkEmission<u128>>::scheduled(0), 0);
		assert_eq!(<Burning as WorkEmission<u128>>::scheduled(20), 8_000);
		assert_eq!(
			<Burning as WorkEmission<u128>>::scheduled(u32::MAX),
			400 * u128::from(u32::MAX)
		);
	});
}

#[test]
#[should_panic(expected = "the default parameters must be sound")]
fn the_integrity_test_refuses_a_kappa_of_one() {
	Defaults::set(Parameters { kappa: Perbill::one(), ..PARAMETERS });
	<Burning as Hooks<u64>>::integrity_test();
}

#[test]
#[should_panic(expected = "the default parameters must be sound")]
fn the_integrity_test_refuses_shares_that_make_washing_pay() {
	let mut shares = Shares::get();
	shares.rebates = Perbill::from_percent(7);
	Shares::set(shares);
	<Burning as Hooks<u64>>::integrity_test();
}

#[test]
#[should_panic(expected = "at least one epoch must be kept")]
fn the_integrity_test_refuses_an_empty_ring() {
	HistoryLength::set(0);
	<Burning as Hooks<u64>>::integrity_test();
}
