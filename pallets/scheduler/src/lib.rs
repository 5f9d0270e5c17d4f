//! The deterministic labscape scheduler: planning and checking
#![cfg_attr(not(feature = "std"), no_std)]
