//! Builds blocks.
//!
//! The SDK's author calls the runtime once for each transaction; a transfer costs less than its call.
//! Here the runtime takes batches ([`labscape_runtime::batches`]). All else is as the SDK does it: the same
//! transactions in the same order, the same limits, the same block.
//!
//! - [`draft`]: a block that is being built.
//! - [`fill`]: which transactions it gets, by what limits.
//! - [`proposer`]: what consensus asks for a block.
//! - [`listed`]: a list in the place of a pool.

pub mod draft;
pub mod fill;
pub mod listed;
pub mod proposer;

pub use draft::Draft;
pub use proposer::ProposerFactory;

const LOG_TARGET: &str = "authorship";
