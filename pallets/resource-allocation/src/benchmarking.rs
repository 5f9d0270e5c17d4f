//! Benchmarks of the longest path of each call and hook: full boards, long queues, large plans.

use alloc::{vec, vec::Vec};

use frame_benchmarking::v2::*;
use frame_support::{
	traits::{fungible::Mutate, EnsureOrigin, Get},
	BoundedVec, WeakBoundedVec,
};
use frame_system::{pallet_prelude::BlockNumberFor, RawOrigin};
use labscape_primitives::{Capacity, Hash, LabscapeId, NodeId, Request, ServiceClass, Shape};
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
/// All nodes of a full labscape but one.
const ALL_BUT_ONE: u16 = MAX_NODES_PER_LABSCAPE as u16 - 1;
const MAX_PRICE_OFFERED: Balance = 100_000_000;

fn requester<T: Config>() -> T::AccountId {
	let who: T::AccountId = account("requester", 0, 0);
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

/// Sixteen nodes of 256 units that take 64 leases each, on a board as long as can be.
fn fill_board<T: Config>(labscape: LabscapeId, nodes: u16) {
	for _ in 0..nodes {
		add_node::<T>(labscape, 4_096 / nodes.next_power_of_two());
	}
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

/// A signed submission of `plans` plans that make `runs` leases together.
fn submission<T: Config>(plans: u32, runs: u32) -> (Submission, crypto::AuthoritySignature) {
	let key = AuthorityId::generate_pair(None);
	Authorities::<T>::put(WeakBoundedVec::force_from(vec![key.clone()], None));
	set_block::<T>(T::RoundPeriod::get());
	let round = Pallet::<T>::round();
	let mut made: Vec<Plan> = Vec::new();
	let mut left = runs;
	for index in 0..plans {
		let labscape = index as LabscapeId;
		fill_board::<T>(labscape, 16);
		let share = left.div_ceil(plans - index).min(u32::from(MAX_RUNS));
		left -= share;
		for _ in 0..share / u32::from(MAX_PARTS) {
			submit::<T>(labscape, MAX_PARTS);
		}
		let rest = share % u32::from(MAX_PARTS);
		if rest > 0 {
			submit::<T>(labscape, rest as u16);
		}
		made.push(Pallet::<T>::plan_of(labscape, round).expect("the board is right"));
	}
	let submission = Submission { authority: 0, plans: made };
	let signature =
		key.sign(&Pallet::<T>::signed_bytes(&submission)).expect("the key is in the keystore");
	(submission, signature)
}

/// A lease that runs on a full board.
fn one_lease<T: Config>() -> (T::AccountId, u64) {
	let (provider, _) = add_node::<T>(0, 16);
	fill_board::<T>(1, 16);
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
		let last = u32::from(ALL_BUT_ONE);
		for _ in 0..last {
			add_node::<T>(0, 16);
		}
		let provider = T::BenchmarkHelper::provider(last, 16);
		let spec = node_spec::<T>(0, 16, last);

		#[extrinsic_call]
		_(RawOrigin::Signed(provider), spec);

		assert!(Nodes::<T>::contains_key(last));
	}

	#[benchmark]
	fn change_node() {
		let (provider, node) = add_node::<T>(0, 16);
		let key: T::AccountId = account("new", 0, 0);

		#[extrinsic_call]
		set_hot_key(RawOrigin::Signed(provider), node, key.clone());

		assert_eq!(NodeByHotKey::<T>::get(key), Some(node));
	}

	#[benchmark]
	fn drain_node() {
		fill_board::<T>(0, ALL_BUT_ONE);
		let (provider, node) = add_node::<T>(0, 16);

		#[extrinsic_call]
		_(RawOrigin::Signed(provider), node);

		assert_eq!(Nodes::<T>::get(node).map(|node| node.state), Some(NodeState::Draining));
	}

	#[benchmark]
	fn retire_node() {
		fill_board::<T>(0, ALL_BUT_ONE);
		let (provider, node) = add_node::<T>(0, 16);
		Pallet::<T>::do_drain_node(RawOrigin::Signed(provider.clone()).into(), node)
			.expect("the node is active");

		#[extrinsic_call]
		_(RawOrigin::Signed(provider), node);

		assert!(!Nodes::<T>::contains_key(node));
	}

	#[benchmark]
	fn submit_job(p: Linear<1, { MAX_PARTS as u32 }>) {
		for labscape in 0..8 {
			fill_board::<T>(labscape, ALL_BUT_ONE);
			submit::<T>(labscape, MAX_PARTS);
		}
		let who = requester::<T>();
		let spec = job_spec::<T>(None, p as u16);

		#[extrinsic_call]
		_(RawOrigin::Signed(who), spec);

		assert!(Jobs::<T>::contains_key(8));
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
		let (submission, signature) = submission::<T>(p, r.min(p * u32::from(MAX_RUNS)));

		#[block]
		{
			Pallet::<T>::authorize_plan(TransactionSource::External, &submission, &signature)
				.map_err(|_| BenchmarkError::Stop("the submission is right"))?;
		}
		Ok(())
	}

	#[benchmark]
	fn commit_plan(p: Linear<1, { MAX_PLANS }>, r: Linear<0, { MAX_SUBMISSION_RUNS }>) {
		let runs = r.min(p * u32::from(MAX_RUNS));
		let (submission, signature) = submission::<T>(p, runs);

		#[extrinsic_call]
		_(RawOrigin::Authorized, submission, signature);

		assert_eq!(NextLease::<T>::get(), u64::from(runs));
	}

	#[benchmark]
	fn poke(r: Linear<0, 256>) {
		fill_board::<T>(0, 16);
		let gang = (r / 16).max(1) as u16;
		for _ in 0..16 {
			let mut spec = job_spec::<T>(Some(0), 1);
			spec.request.gang = gang;
			spec.items = gang.into();
			Pallet::<T>::do_submit_job(requester::<T>(), spec).expect("the job is right");
		}
		set_block::<T>(T::RoundPeriod::get() * 2_000);

		#[extrinsic_call]
		_(RawOrigin::Signed(requester::<T>()), 0);

		assert!(NextLease::<T>::get() > 0);
	}

	#[benchmark]
	fn rehome() {
		for labscape in 0..8 {
			fill_board::<T>(labscape, ALL_BUT_ONE);
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
