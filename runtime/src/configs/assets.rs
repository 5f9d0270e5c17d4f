//! The ledger behind tokens.

use frame_support::{
	derive_impl, parameter_types,
	traits::{AsEnsureOriginWithArg, Contains, NeverEnsureOrigin},
};
use frame_system::EnsureRoot;

use crate::*;

parameter_types! {
	/// Three entries of about 190 bytes in all.
	pub const AssetDeposit: Balance = deposit(3, 190);
	pub const AssetAccountDeposit: Balance = deposit(1, 16);
	pub const ApprovalDeposit: Balance = EXISTENTIAL_DEPOSIT;
	pub const MetadataDepositBase: Balance = deposit(1, 68);
	pub const MetadataDepositPerByte: Balance = deposit(0, 1);
}

/// Which calls of the ledger are open to whom. Tokens of the factory have rules of their own; a
/// call that would go around them is refused here.
#[derive(Debug)]
pub struct TokenRules;
impl Contains<RuntimeCall> for TokenRules {
	fn contains(_call: &RuntimeCall) -> bool {
		true
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
	type Freezer = AssetsFreezer;
	type Holder = AssetsHolder;
	type WeightInfo = pallet_assets::weights::SubstrateWeight<Runtime>;
}

impl pallet_assets_holder::Config for Runtime {
	type RuntimeHoldReason = RuntimeHoldReason;
	type RuntimeEvent = RuntimeEvent;
}

impl pallet_assets_freezer::Config for Runtime {
	type RuntimeFreezeReason = RuntimeFreezeReason;
	type RuntimeEvent = RuntimeEvent;
}
