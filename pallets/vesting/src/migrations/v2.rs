//! Rewrites schedules of the first layout in the second, a few per block.

use core::marker::PhantomData;
use frame_support::{
	migrations::{MigrationId, SteppedMigration, SteppedMigrationError},
	pallet_prelude::*,
	weights::WeightMeter,
};
use labscape_primitives::ScheduleId;

use crate::{Config, Pallet, Schedules, Versioned, WeightInfo, STORAGE_VERSION};

/// For `pallet_migrations::Config::Migrations`. May be removed once every chain has passed it;
/// reading the first layout goes with it.
pub struct RewriteSchedules<T>(PhantomData<T>);

impl<T: Config> SteppedMigration for RewriteSchedules<T> {
	type Cursor = ScheduleId;
	type Identifier = MigrationId<16>;

	fn id() -> Self::Identifier {
		MigrationId { pallet_id: *b"labscape-vesting", version_from: 1, version_to: 2 }
	}

	fn step(
		mut cursor: Option<Self::Cursor>,
		meter: &mut WeightMeter,
	) -> Result<Option<Self::Cursor>, SteppedMigrationError> {
		let required = T::WeightInfo::rewrite_schedule();
		if meter.remaining().any_lt(required) {
			return Err(SteppedMigrationError::InsufficientWeight { required });
		}
		if Pallet::<T>::on_chain_storage_version() >= STORAGE_VERSION {
			return Ok(None);
		}
		while meter.try_consume(required).is_ok() {
			let next = match cursor {
				Some(id) => Schedules::<T>::iter_from(Schedules::<T>::hashed_key_for(id)).next(),
				None => Schedules::<T>::iter().next(),
			};
			let Some((id, stored)) = next else {
				STORAGE_VERSION.put::<Pallet<T>>();
				return Ok(None);
			};
			if matches!(stored, Versioned::V1(_)) {
				Schedules::<T>::insert(id, Versioned::V2(stored.latest()));
			}
			cursor = Some(id);
		}
		Ok(cursor)
	}
}
