//! Random sequences of operations keep every invariant, and no money is made or lost.
//! `LABSCAPE_FULL=1` plays a million operations.
//!
//! After each operation everything about one labscape and one job is checked, and that no money was
//! made; now and then and at the end, the whole state. Looking at the whole state costs as much as
//! there is in it, so most worlds are short, and every sixteenth is long and fills up.

use frame_support::traits::{fungible::Inspect, Hooks};
use labscape_primitives::{
	Capacity, GpuDemand, GpuModel, GpuModels, Request, Segments, ServiceClass, Shape, WorkSource,
};
use labscape_scheduler::SlotMap;
use proptest::prelude::*;
use rand_free::Random;

use crate::{mock::*, *};

/// Operations in a short world, and after how many of them the whole state is checked.
const SHORT: (u32, u32) = (250, 50);
/// The same of a long one.
const LONG: (u32, u32) = (2_000, 250);

/// A small generator, so that a failing seed is one number.
mod rand_free {
	pub struct Random(pub u64);

	impl Random {
		pub fn below(&mut self, end: u64) -> u64 {
			self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
			(self.0 >> 33) % end.max(1)
		}

		pub fn chance(&mut self, of: u64) -> bool {
			self.below(of) == 0
		}
	}
}

struct World {
	random: Random,
	/// Committed segments that Posw has neither settled nor voided.
	committed: Vec<(u32, labscape_primitives::Segment<Balance>)>,
	/// What Posw took out of the pot for settled items.
	settled: Balance,
}

impl World {
	fn step(&mut self) {
		match self.random.below(24) {
			0 | 1 => self.register(),
			2..=5 => self.submit(),
			6..=9 => self.plan(),
			10..=13 => self.commit(),
			14 | 15 => self.settle(),
			16 => self.void(),
			17 => self.node_change(),
			18 => self.cancel(),
			19 => self.poke_and_rehome(),
			20 => self.give_back(),
			21 => self.weather(),
			_ => run_blocks(1 + self.random.below(12) as u32),
		}
	}

	fn who(&mut self) -> AccountId {
		[ALICE, BOB][self.random.below(2) as usize]
	}

	fn node(&mut self) -> u32 {
		self.random.below(NextNode::<Test>::get().into()) as u32
	}

	fn register(&mut self) {
		let provider = [PROVIDER, OTHER_PROVIDER][self.random.below(2) as usize];
		let units = 16 + self.random.below(48) as u16;
		let gpus = [0, 0, 1, 4][self.random.below(4) as usize];
		let gpu_model = (gpus > 0).then(|| GpuModel(self.random.below(2) as u8));
		let spec = NodeSpec {
			labscape: self.random.below(3) as u8,
			capacity: Capacity { gpus, gpu_model, ..capacity(units) },
			rate: 100_000 + self.random.below(1_000_000),
			..node_spec(1_000 + self.random.below(60), units)
		};
		let _ = Resources::register_node(RuntimeOrigin::signed(provider), spec);
	}

	fn submit(&mut self) {
		let class = [ServiceClass::Reserved, ServiceClass::Standard, ServiceClass::Spot]
			[self.random.below(3) as usize];
		let request = Request { shape: self.shape(), gang: 1 + self.random.below(4) as u16 };
		let spec = JobSpec {
			items: 1 + self.random.below(100) as u32,
			item_fuel: 1 + self.random.below(1_000_000),
			max_price: PRICE_FLOOR * (9 + u128::from(self.random.below(12))) / 10,
			class,
			priority: self.random.below(4) as u8,
			deadline: System::block_number() + self.random.below(300) as u32,
			parts: 1 + self.random.below(4) as u16,
			request,
			home: self.random.chance(2).then_some(self.random.below(3) as u8),
			..job_spec()
		};
		let who = self.who();
		let _ = Resources::submit_job(RuntimeOrigin::signed(who), spec);
	}

	/// Units and CPU; one shape in three with a share of a GPU or several, of any model or one.
	fn shape(&mut self) -> Shape {
		let plain = shape(1 + self.random.below(20) as u16);
		let gpu = match self.random.below(6) {
			0 => GpuDemand::Share(1 + self.random.below(999) as u16),
			1 => GpuDemand::Whole(1 + self.random.below(3) as u8),
			_ => return plain,
		};
		let model = GpuModel(self.random.below(2) as u8);
		let models = if self.random.chance(2) { GpuModels::ANY } else { GpuModels::only(model) };
		Shape { gpu, models, ..plain }
	}

	fn plan(&mut self) {
		let labscape = self.random.below(3) as u8;
		let mut submission = leaders_submission(labscape);
		if self.random.chance(4) {
			// A careless or hostile planner.
			let plan = &mut submission.plans[0];
			let at = self.random.below(plan.placements.len() as u64) as usize;
			match self.random.below(4) {
				0 if !plan.placements.is_empty() => drop(plan.placements.remove(at)),
				1 => {
					if let Some(placement) = plan.placements.get_mut(at) {
						for run in &mut placement.runs {
							run.slot = self.random.below(100) as u16;
						}
					}
				}
				2 => {
					if let Some(placement) = plan.placements.get_mut(at) {
						let lease = self.random.below(NextLease::<Test>::get());
						placement.evict.push(lease);
					}
				}
				_ => plan.version = plan.version.saturating_sub(self.random.below(4)),
			}
		}
		let _ = commit(submission);
	}

	fn commit(&mut self) {
		let node = self.node();
		for lease in Resources::leases(node) {
			let more = u64::from(lease.len - lease.committed);
			let to = lease.committed + self.random.below(more + 1) as u32;
			let to = if self.random.chance(2) { lease.len } else { to };
			if let Ok(Some(segment)) = Resources::commit_prefix(node, lease.id, to) {
				self.committed.push((node, segment));
			}
		}
	}

	fn take(&mut self) -> Option<(u32, Segments<Balance>, Balance)> {
		if self.committed.is_empty() {
			return None;
		}
		let at = self.random.below(self.committed.len() as u64) as usize;
		let (node, segment) = self.committed.swap_remove(at);
		let paid = Leases::<Test>::get(segment.lease).unwrap().paid(segment.len);
		Some((node, Segments::truncate_from(vec![segment]), paid))
	}

	fn settle(&mut self) {
		for _ in 0..4 {
			let Some((node, segments, paid)) = self.take() else { return };
			Resources::settle(node, &segments);
			self.settled += paid;
		}
	}

	fn void(&mut self) {
		if let Some((node, segments, _)) = self.take() {
			Resources::void(node, &segments);
		}
	}

	fn node_change(&mut self) {
		let id = self.node();
		let Some(node) = Nodes::<Test>::get(id) else { return };
		let provider = RuntimeOrigin::signed(node.provider);
		let _ = match self.random.below(6) {
			0 => Resources::drain_node(provider, id),
			1 => Resources::resume_node(provider, id),
			2 => Resources::retire_node(provider, id),
			4 => {
				let holder = self.random.chance(2).then_some(ALICE);
				Resources::reserve_node(provider, id, holder, self.random.below(50) as u32)
			}
			3 => Resources::set_claim(provider, id, 100_000 + self.random.below(2_000_000)),
			_ => {
				let (on_probation, trusted) = (self.random.chance(2), self.random.chance(2));
				set_repute(id, Repute { on_probation, trusted });
				Ok(())
			}
		};
	}

	fn cancel(&mut self) {
		let job = self.random.below(NextJob::<Test>::get());
		let who = self.who();
		let _ = Resources::cancel_job(RuntimeOrigin::signed(who), job);
	}

	fn poke_and_rehome(&mut self) {
		let labscape = self.random.below(3) as u8;
		let _ = Resources::poke(RuntimeOrigin::signed(BOB), labscape);
		let job = self.random.below(NextJob::<Test>::get());
		let _ = Resources::rehome(RuntimeOrigin::signed(BOB), job, self.random.below(6) as u16);
	}

	fn give_back(&mut self) {
		let node = self.node();
		if let Some(lease) = Resources::leases(node).first() {
			let provider = Nodes::<Test>::get(node).unwrap().provider;
			let _ = Resources::return_lease(RuntimeOrigin::signed(provider), lease.id);
		}
	}

	fn weather(&mut self) {
		match self.random.below(4) {
			0 => {
				set_paused(true);
				run_blocks(3);
				set_paused(false);
			}
			1 => set_epoch(TestProof::epoch_now() + 1),
			2 => {
				let poor = self.node();
				PROOF.with_borrow_mut(|proof| proof.refuse_reserve = vec![poor]);
			}
			_ => set_authorities(1 + self.random.below(6) as u32),
		}
	}

	/// All there is about one labscape and one job, and the sum of all money.
	fn check_some(&mut self) {
		check_labscape(self.random.below(3) as u8);
		check_job(self.random.below(NextJob::<Test>::get()));
		check_total();
	}

	/// The pot holds the price of everything that is leased or was settled.
	fn check_money(&self) {
		check_total();
		let leased: Balance =
			Leases::<Test>::iter().map(|(_, lease)| lease.paid(lease.outstanding())).sum();
		let owed: Balance = Jobs::<Test>::iter().map(|(_, job)| job.owed).sum();
		assert_eq!(
			Balances::free_balance(POT),
			1_000_000 * UBC + leased + self.settled + owed,
			"the pot holds what was paid into it"
		);
	}
}

/// No planck is made or lost: what accounts and pot have is what they had.
fn check_total() {
	let all = [ALICE, BOB, POT, TREASURY, PROVIDER, OTHER_PROVIDER];
	let total: Balance = all.iter().map(Balances::total_balance).sum();
	assert_eq!(total, 6_000_000 * UBC, "money is conserved");
}

/// Slots, amounts and counts of a labscape are those of the leases on its nodes.
fn check_labscape(labscape: u8) {
	let board = Boards::<Test>::get(labscape);
	let mut used = SlotMap::default();
	for node in &board.nodes {
		let mut free = node.capacity.full();
		let leases = NodeLeases::<Test>::get(node.id);
		assert_eq!(usize::from(node.leases), leases.len());
		for id in leases {
			let lease = Leases::<Test>::get(id).expect("a listed lease exists");
			assert!(lease.open && lease.node == node.id && lease.labscape == labscape);
			assert!(lease.done <= lease.committed && lease.committed <= lease.len);
			if lease.running {
				let (first, units) = (lease.first_slot, lease.shape.units);
				assert!(first >= node.first_slot && first + units <= node.first_slot + node.units);
				assert!(!used.contains_any(first, units), "a slot is leased twice");
				used.mark(first, units);
				free.take(&lease.shape, lease.gpus).expect("a node gives what it has");
			}
		}
		assert_eq!(free, node.free);
	}
	assert_eq!(board.used, used);
	assert_eq!(u32::from(States::<Test>::get(labscape).market.busy), used.count());
}

/// The items of a job are all accounted for, and it is finished exactly when nothing is to come.
fn check_job(id: u64) {
	let Some(job) = Jobs::<Test>::get(id) else { return };
	assert_eq!(job.queued + job.leased + job.settled + job.abandoned, job.items);
	let over = job.queued == 0 && job.leased == 0;
	assert_eq!(over, job.state == JobState::Finished);
	assert!(!over || job.held == 0, "a finished job holds nothing");
}

fn play(seed: u64, (steps, check_every): (u32, u32)) {
	new_test_ext().execute_with(|| {
		let mut world = World { random: Random(seed), committed: Vec::new(), settled: 0 };
		for step in 0..steps {
			world.step();
			world.check_some();
			if step % check_every == 0 {
				if let Err(broken) = Resources::do_try_state() {
					panic!("seed {seed}, step {step}: {broken:?}");
				}
				world.check_money();
			}
		}
		Resources::do_try_state().unwrap();
		wind_down(&mut world);
		Resources::do_try_state().unwrap();
		world.check_money();
	});
}

/// Go on in time until nothing falls due but the cleanup of jobs, or nothing at all.
fn run_out(cleanup: bool) {
	let next = || {
		let due = Agenda::<Test>::iter_keys();
		due.filter(|(_, due)| cleanup || !matches!(due, Due::Cleanup(_))).map(|(at, _)| at).min()
	};
	let mut blocks = 0;
	while let Some(at) = next() {
		// Nothing happens in between.
		let block = (at + PausedBlocks::<Test>::get()).max(System::block_number() + 1);
		System::set_block_number(block);
		Resources::on_initialize(block);
		blocks += 1;
		assert!(blocks < 20_000, "everything ends");
	}
}

/// When everybody goes home, nothing is left: no hold, no lease, no entry, no record.
fn wind_down(world: &mut World) {
	while world
		.take()
		.map(|(node, segments, paid)| {
			Resources::settle(node, &segments);
			world.settled += paid;
		})
		.is_some()
	{}
	PROOF.with_borrow_mut(|proof| proof.refuse_reserve.clear());
	for (id, job) in Jobs::<Test>::iter().collect::<Vec<_>>() {
		let _ = Resources::cancel_job(RuntimeOrigin::signed(job.requester), id);
	}
	run_out(false);
	for id in Nodes::<Test>::iter_keys().collect::<Vec<_>>() {
		let _ = Resources::drain_node(RuntimeOrigin::root(), id);
		Resources::retire_node(RuntimeOrigin::signed(BOB), id).unwrap();
	}
	assert_eq!(Leases::<Test>::iter().count(), 0);
	assert_eq!(EntriesByJob::<Test>::iter().count(), 0);
	assert_eq!(QueuePages::<Test>::iter().count(), 0);
	assert!(Jobs::<Test>::iter().all(|(_, job)| job.state == JobState::Finished && job.held == 0));
	run_out(true);
	assert_eq!(Jobs::<Test>::iter().count(), 0);
	assert_eq!(Agenda::<Test>::iter().count(), 0);
	assert_eq!(Boards::<Test>::iter().count(), 0);
}

/// Operations to play: 10,000, or a million with `LABSCAPE_FULL=1`.
fn operations() -> u32 {
	if std::env::var_os("LABSCAPE_FULL").is_some() {
		1_000_000
	} else {
		10_000
	}
}

#[test]
fn many_operations_keep_every_invariant() {
	let (mut played, mut worlds) = (0, 0);
	while played < operations() {
		let world = if worlds % 16 == 15 { LONG } else { SHORT };
		play(1_000 + worlds, world);
		played += world.0;
		worlds += 1;
	}
	println!("{played} operations in {worlds} worlds");
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(24))]

	#[test]
	fn random_operations_keep_every_invariant(seed in any::<u64>()) {
		play(seed, (400, 8));
	}
}

/// Seeds that once broke something.
#[test]
fn regressions_stay_fixed() {
	for seed in [0, 1, 42] {
		play(seed, (600, 8));
	}
}
