//! Random modules of WebAssembly 1.0 without floating point, for the referee's differential test.
//!
//! `labscape-referee-corpus SEED COUNT` writes COUNT modules to standard output, each after its
//! length as four bytes, lowest first. The same seed gives the same modules.

use std::{error::Error, io::Write};

use arbitrary::Unstructured;
use rand::{rngs::StdRng, Rng, RngCore, SeedableRng};

/// Small enough that many run, varied enough that they run differently.
fn config(random: &mut StdRng) -> wasm_smith::Config {
	wasm_smith::Config {
		allow_floats: false,
		allow_start_export: false,
		bulk_memory_enabled: false,
		custom_page_sizes_enabled: false,
		// Half of them check before they divide or touch memory, and get further.
		disallow_traps: random.gen_bool(0.5),
		exceptions_enabled: false,
		extended_const_enabled: false,
		gc_enabled: false,
		max_data_segments: 3,
		max_element_segments: 3,
		max_elements: 30,
		max_funcs: random.gen_range(1..24),
		max_globals: 8,
		max_imports: 0,
		max_instructions: random.gen_range(10..600),
		max_memories: 1,
		max_memory32_bytes: 4 << 20,
		max_table_elements: 64,
		max_tables: 1,
		max_types: 12,
		memory64_enabled: false,
		memory_max_size_required: true,
		memory_offset_choices: wasm_smith::MemoryOffsetChoices(90, 9, 1),
		min_funcs: 1,
		min_memories: 1,
		multi_value_enabled: false,
		reference_types_enabled: false,
		relaxed_simd_enabled: false,
		saturating_float_to_int_enabled: false,
		sign_extension_ops_enabled: false,
		simd_enabled: false,
		tail_call_enabled: false,
		threads_enabled: false,
		..Default::default()
	}
}

fn main() -> Result<(), Box<dyn Error>> {
	let mut arguments = std::env::args().skip(1);
	let mut number = |name: &str| -> Result<u64, Box<dyn Error>> {
		Ok(arguments.next().ok_or_else(|| format!("{name} is missing"))?.parse()?)
	};
	let (seed, count) = (number("the seed")?, number("the count")?);
	let mut random = StdRng::seed_from_u64(seed);
	let mut out = std::io::BufWriter::new(std::io::stdout().lock());
	let mut done = 0;
	while done < count {
		let mut bytes = vec![0; random.gen_range(200..6_000)];
		random.fill_bytes(&mut bytes);
		let config = config(&mut random);
		let Ok(module) = wasm_smith::Module::new(config, &mut Unstructured::new(&bytes)) else {
			continue;
		};
		let module = module.to_bytes();
		out.write_all(&u32::try_from(module.len())?.to_le_bytes())?;
		out.write_all(&module)?;
		done += 1;
	}
	out.flush()?;
	Ok(())
}
