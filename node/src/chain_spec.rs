//! The chains this node knows by name, and what it refuses.

use labscape_runtime::{
	genesis_config_presets::{build_preset, check_live, LIVE_PRESET},
	SS58_PREFIX, WASM_BINARY,
};
use sc_chain_spec::{ChainSpecExtension, Properties};
use sc_service::ChainType;
use serde::{Deserialize, Serialize};
use sp_genesis_builder::{DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};

/// A chain specification of this node.
pub type ChainSpec = sc_service::GenericChainSpec<Extensions>;

/// What a specification may carry beside genesis.
#[derive(Default, Clone, Debug, Serialize, Deserialize, ChainSpecExtension)]
#[serde(rename_all = "camelCase")]
pub struct Extensions {
	/// Blocks with known hashes.
	pub fork_blocks: sc_client_api::ForkBlocks<labscape_runtime::opaque::Block>,
	/// Blocks that are never imported.
	pub bad_blocks: sc_client_api::BadBlocks<labscape_runtime::opaque::Block>,
	/// Where light clients start from.
	pub light_sync_state: sc_sync_state_rpc::LightSyncStateExtension,
}

fn properties() -> Properties {
	let mut properties = Properties::new();
	properties.insert("tokenSymbol".into(), "UBC".into());
	properties.insert("tokenDecimals".into(), 12.into());
	properties.insert("ss58Format".into(), SS58_PREFIX.into());
	properties
}

fn preset(name: &str, id: &str, kind: ChainType, preset: &str) -> Result<ChainSpec, String> {
	let wasm = WASM_BINARY
		.ok_or("this binary was built without the Wasm runtime (SKIP_WASM_BUILD was set)")?;
	Ok(ChainSpec::builder(wasm, Default::default())
		.with_name(name)
		.with_id(id)
		.with_protocol_id(id)
		.with_chain_type(kind)
		.with_properties(properties())
		.with_genesis_config_preset_name(preset)
		.build())
}

/// Find the specification that `--chain` names.
///
/// # Errors
/// An unknown name, an unreadable file, or a live chain whose genesis must not go live.
pub fn load(id: &str) -> Result<Box<dyn sc_service::ChainSpec>, String> {
	Ok(match id {
		"" | "dev" => Box::new(preset(
			"Labscape Development",
			"labscape_dev",
			ChainType::Development,
			DEV_RUNTIME_PRESET,
		)?),
		"local" => Box::new(preset(
			"Labscape Local Testnet",
			"labscape_local",
			ChainType::Local,
			LOCAL_TESTNET_RUNTIME_PRESET,
		)?),
		"live-template" => Box::new(preset(
			"Labscape",
			"labscape",
			ChainType::Custom("template".into()),
			LIVE_PRESET,
		)?),
		path => {
			let file = std::path::PathBuf::from(path);
			if !file.exists() {
				return Err(format!(
					"no chain '{path}': known are dev, local and live-template (to fill in), or give \
					 the path of a specification file"
				));
			}
			let spec = ChainSpec::from_json_file(file)
				.map_err(|e| format!("the chain specification '{path}' cannot be read: {e}"))?;
			refuse_test_genesis(&spec)?;
			Box::new(spec)
		}
	})
}

/// The genesis of a chain of this binary's own, built natively; `None` for a chain from a file.
///
/// The bytes are those that the Wasm builds (a test compares them), without compiling the Wasm a
/// second time at each start.
pub fn native_genesis(id: &str) -> Option<sp_core::storage::Storage> {
	let preset = match id {
		"" | "dev" => DEV_RUNTIME_PRESET,
		"local" => LOCAL_TESTNET_RUNTIME_PRESET,
		_ => return None,
	};
	let mut storage = build_preset(preset)?;
	storage.top.insert(sp_core::storage::well_known_keys::CODE.to_vec(), WASM_BINARY?.to_vec());
	Some(storage)
}

/// A live chain holds no development key, no sudo key and no lengths of a test network.
fn refuse_test_genesis(spec: &ChainSpec) -> Result<(), String> {
	use sc_chain_spec::ChainSpec as _;
	use sp_runtime::BuildStorage;
	if spec.chain_type() != ChainType::Live {
		return Ok(());
	}
	let storage = spec
		.build_storage()
		.map_err(|e| format!("the genesis of '{}' cannot be built: {e}", spec.name()))?;
	check_live(storage).map_err(|faults| {
		format!("'{}' must not go live:\n  - {}", spec.name(), faults.join("\n  - "))
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	fn refusal(chain: &str) -> String {
		match load(chain) {
			Ok(spec) => panic!("{} was taken", spec.name()),
			Err(error) => error,
		}
	}

	#[test]
	fn native_genesis_is_the_one_that_the_wasm_builds() {
		for id in ["dev", "local"] {
			let by_wasm = load(id).expect("known").build_storage().expect("builds");
			let natively = native_genesis(id).expect("known");
			assert_eq!(natively.top, by_wasm.top, "{id}");
			assert!(natively.children_default.is_empty() && by_wasm.children_default.is_empty());
		}
	}

	#[test]
	fn unknown_chain_is_refused_with_the_known_ones() {
		let error = refusal("no-such-chain");
		assert!(error.contains("known are dev, local"), "{error}");
	}

	#[test]
	fn unreadable_specification_is_refused_by_name() {
		let file = tempfile::NamedTempFile::new().expect("a file");
		std::fs::write(file.path(), "{ not json").expect("writable");
		let error = refusal(&file.path().to_string_lossy());
		assert!(error.contains("cannot be read"), "{error}");
	}

	#[test]
	fn development_chain_called_live_is_refused() {
		let mut json: serde_json::Value =
			serde_json::from_str(&load("dev").expect("known").as_json(false).expect("json"))
				.expect("json");
		json["chainType"] = "Live".into();
		let file = tempfile::NamedTempFile::new().expect("a file");
		std::fs::write(file.path(), json.to_string()).expect("writable");
		let error = refusal(&file.path().to_string_lossy());
		assert!(error.contains("development key of Alice"), "{error}");
	}
}
