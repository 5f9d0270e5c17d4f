//! Programs: checked here first, then registered, their bytes kept where agents find them.

use crate::session::Session;
use clap::Subcommand;
use labscape_client::{parse_hash, tx::Call, Error, Hash, Result};
use labscape_program::{check, referee, Report};
use std::path::{Path, PathBuf};

/// What can be done with programs.
#[derive(Subcommand)]
pub enum ProgramCommand {
	/// Say whether a module is a program, and if not, why. Needs no network.
	Check {
		/// The WebAssembly module.
		module: PathBuf,
	},
	/// Register a program and put it into the stores.
	Add {
		/// The WebAssembly module.
		module: PathBuf,
	},
	/// Show a registered program.
	Show {
		/// Its id.
		program: String,
	},
}

fn read(path: &Path) -> Result<Vec<u8>> {
	std::fs::read(path).map_err(Error::io(format!("reading {}", path.display())))
}

/// Do it.
pub async fn run(session: &Session, command: ProgramCommand) -> Result<()> {
	match command {
		ProgramCommand::Check { module } => {
			let report = check(&read(&module)?);
			match &report {
				Report::Accepted(accepted) if session.json() => {
					session.record(vec![("id", format!("0x{}", accepted.id))]);
				}
				Report::Accepted(_) => print!("{report}"),
				Report::Refused(_) => return Err(refused(&module, &report)),
			}
			Ok(())
		}
		ProgramCommand::Add { module } => add(session, &module).await,
		ProgramCommand::Show { program } => {
			let id = parse_hash(&program)?;
			let known = session.chain().await?.best().await?.program(&id).await?;
			let known =
				known.ok_or_else(|| Error::NotFound(format!("no program {id:?} is registered")))?;
			session.record(vec![
				("id", format!("{id:?}")),
				("bytes", known.bytes.to_string()),
				("semantics", known.semantics.to_string()),
				("most fuel per item", known.max_item_fuel.to_string()),
			]);
			Ok(())
		}
	}
}

fn refused(module: &Path, report: &Report) -> Error {
	Error::Usage(format!("{} is no program:\n{report}", module.display()))
}

async fn add(session: &Session, path: &Path) -> Result<()> {
	let module = read(path)?;
	let registered = referee::register(&module).map_err(|_| refused(path, &check(&module)))?;
	let id = Hash::from(registered.id());
	// The bytes first: a program that nobody can fetch helps nobody.
	let stores = session.stores()?;
	if stores.is_empty() {
		eprintln!(
			"No --store is named: the program is registered, but agents must find it elsewhere."
		);
	} else {
		stores.put(&registered.module).await?;
	}
	let chain = session.chain().await?;
	let mut fields =
		vec![("program", format!("{id:?}")), ("bytes", registered.module.len().to_string())];
	if chain.best().await?.program(&id).await?.is_none() {
		let call = Call::scale("Posw", "register_program", &module);
		// Without a receipt it waits for its signature, and that was said.
		let Some(receipt) = session.submit(&chain, &call).await? else { return Ok(()) };
		if let Some(fee) = receipt.fee().filter(|_| session.json()) {
			fields.push(("fee", fee.to_string()));
		}
	}
	session.record(fields);
	Ok(())
}
