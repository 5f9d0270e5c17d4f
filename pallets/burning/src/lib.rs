//! The one ledger of everything minted and burned
#![cfg_attr(not(feature = "std"), no_std)]
