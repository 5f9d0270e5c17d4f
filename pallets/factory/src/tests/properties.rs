//! Random creations, good and bad, between moves, claims and retirements. `LABSCAPE_FULL=1` runs a
//! million steps.

use frame_support::{traits::ConstU32, BoundedVec};
use labscape_primitives::{Features, Role};
use pallet_labscape_tokens::Call as Tokens_;
use pallet_labscape_vesting::Call as Vesting_;
use rand::{rngs::StdRng, Rng, SeedableRng};
use sp_runtime::AccountId32;

use crate::{mock::*, Access, Blueprint, Call, Listing, Records, Template, Terms};

fn anyone(rng: &mut StdRng) -> AccountId32 {
	if rng.gen_ratio(1, 200) {
		ghost()
	} else {
		account(rng.gen_range(1..=6))
	}
}

fn amount(rng: &mut StdRng) -> u128 {
	match rng.gen_range(0..40) {
		0 => 0,
		1 => u128::MAX,
		_ => rng.gen_range(1..1_000),
	}
}

fn random_blueprint(rng: &mut StdRng) -> Blueprint<Test> {
	let letters = b"ABUCS5O0l1-";
	let symbol: Vec<u8> =
		(0..rng.gen_range(2..5)).map(|_| letters[rng.gen_range(0..letters.len())]).collect();
	let template = match rng.gen_range(0..4) {
		0 => Template::Standard,
		1 => Template::Capped { cap: amount(rng).saturating_add(1_000) },
		2 => Template::Governance { cap: rng.gen::<bool>().then_some(1_000_000) },
		_ => Template::VestedLaunch,
	};
	let features = Features {
		mintable: rng.gen(),
		burnable: rng.gen(),
		pausable: rng.gen(),
		freezable: rng.gen(),
		votes: rng.gen_ratio(1, 4),
	};
	let admin = anyone(rng);
	let role = |rng: &mut StdRng| (Role::ALL[rng.gen_range(0..5)], admin.clone());
	let now = System::block_number();
	Blueprint {
		name: BoundedVec::truncate_from(b"Random".to_vec()),
		symbol: BoundedVec::truncate_from(symbol),
		decimals: rng.gen_range(0..40),
		template,
		features,
		admin: admin.clone(),
		roles: BoundedVec::truncate_from((0..rng.gen_range(0..2)).map(|_| role(rng)).collect()),
		allocations: BoundedVec::<_, ConstU32<100>>::truncate_from(
			(0..rng.gen_range(0..3)).map(|_| (anyone(rng), amount(rng))).collect(),
		),
		vested: BoundedVec::truncate_from(
			(0..rng.gen_range(0..3))
				.map(|_| {
					let mut grant = grant(anyone(rng), amount(rng));
					grant.release = labscape_primitives::Release::Linear {
						start: now,
						cliff: now,
						end: now + rng.gen_range(0..30),
					};
					grant
				})
				.collect(),
		),
	}
}

fn random_call(rng: &mut StdRng) -> RuntimeCall {
	let last = pallet_labscape_tokens::NextTokenId::<Test>::get();
	let token = rng.gen_range(last.saturating_sub(12)..=last);
	let schedule =
		pallet_labscape_vesting::NextScheduleId::<Test>::get().saturating_sub(rng.gen_range(0..20));
	match rng.gen_range(0..12) {
		0..=3 => Call::create { blueprint: Box::new(random_blueprint(rng)) }.into(),
		4 | 5 => Tokens_::transfer { token, to: anyone(rng), amount: amount(rng) }.into(),
		6 => Tokens_::mint { token, to: anyone(rng), amount: amount(rng) }.into(),
		7 | 8 => Vesting_::claim { schedule }.into(),
		9 => Vesting_::revoke { schedule }.into(),
		_ => Tokens_::burn { token, amount: rng.gen_range(1..1_000) }.into(),
	}
}

/// Governance changes its mind from time to time.
fn govern_at_random(rng: &mut StdRng) {
	let call = match rng.gen_range(0..5) {
		0 => Call::set_terms {
			terms: Terms {
				base_fee: rng.gen_range(0..200),
				account_limit: rng.gen_range(2..20),
				metadata_deposit: rng.gen_range(0..100),
				..Factory::terms()
			},
		},
		1 => Call::pause { until: System::block_number() + 2 },
		2 => Call::set_listing {
			who: anyone(rng),
			listing: [None, None, Some(Listing::Allowed), Some(Listing::Denied)]
				[rng.gen_range(0..4)],
		},
		3 => Call::set_access {
			access: if rng.gen_ratio(1, 8) { Access::AllowedOnly } else { Access::Everyone },
		},
		_ => Call::set_limit { who: anyone(rng), limit: rng.gen::<bool>().then_some(5) },
	};
	let _ = govern(call);
}

/// Everybody burns what they can spend of old tokens, admins retire those that are empty, and
/// somebody clears what they left.
fn clear_old_tokens() {
	for token in Records::<Test>::iter_keys().collect::<Vec<_>>() {
		for index in 1..=6 {
			let amount = Tokens::spendable(token, account(index));
			let _ = sign(account(index), Tokens_::burn { token, amount });
		}
		if let Some(admin) = Tokens::admin(token) {
			let _ = sign(admin, Tokens_::retire { token });
		}
		if !Records::<Test>::contains_key(token) {
			let accounts = (1..=6).map(account).chain([Factory::account_id()]).map(Some);
			for who in accounts.chain([None]) {
				let _ = sign(account(1), Tokens_::prune { token, account: who, limit: 100 });
			}
			assert_eq!(pallet_labscape_tokens::Traces::<Test>::iter_prefix(token).count(), 0);
		}
	}
}

/// Steps between two looks at all invariants.
const PART: u32 = 250;

/// What everybody does in time: claim, empty and retire old tokens. Returns how many went.
fn tidy_up() -> u32 {
	let ids = 0..pallet_labscape_vesting::NextScheduleId::<Test>::get();
	for schedule in ids.rev().take(200) {
		let _ = sign(account(1), Vesting_::claim { schedule });
	}
	let before = Records::<Test>::iter_keys().count();
	clear_old_tokens();
	let retired = before - Records::<Test>::iter_keys().count();
	// Fees have to come from somewhere.
	for index in 1..=6 {
		use frame_support::traits::fungible::Mutate;
		let _ = Balances::mint_into(&account(index), 50_000);
	}
	retired as u32
}

#[test]
fn invariants_hold_over_random_creations() {
	let full = std::env::var("LABSCAPE_FULL").is_ok_and(|value| value == "1");
	let steps: u32 = if full { 1_000_000 } else { 20_000 };
	let mut rng = StdRng::seed_from_u64(6);
	let (mut made, mut retired) = (0u32, 0u32);
	build_and_execute_in_parts(steps / PART, |_| {
		for _ in 0..PART {
			if rng.gen_ratio(1, 3) {
				System::set_block_number(System::block_number() + 1);
				System::reset_events();
				Burned::set(vec![]);
			}
			if rng.gen_ratio(1, 200) {
				govern_at_random(&mut rng);
			}
			let call = random_call(&mut rng);
			let before = Records::<Test>::iter_keys().count();
			let create = matches!(call, RuntimeCall::Factory(_));
			let done = sign(anyone(&mut rng), call).is_ok();
			made += u32::from(create && done);
			assert_eq!(Records::<Test>::iter_keys().count(), before + usize::from(create && done));
		}
		retired += tidy_up();
	});
	println!("{made} tokens made, {retired} retired in {steps} steps");
	assert!(made > steps / 500 && retired > made / 4, "made {made}, retired {retired}");
}
