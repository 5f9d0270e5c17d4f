//! Settlement: every work is decided once, and everything it owes is paid or burned.
//!
//! Pages come up on the agenda; each of their seats is settled, drawn again, handed to the referee,
//! suspended or released. Balances move once for all pages of a block.

use crate::*;
use alloc::{collections::BTreeMap, vec::Vec};
use frame_support::{
	ensure,
	traits::{fungible::Mutate, tokens::Preservation::Expendable, Defensive, Get},
	weights::{Weight, WeightMeter},
};
use labscape_posw::{draw, epoch, money, Balance, MAX_SAMPLES};
use labscape_primitives::{
	BurnLedger, BurnSource, LabscapeId, LeaseId, MintSource, NodeId, ProviderStake, Segments,
	WorkEpoch, WorkPower, WorkSource, MAX_LEASES_PER_NODE,
};
use sp_runtime::{DispatchError, DispatchResult, PerThing};

/// What pages pay, moved together at the end.
pub(crate) struct Payout<AccountId> {
	pub pools: Vec<(AccountId, Balance, Balance)>,
	pub burn: Balance,
	pub residue: Balance,
	pub treasury: Balance,
}

impl<AccountId> Default for Payout<AccountId> {
	fn default() -> Self {
		Self { pools: Vec::new(), burn: 0, residue: 0, treasury: 0 }
	}
}

/// How far a page was looked at.
pub(crate) enum Looked {
	/// To its end, and when it is to be looked at again, if it is not dropped.
	Wholly { next: Option<WorkEpoch> },
	/// As far as there was weight.
	Partly,
}

/// What deciding one work weighs at most.
struct Outlook {
	/// Without looking for who stayed silent.
	decision: Weight,
	/// For how many samples an auditor is looked for, if for any.
	surveyed: Option<u32>,
}

impl Outlook {
	fn weight<T: Config>(&self, surveyed: Option<u32>) -> Weight {
		let survey = surveyed.map_or(Weight::zero(), T::WeightInfo::survey);
		self.decision.saturating_add(survey)
	}
}

/// What deciding one work came to.
#[derive(Default)]
struct Decision {
	/// When to look again, if it is not decided.
	again: Option<WorkEpoch>,
	/// How many records were looked at to find who stayed silent, if any were.
	surveyed: Option<u32>,
	/// What the weight of settling a work declares and this one did not come to.
	spared: Weight,
}

impl Decision {
	fn again(epoch: WorkEpoch) -> Self {
		Self { again: Some(epoch), ..Self::default() }
	}
}

impl<T: Config> Pallet<T> {
	/// Decide what is due, page by page, as far as the meter reaches.
	pub(crate) fn sweep(meter: &mut WeightMeter) {
		let current = Current::<T>::get().index;
		if T::Paused::get() {
			return;
		}
		let mut due = AgendaFrom::<T>::get();
		let mut payout = Payout::default();
		if due > current || meter.try_consume(Self::pay_out_weight()).is_err() {
			return;
		}
		while due <= current && meter.try_consume(T::WeightInfo::settle_pages()).is_ok() {
			let Some((work, pages)) = Agenda::<T>::iter_prefix(due).next() else {
				due = due.saturating_add(1);
				AgendaFrom::<T>::put(due);
				continue;
			};
			if !Self::settle_pages(due, work, pages, meter, &mut payout) {
				break;
			}
		}
		Self::pay_out(payout);
	}

	/// What deciding one work weighs, by what is known of it.
	fn outlook(tally: &Tally) -> Outlook {
		let leases = u32::from(tally.leases);
		let disputes = T::WeightInfo::file().saturating_mul(tally.disputes.into());
		let samples = u32::from(tally.samples);
		let (decision, surveyed) = if tally.claimed > 0 || tally.asked || tally.stage != Stage::Open
		{
			(T::WeightInfo::void(leases), None)
		} else if u32::from(tally.agreed).saturating_mul(2) > samples {
			(T::WeightInfo::settle_work(leases), None)
		} else {
			let missing = samples.saturating_sub(tally.judged.len());
			(T::WeightInfo::settle_work(leases), Some(missing))
		};
		Outlook { decision: decision.saturating_add(disputes), surveyed }
	}

	/// What [`Self::pay_out`] weighs, with what all works of a block share: the sum of voting power,
	/// which each of them writes and the database pays for once, the bound of emission, the parameters
	/// and paused blocks of Resources.
	pub(crate) fn pay_out_weight() -> Weight {
		T::WeightInfo::pay_out().saturating_add(T::DbWeight::get().reads_writes(4, 1))
	}

	/// What [`Call::settle`] may weigh: a full page and as much as any one of its works.
	pub(crate) fn settle_limit() -> Weight {
		let disputes = T::WeightInfo::file().saturating_mul(MAX_DISPUTES.into());
		let void = T::WeightInfo::void(MAX_LEASES_PER_NODE);
		let surveyed = T::WeightInfo::settle_work(MAX_LEASES_PER_NODE)
			.saturating_add(T::WeightInfo::survey(MAX_SAMPLES));
		T::WeightInfo::settle_pages()
			.saturating_add(T::WeightInfo::settle_page(T::MaxSeats::get()))
			.saturating_add(void.max(surveyed))
			.saturating_add(Self::silence_weight())
			.saturating_add(disputes)
			.saturating_add(Self::pay_out_weight())
	}

	/// Decide one page, as much of it as [`Self::settle_limit`] allows. Returns what that weighed.
	pub(crate) fn do_settle(
		due: WorkEpoch,
		work: WorkEpoch,
		labscape: LabscapeId,
	) -> Result<Weight, DispatchError> {
		ensure!(!T::Paused::get(), Error::<T>::Paused);
		let listed = Agenda::<T>::get(due, work).contains(labscape);
		ensure!(listed && due <= Current::<T>::get().index, Error::<T>::NothingDue);
		let mut payout = Payout::default();
		let mut only = LabscapeSet::default();
		only.insert(labscape);
		let mut meter = WeightMeter::with_limit(Self::settle_limit());
		meter.consume(T::WeightInfo::settle_pages().saturating_add(Self::pay_out_weight()));
		Self::settle_pages(due, work, only, &mut meter, &mut payout);
		Self::pay_out(payout);
		Ok(meter.consumed())
	}

	/// Decide pages of one epoch of work, as far as the meter reaches. Works that cannot be decided
	/// yet put their page on the agenda again. Returns whether all of `pages` were looked at.
	fn settle_pages(
		due: WorkEpoch,
		work: WorkEpoch,
		pages: LabscapeSet,
		meter: &mut WeightMeter,
		payout: &mut Payout<T::AccountId>,
	) -> bool {
		let mut left = Agenda::<T>::get(due, work);
		let Some(record) = Epochs::<T>::get(work).defensive() else {
			Agenda::<T>::remove(due, work);
			return true;
		};
		let mut dropped = 0u16;
		let mut again = BTreeMap::<WorkEpoch, Vec<LabscapeId>>::new();
		let mut done = true;
		for labscape in pages.iter() {
			match Self::settle_page(work, labscape, &record, meter, payout) {
				Looked::Wholly { next: None } => dropped = dropped.saturating_add(1),
				Looked::Wholly { next: Some(next) } => {
					again.entry(next).or_default().push(labscape)
				}
				Looked::Partly => {
					done = false;
					break;
				}
			}
			left.remove(labscape);
		}
		match left.first() {
			Some(_) => Agenda::<T>::insert(due, work, left),
			None => Agenda::<T>::remove(due, work),
		}
		for (next, labscapes) in again {
			Agenda::<T>::mutate(next, work, |pages| {
				for labscape in labscapes {
					pages.insert(labscape);
				}
			});
		}
		if dropped > 0 {
			Epochs::<T>::mutate_extant(work, |record| {
				record.pages = record.pages.saturating_sub(dropped);
			});
		}
		done
	}

	/// Decide every work of a page that can be, seat by seat, as far as the meter reaches. What is
	/// decided is marked in its tally, so that a page may be taken up again where the last block left
	/// it.
	pub(crate) fn settle_page(
		work: WorkEpoch,
		labscape: LabscapeId,
		record: &EpochRecord,
		meter: &mut WeightMeter,
		payout: &mut Payout<T::AccountId>,
	) -> Looked {
		let seats = Pages::<T>::decode_len(work, labscape).unwrap_or(0) as u32;
		if meter.try_consume(T::WeightInfo::settle_page(seats)).is_err() {
			return Looked::Partly;
		}
		let mut page = Pages::<T>::get(work, labscape);
		let current = Current::<T>::get().index;
		let mut next: Option<WorkEpoch> = None;
		for seat in page.iter_mut() {
			let (node, provider) = (seat.node, seat.provider);
			let Some(tally) = seat.tally.as_mut().filter(|tally| tally.stage != Stage::Done) else {
				continue;
			};
			let outlook = Self::outlook(tally);
			let most = outlook.weight::<T>(outlook.surveyed);
			if !meter.can_consume(most) {
				Pages::<T>::insert(work, labscape, page);
				return Looked::Partly;
			}
			let decision = Self::decide(work, node, provider, tally, record, payout);
			let weight = outlook.weight::<T>(decision.surveyed).saturating_sub(decision.spared);
			meter.consume(weight.min(most));
			if let Some(again) = decision.again {
				let again = again.max(current.saturating_add(1));
				next = Some(next.map_or(again, |next| next.min(again)));
			}
		}
		match next {
			Some(_) => Pages::<T>::insert(work, labscape, page),
			None if Self::drop_page(work, labscape, &page, record, meter) => {}
			None => {
				Pages::<T>::insert(work, labscape, page);
				return Looked::Partly;
			}
		}
		Looked::Wholly { next }
	}

	/// Remove a page of which everything is decided, and charge auditors who committed and then kept
	/// silent *(A18)*, by far more those who had been chosen to open *(A4)*. Returns whether the meter
	/// reached to its end.
	fn drop_page(
		work: WorkEpoch,
		labscape: LabscapeId,
		page: &[Seat],
		record: &EpochRecord,
		meter: &mut WeightMeter,
	) -> bool {
		for seat in page {
			let standing = Standings::<T>::get(seat.node);
			let silent = |audit: &&Audit| audit.preimage.is_none() && audit.count > 0;
			let Some(audit) = standing.audit(work).filter(silent) else { continue };
			if meter.try_consume(Self::silence_weight()).is_err() {
				return false;
			}
			let (kind, charge) = match Self::unopened(work, seat.node, audit, record) {
				Some(stake) => (FaultKind::Unopened, stake),
				None => (FaultKind::Silent, record.params.silence_charge),
			};
			Self::charge_auditor(work, seat.node, kind, charge);
		}
		Pages::<T>::remove(work, labscape);
		true
	}

	/// What an auditor that committed and gave no verdicts is charged because it had to open: where all
	/// open, losing the fees with the charge for silence is dearer than what skipping saved; where one
	/// in eight does, that one loses eight times `S_a`. Its samples count at the mean fee of the draw.
	fn unopened(
		draw: WorkEpoch,
		auditor: NodeId,
		audit: &Audit,
		record: &EpochRecord,
	) -> Option<Balance> {
		let next = Epochs::<T>::get(draw.saturating_add(1))?;
		let few = next.reporters > draw::ALL_OPEN;
		if !few || !draw::must_open(&next.beacon?, auditor, next.reporters) {
			return None;
		}
		let fees = record.fees.saturating_mul(Balance::from(audit.count));
		let fees = fees.checked_div(Balance::from(record.samples))?;
		let stake = money::auditor_stake(fees, draw::OPEN_SHARE);
		Some(stake.max(record.params.silence_charge))
	}

	/// What charging an auditor that kept silent weighs.
	fn silence_weight() -> Weight {
		T::WeightInfo::survey(1).saturating_add(T::DbWeight::get().reads(1))
	}

	/// Decide one work, or say when to look again.
	fn decide(
		work: WorkEpoch,
		node: NodeId,
		provider: u64,
		tally: &mut Tally,
		epoch: &EpochRecord,
		payout: &mut Payout<T::AccountId>,
	) -> Decision {
		let current = Current::<T>::get().index;
		let soon = || Decision::again(current.saturating_add(1));
		if tally.stage == Stage::Done {
			return Decision::default();
		}
		let decided = tally.decided_from();
		if tally.stage == Stage::Open && current < decided {
			return Decision::again(decided);
		}
		let Some(mut record) = Works::<T>::get(work, node) else {
			tally.stage = Stage::Done;
			return Decision::default();
		};
		if !record.disputes.is_empty() {
			Self::lapse_disputes(&mut record, tally);
			Works::<T>::insert(work, node, &record);
			if tally.disputes > 0 {
				return soon();
			}
		}
		match tally.stage.clone() {
			Stage::Done => Decision::default(),
			Stage::Suspended { until } if current <= until => soon(),
			Stage::Suspended { .. } => {
				Self::finish(work, node, tally, &record);
				// What was shown meanwhile saves the stake.
				if tally.claimed > 0 || tally.asked {
					Self::forfeit(work, node, &record);
				}
				Decision::default()
			}
			Stage::Refereed { proven, .. }
				if Self::all_proven(proven, record.count, &epoch.params) =>
			{
				let spared = Self::settle_work(work, node, tally, record, epoch, payout);
				Decision { spared, ..Decision::default() }
			}
			Stage::Refereed { until, .. } if current <= until => soon(),
			Stage::Refereed { .. } => {
				Self::void(work, node, &record, tally, VoidCause::NoQuorum);
				Self::finish(work, node, tally, &record);
				Decision::default()
			}
			Stage::Open if tally.claimed > 0 || tally.asked => {
				// *(A9)* The items return to the queue at once; the stake waits for an answer.
				let until = current.saturating_add(WorkEpoch::from(epoch.params.reply_epochs));
				Self::void(work, node, &record, tally, VoidCause::Withheld);
				tally.fees = 0;
				record.kept_back = 0;
				record.accepted = u64::MAX;
				Works::<T>::insert(work, node, &record);
				tally.stage = Stage::Suspended { until };
				Self::deposit_event(Event::Suspended { work, node, until });
				soon()
			}
			Stage::Open => {
				let agreed = u32::from(tally.agreed);
				let mut quorum = agreed.saturating_mul(2) > u32::from(tally.samples);
				let (mut silent, mut surveyed) = (Vec::new(), None);
				if !quorum {
					let survey = Self::survey(work, node, &record, provider, tally);
					quorum = agreed.saturating_mul(2) > survey.foreign && agreed > 0;
					surveyed = Some(survey.records());
					silent = survey.silent;
				}
				if quorum {
					let spared = Self::settle_work(work, node, tally, record, epoch, payout);
					return Decision { surveyed, spared, again: None };
				}
				for auditor in silent {
					let charge = epoch.params.silence_charge;
					Self::charge_auditor(tally.draw(), auditor, FaultKind::Silent, charge);
				}
				let again = Self::redraw(work, node, tally, epoch);
				Decision { again, surveyed, ..Decision::default() }
			}
		}
	}

	/// Draw again what has no verdict, or hand the work to the referee.
	fn redraw(
		work: WorkEpoch,
		node: NodeId,
		tally: &mut Tally,
		epoch: &EpochRecord,
	) -> Option<WorkEpoch> {
		let current = Current::<T>::get().index;
		let draw = epoch::redrawn_in(current);
		let attempts = tally.draws.len() as u8;
		let more = attempts <= epoch.params.redraws && draw.saturating_sub(work) <= 255;
		if more && tally.draws.try_push(draw).is_ok() {
			Self::deposit_event(Event::Redrawn { work, node, attempt: attempts });
			return Some(epoch::decided_from(draw));
		}
		let until = current.saturating_add(WorkEpoch::from(epoch.params.reply_epochs));
		tally.stage = Stage::Refereed { until, draw: tally.draw(), proven: 0 };
		Self::deposit_event(Event::RefereeRequired { work, node, until });
		Some(current.saturating_add(1))
	}

	/// Close the disputes that nobody ran in time. While the referee's queue is full, none is. *(A13)*
	fn lapse_disputes(record: &mut Work<T::AccountId>, tally: &mut Tally) {
		let state = Current::<T>::get();
		let busy = state.referee_full.is_some_and(|full| full.saturating_add(1) >= state.index);
		record.disputes.retain(|id| {
			let Some(dispute) = Disputes::<T>::get(id) else { return false };
			// Without the job nothing can be run, which is not the filer's fault.
			let gone = T::Work::job(dispute.job).is_none();
			if !gone && (busy || dispute.due >= state.index) {
				return true;
			}
			Disputes::<T>::remove(id);
			if gone {
				Self::return_bond(&dispute);
			} else {
				Self::forfeit_bond(&dispute);
			}
			Self::deposit_event(Event::DisputeClosed { dispute: *id, bond_lost: !gone });
			false
		});
		tally.disputes = record.disputes.len() as u8;
	}

	/// The work is proven: pay, burn, emit. Returns what of its weight it did not need.
	fn settle_work(
		work: WorkEpoch,
		node: NodeId,
		tally: &mut Tally,
		record: Work<T::AccountId>,
		epoch: &EpochRecord,
		payout: &mut Payout<T::AccountId>,
	) -> Weight {
		let value = record.value.saturating_sub(record.accepted_value);
		let split = money::split(value, &epoch.params.shares);
		// Fees beyond the budget are the executor's, who chose to commit so few items.
		let shortfall = tally.fees.saturating_sub(record.budget);
		let owned = split.provider.saturating_add(record.kept_back).saturating_sub(shortfall);
		let charges = record.charges.min(owned);
		let paid = owned.saturating_sub(charges);
		let burned = split.burn.saturating_add(charges);
		let emitted = Self::emission(split.burn, epoch);
		payout.pools.push((record.provider.clone(), paid, emitted));
		payout.burn = payout.burn.saturating_add(burned);
		payout.treasury = payout.treasury.saturating_add(split.treasury);
		payout.residue = payout.residue.saturating_add(record.budget.saturating_sub(tally.fees));
		let finished = T::Work::settle(node, &record.unaccepted());
		let mut spared = Self::spared_by_jobs(tally.leases.into(), finished);
		T::Power::credit(&record.provider, value);
		let foreign = Self::foreign_value(&record);
		let written = Self::change_standing(node, |standing| {
			standing.note_good(foreign);
			standing.probation = false;
			Self::written_by_report(standing)
		});
		spared.saturating_accrue(T::DbWeight::get().reads_writes(written, written));
		Self::finish(work, node, tally, &record);
		Self::deposit_event(Event::Settled { work, node, value, paid, burned, emitted });
		spared
	}

	/// What jobs that go on do not cost: each that finishes leaves its place in the agenda and takes
	/// another, and the hold, the account and the usage of its requester change.
	fn spared_by_jobs(leases: u32, finished: u32) -> Weight {
		let left = u64::from(leases.saturating_sub(finished));
		T::DbWeight::get().reads_writes(left.saturating_mul(3), left.saturating_mul(5))
	}

	/// Records of a node that its report wrote in this block already, so that the database pays for
	/// them once: its standing, and its provider if verdicts earned something.
	fn written_by_report(standing: &Standing) -> u64 {
		let current = Current::<T>::get();
		let now = frame_system::Pallet::<T>::block_number();
		if current.start != now || standing.last_report != Some(current.index) {
			return 0;
		}
		let draw = epoch::judged_in(current.index);
		let judged = draw.and_then(|draw| standing.audit(draw));
		1u64.saturating_add(judged.is_some_and(|audit| audit.fees > 0).into())
	}

	/// The value of what others than the provider itself asked for, and did not accept: what counts for
	/// its reputation.
	fn foreign_value(record: &Work<T::AccountId>) -> Balance {
		record.unaccepted().iter().fold(0, |sum: Balance, segment| {
			let requester = T::Work::job(segment.job).map(|job| job.requester);
			let value = segment.item_price.saturating_mul(Balance::from(segment.len));
			sum.saturating_add(if requester.as_ref() == Some(&record.provider) { 0 } else { value })
		})
	}

	/// Move what pages pay: burn first, then mint, then pay the pools.
	pub(crate) fn pay_out(payout: Payout<T::AccountId>) {
		let Payout { pools, burn, residue, treasury } = payout;
		let pot = Self::pot_account();
		let stake_pot = T::StakePot::get();
		let mut moved: Vec<Result<(), DispatchError>> = Vec::new();
		if burn > 0 {
			moved.push(T::Ledger::burn_from(&pot, burn, BurnSource::Settlement));
		}
		if residue > 0 {
			moved.push(T::Ledger::burn_from(&pot, residue, BurnSource::AuditResidue));
		}
		if treasury > 0 {
			let to = T::Treasury::get();
			moved.push(T::Currency::transfer(&pot, &to, treasury, Expendable).map(|_| ()));
		}
		let paid = pools.iter().fold(0, |sum: Balance, (_, paid, _)| sum.saturating_add(*paid));
		let transferred = paid == 0
			|| T::Currency::transfer(&pot, &stake_pot, paid, Expendable)
				.map_err(|error| moved.push(Err(error)))
				.is_ok();
		let emitted =
			pools.iter().fold(0, |sum: Balance, (_, _, emitted)| sum.saturating_add(*emitted));
		let minted = emitted > 0
			&& T::Ledger::mint_into(&stake_pot, emitted, MintSource::Work)
				.map_err(|error| moved.push(Err(error)))
				.is_ok();
		for (provider, paid, emitted) in pools {
			let paid = if transferred { paid } else { 0 };
			let amount = paid.saturating_add(if minted { emitted } else { 0 });
			if amount > 0 {
				T::Stake::reward(&provider, amount);
			}
		}
		for error in moved.into_iter().filter_map(Result::err) {
			log::error!(target: LOG_TARGET, "settlement could not move a balance: {error:?}");
		}
	}

	/// Give everything that was not accepted back, and let the executor pay what its audits cost.
	fn void(
		work: WorkEpoch,
		node: NodeId,
		record: &Work<T::AccountId>,
		tally: &Tally,
		cause: VoidCause,
	) {
		let kept = Self::accepted_budget(record).saturating_add(record.kept_back);
		let owed = tally.fees.saturating_sub(kept);
		let taken = if owed > 0 { T::Stake::slash(&record.provider, owed) } else { 0 };
		if let Err(error) = Self::refill_pot(record, tally.fees, taken) {
			log::error!(target: LOG_TARGET, "the pot could not be refilled: {error:?}");
		}
		T::Work::void(node, &record.unaccepted());
		Self::deposit_event(Event::Voided { work, node, cause });
	}

	/// Silence after claims, to the end: the stake is lost. *(A9)*
	fn forfeit(work: WorkEpoch, node: NodeId, record: &Work<T::AccountId>) {
		let stake = money::stake(record.value, &Self::parameters(work));
		let charged = T::Stake::slash(&record.provider, stake);
		Self::burn_slashed(charged);
		Self::change_standing(node, |standing| standing.note_bad(record.value));
		Self::deposit_event(Event::Faulted {
			node,
			epoch: work,
			kind: FaultKind::Withheld,
			charged,
		});
	}

	/// The work is decided: its stake is free.
	fn finish(work: WorkEpoch, node: NodeId, tally: &mut Tally, record: &Work<T::AccountId>) {
		tally.stage = Stage::Done;
		Works::<T>::remove(work, node);
		Self::release_stake(work, node, record);
	}

	/// Free the stake that was reserved for a work.
	pub(crate) fn release_stake(work: WorkEpoch, node: NodeId, record: &Work<T::AccountId>) {
		Standings::<T>::mutate(node, |standing| {
			standing.open.retain(|open| *open != work);
			let mut freed = record.value.saturating_mul(2);
			if standing.open.is_empty() && standing.leased == 0 {
				freed = freed.saturating_add(core::mem::take(&mut standing.base));
			}
			T::Stake::unreserve(&record.provider, freed);
		});
	}

	/// The tally of a work.
	pub(crate) fn tally_of(work: WorkEpoch, record: &Work<T::AccountId>) -> Option<Tally> {
		let page = Pages::<T>::get(work, record.labscape);
		page.get(usize::from(record.seat)).and_then(|seat| seat.tally.clone())
	}

	pub(crate) fn do_accept(
		requester: &T::AccountId,
		work: WorkEpoch,
		node: NodeId,
		lease: LeaseId,
	) -> DispatchResult {
		let params = Self::parameters(work);
		let (provider, segment, keep) = Self::open_tally(work, node, |record, tally| {
			let open = matches!(tally.stage, Stage::Open | Stage::Refereed { .. });
			ensure!(open, Error::<T>::UnknownWork);
			let found = record.segments.iter().position(|segment| segment.lease == lease);
			let index = found.ok_or(Error::NothingToAccept)?;
			ensure!(!record.is_accepted(index), Error::NothingToAccept);
			let segment = record.segments.get(index).cloned().ok_or(Error::NothingToAccept)?;
			let job = T::Work::job(segment.job).ok_or(Error::NothingToAccept)?;
			ensure!(job.requester == *requester, Error::NotRequester);
			let value = segment.item_price.saturating_mul(Balance::from(segment.len));
			// What audits may still cost beyond the budget, in proportion to the value.
			let fees = tally.fee.saturating_mul(Balance::from(tally.samples));
			let worst = fees.saturating_sub(record.budget);
			let share = sp_runtime::Perbill::from_rational_with_rounding(
				value,
				record.value.max(1),
				sp_runtime::Rounding::Up,
			)
			.unwrap_or(sp_runtime::Perbill::one());
			let keep = share.mul_ceil(worst).min(money::split(value, &params.shares).provider);
			record.accepted |= 1u64.checked_shl(index as u32).unwrap_or(0);
			record.accepted_value = record.accepted_value.saturating_add(value);
			record.kept_back = record.kept_back.saturating_add(keep);
			Ok((record.provider.clone(), segment, keep))
		})?;
		let value = segment.item_price.saturating_mul(Balance::from(segment.len));
		let split = money::split(value, &params.shares);
		let paid = split.provider.saturating_sub(keep);
		Self::pay_out(Payout {
			pools: alloc::vec![(provider, paid, 0)],
			burn: split.burn,
			residue: 0,
			treasury: split.treasury,
		});
		T::Work::settle(node, &Segments::truncate_from(alloc::vec![segment]));
		Self::deposit_event(Event::Accepted { work, node, lease, value });
		Ok(())
	}
}
