//! The windows of an epoch, and which epochs a report speaks of.
//!
//! Work of epoch `e` is committed in `e + 1`, audited in `e + 2` (attempt 0), judged in `e + 3`, and
//! settled after `e + 4`. Each attempt to redraw what was not judged takes two epochs more. The
//! beacon that is fixed at the end of epoch `b + 1` is called the beacon of draw `b`: it draws the
//! audits of work `b`, and those redrawn of work `b − 2`, `b − 4`, `b − 6`.

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

/// The work that draw `draw` audits in its `attempt`-th attempt.
pub fn work_of(draw: WorkEpoch, attempt: u8) -> Option<WorkEpoch> {
	draw.checked_sub(WorkEpoch::from(attempt).saturating_mul(2))
}

/// The draw of the `attempt`-th attempt to audit `work`.
pub fn draw_of(work: WorkEpoch, attempt: u8) -> WorkEpoch {
	work.saturating_add(WorkEpoch::from(attempt).saturating_mul(2))
}

/// The first epoch in which `work` may be decided, in its `attempt`-th attempt.
pub fn decided_from(work: WorkEpoch, attempt: u8) -> WorkEpoch {
	draw_of(work, attempt).saturating_add(DECIDED_AFTER)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn windows_fit_the_default_and_the_shortest_epoch() {
		assert_eq!((beacon_outputs(20, 8), report_blocks(20, 8)), (8, 12));
		assert_eq!((beacon_outputs(5, 8), report_blocks(5, 8)), (3, 4));
		assert_eq!((beacon_outputs(1, 8), report_blocks(1, 8)), (1, 1));
	}

	#[test]
	fn the_pipeline_meets_itself() {
		let work = 10;
		for attempt in 0..4 {
			let draw = draw_of(work, attempt);
			assert_eq!(work_of(draw, attempt), Some(work));
			assert_eq!(audited_in(draw + 2), Some(draw));
			assert_eq!(judged_in(draw + 3), Some(draw));
			assert_eq!(decided_from(work, attempt), draw + 5);
		}
		assert_eq!(judged_in(2), None);
	}
}
