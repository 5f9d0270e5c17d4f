//! Benchmarks of whole blocks, and the base weights of the runtime.

mod chain;
mod load;
#[cfg(feature = "runtime-benchmarks")]
mod pallets;
mod planning;
mod plans;
mod report;
mod rewards;
mod settlement;
mod socket;
mod subscribers;
mod swarm;
#[cfg(test)]
mod tests;
mod tokens;
mod transfers;
mod weights;

use std::path::PathBuf;

use clap::Parser;

/// The node's allocator: what is measured here is what a node does.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// Measure whole blocks on the built Wasm, in this process.
#[derive(Debug, Parser)]
enum Command {
	/// Build and import blocks full of transfers: per core and second, and declared against measured
	/// time.
	Transfers {
		/// How many blocks are measured.
		#[arg(long, default_value_t = 5)]
		blocks: u32,
		/// Write the figures here, as JSON.
		#[arg(long)]
		out: Option<PathBuf>,
	},
	/// Pay a million earners by one distribution, beside a loop that pushes to each.
	Rewards {
		/// How many earners there are.
		#[arg(long, default_value_t = 1_000_000)]
		earners: u32,
		/// How many pages of a thousand transfers of the loop are executed.
		#[arg(long, default_value_t = 40)]
		pages: u32,
		/// Write the figures here, as JSON.
		#[arg(long)]
		out: Option<PathBuf>,
	},
	/// Put a whole epoch of results into one block: reports of all nodes, and settlement; beside it one
	/// transaction for each result.
	Settlement {
		/// How many nodes report, each with 4,096 results, in a labscape of its own.
		#[arg(long, default_value_t = 256)]
		nodes: u32,
		/// Write the figures here, as JSON.
		#[arg(long)]
		out: Option<PathBuf>,
	},
	/// Start a node on a chain of 256 busy labscapes: time from its first block to plans in its pool.
	Planning(planning::Options),
	/// Print what the chain charges for checking a plan of all units, beside the native time.
	Plans(plans::Options),
	/// Send a node requests at a fixed rate, and say how long the answers took.
	Load(load::Options),
	/// Subscribe to a node's new heads over many connections, and say when each head arrived.
	Subscribers(subscribers::Options),
	/// Build and import blocks of token transfers: through this chain's tokens, with and without votes,
	/// against pallet-assets' own.
	Tokens {
		/// How many blocks of each kind are measured. Every eighth change of a checkpointed balance
		/// moves a page away: take a multiple of eight.
		#[arg(long, default_value_t = 16)]
		blocks: u32,
		/// Write the figures here, as JSON.
		#[arg(long)]
		out: Option<PathBuf>,
	},
	/// Measure ParityDB's reads and writes, the empty block and the empty transaction, and write the
	/// runtime's base weights.
	Weights {
		/// The folder of the runtime's weights; nothing is written without it.
		#[arg(long)]
		write: Option<PathBuf>,
		/// Keys in the database that is read and written.
		#[arg(long, default_value_t = 250_000)]
		keys: u32,
	},
	/// Run the pallets' benchmarks in the Wasm runtime, and write their weights.
	#[cfg(feature = "runtime-benchmarks")]
	Pallets(pallets::Options),
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
	// As in a node. Without a subscriber every host function would hand its span to the logger, which
	// costs a fifth of a transfer and no node pays.
	tracing_subscriber::fmt()
		.with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
		.with_writer(std::io::stderr)
		.init();
	let handle = tokio::runtime::Handle::current();
	match Command::parse() {
		Command::Transfers { blocks, out } => {
			tokio::task::spawn_blocking(move || transfers::run(handle, blocks, out.as_deref()))
				.await?
		}
		Command::Rewards { earners, pages, out } => {
			tokio::task::spawn_blocking(move || {
				rewards::run(handle, earners, pages, out.as_deref())
			})
			.await?
		}
		Command::Settlement { nodes, out } => {
			tokio::task::spawn_blocking(move || settlement::run(handle, nodes, out.as_deref()))
				.await?
		}
		Command::Planning(options) => {
			tokio::task::spawn_blocking(move || planning::run(&options)).await?
		}
		Command::Plans(options) => plans::run(&options),
		Command::Load(options) => tokio::task::spawn_blocking(move || load::run(&options)).await?,
		Command::Subscribers(options) => {
			tokio::task::spawn_blocking(move || subscribers::run(&options)).await?
		}
		Command::Tokens { blocks, out } => {
			tokio::task::spawn_blocking(move || tokens::run(handle, blocks, out.as_deref())).await?
		}
		Command::Weights { write, keys } => {
			tokio::task::spawn_blocking(move || weights::run(handle, keys, write.as_deref()))
				.await?
		}
		#[cfg(feature = "runtime-benchmarks")]
		Command::Pallets(options) => tokio::task::spawn_blocking(move || pallets::run(&options)).await?,
	}
}
