//! Tokens: made by the factory, moved by their holders, ruled by their roles.

use crate::{
	permits,
	session::{address, Session},
	vesting,
};
use clap::{Args, Subcommand, ValueEnum};
use labscape_client::{
	amount,
	economy::TokenInfo,
	keys::parse_account,
	tx::Call,
	value::{account, number, option, record, unit, Value},
	Account, At, Balance, Chain, Error, Result,
};
use labscape_primitives::TokenId;
use std::path::PathBuf;

/// The most recipients of one batch.
const MAX_BATCH: usize = 100;

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

const CREATE_EXAMPLES: &str = "\
Examples:
  labscape token create GOLD --name 'Gold' --decimals 6 --mintable --allocate 5F…=1000
  labscape token create VOTE --name 'Vote' --template governance --cap 1000000 --mintable
  labscape token create SHARE --name 'Share' --template vested-launch \\
      --allocate 5F…=250000 --vest 5G…=750000@linear:+0:+90d:+730d
  labscape token create GOLD --name 'Gold' --mintable --quote     # what it costs, without making it

Curves (after @): linear:START:CLIFF:END, stepped:FIRST:PERIOD:STEPS,
milestones:AUTHORITY:DEADLINE:vests|returns:PART,PART…; see `labscape help vesting grant`.";

/// What kind of token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Template {
	/// No cap, no votes.
	Standard,
	/// Mintable up to a cap.
	Capped,
	/// With votes, and a cap if one is given.
	Governance,
	/// All of the supply exists from the start; a part of it vests.
	VestedLaunch,
}

/// A token to be created.
#[derive(Args)]
pub struct Create {
	/// 2 to 12 letters and digits. What looks like another token's, or like UBC, is refused.
	symbol: String,
	/// Its name.
	#[arg(long)]
	name: String,
	/// How many decimals are shown.
	#[arg(long, default_value_t = 12)]
	decimals: u8,
	/// What kind of token.
	#[arg(long, value_enum, default_value = "standard")]
	template: Template,
	/// The most that ever exists.
	#[arg(long)]
	cap: Option<String>,
	/// Minters may create more of it.
	#[arg(long)]
	mintable: bool,
	/// Burners may destroy holdings of others.
	#[arg(long)]
	burnable: bool,
	/// Pausers may stop all movement.
	#[arg(long)]
	pausable: bool,
	/// Freezers may stop what leaves an account.
	#[arg(long)]
	freezable: bool,
	/// Who grants and revokes roles; the signing account if it is missing.
	#[arg(long)]
	admin: Option<String>,
	/// A member of a role from the start; the admin has every role that the token has a use for if
	/// none is named.
	#[arg(long = "role", value_name = "ROLE=ADDRESS")]
	roles: Vec<String>,
	/// Mint so much for an account.
	#[arg(long = "allocate", value_name = "ADDRESS=AMOUNT")]
	allocations: Vec<String>,
	/// Mint so much for an account, vesting along a curve.
	#[arg(long = "vest", value_name = "ADDRESS=AMOUNT@CURVE")]
	vested: Vec<String>,
	/// The creator may take back what is not vested.
	#[arg(long)]
	revocable: bool,
	/// The beneficiaries may hand on what is not vested.
	#[arg(long)]
	transferable: bool,
	/// Only say what it costs.
	#[arg(long)]
	quote: bool,
}

/// What a member of a role may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Role {
	/// Create more.
	Minter,
	/// Destroy holdings of others.
	Burner,
	/// Stop and resume all movement.
	Pauser,
	/// Stop and resume what leaves single accounts.
	Freezer,
	/// Rename the token.
	Metadata,
}

impl Role {
	const ALL: [Self; 5] =
		[Self::Minter, Self::Burner, Self::Pauser, Self::Freezer, Self::Metadata];

	/// As the chain writes it.
	fn name(self) -> &'static str {
		match self {
			Self::Minter => "Minter",
			Self::Burner => "Burner",
			Self::Pauser => "Pauser",
			Self::Freezer => "Freezer",
			Self::Metadata => "Metadata",
		}
	}
}

/// What can be done with roles.
#[derive(Subcommand)]
pub enum RoleCommand {
	/// Give an account a role.
	Grant {
		/// Its id or symbol.
		token: String,
		/// The role.
		role: Role,
		/// Who.
		account: String,
	},
	/// Take a role from an account.
	Revoke {
		/// Its id or symbol.
		token: String,
		/// The role.
		role: Role,
		/// Who.
		account: String,
	},
	/// Give up one's own role.
	Renounce {
		/// Its id or symbol.
		token: String,
		/// The role.
		role: Role,
	},
}

/// What can be done with the admin's place.
#[derive(Subcommand)]
pub enum AdminCommand {
	/// Offer it to another account, which must accept it.
	Offer {
		/// Its id or symbol.
		token: String,
		/// To whom.
		to: String,
	},
	/// Take the offer back.
	Cancel {
		/// Its id or symbol.
		token: String,
	},
	/// Take the place that was offered.
	Accept {
		/// Its id or symbol.
		token: String,
	},
	/// Give it up for ever: roles then stay as they are.
	Renounce {
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
	let chain = session.chain().await?;
	let at = chain.best().await?;
	let of = |name: String| {
		let at = at.clone();
		async move { Token::find(&at, &name).await }
	};
	let (call, text) = match command {
		TokenCommand::List => return list(session, &at).await,
		TokenCommand::Show { token, of } => {
			return show(session, &at, &Token::find(&at, &token).await?, of).await
		}
		TokenCommand::Create(args) => return create(session, &chain, &at, &args).await,
		TokenCommand::Allowances { token, owner } => {
			return allowances(session, &at, &Token::find(&at, &token).await?, owner).await
		}
		TokenCommand::Votes { token, account, at: block } => {
			let token = Token::find(&at, &token).await?;
			return votes(session, &at, &token, account, block).await;
		}
		TokenCommand::Permit(command) => {
			return permits::run(session, &chain, &at, command).await;
		}
		TokenCommand::Roles { token } => {
			return roles(session, &at, &Token::find(&at, &token).await?).await
		}
		TokenCommand::Transfer { token, to, amount } => {
			let (token, to) = (of(token).await?, parse_account(&to)?);
			let units = token.parse(&amount)?;
			let fields = [token.field(), ("to", account(&to)), ("amount", number(units))];
			(call("transfer", fields), format!("{} sent to {to}", token.show(session, units)))
		}
		TokenCommand::Distribute { token, file } => distribute(session, &of(token).await?, &file)?,
		TokenCommand::Approve { token, spender, amount, more, less } => {
			let (token, spender) = (of(token).await?, parse_account(&spender)?);
			let units = token.parse(&amount)?;
			let (name, field, how) = match (more, less) {
				(true, _) => ("increase_allowance", "by", "more"),
				(_, true) => ("decrease_allowance", "by", "less"),
				_ => ("approve", "amount", "in all"),
			};
			let fields = [token.field(), ("spender", account(&spender)), (field, number(units))];
			let text = format!("{spender} may take {} {how}", token.show(session, units));
			(call(name, fields), text)
		}
		TokenCommand::TransferFrom { token, owner, to, amount } => {
			let (token, owner) = (of(token).await?, parse_account(&owner)?);
			let (to, units) = (parse_account(&to)?, token.parse(&amount)?);
			let fields = [
				token.field(),
				("owner", account(&owner)),
				("to", account(&to)),
				("amount", number(units)),
			];
			let text = format!("{} of {owner} sent to {to}", token.show(session, units));
			(call("transfer_from", fields), text)
		}
		TokenCommand::Mint { token, to, amount } => {
			let (token, to) = (of(token).await?, parse_account(&to)?);
			let units = token.parse(&amount)?;
			let fields = [token.field(), ("to", account(&to)), ("amount", number(units))];
			(call("mint", fields), format!("{} minted for {to}", token.show(session, units)))
		}
		TokenCommand::Burn { token, amount, from, force_from } => {
			let token = of(token).await?;
			let units = token.parse(&amount)?;
			let text = format!("{} burned", token.show(session, units));
			let units = ("amount", number(units));
			let call = match (from, force_from) {
				(Some(owner), _) => {
					let owner = account(&parse_account(&owner)?);
					call("burn_from", [token.field(), ("owner", owner), units])
				}
				(_, Some(who)) => {
					let who = account(&parse_account(&who)?);
					call("force_burn", [token.field(), ("who", who), units])
				}
				_ => call("burn", [token.field(), units]),
			};
			(call, text)
		}
		TokenCommand::Pause { token } => {
			let token = of(token).await?;
			(call("pause", [token.field()]), format!("nothing of {} moves", token.symbol))
		}
		TokenCommand::Unpause { token } => {
			let token = of(token).await?;
			(call("unpause", [token.field()]), format!("{} moves again", token.symbol))
		}
		TokenCommand::Freeze { token, account: who } => {
			let (token, who) = (of(token).await?, parse_account(&who)?);
			let fields = [token.field(), ("account", account(&who))];
			(call("freeze", fields), format!("no {} leaves {who}", token.symbol))
		}
		TokenCommand::Thaw { token, account: who } => {
			let (token, who) = (of(token).await?, parse_account(&who)?);
			let fields = [token.field(), ("account", account(&who))];
			(call("thaw", fields), format!("{who} can spend {} again", token.symbol))
		}
		TokenCommand::Role(command) => role(&at, command).await?,
		TokenCommand::Admin(command) => admin(&at, command).await?,
		TokenCommand::Rename { token, name } => {
			let token = of(token).await?;
			let fields = [token.field(), ("name", Value::from_bytes(name.as_bytes()))];
			(call("rename", fields), format!("{} is called {name} now", token.symbol))
		}
		TokenCommand::Delegate { token, to } => {
			let (token, to) = (of(token).await?, parse_account(&to)?);
			let fields = [token.field(), ("to", account(&to))];
			(call("delegate", fields), format!("{to} votes with your {}", token.symbol))
		}
		TokenCommand::Prune { token, account: who } => {
			let id = match token.parse() {
				Ok(id) => id,
				Err(_) => of(token).await?.id,
			};
			let who = who.as_deref().map(parse_account).transpose()?;
			let fields = [
				("token", number(id)),
				("account", option(who.as_ref().map(account))),
				("limit", number(100u32)),
			];
			(call("prune", fields), "old checkpoints removed".to_owned())
		}
		TokenCommand::Retire { token } => {
			let token = of(token).await?;
			(call("retire", [token.field()]), format!("{} is being removed", token.symbol))
		}
	};
	let receipt = session.submit(&chain, &call).await?;
	session.done(&text, receipt.as_ref());
	Ok(())
}

fn distribute(session: &Session, token: &Token, file: &std::path::Path) -> Result<(Call, String)> {
	let what = format!("reading {}", file.display());
	let text = std::fs::read_to_string(file).map_err(Error::io(what))?;
	let mut all: Balance = 0;
	let mut to = Vec::new();
	for (line, fields) in lines(&text) {
		let bad = |why: String| Error::Usage(format!("{}, line {line}: {why}", file.display()));
		let [who, units] = fields.as_slice() else {
			return Err(bad("an address and an amount".into()));
		};
		let who = parse_account(who).map_err(|error| bad(error.to_string()))?;
		let units = token.parse(units).map_err(|error| bad(error.to_string()))?;
		all = all.checked_add(units).ok_or_else(|| bad("the sum is too large".into()))?;
		to.push(Value::unnamed_composite([account(&who), number(units)]));
	}
	if to.is_empty() || to.len() > MAX_BATCH {
		return Err(Error::Usage(format!(
			"{} has {} lines: one batch takes 1 to {MAX_BATCH}, split it",
			file.display(),
			to.len()
		)));
	}
	let text = format!("{} sent to {} accounts", token.show(session, all), to.len());
	let fields = [token.field(), ("to", Value::unnamed_composite(to))];
	Ok((call("transfer_batch", fields), text))
}

/// The lines of a file with their numbers, cut at blanks; empty ones and those after `#` left out.
pub fn lines(text: &str) -> impl Iterator<Item = (usize, Vec<&str>)> {
	text.lines()
		.enumerate()
		.map(|(at, line)| {
			let line = line.split('#').next().unwrap_or_default();
			(at + 1, line.split_whitespace().collect::<Vec<_>>())
		})
		.filter(|(_, fields)| !fields.is_empty())
}

async fn list(session: &Session, at: &At) -> Result<()> {
	let mut rows = Vec::new();
	for (id, info) in at.tokens().await? {
		let Some(token) = Token::read(at, id).await? else { continue };
		let supply: Balance = at.view("Tokens", "total_supply", vec![number(id)]).await?;
		rows.push(vec![
			id.to_string(),
			token.symbol.clone(),
			token.name.clone(),
			token.show(session, supply),
			features(&info),
		]);
	}
	session.table(&["token", "symbol", "name", "supply", "features"], rows);
	Ok(())
}

fn features(info: &TokenInfo) -> String {
	let names = info.features.names();
	if names.is_empty() {
		"none".into()
	} else {
		names.join(", ")
	}
}

async fn rules(at: &At, token: &Token) -> Result<TokenInfo> {
	at.token(token.id).await?.ok_or_else(|| {
		Error::NotFound(format!("{} is an asset without the rules of a token", token.id))
	})
}

async fn show(session: &Session, at: &At, token: &Token, of: Option<String>) -> Result<()> {
	let info = rules(at, token).await?;
	let supply: Balance = at.view("Tokens", "total_supply", vec![number(token.id)]).await?;
	let mut fields = vec![
		("token", token.id.to_string()),
		("symbol", token.symbol.clone()),
		("name", token.name.clone()),
		("decimals", token.decimals.to_string()),
		("supply", token.show(session, supply)),
		("cap", info.cap.map_or("none".into(), |cap| token.show(session, cap))),
		("features", features(&info)),
		("admin", info.admin.as_ref().map_or("nobody".into(), address)),
		("paused", if info.paused { "yes" } else { "no" }.to_owned()),
		("frozen accounts", info.frozen_accounts.to_string()),
	];
	if let Some((next, until)) = &info.pending_admin {
		fields.push(("offered to", format!("{} until block {until}", address(next))));
	}
	let who = match of {
		Some(who) => Some(parse_account(&who)?),
		None => session.signer().ok(),
	};
	if let Some(who) = who {
		let balance = at.token_amount("balance_of", token.id, &who).await?;
		let spendable = at.token_amount("spendable", token.id, &who).await?;
		let arguments = vec![number(token.id), account(&who)];
		let frozen: bool = at.view("Tokens", "is_frozen", arguments).await?;
		fields.push(("account", who.to_string()));
		fields.push(("balance", token.show(session, balance)));
		fields.push(("spendable", token.show(session, spendable)));
		fields.push(("frozen", if frozen { "yes" } else { "no" }.to_owned()));
	}
	session.record(fields);
	Ok(())
}

async fn allowances(
	session: &Session,
	at: &At,
	token: &Token,
	owner: Option<String>,
) -> Result<()> {
	let owner = session.account_or_signer(owner.as_deref())?;
	let rows = at
		.allowances(token.id, &owner)
		.await?
		.into_iter()
		.map(|(spender, approval)| {
			vec![
				spender.to_string(),
				token.show(session, approval.amount),
				session.amount(approval.deposit),
			]
		})
		.collect();
	session.table(&["spender", "may take", "deposit"], rows);
	Ok(())
}

async fn votes(
	session: &Session,
	at: &At,
	token: &Token,
	who: Option<String>,
	block: Option<u32>,
) -> Result<()> {
	if !rules(at, token).await?.features.votes {
		return Err(Error::Usage(format!("{} has no votes", token.symbol)));
	}
	let who = session.account_or_signer(who.as_deref())?;
	let arguments = vec![number(token.id), account(&who)];
	let Some(block) = block else {
		let delegate: [u8; 32] = at.view("Tokens", "delegate_of", arguments).await?;
		let now = at.token_amount("votes_of", token.id, &who).await?;
		session.record(vec![
			("account", who.to_string()),
			("votes", token.show(session, now)),
			("balance voted by", address(&delegate)),
			("block", at.number().to_string()),
		]);
		return Ok(());
	};
	let past = |view: &'static str, mut arguments: Vec<Value>| async move {
		arguments.push(number(block));
		let found: Option<Balance> = at.view("Tokens", view, arguments).await?;
		found.ok_or_else(|| {
			Error::NotFound(format!("block {block} is not over, or too long ago to be known"))
		})
	};
	let votes = past("past_votes_of", arguments).await?;
	let supply = past("past_total_supply", vec![number(token.id)]).await?;
	session.record(vec![
		("account", who.to_string()),
		("votes", token.show(session, votes)),
		("of a supply of", token.show(session, supply)),
		("block", block.to_string()),
	]);
	Ok(())
}

async fn roles(session: &Session, at: &At, token: &Token) -> Result<()> {
	let mut rows = Vec::new();
	for role in Role::ALL {
		let arguments = vec![number(token.id), unit(role.name())];
		let members: Vec<[u8; 32]> = at.view("Tokens", "role_members", arguments).await?;
		rows.extend(members.iter().map(|member| vec![role.name().to_lowercase(), address(member)]));
	}
	session.table(&["role", "member"], rows);
	Ok(())
}

async fn role(at: &At, command: RoleCommand) -> Result<(Call, String)> {
	let role_of = |role: Role| ("role", unit(role.name()));
	Ok(match command {
		RoleCommand::Grant { token, role, account: who } => {
			let (token, who) = (Token::find(at, &token).await?, parse_account(&who)?);
			let fields = [token.field(), role_of(role), ("who", account(&who))];
			let text = format!("{who} is {} of {}", role.name().to_lowercase(), token.symbol);
			(call("grant_role", fields), text)
		}
		RoleCommand::Revoke { token, role, account: who } => {
			let (token, who) = (Token::find(at, &token).await?, parse_account(&who)?);
			let fields = [token.field(), role_of(role), ("who", account(&who))];
			let text = format!("{who} is not {} any more", role.name().to_lowercase());
			(call("revoke_role", fields), text)
		}
		RoleCommand::Renounce { token, role } => {
			let token = Token::find(at, &token).await?;
			let text = format!("you are not {} any more", role.name().to_lowercase());
			(call("renounce_role", [token.field(), role_of(role)]), text)
		}
	})
}

async fn admin(at: &At, command: AdminCommand) -> Result<(Call, String)> {
	Ok(match command {
		AdminCommand::Offer { token, to } => {
			let (token, to) = (Token::find(at, &token).await?, parse_account(&to)?);
			let fields = [token.field(), ("to", account(&to))];
			let text = format!("{to} may become admin of {}", token.symbol);
			(call("begin_admin_transfer", fields), text)
		}
		AdminCommand::Cancel { token } => {
			let token = Token::find(at, &token).await?;
			(call("cancel_admin_transfer", [token.field()]), "the offer is taken back".into())
		}
		AdminCommand::Accept { token } => {
			let token = Token::find(at, &token).await?;
			(call("accept_admin", [token.field()]), format!("you are admin of {}", token.symbol))
		}
		AdminCommand::Renounce { token } => {
			let token = Token::find(at, &token).await?;
			(call("renounce_admin", [token.field()]), format!("{} has no admin", token.symbol))
		}
	})
}

async fn create(session: &Session, chain: &Chain, at: &At, args: &Create) -> Result<()> {
	let parse = |text: &str| amount::parse_token(text, args.decimals, &args.symbol);
	let cap = args.cap.as_deref().map(parse).transpose()?;
	let template = template(args.template, cap)?;
	let admin = session.account_or_signer(args.admin.as_deref())?;
	let allocations = args
		.allocations
		.iter()
		.map(|text| {
			let (who, units) = pair(text)?;
			Ok(Value::unnamed_composite([account(&parse_account(who)?), number(parse(units)?)]))
		})
		.collect::<Result<Vec<_>>>()?;
	let clock = vesting::Clock::of(at)?;
	let vested = args
		.vested
		.iter()
		.map(|text| {
			let (who, rest) = pair(text)?;
			let (units, curve) = rest.split_once('@').ok_or_else(|| {
				Error::Usage(format!("`{text}`: write it like ADDRESS=AMOUNT@linear:+0:+0:+365d"))
			})?;
			let grant = vesting::Grant {
				beneficiary: parse_account(who)?,
				amount: parse(units)?,
				release: vesting::curve(curve, clock, &parse)?,
				revocable: args.revocable,
				transferable: args.transferable,
			};
			Ok(grant.value())
		})
		.collect::<Result<Vec<_>>>()?;
	let features = features_of(args);
	let (fee, deposit) = quote(at, args, &features, allocations.len() + vested.len()).await?;
	if args.quote {
		session.record(vec![
			("fee", session.amount(fee)),
			("deposit", session.amount(deposit)),
			("schedules with a deposit of their own", vested.len().to_string()),
		]);
		return Ok(());
	}
	let roles = members(args, &admin)?;
	let blueprint = record([
		("name", Value::from_bytes(args.name.as_bytes())),
		("symbol", Value::from_bytes(args.symbol.as_bytes())),
		("decimals", number(args.decimals)),
		("template", template),
		("features", features),
		("admin", account(&admin)),
		("roles", Value::unnamed_composite(roles)),
		("allocations", Value::unnamed_composite(allocations)),
		("vested", Value::unnamed_composite(vested)),
	]);
	let call = Call::new("Factory", "create", [("blueprint", blueprint)]);
	let receipt = session.submit(chain, &call).await?;
	let id = receipt
		.as_ref()
		.and_then(|receipt| receipt.find("Factory", "TokenCreated"))
		.and_then(|event| event.number("token"));
	let text = format!("{} is token {}", args.symbol, id.unwrap_or_default());
	session.done(&text, receipt.as_ref());
	Ok(())
}

/// `A=B`.
fn pair(text: &str) -> Result<(&str, &str)> {
	text.split_once('=')
		.ok_or_else(|| Error::Usage(format!("`{text}` has no `=`: write it like ADDRESS=AMOUNT")))
}

fn template(template: Template, cap: Option<Balance>) -> Result<Value> {
	Ok(match (template, cap) {
		(Template::Standard | Template::VestedLaunch, Some(_)) => {
			return Err(Error::Usage("only --template capped and governance take a --cap".into()))
		}
		(Template::Capped, None) => {
			return Err(Error::Usage("--template capped needs a --cap".into()))
		}
		(Template::Standard, None) => unit("Standard"),
		(Template::VestedLaunch, None) => unit("VestedLaunch"),
		(Template::Capped, Some(cap)) => Value::named_variant("Capped", [("cap", number(cap))]),
		(Template::Governance, cap) => {
			Value::named_variant("Governance", [("cap", option(cap.map(number)))])
		}
	})
}

/// The features as the factory will fix them, so that the quote is right.
fn features_of(args: &Create) -> Value {
	record([
		("mintable", Value::bool(args.mintable || args.template == Template::Capped)),
		("burnable", Value::bool(args.burnable)),
		("pausable", Value::bool(args.pausable)),
		("freezable", Value::bool(args.freezable)),
		("votes", Value::bool(args.template == Template::Governance)),
	])
}

async fn quote(
	at: &At,
	args: &Create,
	features: &Value,
	allocations: usize,
) -> Result<(Balance, Balance)> {
	let capped = args.cap.is_some() || args.template == Template::VestedLaunch;
	let arguments = vec![features.clone(), Value::bool(capped), number(allocations as u32)];
	let quote: Option<(Balance, Balance)> = at.view("Factory", "quote", arguments).await?;
	quote.ok_or_else(|| Error::Usage("the fee is beyond all numbers".into()))
}

/// The first members of the roles: those that are named, or the admin in every role of use.
fn members(args: &Create, admin: &Account) -> Result<Vec<Value>> {
	let member =
		|role: Role, who: &Account| Value::unnamed_composite([unit(role.name()), account(who)]);
	if args.roles.is_empty() {
		let has = |role: &Role| match role {
			Role::Minter => args.mintable || args.template == Template::Capped,
			Role::Burner => args.burnable,
			Role::Pauser => args.pausable,
			Role::Freezer => args.freezable,
			Role::Metadata => true,
		};
		return Ok(Role::ALL.into_iter().filter(has).map(|role| member(role, admin)).collect());
	}
	args.roles
		.iter()
		.map(|text| {
			let (role, who) = pair(text)?;
			let role = Role::from_str(role, true).map_err(|_| {
				Error::Usage(format!(
					"`{role}` is no role: minter, burner, pauser, freezer or metadata"
				))
			})?;
			Ok(member(role, &parse_account(who)?))
		})
		.collect()
}

#[cfg(test)]
mod tests {
	use super::*;
	use clap::Parser;

	#[derive(Parser)]
	struct Line {
		#[command(flatten)]
		create: Create,
	}

	fn create(arguments: &str) -> Create {
		Line::parse_from(
			["create", "GOLD", "--name", "Gold"].into_iter().chain(arguments.split_whitespace()),
		)
		.create
	}

	#[test]
	fn templates_take_a_cap_where_it_means_something() {
		assert!(template(Template::Standard, None).is_ok());
		assert!(template(Template::Standard, Some(1)).is_err());
		assert!(template(Template::VestedLaunch, Some(1)).is_err());
		assert!(template(Template::Capped, None).is_err());
		assert!(template(Template::Capped, Some(1)).is_ok());
		assert!(template(Template::Governance, None).is_ok());
	}

	#[test]
	fn the_admin_has_the_roles_of_use_unless_others_are_named() {
		let admin = parse_account("//Alice").unwrap();
		assert_eq!(members(&create("--mintable --pausable"), &admin).unwrap().len(), 3);
		assert_eq!(members(&create("--template capped --cap 9"), &admin).unwrap().len(), 2);
		let named = create("--mintable --role minter=//Bob");
		let bob = parse_account("//Bob").unwrap();
		let expected = Value::unnamed_composite([unit("Minter"), account(&bob)]);
		assert_eq!(members(&named, &admin).unwrap(), [expected]);
		assert!(members(&create("--role owner=//Bob"), &admin).is_err());
		assert!(members(&create("--role minter"), &admin).is_err());
	}

	#[test]
	fn lines_leave_out_what_says_nothing() {
		let text = "5F 1\n\n# all\n5G  2 # half\n";
		let found: Vec<_> = lines(text).collect();
		assert_eq!(found, [(1, vec!["5F", "1"]), (4, vec!["5G", "2"])]);
	}
}
