//! The pallets whose weights are measured, and what their benchmarks need of each other.

use alloc::{boxed::Box, vec::Vec};
use frame_benchmarking::account;
use frame_support::traits::{fungible::Mutate, Get};
use labscape_primitives::{
	AssetKind, Features, Hash, LabscapeId, NodeId, ProviderStake, Role, TokenCreation, TokenSpec,
	WorkEpoch,
};
use sp_core::{crypto::KeyTypeId, sr25519};
use sp_runtime::Perbill;

use crate::*;

frame_benchmarking::define_benchmarks!(
	[pallet_labscape_tokens, Tokens]
	[pallet_labscape_vesting, Vesting]
	[pallet_labscape_factory, Factory]
	[pallet_labscape_burning, Burning]
	[pallet_labscape_staking, SwarmStaking]
	[pallet_labscape_governance, Governance]
	[pallet_labscape_resource_allocation, Resources]
	[pallet_labscape_posw_rewards, Posw]
);

/// Makes what a benchmark finds in the pallets beside its own.
#[derive(Debug)]
pub struct Helper;

/// Enough for a bond behind the largest node and all of its leases.
const BOND: Balance = 1_000_000 * UBC;
/// A program that was registered, as far as Resources can see.
const PROGRAM: Hash = Hash::repeat_byte(7);

/// Give `who` a provider's bond.
fn bond(who: &AccountId) {
	Balances::mint_into(who, BOND.saturating_mul(2)).expect("far below all there is");
	SwarmStaking::register(RuntimeOrigin::signed(who.clone()), BOND, Perbill::zero())
		.expect("the bond is above the minimum");
}

impl pallet_labscape_staking::BenchmarkHelper for Helper {
	fn set_epoch(epoch: WorkEpoch) {
		pallet_labscape_posw_rewards::Current::<Runtime>::mutate(|state| state.index = epoch);
	}
}

impl pallet_labscape_governance::BenchmarkHelper<AccountId> for Helper {
	fn give_stake(who: &AccountId) {
		bond(who);
	}
}

impl pallet_labscape_resource_allocation::benchmarking::BenchmarkHelper<AccountId> for Helper {
	fn provider(index: u32, _: u16) -> AccountId {
		let who = account("provider", index, 0);
		if !SwarmStaking::is_active(&who) {
			bond(&who);
		}
		who
	}

	fn program() -> Hash {
		pallet_labscape_posw_rewards::Programs::<Runtime>::insert(
			PROGRAM,
			pallet_labscape_posw_rewards::Program {
				semantics: 1,
				bytes: 1_000,
				memory_pages: 1,
				max_item_fuel: <Runtime as pallet_labscape_posw_rewards::Config>::MaxItemFuel::get(
				),
			},
		);
		PROGRAM
	}
}

impl pallet_labscape_vesting::BenchmarkHelper<AccountId> for Helper {
	fn asset(who: &AccountId, amount: Balance) -> AssetKind {
		let spec = TokenSpec {
			name: b"Benchmark".to_vec(),
			symbol: b"BENCH".to_vec(),
			decimals: 12,
			features: Features {
				mintable: true,
				burnable: true,
				pausable: true,
				freezable: true,
				votes: true,
			},
			cap: None,
			admin: who.clone(),
			roles: Vec::from([(Role::Minter, who.clone())]),
		};
		let token = <Tokens as TokenCreation<AccountId>>::create(spec).expect("a right token");
		<Tokens as TokenCreation<AccountId>>::mint_initial(token, who, amount)
			.expect("there is no cap");
		AssetKind::Token(token)
	}

	fn burden(asset: AssetKind, who: &AccountId) {
		if let AssetKind::Token(token) = asset {
			pallet_labscape_tokens::benchmarking::burden::<Runtime>(token, who);
		}
	}
}

impl pallet_labscape_posw_rewards::BenchmarkHelper<AccountId, Signature> for Helper {
	fn node(
		labscape: LabscapeId,
		leases: u32,
		items: u32,
	) -> (NodeId, AccountId, Box<dyn Fn(&[u8]) -> Signature>) {
		const KEY: KeyTypeId = KeyTypeId(*b"bnch");
		let public: sr25519::Public = sp_io::crypto::sr25519_generate(KEY, None);
		let hot_key = sp_runtime::MultiSigner::from(public).into_account();
		let (node, requester) = pallet_labscape_resource_allocation::benchmarking::leased_node::<
			Runtime,
		>(labscape, hot_key, leases, items);
		let sign = move |message: &[u8]| {
			sp_io::crypto::sr25519_sign(KEY, &public, message)
				.expect("the key was generated above")
				.into()
		};
		(node, requester, Box::new(sign))
	}

	fn output() {
		pallet_babe::AuthorVrfRandomness::<Runtime>::put(Some([1; 32]));
	}

	fn shared() -> Vec<Vec<u8>> {
		type Name = frame_support::BoundedVec<u8, <Runtime as pallet_tx_pause::Config>::MaxNameLen>;
		let name = |name: &[u8]| Name::truncate_from(name.to_vec());
		let report = (name(b"Posw"), name(b"report"));
		Vec::from([
			pallet_tx_pause::PausedCalls::<Runtime>::hashed_key_for(report),
			pallet_safe_mode::EnteredUntil::<Runtime>::hashed_key().to_vec(),
			pallet_labscape_burning::CurrentParameters::<Runtime>::hashed_key().to_vec(),
			pallet_labscape_resource_allocation::CurrentParameters::<Runtime>::hashed_key()
				.to_vec(),
			pallet_labscape_resource_allocation::PausedBlocks::<Runtime>::hashed_key().to_vec(),
			pallet_labscape_timing::WorkEpochBlocks::<Runtime>::hashed_key().to_vec(),
			pallet_labscape_governance::TotalPower::<Runtime>::hashed_key().to_vec(),
		])
	}
}
