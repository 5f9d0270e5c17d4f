//! A runtime around the pallet, with doubles of the pallets beside it.

use std::{cell::RefCell, collections::BTreeMap};

use frame_support::{
	derive_impl, parameter_types,
	traits::{ConstU32, Contains, Hooks},
};
use frame_system::{
	offchain::{CreateAuthorizedTransaction, CreateTransaction, CreateTransactionBase},
	EnsureRoot,
};
use labscape_primitives::{
	Capacity, Fuel, Hash, NodeId, ProviderStake, Request, ServiceClass, Shape, WorkEpoch,
	WorkProof, WorkSource,
};
use sp_core::Pair as _;
use sp_runtime::{
	testing::TestXt,
	traits::IdentityLookup,
	transaction_validity::{TransactionSource, TransactionValidityError, ValidTransaction},
	BuildStorage, DispatchError, Permill,
};

use crate::{
	self as pallet_resources,
	crypto::{AuthorityId, AuthorityPair},
	Balance, HardwareClass, JobSpec, NodeSpec, Submission,
};

pub use labscape_primitives::Repute;

pub type AccountId = u64;
type Block = frame_system::mocking::MockBlockU32<Test>;
pub type Extrinsic = TestXt<RuntimeCall, ()>;

/// The account that audits and lease prices are paid into.
pub const POT: AccountId = 900;
/// Where fines go.
pub const TREASURY: AccountId = 901;
pub const ALICE: AccountId = 1;
pub const BOB: AccountId = 2;
/// Providers, with as much stake as the double gives them.
pub const PROVIDER: AccountId = 10;
pub const OTHER_PROVIDER: AccountId = 11;
/// A registered program.
pub const PROGRAM: Hash = Hash::repeat_byte(7);
pub const PRICE_FLOOR: Balance = 1_000_000;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Balances: pallet_balances,
		Resources: pallet_resources,
	}
);

/// Refuses what a test pauses.
pub struct Filter;

impl Contains<RuntimeCall> for Filter {
	fn contains(call: &RuntimeCall) -> bool {
		!(FILTERED.with_borrow(|on| *on) && matches!(call, RuntimeCall::Resources(_)))
	}
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountId = AccountId;
	type Lookup = IdentityLookup<AccountId>;
	type AccountData = pallet_balances::AccountData<Balance>;
	type BaseCallFilter = Filter;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type Balance = Balance;
	type AccountStore = System;
	type ExistentialDeposit = frame_support::traits::ConstU128<1>;
}

impl CreateTransactionBase<pallet_resources::Call<Test>> for Test {
	type Extrinsic = Extrinsic;
	type RuntimeCall = RuntimeCall;
}

impl CreateTransaction<pallet_resources::Call<Test>> for Test {
	type Extension = ();

	fn create_transaction(call: RuntimeCall, _: ()) -> Extrinsic {
		Extrinsic::new_transaction(call, ())
	}
}

impl CreateAuthorizedTransaction<pallet_resources::Call<Test>> for Test {
	fn create_extension() {}
}

thread_local! {
	static FILTERED: RefCell<bool> = const { RefCell::new(false) };
	static PAUSED: RefCell<bool> = const { RefCell::new(false) };
	pub static PROOF: RefCell<ProofState> = RefCell::new(ProofState::default());
	pub static STAKE: RefCell<StakeState> = RefCell::new(StakeState::default());
}

/// Let the call filter refuse everything of the pallet.
pub fn set_filtered(on: bool) {
	FILTERED.with_borrow_mut(|filtered| *filtered = on);
}

/// Stop all deadlines.
pub fn set_paused(on: bool) {
	PAUSED.with_borrow_mut(|paused| *paused = on);
}

pub struct Paused;
impl frame_support::traits::Get<bool> for Paused {
	fn get() -> bool {
		PAUSED.with_borrow(|paused| *paused)
	}
}

/// What the double of Posw remembers.
#[derive(Default)]
pub struct ProofState {
	pub epoch: WorkEpoch,
	pub reserved: BTreeMap<NodeId, Balance>,
	pub faults: Vec<(NodeId, Balance)>,
	pub open_work: Vec<NodeId>,
	pub refuse_reserve: Vec<NodeId>,
	pub removed: Vec<NodeId>,
	pub repute: BTreeMap<NodeId, Repute>,
}

/// A double of Posw: one program, audits cost a sixteenth of the price.
pub struct TestProof;

impl WorkProof<AccountId, Balance> for TestProof {
	fn pot() -> AccountId {
		POT
	}
	fn epoch() -> WorkEpoch {
		PROOF.with_borrow(|proof| proof.epoch)
	}
	fn max_item_fuel(program: &Hash) -> Option<Fuel> {
		(*program == PROGRAM).then_some(100_000_000)
	}
	fn audit_budget(items: u32, item_price: Balance) -> Balance {
		item_price.div_ceil(16) * Balance::from(items)
	}
	fn reserve(node: NodeId, price: Balance) -> Result<(), DispatchError> {
		PROOF.with_borrow_mut(|proof| {
			if proof.refuse_reserve.contains(&node) {
				return Err(DispatchError::Other("no stake"));
			}
			*proof.reserved.entry(node).or_default() += price;
			Ok(())
		})
	}
	fn unreserve(node: NodeId, price: Balance) {
		PROOF.with_borrow_mut(|proof| {
			let reserved = proof.reserved.entry(node).or_default();
			*reserved = reserved.saturating_sub(price);
		});
	}
	fn fault_undelivered(node: NodeId, undelivered: Balance) {
		PROOF.with_borrow_mut(|proof| proof.faults.push((node, undelivered)));
	}
	fn has_open_work(node: NodeId) -> bool {
		PROOF.with_borrow(|proof| proof.open_work.contains(&node))
	}
	fn repute(node: NodeId) -> Repute {
		PROOF.with_borrow(|proof| proof.repute.get(&node).copied().unwrap_or_default())
	}
	fn on_node_removed(node: NodeId) {
		PROOF.with_borrow_mut(|proof| proof.removed.push(node));
	}
}

/// What the double of the stake remembers.
#[derive(Default)]
pub struct StakeState {
	pub inactive: Vec<AccountId>,
	pub backed: BTreeMap<NodeId, u16>,
	pub refuse_back: bool,
}

/// A double of the stake: everybody has enough unless a test says otherwise.
pub struct TestStake;

impl ProviderStake<AccountId, Balance> for TestStake {
	fn is_active(provider: &AccountId) -> bool {
		STAKE.with_borrow(|stake| !stake.inactive.contains(provider))
	}
	fn free_own_bond(_: &AccountId) -> Balance {
		Balance::MAX
	}
	fn active_stake(_: &AccountId) -> Balance {
		Balance::MAX
	}
	fn back(_: &AccountId, node: NodeId, units: u16) -> Result<(), DispatchError> {
		STAKE.with_borrow_mut(|stake| {
			if stake.refuse_back {
				return Err(DispatchError::Other("no bond"));
			}
			stake.backed.insert(node, units);
			Ok(())
		})
	}
	fn unback(_: &AccountId, node: NodeId) {
		STAKE.with_borrow_mut(|stake| stake.backed.remove(&node));
	}
	fn reserve(_: &AccountId, _: Balance) -> Result<(), DispatchError> {
		Ok(())
	}
	fn unreserve(_: &AccountId, _: Balance) {}
	fn slash(_: &AccountId, _: Balance) -> Balance {
		0
	}
	fn reward(_: &AccountId, _: Balance) {}
}

parameter_types! {
	pub const Treasury: AccountId = TREASURY;
}

impl pallet_resources::Config for Test {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type WorkProof = TestProof;
	type Stake = TestStake;
	type AdminOrigin = EnsureRoot<AccountId>;
	type Treasury = Treasury;
	type Paused = Paused;
	type RoundPeriod = ConstU32<2>;
	type BackupDelay = ConstU32<1>;
	type MaxAuthorities = ConstU32<32>;
	type WeightInfo = crate::weights::SubstrateWeight<Test>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Helper;
}

#[cfg(feature = "runtime-benchmarks")]
pub struct Helper;

#[cfg(feature = "runtime-benchmarks")]
impl crate::benchmarking::BenchmarkHelper<AccountId> for Helper {
	fn provider(index: u32, _: u16) -> AccountId {
		10_000 + u64::from(index)
	}
	fn program() -> Hash {
		PROGRAM
	}
}

pub const UBC: Balance = 1_000_000_000_000;

thread_local! {
	/// Keys made so far: making one takes milliseconds.
	static KEYS: RefCell<BTreeMap<u32, AuthorityPair>> = const { RefCell::new(BTreeMap::new()) };
}

/// The scheduler key of authority `index`.
pub fn authority(index: u32) -> AuthorityPair {
	let make = || AuthorityPair::from_string(&format!("//validator{index}"), None).unwrap();
	KEYS.with_borrow_mut(|keys| keys.entry(index).or_insert_with(make).clone())
}

pub fn authorities(count: u32) -> Vec<AuthorityId> {
	(0..count).map(|index| authority(index).public()).collect()
}

/// A chain with four authorities and no nodes.
pub fn new_test_ext() -> sp_io::TestExternalities {
	set_filtered(false);
	set_paused(false);
	PROOF.with_borrow_mut(|proof| *proof = ProofState::default());
	STAKE.with_borrow_mut(|stake| *stake = StakeState::default());
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	let rich = [ALICE, BOB, POT, TREASURY, PROVIDER, OTHER_PROVIDER];
	pallet_balances::GenesisConfig::<Test> {
		balances: rich.iter().map(|who| (*who, 1_000_000 * UBC)).collect(),
		..Default::default()
	}
	.assimilate_storage(&mut storage)
	.unwrap();
	let mut ext = sp_io::TestExternalities::new(storage);
	ext.execute_with(|| {
		set_authorities(4);
		System::set_block_number(1);
	});
	ext
}

/// Run a test and check every invariant after it.
pub fn build_and_execute(test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		test();
		Resources::do_try_state().unwrap();
	});
}

pub fn set_authorities(count: u32) {
	use frame_support::traits::OneSessionHandler;
	let keys = authorities(count);
	let ids: Vec<AccountId> = (0..u64::from(count)).collect();
	let pairs: Vec<_> = ids.iter().zip(keys).collect();
	<Resources as OneSessionHandler<AccountId>>::on_new_session(
		true,
		pairs.clone().into_iter(),
		pairs.into_iter(),
	);
}

/// Begin blocks up to `block`.
pub fn run_to(block: u32) {
	while System::block_number() < block {
		System::set_block_number(System::block_number() + 1);
		Resources::on_initialize(System::block_number());
	}
}

pub fn run_blocks(blocks: u32) {
	run_to(System::block_number() + blocks);
}

pub fn set_epoch(epoch: WorkEpoch) {
	PROOF.with_borrow_mut(|proof| proof.epoch = epoch);
}

pub fn capacity(units: u16) -> Capacity {
	Capacity {
		cpu_milli: 1_000 * u32::from(units),
		memory_mib: 1_024 * u32::from(units),
		storage_gib: 1_000,
		bandwidth_mbit: 10_000,
		gpus: 0,
		gpu_model: None,
	}
}

pub fn node_spec(hot_key: AccountId, units: u16) -> NodeSpec<AccountId> {
	NodeSpec {
		labscape: 0,
		units,
		first_slot: None,
		capacity: capacity(units),
		class: HardwareClass::Server,
		rate: 1_000_000,
		hot_key,
		endpoint: Default::default(),
	}
}

/// Register a node of `units` units in `labscape`; its hot key is 1,000 plus its id.
pub fn add_node(provider: AccountId, labscape: u8, units: u16) -> NodeId {
	let id = crate::NextNode::<Test>::get();
	let spec = NodeSpec { labscape, ..node_spec(1_000 + u64::from(id), units) };
	Resources::register_node(RuntimeOrigin::signed(provider), spec).unwrap();
	set_repute(id, TRUSTED);
	id
}

/// What a node may get that has proven its work.
pub const TRUSTED: Repute = Repute { on_probation: false, trusted: true };

/// Let Posw know that of a node, and say so.
pub fn set_repute(node: NodeId, repute: Repute) {
	PROOF.with_borrow_mut(|proof| proof.repute.insert(node, repute));
	Resources::set_repute(node, repute);
}

pub fn shape(units: u16) -> Shape {
	Shape { units, cpu_milli: 1_000, memory_mib: 512, ..Shape::default() }
}

/// One part of 64 items of a million fuel each for one member of four units, in labscape 0.
pub fn job_spec() -> JobSpec {
	JobSpec {
		program: PROGRAM,
		inputs_root: Hash::repeat_byte(1),
		items: 64,
		item_fuel: 1_000_000,
		max_price: 2 * PRICE_FLOOR,
		class: ServiceClass::Standard,
		priority: 0,
		deadline: System::block_number() + 1_000,
		parts: 1,
		request: Request { shape: shape(4), gang: 1 },
		home: Some(0),
		hardware: HardwareClass::Edge,
	}
}

pub fn submit(spec: JobSpec) -> u64 {
	let id = crate::NextJob::<Test>::get();
	Resources::submit_job(RuntimeOrigin::signed(ALICE), spec).unwrap();
	id
}

/// Sign a submission with the key of its authority.
pub fn sign(submission: &Submission) -> crate::crypto::AuthoritySignature {
	authority(submission.authority).sign(&Resources::signed_bytes(submission))
}

/// What `unit_max` of [`job_spec`] is: price and audits of an item at its highest price.
pub fn unit_budget(spec: &JobSpec) -> Balance {
	let item = crate::item_price(spec.max_price, spec.item_fuel).unwrap();
	item + TestProof::audit_budget(1, item)
}

pub fn compensation() -> Permill {
	Permill::from_percent(10)
}

/// The check of a block's author, in the current block.
pub fn authorize(
	submission: &Submission,
	signature: &crate::crypto::AuthoritySignature,
) -> Result<ValidTransaction, TransactionValidityError> {
	authorize_from(TransactionSource::InBlock, submission, signature)
}

/// The check before the pool, for which the current block is the next one.
pub fn pooled(
	submission: &Submission,
	signature: &crate::crypto::AuthoritySignature,
) -> Result<ValidTransaction, TransactionValidityError> {
	authorize_from(TransactionSource::External, submission, signature)
}

fn authorize_from(
	source: TransactionSource,
	submission: &Submission,
	signature: &crate::crypto::AuthoritySignature,
) -> Result<ValidTransaction, TransactionValidityError> {
	use frame_support::traits::Authorize;
	let call: RuntimeCall = pallet_resources::Call::commit_plan {
		submission: submission.clone(),
		signature: signature.clone(),
	}
	.into();
	call.authorize(source).expect("the call is authorised").map(|(valid, _)| valid)
}

/// Authorise and dispatch.
pub fn commit(submission: Submission) -> Result<(), TransactionValidityError> {
	let signature = sign(&submission);
	authorize(&submission, &signature)?;
	Resources::commit_plan(frame_system::RawOrigin::Authorized.into(), submission, signature)
		.expect("an authorised plan never fails");
	Ok(())
}

/// What the leader would submit for `labscape` in the current round.
pub fn leaders_submission(labscape: u8) -> Submission {
	let snapshot = Resources::planning_snapshot(labscape, Resources::round());
	let plan = labscape_scheduler::plan(&snapshot).unwrap();
	let authority = Resources::leader(snapshot.round, labscape).unwrap();
	Submission { authority, plans: vec![plan] }
}

/// Plan the current round of a labscape as its leader would.
pub fn plan_and_commit(labscape: u8) {
	commit(leaders_submission(labscape)).unwrap();
}

impl TestProof {
	pub fn epoch_now() -> WorkEpoch {
		PROOF.with_borrow(|proof| proof.epoch)
	}
}
