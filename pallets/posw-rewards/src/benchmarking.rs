//! Worst cases: full pages, works of as many leases as a node may hold, proofs as long as can be.

use super::*;
use alloc::{boxed::Box, vec, vec::Vec};
use frame_benchmarking::v2::*;
use frame_support::{
	pallet_prelude::TransactionSource,
	traits::{
		fungible::{Inspect, Mutate},
		EnsureOrigin, Get, Hooks,
	},
	weights::WeightMeter,
	BoundedVec,
};
use frame_system::{pallet_prelude::BlockNumberFor, RawOrigin};
use labscape_posw::{
	draw, hash, merkle,
	params::Parameters,
	payload::{
		Answer, Attested, AuditCommit, Commit, Entry, Finding, Opening, Report, Verdicts,
		MAX_AUDIT_PROOF, MAX_CLAIMS, MAX_ENTRIES, MAX_OPENINGS,
	},
	Balance, MAX_COMMIT_ITEMS, MAX_SAMPLES,
};
use labscape_primitives::{
	account_tag, Hash, LabscapeId, NodeId, ProviderStake, Segment, Segments, WorkEpoch, WorkSource,
	MAX_LEASES_PER_NODE,
};

const NODE: NodeId = 1;
const WORK: WorkEpoch = 4;
/// The epoch in which is reported and decided.
const EPOCH: WorkEpoch = WORK + 5;
const ITEMS: u32 = 4_096;
/// Ids of nodes that only make pages long.
const FILLERS: NodeId = 1_000_000;
/// What one call moves at most.
const RICH: Balance = 1_000_000_000_000_000_000;
/// The most bytes that come with a call: a program and an input.
const MAX_BYTES: u32 =
	(labscape_referee::MAX_INSTRUMENTED_BYTES + labscape_referee::MAX_INPUT_BYTES) as u32;
/// The hash chain's secret that a report reveals.
const SECRET: Hash = Hash::repeat_byte(3);

/// The hash that holds a number.
fn numbered(number: u32) -> Hash {
	let mut hash = Hash::zero();
	hash.0[..4].copy_from_slice(&number.to_le_bytes());
	hash
}

/// Different leaves.
fn leaves() -> Vec<Hash> {
	(0..ITEMS).map(numbered).collect()
}

/// The tallies of a work with as many samples as can be, of which all but `open` have a verdict.
fn tally(draw: WorkEpoch, open: u16) -> Tally {
	let samples = MAX_SAMPLES as u16;
	let mut judged = SampleSet::default();
	for sample in open..samples {
		judged.insert(sample);
	}
	Tally {
		samples,
		fee: 1,
		draws: BoundedVec::truncate_from(vec![draw]),
		stage: Stage::Open,
		leases: MAX_LEASES_PER_NODE as u8,
		fees: 0,
		agreed: samples,
		claimed: 0,
		answered: None,
		disputes: 0,
		asked: false,
		judged,
	}
}

fn seat(node: NodeId, tally: Option<Tally>) -> Seat {
	Seat { node, provider: 0, start: 0, units: 0, tally }
}

/// A page with `seats` in front and others behind them, but for `left`.
fn page<T: Config>(work: WorkEpoch, labscape: LabscapeId, mut seats: Vec<Seat>, left: u32) {
	let full = T::MaxSeats::get().saturating_sub(left);
	for index in seats.len() as u32..full {
		let node = FILLERS + work * 1_000_000 + u32::from(labscape) * 4_096 + index;
		seats.push(seat(node, Some(tally(work, 0))));
	}
	Pages::<T>::insert(work, labscape, BoundedVec::truncate_from(seats));
}

/// An epoch of which everything is known.
fn record<T: Config>(epoch: WorkEpoch) {
	let params = Parameters { openings: MAX_OPENINGS as u8, ..T::DefaultParameters::get() };
	let beacon = Some(numbered(epoch));
	let record = EpochRecord {
		params,
		beacon,
		reporters: 1,
		burn: RICH,
		scheduled: RICH,
		pages: 1,
		samples: 1,
		fees: 0,
	};
	Epochs::<T>::insert(epoch, record);
}

/// Begin `epoch` in this block, with all before it known.
fn begin<T: Config>(epoch: WorkEpoch) {
	for known in 0..=epoch {
		record::<T>(known);
	}
	let start = frame_system::Pallet::<T>::block_number();
	Current::<T>::put(EpochState { index: epoch, start, ..Default::default() });
	for account in [Pallet::<T>::pot_account(), T::StakePot::get(), T::Treasury::get()] {
		let _ = T::Currency::mint_into(&account, RICH);
	}
}

/// All leases of `node`, committed to their ends.
fn commit_leases<T: Config>(node: NodeId) -> Segments<Balance> {
	let segments = T::Work::leases(node).into_iter().filter_map(|lease| {
		T::Work::commit_prefix(node, lease.id, lease.len).expect("the lease is open")
	});
	Segments::truncate_from(segments.collect())
}

/// A tree of as many leaves as can be, all alike: its root, and any proof.
fn uniform() -> (Hash, Hash, labscape_posw::payload::Proof) {
	let leaves = vec![Hash::repeat_byte(9); MAX_COMMIT_ITEMS as usize];
	let proof = merkle::proof(&leaves, 0).unwrap_or_default();
	let root = merkle::root(&leaves).unwrap_or_default();
	(root, Hash::repeat_byte(9), BoundedVec::truncate_from(proof))
}

/// Put the work of `node` on the first seat of a full page.
fn put_work<T: Config>(
	node: NodeId,
	provider: T::AccountId,
	segments: Segments<Balance>,
	tally: Tally,
) {
	let (root, ..) = uniform();
	let count = segments.iter().map(|segment| segment.len).sum();
	let first = Seat { provider: account_tag(&provider), ..seat(node, Some(tally)) };
	page::<T>(WORK, 0, vec![first], 0);
	Works::<T>::insert(
		WORK,
		node,
		Work {
			provider,
			labscape: 0,
			seat: 0,
			own: (0, 0),
			root,
			count,
			value: 1_000_000,
			budget: 1_000_000,
			charges: 0,
			accepted_value: 0,
			kept_back: 0,
			accepted: 0,
			segments,
			claims: Default::default(),
			dissent: BoundedVec::truncate_from(vec![(0, NodeId::MAX); MAX_DISSENT as usize]),
			asked: Default::default(),
			disputes: Default::default(),
		},
	);
}

/// A work of a node with `leases` committed leases, its node, and the requester of the last of them.
fn open_work<T: Config>(leases: u32) -> (NodeId, T::AccountId) {
	let items = MAX_COMMIT_ITEMS / MAX_LEASES_PER_NODE;
	let (node, requester, _) = T::BenchmarkHelper::node(0, leases, items);
	begin::<T>(WORK + 3);
	let segments = commit_leases::<T>(node);
	let provider = T::Work::node(node).expect("the node is there").provider;
	put_work::<T>(node, provider, segments, tally(WORK, 0));
	(node, requester)
}

/// What all reports of a block share is declared once, by the block's hook.
fn share<T: Config>() {
	let mut keys = vec![
		Current::<T>::hashed_key().to_vec(),
		OldestEpoch::<T>::hashed_key().to_vec(),
		CheckedVerdicts::<T>::hashed_key().to_vec(),
		Tables::<T>::hashed_key_for(EPOCH - 1),
		Tables::<T>::hashed_key_for(EPOCH - 2),
		Tables::<T>::hashed_key_for(EPOCH - 3),
		Agenda::<T>::hashed_key_for(EPOCH + 4, EPOCH - 1),
		frame_system::BlockHash::<T>::hashed_key_for(BlockNumberFor::<T>::default()),
		frame_system::Account::<T>::hashed_key_for(Pallet::<T>::pot_account()),
		frame_system::Account::<T>::hashed_key_for(T::StakePot::get()),
	];
	keys.extend((EPOCH - 3..=EPOCH).map(Epochs::<T>::hashed_key_for));
	keys.extend(T::BenchmarkHelper::shared());
	declared_elsewhere(keys);
}

/// Let keys count for nothing: another weight declares them.
fn declared_elsewhere(keys: impl IntoIterator<Item = Vec<u8>>) {
	for key in keys {
		frame_benchmarking::benchmarking::add_to_whitelist(key.into());
	}
}

/// Decide the page of [`WORK`] as far as its works go: what its page, its epoch and the payment weigh is
/// declared for themselves, what each provider's pool gets is not.
fn decide<T: Config>() {
	let record = Epochs::<T>::get(WORK).expect("it was begun");
	let (mut meter, mut payout) = (WeightMeter::new(), settlement::Payout::default());
	Pallet::<T>::settle_page(WORK, 0, &record, &mut meter, &mut payout);
	for (provider, paid, emitted) in payout.pools {
		T::Stake::reward(&provider, paid + emitted);
	}
}

/// Let a node have committed to an audit, and to as many later ones as are usual.
fn know_audit<T: Config>(draw: WorkEpoch, node: NodeId, audit: Audit) {
	Standings::<T>::mutate(node, |standing| {
		for draw in draw..draw.saturating_add(5) {
			standing.audit_mut(draw).expect("there is room");
		}
		*standing.audit_mut(draw).expect("there is room") = audit;
	});
}

/// How many nodes were charged for a draw.
fn charged_in<T: Config>(draw: WorkEpoch) -> usize {
	let charged = |standing: &Standing| standing.audit(draw).is_some_and(|audit| audit.faults > 0);
	Standings::<T>::iter_values().filter(charged).count()
}

/// What deciding any work shares with others of its page and block.
fn share_page<T: Config>() {
	let mut keys = T::BenchmarkHelper::shared();
	keys.push(Current::<T>::hashed_key().to_vec());
	keys.push(Epochs::<T>::hashed_key_for(WORK));
	keys.push(Pages::<T>::hashed_key_for(WORK, 0));
	declared_elsewhere(keys);
}

/// A work of `l` committed leases with this tally, alone on its page and due. Returns its node.
fn due_work<T: Config>(l: u32, tally: Tally) -> NodeId {
	let items = MAX_COMMIT_ITEMS / MAX_LEASES_PER_NODE;
	let (node, ..) = T::BenchmarkHelper::node(0, l, items);
	begin::<T>(EPOCH);
	let provider = T::Work::node(node).expect("the node is there").provider;
	put_work::<T>(node, provider, commit_leases::<T>(node), tally);
	Pages::<T>::mutate(WORK, 0, |page| page.truncate(1));
	Agenda::<T>::mutate(EPOCH, WORK, |pages| pages.insert(0));
	node
}

/// A signed report that says all that one can: `l` leases went forward, `e` nodes were judged, whose
/// pages have `s` seats and whose works have `m` samples together, as many attestations as can be are
/// opened.
fn full_report<T: Config>(l: u32, e: u32, s: u32, m: u32) -> (Box<Report>, T::Signature) {
	let items = MAX_COMMIT_ITEMS / MAX_LEASES_PER_NODE;
	let (node, _, sign) = T::BenchmarkHelper::node(0, l, items);
	begin::<T>(EPOCH);
	share::<T>();
	let view = T::Work::node(node).expect("the node is there");
	let head = hash::chain_step(&SECRET);
	Standings::<T>::mutate(node, |standing| {
		standing.chain = Some(ChainHead { head, from: 0 });
	});
	// Its seat of the draw that is judged has all units there are, so that all samples are its own.
	let draw = EPOCH - 3;
	let own =
		|| Seat { provider: account_tag(&view.provider), units: view.units, ..seat(node, None) };
	Tables::<T>::mutate(draw, |table| {
		table.add(view.labscape, view.units);
	});
	page::<T>(draw, view.labscape, vec![own()], T::MaxSeats::get());
	page::<T>(EPOCH - 2, view.labscape, vec![own()], 0);
	page::<T>(EPOCH - 1, view.labscape, vec![], 1);
	let (entries, openings) = judged::<T>(node, draw, e, s, m);
	let commit = (l > 0).then(|| Commit {
		root: Hash::repeat_byte(1),
		finished: BoundedVec::truncate_from(
			T::Work::leases(node).iter().map(|lease| (lease.id, lease.len)).collect(),
		),
	});
	let report = Report {
		node,
		epoch: EPOCH,
		next_chain: Some(Hash::repeat_byte(2)),
		commit,
		audit: Some(AuditCommit {
			beacon: numbered(EPOCH - 2),
			root: Hash::repeat_byte(4),
			count: 1,
		}),
		verdicts: (e > 0).then(|| Verdicts {
			preimage: SECRET,
			entries: BoundedVec::truncate_from(entries),
			openings: BoundedVec::truncate_from(openings),
		}),
	};
	let payload =
		labscape_posw::payload::signing_payload(&Pallet::<T>::genesis(), "report", &report);
	(Box::new(report), sign(&payload.0))
}

/// What a block does with a report: it is checked, and checked again when it is applied.
// The call holds it boxed.
#[allow(clippy::borrowed_box)]
fn check_and_apply<T: Config>(
	said: &Box<Report>,
	signature: &T::Signature,
) -> Result<(), BenchmarkError> {
	Pallet::<T>::authorize_report(TransactionSource::InBlock, said, signature)?;
	let origin = RawOrigin::Authorized.into();
	Pallet::<T>::report(origin, said.clone(), signature.clone()).map_err(|error| error.error)?;
	Ok(())
}

/// That a report was not skipped.
fn applied<T: Config>(said: &Report) -> Result<(), BenchmarkError> {
	let applied = Standings::<T>::get(said.node).last_report == Some(EPOCH);
	applied.then_some(()).ok_or(BenchmarkError::Stop("the report was skipped"))
}

/// `e` nodes on pages of `s` seats, with `m` samples together of which those that are open all fall to
/// `auditor`, what it says of them, and the attestations that it must open.
fn judged<T: Config>(
	auditor: NodeId,
	draw: WorkEpoch,
	e: u32,
	s: u32,
	m: u32,
) -> (Vec<Entry>, Vec<Opening>) {
	// As many as an audit commit can prove.
	let each = (MAX_COMMIT_ITEMS / MAX_ENTRIES) as u16;
	let count = u32::from(each) * e;
	let chosen =
		labscape_posw::draw::openings(&numbered(draw + 1), auditor, count, MAX_OPENINGS as u8);
	let (root, leaf, work_proof) = uniform();
	let salt = Hash::repeat_byte(5);
	let mut attestations = vec![Hash::zero(); count as usize];
	let mut entries = Vec::new();
	for index in 0..e {
		let (age, labscape) = ((index / 256) as u8, (index % 256) as LabscapeId);
		let work = draw - WorkEpoch::from(age);
		let node = FILLERS * 2 + index;
		let own = Pages::<T>::get(work, labscape).into_inner();
		let share = (index + 1) * s / e - index * s / e;
		let seats = share.clamp(own.len() as u32 + 1, T::MaxSeats::get());
		page::<T>(work, labscape, own, T::MaxSeats::get() + 1 - seats);
		let place = seats as u16 - 1;
		Pages::<T>::mutate(work, labscape, |page| {
			let samples = (m / e).clamp(each.into(), MAX_SAMPLES) as u16;
			let fresh = Tally { agreed: 0, samples, ..tally(draw, each) };
			page.try_push(seat(node, Some(fresh))).expect("one seat is left");
		});
		entries.push(Entry { age, labscape, seat: place, finding: Finding::Agree });
		for at in chosen.iter().filter(|at| **at / u32::from(each) == index) {
			let sample = (at % u32::from(each)) as u16;
			attestations[*at as usize] =
				hash::attestation(&leaf, auditor, work, node, sample, &salt);
			let items = MAX_COMMIT_ITEMS / MAX_LEASES_PER_NODE;
			let segment = |lease: u32| Segment {
				lease: lease.into(),
				job: 0,
				first: lease * items,
				len: items,
				item_price: 1,
			};
			let segments = (0..MAX_LEASES_PER_NODE).map(segment).collect::<Vec<_>>();
			Works::<T>::insert(
				work,
				node,
				Work {
					provider: account("executor", index, 0),
					labscape,
					seat: place,
					own: (0, 0),
					root,
					count: MAX_COMMIT_ITEMS,
					value: 1,
					budget: 1,
					charges: 0,
					accepted_value: 0,
					kept_back: 0,
					accepted: 0,
					segments: BoundedVec::truncate_from(segments),
					claims: Default::default(),
					dissent: Default::default(),
					asked: Default::default(),
					disputes: Default::default(),
				},
			);
		}
	}
	let audit = Audit {
		root: merkle::root(&attestations).unwrap_or_default(),
		count,
		head: hash::chain_step(&SECRET),
		own: (0, Tables::<T>::get(draw).total()),
		..Default::default()
	};
	know_audit::<T>(draw, auditor, audit);
	let open = |at: &u32| Opening {
		index: *at,
		leaf,
		salt,
		proof: BoundedVec::truncate_from(merkle::proof(&attestations, *at).unwrap_or_default()),
		work_proof: work_proof.clone(),
	};
	(entries, chosen.iter().map(open).collect())
}

/// Let all samples of the work of `node` be drawn to `auditor`, who attested another leaf than was
/// committed. Returns on which leaf its first sample fell, and what it attested, with the longest proof.
fn attest<T: Config>(auditor: NodeId, node: NodeId) -> (u32, Attested) {
	let work = Works::<T>::get(WORK, node).expect("the work is there");
	let beacon = Epochs::<T>::get(WORK).and_then(|record| record.beacon).unwrap_or_default();
	let item = draw::sampled_item(&work.segments, &beacon, WORK, node, 0, &SECRET);
	let (leaf, salt) = (Hash::repeat_byte(7), Hash::repeat_byte(5));
	let proof = vec![Hash::repeat_byte(6); MAX_AUDIT_PROOF as usize];
	let attestation = hash::attestation(&leaf, auditor, WORK, node, 0, &salt);
	let root = proof.iter().fold(attestation, |below, sibling| hash::inner(&below, sibling));
	let own = (
		0,
		Tables::<T>::mutate(WORK, |table| {
			table.add(1, 4_096);
			table.total()
		}),
	);
	let audit = Audit {
		root,
		count: 1 << MAX_AUDIT_PROOF,
		own,
		preimage: Some(SECRET),
		..Default::default()
	};
	know_audit::<T>(WORK, auditor, audit);
	let (proof, work_proof) = (BoundedVec::truncate_from(proof), Default::default());
	let opening = Opening { index: 0, leaf, salt, proof, work_proof };
	(item.map_or(0, |item| item.leaf), Attested { draw: WORK, sample: 0, opening })
}

/// Let each slice of a draw that serves labscape 0 be a labscape, and each seat there a node of its own.
/// Returns the nodes.
fn seat_auditors<T: Config>(draw: WorkEpoch) -> Vec<NodeId> {
	let beacon = Epochs::<T>::get(draw).and_then(|record| record.beacon).unwrap_or_default();
	let seats = T::MaxSeats::get().min(64);
	let units = seats as u16;
	for labscape in 0..=LabscapeId::MAX {
		Tables::<T>::mutate(draw, |table| table.add(labscape, units));
	}
	let all = Tables::<T>::get(draw).total();
	let slices = labscape_posw::draw::Slices::of(&beacon, 0, all).expect("there are units");
	let mut nodes = Vec::new();
	for range in slices.ranges() {
		let labscape = (range.start / seats) as LabscapeId;
		// The page of the work's own labscape may hold the work.
		let mut page = Pages::<T>::get(draw, labscape).into_inner();
		for start in page.len() as u16..units {
			let (node, ..) = T::BenchmarkHelper::node(labscape, 0, 0);
			page.push(Seat { start, units: 1, ..seat(node, None) });
			nodes.push(node);
			Standings::<T>::insert(node, Standing::default());
		}
		Pages::<T>::insert(draw, labscape, BoundedVec::truncate_from(page));
	}
	nodes
}

/// An open dispute about the first leaf of a work.
fn dispute<T: Config>(node: NodeId, filer: T::AccountId, leaf: u32) -> Dispute<T::AccountId> {
	let work = Works::<T>::get(WORK, node).expect("the work is there");
	Dispute {
		work: WORK,
		node,
		leaf,
		committed: Hash::repeat_byte(9),
		job: work.segments.first().map_or(0, |segment| segment.job),
		item: 0,
		filer,
		bond: Bond::Held,
		amount: 0,
		filed: WORK,
		due: EPOCH,
		attested: Default::default(),
	}
}

/// Let all disputes but one be open against a work.
fn open_disputes<T: Config>(node: NodeId, filer: &T::AccountId) {
	for id in 0..MAX_DISPUTES - 1 {
		Disputes::<T>::insert(id, dispute::<T>(node, filer.clone(), 100 + id));
		NextDispute::<T>::put(id + 1);
		let _ = Pallet::<T>::open_tally(WORK, node, |record, tally| {
			tally.disputes += 1;
			record.disputes.try_push(id).map_err(|_| Error::TooManyDisputes)
		});
	}
}

/// A work of 4,096 items whose first `claims` leaves, far apart, were said to be unavailable.
fn claimed_work<T: Config>(claims: u32) -> Vec<u32> {
	let tree = leaves();
	let provider: T::AccountId = account("provider", 0, 0);
	let step = ITEMS / MAX_CLAIMS;
	let claimed: Vec<u32> = (0..claims).map(|claim| claim * step).collect();
	let segments = vec![Segment { lease: 1, job: 1, first: 0, len: ITEMS, item_price: 1 }];
	let tally = Tally { claimed: claims as u16, ..tally(WORK, 0) };
	let tag = account_tag(&provider);
	Pallet::<T>::open_record(WORK);
	page::<T>(WORK, 0, vec![Seat { provider: tag, ..seat(NODE, Some(tally)) }], 0);
	Works::<T>::insert(
		WORK,
		NODE,
		Work {
			provider,
			labscape: 0,
			seat: 0,
			own: (0, 0),
			root: merkle::root(&tree).unwrap_or_default(),
			count: ITEMS,
			value: ITEMS.into(),
			budget: 0,
			charges: 0,
			accepted_value: 0,
			kept_back: 0,
			accepted: 0,
			segments: BoundedVec::truncate_from(segments),
			// Each by an auditor of its own, whose standing is written.
			claims: BoundedVec::truncate_from(
				claimed.iter().map(|leaf| (*leaf, 100 + *leaf)).collect(),
			),
			dissent: Default::default(),
			asked: Default::default(),
			disputes: Default::default(),
		},
	);
	claimed
}

fn answer_to(claimed: &[u32]) -> Answer {
	let tree = leaves();
	let shown = claimed
		.iter()
		.filter_map(|leaf| tree.get(*leaf as usize).map(|hash| (*leaf, *hash)))
		.collect();
	let nodes = merkle::multiproof(&tree, claimed).unwrap_or_default();
	Answer { leaves: BoundedVec::truncate_from(shown), nodes: BoundedVec::truncate_from(nodes) }
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn register_program() {
		let caller: T::AccountId = whitelisted_caller();
		#[extrinsic_call]
		_(RawOrigin::Signed(caller), labscape_referee::SMALLEST_PROGRAM.to_vec());
		assert!(Programs::<T>::iter().next().is_some());
	}

	#[benchmark]
	fn answer(l: Linear<1, MAX_CLAIMS>) {
		let claimed = claimed_work::<T>(l);
		let shown = Box::new(answer_to(&claimed));
		#[extrinsic_call]
		_(RawOrigin::Authorized, WORK, NODE, shown);
		assert!(Works::<T>::get(WORK, NODE).is_some_and(|work| work.claims.is_empty()));
	}

	#[benchmark]
	fn authorize_report(
		l: Linear<0, MAX_LEASES_PER_NODE>,
		e: Linear<0, MAX_ENTRIES>,
	) -> Result<(), BenchmarkError> {
		let (said, signature) = full_report::<T>(l, e, e, e * MAX_SAMPLES);
		#[block]
		{
			Pallet::<T>::authorize_report(TransactionSource::External, &said, &signature)?;
		}
		Ok(())
	}

	#[benchmark]
	fn authorize_seats(s: Linear<128, { 128 * 12 }>) -> Result<(), BenchmarkError> {
		let (said, signature) = full_report::<T>(0, 128, s, 128 * MAX_SAMPLES);
		#[block]
		{
			Pallet::<T>::authorize_report(TransactionSource::External, &said, &signature)?;
		}
		Ok(())
	}

	#[benchmark]
	fn authorize_samples(m: Linear<0, { 128 * MAX_SAMPLES }>) -> Result<(), BenchmarkError> {
		let (said, signature) = full_report::<T>(0, 128, 128, m);
		#[block]
		{
			Pallet::<T>::authorize_report(TransactionSource::External, &said, &signature)?;
		}
		Ok(())
	}

	#[benchmark]
	fn report(
		l: Linear<0, MAX_LEASES_PER_NODE>,
		e: Linear<0, MAX_ENTRIES>,
	) -> Result<(), BenchmarkError> {
		let (said, signature) = full_report::<T>(l, e, e, e * MAX_SAMPLES);
		#[block]
		{
			check_and_apply::<T>(&said, &signature)?;
		}
		applied::<T>(&said)
	}

	#[benchmark]
	fn report_seats(s: Linear<128, { 128 * 12 }>) -> Result<(), BenchmarkError> {
		let (said, signature) = full_report::<T>(0, 128, s, 128 * MAX_SAMPLES);
		#[block]
		{
			check_and_apply::<T>(&said, &signature)?;
		}
		applied::<T>(&said)
	}

	#[benchmark]
	fn report_samples(m: Linear<0, { 128 * MAX_SAMPLES }>) -> Result<(), BenchmarkError> {
		let (said, signature) = full_report::<T>(0, 128, 128, m);
		#[block]
		{
			check_and_apply::<T>(&said, &signature)?;
		}
		applied::<T>(&said)
	}

	#[benchmark]
	fn file() {
		let (node, filer) = open_work::<T>(MAX_LEASES_PER_NODE);
		let _ = T::Currency::mint_into(&filer, RICH);
		open_disputes::<T>(node, &filer);
		let (_, leaf, proof) = uniform();
		#[extrinsic_call]
		_(RawOrigin::Signed(filer), WORK, node, 0, leaf, proof);
		assert!(Disputes::<T>::contains_key(MAX_DISPUTES - 1));
	}

	#[benchmark]
	fn authorize_file() -> Result<(), BenchmarkError> {
		let (node, filer) = open_work::<T>(MAX_LEASES_PER_NODE);
		open_disputes::<T>(node, &filer);
		let (auditor, _, sign) = T::BenchmarkHelper::node(1, 0, 0);
		let (_, committed, proof) = uniform();
		let (leaf, attested) = attest::<T>(auditor, node);
		let attested = Some(attested);
		let payload = labscape_posw::payload::signing_payload(
			&Pallet::<T>::genesis(),
			"file_as_node",
			&(auditor, WORK, node, leaf, committed, &proof, &attested),
		);
		let signature = sign(&payload.0);
		#[block]
		{
			Pallet::<T>::authorize_file(
				TransactionSource::External,
				&auditor,
				&WORK,
				&node,
				&leaf,
				&committed,
				&proof,
				&attested,
				&signature,
			)?;
		}
		Ok(())
	}

	#[benchmark]
	fn check_bytes(b: Linear<0, MAX_BYTES>) {
		let (node, _) = open_work::<T>(MAX_LEASES_PER_NODE);
		let segment = Works::<T>::get(WORK, node).and_then(|work| work.segments.first().cloned());
		let segment = segment.expect("there are leases");
		let requester = T::Work::job(segment.job).expect("it is not settled").requester;
		Pallet::<T>::do_ask_output(&requester, WORK, node, 0).expect("it can be asked for");
		let result = vec![7; b as usize];
		let hashed = sp_io::hashing::blake2_256(&result).into();
		let leaf =
			hash::leaf(&Pallet::<T>::genesis(), node, WORK, segment.job, segment.first, &hashed);
		let tree = vec![leaf; MAX_COMMIT_ITEMS as usize];
		Works::<T>::mutate(WORK, node, |work| {
			if let Some(work) = work {
				work.root = merkle::root(&tree).unwrap_or_default();
			}
		});
		let proof = BoundedVec::truncate_from(merkle::proof(&tree, 0).unwrap_or_default());
		#[extrinsic_call]
		show_output(RawOrigin::Authorized, WORK, node, 0, result, proof);
		assert!(Works::<T>::get(WORK, node).is_some_and(|work| work.asked.is_empty()));
	}

	#[benchmark]
	fn resolve() -> Result<(), BenchmarkError> {
		let (node, requester, _) = T::BenchmarkHelper::node(0, MAX_LEASES_PER_NODE, 1);
		begin::<T>(WORK + 6);
		// All auditors draw the first leaf, which is the dearest by far.
		let mut segments = commit_leases::<T>(node);
		if let Some(first) = segments.iter_mut().next() {
			first.item_price = Balance::MAX / 1_000_000;
		}
		let draws: Vec<_> = (0..MAX_DRAWS).map(|draw| WORK + draw).collect();
		// More of the last draw, which is looked at first, than one call charges.
		let last = WORK + MAX_DRAWS - 1;
		let auditors = seat_auditors::<T>(last);
		for auditor in &auditors {
			let audit = Audit { preimage: Some(SECRET), fees: 100, ..Default::default() };
			know_audit::<T>(last, *auditor, audit);
		}
		let provider = T::Work::node(node).expect("the node is there").provider;
		T::Stake::reserve(&provider, 1_000_000)?;
		// It loses its trust.
		Pallet::<T>::change_standing(node, |standing| standing.note_good(1));
		let tally =
			Tally { draws: BoundedVec::truncate_from(draws), fees: 1_000, ..tally(WORK, 0) };
		put_work::<T>(node, provider, segments, tally);
		let _ = T::Currency::mint_into(&requester, RICH);
		open_disputes::<T>(node, &requester);
		let mut proven = dispute::<T>(node, requester, 0);
		let right = Hash::repeat_byte(8);
		proven.attested = BoundedVec::truncate_from(
			auditors.iter().take(MAX_ATTESTERS as usize).map(|auditor| (*auditor, right)).collect(),
		);
		let finders = disputes::Finders { dispute: &proven, right };
		#[block]
		{
			Pallet::<T>::prove_wrong(WORK, node, 0, Some(finders))?;
		}
		assert!(Works::<T>::get(WORK, node).is_none());
		let charged = charged_in::<T>(last);
		assert!(charged > faults::CHARGED_AT_ONCE / 2);
		// The others are left to idle blocks.
		assert!(Charges::<T>::contains_key(WORK, node));
		Ok(())
	}

	#[benchmark]
	fn ask_output() {
		let (node, requester) = open_work::<T>(MAX_LEASES_PER_NODE);
		let last = MAX_COMMIT_ITEMS - 1;
		#[extrinsic_call]
		_(RawOrigin::Signed(requester), WORK, node, last);
		assert!(Works::<T>::get(WORK, node).is_some_and(|work| work.asked.contains(&last)));
	}

	#[benchmark]
	fn accept() {
		let (node, requester) = open_work::<T>(MAX_LEASES_PER_NODE);
		let lease = Works::<T>::get(WORK, node)
			.and_then(|work| work.segments.last().map(|segment| segment.lease))
			.expect("there are leases");
		#[extrinsic_call]
		_(RawOrigin::Signed(requester), WORK, node, lease);
		assert!(Works::<T>::get(WORK, node).is_some_and(|work| work.accepted > 0));
	}

	#[benchmark]
	fn settle_pages() {
		begin::<T>(EPOCH);
		AgendaFrom::<T>::put(EPOCH);
		Agenda::<T>::mutate(EPOCH, WORK, |pages| pages.insert(0));
		#[block]
		{
			Pallet::<T>::sweep(&mut WeightMeter::new());
		}
		assert_eq!(AgendaFrom::<T>::get(), EPOCH + 1);
	}

	#[benchmark]
	fn settle_page(s: Linear<1, { T::MaxSeats::get() }>) {
		begin::<T>(EPOCH);
		let seats: Vec<_> = (0..s).map(|node| seat(node, None)).collect();
		for node in 0..s {
			know_audit::<T>(WORK, node, Audit::default());
		}
		Pages::<T>::insert(WORK, 0, BoundedVec::truncate_from(seats));
		declared_elsewhere([
			Current::<T>::hashed_key().to_vec(),
			Epochs::<T>::hashed_key_for(WORK),
		]);
		#[block]
		{
			decide::<T>();
		}
		assert!(Pages::<T>::get(WORK, 0).is_empty());
	}

	#[benchmark]
	fn settle_work(l: Linear<1, MAX_LEASES_PER_NODE>) {
		let node = due_work::<T>(l, tally(WORK, 0));
		// Its first work that is proven: it becomes trusted, and its probation ends.
		Pallet::<T>::change_standing(node, |standing| standing.probation = true);
		share_page::<T>();
		#[block]
		{
			decide::<T>();
		}
		assert!(!Works::<T>::contains_key(WORK, node));
		assert!(Pages::<T>::get(WORK, 0).is_empty());
	}

	#[benchmark]
	fn void(l: Linear<1, MAX_LEASES_PER_NODE>) {
		let node = due_work::<T>(l, Tally { claimed: 1, fees: 1_000, ..tally(WORK, 0) });
		share_page::<T>();
		#[block]
		{
			decide::<T>();
		}
		assert!(Works::<T>::contains_key(WORK, node));
		let stage = Pages::<T>::get(WORK, 0)
			.into_iter()
			.next()
			.and_then(|seat| seat.tally)
			.map(|tally| tally.stage);
		assert!(matches!(stage, Some(Stage::Suspended { .. })));
	}

	#[benchmark]
	fn survey(m: Linear<1, MAX_SAMPLES>) {
		due_work::<T>(1, Tally { agreed: 0, ..tally(WORK, m as u16) });
		share_page::<T>();
		seat_auditors::<T>(WORK);
		#[block]
		{
			decide::<T>();
		}
		assert!(charged_in::<T>(WORK) > 0);
	}

	#[benchmark]
	fn pay_out() {
		begin::<T>(EPOCH);
		let (node, ..) = T::BenchmarkHelper::node(0, 0, 0);
		let provider = T::Work::node(node).expect("the node is there").provider;
		let payout = settlement::Payout {
			pools: vec![(provider, 1_000_000, 1_000)],
			burn: 1_000_000,
			residue: 1_000_000,
			treasury: 1_000_000_000_000,
		};
		#[block]
		{
			Pallet::<T>::pay_out(payout);
		}
		assert!(T::Currency::balance(&T::StakePot::get()) > RICH);
	}

	#[benchmark]
	fn set_parameters() -> Result<(), BenchmarkError> {
		let origin =
			T::ParameterOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let parameters: Parameters = T::DefaultParameters::get();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, parameters);
		assert!(NextParameters::<T>::get().is_some());
		Ok(())
	}

	#[benchmark]
	fn on_initialize() {
		T::BenchmarkHelper::output();
		let now: BlockNumberFor<T> = 1u32.into();
		#[block]
		{
			Pallet::<T>::on_initialize(now);
		}
	}

	#[benchmark]
	fn next_epoch() {
		T::BenchmarkHelper::output();
		let period = T::EpochPeriod::get();
		let state = EpochState { index: WORK, outputs: u32::MAX, ..Current::<T>::get() };
		Pallet::<T>::open_record(WORK.saturating_sub(1));
		Pallet::<T>::open_record(WORK);
		Current::<T>::put(state);
		#[block]
		{
			Pallet::<T>::on_initialize(period.into());
		}
		assert_eq!(Current::<T>::get().index, WORK + 1);
	}

	#[benchmark]
	fn prune() {
		Current::<T>::mutate(|state| state.index = 100);
		Pallet::<T>::open_record(0);
		#[block]
		{
			let mut meter = WeightMeter::with_limit(T::WeightInfo::prune());
			Pallet::<T>::prune(&mut meter);
		}
		assert_eq!(OldestEpoch::<T>::get(), 1);
	}
}
