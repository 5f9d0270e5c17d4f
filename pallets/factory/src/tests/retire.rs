use frame_support::{assert_ok, traits::fungible::InspectHold};

use crate::{mock::*, Call, Event, HoldReason, Terms};

#[test]
fn returns_the_deposit_and_frees_the_symbol() {
	build_and_execute(|| {
		let token = created(blueprint(b"ABC"));
		// Other terms now do not change what comes back.
		let terms = Terms { metadata_deposit: 9_999, ..Factory::terms() };
		assert_ok!(govern(Call::set_terms { terms }));
		let free = Balances::free_balance(alice());
		let burn = pallet_labscape_tokens::Call::burn { token, amount: 400 };
		assert_ok!(sign(bob(), burn));
		assert_ok!(sign(alice(), pallet_labscape_tokens::Call::retire { token }));
		System::assert_has_event(
			Event::DepositReturned { token, creator: alice(), amount: DEPOSIT }.into(),
		);
		assert_eq!(Balances::free_balance(alice()), free + DEPOSIT);
		assert_eq!(Balances::balance_on_hold(&HoldReason::Metadata.into(), &alice()), 0);
		assert_eq!(Factory::created_by(alice()), 0);
		assert_eq!(Factory::record_of(token), None);
		assert!(Factory::is_symbol_free(b"ABC".to_vec()));
		let next = created(blueprint(b"ABC"));
		assert_ne!(next, token, "ids are never given twice");
	})
}

#[test]
fn returns_it_to_the_creator_whoever_is_admin() {
	build_and_execute(|| {
		use pallet_labscape_tokens::Call as Tokens_;
		let token = created(blueprint(b"ABC"));
		assert_ok!(sign(alice(), Tokens_::begin_admin_transfer { token, to: bob() }));
		assert_ok!(sign(bob(), Tokens_::accept_admin { token }));
		assert_ok!(sign(bob(), Tokens_::burn { token, amount: 400 }));
		let free = Balances::free_balance(alice());
		assert_ok!(sign(bob(), Tokens_::retire { token }));
		assert_eq!(Balances::free_balance(alice()), free + DEPOSIT);
	})
}

#[test]
fn ignores_tokens_that_are_not_its_own() {
	build_and_execute(|| {
		use labscape_primitives::OnTokenRetired;
		created(blueprint(b"ABC"));
		<Factory as OnTokenRetired>::on_token_retired(77);
		assert_eq!(Factory::created_by(alice()), 1);
	})
}
