//! What was logged lately, so that who can cause a line cannot cause many.

use crate::Hash;
use std::{
	collections::BTreeMap,
	sync::{Mutex, PoisonError},
	time::{Duration, Instant},
};

/// The same is told so far apart.
const AGAIN_AFTER: Duration = Duration::from_secs(600);
/// The most different things that are told within that time.
const MOST: usize = 256;

/// What was told, and when.
#[derive(Debug, Default)]
pub struct Told(Mutex<BTreeMap<Hash, Instant>>);

impl Told {
	/// Whether something is to be told: it was not lately, and not too much else was. It counts as told
	/// then.
	pub fn is_news(&self, about: Hash) -> bool {
		self.is_news_at(about, Instant::now())
	}

	fn is_news_at(&self, about: Hash, now: Instant) -> bool {
		let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
		let is_fresh = |told: &Instant| now.saturating_duration_since(*told) < AGAIN_AFTER;
		if told.get(&about).is_some_and(is_fresh) {
			return false;
		}
		if told.len() >= MOST {
			told.retain(|_, told| is_fresh(told));
		}
		if told.len() >= MOST {
			return false;
		}
		told.insert(about, now);
		true
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_same_is_told_once_in_a_while_and_not_too_much_at_once() {
		let (told, now) = (Told::default(), Instant::now());
		assert!(told.is_news_at(Hash::zero(), now));
		assert!(!told.is_news_at(Hash::zero(), now));
		let others = (1..=1_000u64).map(Hash::from_low_u64_be);
		assert_eq!(others.filter(|about| told.is_news_at(*about, now)).count(), MOST - 1);
		let later = now + AGAIN_AFTER;
		assert!(told.is_news_at(Hash::zero(), later));
		assert!(told.is_news_at(Hash::from_low_u64_be(1_000), later));
	}
}
