//! Worst cases: every note closes a page.

extern crate alloc;

use super::*;
use alloc::vec;
use frame_benchmarking::v2::*;
use frame_support::traits::{
	fungible::{Balanced, Inspect, Mutate},
	EnsureOrigin, Hooks, NoDrop, SuppressedDrop,
};
use frame_system::RawOrigin;
use labscape_primitives::{BurnLedger, BurnSource};
use sp_runtime::traits::Get;

/// An open page of another epoch, with a flow that did happen nowhere: closing it is what costs.
fn open_foreign_page<T: Config>() {
	OpenBook::<T>::mutate(|book| {
		book.current.epoch = T::WorkEpoch::get().wrapping_sub(1);
		book.current.flows.burned.fees = 1;
	});
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn burn(m: Linear<0, { T::MaxMemoLength::get() }>) -> Result<(), BenchmarkError> {
		let who: T::AccountId = whitelisted_caller();
		let amount: Balance = 1_000_000_000_000_000;
		T::Currency::mint_into(&who, amount.saturating_mul(2))
			.map_err(|_| BenchmarkError::Stop("the caller must be funded"))?;
		let memo = MemoOf::<T>::try_from(vec![b'm'; m as usize])
			.map_err(|_| BenchmarkError::Stop("the memo must fit"))?;
		open_foreign_page::<T>();
		let burned = OpenBook::<T>::get().total.burned.voluntary;

		#[extrinsic_call]
		_(RawOrigin::Signed(who), amount, true, memo);

		assert_eq!(OpenBook::<T>::get().total.burned.voluntary, burned + amount);
		Ok(())
	}

	#[benchmark]
	fn set_parameters() -> Result<(), BenchmarkError> {
		let origin =
			T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let parameters = T::DefaultParameters::get();

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, parameters);

		assert_eq!(CurrentParameters::<T>::get(), parameters);
		Ok(())
	}

	#[benchmark]
	fn note() {
		open_foreign_page::<T>();

		#[block]
		{
			<Pallet<T> as BurnLedger<_, _>>::note_burned(10, BurnSource::Settlement);
		}

		assert!(History::<T>::iter().next().is_some());
	}
	#[benchmark]
	fn on_finalize() -> Result<(), BenchmarkError> {
		let amount: Balance = 1_000_000_000_000_000;
		let author: T::AccountId = account("author", 0, 0);
		for who in [&author, &T::Treasury::get()] {
			T::Currency::mint_into(who, amount)
				.map_err(|_| BenchmarkError::Stop("treasury and author must be funded"))?;
		}
		open_foreign_page::<T>();
		FeesOfBlock::<T>::put(BlockFees {
			author: Some(author.clone()),
			fees: NoDrop::new(T::Currency::issue(amount)),
			tips: NoDrop::new(T::Currency::issue(amount)),
		});

		#[block]
		{
			Pallet::<T>::on_finalize(frame_system::Pallet::<T>::block_number());
		}

		assert!(T::Currency::balance(&author) > amount);
		Ok(())
	}
}
