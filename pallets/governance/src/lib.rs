//! The house of the swarm: work-weighted veto, timelock, audit trail
#![cfg_attr(not(feature = "std"), no_std)]
