use labscape_primitives::Request;
use sp_runtime::Permill;

use crate::{mock::*, *};

#[test]
fn a_price_moves_by_at_most_an_eighth() {
	let target = Permill::from_percent(75);
	let next = |used| next_price(8_000, Permill::from_percent(used), target, 8);
	assert_eq!(next(100), 9_000);
	assert_eq!(next(75), 8_000);
	assert_eq!(next(0), 7_000);
	assert!(next(90) > 8_000 && next(90) < 9_000);
	assert!(next(30) < 8_000 && next(30) > 7_000);
	assert_eq!(next_price(8_000, Permill::zero(), target, 7_500), 7_500);
	assert_eq!(next_price(MAX_PRICE, Permill::one(), target, 8), MAX_PRICE);
}

#[test]
fn items_cost_their_fuel_rounded_up() {
	assert_eq!(item_price(7, 1_000_000), Some(7));
	assert_eq!(item_price(7, 1_000_001), Some(8));
	assert_eq!(item_price(7, 1), Some(1));
	assert_eq!(item_price(u128::MAX, 2), None);
}

#[test]
fn use_moves_the_price_of_the_next_epochs() {
	build_and_execute(|| {
		set_epoch(1);
		add_node(PROVIDER, 0, 16);
		assert_eq!(Resources::price(0), PRICE_FLOOR);
		// 40 blocks of full use, in an epoch of 40 blocks.
		let request = Request { shape: shape(16), gang: 1 };
		submit(JobSpec { request, item_fuel: 10_000_000, ..job_spec() });
		plan_and_commit(0);
		assert_eq!(Leases::<Test>::get(0).unwrap().busy_until, 41);
		run_to(41);
		set_epoch(2);
		assert_eq!(Resources::price(0), PRICE_FLOOR + PRICE_FLOOR / 8);
		// The steps of idle epochs are made up for; the floor holds.
		submit(job_spec());
		assert_eq!(Leases::<Test>::get(0).unwrap().item_price, 10 * PRICE_FLOOR);
		run_to(81);
		set_epoch(3);
		assert!(Resources::price(0) < PRICE_FLOOR + PRICE_FLOOR / 8);
		set_epoch(30);
		assert_eq!(Resources::price(0), PRICE_FLOOR);
	});
}

#[test]
fn a_lease_keeps_its_price() {
	build_and_execute(|| {
		add_node(PROVIDER, 0, 64);
		submit(job_spec());
		plan_and_commit(0);
		States::<Test>::mutate(0, |state| state.market.price = 3 * PRICE_FLOOR / 2);
		run_blocks(2);
		submit(job_spec());
		plan_and_commit(0);
		let price = |id| Leases::<Test>::get(id).unwrap().item_price;
		assert_eq!((price(0), price(1)), (PRICE_FLOOR, 3 * PRICE_FLOOR / 2));
	});
}
