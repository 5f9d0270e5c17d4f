//! Labscapes, the swarm's stake, its proofs.

use frame_support::{
	parameter_types,
	traits::{ConstU32, ConstU64, Get},
	PalletId,
};
use frame_system::EnsureRoot;
use labscape_primitives::{WorkEpoch, WorkProof, WorkShares};
use sp_runtime::{traits::AccountIdConversion, Perbill};

use super::fees::TreasuryAccount;
use crate::*;

parameter_types! {
	pub const PotId: PalletId = PalletId(*b"lb/swpot");
	/// Where prices of leases and income wait for their owners. Exists from genesis.
	pub PotAccount: AccountId = PotId::get().into_account_truncating();
	pub const SwarmStakingId: PalletId = PalletId(*b"lb/stake");
	/// A provider puts 1,000 UBC at stake, and for each unit about what the unit earns in a month.
	pub const MinProviderBond: Balance = 1_000 * UBC;
	pub const BondPerUnit: Balance = 10 * UBC;
	pub const MinNodeBond: Balance = 500 * UBC;
	pub const MinDelegation: Balance = 10 * UBC;
	pub const MaxCommission: Perbill = Perbill::from_percent(50);
	pub const MaxCommissionStep: Perbill = Perbill::from_percent(5);
}

/// The epoch of work; it waits while the chain is paused or half of the nodes are missing.
#[derive(Debug)]
pub struct CurrentWorkEpoch;
impl Get<WorkEpoch> for CurrentWorkEpoch {
	fn get() -> WorkEpoch {
		<Posw as WorkProof<AccountId, Balance>>::epoch()
	}
}

impl pallet_labscape_staking::Config for Runtime {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type AdminOrigin = EnsureRoot<AccountId>;
	type WorkEpoch = CurrentWorkEpoch;
	type Pot = PotAccount;
	type Residue = TreasuryAccount;
	type MinProviderBond = MinProviderBond;
	type BondPerUnit = BondPerUnit;
	type MinNodeBond = MinNodeBond;
	type MinDelegation = MinDelegation;
	/// A tenth of what a provider works with is its own.
	type MaxLeverage = ConstU32<9>;
	type PendingEpochs = ConstU32<6>;
	/// Faults stay open for five epochs and the reply window; 1,440 epochs are a day.
	type UnbondingPeriod = ConstU32<1_440>;
	type MovePeriod = ConstU32<1_440>;
	type MaxCommission = MaxCommission;
	type MaxCommissionStep = MaxCommissionStep;
	type CommissionPeriod = ConstU32<1_440>;
	type PalletId = SwarmStakingId;
	type WeightInfo = pallet_labscape_staking::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Helper;
}

parameter_types! {
	pub const EmissionParameters: pallet_labscape_burning::Parameters =
		pallet_labscape_burning::Parameters {
			fee_burn: Perbill::from_percent(50),
			fee_treasury: Perbill::from_percent(20),
			kappa: Perbill::from_percent(50),
			validators: Perbill::from_percent(40),
			work: Perbill::from_percent(50),
		};
	/// 10 UBC a block at the start: 105 million in the first year, halving every four years.
	pub const InitialEmission: Balance = 10 * UBC;
}

/// How the price of settled work is divided, by the parameters of the current epoch.
#[derive(Debug)]
pub struct SettledWorkShares;
impl Get<WorkShares> for SettledWorkShares {
	fn get() -> WorkShares {
		Posw::current_parameters().shares
	}
}

/// The author of the current block.
#[derive(Debug)]
pub struct BlockAuthor;
impl Get<Option<AccountId>> for BlockAuthor {
	fn get() -> Option<AccountId> {
		Authorship::author()
	}
}

impl pallet_labscape_burning::Config for Runtime {
	type Currency = Balances;
	type AdminOrigin = EnsureRoot<AccountId>;
	type WorkEpoch = CurrentWorkEpoch;
	type Treasury = TreasuryAccount;
	type Author = BlockAuthor;
	type WorkShares = SettledWorkShares;
	type DefaultParameters = EmissionParameters;
	type InitialEmission = InitialEmission;
	type HalvingPeriod = ConstU32<{ 4 * 365 * DAYS }>;
	type BlockMillis = ConstU64<MILLISECS_PER_BLOCK>;
	/// A day: an outage longer than that is not paid for.
	type MaxPaidMillis = ConstU64<{ 24 * 60 * 60 * 1_000 }>;
	/// A day of live epochs.
	type HistoryEpochs = ConstU32<1_440>;
	type MaxMemoLength = ConstU32<128>;
	type WeightInfo = pallet_labscape_burning::weights::SubstrateWeight<Runtime>;
}

/// Whether a brake is on that keeps nodes from reporting; deadlines of work then stand still.
#[derive(Debug)]
pub struct WorkPaused;
impl Get<bool> for WorkPaused {
	fn get() -> bool {
		let report = (b"Posw".to_vec().try_into(), b"report".to_vec().try_into());
		let (Ok(pallet), Ok(call)) = report else { return SafeMode::is_entered() };
		SafeMode::is_entered() || TxPause::is_paused(&(pallet, call))
	}
}

impl pallet_labscape_resource_allocation::Config for Runtime {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type WorkProof = Posw;
	type Stake = SwarmStaking;
	type AdminOrigin = EnsureRoot<AccountId>;
	type Treasury = TreasuryAccount;
	type Paused = WorkPaused;
	type RoundPeriod = ConstU32<2>;
	type BackupDelay = ConstU32<1>;
	type MaxAuthorities = ConstU32<{ super::consensus::MAX_AUTHORITIES }>;
	type WeightInfo = pallet_labscape_resource_allocation::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Helper;
}

parameter_types! {
	pub const PoswPalletId: PalletId = PalletId(*b"lb/poswk");
	/// A quarter of each block is the referee's, first come first served.
	pub const RefereeShare: Perbill = Perbill::from_percent(25);
	pub PoswParameters: labscape_posw::params::Parameters = labscape_posw::params::Parameters {
		// 8,192 reference items stand behind an epoch of any node: a hundredth of a UBC.
		reference_price: MICRO_UBC,
		silence_charge: MILLI_UBC,
		..Default::default()
	};
}

/// What the author of the last block proved, written by BABE at that block's end.
#[derive(Debug)]
pub struct LastAuthorRandomness;
impl Get<Option<[u8; 32]>> for LastAuthorRandomness {
	fn get() -> Option<[u8; 32]> {
		pallet_babe::AuthorVrfRandomness::<Runtime>::get()
	}
}

impl pallet_labscape_posw_rewards::Config for Runtime {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Work = Resources;
	type Stake = SwarmStaking;
	type StakePot = PotAccount;
	type Ledger = Burning;
	type Emission = Burning;
	type Power = Governance;
	type Treasury = TreasuryAccount;
	type AuthorRandomness = LastAuthorRandomness;
	type Paused = WorkPaused;
	type WeightToFee = super::fees::WeightToFee;
	type Signature = Signature;
	type ParameterOrigin = EnsureRoot<AccountId>;
	type PalletId = PoswPalletId;
	type EpochPeriod = pallet_labscape_timing::WorkEpochLength<Runtime>;
	type MaxExtension = ConstU32<10>;
	type MaxItemFuel = ConstU64<100_000_000>;
	type RefereeShare = RefereeShare;
	type MaxSeats = ConstU32<{ pallet_labscape_resource_allocation::MAX_NODES_PER_LABSCAPE }>;
	type DefaultParameters = PoswParameters;
	type WeightInfo = pallet_labscape_posw_rewards::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Helper;
}
