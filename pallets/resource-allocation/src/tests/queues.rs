//! The paged queue against a sorted list, and ten thousand jobs.

use std::collections::BTreeMap;

use labscape_primitives::{Request, ServiceClass};
use labscape_scheduler::PartKey;
use proptest::prelude::*;

use crate::{mock::*, queues::*, *};

fn entry(job: u64, class: ServiceClass, priority: u8, arrived: u32) -> QueueEntry {
	let part = PartKey { job, part: 0 };
	QueueEntry {
		key: QueueEntry::key(part, class, false, priority, arrived, 100, 0),
		first: 0,
		len: 1,
		request: Request { shape: shape(1), gang: 1 },
		item_fuel: 1,
		max_price: PRICE_FLOOR,
		priority,
		arrived,
		homed: arrived,
		since: 0,
		rehomed: 0,
		hardware: HardwareClass::Edge,
		requester: job,
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn pages_behave_as_a_sorted_list(
		steps in prop::collection::vec((0u8..4, 0u8..3, any::<u8>(), 0u32..40), 1..600),
	) {
		new_test_ext().execute_with(|| {
			let mut model = BTreeMap::new();
			for (id, (what, class, priority, arrived)) in steps.into_iter().enumerate() {
				if what == 0 && !model.is_empty() {
					let at = usize::from(priority) % model.len();
					let key = *model.keys().nth(at).unwrap();
					prop_assert_eq!(Queues::<Test>::get(0, &key), model.get(&key).cloned());
					prop_assert_eq!(Queues::<Test>::position(0, &key), Some(at as u32));
					prop_assert_eq!(Queues::<Test>::remove(0, &key), model.remove(&key));
					prop_assert_eq!(Queues::<Test>::remove(0, &key), None);
				} else {
					let class = [ServiceClass::Reserved, ServiceClass::Standard, ServiceClass::Spot]
						[usize::from(class)];
					let entry = entry(id as u64, class, priority, arrived);
					Queues::<Test>::insert(0, entry.clone()).unwrap();
					model.insert(entry.key, entry);
				}
				let head: Vec<_> = model.values().take(16).cloned().collect();
				prop_assert_eq!(Queues::<Test>::head(0, 16), head);
				prop_assert_eq!(Queues::<Test>::len(0) as usize, model.len());
			}
			// Pages stay filled: neighbours hold more than a page's half together.
			let index = QueueIndexes::<Test>::get(0);
			for pair in index.pages.windows(2) {
				prop_assert!(pair[0].len + pair[1].len > 32);
			}
			Ok(())
		})?;
	}
}

#[test]
fn ten_thousand_jobs_wait_in_one_labscape() {
	build_and_execute(|| {
		Resources::set_quota(RuntimeOrigin::root(), ALICE, Some(100_000)).unwrap();
		for _ in 0..10_000 {
			submit(job_spec());
		}
		assert_eq!(Queues::<Test>::len(0), 10_000);
		let index = QueueIndexes::<Test>::get(0);
		assert!(index.pages.len() <= 320, "{} pages", index.pages.len());
		add_node(PROVIDER, 0, 4_096);
		run_to(2);
		plan_and_commit(0);
		assert_eq!(NextLease::<Test>::get(), 64);
		assert_eq!(Queues::<Test>::len(0), 9_936);
		let status = Resources::status_of(9_999).unwrap();
		assert_eq!(status.waiting[0].position, 9_935);
	});
}

#[test]
fn a_queue_has_an_end() {
	new_test_ext().execute_with(|| {
		for job in 0..u64::from(MAX_ENTRIES) {
			Queues::<Test>::insert(0, entry(job, ServiceClass::Standard, 0, 0)).unwrap();
		}
		let more = entry(u64::MAX, ServiceClass::Reserved, 0, 0);
		assert_eq!(Queues::<Test>::insert(0, more), Err(QueueFull));
		let spec = job_spec();
		let refused = Resources::submit_job(RuntimeOrigin::signed(ALICE), spec);
		frame_support::assert_noop!(refused, Error::<Test>::QueueFull);
	});
}
