//! Validation and instrumentation: from a module to a program.
//!
//! The instrumented module is the module with these changes, and none besides:
//!
//! 1. Two globals stand before its own: the fuel that is left (`i64`) and the stack that is left
//!    (`i32`). No instruction of the module can name them, because its own indices move up by two.
//! 2. Every *metered run* of instructions, of which either all or none are executed unless one of
//!    them traps, starts by taking its cost from the fuel; below zero it executes `unreachable`.
//! 3. Every function starts by taking its frame from the stack; if that is too little it executes
//!    `unreachable`. Its body becomes a block, so that every way out passes the instruction that
//!    gives the frame back; `return` becomes a branch to the end of that block.
//! 4. `memory.grow` becomes a call of an appended function that first charges for the pages.
//! 5. Of its exports only those of the interface remain, and the two globals are exported, so that
//!    the engine's owner can set and read them. Custom sections are dropped.
//!
//! Instructions are copied byte for byte; no index of a function or type changes, because what is
//! added stands at the end. Charging happens in the module itself, so two engines that agree on
//! WebAssembly agree on fuel, on where fuel ends and on the depth at which the stack overflows.

use alloc::{collections::BTreeSet, format, string::ToString, vec::Vec};
use wasmparser::{
	BinaryReaderError, CompositeInnerType, ConstExpr, DataKind, ElementItems, ElementKind,
	ExternalKind, FuncToValidate, FuncValidatorAllocations, FunctionBody, Operator, Parser,
	Payload, TypeRef, ValType, ValidPayload, Validator, ValidatorResources, WasmFeatures,
};

use crate::{costs, encode::*, limits::*, RefusedBecause};

/// The export that is the program's memory.
pub const EXPORT_OF_MEMORY: &str = "memory";
/// The export that reserves room for an input: `(length: i32) -> address: i32`.
pub const EXPORT_OF_INPUT: &str = "labscape_input";
/// The export that computes: `(address: i32, length: i32) -> i64`, the output's address in the upper
/// and its length in the lower half.
pub const EXPORT_OF_RUN: &str = "labscape_run";
/// The instrumentation's export of the fuel that is left.
pub(crate) const EXPORT_OF_FUEL: &str = "fuel";
/// The instrumentation's export of the stack that is left.
pub(crate) const EXPORT_OF_STACK: &str = "stack";

const GLOBAL_FUEL: u32 = 0;
const GLOBAL_STACK: u32 = 1;
const OWN_GLOBALS: u32 = 2;

/// What a program may be made of: WebAssembly 1.0 without floating point.
pub(crate) fn features() -> WasmFeatures {
	WasmFeatures::MUTABLE_GLOBAL | WasmFeatures::GC_TYPES
}

/// The result of instrumenting a module.
pub(crate) struct Instrumented {
	pub(crate) module: Vec<u8>,
	pub(crate) memory_pages: u32,
}

impl From<BinaryReaderError> for RefusedBecause {
	fn from(error: BinaryReaderError) -> Self {
		Self::Invalid { offset: error.offset(), message: error.message().to_string() }
	}
}

fn at_most(count: u64, limit: u64, what: &'static str) -> Result<(), RefusedBecause> {
	if count > limit {
		return Err(RefusedBecause::TooMany { what, limit });
	}
	Ok(())
}

fn value_type(ty: ValType, offset: usize) -> Result<(), RefusedBecause> {
	match ty {
		ValType::F32 | ValType::F64 => Err(RefusedBecause::Float { offset }),
		_ => Ok(()),
	}
}

/// What is known of a module while its sections go by.
#[derive(Default)]
struct ModuleSoFar<'a> {
	/// Parameters and results of every type.
	types: Vec<(Vec<ValType>, Vec<ValType>)>,
	/// The type of every function.
	functions: Vec<u32>,
	memory: Option<(u64, u64)>,
	table_entries: u64,
	globals: u32,
	memory_is_exported: bool,
	input: Option<u32>,
	run: Option<u32>,
	type_bytes: &'a [u8],
	function_bytes: &'a [u8],
	table_section: Option<&'a [u8]>,
	memory_section: &'a [u8],
	global_bytes: &'a [u8],
	element_section: Option<&'a [u8]>,
	data_section: Option<&'a [u8]>,
	/// The instrumented function bodies, each with its length before it.
	code: Vec<u8>,
	bodies: u32,
	complexity: u64,
}

/// Validate and instrument `bytes`.
pub(crate) fn instrument(bytes: &[u8]) -> Result<Instrumented, RefusedBecause> {
	if bytes.len() > MAX_MODULE_BYTES {
		return Err(RefusedBecause::TooLarge { bytes: bytes.len() });
	}
	let mut parser = Parser::new(0);
	parser.set_features(features());
	let mut validator = Validator::new_with_features(features());
	let mut module = ModuleSoFar::default();
	let mut allocations = FuncValidatorAllocations::default();
	for payload in parser.parse_all(bytes) {
		let payload = payload?;
		module.look_at(bytes, &payload)?;
		if let ValidPayload::Func(function, body) = validator.payload(&payload)? {
			allocations = module.function(bytes, function, &body, allocations)?;
		}
	}
	module.finish()
}

impl<'a> ModuleSoFar<'a> {
	/// Check and note what a section says, before the validator sees it. The code section's entries
	/// come to [`Self::function`] instead.
	fn look_at(&mut self, bytes: &'a [u8], payload: &Payload<'a>) -> Result<(), RefusedBecause> {
		let rest = |from: usize, to: usize| bytes.get(from..to).unwrap_or_default();
		match payload {
			Payload::TypeSection(reader) => {
				at_most(reader.count().into(), MAX_TYPES.into(), "function types")?;
				self.type_bytes = rest(reader.original_position(), reader.range().end);
				for group in reader.clone().into_iter_with_offsets() {
					let (offset, group) = group?;
					for ty in group.types() {
						let CompositeInnerType::Func(ty) = &ty.composite_type.inner else {
							continue;
						};
						for ty in ty.params().iter().chain(ty.results()) {
							value_type(*ty, offset)?;
						}
						self.types.push((ty.params().to_vec(), ty.results().to_vec()));
					}
				}
			}
			Payload::ImportSection(reader) => {
				if let Some(import) = reader.clone().into_iter().next() {
					let import = import?;
					return Err(RefusedBecause::Import {
						module: import.module.to_string(),
						name: match import.ty {
							TypeRef::Func(_) => format!("{}()", import.name),
							_ => import.name.to_string(),
						},
					});
				}
			}
			Payload::FunctionSection(reader) => {
				at_most(reader.count().into(), MAX_FUNCTIONS.into(), "functions")?;
				self.function_bytes = rest(reader.original_position(), reader.range().end);
				for ty in reader.clone() {
					self.functions.push(ty?);
				}
			}
			Payload::TableSection(reader) => {
				self.table_section = Some(rest(reader.range().start, reader.range().end));
				for table in reader.clone() {
					let table = table?;
					at_most(table.ty.initial, MAX_TABLE_ENTRIES, "table entries")?;
					self.table_entries = table.ty.initial;
				}
			}
			Payload::MemorySection(reader) => {
				self.memory_section = rest(reader.range().start, reader.range().end);
				for memory in reader.clone() {
					let memory = memory?;
					let maximum = memory.maximum.ok_or(RefusedBecause::MemoryWithoutMaximum)?;
					let pages = maximum.max(memory.initial);
					if pages > MAX_MEMORY_PAGES.into() {
						return Err(RefusedBecause::MemoryTooLarge { pages });
					}
					self.memory = Some((memory.initial, maximum));
				}
			}
			Payload::GlobalSection(reader) => {
				at_most(reader.count().into(), MAX_GLOBALS.into(), "globals")?;
				self.globals = reader.count();
				self.global_bytes = rest(reader.original_position(), reader.range().end);
				for global in reader.clone().into_iter_with_offsets() {
					let (offset, global) = global?;
					value_type(global.ty.content_type, offset)?;
				}
			}
			Payload::ExportSection(reader) => {
				at_most(reader.count().into(), MAX_EXPORTS.into(), "exports")?;
				for export in reader.clone() {
					let export = export?;
					match (export.name, export.kind) {
						(EXPORT_OF_MEMORY, ExternalKind::Memory) => self.memory_is_exported = true,
						(EXPORT_OF_INPUT, ExternalKind::Func) => self.input = Some(export.index),
						(EXPORT_OF_RUN, ExternalKind::Func) => self.run = Some(export.index),
						(EXPORT_OF_MEMORY, _) => {
							return Err(RefusedBecause::WrongExport { name: EXPORT_OF_MEMORY })
						}
						(EXPORT_OF_INPUT, _) => {
							return Err(RefusedBecause::WrongExport { name: EXPORT_OF_INPUT })
						}
						(EXPORT_OF_RUN, _) => {
							return Err(RefusedBecause::WrongExport { name: EXPORT_OF_RUN })
						}
						_ => {}
					}
				}
			}
			Payload::StartSection { .. } => return Err(RefusedBecause::StartFunction),
			Payload::ElementSection(reader) => {
				at_most(reader.count().into(), MAX_SEGMENTS.into(), "element segments")?;
				self.element_section = Some(rest(reader.range().start, reader.range().end));
				for segment in reader.clone().into_iter_with_offsets() {
					let (offset, segment) = segment?;
					if let (
						ElementKind::Active { offset_expr, .. },
						ElementItems::Functions(items),
					) = (segment.kind, segment.items)
					{
						within(&offset_expr, items.count().into(), self.table_entries, offset)?;
					}
				}
			}
			Payload::DataSection(reader) => {
				at_most(reader.count().into(), MAX_SEGMENTS.into(), "data segments")?;
				self.data_section = Some(rest(reader.range().start, reader.range().end));
				let memory = self.memory.map_or(0, |(initial, _)| initial.saturating_mul(65_536));
				for segment in reader.clone().into_iter_with_offsets() {
					let (offset, segment) = segment?;
					if let DataKind::Active { offset_expr, .. } = segment.kind {
						within(&offset_expr, segment.data.len() as u64, memory, offset)?;
					}
				}
			}
			_ => {}
		}
		Ok(())
	}

	fn signature(&self, function: u32) -> Option<&(Vec<ValType>, Vec<ValType>)> {
		self.types.get(*self.functions.get(function as usize)? as usize)
	}

	/// Validate and instrument one function.
	fn function(
		&mut self,
		bytes: &[u8],
		function: FuncToValidate<ValidatorResources>,
		body: &FunctionBody<'_>,
		allocations: FuncValidatorAllocations,
	) -> Result<FuncValidatorAllocations, RefusedBecause> {
		at_most(body.as_bytes().len() as u64, MAX_FUNCTION_BYTES, "bytes in one function")?;
		let index = self.bodies;
		self.bodies = self.bodies.saturating_add(1);
		let mut validator = function.into_validator(allocations);
		let mut walk = Walk::new(self);

		// Locals: two more groups behind the function's own, one local each.
		let mut locals = body.get_locals_reader()?;
		let groups = locals.get_count();
		let groups_start = locals.original_position();
		for _ in 0..groups {
			let offset = locals.original_position();
			let (count, ty) = locals.read()?;
			value_type(ty, offset)?;
			validator.define_locals(offset, count, ty)?;
		}
		let groups_end = locals.original_position();
		let locals = validator.len_locals();
		at_most(locals.into(), MAX_LOCALS.into(), "parameters and locals in one function")?;
		let (saved_stack, fuel) = (locals, locals.saturating_add(1));

		let access = costs::memory_access(self.memory.map_or(0, |(_, maximum)| maximum as u32));
		let mut operators = body.get_operators_reader()?;
		while !operators.eof() {
			let (operator, offset) = operators.read_with_offset()?;
			let end = operators.original_position();
			let known = costs::cost(&operator, access).ok_or_else(|| unknown(&operator, offset));
			validator.op(offset, &operator).map_err(RefusedBecause::from).or_else(|invalid| {
				// The plainer of the two reasons: an instruction that does not belong here is
				// also invalid under these features.
				known.clone().and(Err(invalid))
			})?;
			let raw = bytes.get(offset..end).unwrap_or_default();
			walk.step(&operator, known?, raw, offset)?;
			walk.height = walk.height.max(validator.operand_stack_height());
		}
		operators.finish()?;

		if walk.deepest_loop > MAX_LOOP_DEPTH {
			return Err(RefusedBecause::LoopsTooDeep { function: index });
		}
		let cells = walk.frame_cells(locals);
		if cells > MAX_FRAME_CELLS {
			return Err(RefusedBecause::FrameTooLarge { function: index });
		}
		let result = self.signature(index).and_then(|(_, results)| results.first().copied());
		let Walk { code, mut runs, labels, .. } = walk;
		if let Some(first) = runs.first_mut() {
			let pairs = cells.div_ceil(2).saturating_mul(costs::ENTRY_CELL_PAIR);
			first.cost = first.cost.saturating_add(pairs.into());
		}

		let mut out = Vec::with_capacity(code.len().saturating_mul(2));
		unsigned(&mut out, u64::from(groups).saturating_add(2));
		out.extend_from_slice(bytes.get(groups_start..groups_end).unwrap_or_default());
		out.extend_from_slice(&[1, TYPE_I32, 1, TYPE_I64]);
		take_frame(&mut out, saved_stack, cells);
		out.push(BLOCK);
		out.push(match result {
			None => TYPE_EMPTY,
			Some(ValType::I64) => TYPE_I64,
			Some(_) => TYPE_I32,
		});
		splice(&mut out, &code, &runs, fuel);
		indexed(&mut out, LOCAL_GET, saved_stack);
		indexed(&mut out, GLOBAL_SET, GLOBAL_STACK);
		out.push(END);
		prefixed(&mut self.code, &out);

		let product = u64::from(labels).saturating_mul(u64::from(locals).saturating_add(32));
		self.complexity = self.complexity.saturating_add(product);
		if self.complexity > MAX_COMPLEXITY {
			return Err(RefusedBecause::TooComplex);
		}
		// A little earlier than the final check, so that memory stays bounded.
		if self.code.len() > MAX_INSTRUMENTED_BYTES {
			return Err(RefusedBecause::InstrumentedTooLarge { bytes: self.code.len() });
		}
		Ok(validator.into_allocations())
	}

	/// Check the interface and write the instrumented module.
	fn finish(self) -> Result<Instrumented, RefusedBecause> {
		let (_, maximum) = self.memory.ok_or(RefusedBecause::NoMemory)?;
		if !self.memory_is_exported {
			return Err(RefusedBecause::MissingExport { name: EXPORT_OF_MEMORY });
		}
		use ValType::{I32, I64};
		let typed = |name, index: Option<u32>, params: &[ValType], results: &[ValType]| {
			let index = index.ok_or(RefusedBecause::MissingExport { name })?;
			match self.signature(index) {
				Some((p, r)) if p == params && r == results => Ok(index),
				_ => Err(RefusedBecause::WrongExport { name }),
			}
		};
		let input = typed(EXPORT_OF_INPUT, self.input, &[I32], &[I32])?;
		let run = typed(EXPORT_OF_RUN, self.run, &[I32, I32], &[I64])?;

		let mut out = Vec::with_capacity(self.code.len().saturating_mul(2));
		out.extend_from_slice(b"\0asm\x01\0\0\0");
		let mut content = Vec::new();
		let mut put = |id: u8, out: &mut Vec<u8>, fill: &dyn Fn(&mut Vec<u8>)| {
			content.clear();
			fill(&mut content);
			section(out, id, &content);
		};
		put(SECTION_TYPE, &mut out, &|s| {
			unsigned(s, (self.types.len() as u64).saturating_add(1));
			s.extend_from_slice(self.type_bytes);
			s.extend_from_slice(&[TYPE_FUNCTION, 1, TYPE_I32, 1, TYPE_I32]);
		});
		put(SECTION_FUNCTION, &mut out, &|s| {
			unsigned(s, (self.functions.len() as u64).saturating_add(1));
			s.extend_from_slice(self.function_bytes);
			unsigned(s, self.types.len() as u64);
		});
		if let Some(table) = self.table_section {
			put(SECTION_TABLE, &mut out, &|s| s.extend_from_slice(table));
		}
		put(SECTION_MEMORY, &mut out, &|s| s.extend_from_slice(self.memory_section));
		put(SECTION_GLOBAL, &mut out, &|s| {
			unsigned(s, u64::from(self.globals).saturating_add(OWN_GLOBALS.into()));
			s.extend_from_slice(&[TYPE_I64, MUTABLE, I64_CONST, 0, END]);
			s.extend_from_slice(&[TYPE_I32, MUTABLE, I32_CONST]);
			signed(s, STACK_CELLS.into());
			s.push(END);
			s.extend_from_slice(self.global_bytes);
		});
		put(SECTION_EXPORT, &mut out, &|s| {
			let exports = [
				(EXPORT_OF_MEMORY, EXPORT_MEMORY, 0),
				(EXPORT_OF_INPUT, EXPORT_FUNCTION, input),
				(EXPORT_OF_RUN, EXPORT_FUNCTION, run),
				(EXPORT_OF_FUEL, EXPORT_GLOBAL, GLOBAL_FUEL),
				(EXPORT_OF_STACK, EXPORT_GLOBAL, GLOBAL_STACK),
			];
			unsigned(s, exports.len() as u64);
			for (name, kind, index) in exports {
				prefixed(s, name.as_bytes());
				indexed(s, kind, index);
			}
		});
		if let Some(elements) = self.element_section {
			put(SECTION_ELEMENT, &mut out, &|s| s.extend_from_slice(elements));
		}
		put(SECTION_CODE, &mut out, &|s| {
			unsigned(s, u64::from(self.bodies).saturating_add(1));
			s.extend_from_slice(&self.code);
			prefixed(s, &grow_function());
		});
		if let Some(data) = self.data_section {
			put(SECTION_DATA, &mut out, &|s| s.extend_from_slice(data));
		}
		if out.len() > MAX_INSTRUMENTED_BYTES {
			return Err(RefusedBecause::InstrumentedTooLarge { bytes: out.len() });
		}
		Ok(Instrumented { module: out, memory_pages: maximum as u32 })
	}
}

/// Name an instruction that is none of a program's.
fn unknown(operator: &Operator<'_>, offset: usize) -> RefusedBecause {
	let text = format!("{operator:?}");
	let name = text.split([' ', '{', '(']).next().unwrap_or_default();
	if name.contains("F32") || name.contains("F64") {
		return RefusedBecause::Float { offset };
	}
	RefusedBecause::Instruction { offset, name: name.to_string() }
}

/// Whether a segment of `len` units at the constant `start` lies within `size` units.
fn within(start: &ConstExpr<'_>, len: u64, size: u64, offset: usize) -> Result<(), RefusedBecause> {
	let Operator::I32Const { value } = start.get_operators_reader().read()? else {
		// Nothing else is constant in a module without imports; the validator refuses it.
		return Ok(());
	};
	if u64::from(value as u32).saturating_add(len) > size {
		return Err(RefusedBecause::SegmentOutOfBounds { offset });
	}
	Ok(())
}

/// A run of instructions of which all or none are executed, unless one traps.
struct Run {
	/// Where it starts in [`Walk::code`].
	at: usize,
	/// What its instructions cost.
	cost: u64,
}

#[derive(PartialEq, Eq)]
enum Kind {
	Function,
	Block,
	Loop,
	If,
}

struct Control {
	kind: Kind,
	/// Whether its entry can be reached.
	live: bool,
	/// Whether a branch that can be reached leads to its end.
	targeted: bool,
}

/// The way through one function's instructions.
struct Walk<'m, 'a> {
	module: &'m ModuleSoFar<'a>,
	/// The instructions so far, rewritten but not yet metered.
	code: Vec<u8>,
	/// The metered runs, in the order of the code; instructions belong to the last, and the first
	/// is the function's entry.
	runs: Vec<Run>,
	controls: Vec<Control>,
	/// Whether the next instruction can be reached.
	live: bool,
	height: u32,
	/// Labels, and targets of branch tables.
	labels: u32,
	/// How many loops are open, and were at most.
	open_loops: u32,
	deepest_loop: u32,
	constants: BTreeSet<u64>,
}

impl<'m, 'a> Walk<'m, 'a> {
	fn new(module: &'m ModuleSoFar<'a>) -> Self {
		Self {
			module,
			code: Vec::new(),
			// Never empty, so that it stays at the start and is paid once a call.
			runs: Vec::from([Run { at: 0, cost: costs::ENTRY.into() }]),
			controls: Vec::from([Control { kind: Kind::Function, live: true, targeted: false }]),
			live: true,
			height: 0,
			labels: 1,
			open_loops: 0,
			deepest_loop: 0,
			constants: BTreeSet::new(),
		}
	}

	fn open_run(&mut self) {
		let at = self.code.len();
		match self.runs.last_mut() {
			Some(run) if run.cost == 0 => run.at = at,
			_ => self.runs.push(Run { at, cost: 0 }),
		}
	}

	fn enter(&mut self, kind: Kind) {
		self.labels = self.labels.saturating_add(1);
		self.controls.push(Control { kind, live: self.live, targeted: false });
	}

	fn target(&mut self, depth: u32) {
		if !self.live {
			return;
		}
		let Some(index) = self.controls.len().checked_sub((depth as usize).saturating_add(1))
		else {
			return;
		};
		if let Some(control) = self.controls.get_mut(index) {
			control.targeted = true;
		}
	}

	/// Take one valid instruction of base cost `cost`, whose bytes are `raw`.
	fn step(
		&mut self,
		operator: &Operator<'_>,
		cost: u32,
		raw: &[u8],
		offset: usize,
	) -> Result<(), RefusedBecause> {
		let parameters = |ty: Option<&(Vec<ValType>, Vec<ValType>)>| {
			(ty.map_or(0, |(p, _)| p.len()) as u32).saturating_mul(costs::CALL_PARAMETER)
		};
		let extra = match operator {
			Operator::Call { function_index } => parameters(self.module.signature(*function_index)),
			Operator::CallIndirect { type_index, .. } => {
				parameters(self.module.types.get(*type_index as usize))
			}
			_ => 0,
		};
		if self.live {
			if let Some(run) = self.runs.last_mut() {
				run.cost = run.cost.saturating_add(u64::from(cost)).saturating_add(extra.into());
			}
		}
		match operator {
			Operator::GlobalGet { global_index } => {
				indexed(&mut self.code, GLOBAL_GET, global_index.saturating_add(OWN_GLOBALS))
			}
			Operator::GlobalSet { global_index } => {
				indexed(&mut self.code, GLOBAL_SET, global_index.saturating_add(OWN_GLOBALS))
			}
			Operator::MemoryGrow { .. } => {
				indexed(&mut self.code, CALL, self.module.functions.len() as u32)
			}
			Operator::Return => {
				indexed(&mut self.code, BR, self.controls.len().saturating_sub(1) as u32)
			}
			_ => self.code.extend_from_slice(raw),
		}
		match operator {
			Operator::I32Const { value } => {
				self.constants.insert((*value as u32).into());
			}
			Operator::I64Const { value } => {
				self.constants.insert(*value as u64);
			}
			Operator::Block { .. } => self.enter(Kind::Block),
			Operator::Loop { .. } => {
				self.enter(Kind::Loop);
				self.open_loops = self.open_loops.saturating_add(1);
				self.deepest_loop = self.deepest_loop.max(self.open_loops);
				self.open_run();
			}
			Operator::If { .. } => {
				self.enter(Kind::If);
				self.open_run();
			}
			Operator::Else => {
				self.live = self.controls.last().is_some_and(|control| control.live);
				self.open_run();
			}
			Operator::End => self.end(),
			Operator::Br { relative_depth } => {
				self.target(*relative_depth);
				self.live = false;
			}
			Operator::BrIf { relative_depth } => {
				self.target(*relative_depth);
				self.open_run();
			}
			Operator::BrTable { targets } => {
				self.labels = self.labels.saturating_add(targets.len());
				for depth in targets.targets() {
					self.target(depth.map_err(|e| RefusedBecause::Invalid {
						offset,
						message: e.message().to_string(),
					})?);
				}
				self.target(targets.default());
				self.live = false;
			}
			Operator::Return | Operator::Unreachable => self.live = false,
			_ => {}
		}
		Ok(())
	}

	fn end(&mut self) {
		let Some(control) = self.controls.pop() else { return };
		match control.kind {
			// What follows a loop is reached by falling out of it, as part of the same run.
			Kind::Loop => self.open_loops = self.open_loops.saturating_sub(1),
			Kind::Function => {}
			Kind::Block if !control.targeted => {}
			Kind::Block | Kind::If => {
				self.live = control.live;
				self.open_run();
			}
		}
	}

	/// What one call takes of the stack.
	fn frame_cells(&self, locals: u32) -> u32 {
		// The two added locals, and the two operands that charging pushes.
		let own = locals.saturating_add(2).saturating_add(self.height).saturating_add(2);
		// A charge that is no small number is a constant too.
		let charges = self.runs.iter().filter(|run| run.cost > 0x3fff).count() as u32;
		let constants = (self.constants.len() as u32).saturating_add(charges).saturating_mul(2);
		FRAME_CELLS.saturating_add(own).saturating_add(constants)
	}
}

/// Write the code with each run's charge before it.
fn splice(out: &mut Vec<u8>, code: &[u8], runs: &[Run], fuel: u32) {
	let mut done = 0usize;
	for run in runs {
		out.extend_from_slice(code.get(done..run.at).unwrap_or_default());
		done = run.at;
		if run.cost > 0 {
			let cost = run.cost.saturating_add(costs::CHARGE.into());
			indexed(out, GLOBAL_GET, GLOBAL_FUEL);
			out.push(I64_CONST);
			signed(out, cost as i64);
			out.push(I64_SUB);
			settle_fuel(out, fuel);
		}
	}
	out.extend_from_slice(code.get(done..).unwrap_or_default());
}

/// With the fuel that would be left on the stack: note it, and stop if it is below zero.
fn settle_fuel(out: &mut Vec<u8>, local: u32) {
	indexed(out, LOCAL_TEE, local);
	indexed(out, GLOBAL_SET, GLOBAL_FUEL);
	indexed(out, LOCAL_GET, local);
	out.extend_from_slice(&[I64_CONST, 0, I64_LT_S, IF, TYPE_EMPTY, UNREACHABLE, END]);
}

/// Take `cells` from the stack; `saved` keeps what was left before.
fn take_frame(out: &mut Vec<u8>, saved: u32, cells: u32) {
	indexed(out, GLOBAL_GET, GLOBAL_STACK);
	indexed(out, LOCAL_TEE, saved);
	out.push(I32_CONST);
	signed(out, cells.into());
	out.push(I32_SUB);
	indexed(out, GLOBAL_SET, GLOBAL_STACK);
	indexed(out, LOCAL_GET, saved);
	out.push(I32_CONST);
	signed(out, cells.into());
	out.extend_from_slice(&[I32_LT_S, IF, TYPE_EMPTY, UNREACHABLE, END]);
}

/// The body of the function that stands for `memory.grow`.
///
/// A request that no memory could grant fails at once and costs nothing more, so that a program can
/// ask for too much and go on.
fn grow_function() -> Vec<u8> {
	const PAGES: u32 = 0;
	const FUEL: u32 = 1;
	let mut out = Vec::from([1, 1, TYPE_I64]);
	indexed(&mut out, LOCAL_GET, PAGES);
	out.push(I32_CONST);
	signed(&mut out, MAX_MEMORY_PAGES.into());
	out.extend_from_slice(&[I32_GT_U, IF, TYPE_EMPTY, I32_CONST]);
	signed(&mut out, -1);
	out.extend_from_slice(&[RETURN, END]);
	indexed(&mut out, GLOBAL_GET, GLOBAL_FUEL);
	indexed(&mut out, LOCAL_GET, PAGES);
	out.extend_from_slice(&[I64_EXTEND_I32_U, I64_CONST]);
	signed(&mut out, costs::GROW_PAGE.into());
	out.extend_from_slice(&[I64_MUL, I64_SUB]);
	settle_fuel(&mut out, FUEL);
	indexed(&mut out, LOCAL_GET, PAGES);
	out.extend_from_slice(&[MEMORY_GROW, 0, END]);
	out
}
