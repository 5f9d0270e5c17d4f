//! `validator init`: everything a new validator needs before its first transaction.

use clap::Parser;
use codec::Encode;
use labscape_runtime::{AccountId, Runtime, RuntimeCall, SessionKeys};
use sc_cli::{CliConfiguration, Error, KeystoreParams, NodeKeyParams, Result, SharedParams};
use sc_keystore::LocalKeystore;
use sc_network::config::{ed25519, NodeKeyConfig, Secret};
use sc_service::{config::KeystoreConfig, Configuration};
use sp_core::crypto::Ss58Codec;
use sp_keystore::KeystoreExt;

/// Set up a validator.
#[derive(Debug, clap::Subcommand)]
pub enum ValidatorCmd {
	/// Make the node key and the session keys, and print the call that registers them.
	Init(InitCmd),
}

/// Make a node key and session keys in the node's data folder, prove that they belong to the owner,
/// and print the `session.setKeys` call that the owner signs with any wallet.
///
/// Nothing is sent anywhere, and no running node is needed. Keys that exist are not touched: without
/// `--rotate` a second run is refused.
#[derive(Debug, Clone, Parser)]
#[command(
	after_help = "Then, with the owner's wallet: bond UBC (staking.bond), send the printed call, \
	and declare the wish to validate (staking.validate). The node joins the set in the next era.\n\n\
	Example:\n  labscape-node validator init --chain testnet.json --base-path /var/lib/labscape --owner 5F…"
)]
pub struct InitCmd {
	/// The account that bonds and signs, as SS58 address.
	#[arg(long, value_name = "ADDRESS", value_parser = parse_account)]
	pub owner: AccountId,

	/// Make new session keys although there are some already. The old ones stay in the keystore until
	/// the new ones are active.
	#[arg(long)]
	pub rotate: bool,

	/// Print JSON.
	#[arg(long)]
	pub json: bool,

	#[allow(missing_docs)]
	#[clap(flatten)]
	pub shared_params: SharedParams,

	#[allow(missing_docs)]
	#[clap(flatten)]
	pub keystore_params: KeystoreParams,

	#[allow(missing_docs)]
	#[clap(flatten)]
	pub node_key_params: NodeKeyParams,
}

fn parse_account(text: &str) -> std::result::Result<AccountId, String> {
	AccountId::from_ss58check(text).map_err(|e| format!("not an SS58 address: {e:?}"))
}

impl CliConfiguration for InitCmd {
	fn shared_params(&self) -> &SharedParams {
		&self.shared_params
	}

	fn keystore_params(&self) -> Option<&KeystoreParams> {
		Some(&self.keystore_params)
	}

	fn node_key_params(&self) -> Option<&NodeKeyParams> {
		Some(&self.node_key_params)
	}
}

impl InitCmd {
	/// Make what is missing and print it.
	///
	/// # Errors
	/// A folder that cannot be written, or session keys that exist already.
	pub fn run(&self, config: &Configuration) -> Result<()> {
		let KeystoreConfig::Path { path: keystore_path, password } = &config.keystore else {
			return Err(Error::Input(
				"a validator needs a keystore on disk (give --base-path)".into(),
			));
		};
		let keystore = LocalKeystore::open(keystore_path, password.clone())
			.map_err(|e| Error::Input(format!("the keystore {} : {e}", keystore_path.display())))?;
		let has_some = missing_session_keys(keystore_path).len() < SESSION_KEY_PREFIXES.len();
		if has_some && !self.rotate {
			return Err(Error::Input(format!(
				"{} holds session keys already; pass --rotate to make new ones",
				keystore_path.display()
			)));
		}
		let peer_id = node_key(config)?;

		let mut externalities = sp_io::TestExternalities::default();
		externalities.register_extension(KeystoreExt::new(keystore));
		let generated =
			externalities.execute_with(|| SessionKeys::generate(&self.owner.encode(), None));
		let keys = generated.keys;
		let call = RuntimeCall::Session(pallet_session::Call::<Runtime>::set_keys {
			keys: keys.clone(),
			proof: generated.proof.encode(),
		});
		let call = format!("0x{}", hex::encode(call.encode()));
		let encoded_keys = format!("0x{}", hex::encode(keys.encode()));
		let proof = format!("0x{}", hex::encode(generated.proof.encode()));
		let owner = self.owner.to_ss58check_with_version(labscape_runtime::SS58_PREFIX.into());
		if self.json {
			let report = serde_json::json!({
				"owner": owner,
				"peerId": peer_id,
				"keystore": keystore_path,
				"sessionKeys": encoded_keys,
				"proof": proof,
				"setKeysCall": call,
			});
			println!("{report:#}");
		} else {
			println!("owner         {owner}");
			println!("peer id       {peer_id}");
			println!("keystore      {}", keystore_path.display());
			println!("session keys  {encoded_keys}");
			println!("set_keys call {call}");
			println!();
			println!("Sign and send this call with the owner's account (Polkadot.js: Developer,");
			println!("Extrinsics, Decode, paste), after bonding; then send staking.validate.");
		}
		Ok(())
	}
}

/// The key types of a validator's session keys, hex-encoded as the keystore names its files.
const SESSION_KEY_PREFIXES: [(&str, &str); 4] = [
	("babe", "62616265"),
	("grandpa", "6772616e"),
	("authority discovery", "61756469"),
	("scheduler", "6c627364"),
];

/// The names of the session keys that `keystore` lacks.
pub fn missing_session_keys(keystore: &std::path::Path) -> Vec<&'static str> {
	let names: Vec<String> = std::fs::read_dir(keystore)
		.map(|entries| {
			entries.flatten().map(|e| e.file_name().to_string_lossy().into_owned()).collect()
		})
		.unwrap_or_default();
	SESSION_KEY_PREFIXES
		.iter()
		.filter(|(_, prefix)| !names.iter().any(|name| name.starts_with(prefix)))
		.map(|(name, _)| *name)
		.collect()
}

/// Make the node key unless there is one; returns the peer id.
fn node_key(config: &Configuration) -> Result<String> {
	let folder =
		config.network.net_config_path.clone().ok_or_else(|| {
			Error::Input("a validator needs a data folder (give --base-path)".into())
		})?;
	std::fs::create_dir_all(&folder)?;
	let key = match &config.network.node_key {
		NodeKeyConfig::Ed25519(Secret::Input(secret)) => {
			NodeKeyConfig::Ed25519(Secret::<ed25519::SecretKey>::Input(secret.clone()))
		}
		NodeKeyConfig::Ed25519(Secret::File(path)) => {
			NodeKeyConfig::Ed25519(Secret::File(path.clone()))
		}
		NodeKeyConfig::Ed25519(Secret::New) => {
			NodeKeyConfig::Ed25519(Secret::File(folder.join("secret_ed25519")))
		}
	};
	Ok(key.into_keypair()?.public().to_peer_id().to_string())
}
