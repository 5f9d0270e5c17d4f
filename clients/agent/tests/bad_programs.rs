//! No program ends the agent: those that loop, grow, trap or recurse have their one defined result,
//! and what is queued behind them is executed.

use labscape_agent::{
	execute::Executor,
	journal::{Journal, LeaseRecord},
	metrics::Metrics,
	runner::{is_hopeless, Failures, Order, Runner},
	Hash,
};
use labscape_client::{
	inputs::InputList,
	stores::{Store, Stores},
};
use std::time::{Duration, Instant};
use tokio::sync::watch;

const FUEL: u64 = 2_000_000;
const OUTPUT: u8 = 0;
const TRAP: u8 = 1;
const OUT_OF_FUEL: u8 = 2;
const STACK: u8 = 3;

fn module(memory: &str, functions: &str, body: &str) -> Vec<u8> {
	wat::parse_str(format!(
		r#"(module (memory (export "memory") {memory}) {functions}
			(func (export "labscape_input") (param i32) (result i32) (i32.const 1024))
			(func (export "labscape_run") (param i32 i32) (result i64) {body} (i64.const 0)))"#
	))
	.unwrap()
}

struct Site {
	folder: tempfile::TempDir,
	store: Store,
	metrics: Metrics,
	journal: Journal,
	failures: Failures,
}

impl Site {
	fn new() -> Self {
		let folder = tempfile::tempdir().unwrap();
		let store = Store::open(folder.path().join("store").to_str().unwrap()).unwrap();
		let journal = Journal::open(folder.path()).unwrap();
		Self { folder, store, metrics: Metrics::new(), journal, failures: Failures::default() }
	}

	async fn lease(&self, id: u64, program: Hash, inputs: &[&[u8]]) -> Order {
		let mut hashes = Vec::new();
		for input in inputs {
			hashes.push(self.store.put(input).await.unwrap());
		}
		let list = InputList::new(hashes).unwrap();
		self.store.put_list(&list).await.unwrap();
		let record = LeaseRecord {
			job: id,
			requester: [1; 32],
			program,
			inputs_root: list.root(),
			item_fuel: FUEL,
			first: 0,
			len: inputs.len() as u32,
			finished: 0,
		};
		self.journal.add_lease(id, &record).unwrap();
		Order { lease: id, semantics: labscape_referee::SEMANTICS }
	}

	async fn register(&self, module: &[u8]) -> Hash {
		let registered = labscape_referee::register(module).unwrap();
		self.store.put(&registered.module).await.unwrap()
	}

	fn start(&self, orders: Vec<Order>) -> watch::Sender<Vec<Order>> {
		let (sender, receiver) = watch::channel(orders);
		let runner = Runner {
			journal: self.journal.clone(),
			executor: Executor::new(2, self.metrics.clone()).unwrap(),
			stores: Stores::default().and([self.store.clone()]),
			metrics: self.metrics.clone(),
			threads: 2,
			failures: self.failures.clone(),
		};
		tokio::spawn(runner.run(receiver));
		sender
	}

	async fn until_executed(&self, items: u64) {
		let begin = Instant::now();
		while self.metrics.items_executed.get() < items {
			assert!(begin.elapsed() < Duration::from_secs(120));
			tokio::time::sleep(Duration::from_millis(5)).await;
		}
	}

	fn kind(&self, lease: u64, offset: u32) -> u8 {
		self.journal.result(lease, offset).unwrap().unwrap()[0]
	}

	fn blob(&self, hash: &Hash) -> std::path::PathBuf {
		self.folder.path().join("store/blobs").join(hex::encode(hash))
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_that_do_not_behave_have_one_defined_result_each() {
	let site = Site::new();
	let recursion = "(func $deeper (param i32) (result i32)
		(i32.add (i32.const 1) (call $deeper (i32.add (local.get 0) (i32.const 1)))))";
	let grow = "(loop $more
		(drop (memory.grow (i32.const 1)))
		(i32.store (i32.shl (i32.sub (memory.size) (i32.const 1)) (i32.const 16)) (i32.const 7))
		(br $more))";
	let bad = [
		(module("1 1", "", "(loop $for_ever (br $for_ever))"), OUT_OF_FUEL),
		(module("1 256", "", grow), OUT_OF_FUEL),
		(module("1 1", "", "unreachable"), TRAP),
		(module("1 1", "", "(drop (i32.load (i32.const -8)))"), TRAP),
		(module("1 1", "", "(drop (i32.div_u (i32.const 1) (i32.const 0)))"), TRAP),
		(module("1 1", recursion, "(drop (call $deeper (i32.const 0)))"), STACK),
		(module("1 1", "", ""), OUTPUT),
	];
	let mut orders = Vec::new();
	for (id, (module, _)) in (0u64..).zip(&bad) {
		let program = site.register(module).await;
		orders.push(site.lease(id, program, &[b"one", b"two", b""]).await);
	}
	let _orders = site.start(orders);
	site.until_executed(3 * bad.len() as u64).await;
	for (id, (_, expected)) in (0u64..).zip(&bad) {
		for offset in 0..3 {
			assert_eq!(site.kind(id, offset), *expected, "program {id}");
		}
	}
	assert_eq!(site.metrics.store_failures.get(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lease_whose_bytes_are_not_to_be_had_holds_nobody_up() {
	let site = Site::new();
	let program = site.register(&module("1 1", "", "")).await;
	let missing = site.lease(1, Hash::repeat_byte(7), &[b"never"]).await;
	let holed = site.lease(2, program, &[b"here", b"gone"]).await;
	let sound = site.lease(3, program, &[b"a", b"b"]).await;
	let gone = site.blob(&labscape_client::blake2_256(b"gone"));
	std::fs::write(&gone, b"gon").unwrap();
	let _orders = site.start(vec![missing, holed, sound]);
	site.until_executed(2).await;
	assert_eq!(site.journal.lease(3).unwrap().unwrap().finished, 2);
	assert_eq!(site.journal.lease(1).unwrap().unwrap().finished, 0);
	let failures = site.failures.lock().unwrap().clone();
	assert!(failures.contains_key(&1) && failures.contains_key(&2), "{failures:?}");
	assert!(!is_hopeless(&site.failures, 1));
	// Put right, it is executed with the next attempt.
	std::fs::write(&gone, b"gone").unwrap();
	site.until_executed(4).await;
	assert_eq!(site.journal.lease(2).unwrap().unwrap().finished, 2);
}
