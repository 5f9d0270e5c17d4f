//! Random sequences of calls, ours and pallet-assets', against a model of past balances.
//! `LABSCAPE_FULL=1` runs a million steps.

use std::collections::BTreeMap;

use frame_support::{
	traits::{
		fungibles::MutateHold,
		tokens::{Precision, Restriction},
	},
	BoundedVec,
};
use labscape_primitives::{Features, Role, TokenId, TokenRules};
use rand::{rngs::StdRng, Rng, SeedableRng};
use sp_runtime::AccountId32;

use crate::{mock::*, Call};

const ACCOUNTS: u8 = 8;

fn anyone(rng: &mut StdRng) -> AccountId32 {
	if rng.gen_ratio(1, 100) {
		ghost()
	} else {
		account(rng.gen_range(1..=ACCOUNTS))
	}
}

fn amount(rng: &mut StdRng) -> u128 {
	match rng.gen_range(0..20) {
		0 => 0,
		1 => u128::MAX,
		2 => SUPPLY,
		_ => rng.gen_range(1..500),
	}
}

fn random_call(rng: &mut StdRng, token: TokenId) -> RuntimeCall {
	let (who, to, amount) = (anyone(rng), anyone(rng), amount(rng));
	let role = Role::ALL[rng.gen_range(0..5)];
	let call = match rng.gen_range(0..30) {
		0..=5 => Call::transfer { token, to, amount },
		6 => Call::approve { token, spender: to, amount },
		7 | 8 => Call::transfer_from { token, owner: who, to, amount },
		9 => Call::increase_allowance { token, spender: to, by: amount },
		10 => Call::decrease_allowance { token, spender: to, by: amount },
		11 => Call::burn { token, amount },
		12 => Call::burn_from { token, owner: who, amount },
		13 => Call::force_burn { token, who, amount },
		14..=16 => Call::mint { token, to, amount },
		17 => {
			let to = (0..rng.gen_range(0..4)).map(|_| (anyone(rng), rng.gen_range(0..50)));
			Call::transfer_batch { token, to: BoundedVec::truncate_from(to.collect()) }
		}
		18 => Call::delegate { token, to },
		19 => Call::prune { token, account: rng.gen::<bool>().then_some(who), limit: 3 },
		20 => Call::freeze { token, account: who },
		21 | 22 => Call::thaw { token, account: who },
		23 if rng.gen_ratio(1, 5) => Call::pause { token },
		23 | 24 => Call::unpause { token },
		25 => Call::grant_role { token, role, who },
		26 => Call::revoke_role { token, role, who },
		27 => Call::renounce_role { token, role },
		28 => return foreign_call(rng, token),
		_ => return foreign_call(rng, token),
	};
	call.into()
}

/// Holders' calls of pallet-assets, as wallets make them.
fn foreign_call(rng: &mut StdRng, id: TokenId) -> RuntimeCall {
	use pallet_assets::Call;
	let (target, amount) = (anyone(rng), amount(rng));
	match rng.gen_range(0..7) {
		0 => Call::transfer { id, target, amount },
		1 => Call::transfer_all { id, dest: target, keep_alive: rng.gen() },
		2 => Call::approve_transfer { id, delegate: target, amount: rng.gen_range(1..100) },
		3 => Call::cancel_approval { id, delegate: target },
		4 => Call::transfer_approved { id, owner: anyone(rng), destination: target, amount },
		5 => Call::touch { id },
		_ => Call::refund { id, allow_burn: rng.gen() },
	}
	.into()
}

/// What another pallet does with holds, and reports.
fn holds(rng: &mut StdRng, token: TokenId) {
	let (from, to, amount) = (anyone(rng), anyone(rng), rng.gen_range(1..200));
	let reason = Elsewhere::Anything;
	let _ = frame_support::storage::with_storage_layer(|| {
		<Tokens as TokenRules<_>>::ensure_movable(token, &from)?;
		match rng.gen_range(0..3) {
			0 => AssetsHolder::hold(token, &reason, &from, amount),
			1 => AssetsHolder::release(token, &reason, &from, amount, Precision::BestEffort)
				.map(|_| ()),
			_ => AssetsHolder::transfer_on_hold(
				token,
				&reason,
				&from,
				&to,
				amount,
				Precision::Exact,
				Restriction::OnHold,
				frame_support::traits::tokens::Fortitude::Force,
			)
			.and_then(|_| <Tokens as TokenRules<_>>::moved(token, &from, &to)),
		}
	});
}

fn steps() -> u32 {
	if std::env::var("LABSCAPE_FULL").is_ok_and(|value| value == "1") {
		1_000_000
	} else {
		20_000
	}
}

/// Steps between two looks at all invariants.
const PART: u32 = 200;

#[test]
fn invariants_hold_over_random_calls() {
	let mut rng = StdRng::seed_from_u64(6);
	let mut succeeded = 0u32;
	let mut tokens = vec![];
	// The balances of the tokens with votes, block by block.
	let mut model = BTreeMap::<(u64, TokenId, AccountId32), u128>::new();
	build_and_execute_in_parts(steps() / PART, |part| {
		if part == 0 {
			let bare = Features { votes: true, ..Features::default() };
			tokens = vec![token(VOTES), token(PLAIN), token(bare)];
		}
		for _ in 0..PART {
			if rng.gen_ratio(1, 10) {
				let block = System::block_number();
				for token in [tokens[0], tokens[2]] {
					for index in 1..=ACCOUNTS {
						let held = balance(token, account(index));
						model.insert((block, token, account(index)), held);
					}
				}
				let oldest = (block.saturating_sub(RETENTION), 0, account(0));
				model = model.split_off(&oldest);
				System::set_block_number(block + 1);
				System::reset_events();
				let (at, token, who) = {
					let past = rng.gen_range(block.saturating_sub(RETENTION - 1).max(1)..=block);
					(past, tokens[2 * rng.gen_range(0..2)], account(rng.gen_range(1..=ACCOUNTS)))
				};
				let expected = model.get(&(at, token, who.clone())).copied();
				let found = Tokens::past_balance_of(token, who, at);
				assert_eq!(found, expected, "token {token} at {at}, now {}", block + 1);
			}
			let token = tokens[rng.gen_range(0..3)];
			if rng.gen_ratio(1, 20) {
				holds(&mut rng, token);
			}
			let call = random_call(&mut rng, token);
			let who = if rng.gen_ratio(1, 3) { admin() } else { anyone(&mut rng) };
			succeeded += u32::from(sign(who, call).is_ok());
		}
	});
	println!("{succeeded} of {} random calls did something", steps());
	assert!(succeeded > steps() / 5, "only {succeeded} calls did something");
}
