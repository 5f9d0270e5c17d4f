//! Genesis of the networks, by name. The Wasm is the same for all.
//!
//! - `development`: one validator, sessions of a minute, everybody's development key funded, sudo.
//! - `local_testnet`: four validators with development keys, the same lengths.
//! - `live`: the template of a real network: hour-long sessions and no accounts. Whoever launches a
//!   network fills in its validators and balances; [`check_live`] refuses what must not go live.

#[cfg(feature = "std")]
use alloc::format;
use alloc::{string::String, vec, vec::Vec};
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

/// Symbols that no token gets on any network, and with each all that look like it. What contains
/// UBC's own is refused anyway; these are the names of the chain, which a token could trade on.
pub const RESERVED_SYMBOLS: [&[u8]; 4] = [b"UBC", b"LAB", b"LABS", b"LABSCAPE"];

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
	let balances: Vec<_> = pots().into_iter().chain(balances).collect();
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
			slash_reward_fraction: Perbill::zero(),
			min_validator_bond: minimum_bond,
			min_nominator_bond: 100 * UBC,
			stakers: validators
				.iter()
				.map(|v| (v.stash.clone(), v.stash.clone(), bond, StakerStatus::Validator))
				.collect::<Vec<_>>(),
		},
		technical_committee: pallet_collective::GenesisConfig { members: committee },
		factory: pallet_labscape_factory::GenesisConfig {
			reserved_symbols: RESERVED_SYMBOLS.iter().map(|symbol| symbol.to_vec()).collect(),
			..Default::default()
		},
		sudo: pallet_sudo::GenesisConfig { key: sudo },
	})
}

/// The accounts without keys through which money passes. Each holds the existential deposit from
/// genesis, so that no amount is too small to reach it, and no payout can kill it.
pub fn pots() -> Vec<(AccountId, Balance)> {
	use crate::configs::{fees::TreasuryAccount, swarm};
	use sp_runtime::traits::AccountIdConversion;
	[
		TreasuryAccount::get(),
		swarm::PotAccount::get(),
		swarm::PoswPalletId::get().into_account_truncating(),
		swarm::SwarmStakingId::get().into_account_truncating(),
	]
	.into_iter()
	.map(|pot| (pot, EXISTENTIAL_DEPOSIT))
	.collect()
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

/// The genesis state of a preset, without the code, built natively.
#[cfg(feature = "std")]
pub fn build_preset(name: &str) -> Option<sp_core::storage::Storage> {
	let patch = serde_json::from_slice(&get_preset(&name.into())?).ok()?;
	build_patch(patch).ok()
}

/// The genesis state of the default configuration with `patch` applied, without the code.
///
/// # Errors
/// A patch that names fields that do not exist or holds values of other types.
#[cfg(feature = "std")]
pub fn build_patch(patch: serde_json::Value) -> Result<sp_core::storage::Storage, String> {
	use sp_runtime::BuildStorage;
	let mut config =
		serde_json::to_value(RuntimeGenesisConfig::default()).map_err(|e| format!("{e}"))?;
	apply(&mut config, patch);
	serde_json::from_value::<RuntimeGenesisConfig>(config)
		.map_err(|e| format!("{e}"))?
		.build_storage()
}

/// Merge objects field by field; everything else is replaced.
#[cfg(feature = "std")]
fn apply(base: &mut serde_json::Value, patch: serde_json::Value) {
	match (base, patch) {
		(serde_json::Value::Object(base), serde_json::Value::Object(patch)) => {
			for (field, value) in patch {
				apply(base.entry(field).or_insert(serde_json::Value::Null), value);
			}
		}
		(base, patch) => *base = patch,
	}
}

/// Refuse a genesis that must not go live: development keys anywhere, a sudo key, lengths of a test
/// network, too few validators. Returns everything that is wrong with it.
#[cfg(feature = "std")]
pub fn check_live(genesis: sp_core::storage::Storage) -> Result<(), Vec<String>> {
	let mut faults = Vec::new();
	// Any record of the genesis may hold a key: compare bytes instead of listing the places.
	let dev_keys =
		Sr25519Keyring::iter().map(|key| (format!("{key:?}"), key.to_raw_public())).chain(
			Ed25519Keyring::iter().map(|key| (format!("{key:?} (ed25519)"), key.to_raw_public())),
		);
	for (name, public) in dev_keys {
		let holds_key = |bytes: &[u8]| bytes.windows(public.len()).any(|window| window == public);
		if genesis.top.iter().any(|(key, value)| {
			key.as_slice() != sp_core::storage::well_known_keys::CODE
				&& (holds_key(key) || holds_key(value))
		}) {
			faults.push(format!("the development key of {name} is in this genesis"));
		}
	}
	sp_io::TestExternalities::new(genesis).execute_with(|| {
		if pallet_sudo::Key::<Runtime>::get().is_some() {
			faults.push(String::from("sudo has a key: a live network is governed, not owned"));
		}
		let lengths = [
			(
				"timing.sessionSlots",
				pallet_labscape_timing::SessionSlots::<Runtime>::get(),
				LIVE.session_slots,
			),
			(
				"timing.sessionsPerEra",
				pallet_labscape_timing::SessionsInEra::<Runtime>::get().into(),
				LIVE.sessions_per_era.into(),
			),
			(
				"timing.workEpochBlocks",
				pallet_labscape_timing::WorkEpochBlocks::<Runtime>::get().into(),
				LIVE.work_epoch_blocks.into(),
			),
		];
		for (name, value, least) in lengths {
			if value < least {
				faults.push(format!("{name} is {value}, a live network needs at least {least}"));
			}
		}
		let validators = Session::validators().len();
		if validators < MIN_LIVE_VALIDATORS {
			faults.push(format!(
				"{validators} validators: finality that survives one fault needs {MIN_LIVE_VALIDATORS}"
			));
		}
	});
	if faults.is_empty() {
		Ok(())
	} else {
		Err(faults)
	}
}

/// The fewest validators of which one may fail.
pub const MIN_LIVE_VALIDATORS: usize = 4;
