//! The ledger's notes, the emission, and the traits offered to other pallets.

use frame_support::{
	defensive, ensure,
	pallet_prelude::{DispatchError, DispatchResult},
	traits::{
		fungible::{Inspect, Mutate},
		tokens::{Fortitude, Precision, Preservation},
		Defensive, Get,
	},
};
use frame_system::pallet_prelude::BlockNumberFor;
use labscape_primitives::{
	BurnLedger, BurnSource, MintSource, WorkEmission, WorkEpoch, WorkShares,
};
use sp_runtime::{
	helpers_128bit::multiply_by_rational_with_rounding,
	traits::{CheckedDiv, UniqueSaturatedInto},
	Rounding,
};

use crate::{pallet::*, Balance, Book, Emission, EpochFlows, Flows, Issuance, LOG_TARGET};

/// The most epochs that [`Pallet::net_issuance`] adds up.
const MAX_NET_EPOCHS: u32 = 1_000;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_burn(
		who: T::AccountId,
		amount: Balance,
		keep_alive: bool,
		memo: MemoOf<T>,
	) -> DispatchResult {
		ensure!(amount > 0, Error::<T>::ZeroAmount);
		let preservation =
			if keep_alive { Preservation::Preserve } else { Preservation::Expendable };
		T::Currency::burn_from(&who, amount, preservation, Precision::Exact, Fortitude::Polite)?;
		Self::note(|book| Self::enter_burn(book, amount, BurnSource::Voluntary));
		Self::deposit_event(Event::BurnedVoluntarily { who, amount, memo });
		Ok(())
	}

	/// Open the page of the current epoch and write on it. The one way to write [`OpenBook`].
	pub(crate) fn note<R>(write: impl FnOnce(&mut Book) -> R) -> R {
		let epoch = T::WorkEpoch::get();
		OpenBook::<T>::mutate(|book| {
			if book.current.epoch != epoch {
				Self::close_page(book, epoch);
			}
			write(book)
		})
	}

	/// Move the open page into the ring and start that of `epoch`. A page without flows is dropped.
	fn close_page(book: &mut Book, epoch: WorkEpoch) {
		let closed =
			core::mem::replace(&mut book.current, EpochFlows { epoch, flows: Flows::default() });
		if closed.flows == Flows::default() {
			return;
		}
		History::<T>::insert(Self::slot(closed.epoch), closed);
		Self::deposit_event(Event::PageClosed { epoch: closed.epoch, flows: closed.flows });
	}

	/// The slot of `epoch` in the ring.
	pub(crate) fn slot(epoch: WorkEpoch) -> u32 {
		epoch.checked_rem(T::HistoryEpochs::get()).unwrap_or_default()
	}

	/// Enter a burn. A settlement burn raises what may be minted for work.
	pub(crate) fn enter_burn(book: &mut Book, amount: Balance, source: BurnSource) {
		Self::add(book.current.flows.burned.of(source), amount);
		Self::add(book.total.burned.of(source), amount);
		if source == BurnSource::Settlement {
			let allowed = CurrentParameters::<T>::get().kappa.mul_floor(amount);
			Self::add(&mut book.work_allowance, allowed);
		}
	}

	/// Enter a mint. Minting for work uses up its allowance.
	pub(crate) fn enter_mint(book: &mut Book, amount: Balance, source: MintSource) {
		Self::add(book.current.flows.minted.of(source), amount);
		Self::add(book.total.minted.of(source), amount);
		if source == MintSource::Work {
			match book.work_allowance.checked_sub(amount) {
				Some(left) => book.work_allowance = left,
				None => {
					defensive!("minted for work beyond the bound", amount);
					book.work_allowance = 0;
				}
			}
		}
	}

	/// Counters run to 2^128 planck, some 10^17 times any sensible issuance.
	fn add(counter: &mut Balance, amount: Balance) {
		*counter = counter.checked_add(amount).defensive_unwrap_or(Balance::MAX);
	}

	pub(crate) fn issuance_now() -> Issuance {
		let total = OpenBook::<T>::get().total;
		Issuance {
			genesis: GenesisIssuance::<T>::get(),
			minted: total.minted.total().unwrap_or(Balance::MAX),
			burned: total.burned.total().unwrap_or(Balance::MAX),
			total: T::Currency::total_issuance(),
		}
	}

	pub(crate) fn flows_of(epoch: WorkEpoch) -> Option<Flows> {
		let current = OpenBook::<T>::get().current;
		let page = if current.epoch == epoch {
			Some(current)
		} else {
			History::<T>::get(Self::slot(epoch)).filter(|page| page.epoch == epoch)
		};
		page.map(|page| page.flows)
	}

	pub(crate) fn net_issuance_of(epochs: u32) -> (Balance, Balance) {
		let now = T::WorkEpoch::get();
		let span = epochs.min(MAX_NET_EPOCHS).min(T::HistoryEpochs::get().saturating_add(1));
		(0..span).filter_map(|back| now.checked_sub(back)).filter_map(Self::flows_of).fold(
			(0, 0),
			|(minted, burned): (Balance, Balance), flows| {
				(
					minted.saturating_add(flows.minted.total().unwrap_or(Balance::MAX)),
					burned.saturating_add(flows.burned.total().unwrap_or(Balance::MAX)),
				)
			},
		)
	}

	/// The emission of one block at `block`, before it is divided.
	pub(crate) fn emission_at(block: BlockNumberFor<T>) -> Balance {
		let halvings: u32 = block
			.checked_div(&T::HalvingPeriod::get())
			.map_or(0, UniqueSaturatedInto::unique_saturated_into);
		T::InitialEmission::get().checked_shr(halvings).unwrap_or(0)
	}

	/// The emission of `blocks` blocks at the present rate, divided. Rounding goes to the treasury.
	pub(crate) fn emission_of_blocks(blocks: u64) -> Emission {
		let rate = Self::emission_at(frame_system::Pallet::<T>::block_number());
		Self::divide(rate.saturating_mul(blocks.into()))
	}

	/// The emission of `millis` milliseconds, [`Config::MaxPaidMillis`] at most, divided.
	pub fn emission_of_millis(millis: u64) -> Emission {
		let rate = Self::emission_at(frame_system::Pallet::<T>::block_number());
		let paid = millis.min(T::MaxPaidMillis::get());
		let whole = multiply_by_rational_with_rounding(
			rate,
			paid.into(),
			T::BlockMillis::get().max(1).into(),
			Rounding::Down,
		);
		Self::divide(whole.unwrap_or(0))
	}

	fn divide(whole: Balance) -> Emission {
		let parameters = CurrentParameters::<T>::get();
		let validators = parameters.validators.mul_floor(whole);
		let work = parameters.work.mul_floor(whole);
		Emission {
			validators,
			work,
			treasury: whole.saturating_sub(validators).saturating_sub(work),
		}
	}

	/// What validators and nominators are to be paid for an era of `era_millis` milliseconds. For
	/// the runtime's `EraPayout`, which returns this and [`Self::treasury_emission`].
	pub fn validator_emission(era_millis: u64) -> Balance {
		Self::emission_of_millis(era_millis).validators
	}

	/// What the treasury is to be paid for an era of `era_millis` milliseconds.
	pub fn treasury_emission(era_millis: u64) -> Balance {
		Self::emission_of_millis(era_millis).treasury
	}
}

impl<T: Config> BurnLedger<T::AccountId, Balance> for Pallet<T> {
	fn burn_from(
		who: &T::AccountId,
		amount: Balance,
		source: BurnSource,
	) -> Result<(), DispatchError> {
		if amount == 0 {
			return Ok(());
		}
		T::Currency::burn_from(
			who,
			amount,
			Preservation::Preserve,
			Precision::Exact,
			Fortitude::Polite,
		)?;
		Self::note(|book| Self::enter_burn(book, amount, source));
		Self::deposit_event(Event::Burned { source, amount });
		Ok(())
	}

	fn note_burned(amount: Balance, source: BurnSource) {
		if amount == 0 {
			return;
		}
		Self::note(|book| Self::enter_burn(book, amount, source));
		if !matches!(source, BurnSource::Fees | BurnSource::Dust) {
			Self::deposit_event(Event::Burned { source, amount });
		}
	}

	fn mint_into(
		who: &T::AccountId,
		amount: Balance,
		source: MintSource,
	) -> Result<(), DispatchError> {
		if amount == 0 {
			return Ok(());
		}
		if source == MintSource::Work {
			ensure!(amount <= OpenBook::<T>::get().work_allowance, Error::<T>::EmissionAboveBurn);
		}
		T::Currency::mint_into(who, amount)?;
		Self::note_minted(amount, source);
		Ok(())
	}

	fn note_minted(amount: Balance, source: MintSource) {
		if amount == 0 {
			return;
		}
		Self::note(|book| Self::enter_mint(book, amount, source));
		Self::deposit_event(Event::Minted { source, amount });
		log::debug!(target: LOG_TARGET, "minted {amount} for {source:?}");
	}
}

impl<T: Config> WorkEmission<Balance> for Pallet<T> {
	fn bound(burned: Balance) -> Balance {
		CurrentParameters::<T>::get().kappa.mul_floor(burned)
	}

	fn scheduled(blocks: u32) -> Balance {
		Self::emission_of_blocks(blocks.into()).work
	}

	fn allows(shares: &WorkShares) -> bool {
		CurrentParameters::<T>::get().are_sound(shares)
	}
}
