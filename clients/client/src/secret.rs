//! Files that must be whole: keys, for their owner alone and refused when others may read them, and
//! settings. Each is written beside its place, waits for the disk, and is moved there: where there is
//! no room, or the machine stops, what was there before stays.

use crate::{Error, Result};
use std::{
	fs::{self, File},
	io::{self, Write},
	path::Path,
};
use tempfile::{Builder, NamedTempFile};

/// The folder of a file.
fn folder(path: &Path) -> &Path {
	path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Bytes on disk beside `path`, in a file of that mode, which is removed unless it is moved.
fn beside(path: &Path, mode: u32, bytes: &[u8]) -> io::Result<NamedTempFile> {
	let mut builder = Builder::new();
	builder.prefix(".labscape-");
	#[cfg(unix)]
	builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(mode));
	let mut file = builder.tempfile_in(folder(path))?;
	file.write_all(bytes)?;
	file.as_file().sync_all()?;
	Ok(file)
}

/// Make sure that the name of a file that was moved is on disk.
fn sync(path: &Path) -> io::Result<()> {
	File::open(folder(path))?.sync_all()
}

/// Write a new file that only its owner may read. Never overwrites, and leaves nothing if it fails.
///
/// # Errors
/// [`Error::Key`] if it exists, [`Error::Io`] otherwise.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<()> {
	let moved = beside(path, 0o600, bytes).and_then(|file| {
		file.persist_noclobber(path).map_err(|failed| failed.error)?;
		sync(path)
	});
	moved.map_err(|error| match error.kind() {
		io::ErrorKind::AlreadyExists => {
			Error::Key(format!("{} exists: a key is never overwritten", path.display()))
		}
		_ => Error::io(format!("writing {}", path.display()))(error),
	})
}

/// Write a file that others may read as far as the system lets them. What was there before is replaced
/// by the whole, or stays.
///
/// # Errors
/// [`Error::Io`].
pub fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
	let moved = beside(path, 0o666, bytes).and_then(|file| {
		file.persist(path).map_err(|failed| failed.error)?;
		sync(path)
	});
	moved.map_err(Error::io(format!("writing {}", path.display())))
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
