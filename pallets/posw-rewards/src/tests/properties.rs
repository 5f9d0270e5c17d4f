//! Random networks, random behaviour: the invariants after every epoch, and what must always hold at
//! the end.

use super::{agent::*, report::settled_in};
use crate::{mock::*, *};
use frame_support::{
	assert_noop,
	traits::{
		fungible::{Inspect, Mutate},
		tokens::Preservation,
	},
};
use labscape_posw::{merkle, money, params::Parameters};
use labscape_primitives::{JobId, WorkProof, WorkShares};
use proptest::prelude::*;
use sp_runtime::Perbill;
use std::collections::BTreeSet;

const PRICE: Balance = 1_000_000;
/// Somebody who is neither requester nor provider.
const OUTSIDER: AccountId = 5;

#[derive(Clone, Debug)]
enum Step {
	/// Lease items to a node.
	Lease { node: u32, len: u32, price: u32 },
	/// A node changes its behaviour.
	Behave { node: u32, how: u8 },
	/// The requester accepts what is open of a node.
	Accept { node: u32 },
	/// The requester asks for an output of a node.
	Ask { node: u32, leaf: u32 },
	/// An outsider says that a leaf of a node is wrong.
	Accuse { node: u32, leaf: u32 },
	/// Whether anybody runs disputes and answers claims.
	Care { runs: bool, answers: bool },
	/// The chain is paused for some blocks.
	Pause { blocks: u8 },
	/// An epoch passes.
	Epoch,
}

fn step(nodes: u32) -> impl Strategy<Value = Step> {
	prop_oneof![
		4 => (1..=nodes, 1u32..120, 1u32..4)
			.prop_map(|(node, len, price)| Step::Lease { node, len, price }),
		2 => (1..=nodes, 0u8..12).prop_map(|(node, how)| Step::Behave { node, how }),
		1 => (1..=nodes).prop_map(|node| Step::Accept { node }),
		1 => (1..=nodes, 0u32..120).prop_map(|(node, leaf)| Step::Ask { node, leaf }),
		1 => (1..=nodes, 0u32..120).prop_map(|(node, leaf)| Step::Accuse { node, leaf }),
		1 => (0u8..9).prop_map(|blocks| Step::Pause { blocks }),
		6 => Just(Step::Epoch),
	]
}

/// As [`step`], and sometimes nobody cares for disputes and claims.
fn careless(nodes: u32) -> impl Strategy<Value = Step> {
	prop_oneof![
		8 => step(nodes),
		1 => (any::<bool>(), any::<bool>())
			.prop_map(|(runs, answers)| Step::Care { runs, answers }),
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
		7 => behaviour.covers = true,
		8 => behaviour.skips = 1 + (behaviour.skips + 2) % 7,
		9 => behaviour.rechains = true,
		10 => behaviour.copies = Some(agent.id % 3 + 1).filter(|other| *other != agent.id),
		_ => agent.pace = 9,
	}
}

/// What an honest node may do: work slowly, or register a new chain.
fn is_honest(how: u8) -> bool {
	matches!(how, 0 | 9) || how > 10
}

fn accuse(net: &mut Net, node: u32, leaf: u32) {
	let Some(work) = Standings::<Test>::get(node).open.first().copied() else { return };
	let tree = net.agent(node).trees[&work].clone();
	let leaf = leaf % tree.len() as u32;
	let proof = merkle::proof(&tree, leaf).unwrap().try_into().unwrap();
	let who = RuntimeOrigin::signed(OUTSIDER);
	let _ = Posw::file(who, work, node, leaf, tree[leaf as usize], proof);
}

fn play(net: &mut Net, nodes: u32, job: JobId, step: Step) {
	match step {
		Step::Lease { node, len, price } if node <= nodes => {
			let price = PRICE * Balance::from(price);
			// *(A16)* Alone and slow, a node may have more undecided epochs than a lease allows.
			if Standings::<Test>::get(node).open.len() > OPEN_EPOCHS_FOR_LEASES {
				assert_noop!(Posw::reserve(node, price), Error::<Test>::NoReserve);
			} else {
				lease(node, job, 0, len, price);
			}
		}
		Step::Behave { node, how } if node <= nodes => behave(net.agent(node), how),
		Step::Accept { node } => {
			for work in Standings::<Test>::get(node).open {
				for lease in 1..200 {
					let who = RuntimeOrigin::signed(REQUESTER);
					let _ = Posw::accept(who, work, node, lease);
				}
			}
		}
		Step::Ask { node, leaf } => {
			if let Some(work) = Standings::<Test>::get(node).open.last().copied() {
				let who = RuntimeOrigin::signed(REQUESTER);
				let _ = Posw::ask_output(who, work, node, leaf);
			}
		}
		Step::Accuse { node, leaf } if node <= nodes => accuse(net, node, leaf),
		Step::Care { runs, answers } => (net.runs, net.answers) = (runs, answers),
		Step::Pause { blocks } => {
			PausedNow::set(true);
			(0..blocks).for_each(|_| next_block());
			PausedNow::set(false);
			net.epoch();
		}
		Step::Epoch => net.epoch(),
		_ => {}
	}
	Posw::do_try_state().expect("the invariants hold");
	check_issuance();
}

/// Money of those who only pay.
struct Purse {
	requester: Balance,
	outsider: Balance,
}

impl Purse {
	/// Give the outsider something to lose, and count.
	fn open() -> Self {
		Balances::transfer(&REQUESTER, &OUTSIDER, BOND, Preservation::Expendable).unwrap();
		Self {
			requester: Balances::total_balance(&REQUESTER),
			outsider: Balances::total_balance(&OUTSIDER),
		}
	}

	/// Everything is decided: nothing is open, reserved or left in the pot, and what was paid, taken
	/// and minted is what was earned, burned and taxed, to the last planck.
	fn close(self) {
		assert_eq!(Works::<Test>::iter().count(), 0, "every work is decided");
		assert_eq!(Disputes::<Test>::iter().count(), 0, "every dispute is closed");
		assert_eq!(
			Pages::<Test>::iter()
				.filter(|(_, _, page)| page.iter().any(|seat| {
					seat.tally.as_ref().is_some_and(|tally| tally.stage != Stage::Done)
				}))
				.count(),
			0,
			"no tally is open"
		);
		assert_eq!(world(|w| w.reserved.values().sum::<Balance>()), 0, "nothing stays reserved");
		assert_eq!(Balances::free_balance(Posw::pot_account()), 1, "the pot is empty");
		let spent = self.requester - Balances::total_balance(&REQUESTER);
		assert_eq!(spent, world(|w| w.settled_paid), "requesters pay for what is settled, once");
		let rewarded = world(|w| w.rewarded.values().sum::<Balance>());
		assert_eq!(Balances::free_balance(STAKE_POT), 1 + rewarded, "pools hold what they owe");
		let outsider = Balances::total_balance(&OUTSIDER) as i128 - self.outsider as i128;
		let sum = |map: &std::collections::BTreeMap<_, Balance>| map.values().sum::<Balance>();
		let (slashed, minted) = world(|w| (sum(&w.slashed), w.minted));
		let burned = world(|w| w.burned.values().sum::<Balance>());
		let taxed = Balances::free_balance(TREASURY) - 1;
		assert_eq!(
			(spent + minted + slashed) as i128,
			(rewarded + burned + taxed) as i128 + outsider,
			"what is paid, minted and taken is earned, burned and taxed"
		);
	}
}

fn lost(node: u32) -> Option<Balance> {
	world(|w| w.slashed.get(&(PROVIDERS + AccountId::from(node))).copied())
}

proptest! {
	#![proptest_config(ProptestConfig { cases: cases(), max_shrink_iters: 64, ..Default::default() })]

	/// Σ paid + residue = budget, and nobody loses stake who only ever did its duty.
	#[test]
	fn money_and_stakes_add_up_whatever_nodes_do(
		nodes in 1u32..6,
		steps in proptest::collection::vec(step(5), 10..60),
	) {
		build_and_execute(nodes, || {
			let mut net = settled_in(nodes);
			let purse = Purse::open();
			let job = new_job(1_000);
			let mut faulty = BTreeSet::new();
			for step in steps {
				if let Step::Behave { node, how } = &step {
					if !is_honest(*how) {
						faulty.insert(*node);
					}
				}
				play(&mut net, nodes, job, step);
			}
			// Everybody is honest again, and everything ends.
			for agent in net.agents.iter_mut() {
				agent.behaviour = Behaviour::default();
				agent.pace = u32::MAX;
			}
			net.epochs(45);
			purse.close();
			for node in (1..=nodes).filter(|node| !faulty.contains(node)) {
				assert_eq!(lost(node), None, "honest node {node}");
			}
		});
	}

	/// One honest node among adversaries of every kind, from the first epoch to the last: it keeps its
	/// stake, whatever they do, say or leave undone.
	#[test]
	fn no_honest_party_ever_loses_stake(
		nodes in 2u32..7,
		hows in proptest::collection::vec(1u8..9, 6),
		leases in proptest::collection::vec((1u32..7, 1u32..200), 1..12),
		accusations in proptest::collection::vec(0u32..200, 0..4),
		asked in 0u32..40,
	) {
		build_and_execute(nodes, || {
			let mut net = settled_in(nodes);
			let purse = Purse::open();
			for (node, how) in (2..=nodes).zip(hows) {
				behave(net.agent(node), how);
			}
			let job = new_job(1_000);
			for (index, (node, len)) in leases.into_iter().enumerate() {
				// Every second lease is the honest node's.
				let node = if index % 2 == 0 { 1 } else { node.min(nodes) };
				lease(node, job, 0, len, PRICE);
				net.epoch();
				for leaf in &accusations {
					accuse(&mut net, 1, *leaf);
				}
				if let Some(work) = Standings::<Test>::get(1).open.last().copied() {
					let _ = Posw::ask_output(RuntimeOrigin::signed(REQUESTER), work, 1, asked);
				}
			}
			net.epochs(8);
			assert_eq!(lost(1), None);
			for agent in net.agents.iter_mut() {
				agent.behaviour = Behaviour::default();
			}
			net.epochs(45);
			assert_eq!(lost(1), None);
			purse.close();
		});
	}

	/// A wrong leaf that fell to an honest auditor costs the executor its stake of that epoch, exactly
	/// once, however many auditors found however many wrong leaves; without such a sample it costs
	/// nothing. The auditors lose nothing either way.
	#[test]
	fn a_wrong_leaf_whose_auditor_is_honest_is_slashed_once(
		nodes in 3u32..7,
		epochs in proptest::collection::vec(
			(
				20u32..300,
				proptest::collection::btree_set(0u32..300, 0..20),
				any::<bool>(),
				any::<bool>(),
			),
			1..4,
		),
		accused in any::<bool>(),
	) {
		build_and_execute(nodes, || {
			let mut net = settled_in(nodes);
			Balances::transfer(&REQUESTER, &OUTSIDER, BOND, Preservation::Expendable).unwrap();
			let job = new_job(1_000);
			let mut works = Vec::new();
			for (len, wrong, all, hidden) in epochs {
				lease(1, job, 0, len, PRICE);
				// It shows its work in answers only, or in a list; whichever it did last.
				net.agent(1).behaviour.withholds = hidden;
				net.agent(1).behaviour.wrong = if all { (0..len).collect() } else { wrong };
				let work = Posw::epoch() - 1;
				net.epoch();
				works.push((work, len));
				if accused {
					// Somebody is quicker than the auditors.
					accuse(&mut net, 1, len / 2);
				}
			}
			net.agent(1).behaviour.wrong.clear();
			net.epochs(30);
			let mut due = 0;
			for (work, len) in &works {
				let tree = net.agent(1).trees[work].clone();
				let found = net.agents.iter().filter(|agent| agent.id != 1).any(|agent| {
					let mut all = agent.attested.values().flatten();
					all.any(|a| {
						a.work == *work && a.node == 1
							&& a.place.is_some_and(|place| tree[place as usize] != a.leaf)
					})
				});
				let faults = System::events().into_iter().filter(|record| matches!(
					&record.event,
					RuntimeEvent::Posw(Event::Faulted { node: 1, epoch, kind: FaultKind::WrongLeaf, .. })
						if epoch == work
				)).count();
				// The outsider's accusation may find what no auditor was drawn, or what was drawn first.
				if found {
					assert_eq!(faults, 1, "found, and slashed once");
				} else if !accused {
					assert_eq!(faults, 0, "not found");
				}
				if faults > 0 {
					let value = PRICE * Balance::from(*len);
					due += money::stake(value, &Defaults::get());
				}
			}
			assert_eq!(lost(1).unwrap_or(0), due, "the stake of each epoch, once");
			for node in 2..=nodes {
				assert_eq!(lost(node), None, "auditor {node}");
			}
			assert_eq!(Works::<Test>::iter().count(), 0);
		});
	}

	/// Whatever is left undone, and if everybody stops for ever: every state has an end that comes by
	/// itself, and the money with it.
	#[test]
	fn nothing_is_locked_when_everybody_stops(
		nodes in 1u32..6,
		steps in proptest::collection::vec(careless(5), 5..50),
	) {
		build_and_execute(nodes, || {
			let mut net = settled_in(nodes);
			let purse = Purse::open();
			let job = new_job(1_000);
			for step in steps {
				play(&mut net, nodes, job, step);
			}
			net.runs = false;
			net.answers = false;
			for agent in net.agents.iter_mut() {
				agent.behaviour.offline = true;
			}
			expire_leases();
			net.epochs(45);
			purse.close();
			assert_eq!(Agenda::<Test>::iter().count(), 0, "nothing is left to look at");
			for agent in net.agents.iter_mut() {
				agent.behaviour = Behaviour::default();
			}
			net.epochs(2);
			let remembers = |standing: &Standing| !standing.audits.is_empty();
			let audits = Standings::<Test>::iter_values().filter(remembers).count();
			assert_eq!(audits, 0, "nothing is remembered of audits");
		});
	}

	/// Requester, executor and auditors are one: under every parameter set that the call accepts, the
	/// union ends with less than it had, by what the protocol promises, even if execution is free.
	#[test]
	fn washing_loses_under_every_parameter_set_that_is_accepted(
		burn in 1u32..500_000_000,
		treasury in 0u32..500_000_000,
		recaptured in 0u32..=1_000_000_000,
		rebates in 0u32..400_000_000,
		kappa in 0u32..=1_000_000_000,
		samples in 64u16..=192,
		items in 10u32..200,
		price in 1_000u128..1 << 30,
	) {
		build_and_execute(3, || {
			let parts = Perbill::from_parts;
			let shares = WorkShares {
				burn: parts(burn),
				treasury: parts(treasury),
				recaptured: parts(recaptured),
				rebates: parts(rebates),
			};
			let params = Parameters { samples_per_4096: samples, shares, ..Defaults::get() };
			Kappa::set(parts(kappa));
			Schedule::set(Balance::MAX >> 64);
			let accepted = Posw::set_parameters(RuntimeOrigin::root(), params.clone()).is_ok();
			assert_eq!(accepted, params.within_bounds() && shares.washing_loses(parts(kappa)));
			if !accepted {
				return;
			}
			let mut net = settled_in(3);
			let before = Balances::total_balance(&REQUESTER);
			let job = new_job(items);
			lease(1, job, 0, items, price);
			net.epochs(6);
			assert_eq!(world(|w| w.settled[&job]), items);
			let paid = before - Balances::total_balance(&REQUESTER);
			// All three providers belong to who paid.
			let back = world(|w| w.rewarded.values().sum::<Balance>());
			let value = price * Balance::from(items);
			let taxed = shares.treasury.mul_floor(value);
			let burned = shares.burn.mul_floor(value);
			let kept = parts(kappa).mul_floor(burned);
			assert!(paid >= back + taxed + burned - kept, "it loses tax and burn at least");
			// What it might win back of the treasury, and rebates, do not make up for that; each share
			// was rounded down once.
			let regained = shares.recaptured.mul_floor(taxed) + shares.rebates.mul_floor(value);
			assert!(paid + 3 > back + regained, "washing pays: {paid} for {}", back + regained);
		});
	}
}

/// Few by default, more on request: 512 with `LABSCAPE_FULL=1`, or as many as `PROPTEST_CASES` says.
fn cases() -> u32 {
	let wanted = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
	let full = std::env::var_os("LABSCAPE_FULL").is_some();
	wanted.unwrap_or(if full { 512 } else { 8 })
}
