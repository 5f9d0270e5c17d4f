//! Auditors: lazy, copying, lying, silent.

use super::{beacon, duel, Epoch, Play, Setting};
use crate::{
	items::Items,
	ledger::Purse,
	network::WORK,
	rules::COST,
	work::{play, Case, End, Stance},
};
use labscape_posw::{draw, hash, merkle, money, Balance, Hash};
use labscape_primitives::NodeId;
use rand::{rngs::StdRng, Rng, SeedableRng};

/// Epochs in which an auditor draws no audits after most of its claims were answered.
const MISTRUSTED_EPOCHS: u32 = 16;
/// As many claims must be known before an auditor is mistrusted.
const CLAIMS_TO_JUDGE: u32 = 4;

/// Attests nothing that it knows, and waits for the lists that executors publish.
pub fn copying(s: &Setting) -> Play<'_> {
	skipping(s, 1.0)
}

/// Attests junk for a tenth of its samples.
pub fn lazy(s: &Setting) -> Play<'_> {
	skipping(s, 0.1)
}

/// One auditor among honest executors, over all that a draw gives it. It does not execute the share
/// `skipped` of that.
fn skipping(s: &Setting, skipped: f64) -> Play<'_> {
	let auditor = s.network.a_hostile();
	// All works are alike; one tree stands for all.
	let works = Items::honest(&s.rules, s.network.an_honest(), s.items);
	let samples = money::samples(s.items, &s.network.params);
	let budget = money::audit_price(works.value / Balance::from(s.items)) * Balance::from(s.items);
	let shares = &s.network.params.shares;
	let fee = money::sample_fee(works.value, s.items, samples, budget, shares);
	Box::new(move |rng| {
		let (drawn_by, next) = (beacon(rng), beacon(rng));
		let drawn = s.network.drawn_to(&s.rules, &drawn_by, auditor, samples);
		let count = drawn.len() as u32;
		if count == 0 {
			return Epoch::default();
		}
		let skips = ((f64::from(count) * skipped).ceil() as u32).max(1);
		// Lists come after audit commits; if not, what was not executed can be copied.
		let known = |at: u32| at >= skips || !s.rules.lists_wait;
		let secret = Hash::from(rng.gen::<[u8; 32]>());
		let audit = Audit { s, works: &works, auditor, drawn: &drawn, drawn_by, secret };
		let caught = !audit.opens(&next, known);
		let times = |n: u32, each: Balance| i128::from(n) * each as i128;
		let honest = times(count, fee) - times(count, COST);
		let spent = times(count - skips, COST);
		// What cannot be opened is not sent: no fees, and a charge.
		let silence = s.network.params.silence_charge;
		let few = s.network.nodes() > draw::ALL_OPEN;
		let charge = if few && s.rules.unopened_cost_stake {
			money::auditor_stake(fee * Balance::from(count), draw::OPEN_SHARE).max(silence)
		} else {
			silence
		} as i128;
		let profit = if caught { -spent - charge } else { times(count, fee) - spent };
		Epoch { advantage: profit - honest, lied: true, detected: caught, ..Default::default() }
	})
}

/// An audit commit and what it is asked to open.
struct Audit<'a> {
	s: &'a Setting,
	works: &'a Items,
	auditor: NodeId,
	drawn: &'a [(NodeId, u16)],
	drawn_by: Hash,
	secret: Hash,
}

impl Audit<'_> {
	/// Commit to all samples, those it knows and others, and open what the next beacon chooses.
	/// Returns whether the chain takes it.
	fn opens(&self, next: &Hash, known: impl Fn(u32) -> bool) -> bool {
		let (rules, works) = (&self.s.rules, self.works);
		let salt = hash::input_leaf(&self.secret);
		let place = |sample: u16| works.sampled(rules, &self.drawn_by, sample, &self.secret);
		let attested: Vec<Hash> = (0u32..)
			.zip(self.drawn)
			.map(|(at, (_, sample))| match known(at) {
				true => works.leaf(rules, place(*sample)),
				false => salt,
			})
			.collect();
		let attest = |at: usize| {
			let (node, sample) = self.drawn[at];
			hash::attestation(&attested[at], self.auditor, WORK, node, sample, &salt)
		};
		let tree: Vec<Hash> = (0..attested.len()).map(attest).collect();
		let root = merkle::root(&tree).unwrap_or_default();
		if !draw::must_open(next, self.auditor, self.s.network.nodes()) {
			return true;
		}
		let (count, wanted) = (tree.len() as u32, self.s.network.params.openings);
		draw::openings(next, self.auditor, count, wanted).into_iter().all(|at| {
			let proof = merkle::proof(&tree, at).unwrap_or_default();
			let at_index = at as usize;
			merkle::verify(&root, count, at, &attest(at_index), &proof)
				&& works.belongs(rules, place(self.drawn[at_index].1), &attested[at_index])
		})
	}
}

/// The hostile auditors of an honest work take one stance; honesty would have audited.
fn stance(s: &Setting, stance: Stance) -> Play<'_> {
	let work = Items::honest(&s.rules, s.network.an_honest(), s.items);
	Box::new(move |rng| {
		let instead = Case::honest(&work);
		let attack = Case { insiders: stance, ..instead.clone() };
		let beacon = beacon(rng);
		duel((&s.network, &s.rules), &attack, Some(&instead), &[Purse::Insiders], beacon, rng).0
	})
}

/// Take seats and say nothing.
pub fn silent(s: &Setting) -> Play<'_> {
	stance(s, Stance::Silent)
}

/// Commit to audits and reveal nothing.
pub fn mute(s: &Setting) -> Play<'_> {
	stance(s, Stance::Mute)
}

/// A stranger lies and gives its leaves away: hostile auditors agree and save the executions.
pub fn blind_agreement(s: &Setting) -> Play<'_> {
	let lies = Items::made_up(&s.rules, s.network.an_honest(), s.items, s.lies());
	Box::new(move |rng| {
		let instead = Case::honest(&lies);
		let attack = Case { insiders: Stance::Cover, ..instead.clone() };
		let beacon = beacon(rng);
		duel((&s.network, &s.rules), &attack, Some(&instead), &[Purse::Insiders], beacon, rng).0
	})
}

/// What is known of the hostile auditors' claims.
#[derive(Default)]
struct Standing {
	epoch: u32,
	claims: u32,
	answered: u32,
	no_audits_before: u32,
}

/// Hostile auditors say that honest work is unavailable. The executor answers, and they draw nothing
/// for a while. If that voided the work, its items would be leased again, some of them to the group.
pub fn false_claims(s: &Setting) -> Play<'_> {
	let work = Items::honest(&s.rules, s.network.an_honest(), s.items);
	let leased_again = Items::honest(&s.rules, s.network.a_hostile(), s.items);
	let mut standing = Standing::default();
	Box::new(move |rng| {
		standing.epoch += 1;
		let (beacon, seed) = (beacon(rng), rng.gen());
		let rng = || StdRng::seed_from_u64(seed);
		let honest = Case::honest(&work);
		let claims = Case { insiders: Stance::Claim, ..honest.clone() };
		let barred = standing.epoch < standing.no_audits_before;
		let (network, case) = if barred { (&s.barred, &honest) } else { (&s.network, &claims) };
		let course = play(network, &s.rules, case, beacon, &mut rng());
		let audits = play(&s.network, &s.rules, &honest, beacon, &mut rng());
		let mut advantage = course.ledger.of(Purse::Insiders) - audits.ledger.of(Purse::Insiders);
		if course.end == End::Settled {
			standing.note(course.claims);
		} else {
			let again = Case::honest(&leased_again);
			let again = play(&s.network, &s.rules, &again, beacon, &mut rng());
			let share = (s.network.hostile_share() * 1e6) as i128;
			advantage += again.ledger.of(Purse::Operator) * share / 1_000_000;
		}
		let lied = course.claims > 0;
		Epoch { lied, detected: course.end == End::Settled, ..Epoch::of(case, &course, advantage) }
	})
}

impl Standing {
	/// All claims of an epoch were answered.
	fn note(&mut self, claims: u32) {
		self.claims += claims;
		self.answered += claims;
		if claims > 0 && self.claims >= CLAIMS_TO_JUDGE && self.answered * 2 > self.claims {
			self.no_audits_before = self.epoch + MISTRUSTED_EPOCHS;
		}
		if self.claims >= CLAIMS_TO_JUDGE * 8 {
			self.claims /= 2;
			self.answered /= 2;
		}
	}
}
