//! What all commands share: where the chain is, who signs, how answers look.

use clap::Args;
use comfy_table::{presets, ContentArrangement, Table};
use labscape_client::{
	amount,
	keys::parse_account,
	parse_hash,
	stores::Stores,
	tx::{Call, Receipt, Until},
	Account, Balance, Chain, Error, Hash, Key, Result,
};
use serde_json::Value as Json;
use std::path::PathBuf;

/// Options of every command.
#[derive(Args)]
pub struct Options {
	/// The node to ask; else LABSCAPE_URL, else ws://127.0.0.1:9944.
	#[arg(long, global = true)]
	url: Option<String>,
	/// The genesis hash of the chain it must follow; else LABSCAPE_GENESIS, else any chain.
	#[arg(long, global = true)]
	genesis: Option<String>,
	/// Who signs: a key file, or //Name on a development chain; else LABSCAPE_KEY.
	#[arg(long, short, global = true)]
	key: Option<String>,
	/// A byte store: a path, http(s)://… or s3://…. Several are asked in order; else LABSCAPE_STORE,
	/// with commas between them.
	#[arg(long = "store", global = true, value_delimiter = ',')]
	stores: Vec<String>,
	/// Answer in JSON, for scripts.
	#[arg(long, global = true)]
	pub json: bool,
	/// Wait until the block is final, not only made.
	#[arg(long, global = true)]
	finalized: bool,
	/// Do not sign and send: write the call to this file, to be signed where the key is.
	#[arg(long, global = true, value_name = "FILE", requires = "account")]
	offline: Option<PathBuf>,
	/// Who will sign the call of --offline.
	#[arg(long, global = true, value_name = "ADDRESS")]
	account: Option<String>,
}

/// One run of the command.
pub struct Session {
	options: Options,
}

impl Session {
	/// With these options, and what the environment says where they say nothing.
	pub fn new(mut options: Options) -> Self {
		let said = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
		options.url = options.url.or_else(|| said("LABSCAPE_URL"));
		options.genesis = options.genesis.or_else(|| said("LABSCAPE_GENESIS"));
		options.key = options.key.or_else(|| said("LABSCAPE_KEY"));
		if options.stores.is_empty() {
			let stores = said("LABSCAPE_STORE").unwrap_or_default();
			options.stores =
				stores.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect();
		}
		Self { options }
	}

	/// Whether a script reads.
	pub fn json(&self) -> bool {
		self.options.json
	}

	/// Connect.
	pub async fn chain(&self) -> Result<Chain> {
		let genesis = self.options.genesis.as_deref().map(parse_hash).transpose()?;
		let url = self.options.url.as_deref().unwrap_or("ws://127.0.0.1:9944");
		Chain::connect(url, genesis).await
	}

	/// Refuse a chain that is not the one that was asked for.
	pub fn expects(&self, found: &Hash) -> Result<()> {
		match self.options.genesis.as_deref().map(parse_hash).transpose()? {
			Some(expected) if expected != *found => {
				Err(Error::WrongChain { found: *found, expected })
			}
			_ => Ok(()),
		}
	}

	/// The key that signs.
	pub fn key(&self) -> Result<Key> {
		let name = self.options.key.as_deref().ok_or_else(|| {
			Error::Usage("who signs? Name a key with --key, or set LABSCAPE_KEY".into())
		})?;
		Key::open(name)
	}

	/// Who signs, now or later.
	pub fn signer(&self) -> Result<Account> {
		match &self.options.account {
			Some(account) => parse_account(account),
			None => Ok(self.key()?.account()),
		}
	}

	/// The account that a command names, or who signs.
	pub fn account_or_signer(&self, named: Option<&str>) -> Result<Account> {
		named.map_or_else(|| self.signer(), parse_account)
	}

	/// The stores that were named.
	pub fn stores(&self) -> Result<Stores> {
		Ok(Stores::open(&self.options.stores)?)
	}

	/// Sign and send a call, and say what it cost; or write it down for somebody else to sign, and
	/// return nothing.
	pub async fn submit(&self, chain: &Chain, call: &Call) -> Result<Option<Receipt>> {
		if let Some(path) = &self.options.offline {
			let unsigned = chain.unsigned(call, &self.signer()?).await?;
			let text = serde_json::to_string_pretty(&unsigned).map_err(Error::node)?;
			std::fs::write(path, text).map_err(Error::io(format!("writing {}", path.display())))?;
			if self.json() {
				self.record(vec![
					("unsigned call", path.display().to_string()),
					("call", unsigned.call),
				]);
			}
			eprintln!("{} waits for its signature: labscape key sign", path.display());
			return Ok(None);
		}
		let receipt = chain.submit(call, &self.key()?, self.until()).await?;
		if !self.json() {
			if let Some(fee) = receipt.fee() {
				eprintln!("Fee: {}", amount::show(fee));
			}
		}
		Ok(Some(receipt))
	}

	/// When a call counts as done.
	pub fn until(&self) -> Until {
		if self.options.finalized {
			Until::Final
		} else {
			Until::InBlock
		}
	}

	/// Say what was done, for people or scripts.
	pub fn done(&self, text: &str, receipt: Option<&Receipt>) {
		self.done_with(text, vec![], receipt);
	}

	/// The same with what `text` says beyond the events, for scripts.
	pub fn done_with(&self, text: &str, facts: Vec<(&str, String)>, receipt: Option<&Receipt>) {
		let Some(receipt) = receipt else { return };
		if self.json() {
			let events: Vec<Json> = receipt
				.events
				.iter()
				.map(|event| {
					serde_json::json!({
						"event": format!("{}.{}", event.pallet, event.name),
						"fields": event.json(),
					})
				})
				.collect();
			let mut answer = object(facts);
			answer.insert("transaction".into(), format!("{:?}", receipt.transaction).into());
			answer.insert("block".into(), format!("{:?}", receipt.block).into());
			answer.insert("fee".into(), receipt.fee().map(|fee| fee.to_string()).into());
			answer.insert("events".into(), events.into());
			println!("{}", Json::Object(answer));
		} else {
			println!("{text}");
		}
	}

	/// An amount, for people in UBC, for scripts in planck.
	pub fn amount(&self, planck: Balance) -> String {
		if self.json() {
			planck.to_string()
		} else {
			amount::show(planck)
		}
	}

	/// Show rows, for people or scripts.
	pub fn table(&self, columns: &[&str], rows: Vec<Vec<String>>) {
		if self.json() {
			println!("{}", objects(columns, rows));
			return;
		}
		let mut table = Table::new();
		table
			.load_preset(presets::UTF8_BORDERS_ONLY)
			.set_content_arrangement(ContentArrangement::Dynamic)
			.set_header(columns.to_vec())
			.add_rows(rows);
		println!("{table}");
	}

	/// Show one thing, for people or scripts.
	pub fn record(&self, fields: Vec<(&str, String)>) {
		if self.json() {
			println!("{}", Json::Object(object(fields)));
			return;
		}
		let width = fields.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
		for (name, value) in fields {
			println!("{name:width$}  {value}");
		}
	}

	/// Show one thing and the rows that belong to it; scripts find these under `name`.
	pub fn record_with(
		&self,
		fields: Vec<(&str, String)>,
		name: &str,
		columns: &[&str],
		rows: Vec<Vec<String>>,
	) {
		if self.json() {
			let mut answer = object(fields);
			answer.insert(name.to_owned(), objects(columns, rows));
			println!("{}", Json::Object(answer));
			return;
		}
		self.record(fields);
		if !rows.is_empty() {
			self.table(columns, rows);
		}
	}
}

fn object(fields: Vec<(&str, String)>) -> serde_json::Map<String, Json> {
	fields.into_iter().map(|(name, value)| (name.to_owned(), Json::String(value))).collect()
}

fn objects(columns: &[&str], rows: Vec<Vec<String>>) -> Json {
	let row = |row| Json::Object(object(columns.iter().copied().zip(row).collect()));
	rows.into_iter().map(row).collect()
}

/// An account as people know it.
pub fn address(bytes: &[u8; 32]) -> String {
	Account::from(*bytes).to_string()
}

/// A hash, short enough for a table.
pub fn short(bytes: &[u8; 32]) -> String {
	let text = hex::encode(bytes);
	format!("0x{}…{}", text.get(..8).unwrap_or_default(), text.get(58..).unwrap_or_default())
}
