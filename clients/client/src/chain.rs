//! One connection to one chain.
//!
//! The connection comes back by itself when the node restarts; what was under way is repeated by the
//! library where that is safe. State is read at a block that the caller names, so that what belongs
//! together is read together.

use crate::{tx::Event, Error, Hash, Result};
use codec::{Decode, Encode};
use std::{sync::Arc, time::Duration};
use subxt::{
	backend::LegacyBackend,
	client::OnlineClientAtBlockImpl,
	client::{ClientAtBlock, OnlineClient},
	config::{substrate::SubstrateConfig, RpcConfigFor},
	dynamic::Value,
	ext::scale_decode::DecodeAsType,
	rpcs::{
		client::{ReconnectingRpcClient, RpcClient, RpcSubscription},
		methods::LegacyRpcMethods,
		rpc_params,
	},
};

/// The chain's types that never change: hashes, headers, addresses, signatures.
pub type Config = SubstrateConfig;
pub(crate) type Client = ClientAtBlock<Config, OnlineClientAtBlockImpl<Config>>;

/// How long a node may take to answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);
/// How long to try the first time.
const CONNECT_WITHIN: Duration = Duration::from_secs(10);

/// A connection to a node of a known chain.
#[derive(Clone)]
pub struct Chain {
	url: String,
	raw: RpcClient,
	rpc: LegacyRpcMethods<RpcConfigFor<Config>>,
	client: OnlineClient<Config>,
}

impl Chain {
	/// Connect to the node at `url`, a WebSocket address.
	///
	/// # Errors
	/// [`Error::Connection`] if nothing answers; [`Error::WrongChain`] if `genesis` is given and the
	/// node follows another chain.
	pub async fn connect(url: &str, genesis: Option<Hash>) -> Result<Self> {
		let failed = |reason: String| Error::Connection { url: url.to_owned(), reason };
		let connecting = ReconnectingRpcClient::builder()
			.request_timeout(ANSWER_WITHIN)
			.connection_timeout(CONNECT_WITHIN)
			.max_request_size(16 << 20)
			.max_response_size(64 << 20)
			.build(url);
		let client = tokio::time::timeout(CONNECT_WITHIN, connecting)
			.await
			.map_err(|_| failed(format!("no answer within {} s", CONNECT_WITHIN.as_secs())))?
			.map_err(|error| failed(error.to_string()))?;
		let raw = RpcClient::new(client);
		let backend = Arc::new(LegacyBackend::<Config>::builder().build(raw.clone()));
		let client =
			OnlineClient::from_backend(backend).await.map_err(|error| failed(error.to_string()))?;
		let chain = Self { url: url.into(), rpc: LegacyRpcMethods::new(raw.clone()), raw, client };
		match genesis {
			Some(expected) if expected != chain.genesis() => {
				Err(Error::WrongChain { found: chain.genesis(), expected })
			}
			_ => Ok(chain),
		}
	}

	/// Where the node is.
	pub fn url(&self) -> &str {
		&self.url
	}

	/// The hash of the first block: what tells chains apart.
	pub fn genesis(&self) -> Hash {
		Hash::from(self.client.genesis_hash().0)
	}

	/// Ask the node whether it still follows the chain that it followed first: behind a connection
	/// that was lost and came back may be another one.
	///
	/// # Errors
	/// [`Error::WrongChain`]; [`Error::Node`] if it does not answer.
	pub async fn check_genesis(&self) -> Result<()> {
		let found = self.rpc.chain_get_block_hash(Some(0u32.into())).await.map_err(Error::node)?;
		let found = found.map_or_else(Hash::zero, |hash| Hash::from(hash.0));
		let expected = self.genesis();
		if found == expected {
			return Ok(());
		}
		Err(Error::WrongChain { found, expected })
	}

	/// Whether the node says that its chain is for development or local tests, where everybody has
	/// the keys.
	///
	/// # Errors
	/// [`Error::Node`].
	pub async fn is_development(&self) -> Result<bool> {
		let kind: serde_json::Value =
			self.raw.request("system_chainType", rpc_params![]).await.map_err(Error::node)?;
		Ok(matches!(kind.as_str(), Some("Development" | "Local")))
	}

	/// The name of the chain.
	///
	/// # Errors
	/// [`Error::Node`].
	pub async fn name(&self) -> Result<String> {
		self.rpc.system_chain().await.map_err(Error::node)
	}

	/// The state at the best block.
	///
	/// # Errors
	/// [`Error::Node`].
	pub async fn best(&self) -> Result<At> {
		let hash = self.rpc.chain_get_block_hash(None).await.map_err(Error::node)?;
		let hash = hash.ok_or_else(|| Error::Node("there is no best block".into()))?;
		self.at(hash).await
	}

	/// The state at the last finalised block.
	///
	/// # Errors
	/// [`Error::Node`].
	pub async fn finalized(&self) -> Result<At> {
		let hash = self.rpc.chain_get_finalized_head().await.map_err(Error::node)?;
		self.at(hash).await
	}

	async fn at(&self, hash: subxt::config::substrate::H256) -> Result<At> {
		self.client.at_block(hash).await.map(At).map_err(Error::node)
	}

	/// The arguments, as bytes, of every call of that name in the body of block `number`, as the
	/// metadata at `at` reads it. Bodies are kept when the state behind them is long gone.
	///
	/// # Errors
	/// [`Error::NotFound`] if the node does not keep the block; [`Error::Node`].
	pub async fn calls(
		&self,
		at: &At,
		number: u32,
		pallet: &str,
		call: &str,
	) -> Result<Vec<Vec<u8>>> {
		let gone =
			|| Error::NotFound(format!("the node does not keep block {number}: ask another"));
		let hash = self.rpc.chain_get_block_hash(Some(number.into())).await.map_err(Error::node)?;
		let block = self.rpc.chain_get_block(Some(hash.ok_or_else(gone)?)).await;
		let block = block.map_err(Error::node)?.ok_or_else(gone)?.block;
		let body = block.extrinsics.into_iter().map(|bytes| bytes.0).collect();
		let extrinsics = at.0.extrinsics().from_bytes(body).await;
		let calls = extrinsics
			.iter()
			.filter_map(|extrinsic| extrinsic.ok())
			.filter(|known| known.pallet_name() == pallet && known.call_name() == call)
			.map(|known| known.call_data_field_bytes().to_vec())
			.collect();
		Ok(calls)
	}

	/// The events of block `number`, from its state, which most nodes keep for 256 blocks.
	///
	/// # Errors
	/// [`Error::Node`].
	pub async fn events(&self, number: u32) -> Result<Vec<Event>> {
		let at = self.client.at_block(u64::from(number)).await.map_err(Error::node)?;
		let events = at.events().fetch().await.map_err(Error::node)?;
		let known = events.iter().map(|event| {
			let event = event.map_err(Error::node)?;
			Ok(Event {
				pallet: event.pallet_name().to_owned(),
				name: event.event_name().to_owned(),
				fields: event.decode_fields_unchecked_as().map_err(Error::node)?,
			})
		});
		known.collect()
	}

	/// New best blocks, for as long as the caller listens. Survives restarts of the node.
	///
	/// # Errors
	/// [`Error::Node`] if the first subscription fails.
	pub async fn new_heads(&self) -> Result<Heads> {
		let subscription = self.rpc.chain_subscribe_new_heads().await.map_err(Error::node)?;
		Ok(Heads { chain: self.clone(), subscription })
	}

	/// The runtime's metadata at a block, as the node writes them.
	pub(crate) async fn metadata(&self, at: &At) -> Result<Vec<u8>> {
		let hash = Some(at.0.block_hash());
		self.rpc.state_get_metadata(hash).await.map(|found| found.into_raw()).map_err(Error::node)
	}

	/// The next nonce of an account, counting what waits in the pool.
	pub(crate) async fn nonce(&self, account: &crate::Account) -> Result<u64> {
		self.rpc.system_account_next_index(account).await.map_err(Error::node)
	}
}

type Header = <Config as subxt::Config>::Header;

/// New best blocks as they come.
pub struct Heads {
	chain: Chain,
	subscription: RpcSubscription<Header>,
}

impl Heads {
	/// The number of the next best block. After a lost connection it waits until the node is back.
	pub async fn next(&mut self) -> u64 {
		loop {
			if let Some(Ok(header)) = self.subscription.next().await {
				return header.number;
			}
			tokio::time::sleep(Duration::from_secs(1)).await;
			if let Ok(subscription) = self.chain.rpc.chain_subscribe_new_heads().await {
				self.subscription = subscription;
			}
		}
	}
}

/// The chain's state at one block.
#[derive(Clone)]
pub struct At(pub(crate) Client);

impl At {
	/// The block's number.
	pub fn number(&self) -> u64 {
		self.0.block_number()
	}

	/// The block's hash.
	pub fn hash(&self) -> Hash {
		Hash::from(self.0.block_hash().0)
	}

	/// The value of a storage item, or its default; `None` if there is neither.
	///
	/// # Errors
	/// [`Error::Incompatible`] if the runtime has no such item of this shape; [`Error::Node`].
	pub async fn get<T: DecodeAsType>(
		&self,
		pallet: &str,
		entry: &str,
		keys: Vec<Value>,
	) -> Result<Option<T>> {
		match self.fetch(pallet, entry, keys).await? {
			Some(value) => value
				.decode_as::<T>()
				.map(Some)
				.map_err(|error| Error::Incompatible(format!("{pallet}.{entry}: {error}"))),
			None => Ok(None),
		}
	}

	async fn fetch(
		&self,
		pallet: &str,
		entry: &str,
		keys: Vec<Value>,
	) -> Result<Option<subxt::storage::StorageValue<'_, Value>>> {
		let address = subxt::dynamic::storage::<Vec<Value>, Value>(pallet, entry);
		let item =
			self.0.storage().entry(address).map_err(|error| incompatible(pallet, entry, error))?;
		item.try_fetch(keys).await.map_err(Error::node)
	}

	/// All values of a map below `prefix` (some of its first keys), each with its encoded key.
	///
	/// # Errors
	/// As [`At::get`].
	pub async fn entries<T: DecodeAsType>(
		&self,
		pallet: &str,
		entry: &str,
		prefix: Vec<Value>,
	) -> Result<Vec<(Vec<u8>, T)>> {
		let address = subxt::dynamic::storage::<Vec<Value>, Value>(pallet, entry);
		let item =
			self.0.storage().entry(address).map_err(|error| incompatible(pallet, entry, error))?;
		let mut stream = item.iter(prefix).await.map_err(Error::node)?;
		let mut found = Vec::new();
		while let Some(next) = stream.next().await {
			let next = next.map_err(Error::node)?;
			let value = next
				.value()
				.decode_as::<T>()
				.map_err(|error| Error::Incompatible(format!("{pallet}.{entry}: {error}")))?;
			found.push((next.key_bytes().to_vec(), value));
		}
		Ok(found)
	}

	/// A constant of the runtime.
	///
	/// # Errors
	/// [`Error::Incompatible`].
	pub fn constant<T: DecodeAsType>(&self, pallet: &str, name: &str) -> Result<T> {
		self.0
			.constants()
			.entry(subxt::dynamic::constant::<T>(pallet, name))
			.map_err(|error| Error::Incompatible(format!("{pallet}.{name}: {error}")))
	}

	/// Call a runtime API.
	///
	/// # Errors
	/// [`Error::Incompatible`] if there is none of this name and shape; [`Error::Node`].
	pub async fn api<T: DecodeAsType>(
		&self,
		api: &str,
		function: &str,
		arguments: Vec<Value>,
	) -> Result<T> {
		let call = subxt::dynamic::runtime_api_call::<Vec<Value>, T>(api, function, arguments);
		self.0.runtime_apis().call(call).await.map_err(|error| match error {
			subxt::error::RuntimeApiError::CannotCallApi(error) => Error::node(error),
			other => incompatible(api, function, other),
		})
	}

	/// Call a view function of a pallet.
	///
	/// # Errors
	/// [`Error::Incompatible`] if there is none of this name and shape; [`Error::Node`].
	pub async fn view<T: DecodeAsType>(
		&self,
		pallet: &str,
		function: &str,
		arguments: Vec<Value>,
	) -> Result<T> {
		let refused = |error: &dyn std::fmt::Display| incompatible(pallet, function, error);
		let metadata = self.0.metadata_ref();
		let known = metadata
			.pallet_by_name(pallet)
			.and_then(|pallet| pallet.view_function_by_name(function))
			.ok_or_else(|| refused(&"no such view"))?;
		let payload =
			subxt::dynamic::view_function_call::<Vec<Value>, T>(pallet, function, arguments);
		let views = self.0.view_functions();
		// The library leaves out the lengths that stand before the arguments and the answer.
		let encoded = views.encode_args(&payload).map_err(|error| refused(&error))?;
		let (id, inputs) =
			encoded.split_first_chunk::<32>().ok_or_else(|| refused(&"its id is too short"))?;
		let answer = views
			.call_raw(Some(&(id, inputs.to_vec()).encode()))
			.await
			.map_err(|error| Error::Node(error.to_string()))?;
		let answer = match answer.split_first() {
			Some((0, rest)) => {
				Vec::<u8>::decode(&mut &rest[..]).map_err(|error| refused(&error))?
			}
			_ => return Err(refused(&"the runtime does not know it")),
		};
		T::decode_as_type(&mut &answer[..], known.output_ty(), metadata.types())
			.map_err(|error| refused(&error))
	}

	/// Whether the runtime has a pallet of this name.
	pub fn has_pallet(&self, name: &str) -> bool {
		self.0.metadata_ref().pallet_by_name(name).is_some()
	}
}

fn incompatible(pallet: &str, entry: &str, error: impl std::fmt::Display) -> Error {
	Error::Incompatible(format!("{pallet}.{entry} ({error})"))
}
