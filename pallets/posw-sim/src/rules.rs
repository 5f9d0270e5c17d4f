//! What things cost, and the rules that the attacks are up against.
//!
//! The rules are those of the protocol, as the chain keeps them; where the chain does less, the rule
//! says so. Tests take one away and see the attack pay that it stops: that is what shows that an attack
//! is really tried, and that it is this rule that stops it.

use labscape_posw::{payload::MAX_CLAIMS, Balance};
use labscape_primitives::WorkEpoch;

/// The price of one item, in planck.
pub const PRICE: Balance = 1_000_000;
/// What executing one item costs, in planck: four fifths of its price.
pub const COST: Balance = PRICE / 5 * 4;
/// What a transaction costs, in planck: a tenth of an item's price.
pub const FEE: Balance = PRICE / 10;
/// What the referee's execution of one item costs, in planck: about what it costs anybody.
pub const REFEREE: Balance = COST;
/// What an executor is charged for one answer on chain, half of its cost.
pub const ANSWER: Balance = 8 * PRICE;
/// What a requester would pay for outputs that it cannot get otherwise, in permille of their price.
pub const RANSOM_PERMILLE: Balance = 200;

/// The rules of the protocol that a test may take away.
#[derive(Clone, Debug)]
pub struct Rules {
	/// A leaf holds its node and epoch. *(A1)*
	pub leaves_bind_node: bool,
	/// A leaf holds the fuel used. *(A2)*
	pub leaves_hold_fuel: bool,
	/// Lists are published after audits are committed. *(A3)*
	pub lists_wait: bool,
	/// Where one auditor in eight opens, one that has to and does not loses eight times what agreeing
	/// with a wrong leaf costs; where all do, it loses what silence costs. *(A4)*
	pub unopened_cost_stake: bool,
	/// Items are hidden behind auditors' secrets. *(A5)*
	pub items_hidden: bool,
	/// Auditors are drawn from the whole network. *(A6)*
	pub drawn_from_all: bool,
	/// Samples lie on the axis of price. *(A7)*
	pub sampled_by_price: bool,
	/// A sample on a unit of the executor's provider audits nothing. *(A8)*
	pub own_units_audit_nothing: bool,
	/// What is claimed must be shown. *(A9)*
	pub claims_bind: bool,
	/// An answer saves what was claimed. *(A10)*
	pub answers_save: bool,
	/// How many claims an answer must meet: as many as there are samples, so that auditors of the
	/// executor's side cannot take all the room. *(A10)*
	pub claims_kept: usize,
	/// An auditor that sees in an answer what it had found otherwise disputes it, and has the time to.
	/// *(A9)*
	pub answers_are_disputed: bool,
	/// A requester may ask for outputs on chain. *(A9)*
	pub outputs_are_asked: bool,
	/// The executor serves programs and inputs, too.
	pub executor_serves_inputs: bool,
	/// A slash takes the operator's own bond first. *(A11, A14)*
	pub own_bond_first: bool,
	/// The bounty is the auditors' who had attested another leaf, whoever filed. *(A12)*
	pub bounty_is_attesters: bool,
	/// How many times the referee's cost secures a dispute. *(A13)*
	pub bond_factor: Balance,
	/// Emission is bounded by what the item burns, not by its price. *(A17)*
	pub emission_within_burn: bool,
	/// Verdicts are paid. *(A18)*
	pub verdicts_are_paid: bool,
	/// A chain's head counts only when it was registered before the beacon. *(A20)*
	pub chains_wait: bool,
	/// Epochs until a delegation counts.
	pub pending: WorkEpoch,
	/// Epochs until one that counted is paid back.
	pub unbonding: WorkEpoch,
}

impl Default for Rules {
	fn default() -> Self {
		Self {
			leaves_bind_node: true,
			leaves_hold_fuel: true,
			lists_wait: true,
			unopened_cost_stake: true,
			items_hidden: true,
			drawn_from_all: true,
			sampled_by_price: true,
			own_units_audit_nothing: true,
			claims_bind: true,
			answers_save: true,
			claims_kept: MAX_CLAIMS as usize,
			answers_are_disputed: true,
			outputs_are_asked: true,
			executor_serves_inputs: true,
			own_bond_first: true,
			bounty_is_attesters: true,
			bond_factor: 10,
			emission_within_burn: true,
			verdicts_are_paid: true,
			chains_wait: true,
			pending: 6,
			unbonding: 1_440,
		}
	}
}
