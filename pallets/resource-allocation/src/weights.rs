//! Weights of `pallet-labscape-resource-allocation`.
//!
//! Measured by `./scripts/weights resource-allocation`; do not edit by hand, but for the comments of the trait.
//! 8 values of each component, each timed 10 times, of which the fastest counts; the lowest line
//! above all of them. Execution is that of the Wasm runtime with its state in
//! memory; entries read and written are counted, and weighed by `DbWeight`. Proof sizes are zero: blocks
//! of a solo chain are not proven to anybody.
#![cfg_attr(rustfmt, rustfmt_skip)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::{constants::RocksDbWeight, Weight}};

/// What the calls and steps of this pallet cost.
pub trait WeightInfo {
	fn register_node() -> Weight;
	fn change_node() -> Weight;
	fn drain_node() -> Weight;
	fn retire_node() -> Weight;
	/// `p` parts.
	fn submit_job(p: u32) -> Weight;
	fn cancel_job() -> Weight;
	/// `p` plans that make `r` leases together.
	fn authorize_plan(p: u32, r: u32) -> Weight;
	/// `p` plans that make `r` leases together.
	fn commit_plan(p: u32, r: u32) -> Weight;
	/// `e` leases that a plan ends.
	fn evict(e: u32) -> Weight;
	/// `r` leases.
	fn poke(r: u32) -> Weight;
	fn rehome() -> Weight;
	fn return_lease() -> Weight;
	fn set_policy() -> Weight;
	/// Looking for what is due at one moment.
	fn agenda_moment() -> Weight;
	/// The dearest thing that can fall due.
	fn agenda_due() -> Weight;
}

/// Weights with the database of runtime `T`.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// `Posw::Current` (r:1 w:0)
	/// `Resources::Boards` (r:1 w:1)
	/// `Resources::CurrentParameters` (r:1 w:0)
	/// `Resources::NextNode` (r:1 w:1)
	/// `Resources::NodeByHotKey` (r:1 w:1)
	/// `Resources::Nodes` (r:0 w:1)
	/// `Resources::NodesByProvider` (r:1 w:1)
	/// `Resources::PausedBlocks` (r:1 w:0)
	/// `Resources::Policies` (r:1 w:0)
	/// `Resources::States` (r:1 w:1)
	/// `SwarmStaking::Backings` (r:1 w:1)
	/// `SwarmStaking::Providers` (r:1 w:1)
	fn register_node() -> Weight {
		Weight::from_parts(22_642_000, 0)
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	/// `Resources::NodeByHotKey` (r:1 w:2)
	/// `Resources::Nodes` (r:1 w:1)
	fn change_node() -> Weight {
		Weight::from_parts(6_955_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// `Posw::Current` (r:1 w:0)
	/// `Resources::Boards` (r:1 w:1)
	/// `Resources::CurrentParameters` (r:1 w:0)
	/// `Resources::Nodes` (r:1 w:1)
	/// `Resources::PausedBlocks` (r:1 w:0)
	/// `Resources::Policies` (r:1 w:0)
	/// `Resources::States` (r:1 w:1)
	fn drain_node() -> Weight {
		Weight::from_parts(10_263_000, 0)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// `Posw::Current` (r:1 w:0)
	/// `Posw::Standings` (r:1 w:1)
	/// `Resources::Boards` (r:1 w:1)
	/// `Resources::CurrentParameters` (r:1 w:0)
	/// `Resources::Exclusions` (r:1 w:1)
	/// `Resources::NodeByHotKey` (r:0 w:1)
	/// `Resources::NodeLeases` (r:1 w:1)
	/// `Resources::Nodes` (r:1 w:1)
	/// `Resources::NodesByProvider` (r:1 w:1)
	/// `Resources::PausedBlocks` (r:1 w:0)
	/// `Resources::Policies` (r:1 w:0)
	/// `Resources::Reservations` (r:1 w:0)
	/// `Resources::States` (r:1 w:1)
	/// `SwarmStaking::Backings` (r:1 w:1)
	/// `SwarmStaking::Providers` (r:1 w:1)
	fn retire_node() -> Weight {
		Weight::from_parts(21_071_000, 0)
			.saturating_add(T::DbWeight::get().reads(14_u64))
			.saturating_add(T::DbWeight::get().writes(10_u64))
	}
	/// `Balances::Holds` (r:1 w:1)
	/// `Posw::Current` (r:1 w:0)
	/// `Posw::Programs` (r:1 w:0)
	/// `Resources::ActiveLabscapes` (r:1 w:0)
	/// `Resources::Agenda` (r:0 w:1)
	/// `Resources::Boards` (r:161 w:0)
	/// `Resources::CurrentParameters` (r:1 w:0)
	/// `Resources::EntriesByJob` (r:0 w:64)
	/// `Resources::Jobs` (r:0 w:1)
	/// `Resources::NextJob` (r:1 w:1)
	/// `Resources::PausedBlocks` (r:1 w:0)
	/// `Resources::Policies` (r:161 w:0)
	/// `Resources::QueueIndexes` (r:51 w:51)
	/// `Resources::QueuePages` (r:51 w:51)
	/// `Resources::States` (r:51 w:51)
	/// `Resources::Usages` (r:1 w:1)
	/// `Resources::Workloads` (r:51 w:51)
	/// `System::Account` (r:1 w:1)
	fn submit_job(p: u32) -> Weight {
		Weight::from_parts(88_630_920, 0)
			.saturating_add(Weight::from_parts(33_624_908, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(15_u64))
			.saturating_add(T::DbWeight::get().reads(11_u64.saturating_mul(p.into())))
			.saturating_add(T::DbWeight::get().writes(6_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64.saturating_mul(p.into())))
	}
	/// `Balances::Holds` (r:1 w:1)
	/// `Resources::Agenda` (r:0 w:2)
	/// `Resources::EntriesByJob` (r:17 w:16)
	/// `Resources::Jobs` (r:1 w:1)
	/// `Resources::PausedBlocks` (r:1 w:0)
	/// `Resources::QueueIndexes` (r:1 w:1)
	/// `Resources::QueuePages` (r:1 w:1)
	/// `Resources::Usages` (r:1 w:1)
	/// `System::Account` (r:2 w:1)
	fn cancel_job() -> Weight {
		Weight::from_parts(564_049_000, 0)
			.saturating_add(T::DbWeight::get().reads(25_u64))
			.saturating_add(T::DbWeight::get().writes(24_u64))
	}
	/// `Posw::Current` (r:1 w:0)
	/// `Resources::Authorities` (r:1 w:0)
	/// `Resources::Boards` (r:64 w:0)
	/// `Resources::CurrentParameters` (r:1 w:0)
	/// `Resources::Exclusions` (r:64 w:0)
	/// `Resources::PausedBlocks` (r:1 w:0)
	/// `Resources::Policies` (r:64 w:0)
	/// `Resources::QueueIndexes` (r:64 w:0)
	/// `Resources::QueuePages` (r:64 w:0)
	/// `Resources::States` (r:64 w:0)
	/// `SafeMode::EnteredUntil` (r:1 w:0)
	/// `System::BlockHash` (r:1 w:0)
	/// `TxPause::PausedCalls` (r:2 w:0)
	fn authorize_plan(p: u32, r: u32) -> Weight {
		Weight::from_parts(77_345_797, 0)
			.saturating_add(Weight::from_parts(21_159_333, 0).saturating_mul(p.into()))
			.saturating_add(Weight::from_parts(200_095, 0).saturating_mul(r.into()))
			.saturating_add(T::DbWeight::get().reads(18_u64))
			.saturating_add(T::DbWeight::get().reads(6_u64.saturating_mul(p.into())))
	}
	/// `Balances::Holds` (r:1024 w:1024)
	/// `Posw::Current` (r:1 w:0)
	/// `Posw::Epochs` (r:1 w:0)
	/// `Posw::Standings` (r:512 w:512)
	/// `Resources::Agenda` (r:0 w:1024)
	/// `Resources::Authorities` (r:1 w:0)
	/// `Resources::Boards` (r:64 w:64)
	/// `Resources::CurrentParameters` (r:1 w:0)
	/// `Resources::EntriesByJob` (r:1024 w:1024)
	/// `Resources::Exclusions` (r:64 w:0)
	/// `Resources::Jobs` (r:1024 w:1024)
	/// `Resources::Leases` (r:0 w:1024)
	/// `Resources::NextLease` (r:1 w:1)
	/// `Resources::NodeLeases` (r:512 w:512)
	/// `Resources::Nodes` (r:512 w:0)
	/// `Resources::PausedBlocks` (r:1 w:0)
	/// `Resources::Policies` (r:64 w:0)
	/// `Resources::QueueIndexes` (r:64 w:64)
	/// `Resources::QueuePages` (r:64 w:64)
	/// `Resources::States` (r:64 w:64)
	/// `SwarmStaking::Providers` (r:512 w:512)
	/// `System::Account` (r:1025 w:1025)
	fn commit_plan(p: u32, r: u32) -> Weight {
		Weight::from_parts(2_660_643, 0)
			.saturating_add(Weight::from_parts(20_754_361, 0).saturating_mul(p.into()))
			.saturating_add(Weight::from_parts(80_461_211, 0).saturating_mul(r.into()))
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().reads(6_u64.saturating_mul(p.into())))
			.saturating_add(T::DbWeight::get().reads(8_u64.saturating_mul(r.into())))
			.saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(p.into())))
			.saturating_add(T::DbWeight::get().writes(10_u64.saturating_mul(r.into())))
	}
	/// `Balances::Holds` (r:512 w:512)
	/// `Posw::Current` (r:1 w:0)
	/// `Posw::Standings` (r:36 w:36)
	/// `Resources::Agenda` (r:0 w:512)
	/// `Resources::Boards` (r:3 w:3)
	/// `Resources::CurrentParameters` (r:1 w:0)
	/// `Resources::EntriesByJob` (r:0 w:512)
	/// `Resources::Jobs` (r:513 w:513)
	/// `Resources::Leases` (r:513 w:512)
	/// `Resources::NodeLeases` (r:36 w:36)
	/// `Resources::Nodes` (r:36 w:0)
	/// `Resources::PausedBlocks` (r:1 w:0)
	/// `Resources::Policies` (r:3 w:0)
	/// `Resources::QueueIndexes` (r:3 w:3)
	/// `Resources::QueuePages` (r:1 w:12)
	/// `Resources::States` (r:3 w:3)
	/// `SwarmStaking::Providers` (r:36 w:36)
	/// `System::Account` (r:549 w:549)
	fn evict(e: u32) -> Weight {
		Weight::from_parts(261_000, 0)
			.saturating_add(Weight::from_parts(80_989_382, 0).saturating_mul(e.into()))
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().reads(5_u64.saturating_mul(e.into())))
			.saturating_add(T::DbWeight::get().writes(7_u64.saturating_mul(e.into())))
	}
	/// `Balances::Holds` (r:16 w:16)
	/// `Posw::Current` (r:1 w:0)
	/// `Posw::Epochs` (r:1 w:0)
	/// `Posw::Standings` (r:12 w:12)
	/// `Resources::Agenda` (r:0 w:256)
	/// `Resources::Boards` (r:1 w:1)
	/// `Resources::CurrentParameters` (r:1 w:0)
	/// `Resources::EntriesByJob` (r:16 w:16)
	/// `Resources::Exclusions` (r:1 w:0)
	/// `Resources::Jobs` (r:16 w:16)
	/// `Resources::Leases` (r:0 w:256)
	/// `Resources::NextLease` (r:1 w:1)
	/// `Resources::NodeLeases` (r:12 w:12)
	/// `Resources::Nodes` (r:12 w:0)
	/// `Resources::PausedBlocks` (r:1 w:0)
	/// `Resources::Policies` (r:1 w:0)
	/// `Resources::QueueIndexes` (r:1 w:1)
	/// `Resources::QueuePages` (r:1 w:1)
	/// `Resources::States` (r:1 w:1)
	/// `Resources::Usages` (r:1 w:1)
	/// `SwarmStaking::Providers` (r:12 w:12)
	/// `System::Account` (r:17 w:17)
	fn poke(r: u32) -> Weight {
		Weight::from_parts(269_139_200, 0)
			.saturating_add(Weight::from_parts(38_716_925, 0).saturating_mul(r.into()))
			.saturating_add(T::DbWeight::get().reads(125_u64))
			.saturating_add(T::DbWeight::get().writes(107_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(r.into())))
	}
	/// `Resources::ActiveLabscapes` (r:1 w:0)
	/// `Resources::Boards` (r:4 w:0)
	/// `Resources::EntriesByJob` (r:1 w:1)
	/// `Resources::Jobs` (r:1 w:0)
	/// `Resources::Policies` (r:4 w:0)
	/// `Resources::QueueIndexes` (r:1 w:1)
	/// `Resources::QueuePages` (r:1 w:1)
	/// `Resources::States` (r:1 w:1)
	/// `Resources::Usages` (r:1 w:1)
	/// `System::Account` (r:2 w:1)
	fn rehome() -> Weight {
		Weight::from_parts(71_177_000, 0)
			.saturating_add(T::DbWeight::get().reads(17_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// `Balances::Holds` (r:1 w:1)
	/// `Posw::Current` (r:1 w:0)
	/// `Posw::Standings` (r:1 w:1)
	/// `Resources::Agenda` (r:0 w:1)
	/// `Resources::Boards` (r:1 w:1)
	/// `Resources::CurrentParameters` (r:1 w:0)
	/// `Resources::EntriesByJob` (r:0 w:1)
	/// `Resources::Exclusions` (r:1 w:1)
	/// `Resources::Jobs` (r:1 w:1)
	/// `Resources::Leases` (r:1 w:1)
	/// `Resources::NodeLeases` (r:1 w:1)
	/// `Resources::Nodes` (r:1 w:0)
	/// `Resources::PausedBlocks` (r:1 w:0)
	/// `Resources::Policies` (r:1 w:0)
	/// `Resources::QueueIndexes` (r:1 w:1)
	/// `Resources::QueuePages` (r:0 w:1)
	/// `Resources::States` (r:1 w:1)
	/// `SwarmStaking::Providers` (r:1 w:1)
	/// `System::Account` (r:2 w:2)
	fn return_lease() -> Weight {
		Weight::from_parts(55_668_000, 0)
			.saturating_add(T::DbWeight::get().reads(17_u64))
			.saturating_add(T::DbWeight::get().writes(15_u64))
	}
	/// `Resources::Policies` (r:0 w:1)
	fn set_policy() -> Weight {
		Weight::from_parts(2_976_000, 0)
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// `Resources::Agenda` (r:1 w:0)
	fn agenda_moment() -> Weight {
		Weight::from_parts(808_000, 0)
			.saturating_add(T::DbWeight::get().reads(1_u64))
	}
	/// `Balances::Holds` (r:1 w:1)
	/// `Resources::Agenda` (r:0 w:1)
	/// `Resources::EntriesByJob` (r:17 w:16)
	/// `Resources::Jobs` (r:1 w:1)
	/// `Resources::PausedBlocks` (r:1 w:0)
	/// `Resources::QueueIndexes` (r:1 w:1)
	/// `Resources::QueuePages` (r:1 w:1)
	/// `System::Account` (r:1 w:1)
	fn agenda_due() -> Weight {
		Weight::from_parts(482_850_000, 0)
			.saturating_add(T::DbWeight::get().reads(23_u64))
			.saturating_add(T::DbWeight::get().writes(22_u64))
	}
}

/// For tests.
impl WeightInfo for () {
	fn register_node() -> Weight {
		Weight::from_parts(22_642_000, 0)
			.saturating_add(RocksDbWeight::get().reads(11_u64))
			.saturating_add(RocksDbWeight::get().writes(8_u64))
	}
	fn change_node() -> Weight {
		Weight::from_parts(6_955_000, 0)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn drain_node() -> Weight {
		Weight::from_parts(10_263_000, 0)
			.saturating_add(RocksDbWeight::get().reads(7_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn retire_node() -> Weight {
		Weight::from_parts(21_071_000, 0)
			.saturating_add(RocksDbWeight::get().reads(14_u64))
			.saturating_add(RocksDbWeight::get().writes(10_u64))
	}
	fn submit_job(p: u32) -> Weight {
		Weight::from_parts(88_630_920, 0)
			.saturating_add(Weight::from_parts(33_624_908, 0).saturating_mul(p.into()))
			.saturating_add(RocksDbWeight::get().reads(15_u64))
			.saturating_add(RocksDbWeight::get().reads(11_u64.saturating_mul(p.into())))
			.saturating_add(RocksDbWeight::get().writes(6_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64.saturating_mul(p.into())))
	}
	fn cancel_job() -> Weight {
		Weight::from_parts(564_049_000, 0)
			.saturating_add(RocksDbWeight::get().reads(25_u64))
			.saturating_add(RocksDbWeight::get().writes(24_u64))
	}
	fn authorize_plan(p: u32, r: u32) -> Weight {
		Weight::from_parts(77_345_797, 0)
			.saturating_add(Weight::from_parts(21_159_333, 0).saturating_mul(p.into()))
			.saturating_add(Weight::from_parts(200_095, 0).saturating_mul(r.into()))
			.saturating_add(RocksDbWeight::get().reads(18_u64))
			.saturating_add(RocksDbWeight::get().reads(6_u64.saturating_mul(p.into())))
	}
	fn commit_plan(p: u32, r: u32) -> Weight {
		Weight::from_parts(2_660_643, 0)
			.saturating_add(Weight::from_parts(20_754_361, 0).saturating_mul(p.into()))
			.saturating_add(Weight::from_parts(80_461_211, 0).saturating_mul(r.into()))
			.saturating_add(RocksDbWeight::get().reads(7_u64))
			.saturating_add(RocksDbWeight::get().reads(6_u64.saturating_mul(p.into())))
			.saturating_add(RocksDbWeight::get().reads(8_u64.saturating_mul(r.into())))
			.saturating_add(RocksDbWeight::get().writes(2_u64.saturating_mul(p.into())))
			.saturating_add(RocksDbWeight::get().writes(10_u64.saturating_mul(r.into())))
	}
	fn evict(e: u32) -> Weight {
		Weight::from_parts(261_000, 0)
			.saturating_add(Weight::from_parts(80_989_382, 0).saturating_mul(e.into()))
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().reads(5_u64.saturating_mul(e.into())))
			.saturating_add(RocksDbWeight::get().writes(7_u64.saturating_mul(e.into())))
	}
	fn poke(r: u32) -> Weight {
		Weight::from_parts(269_139_200, 0)
			.saturating_add(Weight::from_parts(38_716_925, 0).saturating_mul(r.into()))
			.saturating_add(RocksDbWeight::get().reads(125_u64))
			.saturating_add(RocksDbWeight::get().writes(107_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64.saturating_mul(r.into())))
	}
	fn rehome() -> Weight {
		Weight::from_parts(71_177_000, 0)
			.saturating_add(RocksDbWeight::get().reads(17_u64))
			.saturating_add(RocksDbWeight::get().writes(6_u64))
	}
	fn return_lease() -> Weight {
		Weight::from_parts(55_668_000, 0)
			.saturating_add(RocksDbWeight::get().reads(17_u64))
			.saturating_add(RocksDbWeight::get().writes(15_u64))
	}
	fn set_policy() -> Weight {
		Weight::from_parts(2_976_000, 0)
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn agenda_moment() -> Weight {
		Weight::from_parts(808_000, 0)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
	}
	fn agenda_due() -> Weight {
		Weight::from_parts(482_850_000, 0)
			.saturating_add(RocksDbWeight::get().reads(23_u64))
			.saturating_add(RocksDbWeight::get().writes(22_u64))
	}
}
