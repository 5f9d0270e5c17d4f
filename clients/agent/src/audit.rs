//! Audits: execute what was drawn, then compare it with what was committed.

use crate::{
	chain::State,
	execute::{Executor, ItemResult},
	journal::{AuditRecord, AuditedWork, SampleRecord},
	metrics::Metrics,
	secrets::Salts,
	Error, Hash, Result,
};
use futures::{stream, StreamExt};
use labscape_client::{
	blake2_256,
	inputs::InputList,
	stores::{Store, Stores},
	views::{Assignment, Audits},
};
use labscape_posw::{
	draw, hash, merkle,
	payload::{Entry, Finding, Opening, Verdicts, WrongLeaf},
};
use labscape_primitives::{JobId, NodeId, Segment};
use labscape_referee::native::Program;
use sp_runtime::{traits::Get, BoundedVec};
use std::{collections::BTreeMap, time::Duration};

/// How long another agent may take to hand out a list or an output.
const PATIENCE: Duration = Duration::from_secs(2);
/// The largest result: kind, output, fuel.
const MAX_RESULT: usize = 256 * 1024 + 16;

/// A proof as the chain takes it.
pub fn bounded<Max: Get<u32>>(proof: Vec<Hash>) -> BoundedVec<Hash, Max> {
	BoundedVec::truncate_from(proof)
}

/// A job's program and inputs, ready to execute its items.
pub struct JobKit {
	program: Program,
	inputs: InputList,
	fuel: u64,
	stores: Stores,
}

/// Everything needed to execute items of one job; `endpoint` is a node that must have the bytes.
///
/// # Errors
/// [`Error::NotFound`] if the chain forgot the job; [`Error::Store`] if bytes are not to be had.
pub async fn job_kit<S: State>(
	state: &S,
	job: JobId,
	endpoint: Option<&str>,
	stores: &Stores,
	executor: &Executor,
) -> Result<JobKit> {
	let gone = || Error::NotFound(format!("job {job} is not on chain"));
	let job = state.job(job).await?.ok_or_else(gone)?;
	let program_id = Hash::from(job.program);
	let record = state.program(&program_id).await?.ok_or_else(gone)?;
	let stores = stores.and(endpoint.and_then(|endpoint| Store::open(endpoint).ok()));
	let program = executor.program(record.semantics, &program_id, &stores).await?;
	let inputs = stores.list(&Hash::from(job.inputs_root)).await?;
	Ok(JobKit { program, inputs, fuel: job.item_fuel, stores })
}

/// The address at which a node serves, if it is one.
pub async fn endpoint<S: State>(state: &S, node: NodeId) -> Option<String> {
	let node = state.node(node).await.ok()??;
	let text = String::from_utf8(node.endpoint).ok()?;
	(text.starts_with("http://") || text.starts_with("https://")).then_some(text)
}

/// Execute every sample that was drawn, and note what was found. What cannot be had is attested as
/// such.
///
/// # Errors
/// If the chain's state cannot be read: nothing is attested then, and it is tried again.
pub async fn execute<S: State>(
	state: &S,
	genesis: &Hash,
	audits: &Audits,
	preimage: Hash,
	salts: Salts,
	stores: &Stores,
	executor: &Executor,
	metrics: &Metrics,
) -> Result<AuditRecord> {
	let beacon = Hash::from(audits.beacon);
	let mut kits: BTreeMap<JobId, Option<JobKit>> = BTreeMap::new();
	let mut works = Vec::new();
	let mut index = 0u32;
	for assignment in &audits.assignments {
		let segments = segments(assignment);
		let endpoint = endpoint(state, assignment.node).await;
		let mut samples = Vec::new();
		for sample in assignment.samples.iter().copied() {
			let salt = salts.salt(audits.draw, index);
			index = index.saturating_add(1);
			let (work, node) = (assignment.work, assignment.node);
			let item = draw::sampled_item(&segments, &beacon, work, node, sample, &preimage);
			let mut record = SampleRecord {
				sample,
				leaf: item.map_or(0, |item| item.leaf),
				attested: Hash::zero(),
				result: Hash::zero(),
				salt,
			};
			if let Some(item) = item {
				if let std::collections::btree_map::Entry::Vacant(new) = kits.entry(item.job) {
					let kit = job_kit(state, item.job, endpoint.as_deref(), stores, executor).await;
					if let Err(error) = &kit {
						tracing::warn!(job = item.job, %error, "cannot audit this job");
						metrics.store_failures.inc();
					}
					new.insert(kit.ok());
				}
				let kit = kits.get(&item.job).and_then(Option::as_ref);
				if let Some(result) = run_sample(kit, item.index, executor).await {
					record.result = result;
					record.attested =
						hash::leaf(genesis, node, work, item.job, item.index, &result);
					metrics.items_audited.inc();
				} else {
					metrics.unavailable.inc();
				}
			}
			samples.push(record);
		}
		works.push(AuditedWork {
			age: assignment.age,
			work: assignment.work,
			labscape: assignment.labscape,
			seat: assignment.seat,
			node: assignment.node,
			root: Hash::from(assignment.root),
			count: assignment.count,
			samples,
		});
	}
	Ok(AuditRecord { beacon, preimage, works })
}

fn segments(assignment: &Assignment) -> Vec<Segment<u128>> {
	assignment
		.segments
		.iter()
		.map(|segment| Segment {
			lease: segment.lease,
			job: segment.job,
			first: segment.first,
			len: segment.len,
			item_price: segment.item_price,
		})
		.collect()
}

async fn run_sample(kit: Option<&JobKit>, item: u32, executor: &Executor) -> Option<Hash> {
	let kit = kit?;
	let input = kit.stores.get(&kit.inputs.hash(item)?).await.ok()?;
	let (results, _) = executor.run(kit.program.clone(), vec![input], kit.fuel).await.ok()?;
	results.first().map(ItemResult::hash)
}

/// What the executors published: lists of leaves and outputs, asked for over HTTP.
#[derive(Clone)]
pub struct Peers(reqwest::Client);

impl Default for Peers {
	fn default() -> Self {
		let client = reqwest::Client::builder().timeout(PATIENCE).no_proxy().build();
		Self(client.unwrap_or_default())
	}
}

impl Peers {
	async fn bytes(&self, url: String, limit: usize) -> Option<Vec<u8>> {
		let mut response = self.0.get(url).send().await.ok()?.error_for_status().ok()?;
		let mut bytes = Vec::new();
		while let Some(chunk) = response.chunk().await.ok()? {
			if bytes.len().saturating_add(chunk.len()) > limit {
				return None;
			}
			bytes.extend_from_slice(&chunk);
		}
		Some(bytes)
	}

	/// The leaves of a work, if they are published and have the right root.
	pub async fn leaves(&self, endpoint: &str, work: &AuditedWork) -> Option<Vec<Hash>> {
		let url = format!("{}/works/{}/leaves", endpoint.trim_end_matches('/'), work.work);
		let bytes = self.bytes(url, work.count as usize * 32).await?;
		let leaves: Vec<Hash> = bytes.chunks_exact(32).map(Hash::from_slice).collect();
		let right = leaves.len() == work.count as usize && merkle::root(&leaves) == Some(work.root);
		right.then_some(leaves)
	}

	/// Whether the output behind a leaf is published with the right bytes.
	async fn has_result(&self, endpoint: &str, work: &AuditedWork, sample: &SampleRecord) -> bool {
		let base = endpoint.trim_end_matches('/');
		let url = format!("{base}/works/{}/results/{}", work.work, sample.leaf);
		let bytes = self.bytes(url, MAX_RESULT).await;
		bytes.is_some_and(|bytes| blake2_256(&bytes) == sample.result)
	}
}

/// Compare what was found with what was published, and open what the beacon chose.
///
/// `published` says for each work, in order, what it showed. A wrong leaf is disputed if the provider
/// has the bond for it; else all that can be said is that the right one is not to be had.
pub fn verdicts(
	record: &AuditRecord,
	auditor: NodeId,
	published: &[Published],
	openings: &[u32],
	may_dispute: bool,
) -> Option<Verdicts> {
	let tree = record.attestations(auditor);
	let open = |index: u32, sample: &SampleRecord, work_proof: Vec<Hash>| {
		Some(Opening {
			index,
			leaf: sample.attested,
			salt: sample.salt,
			proof: bounded(merkle::proof(&tree, index)?),
			work_proof: bounded(work_proof),
		})
	};
	let mut entries = Vec::new();
	let mut opened = Vec::new();
	let mut index = 0u32;
	for (work, published) in record.works.iter().zip(published) {
		let mut excepted = Vec::new();
		let mut wrong = None;
		for sample in &work.samples {
			let leaves = published.leaves.as_deref();
			let committed = leaves.and_then(|leaves| leaves.get(sample.leaf as usize)).copied();
			let proof = leaves.and_then(|leaves| merkle::proof(leaves, sample.leaf));
			let proof = proof.unwrap_or_default();
			match committed.filter(|_| !sample.attested.is_zero()) {
				Some(committed) if committed != sample.attested => {
					excepted.push(sample.sample);
					if wrong.is_none() && may_dispute {
						wrong = Some(WrongLeaf {
							sample: sample.sample,
							committed,
							work_proof: bounded(proof.clone()),
							attested: open(index, sample, Vec::new())?,
						});
					}
				}
				Some(_) if !published.missing_results.contains(&sample.sample) => {}
				_ => excepted.push(sample.sample),
			}
			if openings.contains(&index) {
				opened.push(open(index, sample, proof)?);
			}
			index = index.saturating_add(1);
		}
		let finding = match wrong {
			_ if published.decided => Finding::Agree,
			Some(wrong) => Finding::Wrong(wrong),
			None if published.leaves.is_none() => Finding::Unavailable,
			None if excepted.is_empty() => Finding::Agree,
			None => match BoundedVec::try_from(excepted) {
				Ok(excepted) => Finding::Except(excepted),
				Err(_) => Finding::Unavailable,
			},
		};
		let (age, labscape, seat) = (work.age, work.labscape, work.seat);
		entries.push(Entry { age, labscape, seat, finding });
	}
	Some(Verdicts {
		preimage: record.preimage,
		entries: BoundedVec::try_from(entries).ok()?,
		openings: BoundedVec::try_from(opened).ok()?,
	})
}

/// What an executor showed of one work.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Published {
	/// Its leaves.
	pub leaves: Option<Vec<Hash>>,
	/// Samples whose output it does not hand out, although their leaf agrees.
	pub missing_results: Vec<u16>,
	/// The work is decided: nothing depends on the verdict any more.
	pub decided: bool,
}

/// What is known of the works of one draw, by epoch and node.
pub type Shown = BTreeMap<(u32, NodeId), Published>;

/// Ask the executors of all audited works that have shown nothing yet, all at once.
pub async fn ask_executors<S: State>(
	state: &S,
	peers: &Peers,
	record: &AuditRecord,
	known: &mut Shown,
) {
	let missing = record.works.iter().filter(|work| {
		let known = known.get(&(work.work, work.node));
		!known.is_some_and(|known| known.leaves.is_some() || known.decided)
	});
	let answers = missing.map(|work| async move {
		((work.work, work.node), ask_executor(state, peers, work).await)
	});
	let answers = futures::future::join_all(answers).await;
	known.extend(answers);
}

async fn ask_executor<S: State>(state: &S, peers: &Peers, work: &AuditedWork) -> Published {
	let mut published = Published::default();
	if matches!(state.work(work.work, work.node).await, Ok(None)) {
		published.decided = true;
		return published;
	}
	let Some(endpoint) = endpoint(state, work.node).await else { return published };
	let Some(leaves) = peers.leaves(&endpoint, work).await else { return published };
	let endpoint = endpoint.as_str();
	published.missing_results = stream::iter(&work.samples)
		.filter(|sample| {
			std::future::ready(leaves.get(sample.leaf as usize) == Some(&sample.attested))
		})
		.map(
			|sample| async move { (sample.sample, peers.has_result(endpoint, work, sample).await) },
		)
		.buffered(8)
		.filter_map(|(sample, shown)| std::future::ready((!shown).then_some(sample)))
		.collect()
		.await;
	published.leaves = Some(leaves);
	published
}

#[cfg(test)]
mod tests {
	use super::*;

	const AUDITOR: NodeId = 9;

	fn leaves(count: u64) -> Vec<Hash> {
		(0..count).map(|at| Hash::from_low_u64_be(at + 100)).collect()
	}

	fn record(leaves: &[Hash], attested: impl Fn(u32) -> Hash) -> AuditRecord {
		let samples = (0..6u16)
			.map(|sample| SampleRecord {
				sample,
				leaf: u32::from(sample) * 3,
				attested: attested(u32::from(sample) * 3),
				result: Hash::zero(),
				salt: Hash::repeat_byte(sample as u8 + 1),
			})
			.collect();
		let work = AuditedWork {
			age: 0,
			work: 4,
			labscape: 2,
			seat: 0,
			node: 1,
			root: merkle::root(leaves).unwrap(),
			count: leaves.len() as u32,
			samples,
		};
		AuditRecord { beacon: Hash::zero(), preimage: Hash::repeat_byte(5), works: vec![work] }
	}

	fn published(leaves: &[Hash]) -> Vec<Published> {
		vec![Published { leaves: Some(leaves.to_vec()), ..Default::default() }]
	}

	/// What the chain checks of an opening.
	fn opens(record: &AuditRecord, opening: &Opening, sample: &SampleRecord) -> bool {
		let tree = record.attestations(AUDITOR);
		let attestation = hash::attestation(
			&opening.leaf,
			AUDITOR,
			record.works[0].work,
			record.works[0].node,
			sample.sample,
			&opening.salt,
		);
		let root = merkle::root(&tree).unwrap();
		merkle::verify(&root, tree.len() as u32, opening.index, &attestation, &opening.proof)
	}

	#[test]
	fn honest_work_is_agreed_with_and_the_chosen_attestations_open() {
		let leaves = leaves(20);
		let record = record(&leaves, |leaf| leaves[leaf as usize]);
		let verdicts = verdicts(&record, AUDITOR, &published(&leaves), &[1, 4], true).unwrap();
		assert_eq!(verdicts.entries[0].finding, Finding::Agree);
		assert_eq!(verdicts.openings.len(), 2);
		for (opening, at) in verdicts.openings.iter().zip([1usize, 4]) {
			let sample = &record.works[0].samples[at];
			assert!(opens(&record, opening, sample));
			let root = record.works[0].root;
			let leaf = opening.leaf;
			assert!(merkle::verify(&root, 20, sample.leaf, &leaf, &opening.work_proof));
		}
	}

	#[test]
	fn a_wrong_leaf_is_disputed_with_proof_and_attestation() {
		let leaves = leaves(20);
		let lie = Hash::repeat_byte(0xee);
		let record = record(&leaves, |leaf| if leaf == 6 { lie } else { leaves[leaf as usize] });
		let verdicts = verdicts(&record, AUDITOR, &published(&leaves), &[0], true).unwrap();
		let Finding::Wrong(wrong) = &verdicts.entries[0].finding else { panic!() };
		assert_eq!((wrong.sample, wrong.committed, wrong.attested.leaf), (2, leaves[6], lie));
		let root = record.works[0].root;
		assert!(merkle::verify(&root, 20, 6, &wrong.committed, &wrong.work_proof));
		assert!(opens(&record, &wrong.attested, &record.works[0].samples[2]));
		assert!(opens(&record, &verdicts.openings[0], &record.works[0].samples[0]));
	}

	#[test]
	fn without_a_bond_a_lie_is_excepted() {
		let leaves = leaves(20);
		let record = record(&leaves, |leaf| {
			if leaf == 6 {
				Hash::repeat_byte(0xee)
			} else {
				leaves[leaf as usize]
			}
		});
		let found = verdicts(&record, AUDITOR, &published(&leaves), &[], false).unwrap();
		let Finding::Except(excepted) = &found.entries[0].finding else { panic!() };
		assert_eq!(excepted.to_vec(), [2]);
	}

	#[test]
	fn what_is_not_published_is_unavailable_and_what_is_decided_is_agreed() {
		let leaves = leaves(20);
		let record = record(&leaves, |leaf| leaves[leaf as usize]);
		let silent = [Published::default()];
		let found = verdicts(&record, AUDITOR, &silent, &[0], true).unwrap();
		assert_eq!(found.entries[0].finding, Finding::Unavailable);
		assert!(found.openings[0].work_proof.is_empty());
		let decided = [Published { decided: true, ..Default::default() }];
		let found = verdicts(&record, AUDITOR, &decided, &[], true).unwrap();
		assert_eq!(found.entries[0].finding, Finding::Agree);
	}

	#[test]
	fn a_sample_that_could_not_be_executed_or_fetched_is_excepted() {
		let leaves = leaves(20);
		let record =
			record(&leaves, |leaf| if leaf == 0 { Hash::zero() } else { leaves[leaf as usize] });
		let mut shown = published(&leaves);
		shown[0].missing_results.push(5);
		let found = verdicts(&record, AUDITOR, &shown, &[], true).unwrap();
		let Finding::Except(excepted) = &found.entries[0].finding else { panic!() };
		assert_eq!(excepted.to_vec(), [0, 5]);
	}
}
