//! Vesting: grants of UBC or of a token, and what becomes of them.

use crate::{
	session::{address, Session},
	tokens::{lines, Token},
};
use clap::{Args, Subcommand};
use labscape_client::{
	amount,
	economy::{Asset, Lapse, Release, Schedule},
	keys::parse_account,
	tx::Call,
	value::{account, number, record, unit, Value},
	Account, At, Balance, Error, Result,
};
use labscape_primitives::ScheduleId;
use std::path::PathBuf;

/// The most entries of one batch.
const MAX_BATCH: usize = 100;

/// What can be done with vesting schedules.
#[derive(Subcommand)]
pub enum VestingCommand {
	/// Grant UBC or a token that becomes the beneficiary's over time.
	#[command(after_help = GRANT_EXAMPLES, visible_alias = "create")]
	Grant(Box<GrantArgs>),
	/// List the schedules of a beneficiary.
	List {
		/// Whose; the signing key's if it is missing.
		account: Option<String>,
	},
	/// Show one schedule.
	Show {
		/// Its id.
		schedule: ScheduleId,
		/// What is vested at this block (or +N, +30d) if nothing else happens.
		#[arg(long, value_name = "BLOCK")]
		at: Option<String>,
	},
	/// Release what is vested to the beneficiaries. Anybody may do so for anybody.
	Claim {
		/// Their ids; all of the signing account's from which something can be claimed, if missing.
		schedules: Vec<ScheduleId>,
	},
	/// Take back what is not vested, as the granter of a revocable schedule.
	Revoke {
		/// Its id.
		schedule: ScheduleId,
	},
	/// Hand what is not vested to another account; what is vested is claimed first.
	Transfer {
		/// Its id.
		schedule: ScheduleId,
		/// To whom.
		to: String,
	},
	/// Add one's schedule to another one on the same curve.
	Merge {
		/// The one that ends.
		from: ScheduleId,
		/// The one that grows.
		into: ScheduleId,
	},
	/// Release the next milestone, as the authority that the grant names.
	Release {
		/// Its id.
		schedule: ScheduleId,
	},
	/// Return milestones that nobody released in time, where the grant says so.
	Lapse {
		/// Its id.
		schedule: ScheduleId,
	},
}

const GRANT_EXAMPLES: &str = "\
Examples:
  labscape vesting grant 5F… 1000 --curve linear:+0:+90d:+730d --revocable
  labscape vesting grant 5F… 600 --token GOLD --curve stepped:+30d:+30d:12
  labscape vesting grant 5F… 300 --curve milestones:5G…:+365d:returns:100,200
  labscape vesting grant --file grants.txt --token GOLD

Curves:
  linear:START:CLIFF:END           in proportion to time; nothing before the cliff
  stepped:FIRST:PERIOD:STEPS       in equal parts, the first at FIRST, one more each PERIOD
  milestones:AUTHORITY:DEADLINE:vests|returns:PART,PART…
                                   part by part, each when AUTHORITY releases it; the others vest or
                                   return at the deadline

A block is its number, or +N blocks from now, or +90d, +12h, +30m from now.
Each line of a file: ADDRESS AMOUNT CURVE [revocable] [transferable]";

/// A grant, or a file of grants.
#[derive(Args)]
pub struct GrantArgs {
	/// Who gets it.
	#[arg(required_unless_present = "file")]
	beneficiary: Option<String>,
	/// How much.
	#[arg(required_unless_present = "file")]
	amount: Option<String>,
	/// When it vests.
	#[arg(long, required_unless_present = "file")]
	curve: Option<String>,
	/// Of this token; of UBC if it is missing.
	#[arg(long)]
	token: Option<String>,
	/// The granter may take back what is not vested.
	#[arg(long, conflicts_with = "file")]
	revocable: bool,
	/// The beneficiary may hand on what is not vested.
	#[arg(long, conflicts_with = "file")]
	transferable: bool,
	/// Up to 100 grants, all or none.
	#[arg(long, conflicts_with_all = ["beneficiary", "amount", "curve"])]
	file: Option<PathBuf>,
}

/// A schedule to be made.
pub struct Grant {
	/// Who gets it.
	pub beneficiary: Account,
	/// How much.
	pub amount: Balance,
	/// When it vests.
	pub release: Value,
	/// Whether the granter may take back what is not vested.
	pub revocable: bool,
	/// Whether the beneficiary may hand it on.
	pub transferable: bool,
}

impl Grant {
	/// As the chain takes it.
	pub fn value(self) -> Value {
		record([
			("beneficiary", account(&self.beneficiary)),
			("amount", number(self.amount)),
			("release", self.release),
			("revocable", Value::bool(self.revocable)),
			("transferable", Value::bool(self.transferable)),
		])
	}
}

/// Where the chain stands, and how fast it goes.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
	now: u32,
	block_millis: u64,
}

impl Clock {
	/// The chain's.
	pub fn of(at: &At) -> Result<Self> {
		let now = u32::try_from(at.number()).map_err(Error::node)?;
		Ok(Self { now, block_millis: at.constant::<u64>("Babe", "ExpectedBlockTime")?.max(1) })
	}

	/// `+N`, `+90d`, `+12h`, `+30m`: so many blocks.
	fn span(self, text: &str) -> Result<u32> {
		let bad = || {
			Error::Usage(format!("`{text}` is no span: write +N for blocks, or +90d, +12h, +30m"))
		};
		let count = text.strip_prefix('+').ok_or_else(bad)?;
		let seconds: u64 = match count.chars().last() {
			Some('d') => 86_400,
			Some('h') => 3_600,
			Some('m') => 60,
			_ => return count.parse().map_err(|_| bad()),
		};
		let count: u64 = count
			.get(..count.len().saturating_sub(1))
			.unwrap_or_default()
			.parse()
			.map_err(|_| bad())?;
		let millis = count.checked_mul(seconds.saturating_mul(1_000)).ok_or_else(bad)?;
		u32::try_from(millis.div_ceil(self.block_millis)).map_err(|_| bad())
	}

	/// A block: its number, or a span from now.
	fn block(self, text: &str) -> Result<u32> {
		if text.starts_with('+') {
			let late = || Error::Usage(format!("`{text}` is beyond the last block"));
			return self.now.checked_add(self.span(text)?).ok_or_else(late);
		}
		text.parse().map_err(|_| {
			Error::Usage(format!("`{text}` is no block: write its number, or +N, +90d, +12h, +30m"))
		})
	}

	/// How far a block is, for people.
	fn show(self, block: u32) -> String {
		let away = |blocks: u32| {
			let minutes = u64::from(blocks).saturating_mul(self.block_millis) / 60_000;
			match minutes {
				0 => format!("{blocks} blocks"),
				1..=119 => format!("{minutes} min"),
				120..=2_879 => format!("{} h", minutes / 60),
				_ => format!("{} d", minutes / 1_440),
			}
		};
		if block > self.now {
			format!("{block} (in {})", away(block - self.now))
		} else {
			format!("{block} ({} ago)", away(self.now - block))
		}
	}
}

/// A curve as people write it.
pub fn curve(text: &str, clock: Clock, parse: &impl Fn(&str) -> Result<Balance>) -> Result<Value> {
	let fields: Vec<&str> = text.split(':').collect();
	match fields.as_slice() {
		["linear", start, cliff, end] => Ok(Value::named_variant(
			"Linear",
			[
				("start", number(clock.block(start)?)),
				("cliff", number(clock.block(cliff)?)),
				("end", number(clock.block(end)?)),
			],
		)),
		["stepped", first, period, steps] => {
			let steps: u32 = steps
				.parse()
				.map_err(|_| Error::Usage(format!("`{steps}` is no number of steps")))?;
			// A period is a span whether or not a plus stands before it.
			let period = format!("+{}", period.trim_start_matches('+'));
			Ok(Value::named_variant(
				"Stepped",
				[
					("first", number(clock.block(first)?)),
					("period", number(clock.span(&period)?)),
					("steps", number(steps)),
				],
			))
		}
		["milestones", authority, deadline, lapse, parts] => {
			let lapse = match *lapse {
				"vests" => unit("Vests"),
				"returns" => unit("Returns"),
				other => {
					return Err(Error::Usage(format!("`{other}`: milestones vest or return")));
				}
			};
			let parts: Result<Vec<Value>> =
				parts.split(',').map(|part| parse(part).map(number)).collect();
			Ok(Value::named_variant(
				"Milestone",
				[
					("authority", account(&parse_account(authority)?)),
					("parts", Value::unnamed_composite(parts?)),
					("released", number(0u32)),
					("deadline", number(clock.block(deadline)?)),
					("lapse", lapse),
				],
			))
		}
		_ => Err(Error::Usage(format!(
			"`{text}` is no curve: linear:START:CLIFF:END, stepped:FIRST:PERIOD:STEPS or \
			 milestones:AUTHORITY:DEADLINE:vests|returns:PART,PART"
		))),
	}
}

fn call<const N: usize>(name: &str, fields: [(&str, Value); N]) -> Call {
	Call::new("Vesting", name, fields)
}

/// Do it.
pub async fn run(session: &Session, command: VestingCommand) -> Result<()> {
	let chain = session.chain().await?;
	let at = chain.best().await?;
	let id = |schedule: ScheduleId| ("schedule", number(schedule));
	let (call, text) = match command {
		VestingCommand::List { account } => return list(session, &at, account).await,
		VestingCommand::Show { schedule, at: block } => {
			return show(session, &at, schedule, block).await
		}
		VestingCommand::Grant(args) => grant(session, &at, &args).await?,
		VestingCommand::Claim { schedules } => claim(session, &at, schedules).await?,
		VestingCommand::Revoke { schedule } => {
			(call("revoke", [id(schedule)]), format!("schedule {schedule} is revoked"))
		}
		VestingCommand::Transfer { schedule, to } => {
			let to = parse_account(&to)?;
			let fields = [id(schedule), ("to", account(&to))];
			(call("transfer", fields), format!("schedule {schedule} is {to}'s"))
		}
		VestingCommand::Merge { from, into } => {
			let fields = [("from", number(from)), ("into", number(into))];
			(call("merge", fields), format!("schedule {from} is part of {into}"))
		}
		VestingCommand::Release { schedule } => {
			let text = format!("a milestone of schedule {schedule} is released");
			(call("release_milestone", [id(schedule)]), text)
		}
		VestingCommand::Lapse { schedule } => {
			let text = format!("what was not released of schedule {schedule} has returned");
			(call("lapse", [id(schedule)]), text)
		}
	};
	let receipt = session.submit(&chain, &call).await?;
	session.done(&text, receipt.as_ref());
	Ok(())
}

async fn grant(session: &Session, at: &At, args: &GrantArgs) -> Result<(Call, String)> {
	let clock = Clock::of(at)?;
	let token = match &args.token {
		Some(token) => Some(Token::find(at, token).await?),
		None => None,
	};
	let parse = |text: &str| match &token {
		Some(token) => token.parse(text),
		None => amount::parse(text),
	};
	let asset = match &token {
		Some(token) => Value::unnamed_variant("Token", [number(token.id)]),
		None => unit("Native"),
	};
	let show = |planck| match &token {
		Some(token) => token.show(session, planck),
		None => session.amount(planck),
	};
	if let Some(file) = &args.file {
		let what = format!("reading {}", file.display());
		let text = std::fs::read_to_string(file).map_err(Error::io(what))?;
		let grants = grants(&text, clock, &parse)
			.map_err(|error| Error::Usage(format!("{}, {error}", file.display())))?;
		let all: Balance = grants.iter().fold(0, |sum, grant| grant.amount.saturating_add(sum));
		let text = format!("{} granted to {} beneficiaries", show(all), grants.len());
		let grants = Value::unnamed_composite(grants.into_iter().map(Grant::value));
		return Ok((call("grant_batch", [("asset", asset), ("grants", grants)]), text));
	}
	let (Some(beneficiary), Some(amount), Some(text)) =
		(&args.beneficiary, &args.amount, &args.curve)
	else {
		return Err(Error::Usage("name beneficiary, amount and --curve, or --file".into()));
	};
	let grant = Grant {
		beneficiary: parse_account(beneficiary)?,
		amount: parse(amount)?,
		release: curve(text, clock, &parse)?,
		revocable: args.revocable,
		transferable: args.transferable,
	};
	let text = format!("{} granted to {}", show(grant.amount), grant.beneficiary);
	Ok((call("grant", [("asset", asset), ("grant", grant.value())]), text))
}

/// The grants of a file, one in each line.
fn grants(
	text: &str,
	clock: Clock,
	parse: &impl Fn(&str) -> Result<Balance>,
) -> Result<Vec<Grant>> {
	let mut grants = Vec::new();
	for (line, fields) in lines(text) {
		let bad = |why: String| Error::Usage(format!("line {line}: {why}"));
		let [beneficiary, amount, release, flags @ ..] = fields.as_slice() else {
			return Err(bad("an address, an amount and a curve".into()));
		};
		if let Some(flag) = flags.iter().find(|flag| !["revocable", "transferable"].contains(flag))
		{
			return Err(bad(format!("`{flag}`: a grant is revocable or transferable")));
		}
		grants.push(Grant {
			beneficiary: parse_account(beneficiary).map_err(|error| bad(error.to_string()))?,
			amount: parse(amount).map_err(|error| bad(error.to_string()))?,
			release: curve(release, clock, parse).map_err(|error| bad(error.to_string()))?,
			revocable: flags.contains(&"revocable"),
			transferable: flags.contains(&"transferable"),
		});
	}
	if grants.is_empty() || grants.len() > MAX_BATCH {
		let count = grants.len();
		return Err(Error::Usage(format!(
			"{count} grants: one batch takes 1 to {MAX_BATCH}, split it"
		)));
	}
	Ok(grants)
}

async fn claim(
	session: &Session,
	at: &At,
	mut schedules: Vec<ScheduleId>,
) -> Result<(Call, String)> {
	if schedules.is_empty() {
		for (id, _) in at.schedules_of(&session.signer()?).await? {
			if at.claimable(id).await? > 0 && schedules.len() < MAX_BATCH {
				schedules.push(id);
			}
		}
	}
	match schedules.as_slice() {
		[] => Err(Error::NotFound("nothing can be claimed now".into())),
		[one] => {
			let call = call("claim", [("schedule", number(*one))]);
			Ok((call, format!("schedule {one} claimed")))
		}
		many => {
			let ids = Value::unnamed_composite(many.iter().map(|id| number(*id)));
			let text = format!("{} schedules claimed", many.len());
			Ok((call("claim_batch", [("schedules", ids)]), text))
		}
	}
}

/// An amount of what a schedule is of.
async fn unit_of(at: &At, asset: &Asset) -> Result<Option<Token>> {
	match asset {
		Asset::Native => Ok(None),
		Asset::Token(id) => Token::read(at, *id)
			.await?
			.ok_or_else(|| Error::Node(format!("token {id} has no metadata")))
			.map(Some),
	}
}

fn show_amount(session: &Session, token: Option<&Token>, units: Balance) -> String {
	match token {
		Some(token) => token.show(session, units),
		None => session.amount(units),
	}
}

fn describe(release: &Release, clock: Clock) -> String {
	match release {
		Release::Linear { start, cliff, end } => format!(
			"linear from {} after {} to {}",
			clock.show(*start),
			clock.show(*cliff),
			clock.show(*end)
		),
		Release::Stepped { first, period, steps } => {
			format!("{steps} steps from {}, one each {period} blocks", clock.show(*first))
		}
		Release::Milestone { authority, parts, released, deadline, lapse } => format!(
			"{released} of {} milestones released by {} until {}, then the others {}",
			parts.len(),
			address(authority),
			clock.show(*deadline),
			match lapse {
				Lapse::Vests => "vest",
				Lapse::Returns => "return",
			}
		),
		Release::Vested => "all vested".into(),
	}
}

async fn list(session: &Session, at: &At, who: Option<String>) -> Result<()> {
	let who = session.account_or_signer(who.as_deref())?;
	let clock = Clock::of(at)?;
	let mut rows = Vec::new();
	for (id, schedule) in at.schedules_of(&who).await? {
		let token = unit_of(at, &schedule.asset).await?;
		let claimable = at.claimable(id).await?;
		rows.push(vec![
			id.to_string(),
			show_amount(session, token.as_ref(), schedule.amount),
			show_amount(session, token.as_ref(), schedule.claimed),
			show_amount(session, token.as_ref(), claimable),
			describe(&schedule.release, clock),
		]);
	}
	session.table(&["schedule", "granted", "claimed", "claimable", "vests"], rows);
	Ok(())
}

async fn show(session: &Session, at: &At, id: ScheduleId, block: Option<String>) -> Result<()> {
	let clock = Clock::of(at)?;
	let schedule: Schedule = at.schedule(id).await?.ok_or_else(|| {
		Error::NotFound(format!("there is no schedule {id}: it may have ended with its last claim"))
	})?;
	let token = unit_of(at, &schedule.asset).await?;
	let amount = |units| show_amount(session, token.as_ref(), units);
	let vested = at.vested_at(id, clock.now).await?;
	let yes = |flag: bool| if flag { "yes" } else { "no" }.to_owned();
	let mut fields = vec![
		("schedule", id.to_string()),
		("beneficiary", address(&schedule.beneficiary)),
		("granter", address(&schedule.granter)),
		("granted", amount(schedule.amount)),
		("claimed", amount(schedule.claimed)),
		("claimable", amount(vested.saturating_sub(schedule.claimed))),
		("not vested", amount(schedule.amount.saturating_sub(vested))),
		("vests", describe(&schedule.release, clock)),
		("revocable", yes(schedule.revocable)),
		("transferable", yes(schedule.transferable)),
	];
	if let Some(block) = block {
		let block = clock.block(&block)?;
		let then = at.vested_at(id, block).await?;
		fields.push(("vested then", format!("{} at {}", amount(then), clock.show(block))));
	}
	session.record(fields);
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;

	const CLOCK: Clock = Clock { now: 1_000, block_millis: 3_000 };

	fn read(text: &str) -> Result<Value> {
		curve(text, CLOCK, &|text| amount::parse_token(text, 0, "GOLD"))
	}

	#[test]
	fn blocks_are_numbers_or_spans_from_now() {
		assert_eq!(CLOCK.block("7").unwrap(), 7);
		assert_eq!(CLOCK.block("+7").unwrap(), 1_007);
		assert_eq!(CLOCK.block("+1m").unwrap(), 1_020);
		assert_eq!(CLOCK.block("+2h").unwrap(), 3_400);
		assert_eq!(CLOCK.block("+1d").unwrap(), 29_800);
		for text in ["", "+", "-1", "1d", "+1w", "+99999999999d", "+4294967295", "now"] {
			assert!(CLOCK.block(text).is_err(), "{text}");
		}
	}

	#[test]
	fn curves_are_read_with_all_their_fields() {
		let linear = read("linear:+0:+10:2000").unwrap();
		let fields =
			[("start", number(1_000u32)), ("cliff", number(1_010u32)), ("end", number(2_000u32))];
		assert_eq!(linear, Value::named_variant("Linear", fields));
		let stepped =
			[("first", number(1_001u32)), ("period", number(20u32)), ("steps", number(12u32))];
		assert_eq!(read("stepped:+1:1m:12").unwrap(), Value::named_variant("Stepped", stepped));
		assert!(read("milestones://Bob:+9:returns:1,2").is_ok());
		let bob = parse_account("//Bob").unwrap();
		assert!(read(&format!("milestones:{bob}:+9:returns:1,2")).is_ok());
		assert!(read(&format!("milestones:{bob}:+9:burns:1,2")).is_err());
		assert!(read(&format!("milestones:{bob}:+9:vests:1,x")).is_err());
		for text in ["", "linear", "linear:1:2", "linear:1:2:3:4", "stepped:1:2:x", "cubic:1:2:3"] {
			assert!(read(text).is_err(), "{text}");
		}
	}

	#[test]
	fn files_of_grants_name_the_line_that_is_wrong() {
		let parse = |text: &str| amount::parse(text);
		let alice = parse_account("//Alice").unwrap();
		let good =
			format!("# team\n{alice} 5 linear:+0:+0:+9 revocable\n\n{alice} 1 stepped:+1:+1:3\n");
		let found = grants(&good, CLOCK, &parse).unwrap();
		assert_eq!(found.len(), 2);
		assert!(found[0].revocable && !found[0].transferable && !found[1].revocable);
		for (text, what) in [
			(format!("{alice} 5"), "line 1"),
			(format!("\n{alice} 5 cubic"), "line 2"),
			(format!("{alice} 5 linear:0:0:9 forever"), "forever"),
			("nobody 5 linear:0:0:9".to_owned(), "line 1"),
			(String::new(), "0 grants"),
			(format!("{alice} 5 linear:0:0:9\n").repeat(101), "101 grants"),
		] {
			let error = grants(&text, CLOCK, &parse).map(|_| ()).unwrap_err().to_string();
			assert!(error.contains(what), "{error}");
		}
	}
}
