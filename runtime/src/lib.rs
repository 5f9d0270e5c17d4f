//! The Labscape runtime: one Wasm for all networks.
//!
//! Networks differ in their genesis only (`genesis_config_presets`), never by cargo features. What
//! the chain computes is deterministic: no floats, no clock, no hash-map order.
//!
//! Rooms: `configs/` configures the pallets, one file a subject; `apis.rs` implements the runtime
//! APIs, `batches.rs` is one of our own; `memory.rs` is the Wasm's allocator, `host.rs` what it answers
//! instead of the host; `migrations.rs` lists what an upgrade runs; `weights/` holds what was measured.
#![cfg_attr(not(feature = "std"), no_std)]
// The runtime macro and the APIs expand to large types.
#![recursion_limit = "512"]

#[cfg(feature = "std")]
include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));

extern crate alloc;

// Before the APIs, which use its macros.
#[cfg(feature = "runtime-benchmarks")]
#[macro_use]
mod benchmarks;

pub mod apis;
pub mod batches;
mod configs;
pub mod constants;
pub mod genesis_config_presets;
mod host;
#[cfg(all(target_family = "wasm", substrate_runtime))]
mod memory;
mod migrations;
#[cfg(test)]
mod tests;
pub mod weights;

use alloc::{borrow::Cow, vec::Vec};
use sp_runtime::{
	generic, impl_opaque_keys,
	traits::{BlakeTwo256, IdentifyAccount, Verify},
	MultiAddress, MultiSignature,
};
use sp_version::RuntimeVersion;

pub use configs::*;
pub use constants::*;

/// What signs a transaction: sr25519, ed25519 or ecdsa.
pub type Signature = MultiSignature;
/// An account: the public key or its hash.
pub type AccountId = <<Signature as Verify>::Signer as IdentifyAccount>::AccountId;
/// An amount of UBC in planck, or of a token in its smallest unit.
pub type Balance = u128;
/// How many transactions an account has sent.
pub type Nonce = u32;
/// A blake2-256 hash.
pub type Hash = sp_core::H256;
/// A block's height.
pub type BlockNumber = u32;
/// How a transaction names an account.
pub type Address = MultiAddress<AccountId, ()>;
/// Id of a token in pallet-assets.
pub type AssetId = u32;
/// A block's header.
pub type Header = generic::Header<BlockNumber, BlakeTwo256>;
/// A block with decoded extrinsics.
pub type Block = generic::Block<Header, UncheckedExtrinsic>;
/// The block as a node sees it: extrinsics are bytes, which only the runtime decodes.
pub mod opaque {
	pub use sp_runtime::OpaqueExtrinsic as UncheckedExtrinsic;

	/// A block with opaque extrinsics.
	pub type Block = sp_runtime::generic::Block<super::Header, UncheckedExtrinsic>;
}
/// A block with a justification.
pub type SignedBlock = generic::SignedBlock<Block>;
/// What a transaction proves about itself, in the order of the SDK's own node.
pub type TxExtension = (
	frame_system::AuthorizeCall<Runtime>,
	frame_system::CheckNonZeroSender<Runtime>,
	frame_system::CheckSpecVersion<Runtime>,
	frame_system::CheckTxVersion<Runtime>,
	frame_system::CheckGenesis<Runtime>,
	frame_system::CheckEra<Runtime>,
	frame_system::CheckNonce<Runtime>,
	frame_system::CheckWeight<Runtime>,
	pallet_skip_feeless_payment::SkipCheckIfFeeless<
		Runtime,
		pallet_transaction_payment::ChargeTransactionPayment<Runtime>,
	>,
	frame_metadata_hash_extension::CheckMetadataHash<Runtime>,
	frame_system::WeightReclaim<Runtime>,
);
/// A transaction, an inherent or a general transaction.
pub type UncheckedExtrinsic =
	generic::UncheckedExtrinsic<Address, RuntimeCall, Signature, TxExtension>;
/// What a signer signs.
pub type SignedPayload = generic::SignedPayload<RuntimeCall, TxExtension>;
/// Runs blocks.
pub type Executive = frame_executive::Executive<
	Runtime,
	Block,
	frame_system::ChainContext<Runtime>,
	Runtime,
	AllPalletsWithSystem,
>;

impl_opaque_keys! {
	/// The keys a validator acts with.
	pub struct SessionKeys {
		/// Authors blocks.
		pub babe: Babe,
		/// Finalises blocks.
		pub grandpa: Grandpa,
		/// Publishes the validator's addresses.
		pub authority_discovery: AuthorityDiscovery,
		/// Signs scheduling plans.
		pub scheduler: Resources,
	}
}

/// The runtime's version. `spec_version` grows with every release that changes behaviour,
/// `transaction_version` when the index or encoding of any call or extension changes.
#[sp_version::runtime_version]
pub const VERSION: RuntimeVersion = RuntimeVersion {
	spec_name: Cow::Borrowed("labscape"),
	impl_name: Cow::Borrowed("labscape-node"),
	authoring_version: 1,
	spec_version: 100,
	impl_version: 1,
	apis: apis::RUNTIME_API_VERSIONS,
	transaction_version: 1,
	system_version: 1,
};

/// BABE's parameters at genesis: a quarter of the slots have a primary author on average, all
/// others a secondary one with a VRF output, so that the beacon seldom lacks randomness.
pub const BABE_GENESIS_EPOCH_CONFIG: sp_consensus_babe::BabeEpochConfiguration =
	sp_consensus_babe::BabeEpochConfiguration {
		c: (1, 4),
		allowed_slots: sp_consensus_babe::AllowedSlots::PrimaryAndSecondaryVRFSlots,
	};

// Indices are permanent: wallets and stored calls name pallets by them.
#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Runtime;

	// The block and its consensus.
	#[runtime::pallet_index(0)]
	pub type System = frame_system::Pallet<Runtime>;
	// Before Session and Staking: their genesis reads it.
	#[runtime::pallet_index(1)]
	pub type Timing = pallet_labscape_timing::Pallet<Runtime>;
	#[runtime::pallet_index(2)]
	pub type Timestamp = pallet_timestamp::Pallet<Runtime>;
	// Babe before Session: the slot is set before the session may end.
	#[runtime::pallet_index(3)]
	pub type Babe = pallet_babe::Pallet<Runtime>;
	#[runtime::pallet_index(4)]
	pub type Authorship = pallet_authorship::Pallet<Runtime>;
	#[runtime::pallet_index(5)]
	pub type Balances = pallet_balances::Pallet<Runtime>;
	#[runtime::pallet_index(6)]
	pub type TransactionPayment = pallet_transaction_payment::Pallet<Runtime>;
	#[runtime::pallet_index(7)]
	pub type SkipFeelessPayment = pallet_skip_feeless_payment::Pallet<Runtime>;
	#[runtime::pallet_index(8)]
	pub type Staking = pallet_staking::Pallet<Runtime>;
	#[runtime::pallet_index(9)]
	pub type VoterList = pallet_bags_list::Pallet<Runtime, Instance1>;
	#[runtime::pallet_index(10)]
	pub type Offences = pallet_offences::Pallet<Runtime>;
	#[runtime::pallet_index(11)]
	pub type Historical = pallet_session::historical::Pallet<Runtime>;
	#[runtime::pallet_index(12)]
	pub type Session = pallet_session::Pallet<Runtime>;
	#[runtime::pallet_index(13)]
	pub type Grandpa = pallet_grandpa::Pallet<Runtime>;
	#[runtime::pallet_index(14)]
	pub type AuthorityDiscovery = pallet_authority_discovery::Pallet<Runtime>;

	// Governance.
	#[runtime::pallet_index(20)]
	pub type Treasury = pallet_treasury::Pallet<Runtime>;
	#[runtime::pallet_index(21)]
	pub type ConvictionVoting = pallet_conviction_voting::Pallet<Runtime>;
	#[runtime::pallet_index(22)]
	pub type Referenda = pallet_referenda::Pallet<Runtime>;
	#[runtime::pallet_index(23)]
	pub type Origins = pallet_custom_origins::Pallet<Runtime>;
	#[runtime::pallet_index(24)]
	pub type Whitelist = pallet_whitelist::Pallet<Runtime>;
	#[runtime::pallet_index(25)]
	pub type TechnicalCommittee = pallet_collective::Pallet<Runtime, Instance1>;
	#[runtime::pallet_index(26)]
	pub type Scheduler = pallet_scheduler::Pallet<Runtime>;
	#[runtime::pallet_index(27)]
	pub type Preimage = pallet_preimage::Pallet<Runtime>;
	#[runtime::pallet_index(28)]
	pub type Parameters = pallet_parameters::Pallet<Runtime>;
	#[runtime::pallet_index(29)]
	pub type SafeMode = pallet_safe_mode::Pallet<Runtime>;
	#[runtime::pallet_index(30)]
	pub type TxPause = pallet_tx_pause::Pallet<Runtime>;
	#[runtime::pallet_index(31)]
	pub type Migrations = pallet_migrations::Pallet<Runtime>;
	// Has a key on development chains only; a test refuses a live preset with one.
	#[runtime::pallet_index(32)]
	pub type Sudo = pallet_sudo::Pallet<Runtime>;

	// The timelock and the swarm's veto.
	#[runtime::pallet_index(33)]
	pub type Governance = pallet_labscape_governance::Pallet<Runtime>;

	// Accounts.
	#[runtime::pallet_index(40)]
	pub type Utility = pallet_utility::Pallet<Runtime>;
	#[runtime::pallet_index(41)]
	pub type Multisig = pallet_multisig::Pallet<Runtime>;
	#[runtime::pallet_index(42)]
	pub type Proxy = pallet_proxy::Pallet<Runtime>;
	#[runtime::pallet_index(43)]
	pub type Recovery = pallet_recovery::Pallet<Runtime>;

	// Tokens.
	#[runtime::pallet_index(50)]
	pub type Assets = pallet_assets::Pallet<Runtime>;
	#[runtime::pallet_index(51)]
	pub type AssetsHolder = pallet_assets_holder::Pallet<Runtime>;
	#[runtime::pallet_index(52)]
	pub type AssetsFreezer = pallet_assets_freezer::Pallet<Runtime>;

	#[runtime::pallet_index(53)]
	pub type Tokens = pallet_labscape_tokens::Pallet<Runtime>;
	#[runtime::pallet_index(54)]
	pub type Vesting = pallet_labscape_vesting::Pallet<Runtime>;
	#[runtime::pallet_index(55)]
	pub type Factory = pallet_labscape_factory::Pallet<Runtime>;

	// The swarm.
	#[runtime::pallet_index(63)]
	pub type SwarmStaking = pallet_labscape_staking::Pallet<Runtime>;
	#[runtime::pallet_index(64)]
	pub type Resources = pallet_labscape_resource_allocation::Pallet<Runtime>;
	#[runtime::pallet_index(65)]
	pub type Posw = pallet_labscape_posw_rewards::Pallet<Runtime>;

	// Last: its genesis writes down the issuance that all others made.
	#[runtime::pallet_index(70)]
	pub type Burning = pallet_labscape_burning::Pallet<Runtime>;
}
