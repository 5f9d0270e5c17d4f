mod acts;
mod power;
mod properties;
mod try_state;
mod votes;

use codec::Encode;
use frame_support::{
	assert_ok,
	traits::{Bounded, StorePreimage},
};
use labscape_primitives::WorkPower;
use sp_runtime::traits::{BlakeTwo256, Hash};

use crate::{mock::*, ActId, BoundedCallOf, NextAct, Power};

/// The storage key that acts of these tests write.
const KEY: &[u8] = b"act";

/// A root call that writes `value`; inline, as it is short.
fn write(value: &[u8]) -> BoundedCallOf<Test> {
	bounded(frame_system::Call::set_storage { items: vec![(KEY.to_vec(), value.to_vec())] })
}

fn bounded(call: impl Into<RuntimeCall>) -> BoundedCallOf<Test> {
	let call: RuntimeCall = call.into();
	Preimage::bound(call).unwrap()
}

/// A call too long to be inline, whose preimage Alice has noted.
fn long(byte: u8) -> BoundedCallOf<Test> {
	let items = vec![(KEY.to_vec(), vec![byte; 300])];
	let bytes = RuntimeCall::from(frame_system::Call::set_storage { items }).encode();
	let (hash, len) = (BlakeTwo256::hash(&bytes), bytes.len() as u32);
	// Refused if it is noted already, which is as good.
	let _ = Preimage::note_preimage(signed(ALICE), bytes);
	Bounded::Lookup { hash, len }
}

fn written() -> Option<Vec<u8>> {
	sp_io::storage::get(KEY).map(|bytes| bytes.to_vec())
}

/// Queue an act that writes `value` after ten blocks.
fn queue(value: &[u8]) -> ActId {
	let id = NextAct::<Test>::get();
	assert_ok!(Governance::queue_act(constitution(), write(value), 10));
	id
}

/// Give `who` stake and work of `amount`.
fn work(who: AccountId, amount: Power) {
	stake(who, amount);
	Governance::credit(&who, amount);
}
