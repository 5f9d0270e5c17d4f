//! The allocator of the Wasm runtime.
//!
//! By default a runtime asks the host for every single allocation, and tells it of every release; a
//! transfer makes hundreds of both, each a call out of the Wasm. Here they are served from one block of
//! the host's, by [`talc`]. What the host hands over, such as values read from the state, it still
//! allocates itself, and gets back; and it is asked when that block is full.
//!
//! Deterministic: addresses depend on nothing but the allocations made, and every call of the runtime
//! begins with fresh memory.
#![allow(unsafe_code)]

use core::{
	alloc::{GlobalAlloc, Layout},
	ptr,
	sync::atomic::{AtomicUsize, Ordering::Relaxed},
};

use talc::{
	base::{binning::Binning, Talc},
	cell::TalcSyncCell,
	source::Source,
	wasm::WasmBinning,
};

/// Address space only: memory is taken page by page, as it is touched. A power of two, as the host's
/// blocks are.
const ARENA_BYTES: usize = 16 << 20;
/// How the host aligns what it allocates.
const HOST_ALIGN: usize = 8;
/// Where a block of the host says how far it was moved to be aligned: in the two bytes before it, which
/// are zero in a block that was not moved.
const OFFSET_BYTES: usize = size_of::<u16>();

/// Where the arena begins; zero before the first allocation.
static ARENA: AtomicUsize = AtomicUsize::new(0);

/// The arena is one block of the host, asked for once. As a static it would be written out in the Wasm,
/// whose memory is imported: sixteen megabytes of zeros in every module that is compiled.
#[derive(Debug)]
struct OneBlock;

// SAFETY: the host's allocator is another one.
unsafe impl Source for OneBlock {
	fn acquire<B: Binning>(talc: &mut Talc<Self, B>, _: Layout) -> Result<(), ()> {
		if ARENA.load(Relaxed) != 0 {
			return Err(());
		}
		let block: *mut u8 = sp_io::allocator::malloc(ARENA_BYTES as u32);
		ARENA.store(block as usize, Relaxed);
		// SAFETY: nothing else uses the block, and it is never given back.
		unsafe { talc.claim(block, ARENA_BYTES) }.map(|_| ()).ok_or(())
	}
}

static TALC: TalcSyncCell<OneBlock, WasmBinning> = TalcSyncCell::new_wasm(OneBlock);

struct RuntimeAllocator;

#[global_allocator]
static ALLOCATOR: RuntimeAllocator = RuntimeAllocator;

fn in_arena(block: *mut u8) -> bool {
	let begin = ARENA.load(Relaxed);
	begin != 0 && (block as usize).wrapping_sub(begin) < ARENA_BYTES
}

/// A block of the host.
fn host_alloc(layout: Layout) -> *mut u8 {
	let align = layout.align();
	let Some(size) = layout.size().checked_add(align.saturating_sub(HOST_ALIGN)) else {
		return ptr::null_mut();
	};
	let block: *mut u8 = sp_io::allocator::malloc(size as u32);
	let offset = block.align_offset(align);
	let Ok(moved) = u16::try_from(offset) else { return ptr::null_mut() };
	// SAFETY: the block is `align - HOST_ALIGN` longer than what is asked for, and its host's header of
	// eight bytes, of which the last are unused, lies before it.
	unsafe {
		let block = block.add(offset);
		block.sub(OFFSET_BYTES).cast::<u16>().write_unaligned(moved);
		block
	}
}

/// Give a block back to the host.
///
/// # Safety
/// It was handed over by the host or made by [`host_alloc`].
unsafe fn host_free(block: *mut u8) {
	// SAFETY: see `host_alloc`; the host leaves these bytes zero.
	let block = unsafe {
		let moved = block.sub(OFFSET_BYTES).cast::<u16>().read_unaligned();
		block.sub(usize::from(moved))
	};
	sp_io::allocator::free(block);
}

// SAFETY: blocks come from `talc` or from the host and return to where they came from; a runtime has one
// thread.
unsafe impl GlobalAlloc for RuntimeAllocator {
	unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
		// SAFETY: the caller's promise.
		let block = unsafe { TALC.alloc(layout) };
		if block.is_null() {
			host_alloc(layout)
		} else {
			block
		}
	}

	unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
		// SAFETY: the caller's promise, and where the block lies.
		unsafe {
			if in_arena(block) {
				TALC.dealloc(block, layout);
			} else {
				host_free(block);
			}
		}
	}

	unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
		// SAFETY: the caller's promise; `size` was checked against the alignment by the caller.
		unsafe {
			if in_arena(block) {
				let grown = TALC.realloc(block, layout, size);
				if !grown.is_null() {
					return grown;
				}
			}
			let new = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
			if !new.is_null() {
				ptr::copy_nonoverlapping(block, new, layout.size().min(size));
				self.dealloc(block, layout);
			}
			new
		}
	}
}
