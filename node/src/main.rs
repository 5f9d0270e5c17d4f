//! The Labscape node: validator, full node and RPC node in one program.

mod chain_spec;
mod cli;
mod command;
mod doctor;
mod metrics;
mod rpc;
mod rpc_labscape;
mod service;
mod validator;

fn main() -> sc_cli::Result<()> {
	command::run()
}
