//! What was measured on this code, with ParityDB. The rest comes from the SDK's pallets.

mod assets;
mod base;
mod paritydb;

pub use assets::AssetsWeight;
pub use base::{BlockExecutionWeight, ExtrinsicBaseWeight, SignatureWeight};
pub use paritydb::DbWeight;

use frame_support::weights::Weight;

/// The extensions of frame-system. Their time is part of [`ExtrinsicBaseWeight`], which is measured on
/// whole signed transactions: nonce, mortality, payment and their reads and writes are in it.
/// Counting them again would declare a transfer at twice what it takes. Only the signature is counted for
/// itself, with the payment, which is returned where nobody pays: who authorises a call by a signature
/// within it declares that with the call.
#[derive(Debug)]
pub struct ExtensionsInBase;
impl frame_system::ExtensionsWeightInfo for ExtensionsInBase {
	fn check_genesis() -> Weight {
		Weight::zero()
	}
	fn check_mortality_mortal_transaction() -> Weight {
		Weight::zero()
	}
	fn check_mortality_immortal_transaction() -> Weight {
		Weight::zero()
	}
	fn check_non_zero_sender() -> Weight {
		Weight::zero()
	}
	fn check_nonce() -> Weight {
		Weight::zero()
	}
	fn check_spec_version() -> Weight {
		Weight::zero()
	}
	fn check_tx_version() -> Weight {
		Weight::zero()
	}
	fn check_weight() -> Weight {
		Weight::zero()
	}
	fn weight_reclaim() -> Weight {
		Weight::zero()
	}
}

impl pallet_transaction_payment::WeightInfo for ExtensionsInBase {
	fn charge_transaction_payment() -> Weight {
		SignatureWeight::get()
	}
}
