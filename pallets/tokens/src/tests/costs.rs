//! A transfer through this pallet costs at most one and a half times pallet-assets' own.

use std::time::Instant;

use frame_support::{assert_ok, weights::Weight};

use crate::{mock::*, Call, WeightInfo, PAGE_LENGTH};

fn ratio(ours: Weight) -> f64 {
	let theirs = <() as WeightInfo>::assets_transfer();
	ours.ref_time() as f64 / theirs.ref_time() as f64
}

#[test]
fn declared_weight_of_a_transfer_is_within_the_bound() {
	let plain = ratio(<() as WeightInfo>::transfer());
	let votes = ratio(<() as WeightInfo>::transfer_votes());
	let pages = ratio(<() as WeightInfo>::transfer_pages());
	println!("declared, to pallet-assets': plain {plain:.2}, votes {votes:.2}, pages {pages:.2}");
	assert!(plain <= 1.5, "{plain}");
	assert!(votes <= 1.5, "{votes}");
}

#[test]
fn weight_is_returned_when_less_was_written() {
	use sp_runtime::traits::Dispatchable;
	build_and_execute(|| {
		let cost = |token| {
			let call = RuntimeCall::from(Call::transfer { token, to: bob(), amount: 1 });
			let info = call.dispatch(RuntimeOrigin::signed(alice())).expect("it is valid");
			info.actual_weight
		};
		let (plain, votes) = (token(PLAIN), token(VOTES));
		assert_eq!(cost(plain), Some(<() as WeightInfo>::transfer()));
		// Alice's first checkpoint is that of the mint; the page is full after seven more.
		for _ in 1..PAGE_LENGTH {
			advance(1);
			assert_eq!(cost(votes), Some(<() as WeightInfo>::transfer_votes()));
		}
		advance(1);
		assert_eq!(cost(votes), None);
		assert_eq!(cost(votes), Some(<() as WeightInfo>::transfer_votes()));
		// Where a delegate votes, its checkpoint is written too.
		assert_ok!(sign(alice(), Call::delegate { token: votes, to: charlie() }));
		assert_eq!(cost(votes), None);
	})
}

/// Prints what transfers take here: `cargo test -p pallet-labscape-tokens --release -- --ignored
/// measured --nocapture`.
#[test]
#[ignore = "a measurement, not a test"]
fn measured_time_of_a_transfer() {
	const ROUNDS: u32 = 20_000;
	let time = |features, ours: bool| {
		let mut ext = new_test_ext();
		let token = ext.execute_with(|| token(features));
		ext.execute_with(|| {
			let begin = Instant::now();
			for round in 0..ROUNDS {
				if round.is_multiple_of(200) {
					advance(1);
					System::reset_events();
				}
				let (from, to) =
					if round.is_multiple_of(2) { (alice(), bob()) } else { (bob(), alice()) };
				let call: RuntimeCall = if ours {
					Call::transfer { token, to, amount: 7 }.into()
				} else {
					pallet_assets::Call::transfer { id: token, target: to, amount: 7 }.into()
				};
				assert_ok!(sign(from, call));
			}
			begin.elapsed().as_secs_f64() / f64::from(ROUNDS) * 1e6
		})
	};
	let theirs = time(PLAIN, false);
	for (name, features) in [("plain", PLAIN), ("votes", VOTES)] {
		let ours = time(features, true);
		println!("{name}: {ours:.1} µs, pallet-assets {theirs:.1} µs, ratio {:.2}", ours / theirs);
	}
}
