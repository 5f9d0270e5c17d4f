//! Random networks, random behaviour: the invariants after every epoch, and what must always hold at
//! the end.

use super::{agent::*, report::settled_in};
use crate::{mock::*, *};
use proptest::prelude::*;
use std::collections::BTreeSet;

const PRICE: Balance = 1_000_000;

#[derive(Clone, Debug)]
enum Step {
	/// Lease items to a node.
	Lease { node: u32, len: u32, price: u32 },
	/// A node changes its behaviour.
	Behave { node: u32, how: u8 },
	/// The requester accepts what is open of a node.
	Accept { node: u32 },
	/// The chain is paused for some blocks.
	Pause { blocks: u8 },
	/// An epoch passes.
	Epoch,
}

fn step(nodes: u32) -> impl Strategy<Value = Step> {
	prop_oneof![
		4 => (1..=nodes, 1u32..120, 1u32..4)
			.prop_map(|(node, len, price)| Step::Lease { node, len, price }),
		2 => (1..=nodes, 0u8..8).prop_map(|(node, how)| Step::Behave { node, how }),
		1 => (1..=nodes).prop_map(|node| Step::Accept { node }),
		1 => (0u8..9).prop_map(|blocks| Step::Pause { blocks }),
		6 => Just(Step::Epoch),
	]
}

fn behave(agent: &mut Agent, how: u8) {
	let behaviour = &mut agent.behaviour;
	match how {
		0 => *behaviour = Behaviour::default(),
		1 => behaviour.wrong = (0..1_000).collect(),
		2 => behaviour.wrong = (0..1_000).step_by(7).collect(),
		3 => behaviour.withholds = true,
		4 => behaviour.silent = true,
		5 => behaviour.offline = true,
		6 => behaviour.stonewalls = true,
		_ => agent.pace = 9,
	}
}

proptest! {
	#![proptest_config(ProptestConfig { cases: cases(), max_shrink_iters: 64, ..Default::default() })]

	#[test]
	fn money_and_stakes_add_up_whatever_nodes_do(
		nodes in 1u32..6,
		steps in proptest::collection::vec(step(5), 10..60),
	) {
		build_and_execute(nodes, || {
			let mut net = settled_in(nodes);
			let job = new_job(1_000);
			let mut liars = BTreeSet::new();
			let mut faulty = BTreeSet::new();
			for step in steps {
				match step {
					Step::Lease { node, len, price } if node <= nodes => {
						lease(node, job, 0, len, PRICE * Balance::from(price));
					},
					Step::Behave { node, how } if node <= nodes => {
						if matches!(how, 1..=2) {
							liars.insert(node);
						}
						if matches!(how, 3..=6) {
							faulty.insert(node);
						}
						behave(net.agent(node), how);
					},
					Step::Accept { node } => {
						let open = Standings::<Test>::get(node).open;
						for work in open {
							for lease in 1..200 {
								let who = RuntimeOrigin::signed(REQUESTER);
								let _ = Posw::accept(who, work, node, lease);
							}
						}
					},
					Step::Pause { blocks } => {
						PausedNow::set(true);
						(0..blocks).for_each(|_| next_block());
						PausedNow::set(false);
						net.epoch();
					},
					Step::Epoch => net.epoch(),
					_ => {},
				}
				Posw::do_try_state().expect("the invariants hold");
				check_issuance();
			}
			// Everybody is honest again, and everything ends.
			for agent in net.agents.iter_mut() {
				agent.behaviour = Behaviour::default();
				agent.pace = u32::MAX;
			}
			net.epochs(45);
			assert_eq!(Works::<Test>::iter().count(), 0, "every work is decided");
			assert_eq!(Disputes::<Test>::iter().count(), 0, "every dispute is closed");
			assert_eq!(world(|w| w.reserved.values().sum::<Balance>()), 0, "nothing stays reserved");
			// What is settled or void was leased, and nothing is left in the pot.
			assert_eq!(Balances::free_balance(Posw::pot_account()), 1, "the pot is empty");
			for node in 1..=nodes {
				let slashed = world(|w| w.slashed.get(&(PROVIDERS + AccountId::from(node))).copied());
				let honest = !liars.contains(&node) && !faulty.contains(&node);
				assert!(!honest || slashed.is_none(), "an honest node lost {slashed:?}");
			}
		});
	}
}

/// Few by default, more on request.
fn cases() -> u32 {
	std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(8)
}
