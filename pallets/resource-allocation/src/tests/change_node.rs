//! `set_hot_key`, `set_endpoint`, `set_claim`, `drain_node`, `resume_node`.

use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{mock::*, *};

fn provider() -> RuntimeOrigin {
	RuntimeOrigin::signed(PROVIDER)
}

#[test]
fn a_provider_changes_its_node() {
	build_and_execute(|| {
		let node = add_node(PROVIDER, 0, 64);
		assert_ok!(Resources::set_hot_key(provider(), node, 77));
		assert_eq!(NodeByHotKey::<Test>::get(77), Some(node));
		assert_eq!(NodeByHotKey::<Test>::get(1_000), None);
		let endpoint: Endpoint = b"https://example.org".to_vec().try_into().unwrap();
		assert_ok!(Resources::set_endpoint(provider(), node, endpoint.clone()));
		System::assert_last_event(Event::NodeChanged { node }.into());
		assert_eq!(Nodes::<Test>::get(node).unwrap().endpoint, endpoint);
		let key_in_use = add_node(PROVIDER, 0, 64);
		assert_noop!(
			Resources::set_hot_key(provider(), key_in_use, 77),
			Error::<Test>::HotKeyTaken
		);
	});
}

#[test]
fn nobody_else_changes_it() {
	build_and_execute(|| {
		let node = add_node(PROVIDER, 0, 64);
		let other = || RuntimeOrigin::signed(OTHER_PROVIDER);
		let not = Error::<Test>::NotProvider;
		assert_noop!(Resources::set_hot_key(other(), node, 77), not);
		let not = Error::<Test>::NotProvider;
		assert_noop!(Resources::set_endpoint(other(), node, Default::default()), not);
		assert_noop!(Resources::set_claim(other(), node, 200_000), Error::<Test>::NotProvider);
		assert_noop!(Resources::drain_node(other(), node), Error::<Test>::NotProvider);
		assert_noop!(Resources::resume_node(other(), node), Error::<Test>::NotProvider);
		let none = RuntimeOrigin::none;
		assert_noop!(Resources::set_hot_key(none(), node, 77), DispatchError::BadOrigin);
		assert_noop!(Resources::drain_node(none(), node), DispatchError::BadOrigin);
		assert_noop!(Resources::resume_node(none(), node), DispatchError::BadOrigin);
		assert_noop!(Resources::set_claim(provider(), 9, 200_000), Error::<Test>::NoSuchNode);
	});
}

#[test]
fn a_claim_is_raised_only_when_it_was_proven() {
	build_and_execute(|| {
		let node = add_node(PROVIDER, 0, 64);
		let claim = |rate| Resources::set_claim(provider(), node, rate);
		assert_noop!(claim(1_000_001), Error::<Test>::ClaimNotProven);
		assert_noop!(claim(99_999), Error::<Test>::ClaimTooLow);
		Nodes::<Test>::mutate_extant(node, |node| node.proven_items = MIN_PROVEN_ITEMS - 1);
		assert_noop!(claim(1_000_001), Error::<Test>::ClaimNotProven);
		Nodes::<Test>::mutate_extant(node, |node| node.proven_items = MIN_PROVEN_ITEMS);
		assert_noop!(claim(2_000_001), Error::<Test>::ClaimTooHigh);
		assert_ok!(claim(2_000_000));
		// A new claim has to be proven anew; lowering is always possible.
		assert_noop!(claim(2_000_001), Error::<Test>::ClaimNotProven);
		assert_ok!(claim(100_000));
	});
}

#[test]
fn a_draining_node_gets_no_leases_until_it_resumes() {
	build_and_execute(|| {
		let node = add_node(PROVIDER, 0, 64);
		assert_ok!(Resources::drain_node(provider(), node));
		System::assert_last_event(Event::NodeDraining { node }.into());
		assert_noop!(Resources::drain_node(provider(), node), Error::<Test>::NodeDraining);
		submit(job_spec());
		plan_and_commit(0);
		assert_eq!(NextLease::<Test>::get(), 0);

		STAKE.with_borrow_mut(|stake| stake.inactive.push(PROVIDER));
		let resume = || Resources::resume_node(provider(), node);
		assert_noop!(resume(), Error::<Test>::ProviderNotActive);
		STAKE.with_borrow_mut(|stake| stake.inactive.clear());
		assert_ok!(resume());
		assert_noop!(resume(), Error::<Test>::NodeActive);
		run_blocks(2);
		plan_and_commit(0);
		assert_eq!(NextLease::<Test>::get(), 1);
		// Governance may drain any node.
		assert_ok!(Resources::drain_node(RuntimeOrigin::root(), node));
	});
}
