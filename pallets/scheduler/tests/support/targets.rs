//! What must hold for any bytes whatever: the bodies of the fuzz targets, which `tests/bytes.rs` runs
//! without a fuzzer, on mutated encodings and on the files of `fuzz/seeds`.

use codec::{Decode, Encode};
use labscape_scheduler::{
	baselines::{
		synthetic::{apply, busy_labscape},
		Prng,
	},
	first_fit, plan, verify, Plan, Snapshot,
};

/// Any bytes that decode to a snapshot are refused with a reason, or planned in a way that the check
/// grants in full. Whether they were planned.
pub fn plan_any(bytes: &[u8]) -> bool {
	let Ok(snapshot) = Snapshot::decode(&mut &bytes[..]) else { return false };
	let Ok(made) = plan(&snapshot) else { return false };
	let verdict = verify(&snapshot, &made).expect("a plan is never refused");
	assert!(verdict.skipped.is_empty());
	assert_eq!(verdict.grants.len(), made.runs());
	let fitted = first_fit(&snapshot, u32::MAX).expect("the snapshot is right");
	assert!(verify(&snapshot, &fitted).expect("nor is first-fit").skipped.is_empty());
	true
}

/// As [`verify_any`], with the labscape and the shift in the first three bytes: there are few
/// labscapes, so that a fuzzer gets to know them. Whether it was granted.
pub fn verify_bytes(bytes: &[u8]) -> bool {
	let Some(([seed, low, high], rest)) = bytes.split_first_chunk() else { return false };
	let shift = u16::from_le_bytes([*low, *high]);
	verify_any((*seed).into(), shift.into(), rest)
}

/// Any plan for a random labscape is refused, or what it is granted can be carried out. The bytes are
/// laid over a real plan, so that most mutants still decode. Whether it was granted.
pub fn verify_any(seed: u64, shift: u64, bytes: &[u8]) -> bool {
	let mut snapshot = busy_labscape(&mut Prng::new(seed), 12, 30);
	let mut encoded = plan(&snapshot).expect("the snapshot is right").encode();
	for (index, byte) in bytes.iter().enumerate() {
		let at = (shift as usize).wrapping_add(index * 7) % encoded.len();
		encoded[at] ^= byte;
	}
	let Ok(mutant) = Plan::decode(&mut &encoded[..]) else { return false };
	let Ok(verdict) = verify(&snapshot, &mutant) else { return false };
	let before = snapshot.clone();
	apply(&mut snapshot, &mutant, &verdict, &mut (1 << 40));
	assert!(snapshot.used.count() <= 4_096);
	let evicts = mutant.placements.iter().any(|placement| !placement.evict.is_empty());
	for (before, after) in before.nodes.iter().zip(&snapshot.nodes) {
		assert!(evicts || after.free.cpu_milli <= before.free.cpu_milli);
		assert!(after.free.gpu_milli.iter().all(|milli| *milli <= 1_000));
	}
	true
}
