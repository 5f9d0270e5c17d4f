//! Random sequences of every call, hook and credit; all invariants after each step.

use frame_support::weights::{Weight, WeightMeter};
use rand::{rngs::StdRng, Rng, SeedableRng};

use super::*;
use crate::{Acts, Queue};
use frame_support::traits::Hooks;

/// Steps to run: 100,000, or a million with `LABSCAPE_FULL=1`.
fn steps() -> u32 {
	if std::env::var_os("LABSCAPE_FULL").is_some() {
		1_000_000
	} else {
		100_000
	}
}

fn step(rng: &mut StdRng) {
	let who = rng.gen_range(1..7);
	let act = NextAct::<Test>::get().saturating_sub(rng.gen_range(0..6));
	let origin = if rng.gen_ratio(1, 10) { signed(who) } else { constitution() };
	// Refusals must change nothing, which the invariants see.
	let _ = match rng.gen_range(0..10) {
		0 | 1 => {
			let call = if rng.gen() { write(&[rng.gen()]) } else { long(rng.gen_range(0..9)) };
			Governance::queue_act(origin, call, rng.gen_range(8..60))
		}
		2..=4 => Governance::vote(signed(who), act, rng.gen()),
		5 => Governance::cancel_act(signed(COMMITTEE), act),
		6 => Governance::prune_member(signed(who), rng.gen_range(1..7)),
		7 => {
			stake(who, rng.gen_range(0..3_000));
			Governance::credit(&who, rng.gen_range(0..2_000));
			Ok(())
		}
		8 => {
			Epoch::mutate(|epoch| *epoch += rng.gen_range(0..12));
			Ok(())
		}
		_ => {
			let now = System::block_number() + rng.gen_range(1..9);
			System::set_block_number(now);
			let limit = Weight::from_parts(rng.gen_range(0..400_000_000), 1_000_000);
			let mut meter = WeightMeter::with_limit(limit);
			Governance::on_poll(now, &mut meter);
			assert!(meter.consumed().all_lte(limit));
			Ok(())
		}
	};
}

#[test]
fn all_invariants_hold_after_every_step() {
	for seed in 0..steps() / 1_000 {
		new_test_ext().execute_with(|| {
			let mut rng = StdRng::seed_from_u64(seed.into());
			for turn in 0..1_000 {
				step(&mut rng);
				System::reset_events();
				if let Err(error) = Governance::do_try_state() {
					panic!("seed {seed}, turn {turn}: {error:?}");
				}
			}
			// Whatever is open ends: every act has a deadline.
			let end = System::block_number() + 200;
			System::set_block_number(end);
			Governance::on_poll(end, &mut WeightMeter::new());
			assert_eq!((Acts::<Test>::iter().count(), Queue::<Test>::get().len()), (0, 0));
		});
	}
}
