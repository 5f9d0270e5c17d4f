//! What the example programs share.
#![allow(dead_code)] // Each program uses a part of it.

use std::{
	alloc::{GlobalAlloc, Layout, System},
	collections::BTreeMap,
	fs,
	sync::atomic::{AtomicUsize, Ordering::Relaxed},
	time::Instant,
};

use labscape_primitives::{GpuDemand, GpuModel, GpuModels, Shape};
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
	/// Read two lists. What is wrong is told with file, line and column.
	pub fn read(nodes: &str, pods: &str) -> Result<Self, String> {
		let bytes = |path: &str| fs::read(path).map_err(|error| format!("{path}: {error}"));
		let mut models = trace::Models::default();
		let list = bytes(nodes)?;
		let machines = trace::text(&list).and_then(|text| trace::nodes(text, &mut models));
		let machines = machines.map_err(|error| format!("{nodes}: {error}"))?;
		let list = bytes(pods)?;
		let list = trace::text(&list).and_then(|text| trace::pods(text, &mut models));
		let list = list.map_err(|error| format!("{pods}: {error}"))?;
		Ok(Self::new(machines, list))
	}

	/// Make one up.
	pub fn synthetic() -> Self {
		let mut prng = Prng::new(2026);
		let machines = synthetic::machines(1_000, &mut prng);
		Self::new(machines, synthetic::pods(8_000, &mut prng))
	}

	/// The same cluster, with what is asked of it changed as a variant says; see [`VARIANTS`].
	pub fn varied(self, name: &str) -> Result<Self, String> {
		let known = VARIANTS.iter().find(|variant| variant.name == name);
		let variant = known.ok_or_else(|| {
			let lines =
				VARIANTS.iter().map(|known| format!("\n  {:<14}{}", known.name, known.about));
			format!("--variant: no {name:?}; there are{}", lines.collect::<String>())
		})?;
		let mut prng = Prng::new(2026);
		let mut pods = self.pods;
		if variant.shares_only {
			pods.retain(|pod| matches!(pod.gpu, GpuDemand::Share(_)));
		}
		for pod in &mut pods {
			(variant.change)(pod, &mut prng);
		}
		Ok(Self::new(self.machines, pods))
	}

	fn new(machines: Vec<Machine>, pods: Vec<Shape>) -> Self {
		let workload = frequencies(pods.iter().map(|shape| (*shape, 1)));
		let milli = |machine: &Machine| u64::from(machine.full.free_gpu_milli());
		let capacity_milli = machines.iter().map(milli).sum();
		Self { machines, pods, workload, capacity_milli }
	}
}

/// A way to change what a list asks for.
pub struct Variant {
	/// Its name on the command line.
	pub name: &'static str,
	/// What is done.
	pub about: &'static str,
	/// Whether only those are kept that ask for a share of a GPU.
	shares_only: bool,
	change: fn(&mut Shape, &mut Prng),
}

fn is_share(pod: &Shape) -> bool {
	matches!(pod.gpu, GpuDemand::Share(_))
}

/// Lists of the same format that stress one thing each: is a policy good on openb alone?
pub const VARIANTS: [Variant; 8] = [
	Variant {
		name: "more-cpu",
		about: "every demand for CPU times 1.25",
		shares_only: false,
		change: |pod, _| pod.cpu_milli += pod.cpu_milli / 4,
	},
	Variant {
		name: "less-cpu",
		about: "every demand for CPU halved",
		shares_only: false,
		change: |pod, _| pod.cpu_milli /= 2,
	},
	Variant {
		name: "many-gpus",
		about: "half of the single GPUs become 2, 4 or 8",
		shares_only: false,
		change: |pod, prng| {
			if pod.gpu == GpuDemand::Whole(1) && prng.below(2) == 0 {
				pod.gpu = GpuDemand::Whole(*prng.pick(&[2, 4, 8]).unwrap_or(&2));
			}
		},
	},
	Variant {
		name: "even-shares",
		about: "shares evenly from 10 to 990 thousandths",
		shares_only: false,
		change: |pod, prng| {
			if is_share(pod) {
				pod.gpu = GpuDemand::Share(prng.between(1, 99) as u16 * 10);
			}
		},
	},
	Variant {
		name: "random",
		about: "random CPU, memory and shares",
		shares_only: false,
		change: |pod, prng| {
			pod.cpu_milli = prng.between(1, 32) as u32 * 500;
			pod.memory_mib = prng.between(1, 64) as u32 * 1_024;
			if is_share(pod) {
				pod.gpu = GpuDemand::Share(prng.between(1, 999) as u16);
			}
		},
	},
	Variant {
		name: "shares-only",
		about: "only pods that ask for a share of a GPU",
		shares_only: true,
		change: |_, _| {},
	},
	Variant {
		name: "models",
		about: "three pods in ten with GPU name some of the models",
		shares_only: false,
		change: |pod, prng| {
			if pod.gpu != GpuDemand::None && prng.below(10) < 3 {
				let all = (1 << GpuModel::NAMES.len()) - 1;
				pod.models = GpuModels(prng.between(1, all) as u32);
			}
		},
	},
	Variant {
		name: "small-shares",
		about: "shares of 20 to 170 thousandths, with the CPU of the pods",
		shares_only: true,
		change: |pod, prng| pod.gpu = GpuDemand::Share(prng.between(2, 17) as u16 * 10),
	},
];

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
	/// Wall time of every decision of the first seed in nanoseconds, best of three, ascending.
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

/// Place the inflated list once for each seed from 1 on; that of the first is placed `timed` times more
/// with a clock.
pub fn replay(
	trace: &Trace,
	policy: PolicyName,
	inflation: u64,
	seeds: u64,
	timed: u32,
) -> Figures {
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
		let tie_seed = prng.word();
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
		if seed == 1 && timed > 0 {
			// Again with a clock, whose reading takes time of its own: the same decisions several
			// times, and of each the fastest, as other programs may run beside this one.
			figures.decisions = vec![u32::MAX; list.len()];
			for _ in 0..timed {
				let mut cluster =
					Cluster::new(trace.machines.clone(), &trace.workload, policy, tie_seed);
				for (shape, least) in list.iter().zip(&mut figures.decisions) {
					let start = Instant::now();
					std::hint::black_box(cluster.place(shape));
					let nanos = start.elapsed().as_nanos().min(u32::MAX.into());
					*least = nanos.min((*least).into()) as u32;
				}
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

/// SHA-256 (FIPS 180-4) in hexadecimal, to tell whether a file is the one meant.
pub fn sha256(bytes: &[u8]) -> String {
	let primes = (2u64..).filter(|n| (2..*n).take_while(|d| d * d <= *n).all(|d| n % d != 0));
	// The first 32 bits of the fractional parts of roots of the first primes.
	let root = |prime: u64, degree: u32| {
		let (mut low, mut high) = (0u128, 1u128 << 40);
		while low + 1 < high {
			let middle = (low + high) / 2;
			let power = (0..degree).try_fold(1u128, |power, _| power.checked_mul(middle));
			let fits = power.is_some_and(|power| power <= u128::from(prime) << (32 * degree));
			(low, high) = if fits { (middle, high) } else { (low, middle) };
		}
		low as u32
	};
	let primes: Vec<u64> = primes.take(64).collect();
	let constants: Vec<u32> = primes.iter().map(|prime| root(*prime, 3)).collect();
	let mut hash: Vec<u32> = primes[..8].iter().map(|prime| root(*prime, 2)).collect();
	let mut padded = bytes.to_vec();
	padded.push(0x80);
	padded.resize((padded.len() + 8).next_multiple_of(64) - 8, 0);
	padded.extend((bytes.len() as u64 * 8).to_be_bytes());
	for block in padded.chunks(64) {
		let word = |four: &[u8]| u32::from_be_bytes([four[0], four[1], four[2], four[3]]);
		let mut w: Vec<u32> = block.chunks(4).map(word).collect();
		for i in 16..64 {
			let a = w[i - 15].rotate_right(7) ^ w[i - 15].rotate_right(18) ^ w[i - 15] >> 3;
			let b = w[i - 2].rotate_right(17) ^ w[i - 2].rotate_right(19) ^ w[i - 2] >> 10;
			w.push(w[i - 16].wrapping_add(a).wrapping_add(w[i - 7]).wrapping_add(b));
		}
		let mut v = hash.clone();
		for i in 0..64 {
			let e = v[4].rotate_right(6) ^ v[4].rotate_right(11) ^ v[4].rotate_right(25);
			let choice = v[4] & v[5] ^ !v[4] & v[6];
			let first = [v[7], e, choice, constants[i], w[i]];
			let first = first.into_iter().fold(0u32, u32::wrapping_add);
			let a = v[0].rotate_right(2) ^ v[0].rotate_right(13) ^ v[0].rotate_right(22);
			let majority = v[0] & v[1] ^ v[0] & v[2] ^ v[1] & v[2];
			v.rotate_right(1);
			v[4] = v[4].wrapping_add(first);
			v[0] = first.wrapping_add(a).wrapping_add(majority);
		}
		hash.iter_mut().zip(v).for_each(|(sum, word)| *sum = sum.wrapping_add(word));
	}
	hash.iter().map(|word| format!("{word:08x}")).collect()
}

/// The system's allocator, counting what is allocated and how much there was at most.
pub struct Counting;

static HEAP: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

/// Start a new peak; returns what is allocated now.
pub fn reset_peak() -> usize {
	let now = HEAP.load(Relaxed);
	PEAK.store(now, Relaxed);
	now
}

/// The most that was allocated since the last reset.
pub fn peak() -> usize {
	PEAK.load(Relaxed)
}

fn count(change: isize) {
	let now = HEAP.fetch_add(change as usize, Relaxed).wrapping_add(change as usize);
	PEAK.fetch_max(now, Relaxed);
}

// The one use of `unsafe`: an allocator cannot be written without it, and this one only counts.
#[allow(unsafe_code)]
unsafe impl GlobalAlloc for Counting {
	unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
		count(layout.size() as isize);
		unsafe { System.alloc(layout) }
	}

	unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
		count(-(layout.size() as isize));
		unsafe { System.dealloc(memory, layout) }
	}

	unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
		count(size as isize - layout.size() as isize);
		unsafe { System.realloc(memory, layout, size) }
	}
}
