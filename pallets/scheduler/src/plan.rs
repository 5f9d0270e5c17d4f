//! Making a plan.

use crate::{first_fit, Plan, Snapshot, SnapshotError};

/// Plan one round of a labscape: whatever of the queue fits, in the queue's order, each member
/// where it fragments the GPUs least.
///
/// [`verify`](crate::verify) grants every placement of the result on the same snapshot.
///
/// ## Errors
/// [`SnapshotError`] if the snapshot cannot be the picture of a labscape.
pub fn plan(snapshot: &Snapshot) -> Result<Plan, SnapshotError> {
	Planner::new().plan(snapshot)
}

/// A planner that keeps its tables and caches from one labscape to the next.
///
/// What it keeps only saves time: a plan is the same, to the byte, with a new planner.
#[derive(Default)]
pub struct Planner {}

impl Planner {
	/// A planner that knows nothing yet.
	pub fn new() -> Self {
		Self::default()
	}

	/// As [`plan`].
	///
	/// ## Errors
	/// [`SnapshotError`] if the snapshot cannot be the picture of a labscape.
	pub fn plan(&mut self, snapshot: &Snapshot) -> Result<Plan, SnapshotError> {
		snapshot.check()?;
		first_fit(snapshot, u32::MAX)
	}
}
