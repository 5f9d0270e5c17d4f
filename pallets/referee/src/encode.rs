//! The few pieces of WebAssembly's binary format that the instrumentation writes itself.

use alloc::vec::Vec;

pub(crate) const SECTION_TYPE: u8 = 1;
pub(crate) const SECTION_FUNCTION: u8 = 3;
pub(crate) const SECTION_TABLE: u8 = 4;
pub(crate) const SECTION_MEMORY: u8 = 5;
pub(crate) const SECTION_GLOBAL: u8 = 6;
pub(crate) const SECTION_EXPORT: u8 = 7;
pub(crate) const SECTION_ELEMENT: u8 = 9;
pub(crate) const SECTION_CODE: u8 = 10;
pub(crate) const SECTION_DATA: u8 = 11;

pub(crate) const TYPE_I32: u8 = 0x7f;
pub(crate) const TYPE_I64: u8 = 0x7e;
pub(crate) const TYPE_FUNCTION: u8 = 0x60;
pub(crate) const TYPE_EMPTY: u8 = 0x40;
pub(crate) const MUTABLE: u8 = 0x01;

pub(crate) const EXPORT_FUNCTION: u8 = 0x00;
pub(crate) const EXPORT_MEMORY: u8 = 0x02;
pub(crate) const EXPORT_GLOBAL: u8 = 0x03;

pub(crate) const UNREACHABLE: u8 = 0x00;
pub(crate) const BLOCK: u8 = 0x02;
pub(crate) const IF: u8 = 0x04;
pub(crate) const END: u8 = 0x0b;
pub(crate) const BR: u8 = 0x0c;
pub(crate) const RETURN: u8 = 0x0f;
pub(crate) const CALL: u8 = 0x10;
pub(crate) const LOCAL_GET: u8 = 0x20;
pub(crate) const LOCAL_TEE: u8 = 0x22;
pub(crate) const GLOBAL_GET: u8 = 0x23;
pub(crate) const GLOBAL_SET: u8 = 0x24;
pub(crate) const MEMORY_GROW: u8 = 0x40;
pub(crate) const I32_CONST: u8 = 0x41;
pub(crate) const I64_CONST: u8 = 0x42;
pub(crate) const I32_LT_S: u8 = 0x48;
pub(crate) const I32_GT_U: u8 = 0x4b;
pub(crate) const I64_LT_S: u8 = 0x53;
pub(crate) const I32_SUB: u8 = 0x6b;
pub(crate) const I64_SUB: u8 = 0x7d;
pub(crate) const I64_MUL: u8 = 0x7e;
pub(crate) const I64_EXTEND_I32_U: u8 = 0xad;

/// Append `value` as an unsigned LEB128 number.
pub(crate) fn unsigned(out: &mut Vec<u8>, mut value: u64) {
	while value >= 0x80 {
		out.push((value & 0x7f) as u8 | 0x80);
		value >>= 7;
	}
	out.push(value as u8);
}

/// Append `value` as a signed LEB128 number.
pub(crate) fn signed(out: &mut Vec<u8>, mut value: i64) {
	loop {
		let byte = (value & 0x7f) as u8;
		value >>= 7;
		let sign = byte & 0x40 != 0;
		if (value == 0 && !sign) || (value == -1 && sign) {
			out.push(byte);
			return;
		}
		out.push(byte | 0x80);
	}
}

/// Append an instruction with one index.
pub(crate) fn indexed(out: &mut Vec<u8>, opcode: u8, index: u32) {
	out.push(opcode);
	unsigned(out, index.into());
}

/// Append a vector of bytes with its length before it.
pub(crate) fn prefixed(out: &mut Vec<u8>, bytes: &[u8]) {
	unsigned(out, bytes.len() as u64);
	out.extend_from_slice(bytes);
}

/// Append a section.
pub(crate) fn section(out: &mut Vec<u8>, id: u8, content: &[u8]) {
	out.push(id);
	prefixed(out, content);
}

#[cfg(test)]
mod tests {
	use super::*;

	fn read_signed(bytes: &[u8]) -> i64 {
		wasmparser::BinaryReader::new(bytes, 0).read_var_i64().unwrap()
	}

	#[test]
	fn numbers_are_read_back() {
		for shift in 0..63 {
			for near in -2i64..=2 {
				for sign in [1i64, -1] {
					let value = (1i64 << shift).wrapping_add(near).wrapping_mul(sign);
					let mut out = Vec::new();
					signed(&mut out, value);
					assert_eq!(read_signed(&out), value);
					let value = value as u64;
					let mut out = Vec::new();
					unsigned(&mut out, value);
					let read = wasmparser::BinaryReader::new(&out, 0).read_var_u64().unwrap();
					assert_eq!(read, value);
				}
			}
		}
	}
}
