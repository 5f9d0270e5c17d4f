//! Labscapes, providers, nodes, jobs, queues, leases and plans
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

pub mod crypto;
mod session;

pub use pallet::*;

/// Where this pallet's log lines go.
pub const LOG_TARGET: &str = "runtime::resources";

#[frame_support::pallet]
pub mod pallet {
	use frame_support::{
		pallet_prelude::*,
		traits::fungible::{hold, Mutate},
		WeakBoundedVec,
	};
	use frame_system::offchain::CreateAuthorizedTransaction;
	use labscape_primitives::{ProviderStake, WorkProof};

	use crate::crypto::AuthorityId;

	/// Amounts of UBC, in planck.
	pub type BalanceOf<T> = <<T as Config>::Currency as frame_support::traits::fungible::Inspect<
		<T as frame_system::Config>::AccountId,
	>>::Balance;

	/// The version of this pallet's storage.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config:
		frame_system::Config<RuntimeEvent: From<Event<Self>>, RuntimeCall: From<Call<Self>>>
		+ CreateAuthorizedTransaction<Call<Self>>
	{
		/// Holds budgets and pays lease prices.
		type Currency: Mutate<Self::AccountId>
			+ hold::Mutate<Self::AccountId, Reason = Self::RuntimeHoldReason>;
		/// The runtime's reasons to hold, of which [`HoldReason::JobBudget`] is one.
		type RuntimeHoldReason: From<HoldReason>;
		/// Proves and pays the work that is leased here.
		type WorkProof: WorkProof<Self::AccountId, BalanceOf<Self>>;
		/// The bonds behind nodes.
		type Stake: ProviderStake<Self::AccountId, BalanceOf<Self>>;
		/// Who may change policies and parameters.
		type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;
		/// How many validators there may be.
		#[pallet::constant]
		type MaxAuthorities: Get<u32>;
	}

	/// Why this pallet holds funds.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// The price and the audits of a job that is not finished.
		JobBudget,
	}

	/// The scheduler keys of the current session's validators, in the session's order.
	///
	/// Written by the session handler only; as long as the validator set.
	#[pallet::storage]
	pub type Authorities<T: Config> =
		StorageValue<_, WeakBoundedVec<AuthorityId, T::MaxAuthorities>, ValueQuery>;

	#[pallet::event]
	pub enum Event<T: Config> {}

	#[pallet::call]
	impl<T: Config> Pallet<T> {}
}
