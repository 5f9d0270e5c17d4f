//! Points at which a test kills the process, to prove that it resumes.

use std::sync::OnceLock;

/// Every point, in the order in which a report comes about.
pub const POINTS: &[&str] = &[
	"lease-recorded",
	"results-written",
	"audit-computed",
	"report-made",
	"report-written",
	"report-sent",
];

/// Die here, as from `kill -9`, if the environment names this point. No destructors, no flushing.
pub fn point(name: &str) {
	static AT: OnceLock<Option<String>> = OnceLock::new();
	let at = AT.get_or_init(|| std::env::var("LABSCAPE_CRASH_AT").ok());
	if at.as_deref() == Some(name) {
		std::process::abort();
	}
}
