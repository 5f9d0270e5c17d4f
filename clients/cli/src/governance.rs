//! Governance: referenda of the token holders, and acts in the timelock that the swarm may veto.

use crate::session::Session;
use clap::{Args, Subcommand, ValueEnum};
use labscape_client::{
	amount,
	economy::Act,
	tx::Call,
	value::{self, number, Lookup, Value},
	At, Error, Result,
};

/// What can be done with acts in the timelock.
#[derive(Subcommand)]
pub enum ActCommand {
	/// List the acts that wait, and how their votes stand.
	List,
	/// Show one act.
	Show {
		/// Its id.
		act: u32,
	},
}

/// Do it.
pub async fn act(session: &Session, command: ActCommand) -> Result<()> {
	let at = session.chain().await?.best().await?;
	let acts = at.open_acts().await?;
	match command {
		ActCommand::List => {
			let rows = acts
				.iter()
				.map(|act| {
					vec![
						act.act.to_string(),
						format!("0x{}", hex::encode(act.call_hash)),
						act.due.to_string(),
						session.amount(act.tally.veto),
						session.amount(act.tally.support),
						if act.vetoed { "yes" } else { "no" }.to_owned(),
					]
				})
				.collect();
			let columns = ["act", "call", "takes effect", "against", "for", "vetoed"];
			session.table(&columns, rows);
		}
		ActCommand::Show { act } => {
			let act = find(&acts, act)?;
			session.record(vec![
				("act", act.act.to_string()),
				("call", format!("0x{}", hex::encode(act.call_hash))),
				("queued at", act.queued_at.to_string()),
				("takes effect at", act.due.to_string()),
				("expires after", act.expires.to_string()),
				("power against", session.amount(act.tally.veto)),
				("power for", session.amount(act.tally.support)),
				("vetoed as it stands", if act.vetoed { "yes" } else { "no" }.to_owned()),
			]);
		}
	}
	Ok(())
}

fn find(acts: &[Act], id: u32) -> Result<&Act> {
	acts.iter().find(|act| act.act == id).ok_or_else(|| {
		Error::NotFound(format!(
			"act {id} does not wait: it has ended, or never was. See `act list`"
		))
	})
}

/// Which act.
#[derive(Args)]
#[command(after_help = "\
Examples:
  labscape act list
  labscape veto 3 --key worker.json
  labscape veto 3 --support      # vote for it instead")]
pub struct Veto {
	/// Its id.
	act: u32,
	/// Vote for it, not against it.
	#[arg(long)]
	support: bool,
}

/// Vote on an act with the power that one's work has earned.
pub async fn veto(session: &Session, args: &Veto) -> Result<()> {
	let chain = session.chain().await?;
	let at = chain.best().await?;
	find(&at.open_acts().await?, args.act)?;
	let (_, power) = at.voting_power(&session.signer()?).await?;
	let fields = [("act", number(args.act)), ("veto", Value::bool(!args.support))];
	let receipt = session.submit(&chain, &Call::new("Governance", "vote", fields)).await?;
	let side = if args.support { "for" } else { "against" };
	let text = format!("voted {side} act {} with {}", args.act, session.amount(power));
	session.done(&text, receipt.as_ref());
	Ok(())
}

/// What can be done with referenda.
#[derive(Subcommand)]
pub enum ReferendumCommand {
	/// List the referenda that are not decided.
	List,
	/// Show one referendum.
	Show {
		/// Its index.
		referendum: u32,
	},
}

/// Do it.
pub async fn referendum(session: &Session, command: ReferendumCommand) -> Result<()> {
	let at = session.chain().await?.best().await?;
	match command {
		ReferendumCommand::List => {
			let found: Vec<(Vec<u8>, Value)> =
				at.entries("Referenda", "ReferendumInfoFor", vec![]).await?;
			let mut rows: Vec<_> = found
				.iter()
				.filter_map(|(key, info)| {
					let index = u32::from_le_bytes(*key.last_chunk()?);
					Some((index, row(session, index, info)?))
				})
				.collect();
			rows.sort();
			let rows = rows.into_iter().map(|(_, row)| row).collect();
			let columns = ["referendum", "track", "ayes", "nays", "deciding since"];
			session.table(&columns, rows);
		}
		ReferendumCommand::Show { referendum } => {
			let info: Value = info(&at, referendum).await?;
			let json = value::json(&info);
			if session.json() {
				println!("{json}");
			} else {
				println!("{json:#}");
			}
		}
	}
	Ok(())
}

async fn info(at: &At, referendum: u32) -> Result<Value> {
	let found = at.get("Referenda", "ReferendumInfoFor", vec![number(referendum)]).await?;
	found.ok_or_else(|| Error::NotFound(format!("there is no referendum {referendum}")))
}

/// A referendum that is not decided; nothing for others.
fn row(session: &Session, index: u32, info: &Value) -> Option<Vec<String>> {
	let status = ongoing(info)?;
	let tally = status.at("tally")?;
	let since = status
		.at("deciding")
		.and_then(|deciding| deciding.at(0))
		.and_then(|deciding| deciding.at("since"))
		.and_then(Value::as_u128);
	Some(vec![
		index.to_string(),
		status.at("track")?.as_u128()?.to_string(),
		session.amount(tally.at("ayes")?.as_u128()?),
		session.amount(tally.at("nays")?.as_u128()?),
		since.map_or("not yet".into(), |block| block.to_string()),
	])
}

fn ongoing(info: &Value) -> Option<&Value> {
	match &info.value {
		subxt::ext::scale_value::ValueDef::Variant(variant) if variant.name == "Ongoing" => {
			variant.values.values().next()
		}
		_ => None,
	}
}

/// For or against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Side {
	/// For it.
	Aye,
	/// Against it.
	Nay,
}

/// How to vote on a referendum.
#[derive(Args)]
#[command(after_help = "\
Examples:
  labscape referendum list
  labscape vote 7 aye 100 --conviction 2 --key key.json
  labscape vote 7 --remove

With conviction c the vote counts c times, and what was voted with stays locked for a while after the
referendum if it is won; with 0 it counts a tenth and is never locked.")]
pub struct Vote {
	/// The referendum's index.
	referendum: u32,
	/// For or against.
	#[arg(required_unless_present = "remove", requires = "amount")]
	side: Option<Side>,
	/// With how much UBC.
	amount: Option<String>,
	/// 0 to 6.
	#[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(0..=6))]
	conviction: u8,
	/// Take one's vote back.
	#[arg(long, conflicts_with_all = ["side", "amount"])]
	remove: bool,
}

/// Vote on a referendum.
pub async fn vote(session: &Session, args: &Vote) -> Result<()> {
	let chain = session.chain().await?;
	let at = chain.best().await?;
	let referendum = info(&at, args.referendum).await?;
	let (call, text) = match (args.side, &args.amount) {
		(Some(side), Some(text)) => {
			if ongoing(&referendum).is_none() {
				return Err(Error::NotFound(format!(
					"referendum {} is decided: nothing is voted on any more",
					args.referendum
				)));
			}
			let planck = amount::parse(text)?;
			let byte = u128::from(args.conviction) | if side == Side::Aye { 0x80 } else { 0 };
			let vote = Value::named_variant(
				"Standard",
				[("vote", Value::unnamed_composite([number(byte)])), ("balance", number(planck))],
			);
			let fields = [("poll_index", number(args.referendum)), ("vote", vote)];
			let side = if side == Side::Aye { "aye" } else { "nay" };
			let text = format!("voted {side} with {}", session.amount(planck));
			(Call::new("ConvictionVoting", "vote", fields), text)
		}
		_ => {
			let fields = [("class", value::option(None)), ("index", number(args.referendum))];
			let text = format!("the vote on referendum {} is taken back", args.referendum);
			(Call::new("ConvictionVoting", "remove_vote", fields), text)
		}
	};
	let receipt = session.submit(&chain, &call).await?;
	session.done(&text, receipt.as_ref());
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;
	use labscape_client::economy::ActTally;

	#[test]
	fn only_acts_that_wait_are_found() {
		let act = Act {
			act: 3,
			call_hash: [0; 32],
			queued_at: 1,
			due: 9,
			expires: 12,
			tally: ActTally { veto: 0, support: 0 },
			vetoed: false,
		};
		assert_eq!(find(std::slice::from_ref(&act), 3).unwrap(), &act);
		assert!(matches!(find(&[act], 4), Err(Error::NotFound(_))));
	}

	#[test]
	fn decided_referenda_are_told_from_others() {
		let status = value::record([("track", number(1u32))]);
		let open = Value::unnamed_variant("Ongoing", [status.clone()]);
		assert_eq!(ongoing(&open), Some(&status));
		assert_eq!(ongoing(&Value::unnamed_variant("Approved", [number(9u32)])), None);
	}
}
