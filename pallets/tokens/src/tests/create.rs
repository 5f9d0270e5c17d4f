use frame_support::{assert_noop, assert_ok, traits::fungibles::roles::Inspect};
use labscape_primitives::{Features, Role, TokenCreation, TokenSpec};
use sp_runtime::AccountId32;

use crate::{mock::*, Error, Event, NextTokenId};

fn spec() -> TokenSpec<AccountId32> {
	TokenSpec {
		name: b"Name".to_vec(),
		symbol: b"NAM".to_vec(),
		decimals: 6,
		features: Features::default(),
		cap: None,
		admin: admin(),
		roles: vec![],
	}
}

fn create(spec: TokenSpec<AccountId32>) -> Result<u32, sp_runtime::DispatchError> {
	<Tokens as TokenCreation<_>>::create(spec)
}

fn refused(spec: TokenSpec<AccountId32>, error: Error<Test>) {
	let result = frame_support::storage::with_storage_layer(|| create(spec));
	assert_eq!(result, Err(error.into()));
}

#[test]
fn makes_an_asset_owned_by_the_pallet() {
	build_and_execute(|| {
		let token = create(spec()).expect("it is valid");
		assert_eq!(token, 1_000);
		let us = Some(Tokens::account_id());
		assert_eq!(Assets::owner(token), us);
		assert_eq!(Assets::issuer(token), us);
		assert_eq!(Assets::admin(token), us);
		assert_eq!(Assets::freezer(token), us);
		System::assert_last_event(
			Event::Created { token, admin: admin(), features: Features::default(), cap: None }
				.into(),
		);
		assert_eq!(create(spec()), Ok(1_001));
	})
}

#[test]
fn skips_ids_that_root_has_taken() {
	build_and_execute(|| {
		let take = |id| {
			let call = pallet_assets::Call::force_create {
				id,
				owner: bob(),
				is_sufficient: false,
				min_balance: 1,
			};
			run(RuntimeOrigin::root(), call)
		};
		assert_ok!(take(1_000));
		assert_ok!(take(1_001));
		assert_eq!(create(spec()), Ok(1_002));
		for id in 1_003..1_019 {
			assert_ok!(take(id));
		}
		refused(spec(), Error::NoFreeId);
		NextTokenId::<Test>::put(u32::MAX);
		refused(spec(), Error::NoFreeId);
		NextTokenId::<Test>::put(2_000);
	})
}

#[test]
fn fails_when_the_description_is_bad() {
	build_and_execute(|| {
		let name = |name: &[u8]| TokenSpec { name: name.to_vec(), ..spec() };
		refused(name(b""), Error::BadMetadata);
		refused(name(b"  "), Error::BadMetadata);
		refused(name(b"two\nlines"), Error::BadMetadata);
		refused(name(&[0xff, 0xfe]), Error::BadMetadata);
		refused(TokenSpec { symbol: vec![], ..spec() }, Error::BadMetadata);
		refused(TokenSpec { decimals: 39, ..spec() }, Error::BadMetadata);
		refused(TokenSpec { cap: Some(0), ..spec() }, Error::ZeroCap);
		assert_ok!(create(TokenSpec { decimals: 38, ..name("Žeton".as_bytes()) }));
		let long = frame_support::storage::with_storage_layer(|| create(name(&[b'a'; 51])));
		assert_eq!(long, Err(pallet_assets::Error::<Test>::BadMetadata.into()));
	})
}

#[test]
fn fails_when_a_role_has_no_use_or_is_given_twice() {
	build_and_execute(|| {
		let roles = |roles: &[(Role, AccountId32)]| TokenSpec { roles: roles.to_vec(), ..spec() };
		refused(roles(&[(Role::Minter, alice())]), Error::FeatureMissing);
		let twice = [(Role::Metadata, alice()), (Role::Metadata, alice())];
		refused(roles(&twice), Error::AlreadyMember);
		let many: Vec<_> = (1..=5).map(|index| (Role::Metadata, account(index))).collect();
		refused(roles(&many), Error::TooManyMembers);
		assert_ok!(create(roles(&many[..4])));
	})
}

#[test]
fn respects_the_cap_of_the_initial_supply() {
	build_and_execute(|| {
		let token = create(TokenSpec { cap: Some(100), ..spec() }).expect("it is valid");
		let mint = |amount| <Tokens as TokenCreation<_>>::mint_initial(token, &bob(), amount);
		assert_noop!(mint(101), Error::<Test>::CapExceeded);
		assert_noop!(mint(0), Error::<Test>::ZeroAmount);
		assert_ok!(mint(100));
		assert_noop!(mint(1), Error::<Test>::CapExceeded);
	})
}
