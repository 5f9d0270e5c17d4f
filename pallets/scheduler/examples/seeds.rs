//! Write what the fuzzer starts from: small labscapes and plans, encoded. To be run again when a
//! change of the types makes the old ones undecodable.
//!
//! ```text
//! cargo run --release -p labscape-scheduler --example seeds -- pallets/scheduler/fuzz/seeds
//! ```

use std::{fs, path::PathBuf};

use codec::Encode;
use labscape_scheduler::baselines::{synthetic::busy_labscape, Prng};

const SEEDS: u64 = 12;

fn main() -> std::io::Result<()> {
	let folder = PathBuf::from(std::env::args().nth(1).expect("the folder to write to"));
	let (plans, verdicts) = (folder.join("plan"), folder.join("verify"));
	fs::create_dir_all(&plans)?;
	fs::create_dir_all(&verdicts)?;
	for seed in 0..SEEDS {
		let mut prng = Prng::new(seed);
		let snapshot = busy_labscape(&mut prng, 1 + (seed % 4) as u16, 1 + seed % 6);
		fs::write(plans.join(format!("labscape-{seed:02}")), snapshot.encode())?;
		// The labscape, where the changes begin, and the changes.
		let changes: Vec<u8> = (0..3 + seed % 4).map(|_| prng.below(256) as u8).collect();
		fs::write(verdicts.join(format!("changes-{seed:02}")), changes)?;
	}
	Ok(())
}
