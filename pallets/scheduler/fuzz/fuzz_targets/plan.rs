//! Any bytes that decode to a snapshot are refused with a reason, or planned in a way that the check
//! grants in full.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/support/targets.rs"]
#[allow(dead_code)] // The other target's body.
mod targets;

fuzz_target!(|bytes: &[u8]| {
	targets::plan_any(bytes);
});
