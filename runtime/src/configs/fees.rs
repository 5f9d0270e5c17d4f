//! Balances, transaction fees and the parameters behind them.

use frame_support::{
	dynamic_params::{dynamic_pallet_params, dynamic_params},
	parameter_types,
	traits::{
		fungible, tokens::imbalance::ResolveTo, ConstU32, ConstU8, EitherOfDiverse, EnsureOrigin,
		EnsureOriginWithArg, Get, Imbalance, OnUnbalanced, VariantCountOf,
	},
	weights::{
		ConstantMultiplier, WeightToFeeCoefficient, WeightToFeeCoefficients, WeightToFeePolynomial,
	},
	PalletId,
};
use frame_system::EnsureRoot;
use pallet_transaction_payment::{FungibleAdapter, Multiplier, TargetedFeeAdjustment};
use sp_runtime::{traits::AccountIdConversion, FixedPointNumber, Perbill, Perquintill};

use super::governance::ParameterAdmin;
use crate::*;

parameter_types! {
	pub const ExistentialDeposit: Balance = EXISTENTIAL_DEPOSIT;
	pub const TreasuryPalletId: PalletId = PalletId(*b"lb/trsry");
	pub TreasuryAccount: AccountId = TreasuryPalletId::get().into_account_truncating();
}

/// Sends funds to the treasury.
pub type ToTreasury = ResolveTo<TreasuryAccount, Balances>;

impl pallet_balances::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeHoldReason = RuntimeHoldReason;
	type RuntimeFreezeReason = RuntimeFreezeReason;
	type WeightInfo = pallet_balances::weights::SubstrateWeight<Runtime>;
	type Balance = Balance;
	type DustRemoval = ToTreasury;
	type ExistentialDeposit = ExistentialDeposit;
	type AccountStore = System;
	type ReserveIdentifier = [u8; 8];
	type FreezeIdentifier = RuntimeFreezeReason;
	type MaxLocks = ConstU32<50>;
	type MaxReserves = ConstU32<50>;
	type MaxFreezes = VariantCountOf<RuntimeFreezeReason>;
	type DoneSlashHandler = ();
}

/// Parameters that governance may change within their types, without an upgrade.
#[dynamic_params(RuntimeParameters, pallet_parameters::Parameters::<Runtime>)]
pub mod dynamic_params {
	use super::*;

	/// Transaction fees.
	#[dynamic_pallet_params]
	#[codec(index = 0)]
	pub mod fees {
		/// Planck for each byte of a transaction: bandwidth and history of every node.
		#[codec(index = 0)]
		pub static ByteFee: Balance = 10 * MICRO_UBC;

		/// Share of each fee that goes to the treasury; the author gets the rest, and the tip.
		#[codec(index = 1)]
		pub static TreasuryShare: Perbill = Perbill::from_percent(80);
	}
}

/// Who may change which parameter.
#[derive(Debug)]
pub struct ChangeParameter;
impl EnsureOriginWithArg<RuntimeOrigin, RuntimeParametersKey> for ChangeParameter {
	type Success = ();

	fn try_origin(
		origin: RuntimeOrigin,
		_key: &RuntimeParametersKey,
	) -> Result<Self::Success, RuntimeOrigin> {
		<EitherOfDiverse<EnsureRoot<AccountId>, ParameterAdmin> as EnsureOrigin<_>>::try_origin(
			origin,
		)
		.map(|_| ())
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn try_successful_origin(_key: &RuntimeParametersKey) -> Result<RuntimeOrigin, ()> {
		Ok(RuntimeOrigin::root())
	}
}

impl pallet_parameters::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeParameters = RuntimeParameters;
	type AdminOrigin = ChangeParameter;
	type WeightInfo = ();
}

/// Splits fees between treasury and author; tips are the author's.
#[derive(Debug)]
pub struct DealWithFees;
impl OnUnbalanced<fungible::Credit<AccountId, Balances>> for DealWithFees {
	fn on_unbalanceds(
		mut credits: impl Iterator<Item = fungible::Credit<AccountId, Balances>>,
	) {
		let Some(fee) = credits.next() else { return };
		let treasury_amount = dynamic_params::fees::TreasuryShare::get() * fee.peek();
		let (treasury, mut author) = fee.split(treasury_amount);
		if let Some(tip) = credits.next() {
			tip.merge_into(&mut author);
		}
		ToTreasury::on_unbalanced(treasury);
		match Authorship::author() {
			// A block without a known author, or an author that cannot be credited: treasury.
			Some(account) => {
				if let Err(left) =
					<Balances as fungible::Balanced<AccountId>>::resolve(&account, author)
				{
					ToTreasury::on_unbalanced(left);
				}
			},
			None => ToTreasury::on_unbalanced(author),
		}
	}
}

/// The weight of an empty transaction costs a tenth of a milli-UBC, and the rest in proportion.
#[derive(Debug)]
pub struct WeightToFee;
impl WeightToFeePolynomial for WeightToFee {
	type Balance = Balance;
	fn polynomial() -> WeightToFeeCoefficients<Self::Balance> {
		let fee = MILLI_UBC / 10;
		let weight = Balance::from(crate::weights::ExtrinsicBaseWeight::get().ref_time());
		[WeightToFeeCoefficient {
			degree: 1,
			negative: false,
			coeff_frac: Perbill::from_rational(fee % weight, weight),
			coeff_integer: fee / weight,
		}]
		.into_iter()
		.collect()
	}
}

parameter_types! {
	/// Fees rise while blocks are fuller than this.
	pub const TargetBlockFullness: Perquintill = Perquintill::from_percent(25);
	/// So fast that a day of full blocks of 3 seconds raises them about 8.6-fold:
	/// exp(v · (1 − 0.25) · 28,800) with v = 1/10,000.
	pub AdjustmentVariable: Multiplier = Multiplier::saturating_from_rational(1, 10_000);
	/// Fees never fall below a tenth of the base: emptiness must not make spam free.
	pub MinimumMultiplier: Multiplier = Multiplier::saturating_from_rational(1, 10);
	pub MaximumMultiplier: Multiplier = Multiplier::saturating_from_integer(10_000);
}

impl pallet_transaction_payment::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type OnChargeTransaction = FungibleAdapter<Balances, DealWithFees>;
	type WeightToFee = WeightToFee;
	type LengthToFee = ConstantMultiplier<Balance, dynamic_params::fees::ByteFee>;
	type FeeMultiplierUpdate = TargetedFeeAdjustment<
		Self,
		TargetBlockFullness,
		AdjustmentVariable,
		MinimumMultiplier,
		MaximumMultiplier,
	>;
	type OperationalFeeMultiplier = ConstU8<5>;
	type WeightInfo = pallet_transaction_payment::weights::SubstrateWeight<Runtime>;
}

impl pallet_skip_feeless_payment::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
}
