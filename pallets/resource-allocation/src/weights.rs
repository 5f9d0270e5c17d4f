//! What the calls and hooks of Resources cost.
//!
//! Until the benchmarks of this pallet have run on reference hardware, these are derived by hand:
//! the database reads and writes of the longest path, counted in the code, and an execution part
//! reasoned from its size: a full board of 256 nodes (about 20 kB) is decoded or encoded in about
//! 20 µs, a full queue page in about 5 µs, the verifier needs about 1 µs per node and lease, and an
//! sr25519 signature 60 µs.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// One function for each call, and for each step of the hooks.
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

const MICRO: u64 = 1_000_000;

/// Weights with the database of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> SubstrateWeight<T> {
	fn of(micros: u64, reads: u64, writes: u64) -> Weight {
		Weight::from_parts(micros.saturating_mul(MICRO), 0)
			.saturating_add(T::DbWeight::get().reads_writes(reads, writes))
	}
}

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Policy, site (4), hot key, ids, active labscapes, stake (4), node.
	fn register_node() -> Weight {
		Self::of(90, 14, 14)
	}

	/// Node, policy, hot keys.
	fn change_node() -> Weight {
		Self::of(15, 4, 3)
	}

	/// Node, site (4).
	fn drain_node() -> Weight {
		Self::of(60, 6, 4)
	}

	/// Node, leases, open work, site (4), exclusions, keys, counts, stake (4).
	fn retire_node() -> Weight {
		Self::of(80, 14, 14)
	}

	/// Parameters, usage, id, program, hold (2), agenda, job; a part reads four policies and boards,
	/// price (3), timeline, workload, queue index and page, and writes five values.
	fn submit_job(p: u32) -> Weight {
		let p = u64::from(p);
		Self::of(60, 8, 8).saturating_add(Self::of(130, 16, 6).saturating_mul(p))
	}

	/// Job, hold, usage, agenda; sixteen entries of four values each.
	fn cancel_job() -> Weight {
		Self::of(350, 70, 70)
	}

	/// Signature and authorities; a plan reads its site, exclusions, queue index and four pages; a
	/// lease may need the place and the page of a part far behind.
	fn authorize_plan(p: u32, r: u32) -> Weight {
		let (p, r) = (u64::from(p), u64::from(r));
		Self::of(90, 2, 0)
			.saturating_add(Self::of(150, 11, 0).saturating_mul(p))
			.saturating_add(Self::of(10, 1, 0).saturating_mul(r))
	}

	/// As the check; a lease reads node, stake (2), reserve (4), job, hold (2), pot, and writes
	/// lease, list, agenda (2), entry (3), job, hold (2), pot, reserve (2).
	fn commit_plan(p: u32, r: u32) -> Weight {
		let (p, r) = (u64::from(p), u64::from(r));
		Self::of(10, 1, 0)
			.saturating_add(Self::of(200, 14, 4).saturating_mul(p))
			.saturating_add(Self::of(60, 6, 6).saturating_mul(r))
	}

	/// As one plan of the same size, twice checked.
	fn poke(r: u32) -> Weight {
		Self::of(250, 14, 4).saturating_add(Self::of(60, 6, 6).saturating_mul(r.into()))
	}

	/// Place, job, four policies and boards, two timelines, two queues.
	fn rehome() -> Weight {
		Self::of(150, 20, 9)
	}

	/// Lease, node, job, site (4), agenda (2), pot and hold (4), queue (3), exclusions.
	fn return_lease() -> Weight {
		Self::of(150, 20, 20)
	}

	/// One value.
	fn set_policy() -> Weight {
		Self::of(10, 1, 1)
	}

	/// A search for the next key.
	fn agenda_moment() -> Weight {
		Self::of(10, 1, 0)
	}

	/// An expiry: as a returned lease, with the fault (6); closing sixteen entries is dearer.
	fn agenda_due() -> Weight {
		Self::of(350, 70, 70)
	}
}

impl WeightInfo for () {
	fn register_node() -> Weight {
		Weight::from_parts(500 * MICRO, 0)
	}
	fn change_node() -> Weight {
		Weight::from_parts(100 * MICRO, 0)
	}
	fn drain_node() -> Weight {
		Weight::from_parts(200 * MICRO, 0)
	}
	fn retire_node() -> Weight {
		Weight::from_parts(500 * MICRO, 0)
	}
	fn submit_job(p: u32) -> Weight {
		Weight::from_parts(500 * MICRO, 0).saturating_mul(u64::from(p).saturating_add(1))
	}
	fn cancel_job() -> Weight {
		Weight::from_parts(1_000 * MICRO, 0)
	}
	fn authorize_plan(p: u32, r: u32) -> Weight {
		Weight::from_parts(MICRO, 0)
			.saturating_mul(u64::from(p).saturating_mul(300).saturating_add(u64::from(r) * 20))
	}
	fn commit_plan(p: u32, r: u32) -> Weight {
		Weight::from_parts(MICRO, 0)
			.saturating_mul(u64::from(p).saturating_mul(300).saturating_add(u64::from(r) * 200))
	}
	fn poke(r: u32) -> Weight {
		Weight::from_parts(200 * MICRO, 0).saturating_mul(u64::from(r).saturating_add(2))
	}
	fn rehome() -> Weight {
		Weight::from_parts(500 * MICRO, 0)
	}
	fn return_lease() -> Weight {
		Weight::from_parts(500 * MICRO, 0)
	}
	fn set_policy() -> Weight {
		Weight::from_parts(50 * MICRO, 0)
	}
	fn agenda_moment() -> Weight {
		Weight::from_parts(50 * MICRO, 0)
	}
	fn agenda_due() -> Weight {
		Weight::from_parts(1_000 * MICRO, 0)
	}
}
