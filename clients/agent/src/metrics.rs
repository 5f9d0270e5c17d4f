//! What the agent counts, for Prometheus.

use prometheus::{Counter, Encoder, IntCounter, IntGauge, Opts, Registry, TextEncoder};

macro_rules! metrics {
	($($name:ident: $kind:ident, $help:literal;)*) => {
		/// The counters. Cheap to clone.
		#[derive(Clone)]
		pub struct Metrics {
			registry: Registry,
			$(#[doc = $help] pub $name: $kind,)*
		}

		impl Metrics {
			/// All at zero.
			pub fn new() -> Self {
				let registry = Registry::new();
				$(
					let options = Opts::new(concat!("labscape_agent_", stringify!($name)), $help);
					// Names and help are literals of this file: each is valid and unique.
					let $name = $kind::with_opts(options).expect("a valid name; qed");
					registry.register(Box::new($name.clone())).expect("a unique name; qed");
				)*
				Self { registry, $($name,)* }
			}
		}
	};
}

metrics! {
	block: IntGauge, "The block that was acted on last";
	epoch: IntGauge, "The epoch of work";
	leases: IntGauge, "Open leases";
	items_queued: IntGauge, "Items of open leases that are not executed";
	items_executed: IntCounter, "Items executed under own leases";
	items_audited: IntCounter, "Samples executed for audits";
	execution_seconds: Counter, "Time spent executing, over all threads";
	reports_sent: IntCounter, "Reports sent for the first time";
	reports_repeated: IntCounter, "Reports sent again";
	commits: IntCounter, "Commits that the chain has";
	wrong_leaves: IntCounter, "Wrong leaves of others that were found";
	unavailable: IntCounter, "Samples of others that were not to be had";
	answers: IntCounter, "Claims that were answered on chain";
	disputes_run: IntCounter, "Disputed items sent to the referee";
	store_failures: IntCounter, "Programs, inputs or lists that no store returned";
	cache_bytes: IntGauge, "What the agent's own store took on disk when that was looked at last";
	cache_removed: IntCounter, "Files removed from the agent's own store to make room";
	requests: IntCounter, "HTTP requests served";
	requests_refused: IntCounter, "HTTP requests refused";
	errors: IntCounter, "Errors that the main loop went on from";
	panics: IntCounter, "Times that a part of the agent failed and was begun again";
}

impl Default for Metrics {
	fn default() -> Self {
		Self::new()
	}
}

impl Metrics {
	/// All of them in Prometheus' text format.
	pub fn render(&self) -> Vec<u8> {
		let mut text = Vec::new();
		// Writing to memory does not fail.
		let _ = TextEncoder::new().encode(&self.registry.gather(), &mut text);
		text
	}
}
