//! What consensus asks for a block.

use std::{
	pin::Pin,
	sync::Arc,
	time::{Duration, Instant},
};

use futures::{
	channel::oneshot,
	future::{self, Future, FutureExt},
};
use labscape_runtime::batches::BatchApi;
use log::{debug, error, info, trace, warn};
use sc_proposer_metrics::{EndProposingReason, MetricsLink};
use sc_telemetry::{telemetry, TelemetryHandle, CONSENSUS_INFO};
use sc_transaction_pool_api::TransactionPool;
use sp_api::{ApiExt, CallApiAt, ProvideRuntimeApi};
use sp_block_builder::BlockBuilder;
use sp_blockchain::{ApplyExtrinsicFailed::Validity, Error};
use sp_consensus::{Environment, Proposal, ProposeArgs};
use sp_core::traits::SpawnNamed;
use sp_inherents::InherentData;
use sp_runtime::{
	traits::{Block as BlockT, Header as HeaderT, NumberFor},
	ExtrinsicInclusionMode,
};
use substrate_prometheus_endpoint::Registry;

use crate::{
	fill::{fill, Limits},
	Draft, LOG_TARGET,
};

/// Most bytes of a block if consensus does not say: what the network carries in one piece.
const BLOCK_BYTES: usize = 4 * 1024 * 1024 + 512;
/// Of its time a block may take for the pool to follow the chain.
const POOL_SHARE: u32 = 8;
/// Of its time a block needs to be ended.
const ENDING_SHARE: u32 = 10;

/// Makes a [`Proposer`] for each block.
pub struct ProposerFactory<C, P> {
	spawner: Arc<dyn SpawnNamed>,
	client: Arc<C>,
	pool: Arc<P>,
	metrics: MetricsLink,
	telemetry: Option<TelemetryHandle>,
}

impl<C, P> ProposerFactory<C, P> {
	/// A factory that builds on `client` out of `pool`.
	pub fn new(
		spawner: impl SpawnNamed + 'static,
		client: Arc<C>,
		pool: Arc<P>,
		registry: Option<&Registry>,
		telemetry: Option<TelemetryHandle>,
	) -> Self {
		let metrics = MetricsLink::new(registry);
		Self { spawner: Arc::new(spawner), client, pool, metrics, telemetry }
	}
}

impl<Block, C, P> Environment<Block> for ProposerFactory<C, P>
where
	Block: BlockT,
	C: ProvideRuntimeApi<Block> + CallApiAt<Block> + Send + Sync + 'static,
	C::Api: ApiExt<Block> + BlockBuilder<Block> + BatchApi<Block>,
	P: TransactionPool<Block = Block> + 'static,
{
	type Proposer = Proposer<Block, C, P>;
	type CreateProposer = future::Ready<Result<Self::Proposer, Error>>;
	type Error = Error;

	fn init(&mut self, parent: &Block::Header) -> Self::CreateProposer {
		info!("🙌 Building on block {} ({:?})", parent.number(), parent.hash());
		future::ready(Ok(Proposer {
			spawner: self.spawner.clone(),
			client: self.client.clone(),
			pool: self.pool.clone(),
			metrics: self.metrics.clone(),
			telemetry: self.telemetry.clone(),
			parent: parent.hash(),
			parent_number: *parent.number(),
		}))
	}
}

/// Builds the block after a parent.
pub struct Proposer<Block: BlockT, C, P> {
	spawner: Arc<dyn SpawnNamed>,
	client: Arc<C>,
	pool: Arc<P>,
	metrics: MetricsLink,
	telemetry: Option<TelemetryHandle>,
	parent: Block::Hash,
	parent_number: NumberFor<Block>,
}

impl<Block, C, P> sp_consensus::Proposer<Block> for Proposer<Block, C, P>
where
	Block: BlockT,
	C: ProvideRuntimeApi<Block> + CallApiAt<Block> + Send + Sync + 'static,
	C::Api: ApiExt<Block> + BlockBuilder<Block> + BatchApi<Block>,
	P: TransactionPool<Block = Block> + 'static,
{
	type Error = Error;
	type Proposal = Pin<Box<dyn Future<Output = Result<Proposal<Block>, Error>> + Send>>;

	fn propose(self, args: ProposeArgs<Block>) -> Self::Proposal {
		async move {
			let (tx, rx) = oneshot::channel();
			let spawner = self.spawner.clone();
			// Building blocks the thread it is on.
			let task = async move {
				if tx.send(self.build(args).await).is_err() {
					trace!(target: LOG_TARGET, "nobody waits for the block any more");
				}
			};
			spawner.spawn_blocking("proposer", Some("block-authoring"), task.boxed());
			rx.await?
		}
		.boxed()
	}
}

impl<Block, C, P> Proposer<Block, C, P>
where
	Block: BlockT,
	C: ProvideRuntimeApi<Block> + CallApiAt<Block> + Send + Sync + 'static,
	C::Api: ApiExt<Block> + BlockBuilder<Block> + BatchApi<Block>,
	P: TransactionPool<Block = Block> + 'static,
{
	async fn build(self, args: ProposeArgs<Block>) -> Result<Proposal<Block>, Error> {
		let begin = Instant::now();
		let deadline = begin + args.max_duration - args.max_duration / ENDING_SHARE;
		if args.storage_proof_recorder.is_some() {
			return Err(Error::Application("blocks of this chain are built without proofs".into()));
		}
		let mut draft = Draft::new(
			&*self.client,
			self.parent,
			self.parent_number,
			args.inherent_digests,
			args.extra_extensions,
		)?;
		self.push_inherents(&mut draft, args.inherent_data)?;
		let end = match draft.mode() {
			ExtrinsicInclusionMode::AllExtrinsics => {
				let bytes = args.block_size_limit.unwrap_or(BLOCK_BYTES);
				self.push_transactions(&mut draft, deadline, bytes).await
			}
			ExtrinsicInclusionMode::OnlyInherents => EndProposingReason::TransactionForbidden,
		};
		let proposal = draft.finish()?;
		self.report(&proposal.block, end, begin.elapsed());
		Ok(proposal)
	}

	/// Push the inherents. One that fails is left out, unless the runtime insists on it.
	fn push_inherents(
		&self,
		draft: &mut Draft<'_, Block, C>,
		data: InherentData,
	) -> Result<(), Error> {
		let begin = Instant::now();
		let inherents = draft.inherents(data)?;
		self.metrics.report(|metrics| {
			metrics.create_inherents_time.observe(begin.elapsed().as_secs_f64());
		});
		debug!(target: LOG_TARGET, "{} inherents", inherents.len());
		for inherent in inherents {
			match draft.push(vec![inherent], 0).as_deref() {
				Ok([Err(invalid)]) if invalid.was_mandatory() => {
					error!("❌ No block can be built: a mandatory inherent fails");
					return Err(Error::ApplyExtrinsicFailed(Validity(*invalid)));
				}
				Ok([Err(invalid)]) => {
					warn!(target: LOG_TARGET, "an inherent is left out: {invalid:?}");
				}
				Ok(_) => {}
				Err(error) => warn!(target: LOG_TARGET, "an inherent is left out: {error}"),
			}
		}
		Ok(())
	}

	/// Push what is ready in the pool, and tell the pool what is not valid.
	async fn push_transactions(
		&self,
		draft: &mut Draft<'_, Block, C>,
		deadline: Instant,
		bytes: usize,
	) -> EndProposingReason {
		let patience = deadline.saturating_duration_since(Instant::now()) / POOL_SHARE;
		let mut pending = self.pool.ready_at_with_timeout(self.parent, patience).await;
		let filled = fill(draft, &mut *pending, &Limits { deadline, bytes, now: &Instant::now });
		self.pool.report_invalid(Some(self.parent), filled.invalid).await;
		filled.end
	}

	/// Tell who watches of a block.
	fn report(&self, block: &Block, end: EndProposingReason, took: Duration) {
		let count = block.extrinsics().len();
		self.metrics.report(|metrics| {
			metrics.number_of_transactions.set(count as u64);
			metrics.block_constructed.observe(took.as_secs_f64());
			metrics.create_block_proposal_time.observe(took.as_secs_f64());
			metrics.report_end_proposing_reason(end);
		});
		let (number, hash) = (block.header().number(), block.hash());
		info!(
			"🎁 Prepared block for proposing at {number} ({} ms) hash: {hash:?}; parent_hash: {:?}; \
			 end: {end:?}; extrinsics_count: {count}",
			took.as_millis(),
			self.parent,
		);
		telemetry!(
			self.telemetry;
			CONSENSUS_INFO;
			"prepared_block_for_proposing";
			"number" => ?number,
			"hash" => ?hash,
		);
	}
}
