//! The referee compiled as a runtime is: no standard library, memory from the host's allocator, one
//! call with bytes in and SCALE out.
#![no_std]

extern crate alloc;

use alloc::vec::Vec;
use codec::Encode;
use core::alloc::{GlobalAlloc, Layout};

extern "C" {
	fn ext_allocator_malloc_version_1(size: u32) -> u32;
	fn ext_allocator_free_version_1(pointer: u32);
}

/// The host's allocator, as a runtime uses it.
struct HostAllocator;

// SAFETY: the host returns distinct blocks of at least `size` bytes, aligned to eight, and takes
// back what it gave.
unsafe impl GlobalAlloc for HostAllocator {
	unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
		ext_allocator_malloc_version_1(layout.size() as u32) as *mut u8
	}
	unsafe fn dealloc(&self, pointer: *mut u8, _: Layout) {
		ext_allocator_free_version_1(pointer as u32)
	}
}

#[global_allocator]
static ALLOCATOR: HostAllocator = HostAllocator;

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
	core::arch::wasm32::unreachable()
}

/// The bytes that the host put where it says.
fn bytes(pointer: u32, len: u32) -> &'static [u8] {
	// SAFETY: the host wrote `len` bytes into a block it allocated at `pointer`.
	unsafe { core::slice::from_raw_parts(pointer as *const u8, len as usize) }
}

fn answer(bytes: Vec<u8>) -> u64 {
	let bytes = bytes.leak();
	(bytes.len() as u64) << 32 | bytes.as_ptr() as u64
}

/// Register the module. The answer is the instrumented module, empty if it is refused.
#[no_mangle]
extern "C" fn register(pointer: u32, len: u32) -> u64 {
	answer(labscape_referee::register(bytes(pointer, len)).map(|r| r.module).unwrap_or_default())
}

/// Execute: fuel (eight bytes), length of the module (four), module, input. The answer is the
/// outcome in SCALE, empty if there is none.
#[no_mangle]
extern "C" fn execute(pointer: u32, len: u32) -> u64 {
	let (fuel, rest) = bytes(pointer, len).split_at(8);
	let (module_len, rest) = rest.split_at(4);
	let fuel = u64::from_le_bytes(fuel.try_into().unwrap_or_default());
	let module_len = u32::from_le_bytes(module_len.try_into().unwrap_or_default());
	let (module, input) = rest.split_at(module_len as usize);
	let outcome = labscape_referee::execute(labscape_referee::SEMANTICS, module, input, fuel);
	answer(outcome.map(|outcome| outcome.encode()).unwrap_or_default())
}
