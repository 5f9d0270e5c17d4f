//! Who has what: every planck that moves is taken from one purse and put into another.

use labscape_posw::Balance;

/// Whose money it is. One side of a game may hold several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purse {
	/// Who pays for the work.
	Requester,
	/// The executor's operator: its bond and its income.
	Operator,
	/// The delegators of the executor's provider.
	Delegators,
	/// The auditors of the hostile group.
	Insiders,
	/// All other auditors.
	Honest,
	/// Whoever else files disputes.
	Outsider,
	/// The treasury.
	Treasury,
	/// What is destroyed.
	Burned,
	/// What is created; never above zero.
	Minted,
	/// What machines cost.
	Spent,
	/// What is leased and not decided.
	Pot,
	/// What secures disputes.
	Bonds,
}

const PURSES: usize = Purse::Bonds as usize + 1;

/// All purses, in planck, from nothing.
#[derive(Clone, Debug, Default)]
pub struct Ledger([i128; PURSES]);

impl Ledger {
	/// Move `amount` from one purse to another.
	pub fn pay(&mut self, from: Purse, to: Purse, amount: Balance) {
		self.0[from as usize] -= amount as i128;
		self.0[to as usize] += amount as i128;
	}

	/// What a purse gained.
	pub fn of(&self, purse: Purse) -> i128 {
		self.0[purse as usize]
	}

	/// What several purses gained together.
	pub fn together(&self, purses: &[Purse]) -> i128 {
		purses.iter().map(|purse| self.of(*purse)).sum()
	}

	/// Panics if something is left where nothing may be left when a work is decided.
	pub fn close(&self) {
		assert_eq!(self.of(Purse::Pot), 0, "what was paid is paid out, burned or paid back");
		assert_eq!(self.of(Purse::Bonds), 0, "every bond is returned or burned");
		assert!(self.of(Purse::Minted) <= 0 && self.of(Purse::Burned) >= 0);
	}
}
