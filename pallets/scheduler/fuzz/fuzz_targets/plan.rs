//! Any bytes that decode to a snapshot are refused with a reason, or planned in a way that the check
//! grants in full.
#![no_main]

use codec::Decode;
use labscape_scheduler::{first_fit, plan, verify, Snapshot};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
	let Ok(snapshot) = Snapshot::decode(&mut &bytes[..]) else { return };
	if let Ok(made) = plan(&snapshot) {
		let verdict = verify(&snapshot, &made).expect("a plan is never refused");
		assert!(verdict.skipped.is_empty());
		assert_eq!(verdict.grants.len(), made.runs());
		let fitted = first_fit(&snapshot, u32::MAX).expect("the snapshot is right");
		assert!(verify(&snapshot, &fitted).expect("nor is first-fit").skipped.is_empty());
	}
});
