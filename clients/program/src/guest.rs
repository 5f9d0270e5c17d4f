//! The program's side of the interface: an allocator, the input's room, the output's address.
//!
//! The allocator only moves forward and takes back the last block alone. An item is one call in a
//! fresh instance, so nothing is worth more than that; what is needed is that an allocation costs
//! little fuel.
#![cfg(all(target_arch = "wasm32", target_os = "none", not(feature = "std")))]
// The interface is raw memory.
#![allow(unsafe_code)]

use alloc::vec::Vec;
use core::{
	alloc::{GlobalAlloc, Layout},
	arch::wasm32::{memory_grow, memory_size, unreachable},
	cell::Cell,
};

const PAGE: usize = 65_536;

extern "C" {
	/// Where the linker's data ends; only its address means something.
	static __heap_base: u8;
}

/// The next free byte; zero before the first allocation.
struct Bump {
	next: Cell<usize>,
}

// SAFETY: a program has one thread.
unsafe impl Sync for Bump {}

impl Bump {
	fn next(&self) -> usize {
		match self.next.get() {
			// The address of a linker's symbol.
			0 => core::ptr::addr_of!(__heap_base) as usize,
			next => next,
		}
	}

	/// Make sure that the memory reaches to `end`.
	fn reach(&self, end: usize) -> bool {
		let size = memory_size::<0>() * PAGE;
		if end <= size {
			return true;
		}
		memory_grow::<0>((end - size).div_ceil(PAGE)) != usize::MAX
	}
}

// SAFETY: blocks are disjoint, because `next` only moves back to the start of the last block, when
// that one is given back.
unsafe impl GlobalAlloc for Bump {
	unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
		let Some(start) = self.next().checked_next_multiple_of(layout.align()) else {
			return core::ptr::null_mut();
		};
		match start.checked_add(layout.size()) {
			Some(end) if self.reach(end) => {
				self.next.set(end);
				start as *mut u8
			}
			_ => core::ptr::null_mut(),
		}
	}

	unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
		if pointer as usize + layout.size() == self.next() {
			self.next.set(pointer as usize);
		}
	}

	unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
		let start = pointer as usize;
		if start + layout.size() == self.next() {
			// The last block grows where it is.
			return match start.checked_add(new_size) {
				Some(end) if self.reach(end) => {
					self.next.set(end);
					pointer
				}
				_ => core::ptr::null_mut(),
			};
		}
		if new_size <= layout.size() {
			return pointer;
		}
		let Ok(larger) = Layout::from_size_align(new_size, layout.align()) else {
			return core::ptr::null_mut();
		};
		let to = self.alloc(larger);
		if !to.is_null() {
			core::ptr::copy_nonoverlapping(pointer, to, layout.size());
		}
		to
	}
}

#[global_allocator]
static ALLOCATOR: Bump = Bump { next: Cell::new(0) };

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
	unreachable()
}

/// Reserve room for an input of `len` bytes.
pub fn input(len: u32) -> u32 {
	let room = Vec::<u8>::with_capacity(len as usize);
	core::mem::ManuallyDrop::new(room).as_mut_ptr() as u32
}

/// Call the function on the input and say where its output is: address in the upper, length in the
/// lower half.
pub fn run(address: u32, len: u32, function: fn(&[u8]) -> Vec<u8>) -> u64 {
	// SAFETY: whoever executes the program reserved `len` bytes at `address` with `input` and wrote
	// them.
	let input = unsafe { core::slice::from_raw_parts(address as *const u8, len as usize) };
	let output = core::mem::ManuallyDrop::new(function(input));
	(output.as_ptr() as u64) << 32 | output.len() as u64
}
