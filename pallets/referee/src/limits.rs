//! What a program may be at most. Every limit is part of the semantics: raising one needs a new
//! version, lowering one would refuse programs that are registered.

/// The largest module that can be registered, in bytes.
pub const MAX_MODULE_BYTES: usize = 512 * 1024;
/// The largest instrumented module, in bytes. Bounds what a dispute carries into a block.
pub const MAX_INSTRUMENTED_BYTES: usize = 1024 * 1024;
/// The largest input of one item, in bytes.
pub const MAX_INPUT_BYTES: usize = 256 * 1024;
/// The largest output of one item, in bytes. A longer one is a trap.
pub const MAX_OUTPUT_BYTES: usize = 256 * 1024;
/// The largest memory a module may declare, in pages of 64 KiB: 16 MiB.
pub const MAX_MEMORY_PAGES: u32 = 256;
/// The most fuel one execution can be given; keeps the counter far from its sign bit.
pub const MAX_FUEL: u64 = 1 << 40;
/// The most function types.
pub const MAX_TYPES: u32 = 4_096;
/// The most functions.
pub const MAX_FUNCTIONS: u32 = 16_384;
/// The longest function, in bytes of its locals and instructions.
pub const MAX_FUNCTION_BYTES: u64 = 128 * 1024;
/// The most globals.
pub const MAX_GLOBALS: u32 = 1_024;
/// The most data segments, and the most element segments.
pub const MAX_SEGMENTS: u32 = 4_096;
/// The largest table, in entries.
pub const MAX_TABLE_ENTRIES: u64 = 16_384;
/// The most exports that are looked at.
pub const MAX_EXPORTS: u32 = 4_096;
/// The most parameters and locals of one function together.
pub const MAX_LOCALS: u32 = 2_048;
/// The most stack cells one call of a function may take.
pub const MAX_FRAME_CELLS: u32 = 8_192;
/// The deepest that loops may be nested in one function. A compiler's work grows with the depth at
/// which a value lives.
pub const MAX_LOOP_DEPTH: u32 = 64;
/// The most labels and branch-table targets, times locals and 32, summed over all functions. A
/// compiler's work grows with this product, not with the module's size alone.
pub const MAX_COMPLEXITY: u64 = 1 << 22;

/// The height of the call stack, in cells of eight bytes.
///
/// A call takes [`FRAME_CELLS`] plus one cell for each parameter and local, for the deepest its
/// operand stack gets, and two for each distinct constant (an interpreter may keep constants, and
/// their negatives, in the frame).
pub const STACK_CELLS: u32 = 65_536;
/// What every call takes of the stack besides its own cells.
pub const FRAME_CELLS: u32 = 8;
