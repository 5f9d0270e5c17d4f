//! The chains this node knows by name, and what it refuses.

use labscape_runtime::{
	genesis_config_presets::{check_live, LIVE_PRESET},
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
	pub fork_blocks: sc_client_api::ForkBlocks<labscape_runtime::Block>,
	/// Blocks that are never imported.
	pub bad_blocks: sc_client_api::BadBlocks<labscape_runtime::Block>,
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
		"live-template" =>
			Box::new(preset("Labscape", "labscape", ChainType::Custom("template".into()), LIVE_PRESET)?),
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
		},
	})
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
