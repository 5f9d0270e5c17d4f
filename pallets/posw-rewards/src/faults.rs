//! Faults and reputation: what is charged, once for each node, epoch and kind.

use crate::*;
use alloc::{collections::BTreeMap, vec::Vec};
use frame_support::{
	traits::{fungible::Mutate, tokens::Preservation::Expendable, Get},
	weights::WeightMeter,
};
use labscape_posw::{
	draw::{self, Slices},
	money, Balance,
};
use labscape_primitives::{
	BurnLedger, BurnSource, Hash, NodeId, ProviderStake, Repute, WorkEpoch, WorkSource,
};
use sp_runtime::DispatchError;

/// Reputation forgets a thirty-second with each settled work.
const DECAY: Balance = 32;
/// The reputation that Reserved work asks for, in millionths: who lied about a hundredth of its work,
/// which weighs sixteen times, is far below it; who has proven nothing has none.
const TRUSTED_PPM: u32 = 900_000;
/// What went wrong weighs this many times what went well.
const BAD_WEIGHT: Balance = 16;
/// How many records of auditors, with the pages that name them, are looked at in one step: 64 auditors
/// of eight slices.
pub(crate) const CHARGED_AT_ONCE: usize = 72;

/// Who was drawn to audit what has no verdict.
pub(crate) struct Survey {
	/// Samples that fell to foreign auditors.
	pub foreign: u32,
	/// Those of them that gave no verdict.
	pub silent: Vec<NodeId>,
	/// Pages that were read.
	pages: u32,
}

impl Survey {
	/// How much was looked at, in the unit of the weight `survey`, each of which stands for an auditor
	/// or a page.
	pub fn records(&self) -> u32 {
		(self.silent.len() as u32).max(self.pages)
	}
}

impl<T: Config> Pallet<T> {
	/// Destroy what was slashed and lies in the pot of SwarmStaking.
	pub(crate) fn burn_slashed(amount: Balance) {
		if amount == 0 {
			return;
		}
		if let Err(error) = T::Ledger::burn_from(&T::StakePot::get(), amount, BurnSource::Slash) {
			log::error!(target: LOG_TARGET, "a slash could not be burned: {error:?}");
		}
	}

	/// Charge an auditor for a draw, once for each kind. Returns what was taken.
	pub(crate) fn charge_auditor(
		draw: WorkEpoch,
		auditor: NodeId,
		kind: FaultKind,
		amount: Balance,
	) {
		// A node that Resources forgot has no standing and nothing left to charge.
		let first = Standings::<T>::mutate_extant(auditor, |standing| {
			let Some(audit) = standing.audit_mut(draw) else { return false };
			let first = audit.faults & kind.bit() == 0;
			audit.faults |= kind.bit();
			first
		});
		if !first {
			return;
		}
		let Some(view) = T::Work::node(auditor) else { return };
		let charged = T::Stake::slash(&view.provider, amount);
		Self::burn_slashed(charged);
		Self::deposit_event(Event::Faulted { node: auditor, epoch: draw, kind, charged });
	}

	/// Charge auditors whose secret shows that they were drawn the leaf that was proven wrong, and who
	/// agreed with it all the same: as many as [`CHARGED_AT_ONCE`] allows. What is left of `agreed`
	/// names the others.
	pub(crate) fn charge_agreeing(work: WorkEpoch, node: NodeId, agreed: &mut Agreed) {
		let mut room = CHARGED_AT_ONCE;
		while let Some(draw) = agreed.draws.last().copied() {
			if !Self::charge_draw(work, node, draw, agreed, &mut room) {
				return;
			}
			agreed.draws.pop();
			agreed.next = 0;
		}
	}

	/// Charge auditors of one draw. Returns whether all of its samples were looked at.
	fn charge_draw(
		work: WorkEpoch,
		node: NodeId,
		draw: WorkEpoch,
		agreed: &mut Agreed,
		room: &mut usize,
	) -> bool {
		let Some((beacon, reporters)) = Self::drawn_by(draw) else { return true };
		let table = Tables::<T>::get(draw);
		let Some(slices) = Slices::of(&beacon, agreed.labscape, table.total()) else { return true };
		let own = own_units(table.start(agreed.labscape), draw, work, agreed.own);
		let samples = draw::Samples::of(&beacon, &slices, work, node, &own);
		let opens_for = if reporters > draw::ALL_OPEN { draw::OPEN_SHARE } else { 1 };
		let mut pages = BTreeMap::new();
		let mut audits = BTreeMap::<NodeId, Audit>::new();
		for sample in agreed.next..agreed.samples {
			let read = pages.len().saturating_add(audits.len());
			if read >= *room {
				agreed.next = sample;
				return false;
			}
			if !agreed.judged.contains(sample) {
				continue;
			}
			let unit = samples.unit(sample);
			let Some((auditor, tag)) = Self::seat_at(&table, &mut pages, draw, unit) else {
				continue;
			};
			if tag == agreed.provider || agreed.dissented(auditor) {
				continue;
			}
			let audit = audits.entry(auditor).or_insert_with(|| {
				Standings::<T>::get(auditor).audit(draw).cloned().unwrap_or_default()
			});
			let Some(preimage) = audit.preimage else { continue };
			let segments = &agreed.segments;
			let item = draw::sampled_item(segments, &beacon, work, node, sample, &preimage);
			if item.is_some_and(|item| item.leaf == agreed.leaf) {
				let stake = money::auditor_stake(audit.fees, opens_for);
				Self::charge_auditor(draw, auditor, FaultKind::AgreedWithWrong, stake);
			}
		}
		*room = room.saturating_sub(pages.len().saturating_add(audits.len()));
		true
	}

	/// Charge those whom the calls that proved leaves wrong had left, as far as the meter reaches.
	pub(crate) fn charge_rest(meter: &mut WeightMeter) {
		while meter.try_consume(T::DbWeight::get().reads(1)).is_ok() {
			let Some((work, node, mut agreed)) = Charges::<T>::iter().next() else { return };
			if meter.try_consume(T::WeightInfo::resolve()).is_err() {
				return;
			}
			Self::charge_agreeing(work, node, &mut agreed);
			Self::keep_charges(work, node, agreed);
		}
	}

	/// Keep what is left to be charged, if anything is.
	pub(crate) fn keep_charges(work: WorkEpoch, node: NodeId, agreed: Agreed) {
		if agreed.draws.is_empty() {
			Charges::<T>::remove(work, node);
		} else {
			Charges::<T>::insert(work, node, agreed);
		}
	}

	/// A draw's beacon, and how many reported when it was fixed.
	pub(crate) fn drawn_by(draw: WorkEpoch) -> Option<(Hash, u32)> {
		let record = Epochs::<T>::get(draw)?;
		Some((record.beacon?, record.reporters))
	}

	/// Find how many samples of a work were drawn to foreign auditors, and which of them stayed silent.
	pub(crate) fn survey(
		work: WorkEpoch,
		node: NodeId,
		record: &Work<T::AccountId>,
		provider: u64,
		tally: &Tally,
	) -> Survey {
		let labscape = record.labscape;
		let draw = tally.draw();
		let judged = (0..tally.samples).filter(|sample| tally.judged.contains(*sample)).count();
		let mut survey = Survey { foreign: judged as u32, silent: Vec::new(), pages: 0 };
		let Some((beacon, _)) = Self::drawn_by(draw) else { return survey };
		let table = Tables::<T>::get(draw);
		let Some(slices) = Slices::of(&beacon, labscape, table.total()) else { return survey };
		let own = own_units(table.start(labscape), draw, work, record.own);
		let samples = draw::Samples::of(&beacon, &slices, work, node, &own);
		let mut pages = BTreeMap::new();
		for sample in (0..tally.samples).filter(|sample| !tally.judged.contains(*sample)) {
			let unit = samples.unit(sample);
			match Self::seat_at(&table, &mut pages, draw, unit) {
				Some((auditor, tag)) if tag != provider => {
					survey.foreign = survey.foreign.saturating_add(1);
					if !survey.silent.contains(&auditor) {
						survey.silent.push(auditor);
					}
				}
				_ => {}
			}
		}
		survey.pages = pages.len() as u32;
		survey
	}

	/// Void work gives everything back to the requester, so the pot gets back what auditors were paid
	/// for it: from `slashed`, which lies in the pot of SwarmStaking already. What remains of the
	/// budgets of accepted segments is burned. Returns what was taken of `slashed`.
	pub(crate) fn refill_pot(
		record: &Work<T::AccountId>,
		fees: Balance,
		slashed: Balance,
	) -> Result<Balance, DispatchError> {
		let kept = Self::accepted_budget(record).saturating_add(record.kept_back);
		if let Some(residue) = kept.checked_sub(fees).filter(|residue| *residue > 0) {
			T::Ledger::burn_from(&Self::pot_account(), residue, BurnSource::AuditResidue)?;
		}
		let owed = fees.saturating_sub(kept);
		let refilled = owed.min(slashed);
		if refilled < owed {
			log::error!(target: LOG_TARGET, "audit fees of {owed} are covered by {refilled} only");
		}
		if refilled > 0 {
			let (from, to) = (T::StakePot::get(), Self::pot_account());
			T::Currency::transfer(&from, &to, refilled, Expendable)?;
		}
		Ok(refilled)
	}

	/// The audit budget of the segments that were accepted.
	pub(crate) fn accepted_budget(record: &Work<T::AccountId>) -> Balance {
		record.segments.iter().enumerate().filter(|(index, _)| record.is_accepted(*index)).fold(
			0,
			|sum: Balance, (_, segment)| {
				let items = Balance::from(segment.len);
				sum.saturating_add(money::audit_price(segment.item_price).saturating_mul(items))
			},
		)
	}

	/// Change a node's standing, and what it may get with it.
	pub(crate) fn change_standing<R>(node: NodeId, change: impl FnOnce(&mut Standing) -> R) -> R {
		let mut standing = Standings::<T>::get(node);
		let before = standing.repute();
		let result = change(&mut standing);
		let after = standing.repute();
		Standings::<T>::insert(node, standing);
		if after != before {
			T::Work::set_repute(node, after);
		}
		result
	}
}

impl Standing {
	/// Count settled, audited value.
	pub(crate) fn note_good(&mut self, value: Balance) {
		let kept = |x: Balance| x.saturating_sub(x / DECAY);
		self.good = kept(self.good).saturating_add(value);
		self.bad = kept(self.bad);
	}

	/// Count value that went wrong.
	pub(crate) fn note_bad(&mut self, value: Balance) {
		self.bad = self.bad.saturating_add(value.saturating_mul(BAD_WEIGHT));
	}

	/// The reputation: the share of the audited value that was right, in millionths.
	pub(crate) fn reputation_ppm(&self) -> u32 {
		let all = self.good.saturating_add(self.bad);
		let ppm = sp_runtime::Perbill::from_rational(self.good, all.max(1));
		ppm.deconstruct() / 1_000
	}

	/// What the node may get.
	pub(crate) fn repute(&self) -> Repute {
		Repute { on_probation: self.probation, trusted: self.reputation_ppm() >= TRUSTED_PPM }
	}
}
