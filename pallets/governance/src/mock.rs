//! A runtime of System, Balances, Preimage and Governance.

use std::collections::BTreeMap;

use frame_support::{
	derive_impl, ord_parameter_types, parameter_types,
	traits::{ConstU32, ConstU64, Hooks},
	weights::{Weight, WeightMeter},
};
use frame_system::{EnsureRoot, EnsureSignedBy};
use labscape_primitives::{OwnStake, WorkEpoch};
use sp_runtime::{BuildStorage, Perbill};

use crate::{self as pallet_governance, ConstitutionToRoot, Power};

pub type AccountId = u64;
pub type Block = frame_system::mocking::MockBlock<Test>;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Balances: pallet_balances,
		Preimage: pallet_preimage,
		Governance: pallet_governance,
	}
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountData = pallet_balances::AccountData<u64>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
}

impl pallet_preimage::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = ();
	type Currency = Balances;
	type ManagerOrigin = EnsureRoot<AccountId>;
	type Consideration = ();
}

pub const ALICE: AccountId = 1;
pub const BOB: AccountId = 2;
pub const CAROL: AccountId = 3;
/// May cancel acts.
pub const COMMITTEE: AccountId = 50;

ord_parameter_types! {
	pub const Committee: AccountId = COMMITTEE;
}

parameter_types! {
	pub static Epoch: WorkEpoch = 0;
	pub static Stakes: BTreeMap<AccountId, Power> = Default::default();
	pub static LeastDelay: u64 = 10;
	pub static Grace: u64 = 5;
	pub static Kept: Perbill = Perbill::from_percent(50);
	pub static HeaviestAct: Weight = Weight::from_parts(500_000_000_000, 4_000_000);
	pub static RecordsKept: u32 = 3;
	pub const Quorum: Perbill = Perbill::from_percent(40);
	pub const Threshold: Perbill = Perbill::from_percent(60);
}

/// Stakes as the test sets them.
pub struct Staked;
impl OwnStake<AccountId, Power> for Staked {
	fn own_stake(who: &AccountId) -> Power {
		Stakes::get().get(who).copied().unwrap_or_default()
	}
}

impl pallet_governance::Config for Test {
	type RuntimeOrigin = RuntimeOrigin;
	type PalletsOrigin = OriginCaller;
	type RuntimeCall = RuntimeCall;
	type Preimages = Preimage;
	type ActOrigin = ConstitutionToRoot<Test>;
	type CancelOrigin = EnsureSignedBy<Committee, AccountId>;
	type OwnStake = Staked;
	type WorkEpoch = Epoch;
	type MinDelay = LeastDelay;
	type MaxDelay = ConstU64<100>;
	type GracePeriod = Grace;
	type MaxActWeight = HeaviestAct;
	type MaxActs = ConstU32<4>;
	type MaxRecords = RecordsKept;
	type VetoQuorum = Quorum;
	type VetoThreshold = Threshold;
	type DecayPeriod = ConstU32<10>;
	type KeptPerStep = Kept;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Staked;
}

#[cfg(feature = "runtime-benchmarks")]
impl crate::BenchmarkHelper<AccountId> for Staked {
	fn give_stake(who: &AccountId) {
		stake(*who, 1_000);
	}
}

/// Genesis with a block.
pub fn new_test_ext() -> sp_io::TestExternalities {
	let storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	let mut ext = sp_io::TestExternalities::new(storage);
	ext.execute_with(|| System::set_block_number(1));
	ext
}

/// Run `test` on a fresh genesis; every invariant must hold afterwards.
pub fn build_and_execute(test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		test();
		Governance::do_try_state().unwrap();
		<Governance as Hooks<u64>>::integrity_test();
	});
}

/// Go to block `block`, with all the weight an act may want in each block.
pub fn run_to(block: u64) {
	while System::block_number() < block {
		let next = System::block_number() + 1;
		System::set_block_number(next);
		Governance::on_poll(next, &mut WeightMeter::new());
	}
}

pub fn stake(who: AccountId, amount: Power) {
	Stakes::mutate(|stakes| {
		stakes.insert(who, amount);
	});
}

/// The origin of a constitutional referendum.
pub fn constitution() -> RuntimeOrigin {
	pallet_governance::Origin::Constitution.into()
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

/// The events of this pallet since the last call.
pub fn events() -> Vec<crate::Event<Test>> {
	let events = System::events()
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::Governance(event) => Some(event),
			_ => None,
		})
		.collect();
	System::reset_events();
	events
}
