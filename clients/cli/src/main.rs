//! `labscape`: every user's daily acts.
//!
//! One file for each noun; [`session`] holds what they share.

mod accounts;
mod ask;
mod burning;
mod governance;
mod jobs;
mod network;
mod permits;
mod programs;
mod providers;
mod results;
mod session;
mod tokens;
mod vesting;
mod watch;

use clap::{CommandFactory, Parser, Subcommand};
use session::Session;
use std::process::ExitCode;

/// Submit work to the swarm, provide machines, back providers, make tokens, look at everything.
///
/// Keys are named, never written: a key file, a wallet's encrypted export, or //Name on a development
/// chain. Amounts are in UBC unless they say otherwise (`1.5`, `250mUBC`, `7planck`).
///
/// Exit codes: 0 done, 1 failure, 2 usage, 3 no node, 4 another chain or runtime, 5 key, 6 refused by
/// the chain, 7 not found, 8 bytes missing or corrupt, 9 timeout, 10 funds.
#[derive(Parser)]
#[command(version, name = "labscape")]
struct Cli {
	#[command(flatten)]
	session: session::Options,
	#[command(subcommand)]
	command: Command,
}

#[derive(Subcommand)]
enum Command {
	/// Make, import and use keys.
	#[command(subcommand)]
	Key(accounts::KeyCommand),
	/// Look at accounts and send UBC.
	#[command(subcommand)]
	Account(accounts::AccountCommand),
	/// Send a call that was signed elsewhere.
	Send {
		/// The file that `labscape key sign` wrote.
		file: std::path::PathBuf,
	},
	/// Check and register programs.
	#[command(subcommand)]
	Program(programs::ProgramCommand),
	/// Submit jobs, watch them, fetch their results.
	#[command(subcommand)]
	Job(jobs::JobCommand),
	/// Look at labscapes.
	#[command(subcommand, name = "labscape")]
	Labscape(network::LabscapeCommand),
	/// Look at nodes and change one's own.
	#[command(subcommand)]
	Node(network::NodeCommand),
	/// Look at providers and become one.
	#[command(subcommand)]
	Provider(providers::ProviderCommand),
	/// Change one's own bond as a provider.
	#[command(subcommand)]
	Stake(providers::StakeCommand),
	/// Back a provider.
	Delegate(providers::Delegate),
	/// Begin to take a delegation back.
	Undelegate(providers::Delegate),
	/// Pay out one's income from a provider's pool, or another's.
	Claim(providers::Claim),
	/// Make tokens, send them, allow others to, keep their rules.
	#[command(subcommand)]
	Token(tokens::TokenCommand),
	/// Grant UBC and tokens that vest over time, and claim what is vested.
	#[command(subcommand)]
	Vesting(vesting::VestingCommand),
	/// Burn UBC, for ever.
	Burn(burning::Burn),
	/// Show what of UBC was minted and burned.
	Issuance(burning::Issuance),
	/// Look at the acts that wait in the timelock.
	#[command(subcommand)]
	Act(governance::ActCommand),
	/// Vote against an act in the timelock, with the power of one's verified work.
	Veto(governance::Veto),
	/// Look at referenda.
	#[command(subcommand)]
	Referendum(governance::ReferendumCommand),
	/// Vote on a referendum with one's UBC.
	Vote(governance::Vote),
	/// Write completions for a shell.
	Completion {
		/// Which shell.
		shell: clap_complete::Shell,
	},
}

fn main() -> ExitCode {
	let cli = Cli::parse();
	if let Command::Completion { shell } = cli.command {
		clap_complete::generate(shell, &mut Cli::command(), "labscape", &mut std::io::stdout());
		return ExitCode::SUCCESS;
	}
	let runtime = match tokio::runtime::Runtime::new() {
		Ok(runtime) => runtime,
		Err(error) => {
			eprintln!("error: no threads: {error}");
			return ExitCode::FAILURE;
		}
	};
	match runtime.block_on(run(cli)) {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			eprintln!("error: {error}");
			ExitCode::from(error.exit_code())
		}
	}
}

async fn run(cli: Cli) -> labscape_client::Result<()> {
	let session = Session::new(cli.session);
	match cli.command {
		Command::Key(command) => accounts::key(&session, command),
		Command::Account(command) => accounts::account(&session, command).await,
		Command::Send { file } => accounts::send(&session, &file).await,
		Command::Program(command) => programs::run(&session, command).await,
		Command::Job(command) => jobs::run(&session, command).await,
		Command::Labscape(command) => network::labscape(&session, command).await,
		Command::Node(command) => network::node(&session, command).await,
		Command::Provider(command) => providers::provider(&session, command).await,
		Command::Stake(command) => providers::stake(&session, command).await,
		Command::Delegate(args) => providers::delegate(&session, args).await,
		Command::Undelegate(args) => providers::undelegate(&session, args).await,
		Command::Claim(args) => providers::claim(&session, args).await,
		Command::Token(command) => tokens::run(&session, command).await,
		Command::Vesting(command) => vesting::run(&session, command).await,
		Command::Burn(args) => burning::burn(&session, &args).await,
		Command::Issuance(args) => burning::issuance(&session, &args).await,
		Command::Act(command) => governance::act(&session, command).await,
		Command::Veto(args) => governance::veto(&session, &args).await,
		Command::Referendum(command) => governance::referendum(&session, command).await,
		Command::Vote(args) => governance::vote(&session, &args).await,
		Command::Completion { .. } => Ok(()),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_commands_are_consistent() {
		Cli::command().debug_assert();
	}
}
