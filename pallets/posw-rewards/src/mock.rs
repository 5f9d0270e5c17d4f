//! A runtime of System, Balances and Posw, with doubles for Resources, SwarmStaking and Burning that
//! move real balances.

use crate::{self as pallet_posw, *};
use frame_support::{
	derive_impl, parameter_types,
	traits::{
		fungible::Mutate,
		tokens::{Fortitude, Precision, Preservation},
		ConstU128, ConstU32, ConstU64, Hooks,
	},
	weights::{constants::ParityDbWeight, IdentityFee, Weight},
	PalletId,
};
use frame_system::EnsureRoot;
use labscape_posw::{merkle, money, params::Parameters};
use labscape_primitives::*;
use sp_runtime::{testing::TestSignature, BuildStorage, DispatchError, Perbill};
use std::{cell::RefCell, collections::BTreeMap};

pub type AccountId = u64;
pub type Balance = u128;
type Block = frame_system::mocking::MockBlock<Test>;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Balances: pallet_balances,
		Posw: pallet_posw,
	}
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountData = pallet_balances::AccountData<Balance>;
	type BlockWeights = Weights;
	type DbWeight = ParityDbWeight;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type Balance = Balance;
	type ExistentialDeposit = ConstU128<1>;
	type AccountStore = System;
}

pub const PERIOD: u32 = 5;
pub const REQUESTER: AccountId = 1;
pub const TREASURY: AccountId = 2;
pub const STAKE_POT: AccountId = 3;
pub const BONDS: AccountId = 4;
/// The provider of node `n` is `PROVIDERS + n`, its hot key `HOT_KEYS + n`.
pub const PROVIDERS: AccountId = 1_000;
pub const HOT_KEYS: AccountId = 2_000;
pub const BOND: Balance = 1_000_000_000_000_000;
pub const ITEM_FUEL: Fuel = 1_000_000;

parameter_types! {
	pub Weights: frame_system::limits::BlockWeights =
		frame_system::limits::BlockWeights::simple_max(Weight::from_parts(2_000_000_000_000, u64::MAX));
	pub const PotId: PalletId = PalletId(*b"lb/poswk");
	pub const RefereeShare: Perbill = Perbill::from_percent(25);
	pub static PausedNow: bool = false;
	pub static Outputs: bool = true;
	pub static Kappa: Perbill = Perbill::from_percent(50);
	pub static Schedule: Balance = 1_000_000_000;
	pub Defaults: Parameters = Parameters {
		reference_price: 1_000,
		silence_charge: 5_000,
		reply_epochs: 3,
		dispute_epochs: 3,
		..Default::default()
	};
}

pub struct Randomness;
impl frame_support::traits::Get<Option<[u8; 32]>> for Randomness {
	fn get() -> Option<[u8; 32]> {
		Outputs::get().then(|| sp_io::hashing::blake2_256(&System::block_number().to_le_bytes()))
	}
}

impl Config for Test {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Work = Source;
	type Stake = Staking;
	type StakePot = ConstU64<STAKE_POT>;
	type Ledger = Burning;
	type Emission = Burning;
	type Power = ();
	type Treasury = ConstU64<TREASURY>;
	type AuthorRandomness = Randomness;
	type Paused = PausedNow;
	type WeightToFee = IdentityFee<Balance>;
	type Signature = TestSignature;
	type ParameterOrigin = EnsureRoot<AccountId>;
	type PalletId = PotId;
	type EpochPeriod = ConstU32<PERIOD>;
	type MaxExtension = ConstU32<3>;
	type MaxItemFuel = ConstU64<100_000_000>;
	type RefereeShare = RefereeShare;
	type MaxSeats = ConstU32<16>;
	type DefaultParameters = Defaults;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Helper;
}

/// What the doubles know. Not rolled back with storage: tests of failing calls compare storage.
#[derive(Default)]
pub struct World {
	pub nodes: BTreeMap<NodeId, NodeView<AccountId>>,
	pub jobs: BTreeMap<JobId, JobView<AccountId>>,
	pub leases: BTreeMap<LeaseId, (NodeId, LeaseView<Balance>)>,
	pub settled: BTreeMap<JobId, u32>,
	/// What requesters had paid for what is settled, audits included.
	pub settled_paid: Balance,
	pub voided: BTreeMap<JobId, u32>,
	pub excluded: Vec<(NodeId, JobId)>,
	pub repute: BTreeMap<NodeId, Repute>,
	pub bonds: BTreeMap<AccountId, Balance>,
	pub reserved: BTreeMap<AccountId, Balance>,
	pub slashed: BTreeMap<AccountId, Balance>,
	pub rewarded: BTreeMap<AccountId, Balance>,
	pub burned: BTreeMap<BurnSource, Balance>,
	pub minted: Balance,
}

thread_local! {
	pub static WORLD: RefCell<World> = RefCell::new(World::default());
}

/// Look at or change the doubles' state.
pub fn world<R>(f: impl FnOnce(&mut World) -> R) -> R {
	WORLD.with(|world| f(&mut world.borrow_mut()))
}

pub struct Source;
impl WorkSource<AccountId, Balance> for Source {
	fn node(node: NodeId) -> Option<NodeView<AccountId>> {
		world(|w| w.nodes.get(&node).cloned())
	}
	fn node_at(labscape: LabscapeId, slot: Slot) -> Option<NodeId> {
		world(|w| {
			let at = |n: &NodeView<AccountId>| {
				n.labscape == labscape && (n.first_slot..n.first_slot + n.units).contains(&slot)
			};
			w.nodes.iter().find(|(_, n)| at(n)).map(|(id, _)| *id)
		})
	}
	fn registered_units(labscape: LabscapeId) -> u16 {
		world(|w| w.nodes.values().filter(|n| n.labscape == labscape).map(|n| n.units).sum())
	}
	fn nth_registered_unit(_: LabscapeId, _: u16) -> Option<NodeId> {
		None
	}
	fn job(job: JobId) -> Option<JobView<AccountId>> {
		world(|w| w.jobs.get(&job).cloned())
	}
	fn leases(node: NodeId) -> Vec<LeaseView<Balance>> {
		world(|w| {
			w.leases
				.values()
				.filter(|(owner, lease)| *owner == node && lease.committed < lease.len)
				.map(|(_, lease)| lease.clone())
				.collect()
		})
	}
	fn commit_prefix(
		node: NodeId,
		lease: LeaseId,
		committed: u32,
	) -> Result<Option<Segment<Balance>>, DispatchError> {
		world(|w| {
			let (owner, lease) = w.leases.get_mut(&lease).ok_or("no lease")?;
			if *owner != node || committed < lease.committed || committed > lease.len {
				return Err("bad prefix".into());
			}
			let segment = Segment {
				lease: lease.id,
				job: lease.job,
				first: lease.first + lease.committed,
				len: committed - lease.committed,
				item_price: lease.item_price,
			};
			lease.committed = committed;
			Ok((segment.len > 0).then_some(segment))
		})
	}
	fn settle(_: NodeId, segments: &Segments<Balance>) -> u32 {
		world(|w| {
			for segment in segments {
				*w.settled.entry(segment.job).or_default() += segment.len;
				let each = segment.item_price + money::audit_price(segment.item_price);
				w.settled_paid += each * Balance::from(segment.len);
			}
		});
		0
	}
	fn void(_: NodeId, segments: &Segments<Balance>) {
		for segment in segments {
			let each = segment.item_price + money::audit_price(segment.item_price);
			let requester = world(|w| {
				*w.voided.entry(segment.job).or_default() += segment.len;
				w.jobs[&segment.job].requester
			});
			let amount = each * Balance::from(segment.len);
			Balances::transfer(&Posw::pot_account(), &requester, amount, Preservation::Expendable)
				.expect("the pot pays what is void");
		}
	}
	fn exclude(node: NodeId, job: JobId) {
		world(|w| w.excluded.push((node, job)));
	}
	fn set_repute(node: NodeId, repute: Repute) {
		world(|w| w.repute.insert(node, repute));
	}
}

pub struct Staking;
impl ProviderStake<AccountId, Balance> for Staking {
	fn is_active(provider: &AccountId) -> bool {
		world(|w| w.bonds.get(provider).is_some_and(|bond| *bond > 0))
	}
	fn free_own_bond(provider: &AccountId) -> Balance {
		world(|w| {
			let bond = w.bonds.get(provider).copied().unwrap_or_default();
			bond.saturating_sub(w.reserved.get(provider).copied().unwrap_or_default())
		})
	}
	fn active_stake(provider: &AccountId) -> Balance {
		world(|w| w.bonds.get(provider).copied().unwrap_or_default())
	}
	fn back(_: &AccountId, _: NodeId, _: u16) -> Result<(), DispatchError> {
		Ok(())
	}
	fn unback(_: &AccountId, _: NodeId) {}
	fn reserve(provider: &AccountId, amount: Balance) -> Result<(), DispatchError> {
		if Self::free_own_bond(provider) < amount {
			return Err("no bond".into());
		}
		world(|w| *w.reserved.entry(*provider).or_default() += amount);
		Ok(())
	}
	fn unreserve(provider: &AccountId, amount: Balance) {
		world(|w| {
			let reserved = w.reserved.entry(*provider).or_default();
			*reserved = reserved.saturating_sub(amount);
		})
	}
	fn slash(provider: &AccountId, amount: Balance) -> Balance {
		let taken = world(|w| {
			let bond = w.bonds.entry(*provider).or_default();
			let taken = amount.min(*bond);
			*bond -= taken;
			*w.slashed.entry(*provider).or_default() += taken;
			taken
		});
		Balances::transfer(&BONDS, &STAKE_POT, taken, Preservation::Expendable)
			.expect("bonds are there");
		taken
	}
	fn reward(provider: &AccountId, amount: Balance) {
		world(|w| *w.rewarded.entry(*provider).or_default() += amount);
	}
}

pub struct Burning;
impl BurnLedger<AccountId, Balance> for Burning {
	fn burn_from(
		who: &AccountId,
		amount: Balance,
		source: BurnSource,
	) -> Result<(), DispatchError> {
		Balances::burn_from(
			who,
			amount,
			Preservation::Preserve,
			Precision::Exact,
			Fortitude::Force,
		)?;
		Self::note_burned(amount, source);
		Ok(())
	}
	fn note_burned(amount: Balance, source: BurnSource) {
		world(|w| *w.burned.entry(source).or_default() += amount);
	}
	fn mint_into(who: &AccountId, amount: Balance, _: MintSource) -> Result<(), DispatchError> {
		Balances::mint_into(who, amount)?;
		world(|w| w.minted += amount);
		Ok(())
	}
	fn note_minted(amount: Balance, _: MintSource) {
		world(|w| w.minted += amount);
	}
}
impl WorkEmission<Balance> for Burning {
	fn bound(burned: Balance) -> Balance {
		Kappa::get().mul_floor(burned)
	}
	fn scheduled(_blocks: u32) -> Balance {
		Schedule::get()
	}
	fn allows(shares: &WorkShares) -> bool {
		shares.washing_loses(Kappa::get())
	}
}

/// A program that adds one to the first byte of its input.
const PROGRAM: &str = r#"(module
	(memory (export "memory") 1 1)
	(func (export "labscape_input") (param i32) (result i32) i32.const 1024)
	(func (export "labscape_run") (param $at i32) (param $len i32) (result i64)
		local.get $at
		local.get $at
		i32.load8_u
		i32.const 1
		i32.add
		i32.store8
		local.get $at
		i64.extend_i32_u
		i64.const 32
		i64.shl
		local.get $len
		i64.extend_i32_u
		i64.or))"#;

/// The module as it is uploaded.
pub fn module() -> Vec<u8> {
	wat::parse_str(PROGRAM).expect("the program is valid")
}

/// The module as it is executed.
pub fn instrumented() -> Vec<u8> {
	labscape_referee::register(&module()).expect("the program is one").module
}

/// The input of an item.
pub fn input(item: ItemIndex) -> Vec<u8> {
	item.to_le_bytes().to_vec()
}

/// The tree of a job's inputs.
pub fn input_leaves(items: u32) -> Vec<Hash> {
	(0..items)
		.map(|item| {
			let hash = sp_io::hashing::blake2_256(&input(item)).into();
			labscape_posw::hash::input_leaf(&hash)
		})
		.collect()
}

/// What the referee says of an item: the hash that stands in its leaf.
pub fn truth(item: ItemIndex) -> Hash {
	thread_local! {
		static KNOWN: RefCell<BTreeMap<ItemIndex, Hash>> = const { RefCell::new(BTreeMap::new()) };
		static CODE: Vec<u8> = instrumented();
	}
	if let Some(known) = KNOWN.with(|known| known.borrow().get(&item).copied()) {
		return known;
	}
	let outcome = CODE
		.with(|code| {
			labscape_referee::execute(labscape_referee::SEMANTICS, code, &input(item), ITEM_FUEL)
		})
		.expect("it runs");
	let hash = Hash::from(labscape_referee::result_hash(&outcome));
	KNOWN.with(|known| known.borrow_mut().insert(item, hash));
	hash
}

/// Register the program and a job of `items` items; returns the job.
pub fn new_job(items: u32) -> JobId {
	let program = sp_io::hashing::blake2_256(&instrumented()).into();
	if !Programs::<Test>::contains_key(program) {
		Posw::register_program(RuntimeOrigin::signed(REQUESTER), module()).expect("registers");
	}
	let inputs_root = merkle::root(&input_leaves(items)).expect("a job has items");
	let view = JobView { requester: REQUESTER, program, inputs_root, items, item_fuel: ITEM_FUEL };
	world(|w| {
		let id = w.jobs.len() as JobId + 1;
		w.jobs.insert(id, view);
		id
	})
}

/// Lease items of a job to a node, as Resources does.
pub fn lease(node: NodeId, job: JobId, first: u32, len: u32, item_price: Balance) -> LeaseId {
	let price = item_price * Balance::from(len);
	Posw::reserve(node, price).expect("the stake suffices");
	let audit = Posw::audit_budget(len, item_price);
	let pot = Posw::pot_account();
	Balances::transfer(&REQUESTER, &pot, price + audit, Preservation::Expendable)
		.expect("the requester pays");
	world(|w| {
		let id = w.leases.len() as LeaseId + 1;
		let view = LeaseView { id, job, first, len, committed: 0, item_price };
		w.leases.insert(id, (node, view));
		id
	})
}

/// Let every lease expire, as Resources does: what is not committed goes back.
pub fn expire_leases() {
	let open: Vec<_> = world(|w| w.leases.values().cloned().collect());
	for (node, lease) in open.into_iter().filter(|(_, lease)| lease.committed < lease.len) {
		let missing = Balance::from(lease.len - lease.committed);
		Posw::unreserve(node, lease.item_price * missing);
		let paid = (lease.item_price + money::audit_price(lease.item_price)) * missing;
		let pot = Posw::pot_account();
		Balances::transfer(&pot, &REQUESTER, paid, Preservation::Expendable)
			.expect("the pot holds what is leased");
		world(|w| {
			let (_, record) = w.leases.get_mut(&lease.id).expect("it is there");
			record.len = record.committed;
		});
	}
}

/// What issuance must be: nothing is created or destroyed but through the ledger.
pub fn check_issuance() {
	let (burned, minted) = world(|w| (w.burned.values().sum::<Balance>(), w.minted));
	assert_eq!(Balances::total_issuance() + burned - minted, ISSUANCE);
}

const ISSUANCE: Balance = 1_000 * BOND + 4;

/// A network of nodes of 16 units each, one in each labscape from `labscapes` in turn, each of its
/// own provider.
pub fn new_test_ext(nodes: u32) -> sp_io::TestExternalities {
	WORLD.with(|world| *world.borrow_mut() = World::default());
	PausedNow::set(false);
	Outputs::set(true);
	let mut storage =
		frame_system::GenesisConfig::<Test>::default().build_storage().expect("builds");
	pallet_balances::GenesisConfig::<Test> {
		balances: vec![
			(REQUESTER, 500 * BOND),
			(BONDS, 500 * BOND),
			(TREASURY, 1),
			(STAKE_POT, 1),
			(PotId::get().into_account(), 1),
			(5, 1),
		],
		..Default::default()
	}
	.assimilate_storage(&mut storage)
	.expect("builds");
	pallet_posw::GenesisConfig::<Test>::default().assimilate_storage(&mut storage).expect("builds");
	let mut ext = sp_io::TestExternalities::new(storage);
	world(|w| {
		for node in 1..=nodes {
			add_node(w, node, AccountId::from(node) + PROVIDERS);
		}
	});
	ext.execute_with(|| {
		System::set_block_number(1);
		Posw::on_initialize(1);
	});
	ext
}

/// Add a node of 16 units, four to a labscape.
pub fn add_node(w: &mut World, node: NodeId, provider: AccountId) {
	w.bonds.insert(provider, BOND);
	let view = NodeView {
		provider,
		hot_key: HOT_KEYS + AccountId::from(node),
		labscape: (node / 4) as u8,
		first_slot: ((node % 4) * 16) as u16,
		units: 16,
		counts_from: 0,
		draining: false,
	};
	w.nodes.insert(node, view);
}

trait IntoAccount {
	fn into_account(self) -> AccountId;
}
impl IntoAccount for PalletId {
	fn into_account(self) -> AccountId {
		sp_runtime::traits::AccountIdConversion::into_account_truncating(&self)
	}
}

/// Build the next block, with as much idle time as it needs.
pub fn next_block() {
	let next = System::block_number() + 1;
	System::set_block_number(next);
	Posw::on_initialize(next);
	Posw::on_idle(next, Weight::MAX);
}

/// Build blocks until the next epoch begins.
pub fn next_epoch() {
	let epoch = Current::<Test>::get().index;
	for _ in 0..1_000 {
		next_block();
		if Current::<Test>::get().index > epoch {
			return;
		}
	}
	panic!("the epoch does not end");
}

/// Run a test, then check every invariant.
pub fn build_and_execute(nodes: u32, test: impl FnOnce()) {
	new_test_ext(nodes).execute_with(|| {
		test();
		Posw::do_try_state().expect("the invariants hold");
		check_issuance();
	});
}

#[cfg(feature = "runtime-benchmarks")]
pub struct Helper;
#[cfg(feature = "runtime-benchmarks")]
impl BenchmarkHelper<AccountId, TestSignature> for Helper {
	fn node(
		labscape: LabscapeId,
		leases: u32,
		items: u32,
	) -> (NodeId, AccountId, Box<dyn Fn(&[u8]) -> TestSignature>) {
		let node = world(|w| {
			let node = w.nodes.keys().max().map_or(0, |last| last + 1);
			add_node(w, node, PROVIDERS + AccountId::from(node));
			if let Some(view) = w.nodes.get_mut(&node) {
				view.labscape = labscape;
			}
			node
		});
		let _ = Balances::mint_into(&Posw::pot_account(), BOND);
		let _ = Balances::mint_into(&BONDS, BOND);
		for _ in 0..leases {
			let job = new_job(items);
			lease(node, job, 0, items, 1_000);
		}
		let hot_key = HOT_KEYS + AccountId::from(node);
		(node, REQUESTER, Box::new(move |message| TestSignature(hot_key, message.to_vec())))
	}
	fn output() {
		Outputs::set(true);
	}
	fn shared() -> Vec<Vec<u8>> {
		Vec::new()
	}
}
