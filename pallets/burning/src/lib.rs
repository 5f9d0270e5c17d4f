//! # Burning: the one ledger of everything minted and burned
//!
//! Every planck of UBC that is destroyed or created after genesis passes through this pallet, with
//! its source and the epoch of work in which it happened. The pallet also holds the schedule of the
//! emission and the bound that ties emission on work to what that work burned.
//!
//! ## Life of a planck
//! Genesis creates the first issuance. Afterwards the emission creates UBC for validators (paid by
//! pallet-staking, written down by [`ValidatorRewards`]), for work (minted by Posw through
//! [`labscape_primitives::BurnLedger`]) and for the treasury ([`TreasuryRemainder`]). It is
//! destroyed by the burned share of fees ([`DealWithFees`]), of settled work and of the factory's
//! fees, by slashes ([`BurnSlash`]), as dust ([`BurnDust`]), and by holders who wish it
//! ([`Call::burn`]).
//!
//! ## Who is trusted
//! The runtime's wiring, to send every imbalance of UBC here: the README lists the places.
//! [`Config::AdminOrigin`] sets [`Parameters`], within bounds it cannot cross. No one mints by a
//! call.
//!
//! ## Emission
//! `InitialEmission` planck a block, halved every `HalvingPeriod` blocks, so that all emission
//! together stays below `2 · InitialEmission · HalvingPeriod`. Validators, work and treasury have
//! their shares. For work the schedule is only the upper bound of an epoch: an item is paid at most
//! κ times what it burned itself, and what the bound withholds is not minted.
//!
//! ## Invariants
//! - I1: issuance = genesis + minted − burned.
//! - I2: minted for work + work allowance ≤ Σ settlement burns; κ < 1, so washing always loses.
//! - I3: the open page and each kept page lie within the totals, each page in its slot of the ring
//!   and older than the open one.
//! - I4: the parameters are sound: shares of one whole, and washing loses.
//!
//! Fees of a block are kept as one credit, part of the issuance and of no account, until the block's
//! end divides them ([`FeesOfBlock`]).
//!
//! ## Bounds
//! [`Config::HistoryEpochs`] pages of a fixed size; every operation is O(1).
#![cfg_attr(not(feature = "std"), no_std)]

mod handlers;
mod impls;
mod types;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "std", feature = "try-runtime"))]
mod try_state;

pub use handlers::*;
pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

const LOG_TARGET: &str = "runtime::burning";

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use frame_support::{
		pallet_prelude::*,
		traits::fungible::{Balanced, Mutate},
		DefaultNoBound,
	};
	use frame_system::pallet_prelude::*;
	use labscape_primitives::{BurnSource, MintSource, WorkEpoch, WorkShares};

	/// Credit of UBC: taken from an account, not yet given to another.
	pub type CreditOf<T> = frame_support::traits::fungible::Credit<
		<T as frame_system::Config>::AccountId,
		<T as Config>::Currency,
	>;
	/// Debt of UBC: given to an account, not yet added to the issuance.
	pub type DebtOf<T> = frame_support::traits::fungible::Debt<
		<T as frame_system::Config>::AccountId,
		<T as Config>::Currency,
	>;
	/// The memo of a voluntary burn.
	pub type MemoOf<T> = BoundedVec<u8, <T as Config>::MaxMemoLength>;

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// UBC.
		type Currency: Balanced<Self::AccountId, Balance = Balance>
			+ Mutate<Self::AccountId, Balance = Balance>;

		/// Who may set [`Parameters`].
		type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// The epoch of work, under which flows are written down.
		type WorkEpoch: Get<WorkEpoch>;

		/// The treasury's account.
		type Treasury: Get<Self::AccountId>;

		/// The author of the current block, if known.
		type Author: Get<Option<Self::AccountId>>;

		/// How settled work is divided, as it stands. Read in `integrity_test` on empty state.
		type WorkShares: Get<WorkShares>;

		/// What holds until governance sets something else.
		type DefaultParameters: Get<Parameters>;

		/// Emission of one block at the start, in planck, for all shares together.
		#[pallet::constant]
		type InitialEmission: Get<Balance>;

		/// Blocks after which the emission halves.
		#[pallet::constant]
		type HalvingPeriod: Get<BlockNumberFor<Self>>;

		/// Milliseconds from one block to the next.
		#[pallet::constant]
		type BlockMillis: Get<u64>;

		/// The most milliseconds of one era that are paid for: a chain that stood still does not
		/// mint for the time it did.
		#[pallet::constant]
		type MaxPaidMillis: Get<u64>;

		/// How many closed epochs are kept.
		#[pallet::constant]
		type HistoryEpochs: Get<u32>;

		/// The longest memo of a voluntary burn, in bytes.
		#[pallet::constant]
		type MaxMemoLength: Get<u32>;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;
	}

	/// The issuance at genesis. Written by genesis alone, never removed.
	#[pallet::storage]
	pub type GenesisIssuance<T> = StorageValue<_, Balance, ValueQuery>;

	/// The open page and the totals. Written by the ledger's notes alone, never removed.
	#[pallet::storage]
	pub type OpenBook<T> = StorageValue<_, Book, ValueQuery>;

	/// Pages of closed epochs in which something flowed, at slot `epoch mod HistoryEpochs`. Written
	/// when the first note of a later epoch closes a page; overwritten as the ring turns.
	#[pallet::storage]
	pub type History<T> = StorageMap<_, Twox64Concat, u32, EpochFlows, OptionQuery>;

	/// Shares and κ. Written by [`Pallet::set_parameters`] alone.
	#[pallet::storage]
	pub type CurrentParameters<T: Config> =
		StorageValue<_, Parameters, ValueQuery, <T as Config>::DefaultParameters>;

	/// Fees and tips of the current block. Written by each transaction that pays; removed when they
	/// are divided, at the end of the block.
	#[pallet::storage]
	#[pallet::whitelist_storage]
	pub type FeesOfBlock<T: Config> =
		StorageValue<_, BlockFees<T::AccountId, CreditOf<T>>, OptionQuery>;

	/// Reads the issuance. The pallet must stand behind every pallet whose genesis creates UBC
	/// (Balances, Treasury).
	#[pallet::genesis_config]
	#[derive(DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		#[serde(skip)]
		_marker: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			GenesisIssuance::<T>::put(<T::Currency as frame_support::traits::fungible::Inspect<
				T::AccountId,
			>>::total_issuance());
		}
	}

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A holder destroyed UBC of its own.
		BurnedVoluntarily {
			/// The holder.
			who: T::AccountId,
			/// How much, in planck.
			amount: Balance,
			/// What the holder had to say.
			memo: MemoOf<T>,
		},
		/// UBC was destroyed. Fees and dust are not announced one by one: see [`Event::PageClosed`].
		Burned {
			/// Why.
			source: BurnSource,
			/// How much, in planck.
			amount: Balance,
		},
		/// UBC was created.
		Minted {
			/// Why.
			source: MintSource,
			/// How much, in planck.
			amount: Balance,
		},
		/// The page of an epoch was closed.
		PageClosed {
			/// The epoch.
			epoch: WorkEpoch,
			/// All that flowed in it.
			flows: Flows,
		},
		/// Governance set the parameters.
		ParametersSet {
			/// As they are now.
			parameters: Parameters,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// The amount is zero. Burn at least one planck.
		#[codec(index = 0)]
		ZeroAmount,
		/// More would be minted for work than κ times what work has burned so far. Mint less.
		#[codec(index = 1)]
		EmissionAboveBurn,
		/// Shares exceed one whole, κ is not below one, or washing would not lose. Lower κ or the
		/// shares.
		#[codec(index = 2)]
		UnsoundParameters,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			// What the end of the block will take.
			T::WeightInfo::on_finalize()
		}

		fn on_finalize(_: BlockNumberFor<T>) {
			Self::deal_with_fees();
		}

		#[cfg(feature = "std")]
		fn integrity_test() {
			sp_io::TestExternalities::default().execute_with(|| {
				assert!(
					T::DefaultParameters::get().are_sound(&T::WorkShares::get()),
					"the default parameters must be sound",
				);
			});
			assert!(T::HistoryEpochs::get() > 0, "at least one epoch must be kept");
			assert!(T::BlockMillis::get() > 0, "blocks take time");
			assert!(
				T::HalvingPeriod::get() > BlockNumberFor::<T>::from(0u32),
				"the emission must halve after some block",
			);
			assert!(
				T::MaxPaidMillis::get() >= T::BlockMillis::get(),
				"an era lasts a block at least",
			);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Destroy UBC of one's own, for whatever reason the memo gives.
		///
		/// ## Origin
		/// Signed by the holder.
		/// ## Effects
		/// Burns `amount` of the free balance; with `keep_alive` the existential deposit stays.
		/// Emits [`Event::BurnedVoluntarily`].
		/// ## Errors
		/// [`Error::ZeroAmount`]; an error of the token if the balance does not suffice.
		/// ## Cost
		/// O(1): three reads, two writes, and the memo's length.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::burn(memo.len() as u32))]
		pub fn burn(
			origin: OriginFor<T>,
			#[pallet::compact] amount: Balance,
			keep_alive: bool,
			memo: MemoOf<T>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_burn(who, amount, keep_alive, memo)
		}

		/// Set the shares of fees and emission, and κ.
		///
		/// ## Origin
		/// [`Config::AdminOrigin`].
		/// ## Effects
		/// Holds from now on; what was burned before keeps the allowance of the κ of its time. Emits
		/// [`Event::ParametersSet`].
		/// ## Errors
		/// [`Error::UnsoundParameters`].
		/// ## Cost
		/// O(1): one write.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::set_parameters())]
		pub fn set_parameters(origin: OriginFor<T>, parameters: Parameters) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			ensure!(parameters.are_sound(&T::WorkShares::get()), Error::<T>::UnsoundParameters);
			CurrentParameters::<T>::put(parameters);
			Self::deposit_event(Event::ParametersSet { parameters });
			Ok(())
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// How the issuance came about.
		pub fn issuance() -> Issuance {
			Self::issuance_now()
		}

		/// All flows since genesis.
		pub fn totals() -> Flows {
			OpenBook::<T>::get().total
		}

		/// The flows of `epoch`; `None` if nothing flowed in it or the ring has turned past it.
		pub fn flows(epoch: WorkEpoch) -> Option<Flows> {
			Self::flows_of(epoch)
		}

		/// What was minted and burned in the last `epochs` epochs, the open one included; at most
		/// as far back as the ring goes, and 1,000 epochs.
		pub fn net_issuance(epochs: u32) -> (Balance, Balance) {
			Self::net_issuance_of(epochs)
		}

		/// The emission of one block at present.
		pub fn emission() -> Emission {
			Self::emission_of_blocks(1)
		}

		/// The most that may be minted on work that burned `burned`.
		pub fn work_bound(burned: Balance) -> Balance {
			CurrentParameters::<T>::get().kappa.mul_floor(burned)
		}

		/// What may still be minted for work.
		pub fn work_allowance() -> Balance {
			OpenBook::<T>::get().work_allowance
		}

		/// Shares and κ as they stand.
		pub fn parameters() -> Parameters {
			CurrentParameters::<T>::get()
		}
	}
}
