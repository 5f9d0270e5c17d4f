//! Benchmarks, each on its longest path: accounts with full pages of checkpoints, roles with all
//! their members.

use alloc::{vec, vec::Vec};
use frame_benchmarking::v2::*;
use frame_support::traits::{Currency, Get};
use frame_system::RawOrigin;
use labscape_primitives::{TokenCreation, TokenSpec};
use sp_runtime::traits::{Bounded, One, Saturating, StaticLookup};

use super::*;
use crate::votes::Votes;

/// Signs for benchmarks.
pub trait BenchmarkHelper<AccountId, Signature> {
	/// A signer's account, and what signs for it.
	fn signer() -> (AccountId, alloc::boxed::Box<dyn Fn(&[u8]) -> Signature>);
}

impl BenchmarkHelper<sp_runtime::AccountId32, sp_runtime::MultiSignature> for () {
	fn signer(
	) -> (sp_runtime::AccountId32, alloc::boxed::Box<dyn Fn(&[u8]) -> sp_runtime::MultiSignature>)
	{
		const KEY: sp_core::crypto::KeyTypeId = sp_core::crypto::KeyTypeId(*b"bnch");
		let public = sp_io::crypto::ecdsa_generate(KEY, None);
		let account = sp_runtime::MultiSigner::from(public).into_account();
		let sign = move |message: &[u8]| {
			sp_io::crypto::ecdsa_sign(KEY, &public, message)
				.expect("the key was generated above")
				.into()
		};
		(account, alloc::boxed::Box::new(sign))
	}
}

const SUPPLY: Amount = 1_000_000_000_000;
const VOTES: Features =
	Features { mintable: true, burnable: true, pausable: true, freezable: true, votes: true };

fn funded<T: Config>(name: &'static str, index: u32) -> T::AccountId {
	let who: T::AccountId = account(name, index, 0);
	endow::<T>(&who);
	who
}

fn endow<T: Config>(who: &T::AccountId) {
	let amount = <T as pallet_assets::Config>::Currency::minimum_balance()
		.saturating_mul(1_000_000u32.into())
		.max(1_000_000u32.into());
	let _ = <T as pallet_assets::Config>::Currency::make_free_balance_be(who, amount);
}

/// A token of which the admin has every role and all of the supply.
fn token<T: Config>(features: Features) -> (TokenId, T::AccountId) {
	let admin = funded::<T>("admin", 0);
	let spec = TokenSpec {
		name: b"Benchmark".to_vec(),
		symbol: b"BENCH".to_vec(),
		decimals: 12,
		features,
		cap: Some(SUPPLY.saturating_mul(10)),
		admin: admin.clone(),
		roles: Role::ALL.iter().map(|role| (*role, admin.clone())).collect(),
	};
	let token = <Pallet<T> as TokenCreation<_>>::create(spec).expect("the benchmark set it up");
	<Pallet<T> as TokenCreation<_>>::mint_initial(token, &admin, SUPPLY)
		.expect("the benchmark set it up");
	(token, admin)
}

fn advance<T: Config>() {
	let now = frame_system::Pallet::<T>::block_number();
	frame_system::Pallet::<T>::set_block_number(now.saturating_add(One::one()));
}

/// Give `who` another checkpoint in each of `rounds` blocks.
fn grow<T: Config>(token: TokenId, who: &T::AccountId, rounds: u32) {
	use frame_support::traits::fungibles::Mutate;
	for _ in 0..rounds {
		advance::<T>();
		Assets::<T>::mint_into(token, who, 1).expect("the benchmark set it up");
		Votes::<T>::sync(token, who).expect("the benchmark set it up");
		Votes::<T>::sync_supply(token).expect("the benchmark set it up");
	}
}

/// Whether the next checkpoint moves a page away, behind one that is there.
fn is_full<T: Config>(token: TokenId, key: Option<T::AccountId>) -> bool {
	let trace = Traces::<T>::get(token, key);
	trace.next_page > 0 && trace.recent.is_full()
}

fn fill<T: Config>(token: TokenId, who: &T::AccountId) {
	while !is_full::<T>(token, Some(who.clone())) {
		grow::<T>(token, who, 1);
	}
}

fn fill_supply<T: Config>(token: TokenId) {
	let other = funded::<T>("other", 0);
	while !is_full::<T>(token, None) {
		grow::<T>(token, &other, 1);
	}
}

/// An account with full checkpoints that a delegate with full checkpoints votes for.
fn delegating<T: Config>(token: TokenId, who: &T::AccountId, index: u32) {
	let delegate = funded::<T>("delegate", index);
	Pallet::<T>::delegate(RawOrigin::Signed(who.clone()).into(), token, delegate.clone())
		.expect("the benchmark set it up");
	fill::<T>(token, who);
	fill::<T>(token, &delegate);
}

/// An account that `token` has removed because it has nothing, with full checkpoints, as has the
/// delegate that votes for it: what it receives next makes an account and moves two pages away.
fn emptied<T: Config>(token: TokenId, index: u32) -> T::AccountId {
	let who = funded::<T>("to", index);
	let delegate = funded::<T>("delegate of to", index);
	Pallet::<T>::delegate(RawOrigin::Signed(who.clone()).into(), token, delegate)
		.expect("the benchmark set it up");
	// Every second checkpoint is one of nothing; both accounts get them together.
	for _ in 0..PAGE_LENGTH {
		grow::<T>(token, &who, 1);
		empty::<T>(token, &who);
	}
	assert!(is_full::<T>(token, Some(who.clone())), "two pages of checkpoints");
	who
}

/// In another block, burn all that `who` has.
fn empty<T: Config>(token: TokenId, who: &T::AccountId) {
	advance::<T>();
	let all = Pallet::<T>::balance_of(token, who.clone());
	Pallet::<T>::burn(RawOrigin::Signed(who.clone()).into(), token, all)
		.expect("the benchmark set it up");
}

/// Freeze somebody, so that whoever sends is looked up among the frozen.
fn freeze_other<T: Config>(token: TokenId, admin: &T::AccountId) {
	let other = funded::<T>("frozen", 0);
	Pallet::<T>::freeze(RawOrigin::Signed(admin.clone()).into(), token, other)
		.expect("the benchmark set it up");
}

/// Let whatever moves `token` to or from `who` cost the most: checkpoints are full, on both sides of a
/// delegation. For benchmarks of those who move tokens; pages can be dropped once time has passed.
pub fn burden<T: Config>(token: TokenId, who: &T::AccountId) {
	use frame_support::traits::fungibles::Mutate;
	endow::<T>(who);
	Assets::<T>::mint_into(token, who, 1).expect("the benchmark set it up");
	let delegate: T::AccountId = {
		let seed = codec::Encode::using_encoded(who, sp_io::hashing::blake2_256);
		account("burden", u32::from_le_bytes([seed[0], seed[1], seed[2], seed[3]]), 0)
	};
	endow::<T>(&delegate);
	Assets::<T>::mint_into(token, &delegate, 1).expect("the benchmark set it up");
	// A second call only fills up what was used since.
	if let Err(error) =
		Pallet::<T>::delegate(RawOrigin::Signed(who.clone()).into(), token, delegate.clone())
	{
		assert_eq!(error, Error::<T>::NothingToChange.into());
	}
	fill::<T>(token, who);
	fill::<T>(token, &delegate);
}

/// Let so much time pass that every page can be dropped.
fn expire<T: Config>() {
	advance::<T>();
	let now = frame_system::Pallet::<T>::block_number();
	let later = now.saturating_add(T::CheckpointRetention::get());
	frame_system::Pallet::<T>::set_block_number(later);
}

#[benchmarks]
mod benchmarks {
	use super::*;

	/// pallet-assets' own transfer of one of our tokens: what the rules here are compared with.
	#[benchmark]
	fn assets_transfer() {
		let (token, admin) = token::<T>(Features { votes: false, ..VOTES });
		let to = funded::<T>("to", 0);
		freeze_other::<T>(token, &admin);
		whitelist_account!(admin);
		let target = T::Lookup::unlookup(to.clone());
		#[block]
		{
			Assets::<T>::transfer(RawOrigin::Signed(admin).into(), token.into(), target, SUPPLY)
				.expect("the benchmark set it up");
		}
		assert_eq!(Pallet::<T>::balance_of(token, to), SUPPLY);
	}

	#[benchmark]
	fn transfer() {
		let (token, admin) = token::<T>(Features { votes: false, ..VOTES });
		let to = funded::<T>("to", 0);
		freeze_other::<T>(token, &admin);
		whitelist_account!(admin);
		#[extrinsic_call]
		transfer(RawOrigin::Signed(admin), token, to.clone(), SUPPLY);
		assert_eq!(Pallet::<T>::balance_of(token, to), SUPPLY);
	}

	#[benchmark]
	fn transfer_votes() {
		let (token, admin) = token::<T>(VOTES);
		let to = funded::<T>("to", 0);
		// The newest checkpoints have room for one more.
		grow::<T>(token, &to, PAGE_LENGTH.saturating_sub(2));
		empty::<T>(token, &to);
		grow::<T>(token, &admin, PAGE_LENGTH.saturating_sub(2));
		advance::<T>();
		freeze_other::<T>(token, &admin);
		whitelist_account!(admin);
		let all = Pallet::<T>::balance_of(token, admin.clone());
		#[extrinsic_call]
		transfer(RawOrigin::Signed(admin), token, to.clone(), all);
		assert_eq!(Pallet::<T>::votes_of(token, to.clone()), all);
		assert_eq!(Pallet::<T>::checkpoint_count(token, to), PAGE_LENGTH);
	}

	#[benchmark]
	fn transfer_pages() {
		let (token, admin) = token::<T>(VOTES);
		let to = emptied::<T>(token, 0);
		delegating::<T>(token, &admin, 1);
		expire::<T>();
		freeze_other::<T>(token, &admin);
		whitelist_account!(admin);
		let all = Pallet::<T>::balance_of(token, admin.clone());
		#[extrinsic_call]
		transfer(RawOrigin::Signed(admin), token, to.clone(), all);
		assert_eq!(Pallet::<T>::votes_of(token, to), 0);
	}

	#[benchmark]
	fn transfer_batch(n: Linear<1, { T::MaxBatch::get() }>) {
		let (token, admin) = token::<T>(VOTES);
		delegating::<T>(token, &admin, n);
		let to: Vec<_> = (0..n).map(|index| (emptied::<T>(token, index), 1)).collect();
		expire::<T>();
		freeze_other::<T>(token, &admin);
		whitelist_account!(admin);
		#[extrinsic_call]
		_(RawOrigin::Signed(admin), token, BoundedVec::truncate_from(to));
		assert_eq!(Pallet::<T>::balance_of(token, account("to", 0, 0)), 1);
	}

	#[benchmark]
	fn approve() {
		let (token, admin) = token::<T>(VOTES);
		let to = funded::<T>("to", 0);
		#[extrinsic_call]
		_(RawOrigin::Signed(admin), token, to, 1);
	}

	#[benchmark]
	fn transfer_from() {
		let (token, admin) = token::<T>(VOTES);
		let spender = funded::<T>("spender", 0);
		let to = emptied::<T>(token, 0);
		delegating::<T>(token, &admin, 1);
		let all = Pallet::<T>::balance_of(token, admin.clone());
		Pallet::<T>::approve(RawOrigin::Signed(admin.clone()).into(), token, spender.clone(), all)
			.expect("the benchmark set it up");
		expire::<T>();
		freeze_other::<T>(token, &admin);
		whitelist_account!(spender);
		#[extrinsic_call]
		_(RawOrigin::Signed(spender), token, admin, to.clone(), all);
		assert_eq!(Pallet::<T>::balance_of(token, to), all);
	}

	#[benchmark]
	fn burn() {
		let (token, admin) = token::<T>(Features { votes: false, ..VOTES });
		freeze_other::<T>(token, &admin);
		whitelist_account!(admin);
		#[extrinsic_call]
		burn(RawOrigin::Signed(admin), token, SUPPLY);
	}

	#[benchmark]
	fn burn_votes() {
		let (token, admin) = token::<T>(VOTES);
		grow::<T>(token, &admin, PAGE_LENGTH.saturating_sub(2));
		advance::<T>();
		freeze_other::<T>(token, &admin);
		whitelist_account!(admin);
		let all = Pallet::<T>::balance_of(token, admin.clone());
		#[extrinsic_call]
		burn(RawOrigin::Signed(admin), token, all);
	}

	#[benchmark]
	fn burn_pages() {
		let (token, admin) = token::<T>(VOTES);
		delegating::<T>(token, &admin, 1);
		fill_supply::<T>(token);
		expire::<T>();
		freeze_other::<T>(token, &admin);
		whitelist_account!(admin);
		let all = Pallet::<T>::balance_of(token, admin.clone());
		#[extrinsic_call]
		burn(RawOrigin::Signed(admin), token, all);
	}

	#[benchmark]
	fn burn_from() {
		let (token, admin) = token::<T>(VOTES);
		let spender = funded::<T>("spender", 0);
		delegating::<T>(token, &admin, 1);
		let all = Pallet::<T>::balance_of(token, admin.clone());
		Pallet::<T>::approve(RawOrigin::Signed(admin.clone()).into(), token, spender.clone(), all)
			.expect("the benchmark set it up");
		fill_supply::<T>(token);
		expire::<T>();
		freeze_other::<T>(token, &admin);
		whitelist_account!(spender);
		#[extrinsic_call]
		_(RawOrigin::Signed(spender), token, admin, all);
	}

	#[benchmark]
	fn force_burn() {
		let (token, admin) = token::<T>(VOTES);
		let holder = funded::<T>("holder", 0);
		grow::<T>(token, &holder, 1);
		delegating::<T>(token, &holder, 1);
		fill_supply::<T>(token);
		expire::<T>();
		freeze_other::<T>(token, &admin);
		whitelist_account!(admin);
		let all = Pallet::<T>::balance_of(token, holder.clone());
		#[extrinsic_call]
		_(RawOrigin::Signed(admin), token, holder, all);
	}

	#[benchmark]
	fn mint() {
		let (token, admin) = token::<T>(Features { votes: false, ..VOTES });
		let to = funded::<T>("to", 0);
		#[extrinsic_call]
		mint(RawOrigin::Signed(admin), token, to, 1);
	}

	#[benchmark]
	fn mint_votes() {
		let (token, admin) = token::<T>(VOTES);
		let to = funded::<T>("to", 0);
		grow::<T>(token, &to, PAGE_LENGTH.saturating_sub(2));
		empty::<T>(token, &to);
		advance::<T>();
		#[extrinsic_call]
		mint(RawOrigin::Signed(admin), token, to, 1);
	}

	#[benchmark]
	fn mint_pages() {
		let (token, admin) = token::<T>(VOTES);
		let to = emptied::<T>(token, 0);
		fill_supply::<T>(token);
		expire::<T>();
		#[extrinsic_call]
		mint(RawOrigin::Signed(admin), token, to, 1);
	}

	#[benchmark]
	fn permit() {
		let (token, admin) = token::<T>(VOTES);
		let (owner, sign) = <T as Config>::BenchmarkHelper::signer();
		endow::<T>(&owner);
		let deadline = BlockNumberFor::<T>::max_value();
		let payload =
			Pallet::<T>::permit_payload(token, owner.clone(), admin.clone(), 1, 0, deadline);
		let signature = sign(&[b"<Bytes>", &payload[..], b"</Bytes>"].concat());
		#[extrinsic_call]
		_(RawOrigin::Signed(admin), token, owner, admin.clone(), 1, 0, deadline, signature);
	}

	#[benchmark]
	fn cancel_permits() {
		let (token, admin) = token::<T>(VOTES);
		#[extrinsic_call]
		_(RawOrigin::Signed(admin), token);
	}

	#[benchmark]
	fn set_role() {
		let (token, admin) = token::<T>(VOTES);
		let who = funded::<T>("member", 0);
		#[extrinsic_call]
		grant_role(RawOrigin::Signed(admin), token, Role::Minter, who);
	}

	#[benchmark]
	fn set_admin() {
		let (token, admin) = token::<T>(VOTES);
		#[extrinsic_call]
		renounce_admin(RawOrigin::Signed(admin), token);
	}

	#[benchmark]
	fn set_paused() {
		let (token, admin) = token::<T>(VOTES);
		#[extrinsic_call]
		pause(RawOrigin::Signed(admin), token);
	}

	#[benchmark]
	fn set_frozen() {
		let (token, admin) = token::<T>(VOTES);
		#[extrinsic_call]
		freeze(RawOrigin::Signed(admin), token, admin.clone());
	}

	#[benchmark]
	fn rename() {
		let (token, admin) = token::<T>(VOTES);
		let name = vec![b'a'; <T as pallet_assets::Config>::StringLimit::get() as usize];
		#[extrinsic_call]
		_(RawOrigin::Signed(admin), token, name);
	}

	#[benchmark]
	fn delegate() {
		let (token, admin) = token::<T>(VOTES);
		let to = funded::<T>("to", 0);
		fill::<T>(token, &to);
		fill::<T>(token, &admin);
		expire::<T>();
		#[extrinsic_call]
		_(RawOrigin::Signed(admin), token, to);
	}

	#[benchmark]
	fn delegate_by_signature() {
		let (token, admin) = token::<T>(VOTES);
		let (who, sign) = <T as Config>::BenchmarkHelper::signer();
		endow::<T>(&who);
		fill::<T>(token, &who);
		fill::<T>(token, &admin);
		let deadline = BlockNumberFor::<T>::max_value();
		let payload =
			Pallet::<T>::delegation_payload(token, who.clone(), admin.clone(), 0, deadline);
		let signature = sign(&[b"<Bytes>", &payload[..], b"</Bytes>"].concat());
		expire::<T>();
		#[extrinsic_call]
		_(RawOrigin::Signed(admin), token, who, admin.clone(), 0, deadline, signature);
	}

	#[benchmark]
	fn prune(n: Linear<1, MAX_PRUNED>) {
		let (token, admin) = token::<T>(VOTES);
		grow::<T>(token, &admin, n.saturating_add(1).saturating_mul(PAGE_LENGTH));
		expire::<T>();
		#[extrinsic_call]
		_(RawOrigin::Signed(admin), token, Some(admin.clone()), n);
	}

	#[benchmark]
	fn retire(n: Linear<1, { T::RemoveItemsLimit::get() }>) {
		let (token, admin) = token::<T>(VOTES);
		Pallet::<T>::burn(RawOrigin::Signed(admin.clone()).into(), token, SUPPLY)
			.expect("the benchmark set it up");
		for index in 0..n {
			let who = funded::<T>("toucher", index);
			let origin = RawOrigin::Signed(who.clone());
			Pallet::<T>::approve(origin.clone().into(), token, admin.clone(), 1)
				.expect("the benchmark set it up");
			Assets::<T>::touch(origin.into(), token.into()).expect("the benchmark set it up");
		}
		#[extrinsic_call]
		_(RawOrigin::Signed(admin), token);
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
