//! Looking at tokens: their rules, balances, allowances and votes.

use super::Token;
use crate::session::{address, Session};
use labscape_client::{
	economy::TokenInfo,
	keys::parse_account,
	value::{account, number, Value},
	At, Balance, Error, Result,
};

/// All tokens.
pub(super) async fn list(session: &Session, at: &At) -> Result<()> {
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

/// One token, and what an account has of it.
pub(super) async fn show(
	session: &Session,
	at: &At,
	token: &Token,
	of: Option<String>,
) -> Result<()> {
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

/// What others may take of an owner's.
pub(super) async fn allowances(
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

/// The votes of an account, now or at the end of a block.
pub(super) async fn votes(
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
