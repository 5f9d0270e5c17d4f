//! Why a module is not a program.

use alloc::string::String;
use core::fmt;

use crate::limits::*;

/// The cause for which [`register`](crate::register) refuses a module. One cause, one variant; the
/// first that is met in the order of the module's sections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefusedBecause {
	/// More than [`MAX_MODULE_BYTES`].
	TooLarge {
		/// The module's size in bytes.
		bytes: usize,
	},
	/// Not a module, or not a valid one under WebAssembly 1.0 without floating point.
	Invalid {
		/// Where in the module, in bytes from its start.
		offset: usize,
		/// What the validator says.
		message: String,
	},
	/// It uses a floating-point type or instruction.
	Float {
		/// Where in the module, in bytes from its start.
		offset: usize,
	},
	/// It uses an instruction beyond WebAssembly 1.0.
	Instruction {
		/// Where in the module, in bytes from its start.
		offset: usize,
		/// The instruction's name.
		name: String,
	},
	/// It imports something. A program has nothing but its input.
	Import {
		/// The module it imports from.
		module: String,
		/// What it imports.
		name: String,
	},
	/// It has a start function, which would run outside the two calls of the interface.
	StartFunction,
	/// It declares no memory.
	NoMemory,
	/// Its memory has no declared maximum.
	MemoryWithoutMaximum,
	/// Its memory's declared maximum exceeds [`MAX_MEMORY_PAGES`].
	MemoryTooLarge {
		/// The declared maximum in pages.
		pages: u64,
	},
	/// A required export is missing.
	MissingExport {
		/// Its name.
		name: &'static str,
	},
	/// A required export has another kind or type than the interface asks for.
	WrongExport {
		/// Its name.
		name: &'static str,
	},
	/// It has more of something than is allowed.
	TooMany {
		/// Of what.
		what: &'static str,
		/// How many are allowed.
		limit: u64,
	},
	/// A data or element segment does not lie within the initial memory or table.
	SegmentOutOfBounds {
		/// Where in the module, in bytes from its start.
		offset: usize,
	},
	/// One call of a function would take more than [`MAX_FRAME_CELLS`].
	FrameTooLarge {
		/// The function's index.
		function: u32,
	},
	/// Loops are nested deeper than [`MAX_LOOP_DEPTH`].
	LoopsTooDeep {
		/// The function's index.
		function: u32,
	},
	/// Labels times locals, summed over all functions, exceed [`MAX_COMPLEXITY`].
	TooComplex,
	/// More than [`MAX_INSTRUMENTED_BYTES`] once instrumented.
	InstrumentedTooLarge {
		/// The instrumented module's size in bytes.
		bytes: usize,
	},
	/// The referee's own engine does not take the instrumented module, for example because one
	/// function became too large.
	Engine {
		/// What the engine says.
		message: String,
	},
}

impl fmt::Display for RefusedBecause {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::TooLarge { bytes } => {
				write!(f, "the module has {bytes} bytes; at most {MAX_MODULE_BYTES} are allowed")
			}
			Self::Invalid { offset, message } => {
				write!(
					f,
					"not a valid integer module of WebAssembly 1.0: {message} (byte {offset})"
				)
			}
			Self::Float { offset } => write!(f, "floating point is used at byte {offset}"),
			Self::Instruction { offset, name } => {
				write!(f, "{name} at byte {offset} is not an instruction of WebAssembly 1.0")
			}
			Self::Import { module, name } => write!(f, "it imports {module}.{name}"),
			Self::StartFunction => write!(f, "it has a start function"),
			Self::NoMemory => write!(f, "it declares no memory"),
			Self::MemoryWithoutMaximum => write!(f, "its memory has no declared maximum"),
			Self::MemoryTooLarge { pages } => write!(
				f,
				"its memory may grow to {pages} pages of 64 KiB; at most {MAX_MEMORY_PAGES} are allowed"
			),
			Self::MissingExport { name } => write!(f, "the export `{name}` is missing"),
			Self::WrongExport { name } => write!(f, "the export `{name}` has the wrong type"),
			Self::TooMany { what, limit } => write!(f, "it has more than {limit} {what}"),
			Self::SegmentOutOfBounds { offset } => {
				write!(f, "the segment at byte {offset} lies outside the initial memory or table")
			}
			Self::FrameTooLarge { function } => {
				write!(f, "one call of function {function} takes more than {MAX_FRAME_CELLS} cells")
			}
			Self::LoopsTooDeep { function } => {
				write!(f, "function {function} nests more than {MAX_LOOP_DEPTH} loops")
			}
			Self::TooComplex => write!(f, "its functions have too many labels and locals at once"),
			Self::InstrumentedTooLarge { bytes } => write!(
				f,
				"instrumented it has {bytes} bytes; at most {MAX_INSTRUMENTED_BYTES} are allowed"
			),
			Self::Engine { message } => write!(f, "the referee's engine refuses it: {message}"),
		}
	}
}

impl core::error::Error for RefusedBecause {}
