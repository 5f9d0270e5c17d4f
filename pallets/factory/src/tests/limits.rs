use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{mock::*, Call, Error, Event, Terms};

#[test]
fn bound_the_tokens_of_each_account() {
	build_and_execute(|| {
		for symbol in [b"AAA", b"BBB", b"CCC"] {
			created(blueprint(symbol));
		}
		assert_noop!(create(alice(), blueprint(b"DDD")), Error::<Test>::LimitReached);
		assert_ok!(create(bob(), blueprint(b"DDD")));
	})
}

#[test]
fn can_be_set_for_one_account_or_for_all() {
	build_and_execute(|| {
		let limit = |limit| Call::set_limit { who: alice(), limit };
		assert_noop!(sign(alice(), limit(Some(9))), DispatchError::BadOrigin);
		assert_ok!(govern(limit(Some(1))));
		System::assert_last_event(Event::LimitSet { who: alice(), limit: Some(1) }.into());
		created(blueprint(b"AAA"));
		assert_noop!(create(alice(), blueprint(b"BBB")), Error::<Test>::LimitReached);
		assert_ok!(govern(limit(None)));
		created(blueprint(b"BBB"));
		let terms = Terms { account_limit: 2, ..Factory::terms() };
		assert_ok!(govern(Call::set_terms { terms }));
		assert_noop!(create(alice(), blueprint(b"CCC")), Error::<Test>::LimitReached);
		assert_ok!(govern(limit(Some(0))));
		assert_noop!(create(alice(), blueprint(b"CCC")), Error::<Test>::LimitReached);
	})
}
