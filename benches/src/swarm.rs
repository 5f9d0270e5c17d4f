//! A swarm on a chain in this process: providers, their nodes and what they report, all of it by real
//! transactions in real blocks.
//!
//! Nothing is executed here: what a node "computes" is a hash that names the item, so that every
//! auditor finds the same. Everything else is what agents do: leases are planned and committed,
//! samples are drawn and attested, attestations are opened, reports are signed by hot keys.

use std::collections::BTreeMap;

use anyhow::{ensure, Context, Result};
use codec::Encode;
use frame_support::{dispatch::PerDispatchClass, weights::Weight};
use frame_system::EventRecord;
use labscape_posw::{
	chain::HashChain,
	draw, hash, merkle,
	payload::{
		signing_payload, AuditCommit, Commit, Entry, Finding, Opening, Report, Verdicts,
		MAX_ENTRIES,
	},
};
use labscape_primitives::{
	Capacity, Hash, LabscapeId, NodeId, Request, ServiceClass, Shape, WorkEpoch,
};
use labscape_runtime::{
	AccountId, Nonce, Runtime, RuntimeCall, RuntimeEvent, TxExtension, UncheckedExtrinsic, UBC,
};
use pallet_labscape_posw_rewards::{runtime_api::PoswApi, views::Audits};
use pallet_labscape_resource_allocation::{
	runtime_api::ResourcesApi, HardwareClass, JobSpec, NodeSpec, Policy, Submission,
};
use sc_client_api::HeaderBackend;
use sp_api::ProvideRuntimeApi;
use sp_core::{sr25519, Pair};
use sp_keyring::Sr25519Keyring::Alice;
use sp_runtime::Perbill;

use crate::chain::{opaque_extrinsic, Built, Chain};
use labscape_runtime::opaque;

/// Items of one lease, all of which one commit covers.
pub const ITEMS: u32 = 4_096;
/// Leases that each node gets.
const LEASES: u16 = 8;
/// Fuel of an item. At the lowest rate a lease of 512 units runs for 80 blocks.
const FUEL: u64 = 1_000_000;
/// What requesters offer for a million fuel: above what the price may become here.
const OFFER: u128 = 100_000_000;
/// Labscapes whose plans one transaction carries.
const PLANS: usize = 16;

/// One provider with one node, which is alone in its labscape.
struct Machine {
	provider: sr25519::Pair,
	hot: sr25519::Pair,
	nonce: Nonce,
	node: NodeId,
	secrets: HashChain,
	/// Leaves that it committed, by epoch of work.
	trees: BTreeMap<WorkEpoch, Vec<Hash>>,
	/// Leaves and salts that it attested, by draw.
	attested: BTreeMap<WorkEpoch, Vec<(Hash, Hash)>>,
}

/// What nodes do in an epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duty {
	/// They only show that they are there.
	Presence,
	/// All that is due, with a whole lease committed.
	Everything,
	/// One item is committed, and nothing else is said.
	OneItem,
}

/// What a block came to.
pub struct Measured {
	/// The block, built.
	pub built: Built,
	/// How long importing it took.
	pub import: std::time::Duration,
	/// What it weighed, hooks included.
	pub weight: Weight,
	/// What its transactions weighed, each with its base.
	pub transactions: Vec<Weight>,
	/// Its size.
	pub bytes: usize,
	/// Reports that were applied.
	pub reported: u32,
	/// Works that were settled.
	pub settled: u32,
}

/// A chain with machines.
pub struct Swarm {
	/// The chain.
	pub chain: Chain,
	machines: Vec<Machine>,
}

fn key(kind: u8, index: u32) -> sr25519::Pair {
	let mut seed = [kind; 32];
	seed[..4].copy_from_slice(&index.to_le_bytes());
	sr25519::Pair::from_seed(&seed)
}

/// The provider of the `index`-th machine.
pub fn provider(index: u32) -> sr25519::Pair {
	key(11, index)
}

/// The genesis of a network of so many providers, each with money for bond and jobs, and without
/// sessions that end meanwhile.
///
/// # Errors
/// Never, in practice.
pub fn genesis(machines: u32) -> Result<serde_json::Value> {
	let providers: Vec<_> = (0..machines).map(provider).collect();
	let mut patch = crate::chain::funded("development", &providers, (1_000_000 * UBC) as u64)?;
	patch["timing"]["sessionSlots"] = 1_000_000.into();
	Ok(patch)
}

/// Where the events of the last block lie.
fn events_key() -> Vec<u8> {
	use sp_io::hashing::twox_128;
	[twox_128(b"System"), twox_128(b"Events")].concat()
}

fn account(pair: &sr25519::Pair) -> AccountId {
	AccountId::from(pair.public())
}

/// A free call, as a transaction that authorises itself.
fn free(call: RuntimeCall) -> Result<opaque::UncheckedExtrinsic> {
	use frame_system::offchain::CreateAuthorizedTransaction;
	let extension: TxExtension =
		<Runtime as CreateAuthorizedTransaction<RuntimeCall>>::create_extension();
	opaque_extrinsic(&UncheckedExtrinsic::new_transaction(call, extension))
}

impl Swarm {
	/// Register a provider, a node and jobs for each of `machines`, and lease all of the jobs. The
	/// first `registered` are providers already.
	///
	/// # Errors
	/// Whatever the chain refuses.
	pub fn new(chain: Chain, machines: u32, registered: usize) -> Result<Self> {
		let machines = (0..machines)
			.map(|index| Machine {
				provider: provider(index),
				hot: key(12, index),
				nonce: 0,
				node: index,
				secrets: HashChain::new(Hash::from_low_u64_le(u64::from(index) + 1), 64),
				trees: BTreeMap::new(),
				attested: BTreeMap::new(),
			})
			.collect();
		let mut swarm = Self { chain, machines };
		swarm.block(&[])?;
		swarm.set_up(registered)?;
		Ok(swarm)
	}

	/// Build the next block and import it.
	///
	/// # Errors
	/// A transaction that is not valid.
	pub fn block(&mut self, transactions: &[opaque::UncheckedExtrinsic]) -> Result<Measured> {
		let built = self.chain.build(transactions)?;
		let bytes = built.block.encode().len();
		let import = self.chain.import(built.block.clone())?;
		let weight: PerDispatchClass<Weight> = self
			.chain
			.storage(&frame_system::BlockWeight::<Runtime>::hashed_key())?
			.context("the block's weight")?;
		let events: Vec<EventRecord<RuntimeEvent, Hash>> =
			self.chain.storage(&events_key())?.unwrap_or_default();
		let (mut transactions, mut reported, mut settled) = (Vec::new(), 0, 0);
		for record in events {
			use pallet_labscape_posw_rewards::Event as Posw;
			match record.event {
				RuntimeEvent::System(frame_system::Event::ExtrinsicSuccess { dispatch_info }) => {
					transactions.push(dispatch_info.weight)
				}
				RuntimeEvent::System(frame_system::Event::ExtrinsicFailed {
					dispatch_error,
					..
				}) => anyhow::bail!("a transaction failed: {dispatch_error:?}"),
				RuntimeEvent::Posw(Posw::Reported { .. }) => reported += 1,
				RuntimeEvent::Posw(Posw::Settled { .. }) => settled += 1,
				RuntimeEvent::Posw(Posw::ReportSkipped { reason, .. }) => {
					anyhow::bail!("a report was skipped: {reason:?}")
				}
				_ => {}
			}
		}
		// The first is the inherent.
		transactions.drain(..1.min(transactions.len()));
		Ok(Measured {
			built,
			import,
			weight: weight.total(),
			transactions,
			bytes,
			reported,
			settled,
		})
	}

	/// Put all of `transactions` into as many blocks as they need.
	fn send(&mut self, mut transactions: Vec<opaque::UncheckedExtrinsic>) -> Result<()> {
		while !transactions.is_empty() {
			let sent = self.block(&transactions)?.built.transactions;
			ensure!(sent > 0, "a transaction does not fit an empty block");
			transactions.drain(..sent);
		}
		Ok(())
	}

	/// Sign a call with the key of each provider from the `first` on, and send all.
	fn each(&mut self, first: usize, call: impl Fn(usize, &Self) -> RuntimeCall) -> Result<()> {
		let mut signed = Vec::new();
		for index in first..self.machines.len() {
			let call = call(index, self);
			let machine = &self.machines[index];
			signed.push(self.chain.sign(&machine.provider, machine.nonce, call)?);
			self.machines[index].nonce += 1;
		}
		self.send(signed)
	}

	fn set_up(&mut self, registered: usize) -> Result<()> {
		let module = labscape_referee::SMALLEST_PROGRAM.to_vec();
		let program = labscape_referee::register(&module)
			.map_err(|cause| anyhow::anyhow!("the program: {cause}"))?;
		let program = Hash::from(sp_io::hashing::blake2_256(&program.module));
		let register = self.chain.sign(
			&Alice.pair(),
			0,
			RuntimeCall::Posw(pallet_labscape_posw_rewards::Call::register_program { module }),
		)?;
		self.send(vec![register])?;
		self.each(registered, |_, _| {
			RuntimeCall::SwarmStaking(pallet_labscape_staking::Call::register {
				bond: 200_000 * UBC,
				commission: Perbill::from_percent(10),
			})
		})?;
		self.each(0, |index, swarm| {
			let units = labscape_primitives::UNITS_PER_LABSCAPE;
			let spec = NodeSpec {
				labscape: index as LabscapeId,
				units,
				first_slot: None,
				capacity: Capacity {
					cpu_milli: 1_000 * u32::from(units),
					memory_mib: 1_024 * u32::from(units),
					storage_gib: 1_000,
					bandwidth_mbit: 10_000,
					gpus: 0,
					gpu_model: None,
				},
				class: HardwareClass::Server,
				rate: Policy::default().min_rate,
				hot_key: account(&swarm.machines[index].hot),
				endpoint: b"http://127.0.0.1:1".to_vec().try_into().expect("is short"),
			};
			RuntimeCall::Resources(pallet_labscape_resource_allocation::Call::register_node {
				spec,
			})
		})?;
		self.each(0, |index, swarm| {
			// Everybody works for somebody else.
			let labscape = ((index + 1) % swarm.machines.len()) as LabscapeId;
			let spec = JobSpec {
				program,
				inputs_root: Hash::repeat_byte(1),
				items: ITEMS * u32::from(LEASES),
				item_fuel: FUEL,
				max_price: OFFER,
				class: ServiceClass::Standard,
				priority: 0,
				deadline: 10_000,
				parts: LEASES,
				request: Request {
					shape: Shape {
						units: labscape_primitives::UNITS_PER_LABSCAPE / LEASES,
						cpu_milli: 1,
						memory_mib: 1,
						..Shape::default()
					},
					gang: 1,
				},
				home: Some(labscape),
				hardware: HardwareClass::Edge,
			};
			RuntimeCall::Resources(pallet_labscape_resource_allocation::Call::submit_job { spec })
		})?;
		self.lease()
	}

	/// Plan as the validator does, until every node has its leases.
	fn lease(&mut self) -> Result<()> {
		for _ in 0..64 {
			let at = self.chain.client.info().best_hash;
			let mut plans = Vec::new();
			for (labscape, round) in ResourcesApi::duties(&*self.chain.client.runtime_api(), at, 0)?
			{
				let api = self.chain.client.runtime_api();
				let plan = ResourcesApi::plan(&*api, at, labscape, round)?;
				plans.extend(plan.filter(|plan| !plan.placements.is_empty()));
			}
			if plans.is_empty() {
				break;
			}
			let mut signed = Vec::new();
			for plans in plans.chunks(PLANS) {
				let submission = Submission { authority: 0, plans: plans.to_vec() };
				let api = self.chain.client.runtime_api();
				let bytes = api.signed_bytes(at, submission.clone())?;
				let signature = Alice.pair().sign(&bytes).into();
				let call = pallet_labscape_resource_allocation::Call::commit_plan {
					submission,
					signature,
				};
				signed.push(free(RuntimeCall::Resources(call))?);
			}
			// What does not fit is planned again in the next block.
			let block = self.block(&signed)?;
			ensure!(block.built.transactions > 0, "not one plan fits a block");
		}
		let at = self.chain.client.info().best_hash;
		for machine in &self.machines {
			let leases = self.chain.client.runtime_api().node_leases(at, machine.node)?;
			ensure!(
				leases.len() == usize::from(LEASES),
				"node {} has {}",
				machine.node,
				leases.len()
			);
		}
		Ok(())
	}

	/// Build blocks until the next begins an epoch, then that block, with a report of each node.
	///
	/// # Errors
	/// A report that the chain refuses.
	pub fn epoch(&mut self, duty: Duty) -> Result<Measured> {
		for _ in 0..1_000 {
			let client = self.chain.client.clone();
			let at = client.info().best_hash;
			let before = client.runtime_api().epoch_status(at)?.epoch;
			let header = self.chain.next_header()?;
			let api = client.runtime_api();
			// The state in which the next block's transactions are executed.
			sp_api::Core::initialize_block(&*api, at, &header)?;
			if PoswApi::epoch_status(&*api, at)?.epoch == before {
				self.block(&[])?;
				continue;
			}
			let mut reports = Vec::new();
			for index in 0..self.machines.len() {
				let duties = PoswApi::duties(&*api, at, self.machines[index].node)?
					.context("the node exists")?;
				let leases = ResourcesApi::node_leases(&*api, at, self.machines[index].node)?;
				let report = self.report(index, duty, duties, leases)?;
				let genesis = self.chain.client.info().genesis_hash;
				let payload = signing_payload(&genesis, "report", &report);
				let signature = self.machines[index].hot.sign(&payload.0).into();
				let call = pallet_labscape_posw_rewards::Call::report {
					report: Box::new(report),
					signature,
				};
				reports.push(free(RuntimeCall::Posw(call))?);
			}
			drop(api);
			let block = self.block(&reports)?;
			ensure!(
				block.reported as usize == self.machines.len(),
				"{} of {} reports fit",
				block.reported,
				self.machines.len()
			);
			return Ok(block);
		}
		anyhow::bail!("the epoch does not end")
	}

	fn report(
		&mut self,
		index: usize,
		duty: Duty,
		duties: pallet_labscape_posw_rewards::views::Duties,
		leases: Vec<(u64, pallet_labscape_resource_allocation::Lease)>,
	) -> Result<Report> {
		let node = self.machines[index].node;
		let first = duties.chain.is_none() && duties.next_chain.is_none();
		// The chain that follows counts from its epoch on; it is the chain once the report is applied.
		let next = duties.next_chain.filter(|next| next.from <= duties.epoch);
		let mut head = duties.chain.map(|chain| chain.head);
		let mut verdicts = None;
		let (mut audit, mut commit) = (None, None);
		if duty == Duty::Everything {
			if let Some((audits, openings)) = &duties.judge {
				let given = self.judge(index, audits, openings, head.context("has a chain")?)?;
				head = Some(given.preimage);
				verdicts = Some(given);
			}
			head = next.map(|next| next.head).or(head);
			if let (Some(audits), Some(head)) = (&duties.audit, head) {
				audit = Some(self.audit(index, audits, &head)?);
			}
		}
		if duty != Duty::Presence {
			let (lease, of) = leases.first().context("a lease is left")?;
			let until = if duty == Duty::OneItem { of.committed + 1 } else { of.len };
			let work = duties.epoch - 1;
			let genesis = self.chain.client.info().genesis_hash;
			let leaves: Vec<Hash> = (of.first + of.committed..of.first + until)
				.map(|item| hash::leaf(&genesis, node, work, of.job, item, &result(of.job, item)))
				.collect();
			let root = merkle::root(&leaves).context("not empty")?;
			self.machines[index].trees.insert(work, leaves);
			let finished = vec![(*lease, until)].try_into().expect("one lease");
			commit = Some(Commit { root, finished });
		}
		let next_chain = first.then(|| self.machines[index].secrets.head());
		Ok(Report { node, epoch: duties.epoch, next_chain, commit, audit, verdicts })
	}

	/// The leaf under each sample of an assignment.
	fn leaves_of(
		&self,
		audits: &Audits,
		secret: &Hash,
	) -> Result<Vec<(WorkEpoch, NodeId, u16, u32)>> {
		let mut found = Vec::new();
		for a in &audits.assignments {
			for sample in &a.samples {
				let item = draw::sampled_item(
					&a.segments,
					&audits.beacon,
					a.work,
					a.node,
					*sample,
					secret,
				)
				.context("works have items")?;
				found.push((a.work, a.node, *sample, item.leaf));
			}
		}
		Ok(found)
	}

	fn audit(&mut self, index: usize, audits: &Audits, head: &Hash) -> Result<AuditCommit> {
		let auditor = self.machines[index].node;
		let secret = self.machines[index].secrets.behind(head).context("the chain is used up")?;
		let mut attested = Vec::new();
		let mut tree = Vec::new();
		for (work, node, sample, leaf) in self.leaves_of(audits, &secret)? {
			let leaf = self.machines[node as usize].trees[&work][leaf as usize];
			let salt =
				Hash::from(sp_io::hashing::blake2_256(&(auditor, work, node, sample).encode()));
			tree.push(hash::attestation(&leaf, auditor, work, node, sample, &salt));
			attested.push((leaf, salt));
		}
		let root = merkle::root(&tree).context("has samples")?;
		self.machines[index].attested.insert(audits.draw, attested);
		Ok(AuditCommit { beacon: audits.beacon, root, count: tree.len() as u32 })
	}

	fn judge(
		&self,
		index: usize,
		audits: &Audits,
		openings: &[u32],
		head: Hash,
	) -> Result<Verdicts> {
		let machine = &self.machines[index];
		let preimage = machine.secrets.behind(&head).context("the chain is used up")?;
		let attested = &machine.attested[&audits.draw];
		let samples = self.leaves_of(audits, &preimage)?;
		let tree: Vec<Hash> = samples
			.iter()
			.zip(attested)
			.map(|((work, node, sample, _), (leaf, salt))| {
				hash::attestation(leaf, machine.node, *work, *node, *sample, salt)
			})
			.collect();
		let open = |at: u32| -> Option<Opening> {
			let (work, node, _, place) = samples.get(at as usize)?;
			let (leaf, salt) = attested.get(at as usize)?;
			let work_tree = self.machines[*node as usize].trees.get(work)?;
			Some(Opening {
				index: at,
				leaf: *leaf,
				salt: *salt,
				proof: merkle::proof(&tree, at)?.try_into().ok()?,
				work_proof: merkle::proof(work_tree, *place)?.try_into().ok()?,
			})
		};
		let opened: Vec<Opening> = openings.iter().filter_map(|at| open(*at)).collect();
		let entries: Vec<Entry> = audits
			.assignments
			.iter()
			.map(|a| Entry {
				age: a.age,
				labscape: a.labscape,
				seat: a.seat,
				finding: Finding::Agree,
			})
			.collect();
		ensure!(entries.len() <= MAX_ENTRIES as usize, "more audits than one report takes");
		Ok(Verdicts {
			preimage,
			entries: entries.try_into().expect("checked above"),
			openings: opened.try_into().expect("as many as were asked for"),
		})
	}
}

/// What stands for the result of an item.
fn result(job: u64, item: u32) -> Hash {
	Hash::from(sp_io::hashing::blake2_256(&(b"result", job, item).encode()))
}
