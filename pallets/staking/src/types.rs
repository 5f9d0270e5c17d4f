//! Plain data: providers, delegations, and what queues between them.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use labscape_primitives::WorkEpoch;
use scale_info::TypeInfo;
use sp_runtime::{Perbill, Rounding};

use crate::pool::{mul_div, Accumulator, SharePool};

/// UBC, in planck.
pub type Balance = u128;
/// A share of a pool of stake.
pub type Shares = u128;

/// The most epochs in which delegations may be waiting at once.
pub const MAX_PENDING: u32 = 8;
/// The most unbonding chunks of one provider, and of one delegation.
pub const MAX_CHUNKS: u32 = 8;

/// Whether a provider takes work.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum Status {
	/// It does.
	Active,
	/// It does not, and may resume.
	Chilled,
	/// It does not, and never will: what is left are exits.
	Leaving,
}

/// Stake that starts to count in an epoch.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Pending {
	/// The first epoch in which it counts.
	pub from: WorkEpoch,
	/// How much, in planck.
	pub amount: Balance,
}

/// Waiting stake, earliest first, at most one entry for each epoch.
pub type PendingList = BoundedVec<Pending, ConstU32<MAX_PENDING>>;

/// A part of the operator's bond on its way out.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct OwnChunk {
	/// The first epoch in which it may be withdrawn.
	pub release: WorkEpoch,
	/// How much, in planck.
	pub amount: Balance,
}

/// A part of a delegation on its way out.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Chunk<AccountId> {
	/// The first epoch in which it may be withdrawn.
	pub release: WorkEpoch,
	/// Its shares of the provider's unbonding pool: it can still be slashed.
	pub shares: Shares,
	/// The provider to which it moves; `None` if it goes home.
	pub to: Option<AccountId>,
}

/// A provider: the operator's bond, what it stands behind, and the delegators' pools.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Provider {
	/// Whether it takes work.
	pub status: Status,
	/// The operator's own bond. Held on its account, together with `own_unbonding`.
	pub own: Balance,
	/// Parts of the bond on their way out, earliest first. They can still be slashed.
	pub own_unbonding: BoundedVec<OwnChunk, ConstU32<MAX_CHUNKS>>,
	/// What stands behind nodes.
	pub backing: Balance,
	/// How many nodes it stands behind.
	pub nodes: u32,
	/// What is reserved for open work, out of `own`.
	pub reserved: Balance,
	/// Delegations that count.
	pub delegated: SharePool,
	/// Delegations that are waiting.
	pub pending: PendingList,
	/// Delegations on their way out.
	pub unbonding: SharePool,
	/// Delegators' income per share.
	pub income: Accumulator,
	/// Delegators' income that lies in the pot: what they may claim, and what did not divide.
	pub unclaimed: Balance,
	/// The operator's income that lies in the pot.
	pub earned: Balance,
	/// The operator's commission on the delegators' income.
	pub commission: Perbill,
	/// The epoch of the last rise of the commission.
	pub raised_at: WorkEpoch,
	/// How many delegations exist.
	pub delegators: u32,
}

impl Provider {
	/// A provider with a bond and nothing else.
	pub fn new(own: Balance, commission: Perbill, now: WorkEpoch) -> Self {
		Self {
			status: Status::Active,
			own,
			own_unbonding: Default::default(),
			backing: 0,
			nodes: 0,
			reserved: 0,
			delegated: Default::default(),
			pending: Default::default(),
			unbonding: Default::default(),
			income: Default::default(),
			unclaimed: 0,
			earned: 0,
			commission,
			raised_at: now,
			delegators: 0,
		}
	}

	/// Own bond and delegations that count.
	pub fn active_stake(&self) -> Balance {
		self.own.saturating_add(self.delegated.value)
	}

	/// All waiting delegations.
	pub fn pending_total(&self) -> Balance {
		total(&self.pending)
	}

	/// All of the bond that is on its way out.
	pub fn own_unbonding_total(&self) -> Balance {
		self.own_unbonding.iter().fold(0, |sum, chunk| sum.saturating_add(chunk.amount))
	}

	/// How much of the own bond is needed for `backing`: whatever delegations do not cover, and at
	/// least one part in `1 + leverage`.
	pub fn own_part(&self, backing: Balance, leverage: u32) -> Balance {
		let least = backing.div_ceil(Balance::from(leverage).saturating_add(1));
		backing.saturating_sub(self.delegated.value).max(least)
	}

	/// The own bond less what backs nodes and what is reserved.
	pub fn free_own(&self, leverage: u32) -> Balance {
		self.own.saturating_sub(self.reserved).saturating_sub(self.own_part(self.backing, leverage))
	}

	/// Whether the stake, that of leaving delegators included, covers all it stands behind.
	pub fn is_covered(&self) -> bool {
		let stake = self.active_stake().saturating_add(self.unbonding.value);
		self.reserved <= self.own && self.backing.saturating_add(self.reserved) <= stake
	}

	/// How much more may be delegated.
	pub fn room(&self, leverage: u32) -> Balance {
		self.own
			.saturating_mul(leverage.into())
			.saturating_sub(self.delegated.value)
			.saturating_sub(self.pending_total())
	}

	/// Whether nothing is left but the record.
	pub fn is_spent(&self) -> bool {
		self.status == Status::Leaving
			&& self.own == 0
			&& self.own_unbonding.is_empty()
			&& self.nodes == 0
			&& self.reserved == 0
			&& self.earned == 0
			&& self.delegators == 0
	}

	/// Divide an income: what the delegators get of `amount`. The rest is the operator's.
	pub fn delegators_part(&self, amount: Balance) -> Balance {
		let shared = amount.saturating_sub(self.commission.mul_ceil(amount));
		mul_div(shared, self.delegated.value, self.active_stake(), Rounding::Down).unwrap_or(0)
	}

	/// Take up to `amount` from what the operator is unbonding, latest first.
	pub fn slash_own_unbonding(&mut self, amount: Balance) -> Balance {
		let mut left = amount;
		for chunk in self.own_unbonding.iter_mut().rev() {
			let taken = left.min(chunk.amount);
			chunk.amount = chunk.amount.saturating_sub(taken);
			left = left.saturating_sub(taken);
		}
		self.own_unbonding.retain(|chunk| chunk.amount > 0);
		amount.saturating_sub(left)
	}

	/// Take up to `amount` from the delegators, those who are leaving included, in proportion.
	pub fn slash_delegators(&mut self, amount: Balance) -> Balance {
		let both = self.delegated.value.saturating_add(self.unbonding.value);
		let share = mul_div(amount, self.unbonding.value, both, Rounding::Down).unwrap_or(0);
		let leaving = self.unbonding.slash(share);
		let staying = self.delegated.slash(amount.saturating_sub(leaving));
		let rest = amount.saturating_sub(leaving).saturating_sub(staying);
		leaving.saturating_add(staying).saturating_add(self.unbonding.slash(rest))
	}
}

/// Stake and income of one delegator at one provider.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Delegation<AccountId> {
	/// Shares of the provider's delegations.
	pub shares: Shares,
	/// The provider's income per share up to which `owed` is counted.
	pub since: u128,
	/// Income up to then that was not claimed.
	pub owed: Balance,
	/// Stake that does not count yet, or whose shares were not yet written down.
	pub pending: PendingList,
	/// Stake on its way out, earliest first.
	pub unbonding: BoundedVec<Chunk<AccountId>, ConstU32<MAX_CHUNKS>>,
}

impl<AccountId> Default for Delegation<AccountId> {
	fn default() -> Self {
		Self {
			shares: 0,
			since: 0,
			owed: 0,
			pending: Default::default(),
			unbonding: Default::default(),
		}
	}
}

impl<AccountId> Delegation<AccountId> {
	/// Whether nothing is left but the record.
	pub fn is_empty(&self) -> bool {
		self.shares == 0 && self.owed == 0 && self.pending.is_empty() && self.unbonding.is_empty()
	}
}

/// Delegations that began to count in the same epoch and whose owners have not been back since.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Cohort {
	/// What they had delegated, in planck.
	pub amount: Balance,
	/// The shares that this became.
	pub shares: Shares,
	/// The provider's income per share when it did.
	pub since: u128,
}

impl Cohort {
	/// Take out the part of an owner who had delegated `amount`, and return its shares. The last to
	/// come gets what is left.
	pub fn take(&mut self, amount: Balance) -> Shares {
		let shares = if amount >= self.amount {
			self.shares
		} else {
			mul_div(self.shares, amount, self.amount, Rounding::Down).unwrap_or(0)
		};
		self.amount = self.amount.saturating_sub(amount);
		self.shares = self.shares.saturating_sub(shares);
		shares
	}
}

/// What stands behind a node.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Backing<AccountId> {
	/// Whose stake it is.
	pub provider: AccountId,
	/// How much, in planck.
	pub amount: Balance,
}

/// A provider as clients see it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct ProviderView {
	/// Whether it takes work, by its own choice.
	pub status: Status,
	/// Whether it may get leases: status, minimum bond and coverage.
	pub active: bool,
	/// The operator's own bond.
	pub own: Balance,
	/// The part of it that neither backs nodes nor is reserved.
	pub free_own: Balance,
	/// The bond on its way out, with the epoch of each part.
	pub own_unbonding: BoundedVec<OwnChunk, ConstU32<MAX_CHUNKS>>,
	/// What stands behind nodes.
	pub backing: Balance,
	/// How many nodes those are.
	pub nodes: u32,
	/// What is reserved for open work.
	pub reserved: Balance,
	/// Delegations that count.
	pub delegated: Balance,
	/// Delegations that wait.
	pub pending: Balance,
	/// Delegations on their way out.
	pub unbonding: Balance,
	/// How much more may be delegated.
	pub room: Balance,
	/// Commission on the delegators' income.
	pub commission: Perbill,
	/// What the operator may claim.
	pub earned: Balance,
	/// How many delegations exist.
	pub delegators: u32,
}

/// A delegation as clients see it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct DelegationView<AccountId> {
	/// Stake that counts.
	pub active: Balance,
	/// Stake that waits.
	pub pending: PendingList,
	/// Stake on its way out: first epoch, worth now, and the provider to which it moves.
	pub unbonding: alloc::vec::Vec<(WorkEpoch, Balance, Option<AccountId>)>,
	/// Income that may be claimed.
	pub claimable: Balance,
}

/// The sum of a list.
pub(crate) fn total(pending: &PendingList) -> Balance {
	pending.iter().fold(0, |sum, entry| sum.saturating_add(entry.amount))
}

/// Add `amount` to the entry of epoch `from`, which is not before any other entry. `Err` if there
/// are too many entries.
pub(crate) fn add_pending(
	list: &mut PendingList,
	from: WorkEpoch,
	amount: Balance,
) -> Result<(), ()> {
	match list.last_mut() {
		Some(last) if last.from == from => {
			last.amount = last.amount.checked_add(amount).ok_or(())?;
			Ok(())
		}
		_ => list.try_push(Pending { from, amount }).map_err(|_| ()),
	}
}

/// Take up to `amount` from the entry of epoch `from`.
pub(crate) fn sub_pending(list: &mut PendingList, from: WorkEpoch, amount: Balance) {
	if let Some(entry) = list.iter_mut().find(|entry| entry.from == from) {
		entry.amount = entry.amount.saturating_sub(amount);
	}
	list.retain(|entry| entry.amount > 0);
}
