//! Write, test and build programs for the swarm.
//!
//! A program is a function from bytes to bytes that depends on nothing else. It is written once in
//! Rust, tested like any other function, and built to WebAssembly; every item of a job is one call.
//!
//! ```
//! extern crate alloc;
//! use alloc::vec::Vec;
//!
//! /// How many spaces the input has.
//! fn spaces(input: &[u8]) -> Vec<u8> {
//!     let count = input.iter().filter(|byte| **byte == b' ').count();
//!     (count as u32).to_le_bytes().to_vec()
//! }
//!
//! labscape_program::program!(spaces);
//! # fn main() { assert_eq!(spaces(b"a b c"), [2, 0, 0, 0]); }
//! ```
//!
//! Two sides share this crate:
//!
//! - **In the program** (no features): the macro [`program!`], an allocator, and a panic handler.
//!   A panic is a trap, and a trap is a result like any other: see `labscape-referee`.
//! - **On the machine that makes it** (feature `std`): [`check`](crate::check()) says whether a module
//!   is a program and, if not, why and what to do; [`Harness`] executes it as the swarm and the chain
//!   would; [`build`] calls the compiler; [`inputs`] cuts data into items.
#![cfg_attr(not(feature = "std"), no_std)]
#![warn(missing_docs)]

extern crate alloc;

#[cfg(feature = "std")]
pub mod build;
#[cfg(feature = "std")]
mod check;
#[doc(hidden)]
pub mod guest;
#[cfg(feature = "std")]
mod harness;
#[cfg(feature = "std")]
pub mod inputs;

#[cfg(feature = "std")]
pub use check::{check, limits_in_words, Accepted, Refused, Report};
#[cfg(feature = "std")]
pub use harness::{Harness, NoHarness};
#[cfg(feature = "std")]
pub use labscape_referee as referee;

/// Make a function the program: `program!(path)`, where the path names a
/// `fn(&[u8]) -> alloc::vec::Vec<u8>`.
///
/// Defines what the interface asks for when the crate is built for `wasm32v1-none`, and nothing
/// otherwise, so that the same crate can be tested as a library.
#[macro_export]
macro_rules! program {
	($function:path) => {
		#[cfg(all(target_arch = "wasm32", target_os = "none"))]
		const _: () = {
			#[no_mangle]
			extern "C" fn labscape_input(len: u32) -> u32 {
				$crate::guest::input(len)
			}

			#[no_mangle]
			extern "C" fn labscape_run(address: u32, len: u32) -> u64 {
				$crate::guest::run(address, len, $function)
			}
		};
	};
}
