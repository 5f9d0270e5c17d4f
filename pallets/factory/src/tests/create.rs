use frame_support::{
	assert_noop, assert_ok,
	dispatch::GetDispatchInfo,
	traits::{fungible::InspectHold, fungibles::InspectHold as _},
	BoundedVec,
};
use labscape_primitives::{AssetKind, Features, Role};
use sp_runtime::DispatchError;

use crate::{mock::*, Blueprint, Call, Error, Event, HoldReason, Template};

#[test]
fn makes_a_standard_token_with_all_that_belongs_to_it() {
	build_and_execute(|| {
		let token = created(blueprint(b"ABC"));
		assert_eq!(token, 1_000);
		assert_eq!(Tokens::name_of(token), b"A token");
		assert_eq!(Tokens::symbol_of(token), b"ABC");
		assert_eq!(Tokens::decimals_of(token), 6);
		assert_eq!(Tokens::admin(token), Some(alice()));
		assert!(Tokens::has_role(token, Role::Minter, alice()));
		assert_eq!((Tokens::balance_of(token, bob()), Tokens::total_supply(token)), (400, 400));
		assert_eq!(Tokens::cap(token), None);
		let fee = BASE + FEATURE + ALLOCATION;
		System::assert_last_event(
			Event::TokenCreated {
				token,
				creator: alice(),
				symbol: b"ABC".to_vec(),
				fee,
				burned: fee * 3 / 10,
			}
			.into(),
		);
		assert_eq!(Factory::record_of(token), Some((alice(), DEPOSIT)));
		assert_eq!(Factory::created_by(alice()), 1);
		assert_eq!(Balances::balance_on_hold(&HoldReason::Metadata.into(), &alice()), DEPOSIT);
	})
}

#[test]
fn makes_a_capped_token() {
	build_and_execute(|| {
		let token = created(Blueprint {
			template: Template::Capped { cap: 500 },
			features: Features::default(),
			..blueprint(b"CAP")
		});
		assert_eq!(Tokens::cap(token), Some(500));
		let mint = |amount| pallet_labscape_tokens::Call::mint { token, to: bob(), amount };
		assert_ok!(sign(alice(), mint(100)));
		assert!(sign(alice(), mint(1)).is_err());
		let over = Blueprint { template: Template::Capped { cap: 399 }, ..blueprint(b"CAPX") };
		assert_noop!(create(alice(), over), Error::<Test>::CapBelowSupply);
	})
}

#[test]
fn makes_a_governance_token() {
	build_and_execute(|| {
		let token = created(Blueprint {
			template: Template::Governance { cap: None },
			vested: BoundedVec::truncate_from(vec![grant(account(9), 600)]),
			..blueprint(b"GOV")
		});
		assert_eq!(Tokens::votes_of(token, bob()), 400);
		// What vests votes for its beneficiary.
		assert_eq!(Tokens::votes_of(token, account(9)), 600);
		System::set_block_number(5);
		assert_eq!(Tokens::past_total_supply(token, 1), Some(1_000));
		let call = pallet_assets::Call::transfer { id: token, target: alice(), amount: 1 };
		assert!(sign(bob(), call).is_err());
	})
}

#[test]
fn makes_a_vested_launch() {
	build_and_execute(|| {
		// The creator is among the beneficiaries and gives everything away.
		let vested = vec![grant(alice(), 500), grant(account(9), 100), grant(alice(), 50)];
		let token = created(Blueprint {
			template: Template::VestedLaunch,
			features: Features::default(),
			roles: BoundedVec::new(),
			vested: BoundedVec::truncate_from(vested),
			..blueprint(b"LAUNCH")
		});
		assert_eq!(Tokens::total_supply(token), 1_050);
		assert_eq!(Tokens::cap(token), Some(1_050));
		assert_eq!(AssetsHolder::total_balance_on_hold(token, &alice()), 550);
		assert_eq!(Tokens::spendable(token, alice()), 0);
		System::set_block_number(110);
		let ids = BoundedVec::truncate_from(vec![0, 1, 2]);
		let claim = pallet_labscape_vesting::Call::claim_batch { schedules: ids };
		assert_ok!(sign(bob(), claim));
		assert_eq!(Tokens::spendable(token, alice()), 550);
		assert_eq!(Tokens::spendable(token, account(9)), 100);
	})
}

#[test]
fn makes_the_creator_the_granter() {
	build_and_execute(|| {
		let token = created(Blueprint {
			vested: BoundedVec::truncate_from(vec![grant(account(9), 100)]),
			..blueprint(b"ABC")
		});
		let schedule = Vesting::schedule(0).expect("it was made");
		assert_eq!(schedule.granter, alice());
		assert_eq!(schedule.asset, AssetKind::Token(token));
		let revoke = pallet_labscape_vesting::Call::revoke { schedule: 0 };
		assert_ok!(sign(alice(), revoke));
		assert_eq!(Tokens::balance_of(token, alice()), 100);
	})
}

#[test]
fn fails_when_template_and_features_do_not_fit() {
	build_and_execute(|| {
		let votes = Features { votes: true, ..Default::default() };
		for template in [Template::Standard, Template::Capped { cap: 500 }] {
			let bad = Blueprint { template, features: votes, ..blueprint(b"ABC") };
			assert_noop!(create(alice(), bad), Error::<Test>::FeatureUnfit);
		}
		let mintable = Blueprint { template: Template::VestedLaunch, ..blueprint(b"ABC") };
		assert_noop!(create(alice(), mintable), Error::<Test>::FeatureUnfit);
		let unvested = Blueprint {
			template: Template::VestedLaunch,
			features: Features::default(),
			..blueprint(b"ABC")
		};
		assert_noop!(create(alice(), unvested), Error::<Test>::NothingVested);
		let nothing = Blueprint {
			features: Features::default(),
			allocations: BoundedVec::new(),
			..blueprint(b"ABC")
		};
		assert_noop!(create(alice(), nothing), Error::<Test>::NoSupply);
		let zero = Blueprint {
			template: Template::Capped { cap: 0 },
			allocations: BoundedVec::new(),
			..blueprint(b"ABC")
		};
		let error = pallet_labscape_tokens::Error::<Test>::ZeroCap;
		assert_noop!(create(alice(), zero), error);
	})
}

#[test]
fn fails_when_amounts_overflow() {
	build_and_execute(|| {
		let most = Blueprint {
			allocations: BoundedVec::truncate_from(vec![(bob(), u128::MAX), (alice(), 1)]),
			..blueprint(b"ABC")
		};
		assert_noop!(create(alice(), most), Error::<Test>::Overflow);
		let both = Blueprint {
			allocations: BoundedVec::truncate_from(vec![(bob(), u128::MAX)]),
			vested: BoundedVec::truncate_from(vec![grant(alice(), 1)]),
			..blueprint(b"ABC")
		};
		assert_noop!(create(alice(), both), Error::<Test>::Overflow);
		created(Blueprint {
			allocations: BoundedVec::truncate_from(vec![(bob(), u128::MAX)]),
			..blueprint(b"ABC")
		});
	})
}

#[test]
fn fails_when_not_signed() {
	build_and_execute(|| {
		let call = || Call::<Test>::create { blueprint: Box::new(blueprint(b"ABC")) };
		assert_noop!(run(RuntimeOrigin::root(), call()), DispatchError::BadOrigin);
		assert_noop!(run(RuntimeOrigin::none(), call()), DispatchError::BadOrigin);
	})
}

#[test]
fn of_a_hundred_grants_fits_a_block_with_room() {
	build_and_execute(|| {
		for template in [Template::Governance { cap: None }, Template::VestedLaunch] {
			let vested: Vec<_> = (1..=100).map(|index| grant(account(index), 1_000)).collect();
			let symbol: &[u8] = match template {
				Template::VestedLaunch => b"LAUNCH",
				_ => b"GOV",
			};
			let full = Blueprint {
				template,
				features: Features::default(),
				roles: BoundedVec::new(),
				vested: BoundedVec::truncate_from(vested),
				..blueprint(symbol)
			};
			let call: RuntimeCall = Call::create { blueprint: Box::new(full) }.into();
			let weight = call.get_dispatch_info().call_weight;
			// Of a block's 2 s of computation, with the database weights of RocksDB.
			let share = weight.ref_time() as f64 / 2e12;
			println!(
				"creation with 100 grants: {} ms, {share:.3} of a block",
				weight.ref_time() / 1_000_000_000
			);
			assert!(share < 0.25, "{share}");
			let begin = std::time::Instant::now();
			assert_ok!(sign(alice(), call));
			println!("executed in {:.1} ms", begin.elapsed().as_secs_f64() * 1e3);
		}
	})
}
