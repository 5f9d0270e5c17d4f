//! Weights of `pallet-labscape-posw-rewards`.
//!
//! Measured by `./scripts/weights posw-rewards`; do not edit by hand, but for the comments of the trait.
//! 8 values of each component, each timed 10 times, of which the fastest counts; the lowest line
//! above all of them. Execution is that of the Wasm runtime with its state in
//! memory; entries read and written are counted, and weighed by `DbWeight`. Proof sizes are zero: blocks
//! of a solo chain are not proven to anybody.
#![cfg_attr(rustfmt, rustfmt_skip)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::{constants::RocksDbWeight, Weight}};

/// What the calls and steps of this pallet cost.
pub trait WeightInfo {
	/// [`crate::Call::register_program`], besides the referee's own formula.
	fn register_program() -> Weight;
	/// [`crate::Call::answer`] with `l` leaves.
	fn answer(l: u32) -> Weight;
	/// Checking a report with `l` leases and `e` entries, alone on their pages, before it is let in.
	fn authorize_report(l: u32, e: u32) -> Weight;
	/// Checking a report with 128 entries, on pages of `s` seats together: what a further seat adds.
	fn authorize_seats(s: u32) -> Weight;
	/// Checking a report with 128 entries on works of `m` samples together: what a sample adds.
	fn authorize_samples(m: u32) -> Weight;
	/// Checking a report and applying it, which checks it again, without what [`crate::Pallet::on_initialize`] declares for
	/// all reports of a block.
	fn report(l: u32, e: u32) -> Weight;
	/// As `authorize_seats`, of applying it.
	fn report_seats(s: u32) -> Weight;
	/// As `authorize_samples`, of applying it.
	fn report_samples(m: u32) -> Weight;
	/// [`crate::Call::file`].
	fn file() -> Weight;
	/// Checking [`crate::Call::file_as_node`].
	fn authorize_file() -> Weight;
	/// Hashing `b` bytes and checking them against a work.
	fn check_bytes(b: u32) -> Weight;
	/// What follows an execution at most: a liar and all who agreed with it are charged.
	fn resolve() -> Weight;
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

/// Weights with the database of runtime `T`.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// `Posw::Programs` (r:2 w:1)
	fn register_program() -> Weight {
		Weight::from_parts(29_211_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// `Posw::Current` (r:1 w:0)
	/// `Posw::Pages` (r:1 w:1)
	/// `Posw::Standings` (r:64 w:64)
	/// `Posw::Works` (r:1 w:1)
	/// `SafeMode::EnteredUntil` (r:1 w:0)
	/// `TxPause::PausedCalls` (r:1 w:0)
	fn answer(l: u32) -> Weight {
		Weight::from_parts(33_501_072, 0)
			.saturating_add(Weight::from_parts(5_366_944, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().writes(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(l.into())))
	}
	/// `Posw::Pages` (r:514 w:0)
	/// `Posw::Standings` (r:1 w:0)
	/// `Posw::Works` (r:4 w:0)
	/// `Resources::Leases` (r:64 w:0)
	/// `Resources::NodeLeases` (r:1 w:0)
	/// `Resources::Nodes` (r:1 w:0)
	fn authorize_report(l: u32, e: u32) -> Weight {
		Weight::from_parts(261_786_000, 0)
			.saturating_add(Weight::from_parts(12_313_822, 0).saturating_mul(e.into()))
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(e.into())))
	}
	/// `Posw::Pages` (r:130 w:0)
	/// `Posw::Standings` (r:1 w:0)
	/// `Posw::Works` (r:3 w:0)
	/// `Resources::Nodes` (r:1 w:0)
	fn authorize_seats(s: u32) -> Weight {
		Weight::from_parts(1_227_729_920, 0)
			.saturating_add(Weight::from_parts(218_745, 0).saturating_mul(s.into()))
			.saturating_add(T::DbWeight::get().reads(135_u64))
	}
	/// `Posw::Pages` (r:130 w:0)
	/// `Posw::Standings` (r:1 w:0)
	/// `Posw::Works` (r:3 w:0)
	/// `Resources::Nodes` (r:1 w:0)
	fn authorize_samples(m: u32) -> Weight {
		Weight::from_parts(842_372_292, 0)
			.saturating_add(Weight::from_parts(4_796, 0).saturating_mul(m.into()))
			.saturating_add(T::DbWeight::get().reads(135_u64))
	}
	/// `Posw::Pages` (r:514 w:513)
	/// `Posw::Standings` (r:1 w:1)
	/// `Posw::Works` (r:4 w:1)
	/// `Resources::Agenda` (r:0 w:64)
	/// `Resources::Boards` (r:1 w:1)
	/// `Resources::Leases` (r:64 w:64)
	/// `Resources::NodeLeases` (r:1 w:1)
	/// `Resources::Nodes` (r:1 w:0)
	/// `Resources::Policies` (r:1 w:0)
	/// `Resources::States` (r:1 w:1)
	/// `SwarmStaking::Providers` (r:1 w:1)
	fn report(l: u32, e: u32) -> Weight {
		Weight::from_parts(240_031_833, 0)
			.saturating_add(Weight::from_parts(13_278_266, 0).saturating_mul(l.into()))
			.saturating_add(Weight::from_parts(12_642_879, 0).saturating_mul(e.into()))
			.saturating_add(T::DbWeight::get().reads(13_u64))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(e.into())))
			.saturating_add(T::DbWeight::get().writes(7_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(e.into())))
	}
	/// `Posw::Pages` (r:130 w:129)
	/// `Posw::Standings` (r:1 w:1)
	/// `Posw::Works` (r:3 w:0)
	/// `Resources::Nodes` (r:1 w:0)
	/// `SwarmStaking::Providers` (r:1 w:1)
	fn report_seats(s: u32) -> Weight {
		Weight::from_parts(2_866_337_720, 0)
			.saturating_add(Weight::from_parts(605_715, 0).saturating_mul(s.into()))
			.saturating_add(T::DbWeight::get().reads(136_u64))
			.saturating_add(T::DbWeight::get().writes(131_u64))
	}
	/// `Posw::Pages` (r:130 w:129)
	/// `Posw::Standings` (r:1 w:1)
	/// `Posw::Works` (r:3 w:0)
	/// `Resources::Nodes` (r:1 w:0)
	/// `SwarmStaking::Providers` (r:1 w:1)
	fn report_samples(m: u32) -> Weight {
		Weight::from_parts(1_462_513_173, 0)
			.saturating_add(Weight::from_parts(4_331, 0).saturating_mul(m.into()))
			.saturating_add(T::DbWeight::get().reads(136_u64))
			.saturating_add(T::DbWeight::get().writes(131_u64))
	}
	/// `Balances::Holds` (r:1 w:1)
	/// `Posw::Current` (r:1 w:0)
	/// `Posw::Disputes` (r:3 w:1)
	/// `Posw::Epochs` (r:1 w:0)
	/// `Posw::NextDispute` (r:1 w:1)
	/// `Posw::Pages` (r:1 w:1)
	/// `Posw::Programs` (r:1 w:0)
	/// `Posw::Works` (r:1 w:1)
	/// `Resources::Jobs` (r:1 w:0)
	/// `System::Account` (r:1 w:1)
	fn file() -> Weight {
		Weight::from_parts(161_451_000, 0)
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// `Posw::Current` (r:1 w:0)
	/// `Posw::Disputes` (r:3 w:0)
	/// `Posw::Pages` (r:1 w:0)
	/// `Posw::Programs` (r:1 w:0)
	/// `Posw::Works` (r:1 w:0)
	/// `Resources::Jobs` (r:1 w:0)
	/// `Resources::Nodes` (r:1 w:0)
	/// `SafeMode::EnteredUntil` (r:1 w:0)
	/// `SwarmStaking::Providers` (r:1 w:0)
	/// `System::BlockHash` (r:1 w:0)
	/// `Timing::WorkEpochBlocks` (r:1 w:0)
	/// `TxPause::PausedCalls` (r:1 w:0)
	fn authorize_file() -> Weight {
		Weight::from_parts(154_898_000, 0)
			.saturating_add(T::DbWeight::get().reads(14_u64))
	}
	/// `Posw::Pages` (r:1 w:1)
	/// `Posw::Works` (r:1 w:1)
	/// `SafeMode::EnteredUntil` (r:1 w:0)
	/// `System::BlockHash` (r:1 w:0)
	/// `TxPause::PausedCalls` (r:1 w:0)
	fn check_bytes(b: u32) -> Weight {
		Weight::from_parts(111_402_000, 0)
			.saturating_add(Weight::from_parts(2_157, 0).saturating_mul(b.into()))
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// `Balances::Holds` (r:129 w:129)
	/// `Burning::OpenBook` (r:1 w:1)
	/// `Posw::Charges` (r:0 w:1)
	/// `Posw::Current` (r:1 w:0)
	/// `Posw::Disputes` (r:3 w:3)
	/// `Posw::Epochs` (r:2 w:0)
	/// `Posw::Pages` (r:9 w:1)
	/// `Posw::Standings` (r:514 w:65)
	/// `Posw::Tables` (r:1 w:0)
	/// `Posw::Works` (r:1 w:1)
	/// `Resources::Boards` (r:1 w:1)
	/// `Resources::CurrentParameters` (r:1 w:0)
	/// `Resources::EntriesByJob` (r:0 w:64)
	/// `Resources::Exclusions` (r:1 w:1)
	/// `Resources::Jobs` (r:64 w:64)
	/// `Resources::Leases` (r:64 w:64)
	/// `Resources::Nodes` (r:72 w:0)
	/// `Resources::PausedBlocks` (r:1 w:0)
	/// `Resources::Policies` (r:1 w:0)
	/// `Resources::QueueIndexes` (r:1 w:1)
	/// `Resources::QueuePages` (r:0 w:1)
	/// `Resources::States` (r:1 w:1)
	/// `SwarmStaking::Providers` (r:72 w:72)
	/// `System::Account` (r:131 w:131)
	fn resolve() -> Weight {
		Weight::from_parts(7_048_929_000, 0)
			.saturating_add(T::DbWeight::get().reads(1071_u64))
			.saturating_add(T::DbWeight::get().writes(601_u64))
	}
	/// `Posw::Current` (r:1 w:0)
	/// `Posw::Pages` (r:1 w:1)
	/// `Posw::Works` (r:1 w:1)
	/// `Resources::Jobs` (r:1 w:0)
	fn ask_output() -> Weight {
		Weight::from_parts(73_083_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// `Balances::Holds` (r:1 w:1)
	/// `Burning::CurrentParameters` (r:1 w:0)
	/// `Burning::OpenBook` (r:1 w:1)
	/// `Posw::Current` (r:1 w:0)
	/// `Posw::Epochs` (r:1 w:0)
	/// `Posw::Pages` (r:1 w:1)
	/// `Posw::Works` (r:1 w:1)
	/// `Resources::Agenda` (r:0 w:2)
	/// `Resources::Jobs` (r:1 w:1)
	/// `Resources::Leases` (r:1 w:1)
	/// `Resources::Nodes` (r:1 w:1)
	/// `Resources::PausedBlocks` (r:1 w:0)
	/// `Resources::Usages` (r:1 w:1)
	/// `SwarmStaking::Providers` (r:1 w:1)
	/// `System::Account` (r:4 w:4)
	fn accept() -> Weight {
		Weight::from_parts(226_009_000, 0)
			.saturating_add(T::DbWeight::get().reads(17_u64))
			.saturating_add(T::DbWeight::get().writes(15_u64))
	}
	/// `Posw::Agenda` (r:2 w:1)
	/// `Posw::AgendaFrom` (r:1 w:1)
	/// `Posw::Current` (r:1 w:0)
	/// `Posw::Epochs` (r:1 w:1)
	/// `Posw::Pages` (r:1 w:1)
	/// `SafeMode::EnteredUntil` (r:1 w:0)
	/// `TxPause::PausedCalls` (r:1 w:0)
	fn settle_pages() -> Weight {
		Weight::from_parts(11_146_000, 0)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// `Posw::Pages` (r:1 w:1)
	/// `Posw::Standings` (r:64 w:0)
	fn settle_page(s: u32) -> Weight {
		Weight::from_parts(5_613_574, 0)
			.saturating_add(Weight::from_parts(1_610_426, 0).saturating_mul(s.into()))
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(s.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// `Balances::Holds` (r:64 w:64)
	/// `Governance::Members` (r:1 w:1)
	/// `Posw::Standings` (r:1 w:1)
	/// `Posw::Works` (r:1 w:1)
	/// `Resources::Agenda` (r:0 w:128)
	/// `Resources::Jobs` (r:64 w:64)
	/// `Resources::Leases` (r:64 w:64)
	/// `Resources::Nodes` (r:1 w:1)
	/// `Resources::Usages` (r:64 w:64)
	/// `SwarmStaking::Providers` (r:1 w:1)
	/// `System::Account` (r:64 w:64)
	fn settle_work(l: u32) -> Weight {
		Weight::from_parts(62_140_480, 0)
			.saturating_add(Weight::from_parts(32_691_852, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().reads(5_u64.saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().writes(5_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64.saturating_mul(l.into())))
	}
	/// `Balances::Holds` (r:65 w:65)
	/// `Posw::Works` (r:1 w:1)
	/// `Resources::Boards` (r:1 w:1)
	/// `Resources::EntriesByJob` (r:0 w:64)
	/// `Resources::Jobs` (r:64 w:64)
	/// `Resources::Leases` (r:64 w:64)
	/// `Resources::Policies` (r:1 w:0)
	/// `Resources::QueueIndexes` (r:1 w:1)
	/// `Resources::QueuePages` (r:0 w:1)
	/// `Resources::States` (r:1 w:1)
	/// `SwarmStaking::Providers` (r:1 w:1)
	/// `System::Account` (r:67 w:67)
	fn void(l: u32) -> Weight {
		Weight::from_parts(152_787_574, 0)
			.saturating_add(Weight::from_parts(46_041_426, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().reads(4_u64.saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().writes(10_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64.saturating_mul(l.into())))
	}
	/// `Balances::Holds` (r:391 w:391)
	/// `Burning::OpenBook` (r:1 w:1)
	/// `Posw::Pages` (r:8 w:0)
	/// `Posw::Standings` (r:514 w:391)
	/// `Posw::Tables` (r:1 w:0)
	/// `Posw::Works` (r:1 w:0)
	/// `Resources::Nodes` (r:391 w:0)
	/// `SwarmStaking::Providers` (r:391 w:391)
	/// `System::Account` (r:392 w:392)
	fn survey(m: u32) -> Weight {
		Weight::from_parts(162_347_740, 0)
			.saturating_add(Weight::from_parts(46_150_266, 0).saturating_mul(m.into()))
			.saturating_add(T::DbWeight::get().reads(824_u64))
			.saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(m.into())))
			.saturating_add(T::DbWeight::get().writes(2_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64.saturating_mul(m.into())))
	}
	/// `Burning::CurrentParameters` (r:1 w:0)
	/// `Burning::OpenBook` (r:1 w:1)
	/// `Posw::Current` (r:1 w:0)
	/// `SwarmStaking::Providers` (r:1 w:1)
	/// `System::Account` (r:3 w:3)
	fn pay_out() -> Weight {
		Weight::from_parts(138_754_000, 0)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// `Burning::CurrentParameters` (r:1 w:0)
	/// `Posw::NextParameters` (r:0 w:1)
	fn set_parameters() -> Weight {
		Weight::from_parts(4_313_000, 0)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// `Posw::Current` (r:1 w:0)
	/// `Posw::Epochs` (r:1 w:0)
	/// `SafeMode::EnteredUntil` (r:1 w:0)
	/// `Timing::WorkEpochBlocks` (r:1 w:0)
	/// `TxPause::PausedCalls` (r:1 w:0)
	fn on_initialize() -> Weight {
		Weight::from_parts(5_780_000, 0)
			.saturating_add(T::DbWeight::get().reads(5_u64))
	}
	/// `Babe::AuthorVrfRandomness` (r:1 w:0)
	/// `Burning::CurrentParameters` (r:1 w:0)
	/// `Posw::Current` (r:1 w:1)
	/// `Posw::Epochs` (r:2 w:2)
	/// `Posw::NextParameters` (r:1 w:0)
	/// `SafeMode::EnteredUntil` (r:1 w:0)
	/// `Timing::WorkEpochBlocks` (r:1 w:0)
	/// `TxPause::PausedCalls` (r:1 w:0)
	fn next_epoch() -> Weight {
		Weight::from_parts(18_773_000, 0)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// `Posw::Current` (r:1 w:0)
	/// `Posw::Epochs` (r:1 w:1)
	/// `Posw::OldestEpoch` (r:1 w:1)
	/// `Posw::Tables` (r:0 w:1)
	fn prune() -> Weight {
		Weight::from_parts(4_378_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
}

/// For tests.
impl WeightInfo for () {
	fn register_program() -> Weight {
		Weight::from_parts(29_211_000, 0)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn answer(l: u32) -> Weight {
		Weight::from_parts(33_501_072, 0)
			.saturating_add(Weight::from_parts(5_366_944, 0).saturating_mul(l.into()))
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().reads(1_u64.saturating_mul(l.into())))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64.saturating_mul(l.into())))
	}
	fn authorize_report(l: u32, e: u32) -> Weight {
		Weight::from_parts(261_786_000, 0)
			.saturating_add(Weight::from_parts(12_313_822, 0).saturating_mul(e.into()))
			.saturating_add(RocksDbWeight::get().reads(9_u64))
			.saturating_add(RocksDbWeight::get().reads(1_u64.saturating_mul(l.into())))
			.saturating_add(RocksDbWeight::get().reads(1_u64.saturating_mul(e.into())))
	}
	fn authorize_seats(s: u32) -> Weight {
		Weight::from_parts(1_227_729_920, 0)
			.saturating_add(Weight::from_parts(218_745, 0).saturating_mul(s.into()))
			.saturating_add(RocksDbWeight::get().reads(135_u64))
	}
	fn authorize_samples(m: u32) -> Weight {
		Weight::from_parts(842_372_292, 0)
			.saturating_add(Weight::from_parts(4_796, 0).saturating_mul(m.into()))
			.saturating_add(RocksDbWeight::get().reads(135_u64))
	}
	fn report(l: u32, e: u32) -> Weight {
		Weight::from_parts(240_031_833, 0)
			.saturating_add(Weight::from_parts(13_278_266, 0).saturating_mul(l.into()))
			.saturating_add(Weight::from_parts(12_642_879, 0).saturating_mul(e.into()))
			.saturating_add(RocksDbWeight::get().reads(13_u64))
			.saturating_add(RocksDbWeight::get().reads(1_u64.saturating_mul(l.into())))
			.saturating_add(RocksDbWeight::get().reads(1_u64.saturating_mul(e.into())))
			.saturating_add(RocksDbWeight::get().writes(7_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64.saturating_mul(l.into())))
			.saturating_add(RocksDbWeight::get().writes(1_u64.saturating_mul(e.into())))
	}
	fn report_seats(s: u32) -> Weight {
		Weight::from_parts(2_866_337_720, 0)
			.saturating_add(Weight::from_parts(605_715, 0).saturating_mul(s.into()))
			.saturating_add(RocksDbWeight::get().reads(136_u64))
			.saturating_add(RocksDbWeight::get().writes(131_u64))
	}
	fn report_samples(m: u32) -> Weight {
		Weight::from_parts(1_462_513_173, 0)
			.saturating_add(Weight::from_parts(4_331, 0).saturating_mul(m.into()))
			.saturating_add(RocksDbWeight::get().reads(136_u64))
			.saturating_add(RocksDbWeight::get().writes(131_u64))
	}
	fn file() -> Weight {
		Weight::from_parts(161_451_000, 0)
			.saturating_add(RocksDbWeight::get().reads(12_u64))
			.saturating_add(RocksDbWeight::get().writes(6_u64))
	}
	fn authorize_file() -> Weight {
		Weight::from_parts(154_898_000, 0)
			.saturating_add(RocksDbWeight::get().reads(14_u64))
	}
	fn check_bytes(b: u32) -> Weight {
		Weight::from_parts(111_402_000, 0)
			.saturating_add(Weight::from_parts(2_157, 0).saturating_mul(b.into()))
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn resolve() -> Weight {
		Weight::from_parts(7_048_929_000, 0)
			.saturating_add(RocksDbWeight::get().reads(1071_u64))
			.saturating_add(RocksDbWeight::get().writes(601_u64))
	}
	fn ask_output() -> Weight {
		Weight::from_parts(73_083_000, 0)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn accept() -> Weight {
		Weight::from_parts(226_009_000, 0)
			.saturating_add(RocksDbWeight::get().reads(17_u64))
			.saturating_add(RocksDbWeight::get().writes(15_u64))
	}
	fn settle_pages() -> Weight {
		Weight::from_parts(11_146_000, 0)
			.saturating_add(RocksDbWeight::get().reads(8_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	fn settle_page(s: u32) -> Weight {
		Weight::from_parts(5_613_574, 0)
			.saturating_add(Weight::from_parts(1_610_426, 0).saturating_mul(s.into()))
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().reads(1_u64.saturating_mul(s.into())))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn settle_work(l: u32) -> Weight {
		Weight::from_parts(62_140_480, 0)
			.saturating_add(Weight::from_parts(32_691_852, 0).saturating_mul(l.into()))
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().reads(5_u64.saturating_mul(l.into())))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
			.saturating_add(RocksDbWeight::get().writes(7_u64.saturating_mul(l.into())))
	}
	fn void(l: u32) -> Weight {
		Weight::from_parts(152_787_574, 0)
			.saturating_add(Weight::from_parts(46_041_426, 0).saturating_mul(l.into()))
			.saturating_add(RocksDbWeight::get().reads(10_u64))
			.saturating_add(RocksDbWeight::get().reads(4_u64.saturating_mul(l.into())))
			.saturating_add(RocksDbWeight::get().writes(10_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64.saturating_mul(l.into())))
	}
	fn survey(m: u32) -> Weight {
		Weight::from_parts(162_347_740, 0)
			.saturating_add(Weight::from_parts(46_150_266, 0).saturating_mul(m.into()))
			.saturating_add(RocksDbWeight::get().reads(824_u64))
			.saturating_add(RocksDbWeight::get().reads(2_u64.saturating_mul(m.into())))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64.saturating_mul(m.into())))
	}
	fn pay_out() -> Weight {
		Weight::from_parts(138_754_000, 0)
			.saturating_add(RocksDbWeight::get().reads(7_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
	fn set_parameters() -> Weight {
		Weight::from_parts(4_313_000, 0)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn on_initialize() -> Weight {
		Weight::from_parts(5_780_000, 0)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
	}
	fn next_epoch() -> Weight {
		Weight::from_parts(18_773_000, 0)
			.saturating_add(RocksDbWeight::get().reads(9_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn prune() -> Weight {
		Weight::from_parts(4_378_000, 0)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
}
