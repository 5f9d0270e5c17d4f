//! Labscapes, the swarm's stake, its proofs.

use frame_support::traits::ConstU32;
use frame_system::EnsureRoot;
use labscape_primitives::{Fuel, Hash as WorkHash, NodeId, ProviderStake, WorkEpoch, WorkProof};
use sp_runtime::DispatchError;

use crate::*;

/// Until stake and proofs are wired, no provider is active and no lease is made.
#[derive(Debug)]
pub struct NotOpen;

const NOT_OPEN: DispatchError = DispatchError::Unavailable;

impl ProviderStake<AccountId, Balance> for NotOpen {
	fn is_active(_: &AccountId) -> bool {
		false
	}
	fn free_own_bond(_: &AccountId) -> Balance {
		0
	}
	fn active_stake(_: &AccountId) -> Balance {
		0
	}
	fn back(_: &AccountId, _: NodeId, _: u16) -> Result<(), DispatchError> {
		Err(NOT_OPEN)
	}
	fn unback(_: &AccountId, _: NodeId) {}
	fn reserve(_: &AccountId, _: Balance) -> Result<(), DispatchError> {
		Err(NOT_OPEN)
	}
	fn unreserve(_: &AccountId, _: Balance) {}
	fn slash(_: &AccountId, _: Balance) -> Balance {
		0
	}
	fn reward(_: &AccountId, _: Balance) {}
}

impl WorkProof<AccountId, Balance> for NotOpen {
	fn pot() -> AccountId {
		super::fees::TreasuryAccount::get()
	}
	fn epoch() -> WorkEpoch {
		0
	}
	fn max_item_fuel(_: &WorkHash) -> Option<Fuel> {
		None
	}
	fn audit_budget(_: u32, _: Balance) -> Balance {
		0
	}
	fn reserve(_: NodeId, _: Balance) -> Result<(), DispatchError> {
		Err(NOT_OPEN)
	}
	fn unreserve(_: NodeId, _: Balance) {}
	fn fault_undelivered(_: NodeId, _: Balance) {}
	fn has_open_work(_: NodeId) -> bool {
		false
	}
}

impl pallet_labscape_resource_allocation::Config for Runtime {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type WorkProof = NotOpen;
	type Stake = NotOpen;
	type AdminOrigin = EnsureRoot<AccountId>;
	type MaxAuthorities = ConstU32<{ super::consensus::MAX_AUTHORITIES }>;
}
