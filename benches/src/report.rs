//! The table on the screen and the JSON beside it.

use std::path::Path;

use anyhow::Result;

/// One figure.
pub struct Figure {
	/// What was measured.
	pub name: &'static str,
	/// How much.
	pub value: f64,
	/// Of what.
	pub unit: &'static str,
	/// What is to be reached, in words; empty if nothing is.
	pub target: &'static str,
	/// What it is to be compared with, of the same run.
	pub comparison: String,
}

/// Print the figures and write them to `out`.
///
/// # Errors
/// A file that cannot be written.
pub fn report(figures: &[Figure], out: Option<&Path>) -> Result<()> {
	println!("{:<44} {:>14} {:<10} {:<22} comparison", "figure", "value", "unit", "target");
	for f in figures {
		println!(
			"{:<44} {:>14.2} {:<10} {:<22} {}",
			f.name, f.value, f.unit, f.target, f.comparison
		);
	}
	let Some(out) = out else { return Ok(()) };
	let list: Vec<_> = figures
		.iter()
		.map(|f| {
			serde_json::json!({
				"name": f.name,
				"value": f.value,
				"unit": f.unit,
				"target": f.target,
				"comparison": f.comparison,
			})
		})
		.collect();
	if let Some(folder) = out.parent() {
		std::fs::create_dir_all(folder)?;
	}
	std::fs::write(out, format!("{:#}\n", serde_json::Value::from(list)))?;
	Ok(())
}
