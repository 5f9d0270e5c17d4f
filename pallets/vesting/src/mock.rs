//! A runtime with real balances, assets and holds.

use frame_support::{
	derive_impl, parameter_types,
	traits::{AsEnsureOriginWithArg, ConstU128, ConstU32, ConstU64},
};
use frame_system::{EnsureNever, EnsureRoot};
use labscape_primitives::{Amount, AssetKind, Grant, Release, TokenId, TokenRules};
use sp_runtime::{traits::Dispatchable, BuildStorage, DispatchError, DispatchResult};

use crate as pallet_labscape_vesting;
use crate::GrantOf;

type Block = frame_system::mocking::MockBlock<Test>;

pub(crate) const GRANTER: u64 = 1;
pub(crate) const ALICE: u64 = 2;
pub(crate) const BOB: u64 = 3;
pub(crate) const AUTHORITY: u64 = 4;
/// Has nothing and does not exist.
pub(crate) const GHOST: u64 = 99;
pub(crate) const TOKEN: TokenId = 7;
/// A token whose accounts need at least 100.
pub(crate) const COARSE: TokenId = 8;
pub(crate) const NATIVE: AssetKind = AssetKind::Native;
pub(crate) const FUNDS: Amount = 1_000_000_000;
pub(crate) const DEPOSIT: Amount = 50;
pub(crate) const EXISTENTIAL: Amount = 10;

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
	pub type Vesting = pallet_labscape_vesting;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountData = pallet_balances::AccountData<Amount>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
	type Balance = Amount;
	type ExistentialDeposit = ConstU128<EXISTENTIAL>;
}

#[derive_impl(pallet_assets::config_preludes::TestDefaultConfig)]
impl pallet_assets::Config for Test {
	type Balance = Amount;
	type Currency = Balances;
	type CreateOrigin = AsEnsureOriginWithArg<EnsureNever<u64>>;
	type ForceOrigin = EnsureRoot<u64>;
	type Holder = AssetsHolder;
}

impl pallet_assets_holder::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeHoldReason = RuntimeHoldReason;
}

parameter_types! {
	/// The token that its rules have paused.
	pub static PausedToken: Option<TokenId> = None;
	/// Every move that the rules were told of.
	pub static Moves: Vec<(TokenId, u64, u64)> = vec![];
}

/// Rules that pause one token.
pub struct Rules;
impl TokenRules<u64> for Rules {
	fn ensure_movable(token: TokenId, _: &u64) -> DispatchResult {
		match PausedToken::get() {
			Some(paused) if paused == token => Err(DispatchError::Other("token paused")),
			_ => Ok(()),
		}
	}
	fn moved(token: TokenId, from: &u64, to: &u64) -> DispatchResult {
		Moves::mutate(|moves| moves.push((token, *from, *to)));
		Ok(())
	}
}

impl crate::Config for Test {
	type Currency = Balances;
	type Fungibles = AssetsHolder;
	type TokenRules = Rules;
	type RuntimeHoldReason = RuntimeHoldReason;
	type PauseOrigin = EnsureRoot<u64>;
	type ScheduleDeposit = ConstU128<DEPOSIT>;
	type MaxBatch = ConstU32<100>;
	type MaxDuration = ConstU64<10_000>;
	type MaxPause = ConstU64<20>;
	type PauseCooldown = ConstU64<20>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = ();
}

pub(crate) fn new_test_ext() -> sp_io::TestExternalities {
	let accounts = [GRANTER, ALICE, BOB, AUTHORITY, 5, 6, 7, 8];
	let storage = RuntimeGenesisConfig {
		balances: pallet_balances::GenesisConfig {
			balances: accounts.iter().map(|who| (*who, FUNDS)).collect(),
			..Default::default()
		},
		assets: pallet_assets::GenesisConfig {
			assets: vec![(TOKEN, GHOST, false, 1), (COARSE, GHOST, false, 100)],
			accounts: [TOKEN, COARSE]
				.iter()
				.flat_map(|token| accounts.iter().map(|who| (*token, *who, FUNDS)))
				.collect(),
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

/// Run a test in a fresh chain and check all invariants at its end.
pub(crate) fn build_and_execute(test: impl FnOnce()) {
	PausedToken::set(None);
	Moves::set(vec![]);
	new_test_ext().execute_with(|| {
		test();
		Vesting::do_try_state().expect("the invariants hold");
	})
}

/// Run a long test part by part in one chain, and check all invariants after each. What a part has
/// removed is gone before the next one: the overlay of one part would remember every removed key, and
/// iterations would step over all of them.
pub(crate) fn build_and_execute_in_parts(parts: u32, mut part: impl FnMut(u32)) {
	let mut ext = new_test_ext();
	PausedToken::set(None);
	for index in 0..parts {
		ext.execute_with(|| {
			part(index);
			Moves::set(vec![]);
			Vesting::do_try_state().expect("the invariants hold");
		});
		ext.commit_all().expect("no transaction is open");
	}
}

/// Dispatch as a block would: what fails leaves nothing behind.
pub(crate) fn run(origin: RuntimeOrigin, call: crate::Call<Test>) -> DispatchResult {
	RuntimeCall::from(call).dispatch(origin).map(|_| ()).map_err(|error| error.error)
}

/// As [`run`], signed by `who`.
pub(crate) fn sign(who: u64, call: crate::Call<Test>) -> DispatchResult {
	run(RuntimeOrigin::signed(who), call)
}

/// Linear from block 100 to 200, nothing before 150, with all rights.
pub(crate) fn linear(beneficiary: u64, amount: Amount) -> GrantOf<Test> {
	let release = Release::Linear { start: 100, cliff: 150, end: 200 };
	Grant { beneficiary, amount, release, revocable: true, transferable: true }
}

/// Make one grant from [`GRANTER`] and return its id.
pub(crate) fn granted(asset: AssetKind, grant: GrantOf<Test>) -> u64 {
	let id = crate::NextScheduleId::<Test>::get();
	sign(GRANTER, crate::Call::grant { asset, grant }).expect("the grant is valid");
	id
}

/// What `who` can spend of `asset`.
pub(crate) fn free(asset: AssetKind, who: u64) -> Amount {
	match asset {
		AssetKind::Native => Balances::free_balance(who),
		AssetKind::Token(token) => Assets::balance(token, who),
	}
}

/// What `who` has on hold of `asset` for grants.
pub(crate) fn held(asset: AssetKind, who: u64) -> Amount {
	use frame_support::traits::{fungible::InspectHold as _, fungibles::InspectHold as _};
	let reason = crate::HoldReason::Grant.into();
	match asset {
		AssetKind::Native => Balances::balance_on_hold(&reason, &who),
		AssetKind::Token(token) => AssetsHolder::balance_on_hold(token, &reason, &who),
	}
}
