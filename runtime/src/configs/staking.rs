//! Validators and nominators: pallet-staking, its voter list and its election.
//!
//! pallet-staking 50 is the SDK's staking for chains of their own; its successor is made for
//! another kind of chain (`docs/decisions/0003-staking.md`).

use frame_election_provider_support::{
	bounds::{ElectionBounds, ElectionBoundsBuilder},
	onchain, SequentialPhragmen, VoteWeight,
};
use frame_support::{
	parameter_types,
	traits::{ConstU32, EitherOfDiverse},
};
use frame_system::EnsureRoot;
use sp_runtime::Perbill;

use super::governance::StakingAdmin;
use crate::*;

/// Pays validators and the treasury by the schedule that halves, whatever is staked.
#[derive(Debug)]
pub struct EmissionOfEra;
impl sp_staking::EraPayout<Balance> for EmissionOfEra {
	fn era_payout(_staked: Balance, _issuance: Balance, era_millis: u64) -> (Balance, Balance) {
		(Burning::validator_emission(era_millis), Burning::treasury_emission(era_millis))
	}
}

/// Upper ends of the voter list's bags, from 10^10 votes growing by a third, the last the largest
/// number there is. A voter moves between bags when its stake changes by that much.
const BAG_THRESHOLDS: [VoteWeight; 75] = {
	let mut thresholds = [0; 75];
	let mut i = 0;
	let mut threshold: VoteWeight = 10_000_000_000;
	while i < 74 {
		thresholds[i] = threshold;
		threshold = threshold / 3 * 4;
		i += 1;
	}
	thresholds[74] = VoteWeight::MAX;
	thresholds
};

parameter_types! {
	/// Eras a bond stays slashable after unbonding: 28 eras of six hours, a week. Read outside of
	/// externalities by staking's own test, hence a constant.
	pub const BondingDuration: sp_staking::EraIndex = 28;
	/// Slashes wait a day less than the bonding duration, so that governance can cancel a wrong one.
	pub const SlashDeferDuration: sp_staking::EraIndex = 24;
	/// How many nominators one page of a validator's exposure holds.
	pub const MaxExposurePageSize: u32 = 64;
	/// Nominators that count for the weight of an offence: all voters of an election.
	pub const MaxNominatorExposure: u32 = MAX_ELECTING_VOTERS;
	pub const MaxValidatorSet: u32 = super::consensus::MAX_AUTHORITIES;
	pub const BagThresholds: &'static [VoteWeight] = &BAG_THRESHOLDS;
	/// Voters and targets of one election: about 75 ms of a block at these bounds.
	pub ElectionBoundsOnChain: ElectionBounds = ElectionBoundsBuilder::default()
		.voters_count(MAX_ELECTING_VOTERS.into())
		.targets_count(super::consensus::MAX_AUTHORITIES.into())
		.build();
	pub const MaxControllersInDeprecationBatch: u32 = 100;
	/// Sorts winners, so that the strongest stay where there are more than seats.
	pub const SortWinners: bool = true;
}

/// The largest voters' snapshot of an election.
const MAX_ELECTING_VOTERS: u32 = 1_000;

/// The election: sequential Phragmén on chain, bounded.
#[derive(Debug)]
pub struct OnChainElection;
impl onchain::Config for OnChainElection {
	type Sort = SortWinners;
	type System = Runtime;
	type Solver = SequentialPhragmen<AccountId, Perbill>;
	type MaxBackersPerWinner = MaxNominatorExposure;
	type MaxWinnersPerPage = MaxValidatorSet;
	type DataProvider = Staking;
	type WeightInfo = frame_election_provider_support::weights::SubstrateWeight<Runtime>;
	type Bounds = ElectionBoundsOnChain;
}

impl pallet_staking::Config for Runtime {
	type OldCurrency = Balances;
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type CurrencyBalance = Balance;
	type UnixTime = Timestamp;
	type CurrencyToVote = sp_staking::currency_to_vote::U128CurrencyToVote;
	type ElectionProvider = onchain::OnChainExecution<OnChainElection>;
	type GenesisElectionProvider = onchain::OnChainExecution<OnChainElection>;
	type NominationsQuota = pallet_staking::FixedNominationsQuota<16>;
	type HistoryDepth = ConstU32<84>;
	type RewardRemainder = pallet_labscape_burning::TreasuryRemainder<Runtime>;
	type RuntimeEvent = RuntimeEvent;
	type Slash = pallet_labscape_burning::BurnSlash<Runtime>;
	type Reward = pallet_labscape_burning::ValidatorRewards<Runtime>;
	type SessionsPerEra = pallet_labscape_timing::SessionsPerEra<Runtime>;
	type BondingDuration = BondingDuration;
	type SlashDeferDuration = SlashDeferDuration;
	type AdminOrigin = EitherOfDiverse<EnsureRoot<AccountId>, StakingAdmin>;
	type SessionInterface = Self;
	type EraPayout = EmissionOfEra;
	type NextNewSession = Session;
	type MaxExposurePageSize = MaxExposurePageSize;
	type MaxValidatorSet = MaxValidatorSet;
	type VoterList = VoterList;
	type TargetList = pallet_staking::UseValidatorsMap<Self>;
	type MaxUnlockingChunks = ConstU32<32>;
	type MaxControllersInDeprecationBatch = MaxControllersInDeprecationBatch;
	type EventListeners = ();
	type Filter = frame_support::traits::Nothing;
	type BenchmarkingConfig = StakingBenchmarks;
	type WeightInfo = pallet_staking::weights::SubstrateWeight<Runtime>;
}

/// Sizes at which staking's benchmarks run.
#[derive(Debug)]
pub struct StakingBenchmarks;
impl pallet_staking::BenchmarkingConfig for StakingBenchmarks {
	type MaxNominators = ConstU32<1_000>;
	type MaxValidators = ConstU32<200>;
}

impl pallet_bags_list::Config<pallet_bags_list::Instance1> for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_bags_list::weights::SubstrateWeight<Runtime>;
	type ScoreProvider = Staking;
	type BagThresholds = BagThresholds;
	type MaxAutoRebagPerBlock = ConstU32<10>;
	type Score = VoteWeight;
}
