//! Handlers of imbalances, to be named in the configuration of other pallets.

use core::marker::PhantomData;

use frame_support::traits::{
	fungible::Balanced,
	tokens::imbalance::{Imbalance, OnUnbalanced},
	Get, SuppressedDrop,
};
use labscape_primitives::{BurnLedger, BurnSource, MintSource};

use crate::{pallet::*, types::BlockFees, Balance};

/// For `pallet_transaction_payment::FungibleAdapter`: keeps fee and tip until the end of the block,
/// when a share of the fees is burned, a share goes to the treasury, and the rest with the tips to the
/// author. One settlement a block instead of one a transaction: forty storage accesses less for each.
pub struct DealWithFees<T>(PhantomData<T>);

impl<T: Config> OnUnbalanced<CreditOf<T>> for DealWithFees<T> {
	fn on_unbalanceds(mut credits: impl Iterator<Item = CreditOf<T>>) {
		let Some(fee) = credits.next() else { return };
		let tips = credits.fold(CreditOf::<T>::default(), |tips, tip| tips.merge(tip));
		Pallet::<T>::keep_fee(fee, tips);
	}

	fn on_nonzero_unbalanced(fee: CreditOf<T>) {
		Pallet::<T>::keep_fee(fee, Default::default());
	}
}

/// Destroys whatever falls below the existential deposit. For `pallet_balances::Config::DustRemoval`.
pub type BurnDust<T> = Burn<T, Dust>;
/// Destroys slashes and forfeited deposits, of pallet-staking, referenda and others.
pub type BurnSlash<T> = Burn<T, Slash>;

/// Destroys any *negative* imbalance (credit) of UBC, in either of the SDK's two forms, and writes it
/// down under `Source`. A debt would be written down as the opposite of what it is: see
/// [`ValidatorRewards`] for those.
pub struct Burn<T, Source>(PhantomData<(T, Source)>);

impl<T: Config, Source: Get<BurnSource>, Negative: Imbalance<Balance>> OnUnbalanced<Negative>
	for Burn<T, Source>
{
	fn on_nonzero_unbalanced(credit: Negative) {
		Pallet::<T>::note_burned(credit.peek(), Source::get());
		drop(credit);
	}
}

/// [`BurnSource::Dust`] as a type.
pub struct Dust;
impl Get<BurnSource> for Dust {
	fn get() -> BurnSource {
		BurnSource::Dust
	}
}

/// [`BurnSource::Slash`] as a type.
pub struct Slash;
impl Get<BurnSource> for Slash {
	fn get() -> BurnSource {
		BurnSource::Slash
	}
}

/// For `pallet_staking::Config::Reward`: writes down what pallet-staking minted at a payout.
pub struct ValidatorRewards<T>(PhantomData<T>);

impl<T: Config> OnUnbalanced<DebtOf<T>> for ValidatorRewards<T> {
	fn on_nonzero_unbalanced(debt: DebtOf<T>) {
		Pallet::<T>::note_minted(debt.peek(), MintSource::Validators);
		drop(debt);
	}
}

/// For `pallet_staking::Config::RewardRemainder`: the treasury's share of the emission.
pub struct TreasuryRemainder<T>(PhantomData<T>);

impl<T: Config> OnUnbalanced<CreditOf<T>> for TreasuryRemainder<T> {
	fn on_nonzero_unbalanced(credit: CreditOf<T>) {
		Pallet::<T>::note_minted(credit.peek(), MintSource::Treasury);
		Pallet::<T>::give(&T::Treasury::get(), credit, BurnSource::Dust);
	}
}

impl<T: Config> Pallet<T> {
	/// Add a fee and a tip to those of the block. They stay part of the issuance.
	fn keep_fee(fee: CreditOf<T>, tip: CreditOf<T>) {
		FeesOfBlock::<T>::mutate(|kept| {
			// The author is asked for while it is surely known: at the end of the block, the pallets
			// before this one have forgotten it.
			let kept = kept.get_or_insert_with(|| BlockFees {
				author: T::Author::get(),
				fees: Default::default(),
				tips: Default::default(),
			});
			kept.fees.as_mut().subsume(fee);
			kept.tips.as_mut().subsume(tip);
		});
	}

	/// Divide the fees of the block, and give the author what is left of them with the tips.
	pub(crate) fn deal_with_fees() {
		let Some(BlockFees { author, fees, tips }) = FeesOfBlock::<T>::take() else { return };
		let (fees, tips) = (fees.into_inner(), tips.into_inner());
		let parameters = CurrentParameters::<T>::get();
		let whole = fees.peek();
		let (burned, rest) = fees.split(parameters.fee_burn.mul_floor(whole));
		let (treasury, rest) = rest.split(parameters.fee_treasury.mul_floor(whole));
		let rest = rest.merge(tips);

		Self::destroy(burned, BurnSource::Fees);
		Self::give(&T::Treasury::get(), treasury, BurnSource::Fees);
		match author {
			Some(who) => Self::give(&who, rest, BurnSource::Fees),
			None => Self::destroy(rest, BurnSource::Fees),
		}
	}

	/// Pay `credit` to `who`. What the account cannot take (it is new and the amount below the
	/// existential deposit) is burned as `otherwise`.
	fn give(who: &T::AccountId, credit: CreditOf<T>, otherwise: BurnSource) {
		if let Err(credit) = T::Currency::resolve(who, credit) {
			Self::destroy(credit, otherwise);
		}
	}

	fn destroy(credit: CreditOf<T>, source: BurnSource) {
		Self::note_burned(credit.peek(), source);
		drop(credit);
	}
}
