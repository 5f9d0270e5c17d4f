//! pallet-assets' weights, with what this chain's holder, freezer and rules of tokens add to them.
//!
//! The SDK measured its weights without holder and freezer. Here every outflow looks the sender up in
//! both and in the rules ([`pallet_labscape_tokens::Guard`]), and an account that ends is removed from
//! them. What a whole transfer takes is measured with the benchmarks of tokens.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};
use pallet_assets::WeightInfo;
use pallet_labscape_tokens::WeightInfo as _;

type Sdk<T> = pallet_assets::weights::SubstrateWeight<T>;
type Ours<T> = pallet_labscape_tokens::weights::SubstrateWeight<T>;

/// Weights for `pallet_assets::Config`.
#[derive(Debug)]
pub struct AssetsWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> AssetsWeight<T> {
	/// What looking the sender up adds: held and frozen balance, the rules, the frozen account.
	fn looked_up() -> Weight {
		T::DbWeight::get().reads(4)
	}

	/// What that and the end of the sender's account add to a transfer.
	fn ended() -> Weight {
		Ours::<T>::assets_transfer().saturating_sub(Sdk::<T>::transfer())
	}
}

macro_rules! as_the_sdk_measured {
	($($call:ident($($n:ident),*))*) => {
		$(fn $call($($n: u32),*) -> Weight {
			Sdk::<T>::$call($($n),*)
		})*
	};
}

impl<T: frame_system::Config> WeightInfo for AssetsWeight<T> {
	fn transfer() -> Weight {
		Sdk::<T>::transfer().max(Ours::<T>::assets_transfer())
	}
	fn force_transfer() -> Weight {
		Sdk::<T>::force_transfer().saturating_add(Self::ended())
	}
	fn transfer_all() -> Weight {
		Sdk::<T>::transfer_all().saturating_add(Self::ended())
	}
	fn transfer_approved() -> Weight {
		Sdk::<T>::transfer_approved().saturating_add(Self::ended())
	}
	fn burn() -> Weight {
		Sdk::<T>::burn().saturating_add(Self::ended())
	}
	fn refund() -> Weight {
		Sdk::<T>::refund().saturating_add(Self::ended())
	}
	fn transfer_keep_alive() -> Weight {
		Sdk::<T>::transfer_keep_alive().saturating_add(Self::looked_up())
	}

	as_the_sdk_measured! {
		create()
		force_create()
		start_destroy()
		destroy_accounts(c)
		destroy_approvals(a)
		finish_destroy()
		mint()
		freeze()
		thaw()
		freeze_asset()
		thaw_asset()
		transfer_ownership()
		set_team()
		set_reserves(n)
		set_metadata(n, s)
		clear_metadata()
		force_set_metadata(n, s)
		force_clear_metadata()
		force_asset_status()
		approve_transfer()
		cancel_approval()
		force_cancel_approval()
		set_min_balance()
		touch()
		touch_other()
		refund_other()
		block()
		total_issuance()
		balance()
		allowance()
		migration_v2_foreign_asset_set_reserve_weight()
		get_metadata()
	}
}
