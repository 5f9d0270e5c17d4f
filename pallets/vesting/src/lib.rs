//! Vesting schedules in the native currency or any token
#![cfg_attr(not(feature = "std"), no_std)]
