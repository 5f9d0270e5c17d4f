//! `labscape`: every user's daily acts.
//!
//! One file for each noun; [`session`] holds what they share.

mod accounts;
mod ask;
mod burning;
mod examples;
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
/// the chain, 7 not found, 8 bytes missing or corrupt, 9 timeout, 10 funds, 11 the program failed on
/// some items.
#[derive(Parser)]
#[command(version, name = "labscape", after_help = examples::FIRST)]
struct Cli {
	#[command(flatten)]
	session: session::Options,
	#[command(subcommand)]
	command: Command,
}

#[derive(Subcommand)]
enum Command {
	/// Make, import and use keys.
	#[command(subcommand, after_help = examples::KEY)]
	Key(accounts::KeyCommand),
	/// Look at accounts and send UBC.
	#[command(subcommand, after_help = examples::ACCOUNT)]
	Account(accounts::AccountCommand),
	/// Send a call that was signed elsewhere.
	#[command(after_help = examples::SEND)]
	Send {
		/// The file that `labscape key sign` wrote.
		file: std::path::PathBuf,
	},
	/// Check and register programs.
	#[command(subcommand, after_help = examples::PROGRAM)]
	Program(programs::ProgramCommand),
	/// Submit jobs, watch them, fetch their results.
	#[command(subcommand, after_help = examples::JOB)]
	Job(jobs::JobCommand),
	/// Look at labscapes.
	#[command(subcommand, name = "labscape", after_help = examples::LABSCAPE)]
	Labscape(network::LabscapeCommand),
	/// Look at nodes and change one's own.
	#[command(subcommand, after_help = examples::NODE)]
	Node(network::NodeCommand),
	/// Look at providers and become one.
	#[command(subcommand, after_help = examples::PROVIDER)]
	Provider(providers::ProviderCommand),
	/// Change one's own bond as a provider.
	#[command(subcommand, after_help = examples::STAKE)]
	Stake(providers::StakeCommand),
	/// Back a provider.
	#[command(after_help = examples::DELEGATE)]
	Delegate(providers::Delegate),
	/// Begin to take a delegation back.
	#[command(after_help = examples::UNDELEGATE)]
	Undelegate(providers::Delegate),
	/// Pay out one's income from a provider's pool, or another's.
	#[command(after_help = examples::CLAIM)]
	Claim(providers::Claim),
	/// Make tokens, send them, allow others to, keep their rules.
	#[command(subcommand, after_help = examples::TOKEN)]
	Token(tokens::TokenCommand),
	/// Grant UBC and tokens that vest over time, and claim what is vested.
	#[command(subcommand, after_help = examples::VESTING)]
	Vesting(vesting::VestingCommand),
	/// Burn UBC, for ever.
	Burn(burning::Burn),
	/// Show what of UBC was minted and burned.
	#[command(after_help = examples::ISSUANCE)]
	Issuance(burning::Issuance),
	/// Look at the acts that wait in the timelock.
	#[command(subcommand, after_help = examples::ACT)]
	Act(governance::ActCommand),
	/// Vote against an act in the timelock, with the power of one's verified work.
	Veto(governance::Veto),
	/// Look at referenda.
	#[command(subcommand, after_help = examples::REFERENDUM)]
	Referendum(governance::ReferendumCommand),
	/// Vote on a referendum with one's UBC.
	Vote(governance::Vote),
	/// Write completions for a shell.
	#[command(after_help = examples::COMPLETION)]
	Completion {
		/// Which shell.
		shell: clap_complete::Shell,
	},
}

fn main() -> ExitCode {
	labscape_client::error::end_when_nobody_reads();
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

	/// The examples in a help text: one command a line, unless the line ends with a backslash.
	fn examples(help: &str) -> Vec<Vec<String>> {
		let joined = help.replace("\\\n", " ");
		let lines = joined.lines().map(str::trim).filter(|line| line.starts_with("labscape "));
		lines.map(words).collect()
	}

	/// What a shell makes of a line: quotes hold words together, and `<`, `>` and `#` end them.
	fn words(line: &str) -> Vec<String> {
		let mut words = vec![];
		for (at, part) in line.split('\'').enumerate() {
			if at % 2 == 1 {
				words.push(part.to_owned());
				continue;
			}
			for word in part.split_whitespace() {
				if ["#", "<", ">"].contains(&word) {
					return words;
				}
				words.push(word.to_owned());
			}
		}
		words
	}

	/// Every command with its path, and the help texts of itself and of the groups it is in.
	fn leaves(command: &clap::Command, path: &str, help: &str) -> Vec<(String, String)> {
		let own = command.get_after_help().map(ToString::to_string).unwrap_or_default();
		let help = format!("{help}\n{own}");
		let mut subcommands = command.get_subcommands().peekable();
		if subcommands.peek().is_none() {
			return vec![(path.to_owned(), help)];
		}
		subcommands
			.flat_map(|sub| leaves(sub, &format!("{path} {}", sub.get_name()), &help))
			.collect()
	}

	#[test]
	fn every_command_has_an_example_and_every_example_is_understood() {
		let mut seen = 0;
		for (path, help) in leaves(&Cli::command(), "labscape", "") {
			let own = examples(&help);
			let shown = own.iter().any(|words| words.join(" ").starts_with(&path));
			assert!(shown, "no example of {path}");
			for words in own {
				let parsed = Cli::try_parse_from(&words);
				assert!(parsed.is_ok(), "{}: {}", words.join(" "), parsed.err().unwrap());
				seen += 1;
			}
		}
		assert!(seen > 100, "{seen}");
	}
}
