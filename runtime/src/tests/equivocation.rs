//! A validator that signs two blocks for one slot loses stake.

use frame_support::{assert_ok, dispatch::GetDispatchInfo, traits::KeyOwnerProofSystem};
use sp_consensus_babe::{
	digests::{CompatibleDigestItem, PreDigest, SecondaryPlainPreDigest},
	EquivocationProof, KEY_TYPE,
};
use sp_core::Pair;
use sp_keyring::Sr25519Keyring::{Alice, AliceStash, Bob, BobStash};
use sp_runtime::{traits::Header as _, Digest, DigestItem};

use super::chain::*;
use crate::*;

/// Two sealed headers of one slot, by the authority at `index` with the key `key`.
fn equivocate(index: u32, key: sp_keyring::Sr25519Keyring) -> EquivocationProof<Header> {
	let pair = sp_consensus_babe::AuthorityPair::from(key.pair());
	let slot = pallet_babe::CurrentSlot::<Runtime>::get();
	let header = |extrinsics_root: Hash| {
		let pre =
			PreDigest::SecondaryPlain(SecondaryPlainPreDigest { authority_index: index, slot });
		let digest =
			Digest { logs: vec![<DigestItem as CompatibleDigestItem>::babe_pre_digest(pre)] };
		let mut header = Header::new(
			System::block_number(),
			extrinsics_root,
			Default::default(),
			System::parent_hash(),
			digest,
		);
		let seal = pair.sign(header.hash().as_ref());
		header.digest_mut().push(<DigestItem as CompatibleDigestItem>::babe_seal(seal));
		header
	};
	EquivocationProof {
		offender: pair.public(),
		slot,
		first_header: header(Hash::repeat_byte(1)),
		second_header: header(Hash::repeat_byte(2)),
	}
}

fn index_of(key: sp_keyring::Sr25519Keyring) -> u32 {
	let public = sp_consensus_babe::AuthorityId::from(key.public());
	Babe::authorities().iter().position(|(id, _)| *id == public).expect("is an authority") as u32
}

fn bonded(stash: sp_keyring::Sr25519Keyring) -> Balance {
	pallet_staking::Ledger::<Runtime>::get(account(stash)).map_or(0, |ledger| ledger.active)
}

#[test]
fn equivocating_validator_is_slashed_and_others_are_not() {
	with_chain("local_testnet", || {
		// Exposures exist from the first elected era on.
		run_until(100, || {
			pallet_staking::ActiveEra::<Runtime>::get().is_some_and(|e| e.index >= 1)
		});
		let before = (bonded(AliceStash), bonded(BobStash));
		let proof = equivocate(index_of(Alice), Alice);
		let owner =
			Historical::prove((KEY_TYPE, proof.offender.clone())).expect("is in the session");
		assert_ok!(Babe::report_equivocation(signed(Bob), Box::new(proof), owner));

		// The slash waits for its eras, so that governance could cancel a wrong one.
		assert_eq!((bonded(AliceStash), bonded(BobStash)), before);
		let eras = <Runtime as pallet_staking::Config>::SlashDeferDuration::get();
		let start = pallet_staking::ActiveEra::<Runtime>::get().expect("an era").index;
		run_until(45 * (eras + 3), || {
			pallet_staking::ActiveEra::<Runtime>::get()
				.is_some_and(|era| era.index > start + eras + 1)
		});
		assert!(bonded(AliceStash) < before.0, "the offender keeps its stake");
		assert_eq!(bonded(BobStash), before.1);
	});
}

#[test]
fn report_is_refused_when_the_headers_are_one() {
	with_chain("local_testnet", || {
		let mut proof = equivocate(index_of(Alice), Alice);
		proof.second_header = proof.first_header.clone();
		let owner =
			Historical::prove((KEY_TYPE, proof.offender.clone())).expect("is in the session");
		assert!(Babe::report_equivocation(signed(Bob), Box::new(proof), owner).is_err());
	});
}

#[test]
fn report_is_refused_when_another_signed() {
	with_chain("local_testnet", || {
		// Bob's seals under Alice's name.
		let mut proof = equivocate(index_of(Alice), Bob);
		proof.offender = sp_consensus_babe::AuthorityId::from(Alice.public());
		let owner =
			Historical::prove((KEY_TYPE, proof.offender.clone())).expect("is in the session");
		assert!(Babe::report_equivocation(signed(Bob), Box::new(proof), owner).is_err());
	});
}

#[test]
fn valid_reports_cost_nothing() {
	with_chain("local_testnet", || {
		let proof = equivocate(index_of(Alice), Alice);
		let owner =
			Historical::prove((KEY_TYPE, proof.offender.clone())).expect("is in the session");
		let call = RuntimeCall::Babe(pallet_babe::Call::report_equivocation {
			equivocation_proof: Box::new(proof.clone()),
			key_owner_proof: owner.clone(),
		});
		assert!(call.get_dispatch_info().call_weight.ref_time() > 0);
		let post =
			Babe::report_equivocation(signed(Bob), Box::new(proof), owner).expect("a valid report");
		assert_eq!(post.pays_fee, frame_support::dispatch::Pays::No);
	});
}
