//! Detection and deterrence (protocol, section 3, "What must hold"). Floats: never used on chain.

use crate::{money, params::Parameters};

/// The chance that at least one of `samples` falls on a wrong item and on an honest auditor, when
/// the share `wrong` of a commit's price is wrong and the share `hostile` of backed units colludes.
pub fn detection(samples: u32, wrong: f64, hostile: f64) -> f64 {
	1.0 - (1.0 - wrong * (1.0 - hostile)).powi(samples as i32)
}

/// Executions for one accepted result of a commit of `count` items.
pub fn executions(count: u32, params: &Parameters) -> f64 {
	1.0 + f64::from(money::samples(count, params)) / f64::from(count.max(1))
}

/// How many times what a liar expects to lose exceeds what it saves, when it skips the share `wrong`
/// of a commit of `count` items whose cost is `cost` of their price: `P(q)·(V + S) / (q·V·c/r)`, with
/// `S = 2·V`.
pub fn deterrence(count: u32, wrong: f64, hostile: f64, cost: f64, params: &Parameters) -> f64 {
	let samples = u32::from(money::samples(count, params));
	detection(samples, wrong, hostile) * 3.0 / (wrong * cost)
}

/// The share of a washed price that every union of roles loses: `t(1 − g) + b(1 − κ)`.
pub fn washing_loss(params: &Parameters, kappa: f64) -> f64 {
	let part = |perbill: u32| f64::from(perbill) / 1e9;
	let shares = &params.shares;
	part(shares.treasury.deconstruct()) * (1.0 - part(shares.recaptured.deconstruct()))
		+ part(shares.burn.deconstruct()) * (1.0 - kappa)
		- part(shares.rebates.deconstruct())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_figures_of_the_protocol() {
		let third = 1.0 / 3.0;
		assert!((detection(192, 0.01, third) - 0.7232).abs() < 0.001);
		assert!((detection(192, 0.02, third) - 0.9241).abs() < 0.001);
		assert!((detection(192, 0.05, third) - 0.9985).abs() < 0.0002);
		let params = Parameters::default();
		assert!((executions(4_096, &params) - 1.046_875).abs() < 1e-9);
		assert!((executions(64, &params) - 1.125).abs() < 1e-9);
	}

	#[test]
	fn lying_never_pays() {
		let params = Parameters::default();
		for count in [64, 170, 1_000, 4_096] {
			for wrong in 1..=100 {
				let margin = deterrence(count, f64::from(wrong) / 100.0, 1.0 / 3.0, 1.0, &params);
				assert!(margin > 1.0, "{count} {wrong} {margin}");
			}
		}
	}
}
