//! Stake of providers, implemented by `pallet-labscape-staking`.

use sp_runtime::DispatchError;

use crate::NodeId;

/// Bonds behind nodes and leases, and the pools that share income and slashes.
///
/// Income lies in one pot account until it is claimed: whoever calls [`Self::reward`] has already
/// moved the amount there.
pub trait ProviderStake<AccountId, Balance> {
	/// Whether `provider` has a bond and is not chilled.
	fn is_active(provider: &AccountId) -> bool;
	/// The operator's own bond less what is backing nodes and what is reserved for open work.
	fn free_own_bond(provider: &AccountId) -> Balance;
	/// Own bond plus delegations that are past their waiting time.
	fn active_stake(provider: &AccountId) -> Balance;
	/// Put the bond of `units` units behind `node`. It backs nothing else until [`Self::unback`].
	fn back(provider: &AccountId, node: NodeId, units: u16) -> Result<(), DispatchError>;
	/// Free what backs `node`. The amount stays slashable for the unbonding period.
	fn unback(provider: &AccountId, node: NodeId);
	/// Reserve `amount` of the operator's own bond for open work. No reserve, no lease.
	fn reserve(provider: &AccountId, amount: Balance) -> Result<(), DispatchError>;
	/// Undo [`Self::reserve`] in part or whole; saturates at what is reserved.
	fn unreserve(provider: &AccountId, amount: Balance);
	/// Take up to `amount`: the operator's own bond first, then the delegators in proportion. The
	/// slashed funds land in the pot account. Returns what was taken.
	fn slash(provider: &AccountId, amount: Balance) -> Balance;
	/// Share `amount`, which lies in the pot account already, among operator and delegators. O(1).
	fn reward(provider: &AccountId, amount: Balance);
}
