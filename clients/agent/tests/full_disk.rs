//! A disk without room costs what could not be written and no more: nothing is lost, and the agent
//! goes on when there is room again, without being started anew.
//!
//! The room is a limit on the size of files that the test sets for a process of its own and lifts
//! again.
#![cfg(target_os = "linux")]

use labscape_agent::{
	journal::{Journal, LeaseRecord, ReportRecord},
	Error, Hash,
};
use labscape_posw::payload::Report;
use std::{path::PathBuf, process::Command};

const FOLDER: &str = "LABSCAPE_FULL_DISK_FOLDER";
const LEASE: u64 = 7;
/// In blocks of 512 bytes, as the shell counts.
const ROOM_BLOCKS: u32 = 8 * 1024;
const RESULT_BYTES: usize = 64 * 1024;

fn lift_the_limit() {
	let pid = std::process::id().to_string();
	let done = Command::new("prlimit").args(["--pid", &pid, "--fsize=unlimited"]).status();
	assert!(done.unwrap().success());
}

fn report(epoch: u32) -> ReportRecord {
	let report =
		Report { node: 1, epoch, next_chain: None, commit: None, audit: None, verdicts: None };
	ReportRecord { report, signature: [7; 64], made_at: epoch }
}

#[test]
fn child() {
	let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
	let journal = Journal::open(&folder).unwrap();
	let record = LeaseRecord {
		job: 1,
		requester: [1; 32],
		program: Hash::zero(),
		inputs_root: Hash::zero(),
		item_fuel: 1,
		first: 0,
		len: 10_000,
		finished: 0,
	};
	journal.add_lease(LEASE, &record).unwrap();
	journal.write_report(&report(1), None, None).unwrap();
	let finished = || journal.lease(LEASE).unwrap().unwrap().finished;
	let result = |at: u32| vec![at as u8; RESULT_BYTES];
	// Until there is no room. The last failure may come late: what does not wait for the disk is told
	// with the next write.
	let error = loop {
		let at = finished();
		assert!(at < 1_000, "the limit does not hold");
		if let Err(error) = journal.add_results(LEASE, at, &[result(at)]) {
			break error;
		}
	};
	assert!(matches!(error, Error::Io { .. }), "{error}");
	assert!(error.to_string().starts_with("writing the journal: "), "{error}");
	// It stays so, and a report that cannot be written down is not made: J1.
	for _ in 0..3 {
		let at = journal.lease(LEASE).map(|lease| lease.map_or(0, |lease| lease.finished));
		let more = at.and_then(|at| {
			(at..at + 100).try_for_each(|at| journal.add_results(LEASE, at, &[result(at)]))
		});
		assert!(more.is_err());
	}

	lift_the_limit();
	let before = finished();
	journal.add_results(LEASE, before, &[result(before)]).unwrap();
	journal.write_report(&report(2), None, None).unwrap();
	assert_eq!(finished(), before + 1);
	for at in 0..=before {
		assert_eq!(journal.result(LEASE, at).unwrap(), Some(result(at)), "result {at}");
	}
	assert_eq!(journal.report(1).unwrap(), Some(report(1)));
	println!("{before} results, then one more");
}

#[test]
fn a_full_disk_loses_nothing_and_is_recovered_from() {
	let folder = tempfile::tempdir().unwrap();
	let limited = format!("trap '' XFSZ; ulimit -S -f {ROOM_BLOCKS}; exec \"$0\" \"$@\"");
	let output = Command::new("sh")
		.args(["-c", &limited])
		.arg(std::env::current_exe().unwrap())
		.args(["child", "--exact", "--nocapture"])
		.env(FOLDER, folder.path())
		.output()
		.unwrap();
	let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
	assert!(output.status.success(), "{said}");
	assert!(said.contains("then one more"), "{said}");
	// And so it is on disk.
	let journal = Journal::open(folder.path()).unwrap();
	assert_eq!(journal.report(2).unwrap(), Some(report(2)));
	assert!(journal.lease(LEASE).unwrap().unwrap().finished > 0);
}
