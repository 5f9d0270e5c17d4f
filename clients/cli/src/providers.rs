//! Providers, their bonds, and those who back them.

use crate::session::Session;
use clap::{Args, Subcommand};
use labscape_client::{amount, keys::parse_account, tx::Call, value, Error, Result};

/// What can be done with providers.
#[derive(Subcommand)]
pub enum ProviderCommand {
	/// List all providers.
	List,
	/// Show one provider.
	Show {
		/// Its address; the signing key's if it is missing.
		provider: Option<String>,
	},
	/// Become a provider.
	Register {
		/// The bond.
		#[arg(long)]
		bond: String,
		/// The share of the delegators' income that the provider keeps, in percent.
		#[arg(long, default_value_t = 10)]
		commission: u32,
	},
	/// Take no more work.
	Chill,
	/// Take work again.
	Resume,
	/// Leave for good: what is left are exits.
	Leave,
}

/// Do it.
pub async fn provider(session: &Session, command: ProviderCommand) -> Result<()> {
	let chain = session.chain().await?;
	let (call, text) = match command {
		ProviderCommand::List => {
			let providers = chain.best().await?.providers().await?;
			let rows = providers
				.iter()
				.map(|(account, provider)| {
					vec![
						account.to_string(),
						format!("{:?}", provider.status),
						session.amount(provider.own),
						session.amount(provider.reserved),
						provider.nodes.to_string(),
						provider.delegators.to_string(),
						session.amount(provider.earned),
					]
				})
				.collect();
			let columns =
				["provider", "status", "bond", "reserved", "nodes", "delegators", "to claim"];
			session.table(&columns, rows);
			return Ok(());
		}
		ProviderCommand::Show { provider } => {
			let account = match provider {
				Some(provider) => parse_account(&provider)?,
				None => session.signer()?,
			};
			let known = chain.best().await?.provider(&account).await?;
			let known =
				known.ok_or_else(|| Error::NotFound(format!("{account} is no provider")))?;
			session.record(vec![
				("provider", account.to_string()),
				("status", format!("{:?}", known.status)),
				("bond", session.amount(known.own)),
				("reserved for open work", session.amount(known.reserved)),
				("behind nodes", session.amount(known.backing)),
				("nodes", known.nodes.to_string()),
				("delegators", known.delegators.to_string()),
				("operator may claim", session.amount(known.earned)),
				("delegators may claim", session.amount(known.unclaimed)),
			]);
			return Ok(());
		}
		ProviderCommand::Register { bond, commission } => {
			if commission > 100 {
				return Err(Error::Usage("a commission is at most 100 percent".into()));
			}
			let bond = amount::parse(&bond)?;
			let fields = [
				("bond", value::number(bond)),
				("commission", value::number(commission * 10_000_000)),
			];
			let text = format!("registered with a bond of {}", session.amount(bond));
			(Call::new("SwarmStaking", "register", fields), text)
		}
		ProviderCommand::Chill => (Call::new("SwarmStaking", "chill", []), "chilled".to_owned()),
		ProviderCommand::Resume => (Call::new("SwarmStaking", "resume", []), "active".to_owned()),
		ProviderCommand::Leave => (Call::new("SwarmStaking", "leave", []), "leaving".to_owned()),
	};
	let receipt = session.submit(&chain, &call).await?;
	session.done(&text, receipt.as_ref());
	Ok(())
}

/// What can be done with one's own bond.
#[derive(Subcommand)]
pub enum StakeCommand {
	/// Add to the bond.
	Add {
		/// How much.
		amount: String,
	},
	/// Begin to take a part of the bond out.
	Unbond {
		/// How much.
		amount: String,
	},
	/// Withdraw what was unbonded long enough ago.
	Withdraw,
}

/// Do it.
pub async fn stake(session: &Session, command: StakeCommand) -> Result<()> {
	let chain = session.chain().await?;
	let (call, text) = match command {
		StakeCommand::Add { amount } => {
			let planck = amount::parse(&amount)?;
			let call = Call::new("SwarmStaking", "bond_extra", [("amount", value::number(planck))]);
			(call, format!("{} added", session.amount(planck)))
		}
		StakeCommand::Unbond { amount } => {
			let planck = amount::parse(&amount)?;
			let call = Call::new("SwarmStaking", "unbond", [("amount", value::number(planck))]);
			(call, format!("{} on its way out", session.amount(planck)))
		}
		StakeCommand::Withdraw => {
			let provider = value::account(&session.signer()?);
			let fields = [("provider", provider)];
			(Call::new("SwarmStaking", "withdraw_unbonded", fields), "withdrawn".to_owned())
		}
	};
	let receipt = session.submit(&chain, &call).await?;
	session.done(&text, receipt.as_ref());
	Ok(())
}

/// Whom to back, and with how much.
#[derive(Args)]
pub struct Delegate {
	/// The provider.
	provider: String,
	/// How much.
	amount: String,
}

/// Back a provider.
pub async fn delegate(session: &Session, args: Delegate) -> Result<()> {
	change(session, "delegate", &args, "delegated to").await
}

/// Begin to take a delegation back.
pub async fn undelegate(session: &Session, args: Delegate) -> Result<()> {
	change(session, "undelegate", &args, "on its way back from").await
}

async fn change(session: &Session, name: &str, args: &Delegate, what: &str) -> Result<()> {
	let (provider, planck) = (parse_account(&args.provider)?, amount::parse(&args.amount)?);
	let chain = session.chain().await?;
	let fields = [("provider", value::account(&provider)), ("amount", value::number(planck))];
	let receipt = session.submit(&chain, &Call::new("SwarmStaking", name, fields)).await?;
	session.done(&format!("{} {what} {provider}", session.amount(planck)), receipt.as_ref());
	Ok(())
}

/// Whose income.
#[derive(Args)]
pub struct Claim {
	/// The provider whose pool pays; the signing account's own if it is missing.
	provider: Option<String>,
	/// Who is paid; the signing account if it is missing.
	#[arg(long)]
	to: Option<String>,
}

/// Pay income out.
pub async fn claim(session: &Session, args: Claim) -> Result<()> {
	let signer = session.signer()?;
	let provider = args.provider.as_deref().map(parse_account).transpose()?.unwrap_or(signer);
	let who = args.to.as_deref().map(parse_account).transpose()?.unwrap_or(signer);
	let chain = session.chain().await?;
	let fields = [("provider", value::account(&provider)), ("who", value::account(&who))];
	let receipt = session.submit(&chain, &Call::new("SwarmStaking", "claim", fields)).await?;
	let paid = receipt
		.as_ref()
		.and_then(|receipt| receipt.events.iter().find(|event| event.pallet == "SwarmStaking"))
		.and_then(|event| event.number("amount"));
	let text = paid.map_or("claimed".into(), |paid| format!("{} paid out", session.amount(paid)));
	let facts = paid.map(|paid| ("paid", session.amount(paid)));
	session.done_with(&text, facts.into_iter().collect(), receipt.as_ref());
	Ok(())
}
