//! Refusals in plain words: the named cause, what it means, what to do.
//!
//! The runtime's own errors carry their advice in their documentation, which is part of the live
//! metadata; here are only those of others and those of the transaction pool.

use crate::Error;
use subxt::{
	error::{BackendError, DispatchError, ExtrinsicError, RpcError, TransactionStatusError},
	metadata::Metadata,
	rpcs::UserError,
	tx::{TransactionInvalid, ValidationResult},
};

/// The cause of a refusal that time alone will lift.
pub const NOT_NOW: &str = "not now";
/// The cause of a refusal because it is done already, or too late.
pub const STALE: &str = "it is stale";

/// The cause of a refusal because the very same transaction waits in the pool.
pub const IN_POOL: &str = "it is in the pool already";

/// What to do about errors whose own documentation does not say.
const KNOWN: &[(&str, &str)] = &[
	("Balances::InsufficientBalance", "Fund the account, or use less."),
	("Balances::ExistentialDeposit", "Send at least the existential deposit to a new account."),
	("Balances::Expendability", "The transfer would close the account: leave something on it."),
	("Balances::LiquidityRestrictions", "Part of the balance is locked or held: use less."),
	("System::CallFiltered", "The chain pauses this call at the moment: try again later."),
	("Sudo::RequireSudo", "Only a development chain's sudo key may do this."),
];

/// Errors that say that the account cannot pay.
const UNPAYABLE: &[&str] = &["Balances::InsufficientBalance", "Resources::FundsTooLow"];
/// Errors that say that what the call is about does not exist.
const MISSING: &[&str] =
	&["Resources::NoSuchJob", "Resources::NoSuchNode", "Resources::NoSuchLease"];

/// The refusal of a call that was included in a block.
pub fn dispatch(call: &str, error: &DispatchError) -> Error {
	let (cause, advice) = match error {
		DispatchError::Module(module) => match module.details() {
			Ok(details) => {
				let name = format!("{}::{}", details.pallet.name(), details.variant.name);
				let docs = || details.variant.docs.join(" ").trim().to_owned();
				if MISSING.contains(&name.as_str()) {
					return Error::NotFound(format!("{call} was refused: {name}. {}", docs()));
				}
				let known = KNOWN.iter().find(|(known, _)| *known == name);
				let advice = known.map(|(_, advice)| (*advice).to_owned()).unwrap_or_else(docs);
				if UNPAYABLE.contains(&name.as_str()) {
					return Error::Funds(format!("{call} was refused: {name}. {advice}"));
				}
				(name, advice)
			}
			Err(_) => (module.details_string(), String::new()),
		},
		DispatchError::Token(token) => {
			return Error::Funds(format!(
				"{call} was refused: {token} Fund the account, or use less."
			))
		}
		DispatchError::Arithmetic(subxt::error::ArithmeticError::Underflow)
			if call.starts_with("Balances.") =>
		{
			return Error::Funds(format!("{call} was refused: the account does not have as much."));
		}
		DispatchError::BadOrigin => (
			"the account may not do this".to_owned(),
			"Use the account that owns it, or a proposal.".to_owned(),
		),
		other => (other.to_string(), String::new()),
	};
	Error::Refused { call: call.into(), cause, advice }
}

/// The refusal of a call by the node's pool or on the way there.
pub fn pool(call: &str, metadata: &Metadata, error: &ExtrinsicError) -> Error {
	match error {
		ExtrinsicError::ErrorSubmittingTransaction(BackendError::Rpc(RpcError::ClientError(
			subxt::rpcs::Error::User(user),
		))) => user_error(call, metadata, user),
		ExtrinsicError::TransactionStatusError(status) => status_error(call, status),
		ExtrinsicError::PalletNameNotFound(name) => {
			Error::Incompatible(format!("the pallet {name}"))
		}
		ExtrinsicError::CallNameNotFound { pallet_name, call_name } => {
			Error::Incompatible(format!("the call {pallet_name}.{call_name}"))
		}
		ExtrinsicError::EncodeError(error) => Error::Incompatible(format!("{call}: {error}")),
		ExtrinsicError::ErrorSubmittingTransaction(error) => {
			Error::Node(format!("{call} could not be sent: {error}"))
		}
		other => Error::Node(format!("{call}: {other}")),
	}
}

/// A transaction that the pool took and lost.
pub fn status_error(call: &str, status: &TransactionStatusError) -> Error {
	let (cause, advice) = match status {
		TransactionStatusError::Invalid(message) => (
			format!("it became invalid: {message}"),
			"Another transaction of the account may have come first: try again.",
		),
		TransactionStatusError::Dropped(message) => {
			(format!("the node dropped it: {message}"), "The pool is full: try again later.")
		}
		other => (other.to_string(), "Look whether it was included before trying again."),
	};
	Error::Refused { call: call.into(), cause, advice: advice.into() }
}

fn user_error(call: &str, metadata: &Metadata, user: &UserError) -> Error {
	let data = user.data.as_ref().map(|data| data.get().trim_matches('"').to_owned());
	let data = data.unwrap_or_default();
	if data.contains("Inability to pay some fees") {
		return Error::Funds(format!("{call}: the account cannot pay the fee. Fund it first."));
	}
	let custom = data
		.strip_prefix("Custom error: ")
		.and_then(|code| code.trim().parse::<u8>().ok())
		.and_then(|code| free_call_error(call, metadata, code));
	if let Some((cause, advice)) = custom {
		return Error::Refused { call: call.into(), cause, advice };
	}
	let advice = match user.code {
		1010 if data.contains("bad signature") => "The key, or the chain it signs for, is wrong.",
		1010 if data.contains("outdated") || data.contains("stale") => {
			"It was sent before, or the account's nonce moved on: look at the account and try again."
		}
		1010 if data.contains("exhaust") => "The block is full, or it is not the time: try again.",
		1013 => "Wait until it is included.",
		1014 => "Another transaction of the account with the same nonce waits: try again.",
		1016 => "The pool is full: try again later.",
		_ => "",
	};
	let cause = match user.code {
		1013 => IN_POOL.to_owned(),
		1012..=1016 => user.message.clone(),
		_ if data.is_empty() => user.message.clone(),
		_ => data,
	};
	Error::Refused { call: call.into(), cause, advice: advice.into() }
}

/// A free call is refused with the index of the pallet's error.
fn free_call_error(call: &str, metadata: &Metadata, code: u8) -> Option<(String, String)> {
	let pallet = metadata.pallet_by_name(call.split('.').next()?)?;
	let variant = pallet.error_variant_by_index(code)?;
	let docs = variant.docs.join(" ").trim().to_owned();
	Some((format!("{}::{}", pallet.name(), variant.name), docs))
}

/// The refusal that asking the node beforehand shows; `None` if the call is valid.
pub fn validity(call: &str, metadata: &Metadata, result: &ValidationResult) -> Option<Error> {
	let refused = |cause: &str, advice: &str| {
		let (call, cause) = (call.to_owned(), cause.to_owned());
		Some(Error::Refused { call, cause, advice: advice.into() })
	};
	match result {
		ValidationResult::Valid(_) => None,
		ValidationResult::Invalid(TransactionInvalid::Custom(code)) => {
			let (cause, advice) = free_call_error(call, metadata, *code)
				.unwrap_or_else(|| (format!("custom error {code}"), String::new()));
			Some(Error::Refused { call: call.into(), cause, advice })
		}
		ValidationResult::Invalid(TransactionInvalid::Payment) => {
			Some(Error::Funds(format!("{call}: the account cannot pay the fee. Fund it first.")))
		}
		ValidationResult::Invalid(TransactionInvalid::Stale) => {
			refused(STALE, "It was done already, or its time has passed.")
		}
		ValidationResult::Invalid(TransactionInvalid::ExhaustsResources) => {
			refused(NOT_NOW, "The window is closed, or the block is full: try again.")
		}
		ValidationResult::Invalid(TransactionInvalid::BadProof) => refused(
			"the signature does not verify",
			"The key, or the chain it signs for, is wrong.",
		),
		ValidationResult::Invalid(other) => refused(&format!("{other:?}"), ""),
		ValidationResult::Unknown(other) => refused(&format!("{other:?}"), ""),
	}
}
