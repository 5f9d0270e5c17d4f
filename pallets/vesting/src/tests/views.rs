use labscape_primitives::AssetKind;

use crate::mock::*;

#[test]
fn pages_through_the_schedules_of_an_account() {
	build_and_execute(|| {
		let mut ids: Vec<_> = (0..103).map(|_| granted(NATIVE, linear(ALICE, 10))).collect();
		granted(NATIVE, linear(BOB, 10));
		let first = Vesting::schedules_of(ALICE, None);
		assert_eq!(first.len(), 100);
		let second = Vesting::schedules_of(ALICE, first.last().map(|(id, _)| *id));
		assert_eq!(second.len(), 3);
		let mut seen: Vec<_> = first.iter().chain(&second).map(|(id, _)| *id).collect();
		seen.sort();
		ids.sort();
		assert_eq!(seen, ids);
	})
}

#[test]
fn answer_for_one_schedule() {
	build_and_execute(|| {
		let id = granted(AssetKind::Token(TOKEN), linear(ALICE, 1_000));
		assert_eq!(Vesting::schedule(id).map(|found| found.beneficiary), Some(ALICE));
		assert_eq!((Vesting::vested_at(id, 175), Vesting::vested_at(id, 200)), (750, 1_000));
		System::set_block_number(175);
		assert_eq!((Vesting::claimable(id), Vesting::claimable(id + 1)), (750, 0));
		assert_eq!(Vesting::schedule(id + 1), None);
	})
}
