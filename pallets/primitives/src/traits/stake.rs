//! Stake of providers, implemented by `pallet-labscape-staking`.

use sp_runtime::DispatchError;

use crate::NodeId;

/// Bonds behind nodes and leases, and the pools that share income and slashes.
///
/// Income lies in one pot account until it is claimed: whoever calls [`Self::reward`] has already
/// moved the amount there.
pub trait ProviderStake<AccountId, Balance> {
	/// Whether `provider` has a bond, is neither chilled nor leaving, and its stake still covers all
	/// that it backs and has reserved. Only then may it get leases or draw audits: a provider that
	/// was slashed or lost its delegators becomes inactive by itself.
	fn is_active(provider: &AccountId) -> bool;
	/// The operator's own bond less what is backing nodes and what is reserved for open work.
	/// Delegations back nodes first, as far as the leverage limit lets them.
	fn free_own_bond(provider: &AccountId) -> Balance;
	/// Own bond plus delegations that are past their waiting time.
	fn active_stake(provider: &AccountId) -> Balance;
	/// Put the bond of `units` units behind `node`. It backs nothing else until [`Self::unback`].
	/// Fails if the provider is not active, if its stake does not suffice, or if something backs
	/// the node already.
	fn back(provider: &AccountId, node: NodeId, units: u16) -> Result<(), DispatchError>;
	/// Free what backs `node`. The amount stays slashable: it leaves only through the unbonding
	/// queue. Nothing happens if `provider` does not back `node`.
	fn unback(provider: &AccountId, node: NodeId);
	/// Reserve `amount` of the operator's own bond for open work. No reserve, no lease.
	fn reserve(provider: &AccountId, amount: Balance) -> Result<(), DispatchError>;
	/// Undo [`Self::reserve`] in part or whole; saturates at what is reserved.
	fn unreserve(provider: &AccountId, amount: Balance);
	/// Take up to `amount`: the operator's own bond first, then what the operator is unbonding, then
	/// the delegators in proportion, those who are unbonding included. The slashed funds land in the
	/// pot account. Returns what was taken.
	///
	/// Reservations are not touched: release the one for the fault first.
	fn slash(provider: &AccountId, amount: Balance) -> Balance;
	/// Share `amount`, which lies in the pot account already, among operator and delegators. O(1).
	/// What comes for a provider that is no longer known goes to the owner of residues.
	fn reward(provider: &AccountId, amount: Balance);
}

/// The stake that caps voting power earned by work.
pub trait OwnStake<AccountId, Balance> {
	/// What `who` has bonded of its own: no delegations, nothing that is unbonding.
	fn own_stake(who: &AccountId) -> Balance;
}

impl<AccountId, Balance: Default> OwnStake<AccountId, Balance> for () {
	fn own_stake(_: &AccountId) -> Balance {
		Balance::default()
	}
}
