//! Keys and settings are whole or not there: a disk without room leaves what was there before, and
//! nothing beside it.
//!
//! The room is a limit on the size of files, which the test sets for a process of its own.
#![cfg(target_os = "linux")]

use labscape_client::{secret, Error, Key};
use std::{
	os::unix::fs::PermissionsExt,
	path::{Path, PathBuf},
	process::Command,
};

const FOLDER: &str = "LABSCAPE_WHOLE_FILES_FOLDER";

fn mode(path: &Path) -> u32 {
	std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn names(folder: &Path) -> Vec<String> {
	let entries = std::fs::read_dir(folder).unwrap();
	let mut names: Vec<_> =
		entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
	names.sort();
	names
}

/// Without room: no file may hold a byte.
#[test]
fn child() {
	let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
	let refused = Key::create(&folder.join("key.json")).unwrap_err();
	assert!(matches!(refused, Error::Io { .. }), "{refused}");
	assert!(refused.to_string().starts_with("writing "), "{refused}");
	let refused = secret::replace(&folder.join("settings"), &[b'n'; 2_000]).unwrap_err();
	assert!(matches!(refused, Error::Io { .. }), "{refused}");
	println!("both were refused");
}

#[test]
fn a_disk_without_room_leaves_old_files_whole_and_no_half_ones() {
	let folder = tempfile::tempdir().unwrap();
	secret::replace(&folder.path().join("settings"), b"old").unwrap();
	// In blocks of 512 bytes, as the shell counts.
	let limited = "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\" | cat";
	let output = Command::new("sh")
		.args(["-c", limited])
		.arg(std::env::current_exe().unwrap())
		.args(["child", "--exact", "--nocapture"])
		.env(FOLDER, folder.path())
		.output()
		.unwrap();
	let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
	assert!(said.contains("both were refused"), "{said}");
	assert_eq!(names(folder.path()), ["settings"]);
	assert_eq!(std::fs::read(folder.path().join("settings")).unwrap(), b"old");
}

#[test]
fn with_room_they_are_replaced_and_keys_are_their_owner_s() {
	let folder = tempfile::tempdir().unwrap();
	let (key, settings) = (folder.path().join("key.json"), folder.path().join("settings"));
	Key::create(&key).unwrap();
	let whole = std::fs::read(&key).unwrap();
	assert_eq!(mode(&key), 0o600);
	assert!(matches!(secret::write_new(&key, b"other"), Err(Error::Key(_))));
	assert_eq!(std::fs::read(&key).unwrap(), whole);
	secret::replace(&settings, b"old").unwrap();
	secret::replace(&settings, b"new").unwrap();
	assert_eq!(std::fs::read(&settings).unwrap(), b"new");
	assert_eq!(mode(&settings) & 0o600, 0o600);
	assert_eq!(names(folder.path()), ["key.json", "settings"]);
}

#[test]
fn a_folder_that_is_none_is_an_error() {
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("none").join("key.json");
	assert!(matches!(Key::create(&path), Err(Error::Io { .. })));
	assert!(matches!(secret::replace(&path, b"x"), Err(Error::Io { .. })));
}
