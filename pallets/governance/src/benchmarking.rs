//! Worst cases: a full queue, a full list of votes, and power that is many steps old.

use super::*;
use alloc::vec;
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{EnsureOrigin, Get, StorePreimage},
	weights::WeightMeter,
};
use frame_system::RawOrigin;
use labscape_primitives::WorkPower;

/// A harmless call whose encoding has about `len` bytes.
fn call<T: Config>(len: u32) -> <T as Config>::RuntimeCall
where
	<T as Config>::RuntimeCall: From<frame_system::Call<T>>,
{
	frame_system::Call::<T>::remark { remark: vec![0; len as usize] }.into()
}

/// Queue one act with a call of about `len` bytes.
fn queue<T: Config>(len: u32) -> Result<ActId, BenchmarkError>
where
	<T as Config>::RuntimeCall: From<frame_system::Call<T>>,
	T::Preimages: StorePreimage,
{
	let origin = T::ActOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
	let act = NextAct::<T>::get();
	Pallet::<T>::queue_act(origin, T::Preimages::bound(call::<T>(len))?, T::MinDelay::get())?;
	Ok(act)
}

/// A member with `power` that is [`MAX_DECAY_STEPS`] old, or as old as the epoch allows, and with a
/// vote on every act that may be open.
fn member<T: Config>(who: &T::AccountId, power: Power) {
	let step = T::WorkEpoch::get().checked_div(T::DecayPeriod::get()).unwrap_or_default();
	let earned = Decaying { power, step: step.saturating_sub(MAX_DECAY_STEPS) };
	let mut member = MemberOf::<T> { earned, votes: Default::default() };
	for act in 0..T::MaxActs::get() {
		let _ = member.votes.try_push(Vote { act, veto: true, power: 1 });
		Acts::<T>::mutate(act, |open| {
			if let Some(open) = open {
				open.tally.veto = open.tally.veto.saturating_add(1);
			}
		});
	}
	Members::<T>::insert(who, member);
	TotalPower::<T>::put(earned);
}

#[benchmarks(
	where
		<T as Config>::RuntimeCall: From<frame_system::Call<T>>,
		T::Preimages: StorePreimage,
)]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn queue_act(l: Linear<128, { 1024 * 1024 }>) -> Result<(), BenchmarkError> {
		for _ in 1..T::MaxActs::get() {
			queue::<T>(10)?;
		}
		let origin =
			T::ActOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let bounded = T::Preimages::bound(call::<T>(l))?;

		#[extrinsic_call]
		_(origin as OriginOf<T>, bounded, T::MinDelay::get());

		assert_eq!(Queue::<T>::get().len(), T::MaxActs::get() as usize);
		Ok(())
	}

	#[benchmark]
	fn vote() -> Result<(), BenchmarkError> {
		for _ in 0..T::MaxActs::get() {
			queue::<T>(10)?;
		}
		let who: T::AccountId = whitelisted_caller();
		member::<T>(&who, Power::MAX / 2);
		T::BenchmarkHelper::give_stake(&who);

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), 0, false);

		assert!(Acts::<T>::get(0).is_some_and(|act| act.tally.support > 0));
		Ok(())
	}

	#[benchmark]
	fn cancel_act() -> Result<(), BenchmarkError> {
		for _ in 0..T::MaxActs::get() {
			queue::<T>(1_000)?;
		}
		let origin =
			T::CancelOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;

		#[extrinsic_call]
		_(origin as OriginOf<T>, 0);

		assert!(!Acts::<T>::contains_key(0));
		Ok(())
	}

	#[benchmark]
	fn prune_member() {
		let who: T::AccountId = whitelisted_caller();
		Members::<T>::insert(&who, MemberOf::<T>::default());

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), who.clone());

		assert!(!Members::<T>::contains_key(who));
	}

	#[benchmark]
	fn poll() -> Result<(), BenchmarkError> {
		for _ in 0..T::MaxActs::get() {
			queue::<T>(10)?;
		}
		let now = frame_system::Pallet::<T>::block_number();

		#[block]
		{
			Pallet::<T>::enact_due(now, &mut WeightMeter::new());
		}

		assert_eq!(Queue::<T>::get().len(), T::MaxActs::get() as usize);
		Ok(())
	}

	#[benchmark]
	fn enact() -> Result<(), BenchmarkError> {
		queue::<T>(4_000_000)?;
		let due = Acts::<T>::get(0).map(|act| act.due).ok_or("the act is open")?;
		frame_system::Pallet::<T>::set_block_number(due);

		#[block]
		{
			Pallet::<T>::enact_due(due, &mut WeightMeter::new());
		}

		assert!(Records::<T>::contains_key(0));
		Ok(())
	}

	#[benchmark]
	fn credit() {
		let who: T::AccountId = whitelisted_caller();
		// Little enough for the stake to let it grow.
		member::<T>(&who, 1);
		T::BenchmarkHelper::give_stake(&who);

		#[block]
		{
			<Pallet<T> as WorkPower<_, _>>::credit(&who, Power::MAX);
		}

		assert!(Members::<T>::get(who).is_some_and(|member| member.earned.power > 1));
	}
}
