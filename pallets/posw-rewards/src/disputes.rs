//! Disputes: who says that a leaf is wrong makes the chain execute the item.

use crate::{
	pallet::InputProof,
	report::{refusal, valid},
	*,
};
use frame_support::{
	dispatch::DispatchClass,
	ensure,
	pallet_prelude::{TransactionSource, TransactionValidityError, ValidTransaction},
	storage::with_storage_layer,
	traits::{
		fungible::{Mutate, MutateHold},
		tokens::{Fortitude::Force, Precision::BestEffort, Preservation::Expendable},
		Get,
	},
	weights::{Weight, WeightToFee},
};
use labscape_posw::{
	draw::{self, Slices},
	epoch, hash, merkle, money,
	payload::{Attested, Proof},
	Balance,
};
use labscape_primitives::{
	account_tag, BurnLedger, BurnSource, Fuel, Hash, ItemIndex, JobId, JobView, NodeId, NodeView,
	ProviderStake, WorkEpoch, WorkSource,
};
use sp_runtime::DispatchError;

type Validity = Result<(ValidTransaction, Weight), TransactionValidityError>;

/// How many times the referee's cost a dispute is secured with. *(A13)*
const BOND_FACTOR: Balance = 10;
/// The share of a liar's stake that goes to whoever found the lie: one in this many. *(A11)*
const BOUNTY_SHARE: Balance = 10;

/// What an execution needs, as it came with a call.
#[derive(Clone, Copy)]
pub(crate) struct Bytes<'a> {
	pub program: &'a [u8],
	pub input: &'a [u8],
	pub input_proof: &'a InputProof,
	pub fuel: Fuel,
}

impl<T: Config> Pallet<T> {
	/// What one execution weighs, besides what [`Call::run`] does with it.
	pub(crate) fn execution_weight(program: usize, input: usize, fuel: Fuel) -> Weight {
		let bytes = |len: usize| u32::try_from(len).unwrap_or(u32::MAX);
		let time = labscape_referee::weight::execution(bytes(program), bytes(input), fuel);
		Weight::from_parts(time, 0)
	}

	/// What [`Call::run`] weighs.
	pub(crate) fn run_weight(program: usize, input: usize, fuel: Fuel) -> Weight {
		Self::execution_weight(program, input, fuel)
			.saturating_add(T::WeightInfo::resolve())
			.saturating_add(Self::run_check_weight(program, input))
	}

	/// What checking it weighs: the bytes, and whose turn it is.
	pub(crate) fn run_check_weight(program: usize, input: usize) -> Weight {
		let turn = T::DbWeight::get().reads(u64::from(MAX_DISPUTES).saturating_add(2));
		T::WeightInfo::check_bytes(program.saturating_add(input) as u32).saturating_add(turn)
	}

	/// The referee's share of a block, in reference time.
	pub(crate) fn referee_limit() -> u64 {
		let block = <T as frame_system::Config>::BlockWeights::get().max_block.ref_time();
		T::RefereeShare::get().mul_floor(block)
	}

	/// What a dispute about an item of `job` is secured with; nothing if the job is gone, and then no
	/// dispute is taken.
	pub(crate) fn dispute_bond(job: JobId) -> Balance {
		let Some(job) = T::Work::job(job) else { return 0 };
		let bytes = Programs::<T>::get(job.program).map_or(0, |program| program.bytes);
		let weight =
			Self::run_weight(bytes as usize, labscape_referee::MAX_INPUT_BYTES, job.item_fuel);
		T::WeightToFee::weight_to_fee(&weight).saturating_mul(BOND_FACTOR)
	}

	/// File a dispute about one leaf, with the filer's own money.
	pub(crate) fn do_file(
		filer: T::AccountId,
		work: WorkEpoch,
		node: NodeId,
		leaf: u32,
		committed: Hash,
		proof: &Proof,
	) -> Result<DisputeId, DispatchError> {
		let record = Works::<T>::get(work, node).ok_or(Error::<T>::UnknownWork)?;
		let proven = merkle::verify(&record.root, record.count, leaf, &committed, proof);
		ensure!(proven, Error::<T>::BadProof);
		Self::open_dispute(filer, Bond::Held, work, node, leaf, committed, None)
	}

	/// A leaf that is proven to be committed: join the dispute about it, or open one. Where four are
	/// open already, what an auditor attested takes the place of one that nobody attested; without such
	/// nothing happens: the leaf can be disputed when one of them is resolved.
	pub(crate) fn file_or_join(
		provider: &T::AccountId,
		work: WorkEpoch,
		node: NodeId,
		leaf: u32,
		committed: Hash,
		attester: Option<(NodeId, Hash)>,
	) -> Result<(), DispatchError> {
		let Some(record) = Works::<T>::get(work, node) else { return Ok(()) };
		for id in &record.disputes {
			let joined = Disputes::<T>::mutate(id, |dispute| match dispute {
				Some(dispute) if dispute.leaf == leaf => {
					if let Some(attester) = attester {
						let _ = dispute.attested.try_push(attester);
					}
					true
				}
				_ => false,
			});
			if joined {
				return Ok(());
			}
		}
		if record.disputes.is_full() && !Self::displace(&record, attester) {
			return Ok(());
		}
		let filer = provider.clone();
		Self::open_dispute(filer, Bond::Reserved, work, node, leaf, committed, attester).map(|_| ())
	}

	/// Close a dispute that no auditor attested, in favour of one that `attester` did. *(A12)* Returns
	/// whether there was one.
	fn displace(record: &Work<T::AccountId>, attester: Option<(NodeId, Hash)>) -> bool {
		let bare = record.disputes.iter().find_map(|id| {
			let dispute = Disputes::<T>::get(id)?;
			dispute.attested.is_empty().then_some((*id, dispute))
		});
		let Some((id, dispute)) = bare.filter(|_| attester.is_some()) else { return false };
		Self::drop_dispute(&dispute, id);
		Self::close_disputes(&[id]);
		true
	}

	fn open_dispute(
		filer: T::AccountId,
		bond: Bond,
		work: WorkEpoch,
		node: NodeId,
		leaf: u32,
		committed: Hash,
		attester: Option<(NodeId, Hash)>,
	) -> Result<DisputeId, DispatchError> {
		let id = NextDispute::<T>::get();
		let (item, verdicts_until) = Self::open_tally(work, node, |record, tally| {
			ensure!(tally.stage != Stage::Done, Error::UnknownWork);
			let disputed = record
				.disputes
				.iter()
				.filter_map(Disputes::<T>::get)
				.any(|dispute| dispute.leaf == leaf);
			ensure!(!disputed, Error::AlreadyDisputed);
			record.disputes.try_push(id).map_err(|_| Error::TooManyDisputes)?;
			tally.disputes = tally.disputes.saturating_add(1);
			let item = draw::item_at_leaf(&record.segments, leaf).ok_or(Error::BadProof)?;
			Ok((item, epoch::judged_before(tally.draw())))
		})?;
		ensure!(T::Work::job(item.job).is_some(), Error::<T>::UnknownWork);
		let amount = Self::dispute_bond(item.job);
		match bond {
			Bond::Held => {
				T::Currency::hold(&HoldReason::DisputeBond.into(), &filer, amount)
					.map_err(|_| Error::<T>::InsufficientBond)?;
			}
			Bond::Reserved => {
				T::Stake::reserve(&filer, amount).map_err(|_| Error::<T>::InsufficientBond)?
			}
		}
		NextDispute::<T>::put(id.checked_add(1).ok_or(Error::<T>::TooManyDisputes)?);
		let window = WorkEpoch::from(Self::parameters(work).dispute_epochs);
		let filed = Current::<T>::get().index;
		let due = filed.max(verdicts_until).saturating_add(window);
		Disputes::<T>::insert(
			id,
			Dispute {
				work,
				node,
				leaf,
				committed,
				job: item.job,
				item: item.index,
				filer,
				bond,
				amount,
				filed,
				due,
				attested: attester
					.into_iter()
					.collect::<sp_runtime::Vec<_>>()
					.try_into()
					.unwrap_or_default(),
			},
		);
		Self::deposit_event(Event::DisputeFiled { dispute: id, work, node, leaf });
		Ok(id)
	}

	/// Whether a node may file a dispute about a leaf, and what it had attested of it, if it shows that.
	fn check_accusation(
		auditor: NodeId,
		view: &NodeView<T::AccountId>,
		accused: &Accused,
	) -> Result<Option<Hash>, Error<T>> {
		let Accused { work, node, leaf, committed, proof, attested } = *accused;
		ensure!(!T::Paused::get(), Error::Paused);
		let record = Works::<T>::get(work, node).ok_or(Error::UnknownWork)?;
		let tally = Self::tally_of(work, &record).ok_or(Error::UnknownWork)?;
		ensure!(tally.stage != Stage::Done, Error::UnknownWork);
		let proven = merkle::verify(&record.root, record.count, leaf, committed, proof);
		ensure!(proven, Error::BadProof);
		let known = match attested {
			Some(attested) => {
				let draw = attested.draw;
				ensure!(tally.draws.contains(&draw), Error::NotDrawn);
				Some(Self::check_attested(
					auditor,
					view,
					&record,
					tally.samples,
					accused,
					attested,
				)?)
			}
			None => None,
		};
		let disputes = || record.disputes.iter().filter_map(Disputes::<T>::get);
		if let Some(dispute) = disputes().find(|dispute| dispute.leaf == leaf) {
			let new = dispute.attested.iter().all(|(attester, _)| *attester != auditor);
			ensure!(known.is_some() && new && !dispute.attested.is_full(), Error::AlreadyDisputed);
			return Ok(known);
		}
		let room = !record.disputes.is_full()
			|| known.is_some() && disputes().any(|dispute| dispute.attested.is_empty());
		ensure!(room, Error::TooManyDisputes);
		let item = draw::item_at_leaf(&record.segments, leaf).ok_or(Error::BadProof)?;
		ensure!(T::Work::job(item.job).is_some(), Error::UnknownWork);
		let bond = Self::dispute_bond(item.job);
		ensure!(T::Stake::free_own_bond(&view.provider) >= bond, Error::InsufficientBond);
		Ok(known)
	}

	/// What an auditor had attested of a leaf that was shown after its verdict: a sample that fell to it,
	/// and on that leaf by the secret that it has revealed since.
	fn check_attested(
		auditor: NodeId,
		view: &NodeView<T::AccountId>,
		record: &Work<T::AccountId>,
		samples: u16,
		accused: &Accused,
		attested: &Attested,
	) -> Result<Hash, Error<T>> {
		let Accused { work, node, leaf, committed, .. } = *accused;
		let Attested { draw, sample, opening } = attested;
		let standing = Standings::<T>::get(auditor);
		let audit = standing.audit(*draw).ok_or(Error::NothingToJudge)?;
		let preimage = audit.preimage.ok_or(Error::NothingToJudge)?;
		let (beacon, _) = Self::drawn_by(*draw).ok_or(Error::WrongBeacon)?;
		let table = Tables::<T>::get(*draw);
		let (labscape, units) = (record.labscape, table.total());
		let slices = Slices::of(&beacon, labscape, units).ok_or(Error::NotDrawn)?;
		let executor = own_units(table.start(labscape), *draw, work, record.own);
		let unit = draw::Samples::of(&beacon, &slices, work, node, &executor).unit(*sample);
		let own = account_tag(&view.provider) == account_tag(&record.provider);
		ensure!(*sample < samples && audit.owns(unit) && !own, Error::NotDrawn);
		let item = draw::sampled_item(&record.segments, &beacon, work, node, *sample, &preimage);
		ensure!(item.is_some_and(|item| item.leaf == leaf), Error::NotDrawn);
		let other = !opening.leaf.is_zero() && opening.leaf != *committed;
		ensure!(other, Error::BadOpening);
		audit.check_attestation(auditor, work, node, *sample, opening)?;
		Ok(opening.leaf)
	}

	pub(crate) fn authorize_file(
		_source: TransactionSource,
		auditor: &NodeId,
		work: &WorkEpoch,
		node: &NodeId,
		leaf: &u32,
		committed: &Hash,
		proof: &Proof,
		attested: &Option<Attested>,
		signature: &T::Signature,
	) -> Validity {
		let args = (auditor, work, node, leaf, committed, proof, attested);
		let attested = attested.as_ref();
		let accused = Accused { work: *work, node: *node, leaf: *leaf, committed, proof, attested };
		Self::verify_hot_key(*auditor, "file_as_node", &args, signature)
			.and_then(|view| Self::check_accusation(*auditor, &view, &accused))
			.map_err(refusal::<T>)?;
		valid::<T>("PoswFile", (work, node, leaf, auditor))
	}

	pub(crate) fn do_file_as_node(auditor: NodeId, accused: Accused) {
		let filed = with_storage_layer(|| -> Result<(), DispatchError> {
			let view = T::Work::node(auditor).ok_or(Error::<T>::UnknownNode)?;
			let known = Self::check_accusation(auditor, &view, &accused)?;
			let Accused { work, node, leaf, committed, .. } = accused;
			let attester = known.map(|known| (auditor, known));
			Self::file_or_join(&view.provider, work, node, leaf, *committed, attester)
		});
		if let Err(reason) = filed {
			Self::deposit_event(Event::RunSkipped { reason });
		}
	}

	/// Whether program, input and fuel are those of an item of `job`.
	pub(crate) fn check_bytes(
		job: JobId,
		item: ItemIndex,
		bytes: Bytes,
	) -> Result<JobView<T::AccountId>, Error<T>> {
		let job = T::Work::job(job).ok_or(Error::UnknownWork)?;
		ensure!(bytes.fuel == job.item_fuel, Error::WrongBytes);
		let input = hash::input_leaf(&sp_io::hashing::blake2_256(bytes.input).into());
		let proof = bytes.input_proof;
		let known = merkle::verify(&job.inputs_root, job.items, item, &input, proof);
		ensure!(known, Error::WrongBytes);
		let program = Hash::from(sp_io::hashing::blake2_256(bytes.program));
		ensure!(program == job.program, Error::WrongBytes);
		Ok(job)
	}

	/// Whether a dispute may be run now: in a later epoch than it was filed, when all verdicts are given,
	/// so that every auditor that had attested the leaf has shown it. What was attested comes first.
	/// Whoever copies an accusation from the pool, or hurries with one of its own side, gains nothing.
	/// *(A11, A12)*
	fn check_turn(dispute: &Dispute<T::AccountId>) -> Result<(), Error<T>> {
		let record = Works::<T>::get(dispute.work, dispute.node).ok_or(Error::UnknownWork)?;
		let tally = Self::tally_of(dispute.work, &record).ok_or(Error::UnknownWork)?;
		let current = Current::<T>::get().index;
		let verdicts_due =
			tally.stage == Stage::Open && current < epoch::judged_before(tally.draw());
		ensure!(dispute.filed < current && !verdicts_due, Error::NotYet);
		let attested =
			|id: &DisputeId| Disputes::<T>::get(id).is_some_and(|other| !other.attested.is_empty());
		let waits = dispute.attested.is_empty() && record.disputes.iter().any(attested);
		ensure!(!waits, Error::NotYet);
		Ok(())
	}

	/// Whether the referee has room for an execution in this block.
	pub(crate) fn check_room(bytes: Bytes) -> Result<(), Error<T>> {
		let now = frame_system::Pallet::<T>::block_number();
		let (block, used) = RefereeUsed::<T>::get();
		let used = if block == now { used } else { 0 };
		let cost = Self::execution_weight(bytes.program.len(), bytes.input.len(), bytes.fuel);
		let fits = used.saturating_add(cost.ref_time()) <= Self::referee_limit();
		ensure!(fits, Error::RefereeFull);
		Ok(())
	}

	/// Execute an item and return its right leaf.
	pub(crate) fn referee(
		work: WorkEpoch,
		node: NodeId,
		job: JobId,
		item: ItemIndex,
		bytes: Bytes,
	) -> Result<Hash, Error<T>> {
		let view = Self::check_bytes(job, item, bytes)?;
		Self::check_room(bytes)?;
		let program = Programs::<T>::get(view.program).ok_or(Error::WrongBytes)?;
		let now = frame_system::Pallet::<T>::block_number();
		let cost = Self::execution_weight(bytes.program.len(), bytes.input.len(), bytes.fuel);
		let used = RefereeUsed::<T>::mutate(|(block, used)| {
			let before = if *block == now { *used } else { 0 };
			(*block, *used) = (now, before.saturating_add(cost.ref_time()));
			*used
		});
		// More than half used: the next one may not fit, so nobody can be blamed for waiting.
		if used > Self::referee_limit() / 2 {
			Current::<T>::mutate(|state| state.referee_full = Some(state.index));
		}
		let outcome =
			labscape_referee::execute(program.semantics, bytes.program, bytes.input, bytes.fuel)
				.map_err(|_| Error::WrongBytes)?;
		let result = Hash::from(sp_io::hashing::blake2_256(&outcome.leaf_bytes()));
		Ok(hash::leaf(&Self::genesis(), node, work, job, item, &result))
	}

	// The call holds vectors.
	#[allow(clippy::ptr_arg)]
	pub(crate) fn authorize_run(
		_source: TransactionSource,
		dispute: &DisputeId,
		program: &sp_runtime::Vec<u8>,
		input: &sp_runtime::Vec<u8>,
		input_proof: &InputProof,
		fuel: &Fuel,
	) -> Validity {
		let check = || -> Result<(), Error<T>> {
			ensure!(!T::Paused::get(), Error::Paused);
			let open = Disputes::<T>::get(dispute).ok_or(Error::UnknownDispute)?;
			Self::check_turn(&open)?;
			let bytes = Bytes { program, input, input_proof, fuel: *fuel };
			Self::check_room(bytes)?;
			Self::check_bytes(open.job, open.item, bytes).map(|_| ())
		};
		check().map_err(refusal::<T>)?;
		valid::<T>("PoswRun", dispute)
	}

	pub(crate) fn do_run(
		id: DisputeId,
		program: &[u8],
		input: &[u8],
		input_proof: &InputProof,
		fuel: Fuel,
	) {
		let run = with_storage_layer(|| -> Result<(), DispatchError> {
			let dispute = Disputes::<T>::get(id).ok_or(Error::<T>::UnknownDispute)?;
			Self::check_turn(&dispute)?;
			let bytes = Bytes { program, input, input_proof, fuel };
			let right =
				Self::referee(dispute.work, dispute.node, dispute.job, dispute.item, bytes)?;
			Disputes::<T>::remove(id);
			let wrong = right != dispute.committed;
			Self::deposit_event(Event::DisputeResolved { dispute: id, wrong });
			Self::drop_dispute(&dispute, id);
			if wrong {
				Self::return_bond(&dispute);
				let finders = Finders { dispute: &dispute, right };
				Self::prove_wrong(dispute.work, dispute.node, dispute.leaf, Some(finders))
			} else {
				Self::forfeit_bond(&dispute);
				Ok(())
			}
		});
		if let Err(reason) = run {
			Self::deposit_event(Event::RunSkipped { reason });
		}
	}

	/// Take a dispute out of its work's list.
	fn drop_dispute(dispute: &Dispute<T::AccountId>, id: DisputeId) {
		let _ = Self::open_tally(dispute.work, dispute.node, |record, tally| {
			record.disputes.retain(|open| *open != id);
			tally.disputes = record.disputes.len() as u8;
			Ok(())
		});
	}

	/// Give a filer its bond back.
	pub(crate) fn return_bond(dispute: &Dispute<T::AccountId>) {
		match dispute.bond {
			Bond::Held => {
				let reason = HoldReason::DisputeBond.into();
				let released =
					T::Currency::release(&reason, &dispute.filer, dispute.amount, BestEffort);
				if let Err(error) = released {
					log::error!(target: LOG_TARGET, "a bond could not be released: {error:?}");
				}
			}
			Bond::Reserved => T::Stake::unreserve(&dispute.filer, dispute.amount),
		}
	}

	/// Destroy a filer's bond: the leaf was right, or nobody ran the item.
	pub(crate) fn forfeit_bond(dispute: &Dispute<T::AccountId>) {
		match dispute.bond {
			Bond::Held => {
				let reason = HoldReason::DisputeBond.into();
				let (filer, amount) = (&dispute.filer, dispute.amount);
				match T::Currency::burn_held(&reason, filer, amount, BestEffort, Force) {
					Ok(burned) => T::Ledger::note_burned(burned, BurnSource::Slash),
					Err(error) => {
						log::error!(target: LOG_TARGET, "a bond could not be burned: {error:?}")
					}
				}
			}
			Bond::Reserved => {
				T::Stake::unreserve(&dispute.filer, dispute.amount);
				let taken = T::Stake::slash(&dispute.filer, dispute.amount);
				Self::burn_slashed(taken);
			}
		}
	}

	/// Close what is still disputed of a work that is void.
	pub(crate) fn close_disputes(disputes: &[DisputeId]) {
		for id in disputes {
			if let Some(dispute) = Disputes::<T>::take(id) {
				Self::return_bond(&dispute);
				Self::deposit_event(Event::DisputeClosed { dispute: *id, bond_lost: false });
			}
		}
	}

	/// A leaf was proven wrong: take the stake, pay the finders, void the work.
	///
	/// The operator's own bond is taken first *(A14)*; it pays back what auditors were paid for this
	/// work, then a tenth to the finders, and the rest is burned. *(A11, A12)*
	pub(crate) fn prove_wrong(
		work: WorkEpoch,
		node: NodeId,
		leaf: u32,
		finders: Option<Finders<T::AccountId>>,
	) -> Result<(), DispatchError> {
		let (record, tally) = Self::open_tally(work, node, |record, tally| {
			let before = tally.clone();
			tally.stage = Stage::Done;
			tally.disputes = 0;
			Ok((record.clone(), before))
		})?;
		Works::<T>::remove(work, node);
		Self::close_disputes(&record.disputes);
		Self::release_stake(work, node, &record);
		let stake = money::stake(record.value, &Self::parameters(work));
		let taken = T::Stake::slash(&record.provider, stake);
		// What is suspended was given back already.
		let refilled = match tally.stage {
			Stage::Suspended { .. } => 0,
			_ => Self::refill_pot(&record, tally.fees, taken)?,
		};
		let left = taken.saturating_sub(refilled);
		let bounty = (taken / BOUNTY_SHARE).min(left);
		let paid = match &finders {
			Some(finders) => Self::pay_finders(finders, bounty)?,
			None => 0,
		};
		Self::burn_slashed(left.saturating_sub(paid));
		T::Work::void(node, &record.unaccepted());
		if let Some(item) = draw::item_at_leaf(&record.segments, leaf) {
			T::Work::exclude(node, item.job);
		}
		let (charged, provider) = (taken, account_tag(&record.provider));
		Self::change_standing(node, |standing| standing.note_bad(record.value));
		Self::deposit_event(Event::Faulted {
			node,
			epoch: work,
			kind: FaultKind::WrongLeaf,
			charged,
		});
		Self::deposit_event(Event::Voided { work, node, cause: VoidCause::WrongLeaf });
		let mut agreed = Agreed::of(record, tally, provider, leaf);
		Self::charge_agreeing(work, node, &mut agreed);
		Self::keep_charges(work, node, agreed);
		Ok(())
	}

	/// Share the bounty among the auditors who had attested the right leaf; if nobody attested anything, it
	/// goes to the filer.
	fn pay_finders(
		finders: &Finders<T::AccountId>,
		bounty: Balance,
	) -> Result<Balance, DispatchError> {
		let dispute = finders.dispute;
		let right: sp_runtime::Vec<_> = dispute
			.attested
			.iter()
			.filter(|(_, leaf)| *leaf == finders.right)
			.filter_map(|(auditor, _)| T::Work::node(*auditor))
			.collect();
		let Some(share) = bounty.checked_div(right.len() as Balance) else {
			// An auditor that attested something else found nothing: the bounty is burned.
			if !dispute.attested.is_empty() {
				return Ok(0);
			}
			match dispute.bond {
				Bond::Reserved => T::Stake::reward(&dispute.filer, bounty),
				Bond::Held => {
					let pot = T::StakePot::get();
					T::Currency::transfer(&pot, &dispute.filer, bounty, Expendable)?;
				}
			}
			return Ok(bounty);
		};
		for auditor in &right {
			T::Stake::reward(&auditor.provider, share);
		}
		Ok(share.saturating_mul(right.len() as Balance))
	}

	/// The dispute class leaves room in every block; a config that does not is refused.
	pub(crate) fn check_referee() {
		let limit = Self::referee_limit();
		let largest = Self::execution_weight(
			labscape_referee::MAX_INSTRUMENTED_BYTES,
			labscape_referee::MAX_INPUT_BYTES,
			T::MaxItemFuel::get(),
		);
		assert!(largest.ref_time() <= limit, "the largest item must fit the referee's share");
		let weights = <T as frame_system::Config>::BlockWeights::get();
		let normal = weights.get(DispatchClass::Normal).max_extrinsic;
		assert!(
			normal.is_none_or(|max| largest.ref_time() < max.ref_time()),
			"the largest run must be a valid extrinsic"
		);
	}
}

/// A leaf that a node says is wrong.
#[derive(Clone, Copy)]
pub(crate) struct Accused<'a> {
	/// The epoch of the work.
	pub work: WorkEpoch,
	/// Whose work.
	pub node: NodeId,
	/// The index of the leaf.
	pub leaf: u32,
	/// The leaf that was committed.
	pub committed: &'a Hash,
	/// Its siblings in the node's tree.
	pub proof: &'a Proof,
	/// What the accuser had attested instead, if it had.
	pub attested: Option<&'a Attested>,
}

/// Who found a wrong leaf.
pub(crate) struct Finders<'a, AccountId> {
	pub dispute: &'a Dispute<AccountId>,
	pub right: Hash,
}
