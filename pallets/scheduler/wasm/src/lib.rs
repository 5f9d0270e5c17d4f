//! The scheduler as a Wasm module without imports: the test writes an encoded snapshot into its
//! memory and reads the encoded answer.
#![no_std]

extern crate alloc;

use alloc::vec::Vec;
use core::{
	alloc::{GlobalAlloc, Layout},
	arch::wasm32,
	mem::ManuallyDrop,
	sync::atomic::{AtomicUsize, Ordering::Relaxed},
};

use codec::{Decode, Encode};
use labscape_scheduler::{plan, verify, Plan, Snapshot};

const PAGE: usize = 65_536;

/// Hands out memory in order and takes none back: a module lives for a few calls.
struct Bump {
	next: AtomicUsize,
}

#[global_allocator]
static MEMORY: Bump = Bump { next: AtomicUsize::new(0) };

unsafe impl GlobalAlloc for Bump {
	unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
		let have = wasm32::memory_size(0) * PAGE;
		let next = match self.next.load(Relaxed) {
			// Everything in use at the start lies in the first pages.
			0 => have,
			next => next,
		};
		let start = next.next_multiple_of(layout.align());
		let end = start + layout.size();
		let short = end.saturating_sub(have).div_ceil(PAGE);
		if short > 0 && wasm32::memory_grow(0, short) == usize::MAX {
			return core::ptr::null_mut();
		}
		self.next.store(end, Relaxed);
		start as *mut u8
	}

	unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
	wasm32::unreachable()
}

/// Room for `len` bytes of input.
#[no_mangle]
pub extern "C" fn room(len: usize) -> *mut u8 {
	ManuallyDrop::new(Vec::with_capacity(len)).as_mut_ptr()
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

/// As [`check`] so many times over, and how many leases were granted; to be timed.
///
/// # Safety
/// As for [`make`].
#[no_mangle]
pub unsafe extern "C" fn check_often(input: *const u8, len: usize, times: u32) -> u64 {
	let mut bytes = core::slice::from_raw_parts(input, len);
	let (snapshot, plan) = <(Snapshot, Plan)>::decode(&mut bytes).expect("the test encoded both");
	let mut granted = 0;
	for _ in 0..times {
		let before = MEMORY.next.load(Relaxed);
		granted += verify(&snapshot, &plan).map_or(0, |verdict| verdict.grants.len() as u64);
		// What the check allocated is gone: its room can be used again.
		MEMORY.next.store(before, Relaxed);
	}
	granted
}

fn answer(bytes: Vec<u8>) -> u64 {
	let bytes = ManuallyDrop::new(bytes);
	(bytes.len() as u64) << 32 | bytes.as_ptr() as u64
}
