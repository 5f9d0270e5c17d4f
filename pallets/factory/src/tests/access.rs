use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{mock::*, Access, Call, Error, Event, Listing};

fn list(who: sp_runtime::AccountId32, listing: Option<Listing>) -> Call<Test> {
	Call::set_listing { who, listing }
}

#[test]
fn is_denied_to_those_denied() {
	build_and_execute(|| {
		assert_noop!(sign(alice(), list(bob(), Some(Listing::Denied))), DispatchError::BadOrigin);
		assert_ok!(govern(list(bob(), Some(Listing::Denied))));
		System::assert_last_event(
			Event::ListingSet { who: bob(), listing: Some(Listing::Denied) }.into(),
		);
		assert_noop!(create(bob(), blueprint(b"ABC")), Error::<Test>::NotAllowed);
		assert!(!Factory::may_create(bob()) && Factory::may_create(alice()));
		assert_ok!(govern(list(bob(), None)));
		assert_ok!(create(bob(), blueprint(b"ABC")));
	})
}

#[test]
fn can_be_restricted_to_those_allowed() {
	build_and_execute(|| {
		let restrict = Call::set_access { access: Access::AllowedOnly };
		assert_noop!(sign(alice(), restrict.clone()), DispatchError::BadOrigin);
		assert_ok!(govern(restrict));
		System::assert_last_event(Event::AccessSet { access: Access::AllowedOnly }.into());
		assert_ok!(govern(list(bob(), Some(Listing::Allowed))));
		assert_noop!(create(alice(), blueprint(b"ABC")), Error::<Test>::NotAllowed);
		assert_ok!(create(bob(), blueprint(b"ABC")));
		assert_ok!(govern(list(bob(), Some(Listing::Denied))));
		assert_noop!(create(bob(), blueprint(b"ABCD")), Error::<Test>::NotAllowed);
		assert_ok!(govern(Call::set_access { access: Access::Everyone }));
		assert_ok!(create(alice(), blueprint(b"ABCD")));
	})
}

#[test]
fn can_be_paused_for_a_while() {
	build_and_execute(|| {
		let pause = |until| Call::pause { until };
		assert_noop!(sign(alice(), pause(10)), DispatchError::BadOrigin);
		assert_noop!(govern(pause(1)), Error::<Test>::BadPause);
		assert_noop!(govern(Call::resume {}), Error::<Test>::NotPaused);
		assert_ok!(govern(pause(10)));
		System::assert_last_event(Event::Paused { until: 10 }.into());
		assert_eq!(Factory::closed_until(), Some(10));
		System::set_block_number(9);
		assert_noop!(create(alice(), blueprint(b"ABC")), Error::<Test>::FactoryPaused);
		System::set_block_number(10);
		assert_ok!(create(alice(), blueprint(b"ABC")));
		assert_noop!(govern(Call::resume {}), Error::<Test>::NotPaused);
		assert_ok!(govern(pause(20)));
		assert_noop!(sign(alice(), Call::resume {}), DispatchError::BadOrigin);
		assert_ok!(govern(Call::resume {}));
		System::assert_last_event(Event::Resumed.into());
		assert_ok!(create(alice(), blueprint(b"ABCD")));
	})
}
