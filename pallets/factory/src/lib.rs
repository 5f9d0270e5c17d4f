//! Atomic creation of tokens from templates
#![cfg_attr(not(feature = "std"), no_std)]
