/**
 * Every call of tokens, factory, vesting and burning, and what each refuses, written once for the
 * libraries that take part. Each runs on a development chain of its own, because some of the calls
 * stop the factory or vesting for everybody.
 *
 * Calls that do not depend on each other go into one phase: each account signs its own with the
 * nonces that follow, all are submitted at once, and the phase ends when all are in a block. At the
 * end the metadata says whether a call was left out.
 *
 * Adapter: `name`, `connect(ws)`, `close()`, `tx(pallet, call, args)`, `inBlock(tx, pair, nonce)`,
 * `view(pallet, function, args)`. Arguments are objects in the order of the call's fields; an enum is
 * `variant(name, value)`, bytes are `bytes(text or Uint8Array)`, the 64 bytes of a signature
 * `fixed(bytes)`. `inBlock` resolves to `{ ok, error, events }`, `view` to plain values: numbers as
 * bigint or number, addresses as text, options as value or undefined.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { freshAddress, pair, UBC } from './accounts.mjs';
import { startDevNode } from './node.mjs';
import { Oracle } from './oracle.mjs';
import { record } from './report.mjs';
import { Rpc } from './rpc.mjs';

const PALLETS = ['Tokens', 'Factory', 'Vesting', 'Burning'];
/** A node broadcasts at most 16 transactions of one connection at once. */
const AT_ONCE = 12;
const MAX = 2n ** 128n - 1n;
const SUPPLY = 1_000_000n;

class Variant {
  constructor(type, value) {
    this.type = type;
    this.value = value;
  }
}
class Bytes {
  constructor(bytes, isFixed) {
    this.bytes = bytes;
    this.isFixed = isFixed;
  }
}
/** A variant of an enum. */
export const variant = (type, value) => new Variant(type, value);
/** Bytes of any length. */
export const bytes = (data) => new Bytes(typeof data === 'string' ? new TextEncoder().encode(data) : data, false);
/** Bytes of a fixed length. */
export const fixed = (data) => new Bytes(data, true);

/** Rewrite arguments for a library: `onVariant(type, value)` and `onBytes(bytes, isFixed)`. */
export function rewrite(value, rules) {
  if (value instanceof Variant) return rules.onVariant(value.type, rewrite(value.value, rules));
  if (value instanceof Bytes) return rules.onBytes(value.bytes, value.isFixed);
  if (Array.isArray(value)) return value.map((v) => rewrite(v, rules));
  if (value && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, rewrite(v, rules)]));
  }
  return value;
}

const FEATURES = { mintable: true, burnable: true, pausable: true, freezable: true, votes: false };
const ROLES = ['Minter', 'Burner', 'Pauser', 'Freezer', 'Metadata'];

/** Declare the flows of one client. */
export function declareEconomy(client) {
  const [alice, bob, charlie, dave, eve, ferdie] = ['Alice', 'Bob', 'Charlie', 'Dave', 'Eve', 'Ferdie'].map((n) => pair(`//${n}`));
  const done = new Set();
  const nonces = new Map();
  const ctx = {};
  let node;
  let rpc;

  before(async () => {
    node = await startDevNode();
    rpc = await Rpc.connect(node.ws);
    ctx.oracle = await Oracle.fromNode(rpc);
    await rpc.until(async () => (await rpc.blockNumber()) >= 1, { what: 'a block' });
    await client.connect(node.ws);
  });
  after(async () => {
    await client.close();
    rpc?.close();
    await node?.stop();
  });

  const flow = (name, run) =>
    test(`${client.name}: ${name}`, async () => {
      try {
        await run();
        record(client.name, name, 'yes');
      } catch (error) {
        record(client.name, name, 'no', error.message.split('\n')[0]);
        throw error;
      }
    });

  const now = () => rpc.blockNumber();
  const blocks = async (count) => {
    const until = (await now()) + count;
    await rpc.until(async () => (await now()) >= until, { what: `${count} blocks` });
  };

  /** One call of one account. */
  const call = (who, pallet, name, args = {}) => ({ who, pallet, name, args });
  /** The same, expected to be refused with this error. */
  const refused = (error, who, pallet, name, args = {}) => ({ who, pallet, name, args, error });
  /** A call of root, through sudo. */
  const root = (pallet, name, args = {}) => ({ who: alice, pallet, name, args, sudo: true });

  /** Submit all at once, wait until all are in a block, check each. Returns the events of each. */
  const phase = async (...calls) => {
    const results = [];
    for (let i = 0; i < calls.length; i += AT_ONCE) {
      results.push(...(await together(calls.slice(i, i + AT_ONCE))));
    }
    return results;
  };
  const together = async (calls) => {
    const sent = calls.map(async (one) => {
      const { address } = one.who;
      if (!nonces.has(address)) nonces.set(address, rpc.request('system_accountNextIndex', [address]));
      const nonce = nonces.get(address);
      nonces.set(address, nonce.then((n) => n + 1));
      let tx = client.tx(one.pallet, one.name, one.args);
      if (one.sudo) tx = client.sudo(tx);
      return client.inBlock(tx, one.who, await nonce);
    });
    const results = await Promise.all(sent);
    return results.map((result, i) => {
      const { pallet, name, error, sudo } = calls[i];
      const title = `${pallet}.${name}`;
      if (error) {
        assert.ok(!result.ok, `${title} should be refused with ${error}`);
        assert.ok(result.error.includes(error), `${title}: expected ${error}, got ${result.error}`);
        return result.events;
      }
      assert.ok(result.ok, `${title} was refused: ${result.error}`);
      if (sudo) {
        const sudid = result.events.find((e) => e.pallet === 'Sudo' && e.name === 'Sudid');
        assert.ok(client.resultOk(sudid.field('sudo_result', true)), `${title} failed as root`);
      }
      done.add(title);
      return result.events;
    });
  };
  const event = (events, pallet, name) => {
    const found = events.find((e) => e.pallet === pallet && e.name === name);
    assert.ok(found, `no ${pallet}.${name} among ${events.map((e) => `${e.pallet}.${e.name}`)}`);
    return found;
  };
  const number = async (pallet, name, args) => BigInt(await client.view(pallet, name, args));

  const linear = (start, end) => variant('Linear', { start, cliff: start, end });
  const grant = (beneficiary, amount, release, more = {}) => ({
    beneficiary: beneficiary.address, amount, release, revocable: false, transferable: false, ...more,
  });
  const NATIVE = variant('Native');
  const blueprint = (symbol, template, more = {}) => ({
    blueprint: {
      name: bytes(`Token ${symbol}`),
      symbol: bytes(symbol),
      decimals: 6,
      template,
      features: FEATURES,
      admin: alice.address,
      roles: ROLES.map((role) => [variant(role), alice.address]),
      allocations: [[alice.address, SUPPLY]],
      vested: [],
      ...more,
    },
  });

  flow('factory: create', async () => {
    const start = await now();
    const [vote, coin, gone] = await phase(
      call(alice, 'Factory', 'create', blueprint('VOTE', variant('Governance', { cap: 2n * SUPPLY }), {
        vested: [grant(charlie, 1_000n, linear(start, start + 1_000))],
      })),
      call(alice, 'Factory', 'create', blueprint('COIN', variant('Standard'))),
      call(alice, 'Factory', 'create', blueprint('GONE', variant('Governance', { cap: undefined }), { allocations: [[alice.address, 5n]] })),
      refused('SymbolReserved', bob, 'Factory', 'create', blueprint('U8C2', variant('Standard'))),
      refused('BadSymbol', bob, 'Factory', 'create', blueprint('C-N', variant('Standard'))),
      refused('NothingVested', charlie, 'Factory', 'create', blueprint('LAUNCH', variant('VestedLaunch'), { features: { ...FEATURES, mintable: false }, roles: [] })),
      refused('CapBelowSupply', dave, 'Factory', 'create', blueprint('SMALL', variant('Capped', { cap: 1n }))),
      refused('BadOrigin', eve, 'Factory', 'pause', { until: start + 100 }),
    );
    const id = (events) => Number(event(events, 'Factory', 'TokenCreated').field('token'));
    [ctx.vote, ctx.coin, ctx.gone] = [vote, coin, gone].map(id);
    event(vote, 'Vesting', 'Granted');
    assert.equal(Number(await client.view('Factory', 'token_by_symbol', { symbol: bytes('C0IN') })), ctx.coin);
    assert.equal(await number('Tokens', 'total_supply', { token: ctx.vote }), SUPPLY + 1_000n);
    assert.equal(await number('Tokens', 'balance_of', { token: ctx.vote, who: charlie.address }), 1_000n);
    assert.equal(await number('Tokens', 'spendable', { token: ctx.vote, who: charlie.address }), 0n);
    await phase(refused('SymbolTaken', bob, 'Factory', 'create', blueprint('c0in', variant('Standard'))));
  });

  flow('burning: burn, and the ledger', async () => {
    const before = await client.view('Burning', 'issuance', {});
    const [burned] = await phase(
      call(ferdie, 'Burning', 'burn', { amount: 5n * UBC, keep_alive: true, memo: bytes('for the season') }),
      refused('ZeroAmount', dave, 'Burning', 'burn', { amount: 0n, keep_alive: true, memo: bytes('') }),
      refused('FundsUnavailable', charlie, 'Burning', 'burn', { amount: MAX, keep_alive: true, memo: bytes('') }),
      refused('BadOrigin', bob, 'Burning', 'set_parameters', { parameters: parameters(4) }),
    );
    assert.equal(BigInt(event(burned, 'Burning', 'BurnedVoluntarily').field('amount')), 5n * UBC);
    const after = await client.view('Burning', 'issuance', {});
    const [b, a] = [before, after].map((i) => Object.fromEntries(Object.entries(i).map(([k, v]) => [k, BigInt(v)])));
    assert.equal(a.total, a.genesis + a.minted - a.burned);
    assert.ok(a.burned >= b.burned + 5n * UBC, 'the ledger missed a burn');
  });

  flow('tokens: move, approve, delegate', async () => {
    const { vote: token, coin } = ctx;
    await phase(
      call(alice, 'Tokens', 'transfer', { token, to: bob.address, amount: 100n }),
      call(alice, 'Tokens', 'transfer_batch', { token, to: [[charlie.address, 10n], [dave.address, 20n]] }),
      call(alice, 'Tokens', 'approve', { token: coin, spender: bob.address, amount: 50n }),
      call(alice, 'Tokens', 'increase_allowance', { token: coin, spender: bob.address, by: 10n }),
      call(alice, 'Tokens', 'decrease_allowance', { token: coin, spender: bob.address, by: 5n }),
      call(alice, 'Tokens', 'mint', { token, to: dave.address, amount: 7n }),
      call(alice, 'Tokens', 'burn', { token, amount: 3n }),
      call(alice, 'Tokens', 'burn', { token: ctx.gone, amount: 5n }),
      call(alice, 'Tokens', 'delegate', { token, to: ferdie.address }),
      call(alice, 'Tokens', 'rename', { token, name: bytes('Voters') }),
      call(alice, 'Assets', 'transfer', { id: coin, target: variant('Id', bob.address), amount: 9n }),
      refused('CallFiltered', alice, 'Assets', 'transfer', { id: token, target: variant('Id', bob.address), amount: 1n }),
      refused('ZeroAmount', alice, 'Tokens', 'transfer', { token, to: bob.address, amount: 0n }),
      refused('BalanceLow', alice, 'Tokens', 'transfer', { token, to: bob.address, amount: MAX }),
      refused('CapExceeded', alice, 'Tokens', 'mint', { token, to: bob.address, amount: SUPPLY * 2n }),
      refused('SelfTransfer', bob, 'Tokens', 'transfer', { token: coin, to: bob.address, amount: 1n }),
      refused('MissingRole', bob, 'Tokens', 'mint', { token, to: bob.address, amount: 1n }),
      refused('UnknownToken', charlie, 'Tokens', 'transfer', { token: 7, to: bob.address, amount: 1n }),
      refused('AllowanceTooLow', dave, 'Tokens', 'transfer_from', { token: coin, owner: alice.address, to: dave.address, amount: 1n }),
      refused('NotAdmin', eve, 'Tokens', 'grant_role', { token, role: variant('Minter'), who: eve.address }),
    );
    assert.equal(await number('Tokens', 'allowance_of', { token: coin, owner: alice.address, spender: bob.address }), 55n);
    assert.equal(await number('Tokens', 'votes_of', { token, who: ferdie.address }), SUPPLY - 133n);
    assert.equal(await client.view('Tokens', 'delegate_of', { token, who: alice.address }), ferdie.address);
    ctx.voted = await now();
    await phase(
      call(bob, 'Tokens', 'transfer_from', { token: coin, owner: alice.address, to: charlie.address, amount: 5n }),
      call(bob, 'Tokens', 'burn_from', { token: coin, owner: alice.address, amount: 6n }),
      call(alice, 'Tokens', 'force_burn', { token, who: dave.address, amount: 1n }),
    );
    assert.equal(await number('Tokens', 'allowance_of', { token: coin, owner: alice.address, spender: bob.address }), 44n);
    assert.equal(await number('Tokens', 'past_votes_of', { token, who: ferdie.address, at: ctx.voted }), SUPPLY - 133n);
  });

  flow('tokens: permits through a relayer', async () => {
    const { vote, coin } = ctx;
    const deadline = (await now()) + 50;
    const signed = async (owner, view, args) => owner.sign(bytesOf(await client.view('Tokens', view, args)));
    const approval = { token: coin, owner: bob.address, spender: dave.address, amount: 8n, nonce: 0n, deadline };
    const signature = await signed(bob, 'permit_payload', approval);
    const permit = (more, by = signature) => ({ ...approval, ...more, signature: variant('Sr25519', fixed(by)) });
    const late = { ...approval, deadline: 1 };
    const delegation = { token: vote, who: charlie.address, to: dave.address, nonce: 0n, deadline };
    await phase(
      call(eve, 'Tokens', 'permit', permit({})),
      refused('WrongNonce', eve, 'Tokens', 'permit', permit({})),
      refused('BadSignature', eve, 'Tokens', 'permit', permit({ token: vote })),
      refused('BadSignature', eve, 'Tokens', 'permit', permit({ nonce: 1n })),
      refused('PermitExpired', eve, 'Tokens', 'permit', permit(late, await signed(bob, 'permit_payload', late))),
      call(eve, 'Tokens', 'delegate_by_signature', {
        ...delegation, signature: variant('Sr25519', fixed(await signed(charlie, 'delegation_payload', delegation))),
      }),
      call(ferdie, 'Tokens', 'cancel_permits', { token: coin }),
    );
    assert.equal(await number('Tokens', 'allowance_of', { token: coin, owner: bob.address, spender: dave.address }), 8n);
    assert.equal(await number('Tokens', 'nonce_of', { token: coin, owner: bob.address }), 1n);
    assert.equal(await number('Tokens', 'nonce_of', { token: coin, owner: ferdie.address }), 1n);
    assert.equal(await client.view('Tokens', 'delegate_of', { token: vote, who: charlie.address }), dave.address);
  });

  flow('tokens: roles, freeze, pause', async () => {
    const { vote: token, coin } = ctx;
    const pauser = variant('Pauser');
    await phase(
      call(alice, 'Tokens', 'grant_role', { token, role: pauser, who: bob.address }),
      call(alice, 'Tokens', 'grant_role', { token, role: variant('Freezer'), who: bob.address }),
      call(alice, 'Tokens', 'freeze', { token, account: dave.address }),
      call(alice, 'Tokens', 'pause', { token: coin }),
      call(alice, 'Tokens', 'begin_admin_transfer', { token, to: eve.address }),
      call(alice, 'Tokens', 'cancel_admin_transfer', { token }),
      call(alice, 'Tokens', 'begin_admin_transfer', { token, to: bob.address }),
    );
    assert.equal(await client.view('Tokens', 'is_paused', { token: coin }), true);
    assert.equal(await client.view('Tokens', 'is_frozen', { token, who: dave.address }), true);
    assert.equal(Number(await client.view('Tokens', 'role_member_count', { token, role: pauser })), 2);
    await phase(
      refused('AccountIsFrozen', dave, 'Tokens', 'transfer', { token, to: eve.address, amount: 1n }),
      refused('TokenPaused', bob, 'Tokens', 'transfer', { token: coin, to: eve.address, amount: 1n }),
      refused('BalanceLow', bob, 'Assets', 'transfer', { id: coin, target: variant('Id', eve.address), amount: 1n }),
      refused('NotPendingAdmin', eve, 'Tokens', 'accept_admin', { token }),
      call(bob, 'Tokens', 'accept_admin', { token }),
      call(bob, 'Tokens', 'renounce_role', { token, role: pauser }),
      call(bob, 'Tokens', 'revoke_role', { token, role: variant('Freezer'), who: bob.address }),
    );
    await phase(
      call(alice, 'Tokens', 'thaw', { token, account: dave.address }),
      call(alice, 'Tokens', 'unpause', { token: coin }),
      call(bob, 'Tokens', 'renounce_admin', { token }),
      refused('MissingRole', charlie, 'Tokens', 'thaw', { token, account: dave.address }),
    );
    assert.equal(await client.view('Tokens', 'admin', { token }), undefined);
  });

  flow('vesting: grant, claim, revoke, hand on', async () => {
    const start = await now();
    const soon = linear(start, start + 100_000);
    const parts = (deadline, lapse) =>
      variant('Milestone', { authority: eve.address, parts: [UBC, 2n * UBC], released: 0, deadline, lapse: variant(lapse) });
    const steps = variant('Stepped', { first: start + 1, period: 50_000, steps: 4 });
    const granted = await phase(
      call(bob, 'Vesting', 'grant', { asset: NATIVE, grant: grant(charlie, 4n * UBC, steps, { revocable: true }) }),
      call(bob, 'Vesting', 'grant_batch', {
        asset: NATIVE,
        grants: [
          grant(dave, UBC, soon, { transferable: true }),
          grant(dave, 2n * UBC, soon, { transferable: true }),
          grant(dave, 3n * UBC, parts(start + 100_000, 'Returns')),
          grant(dave, 3n * UBC, parts(start + 5, 'Returns')),
        ],
      }),
      refused('AccountMissing', ferdie, 'Vesting', 'grant', { asset: NATIVE, grant: grant({ address: freshAddress() }, UBC, soon) }),
      refused('ZeroLength', ferdie, 'Vesting', 'grant', { asset: NATIVE, grant: grant(dave, UBC, linear(start + 9, start + 9)) }),
      refused('InThePast', ferdie, 'Vesting', 'grant', { asset: NATIVE, grant: grant(dave, UBC, linear(0, 1)) }),
      refused('EmptyBatch', ferdie, 'Vesting', 'grant_batch', { asset: NATIVE, grants: [] }),
      refused('UnknownSchedule', eve, 'Vesting', 'claim', { schedule: 10_000n }),
    );
    const ids = granted.flatMap((events) => events.filter((e) => e.pallet === 'Vesting' && e.name === 'Granted'))
      .map((e) => BigInt(e.field('schedule')));
    assert.equal(ids.length, 5);
    const [stepped, one, two, vesting, returning] = ids;
    await blocks(2);
    const steps1 = await number('Vesting', 'claimable', { id: stepped });
    assert.equal(steps1, UBC);
    const [claimed] = await phase(
      call(eve, 'Vesting', 'claim', { schedule: stepped }),
      call(eve, 'Vesting', 'claim_batch', { schedules: [one, two] }),
      call(eve, 'Vesting', 'release_milestone', { schedule: vesting }),
      refused('NotGranter', ferdie, 'Vesting', 'revoke', { schedule: stepped }),
      refused('NotTransferable', charlie, 'Vesting', 'transfer', { schedule: stepped, to: dave.address }),
      refused('NotAuthority', bob, 'Vesting', 'release_milestone', { schedule: vesting }),
      refused('NotRevocable', bob, 'Vesting', 'revoke', { schedule: two }),
    );
    assert.equal(BigInt(event(claimed, 'Vesting', 'Claimed').field('amount')), UBC);
    assert.equal(await number('Vesting', 'vested_at', { id: vesting, at: start + 99_999 }), UBC);
    await rpc.until(async () => (await now()) >= start + 5, { what: 'the deadline' });
    const [revoked, lapsed] = await phase(
      call(bob, 'Vesting', 'revoke', { schedule: stepped }),
      call(eve, 'Vesting', 'lapse', { schedule: returning }),
      call(dave, 'Vesting', 'merge', { from: one, into: two }),
      call(dave, 'Vesting', 'transfer', { schedule: two, to: ferdie.address }),
      refused('BeforeDeadline', ferdie, 'Vesting', 'lapse', { schedule: vesting }),
    );
    assert.equal(BigInt(event(revoked, 'Vesting', 'Cut').field('returned')), 3n * UBC);
    assert.equal(BigInt(event(lapsed, 'Vesting', 'Cut').field('returned')), 3n * UBC);
    assert.equal(await client.view('Vesting', 'schedule', { id: stepped }), undefined);
    assert.equal((await client.view('Vesting', 'schedule', { id: two })).beneficiary, ferdie.address);
    assert.equal((await client.view('Vesting', 'schedules_of', { who: ferdie.address, after: undefined })).length, 1);
    ctx.schedule = two;
  });

  flow('governance of prices, symbols, pauses', async () => {
    const terms = await client.view('Factory', 'terms', {});
    const base = BigInt(terms.base_fee);
    const until = (await now()) + 1_000;
    const dear = {
      base_fee: 2n * base, feature_fee: BigInt(terms.feature_fee), allocation_fee: BigInt(terms.allocation_fee),
      burned: Number(terms.burned), metadata_deposit: BigInt(terms.metadata_deposit), account_limit: Number(terms.account_limit),
    };
    await phase(
      root('Factory', 'set_terms', { terms: dear }),
      root('Factory', 'reserve_symbols', { symbols: [bytes('ACME'), bytes('BEST')] }),
      root('Factory', 'release_symbols', { symbols: [bytes('BEST')] }),
      root('Factory', 'set_listing', { who: dave.address, listing: variant('Denied') }),
      root('Factory', 'set_limit', { who: bob.address, limit: 0 }),
      root('Factory', 'set_access', { access: variant('Everyone') }),
      root('Burning', 'set_parameters', { parameters: parameters(2) }),
      root('Vesting', 'pause', { duration: 100 }),
    );
    const [fee] = await client.view('Factory', 'quote', { features: { ...FEATURES, mintable: false, burnable: false, pausable: false, freezable: false }, capped: false, allocations: 0 });
    assert.equal(BigInt(fee), 2n * base);
    await phase(
      refused('NotAllowed', dave, 'Factory', 'create', blueprint('DENIED', variant('Standard'))),
      refused('LimitReached', bob, 'Factory', 'create', blueprint('LIMIT', variant('Standard'))),
      refused('SymbolReserved', charlie, 'Factory', 'create', blueprint('ACME', variant('Standard'))),
      refused('VestingPaused', eve, 'Vesting', 'claim', { schedule: ctx.schedule }),
    );
    await phase(root('Vesting', 'resume'), root('Factory', 'pause', { until }));
    assert.equal(Number(await client.view('Factory', 'closed_until', {})), until);
    await phase(
      refused('FactoryPaused', eve, 'Factory', 'create', blueprint('LATER', variant('Standard'))),
      call(dave, 'Vesting', 'claim', { schedule: ctx.schedule }),
    );
    await phase(root('Factory', 'resume'));
    assert.equal(await client.view('Factory', 'may_create', { who: eve.address }), true);
    assert.equal(await client.view('Factory', 'may_create', { who: dave.address }), false);
  });

  flow('tokens: retire and prune', async () => {
    const { gone, coin } = ctx;
    const [retired] = await phase(
      call(alice, 'Tokens', 'retire', { token: gone }),
      refused('SupplyLeft', alice, 'Tokens', 'retire', { token: coin }),
      refused('NothingToPrune', bob, 'Tokens', 'prune', { token: ctx.vote, account: bob.address, limit: 5 }),
    );
    event(retired, 'Factory', 'DepositReturned');
    await phase(call(bob, 'Tokens', 'prune', { token: gone, account: alice.address, limit: 5 }));
    assert.equal(await client.view('Tokens', 'token', { token: gone }), undefined);
    assert.equal(await client.view('Factory', 'is_symbol_free', { symbol: bytes('GONE') }), true);
  });

  flow('no call of the four pallets was left out', async () => {
    const all = [...ctx.oracle.calls.values()].filter((c) => PALLETS.includes(c.pallet)).map((c) => `${c.pallet}.${c.call}`);
    assert.ok(all.length > 40, `only ${all.length} calls`);
    assert.deepEqual(all.filter((title) => !done.has(title)), []);
    // What was in a block is final in the end.
    const best = await now();
    await rpc.until(async () => (await rpc.finalizedNumber()) >= best, { what: 'finality' });
    assert.ok(!node.panicked, node.tail());
  });
}

/** Shares of fees and emission, κ among them in tenths. */
function parameters(kappa) {
  const tenth = 100_000_000;
  return { fee_burn: 2 * tenth, fee_treasury: 2 * tenth, kappa: kappa * tenth, validators: 4 * tenth, work: 5 * tenth };
}

/** The bytes that a view function returned, whatever the library wraps them in. */
function bytesOf(value) {
  if (typeof value === 'string') return Uint8Array.from(Buffer.from(value.replace(/^0x/, ''), 'hex'));
  return value instanceof Uint8Array ? value : value.asBytes();
}
