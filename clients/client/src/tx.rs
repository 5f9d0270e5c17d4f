//! Calls: encoded by the live metadata, signed and watched, or authorised and free.
//!
//! A call is named by pallet and call. Its arguments are either values, matched by the names of the
//! fields, or bytes of the protocol's own types; either way the result is decoded again with the
//! chain's metadata before anything is signed, so that a runtime with another shape is noticed here
//! and not on chain.

use crate::{advice, value, Account, At, Chain, Error, Hash, Key, Result};
use codec::{Compact, Encode};
use scale_info::{form::PortableForm, PortableRegistry, TypeDef};
use std::{future::Future, time::Duration};
use subxt::{
	config::{DefaultExtrinsicParams, DefaultExtrinsicParamsBuilder},
	dynamic::Value,
	error::TransactionEventsError,
	ext::scale_value::Composite,
	tx::{DynamicPayload, TransactionStatus},
};

/// For how many blocks a signed call is valid.
pub(crate) const MORTAL_BLOCKS: u64 = 64;
/// How long to wait for a call to be included.
const INCLUDED_WITHIN: Duration = Duration::from_secs(120);
/// How far finality may be behind for a call's time to begin at the last final block.
const FINALITY_LAG: u64 = 16;
/// How often a call is signed and sent, if the pool takes it and finds it invalid later.
const ATTEMPTS: u32 = 3;
/// How long the pool has between two attempts to follow the new best chain.
const BETWEEN_ATTEMPTS: Duration = Duration::from_secs(1);

/// A call with its arguments.
#[derive(Clone, Debug)]
pub struct Call {
	pallet: String,
	name: String,
	arguments: Arguments,
}

#[derive(Clone, Debug)]
enum Arguments {
	Values(Composite<()>),
	Scale(Vec<u8>),
}

impl Call {
	/// A call whose arguments are matched by name.
	pub fn new<const N: usize>(pallet: &str, name: &str, fields: [(&str, Value); N]) -> Self {
		let fields = fields.map(|(name, value)| (name.to_owned(), value));
		let arguments = Arguments::Values(Composite::named(fields));
		Self { pallet: pallet.into(), name: name.into(), arguments }
	}

	/// A call whose arguments, as a tuple, are of the protocol's own types.
	pub fn scale(pallet: &str, name: &str, arguments: impl Encode) -> Self {
		let arguments = Arguments::Scale(arguments.encode());
		Self { pallet: pallet.into(), name: name.into(), arguments }
	}

	/// `Pallet.call`.
	pub fn title(&self) -> String {
		format!("{}.{}", self.pallet, self.name)
	}
}

/// Nonce and time of a call.
pub(crate) type Terms = DefaultExtrinsicParams<crate::chain::Config>;

/// When a signed call counts as done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
	/// It is in the best block.
	InBlock,
	/// Its block is final.
	Final,
}

/// What a call did.
#[derive(Clone, Debug)]
pub struct Receipt {
	/// The hash of the transaction.
	pub transaction: Hash,
	/// The block that holds it.
	pub block: Hash,
	/// Its events in order.
	pub events: Vec<Event>,
}

/// An event of a transaction.
#[derive(Clone, Debug)]
pub struct Event {
	/// The pallet.
	pub pallet: String,
	/// The event.
	pub name: String,
	/// Its fields.
	pub fields: Composite<()>,
}

impl Receipt {
	/// The first event of that name.
	pub fn find(&self, pallet: &str, name: &str) -> Option<&Event> {
		self.events.iter().find(|event| event.pallet == pallet && event.name == name)
	}

	/// The fee that was paid, in planck.
	pub fn fee(&self) -> Option<u128> {
		self.find("TransactionPayment", "TransactionFeePaid")?.number("actual_fee")
	}
}

impl Event {
	/// A field that is a number.
	pub fn number(&self, field: &str) -> Option<u128> {
		use value::Lookup;
		self.fields.at(field)?.as_u128()
	}

	/// Its fields for scripts.
	pub fn json(&self) -> serde_json::Value {
		value::json(&Value::without_context(subxt::ext::scale_value::ValueDef::Composite(
			self.fields.clone(),
		)))
	}
}

impl At {
	/// The bytes of a call, checked against the runtime's own types.
	///
	/// # Errors
	/// [`Error::Incompatible`].
	pub fn call_data(&self, call: &Call) -> Result<Vec<u8>> {
		let metadata = self.0.metadata_ref();
		let missing = || Error::Incompatible(format!("the call {}", call.title()));
		match &call.arguments {
			Arguments::Values(fields) => {
				let payload = subxt::dynamic::tx(&call.pallet, &call.name, fields.clone());
				self.0
					.tx()
					.call_data(&payload)
					.map_err(|error| advice::pool(&call.title(), metadata, &error))
			}
			Arguments::Scale(arguments) => {
				let pallet = metadata.pallet_by_name(&call.pallet).ok_or_else(missing)?;
				let variant = pallet.call_variant_by_name(&call.name).ok_or_else(missing)?;
				let mut bytes = vec![pallet.call_index(), variant.index];
				bytes.extend_from_slice(arguments);
				self.payload(call, &bytes)?;
				Ok(bytes)
			}
		}
	}

	/// The next nonce of an account by the block's state, whatever waits in the pool.
	async fn nonce(&self, account: &Account) -> Result<u64> {
		self.0.tx().account_nonce(account).await.map_err(Error::node)
	}

	pub(crate) fn payload(
		&self,
		call: &Call,
		data: &[u8],
	) -> Result<DynamicPayload<Composite<()>>> {
		self.0
			.tx()
			.from_call_data_bytes(data)
			.map_err(|error| Error::Incompatible(format!("{}: {error}", call.title())))
	}

	/// A general transaction: a call that proves its own right to be included, with every extension
	/// at its empty value. Nobody signs it as a whole and nobody pays.
	///
	/// # Errors
	/// [`Error::Incompatible`].
	pub fn free(&self, call: &Call) -> Result<Vec<u8>> {
		/// Version 5, general.
		const PREAMBLE: u8 = 0b0100_0101;
		let metadata = self.0.metadata_ref();
		let version = metadata.extrinsic().transaction_extension_version_to_use_for_encoding();
		let extensions = metadata
			.extrinsic()
			.transaction_extensions_by_version(version)
			.ok_or_else(|| Error::Incompatible("general transactions".into()))?;
		let mut body = vec![PREAMBLE, version];
		for extension in extensions {
			match extension.identifier() {
				// Immortal; nonce and tip of nobody; no metadata hash.
				"CheckMortality"
				| "CheckNonce"
				| "ChargeTransactionPayment"
				| "CheckMetadataHash" => body.push(0),
				_ if is_empty(metadata.types(), extension.extra_ty()) => {}
				other => {
					return Err(Error::Incompatible(format!("calls without extension {other}")))
				}
			}
		}
		body.extend(self.call_data(call)?);
		let mut transaction = Compact(body.len() as u32).encode();
		transaction.extend(body);
		Ok(transaction)
	}

	/// Ask the node whether it would take a transaction now.
	///
	/// # Errors
	/// The refusal, as [`advice::validity`] words it.
	pub async fn check(&self, call: &Call, transaction: &[u8]) -> Result<()> {
		let transaction = self.0.tx().from_bytes(transaction.to_vec());
		let result = transaction.validate().await.map_err(Error::node)?;
		match advice::validity(&call.title(), self.0.metadata_ref(), &result) {
			Some(refusal) => Err(refusal),
			None => Ok(()),
		}
	}
}

/// Whether values of a type have no bytes.
fn is_empty(types: &PortableRegistry, id: u32) -> bool {
	let Some(ty) = types.resolve(id) else { return false };
	let def: &TypeDef<PortableForm> = &ty.type_def;
	match def {
		TypeDef::Composite(composite) => {
			composite.fields.iter().all(|field| is_empty(types, field.ty.id))
		}
		TypeDef::Tuple(tuple) => tuple.fields.iter().all(|field| is_empty(types, field.id)),
		_ => false,
	}
}

impl Chain {
	/// Sign a call, send it and wait. If the pool takes it and finds it invalid later, as it may where
	/// another chain becomes the best one, it is signed again with the same nonce: it cannot be included
	/// twice.
	///
	/// # Errors
	/// [`Error::Key`] if it is a development key and the chain is live; [`Error::Refused`] and
	/// [`Error::Funds`] with advice; [`Error::Timeout`] if it is not included in time.
	pub async fn submit(&self, call: &Call, key: &Key, until: Until) -> Result<Receipt> {
		self.check_key(key).await?;
		let account = key.account();
		let nonce = self.nonce(&account).await?;
		let send = || async {
			let at = self.best().await?;
			let transaction = self.sign(&at, call, key, nonce).await?;
			self.send(&at, &call.title(), transaction, until).await
		};
		let unused = || async {
			tokio::time::sleep(BETWEEN_ATTEMPTS).await;
			Ok(self.best().await?.nonce(&account).await? <= nonce)
		};
		persist(send, unused).await
	}

	async fn sign(&self, at: &At, call: &Call, key: &Key, nonce: u64) -> Result<Vec<u8>> {
		let payload = at.payload(call, &at.call_data(call)?)?;
		let params = self.terms(at, nonce, MORTAL_BLOCKS).await?;
		let explain = |error| advice::pool(&call.title(), at.0.metadata_ref(), &error);
		let mut signable =
			at.0.tx().create_signable(&payload, &key.account(), params).await.map_err(explain)?;
		signable.sign(key.pair()).map(|signed| signed.into_encoded()).map_err(explain)
	}

	/// The terms of a call that is valid for so many blocks, where `at` is the best one. Its time begins
	/// at the last final block: a call whose time begins at a block that leaves the chain is invalid.
	/// Where finality is far behind, it begins at the best block.
	pub(crate) async fn terms(&self, at: &At, nonce: u64, blocks: u64) -> Result<Terms> {
		let last = self.finalized().await?;
		let begin =
			if at.number().saturating_sub(last.number()) > FINALITY_LAG { at } else { &last };
		let (number, hash) = (begin.number(), begin.0.block_hash());
		let terms = DefaultExtrinsicParamsBuilder::new().nonce(nonce);
		Ok(terms.mortal_from_unchecked(blocks, number, hash).build())
	}

	/// Refuse keys that everybody has where they could matter.
	///
	/// # Errors
	/// [`Error::Key`].
	pub async fn check_key(&self, key: &Key) -> Result<()> {
		if key.is_development() && !self.is_development().await? {
			return Err(Error::Key(format!(
				"{} is a development key, which everybody has: it is refused on a live chain",
				key.address()
			)));
		}
		Ok(())
	}

	/// Send a transaction that was signed elsewhere and wait.
	///
	/// # Errors
	/// As [`Chain::submit`].
	pub async fn submit_signed(&self, transaction: Vec<u8>, until: Until) -> Result<Receipt> {
		let at = self.best().await?;
		self.send(&at, "the signed call", transaction, until).await?.into_result()
	}

	/// Send a free call to the pool. Whether it is included shows in the chain's state.
	///
	/// # Errors
	/// [`Error::Refused`] with advice.
	pub async fn submit_free(&self, title: &str, transaction: Vec<u8>) -> Result<Hash> {
		let at = self.best().await?;
		let sent = at.0.tx().from_bytes(transaction);
		let hash = sent
			.submit()
			.await
			.map_err(|error| advice::pool(title, at.0.metadata_ref(), &error))?;
		Ok(Hash::from(hash.0))
	}

	async fn send(&self, at: &At, title: &str, transaction: Vec<u8>, until: Until) -> Result<Sent> {
		let sent = at.0.tx().from_bytes(transaction);
		let explain = |error| advice::pool(title, at.0.metadata_ref(), &error);
		let mut progress = sent.submit_and_watch().await.map_err(explain)?;
		let waiting = async {
			while let Some(status) = progress.next().await {
				let block = match status.map_err(Error::node)? {
					TransactionStatus::InBestBlock(block) if until == Until::InBlock => block,
					TransactionStatus::InFinalizedBlock(block) => block,
					TransactionStatus::Invalid { message } => {
						let status = subxt::error::TransactionStatusError::Invalid(message);
						return Ok(Err(advice::status_error(title, &status)));
					}
					TransactionStatus::Error { message } => {
						let status = subxt::error::TransactionStatusError::Error(message);
						return Err(advice::status_error(title, &status));
					}
					TransactionStatus::Dropped { message } => {
						let status = subxt::error::TransactionStatusError::Dropped(message);
						return Err(advice::status_error(title, &status));
					}
					_ => continue,
				};
				return Ok(Ok(block));
			}
			Err(Error::Node(format!("{title}: lost sight of it. Look at the account's nonce")))
		};
		let block = tokio::time::timeout(INCLUDED_WITHIN, waiting).await.map_err(|_| {
			let seconds = INCLUDED_WITHIN.as_secs();
			Error::Timeout(format!("{title} was not included within {seconds} s"))
		})??;
		let block = match block {
			Ok(block) => block,
			Err(refusal) => return Ok(Sent::Lost(refusal)),
		};
		let events = match block.wait_for_success().await {
			Ok(events) => events,
			Err(TransactionEventsError::ExtrinsicFailed(error)) => {
				return Err(advice::dispatch(title, &error))
			}
			Err(other) => return Err(Error::node(other)),
		};
		let mut seen = Vec::new();
		for event in events.iter() {
			let event = event.map_err(Error::node)?;
			seen.push(Event {
				pallet: event.pallet_name().to_owned(),
				name: event.event_name().to_owned(),
				fields: event.decode_fields_unchecked_as().map_err(Error::node)?,
			});
		}
		let (transaction, block) =
			(Hash::from(block.extrinsic_hash().0), Hash::from(block.block_hash().0));
		Ok(Sent::Included(Receipt { transaction, block, events: seen }))
	}
}

/// What became of a transaction that the pool took.
enum Sent {
	Included(Receipt),
	/// The pool found it invalid later, which ends with the chain that it looked at.
	Lost(Error),
}

impl Sent {
	fn into_result(self) -> Result<Receipt> {
		match self {
			Self::Included(receipt) => Ok(receipt),
			Self::Lost(refusal) => Err(refusal),
		}
	}
}

/// Send until the pool keeps what is sent, as long as its nonce is `unused`, at most [`ATTEMPTS`] times.
async fn persist<S, U>(
	mut send: impl FnMut() -> S,
	mut unused: impl FnMut() -> U,
) -> Result<Receipt>
where
	S: Future<Output = Result<Sent>>,
	U: Future<Output = Result<bool>>,
{
	for _ in 1..ATTEMPTS {
		match send().await? {
			Sent::Lost(refusal) if !unused().await? => return Err(refusal),
			Sent::Lost(_) => {}
			Sent::Included(receipt) => return Ok(receipt),
		}
	}
	send().await?.into_result()
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::cell::Cell;

	/// Persist where the pool loses the first `lost` transactions, and the nonce is used up once `used`
	/// of them were sent. Returns how often was sent, and whether it was included.
	fn persisted(lost: u32, used: u32) -> (u32, bool) {
		let sent = Cell::new(0);
		let send = || async {
			sent.set(sent.get() + 1);
			let receipt =
				Receipt { transaction: Hash::zero(), block: Hash::zero(), events: Vec::new() };
			Ok(if sent.get() > lost {
				Sent::Included(receipt)
			} else {
				Sent::Lost(Error::Node("lost".into()))
			})
		};
		let unused = || async { Ok(sent.get() < used) };
		let result = futures::executor::block_on(persist(send, unused));
		(sent.get(), result.is_ok())
	}

	#[test]
	fn what_the_pool_loses_is_sent_again_while_its_nonce_is_unused() {
		assert_eq!(persisted(0, 9), (1, true));
		assert_eq!(persisted(2, 9), (3, true));
		assert_eq!(persisted(9, 9), (ATTEMPTS, false), "not for ever");
		assert_eq!(persisted(1, 1), (1, false), "something else took the nonce");
		assert_eq!(persisted(2, 2), (2, false));
	}

	#[test]
	fn other_errors_are_not_tried_again() {
		let sent = Cell::new(0);
		let send = || async {
			sent.set(sent.get() + 1);
			Err(Error::Node("the node refuses it".into()))
		};
		let result = futures::executor::block_on(persist(send, || async { Ok(true) }));
		assert!(result.is_err());
		assert_eq!(sent.get(), 1);
	}
}
