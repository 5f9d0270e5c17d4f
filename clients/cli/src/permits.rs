//! Permits: what an owner of tokens signs without a transaction, and somebody else submits and pays
//! for.
//!
//! The bytes to sign are made here, not asked of the node: a node that lies could have a transaction
//! signed. The node is asked afterwards whether it means the same.

use crate::{session::Session, tokens::Token};
use clap::{Args, Subcommand};
use codec::Encode;
use labscape_client::{
	keys::parse_account,
	parse_hash,
	tx::Call,
	value::{account, number, Value},
	Account, At, Balance, Chain, Error, Hash, Result,
};
use labscape_primitives::TokenId;
use serde_json::{json, Value as Json};
use std::path::PathBuf;

/// The first bytes of every message; see `pallet-labscape-tokens`.
const TAG: &[u8; 26] = b"labscape/tokens/signed/v1\n";

/// What can be done with permits.
#[derive(Subcommand)]
pub enum PermitCommand {
	/// Sign a permission to take tokens, or a delegation of votes. Costs nothing.
	#[command(after_help = SIGN_EXAMPLES)]
	Sign(Sign),
	/// Submit what somebody else signed, and pay the fee.
	Submit {
		/// The file that `token permit sign` wrote.
		file: PathBuf,
	},
	/// Void the next permit that one signed and nobody has submitted.
	Cancel {
		/// Its id or symbol.
		token: String,
	},
}

const SIGN_EXAMPLES: &str = "\
Examples:
  labscape token permit sign GOLD --spender 5F… --amount 100 --out permit.json --key owner.json
  labscape token permit submit permit.json --key relayer.json
  labscape token permit sign VOTE --delegate 5F… --out delegation.json --key owner.json";

/// What is permitted.
#[derive(Args)]
pub struct Sign {
	/// Its id or symbol.
	token: String,
	/// Who may take tokens.
	#[arg(long, requires = "amount", required_unless_present = "delegate")]
	spender: Option<String>,
	/// How much, in all, instead of what it was before.
	#[arg(long)]
	amount: Option<String>,
	/// Who votes with the owner's balance.
	#[arg(long, conflicts_with_all = ["spender", "amount"])]
	delegate: Option<String>,
	/// For how many blocks from now it can be submitted.
	#[arg(long, default_value_t = 1_200)]
	valid_blocks: u32,
	/// Where it goes; `permit.json` if it is missing.
	#[arg(long)]
	out: Option<PathBuf>,
}

/// What the owner wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Intent {
	Approve { spender: Account, amount: Balance },
	Delegate { to: Account },
}

/// A message of an owner of tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Message {
	genesis: Hash,
	token: TokenId,
	owner: Account,
	nonce: u64,
	deadline: u32,
	intent: Intent,
}

impl Message {
	/// The bytes to sign.
	fn bytes(&self) -> Vec<u8> {
		let head = (*TAG, self.genesis, self.token, self.owner.0, self.nonce, self.deadline);
		let intent = match self.intent {
			Intent::Approve { spender, amount } => (0u8, spender.0, amount).encode(),
			Intent::Delegate { to } => (1u8, to.0).encode(),
		};
		[head.encode(), intent].concat()
	}

	/// For the file.
	fn json(&self, signature: &[u8; 64]) -> Json {
		let intent = match self.intent {
			Intent::Approve { spender, amount } => {
				json!({ "spender": spender.to_string(), "amount": amount.to_string() })
			}
			Intent::Delegate { to } => json!({ "delegate": to.to_string() }),
		};
		json!({
			"genesis": format!("{:?}", self.genesis),
			"token": self.token,
			"owner": self.owner.to_string(),
			"nonce": self.nonce,
			"deadline": self.deadline,
			"permits": intent,
			"signature": format!("0x{}", hex::encode(signature)),
		})
	}

	/// From the file.
	fn read(text: &str) -> Option<(Self, [u8; 64])> {
		let json: Json = serde_json::from_str(text).ok()?;
		let who = |json: &Json| parse_account(json.as_str()?).ok();
		let permits = json.get("permits")?;
		let intent = match permits.get("delegate") {
			Some(to) => Intent::Delegate { to: who(to)? },
			None => Intent::Approve {
				spender: who(permits.get("spender")?)?,
				amount: permits.get("amount")?.as_str()?.parse().ok()?,
			},
		};
		let message = Self {
			genesis: parse_hash(json.get("genesis")?.as_str()?).ok()?,
			token: json.get("token")?.as_u64()?.try_into().ok()?,
			owner: who(json.get("owner")?)?,
			nonce: json.get("nonce")?.as_u64()?,
			deadline: json.get("deadline")?.as_u64()?.try_into().ok()?,
			intent,
		};
		let mut signature = [0; 64];
		let text = json.get("signature")?.as_str()?;
		hex::decode_to_slice(text.trim_start_matches("0x"), &mut signature).ok()?;
		Some((message, signature))
	}

	/// What the chain would have the owner sign.
	async fn as_chain_says(&self, at: &At) -> Result<Vec<u8>> {
		let (name, mut arguments) = match self.intent {
			Intent::Approve { spender, amount } => {
				("permit_payload", vec![account(&self.owner), account(&spender), number(amount)])
			}
			Intent::Delegate { to } => {
				("delegation_payload", vec![account(&self.owner), account(&to)])
			}
		};
		arguments.insert(0, number(self.token));
		arguments.extend([number(self.nonce), number(self.deadline)]);
		at.view("Tokens", name, arguments).await
	}

	fn call(&self, signature: &[u8; 64]) -> Call {
		let signature =
			Value::unnamed_variant("Sr25519", [Value::from_bytes(signature.as_slice())]);
		let token = ("token", number(self.token));
		let nonce = ("nonce", number(self.nonce));
		let deadline = ("deadline", number(self.deadline));
		let signature = ("signature", signature);
		let owner = account(&self.owner);
		match self.intent {
			Intent::Approve { spender, amount } => {
				let fields = [
					token,
					("owner", owner),
					("spender", account(&spender)),
					("amount", number(amount)),
					nonce,
					deadline,
					signature,
				];
				Call::new("Tokens", "permit", fields)
			}
			Intent::Delegate { to } => {
				let fields =
					[token, ("who", owner), ("to", account(&to)), nonce, deadline, signature];
				Call::new("Tokens", "delegate_by_signature", fields)
			}
		}
	}
}

/// Do it.
pub async fn run(session: &Session, chain: &Chain, at: &At, command: PermitCommand) -> Result<()> {
	let (call, text) = match command {
		PermitCommand::Sign(args) => return sign(session, chain, at, &args).await,
		PermitCommand::Submit { file } => {
			let what = format!("reading {}", file.display());
			let text = std::fs::read_to_string(&file).map_err(Error::io(what))?;
			let (message, signature) = Message::read(&text)
				.ok_or_else(|| Error::Usage(format!("{} is no permit", file.display())))?;
			if message.genesis != chain.genesis() {
				return Err(Error::WrongChain {
					found: chain.genesis(),
					expected: message.genesis,
				});
			}
			let text = match message.intent {
				Intent::Approve { spender, .. } => {
					format!("{spender} may take tokens of {}", message.owner)
				}
				Intent::Delegate { to } => format!("{to} votes for {}", message.owner),
			};
			(message.call(&signature), text)
		}
		PermitCommand::Cancel { token } => {
			let token = Token::find(at, &token).await?;
			let call = Call::new("Tokens", "cancel_permits", [("token", number(token.id))]);
			(call, "the next permit is void".to_owned())
		}
	};
	let receipt = session.submit(chain, &call).await?;
	session.done(&text, receipt.as_ref());
	Ok(())
}

async fn sign(session: &Session, chain: &Chain, at: &At, args: &Sign) -> Result<()> {
	let key = session.key()?;
	if key.is_development() && !chain.is_development().await? {
		return Err(Error::Key("everybody has this key: it is for development chains".into()));
	}
	let token = Token::find(at, &args.token).await?;
	let intent = match (&args.delegate, &args.spender, &args.amount) {
		(Some(to), _, _) => Intent::Delegate { to: parse_account(to)? },
		(None, Some(spender), Some(amount)) => {
			Intent::Approve { spender: parse_account(spender)?, amount: token.parse(amount)? }
		}
		_ => return Err(Error::Usage("name --spender and --amount, or --delegate".into())),
	};
	let owner = key.account();
	let arguments = vec![number(token.id), account(&owner)];
	let nonce: u64 = at.view("Tokens", "nonce_of", arguments).await?;
	let now = u32::try_from(at.number()).map_err(Error::node)?;
	let deadline = now.saturating_add(args.valid_blocks);
	let genesis = chain.genesis();
	let message = Message { genesis, token: token.id, owner, nonce, deadline, intent };
	if message.as_chain_says(at).await? != message.bytes() {
		return Err(Error::Incompatible("permits of this form".into()));
	}
	let signature = key.sign(&message.bytes());
	let out = args.out.clone().unwrap_or_else(|| "permit.json".into());
	let text = format!("{:#}\n", message.json(&signature));
	std::fs::write(&out, text).map_err(Error::io(format!("writing {}", out.display())))?;
	session.record(vec![
		("permit", out.display().to_string()),
		("token", token.symbol.clone()),
		("nonce", nonce.to_string()),
		("valid until block", deadline.to_string()),
	]);
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;

	fn message(intent: Intent) -> Message {
		let owner = parse_account("//Alice").unwrap();
		let genesis = Hash::repeat_byte(7);
		Message { genesis, token: 1_000, owner, nonce: 3, deadline: 99, intent }
	}

	#[test]
	fn a_permit_binds_chain_token_owner_nonce_and_deadline() {
		let spender = parse_account("//Bob").unwrap();
		let permit = message(Intent::Approve { spender, amount: 5 });
		let bytes = permit.bytes();
		assert!(bytes.starts_with(TAG));
		assert_eq!(bytes.len(), 26 + 32 + 4 + 32 + 8 + 4 + 1 + 32 + 16);
		let others = [
			Message { genesis: Hash::repeat_byte(8), ..permit },
			Message { token: 1_001, ..permit },
			Message { owner: spender, ..permit },
			Message { nonce: 4, ..permit },
			Message { deadline: 100, ..permit },
			Message { intent: Intent::Approve { spender, amount: 6 }, ..permit },
			Message { intent: Intent::Delegate { to: spender }, ..permit },
		];
		assert!(others.iter().all(|other| other.bytes() != bytes));
	}

	#[test]
	fn a_permit_is_read_as_it_was_written() {
		let to = parse_account("//Bob").unwrap();
		for intent in [Intent::Approve { spender: to, amount: u128::MAX }, Intent::Delegate { to }]
		{
			let text = message(intent).json(&[9; 64]).to_string();
			assert_eq!(Message::read(&text), Some((message(intent), [9; 64])));
			let damaged = text.replace("\"nonce\"", "\"once\"");
			assert_eq!(Message::read(&damaged), None);
		}
		assert_eq!(Message::read("no"), None);
	}
}
