//! Benchmarks, each on its longest path.

use alloc::vec;
use frame_benchmarking::v2::*;
use frame_support::{
	migrations::SteppedMigration,
	traits::{fungible::Mutate, Get},
	weights::WeightMeter,
};
use frame_system::RawOrigin;
use labscape_primitives::{Lapse, Milestones, Release, MAX_MILESTONES};
use sp_runtime::traits::{One, Saturating};

use super::*;

const AMOUNT: Amount = 1_000_000_000_000_000;

fn funded<T: Config>(name: &'static str, index: u32) -> T::AccountId {
	let who: T::AccountId = account(name, index, 0);
	let _ = T::Currency::set_balance(&who, Amount::max_value() / 1_000_000);
	who
}

fn linear<T: Config>(to: T::AccountId) -> GrantOf<T> {
	let start = frame_system::Pallet::<T>::block_number();
	let end = start.saturating_add(T::MaxDuration::get());
	Grant {
		beneficiary: to,
		amount: AMOUNT,
		release: Release::Linear { start, cliff: start, end },
		revocable: true,
		transferable: true,
	}
}

fn milestones<T: Config>(to: T::AccountId, authority: T::AccountId) -> GrantOf<T> {
	let deadline = frame_system::Pallet::<T>::block_number().saturating_add(One::one());
	let parts = Milestones::truncate_from(vec![AMOUNT; MAX_MILESTONES as usize]);
	Grant {
		beneficiary: to,
		amount: AMOUNT.saturating_mul(MAX_MILESTONES.into()),
		release: Release::Milestone {
			authority,
			parts,
			released: 0,
			deadline,
			lapse: Lapse::Returns,
		},
		revocable: true,
		transferable: true,
	}
}

fn setup<T: Config>(grants: u32) -> (T::AccountId, T::AccountId, AssetKind) {
	let (granter, beneficiary) = (funded::<T>("granter", 0), funded::<T>("beneficiary", 0));
	let asset = T::BenchmarkHelper::asset(&granter, AMOUNT.saturating_mul(1_000));
	for _ in 0..grants {
		let grant = linear::<T>(beneficiary.clone());
		Pallet::<T>::grant(RawOrigin::Signed(granter.clone()).into(), asset, grant)
			.expect("the benchmark set it up");
	}
	T::BenchmarkHelper::burden(asset, &granter);
	T::BenchmarkHelper::burden(asset, &beneficiary);
	(granter, beneficiary, asset)
}

/// A beneficiary of its own.
fn burdened<T: Config>(asset: AssetKind, index: u32) -> T::AccountId {
	let who = funded::<T>("beneficiary", index.saturating_add(1));
	T::BenchmarkHelper::burden(asset, &who);
	who
}

fn advance<T: Config>(blocks: BlockNumberFor<T>) {
	let now = frame_system::Pallet::<T>::block_number();
	frame_system::Pallet::<T>::set_block_number(now.saturating_add(blocks));
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn grant_batch(n: Linear<1, { T::MaxBatch::get() }>) {
		let (granter, _, asset) = setup::<T>(0);
		let beneficiaries: Vec<_> = (0..n).map(|i| burdened::<T>(asset, i)).collect();
		advance::<T>(T::MaxDuration::get());
		let grants = beneficiaries.into_iter().map(linear::<T>).collect::<Vec<_>>();
		let grants = BoundedVec::truncate_from(grants);
		#[extrinsic_call]
		_(RawOrigin::Signed(granter), asset, grants);
		assert_eq!(NextScheduleId::<T>::get(), ScheduleId::from(n));
	}

	#[benchmark]
	fn claim_batch(n: Linear<1, { T::MaxBatch::get() }>) {
		let (granter, _, asset) = setup::<T>(0);
		for i in 0..n {
			let grant = linear::<T>(funded::<T>("beneficiary", i.saturating_add(1)));
			Pallet::<T>::grant(RawOrigin::Signed(granter.clone()).into(), asset, grant)
				.expect("the benchmark set it up");
			burdened::<T>(asset, i);
		}
		advance::<T>(T::MaxDuration::get());
		let ids = BoundedVec::truncate_from((0..ScheduleId::from(n)).collect());
		#[extrinsic_call]
		_(RawOrigin::Signed(granter), ids);
		assert!(Schedules::<T>::get(0).is_none());
	}

	#[benchmark]
	fn revoke() {
		let (granter, beneficiary, asset) = setup::<T>(0);
		let start = frame_system::Pallet::<T>::block_number();
		let end = start.saturating_add(T::MaxDuration::get());
		// Nothing is due yet, so that all of it goes back.
		let grant = Grant {
			release: Release::Linear { start, cliff: end, end },
			..linear::<T>(beneficiary.clone())
		};
		Pallet::<T>::grant(RawOrigin::Signed(granter.clone()).into(), asset, grant)
			.expect("the benchmark set it up");
		T::BenchmarkHelper::burden(asset, &granter);
		T::BenchmarkHelper::burden(asset, &beneficiary);
		advance::<T>(T::MaxDuration::get() / 2u32.into());
		#[extrinsic_call]
		_(RawOrigin::Signed(granter), 0);
		assert!(Schedules::<T>::get(0).is_none());
	}

	#[benchmark]
	fn transfer() {
		let (_, beneficiary, asset) = setup::<T>(1);
		let to = funded::<T>("heir", 0);
		T::BenchmarkHelper::burden(asset, &to);
		advance::<T>(T::MaxDuration::get() / 2u32.into());
		#[extrinsic_call]
		_(RawOrigin::Signed(beneficiary), 0, to.clone());
		assert!(SchedulesByBeneficiary::<T>::contains_key(to, 0));
	}

	#[benchmark]
	fn merge() {
		let (_, beneficiary, _) = setup::<T>(2);
		#[extrinsic_call]
		_(RawOrigin::Signed(beneficiary), 0, 1);
		assert!(Schedules::<T>::get(0).is_none());
	}

	#[benchmark]
	fn release_milestone() {
		let (granter, beneficiary, asset) = setup::<T>(0);
		let grant = milestones::<T>(beneficiary, granter.clone());
		Pallet::<T>::grant(RawOrigin::Signed(granter.clone()).into(), asset, grant)
			.expect("the benchmark set it up");
		#[extrinsic_call]
		_(RawOrigin::Signed(granter), 0);
		assert_eq!(Pallet::<T>::claimable(0), AMOUNT);
	}

	#[benchmark]
	fn pause() -> Result<(), BenchmarkError> {
		let origin =
			T::PauseOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, T::MaxPause::get());
		assert!(Pallet::<T>::paused_until().is_some());
		Ok(())
	}

	#[benchmark]
	fn rewrite_schedule() {
		StorageVersion::new(1).put::<Pallet<T>>();
		let (who, now) = (funded::<T>("granter", 0), frame_system::Pallet::<T>::block_number());
		let old = ScheduleV1 {
			asset: AssetKind::Native,
			beneficiary: who.clone(),
			granter: who,
			amount: AMOUNT,
			claimed: 0,
			start: now,
			cliff: now,
			end: now.saturating_add(One::one()),
			revocable: false,
		};
		Schedules::<T>::insert(0, Versioned::V1(old));
		let mut meter = WeightMeter::with_limit(T::WeightInfo::rewrite_schedule());
		#[block]
		{
			let _ = migrations::v2::RewriteSchedules::<T>::step(None, &mut meter);
		}
		assert!(matches!(Schedules::<T>::get(0), Some(Versioned::V2(_))));
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
