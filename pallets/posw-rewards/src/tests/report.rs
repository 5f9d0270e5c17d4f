//! The way of honest work, from lease to payment.

use super::agent::*;
use crate::mock::*;
use labscape_primitives::*;

/// Nodes report until their chains count.
pub fn settled_in(nodes: u32) -> Net {
	let mut net = Net::new(nodes);
	next_epoch();
	net.epochs(4);
	net
}

#[test]
fn work_settles_when_a_quorum_agrees() {
	build_and_execute(3, || {
		let mut net = settled_in(3);
		let job = new_job(40);
		let price = 1_000_000;
		lease(1, job, 0, 40, price);
		let paid = 40 * price + 40 * price / 8;
		assert_eq!(Balances::free_balance(Posw::pot_account()), paid + 1);

		net.epochs(6);

		assert_eq!(world(|w| w.settled.get(&job).copied()), Some(40));
		let value = 40 * price;
		let (rewarded, burned) = world(|w| (w.rewarded.clone(), w.burned.clone()));
		// 85 % and the emission, which is half of the tenth that was burned.
		assert_eq!(rewarded[&(PROVIDERS + 1)], value * 85 / 100 + value / 20);
		assert_eq!(burned[&BurnSource::Settlement], value / 10);
		assert_eq!(Balances::free_balance(TREASURY), 1 + value / 20);
		// Auditors got 1.25 times the price for each sample they could judge, the rest was burned.
		let audited: Balance = [2, 3].iter().filter_map(|n| rewarded.get(&(PROVIDERS + n))).sum();
		assert!(audited > 0 && audited <= 8 * price * 5 / 4);
		assert_eq!(audited % (price * 5 / 4), 0);
		assert_eq!(audited + burned[&BurnSource::AuditResidue], value / 8);
		assert_eq!(Balances::free_balance(Posw::pot_account()), 1);
		// Nothing stays reserved, nobody was charged.
		assert_eq!(world(|w| w.reserved.values().sum::<Balance>()), 0);
		assert_eq!(world(|w| w.slashed.values().sum::<Balance>()), 0);
	});
}
