//! BABE, GRANDPA, sessions, offences, authority discovery.

use frame_support::{
	parameter_types,
	traits::{ConstU32, ConstU64, Get, KeyOwnerProofSystem},
};
use sp_core::crypto::KeyTypeId;
use sp_runtime::traits::OpaqueKeys;

use super::staking::{BondingDuration, MaxNominatorExposure};
use crate::*;

/// The largest validator set: what the bounded on-chain election and GRANDPA's messages carry.
pub const MAX_AUTHORITIES: u32 = 200;

parameter_types! {
	/// Reports of equivocation are accepted as long as the stake behind them can be slashed.
	pub ReportLongevity: u64 = u64::from(BondingDuration::get()) *
		u64::from(pallet_labscape_timing::SessionsPerEra::<Runtime>::get()) *
		pallet_labscape_timing::SessionLength::<Runtime>::get();
	/// As many GRANDPA set changes as lie within the bonding duration; a set lives a session at
	/// least.
	pub MaxSetIdSessionEntries: u64 = u64::from(BondingDuration::get()) *
		u64::from(pallet_labscape_timing::SessionsPerEra::<Runtime>::get());
}

impl pallet_babe::Config for Runtime {
	type EpochDuration = pallet_labscape_timing::SessionLength<Runtime>;
	type ExpectedBlockTime = ConstU64<MILLISECS_PER_BLOCK>;
	type EpochChangeTrigger = pallet_babe::ExternalTrigger;
	type DisabledValidators = Session;
	// The SDK's: it offers no other for this pallet.
	type WeightInfo = ();
	type MaxAuthorities = ConstU32<MAX_AUTHORITIES>;
	type MaxNominators = MaxNominatorExposure;
	type KeyOwnerProof =
		<Historical as KeyOwnerProofSystem<(KeyTypeId, pallet_babe::AuthorityId)>>::Proof;
	type EquivocationReportSystem =
		pallet_babe::EquivocationReportSystem<Self, Offences, Historical, ReportLongevity>;
}

impl pallet_grandpa::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	// The SDK's: it offers no other for this pallet.
	type WeightInfo = ();
	type MaxAuthorities = ConstU32<MAX_AUTHORITIES>;
	type MaxNominators = MaxNominatorExposure;
	type MaxSetIdSessionEntries = MaxSetIdSessionEntries;
	type KeyOwnerProof =
		<Historical as KeyOwnerProofSystem<(KeyTypeId, pallet_grandpa::AuthorityId)>>::Proof;
	type EquivocationReportSystem =
		pallet_grandpa::EquivocationReportSystem<Self, Offences, Historical, ReportLongevity>;
}

impl pallet_authorship::Config for Runtime {
	type FindAuthor = pallet_session::FindAccountFromAuthorIndex<Self, Babe>;
	type EventHandler = Staking;
}

parameter_types! {
	/// Session keys and their four ownership entries on chain, until they are purged.
	pub const KeyDeposit: Balance = deposit(5, 5 * 32 + 4 * 32);
}

impl pallet_session::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type ValidatorId = AccountId;
	type ValidatorIdOf = sp_runtime::traits::ConvertInto;
	type ShouldEndSession = Babe;
	type NextSessionRotation = Babe;
	type SessionManager = pallet_session::historical::NoteHistoricalRoot<Self, Staking>;
	type SessionHandler = <SessionKeys as OpaqueKeys>::KeyTypeIdProviders;
	type Keys = SessionKeys;
	/// Offenders are disabled up to a third of the set; a worse one takes the place of a lesser.
	type DisablingStrategy = pallet_session::disabling::UpToLimitWithReEnablingDisablingStrategy;
	type WeightInfo = pallet_session::weights::SubstrateWeight<Runtime>;
	type Currency = Balances;
	type KeyDeposit = KeyDeposit;
}

impl pallet_session::historical::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type FullIdentification = ();
	type FullIdentificationOf = pallet_staking::UnitIdentificationOf<Self>;
}

impl pallet_offences::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type IdentificationTuple = pallet_session::historical::IdentificationTuple<Self>;
	type OnOffenceHandler = Staking;
}

impl pallet_authority_discovery::Config for Runtime {
	type MaxAuthorities = ConstU32<MAX_AUTHORITIES>;
}
