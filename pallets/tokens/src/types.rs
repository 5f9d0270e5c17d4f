//! Plain data: what is stored about a token and about votes.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use labscape_primitives::{Amount, Features};
use scale_info::TypeInfo;
use sp_runtime::{traits::ConstU32, BoundedVec};

/// The rules of one token and their state. Its ledger and metadata lie in pallet-assets.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct TokenInfo<AccountId, BlockNumber> {
	/// What its rules can do. Never changes.
	pub features: Features,
	/// The supply it never exceeds. Never changes.
	pub cap: Option<Amount>,
	/// Who grants and revokes roles; nobody after renouncement.
	pub admin: Option<AccountId>,
	/// Who may take the admin's place, and until which block.
	pub pending_admin: Option<(AccountId, BlockNumber)>,
	/// Whether all movement is stopped.
	pub paused: bool,
	/// How many accounts are frozen.
	pub frozen_accounts: u32,
}

/// How many checkpoints lie in one page.
pub const PAGE_LENGTH: u32 = 8;

/// What an account had at the end of a block, until the next checkpoint.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Checkpoint<BlockNumber> {
	/// The block of the last change.
	pub block: BlockNumber,
	/// The total balance, free and held.
	pub balance: Amount,
	/// The votes: the balances of all accounts that delegate here, oneself included by default.
	pub votes: Amount,
}

/// Checkpoints in the order of their blocks.
pub type Page<BlockNumber> = BoundedVec<Checkpoint<BlockNumber>, ConstU32<PAGE_LENGTH>>;

/// The history of one account or of the supply: the newest checkpoints, and where the older ones
/// are.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Trace<AccountId, BlockNumber> {
	/// Who votes with this account's balance; itself if nobody.
	pub delegate: Option<AccountId>,
	/// The oldest page that is still stored.
	pub first_page: u32,
	/// The number that the next page will have.
	pub next_page: u32,
	/// The newest checkpoints.
	pub recent: Page<BlockNumber>,
}

impl<AccountId, BlockNumber> Default for Trace<AccountId, BlockNumber> {
	fn default() -> Self {
		Self { delegate: None, first_page: 0, next_page: 0, recent: Default::default() }
	}
}

impl<AccountId, BlockNumber: Copy + Default + PartialEq> Trace<AccountId, BlockNumber> {
	/// The state now: the newest checkpoint, or nothing.
	pub fn latest(&self) -> Checkpoint<BlockNumber> {
		self.recent.last().copied().unwrap_or_default()
	}

	/// Write `checkpoint` down: over the newest if that is of the same block, else after it.
	/// Returns the page that had to make room.
	#[must_use]
	pub fn record(&mut self, checkpoint: Checkpoint<BlockNumber>) -> Option<Page<BlockNumber>> {
		match self.recent.last_mut() {
			Some(last) if last.block == checkpoint.block => {
				*last = checkpoint;
				return None;
			}
			_ => {}
		}
		let full = self.recent.try_push(checkpoint).is_err();
		full.then(|| {
			let mut page = Page::default();
			let _ = page.try_push(checkpoint);
			core::mem::replace(&mut self.recent, page)
		})
	}
}

/// The checkpoint in force at the end of block `at`, if `page` reaches back that far.
pub fn in_force<BlockNumber: Copy + Ord>(
	page: &[Checkpoint<BlockNumber>],
	at: BlockNumber,
) -> Option<Checkpoint<BlockNumber>> {
	let after = page.partition_point(|checkpoint| checkpoint.block <= at);
	page.get(after.checked_sub(1)?).copied()
}
