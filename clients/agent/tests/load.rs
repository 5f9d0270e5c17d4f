//! What 10,000 queued items cost the agent in memory: a few chunks, not the queue. Alone in its
//! binary, because it looks at the whole process.
#![cfg(target_os = "linux")]

use labscape_agent::{
	execute::Executor,
	journal::{Journal, LeaseRecord},
	metrics::Metrics,
	runner::{Failures, Order, Runner},
	Hash,
};
use labscape_client::{
	inputs::InputList,
	stores::{Store, Stores},
};
use std::time::{Duration, Instant};
use tokio::sync::watch;

const ITEMS: u32 = 10_000;
const LEASES: u32 = 10;
/// All inputs together are larger than the limit: an agent that kept them would be found out.
const INPUT_BYTES: usize = 16 * 1024;
const LIMIT_MIB: f64 = 100.0;

/// Answers with its whole input.
const ECHO: &str = r#"(module (memory (export "memory") 4 4)
	(func (export "labscape_input") (param i32) (result i32) (i32.const 1024))
	(func (export "labscape_run") (param $at i32) (param $len i32) (result i64)
		(i64.or (i64.shl (i64.extend_i32_u (local.get $at)) (i64.const 32))
			(i64.extend_i32_u (local.get $len)))))"#;

/// Resident memory in MiB.
fn resident() -> f64 {
	let status = std::fs::read_to_string("/proc/self/status").unwrap();
	let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
	line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
}

fn input(item: u32) -> Vec<u8> {
	let mut bytes = vec![0; INPUT_BYTES];
	bytes[..4].copy_from_slice(&item.to_le_bytes());
	bytes
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_queued_items_cost_less_than_a_hundred_mebibytes() {
	let folder = tempfile::tempdir().unwrap();
	let store = Store::open(folder.path().join("store").to_str().unwrap()).unwrap();
	let registered = labscape_referee::register(&wat::parse_str(ECHO).unwrap()).unwrap();
	let program = store.put(&registered.module).await.unwrap();
	let mut hashes = Vec::new();
	for item in 0..ITEMS {
		hashes.push(store.put(&input(item)).await.unwrap());
	}
	let list = InputList::new(hashes).unwrap();
	store.put_list(&list).await.unwrap();
	let root = list.root();
	drop(list);

	let metrics = Metrics::new();
	let executor = Executor::new(2, metrics.clone()).unwrap();
	let journal = Journal::open(folder.path()).unwrap();
	let idle = resident();
	let mut queue = Vec::new();
	for lease in 0..LEASES {
		let record = LeaseRecord {
			job: 1,
			requester: [1; 32],
			program,
			inputs_root: Hash::from(root.0),
			item_fuel: 1_000_000,
			first: lease * (ITEMS / LEASES),
			len: ITEMS / LEASES,
			finished: 0,
		};
		journal.add_lease(u64::from(lease), &record).unwrap();
		queue.push(Order { lease: u64::from(lease), semantics: registered.semantics });
	}
	let (orders, receiver) = watch::channel(queue);
	let runner = Runner {
		journal: journal.clone(),
		executor,
		stores: Stores::default().and([store]),
		metrics: metrics.clone(),
		threads: 2,
		failures: Failures::default(),
	};
	let running = tokio::spawn(runner.run(receiver));
	let begin = Instant::now();
	let mut peak = resident();
	while metrics.items_executed.get() < u64::from(ITEMS) {
		peak = peak.max(resident());
		assert!(begin.elapsed() < Duration::from_secs(300), "{}", metrics.items_executed.get());
		tokio::time::sleep(Duration::from_millis(5)).await;
	}
	peak = peak.max(resident());
	drop(orders);
	running.await.unwrap();
	let cost = peak - idle;
	println!("10,000 queued items of 16 KiB: {cost:.0} MiB above {idle:.0} MiB");
	assert!(cost < LIMIT_MIB, "{cost} MiB");
	let last = journal.result(u64::from(LEASES) - 1, ITEMS / LEASES - 1).unwrap().unwrap();
	assert_eq!(&last[1..5], &(ITEMS - 1).to_le_bytes());
}
