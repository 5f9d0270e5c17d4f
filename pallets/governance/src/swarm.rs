//! The swarm: power earned by work, and its votes.

use alloc::vec::Vec;

use frame_support::{ensure, pallet_prelude::DispatchResult, traits::Get};
use labscape_primitives::{OwnStake, WorkPower};

use crate::{pallet::*, ActId, Decaying, Power, Vote};

impl<T: Config> Pallet<T> {
	/// The current step of the decay.
	fn step() -> u32 {
		T::WorkEpoch::get().checked_div(T::DecayPeriod::get()).unwrap_or_default()
	}

	/// `earned` as of now.
	pub(crate) fn decayed(mut earned: Decaying) -> Decaying {
		earned.advance(Self::step(), T::KeptPerStep::get());
		earned
	}

	/// What `who` earned and keeps, whatever its stake.
	pub(crate) fn earned_power(who: &T::AccountId) -> Power {
		Members::<T>::get(who).map_or(0, |member| Self::decayed(member.earned).power)
	}

	/// The power with which `who` would vote now.
	pub(crate) fn power_of(who: &T::AccountId) -> Power {
		Self::earned_power(who).min(T::OwnStake::own_stake(who))
	}

	/// The power of all members now.
	pub(crate) fn total_now() -> Power {
		Self::decayed(TotalPower::<T>::get()).power
	}

	/// The votes of `who` on open acts.
	pub(crate) fn open_votes(who: &T::AccountId) -> Vec<Vote> {
		let open = Queue::<T>::get();
		let votes = Members::<T>::get(who).map(|member| member.votes).unwrap_or_default();
		votes.into_iter().filter(|vote| open.iter().any(|(_, act)| *act == vote.act)).collect()
	}

	pub(crate) fn do_vote(who: T::AccountId, id: ActId, veto: bool) -> DispatchResult {
		let mut act = Acts::<T>::get(id).ok_or(Error::<T>::UnknownAct)?;
		let now = frame_system::Pallet::<T>::block_number();
		ensure!(now < act.due, Error::<T>::VotingOver);
		let mut member = Members::<T>::get(&who).ok_or(Error::<T>::NoPower)?;
		member.earned = Self::decayed(member.earned);
		let power = member.earned.power.min(T::OwnStake::own_stake(&who));
		ensure!(power > 0, Error::<T>::NoPower);

		if let Some(old) = member.votes.iter().find(|vote| vote.act == id) {
			act.tally.sub(old);
		}
		let open = Queue::<T>::get();
		member
			.votes
			.retain(|vote| vote.act != id && open.iter().any(|(_, other)| *other == vote.act));
		let vote = Vote { act: id, veto, power };
		act.tally.add(&vote);
		// Has room: at most one vote for each other open act is left.
		member.votes.try_push(vote).map_err(|_| Error::<T>::QueueFull)?;
		Acts::<T>::insert(id, act);
		Members::<T>::insert(&who, member);
		Self::deposit_event(Event::Voted { act: id, who, veto, power });
		Ok(())
	}

	pub(crate) fn do_prune_member(who: T::AccountId) -> DispatchResult {
		let member = Members::<T>::get(&who).ok_or(Error::<T>::NotMember)?;
		ensure!(Self::decayed(member.earned).power == 0, Error::<T>::StillCounts);
		ensure!(Self::open_votes(&who).is_empty(), Error::<T>::StillCounts);
		Members::<T>::remove(&who);
		Self::deposit_event(Event::MemberPruned { who });
		Ok(())
	}
}

impl<T: Config> WorkPower<T::AccountId, Power> for Pallet<T> {
	fn credit(provider: &T::AccountId, value: Power) {
		let mut member = Members::<T>::get(provider).unwrap_or_default();
		let mut earned = Self::decayed(member.earned);
		let cap = T::OwnStake::own_stake(provider);
		// What was earned under a larger stake stays; nothing is added beyond the present one.
		let gained = value.min(cap.saturating_sub(earned.power));
		if gained == 0 {
			return;
		}
		let mut total = Self::decayed(TotalPower::<T>::get());
		let (Some(own), Some(all)) =
			(earned.power.checked_add(gained), total.power.checked_add(gained))
		else {
			return;
		};
		earned.power = own;
		total.power = all;
		member.earned = earned;
		Members::<T>::insert(provider, member);
		TotalPower::<T>::put(total);
	}

	fn power(provider: &T::AccountId) -> Power {
		Self::power_of(provider)
	}
}
