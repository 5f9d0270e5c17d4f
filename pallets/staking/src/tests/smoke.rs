use crate::mock::*;
use frame_support::assert_ok;
#[test]
fn smoke() {
	build_and_execute(|| {
		assert_ok!(Staking::register(signed(ALICE), 1000, Default::default()));
	});
}
