//! The ledger behind tokens.

use frame_support::{
	derive_impl, parameter_types,
	traits::{AsEnsureOriginWithArg, ConstU32, Contains, EitherOfDiverse, NeverEnsureOrigin},
	PalletId,
};
use frame_system::EnsureRoot;
use sp_runtime::Permill;

use crate::*;

parameter_types! {
	/// Three entries of about 190 bytes in all.
	pub const AssetDeposit: Balance = deposit(3, 190);
	pub const AssetAccountDeposit: Balance = deposit(1, 16);
	pub const ApprovalDeposit: Balance = EXISTENTIAL_DEPOSIT;
	pub const MetadataDepositBase: Balance = deposit(1, 68);
	pub const MetadataDepositPerByte: Balance = deposit(0, 1);
}

/// Which calls are refused because they would go around the rules of tokens, or around the ledger of
/// what is minted and burned.
#[derive(Debug)]
pub struct TokenRules;
impl Contains<RuntimeCall> for TokenRules {
	fn contains(call: &RuntimeCall) -> bool {
		match call {
			RuntimeCall::Assets(call) => Tokens::allows(call),
			// Issuance adds up because whatever changes it passes through the ledger of `Burning`.
			RuntimeCall::Balances(
				pallet_balances::Call::burn { .. }
				| pallet_balances::Call::force_set_balance { .. }
				| pallet_balances::Call::force_adjust_total_issuance { .. },
			) => false,
			_ => true,
		}
	}
}

#[derive_impl(pallet_assets::config_preludes::TestDefaultConfig)]
impl pallet_assets::Config for Runtime {
	type Balance = Balance;
	type AssetId = AssetId;
	type AssetIdParameter = codec::Compact<AssetId>;
	type ReserveData = ();
	type Currency = Balances;
	/// Tokens are made by the factory, or by governance.
	type CreateOrigin = AsEnsureOriginWithArg<NeverEnsureOrigin<AccountId>>;
	type ForceOrigin = EnsureRoot<AccountId>;
	type AssetDeposit = AssetDeposit;
	type AssetAccountDeposit = AssetAccountDeposit;
	type MetadataDepositBase = MetadataDepositBase;
	type MetadataDepositPerByte = MetadataDepositPerByte;
	type ApprovalDeposit = ApprovalDeposit;
	type Freezer = pallet_labscape_tokens::Guard<Runtime, AssetsFreezer>;
	type Holder = AssetsHolder;
	type CallbackHandle = Tokens;
	type WeightInfo = crate::weights::AssetsWeight<Runtime>;
}

impl pallet_assets_holder::Config for Runtime {
	type RuntimeHoldReason = RuntimeHoldReason;
	type RuntimeEvent = RuntimeEvent;
}

impl pallet_assets_freezer::Config for Runtime {
	type RuntimeFreezeReason = RuntimeFreezeReason;
	type RuntimeEvent = RuntimeEvent;
}

parameter_types! {
	pub const TokensPalletId: PalletId = PalletId(*b"lb/tokns");
	/// One entry of about 200 bytes.
	pub const ScheduleDeposit: Balance = deposit(1, 200);
}

impl pallet_labscape_tokens::Config for Runtime {
	type PalletId = TokensPalletId;
	type OffchainSignature = Signature;
	type OffchainSigner = <Signature as Verify>::Signer;
	type OnRetired = Factory;
	/// Lower ids are root's to use.
	type FirstTokenId = ConstU32<1_000>;
	type MaxRoleMembers = ConstU32<16>;
	type MaxBatch = ConstU32<100>;
	type AdminTransferPeriod = ConstU32<{ 7 * DAYS }>;
	/// Votes may ask back as far as a referendum lasts, twice over.
	type CheckpointRetention = ConstU32<{ 60 * DAYS }>;
	type WeightInfo = pallet_labscape_tokens::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = ();
}

impl pallet_labscape_vesting::Config for Runtime {
	type Currency = Balances;
	type Fungibles = AssetsHolder;
	type TokenRules = Tokens;
	type RuntimeHoldReason = RuntimeHoldReason;
	type PauseOrigin = super::governance::PauseBrake;
	type ScheduleDeposit = ScheduleDeposit;
	type MaxBatch = ConstU32<100>;
	/// Thirty years.
	type MaxDuration = ConstU32<{ 30 * 365 * DAYS }>;
	type MaxPause = ConstU32<{ 7 * DAYS }>;
	type PauseCooldown = ConstU32<{ 7 * DAYS }>;
	type WeightInfo = pallet_labscape_vesting::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Helper;
}

parameter_types! {
	pub const FactoryPalletId: PalletId = PalletId(*b"lb/factr");
	pub const NativeSymbol: &'static [u8] = b"UBC";
	/// A plain token costs 10 UBC, half of it burned: dear enough that symbols are not squatted.
	pub const FactoryTerms: pallet_labscape_factory::Terms = pallet_labscape_factory::Terms {
		base_fee: 10 * UBC,
		feature_fee: 2 * UBC,
		allocation_fee: UBC / 10,
		burned: Permill::from_percent(50),
		metadata_deposit: deposit(3, 256),
		account_limit: 10,
	};
}

impl pallet_labscape_factory::Config for Runtime {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Tokens = Tokens;
	type Vesting = Vesting;
	type BurnLedger = Burning;
	type Treasury = super::fees::TreasuryAccount;
	type GovernanceOrigin =
		EitherOfDiverse<EnsureRoot<AccountId>, super::governance::ParameterAdmin>;
	type PalletId = FactoryPalletId;
	type NativeSymbol = NativeSymbol;
	type DefaultTerms = FactoryTerms;
	type MaxAllocations = ConstU32<100>;
	type MaxRoles = ConstU32<16>;
	type WeightInfo = pallet_labscape_factory::weights::SubstrateWeight<Runtime>;
}
