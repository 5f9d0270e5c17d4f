//! The invariants of the module documentation, one function each.

use alloc::collections::BTreeSet;
use frame_support::{
	ensure,
	traits::fungibles::{roles::Inspect as _, Inspect},
};
use labscape_primitives::{Amount, Role, TokenId};
use pallet_assets::AssetStatus;
use sp_runtime::TryRuntimeError;

use crate::{
	AccountIdOf, Assets, Config, FrozenAccounts, InfoOf, NextTokenId, Pages, Pallet, Roles, Tokens,
	Traces,
};

impl<T: Config> Pallet<T> {
	/// Check all invariants.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		for (token, info) in Tokens::<T>::iter() {
			Self::check_i1(token)?;
			Self::check_i2(token, &info)?;
			Self::check_i3(token, &info)?;
			Self::check_i4(token, &info)?;
			let live = pallet_assets::Asset::<T>::get(token)
				.is_some_and(|details| details.status == AssetStatus::Live);
			if info.features.votes && live {
				Self::check_i5(token)?;
			}
		}
		Self::check_i6()
	}

	fn check_i1(token: TokenId) -> Result<(), TryRuntimeError> {
		let us = Some(Self::account_id());
		let team = [
			Assets::<T>::owner(token),
			Assets::<T>::issuer(token),
			Assets::<T>::admin(token),
			Assets::<T>::freezer(token),
		];
		let ours = team.iter().all(|member| *member == us);
		ensure!(ours, "I1: a token has another owner or team than this pallet");
		ensure!(token < NextTokenId::<T>::get(), "I1: an id that was never given");
		Ok(())
	}

	fn check_i2(token: TokenId, info: &InfoOf<T>) -> Result<(), TryRuntimeError> {
		let supply = Assets::<T>::total_issuance(token);
		ensure!(info.cap.is_none_or(|cap| supply <= cap), "I2: more than the cap exists");
		Ok(())
	}

	fn check_i3(token: TokenId, info: &InfoOf<T>) -> Result<(), TryRuntimeError> {
		for (role, members) in Roles::<T>::iter_prefix(token) {
			ensure!(role.is_enabled(&info.features), "I3: a role of a feature that is not there");
			ensure!(!members.is_empty(), "I3: an empty role is stored");
			let sorted = members.iter().zip(members.iter().skip(1)).all(|(a, b)| a < b);
			ensure!(sorted, "I3: members are not in order or not unique");
		}
		Ok(())
	}

	fn check_i4(token: TokenId, info: &InfoOf<T>) -> Result<(), TryRuntimeError> {
		let frozen = FrozenAccounts::<T>::iter_key_prefix(token).count();
		ensure!(frozen == info.frozen_accounts as usize, "I4: frozen accounts are miscounted");
		ensure!(frozen == 0 || info.features.freezable, "I4: frozen without the feature");
		ensure!(!info.paused || info.features.pausable, "I4: paused without the feature");
		let nobody = |role| info.admin.is_none() && !Roles::<T>::contains_key(token, role);
		ensure!(!info.paused || !nobody(Role::Pauser), "I4: paused for ever");
		ensure!(frozen == 0 || !nobody(Role::Freezer), "I4: frozen for ever");
		Ok(())
	}

	fn check_i5(token: TokenId) -> Result<(), TryRuntimeError> {
		let supply = Assets::<T>::total_issuance(token);
		let holders = pallet_assets::Account::<T>::iter_key_prefix(token);
		let traced = Traces::<T>::iter_key_prefix(token).flatten();
		let accounts: BTreeSet<AccountIdOf<T>> = holders.chain(traced).collect();
		let (mut balances, mut votes): (Amount, Amount) = (0, 0);
		for who in accounts {
			let latest = Traces::<T>::get(token, Some(&who)).latest();
			let balance = Assets::<T>::total_balance(token, &who);
			ensure!(latest.balance == balance, "I5: a checkpoint is not the balance");
			balances = balances.checked_add(latest.balance).ok_or("I5: overflow")?;
			votes = votes.checked_add(latest.votes).ok_or("I5: overflow")?;
		}
		ensure!(balances == supply, "I5: the balances do not add up to the supply");
		ensure!(votes == supply, "I5: the votes do not add up to the supply");
		let noted = Traces::<T>::get(token, None::<AccountIdOf<T>>).latest().balance;
		ensure!(noted == supply, "I5: the checkpoint of the supply is not the supply");
		Ok(())
	}

	fn check_i6() -> Result<(), TryRuntimeError> {
		for (token, key, trace) in Traces::<T>::iter() {
			let mut last = None;
			for number in trace.first_page..trace.next_page {
				let page = Pages::<T>::get((token, &key, number));
				ensure!(page.len() == crate::PAGE_LENGTH as usize, "I6: a page is not full");
				for checkpoint in page {
					ensure!(last < Some(checkpoint.block), "I6: checkpoints are not in order");
					last = Some(checkpoint.block);
				}
			}
			for checkpoint in trace.recent {
				ensure!(last < Some(checkpoint.block), "I6: checkpoints are not in order");
				last = Some(checkpoint.block);
			}
		}
		for (token, key, number) in Pages::<T>::iter_keys() {
			let trace = Traces::<T>::get(token, &key);
			let known = (trace.first_page..trace.next_page).contains(&number);
			ensure!(known, "I6: a page that no trace knows");
		}
		Ok(())
	}
}
