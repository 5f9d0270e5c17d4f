use frame_support::{assert_noop, assert_ok, BoundedVec};
use proptest::prelude::*;
use sp_runtime::DispatchError;

use crate::{fold, imitates, is_readable, mock::*, Call, Error, Event, Symbol};

fn symbols(list: &[&[u8]]) -> BoundedVec<Symbol, frame_support::traits::ConstU32<100>> {
	let list = list.iter().map(|symbol| Symbol::truncate_from(symbol.to_vec()));
	BoundedVec::truncate_from(list.collect())
}

#[test]
fn are_unique_by_what_they_look_like() {
	build_and_execute(|| {
		created(blueprint(b"Gold5"));
		for alike in [&b"GOLD5"[..], b"gold5", b"G0LD5", b"GOIDS", b"9o1ds", b"6OLDS"] {
			assert_noop!(create(bob(), blueprint(alike)), Error::<Test>::SymbolTaken);
			assert!(!Factory::is_symbol_free(alike.to_vec()));
			assert_eq!(Factory::token_by_symbol(alike.to_vec()), Some(1_000));
		}
		assert!(Factory::is_symbol_free(b"GOLD".to_vec()));
		assert_ok!(create(bob(), blueprint(b"GOLD")));
	})
}

#[test]
fn cannot_imitate_the_currency() {
	build_and_execute(|| {
		for fake in [&b"UBC"[..], b"ubc", b"Ubc", b"U8C", b"u8c", b"wUBC", b"UBC2", b"xU8Cx"] {
			assert_noop!(create(alice(), blueprint(fake)), Error::<Test>::SymbolReserved);
		}
		let release = Call::release_symbols { symbols: symbols(&[b"UBC"]) };
		assert_ok!(govern(release));
		assert_noop!(create(alice(), blueprint(b"UBC")), Error::<Test>::SymbolReserved);
		assert_ok!(create(alice(), blueprint(b"UB")));
	})
}

/// Letters of other scripts, other forms of Latin ones and marks that nobody sees.
#[test]
fn cannot_imitate_with_what_is_not_ascii() {
	build_and_execute(|| {
		let foreign = [
			"UB\u{421}",                   // Cyrillic Es
			"U\u{412}C",                   // Cyrillic Ve
			"U\u{392}C",                   // Greek Beta
			"\u{54d}BC",                   // Armenian Seh
			"\u{ff35}\u{ff22}\u{ff23}",    // full width
			"\u{1d414}\u{1d401}\u{1d402}", // mathematical bold
			"U\u{200b}BC",                 // a space of no width
			"\u{202e}CBU",                 // right to left
			"UBC\u{301}",                  // an accent
			"U\u{df}C",                    // a letter that is two in upper case
		];
		for fake in foreign {
			assert_noop!(create(alice(), blueprint(fake.as_bytes())), Error::<Test>::BadSymbol);
		}
	})
}

#[test]
fn are_letters_and_digits_of_a_proper_length() {
	build_and_execute(|| {
		for bad in [&b""[..], b"A", b"A B", b"A-B", b"A\0B", b"$$$", b"123", b"\xff\xff", b"A|B"] {
			assert_noop!(create(alice(), blueprint(bad)), Error::<Test>::BadSymbol);
		}
		for good in [&b"AB"[..], b"1INCH", b"ABCDEFGHIJKL"] {
			assert_ok!(create(alice(), blueprint(good)));
		}
		assert!(!is_readable(b"ABCDEFGHIJKLM"));
	})
}

#[test]
fn can_be_reserved_and_released_by_governance() {
	build_and_execute(|| {
		assert_noop!(create(alice(), blueprint(b"D0T")), Error::<Test>::SymbolReserved);
		let reserve = |list: &[&[u8]]| Call::reserve_symbols { symbols: symbols(list) };
		let release = |list: &[&[u8]]| Call::release_symbols { symbols: symbols(list) };
		assert_noop!(sign(alice(), reserve(&[b"ETH"])), DispatchError::BadOrigin);
		assert_noop!(sign(alice(), release(&[b"DOT"])), DispatchError::BadOrigin);
		assert_noop!(govern(reserve(&[])), Error::<Test>::EmptyList);
		assert_noop!(govern(release(&[])), Error::<Test>::EmptyList);
		assert_noop!(govern(reserve(&[b"ETH", b"?"])), Error::<Test>::BadSymbol);
		created(blueprint(b"OWN"));
		assert_ok!(govern(reserve(&[b"ETH", b"OWN"])));
		System::assert_last_event(
			Event::SymbolsReserved { keys: vec![fold(b"ETH"), fold(b"OWN")] }.into(),
		);
		assert_noop!(create(alice(), blueprint(b"eth")), Error::<Test>::SymbolReserved);
		assert_eq!(Factory::token_by_symbol(b"OWN".to_vec()), Some(1_000));
		assert_ok!(govern(release(&[b"ETH"])));
		System::assert_last_event(Event::SymbolsReleased { keys: vec![fold(b"ETH")] }.into());
		assert_ok!(create(alice(), blueprint(b"eth")));
	})
}

#[test]
fn fold_pairs_that_look_like_one_letter() {
	assert_eq!(fold(b"VVEB"), fold(b"WEB"));
	assert_eq!(fold(b"rnoon"), fold(b"moon"));
	assert_ne!(fold(b"VEB"), fold(b"WEB"));
	assert_ne!(fold(b"NR"), fold(b"M"));
	assert!(imitates(b"MYUBC", b"UBC"));
	assert!(!imitates(b"UXBC", b"UBC"));
	assert!(!imitates(b"UBC", b""));
}

proptest! {
	/// Case never counts, folding twice changes nothing that case and digits do, and a key is
	/// never longer than its symbol.
	#[test]
	fn fold_ignores_case_and_look_alike_digits(symbol in "[A-Za-z0-9]{2,12}") {
		let key = fold(symbol.as_bytes());
		prop_assert_eq!(&fold(symbol.to_lowercase().as_bytes()), &key);
		prop_assert_eq!(&fold(symbol.to_uppercase().as_bytes()), &key);
		let swapped = symbol.replace(['0'], "O").replace(['1'], "l").replace(['5'], "s");
		prop_assert_eq!(&fold(swapped.as_bytes()), &key);
		prop_assert!(key.len() <= symbol.len() && !key.is_empty());
	}
}
