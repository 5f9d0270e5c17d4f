//! Each row of the README's table, called by the name of the function it stands for.

use frame_support::assert_ok;
use labscape_primitives::Role;

use crate::{mock::*, Call};

#[test]
fn erc20() {
	build_and_execute(|| {
		let token = token(PLAIN);
		assert_eq!(Tokens::name_of(token), b"Test token");
		assert_eq!(Tokens::symbol_of(token), b"TEST");
		assert_eq!(Tokens::decimals_of(token), 6);
		assert_eq!(Tokens::total_supply(token), SUPPLY);
		assert_eq!(Tokens::balance_of(token, alice()), SUPPLY);
		assert_ok!(sign(alice(), Call::transfer { token, to: bob(), amount: 10 }));
		assert_ok!(sign(alice(), Call::approve { token, spender: bob(), amount: 10 }));
		assert_eq!(Tokens::allowance_of(token, alice(), bob()), 10);
		assert_ok!(sign(
			bob(),
			Call::transfer_from { token, owner: alice(), to: bob(), amount: 4 }
		));
		assert_ok!(sign(alice(), Call::increase_allowance { token, spender: bob(), by: 4 }));
		assert_ok!(sign(alice(), Call::decrease_allowance { token, spender: bob(), by: 1 }));
		assert_eq!(Tokens::allowance_of(token, alice(), bob()), 9);
	})
}

#[test]
fn erc20_events() {
	build_and_execute(|| {
		let token = token(PLAIN);
		assert_ok!(sign(alice(), Call::transfer { token, to: bob(), amount: 10 }));
		let event = pallet_assets::Event::Transferred {
			asset_id: token,
			from: alice(),
			to: bob(),
			amount: 10,
		};
		System::assert_last_event(event.into());
		assert_ok!(sign(admin(), Call::mint { token, to: bob(), amount: 5 }));
		let event = pallet_assets::Event::Issued { asset_id: token, owner: bob(), amount: 5 };
		System::assert_last_event(event.into());
		assert_ok!(sign(bob(), Call::burn { token, amount: 3 }));
		let event = pallet_assets::Event::Burned { asset_id: token, owner: bob(), balance: 3 };
		System::assert_last_event(event.into());
		assert_ok!(sign(alice(), Call::approve { token, spender: bob(), amount: 7 }));
		let event = crate::Event::Approval { token, owner: alice(), spender: bob(), amount: 7 };
		System::assert_last_event(event.into());
	})
}

#[test]
fn erc20_burnable_capped_pausable() {
	build_and_execute(|| {
		let token = token(PLAIN);
		assert_ok!(sign(alice(), Call::burn { token, amount: 10 }));
		assert_ok!(sign(alice(), Call::approve { token, spender: bob(), amount: 10 }));
		assert_ok!(sign(bob(), Call::burn_from { token, owner: alice(), amount: 10 }));
		assert_eq!(Tokens::cap(token), Some(10 * SUPPLY));
		assert!(!Tokens::is_paused(token));
		assert_ok!(sign(admin(), Call::pause { token }));
		assert!(Tokens::is_paused(token));
		assert_ok!(sign(admin(), Call::unpause { token }));
	})
}

#[test]
fn erc2612() {
	build_and_execute(|| {
		let token = token(PLAIN);
		let (owner, sign_with) = &signers()[0];
		let nonce = Tokens::nonce_of(token, owner.clone());
		let payload = Tokens::permit_payload(token, owner.clone(), bob(), 5, nonce, 9);
		let call = Call::permit {
			token,
			owner: owner.clone(),
			spender: bob(),
			amount: 5,
			nonce,
			deadline: 9,
			signature: sign_with(&payload),
		};
		assert_ok!(sign(charlie(), call));
		assert_eq!(Tokens::allowance_of(token, owner.clone(), bob()), 5);
	})
}

#[test]
fn erc20_votes() {
	build_and_execute(|| {
		let token = token(VOTES);
		assert_eq!(Tokens::clock(), 1);
		advance(1);
		assert_eq!(Tokens::votes_of(token, alice()), SUPPLY);
		assert_eq!(Tokens::past_votes_of(token, alice(), 1), Some(SUPPLY));
		assert_eq!(Tokens::past_total_supply(token, 1), Some(SUPPLY));
		assert_eq!(Tokens::delegate_of(token, alice()), alice());
		assert_ok!(sign(alice(), Call::delegate { token, to: bob() }));
		assert_eq!(Tokens::delegate_of(token, alice()), bob());
		assert_eq!(Tokens::checkpoint_count(token, alice()), 2);
		assert_eq!(Tokens::checkpoint(token, alice(), 1).map(|found| found.votes), Some(0));
		let (who, sign_with) = &signers()[1];
		let payload = Tokens::delegation_payload(token, who.clone(), bob(), 0, 9);
		let call = Call::delegate_by_signature {
			token,
			who: who.clone(),
			to: bob(),
			nonce: 0,
			deadline: 9,
			signature: sign_with(&payload),
		};
		assert_ok!(sign(charlie(), call));
	})
}

#[test]
fn access_control() {
	build_and_execute(|| {
		let token = token(PLAIN);
		let role = Role::Minter;
		assert_ok!(sign(admin(), Call::grant_role { token, role, who: bob() }));
		assert!(Tokens::has_role(token, role, bob()));
		assert_eq!(Tokens::role_member_count(token, role), 2);
		assert_eq!(Tokens::role_member(token, role, 1), Some(bob()));
		assert_eq!(Tokens::role_members(token, role), vec![admin(), bob()]);
		assert_ok!(sign(admin(), Call::revoke_role { token, role, who: bob() }));
		assert_ok!(sign(admin(), Call::renounce_role { token, role }));
		assert_eq!(Tokens::admin(token), Some(admin()));
		assert_ok!(sign(admin(), Call::begin_admin_transfer { token, to: bob() }));
		assert_eq!(Tokens::pending_admin(token), Some((bob(), 1 + PERIOD)));
		assert_ok!(sign(admin(), Call::cancel_admin_transfer { token }));
		assert_ok!(sign(admin(), Call::begin_admin_transfer { token, to: bob() }));
		assert_ok!(sign(bob(), Call::accept_admin { token }));
		assert_ok!(sign(bob(), Call::renounce_admin { token }));
		assert_eq!(Tokens::admin(token), None);
	})
}

/// The table in the README names functions; each name is one that exists here.
#[test]
fn readme_names_what_exists() {
	use frame_support::traits::GetCallName;
	let readme = include_str!("../../README.md");
	let views = [
		"name",
		"symbol",
		"decimals",
		"total_supply",
		"balance_of",
		"allowance_of",
		"cap",
		"is_paused",
		"nonce_of",
		"permit_payload",
		"clock",
		"votes_of",
		"past_votes_of",
		"past_total_supply",
		"delegate_of",
		"checkpoint_count",
		"checkpoint",
		"has_role",
		"role_member",
		"role_member_count",
		"role_members",
		"admin",
		"pending_admin",
	];
	for name in views {
		assert!(readme.contains(&format!("`{name}`")), "the view `{name}` is not in the README");
	}
	for name in Call::<Test>::get_call_names() {
		assert!(readme.contains(&format!("`{name}`")), "the call `{name}` is not in the README");
	}
}

/// Each row of the table ends with tests; each is one that exists, and no row is without.
#[test]
fn readme_names_tests_that_exist() {
	let files = [
		("admin", include_str!("admin.rs")),
		("allowance", include_str!("allowance.rs")),
		("create", include_str!("create.rs")),
		("mapping", include_str!("mapping.rs")),
		("pause", include_str!("pause.rs")),
		("permit", include_str!("permit.rs")),
		("roles", include_str!("roles.rs")),
		("supply", include_str!("supply.rs")),
		("transfer", include_str!("transfer.rs")),
		("votes", include_str!("votes.rs")),
	];
	let readme = include_str!("../../README.md");
	let table = readme.split("| Ethereum |").nth(1).expect("the table is there");
	let rows: Vec<&str> = table.lines().skip(2).take_while(|line| line.starts_with('|')).collect();
	assert!(rows.len() > 20, "only {} rows", rows.len());
	for row in rows {
		let last = row.trim_end_matches(" |").rsplit(" | ").next().expect("a row has cells");
		let names: Vec<&str> = last.split(", ").map(|name| name.trim_matches('`')).collect();
		for name in names {
			let (file, test) = name.split_once("::").unwrap_or_else(|| panic!("no test: {row}"));
			let (_, text) = files.iter().find(|(known, _)| *known == file).expect("a known file");
			let found = text.contains(&format!("#[test]\nfn {test}() {{"));
			assert!(found, "{name} does not exist: {row}");
		}
	}
}
