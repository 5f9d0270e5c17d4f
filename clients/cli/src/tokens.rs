//! Tokens: made by the factory, moved by their holders, ruled by their roles.

mod create;
mod moves;
mod rules;
mod show;

use crate::{permits, session::Session};
use clap::Subcommand;
use labscape_client::{
	amount,
	tx::Call,
	value::{number, Value},
	At, Balance, Error, Result,
};
use labscape_primitives::TokenId;
use moves::Allowance;
use std::path::PathBuf;

pub use create::Create;
pub use moves::lines;
pub use rules::{AdminCommand, RoleCommand};

use create::CREATE_EXAMPLES;

/// What can be done with tokens. A TOKEN is named by its id or its symbol.
#[derive(Subcommand)]
pub enum TokenCommand {
	/// List all tokens.
	List,
	/// Show a token: its rules, its supply, and what an account has of it.
	Show {
		/// Its id or symbol.
		token: String,
		/// An address, or //Name; the signing key's if one is named.
		#[arg(long)]
		of: Option<String>,
	},
	/// Create a token, all of it or nothing.
	#[command(after_help = CREATE_EXAMPLES)]
	Create(Box<Create>),
	/// Send tokens.
	Transfer {
		/// Its id or symbol.
		token: String,
		/// To whom.
		to: String,
		/// How much.
		amount: String,
	},
	/// Send tokens to many: a file with an address and an amount in each line.
	Distribute {
		/// Its id or symbol.
		token: String,
		/// The file; at most 100 lines.
		file: PathBuf,
	},
	/// Let somebody take tokens of one's own, up to an amount in all; 0 takes the permission back.
	Approve {
		/// Its id or symbol.
		token: String,
		/// Who may take them.
		spender: String,
		/// How much, instead of what it was before.
		amount: String,
		/// So much more than before.
		#[arg(long, conflicts_with = "less")]
		more: bool,
		/// So much less than before.
		#[arg(long)]
		less: bool,
	},
	/// List what others may still take of an account's tokens.
	Allowances {
		/// Its id or symbol.
		token: String,
		/// Whose tokens; the signing key's if it is missing.
		owner: Option<String>,
	},
	/// Take tokens of somebody who allowed it.
	TransferFrom {
		/// Its id or symbol.
		token: String,
		/// Whose tokens.
		owner: String,
		/// To whom.
		to: String,
		/// How much.
		amount: String,
	},
	/// Permissions and delegations signed by one and submitted by another.
	#[command(subcommand)]
	Permit(permits::PermitCommand),
	/// Create more of a token, as its minter.
	Mint {
		/// Its id or symbol.
		token: String,
		/// For whom.
		to: String,
		/// How much.
		amount: String,
	},
	/// Destroy tokens of one's own, or of somebody who allowed it.
	Burn {
		/// Its id or symbol.
		token: String,
		/// How much.
		amount: String,
		/// Of this account, which has allowed it.
		#[arg(long, conflicts_with = "force_from")]
		from: Option<String>,
		/// Of this account, as the token's burner.
		#[arg(long)]
		force_from: Option<String>,
	},
	/// Stop all movement of a token, as its pauser.
	Pause {
		/// Its id or symbol.
		token: String,
	},
	/// Let a token move again, as its pauser.
	Unpause {
		/// Its id or symbol.
		token: String,
	},
	/// Let nothing leave an account, as the token's freezer.
	Freeze {
		/// Its id or symbol.
		token: String,
		/// The account.
		account: String,
	},
	/// Let an account spend again, as the token's freezer.
	Thaw {
		/// Its id or symbol.
		token: String,
		/// The account.
		account: String,
	},
	/// List the members of all roles.
	Roles {
		/// Its id or symbol.
		token: String,
	},
	/// Change the members of a role, as the token's admin.
	#[command(subcommand)]
	Role(RoleCommand),
	/// Hand on the admin's place.
	#[command(subcommand)]
	Admin(AdminCommand),
	/// Give a token another name, as the one who may.
	Rename {
		/// Its id or symbol.
		token: String,
		/// The new name.
		name: String,
	},
	/// Let another account vote with one's balance; oneself to end that.
	Delegate {
		/// Its id or symbol.
		token: String,
		/// Who votes.
		to: String,
	},
	/// Show the votes of an account, now or at the end of a block.
	Votes {
		/// Its id or symbol.
		token: String,
		/// Whose votes; the signing key's if it is missing.
		account: Option<String>,
		/// At the end of this block.
		#[arg(long, value_name = "BLOCK")]
		at: Option<u32>,
	},
	/// Remove checkpoints of votes that nothing can ask for any more.
	Prune {
		/// Its id or symbol; the id if the token is retired.
		token: String,
		/// Whose; those of the supply if it is missing.
		account: Option<String>,
	},
	/// Remove a token that nobody holds, as its admin. The deposit returns to its creator.
	Retire {
		/// Its id or symbol.
		token: String,
	},
}

/// A token that a command names.
pub struct Token {
	/// Its id.
	pub id: TokenId,
	/// Its symbol.
	pub symbol: String,
	/// Its decimals.
	pub decimals: u8,
	name: String,
}

impl Token {
	/// The token of this id or symbol.
	pub async fn find(at: &At, text: &str) -> Result<Self> {
		let missing = || Error::NotFound(format!("there is no token {text}: see `token list`"));
		let id = match text.parse::<TokenId>() {
			Ok(id) => id,
			Err(_) => at.token_by_symbol(text).await?.ok_or_else(missing)?,
		};
		let token = Self::read(at, id).await?.ok_or_else(missing)?;
		let alike = text.parse::<TokenId>().is_err() && !token.symbol.eq_ignore_ascii_case(text);
		if alike {
			return Err(Error::Usage(format!(
				"`{text}` only looks like {} (token {id}): write it exactly, or name the id",
				token.symbol
			)));
		}
		Ok(token)
	}

	/// The token of this id, if it is one of the factory's.
	pub async fn read(at: &At, id: TokenId) -> Result<Option<Self>> {
		let Some(metadata) = at.token_metadata(id).await? else { return Ok(None) };
		let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
		let (symbol, name) = (text(&metadata.symbol), text(&metadata.name));
		Ok(Some(Self { id, symbol, decimals: metadata.decimals, name }))
	}

	/// An amount as it was typed.
	pub fn parse(&self, text: &str) -> Result<Balance> {
		amount::parse_token(text, self.decimals, &self.symbol)
	}

	/// An amount, for people in the token, for scripts in its smallest unit.
	pub fn show(&self, session: &Session, units: Balance) -> String {
		if session.json() {
			units.to_string()
		} else {
			amount::show_token(units, self.decimals, &self.symbol)
		}
	}

	fn field(&self) -> (&'static str, Value) {
		("token", number(self.id))
	}
}

fn call<const N: usize>(name: &str, fields: [(&str, Value); N]) -> Call {
	Call::new("Tokens", name, fields)
}

/// Do it.
pub async fn run(session: &Session, command: TokenCommand) -> Result<()> {
	use TokenCommand as C;
	let chain = session.chain().await?;
	let at = chain.best().await?;
	let of = |name: String| {
		let at = at.clone();
		async move { Token::find(&at, &name).await }
	};
	let (call, text) = match command {
		C::List => return show::list(session, &at).await,
		C::Show { token, of: who } => {
			return show::show(session, &at, &of(token).await?, who).await
		}
		C::Create(args) => return create::run(session, &chain, &at, &args).await,
		C::Allowances { token, owner } => {
			return show::allowances(session, &at, &of(token).await?, owner).await
		}
		C::Votes { token, account, at: block } => {
			return show::votes(session, &at, &of(token).await?, account, block).await
		}
		C::Permit(command) => return permits::run(session, &chain, &at, command).await,
		C::Roles { token } => return rules::roles(session, &at, &of(token).await?).await,
		C::Transfer { token, to, amount } => {
			moves::transfer(session, &of(token).await?, &to, &amount)?
		}
		C::Distribute { token, file } => moves::distribute(session, &of(token).await?, &file)?,
		C::Approve { token, spender, amount, more, less } => {
			let change = match (more, less) {
				(true, _) => Allowance::More,
				(_, true) => Allowance::Less,
				_ => Allowance::InAll,
			};
			moves::approve(session, &of(token).await?, &spender, &amount, change)?
		}
		C::TransferFrom { token, owner, to, amount } => {
			moves::transfer_from(session, &of(token).await?, &owner, &to, &amount)?
		}
		C::Mint { token, to, amount } => moves::mint(session, &of(token).await?, &to, &amount)?,
		C::Burn { token, amount, from, force_from } => {
			let token = of(token).await?;
			moves::burn(session, &token, &amount, from.as_deref(), force_from.as_deref())?
		}
		C::Delegate { token, to } => moves::delegate(&of(token).await?, &to)?,
		C::Pause { token } => rules::pause(&of(token).await?, true),
		C::Unpause { token } => rules::pause(&of(token).await?, false),
		C::Freeze { token, account } => rules::freeze(&of(token).await?, &account, true)?,
		C::Thaw { token, account } => rules::freeze(&of(token).await?, &account, false)?,
		C::Role(command) => rules::role(&at, command).await?,
		C::Admin(command) => rules::admin(&at, command).await?,
		C::Rename { token, name } => rules::rename(&of(token).await?, &name),
		C::Prune { token, account } => rules::prune(&at, &token, account.as_deref()).await?,
		C::Retire { token } => rules::retire(&of(token).await?),
	};
	let receipt = session.submit(&chain, &call).await?;
	session.done(&text, receipt.as_ref());
	Ok(())
}
