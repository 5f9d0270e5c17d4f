//! Worst cases of what needs no other pallet's state, and, where the runtime offers nodes and leases,
//! of the rest.

use super::*;
use alloc::{boxed::Box, vec, vec::Vec};
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{Get, Hooks},
	BoundedVec,
};
use frame_system::{pallet_prelude::BlockNumberFor, RawOrigin};
use labscape_posw::{
	merkle,
	params::Parameters,
	payload::{Answer, MAX_CLAIMS},
};
use labscape_primitives::{Hash, NodeId, Segment, WorkEpoch};

const NODE: NodeId = 1;
const WORK: WorkEpoch = 4;
const ITEMS: u32 = 4_096;

/// Different leaves.
fn leaves() -> Vec<Hash> {
	(0..u64::from(ITEMS)).map(Hash::from_low_u64_be).collect()
}

/// A work of 4,096 items whose first `claims` leaves, far apart, were said to be unavailable.
fn claimed_work<T: Config>(claims: u32) -> Vec<u32> {
	let tree = leaves();
	let provider: T::AccountId = account("provider", 0, 0);
	let step = ITEMS / MAX_CLAIMS;
	let claimed: Vec<u32> = (0..claims).map(|claim| claim * step).collect();
	let segments = vec![Segment { lease: 1, job: 1, first: 0, len: ITEMS, item_price: 1 }];
	let tally = Tally {
		samples: 192,
		fee: 1,
		draws: BoundedVec::truncate_from(vec![WORK]),
		stage: Stage::Open,
		leases: 1,
		fees: 0,
		agreed: 0,
		claimed: claims as u16,
		disputes: 0,
		asked: false,
		judged: SampleSet::default(),
	};
	let seat = Seat {
		node: NODE,
		provider: Pallet::<T>::provider_tag(&provider),
		start: 0,
		units: 0,
		tally: Some(tally),
	};
	Pallet::<T>::open_record(WORK);
	Pages::<T>::insert(WORK, 0, BoundedVec::truncate_from(vec![seat]));
	Works::<T>::insert(
		WORK,
		NODE,
		Work {
			provider,
			labscape: 0,
			seat: 0,
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

/// The smallest program.
const PROGRAM: &[u8] = &[
	0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, // magic, version
	0x01, 0x0c, 0x02, 0x60, 0x01, 0x7f, 0x01, 0x7f, 0x60, 0x02, 0x7f, 0x7f, 0x01,
	0x7e, // types
	0x03, 0x03, 0x02, 0x00, 0x01, // functions
	0x05, 0x04, 0x01, 0x01, 0x01, 0x01, // memory: one page at most
	0x07, 0x2a, 0x03, // exports
	0x06, b'm', b'e', b'm', b'o', b'r', b'y', 0x02, 0x00, //
	0x0e, b'l', b'a', b'b', b's', b'c', b'a', b'p', b'e', b'_', b'i', b'n', b'p', b'u', b't', 0x00,
	0x00, //
	0x0c, b'l', b'a', b'b', b's', b'c', b'a', b'p', b'e', b'_', b'r', b'u', b'n', 0x00,
	0x01, //
	0x0a, 0x0b, 0x02, // code
	0x04, 0x00, 0x41, 0x00, 0x0b, //
	0x04, 0x00, 0x42, 0x00, 0x0b,
];

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn register_program() {
		let caller: T::AccountId = whitelisted_caller();
		#[extrinsic_call]
		_(RawOrigin::Signed(caller), PROGRAM.to_vec());
		assert_eq!(Programs::<T>::iter().count(), 1);
	}

	#[benchmark]
	fn answer(l: Linear<1, MAX_CLAIMS>) {
		let claimed = claimed_work::<T>(l);
		let answer = Box::new(answer_to(&claimed));
		#[extrinsic_call]
		_(RawOrigin::Authorized, WORK, NODE, answer);
		assert!(Works::<T>::get(WORK, NODE).is_some_and(|work| work.claims.is_empty()));
	}

	#[benchmark]
	fn settle_page(s: Linear<1, 64>) {
		// Seats without work: what a page costs by itself.
		let seats = s.min(T::MaxSeats::get());
		Pallet::<T>::open_record(WORK);
		let page: Vec<Seat> = (0..seats)
			.map(|node| Seat { node, provider: 0, start: 0, units: 0, tally: None })
			.collect();
		for node in 0..seats {
			Audits::<T>::insert(WORK, node, Audit::default());
		}
		Pages::<T>::insert(WORK, 0, BoundedVec::truncate_from(page));
		Agenda::<T>::mutate(0, WORK, |pages| pages.insert(0));
		#[block]
		{
			let _ = Pallet::<T>::do_settle(0, WORK, 0);
		}
		assert!(Pages::<T>::get(WORK, 0).is_empty());
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
		let now: BlockNumberFor<T> = 1u32.into();
		#[block]
		{
			Pallet::<T>::on_initialize(now);
		}
	}

	#[benchmark]
	fn next_epoch() {
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
			let mut meter = frame_support::weights::WeightMeter::with_limit(T::WeightInfo::prune());
			Pallet::<T>::prune(&mut meter);
		}
		assert_eq!(OldestEpoch::<T>::get(), 1);
	}
}
