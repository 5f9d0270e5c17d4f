//! What accounts can do together or for each other: multisig, proxies, recovery.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	parameter_types,
	traits::{fungible::HoldConsideration, ConstU32, InstanceFilter, LinearStoragePrice},
};
use scale_info::TypeInfo;
use sp_runtime::traits::BlakeTwo256;

use crate::*;

parameter_types! {
	/// One entry of 88 bytes for the pending call, and 32 bytes a signatory.
	pub const MultisigDepositBase: Balance = deposit(1, 88);
	pub const MultisigDepositFactor: Balance = deposit(0, 32);
	/// One entry of 8 bytes, and 33 bytes a proxy.
	pub const ProxyDepositBase: Balance = deposit(1, 8);
	pub const ProxyDepositFactor: Balance = deposit(0, 33);
	pub const AnnouncementDepositBase: Balance = deposit(1, 8);
	pub const AnnouncementDepositFactor: Balance = deposit(0, 66);
}

impl pallet_multisig::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type Currency = Balances;
	type DepositBase = MultisigDepositBase;
	type DepositFactor = MultisigDepositFactor;
	type MaxSignatories = ConstU32<100>;
	type WeightInfo = pallet_multisig::weights::SubstrateWeight<Runtime>;
	type BlockNumberProvider = System;
}

/// What a proxy may do. Every kind but `Any` is an allow-list: a new pallet is closed to it until
/// someone opens it.
#[derive(
	Copy,
	Clone,
	Eq,
	PartialEq,
	Ord,
	PartialOrd,
	Encode,
	Decode,
	DecodeWithMemTracking,
	Debug,
	MaxEncodedLen,
	TypeInfo,
	Default,
)]
pub enum ProxyType {
	/// Everything.
	#[default]
	Any,
	/// Nothing that moves funds away: staking, governance, work, keys.
	NonTransfer,
	/// Voting and proposing.
	Governance,
	/// Validating and nominating.
	Staking,
	/// The daily work of a provider or requester: nodes, jobs, leases.
	Work,
	/// Rejecting what other proxies announced.
	CancelProxy,
}

impl InstanceFilter<RuntimeCall> for ProxyType {
	fn filter(&self, call: &RuntimeCall) -> bool {
		match self {
			ProxyType::Any => true,
			ProxyType::NonTransfer => {
				ProxyType::Governance.filter(call)
					|| ProxyType::Staking.filter(call)
					|| ProxyType::CancelProxy.filter(call)
					|| matches!(call, RuntimeCall::System(frame_system::Call::remark { .. }))
			}
			ProxyType::Governance => matches!(
				call,
				RuntimeCall::ConvictionVoting(_)
					| RuntimeCall::Referenda(_)
					| RuntimeCall::Governance(_)
					| RuntimeCall::Preimage(_)
					| RuntimeCall::TechnicalCommittee(_)
					| RuntimeCall::Whitelist(_)
			),
			ProxyType::Staking => matches!(
				call,
				RuntimeCall::Staking(_) | RuntimeCall::Session(_) | RuntimeCall::VoterList(_)
			),
			ProxyType::Work => matches!(
				call,
				RuntimeCall::Resources(_)
					| RuntimeCall::Posw(_)
					| RuntimeCall::SwarmStaking(pallet_labscape_staking::Call::claim { .. })
			),
			ProxyType::CancelProxy => {
				matches!(call, RuntimeCall::Proxy(pallet_proxy::Call::reject_announcement { .. }))
			}
		}
	}

	fn is_superset(&self, other: &Self) -> bool {
		match (self, other) {
			(a, b) if a == b => true,
			(ProxyType::Any, _) => true,
			(_, ProxyType::Any) => false,
			(ProxyType::NonTransfer, ProxyType::Work) => false,
			(ProxyType::NonTransfer, _) => true,
			_ => false,
		}
	}
}

impl pallet_proxy::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type Currency = Balances;
	type ProxyType = ProxyType;
	type ProxyDepositBase = ProxyDepositBase;
	type ProxyDepositFactor = ProxyDepositFactor;
	type MaxProxies = ConstU32<32>;
	type WeightInfo = pallet_proxy::weights::SubstrateWeight<Runtime>;
	type MaxPending = ConstU32<32>;
	type CallHasher = BlakeTwo256;
	type AnnouncementDepositBase = AnnouncementDepositBase;
	type AnnouncementDepositFactor = AnnouncementDepositFactor;
	type BlockNumberProvider = System;
}

parameter_types! {
	pub const RecoveryBaseDeposit: Balance = deposit(1, 64);
	pub const RecoveryByteDeposit: Balance = deposit(0, 1);
	pub const FriendGroupsHold: RuntimeHoldReason =
		RuntimeHoldReason::Recovery(pallet_recovery::HoldReason::FriendGroupsStorage);
	pub const AttemptHold: RuntimeHoldReason =
		RuntimeHoldReason::Recovery(pallet_recovery::HoldReason::AttemptStorage);
	pub const InheritorHold: RuntimeHoldReason =
		RuntimeHoldReason::Recovery(pallet_recovery::HoldReason::InheritorStorage);
	/// What an attempt to take over an account puts at risk.
	pub const RecoverySecurityDeposit: Balance = 10 * UBC;
}

type RecoveryDeposit<Reason> = HoldConsideration<
	AccountId,
	Balances,
	Reason,
	LinearStoragePrice<RecoveryBaseDeposit, RecoveryByteDeposit, Balance>,
>;

impl pallet_recovery::Config for Runtime {
	type RuntimeCall = RuntimeCall;
	type RuntimeHoldReason = RuntimeHoldReason;
	type BlockNumberProvider = System;
	type Currency = Balances;
	type FriendGroupsConsideration = RecoveryDeposit<FriendGroupsHold>;
	type AttemptConsideration = RecoveryDeposit<AttemptHold>;
	type InheritorConsideration = RecoveryDeposit<InheritorHold>;
	type SecurityDeposit = RecoverySecurityDeposit;
	type Slash = pallet_labscape_burning::BurnSlash<Runtime>;
	type MaxFriendsPerConfig = ConstU32<128>;
	type WeightInfo = pallet_recovery::weights::SubstrateWeight<Runtime>;
}
