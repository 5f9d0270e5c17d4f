//! Moving tokens, allowing others to, minting and burning.

use super::{call, Token};
use crate::session::Session;
use labscape_client::{
	keys::parse_account,
	tx::Call,
	value::{account, number, Value},
	Balance, Error, Result,
};
use std::path::Path;

/// The most recipients of one batch.
const MAX_BATCH: usize = 100;

/// A call of one recipient: `transfer` or `mint`.
fn to_one(token: &Token, name: &str, to: &labscape_client::Account, units: Balance) -> Call {
	call(name, [token.field(), ("to", account(to)), ("amount", number(units))])
}

/// Send to one account.
pub(super) fn transfer(
	session: &Session,
	token: &Token,
	to: &str,
	amount: &str,
) -> Result<(Call, String)> {
	let (to, units) = (parse_account(to)?, token.parse(amount)?);
	let text = format!("{} sent to {to}", token.show(session, units));
	Ok((to_one(token, "transfer", &to, units), text))
}

/// Create more for an account.
pub(super) fn mint(
	session: &Session,
	token: &Token,
	to: &str,
	amount: &str,
) -> Result<(Call, String)> {
	let (to, units) = (parse_account(to)?, token.parse(amount)?);
	let text = format!("{} minted for {to}", token.show(session, units));
	Ok((to_one(token, "mint", &to, units), text))
}

/// Send to many, as a file says.
pub(super) fn distribute(session: &Session, token: &Token, file: &Path) -> Result<(Call, String)> {
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

/// How an amount changes what a spender may take.
pub(super) enum Allowance {
	/// It is all that it may take.
	InAll,
	/// It may take so much more.
	More,
	/// It may take so much less.
	Less,
}

/// Change what a spender may take.
pub(super) fn approve(
	session: &Session,
	token: &Token,
	spender: &str,
	amount: &str,
	change: Allowance,
) -> Result<(Call, String)> {
	let (spender, units) = (parse_account(spender)?, token.parse(amount)?);
	let (name, field, how) = match change {
		Allowance::More => ("increase_allowance", "by", "more"),
		Allowance::Less => ("decrease_allowance", "by", "less"),
		Allowance::InAll => ("approve", "amount", "in all"),
	};
	let fields = [token.field(), ("spender", account(&spender)), (field, number(units))];
	let text = format!("{spender} may take {} {how}", token.show(session, units));
	Ok((call(name, fields), text))
}

/// Send what an owner allows one to take.
pub(super) fn transfer_from(
	session: &Session,
	token: &Token,
	owner: &str,
	to: &str,
	amount: &str,
) -> Result<(Call, String)> {
	let (owner, to, units) = (parse_account(owner)?, parse_account(to)?, token.parse(amount)?);
	let fields = [
		token.field(),
		("owner", account(&owner)),
		("to", account(&to)),
		("amount", number(units)),
	];
	let text = format!("{} of {owner} sent to {to}", token.show(session, units));
	Ok((call("transfer_from", fields), text))
}

/// Burn one's own, those of an owner who allowed it, or by the burner's power anybody's.
pub(super) fn burn(
	session: &Session,
	token: &Token,
	amount: &str,
	from: Option<&str>,
	force_from: Option<&str>,
) -> Result<(Call, String)> {
	let units = token.parse(amount)?;
	let text = format!("{} burned", token.show(session, units));
	let units = ("amount", number(units));
	let call = match (from, force_from) {
		(Some(owner), _) => {
			let owner = account(&parse_account(owner)?);
			call("burn_from", [token.field(), ("owner", owner), units])
		}
		(_, Some(who)) => {
			let who = account(&parse_account(who)?);
			call("force_burn", [token.field(), ("who", who), units])
		}
		_ => call("burn", [token.field(), units]),
	};
	Ok((call, text))
}

/// Let somebody vote with one's balance.
pub(super) fn delegate(token: &Token, to: &str) -> Result<(Call, String)> {
	let to = parse_account(to)?;
	let fields = [token.field(), ("to", account(&to))];
	Ok((call("delegate", fields), format!("{to} votes with your {}", token.symbol)))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn lines_leave_out_what_says_nothing() {
		let text = "5F 1\n\n# all\n5G  2 # half\n";
		let found: Vec<_> = lines(text).collect();
		assert_eq!(found, [(1, vec!["5F", "1"]), (4, vec!["5G", "2"])]);
	}
}
