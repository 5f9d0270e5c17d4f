//! Kill the agent at every step: it resumes, and never says two different things about one epoch.
//!
//! The agent's engine runs in a process of its own (this very test binary, started again), against a
//! chain that lives in a folder and survives it. The chain checks what the real one checks of a
//! report: one for each epoch, prefixes that grow, a secret that leads to the committed head,
//! openings that verify against the audit commit. Of the first commit it asks for everything that can
//! be asked for: leaves, the bytes of an output, an item for the referee.
//!
//! The other node serves its leaves, and lies in every second epoch: the agent finds it, says so in its
//! report and has the dispute judged. The agent starts with a journal that holds what is to be
//! forgotten, and with another key's hash chain, which it replaces. In a scene of its own no store has
//! the program, and the leases go back. In another the other node hides its leaves and answers on
//! chain: one answer shows the lie, the next one does not, and some queries fail in between.

use codec::{Decode, Encode};
use labscape_agent::{
	calls::FreeCall,
	chain::{Chain, State},
	crash,
	engine::{Engine, Setup},
	execute::Executor,
	journal::{Journal, LeaseRecord, ReportRecord},
	metrics::Metrics,
	serve::Shared,
	Error, Hash, Result,
};
use labscape_client::{
	advice::{NOT_NOW, STALE},
	blake2_256,
	inputs::InputList,
	stores::{Store, Stores},
	views::{
		Assignment, Audits, ChainHead, Demand, Dispute, Duties, EpochStatus, Job, JobState, Lease,
		Node, NodeState, Program, Stage, Tally, Work, WorkSegment, WorkStatus,
	},
	Key,
};
use labscape_posw::{
	draw, hash, merkle,
	payload::{Answer, Finding, Opening, Report},
};
use std::{
	fs,
	io::Write,
	path::{Path, PathBuf},
	process::Command,
	sync::{
		atomic::{AtomicUsize, Ordering},
		Arc, OnceLock,
	},
	time::Duration,
};
use tokio::sync::watch;

const NODE: u32 = 1;
const OTHER: u32 = 2;
const JOB: u64 = 5;
const LEASE: u64 = 7;
/// Comes and goes from block to block, where leases are given back: each time its state changes the
/// runner tries again at once.
const FLICKER: u64 = 8;
/// What the journal holds of a job that the chain has forgotten.
const OLD_LEASE: u64 = 3;
const OLD_JOB: u64 = 1;
const OLD_EPOCH: u32 = 1;
/// The first epoch: old enough for journals to forget.
const START: u32 = 300;
const ITEMS: u32 = 40;
const PERIOD: u32 = 5;
const SAMPLES: u16 = 6;
/// So many blocks after a claim the other node shows all leaves.
const FIRST_ANSWER: u32 = 3;
/// So many blocks after a claim it shows one leaf that no sample fell on. In between there is a block
/// in which the chain says where the work stands.
const SECOND_ANSWER: u32 = 6;
/// How many processes are killed at the same time.
const PROCESSES: usize = 6;
const FOLDER: &str = "LABSCAPE_CRASH_FOLDER";
/// Set if no store has the program.
const GIVES_BACK: &str = "LABSCAPE_CRASH_GIVES_BACK";
/// Set if the other node serves no leaves, and the chain fails to answer now and then.
const HIDES: &str = "LABSCAPE_CRASH_HIDES";
const GENESIS: Hash = Hash::repeat_byte(0x67);

/// A module that doubles every byte of its input.
const DOUBLE: &str = r#"(module (memory (export "memory") 4 4)
	(func (export "labscape_input") (param i32) (result i32) (i32.const 1024))
	(func (export "labscape_run") (param $at i32) (param $len i32) (result i64)
		(local $i i32)
		(block $done (loop $next
			(br_if $done (i32.ge_u (local.get $i) (local.get $len)))
			(i32.store8 (i32.add (local.get $at) (local.get $i))
				(i32.shl (i32.load8_u (i32.add (local.get $at) (local.get $i))) (i32.const 1)))
			(local.set $i (i32.add (local.get $i) (i32.const 1)))
			(br $next)))
		(i64.or (i64.shl (i64.extend_i32_u (local.get $at)) (i64.const 32))
			(i64.extend_i32_u (local.get $len)))))"#;

fn input(item: u32) -> Vec<u8> {
	vec![item as u8, 1, 2]
}

fn key() -> Key {
	Key::development("//Bob//hot").unwrap()
}

/// What the chain remembers, in one file.
#[derive(Clone, Default, Encode, Decode)]
struct Ledger {
	block: u32,
	committed: u32,
	chain: Option<(Hash, u32)>,
	next_chain: Option<(Hash, u32)>,
	reported: Option<u32>,
	/// Draw, root, count, head; whether it was judged.
	audits: Vec<(u32, Hash, u32, Hash, bool)>,
	accepted: Vec<Report>,
	/// The first commit: work, root, count.
	first: Option<(u32, Hash, u32)>,
	/// What was shown of it.
	answered: bool,
	output_shown: bool,
	proven: bool,
	/// Open disputes: id, work and leaf. The works of which a leaf was judged.
	disputes: Vec<(u32, u32, u32)>,
	void: Vec<u32>,
	/// Works that were claimed: the block, and the secret that came with the claim.
	claims: Vec<(u32, u32, Hash)>,
	/// Leases that were given back.
	returned: Vec<u64>,
}

impl Ledger {
	fn is_everything_shown(&self) -> bool {
		self.answered && self.output_shown && self.proven
	}

	/// The block of the last answer to a claim.
	fn last_answer(&self, work: u32) -> Option<u32> {
		let (_, claimed, _) = self.claims.iter().find(|claim| claim.0 == work)?;
		let answers = [SECOND_ANSWER, FIRST_ANSWER].map(|blocks| claimed + blocks);
		answers.into_iter().find(|answered| *answered <= self.block)
	}
}

fn load(folder: &Path) -> Ledger {
	let bytes = fs::read(folder.join("ledger")).unwrap_or_default();
	Ledger::decode(&mut &bytes[..]).unwrap_or_default()
}

#[derive(Clone)]
struct Script {
	folder: PathBuf,
	program: Hash,
	semantics: u16,
	inputs_root: Hash,
	/// Where the other node serves.
	endpoint: String,
	gives_back: bool,
	hides: bool,
}

impl Script {
	fn load(&self) -> Ledger {
		load(&self.folder)
	}

	fn save(&self, ledger: &Ledger) {
		let temporary = self.folder.join("ledger.new");
		fs::write(&temporary, ledger.encode()).unwrap();
		fs::rename(temporary, self.folder.join("ledger")).unwrap();
	}

	/// Everything that ever left the agent.
	fn log(&self, report: &Report) {
		let path = self.folder.join("sent");
		let mut file = fs::OpenOptions::new().create(true).append(true).open(path).unwrap();
		let bytes = report.encode();
		file.write_all(&[&(bytes.len() as u32).to_le_bytes()[..], &bytes].concat()).unwrap();
	}
}

fn sent(folder: &Path) -> Vec<Report> {
	let bytes = fs::read(folder.join("sent")).unwrap_or_default();
	let mut rest = &bytes[..];
	let mut reports = Vec::new();
	while let Some((len, tail)) = rest.split_first_chunk::<4>() {
		let (mut report, tail) = tail.split_at(u32::from_le_bytes(*len) as usize);
		reports.push(Report::decode(&mut report).unwrap());
		rest = tail;
	}
	reports
}

fn beacon(draw: u32) -> Hash {
	blake2_256(&draw.encode())
}

fn segments() -> Vec<WorkSegment> {
	vec![WorkSegment { lease: 99, job: JOB, first: 0, len: ITEMS, item_price: 1 }]
}

/// Whether the other node lies about an epoch's work.
fn is_lie(work: u32) -> bool {
	work % 2 == 1
}

fn audits(script: &Script, draw: u32) -> Audits {
	let assignment = Assignment {
		age: 0,
		work: draw,
		labscape: 0,
		seat: 0,
		node: OTHER,
		samples: (0..SAMPLES).collect(),
		segments: segments(),
		root: merkle::root(&script.other_leaves(draw)).unwrap().0,
		count: ITEMS,
	};
	Audits { draw, beacon: beacon(draw).0, assignments: vec![assignment] }
}

/// A block of the scripted chain.
#[derive(Clone)]
struct Block {
	script: Script,
	ledger: Ledger,
	/// How often it was asked for disputes.
	asked: Arc<AtomicUsize>,
}

impl Block {
	fn index(&self) -> u32 {
		self.ledger.block / PERIOD
	}

	/// The chain's head once a report of this epoch has advanced it.
	fn head(&self) -> Option<(Hash, u32)> {
		let next = self.ledger.next_chain.filter(|(_, from)| *from <= self.index());
		next.or(self.ledger.chain)
	}

	/// What of the first commit is asked for, once its root is a while old.
	fn demand(&self) -> Option<Demand> {
		let ledger = &self.ledger;
		let (work, _, count) = ledger.first.filter(|(work, ..)| self.index() >= work + 2)?;
		let last = count - 1;
		let some = |is_done: bool, leaves: Vec<u32>| if is_done { vec![] } else { leaves };
		(!ledger.is_everything_shown()).then(|| Demand {
			work,
			claimed: some(ledger.answered, if last == 0 { vec![0] } else { vec![0, last] }),
			asked: some(ledger.output_shown, vec![last]),
			refereed: if ledger.proven { vec![] } else { vec![(0, 0)] },
			disputes: vec![],
		})
	}

	fn judge(&self) -> Option<u32> {
		let draw = self.index().checked_sub(3)?;
		self.ledger.audits.iter().any(|audit| audit.0 == draw && !audit.4).then_some(draw)
	}
}

impl State for Block {
	fn number(&self) -> u32 {
		self.ledger.block
	}
	async fn epoch(&self) -> Result<EpochStatus> {
		let start = self.index() * PERIOD;
		Ok(EpochStatus {
			epoch: self.index(),
			start,
			reports_close: start + PERIOD - 1,
			ends: start + PERIOD,
			reports_open: self.ledger.block + 1 < start + PERIOD - 1,
			reports: 0,
			paused: false,
		})
	}
	async fn duties(&self, _: u32) -> Result<Option<Duties>> {
		let head = |head: &(Hash, u32)| ChainHead { head: head.0 .0, from: head.1 };
		let epoch = self.index();
		let active = self.head().is_some_and(|(_, from)| from <= epoch) && !self.script.gives_back;
		Ok(Some(Duties {
			epoch,
			reported: self.ledger.reported == Some(epoch),
			reports_open: self.epoch().await?.reports_open && epoch > 0,
			chain: self.ledger.chain.as_ref().map(head),
			next_chain: self.ledger.next_chain.as_ref().map(head),
			audit: epoch.checked_sub(2).filter(|_| active).map(|draw| audits(&self.script, draw)),
			judge: self.judge().map(|draw| (audits(&self.script, draw), vec![0, 3])),
			demands: self.demand().into_iter().collect(),
		}))
	}
	async fn node(&self, node: u32) -> Result<Option<Node>> {
		Ok(Some(Node {
			provider: [node as u8; 32],
			hot_key: key().account().0,
			labscape: 0,
			first_slot: 0,
			units: 16,
			rate: 1,
			proven_items: 0,
			counts_from: 0,
			state: NodeState::Active,
			on_probation: false,
			strikes: 0,
			endpoint: self.script.endpoint.clone().into_bytes(),
		}))
	}
	async fn leases(&self, _: u32) -> Result<Vec<(u64, Lease)>> {
		let lease = Lease {
			node: NODE,
			labscape: 0,
			job: JOB,
			first: 0,
			len: ITEMS,
			committed: self.ledger.committed,
			done: 0,
			item_price: 1,
			open: self.ledger.committed < ITEMS,
			expires: 1_000,
		};
		if !self.script.gives_back {
			return Ok(vec![(LEASE, lease)]);
		}
		let flickers = Lease { open: self.ledger.block.is_multiple_of(2), ..lease.clone() };
		let mut leases = vec![(LEASE, lease), (FLICKER, flickers)];
		leases.retain(|(id, _)| !self.ledger.returned.contains(id));
		Ok(leases)
	}
	async fn job(&self, job: u64) -> Result<Option<Job>> {
		if job == OLD_JOB {
			return Ok(None);
		}
		Ok(Some(Job {
			requester: [9; 32],
			program: self.script.program.0,
			inputs_root: self.script.inputs_root.0,
			items: ITEMS,
			item_fuel: 30_000_000,
			max_price: 1,
			deadline: 1_000,
			state: JobState::Open,
			queued: 0,
			leased: ITEMS,
			settled: 0,
			abandoned: 0,
			held: 0,
		}))
	}
	async fn program(&self, _: &Hash) -> Result<Option<Program>> {
		let semantics = self.script.semantics;
		Ok(Some(Program { semantics, bytes: 1, max_item_fuel: 30_000_000 }))
	}
	async fn work(&self, work: u32, node: u32) -> Result<Option<Work>> {
		let known = |root: [u8; 32], count: u32, segments: Vec<WorkSegment>| Work {
			provider: [node as u8; 32],
			labscape: 0,
			seat: 0,
			root,
			count,
			value: 1,
			segments,
			claims: vec![],
			asked: vec![],
			disputes: vec![],
		};
		if node == OTHER {
			let root = merkle::root(&self.script.other_leaves(work)).unwrap();
			return Ok(Some(known(root.0, ITEMS, segments())));
		}
		let own = self.ledger.first.filter(|(first, ..)| *first == work);
		Ok(own.map(|(_, root, count)| {
			let all = WorkSegment { lease: LEASE, job: JOB, first: 0, len: count, item_price: 1 };
			known(root.0, count, vec![all])
		}))
	}
	async fn work_status(&self, work: u32, node: u32) -> Result<Option<WorkStatus>> {
		// Where nothing is hidden, all that it judges is decided.
		if !self.script.hides || self.ledger.void.contains(&work) {
			return Ok(None);
		}
		if self.ledger.block % 2 == 1 {
			return unanswered();
		}
		let answered = self.ledger.last_answer(work).map(|block| (block / PERIOD, block));
		let (agreed, claimed) = if answered.is_some() { (SAMPLES, 0) } else { (0, SAMPLES) };
		let (samples, stage, disputes) = (SAMPLES, Stage::Open, 0);
		let tally = Tally { samples, stage, agreed, claimed, answered, disputes };
		Ok(self.work(work, node).await?.map(|record| WorkStatus { record, tally }))
	}
	async fn disputes(&self) -> Result<Vec<(u32, Dispute)>> {
		// In every other block it fails, in turn when asked what is to be run or what is filed already:
		// neither holds up the other, and no lie is forgotten.
		let fails_at = if self.asked.fetch_add(1, Ordering::Relaxed) == 0 { 0 } else { 2 };
		if self.script.hides && self.ledger.block % 4 == fails_at {
			return unanswered();
		}
		let open = self.ledger.disputes.iter().map(|(id, work, leaf)| {
			let dispute = Dispute {
				work: *work,
				node: OTHER,
				leaf: *leaf,
				job: JOB,
				item: *leaf,
				filer: [NODE as u8; 32],
				attested: vec![(NODE, self.script.leaf(OTHER, *work, *leaf).0)],
			};
			(*id, dispute)
		});
		Ok(open.collect())
	}
}

fn refused<T>(cause: &str) -> Result<T> {
	Err(Error::Refused { call: "Posw.report".into(), cause: cause.into(), advice: String::new() })
}

fn unanswered<T>() -> Result<T> {
	Err(Error::Node("it does not answer for a moment".into()))
}

impl Script {
	fn block(&self) -> Block {
		Block { script: self.clone(), ledger: self.load(), asked: Arc::default() }
	}

	/// What the chain checks of a call, and what becomes of it.
	fn take(&self, call: &FreeCall) -> Result<Ledger> {
		match call {
			FreeCall::Report(report, signature) => self.apply(report, signature),
			FreeCall::File(..) => self.file(call),
			other => self.show(other),
		}
	}

	/// What the chain checks of a report, and what becomes of it.
	fn apply(&self, report: &Report, signature: &[u8; 64]) -> Result<Ledger> {
		let block = self.block();
		let mut ledger = block.ledger.clone();
		let payload = labscape_posw::payload::signing_payload(&GENESIS, "report", report);
		if !labscape_client::keys::verify(&key().account(), &payload.0, signature) {
			return refused("BadSignature");
		}
		let start = block.index() * PERIOD;
		if report.epoch != block.index() || ledger.reported == Some(report.epoch) {
			return refused(STALE);
		}
		if ledger.block + 1 >= start + PERIOD - 1 {
			return refused(NOT_NOW);
		}
		ledger.chain = block.head();
		ledger.next_chain = ledger.next_chain.filter(|(_, from)| *from > report.epoch);
		if let Some(head) = report.next_chain {
			ledger.next_chain = Some((head, report.epoch + 3));
		}
		if let Some(verdicts) = &report.verdicts {
			let Some(draw) = block.judge() else { return refused("NothingToJudge") };
			let audit = ledger.audits.iter_mut().find(|audit| audit.0 == draw).unwrap();
			if hash::chain_step(&verdicts.preimage) != audit.3 {
				return refused("WrongPreimage");
			}
			if verdicts.openings.len() != 2 || audit.2 != u32::from(SAMPLES) {
				return refused("BadOpening");
			}
			for (opening, sample) in verdicts.openings.iter().zip([0u16, 3]) {
				if !self.opens(opening, draw, sample, (&audit.1, audit.2), &verdicts.preimage) {
					return refused("BadOpening");
				}
			}
			let [entry] = verdicts.entries.as_slice() else { return refused("BadVerdicts") };
			match &entry.finding {
				Finding::Wrong(wrong) => {
					let opening = &wrong.attested;
					let tree = (&audit.1, audit.2);
					if !self.opens(opening, draw, wrong.sample, tree, &verdicts.preimage) {
						return refused("BadOpening");
					}
					let leaves = self.other_leaves(draw);
					let leaf = self.sampled(draw, wrong.sample, &verdicts.preimage);
					let (root, proof) = (merkle::root(&leaves).unwrap(), &wrong.work_proof);
					if !merkle::verify(&root, ITEMS, leaf, &wrong.committed, proof) {
						return refused("BadProof");
					}
					assert!(is_lie(draw), "what is right is called a lie");
					ledger.disputes.push((report.epoch, draw, leaf));
				}
				Finding::Agree => assert!(!is_lie(draw), "a lie is agreed with"),
				Finding::Unavailable if self.hides => {
					ledger.claims.push((draw, ledger.block, verdicts.preimage));
				}
				// The leaves did not come in time, as may be on a busy machine.
				_ => {}
			}
			audit.4 = true;
			ledger.chain = ledger.chain.map(|(_, from)| (verdicts.preimage, from));
		}
		if let Some(audit) = &report.audit {
			let draw = report.epoch - 2;
			let Some((head, from)) = ledger.chain else { return refused("NoChain") };
			if audit.beacon != beacon(draw) || from > report.epoch {
				return refused("WrongBeacon");
			}
			ledger.audits.push((draw, audit.root, audit.count, head, false));
		}
		if let Some(commit) = &report.commit {
			let [(LEASE, finished)] = commit.finished.as_slice() else {
				return refused("BadPrefix");
			};
			if *finished <= ledger.committed || *finished > ITEMS {
				return refused("BadPrefix");
			}
			let leaves: Vec<Hash> = (ledger.committed..*finished)
				.map(|item| self.leaf(NODE, report.epoch - 1, item))
				.collect();
			assert_eq!(merkle::root(&leaves), Some(commit.root), "the commit is wrong");
			if ledger.first.is_none() {
				ledger.first = Some((report.epoch - 1, commit.root, *finished));
			}
			ledger.committed = *finished;
		}
		ledger.reported = Some(report.epoch);
		ledger.accepted.push(report.clone());
		Ok(ledger)
	}

	/// What the chain checks of an accusation, and what becomes of it.
	fn file(&self, call: &FreeCall) -> Result<Ledger> {
		let FreeCall::File(accusation, signature) = call else { unreachable!() };
		let (auditor, work, node, leaf, committed, proof, attested) = &**accusation;
		let payload = labscape_posw::payload::signing_payload(&GENESIS, "file_as_node", accusation);
		let signed = labscape_client::keys::verify(&key().account(), &payload.0, signature);
		assert!(signed && *auditor == NODE, "the accusation is another node's");
		let mut ledger = self.load();
		let claim = ledger.claims.iter().find(|claim| (claim.0, OTHER) == (*work, *node));
		let (_, claimed, secret) = *claim.expect("nothing was claimed");
		// What the first answer showed must outlive the second.
		if ledger.block < claimed + SECOND_ANSWER {
			return refused(NOT_NOW);
		}
		if ledger.void.contains(work) {
			return refused("UnknownWork");
		}
		if ledger.disputes.iter().any(|open| (open.1, open.2) == (*work, *leaf)) {
			return refused("AlreadyDisputed");
		}
		assert!(is_lie(*work), "what is right is called a lie");
		let root = merkle::root(&self.other_leaves(*work)).unwrap();
		assert!(merkle::verify(&root, ITEMS, *leaf, committed, proof), "it was not committed");
		let attested = attested.as_ref().expect("what was attested is not shown");
		let audit = ledger.audits.iter().find(|audit| audit.0 == attested.draw).unwrap();
		assert_eq!(attested.draw, *work, "another draw");
		assert_eq!(self.sampled(*work, attested.sample, &secret), *leaf, "another sample");
		let (opening, tree) = (&attested.opening, (&audit.1, audit.2));
		let opens = self.opens(opening, *work, attested.sample, tree, &secret);
		assert!(opens && opening.leaf != *committed, "the attestation does not open");
		ledger.disputes.push((ledger.block, *work, *leaf));
		Ok(ledger)
	}

	/// What the chain checks of what is shown, and what becomes of it.
	fn show(&self, call: &FreeCall) -> Result<Ledger> {
		let mut ledger = self.load();
		let Some((work, root, count)) = ledger.first else { return refused("UnknownWork") };
		match call {
			FreeCall::Answer(of, NODE, answer) if *of == work => {
				let right = merkle::verify_multi(&root, count, &answer.leaves, &answer.nodes);
				assert!(right, "the answer does not verify");
				ledger.answered = true;
			}
			FreeCall::ShowOutput(of, NODE, leaf, result, proof) if *of == work => {
				let hash = hash::leaf(&GENESIS, NODE, work, JOB, *leaf, &blake2_256(result));
				assert!(merkle::verify(&root, count, *leaf, &hash, proof), "another output");
				ledger.output_shown = true;
			}
			FreeCall::Prove(of, NODE, 0, bytes, committed, proof) if *of == work => {
				assert_eq!(blake2_256(&bytes.program), self.program);
				assert_eq!(bytes.input, input(0));
				assert_eq!(*committed, self.leaf(NODE, work, 0));
				assert!(merkle::verify(&root, count, 0, committed, proof), "another leaf");
				ledger.proven = true;
			}
			FreeCall::Run(id, bytes) => {
				let open = ledger.disputes.iter().position(|(open, ..)| open == id);
				let Some(open) = open else { return refused("UnknownDispute") };
				let (_, of, item) = ledger.disputes.remove(open);
				assert_eq!(blake2_256(&bytes.program), self.program);
				assert_eq!(bytes.input, input(item));
				let leaf = hash::input_leaf(&blake2_256(&bytes.input));
				let proof = &bytes.input_proof;
				assert!(merkle::verify(&self.inputs_root, ITEMS, item, &leaf, proof), "the input");
				ledger.void.push(of);
			}
			_ => return refused("UnknownWork"),
		}
		Ok(ledger)
	}

	/// The right results of all items.
	fn results(&self) -> &'static [Vec<u8>] {
		static RESULTS: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
		RESULTS.get_or_init(|| {
			let module = fs::read(self.folder.join("module")).unwrap();
			let result = |item| {
				let input = input(item);
				labscape_referee::execute(self.semantics, &module, &input, 30_000_000).unwrap()
			};
			(0..ITEMS).map(|item| result(item).leaf_bytes()).collect()
		})
	}

	/// The right leaf of an item.
	fn leaf(&self, node: u32, work: u32, item: u32) -> Hash {
		let result = blake2_256(&self.results()[item as usize]);
		hash::leaf(&GENESIS, node, work, JOB, item, &result)
	}

	/// What the other node committed to.
	fn other_leaves(&self, work: u32) -> Vec<Hash> {
		let lie = Hash::repeat_byte(0xee);
		let leaf = |item| match is_lie(work) {
			true => hash::leaf(&GENESIS, OTHER, work, JOB, item, &lie),
			false => self.leaf(OTHER, work, item),
		};
		(0..ITEMS).map(leaf).collect()
	}

	/// What the other node shows in a block of a work that was claimed.
	fn answer(&self, (work, claimed, secret): (u32, u32, Hash), block: u32) -> Option<Answer> {
		let sampled: Vec<u32> =
			(0..SAMPLES).map(|sample| self.sampled(work, sample, &secret)).collect();
		let shown: Vec<u32> = match block.checked_sub(claimed)? {
			FIRST_ANSWER => (0..ITEMS).collect(),
			SECOND_ANSWER => (0..ITEMS).filter(|leaf| !sampled.contains(leaf)).take(1).collect(),
			_ => return None,
		};
		let all = self.other_leaves(work);
		let leaves: Vec<_> = shown.iter().map(|leaf| (*leaf, all[*leaf as usize])).collect();
		let nodes = merkle::multiproof(&all, &shown)?;
		assert!(merkle::verify_multi(&merkle::root(&all)?, ITEMS, &leaves, &nodes));
		Some(Answer { leaves: leaves.try_into().unwrap(), nodes: nodes.try_into().unwrap() })
	}

	/// The item that a secret chose for a sample of the other node's work.
	fn sampled(&self, draw: u32, sample: u16, secret: &Hash) -> u32 {
		let segments: Vec<_> = segments()
			.into_iter()
			.map(|segment| labscape_primitives::Segment {
				lease: segment.lease,
				job: segment.job,
				first: segment.first,
				len: segment.len,
				item_price: segment.item_price,
			})
			.collect();
		draw::sampled_item(&segments, &beacon(draw), draw, OTHER, sample, secret).unwrap().index
	}

	/// Whether an attestation is in the tree that was committed to. What is attested must be the truth
	/// about the item that the secret chose.
	fn opens(
		&self,
		opening: &Opening,
		draw: u32,
		sample: u16,
		(root, count): (&Hash, u32),
		secret: &Hash,
	) -> bool {
		let attestation =
			hash::attestation(&opening.leaf, NODE, draw, OTHER, sample, &opening.salt);
		if !merkle::verify(root, count, opening.index, &attestation, &opening.proof) {
			return false;
		}
		let leaf = self.leaf(OTHER, draw, self.sampled(draw, sample, secret));
		assert_eq!(opening.leaf, leaf, "the attestation is of another item");
		true
	}

	/// Serve what the other node shows: its leaves, unless it hides them, and the bytes behind them.
	async fn serve(self, listener: tokio::net::TcpListener) {
		use axum::{extract::Path, routing::get};
		let (results, hides) = (self.results(), self.hides);
		let leaves = move |Path(work): Path<u32>| {
			let leaves =
				self.other_leaves(work).iter().flat_map(|leaf| leaf.0).collect::<Vec<u8>>();
			std::future::ready(leaves)
		};
		let result = move |Path((_, leaf)): Path<(u32, usize)>| {
			std::future::ready(results.get(leaf).cloned().unwrap_or_default())
		};
		let mut router = axum::Router::new().route("/works/{work}/results/{leaf}", get(result));
		if !hides {
			router = router.route("/works/{work}/leaves", get(leaves));
		}
		axum::serve(listener, router).await.unwrap();
	}
}

impl Chain for Script {
	type State = Block;

	fn genesis(&self) -> Hash {
		GENESIS
	}
	async fn next_block(&mut self) {
		tokio::time::sleep(Duration::from_millis(40)).await;
		let mut ledger = self.load();
		ledger.block += 1;
		self.save(&ledger);
	}
	fn best_number(&self) -> u32 {
		self.load().block
	}
	async fn state(&self) -> Result<Block> {
		Ok(self.block())
	}
	async fn check(&self, call: &FreeCall) -> Result<()> {
		self.take(call).map(|_| ())
	}
	async fn submit(&self, call: &FreeCall) -> Result<()> {
		if let FreeCall::Report(report, _) = call {
			self.log(report);
		}
		self.save(&self.take(call)?);
		Ok(())
	}
	async fn answers(&self, block: u32) -> Result<Vec<(u32, u32, Answer)>> {
		let claims = self.load().claims.into_iter();
		let answer = |claim: (u32, u32, Hash)| Some((claim.0, OTHER, self.answer(claim, block)?));
		Ok(claims.filter_map(answer).collect())
	}
	async fn return_lease(&self, lease: u64, _: &Key) -> Result<()> {
		let mut ledger = self.load();
		assert!(!ledger.returned.contains(&lease), "lease {lease} is given back twice");
		ledger.returned.push(lease);
		self.save(&ledger);
		Ok(())
	}
}

/// Lay out a chain with a program, inputs and a lease in `folder`.
async fn script(folder: &Path, endpoint: String) -> Script {
	let gives_back = std::env::var_os(GIVES_BACK).is_some();
	let registered = labscape_referee::register(&wat::parse_str(DOUBLE).unwrap()).unwrap();
	fs::write(folder.join("module"), &registered.module).unwrap();
	let store = Store::open(folder.join("store").to_str().unwrap()).unwrap();
	if !gives_back {
		store.put(&registered.module).await.unwrap();
	}
	let mut hashes = Vec::new();
	for item in 0..ITEMS {
		hashes.push(store.put(&input(item)).await.unwrap());
	}
	let list = InputList::new(hashes).unwrap();
	store.put_list(&list).await.unwrap();
	Script {
		folder: folder.to_owned(),
		program: Hash::from(registered.id()),
		semantics: registered.semantics,
		inputs_root: list.root(),
		endpoint,
		gives_back,
		hides: std::env::var_os(HIDES).is_some(),
	}
}

/// What is there before the agent starts: the chain in the middle of its life, and a journal that
/// holds the lease of a job that the chain has forgotten, and an old report.
fn seed(folder: &Path) {
	let foreign = (Hash::repeat_byte(7), START - 10);
	let ledger = Ledger { block: START * PERIOD, chain: Some(foreign), ..Default::default() };
	fs::write(folder.join("ledger"), ledger.encode()).unwrap();
	let journal = Journal::open(folder).unwrap();
	let lease = LeaseRecord {
		job: OLD_JOB,
		requester: [9; 32],
		program: Hash::zero(),
		inputs_root: Hash::zero(),
		item_fuel: 1,
		first: 0,
		len: 2,
		finished: 0,
	};
	journal.add_lease(OLD_LEASE, &lease).unwrap();
	journal.add_results(OLD_LEASE, 0, &[vec![1], vec![2]]).unwrap();
	let report = Report {
		node: NODE,
		epoch: OLD_EPOCH,
		next_chain: None,
		commit: None,
		audit: None,
		verdicts: None,
	};
	let record = ReportRecord { report, signature: [0; 64], made_at: OLD_EPOCH * PERIOD };
	journal.write_report(&record, None, None).unwrap();
}

/// What nobody asks for any more is gone.
fn assert_tidy(folder: &Path, at: &str) {
	let journal = Journal::open(folder).unwrap();
	assert_eq!(journal.lease(OLD_LEASE).unwrap(), None, "{at}");
	assert_eq!(journal.result(OLD_LEASE, 0).unwrap(), None, "{at}");
	assert_eq!(journal.report(OLD_EPOCH).unwrap(), None, "{at}");
}

/// The agent's process: runs until everything is committed and shown, something is judged and a lie is
/// proven; or until everything is given back; or, where leaves are hidden, until a lie is proven.
#[test]
fn child() {
	let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
	let runtime = tokio::runtime::Runtime::new().unwrap();
	runtime.block_on(async {
		let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
		let endpoint = format!("http://{}", listener.local_addr().unwrap());
		let script = script(&folder, endpoint).await;
		tokio::spawn(script.clone().serve(listener));
		let journal = Journal::open(&folder).unwrap();
		journal.bind(&GENESIS, NODE).unwrap();
		let store = Store::open(folder.join("store").to_str().unwrap()).unwrap();
		let metrics = Metrics::new();
		let stores = Stores::default().and([store]);
		let shared = Shared::new(journal.clone(), &stores, GENESIS, NODE, metrics.clone());
		let setup = Setup {
			chain: script.clone(),
			node: NODE,
			key: key(),
			journal,
			executor: Executor::new(2, metrics.clone()).unwrap(),
			stores,
			metrics,
			shared: Arc::new(shared),
			threads: 2,
		};
		let (engine, runner) = Engine::new(setup).unwrap();
		tokio::spawn(runner);
		let (stop, stopping) = watch::channel(false);
		tokio::spawn(async move {
			loop {
				tokio::time::sleep(Duration::from_millis(10)).await;
				let ledger = script.load();
				let judged = ledger.audits.iter().filter(|audit| audit.4).count();
				let lied = !ledger.void.is_empty();
				let proven = judged >= 2 && lied;
				let done = ledger.committed == ITEMS && proven && ledger.is_everything_shown();
				if done || ledger.returned.len() == 2 || script.hides && lied {
					let _ = stop.send(true);
				}
			}
		});
		tokio::time::timeout(Duration::from_secs(60), engine.run(stopping)).await.unwrap();
	});
}

/// Start the agent's process on `folder`, in the scene that a variable names.
fn start(folder: &Path, crash_at: Option<&str>, scene: Option<&str>) -> std::process::Child {
	let mut command = Command::new(std::env::current_exe().unwrap());
	command.args(["child", "--exact", "--nocapture"]).env(FOLDER, folder);
	if let Some(scene) = scene {
		command.env(scene, "1");
	}
	if let Some(point) = crash_at {
		command.env("LABSCAPE_CRASH_AT", point);
	}
	let log = fs::OpenOptions::new().create(true).append(true).open(folder.join("log")).unwrap();
	command.stdout(log.try_clone().unwrap()).stderr(log);
	command.spawn().unwrap()
}

/// What the agent's processes wrote.
fn log(folder: &Path) -> String {
	fs::read_to_string(folder.join("log")).unwrap_or_default()
}

/// What must hold of everything that ever left the agent.
fn assert_never_contradicted_itself(folder: &Path) {
	let mut by_epoch = std::collections::BTreeMap::<u32, Report>::new();
	for report in sent(folder) {
		let known = by_epoch.entry(report.epoch).or_insert_with(|| report.clone());
		assert_eq!(*known, report, "two different reports of epoch {}", report.epoch);
	}
	assert!(!by_epoch.is_empty());
}

/// How often each step comes, at least, until the agent's process is done.
fn times(point: &str) -> u32 {
	match point {
		// Only where leaves are hidden.
		"answer-noted" => 0,
		"lease-recorded" | "lease-dropped" | "generation-noted" => 1,
		"lie-written" | "lie-sent" | "dispute-made" | "dispute-sent" => 1,
		"audit-computed" | "lease-hopeless" | "lease-returned" => 2,
		"show-made" | "show-sent" | "journal-pruned" => 3,
		"results-written" => 4,
		_ => 6,
	}
}

/// Steps where leaves are hidden: the claim of the first lie is written and sent; the first answer
/// shows it; an epoch begins between the answers; after three shows of own work comes the accusation,
/// and then its dispute.
const HIDDEN: [(&str, u32); 8] = [
	("report-written", 5),
	("report-sent", 5),
	("answer-noted", 1),
	("journal-pruned", 6),
	("show-made", 4),
	("show-sent", 4),
	("dispute-made", 1),
	("dispute-sent", 1),
];

#[test]
fn killed_at_every_step_it_resumes_and_never_commits_twice() {
	let every = crash::POINTS
		.iter()
		.flat_map(|point| (1..=times(point)).map(move |time| (None, *point, time)));
	let hidden = HIDDEN.into_iter().map(|(point, time)| (Some(HIDES), point, time));
	let cases: Vec<(Option<&str>, &str, u32)> = every.chain(hidden).collect();
	let next = AtomicUsize::new(0);
	std::thread::scope(|scope| {
		for _ in 0..PROCESSES {
			scope.spawn(|| {
				while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
					let (scene, point, time) = *case;
					killed_at(scene, point, time);
				}
			});
		}
	});
}

fn killed_at(scene: Option<&str>, point: &str, time: u32) {
	let at = format!("{point}:{time}");
	let folder = tempfile::tempdir().unwrap();
	seed(folder.path());
	let gives_back = ["lease-hopeless", "lease-returned"].contains(&point);
	let scene = if gives_back { Some(GIVES_BACK) } else { scene };
	let status = start(folder.path(), Some(&at), scene).wait().unwrap();
	// By a signal: one that failed or came too late has a code.
	assert_eq!(status.code(), None, "{at}: it was to die here:\n{}", log(folder.path()));
	let status = start(folder.path(), None, scene).wait().unwrap();
	assert!(status.success(), "{at}: it does not resume:\n{}", log(folder.path()));
	assert_never_contradicted_itself(folder.path());
	assert_tidy(folder.path(), &at);
	if scene == Some(HIDES) {
		assert_first_lie_is_proven(folder.path(), &at);
	}
}

/// The first lie that was claimed is the one that was proven: its claim was not forgotten.
fn assert_first_lie_is_proven(folder: &Path, at: &str) {
	let ledger = load(folder);
	let claimed = ledger.claims.iter().map(|claim| claim.0).find(|work| is_lie(*work));
	assert!(claimed.is_some(), "{at}: nothing was claimed");
	assert_eq!(ledger.void.first().copied(), claimed, "{at}: another lie was proven");
}

#[test]
fn a_lie_that_one_answer_showed_is_proven_whatever_comes_before_it_is_disputed() {
	let folder = tempfile::tempdir().unwrap();
	seed(folder.path());
	let status = start(folder.path(), None, Some(HIDES)).wait().unwrap();
	assert!(status.success(), "the lie is not proven:\n{}", log(folder.path()));
	assert_never_contradicted_itself(folder.path());
	assert_first_lie_is_proven(folder.path(), "not killed");
}

#[test]
fn killed_at_any_moment_it_resumes_and_never_commits_twice() {
	let folder = tempfile::tempdir().unwrap();
	seed(folder.path());
	for round in 0..12u64 {
		let mut process = start(folder.path(), None, None);
		std::thread::sleep(Duration::from_millis(60 + round * 37));
		if process.try_wait().unwrap().is_none() {
			process.kill().unwrap();
		}
		process.wait().unwrap();
	}
	let status = start(folder.path(), None, None).wait().unwrap();
	assert!(status.success(), "it does not resume:\n{}", log(folder.path()));
	assert_never_contradicted_itself(folder.path());
}
