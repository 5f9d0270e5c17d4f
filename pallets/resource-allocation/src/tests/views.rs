use labscape_primitives::{Request, ServiceClass};

use crate::{mock::*, *};

#[test]
fn all_labscapes_are_seen_in_one_call() {
	build_and_execute(|| {
		add_node(PROVIDER, 3, 64);
		submit(JobSpec { home: Some(3), parts: 2, ..job_spec() });
		plan_and_commit(3);
		submit(JobSpec { home: Some(3), ..job_spec() });
		let all = Resources::utilisation();
		assert_eq!(all.len(), 256);
		let there = all[3];
		assert_eq!((there.nodes, there.units, there.leased, there.queued), (1, 64, 8, 1));
		assert_eq!((there.price, there.planned), (PRICE_FLOOR, Some(0)));
		let map = Resources::unit_map(3);
		assert_eq!(map.leased.count(), 8);
		assert_eq!((map.nodes[0].first_slot, map.nodes[0].units), (0, 64));
		assert_eq!(Resources::node_leases(0).len(), 2);
	});
}

#[test]
fn a_job_knows_its_place() {
	build_and_execute(|| {
		submit(job_spec());
		let job = submit(JobSpec { parts: 2, ..job_spec() });
		submit(JobSpec { class: ServiceClass::Reserved, ..job_spec() });
		let status = Resources::job_status(job).unwrap();
		assert_eq!((status.items, status.queued, status.state), (64, 64, JobState::Open));
		let places: Vec<u32> = status.waiting.iter().map(|part| part.position).collect();
		assert_eq!(places.iter().min(), Some(&2));
		assert_eq!(places.iter().max(), Some(&3));
		assert_eq!(status.deadline, 1_001);
		assert_eq!(Resources::job_status(99), None);
	});
}

#[test]
fn a_dry_run_says_where_and_at_what_price() {
	build_and_execute(|| {
		add_node(PROVIDER, 3, 16);
		add_node(PROVIDER, 5, 64);
		States::<Test>::mutate(3, |state| state.market.price = 8 * PRICE_FLOOR);
		let ask = |units, gang, home| {
			let request = Request { shape: shape(units), gang };
			Resources::dry_run(request, HardwareClass::Edge, home)
		};
		let small = ask(4, 2, None);
		assert_eq!(small.iter().map(|offer| offer.labscape).collect::<Vec<_>>(), [5, 3]);
		assert_eq!(small[1].seats.iter().map(|seat| seat.slot).collect::<Vec<_>>(), [0, 4]);
		assert_eq!(small[1].price, 8 * PRICE_FLOOR);
		let large = ask(32, 1, Some(3));
		assert_eq!((large.len(), large[0].seats.is_empty()), (1, true));
		assert!(ask(0, 1, None).is_empty());
		let fast = Request { shape: shape(1), gang: 1 };
		let offers = Resources::dry_run(fast, HardwareClass::Accelerator, Some(5));
		assert!(offers[0].seats.is_empty(), "no node of that class");
	});
}

#[test]
fn leaders_are_a_rotation_that_differs_by_round_and_labscape() {
	build_and_execute(|| {
		let keys = authorities(4);
		let mut firsts = [0u32; 4];
		for round in 0..64 {
			let order = Resources::leaders(round, 9);
			assert_eq!(order.len(), 4);
			let first = keys.iter().position(|key| *key == order[0]).unwrap();
			assert_eq!(Resources::leader(round, 9), Some(first as u32));
			for (rank, key) in order.iter().enumerate() {
				assert_eq!(*key, keys[(first + rank) % 4]);
			}
			firsts[first] += 1;
		}
		assert!(firsts.iter().all(|count| *count >= 6), "{firsts:?}");
	});
}

#[test]
fn a_dry_run_offers_only_what_a_job_may_ask_for() {
	build_and_execute(|| {
		add_node(PROVIDER, 3, 64);
		add_node(PROVIDER, 5, 64);
		let ask = |gang, home| {
			let request = Request { shape: shape(1), gang };
			let offers = Resources::dry_run(request, HardwareClass::Edge, home);
			offers.into_iter().map(|offer| offer.labscape).collect::<Vec<_>>()
		};
		assert_eq!(ask(1, None), [3, 5]);
		let closed = Policy { accepts_jobs: false, ..Policy::default() };
		Resources::set_policy(RuntimeOrigin::root(), 3, closed).unwrap();
		assert_eq!(ask(1, None), [5]);
		assert!(ask(1, Some(3)).is_empty());
		assert_eq!(ask(MAX_RUNS, None), [5]);
		assert!(ask(MAX_RUNS + 1, None).is_empty());
	});
}

#[test]
fn a_lease_is_shown_with_the_block_in_which_it_expires() {
	build_and_execute(|| {
		let node = add_node(PROVIDER, 0, 64);
		set_paused(true);
		run_blocks(5);
		set_paused(false);
		run_blocks(1);
		submit(job_spec());
		plan_and_commit(0);
		let (id, shown) = Resources::node_leases(node).remove(0);
		let kept = Leases::<Test>::get(id).unwrap();
		let paused = PausedBlocks::<Test>::get();
		assert!(paused > 0);
		assert_eq!(shown.expires, kept.expires + paused);
		assert_eq!(shown, Lease { expires: shown.expires, ..kept });
		// It is open in the block before that, and not after it.
		run_to(shown.expires - 1);
		assert!(Leases::<Test>::get(id).unwrap().open);
		run_to(shown.expires + 1);
		assert!(Leases::<Test>::get(id).is_none_or(|lease| !lease.open));
	});
}
