//! A chain in memory: genesis of a preset, blocks with BABE digests, calls by origin.

use frame_support::traits::{OnFinalize, OnIdle, OnInitialize};
use sp_consensus_babe::digests::{PreDigest, SecondaryPlainPreDigest};
use sp_runtime::{Digest, DigestItem};

use crate::*;

/// A patch of the default genesis, applied as the node does.
pub fn genesis(patch: serde_json::Value) -> sp_core::storage::Storage {
	crate::genesis_config_presets::build_patch(patch).expect("genesis builds")
}

/// The patch of a preset.
pub fn preset(name: &str) -> serde_json::Value {
	let bytes = crate::genesis_config_presets::get_preset(&name.into()).expect("the preset exists");
	serde_json::from_slice(&bytes).expect("the preset is JSON")
}

/// A chain of that preset at its first block, with every pallet's invariants checked at the end.
pub fn with_chain<R>(name: &str, test: impl FnOnce() -> R) -> R {
	let mut ext = sp_io::TestExternalities::new(genesis(preset(name)));
	ext.execute_with(|| {
		next_block();
		let result = test();
		check_invariants();
		result
	})
}

/// The invariants that our own pallets declare.
pub fn check_invariants() {
	Timing::do_try_state().expect("timing");
	SwarmStaking::do_try_state().expect("swarm staking");
	Tokens::do_try_state().expect("tokens");
	Vesting::do_try_state().expect("vesting");
	Factory::do_try_state().expect("factory");
	Governance::do_try_state().expect("governance");
	Resources::do_try_state().expect("resources");
	Posw::do_try_state().expect("posw");
	Burning::do_try_state().expect("burning");
}

/// The slot of block `number`.
fn slot_of(number: BlockNumber) -> u64 {
	1_000 + u64::from(number)
}

/// End the current block and begin the next, as a block author does, without transactions.
pub fn next_block() {
	let number = System::block_number() + 1;
	let parent = if number > 1 {
		AllPalletsWithSystem::on_finalize(number - 1);
		System::finalize().hash()
	} else {
		Default::default()
	};
	let slot = slot_of(number);
	let pre_digest = PreDigest::SecondaryPlain(SecondaryPlainPreDigest {
		authority_index: 0,
		slot: slot.into(),
	});
	let digest = Digest {
		logs: vec![DigestItem::PreRuntime(
			sp_consensus_babe::BABE_ENGINE_ID,
			codec::Encode::encode(&pre_digest),
		)],
	};
	System::reset_events();
	System::initialize(&number, &parent, &digest);
	AllPalletsWithSystem::on_initialize(number);
	Timestamp::set_timestamp(slot * MILLISECS_PER_BLOCK);
	AllPalletsWithSystem::on_idle(number, BlockWeights::get().max_block);
}

/// Go on until `done`, at most `limit` blocks.
pub fn run_until(limit: u32, mut done: impl FnMut() -> bool) {
	for _ in 0..limit {
		if done() {
			return;
		}
		next_block();
	}
	panic!("not reached within {limit} blocks");
}

/// The account of a development key.
pub fn account(key: sp_keyring::Sr25519Keyring) -> AccountId {
	key.to_account_id()
}

/// A signed origin.
pub fn signed(key: sp_keyring::Sr25519Keyring) -> RuntimeOrigin {
	RuntimeOrigin::signed(account(key))
}
