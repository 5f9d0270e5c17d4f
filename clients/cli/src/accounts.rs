//! Keys and accounts.

use crate::session::Session;
use clap::Subcommand;
use labscape_client::{
	amount,
	keys::parse_account,
	offline::{Unsigned, MAX_FILE},
	tx::Call,
	value, Error, Key, Result,
};
use std::{
	io::{BufRead, Read},
	path::{Path, PathBuf},
};

/// What can be done with keys.
#[derive(Subcommand)]
pub enum KeyCommand {
	/// Make a new key and write it to a file that only you may read.
	New {
		/// The file.
		file: PathBuf,
	},
	/// Read a phrase from standard input and write it to a key file.
	Import {
		/// The file.
		file: PathBuf,
	},
	/// Show the address of a key.
	Show {
		/// A key file, a wallet's export, or //Name.
		key: String,
	},
	/// Sign a call that was written with --offline. Needs no network.
	///
	/// What is shown is read from the bytes that are signed, by the types of the chain that the file
	/// carries; a file that says something else is refused. --genesis says for which chain alone to sign.
	Sign {
		/// The call.
		file: PathBuf,
		/// Where the signed call goes; the file's name with `.signed` if it is missing.
		#[arg(long)]
		out: Option<PathBuf>,
	},
}

/// Do it.
pub fn key(session: &Session, command: KeyCommand) -> Result<()> {
	match command {
		KeyCommand::New { file } => {
			let key = Key::create(&file)?;
			session.record(vec![("address", key.address()), ("file", file.display().to_string())]);
			eprintln!("Keep a copy of the file offline: who has it has the account.");
		}
		KeyCommand::Import { file } => {
			let mut phrase = String::new();
			std::io::stdin()
				.lock()
				.read_line(&mut phrase)
				.map_err(Error::io("reading the phrase"))?;
			let key = Key::store(&file, &phrase)?;
			session.record(vec![("address", key.address()), ("file", file.display().to_string())]);
		}
		KeyCommand::Show { key } => {
			let key = Key::open(&key)?;
			let public = format!("0x{}", hex::encode(key.account().0));
			session.record(vec![("address", key.address()), ("public key", public)]);
		}
		KeyCommand::Sign { file, out } => sign(session, &file, out)?,
	}
	Ok(())
}

fn sign(session: &Session, file: &Path, out: Option<PathBuf>) -> Result<()> {
	let reading = || format!("reading {}", file.display());
	let mut text = String::new();
	std::fs::File::open(file)
		.and_then(|file| file.take(MAX_FILE + 1).read_to_string(&mut text))
		.map_err(Error::io(reading()))?;
	if text.len() as u64 > MAX_FILE {
		return Err(Error::Usage(format!("{} is too large for a call", file.display())));
	}
	let unsigned: Unsigned = serde_json::from_str(&text)
		.map_err(|error| Error::Usage(format!("{} is no call: {error}", file.display())))?;
	let opened = unsigned.open()?;
	session.expects(&opened.genesis)?;
	eprintln!("{} on the chain {:?}", opened.call, opened.genesis);
	eprintln!("{:#}", opened.arguments);
	eprintln!("Terms: {:#}", opened.terms);
	let signed = opened.sign(&session.key()?)?;
	let out = out.unwrap_or_else(|| file.with_extension("signed"));
	let what = format!("writing {}", out.display());
	std::fs::write(&out, format!("0x{}\n", hex::encode(signed))).map_err(Error::io(what))?;
	session.record(vec![
		("signed call", out.display().to_string()),
		("call", opened.call),
		("read by types", format!("{:?}", opened.types)),
	]);
	Ok(())
}

/// What can be done with accounts.
#[derive(Subcommand)]
pub enum AccountCommand {
	/// Show the balance of an account.
	Show {
		/// An address, or //Name; the signing key's if it is missing.
		account: Option<String>,
	},
	/// Send UBC.
	Transfer {
		/// To whom.
		to: String,
		/// How much.
		amount: String,
		/// Send even what keeps the account alive.
		#[arg(long)]
		close: bool,
	},
}

/// Do it.
pub async fn account(session: &Session, command: AccountCommand) -> Result<()> {
	match command {
		AccountCommand::Show { account } => {
			let account = match account {
				Some(account) => parse_account(&account)?,
				None => session.signer()?,
			};
			let info = session.chain().await?.best().await?.account(&account).await?;
			let locked = info.data.frozen.saturating_sub(info.data.reserved);
			session.record(vec![
				("account", account.to_string()),
				("free", session.amount(info.data.free)),
				("spendable", session.amount(info.data.free.saturating_sub(locked))),
				("on hold", session.amount(info.data.reserved)),
				("transactions", info.nonce.to_string()),
			]);
		}
		AccountCommand::Transfer { to, amount, close } => {
			let (to, planck) = (parse_account(&to)?, amount::parse(&amount)?);
			let chain = session.chain().await?;
			let name = if close { "transfer_allow_death" } else { "transfer_keep_alive" };
			let fields = [("dest", value::address(&to)), ("value", value::number(planck))];
			let receipt = session.submit(&chain, &Call::new("Balances", name, fields)).await?;
			let text = format!("{} sent to {to}", session.amount(planck));
			session.done(&text, receipt.as_ref());
		}
	}
	Ok(())
}

/// Send what was signed elsewhere.
pub async fn send(session: &Session, file: &Path) -> Result<()> {
	let what = format!("reading {}", file.display());
	let text = std::fs::read_to_string(file).map_err(Error::io(what))?;
	let bytes = hex::decode(text.trim().trim_start_matches("0x"))
		.map_err(|error| Error::Usage(format!("{} is no signed call: {error}", file.display())))?;
	let receipt = session.chain().await?.submit_signed(bytes, session.until()).await?;
	session.done(&format!("included in {:?}", receipt.block), Some(&receipt));
	Ok(())
}
