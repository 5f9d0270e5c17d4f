//! Weights of `pallet-labscape-posw-rewards`.
//!
//! Estimates in the layout of generated weights, until the benchmarks have run on the reference
//! machine: storage accesses are counted by hand, execution is reasoned from the hashes and
//! signatures that a call checks. Each item's access list stands above it.

#![allow(clippy::unnecessary_cast, clippy::arithmetic_side_effects)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Weights of the calls and hooks.
pub trait WeightInfo {
	/// Checking a report with `l` leases and `e` entries, alone on their pages, before it is let in.
	fn authorize_report(l: u32, e: u32) -> Weight;
	/// Checking a report with 128 entries, on pages of `s` seats together: what a further seat adds.
	fn authorize_seats(s: u32) -> Weight;
	/// Checking a report and applying it, without what [`crate::Pallet::on_initialize`] declares for
	/// all reports of a block.
	fn report(l: u32, e: u32) -> Weight;
	/// As `authorize_seats`, of applying it.
	fn report_seats(s: u32) -> Weight;
	/// [`crate::Call::register_program`], besides the referee's own formula.
	fn register_program() -> Weight;
	/// [`crate::Call::file`].
	fn file() -> Weight;
	/// Checking [`crate::Call::file_as_node`].
	fn authorize_file() -> Weight;
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
	/// Taking up an entry of the agenda.
	fn settle_pages() -> Weight;
	/// Looking at a page of `s` seats and dropping it, without what its works are.
	fn settle_page(s: u32) -> Weight;
	/// Settling a work of `l` leases.
	fn settle_work(l: u32) -> Weight;
	/// Suspending or releasing a work of `l` leases.
	fn void(l: u32) -> Weight;
	/// Looking for who stayed silent when `m` samples have no verdict, and charging all of them.
	fn survey(m: u32) -> Weight;
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
	/// Storage: the two brakes, `Standings`, node and list of leases in Resources, `Audits`, own pages
	/// of two draws, the works of two openings; for each lease its record, for each entry its page. One
	/// signature.
	fn authorize_report(l: u32, e: u32) -> Weight {
		plus::<T>((110_000_000, 11, 0), (2_000_000, 1, 0), l).saturating_add(plus::<T>(
			(0, 0, 0),
			(4_000_000, 1, 0),
			e,
		))
	}
	/// Storage: as above; own page, `Works`, `Audits` (w:2), the auditor's pool, board, timeline and
	/// market of the labscape, the list of leases; for each lease its record and two entries of the
	/// agenda of Resources; for each entry its page.
	fn report(l: u32, e: u32) -> Weight {
		plus::<T>((190_000_000, 17, 10), (6_000_000, 1, 3), l).saturating_add(plus::<T>(
			(0, 0, 0),
			(8_000_000, 1, 1),
			e,
		))
	}
	fn authorize_seats(s: u32) -> Weight {
		plus::<T>((0, 0, 0), (200_000, 0, 0), s)
	}
	fn report_seats(s: u32) -> Weight {
		plus::<T>((0, 0, 0), (600_000, 0, 0), s)
	}
	/// Storage: `Programs` (r:1 w:1).
	fn register_program() -> Weight {
		cost::<T>((0, 1, 1))
	}
	/// Storage: `Works`, `Pages`, `NextDispute`, `Disputes`, `Epochs`, `Current`, the job, the program,
	/// a hold or reservation (r:2 w:2); four disputes read.
	fn file() -> Weight {
		cost::<T>((120_000_000, 16, 6))
	}
	fn authorize_file() -> Weight {
		Self::file()
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
	/// Storage: `Agenda` (r:1 w:2), `AgendaFrom`, `Epochs`.
	fn settle_pages() -> Weight {
		cost::<T>((12_000_000, 3, 4))
	}
	/// Storage: `Pages`; for each seat `Audits`.
	fn settle_page(s: u32) -> Weight {
		plus::<T>((10_000_000, 1, 1), (3_000_000, 1, 1), s)
	}
	/// Storage: `Works`, `Standings`, the provider's pool, its voting power and the sum of all, the
	/// node; for each lease its record and its job.
	fn settle_work(l: u32) -> Weight {
		plus::<T>((40_000_000, 6, 6), (6_000_000, 2, 2), l)
	}
	/// Storage: `Works`, `Standings`, the provider's pool and hold; for each lease its record, its job,
	/// the requester's account and hold, and a queue.
	fn void(l: u32) -> Weight {
		plus::<T>((90_000_000, 12, 10), (60_000_000, 9, 9), l)
	}
	/// Storage: the pages of eight slices, the work; for each silent auditor its `Audits`, node, pool
	/// and hold, and the ledger.
	fn survey(m: u32) -> Weight {
		plus::<T>((40_000_000, 16, 4), (70_000_000, 5, 5), m)
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
		let parts = 1_000_000 * u64::from(l) + 6_000_000 * u64::from(e);
		Weight::from_parts(90_000_000 + parts, 0)
	}
	fn report(l: u32, e: u32) -> Weight {
		let parts = 6_000_000 * u64::from(l) + 14_000_000 * u64::from(e);
		Weight::from_parts(190_000_000 + parts, 0)
	}
	fn authorize_seats(s: u32) -> Weight {
		Weight::from_parts(200_000 * u64::from(s), 0)
	}
	fn report_seats(s: u32) -> Weight {
		Weight::from_parts(600_000 * u64::from(s), 0)
	}
	fn register_program() -> Weight {
		Weight::zero()
	}
	fn file() -> Weight {
		Weight::from_parts(120_000_000, 0)
	}
	fn authorize_file() -> Weight {
		Self::file()
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
	fn settle_pages() -> Weight {
		Weight::from_parts(12_000_000, 0)
	}
	fn settle_page(s: u32) -> Weight {
		Weight::from_parts(10_000_000 + 3_000_000 * u64::from(s), 0)
	}
	fn settle_work(l: u32) -> Weight {
		Weight::from_parts(40_000_000 + 6_000_000 * u64::from(l), 0)
	}
	fn void(l: u32) -> Weight {
		Weight::from_parts(90_000_000 + 60_000_000 * u64::from(l), 0)
	}
	fn survey(m: u32) -> Weight {
		Weight::from_parts(40_000_000 + 70_000_000 * u64::from(m), 0)
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
