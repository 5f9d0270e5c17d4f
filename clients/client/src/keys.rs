//! Keys: where they come from, and where they must not be used.
//!
//! A key is named, never written, on the command line:
//!
//! | name | what it is |
//! |---|---|
//! | `//Alice`, `//Bob//stash` | a well-known development key; refused on every live chain |
//! | a path | a key file: either a wallet's encrypted export (polkadot.js JSON), whose password is asked for, or a plain file of this program's own that only its owner may read |
//!
//! The password of an encrypted file is asked on the terminal, or read from the file that
//! `LABSCAPE_PASSWORD_FILE` names.

use crate::{secret, Account, Error, Result};
use serde::{Deserialize, Serialize};
use std::{
	io::{BufRead, BufReader, Write},
	path::Path,
	process::Command,
	str::FromStr,
};
use subxt_signer::{
	bip39::Mnemonic,
	polkadot_js_compat,
	sr25519::{Keypair, PublicKey, Signature},
	SecretUri,
};

/// A key that signs.
#[derive(Clone)]
pub struct Key {
	pair: Keypair,
	/// Whether anybody could have it.
	development: bool,
}

/// Keeps secrets out of logs.
impl std::fmt::Debug for Key {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		write!(f, "Key({})", self.address())
	}
}

/// A key file of this program's own: a phrase, in clear, for its owner alone.
#[derive(Serialize, Deserialize)]
struct KeyFile {
	kind: String,
	address: String,
	phrase: String,
}

const KIND: &str = "labscape-key-v1";

impl Key {
	/// Find the key of that name.
	///
	/// # Errors
	/// [`Error::Key`] with what is wrong; [`Error::Io`] if the file cannot be read.
	pub fn open(name: &str) -> Result<Self> {
		if name.starts_with("//") {
			return Self::development(name);
		}
		let path = Path::new(name);
		if !path.exists() {
			return Err(Error::Key(format!("there is no key file {name}")));
		}
		let text = secret::read(path)?;
		if let Ok(file) = serde_json::from_str::<KeyFile>(&text) {
			return Self::from_file(path, &file);
		}
		if !text.contains("\"encoded\"") {
			return Err(Error::Key(format!("{name} is no key file")));
		}
		let password = ask_password(&format!("Password of {name}: "))?;
		let pair = polkadot_js_compat::decrypt_json(&text, &password)
			.map_err(|error| Error::Key(format!("{name} does not open: {error}")))?;
		Ok(Self { pair, development: false })
	}

	fn from_file(path: &Path, file: &KeyFile) -> Result<Self> {
		if file.kind != KIND {
			return Err(Error::Key(format!("{} is a {} file", path.display(), file.kind)));
		}
		let key = Self::from_phrase(&file.phrase)?;
		if key.address() != file.address {
			return Err(Error::Key(format!(
				"{} is damaged: its phrase gives {}, it says {}",
				path.display(),
				key.address(),
				file.address
			)));
		}
		Ok(key)
	}

	/// A well-known development key such as `//Alice`.
	///
	/// # Errors
	/// [`Error::Key`] if it is no derivation path.
	pub fn development(path: &str) -> Result<Self> {
		let bad = |error: String| Error::Key(format!("`{path}` is no development key: {error}"));
		let uri = SecretUri::from_str(path).map_err(|error| bad(error.to_string()))?;
		let pair = Keypair::from_uri(&uri).map_err(|error| bad(error.to_string()))?;
		Ok(Self { pair, development: true })
	}

	fn from_phrase(phrase: &str) -> Result<Self> {
		let bad = |error: String| Error::Key(format!("not a phrase of 12 or 24 words: {error}"));
		let mnemonic = Mnemonic::parse(phrase.trim()).map_err(|error| bad(error.to_string()))?;
		let pair = Keypair::from_phrase(&mnemonic, None).map_err(|error| bad(error.to_string()))?;
		Ok(Self { pair, development: false })
	}

	/// Make a new key and write it to a file that only its owner may read.
	///
	/// # Errors
	/// [`Error::Key`] if the file exists; [`Error::Io`].
	pub fn create(path: &Path) -> Result<Self> {
		let mut entropy = [0u8; 32];
		random(&mut entropy)?;
		let mnemonic = Mnemonic::from_entropy(&entropy)
			.map_err(|error| Error::Key(format!("no phrase of this entropy: {error}")))?;
		Self::store(path, &mnemonic.to_string())
	}

	/// Write a phrase that a wallet made to a file that only its owner may read.
	///
	/// # Errors
	/// As [`Key::create`], and [`Error::Key`] if it is no phrase.
	pub fn store(path: &Path, phrase: &str) -> Result<Self> {
		let key = Self::from_phrase(phrase)?;
		let file =
			KeyFile { kind: KIND.into(), address: key.address(), phrase: phrase.trim().into() };
		let text = serde_json::to_string_pretty(&file).map_err(Error::node)?;
		secret::write_new(path, text.as_bytes())?;
		Ok(key)
	}

	/// The account of the key.
	pub fn account(&self) -> Account {
		self.pair.public_key().to_account_id()
	}

	/// The account's address, with the generic prefix 42 of this chain.
	pub fn address(&self) -> String {
		self.account().to_string()
	}

	/// Whether everybody has this key.
	pub fn is_development(&self) -> bool {
		self.development
	}

	/// Sign bytes.
	pub fn sign(&self, message: &[u8]) -> [u8; 64] {
		self.pair.sign(message).0
	}

	/// The key as the transaction library wants it.
	pub fn pair(&self) -> &Keypair {
		&self.pair
	}

	/// A secret that only this key's owner can compute, for `purpose`. The signature scheme is
	/// randomised, so it is derived from the key itself: along a hard path, one way.
	pub fn derive_secret(&self, purpose: &str) -> [u8; 32] {
		let junction = subxt_signer::DeriveJunction::hard(purpose);
		sp_crypto_hashing::blake2_256(&self.pair.derive([junction]).public_key().0)
	}
}

/// Whether `signature` is `account`'s over `message`.
pub fn verify(account: &Account, message: &[u8], signature: &[u8; 64]) -> bool {
	subxt_signer::sr25519::verify(&Signature(*signature), message, &PublicKey(account.0))
}

/// Fill `bytes` with what nobody can guess.
///
/// # Errors
/// [`Error::Io`] if the system has no source of randomness.
pub fn random(bytes: &mut [u8]) -> Result<()> {
	use std::io::Read;
	std::fs::File::open("/dev/urandom")
		.and_then(|mut source| source.read_exact(bytes))
		.map_err(Error::io("reading randomness"))
}

/// Read the password from the file that `LABSCAPE_PASSWORD_FILE` names, or ask on the terminal
/// without showing it.
fn ask_password(prompt: &str) -> Result<String> {
	if let Some(path) = std::env::var_os("LABSCAPE_PASSWORD_FILE") {
		return secret::read(Path::new(&path)).map(|text| text.trim_end_matches('\n').to_owned());
	}
	let no_terminal =
		|_| Error::Key("no terminal to ask for the password: set LABSCAPE_PASSWORD_FILE".into());
	let mut terminal =
		std::fs::OpenOptions::new().read(true).write(true).open("/dev/tty").map_err(no_terminal)?;
	terminal.write_all(prompt.as_bytes()).map_err(Error::io("asking for the password"))?;
	let echo = |on: bool| {
		let input = terminal.try_clone().map_err(Error::io("opening the terminal"))?;
		Command::new("stty")
			.arg(if on { "echo" } else { "-echo" })
			.stdin(input)
			.status()
			.map_err(Error::io("hiding the password"))
	};
	echo(false)?;
	let mut line = String::new();
	let read = BufReader::new(&terminal).read_line(&mut line);
	echo(true)?;
	read.map_err(Error::io("reading the password"))?;
	eprintln!();
	Ok(line.trim_end_matches('\n').to_owned())
}

/// An account from its address, or the account of a development key.
///
/// # Errors
/// [`Error::Usage`] if it is neither.
pub fn parse_account(text: &str) -> Result<Account> {
	if text.starts_with("//") {
		return Key::development(text).map(|key| key.account());
	}
	Account::from_str(text)
		.map_err(|error| Error::Usage(format!("`{text}` is not an address: {error}")))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_new_key_is_read_back_and_never_overwritten() {
		let dir = tempfile::tempdir().unwrap();
		let path = dir.path().join("key.json");
		let key = Key::create(&path).unwrap();
		let again = Key::open(path.to_str().unwrap()).unwrap();
		assert_eq!(key.account(), again.account());
		assert!(!again.is_development());
		assert!(matches!(Key::create(&path), Err(Error::Key(_))));
	}

	#[cfg(unix)]
	#[test]
	fn a_key_that_others_may_read_is_refused() {
		use std::os::unix::fs::PermissionsExt;
		let dir = tempfile::tempdir().unwrap();
		let path = dir.path().join("key.json");
		Key::create(&path).unwrap();
		std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
		let error = Key::open(path.to_str().unwrap()).unwrap_err();
		assert!(error.to_string().contains("chmod 600"), "{error}");
	}

	#[test]
	fn a_damaged_key_file_is_refused() {
		let dir = tempfile::tempdir().unwrap();
		let path = dir.path().join("key.json");
		let key = Key::create(&path).unwrap();
		let other = Key::development("//Alice").unwrap();
		let text = std::fs::read_to_string(&path).unwrap();
		std::fs::write(&path, text.replace(&key.address(), &other.address())).unwrap();
		assert!(matches!(Key::open(path.to_str().unwrap()), Err(Error::Key(_))));
	}

	#[test]
	fn development_keys_are_known_as_such() {
		let alice = Key::development("//Alice").unwrap();
		assert!(alice.is_development());
		assert_eq!(alice.address(), "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY");
		let signature = alice.sign(b"message");
		assert!(verify(&alice.account(), b"message", &signature));
		assert!(!verify(&alice.account(), b"other", &signature));
	}

	#[test]
	fn derived_secrets_differ_by_purpose_and_key_and_stay_the_same() {
		let alice = Key::development("//Alice").unwrap();
		let bob = Key::development("//Bob").unwrap();
		assert_eq!(alice.derive_secret("a"), alice.derive_secret("a"));
		assert_ne!(alice.derive_secret("a"), alice.derive_secret("b"));
		assert_ne!(alice.derive_secret("a"), bob.derive_secret("a"));
	}
}
