mod calls;
mod emission;
mod handlers;
mod ledger;
mod properties;
mod try_state;
