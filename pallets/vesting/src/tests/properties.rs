//! Curves for all inputs, and random sequences of calls. `LABSCAPE_FULL=1` runs a million steps.

use frame_support::{traits::fungible::InspectHold, BoundedVec};
use labscape_primitives::{AssetKind, Grant, Lapse, Milestones, Release};
use proptest::prelude::*;
use rand::{rngs::StdRng, Rng, SeedableRng};

use crate::{mock::*, Call, Curve, GrantOf, NextScheduleId, Schedules};

fn release() -> impl Strategy<Value = Release<u64, u64>> {
	prop_oneof![
		(0u64..1_000, 0u64..1_000, 1u64..1_000).prop_map(|(start, wait, more)| {
			Release::Linear { start, cliff: start + wait, end: start + wait + more }
		}),
		(0u64..1_000, 1u64..1_000, 1u32..100).prop_map(|(first, period, steps)| Release::Stepped {
			first,
			period,
			steps
		}),
	]
}

proptest! {
	/// Vested amounts never fall, never exceed the grant, and reach it; claiming at any set of
	/// blocks pays what claiming once at the last of them pays.
	#[test]
	fn curves_are_monotone_complete_and_independent_of_claims(
		release in release(),
		amount in prop_oneof![1u128..10_000, Just(u128::MAX), any::<u128>().prop_map(|a| a.max(1))],
		mut blocks in proptest::collection::vec(0u64..120_000, 1..50),
	) {
		blocks.sort();
		let mut claimed = 0u128;
		for block in &blocks {
			let vested = release.vested(amount, *block);
			prop_assert!(vested >= claimed && vested <= amount);
			let (claimable, unvested) = (vested - claimed, amount - vested);
			prop_assert_eq!(claimed + claimable + unvested, amount);
			claimed += claimable;
		}
		let last = blocks[blocks.len() - 1];
		prop_assert_eq!(claimed, release.vested(amount, last));
		prop_assert_eq!(release.vested(amount, 200_000), amount);
	}
}

const ACCOUNTS: u64 = 8;
const ASSETS: [AssetKind; 3] = [NATIVE, AssetKind::Token(TOKEN), AssetKind::Token(COARSE)];

fn random_grant(rng: &mut StdRng) -> GrantOf<Test> {
	let now = System::block_number();
	let amount = match rng.gen_range(0..10) {
		0 => 0,
		1 => u128::MAX,
		_ => rng.gen_range(1..10_000),
	};
	let start = (now + rng.gen_range(0..40)).saturating_sub(20);
	let release = match rng.gen_range(0..3) {
		0 => Release::Linear {
			start,
			cliff: start + rng.gen_range(0..30),
			end: start + rng.gen_range(0..60),
		},
		1 => Release::Stepped {
			first: start,
			period: rng.gen_range(0..9),
			steps: rng.gen_range(0..9),
		},
		_ => {
			let count = rng.gen_range(1..5u128);
			let mut parts = vec![amount / count; count as usize];
			parts[0] += amount % count;
			Release::Milestone {
				authority: rng.gen_range(1..=ACCOUNTS),
				parts: Milestones::truncate_from(parts),
				released: 0,
				deadline: now + rng.gen_range(0..50),
				lapse: if rng.gen() { Lapse::Vests } else { Lapse::Returns },
			}
		}
	};
	Grant {
		beneficiary: if rng.gen_ratio(1, 50) { GHOST } else { rng.gen_range(1..=ACCOUNTS) },
		amount,
		release,
		revocable: rng.gen(),
		transferable: rng.gen(),
	}
}

fn random_call(rng: &mut StdRng) -> Call<Test> {
	let next = NextScheduleId::<Test>::get();
	let id = |rng: &mut StdRng| rng.gen_range(next.saturating_sub(12)..=next);
	let asset = ASSETS[rng.gen_range(0..ASSETS.len())];
	match rng.gen_range(0..12) {
		0 | 1 => Call::grant { asset, grant: random_grant(rng) },
		2 => {
			let grants = (0..rng.gen_range(0..4)).map(|_| random_grant(rng)).collect();
			Call::grant_batch { asset, grants: BoundedVec::truncate_from(grants) }
		}
		3..=5 => Call::claim { schedule: id(rng) },
		6 => {
			let ids = (0..rng.gen_range(0..4)).map(|_| id(rng)).collect();
			Call::claim_batch { schedules: BoundedVec::truncate_from(ids) }
		}
		7 => Call::revoke { schedule: id(rng) },
		8 => Call::transfer { schedule: id(rng), to: rng.gen_range(1..=ACCOUNTS) },
		9 => Call::merge { from: id(rng), into: id(rng) },
		10 => Call::release_milestone { schedule: id(rng) },
		_ => Call::lapse { schedule: id(rng) },
	}
}

/// Who could make `call` succeed, most of the time.
fn signer(rng: &mut StdRng, call: &Call<Test>) -> u64 {
	let anyone = rng.gen_range(1..=ACCOUNTS);
	let of = |id: &u64| Vesting::schedule(*id);
	if rng.gen_ratio(1, 5) {
		return anyone;
	}
	match call {
		Call::revoke { schedule } => of(schedule).map(|found| found.granter),
		Call::transfer { schedule, .. } => of(schedule).map(|found| found.beneficiary),
		Call::merge { from, .. } => of(from).map(|found| found.beneficiary),
		Call::release_milestone { schedule } => {
			of(schedule).and_then(|found| match found.release {
				Release::Milestone { authority, .. } => Some(authority),
				_ => None,
			})
		}
		_ => None,
	}
	.unwrap_or(anyone)
}

/// Claim what is vested and return what has lapsed, as everybody would in time.
fn sweep() {
	for id in Schedules::<Test>::iter_keys().collect::<Vec<_>>() {
		let _ = sign(1, Call::lapse { schedule: id });
		let _ = sign(1, Call::claim { schedule: id });
	}
}

/// Steps between two looks at all invariants.
const PART: u32 = 500;

#[test]
fn invariants_hold_over_random_calls() {
	let full = std::env::var("LABSCAPE_FULL").is_ok_and(|value| value == "1");
	let steps: u32 = if full { 1_000_000 } else { 20_000 };
	let mut rng = StdRng::seed_from_u64(6);
	let mut succeeded = 0u32;
	let mut issuance = 0;
	let parts = steps / PART;
	build_and_execute_in_parts(parts + 1, |part| {
		if part == 0 {
			issuance = Balances::total_issuance();
		}
		if part == parts {
			// Everything ends: after the last deadline all can be claimed or returned.
			PausedToken::set(None);
			System::set_block_number(System::block_number() + 1_000);
			sweep();
			assert_eq!(Schedules::<Test>::iter_keys().count(), 0);
			for who in 1..=ACCOUNTS {
				assert_eq!(Balances::total_balance_on_hold(&who), 0);
			}
			return;
		}
		for _ in 0..PART {
			if rng.gen_ratio(1, 3) {
				System::set_block_number(System::block_number() + rng.gen_range(1..6));
				System::reset_events();
			}
			if rng.gen_ratio(1, 500) {
				let duration = rng.gen_range(0..25);
				let _ = run(RuntimeOrigin::root(), Call::pause { duration });
			}
			if rng.gen_ratio(1, 500) {
				PausedToken::set(rng.gen::<bool>().then_some(TOKEN));
			}
			let call = random_call(&mut rng);
			let who = signer(&mut rng, &call);
			succeeded += u32::from(sign(who, call).is_ok());
		}
		sweep();
		assert_eq!(Balances::total_issuance(), issuance);
		for token in [TOKEN, COARSE] {
			let asset = AssetKind::Token(token);
			let all: u128 = (1..=ACCOUNTS).map(|a| free(asset, a) + held(asset, a)).sum();
			assert_eq!(all, Assets::total_supply(token));
		}
	});
	println!("{succeeded} of {steps} random calls did something");
	assert!(succeeded > steps / 5, "only {succeeded} of {steps} calls did something");
}
