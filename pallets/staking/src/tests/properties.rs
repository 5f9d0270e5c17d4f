//! Random sequences of every call and trait function. After each step nothing is lost or made; from
//! time to time every invariant is checked; at the end everybody leaves and takes the last planck.

use labscape_primitives::ProviderStake;
use rand::{rngs::StdRng, Rng, SeedableRng};
use sp_runtime::Perbill;

use super::*;
use crate::{Cohorts, Status};

const PROVIDERS: core::ops::RangeInclusive<AccountId> = 1..=4;
const DELEGATORS: core::ops::RangeInclusive<AccountId> = 11..=18;
const NODES: u32 = 8;

/// Steps to run: 100,000, or a million with `LABSCAPE_FULL=1`.
fn steps() -> u32 {
	if std::env::var_os("LABSCAPE_FULL").is_some() {
		1_000_000
	} else {
		100_000
	}
}

/// What every account has, held or free; the pot apart.
fn wealth() -> Balance {
	PROVIDERS
		.chain(DELEGATORS)
		.chain([RESIDUE, Staking::account()])
		.map(|who| free(who) + Balances::reserved_balance(who))
		.sum()
}

/// An amount that is often near a bound.
fn amount(rng: &mut StdRng) -> Balance {
	match rng.gen_range(0..8) {
		0 => rng.gen_range(0..3),
		1 => rng.gen_range(95..105),
		2 => rng.gen_range(990..1_010),
		3 => Balance::MAX,
		4 => rng.gen_range(0..200_000),
		_ => rng.gen_range(0..5_000),
	}
}

fn step(rng: &mut StdRng) {
	let provider = rng.gen_range(PROVIDERS);
	let other = rng.gen_range(PROVIDERS);
	let delegator = rng.gen_range(DELEGATORS);
	let anyone = if rng.gen() { delegator } else { provider };
	let amount = amount(rng);
	let node = rng.gen_range(0..NODES);
	// Most of these are refused at any time; refusals must change nothing, which the invariants see.
	let _ = match rng.gen_range(0..27) {
		0 => {
			Staking::register(signed(provider), amount, Perbill::from_percent(rng.gen_range(0..60)))
		}
		1 => Staking::bond_extra(signed(provider), amount),
		2 => Staking::unbond(signed(provider), amount),
		3 => Staking::withdraw_unbonded(signed(anyone), provider),
		4 => Staking::set_commission(signed(provider), Perbill::from_percent(rng.gen_range(0..60))),
		5 => Staking::chill_other(signed(anyone), provider),
		6 | 7 => Staking::resume(signed(provider)),
		8 if rng.gen_ratio(1, 20) => Staking::leave(signed(provider)),
		8 => Staking::chill(signed(provider)),
		9 if rng.gen_ratio(1, 20) => Staking::force_leave(RuntimeOrigin::root(), provider),
		9..=11 => Staking::delegate(signed(anyone), other, amount),
		12 | 13 => Staking::undelegate(signed(anyone), other, amount),
		14 | 15 => Staking::move_delegation(signed(anyone), provider, other, amount),
		16 | 17 => Staking::withdraw_delegation(signed(anyone), provider, delegator)
			.map(|_| ())
			.map_err(|error| error.error),
		18 => Staking::claim(signed(anyone), provider, delegator),
		19 => Staking::claim(signed(anyone), provider, provider),
		20 => Staking::kick(signed(anyone), provider, delegator),
		21 => Staking::back(&provider, node, rng.gen_range(0..600)),
		22 => Staking::reserve(&provider, amount),
		23 => {
			Staking::unback(&provider, node);
			Staking::unreserve(&provider, amount);
			Ok(())
		}
		24 => slash(provider, if rng.gen_ratio(1, 50) { amount } else { amount % 700 }),
		25 => {
			earn(provider, amount % 100_000);
			Ok(())
		}
		_ => {
			pass(rng.gen_range(0..4));
			Ok(())
		}
	};
}

/// A slash moves what it says it takes from the stake to the pot.
fn slash(provider: AccountId, amount: Balance) -> frame_support::pallet_prelude::DispatchResult {
	let (pot, others) = (free(POT), wealth());
	let taken = Staking::slash(&provider, amount);
	assert!(taken <= amount);
	assert_eq!((free(POT), wealth()), (pot + taken, others - taken));
	Ok(())
}

/// Everybody leaves; nothing may stay behind.
fn wind_down() {
	for node in 0..NODES {
		PROVIDERS.for_each(|provider| Staking::unback(&provider, node));
	}
	for provider in PROVIDERS {
		if Staking::provider(provider).is_none() {
			continue;
		}
		Staking::unreserve(&provider, Balance::MAX);
		if alice_of(provider).status != Status::Leaving {
			assert_ok!(Staking::leave(signed(provider)));
		}
	}
	// Chunks may be full: withdraw, leave, withdraw.
	for _ in 0..3 {
		pass(Unbonding::get());
		for provider in PROVIDERS {
			for who in PROVIDERS.chain(DELEGATORS) {
				let _ = Staking::withdraw_delegation(signed(STRANGER), provider, who);
				let _ = Staking::kick(signed(STRANGER), provider, who);
				let _ = Staking::claim(signed(STRANGER), provider, who);
			}
			let _ = Staking::withdraw_unbonded(signed(STRANGER), provider);
			if let Some(view) = Staking::provider(provider) {
				let _ = Staking::unbond(signed(provider), view.own);
			}
			let _ = Staking::claim(signed(STRANGER), provider, provider);
		}
	}
	for provider in PROVIDERS {
		let _ = Staking::claim(signed(STRANGER), provider, provider);
	}
}

fn alice_of(provider: AccountId) -> Provider {
	Providers::<Test>::get(provider).unwrap()
}

#[test]
fn stake_is_conserved_to_the_last_planck() {
	let rounds = steps() / 1_000;
	for seed in 0..rounds {
		new_test_ext().execute_with(|| {
			let mut rng = StdRng::seed_from_u64(seed.into());
			for turn in 0..1_000 {
				let issuance = Balances::total_issuance();
				let (pot, others) = (free(POT), wealth());
				step(&mut rng);
				let made = Balances::total_issuance() - issuance;
				assert_eq!(
					free(POT) + wealth(),
					pot + others + made,
					"seed {seed}, turn {turn}: planck lost or made"
				);
				System::reset_events();
				if turn % 10 == 0 {
					if let Err(error) = Staking::do_try_state() {
						panic!("seed {seed}, turn {turn}: {error:?}");
					}
				}
			}
			let slashed = free(POT)
				- EXISTENTIAL_DEPOSIT
				- Providers::<Test>::iter_values().map(|p| p.unclaimed + p.earned).sum::<Balance>();

			wind_down();

			Staking::do_try_state().unwrap();
			assert_eq!(Providers::<Test>::iter().collect::<Vec<_>>(), vec![], "seed {seed}");
			assert_eq!(Delegations::<Test>::iter().count(), 0, "seed {seed}");
			assert_eq!(Cohorts::<Test>::iter().count(), 0, "seed {seed}");
			assert_eq!(Balances::reserved_balance(Staking::account()), 0, "seed {seed}");
			assert_eq!(free(POT), EXISTENTIAL_DEPOSIT + slashed, "seed {seed}");
		});
	}
}
