use frame_support::{assert_noop, assert_ok};
use labscape_primitives::{Features, Role};
use sp_runtime::DispatchError;

use crate::{mock::*, Call, Error, Event};

#[test]
fn are_granted_and_revoked_by_the_admin() {
	build_and_execute(|| {
		let token = token(PLAIN);
		for role in Role::ALL {
			let grant = Call::grant_role { token, role, who: bob() };
			let revoke = Call::revoke_role { token, role, who: bob() };
			assert_noop!(sign(bob(), grant.clone()), Error::<Test>::NotAdmin);
			assert_noop!(run(RuntimeOrigin::root(), grant.clone()), DispatchError::BadOrigin);
			assert_ok!(sign(admin(), grant.clone()));
			System::assert_last_event(Event::RoleGranted { token, role, who: bob() }.into());
			assert!(Tokens::has_role(token, role, bob()));
			assert_noop!(sign(admin(), grant), Error::<Test>::AlreadyMember);
			assert_noop!(sign(bob(), revoke.clone()), Error::<Test>::NotAdmin);
			assert_ok!(sign(admin(), revoke.clone()));
			System::assert_last_event(Event::RoleRevoked { token, role, who: bob() }.into());
			assert!(!Tokens::has_role(token, role, bob()));
			assert_noop!(sign(admin(), revoke), Error::<Test>::MissingRole);
		}
	})
}

#[test]
fn can_be_enumerated_and_are_bounded() {
	build_and_execute(|| {
		let token = token(PLAIN);
		let grant = |index| {
			let call = Call::grant_role { token, role: Role::Minter, who: account(index) };
			sign(admin(), call)
		};
		for index in [9, 5, 7] {
			assert_ok!(grant(index));
		}
		assert_noop!(grant(8), Error::<Test>::TooManyMembers);
		let members: Vec<_> = [1, 5, 7, 9].map(account).to_vec();
		assert_eq!(Tokens::role_members(token, Role::Minter), members);
		assert_eq!(Tokens::role_member(token, Role::Minter, 2), Some(account(7)));
		assert_eq!(Tokens::role_member(token, Role::Minter, 4), None);
		assert_eq!(Tokens::role_member_count(token, Role::Minter), 4);
	})
}

#[test]
fn are_refused_where_the_token_has_no_use_for_them() {
	build_and_execute(|| {
		let token = token(Features::default());
		for role in [Role::Minter, Role::Burner, Role::Pauser, Role::Freezer] {
			let call = Call::grant_role { token, role, who: bob() };
			assert_noop!(sign(admin(), call), Error::<Test>::FeatureMissing);
		}
		let call = Call::grant_role { token, role: Role::Metadata, who: bob() };
		assert_ok!(sign(admin(), call));
	})
}

#[test]
fn can_be_renounced_by_their_members_only() {
	build_and_execute(|| {
		let token = token(PLAIN);
		let call = Call::renounce_role { token, role: Role::Minter };
		assert_noop!(sign(bob(), call.clone()), Error::<Test>::MissingRole);
		assert_ok!(sign(admin(), call));
		assert_eq!(Tokens::role_member_count(token, Role::Minter), 0);
	})
}

#[test]
fn last_guardian_cannot_leave_what_is_in_force() {
	build_and_execute(|| {
		let token = token(PLAIN);
		assert_ok!(sign(admin(), Call::pause { token }));
		assert_ok!(sign(admin(), Call::freeze { token, account: bob() }));
		// With an admin there is a way back.
		assert_ok!(sign(admin(), Call::renounce_role { token, role: Role::Pauser }));
		assert_noop!(sign(admin(), Call::renounce_admin { token }), Error::<Test>::LastGuardian);
		let again = Call::grant_role { token, role: Role::Pauser, who: charlie() };
		assert_ok!(sign(admin(), again));
		assert_ok!(sign(admin(), Call::renounce_admin { token }));
		// Without one, the last who could lift it stays.
		let leave = Call::renounce_role { token, role: Role::Pauser };
		assert_noop!(sign(charlie(), leave.clone()), Error::<Test>::LastGuardian);
		let melt = Call::renounce_role { token, role: Role::Freezer };
		assert_noop!(sign(admin(), melt.clone()), Error::<Test>::LastGuardian);
		assert_ok!(sign(charlie(), Call::unpause { token }));
		assert_ok!(sign(charlie(), leave));
		assert_ok!(sign(admin(), Call::thaw { token, account: bob() }));
		assert_ok!(sign(admin(), melt));
	})
}

#[test]
fn metadata_changes_the_name_and_nothing_else() {
	build_and_execute(|| {
		let token = token(PLAIN);
		let call = |name: &[u8]| Call::rename { token, name: name.to_vec() };
		assert_noop!(sign(bob(), call(b"New")), Error::<Test>::MissingRole);
		assert_noop!(sign(admin(), call(b"")), Error::<Test>::BadMetadata);
		assert_noop!(sign(admin(), call(&[0xff])), Error::<Test>::BadMetadata);
		assert_ok!(sign(admin(), call(b"New")));
		System::assert_last_event(Event::Renamed { token, name: b"New".to_vec() }.into());
		assert_eq!(Tokens::name_of(token), b"New");
		assert_eq!((Tokens::symbol_of(token), Tokens::decimals_of(token)), (b"TEST".to_vec(), 6));
	})
}
