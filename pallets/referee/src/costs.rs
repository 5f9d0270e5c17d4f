//! What each class of instruction costs in fuel.
//!
//! One unit of fuel is at most two nanoseconds of the referee: `wasmi`, compiled to Wasm and itself
//! run under `wasmtime`, as a runtime is. The figures come from a worst-case corpus (in the benchmark's
//! `corpus.rs`): `./scripts/bench referee` runs each class alone and shows how much of the two
//! nanoseconds it takes. Prices leave a third of it free: a shared machine changes its speed.

use wasmparser::Operator;

/// Constants, locals, comparisons, additions, shifts, multiplications. Those of two operands cost the
/// referee as much as two of these: it fetches the second with the instruction.
pub const SIMPLE: u32 = 1;
/// Counting zeros or ones, changes of width: one operand, so nothing else pays for its step.
pub const UNARY: u32 = 2;
/// Integer division and remainder.
pub const DIVISION: u32 = 5;
/// Loads and stores: the largest declared memory, in pages, and the cost of one access to a memory
/// up to that size. What an address costs at worst is decided by the cache that can hold the whole
/// memory, so a program that declares less pays less.
pub const MEMORY: [(u32, u32); 4] = [(8, 5), (16, 8), (64, 32), (256, 80)];
/// A global's read or write.
pub const GLOBAL: u32 = 4;
/// A branch of any kind, taken or not; high because it may be mispredicted.
pub const BRANCH: u32 = 3;
/// `br_table`.
pub const BRANCH_TABLE: u32 = 8;
/// A direct call, without what the callee charges on entry.
pub const CALL: u32 = 14;
/// A call through the table.
pub const CALL_INDIRECT: u32 = 30;
/// Each parameter of a call.
pub const CALL_PARAMETER: u32 = 1;
/// Entering a function: the check of the stack's height and its release.
pub const ENTRY: u32 = 8;
/// Each two cells of a frame (locals and constants) that entering a function initialises.
pub const ENTRY_CELL_PAIR: u32 = 1;
/// Charging one metered run of instructions.
pub const CHARGE: u32 = 4;
/// `memory.grow`, besides its pages.
pub const GROW: u32 = 40;
/// Each page that `memory.grow` asks for, if the whole request could ever be granted: clearing it,
/// and moving what was there before.
pub const GROW_PAGE: u32 = 12_000;
/// `memory.size`.
pub const SIZE: u32 = 4;

/// What one load or store costs in a memory of at most `pages`.
pub fn memory_access(pages: u32) -> u32 {
	let [.., (_, dearest)] = MEMORY;
	MEMORY.iter().find(|(up_to, _)| pages <= *up_to).map_or(dearest, |(_, cost)| *cost)
}

/// The fixed part of an instruction's cost in a program whose loads and stores cost `access`; `None` if it is not an integer instruction of
/// WebAssembly 1.0. Parameters of calls, frames and pages are added where they are known.
pub(crate) fn cost(operator: &Operator<'_>, access: u32) -> Option<u32> {
	use Operator::*;
	Some(match operator {
		Block { .. } | Loop { .. } | Else | End | Nop | Unreachable => 0,
		If { .. } | Br { .. } | BrIf { .. } | Return => BRANCH,
		BrTable { .. } => BRANCH_TABLE,
		Call { .. } => CALL,
		CallIndirect { .. } => CALL_INDIRECT,
		Drop
		| Select
		| LocalGet { .. }
		| LocalSet { .. }
		| LocalTee { .. }
		| I32Const { .. }
		| I64Const { .. } => SIMPLE,
		GlobalGet { .. } | GlobalSet { .. } => GLOBAL,
		MemorySize { .. } => SIZE,
		MemoryGrow { .. } => GROW,
		I32Load { .. }
		| I64Load { .. }
		| I32Load8S { .. }
		| I32Load8U { .. }
		| I32Load16S { .. }
		| I32Load16U { .. }
		| I64Load8S { .. }
		| I64Load8U { .. }
		| I64Load16S { .. }
		| I64Load16U { .. }
		| I64Load32S { .. }
		| I64Load32U { .. }
		| I32Store { .. }
		| I64Store { .. }
		| I32Store8 { .. }
		| I32Store16 { .. }
		| I64Store8 { .. }
		| I64Store16 { .. }
		| I64Store32 { .. } => access,
		I32DivS | I32DivU | I32RemS | I32RemU | I64DivS | I64DivU | I64RemS | I64RemU => DIVISION,
		I32Eqz | I32Eq | I32Ne | I32LtS | I32LtU | I32GtS | I32GtU | I32LeS | I32LeU | I32GeS
		| I32GeU | I64Eqz | I64Eq | I64Ne | I64LtS | I64LtU | I64GtS | I64GtU | I64LeS | I64LeU
		| I64GeS | I64GeU | I32Add | I32Sub | I32Mul | I32And | I32Or | I32Xor | I32Shl
		| I32ShrS | I32ShrU | I32Rotl | I32Rotr | I64Add | I64Sub | I64Mul | I64And | I64Or
		| I64Xor | I64Shl | I64ShrS | I64ShrU | I64Rotl | I64Rotr => SIMPLE,
		I32Clz | I32Ctz | I32Popcnt | I64Clz | I64Ctz | I64Popcnt | I32WrapI64 | I64ExtendI32S
		| I64ExtendI32U => UNARY,
		_ => return None,
	})
}
