//! Units of money, time and weight.

use frame_support::weights::{
	constants::{WEIGHT_REF_TIME_PER_MILLIS, WEIGHT_REF_TIME_PER_SECOND},
	Weight,
};
use sp_runtime::Perbill;

use crate::{Balance, BlockNumber};

/// One UBC, in planck: 12 decimals.
pub const UBC: Balance = 1_000_000_000_000;
/// A thousandth of a UBC.
pub const MILLI_UBC: Balance = UBC / 1_000;
/// A millionth of a UBC.
pub const MICRO_UBC: Balance = MILLI_UBC / 1_000;
/// The least that keeps an account alive: a million dust accounts cost 10,000 UBC.
pub const EXISTENTIAL_DEPOSIT: Balance = 10 * MILLI_UBC;
/// The prefix of addresses until a registered one exists.
pub const SS58_PREFIX: u16 = 42;

/// What `items` entries and `bytes` of storage cost as a deposit, returned when they are removed:
/// 100 milli-UBC an entry, 1 milli-UBC a byte, so that a gigabyte of state locks a million UBC.
pub const fn deposit(items: u32, bytes: u32) -> Balance {
	let bytes = (bytes as Balance).saturating_mul(MILLI_UBC);
	(items as Balance).saturating_mul(100 * MILLI_UBC).saturating_add(bytes)
}

/// Milliseconds between two slots. Constant for ever: BABE derives slot numbers from it.
pub const MILLISECS_PER_BLOCK: u64 = 3_000;
/// Blocks in a minute.
pub const MINUTES: BlockNumber = 60_000 / MILLISECS_PER_BLOCK as BlockNumber;
/// Blocks in an hour.
pub const HOURS: BlockNumber = 60 * MINUTES;
/// Blocks in a day.
pub const DAYS: BlockNumber = 24 * HOURS;

/// Execution time of a block: half of the slot. The rest is for proposing, gossip and import.
pub const MAXIMUM_BLOCK_WEIGHT: Weight =
	Weight::from_parts(WEIGHT_REF_TIME_PER_SECOND.saturating_mul(3) / 2, u64::MAX);
/// Share of a block that is open to ordinary transactions. The rest is for operational ones:
/// plans, disputes, governance.
pub const NORMAL_DISPATCH_RATIO: Perbill = Perbill::from_percent(75);
/// What `on_initialize` may be assumed to take, on average, of a block.
pub const AVERAGE_ON_INITIALIZE_RATIO: Perbill = Perbill::from_percent(10);
/// The largest block, in bytes. The proposer stops at about 4 MiB whatever stands here.
pub const MAXIMUM_BLOCK_LENGTH: u32 = 5 * 1024 * 1024;
/// A millisecond of execution.
pub const WEIGHT_PER_MILLI: Weight = Weight::from_parts(WEIGHT_REF_TIME_PER_MILLIS, 0);
