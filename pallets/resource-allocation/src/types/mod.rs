//! Plain data of the pallet.

mod jobs;
mod labscapes;
mod leases;
mod nodes;
mod plans;

pub use jobs::*;
pub use labscapes::*;
pub use leases::*;
pub use nodes::*;
pub use plans::*;

use frame_support::{traits::ConstU32, BoundedVec};
use labscape_primitives::Round;

/// Amounts of UBC, in planck.
pub type Balance = u128;
/// Blocks since genesis in which the chain was not paused. All deadlines count on it, so that a
/// pause extends every one of them.
pub type Clock = u32;

/// The most parts of one job.
pub const MAX_PARTS: u16 = 64;
/// The most bytes of a node's public address.
pub const MAX_ENDPOINT: u32 = 128;
/// The most pairs of job and node that one labscape keeps apart; the oldest is forgotten first.
pub const MAX_EXCLUSIONS: u32 = 256;
/// The most leases that one plan may make, hence the largest gang.
pub const MAX_RUNS: u16 = 256;
/// The most plans of one extrinsic.
pub const MAX_PLANS: u32 = 64;
/// The most leases that the plans of one extrinsic may make.
pub const MAX_SUBMISSION_RUNS: u32 = 1_024;
/// How many entries of a queue a snapshot shows.
pub const SNAPSHOT_ENTRIES: usize = 256;
/// The most shapes that a labscape counts in an epoch; further ones are not counted.
pub const MAX_TYPICAL: u32 = 64;
/// A first claim may be this many times the labscape's lowest rate.
pub const MAX_FIRST_CLAIM: u64 = 1_000;
/// A claim is raised only after this many items were proven under the last one, and at most doubled.
pub const MIN_PROVEN_ITEMS: u64 = 64;
/// A node that lets so many leases expire, one after the other, is drained.
pub const MAX_STRIKES: u8 = 3;
/// Rounds a node gets no lease after its stake could not be reserved.
pub const BLOCKED_ROUNDS: Round = 8;
/// How much one round of waiting adds to a part's priority.
pub const AGEING: u32 = 1;
/// How many labscapes there are.
pub const LABSCAPE_COUNT: u16 = labscape_primitives::LABSCAPES;
/// The most nodes of one labscape: as many as one of Posw's pages has seats, so that every node that
/// works can report.
pub const MAX_NODES_PER_LABSCAPE: u32 = 12;
/// The smallest node that a policy can admit, in units.
pub const LEAST_NODE_UNITS: u16 = 16;
/// The unit in which fuel is priced.
pub const MEGA_FUEL: u128 = 1_000_000;

/// Where a node's outputs are served, as the provider writes it (a URL).
pub type Endpoint = BoundedVec<u8, ConstU32<MAX_ENDPOINT>>;
