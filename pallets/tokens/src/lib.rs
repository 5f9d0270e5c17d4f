//! ERC-20 tokens and their usual extensions over pallet-assets
#![cfg_attr(not(feature = "std"), no_std)]
