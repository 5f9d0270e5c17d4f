//! The one report of a node and epoch: authorised first, then done or skipped.

use crate::*;
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
use labscape_posw::{
	hash,
	payload::{signing_payload, Report},
};
use labscape_primitives::{Hash, NodeId, NodeView, WorkSource};
use sp_runtime::{
	traits::{Verify, Zero},
	DispatchError,
};

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
		let hash = frame_system::BlockHash::<T>::get(
			frame_system::pallet_prelude::BlockNumberFor::<T>::zero(),
		);
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

	// The call holds it boxed.
	#[allow(clippy::borrowed_box)]
	pub(crate) fn authorize_report(
		_source: TransactionSource,
		report: &Box<Report>,
		signature: &T::Signature,
	) -> Result<(ValidTransaction, Weight), TransactionValidityError> {
		// What is cheap comes first: the signature is checked only for a report that is due.
		Self::check_due(report).map_err(refusal::<T>)?;
		Self::verify_hot_key(report.node, "report", &**report, signature).map_err(refusal::<T>)?;
		Self::prepare((**report).clone()).map_err(refusal::<T>)?;
		valid::<T>("PoswReport", (report.node, report.epoch))
	}

	/// Apply a report that was authorised. Never fails: a failed free call could be sent again for
	/// ever. *(A15)*
	pub(crate) fn do_report(report: Report) {
		let (node, epoch) = (report.node, report.epoch);
		let applied = with_storage_layer(|| {
			let prepared = Self::prepare(report).map_err(DispatchError::from)?;
			Self::apply(prepared)
		});
		match applied {
			Ok(()) => Self::deposit_event(Event::Reported { node, epoch }),
			Err(reason) => Self::deposit_event(Event::ReportSkipped { node, epoch, reason }),
		}
	}

	/// Whether a report is due: the right epoch, in its window, the first of its node.
	fn check_due(report: &Report) -> Result<(), Error<T>> {
		let state = Current::<T>::get();
		ensure!(!T::Paused::get(), Error::Paused);
		ensure!(report.epoch == state.index && !state.index.is_zero(), Error::WrongEpoch);
		let now = frame_system::Pallet::<T>::block_number();
		ensure!(Self::reports_open(&state, now), Error::WindowClosed);
		let last = Standings::<T>::get(report.node).last_report;
		ensure!(last.is_none_or(|last| last < report.epoch), Error::AlreadyReported);
		Ok(())
	}

	/// Check a report whole, changing nothing.
	pub(crate) fn prepare(report: Report) -> Result<Prepared<T>, Error<T>> {
		Self::check_due(&report)?;
		let view = T::Work::node(report.node).ok_or(Error::UnknownNode)?;
		let mut standing = Standings::<T>::get(report.node);
		Self::advance_chain(&mut standing, &report);
		let commit = match &report.commit {
			Some(commit) => Some(Self::prepare_commit(&report, commit, &standing)?),
			None => None,
		};
		Self::check_audit(&report, &view, &standing)?;
		let judgement = match &report.verdicts {
			Some(verdicts) => Some(Self::judge(&report, &view, verdicts)?),
			None => None,
		};
		Ok(Prepared { report, view, standing, commit, judgement })
	}

	fn apply(prepared: Prepared<T>) -> Result<(), DispatchError> {
		let Prepared { report, view, mut standing, commit, judgement } = prepared;
		if let (Some(judgement), Some(verdicts)) = (judgement, &report.verdicts) {
			// The secret is out: it is the head of what is left of the chain.
			let revealed = hash::chain_step(&verdicts.preimage);
			if let Some(chain) = standing.chain.as_mut().filter(|chain| chain.head == revealed) {
				chain.head = verdicts.preimage;
			}
			Self::apply_judgement(&report, &view, judgement, verdicts.preimage, &mut standing)?;
		}
		if let Some(audit) = &report.audit {
			Self::apply_audit(&report, audit, &standing)?;
		}
		Self::take_seat(&report, &view, &mut standing, commit)?;
		standing.last_report = Some(report.epoch);
		Standings::<T>::insert(report.node, standing);
		Current::<T>::mutate(|state| state.reports = state.reports.saturating_add(1));
		Ok(())
	}

	/// What applying a report weighs.
	pub(crate) fn report_weight(report: &Report) -> Weight {
		let (leases, entries) = Self::dimensions(report);
		T::WeightInfo::report(leases, entries)
	}

	/// What checking it weighs, the signature included.
	pub(crate) fn report_check_weight(report: &Report) -> Weight {
		let (leases, entries) = Self::dimensions(report);
		T::WeightInfo::authorize_report(leases, entries)
	}

	fn dimensions(report: &Report) -> (u32, u32) {
		let leases = report.commit.as_ref().map_or(0, |commit| commit.finished.len());
		let entries = report.verdicts.as_ref().map_or(0, |verdicts| verdicts.entries.len());
		(leases as u32, entries as u32)
	}
}
