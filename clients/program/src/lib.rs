//! Write, test and build programs for the swarm.
#![cfg_attr(not(feature = "std"), no_std)]
