//! A runtime with the real tokens and vesting pallets over real assets.

use frame_support::{
	derive_impl, parameter_types,
	traits::{
		fungible::Mutate,
		tokens::{Fortitude, Precision, Preservation},
		AsEnsureOriginWithArg, ConstU128, ConstU32, ConstU64, Contains,
	},
	BoundedVec, PalletId,
};
use frame_system::{EnsureNever, EnsureRoot};
use labscape_primitives::{
	Amount, BurnLedger, BurnSource, Features, Grant, MintSource, Release, Role, TokenId,
};
use pallet_labscape_tokens::Guard;
use sp_runtime::{
	traits::{Dispatchable, IdentityLookup},
	AccountId32, BuildStorage, DispatchError, DispatchResult, MultiSignature, MultiSigner, Permill,
};

use crate::{self as pallet_labscape_factory, Blueprint, GrantOf, Template, Terms};

type Block = frame_system::mocking::MockBlock<Test>;

pub(crate) const FUNDS: Amount = 1_000_000;
pub(crate) const BASE: Amount = 1_000;
pub(crate) const FEATURE: Amount = 100;
pub(crate) const ALLOCATION: Amount = 7;
pub(crate) const DEPOSIT: Amount = 500;
pub(crate) const SCHEDULE_DEPOSIT: Amount = 20;

#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeTask,
		RuntimeHoldReason,
		RuntimeFreezeReason,
		RuntimeViewFunction
	)]
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Balances = pallet_balances;
	#[runtime::pallet_index(2)]
	pub type Assets = pallet_assets;
	#[runtime::pallet_index(3)]
	pub type AssetsHolder = pallet_assets_holder;
	#[runtime::pallet_index(4)]
	pub type AssetsFreezer = pallet_assets_freezer;
	#[runtime::pallet_index(5)]
	pub type Tokens = pallet_labscape_tokens;
	#[runtime::pallet_index(6)]
	pub type Vesting = pallet_labscape_vesting;
	#[runtime::pallet_index(7)]
	pub type Factory = pallet_labscape_factory;
}

/// The filter of the chain, as far as tokens are concerned.
pub struct Filter;
impl Contains<RuntimeCall> for Filter {
	fn contains(call: &RuntimeCall) -> bool {
		match call {
			RuntimeCall::Assets(call) => Tokens::allows(call),
			_ => true,
		}
	}
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountId = AccountId32;
	type Lookup = IdentityLookup<AccountId32>;
	type AccountData = pallet_balances::AccountData<Amount>;
	type BaseCallFilter = Filter;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
	type Balance = Amount;
	type ExistentialDeposit = ConstU128<10>;
}

#[derive_impl(pallet_assets::config_preludes::TestDefaultConfig)]
impl pallet_assets::Config for Test {
	type Balance = Amount;
	type Currency = Balances;
	type CreateOrigin = AsEnsureOriginWithArg<EnsureNever<AccountId32>>;
	type ForceOrigin = EnsureRoot<AccountId32>;
	type Freezer = Guard<Test, AssetsFreezer>;
	type Holder = AssetsHolder;
	type CallbackHandle = Tokens;
}

impl pallet_assets_holder::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeHoldReason = RuntimeHoldReason;
}

impl pallet_assets_freezer::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeFreezeReason = RuntimeFreezeReason;
}

parameter_types! {
	pub const TokensPalletId: PalletId = PalletId(*b"lab/tokn");
	pub const FactoryPalletId: PalletId = PalletId(*b"lab/fact");
	pub const NativeSymbol: &'static [u8] = b"UBC";
	pub TreasuryAccount: AccountId32 = treasury();
	pub const DefaultTerms: Terms = Terms {
		base_fee: BASE,
		feature_fee: FEATURE,
		allocation_fee: ALLOCATION,
		burned: Permill::from_percent(30),
		metadata_deposit: DEPOSIT,
		account_limit: 3,
	};
	/// What was burned, and why.
	pub static Burned: Vec<(Amount, BurnSource)> = vec![];
}

impl pallet_labscape_tokens::Config for Test {
	type PalletId = TokensPalletId;
	type OffchainSignature = MultiSignature;
	type OffchainSigner = MultiSigner;
	type OnRetired = Factory;
	type FirstTokenId = ConstU32<1_000>;
	type MaxRoleMembers = ConstU32<4>;
	type MaxBatch = ConstU32<10>;
	type AdminTransferPeriod = ConstU64<10>;
	type CheckpointRetention = ConstU64<100>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = ();
}

impl pallet_labscape_vesting::Config for Test {
	type Currency = Balances;
	type Fungibles = AssetsHolder;
	type TokenRules = Tokens;
	type RuntimeHoldReason = RuntimeHoldReason;
	type PauseOrigin = EnsureRoot<AccountId32>;
	type ScheduleDeposit = ConstU128<SCHEDULE_DEPOSIT>;
	type MaxBatch = ConstU32<100>;
	type MaxDuration = ConstU64<10_000>;
	type MaxPause = ConstU64<20>;
	type PauseCooldown = ConstU64<20>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = ();
}

/// A ledger that burns and notes.
pub struct Ledger;
impl BurnLedger<AccountId32, Amount> for Ledger {
	fn burn_from(who: &AccountId32, amount: Amount, source: BurnSource) -> DispatchResult {
		Balances::burn_from(
			who,
			amount,
			Preservation::Preserve,
			Precision::Exact,
			Fortitude::Polite,
		)?;
		Self::note_burned(amount, source);
		Ok(())
	}
	fn note_burned(amount: Amount, source: BurnSource) {
		Burned::mutate(|burned| burned.push((amount, source)));
	}
	fn mint_into(_: &AccountId32, _: Amount, _: MintSource) -> DispatchResult {
		Err(DispatchError::Other("a factory mints no UBC"))
	}
	fn note_minted(_: Amount, _: MintSource) {}
}

impl crate::Config for Test {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Tokens = Tokens;
	type Vesting = Vesting;
	type BurnLedger = Ledger;
	type Treasury = TreasuryAccount;
	type GovernanceOrigin = EnsureRoot<AccountId32>;
	type PalletId = FactoryPalletId;
	type NativeSymbol = NativeSymbol;
	type DefaultTerms = DefaultTerms;
	type MaxAllocations = ConstU32<100>;
	type MaxRoles = ConstU32<10>;
	type WeightInfo = ();
}

pub(crate) fn account(index: u8) -> AccountId32 {
	AccountId32::new([index; 32])
}
pub(crate) fn alice() -> AccountId32 {
	account(2)
}
pub(crate) fn bob() -> AccountId32 {
	account(3)
}
pub(crate) fn treasury() -> AccountId32 {
	account(200)
}
/// Has nothing and does not exist.
pub(crate) fn ghost() -> AccountId32 {
	account(199)
}

pub(crate) fn new_test_ext() -> sp_io::TestExternalities {
	let accounts = (1..=120).map(account).chain([treasury()]);
	let storage = RuntimeGenesisConfig {
		balances: pallet_balances::GenesisConfig {
			balances: accounts.map(|who| (who, FUNDS)).collect(),
			..Default::default()
		},
		factory: pallet_labscape_factory::GenesisConfig {
			reserved_symbols: vec![b"DOT".to_vec(), b"BTC".to_vec()],
			..Default::default()
		},
		..Default::default()
	}
	.build_storage()
	.expect("the genesis is fixed");
	let mut ext = sp_io::TestExternalities::new(storage);
	ext.execute_with(|| System::set_block_number(1));
	ext
}

/// Check the invariants of all three pallets, and that the pot is empty.
pub(crate) fn check() {
	Factory::do_try_state().expect("the invariants hold");
	Tokens::do_try_state().expect("the invariants hold");
	Vesting::do_try_state().expect("the invariants hold");
	let pot = pallet_assets::Account::<Test>::iter_keys()
		.filter(|(_, who)| *who == Factory::account_id())
		.count();
	assert_eq!(pot, 0, "the pot holds tokens between creations");
}

/// Run a test in a fresh chain and check all invariants at its end.
pub(crate) fn build_and_execute(test: impl FnOnce()) {
	Burned::set(vec![]);
	new_test_ext().execute_with(|| {
		test();
		check();
	})
}

/// Run a long test part by part in one chain, and check all invariants after each. What a part has
/// removed is gone before the next one: the overlay of one part would remember every removed key, and
/// iterations would step over all of them.
pub(crate) fn build_and_execute_in_parts(parts: u32, mut part: impl FnMut(u32)) {
	let mut ext = new_test_ext();
	for index in 0..parts {
		ext.execute_with(|| {
			part(index);
			check();
		});
		ext.commit_all().expect("no transaction is open");
	}
}

/// Dispatch as a block would: filtered, and what fails leaves nothing behind.
pub(crate) fn run(origin: RuntimeOrigin, call: impl Into<RuntimeCall>) -> DispatchResult {
	call.into().dispatch(origin).map(|_| ()).map_err(|error| error.error)
}

/// As [`run`], signed by `who`.
pub(crate) fn sign(who: AccountId32, call: impl Into<RuntimeCall>) -> DispatchResult {
	run(RuntimeOrigin::signed(who), call)
}

/// As [`run`], by governance.
pub(crate) fn govern(call: crate::Call<Test>) -> DispatchResult {
	run(RuntimeOrigin::root(), call)
}

/// A standard token of [`alice`] with minters and an allocation.
pub(crate) fn blueprint(symbol: &[u8]) -> Blueprint<Test> {
	Blueprint {
		name: BoundedVec::truncate_from(b"A token".to_vec()),
		symbol: BoundedVec::truncate_from(symbol.to_vec()),
		decimals: 6,
		template: Template::Standard,
		features: Features { mintable: true, ..Default::default() },
		admin: alice(),
		roles: BoundedVec::truncate_from(vec![(Role::Minter, alice())]),
		allocations: BoundedVec::truncate_from(vec![(bob(), 400)]),
		vested: BoundedVec::new(),
	}
}

/// A grant that anyone may get.
pub(crate) fn grant(beneficiary: AccountId32, amount: Amount) -> GrantOf<Test> {
	let release = Release::Linear { start: 10, cliff: 20, end: 110 };
	Grant { beneficiary, amount, release, revocable: true, transferable: false }
}

/// Create by `who`.
pub(crate) fn create(who: AccountId32, blueprint: Blueprint<Test>) -> DispatchResult {
	sign(who, crate::Call::create { blueprint: Box::new(blueprint) })
}

/// Create by [`alice`] and return the id.
pub(crate) fn created(blueprint: Blueprint<Test>) -> TokenId {
	let symbol = blueprint.symbol.to_vec();
	create(alice(), blueprint).expect("the blueprint is valid");
	Factory::token_by_symbol(symbol).expect("it was created")
}
