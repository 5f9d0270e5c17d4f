//! Labscapes and nodes.

use crate::session::{address, Session};
use clap::Subcommand;
use labscape_client::{tx::Call, value, Error, Result};

/// What can be looked at.
#[derive(Subcommand)]
pub enum LabscapeCommand {
	/// List the labscapes that have nodes.
	List,
	/// Show one labscape and its nodes.
	Show {
		/// Which, 0 to 255.
		labscape: u8,
	},
	/// Have the chain plan a labscape that no validator has planned for some rounds.
	Poke {
		/// Which, 0 to 255.
		labscape: u8,
	},
}

/// Do it.
pub async fn labscape(session: &Session, command: LabscapeCommand) -> Result<()> {
	let chain = session.chain().await?;
	let at = chain.best().await?;
	let all = at.utilisation().await?;
	match command {
		LabscapeCommand::Poke { labscape } => {
			let fields = [("labscape", value::number(labscape))];
			let receipt = session.submit(&chain, &Call::new("Resources", "poke", fields)).await?;
			let leases = receipt
				.as_ref()
				.and_then(|receipt| receipt.find("Resources", "Poked"))
				.and_then(|event| event.number("leases"));
			let text = format!("labscape {labscape}: {} leases made", leases.unwrap_or_default());
			let leases = leases.unwrap_or_default().to_string();
			session.done_with(&text, vec![("leases", leases)], receipt.as_ref());
		}
		LabscapeCommand::List => {
			let rows = all
				.iter()
				.filter(|labscape| labscape.nodes > 0 || labscape.queued > 0)
				.map(|labscape| {
					vec![
						labscape.labscape.to_string(),
						labscape.nodes.to_string(),
						labscape.units.to_string(),
						labscape.leased.to_string(),
						labscape.queued.to_string(),
						session.amount(labscape.price),
					]
				})
				.collect();
			let columns = ["labscape", "nodes", "units", "leased", "waiting parts", "per Mfuel"];
			session.table(&columns, rows);
		}
		LabscapeCommand::Show { labscape } => {
			let known = all.iter().find(|known| known.labscape == labscape);
			let known = known.ok_or_else(|| {
				Error::NotFound(format!("the chain says nothing of labscape {labscape}"))
			})?;
			let board = at.board(labscape).await?;
			let rows = board
				.nodes
				.iter()
				.map(|node| {
					vec![
						node.id.to_string(),
						format!("{}–{}", node.first_slot, node.first_slot + node.units - 1),
						node.leases.to_string(),
						if node.draining { "leaving" } else { "active" }.to_owned(),
					]
				})
				.collect();
			let fields = vec![
				("labscape", labscape.to_string()),
				("units", known.units.to_string()),
				("leased", known.leased.to_string()),
				("waiting parts", known.queued.to_string()),
				("per Mfuel", session.amount(known.price)),
			];
			session.record_with(fields, "nodes", &["node", "slots", "leases", "state"], rows);
		}
	}
	Ok(())
}

/// What can be done with nodes. They are registered by `labscape-agent join`.
#[derive(Subcommand)]
pub enum NodeCommand {
	/// List all nodes.
	List,
	/// Show one node.
	Show {
		/// Its id.
		node: u32,
	},
	/// Give an own node no more leases.
	Drain {
		/// Its id.
		node: u32,
	},
	/// Let an own node get leases again.
	Resume {
		/// Its id.
		node: u32,
	},
	/// Remove a drained node whose work is settled.
	Retire {
		/// Its id.
		node: u32,
	},
	/// Say where an own node serves now.
	Endpoint {
		/// Its id.
		node: u32,
		/// http(s)://….
		endpoint: String,
	},
	/// Change the claim of an own node: fuel that one unit executes in one block.
	Claim {
		/// Its id.
		node: u32,
		/// Fuel.
		rate: u64,
	},
}

/// Do it.
pub async fn node(session: &Session, command: NodeCommand) -> Result<()> {
	let chain = session.chain().await?;
	let id = |node: u32| ("node", value::number(node));
	let (call, text) = match command {
		NodeCommand::List => {
			let mut nodes = chain.best().await?.nodes().await?;
			nodes.sort_by_key(|(id, _)| *id);
			let rows = nodes
				.iter()
				.map(|(id, node)| {
					vec![
						id.to_string(),
						address(&node.provider),
						node.labscape.to_string(),
						node.units.to_string(),
						format!("{:?}", node.state),
						String::from_utf8_lossy(&node.endpoint).into_owned(),
					]
				})
				.collect();
			session.table(&["node", "provider", "labscape", "units", "state", "endpoint"], rows);
			return Ok(());
		}
		NodeCommand::Show { node } => return show(session, &chain, node).await,
		NodeCommand::Drain { node } => {
			(Call::new("Resources", "drain_node", [id(node)]), format!("node {node} drains"))
		}
		NodeCommand::Resume { node } => {
			(Call::new("Resources", "resume_node", [id(node)]), format!("node {node} is back"))
		}
		NodeCommand::Retire { node } => {
			(Call::new("Resources", "retire_node", [id(node)]), format!("node {node} is gone"))
		}
		NodeCommand::Endpoint { node, endpoint } => {
			let fields = [id(node), ("endpoint", value::Value::from_bytes(endpoint.as_bytes()))];
			let text = format!("node {node} serves at {endpoint}");
			(Call::new("Resources", "set_endpoint", fields), text)
		}
		NodeCommand::Claim { node, rate } => {
			let fields = [id(node), ("rate", value::number(rate))];
			let text = format!("node {node} claims {rate} fuel per unit and block");
			(Call::new("Resources", "set_claim", fields), text)
		}
	};
	let receipt = session.submit(&chain, &call).await?;
	session.done(&text, receipt.as_ref());
	Ok(())
}

async fn show(session: &Session, chain: &labscape_client::Chain, id: u32) -> Result<()> {
	let at = chain.best().await?;
	let node = at.node(id).await?;
	let node = node.ok_or_else(|| Error::NotFound(format!("there is no node {id}")))?;
	let standing = at.standing(id).await?;
	let leases = at.leases_of(id).await?;
	session.record(vec![
		("node", id.to_string()),
		("provider", address(&node.provider)),
		("hot key", address(&node.hot_key)),
		("labscape", node.labscape.to_string()),
		("slots", format!("{} from {}", node.units, node.first_slot)),
		("state", format!("{:?}", node.state)),
		("claim", format!("{} fuel per unit and block", node.rate)),
		("leases", leases.len().to_string()),
		("undecided epochs", standing.open.len().to_string()),
		(
			"last report",
			standing.last_report.map_or("none".into(), |epoch| format!("epoch {epoch}")),
		),
		("strikes", node.strikes.to_string()),
		("endpoint", String::from_utf8_lossy(&node.endpoint).into_owned()),
	]);
	Ok(())
}
