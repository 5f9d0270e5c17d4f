//! Tokens, vesting schedules, the ledger of UBC, and acts in the timelock, read by the names of their
//! fields as everything in [`crate::views`].
// The derive macro imports its own crate for every type and uses the import for some.
#![allow(unused_imports)]

use crate::{
	value,
	views::{choice, record, tail},
	Account, At, Balance, Error, Result,
};
use labscape_primitives::{ScheduleId, TokenId, WorkEpoch};
use subxt::{dynamic::Value, ext::scale_decode::DecodeAsType};

const TOKENS: &str = "Tokens";
const FACTORY: &str = "Factory";
const VESTING: &str = "Vesting";
const BURNING: &str = "Burning";
const GOVERNANCE: &str = "Governance";

record! {
	/// What the rules of a token can do, for ever.
	Features {
		/// Minters may create more of it.
		mintable: bool,
		/// Burners may destroy holdings of others.
		burnable: bool,
		/// Pausers may stop all movement.
		pausable: bool,
		/// Freezers may stop what leaves an account.
		freezable: bool,
		/// It has votes.
		votes: bool,
	}
}

impl Features {
	/// The names of those that are chosen.
	pub fn names(&self) -> Vec<&'static str> {
		[
			(self.mintable, "mintable"),
			(self.burnable, "burnable"),
			(self.pausable, "pausable"),
			(self.freezable, "freezable"),
			(self.votes, "votes"),
		]
		.into_iter()
		.filter_map(|(chosen, name)| chosen.then_some(name))
		.collect()
	}
}

record! {
	/// The rules of a token.
	TokenInfo {
		/// What they can do.
		features: Features,
		/// The supply it never exceeds.
		cap: Option<Balance>,
		/// Who grants and revokes roles.
		admin: Option<[u8; 32]>,
		/// Who may take the admin's place, and until which block.
		pending_admin: Option<([u8; 32], u32)>,
		/// Whether all movement is stopped.
		paused: bool,
		/// How many accounts are frozen.
		frozen_accounts: u32,
	}
}
record! {
	/// How a token is written.
	Metadata {
		/// Its name.
		name: Vec<u8>,
		/// Its symbol.
		symbol: Vec<u8>,
		/// How many decimals are shown.
		decimals: u8,
	}
}
record! {
	/// An allowance, with its deposit.
	Approval {
		/// How much the spender may still take.
		amount: Balance,
		/// What the owner has on hold for it.
		deposit: Balance,
	}
}
choice! {
	/// UBC or a token.
	Asset {
		/// UBC.
		Native,
		/// A token.
		Token(TokenId),
	}
}
choice! {
	/// What becomes of milestones that nobody released in time.
	Lapse {
		/// They vest.
		Vests,
		/// They return to the granter.
		Returns,
	}
}
choice! {
	/// When a schedule vests.
	Release {
		/// In proportion to time.
		Linear {
			/// From here time counts.
			start: u32,
			/// Before this block nothing is vested.
			cliff: u32,
			/// From this block on everything is.
			end: u32,
		},
		/// In equal parts.
		Stepped {
			/// The block of the first.
			first: u32,
			/// Blocks between two.
			period: u32,
			/// How many.
			steps: u32,
		},
		/// Part by part, when somebody says so.
		Milestone {
			/// Who.
			authority: [u8; 32],
			/// The parts.
			parts: Vec<Balance>,
			/// How many are released.
			released: u32,
			/// Until when parts can be released.
			deadline: u32,
			/// What happens then to the others.
			lapse: Lapse,
		},
		/// All of it: what a revocation leaves.
		Vested,
	}
}
record! {
	/// A vesting schedule.
	Schedule {
		/// Of what.
		asset: Asset,
		/// Who gets it.
		beneficiary: [u8; 32],
		/// Who gave it.
		granter: [u8; 32],
		/// All of it.
		amount: Balance,
		/// What was released already.
		claimed: Balance,
		/// When it vests.
		release: Release,
		/// Whether the granter may take back what is not vested.
		revocable: bool,
		/// Whether the beneficiary may hand it on.
		transferable: bool,
	}
}
record! {
	/// What was destroyed, by source.
	Burned {
		/// Shares of transaction fees.
		fees: Balance,
		/// Shares of settled work.
		settlement: Balance,
		/// Shares of the factory's fees.
		factory: Balance,
		/// Slashes.
		slash: Balance,
		/// Holders' own wish.
		voluntary: Balance,
		/// Balances below the existential deposit.
		dust: Balance,
		/// What audits left over.
		audit_residue: Balance,
	}
}
record! {
	/// What was created, by source.
	Minted {
		/// For validators and nominators.
		validators: Balance,
		/// On verified work.
		work: Balance,
		/// For the treasury.
		treasury: Balance,
	}
}
record! {
	/// What was destroyed and created in some stretch of time.
	Flows {
		/// Destroyed.
		burned: Burned,
		/// Created.
		minted: Minted,
	}
}
record! {
	/// How the issuance came about.
	Issuance {
		/// What the genesis block created.
		genesis: Balance,
		/// What was created since.
		minted: Balance,
		/// What was destroyed since.
		burned: Balance,
		/// What exists.
		total: Balance,
	}
}
record! {
	/// The swarm's votes on an act.
	ActTally {
		/// Power against it.
		veto: Balance,
		/// Power for it.
		support: Balance,
	}
}
record! {
	/// An act in the timelock.
	Act {
		/// Its id.
		act: u32,
		/// The hash of its call.
		call_hash: [u8; 32],
		/// The block in which it was queued.
		queued_at: u32,
		/// The block in which it takes effect, and in which the vote ends.
		due: u32,
		/// The last block in which it may take effect.
		expires: u32,
		/// The votes.
		tally: ActTally,
		/// Whether it would be vetoed if the vote ended now.
		vetoed: bool,
	}
}

impl At {
	/// The rules of a token.
	///
	/// # Errors
	/// As all readings here: [`Error::Incompatible`], [`Error::Node`].
	pub async fn token(&self, token: TokenId) -> Result<Option<TokenInfo>> {
		self.get(TOKENS, "Tokens", vec![value::number(token)]).await
	}

	/// All tokens, in the order of their ids.
	///
	/// # Errors
	/// As [`At::token`].
	pub async fn tokens(&self) -> Result<Vec<(TokenId, TokenInfo)>> {
		let found = self.entries(TOKENS, "Tokens", vec![]).await?;
		let mut tokens = found
			.into_iter()
			.map(|(key, info)| Ok((TokenId::from_le_bytes(tail(&key)?), info)))
			.collect::<Result<Vec<_>>>()?;
		tokens.sort_by_key(|(id, _)| *id);
		Ok(tokens)
	}

	/// How a token is written.
	///
	/// # Errors
	/// As [`At::token`].
	pub async fn token_metadata(&self, token: TokenId) -> Result<Option<Metadata>> {
		self.get("Assets", "Metadata", vec![value::number(token)]).await
	}

	/// The token whose symbol looks like `symbol`.
	///
	/// # Errors
	/// As [`At::token`].
	pub async fn token_by_symbol(&self, symbol: &str) -> Result<Option<TokenId>> {
		self.view(FACTORY, "token_by_symbol", vec![Value::from_bytes(symbol.as_bytes())]).await
	}

	/// What an account may still take of others' tokens: spender and allowance.
	///
	/// # Errors
	/// As [`At::token`].
	pub async fn allowances(
		&self,
		token: TokenId,
		owner: &Account,
	) -> Result<Vec<(Account, Approval)>> {
		let prefix = vec![value::number(token), value::account(owner)];
		let found = self.entries("Assets", "Approvals", prefix).await?;
		found
			.into_iter()
			.map(|(key, approval)| Ok((Account::from(tail::<32>(&key)?), approval)))
			.collect()
	}

	/// A number that a view function of the tokens says about `token` and `who`.
	///
	/// # Errors
	/// As [`At::token`].
	pub async fn token_amount(&self, view: &str, token: TokenId, who: &Account) -> Result<Balance> {
		self.view(TOKENS, view, vec![value::number(token), value::account(who)]).await
	}

	/// A schedule of which something is outstanding.
	///
	/// # Errors
	/// As [`At::token`].
	pub async fn schedule(&self, id: ScheduleId) -> Result<Option<Schedule>> {
		self.view(VESTING, "schedule", vec![value::number(id)]).await
	}

	/// All schedules of a beneficiary, in the order of their ids.
	///
	/// # Errors
	/// As [`At::token`].
	pub async fn schedules_of(&self, who: &Account) -> Result<Vec<(ScheduleId, Schedule)>> {
		let mut all: Vec<(ScheduleId, Schedule)> = Vec::new();
		loop {
			let after = value::option(all.last().map(|(id, _)| value::number(*id)));
			let page: Vec<(ScheduleId, Schedule)> =
				self.view(VESTING, "schedules_of", vec![value::account(who), after]).await?;
			if page.is_empty() {
				break;
			}
			all.extend(page);
		}
		all.sort_by_key(|(id, _)| *id);
		Ok(all)
	}

	/// What a claim would release now.
	///
	/// # Errors
	/// As [`At::token`].
	pub async fn claimable(&self, id: ScheduleId) -> Result<Balance> {
		self.view(VESTING, "claimable", vec![value::number(id)]).await
	}

	/// What is vested at a block.
	///
	/// # Errors
	/// As [`At::token`].
	pub async fn vested_at(&self, id: ScheduleId, block: u32) -> Result<Balance> {
		self.view(VESTING, "vested_at", vec![value::number(id), value::number(block)]).await
	}

	/// How the issuance of UBC came about.
	///
	/// # Errors
	/// As [`At::token`].
	pub async fn issuance(&self) -> Result<Issuance> {
		self.view(BURNING, "issuance", vec![]).await
	}

	/// All flows of UBC since genesis.
	///
	/// # Errors
	/// As [`At::token`].
	pub async fn flows(&self) -> Result<Flows> {
		self.view(BURNING, "totals", vec![]).await
	}

	/// The flows of one epoch of work, while it is kept.
	///
	/// # Errors
	/// As [`At::token`].
	pub async fn flows_of(&self, epoch: WorkEpoch) -> Result<Option<Flows>> {
		self.view(BURNING, "flows", vec![value::number(epoch)]).await
	}

	/// The acts that wait in the timelock, in the order of their blocks.
	///
	/// # Errors
	/// As [`At::token`].
	pub async fn open_acts(&self) -> Result<Vec<Act>> {
		self.view(GOVERNANCE, "open_acts", vec![]).await
	}

	/// The voting power of an account: what its work earned, and that as far as its stake goes.
	///
	/// # Errors
	/// As [`At::token`].
	pub async fn voting_power(&self, who: &Account) -> Result<(Balance, Balance)> {
		self.view(GOVERNANCE, "power", vec![value::account(who)]).await
	}
}
