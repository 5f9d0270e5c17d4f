//! Benchmarks, each on its longest path: a governance token, since checkpoints cost most.

use alloc::{boxed::Box, vec, vec::Vec};
use frame_benchmarking::v2::*;
use frame_support::traits::{fungible::Mutate, Get};
use frame_system::RawOrigin;
use labscape_primitives::Release;
use sp_runtime::traits::{One, Saturating};

use super::*;

fn funded<T: Config>(name: &'static str, index: u32) -> T::AccountId {
	let who: T::AccountId = account(name, index, 0);
	let _ = T::Currency::set_balance(&who, Amount::MAX / 1_000_000);
	who
}

fn blueprint<T: Config>(admin: T::AccountId, a: u32, v: u32) -> Blueprint<T> {
	let now = frame_system::Pallet::<T>::block_number();
	let grant = |index| Grant {
		beneficiary: funded::<T>("beneficiary", index),
		amount: 1_000_000,
		release: Release::Linear {
			start: now,
			cliff: now,
			end: now.saturating_add(One::one()).saturating_add(One::one()),
		},
		revocable: true,
		transferable: true,
	};
	let roles = [Role::Minter, Role::Burner, Role::Pauser, Role::Freezer, Role::Metadata];
	Blueprint {
		name: BoundedVec::truncate_from(vec![b'a'; MAX_NAME_LENGTH as usize]),
		symbol: BoundedVec::truncate_from(vec![b'A'; MAX_SYMBOL_LENGTH as usize]),
		decimals: 12,
		template: Template::Governance { cap: Some(Amount::MAX) },
		features: Features {
			mintable: true,
			burnable: true,
			pausable: true,
			freezable: true,
			votes: true,
		},
		roles: BoundedVec::truncate_from(roles.map(|role| (role, admin.clone())).to_vec()),
		admin,
		allocations: BoundedVec::truncate_from(
			(0..a).map(|index| (funded::<T>("holder", index), 1_000_000)).collect::<Vec<_>>(),
		),
		vested: BoundedVec::truncate_from((0..v).map(grant).collect::<Vec<_>>()),
	}
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn create(
		a: Linear<0, { T::MaxAllocations::get() }>,
		v: Linear<0, { T::MaxAllocations::get() }>,
	) {
		let who = funded::<T>("creator", 0);
		let _ = funded::<T>("treasury", 0);
		let blueprint = Box::new(blueprint::<T>(who.clone(), a, v));
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), blueprint);
		assert_eq!(TokensCreated::<T>::get(who), 1);
	}

	#[benchmark]
	fn set_terms() -> Result<(), BenchmarkError> {
		let origin =
			T::GovernanceOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, T::DefaultTerms::get());
		assert!(CurrentTerms::<T>::exists());
		Ok(())
	}

	#[benchmark]
	fn reserve_symbols(n: Linear<1, MAX_RESERVED_AT_ONCE>) -> Result<(), BenchmarkError> {
		let origin =
			T::GovernanceOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let symbol = |index: u32| {
			let digits =
				[b'A'.saturating_add((index % 26) as u8), b'A'.saturating_add((index / 26) as u8)];
			Symbol::truncate_from(digits.to_vec())
		};
		let symbols = BoundedVec::truncate_from((0..n).map(symbol).collect::<Vec<_>>());
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, symbols);
		Ok(())
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
