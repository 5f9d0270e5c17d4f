//! The token holders' house and the swarm's: referenda on tracks, conviction voting, the technical committee, the
//! treasury, and who may pull the emergency brakes.

mod origins;
mod tracks;

pub use origins::pallet_custom_origins;
pub use origins::pallet_custom_origins::{
	ParameterAdmin, ReferendumCanceller, ReferendumKiller, Spender, StakingAdmin, WhitelistedAct,
	WhitelistedCaller,
};

use frame_support::{
	parameter_types,
	traits::{
		tokens::{PayFromAccount, UnityAssetBalanceConversion},
		AsEnsureOriginWithArg, ConstU32, EitherOf, EitherOfDiverse, EnsureOrigin,
	},
	weights::Weight,
};
use frame_system::{EnsureRoot, EnsureSigned, EnsureWithSuccess};
use sp_runtime::{traits::IdentityLookup, Perbill, Permill};

use super::fees::{TreasuryAccount, TreasuryPalletId};
use crate::*;

/// More than half of the technical committee.
type HalfOfCommittee =
	pallet_collective::EnsureProportionMoreThan<AccountId, pallet_collective::Instance1, 1, 2>;
/// Two thirds of the technical committee.
type TwoThirdsOfCommittee =
	pallet_collective::EnsureProportionAtLeast<AccountId, pallet_collective::Instance1, 2, 3>;
/// Three quarters of the technical committee.
type ThreeQuartersOfCommittee =
	pallet_collective::EnsureProportionAtLeast<AccountId, pallet_collective::Instance1, 3, 4>;

parameter_types! {
	/// How long SafeMode stays on when it is entered or extended: it expires by itself.
	pub const SafeModeDuration: BlockNumber = 4 * HOURS;
}

/// Enters and extends SafeMode: root, or three quarters of the committee, for four hours at a time.
pub type EmergencyBrake = EitherOf<
	EnsureWithSuccess<EnsureRoot<AccountId>, AccountId, SafeModeDuration>,
	EnsureWithSuccess<ThreeQuartersOfCommittee, AccountId, SafeModeDuration>,
>;
/// Pauses single calls: root, or two thirds of the committee.
pub type PauseBrake = EitherOfDiverse<EnsureRoot<AccountId>, TwoThirdsOfCommittee>;
/// Releases both brakes: root, or half of the committee. Opening is easier than closing.
pub type EmergencyRelease = EitherOfDiverse<EnsureRoot<AccountId>, HalfOfCommittee>;

impl pallet_custom_origins::Config for Runtime {}

parameter_types! {
	/// Committed tokens stay locked for a week times the conviction.
	pub const VoteLockingPeriod: BlockNumber = 7 * DAYS;
}

impl pallet_conviction_voting::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_conviction_voting::weights::SubstrateWeight<Runtime>;
	type Currency = Balances;
	type Polls = Referenda;
	type MaxTurnout =
		frame_support::traits::tokens::currency::ActiveIssuanceOf<Balances, AccountId>;
	type MaxVotes = ConstU32<512>;
	type VoteLockingPeriod = VoteLockingPeriod;
	type BlockNumberProvider = System;
	type VotingHooks = ();
}

parameter_types! {
	/// Makes submitting a referendum cost something; the decision deposit is the real one.
	pub const SubmissionDeposit: Balance = 10 * UBC;
	pub const UndecidingTimeout: BlockNumber = 14 * DAYS;
	pub const AlarmInterval: BlockNumber = 1;
}

impl pallet_referenda::Config for Runtime {
	type RuntimeCall = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_referenda::weights::SubstrateWeight<Runtime>;
	type Scheduler = Scheduler;
	type Currency = Balances;
	type SubmitOrigin = AsEnsureOriginWithArg<EnsureSigned<AccountId>>;
	type CancelOrigin = EitherOfDiverse<EnsureRoot<AccountId>, ReferendumCanceller>;
	type KillOrigin = EitherOfDiverse<EnsureRoot<AccountId>, ReferendumKiller>;
	type Slash = pallet_labscape_burning::BurnSlash<Runtime>;
	type Votes = pallet_conviction_voting::VotesOf<Runtime>;
	type Tally = pallet_conviction_voting::TallyOf<Runtime>;
	type SubmissionDeposit = SubmissionDeposit;
	type MaxQueued = ConstU32<100>;
	type UndecidingTimeout = UndecidingTimeout;
	type AlarmInterval = AlarmInterval;
	type Tracks = tracks::Tracks;
	type Preimages = Preimage;
	type BlockNumberProvider = System;
}

impl pallet_whitelist::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type WhitelistOrigin = EitherOfDiverse<EnsureRoot<AccountId>, TwoThirdsOfCommittee>;
	type DispatchWhitelistedOrigin = EitherOfDiverse<EnsureRoot<AccountId>, WhitelistedAct>;
	type Preimages = Preimage;
	type DeferredDispatchExpiration = ConstU32<{ 14 * DAYS }>;
	type BlockNumberProvider = System;
	type WeightInfo = pallet_whitelist::weights::SubstrateWeight<Runtime>;
}

parameter_types! {
	pub const MotionDuration: BlockNumber = 3 * DAYS;
	pub MaxProposalWeight: Weight =
		sp_runtime::Perbill::from_percent(50) * super::system::BlockWeights::get().max_block;
}

impl pallet_collective::Config<pallet_collective::Instance1> for Runtime {
	type RuntimeOrigin = RuntimeOrigin;
	type Proposal = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type MotionDuration = MotionDuration;
	type MaxProposals = ConstU32<20>;
	type MaxMembers = ConstU32<30>;
	type DefaultVote = pallet_collective::PrimeDefaultVote;
	type WeightInfo = pallet_collective::weights::SubstrateWeight<Runtime>;
	type SetMembersOrigin = EnsureRoot<AccountId>;
	type MaxProposalWeight = MaxProposalWeight;
	type DisapproveOrigin = EnsureRoot<AccountId>;
	type KillOrigin = EnsureRoot<AccountId>;
	/// Members are few and elected: no deposit for proposals.
	type Consideration = ();
}

parameter_types! {
	pub const SpendPeriod: BlockNumber = 7 * DAYS;
	pub const PayoutPeriod: BlockNumber = 30 * DAYS;
	/// Nothing of the treasury is burned by time: burns follow use.
	pub const TreasuryBurn: Permill = Permill::zero();
	pub const RootSpend: Balance = Balance::MAX;
}

/// Who may spend from the treasury, and how much at once.
pub type SpendOrigin =
	EitherOf<EnsureWithSuccess<EnsureRoot<AccountId>, AccountId, RootSpend>, Spender>;

impl pallet_treasury::Config for Runtime {
	type PalletId = TreasuryPalletId;
	type Currency = Balances;
	type RejectOrigin = EitherOfDiverse<EnsureRoot<AccountId>, TwoThirdsOfCommittee>;
	type RuntimeEvent = RuntimeEvent;
	type SpendPeriod = SpendPeriod;
	type Burn = TreasuryBurn;
	type BurnDestination = ();
	type SpendFunds = ();
	type WeightInfo = pallet_treasury::weights::SubstrateWeight<Runtime>;
	type MaxApprovals = ConstU32<100>;
	type SpendOrigin = SpendOrigin;
	type AssetKind = ();
	type Beneficiary = AccountId;
	type BeneficiaryLookup = IdentityLookup<AccountId>;
	type Paymaster = PayFromAccount<Balances, TreasuryAccount>;
	type BalanceConverter = UnityAssetBalanceConversion;
	type PayoutPeriod = PayoutPeriod;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = ();
	type BlockNumberProvider = System;
}

/// Lets a whitelisted caller queue an act; see [`pallet_custom_origins::Origin::WhitelistedAct`].
#[derive(Debug)]
pub struct WhitelistedToAct;
impl EnsureOrigin<RuntimeOrigin> for WhitelistedToAct {
	type Success = OriginCaller;

	fn try_origin(origin: RuntimeOrigin) -> Result<OriginCaller, RuntimeOrigin> {
		<WhitelistedCaller as EnsureOrigin<RuntimeOrigin>>::try_origin(origin)
			.map(|()| OriginCaller::Origins(pallet_custom_origins::Origin::WhitelistedAct))
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn try_successful_origin() -> Result<RuntimeOrigin, ()> {
		Ok(pallet_custom_origins::Origin::WhitelistedCaller.into())
	}
}

parameter_types! {
	/// An act of at most two fifths of a block; what is larger is cut into steps.
	pub MaxActWeight: Weight =
		sp_runtime::Perbill::from_percent(40) * super::system::BlockWeights::get().max_block;
	/// A tenth of the swarm's power must speak, and more than half of it against, to veto.
	pub const VetoQuorum: Perbill = Perbill::from_percent(10);
	pub const VetoThreshold: Perbill = Perbill::from_percent(50);
	/// Power earned by work loses a tenth each week: those who work now decide.
	pub const KeptPerStep: Perbill = Perbill::from_percent(90);
}

impl pallet_labscape_governance::Config for Runtime {
	type RuntimeOrigin = RuntimeOrigin;
	type PalletsOrigin = OriginCaller;
	type RuntimeCall = RuntimeCall;
	type Preimages = Preimage;
	type ActOrigin =
		EitherOf<pallet_labscape_governance::ConstitutionToRoot<Runtime>, WhitelistedToAct>;
	/// The committee can stop an act, never make or hasten one.
	type CancelOrigin = TwoThirdsOfCommittee;
	type OwnStake = SwarmStaking;
	type WorkEpoch = super::swarm::CurrentWorkEpoch;
	/// A day is enough for the swarm to read and veto.
	type MinDelay = ConstU32<{ DAYS }>;
	type MaxDelay = ConstU32<{ 28 * DAYS }>;
	type GracePeriod = ConstU32<{ 14 * DAYS }>;
	type MaxActWeight = MaxActWeight;
	type MaxActs = ConstU32<32>;
	type MaxRecords = ConstU32<256>;
	type VetoQuorum = VetoQuorum;
	type VetoThreshold = VetoThreshold;
	/// A week of live epochs.
	type DecayPeriod = ConstU32<{ 7 * 1_440 }>;
	type KeptPerStep = KeptPerStep;
	type WeightInfo = pallet_labscape_governance::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Helper;
}
