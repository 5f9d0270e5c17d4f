//! What can go wrong between a person and the chain, and the exit code of each.

use crate::{stores::StoreError, Hash};
use std::fmt;

/// The result of nearly everything here.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A cause a person can act on.
#[derive(Debug)]
pub enum Error {
	/// The command or its arguments make no sense.
	Usage(String),
	/// No answer from the node.
	Connection {
		/// Where it was looked for.
		url: String,
		/// What happened.
		reason: String,
	},
	/// The node follows another chain.
	WrongChain {
		/// Its genesis hash.
		found: Hash,
		/// The one that was asked for.
		expected: Hash,
	},
	/// The chain's runtime lacks a pallet, call or storage item of this name, or it has another
	/// shape.
	Incompatible(String),
	/// A key cannot be read or must not be used here.
	Key(String),
	/// The chain refused a call.
	Refused {
		/// The call, `Pallet.call`.
		call: String,
		/// The named cause.
		cause: String,
		/// What it means and what to do.
		advice: String,
	},
	/// The account cannot pay.
	Funds(String),
	/// What was asked for does not exist.
	NotFound(String),
	/// The job is done, and its program failed on some items.
	ProgramFailed {
		/// On how many.
		items: u32,
	},
	/// Bytes are missing or wrong.
	Store(StoreError),
	/// It took longer than allowed.
	Timeout(String),
	/// The machine refused a file.
	Io {
		/// What was being done.
		what: String,
		/// What the system said.
		error: std::io::Error,
	},
	/// Something on this machine failed.
	Machine(String),
	/// The node answered what cannot be understood.
	Node(String),
}

impl Error {
	/// The exit code of a program that ends with this error. 2 is what the argument parser uses.
	pub fn exit_code(&self) -> u8 {
		match self {
			Self::Usage(_) => 2,
			Self::Connection { .. } => 3,
			Self::WrongChain { .. } | Self::Incompatible(_) => 4,
			Self::Key(_) => 5,
			Self::Refused { .. } => 6,
			Self::NotFound(_) => 7,
			Self::Store(_) => 8,
			Self::Timeout(_) => 9,
			Self::Funds(_) => 10,
			Self::ProgramFailed { .. } => 11,
			Self::Io { .. } | Self::Machine(_) | Self::Node(_) => 1,
		}
	}

	/// A file operation that failed.
	pub fn io(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
		let what = what.into();
		move |error| Self::Io { what, error }
	}

	/// An answer that could not be understood, or an RPC failure after the connection stood.
	pub fn node(error: impl fmt::Display) -> Self {
		Self::Node(error.to_string())
	}
}

impl fmt::Display for Error {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Usage(message) | Self::Key(message) | Self::Funds(message) => {
				f.write_str(message)
			}
			Self::NotFound(message) | Self::Timeout(message) | Self::Machine(message) => {
				f.write_str(message)
			}
			Self::Connection { url, reason } => {
				write!(f, "no node at {url}: {reason}. Is it running, and is --url right?")
			}
			Self::WrongChain { found, expected } => write!(
				f,
				"the node follows another chain: its genesis is {found:?}, expected {expected:?}"
			),
			Self::Incompatible(what) => write!(
				f,
				"this chain's runtime does not offer {what}: the client may be too old or too new"
			),
			Self::Refused { call, cause, advice } => {
				write!(f, "{call} was refused: {cause}")?;
				if !advice.is_empty() {
					write!(f, ". {advice}")?;
				}
				Ok(())
			}
			Self::ProgramFailed { items } => write!(
				f,
				"{items} items have no output: the program ran out of fuel, stack or memory on them, or \
				 stopped. What the others gave is written"
			),
			Self::Store(error) => error.fmt(f),
			Self::Io { what, error } => {
				write!(f, "{what}: {error}")?;
				if error.kind() == std::io::ErrorKind::StorageFull {
					write!(f, ". Free some space and run the same command again")?;
				}
				Ok(())
			}
			Self::Node(message) => write!(f, "the node said: {message}"),
		}
	}
}

impl std::error::Error for Error {}

/// Let a program whose standard output cannot be written end as one that could not write a file: with a
/// message and exit code 1, or silently where the reader has gone away. `println!` panics then.
pub fn end_when_nobody_reads() {
	let usual = std::panic::take_hook();
	std::panic::set_hook(Box::new(move |panic| {
		let message = panic.payload().downcast_ref::<String>().map_or("", String::as_str);
		let Some(reason) = message.strip_prefix("failed printing to stdout: ") else {
			return usual(panic);
		};
		if !reason.contains("Broken pipe") {
			eprintln!("error: the answer could not be written: {reason}. What was sent stays sent");
		}
		std::process::exit(1);
	}));
}

impl From<StoreError> for Error {
	fn from(error: StoreError) -> Self {
		Self::Store(error)
	}
}
