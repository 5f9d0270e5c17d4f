//! One work's way through the protocol: committed, drawn, audited, answered, disputed, decided.
//!
//! The stages are those of `pallet-labscape-posw-rewards`; what each of them asks of the protocol is
//! asked of `labscape-posw`, as there: who audits, which item, how many samples, what is paid, split,
//! minted and slashed. Who does what in a stage is the case's; what it costs or brings is in the
//! ledger at the end, and nowhere else.

use crate::{
	items::Items,
	ledger::{Ledger, Purse},
	network::{Network, WORK},
	rules::{Rules, ANSWER, COST, FEE, RANSOM_PERMILLE, REFEREE},
};
use labscape_posw::{draw, hash, money, Balance, Hash};
use labscape_primitives::NodeId;
use pallet_labscape_staking::Provider;
use rand::{rngs::StdRng, Rng};
use sp_arithmetic::Perbill;

/// The most disputes that may be open against one work.
const MAX_DISPUTES: usize = 4;
/// A liar's stake pays one part in this many to who found the lie.
const BOUNTY_SHARE: Balance = 10;
/// How many secrets an auditor tries that may choose one late.
const LATE_SECRETS: u8 = 64;

/// What the hostile auditors do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stance {
	/// Their duty.
	Honest,
	/// They know what the executor committed, attest that, and agree.
	Cover,
	/// As [`Stance::Cover`], with secrets chosen after the beacon, by which nothing wrong is theirs.
	LateSecret,
	/// They say that nothing could be had.
	Claim,
	/// As [`Stance::Cover`], but what is right of their samples they say could not be had.
	Crowd,
	/// They take their seats and say nothing more.
	Silent,
	/// They commit to audits and never give a verdict.
	Mute,
}

/// To which honest auditors the executor serves its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Serve {
	/// To all.
	All,
	/// To every second one: it cannot know whose samples are right.
	Half,
	/// To none.
	Nobody,
}

/// Whether the executor answers claims on chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answers {
	/// Always.
	Always,
	/// When all that it must show is right.
	IfRight,
}

/// What somebody does who is neither executor nor auditor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outsider {
	/// Nothing.
	Absent,
	/// Knows that the first leaf is wrong, and has that proven before anybody audits.
	FilesAtOnce,
	/// Sees in the pool what auditors file, and files it first.
	FrontRuns,
	/// Disputes so many right leaves.
	Spams(u32),
}

/// Who plays what.
#[derive(Clone)]
pub struct Case<'a> {
	/// What was committed.
	pub items: &'a Items,
	/// The hostile auditors.
	pub insiders: Stance,
	/// Whom the executor serves.
	pub serve: Serve,
	/// What it answers.
	pub answers: Answers,
	/// Whether the executor keeps outputs from the requester.
	pub keeps_outputs: bool,
	/// Whether the requester keeps inputs from auditors.
	pub keeps_inputs: bool,
	/// Somebody else.
	pub outsider: Outsider,
	/// The share of the provider's stake that delegators own, in percent.
	pub delegated_percent: Balance,
	/// Whether the machines of the hostile group cost nothing: what washes need not compute.
	pub free_machines: bool,
}

impl<'a> Case<'a> {
	/// Everybody does its duty.
	pub fn honest(items: &'a Items) -> Self {
		Self {
			items,
			insiders: Stance::Honest,
			serve: Serve::All,
			answers: Answers::Always,
			keeps_outputs: false,
			keeps_inputs: false,
			outsider: Outsider::Absent,
			delegated_percent: 0,
			free_machines: false,
		}
	}
}

/// How a work ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
	/// Proven and paid.
	Settled,
	/// A leaf was proven wrong.
	Wrong,
	/// Something was not shown.
	Withheld,
	/// Neither auditors nor the referee proved it.
	NoQuorum,
}

/// What a work came to.
#[derive(Clone, Debug)]
pub struct Course {
	/// How it ended.
	pub end: End,
	/// Who has what.
	pub ledger: Ledger,
	/// Executions by auditors, and by those who were paid as if they had.
	pub audits: u32,
	/// Honest parties that lost stake.
	pub false_slashes: u32,
	/// Auditors that were charged for agreeing with a wrong leaf.
	pub agreed_wrong: u32,
	/// How often it was drawn.
	pub draws: u8,
	/// Claims of the hostile group, and how many were answered.
	pub claims: u32,
}

/// An auditor's verdict, as far as it may be held against it.
struct Verdict {
	auditor: NodeId,
	/// The leaves that it agreed with; none are noted where all are right.
	agreed: Vec<u32>,
}

struct Dispute {
	leaf: u32,
	/// Whether the outsider filed it.
	outside: bool,
	/// Auditors who had attested another leaf.
	attesters: Vec<NodeId>,
}

struct Game<'a> {
	network: &'a Network,
	rules: &'a Rules,
	case: &'a Case<'a>,
	rng: &'a mut StdRng,
	samples: u16,
	/// What one sample pays, and what all have been paid.
	fee: Balance,
	fees: Balance,
	budget: Balance,
	charges: Balance,
	agreed: u32,
	foreign: u32,
	judged: Vec<bool>,
	/// Claimed leaves, and honest auditors who know better than what will be shown.
	claims: Vec<(u32, NodeId)>,
	claimed: u32,
	verdicts: Vec<Verdict>,
	disputes: Vec<Dispute>,
	silent: Vec<NodeId>,
	course: Course,
}

/// Play a case. `beacon` is the first draw's.
pub fn play(
	network: &Network,
	rules: &Rules,
	case: &Case,
	beacon: Hash,
	rng: &mut StdRng,
) -> Course {
	let items = case.items;
	let samples = money::samples(items.count, &network.params);
	let budget = items
		.segments
		.iter()
		.map(|segment| money::audit_price(segment.item_price) * Balance::from(segment.len))
		.sum();
	let shares = &network.params.shares;
	let fee = if rules.verdicts_are_paid {
		money::sample_fee(items.value, items.count, samples, budget, shares)
	} else {
		0
	};
	let course = Course {
		end: End::NoQuorum,
		ledger: Ledger::default(),
		audits: 0,
		false_slashes: 0,
		agreed_wrong: 0,
		draws: 0,
		claims: 0,
	};
	let judged = vec![false; usize::from(samples)];
	let game = Game {
		network,
		rules,
		case,
		rng,
		samples,
		fee,
		fees: 0,
		budget,
		charges: 0,
		agreed: 0,
		foreign: 0,
		judged,
		claims: Vec::new(),
		claimed: 0,
		verdicts: Vec::new(),
		disputes: Vec::new(),
		silent: Vec::new(),
		course,
	};
	game.run(beacon)
}

impl Game<'_> {
	fn run(mut self, mut beacon: Hash) -> Course {
		let items = self.case.items;
		self.pay(Purse::Requester, Purse::Pot, items.value + self.budget);
		if !self.case.free_machines {
			self.pay(Purse::Operator, Purse::Spent, items.cost);
		}
		let decided = self.early_disputes().or_else(|| loop {
			self.course.draws += 1;
			if let Some(end) = self.one_draw(&beacon) {
				break Some(end);
			}
			if self.course.draws > self.network.params.redraws {
				break None;
			}
			beacon = Hash::from(self.rng.gen::<[u8; 32]>());
		});
		self.course.end = decided.unwrap_or_else(|| self.referee_instead(&beacon));
		self.course.ledger.close();
		self.course
	}

	fn pay(&mut self, from: Purse, to: Purse, amount: Balance) {
		self.course.ledger.pay(from, to, amount);
	}

	fn purse(&self, auditor: NodeId) -> Purse {
		if self.network.is_hostile(auditor) {
			Purse::Insiders
		} else {
			Purse::Honest
		}
	}

	/// One draw: audits, verdicts, answers, disputes; decided if nothing is missing.
	fn one_draw(&mut self, beacon: &Hash) -> Option<End> {
		let executor = self.case.items.executor;
		let (network, judged) = (self.network, self.judged.clone());
		let due = |sample: u16| !judged[usize::from(sample)];
		let first = self.course.draws == 1;
		let drawn = network.drawn_if(self.rules, beacon, executor, self.samples, first, due);
		let secrets = Hash::from(self.rng.gen::<[u8; 32]>());
		self.silent.clear();
		self.foreign = judged.iter().filter(|judged| **judged).count() as u32;
		for (auditor, samples) in &drawn {
			self.foreign += samples.len() as u32;
			self.audit(*auditor, samples, beacon, &secrets);
		}
		if let Some(end) = self.answer().or_else(|| self.run_disputes()) {
			return Some(end);
		}
		if self.case.keeps_outputs && self.rules.outputs_are_asked {
			// The requester asks on chain; nothing comes.
			self.pay(Purse::Requester, Purse::Burned, FEE);
			return Some(self.forfeit());
		}
		if self.agreed > 0 && self.agreed * 2 > self.foreign {
			return Some(self.settle());
		}
		let charge = self.network.params.silence_charge;
		for auditor in self.silent.clone() {
			self.charge_auditor(auditor, charge);
		}
		None
	}

	/// What one auditor does with its samples.
	fn audit(&mut self, auditor: NodeId, samples: &[u16], beacon: &Hash, secrets: &Hash) {
		let mut secret = hash::input_leaf(secrets);
		secret.0[..4].copy_from_slice(&auditor.to_le_bytes());
		let own = self.network.is_own(auditor, self.case.items.executor);
		let stance = match self.network.is_hostile(auditor) {
			// Drawn at all only where own units audit: then it agrees with itself.
			true if own => Stance::Cover,
			true => self.case.insiders,
			false => Stance::Honest,
		};
		match stance {
			Stance::Honest => self.audit_honestly(auditor, samples, beacon, &secret),
			Stance::Cover => self.agree_blindly(auditor, samples, beacon, &secret),
			Stance::LateSecret => {
				let secret = self.late_secret(samples, beacon, &secret);
				self.agree_blindly(auditor, samples, beacon, &secret);
			}
			Stance::Claim => {
				self.course.claims += samples.len() as u32;
				self.claim(auditor, samples, beacon, &secret);
			}
			Stance::Crowd => self.crowd(auditor, samples, beacon, &secret),
			Stance::Silent => self.silent.push(auditor),
			Stance::Mute => {
				// What was committed to is missed when its page is swept, quorum or not.
				let charge = self.network.params.silence_charge;
				self.charge_auditor(auditor, charge);
			}
		}
	}

	fn sampled(&self, samples: &[u16], beacon: &Hash, secret: &Hash) -> Vec<u32> {
		let items = self.case.items;
		let leaf = |sample: &u16| items.sampled(self.rules, beacon, *sample, secret);
		samples.iter().map(leaf).collect()
	}

	/// Execute every sample, attest what was found, compare it with the list.
	fn audit_honestly(&mut self, auditor: NodeId, samples: &[u16], beacon: &Hash, secret: &Hash) {
		let inputs = !self.case.keeps_inputs || self.rules.executor_serves_inputs;
		if !inputs {
			return self.claim(auditor, samples, beacon, secret);
		}
		let purse = self.purse(auditor);
		if !(self.case.free_machines && purse == Purse::Insiders) {
			self.pay(purse, Purse::Spent, COST * samples.len() as Balance);
		}
		self.course.audits += samples.len() as u32;
		let served = match self.case.serve {
			Serve::All => true,
			Serve::Half => self.rng.gen(),
			Serve::Nobody => false,
		};
		if !served {
			return self.claim(auditor, samples, beacon, secret);
		}
		if self.case.items.are_right() {
			// Wherever the samples fall, nothing is found.
			return self.agree(auditor, samples, Vec::new());
		}
		let leaves = self.sampled(samples, beacon, secret);
		match leaves.iter().find(|leaf| self.case.items.is_wrong(**leaf)) {
			Some(wrong) => {
				self.mark(samples);
				self.file_or_join(*wrong, auditor);
			}
			None => self.agree(auditor, samples, leaves),
		}
	}

	/// Attest what the executor committed without executing it: the group shares its leaves, so every
	/// opening opens.
	fn agree_blindly(&mut self, auditor: NodeId, samples: &[u16], beacon: &Hash, secret: &Hash) {
		// The protocol needs these executions; whoever is paid for them did not do them.
		self.course.audits += samples.len() as u32;
		let leaves = match self.case.items.are_right() {
			true => Vec::new(),
			false => self.sampled(samples, beacon, secret),
		};
		self.agree(auditor, samples, leaves);
	}

	fn agree(&mut self, auditor: NodeId, samples: &[u16], leaves: Vec<u32>) {
		self.mark(samples);
		self.agreed += samples.len() as u32;
		let fees = self.fee * samples.len() as Balance;
		self.fees += fees;
		let purse = self.purse(auditor);
		self.pay(Purse::Pot, purse, fees);
		self.verdicts.push(Verdict { auditor, agreed: leaves });
	}

	fn mark(&mut self, samples: &[u16]) {
		for sample in samples {
			self.judged[usize::from(*sample)] = true;
		}
	}

	fn claim(&mut self, auditor: NodeId, samples: &[u16], beacon: &Hash, secret: &Hash) {
		self.mark(samples);
		self.claimed += samples.len() as u32;
		let leaves = self.sampled(samples, beacon, secret);
		self.claims.extend(leaves.into_iter().map(|leaf| (leaf, auditor)));
	}

	/// Claim what is right, to crowd out others' claims, and agree with what is wrong.
	fn crowd(&mut self, auditor: NodeId, samples: &[u16], beacon: &Hash, secret: &Hash) {
		let leaf = |sample: u16| self.case.items.sampled(self.rules, beacon, sample, secret);
		let (wrong, right): (Vec<u16>, Vec<u16>) =
			samples.iter().partition(|sample| self.case.items.is_wrong(leaf(**sample)));
		self.course.claims += right.len() as u32;
		if !right.is_empty() {
			self.claim(auditor, &right, beacon, secret);
		}
		if !wrong.is_empty() {
			self.agree_blindly(auditor, &wrong, beacon, secret);
		}
	}

	/// The secret with which an auditor reveals its samples if it may choose it after the beacon.
	fn late_secret(&self, samples: &[u16], beacon: &Hash, secret: &Hash) -> Hash {
		let head = hash::chain_step(secret);
		let harmless = |secret: &Hash| {
			let leaves = self.sampled(samples, beacon, secret);
			leaves.iter().all(|leaf| !self.case.items.is_wrong(*leaf))
		};
		let accepted = |late: &Hash| !self.rules.chains_wait || hash::chain_step(late) == head;
		let tries = (0..LATE_SECRETS).scan(*secret, |last, _| {
			*last = hash::input_leaf(last);
			Some(*last)
		});
		// What does not belong to the registered head is refused, and the report is made again.
		tries.filter(accepted).find(harmless).unwrap_or(*secret)
	}

	/// The executor's answer to what was claimed.
	fn answer(&mut self) -> Option<End> {
		if self.claimed == 0 {
			return None;
		}
		let mut claims = std::mem::take(&mut self.claims);
		// Those of one mind with the executor see to it that they come first. Beyond the bound an answer
		// need not show more.
		claims.sort_by_key(|(_, auditor)| !self.network.is_hostile(*auditor));
		claims.truncate(self.rules.claims_kept);
		let claimed = std::mem::take(&mut self.claimed);
		if !self.rules.claims_bind {
			self.agreed += claimed;
			return None;
		}
		let items = self.case.items;
		let right = claims.iter().all(|(leaf, _)| !items.is_wrong(*leaf));
		if !self.rules.answers_save {
			return Some(self.void(End::Withheld));
		}
		if self.case.answers == Answers::IfRight && !right {
			return Some(self.forfeit());
		}
		self.charges += ANSWER;
		self.agreed += claimed;
		for (leaf, auditor) in claims {
			let shown = items.leaf(self.rules, leaf);
			assert!(items.belongs(self.rules, leaf, &shown), "an answer shows what was committed");
			// Who claimed had attested its own leaf, and sees now that another was committed.
			let files = self.rules.answers_are_disputed && !self.network.is_hostile(auditor);
			if items.is_wrong(leaf) && files {
				self.file_or_join(leaf, auditor);
			}
		}
		None
	}

	fn file_or_join(&mut self, leaf: u32, auditor: NodeId) {
		if self.case.outsider == Outsider::FrontRuns && self.disputes.is_empty() {
			self.file_outside(leaf);
		}
		let full = self.disputes.len() >= MAX_DISPUTES;
		match self.disputes.iter_mut().find(|dispute| dispute.leaf == leaf) {
			// Resolved before the auditor is heard, where nobody waits for it.
			Some(dispute) if dispute.outside && !self.rules.bounty_is_attesters => {}
			Some(dispute) => dispute.attesters.push(auditor),
			None if full => {}
			None => {
				self.disputes.push(Dispute { leaf, outside: false, attesters: vec![auditor] });
			}
		}
	}

	fn file_outside(&mut self, leaf: u32) {
		self.pay(Purse::Outsider, Purse::Burned, FEE);
		let bond = REFEREE * self.rules.bond_factor;
		self.pay(Purse::Outsider, Purse::Bonds, bond);
		self.disputes.push(Dispute { leaf, outside: true, attesters: Vec::new() });
	}

	/// What is disputed before anybody audits.
	fn early_disputes(&mut self) -> Option<End> {
		match self.case.outsider {
			Outsider::FilesAtOnce => {
				let leaf = self.case.items.first_wrong()?;
				self.file_outside(leaf);
			}
			Outsider::Spams(disputes) => {
				(0..disputes.min(self.case.items.count)).for_each(|leaf| self.file_outside(leaf));
			}
			Outsider::Absent | Outsider::FrontRuns => {}
		}
		self.run_disputes()
	}

	/// The chain executes what is disputed, one after the other, until a leaf is proven wrong.
	fn run_disputes(&mut self) -> Option<End> {
		let mut disputes = std::mem::take(&mut self.disputes).into_iter();
		let bond = REFEREE * self.rules.bond_factor;
		while let Some(dispute) = disputes.next() {
			let right = self.case.items.referee(self.rules, dispute.leaf);
			if dispute.outside {
				let to = if right { Purse::Burned } else { Purse::Outsider };
				self.pay(Purse::Bonds, to, bond);
			}
			if right {
				// An honest auditor never files such a one; its bond would be lost.
				self.course.false_slashes += u32::from(!dispute.outside);
				continue;
			}
			let open = disputes.filter(|other| other.outside).count() as Balance;
			self.pay(Purse::Bonds, Purse::Outsider, open * bond);
			return Some(self.prove_wrong(&dispute));
		}
		None
	}

	/// Take from the executor's stake: from the operator's own bond first.
	fn slash(&mut self, to: Purse, amount: Balance) {
		let from = if self.rules.own_bond_first { Purse::Operator } else { Purse::Delegators };
		self.pay(from, to, amount);
		let case = self.case;
		let honest = case.items.are_right()
			&& case.serve == Serve::All
			&& case.answers == Answers::Always
			&& !case.keeps_outputs;
		self.course.false_slashes += u32::from(honest && amount > 0);
	}

	fn charge_auditor(&mut self, auditor: NodeId, amount: Balance) {
		let purse = self.purse(auditor);
		self.pay(purse, Purse::Burned, amount);
		let honest = purse == Purse::Honest || self.case.insiders == Stance::Honest;
		self.course.false_slashes += u32::from(honest);
	}

	fn prove_wrong(&mut self, dispute: &Dispute) -> End {
		let stake = money::stake(self.case.items.value, &self.network.params);
		let owed = self.fees.min(stake);
		self.slash(Purse::Pot, owed);
		let bounty = (stake / BOUNTY_SHARE).min(stake - owed);
		match Balance::try_from(dispute.attesters.len()) {
			Ok(attesters) if attesters > 0 => {
				let share = bounty / attesters;
				for auditor in &dispute.attesters {
					let purse = self.purse(*auditor);
					self.slash(purse, share);
				}
				self.slash(Purse::Burned, bounty - share * attesters);
			}
			_ => self.slash(Purse::Outsider, bounty),
		}
		self.slash(Purse::Burned, stake - owed - bounty);
		self.refund();
		self.charge_agreeing(dispute.leaf);
		End::Wrong
	}

	/// Charge every auditor to whom the wrong leaf was drawn and who agreed with it.
	fn charge_agreeing(&mut self, leaf: u32) {
		let verdicts = std::mem::take(&mut self.verdicts);
		let opens_for = if self.network.nodes() > draw::ALL_OPEN { draw::OPEN_SHARE } else { 1 };
		// A node is drawn about as many samples in all as are drawn of it.
		let fees = self.fee * Balance::from(self.samples);
		for verdict in verdicts.iter().filter(|verdict| verdict.agreed.contains(&leaf)) {
			self.charge_auditor(verdict.auditor, money::auditor_stake(fees, opens_for));
			self.course.agreed_wrong += 1;
		}
	}

	/// Give the requester everything back; the pot has what auditors were paid again.
	fn refund(&mut self) {
		let all = self.case.items.value + self.budget;
		self.pay(Purse::Pot, Purse::Requester, all);
	}

	/// The work is released: the executor pays what its audits cost.
	fn void(&mut self, end: End) -> End {
		let fees = self.fees;
		self.slash(Purse::Pot, fees);
		self.refund();
		end
	}

	/// Silence, after claims, to the end: the work is void and the stake is lost.
	fn forfeit(&mut self) -> End {
		let stake = money::stake(self.case.items.value, &self.network.params);
		self.slash(Purse::Burned, stake);
		self.void(End::Withheld)
	}

	/// No quorum came: the executor has items refereed that the last beacon drew, if they are right.
	fn referee_instead(&mut self, beacon: &Hash) -> End {
		let items = self.case.items;
		let slots = u32::from(self.network.params.fallback_items).min(items.count) as u8;
		let segments = &items.segments;
		let drawn = (0..slots).filter_map(|slot| {
			draw::fallback_item(segments, beacon, WORK, items.executor, slot).map(|item| item.leaf)
		});
		let drawn: Vec<u32> = drawn.collect();
		if drawn.iter().any(|leaf| items.is_wrong(*leaf)) {
			return self.void(End::NoQuorum);
		}
		for leaf in drawn {
			assert!(items.referee(self.rules, leaf), "only what is right is shown");
			self.charges += REFEREE;
		}
		self.settle()
	}

	/// Proven: pay, burn, emit.
	fn settle(&mut self) -> End {
		let (items, params) = (self.case.items, &self.network.params);
		let split = money::split(items.value, &params.shares);
		let shortfall = self.fees.saturating_sub(self.budget);
		let owned = split.provider.saturating_sub(shortfall);
		let charges = self.charges.min(owned);
		let emitted = emission(self.network, self.rules, items.value);
		self.pay(Purse::Pot, Purse::Burned, split.burn + charges);
		self.pay(Purse::Pot, Purse::Treasury, split.treasury);
		self.pay(Purse::Pot, Purse::Burned, self.budget.saturating_sub(self.fees));
		self.pay(Purse::Minted, Purse::Pot, emitted);
		let paid = owned - charges + emitted;
		let shared = delegators_part(paid, self.case.delegated_percent);
		self.pay(Purse::Pot, Purse::Delegators, shared);
		self.pay(Purse::Pot, Purse::Operator, paid - shared);
		if self.case.keeps_outputs {
			// Paid for, and not to be had otherwise.
			let ransom = items.value * RANSOM_PERMILLE / 1_000;
			self.pay(Purse::Requester, Purse::Operator, ransom);
		}
		End::Settled
	}
}

/// What is minted on settled work, at most: the schedule leaves room.
pub fn emission(network: &Network, rules: &Rules, value: Balance) -> Balance {
	let burn = money::split(value, &network.params.shares).burn;
	let bounded = |on: Balance| (on as f64 * network.kappa) as Balance;
	if rules.emission_within_burn {
		money::emission(burn, bounded(burn), burn, burn)
	} else {
		bounded(value)
	}
}

/// What the delegators get of an income, when they own so much of the stake and pay no commission.
pub fn delegators_part(income: Balance, percent: Balance) -> Balance {
	if percent == 0 {
		return 0;
	}
	let mut provider = Provider::new(100 - percent, Perbill::zero(), 0);
	provider.delegated.issue(percent).map_or(0, |_| provider.delegators_part(income))
}

#[cfg(test)]
mod tests;
