//! A budget that its owner also votes with: holds pay under locks.

use frame_support::{
	assert_ok,
	traits::fungible::{Inspect, InspectHold},
};
use labscape_primitives::{Capacity, Hash, Request, ServiceClass, Shape};
use pallet_conviction_voting::Conviction;
use pallet_labscape_resource_allocation::{
	HardwareClass, HoldReason, JobSpec, Jobs, Leases, NodeSpec, Policy,
};
use sp_keyring::Sr25519Keyring::{Alice, Bob, Charlie};
use sp_runtime::Perbill;

use super::chain::*;
use crate::*;

fn node() -> NodeSpec<AccountId> {
	NodeSpec {
		labscape: 0,
		units: 16,
		first_slot: None,
		capacity: Capacity {
			cpu_milli: 16_000,
			memory_mib: 16_384,
			storage_gib: 100,
			bandwidth_mbit: 1_000,
			gpus: 0,
			gpu_model: None,
		},
		class: HardwareClass::Server,
		rate: Policy::default().min_rate,
		hot_key: account(Alice),
		endpoint: b"http://127.0.0.1:1".to_vec().try_into().expect("is short"),
	}
}

fn job(program: Hash) -> JobSpec {
	JobSpec {
		program,
		inputs_root: Hash::repeat_byte(1),
		items: 64,
		item_fuel: 1_000_000,
		max_price: 100_000_000,
		class: ServiceClass::Standard,
		priority: 0,
		deadline: 10_000,
		parts: 1,
		request: Request {
			shape: Shape { units: 16, cpu_milli: 1, memory_mib: 1, ..Shape::default() },
			gang: 1,
		},
		home: Some(0),
		hardware: HardwareClass::Edge,
	}
}

fn held() -> Balance {
	let reason = RuntimeHoldReason::Resources(HoldReason::JobBudget);
	Balances::balance_on_hold(&reason, &account(Bob))
}

#[test]
fn a_budget_pays_and_is_given_back_when_all_of_its_owners_money_is_voted_with() {
	with_chain("development", || {
		assert_ok!(Posw::register_program(
			signed(Alice),
			labscape_referee::SMALLEST_PROGRAM.to_vec()
		));
		let program = pallet_labscape_posw_rewards::Programs::<Runtime>::iter_keys()
			.next()
			.expect("it was registered");
		assert_ok!(SwarmStaking::register(signed(Charlie), 200_000 * UBC, Perbill::zero()));
		assert_ok!(Resources::register_node(signed(Charlie), node()));
		assert_ok!(Resources::submit_job(signed(Bob), job(program)));
		let (budget, pot) = (held(), Balances::balance(&Posw::pot_account()));
		assert!(budget > 0);

		// All there is, the held part too.
		let all = Balances::total_balance(&account(Bob));
		let (class, conviction) = (0, Conviction::Locked6x);
		let to = account(Alice).into();
		assert_ok!(ConvictionVoting::delegate(signed(Bob), class, to, conviction, all));
		let to = account(Alice).into();
		assert!(Balances::transfer_keep_alive(signed(Bob), to, UBC).is_err(), "it is locked");

		// The lease is paid out of the hold all the same.
		run_until(200, || Resources::poke(signed(Alice), 0).is_ok());
		let lease = Leases::<Runtime>::iter_values().next().expect("the job fits the node");
		assert_eq!(lease.len, 64);
		let paid = Balances::balance(&Posw::pot_account()) - pot;
		assert!(paid > 0 && paid <= budget);
		assert_eq!(held(), budget - paid);

		// Nobody delivers: what was paid comes back, and the rest is released.
		assert_ok!(Resources::cancel_job(signed(Bob), lease.job));
		run_until(2_000, || Jobs::<Runtime>::iter_values().all(|job| job.leased == 0));
		assert_eq!(held(), 0);
		assert_eq!(Balances::balance(&Posw::pot_account()), pot);
		assert_eq!(Balances::total_balance(&account(Bob)), all);
	});
}
