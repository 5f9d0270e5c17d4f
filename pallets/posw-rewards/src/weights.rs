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
		Weight::from_parts(36_595_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// `Posw::Current` (r:1 w:0)
	/// `Posw::Pages` (r:1 w:1)
	/// `Posw::Standings` (r:768 w:768)
	/// `Posw::Works` (r:1 w:1)
	/// `SafeMode::EnteredUntil` (r:1 w:0)
	/// `TxPause::PausedCalls` (r:1 w:0)
	fn answer(l: u32) -> Weight {
		Weight::from_parts(22_196_040, 0)
			.saturating_add(Weight::from_parts(2_729_960, 0).saturating_mul(l.into()))
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
		Weight::from_parts(114_491_559, 0)
			.saturating_add(Weight::from_parts(383_101, 0).saturating_mul(l.into()))
			.saturating_add(Weight::from_parts(8_061_417, 0).saturating_mul(e.into()))
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(e.into())))
	}
	/// `Posw::Pages` (r:130 w:0)
	/// `Posw::Standings` (r:1 w:0)
	/// `Posw::Works` (r:3 w:0)
	/// `Resources::Nodes` (r:1 w:0)
	fn authorize_seats(s: u32) -> Weight {
		Weight::from_parts(1_077_685_044, 0)
			.saturating_add(Weight::from_parts(285_434, 0).saturating_mul(s.into()))
			.saturating_add(T::DbWeight::get().reads(135_u64))
	}
	/// `Posw::Pages` (r:130 w:0)
	/// `Posw::Standings` (r:1 w:0)
	/// `Posw::Works` (r:3 w:0)
	/// `Resources::Nodes` (r:1 w:0)
	fn authorize_samples(m: u32) -> Weight {
		Weight::from_parts(650_211_940, 0)
			.saturating_add(Weight::from_parts(3_762, 0).saturating_mul(m.into()))
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
		Weight::from_parts(136_515_562, 0)
			.saturating_add(Weight::from_parts(14_547_383, 0).saturating_mul(l.into()))
			.saturating_add(Weight::from_parts(10_905_431, 0).saturating_mul(e.into()))
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
		Weight::from_parts(1_511_752_316, 0)
			.saturating_add(Weight::from_parts(792_887, 0).saturating_mul(s.into()))
			.saturating_add(T::DbWeight::get().reads(136_u64))
			.saturating_add(T::DbWeight::get().writes(131_u64))
	}
	/// `Posw::Pages` (r:130 w:129)
	/// `Posw::Standings` (r:1 w:1)
	/// `Posw::Works` (r:3 w:0)
	/// `Resources::Nodes` (r:1 w:0)
	/// `SwarmStaking::Providers` (r:1 w:1)
	fn report_samples(m: u32) -> Weight {
		Weight::from_parts(1_407_551_660, 0)
			.saturating_add(Weight::from_parts(1_259, 0).saturating_mul(m.into()))
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
		Weight::from_parts(118_658_000, 0)
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// `Posw::Current` (r:1 w:0)
	/// `Posw::Disputes` (r:3 w:0)
	/// `Posw::Epochs` (r:1 w:0)
	/// `Posw::Pages` (r:1 w:0)
	/// `Posw::Programs` (r:1 w:0)
	/// `Posw::Standings` (r:1 w:0)
	/// `Posw::Tables` (r:1 w:0)
	/// `Posw::Works` (r:1 w:0)
	/// `Resources::Jobs` (r:1 w:0)
	/// `Resources::Nodes` (r:1 w:0)
	/// `SafeMode::EnteredUntil` (r:1 w:0)
	/// `SwarmStaking::Providers` (r:1 w:0)
	/// `System::BlockHash` (r:1 w:0)
	/// `Timing::WorkEpochBlocks` (r:1 w:0)
	/// `TxPause::PausedCalls` (r:1 w:0)
	fn authorize_file() -> Weight {
		Weight::from_parts(147_017_000, 0)
			.saturating_add(T::DbWeight::get().reads(17_u64))
	}
	/// `Posw::Pages` (r:1 w:1)
	/// `Posw::Works` (r:1 w:1)
	/// `SafeMode::EnteredUntil` (r:1 w:0)
	/// `System::BlockHash` (r:1 w:0)
	/// `TxPause::PausedCalls` (r:1 w:0)
	fn check_bytes(b: u32) -> Weight {
		Weight::from_parts(72_530_000, 0)
			.saturating_add(Weight::from_parts(1_900, 0).saturating_mul(b.into()))
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
	/// `Posw::Standings` (r:98 w:65)
	/// `Posw::Tables` (r:1 w:0)
	/// `Posw::Works` (r:1 w:1)
	/// `Resources::Boards` (r:1 w:1)
	/// `Resources::CurrentParameters` (r:1 w:0)
	/// `Resources::EntriesByJob` (r:0 w:64)
	/// `Resources::Exclusions` (r:1 w:1)
	/// `Resources::Jobs` (r:64 w:64)
	/// `Resources::Leases` (r:64 w:64)
	/// `Resources::Nodes` (r:69 w:0)
	/// `Resources::PausedBlocks` (r:1 w:0)
	/// `Resources::Policies` (r:1 w:0)
	/// `Resources::QueueIndexes` (r:1 w:1)
	/// `Resources::QueuePages` (r:0 w:1)
	/// `Resources::States` (r:1 w:1)
	/// `SwarmStaking::Providers` (r:69 w:69)
	/// `System::Account` (r:131 w:131)
	fn resolve() -> Weight {
		Weight::from_parts(6_948_310_000, 0)
			.saturating_add(T::DbWeight::get().reads(649_u64))
			.saturating_add(T::DbWeight::get().writes(598_u64))
	}
	/// `Posw::Current` (r:1 w:0)
	/// `Posw::Pages` (r:1 w:1)
	/// `Posw::Works` (r:1 w:1)
	/// `Resources::Jobs` (r:1 w:0)
	fn ask_output() -> Weight {
		Weight::from_parts(38_043_000, 0)
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
		Weight::from_parts(159_684_000, 0)
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
		Weight::from_parts(9_737_000, 0)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// `Posw::Pages` (r:1 w:1)
	/// `Posw::Standings` (r:12 w:0)
	fn settle_page(s: u32) -> Weight {
		Weight::from_parts(3_442_750, 0)
			.saturating_add(Weight::from_parts(871_125, 0).saturating_mul(s.into()))
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(s.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// `Balances::Holds` (r:64 w:64)
	/// `Governance::Members` (r:1 w:1)
	/// `Posw::Standings` (r:1 w:1)
	/// `Posw::Works` (r:1 w:1)
	/// `Resources::Agenda` (r:0 w:128)
	/// `Resources::Boards` (r:1 w:1)
	/// `Resources::Jobs` (r:64 w:64)
	/// `Resources::Leases` (r:64 w:64)
	/// `Resources::Nodes` (r:1 w:1)
	/// `Resources::Policies` (r:1 w:0)
	/// `Resources::States` (r:1 w:1)
	/// `Resources::Usages` (r:64 w:64)
	/// `SwarmStaking::Providers` (r:1 w:1)
	/// `System::Account` (r:64 w:64)
	fn settle_work(l: u32) -> Weight {
		Weight::from_parts(52_369_984, 0)
			.saturating_add(Weight::from_parts(28_543_016, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().reads(5_u64.saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().writes(7_u64))
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
		Weight::from_parts(75_726_301, 0)
			.saturating_add(Weight::from_parts(40_568_699, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().reads(4_u64.saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().writes(10_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64.saturating_mul(l.into())))
	}
	/// `Balances::Holds` (r:96 w:96)
	/// `Burning::OpenBook` (r:1 w:1)
	/// `Posw::Pages` (r:8 w:0)
	/// `Posw::Standings` (r:98 w:96)
	/// `Posw::Tables` (r:1 w:0)
	/// `Posw::Works` (r:1 w:0)
	/// `Resources::Nodes` (r:96 w:0)
	/// `SwarmStaking::Providers` (r:96 w:96)
	/// `System::Account` (r:97 w:97)
	fn survey(m: u32) -> Weight {
		Weight::from_parts(117_259_660, 0)
			.saturating_add(Weight::from_parts(28_560_394, 0).saturating_mul(m.into()))
			.saturating_add(T::DbWeight::get().reads(494_u64))
			.saturating_add(T::DbWeight::get().writes(46_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(m.into())))
	}
	/// `Burning::CurrentParameters` (r:1 w:0)
	/// `Burning::OpenBook` (r:1 w:1)
	/// `Posw::Current` (r:1 w:0)
	/// `SwarmStaking::Providers` (r:1 w:1)
	/// `System::Account` (r:3 w:3)
	fn pay_out() -> Weight {
		Weight::from_parts(79_237_000, 0)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// `Burning::CurrentParameters` (r:1 w:0)
	/// `Posw::NextParameters` (r:0 w:1)
	fn set_parameters() -> Weight {
		Weight::from_parts(2_743_000, 0)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// `Posw::Current` (r:1 w:0)
	/// `Posw::Epochs` (r:1 w:0)
	/// `SafeMode::EnteredUntil` (r:1 w:0)
	/// `Timing::WorkEpochBlocks` (r:1 w:0)
	/// `TxPause::PausedCalls` (r:1 w:0)
	fn on_initialize() -> Weight {
		Weight::from_parts(3_689_000, 0)
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
		Weight::from_parts(8_088_000, 0)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// `Posw::Current` (r:1 w:0)
	/// `Posw::Epochs` (r:1 w:1)
	/// `Posw::OldestEpoch` (r:1 w:1)
	/// `Posw::Tables` (r:0 w:1)
	fn prune() -> Weight {
		Weight::from_parts(1_995_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
}

/// For tests.
impl WeightInfo for () {
	fn register_program() -> Weight {
		Weight::from_parts(36_595_000, 0)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn answer(l: u32) -> Weight {
		Weight::from_parts(22_196_040, 0)
			.saturating_add(Weight::from_parts(2_729_960, 0).saturating_mul(l.into()))
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().reads(1_u64.saturating_mul(l.into())))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64.saturating_mul(l.into())))
	}
	fn authorize_report(l: u32, e: u32) -> Weight {
		Weight::from_parts(114_491_559, 0)
			.saturating_add(Weight::from_parts(383_101, 0).saturating_mul(l.into()))
			.saturating_add(Weight::from_parts(8_061_417, 0).saturating_mul(e.into()))
			.saturating_add(RocksDbWeight::get().reads(9_u64))
			.saturating_add(RocksDbWeight::get().reads(1_u64.saturating_mul(l.into())))
			.saturating_add(RocksDbWeight::get().reads(1_u64.saturating_mul(e.into())))
	}
	fn authorize_seats(s: u32) -> Weight {
		Weight::from_parts(1_077_685_044, 0)
			.saturating_add(Weight::from_parts(285_434, 0).saturating_mul(s.into()))
			.saturating_add(RocksDbWeight::get().reads(135_u64))
	}
	fn authorize_samples(m: u32) -> Weight {
		Weight::from_parts(650_211_940, 0)
			.saturating_add(Weight::from_parts(3_762, 0).saturating_mul(m.into()))
			.saturating_add(RocksDbWeight::get().reads(135_u64))
	}
	fn report(l: u32, e: u32) -> Weight {
		Weight::from_parts(136_515_562, 0)
			.saturating_add(Weight::from_parts(14_547_383, 0).saturating_mul(l.into()))
			.saturating_add(Weight::from_parts(10_905_431, 0).saturating_mul(e.into()))
			.saturating_add(RocksDbWeight::get().reads(13_u64))
			.saturating_add(RocksDbWeight::get().reads(1_u64.saturating_mul(l.into())))
			.saturating_add(RocksDbWeight::get().reads(1_u64.saturating_mul(e.into())))
			.saturating_add(RocksDbWeight::get().writes(7_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64.saturating_mul(l.into())))
			.saturating_add(RocksDbWeight::get().writes(1_u64.saturating_mul(e.into())))
	}
	fn report_seats(s: u32) -> Weight {
		Weight::from_parts(1_511_752_316, 0)
			.saturating_add(Weight::from_parts(792_887, 0).saturating_mul(s.into()))
			.saturating_add(RocksDbWeight::get().reads(136_u64))
			.saturating_add(RocksDbWeight::get().writes(131_u64))
	}
	fn report_samples(m: u32) -> Weight {
		Weight::from_parts(1_407_551_660, 0)
			.saturating_add(Weight::from_parts(1_259, 0).saturating_mul(m.into()))
			.saturating_add(RocksDbWeight::get().reads(136_u64))
			.saturating_add(RocksDbWeight::get().writes(131_u64))
	}
	fn file() -> Weight {
		Weight::from_parts(118_658_000, 0)
			.saturating_add(RocksDbWeight::get().reads(12_u64))
			.saturating_add(RocksDbWeight::get().writes(6_u64))
	}
	fn authorize_file() -> Weight {
		Weight::from_parts(147_017_000, 0)
			.saturating_add(RocksDbWeight::get().reads(17_u64))
	}
	fn check_bytes(b: u32) -> Weight {
		Weight::from_parts(72_530_000, 0)
			.saturating_add(Weight::from_parts(1_900, 0).saturating_mul(b.into()))
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn resolve() -> Weight {
		Weight::from_parts(6_948_310_000, 0)
			.saturating_add(RocksDbWeight::get().reads(649_u64))
			.saturating_add(RocksDbWeight::get().writes(598_u64))
	}
	fn ask_output() -> Weight {
		Weight::from_parts(38_043_000, 0)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn accept() -> Weight {
		Weight::from_parts(159_684_000, 0)
			.saturating_add(RocksDbWeight::get().reads(17_u64))
			.saturating_add(RocksDbWeight::get().writes(15_u64))
	}
	fn settle_pages() -> Weight {
		Weight::from_parts(9_737_000, 0)
			.saturating_add(RocksDbWeight::get().reads(8_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	fn settle_page(s: u32) -> Weight {
		Weight::from_parts(3_442_750, 0)
			.saturating_add(Weight::from_parts(871_125, 0).saturating_mul(s.into()))
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().reads(1_u64.saturating_mul(s.into())))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn settle_work(l: u32) -> Weight {
		Weight::from_parts(52_369_984, 0)
			.saturating_add(Weight::from_parts(28_543_016, 0).saturating_mul(l.into()))
			.saturating_add(RocksDbWeight::get().reads(8_u64))
			.saturating_add(RocksDbWeight::get().reads(5_u64.saturating_mul(l.into())))
			.saturating_add(RocksDbWeight::get().writes(7_u64))
			.saturating_add(RocksDbWeight::get().writes(7_u64.saturating_mul(l.into())))
	}
	fn void(l: u32) -> Weight {
		Weight::from_parts(75_726_301, 0)
			.saturating_add(Weight::from_parts(40_568_699, 0).saturating_mul(l.into()))
			.saturating_add(RocksDbWeight::get().reads(10_u64))
			.saturating_add(RocksDbWeight::get().reads(4_u64.saturating_mul(l.into())))
			.saturating_add(RocksDbWeight::get().writes(10_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64.saturating_mul(l.into())))
	}
	fn survey(m: u32) -> Weight {
		Weight::from_parts(117_259_660, 0)
			.saturating_add(Weight::from_parts(28_560_394, 0).saturating_mul(m.into()))
			.saturating_add(RocksDbWeight::get().reads(494_u64))
			.saturating_add(RocksDbWeight::get().writes(46_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64.saturating_mul(m.into())))
	}
	fn pay_out() -> Weight {
		Weight::from_parts(79_237_000, 0)
			.saturating_add(RocksDbWeight::get().reads(7_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
	fn set_parameters() -> Weight {
		Weight::from_parts(2_743_000, 0)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn on_initialize() -> Weight {
		Weight::from_parts(3_689_000, 0)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
	}
	fn next_epoch() -> Weight {
		Weight::from_parts(8_088_000, 0)
			.saturating_add(RocksDbWeight::get().reads(9_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn prune() -> Weight {
		Weight::from_parts(1_995_000, 0)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
}
