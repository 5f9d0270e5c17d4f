//! Small networks: where no quorum comes, the referee is the auditor.

use crate::{
	disputes::Bytes,
	pallet::InputProof,
	report::{refusal, valid},
	*,
};
use frame_support::{
	ensure,
	pallet_prelude::{TransactionSource, TransactionValidityError, ValidTransaction},
	storage::with_storage_layer,
	traits::Get,
	weights::{Weight, WeightToFee},
};
use labscape_posw::{
	draw::{self, Item},
	merkle,
	params::Parameters,
	payload::Proof,
};
use labscape_primitives::{Fuel, Hash, NodeId, WorkEpoch};
use sp_runtime::DispatchError;

impl<T: Config> Pallet<T> {
	/// How many items of a work are refereed where there is no quorum.
	pub(crate) fn refereed_items(count: u32, params: &Parameters) -> u8 {
		u32::from(params.fallback_items).min(count) as u8
	}

	/// Whether all that had to be refereed was.
	pub(crate) fn all_proven(proven: u16, count: u32, params: &Parameters) -> bool {
		proven.count_ones() >= u32::from(Self::refereed_items(count, params))
	}

	/// The item of a slot that is still to be proven.
	pub(crate) fn slot_item(
		record: &Work<T::AccountId>,
		stage: &Stage,
		work: WorkEpoch,
		node: NodeId,
		slot: u8,
	) -> Option<Item> {
		let Stage::Refereed { draw, proven, .. } = stage else { return None };
		let slots = Self::refereed_items(record.count, &Self::parameters(work));
		let bit = 1u16.checked_shl(u32::from(slot))?;
		if slot >= slots || proven & bit != 0 {
			return None;
		}
		let beacon = Epochs::<T>::get(draw)?.beacon?;
		draw::fallback_item(&record.segments, &beacon, work, node, slot)
	}

	fn check_prove(
		work: WorkEpoch,
		node: NodeId,
		slot: u8,
		bytes: Bytes,
		committed: &Hash,
		proof: &Proof,
	) -> Result<Item, Error<T>> {
		ensure!(!T::Paused::get(), Error::Paused);
		let record = Works::<T>::get(work, node).ok_or(Error::UnknownWork)?;
		let tally = Self::tally_of(work, &record).ok_or(Error::UnknownWork)?;
		let item =
			Self::slot_item(&record, &tally.stage, work, node, slot).ok_or(Error::NotRefereed)?;
		let proven = merkle::verify(&record.root, record.count, item.leaf, committed, proof);
		ensure!(proven, Error::BadProof);
		Self::check_room(bytes)?;
		Self::check_bytes(item.job, item.index, bytes)?;
		Ok(item)
	}

	// The call holds vectors.
	#[allow(clippy::ptr_arg)]
	pub(crate) fn authorize_prove(
		_source: TransactionSource,
		work: &WorkEpoch,
		node: &NodeId,
		slot: &u8,
		program: &sp_runtime::Vec<u8>,
		input: &sp_runtime::Vec<u8>,
		input_proof: &InputProof,
		committed: &Hash,
		proof: &Proof,
		fuel: &Fuel,
	) -> Result<(ValidTransaction, Weight), TransactionValidityError> {
		let bytes = Bytes { program, input, input_proof, fuel: *fuel };
		Self::check_prove(*work, *node, *slot, bytes, committed, proof).map_err(refusal::<T>)?;
		valid::<T>("PoswProve", (work, node, slot))
	}

	pub(crate) fn do_prove(
		work: WorkEpoch,
		node: NodeId,
		slot: u8,
		bytes: Bytes,
		committed: &Hash,
		proof: &Proof,
	) {
		let proven = with_storage_layer(|| -> Result<(), DispatchError> {
			let item = Self::check_prove(work, node, slot, bytes, committed, proof)?;
			let right = Self::referee(work, node, item.job, item.index, bytes)?;
			if right != *committed {
				return Self::prove_wrong(work, node, item.leaf, None);
			}
			let weight = Self::run_weight(bytes.program.len(), bytes.input.len(), bytes.fuel);
			let cost = T::WeightToFee::weight_to_fee(&weight);
			Self::open_tally(work, node, |record, tally| {
				record.charges = record.charges.saturating_add(cost);
				if let Stage::Refereed { proven, .. } = &mut tally.stage {
					*proven |= 1u16.checked_shl(u32::from(slot)).unwrap_or(0);
				}
				Ok(())
			})?;
			Self::deposit_event(Event::ItemProven { work, node, slot });
			Ok(())
		});
		if let Err(reason) = proven {
			Self::deposit_event(Event::RunSkipped { reason });
		}
	}
}
