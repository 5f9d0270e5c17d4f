//! A runtime of System, Balances and SwarmStaking.

use frame_support::{
	derive_impl, parameter_types,
	traits::{ConstU32, Hooks},
	weights::constants::RocksDbWeight,
	PalletId,
};
use frame_system::EnsureRoot;
use labscape_primitives::WorkEpoch;
use sp_runtime::{BuildStorage, Perbill};

use crate::{self as pallet_staking, Balance};

pub type AccountId = u64;
pub type Block = frame_system::mocking::MockBlock<Test>;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Balances: pallet_balances,
		Staking: pallet_staking,
	}
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountData = pallet_balances::AccountData<u128>;
	type DbWeight = RocksDbWeight;
}

pub const EXISTENTIAL_DEPOSIT: Balance = 10;

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type Balance = u128;
	type ExistentialDeposit = frame_support::traits::ConstU128<EXISTENTIAL_DEPOSIT>;
	type AccountStore = System;
	type RuntimeHoldReason = RuntimeHoldReason;
}

/// Providers are `1..=5`, delegators `11..=18`, and nobody knows 99.
pub const ALICE: AccountId = 1;
pub const BOB: AccountId = 2;
pub const DAVE: AccountId = 11;
pub const EVE: AccountId = 12;
pub const STRANGER: AccountId = 99;
pub const POT: AccountId = 100;
pub const RESIDUE: AccountId = 101;
/// What everybody has at genesis.
pub const WEALTH: Balance = 1_000_000;

parameter_types! {
	pub static Epoch: WorkEpoch = 1;
	pub static MinBond: Balance = 1_000;
	pub static UnitBond: Balance = 10;
	pub static NodeMinimum: Balance = 50;
	pub static Waiting: WorkEpoch = 6;
	pub static Unbonding: WorkEpoch = 20;
	pub static Moving: WorkEpoch = 10;
	pub const PotAccount: AccountId = POT;
	pub const ResidueAccount: AccountId = RESIDUE;
	pub const StakePalletId: PalletId = PalletId(*b"lab/stak");
	pub const HighestCommission: Perbill = Perbill::from_percent(50);
	pub const CommissionStep: Perbill = Perbill::from_percent(5);
}

impl pallet_staking::Config for Test {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type AdminOrigin = EnsureRoot<AccountId>;
	type WorkEpoch = Epoch;
	type Pot = PotAccount;
	type Residue = ResidueAccount;
	type MinProviderBond = MinBond;
	type BondPerUnit = UnitBond;
	type MinNodeBond = NodeMinimum;
	type MinDelegation = frame_support::traits::ConstU128<100>;
	type MaxLeverage = ConstU32<4>;
	type PendingEpochs = Waiting;
	type UnbondingPeriod = Unbonding;
	type MovePeriod = Moving;
	type MaxCommission = HighestCommission;
	type MaxCommissionStep = CommissionStep;
	type CommissionPeriod = ConstU32<30>;
	type PalletId = StakePalletId;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Epoch;
}

#[cfg(feature = "runtime-benchmarks")]
impl crate::BenchmarkHelper for Epoch {
	fn set_epoch(epoch: WorkEpoch) {
		Epoch::set(epoch);
	}
}

/// Genesis with funds for everybody, and a pot that exists.
pub fn new_test_ext() -> sp_io::TestExternalities {
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	pallet_balances::GenesisConfig::<Test> {
		balances: (1..=5)
			.chain(11..=18)
			.map(|who| (who, WEALTH))
			.chain([(POT, EXISTENTIAL_DEPOSIT), (RESIDUE, EXISTENTIAL_DEPOSIT)])
			.collect(),
		..Default::default()
	}
	.assimilate_storage(&mut storage)
	.unwrap();
	pallet_staking::GenesisConfig::<Test>::default().assimilate_storage(&mut storage).unwrap();
	let mut ext = sp_io::TestExternalities::new(storage);
	ext.execute_with(|| System::set_block_number(1));
	ext
}

/// Run `test` on a fresh genesis; every invariant must hold afterwards.
pub fn build_and_execute(test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		test();
		Staking::do_try_state().unwrap();
		<Staking as Hooks<u64>>::integrity_test();
	});
}

/// Let `epochs` epochs pass.
pub fn pass(epochs: WorkEpoch) {
	Epoch::mutate(|epoch| *epoch += epochs);
}

/// The events of this pallet since the last call.
pub fn events() -> Vec<crate::Event<Test>> {
	let events = System::events()
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::Staking(event) => Some(event),
			_ => None,
		})
		.collect();
	System::reset_events();
	events
}

/// Put `amount` of new income into the pot and share it.
pub fn earn(provider: AccountId, amount: Balance) {
	use frame_support::traits::fungible::Mutate;
	Balances::mint_into(&POT, amount).unwrap();
	<Staking as labscape_primitives::ProviderStake<AccountId, Balance>>::reward(&provider, amount);
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

pub fn free(who: AccountId) -> Balance {
	Balances::free_balance(who)
}
