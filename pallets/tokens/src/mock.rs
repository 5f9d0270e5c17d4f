//! A runtime with real balances, assets, holds and freezes, filtered as the chain's runtime is.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	derive_impl, parameter_types,
	traits::{AsEnsureOriginWithArg, ConstU128, ConstU32, ConstU64, Contains, VariantCount},
	PalletId,
};
use frame_system::{EnsureNever, EnsureRoot};
use labscape_primitives::{
	Amount, Features, OnTokenRetired, Role, TokenCreation, TokenId, TokenSpec,
};
use scale_info::TypeInfo;
use sp_core::{ecdsa, ed25519, sr25519, Pair};
use sp_runtime::{
	traits::{Dispatchable, IdentifyAccount, IdentityLookup},
	AccountId32, BuildStorage, DispatchResult, MultiSignature, MultiSigner,
};

use crate as pallet_labscape_tokens;
use crate::Guard;

type Block = frame_system::mocking::MockBlock<Test>;

pub(crate) const FUNDS: Amount = 1_000_000;
pub(crate) const SUPPLY: Amount = 10_000;
pub(crate) const PERIOD: u64 = 10;
pub(crate) const RETENTION: u64 = 100;

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

/// A reason of some other pallet, to hold or freeze for.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum Elsewhere {
	Anything,
}
impl VariantCount for Elsewhere {
	const VARIANT_COUNT: u32 = 1;
}

impl pallet_assets_holder::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeHoldReason = Elsewhere;
}

impl pallet_assets_freezer::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeFreezeReason = Elsewhere;
}

parameter_types! {
	pub const TokensPalletId: PalletId = PalletId(*b"lab/tokn");
	/// The tokens that were said to be gone.
	pub static Gone: Vec<TokenId> = vec![];
}

/// Notes what it is told.
pub struct Notice;
impl OnTokenRetired for Notice {
	fn on_token_retired(token: TokenId) {
		Gone::mutate(|gone| gone.push(token));
	}
}

impl crate::Config for Test {
	type PalletId = TokensPalletId;
	type OffchainSignature = MultiSignature;
	type OffchainSigner = MultiSigner;
	type OnRetired = Notice;
	type FirstTokenId = ConstU32<1_000>;
	type MaxRoleMembers = ConstU32<4>;
	type MaxBatch = ConstU32<10>;
	type AdminTransferPeriod = ConstU64<PERIOD>;
	type CheckpointRetention = ConstU64<RETENTION>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = ();
}

pub(crate) fn account(index: u8) -> AccountId32 {
	AccountId32::new([index; 32])
}
pub(crate) fn admin() -> AccountId32 {
	account(1)
}
pub(crate) fn alice() -> AccountId32 {
	account(2)
}
pub(crate) fn bob() -> AccountId32 {
	account(3)
}
pub(crate) fn charlie() -> AccountId32 {
	account(4)
}
/// Has nothing and does not exist.
pub(crate) fn ghost() -> AccountId32 {
	account(99)
}

/// Accounts with keys, one of each kind.
pub(crate) fn signers() -> Vec<(AccountId32, Box<dyn Fn(&[u8]) -> MultiSignature>)> {
	let (s, e, c) = (
		sr25519::Pair::from_seed(&[7; 32]),
		ed25519::Pair::from_seed(&[7; 32]),
		ecdsa::Pair::from_seed(&[7; 32]),
	);
	vec![
		(
			MultiSigner::from(s.public()).into_account(),
			Box::new(move |message| s.sign(message).into()),
		),
		(
			MultiSigner::from(e.public()).into_account(),
			Box::new(move |message| e.sign(message).into()),
		),
		(
			MultiSigner::from(c.public()).into_account(),
			Box::new(move |message| c.sign(message).into()),
		),
	]
}

pub(crate) fn new_test_ext() -> sp_io::TestExternalities {
	let with_keys = signers().into_iter().map(|(who, _)| who);
	let balances = (1..=12).map(account).chain(with_keys).map(|who| (who, FUNDS)).collect();
	let storage = RuntimeGenesisConfig {
		balances: pallet_balances::GenesisConfig { balances, ..Default::default() },
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
	Gone::set(vec![]);
	new_test_ext().execute_with(|| {
		test();
		Tokens::do_try_state().expect("the invariants hold");
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
			Tokens::do_try_state().expect("the invariants hold");
		});
		ext.commit_all().expect("no transaction is open");
	}
}

/// Everything but votes.
pub(crate) const PLAIN: Features =
	Features { mintable: true, burnable: true, pausable: true, freezable: true, votes: false };
/// Everything.
pub(crate) const VOTES: Features = Features { votes: true, ..PLAIN };

/// A token with `features`, of which [`admin`] has all roles and [`alice`] has [`SUPPLY`].
pub(crate) fn token(features: Features) -> TokenId {
	let spec = TokenSpec {
		name: b"Test token".to_vec(),
		symbol: b"TEST".to_vec(),
		decimals: 6,
		features,
		cap: Some(10 * SUPPLY),
		admin: admin(),
		roles: Role::ALL
			.iter()
			.filter(|role| role.is_enabled(&features))
			.map(|role| (*role, admin()))
			.collect(),
	};
	let token = <Tokens as TokenCreation<_>>::create(spec).expect("the token is valid");
	<Tokens as TokenCreation<_>>::mint_initial(token, &alice(), SUPPLY).expect("it is minted");
	token
}

/// Dispatch as a block would: filtered, and what fails leaves nothing behind.
pub(crate) fn run(origin: RuntimeOrigin, call: impl Into<RuntimeCall>) -> DispatchResult {
	call.into().dispatch(origin).map(|_| ()).map_err(|error| error.error)
}

/// As [`run`], signed by `who`.
pub(crate) fn sign(who: AccountId32, call: impl Into<RuntimeCall>) -> DispatchResult {
	run(RuntimeOrigin::signed(who), call)
}

/// What `who` has of `token`, free and held.
pub(crate) fn balance(token: TokenId, who: AccountId32) -> Amount {
	Tokens::balance_of(token, who)
}

/// Go on by `blocks`.
pub(crate) fn advance(blocks: u64) {
	System::set_block_number(System::block_number() + blocks);
}
