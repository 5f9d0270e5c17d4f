//! The pieces fit: order, extensions, properties that clients rely on.

use codec::Encode;
use frame_support::traits::{Get, PalletInfoAccess};
use sp_runtime::traits::TransactionExtension;

use super::chain::*;
use crate::*;

#[test]
fn pallets_whose_genesis_is_read_stand_first() {
	assert!(Timing::index() < Session::index());
	assert!(Timing::index() < Staking::index());
	assert!(Babe::index() < Session::index());
}

#[test]
fn extensions_stand_in_the_order_of_the_sdk_node() {
	let names: Vec<&str> = TxExtension::metadata().into_iter().map(|m| m.identifier).collect();
	assert_eq!(
		names,
		[
			"AuthorizeCall",
			"CheckNonZeroSender",
			"CheckSpecVersion",
			"CheckTxVersion",
			"CheckGenesis",
			"CheckMortality",
			"CheckNonce",
			"CheckWeight",
			"ChargeTransactionPayment",
			"CheckMetadataHash",
			"WeightReclaim",
		]
	);
}

#[test]
fn free_calls_carry_an_extension_that_decodes() {
	use frame_system::offchain::CreateAuthorizedTransaction;
	let call = RuntimeCall::System(frame_system::Call::remark { remark: vec![1] });
	let extrinsic =
		<Runtime as CreateAuthorizedTransaction<RuntimeCall>>::create_authorized_transaction(call);
	let bytes = extrinsic.encode();
	let again: UncheckedExtrinsic =
		codec::DecodeAll::decode_all(&mut &bytes[..]).expect("decodes what it encoded");
	assert_eq!(again.encode(), bytes);
}

#[test]
fn lengths_come_from_genesis() {
	with_chain("development", || {
		assert_eq!(<Runtime as pallet_babe::Config>::EpochDuration::get(), 20);
		assert_eq!(<Runtime as pallet_staking::Config>::SessionsPerEra::get(), 2);
	});
}

#[test]
fn sessions_and_eras_pass() {
	with_chain("development", || {
		run_until(200, || {
			pallet_staking::ActiveEra::<Runtime>::get().is_some_and(|e| e.index >= 2)
		});
		assert!(Session::current_index() >= 4);
		assert_eq!(Session::validators().len(), 1);
	});
}

#[test]
fn every_session_key_has_its_handler() {
	with_chain("local_testnet", || {
		assert_eq!(Babe::authorities().len(), 4);
		assert_eq!(Grandpa::grandpa_authorities().len(), 4);
		assert_eq!(AuthorityDiscovery::authorities().len(), 4);
		assert_eq!(pallet_labscape_resource_allocation::Authorities::<Runtime>::get().len(), 4);
	});
}

#[test]
fn session_keys_prove_their_owner() {
	use sp_keystore::{testing::MemoryKeystore, KeystoreExt};
	let mut ext = sp_io::TestExternalities::new(genesis(preset("development")));
	ext.register_extension(KeystoreExt::new(MemoryKeystore::new()));
	ext.execute_with(|| {
		next_block();
		let owner = sp_keyring::Sr25519Keyring::Ferdie;
		let made = SessionKeys::generate(&account(owner).encode(), None);
		// The proof of another owner is refused, the right one accepted.
		let stranger = sp_keyring::Sr25519Keyring::Eve;
		assert!(
			Session::set_keys(signed(stranger), made.keys.clone(), made.proof.encode()).is_err()
		);
		Session::set_keys(signed(owner), made.keys, made.proof.encode())
			.expect("keys with their owner's proof");
	});
}

#[test]
fn an_upgrade_rewrites_vesting_schedules_of_the_first_layout() {
	use frame_support::{
		migrations::MultiStepMigrator,
		traits::{fungible::MutateHold, OnRuntimeUpgrade, StorageVersion},
	};
	use labscape_primitives::AssetKind;
	use pallet_labscape_vesting::*;
	with_chain("development", || {
		let (granter, alice) =
			(account(sp_keyring::Sr25519Keyring::Bob), account(sp_keyring::Sr25519Keyring::Alice));
		StorageVersion::new(1).put::<crate::Vesting>();
		for id in 0..3 {
			let reason = RuntimeHoldReason::Vesting(HoldReason::Grant);
			Balances::hold(&reason, &alice, UBC).expect("Alice is rich");
			let old = ScheduleV1 {
				asset: AssetKind::Native,
				beneficiary: alice.clone(),
				granter: granter.clone(),
				amount: UBC,
				claimed: 0,
				start: 0,
				cliff: 0,
				end: 10,
				revocable: false,
			};
			Schedules::<Runtime>::insert(id, Versioned::V1(old));
			SchedulesByBeneficiary::<Runtime>::insert(&alice, id, ());
			NextScheduleId::<Runtime>::put(id + 1);
		}
		let _ = Migrations::on_runtime_upgrade();
		assert!(Migrations::ongoing());
		run_until(5, || {
			let _ = Migrations::step();
			!Migrations::ongoing()
		});
		assert!(Schedules::<Runtime>::iter_values().all(|kept| matches!(kept, Versioned::V2(_))));
		assert_eq!(StorageVersion::get::<crate::Vesting>(), StorageVersion::new(2));
		// Not once more with the next upgrade.
		StorageVersion::new(1).put::<crate::Vesting>();
		let _ = Migrations::on_runtime_upgrade();
		run_until(5, || {
			let _ = Migrations::step();
			!Migrations::ongoing()
		});
		assert_eq!(StorageVersion::get::<crate::Vesting>(), StorageVersion::new(1));
	});
}
