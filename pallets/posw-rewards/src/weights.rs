//! Weights of `pallet-labscape-posw-rewards`.
//!
//! Estimates in the layout of generated weights, until the benchmarks have run on the reference
//! machine: storage accesses are counted by hand, execution is reasoned from the hashes and
//! signatures that a call checks. Each item's access list stands above it.

#![allow(clippy::unnecessary_cast)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Weights of the calls and hooks.
pub trait WeightInfo {
	/// Checking a report with `l` leases and `e` entries, before it is let in.
	fn authorize_report(l: u32, e: u32) -> Weight;
	/// Checking it again and applying it.
	fn report(l: u32, e: u32) -> Weight;
	/// [`crate::Call::register_program`] of `b` bytes.
	fn register_program(b: u32) -> Weight;
	/// [`crate::Call::file`], and checking [`crate::Call::file_as_node`].
	fn file() -> Weight;
	/// Hashing `b` bytes and checking them against a work.
	fn check_bytes(b: u32) -> Weight;
	/// What follows an execution at most: a liar and all who agreed with it are charged.
	fn resolve() -> Weight;
	/// [`crate::Call::answer`] with `l` leaves.
	fn answer(l: u32) -> Weight;
	/// [`crate::Call::ask_output`].
	fn ask_output() -> Weight;
	/// [`crate::Call::accept`].
	fn accept() -> Weight;
	/// Deciding a page of `s` seats.
	fn settle_page(s: u32) -> Weight;
	/// Moving what the pages of a block pay.
	fn pay_out() -> Weight;
	/// [`crate::Call::set_parameters`].
	fn set_parameters() -> Weight;
	/// The hook of a block that begins no epoch.
	fn on_initialize() -> Weight;
	/// The hook of a block that begins an epoch.
	fn next_epoch() -> Weight;
	/// One step of removing what is over.
	fn prune() -> Weight;
}

/// Weights counted for this runtime's database.
pub struct SubstrateWeight<T>(PhantomData<T>);

/// Reference time, reads, writes.
type Cost = (u64, u64, u64);

fn cost<T: frame_system::Config>((time, reads, writes): Cost) -> Weight {
	Weight::from_parts(time, reads.saturating_mul(2_000))
		.saturating_add(T::DbWeight::get().reads(reads))
		.saturating_add(T::DbWeight::get().writes(writes))
}

fn plus<T: frame_system::Config>(base: Cost, each: Cost, times: u32) -> Weight {
	cost::<T>(base).saturating_add(cost::<T>(each).saturating_mul(times.into()))
}

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Current`, `Standings`, node and its leases in Resources, `Epochs` (r:3), `Tables`,
	/// `Audits`, own page; for each entry its page, for each opening its work. One signature.
	fn authorize_report(l: u32, e: u32) -> Weight {
		plus::<T>((90_000_000, 13, 0), (1_000_000, 2, 0), l).saturating_add(plus::<T>(
			(0, 0, 0),
			(6_000_000, 1, 0),
			e,
		))
	}
	/// Storage: as above, but cached; `Standings`, `Current`, `Works`, `Pages`, `Tables`, `Epochs`,
	/// `Agenda`, `Audits` (w:2), two accounts, the auditor's pool; for each lease Resources' two
	/// records; for each entry its page.
	fn report(l: u32, e: u32) -> Weight {
		plus::<T>((80_000_000, 18, 12), (3_000_000, 2, 2), l).saturating_add(plus::<T>(
			(0, 0, 0),
			(8_000_000, 1, 1),
			e,
		))
	}
	/// Storage: `Programs` (r:1 w:1). The referee's own formula for validating and instrumenting.
	fn register_program(b: u32) -> Weight {
		cost::<T>((labscape_referee::weight::registration(b), 1, 1))
	}
	/// Storage: `Works`, `Pages`, `NextDispute`, `Disputes`, `Epochs`, `Current`, the job, the program,
	/// a hold or reservation (r:2 w:2); four disputes read.
	fn file() -> Weight {
		cost::<T>((120_000_000, 16, 6))
	}
	/// Storage: `Disputes`, `Works`, `Pages`, the job, `RefereeUsed`, `Current`. Two hashes a byte.
	fn check_bytes(b: u32) -> Weight {
		plus::<T>((30_000_000, 8, 2), (4_000, 0, 0), b)
	}
	/// Storage: `Disputes` (r:4 w:4), `Works`, `Pages` and `Tables` of four draws, `Audits` and pools of
	/// up to 64 auditors, Resources' records of 64 leases.
	fn resolve() -> Weight {
		cost::<T>((2_000_000_000, 300, 220))
	}
	/// Storage: `Works`, `Pages`, `Standings` of each claimant. 14 hashes a leaf.
	fn answer(l: u32) -> Weight {
		plus::<T>((40_000_000, 3, 2), (10_000_000, 1, 1), l)
	}
	/// Storage: `Works`, `Pages` (r:1 w:1), the job.
	fn ask_output() -> Weight {
		cost::<T>((30_000_000, 3, 2))
	}
	/// Storage: `Works`, `Pages`, the job and its lease, four accounts, the pool, the ledger.
	fn accept() -> Weight {
		cost::<T>((120_000_000, 14, 12))
	}
	/// Storage: `Pages`, `Agenda` (r:1 w:2), `Epochs`; for each seat
	/// `Works`, `Standings`, `Audits`, Resources' lease and job, the pool; the survey of a work without
	/// quorum looks up to 768 units in the pages of eight slices.
	fn settle_page(s: u32) -> Weight {
		plus::<T>((15_000_000, 3, 4), (60_000_000, 7, 7), s)
	}
	/// Storage: four accounts, issuance, the ledger's book and history.
	fn pay_out() -> Weight {
		cost::<T>((150_000_000, 10, 9))
	}
	/// Storage: `NextParameters` (w:1), the bounds of emission (r:1).
	fn set_parameters() -> Weight {
		cost::<T>((10_000_000, 1, 1))
	}
	/// Storage: `Current` (r:1 w:1), `Epochs`, the author's output.
	fn on_initialize() -> Weight {
		cost::<T>((6_000_000, 4, 1))
	}
	/// Storage: as above; `Epochs` (r:1 w:2), `NextParameters`, the schedule.
	fn next_epoch() -> Weight {
		cost::<T>((20_000_000, 8, 4))
	}
	/// Storage: `OldestEpoch`, `Epochs`, `Tables`, `AgendaFrom`, one step of the agenda, eight audits.
	fn prune() -> Weight {
		cost::<T>((12_000_000, 11, 11))
	}
}

/// For tests: execution alone, without the database.
impl WeightInfo for () {
	fn authorize_report(l: u32, e: u32) -> Weight {
		Weight::from_parts(90_000_000 + 1_000_000 * u64::from(l) + 6_000_000 * u64::from(e), 0)
	}
	fn report(l: u32, e: u32) -> Weight {
		Weight::from_parts(80_000_000 + 3_000_000 * u64::from(l) + 8_000_000 * u64::from(e), 0)
	}
	fn register_program(b: u32) -> Weight {
		Weight::from_parts(labscape_referee::weight::registration(b), 0)
	}
	fn file() -> Weight {
		Weight::from_parts(120_000_000, 0)
	}
	fn check_bytes(b: u32) -> Weight {
		Weight::from_parts(30_000_000 + 4_000 * u64::from(b), 0)
	}
	fn resolve() -> Weight {
		Weight::from_parts(2_000_000_000, 0)
	}
	fn answer(l: u32) -> Weight {
		Weight::from_parts(40_000_000 + 10_000_000 * u64::from(l), 0)
	}
	fn ask_output() -> Weight {
		Weight::from_parts(30_000_000, 0)
	}
	fn accept() -> Weight {
		Weight::from_parts(120_000_000, 0)
	}
	fn settle_page(s: u32) -> Weight {
		Weight::from_parts(15_000_000 + 60_000_000 * u64::from(s), 0)
	}
	fn pay_out() -> Weight {
		Weight::from_parts(150_000_000, 0)
	}
	fn set_parameters() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn on_initialize() -> Weight {
		Weight::from_parts(6_000_000, 0)
	}
	fn next_epoch() -> Weight {
		Weight::from_parts(20_000_000, 0)
	}
	fn prune() -> Weight {
		Weight::from_parts(8_000_000, 0)
	}
}
