//! Who may, and who just may not.

use frame_support::{
	assert_noop, assert_ok,
	traits::{Contains, EnsureOrigin},
};
use sp_keyring::Sr25519Keyring::{Alice, Bob};
use sp_runtime::{traits::BadOrigin, DispatchError};

use super::chain::*;
use crate::{configs::governance::*, configs::pallet_custom_origins::Origin, *};

type CommitteeOrigin = pallet_collective::RawOrigin<AccountId, pallet_collective::Instance1>;

fn committee(ayes: u32, members: u32) -> RuntimeOrigin {
	CommitteeOrigin::Members(ayes, members).into()
}

#[test]
fn safe_mode_needs_three_quarters_and_expires() {
	with_chain("development", || {
		assert_noop!(SafeMode::force_enter(signed(Alice)), BadOrigin);
		assert_noop!(SafeMode::force_enter(committee(2, 3)), BadOrigin);
		assert_ok!(SafeMode::force_enter(committee(3, 4)));
		assert!(SafeMode::is_entered());
		let until = pallet_safe_mode::EnteredUntil::<Runtime>::get().expect("entered");
		assert_eq!(until, System::block_number() + SafeModeDuration::get());
		// Half the committee is enough to open again.
		assert_noop!(SafeMode::force_exit(committee(1, 2)), BadOrigin);
		assert_ok!(SafeMode::force_exit(committee(2, 3)));
		assert!(!SafeMode::is_entered());
	});
}

#[test]
fn safe_mode_stops_transfers_and_leaves_exits_open() {
	with_chain("development", || {
		let transfer = RuntimeCall::Balances(pallet_balances::Call::transfer_keep_alive {
			dest: account(Bob).into(),
			value: UBC,
		});
		let unbond = RuntimeCall::Staking(pallet_staking::Call::unbond { value: UBC });
		let allowed =
			|call: &RuntimeCall| <Runtime as frame_system::Config>::BaseCallFilter::contains(call);
		assert!(allowed(&transfer) && allowed(&unbond));
		assert_ok!(SafeMode::force_enter(RuntimeOrigin::root()));
		assert!(!allowed(&transfer));
		assert!(allowed(&unbond));
		let now = RuntimeCall::Timestamp(pallet_timestamp::Call::set { now: 1 });
		assert!(allowed(&now), "a chain that cannot tell the time makes no blocks");
	});
}

#[test]
fn exits_cannot_be_paused() {
	with_chain("development", || {
		let name = |pallet: &str, call: &str| {
			(
				pallet.as_bytes().to_vec().try_into().expect("short"),
				call.as_bytes().to_vec().try_into().expect("short"),
			)
		};
		assert_noop!(
			TxPause::pause(RuntimeOrigin::root(), name("Staking", "withdraw_unbonded")),
			pallet_tx_pause::Error::<Runtime>::Unpausable
		);
		assert_noop!(TxPause::pause(signed(Alice), name("Balances", "transfer_all")), BadOrigin);
		assert_ok!(TxPause::pause(committee(2, 3), name("Balances", "transfer_all")));
		assert!(TxPause::is_paused(&name("Balances", "transfer_all")));
	});
}

#[test]
#[allow(deprecated)] // The call is deprecated in favour of one that pays in foreign assets.
fn spenders_spend_up_to_their_limit() {
	with_chain("development", || {
		for (origin, limit) in [
			(Origin::SmallTipper, 10 * UBC),
			(Origin::BigTipper, 250 * UBC),
			(Origin::SmallSpender, 10_000 * UBC),
			(Origin::MediumSpender, 100_000 * UBC),
			(Origin::BigSpender, 1_000_000 * UBC),
		] {
			let spend =
				|amount| Treasury::spend_local(origin.clone().into(), amount, account(Bob).into());
			#[allow(deprecated)]
			{
				assert!(spend(limit + 1).is_err(), "{origin:?} above its limit");
				assert!(spend(limit).is_ok(), "{origin:?} at its limit");
			}
		}
		assert!(SpendOrigin::try_origin(RuntimeOrigin::from(Origin::StakingAdmin)).is_err());
	});
}

#[test]
fn parameters_change_by_their_admin_only() {
	with_chain("development", || {
		let fee = || {
			RuntimeParameters::Fees(crate::dynamic_params::fees::Parameters::ByteFee(
				crate::dynamic_params::fees::ByteFee,
				Some(7),
			))
		};
		assert_noop!(Parameters::set_parameter(signed(Alice), fee()), BadOrigin);
		assert_noop!(
			Parameters::set_parameter(Origin::StakingAdmin.into(), fee()),
			DispatchError::BadOrigin
		);
		assert_ok!(Parameters::set_parameter(Origin::ParameterAdmin.into(), fee()));
		assert_eq!(TransactionPayment::length_to_fee(1), 7);
	});
}

#[test]
fn tokens_are_not_created_past_the_factory() {
	with_chain("development", || {
		assert!(Assets::create(signed(Alice), 1.into(), account(Alice).into(), 1).is_err());
	});
}

#[test]
fn proxies_are_allow_lists() {
	use frame_support::traits::InstanceFilter;
	let transfer = RuntimeCall::Balances(pallet_balances::Call::transfer_all {
		dest: account(Bob).into(),
		keep_alive: false,
	});
	let unbond = RuntimeCall::Staking(pallet_staking::Call::unbond { value: 1 });
	assert!(ProxyType::Any.filter(&transfer));
	for narrow in [
		ProxyType::NonTransfer,
		ProxyType::Governance,
		ProxyType::Staking,
		ProxyType::Work,
		ProxyType::CancelProxy,
	] {
		assert!(!narrow.filter(&transfer), "{narrow:?} moves funds");
		assert!(ProxyType::Any.is_superset(&narrow));
		assert!(!narrow.is_superset(&ProxyType::Any));
	}
	assert!(ProxyType::Staking.filter(&unbond));
	assert!(!ProxyType::Governance.filter(&unbond));
	// A narrow proxy cannot widen itself through a batch or by adding a proxy.
	let batch = RuntimeCall::Utility(pallet_utility::Call::batch { calls: vec![transfer] });
	assert!(!ProxyType::NonTransfer.filter(&batch));
}

#[test]
fn nothing_changes_issuance_past_the_ledger() {
	with_chain("development", || {
		let refused =
			|call: RuntimeCall| !<Runtime as frame_system::Config>::BaseCallFilter::contains(&call);
		assert!(refused(RuntimeCall::Balances(pallet_balances::Call::burn {
			value: 1,
			keep_alive: false
		})));
		assert!(refused(RuntimeCall::Balances(pallet_balances::Call::force_set_balance {
			who: account(Bob).into(),
			new_free: 1
		})));
		assert!(!refused(RuntimeCall::Burning(pallet_labscape_burning::Call::burn {
			amount: 1,
			keep_alive: true,
			memo: Default::default()
		})));
	});
}

#[test]
fn root_is_reached_through_the_timelock_alone() {
	use pallet_referenda::TracksInfo;
	type Tracks = <Runtime as pallet_referenda::Config>::Tracks;
	assert!(Tracks::track_for(&OriginCaller::system(frame_system::RawOrigin::Root)).is_err());
	assert!(Tracks::track_for(&OriginCaller::Origins(Origin::WhitelistedAct)).is_err());
	let constitution = OriginCaller::Governance(pallet_labscape_governance::Origin::Constitution);
	assert_eq!(Tracks::track_for(&constitution), Ok(0));
	// The constitution's origin itself has none of root's powers.
	with_chain("development", || {
		let origin = RuntimeOrigin::from(pallet_labscape_governance::Origin::Constitution);
		assert_noop!(System::set_storage(origin, vec![]), BadOrigin);
		let act = <Runtime as pallet_labscape_governance::Config>::ActOrigin::try_origin(
			pallet_labscape_governance::Origin::Constitution.into(),
		);
		assert_eq!(act.ok(), Some(OriginCaller::system(frame_system::RawOrigin::Root)));
		assert!(<Runtime as pallet_labscape_governance::Config>::ActOrigin::try_origin(signed(
			Alice
		))
		.is_err());
	});
}

#[test]
fn whitelisted_calls_wait_in_the_timelock_too() {
	with_chain("development", || {
		let call = RuntimeCall::System(frame_system::Call::set_storage { items: vec![] });
		let hash = <sp_runtime::traits::BlakeTwo256 as sp_runtime::traits::Hash>::hash_of(&call);
		assert_ok!(Whitelist::whitelist_call(committee(2, 3), hash));
		assert_noop!(
			Whitelist::dispatch_whitelisted_call_with_preimage(
				Origin::WhitelistedCaller.into(),
				Box::new(call.clone())
			),
			BadOrigin
		);
		assert_ok!(Whitelist::dispatch_whitelisted_call_with_preimage(
			Origin::WhitelistedAct.into(),
			Box::new(call)
		));
	});
}
