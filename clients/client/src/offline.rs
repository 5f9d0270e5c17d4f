//! Calls that wait for their signature: what travels to a machine without a network and back.
//!
//! The machine that holds the key believes no description of a call. It takes apart the bytes that it
//! is to sign, by the chain's types, which travel with them: the call, the terms (nonce, tip, until
//! when), the chain. It refuses a file that says anything else than these bytes, and makes the
//! transaction of the same bytes. Who replaced the types could give other names to the same bytes;
//! their hash is shown, and is the same for every call of one version of the runtime.

use crate::{
	advice, blake2_256, parse_hash,
	tx::{Call, MORTAL_BLOCKS},
	value, Account, At, Chain, Error, Hash, Key, Result,
};
use codec::{Compact, Encode};
use scale_info::PortableRegistry;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use std::{fmt::Display, str::FromStr};
use subxt::{
	dynamic::Value,
	ext::scale_value::{scale::decode_as_type, ValueDef},
	metadata::Metadata,
};

/// What is longer than this is hashed before it is signed.
const SIGNED_WHOLE: usize = 256;
/// The largest file: metadata take one or two MiB in hexadecimal.
pub const MAX_FILE: u64 = 32 << 20;

/// A call that waits for its signature, as it travels.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Unsigned {
	/// What it does, for people.
	pub call: String,
	/// Its arguments, for people.
	pub arguments: Json,
	/// Who must sign.
	pub account: String,
	/// The chain it is for.
	pub genesis: String,
	/// What is to be signed, in hex: the call, the terms, and what is signed but not sent.
	pub payload: String,
	/// The chain's types, in hex.
	pub metadata: String,
}

/// A call that was taken apart: what its bytes say.
#[derive(Clone, Debug)]
pub struct Opened {
	/// `Pallet.call`.
	pub call: String,
	/// Its arguments.
	pub arguments: Json,
	/// Nonce, tip, until when, and whatever else the chain wants, by the names of the extensions.
	pub terms: Json,
	/// The chain it is for.
	pub genesis: Hash,
	/// The hash of the types by which it was read.
	pub types: Hash,
	account: Account,
	payload: Vec<u8>,
	/// How many bytes of the payload are the call, and how many after it the terms.
	parts: (usize, usize),
}

fn damaged(why: impl Display) -> Error {
	// Decoders write several lines.
	let why = why.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
	Error::Usage(format!("the file is damaged: {why}. Nothing was signed"))
}

/// Reads values of the chain's types one after the other.
struct Reader<'a> {
	rest: &'a [u8],
	types: &'a PortableRegistry,
}

impl<'a> Reader<'a> {
	/// The next value and its bytes.
	fn take(&mut self, ty: u32) -> Result<(&'a [u8], Value<u32>)> {
		let before = self.rest;
		let value = decode_as_type(&mut self.rest, ty, self.types).map_err(damaged)?;
		let used = before.len().saturating_sub(self.rest.len());
		Ok((before.get(..used).unwrap_or_default(), value))
	}
}

/// The name and the arguments of a call.
fn described(call: Value<u32>) -> Option<(String, Json)> {
	let ValueDef::Variant(pallet) = call.value else { return None };
	let ValueDef::Variant(call) = pallet.values.into_values().next()?.value else { return None };
	let arguments = Value::without_context(ValueDef::Composite(call.values.map_context(|_| ())));
	Some((format!("{}.{}", pallet.name, call.name), value::json(&arguments)))
}

impl Opened {
	fn read(account: Account, payload: Vec<u8>, metadata: &[u8]) -> Result<Self> {
		let types = blake2_256(metadata);
		let metadata = Metadata::decode_from(metadata).map_err(damaged)?;
		let mut reader = Reader { rest: &payload, types: metadata.types() };
		let (call, value) = reader.take(metadata.outer_enums().call_enum_ty())?;
		let (title, arguments) = described(value).ok_or_else(|| damaged("it holds no call"))?;
		let extensions = || {
			metadata
				.extrinsic()
				.transaction_extensions_by_version(0)
				.ok_or_else(|| damaged("its types know no signed transactions"))
		};
		let (mut terms, mut extra) = (serde_json::Map::new(), 0usize);
		for extension in extensions()? {
			let (bytes, value) = reader.take(extension.extra_ty())?;
			extra = extra.saturating_add(bytes.len());
			if !bytes.is_empty() {
				terms.insert(extension.identifier().to_owned(), value::json(&value));
			}
		}
		let mut genesis = None;
		for extension in extensions()? {
			let (bytes, _) = reader.take(extension.additional_ty())?;
			if extension.identifier() == "CheckGenesis" {
				genesis = <[u8; 32]>::try_from(bytes).ok().map(Hash::from);
			}
		}
		if !reader.rest.is_empty() {
			return Err(damaged("more would be signed than is understood"));
		}
		let genesis = genesis.ok_or_else(|| damaged("it is for no chain"))?;
		let parts = (call.len(), extra);
		let terms = Json::Object(terms);
		Ok(Self { call: title, arguments, terms, genesis, types, account, payload, parts })
	}

	/// The bytes of which the signature is made.
	fn to_sign(&self) -> Vec<u8> {
		if self.payload.len() > SIGNED_WHOLE {
			blake2_256(&self.payload).0.to_vec()
		} else {
			self.payload.clone()
		}
	}

	/// The transaction with that signature.
	fn transaction(&self, signature: &[u8; 64]) -> Vec<u8> {
		/// Version 4, signed; an address that is an account id; a signature by sr25519.
		const SIGNED: u8 = 0b1000_0100;
		const ID: u8 = 0;
		const SR25519: u8 = 1;
		let (call, rest) = self.payload.split_at(self.parts.0.min(self.payload.len()));
		let extra = rest.get(..self.parts.1).unwrap_or_default();
		let head = (SIGNED, ID, self.account.0, SR25519, signature).encode();
		let body = [&head, extra, call].concat();
		[Compact(body.len() as u32).encode(), body].concat()
	}

	/// Sign it: the transaction to be sent.
	///
	/// # Errors
	/// [`Error::Key`] if it is another account's.
	pub fn sign(&self, key: &Key) -> Result<Vec<u8>> {
		if key.account() != self.account {
			let (account, other) = (&self.account, key.address());
			return Err(Error::Key(format!("this is for {account}, the key is {other}'s")));
		}
		Ok(self.transaction(&key.sign(&self.to_sign())))
	}
}

impl Unsigned {
	/// Take it apart.
	///
	/// # Errors
	/// [`Error::Usage`] if it is damaged, or says anything else than the bytes that would be signed.
	pub fn open(&self) -> Result<Opened> {
		let bytes = |text: &str| hex::decode(text.trim_start_matches("0x")).map_err(damaged);
		let account = Account::from_str(&self.account).map_err(damaged)?;
		let opened = Opened::read(account, bytes(&self.payload)?, &bytes(&self.metadata)?)?;
		let genesis = parse_hash(&self.genesis).map_err(damaged)?;
		let differs = |what: &str, told: &dyn Display, signed: &dyn Display| {
			Err(damaged(format!(
				"it shows the {what} {told}, and what would be signed is {signed}"
			)))
		};
		if opened.call != self.call {
			return differs("call", &self.call, &opened.call);
		}
		if opened.arguments != self.arguments {
			return differs("arguments", &self.arguments, &opened.arguments);
		}
		if opened.genesis != genesis {
			return differs("chain", &self.genesis, &format!("{:?}", opened.genesis));
		}
		Ok(opened)
	}
}

impl Chain {
	/// A call for somebody else, or for a machine without network, to sign.
	///
	/// # Errors
	/// As [`Chain::submit`].
	pub async fn unsigned(&self, call: &Call, account: &Account) -> Result<Unsigned> {
		let at = self.best().await?;
		let data = at.call_data(call)?;
		let nonce = self.nonce(account).await?;
		let to_sign = self.to_sign(&at, call, account, nonce).await?;
		// What is signed beside the call, from a call that is short enough to be signed whole.
		let short = Call::new("System", "remark", [("remark", Value::from_bytes([]))]);
		let (short_to_sign, _) = self.to_sign(&at, &short, account, nonce).await?;
		let unknown = || Error::Incompatible("signed transactions of the usual shape".into());
		let terms = short_to_sign.strip_prefix(at.call_data(&short)?.as_slice());
		let payload = [data.as_slice(), terms.ok_or_else(unknown)?].concat();
		let metadata = self.metadata(&at).await?;
		let opened = Opened::read(*account, payload, &metadata)?;
		// The library makes the same of it.
		if (opened.to_sign(), opened.transaction(&[0; 64])) != to_sign {
			return Err(unknown());
		}
		Ok(Unsigned {
			call: opened.call,
			arguments: opened.arguments,
			account: account.to_string(),
			genesis: format!("{:?}", self.genesis()),
			payload: format!("0x{}", hex::encode(opened.payload)),
			metadata: format!("0x{}", hex::encode(metadata)),
		})
	}

	/// What the library would sign, and the transaction with an empty signature.
	async fn to_sign(
		&self,
		at: &At,
		call: &Call,
		account: &Account,
		nonce: u64,
	) -> Result<(Vec<u8>, Vec<u8>)> {
		let payload = at.payload(call, &at.call_data(call)?)?;
		// Whoever carries it to another machine needs time.
		let params = self.terms(at, nonce, 16 * MORTAL_BLOCKS).await?;
		let explain = |error| advice::pool(&call.title(), at.0.metadata_ref(), &error);
		let mut signable =
			at.0.tx().create_signable(&payload, account, params).await.map_err(explain)?;
		let to_sign = signable.signer_payload().map_err(explain)?;
		let empty = subxt::utils::MultiSignature::Sr25519([0; 64]);
		let signed = signable.sign_with_account_and_signature(account, &empty).map_err(explain)?;
		Ok((to_sign, signed.into_encoded()))
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use scale_info::{meta_type, TypeInfo};
	use subxt::ext::frame_metadata::{v15, RuntimeMetadataPrefixed};

	const GENESIS: [u8; 32] = [0x67; 32];

	/// A runtime with two pallets, as large as the tests need it.
	#[derive(Encode, TypeInfo)]
	enum RuntimeCall {
		#[codec(index = 0)]
		System(System),
		#[codec(index = 5)]
		Balances(Balances),
	}
	#[derive(Encode, TypeInfo)]
	#[allow(non_camel_case_types)]
	enum System {
		remark { remark: Vec<u8> },
	}
	#[derive(Encode, TypeInfo)]
	#[allow(non_camel_case_types)]
	enum Balances {
		transfer {
			dest: [u8; 32],
			#[codec(compact)]
			value: u128,
		},
		burn {
			dest: [u8; 32],
			#[codec(compact)]
			value: u128,
		},
	}

	fn metadata() -> Vec<u8> {
		let extension = |identifier, ty, additional_signed| v15::SignedExtensionMetadata {
			identifier,
			ty,
			additional_signed,
		};
		let nothing = meta_type::<()>();
		let extrinsic = v15::ExtrinsicMetadata {
			version: 4,
			address_ty: nothing,
			call_ty: meta_type::<RuntimeCall>(),
			signature_ty: nothing,
			extra_ty: nothing,
			signed_extensions: vec![
				extension("CheckGenesis", nothing, meta_type::<[u8; 32]>()),
				extension("CheckNonce", meta_type::<Compact<u32>>(), nothing),
				extension("ChargeTransactionPayment", meta_type::<Compact<u128>>(), nothing),
				extension("CheckSpecVersion", nothing, meta_type::<u32>()),
			],
		};
		let outer_enums = v15::OuterEnums {
			call_enum_ty: meta_type::<RuntimeCall>(),
			event_enum_ty: nothing,
			error_enum_ty: nothing,
		};
		let custom = v15::CustomMetadata { map: Default::default() };
		let metadata = v15::RuntimeMetadataV15::new(
			vec![],
			extrinsic,
			meta_type::<()>(),
			vec![],
			outer_enums,
			custom,
		);
		RuntimeMetadataPrefixed::from(metadata).encode()
	}

	fn key() -> Key {
		Key::development("//Alice").unwrap()
	}

	fn payload(call: &RuntimeCall, tip: u128) -> Vec<u8> {
		let extra = (Compact(7u32), Compact(tip)).encode();
		[call.encode(), extra, (GENESIS, 3u32).encode()].concat()
	}

	fn transfer(value: u128) -> RuntimeCall {
		RuntimeCall::Balances(Balances::transfer { dest: [9; 32], value })
	}

	fn unsigned(payload: &[u8]) -> Unsigned {
		let metadata = metadata();
		let opened = Opened::read(key().account(), payload.to_vec(), &metadata).unwrap();
		Unsigned {
			call: opened.call,
			arguments: opened.arguments,
			account: key().address(),
			genesis: format!("{:?}", Hash::from(GENESIS)),
			payload: hex::encode(payload),
			metadata: hex::encode(metadata),
		}
	}

	fn refused(file: &Unsigned, why: &str) {
		let error = file.open().unwrap_err();
		assert!(matches!(error, Error::Usage(_)), "{error}");
		assert!(error.to_string().contains(why), "{error}");
		assert!(error.to_string().ends_with(". Nothing was signed"), "{error}");
		assert!(!error.to_string().contains('\n'), "{error}");
	}

	#[test]
	fn what_is_shown_is_what_is_signed() {
		let payload = payload(&transfer(12), 0);
		let opened = unsigned(&payload).open().unwrap();
		assert_eq!(opened.call, "Balances.transfer");
		assert_eq!(opened.arguments["value"], 12);
		assert_eq!(opened.arguments["dest"], format!("0x{}", "09".repeat(32)));
		assert_eq!(opened.terms["CheckNonce"], 7);
		assert_eq!(opened.genesis, Hash::from(GENESIS));
		let transaction = opened.sign(&key()).unwrap();
		let call = transfer(12).encode();
		let extra = (Compact(7u32), Compact(0u128)).encode();
		let head = (0x84u8, 0u8, key().account().0, 1u8).encode();
		let at = 2 + head.len();
		assert_eq!(transaction[2..at], head);
		assert_eq!(transaction[at + 64..], [extra, call].concat());
		assert_eq!(transaction[..2], Compact((transaction.len() - 2) as u32).encode());
		let signature: [u8; 64] = transaction[at..at + 64].try_into().unwrap();
		assert!(crate::keys::verify(&key().account(), &payload, &signature));
	}

	#[test]
	fn a_long_call_is_signed_by_its_hash() {
		let remark = RuntimeCall::System(System::remark { remark: vec![8; 300] });
		let payload = payload(&remark, 0);
		let opened = unsigned(&payload).open().unwrap();
		let transaction = opened.sign(&key()).unwrap();
		let at = 2 + 1 + 1 + 32 + 1;
		let signature: [u8; 64] = transaction[at..at + 64].try_into().unwrap();
		assert!(crate::keys::verify(&key().account(), &blake2_256(&payload).0, &signature));
	}

	#[test]
	fn a_file_that_shows_something_else_is_refused() {
		let right = unsigned(&payload(&transfer(12), 0));
		let swapped = |call: &RuntimeCall| Unsigned {
			payload: hex::encode(payload(call, 0)),
			..right.clone()
		};
		refused(&swapped(&transfer(12_000)), "12000");
		refused(
			&swapped(&RuntimeCall::Balances(Balances::burn { dest: [9; 32], value: 12 })),
			"burn",
		);
		let mut shown = right.clone();
		shown.arguments["value"] = 1.into();
		refused(&shown, "arguments");
		refused(&Unsigned { call: "System.remark".into(), ..right.clone() }, "System.remark");
		let genesis = format!("{:?}", Hash::zero());
		refused(&Unsigned { genesis, ..right.clone() }, "chain");
	}

	#[test]
	fn terms_are_shown_as_they_are_signed() {
		let opened = unsigned(&payload(&transfer(12), 5_000)).open().unwrap();
		assert_eq!(opened.terms["ChargeTransactionPayment"], 5_000);
	}

	#[test]
	fn what_is_not_understood_to_its_last_byte_is_refused() {
		let right = unsigned(&payload(&transfer(12), 0));
		let with = |payload: &[u8]| Unsigned { payload: hex::encode(payload), ..right.clone() };
		let whole = payload(&transfer(12), 0);
		refused(&with(&[&whole[..], &[0]].concat()), "more would be signed");
		refused(&with(&whole[..whole.len() - 1]), "damaged");
		refused(&with(&[]), "damaged");
		refused(&with(&[[77].as_slice(), &whole].concat()), "damaged");
		refused(&Unsigned { payload: "0xzz".into(), ..right.clone() }, "damaged");
		refused(&Unsigned { metadata: "0x00".into(), ..right.clone() }, "damaged");
		refused(&Unsigned { account: "nobody".into(), ..right.clone() }, "damaged");
	}

	#[test]
	fn another_key_does_not_sign() {
		let opened = unsigned(&payload(&transfer(12), 0)).open().unwrap();
		let bob = Key::development("//Bob").unwrap();
		let error = opened.sign(&bob).unwrap_err();
		assert!(matches!(error, Error::Key(_)), "{error}");
	}
}
