//! Any plan for a random labscape is refused, or what it is granted can be carried out.
#![no_main]

use codec::Decode;
use labscape_scheduler::{
	baselines::{
		synthetic::{apply, busy_labscape},
		Prng,
	},
	verify, Plan,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u64, u64, &[u8])| {
	let (seed, shift, bytes) = input;
	let mut snapshot = busy_labscape(&mut Prng::new(seed), 12, 30);
	let made = labscape_scheduler::plan(&snapshot).expect("the snapshot is right");
	// Splice the input into a real plan, so that most mutants still decode.
	let mut encoded = codec::Encode::encode(&made);
	for (index, byte) in bytes.iter().enumerate() {
		let at = (shift as usize).wrapping_add(index * 7) % encoded.len();
		encoded[at] ^= byte;
	}
	let Ok(mutant) = Plan::decode(&mut &encoded[..]) else { return };
	let Ok(verdict) = verify(&snapshot, &mutant) else { return };
	let (used, free) = (snapshot.used.count(), snapshot.nodes.clone());
	apply(&mut snapshot, &mutant, &verdict, &mut (1 << 40));
	assert!(snapshot.used.count() <= 4_096 && used <= 4_096);
	for (before, after) in free.iter().zip(&snapshot.nodes) {
		let evicts = mutant.placements.iter().any(|placement| !placement.evict.is_empty());
		assert!(evicts || after.free.cpu_milli <= before.free.cpu_milli);
		assert!(after.free.gpu_milli.iter().all(|milli| *milli <= 1_000));
	}
});
