//! Every attack loses, and pays when the rule that stops it is taken away.

use super::*;
use labscape_primitives::WorkShares;
use sp_arithmetic::Perbill;

fn parameters() -> Parameters {
	Parameters { reference_price: PRICE, silence_charge: PRICE * 10, ..Parameters::default() }
}

fn setting(nodes: u32) -> Setting {
	Setting::new(nodes, 1.0 / 3.0, &parameters(), 0.8)
}

fn named(name: &str) -> Strategy {
	*STRATEGIES.iter().find(|strategy| strategy.name == name).expect("a strategy's name")
}

/// The attacker's mean gain beyond honesty, in prices of an item.
fn gain(setting: &Setting, name: &str, epochs: u32) -> f64 {
	run(setting, named(name), epochs, 5).advantage
}

#[track_caller]
fn pays_only_without(nodes: u32, name: &str, take_away: impl Fn(&mut Rules)) {
	let mut setting = setting(nodes);
	let with = gain(&setting, name, 200);
	assert!(with < 0.0, "{name} pays under the rules: {with}");
	take_away(&mut setting.rules);
	let without = gain(&setting, name, 200);
	assert!(without > 0.0, "{name} does not pay without its rule: {without}");
}

#[test]
fn copied_leaves_pay_when_leaves_bind_no_node() {
	pays_only_without(50, "copying executor", |rules| rules.leaves_bind_node = false);
}

#[test]
fn guessing_pays_when_leaves_hold_no_fuel() {
	pays_only_without(50, "guessing", |rules| rules.leaves_hold_fuel = false);
}

#[test]
fn copying_audits_pays_when_lists_do_not_wait() {
	pays_only_without(50, "copying auditor", |rules| rules.lists_wait = false);
	pays_only_without(50, "lazy auditor", |rules| rules.lists_wait = false);
}

#[test]
fn skipping_samples_pays_when_nothing_is_opened() {
	for name in ["lazy auditor", "copying auditor"] {
		let mut setting = setting(50);
		assert!(gain(&setting, name, 200) < 0.0);
		setting.network.params.openings = 0;
		assert!(gain(&setting, name, 200) > 0.0, "{name}");
	}
}

#[test]
fn skipping_samples_pays_in_thousands_of_nodes_when_what_is_not_opened_costs_no_stake() {
	for name in ["lazy auditor", "copying auditor"] {
		let mut setting = setting(2_000);
		assert!(gain(&setting, name, 300) < 0.0, "{name}");
		setting.rules.unopened_cost_stake = false;
		assert!(gain(&setting, name, 300) > 0.0, "{name}");
	}
}

#[test]
fn foreseeing_pays_when_items_follow_from_the_beacon() {
	pays_only_without(50, "foreseeing the beacon", |rules| rules.items_hidden = false);
}

#[test]
fn sybils_pay_when_auditors_are_drawn_next_door() {
	pays_only_without(50, "Sybils", |rules| rules.drawn_from_all = false);
}

#[test]
fn a_dear_item_pays_when_samples_do_not_follow_the_price() {
	pays_only_without(50, "dear item", |rules| rules.sampled_by_price = false);
}

#[test]
fn self_audit_pays_when_own_units_audit_and_the_provider_is_everybody() {
	let mut setting = Setting::new(3, 1.0, &parameters(), 0.8);
	assert!(gain(&setting, "self-audit", 100) < 0.0, "without foreign auditors it is refereed");
	setting.rules.own_units_audit_nothing = false;
	assert!(gain(&setting, "self-audit", 100) > 0.0);
}

#[test]
fn hiding_pays_when_claims_do_not_bind() {
	pays_only_without(50, "stonewalling", |rules| rules.claims_bind = false);
}

#[test]
fn hiding_lies_pays_when_nobody_looks_at_answers() {
	pays_only_without(50, "hiding", |rules| rules.answers_are_disputed = false);
}

#[test]
fn crowding_out_pays_when_there_is_less_room_for_claims_than_samples() {
	pays_only_without(1_000, "crowding out", |rules| rules.claims_kept = 32);
}

#[test]
fn keeping_outputs_pays_when_nobody_may_ask() {
	pays_only_without(50, "withholding executor", |rules| rules.outputs_are_asked = false);
}

#[test]
fn false_claims_pay_when_answers_do_not_save() {
	pays_only_without(50, "false claims", |rules| rules.answers_save = false);
}

#[test]
fn self_challenge_pays_when_delegators_are_slashed_first() {
	pays_only_without(50, "self-challenge", |rules| rules.own_bond_first = false);
}

#[test]
fn front_running_pays_when_the_bounty_is_the_filers() {
	pays_only_without(50, "front-running", |rules| rules.bounty_is_attesters = false);
}

#[test]
fn keeping_inputs_pays_when_executors_neither_serve_nor_answer() {
	pays_only_without(50, "withholding requester", |rules| {
		rules.executor_serves_inputs = false;
		rules.answers_save = false;
	});
}

#[test]
fn delegation_timing_pays_when_nothing_waits() {
	pays_only_without(50, "delegation timing", |rules| {
		rules.pending = 0;
		rules.unbonding = 0;
	});
}

#[test]
fn washing_pays_when_emission_follows_the_price() {
	pays_only_without(50, "wash: all roles", |rules| rules.emission_within_burn = false);
}

#[test]
fn silence_pays_when_verdicts_do_not() {
	pays_only_without(50, "silent auditor", |rules| rules.verdicts_are_paid = false);
}

#[test]
fn spam_and_grabbing_cost_what_secures_them() {
	let mut setting = setting(50);
	let spam = gain(&setting, "referee spam", 20);
	setting.rules.bond_factor = 0;
	assert!((gain(&setting, "referee spam", 20) - spam - 4.0 * 8.0).abs() < 1e-6);
	let grabbing = gain(&setting, "lease grabbing", 1);
	assert!((grabbing + 0.05 * 4_096.0).abs() < 1e-6, "{grabbing}");
	setting.network.params.undelivered_permille = 0;
	assert_eq!(gain(&setting, "lease grabbing", 1), 0.0);
}

#[test]
fn agreeing_with_a_lie_costs_nothing_when_secrets_may_be_chosen_late() {
	let mut setting = setting(50);
	let bound = gain(&setting, "late secret", 400);
	assert_eq!(bound, gain(&setting, "colluding", 400), "a late secret is refused");
	setting.rules.chains_wait = false;
	assert!(gain(&setting, "late secret", 400) > bound, "nobody is charged for agreeing");
}

#[test]
fn choosing_among_beacons_finds_fewer_honest_auditors() {
	let setting = setting(50);
	let detection = |name| run(&setting, named(name), 3_000, 5).detection.unwrap();
	assert!(detection("choosing the beacon") < detection("colluding"));
	assert!(detection("choosing the beacon") > 0.95);
}

#[test]
fn lying_pays_when_everybody_else_colludes() {
	let captured = Setting::new(50, 1.0, &parameters(), 0.8);
	for name in ["colluding", "one wrong item", "dear item"] {
		assert!(gain(&setting(50), name, 1_000) < 0.0, "{name}");
		assert!(gain(&captured, name, 20) > 0.0, "{name}");
	}
}

#[test]
fn every_union_loses_under_every_parameter_set_that_is_accepted() {
	let mut rng = StdRng::seed_from_u64(11);
	let mut accepted = 0;
	while accepted < 300 {
		let mut part = |most: u32| Perbill::from_parts(rng.gen_range(0..=most));
		let shares = WorkShares {
			burn: part(500_000_000),
			treasury: part(500_000_000),
			recaptured: part(1_000_000_000),
			rebates: part(300_000_000),
		};
		let kappa = part(1_000_000_000);
		let samples_per_4096 = rng.gen_range(64..=192);
		let params = Parameters { shares, samples_per_4096, ..parameters() };
		if !params.within_bounds() || !params.shares.washing_loses(kappa) {
			continue;
		}
		accepted += 1;
		let kappa = f64::from(kappa.deconstruct()) / 1e9;
		let setting = Setting::new(3, 1.0 / 3.0, &params, kappa);
		for strategy in STRATEGIES.iter().filter(|strategy| strategy.name.starts_with("wash")) {
			let gained = run(&setting, *strategy, 1, accepted).advantage;
			assert!(gained < 0.0, "{} gains {gained}: {params:?} {kappa}", strategy.name);
		}
	}
}

#[test]
fn washing_pays_under_shares_that_are_refused() {
	let shares = WorkShares {
		burn: Perbill::from_percent(10),
		treasury: Perbill::from_percent(5),
		recaptured: Perbill::from_percent(100),
		rebates: Perbill::from_percent(20),
	};
	assert!(!shares.washing_loses(Perbill::from_percent(80)));
	let setting = Setting::new(3, 1.0 / 3.0, &Parameters { shares, ..parameters() }, 0.8);
	assert!(gain(&setting, "wash: all roles", 20) > 0.0);
}

#[test]
fn trusting_ones_own_pays_and_harms_nobody() {
	let outcome = run(&setting(50), LIMITS[0], 100, 5);
	assert!(outcome.advantage > 0.0 && outcome.false_slashes == 0);
	assert_eq!(outcome.detection, None);
}
