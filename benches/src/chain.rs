//! A real chain in this process: the built Wasm, ParityDB, blocks built and imported as a node does,
//! without consensus and without a network.

use std::{
	cell::{Cell, RefCell},
	sync::{Arc, OnceLock},
	time::{Duration, Instant},
};

use anyhow::{anyhow, ensure, Context, Result};
use codec::{Decode, Encode};
use labscape_authorship::{
	fill::{fill, Limits},
	listed::Listed,
	Draft,
};
use labscape_runtime::{
	apis::RuntimeApi, genesis_config_presets, opaque, AccountId, Nonce, RuntimeCall, SignedPayload,
	TxExtension, UncheckedExtrinsic, MILLISECS_PER_BLOCK, VERSION, WASM_BINARY,
};
use sc_client_api::{execution_extensions::ExecutionExtensions, HeaderBackend};
use sc_consensus::{BlockImport, BlockImportParams, ForkChoiceStrategy, StateAction};
use sp_api::{ApiExt, Core, ProvideRuntimeApi};
use sp_blockchain::ApplyExtrinsicFailed;
use sp_consensus::BlockOrigin;
use sp_consensus_babe::{
	digests::{CompatibleDigestItem, PreDigest, SecondaryVRFPreDigest},
	make_vrf_sign_data, BabeApi,
};
use sp_core::{crypto::VrfSecret, sr25519, storage::well_known_keys, Pair, H256};
use sp_keyring::Sr25519Keyring::Alice;
use sp_runtime::{
	generic::Era,
	traits::{Block as _, Header as _},
	Digest, DigestItem,
};

type Executor = sc_executor::WasmExecutor<sp_io::SubstrateHostFunctions>;
/// The client of such a chain.
pub type Client = sc_service::TFullClient<opaque::Block, RuntimeApi, Executor>;
/// Its database.
pub type Backend = sc_service::TFullBackend<opaque::Block>;

/// The first block's.
const FIRST_SLOT: u64 = 1_000_001;
/// Half of the time for a block that is built in batches.
const HALF_TIME: Duration = Duration::from_secs(1);
/// Most bytes of such a block.
const BLOCK_BYTES: usize = 4 << 20;

/// What runs the Wasm of all chains here: it is compiled once.
fn executor() -> Executor {
	static EXECUTOR: OnceLock<Executor> = OnceLock::new();
	EXECUTOR.get_or_init(|| Executor::builder().build()).clone()
}

/// A chain, and its folder.
pub struct Chain {
	/// The chain.
	pub client: Arc<Client>,
	/// Its database.
	pub backend: Arc<Backend>,
	digest: RefCell<Option<(H256, Digest)>>,
	_tasks: sc_service::TaskManager,
	_folder: tempfile::TempDir,
}

/// A block that was built, and how long that took.
pub struct Built {
	/// The block.
	pub block: opaque::Block,
	/// How many transactions are in it, without inherents.
	pub transactions: usize,
	/// Time for the whole block.
	pub time: Duration,
}

impl Chain {
	/// A chain with the genesis that `patch` describes.
	///
	/// # Errors
	/// If the binary holds no Wasm, or the database cannot be made.
	pub fn new(handle: tokio::runtime::Handle, patch: serde_json::Value) -> Result<Self> {
		let genesis =
			genesis_config_presets::build_patch(patch).map_err(|e| anyhow!("genesis: {e}"))?;
		Self::with_genesis(handle, genesis)
	}

	/// A chain that begins with a state, to which the code is added.
	///
	/// # Errors
	/// As [`Self::new`].
	pub fn with_genesis(
		handle: tokio::runtime::Handle,
		mut genesis: sp_storage::Storage,
	) -> Result<Self> {
		let wasm = WASM_BINARY.context("built without the Wasm runtime")?;
		genesis.top.insert(well_known_keys::CODE.to_vec(), wasm.to_vec());
		let folder = tempfile::tempdir()?;
		let backend = sc_service::new_db_backend(sc_client_db::DatabaseSettings {
			trie_cache_maximum_size: Some(1 << 30),
			state_pruning: None,
			source: sc_client_db::DatabaseSource::ParityDb { path: folder.path().join("db") },
			blocks_pruning: sc_client_db::BlocksPruning::KeepAll,
			pruning_filters: Default::default(),
			metrics_registry: None,
		})?;
		let executor = executor();
		let tasks = sc_service::TaskManager::new(handle, None)?;
		let builder = sc_service::GenesisBlockBuilder::new_with_storage(
			genesis,
			true,
			backend.clone(),
			executor.clone(),
		)?;
		let client = sc_service::new_client(
			backend.clone(),
			executor.clone(),
			builder,
			Default::default(),
			Default::default(),
			ExecutionExtensions::new(None, Arc::new(executor)),
			Box::new(tasks.spawn_handle()),
			None,
			None,
			Default::default(),
		)?;
		let digest = RefCell::new(None);
		Ok(Self { client: Arc::new(client), backend, digest, _tasks: tasks, _folder: folder })
	}

	/// The slot of the next block.
	pub fn next_slot(&self) -> u64 {
		FIRST_SLOT + u64::from(self.client.info().best_number)
	}

	/// The digest of the next block: Alice's, with the output that its slot asks for.
	///
	/// # Errors
	/// If the state cannot be read.
	pub fn pre_digest(&self) -> Result<Digest> {
		let best = self.client.info().best_hash;
		// Made once for a block, however often that is built: no signature comes out the same twice.
		if let Some((_, digest)) = self.digest.borrow().as_ref().filter(|(at, _)| *at == best) {
			return Ok(digest.clone());
		}
		let slot = self.next_slot().into();
		let epoch = self.client.runtime_api().current_epoch(best)?;
		let data = make_vrf_sign_data(&epoch.randomness, slot, epoch.epoch_index);
		let vrf_signature = Alice.pair().vrf_sign(&data);
		let pre = PreDigest::SecondaryVRF(SecondaryVRFPreDigest {
			authority_index: 0,
			slot,
			vrf_signature,
		});
		let digest =
			Digest { logs: vec![<DigestItem as CompatibleDigestItem>::babe_pre_digest(pre)] };
		*self.digest.borrow_mut() = Some((best, digest.clone()));
		Ok(digest)
	}

	/// The header with which the next block begins.
	///
	/// # Errors
	/// If the state cannot be read.
	pub fn next_header(&self) -> Result<labscape_runtime::Header> {
		let info = self.client.info();
		Ok(labscape_runtime::Header::new(
			info.best_number + 1,
			Default::default(),
			Default::default(),
			info.best_hash,
			self.pre_digest()?,
		))
	}

	/// The inherent of the next block: its time.
	///
	/// # Errors
	/// Never, in practice.
	pub fn timestamp(&self) -> Result<opaque::UncheckedExtrinsic> {
		let now = self.next_slot() * MILLISECS_PER_BLOCK;
		let call = RuntimeCall::Timestamp(pallet_timestamp::Call::set { now });
		opaque_extrinsic(&UncheckedExtrinsic::new_bare(call))
	}

	/// Build the next block out of `extrinsics`, as many as fit, with the SDK's block builder.
	///
	/// # Errors
	/// A transaction that is not valid; one that does not fit ends the block.
	pub fn build(&self, extrinsics: &[opaque::UncheckedExtrinsic]) -> Result<Built> {
		let info = self.client.info();
		let begin = Instant::now();
		let mut builder = sc_block_builder::BlockBuilderBuilder::new(&*self.client)
			.on_parent_block(info.best_hash)
			.with_parent_block_number(info.best_number)
			.with_inherent_digests(self.pre_digest()?)
			.build()?;
		builder.push(self.timestamp()?)?;
		let mut transactions = 0;
		for extrinsic in extrinsics {
			match builder.push(extrinsic.clone()) {
				Ok(()) => transactions += 1,
				Err(sp_blockchain::Error::ApplyExtrinsicFailed(
					ApplyExtrinsicFailed::Validity(e),
				)) if e.exhausted_resources() => break,
				Err(e) => return Err(e.into()),
			}
		}
		let built = builder.build()?;
		Ok(Built { block: built.block, transactions, time: begin.elapsed() })
	}

	/// The same with the node's own builder, which hands transactions to the runtime by batches.
	///
	/// # Errors
	/// A transaction that is not valid; one that does not fit ends the block.
	pub fn build_in_batches(&self, extrinsics: &[opaque::UncheckedExtrinsic]) -> Result<Built> {
		let mut pending = Listed::new(extrinsics.iter().cloned());
		let begin = Instant::now();
		let mut draft = self.draft()?;
		// In a time that is over: the block is full with the ninth transaction that does not fit, and time
		// for a batch there is.
		let start = Instant::now();
		let clock = Cell::new(start);
		let now = || clock.replace(start + HALF_TIME);
		let limits = Limits { deadline: start + 2 * HALF_TIME, bytes: BLOCK_BYTES, now: &now };
		let filled = fill(&mut draft, &mut pending, &limits);
		ensure!(filled.invalid.is_empty(), "not valid: {:?}", filled.invalid);
		let block = draft.finish()?.block;
		Ok(Built { block, transactions: filled.pushed, time: begin.elapsed() })
	}

	/// The next block with its timestamp, as the node's own builder begins it.
	///
	/// # Errors
	/// If the runtime refuses it.
	pub fn draft(&self) -> Result<Draft<'_, opaque::Block, Client>> {
		let info = self.client.info();
		let digest = self.pre_digest()?;
		let mut draft = Draft::new(
			&*self.client,
			info.best_hash,
			info.best_number,
			digest,
			Default::default(),
		)?;
		let results = draft.push(vec![self.timestamp()?], 0)?;
		ensure!(matches!(results[..], [Ok(Ok(()))]), "the timestamp: {results:?}");
		Ok(draft)
	}

	/// Import a block by executing it, as a node that did not build it.
	///
	/// # Errors
	/// A block that is not valid here.
	pub fn import(&mut self, block: opaque::Block) -> Result<Duration> {
		let begin = Instant::now();
		let (header, body) = block.deconstruct();
		// The execution that `StateAction::Execute` would do, for a chain without consensus.
		let parent = header.parent_hash;
		let api = self.client.runtime_api();
		api.execute_block(parent, opaque::Block::new(header.clone(), body.clone()).into())?;
		let state = sc_client_api::Backend::state_at(
			&*self.backend,
			parent,
			sc_client_api::TrieCacheContext::Untrusted,
		)?;
		let changes = api
			.into_storage_changes(&state, parent)
			.map_err(|e| anyhow!("storage changes: {e}"))?;
		let mut params = BlockImportParams::new(BlockOrigin::NetworkBroadcast, header);
		params.body = Some(body);
		params.state_action =
			StateAction::ApplyChanges(sc_consensus::StorageChanges::Changes(changes));
		params.fork_choice = Some(ForkChoiceStrategy::LongestChain);
		futures_executor(self.client.import_block(params))?;
		Ok(begin.elapsed())
	}

	/// What an account's state says.
	///
	/// # Errors
	/// If the state cannot be read.
	pub fn storage<T: Decode>(&self, key: &[u8]) -> Result<Option<T>> {
		use sc_client_api::StorageProvider;
		let value = self
			.client
			.storage(self.client.info().best_hash, &sp_storage::StorageKey(key.to_vec()))?;
		value.map(|value| T::decode(&mut &value.0[..]).context("undecodable")).transpose()
	}

	/// Sign a call.
	///
	/// # Errors
	/// Never, in practice: what was encoded decodes.
	pub fn sign(
		&self,
		pair: &sr25519::Pair,
		nonce: Nonce,
		call: RuntimeCall,
	) -> Result<opaque::UncheckedExtrinsic> {
		sign(self.client.info().genesis_hash, pair, nonce, call)
	}
}

fn futures_executor<T, E: std::error::Error + Send + Sync + 'static>(
	future: impl std::future::Future<Output = Result<T, E>>,
) -> Result<T> {
	Ok(tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(future))?)
}

/// Encode and wrap.
///
/// # Errors
/// Never, in practice.
pub fn opaque_extrinsic(extrinsic: &UncheckedExtrinsic) -> Result<opaque::UncheckedExtrinsic> {
	Ok(opaque::UncheckedExtrinsic::try_from_encoded_extrinsic(&extrinsic.encode())?)
}

/// Sign a call for the chain of that genesis.
///
/// # Errors
/// Never, in practice.
pub fn sign(
	genesis: H256,
	pair: &sr25519::Pair,
	nonce: Nonce,
	call: RuntimeCall,
) -> Result<opaque::UncheckedExtrinsic> {
	let extension: TxExtension = (
		frame_system::AuthorizeCall::new(),
		frame_system::CheckNonZeroSender::new(),
		frame_system::CheckSpecVersion::new(),
		frame_system::CheckTxVersion::new(),
		frame_system::CheckGenesis::new(),
		frame_system::CheckEra::from(Era::Immortal),
		frame_system::CheckNonce::from(nonce),
		frame_system::CheckWeight::new(),
		pallet_transaction_payment::ChargeTransactionPayment::from(0).into(),
		frame_metadata_hash_extension::CheckMetadataHash::new(false),
		frame_system::WeightReclaim::new(),
	);
	let payload = SignedPayload::from_raw(
		call.clone(),
		extension.clone(),
		(
			(),
			(),
			VERSION.spec_version,
			VERSION.transaction_version,
			genesis,
			genesis,
			(),
			(),
			(),
			None,
			(),
		),
	);
	let signature = payload.using_encoded(|bytes| pair.sign(bytes));
	opaque_extrinsic(&UncheckedExtrinsic::new_signed(
		call,
		AccountId::from(pair.public()).into(),
		signature.into(),
		extension,
	))
}

/// The genesis of a preset with `balance` for each of `keys` beside.
///
/// # Errors
/// An unknown preset.
pub fn funded(preset: &str, keys: &[sr25519::Pair], balance: u64) -> Result<serde_json::Value> {
	let bytes = genesis_config_presets::get_preset(&preset.into()).context("no such preset")?;
	let mut patch: serde_json::Value = serde_json::from_slice(&bytes)?;
	let balances = patch["balances"]["balances"].as_array_mut().context("a list of balances")?;
	for key in keys {
		balances.push(serde_json::json!([AccountId::from(key.public()), balance]));
	}
	Ok(patch)
}
