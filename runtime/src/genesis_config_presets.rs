//! Genesis of the networks, by name. The Wasm is the same for all.
//!
//! - `development`: one validator, sessions of a minute, everybody's development key funded, sudo.
//! - `local_testnet`: four validators with development keys, the same lengths.
//! - `live`: the template of a real network: hour-long sessions and no accounts. Whoever launches a
//!   network fills in its validators and balances; [`check_live`] refuses what must not go live.

use alloc::{format, string::String, vec, vec::Vec};
use frame_support::build_struct_json_patch;
use pallet_staking::{Forcing, StakerStatus};
use sp_authority_discovery::AuthorityId as AuthorityDiscoveryId;
use sp_consensus_babe::AuthorityId as BabeId;
use sp_consensus_grandpa::AuthorityId as GrandpaId;
use sp_genesis_builder::{PresetId, DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};
use sp_runtime::Perbill;

use crate::*;
use pallet_labscape_resource_allocation::crypto::AuthorityId as SchedulerId;

/// Name of the template of a live network.
pub const LIVE_PRESET: &str = "live";

/// A validator at genesis: its account and its keys.
#[derive(Clone, Debug)]
pub struct Validator {
	/// Holds the bond and receives rewards.
	pub stash: AccountId,
	/// Acts for the validator.
	pub keys: SessionKeys,
}

/// The development validator of a keyring's name.
fn dev_validator(sr: Sr25519Keyring, stash: Sr25519Keyring, ed: Ed25519Keyring) -> Validator {
	Validator {
		stash: stash.to_account_id(),
		keys: SessionKeys {
			babe: BabeId::from(sr.public()),
			grandpa: GrandpaId::from(ed.public()),
			authority_discovery: AuthorityDiscoveryId::from(sr.public()),
			scheduler: SchedulerId::from(sr.public()),
		},
	}
}

/// Lengths of everything that a chain specification may choose.
struct Lengths {
	session_slots: u64,
	sessions_per_era: u32,
	work_epoch_blocks: u32,
}

/// Sessions of a minute and eras of two minutes: a person can watch a whole life of the chain.
const FAST: Lengths = Lengths { session_slots: 20, sessions_per_era: 2, work_epoch_blocks: 5 };
/// Sessions of an hour, eras of six.
const LIVE: Lengths = Lengths {
	session_slots: pallet_labscape_timing::DEFAULT_SESSION_SLOTS,
	sessions_per_era: pallet_labscape_timing::DEFAULT_SESSIONS_PER_ERA,
	work_epoch_blocks: pallet_labscape_timing::DEFAULT_WORK_EPOCH_BLOCKS,
};

const DEV_ENDOWMENT: Balance = 10_000_000 * UBC;
const DEV_BOND: Balance = 100_000 * UBC;

fn genesis(
	lengths: Lengths,
	validators: Vec<Validator>,
	balances: Vec<(AccountId, Balance)>,
	bond: Balance,
	minimum_bond: Balance,
	committee: Vec<AccountId>,
	sudo: Option<AccountId>,
) -> serde_json::Value {
	build_struct_json_patch!(RuntimeGenesisConfig {
		timing: pallet_labscape_timing::GenesisConfig {
			session_slots: lengths.session_slots,
			sessions_per_era: lengths.sessions_per_era,
			work_epoch_blocks: lengths.work_epoch_blocks,
		},
		babe: pallet_babe::GenesisConfig { epoch_config: BABE_GENESIS_EPOCH_CONFIG },
		balances: pallet_balances::GenesisConfig { balances },
		session: pallet_session::GenesisConfig {
			keys: validators
				.iter()
				.map(|v| (v.stash.clone(), v.stash.clone(), v.keys.clone()))
				.collect::<Vec<_>>(),
		},
		staking: pallet_staking::GenesisConfig {
			validator_count: core::cmp::max(validators.len() as u32, 4),
			minimum_validator_count: core::cmp::min(validators.len() as u32, 4),
			force_era: Forcing::NotForcing,
			slash_reward_fraction: Perbill::from_percent(10),
			min_validator_bond: minimum_bond,
			min_nominator_bond: 100 * UBC,
			stakers: validators
				.iter()
				.map(|v| (v.stash.clone(), v.stash.clone(), bond, StakerStatus::Validator))
				.collect::<Vec<_>>(),
		},
		technical_committee: pallet_collective::GenesisConfig { members: committee },
		sudo: pallet_sudo::GenesisConfig { key: sudo },
	})
}

/// Every well-known development account, each with its stash.
fn dev_balances() -> Vec<(AccountId, Balance)> {
	Sr25519Keyring::iter()
		.filter(|key| !matches!(key, Sr25519Keyring::One | Sr25519Keyring::Two))
		.map(|key| (key.to_account_id(), DEV_ENDOWMENT))
		.collect()
}

fn development() -> serde_json::Value {
	genesis(
		FAST,
		vec![dev_validator(
			Sr25519Keyring::Alice,
			Sr25519Keyring::AliceStash,
			Ed25519Keyring::Alice,
		)],
		dev_balances(),
		DEV_BOND,
		1_000 * UBC,
		vec![Sr25519Keyring::Alice.to_account_id(), Sr25519Keyring::Bob.to_account_id()],
		Some(Sr25519Keyring::Alice.to_account_id()),
	)
}

fn local_testnet() -> serde_json::Value {
	use Sr25519Keyring::*;
	genesis(
		FAST,
		vec![
			dev_validator(Alice, AliceStash, Ed25519Keyring::Alice),
			dev_validator(Bob, BobStash, Ed25519Keyring::Bob),
			dev_validator(Charlie, CharlieStash, Ed25519Keyring::Charlie),
			dev_validator(Dave, DaveStash, Ed25519Keyring::Dave),
		],
		dev_balances(),
		DEV_BOND,
		1_000 * UBC,
		vec![Alice.to_account_id(), Bob.to_account_id(), Charlie.to_account_id()],
		Some(Alice.to_account_id()),
	)
}

fn live() -> serde_json::Value {
	genesis(LIVE, vec![], vec![], 0, 10_000 * UBC, vec![], None)
}

/// The preset of that name, as a JSON patch of the default genesis.
pub fn get_preset(id: &PresetId) -> Option<Vec<u8>> {
	let patch = match id.as_ref() {
		DEV_RUNTIME_PRESET => development(),
		LOCAL_TESTNET_RUNTIME_PRESET => local_testnet(),
		LIVE_PRESET => live(),
		_ => return None,
	};
	serde_json::to_string(&patch).ok().map(String::into_bytes)
}

/// The names of all presets.
pub fn preset_names() -> Vec<PresetId> {
	vec![
		PresetId::from(DEV_RUNTIME_PRESET),
		PresetId::from(LOCAL_TESTNET_RUNTIME_PRESET),
		PresetId::from(LIVE_PRESET),
	]
}

/// Refuse a genesis that must not go live: development keys anywhere, a sudo key, or lengths of a
/// test network. Returns everything that is wrong with it.
#[cfg(feature = "std")]
pub fn check_live(genesis: &serde_json::Value) -> Result<(), Vec<String>> {
	let mut faults = Vec::new();
	let text = format!("{genesis}");
	for key in Sr25519Keyring::iter() {
		if text.contains(&ss58(&key.to_account_id())) || text.contains(&ss58(&key.public())) {
			faults.push(format!("the development key of {key:?} is in this genesis"));
		}
	}
	for key in Ed25519Keyring::iter() {
		if text.contains(&ss58(&key.public())) {
			faults.push(format!("the development key of {key:?} (ed25519) is in this genesis"));
		}
	}
	if !genesis["sudo"]["key"].is_null() {
		faults.push(String::from("sudo has a key: a live network is governed, not owned"));
	}
	let timing = &genesis["timing"];
	for (field, least) in [
		("sessionSlots", LIVE.session_slots),
		("sessionsPerEra", u64::from(LIVE.sessions_per_era)),
		("workEpochBlocks", u64::from(LIVE.work_epoch_blocks)),
	] {
		match timing[field].as_u64() {
			Some(value) if value >= least => {},
			value => faults.push(format!("timing.{field} is {value:?}, below {least}")),
		}
	}
	if faults.is_empty() {
		Ok(())
	} else {
		Err(faults)
	}
}

#[cfg(feature = "std")]
fn ss58<T: sp_core::crypto::Ss58Codec>(key: &T) -> String {
	key.to_ss58check_with_version(sp_core::crypto::Ss58AddressFormat::custom(SS58_PREFIX))
}
