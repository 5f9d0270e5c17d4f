//! Calling the compiler for a program.

use std::{
	fmt, io,
	path::{Path, PathBuf},
	process::Command,
};

/// The target programs are built for: WebAssembly 1.0 and nothing that came later.
pub const TARGET: &str = "wasm32v1-none";

/// Why there is no module.
#[derive(Debug)]
pub enum BuildError {
	/// The compiler could not be started.
	Start(io::Error),
	/// The compiler failed; its messages went to standard error.
	Failed {
		/// The folder it was called in.
		folder: PathBuf,
	},
	/// The folder's manifest names no package.
	NoPackage {
		/// The manifest.
		manifest: PathBuf,
	},
	/// The compiler made no module: the crate has no `cdylib`.
	NoModule {
		/// Where it should be.
		expected: PathBuf,
	},
}

impl fmt::Display for BuildError {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Start(error) => write!(f, "cargo cannot be started: {error}"),
			Self::Failed { folder } => write!(
				f,
				"{} does not build; if the target is missing: rustup target add {TARGET}",
				folder.display()
			),
			Self::NoPackage { manifest } => {
				write!(f, "{} names no package", manifest.display())
			}
			Self::NoModule { expected } => write!(
				f,
				"{} was not made; the crate needs crate-type = [\"cdylib\", \"rlib\"]",
				expected.display()
			),
		}
	}
}

impl std::error::Error for BuildError {}

/// Build the program in `folder` and say where its module is. `target_dir` overrides where the
/// compiler works.
///
/// # Errors
/// [`BuildError`].
pub fn program(folder: &Path, target_dir: Option<&Path>) -> Result<PathBuf, BuildError> {
	let manifest = folder.join("Cargo.toml");
	let name = package_name(&manifest)
		.ok_or_else(|| BuildError::NoPackage { manifest: manifest.clone() })?;
	let target_dir = target_dir.map(Path::to_path_buf).unwrap_or_else(|| folder.join("target"));
	let status = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
		.args(["build", "--release", "--target", TARGET, "--manifest-path"])
		.arg(&manifest)
		.arg("--target-dir")
		.arg(&target_dir)
		// Flags meant for this machine do not fit the program.
		.env_remove("RUSTFLAGS")
		.env_remove("CARGO_ENCODED_RUSTFLAGS")
		.status()
		.map_err(BuildError::Start)?;
	if !status.success() {
		return Err(BuildError::Failed { folder: folder.to_path_buf() });
	}
	let file = format!("{}.wasm", name.replace('-', "_"));
	let expected = target_dir.join(TARGET).join("release").join(file);
	if !expected.is_file() {
		return Err(BuildError::NoModule { expected });
	}
	Ok(expected)
}

/// The `name` of a manifest's `[package]` (or of its `[lib]`, which comes first in importance).
fn package_name(manifest: &Path) -> Option<String> {
	let text = std::fs::read_to_string(manifest).ok()?;
	let mut section = "";
	let (mut package, mut library) = (None, None);
	for line in text.lines().map(str::trim) {
		if line.starts_with('[') {
			section = line;
		}
		let Some((key, value)) = line.split_once('=') else { continue };
		if key.trim() != "name" {
			continue;
		}
		let value = value.trim().trim_matches('"').to_string();
		match section {
			"[package]" => package = Some(value),
			"[lib]" => library = Some(value),
			_ => {}
		}
	}
	library.or(package)
}
