//! Secret files: written for their owner alone, refused when others may read them.

use crate::{Error, Result};
use std::{
	fs::{self, OpenOptions},
	io::Write,
	path::Path,
};

/// Write a new file that only its owner may read. Never overwrites.
///
/// # Errors
/// [`Error::Key`] if it exists, [`Error::Io`] otherwise.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<()> {
	let mut options = OpenOptions::new();
	options.write(true).create_new(true);
	#[cfg(unix)]
	std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
	let mut file = options.open(path).map_err(|error| match error.kind() {
		std::io::ErrorKind::AlreadyExists => {
			Error::Key(format!("{} exists: a key is never overwritten", path.display()))
		}
		_ => Error::io(format!("writing {}", path.display()))(error),
	})?;
	file.write_all(bytes)
		.and_then(|()| file.sync_all())
		.map_err(Error::io(format!("writing {}", path.display())))
}

/// Read a secret file.
///
/// # Errors
/// [`Error::Key`] if others than its owner may read it; [`Error::Io`].
pub fn read(path: &Path) -> Result<String> {
	let what = || format!("reading {}", path.display());
	#[cfg(unix)]
	{
		use std::os::unix::fs::PermissionsExt;
		let mode = fs::metadata(path).map_err(Error::io(what()))?.permissions().mode();
		if mode & 0o077 != 0 {
			return Err(Error::Key(format!(
				"{} may be read by others (mode {:o}): chmod 600 it",
				path.display(),
				mode & 0o777
			)));
		}
	}
	fs::read_to_string(path).map_err(Error::io(what()))
}
