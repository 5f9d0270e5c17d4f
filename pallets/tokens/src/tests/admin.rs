use frame_support::{assert_noop, assert_ok};
use labscape_primitives::Role;

use crate::{mock::*, Call, Error, Event};

#[test]
fn place_is_handed_on_in_two_steps() {
	build_and_execute(|| {
		let token = token(PLAIN);
		let begin = Call::begin_admin_transfer { token, to: bob() };
		assert_noop!(sign(bob(), begin.clone()), Error::<Test>::NotAdmin);
		let idle = Call::begin_admin_transfer { token, to: admin() };
		assert_noop!(sign(admin(), idle), Error::<Test>::AlreadyMember);
		assert_noop!(sign(bob(), Call::accept_admin { token }), Error::<Test>::NoTransfer);
		assert_ok!(sign(admin(), begin));
		System::assert_last_event(
			Event::AdminTransferBegun { token, to: bob(), until: 1 + PERIOD }.into(),
		);
		assert_eq!(Tokens::pending_admin(token), Some((bob(), 1 + PERIOD)));
		// Until it is accepted nothing has changed.
		assert_eq!(Tokens::admin(token), Some(admin()));
		assert_noop!(sign(charlie(), Call::accept_admin { token }), Error::<Test>::NotPendingAdmin);
		advance(PERIOD);
		assert_ok!(sign(bob(), Call::accept_admin { token }));
		System::assert_last_event(Event::AdminChanged { token, admin: Some(bob()) }.into());
		let call = Call::grant_role { token, role: Role::Minter, who: charlie() };
		assert_noop!(sign(admin(), call.clone()), Error::<Test>::NotAdmin);
		assert_ok!(sign(bob(), call));
	})
}

#[test]
fn offer_expires_and_can_be_cancelled_or_replaced() {
	build_and_execute(|| {
		let token = token(PLAIN);
		let begin = |to| sign(admin(), Call::begin_admin_transfer { token, to });
		assert_ok!(begin(bob()));
		advance(PERIOD + 1);
		assert_noop!(sign(bob(), Call::accept_admin { token }), Error::<Test>::TransferExpired);
		assert_ok!(begin(bob()));
		assert_ok!(begin(charlie()));
		assert_noop!(sign(bob(), Call::accept_admin { token }), Error::<Test>::NotPendingAdmin);
		let cancel = Call::cancel_admin_transfer { token };
		assert_noop!(sign(charlie(), cancel.clone()), Error::<Test>::NotAdmin);
		assert_ok!(sign(admin(), cancel.clone()));
		System::assert_last_event(Event::AdminTransferCancelled { token }.into());
		assert_noop!(sign(charlie(), Call::accept_admin { token }), Error::<Test>::NoTransfer);
		assert_noop!(sign(admin(), cancel), Error::<Test>::NoTransfer);
	})
}

#[test]
fn place_can_be_renounced_for_ever() {
	build_and_execute(|| {
		let token = token(PLAIN);
		assert_ok!(sign(admin(), Call::begin_admin_transfer { token, to: bob() }));
		assert_noop!(sign(bob(), Call::renounce_admin { token }), Error::<Test>::NotAdmin);
		assert_ok!(sign(admin(), Call::renounce_admin { token }));
		System::assert_last_event(Event::AdminChanged { token, admin: None }.into());
		assert_eq!(Tokens::admin(token), None);
		// Neither the old admin nor the one it had named has a way back.
		assert_noop!(sign(bob(), Call::accept_admin { token }), Error::<Test>::NoTransfer);
		let call = Call::grant_role { token, role: Role::Minter, who: bob() };
		assert_noop!(sign(admin(), call), Error::<Test>::NotAdmin);
		// Roles stay.
		assert_ok!(sign(admin(), Call::mint { token, to: bob(), amount: 1 }));
	})
}
