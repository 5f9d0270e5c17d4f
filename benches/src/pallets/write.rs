//! Writes what was measured as `weights.rs` of a pallet.

use std::{collections::BTreeMap, fmt::Write};

use super::{lines::Line, Measured};

/// One line for people.
pub fn summary(one: &Measured) -> String {
	let micros = |picos: u128| format!("{:.1}", picos as f64 / 1e6);
	let mut text = format!(
		"{:<22} {:>10} µs  r {:<4} w {:<4}",
		one.name,
		micros(one.time.base),
		one.reads.base,
		one.writes.base
	);
	for (index, (name, low, high)) in one.components.iter().enumerate() {
		let each = |line: &Line| line.slopes.get(index).copied().unwrap_or_default();
		let _ = write!(
			text,
			"  {name} {low}..{high}: {} µs r {} w {}",
			micros(each(&one.time)),
			each(&one.reads),
			each(&one.writes)
		);
	}
	let _ = write!(text, "  ({} to {} µs)", micros(one.span.0 * 1_000), micros(one.span.1 * 1_000));
	text
}

/// The comments above the functions of the trait, which people write.
pub fn docs(old: &str) -> BTreeMap<String, Vec<String>> {
	let mut docs = BTreeMap::new();
	let mut comment = Vec::new();
	let inside = old.lines().skip_while(|line| !line.starts_with("pub trait WeightInfo"));
	for line in inside.take_while(|line| *line != "}").map(str::trim) {
		if line.starts_with("///") {
			comment.push(line.to_owned());
		} else if let Some((name, _)) =
			line.strip_prefix("fn ").and_then(|rest| rest.split_once('('))
		{
			docs.insert(name.to_owned(), std::mem::take(&mut comment));
		}
	}
	docs
}

/// Digits in groups of three.
fn grouped(number: u128) -> String {
	let digits = number.to_string();
	let mut text = String::new();
	for (index, digit) in digits.chars().enumerate() {
		if index > 0 && (digits.len() - index) % 3 == 0 {
			text.push('_');
		}
		text.push(digit);
	}
	text
}

fn arguments(one: &Measured) -> String {
	let list: Vec<_> = one.components.iter().map(|(name, ..)| format!("{name}: u32")).collect();
	list.join(", ")
}

/// The body of one function, with the database's weights from `database`.
fn body(one: &Measured, database: &str) -> String {
	let mut text = format!("\t\tWeight::from_parts({}, 0)\n", grouped(one.time.base));
	for (index, (name, ..)) in one.components.iter().enumerate() {
		let slope = one.time.slopes.get(index).copied().unwrap_or_default();
		if slope > 0 {
			let each = grouped(slope);
			let _ = writeln!(
				text,
				"\t\t\t.saturating_add(Weight::from_parts({each}, 0).saturating_mul({name}.into()))"
			);
		}
	}
	for (line, what) in [(&one.reads, "reads"), (&one.writes, "writes")] {
		if line.base > 0 {
			let _ = writeln!(
				text,
				"\t\t\t.saturating_add({database}::get().{what}({}_u64))",
				line.base
			);
		}
		for ((name, ..), slope) in one.components.iter().zip(&line.slopes) {
			if *slope > 0 {
				let _ = writeln!(
					text,
					"\t\t\t.saturating_add({database}::get().{what}({slope}_u64.saturating_mul({name}.into())))"
				);
			}
		}
	}
	text
}

/// Whether a component changes the weight.
fn uses(one: &Measured, index: usize) -> bool {
	[&one.time, &one.reads, &one.writes]
		.iter()
		.any(|line| line.slopes.get(index).is_some_and(|slope| *slope > 0))
}

fn function(one: &Measured, database: &str) -> String {
	let unused = (0..one.components.len()).any(|index| !uses(one, index));
	let allow = if unused { "\t#[allow(unused_variables)]\n" } else { "" };
	let arguments = arguments(one);
	format!("{allow}\tfn {}({arguments}) -> Weight {{\n{}\t}}\n", one.name, body(one, database))
}

/// The whole file.
pub fn file(
	pallet: &str,
	all: &[Measured],
	docs: &BTreeMap<String, Vec<String>>,
	steps: u32,
	repeat: u32,
) -> String {
	let mut text = format!(
		"//! Weights of `pallet-labscape-{pallet}`.\n//!\n//! Measured by `./scripts/weights {pallet}`; do not \
		 edit by hand, but for the comments of the trait.\n//! {steps} values of each component, each timed {repeat} \
		 times, of which the fastest counts; the lowest line\n//! above all of them. \
		 Execution is that of the Wasm runtime with its state in\n//! memory; entries read and written are counted, \
		 and weighed by `DbWeight`. Proof sizes are zero: blocks\n//! of a solo chain are not proven to anybody.\n\
		 #![cfg_attr(rustfmt, rustfmt_skip)]\n\nuse core::marker::PhantomData;\n\
		 use frame_support::{{traits::Get, weights::{{constants::RocksDbWeight, Weight}}}};\n\n\
		 /// What the calls and steps of this pallet cost.\npub trait WeightInfo {{\n"
	);
	for one in all {
		for line in docs.get(&one.name).into_iter().flatten() {
			let _ = writeln!(text, "\t{line}");
		}
		let _ = writeln!(text, "\tfn {}({}) -> Weight;", one.name, arguments(one));
	}
	text.push_str(
		"}\n\n/// Weights with the database of runtime `T`.\npub struct SubstrateWeight<T>(PhantomData<T>);\n\
		 impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {\n",
	);
	for one in all {
		for (name, reads, writes) in &one.access {
			let _ = writeln!(text, "\t/// `{name}` (r:{reads} w:{writes})");
		}
		text.push_str(&function(one, "T::DbWeight"));
	}
	text.push_str("}\n\n/// For tests.\nimpl WeightInfo for () {\n");
	for one in all {
		text.push_str(&function(one, "RocksDbWeight"));
	}
	text.push_str("}\n");
	text
}

#[cfg(test)]
mod tests {
	use super::*;

	fn measured() -> Measured {
		Measured {
			name: "send".into(),
			components: vec![("n".into(), 1, 9), ("m".into(), 0, 4)],
			time: Line { base: 1_234_567, slopes: vec![1_000, 0] },
			reads: Line { base: 2, slopes: vec![0, 0] },
			writes: Line { base: 0, slopes: vec![3, 0] },
			access: vec![("System::Account".into(), 2, 27)],
			span: (1, 2),
		}
	}

	#[test]
	fn a_file_holds_times_accesses_and_what_people_wrote() {
		let old = "pub trait WeightInfo {\n\t/// Sends `n`.\n\tfn send(n: u32, ) -> Weight;\n}\n";
		let text = file("tokens", &[measured()], &docs(old), 5, 3);
		for part in [
			"\t/// Sends `n`.\n\tfn send(n: u32, m: u32) -> Weight;\n",
			"\t/// `System::Account` (r:2 w:27)\n\t#[allow(unused_variables)]\n",
			"Weight::from_parts(1_234_567, 0)\n",
			".saturating_add(Weight::from_parts(1_000, 0).saturating_mul(n.into()))\n",
			".saturating_add(T::DbWeight::get().reads(2_u64))\n",
			".saturating_add(T::DbWeight::get().writes(3_u64.saturating_mul(n.into())))\n",
			".saturating_add(RocksDbWeight::get().reads(2_u64))\n",
		] {
			assert!(text.contains(part), "{part} is missing in {text}");
		}
		assert!(!text.contains("writes(0"), "{text}");
		assert_eq!(docs(&text), docs(old));
	}

	#[test]
	fn numbers_are_grouped() {
		for (number, text) in [(0, "0"), (999, "999"), (1_000, "1_000"), (1_234_567, "1_234_567")] {
			assert_eq!(grouped(number), text);
		}
	}
}
