//! Voting power earned by verified work, implemented by `pallet-labscape-governance`.

/// Credit voting power for work. Power decays, and never exceeds the provider's own bonded stake.
pub trait WorkPower<AccountId, Balance> {
	/// Work of `provider` worth `value` was audited and settled. Accepted and credit-paid work
	/// earns no power and must not be credited. O(1).
	fn credit(provider: &AccountId, value: Balance);
	/// The power of `provider` now: decayed, and capped by its own bonded stake.
	fn power(provider: &AccountId) -> Balance;
}

impl<AccountId, Balance: Default> WorkPower<AccountId, Balance> for () {
	fn credit(_: &AccountId, _: Balance) {}
	fn power(_: &AccountId) -> Balance {
		Balance::default()
	}
}
