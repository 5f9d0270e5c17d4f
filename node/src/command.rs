//! Carries out the command line.

use labscape_runtime::opaque::Block;
use sc_cli::{CliConfiguration, Result, SubstrateCli};
use sc_service::PartialComponents;

use crate::{
	chain_spec,
	cli::{Cli, Subcommand},
	service,
};

impl SubstrateCli for Cli {
	fn impl_name() -> String {
		"Labscape Node".into()
	}

	fn impl_version() -> String {
		env!("SUBSTRATE_CLI_IMPL_VERSION").into()
	}

	fn description() -> String {
		env!("CARGO_PKG_DESCRIPTION").into()
	}

	fn author() -> String {
		env!("CARGO_PKG_AUTHORS").into()
	}

	fn support_url() -> String {
		"https://github.com/labscape/labscape/issues".into()
	}

	fn copyright_start_year() -> i32 {
		2026
	}

	fn executable_name() -> String {
		"labscape-node".into()
	}

	fn load_spec(&self, id: &str) -> std::result::Result<Box<dyn sc_service::ChainSpec>, String> {
		chain_spec::load(id)
	}
}

/// Run what the command line asks for.
pub fn run() -> Result<()> {
	let cli = Cli::from_args();
	let Some(subcommand) = &cli.subcommand else {
		let runner = cli.create_runner(&cli.run)?;
		let (storage_monitor, min_warp_peers) = (cli.storage_monitor.clone(), cli.min_warp_peers);
		let genesis = chain_spec::native_genesis(&cli.run.chain_id(cli.run.is_dev()?)?);
		return runner.run_node_until_exit(|config| async move {
			service::new_full(config, genesis, storage_monitor, min_warp_peers)
				.map_err(sc_cli::Error::Service)
		});
	};
	match subcommand {
		Subcommand::Key(cmd) => cmd.run(&cli),
		Subcommand::BuildSpec(cmd) => {
			cli.create_runner(cmd)?.sync_run(|config| cmd.run(config.chain_spec, config.network))
		}
		Subcommand::ExportChainSpec(cmd) => {
			let spec = cli.load_spec(&cmd.chain)?;
			cmd.run(spec)
		}
		Subcommand::CheckBlock(cmd) => cli.create_runner(cmd)?.async_run(|config| {
			let PartialComponents { client, task_manager, import_queue, .. } =
				service::new_partial(&config, None)?;
			Ok((cmd.run(client, import_queue), task_manager))
		}),
		Subcommand::ExportBlocks(cmd) => cli.create_runner(cmd)?.async_run(|config| {
			let PartialComponents { client, task_manager, .. } =
				service::new_partial(&config, None)?;
			Ok((cmd.run(client, config.database), task_manager))
		}),
		Subcommand::ExportState(cmd) => cli.create_runner(cmd)?.async_run(|config| {
			let PartialComponents { client, task_manager, .. } =
				service::new_partial(&config, None)?;
			Ok((cmd.run(client, config.chain_spec), task_manager))
		}),
		Subcommand::ImportBlocks(cmd) => cli.create_runner(cmd)?.async_run(|config| {
			let PartialComponents { client, task_manager, import_queue, .. } =
				service::new_partial(&config, None)?;
			Ok((cmd.run(client, import_queue), task_manager))
		}),
		Subcommand::PurgeChain(cmd) => {
			cli.create_runner(cmd)?.sync_run(|config| cmd.run(config.database))
		}
		Subcommand::Revert(cmd) => cli.create_runner(cmd)?.async_run(|config| {
			let PartialComponents { client, task_manager, backend, .. } =
				service::new_partial(&config, None)?;
			let revert_consensus = Box::new(|client: std::sync::Arc<_>, backend, blocks| {
				sc_consensus_babe::revert(std::sync::Arc::clone(&client), backend, blocks)?;
				sc_consensus_grandpa::revert(client, blocks)?;
				Ok(())
			});
			Ok((cmd.run(client, backend, Some(revert_consensus)), task_manager))
		}),
		Subcommand::ChainInfo(cmd) => {
			cli.create_runner(cmd)?.sync_run(|config| cmd.run::<Block>(&config))
		}
		Subcommand::Doctor(cmd) => cli.create_runner(cmd)?.async_run(|config| {
			let tasks = sc_service::TaskManager::new(config.tokio_handle.clone(), None)
				.map_err(|e| sc_cli::Error::Service(e.into()))?;
			let cmd = cmd.clone();
			let genesis =
				chain_spec::native_genesis(&cmd.shared_params.chain_id(cmd.shared_params.is_dev()));
			Ok((async move { cmd.run(&config, genesis).await }, tasks))
		}),
		Subcommand::Validator(crate::validator::ValidatorCmd::Init(cmd)) => {
			cli.create_runner(cmd)?.sync_run(|config| cmd.run(&config))
		}
	}
}
