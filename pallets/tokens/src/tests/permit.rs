use codec::Encode;
use frame_support::{assert_noop, assert_ok};
use sp_core::H256;
use sp_runtime::{DispatchError, MultiSignature};

use crate::{mock::*, Call, Error, Event, Nonces};

const DEADLINE: u64 = 50;

fn permit(token: u32, owner: usize, nonce: u64, signature: MultiSignature) -> Call<Test> {
	let owner = signers()[owner].0.clone();
	Call::permit { token, owner, spender: bob(), amount: 700, nonce, deadline: DEADLINE, signature }
}

fn signed(token: u32, owner: usize, nonce: u64) -> MultiSignature {
	let (who, sign) = &signers()[owner];
	sign(&Tokens::permit_payload(token, who.clone(), bob(), 700, nonce, DEADLINE))
}

#[test]
fn lets_a_relayer_set_the_allowance_with_every_kind_of_key() {
	build_and_execute(|| {
		let token = token(PLAIN);
		for (index, (owner, _)) in signers().iter().enumerate() {
			assert_ok!(sign(charlie(), permit(token, index, 0, signed(token, index, 0))));
			assert_eq!(Tokens::allowance_of(token, owner.clone(), bob()), 700);
			assert_eq!(Tokens::nonce_of(token, owner.clone()), 1);
			System::assert_has_event(
				Event::NonceUsed { token, owner: owner.clone(), nonce: 0 }.into(),
			);
			// It sets: a second one does not add.
			assert_ok!(sign(charlie(), permit(token, index, 1, signed(token, index, 1))));
			assert_eq!(Tokens::allowance_of(token, owner.clone(), bob()), 700);
		}
	})
}

#[test]
fn understands_what_wallets_wrap() {
	build_and_execute(|| {
		let token = token(PLAIN);
		for (index, (owner, sign_with)) in signers().iter().enumerate() {
			let payload = Tokens::permit_payload(token, owner.clone(), bob(), 700, 0, DEADLINE);
			let wrapped = [b"<Bytes>", &payload[..], b"</Bytes>"].concat();
			assert_ok!(sign(charlie(), permit(token, index, 0, sign_with(&wrapped))));
		}
	})
}

#[test]
fn fails_when_replayed_or_too_early() {
	build_and_execute(|| {
		let token = token(PLAIN);
		let call = permit(token, 0, 0, signed(token, 0, 0));
		assert_ok!(sign(charlie(), call.clone()));
		assert_noop!(sign(charlie(), call), Error::<Test>::WrongNonce);
		let early = permit(token, 0, 2, signed(token, 0, 2));
		assert_noop!(sign(charlie(), early), Error::<Test>::WrongNonce);
		// The old signature does not fit the new nonce.
		let patched = permit(token, 0, 1, signed(token, 0, 0));
		assert_noop!(sign(charlie(), patched), Error::<Test>::BadSignature);
	})
}

#[test]
fn fails_when_expired() {
	build_and_execute(|| {
		let token = token(PLAIN);
		let call = permit(token, 0, 0, signed(token, 0, 0));
		System::set_block_number(DEADLINE + 1);
		assert_noop!(sign(charlie(), call.clone()), Error::<Test>::PermitExpired);
		System::set_block_number(DEADLINE);
		assert_ok!(sign(charlie(), call));
	})
}

#[test]
fn fails_when_signed_for_another_chain_or_token() {
	build_and_execute(|| {
		let (first, second) = (token(PLAIN), token(PLAIN));
		let call = permit(second, 0, 0, signed(first, 0, 0));
		assert_noop!(sign(charlie(), call), Error::<Test>::BadSignature);
		let here = frame_system::BlockHash::<Test>::get(0);
		frame_system::BlockHash::<Test>::insert(0, H256::repeat_byte(9));
		let abroad = signed(first, 0, 0);
		frame_system::BlockHash::<Test>::insert(0, here);
		let call = permit(first, 0, 0, abroad);
		assert_noop!(sign(charlie(), call), Error::<Test>::BadSignature);
	})
}

#[test]
fn fails_when_any_part_was_changed() {
	build_and_execute(|| {
		let token = token(PLAIN);
		let (owner, nonce, signature) = (signers()[0].0.clone(), 0, signed(token, 0, 0));
		let (spender, amount, deadline) = (bob(), 700, DEADLINE);
		let call = |spender: &sp_runtime::AccountId32, amount, deadline, signature| Call::permit {
			token,
			owner: owner.clone(),
			spender: spender.clone(),
			amount,
			nonce,
			deadline,
			signature,
		};
		let other = signed(token, 1, 0);
		let changed = [
			call(&charlie(), amount, deadline, signature.clone()),
			call(&spender, amount + 1, deadline, signature.clone()),
			call(&spender, amount, deadline + 1, signature.clone()),
			call(&spender, amount, deadline, other),
		];
		for call in changed {
			assert_noop!(sign(charlie(), call), Error::<Test>::BadSignature);
		}
		let call = call(&spender, amount, deadline, signature);
		assert_noop!(run(RuntimeOrigin::none(), call), DispatchError::BadOrigin);
	})
}

#[test]
fn fails_when_the_token_is_unknown_and_uses_no_nonce_up() {
	build_and_execute(|| {
		let call = permit(77, 0, 0, signed(77, 0, 0));
		assert_noop!(sign(charlie(), call), Error::<Test>::UnknownToken);
		assert_eq!(Nonces::<Test>::iter().count(), 0);
	})
}

#[test]
fn is_void_when_cancelled() {
	build_and_execute(|| {
		let token = token(PLAIN);
		let owner = signers()[0].0.clone();
		assert_ok!(sign(owner.clone(), Call::cancel_permits { token }));
		System::assert_last_event(
			Event::NonceUsed { token, owner: owner.clone(), nonce: 0 }.into(),
		);
		let call = permit(token, 0, 0, signed(token, 0, 0));
		assert_noop!(sign(charlie(), call), Error::<Test>::WrongNonce);
		let unknown = Call::cancel_permits { token: 77 };
		assert_noop!(sign(owner, unknown), Error::<Test>::UnknownToken);
	})
}

#[test]
fn fails_when_nonces_are_exhausted() {
	build_and_execute(|| {
		let token = token(PLAIN);
		Nonces::<Test>::insert(token, &signers()[0].0, u64::MAX);
		let call = permit(token, 0, u64::MAX, signed(token, 0, u64::MAX));
		assert_noop!(sign(charlie(), call), Error::<Test>::Overflow);
	})
}

#[test]
fn payload_begins_with_the_domain() {
	build_and_execute(|| {
		let payload = Tokens::permit_payload(5, alice(), bob(), 1, 2, 3);
		let genesis = frame_system::BlockHash::<Test>::get(0);
		let domain = (*crate::TAG, genesis, 5u32).encode();
		assert!(payload.starts_with(&domain));
		let rest = (alice(), 2u64, 3u64, 0u8, bob(), 1u128).encode();
		assert_eq!(payload, [domain, rest].concat());
	})
}

#[test]
fn of_delegation_works_once_and_is_no_permit() {
	build_and_execute(|| {
		let token = token(VOTES);
		let (who, sign_with) = &signers()[2];
		assert_ok!(sign(alice(), Call::transfer { token, to: who.clone(), amount: 300 }));
		let payload = Tokens::delegation_payload(token, who.clone(), bob(), 0, DEADLINE);
		let signature = sign_with(&payload);
		let call = Call::delegate_by_signature {
			token,
			who: who.clone(),
			to: bob(),
			nonce: 0,
			deadline: DEADLINE,
			signature: signature.clone(),
		};
		let misused = permit(token, 2, 0, signature);
		assert_noop!(sign(charlie(), misused), Error::<Test>::BadSignature);
		assert_ok!(sign(charlie(), call.clone()));
		assert_eq!(Tokens::votes_of(token, bob()), 300);
		assert_eq!(Tokens::delegate_of(token, who.clone()), bob());
		assert_noop!(sign(charlie(), call), Error::<Test>::WrongNonce);
	})
}
