//! All strategies in all networks under all seeds, on all cores.

use crate::{
	report::{Formula, NetworkReport, Report, Voting},
	rules::PRICE,
	strategies::{self, Outcome, Setting, Strategy, COLLUDING, HONEST, LIMITS, STRATEGIES},
	Args,
};
use labscape_posw::{formula, money, params::Parameters};
use std::{
	sync::{
		atomic::{AtomicUsize, Ordering},
		Mutex,
	},
	time::{Duration, Instant},
};

/// How long a run is silent about how far it is.
const SILENCE: Duration = Duration::from_secs(10);

/// One strategy in one network under one seed.
#[derive(Clone, Copy)]
struct Task<'a> {
	setting: &'a Setting,
	strategy: Strategy,
	epochs: u32,
	seed: u64,
}

/// Simulate all that is asked for.
pub fn simulate(args: &Args) -> Report {
	let begin = Instant::now();
	let params =
		Parameters { reference_price: PRICE, silence_charge: PRICE * 10, ..Parameters::default() };
	let settings: Vec<(u32, Setting)> = args
		.nodes
		.iter()
		.map(|nodes| {
			let setting = Setting::new(*nodes, args.hostile, &params, args.kappa);
			(*nodes, Setting { items: args.items, wrong: args.wrong, ..setting })
		})
		.collect();
	let wanted = |strategy: &&Strategy| {
		args.strategy.as_ref().is_none_or(|part| strategy.name.contains(part.as_str()))
	};
	let attacks: Vec<Strategy> = STRATEGIES.iter().filter(wanted).copied().collect();
	let limits: Vec<Strategy> = LIMITS.iter().filter(wanted).copied().collect();
	let mut tasks = Vec::new();
	for (_, setting) in &settings {
		for strategy in attacks.iter().chain(&limits).copied() {
			let deep = args.deep.filter(|_| matches!(strategy.name, HONEST | COLLUDING));
			let epochs = deep.unwrap_or(args.epochs);
			tasks.extend(args.seed.iter().map(|seed| Task {
				setting,
				strategy,
				epochs,
				seed: *seed,
			}));
		}
	}
	let outcomes = play_all(&tasks, args.threads);
	let mut merged = outcomes.chunks(args.seed.len()).map(merge);
	let networks = settings
		.iter()
		.map(|(nodes, setting)| {
			let (captured, executions) = strategies::voting(&setting.network, args.epochs, 1);
			NetworkReport {
				nodes: *nodes,
				hostile_share: setting.network.hostile_share(),
				outcomes: merged.by_ref().take(attacks.len()).collect(),
				limits: merged.by_ref().take(limits.len()).collect(),
				voting: Voting { executions, captured },
			}
		})
		.collect();
	let samples = money::samples(args.items, &params);
	Report {
		items: args.items,
		wrong: args.wrong,
		hostile: args.hostile,
		kappa: args.kappa,
		epochs: args.epochs,
		seeds: args.seed.clone(),
		networks,
		formula: Formula {
			detection: formula::detection(samples.into(), args.wrong, args.hostile),
			executions: formula::executions(args.items, &params),
			deterrence: formula::deterrence(args.items, args.wrong, args.hostile, 0.8, &params),
			washing_loss: formula::washing_loss(&params, args.kappa),
		},
		seconds: begin.elapsed().as_secs_f64(),
	}
}

/// Play all tasks, the longest first, and return their outcomes in the order of the tasks.
fn play_all(tasks: &[Task], threads: Option<usize>) -> Vec<Outcome> {
	let cores = || std::thread::available_parallelism().map_or(1, usize::from);
	let threads = threads.unwrap_or_else(cores).min(tasks.len()).max(1);
	let mut order: Vec<usize> = (0..tasks.len()).collect();
	order.sort_by_key(|at| std::cmp::Reverse(tasks[*at].epochs));
	let (next, progress) = (AtomicUsize::new(0), Mutex::new(Progress::new(tasks)));
	let done = Mutex::new(Vec::<(usize, Outcome)>::new());
	std::thread::scope(|scope| {
		for _ in 0..threads {
			scope.spawn(|| {
				while let Some(at) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
					let Task { setting, strategy, epochs, seed } = tasks[*at];
					let outcome = strategies::run(setting, strategy, epochs, seed);
					let mut done = done.lock().expect("no thread panics while it holds this");
					done.push((*at, outcome));
					let mut progress = progress.lock().expect("nor this");
					progress.note(epochs);
				}
			});
		}
	});
	let mut done = done.into_inner().expect("all threads have ended");
	done.sort_by_key(|(at, _)| *at);
	done.into_iter().map(|(_, outcome)| outcome).collect()
}

/// How far a long run is.
struct Progress {
	begin: Instant,
	told: Instant,
	epochs: u64,
	all: u64,
}

impl Progress {
	fn new(tasks: &[Task]) -> Self {
		let all = tasks.iter().map(|task| u64::from(task.epochs)).sum();
		Self { begin: Instant::now(), told: Instant::now(), epochs: 0, all }
	}

	/// So many epochs more are played. Says so now and then.
	fn note(&mut self, epochs: u32) {
		self.epochs += u64::from(epochs);
		if self.told.elapsed() < SILENCE || self.epochs >= self.all {
			return;
		}
		self.told = Instant::now();
		let (seconds, all) = (self.begin.elapsed().as_secs(), self.all);
		let share = self.epochs * 100 / all.max(1);
		eprintln!("posw-sim: {share} % of {all} epochs after {seconds} s");
	}
}

/// The mean over seeds.
fn merge(runs: &[Outcome]) -> Outcome {
	let n = runs.len().max(1) as f64;
	let mean = |part: fn(&Outcome) -> f64| runs.iter().map(part).sum::<f64>() / n;
	let detections: Vec<f64> = runs.iter().filter_map(|run| run.detection).collect();
	let first = &runs[0];
	let advantage = mean(|run| run.advantage);
	Outcome {
		strategy: first.strategy,
		attack: first.attack,
		epochs: runs.iter().map(|run| run.epochs).sum(),
		detection: (!detections.is_empty())
			.then(|| detections.iter().sum::<f64>() / detections.len() as f64),
		executions: mean(|run| run.executions),
		false_slashes: runs.iter().map(|run| run.false_slashes).sum(),
		advantage,
		error: mean(|run| run.error) / n.sqrt(),
		loses: first.strategy != HONEST && advantage < 0.0,
		seconds: runs.iter().map(|run| run.seconds).sum(),
	}
}
