//! The command line.

use clap::Parser;

/// Labscape: shared AI compute whose results are proven.
#[derive(Debug, Parser)]
#[command(
	propagate_version = true,
	args_conflicts_with_subcommands = true,
	subcommand_negates_reqs = true,
	after_help = "Examples:\n  \
		labscape-node --dev --tmp                      a chain of your own, gone when it stops\n  \
		labscape-node --chain testnet.json --name me   follow a network\n  \
		labscape-node doctor --chain testnet.json      what is wrong with this machine's node\n  \
		labscape-node validator init --chain testnet.json --owner 5F…   become a validator"
)]
pub struct Cli {
	/// What to do instead of running a node.
	#[command(subcommand)]
	pub subcommand: Option<Subcommand>,

	/// How to run the node.
	#[clap(flatten)]
	pub run: sc_cli::RunCmd,

	/// When to stop for lack of disk space.
	#[clap(flatten)]
	pub storage_monitor: sc_storage_monitor::StorageMonitorParams,

	/// Peers that warp sync waits for before it trusts their proofs; lower it on small networks.
	#[arg(long, value_name = "COUNT", default_value_t = 3)]
	pub min_warp_peers: usize,
}

/// What the program does beside running a node.
#[derive(Debug, clap::Subcommand)]
pub enum Subcommand {
	/// Keys: generate, inspect, insert, sign.
	#[command(subcommand)]
	Key(sc_cli::KeySubcommand),

	/// Build a chain specification (`export-chain-spec` is its successor).
	BuildSpec(sc_cli::BuildSpecCmd),

	/// Write the chain specification to a file or the standard output.
	ExportChainSpec(sc_cli::ExportChainSpecCmd),

	/// Validate blocks.
	CheckBlock(sc_cli::CheckBlockCmd),

	/// Export blocks.
	ExportBlocks(sc_cli::ExportBlocksCmd),

	/// Export the state of a block as a chain specification.
	ExportState(sc_cli::ExportStateCmd),

	/// Import blocks.
	ImportBlocks(sc_cli::ImportBlocksCmd),

	/// Remove the whole chain from this machine.
	PurgeChain(sc_cli::PurgeChainCmd),

	/// Return to an earlier block.
	Revert(sc_cli::RevertCmd),

	/// What the database holds.
	ChainInfo(sc_cli::ChainInfoCmd),

	/// Examine this machine's node: disk, clock, ports, keys, peers, finality.
	Doctor(crate::doctor::DoctorCmd),

	/// Set up a validator.
	#[command(subcommand)]
	Validator(crate::validator::ValidatorCmd),
}
