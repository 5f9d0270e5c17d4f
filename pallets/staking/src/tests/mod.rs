mod delegators;
mod earners;
mod pool;
mod properties;
mod providers;
mod stake;
mod try_state;

use frame_support::assert_ok;
use sp_runtime::Perbill;

use crate::{mock::*, Balance, Delegations, Provider, Providers};

/// Alice's provider as stored.
fn alice() -> Provider {
	Providers::<Test>::get(ALICE).unwrap()
}

/// A provider with 10,000 and no commission.
fn register(who: AccountId) {
	assert_ok!(Staking::register(signed(who), 10_000, Perbill::zero()));
}

/// A delegation that counts: six epochs pass.
fn delegate_and_wait(provider: AccountId, who: AccountId, amount: Balance) {
	assert_ok!(Staking::delegate(signed(who), provider, amount));
	pass(Waiting::get());
}

/// What `who` has delegated to Alice and counts.
fn active(who: AccountId) -> Balance {
	Staking::delegation(ALICE, who).map_or(0, |view| view.active)
}

fn claimable(who: AccountId) -> Balance {
	Staking::delegation(ALICE, who).map_or(0, |view| view.claimable)
}

fn exists(provider: AccountId, who: AccountId) -> bool {
	Delegations::<Test>::contains_key(provider, who)
}
