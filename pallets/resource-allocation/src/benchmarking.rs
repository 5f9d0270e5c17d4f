//! Benchmarks of the longest path of each call and hook: full boards, long queues, large plans.

use alloc::{vec, vec::Vec};

use frame_benchmarking::v2::*;
use frame_support::{
	traits::{
		fungible::{Mutate, MutateHold},
		EnsureOrigin, Get,
	},
	BoundedVec, WeakBoundedVec,
};
use frame_system::{pallet_prelude::BlockNumberFor, RawOrigin};
use labscape_primitives::{
	Capacity, Hash, LabscapeId, NodeId, Request, ServiceClass, Shape, UNITS_PER_LABSCAPE,
};
use labscape_scheduler::Plan;
use sp_runtime::{
	traits::SaturatedConversion, transaction_validity::TransactionSource, RuntimeAppPublic,
};

use crate::{crypto::AuthorityId, *};

/// What the benchmarks need of the pallets beside this one.
pub trait BenchmarkHelper<AccountId> {
	/// A provider with a bond for `units` units and the leases on them.
	fn provider(index: u32, units: u16) -> AccountId;
	/// The id of a registered program that may use a million fuel per item.
	fn program() -> Hash;
}

const RICH: Balance = 1_000_000_000_000_000_000;
const FUEL: u64 = 1_000;
const MAX_PRICE_OFFERED: Balance = 100_000_000;
/// A full board: as many nodes as a labscape takes, of these many units.
const NODES: u16 = MAX_NODES_PER_LABSCAPE as u16;
const UNITS: u16 = UNITS_PER_LABSCAPE / NODES;
/// The leases of one plan; one place of what it sees of the queue holds a part that fits nowhere.
const PLAN_LEASES: u32 = MAX_RUNS as u32 - 1;
/// Ids of entries that only make a board long.
const FILLERS: NodeId = 1_000_000;

/// The units of each of so many leases, of which a full board of nodes takes all.
fn shared(leases: u32) -> u16 {
	UNITS / (leases.div_ceil(NODES.into()) as u16).max(1)
}

fn requester<T: Config>() -> T::AccountId {
	nth_requester::<T>(0)
}

fn nth_requester<T: Config>(index: u32) -> T::AccountId {
	let who: T::AccountId = account("requester", index, 0);
	T::Currency::set_balance(&who, RICH);
	Usages::<T>::mutate(&who, |usage| usage.quota = Some(u32::MAX));
	let pot = <T::WorkProof as labscape_primitives::WorkProof<_, _>>::pot();
	T::Currency::set_balance(&pot, RICH);
	who
}

fn capacity(units: u16) -> Capacity {
	Capacity {
		cpu_milli: 1_000 * u32::from(units),
		memory_mib: 1_024 * u32::from(units),
		storage_gib: 1_000,
		bandwidth_mbit: 10_000,
		gpus: 0,
		gpu_model: None,
	}
}

fn node_spec<T: Config>(labscape: LabscapeId, units: u16, key: u32) -> NodeSpec<T::AccountId> {
	NodeSpec {
		labscape,
		units,
		first_slot: None,
		capacity: capacity(units),
		class: HardwareClass::Server,
		rate: Policy::default().min_rate,
		hot_key: account("hot", key, 0),
		endpoint: BoundedVec::truncate_from(vec![b'x'; MAX_ENDPOINT as usize]),
	}
}

/// Register a node of a provider of its own.
fn add_node<T: Config>(labscape: LabscapeId, units: u16) -> (T::AccountId, NodeId) {
	let id = NextNode::<T>::get();
	let provider = T::BenchmarkHelper::provider(id, units);
	let spec = node_spec::<T>(labscape, units, id);
	Pallet::<T>::do_register_node(provider.clone(), spec).expect("the node is right");
	(provider, id)
}

/// Nodes that get leases, of [`UNITS`] units each and of a provider each.
fn add_nodes<T: Config>(labscape: LabscapeId, count: u16) {
	for _ in 0..count {
		add_node::<T>(labscape, UNITS);
	}
}

/// Let the board be as long as can be, but for `left` nodes, with entries that get leases unless they
/// are `draining`.
fn fill_board<T: Config>(labscape: LabscapeId, left: u16, draining: bool) {
	Boards::<T>::mutate(labscape, |board| {
		let Some(model) = board.nodes.first().cloned() else { return };
		while board.nodes.len() < usize::from(NODES.saturating_sub(left)) {
			let Some((position, first_slot)) = board.vacant(UNITS, None) else { return };
			let id = FILLERS + u32::from(labscape) * u32::from(NODES) + board.nodes.len() as u32;
			let filler = BoardNode { id, first_slot, units: UNITS, draining, ..model.clone() };
			board.nodes.try_insert(position, filler).expect("below the bound");
		}
	});
}

/// As many pairs kept apart as can be, of nodes that leave and jobs that are long over.
fn fill_exclusions<T: Config>(labscape: LabscapeId) {
	let pairs = (0..MAX_EXCLUSIONS).rev().map(|index| (u64::MAX - u64::from(index), FILLERS));
	Exclusions::<T>::insert(labscape, BoundedVec::truncate_from(pairs.collect()));
}

/// A labscape with one node that gets leases, on a full board.
fn full_labscape<T: Config>(labscape: LabscapeId) {
	add_nodes::<T>(labscape, 1);
	fill_board::<T>(labscape, 0, false);
}

fn job_spec<T: Config>(labscape: Option<LabscapeId>, parts: u16) -> JobSpec {
	JobSpec {
		program: T::BenchmarkHelper::program(),
		inputs_root: Hash::repeat_byte(1),
		items: u32::from(parts),
		item_fuel: FUEL,
		max_price: MAX_PRICE_OFFERED,
		class: ServiceClass::Standard,
		priority: 0,
		deadline: Pallet::<T>::block() + 1_000,
		parts,
		request: Request {
			shape: Shape { units: 1, cpu_milli: 1, memory_mib: 1, ..Shape::default() },
			gang: 1,
		},
		home: labscape,
		hardware: HardwareClass::Edge,
	}
}

fn submit<T: Config>(labscape: LabscapeId, parts: u16) -> u64 {
	let id = NextJob::<T>::get();
	let spec = job_spec::<T>(Some(labscape), parts);
	Pallet::<T>::do_submit_job(requester::<T>(), spec).expect("the job is right");
	id
}

fn set_block<T: Config>(block: u32) {
	frame_system::Pallet::<T>::set_block_number(block.saturated_into::<BlockNumberFor<T>>());
}

/// A job of one part that takes `units` units, of a requester of its own.
fn submit_alone<T: Config>(labscape: LabscapeId, units: u16, class: ServiceClass) {
	let who = nth_requester::<T>(NextJob::<T>::get() as u32);
	let mut spec = JobSpec { class, ..job_spec::<T>(Some(labscape), 1) };
	spec.request.shape.units = units;
	Pallet::<T>::do_submit_job(who, spec).expect("the job is right");
}

/// The key of the only authority.
fn authority<T: Config>() -> AuthorityId {
	let key = AuthorityId::generate_pair(None);
	Authorities::<T>::put(WeakBoundedVec::force_from(vec![key.clone()], None));
	key
}

/// A signed submission of `plans` plans that make `runs` leases together: each of a job and a requester
/// of its own and, as long as there are as many, with a node and a provider of its own, on full boards.
fn submission<T: Config>(
	plans: u32,
	runs: u32,
	class: ServiceClass,
) -> (Submission, crypto::AuthoritySignature) {
	let key = authority::<T>();
	set_block::<T>(T::RoundPeriod::get());
	let round = Pallet::<T>::round();
	let mut made: Vec<Plan> = Vec::new();
	let mut left = runs;
	for index in 0..plans {
		let labscape = index as LabscapeId;
		let share = left.div_ceil(plans - index).min(PLAN_LEASES);
		left -= share;
		add_nodes::<T>(labscape, (share as u16).clamp(1, NODES));
		fill_board::<T>(labscape, 0, true);
		fill_exclusions::<T>(labscape);
		let units = shared(share);
		if class == ServiceClass::Standard {
			// Fits on no node, since none has proven anything.
			submit_alone::<T>(labscape, units, ServiceClass::Reserved);
		}
		for _ in 0..share {
			submit_alone::<T>(labscape, units, class);
		}
		made.push(Pallet::<T>::plan_of(labscape, round).expect("the board is right"));
	}
	let submission = Submission { authority: 0, plans: made };
	let signature =
		key.sign(&Pallet::<T>::signed_bytes(&submission)).expect("the key is in the keystore");
	(submission, signature)
}

/// A node with `hot_key` on a full board, with `leases` leases of `items` items each, each of a job and
/// a requester of its own; and the last of these requesters. For benchmarks of those who prove work.
pub fn leased_node<T: Config>(
	labscape: LabscapeId,
	hot_key: T::AccountId,
	leases: u32,
	items: u32,
) -> (NodeId, T::AccountId) {
	let node = NextNode::<T>::get();
	let units = (leases as u16).max(LEAST_NODE_UNITS);
	let provider = T::BenchmarkHelper::provider(node, units);
	let spec = NodeSpec { hot_key, ..node_spec::<T>(labscape, units, node) };
	Pallet::<T>::do_register_node(provider, spec).expect("the node is right");
	let mut who = requester::<T>();
	for _ in 0..leases {
		who = nth_requester::<T>(NextJob::<T>::get() as u32);
		let spec = JobSpec { items, ..job_spec::<T>(Some(labscape), 1) };
		Pallet::<T>::do_submit_job(who.clone(), spec).expect("the job is right");
	}
	if leases > 0 {
		authority::<T>();
		let next = Pallet::<T>::block().div_ceil(T::RoundPeriod::get()).saturating_add(1);
		set_block::<T>(T::RoundPeriod::get() * next);
		let plan = Pallet::<T>::plan_of(labscape, Pallet::<T>::round()).expect("a right board");
		Pallet::<T>::apply_submission(Submission { authority: 0, plans: vec![plan] });
	}
	assert_eq!(NodeLeases::<T>::get(node).len(), leases as usize, "all leases are made");
	(node, who)
}

/// A lease that runs on a full board.
fn one_lease<T: Config>() -> (T::AccountId, u64) {
	let (provider, _) = add_node::<T>(0, UNITS);
	fill_board::<T>(0, 0, true);
	submit::<T>(0, 1);
	set_block::<T>(T::RoundPeriod::get() * 2_000);
	Pallet::<T>::do_poke(0).expect("the labscape is idle");
	(provider, 0)
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn register_node() {
		add_nodes::<T>(0, 1);
		fill_board::<T>(0, 1, true);
		let node = NextNode::<T>::get();
		let provider = T::BenchmarkHelper::provider(node, UNITS);
		let spec = node_spec::<T>(0, UNITS, node);

		#[extrinsic_call]
		_(RawOrigin::Signed(provider), spec);

		assert!(Nodes::<T>::contains_key(node));
	}

	#[benchmark]
	fn change_node() {
		let (provider, node) = add_node::<T>(0, UNITS);
		let key: T::AccountId = account("new", 0, 0);

		#[extrinsic_call]
		set_hot_key(RawOrigin::Signed(provider), node, key.clone());

		assert_eq!(NodeByHotKey::<T>::get(key), Some(node));
	}

	#[benchmark]
	fn drain_node() {
		let (provider, node) = add_node::<T>(0, UNITS);
		fill_board::<T>(0, 0, true);

		#[extrinsic_call]
		_(RawOrigin::Signed(provider), node);

		assert_eq!(Nodes::<T>::get(node).map(|node| node.state), Some(NodeState::Draining));
	}

	#[benchmark]
	fn retire_node() {
		let (provider, node) = add_node::<T>(0, UNITS);
		fill_board::<T>(0, 0, true);
		Pallet::<T>::do_drain_node(RawOrigin::Signed(provider.clone()).into(), node)
			.expect("the node is active");

		#[extrinsic_call]
		_(RawOrigin::Signed(provider), node);

		assert!(!Nodes::<T>::contains_key(node));
	}

	#[benchmark]
	fn submit_job(p: Linear<1, { MAX_PARTS as u32 }>) {
		// So many that no two parts compare the same ones.
		for labscape in 0..=LabscapeId::MAX {
			full_labscape::<T>(labscape);
			submit::<T>(labscape, 1);
		}
		let who = requester::<T>();
		let job = NextJob::<T>::get();
		let spec = job_spec::<T>(None, p as u16);

		#[extrinsic_call]
		_(RawOrigin::Signed(who), spec);

		assert!(Jobs::<T>::contains_key(job));
	}

	#[benchmark]
	fn cancel_job() {
		let job = submit::<T>(0, MAX_PARTS);

		#[extrinsic_call]
		_(RawOrigin::Signed(requester::<T>()), job);

		assert_ne!(Jobs::<T>::get(job).map(|job| job.state), Some(JobState::Open));
	}

	#[benchmark]
	fn authorize_plan(
		p: Linear<1, { MAX_PLANS }>,
		r: Linear<0, { MAX_SUBMISSION_RUNS }>,
	) -> Result<(), BenchmarkError> {
		let runs = r.min(p * PLAN_LEASES);
		let (submission, signature) = submission::<T>(p, runs, ServiceClass::Standard);

		#[block]
		{
			Pallet::<T>::authorize_plan(TransactionSource::External, &submission, &signature)
				.map_err(|_| BenchmarkError::Stop("the submission is right"))?;
		}
		Ok(())
	}

	#[benchmark]
	fn commit_plan(p: Linear<1, { MAX_PLANS }>, r: Linear<0, { MAX_SUBMISSION_RUNS }>) {
		let runs = r.min(p * PLAN_LEASES);
		let (submission, signature) = submission::<T>(p, runs, ServiceClass::Standard);

		#[extrinsic_call]
		_(RawOrigin::Authorized, submission, signature);

		assert_eq!(NextLease::<T>::get(), u64::from(runs));
	}

	#[benchmark]
	fn evict(e: Linear<0, { MAX_SUBMISSION_RUNS / EVICTION_SIZE }>) {
		let plans = e.div_ceil(PLAN_LEASES).max(1);
		let (submission, _) = submission::<T>(plans, e, ServiceClass::Spot);
		Pallet::<T>::apply_submission(submission);
		assert_eq!(NextLease::<T>::get(), u64::from(e), "all leases are made");
		// A job that can compensate them all.
		let (who, by) = (requester::<T>(), NextJob::<T>::get());
		let spec = JobSpec { class: ServiceClass::Reserved, ..job_spec::<T>(Some(0), 1) };
		Pallet::<T>::do_submit_job(who.clone(), spec).expect("the job is right");
		let budget = RICH / 2;
		T::Currency::hold(&HoldReason::JobBudget.into(), &who, budget).expect("it is rich");
		Jobs::<T>::mutate(by, |job| {
			let job = job.as_mut().expect("it was just made");
			job.held += budget;
			job.compensation_left += budget;
		});

		let mut evicted: alloc::collections::BTreeMap<LabscapeId, Vec<_>> = Default::default();
		for (id, lease) in Leases::<T>::iter() {
			evicted.entry(lease.labscape).or_default().push(id);
		}

		#[block]
		{
			for (labscape, leases) in evicted {
				let mut site = Site::<T>::load(labscape);
				for lease in leases {
					Pallet::<T>::evict(&mut site, lease, by).expect("it is compensated");
				}
				site.store();
			}
		}
		assert_eq!(Leases::<T>::iter_keys().count(), 0);
	}

	#[benchmark]
	fn poke(r: Linear<16, 256>) {
		add_nodes::<T>(0, NODES);
		let gang = (r / 16) as u16;
		for index in 0..16 {
			let mut spec = job_spec::<T>(Some(0), 1);
			spec.request.gang = gang;
			spec.request.shape.units = shared(256);
			spec.items = gang.into();
			let who = nth_requester::<T>(index);
			Pallet::<T>::do_submit_job(who, spec).expect("the job is right");
		}
		set_block::<T>(T::RoundPeriod::get() * 2_000);

		#[extrinsic_call]
		_(RawOrigin::Signed(requester::<T>()), 0);

		assert_eq!(NextLease::<T>::get(), u64::from(gang) * 16);
	}

	#[benchmark]
	fn rehome() {
		for labscape in 0..8 {
			full_labscape::<T>(labscape);
		}
		let job = submit::<T>(0, MAX_PARTS);
		set_block::<T>(T::RoundPeriod::get() * 30_000);

		#[extrinsic_call]
		_(RawOrigin::Signed(requester::<T>()), job, 0);

		assert!(EntriesByJob::<T>::contains_key(job, 0));
	}

	#[benchmark]
	fn return_lease() {
		let (provider, lease) = one_lease::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(provider), lease);

		assert!(!Leases::<T>::contains_key(lease));
	}

	#[benchmark]
	fn set_policy() -> Result<(), BenchmarkError> {
		let origin =
			T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, 0, Policy::default());

		assert!(Policies::<T>::contains_key(0));
		Ok(())
	}

	#[benchmark]
	fn agenda_moment() {
		let mut found = None;

		#[block]
		{
			found = Agenda::<T>::iter_key_prefix(1).next().or(found);
		}
		assert!(found.is_none());
	}

	#[benchmark]
	fn agenda_due() {
		// The dearest: sixteen entries of a closing job.
		let job = submit::<T>(0, MAX_PARTS);
		Pallet::<T>::do_cancel_job(requester::<T>(), job).expect("the job is open");

		#[block]
		{
			Pallet::<T>::drain_closing(job);
		}
		assert!(Jobs::<T>::contains_key(job));
	}
}
