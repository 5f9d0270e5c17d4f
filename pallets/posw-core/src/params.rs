//! The parameters of the protocol and the bounds that no governance can cross.

use crate::Balance;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use labscape_primitives::WorkShares;
use scale_info::TypeInfo;
use sp_runtime::Perbill;

/// The parameters of one epoch: copied when it begins, so that no decision changes what was agreed.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Parameters {
	/// M: samples of a commit of 4,096 items; in proportion for others. 64 to 192.
	pub samples_per_4096: u16,
	/// The least samples of a commit that has as many items. 4 to 64.
	pub min_samples: u16,
	/// K: attestations that an auditor opens. 2 to 4.
	pub openings: u8,
	/// How often samples without verdict are drawn again. 1 to 3.
	pub redraws: u8,
	/// How many authors' outputs make a beacon. 3 to 16.
	pub beacon_outputs: u8,
	/// Epochs in which a right answer still saves the stake of who did not answer in time. At least
	/// 1, at most 2,000.
	pub reply_epochs: u16,
	/// Epochs in which a filed dispute must be run, not counting those in which the referee's queue
	/// was full. 1 to 2,000.
	pub dispute_epochs: u16,
	/// Items that are refereed where there is no quorum. 4 to 16.
	pub fallback_items: u8,
	/// r_ref, the price of a reference item in planck: the least stake of an epoch is 8,192 of it.
	pub reference_price: Balance,
	/// What an auditor loses that stayed silent.
	pub silence_charge: Balance,
	/// Permille of a lease's price that is lost with what was leased and not delivered. At most 200.
	pub undelivered_permille: u16,
	/// How settled work is split.
	pub shares: WorkShares,
}

impl Default for Parameters {
	fn default() -> Self {
		Self {
			samples_per_4096: 192,
			min_samples: 8,
			openings: 2,
			redraws: 3,
			beacon_outputs: 8,
			reply_epochs: 60,
			dispute_epochs: 60,
			fallback_items: 8,
			reference_price: 1_000_000,
			silence_charge: 1_000_000_000,
			undelivered_permille: 50,
			shares: WorkShares {
				burn: Perbill::from_percent(10),
				treasury: Perbill::from_percent(5),
				recaptured: Perbill::from_percent(0),
				rebates: Perbill::from_percent(0),
			},
		}
	}
}

impl Parameters {
	/// Whether every value lies within its bound.
	pub fn within_bounds(&self) -> bool {
		(64..=192).contains(&self.samples_per_4096)
			&& (4..=64).contains(&self.min_samples)
			&& (2..=4).contains(&self.openings)
			&& (1..=3).contains(&self.redraws)
			&& (3..=16).contains(&self.beacon_outputs)
			&& (1..=2_000).contains(&self.reply_epochs)
			&& (1..=2_000).contains(&self.dispute_epochs)
			&& (4..=16).contains(&self.fallback_items)
			&& self.undelivered_permille <= 200
			&& self.shares.burn.deconstruct() > 0
			&& self.shares.burn.deconstruct().saturating_add(self.shares.treasury.deconstruct())
				<= 500_000_000
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_defaults_are_within_bounds() {
		assert!(Parameters::default().within_bounds());
	}

	#[test]
	fn what_no_governance_may_do_is_refused() {
		let broken: [fn(&mut Parameters); 8] = [
			|p| p.samples_per_4096 = 63,
			|p| p.samples_per_4096 = 193,
			|p| p.openings = 1,
			|p| p.redraws = 0,
			|p| p.reply_epochs = 0,
			|p| p.dispute_epochs = 0,
			|p| p.shares.burn = Perbill::zero(),
			|p| p.shares.treasury = Perbill::from_percent(41),
		];
		for change in broken {
			let mut params = Parameters::default();
			change(&mut params);
			assert!(!params.within_bounds(), "{params:?}");
		}
	}
}
