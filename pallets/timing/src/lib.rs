//! Lengths of epochs and eras, fixed at genesis
#![cfg_attr(not(feature = "std"), no_std)]
