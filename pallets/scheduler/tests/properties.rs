//! Random labscapes, plans and mutations of plans against a second opinion.
//!
//! The default run takes seconds; `LABSCAPE_FULL=1` runs 1,200,000 operations, and
//! `LABSCAPE_OPERATIONS` as many as it says. An operation is one placement planned, checked, mutated
//! or judged.

use labscape_scheduler::{
	baselines::{
		synthetic::{apply, busy_labscape},
		Prng,
	},
	first_fit, plan, sort_queue, verify, Placement, Plan, Planner, Refusal, Run, Snapshot,
	MAX_PREEMPTIONS,
};

mod support;

use support::{granted, judge};

/// How many operations to run.
fn operations() -> u64 {
	let asked = std::env::var("LABSCAPE_OPERATIONS").ok().and_then(|text| text.parse().ok());
	let full = std::env::var_os("LABSCAPE_FULL").is_some();
	asked.unwrap_or(if full { 1_200_000 } else { 300_000 })
}

fn labscape(prng: &mut Prng) -> Snapshot {
	let nodes = prng.between(1, 24) as u16;
	let parts = prng.between(1, 60);
	busy_labscape(prng, nodes, parts)
}

fn sorted(snapshot: &Snapshot) -> Vec<labscape_scheduler::Entry> {
	let mut queue = snapshot.queue.clone();
	sort_queue(&mut queue, &snapshot.policy);
	queue
}

#[test]
fn plans_hold_when_labscapes_are_random() {
	let mut prng = Prng::new(1);
	let mut planner = Planner::new();
	let (mut done, mut placed, mut evicted) = (0, 0, 0);
	while done < operations() / 2 {
		let mut snapshot = labscape(&mut prng);
		let mut lease = 1 << 32;
		// Several rounds, so that what a plan leaves is planned on.
		for _ in 0..3 {
			let made = planner.plan(&snapshot).expect("the snapshot is right");
			assert_eq!(made, plan(&snapshot).expect("the same"), "caches change nothing");
			let verdict = verify(&snapshot, &made).expect("a plan is never refused");
			assert_eq!(verdict.skipped, [], "nothing of a plan is skipped");
			let judged = judge(&snapshot, &sorted(&snapshot), &made).expect("no head is skipped");
			assert!(judged.iter().all(|granted| *granted), "the second opinion grants all");
			assert_eq!(granted(&made, &verdict), judged);
			done += snapshot.queue.len() as u64;
			placed += made.placements.len();
			evicted += made.placements.iter().map(|placement| placement.evict.len()).sum::<usize>();
			apply(&mut snapshot, &made, &verdict, &mut lease);
			if prng.percent(50) {
				// Somebody leaves: room for others.
				let node = prng.below(snapshot.nodes.len() as u64) as usize;
				let node = &mut snapshot.nodes[node];
				node.open = !node.open;
				node.changed = snapshot.version;
			}
		}
	}
	assert!(placed > 0 && evicted > 0, "the labscapes give work: {placed}, {evicted}");
}

#[test]
fn first_fit_holds_when_labscapes_are_random() {
	let mut prng = Prng::new(2);
	let mut done = 0;
	while done < operations() / 6 {
		let snapshot = labscape(&mut prng);
		let made = first_fit(&snapshot, u32::MAX).expect("the snapshot is right");
		let verdict = verify(&snapshot, &made).expect("first-fit is never refused");
		assert_eq!(verdict.skipped, []);
		assert_eq!(judge(&snapshot, &sorted(&snapshot), &made), Some(granted(&made, &verdict)));
		done += snapshot.queue.len() as u64;
	}
}

#[test]
fn mutated_plans_are_judged_by_the_rules() {
	let mut prng = Prng::new(3);
	let mut planner = Planner::new();
	let (mut done, mut equal, mut skipped, mut refused, mut large) = (0, 0, 0, 0, 0);
	while done < operations() / 3 {
		let snapshot = labscape(&mut prng);
		let queue = sorted(&snapshot);
		let made = planner.plan(&snapshot).expect("the snapshot is right");
		for _ in 0..10 {
			let mut mutant = made.clone();
			for _ in 0..prng.between(1, 3) {
				mutate(&mut mutant, &snapshot, &mut prng);
			}
			done += 1 + mutant.placements.len() as u64;
			match (verify(&snapshot, &mutant), judge(&snapshot, &queue, &mutant)) {
				(Ok(verdict), Some(judged)) => {
					assert_eq!(granted(&mutant, &verdict), judged);
					equal += u32::from(mutant == made);
					skipped += u32::from(!verdict.skipped.is_empty());
				}
				(Err(Refusal::SkippedHead(_)), None) => refused += 1,
				(Err(Refusal::WrongLabscape), _) => assert_ne!(mutant.labscape, made.labscape),
				(Err(Refusal::WrongRound), _) => assert_ne!(mutant.round, made.round),
				(Err(Refusal::FutureVersion), _) => assert!(mutant.version > snapshot.version),
				(Err(Refusal::TooLarge), _) => {
					let evicting = mutant.placements.iter().filter(|p| !p.evict.is_empty());
					let runs = mutant.runs() > usize::from(snapshot.policy.max_runs);
					assert!(runs || evicting.count() > MAX_PREEMPTIONS);
					large += 1;
				}
				(verdict, judged) => panic!("{verdict:?} but {judged:?}: {mutant:?}"),
			}
		}
	}
	let seen = [equal, skipped, refused, large];
	assert!(seen.iter().all(|count| *count > 0), "mutations bite: {seen:?}");
}

/// Change a plan a little, as an error or a hostile planner would.
fn mutate(plan: &mut Plan, snapshot: &Snapshot, prng: &mut Prng) {
	let count = plan.placements.len() as u64;
	let at = prng.below(count) as usize;
	match prng.below(16) {
		0 => plan.labscape ^= prng.below(3) as u8,
		1 => plan.round ^= prng.below(2) as u32,
		2 => plan.version = prng.below(13),
		_ if count == 0 => plan.placements.extend(anything(snapshot, prng)),
		3 => drop(plan.placements.remove(at)),
		4 => {
			let twin = plan.placements[at].clone();
			plan.placements.insert(prng.below(count) as usize, twin);
		}
		5 => plan.placements.swap(at, prng.below(count) as usize),
		6 => plan.placements.truncate(at),
		7 => plan.placements[at].part.job ^= prng.below(4),
		8 => drop(plan.placements[at].runs.pop()),
		9 => plan.placements.insert(at, anything(snapshot, prng).expect("there are entries")),
		10 => {
			let evict = prng.pick(&snapshot.spot).map(|lease| lease.id);
			plan.placements[at].evict.extend(evict);
		}
		11 => drop(plan.placements[at].evict.pop()),
		other => {
			let runs = &mut plan.placements[at].runs;
			let member = prng.below(runs.len() as u64) as usize;
			let Some(run) = runs.get_mut(member) else { return };
			match other {
				12 => run.slot = prng.below(5_000) as u16,
				13 => run.slot = run.slot.wrapping_add(prng.below(3) as u16).wrapping_sub(1),
				_ => run.gpus.0 ^= 1 << prng.below(8),
			}
		}
	}
}

/// A placement of some queued part at random places.
fn anything(snapshot: &Snapshot, prng: &mut Prng) -> Option<Placement> {
	let entry = prng.pick(&snapshot.queue)?;
	let node = prng.pick(&snapshot.nodes)?;
	let run = |member: u16| Run {
		slot: node.first_slot.wrapping_add(member * entry.request.shape.units),
		gpus: node.free.first_gpus(&entry.request.shape).unwrap_or_default(),
	};
	let runs = (0..entry.request.gang).map(run).collect();
	Some(Placement { part: entry.key, evict: Vec::new(), runs })
}
