//! The scheduler as a Wasm module with no imports: the test writes an encoded snapshot into its
//! memory and reads the encoded answer.
#![no_std]

extern crate alloc;

use alloc::vec::Vec;
use codec::{Decode, Encode};
use labscape_scheduler::{plan, verify, Plan, Snapshot};

/// Room for `len` bytes of input.
#[no_mangle]
pub extern "C" fn room(len: usize) -> *mut u8 {
	let room: Vec<u8> = Vec::with_capacity(len);
	core::mem::ManuallyDrop::new(room).as_mut_ptr()
}

/// Plan the snapshot in the `len` bytes at `input`; the address of the answer in the low half, its
/// length in the high.
///
/// # Safety
/// `input` comes from [`room`] and `len` bytes of it have been written.
#[no_mangle]
pub unsafe extern "C" fn make(input: *const u8, len: usize) -> u64 {
	let mut bytes = core::slice::from_raw_parts(input, len);
	let snapshot = Snapshot::decode(&mut bytes).expect("the test encoded it");
	answer(plan(&snapshot).encode())
}

/// Check a plan: snapshot and plan one after the other in the input. As [`make`].
///
/// # Safety
/// As for [`make`].
#[no_mangle]
pub unsafe extern "C" fn check(input: *const u8, len: usize) -> u64 {
	let mut bytes = core::slice::from_raw_parts(input, len);
	let (snapshot, plan) = <(Snapshot, Plan)>::decode(&mut bytes).expect("the test encoded both");
	answer(verify(&snapshot, &plan).encode())
}

fn answer(bytes: Vec<u8>) -> u64 {
	let bytes = core::mem::ManuallyDrop::new(bytes);
	(bytes.len() as u64) << 32 | bytes.as_ptr() as u64
}
