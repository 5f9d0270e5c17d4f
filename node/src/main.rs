//! The Labscape node: validator, full node and RPC node in one program.

mod chain_spec;
mod cli;
mod command;
mod doctor;
mod dry_run;
mod heads;
mod metrics;
mod nodelay;
mod rpc;
mod rpc_labscape;
mod service;
mod tasks;
mod validator;

/// Blocks are built out of millions of small allocations, at which this allocator is faster than that
/// of glibc.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> sc_cli::Result<()> {
	command::run()
}
