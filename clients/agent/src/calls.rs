//! The free calls of a node: each proves its own right to be included.

use codec::Encode;
use labscape_client::{tx::Call, Hash, Key};
use labscape_posw::payload::{signing_payload, Answer, Attested, Proof, Report};
use labscape_primitives::{Fuel, NodeId, WorkEpoch};

/// A signature by an sr25519 key, as the chain encodes it.
fn multi_signature(signature: &[u8; 64]) -> (u8, [u8; 64]) {
	const SR25519: u8 = 1;
	(SR25519, *signature)
}

/// What the referee needs to execute an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bytes {
	/// The instrumented module.
	pub program: Vec<u8>,
	/// The input.
	pub input: Vec<u8>,
	/// The input's siblings in the job's list.
	pub input_proof: Vec<Hash>,
	/// The fuel of the item.
	pub fuel: Fuel,
}

/// What a node says is wrong: itself, the work, the leaf, its proof, and what it had attested.
type Accusation = (NodeId, WorkEpoch, NodeId, u32, Hash, Proof, Option<Attested>);

/// A free call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FreeCall {
	/// The one report of an epoch, with the hot key's signature.
	Report(Box<Report>, [u8; 64]),
	/// The leaves that auditors could not get.
	Answer(WorkEpoch, NodeId, Box<Answer>),
	/// The bytes of an output that the requester asked for.
	ShowOutput(WorkEpoch, NodeId, u32, Vec<u8>, Proof),
	/// A leaf that is wrong, with the hot key's signature.
	File(Box<Accusation>, [u8; 64]),
	/// A disputed item.
	Run(u32, Bytes),
	/// An item of work that had no auditors.
	Prove(WorkEpoch, NodeId, u8, Bytes, Hash, Proof),
}

impl FreeCall {
	/// Sign a report.
	pub fn report(genesis: &Hash, report: Report, key: &Key) -> Self {
		let payload = signing_payload(genesis, "report", &report);
		Self::Report(Box::new(report), key.sign(&payload.0))
	}

	/// Sign an accusation of a leaf: epoch of the work, whose, index.
	pub fn file(
		genesis: &Hash,
		auditor: NodeId,
		(work, node, leaf): (WorkEpoch, NodeId, u32),
		committed: Hash,
		proof: Proof,
		attested: Option<Attested>,
		key: &Key,
	) -> Self {
		let accusation = Box::new((auditor, work, node, leaf, committed, proof, attested));
		let payload = signing_payload(genesis, "file_as_node", &*accusation);
		Self::File(accusation, key.sign(&payload.0))
	}

	/// The call as the chain takes it.
	pub fn call(&self) -> Call {
		match self {
			Self::Report(report, signature) => {
				Call::scale("Posw", "report", (report, multi_signature(signature)))
			}
			Self::Answer(work, node, answer) => Call::scale("Posw", "answer", (work, node, answer)),
			Self::ShowOutput(work, node, leaf, result, proof) => {
				Call::scale("Posw", "show_output", (work, node, leaf, result, proof))
			}
			Self::File(accusation, signature) => {
				Call::scale("Posw", "file_as_node", (accusation, multi_signature(signature)))
			}
			Self::Run(dispute, bytes) => Call::scale(
				"Posw",
				"run",
				(dispute, &bytes.program, &bytes.input, &bytes.input_proof, bytes.fuel),
			),
			Self::Prove(work, node, slot, bytes, committed, proof) => Call::scale(
				"Posw",
				"prove",
				(
					work,
					node,
					slot,
					&bytes.program,
					&bytes.input,
					&bytes.input_proof,
					committed,
					proof,
					bytes.fuel,
				),
			),
		}
	}

	/// What it is about, so that it is not repeated with every block.
	pub fn subject(&self) -> Vec<u8> {
		match self {
			Self::Report(report, _) => (0u8, report.epoch).encode(),
			Self::Answer(work, ..) => (1u8, work).encode(),
			Self::ShowOutput(work, _, leaf, ..) => (2u8, work, leaf).encode(),
			Self::Run(dispute, _) => (3u8, dispute).encode(),
			Self::Prove(work, _, slot, ..) => (4u8, work, slot).encode(),
			Self::File(accusation, _) => {
				let (_, work, node, leaf, ..) = &**accusation;
				(5u8, work, node, leaf).encode()
			}
		}
	}
}
