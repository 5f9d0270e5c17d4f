//! System, timestamp, scheduler, preimages, migrations and the two emergency brakes.

use frame_support::{
	derive_impl,
	dispatch::DispatchClass,
	parameter_types,
	traits::{
		fungible::HoldConsideration, ConstU32, ConstU64, Contains, EqualPrivilegeOnly, InsideBoth,
		LinearStoragePrice,
	},
	weights::Weight,
};
use frame_system::{
	limits::{BlockLength as Length, BlockWeights as Weights},
	EnsureRoot,
};

use super::governance::{EmergencyBrake, EmergencyRelease};
use crate::{weights::DbWeight, *};

parameter_types! {
	/// How many block hashes stay on chain: mortal transactions may live that long, two hours.
	pub const BlockHashCount: BlockNumber = 2_400;
	pub const Version: RuntimeVersion = VERSION;
	pub const SS58Prefix: u16 = SS58_PREFIX;
	pub BlockLength: Length = Length::builder()
		.max_length(MAXIMUM_BLOCK_LENGTH)
		.modify_max_length_for_class(DispatchClass::Normal, |max| *max = NORMAL_DISPATCH_RATIO * *max)
		.build();
	pub BlockWeights: Weights = Weights::builder()
		.base_block(crate::weights::BlockExecutionWeight::get())
		.for_class(DispatchClass::all(), |weights| {
			weights.base_extrinsic = crate::weights::ExtrinsicBaseWeight::get();
		})
		.for_class(DispatchClass::Normal, |weights| {
			weights.max_total = Some(NORMAL_DISPATCH_RATIO * MAXIMUM_BLOCK_WEIGHT);
		})
		.for_class(DispatchClass::Operational, |weights| {
			weights.max_total = Some(MAXIMUM_BLOCK_WEIGHT);
			// What is left of a block that is full of ordinary transactions stays reserved.
			weights.reserved =
				Some(MAXIMUM_BLOCK_WEIGHT - NORMAL_DISPATCH_RATIO * MAXIMUM_BLOCK_WEIGHT);
		})
		.avg_block_initialization(AVERAGE_ON_INITIALIZE_RATIO)
		.build_or_panic();
}

#[derive_impl(frame_system::config_preludes::SolochainDefaultConfig)]
impl frame_system::Config for Runtime {
	type BaseCallFilter = InsideBoth<super::assets::TokenRules, InsideBoth<SafeMode, TxPause>>;
	type Block = Block;
	type BlockWeights = BlockWeights;
	type BlockLength = BlockLength;
	type AccountId = AccountId;
	type Nonce = Nonce;
	type Hash = Hash;
	type BlockHashCount = BlockHashCount;
	type DbWeight = DbWeight;
	type Version = Version;
	type AccountData = pallet_balances::AccountData<Balance>;
	type SystemWeightInfo = frame_system::weights::SubstrateWeight<Runtime>;
	type ExtensionsWeightInfo = crate::weights::ExtensionsInBase;
	type SS58Prefix = SS58Prefix;
	type MaxConsumers = ConstU32<128>;
	type SingleBlockMigrations = crate::migrations::SingleBlock;
	type MultiBlockMigrator = Migrations;
}

impl pallet_labscape_timing::Config for Runtime {}

impl pallet_timestamp::Config for Runtime {
	type Moment = u64;
	type OnTimestampSet = Babe;
	/// Half a slot: what BABE asks for.
	type MinimumPeriod = ConstU64<{ MILLISECS_PER_BLOCK / 2 }>;
	type WeightInfo = pallet_timestamp::weights::SubstrateWeight<Runtime>;
}

parameter_types! {
	pub MaximumSchedulerWeight: Weight =
		sp_runtime::Perbill::from_percent(40) * BlockWeights::get().max_block;
	pub const PreimageHoldReason: RuntimeHoldReason =
		RuntimeHoldReason::Preimage(pallet_preimage::HoldReason::Preimage);
	pub const PreimageBaseDeposit: Balance = deposit(2, 64);
	pub const PreimageByteDeposit: Balance = deposit(0, 1);
}

impl pallet_scheduler::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeOrigin = RuntimeOrigin;
	type PalletsOrigin = OriginCaller;
	type RuntimeCall = RuntimeCall;
	type MaximumWeight = MaximumSchedulerWeight;
	type ScheduleOrigin = EnsureRoot<AccountId>;
	type OriginPrivilegeCmp = EqualPrivilegeOnly;
	type MaxScheduledPerBlock = ConstU32<64>;
	type WeightInfo = pallet_scheduler::weights::SubstrateWeight<Runtime>;
	type Preimages = Preimage;
	type BlockNumberProvider = System;
}

impl pallet_preimage::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_preimage::weights::SubstrateWeight<Runtime>;
	type Currency = Balances;
	type ManagerOrigin = EnsureRoot<AccountId>;
	type Consideration = HoldConsideration<
		AccountId,
		Balances,
		PreimageHoldReason,
		LinearStoragePrice<PreimageBaseDeposit, PreimageByteDeposit, Balance>,
	>;
}

parameter_types! {
	/// A fifth of a block: users keep most of it while a long migration runs.
	pub MigrationServiceWeight: Weight =
		sp_runtime::Perbill::from_percent(20) * BlockWeights::get().max_block;
}

impl pallet_migrations::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	#[cfg(not(feature = "runtime-benchmarks"))]
	type Migrations = crate::migrations::MultiBlock;
	#[cfg(feature = "runtime-benchmarks")]
	type Migrations = pallet_migrations::mock_helpers::MockedMigrations;
	type CursorMaxLen = ConstU32<65_536>;
	type IdentifierMaxLen = ConstU32<256>;
	type MigrationStatusHandler = ();
	/// A migration that fails freezes transactions; governance and operators repair it by upgrade.
	type FailedMigrationHandler = frame_support::migrations::FreezeChainOnFailedMigration;
	type MaxServiceWeight = MigrationServiceWeight;
	type WeightInfo = pallet_migrations::weights::SubstrateWeight<Runtime>;
}

/// What works while SafeMode is on: consensus, governance, the brakes themselves, and every exit by
/// which people take out what is theirs.
#[derive(Debug)]
pub struct AllowedInSafeMode;
impl Contains<RuntimeCall> for AllowedInSafeMode {
	fn contains(call: &RuntimeCall) -> bool {
		match call {
			RuntimeCall::System(_)
			| RuntimeCall::Timestamp(_)
			| RuntimeCall::Babe(_)
			| RuntimeCall::Grandpa(_)
			| RuntimeCall::Session(_)
			| RuntimeCall::SafeMode(_)
			| RuntimeCall::TxPause(_)
			| RuntimeCall::Preimage(_)
			| RuntimeCall::Governance(_)
			| RuntimeCall::Referenda(_)
			| RuntimeCall::ConvictionVoting(_)
			| RuntimeCall::Whitelist(_)
			| RuntimeCall::TechnicalCommittee(_)
			| RuntimeCall::Sudo(_) => true,
			call => is_exit(call),
		}
	}
}

/// Calls that take out what is already the caller's. No brake may stop them.
fn is_exit(call: &RuntimeCall) -> bool {
	matches!(
		call,
		RuntimeCall::Staking(
			pallet_staking::Call::chill { .. }
				| pallet_staking::Call::unbond { .. }
				| pallet_staking::Call::withdraw_unbonded { .. }
				| pallet_staking::Call::payout_stakers { .. }
				| pallet_staking::Call::payout_stakers_by_page { .. }
		) | RuntimeCall::SwarmStaking(
			pallet_labscape_staking::Call::chill { .. }
				| pallet_labscape_staking::Call::unbond { .. }
				| pallet_labscape_staking::Call::withdraw_unbonded { .. }
				| pallet_labscape_staking::Call::undelegate { .. }
				| pallet_labscape_staking::Call::withdraw_delegation { .. }
				| pallet_labscape_staking::Call::claim { .. }
		) | RuntimeCall::Vesting(
			pallet_labscape_vesting::Call::claim { .. }
				| pallet_labscape_vesting::Call::claim_batch { .. }
				| pallet_labscape_vesting::Call::resume { .. }
		) | RuntimeCall::Resources(pallet_labscape_resource_allocation::Call::cancel_job { .. })
			| RuntimeCall::Posw(
				pallet_labscape_posw_rewards::Call::file { .. }
					| pallet_labscape_posw_rewards::Call::run { .. }
					| pallet_labscape_posw_rewards::Call::answer { .. }
					| pallet_labscape_posw_rewards::Call::settle { .. }
			)
	)
}

parameter_types! {
	/// Nobody buys an emergency: SafeMode is entered by origin only.
	pub const NoDeposit: Option<Balance> = None;
	pub const NoRelease: Option<BlockNumber> = None;
}

impl pallet_safe_mode::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type WhitelistedCalls = AllowedInSafeMode;
	type EnterDuration = ConstU32<{ 4 * HOURS }>;
	type ExtendDuration = ConstU32<{ 2 * HOURS }>;
	type EnterDepositAmount = NoDeposit;
	type ExtendDepositAmount = NoDeposit;
	type ForceEnterOrigin = EmergencyBrake;
	type ForceExtendOrigin = EmergencyBrake;
	type ForceExitOrigin = EmergencyRelease;
	type ForceDepositOrigin = EnsureRoot<AccountId>;
	type Notify = ();
	type ReleaseDelay = NoRelease;
	type WeightInfo = pallet_safe_mode::weights::SubstrateWeight<Runtime>;
}

/// Calls that cannot be paused, by name: consensus, the brakes, governance and the exits.
#[derive(Debug)]
pub struct Unpausable;
impl Contains<pallet_tx_pause::RuntimeCallNameOf<Runtime>> for Unpausable {
	fn contains(name: &pallet_tx_pause::RuntimeCallNameOf<Runtime>) -> bool {
		let (pallet, call) = (name.0.as_slice(), name.1.as_slice());
		match pallet {
			b"Timestamp"
			| b"Babe"
			| b"Grandpa"
			| b"TxPause"
			| b"SafeMode"
			| b"Sudo"
			| b"Governance"
			| b"Referenda"
			| b"ConvictionVoting"
			| b"TechnicalCommittee"
			| b"Whitelist" => true,
			b"Staking" => matches!(
				call,
				b"chill"
					| b"unbond" | b"withdraw_unbonded"
					| b"payout_stakers"
					| b"payout_stakers_by_page"
			),
			b"SwarmStaking" => matches!(
				call,
				b"chill"
					| b"unbond" | b"withdraw_unbonded"
					| b"undelegate" | b"withdraw_delegation"
					| b"claim"
			),
			b"Vesting" => matches!(call, b"claim" | b"claim_batch" | b"resume"),
			b"Resources" => call == b"cancel_job",
			b"Posw" => matches!(call, b"file" | b"run" | b"answer" | b"settle"),
			_ => false,
		}
	}
}

impl pallet_tx_pause::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type PauseOrigin = super::governance::PauseBrake;
	type UnpauseOrigin = EmergencyRelease;
	type WhitelistedCalls = Unpausable;
	type MaxNameLen = ConstU32<256>;
	type WeightInfo = pallet_tx_pause::weights::SubstrateWeight<Runtime>;
}

impl pallet_sudo::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type WeightInfo = pallet_sudo::weights::SubstrateWeight<Runtime>;
}

impl pallet_utility::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type PalletsOrigin = OriginCaller;
	type WeightInfo = pallet_utility::weights::SubstrateWeight<Runtime>;
}

// Off-chain workers and equivocation reports make their own extrinsics.
impl<C> frame_system::offchain::CreateTransactionBase<C> for Runtime
where
	RuntimeCall: From<C>,
{
	type Extrinsic = UncheckedExtrinsic;
	type RuntimeCall = RuntimeCall;
}

impl<C> frame_system::offchain::CreateBare<C> for Runtime
where
	RuntimeCall: From<C>,
{
	fn create_bare(call: RuntimeCall) -> UncheckedExtrinsic {
		UncheckedExtrinsic::new_bare(call)
	}
}

impl<C> frame_system::offchain::CreateTransaction<C> for Runtime
where
	RuntimeCall: From<C>,
{
	type Extension = TxExtension;
	fn create_transaction(call: RuntimeCall, extension: TxExtension) -> UncheckedExtrinsic {
		UncheckedExtrinsic::new_transaction(call, extension)
	}
}

impl<C> frame_system::offchain::CreateAuthorizedTransaction<C> for Runtime
where
	RuntimeCall: From<C>,
{
	fn create_extension() -> TxExtension {
		(
			frame_system::AuthorizeCall::new(),
			frame_system::CheckNonZeroSender::new(),
			frame_system::CheckSpecVersion::new(),
			frame_system::CheckTxVersion::new(),
			frame_system::CheckGenesis::new(),
			frame_system::CheckEra::from(sp_runtime::generic::Era::Immortal),
			frame_system::CheckNonce::from(0),
			frame_system::CheckWeight::new(),
			pallet_transaction_payment::ChargeTransactionPayment::from(0).into(),
			frame_metadata_hash_extension::CheckMetadataHash::new(false),
			frame_system::WeightReclaim::new(),
		)
	}
}
