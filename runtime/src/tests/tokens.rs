//! Tokens with the weights and the wiring of the chain.

use frame_support::{
	assert_ok,
	dispatch::{DispatchClass, GetDispatchInfo},
	traits::fungible::Inspect,
	weights::Weight,
	BoundedVec,
};
use labscape_primitives::{Features, Grant, Release, TokenId};
use pallet_labscape_factory::{Blueprint, Template};
use sp_keyring::Sr25519Keyring::{Alice, Bob};
use sp_runtime::traits::Dispatchable;

use super::chain::*;
use crate::*;

/// How many allocations vest in the largest creation.
const GRANTS: u32 = 100;

/// A token of which Alice has a million, and more vests for `vested` accounts.
fn blueprint(symbol: &[u8], template: Template, vested: Vec<AccountId>) -> Blueprint<Runtime> {
	let now = System::block_number();
	let grant = |beneficiary| Grant {
		beneficiary,
		amount: 1_000 * UBC,
		release: Release::Linear { start: now, cliff: now + 10, end: now + DAYS },
		revocable: true,
		transferable: true,
	};
	Blueprint {
		name: BoundedVec::truncate_from(b"A token".to_vec()),
		symbol: BoundedVec::truncate_from(symbol.to_vec()),
		decimals: 12,
		template,
		features: Features::default(),
		admin: account(Alice),
		roles: Default::default(),
		allocations: BoundedVec::truncate_from(vec![(account(Alice), 1_000_000)]),
		vested: BoundedVec::truncate_from(vested.into_iter().map(grant).collect()),
	}
}

fn create(blueprint: Blueprint<Runtime>) -> (TokenId, Weight) {
	let call = RuntimeCall::Factory(pallet_labscape_factory::Call::create {
		blueprint: Box::new(blueprint),
	});
	let weight = call.get_dispatch_info().call_weight;
	let token = pallet_labscape_tokens::NextTokenId::<Runtime>::get().max(1_000);
	assert_ok!(call.dispatch(signed(Alice)));
	(token, weight)
}

#[test]
fn creation_with_a_hundred_vested_allocations_fits_a_block_with_room() {
	with_chain("development", || {
		let beneficiaries: Vec<AccountId> = (0..GRANTS)
			.map(|index| {
				let who = AccountId::new(sp_io::hashing::blake2_256(&index.to_le_bytes()));
				assert_ok!(Balances::transfer_allow_death(signed(Bob), who.clone().into(), UBC));
				who
			})
			.collect();
		let template = Template::Governance { cap: None };
		let (_, weight) = create(blueprint(b"LAUNCH", template, beneficiaries.clone()));
		let limit = BlockWeights::get().get(DispatchClass::Normal).max_extrinsic.expect("bounded");
		println!(
			"creation with {GRANTS} grants: {} ms of {} ms",
			weight.ref_time() / 1_000_000_000,
			limit.ref_time() / 1_000_000_000
		);
		assert!(weight.ref_time() * 2 <= limit.ref_time(), "half of a block is room");
		for who in &beneficiaries {
			assert_eq!(Vesting::schedules_of(who.clone(), None).len(), 1);
		}
	});
}

#[test]
fn transfers_cost_at_most_one_and_a_half_times_those_of_the_ledger_below() {
	with_chain("development", || {
		let (plain, _) = create(blueprint(b"PLAIN", Template::Standard, vec![]));
		let (votes, _) = create(blueprint(b"VOTES", Template::Governance { cap: None }, vec![]));
		let theirs = RuntimeCall::Assets(pallet_assets::Call::transfer {
			id: plain.into(),
			target: account(Bob).into(),
			amount: 1,
		})
		.get_dispatch_info()
		.call_weight
		.ref_time();
		for token in [plain, votes] {
			let call = RuntimeCall::Tokens(pallet_labscape_tokens::Call::transfer {
				token,
				to: account(Bob),
				amount: 1,
			});
			let done = call.dispatch(signed(Alice)).expect("Alice has it");
			let charged = done.actual_weight.expect("less than the longest path");
			println!("token {token}: {} of {theirs}", charged.ref_time());
			assert!(charged.ref_time() * 2 <= theirs * 3, "{} of {theirs}", charged.ref_time());
		}
	});
}

#[test]
fn dust_is_written_down_as_burned() {
	with_chain("development", || {
		let who = AccountId::new([9; 32]);
		assert_ok!(Balances::transfer_allow_death(signed(Bob), who.clone().into(), UBC));
		let before = (Burning::totals().burned.dust, Balances::total_issuance());
		let origin = RuntimeOrigin::signed(who.clone());
		assert_ok!(Balances::transfer_allow_death(origin, account(Bob).into(), UBC - 7));
		assert_eq!(Balances::balance(&who), 0);
		let after = (Burning::totals().burned.dust, Balances::total_issuance());
		assert_eq!((after.0 - before.0, before.1 - after.1), (7, 7));
	});
}
