//! Validation, instrumentation and refereed execution of programs
#![cfg_attr(not(feature = "std"), no_std)]
