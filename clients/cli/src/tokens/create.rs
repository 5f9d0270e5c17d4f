//! Making a token through the factory.

use super::rules::Role;
use crate::{session::Session, vesting};
use clap::{Args, ValueEnum};
use labscape_client::{
	amount,
	keys::parse_account,
	tx::Call,
	value::{account, number, option, record, unit, Value},
	Account, At, Balance, Chain, Error, Result,
};

pub(super) const CREATE_EXAMPLES: &str = "\
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

/// Create a token, or say what it would cost.
pub(super) async fn run(session: &Session, chain: &Chain, at: &At, args: &Create) -> Result<()> {
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
	let id = id.unwrap_or_default().to_string();
	let text = format!("{} is token {id}", args.symbol);
	session.done_with(&text, vec![("token", id)], receipt.as_ref());
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
}
