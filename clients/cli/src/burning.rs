//! The ledger of UBC: what was minted and burned, and burning one's own.

use crate::session::Session;
use clap::Args;
use labscape_client::{
	amount,
	economy::Flows,
	tx::Call,
	value::{number, Value},
	Error, Result,
};

/// How much to burn, and why.
#[derive(Args)]
#[command(after_help = "\
Examples:
  labscape burn 12.5 --memo 'for the season' --key key.json
  labscape burn 1 --offline call.json --account 5F…")]
pub struct Burn {
	/// How much.
	amount: String,
	/// Why, for the record.
	#[arg(long, default_value = "")]
	memo: String,
	/// Burn even what keeps the account alive.
	#[arg(long)]
	close: bool,
}

/// Burn UBC.
pub async fn burn(session: &Session, args: &Burn) -> Result<()> {
	let planck = amount::parse(&args.amount)?;
	let chain = session.chain().await?;
	let at = chain.best().await?;
	let longest: u32 = at.constant("Burning", "MaxMemoLength")?;
	if args.memo.len() > longest as usize {
		return Err(Error::Usage(format!(
			"the memo has {} bytes: at most {longest} fit",
			args.memo.len()
		)));
	}
	let fields = [
		("amount", number(planck)),
		("keep_alive", Value::bool(!args.close)),
		("memo", Value::from_bytes(args.memo.as_bytes())),
	];
	let receipt = session.submit(&chain, &Call::new("Burning", "burn", fields)).await?;
	session.done(&format!("{} burned", session.amount(planck)), receipt.as_ref());
	Ok(())
}

/// Since when.
#[derive(Args)]
#[command(after_help = "\
Examples:
  labscape issuance              how the issuance came about, by source, since genesis
  labscape issuance --epoch 42   what was minted and burned in one epoch of work")]
pub struct Issuance {
	/// Only what flowed in this epoch of work, while it is kept.
	#[arg(long)]
	epoch: Option<u32>,
}

/// Show what was minted and burned.
pub async fn issuance(session: &Session, args: &Issuance) -> Result<()> {
	let at = session.chain().await?.best().await?;
	let mut fields = Vec::new();
	let flows = match args.epoch {
		Some(epoch) => {
			fields.push(("epoch", epoch.to_string()));
			at.flows_of(epoch).await?.ok_or_else(|| {
				Error::NotFound(format!(
					"nothing is known of epoch {epoch}: nothing flowed, or it is too old"
				))
			})?
		}
		None => {
			let issuance = at.issuance().await?;
			fields.extend([
				("issuance", session.amount(issuance.total)),
				("at genesis", session.amount(issuance.genesis)),
				("minted", session.amount(issuance.minted)),
				("burned", session.amount(issuance.burned)),
			]);
			at.flows().await?
		}
	};
	fields.extend(by_source(session, &flows));
	session.record(fields);
	Ok(())
}

fn by_source(session: &Session, flows: &Flows) -> Vec<(&'static str, String)> {
	let (minted, burned) = (&flows.minted, &flows.burned);
	[
		("minted for validators", minted.validators),
		("minted for work", minted.work),
		("minted for the treasury", minted.treasury),
		("burned of fees", burned.fees),
		("burned of settled work", burned.settlement),
		("burned of factory fees", burned.factory),
		("burned of slashes", burned.slash),
		("burned by holders", burned.voluntary),
		("burned as dust", burned.dust),
		("burned of audits' rest", burned.audit_residue),
	]
	.map(|(name, planck)| (name, session.amount(planck)))
	.to_vec()
}
