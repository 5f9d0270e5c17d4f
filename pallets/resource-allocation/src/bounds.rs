//! Bounds that no governance can cross.

use sp_runtime::Permill;

use crate::{Config, Pallet, Parameters, Policy, LEAST_NODE_UNITS, MAX_PRICE};

impl<T: Config> Pallet<T> {
	/// Whether the parameters lie within their bounds.
	pub(crate) fn in_bounds(parameters: &Parameters) -> bool {
		let Parameters {
			grace_blocks,
			max_lease_blocks,
			rehome_after,
			target_utilisation,
			compensation,
			retention_blocks,
			open_jobs,
			max_deadline_blocks,
			max_idle_rounds,
		} = *parameters;
		let year = 365 * 28_800;
		(1..=28_800).contains(&grace_blocks)
			&& (1..=201_600).contains(&max_lease_blocks)
			&& (1..=28_800).contains(&rehome_after)
			&& target_utilisation >= Permill::from_percent(10)
			&& target_utilisation <= Permill::from_percent(95)
			&& compensation <= Permill::from_percent(50)
			&& (1..=year).contains(&retention_blocks)
			&& open_jobs > 0
			&& (1..=year).contains(&max_deadline_blocks)
			&& (1..=1_200).contains(&max_idle_rounds)
	}

	/// Whether a policy lies within its bounds.
	pub(crate) fn policy_in_bounds(policy: &Policy) -> bool {
		policy.min_node_units >= LEAST_NODE_UNITS
			&& policy.min_node_units <= labscape_primitives::UNITS_PER_LABSCAPE
			&& policy.min_rate > 0
			&& policy.price_floor >= 8
			&& policy.price_floor <= MAX_PRICE
	}
}
