//! What the example programs share.
#![allow(dead_code)] // Each program uses a part of it.

use std::{collections::BTreeMap, fs, time::Instant};

use labscape_primitives::Shape;
use labscape_scheduler::{
	baselines::{synthetic, trace, Cluster, Machine, PolicyName, Prng},
	frequencies, Typical,
};

/// The arguments given: names with their values, flags with none.
pub fn arguments(known: &[&str], flags: &[&str]) -> Result<BTreeMap<String, String>, String> {
	let mut given = BTreeMap::new();
	let mut words = std::env::args().skip(1);
	while let Some(word) = words.next() {
		let value = if flags.contains(&word.as_str()) {
			String::new()
		} else if known.contains(&word.as_str()) {
			words.next().ok_or_else(|| format!("{word} needs a value"))?
		} else {
			return Err(format!("unknown argument {word:?}; known: {known:?} {flags:?}"));
		};
		if given.insert(word.clone(), value).is_some() {
			return Err(format!("{word} is given twice"));
		}
	}
	Ok(given)
}

/// A cluster and what is asked of it.
pub struct Trace {
	pub machines: Vec<Machine>,
	pub pods: Vec<Shape>,
	pub workload: Vec<Typical>,
	pub capacity_milli: u64,
}

impl Trace {
	/// Read two lists.
	pub fn read(nodes: &str, pods: &str) -> Result<Self, String> {
		let text =
			|path: &str| fs::read_to_string(path).map_err(|error| format!("{path}: {error}"));
		let mut models = trace::Models::default();
		let machines =
			trace::nodes(&text(nodes)?, &mut models).map_err(|e| format!("{nodes}: {e}"))?;
		let list = trace::pods(&text(pods)?, &mut models).map_err(|e| format!("{pods}: {e}"))?;
		Ok(Self::new(machines, list))
	}

	/// Make one up.
	pub fn synthetic() -> Self {
		let mut prng = Prng::new(2026);
		let machines = synthetic::machines(1_000, &mut prng);
		Self::new(machines, synthetic::pods(8_000, &mut prng))
	}

	fn new(machines: Vec<Machine>, pods: Vec<Shape>) -> Self {
		let workload = frequencies(pods.iter().map(|shape| (*shape, 1)));
		let milli = |machine: &Machine| u64::from(machine.full.free_gpu_milli());
		let capacity_milli = machines.iter().map(milli).sum();
		Self { machines, pods, workload, capacity_milli }
	}
}

/// What a replay showed.
pub struct Figures {
	/// Percent of the GPU capacity allocated, by seed.
	pub allocated: Vec<f64>,
	/// Percent of the GPU capacity free but of no use, mean.
	pub fragmented: f64,
	/// Placements tried.
	pub tried: u64,
	/// Process CPU time of the placements, in seconds.
	pub cpu_seconds: f64,
	/// Wall time of every decision of the first seed in nanoseconds, ascending.
	pub decisions: Vec<u32>,
}

impl Figures {
	pub fn mean(&self) -> f64 {
		self.allocated.iter().sum::<f64>() / self.allocated.len().max(1) as f64
	}

	pub fn deviation(&self) -> f64 {
		let mean = self.mean();
		let squares: f64 = self.allocated.iter().map(|one| (one - mean).powi(2)).sum();
		(squares / self.allocated.len().saturating_sub(1).max(1) as f64).sqrt()
	}

	pub fn per_second(&self) -> f64 {
		self.tried as f64 / self.cpu_seconds.max(1e-9)
	}

	pub fn p99_micros(&self) -> f64 {
		percentile(&self.decisions, 99)
	}

	pub fn json(&self, policy: &str) -> String {
		serde_json::json!({
			"policy": policy,
			"gpu_allocation_percent": self.mean(),
			"deviation": self.deviation(),
			"by_seed": self.allocated,
			"fragmentation_percent": self.fragmented,
			"placements_per_second": self.per_second(),
			"p99_decision_micros": self.p99_micros(),
		})
		.to_string()
	}
}

/// A percentile of ascending nanoseconds, in microseconds.
pub fn percentile(ascending: &[u32], percent: usize) -> f64 {
	let at = (ascending.len() * percent / 100).min(ascending.len().saturating_sub(1));
	ascending.get(at).map_or(0.0, |nanos| f64::from(*nanos) / 1_000.0)
}

/// Place the inflated list once for each seed from 1 on.
pub fn replay(trace: &Trace, policy: PolicyName, inflation: u64, seeds: u64) -> Figures {
	let mut figures = Figures {
		allocated: Vec::new(),
		fragmented: 0.0,
		tried: 0,
		cpu_seconds: 0.0,
		decisions: Vec::new(),
	};
	for seed in 1..=seeds {
		let mut prng = Prng::new(seed);
		let list = trace::inflate(&trace.pods, trace.capacity_milli, inflation, &mut prng);
		let tie_seed = prng.next();
		let before = cpu_seconds();
		let mut cluster = Cluster::new(trace.machines.clone(), &trace.workload, policy, tie_seed);
		let mut allocated = 0u64;
		for shape in &list {
			if cluster.place(shape).is_some() {
				allocated += u64::from(shape.gpu.milli());
			}
		}
		figures.cpu_seconds += cpu_seconds() - before;
		figures.tried += list.len() as u64;
		figures.allocated.push(allocated as f64 * 100.0 / trace.capacity_milli.max(1) as f64);
		figures.fragmented +=
			cluster.fragmentation_ppm(&trace.workload) as f64 / 10_000.0 / seeds as f64;
		if seed == 1 {
			// Once more with a clock: reading it takes time of its own.
			let mut cluster =
				Cluster::new(trace.machines.clone(), &trace.workload, policy, tie_seed);
			for shape in &list {
				let start = Instant::now();
				std::hint::black_box(cluster.place(shape));
				figures.decisions.push(start.elapsed().as_nanos().min(u32::MAX.into()) as u32);
			}
		}
	}
	figures.decisions.sort_unstable();
	figures
}

/// CPU time of this process in seconds: from the scheduler's own account where the system has one,
/// else wall time.
pub fn cpu_seconds() -> f64 {
	let account = fs::read_to_string("/proc/self/schedstat").ok();
	let nanos = account.and_then(|text| text.split_whitespace().next()?.parse::<f64>().ok());
	match nanos {
		Some(nanos) if nanos > 0.0 => nanos / 1e9,
		_ => START.with(|start| start.elapsed().as_secs_f64()),
	}
}

thread_local! {
	static START: Instant = Instant::now();
}
