//! Points at which a test kills the process, to prove that it resumes.

use std::sync::{
	atomic::{AtomicU32, Ordering},
	OnceLock,
};

/// Every point: what an epoch begins with, in the order in which a report comes about, what it must
/// show, and what becomes of a lease that cannot be executed.
pub const POINTS: &[&str] = &[
	"journal-pruned",
	"lease-dropped",
	"lease-recorded",
	"results-written",
	"audit-computed",
	"report-made",
	"generation-noted",
	"report-written",
	"lie-written",
	"report-sent",
	"lie-sent",
	"show-made",
	"show-sent",
	"answer-noted",
	"dispute-made",
	"dispute-sent",
	"lease-hopeless",
	"lease-returned",
];

/// Die here, as from `kill -9`, if the environment names this point: `POINT`, or `POINT:N` for the
/// N-th time that it is reached. No destructors, no flushing.
pub fn point(name: &str) {
	static AT: OnceLock<Option<(String, u32)>> = OnceLock::new();
	static SEEN: AtomicU32 = AtomicU32::new(0);
	let at = AT.get_or_init(|| {
		let wanted = std::env::var("LABSCAPE_CRASH_AT").ok()?;
		let (point, times) = wanted.split_once(':').unwrap_or((&wanted, "1"));
		Some((point.to_owned(), times.parse().ok()?))
	});
	let Some((point, times)) = at else { return };
	if point == name && SEEN.fetch_add(1, Ordering::Relaxed).saturating_add(1) == *times {
		std::process::abort();
	}
}
