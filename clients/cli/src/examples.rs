//! Examples for the help of commands. A test reads every one of them, and wants one of each command.

/// For those who see the command for the first time.
pub const FIRST: &str = "\
Examples, on a development chain:
  labscape program add digits.wasm --store ./store --key //Alice
  labscape job submit --program 0x… --inputs images.bin --record 64 --fuel 2000000 \\
      --store ./store --key //Eve --watch
  labscape job fetch 0 --out results --store ./store --key //Eve

Every command and every group of commands shows more: labscape job --help
LABSCAPE_URL, LABSCAPE_KEY, LABSCAPE_STORE and LABSCAPE_GENESIS stand for the options of that name.";

pub const KEY: &str = "\
Examples:
  labscape key new wallet.json
  labscape key import wallet.json < phrase.txt
  labscape key show wallet.json

Where the key is, without a network, what was written by --offline elsewhere is signed:
  labscape account transfer 5F… 10 --offline call.json --account 5G…
  labscape key sign call.json --key wallet.json
  labscape send call.signed";

pub const ACCOUNT: &str = "\
Examples:
  labscape account show 5F…
  labscape account show --key wallet.json --json
  labscape account transfer 5F… 12.5 --key wallet.json --finalized
  labscape account transfer 5F… 250mUBC --key wallet.json";

pub const SEND: &str = "\
Examples:
  labscape send call.signed
  labscape send call.signed --finalized --json";

pub const PROGRAM: &str = "\
Examples:
  labscape program check digits.wasm
  labscape program add digits.wasm --store ./store --key wallet.json
  labscape program show 0x…";

pub const JOB: &str = "\
Examples:
  labscape job submit --program 0x… --inputs images.bin --record 64 --fuel 2000000 --key wallet.json
  labscape job list --key wallet.json
  labscape job show 7 --json
  labscape job watch 7 --timeout 600
  labscape job fetch 7 --out results --check 16 --key wallet.json
  labscape job ask 7 41 --out output-41 --key wallet.json
  labscape job accept 7 --key wallet.json       # pay at once, without proof
  labscape job cancel 7 --key wallet.json";

pub const SUBMIT: &str = "\
Examples:
  labscape job submit --program 0x… --inputs folder --fuel 2000000 --key wallet.json
  labscape job submit --program 0x… --inputs texts.txt --lines --per-item 100 --fuel 50000000 \\
      --store s3://bucket/inputs --key wallet.json --watch
  labscape job submit --program 0x… --inputs images.bin --record 64 --fuel 2000000 --units 64 \\
      --parts 3 --home 0 --max-price 2mUBC --class spot --key wallet.json";

pub const FETCH: &str = "\
Examples:
  labscape job fetch 7 --out results --key wallet.json
  labscape job fetch 7 --out-file results.bin --check 16 --store ./store --key wallet.json
  labscape job fetch 7 --provisional --out early --key wallet.json    # before they are proven";

pub const LABSCAPE: &str = "\
Examples:
  labscape labscape list
  labscape labscape show 0 --json
  labscape labscape poke 0 --key wallet.json";

pub const NODE: &str = "\
Examples:
  labscape node list
  labscape node show 3
  labscape node endpoint 3 https://worker.example:7700 --key provider.json
  labscape node claim 3 1000000 --key provider.json

A machine that leaves is drained first, and retired when its work is settled:
  labscape node drain 3 --key provider.json
  labscape node resume 3 --key provider.json    # it stays after all
  labscape node retire 3 --key provider.json";

pub const PROVIDER: &str = "\
Examples:
  labscape provider register --bond 50000 --commission 10 --key provider.json
  labscape provider list
  labscape provider show 5F…
  labscape provider chill --key provider.json
  labscape provider resume --key provider.json
  labscape provider leave --key provider.json

Machines join with labscape-agent: labscape-agent init --help";

pub const STAKE: &str = "\
Examples:
  labscape stake add 1000 --key provider.json
  labscape stake unbond 1000 --key provider.json
  labscape stake withdraw --key provider.json    # when the unbonding period is over";

pub const DELEGATE: &str = "\
Examples:
  labscape delegate 5F… 500 --key wallet.json";

pub const UNDELEGATE: &str = "\
Examples:
  labscape undelegate 5F… 500 --key wallet.json";

pub const CLAIM: &str = "\
Examples:
  labscape claim --key provider.json            # a provider's own income
  labscape claim 5F… --key wallet.json          # a delegator's, from the provider 5F…
  labscape claim 5F… --to 5G… --key wallet.json # somebody else's";

pub const TOKEN: &str = "\
Examples:
  labscape token list
  labscape token show GOLD --of 5F…
  labscape token create GOLD --name 'Gold' --decimals 6 --mintable --key issuer.json
  labscape token transfer GOLD 5F… 12.5 --key wallet.json
  labscape token distribute GOLD list.txt --key issuer.json
  labscape token rename GOLD 'Pure Gold' --key issuer.json
  labscape token prune VOTE 5F… --key wallet.json
  labscape token retire GOLD --key issuer.json

Supply, and rules that a token was created with:
  labscape token mint GOLD 5F… 1000 --key minter.json
  labscape token burn GOLD 10 --key wallet.json
  labscape token pause GOLD --key pauser.json
  labscape token unpause GOLD --key pauser.json
  labscape token freeze GOLD 5F… --key freezer.json
  labscape token thaw GOLD 5F… --key freezer.json

Letting others spend:
  labscape token approve GOLD 5F… 100 --key owner.json
  labscape token allowances GOLD 5G…
  labscape token transfer-from GOLD 5G… 5F… 40 --key spender.json
  labscape token permit sign GOLD --spender 5F… --amount 100 --out permit.json --key owner.json
  labscape token permit submit permit.json --key relayer.json
  labscape token permit cancel GOLD --key owner.json

Roles and votes:
  labscape token roles GOLD
  labscape token role grant GOLD minter 5F… --key admin.json
  labscape token role revoke GOLD minter 5F… --key admin.json
  labscape token role renounce GOLD minter --key minter.json
  labscape token admin offer GOLD 5F… --key admin.json
  labscape token admin cancel GOLD --key admin.json
  labscape token admin accept GOLD --key heir.json
  labscape token admin renounce GOLD --key admin.json
  labscape token delegate VOTE 5F… --key wallet.json
  labscape token votes VOTE 5F… --at 1200";

pub const VESTING: &str = "\
Examples:
  labscape vesting grant 5F… 1000 --curve linear:+0:+90d:+730d --revocable --key wallet.json
  labscape vesting list 5F…
  labscape vesting show 4 --at +30d
  labscape vesting claim 4 5 --key wallet.json
  labscape vesting revoke 4 --key granter.json
  labscape vesting transfer 4 5G… --key wallet.json
  labscape vesting merge 4 5 --key wallet.json
  labscape vesting release 6 --key authority.json
  labscape vesting lapse 6 --key wallet.json";

pub const ISSUANCE: &str = "\
Examples:
  labscape issuance
  labscape issuance --epoch 1200 --json";

pub const ACT: &str = "\
Examples:
  labscape act list
  labscape act show 3
  labscape veto 3 --key worker.json";

pub const REFERENDUM: &str = "\
Examples:
  labscape referendum list
  labscape referendum show 2
  labscape vote 2 aye 100 --conviction 2 --key wallet.json";

pub const COMPLETION: &str = "\
Examples:
  labscape completion bash > /etc/bash_completion.d/labscape
  labscape completion zsh > ~/.zfunc/_labscape
  labscape completion fish > ~/.config/fish/completions/labscape.fish";
