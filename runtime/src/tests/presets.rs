//! Which genesis may go live.

use sp_core::Pair;

use super::chain::*;
use crate::{genesis_config_presets::*, *};

/// The live template, filled in as an operator would, with keys nobody else has.
fn filled_in() -> serde_json::Value {
	let mut patch = preset(LIVE_PRESET);
	let mut keys = Vec::new();
	let mut stakers = Vec::new();
	let mut balances = patch["balances"]["balances"].as_array().cloned().expect("the pots");
	for i in 0..4u8 {
		let sr = sp_core::sr25519::Pair::from_seed(&[i + 101; 32]).public();
		let ed = sp_core::ed25519::Pair::from_seed(&[i + 101; 32]).public();
		let stash = AccountId::from(sr);
		let session = SessionKeys {
			babe: sr.into(),
			grandpa: ed.into(),
			authority_discovery: sr.into(),
			scheduler: sr.into(),
		};
		keys.push(serde_json::json!([stash, stash, session]));
		stakers.push(serde_json::json!([
			stash,
			stash,
			(10_000 * UBC).to_string().parse::<u64>().expect("fits"),
			"Validator"
		]));
		balances.push(serde_json::json!([
			stash,
			(100_000 * UBC).to_string().parse::<u64>().expect("fits")
		]));
	}
	patch["session"]["keys"] = keys.into();
	patch["staking"]["stakers"] = stakers.into();
	patch["staking"]["validatorCount"] = 4.into();
	patch["balances"]["balances"] = balances.into();
	patch
}

#[test]
fn every_preset_is_named_and_every_name_is_a_preset() {
	for name in preset_names() {
		assert!(get_preset(&name).is_some(), "{name} has no preset");
	}
	assert!(get_preset(&"unheard-of".into()).is_none());
}

#[test]
fn live_template_holds_nobody_and_nothing_of_a_test_network() {
	let live = preset(LIVE_PRESET);
	assert_eq!(live["session"]["keys"].as_array().map(Vec::len), Some(0));
	let balances = live["balances"]["balances"].as_array().expect("a list");
	assert_eq!(balances.len(), pots().len(), "the pots, and nobody else");
	assert!(live["sudo"]["key"].is_null());
	check_live(genesis(filled_in())).expect("the template, filled in, may go live");
}

#[test]
fn test_networks_must_not_go_live() {
	for name in ["development", "local_testnet"] {
		let faults = check_live(genesis(preset(name))).expect_err("a test network");
		let text = faults.join("\n");
		assert!(text.contains("development key of Alice"), "{text}");
		assert!(text.contains("sudo has a key"), "{text}");
		assert!(text.contains("timing.sessionSlots"), "{text}");
	}
}

#[test]
fn one_development_key_is_enough_to_be_refused() {
	let mut patch = filled_in();
	let alice = account(sp_keyring::Sr25519Keyring::Alice);
	patch["technicalCommittee"]["members"] = serde_json::json!([alice]);
	let faults = check_live(genesis(patch)).expect_err("Alice sits in the committee");
	assert_eq!(faults.len(), 1, "{faults:?}");
	assert!(faults[0].contains("development key of Alice"));
}

#[test]
fn short_sessions_are_refused_on_a_live_network() {
	let mut patch = filled_in();
	patch["timing"]["sessionSlots"] = 20.into();
	let faults = check_live(genesis(patch)).expect_err("sessions of a minute");
	assert_eq!(faults.len(), 1, "{faults:?}");
}

#[test]
fn a_network_that_one_fault_stops_is_refused() {
	let mut patch = filled_in();
	patch["session"]["keys"].as_array_mut().expect("a list").truncate(3);
	patch["staking"]["stakers"].as_array_mut().expect("a list").truncate(3);
	let faults = check_live(genesis(patch)).expect_err("three validators");
	assert!(faults.iter().any(|fault| fault.contains("3 validators")), "{faults:?}");
}

#[test]
fn every_pot_exists_from_genesis() {
	use frame_support::traits::fungible::Inspect;
	with_chain("development", || {
		for (pot, least) in pots() {
			assert!(Balances::balance(&pot) >= least);
		}
		assert_eq!(
			pots()[2].0,
			<Posw as labscape_primitives::WorkProof<AccountId, Balance>>::pot()
		);
	});
}

#[test]
fn names_of_the_chain_are_reserved_on_every_network() {
	for patch in [preset("development"), preset("local_testnet"), filled_in()] {
		sp_io::TestExternalities::new(genesis(patch)).execute_with(|| {
			for symbol in RESERVED_SYMBOLS {
				assert!(!Factory::is_symbol_free(symbol.to_vec()), "{symbol:?}");
			}
			// What only looks like them, and what contains UBC's.
			for symbol in [b"U8C".as_slice(), b"wUBC", b"ubc2", b"1abs", b"LA85CAPE"] {
				assert!(!Factory::is_symbol_free(symbol.to_vec()), "{symbol:?}");
			}
			assert!(Factory::is_symbol_free(b"LABX".to_vec()));
		});
	}
}
