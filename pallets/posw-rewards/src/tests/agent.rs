//! Nodes as tests need them: honest ones that do every duty, and ones that fail in a chosen way.

use crate::{mock::*, views::Assignment, *};
use codec::Encode;
use frame_support::{
	pallet_prelude::{TransactionSource, TransactionValidityError},
	traits::Authorize,
};
use frame_system::RawOrigin;
use labscape_posw::{chain::HashChain, draw, hash, merkle, payload::*};
use labscape_primitives::*;
use sp_runtime::{
	testing::TestSignature, traits::Dispatchable, transaction_validity::InvalidTransaction,
};
use std::collections::{BTreeMap, BTreeSet};

/// What a node committed to in a draw.
pub fn audit_of(draw: WorkEpoch, node: NodeId) -> Audit {
	Standings::<Test>::get(node).audit(draw).cloned().expect("it was drawn")
}

/// What all nodes committed to in a draw.
pub fn audits_of(draw: WorkEpoch) -> Vec<Audit> {
	let standings = Standings::<Test>::iter_values();
	standings.filter_map(|standing| standing.audit(draw).cloned()).collect()
}

/// How a node behaves.
#[derive(Clone, Debug, Default)]
pub struct Behaviour {
	/// Items whose leaf it makes up.
	pub wrong: BTreeSet<ItemIndex>,
	/// It publishes no list of leaves.
	pub withholds: bool,
	/// It reports nothing at all.
	pub offline: bool,
	/// It reports, but gives no verdicts.
	pub silent: bool,
	/// It agrees with whatever was committed.
	pub agrees_blindly: bool,
	/// It says that nothing can be had.
	pub stonewalls: bool,
	/// It attests whatever was committed, of one mind with the executor.
	pub covers: bool,
	/// It commits the leaves that this node would.
	pub copies: Option<NodeId>,
	/// What it leaves out of its reports: 1 the commit, 2 the audits, 4 the verdicts.
	pub skips: u8,
	/// It registers a new hash chain with its next report.
	pub rechains: bool,
}

/// What an auditor remembers between its audit commit and its verdicts.
#[derive(Clone)]
pub struct Attested {
	pub work: WorkEpoch,
	pub node: NodeId,
	pub sample: u16,
	/// Which leaf the sample fell on, while that could be told.
	pub place: Option<u32>,
	pub leaf: Hash,
	pub salt: Hash,
}

pub struct Agent {
	pub id: NodeId,
	/// Its hash chains, the last one being the one to be registered or in use.
	pub chains: Vec<HashChain>,
	pub behaviour: Behaviour,
	/// Leaves by epoch of work.
	pub trees: BTreeMap<WorkEpoch, Vec<Hash>>,
	pub attested: BTreeMap<WorkEpoch, Vec<Attested>>,
	/// How many items of each lease it finishes in one epoch.
	pub pace: u32,
}

/// Leaves that executors made public.
pub type Lists = BTreeMap<(WorkEpoch, NodeId), Vec<Hash>>;

impl Agent {
	pub fn new(id: NodeId) -> Self {
		Self {
			id,
			chains: vec![HashChain::new(Hash::repeat_byte(id as u8), 256)],
			behaviour: Behaviour::default(),
			trees: BTreeMap::new(),
			attested: BTreeMap::new(),
			pace: u32::MAX,
		}
	}

	fn commit(&mut self, epoch: WorkEpoch) -> Option<Commit> {
		let work = epoch - 1;
		let mut leaves = Vec::new();
		let mut finished = Vec::new();
		for lease in Source::leases(self.id) {
			let until = lease.len.min(lease.committed.saturating_add(self.pace));
			for item in lease.first + lease.committed..lease.first + until {
				leaves.push(self.leaf(work, lease.job, item));
			}
			finished.push((lease.id, until));
		}
		let root = merkle::root(&leaves)?;
		self.trees.insert(work, leaves);
		Some(Commit { root, finished: finished.try_into().unwrap() })
	}

	/// The secret behind a head, whichever of its chains that belongs to.
	pub fn behind(&self, head: &Hash) -> Hash {
		self.chains.iter().find_map(|chain| chain.behind(head)).expect("the chains are its own")
	}

	fn leaf(&self, work: WorkEpoch, job: JobId, item: ItemIndex) -> Hash {
		let result = match self.behaviour.wrong.contains(&item) {
			true => Hash::repeat_byte(0xbd),
			false => truth(item),
		};
		let node = self.behaviour.copies.unwrap_or(self.id);
		hash::leaf(&Posw::genesis(), node, work, job, item, &result)
	}

	/// What the auditor finds in one assignment: the leaves as they should be, or, if it covers for
	/// the executor, as they are.
	fn attest(&self, a: &Assignment, beacon: &Hash, secret: &Hash, lists: &Lists) -> Vec<Attested> {
		a.samples
			.iter()
			.map(|sample| {
				// What is decided already has no items any more.
				let item = draw::sampled_item(&a.segments, beacon, a.work, a.node, *sample, secret);
				let committed = lists.get(&(a.work, a.node)).filter(|_| self.behaviour.covers);
				let leaf = item.map_or(Hash::zero(), |item| {
					if let Some(list) = committed {
						return list[item.leaf as usize];
					}
					let (genesis, result) = (Posw::genesis(), truth(item.index));
					hash::leaf(&genesis, a.node, a.work, item.job, item.index, &result)
				});
				let salt =
					sp_io::hashing::blake2_256(&(self.id, a.work, a.node, sample).encode()).into();
				let place = item.map(|item| item.leaf);
				Attested { work: a.work, node: a.node, sample: *sample, place, leaf, salt }
			})
			.collect()
	}

	fn attestations(&self, attested: &[Attested]) -> Vec<Hash> {
		attested
			.iter()
			.map(|a| hash::attestation(&a.leaf, self.id, a.work, a.node, a.sample, &a.salt))
			.collect()
	}

	/// The report that is due now.
	pub fn report(&mut self, lists: &Lists) -> Report {
		let duties = Posw::node_duties(self.id).expect("the node exists");
		let mut new = duties.chain.is_none() && duties.next_chain.is_none();
		if core::mem::take(&mut self.behaviour.rechains) {
			let seed = Hash::repeat_byte(100 + self.id as u8 + self.chains.len() as u8);
			self.chains.push(HashChain::new(seed, 256));
			new = true;
		}
		let mut head = duties.chain.map(|chain| chain.head);
		let mut verdicts = None;
		let skips = self.behaviour.skips;
		let leaves_out = |part: u8| skips & part != 0;
		let silent = self.behaviour.silent || leaves_out(4);
		if let (Some((audits, openings)), false) = (&duties.judge, silent) {
			let given = self.judge(audits, openings, head.expect("it has a chain"), lists);
			head = Some(given.preimage);
			verdicts = Some(given);
		}
		if let Some(next) = duties.next_chain.filter(|next| next.from <= duties.epoch) {
			head = Some(next.head);
		}
		let audit = match (&duties.audit, head) {
			(Some(audits), Some(head)) => {
				let secret = self.behind(&head);
				let attested: Vec<Attested> = audits
					.assignments
					.iter()
					.flat_map(|a| self.attest(a, &audits.beacon, &secret, lists))
					.collect();
				let tree = self.attestations(&attested);
				let commit = AuditCommit {
					beacon: audits.beacon,
					root: merkle::root(&tree).expect("not empty"),
					count: tree.len() as u32,
				};
				self.attested.insert(audits.draw, attested);
				Some(commit)
			}
			_ => None,
		};
		let commit = if leaves_out(1) { None } else { self.commit(duties.epoch) };
		let next = self.chains.last().expect("it has one").head();
		Report {
			node: self.id,
			epoch: duties.epoch,
			next_chain: new.then_some(next),
			commit,
			audit: audit.filter(|_| !leaves_out(2)),
			verdicts,
		}
	}

	fn judge(
		&self,
		audits: &views::Audits,
		openings: &[u32],
		head: Hash,
		lists: &Lists,
	) -> Verdicts {
		let preimage = self.behind(&head);
		let attested = &self.attested[&audits.draw];
		let tree = self.attestations(attested);
		let mut entries = Vec::new();
		let mut opened = Vec::new();
		let mut at = 0usize;
		for a in &audits.assignments {
			let list = lists.get(&(a.work, a.node));
			let mut wrong = None;
			for sample in &a.samples {
				let own = &attested[at];
				let item = draw::sampled_item(
					&a.segments,
					&audits.beacon,
					a.work,
					a.node,
					*sample,
					&preimage,
				);
				let mut opening = Opening {
					index: at as u32,
					leaf: own.leaf,
					salt: own.salt,
					proof: merkle::proof(&tree, at as u32).unwrap().try_into().unwrap(),
					work_proof: Proof::default(),
				};
				if let (Some(list), Some(item)) = (list, item) {
					let committed = list[item.leaf as usize];
					let work_proof: Proof =
						merkle::proof(list, item.leaf).unwrap().try_into().unwrap();
					if committed != own.leaf && !self.behaviour.agrees_blindly {
						let attested = opening.clone();
						wrong =
							Some(WrongLeaf { sample: *sample, committed, work_proof, attested });
					} else {
						opening.work_proof = work_proof;
					}
				}
				if openings.contains(&(at as u32)) {
					opened.push(opening);
				}
				at += 1;
			}
			let finding = match wrong {
				_ if list.is_none() || self.behaviour.stonewalls => Finding::Unavailable,
				Some(wrong) => Finding::Wrong(wrong),
				None => Finding::Agree,
			};
			entries.push(Entry { age: a.age, labscape: a.labscape, seat: a.seat, finding });
		}
		Verdicts {
			preimage,
			entries: entries.try_into().unwrap(),
			openings: opened.try_into().unwrap(),
		}
	}

	/// Show what auditors said they could not get, and what the requester asks for. Returns the answers.
	pub fn answer(&self) -> Vec<Shown> {
		let mut shown = Vec::new();
		for demand in Posw::node_duties(self.id).expect("exists").demands {
			self.show(&demand);
			if demand.claimed.is_empty() {
				continue;
			}
			let tree = &self.trees[&demand.work];
			let leaves: Vec<_> =
				demand.claimed.iter().map(|leaf| (*leaf, tree[*leaf as usize])).collect();
			let nodes = merkle::multiproof(tree, &demand.claimed).unwrap();
			let answer =
				Answer { leaves: leaves.try_into().unwrap(), nodes: nodes.try_into().unwrap() };
			let answer = Box::new(answer);
			send(Call::answer { work: demand.work, node: self.id, answer: answer.clone() })
				.expect("the answer is right");
			shown.push(Shown { work: demand.work, node: self.id, answer });
		}
		shown
	}

	/// Compare what an answer shows with what was attested, and file what is wrong.
	pub fn compare(&self, shown: &Shown) {
		if self.behaviour.covers || self.behaviour.offline {
			return;
		}
		for (draw, attested) in &self.attested {
			for (at, own) in attested.iter().enumerate() {
				let place = own.place.filter(|_| (own.work, own.node) == (shown.work, shown.node));
				let other =
					place.and_then(|place| shown.leaf(place)).is_some_and(|leaf| leaf != own.leaf);
				let revealed = Standings::<Test>::get(self.id)
					.audit(*draw)
					.is_some_and(|audit| audit.preimage.is_some());
				if other && revealed {
					let filed = send(self.accusation(*draw, at, shown));
					let known = |error| Err(crate::report::refusal::<Test>(error));
					let late = filed == known(Error::AlreadyDisputed)
						|| filed == known(Error::TooManyDisputes)
						|| filed == known(Error::UnknownWork);
					assert!(filed.is_ok() || late, "{filed:?}");
				}
			}
		}
	}

	/// The call that says that an answer shows another leaf than was attested.
	pub fn accusation(&self, draw: WorkEpoch, at: usize, shown: &Shown) -> Call<Test> {
		let attested = &self.attested[&draw];
		let own = &attested[at];
		let tree = self.attestations(attested);
		let opening = Opening {
			index: at as u32,
			leaf: own.leaf,
			salt: own.salt,
			proof: merkle::proof(&tree, at as u32).unwrap().try_into().unwrap(),
			work_proof: Proof::default(),
		};
		let leaf = own.place.expect("the work was open");
		let attested = labscape_posw::payload::Attested { draw, sample: own.sample, opening };
		self.accuse(shown, leaf, Some(attested))
	}

	/// The call that says that a leaf which an answer shows is wrong.
	pub fn accuse(
		&self,
		shown: &Shown,
		leaf: u32,
		attested: Option<labscape_posw::payload::Attested>,
	) -> Call<Test> {
		let (work, node) = (shown.work, shown.node);
		let committed = shown.leaf(leaf).expect("it is shown");
		let count = Works::<Test>::get(work, node).map_or(0, |work| work.count);
		let (leaves, nodes) = (&shown.answer.leaves, &shown.answer.nodes);
		let proof = merkle::single(count, leaves, nodes, leaf).unwrap_or_default();
		let proof: Proof = proof.try_into().unwrap();
		let args = (self.id, work, node, leaf, committed, proof.clone(), attested.clone());
		let payload = signing_payload(&Posw::genesis(), "file_as_node", &args);
		let signature = TestSignature(HOT_KEYS + AccountId::from(self.id), payload.0.to_vec());
		Call::file_as_node {
			auditor: self.id,
			work,
			node,
			leaf,
			committed,
			proof,
			attested,
			signature,
		}
	}

	/// Show the outputs that are asked for; one that was made up is not to be had.
	fn show(&self, demand: &views::Demand) {
		for leaf in &demand.asked {
			let record = Works::<Test>::get(demand.work, self.id).expect("it is open");
			let item = draw::item_at_leaf(&record.segments, *leaf).expect("it was checked");
			let outcome = labscape_referee::execute(
				labscape_referee::SEMANTICS,
				&instrumented(),
				&input(item.index),
				ITEM_FUEL,
			)
			.expect("it runs");
			let tree = &self.trees[&demand.work];
			let shown = send(Call::show_output {
				work: demand.work,
				node: self.id,
				leaf: *leaf,
				result: outcome.leaf_bytes(),
				proof: merkle::proof(tree, *leaf).unwrap().try_into().unwrap(),
			});
			let right = hash::leaf(
				&Posw::genesis(),
				self.id,
				demand.work,
				item.job,
				item.index,
				&truth(item.index),
			);
			assert_eq!(shown.is_ok(), tree[*leaf as usize] == right);
		}
	}

	/// Have one slot of the oldest demand refereed.
	pub fn prove_one(&self, slot: u8) {
		let demand = Posw::node_duties(self.id).expect("exists").demands.remove(0);
		let record = Works::<Test>::get(demand.work, self.id).unwrap();
		let (_, leaf) = *demand.refereed.iter().find(|(at, _)| *at == slot).expect("is due");
		let item = draw::item_at_leaf(&record.segments, leaf).unwrap();
		let tree = &self.trees[&demand.work];
		send(prove_call(demand.work, self.id, slot, item, tree)).expect("it is due");
	}

	/// Have refereed what must be.
	pub fn prove(&self) {
		for demand in Posw::node_duties(self.id).expect("exists").demands {
			for (slot, leaf) in demand.refereed {
				// A wrong one ends it.
				let Some(record) = Works::<Test>::get(demand.work, self.id) else { continue };
				let item = draw::item_at_leaf(&record.segments, leaf).unwrap();
				let tree = &self.trees[&demand.work];
				send(prove_call(demand.work, self.id, slot, item, tree)).expect("it is due");
			}
		}
	}
}

/// The call that has an item refereed.
pub fn prove_call(
	work: WorkEpoch,
	node: NodeId,
	slot: u8,
	item: draw::Item,
	tree: &[Hash],
) -> Call<Test> {
	let items = Source::job(item.job).unwrap().items;
	Call::prove {
		work,
		node,
		slot,
		program: instrumented(),
		input: input(item.index),
		input_proof: merkle::proof(&input_leaves(items), item.index).unwrap().try_into().unwrap(),
		committed: tree[item.leaf as usize],
		proof: merkle::proof(tree, item.leaf).unwrap().try_into().unwrap(),
		fuel: ITEM_FUEL,
	}
}

/// The call that executes a disputed item.
pub fn run_call(id: DisputeId) -> Call<Test> {
	let dispute = Disputes::<Test>::get(id).expect("is open");
	let items = Source::job(dispute.job).unwrap().items;
	Call::run {
		dispute: id,
		program: instrumented(),
		input: input(dispute.item),
		input_proof: merkle::proof(&input_leaves(items), dispute.item).unwrap().try_into().unwrap(),
		fuel: ITEM_FUEL,
	}
}

/// Authorise a free call and dispatch it, as a block does.
pub fn send(call: Call<Test>) -> Result<(), TransactionValidityError> {
	let call = RuntimeCall::Posw(call);
	call.authorize(TransactionSource::InBlock).expect("is a free call")?;
	call.dispatch(RawOrigin::Authorized.into()).expect("free calls never fail");
	Ok(())
}

/// Sign a report with the node's hot key.
pub fn signed(report: Report) -> Call<Test> {
	signed_by(report, HOT_KEYS)
}

/// Sign a report with the hot key that is so far above the node's id.
pub fn signed_by(report: Report, keys: AccountId) -> Call<Test> {
	let payload = signing_payload(&Posw::genesis(), "report", &report);
	let key = keys + AccountId::from(report.node);
	let signature = TestSignature(key, payload.0.to_vec());
	Call::report { report: Box::new(report), signature }
}

/// An answer, as everybody sees it in its block.
#[derive(Clone)]
pub struct Shown {
	pub work: WorkEpoch,
	pub node: NodeId,
	pub answer: Box<Answer>,
}

impl Shown {
	/// A leaf that it shows.
	pub fn leaf(&self, at: u32) -> Option<Hash> {
		let leaves = &self.answer.leaves;
		leaves.iter().find(|(index, _)| *index == at).map(|(_, leaf)| *leaf)
	}
}

/// A network of agents.
pub struct Net {
	pub agents: Vec<Agent>,
	/// Whether executors answer claims.
	pub answers: bool,
	/// Whether anybody runs disputes.
	pub runs: bool,
	/// Whether auditors compare what answers show with what they found.
	pub compares: bool,
	/// All answers.
	pub shown: Vec<Shown>,
}

impl Net {
	pub fn new(nodes: u32) -> Self {
		Self {
			agents: (1..=nodes).map(Agent::new).collect(),
			answers: true,
			runs: true,
			compares: true,
			shown: Vec::new(),
		}
	}

	pub fn agent(&mut self, id: NodeId) -> &mut Agent {
		self.agents.iter_mut().find(|agent| agent.id == id).expect("exists")
	}

	pub fn lists(&self) -> Lists {
		self.agents
			.iter()
			.filter(|agent| !agent.behaviour.withholds)
			.flat_map(|agent| {
				agent.trees.iter().map(|(work, tree)| ((*work, agent.id), tree.clone()))
			})
			.collect()
	}

	/// Everybody does what is due in this epoch; then the next begins.
	pub fn epoch(&mut self) {
		next_block();
		let lists = self.lists();
		for agent in self.agents.iter_mut().filter(|agent| !agent.behaviour.offline) {
			let report = agent.report(&lists);
			send(signed(report)).expect("the report is right");
			assert_eq!(Standings::<Test>::get(agent.id).last_report, Some(Posw::epoch()));
		}
		if self.runs {
			let open: Vec<_> = Disputes::<Test>::iter_keys().collect();
			for id in open {
				if Disputes::<Test>::contains_key(id) {
					let run = send(run_call(id));
					let early = Err(InvalidTransaction::Future.into());
					assert!(run.is_ok() || run == early, "there is room: {run:?}");
				}
			}
		}
		if self.answers {
			let mut shown = Vec::new();
			for agent in self.agents.iter().filter(|agent| !agent.behaviour.offline) {
				shown.extend(agent.answer());
				agent.prove();
			}
			self.see(shown);
		}
		next_epoch();
		Posw::do_try_state().expect("the invariants hold");
		check_issuance();
	}

	/// Let auditors look at answers.
	pub fn see(&mut self, shown: Vec<Shown>) {
		if self.compares {
			shown
				.iter()
				.for_each(|shown| self.agents.iter().for_each(|agent| agent.compare(shown)));
		}
		self.shown.extend(shown);
	}

	/// Let epochs pass until what nobody attested of `work` may be run; nobody runs anything.
	pub fn until_verdicts_close(&mut self, work: WorkEpoch) {
		let runs = core::mem::take(&mut self.runs);
		while Posw::epoch() < labscape_posw::epoch::judged_before(work) {
			self.epoch();
		}
		self.runs = runs;
	}

	pub fn epochs(&mut self, epochs: u32) {
		for _ in 0..epochs {
			self.epoch();
		}
	}
}
