//! The windows of an epoch, and which epochs a report speaks of.
//!
//! Work of epoch `e` is committed in `e + 1`, audited in `e + 2`, judged in `e + 3`, and decided after
//! `e + 4`. The beacon that is fixed at the end of epoch `b + 1` is called the beacon of draw `b`: it
//! draws the audits of work `b`. What has no quorum when it is decided in epoch `c` is drawn again by
//! the beacon that `c` itself will end with, draw `c − 1`, and is decided four epochs later.

use labscape_primitives::WorkEpoch;

/// Epochs from work to the decision on it, when nothing is redrawn.
pub const DECIDED_AFTER: WorkEpoch = 5;

/// How many outputs the beacon folds: `min(wanted, period − 2)`, at least one.
pub fn beacon_outputs(period_blocks: u32, wanted: u8) -> u32 {
	u32::from(wanted).min(period_blocks.saturating_sub(2)).max(1)
}

/// How many blocks of an epoch accept reports. In an epoch long enough for it, commits close before
/// the first output that counts; in a short one (development chains) before the last.
pub fn report_blocks(period_blocks: u32, wanted: u8) -> u32 {
	let outputs = beacon_outputs(period_blocks, wanted);
	if period_blocks >= outputs.saturating_mul(2) {
		period_blocks.saturating_sub(outputs)
	} else {
		period_blocks.saturating_sub(1).max(1)
	}
}

/// The work that a report in `epoch` commits.
pub fn committed_in(epoch: WorkEpoch) -> Option<WorkEpoch> {
	epoch.checked_sub(1)
}

/// The draw whose audits a report in `epoch` commits to.
pub fn audited_in(epoch: WorkEpoch) -> Option<WorkEpoch> {
	epoch.checked_sub(2)
}

/// The draw whose audits a report in `epoch` judges.
pub fn judged_in(epoch: WorkEpoch) -> Option<WorkEpoch> {
	epoch.checked_sub(3)
}

/// The first epoch in which no verdict on what `draw` audits can come any more.
pub fn judged_before(draw: WorkEpoch) -> WorkEpoch {
	draw.saturating_add(4)
}

/// The draw that audits again what is decided in `epoch`: its beacon is not known yet.
pub fn redrawn_in(epoch: WorkEpoch) -> WorkEpoch {
	epoch.saturating_sub(1)
}

/// The first epoch in which what `draw` audits may be decided.
pub fn decided_from(draw: WorkEpoch) -> WorkEpoch {
	draw.saturating_add(DECIDED_AFTER)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_draw_is_judged_in_one_epoch() {
		let judging = (3..10).filter(|epoch| judged_in(*epoch) == Some(3)).collect::<Vec<_>>();
		assert_eq!(judging, [judged_before(3) - 1]);
		assert!(judged_before(3) < decided_from(3));
	}

	#[test]
	fn windows_fit_the_default_and_the_shortest_epoch() {
		assert_eq!((beacon_outputs(20, 8), report_blocks(20, 8)), (8, 12));
		assert_eq!((beacon_outputs(5, 8), report_blocks(5, 8)), (3, 4));
		assert_eq!((beacon_outputs(1, 8), report_blocks(1, 8)), (1, 1));
	}

	#[test]
	fn the_pipeline_meets_itself() {
		let draw = 10;
		assert_eq!(committed_in(draw + 1), Some(draw));
		assert_eq!(audited_in(draw + 2), Some(draw));
		assert_eq!(judged_in(draw + 3), Some(draw));
		assert_eq!(decided_from(draw), draw + 5);
		// What is redrawn then is audited in the next epoch.
		assert_eq!(redrawn_in(draw + 5) + 2, draw + 6);
		assert_eq!(judged_in(2), None);
	}
}
