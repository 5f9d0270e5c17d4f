//! The token holders' house: referenda on tracks, conviction voting, the technical committee, the
//! treasury, and who may pull the emergency brakes.

mod origins;
mod tracks;

pub use origins::pallet_custom_origins;
pub use origins::{
	pallet_custom_origins::{
		ParameterAdmin, ReferendumCanceller, ReferendumKiller, Spender, StakingAdmin,
		WhitelistedCaller,
	},
};

use frame_support::{
	parameter_types,
	traits::{
		tokens::{PayFromAccount, UnityAssetBalanceConversion},
		AsEnsureOriginWithArg, ConstU32, EitherOf, EitherOfDiverse,
	},
	weights::Weight,
};
use frame_system::{EnsureRoot, EnsureSigned, EnsureWithSuccess};
use sp_runtime::{traits::IdentityLookup, Permill};

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
	type DispatchWhitelistedOrigin = EitherOfDiverse<EnsureRoot<AccountId>, WhitelistedCaller>;
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
