//! Roles, the admin's place, and what their members do to a token.

use super::{call, Token};
use crate::session::{address, Session};
use clap::{Subcommand, ValueEnum};
use labscape_client::{
	keys::parse_account,
	tx::Call,
	value::{account, number, option, unit, Value},
	At, Result,
};

/// The most items that one call prunes.
const MAX_PRUNED: u32 = 100;

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
	pub(super) const ALL: [Self; 5] =
		[Self::Minter, Self::Burner, Self::Pauser, Self::Freezer, Self::Metadata];

	/// As the chain writes it.
	pub(super) fn name(self) -> &'static str {
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

/// The members of all roles.
pub(super) async fn roles(session: &Session, at: &At, token: &Token) -> Result<()> {
	let mut rows = Vec::new();
	for role in Role::ALL {
		let arguments = vec![number(token.id), unit(role.name())];
		let members: Vec<[u8; 32]> = at.view("Tokens", "role_members", arguments).await?;
		rows.extend(members.iter().map(|member| vec![role.name().to_lowercase(), address(member)]));
	}
	session.table(&["role", "member"], rows);
	Ok(())
}

/// Grant, revoke or give up a role.
pub(super) async fn role(at: &At, command: RoleCommand) -> Result<(Call, String)> {
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

/// Hand the admin's place on, or give it up.
pub(super) async fn admin(at: &At, command: AdminCommand) -> Result<(Call, String)> {
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

/// Stop or resume all movement.
pub(super) fn pause(token: &Token, paused: bool) -> (Call, String) {
	let (name, text) = if paused {
		("pause", format!("nothing of {} moves", token.symbol))
	} else {
		("unpause", format!("{} moves again", token.symbol))
	};
	(call(name, [token.field()]), text)
}

/// Stop or resume what leaves an account.
pub(super) fn freeze(token: &Token, who: &str, frozen: bool) -> Result<(Call, String)> {
	let who = parse_account(who)?;
	let fields = [token.field(), ("account", account(&who))];
	Ok(if frozen {
		(call("freeze", fields), format!("no {} leaves {who}", token.symbol))
	} else {
		(call("thaw", fields), format!("{who} can spend {} again", token.symbol))
	})
}

/// Give the token another name.
pub(super) fn rename(token: &Token, name: &str) -> (Call, String) {
	let fields = [token.field(), ("name", Value::from_bytes(name.as_bytes()))];
	(call("rename", fields), format!("{} is called {name} now", token.symbol))
}

/// Remove old checkpoints; of a token that is gone, too, if it is named by its id.
pub(super) async fn prune(at: &At, token: &str, who: Option<&str>) -> Result<(Call, String)> {
	let id = match token.parse() {
		Ok(id) => id,
		Err(_) => Token::find(at, token).await?.id,
	};
	let who = who.map(parse_account).transpose()?;
	let fields = [
		("token", number(id)),
		("account", option(who.as_ref().map(account))),
		("limit", number(MAX_PRUNED)),
	];
	Ok((call("prune", fields), "old checkpoints removed".to_owned()))
}

/// Remove a token that nobody holds.
pub(super) fn retire(token: &Token) -> (Call, String) {
	(call("retire", [token.field()]), format!("{} is being removed", token.symbol))
}
