//! Worst cases: every list is full and every entry due, so that each call also lets eight cohorts
//! count and takes the delegator's part of each.

use super::*;
use alloc::vec::Vec;
use frame_benchmarking::v2::*;
use frame_support::traits::{
	fungible::{Inspect, Mutate, MutateHold},
	Get,
};
use frame_system::RawOrigin;
use labscape_primitives::ProviderStake;
use sp_runtime::Perbill;

/// Far above every minimum.
fn bond<T: Config>() -> Balance {
	T::MinProviderBond::get()
		.max(T::Currency::minimum_balance())
		.max(T::MinDelegation::get().saturating_mul(100))
		.saturating_mul(100)
}

fn funded<T: Config>(name: &'static str) -> T::AccountId {
	let who: T::AccountId = account(name, 0, 0);
	fund::<T>(&who);
	who
}

fn fund<T: Config>(who: &T::AccountId) {
	let wealth = bond::<T>().saturating_mul(10);
	T::Currency::mint_into(who, wealth).expect("benchmarks mint below the overflow");
}

/// A registered provider.
fn provider<T: Config>(name: &'static str) -> T::AccountId {
	let who = funded::<T>(name);
	Pallet::<T>::register(RawOrigin::Signed(who.clone()).into(), bond::<T>(), Perbill::zero())
		.expect("the bond is above the minimum");
	who
}

/// The epoch, and the account that holds delegations made ready as genesis does.
fn prepare<T: Config>() -> u32 {
	if frame_system::Pallet::<T>::providers(&Pallet::<T>::account()) == 0 {
		frame_system::Pallet::<T>::inc_providers(&Pallet::<T>::account());
	}
	let pot = T::Pot::get();
	T::Currency::mint_into(&pot, bond::<T>()).expect("the pot can be funded");
	T::BenchmarkHelper::set_epoch(1_000);
	T::WorkEpoch::get()
}

/// Fill the waiting list of `delegator` at `provider` with entries that are due.
///
/// The epoch cannot be moved from here, so the entries are written as they would be found later.
fn fill_pending<T: Config>(provider_id: &T::AccountId, delegator: &T::AccountId) {
	let amount = T::MinDelegation::get().max(T::Currency::minimum_balance());
	let whole = amount.saturating_mul(MAX_PENDING.into());
	T::Currency::mint_into(&Pallet::<T>::account(), whole).expect("the account can be funded");
	T::Currency::hold(&HoldReason::Delegation.into(), &Pallet::<T>::account(), whole)
		.expect("what was minted can be held");
	let now = T::WorkEpoch::get();
	let mut entries: Vec<Pending> =
		(0..MAX_PENDING).map(|step| Pending { from: now.saturating_sub(step), amount }).collect();
	entries.reverse();
	let list = PendingList::truncate_from(entries);
	let mut record = Providers::<T>::get(provider_id).expect("the provider is registered");
	record.pending = list.clone();
	let mut delegation = Delegations::<T>::get(provider_id, delegator).unwrap_or_else(|| {
		record.delegators = record.delegators.saturating_add(1);
		Delegation::default()
	});
	delegation.pending = list;
	Providers::<T>::insert(provider_id, record);
	Delegations::<T>::insert(provider_id, delegator, delegation);
}

/// A provider to which stake of `delegator` moves, with a full waiting list of that delegator.
fn mover<T: Config>(index: u32, delegator: &T::AccountId) -> T::AccountId {
	let to: T::AccountId = account("target", index, 0);
	fund::<T>(&to);
	Pallet::<T>::register(RawOrigin::Signed(to.clone()).into(), bond::<T>(), Perbill::zero())
		.expect("the bond is above the minimum");
	fill_pending::<T>(&to, delegator);
	to
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn register() {
		prepare::<T>();
		let who: T::AccountId = whitelisted_caller();
		fund::<T>(&who);

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), bond::<T>(), T::MaxCommission::get());

		assert!(Providers::<T>::contains_key(who));
	}

	#[benchmark]
	fn bond_extra() {
		prepare::<T>();
		let who = provider::<T>("provider");
		fill_pending::<T>(&who, &funded::<T>("delegator"));

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), bond::<T>());

		assert_eq!(Providers::<T>::get(who).map(|p| p.own), Some(bond::<T>().saturating_mul(2)));
	}

	#[benchmark]
	fn unbond() {
		prepare::<T>();
		let who = provider::<T>("provider");
		fill_pending::<T>(&who, &funded::<T>("delegator"));
		Providers::<T>::mutate(&who, |record| {
			if let Some(record) = record {
				record.status = Status::Leaving;
			}
		});

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), bond::<T>());

		assert_eq!(Providers::<T>::get(who).map(|p| p.own), Some(0));
	}

	#[benchmark]
	fn withdraw_unbonded() {
		let now = prepare::<T>();
		let who = provider::<T>("provider");
		fill_pending::<T>(&who, &funded::<T>("delegator"));
		Providers::<T>::mutate(&who, |record| {
			if let Some(record) = record {
				record.own = 0;
				let chunk = OwnChunk { release: now, amount: bond::<T>() };
				let _ = record.own_unbonding.try_push(chunk);
			}
		});

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), who.clone());

		assert!(Providers::<T>::get(who).is_some_and(|p| p.own_unbonding.is_empty()));
	}

	#[benchmark]
	fn set_commission() {
		prepare::<T>();
		let who = provider::<T>("provider");
		fill_pending::<T>(&who, &funded::<T>("delegator"));

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), Perbill::zero());

		assert_eq!(Cohorts::<T>::iter_prefix(who).count(), MAX_PENDING as usize);
	}

	#[benchmark]
	fn chill() {
		prepare::<T>();
		let who = provider::<T>("provider");
		fill_pending::<T>(&who, &funded::<T>("delegator"));

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()));

		assert_eq!(Providers::<T>::get(who).map(|p| p.status), Some(Status::Chilled));
	}

	#[benchmark]
	fn delegate() {
		prepare::<T>();
		let target = provider::<T>("provider");
		let who: T::AccountId = whitelisted_caller();
		fund::<T>(&who);
		fill_pending::<T>(&target, &who);
		let amount = T::MinDelegation::get().max(T::Currency::minimum_balance());

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), target.clone(), amount);

		assert_eq!(Delegations::<T>::get(target, who).map(|d| d.pending.len()), Some(1));
	}

	#[benchmark]
	fn undelegate() {
		let now = prepare::<T>();
		let target = provider::<T>("provider");
		let who: T::AccountId = whitelisted_caller();
		fund::<T>(&who);
		fill_pending::<T>(&target, &who);
		let from = now.saturating_add(1);
		let amount = T::MinDelegation::get().max(T::Currency::minimum_balance());
		// One entry that still waits, so that a part goes home at once.
		T::Currency::mint_into(&Pallet::<T>::account(), amount).expect("it can be funded");
		T::Currency::hold(&HoldReason::Delegation.into(), &Pallet::<T>::account(), amount)
			.expect("what was minted can be held");
		Providers::<T>::mutate(&target, |record| {
			if let Some(last) = record.as_mut().and_then(|record| record.pending.iter_mut().last())
			{
				last.from = from;
			}
		});
		Delegations::<T>::mutate(&target, &who, |record| {
			if let Some(last) = record.as_mut().and_then(|record| record.pending.iter_mut().last())
			{
				last.from = from;
			}
		});

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), target.clone(), Balance::MAX);

		assert_eq!(Delegations::<T>::get(target, who).map(|d| d.unbonding.len()), Some(1));
	}

	#[benchmark]
	fn withdraw_delegation(m: Linear<0, MAX_CHUNKS>) {
		let now = prepare::<T>();
		let target = provider::<T>("provider");
		let who: T::AccountId = whitelisted_caller();
		fund::<T>(&who);
		fill_pending::<T>(&target, &who);
		let amount = T::MinDelegation::get().max(T::Currency::minimum_balance());
		let whole = amount.saturating_mul(m.saturating_add(1).into());
		T::Currency::mint_into(&Pallet::<T>::account(), whole).expect("it can be funded");
		T::Currency::hold(&HoldReason::Delegation.into(), &Pallet::<T>::account(), whole)
			.expect("what was minted can be held");
		let mut targets: Vec<Option<T::AccountId>> =
			(0..m).map(|i| Some(mover::<T>(i, &who))).collect();
		if targets.is_empty() {
			targets.push(None);
		}
		for to in targets {
			Providers::<T>::mutate(&target, |record| {
				if let Some(record) = record {
					let _ = record.unbonding.issue(amount);
				}
			});
			Delegations::<T>::mutate(&target, &who, |record| {
				if let Some(record) = record {
					let _ = record.unbonding.try_push(Chunk { release: now, shares: amount, to });
				}
			});
		}

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), target.clone(), who.clone());

		assert_eq!(Delegations::<T>::get(target, who).map(|d| d.unbonding.len()), Some(0));
	}

	#[benchmark]
	fn claim() {
		prepare::<T>();
		let target = provider::<T>("provider");
		let who: T::AccountId = whitelisted_caller();
		fund::<T>(&who);
		fill_pending::<T>(&target, &who);
		let income = bond::<T>() / 10;
		<Pallet<T> as ProviderStake<_, _>>::reward(&target, income);

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), target.clone(), who.clone());

		assert_eq!(Delegations::<T>::get(target, who).map(|d| d.owed), Some(0));
	}

	#[benchmark]
	fn back() -> Result<(), BenchmarkError> {
		prepare::<T>();
		let who = provider::<T>("provider");
		fill_pending::<T>(&who, &funded::<T>("delegator"));
		let amount = Pallet::<T>::node_bond(1).saturating_mul(10);
		T::Currency::mint_into(&who, amount)?;
		Pallet::<T>::bond_extra(RawOrigin::Signed(who.clone()).into(), amount)?;

		#[block]
		{
			<Pallet<T> as ProviderStake<_, _>>::back(&who, 1, 1)?;
		}

		assert!(Backings::<T>::contains_key(1));
		Ok(())
	}

	#[benchmark]
	fn reserve() -> Result<(), BenchmarkError> {
		prepare::<T>();
		let who = provider::<T>("provider");
		fill_pending::<T>(&who, &funded::<T>("delegator"));

		#[block]
		{
			<Pallet<T> as ProviderStake<_, _>>::reserve(&who, 1)?;
		}

		assert_eq!(Providers::<T>::get(who).map(|p| p.reserved), Some(1));
		Ok(())
	}

	#[benchmark]
	fn slash() {
		prepare::<T>();
		let who = provider::<T>("provider");
		fill_pending::<T>(&who, &funded::<T>("delegator"));
		let taken;

		#[block]
		{
			taken = <Pallet<T> as ProviderStake<_, _>>::slash(&who, Balance::MAX);
		}

		assert!(taken > bond::<T>());
	}

	#[benchmark]
	fn reward() {
		prepare::<T>();
		let who = provider::<T>("provider");
		fill_pending::<T>(&who, &funded::<T>("delegator"));
		// One cohort begins to count, as in an ordinary epoch.
		Providers::<T>::mutate(&who, |record| {
			if let Some(record) = record {
				record.pending.truncate(1);
			}
		});

		#[block]
		{
			<Pallet<T> as ProviderStake<_, _>>::reward(&who, bond::<T>());
		}

		assert!(Providers::<T>::get(who).is_some_and(|p| p.earned > 0));
	}
}
