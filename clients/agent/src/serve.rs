//! What the agent shows, to whom, and when.
//!
//! | path | what | to whom |
//! |---|---|---|
//! | `/blobs/HASH` | a program or an input | everybody |
//! | `/lists/ROOT` | a job's list of inputs | everybody |
//! | `/works/EPOCH/leaves` | the leaves of a commit, 32 bytes each | everybody, from the third epoch after it on |
//! | `/works/EPOCH/results/LEAF` | the bytes behind a leaf: kind, output, fuel used | likewise |
//! | `/jobs/JOB` | which items of a job are executed here | its requester, at once |
//! | `/jobs/JOB/results?lease=…&from=…` | their results, SCALE `Vec<(item, bytes)>` | likewise |
//! | `/jobs/JOB/works` | the commits that cover them | likewise |
//! | `/jobs/JOB/works/EPOCH` | the leaves of one of these | likewise |
//! | `/health` | block and epoch | everybody |
//!
//! Until audit commits are closed nobody but the requester sees results, so that no auditor can copy
//! them. A requester signs what it asks for; [`ticket`](labscape_client::results::ticket) says how.
//!
//! Only GET; at most [`MAX_REQUESTS`] at once, each for at most [`PATIENCE`], answers of at most some
//! MiB.

use crate::{journal::Journal, metrics::Metrics, Hash};
use axum::{
	extract::{Path, Query, State},
	http::{HeaderMap, StatusCode},
	response::{IntoResponse, Response},
	routing::get,
	Json, Router,
};
use codec::Encode;
use labscape_client::{
	keys,
	results::{ticket, LeaseView, RunView, WorkView},
	stores::{Stores, Uses},
	told::Told,
	Account,
};
use labscape_primitives::{JobId, LeaseId, NodeId, WorkEpoch};
use serde::Deserialize;
use std::{
	collections::BTreeSet,
	sync::{
		atomic::{AtomicU32, Ordering},
		Arc, LazyLock,
	},
	time::Duration,
};
use tokio::sync::Semaphore;

/// The most requests that are served at once.
pub const MAX_REQUESTS: usize = 256;
/// How long one may take.
pub const PATIENCE: Duration = Duration::from_secs(20);
/// The most bytes of results in one answer, unless a single result is larger.
const MAX_ANSWER: usize = 4 << 20;
/// Lists are public from so many epochs after the work on: audit commits are closed then.
pub const PUBLIC_AFTER: WorkEpoch = 3;
/// By how many blocks the one who asks may see the chain earlier or later.
const BLOCKS_APART: u32 = 64;

/// What server and main loop share.
pub struct Shared {
	journal: Journal,
	/// Local folders only: who asks an agent is not sent on.
	stores: Stores,
	/// Told of the epoch, in which a cache counts.
	uses: Option<Arc<Uses>>,
	genesis: Hash,
	node: NodeId,
	epoch: AtomicU32,
	block: AtomicU32,
	requests: Semaphore,
	metrics: Metrics,
}

impl Shared {
	/// What is shown of a node: its journal, and programs and inputs in those of its `stores` that are
	/// local folders.
	pub fn new(
		journal: Journal,
		stores: &Stores,
		genesis: Hash,
		node: NodeId,
		metrics: Metrics,
	) -> Self {
		Self {
			journal,
			stores: stores.local(),
			uses: stores.uses(),
			genesis,
			node,
			epoch: AtomicU32::new(0),
			block: AtomicU32::new(0),
			requests: Semaphore::new(MAX_REQUESTS),
			metrics,
		}
	}

	/// The chain moved on.
	pub fn moved_on(&self, epoch: WorkEpoch, block: u32) {
		self.epoch.store(epoch, Ordering::Relaxed);
		self.block.store(block, Ordering::Relaxed);
		if let Some(uses) = &self.uses {
			uses.set_now(epoch);
		}
	}

	fn is_public(&self, work: WorkEpoch) -> bool {
		self.epoch.load(Ordering::Relaxed) >= work.saturating_add(PUBLIC_AFTER)
	}
}

/// A refusal with its reason.
struct Refusal(StatusCode, String);

impl IntoResponse for Refusal {
	fn into_response(self) -> Response {
		(self.0, self.1).into_response()
	}
}

type Answer<T> = Result<T, Refusal>;

fn refuse<T>(status: StatusCode, why: &str) -> Answer<T> {
	Err(Refusal(status, why.to_owned()))
}

fn broken(error: impl std::fmt::Display) -> Refusal {
	/// Anybody can ask, as often as it likes.
	static TOLD: LazyLock<Told> = LazyLock::new(Told::default);
	if TOLD.is_news(Hash::zero()) {
		tracing::error!(%error, "a request could not be served");
	}
	Refusal(StatusCode::INTERNAL_SERVER_ERROR, "the journal cannot be read".into())
}

/// The routes.
pub fn router(shared: Arc<Shared>) -> Router {
	let routes = Router::new()
		.route("/health", get(health))
		.route("/blobs/{hash}", get(blob))
		.route("/lists/{root}", get(list))
		.route("/works/{work}/leaves", get(leaves))
		.route("/works/{work}/results/{leaf}", get(result))
		.route("/jobs/{job}", get(job))
		.route("/jobs/{job}/results", get(results))
		.route("/jobs/{job}/works", get(works))
		.route("/jobs/{job}/works/{work}", get(work));
	limited(routes, shared)
}

/// Routes with a bound on how many requests they serve at once, and for how long.
fn limited(routes: Router<Arc<Shared>>, shared: Arc<Shared>) -> Router {
	let limit = axum::middleware::from_fn_with_state(shared.clone(), limit);
	routes.layer(limit).with_state(shared)
}

async fn limit(
	State(shared): State<Arc<Shared>>,
	request: axum::extract::Request,
	next: axum::middleware::Next,
) -> Response {
	let Ok(_permit) = shared.requests.try_acquire() else {
		shared.metrics.requests_refused.inc();
		return (StatusCode::SERVICE_UNAVAILABLE, "too many requests: try again").into_response();
	};
	match tokio::time::timeout(PATIENCE, next.run(request)).await {
		Ok(response) => {
			if response.status().is_success() {
				shared.metrics.requests.inc();
			} else {
				shared.metrics.requests_refused.inc();
			}
			response
		}
		Err(_) => (StatusCode::REQUEST_TIMEOUT, "it took too long").into_response(),
	}
}

async fn health(State(shared): State<Arc<Shared>>) -> Json<serde_json::Value> {
	Json(serde_json::json!({
		"node": shared.node,
		"epoch": shared.epoch.load(Ordering::Relaxed),
		"block": shared.block.load(Ordering::Relaxed),
	}))
}

fn parse(hash: &str) -> Answer<Hash> {
	labscape_client::parse_hash(hash)
		.or_else(|error| refuse(StatusCode::BAD_REQUEST, &error.to_string()))
}

async fn blob(State(shared): State<Arc<Shared>>, Path(hash): Path<String>) -> Answer<Vec<u8>> {
	let found = shared.stores.get(&parse(&hash)?).await;
	found.or_else(|_| refuse(StatusCode::NOT_FOUND, "not here"))
}

async fn list(State(shared): State<Arc<Shared>>, Path(root): Path<String>) -> Answer<Vec<u8>> {
	let found = shared.stores.list(&parse(&root)?).await;
	found.map(|list| list.encode()).or_else(|_| refuse(StatusCode::NOT_FOUND, "not here"))
}

async fn leaves(State(shared): State<Arc<Shared>>, Path(work): Path<WorkEpoch>) -> Answer<Vec<u8>> {
	if !shared.is_public(work) {
		return refuse(StatusCode::FORBIDDEN, "not before audit commits are closed");
	}
	match shared.journal.work(work).map_err(broken)? {
		Some(record) => Ok(record.leaves.iter().flat_map(|leaf| leaf.0).collect()),
		None => refuse(StatusCode::NOT_FOUND, "nothing was committed"),
	}
}

async fn result(
	State(shared): State<Arc<Shared>>,
	Path((work, leaf)): Path<(WorkEpoch, u32)>,
) -> Answer<Vec<u8>> {
	if !shared.is_public(work) {
		return refuse(StatusCode::FORBIDDEN, "not before audit commits are closed");
	}
	let record = shared.journal.work(work).map_err(broken)?;
	let Some((lease, offset)) = record.and_then(|record| record.place(leaf)) else {
		return refuse(StatusCode::NOT_FOUND, "no such leaf");
	};
	match shared.journal.result(lease, offset).map_err(broken)? {
		Some(bytes) => Ok(bytes),
		None => refuse(StatusCode::NOT_FOUND, "the job is forgotten"),
	}
}

/// Who asks, if it signed for this job, node and time.
fn requester(shared: &Shared, headers: &HeaderMap, job: JobId) -> Answer<Account> {
	let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
	let unsigned = || {
		Refusal(StatusCode::UNAUTHORIZED, "results are shown to the job's requester: sign".into())
	};
	let account = header("x-labscape-account").and_then(|text| text.parse::<Account>().ok());
	let block = header("x-labscape-block").and_then(|text| text.parse::<u32>().ok());
	let mut signature = [0u8; 64];
	let decoded = header("x-labscape-signature")
		.and_then(|text| hex::decode_to_slice(text, &mut signature).ok());
	let (Some(account), Some(block), Some(())) = (account, block, decoded) else {
		return Err(unsigned());
	};
	if block.abs_diff(shared.block.load(Ordering::Relaxed)) > BLOCKS_APART {
		return refuse(StatusCode::UNAUTHORIZED, "the signature is of another time: sign again");
	}
	let message = ticket(&shared.genesis, shared.node, job, block);
	if !keys::verify(&account, &message.0, &signature) {
		return Err(unsigned());
	}
	Ok(account)
}

async fn job(
	State(shared): State<Arc<Shared>>,
	Path(job): Path<JobId>,
	headers: HeaderMap,
) -> Answer<Json<Vec<LeaseView>>> {
	let account = requester(&shared, &headers, job)?;
	let leases = shared.journal.leases().map_err(broken)?;
	let own = leases
		.into_iter()
		.filter(|(_, lease)| lease.job == job && lease.requester == account.0)
		.map(|(id, lease)| LeaseView {
			lease: id,
			first: lease.first,
			len: lease.len,
			finished: lease.finished,
		})
		.collect();
	Ok(Json(own))
}

/// The leases of a job whose results are here.
fn leases_of(shared: &Shared, account: &Account, job: JobId) -> Answer<BTreeSet<LeaseId>> {
	let leases = shared.journal.leases().map_err(broken)?;
	let own = leases.into_iter().filter(|(_, l)| l.job == job && l.requester == account.0);
	Ok(own.map(|(id, _)| id).collect())
}

async fn works(
	State(shared): State<Arc<Shared>>,
	Path(job): Path<JobId>,
	headers: HeaderMap,
) -> Answer<Json<Vec<WorkView>>> {
	let account = requester(&shared, &headers, job)?;
	let leases = leases_of(&shared, &account, job)?;
	let works = shared.journal.works_of(|lease| leases.contains(&lease)).map_err(broken)?;
	let views = works.into_iter().map(|(work, made_at, runs)| WorkView {
		work,
		made_at,
		runs: runs
			.into_iter()
			.map(|run| RunView { lease: run.lease, offset: run.offset, len: run.len })
			.collect(),
	});
	Ok(Json(views.collect()))
}

async fn work(
	State(shared): State<Arc<Shared>>,
	Path((job, work)): Path<(JobId, WorkEpoch)>,
	headers: HeaderMap,
) -> Answer<Vec<u8>> {
	let account = requester(&shared, &headers, job)?;
	let leases = leases_of(&shared, &account, job)?;
	let record = shared.journal.work(work).map_err(broken)?;
	let record = record.filter(|work| work.runs.iter().any(|run| leases.contains(&run.lease)));
	match record {
		Some(record) => Ok(record.leaves.iter().flat_map(|leaf| leaf.0).collect()),
		None => refuse(StatusCode::NOT_FOUND, "no such commit of this job here"),
	}
}

/// Which results.
#[derive(Deserialize)]
struct Wanted {
	lease: LeaseId,
	#[serde(default)]
	from: u32,
}

async fn results(
	State(shared): State<Arc<Shared>>,
	Path(job): Path<JobId>,
	Query(wanted): Query<Wanted>,
	headers: HeaderMap,
) -> Answer<Vec<u8>> {
	let account = requester(&shared, &headers, job)?;
	let lease = shared.journal.lease(wanted.lease).map_err(broken)?;
	let lease = lease.filter(|lease| lease.job == job && lease.requester == account.0);
	let Some(lease) = lease else {
		return refuse(StatusCode::NOT_FOUND, "no such lease of this job here");
	};
	let left = lease.finished.saturating_sub(wanted.from);
	let results =
		shared.journal.results(wanted.lease, wanted.from, left, MAX_ANSWER).map_err(broken)?;
	let first = lease.first.saturating_add(wanted.from);
	Ok((first..).zip(results).collect::<Vec<_>>().encode())
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::journal::{LeaseRecord, ReportRecord, Run, WorkRecord};
	use codec::Decode;
	use labscape_client::{results::ticket_headers, stores::Store, Key};
	use labscape_posw::payload::Report;

	struct Site {
		base: String,
		shared: Arc<Shared>,
		dir: tempfile::TempDir,
		client: reqwest::Client,
	}

	async fn site() -> Site {
		let dir = tempfile::tempdir().unwrap();
		let journal = Journal::open(dir.path()).unwrap();
		let alice = Key::development("//Alice").unwrap();
		let lease = LeaseRecord {
			job: 3,
			requester: alice.account().0,
			program: Hash::zero(),
			inputs_root: Hash::zero(),
			item_fuel: 1,
			first: 10,
			len: 4,
			finished: 0,
		};
		journal.add_lease(7, &lease).unwrap();
		journal.add_results(7, 0, &[b"one".to_vec(), b"two".to_vec()]).unwrap();
		let report = Report {
			node: 1,
			epoch: 6,
			next_chain: None,
			commit: None,
			audit: None,
			verdicts: None,
		};
		let work = WorkRecord {
			root: Hash::zero(),
			runs: vec![Run { lease: 7, offset: 0, len: 2 }],
			leaves: vec![Hash::repeat_byte(1), Hash::repeat_byte(2)],
		};
		let record = ReportRecord { report, signature: [0; 64], made_at: 98 };
		journal.write_report(&record, Some(&work), None).unwrap();
		let folders = ["store", "other"].map(|name| dir.path().join(name).display().to_string());
		let stores = Stores::open(&folders).unwrap();
		let shared =
			Arc::new(Shared::new(journal, &stores, Hash::repeat_byte(9), 1, Metrics::new()));
		shared.moved_on(6, 100);
		let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
		let base = format!("http://{}", listener.local_addr().unwrap());
		let router = router(shared.clone());
		tokio::spawn(async move { axum::serve(listener, router).await });
		let client = reqwest::Client::builder().no_proxy().build().unwrap();
		Site { base, shared, dir, client }
	}

	#[tokio::test]
	async fn one_request_too_many_is_refused_and_the_next_is_served_when_there_is_room() {
		let site = site().await;
		// A route behind the same limit that takes until the test lets go.
		let (go, gone) = tokio::sync::watch::channel(false);
		let slow = move || {
			let mut gone = gone.clone();
			async move { gone.wait_for(|gone| *gone).await.is_ok().to_string() }
		};
		let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
		let url = format!("http://{}/slow", listener.local_addr().unwrap());
		let router = limited(Router::new().route("/slow", get(slow)), site.shared.clone());
		tokio::spawn(async move { axum::serve(listener, router).await });
		let served: Vec<_> =
			(0..MAX_REQUESTS).map(|_| tokio::spawn(site.client.get(&url).send())).collect();
		while site.shared.requests.available_permits() > 0 {
			tokio::time::sleep(Duration::from_millis(5)).await;
		}
		let refused = site.get("/health").await;
		assert_eq!(refused.status(), 503);
		assert_eq!(refused.text().await.unwrap(), "too many requests: try again");
		assert_eq!(site.shared.metrics.requests_refused.get(), 1);
		go.send(true).unwrap();
		for one in served {
			assert_eq!(one.await.unwrap().unwrap().status(), 200);
		}
		assert_eq!(site.get("/health").await.status(), 200);
		assert_eq!(site.shared.metrics.requests_refused.get(), 1);
		assert_eq!(site.shared.metrics.requests.get(), MAX_REQUESTS as u64 + 1);
	}

	impl Site {
		async fn get(&self, path: &str) -> reqwest::Response {
			self.client.get(format!("{}{path}", self.base)).send().await.unwrap()
		}

		async fn signed(&self, path: &str, key: &Key, job: JobId, block: u32) -> reqwest::Response {
			let mut request = self.client.get(format!("{}{path}", self.base));
			for (name, value) in ticket_headers(key, &Hash::repeat_byte(9), 1, job, block) {
				request = request.header(name, value);
			}
			request.send().await.unwrap()
		}
	}

	#[tokio::test]
	async fn leaves_and_results_are_public_only_after_audit_commits_are_closed() {
		let site = site().await;
		assert_eq!(site.get("/works/5/leaves").await.status(), 403);
		assert_eq!(site.get("/works/5/results/1").await.status(), 403);
		site.shared.moved_on(7, 101);
		assert_eq!(site.get("/works/5/leaves").await.status(), 403);
		site.shared.moved_on(8, 106);
		let leaves = site.get("/works/5/leaves").await.bytes().await.unwrap();
		assert_eq!(leaves.len(), 64);
		assert_eq!(&site.get("/works/5/results/1").await.bytes().await.unwrap()[..], b"two");
		assert_eq!(site.get("/works/5/results/2").await.status(), 404);
		assert_eq!(site.get("/works/4/leaves").await.status(), 404);
	}

	#[tokio::test]
	async fn the_requester_alone_gets_results_at_once() {
		let site = site().await;
		let alice = Key::development("//Alice").unwrap();
		let bob = Key::development("//Bob").unwrap();
		assert_eq!(site.get("/jobs/3/results?lease=7").await.status(), 401);
		let path = "/jobs/3/results?lease=7";
		assert_eq!(site.signed(path, &bob, 3, 100).await.status(), 404);
		assert_eq!(site.signed(path, &alice, 4, 100).await.status(), 401);
		assert_eq!(site.signed(path, &alice, 3, 100 - 65).await.status(), 401);
		let bytes = site.signed(path, &alice, 3, 120).await.bytes().await.unwrap();
		let results = Vec::<(u32, Vec<u8>)>::decode(&mut &bytes[..]).unwrap();
		assert_eq!(results, vec![(10, b"one".to_vec()), (11, b"two".to_vec())]);
		let listed = site.signed("/jobs/3", &alice, 3, 100).await.bytes().await.unwrap();
		let leases: Vec<LeaseView> = serde_json::from_slice(&listed).unwrap();
		assert_eq!(leases, vec![LeaseView { lease: 7, first: 10, len: 4, finished: 2 }]);
		let listed = site.signed("/jobs/3", &bob, 3, 100).await.bytes().await.unwrap();
		assert_eq!(serde_json::from_slice::<Vec<LeaseView>>(&listed).unwrap(), vec![]);
	}

	#[tokio::test]
	async fn the_requester_alone_gets_the_leaves_of_a_commit_at_once() {
		let site = site().await;
		let alice = Key::development("//Alice").unwrap();
		let bob = Key::development("//Bob").unwrap();
		assert_eq!(site.get("/jobs/3/works").await.status(), 401);
		assert_eq!(site.get("/jobs/3/works/5").await.status(), 401);
		let listed = site.signed("/jobs/3/works", &bob, 3, 100).await.bytes().await.unwrap();
		assert_eq!(serde_json::from_slice::<Vec<WorkView>>(&listed).unwrap(), vec![]);
		assert_eq!(site.signed("/jobs/3/works/5", &bob, 3, 100).await.status(), 404);
		let listed = site.signed("/jobs/3/works", &alice, 3, 100).await.bytes().await.unwrap();
		let runs = vec![RunView { lease: 7, offset: 0, len: 2 }];
		let works: Vec<WorkView> = serde_json::from_slice(&listed).unwrap();
		assert_eq!(works, vec![WorkView { work: 5, made_at: 98, runs }]);
		let leaves = site.signed("/jobs/3/works/5", &alice, 3, 100).await;
		assert_eq!(leaves.bytes().await.unwrap().len(), 64);
		assert_eq!(site.signed("/jobs/3/works/4", &alice, 3, 100).await.status(), 404);
	}

	/// Where log lines go.
	#[derive(Clone, Default)]
	struct Lines(Arc<std::sync::Mutex<Vec<u8>>>);

	impl std::io::Write for Lines {
		fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
			self.0.lock().unwrap().write(bytes)
		}
		fn flush(&mut self) -> std::io::Result<()> {
			Ok(())
		}
	}

	#[tokio::test]
	async fn a_stranger_causes_one_log_line_for_each_corrupt_blob_not_for_each_request() {
		let lines = Lines::default();
		let writer = lines.clone();
		let subscriber = tracing_subscriber::fmt().with_writer(move || writer.clone()).finish();
		let _here = tracing::subscriber::set_default(subscriber);
		let site = site().await;
		let [store, other] = ["store", "other"].map(|name| site.dir.path().join(name));
		let [first, second] = [&store, &other].map(|at| Store::open(at.to_str().unwrap()).unwrap());
		let mut hashes = Vec::new();
		for bytes in [b"one", b"two"] {
			let hash = first.put(bytes).await.unwrap();
			second.put(bytes).await.unwrap();
			std::fs::write(store.join("blobs").join(hex::encode(hash)), b"other").unwrap();
			hashes.push(hash);
		}
		for _ in 0..20 {
			for hash in &hashes {
				let answer = site.get(&format!("/blobs/{}", hex::encode(hash))).await;
				assert_eq!(answer.status(), 200);
			}
		}
		let said = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
		assert_eq!(said.matches("another store had the bytes").count(), 2, "{said}");
		for hash in hashes {
			assert!(said.contains(&format!("{hash:?}")), "{said}");
		}
	}

	#[tokio::test]
	async fn bytes_are_served_as_a_store_serves_them() {
		let site = site().await;
		// Also what is not in the agent's own folder but in another one on its disk.
		let other = Store::open(site.dir.path().join("other").to_str().unwrap()).unwrap();
		let hash = other.put(b"input").await.unwrap();
		let store = Store::open(&site.base).unwrap();
		assert_eq!(store.get(&hash).await.unwrap(), b"input");
		let list = labscape_client::inputs::InputList::new(vec![hash]).unwrap();
		other.put_list(&list).await.unwrap();
		assert_eq!(store.list(&list.root()).await.unwrap(), list);
		assert_eq!(site.get("/blobs/xyz").await.status(), 400);
		assert_eq!(site.get(&format!("/blobs/{}", "0".repeat(64))).await.status(), 404);
	}
}
