//! The one report of a node and epoch: authorised first, then done or skipped.

use crate::{audits::Read, *};
use alloc::boxed::Box;
use frame_support::{
	ensure,
	pallet_prelude::{
		InvalidTransaction, TransactionSource, TransactionValidityError, ValidTransaction,
	},
	storage::with_storage_layer,
	traits::Get,
	weights::Weight,
};
use frame_system::pallet_prelude::BlockNumberFor;
#[cfg(feature = "std")]
use labscape_posw::SLICES_PER_LABSCAPE;
use labscape_posw::{
	hash,
	payload::{signing_payload, Report},
	MAX_SAMPLES,
};
#[cfg(feature = "std")]
use labscape_primitives::LABSCAPES;
use labscape_primitives::{Hash, NodeId, NodeView, WorkSource};
use sp_runtime::{
	traits::{Verify, Zero},
	DispatchError,
};
#[cfg(feature = "std")]
use sp_runtime::{PerThing, Perbill, Saturating};

/// A report that can be applied.
pub(crate) struct Prepared<T: Config> {
	pub report: Report,
	pub view: NodeView<T::AccountId>,
	pub standing: Standing,
	pub commit: Option<commits::PreparedCommit>,
	pub judgement: Option<audits::Judgement>,
}

/// The refusal of a free call: the index of the error is the code.
pub(crate) fn refusal<T: Config>(error: Error<T>) -> TransactionValidityError {
	let code = codec::Encode::encode(&error).first().copied().unwrap_or(u8::MAX);
	match error {
		Error::WrongEpoch | Error::AlreadyReported => InvalidTransaction::Stale,
		Error::WindowClosed | Error::RefereeFull => InvalidTransaction::ExhaustsResources,
		Error::BadSignature => InvalidTransaction::BadProof,
		Error::NotYet => InvalidTransaction::Future,
		_ => InvalidTransaction::Custom(code),
	}
	.into()
}

/// What a free call is worth to the pool: one for each subject, for as long as an epoch.
pub(crate) fn valid<T: Config>(
	tag: &'static str,
	provides: impl codec::Encode,
) -> Result<(ValidTransaction, Weight), TransactionValidityError> {
	ValidTransaction::with_tag_prefix(tag)
		.priority(u64::MAX / 2)
		.and_provides(provides)
		.longevity(T::EpochPeriod::get().into())
		.propagate(true)
		.build()
		.map(|valid| (valid, Weight::zero()))
}

impl<T: Config> Pallet<T> {
	/// The genesis hash, which every signature binds.
	pub(crate) fn genesis() -> Hash {
		let hash = frame_system::BlockHash::<T>::get(BlockNumberFor::<T>::zero());
		let mut genesis = Hash::zero();
		for (to, from) in genesis.0.iter_mut().zip(hash.as_ref()) {
			*to = *from;
		}
		genesis
	}

	/// Whether `signature` is the hot key's of `node` over `call` and `args`. *(A15)*
	pub(crate) fn verify_hot_key<Args: codec::Encode>(
		node: NodeId,
		call: &'static str,
		args: &Args,
		signature: &T::Signature,
	) -> Result<NodeView<T::AccountId>, Error<T>> {
		let view = T::Work::node(node).ok_or(Error::UnknownNode)?;
		let payload = signing_payload(&Self::genesis(), call, args);
		ensure!(signature.verify(&payload.0[..], &view.hot_key), Error::BadSignature);
		Ok(view)
	}

	/// A report that an agent makes as soon as its epoch begins may reach a pool before the block that begins
	/// it. The pool keeps it for that block, which checks it; refused, it would be lost for this pool.
	// The call holds it boxed.
	#[allow(clippy::borrowed_box)]
	pub(crate) fn authorize_report(
		source: TransactionSource,
		report: &Box<Report>,
		signature: &T::Signature,
	) -> Result<(ValidTransaction, Weight), TransactionValidityError> {
		// What is cheap comes first: the signature is checked only for a report that is due.
		let pooled = source != TransactionSource::InBlock;
		let standing = match Self::check_due(report) {
			Ok(standing) => Some(standing),
			Err(Error::WrongEpoch) if pooled && Self::is_due_next(report) => None,
			Err(error) => return Err(refusal::<T>(error)),
		};
		let view = Self::verify_hot_key(report.node, "report", &**report, signature)
			.map_err(refusal::<T>)?;
		let valid = valid::<T>("PoswReport", (report.node, report.epoch));
		let Some(standing) = standing else { return valid };
		let prepared =
			Self::prepare((**report).clone(), view, standing, None).map_err(refusal::<T>)?;
		let size = Self::largest(report).reading(prepared.read());
		let spared = Self::report_check_weight(report).saturating_sub(size.check::<T>());
		if let Some(judgement) = prepared.judgement {
			CheckedVerdicts::<T>::put((Self::now(), report.node, judgement));
		}
		valid.map(|(valid, _)| (valid, spared))
	}

	/// The place of the transaction under way: block and index.
	fn now() -> (BlockNumberFor<T>, Option<u32>) {
		let block = frame_system::Pallet::<T>::block_number();
		(block, frame_system::Pallet::<T>::extrinsic_index())
	}

	/// The verdicts that were checked for this very transaction, if they were.
	fn checked(report: &Report) -> Option<audits::Judgement> {
		let (at, node, judgement) = CheckedVerdicts::<T>::take()?;
		(report.verdicts.is_some() && at == Self::now() && node == report.node).then_some(judgement)
	}

	/// Apply a report that was authorised, and return what that weighed. Never fails: a failed free call
	/// could be sent again for ever. *(A15)*
	pub(crate) fn do_report(report: Report) -> Weight {
		let (node, epoch) = (report.node, report.epoch);
		let largest = Self::largest(&report);
		let checked = Self::checked(&report);
		let applied = with_storage_layer(|| {
			let standing = Self::check_due(&report)?;
			let view = T::Work::node(report.node).ok_or(Error::<T>::UnknownNode)?;
			Self::apply(Self::prepare(report, view, standing, checked)?)
		});
		match applied {
			Ok(Applied { read, written }) => {
				Self::deposit_event(Event::Reported { node, epoch });
				let spared = T::DbWeight::get().reads_writes(written.into(), written.into());
				largest.reading(read).apply::<T>().saturating_sub(spared)
			}
			Err(reason) => {
				Self::deposit_event(Event::ReportSkipped { node, epoch, reason });
				largest.apply::<T>()
			}
		}
	}

	/// Whether a report is due: the right epoch, in its window, the first of its node. Returns how the node
	/// stands.
	fn check_due(report: &Report) -> Result<Standing, Error<T>> {
		let state = Current::<T>::get();
		ensure!(!T::Paused::get(), Error::Paused);
		ensure!(report.epoch == state.index && !state.index.is_zero(), Error::WrongEpoch);
		let now = frame_system::Pallet::<T>::block_number();
		ensure!(Self::reports_open(&state, now), Error::WindowClosed);
		let standing = Standings::<T>::get(report.node);
		let is_first = standing.last_report.is_none_or(|last| last < report.epoch);
		ensure!(is_first, Error::AlreadyReported);
		Ok(standing)
	}

	/// Whether the current block, before its hooks, is to begin the epoch of a report.
	fn is_due_next(report: &Report) -> bool {
		let mut state = Current::<T>::get();
		let now = frame_system::Pallet::<T>::block_number();
		Self::fold_beacon(&mut state, now);
		report.epoch == state.index.saturating_add(1) && Self::ends(&state, now)
	}

	/// Check what a report says that is due, changing nothing; its verdicts unless they are `checked`.
	fn prepare(
		report: Report,
		view: NodeView<T::AccountId>,
		mut standing: Standing,
		checked: Option<audits::Judgement>,
	) -> Result<Prepared<T>, Error<T>> {
		Self::advance_chain(&mut standing, &report);
		let work = labscape_posw::epoch::committed_in(report.epoch).ok_or(Error::WrongEpoch)?;
		let seats = Pages::<T>::decode_len(work, view.labscape).unwrap_or(0);
		ensure!(seats < T::MaxSeats::get() as usize, Error::LabscapeFull);
		let commit = match &report.commit {
			Some(commit) => Some(Self::prepare_commit(&report, commit, &standing)?),
			None => None,
		};
		Self::check_audit(&report, &view, &standing)?;
		let judgement = match &report.verdicts {
			Some(_) if checked.is_some() => checked,
			Some(verdicts) => Some(Self::judge(&report, &view, verdicts, &standing)?),
			None => None,
		};
		Ok(Prepared { report, view, standing, commit, judgement })
	}

	/// Apply a report that was checked.
	fn apply(prepared: Prepared<T>) -> Result<Applied, DispatchError> {
		let read = prepared.read();
		let Prepared { report, view, mut standing, commit, judgement } = prepared;
		let mut state = Current::<T>::get();
		let mut written = 0;
		if let (Some(judgement), Some(verdicts)) = (judgement, &report.verdicts) {
			// The secret is out: it is the head of what is left of the chain.
			let revealed = hash::chain_step(&verdicts.preimage);
			if let Some(chain) = standing.chain.as_mut().filter(|chain| chain.head == revealed) {
				chain.head = verdicts.preimage;
			}
			written = Self::count_written(&mut state, &judgement);
			Self::apply_judgement(&report, &view, judgement, verdicts.preimage, &mut standing)?;
		}
		if let Some(audit) = &report.audit {
			Self::apply_audit(&report, &view, audit, &mut standing)?;
		}
		Self::take_seat(&report, &view, &mut standing, commit)?;
		standing.last_report = Some(report.epoch);
		let oldest = OldestEpoch::<T>::get();
		standing.audits.retain(|(draw, _)| *draw >= oldest);
		Standings::<T>::insert(report.node, standing);
		state.reports = state.reports.saturating_add(1);
		Current::<T>::put(state);
		Ok(Applied { read, written })
	}

	/// Note the pages of the draw under way that verdicts write, and count those that were noted in
	/// this block before.
	fn count_written(
		state: &mut EpochState<BlockNumberFor<T>>,
		judgement: &audits::Judgement,
	) -> u32 {
		let now = frame_system::Pallet::<T>::block_number();
		let (block, pages) = &mut state.judged_pages;
		if *block != now {
			(*block, *pages) = (now, LabscapeSet::default());
		}
		let young = judgement.seats.iter().filter(|seat| seat.work == judgement.draw);
		young.filter(|seat| !pages.insert(seat.labscape)).count() as u32
	}

	/// What applying a report weighs at most.
	pub(crate) fn report_weight(report: &Report) -> Weight {
		Self::largest(report).apply::<T>()
	}

	/// What checking it weighs at most, the signature included.
	pub(crate) fn report_check_weight(report: &Report) -> Weight {
		Self::largest(report).check::<T>()
	}

	/// What an epoch weighs of which every seat is taken: each node reports `leases` leases and as many
	/// items as have the usual number of samples, judges what a draw gives it, and is settled.
	///
	/// Eight slices audit each node, so an auditor has the nodes of eight pages, and of these all to whom
	/// one of their samples fell to it. What is written to a page is paid once for each report.
	#[cfg(feature = "std")]
	pub fn full_network_weight(leases: u32) -> Weight {
		let nodes = T::MaxSeats::get().saturating_mul(LABSCAPES.into());
		let samples = T::DefaultParameters::get().samples_per_4096;
		let drawn_from = T::MaxSeats::get().saturating_mul(SLICES_PER_LABSCAPE as u32);
		let missed = Perbill::from_rational(drawn_from.saturating_sub(1), drawn_from);
		let missed = missed.saturating_pow(samples.into());
		let entries = missed.left_from_one().mul_ceil(drawn_from);
		let read = Read { seats: drawn_from, samples: entries.saturating_mul(samples.into()) };
		let size = Size { leases, entries, read };
		let again = u64::from(entries.saturating_sub(SLICES_PER_LABSCAPE as u32));
		size.check::<T>()
			.saturating_add(size.apply::<T>())
			.saturating_sub(T::DbWeight::get().reads_writes(again, again))
			.saturating_add(T::WeightInfo::settle_work(leases))
			.saturating_mul(nodes.into())
			.saturating_add(
				T::WeightInfo::settle_page(T::MaxSeats::get()).saturating_mul(LABSCAPES.into()),
			)
	}

	/// The size of a report all of whose pages are full.
	fn largest(report: &Report) -> Size {
		let leases = report.commit.as_ref().map_or(0, |commit| commit.finished.len()) as u32;
		let entries = report.verdicts.as_ref().map_or(0, |verdicts| verdicts.entries.len()) as u32;
		let read = Read {
			seats: entries.saturating_mul(T::MaxSeats::get()),
			samples: entries.saturating_mul(MAX_SAMPLES),
		};
		Size { leases, entries, read }
	}
}

/// What the weight of a report depends on.
#[derive(Clone, Copy)]
struct Size {
	leases: u32,
	entries: u32,
	/// What its verdicts look at.
	read: Read,
}

impl Size {
	fn reading(self, read: Read) -> Self {
		Self { read, ..self }
	}

	/// What seats beyond the one of each entry add.
	fn others(self, of: fn(u32) -> Weight) -> Weight {
		of(self.read.seats.saturating_sub(self.entries)).saturating_sub(of(0))
	}

	/// What samples save that the judged works do not have: entries are weighed with all there can be.
	fn spared(self, of: fn(u32) -> Weight) -> Weight {
		of(self.entries.saturating_mul(MAX_SAMPLES)).saturating_sub(of(self.read.samples))
	}

	fn check<T: Config>(self) -> Weight {
		T::WeightInfo::authorize_report(self.leases, self.entries)
			.saturating_add(self.others(T::WeightInfo::authorize_seats))
			.saturating_sub(self.spared(T::WeightInfo::authorize_samples))
	}

	/// What remains after the check, which has read most of what applying it reads.
	fn apply<T: Config>(self) -> Weight {
		T::WeightInfo::report(self.leases, self.entries)
			.saturating_add(self.others(T::WeightInfo::report_seats))
			.saturating_sub(self.spared(T::WeightInfo::report_samples))
			.saturating_sub(self.check::<T>())
	}
}

/// What applying a report came to.
struct Applied {
	/// What it looked at.
	read: Read,
	/// Pages that it judged and that were written in this block before.
	written: u32,
}

impl<T: Config> Prepared<T> {
	/// What its verdicts look at.
	fn read(&self) -> Read {
		self.judgement.as_ref().map_or_else(Read::default, |judgement| judgement.read)
	}
}
