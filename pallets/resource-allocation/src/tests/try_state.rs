//! Each invariant is broken on purpose, and its check says so.

use labscape_primitives::{Request, ServiceClass};
use labscape_scheduler::PartKey;

use crate::{mock::*, *};

/// A chain in which everything occurs: nodes, a running lease, a committed one, waiting parts.
fn busy_chain(test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		let node = add_node(PROVIDER, 0, 64);
		submit(JobSpec { class: ServiceClass::Spot, ..job_spec() });
		submit(job_spec());
		plan_and_commit(0);
		let spot = NodeLeases::<Test>::get(node)[1];
		Resources::commit_lease(node, spot, 10).unwrap();
		submit(JobSpec { parts: 3, ..job_spec() });
		let finished = submit(job_spec());
		Resources::cancel_job(RuntimeOrigin::signed(ALICE), finished).unwrap();
		submit(JobSpec { class: ServiceClass::Reserved, ..job_spec() });
		Resources::do_try_state().unwrap();
		test();
	});
}

fn breaks(invariant: &str, harm: impl FnOnce()) {
	busy_chain(|| {
		harm();
		let error = Resources::do_try_state().expect_err("the harm is seen");
		let message: &'static str = error.into();
		assert!(message.starts_with(&format!("{invariant}:")), "{message}");
	});
}

fn first_lease() -> (u64, Lease) {
	Leases::<Test>::get(0).map(|lease| (0, lease)).unwrap()
}

#[test]
fn i1_slots_are_those_of_running_leases() {
	breaks("I1", || Boards::<Test>::mutate(0, |board| board.used.mark(60, 1)));
	breaks("I1", || Boards::<Test>::mutate(0, |board| board.used.clear(0, 1)));
	breaks("I1", || States::<Test>::mutate(0, |state| state.market.busy += 1));
	breaks("I1", || {
		let (_, lease) = first_lease();
		Leases::<Test>::insert(77, lease);
	});
}

#[test]
fn i2_nodes_and_boards_agree() {
	breaks("I2", || Nodes::<Test>::mutate_extant(0, |node| node.units = 32));
	breaks("I2", || Nodes::<Test>::mutate_extant(0, |node| node.state = NodeState::Draining));
	breaks("I2", || Boards::<Test>::mutate(0, |board| board.nodes[0].trusted = false));
	breaks("I2", || PROOF.with_borrow_mut(|proof| proof.repute.clear()));
	breaks("I2", || {
		let node = Nodes::<Test>::get(0).unwrap();
		Nodes::<Test>::insert(9, node);
	});
	breaks("I2", || {
		Boards::<Test>::mutate(0, |board| {
			let mut twin = board.nodes[0];
			twin.id = 5;
			board.nodes.try_push(twin).unwrap();
		})
	});
}

#[test]
fn i3_free_is_capacity_less_leases() {
	breaks("I3", || Boards::<Test>::mutate(0, |board| board.nodes[0].free.cpu_milli -= 1));
	breaks("I3", || {
		Boards::<Test>::mutate(0, |board| board.nodes[0].free = board.nodes[0].capacity.full())
	});
}

#[test]
fn i4_holds_are_the_sum_of_jobs() {
	breaks("I4", || {
		use frame_support::traits::fungible::MutateHold;
		Balances::hold(&HoldReason::JobBudget.into(), &ALICE, 1).unwrap();
	});
}

#[test]
fn i5_what_a_job_holds_is_what_it_needs() {
	breaks("I5", || {
		Jobs::<Test>::mutate_extant(2, |job| job.surplus += 1);
	});
	breaks("I5", || {
		Leases::<Test>::mutate_extant(0, |lease| lease.item_price += 1);
	});
}

#[test]
fn i6_items_are_counted_once() {
	breaks("I6", || {
		Jobs::<Test>::mutate_extant(2, |job| job.items += 1);
	});
	breaks("I6", || {
		Jobs::<Test>::mutate_extant(3, |job| job.state = JobState::Open);
	});
	breaks("I6", || {
		Jobs::<Test>::mutate_extant(2, |job| {
			job.settled += 1;
			job.queued -= 1;
			job.surplus += job.unit_budget;
		});
	});
}

#[test]
fn i7_queues_are_in_order() {
	breaks("I7", || {
		EntriesByJob::<Test>::remove(2, 1);
	});
	breaks("I7", || {
		let place = EntriesByJob::<Test>::get(2, 1).unwrap();
		EntriesByJob::<Test>::insert(2, 9, place);
	});
	breaks("I7", || {
		QueuePages::<Test>::mutate(0, 0, |page| {
			let first = page.remove(0);
			page.try_push(first).unwrap();
		})
	});
	breaks("I7", || QueueIndexes::<Test>::mutate(0, |index| index.entries += 1));
	breaks("I7", || QueueIndexes::<Test>::mutate(0, |index| index.pages[0].len += 1));
}

#[test]
fn i8_lists_hold_the_open_leases() {
	breaks("I8", || {
		NodeLeases::<Test>::mutate(0, |list| list.remove(0));
	});
	breaks("I8", || Boards::<Test>::mutate(0, |board| board.nodes[0].leases += 1));
	breaks("I8", || NodeLeases::<Test>::mutate(0, |list| list.try_push(88).unwrap()));
}

#[test]
fn i9_everything_ends() {
	breaks("I9", || {
		let (id, lease) = first_lease();
		Agenda::<Test>::insert(lease.expires, Due::Expiry(id), ());
	});
	breaks("I9", || {
		let (id, lease) = first_lease();
		Agenda::<Test>::remove(lease.busy_until, Due::Release(id));
		Resources::release_lease(id);
		Agenda::<Test>::remove(lease.expires, Due::Expiry(id));
	});
	breaks("I9", || {
		let (id, lease) = first_lease();
		Agenda::<Test>::remove(lease.busy_until, Due::Release(id));
	});
	breaks("I9", || {
		let job = Jobs::<Test>::get(2).unwrap();
		Agenda::<Test>::remove(job.deadline, Due::Deadline(2));
	});
	breaks("I9", || Agenda::<Test>::insert(3, Due::Cleanup(2), ()));
}

#[test]
fn i10_open_jobs_are_counted() {
	breaks("I10", || Usages::<Test>::mutate(ALICE, |usage| usage.open_jobs += 1));
	breaks("I10", || Usages::<Test>::remove(ALICE));
}

#[test]
fn i11_keys_and_lists_lead_to_nodes() {
	breaks("I11", || NodeByHotKey::<Test>::insert(5, 0));
	breaks("I11", || NodesByProvider::<Test>::insert(BOB, 1));
	breaks("I11", ActiveLabscapes::<Test>::kill);
}

#[test]
fn the_busy_chain_is_busy() {
	busy_chain(|| {
		assert_eq!(Leases::<Test>::iter().count(), 2);
		assert_eq!(EntriesByJob::<Test>::iter_prefix(2).count(), 3);
		let wanted = Request { shape: shape(4), gang: 1 };
		assert_eq!(queues::Queues::<Test>::head(0, 9)[1].request, wanted);
		let part = PartKey { job: 2, part: 0 };
		assert!(EntriesByJob::<Test>::contains_key(part.job, part.part));
	});
}
