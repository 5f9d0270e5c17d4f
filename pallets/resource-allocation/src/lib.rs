//! Labscapes, providers, nodes, jobs, queues, leases and plans
#![cfg_attr(not(feature = "std"), no_std)]
