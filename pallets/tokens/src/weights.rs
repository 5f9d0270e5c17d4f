//! Weights of `pallet-labscape-tokens`.
//!
//! In the layout of the benchmark generator, but derived by hand until the first benchmark run: the
//! database accesses of the longest path are counted (a key once, as the overlay does), and the
//! execution part is 8 µs for a call plus 5 µs for each access, the rate of pallet-assets' measured
//! `transfer` (49 µs for 8 accesses) rounded to the safe side.
//!
//! Transfers empty the sender into an account that does not exist yet, somebody else being frozen.
//! What pallet-assets then reads and removes of its holder and freezer, and reads of our rules, its own
//! weights leave out; here it is counted, on both sides of the comparison. The sender's system account
//! is part of every transaction and not counted.
#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::{constants::RocksDbWeight, Weight}};

/// Weight functions needed for the calls of this pallet.
pub trait WeightInfo {
	/// pallet-assets' own transfer of a token without votes, with what this chain reads and removes
	/// beside it: its other transfers are weighed by it, and ours are compared with it.
	fn assets_transfer() -> Weight;
	fn transfer() -> Weight;
	fn transfer_votes() -> Weight;
	fn transfer_pages() -> Weight;
	fn transfer_batch(n: u32, ) -> Weight;
	fn approve() -> Weight;
	fn transfer_from() -> Weight;
	fn burn() -> Weight;
	fn burn_votes() -> Weight;
	fn burn_pages() -> Weight;
	fn burn_from() -> Weight;
	fn force_burn() -> Weight;
	fn mint() -> Weight;
	fn mint_votes() -> Weight;
	fn mint_pages() -> Weight;
	fn permit() -> Weight;
	fn cancel_permits() -> Weight;
	fn set_role() -> Weight;
	fn set_admin() -> Weight;
	fn set_paused() -> Weight;
	fn set_frozen() -> Weight;
	fn rename() -> Weight;
	fn delegate() -> Weight;
	fn delegate_by_signature() -> Weight;
	fn prune(n: u32, ) -> Weight;
	fn retire(n: u32, ) -> Weight;
}

/// Weights for a runtime, with its database weights.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Rules, asset, two asset accounts, recipient's system account, frozen account; sender's held and frozen balance, their lists, all four removed.
	fn assets_transfer() -> Weight {
		Weight::from_parts(60_000_000, 27500)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	/// As `assets_transfer`, and the rules are read first.
	fn transfer() -> Weight {
		Weight::from_parts(60_000_000, 27500)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	/// As `transfer`, and the traces of both accounts.
	fn transfer_votes() -> Weight {
		Weight::from_parts(70_000_000, 33000)
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().writes(10_u64))
	}
	/// As `transfer_votes`, with the traces of two delegates; on each of the four a page spilled, one looked at, one dropped.
	fn transfer_pages() -> Weight {
		Weight::from_parts(140_000_000, 49500)
			.saturating_add(T::DbWeight::get().reads(18_u64))
			.saturating_add(T::DbWeight::get().writes(20_u64))
	}
	/// Sender with what dies with it, its delegate and their pages once; each: asset account, system account, holds, trace, delegate's trace, pages.
	fn transfer_batch(n: u32, ) -> Weight {
		Weight::from_parts(108_000_000, 35400)
			.saturating_add(Weight::from_parts(88_000_000, 21600).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().reads((8_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(12_u64))
			.saturating_add(T::DbWeight::get().writes((9_u64).saturating_mul(n.into())))
	}
	/// Rules, asset, approval, owner's reserve.
	fn approve() -> Weight {
		Weight::from_parts(50_000_000, 13800)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// As `transfer_pages`, the approval and the owner's reserve.
	fn transfer_from() -> Weight {
		Weight::from_parts(160_000_000, 55000)
			.saturating_add(T::DbWeight::get().reads(20_u64))
			.saturating_add(T::DbWeight::get().writes(22_u64))
	}
	/// Rules, asset, asset account, system account, frozen account; held and frozen balance, their lists, all four removed.
	fn burn() -> Weight {
		Weight::from_parts(55_000_000, 24800)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	/// As `burn`, and the traces of holder and supply.
	fn burn_votes() -> Weight {
		Weight::from_parts(70_000_000, 30300)
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	/// As `burn_votes`, with the trace of a delegate; on each of the three a page spilled, one looked at, one dropped.
	fn burn_pages() -> Weight {
		Weight::from_parts(120_000_000, 41300)
			.saturating_add(T::DbWeight::get().reads(15_u64))
			.saturating_add(T::DbWeight::get().writes(16_u64))
	}
	/// As `burn_pages`, the approval and the owner's reserve.
	fn burn_from() -> Weight {
		Weight::from_parts(150_000_000, 46800)
			.saturating_add(T::DbWeight::get().reads(17_u64))
			.saturating_add(T::DbWeight::get().writes(18_u64))
	}
	/// As `burn_pages`, and the role.
	fn force_burn() -> Weight {
		Weight::from_parts(125_000_000, 44000)
			.saturating_add(T::DbWeight::get().reads(16_u64))
			.saturating_add(T::DbWeight::get().writes(16_u64))
	}
	/// Rules, role, asset, asset account, system account.
	fn mint() -> Weight {
		Weight::from_parts(50_000_000, 19200)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// As `mint`, holds, and the traces of recipient and supply.
	fn mint_votes() -> Weight {
		Weight::from_parts(75_000_000, 27300)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// As `mint_votes`, with the trace of a delegate; on each of the three a page spilled, one looked at, one dropped.
	fn mint_pages() -> Weight {
		Weight::from_parts(125_000_000, 38100)
			.saturating_add(T::DbWeight::get().reads(13_u64))
			.saturating_add(T::DbWeight::get().writes(12_u64))
	}
	/// Nonce, genesis hash, and as `approve`; 150 µs for two tries at an ecdsa signature.
	fn permit() -> Weight {
		Weight::from_parts(230_000_000, 19200)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Rules and nonce.
	fn cancel_permits() -> Weight {
		Weight::from_parts(23_000_000, 8400)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Rules, role, and the roles that could lift what is in force.
	fn set_role() -> Weight {
		Weight::from_parts(33_000_000, 13800)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Rules, and the roles that could lift what is in force.
	fn set_admin() -> Weight {
		Weight::from_parts(28_000_000, 11100)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Rules, role, asset.
	fn set_paused() -> Weight {
		Weight::from_parts(28_000_000, 11100)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Rules, role, asset, frozen account.
	fn set_frozen() -> Weight {
		Weight::from_parts(38_000_000, 13800)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Rules, role, asset, metadata.
	fn rename() -> Weight {
		Weight::from_parts(33_000_000, 13800)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Rules, asset account, holds, three traces, each with a page spilled, one looked at, one dropped.
	fn delegate() -> Weight {
		Weight::from_parts(100_000_000, 32700)
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	/// As `delegate`, nonce, genesis hash, and two tries at an ecdsa signature.
	fn delegate_by_signature() -> Weight {
		Weight::from_parts(270_000_000, 38100)
			.saturating_add(T::DbWeight::get().reads(13_u64))
			.saturating_add(T::DbWeight::get().writes(10_u64))
	}
	/// Rules, trace, nonce; each: a page.
	fn prune(n: u32, ) -> Weight {
		Weight::from_parts(38_000_000, 13800)
			.saturating_add(Weight::from_parts(13_000_000, 2700).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(2_u64))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(n.into())))
	}
	/// Rules, roles, asset, metadata, reserves, the factory's record and deposit; each: an account and an approval with deposits.
	fn retire(n: u32, ) -> Weight {
		Weight::from_parts(138_000_000, 35400)
			.saturating_add(Weight::from_parts(63_000_000, 16200).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().reads((6_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(14_u64))
			.saturating_add(T::DbWeight::get().writes((6_u64).saturating_mul(n.into())))
	}
}

// For tests.
impl WeightInfo for () {
	/// Rules, asset, two asset accounts, recipient's system account, frozen account; sender's held and frozen balance, their lists, all four removed.
	fn assets_transfer() -> Weight {
		Weight::from_parts(60_000_000, 27500)
			.saturating_add(RocksDbWeight::get().reads(10_u64))
			.saturating_add(RocksDbWeight::get().writes(8_u64))
	}
	/// As `assets_transfer`, and the rules are read first.
	fn transfer() -> Weight {
		Weight::from_parts(60_000_000, 27500)
			.saturating_add(RocksDbWeight::get().reads(10_u64))
			.saturating_add(RocksDbWeight::get().writes(8_u64))
	}
	/// As `transfer`, and the traces of both accounts.
	fn transfer_votes() -> Weight {
		Weight::from_parts(70_000_000, 33000)
			.saturating_add(RocksDbWeight::get().reads(12_u64))
			.saturating_add(RocksDbWeight::get().writes(10_u64))
	}
	/// As `transfer_votes`, with the traces of two delegates; on each of the four a page spilled, one looked at, one dropped.
	fn transfer_pages() -> Weight {
		Weight::from_parts(140_000_000, 49500)
			.saturating_add(RocksDbWeight::get().reads(18_u64))
			.saturating_add(RocksDbWeight::get().writes(20_u64))
	}
	/// Sender with what dies with it, its delegate and their pages once; each: asset account, system account, holds, trace, delegate's trace, pages.
	fn transfer_batch(n: u32, ) -> Weight {
		Weight::from_parts(108_000_000, 35400)
			.saturating_add(Weight::from_parts(88_000_000, 21600).saturating_mul(n.into()))
			.saturating_add(RocksDbWeight::get().reads(12_u64))
			.saturating_add(RocksDbWeight::get().reads((8_u64).saturating_mul(n.into())))
			.saturating_add(RocksDbWeight::get().writes(12_u64))
			.saturating_add(RocksDbWeight::get().writes((9_u64).saturating_mul(n.into())))
	}
	/// Rules, asset, approval, owner's reserve.
	fn approve() -> Weight {
		Weight::from_parts(50_000_000, 13800)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	/// As `transfer_pages`, the approval and the owner's reserve.
	fn transfer_from() -> Weight {
		Weight::from_parts(160_000_000, 55000)
			.saturating_add(RocksDbWeight::get().reads(20_u64))
			.saturating_add(RocksDbWeight::get().writes(22_u64))
	}
	/// Rules, asset, asset account, system account, frozen account; held and frozen balance, their lists, all four removed.
	fn burn() -> Weight {
		Weight::from_parts(55_000_000, 24800)
			.saturating_add(RocksDbWeight::get().reads(9_u64))
			.saturating_add(RocksDbWeight::get().writes(7_u64))
	}
	/// As `burn`, and the traces of holder and supply.
	fn burn_votes() -> Weight {
		Weight::from_parts(70_000_000, 30300)
			.saturating_add(RocksDbWeight::get().reads(11_u64))
			.saturating_add(RocksDbWeight::get().writes(9_u64))
	}
	/// As `burn_votes`, with the trace of a delegate; on each of the three a page spilled, one looked at, one dropped.
	fn burn_pages() -> Weight {
		Weight::from_parts(120_000_000, 41300)
			.saturating_add(RocksDbWeight::get().reads(15_u64))
			.saturating_add(RocksDbWeight::get().writes(16_u64))
	}
	/// As `burn_pages`, the approval and the owner's reserve.
	fn burn_from() -> Weight {
		Weight::from_parts(150_000_000, 46800)
			.saturating_add(RocksDbWeight::get().reads(17_u64))
			.saturating_add(RocksDbWeight::get().writes(18_u64))
	}
	/// As `burn_pages`, and the role.
	fn force_burn() -> Weight {
		Weight::from_parts(125_000_000, 44000)
			.saturating_add(RocksDbWeight::get().reads(16_u64))
			.saturating_add(RocksDbWeight::get().writes(16_u64))
	}
	/// Rules, role, asset, asset account, system account.
	fn mint() -> Weight {
		Weight::from_parts(50_000_000, 19200)
			.saturating_add(RocksDbWeight::get().reads(6_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	/// As `mint`, holds, and the traces of recipient and supply.
	fn mint_votes() -> Weight {
		Weight::from_parts(75_000_000, 27300)
			.saturating_add(RocksDbWeight::get().reads(9_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
	/// As `mint_votes`, with the trace of a delegate; on each of the three a page spilled, one looked at, one dropped.
	fn mint_pages() -> Weight {
		Weight::from_parts(125_000_000, 38100)
			.saturating_add(RocksDbWeight::get().reads(13_u64))
			.saturating_add(RocksDbWeight::get().writes(12_u64))
	}
	/// Nonce, genesis hash, and as `approve`; 150 µs for two tries at an ecdsa signature.
	fn permit() -> Weight {
		Weight::from_parts(230_000_000, 19200)
			.saturating_add(RocksDbWeight::get().reads(6_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	/// Rules and nonce.
	fn cancel_permits() -> Weight {
		Weight::from_parts(23_000_000, 8400)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	/// Rules, role, and the roles that could lift what is in force.
	fn set_role() -> Weight {
		Weight::from_parts(33_000_000, 13800)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	/// Rules, and the roles that could lift what is in force.
	fn set_admin() -> Weight {
		Weight::from_parts(28_000_000, 11100)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	/// Rules, role, asset.
	fn set_paused() -> Weight {
		Weight::from_parts(28_000_000, 11100)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	/// Rules, role, asset, frozen account.
	fn set_frozen() -> Weight {
		Weight::from_parts(38_000_000, 13800)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	/// Rules, role, asset, metadata.
	fn rename() -> Weight {
		Weight::from_parts(33_000_000, 13800)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	/// Rules, asset account, holds, three traces, each with a page spilled, one looked at, one dropped.
	fn delegate() -> Weight {
		Weight::from_parts(100_000_000, 32700)
			.saturating_add(RocksDbWeight::get().reads(11_u64))
			.saturating_add(RocksDbWeight::get().writes(9_u64))
	}
	/// As `delegate`, nonce, genesis hash, and two tries at an ecdsa signature.
	fn delegate_by_signature() -> Weight {
		Weight::from_parts(270_000_000, 38100)
			.saturating_add(RocksDbWeight::get().reads(13_u64))
			.saturating_add(RocksDbWeight::get().writes(10_u64))
	}
	/// Rules, trace, nonce; each: a page.
	fn prune(n: u32, ) -> Weight {
		Weight::from_parts(38_000_000, 13800)
			.saturating_add(Weight::from_parts(13_000_000, 2700).saturating_mul(n.into()))
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
			.saturating_add(RocksDbWeight::get().writes((1_u64).saturating_mul(n.into())))
	}
	/// Rules, roles, asset, metadata, reserves, the factory's record and deposit; each: an account and an approval with deposits.
	fn retire(n: u32, ) -> Weight {
		Weight::from_parts(138_000_000, 35400)
			.saturating_add(Weight::from_parts(63_000_000, 16200).saturating_mul(n.into()))
			.saturating_add(RocksDbWeight::get().reads(12_u64))
			.saturating_add(RocksDbWeight::get().reads((6_u64).saturating_mul(n.into())))
			.saturating_add(RocksDbWeight::get().writes(14_u64))
			.saturating_add(RocksDbWeight::get().writes((6_u64).saturating_mul(n.into())))
	}
}
