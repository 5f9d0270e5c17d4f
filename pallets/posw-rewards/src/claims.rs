//! Answers: what a node shows on chain when it is said to withhold its work.

use crate::{
	report::{refusal, valid},
	*,
};
use alloc::boxed::Box;
use frame_support::{
	ensure,
	pallet_prelude::{TransactionSource, TransactionValidityError, ValidTransaction},
	traits::Get,
	weights::{Weight, WeightToFee},
};
use labscape_posw::{
	draw, epoch, hash, merkle,
	payload::{Answer, Proof},
};
use labscape_primitives::{NodeId, WorkEpoch, WorkSource};
use sp_runtime::{traits::SaturatedConversion, DispatchResult};

type Validity = Result<(ValidTransaction, Weight), TransactionValidityError>;

/// Epochs in which an auditor draws no audits after most of what it judged was claimed and answered.
const MISTRUSTED_EPOCHS: WorkEpoch = 16;
/// As many claims must have been answered before an auditor is mistrusted.
const ANSWERED_TO_JUDGE: u16 = 4;

impl<T: Config> Pallet<T> {
	/// Whether the leaves verify and hold every claimed one.
	fn check_answer(work: WorkEpoch, node: NodeId, answer: &Answer) -> Result<(), Error<T>> {
		ensure!(!T::Paused::get(), Error::Paused);
		let record = Works::<T>::get(work, node).ok_or(Error::UnknownWork)?;
		ensure!(!record.claims.is_empty(), Error::NothingClaimed);
		let shown =
			|leaf: &u32| answer.leaves.binary_search_by_key(leaf, |(index, _)| *index).is_ok();
		ensure!(record.claims.iter().all(|(leaf, _)| shown(leaf)), Error::IncompleteAnswer);
		let proven =
			merkle::verify_multi(&record.root, record.count, &answer.leaves, &answer.nodes);
		ensure!(proven, Error::BadProof);
		Ok(())
	}

	// The call holds it boxed.
	#[allow(clippy::borrowed_box)]
	pub(crate) fn authorize_answer(
		_source: TransactionSource,
		work: &WorkEpoch,
		node: &NodeId,
		answer: &Box<Answer>,
	) -> Validity {
		Self::check_answer(*work, *node, answer).map_err(refusal::<T>)?;
		valid::<T>("PoswAnswer", (work, node))
	}

	/// What answering weighs by what it shows and by how many claims that answers.
	fn answer_weight(answer: &Answer, claims: usize) -> Weight {
		T::WeightInfo::answer(answer.leaves.len().max(claims) as u32)
	}

	/// Returns what it weighed.
	pub(crate) fn do_answer(work: WorkEpoch, node: NodeId, answer: &Answer) -> Weight {
		if Self::check_answer(work, node, answer).is_err() {
			return Self::answer_weight(answer, 0);
		}
		let current = Current::<T>::get().index;
		let now = frame_system::Pallet::<T>::block_number().saturated_into();
		let answered = Self::open_tally(work, node, |record, tally| {
			let claims = core::mem::take(&mut record.claims);
			let half =
				T::WeightToFee::weight_to_fee(&Self::answer_weight(answer, claims.len())) / 2;
			record.charges = record.charges.saturating_add(half);
			tally.agreed = tally.agreed.saturating_add(tally.claimed);
			tally.claimed = 0;
			// The lie that only an answer shows must be disputed before it is paid. *(A9)*
			tally.answered = Some((current, now));
			if record.asked.is_empty() {
				Self::spare(tally);
			}
			Ok(claims)
		});
		let Ok(claims) = answered else { return Self::answer_weight(answer, 0) };
		let weight = Self::answer_weight(answer, claims.len());
		for (_, auditor) in claims {
			Self::note_answered(auditor);
		}
		Self::deposit_event(Event::Answered { work, node });
		weight
	}

	/// All of a work was shown: if it is suspended, nothing more is lost than what is proven wrong in the
	/// next epoch.
	fn spare(tally: &mut Tally) {
		if let Stage::Suspended { until } = &mut tally.stage {
			*until = Current::<T>::get().index.saturating_add(1);
		}
	}

	/// One of an auditor's claims was answered. When most of all that it judged was, it draws no audits
	/// for a while: of all of it, so that who hides its work from honest auditors and shows it on chain
	/// does not keep them from auditing others. *(A10)*
	fn note_answered(auditor: NodeId) {
		let epoch = Current::<T>::get().index;
		Standings::<T>::mutate(auditor, |standing| {
			standing.answered = standing.answered.saturating_add(1);
			let mostly = standing.answered.saturating_mul(2) > standing.judged;
			if standing.answered >= ANSWERED_TO_JUDGE && mostly {
				standing.no_audits_before = epoch.saturating_add(MISTRUSTED_EPOCHS);
			}
		});
	}

	pub(crate) fn do_ask_output(
		requester: &T::AccountId,
		work: WorkEpoch,
		node: NodeId,
		leaf: u32,
	) -> DispatchResult {
		Self::open_tally(work, node, |record, tally| {
			ensure!(tally.stage == Stage::Open, Error::UnknownWork);
			// A whole epoch is left to show it.
			let last = epoch::decided_from(tally.draw()).saturating_sub(2);
			ensure!(Current::<T>::get().index <= last, Error::TooLateToAsk);
			let item = draw::item_at_leaf(&record.segments, leaf).ok_or(Error::BadProof)?;
			let job = T::Work::job(item.job).ok_or(Error::UnknownWork)?;
			ensure!(job.requester == *requester, Error::<T>::NotRequester);
			ensure!(!record.asked.contains(&leaf), Error::TooManyAsked);
			record.asked.try_push(leaf).map_err(|_| Error::TooManyAsked)?;
			tally.asked = true;
			Ok(())
		})?;
		Self::deposit_event(Event::OutputAsked { work, node, leaf });
		Ok(())
	}

	fn check_output(
		work: WorkEpoch,
		node: NodeId,
		leaf: u32,
		result: &[u8],
		proof: &Proof,
	) -> Result<(), Error<T>> {
		ensure!(!T::Paused::get(), Error::Paused);
		let record = Works::<T>::get(work, node).ok_or(Error::UnknownWork)?;
		ensure!(record.asked.contains(&leaf), Error::NothingClaimed);
		let item = draw::item_at_leaf(&record.segments, leaf).ok_or(Error::BadProof)?;
		let result = sp_io::hashing::blake2_256(result).into();
		let hash = hash::leaf(&Self::genesis(), node, work, item.job, item.index, &result);
		ensure!(merkle::verify(&record.root, record.count, leaf, &hash, proof), Error::BadProof);
		Ok(())
	}

	// The call holds a vector.
	#[allow(clippy::ptr_arg)]
	pub(crate) fn authorize_show_output(
		_source: TransactionSource,
		work: &WorkEpoch,
		node: &NodeId,
		leaf: &u32,
		result: &sp_runtime::Vec<u8>,
		proof: &Proof,
	) -> Validity {
		Self::check_output(*work, *node, *leaf, result, proof).map_err(refusal::<T>)?;
		valid::<T>("PoswOutput", (work, node, leaf))
	}

	pub(crate) fn do_show_output(
		work: WorkEpoch,
		node: NodeId,
		leaf: u32,
		result: &[u8],
		proof: &Proof,
	) {
		if Self::check_output(work, node, leaf, result, proof).is_err() {
			return;
		}
		let shown = Self::open_tally(work, node, |record, tally| {
			record.asked.retain(|asked| *asked != leaf);
			tally.asked = !record.asked.is_empty();
			if !tally.asked && record.claims.is_empty() {
				Self::spare(tally);
			}
			Ok(())
		});
		if shown.is_ok() {
			Self::deposit_event(Event::OutputShown { work, node, leaf });
		}
	}
}
