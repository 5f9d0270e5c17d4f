//! The tracks of referenda, as a table: how many at once, what a decision costs, how long it takes,
//! how much approval and support it needs.

use alloc::borrow::Cow;
use frame_support::traits::OriginTrait;
use pallet_referenda::{Curve, Track, TrackInfo};
use sp_runtime::{str_array as name, FixedI64};

use super::pallet_custom_origins::Origin;
use crate::*;

const fn percent(x: i32) -> FixedI64 {
	FixedI64::from_rational(x as u128, 100)
}

// Approval falls from 100 % to half over the period; support falls from half to what is named.
const APPROVAL_SLOW: Curve = Curve::make_linear(28, 28, percent(50), percent(100));
const APPROVAL_FAST: Curve = Curve::make_reciprocal(4, 28, percent(80), percent(50), percent(100));
const SUPPORT_CONSTITUTION: Curve = Curve::make_linear(28, 28, percent(5), percent(50));
const SUPPORT_WHITELISTED: Curve =
	Curve::make_reciprocal(1, 28, percent(20), percent(1), percent(50));
const SUPPORT_ADMIN: Curve = Curve::make_reciprocal(12, 28, percent(11), percent(1), percent(50));
const SUPPORT_SPEND: Curve = Curve::make_linear(28, 28, percent(1), percent(50));
const SUPPORT_TIP: Curve = Curve::make_reciprocal(2, 28, percent(4), percent(0), percent(50));

/// One row of the table; periods in the order prepare, decide, confirm, enact.
const fn track(
	id: u16,
	name: [u8; 25],
	max_deciding: u32,
	decision_deposit: Balance,
	periods: [BlockNumber; 4],
	min_approval: Curve,
	min_support: Curve,
) -> Track<u16, Balance, BlockNumber> {
	let [prepare_period, decision_period, confirm_period, min_enactment_period] = periods;
	Track {
		id,
		info: TrackInfo {
			name,
			max_deciding,
			decision_deposit,
			prepare_period,
			decision_period,
			confirm_period,
			min_enactment_period,
			min_approval,
			min_support,
		},
	}
}

#[rustfmt::skip]
const TRACKS: [Track<u16, Balance, BlockNumber>; 11] = [
	track(0, name("constitution"), 1, 100_000 * UBC, [2 * HOURS, 14 * DAYS, DAYS, DAYS], APPROVAL_FAST, SUPPORT_CONSTITUTION),
	track(1, name("whitelisted_caller"), 10, 10_000 * UBC, [30 * MINUTES, 14 * DAYS, 10 * MINUTES, 10 * MINUTES], APPROVAL_FAST, SUPPORT_WHITELISTED),
	track(10, name("staking_admin"), 10, 5_000 * UBC, [2 * HOURS, 14 * DAYS, 3 * HOURS, 10 * MINUTES], APPROVAL_SLOW, SUPPORT_ADMIN),
	track(11, name("parameter_admin"), 10, 5_000 * UBC, [2 * HOURS, 14 * DAYS, 3 * HOURS, DAYS], APPROVAL_SLOW, SUPPORT_ADMIN),
	track(20, name("referendum_canceller"), 100, 5_000 * UBC, [2 * HOURS, 7 * DAYS, 3 * HOURS, 10 * MINUTES], APPROVAL_SLOW, SUPPORT_ADMIN),
	track(21, name("referendum_killer"), 100, 10_000 * UBC, [2 * HOURS, 14 * DAYS, 3 * HOURS, 10 * MINUTES], APPROVAL_SLOW, SUPPORT_ADMIN),
	track(30, name("small_tipper"), 200, UBC, [MINUTES, 7 * DAYS, 10 * MINUTES, MINUTES], APPROVAL_SLOW, SUPPORT_TIP),
	track(31, name("big_tipper"), 100, 10 * UBC, [10 * MINUTES, 7 * DAYS, HOURS, 10 * MINUTES], APPROVAL_SLOW, SUPPORT_TIP),
	track(32, name("small_spender"), 50, 100 * UBC, [4 * HOURS, 14 * DAYS, 12 * HOURS, DAYS], APPROVAL_SLOW, SUPPORT_SPEND),
	track(33, name("medium_spender"), 50, 200 * UBC, [4 * HOURS, 14 * DAYS, DAYS, DAYS], APPROVAL_SLOW, SUPPORT_SPEND),
	track(34, name("big_spender"), 50, 400 * UBC, [4 * HOURS, 14 * DAYS, 2 * DAYS, DAYS], APPROVAL_SLOW, SUPPORT_SPEND),
];

/// The table and the mapping from origins to its rows.
#[derive(Debug)]
pub struct Tracks;
impl pallet_referenda::TracksInfo<Balance, BlockNumber> for Tracks {
	type Id = u16;
	type RuntimeOrigin = <RuntimeOrigin as OriginTrait>::PalletsOrigin;

	fn tracks() -> impl Iterator<Item = Cow<'static, Track<Self::Id, Balance, BlockNumber>>> {
		TRACKS.iter().map(Cow::Borrowed)
	}

	fn track_for(origin: &Self::RuntimeOrigin) -> Result<Self::Id, ()> {
		match origin {
			// No track grants root: it is reached through the timelock alone.
			OriginCaller::Governance(pallet_labscape_governance::Origin::Constitution) => Ok(0),
			OriginCaller::Origins(origin) => Ok(match origin {
				Origin::WhitelistedCaller => 1,
				Origin::WhitelistedAct => return Err(()),
				Origin::StakingAdmin => 10,
				Origin::ParameterAdmin => 11,
				Origin::ReferendumCanceller => 20,
				Origin::ReferendumKiller => 21,
				Origin::SmallTipper => 30,
				Origin::BigTipper => 31,
				Origin::SmallSpender => 32,
				Origin::MediumSpender => 33,
				Origin::BigSpender => 34,
			}),
			_ => Err(()),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use pallet_referenda::TracksInfo;

	#[test]
	fn tracks_are_sorted_and_named_once() {
		Tracks::check_integrity().expect("sorted by id");
		let mut names: Vec<_> = TRACKS.iter().map(|t| t.info.name).collect();
		names.sort();
		names.dedup();
		assert_eq!(names.len(), TRACKS.len());
	}
}
