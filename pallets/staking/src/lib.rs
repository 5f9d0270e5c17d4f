//! Provider bonds, delegation and share-based pools
#![cfg_attr(not(feature = "std"), no_std)]
