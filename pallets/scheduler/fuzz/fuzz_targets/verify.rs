//! Any plan for a random labscape is refused, or what it is granted can be carried out.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/support/targets.rs"]
#[allow(dead_code)] // The other target's body.
mod targets;

fuzz_target!(|bytes: &[u8]| {
	targets::verify_bytes(bytes);
});
