//! A runtime of System, Balances and Burning.

use frame_support::{derive_impl, parameter_types, traits::ConstU32};
use frame_system::EnsureRoot;
use labscape_primitives::{WorkEpoch, WorkShares};
use sp_runtime::{BuildStorage, Perbill};

use crate::{self as pallet_burning, BurnDust, Parameters};

pub type AccountId = u64;
pub type Block = frame_system::mocking::MockBlock<Test>;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Balances: pallet_balances,
		Burning: pallet_burning,
	}
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountData = pallet_balances::AccountData<u128>;
}

pub const EXISTENTIAL_DEPOSIT: u128 = 10;

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type Balance = u128;
	type ExistentialDeposit = frame_support::traits::ConstU128<EXISTENTIAL_DEPOSIT>;
	type AccountStore = System;
	type DustRemoval = BurnDust<Test>;
}

pub const ALICE: AccountId = 1;
pub const BOB: AccountId = 2;
pub const TREASURY: AccountId = 100;
pub const AUTHOR: AccountId = 200;

pub const PARAMETERS: Parameters = Parameters {
	fee_burn: Perbill::from_percent(50),
	fee_treasury: Perbill::from_percent(30),
	kappa: Perbill::from_percent(80),
	validators: Perbill::from_percent(50),
	work: Perbill::from_percent(40),
};

parameter_types! {
	pub static Epoch: WorkEpoch = 1;
	pub static BlockAuthor: Option<AccountId> = Some(AUTHOR);
	pub static Shares: WorkShares = WorkShares {
		burn: Perbill::from_percent(10),
		treasury: Perbill::from_percent(5),
		recaptured: Perbill::from_percent(0),
		rebates: Perbill::from_percent(0),
	};
	pub static Defaults: Parameters = PARAMETERS;
	pub static HistoryLength: u32 = 4;
	pub const TreasuryAccount: AccountId = TREASURY;
}

impl pallet_burning::Config for Test {
	type Currency = Balances;
	type AdminOrigin = EnsureRoot<AccountId>;
	type WorkEpoch = Epoch;
	type Treasury = TreasuryAccount;
	type Author = BlockAuthor;
	type WorkShares = Shares;
	type DefaultParameters = Defaults;
	type InitialEmission = frame_support::traits::ConstU128<1_000>;
	type HalvingPeriod = frame_support::traits::ConstU64<100>;
	type BlockMillis = frame_support::traits::ConstU64<3_000>;
	type MaxPaidMillis = frame_support::traits::ConstU64<60_000>;
	type HistoryEpochs = HistoryLength;
	type MaxMemoLength = ConstU32<8>;
	type WeightInfo = ();
}

/// Genesis with funds for Alice, the treasury and the author.
pub fn new_test_ext() -> sp_io::TestExternalities {
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	pallet_balances::GenesisConfig::<Test> {
		balances: vec![(ALICE, 1_000_000), (TREASURY, 1_000), (AUTHOR, 1_000)],
		..Default::default()
	}
	.assimilate_storage(&mut storage)
	.unwrap();
	pallet_burning::GenesisConfig::<Test>::default().assimilate_storage(&mut storage).unwrap();
	let mut ext = sp_io::TestExternalities::new(storage);
	ext.execute_with(|| System::set_block_number(1));
	ext
}

/// Run `test` on a fresh genesis; every invariant must hold afterwards.
pub fn build_and_execute(test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		test();
		Burning::do_try_state().unwrap();
	});
}

/// The events of this pallet since the last call.
pub fn events() -> Vec<crate::Event<Test>> {
	let events = System::events()
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::Burning(event) => Some(event),
			_ => None,
		})
		.collect();
	System::reset_events();
	events
}
