use frame_support::{assert_noop, assert_ok};
use labscape_primitives::{Capacity, GpuModel};
use sp_runtime::DispatchError;

use crate::{mock::*, *};

fn register(spec: NodeSpec<AccountId>) -> frame_support::dispatch::DispatchResult {
	Resources::register_node(RuntimeOrigin::signed(PROVIDER), spec)
}

#[test]
fn a_node_joins_when_everything_is_right() {
	build_and_execute(|| {
		set_epoch(7);
		assert_ok!(register(node_spec(50, 64)));
		System::assert_last_event(
			Event::NodeRegistered {
				node: 0,
				provider: PROVIDER,
				labscape: 0,
				first_slot: 0,
				units: 64,
			}
			.into(),
		);
		let node = Nodes::<Test>::get(0).unwrap();
		assert_eq!((node.counts_from, node.state), (9, NodeState::Active));
		assert_eq!(NodeByHotKey::<Test>::get(50), Some(0));
		assert_eq!(ActiveLabscapes::<Test>::get().to_vec(), [0]);
		STAKE.with_borrow(|stake| assert_eq!(stake.backed.get(&0), Some(&64)));
	});
}

#[test]
fn runs_fill_gaps_when_no_slot_is_named() {
	build_and_execute(|| {
		assert_ok!(register(NodeSpec { first_slot: Some(32), ..node_spec(50, 32) }));
		assert_ok!(register(NodeSpec { first_slot: Some(4_032), ..node_spec(51, 64) }));
		assert_ok!(register(node_spec(52, 32)));
		assert_ok!(register(node_spec(53, 33)));
		let slots: Vec<_> = (0..4).map(|id| Nodes::<Test>::get(id).unwrap().first_slot).collect();
		assert_eq!(slots, [32, 4_032, 0, 64]);
		for taken in [0, 31, 63, 4_000, 4_033, 4_095, u16::MAX] {
			let spec = NodeSpec { first_slot: Some(taken), ..node_spec(60, 33) };
			assert_noop!(register(spec), Error::<Test>::SlotsTaken);
		}
		assert_noop!(register(node_spec(60, 4_000)), Error::<Test>::SlotsTaken);
	});
}

#[test]
fn a_labscape_is_full_when_all_units_are_brought() {
	build_and_execute(|| {
		for id in 0..8 {
			assert_ok!(register(node_spec(1_000 + id, 512)));
		}
		assert_noop!(register(node_spec(9_000, 16)), Error::<Test>::SlotsTaken);
		assert_eq!(Boards::<Test>::get(0).units(), 4_096);
	});
}

#[test]
fn a_labscape_is_full_when_it_has_as_many_nodes_as_can_report() {
	build_and_execute(|| {
		for id in 0..u64::from(MAX_NODES_PER_LABSCAPE) {
			assert_ok!(register(node_spec(1_000 + id, 16)));
		}
		assert_eq!(Boards::<Test>::get(0).units(), 192, "there are free slots");
		assert_noop!(register(node_spec(9_000, 16)), Error::<Test>::LabscapeFull);
		assert_ok!(register(NodeSpec { labscape: 1, ..node_spec(9_000, 16) }));
		// A node that leaves makes room for another.
		assert_ok!(Resources::drain_node(RuntimeOrigin::signed(PROVIDER), 0));
		assert_noop!(register(node_spec(9_001, 16)), Error::<Test>::LabscapeFull);
		assert_ok!(Resources::retire_node(RuntimeOrigin::signed(PROVIDER), 0));
		assert_ok!(register(node_spec(9_001, 16)));
	});
}

#[test]
fn a_node_is_refused_when_it_cannot_be() {
	build_and_execute(|| {
		assert_ok!(register(node_spec(50, 64)));
		let good = node_spec(51, 64);
		let capacity = good.capacity;
		let with = |change: fn(&mut NodeSpec<AccountId>)| {
			let mut spec = good.clone();
			change(&mut spec);
			spec
		};
		let cases: Vec<(NodeSpec<AccountId>, DispatchError)> = vec![
			(with(|s| s.units = 0), Error::<Test>::NodeWithoutUnits.into()),
			(with(|s| s.units = 4_097), Error::<Test>::NodeTooLarge.into()),
			(with(|s| s.units = 15), Error::<Test>::NodeTooSmall.into()),
			(with(|s| s.rate = 99_999), Error::<Test>::ClaimTooLow.into()),
			(with(|s| s.rate = 100_000_001), Error::<Test>::ClaimTooHigh.into()),
			(with(|s| s.hot_key = 50), Error::<Test>::HotKeyTaken.into()),
			(with(|s| s.capacity.cpu_milli = 0), Error::<Test>::NoCpu.into()),
			(with(|s| s.capacity.memory_mib = 0), Error::<Test>::NoMemory.into()),
			(with(|s| s.capacity.memory_mib = u32::MAX), Error::<Test>::TooMuch.into()),
			(with(|s| s.capacity.gpus = 9), Error::<Test>::TooManyGpus.into()),
			(with(|s| s.capacity.gpus = 1), Error::<Test>::UnknownGpuModel.into()),
			(
				NodeSpec {
					capacity: Capacity { gpus: 1, gpu_model: Some(GpuModel(31)), ..capacity },
					..good.clone()
				},
				Error::<Test>::UnknownGpuModel.into(),
			),
			(
				NodeSpec {
					capacity: Capacity { gpu_model: Some(GpuModel(0)), ..capacity },
					..good.clone()
				},
				Error::<Test>::GpuModelWithoutGpu.into(),
			),
		];
		for (spec, error) in cases {
			assert_noop!(register(spec), error);
		}
		// Both sides of the bounds.
		assert_ok!(register(with(|s| s.units = 16)));
		assert_ok!(register(with(|s| {
			s.rate = 100_000_000;
			s.hot_key = 52;
		})));
	});
}

#[test]
fn a_node_is_refused_when_policy_or_stake_say_no() {
	build_and_execute(|| {
		let closed = Policy { accepts_nodes: false, ..Policy::default() };
		Policies::<Test>::insert(3, closed);
		let there = NodeSpec { labscape: 3, ..node_spec(50, 64) };
		assert_noop!(register(there), Error::<Test>::LabscapeClosed);
		let servers = Policy { min_class: HardwareClass::Accelerator, ..Policy::default() };
		Policies::<Test>::insert(3, servers);
		let there = NodeSpec { labscape: 3, ..node_spec(50, 64) };
		assert_noop!(register(there), Error::<Test>::ClassTooLow);
		STAKE.with_borrow_mut(|stake| stake.inactive.push(PROVIDER));
		assert_noop!(register(node_spec(50, 64)), Error::<Test>::ProviderNotActive);
		STAKE.with_borrow_mut(|stake| {
			stake.inactive.clear();
			stake.refuse_back = true;
		});
		assert_noop!(register(node_spec(50, 64)), DispatchError::Other("no bond"));
		assert_noop!(
			Resources::register_node(RuntimeOrigin::root(), node_spec(50, 64)),
			DispatchError::BadOrigin
		);
	});
}
